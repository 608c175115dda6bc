//! Reads what a run passes on to the next: its ledger, own exports, evidence, superseded versions, records that count for nothing,
//! refused rows and filings, as they were written.
//!
//! All of it can be checked against its hash ([`Earlier::check`]): `run.json` names the hashes of the manifest and of the
//! files that the manifest does not cover, and the manifest names the hashes of its tables.

use super::refused::FieldsCursor;
use super::rows::{AlertRow, CodeLookup, TableRows};
use super::table::{ColumnFilter, Table};
use super::{PublishedError, PublishedRun, json};
use crate::archive::tables::{
    AlertColumns, Columns, EvidenceColumns, EvidenceRecordColumns, ExemptColumns, FilingColumns,
    LedgerColumns, OriginColumns, OwnExportColumns, RecordColumns, RefusedColumns,
    RefusedFieldsColumns, ReturnColumns, SupersededColumns, WarnedColumns, year_of,
};
use crate::archive::{
    CarriedFiles, FileCounts, FileDays, InputEntry, KnownIds, Manifest, MoreEntry, OutputEntry,
    PASSED_ON, RecordCounts, Refusal, RunFile, WarnedVersion, WarningKind, hash_of, is_of_ids,
};
use crate::config::Config;
use crate::estimates::{Standing, stand};
use crate::intake::{Kind, Reason};
use crate::judgement::{AlertKey, ExemptReason, Rule};
use crate::ledger::{Entry, Line, OwnExport};
use crate::parallel::{self, Pool};
use crate::records::Texts;
use crate::terms::{Map, Origin, Substance, shown_path};
use crate::versions::Version;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The current run, as the one from which the next run goes on.
#[derive(Debug)]
pub struct Earlier {
    folder: PathBuf,
    /// The number of the run.
    pub run: String,
    /// The manifest of the run.
    pub manifest: Manifest,
    /// The files of records that the run read, in path order.
    pub files: Vec<EarlierFile>,
    /// Whether the run had records of periods longer than a day.
    pub has_returns: bool,
    /// The tables that the run published.
    outputs: Vec<OutputEntry>,
    /// The hashes of the run's files, by file.
    hashes: BTreeMap<String, String>,
}

/// A file of records that an earlier run read.
#[derive(Debug)]
pub struct EarlierFile {
    /// What the manifest of that run says of it.
    pub entry: InputEntry,
    /// The counts of what became of the rows.
    pub counts: RecordCounts,
    /// What the run passed on about it.
    pub passed: FileDays,
}

/// The numbers of the record files in the run that goes on, by name.
pub type FileNumbers = Map<String, u32>;

impl Earlier {
    /// Opens the current run of an output folder, without reading its tables.
    pub fn current(out: &Path) -> Result<Self, PublishedError> {
        let folder = PublishedRun::current_folder(out)?;
        let notes: RunFile = json(&folder.join("run.json"))?;
        check(&folder, "manifest.json", &notes.manifest_blake3)?;
        let manifest: Manifest = json(&folder.join("manifest.json"))?;
        let more = notes.more.iter().filter_map(MoreEntry::table);
        let outputs: Vec<OutputEntry> = manifest.outputs.iter().cloned().chain(more).collect();
        let hashes = super::hashes(manifest.outputs.clone(), &notes.more);
        let has_returns = hashes.contains_key(ReturnColumns::FILE);
        let path = folder.join(PASSED_ON);
        let hash = hashes
            .get(PASSED_ON)
            .ok_or_else(|| PublishedError::Missing {
                path: shown_path(&path),
            })?;
        check(&folder, PASSED_ON, hash)?;
        let passed_on = super::notes::passed_on(&path)?;
        let mut passed: Map<String, FileDays> = passed_on
            .files
            .into_iter()
            .map(|file| (file.file.clone(), file))
            .collect();
        let record = |entry: &InputEntry| match entry.counts {
            FileCounts::Filings(_) => None,
            FileCounts::Records(counts) => Some((entry.clone(), counts)),
        };
        let files = manifest.inputs.iter().filter_map(record);
        let files = files.map(|(entry, counts)| {
            let passed = passed.remove(&entry.file).ok_or_else(|| {
                let missing = format!("it does not list {}", shown_path(&entry.file));
                PublishedError::other(&path, missing)
            })?;
            Ok(EarlierFile {
                entry,
                counts,
                passed,
            })
        });
        let files = files.collect::<Result<_, PublishedError>>()?;
        Ok(Self {
            folder,
            run: notes.run,
            manifest,
            files,
            has_returns,
            outputs,
            hashes,
        })
    }

    /// Fails unless all files that are read back are there, as they were published.
    pub fn check(&self) -> Result<(), PublishedError> {
        let read: [Vec<String>; 11] = [
            self.files_of_ids().map(str::to_owned).collect(),
            self.files_of::<AlertColumns<'_>>(),
            self.files_of::<EvidenceColumns<'_>>(),
            self.files_of::<RefusedColumns<'_>>(),
            self.files_of::<RefusedFieldsColumns<'_>>(),
            self.files_of::<LedgerColumns<'_>>(),
            self.files_of::<ExemptColumns<'_>>(),
            self.files_of::<OwnExportColumns<'_>>(),
            self.files_of::<FilingColumns<'_>>(),
            self.files_of::<SupersededColumns<'_>>(),
            self.files_of::<WarnedColumns<'_>>(),
        ];
        let read = read.concat();
        parallel::try_each(read.len(), |place| {
            let file = &read[place];
            let hash = self.hashes.get(file);
            let hash = hash.ok_or_else(|| PublishedError::Missing {
                path: shown_path(self.folder.join(file)),
            })?;
            check(&self.folder, file, hash)
        })
    }

    /// Returns the files of a table, in order. A run with the present layout of `passed-on.json` has a file of evidence, ledger and
    /// superseded versions for each calendar year.
    fn files_of<C: Columns>(&self) -> Vec<String> {
        super::files_of::<C>(true, self.hashes.keys())
    }

    fn rows<'c, C: Columns>(&self, config: &'c Config) -> Result<TableRows<'c, C>, PublishedError> {
        TableRows::open(&self.folder, &self.files_of::<C>(), config)
    }

    /// Returns the rows of a table that has a file for each calendar year, of some years.
    fn rows_of<'c, C: Columns>(
        &self,
        config: &'c Config,
        is_wanted: impl Fn(i32) -> bool,
    ) -> Result<TableRows<'c, C>, PublishedError> {
        let mut files = self.files_of::<C>();
        files.retain(|file| year_of::<C>(file).is_some_and(&is_wanted));
        TableRows::open(&self.folder, &files, config)
    }

    /// Returns the ids of the records that the run or runs before it read.
    pub fn ids(&self) -> Result<KnownIds, PublishedError> {
        KnownIds::open(&self.folder, self.files_of_ids())
    }

    fn files_of_ids(&self) -> impl Iterator<Item = &str> {
        self.hashes
            .keys()
            .map(String::as_str)
            .filter(|file| is_of_ids(file))
    }

    /// Returns the files of evidence, ledger and superseded versions of some calendar years, and all files of ids.
    #[must_use]
    pub fn carried_files(&self, is_wanted: impl Fn(i32) -> bool) -> CarriedFiles {
        let is_of = |file: &str| {
            let years = [
                year_of::<EvidenceColumns<'_>>(file),
                year_of::<LedgerColumns<'_>>(file),
                year_of::<SupersededColumns<'_>>(file),
            ];
            years.into_iter().flatten().any(&is_wanted) || is_of_ids(file)
        };
        let files = self.outputs.iter().filter(|output| is_of(&output.file));
        CarriedFiles {
            folder: self.folder.clone(),
            files: files.cloned().collect(),
        }
    }

    /// Applies `make` to the ledger of some calendar years, piece by piece; returns the results in order.
    pub fn ledger<T: Send>(
        &self,
        config: &Config,
        is_wanted: impl Fn(i32) -> bool,
        make: impl Fn(&[Entry]) -> T + Sync,
    ) -> Result<Vec<T>, PublishedError> {
        let rows = self.rows_of::<LedgerColumns<'_>>(config, is_wanted)?;
        let of_group = |group| {
            let (mut entries, mut last) = (Vec::new(), None);
            rows.each_of(group, |row| {
                entries.push(rows.codes.next_entry(&rows.read(row)?, &mut last)?);
                Ok::<_, PublishedError>(())
            })?;
            Ok(make(&entries))
        };
        parallel::try_map(rows.table.groups(), of_group)
    }

    /// Applies `make` to the own exports, piece by piece; returns the results in order.
    pub fn own_exports<T: Send>(
        &self,
        config: &Config,
        make: impl Fn(&[Entry]) -> T + Sync,
    ) -> Result<Vec<T>, PublishedError> {
        let rows = self.rows::<OwnExportColumns<'_>>(config)?;
        let of_group = |group| {
            let mut entries = Vec::new();
            rows.each_of(group, |row| {
                entries.push(rows.codes.own_export(&rows.read(row)?)?.entry());
                Ok::<_, PublishedError>(())
            })?;
            Ok(make(&entries))
        };
        parallel::try_map(rows.table.groups(), of_group)
    }

    /// Returns the entries of the ledger of some calendar years and substances, year by year.
    pub fn ledger_among(
        &self,
        config: &Config,
        is_wanted: impl Fn(i32) -> bool,
        substances: &[&str],
    ) -> Result<Vec<Entry>, PublishedError> {
        let key = ColumnFilter {
            column: "substance",
            values: substances,
        };
        let rows = self.rows_of::<LedgerColumns<'_>>(config, is_wanted)?;
        rows.picked(
            &[key],
            &["substance"],
            |row| substances.contains(&row.text(0)),
            |codes, columns| codes.entry(&columns).map(Some),
        )
    }

    /// Passes the rows of a table to `each`, on several threads and in no order.
    fn each<C: Columns, W: Send>(
        rows: &TableRows<'_, C>,
        is_wanted: impl Fn(&Table, usize) -> Result<bool, PublishedError> + Sync,
        writer: impl Fn() -> W + Sync + Send,
        each: impl Fn(&CodeLookup<'_>, &mut W, C::Read<'_>) -> Result<(), PublishedError> + Sync,
    ) -> Result<(), PublishedError> {
        let writers = Pool::new();
        parallel::try_each(rows.table.groups(), |group| {
            if !is_wanted(&rows.table, group)? {
                return Ok(());
            }
            writers.with(&writer, |writer| {
                rows.each_of(group, |row| each(&rows.codes, writer, rows.read(row)?))
            })
        })
    }

    /// Passes on the evidence of all alerts of some calendar years, in no order, except for exporters' alerts of excess, whose evidence is also that of all
    /// partners.
    pub fn evidence<W: Send>(
        &self,
        (config, files): (&Config, &FileNumbers),
        is_wanted: impl Fn(i32) -> bool,
        writer: impl Fn() -> W + Sync + Send,
        put: impl Fn(&mut W, &AlertKey, &Version<'_>) + Sync + Send,
    ) -> Result<(), PublishedError> {
        let alerts: Map<String, AlertKey> = self
            .alerts(config)?
            .into_iter()
            .map(|key| (key.id(config), key))
            .collect();
        Self::each(
            &self.rows_of::<EvidenceRecordColumns<'_>>(config, is_wanted)?,
            // Alerts are sorted by the names of their rules.
            |table, group| {
                let is_before = |rule: Rule| table.is_before(group, "alert_id", rule.name());
                let first = Rule::ExportExcess.name();
                let only_export_excess =
                    is_before(Rule::ImportExcess)? && table.is_from(group, "alert_id", first)?;
                Ok(!only_export_excess)
            },
            || (writer(), None),
            |codes, (writer, last), columns| {
                let id = columns.alert_id;
                let of_last = last
                    .filter(|(same, _): &(&String, &AlertKey)| *same == id)
                    .or_else(|| alerts.get_key_value(id));
                *last = of_last;
                let (_, key) = codes.known(of_last, id)?;
                if key.rule != Rule::ExportExcess {
                    let version = codes.version(files, &columns.record, &columns.origin)?;
                    put(writer, key, &version);
                }
                Ok(())
            },
        )
    }

    /// Returns the keys of the run's alerts.
    pub fn alerts(&self, config: &Config) -> Result<Vec<AlertKey>, PublishedError> {
        self.rows::<AlertColumns<'_>>(config)?
            .with(&[], |codes, columns| codes.alert(&columns).map(Some))
    }

    /// Returns the run's alerts of some calendar years, in order.
    pub fn alerts_of(
        &self,
        config: &Config,
        is_wanted: impl Fn(i32) -> bool,
    ) -> Result<Vec<AlertRow>, PublishedError> {
        let rows = self.rows::<AlertColumns<'_>>(config)?;
        rows.with(&[], |codes, columns| {
            let row = is_wanted(columns.year).then(|| codes.alert_row(&columns));
            row.transpose()
        })
    }

    /// Returns which filings stood for the run.
    pub fn standing(&self, config: &Config) -> Result<Standing, PublishedError> {
        let (filings, _) = super::rows::filings(&self.rows(config)?, None)?;
        Ok(stand(filings, self.manifest.known_at))
    }

    /// Passes on the versions of some calendar years that do not stand, each with the version that stands, in no order.
    pub fn superseded<W: Send>(
        &self,
        (config, files): (&Config, &FileNumbers),
        is_wanted: impl Fn(i32) -> bool,
        writer: impl Fn() -> W + Sync + Send,
        put: impl Fn(&mut W, &Version<'_>, &Version<'_>) + Sync + Send,
    ) -> Result<(), PublishedError> {
        Self::each(
            &self.rows_of::<SupersededColumns<'_>>(config, is_wanted)?,
            |_, _| Ok(true),
            writer,
            |codes, writer, columns| {
                let own = codes.version(files, &columns.record, &columns.origin)?;
                let record = columns.standing_record();
                let standing = codes.version(files, &record, &columns.standing_origin)?;
                let own = own.under(codes.procedure(columns.procedure)?);
                let standing = standing.under(codes.procedure(columns.standing_procedure)?);
                put(writer, &own, &standing);
                Ok(())
            },
        )
    }

    /// Passes on the records that count for nothing, each with the substance and the reason, in no order.
    pub fn exempt<W: Send>(
        &self,
        (config, files): (&Config, &FileNumbers),
        writer: impl Fn() -> W + Sync + Send,
        put: impl Fn(&mut W, &Version<'_>, Substance, ExemptReason) + Sync + Send,
    ) -> Result<(), PublishedError> {
        Self::each(
            &self.rows::<ExemptColumns<'_>>(config)?,
            |_, _| Ok(true),
            writer,
            |codes, writer, columns| {
                let version = codes.version(files, &columns.record, &columns.origin)?;
                let reason = codes.known(ExemptReason::named(columns.reason), columns.reason)?;
                let version = version.under(reason.procedure());
                put(
                    writer,
                    &version,
                    codes.substance(columns.substance)?,
                    reason,
                );
                Ok(())
            },
        )
    }

    /// Passes on the records that warnings concern, in no order.
    pub fn warned<W: Send>(
        &self,
        (config, files): (&Config, &FileNumbers),
        writer: impl Fn() -> W + Sync + Send,
        put: impl Fn(&mut W, WarnedVersion<'_>) + Sync + Send,
    ) -> Result<(), PublishedError> {
        Self::each(
            &self.rows::<WarnedColumns<'_>>(config)?,
            |_, _| Ok(true),
            writer,
            |codes, writer, columns| {
                let version = codes.version(files, &columns.record, &columns.origin)?;
                let warned = WarnedVersion {
                    kind: codes.known(WarningKind::named(columns.kind), columns.kind)?,
                    version: version.under(codes.procedure(columns.procedure)?),
                    stands: columns.stands,
                };
                put(writer, warned);
                Ok(())
            },
        )
    }

    /// Passes on the refused rows of records, in order, each with the number of its file.
    pub fn refused(
        &self,
        (config, files): (&Config, &FileNumbers),
        mut add: impl FnMut(u32, Refusal),
    ) -> Result<(), PublishedError> {
        let mut fields = FieldsCursor::of(self.rows(config)?)?;
        let rows = self.rows::<RefusedColumns<'_>>(config)?;
        rows.each(|codes, refused| {
            let path = &codes.path;
            let kept = fields.next(&refused)?;
            if refused.kind != Kind::Record.name() {
                return Ok(());
            }
            let name = refused.origin.file;
            let file = files.get(name).copied();
            let file = file.ok_or_else(|| {
                PublishedError::other(path, format!("it read no {}", shown_path(name)))
            })?;
            let unknown = "it has a reason that is none of its words";
            add(
                file,
                Refusal {
                    row: u64::try_from(refused.origin.row).unwrap_or(0),
                    id: refused.id.unwrap_or_default().to_owned(),
                    reason: Reason::named(refused.reason)
                        .ok_or_else(|| PublishedError::other(path, unknown))?,
                    detail: refused.detail.to_owned(),
                    raw: refused.raw.to_owned(),
                    kept,
                },
            );
            Ok(())
        })
    }
}

/// The texts of a line of the ledger, and the line.
type LastLine = Option<([String; 3], Line)>;

impl CodeLookup<'_> {
    /// Reads a row of the ledger, which is mostly of the same line as the row before.
    fn next_entry(
        &self,
        columns: &LedgerColumns<'_>,
        last: &mut LastLine,
    ) -> Result<Entry, PublishedError> {
        let texts = [columns.basis, columns.importer, columns.substance];
        if let Some((same, line)) = last
            && *same == texts
        {
            let Line {
                basis,
                importer,
                substance,
            } = *line;
            return Ok(Entry {
                basis,
                importer,
                substance,
                day: columns.date,
                base: columns.base_g,
                records: columns.records,
            });
        }
        let entry = self.entry(columns)?;
        *last = Some((texts.map(ToOwned::to_owned), entry.line()));
        Ok(entry)
    }

    /// Returns what a row says of own exports.
    pub(super) fn own_export(
        &self,
        columns: &OwnExportColumns<'_>,
    ) -> Result<OwnExport, PublishedError> {
        Ok(OwnExport {
            exporter: self.country(columns.exporter)?,
            substance: self.substance(columns.substance)?,
            day: columns.date,
            base: columns.base_g,
            records: columns.records,
        })
    }

    /// Returns a record as it was published.
    fn version<'b>(
        &self,
        files: &FileNumbers,
        columns: &RecordColumns<'b>,
        origin: &OriginColumns<'_>,
    ) -> Result<Version<'b>, PublishedError> {
        let shipment = &columns.shipment;
        Ok(Version {
            origin: Origin {
                file: self.known(files.get(origin.file).copied(), origin.file)?,
                row: u64::try_from(origin.row).unwrap_or(0),
            },
            record: self.record(columns)?,
            texts: Texts {
                record_id: columns.record_id,
                authorisation: shipment.authorisation.unwrap_or_default(),
                special_licence: shipment.special_licence.unwrap_or_default(),
            },
        })
    }
}

/// Fails unless a file is there and has the given hash.
fn check(folder: &Path, file: &str, blake3: &str) -> Result<(), PublishedError> {
    let path = folder.join(file);
    let found = hash_of(&path).map_err(|error| PublishedError::io(&path, error))?;
    if found.to_hex().as_str() == blake3 {
        Ok(())
    } else {
        Err(PublishedError::other(&path, "its hash is another"))
    }
}
