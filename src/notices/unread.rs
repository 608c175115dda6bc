//! Refused rows of which it cannot be read whose import they tell of, or of which substance, and which may therefore concern a
//! finding that they do not name.

use super::NoticeError;
use crate::intake::{Named, Sighting};
use crate::published::PublishedRun;
use crate::terms::{Country, Substance};
use std::collections::BTreeMap;

/// How many there are, by what they do name.
#[derive(Debug)]
pub(super) struct Unread(BTreeMap<Sighting, i64>);

impl Unread {
    /// Those of a run.
    pub(super) fn of(run: &PublishedRun) -> Result<Self, NoticeError> {
        let mut named = Named::new(&run.config);
        run.each_refused(|row| {
            named.learn(row.quarantined());
            Ok::<(), NoticeError>(())
        })?;
        let mut unread: BTreeMap<Sighting, i64> = BTreeMap::new();
        run.each_refused(|row| {
            let sighting = named.sighting(row.quarantined());
            if sighting.is_unread() {
                *unread.entry(sighting).or_default() += 1;
            }
            Ok::<(), NoticeError>(())
        })?;
        Ok(Self(unread))
    }

    /// How many may concern the imports of a country of a substance.
    pub(super) fn concerning(&self, importer: Country, substance: Substance) -> i64 {
        self.0.iter().filter(|(sighting, _)| sighting.may_concern(importer, substance)).map(|(_, rows)| rows).sum()
    }
}
