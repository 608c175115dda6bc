//! Which version of a record stands (`rules.md` 4.2).
//!
//! Records of one reporter with one record id are versions of one record; the greatest stands and the
//! others are superseded. Ids that occur once need no look: a hash of every identity finds
//! the few that may occur twice ([`Suspects`]), and only those are compared in full ([`superseded`]).

mod identities;
mod packed;

pub use identities::{Identity, PARTS, Sightings, SightingsWriter, Suspects};
pub use packed::Outline;

use crate::intake::{Record, Texts};
use crate::terms::{Country, Origin};

/// A valid, known record in full, with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version<'a> {
    /// Where it stands.
    pub origin: Origin,
    /// What it says.
    pub record: Record,
    /// Its texts; empty where absent.
    pub texts: Texts<'a>,
}

impl<'a> Version<'a> {
    /// What makes two rows versions of one record.
    fn identity(&self) -> (Country, &'a str) {
        (self.record.reporter, self.texts.record_id)
    }

    /// The greatest version stands. Ids compare as the bytes of their codes do, and a missing
    /// partner as empty text, before every code.
    fn rank(&self) -> impl Ord + use<'a> {
        let Record { received, quantity, date, partner, form, flow, reexport, .. } = self.record;
        (received, quantity, date, partner, form, flow, reexport, self.texts.authorisation, self.texts.special_licence)
    }
}

/// Sorts versions so that those of one record stand together, the one that stands first, and returns
/// for each whether it is superseded. Of wholly equal versions the first in file and row order stands.
#[must_use]
pub fn superseded(versions: &mut [Version<'_>]) -> Vec<bool> {
    versions.sort_unstable_by(|a, b| {
        a.identity().cmp(&b.identity()).then_with(|| b.rank().cmp(&a.rank())).then_with(|| a.origin.cmp(&b.origin))
    });
    let mut superseded = Vec::with_capacity(versions.len());
    for record in versions.chunk_by(|a, b| a.identity() == b.identity()) {
        superseded.push(false);
        superseded.resize(superseded.len() + record.len() - 1, true);
    }
    superseded
}
