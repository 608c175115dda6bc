//! What a workbook must hold of a run: every row of its tables, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;

use serde_json::Value;

use super::sheets::{Book, Row};
use crate::support::engine::{self, Published};
use crate::support::number::{plain, scaled};
use crate::support::read_output;
use crate::support::table::{ALERTS, ESTIMATES, EVIDENCE, LEDGER, Layout, QUARANTINE};

/// Compares a workbook of all countries with the folder of its run.
pub(crate) fn everything(book: &Book, run: &Path) {
    let published = engine::read(run).unwrap();
    let names = [
        "Read-me",
        "Summary",
        "Alerts",
        "Evidence",
        "Estimates",
        "Two accounts",
        "Not judged",
        "Plausibility",
    ];
    assert_eq!(book.names(), names);
    let rows = |layout| rows(&published, layout);
    let mut alerts = book.table("Alerts");
    alerts
        .iter_mut()
        .filter_map(|row| row.get_mut("Doubts"))
        .for_each(|doubts| *doubts = doubts.replace("; ", " "));
    same(
        "Alerts",
        &picked(&alerts, &ALERT_COLUMNS),
        &renamed(&rows(&ALERTS), &ALERT_COLUMNS),
    );
    let conventions = [
        ("Alert", "alert_id"),
        ("Convention", "convention"),
        ("Force", "force"),
        ("Own exports in it, g", "own_exports_g"),
    ];
    same(
        "conventions of alerts",
        &picked(&alerts, &conventions),
        &more(run, "alerts.parquet", &conventions),
    );
    let evidence: Vec<Row> = rows(&EVIDENCE).into_iter().map(yes_or_no).collect();
    same(
        "Evidence",
        &picked(&book.table("Evidence"), &EVIDENCE_COLUMNS),
        &renamed(&evidence, &EVIDENCE_COLUMNS),
    );
    let estimates = book.table("Estimates");
    let levels = of_kind(&estimates, "level").into_iter().map(|mut row| {
        if let Some(supplements) = row.get_mut("Supplements that count") {
            // Those that joined later without changing the level are in no table.
            let first: Vec<&str> = supplements
                .split("; ")
                .filter(|part| !(part.starts_with("from ") && part.contains(" also ")))
                .collect();
            *supplements = first.join(" ");
        }
        row.retain(|heading, text| heading != "Supplements that count" || !text.is_empty());
        row
    });
    let levels: Vec<Row> = levels.collect();
    let mut published_levels = rows(&ESTIMATES);
    // Supplements to an estimate that has expired are published with it and count for nothing.
    for row in published_levels
        .iter_mut()
        .filter(|row| row["status"] == "expired")
    {
        row.remove("supplements");
    }
    same(
        "levels",
        &picked(&levels, &LEVEL_COLUMNS),
        &renamed(&published_levels, &LEVEL_COLUMNS),
    );
    filings(&of_kind(&estimates, "filing"), run);
    findings(&of_kind(&estimates, "finding"), &published.manifest);
    accounts(&book.table("Two accounts"), &rows(&LEDGER));
    not_judged(
        &book.table("Not judged"),
        &rows(&QUARANTINE),
        run,
        &published.manifest,
    );
    summary(book, &published.manifest);
    links(book);
}

const ALERT_COLUMNS: [(&str, &str); 23] = [
    ("Alert", "alert_id"),
    ("Doubts", "doubts"),
    ("Rule", "rule"),
    ("Country", "country"),
    ("Importer, where the exporter is notified", "partner"),
    ("Substance", "substance"),
    ("Substance: name", "substance_name"),
    ("Schedule", "schedule"),
    ("Year", "year"),
    (
        "First day in excess (or first date listed)",
        "first_excess_date",
    ),
    ("Day of the largest excess", "peak_excess_date"),
    (
        "Last day in excess (or last movement listed)",
        "last_excess_date",
    ),
    ("No longer in excess from", "cured_on"),
    ("Running total on that day, g", "running_total_g"),
    ("Level in force that day, g", "estimate_g"),
    ("Excess on that day, g", "excess_g"),
    ("Largest excess of the year, g", "peak_excess_g"),
    ("Total of the year, g", "year_total_g"),
    ("Status of the level", "estimate_status"),
    ("Filing that governs", "filing_id"),
    ("Days in excess (or with movements)", "excess_days"),
    ("Records on these days", "excess_records"),
    ("Records in all", "records"),
];

const EVIDENCE_COLUMNS: [(&str, &str); 19] = [
    ("Alert", "alert_id"),
    ("Record", "record_id"),
    ("Date", "date"),
    ("Received", "received"),
    ("Reporter", "reporter"),
    ("Partner", "partner"),
    ("Flow", "flow"),
    ("Form", "form"),
    ("Quantity as shipped, g", "quantity_g"),
    ("Of these for re-export, g", "reexport_g"),
    ("Import authorisation", "authorisation"),
    ("Special licence", "special_licence"),
    ("Share of base", "factor"),
    ("Base, g", "base_g"),
    ("Running total at the end of the day, g", "running_total_g"),
    ("Level in force that day, g", "estimate_g"),
    ("In excess on that day", "in_excess"),
    ("Source file", "source_file"),
    ("Source row", "source_row"),
];

const LEVEL_COLUMNS: [(&str, &str); 8] = [
    ("Country", "country"),
    ("Substance", "substance"),
    ("From", "from"),
    ("Until (that day not included)", "to"),
    (
        "Level in force, g a year (of 1961 without own exports)",
        "level_g",
    ),
    ("Status or state", "status"),
    ("Filing", "filing_id"),
    ("Supplements that count", "supplements"),
];

const REFUSED_COLUMNS: [(&str, &str); 6] = [
    ("Source file", "source_file"),
    ("Source row", "source_row"),
    ("Id", "id"),
    ("Why", "reason"),
    ("What was found, and what was expected", "detail"),
    ("The row as it was read", "raw"),
];

/// The rows of a published table by column; nothing and empty texts are absent.
fn rows(published: &Published, layout: &'static Layout) -> Vec<Row> {
    let table = published.table(layout.name);
    let row = |row: &Vec<Option<String>>| {
        let cells = layout
            .columns
            .iter()
            .zip(row)
            .filter_map(|((name, _), cell)| Some(((*name).to_owned(), cell.clone()?)));
        cells
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(name, cell)| (name, written_out(&cell)))
            .collect()
    };
    table.rows.iter().map(row).collect()
}

/// A text with what cannot be seen written out, as far as the worlds of these tests have such characters.
pub(crate) fn written_out(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{2060}'..='\u{206f}')
            || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
    };
    if !text.chars().any(hidden) {
        return text.to_owned();
    }
    let shown = |c: char| {
        if c == '\\' {
            "\\\\".to_owned()
        } else if hidden(c) {
            format!("\\u{{{:x}}}", u32::from(c))
        } else {
            c.to_string()
        }
    };
    text.chars().map(shown).collect()
}

fn yes_or_no(mut row: Row) -> Row {
    let word = if row["in_excess"] == "true" {
        "yes"
    } else {
        "no"
    };
    row.insert("in_excess".to_owned(), word.to_owned());
    row
}

/// The rows of a table under the headings of the sheet.
fn renamed(rows: &[Row], columns: &[(&str, &str)]) -> Vec<Row> {
    let row = |row: &Row| {
        columns
            .iter()
            .filter_map(|(heading, name)| Some(((*heading).to_owned(), row.get(*name)?.clone())))
            .collect()
    };
    rows.iter().map(row).collect()
}

/// Those columns of a sheet that a table has.
fn picked(rows: &[Row], columns: &[(&str, &str)]) -> Vec<Row> {
    let row = |row: &Row| {
        columns
            .iter()
            .filter_map(|(heading, _)| Some(((*heading).to_owned(), row.get(*heading)?.clone())))
            .collect()
    };
    rows.iter().map(row).collect()
}

fn of_kind(rows: &[Row], kind: &str) -> Vec<Row> {
    rows.iter()
        .filter(|row| row["What"] == kind)
        .cloned()
        .collect()
}

fn same(what: &str, found: &[Row], expected: &[Row]) {
    let first = found
        .iter()
        .zip(expected)
        .find(|(found, expected)| found != expected);
    assert!(first.is_none(), "{what}: {:#?}", first.unwrap());
    assert_eq!(found.len(), expected.len(), "rows of {what}");
}

fn same_in_any_order(what: &str, mut found: Vec<Row>, mut expected: Vec<Row>) {
    found.sort();
    expected.sort();
    same(what, &found, &expected);
}

/// A table that is no part of the contract, by column.
fn more(run: &Path, file: &str, columns: &[(&str, &str)]) -> Vec<Row> {
    let names: Vec<String> = columns.iter().map(|(_, name)| (*name).to_owned()).collect();
    let files = crate::forge::tables(run).into_iter();
    let files = files.filter(|name| name == file || name.starts_with(&format!("{file}/")));
    let read = |name: String| read_output::input(File::open(run.join(name)).unwrap(), &names);
    let rows: Vec<Vec<String>> = files.flat_map(read).collect();
    let row = |row: Vec<String>| {
        let cells = columns.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
        cells
            .map(|((heading, _), cell)| ((*heading).to_owned(), written_out(&cell)))
            .collect()
    };
    rows.into_iter().map(row).collect()
}

fn filings(found: &[Row], run: &Path) {
    let columns = [
        ("Country", "country"),
        ("Substance", "substance"),
        ("Filing", "filing_id"),
        ("Kind of filing", "kind"),
        ("Received", "received"),
        ("Effective", "effective"),
        ("Confirmed", "confirmed"),
        ("Filed, g", "grams"),
        ("Note", "note"),
        ("Status or state", "state"),
        ("Source file", "source_file"),
    ];
    let mut expected = more(run, "filings.parquet", &columns);
    for row in expected
        .iter_mut()
        .filter(|row| row["Kind of filing"] == "supplement")
    {
        row.remove("Effective");
    }
    same_in_any_order("filings", picked(found, &columns), expected);
    let counts = |row: &Row| {
        let does = &row["What it does, or what is odd"];
        let unconfirmed = does.contains("has not confirmed it") || does.contains("is over by then");
        row["Status or state"] == "in-use" && !unconfirmed
    };
    assert!(
        found
            .iter()
            .all(|row| counts(row) == row.contains_key("Counts as, g"))
    );
}

fn findings(found: &[Row], manifest: &Value) {
    let columns = [
        ("Country", "country"),
        ("Substance", "substance"),
        ("From", "from"),
        ("Until (that day not included)", "to"),
        ("Filing", "filing_id"),
    ];
    let expected = manifest["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let text = |name: &str| finding[name].as_str().map(written_out);
            let mut row: Row = columns
                .iter()
                .filter_map(|(heading, name)| Some(((*heading).to_owned(), text(name)?)))
                .collect();
            row.insert("kind".to_owned(), text("kind").unwrap());
            row
        });
    let found = found.iter().map(|row| {
        let mut picked = picked(std::slice::from_ref(row), &columns).remove(0);
        let odd = &row["What it does, or what is odd"];
        picked.insert("kind".to_owned(), odd.split(':').next().unwrap().to_owned());
        picked
    });
    same_in_any_order("findings", found.collect(), expected.collect());
}

/// Both accounts added up anew from the ledger, by year and by month.
fn accounts(found: &[Row], ledger: &[Row]) {
    let mut expected: BTreeMap<[String; 4], [Option<(i128, i64)>; 2]> = BTreeMap::new();
    for row in ledger {
        let (year, month) = (
            row["date"][..4].to_owned(),
            row["date"][5..7].trim_start_matches('0').to_owned(),
        );
        for period in ["whole year".to_owned(), month] {
            let key = [
                row["importer"].clone(),
                row["substance"].clone(),
                year.clone(),
                period,
            ];
            let side = &mut expected.entry(key).or_default()
                [usize::from(row["basis"] == "partner-reports")];
            let (base, records) = side.unwrap_or_default();
            *side = Some((
                base + scaled(&row["base_g"], 15),
                records + row["records"].parse::<i64>().unwrap(),
            ));
        }
    }
    let key_of =
        |row: &Row| ["Importer", "Substance", "Year", "Month"].map(|heading| row[heading].clone());
    // Where there are totals of quarters or of a year, the ledger does not say what is of which month: the parts come to the year.
    let is_longer = |row: &&Row| row["Month"] == "longer totals";
    let apart: BTreeSet<[String; 3]> = found
        .iter()
        .filter(is_longer)
        .map(|row| key_of(row)[..3].to_vec().try_into().unwrap())
        .collect();
    let is_apart = |[importer, substance, year, month]: &[String; 4]| {
        month != "whole year" && apart.contains(&[importer, substance, year].map(String::clone))
    };
    for year in &apart {
        let mut parts = [(0, 0); 2];
        for row in found
            .iter()
            .filter(|row| is_apart(&key_of(row)) && key_of(row)[..3] == year[..])
        {
            for (side, (base, records)) in [
                (
                    "Reported by the importer, g of base",
                    "Records of the importer",
                ),
                (
                    "Reported by its partners, g of base",
                    "Records of its partners",
                ),
            ]
            .into_iter()
            .enumerate()
            {
                parts[side].0 += row.get(base).map_or(0, |base| scaled(base, 15));
                parts[side].1 += row
                    .get(records)
                    .map_or(0, |count| count.parse::<i64>().unwrap());
            }
            assert!(!row.contains_key("Who reports more"), "{row:?}");
        }
        let [importer, substance, year] = year.clone();
        let whole = expected[&[importer, substance, year, "whole year".to_owned()]];
        assert_eq!(parts, whole.map(Option::unwrap_or_default));
    }
    expected.retain(|key, _| !is_apart(key));
    let found: Vec<&Row> = found.iter().filter(|row| !is_apart(&key_of(row))).collect();
    assert_eq!(found.len(), expected.len(), "rows of both accounts");
    for row in found {
        let key = key_of(row);
        let [importer, partners] = expected[&key];
        let figure = |name: &str| row.get(name).cloned();
        let grams = |side: Option<(i128, i64)>| side.map(|(base, _)| plain(base, 15));
        assert_eq!(
            figure("Reported by the importer, g of base"),
            grams(importer),
            "{key:?}"
        );
        assert_eq!(
            figure("Reported by its partners, g of base"),
            grams(partners),
            "{key:?}"
        );
        assert_eq!(
            figure("Records of the importer"),
            importer.map(|(_, records)| records.to_string()),
            "{key:?}"
        );
        assert_eq!(
            figure("Records of its partners"),
            partners.map(|(_, records)| records.to_string()),
            "{key:?}"
        );
        let difference = importer.unwrap_or_default().0 - partners.unwrap_or_default().0;
        assert_eq!(
            row["Importer less partners, g"],
            plain(difference, 15),
            "{key:?}"
        );
        let more = match (importer, partners) {
            (Some(_), None) => "only the importer",
            (None, _) => "only partners",
            _ if difference > 0 => "importer",
            _ if difference < 0 => "partners",
            _ => "neither",
        };
        assert_eq!(row["Who reports more"], more, "{key:?}");
    }
}

fn not_judged(found: &[Row], refused: &[Row], run: &Path, manifest: &Value) {
    for kind in ["filing", "record"] {
        let found = of_kind(found, &format!("refused {kind}"));
        let refused: Vec<Row> = refused
            .iter()
            .filter(|row| row["kind"] == kind)
            .cloned()
            .collect();
        same(
            "refused rows",
            &picked(&found, &REFUSED_COLUMNS),
            &renamed(&refused, &REFUSED_COLUMNS),
        );
    }
    let columns = [
        ("Id", "record_id"),
        ("Date", "date"),
        ("Received", "received"),
        ("Reporter, or country of the filing", "reporter"),
        ("Partner", "partner"),
        ("Form or substance", "form"),
        ("Quantity or filed, g", "quantity_g"),
        ("Source file", "source_file"),
    ];
    same_in_any_order(
        "superseded records",
        picked(&of_kind(found, "superseded record"), &columns),
        more(run, "superseded", &columns),
    );
    let mut exempt = columns.to_vec();
    exempt.push(("Why", "reason"));
    same_in_any_order(
        "exempt records",
        picked(&of_kind(found, "record not counted"), &exempt),
        more(run, "exempt.parquet", &exempt),
    );
    let rows = |what: &str| {
        of_kind(found, what)
            .iter()
            .map(|row| row["Rows"].parse::<u64>().unwrap())
            .sum::<u64>()
    };
    for (what, side, count) in [
        ("refused record", "records", "quarantined"),
        ("superseded record", "records", "superseded"),
        ("records not yet known", "records", "not_yet_known"),
        ("records out of scope", "records", "out_of_scope"),
        ("refused filing", "filings", "quarantined"),
        ("superseded filing", "filings", "superseded"),
        ("filing not yet known", "filings", "not_yet_known"),
    ] {
        assert_eq!(
            rows(what),
            manifest["counts"][side][count].as_u64().unwrap(),
            "{what}"
        );
    }
    let left_out: Vec<&str> = manifest["left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["file"].as_str().unwrap())
        .collect();
    assert_eq!(
        of_kind(found, "file left out")
            .iter()
            .map(|row| row["Source file"].as_str())
            .collect::<Vec<_>>(),
        left_out
    );
}

/// The counts of the manifest stand in the summary.
fn summary(book: &Book, manifest: &Value) {
    let grid = book.grid("Summary");
    let found: Vec<(&str, &str)> = grid
        .values()
        .filter_map(|row| Some((row.get(&0)?.as_str(), row.get(&2)?.as_str())))
        .collect();
    let mut expected = Vec::new();
    for rule in [
        "export-excess",
        "import-excess",
        "partner-reported-excess",
        "prohibited-trade",
        "schedule-i-trade",
    ] {
        expected.push((rule, manifest["counts"]["alerts"][rule].to_string()));
    }
    let counts = &manifest["counts"];
    for (label, side, name) in [
        ("rows of record files", "records", "read"),
        ("judged", "records", "judged"),
        (
            "out of scope: no substance under control on the date",
            "records",
            "out_of_scope",
        ),
        ("rows of filing files", "filings", "read"),
        ("in use", "filings", "in_use"),
    ] {
        expected.push((label, counts[side][name].to_string()));
    }
    for (label, number) in &expected {
        assert!(
            found.contains(&(label, number)),
            "{label} {number}: {found:?}"
        );
    }
}

/// Every alert leads to the first of its records, which leads back.
fn links(book: &Book) {
    let (alerts, evidence) = (book.grid("Alerts"), book.grid("Evidence"));
    let (there, back) = (book.links(2), book.links(3));
    for (row, cells) in alerts.iter().skip(1).filter(|(_, cells)| cells.len() > 1) {
        let target = &there[&format!("B{}", row + 1)];
        let line: u32 = target
            .strip_prefix("Evidence!A")
            .or_else(|| target.strip_prefix("'Evidence'!A"))
            .unwrap()
            .parse()
            .unwrap();
        assert_eq!(evidence[&(line - 1)][&0], cells[&0]);
        assert!(
            line == 2 || evidence[&(line - 2)][&0] != cells[&0],
            "{target} is not the first of {}",
            cells[&0]
        );
        assert!(back[&format!("A{line}")].ends_with(&format!("!A{}", row + 1)));
    }
}
