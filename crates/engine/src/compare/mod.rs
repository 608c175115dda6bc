//! Finds how each alert changed from one run to another, and why, from what the two runs published.
//!
//! The figures of an alert show how it changed ([`Change`](crate::archive::Change)). The causes come from four places: the
//! records that count in one run and not, or otherwise, in the other, which are sought among the versions that do not stand, the
//! records that count for nothing, the refused rows and the inputs of the run that lacks them; the filings that are not the same;
//! what countries themselves exported; and the configuration, policy, known-at date and program. A cause is named only if it contributed: if it alone, done to the earlier run or
//! undone in the later, makes another alert or none. A change without a cause is called unexplained, which is a fault of the
//! program.
//!
//! Evidence is read only for alerts that differ, and kept only where it differs; if that is more than the memory holds, the alerts
//! are explained portion by portion. The datasets are not read.

mod accounts;
mod evidence;
mod explanation;
mod filings;
mod found;
mod judge;
mod obstacle;
mod overtaken;
mod pairs;
mod portions;
mod records;
mod side;
mod words;

pub use evidence::CompareError;
pub use overtaken::Overtaken;

use crate::archive::read::{PublishedError, PublishedRun};
use crate::archive::tables::{AlertColumns, Columns};
use crate::archive::{AlertChange, Because, Cause};
use explanation::Comparison;
use pairs::{Key, by_key, new};
use side::{Side, Two};

/// Bytes that a row that differs takes in memory, about: the row, what makes it a version of a record, and why it differs.
pub const ROW_BYTES: u64 = 3072;
/// The rows that are compared at once where no other limit on memory is given.
pub const MOST_ROWS: u64 = (256 << 20) / ROW_BYTES;

/// Returns how each alert changed, sorted as alerts are; an alert that did not change has no row. Without an earlier run,
/// every alert is new. Of the rows that differ, no more than `most_rows` are in memory at once, or those of the alerts of one
/// importing country, substance and year.
pub fn changes(
    before: Option<&PublishedRun>,
    after: &PublishedRun,
    most_rows: u64,
) -> Result<Vec<AlertChange>, CompareError> {
    let Some(before) = before else {
        return first(after);
    };
    let mut two = Two::open(before, after)?;
    if two.same_output(AlertColumns::FILE) {
        return Ok(Vec::new());
    }
    two.read_alerts()?;
    let pairs = pairs::differing(&two);
    Comparison::of(&two, &pairs)?.rows(most_rows)
}

/// Returns the versions of records that came since an earlier run and do not stand.
pub fn overtaken(
    before: Option<&PublishedRun>,
    after: &PublishedRun,
) -> Result<Vec<Overtaken>, PublishedError> {
    before.map_or_else(
        || Ok(Vec::new()),
        |before| overtaken::overtaken(&Side::open(before)?, &Side::open(after)?),
    )
}

fn first(run: &PublishedRun) -> Result<Vec<AlertChange>, CompareError> {
    let mut side = Side::open(run)?;
    side.read_alerts()?;
    let causes = || {
        vec![Because {
            cause: Cause::FirstRun,
            detail: String::new(),
        }]
    };
    let row = |(key, place): (Key, usize)| {
        let alert = &side.alerts[place];
        AlertChange {
            causes: causes(),
            after: Some(alert.figures.as_of_change()),
            ..new(&side, &key, alert)
        }
    };
    Ok(by_key(&side).into_iter().map(row).collect())
}
