//! Says which rows of a portion are read, and which of their columns.

use super::column::Column;
use super::prefilter::Prefilter;

/// The columns of records that are read. A column that is not read counts as right, so a row is valid as far as the columns
/// that are read tell. Of CSV, all columns are read whichever set is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnSet {
    /// All columns, even those that do not decide, so that damage anywhere in a file is found before anything rests on the
    /// file.
    All,
    /// The columns that a record is judged by: all but the numbers of the authorisation and of the special licence.
    Judged,
    /// The columns of the movement: neither id nor day of receipt, so versions cannot be told apart.
    Movement,
    /// The reporter and the id. Rows without one of them are left out.
    Identity,
    /// The numbers of the authorisation and of the special licence, for rows that are known to be valid.
    Numbers,
}

/// If at least one row in this many is picked, most pages have a picked row, and reading all columns of all rows takes less time
/// than reading the numbers of the picked rows in a pass of their own.
const MANY: u64 = 64;

impl ColumnSet {
    /// Returns the set by which about `picked` of some rows are picked.
    #[must_use]
    pub const fn to_pick(picked: u64, rows: u64) -> Self {
        if picked >= rows / MANY {
            Self::All
        } else {
            Self::Judged
        }
    }

    /// Whether the set has a column.
    pub(super) const fn has(self, column: Column) -> bool {
        let is_number = matches!(column, Column::Authorisation | Column::SpecialLicence);
        match self {
            Self::All => true,
            Self::Judged => !is_number,
            Self::Movement => !is_number && !matches!(column, Column::RecordId | Column::Received),
            Self::Identity => matches!(column, Column::RecordId | Column::Reporter),
            Self::Numbers => is_number,
        }
    }
}

/// The rows of a portion that are read.
#[derive(Clone, Copy)]
pub enum Wanted<'a> {
    /// All rows.
    All,
    /// The rows at these places, ascending; the first row of the portion has place 0.
    At(&'a [u32]),
    /// The rows that a prefilter selects, and maybe others.
    Meant(&'a Prefilter<'a>),
}
