//! Tables that are longer than a sheet, and what changed since the last run.

use super::{Asked, Changes, assemble};
use crate::config::{Config, ConfigSource};
use crate::conversion::Conversion;
use crate::outputs::Publishing;
use crate::published::PublishedRun;
use crate::runs::nightly::{Extent, Nightly, Unreadable, run};
use crate::runs::{Memory, Meter};
use calamine::{DataRef, Reader, Xlsx};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

type Grid = BTreeMap<u32, BTreeMap<u32, String>>;

fn demo(out: &Path) -> PublishedRun {
    let config = Config::load(ConfigSource::builtin()).expect("the built-in configuration");
    let conversion = Conversion::of(&config).expect("the built-in forms");
    let (dataset, meter) = (PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/demo"), Meter::default());
    let (config, conversion, meter) = (&config, &conversion, &meter);
    let unreadable = Unreadable::EndRun;
    let (extent, publishing, memory) = (Extent::Everything, Publishing::default(), Memory::DEFAULT);
    run(&Nightly { dataset: &dataset, out, config, conversion, known_at: None, unreadable, extent, publishing, memory, meter })
        .expect("judged");
    PublishedRun::current(out).expect("published")
}

/// The sheets of a workbook with so many rows a sheet.
fn sheets(asked: &Asked<'_>, limit: u32, folder: &Path) -> (Vec<String>, BTreeMap<String, Grid>) {
    let path = folder.join("book.xlsx");
    let file = std::fs::File::create(&path).expect("a file");
    assemble(asked, limit, folder).expect("assembled").save(&file).expect("saved");
    let mut book: Xlsx<_> = calamine::open_workbook(&path).expect("a workbook");
    let names = book.sheet_names();
    let mut sheets = BTreeMap::new();
    for name in &names {
        let mut cells = book.worksheet_cells_reader(name).expect("a sheet");
        let mut grid = Grid::new();
        while let Some(cell) = cells.next_cell().expect("a cell") {
            let (row, column) = cell.get_position();
            if !matches!(cell.get_value(), DataRef::Empty) {
                grid.entry(row).or_default().insert(column, format!("{:?}", cell.get_value()));
            }
        }
        sheets.insert(name.clone(), grid);
    }
    (names, sheets)
}

#[test]
fn a_table_longer_than_a_sheet_goes_on_in_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = demo(&folder.path().join("out"));
    let asked = Asked { run: &run, countries: None, changes: None };
    let (_, whole) = sheets(&asked, super::book::LIMIT, folder.path());
    let (names, cut) = sheets(&asked, 40, folder.path());
    for (title, rows) in [("Alerts", 91), ("Evidence", 577), ("Estimates", 4108), ("Two accounts", 8153), ("Not judged", 470)] {
        assert_eq!(whole[title].len(), rows + 1, "{title}");
        let parts: Vec<&String> = names.iter().filter(|name| *name == title || name.starts_with(&format!("{title} ("))).collect();
        assert_eq!(parts.len(), rows.div_ceil(40), "{title}");
        let mut joined = Vec::new();
        for (place, part) in parts.iter().enumerate() {
            let mut grid = cut[*part].clone();
            assert_eq!(grid.remove(&0), whole[title].get(&0).cloned(), "the headings of {part}");
            if let Some(next) = parts.get(place + 1) {
                assert_eq!(grid.remove(&41), Some(BTreeMap::from([(0, format!("String(\"goes on in the sheet “{next}”\")"))])));
            }
            joined.extend(grid.into_values());
        }
        let expected: Vec<_> = whole[title].clone().into_values().skip(1).collect();
        assert!(joined == expected, "{title} differs once it is cut");
        let says = |cell: &String| cell.contains(&format!("goes on up to “{}”, at most 40 rows on each", parts[parts.len() - 1]));
        assert!(cut["Read-me"].values().flat_map(BTreeMap::values).any(says), "the Read-me says nothing of {title}");
    }
}

#[test]
fn what_changed_since_the_last_run_has_a_column_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = demo(&folder.path().join("out"));
    let ids: Vec<String> = run.alerts(None).expect("alerts").into_iter().map(|alert| alert.id).collect();
    let changes: Changes =
        ids.iter().zip(["new", "changed", "same"].iter().cycle()).map(|(id, word)| (id.clone(), (*word).to_owned())).collect();
    let asked = Asked { run: &run, countries: None, changes: Some(changes.clone()) };
    let (_, sheets) = sheets(&asked, super::book::LIMIT, folder.path());
    let alerts = &sheets["Alerts"];
    assert_eq!(alerts[&0][&2], "String(\"Change since the last run\")");
    for row in alerts.values().skip(1) {
        let id = row[&0].trim_start_matches("String(\"").trim_end_matches("\")");
        assert_eq!(row[&2], format!("String(\"{}\")", changes[id]));
    }
    assert!(sheets["Summary"].values().any(|row| row.values().any(|cell| cell.contains("new"))));
}
