//! The stages strung together for each use of the program.
//!
//! [`nightly`] is the run that a scheduler starts: everything in, alerts out, published. [`check`] asks a published
//! run about a shipment, [`explain`] about an alert, [`what_if`] about filings that nobody made, [`headroom`] about what is
//! left of every estimate; [`table_v`] lays out the estimates of a day; [`refused`] tells new refusals from old ones;
//! [`oddities`] finds what looks odd in the records of alerts; [`trades`] about some trade and [`authorisations`] about a
//! number find the [`records`] again.

mod accept;
mod answer;
pub mod authorisations;
mod books;
mod can_carry_over;
mod carry_over;
pub mod changes;
pub mod check;
mod error;
pub mod explain;
mod filings;
mod first_reading;
pub mod headroom;
mod inputs;
mod memory;
mod meter;
pub mod nightly;
pub mod oddities;
mod pool;
mod publish;
pub mod records;
pub mod refused;
mod resolve_versions;
mod second_reading;
pub mod similar_numbers;
mod spot_check;
pub mod table_v;
pub mod trades;
pub mod verify;
mod warnings;
pub mod what_if;

pub use can_carry_over::NotCarried;
pub use error::RunError;
pub use memory::Memory;
pub use meter::{Meter, Reading, Stage};
