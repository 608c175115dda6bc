//! The second look: which groups need their records, and the alerts those records support.
//!
//! The ledger says which groups could be in excess ([`Wanted`]); only their records are kept, and
//! from them every alert is made together with its evidence ([`assemble()`]), so that the evidence of
//! an alert sums to its year total by construction. What the ledger says of the same groups must
//! agree to the last digit, or nothing is published ([`EvidenceError`]).

mod assemble;
mod wanted;

pub use assemble::{Alert, EvidenceError, EvidenceRow, Verdict, assemble};
pub use wanted::Wanted;
