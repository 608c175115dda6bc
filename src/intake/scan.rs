//! What is asked of a portion: which of its rows, and which columns of them.

use super::column::Column;
use super::prefilter::Prefilter;

/// Which columns of records are read. What is not read counts as right, so that a row is valid as far as the columns that
/// are read tell. CSV has whole lines: all its columns are read whichever set is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnSet {
    /// All, also those that judging does not take, so that damage anywhere in a file is found before anything rests on the file.
    All,
    /// Those that a record is judged by: all but the numbers of the authorisation and of the special licence.
    Judged,
    /// Those that say what is moved: neither id nor day of receipt, so that versions cannot be told apart.
    Movement,
    /// Who reports, and under which id. Rows without either are left out.
    Identity,
    /// The numbers of the authorisation and of the special licence, of rows that are known to be valid.
    Numbers,
}

impl ColumnSet {
    /// Whether a column is in it.
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

/// Which rows of a portion are read.
#[derive(Clone, Copy)]
pub enum Wanted<'a> {
    /// All.
    All,
    /// Those at these places, ascending; 0 is the first of the portion.
    At(&'a [u32]),
    /// Those that a prefilter may mean, and maybe others.
    Meant(&'a Prefilter<'a>),
}
