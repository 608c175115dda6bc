//! Decides which version of a record stands (`rules.md` 4.2).
//!
//! Records with one reporter, record id, flow and the same substances are versions of one record. The greatest version stands and
//! the others are superseded. An id that occurs once has one version: a hash of every reporter and id finds the few ids that may
//! occur twice ([`Suspects`]), and only their records are compared in full ([`settled`]).

mod duplicates;
mod packed;
#[cfg(test)]
mod tests;

pub use duplicates::{Identity, PARTS, SeenIdentities, SeenIdentitiesWriter, Suspects, WideNumber};
pub use packed::Outline;

use crate::conversion::{Conversion, Holding};
use crate::records::{Flow, Procedure, Record, Texts};
use crate::terms::{Country, Origin};

/// A valid, known record in full, with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version<'a> {
    /// The file and row of the record.
    pub origin: Origin,
    /// The content of the record.
    pub record: Record,
    /// The texts of the record; empty where absent.
    pub texts: Texts<'a>,
}

impl<'a> Version<'a> {
    /// Returns the version with another procedure.
    #[must_use]
    pub const fn under(mut self, procedure: Procedure) -> Self {
        self.record.procedure = procedure;
        self
    }

    /// Returns the reporter and the record id, which several records may share.
    fn number(&self) -> (Country, &'a str) {
        (self.record.reporter, self.texts.record_id)
    }

    /// Returns the flow and the substances: two rows with one id are versions of one record if these are equal.
    fn subject(&self, conversion: &Conversion) -> (Flow, Holding) {
        (self.record.flow, conversion.holding(self.record.form))
    }

    /// Returns the rank; the version with the greatest rank stands. Ids compare by the bytes of their codes, and a missing
    /// partner compares as empty text, before every code.
    fn rank(&self) -> impl Ord + use<'a> {
        let Record {
            received,
            quantity,
            date,
            partner,
            form,
            reexport,
            procedure,
            period,
            ..
        } = self.record;
        (
            received,
            quantity,
            date,
            partner,
            form,
            reexport,
            self.texts.authorisation,
            self.texts.special_licence,
            procedure,
            period,
        )
    }
}

/// A record with all its known versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolved<'v, 'a> {
    /// The version that stands.
    pub standing: &'v Version<'a>,
    /// The versions that the standing version replaces.
    pub superseded: &'v [Version<'a>],
    /// Whether the reporter used the id for another record, too: of the other flow or of other substances.
    pub id_shared: bool,
}

/// The greatest number of days between versions that are not unlike (`rules.md` 4.7).
const DAYS_APART: i32 = 31;

impl<'v, 'a> Resolved<'v, 'a> {
    /// Returns all versions, the standing one first.
    pub fn versions(&self) -> impl Iterator<Item = &'v Version<'a>> + Clone + use<'v, 'a> {
        std::iter::once(self.standing).chain(self.superseded)
    }

    /// Whether two versions are more than 31 days apart, or name different partners or authorisations (`rules.md` 4.7).
    #[must_use]
    pub fn is_unlike(&self) -> bool {
        let dates = || self.versions().map(|version| version.record.date.number());
        let apart = dates()
            .max()
            .zip(dates().min())
            .is_some_and(|(last, first)| last - first > DAYS_APART);
        apart
            || differ(self.versions().filter_map(|version| version.record.partner))
            || differ(
                self.versions()
                    .map(|version| version.texts.authorisation)
                    .filter(|number| !number.is_empty()),
            )
    }
}

/// Whether some values are not all equal.
fn differ<T: PartialEq>(mut values: impl Iterator<Item = T>) -> bool {
    values
        .next()
        .is_some_and(|first| values.any(|other| other != first))
}

/// Sorts versions of any records and returns the records, by reporter and id. Of equal versions, the first by file and row
/// stands.
pub fn settled<'v, 'a>(
    versions: &'v mut [Version<'a>],
    conversion: &Conversion,
) -> Vec<Resolved<'v, 'a>> {
    versions.sort_unstable_by(|a, b| {
        (a.number(), a.subject(conversion))
            .cmp(&(b.number(), b.subject(conversion)))
            .then_with(|| b.rank().cmp(&a.rank()))
            .then_with(|| a.origin.cmp(&b.origin))
    });
    let mut records = Vec::new();
    for of_number in versions.chunk_by(|a, b| a.number() == b.number()) {
        let first = records.len();
        for of_record in of_number.chunk_by(|a, b| a.subject(conversion) == b.subject(conversion)) {
            if let Some((standing, superseded)) = of_record.split_first() {
                records.push(Resolved {
                    standing,
                    superseded,
                    id_shared: false,
                });
            }
        }
        let id_shared = records.len() > first + 1;
        records[first..]
            .iter_mut()
            .for_each(|record| record.id_shared = id_shared);
    }
    records
}
