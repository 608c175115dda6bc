//! Makes up datasets: trade records and filings that look like the world's, with known excesses and known faults in them.
//!
//! The same [`Options`] give the same bytes, whatever the number of threads: every number is drawn from a counter
//! (`rng`), none from a shared stream, and no floating point takes part. Any number of records can be asked for; the
//! groups of importing country, substance and year stay those the world has and only grow denser.
//!
//! The trade of each convention is a layer of its own (`convention`), made like this:
//!
//! ```text
//! weights  who trades what, how often, in what sizes
//!    |
//!  world    lanes (exporter, importer, substance, year) with their number of shipments; groups chosen for an excess
//!    |
//! accounts  every shipment made once, only to add it up: what each group will come to, day by day, in both accounts
//!    |
//! estimates filings set from those totals: 95 groups in 100 well below, the chosen ones above; what must be alerted;
//!    |     those of narcotic drugs and of precursors in modules of their own
//!    |
//! arrange   shipments made again, as the rows that their two sides report, part by part, with late versions and faults
//!    |
//!  files    parts encoded in parallel, written in order
//! ```
//!
//! `about.toml` says that the data are invented. What lies beside the dataset: `planted/alerts.csv` lists every alert that the default policy must raise, exactly, and
//! `planted/faults.csv` every row that must be refused, with its file, row and reason. Both are computed here, from the
//! sums the filings were set from, not by the engine.
//!
//! Not here: reading datasets, and judging them; what only a configuration other than the built-in one can hold, such as
//! preparations of several conventions. Parquet files carry no page checksums, because the Parquet writer has
//! none to offer, and no statistics, because no reader should trust them.

mod accounts;
mod amounts;
mod arrange;
mod catalogue;
mod columns;
mod convention;
mod days;
mod error;
mod estimates;
mod fault;
mod files;
mod filings;
mod generate;
mod late;
mod layout;
mod lines;
mod made;
mod narcotics;
mod options;
mod plan;
mod planted;
mod precursors;
mod rng;
mod row;
mod shipment;
mod text;
mod traffic;
mod weights;
mod world;

#[cfg(test)]
mod tests;

pub use error::SynthError;
pub use generate::generate;
pub use made::{Made, PerRule};
pub use options::{Conventions, Format, Options, Scope};
