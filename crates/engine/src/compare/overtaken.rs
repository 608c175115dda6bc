//! Finds versions of records that came since another run and do not stand, because a version that was there before stands
//! (`rules.md` 4.2). Whoever sent them expects them to count.

use super::pairs::Key;
use super::side::{Side, alike};
use crate::archive::read::{PublishedError, RecordRow, SupersededRow};
use crate::conversion::Conversion;
use crate::judgement::Rule;
use crate::parallel::{lock, unlocked};
use crate::terms::Map;
use std::sync::Mutex;

/// A version that came and does not stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overtaken {
    /// The version and the one that stands in its place.
    pub row: SupersededRow,
    /// The reporter's code.
    pub reporter: String,
}

impl Overtaken {
    /// Returns in words which version it is, and which version stands.
    #[must_use]
    pub fn told(&self) -> String {
        let place = |record: &RecordRow| format!("{} row {}", record.file, record.row);
        let (record, standing) = (&self.row.record, &self.row.standing);
        let which = format!(
            "{} of {}, received {} ({})",
            record.id,
            self.reporter,
            record.received,
            place(record)
        );
        format!(
            "{which}: {}, received {}, stands",
            place(standing),
            standing.received
        )
    }
}

/// Returns all such versions, by reporter, id and place.
pub(super) fn overtaken(
    before: &Side<'_>,
    after: &Side<'_>,
) -> Result<Vec<Overtaken>, PublishedError> {
    if after.manifest.counts.records.superseded == 0
        || !after
            .manifest
            .inputs
            .iter()
            .any(|input| !before.has_content(Some(&input.blake3)))
    {
        return Ok(Vec::new());
    }
    // The number of each file, and of a new one how many rows it had before: a file that has grown begins with its earlier rows.
    let inputs = after.manifest.inputs.iter().zip(0_u32..);
    let files: Map<&str, (u32, Option<u64>)> = inputs
        .map(|(input, number)| {
            let is_new = !before.has_content(Some(&input.blake3));
            let known = is_new.then(|| before.rows(&input.file));
            (input.file.as_str(), (number, known))
        })
        .collect();
    let known = |file: &str| files.get(file).and_then(|(_, known)| *known);
    let is_new = |file: &str| known(file).is_some();
    let has_come = |record: &RecordRow| {
        let row = u64::try_from(record.row).ok();
        known(&record.file).is_some_and(|known| row.is_some_and(|row| row > known))
    };
    let is_twin = |row: &SupersededRow| alike((after, &row.record), (after, &row.standing));
    let place = |record: &RecordRow| {
        (
            files.get(record.file.as_str()).map(|file| file.0),
            record.row,
        )
    };
    // A version that was sent again may stand in its new place, although it was there before. Whole files may have been sent again, so
    // the rows that say so are not kept.
    let again: Mutex<Vec<(Option<u32>, i64)>> = Mutex::default();
    let may_be_one = |row: &SupersededRow| {
        let (has_come, is_twin) = (has_come(&row.record), is_twin(row));
        if is_twin && !has_come {
            lock(&again).push(place(&row.standing));
        }
        has_come && !is_twin
    };
    let rows = after.run.superseded_in(
        before.run,
        |file, standing_file| is_new(file) || is_new(standing_file),
        may_be_one,
    )?;
    let mut again = unlocked(again);
    again.sort_unstable();
    let was_there =
        |record: &RecordRow| !has_come(record) || again.binary_search(&place(record)).is_ok();
    let config = &after.run.config;
    let is_one = |row: &SupersededRow| was_there(&row.standing);
    let one = |row: SupersededRow| Overtaken {
        reporter: config.country_code(row.record.reporter).to_owned(),
        row,
    };
    let mut all: Vec<Overtaken> = rows.into_iter().filter(is_one).map(one).collect();
    let key = |one: &Overtaken| {
        (
            one.reporter.clone(),
            one.row.record.id.clone(),
            one.row.record.file.clone(),
            one.row.record.row,
        )
    };
    all.sort_by_cached_key(key);
    Ok(all)
}

/// Whether a version would belong to an alert's group.
pub(super) fn is_of(one: &Overtaken, key: &Key, side: &Side<'_>) -> bool {
    let record = &one.row.record;
    let conversion: &Conversion = &side.run.conversion;
    let of_exporter = !key.rule.notifies_exporter()
        || side.run.config.country_code(record.reporter) == key.country;
    let importer = record
        .importer()
        .map(|importer| side.run.config.country_code(importer));
    let holds = side
        .substance(&key.substance)
        .is_some_and(|substance| conversion.forms(substance).contains(&record.form));
    // A notice lists the movements of its days alone.
    let notices = &side.book.notices;
    let is_listed = key.rule != Rule::ExportAfterNotice
        || side
            .group(key)
            .is_some_and(|(importer, substance)| notices.apply(importer, substance, record.date));
    key.rule.takes(record.flow)
        && is_listed
        && of_exporter
        && importer == Some(key.importer())
        && holds
        && record.date.year() == key.year
}
