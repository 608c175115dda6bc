//! One of two runs that are compared: what it read, and the questions that are asked of it.

use super::pairs::Key;
use crate::archive::read::{AlertRow, PublishedError, PublishedRun, RecordRow, ReturnRow};
use crate::archive::{Cause, FileCounts, InputEntry, Manifest};
use crate::config::Convention;
use crate::judgement::RuleBook;
use crate::judgement::{AlertKey, Reported};
use crate::records::Movement;
use crate::terms::{Country, Day, Map, Substance};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The earlier or the later run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OneOfTwo {
    Before,
    After,
}

impl OneOfTwo {
    pub(super) const BOTH: [Self; 2] = [Self::Before, Self::After];

    pub(super) const fn other(self) -> Self {
        match self {
            Self::Before => Self::After,
            Self::After => Self::Before,
        }
    }

    /// Returns the run's place in a pair.
    pub(super) const fn place(self) -> usize {
        match self {
            Self::Before => 0,
            Self::After => 1,
        }
    }
}

/// One of the two runs.
#[derive(Debug)]
pub(super) struct Side<'r> {
    pub(super) run: &'r PublishedRun,
    pub(super) manifest: Manifest,
    pub(super) alerts: Vec<AlertRow>,
    /// The place of the first row of evidence of each alert.
    evidence: Vec<Range<u64>>,
    /// The hashes of the input files, by name.
    files: BTreeMap<String, String>,
    hashes: BTreeSet<String>,
    left_out: BTreeSet<String>,
    /// What the rules look up.
    pub(super) book: RuleBook<'r>,
    /// The records that are set aside.
    set_aside: Map<RecordIdentity, Vec<ReturnRow>>,
}

/// Both runs.
#[derive(Debug)]
pub(super) struct Two<'r> {
    sides: [Side<'r>; 2],
}

impl<'r> Two<'r> {
    pub(super) fn open(
        before: &'r PublishedRun,
        after: &'r PublishedRun,
    ) -> Result<Self, PublishedError> {
        Ok(Self {
            sides: [Side::open(before)?, Side::open(after)?],
        })
    }

    /// Reads the alerts of both runs.
    pub(super) fn read_alerts(&mut self) -> Result<(), PublishedError> {
        self.sides.iter_mut().try_for_each(Side::read_alerts)
    }

    pub(super) fn side(&self, which: OneOfTwo) -> &Side<'r> {
        &self.sides[which.place()]
    }

    /// Whether both runs published the same bytes as a file that their manifests cover.
    pub(super) fn same_output(&self, file: &str) -> bool {
        let [before, after] = [0, 1].map(|place| {
            let outputs = &self.sides[place].manifest.outputs;
            outputs
                .iter()
                .find(|entry| entry.file == file)
                .map(|entry| &entry.blake3)
        });
        before.is_some() && before == after
    }

    /// Whether a run has records that are not yet known in files that the other run did not read.
    pub(super) fn has_unseen_later(&self, which: OneOfTwo) -> bool {
        let other = self.side(which.other());
        let later = |input: &InputEntry| match input.counts {
            FileCounts::Records(counts) => counts.not_yet_known > 0,
            FileCounts::Filings(_) => false,
        };
        self.side(which)
            .manifest
            .inputs
            .iter()
            .any(|input| later(input) && !other.hashes.contains(&input.blake3))
    }

    /// Whether a run has read files that the other has not. Only what was published shows what stood in them.
    pub(super) fn has_unseen(&self, which: OneOfTwo) -> bool {
        let other = self.side(which.other());
        self.side(which)
            .hashes
            .iter()
            .any(|hash| !other.hashes.contains(hash))
    }
}

impl<'r> Side<'r> {
    pub(super) fn open(run: &'r PublishedRun) -> Result<Self, PublishedError> {
        let manifest = run.manifest()?;
        let files: BTreeMap<String, String> = manifest
            .inputs
            .iter()
            .map(|input| (input.file.clone(), input.blake3.clone()))
            .collect();
        let hashes = files.values().cloned().collect();
        let left_out = manifest
            .left_out
            .iter()
            .map(|left_out| left_out.file.clone())
            .collect();
        Ok(Self {
            run,
            manifest,
            alerts: Vec::new(),
            evidence: Vec::new(),
            files,
            hashes,
            left_out,
            book: run.rules()?,
            set_aside: Map::default(),
        })
    }

    /// Reads the alerts, and the records that are set aside.
    pub(super) fn read_alerts(&mut self) -> Result<(), PublishedError> {
        self.alerts = self.run.alerts(None)?;
        for row in self.run.returns()?.rows() {
            if !row.set_aside.is_empty() {
                let identity = self.identity(&row.record);
                self.set_aside
                    .entry(identity)
                    .or_default()
                    .push(row.clone());
            }
        }
        self.evidence = self.run.evidence_places(&self.alerts);
        Ok(())
    }

    /// Returns the places of an alert's evidence.
    pub(super) fn evidence_rows(&self, alert: usize) -> Range<u64> {
        self.evidence[alert].clone()
    }

    /// Whether what was received on a day counts.
    pub(super) fn knows(&self, received: Day) -> bool {
        self.run
            .known_at
            .is_none_or(|known_at| received <= known_at)
    }

    /// Returns the hash of an input file.
    pub(super) fn hash(&self, file: &str) -> Option<&str> {
        self.files.get(file).map(String::as_str)
    }

    /// Returns the number of rows of the file of a name; 0 if there is none.
    pub(super) fn rows(&self, file: &str) -> u64 {
        self.manifest
            .inputs
            .iter()
            .find(|input| input.file == file)
            .map_or(0, |input| input.rows)
    }

    /// Whether the run read a file of this content, under whatever name.
    pub(super) fn has_content(&self, hash: Option<&str>) -> bool {
        hash.is_some_and(|hash| self.hashes.contains(hash))
    }

    /// Whether a record of the other run also stands in this run, and is set aside for the substance of an alert.
    pub(super) fn sets_aside(&self, other: &Side<'_>, record: &RecordRow, key: &Key) -> bool {
        if self.set_aside.is_empty() {
            return false;
        }
        let substance = self.substance(&key.substance);
        let same = |row: &ReturnRow| {
            alike((self, &row.record), (other, record))
                && substance.is_some_and(|substance| row.set_aside.contains(&substance))
        };
        self.set_aside
            .get(&other.identity(record))
            .is_some_and(|rows| rows.iter().any(same))
    }

    /// Whether a file was left out because it could not be read.
    pub(super) fn has_left_out(&self, file: &str) -> bool {
        self.left_out.contains(file)
    }

    pub(super) fn country(&self, code: &str) -> Option<Country> {
        self.run.config.country_codes.find(code)
    }

    pub(super) fn substance(&self, code: &str) -> Option<Substance> {
        self.run.config.substance_codes.find(code)
    }

    /// Returns the convention of an alert's substance, if the configuration has the substance.
    pub(super) fn convention(&self, key: &Key) -> Option<Convention> {
        let substance = self.substance(&key.substance)?;
        Some(self.run.config.substance(substance).convention)
    }

    /// Returns the importing country and the substance of an alert, if the configuration has both.
    pub(super) fn group(&self, key: &Key) -> Option<(Country, Substance)> {
        self.country(key.importer())
            .zip(self.substance(&key.substance))
    }

    /// Finds a country that may be absent; fails if the configuration does not have it.
    fn known(&self, code: Option<&str>) -> Result<Option<Country>, Cause> {
        let known = code.map(|code| self.country(code).ok_or(Cause::Configuration));
        known.transpose()
    }

    /// Returns the key of an alert, if the configuration has all of its codes.
    pub(super) fn key(&self, key: &Key) -> Option<AlertKey> {
        Some(AlertKey {
            rule: key.rule,
            country: self.country(&key.country)?,
            partner: self.known(key.partner.as_deref()).ok()?,
            substance: self.substance(&key.substance)?,
            year: key.year,
        })
    }

    /// Returns a record of a run as the rules of this run see it, if the configuration has its codes.
    pub(super) fn reported(&self, of: &Side<'_>, record: &RecordRow) -> Option<Reported> {
        let [reporter, _, form] = of.codes(record);
        let importer = record
            .importer()
            .map(|importer| of.run.config.country_code(importer));
        let there = Reported::from(record);
        Some(Reported {
            reporter: self.country(reporter)?,
            moved: Movement {
                importer: self.known(importer).ok()?,
                form: self.run.config.form_codes.find(form)?,
                ..there.moved
            },
            ..there
        })
    }

    /// Returns the codes of a record: reporter, partner and form.
    pub(super) fn codes<'s>(&'s self, record: &RecordRow) -> [&'s str; 3] {
        let config = &self.run.config;
        let partner = record
            .partner
            .map_or("", |partner| config.country_code(partner));
        [
            config.country_code(record.reporter),
            partner,
            config.form_code(record.form),
        ]
    }

    /// Returns what makes records versions of one another.
    pub(super) fn identity(&self, record: &RecordRow) -> RecordIdentity {
        let config = &self.run.config;
        let substances = config
            .held(record.form)
            .into_iter()
            .map(|substance| config.substance_code(substance).to_owned());
        (
            config.country_code(record.reporter).to_owned(),
            record.id.clone(),
            record.flow.name(),
            substances.collect(),
        )
    }
}

/// Reporter, record id, flow and all substances that the form holds, in codes (`rules.md` 4.2).
pub(super) type RecordIdentity = (String, String, &'static str, Vec<String>);

/// Whether two rows say the same, wherever they stand.
pub(super) fn alike(one: (&Side<'_>, &RecordRow), other: (&Side<'_>, &RecordRow)) -> bool {
    let own = |record: &RecordRow| {
        (
            record.date,
            record.received,
            record.flow,
            record.quantity,
            record.reexport,
            record.procedure,
        )
    };
    let texts = |record: &RecordRow| {
        [&record.id, &record.authorisation, &record.special_licence].map(String::clone)
    };
    own(one.1) == own(other.1)
        && texts(one.1) == texts(other.1)
        && one.0.codes(one.1) == other.0.codes(other.1)
}
