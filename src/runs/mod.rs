//! The stages strung together for each use of the program.
//!
//! [`nightly`] is the run that a scheduler starts: everything in, alerts out, published. [`check`] asks a published
//! run about a shipment, [`explain`] about an alert, [`headroom`] about what is left of
//! every estimate.

mod books;
pub mod check;
mod error;
pub mod explain;
mod filings;
pub mod headroom;
mod inputs;
mod look;
mod memory;
mod meter;
pub mod nightly;
mod pool;
mod publish;
mod scan;
mod settle;

pub use error::RunError;
pub use memory::Memory;
pub use meter::{Meter, Reading, Stage};
