//! Records of a month, a quarter or a year: what the answers, the pages and the letters say of them.

use crate::house::House;
use std::fs;

/// A file of records with periods.
fn with_periods(house: &House, rows: &str) {
    let header = "record_id,date,received,reporter,partner,flow,form,quantity_g,period\n";
    house.write("data/trades/periods.csv", format!("{header}{rows}"));
}

/// The returns of a year: of France, which reports nothing else; and of Switzerland, which reports its imports day by day, too.
const RETURNS: &str = "\
F-Y,2024-12-31,2025-02-01,FRA,DEU,import,PM005,70,year
C-Y,2024-12-31,2025-02-01,CHE,DEU,import,PD006,300,year
";

fn published() -> House {
    let house = House::new();
    with_periods(&house, RETURNS);
    let run = house.inforce("run data --config config --out out");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(
        run.stdout.contains("set aside") && run.stdout.contains("returns-disagree 1"),
        "{}",
        run.stdout
    );
    house
}

#[test]
fn answers_say_what_is_set_aside_and_where_an_excess_may_have_begun_earlier() {
    let house = published();
    let ask = |question: &str| {
        let said = house.inforce(&format!("{question} --out out"));
        assert_eq!(said.code, Some(0), "{question}: {}", said.stderr);
        said.stdout
    };
    let told = ask("explain import-excess:FRA:PM005:2024");
    assert!(
        told.contains("not later than    2024-12-31") && told.contains("year"),
        "{told}"
    );
    let told = ask("explain import-excess:CHE:PD006:2024");
    assert!(
        told.contains("Records set aside")
            && told.contains("2024-12-31 C-Y of CHE: 300 g of PD006, year")
            && !told.contains("not later than"),
        "{told}"
    );
    let told = ask("trades --importer CHE --substance PD006");
    assert!(told.contains("set aside (year)"), "{told}");
    let told = ask("alerts --format json");
    let alerts: serde_json::Value = serde_json::from_str(&told).unwrap();
    let of = |id: &str| {
        let mut alerts = alerts.as_array().into_iter().flatten();
        let alert = alerts.find(|alert| alert["alert_id"] == id).unwrap();
        alert["first_excess_not_later"].clone()
    };
    assert_eq!(of("import-excess:FRA:PM005:2024"), "true");
    assert_eq!(of("import-excess:CHE:PD006:2024"), "false");
    assert!(of("schedule-i-trade:FRA:PL002:2024").is_null());
    let verified = ask("verify --from-inputs");
    assert!(verified.contains("No fault"), "{verified}");
}

#[test]
fn letters_say_in_each_language_that_the_excess_may_have_begun_earlier() {
    let house = published();
    for (language, words) in [
        ("en", "not later than 31 December 2024"),
        ("fr", "au plus tard le 31 décembre 2024"),
        ("es", "a más tardar el 31 de diciembre de 2024"),
        ("ru", "не позднее 31 декабря 2024"),
        ("zh", "不迟于2024年12月31日"),
        ("ar", "في موعد أقصاه"),
    ] {
        let said = house.inforce(&format!(
            "notices --out out --language {language} --format html --all"
        ));
        assert_eq!(said.code, Some(0), "{}", said.stderr);
        let letter = |country: &str| {
            let path = format!("out/current/notices/{country}-imports.{language}.html");
            fs::read_to_string(house.path(&path)).unwrap()
        };
        assert!(letter("FRA").contains(words), "{language}");
        assert!(!letter("CHE").contains(words), "{language}");
    }
}

/// A house in which these records of periods are judged, too.
fn judged(rows: &str) -> House {
    let house = House::new();
    with_periods(&house, rows);
    let run = house.inforce("run data --config config --out out");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    house
}

/// The letter to France about its imports.
fn letter_to_france(house: &House, more: &str) -> String {
    let question = format!("notices --out out --language en --format html --all {more}");
    let said = house.inforce(question.trim_end());
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    fs::read_to_string(house.path("out/current/notices/FRA-imports.en.html")).unwrap()
}

/// France reports the year, Germany two shipments to it: by the whole year they agree, and by quarter they cannot be compared.
const OTHERS: &str = "\
F-Y,2024-12-31,2025-02-01,FRA,DEU,import,PD006,70,year
G-1,2024-02-01,2024-02-20,DEU,FRA,export,PD006,30,
G-2,2024-06-01,2024-06-20,DEU,FRA,export,PD006,40,day
";

#[test]
fn a_total_of_the_year_is_of_no_quarter() {
    let full = letter_to_france(&judged(OTHERS), "--full-annex");
    assert!(full.contains(">Period</th>") && full.contains(">year</td>"));
    let house = judged(OTHERS);
    let letter = letter_to_france(&house, "");
    for part in [
        "In totals of the year (g)",
        "One of these reports is the total of a month, a quarter or a year",
        "31 December 2024 (the excess may have begun earlier)",
    ] {
        assert!(letter.contains(part), "{part}");
    }
    // The sums by partner, then both accounts: four quarters, what is of none, the year.
    let numbers: String = letter.chars().filter(|c| !c.is_whitespace()).collect();
    let row = |label: &str, cells: &[&str]| {
        let cells = cells.iter();
        let cells: Vec<String> = cells
            .map(|cell| format!("<tdclass=\"figures\">{cell}</td>"))
            .collect();
        let cells = cells.concat();
        let row = format!("<tdclass=\"words\">{label}</td>{cells}</tr>");
        assert!(numbers.contains(&row), "{row}");
    };
    row("Germany", &["", "", "", "", "70", "70", "1"]);
    row("Reportedbyyourcountry", &["", "", "", "", "70", "70"]);
    row("Reportedbyitspartners", &["30", "40", "0", "0", "0", "70"]);
    row("Difference", &["", "", "", "", "", "0"]);
    assert!(!letter.contains("Which of the figures are correct?"));

    let ask = |question: &str| house.inforce(&format!("{question} --out out")).stdout;
    let trades = ask("trades --importer FRA --substance PD006");
    assert!(
        trades.contains("2024, totals of the year") && trades.contains("2024-Q2"),
        "{trades}"
    );
    let whole = trades.lines().find(|line| line.contains("2024, whole"));
    let whole = whole.map(|line| line.split_whitespace().rev().take(5).collect::<Vec<_>>());
    assert_eq!(whole.as_deref(), Some(&["0", "2", "70", "1", "70"][..]));
    let check = "check --importer FRA --form PD006 --quantity 1g --date 2024-03-01";
    let told = ask(check);
    assert!(
        told.replace('\n', " ")
            .contains("Counted in 2024: 1 total of a month, a quarter or a year"),
        "{told}"
    );
    assert!(ask(&format!("{check} --format json")).contains("\"totals\": 1"));
    let headroom = ask("headroom --on 2024-12-31 --country FRA --format csv");
    assert!(headroom.contains(",data_to,totals\n"), "{headroom}");
    let headroom = ask("headroom --on 2024-12-31 --country FRA");
    assert!(headroom.contains("  totals\n"), "{headroom}");
}

/// A preparation is one total, whatever it holds, and is set aside for each of its substances by itself.
#[test]
fn a_preparation_is_counted_once_and_set_aside_in_part() {
    let house = judged(
        "\
P-Q,2024-03-31,2024-05-01,CHE,DEU,import,DROPS,1000,quarter
P-D,2024-02-02,2024-05-01,CHE,DEU,import,PM005-HCL,1,
",
    );
    let ask = |question: &str| house.inforce(&format!("{question} --out out")).stdout;
    let check = "check --importer CHE --form DROPS --quantity 1g --date 2024-04-01";
    // Of diazepam there are records of days, too, so that the total counts for none of its substances.
    assert!(ask(&format!("{check} --format json")).contains("\"totals\": 0"));
    house.write("data/trades/first.csv", "record_id,date,reporter,partner,flow,form,quantity_g\nX,2024-01-01,FRA,DEU,import,PD006,1\n");
    let run = house.inforce("run data --config config --out out");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(ask(&format!("{check} --format json")).contains("\"totals\": 1"));
    let trades = ask("trades --importer CHE");
    assert!(
        trades.contains("judged (quarter); set aside for PM005"),
        "{trades}"
    );
    let csv = ask("trades --importer CHE --format csv");
    assert!(csv.contains(",quarter,PM005,"), "{csv}");
    // Its factor comes from the forms of the alert's substance alone.
    let told = ask("explain import-excess:CHE:PD006:2024");
    assert!(
        told.contains("PD006 always, forms.csv line 2 in DROPS") && !told.contains("PM005-HCL"),
        "{told}"
    );
}

/// Accounts that agree over the year differ by no country, whatever the quarters say.
#[test]
fn accounts_of_other_quarters_differ_by_no_country() {
    let house = judged(
        "\
F-1,2024-03-31,2024-05-01,FRA,DEU,import,PD006,100,quarter
F-2,2024-06-30,2024-08-01,FRA,DEU,import,PD006,100,quarter
G-1,2024-06-30,2024-08-01,DEU,FRA,export,PD006,200,quarter
",
    );
    let letter = letter_to_france(&house, "");
    assert!(
        letter.contains("Which of the figures are correct?"),
        "{letter}"
    );
    assert!(
        !letter.contains("By exporting country they differ"),
        "{letter}"
    );
}

/// Partners whose totals are set aside reported something, though nothing of it counts.
#[test]
fn what_is_set_aside_on_the_other_side_is_said() {
    let house = judged(
        "\
F-1,2024-03-04,2024-05-01,FRA,,import,PD006,70,
G-Y,2024-12-31,2025-05-01,DEU,FRA,export,PD006,90,year
",
    );
    let letter = letter_to_france(&house, "");
    let words = "One total of a longer period is not counted in this table";
    assert!(letter.contains(words), "{letter}");
    let told = house
        .inforce("explain import-excess:FRA:PD006:2024 --out out")
        .stdout;
    assert!(told.contains("not in it: 1 record, set aside"), "{told}");
    assert_eq!(house.inforce("report --out out").code, Some(0));
    let page = house.path("out/current/report/alert/import-excess.FRA.PD006.2024.html");
    let page = fs::read_to_string(page).unwrap();
    assert!(
        page.contains("0 of the importer, 1 of its partners"),
        "{page}"
    );
    // What has no base mass may be of a shorter period than what counts, and is not said to be longer.
    let rows = "\
F-Q,2024-03-31,2024-05-01,FRA,,import,PD006,70,quarter
F-M,2024-01-31,2024-05-01,FRA,,import,PD006,0,month
";
    let letter = letter_to_france(&judged(rows), "");
    assert!(!letter.contains("is not counted in this table"), "{letter}");
}

#[test]
fn pages_say_it_too() {
    let house = published();
    assert_eq!(house.inforce("report --out out").code, Some(0));
    let page = |alert: &str| {
        let path = format!("out/current/report/alert/{alert}.html");
        fs::read_to_string(house.path(&path)).unwrap()
    };
    assert!(page("import-excess.FRA.PM005.2024").contains("it began not later than"));
    let page = page("import-excess.CHE.PD006.2024");
    assert!(page.contains("Records set aside") && page.contains("C-Y"));
    assert!(!page.contains("it began not later than"));
}

/// Which records of a trade count depends on all of them, so nothing is carried over where there are some.
#[test]
fn a_night_with_records_of_periods_reads_everything() {
    let house = House::new();
    let read = |why: &str| {
        let run = house.inforce("run data --config config --out out");
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        assert!(run.stdout.contains(why), "{why}: {}", run.stdout);
    };
    let because = "everything was read, for there are records of months, quarters or years";
    read("Published");
    house.records(
        "others",
        "C-4,2024-04-02,2024-04-10,CHE,DEU,import,PD006,1,,,\n",
    );
    read("carried over from run 000001");
    with_periods(&house, RETURNS);
    read(because);
    read("nothing is new since run 000003");
    house.records(
        "more",
        "C-3,2024-04-01,2024-04-10,CHE,DEU,import,PD006,1,,,\n",
    );
    read(because);
    // A return that becomes a record of a day is a file that has changed.
    with_periods(&house, &RETURNS.replace("year", "day"));
    read("is not what run 000005 read");
    read("nothing is new since run 000006");
}
