//! What several benches share: their arguments, the files of a dataset, and the estimates of its filings.

// Every bench compiles this module for itself and uses its own part of it.
#![allow(dead_code)]

use inforce::conversion::Lists;
use inforce::estimates::{Estimates, ReadFiling, stand};
use inforce::intake::InputFile;
use inforce::terms::Origin;
use std::path::{Path, PathBuf};

/// The arguments of a bench; `--threads N` among them is carried out and left out.
pub(crate) fn arguments() -> Vec<String> {
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
    arguments
}

/// All Parquet files below a folder, in path order.
pub(crate) fn parquet_files(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    entries
        .into_iter()
        .flat_map(|path| {
            if path.is_dir() {
                parquet_files(&path)
            } else {
                vec![path]
            }
        })
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "parquet")
        })
        .collect()
}

pub(crate) fn estimates(files: &[InputFile], lists: &Lists) -> Estimates {
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
