//! The engine against the reference, on thousands of random worlds, field by field.
//!
//! A world
//! that differs is made as small as it goes and kept, with its difference, below the temporary folder of the target.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::support::classes::Classes;
use crate::support::effort::seeds;
use crate::support::keep;
use crate::support::reference::book::Book;
use crate::support::reference::{close_books, judge};
use crate::support::world::World;
use crate::support::{compare, engine, generate};

#[test]
fn the_engine_agrees_with_the_reference() {
    let tried = seeds(100, 2_000);
    let (first, worlds) = (tried.start, tried.end - tried.start);
    let next = AtomicU64::new(first);
    let failed = AtomicBool::new(false);
    let classes = Mutex::new(Classes::default());
    let failures: Mutex<Vec<u64>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..workers {
            scope.spawn(|| {
                while !failed.load(Ordering::Relaxed) {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + worlds {
                        break;
                    }
                    let world = generate::world(seed);
                    let (found, met) = check(&world, seed);
                    classes.lock().expect("no worker panicked").add(&met);
                    if !found.is_empty() {
                        failed.store(true, Ordering::Relaxed);
                        failures.lock().expect("no worker panicked").push(seed);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().expect("no worker panicked");
    if let Some(seed) = failures.iter().min() {
        let world = generate::world(*seed);
        let name = format!("agreement-{seed}");
        panic!(
            "{}\nagain: INFORCE_SEED={seed} INFORCE_WORLDS=1",
            keep::failure(&name, world, |world| check(world, *seed).0)
        );
    }
    let classes = classes.into_inner().expect("no worker panicked");
    eprintln!("{}", classes.report());
    let seldom = classes.met_too_seldom(worlds);
    assert!(seldom.is_empty(), "{}", seldom.join("\n"));
}

/// What differs between the engine and the reference, and what the world puts to the test.
fn check(world: &World, seed: u64) -> (Vec<String>, Classes) {
    let book = Book {
        config: &world.config,
    };
    let books = close_books(world);
    let outcome = judge(&books, &book);
    let classes = Classes::of(world, &outcome, &book);
    let threads = [1, 2, 3, 7][usize::try_from(seed % 4).expect("below 4")];
    let found = match engine::run(world, threads) {
        Err(error) => vec![error],
        Ok(published) => compare::everything(world, &outcome, &published),
    };
    (found, classes)
}
