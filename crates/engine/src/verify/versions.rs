//! Checks the law of the versions that do not stand (`rules.md` 4.2): each version, and the one that stands in its place, is
//! a valid row that was known; both are versions of one record, and the one that stands is the greater; the version is
//! listed under the country whose import it is.

use crate::archive::read::{PublishedRun, RecordRow, SupersededRow};
use crate::records::Flow;
use crate::versions::{Version, settled};

/// Returns what is wrong with a row of superseded versions by itself.
pub(super) fn fault(run: &PublishedRun, row: &SupersededRow) -> Option<&'static str> {
    let SupersededRow {
        importer,
        record,
        standing,
    } = row;
    if record.received > standing.received {
        return Some("it was received after what stands");
    }
    if run
        .known_at
        .is_some_and(|known_at| standing.received > known_at)
    {
        return Some("what stands in its place was received after the known-at date");
    }
    if *importer != record.importer() {
        return Some("it is not listed under its importing country");
    }
    [record, standing].into_iter().find_map(refused)
}

/// Returns why a version would be refused although its codes are in the lists (`rules.md` 4.3).
fn refused(record: &RecordRow) -> Option<&'static str> {
    if record.flow == Flow::Export && record.partner.is_none() {
        return Some("it names a country that is none");
    }
    if record.partner == Some(record.reporter) || record.date > record.received {
        return Some("it is a row that is refused");
    }
    let fits = record.reexport.millionths() >= 0 && record.reexport <= record.quantity;
    (!fits).then_some("its quantities are not those of a record")
}

/// Returns what is wrong with a version and the version that stands in its place, taken together.
pub(super) fn mismatch(
    run: &PublishedRun,
    own: &Version<'_>,
    standing: &Version<'_>,
) -> Option<&'static str> {
    // Only the period decides between them, and the table does not have it.
    if run.has_returns() && own.record == standing.record && own.texts == standing.texts {
        return None;
    }
    match &settled(&mut [*own, *standing], &run.conversion)[..] {
        [record] if record.standing == standing => None,
        [_] => Some("it is greater than what stands in its place"),
        _ => Some(
            "what stands in its place is another record: of the other flow, or a form of other substances",
        ),
    }
}
