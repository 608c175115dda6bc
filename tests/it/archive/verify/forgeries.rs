//! Forgeries that keep every hash and every figure, and contradict what is published elsewhere.

mod conventions;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int64Type};
use arrow_array::{
    Array, ArrayRef, Date32Array, Decimal128Array, Int64Array, ListArray, RecordBatch, StringArray,
};
use arrow_schema::DataType;
use inforce::archive::{FileCounts, Manifest, RunFile};
use inforce::terms::Day;
use inforce::verify::Check;

use super::checked;
use crate::house::House;

/// The table with another value, as text, in the column of a row.
fn with(table: &RecordBatch, row: usize, column: &str, value: &str) -> RecordBatch {
    fn put<T>(
        old: impl Iterator<Item = Option<T>>,
        row: usize,
        new: T,
    ) -> impl Iterator<Item = Option<T>> {
        let mut new = Some(new);
        old.enumerate()
            .map(move |(at, old)| if at == row { new.take() } else { old })
    }
    let at = table.schema().index_of(column).unwrap();
    let old = table.column(at);
    let array: ArrayRef = match old.data_type() {
        DataType::Utf8 => {
            Arc::new(put(old.as_string::<i32>().iter(), row, value).collect::<StringArray>())
        }
        DataType::Date32 => {
            let day = Day::parse(value.as_bytes()).unwrap().number();
            let days = old.as_primitive::<Date32Type>().iter();
            Arc::new(put(days, row, day).collect::<Date32Array>())
        }
        DataType::Int64 => {
            let numbers = old.as_primitive::<Int64Type>().iter();
            Arc::new(put(numbers, row, value.parse().unwrap()).collect::<Int64Array>())
        }
        // Whole grams.
        DataType::Decimal128(_, scale) => {
            let places = u32::from(scale.unsigned_abs());
            let grams = value.parse::<i128>().unwrap() * 10_i128.pow(places);
            let decimals = old.as_primitive::<Decimal128Type>().iter();
            let decimals = put(decimals, row, grams).collect::<Decimal128Array>();
            Arc::new(decimals.with_data_type(old.data_type().clone()))
        }
        DataType::List(field) => {
            let mut lists = ListBuilder::new(StringBuilder::new());
            for (at, old) in old.as_list::<i32>().iter().enumerate() {
                let old = old.unwrap();
                if at == row {
                    lists.append_value(value.split_whitespace().map(Some));
                } else {
                    lists.append_value(old.as_string::<i32>().iter());
                }
            }
            let list = lists.finish();
            let (offsets, values) = (list.offsets().clone(), Arc::clone(list.values()));
            Arc::new(ListArray::new(Arc::clone(field), offsets, values, None))
        }
        other => panic!("{column} is of type {other}"),
    };
    let mut columns = table.columns().to_vec();
    columns[at] = array;
    RecordBatch::try_new(table.schema(), columns).unwrap()
}

/// The rows of a table in which a column has a text.
fn rows_with(table: &RecordBatch, column: &str, text: &str) -> Vec<usize> {
    let at = table.schema().index_of(column).unwrap();
    let texts = table.column(at).as_string::<i32>();
    (0..table.num_rows())
        .filter(|row| texts.is_valid(*row) && texts.value(*row) == text)
        .collect()
}

/// Forgeries of a table: the row by a text in a column (and the how-many-th of these), the column that has another value, and what
/// is found: the check, the table that is named, and words of what is said of it.
const FORGERIES: &str = r#"
alerts | alert_id import-excess:CHE:PD006:2024 0 | doubts | | doubts | alerts | import-excess:CHE:PD006:2024: its doubts are none; warned, refused and filed rows make refused-record
alerts | alert_id export-excess:DEU>CHE:PD006:2024 0 | doubts | id-shared refused-record | doubts | alerts | export-excess:DEU>CHE:PD006:2024: its doubts are id-shared, refused-record; warned, refused and filed rows make refused-record
superseded | record_id D-1 0 | source_row | 1 | places | evidence | row 1 of trades/first.csv ... it is standing by the evidence of import-excess:CHE:PD006:2024, and superseded by the superseded versions
superseded | record_id D-1 0 | received | 2024-04-20 | counts | superseded | row 3 of trades/first.csv: it is greater than what stands in its place
superseded | record_id D-1 0 | standing_quantity_g | 141 | places | evidence | row 2 of trades/second.csv: quantity_g is 140 in the evidence of ... and 141 in the standing columns of the superseded versions
superseded | record_id D-1 0 | form | PM005-HCL | counts | superseded | what stands in its place is another record
superseded | record_id D-1 0 | standing_row | 9 | places | superseded | row 9 of trades/second.csv: the manifest counts 5 rows in that file
superseded | record_id D-1 0 | authorisation | A-7 | places | evidence | row 3 of trades/first.csv: authorisation is "A-1" in the evidence of the run before, and "A-7" in the superseded versions
quarantine | id X-1 0 | source_row | 6 | places | quarantine | row 6 of trades/second.csv: the manifest counts 5 rows
quarantine | id X-1 0 | source_row | 1 | places | evidence | row 1 of trades/second.csv ... standing by the evidence of import-excess:CHE:PD006:2024, and refused by quarantine.parquet
quarantine | id X-1 0 | id | X-2 | counts | quarantine | row 3 of trades/second.csv: its id is not in its text
quarantine | id X-1 0 | detail | date is "2024-13-02"; expected a day that exists, as YYYY-MM-DD | counts | quarantine | row 3 of trades/second.csv: what its detail quotes is not in its text
refused | source_file trades/second.csv 0 | reporter | KEN | counts | refused | row 3 of trades/second.csv: it names no such country
refused | source_file trades/second.csv 0 | source_row | 2 | counts | refused | row 3 of trades/second.csv: what could be read of it is not in its place
evidence | record_id D-1 1 | authorisation | A-7 | places | evidence | row 2 of trades/second.csv: authorisation is "A-7" in the evidence of partner-reported-excess:CHE:PD006:2024 ... and "A-1" in the standing columns of the superseded versions
evidence | record_id K-1 1 | authorisation | A-7 | places | evidence | row 4 of trades/first.csv: authorisation is "A-7" in the evidence of prohibited-trade:KEN:PM005:2024 ... and "" in the evidence of import-excess:KEN:PM005:2024
evidence | record_id D-1 1 | source_row | 4 | places | evidence | row 4 of trades/second.csv: record D-1 of DEU stands in it, and in row 2 of trades/second.csv, too
evidence | record_id C-1 0 | received | 2024-02-11 | places | evidence | row 1 of trades/first.csv: received is 2024-02-10 in the evidence of the run before, and 2024-02-11 in the evidence of
filings | filing_id E-1 0 | source_row | 2 | places | filings | row 2 of estimates/first.csv: it counts twice in filings.parquet
"#;

/// Two nights: the second corrects, refuses, and has two small records that no alert rests on, the one of which was held back.
fn house() -> House {
    let house = House::new();
    house.night("");
    house.records(
        "second",
        "C-3,2024-03-05,2024-04-10,CHE,DEU,import,PD006,7,,A-3,\nD-1,2024-02-01,2024-04-20,DEU,CHE,export,PD006,140,,A-1,\n\
         X-1,2024-13-01,,CHE,DEU,import,PD006,1,,,\nD-2,2024-02-01,2024-04-20,DEU,FRA,export,PD006,1,,A-1,\n\
         D-3,2024-02-01,2024-04-20,DEU,FRA,export,PD006,1,,A-1,\n",
    );
    house.night("");
    house
}

#[test]
fn what_contradicts_another_table_is_found_and_named() {
    found_and_named(&house(), FORGERIES);
}

/// Forges the second night of a house in each way, one after the other.
fn found_and_named(house: &House, forgeries: &str) {
    let report = checked(house, super::Which::Current);
    assert!(report.is_sound(), "{:#?}", report.checks);
    let (folder, aside) = (house.path("out/runs/000002"), house.path("aside"));
    crate::house::copy(&folder, &aside);
    let forgeries = forgeries.trim().lines();
    for forgery in forgeries {
        let [table, row, column, value, check, named, says] =
            forgery.split('|').map(str::trim).collect::<Vec<_>>()[..]
        else {
            panic!("seven cells: {forgery}")
        };
        let file = crate::forge::file_of(&folder, table);
        let sound = crate::forge::table(&folder.join(&file));
        let [by, text, which] = row.split(' ').collect::<Vec<_>>()[..] else {
            panic!("column, text and number: {row}")
        };
        let row = rows_with(&sound, by, text)[which.parse::<usize>().unwrap()];
        crate::forge::put(&folder, &file, &with(&sound, row, column, value));
        let check = match check {
            "alerts" => Check::Alerts,
            "counts" => Check::Counts,
            "evidence" => Check::Evidence,
            "doubts" => Check::Doubts,
            "places" => Check::Places,
            other => panic!("no check {other}"),
        };
        let says: Vec<&str> = says.split(" ... ").collect();
        // A fault between tables names the folder of the years, and others the file of the year.
        let by_year = ["evidence", "ledger", "superseded"].contains(&named);
        let file = match (by_year, check) {
            (true, Check::Places) => named.to_owned(),
            (true, _) => format!("{named}/2024.parquet"),
            (false, _) => format!("{named}.parquet"),
        };
        expect(house, forgery, (check, &file, &says));
        restore(&folder, &aside);
    }
}

const SUPERSEDED: &str = "superseded/2024.parquet";

fn restore(folder: &Path, aside: &Path) {
    fs::remove_dir_all(folder).unwrap();
    crate::house::copy(aside, folder);
}

/// That a fault is found, by which check, of which file, and in which words.
fn expect(house: &House, what: &str, (check, named, says): (Check, &str, &[&str])) {
    let report = checked(house, super::Which::Current);
    let of_check = report
        .checks
        .iter()
        .filter(|checked| checked.check == check)
        .flat_map(|checked| &checked.faults);
    let found = of_check.into_iter().any(|fault| {
        fault.file.ends_with(named) && says.iter().all(|says| fault.found.contains(says))
    });
    assert!(
        found,
        "{what}: expected {says:?} of {named}, and found {:#?}",
        report.checks
    );
}

/// Manifest and `run.json` forged together.
#[test]
fn notes_that_contradict_one_another_are_found() {
    let house = house();
    let (folder, aside) = (house.path("out/runs/000002"), house.path("aside"));
    crate::house::copy(&folder, &aside);
    let forged = |change: &dyn Fn(&mut Manifest, &mut RunFile),
                  expected: (Check, &str, &[&str])| {
        let mut manifest: Manifest =
            serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
        let mut run = RunFile::read(&fs::read(folder.join("run.json")).unwrap()).unwrap();
        change(&mut manifest, &mut run);
        crate::forge::seal(&folder, &manifest, run);
        expect(&house, expected.2[0], expected);
        restore(&folder, &aside);
    };
    let later = |manifest: &mut Manifest, _: &mut RunFile| {
        let whole = &mut manifest.counts.records;
        (whole.judged, whole.not_yet_known) = (whole.judged - 1, whole.not_yet_known + 1);
        let input = manifest
            .inputs
            .iter_mut()
            .find(|input| input.file == "trades/second.csv")
            .unwrap();
        let FileCounts::Records(counts) = &mut input.counts else {
            panic!("a file of records")
        };
        (counts.judged, counts.not_yet_known) = (counts.judged - 1, counts.not_yet_known + 1);
    };
    let says = ["it counts 1 rows of trades/second.csv as not yet known, and has no known-at date"];
    forged(&later, (Check::Counts, "manifest.json", &says));
    let unscoped = |manifest: &mut Manifest, _: &mut RunFile| {
        let whole = &mut manifest.counts.records;
        (whole.judged, whole.out_of_scope) = (whole.judged - 3, whole.out_of_scope + 3);
        let input = manifest
            .inputs
            .iter_mut()
            .find(|input| input.file == "trades/second.csv")
            .unwrap();
        let FileCounts::Records(counts) = &mut input.counts else {
            panic!("a file of records")
        };
        (counts.judged, counts.out_of_scope) = (counts.judged - 3, counts.out_of_scope + 3);
    };
    let says = ["trades/second.csv: it counts 1 rows of the file as judged, and 2 are evidence"];
    forged(&unscoped, (Check::Places, "manifest.json", &says));
    let modified = |_: &mut Manifest, run: &mut RunFile| {
        run.modified.insert("trades/third.csv".into(), 1);
    };
    forged(
        &modified,
        (
            Check::Counts,
            "run.json",
            &["it has notes on trades/third.csv, which manifest.json does not name"],
        ),
    );
    let version = |_: &mut Manifest, run: &mut RunFile| run.program.version = "0.0.9".into();
    forged(
        &version,
        (
            Check::Counts,
            "run.json",
            &["it is of version 0.0.9 of the program, and manifest.json of"],
        ),
    );
    let warned = |manifest: &mut Manifest, _: &mut RunFile| {
        let (kind, file) = (
            inforce::archive::WarningKind::ZeroQuantity,
            "trades/second.csv".to_owned(),
        );
        let example = Some("D-2".to_owned());
        manifest.warnings.push(inforce::archive::WarningEntry {
            kind,
            file,
            rows: Some(1),
            first_row: Some(4),
            example,
        });
    };
    let says = [
        "trades/second.csv: it warns zero-quantity of 1 rows from row 4 on",
        "the tables have 0 such rows",
    ];
    forged(&warned, (Check::Doubts, "manifest.json", &says));
    let twice = |manifest: &mut Manifest, _: &mut RunFile| {
        let left_out = inforce::archive::LeftOut {
            file: "trades/second.csv".into(),
            fault: "is empty".into(),
        };
        manifest.left_out.push(left_out);
    };
    forged(
        &twice,
        (
            Check::Counts,
            "manifest.json",
            &["trades/second.csv was left out, and is named a second time"],
        ),
    );
    for (from, to, says) in [
        (
            "2024-03-05",
            "2024-03-04",
            "it is of 2024-03-05, and passed-on.json has no record of its file on that day",
        ),
        (
            "trades/second.csv",
            "trades/third.csv",
            "its files are not the files of records of manifest.json, in their order",
        ),
    ] {
        let path = folder.join("passed-on.json");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(&path, text.replace(from, to)).unwrap();
        crate::forge::vouch(&folder, "passed-on.json", 2);
        let (check, named) = if from.starts_with("trades") {
            (Check::Counts, "passed-on.json")
        } else {
            (Check::Places, "evidence")
        };
        expect(&house, says, (check, named, &[says]));
        restore(&folder, &aside);
    }
}

/// What was received after the known-at date can neither stand nor be superseded.
#[test]
fn a_version_from_after_the_known_at_date_is_found() {
    let house = House::new();
    house.records(
        "second",
        "D-1,2024-02-01,2024-04-20,DEU,CHE,export,PD006,140,,A-1,\nD-2,2024-02-01,2024-04-20,DEU,FRA,export,PD006,3,,A-1,\n\
         D-2,2024-02-01,2024-04-21,DEU,FRA,export,PD006,2,,A-1,\n",
    );
    house.night("--known-at 2024-06-30");
    assert!(checked(&house, super::Which::Current).is_sound());
    let folder = house.path("out/runs/000001");
    let sound = crate::forge::table(&folder.join(SUPERSEDED));
    let row = rows_with(&sound, "record_id", "D-2")[0];
    crate::forge::put(
        &folder,
        SUPERSEDED,
        &with(&sound, row, "standing_received", "2024-07-01"),
    );
    let says = [
        "row 2 of trades/second.csv: what stands in its place was received after the known-at date",
    ];
    expect(&house, "known", (Check::Counts, SUPERSEDED, &says));
    crate::forge::put(
        &folder,
        SUPERSEDED,
        &with(&sound, row, "standing_partner", "CHE"),
    );
    let says = [
        "row 3 of trades/second.csv: it stands, and is missing from the evidence of partner-reported-excess:CHE:PD006:2024",
    ];
    expect(
        &house,
        "a record that should be evidence",
        (Check::Places, "evidence", &says),
    );
}

/// A run of a program that recorded neither warnings nor doubts, and passed on less: it keeps its laws, what it does not know is
/// said not to be recorded, and the next run reads everything.
#[test]
fn a_run_of_an_older_program_is_sound_and_says_what_it_does_not_know() {
    const UNKNOWN: [&str; 4] = [
        "warned.parquet",
        "refused.parquet",
        "exempt.parquet",
        "own_exports.parquet",
    ];
    const NEWER: [(&str, &[&str]); 3] = [
        (
            "alerts.parquet",
            &["convention", "force", "own_exports_g", "doubts"],
        ),
        ("filings.parquet", &["year", "confirmed"]),
        (SUPERSEDED, &["procedure", "standing_procedure"]),
    ];
    let house = House::new();
    house.records(
        "corrected",
        "C-2,2024-03-01,2024-04-10,CHE,DEU,import,PD006,61,,A-2,\n",
    );
    house.night("");
    let folder = house.path("out/runs/000001");
    for (file, newer) in NEWER {
        let table = crate::forge::table(&folder.join(file));
        let kept: Vec<usize> = (0..table.num_columns())
            .filter(|at| !newer.contains(&table.schema().field(*at).name().as_str()))
            .collect();
        assert_eq!(kept.len() + newer.len(), table.num_columns());
        crate::forge::put(&folder, file, &table.project(&kept).unwrap());
    }
    let path = folder.join("passed-on.json");
    let mut passed: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    passed["layout"] = 2.into();
    for file in passed["files"].as_array_mut().unwrap() {
        file.as_object_mut().unwrap().remove("newest").unwrap();
    }
    fs::write(&path, passed.to_string()).unwrap();
    crate::forge::vouch(&folder, "passed-on.json", 1);
    for file in UNKNOWN {
        fs::remove_file(folder.join(file)).unwrap();
    }
    let mut manifest: Manifest =
        serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    let mut run = RunFile::read(&fs::read(folder.join("run.json")).unwrap()).unwrap();
    run.more.retain(|entry| !UNKNOWN.contains(&&*entry.file));
    manifest
        .outputs
        .retain(|entry| !UNKNOWN.contains(&&*entry.file));
    crate::forge::seal(&folder, &manifest, run);
    let report = checked(&house, super::Which::Current);
    assert!(report.is_sound(), "{:?}", report.checks);
    let tables = report
        .checks
        .iter()
        .find(|checked| checked.check == Check::Schemas)
        .unwrap();
    for unknown in [
        "there is none of what could be read of refused rows, which the program of that run did not record",
        "there is none of records that count for nothing, and none of what countries exported themselves: the program of that run \
         knew the 1971 Convention alone",
    ] {
        assert!(tables.holds.contains(unknown), "{}", tables.holds);
    }
    let doubts = report
        .checks
        .iter()
        .find(|checked| checked.check == Check::Doubts)
        .unwrap();
    assert_eq!(
        doubts.holds,
        "warnings and doubts were not recorded by the program of that run"
    );
    for command in [
        "verify",
        "diff 1 1",
        "report",
        "workbook",
        "workbook --country CHE --to che.xlsx",
        "notices",
        "alerts",
        "refused",
        "explain import-excess:CHE:PD006:2024",
    ] {
        let said = house.inforce(command);
        assert_eq!(said.code, Some(0), "{command}: {}", said.stderr);
    }
    let page = fs::read_to_string(folder.join("report/run.html")).unwrap();
    assert!(
        page.contains(
            "Not recorded by the program of that run, and no doubts about alerts either."
        ),
        "{page}"
    );
    let said = house.inforce("headroom");
    let expected = "passed-on.json is of another version of inforce, which laid it out in way 2, and this one reads way";
    assert!(
        said.code == Some(1) && said.stderr.contains(expected),
        "{}",
        said.stderr
    );
    house.night("");
    assert_eq!(house.inforce("verify --all").code, Some(0));
    house.night("");
    let said = house.inforce("diff 1 3");
    assert!(
        said.code == Some(0) && said.stdout.contains("no alert has changed"),
        "{}{}",
        said.stdout,
        said.stderr
    );
}
