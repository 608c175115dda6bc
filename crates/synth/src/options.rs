//! What the user asks for.

use std::path::PathBuf;

/// What to make, and where.
#[derive(Clone, Debug)]
pub struct Options {
    /// Number of records, superseded and faulty ones included; exact.
    pub records: u64,
    /// Another seed, another world.
    pub seed: u64,
    /// Folder to write to; created, or empty.
    pub out: PathBuf,
    /// How records and filings are written; the demo has a layout of its own.
    pub format: Format,
    /// Rows a file of records holds, about; row groups hold at most a million, about.
    pub rows_per_file: u64,
    /// Whose substances are traded.
    pub conventions: Conventions,
    /// The whole world, or a small one to read.
    pub scope: Scope,
    /// How many in a thousand groups (importing country, substance, year) get an excess.
    pub excess_per_mille: u16,
    /// How many in a million records are faulty, beyond one of each kind; 0: none at all.
    pub faults_per_million: u32,
}

/// How records and filings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// All of them as Parquet, in grams.
    Parquet,
    /// All of them as CSV, in grams.
    Csv,
    /// One file as Parquet in grams, the next as CSV with quantity and unit.
    Both,
}

/// Whose substances are traded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conventions {
    /// Psychotropic substances (1971).
    Only1971,
    /// Narcotic drugs (1961) and precursors (1988) as well.
    All,
}

/// How much of the world takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All trading countries, all substances that have a factor.
    World,
    /// 45 countries and 50 psychotropic substances, in seven files such as governments deliver, both formats, both
    /// notations; of narcotic drugs and precursors some more.
    Demo,
}

impl Options {
    /// The least number of records that can be made.
    pub const LEAST_RECORDS: u64 = 1_000;
    /// The most.
    pub const MOST_RECORDS: u64 = 10_000_000_000;

    /// The whole world as Parquet, psychotropic substances, 5 % of the groups in excess, 10 faults in a million.
    #[must_use]
    pub fn new(records: u64, seed: u64, out: PathBuf) -> Options {
        Options {
            records,
            seed,
            out,
            format: Format::Parquet,
            rows_per_file: 10_000_000,
            conventions: Conventions::Only1971,
            scope: Scope::World,
            excess_per_mille: 50,
            faults_per_million: 10,
        }
    }

    /// The demo dataset, of all conventions, with fewer excesses, so that a person can read them all.
    #[must_use]
    pub fn demo(records: u64, seed: u64, out: PathBuf) -> Options {
        Options {
            format: Format::Both,
            conventions: Conventions::All,
            scope: Scope::Demo,
            excess_per_mille: 20,
            ..Options::new(records, seed, out)
        }
    }
}
