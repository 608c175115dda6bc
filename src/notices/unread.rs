//! Refused rows of which it cannot be read whose import or estimate they tell of, or of which substance, and which may
//! therefore concern a finding that they do not name.

use super::NoticeError;
use crate::intake::{Kind, Named, Sighting};
use crate::published::PublishedRun;
use crate::terms::{Country, Substance};
use std::collections::BTreeMap;

/// How many there are, by what they do name.
#[derive(Debug, Default)]
pub(super) struct Unread {
    records: BTreeMap<Sighting, i64>,
    filings: BTreeMap<Sighting, i64>,
    /// Whether a file of filings could not be read at all.
    pub(super) filings_left_out: bool,
}

impl Unread {
    /// Those of a run.
    pub(super) fn of(run: &PublishedRun) -> Result<Self, NoticeError> {
        let mut named = Named::new(&run.config);
        run.each_refused(|row| {
            named.learn(row.quarantined());
            Ok::<(), NoticeError>(())
        })?;
        let mut unread = Self::default();
        run.each_refused(|row| {
            let sighting = named.sighting(row.quarantined());
            if sighting.is_unread() {
                let of_kind = if row.kind == "filing" { &mut unread.filings } else { &mut unread.records };
                *of_kind.entry(sighting).or_default() += 1;
            }
            Ok::<(), NoticeError>(())
        })?;
        let folder = format!("{}/", Kind::Filing.folder());
        unread.filings_left_out = run.manifest()?.left_out.iter().any(|left_out| left_out.file.starts_with(&folder));
        Ok(unread)
    }

    /// How many records may concern the imports of a country of a substance.
    pub(super) fn records(&self, importer: Country, substance: Substance) -> i64 {
        concerning(&self.records, importer, substance)
    }

    /// How many filings may be estimates of a country for a substance.
    pub(super) fn filings(&self, importer: Country, substance: Substance) -> i64 {
        concerning(&self.filings, importer, substance)
    }
}

fn concerning(rows: &BTreeMap<Sighting, i64>, importer: Country, substance: Substance) -> i64 {
    rows.iter().filter(|(sighting, _)| sighting.may_concern(importer, substance)).map(|(_, rows)| rows).sum()
}
