//! What a run says of records that count in one run and not, or not so, in the other: versions that do not stand, and rows
//! that were refused.

use super::evidence::{CompareError, Records};
use super::side::{Identity, OneOfTwo, Side, Two, alike};
use crate::archive::read::{PublishedError, RecordRow, RefusedRow, SupersededRow};
use crate::estimates::ReadFiling;
use crate::intake::{Flow, Kind};
use crate::terms::{Map, Set};
use std::collections::BTreeSet;

/// What one run says of them.
#[derive(Debug, Default)]
pub(super) struct Found {
    superseded: Map<Identity, Vec<SupersededRow>>,
    /// By id; those whose id cannot be read under none.
    refused: Map<String, Vec<RefusedRow>>,
}

/// What is asked about: records by identity, filings by id, and in the files of both rows whose id cannot be read.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// Reporter and record id, which several records may have.
    records: Set<(String, String)>,
    record_ids: Set<String>,
    filing_ids: Set<String>,
    files: Set<String>,
}

impl Asked {
    /// About all records that differ.
    pub(super) fn about(two: &Two<'_>, records: &[Records]) -> Self {
        let mut asked = Self::default();
        for which in OneOfTwo::BOTH {
            for row in records
                .iter()
                .flat_map(|records| &records.differing[which.place()])
            {
                asked.record_ids.insert(row.record.id.clone());
                asked.files.insert(row.record.file.clone());
                let (reporter, id, ..) = two.side(which).identity(&row.record);
                asked.records.insert((reporter, id));
            }
        }
        asked
    }

    /// About a filing, too.
    pub(super) fn add_filing(&mut self, id: &str) {
        self.filing_ids.insert(id.to_owned());
    }

    /// Looks them up in a run.
    pub(super) fn look_up(&self, side: &Side<'_>) -> Result<Found, CompareError> {
        let mut found = Found::default();
        if !self.records.is_empty() && side.manifest.counts.records.superseded > 0 {
            let wanted = |reporter: &str, id: &str| {
                self.record_ids.contains(id)
                    && self.records.contains(&(reporter.to_owned(), id.to_owned()))
            };
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
    /// The other version that stands in place of one that says the same as a record of the other run.
    pub(super) fn standing_over(
        &self,
        own: &Side<'_>,
        other: &Side<'_>,
        record: &RecordRow,
    ) -> Option<&SupersededRow> {
        let versions = self.superseded.get(&other.identity(record))?;
        // Of a row that was delivered twice one copy does not stand, and the other does.
        let stands = |version: &&SupersededRow| !alike((own, &version.standing), (other, record));
        versions
            .iter()
            .filter(stands)
            .find(|version| alike((own, &version.record), (other, record)))
    }

    /// All versions of a record that do not stand.
    pub(super) fn versions(&self, identity: &Identity) -> &[SupersededRow] {
        self.superseded.get(identity).map_or(&[], Vec::as_slice)
    }

    /// Why a record is refused: if the run read the same file, it is the row in its place; else one of its id and reporter that
    /// names no other flow and no other substances, if there are more of these than the run refuses that has the record, or at its
    /// place one whose id cannot be read, likewise.
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

    /// Why a filing is refused, likewise.
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

    /// A refused row that the other run does not refuse: its text if that tells, or else there are more of its kind.
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
