//! Checks the law of the changes: comparing the previous run with this one again gives the same changes. If the previous run
//! was pruned, or another version of the program made this run, only checks that the changes fit the alerts of this run.

use super::report::{Check, Checked, counted};
use crate::archive::read::{AlertRow, PublishedError, PublishedRun};
use crate::archive::tables::{ChangeColumns, Columns};
use crate::archive::{AlertChange, Change, Generations, Manifest, Number, Program, number_of};
use crate::compare::{CompareError, MOST_ROWS, changes};
use std::collections::BTreeMap;

/// Checks the changes of a run.
pub(super) fn changes_of(
    at: &Generations,
    run: &PublishedRun,
    manifest: &Manifest,
    number: Number,
) -> Result<Checked, PublishedError> {
    let mut checked = Checked::new(Some(number), Check::Changes);
    let found = run.changes()?;
    let folder = run
        .previous()
        .and_then(number_of)
        .map(|previous| at.folder(previous));
    let before = match folder {
        Some(folder) if folder.is_dir() && manifest.program == Program::SELF => {
            Some(PublishedRun::at(&folder)?)
        }
        Some(_) => {
            plausible(run, &found, &mut checked)?;
            checked.holds = format!(
                "{} of alerts that became so; there is no run before to compare with",
                counted(found.len(), "change is", "changes are")
            );
            return Ok(checked);
        }
        None => None,
    };
    let path = run.path(ChangeColumns::FILE);
    match changes(before.as_ref(), run, MOST_ROWS) {
        Ok(expected) => {
            let mut others = found.iter().filter(|change| !expected.contains(change));
            if let Some(other) = others
                .next()
                .or_else(|| expected.iter().find(|change| !found.contains(change)))
            {
                checked.fault(
                    &path,
                    format!(
                        "{}: it is not what comparing with the run before gives",
                        other.alert
                    ),
                );
            }
            let sorted = found
                .iter()
                .map(|change| &change.alert)
                .eq(expected.iter().map(|change| &change.alert));
            checked.unless(sorted, &path, || {
                "its rows are not those of the alerts that changed, in their order".to_owned()
            });
        }
        Err(CompareError::Published(error)) => checked.fault(&path, error),
        Err(CompareError::Overflow(error)) => checked.fault(&path, error),
    }
    checked.holds = match before {
        Some(before) => format!(
            "{} what comparing with run {} gives",
            counted(found.len(), "change is", "changes are"),
            before.run
        ),
        None => format!(
            "{} new, as in any first run",
            counted(found.len(), "alert is", "alerts are")
        ),
    };
    Ok(checked)
}

/// Checks that every changed alert is in the run with the figures stated, and that every alert that is gone is not.
fn plausible(
    run: &PublishedRun,
    found: &[AlertChange],
    checked: &mut Checked,
) -> Result<(), PublishedError> {
    let path = run.path(ChangeColumns::FILE);
    let alerts: BTreeMap<String, AlertRow> = run
        .alerts(None)?
        .into_iter()
        .map(|alert| (alert.id.clone(), alert))
        .collect();
    for change in found {
        let gone = matches!(change.change, Change::Cleared | Change::Retracted);
        let now = alerts.get(&change.alert);
        let now = now.map(|alert| alert.figures.as_of_change());
        let sound = now == change.after
            && gone == change.after.is_none()
            && (change.change == Change::New) == change.before.is_none();
        checked.unless(sound, &path, || {
            format!("{}: it is not what it is said to have become", change.alert)
        });
    }
    Ok(())
}
