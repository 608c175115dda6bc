//! Tests of tables that are longer than a sheet, of changes since the last run, and of what a workbook keeps back.

use super::{WorkbookRequest, assemble, write_table_v};
use crate::archive::Publishing;
use crate::archive::read::PublishedRun;
use crate::ask::table_v::TableV;
use crate::config::{Config, ConfigSource};
use crate::conversion::Conversion;
use crate::night::run::{Extent, Nightly, Unreadable, run};
use crate::night::{Memory, Meter};
use calamine::{DataRef, Reader, Xlsx};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

type Grid = BTreeMap<u32, BTreeMap<u32, String>>;

fn demo_data() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/demo")
}

fn night(dataset: &Path, out: &Path) -> PublishedRun {
    let config = Config::load(ConfigSource::builtin()).expect("the built-in configuration");
    let conversion = Conversion::of(&config).expect("the built-in forms");
    let meter = Meter::default();
    let (config, conversion, meter) = (&config, &conversion, &meter);
    let unreadable = Unreadable::EndRun;
    let (extent, publishing, memory) = (Extent::Everything, Publishing::default(), Memory::DEFAULT);
    run(&Nightly {
        dataset,
        out,
        config,
        conversion,
        known_at: None,
        unreadable,
        extent,
        publishing,
        memory,
        meter,
    })
    .expect("judged");
    PublishedRun::current(out).expect("published")
}

/// Returns the sheets of a workbook with at most `limit` rows of a table on each.
fn sheets(
    asked: &WorkbookRequest<'_>,
    limit: u32,
    folder: &Path,
) -> (Vec<String>, BTreeMap<String, Grid>) {
    let path = folder.join("book.xlsx");
    let file = std::fs::File::create(&path).expect("a file");
    assemble(asked, limit, folder)
        .expect("assembled")
        .save(&file)
        .expect("saved");
    let mut book: Xlsx<_> = calamine::open_workbook(&path).expect("a workbook");
    let names = book.sheet_names();
    let mut sheets = BTreeMap::new();
    for name in &names {
        let mut cells = book.worksheet_cells_reader(name).expect("a sheet");
        let mut grid = Grid::new();
        while let Some(cell) = cells.next_cell().expect("a cell") {
            let (row, column) = cell.get_position();
            if !matches!(cell.get_value(), DataRef::Empty) {
                grid.entry(row)
                    .or_default()
                    .insert(column, format!("{:?}", cell.get_value()));
            }
        }
        sheets.insert(name.clone(), grid);
    }
    (names, sheets)
}

#[test]
fn a_table_longer_than_a_sheet_goes_on_in_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = night(&demo_data(), &folder.path().join("out"));
    let asked = WorkbookRequest {
        run: &run,
        countries: None,
    };
    let (_, whole) = sheets(&asked, super::LIMIT, folder.path());
    let (names, cut) = sheets(&asked, 40, folder.path());
    for (title, rows) in [
        ("Alerts", 138),
        ("Evidence", 768),
        ("Estimates", 6501),
        ("Two accounts", 10928),
        ("Not judged", 732),
    ] {
        assert_eq!(whole[title].len(), rows + 1, "{title}");
        let parts: Vec<&String> = names
            .iter()
            .filter(|name| *name == title || name.starts_with(&format!("{title} (")))
            .collect();
        assert_eq!(parts.len(), rows.div_ceil(40), "{title}");
        let mut joined = Vec::new();
        for (place, part) in parts.iter().enumerate() {
            let mut grid = cut[*part].clone();
            assert_eq!(
                grid.remove(&0),
                whole[title].get(&0).cloned(),
                "the headings of {part}"
            );
            if let Some(next) = parts.get(place + 1) {
                assert_eq!(
                    grid.remove(&41),
                    Some(BTreeMap::from([(
                        0,
                        format!("String(\"goes on in the sheet “{next}”\")")
                    )]))
                );
            }
            joined.extend(grid.into_values());
        }
        let expected: Vec<_> = whole[title].clone().into_values().skip(1).collect();
        assert!(joined == expected, "{title} differs once it is cut");
        let says = |cell: &String| {
            cell.contains(&format!(
                "goes on up to “{}”, at most 40 rows on each",
                parts[parts.len() - 1]
            ))
        };
        assert!(
            cut["Read-me"].values().flat_map(BTreeMap::values).any(says),
            "the Read-me says nothing of {title}"
        );
    }
}

/// Runs the demo, and a second night in which one record comes late and the only record of an alert is withdrawn.
fn two_nights(folder: &Path) -> PublishedRun {
    let (dataset, out) = (folder.join("dataset"), folder.join("out"));
    copy(&demo_data(), &dataset);
    night(&dataset, &out);
    let rows = "record_id,date,received,reporter,partner,flow,form,quantity_g\n\
        LATE-1,2024-12-20,2025-01-05,FRA,CHE,import,PD006,900000\n\
        SWE-2024-0000046,2024-08-09,2025-01-05,SWE,CHE,import,PD002-HCL,0\n";
    std::fs::write(dataset.join("trades/late.csv"), rows).expect("written");
    night(&dataset, &out)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).expect("copied");
        }
    }
}

#[test]
fn what_changed_since_the_last_run_stands_beside_each_alert() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = two_nights(folder.path());
    let changes = run.changes().expect("changes");
    let told: BTreeMap<&str, (&str, String)> = changes
        .iter()
        .map(|change| {
            let causes = change
                .causes
                .iter()
                .map(|because| format!("{}: {}", because.cause.name(), because.detail));
            (
                change.alert.as_str(),
                (change.change.name(), causes.collect::<Vec<_>>().join("; ")),
            )
        })
        .collect();
    let (_, sheets) = sheets(
        &WorkbookRequest {
            run: &run,
            countries: None,
        },
        super::LIMIT,
        folder.path(),
    );
    let alerts = &sheets["Alerts"];
    assert_eq!(alerts[&0][&3], "String(\"Change since the last run\")");
    let text = |cell: Option<&String>| {
        cell.map(|cell| {
            cell.trim_start_matches("String(\"")
                .trim_end_matches("\")")
                .to_owned()
        })
    };
    let mut found = 0;
    for row in alerts.values().skip(1) {
        let id = text(row.get(&0)).expect("a name");
        let expected = told.get(id.as_str());
        assert_eq!(
            text(row.get(&3)).as_deref(),
            Some(expected.map_or("as it was", |(word, _)| word)),
            "{id}"
        );
        assert_eq!(
            text(row.get(&4)),
            expected.map(|(_, why)| why.clone()),
            "{id}"
        );
        found += usize::from(expected.is_some());
    }
    let gone: Vec<&str> = changes
        .iter()
        .filter(|change| change.after.is_none())
        .map(|change| change.alert.as_str())
        .collect();
    assert_eq!(gone, ["import-excess:SWE:PD002:2024"]);
    assert!(found > 0 && found + gone.len() == changes.len(), "{found}");
    let said = |word: &str| {
        sheets["Summary"]
            .values()
            .any(|row| row.values().any(|cell| cell.contains(word)))
    };
    assert!(said(gone[0]) && said("Alerts of run 000001 that are gone") && said("retracted"));
}

#[test]
fn who_may_not_see_a_filing_is_told_the_cause_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = two_nights(folder.path());
    let countries = |code: &str| run.config.country_codes.find(code).into_iter().collect();
    for (code, whole) in [("SWE", true), ("CHE", false)] {
        let asked = WorkbookRequest {
            run: &run,
            countries: Some(countries(code)),
        };
        let (_, sheets) = sheets(&asked, super::LIMIT, folder.path());
        let texts: Vec<&String> = sheets
            .values()
            .flat_map(BTreeMap::values)
            .flat_map(BTreeMap::values)
            .collect();
        let said = texts
            .iter()
            .any(|text| text.contains("withdrawal: record SWE-2024-0000046"));
        assert_eq!(said, whole, "{code}");
    }
}

#[test]
fn the_estimates_of_a_day_stand_in_a_sheet_of_countries_by_substances() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = night(&demo_data(), &folder.path().join("out"));
    let table =
        TableV::of(&run, "2024-07-15".parse().expect("a day"), None, None).expect("it can be read");
    assert!(
        table.countries.len() > 40 && table.substances.len() > 70 && table.grams.len() > 500,
        "{}",
        table.grams.len()
    );
    let path = folder.path().join("table.xlsx");
    write_table_v(&run, &table, &path).expect("written");
    let mut book: Xlsx<_> = calamine::open_workbook(&path).expect("a workbook");
    let sheet = book.worksheet_range("Estimates").expect("its only sheet");
    let cell = |row: usize, column: usize| {
        sheet
            .get((row, column))
            .map(ToString::to_string)
            .unwrap_or_default()
    };
    for (column, substance) in (2..).zip(&table.substances) {
        let about = run.config.substance(*substance);
        let head = [1, 2, 3].map(|row| cell(row, column));
        assert_eq!(
            head,
            [
                about.schedule.name(),
                &about.name,
                run.config.substance_code(*substance)
            ]
            .map(ToOwned::to_owned)
        );
        for (row, country) in (4..).zip(&table.countries) {
            assert_eq!(cell(row, 0), run.config.country_code(*country));
            let grams = table.grams.get(&(*country, *substance)).copied();
            let grams = grams.map_or("—".to_owned(), |grams| {
                grams.map_or("expired".to_owned(), |grams| grams.to_string())
            });
            assert_eq!(cell(row, column), grams, "row {row}, column {column}");
        }
    }
    let in_run = write_table_v(&run, &table, &run.folder().join("table.xlsx"))
        .expect_err("a run never changes");
    assert!(in_run.is_misuse(), "{in_run}");
}
