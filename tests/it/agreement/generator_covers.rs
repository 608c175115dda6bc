//! The worlds that agreement is tested on, looked at without the engine: do they meet every class of the rules?

use crate::support::classes::Classes;
use crate::support::effort::is_long;
use crate::support::generate;
use crate::support::reference::book::Book;
use crate::support::reference::{close_books, judge};

#[test]
fn worlds_meet_every_class() {
    let worlds = if is_long() { 2_000 } else { 300 };
    let mut classes = Classes::default();
    for seed in 0..worlds {
        let world = generate::world(seed);
        let book = Book {
            config: &world.config,
        };
        let books = close_books(&world);
        let outcome = judge(&books, &book);
        classes.add(&Classes::of(&world, &outcome, &book));
    }
    eprintln!("{}", classes.report());
    let seldom = classes.met_too_seldom(worlds);
    assert!(seldom.is_empty(), "{}", seldom.join("\n"));
}
