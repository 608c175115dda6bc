//! temp
#![allow(clippy::print_stderr)]
mod support;
use support::reference::book::Book;
use support::reference::{close_books, judge};

#[test]
fn x() {
    let t = std::time::Instant::now();
    let mut reasons = std::collections::BTreeMap::new();
    for seed in 0..500 {
        let world = support::generate::world(seed);
        let book = Book {
            config: &world.config,
        };
        let books = close_books(&world);
        for r in &books.quarantine {
            *reasons.entry((r.kind, r.reason)).or_insert(0) += 1;
        }
        let o = judge(&books, &book);
        for t in &o.tables {
            *reasons.entry(("rows", t.layout.name)).or_insert(0) += t.rows.len();
        }
        for (k, v) in &books.record_counts[""] {
            *reasons.entry(("records", k)).or_insert(0) += v;
        }
        let dir = tempfile::tempdir().expect("t");
        world.write(&dir.path().join("d"), &dir.path().join("c"));
    }
    eprintln!("{reasons:#?} {:?}", t.elapsed());
}
