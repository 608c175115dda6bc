//! Running totals against the estimate in force, day by day (`rules.md` 5). Pure: nothing is read or
//! written, and nothing outside the arguments decides.
//!
//! The limit itself is one predicate, [`exceeds`]. Which records make up a group, and which account a rule goes
//! through, is said once, in [`rules`]; to be judged, a group is its days and their base mass.

mod doubt;
mod excess;
mod gravity;
pub mod rules;

pub use doubt::{Doubt, Doubts};
pub use excess::{
    DaySums, DayTotal, Excess, FirstExcess, Listing, Verdict, Year, exceeds, excess, judge,
    listing, running,
};
pub use gravity::Gravity;
pub use rules::{AlertKey, Reported, Rule, groups};
