//! The origin of a row.

/// The place of a row in the dataset. Origins are ordered as the dataset is read: by file, then by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The place of the file in the path order of its kind (record files, filing files).
    pub file: u32,
    /// The row in that file; the first row after the header is 1.
    pub row: u64,
}
