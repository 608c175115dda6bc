//! `inforce need`: the examples that were worked out by hand in `testdata/need`, the worked examples of the Board's training material,
//! what is refused, and what must be said.

use crate::house::{House, Said};
use serde_json::{Value, json};
use std::fs;

/// The example, judged and published, with its figures in the folder itself.
fn house() -> House {
    let house = House::example("need");
    for name in house.names("data/figures") {
        fs::rename(house.path("data/figures").join(&name), house.path(&name)).unwrap();
    }
    house.remove("data/figures");
    house.passes("run data");
    house
}

fn tree(house: &House, more: &str) -> Value {
    serde_json::from_str(&house.passes(&format!("need {more} --format json"))).unwrap()
}

/// What the command says on a terminal of 80 columns.
fn told(house: &House, more: &str) -> Said {
    house.told(&format!("need {more}"))
}

/// The grams of each step of a need, each with its item.
fn steps(need: &Value) -> Vec<(String, String)> {
    let steps = need["steps"].as_array().unwrap().iter();
    let text = |step: &Value, key: &str| step[key].as_str().unwrap().to_owned();
    steps
        .map(|step| (text(step, "item"), text(step, "grams")))
        .collect()
}

fn expected(steps: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(item, grams): &(&str, &str)| ((*item).to_owned(), (*grams).to_owned());
    steps.iter().map(own).collect()
}

#[test]
fn the_examples_come_out_as_by_hand() {
    let house = house();
    let given = tree(&house, "consumption.toml");
    assert_eq!(
        steps(&given["needs"][0]),
        expected(&[
            ("used", "12000"),
            ("used-in-stock", "13395.348837"),
            ("used", "11500"),
            ("used-in-stock", "11500"),
            ("used", "9000"),
            ("used-in-stock", "12895.522388"),
            ("mean", "12596.957075"),
            ("grown", "12911.881002"),
            ("margin", "2582.3762"),
            ("need", "15494.257202"),
            ("whole-grams", "15494"),
            ("estimate", "12000"),
            ("difference", "3494"),
        ])
    );
    let need = &given["needs"][0];
    assert_eq!(
        (
            &need["account"],
            &need["need_g"],
            &need["kilograms"],
            &need["grams"]
        ),
        (&json!(null), &json!("15494"), &json!(15), &json!(494))
    );
    // (576000/43 + 11500 + 864000/67) / 3 x 1.025 x 1.2 in lowest terms; 43 x 67 = 2881.
    assert_eq!(need["need_exact_g"], "44638955/2881");
    assert_eq!(
        (&given["estimate"], &given["form_bp"], &given["on"]),
        (
            &json!({ "filed_g": "12000", "status": "in-force", "filings": ["BP-2024", "SUP-2024"] }),
            &json!(true),
            &json!("2024-12-20")
        )
    );

    let of_run = tree(&house, "consumption-of-run.toml");
    let accounts: Vec<_> = of_run["needs"].as_array().unwrap().iter().collect();
    assert_eq!(
        accounts
            .iter()
            .map(|need| (&need["account"], &need["need_g"]))
            .collect::<Vec<_>>(),
        [
            (&json!("import-reports"), &json!("12815")),
            (&json!("partner-reports"), &json!("9331")),
        ]
    );
    assert_eq!(
        steps(accounts[0])[..8],
        expected(&[
            ("used", "11600"),
            ("used-in-stock", "12948.837209"),
            ("used", "12000"),
            ("used-in-stock", "12000"),
            ("used", "10000"),
            ("used-in-stock", "10000"),
            ("mean", "11649.612403"),
            ("grown", "11649.612403"),
        ])
    );
    assert_eq!(
        steps(accounts[1])[2..],
        expected(&[
            ("used", "12500"),
            ("used-in-stock", "12500"),
            ("used", "0"),
            ("used-in-stock", "0"),
            ("mean", "8482.945736"),
            ("grown", "8482.945736"),
            ("margin", "848.294574"),
            ("need", "9331.24031"),
            ("whole-grams", "9331"),
            ("estimate", "12000"),
            ("difference", "-2669"),
        ])
    );

    let service = tree(&house, "service.toml");
    assert_eq!(
        steps(&service["needs"][0]),
        expected(&[
            ("asked", "19.2"),
            ("extrapolated", "38.4"),
            ("standard-error", "4.525484"),
            ("asked", "4"),
            ("extrapolated", "53.333333"),
            ("standard-error", "10.258872"),
            ("total", "91.733333"),
            ("standard-error", "11.212692"),
            ("from", "69.307949"),
            ("to", "114.158717"),
            ("grown", "91.733333"),
            ("margin", "13.76"),
            ("need", "105.493333"),
            ("whole-grams", "105"),
            ("estimate", "120.5"),
            ("difference", "-15.006667"),
        ])
    );
    assert_eq!(service["form_bp"], json!(false));

    let morbidity = tree(&house, "morbidity.toml");
    assert_eq!(
        steps(&morbidity["needs"][0]),
        expected(&[
            ("courses", "7776"),
            ("courses", "684"),
            ("total", "8460"),
            ("grown", "8460"),
            ("margin", "2115"),
            ("need", "10575"),
            ("whole-grams", "10575"),
            ("estimate", "9000"),
            ("difference", "1575"),
        ])
    );
    assert_eq!(
        morbidity["past_trade"][4],
        json!({ "year": 2024, "import_reports_g": "4500", "import_records": 1, "partner_reports_g": "0", "partner_records": 0 })
    );
}

#[test]
fn each_figure_says_its_formula_and_its_source() {
    let house = house();
    let step = |file: &str, place: usize| {
        let step = tree(&house, file)["needs"][0]["steps"][place].clone();
        ["of", "formula", "source"].map(|key| step[key].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(
        step("consumption.toml", 0),
        [
            "2022 PD006",
            "12000 x 1",
            "consumption.toml, line 9; PD006 always, forms.csv line 547"
        ]
    );
    assert_eq!(
        step("consumption.toml", 5),
        [
            "2024 PD006",
            "12 x 9000 / (9 - 19 / 30.4)",
            "adjusted use of a month = total / (months - days out of stock / 30.4)"
        ]
    );
    assert_eq!(
        step("consumption.toml", 6),
        [
            "2022, 2023, 2024",
            "(576000/43 + 11500 + 864000/67) / 3",
            "each year never out of stock, all forms together"
        ]
    );
    assert_eq!(
        step("consumption-of-run.toml", 0),
        [
            "2022",
            "11600",
            "run 000001: 2 records, imports that KEN reports (consumption-of-run.toml, line 8); \
             inforce trades --importer KEN --substance PD006 --year 2022 lists the records"
        ]
    );
    assert_eq!(step("service.toml", 0)[2], "sample.csv, lines 2, 3, 4");
    assert_eq!(step("service.toml", 4)[1], "40 x 4 / 3");
    assert_eq!(
        step("morbidity.toml", 0),
        [
            "pain of cancer NM009-SULFATE-5H2O",
            "2400 episodes x 80 % x 540 doses x 10 mg x 0.75",
            "morbidity.toml, line 7; NM009-SULFATE-5H2O always, forms.csv line 299"
        ]
    );
    let explained = told(&house, "morbidity.toml --explain").stdout;
    assert!(explained.contains("2400 episodes x 80 % x"), "{explained}");
    assert!(!told(&house, "morbidity.toml").stdout.contains("episodes x"));
    let wide = explained.lines().find(|line| line.chars().count() > 80);
    assert_eq!(wide, None);
}

#[test]
fn a_terminal_shows_the_steps_the_form_and_the_comparison() {
    let said = told(&house(), "consumption.toml");
    assert_eq!((said.code, &*said.stderr), (Some(0), ""));
    assert_eq!(
        said.stdout,
        "\
Need of diazepam (PD006) in Kenya (KEN) for a year by consumption, from
  consumption.toml, beside run 000001. Grams of base; factors of 2024-12-20. It
  is advice: nothing in the run changes by it.

                                             g a year
  used                2022 PD006               12,000
  never out of stock  2022 PD006        13,395.348837
  used                2023 PD006               11,500
  never out of stock  2023 PD006               11,500
  used                2024 PD006                9,000
  never out of stock  2024 PD006        12,895.522388
  mean of the years   2022, 2023, 2024  12,596.957075
  with growth                           12,911.881002
  margin of safety                         2,582.3762
  need                                  15,494.257202
  in whole grams                               15,494
  estimate in force                            12,000
  need less estimate                            3,494

  The line of Form B/P, Schedule IV:

  substance  code   kg    g
  diazepam   PD006  15  494

  The estimate in force on 2024-12-20 is 12,000 g (in-force, BP-2024 +
    SUP-2024). The need of 15,494 g is 3,494 g more than it, 129.1 % of the
    estimate.

Past trade up to 2024-12-20, g of base: two accounts, never added

  year  importer reports  records  partners report  records
  2020                 0        0                0        0
  2021                 0        0                0        0
  2022            11,600        2           11,600        2
  2023            12,000        1           12,500        1
  2024            10,000        1                0        0

  0 may mean that nothing was reported.
"
    );
}

#[test]
fn a_spreadsheet_has_a_row_for_each_figure() {
    let said = house().inforce("need morbidity.toml --format csv");
    assert_eq!((said.code, &*said.stderr), (Some(0), ""));
    let lines: Vec<&str> = said.stdout.lines().collect();
    assert_eq!(lines.len(), 1 + 9 + 10);
    assert_eq!(
        lines[0],
        "country,substance,method,account,item,of,grams,exact,formula,source"
    );
    assert_eq!(
        lines[2],
        "KEN,NM009,morbidity,,courses,pain after surgery NM009-HCL-3H2O,684,684,15000 episodes x 100 % x 6 doses x 10 mg x 0.76,\
         \"morbidity.toml, line 15; NM009-HCL-3H2O always, forms.csv line 281\""
    );
    assert_eq!(
        lines[18],
        "KEN,NM009,morbidity,import-reports,past-trade,2024,4500,4500,,run 000001: 1 record up to 2024-12-20"
    );
}

/// A consumption of one year: a form and a quantity for each table.
fn of_forms(substance: &str, used: &[(&str, &str)]) -> String {
    let head = format!(
        "country = \"KEN\"\nsubstance = \"{substance}\"\nmethod = \"consumption\"\npast_use = \"given\"\n"
    );
    let table = |(form, grams): &(&str, &str)| {
        format!("[[used]]\nyear = 2023\nform = \"{form}\"\nquantity_g = {grams}\n")
    };
    head + &used.iter().map(table).collect::<String>()
}

#[test]
fn the_worked_examples_of_the_material_give_their_lines() {
    let house = house();
    for (substance, used, exact, [kilograms, grams]) in [
        (
            "PM005",
            &[("PM005-HCL", "2000"), ("PM005-TARTRATE", "2000")][..],
            "2606",
            [2, 606],
        ),
        ("PA002", &[("PA002-NA", "7560")], "6887.16", [6, 887]),
        ("PD006", &[("PD006", "3400")], "3400", [3, 400]),
        ("PD006", &[("PD006", "0.35")], "0.35", [0, 1]),
        ("PD006", &[("PD006", "120500")], "120500", [120, 500]),
        ("PM005", &[("PM005", "100000")], "100000", [100, 0]),
        ("PD006", &[("PD006", "0")], "0", [0, 0]),
        ("PD006", &[("PD006", "1.5")], "1.5", [0, 2]),
        ("PD006", &[("PD006", "1.499999")], "1.499999", [0, 1]),
    ] {
        house.write("need.toml", of_forms(substance, used));
        let need = &tree(&house, "need.toml")["needs"][0];
        assert_eq!(
            (&need["need_exact_g"], &need["kilograms"], &need["grams"]),
            (&json!(exact), &json!(kilograms), &json!(grams)),
            "{used:?}"
        );
    }
}

#[test]
fn what_is_in_force_on_another_day_is_compared() {
    let house = house();
    let compared = |asked: &str| {
        let tree = tree(&house, asked);
        let need = &tree["needs"][0];
        (
            tree["estimate"]["filed_g"].clone(),
            need["compared"].as_str().unwrap().to_owned(),
        )
    };
    assert_eq!(
        compared("consumption.toml --on 2024-05-31"),
        (
            json!("10000"),
            "The estimate in force on 2024-05-31 is 10,000 g (in-force, BP-2024). The need of 15,494 g is 5,494 g more than it, 154.9 % of \
             the estimate."
                .to_owned()
        )
    );
    assert_eq!(
        compared("morbidity.toml --on 2025-01-01"),
        (
            json!(null),
            "No estimate is in force on 2025-01-01, so that there is nothing to compare the need with.".to_owned()
        )
    );
    house.write("need.toml", of_forms("PD006", &[("PD006", "12000")]));
    assert!(
        compared("need.toml")
            .1
            .ends_with("is as much as it, 100.0 % of the estimate."),
        "as much"
    );
    // Of a precursor without a requirement nothing is compared, and the word is another.
    house.write("need.toml", of_forms("RE001", &[("RE001", "12000")]));
    assert_eq!(
        compared("need.toml").1,
        "No requirement is in force on 2024-12-20, so that there is nothing to compare the need with."
    );
}

/// Estimates of narcotic drugs count as filed (rules 7.1): 0.2 g are less than 0.5 g, although a form would ask for 1 g.
#[test]
fn a_need_is_compared_as_estimates_of_its_convention_are() {
    let house = house();
    let filings = house.path("data/estimates/kenya.csv");
    let filed = fs::read_to_string(&filings).unwrap();
    let header = filed.lines().next().unwrap().to_owned();
    let columns: Vec<&str> = header.split(',').collect();
    let line: Vec<&str> = columns
        .iter()
        .map(|column| match *column {
            "filing_id" => "E-NS001",
            "country" => "KEN",
            "substance" => "NS001",
            "kind" => "estimate",
            "received" => "2023-08-01",
            "grams" => "0.5",
            "year" => "2024",
            "confirmed" => "2023-11-01",
            _ => "",
        })
        .collect();
    fs::write(&filings, format!("{filed}{}\n", line.join(","))).unwrap();
    assert_eq!(house.inforce("run data").code, Some(0));
    let of = |substance: &str, grams: &str| {
        format!(
            "country = \"KEN\"\nsubstance = \"{substance}\"\nmethod = \"consumption\"\npast_use = \"given\"\n\n\
             [[used]]\nyear = 2023\nform = \"{substance}\"\nquantity_g = {grams}\n"
        )
    };
    house.write("small.toml", of("NS001", "0.2"));
    let said = told(&house, "small.toml").stdout;
    let told_as = "The need of 0.2 g is 0.3 g less than it, 40.0 % of the estimate.";
    let words: Vec<&str> = said.split_whitespace().collect();
    assert!(words.join(" ").contains(told_as), "{said}");
    let tree = tree(&house, "small.toml");
    let steps = steps(&tree["needs"][0]);
    assert!(
        steps.contains(&("whole-grams".to_owned(), "1".to_owned())),
        "{steps:?}"
    );
    assert!(
        steps.contains(&("difference".to_owned(), "-0.3".to_owned())),
        "{steps:?}"
    );
    // Of Schedule I of the 1971 Convention there are no estimates, and no line of the form.
    house.write("listed.toml", of("PD009", "3"));
    let said = told(&house, "listed.toml").stdout;
    assert!(
        said.contains("Form B/P has no line for Schedule I (rules 3.9)."),
        "{said}"
    );
}

#[test]
fn what_imports_are_not_is_said() {
    let house = house();
    let remarks = tree(&house, "consumption-of-run.toml")["remarks"].clone();
    assert_eq!(
        remarks,
        json!([
            "Imports stand for use: what was imported and stored, exported or used in manufacture is in them, and what Kenya made itself is \
             not. What is declared for re-export is not in them.",
            "The newest record that Kenya reported is of 2024-12-20, so that 2024 may not be whole; months says how many months the records \
             cover.",
            "By partner-reports, there is no record of 2024: it counts as 0 g, and may mean that nothing was reported.",
            "The newest record that another country reported is of 2024-12-18, so that 2024 may not be whole; months says how many months \
             the records cover.",
        ])
    );
    // Whole years with records need no word; and of the 1961 Convention, what is declared for re-export counts.
    house.replace("consumption-of-run.toml", "[[used]]\nyear = 2024", "");
    assert_eq!(
        tree(&house, "consumption-of-run.toml")["remarks"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    house.replace("consumption-of-run.toml", "PD006", "NM009");
    let remarks = tree(&house, "consumption-of-run.toml")["remarks"].to_string();
    assert!(
        remarks.contains("What is declared for re-export is in them.")
            && remarks.contains("By import-reports, there is no record of 2022, 2023:"),
        "{remarks}"
    );
    assert_eq!(tree(&house, "consumption.toml")["remarks"], json!([]));
}

#[test]
fn an_uncertainty_that_cannot_be_told_is_not_told() {
    let house = house();
    house.replace(
        "sample.csv",
        "A,referral hospital,NF001-CITRATE,12.5,12,0\n",
        "",
    );
    let one = tree(&house, "service.toml");
    let items: Vec<String> = steps(&one["needs"][0])
        .into_iter()
        .map(|(item, _)| item)
        .collect();
    assert_eq!(
        items[..6],
        [
            "asked",
            "extrapolated",
            "asked",
            "extrapolated",
            "standard-error",
            "total"
        ]
    );
    assert_eq!(items[6], "grown");
    assert_eq!(
        one["remarks"],
        json!([
            "The uncertainty cannot be told, because one facility alone was asked of referral hospital (1 of 4): two or more are needed."
        ])
    );
    // All of a type were asked: there is no uncertainty of it.
    house.replace("service.toml", "number = 4\n", "number = 1\n");
    let all = tree(&house, "service.toml");
    assert_eq!(
        steps(&all["needs"][0])[..3],
        expected(&[
            ("asked", "11.2"),
            ("extrapolated", "11.2"),
            ("standard-error", "0"),
        ])
    );
    let remarks = all["remarks"].to_string();
    assert!(
        remarks.contains("It is no bound of the need and no margin of safety"),
        "{remarks}"
    );
    // No total is below zero.
    house.write(
        "sample.csv",
        "facility,type,form,quantity_g\nA,referral hospital,NF001,1\nC,district hospital,NF001,0\nD,district hospital,NF001,9\n",
    );
    let wide = steps(&tree(&house, "service.toml")["needs"][0]);
    assert!(
        wide.contains(&("from".to_owned(), "0".to_owned())),
        "{wide:?}"
    );
}

const GRAMS: &str = "expected grams of the form: digits, and if need be a point and at most six more digits, as in 1250.5; write the figure \
                     without unit, blanks and marks of thousands; it is 0 or more and below 1000000000000";

/// The example with a text replaced, and what must be said of it.
fn refused(file: &str, cases: &[(&str, &str, &str)]) {
    let house = house();
    let whole = fs::read_to_string(house.path(file)).unwrap();
    for (from, to, message) in cases {
        assert!(whole.contains(from), "{from}");
        house.write(file, whole.replacen(from, to, 1));
        let asked = if file == "sample.csv" {
            "service.toml"
        } else {
            file
        };
        let said = house.inforce(&format!("need {asked}"));
        assert_eq!(
            (said.code, &*said.stdout, &*said.stderr),
            (Some(2), "", &*format!("inforce: {message}\n")),
            "{from} -> {to}"
        );
    }
}

#[test]
fn a_file_with_a_fault_is_refused_with_its_place_and_a_remedy() {
    refused(
        "consumption.toml",
        &[
            (
                "country = \"KEN\"",
                "country = \"Kenya\"",
                "consumption.toml, line 2: found country = \"Kenya\", expected a code of the country list of the run's configuration; write KEN if it is meant",
            ),
            (
                "country = \"KEN\"\n",
                "",
                "consumption.toml, line 1: found no country, expected a code of the country list of the run's configuration; write the country's code, as in country = \"KEN\"",
            ),
            (
                "substance = \"PD006\"",
                "substance = \"PD 006\"",
                "consumption.toml, line 3: found substance = \"PD 006\", expected a code of the substance list of the run's configuration; write PD006 if it is meant",
            ),
            (
                "substance = \"PD006\"",
                "substance = 6",
                "consumption.toml, line 3: found substance with a value of another kind (integer), expected a code of the substance list of the run's configuration; write the substance's code, as in substance = \"PD006\"",
            ),
            (
                "method = \"consumption\"",
                "method = \"guess\"",
                "consumption.toml, line 4: found method = \"guess\", expected method = \"consumption\", \"service\" or \"morbidity\"; write it as the chapter on needs says, or begin with one of the examples there",
            ),
            (
                "past_use = \"given\"",
                "past_use = \"\"",
                "consumption.toml, line 5: found past_use = \"\", expected past_use = \"given\" or past_use = \"run\"; write \"given\" where the file gives the quantities, \"run\" where the imports of the run stand for them",
            ),
            (
                "growth_percent = 2.5",
                "growth_percent = \"2.5\"",
                "consumption.toml, line 6: found growth_percent = \"2.5\" in quotes, expected per cent from -100 to 1000, as in 2.5; write the number without quotes; write the growth from the years of the figures to the year of the need, negative if less will be used",
            ),
            (
                "growth_percent = 2.5",
                "growth_percent = -100.1",
                "consumption.toml, line 6: found growth_percent = \"-100.1\", expected per cent from -100 to 1000, as in 2.5; write the growth from the years of the figures to the year of the need, negative if less will be used",
            ),
            (
                "margin_percent = 20",
                "margin_percent = 0.0000001",
                "consumption.toml, line 7: found margin_percent = \"0.0000001\", with more than six places, expected per cent from 0 to 1000, as in 20; write the margin of safety that is added to the need, or leave it out for none",
            ),
            (
                "margin_percent = 20",
                "margin = 20",
                "consumption.toml, line 7: found the key \"margin\", expected one of the keys of the file and its method: country, substance, method, growth_percent, margin_percent, past_use, used; write the names exactly so, and delete other keys",
            ),
            (
                "year = 2022",
                "year = 22",
                "consumption.toml, line 10: found year = \"22\", expected a year from 1961 to 2199 in four digits; write the calendar year of the figures",
            ),
            (
                "form = \"PD006\"",
                "form = \"PD007\"",
                "consumption.toml, line 11: found form = \"PD007\", which has no share of PD006 that counts on 2024-12-20, expected a form or preparation of PD006 that has a factor and is not exempt; write the form that was used, by its code in forms.csv or preparations.csv",
            ),
            (
                "quantity_g = 12000",
                "quantity_g = 1e3",
                &format!("consumption.toml, line 12: found quantity_g = \"1e3\", {GRAMS}"),
            ),
            (
                "quantity_g = 12000",
                "quantity_g = 0x1F",
                &format!(
                    "consumption.toml, line 12: found quantity_g with a value of another kind (integer), {GRAMS}"
                ),
            ),
            (
                "quantity_g = 12000",
                "quantity_g = -5",
                &format!("consumption.toml, line 12: found quantity_g = \"-5\", {GRAMS}"),
            ),
            (
                "quantity_g = 12000",
                "quantity_g = 1000000000000",
                &format!(
                    "consumption.toml, line 12: found quantity_g = \"1000000000000\", {GRAMS}"
                ),
            ),
            (
                "quantity_g = 12000\n",
                "",
                &format!("consumption.toml, line 9: found no quantity_g in [[used]], {GRAMS}"),
            ),
            (
                "days_out_of_stock = 38",
                "days_out_of_stock = 365",
                "consumption.toml, line 13: found days_out_of_stock = 365, expected fewer than the 364.8 days of 12 months; leave the row out: a time without any stock says nothing of what would have been used",
            ),
            (
                "days_out_of_stock = 38",
                "days_out_of_stock = 1.5",
                "consumption.toml, line 13: found days_out_of_stock = \"1.5\", expected a whole number of days from 0 to 366; write the days without stock, or leave it out for 0",
            ),
            (
                "months = 9",
                "months = 13",
                "consumption.toml, line 24: found months = \"13\", expected a whole number of months from 1 to 12; write the months that the figures cover, or leave it out for 12",
            ),
            (
                "months = 9",
                "month = 9",
                "consumption.toml, line 24: found the key \"month\", expected one of the keys of [[used]]: year, form, quantity_g, months, days_out_of_stock; write the names exactly so, and delete other keys",
            ),
            (
                "year = 2023",
                "year = 2022",
                "consumption.toml, line 15: found 2022 with the form again, which line 9 has, expected one table for a year and a form; delete the table that is wrong, or correct what it is about",
            ),
            (
                "[[used]]",
                "used = 5\n[other]",
                "consumption.toml, line 16: found duplicate key, expected TOML; write it as the chapter on needs says, or begin with one of the examples there",
            ),
        ],
    );
    refused(
        "consumption-of-run.toml",
        &[
            (
                "year = 2023\n",
                "year = 2022\n",
                "consumption-of-run.toml, line 12: found 2022 again, which line 8 has, expected one table for a year; delete the table that is wrong, or correct what it is about",
            ),
            (
                "year = 2023\n",
                "year = 2023\nquantity_g = 5\n",
                "consumption-of-run.toml, line 14: found the key \"quantity_g\", expected one of the keys of [[used]]: year, months, days_out_of_stock; write the names exactly so, and delete other keys",
            ),
        ],
    );
    refused(
        "morbidity.toml",
        &[
            (
                "condition = \"pain of cancer\"\n",
                "",
                "morbidity.toml, line 7: found no condition in [[course]], expected the name of a condition; write the condition and, if need be, the patients, as in condition = \"pain after surgery, adults\"",
            ),
            (
                "treated_percent = 80",
                "treated_percent = 101",
                "morbidity.toml, line 10: found treated_percent = \"101\", expected per cent from 0 to 100; write the share of the episodes that is treated with the form, or leave it out for 100",
            ),
            (
                "episodes = 2400",
                "episodes = -2400",
                "morbidity.toml, line 9: found episodes = \"-2400\", expected the episodes in a year, 0 or more and below 1000000000000; write the number without blanks and marks of thousands",
            ),
            (
                "strength_mg = 10",
                "strength_mg = nan",
                "morbidity.toml, line 12: found strength_mg = \"nan\", expected milligrams of the form in a dose, with at most six places, as in 0.05; write the weight of the form that a dose holds, in milligrams",
            ),
            (
                "doses = 540",
                "doses = true",
                "morbidity.toml, line 13: found doses with a value of another kind (boolean), expected the doses of a course, with at most six places; write how many doses an episode takes",
            ),
        ],
    );
}

#[test]
fn a_sample_with_a_fault_is_refused_with_its_place_and_a_remedy() {
    const MISSING: &str = "add the column with a value in every row; only months and days_out_of_stock may be left out";
    refused(
        "service.toml",
        &[
            (
                "sample = \"sample.csv\"",
                "sample = \"nowhere.csv\"",
                "service.toml, line 5: found sample = \"nowhere.csv\": No such file or directory (os error 2), expected a CSV file with what each facility of the sample used; write the path as it is from the folder of this file",
            ),
            (
                "number = 40",
                "number = 2",
                "service.toml, line 13: found number = 2 of type \"district hospital\", and 3 of them in sample.csv, expected all facilities of the type, those of the sample included; correct the number, or the sample",
            ),
            (
                "number = 40",
                "number = 0",
                "service.toml, line 14: found number = \"0\", expected a whole number of facilities from 1 to 1000000; write how many facilities of the type the country has, those of the sample included",
            ),
            (
                "type = \"district hospital\"",
                "type = \"referral hospital\"",
                "service.toml, line 13: found type = \"referral hospital\" again, which line 9 has, expected one table for a type of facility; delete the table that is wrong, or correct its type",
            ),
            (
                "number = 40\n",
                "number = 40\n[[facilities]]\ntype = \"clinic\"\nnumber = 9\n",
                "service.toml, line 16: found type \"clinic\" without any facility in sample.csv, expected at least one facility of each type, better two, so that the uncertainty can be told; ask a facility of the type, or count the type with another one",
            ),
        ],
    );
    refused(
        "sample.csv",
        &[
            (
                "facility,",
                "name,",
                "sample.csv, line 1: found the column \"name\", expected one of facility, type, form, quantity_g, months, days_out_of_stock; write the names exactly so, and delete other columns",
            ),
            (
                "facility,type,form,quantity_g,months,days_out_of_stock",
                "facility,type,form",
                &format!(
                    "sample.csv, line 1, column quantity_g: found no such column in the header, expected it once; {MISSING}"
                ),
            ),
            (
                "A,referral hospital",
                ",referral hospital",
                "sample.csv, line 2, column facility: found nothing, expected the name of a facility; write a name that no other facility has",
            ),
            (
                "A,referral hospital",
                "A ,referral hospital",
                "sample.csv, line 2, column facility: found \"A \", expected a name without white space before or after it; delete the white space, so that the rows of a facility have one name",
            ),
            (
                "A,referral hospital",
                "A,clinic",
                "sample.csv, line 2, column type: found \"clinic\", expected one of the types of [[facilities]]: \"referral hospital\", \"district hospital\"; write the type exactly so, or add [[facilities]] with its number",
            ),
            (
                "B,referral hospital,NF001,1.6",
                "B,referral hospital,NF001-CITRATE,1.6",
                "sample.csv, line 4: found \"B\" with the form NF001-CITRATE again, expected one row for a facility and a form; delete the line that is wrong, or add up the quantities",
            ),
            (
                "C,district",
                "A,district",
                "sample.csv, line 5: found \"A\" as \"referral hospital\" and as \"district hospital\", expected one type for a facility; correct the type, or give the second facility another name",
            ),
            (
                "12.5,12,0",
                ",12,0",
                &format!("sample.csv, line 2, column quantity_g: found nothing, {GRAMS}"),
            ),
            (
                "12.5,12,0",
                "12.5,1,31",
                "sample.csv, line 2: found days_out_of_stock = 31, expected fewer than the 30.4 days of 1 month; leave the row out: a time without any stock says nothing of what would have been used",
            ),
            (
                "NF001-CITRATE,12.5",
                "NF001-CITRAT,12.5",
                "sample.csv, line 2, column form: found \"NF001-CITRAT\", expected a code of the form list of the run's configuration; write NF001-CITRATE if it is meant",
            ),
            (
                "12.5,12,0",
                "12.5,12",
                "sample.csv, line 2: found 5 fields, expected 6, as the header has; write one field for each column; a number has no comma, and a blank line is no row",
            ),
        ],
    );
}

#[test]
fn all_faults_of_a_file_are_named_at_once() {
    let house = house();
    house.replace("consumption.toml", "quantity_g = 12000", "quantity_g = x");
    let said = house.inforce("need consumption.toml");
    assert!(
        said.code == Some(2)
            && said
                .stderr
                .starts_with("inforce: consumption.toml, line 12: found "),
        "{}",
        said.stderr
    );
    house.replace("consumption.toml", "quantity_g = x", "quantity_g = -1");
    house.replace(
        "consumption.toml",
        "margin_percent = 20",
        "margin_percent = -20",
    );
    house.replace("consumption.toml", "country = \"KEN\"", "country = \"XXX\"");
    let said = house.inforce("need consumption.toml");
    let lines: Vec<&str> = said.stderr.lines().collect();
    assert_eq!((said.code, lines.len()), (Some(2), 4), "{}", said.stderr);
    assert_eq!(lines[0], "inforce: consumption.toml has 3 faults:");
    for (line, start) in
        lines[1..]
            .iter()
            .zip(["2: found country", "7: found margin", "12: found quantity"])
    {
        assert!(
            line.starts_with(&format!("  consumption.toml, line {start}")),
            "{line}"
        );
    }
}

#[test]
fn questions_that_have_no_answer_are_refused() {
    let house = house();
    house.write("need.toml", of_forms("PD006", &[("PD006", "999999999999")]));
    house.replace("need.toml", "past_use", "margin_percent = 1\npast_use");
    for (question, message) in [
        (
            "need nowhere.toml",
            "nowhere.toml: found No such file or directory (os error 2), expected a TOML file with a method and its figures; name one that can be read",
        ),
        (
            "need need.toml",
            "need.toml: found figures that come to 1009999999999 g of base, expected a need below 1000000000000 g; correct the figures, whose \
             quantities are in grams and whose strengths are in milligrams",
        ),
    ] {
        let said = house.inforce(question);
        assert_eq!(
            (said.code, &*said.stdout, &*said.stderr),
            (Some(2), "", &*format!("inforce: {message}\n")),
            "{question}"
        );
    }
    house.write("need.toml", b"country = \"KEN\"\n\xff\n");
    let said = house.inforce("need need.toml");
    assert_eq!(
        said.stderr,
        "inforce: need.toml, line 2: found bytes that are not UTF-8, expected TOML in UTF-8; save the file as UTF-8\n"
    );
}
