//! Why alerts cannot be made.

use crate::scratch::ScratchError;
use crate::terms::MassOverflow;

/// Alerts cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// A total has more than 38 digits.
    #[error(transparent)]
    Overflow(#[from] MassOverflow),
    /// What did not fit in memory is lost.
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    /// Ledger and records disagree: a fault of this program, found before anything was published.
    #[error(
        "{alert}: the ledger and the records of the group disagree, so nothing was published; this is a fault of the program, report it"
    )]
    Disagreement {
        /// The alert's name.
        alert: String,
    },
    /// There is more or less evidence than the alerts rest on; as above.
    #[error(
        "the alerts rest on {expected} records and {found} were found again, so nothing was published; this is a fault of the program, report it"
    )]
    Rows {
        /// Records by the alerts.
        expected: i64,
        /// Records found.
        found: i64,
    },
}

impl EvidenceError {
    /// What was gathered cannot be read as what was written.
    pub(super) const fn lost() -> Self {
        Self::Rows {
            expected: 1,
            found: 0,
        }
    }
}
