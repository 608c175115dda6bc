//! The run that a scheduler starts: everything in, alerts out, published.
//!
//! [`run`] strings the stages together: a first reading of the rows, the versions that stand, the groups that could be in
//! excess, a second reading of the rows of those, and what is published. A run goes on from the run before where nothing
//! but new files came.

mod accept;
mod answer;
mod books;
mod can_carry_over;
mod carry_over;
mod error;
mod filings;
pub(crate) mod first_reading;
pub(crate) mod inputs;
mod memory;
mod meter;
mod pool;
mod publish;
mod resolve_versions;
pub mod run;
mod second_reading;
mod spot_check;
mod warnings;

pub use can_carry_over::NotCarried;
pub use error::RunError;
pub use memory::Memory;
pub use meter::{Meter, Reading, Stage};
