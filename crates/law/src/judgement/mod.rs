//! Compares running totals with the estimate in force, day by day (`rules.md` 5, 7). The module is pure: it reads and writes
//! nothing, and the result depends on the arguments alone.
//!
//! The limit is one predicate, [`exceeds`]. [`rules`] alone says which records make up a group and which account a rule goes
//! through. A group is judged by its days and their base mass.

mod doubt;
mod excess;
mod exemption;
mod gravity;
mod limits;
mod notices;
mod returns;
pub mod rules;
#[cfg(test)]
mod tests;

pub use doubt::{Doubt, Doubts};
pub use excess::{
    DaySums, DayTotal, Excess, FirstExcess, Listing, Verdict, Year, exceeds, excess, judge,
    level_on, listing, running,
};
pub use exemption::{ExemptReason, left_out, may_be_left_out, scope};
pub use gravity::Gravity;
pub use limits::{Limits, Raised};
pub use notices::{Notices, lifted};
pub use returns::{Fate, PeriodAccounts, Returns, Sums, Trade};
pub use rules::{AlertKey, Reported, Rule, RuleBook, groups};
