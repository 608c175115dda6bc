//! The reasons why alerts cannot be made.

use crate::ledger::LedgerError;
use crate::scratch::ScratchError;
use crate::terms::MassOverflow;

/// The reason why alerts cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// A total has more than 38 digits.
    #[error(transparent)]
    Overflow(#[from] MassOverflow),
    /// Evidence that was moved to disk cannot be kept or read back.
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    /// The ledger and the records disagree: a fault of this program, found before anything is published.
    #[error(
        "{alert}: the ledger and the records of the group disagree, so nothing was published; this is a fault of the program, report it"
    )]
    Disagreement {
        /// The id of the alert.
        alert: String,
    },
    /// The records found differ in number from those that the alerts rest on: a fault of this program, as above.
    #[error(
        "the alerts rest on {expected} records and {found} were found again, so nothing was published; this is a fault of the program, report it"
    )]
    Rows {
        /// The number of records according to the alerts.
        expected: i64,
        /// The number of records found.
        found: i64,
    },
}

impl From<LedgerError> for EvidenceError {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Overflow(error) => error.into(),
            LedgerError::Scratch(error) => error.into(),
        }
    }
}

impl EvidenceError {
    /// The error for gathered bytes that do not read as what was written.
    pub(super) const fn lost() -> Self {
        Self::Rows {
            expected: 1,
            found: 0,
        }
    }
}
