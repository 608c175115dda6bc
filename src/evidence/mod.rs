//! The second look: which groups need their records, and the alerts those records support.
//!
//! The ledger says which groups could be in excess ([`Candidates`]); only their records are gathered
//! ([`Gathering`]), and from them every alert is made together with its evidence ([`Assembled`]), so that
//! the evidence of an alert sums to its year total by construction. What the ledger says of the same
//! groups must agree to the last digit, or nothing is published ([`EvidenceError`]).
//!
//! Evidence may be more than memory holds. It is kept in bundles, each of some alerts that follow one
//! another, and sorted bundle by bundle when it is written.

mod assembled;
mod candidate_index;
mod candidates;
mod error;
mod gathering;
mod plan;
mod totals;

pub use assembled::{Alert, Assembled, Bundle, EvidenceRow};
pub use candidates::{Candidates, Groups};
pub use error::EvidenceError;
pub use gathering::{Gathering, GatheringWriter};
