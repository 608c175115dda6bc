//! The second reading: the groups whose records are needed, and the alerts that those records support.
//!
//! The ledger gives the groups that could be in excess ([`Candidates`]). Only their records are gathered ([`Gathering`]), and
//! every alert is made from them together with its evidence ([`Assembled`]), so the evidence of an alert sums to its year total.
//! The ledger's figures for the same groups must agree to the last digit; otherwise nothing is published ([`EvidenceError`]).
//!
//! Evidence may exceed memory. It is kept in bundles, each with the evidence of some consecutive alerts, and a bundle is sorted
//! when it is written.

mod apart;
mod assembled;
mod candidate_index;
mod candidates;
mod error;
mod gathering;
mod plan;
mod sums;
mod totals;

pub use apart::{AssembledApart, BundleApart, Encoded, ForBundle};
pub use assembled::{Alert, Assembled, AssembledRow, Bundle};
pub use candidates::{Candidates, Groups};
pub use error::EvidenceError;
pub use gathering::{Gathering, GatheringWriter};
pub use sums::GroupSums;
