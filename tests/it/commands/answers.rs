//! What the questions say of a run is true: each is asked about a few rows made for it.

use crate::house::House;
use serde_json::{Value, json};
use std::fs;

/// A first night with these filings besides, or instead of the first ones by name.
fn night(filings: &[(&str, &str)]) -> House {
    let house = House::new();
    for (name, rows) in filings {
        house.filings(name, rows);
    }
    house.night("");
    house
}

const ALERT: &str = "import-excess:CHE:PD006:2024";

#[test]
fn supplements_are_those_of_the_day_that_is_asked_about() {
    // The second supplement changes no level, so that no stretch of the estimate begins with it.
    let house = night(&[(
        "more",
        "S-1,CHE,PD006,supplement,2024-01-10,,+5,\nS-2,CHE,PD006,supplement,2024-06-10,,+0,its note\n",
    )]);
    let on = |day: &str| house.tree(&format!("estimates --country CHE --on {day}"))[0].clone();
    assert_eq!(
        ["supplements", "note"].map(|column| on("2024-06-09")[column].clone()),
        [json!("S-1"), json!("")]
    );
    assert_eq!(
        ["supplements", "note"].map(|column| on("2024-06-10")[column].clone()),
        [json!("S-1 S-2"), json!("its note")]
    );
    let behind = |day: &str| {
        let checked = house.tree(&format!(
            "check --importer CHE --form PD006 --quantity 1g --date {day}"
        ));
        let filings = checked["substances"][0]["filings"]
            .as_array()
            .unwrap()
            .clone();
        filings
            .iter()
            .map(|filing| filing["filing_id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(behind("2024-06-09"), ["E-1", "S-1"]);
    assert_eq!(behind("2024-06-10"), ["E-1", "S-1", "S-2"]);
    let history = house.passes("estimates --country CHE --history");
    assert!(
        history.contains("S-1; from 2024-06-10 also S-2"),
        "{history}"
    );
    let explained = house.passes(&format!("explain {ALERT}"));
    assert!(
        explained.contains("by E-1 + S-1; from 2024-06-10 also S-2\n"),
        "{explained}"
    );
    let later = &house.tree(&format!("explain {ALERT}"))["estimate"][1]["later_supplements"];
    assert_eq!(
        *later,
        json!([{ "from": "2024-06-10", "filing_id": "S-2" }])
    );
}

#[test]
fn one_id_of_several_filings_is_told_apart() {
    let rows = "E-1,CHE,PM005,assessment,2023-11-01,2024-01-01,7,of metamfetamine\nE-1,CHE,PD006,supplement,2024-01-02,,+3,a supplement\n";
    let house = night(&[("more", rows)]);
    let rows = house.tree("estimates --country CHE --on 2024-03-01");
    let told: Vec<String> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            format!(
                "{} {} {} {}",
                row["substance"], row["level_g"], row["received"], row["note"]
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            r#""PD006" "103" "2023-11-01" "a supplement""#,
            r#""PM005" "7" "2023-11-01" "of metamfetamine""#
        ]
    );
    let checked = house.tree("check --importer CHE --form PD006 --quantity 1g --date 2024-03-01");
    let kinds: Vec<&Value> = checked["substances"][0]["filings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|filing| &filing["kind"])
        .collect();
    assert_eq!(kinds, ["assessment", "supplement"]);
    assert_eq!(house.inforce("report").code, Some(0));
    let pages = fs::read_dir(house.path("out/current/report/alert"))
        .unwrap()
        .map(|page| fs::read_to_string(page.unwrap().path()).unwrap());
    let page = pages.into_iter().find(|page| page.contains(ALERT)).unwrap();
    // The assessment was received first, so that its row is the first.
    assert!(page.contains("filing <a href=\"#f-1\">"), "{page}");
}

#[test]
fn an_alert_stays_where_every_figure_does() {
    let house = night(&[]);
    for supposed in [
        "--supplement CHE:PD006:+0g@2024-01-15",
        "--assessment CHE:PD006:100g@2024-02-01,2023-12-01",
    ] {
        let outcome = house.tree(&format!("what-if {supposed}"));
        let fates: Vec<&Value> = outcome["outcomes"][0]["alerts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|alert| &alert["fate"])
            .collect();
        assert_eq!(fates, ["stays", "stays", "stays"], "{supposed}");
    }
    let outcome = house.tree("what-if --supplement CHE:PD006:+1g@2024-01-15");
    assert_eq!(outcome["outcomes"][0]["alerts"][0]["fate"], "eases");
}

#[test]
fn an_expired_filing_sets_nothing_from_the_day_it_expires() {
    let house = House::new();
    house.replace("config/inforce.toml", "until-replaced", "three-years");
    house.filings(
        "first",
        "E-1,CHE,PD006,assessment,2021-02-15,2021-03-01,100,\nS-1,CHE,PD006,supplement,2022-01-01,,+5,\nS-2,CHE,PD006,supplement,2024-02-20,,+5,\n",
    );
    house.filings("again", "S-1,CHE,PD006,supplement,2022-05-01,,+5,\n");
    house.night("");
    let effects: Vec<String> = house.tree(&format!("explain {ALERT}"))["filings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|filing| {
            format!(
                "{} {}",
                filing["filing_id"].as_str().unwrap(),
                filing["effect"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        effects,
        [
            "E-1 sets the estimate from 2021-03-01 until 2024-02-15, when it expires: 0 g from then on (rules 3.2, 3.7)",
            "S-1 another version of it stands (rules 4.2)",
            "S-1 counts in the estimate of E-1 from 2022-01-01 until 2024-02-15, when E-1 expires: 0 g from then on (rules 3.4, 3.7); \
             first received on 2022-01-01 (rules 4.2)",
            "S-2 counts for nothing: E-1, which it belongs to, governs from 2024-02-20 on and has expired, so that the level is 0 g \
             (rules 3.4, 3.7)",
        ]
    );
}

/// An estimate of 2021 with a supplement that expires in February 2024, and one of 0 g beside it.
fn expired() -> House {
    let house = House::new();
    house.replace("config/inforce.toml", "until-replaced", "three-years");
    house.filings(
        "first",
        "E-1,CHE,PD006,assessment,2021-02-15,2021-03-01,100,\nS-1,CHE,PD006,supplement,2022-01-01,,+5,its note\n\
         S-2,CHE,PD006,supplement,2024-02-20,,+5,\nE-2,FRA,PD006,assessment,2023-11-01,2024-01-01,0,\n",
    );
    house.night("");
    house
}

#[test]
fn no_supplement_to_an_expired_estimate_is_said_to_count() {
    let house = expired();
    let on = |day: &str| {
        let row = house.tree(&format!("estimates --country CHE --on {day}"))[0].clone();
        [
            "level_g",
            "status",
            "filing_id",
            "received",
            "supplements",
            "note",
        ]
        .map(|column| row[column].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(
        on("2024-02-14"),
        ["105", "in-force", "E-1", "2021-02-15", "S-1", "its note"]
    );
    assert_eq!(
        on("2024-03-01"),
        ["0", "expired", "E-1", "2021-02-15", "", ""]
    );
    let checked = "check --importer CHE --form PD006 --quantity 1g --date 2024-03-01";
    let filings = house.tree(checked)["substances"][0]["filings"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(
        filings
            .iter()
            .map(|filing| filing["filing_id"].as_str().unwrap())
            .collect::<Vec<_>>(),
        ["E-1"]
    );
    let told = house.inforce(checked).stdout;
    assert!(
        told.contains(
            "expired: three years old or more, so that no supplement to it counts\n    assessment E-1: 100 g, received 2021-02-15\n"
        ),
        "{told}"
    );
    let explained = house.passes(&format!("explain {ALERT}"));
    assert!(
        explained.contains("until 2024-02-15: 105 g, in-force, by E-1 + S-1\n"),
        "{explained}"
    );
    let governs = "  from 2024-02-15 on: 0 g: E-1, received 2021-02-15, has expired, and no supplement counts (rules 3.7)\n";
    assert!(explained.contains(governs), "{explained}");
    let levels = house.tree(&format!("explain {ALERT}"))["estimate"].clone();
    let last = levels.as_array().unwrap().last().unwrap();
    assert_eq!(
        (
            &last["status"],
            &last["supplements"],
            &last["later_supplements"]
        ),
        (&json!("expired"), &json!([]), &json!([]))
    );
    assert_eq!(house.inforce("report").code, Some(0));
    let pages = fs::read_dir(house.path("out/current/report/alert"))
        .unwrap()
        .map(|page| fs::read_to_string(page.unwrap().path()).unwrap());
    let page = pages.into_iter().find(|page| page.contains(ALERT)).unwrap();
    let levels = &page[page.find("Supplements that count").unwrap()..];
    let row = &levels[levels.find("expired").unwrap()..];
    assert!(!row[..row.find("</tr>").unwrap()].contains("S-"), "{row}");
}

#[test]
fn an_estimate_that_has_expired_is_told_apart_from_one_of_nothing() {
    let house = expired();
    let asked = "estimates --on 2024-03-01 --layout table-v";
    let cells = |text: &str, country: &str| {
        text.lines()
            .find(|line| line.contains(country))
            .unwrap()
            .split_whitespace()
            .last()
            .unwrap()
            .to_owned()
    };
    let table = house.passes(asked);
    assert_eq!(
        [cells(&table, "Switzerland"), cells(&table, "France")],
        ["expired", "0"]
    );
    assert!(
        table.contains("expired where it is three years old or more and the level is 0"),
        "{table}"
    );
    let csv = house.passes(&format!("{asked} --format csv"));
    assert!(
        csv.contains("CHE,Switzerland,expired\n") && csv.contains("FRA,France,0\n"),
        "{csv}"
    );
    let json = house.tree(asked)["countries"].clone();
    let expired: Vec<(&Value, &Value)> = json
        .as_array()
        .unwrap()
        .iter()
        .map(|country| (&country["level_g"]["PD006"], &country["expired"]))
        .collect();
    assert_eq!(
        expired,
        [(&json!("0"), &json!([])), (&json!("0"), &json!(["PD006"]))]
    );
    assert!(
        !house
            .passes("estimates --on 2024-02-14 --layout table-v")
            .contains("expired")
    );
}

#[test]
fn a_prohibition_is_told_with_its_line_day_and_source() {
    let house = night(&[]);
    let told = "from 1999-01-01 on, by line 2 of prohibitions.csv (the configuration that the run was given)";
    let explained = house.passes("explain prohibited-trade:KEN:PM005:2024");
    assert!(
        explained.contains(&format!("  prohibited        {told}\n")),
        "{explained}"
    );
    let expected = json!({"from": "1999-01-01", "file": "prohibitions.csv", "line": 2, "source": "the configuration that the run was given"});
    assert_eq!(
        house.tree("explain prohibited-trade:KEN:PM005:2024")["prohibition"],
        expected
    );
    assert_eq!(
        house.tree(&format!("explain {ALERT}"))["prohibition"],
        Value::Null
    );
    let checked =
        house.inforce("check --importer KEN --form PM005 --quantity 1g --date 2024-05-02");
    assert!(
        checked
            .stdout
            .contains(&format!("Kenya prohibits its import {told}\n")),
        "{}",
        checked.stdout
    );
    assert_eq!(house.inforce("report").code, Some(0));
    let page = fs::read_dir(house.path("out/current/report/alert"))
        .unwrap()
        .map(|page| fs::read_to_string(page.unwrap().path()).unwrap());
    assert_eq!(
        page.filter(|page| page.contains(&format!("The import is prohibited {told}.")))
            .count(),
        1
    );
}

#[test]
fn the_built_in_prohibitions_are_of_the_green_list() {
    let readme =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/config/README.md")).unwrap();
    let config = inforce::config::Config::load(inforce::config::ConfigSource::builtin()).unwrap();
    let (country, substance) = (
        config.country_codes.find("NGA").unwrap(),
        config.substance_codes.find("PM007").unwrap(),
    );
    let prohibition = config.prohibition(country, substance).unwrap();
    let list = fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/config/prohibitions.csv"
    ))
    .unwrap();
    let line = list
        .lines()
        .position(|line| line.starts_with("NGA,PM007,"))
        .unwrap()
        + 1;
    assert_eq!(
        (
            prohibition.from.to_string().as_str(),
            usize::try_from(prohibition.line).unwrap()
        ),
        ("1986-02-27", line)
    );
    let source = prohibition.source();
    let (edition, part) = source
        .split_once(", part")
        .map(|(edition, part)| (edition, format!("part{part}")))
        .unwrap();
    assert!(
        readme.contains(&format!("Sources: {edition}"))
            && readme.contains(&format!("Green List, {part}")),
        "{source}"
    );
}

#[test]
fn under_control_since_when_is_said_by_the_list_alone() {
    let house = night(&[]);
    let explained = house.passes(&format!("explain {ALERT}"));
    assert!(explained.contains("diazepam: substances.csv gives no day from which it was under control, so that every day counts\n"));
    assert_eq!(
        house.tree(&format!("explain {ALERT}"))["alert"]["controlled_from"],
        Value::Null
    );
    let explained = house.passes("explain prohibited-trade:KEN:PM005:2024");
    assert!(
        explained.contains("metamfetamine: under control from 2000-01-01\n"),
        "{explained}"
    );
}

/// Refused filings of Switzerland: one of an unknown kind, one whose substance cannot be read; and one of another substance.
const REFUSED: &str = "E-7,CHE,PD006,asessment,2023-11-01,2024-01-01,500,\nE-8,CHE,Diazepam,assessment,2023-11-01,2024-01-01,500,\n\
                       E-9,CHE,PM005,assesment,2023-11-01,2024-01-01,500,\n";

#[test]
fn nowhere_is_it_said_that_nothing_was_filed_where_a_filing_was_refused() {
    let house = House::new();
    house.filings("first", REFUSED);
    house.night("");
    let explained = house.passes(&format!("explain {ALERT}"));
    for part in [
        "  no estimate       2 filings that may be meant were received and refused\n",
        "Nothing that could be used.",
        "estimates/first.csv row 1: unknown-kind",
        "estimates/first.csv row 2: unknown-substance",
        "None: 0 g; 2 filings that may be meant were received and refused.",
    ] {
        assert!(explained.contains(part), "{part}\n{explained}");
    }
    assert!(
        !explained.contains("row 3"),
        "of another substance: {explained}"
    );
    let json = house.tree(&format!("explain {ALERT}"));
    let rows: Vec<&Value> = json["refused_filings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["source_row"])
        .collect();
    assert_eq!(
        (rows, &json["no_estimate"]),
        (
            vec![&json!(1), &json!(2)],
            &json!("2 filings that may be meant were received and refused")
        )
    );

    let question = "check --importer CHE --form PD006 --quantity 1g --date 2024-01-15";
    let checked = house.inforce(question).stdout;
    assert!(
        checked.contains(
            "0 g on 2024-01-15, none: 2 filings that may be meant were received and refused\n"
        ),
        "{checked}"
    );
    assert!(
        checked.contains("estimates/first.csv row 1: unknown-kind") && !checked.contains("row 3"),
        "{checked}"
    );
    assert_eq!(
        house.tree(question)["substances"][0]["refused_filings"]
            .as_array()
            .unwrap()
            .len(),
        2
    );

    let listed = house.passes("estimates --country CHE --substance PD006 --on 2024-01-15");
    assert!(
        listed.contains("None.")
            && listed.contains("row 1: unknown-kind")
            && !listed.contains("row 3"),
        "{listed}"
    );
    let listed = house.passes("estimates");
    assert!(listed.contains("3 filings were refused, and no estimate rests on them; --country shows those of one country"), "{listed}");
    let listed = house.passes("estimates --country CHE");
    assert!(listed.contains("row 3: unknown-kind"), "{listed}");
    let csv = house.inforce("estimates --country CHE --format csv");
    assert!(
        csv.stderr
            .contains("estimates/first.csv row 1: unknown-kind"),
        "{}",
        csv.stderr
    );

    assert_eq!(house.inforce("report").code, Some(0));
    let pages = |folder: &str| {
        fs::read_dir(house.path(folder))
            .unwrap()
            .map(|page| fs::read_to_string(page.unwrap().path()).unwrap())
    };
    let alert = pages("out/current/report/alert")
        .find(|page| page.contains(ALERT))
        .unwrap();
    assert!(
        alert.contains("for there was none: 2 filings that may be meant were received and refused")
            && alert.contains("unknown-substance"),
        "{alert}"
    );
    let country = pages("out/current/report/country")
        .find(|page| page.contains("<h1><bdi>Switzerland"))
        .unwrap();
    assert!(
        country
            .contains("Filings that were received and refused, so that no estimate rests on them")
            && country.contains("unknown-kind"),
        "{country}"
    );
}

#[test]
fn why_there_is_no_estimate_is_said_by_what_is_there() {
    let house = night(&[(
        "first",
        "E-1,CHE,PD006,assessment,2023-11-01,2025-01-01,100,\n",
    )]);
    let status = |importer: &str| {
        let question =
            format!("check --importer {importer} --form PD006 --quantity 1g --date 2024-01-15");
        house.tree(&question)["substances"][0]["no_estimate"].clone()
    };
    assert_eq!(status("CHE"), "the first estimate applies from 2025-01-01");
    assert_eq!(status("FRA"), "no filing was received");
    house.night("--known-at 2023-06-01");
    let known = "check --importer CHE --form PD006 --quantity 1g --date 2024-01-15";
    assert_eq!(
        house.tree(known)["substances"][0]["no_estimate"],
        "1 filing was received after the known-at date"
    );
    // A file that could not be read may have held one.
    house.write("data/estimates/cut.csv", "filing_id,country\n");
    let run = house.inforce("run data --config config --keep-going");
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert_eq!(status("FRA"), "1 file of filings could not be read");
}

#[test]
fn a_shipment_fits_only_as_far_as_the_data_reach() {
    let house = House::new();
    house.filings(
        "first",
        "E-1,CHE,PD006,assessment,2023-11-01,2024-01-01,1000,\n",
    );
    house.night("");
    // Switzerland reported up to 2024-03-01, Germany to 2024-02-01, Kenya to 2024-05-01, France to 2024-06-01.
    let ask = |more: &str| {
        house.inforce(&format!(
            "check --importer CHE --form PD006 --quantity 1g {more}"
        ))
    };
    let first =
        |said: crate::house::Said| said.stdout.lines().next().unwrap_or_default().to_owned();
    assert!(!first(ask("--date 2024-03-01")).contains("only by data"));
    let beyond = ask("--date 2024-03-02");
    assert_eq!(beyond.code, Some(0));
    assert!(
        first(beyond).ends_with(
            "2024-03-02, but only by data before that day: reports of Switzerland go to 2024-03-01, reports of other countries go \
             to 2024-06-01"
        ),
        "{}",
        first(ask("--date 2024-03-02"))
    );
    let json = |more: &str| -> Value {
        serde_json::from_str(&ask(&format!("{more} --format json")).stdout).unwrap()
    };
    assert_eq!(
        [json("--date 2024-03-01"), json("--date 2024-03-02")]
            .map(|answer| answer["beyond_data"].clone()),
        [false, true]
    );
    let expected = json!({
        "all_reporters": "2024-06-01",
        "importer": "2024-03-01",
        "exporter": "2024-02-01",
        "other_reporters": null,
        "exports_to_importer": "2024-02-01",
        "totals": 0,
        "required": "2024-02-02",
        "reaches_required": false,
    });
    assert_eq!(
        json("--exporter DEU --date 2024-02-01 --require-data-to 2024-02-02")["data_to"],
        expected
    );
    for (more, code) in [
        ("--date 2024-03-01 --require-data-to 2024-03-01", 0),
        ("--date 2024-03-01 --require-data-to 2024-03-02", 10),
        ("--date 2024-06-01 --require-data-to 2024-02-01", 0),
        (
            "--exporter DEU --date 2024-02-01 --require-data-to 2024-02-01",
            0,
        ),
        (
            "--exporter DEU --date 2024-02-01 --require-data-to 2024-02-02",
            10,
        ),
    ] {
        assert_eq!(ask(more).code, Some(code), "{more}");
    }
    house.write(
        "list.csv",
        "importer,form,quantity,date\nCHE,PD006,1g,2024-03-01\nCHE,PD006,1g,2024-03-02\n",
    );
    let list = house.inforce("check --file list.csv");
    assert_eq!(
        (
            list.code,
            list.stdout
                .lines()
                .filter(|line| line.contains("only by data"))
                .count()
        ),
        (Some(0), 1),
        "{}",
        list.stdout
    );
    assert_eq!(
        house
            .inforce("check --file list.csv --require-data-to 2024-03-02")
            .code,
        Some(10)
    );
    let csv = house.inforce("check --file list.csv --format csv").stdout;
    assert!(
        csv.lines()
            .next()
            .unwrap()
            .ends_with(",beyond_data,totals,procedure,convention,own_exports_g,notice_from,exempt,exempt_reason"),
        "{csv}"
    );
    assert!(
        csv.lines()
            .last()
            .unwrap()
            .ends_with(",2024-03-01,2024-06-01,true,0,,1971,,,,"),
        "{csv}"
    );
}

#[test]
fn a_country_alone_is_not_asked_for_reports_of_partners() {
    let house = House::new();
    house.records("first", "C-1,2024-02-01,,CHE,DEU,import,PD006,60,,,\n");
    house.night("");
    let question = "check --importer CHE --form PD006 --quantity 1g --date 2024-02-01 --require-data-to 2024-02-01";
    assert_eq!(house.inforce(question).code, Some(0));
    assert_eq!(house.tree(question)["beyond_data"], false);
    // Of a country that has reported nothing, nothing fits for certain.
    let question = "check --importer FRA --form PD006 --quantity 1g --date 2024-02-01";
    let first = house.passes(question).lines().next().unwrap().to_owned();
    assert!(
        first.contains("only by data before that day: there is no report of France"),
        "{first}"
    );
}

#[test]
fn headroom_is_asked_by_default_on_the_last_day_of_the_data() {
    let house = night(&[]);
    let told = house.passes("headroom");
    assert!(
        told.starts_with("Estimates used on 2024-06-01, 213 days before the year ends, the most first; the newest record is of 2024-06-01")
    );
    let told = house.passes("headroom --on 2024-09-30");
    assert!(
        told.lines()
            .next()
            .unwrap()
            .ends_with("; no record is newer than 2024-06-01"),
        "{told}"
    );
    let rows = house.tree("headroom --country switzerland --substance diazepam");
    let rows: Vec<[&Value; 2]> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| [&row["basis"], &row["data_to"]])
        .collect();
    assert_eq!(
        rows,
        [
            ["partner-reports", "2024-06-01"],
            ["import-reports", "2024-03-01"]
        ]
    );
    assert_eq!(
        house
            .inforce("headroom --country CHE --require-data-to 2024-03-01")
            .code,
        Some(0)
    );
    assert_eq!(
        house
            .inforce("headroom --country CHE --require-data-to 2024-03-02")
            .code,
        Some(10)
    );
    assert_eq!(house.tree("headroom --country KEN"), json!([]));
    let empty = House::new();
    empty.records("first", "C-1,2024-13-01,,CHE,DEU,import,PD006,60,,,\n");
    empty.night("");
    let refused = empty.inforce("headroom");
    assert_eq!(refused.code, Some(2));
    assert!(
        refused.stderr.contains("name a day with --on"),
        "{}",
        refused.stderr
    );
    assert_eq!(empty.inforce("headroom --on 2024-01-01").code, Some(0));
}

#[test]
fn how_far_the_data_reach_is_carried_on() {
    let house = night(&[]);
    house.records("second", "F-9,2024-07-01,,FRA,DEU,import,PD006,1,,,\n");
    house.night("");
    let onward = fs::read(house.path("out/current/passed-on.json")).unwrap();
    house.night("--full --out whole");
    assert!(
        String::from_utf8_lossy(&onward).contains("\"FRA\":\"2024-06-01\""),
        "{}",
        String::from_utf8_lossy(&onward)
    );
    assert_eq!(
        onward,
        fs::read(house.path("whole/current/passed-on.json")).unwrap()
    );
    assert!(
        house
            .passes("headroom")
            .starts_with("Estimates used on 2024-07-01")
    );
}

#[test]
fn counts_of_a_change_are_numbers() {
    let house = night(&[]);
    house.records("second", "C-3,2024-04-01,,CHE,DEU,import,PD006,10,,,\n");
    house.night("");
    let changes: Value =
        serde_json::from_str(&house.inforce("diff 1 2 --format json").stdout).unwrap();
    let after = &changes[0]["after"];
    assert_eq!(
        ["excess_days", "excess_records", "records"].map(|count| after[count].clone()),
        [json!(2), json!(2), json!(3)]
    );
    assert_eq!(after["year_total_g"], "130");
}

const OLD: &str = "C-9,2024-04-01,2024-06-01,CHE,DEU,import,PD006,50,,,\n";

/// What `diff` names as causes of an alert from the first night to the second, each with its detail.
fn causes(house: &House, alert: &str) -> Vec<String> {
    let changes: Value =
        serde_json::from_str(&house.inforce("diff 1 2 --format json").stdout).unwrap();
    let change = changes
        .as_array()
        .unwrap()
        .iter()
        .find(|change| change["alert_id"] == alert)
        .unwrap()
        .clone();
    let told = |because: &Value| {
        format!(
            "{}: {}",
            because["cause"].as_str().unwrap(),
            because["detail"].as_str().unwrap()
        )
    };
    change["causes"]
        .as_array()
        .unwrap()
        .iter()
        .map(told)
        .collect()
}

#[test]
fn a_withdrawal_is_that_of_the_row_that_withdraws() {
    let house = House::new();
    house.records("old", OLD);
    house.night("");
    house
        .records("withdrawn", "C-9,2024-04-01,2024-07-01,CHE,DEU,import,PD006,0,,,\nC-8,2024-04-02,2024-07-01,CHE,DEU,import,PD006,1,,,\n");
    house.night("");
    let causes = causes(&house, ALERT);
    assert!(
        causes.contains(
            &"withdrawal: record C-9 of CHE, 2024-04-01 (trades/withdrawn.csv row 1)".to_owned()
        ),
        "{causes:?}"
    );
}

#[test]
fn a_correction_is_that_of_the_row_that_corrects() {
    let house = House::new();
    house.records("old", OLD);
    house.night("");
    house.records(
        "corrected",
        "C-9,2024-04-03,2024-07-01,CHE,DEU,import,PD006,20,,,\n",
    );
    house.night("");
    assert_eq!(
        causes(&house, ALERT),
        ["correction: record C-9 of CHE, 2024-04-03 (trades/corrected.csv row 1)"]
    );
    // The other way round the correction is gone.
    let back = house.inforce("diff 2 1").stdout;
    assert!(
        back.contains("inputs-removed: record C-9 of CHE, 2024-04-03 (trades/corrected.csv row 1)"),
        "{back}"
    );
}

#[test]
fn a_correction_that_does_not_stand_is_named() {
    let house = House::new();
    house.records("old", OLD);
    house.night("");
    // One was received earlier, one on the same day with less; what was sent again is none, though it
    // stands in its new place, and a new record is a cause of its own.
    house.records(
        "corrected",
        "C-9,2024-04-01,2024-05-01,CHE,DEU,import,PD006,20,,,\nC-9,2024-04-01,2024-06-01,CHE,DEU,import,PD006,30,,,\n\
         C-9,2024-04-01,2024-06-01,CHE,DEU,import,PD006,50,,,\nC-8,2024-04-02,2024-07-01,CHE,DEU,import,PD006,1,,,\n",
    );
    let summary = house.night("");
    let named = [
        "C-9 of CHE, received 2024-05-01 (trades/corrected.csv row 1): trades/corrected.csv row 3, received 2024-06-01, stands",
        "C-9 of CHE, received 2024-06-01 (trades/corrected.csv row 2): trades/corrected.csv row 3, received 2024-06-01, stands",
    ];
    assert!(
        named.iter().all(|named| summary.contains(named)),
        "{summary}"
    );
    assert!(
        summary.contains("2 versions that have come since run 000001 do not stand (rules 4.2)"),
        "{summary}"
    );
    assert_eq!(
        causes(&house, ALERT),
        [
            "late-record: record C-8 of CHE, 2024-04-02 (trades/corrected.csv row 4)".to_owned(),
            format!("overtaken: {}", named.join("; "))
        ]
    );
    // A night without them says nothing of it.
    assert!(!house.night("").contains("do not stand"));
}

/// What a shipment that fits on its day would do to trade reported already for later days.
#[test]
fn a_shipment_that_fits_says_that_later_trade_does_not() {
    let house = night(&[]);
    let ask = |grams: u32, more: &str| {
        house.inforce(&format!(
            "check --importer CHE --form PD006 --quantity {grams}g --date 2024-01-15 {more}"
        ))
    };
    // Of 100 g, 60 g were imported on 1 February and 60 g on 1 March; 150 g were exported on 1 February.
    let said = ask(30, "");
    let first = said.stdout.lines().next().unwrap();
    assert!(first.starts_with("FITS: 30 g of diazepam"), "{first}");
    let later = ", but with what is reported already for later days it exceeds the estimate of diazepam by import reports, on 2024-03-01 by \
                 50 g (it is exceeded without it, too) and the estimate of diazepam by partner reports, on 2024-02-01 by 80 g (it is exceeded without it, too)";
    assert!(first.ends_with(later), "{first}");
    assert_eq!(said.code, Some(0));
    assert!(
        said.stdout.contains("trade already reported for 2024-03-01 exceeds the estimate by 50 g, and without it, too\n"),
        "{}",
        said.stdout
    );
    let json: Value = serde_json::from_str(&ask(30, "--format json").stdout).unwrap();
    assert_eq!(
        (&json["verdict"], &json["exceeds_later"]),
        (&json!("fits"), &json!(true))
    );
    let account = &json["substances"][0]["accounts"][0];
    let told = [
        "first_later_day_put_in_excess",
        "first_later_day_in_excess",
        "first_later_excess_g",
    ]
    .map(|field| account[field].clone());
    assert_eq!(told, [json!(null), json!("2024-03-01"), json!("50")]);
    // With 50 g the first of February is in excess by the shipment alone.
    assert!(
        ask(50, "").stdout.contains(
            "with it, trade already reported for 2024-02-01 exceeds the estimate by 10 g\n"
        )
    );
    assert!(
        ask(30, "--format csv")
            .stdout
            .contains(",false,false,2024-03-01,50,")
    );
    // On the last day of the data nothing is later.
    let last = house.inforce("check --importer FRA --form PD006 --quantity 1g --date 2024-03-01");
    assert!(!last.stdout.contains("later days"), "{}", last.stdout);
    house.write(
        "list.csv",
        "importer,form,quantity,date\nCHE,PD006,30g,2024-01-15\n",
    );
    assert!(house.inforce("check --file list.csv").stdout.contains(
        "later days it exceeds the estimate of diazepam by import reports, on 2024-03-01"
    ));
}

#[test]
fn a_shipment_does_not_barely_fit_where_the_data_do_not_reach() {
    let house = night(&[(
        "first",
        "E-1,CHE,PD006,assessment,2023-11-01,2024-01-01,1000,\n",
    )]);
    let said =
        house.inforce("check --importer CHE --exporter DEU --form PD006 --quantity 1g --date 2024-01-15 --require-data-to 2024-12-31");
    let first = said.stdout.lines().next().unwrap();
    let reach = ", but the data do not reach 2024-12-31: reports of Switzerland go to 2024-03-01, reports of Germany go to 2024-02-01";
    assert!(first.ends_with(reach), "{first}");
    assert_eq!(said.code, Some(10));
}

#[test]
fn counts_are_numbers_and_amounts_exact_texts() {
    let house = night(&[(
        "more",
        "E-9,CHE,PD-6,assessment,2023-11-01,2024-01-01,100,\n",
    )]);
    let alert = house.tree("alerts --country CHE --rule import-excess")[0].clone();
    let told = [
        "year",
        "excess_days",
        "excess_records",
        "records",
        "year_total_g",
    ]
    .map(|field| alert[field].clone());
    assert_eq!(
        told,
        [json!(2024), json!(1), json!(1), json!(2), json!("120")]
    );
    assert_eq!(house.tree("refused")[0]["source_row"], json!(1));
    let run = serde_json::from_str::<Value>(&house.inforce("runs --format json").stdout).unwrap()
        [0]
    .clone();
    assert_eq!(
        (&run["alerts"], &run["changes"], &run["run"]),
        (&json!(6), &json!(6), &json!("000001"))
    );
}

#[test]
fn one_is_not_told_as_several() {
    let house = House::new();
    house.records(
        "first",
        "K-1,2024-05-01,2024-05-09,KEN,DEU,import,PM005-HCL,5,,,\n",
    );
    let summary = house.night("");
    assert!(summary.contains("Prohibited trade, 1 alert\n"), "{summary}");
    let rows = "F-1,2024-06-01,,FRA,DEU,import,PL002,1,,,\nF-2,2023-06-01,,FRA,DEU,import,PL002,1,,,\nC-1,2024-06-01,,CHE,DEU,import,PL002,1,,,\n\
                D-1,2024-06-01,,DEU,FRA,import,PL002,1,,,\nK-2,2023-06-01,,KEN,DEU,import,PL002,1,,,\n";
    house.records("second", rows);
    let summary = house.night("");
    assert!(
        summary.contains("Prohibited trade, Schedule I trade, 5 of 6 alerts\n"),
        "{summary}"
    );
}
