//! What changed since the run before, where a run says so.

use super::rows::gathered;
use super::{PublishedError, PublishedRun};

/// A row of `changes.parquet`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRow {
    /// The alert, of this run or of the one before.
    pub alert: String,
    /// What became of it: `new`, `worsened`, `eased`, `cleared` or `retracted`.
    pub change: String,
    /// Why.
    pub causes: Vec<String>,
}

impl PublishedRun {
    /// How its alerts differ from those of the run before; `None` where it was compared with none.
    pub fn changes(&self) -> Result<Option<Vec<ChangeRow>>, PublishedError> {
        let path = self.path("changes.parquet");
        if !path.exists() {
            return Ok(None);
        }
        let rows = gathered(&path, &["alert_id", "change", "causes"], &[], |row| {
            Ok(Some(ChangeRow { alert: row.text(0).to_owned(), change: row.text(1).to_owned(), causes: row.texts(2) }))
        });
        rows.map(Some)
    }
}
