//! The judging core alone: imports folded to the ledger and judged against the estimates in force; no versions, no
//! evidence, nothing published. The like of `core` in `benches/peers`.
//!
//! `cargo bench --bench core -- DATASET [--threads N]` prints the rows, the groups in excess and the seconds from the
//! opened files on: hashing them is no part of judging.

// A measurement that cannot read its data has nothing to say; its figures go to the terminal.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use inforce::config::{Config, ConfigSource};
use inforce::conversion::{Conversion, Lists};
use inforce::estimates::{Estimates, ReadFiling, stand};
use inforce::evidence::Candidates;
use inforce::intake::{ColumnSet, InputFile, Kind, Seen, Wanted, find};
use inforce::judgement::RuleBook;
use inforce::ledger::{Ledger, Tally};
use inforce::records::{Flow, Movement};
use inforce::scratch::Scratch;
use inforce::terms::Origin;
use rayon::prelude::*;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const MEMORY: u64 = 1 << 29;

fn main() {
    let mut arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    if let Some(at) = arguments
        .iter()
        .position(|argument| argument == "--threads")
    {
        let threads = arguments[at + 1].parse().unwrap();
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global()
            .unwrap();
        arguments.drain(at..at + 2);
    }
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

fn estimates(files: &[InputFile], lists: &Lists) -> Estimates {
    let mut filings = Vec::new();
    for (file, index) in files.iter().zip(0..) {
        let reader = file.reader().unwrap();
        for portion in reader.portions() {
            let read = reader.filings(portion, lists, &mut |row, filing| {
                if let Ok((filing, texts)) = filing {
                    filings.push(ReadFiling {
                        filing: *filing,
                        id: texts.filing_id.into(),
                        note: None,
                        origin: Origin { file: index, row },
                    });
                }
            });
            read.unwrap();
        }
    }
    Estimates::of(
        &stand(filings, None).in_use,
        lists.config,
        lists.config.policy,
    )
}
