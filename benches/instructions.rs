//! The stages once each, on a small fixed world, for a count of the instructions they take: wall time on shared
//! machines lies, instructions hardly do. `benches/instructions.py` runs it under callgrind and compares.

// A bench that cannot make its data has nothing to measure; what was counted is said on the terminal.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod common;
mod world;

use inforce_synth::Format;
use std::hint::black_box;
use world::World;

const RECORDS: u64 = 20_000;

/// The name that callgrind counts in; no inlining, so that it is there.
#[inline(never)]
fn counted<T>(stage: impl FnOnce() -> T) -> T {
    black_box(stage())
}

fn main() {
    let stage = std::env::args()
        .skip(1)
        .find(|argument| argument != "--bench");
    let Some(stage) = stage else {
        println!("instructions: no stage named, nothing counted");
        return;
    };
    rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread()
        .build_global()
        .unwrap();
    let world = World::new(
        if stage == "intake-csv" {
            Format::Csv
        } else {
            Format::Parquet
        },
        RECORDS,
    );
    let versions = world.versions();
    match stage.as_str() {
        "intake-parquet" | "intake-csv" => drop(black_box(counted(|| world.survey()))),
        "conversion" => drop(black_box(counted(|| world.shares(&versions)))),
        "versions" => drop(counted(|| world.suspects(&versions))),
        "tally" => drop(counted(|| world.tally(&versions))),
        "ledger" => {
            let ledger = world.ledger(&versions);
            counted(|| World::entries(&ledger));
        }
        "judgement" => {
            let ledger = world.ledger(&versions);
            drop(counted(|| world.wanted(&ledger)));
        }
        "evidence" => {
            let ledger = world.ledger(&versions);
            let wanted = world.wanted(&ledger);
            counted(|| world.evidence(&versions, &ledger, &wanted));
        }
        unknown => println!("instructions: no stage {unknown}"),
    }
}
