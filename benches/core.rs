//! The judging core alone: imports folded to the ledger and judged against the estimates in force; no versions, no
//! evidence, nothing published. The like of `core` in `benches/peers`.
//!
//! `cargo bench --bench core -- DATASET [--threads N]` prints the rows, the groups in excess and the seconds from the
//! opened files on: hashing them is no part of judging.

// A measurement that cannot read its data has nothing to say; its figures go to the terminal.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod common;

use common::{arguments, estimates};
use inforce::config::{Config, ConfigSource};
use inforce::conversion::{Conversion, Lists};
use inforce::evidence::Candidates;
use inforce::intake::{ColumnSet, InputFile, Kind, Seen, Wanted, find};
use inforce::judgement::RuleBook;
use inforce::ledger::{Ledger, Tally};
use inforce::records::{Flow, Movement};
use inforce::scratch::Scratch;
use rayon::prelude::*;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const MEMORY: u64 = 1 << 29;

fn main() {
    let arguments = arguments();
    let Some(dataset) = arguments.first() else {
        println!("core: no dataset named, nothing measured");
        return;
    };
    let config = Config::load(ConfigSource::builtin()).unwrap();
    let conversion = Conversion::of(&config).unwrap();
    let lists = Lists {
        config: &config,
        conversion: &conversion,
    };
    let records = open(Path::new(dataset), Kind::Record);
    let filings = open(Path::new(dataset), Kind::Filing);
    let started = Instant::now();
    let estimates = estimates(&filings, &lists);
    let folder = std::env::temp_dir();
    let tally = Tally::new(
        config.country_codes.len(),
        conversion.places(),
        Scratch::new(&folder, MEMORY),
        MEMORY,
    );
    let rows: usize = records
        .par_iter()
        .map(|file| fold(file, &lists, &tally))
        .sum();
    let ledger = Ledger::new(tally, &conversion).unwrap();
    let book = RuleBook {
        lists,
        notices: Arc::default(),
    };
    let groups = Candidates::of(&ledger, &estimates, &book).unwrap().groups();
    println!(
        "{{\"rows\": {rows}, \"groups\": {groups}, \"seconds\": {:.3}}}",
        started.elapsed().as_secs_f64()
    );
}

fn fold(file: &InputFile, lists: &Lists, tally: &Tally) -> usize {
    let reader = file.reader().unwrap();
    let portion = |portion| {
        let mut writer = tally.writer();
        let mut rows = 0;
        let mut add = |seen: Seen<'_>| {
            if let Seen::Valid(valid) = seen {
                rows += valid.len();
                let imports = valid
                    .iter()
                    .map(Movement::from)
                    .filter(|moved| moved.flow == Flow::Import);
                imports.for_each(|moved| writer.add(moved));
            }
        };
        reader
            .scan(portion, ColumnSet::Movement, Wanted::All, lists, &mut add)
            .unwrap();
        rows
    };
    reader.portions().par_iter().map(portion).sum()
}

fn open(dataset: &Path, kind: Kind) -> Vec<InputFile> {
    find(dataset, kind)
        .unwrap()
        .files
        .par_iter()
        .map(|found| InputFile::open_canonical(found).unwrap())
        .collect()
}
