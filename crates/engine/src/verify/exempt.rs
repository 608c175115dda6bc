//! Checks the law of the records that count for nothing (`rules.md` 7.6 to 7.8): each row is in order and follows from the form, the
//! day and the procedure. [`super::places`] checks that each stands, that none is missing, and that none is evidence for a substance
//! for which it counts for nothing.

use super::places::{Claim, ClaimGatherer};
use super::report::Checked;
use crate::archive::read::{ExemptRow, PublishedError, PublishedRun};
use crate::archive::tables::{Columns, ExemptColumns};
use crate::conversion::Scope;
use crate::judgement::{left_out, scope};
use std::collections::BTreeMap;

/// Reads the records that count for nothing and checks each; returns the number of those that count for no substance, by file.
pub(super) fn exempt(
    run: &PublishedRun,
    places: &mut ClaimGatherer<'_, '_>,
    checked: &mut Checked,
) -> Result<BTreeMap<String, u64>, PublishedError> {
    let path = run.path(ExemptColumns::FILE);
    let mut whole: BTreeMap<String, u64> = BTreeMap::new();
    let mut last = None;
    run.each_exempt(|row| {
        let ExemptRow {
            substance,
            reason,
            record,
        } = &row;
        let at = (*substance, record.date, record.reporter, record.id.clone());
        let in_order = last.as_ref().is_none_or(|last| *last <= at);
        last = Some(at);
        let known = run
            .known_at
            .is_none_or(|known_at| record.received <= known_at);
        let Some(version) = places.row(Claim::Exempt(substance.number()), record) else {
            return Ok(());
        };
        let mut reasons = left_out(
            version.record.form,
            version.record.date,
            version.record.procedure,
            &run.conversion,
        );
        let first = reasons.next();
        let fits = first
            .into_iter()
            .chain(reasons)
            .any(|one| one == (*substance, *reason));
        let fault = if !in_order {
            Some("it is not in order")
        } else if record.date > record.received || !known {
            Some("it was not known")
        } else if !fits {
            Some("its form, day and procedure are no such reason")
        } else {
            None
        };
        if let Some(fault) = fault {
            let (file, row) = (&record.file, record.row);
            checked.fault(&path, format!("row {row} of {file}: {fault}"));
        }
        let of_record = (record.form, record.date, record.procedure);
        let counts_for_none =
            scope(of_record.0, of_record.1, of_record.2, &run.conversion) == Scope::Exempt;
        if counts_for_none && first.is_some_and(|(first, _)| first == *substance) {
            *whole.entry(record.file.clone()).or_default() += 1;
        }
        Ok::<_, PublishedError>(())
    })?;
    Ok(whole)
}
