//! `inforce plausibility`: the example that was worked out by hand in `testdata/plausibility`, each check at its bounds and under each
//! convention, thresholds, and what is refused.

use crate::house::{House, Said};
use crate::support::chance::Chance;
use crate::support::effort::{assert_met, seeds};
use crate::support::generate;
use crate::support::reference::book::Book;
use crate::support::reference::close_books;
use crate::support::reference::judgement::{Movement, level, movements};
use crate::support::reference::levels::Levels;
use inforce::archive::read::PublishedRun;
use inforce::ask::plausibility::{Question, plausibility};
use inforce::config::Thresholds;
use inforce::terms::Mass;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const RECORDS: &str =
    "record_id,date,received,reporter,partner,flow,form,quantity_g,reexport_g,period\n";
const FILINGS: &str =
    "filing_id,country,substance,kind,received,effective,grams,year,confirmed,note\n";

/// A dataset of the built-in configuration, judged and published.
fn judged(records: &str, filings: &str) -> House {
    House::judged(&[
        ("trades/a.csv", &format!("{RECORDS}{records}")),
        ("estimates/a.csv", &format!("{FILINGS}{filings}")),
    ])
}

/// The example, judged and published.
fn example() -> House {
    let house = House::example("plausibility");
    house.passes("run data");
    house
}

fn tree(house: &House, more: &str) -> Value {
    serde_json::from_str(&house.passes(&format!("plausibility {more} --format json"))).unwrap()
}

/// The estimates of an answer, by country.
fn estimates(tree: &Value) -> BTreeMap<String, Value> {
    let all = tree["estimates"].as_array().unwrap().iter();
    all.map(|of| (of["country"].as_str().unwrap().to_owned(), of.clone()))
        .collect()
}

fn names(of: &Value) -> Vec<&str> {
    let findings = of["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| finding["check"].as_str().unwrap())
        .collect()
}

/// The names of the findings on a country; none for one that is not examined.
fn found(tree: &Value, country: &str) -> Vec<String> {
    let estimates = estimates(tree);
    let of = estimates.get(country);
    of.map_or_else(Vec::new, |of| {
        names(of).into_iter().map(ToOwned::to_owned).collect()
    })
}

/// Whether a check has something to ask about a country.
fn asks(tree: &Value, country: &str, check: &str) -> bool {
    found(tree, country).iter().any(|name| name == check)
}

/// What a check finds of a country.
fn finds(tree: &Value, country: &str, check: &str) -> String {
    let of = &estimates(tree)[country];
    let findings = of["findings"].as_array().unwrap();
    let of_check = findings.iter().find(|finding| finding["check"] == check);
    of_check.unwrap()["finds"].as_str().unwrap().to_owned()
}

/// The lines of yearly totals that importers report.
fn years(country: &str, form: &str, of: &[(i32, &str)]) -> String {
    of.iter().fold(String::new(), |text, (year, grams)| {
        let next = year + 1;
        text + &format!(
            "{country}-{form}-{year},{year}-12-31,{next}-02-01,{country},,import,{form},{grams},,year\n"
        )
    })
}

/// A record of a day in the year that is not whole, by which the years up to 2023 are.
const LAST: &str = "LAST,2024-06-30,2024-07-20,CHE,DEU,export,PM007,1,,\n";

fn assessment(id: &str, country: &str, from: &str, grams: &str) -> String {
    format!("{id},{country},PD006,assessment,{from},{from},{grams},,,\n")
}

#[test]
fn the_example_comes_out_as_by_hand() {
    let tree = tree(&example(), "");
    assert_eq!(
        (&tree["on"], &tree["ledger_from"], &tree["data_to"]),
        (
            &json!("2024-06-30"),
            &json!("2019-12-31"),
            &json!("2024-06-30")
        )
    );
    assert_eq!(tree["whole_years"], json!([2019, 2020, 2021, 2022, 2023]));
    let all = tree["estimates"].as_array().unwrap();
    let told: Vec<(&str, &Value, &Value, Vec<&str>)> = all
        .iter()
        .map(|of| {
            (
                of["country"].as_str().unwrap(),
                &of["estimate_g"],
                &of["times"],
                names(of),
            )
        })
        .collect();
    let (none, grams) = (json!(null), |text: &str| json!(text));
    let expected = [
        (
            "DNK",
            grams("500000"),
            grams("1111.11"),
            vec!["thousandfold", "many-times-use", "unlike-need"],
        ),
        (
            "KEN",
            grams("2000000"),
            grams("1052.63"),
            vec!["thousandfold", "many-times-use", "unlike-need"],
        ),
        (
            "ETH",
            none.clone(),
            none.clone(),
            vec!["trade-without-estimate"],
        ),
        (
            "PHL",
            none.clone(),
            none.clone(),
            vec!["trade-without-estimate"],
        ),
        (
            "SWE",
            none.clone(),
            none.clone(),
            vec!["trade-without-estimate"],
        ),
        (
            "NOR",
            grams("12000"),
            grams("1.09"),
            vec!["use-near-estimate", "unchanged"],
        ),
        (
            "UGA",
            grams("10000"),
            grams("1.00"),
            vec!["use-near-estimate"],
        ),
        (
            "ZAF",
            grams("100000"),
            grams("100.00"),
            vec!["many-times-use", "unlike-need", "manufacture-note"],
        ),
        (
            "GHA",
            grams("100000"),
            grams("12.50"),
            vec!["many-times-use", "unlike-need"],
        ),
        ("IDN", grams("500000"), grams("4.17"), vec!["unlike-need"]),
        ("NGA", grams("1000"), grams("0.33"), vec!["unlike-need"]),
        (
            "SEN",
            grams("3000"),
            none.clone(),
            vec!["estimate-without-trade", "unchanged"],
        ),
        ("TZA", grams("3000"), grams("1.50"), vec!["unchanged"]),
    ];
    let expected: Vec<_> = expected
        .iter()
        .map(|(country, estimate, times, names)| (*country, estimate, times, names.clone()))
        .collect();
    assert_eq!(told, expected);
}

#[test]
fn each_finding_says_what_it_rests_on() {
    let tree = tree(&example(), "");
    for (country, check, expected) in [
        (
            "KEN",
            "thousandfold",
            "On 2023-01-01 the estimate went from 2,000 g to 2,000,000 g: the greater is 1,000 times the smaller.",
        ),
        (
            "ETH",
            "trade-without-estimate",
            "No estimate is in force on 2024-06-30, and there is trade: 40 g in 2023, as the country itself reports; 25 g in 2024 up to \
             2024-06-30, as the country itself reports.",
        ),
        (
            "PHL",
            "trade-without-estimate",
            "No requirement is in force on 2024-06-30, and there is trade: 900 g in 2023, as the country itself reports.",
        ),
        (
            "NOR",
            "use-near-estimate",
            "Use came to 91.7 % of 12,000 g in 2021 (as the country itself reports), 91.7 % of 12,000 g in 2022 (as the country itself \
             reports), 91.7 % of 12,000 g in 2023 (as the country itself reports).",
        ),
        (
            "GHA",
            "many-times-use",
            "The estimate of 100,000 g is 12.5 times the greatest use of 2021 to 2023: 8,000 g in 2022, as its partners report.",
        ),
        (
            "GHA",
            "unlike-need",
            "The estimate of 100,000 g is about 18.18 times the computed need of 5,500 g (mean use of 2021 to 2023, 5,000 g, as the country \
             itself reports, and a margin of 10 %). What the country exports of it is not known to the run.",
        ),
        (
            "DNK",
            "unlike-need",
            "The estimate of 500,000 g is about 1,010.1 times the computed need of 495 g (mean use of 2021 to 2023, 450 g, as the country itself \
             reports, and a margin of 10 %). No exports of it are known.",
        ),
        (
            "NGA",
            "unlike-need",
            "The computed need of 3,300 g is 3.3 times the estimate of 1,000 g (mean use of 2021 to 2023, 3,000 g, as the country itself \
             reports, and a margin of 10 %). What the country exports of it is not known to the run.",
        ),
        (
            "ZAF",
            "manufacture-note",
            "The note of filing ZAF-1 is about manufacture and names 100,000 g; the greatest imports of 2021 to 2023 are 1,000 g in 2023, as \
             the country itself reports. What the country makes is in no account of the run. The note: 100 kg for the manufacture of \
             benzfetamine",
        ),
        (
            "SEN",
            "estimate-without-trade",
            "The estimate is 3,000 g, and one was in force at the end of each year of 2021 to 2023; neither account has trade that counts \
             from 2021 up to 2024-06-30.",
        ),
        (
            "TZA",
            "unchanged",
            "The estimate has been 3,000 g since 2015-01-01; 1 later filing gave the same figure.",
        ),
        (
            "NOR",
            "unchanged",
            "The estimate has been 12,000 g since 2019-01-01; 5 later filings gave the same figure.",
        ),
    ] {
        assert_eq!(finds(&tree, country, check), expected);
    }
    for check in tree["checks"].as_array().unwrap() {
        assert!(
            check["source"].as_str().unwrap().contains("module 2")
                && check["follows"].as_str().unwrap().ends_with('.'),
            "{check}"
        );
    }
}

/// What the command says on a terminal of 80 columns.
fn told(house: &House, more: &str) -> Said {
    house.told(&format!("plausibility {more}"))
}

#[test]
fn a_terminal_of_80_columns_shows_all_and_calls_it_advice() {
    let house = example();
    for more in ["", "--explain", "--with-findings --only unchanged"] {
        let said = told(&house, more);
        assert_eq!((said.code, &*said.stderr), (Some(0), ""));
        let long: Vec<&str> = said
            .stdout
            .lines()
            .filter(|line| line.chars().count() > 80)
            .collect();
        assert!(long.is_empty(), "{}", long.join("\n"));
        let flat = said.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains("It is advice and no alert"), "{flat}");
        assert!(
            flat.contains("the year of the newest record (2024-06-30) is not judged as a whole"),
            "{flat}"
        );
    }
    for (country, cause) in [
        ("ETH", "no estimate above 0 g is in force"),
        ("SEN", "no account has use in 2023"),
    ] {
        let said = told(&house, &format!("--country {country} --explain")).stdout;
        let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(&format!("not compared: {cause}")), "{said}");
    }
    let said = told(&house, "--country KEN --explain").stdout;
    let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "estimate 2,000,000 g on 2024-06-30, in-force, by KEN-2",
        "use, 3 years 1,800 g a year as the country itself reports, 0 g as its partners report",
        "rests on the estimate before 2023-01-01 by KEN-1; the estimate in force on 2024-06-30 by KEN-2",
        "rests on the estimate in force on 2024-06-30 by KEN-2; ledger, KEN PD006, 2021, 2022, 2023",
        "A use of 0 may mean that nothing was reported.",
        "estimate >= 5 (many_times) x the greatest use of a year",
        "exports the tables of the run keep no account of them",
        "2024 up to 300 1 100 1 0 2,000,000",
    ] {
        assert!(flat.contains(part), "{part}\n{said}");
    }
}

#[test]
fn only_estimates_with_the_checks_asked_for_are_shown() {
    let house = example();
    let countries = |more: &str| {
        let tree = tree(&house, more);
        estimates(&tree).into_keys().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(countries("--only unchanged"), "NOR SEN TZA");
    assert_eq!(
        countries("--only estimate-without-trade,use-near-estimate"),
        "NOR SEN UGA"
    );
    assert_eq!(
        countries("--substance methylphenidate --with-findings"),
        "ETH SEN"
    );
    let said = house.inforce("plausibility --only unlikely");
    assert_eq!(said.code, Some(2));
    assert!(
        said.stderr.contains("expected one of thousandfold, trade-without-estimate, use-near-estimate, many-times-use, unlike-need, \
             unlike-neighbours, manufacture-note, estimate-without-trade, unchanged"),
        "{}",
        said.stderr
    );
}

#[test]
fn csv_has_a_row_for_each_estimate() {
    let said = example().inforce("plausibility --format csv --country GHA");
    let lines: Vec<&str> = said.stdout.lines().collect();
    assert_eq!(
        lines,
        [
            "country,country_name,substance,substance_name,convention,force,on,status,filing_id,estimate_g,greatest_use_g,\
             greatest_use_year,greatest_use_basis,times,first_estimate,last_change,before_g,use_1_import_g,use_1_partner_g,\
             use_3_import_g,use_3_partner_g,use_5_import_g,use_5_partner_g,year_used_import_g,month_shares_import_millionths,\
             year_used_partner_g,month_shares_partner_millionths,data_to_import,data_to_partner,own_exports_g,imported_from_it_g,findings",
            "GHA,Ghana,PD006,diazepam,1971,voluntary,2024-06-30,in-force,GHA-1,100000,8000,2022,partner-reports,12.50,2022-01-01,\
             2022-01-01,,6000,0,5000,2666.666667,3000,1600,0,0 0 0 0 0 0,0,0 0 0 0 0 0,2023-12-31,2024-06-30,,,many-times-use unlike-need",
        ]
    );
}

/// 500 g are 5 times 100 g; a millionth of a gram less is not.
#[test]
fn many_times_begins_at_the_threshold() {
    let records = years("KEN", "PD006", &[(2022, "100")])
        + &years("UGA", "PD006", &[(2022, "100")])
        + &years("TZA", "PD006", &[(2022, "100"), (2019, "1")])
        + &years("GHA", "PD006", &[(2020, "100"), (2021, "1")])
        + LAST;
    let filings = assessment("K", "KEN", "2022-01-01", "500")
        + &assessment("U", "UGA", "2022-01-01", "499")
        + &assessment("T", "TZA", "2022-01-01", "0")
        + &assessment("G", "GHA", "2022-01-01", "499");
    let tree = tree(&judged(&records, &filings), "");
    assert!(asks(&tree, "KEN", "many-times-use"));
    assert!(!asks(&tree, "UGA", "many-times-use"));
    assert!(!asks(&tree, "TZA", "many-times-use"), "an estimate of 0 g");
    // The greatest use is sought in 2021 to 2023, so that the 100 g of 2020 are not seen.
    assert!(asks(&tree, "GHA", "many-times-use"));
}

#[test]
fn use_is_near_in_each_year_and_still() {
    let near = [(2021, "90"), (2022, "95"), (2023, "90")];
    let short = [(2021, "90"), (2022, "89.999999"), (2023, "90")];
    let records = years("KEN", "PD006", &near)
        + &years("UGA", "PD006", &short)
        + &years("TZA", "PD006", &near)
        + &years("GHA", "PD006", &near)
        + &years("NGA", "PD006", &[(2021, "5"), (2022, "5"), (2023, "5")])
        + LAST;
    let filings = assessment("K", "KEN", "2021-12-31", "100")
        + &assessment("U", "UGA", "2020-01-01", "100")
        // Raised since.
        + &assessment("T1", "TZA", "2020-01-01", "100")
        + &assessment("T2", "TZA", "2024-02-01", "101")
        // No estimate at the end of 2021.
        + &assessment("G", "GHA", "2022-01-01", "100")
        // Use against an estimate of 0 g.
        + &assessment("N", "NGA", "2020-01-01", "0");
    let tree = tree(&judged(&records, &filings), "");
    let near = |country| asks(&tree, country, "use-near-estimate");
    assert!(near("KEN") && near("NGA"));
    assert!(!near("UGA") && !near("TZA") && !near("GHA"));
}

#[test]
fn unchanged_is_more_than_three_years() {
    let filings = assessment("K", "KEN", "2021-06-29", "100")
        + &assessment("U", "UGA", "2021-06-30", "100")
        + &assessment("T1", "TZA", "2015-01-01", "100")
        + &assessment("T2", "TZA", "2022-01-01", "101");
    let house = judged(LAST, &filings);
    let tree_of = |more: &str| tree(&house, more);
    let on_last = tree_of("");
    assert!(asks(&on_last, "KEN", "unchanged"));
    assert!(!asks(&on_last, "UGA", "unchanged") && !asks(&on_last, "TZA", "unchanged"));
    assert!(asks(&tree_of("--on 2024-07-01"), "UGA", "unchanged"));
}

#[test]
fn about_a_thousand_is_from_500_to_2000() {
    let mut filings = String::new();
    for (country, before, after) in [
        ("KEN", "2", "1000"),
        ("UGA", "2", "999"),
        ("TZA", "2", "4000"),
        ("GHA", "2", "4001"),
        ("NGA", "1000", "2"),
        ("SEN", "0", "1000"),
    ] {
        filings += &assessment("A", country, "2020-01-01", before);
        filings += &assessment("B", country, "2022-01-01", after);
    }
    // A jump that was taken back, and one that was not.
    for (country, last) in [("ETH", "3"), ("ZAF", "1990")] {
        filings += &assessment("A", country, "2020-01-01", "2");
        filings += &assessment("B", country, "2021-01-01", "2000");
        filings += &assessment("C", country, "2022-01-01", last);
    }
    // Taken back, and made again.
    for (year, grams) in [(2020, "2"), (2021, "2000"), (2022, "3"), (2023, "1900")] {
        filings += &assessment(&year.to_string(), "BEN", &format!("{year}-01-01"), grams);
    }
    // Against use alone: 1,000 kg where 1 kg was used, and 1 g.
    filings += &assessment("A", "FRA", "2022-01-01", "1000000");
    filings += &assessment("A", "SWE", "2022-01-01", "1");
    let records =
        years("FRA", "PD006", &[(2023, "1000")]) + &years("SWE", "PD006", &[(2023, "1000")]) + LAST;
    let tree = tree(&judged(&records, &filings), "");
    for country in ["KEN", "TZA", "NGA", "ZAF", "BEN", "FRA", "SWE"] {
        assert!(asks(&tree, country, "thousandfold"), "{country}");
    }
    for country in ["UGA", "GHA", "SEN", "ETH"] {
        assert!(!asks(&tree, country, "thousandfold"), "{country}");
    }
    assert_eq!(
        finds(&tree, "ZAF", "thousandfold"),
        "On 2021-01-01 the estimate went from 2 g to 2,000 g: the greater is 1,000 times the smaller. It is 1,990 g now."
    );
    assert_eq!(
        finds(&tree, "BEN", "thousandfold"),
        "On 2021-01-01 the estimate went from 2 g to 2,000 g: the greater is 1,000 times the smaller. It is 1,900 g now."
    );
    assert_eq!(
        finds(&tree, "SWE", "thousandfold"),
        "Of the estimate of 1 g and the use of 1,000 g in 2023, as the country itself reports, the greater is 1,000 times the smaller."
    );
}

/// A mean of 100 g and a margin of a tenth give a need of 110 g, whose threefold is 330 g, and whose third 36.666... g.
#[test]
fn a_need_is_unlike_from_three_times_on() {
    let used = [(2021, "90"), (2022, "100"), (2023, "110")];
    let mut records = LAST.to_owned();
    let mut filings = String::new();
    for (country, grams) in [("KEN", "330"), ("UGA", "329"), ("TZA", "36"), ("GHA", "37")] {
        records += &years(country, "PD006", &used);
        filings += &assessment("A", country, "2022-01-01", grams);
    }
    // By its partners 300 g a year: the need lies between the accounts, so that nothing is said.
    records += &years("NGA", "PD006", &used);
    for year in [2021, 2022, 2023] {
        writeln!(records, "N{year},{year}-06-01,,DEU,NGA,export,PD006,300,,").unwrap();
    }
    filings += &assessment("A", "NGA", "2022-01-01", "400");
    let tree = tree(&judged(&records, &filings), "");
    let unlike = |country| asks(&tree, country, "unlike-need");
    assert!(unlike("KEN") && unlike("TZA"));
    assert!(!unlike("UGA") && !unlike("GHA") && !unlike("NGA"));
}

/// The newest record of Kenya is of 2022, so that 2023 may not have been reported; that of Uganda is of 31 December 2023.
#[test]
fn an_account_that_ends_before_the_last_whole_year_tells_no_need() {
    let used = [(2021, "100"), (2022, "100")];
    let mut records = LAST.to_owned();
    let mut filings = String::new();
    for country in ["KEN", "UGA", "TZA"] {
        records += &years(country, "PD006", &used);
        filings += &assessment("A", country, "2022-01-01", "1000");
    }
    records += &years("UGA", "PM007", &[(2023, "1")]);
    // Its partners have reported since.
    records += "T,2022-06-01,,DEU,TZA,export,PD006,60,,\n";
    let tree = tree(&judged(&records, &filings), "");
    assert_eq!(found(&tree, "KEN"), ["many-times-use"]);
    assert_eq!(found(&tree, "UGA"), ["many-times-use", "unlike-need"]);
    assert!(
        finds(&tree, "TZA", "unlike-need").contains("20 g, as its partners report"),
        "{tree}"
    );
}

/// Of psychotropic substances 1 g is the least that can be filed, and 0.001 g of use do not make it too much; narcotic drugs have no such
/// bound.
#[test]
fn one_gram_is_not_too_much_where_filings_count_in_whole_grams() {
    let used = [(2021, "0.001"), (2022, "0.001"), (2023, "0.001")];
    let of_year = |year: i32| {
        let before = year - 1;
        format!("T{year},TZA,NM009,estimate,{before}-06-30,,1,{year},{before}-11-01,\n")
    };
    let filings = assessment("K", "KEN", "2022-01-01", "1")
        + &assessment("U", "UGA", "2022-01-01", "2")
        + &of_year(2023)
        + &of_year(2024);
    let records = years("KEN", "PD006", &used)
        + &years("UGA", "PD006", &used)
        + &years("TZA", "NM009", &used)
        + LAST;
    let tree = tree(&judged(&records, &filings), "");
    let all = ["thousandfold", "many-times-use", "unlike-need"];
    assert!(found(&tree, "KEN").is_empty(), "{tree}");
    assert_eq!(found(&tree, "UGA"), all);
    assert_eq!(found(&tree, "TZA"), all);
}

#[test]
fn without_three_whole_years_no_need_is_computed() {
    let records = years("KEN", "PD006", &[(2022, "90"), (2023, "100")]) + LAST;
    let tree = tree(
        &judged(&records, &assessment("A", "KEN", "2022-01-01", "100000")),
        "",
    );
    assert_eq!(tree["whole_years"], json!([2022, 2023]));
    assert_eq!(found(&tree, "KEN"), ["thousandfold", "many-times-use"]);
    let means = &estimates(&tree)["KEN"]["mean_use"];
    assert_eq!(
        *means,
        json!([
            { "years": 1, "import_reports_g": "100", "partner_reports_g": "0" },
            { "years": 3, "import_reports_g": null, "partner_reports_g": null },
            { "years": 5, "import_reports_g": null, "partner_reports_g": null },
        ])
    );
}

/// The newest record is of 2023, so that 2023 is not whole, although its totals are there.
#[test]
fn the_year_of_the_newest_record_is_not_whole() {
    let records = years("KEN", "PD006", &[(2022, "100"), (2023, "1")]);
    let house = judged(&records, &assessment("A", "KEN", "2022-01-01", "100"));
    let before = tree(&house, "");
    assert_eq!(before["whole_years"], json!([2022]));
    assert_eq!(
        estimates(&before)["KEN"]["greatest_use"]["year"],
        json!(2022)
    );
    // On a day of 2022, the year is not whole either.
    let earlier = tree(&house, "--on 2022-12-31");
    assert_eq!(earlier["whole_years"], json!([]));
    assert_eq!(estimates(&earlier)["KEN"]["greatest_use"], json!(null));
}

#[test]
fn an_estimate_is_without_trade_only_if_it_stood_all_the_years() {
    let filings = assessment("A", "KEN", "2021-12-31", "100")
        + &assessment("A", "UGA", "2022-01-01", "100")
        + &assessment("A", "TZA", "2020-01-01", "100")
        + &assessment("A", "GHA", "2020-01-01", "100")
        + &assessment("A", "NGA", "2020-01-01", "0");
    let records = years("TZA", "PD006", &[(2021, "0.000001")])
        // In the year that is not whole, and before the years that count.
        + "G,2024-01-05,,DEU,GHA,export,PD006,1,,\n"
        + &years("KEN", "PD006", &[(2020, "5")])
        + LAST;
    let tree = tree(&judged(&records, &filings), "");
    let quiet = |country| asks(&tree, country, "estimate-without-trade");
    assert!(quiet("KEN"));
    assert!(!quiet("UGA") && !quiet("TZA") && !quiet("GHA") && !quiet("NGA"));
}

#[test]
fn imports_fit_a_note_from_half_of_what_it_names() {
    let note = |country: &str, note: &str| {
        format!("A,{country},PD006,assessment,2021-11-01,2022-01-01,200000,,,{note}\n")
    };
    let filings = note("KEN", "100 kg for the manufacture of others")
        + &note("UGA", "100 kg for the manufacture of others")
        + &note("TZA", "for the manufacture of others")
        + &note("GHA", "для производства препаратов")
        + &note("NGA", "100 kg for special stocks");
    let records = years("KEN", "PD006", &[(2023, "49999.999999")])
        + &years("UGA", "PD006", &[(2023, "50000")])
        + &years("TZA", "PD006", &[(2023, "1")])
        + &years("NGA", "PD006", &[(2023, "1")])
        + LAST;
    let tree = tree(&judged(&records, &filings), "");
    let unfit = |country| asks(&tree, country, "manufacture-note");
    assert!(unfit("KEN") && unfit("GHA"));
    assert!(!unfit("UGA") && !unfit("TZA") && !unfit("NGA"));
    assert_eq!(
        finds(&tree, "GHA", "manufacture-note"),
        "The note of filing A is about manufacture and names no quantity that can be read in one way; neither account has imports in 2023. \
         What the country makes is in no account of the run. The note: для производства препаратов"
    );
}

/// 100 g are imported, of which 40 g are declared for re-export, and 30 g exported.
#[test]
fn use_is_net_as_each_convention_counts_it() {
    let mut records = LAST.to_owned();
    for form in ["PD006", "NM009", "RE001"] {
        writeln!(
            records,
            "I-{form},2023-03-01,,KEN,CHE,import,{form},100,40,"
        )
        .unwrap();
        writeln!(records, "E-{form},2023-04-01,,KEN,UGA,export,{form},30,,").unwrap();
    }
    let filings = assessment("A", "KEN", "2022-01-01", "60")
        + "E23,KEN,NM009,estimate,2022-06-30,,70,2023,2022-11-01,\n"
        + "E24,KEN,NM009,estimate,2023-06-30,,70,2024,2023-11-01,\n"
        + "R,KEN,RE001,requirement,2021-10-01,2022-01-01,100,,,\n";
    let tree = tree(&judged(&records, &filings), "--country KEN");
    let of: BTreeMap<&str, &Value> = tree["estimates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| (of["substance"].as_str().unwrap(), of))
        .collect();
    let used = |substance: &str| of[substance]["greatest_use"]["used_g"].as_str().unwrap();
    assert_eq!(
        (used("PD006"), used("NM009"), used("RE001")),
        ("60", "70", "100")
    );
    // The estimate is what was filed, and own exports are told apart.
    assert_eq!(of["NM009"]["estimate_g"], json!("70"));
    assert_eq!(of["NM009"]["own_exports_g"], json!("30"));
    assert_eq!(of["PD006"]["own_exports_g"], json!(null));
    let year = of["NM009"]["years"].as_array().unwrap()[0].clone();
    assert_eq!(
        (
            &year["import_reports_g"],
            &year["own_exports_g"],
            &year["used_import_g"]
        ),
        (&json!("100"), &json!("30"), &json!("70"))
    );
}

#[test]
fn estimates_of_calendar_years_are_compared_by_year() {
    let of_year = |country: &str, year: i32, grams: &str, confirmed: &str| {
        let before = year - 1;
        format!(
            "{country}-{year},{country},NM009,estimate,{before}-06-30,,{grams},{year},{confirmed},\n"
        )
    };
    let mut filings = String::new();
    for year in 2019..=2024 {
        // Confirmed within the year, so that there is no estimate on its first days.
        filings += &of_year("KEN", year, "100", &format!("{year}-02-01"));
        // A year without an estimate lies between two.
        if year != 2021 {
            filings += &of_year("UGA", year, "100", &format!("{}-11-01", year - 1));
        }
    }
    // Of grams in 2023, of kilograms in 2024.
    filings += &of_year("TZA", 2023, "100", "2022-11-01");
    filings += &of_year("TZA", 2024, "100000", "2023-11-01");
    // The same, with a year without an estimate between.
    filings += &of_year("SEN", 2022, "100", "2021-11-01");
    filings += &of_year("SEN", 2024, "100000", "2023-11-01");
    // Not confirmed for 2024.
    filings += &of_year("GHA", 2023, "100", "2022-11-01");
    filings += &of_year("GHA", 2024, "100", "");
    let records = years("GHA", "NM009", &[(2023, "5")]) + LAST;
    let tree = tree(&judged(&records, &filings), "");
    assert_eq!(
        finds(&tree, "KEN", "unchanged"),
        "The estimate has been 100 g since 2019-02-01; 5 later filings gave the same figure."
    );
    assert_eq!(
        estimates(&tree)["UGA"]["last_change"]["day"],
        json!("2022-01-01")
    );
    assert!(!asks(&tree, "UGA", "unchanged"));
    assert_eq!(
        finds(&tree, "TZA", "thousandfold"),
        "On 2024-01-01 the estimate went from 100 g to 100,000 g: the greater is 1,000 times the smaller."
    );
    assert_eq!(
        finds(&tree, "SEN", "thousandfold"),
        "The estimate was 100 g until there was none from 2023-01-01 on, and 100,000 g from 2024-01-01 on: the greater is 1,000 times the \
         smaller."
    );
    assert_eq!(found(&tree, "GHA"), ["trade-without-estimate"]);
}

#[test]
fn an_expired_estimate_is_none() {
    let house = House::new();
    house.records(
        "first",
        "K,2023-12-30,,KEN,CHE,import,PD006,5,,,\nL,2024-06-30,,CHE,DEU,export,PD006,1,,,\n",
    );
    house.filings(
        "first",
        "E-1,KEN,PD006,assessment,2021-06-29,2021-07-01,100,\n",
    );
    house.replace("config/inforce.toml", "until-replaced", "three-years");
    house.night("");
    let tree = tree(&house, "--country KEN");
    assert_eq!(
        finds(&tree, "KEN", "trade-without-estimate"),
        "No estimate is in force on 2024-06-30 (it has expired), and there is trade: 5 g in 2023, as the country itself reports."
    );
}

#[test]
fn exports_are_searched_where_the_tables_keep_none() {
    let used = [(2021, "100"), (2022, "100"), (2023, "100")];
    let records = years("KEN", "PD006", &used)
        + "X,2022-04-01,,KEN,UGA,export,PD006,7,,\n"
        + "Y,2022-05-01,,TZA,KEN,import,PD006,9,4,\n"
        + "Z,2020-05-01,,TZA,KEN,import,PD006,9,,\n"
        + LAST;
    let house = judged(&records, &assessment("A", "KEN", "2022-01-01", "1000"));
    let before = tree(&house, "--country KEN");
    assert!(asks(&before, "KEN", "unlike-need"));
    assert_eq!(estimates(&before)["KEN"]["own_exports_g"], json!(null));
    let searched = tree(&house, "--country KEN --search-exports");
    let of = &estimates(&searched)["KEN"];
    // From 2021 on; of the 9 g, 4 g are for re-export.
    assert_eq!(
        (&of["own_exports_g"], &of["imported_from_it_g"]),
        (&json!("7"), &json!("5"))
    );
    assert!(!asks(&searched, "KEN", "unlike-need") && asks(&searched, "KEN", "many-times-use"));
    let said = house.inforce("plausibility --search-exports");
    assert_eq!(said.code, Some(2));
    assert!(
        said.stderr.contains("--country <COUNTRY>"),
        "{}",
        said.stderr
    );
}

#[test]
fn neighbours_are_of_the_region_with_similar_use() {
    let mut records = LAST.to_owned();
    let mut filings = String::new();
    // Each has a million inhabitants; France is of another region, Nigeria uses more than twice as much.
    let mut population = "country,year,inhabitants\n".to_owned();
    for (country, used, estimate) in [
        ("KEN", "100", "1000"),
        ("UGA", "100", "200"),
        ("TZA", "50", "150"),
        ("GHA", "200", "300"),
        ("NGA", "201", "9000"),
        ("FRA", "100", "9000"),
    ] {
        records += &years(country, "PD006", &[(2023, used)]);
        filings += &assessment("A", country, "2022-01-01", estimate);
        writeln!(population, "{country},2023,1000000").unwrap();
    }
    let house = judged(&records, &filings);
    house.write("population.csv", &population);
    let tree_of = |more: &str| tree(&house, &format!("--population population.csv {more}"));
    let all = tree_of("");
    let neighbours = &estimates(&all)["KEN"]["neighbours"];
    let countries: Vec<&str> = neighbours["countries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|of| of["country"].as_str().unwrap())
        .collect();
    assert_eq!(
        (countries, &neighbours["region"]),
        (vec!["TZA", "UGA", "GHA"], &json!("Africa"))
    );
    // 1,000 g are 5 times the 200 g of Uganda, in the middle.
    assert_eq!(
        finds(&all, "KEN", "unlike-neighbours"),
        "The estimate of 1,000 g is 1 g for a thousand inhabitants. Of the 3 countries in Africa with similar use per inhabitant in 2023, UGA \
         is in the middle with 0.2 g."
    );
    // Uganda has Kenya, Tanzania and Ghana, with Ghana in the middle; the others have fewer than three.
    assert!(!asks(&all, "UGA", "unlike-neighbours") && !asks(&all, "FRA", "unlike-neighbours"));
    // Asked about one country, the others are still its neighbours.
    let of_one = tree_of("--country KEN");
    assert_eq!(estimates(&of_one).len(), 1);
    assert!(asks(&of_one, "KEN", "unlike-neighbours"));
    let fewer = population.replace("TZA,2023,1000000\n", "");
    house.write("population.csv", fewer);
    assert!(!asks(&tree_of(""), "KEN", "unlike-neighbours"));
    let more = population.replace("KEN,2023,1000000", "KEN,2023,1000001");
    house.write("population.csv", more);
    assert!(!asks(&tree_of(""), "KEN", "unlike-neighbours"));
    let said = house.inforce("plausibility --population none.csv");
    assert_eq!(said.code, Some(2));
    assert!(
        said.stderr.contains("none.csv: found ")
            && said.stderr.contains(
                "expected a table of country, year and inhabitants; name one that can be read"
            ),
        "{}",
        said.stderr
    );
}

#[test]
fn thresholds_of_a_file_take_the_place_of_those_of_the_run() {
    let house = example();
    house.write(
        "t.toml",
        "[plausibility]\nmany_times = 13\nunchanged_years = 10\n",
    );
    let tree = tree(&house, "--thresholds t.toml");
    assert!(!asks(&tree, "GHA", "many-times-use") && asks(&tree, "ZAF", "many-times-use"));
    assert_eq!(
        (
            &tree["thresholds"]["many_times"],
            &tree["thresholds"]["near_percent"]
        ),
        (&json!(13), &json!(90))
    );
    for (text, expected) in [
        (
            "[plausibility]\nmany_times = 1\n",
            "t.toml, line 2: many_times is \"1\"; write a whole number from 2 to 1000000",
        ),
        (
            "[plausibility]\nmany_times = 5.5\n",
            "t.toml, line 2: many_times is \"5.5\"; write a whole number from 2 to 1000000",
        ),
        (
            "[plausibility]\nnear_percent = \"ninety\"\n",
            "t.toml, line 2: near_percent is \"ninety\"; write a whole number from 1 to 100",
        ),
        (
            "[plausibility]\nmargin = 10\n",
            "t.toml, line 2: unknown name \"margin\", and the file knows many_times, near_percent, near_years, quiet_years, unchanged_years, \
             thousand_from, thousand_to, manufacture_percent, margin_percent, need_times, neighbour_use_times, neighbour_times, neighbours; \
             write one of these names, or remove the line",
        ),
        (
            "[plausibility]\nthousand_from = 3000\n",
            "t.toml, line 1: thousand_from is 3000 and thousand_to is 2000; write a thousand_to that is not less",
        ),
        (
            "plausibility = 5\n",
            "t.toml, line 1: plausibility is no table; write [plausibility], and a line for each threshold below it",
        ),
    ] {
        house.write("t.toml", text);
        let said = house.inforce("plausibility --thresholds t.toml");
        assert_eq!(
            (said.code, said.stderr.trim_end()),
            (Some(2), &*format!("inforce: {expected}"))
        );
    }
    let said = house.inforce("plausibility --thresholds none.toml");
    assert_eq!(said.code, Some(2));
    assert!(
        said.stderr
            .contains("expected a file with a table [plausibility]; name one that can be read"),
        "{}",
        said.stderr
    );
}

/// A night with other thresholds needs no --accept, judges the same, and answers by the new ones.
#[test]
fn thresholds_are_no_part_of_the_judgement() {
    let house = House::new();
    let first = house.inforce("run data --config config");
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    let policy = "[judgement]\nretroactive = \"honour\"\nvalidity = \"until-replaced\"\n";
    house.write(
        "config/inforce.toml",
        format!("{policy}[plausibility]\nunchanged_years = 7\n"),
    );
    let second = house.inforce("run data --config config");
    assert_eq!(second.code, Some(0), "{}", second.stderr);
    assert_eq!(
        house.hash("out/runs/000001/manifest.json"),
        house.hash("out/runs/000002/manifest.json")
    );
    for (run, years) in [(1, 3), (2, 7)] {
        let tree = tree(&house, &format!("--run {run}"));
        assert_eq!(tree["thresholds"]["unchanged_years"], json!(years));
    }
    let said = house.inforce("verify");
    assert_eq!(said.code, Some(0), "{}{}", said.stdout, said.stderr);
    // They are vouched for all the same.
    house.replace(
        "out/runs/000002/config.json",
        "unchanged_years = 7",
        "unchanged_years = 8",
    );
    let said = house.inforce("plausibility");
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("config.json"), "{}", said.stderr);
}

#[test]
fn the_page_and_the_sheet_hold_what_the_answer_says() {
    let house = example();
    assert_eq!(house.inforce("report").code, Some(0));
    let page = std::fs::read_to_string(house.path("out/current/report/plausibility.html")).unwrap();
    let tree = tree(&house, "");
    assert_eq!(page.matches("<svg class=\"years\"").count(), 13);
    for of in tree["estimates"].as_array().unwrap() {
        for finding in of["findings"].as_array().unwrap() {
            let finds = finding["finds"].as_str().unwrap();
            assert!(page.contains(finds), "{finds}");
        }
    }
    assert!(page.contains("This is advice and no alert"));
    assert!(
        page.contains("2023: estimate 2,000,000 g, used 1,900 g as the country reports, 0 g as its partners report."),
        "the drawing in words"
    );
    assert_eq!(house.inforce("workbook").code, Some(0));
}

#[test]
fn without_a_record_a_day_must_be_named() {
    let house = House::new();
    house.records("first", "bad\n");
    house.filings(
        "first",
        "E-1,KEN,PD006,assessment,2021-06-29,2021-07-01,100,\n",
    );
    house.night("");
    let said = house.inforce("plausibility");
    assert_eq!(
        (said.code, said.stderr.trim_end()),
        (
            Some(2),
            "inforce: the run has no valid record, so there is no last day of its data; name a day with --on"
        )
    );
    let tree = tree(&house, "--on 2024-08-01");
    assert_eq!(found(&tree, "KEN"), ["unchanged"]);
    assert_eq!(house.inforce("report").code, Some(0));
    let page = std::fs::read_to_string(house.path("out/current/report/plausibility.html")).unwrap();
    assert!(
        page.contains("the run has no valid record, or it is of an older version"),
        "{page}"
    );
}

/// What is told of each estimate against a slow count, movement by movement, with the levels of the reference: use of every year by
/// both accounts, own exports, and the estimate on the last day of each year.
#[test]
fn use_and_estimates_are_what_a_slow_count_finds() {
    let (mut estimates, mut used, mut exported) = (0_u64, 0_u64, 0_u64);
    let tried = seeds(15, 150);
    for seed in tried.clone() {
        let world = generate::world(seed);
        let folder = tempfile::tempdir().expect("a folder");
        crate::support::engine::run_in(folder.path(), &world, 1).expect("a run");
        let run = PublishedRun::current(&folder.path().join("out")).expect("a published run");
        let books = close_books(&world);
        let book = Book {
            config: &world.config,
        };
        let movements = movements(&books.judged, &book);
        let mut chance = Chance::new(seed ^ 0x91a5);
        let on = if books.judged.is_empty() {
            crate::support::day::Day::of(2024, 2, 29)
        } else {
            let late = i32::try_from(chance.below(400)).expect("small");
            chance.of(&books.judged).date.plus(late)
        };
        let day = inforce::terms::Day::from_number(on.0);
        let question = Question::of_all(day, Thresholds::default());
        let found = plausibility(&run, &question).expect("an answer");
        for of in &found.examined {
            estimates += 1;
            let country = run.config.country_code(of.country);
            let substance = run.config.substance_code(of.substance);
            let raises = run.config.provisions(of.substance).own_exports_raise;
            let levels = Levels::new(&book, &books.filings, country, substance);
            for year in &of.years {
                let sum = |counts: &dyn Fn(&Movement) -> bool| -> i128 {
                    movements
                        .iter()
                        .filter(|of| of.substance == substance && of.record.date <= on)
                        .filter(|of| of.record.date.year() == year.year && counts(of))
                        .map(|of| of.base)
                        .sum()
                };
                let reported = [true, false]
                    .map(|import| sum(&|of| of.is_import() == import && of.importer() == country));
                let own = if raises {
                    sum(&|of| !of.is_import() && of.record.reporter == country)
                } else {
                    0
                };
                let place = format!("world {seed}, {on}: {country} {substance} {}", year.year);
                assert_eq!(year.reported.map(Mass::units), reported, "{place}");
                assert_eq!(year.own_exports.units(), own, "{place}");
                let net = reported.map(|base| (base - own).max(0));
                assert_eq!(year.used.map(Mass::units), net, "{place}");
                used += u64::from(net != [0; 2]);
                exported += u64::from(own > 0);
                let last = crate::support::day::Day::of(year.year, 12, 31).min(on);
                // Without movements, nothing of the level is own exports.
                let filed = level((country, substance), last, &levels, &[]);
                let filed = filed.filter(|level| ["in-force", "stale"].contains(&level.status));
                assert_eq!(
                    year.estimate.map(Mass::units),
                    filed.map(|level| level.amount()),
                    "{place}"
                );
            }
        }
    }
    let met = [
        ("estimates", estimates, 300),
        ("years with use", used, 100),
        ("own exports", exported, 5),
    ];
    assert_met(&tried, 150, met);
}
