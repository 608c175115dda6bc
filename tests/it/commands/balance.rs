//! `inforce balance`: the example that was worked out by hand in `testdata/balance`, what is refused, and what becomes of the filings
//! that it proposes.

use crate::house::{House, Said};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;

/// The example, judged and published, with its figures in `balance.csv`.
fn house() -> House {
    let house = unjudged();
    house.passes("run data");
    house
}

fn unjudged() -> House {
    let house = House::example("balance");
    fs::copy(
        house.path("data/form-c/balance.csv"),
        house.path("balance.csv"),
    )
    .unwrap();
    house
}

const ASKED: &str = "balance --country KEN --year 2024 --figures balance.csv";

/// What the command says on a terminal of 80 columns.
fn told(house: &House, more: &str) -> Said {
    house.told(&format!("{ASKED} {more}"))
}

fn tree(house: &House, more: &str) -> Value {
    house.tree(&format!("{ASKED} {more}"))
}

/// The figures of the balance of a substance, by item: as it is, limit, what counts.
fn items(tree: &Value, substance: &str) -> BTreeMap<String, [Value; 3]> {
    let balances = tree["balances"].as_array().unwrap();
    let balance = balances.iter().find(|of| of["substance"] == substance);
    let items = balance.unwrap()["items"].as_array().unwrap();
    let of = |item: &Value| {
        let figures = ["actual_g", "limit_g", "counts_g"];
        (
            item["item"].as_str().unwrap().to_owned(),
            figures.map(|figure| item[figure].clone()),
        )
    };
    items.iter().map(of).collect()
}

#[test]
fn the_example_comes_out_as_by_hand() {
    let house = house();
    let tree = tree(&house, "");
    let expected: [(&str, [Value; 3]); 23] = [
        ("manufactured", [json!(null), json!(null), json!("0")]),
        ("imported", [json!(null), json!(null), json!("12500.095")]),
        ("available", [json!(null), json!(null), json!("12500.095")]),
        ("consumed", [json!("9800"), json!("9000"), json!("9000")]),
        ("used", [json!("1000"), json!("1200"), json!("1000")]),
        ("exported", [json!("476"), json!(null), json!("476")]),
        (
            "added-to-stock",
            [json!("1400"), json!("500"), json!("500")],
        ),
        (
            "special-purposes",
            [json!("120"), json!("100"), json!("100")],
        ),
        ("sum", [json!(null), json!(null), json!("11076")]),
        ("seized-released", [json!(null), json!(null), json!("35.5")]),
        (
            "special-stock-taken",
            [json!(null), json!(null), json!("40")],
        ),
        ("allowed", [json!(null), json!(null), json!("11000.5")]),
        ("excess", [json!(null), json!(null), json!("1499.595")]),
        ("remained-a", [json!(null), json!(null), json!("900")]),
        ("remained-b", [json!(null), json!(null), json!("1499.595")]),
        ("unaccounted", [json!(null), json!(null), json!("-220.405")]),
        (
            "partner-reported",
            [json!(null), json!(null), json!("10600")],
        ),
        (
            "partner-difference",
            [json!(null), json!(null), json!("-1900.095")],
        ),
        ("estimate", [json!(null), json!(null), json!("10700")]),
        ("deducted", [json!(null), json!(null), json!("150")]),
        ("deducted-next-year", [json!(null), json!(null), json!("0")]),
        (
            "estimate-by-parts",
            [json!(null), json!(null), json!("10800")],
        ),
        (
            "estimate-difference",
            [json!(null), json!(null), json!("100")],
        ),
    ];
    let expected = expected.map(|(item, figures)| (item.to_owned(), figures));
    assert_eq!(items(&tree, "NM009"), BTreeMap::from(expected));

    let counts = |substance: &str, names: &[&str]| {
        let items = items(&tree, substance);
        names
            .iter()
            .map(|name| items[*name][2].clone())
            .collect::<Vec<_>>()
    };
    let asked = [
        "available",
        "allowed",
        "excess",
        "remained-a",
        "remained-b",
        "unaccounted",
        "estimate",
        "estimate-by-parts",
    ];
    assert_eq!(
        json!(counts("NC005", &asked)),
        json!(["1500", "1700", "0", "0", "0", "50", "2400", null])
    );
    assert_eq!(
        json!(counts("NF001", &asked)),
        json!([
            "6.40000064",
            "6",
            "0.40000064",
            null,
            "0.40000064",
            "0.40000064",
            null,
            null
        ])
    );
    assert_eq!(items(&tree, "NF001")["partner-difference"][2], "0.31999936");
    assert_eq!(
        items(&tree, "NC005")["added-to-stock"],
        [json!("-250"), json!(null), json!("0")]
    );
    assert_eq!(
        (&tree["without_row"], &tree["data_to"]),
        (&json!(["NP001"]), &json!("2024-12-31"))
    );
    assert_eq!(
        tree["balances"][0]["limits_not_given"],
        json!(["estimate_stock_g", "estimate_special_g"])
    );
}

#[test]
fn a_terminal_shows_each_figure_with_its_source_and_the_filings_that_would_follow() {
    let said = told(&house(), "--substance morphine");
    assert_eq!((said.code, &*said.stderr), (Some(0), ""));
    assert_eq!(
        said.stdout,
        "\
Balance of Kenya (KEN) for 2024 by Article 21 of the 1961 Convention, run
  000001. Grams of base. It is advice: nothing in the run changes by it.

morphine (NM009), line 3 of balance.csv

                             as it is g  limit g    counts g  source
  manufactured                                             0  line 3
  imported                                        12,500.095  3 records
  manufactured and imported                       12,500.095
  (a) consumed                    9,800    9,000       9,000  line 3
  (b) used in manufacture         1,000    1,200       1,000  line 3
  (c) exported                      476                  476  2 records
  (d) added to stock              1,400      500         500  line 3
  (e) special purposes              120      100         100  line 3
  sum of (a) to (e)                                   11,076
  less seized, released                                 35.5  line 3
  less from special stocks                                40  line 3
  allowed                                           11,000.5
  excess                                           1,499.595
  remained, reading A                                    900
  remained, reading B                              1,499.595
  not accounted for                                 -220.405

  The excess adds up from what does not count: (a) 800 g, (d) 900 g, (e) 20 g;
    and -220.405 g that are not accounted for.
  Partners report 10,600 g exported to Kenya (2 records), 1,900.095 g less
    than its own imports, on which the balance rests.
  The estimate for 2024 is 10,700 g on 31 December (E-2024-1 + S-2024-1). The
    parts that are given, with what brings the stocks up to their level, add up
    to 10,800 g, 100 g more.
  150 g are deducted for 2024 (X-2023). Paragraph 3 takes them from the
    quantity to be manufactured or imported as well: with them, the excess would
    be 1,649.595 g.
  The row of 2023 ends with 1,950 g in stock, and this row starts with 2,000 g.
  220.405 g more are accounted for than went in.

  The deduction in reading A (the excess, or the closing stock above the level
    of stocks of the estimate, whichever is less):
    filing_id,country,substance,kind,received,grams,year
    EXCESS-2024-KEN-NM009,KEN,NM009,deduction,,900,2025

  The deduction in reading B (the whole excess, whatever became of it):
    filing_id,country,substance,kind,received,grams,year
    EXCESS-2024-KEN-NM009,KEN,NM009,deduction,,1499.595,2025
  Both have one id, so that no more than one of them ever counts.
  The day of receipt is to be filled in, or named with --received: a run
    refuses the line without it.
"
    );
}

#[test]
fn a_spreadsheet_has_a_row_for_each_figure() {
    let said = house().inforce(&format!(
        "{ASKED} --substance NM009 --received 2025-07-01 --format csv"
    ));
    assert_eq!((said.code, &*said.stderr), (Some(0), ""));
    assert_eq!(
        said.stdout,
        r#"country,substance,year,item,article,actual_g,limit,limit_g,counts_g,source,filing
KEN,NM009,2024,manufactured,21(1),,,,0,"balance.csv, line 3: manufactured_g",
KEN,NM009,2024,imported,21(1),,,,12500.095,"run 000001: 3 records, imports that KEN reports",
KEN,NM009,2024,available,21(1),,,,12500.095,manufactured + imported,
KEN,NM009,2024,consumed,21(1)(a),9800,given,9000,9000,"balance.csv, line 3: consumed_g, estimate_consumption_g",
KEN,NM009,2024,used,21(1)(b),1000,given,1200,1000,"balance.csv, line 3: used_for_other_drugs_g, used_for_schedule_iii_g, used_for_uncovered_g, estimate_use_g",
KEN,NM009,2024,exported,21(1)(c),476,none,,476,"run 000001: 2 records, exports that KEN reports",
KEN,NM009,2024,added-to-stock,21(1)(d),1400,given,500,500,"balance.csv, line 3: stock_start_g, stock_end_g, estimate_stock_g",
KEN,NM009,2024,special-purposes,21(1)(e),120,given,100,100,"balance.csv, line 3: special_purposes_g, estimate_special_g",
KEN,NM009,2024,sum,21(1),,,,11076,consumed + used + exported + added-to-stock + special-purposes,
KEN,NM009,2024,seized-released,21(2),,,,35.5,"balance.csv, line 3: seized_released_g",
KEN,NM009,2024,special-stock-taken,21(2),,,,40,"balance.csv, line 3: special_stock_taken_g",
KEN,NM009,2024,allowed,21(2),,,,11000.5,sum - seized-released - special-stock-taken,
KEN,NM009,2024,excess,21(3),,,,1499.595,"available - allowed, or 0 if that is less",
KEN,NM009,2024,remained-a,21(3),,,,900,"the excess, or the closing stock above the level of stocks of the estimate, whichever is less","EXCESS-2024-KEN-NM009,KEN,NM009,deduction,2025-07-01,900,2025"
KEN,NM009,2024,remained-b,21(3),,,,1499.595,"the whole excess, whatever became of it","EXCESS-2024-KEN-NM009,KEN,NM009,deduction,2025-07-01,1499.595,2025"
KEN,NM009,2024,unaccounted,,,,,-220.405,"stock_start_g + available + seized-released + special-stock-taken - consumed - used - exported - special-purposes - stock_end_g, each as it is",
KEN,NM009,2024,partner-reported,,,,,10600,"run 000001: 2 records, exports to KEN that its partners report",
KEN,NM009,2024,partner-difference,,,,,-1900.095,partner-reported - imported,
KEN,NM009,2024,estimate,19(2),,,,10700,run 000001: E-2024-1 + S-2024-1,
KEN,NM009,2024,deducted,19(2),,,,150,run 000001: X-2023,
KEN,NM009,2024,deducted-next-year,19(2),,,,0,run 000001: no filing,
KEN,NM009,2024,estimate-by-parts,19(2),,,,10800,"balance.csv, line 3: estimate_consumption_g, estimate_use_g, estimate_special_g, estimate_stock_g, stock_start_g",
KEN,NM009,2024,estimate-difference,19(2),,,,100,estimate-by-parts - estimate,
"#
    );
}

#[test]
fn programs_get_the_filings_and_what_is_to_be_said() {
    let house = house();
    let answer = tree(&house, "--substance NM009 --received 2025-07-01");
    let filing = |grams: &str| {
        json!({
            "filing_id": "EXCESS-2024-KEN-NM009", "country": "KEN", "substance": "NM009", "kind": "deduction",
            "received": "2025-07-01", "grams": grams, "year": 2025,
        })
    };
    let balance = &answer["balances"][0];
    assert_eq!(
        balance["remained"],
        json!([
            {
                "reading": "A", "grams": "900", "filing": filing("900"),
                "definition": "the excess, or the closing stock above the level of stocks of the estimate, whichever is less",
            },
            {
                "reading": "B", "grams": "1499.595", "filing": filing("1499.595"),
                "definition": "the whole excess, whatever became of it",
            },
        ])
    );
    assert_eq!(
        (
            &answer["run"],
            &answer["country_name"],
            &answer["without_row"],
            &answer["remarks"]
        ),
        (&json!("000001"), &json!("Kenya"), &json!([]), &json!([])),
        "what is asked of one substance is said of one substance"
    );
    assert_eq!(
        balance["items"][3],
        json!({
            "item": "consumed", "article": "21(1)(a)", "actual_g": "9800", "limit": "given", "limit_g": "9000", "counts_g": "9000",
            "source": "balance.csv, line 3: consumed_g, estimate_consumption_g",
        })
    );
    let remarks = |substance: &str| {
        tree(&house, &format!("--substance {substance}"))["balances"][0]["remarks"].clone()
    };
    assert_eq!(
        remarks("NF001"),
        json!([
            "The excess adds up from 0.40000064 g that are not accounted for.",
            "estimate_consumption_g (a), estimate_use_g (b), estimate_stock_g (d), estimate_special_g (e) are not given: no limit of the \
             estimate was applied there.",
            "Reading A cannot be told, because estimate_stock_g is not given.",
            "Partners report 6.72 g exported to Kenya (1 record), 0.31999936 g more than its own imports, on which the balance rests.",
            "The run has no estimate for 2024 that is confirmed.",
            "0.40000064 g more went in than the figures account for.",
            "A filing holds six places of a gram, so that the filing of reading B leaves out 0.00000064 g.",
        ])
    );
    assert_eq!(
        remarks("NC005"),
        json!([
            "Manufacture and imports keep within what is allowed, by 200 g: nothing is to be deducted.",
            "estimate_stock_g (d), estimate_special_g (e) are not given: no limit of the estimate was applied there.",
            "Partners report 1,000 g exported to Kenya (1 record), as much as its own imports.",
            "The estimate for 2024 is 2,400 g on 31 December (E-2024-2). The parts of the estimate are not added up, because \
             estimate_stock_g, estimate_special_g are not given.",
            "50 g more went in than the figures account for.",
        ])
    );
}

const COLUMNS: &str = "country,substance,year,manufactured_g,consumed_g,used_for_other_drugs_g,used_for_schedule_iii_g,used_for_uncovered_g,\
                       stock_start_g,stock_end_g,special_purposes_g,seized_released_g,special_stock_taken_g";

/// A file of figures that has these rows, and no part of the estimate.
fn figures(rows: &str) -> String {
    format!("{COLUMNS}\n{rows}\n")
}

const SOUND: &str = "KEN,NM009,2024,0,1,0,0,0,0,0,0,0,0";

#[test]
fn a_file_with_a_fault_is_refused_with_its_place_and_a_remedy() {
    const GRAMS: &str =
        "expected grams: digits, and if need be a point and at most six more digits, as in 1250.5";
    const EXACTLY: &str =
        "write the figure without unit, blanks and marks of thousands, and with a point";
    let house = house();
    let all = fs::read_to_string(house.path("balance.csv")).unwrap();
    let names = all.lines().next().unwrap().replace(',', ", ");
    let row = |column: &str, value: &str| {
        let place = COLUMNS.split(',').position(|name| name == column).unwrap();
        let mut cells: Vec<&str> = SOUND.split(',').collect();
        cells[place] = value;
        figures(&cells.join(","))
    };
    let missing = COLUMNS.replace(",consumed_g", "");
    let faults = [
        (String::new(), ": found an empty file, expected a header and a row for each country, substance and year; name the file with the figures".to_owned()),
        (figures(SOUND).trim_end().to_owned(), ", line 2: found no line end after the last line, expected a line end after every line, the last included; get the whole file again if it was cut in transfer; if the last line is whole, end it".to_owned()),
        ("\u{feff}".to_owned() + &COLUMNS.replace(',', ";") + "\n", ", line 1: found columns separated by semicolons, expected commas; save the file as CSV with commas; where a spreadsheet still writes others, make the comma the list separator of the system".to_owned()),
        (missing + "\n", ", line 1, column consumed_g: found no such column in the header, expected it once; add the column with a figure in every row; only columns of the estimate may be left out".to_owned()),
        (format!("{COLUMNS},Consumed_g\n"), format!(", line 1: found the column \"Consumed_g\", expected one of {names}; write the names exactly so, and delete other columns")),
        (format!("{COLUMNS},year\n"), ", line 1, column year: found the column twice, expected it once; delete one of the two".to_owned()),
        (figures("KEN,NM009"), ", line 2: found 2 fields, expected 13, as the header has; write one field for each column; a number has no comma, and a blank line is no row".to_owned()),
        (figures("KEN,\"NM009"), ", line 2: found a quote that is not in its place, expected quotes around a whole field, or none; close each quote on its line, and double the quotes inside a field".to_owned()),
        (row("country", "Kenya"), ", line 2, column country: found \"Kenya\", expected a code of the country list of the run's configuration; write KEN if it is meant".to_owned()),
        (row("country", ""), ", line 2, column country: found nothing, expected a code of the country list of the run's configuration; write the code exactly".to_owned()),
        (row("substance", "NM 009"), ", line 2, column substance: found \"NM 009\", expected a code of the substance list of the run's configuration; write NM009 if it is meant".to_owned()),
        (row("substance", "PD006"), ", line 2, column substance: found \"PD006\" of the 1971 Convention, expected a narcotic drug of the 1961 Convention, whose estimates are each for a calendar year; delete the line; Article 21 of the 1961 Convention sets no limit to the substance".to_owned()),
        (row("year", "24"), ", line 2, column year: found \"24\", expected a year from 1961 to 2199 in four digits; write the calendar year of the figures".to_owned()),
        (row("consumed_g", ""), format!(", line 2, column consumed_g: found nothing, {GRAMS}; write 0 if the form reports none; leave the line out while the figure is not known")),
        (row("consumed_g", "-5"), format!(", line 2, column consumed_g: found \"-5\", which is negative, {GRAMS}; write 0 or more; a fall of stocks follows from the stocks of both years")),
        (row("stock_end_g", "1.5kg"), format!(", line 2, column stock_end_g: found \"1.5kg\", {GRAMS}; {EXACTLY}")),
        (row("stock_end_g", " 1"), format!(", line 2, column stock_end_g: found \" 1\", {GRAMS}; {EXACTLY}")),
        (row("stock_end_g", "\"1,000\""), format!(", line 2, column stock_end_g: found \"1,000\", {GRAMS}; {EXACTLY}")),
        (row("manufactured_g", "0.0000001"), format!(", line 2, column manufactured_g: found \"0.0000001\", {GRAMS}; write the figure with at most six places")),
        (row("manufactured_g", "1000000000000"), format!(", line 2, column manufactured_g: found \"1000000000000\", which is too large, {GRAMS}; write less than 1000000000000 g; the figures are in grams")),
        (figures(&format!("{SOUND}\n{SOUND}")), ", line 3: found KEN, NM009, 2024 again, which line 2 has, expected one row for a country, a substance and a year; delete the line that is wrong, or correct what it is about".to_owned()),
    ];
    for (content, fault) in faults {
        house.write("balance.csv", &content);
        let said = house.inforce(ASKED);
        assert_eq!(
            (said.code, &*said.stdout, &*said.stderr),
            (Some(2), "", &*format!("inforce: balance.csv{fault}\n")),
            "{content}"
        );
    }
    for bytes in [&b"\xff\xfec\0"[..], b"country,\xff\n"] {
        house.write("balance.csv", bytes);
        let said = house.inforce(ASKED);
        assert!(
            said.code == Some(2)
                && said
                    .stderr
                    .contains("expected CSV in UTF-8; save the file as CSV UTF-8"),
            "{}",
            said.stderr
        );
    }
}

#[test]
fn all_faults_of_a_file_are_named_at_once() {
    let house = house();
    house.write(
        "balance.csv",
        figures("KEN,NM009,2024,x,1,0,0,0,0,0,0,0,y\nXXX,NM009,2024,0,1,0,0,0,0,0,0,0,0"),
    );
    let said = house.inforce(ASKED);
    let lines: Vec<&str> = said.stderr.lines().collect();
    assert_eq!((said.code, lines.len()), (Some(2), 4), "{}", said.stderr);
    assert_eq!(lines[0], "inforce: balance.csv has 3 faults:");
    for (line, start) in lines[1..].iter().zip([
        "2, column manufactured_g: ",
        "2, column special_stock_taken_g: ",
        "3, column country: ",
    ]) {
        assert!(
            line.starts_with(&format!("  balance.csv, line {start}")),
            "{line}"
        );
    }
}

#[test]
fn a_mark_of_utf_8_returns_and_other_orders_are_no_faults() {
    let house = house();
    let [(columns, row), parts] = [(COLUMNS, SOUND), ("estimate_stock_g,", "7,")];
    house.write(
        "balance.csv",
        format!("\u{feff}{}{columns}\r\n{}{row}\r\n", parts.0, parts.1),
    );
    let items = items(&tree(&house, ""), "NM009");
    assert_eq!(
        items["added-to-stock"],
        [json!("0"), json!("7"), json!("0")]
    );
}

#[test]
fn questions_that_have_no_answer_are_refused() {
    let house = house();
    for (question, message) in [
        (
            "balance --country Keniaa --year 2024 --figures balance.csv",
            "\"Keniaa\" is no country of the configuration; did you mean KEN (Kenya)?",
        ),
        (
            "balance --country KEN --year 2024 --figures balance.csv --substance diazepam",
            "PD006 (diazepam) is controlled under the 1971 Convention, whose estimates are not each for a calendar year, so that Article 21 \
             of the 1961 Convention sets no limit to it; name a narcotic drug of the 1961 Convention",
        ),
        (
            "balance --country KEN --year 2024 --figures balance.csv --substance NP001",
            "balance.csv: found no row for KEN, NP001, 2024, and rows of that country and year for NC005, NF001, NM009; add the row with \
             the figures of Form C, or ask about one that is there",
        ),
        (
            "balance --country KEN --year 2025 --figures balance.csv",
            "balance.csv: found no row for KEN, 2025, and rows of the country for 2023, 2024; add the row with the figures of Form C, or \
             ask about one that is there",
        ),
        (
            "balance --country CHE --year 2024 --figures balance.csv",
            "balance.csv: found no row for CHE, 2024, and no row of the country at all; add the row with the figures of Form C, or ask \
             about one that is there",
        ),
        (
            "balance --country KEN --year 2024 --figures balance.csv --received 2024-12-31",
            "--received is 2024-12-31, and the excess of 2024 is established after the end of the year; name a day from 2025-01-01 to \
             2199-12-31",
        ),
        (
            "balance --country KEN --year 2024 --figures nowhere.csv",
            "nowhere.csv: found No such file or directory (os error 2), expected a file with the figures of Form C; name one that can be \
             read",
        ),
    ] {
        let said = house.inforce(question);
        assert_eq!(
            (said.code, &*said.stdout, &*said.stderr),
            (Some(2), "", &*format!("inforce: {message}\n")),
            "{question}"
        );
    }
    for year in ["1960", "2199", "24", "last"] {
        let said = house.inforce(&format!(
            "balance --country KEN --year {year} --figures balance.csv"
        ));
        assert!(
            said.code == Some(2) && said.stderr.contains("--year <YEAR>"),
            "{}",
            said.stderr
        );
    }
}

#[test]
fn a_year_without_trade_says_so() {
    let house = house();
    house.write(
        "balance.csv",
        figures("KEN,NM009,2030,0,1,0,0,0,1,0,0,0,0\nUGA,NM009,2024,0,1,0,0,0,1,0,0,0,0"),
    );
    let ask = |question: &str| {
        let said = house.inforce(question);
        assert_eq!(said.code, Some(0), "{}", said.stderr);
        said.stdout
    };
    let later = ask("balance --country KEN --year 2030 --figures balance.csv");
    assert!(
        later.contains("The run has no estimate for 2030 that is confirmed.\n")
            && later.ends_with(
                "\nThe newest record that Kenya reported is of 2024-12-31, before the year.\n"
            ),
        "{later}"
    );
    let silent = ask("balance --country UGA --year 2024 --figures balance.csv");
    assert!(
        silent.ends_with("\nThe run has no record that Uganda reported.\n"),
        "{silent}"
    );
    // Within the year, what comes later may be missing.
    house.remove("data/trades/kenya.csv");
    house.write(
        "data/trades/kenya.csv",
        "record_id,date,reporter,partner,flow,form,quantity_g\nK-1,2030-06-30,KEN,CHE,import,NM009,1\n",
    );
    house.passes("run data");
    let half = ask("balance --country KEN --year 2030 --figures balance.csv");
    assert!(
        half.ends_with("\nThe newest record that Kenya reported is of 2030-06-30: later imports and exports of the year may be missing.\n"),
        "{half}"
    );
}

#[test]
fn filings_are_read_back_and_never_count_twice() {
    let house = house();
    let header = "filing_id,country,substance,kind,received,grams,year\n";
    let filings = |answer: &Value| {
        let remained = answer["balances"][0]["remained"]
            .as_array()
            .unwrap()
            .clone();
        let line = |of: &Value| {
            let filing = &of["filing"];
            let text = |name: &str| filing[name].as_str().unwrap_or_default().to_owned();
            let texts = [
                "filing_id",
                "country",
                "substance",
                "kind",
                "received",
                "grams",
            ]
            .map(text);
            format!("{},{}\n", texts.join(","), filing["year"])
        };
        remained.iter().map(line).collect::<Vec<_>>()
    };
    let lines = filings(&tree(&house, "--substance NM009 --received 2025-07-01"));
    let printed = told(&house, "--substance NM009 --received 2025-07-01").stdout;
    assert!(
        lines
            .iter()
            .all(|line| printed.contains(&format!("    {header}    {line}"))),
        "{printed}"
    );

    let next = |house: &House| {
        let answer = tree(house, "--substance NM009");
        (
            items(&answer, "NM009")["deducted-next-year"][2].clone(),
            answer["balances"][0]["remarks"].to_string(),
        )
    };
    house.write("data/estimates/board.csv", format!("{header}{}", lines[0]));
    house.passes("run data");
    let (deducted, remarks) = next(&house);
    assert_eq!(deducted, "900");
    assert!(
        remarks.contains("The run has deductions of 900 g for 2025 already (EXCESS-2024-KEN-NM009): what remained may be among them."),
        "{remarks}"
    );
    // The older run knew nothing of it.
    assert_eq!(
        items(&tree(&house, "--run 1"), "NM009")["deducted-next-year"][2],
        "0"
    );

    house.write(
        "data/estimates/board.csv",
        format!("{header}{}{}", lines[0], lines[1]),
    );
    house.passes("run data");
    assert_eq!(next(&house).0, "1499.595", "one of both counts");

    let unfilled = filings(&tree(&house, "--substance NM009"));
    house.write(
        "data/estimates/board.csv",
        format!("{header}{}", unfilled[0]),
    );
    house.passes("run data");
    let (deducted, _) = next(&house);
    let refused = house.inforce("refused --kind filing --format csv").stdout;
    assert!(
        deducted == "0" && refused.contains("missing-field"),
        "{deducted} {refused}"
    );
}

#[test]
fn what_is_not_yet_known_counts_for_nothing() {
    let house = unjudged();
    let known = |day: &str| {
        let asked = format!("{ASKED} --substance NM009 --format json --data data --known-at {day}");
        let said = house.inforce(&asked);
        let answer: Value = serde_json::from_str(&said.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", said.stderr));
        let items = items(&answer, "NM009");
        ["imported", "exported", "estimate", "deducted"].map(|item| items[item][2].clone())
    };
    assert_eq!(
        known("2024-07-01"),
        [json!("10600"), json!("0"), json!("10000"), json!("150")]
    );
    assert_eq!(
        known("2024-07-15"),
        [json!("10600"), json!("0"), json!("10700"), json!("150")]
    );
    assert_eq!(
        known("2025-01-01"),
        [
            json!("12500.095"),
            json!("476"),
            json!("10700"),
            json!("150")
        ]
    );
}

#[test]
fn the_figures_are_no_input_of_a_run() {
    let house = house();
    let manifest = fs::read_to_string(house.path("out/current/manifest.json")).unwrap();
    assert!(
        !manifest.contains("balance.csv") && manifest.contains("trades/kenya.csv"),
        "{manifest}"
    );
    fs::copy(
        house.path("balance.csv"),
        house.path("data/trades/balance.csv"),
    )
    .unwrap();
    let said = house.inforce("run data");
    assert!(
        said.code == Some(1) && said.stderr.contains("trades/balance.csv"),
        "{}",
        said.stderr
    );
}

#[test]
fn what_is_rare_is_said_too() {
    let house = house();
    let remarks = |rest: &str| {
        house.write(
            "balance.csv",
            format!("{COLUMNS},estimate_stock_g\nKEN,NM009,2024,{rest}\n"),
        );
        tree(&house, "")["balances"][0]["remarks"].to_string()
    };
    let released = remarks("0,0,0,0,0,0,0,0,500,0,0");
    assert!(
        released.contains("What paragraph 2 deducts is more than the sum of paragraph 1, so that what is allowed is below zero."),
        "{released}"
    );
    // 476 g were exported and 12,500.095 g imported: all else is in stock, above a level that was exceeded before.
    let stocked = "0,0,0,0,0,10,12034.095,0,0,0,5";
    let said = remarks(stocked);
    assert!(
        said.contains("The excess adds up from what does not count: (d) 12,024.095 g.")
            && !said.contains("went in"),
        "{said}"
    );
    let printed = told(&house, "").stdout;
    assert_eq!(
        (
            printed.matches("The deduction in reading A (").count(),
            printed
                .matches("whichever is less) and B (the whole excess,\n")
                .count()
        ),
        (1, 1),
        "one filing for both: {printed}"
    );
    assert!(!printed.contains("Both have one id"), "{printed}");
    // A trace that no filing can hold: 10.000001 g of citrate less 6.4 g of base.
    house.write(
        "balance.csv",
        figures("KEN,NF001,2024,0,6.4,0,0,0,0,0,0,0,0"),
    );
    let traces = tree(&house, "")["balances"][0].clone();
    assert!(
        traces["remained"][1]["filing"].is_null()
            && traces["remarks"]
                .to_string()
                .contains("A filing cannot hold 0.00000064 g, so that there is none in reading B."),
        "{traces}"
    );
    // A refused filing that may be meant.
    house.write(
        "data/estimates/late.csv",
        "filing_id,country,substance,kind,received,grams,year,confirmed\nE-9,KEN,NF001,estimate,2024-02-30,9,2024,2024-03-01\n",
    );
    house.passes("run data");
    let printed = told(&house, "").stdout;
    assert!(
        printed
            .contains("May be meant, and was received and refused, so that no estimate rests on")
            && printed.contains("E-9"),
        "{printed}"
    );
    assert_eq!(
        tree(&house, "")["balances"][0]["refused_filings"][0]["id"],
        "E-9"
    );
}
