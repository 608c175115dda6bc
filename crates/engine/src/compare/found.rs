//! Finds what a run says of records that count in one run and not, or otherwise, in the other: the versions that do not
//! stand, the records that count for nothing, and the refused rows.

use super::evidence::CompareError;
use super::side::{OneOfTwo, RecordIdentity, Side, Two, alike};
use crate::archive::read::{ExemptRow, PublishedError, RecordRow, RefusedRow, SupersededRow};
use crate::estimates::ReadFiling;
use crate::intake::Kind;
use crate::records::Flow;
use crate::terms::{Map, Set};
use std::collections::BTreeSet;

/// What one run says of the records and filings that were asked about.
#[derive(Debug, Default)]
pub(super) struct Found {
    superseded: Map<RecordIdentity, Vec<SupersededRow>>,
    /// The records that stand and count for nothing, for some or all of their substances.
    exempt: Map<RecordIdentity, Vec<RecordRow>>,
    /// The refused rows by id; a row whose id cannot be read is under the empty text.
    refused: Map<String, Vec<RefusedRow>>,
}

/// What to ask a run about: records by reporter and id, filings by id, and the files in which to look for refused records
/// whose id cannot be read.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// Reporter and record id, which several records may share.
    records: Set<(String, String)>,
    record_ids: Set<String>,
    filing_ids: Set<String>,
    files: Set<String>,
}

impl Asked {
    /// Asks about records that differ.
    pub(super) fn about<'r>(
        two: &Two<'_>,
        records: impl Iterator<Item = (usize, OneOfTwo, &'r RecordRow)>,
    ) -> Self {
        let mut asked = Self::default();
        for (_, which, record) in records {
            asked.record_ids.insert(record.id.clone());
            asked.files.insert(record.file.clone());
            let (reporter, id, ..) = two.side(which).identity(record);
            asked.records.insert((reporter, id));
        }
        asked
    }

    /// Asks about a filing as well.
    pub(super) fn add_filing(&mut self, id: &str) {
        self.filing_ids.insert(id.to_owned());
    }

    /// Looks up in a run what is asked about.
    pub(super) fn look_up(&self, side: &Side<'_>) -> Result<Found, CompareError> {
        let mut found = Found::default();
        let wanted = |reporter: &str, id: &str| {
            self.record_ids.contains(id)
                && self.records.contains(&(reporter.to_owned(), id.to_owned()))
        };
        if !self.records.is_empty() {
            for ExemptRow { record, .. } in side.run.exempt_of(wanted)? {
                let rows = found.exempt.entry(side.identity(&record)).or_default();
                rows.push(record);
            }
        }
        if !self.records.is_empty() && side.manifest.counts.records.superseded > 0 {
            for row in side.run.superseded_of(wanted)? {
                found
                    .superseded
                    .entry(side.identity(&row.record))
                    .or_default()
                    .push(row);
            }
        }
        let refused =
            side.manifest.counts.records.quarantined + side.manifest.counts.filings.quarantined;
        if refused > 0 && !(self.records.is_empty() && self.filing_ids.is_empty()) {
            for row in self.refused(side)? {
                found.refused.entry(row.id.clone()).or_default().push(row);
            }
        }
        Ok(found)
    }

    fn refused(&self, side: &Side<'_>) -> Result<Vec<RefusedRow>, PublishedError> {
        side.run.refused_of(|kind, file, id| {
            if kind == Kind::Record.name() {
                if id.is_empty() {
                    self.files.contains(file)
                } else {
                    self.record_ids.contains(id)
                }
            } else {
                self.filing_ids.contains(id)
            }
        })
    }
}

impl Found {
    /// Returns the version that says the same as a record of the other run and does not stand, with another version in its
    /// place.
    pub(super) fn standing_over(
        &self,
        own: &Side<'_>,
        other: &Side<'_>,
        record: &RecordRow,
    ) -> Option<&SupersededRow> {
        let versions = self.superseded.get(&other.identity(record))?;
        // If a row was delivered twice, one copy does not stand and the other does. The record stands then.
        let stands = |version: &&SupersededRow| !alike((own, &version.standing), (other, record));
        versions
            .iter()
            .filter(stands)
            .find(|version| alike((own, &version.record), (other, record)))
    }

    /// Returns all versions of a record that do not stand.
    pub(super) fn versions(&self, identity: &RecordIdentity) -> &[SupersededRow] {
        self.superseded.get(identity).map_or(&[], Vec::as_slice)
    }

    /// Returns the rows of a record that stand and count for nothing, for one substance each.
    pub(super) fn exempt(&self, identity: &RecordIdentity) -> &[RecordRow] {
        self.exempt.get(identity).map_or(&[], Vec::as_slice)
    }

    /// Whether a record of the other run stands in this run, too, and counts for nothing, for some or all of its substances.
    pub(super) fn leaves_out(&self, own: &Side<'_>, other: &Side<'_>, record: &RecordRow) -> bool {
        self.exempt(&other.identity(record))
            .iter()
            .any(|row| alike((own, row), (other, record)))
    }

    /// Returns the refused row that is a record of the other run. If this run read the same file, it is the row in the same
    /// place. Otherwise it is a row of the record's id and reporter that names no other flow and no other substances;
    /// failing that, the row in the same place if its id cannot be read. In each case this run must refuse more such rows
    /// than the other run.
    pub(super) fn refusal(
        &self,
        (record, of): (&RecordRow, &Side<'_>),
        (here, there): (&Self, &Side<'_>),
        same_file: bool,
    ) -> Option<&RefusedRow> {
        let (reporter, _, flow, substances) = of.identity(record);
        let in_place = |row: &&RefusedRow| row.row == record.row;
        let other_flow = if flow == Flow::Import.name() {
            Flow::Export
        } else {
            Flow::Import
        };
        let may_be = |row: &&RefusedRow| {
            let named = row
                .fields()
                .flat_map(|code| there.run.config.substances_by(code));
            let named: BTreeSet<&str> = named
                .map(|substance| there.run.config.substance_code(substance))
                .collect();
            let same =
                named.is_empty() || named.into_iter().eq(substances.iter().map(String::as_str));
            same && (row.names(flow) || !row.names(other_flow.name()))
        };
        let of_id = |row: &&RefusedRow| row.kind == Kind::Record.name() && row.names(&reporter);
        let own = |row: &&RefusedRow| {
            of_id(row)
                && if same_file {
                    in_place(row)
                } else {
                    may_be(row)
                }
        };
        let unreadable =
            |row: &&RefusedRow| row.kind == Kind::Record.name() && row.file == record.file;
        self.one_more(here, &record.id, own)
            .or_else(|| self.one_more(here, "", unreadable).filter(in_place))
    }

    /// Returns the refused row that is a filing of the other run, by the same rules, by id only.
    pub(super) fn filing_refusal(
        &self,
        (country, substance): (&str, &str),
        filing: &ReadFiling,
        (here, there): (&Self, &Side<'_>),
        same_file: bool,
    ) -> Option<&RefusedRow> {
        let in_place =
            |row: &&RefusedRow| u64::try_from(row.row).is_ok_and(|row| row == filing.origin.row);
        let may_be = |row: &&RefusedRow| {
            row.names(substance)
                || !row
                    .fields()
                    .any(|code| !there.run.config.substances_by(code).is_empty())
        };
        let of_id = |row: &&RefusedRow| row.kind == Kind::Filing.name() && row.names(country);
        let own = |row: &&RefusedRow| {
            of_id(row)
                && if same_file {
                    in_place(row)
                } else {
                    may_be(row)
                }
        };
        self.one_more(here, &filing.id, own)
    }

    /// Returns a refused row that the other run does not refuse, if this run refuses more rows of the kind: one whose text
    /// the other run does not have, or else the first.
    fn one_more<'f>(
        &'f self,
        other: &Self,
        id: &str,
        is: impl Fn(&&RefusedRow) -> bool,
    ) -> Option<&'f RefusedRow> {
        let own: Vec<&RefusedRow> = self.with_id(id).filter(&is).collect();
        let others: Vec<&RefusedRow> = other.with_id(id).filter(&is).collect();
        if own.len() <= others.len() {
            return None;
        }
        let is_new = |row: &&&'f RefusedRow| !others.iter().any(|other| other.raw == row.raw);
        own.iter().find(is_new).or(own.first()).copied()
    }

    fn with_id(&self, id: &str) -> impl Iterator<Item = &RefusedRow> {
        self.refused.get(id).into_iter().flatten()
    }
}
