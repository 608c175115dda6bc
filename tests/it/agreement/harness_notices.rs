//! The tests of agreement tried on themselves: what the reference publishes passes, and whatever is changed in it is
//! noticed.

use std::path::Path;

use crate::support::effort::seeds;
use crate::support::engine::{Published, read};
use crate::support::reference::book::Book;
use crate::support::reference::{Outcome, close_books, judge};
use crate::support::table::{Cell, Kind, Table};
use crate::support::world::World;
use crate::support::{compare, generate, publish};

/// Hands every one of some worlds, more of them when there is time, with what the reference finds in it, to `with`.
fn for_worlds(with: impl Fn(&World, &Outcome<'_>, &Path)) {
    for seed in seeds(6, 25) {
        let world = generate::world(seed);
        let book = Book {
            config: &world.config,
        };
        let books = close_books(&world);
        let outcome = judge(&books, &book);
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        publish::outcome(&world, &outcome, folder.path());
        with(&world, &outcome, folder.path());
    }
}

fn differences(world: &World, outcome: &Outcome<'_>, folder: &Path) -> Vec<String> {
    let published: Published = read(folder).expect("what was published can be read");
    compare::everything(world, outcome, &published)
}

#[test]
fn the_reference_agrees_with_itself() {
    for_worlds(|world, outcome, folder| {
        let found = differences(world, outcome, folder);
        assert!(found.is_empty(), "{}", found.join("\n"));
    });
}

#[test]
fn a_changed_table_is_noticed() {
    for_worlds(|world, outcome, folder| {
        for table in &outcome.tables {
            let table = &publish::with_texts(world, table);
            for (what, changed) in changed(table) {
                publish::write(folder, &changed);
                let found = differences(world, outcome, folder);
                assert!(!found.is_empty(), "{}: {what}", table.layout.name);
            }
            publish::write(folder, table);
        }
    });
}

/// The table with a row too many, too few or elsewhere, and with each of its columns changed in one row.
fn changed(table: &Table) -> Vec<(String, Table)> {
    let mut changes = Vec::new();
    let mut change = |what: &str, with: &dyn Fn(&mut Table)| {
        let mut table = table.clone();
        with(&mut table);
        changes.push((what.to_owned(), table));
    };
    let rows = table.rows.len();
    if rows == 0 {
        return Vec::new();
    }
    change("a row too few", &|table| drop(table.rows.pop()));
    change("a row twice", &|table| {
        table.rows.push(table.rows[rows - 1].clone());
    });
    // Rows of different years are in different files, between which there is no order.
    let year = |row: &[Cell]| {
        let date = table.layout.is_by_year().then(|| table.cell(row, "date"));
        date.flatten().map(|date| date[..4].to_owned())
    };
    let last = (1..rows).rfind(|at| year(&table.rows[*at]) == year(&table.rows[0]));
    if let Some(last) = last {
        change("order", &|table| table.rows.swap(0, last));
    }
    for (at, (name, kind)) in table.layout.columns.iter().enumerate() {
        // What a detail says is for people; in Parquet a row has no line of its own.
        let has_line = || {
            let file = table.cell(&table.rows[rows / 2], "source_file");
            !file.unwrap_or_default().contains(".parquet")
        };
        if *name == "detail" || (*name == "raw" && !has_line()) {
            continue;
        }
        change(name, &|table| {
            let cell = &mut table.rows[rows / 2][at];
            *cell = Some(other(*kind, cell.as_deref()));
        });
        if table.rows[rows / 2][at]
            .as_ref()
            .is_some_and(|text| !text.is_empty())
        {
            change(name, &|table| table.rows[rows / 2][at] = None);
        }
    }
    changes
}

fn other(kind: Kind, text: Option<&str>) -> String {
    let other = match kind {
        Kind::Text | Kind::Texts => ["x", "y"],
        Kind::Date => ["2024-06-01", "2024-06-02"],
        Kind::Year | Kind::Count => ["2024", "2025"],
        Kind::Flag => ["true", "false"],
        Kind::Decimal(_, _) => ["0.000001", "1"],
    };
    let other = other.into_iter().find(|other| Some(*other) != text);
    other.expect("two texts, one of them another").to_owned()
}

#[test]
fn a_changed_count_is_noticed() {
    for_worlds(|world, outcome, _| {
        let manifest = publish::manifest(world, outcome).to_string();
        for (digit, _) in manifest.match_indices(|it: char| it.is_ascii_digit()) {
            let mut changed = manifest.clone();
            changed.replace_range(
                digit..=digit,
                if &manifest[digit..=digit] == "9" {
                    "8"
                } else {
                    "9"
                },
            );
            let changed = serde_json::from_str(&changed).expect("still JSON");
            let found = compare::manifest(world, outcome, &changed);
            assert!(!found.is_empty(), "{changed}");
        }
    });
}
