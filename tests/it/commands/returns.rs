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
    read("carried over from run 000001");
    with_periods(&house, RETURNS);
    read(because);
    house.records(
        "more",
        "C-3,2024-04-01,2024-04-10,CHE,DEU,import,PD006,1,,,\n",
    );
    read(because);
    // A return that becomes a record of a day is a file that has changed.
    with_periods(&house, &RETURNS.replace("year", "day"));
    read("is not what run 000004 read");
    read("carried over from run 000005");
}
