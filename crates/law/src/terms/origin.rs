//! The origin of a row.

/// The place of a row in the dataset. Origins are ordered as the dataset is read: by file, then by row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The place of the file in the path order of its kind (record files, filing files).
    pub file: u32,
    /// The row in that file; the first row after the header is 1.
    pub row: u64,
}

/// Returns the file at a place in the path order of its kind, by which origins name it; `None` if there are not so many.
#[must_use]
pub fn file_at<T>(files: &[T], place: u32) -> Option<&T> {
    files.get(usize::try_from(place).ok()?)
}

/// Returns the file at a place, as [`file_at`], to be changed.
#[must_use]
pub fn file_at_mut<T>(files: &mut [T], place: u32) -> Option<&mut T> {
    files.get_mut(usize::try_from(place).ok()?)
}
