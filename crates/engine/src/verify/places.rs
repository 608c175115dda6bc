//! Checks the law of the places: a row of the inputs has one fate. It is refused, filed, superseded or standing, and every
//! table that names it says the same of it. A record stands in one row only, and a record that stands is evidence of every
//! alert whose group it belongs to. The previous run says the same of the same files, if its program and configuration are
//! the same.
//!
//! The other checks read the tables, each once, and hand over what the tables claim of each row. Claims are divided by a
//! hash of the row into parts, and the parts are checked one at a time. Claims that do not fit in memory go to an unnamed
//! file in the folder for temporary files. Of the tables, only `returns.parquet` is held whole in memory.

use super::alerts::Alerts;
use super::report::{Check, Checked};
use crate::archive::read::{
    EvidenceRow, PublishedError, PublishedRun, ReadReturns, RecordRow, ReturnRow,
};
use crate::archive::tables::{
    AlertColumns, Columns, EvidenceColumns, ExemptColumns, FilingColumns, RefusedColumns,
    SupersededColumns, WarnedColumns,
};
use crate::archive::{FileCounts, InputEntry, Manifest, Number, Program};
use crate::intake::Kind;
use crate::judgement::RuleBook;
use crate::judgement::{AlertKey, groups, left_out};
use crate::scratch::{Parts, PartsWriter, Scratch, ScratchError};
use crate::terms::figures::of;
use crate::terms::{Day, Map, Mass, Origin, PathError, Substance, file_at, file_at_mut, shown};
use crate::versions::{Identity, PARTS, Version, settled};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;

/// The bytes of claims that are kept in memory.
const MEMORY: u64 = 64 << 20;

/// What a table claims of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Claim {
    /// The row is in `quarantine.parquet`.
    Refused,
    /// The row is in `filings.parquet`.
    Filed,
    /// The row is a version that does not stand.
    Superseded,
    /// The row stands in place of a version that does not.
    Standing,
    /// The row is evidence of an alert, given by the alert's place among all.
    Evidence(u32),
    /// The row stands, and counts for nothing for a substance, given by its number.
    Exempt(u16),
    /// The row looks wrong; `true` if it stands. The table does not show the procedure of the record.
    Warned(bool),
    /// The row was evidence in the previous run.
    EvidenceBefore,
    /// The row was among the superseded versions of the previous run, as the version that stood or as the one that did not.
    SupersededBefore,
    /// The row counted for nothing in the previous run, for one substance or several.
    ExemptBefore,
}

impl Claim {
    /// Returns the table that makes the claim.
    const fn table(self) -> &'static str {
        match self {
            Self::Refused => RefusedColumns::FILE,
            Self::Filed => FilingColumns::FILE,
            Self::Superseded | Self::Standing | Self::SupersededBefore => SupersededColumns::FILE,
            Self::Exempt(_) | Self::ExemptBefore => ExemptColumns::FILE,
            Self::Warned(_) => WarnedColumns::FILE,
            Self::Evidence(_) | Self::EvidenceBefore => EvidenceColumns::FILE,
        }
    }

    /// Returns the fate of the row by the claim; `None` for a claim of the previous run, in which the row may have had
    /// another fate.
    const fn fate(self) -> Option<&'static str> {
        match self {
            Self::Refused => Some("refused"),
            Self::Filed => Some("a valid filing"),
            Self::Superseded | Self::Warned(false) => Some("superseded"),
            Self::Standing | Self::Evidence(_) | Self::Exempt(_) | Self::Warned(true) => {
                Some("standing")
            }
            Self::EvidenceBefore | Self::SupersededBefore | Self::ExemptBefore => None,
        }
    }

    fn pack(self, to: &mut Vec<u8>) {
        let (tag, alert) = match self {
            Self::Refused => (0, 0),
            Self::Filed => (1, 0),
            Self::Superseded => (2, 0),
            Self::Standing => (3, 0),
            Self::Evidence(alert) => (4, alert),
            Self::EvidenceBefore => (5, 0),
            Self::SupersededBefore => (6, 0),
            Self::Warned(stands) => (7, u32::from(stands)),
            Self::Exempt(substance) => (8, u32::from(substance)),
            Self::ExemptBefore => (9, 0),
        };
        to.push(tag);
        to.extend(u32::to_le_bytes(alert));
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        let ([tag, alert @ ..], rest) = bytes.split_first_chunk::<5>()?;
        *bytes = rest;
        Some(match tag {
            0 => Self::Refused,
            1 => Self::Filed,
            2 => Self::Superseded,
            3 => Self::Standing,
            4 => Self::Evidence(u32::from_le_bytes(*alert)),
            5 => Self::EvidenceBefore,
            6 => Self::SupersededBefore,
            7 => Self::Warned(alert[0] != 0),
            8 => Self::Exempt(u16::from_le_bytes([alert[0], alert[1]])),
            9 => Self::ExemptBefore,
            _ => return None,
        })
    }
}

/// A claim, with the content of the row if the table has it.
#[derive(Clone, Copy, Debug)]
struct Claimed<'a> {
    claim: Claim,
    origin: Origin,
    version: Option<Version<'a>>,
}

/// An input file.
struct Input {
    file: String,
    kind: Kind,
    rows: u64,
    last_row: u64,
    counts: FileCounts,
    /// The number of rows that stand by the tables, and the number of those that are evidence.
    standing: u64,
    evidence: u64,
    /// The first and the last day of the file's valid records, by `passed-on.json`.
    days: Option<(Day, Day)>,
}

/// The claims, kept until all are gathered.
pub(super) struct Claims {
    /// All claims, by row.
    rows: Parts,
    /// The records that stand, by reporter and id.
    records: Parts,
}

impl Claims {
    pub(super) fn new() -> Self {
        let scratch = Scratch::new(&std::env::temp_dir(), MEMORY);
        Self {
            rows: Parts::new(&scratch, PARTS),
            records: Parts::new(&scratch, PARTS),
        }
    }
}

/// Gathers the claims of the tables.
pub(super) struct ClaimGatherer<'c, 'r> {
    run: &'r PublishedRun,
    returns: &'r ReadReturns,
    claims: &'c Claims,
    rows: PartsWriter<'c>,
    inputs: Vec<Input>,
    numbers: BTreeMap<String, u32>,
    checked: Checked,
    /// The number of rows that tables name.
    named: u64,
}

impl<'c, 'r> ClaimGatherer<'c, 'r> {
    /// Begins without claims.
    pub(super) fn of(
        claims: &'c Claims,
        run: &'r PublishedRun,
        returns: &'r ReadReturns,
        manifest: &Manifest,
        number: Number,
    ) -> Result<Self, PublishedError> {
        let days: BTreeMap<String, Option<(Day, Day)>> = run
            .days_of_files()?
            .into_iter()
            .map(|passed| (passed.file, passed.days))
            .collect();
        let input = |input: &InputEntry| Input {
            file: input.file.clone(),
            kind: if matches!(input.counts, FileCounts::Records(_)) {
                Kind::Record
            } else {
                Kind::Filing
            },
            rows: input.rows,
            last_row: input.last_row(),
            counts: input.counts,
            standing: 0,
            evidence: 0,
            days: days.get(&input.file).copied().flatten(),
        };
        let inputs: Vec<Input> = manifest.inputs.iter().map(input).collect();
        let numbers = inputs
            .iter()
            .map(|input| input.file.clone())
            .zip(0..)
            .collect();
        let checked = Checked::new(Some(number), Check::Places);
        Ok(Self {
            run,
            returns,
            claims,
            rows: claims.rows.writer(),
            inputs,
            numbers,
            checked,
            named: 0,
        })
    }

    /// Returns the place of a row; reports a fault if the row is not one of an input of the given kind.
    fn place(&mut self, claim: Claim, kind: Kind, file: &str, row: i64) -> Option<Origin> {
        let path = self.run.path(claim.table());
        let number = self.numbers.get(file).copied();
        let input = number
            .and_then(|number| self.inputs.get(usize::try_from(number).ok()?))
            .filter(|input| input.kind == kind);
        let Some((number, input)) = number.zip(input) else {
            self.checked.fault(
                &path,
                format!(
                    "row {row} of {file}: the manifest names no such file of {}s",
                    kind.name()
                ),
            );
            return None;
        };
        match u64::try_from(row) {
            Ok(row) if (1..=input.last_row).contains(&row) => Some(Origin { file: number, row }),
            _ => {
                self.checked.fault(
                    &path,
                    format!(
                        "row {row} of {file}: the manifest counts {} rows in that file",
                        input.last_row
                    ),
                );
                None
            }
        }
    }

    /// Adds the claim of a table that does not have the content of the row.
    pub(super) fn claim(&mut self, claim: Claim, kind: Kind, file: &str, row: i64) {
        if let Some(origin) = self.place(claim, kind, file, row) {
            self.rows.add(part_of(origin), |to| {
                claim.pack(to);
                to.extend(origin.file.to_le_bytes());
                to.extend(origin.row.to_le_bytes());
            });
        }
    }

    /// Adds the claim of a table on a row of a record; returns the row's version if the row is one of an input.
    pub(super) fn row<'v>(&mut self, claim: Claim, row: &'v RecordRow) -> Option<Version<'v>> {
        let origin = self.place(claim, Kind::Record, &row.file, row.row)?;
        let version = Version {
            origin,
            record: row.record,
            texts: row.texts(),
        };
        self.rows.add(part_of(origin), |to| {
            claim.pack(to);
            version.pack(to);
        });
        Some(version)
    }

    /// Adds the claims of the previous run on files that are the same, if its program and configuration are the same.
    pub(super) fn before(
        &mut self,
        before: &PublishedRun,
        manifest: &Manifest,
    ) -> Result<(), PublishedError> {
        let then = before.manifest()?;
        if then.program != Program::SELF || then.config_blake3 != manifest.config_blake3 {
            return Ok(());
        }
        let now: BTreeMap<&str, (u64, &str)> = manifest
            .inputs
            .iter()
            .map(|input| (input.file.as_str(), (input.rows, input.blake3.as_str())))
            .collect();
        let is_same = |input: &&InputEntry| {
            now.get(input.file.as_str()) == Some(&(input.rows, input.blake3.as_str()))
        };
        let same: BTreeSet<&str> = then
            .inputs
            .iter()
            .filter(is_same)
            .map(|input| input.file.as_str())
            .collect();
        let rows = before.evidence_rows()?;
        let mut cursor = before.evidence_cursor(std::slice::from_ref(&(0..rows)))?;
        while let Some(EvidenceRow { record, .. }) = cursor.row()? {
            if same.contains(record.file.as_str()) {
                self.row(Claim::EvidenceBefore, &record);
            }
            cursor.advance()?;
        }
        before.each_exempt(|row| {
            if same.contains(row.record.file.as_str()) {
                self.row(Claim::ExemptBefore, &row.record);
            }
            Ok::<_, PublishedError>(())
        })?;
        before.each_superseded(|row| {
            for record in [&row.record, &row.standing] {
                if same.contains(record.file.as_str()) {
                    self.row(Claim::SupersededBefore, record);
                }
            }
            Ok(())
        })
    }

    /// Checks that the claims of all tables agree.
    pub(super) fn close(
        self,
        alerts: &Alerts,
        book: &RuleBook<'_>,
    ) -> Result<Checked, PublishedError> {
        let Self {
            run,
            returns,
            claims,
            rows,
            inputs,
            numbers,
            checked,
            named,
        } = self;
        drop(rows);
        let set_aside = set_aside(returns, &numbers);
        let mut agreed = Agreed {
            run,
            book,
            set_aside,
            inputs,
            alerts,
            checked,
            named,
        };
        let mut records = claims.records.writer();
        for part in 0..claims.rows.len() {
            let bytes = claims.rows.take(part).map_err(unkept)?;
            let mut claimed = unpacked(&bytes).ok_or_else(|| unkept(claims.rows.damaged()))?;
            claimed.sort_unstable_by_key(|claimed| (claimed.origin, claimed.claim));
            for of_row in claimed.chunk_by(|a, b| a.origin == b.origin) {
                if let Some((claim, standing)) = agreed.row(of_row) {
                    let identity = Identity::of(standing.record.reporter, standing.texts.record_id);
                    records.add(identity.part(), |to| {
                        claim.pack(to);
                        standing.pack(to);
                    });
                }
            }
        }
        drop(records);
        for part in 0..claims.records.len() {
            let bytes = claims.records.take(part).map_err(unkept)?;
            let standing = unpacked(&bytes).ok_or_else(|| unkept(claims.records.damaged()))?;
            agreed.records(&standing);
        }
        agreed.counted();
        agreed.checked.holds = format!(
            "{} the same in every table that names {}",
            of(
                agreed.named,
                "row of the inputs is",
                "rows of the inputs are"
            ),
            if agreed.named == 1 { "it" } else { "them" }
        );
        Ok(agreed.checked)
    }
}

/// Returns the part in which the claims on a row meet.
fn part_of(origin: Origin) -> usize {
    let hash = crate::scratch::hash(
        &[
            &origin.file.to_le_bytes()[..],
            &origin.row.to_le_bytes()[..],
        ]
        .concat(),
    );
    usize::try_from(hash).unwrap_or(0) % PARTS
}

fn unpacked(mut bytes: &[u8]) -> Option<Vec<Claimed<'_>>> {
    let mut claimed = Vec::new();
    while !bytes.is_empty() {
        let claim = Claim::unpack(&mut bytes)?;
        let (origin, version) = if matches!(claim, Claim::Refused | Claim::Filed) {
            let (file, rest) = bytes.split_first_chunk()?;
            let (row, rest) = rest.split_first_chunk()?;
            bytes = rest;
            (
                Origin {
                    file: u32::from_le_bytes(*file),
                    row: u64::from_le_bytes(*row),
                },
                None,
            )
        } else {
            let version = Version::unpack(&mut bytes)?;
            (version.origin, Some(version))
        };
        claimed.push(Claimed {
            claim,
            origin,
            version,
        });
    }
    Some(claimed)
}

/// Returns the records that are set aside by their place, with the substances for which they are.
fn set_aside<'r>(
    returns: &'r ReadReturns,
    numbers: &BTreeMap<String, u32>,
) -> Map<Origin, &'r [Substance]> {
    let place = |row: &'r ReturnRow| {
        let origin = Origin {
            file: *numbers.get(&row.record.file)?,
            row: u64::try_from(row.record.row).ok()?,
        };
        Some((origin, row.set_aside.as_slice()))
    };
    returns
        .rows()
        .filter(|row| !row.set_aside.is_empty())
        .filter_map(place)
        .collect()
}

/// Returns the error for claims that cannot be kept.
fn unkept(error: ScratchError) -> PublishedError {
    PublishedError::Io(PathError::new(
        std::env::temp_dir(),
        io::Error::other(error),
    ))
}

/// Checks the claims.
struct Agreed<'r> {
    run: &'r PublishedRun,
    book: &'r RuleBook<'r>,
    /// The records set aside, with the substances for which they are.
    set_aside: Map<Origin, &'r [Substance]>,
    inputs: Vec<Input>,
    alerts: &'r Alerts,
    checked: Checked,
    named: u64,
}

impl Agreed<'_> {
    fn path(&self, claim: Claim) -> PathBuf {
        self.run.path(claim.table())
    }

    /// Returns the row in words.
    fn name(&self, origin: Origin) -> String {
        let input = file_at(&self.inputs, origin.file);
        format!(
            "row {} of {}",
            origin.row,
            input.map_or("", |input| input.file.as_str())
        )
    }

    /// Returns in words where something is claimed.
    fn place(&self, claim: Claim) -> String {
        let alert = |alert: u32| {
            usize::try_from(alert)
                .ok()
                .and_then(|alert| self.alerts.rows.get(alert))
        };
        match claim {
            Claim::Evidence(place) => format!(
                "the evidence of {}",
                alert(place).map_or("an alert", |alert| alert.id.as_str())
            ),
            Claim::Standing => "the standing columns of the superseded versions".to_owned(),
            Claim::Superseded => "the superseded versions".to_owned(),
            Claim::EvidenceBefore => "the evidence of the run before".to_owned(),
            Claim::SupersededBefore => "the superseded versions of the run before".to_owned(),
            Claim::ExemptBefore => format!("{} of the run before", claim.table()),
            _ => claim.table().to_owned(),
        }
    }

    /// Checks all claims on a row; returns the version if the row stands.
    fn row<'a>(&mut self, claimed: &[Claimed<'a>]) -> Option<(Claim, Version<'a>)> {
        let name = self.name(claimed.first()?.origin);
        self.named += 1;
        let now = || {
            claimed
                .iter()
                .filter(|claimed| claimed.claim.fate().is_some())
        };
        for pair in claimed.windows(2) {
            let twice = pair[0].claim == pair[1].claim
                && !matches!(
                    pair[0].claim,
                    Claim::Standing
                        | Claim::Warned(_)
                        | Claim::EvidenceBefore
                        | Claim::SupersededBefore
                        | Claim::ExemptBefore
                );
            if twice {
                let (path, place) = (self.path(pair[0].claim), self.place(pair[0].claim));
                self.checked
                    .fault(&path, format!("{name}: it counts twice in {place}"));
            }
        }
        let first = now().next().map(|claimed| claimed.claim);
        if let Some((first, other)) = first.and_then(|first| {
            Some((
                first,
                now()
                    .find(|other| other.claim.fate() != first.fate())?
                    .claim,
            ))
        }) {
            let words = |claim: Claim| (claim.fate().unwrap_or_default(), self.place(claim));
            let ((fate, place), (otherwise, elsewhere)) = (words(first), words(other));
            let path = self.path(other);
            self.checked.fault(
                &path,
                format!("{name}: it is {otherwise} by {elsewhere}, and {fate} by {place}"),
            );
        }
        self.contents(&name, claimed);
        let standing = claimed
            .iter()
            .find(|claimed| claimed.claim.fate() == Some("standing"))?;
        let version = standing.version?;
        let found: Vec<u32> = claimed
            .iter()
            .filter_map(|claimed| {
                if let Claim::Evidence(alert) = claimed.claim {
                    Some(alert)
                } else {
                    None
                }
            })
            .collect();
        if let Some(input) = file_at_mut(&mut self.inputs, version.origin.file) {
            input.standing += 1;
            input.evidence += u64::from(!found.is_empty());
        }
        self.is_evidence(&name, &version, &found);
        self.is_left_out(&name, &version, claimed);
        Some((standing.claim, version))
    }

    /// Checks that all tables say the same of a row, and that its date is within the days of its file.
    fn contents(&mut self, name: &str, claimed: &[Claimed<'_>]) {
        let mut versions = claimed
            .iter()
            .filter_map(|claimed| Some((claimed.claim, claimed.version?)));
        let Some((claim, first)) = versions.next() else {
            return;
        };
        for (other, version) in versions {
            if let Some((column, found, expected)) = self.unlike(&version, &first) {
                let (here, there) = (self.place(other), self.place(claim));
                let path = self.path(other);
                self.checked.fault(
                    &path,
                    format!("{name}: {column} is {found} in {here}, and {expected} in {there}"),
                );
                break;
            }
        }
        let input = file_at(&self.inputs, first.origin.file);
        let within = input
            .and_then(|input| input.days)
            .is_some_and(|(from, to)| (from..=to).contains(&first.record.date));
        let path = self.path(claim);
        // The previous run may have known more records of the file.
        self.checked
            .unless(within || claim.fate().is_none(), &path, || {
                format!(
                    "{name}: it is of {}, and passed-on.json has no record of its file on that day",
                    first.record.date
                )
            });
    }

    /// Returns the first column in which two claims on a row differ, with both values.
    fn unlike(
        &self,
        found: &Version<'_>,
        expected: &Version<'_>,
    ) -> Option<(&'static str, String, String)> {
        let columns = |version: &Version<'_>| {
            let (record, texts, config) = (version.record, version.texts, &self.run.config);
            let quoted = |text: &str| shown(text);
            [
                ("record_id", quoted(texts.record_id)),
                ("reporter", config.country_code(record.reporter).to_owned()),
                ("flow", record.flow.name().to_owned()),
                ("form", config.form_code(record.form).to_owned()),
                ("date", record.date.to_string()),
                ("received", record.received.to_string()),
                (
                    "partner",
                    record
                        .partner
                        .map_or("none", |partner| config.country_code(partner))
                        .to_owned(),
                ),
                (
                    "quantity_g",
                    Mass::from_units(i128::from(record.quantity.millionths()) * 1_000_000_000)
                        .to_string(),
                ),
                (
                    "reexport_g",
                    Mass::from_units(i128::from(record.reexport.millionths()) * 1_000_000_000)
                        .to_string(),
                ),
                ("authorisation", quoted(texts.authorisation)),
                ("special_licence", quoted(texts.special_licence)),
                ("procedure", quoted(record.procedure.name())),
            ]
        };
        if (found.record, found.texts) == (expected.record, expected.texts) {
            return None;
        }
        let mut pairs = columns(found).into_iter().zip(columns(expected));
        pairs
            .find(|(found, expected)| found != expected)
            .map(|(found, expected)| (found.0, found.1, expected.1))
    }

    /// Checks that a record that stands is evidence of every alert whose group it belongs to.
    fn is_evidence(&mut self, name: &str, version: &Version<'_>, found: &[u32]) {
        let path = self.run.path(EvidenceColumns::FILE);
        let set_aside = self.set_aside.get(&version.origin).copied().unwrap_or(&[]);
        let counting = |key: &AlertKey| !set_aside.contains(&key.substance);
        for key in groups(version.into(), self.book).filter(counting) {
            match self
                .alerts
                .places
                .get(&key)
                .map(|place| u32::try_from(*place).unwrap_or(u32::MAX))
            {
                Some(alert) if found.contains(&alert) => {}
                Some(_) => self.checked.fault(
                    &path,
                    format!(
                        "{name}: it stands, and is missing from the evidence of {}",
                        key.id(&self.run.config)
                    ),
                ),
                None if key.rule.lists_only() => {
                    let id = key.id(&self.run.config);
                    self.checked.fault(
                        &self.run.path(AlertColumns::FILE),
                        format!("{id} is missing: {name} stands, and is such a movement"),
                    );
                }
                None => {}
            }
        }
    }

    /// Checks that a record that stands is among those that count for nothing, for each substance for which it does.
    fn is_left_out(&mut self, name: &str, version: &Version<'_>, claimed: &[Claimed<'_>]) {
        if !self.run.knows_conventions() {
            return;
        }
        for (substance, reason) in left_out(
            version.record.form,
            version.record.date,
            version.record.procedure,
            &self.run.conversion,
        ) {
            let is_there = claimed
                .iter()
                .any(|claimed| claimed.claim == Claim::Exempt(substance.number()));
            self.checked
                .unless(is_there, &self.run.path(ExemptColumns::FILE), || {
                    format!(
                        "{name}: it stands, and is missing for {} ({})",
                        self.run.config.substance_code(substance),
                        reason.name()
                    )
                });
        }
    }

    /// Checks that only one version of each record stands.
    fn records(&mut self, claimed: &[Claimed<'_>]) {
        let mut versions: Vec<Version<'_>> = claimed
            .iter()
            .filter_map(|claimed| claimed.version)
            .collect();
        for record in settled(&mut versions, &self.run.conversion) {
            let first = self.name(record.standing.origin);
            for version in record.superseded {
                let (reporter, id) = (
                    self.run.config.country_code(version.record.reporter),
                    version.texts.record_id,
                );
                let row = self.name(version.origin);
                let claims = claimed.iter();
                for claimed in claims.filter(|claimed| claimed.origin == version.origin) {
                    self.checked.fault(
                        &self.run.path(claimed.claim.table()),
                        format!(
                            "{row}: record {id} of {reporter} stands in it, and in {first}, too"
                        ),
                    );
                }
            }
        }
    }

    /// Checks that no more rows of a file stand, or are evidence, than the manifest counts.
    fn counted(&mut self) {
        let path = self.run.path("manifest.json");
        for input in &self.inputs {
            let FileCounts::Records(counts) = input.counts else {
                continue;
            };
            let left = input
                .rows
                .saturating_sub(counts.quarantined + counts.superseded + counts.not_yet_known);
            self.checked.unless(input.standing <= left, &path, || {
                format!(
                    "{}: it leaves {left} rows of the file that stand, and the tables name {}",
                    input.file, input.standing
                )
            });
            self.checked
                .unless(input.evidence <= counts.judged, &path, || {
                    format!(
                        "{}: it counts {} rows of the file as judged, and {} are evidence",
                        input.file, counts.judged, input.evidence
                    )
                });
        }
    }
}
