//! Writes what a run publishes, in the columns that `data.md` lays down.

mod alerts;
mod changes;
mod estimates;
mod evidence;
mod exempt;
mod filings;
mod ledger;
mod own_exports;
mod quarantine;
mod returns;
mod superseded;
mod warned;

pub use estimates::estimate_rows;
pub use evidence::evidence_file;
pub use exempt::{Exempt, ExemptWriter, SortedExempt};
pub use returns::{LongRecord, LongRecords, LongRecordsWriter};
pub use superseded::{Superseded, SupersededWriter};
pub use warned::{Warned, WarnedVersion, WarnedWriter};

use super::changes::AlertChange;
use super::disk::{Access, Place};
use super::error::PublishError;
use super::ids::IDS;
use super::manifest::OutputEntry;
use super::passed_on::PassedOn;
use super::refusals::Refusals;
use super::table_file::{Part, PartRows, Sink, WrittenFile, write_table};
use super::tables::{
    AlertColumns, Columns, EstimateColumns, EvidenceColumns, ExemptColumns, FilingColumns,
    LedgerColumns, OriginColumns, OwnExportColumns, RecordColumns, RefusedColumns,
    RefusedFieldsColumns, ReturnColumns, ShipmentColumns, SupersededColumns, WarnedColumns, arrays,
    file_of_year, schema, year_of,
};
use crate::config::Config;
use crate::estimates::{Estimates, Standing};
use crate::evidence::Assembled;
use crate::judgement::Limits;
use crate::ledger::Ledger;
use crate::scratch::{Parts, ScratchError};
use crate::terms::{Origin, file_at};
use crate::versions::Version;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// All that is published of a run.
#[derive(Clone, Copy)]
pub struct Tables<'a> {
    /// The codes and names.
    pub config: &'a Config,
    /// The alerts and their evidence.
    pub assembled: &'a Assembled<'a>,
    /// The names of the record files, in path order.
    pub record_files: &'a [String],
    /// The names of the filing files, in path order.
    pub filing_files: &'a [String],
    /// All valid filings.
    pub filings: &'a Standing,
    /// The versions of records that do not stand.
    pub superseded: &'a Superseded,
    /// The records that warnings concern.
    pub warned: &'a Warned,
    /// The records that count for nothing, by exemption.
    pub exempt: &'a SortedExempt,
    /// The records of periods longer than a day, and those set aside.
    pub long: &'a LongRecords,
    /// The refused rows, by kind, file and row.
    pub refusals: &'a [Refusals],
    /// The estimates of all countries and substances.
    pub estimates: &'a Estimates,
    /// The levels that alerts compare with.
    pub limits: &'a Limits<'a>,
    /// The base mass per day.
    pub ledger: &'a Ledger<'a>,
    /// What the next run needs besides the tables.
    pub passed_on: &'a PassedOn,
    /// The files that are taken over from the run before.
    pub carried: &'a CarriedFiles,
    /// The file of the ids of the records that the run read, which is written already; `None` if it read no file of records.
    pub ids: Option<&'a OutputEntry>,
}

/// Files of evidence, ledger and superseded versions of calendar years that are in the run before as they would be written, and its
/// files of ids.
#[derive(Clone, Debug, Default)]
pub struct CarriedFiles {
    /// The folder of the run before.
    pub folder: PathBuf,
    /// The files.
    pub files: Vec<OutputEntry>,
}

impl CarriedFiles {
    /// Puts those files in the folder of a run that are of a kind, as links if that is allowed and the file system can.
    fn place(
        &self,
        place: Place<'_>,
        is_of_kind: impl Fn(&str) -> bool,
    ) -> Result<Vec<OutputEntry>, PublishError> {
        let of_table = self.files.iter().filter(|entry| is_of_kind(&entry.file));
        let may_link = Access::of(&self.folder).is_ok_and(|access| access == place.access);
        let placed = of_table.map(|entry| {
            let from = self.folder.join(&*entry.file);
            let hash = place.link_or_copy(&from, &entry.file, may_link)?;
            match hash.filter(|hash| hash.to_hex().as_str() == entry.blake3) {
                Some(_) => Ok(entry.clone()),
                None => Err(PublishError::damaged(&from, "its hash is another")),
            }
        });
        placed.collect()
    }
}

/// The rows that are made into arrays at a time.
const BATCH_ROWS: usize = 8192;

/// The approximate bytes of text that are made into arrays at a time: a column's offsets must fit in 31 bits.
const BATCH_TEXT: usize = 64 << 20;

/// Passes on the arrays of some rows, a batch at a time.
fn in_batches<'r, T, C: Columns>(
    rows: &'r [T],
    columns: impl Fn(&'r T) -> C,
    sink: Sink<'_>,
) -> Result<(), PublishError> {
    rows.chunks(BATCH_ROWS)
        .try_for_each(|rows| sink(&arrays(&rows.iter().map(&columns).collect::<Vec<_>>())))
}

/// Unpacks the rows of a part that was put aside; fails if the part does not end with a whole row.
fn unpacked<'b, T>(
    parts: &Parts,
    mut bytes: &'b [u8],
    unpack: impl Fn(&mut &'b [u8]) -> Option<T>,
) -> Result<Vec<T>, ScratchError> {
    let (mut rows, all) = (Vec::new(), bytes.len());
    while !bytes.is_empty() {
        rows.push(unpack(&mut bytes).ok_or_else(|| parts.damaged())?);
        if rows.len() == 1 {
            // The others take about as much, and a list that grows takes up to three times its size.
            rows.reserve(bytes.len() / (all - bytes.len()).max(1));
        }
    }
    Ok(rows)
}

/// The bytes after which neighbouring parts no longer go into one part of a table.
const PART_BYTES: usize = 4 << 20;

/// Returns the neighbouring parts that are written together, out of what was put aside.
fn bundles(parts: &Parts) -> impl Iterator<Item = Result<Range<usize>, PublishError>> + Send {
    bundles_among(parts, 0..parts.len()).into_iter().map(Ok)
}

/// Returns the neighbouring parts that are written together, among some.
fn bundles_among(parts: &Parts, among: Range<usize>) -> Vec<Range<usize>> {
    let mut bundles = Vec::new();
    let (mut start, mut bytes) = (among.start, 0);
    for part in among.clone() {
        bytes += parts.bytes(part);
        if bytes >= PART_BYTES {
            bundles.push(start..part + 1);
            (start, bytes) = (part + 1, 0);
        }
    }
    if bytes > 0 {
        bundles.push(start..among.end);
    }
    bundles
}

/// Cuts rows into batches with a limit on rows and on text; each batch holds at least one row.
fn batched<T>(
    mut rows: impl Iterator<Item = T>,
    text: impl Fn(&T) -> usize,
) -> impl Iterator<Item = Vec<T>> {
    std::iter::from_fn(move || {
        let mut size = 0;
        let mut batch = Vec::new();
        while size < BATCH_TEXT && batch.len() < BATCH_ROWS {
            let Some(row) = rows.next() else {
                break;
            };
            size += text(&row);
            batch.push(row);
        }
        (!batch.is_empty()).then_some(batch)
    })
}

impl<'a> Tables<'a> {
    /// Writes the tables of the contract into a folder.
    pub(super) fn write(&self, place: Place<'_>) -> Result<Vec<OutputEntry>, PublishError> {
        let mut outputs =
            table::<AlertColumns<'_>, _>(place, whole(), |(), sink| alerts::batches(self, sink))?;
        let mut parts = self.assembled.bundles_by_year().map(|(year, bundle)| {
            let rows = match self.assembled.written_apart(bundle) {
                Some(file) => PartRows::Written(file?),
                None => PartRows::pass(move |sink| evidence::batches(self, bundle, sink)),
            };
            let file = file_of_year::<EvidenceColumns<'_>>(year).into();
            Ok(Part { file, rows })
        });
        let evidence = self.files_by_year::<EvidenceColumns<'_>>(place, &mut parts)?;
        self.assembled
            .check(evidence.iter().map(|file| file.rows).sum())?;
        outputs.extend(evidence);
        outputs.extend(table::<RefusedColumns<'_>, _>(
            place,
            whole(),
            |(), sink| quarantine::texts(self, sink),
        )?);
        outputs.extend(table::<EstimateColumns<'_>, _>(
            place,
            whole(),
            |(), sink| estimates::batches(self, sink),
        )?);
        outputs.extend(self.table_by_year::<LedgerColumns<'_>, _>(
            place,
            ledger::parts(self),
            |part, sink| ledger::batches(self.config, &part, sink),
        )?);
        outputs.extend(table::<ExemptColumns<'_>, _>(
            place,
            bundles(&self.exempt.parts),
            |parts, sink| exempt::batches(self, parts, sink),
        )?);
        Ok(outputs)
    }

    /// Writes the files for later questions, which the manifest does not cover.
    pub(super) fn write_more(&self, place: Place<'_>) -> Result<Vec<OutputEntry>, PublishError> {
        let mut outputs = table::<RefusedFieldsColumns<'_>, _>(place, whole(), |(), sink| {
            quarantine::fields(self, sink)
        })?;
        outputs.extend(table::<FilingColumns<'_>, _>(
            place,
            whole(),
            |(), sink| filings::batches(self, sink),
        )?);
        outputs.extend(self.table_by_year::<SupersededColumns<'_>, _>(
            place,
            superseded::bundles_by_year(self.superseded),
            |parts, sink| superseded::batches(self, parts, sink),
        )?);
        outputs.extend(table::<WarnedColumns<'_>, _>(
            place,
            bundles(&self.warned.parts),
            |parts, sink| warned::batches(self, parts, sink),
        )?);
        outputs.extend(table::<OwnExportColumns<'_>, _>(
            place,
            own_exports::parts(self),
            |part, sink| own_exports::batches(self.config, &part, sink),
        )?);
        outputs.push(self.passed_on.write(place)?);
        outputs.extend(self.carried.place(place, is_of_ids)?);
        outputs.extend(self.ids.cloned());
        if !self.long.is_empty() {
            outputs.extend(table::<ReturnColumns<'_>, _>(
                place,
                bundles(&self.long.parts),
                |parts, sink| returns::batches(self, self.long, parts, sink),
            )?);
        }
        Ok(outputs)
    }

    /// Writes a table with the columns `C`, of which each part is of one calendar year, into a file for each year, beside the files
    /// that are taken over.
    fn table_by_year<C: Columns, P: Send>(
        &self,
        place: Place<'_>,
        parts: impl Iterator<Item = Result<(i32, P), PublishError>> + Send,
        make: impl Fn(P, Sink<'_>) -> Result<(), PublishError> + Sync,
    ) -> Result<Vec<OutputEntry>, PublishError> {
        let make = &make;
        let mut parts = parts.map(|part| {
            let of_year = |(year, rows)| Part {
                file: file_of_year::<C>(year).into(),
                rows: PartRows::pass(move |sink| make(rows, sink)),
            };
            part.map(of_year)
        });
        self.files_by_year::<C>(place, &mut parts)
    }

    /// Writes parts of a table with the columns `C` into the files that they name, beside the files that are taken over.
    fn files_by_year<C: Columns>(
        &self,
        place: Place<'_>,
        parts: &mut (dyn Iterator<Item = Result<Part<'_>, PublishError>> + Send),
    ) -> Result<Vec<OutputEntry>, PublishError> {
        let mut files = self
            .carried
            .place(place, |file| year_of::<C>(file).is_some())?;
        let written = write_table(place, &schema::<C>(), None, parts)?;
        files.extend(written.into_iter().map(OutputEntry::from));
        files.sort_by(|a, b| a.file.cmp(&b.file));
        Ok(files)
    }

    /// Returns what names records.
    const fn names(&self) -> RecordNames<'a> {
        RecordNames {
            config: self.config,
            files: self.record_files,
        }
    }

    /// Returns the columns of a record.
    fn record<'v>(&self, version: &Version<'v>) -> RecordColumns<'v>
    where
        'a: 'v,
    {
        self.names().record(version)
    }

    /// Returns the place of a record as columns.
    fn origin(&self, origin: Origin) -> OriginColumns<'a> {
        self.names().origin(origin)
    }
}

/// The names of what a record is about, and of the files that records are in.
#[derive(Clone, Copy, Debug)]
pub struct RecordNames<'a> {
    /// The codes.
    pub config: &'a Config,
    /// The names of the record files, in path order.
    pub files: &'a [String],
}

impl<'a> RecordNames<'a> {
    /// Returns the columns of a record.
    fn record<'v>(&self, version: &Version<'v>) -> RecordColumns<'v>
    where
        'a: 'v,
    {
        let (config, record, texts) = (self.config, version.record, version.texts);
        RecordColumns {
            record_id: texts.record_id,
            date: record.date,
            received: record.received,
            reporter: config.country_code(record.reporter),
            shipment: ShipmentColumns {
                partner: record.partner.map(|partner| config.country_code(partner)),
                flow: record.flow.name(),
                form: config.form_code(record.form),
                quantity_g: record.quantity,
                reexport_g: record.reexport,
                authorisation: Some(texts.authorisation),
                special_licence: Some(texts.special_licence),
            },
        }
    }

    /// Returns the place of a row as columns.
    fn origin(&self, origin: Origin) -> OriginColumns<'a> {
        let file = file_at(self.files, origin.file).map_or("", String::as_str);
        OriginColumns {
            file,
            row: i64::try_from(origin.row).unwrap_or(i64::MAX),
        }
    }
}

/// Writes `changes.parquet` into a folder.
pub fn write_changes(
    folder: &Path,
    access: Access,
    rows: &[AlertChange],
) -> Result<Vec<OutputEntry>, PublishError> {
    changes::write(Place { folder, access }, rows)
}

/// Whether a file in the folder of a run is a file of ids.
#[must_use]
pub fn is_of_ids(file: &str) -> bool {
    file.strip_prefix(IDS)
        .is_some_and(|rest| rest.starts_with('/'))
}

/// Returns the single part of a table that has no parts.
fn whole() -> impl Iterator<Item = Result<(), PublishError>> + Send {
    std::iter::once(Ok(()))
}

/// Writes a table with the columns `C` into one file.
fn table<C: Columns, P: Send>(
    place: Place<'_>,
    parts: impl Iterator<Item = Result<P, PublishError>> + Send,
    make: impl Fn(P, Sink<'_>) -> Result<(), PublishError> + Sync,
) -> Result<Vec<OutputEntry>, PublishError> {
    let make = &make;
    let mut parts = parts.map(|rows| {
        let whole = |rows| Part {
            file: C::FILE.into(),
            rows: PartRows::pass(move |sink| make(rows, sink)),
        };
        rows.map(whole)
    });
    let written = write_table(place, &schema::<C>(), Some(C::FILE), &mut parts)?;
    Ok(written.into_iter().map(OutputEntry::from).collect())
}

impl From<WrittenFile> for OutputEntry {
    fn from(written: WrittenFile) -> Self {
        Self {
            file: written.file,
            size: written.size,
            rows: written.rows,
            blake3: written.hash.to_hex().to_string(),
        }
    }
}
