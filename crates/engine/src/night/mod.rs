//! The nightly run: reads the dataset, judges it, and publishes the alerts.
//!
//! [`run`] calls the stages in order: the first reading of all rows, the groups that could be in excess, the second reading of
//! the rows of those groups, the versions that stand, and publication. A run goes on from the run before if nothing but new files
//! came; if nothing came, the answer of the run before is published again. [`stages`] does the same steps in several processes.

mod accept;
mod answer;
mod books;
mod can_carry_over;
mod carry_over;
mod error;
mod filings;
pub mod first_reading;
pub mod inputs;
mod memory;
mod meter;
mod no_news;
mod publish;
mod requirements;
mod resolve_versions;
mod returns;
pub mod run;
mod second_reading;
mod spot_check;
pub mod stages;
mod warnings;

pub use can_carry_over::NotCarried;
pub use error::RunError;
pub use memory::Memory;
pub use meter::{Meter, Reading, Stage};
