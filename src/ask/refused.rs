//! Finds the refused rows that are new since the run before, and the first refused row of a file.

use crate::archive::read::{PublishedError, PublishedRun, RefusedRow};
use crate::terms::Map;
use std::collections::{BTreeMap, BTreeSet};

/// The rows that a run refused, for comparison with those of another run: by kind, file and text, each as often as it occurs. So
/// a row that only moved within its file is not new, and a second row with the same text is.
#[derive(Debug, Default)]
pub struct RefusedBefore(Map<[u8; blake3::OUT_LEN], u64>);

impl RefusedBefore {
    /// Reads the refused rows of a run; empty if there is no run.
    pub fn of(run: Option<&PublishedRun>) -> Result<Self, PublishedError> {
        let mut rows = Self::default();
        run.map_or(Ok(()), |run| {
            run.each_refused(|row| {
                *rows.0.entry(identity(&row)).or_default() += 1;
                Ok::<(), PublishedError>(())
            })
        })?;
        Ok(rows)
    }

    /// Whether a row is one of them; each occurrence is taken once.
    pub fn take(&mut self, row: &RefusedRow) -> bool {
        self.0.get_mut(&identity(row)).is_some_and(|left| {
            let had = *left > 0;
            *left = left.saturating_sub(1);
            had
        })
    }
}

fn identity(row: &RefusedRow) -> [u8; blake3::OUT_LEN] {
    let mut hasher = blake3::Hasher::new();
    for text in [&row.kind, &row.file, &row.raw] {
        hasher.update(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    *hasher.finalize().as_bytes()
}

/// Returns how many rows a run refused that the run before did not, and the first of them.
pub fn newly_refused(
    before: Option<&PublishedRun>,
    run: &PublishedRun,
) -> Result<(u64, Option<RefusedRow>), PublishedError> {
    let mut before = RefusedBefore::of(before)?;
    let (mut rows, mut first) = (0, None);
    run.each_refused(|row| {
        if !before.take(&row) {
            rows += 1;
            first.get_or_insert(row);
        }
        Ok::<(), PublishedError>(())
    })?;
    Ok((rows, first))
}

/// Returns the first refused row of each of some files.
pub fn first_refused(
    run: &PublishedRun,
    files: &BTreeSet<&str>,
) -> Result<BTreeMap<String, RefusedRow>, PublishedError> {
    let mut first = BTreeMap::new();
    run.each_refused(|row| {
        if files.contains(&*row.file) && !first.contains_key(&row.file) {
            first.insert(row.file.clone(), row);
        }
        Ok::<(), PublishedError>(())
    })?;
    Ok(first)
}
