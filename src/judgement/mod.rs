//! Running totals against the estimate in force, day by day (`rules.md` 5). Pure: nothing is read or
//! written, and nothing outside the arguments decides.
//!
//! The limit itself is one predicate, [`exceeds`]. Which records make up a group, and which groups a
//! rule has, is decided where the groups are formed; here a group is its days and their base mass.

mod doubt;
mod excess;
mod gravity;
mod rule;

pub use doubt::Doubt;
pub use excess::{DayTotal, Excess, FirstExcess, Listing, Year, exceeds, excess, listing, running};
pub use gravity::Gravity;
pub use rule::{AlertKey, Rule};
