//! Reads what a run passes on to the next: its ledger, own exports, evidence, superseded versions, records that count for nothing,
//! refused rows and filings, as they were written.
//!
//! All of it can be checked against its hash ([`Earlier::check`]): `run.json` names the hashes of the manifest and of the
//! files that the manifest does not cover, and the manifest names the hashes of its tables.

use super::refused::FieldsCursor;
use super::rows::{Codes, gathered};
use super::table::Table;
use super::{PublishedError, PublishedRun, json};
use crate::archive::tables::{
    AlertColumns, Columns, EvidenceRecordColumns, ExemptColumns, LedgerColumns, OriginColumns,
    OwnExportColumns, RecordColumns, RefusedColumns, SupersededColumns, WarnedColumns, names,
};
use crate::archive::{
    EXEMPT, FileCounts, FileDays, InputEntry, Manifest, OWN_EXPORTS, PASSED_ON, REFUSED_FIELDS,
    RETURNS, RecordCounts, Refusal, RunFile, WarnedVersion, WarningEntry, WarningKind, hash_of,
};
use crate::config::Config;
use crate::estimates::{Standing, stand};
use crate::intake::{Kind, Procedure, Reason, Record, Texts};
use crate::judgement::{AlertKey, ExemptReason, Rule};
use crate::ledger::{Entry, Line, OwnExport};
use crate::terms::{Day, Map, Origin, Substance, shown_path};
use crate::versions::Version;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The current run, as the one from which the next run goes on.
#[derive(Debug)]
pub struct Earlier {
    folder: PathBuf,
    /// The number of the run.
    pub run: String,
    /// The version of the program that published it.
    pub version: String,
    /// The known-at date of the run.
    pub known_at: Option<Day>,
    /// The hash of the run's configuration.
    pub config: String,
    /// The hash of the layouts of the dataset, if it had any.
    pub layouts: Option<String>,
    /// The files of records that the run read, in path order.
    pub files: Vec<EarlierFile>,
    /// Whether the run had records of periods longer than a day.
    pub has_returns: bool,
    /// The warnings of the run.
    pub warnings: Vec<WarningEntry>,
    /// The hashes of the files that are read back, by file.
    hashes: Vec<(&'static str, String)>,
}

/// A file of records that an earlier run read.
#[derive(Debug)]
pub struct EarlierFile {
    /// The path relative to the dataset.
    pub name: String,
    /// The size in bytes.
    pub size: u64,
    /// The BLAKE3 hash.
    pub blake3: String,
    /// The counts of what became of the rows.
    pub counts: RecordCounts,
    /// The first and the last date of its valid, known records.
    pub days: Option<(Day, Day)>,
    /// The last date of each reporter's valid, known records, by the reporter's code.
    pub newest: BTreeMap<String, Day>,
}

/// The numbers of the record files in the run that goes on, by name.
pub type FileNumbers = Map<String, u32>;

/// The files that are read back.
const READ: [&str; 11] = [
    "alerts.parquet",
    "evidence.parquet",
    "quarantine.parquet",
    REFUSED_FIELDS,
    "ledger.parquet",
    EXEMPT,
    OWN_EXPORTS,
    "filings.parquet",
    "superseded.parquet",
    "warned.parquet",
    PASSED_ON,
];

impl Earlier {
    /// Opens the current run of an output folder, without reading its tables.
    pub fn current(out: &Path) -> Result<Self, PublishedError> {
        let folder = PublishedRun::current_folder(out)?;
        let notes: RunFile = json(&folder.join("run.json"))?;
        check(&folder, "manifest.json", &notes.manifest_blake3)?;
        let manifest: Manifest = json(&folder.join("manifest.json"))?;
        let outputs = manifest.outputs.iter();
        let outputs = outputs.map(|output| (&output.file, &output.blake3));
        let more = notes.more.iter().map(|more| (&more.file, &more.blake3));
        let published: BTreeMap<&str, &String> = outputs
            .chain(more)
            .map(|(file, hash)| (&**file, hash))
            .collect();
        let has_returns = published.contains_key(RETURNS);
        let hash = |name: &'static str| {
            let hash = published.get(name).map(|hash| (name, (*hash).clone()));
            hash.ok_or_else(|| PublishedError::Missing {
                path: shown_path(folder.join(name)),
            })
        };
        let path = folder.join(PASSED_ON);
        check(&folder, PASSED_ON, &hash(PASSED_ON)?.1)?;
        let passed_on = super::notes::passed_on(&path)?;
        let hashes = READ.into_iter().map(hash).collect::<Result<Vec<_>, _>>()?;
        let mut passed: Map<String, FileDays> = passed_on
            .files
            .into_iter()
            .map(|file| (file.file.clone(), file))
            .collect();
        let record = |entry: &InputEntry| match entry.counts {
            FileCounts::Filings(_) => None,
            FileCounts::Records(counts) => Some((entry.clone(), counts)),
        };
        let files = manifest.inputs.iter().filter_map(record).map(
            |(
                InputEntry {
                    file, size, blake3, ..
                },
                counts,
            )| {
                let passed = passed.remove(file.as_str());
                let FileDays { days, newest, .. } = passed.ok_or_else(|| {
                    PublishedError::other(&path, format!("it does not list {}", shown_path(&file)))
                })?;
                Ok(EarlierFile {
                    name: file,
                    size,
                    blake3,
                    counts,
                    days,
                    newest,
                })
            },
        );
        let files = files.collect::<Result<_, PublishedError>>()?;
        Ok(Self {
            folder,
            run: notes.run,
            version: manifest.program.version.into_owned(),
            known_at: manifest.known_at,
            config: manifest.config_blake3,
            layouts: manifest.layouts_blake3,
            files,
            has_returns,
            warnings: manifest.warnings,
            hashes,
        })
    }

    /// Fails unless all files that are read back are as they were published.
    pub fn check(&self) -> Result<(), PublishedError> {
        self.hashes
            .par_iter()
            .try_for_each(|(file, hash)| check(&self.folder, file, hash))
    }

    /// Applies `make` to the ledger, piece by piece; returns the results in order.
    pub fn ledger<T: Send>(
        &self,
        config: &Config,
        make: impl Fn(&[Entry]) -> T + Sync,
    ) -> Result<Vec<T>, PublishedError> {
        let path = &self.folder.join("ledger.parquet");
        let (codes, table) = (Codes { config, path }, Table::open(path)?);
        let columns = names::<LedgerColumns<'_>>();
        let of_group = |group| {
            let (mut entries, mut last) = (Vec::new(), None);
            table.each_of(group, &columns, |row| {
                let columns = row.read::<LedgerColumns<'_>>(path)?;
                entries.push(codes.next_entry(&columns, &mut last)?);
                Ok::<_, PublishedError>(())
            })?;
            Ok(make(&entries))
        };
        (0..table.groups()).into_par_iter().map(of_group).collect()
    }

    /// Applies `make` to the own exports, piece by piece; returns the results in order.
    pub fn own_exports<T: Send>(
        &self,
        config: &Config,
        make: impl Fn(&[Entry]) -> T + Sync,
    ) -> Result<Vec<T>, PublishedError> {
        let path = &self.folder.join(OWN_EXPORTS);
        let (codes, table) = (Codes { config, path }, Table::open(path)?);
        let columns = names::<OwnExportColumns<'_>>();
        let of_group = |group| {
            let mut entries = Vec::new();
            table.each_of(group, &columns, |row| {
                let columns = row.read::<OwnExportColumns<'_>>(path)?;
                entries.push(codes.own_export(&columns)?.entry());
                Ok::<_, PublishedError>(())
            })?;
            Ok(make(&entries))
        };
        (0..table.groups()).into_par_iter().map(of_group).collect()
    }

    /// Passes the rows of a table to `each`, on several threads and in no order.
    fn each<C: Columns, W>(
        &self,
        (file, config): (&str, &Config),
        is_wanted: impl Fn(&Table<'_>, usize) -> Result<bool, PublishedError> + Sync,
        writer: impl Fn() -> W + Sync + Send,
        each: impl Fn(&Codes<'_>, &mut W, C::Read<'_>) -> Result<(), PublishedError> + Sync,
    ) -> Result<(), PublishedError> {
        let path = &self.folder.join(file);
        let (codes, table) = (Codes { config, path }, Table::open(path)?);
        let columns = names::<C>();
        (0..table.groups())
            .into_par_iter()
            .try_for_each_init(&writer, |writer, group| {
                if !is_wanted(&table, group)? {
                    return Ok(());
                }
                table.each_of(group, &columns, |row| {
                    each(&codes, writer, row.read::<C>(path)?)
                })
            })
    }

    /// Passes on the evidence of all alerts, in no order, except for exporters' alerts of excess, whose evidence is also that of all
    /// partners.
    pub fn evidence<W>(
        &self,
        (config, files): (&Config, &FileNumbers),
        writer: impl Fn() -> W + Sync + Send,
        put: impl Fn(&mut W, &AlertKey, &Version<'_>) + Sync + Send,
    ) -> Result<(), PublishedError> {
        let alerts: Map<String, AlertKey> = self
            .alerts(config)?
            .into_iter()
            .map(|key| (key.id(config), key))
            .collect();
        self.each::<EvidenceRecordColumns<'_>, _>(
            ("evidence.parquet", config),
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
        let path = &self.folder.join("alerts.parquet");
        let codes = Codes { config, path };
        gathered(path, &names::<AlertColumns<'_>>(), &[], |row| {
            codes.alert(&row.read::<AlertColumns<'_>>(path)?).map(Some)
        })
    }

    /// Returns which filings stood for the run.
    pub fn standing(&self, config: &Config) -> Result<Standing, PublishedError> {
        let path = self.folder.join("filings.parquet");
        let (filings, _) = super::rows::filings(&path, config, None)?;
        Ok(stand(filings, self.known_at))
    }

    /// Passes on the versions that do not stand, each with the version that stands, in no order.
    pub fn superseded<W>(
        &self,
        (config, files): (&Config, &FileNumbers),
        writer: impl Fn() -> W + Sync + Send,
        put: impl Fn(&mut W, &Version<'_>, &Version<'_>) + Sync + Send,
    ) -> Result<(), PublishedError> {
        self.each::<SupersededColumns<'_>, _>(
            ("superseded.parquet", config),
            |_, _| Ok(true),
            writer,
            |codes, writer, columns| {
                let own = codes.version(files, &columns.record, &columns.origin)?;
                let record = columns.standing_record();
                let standing = codes.version(files, &record, &columns.standing_origin)?;
                let own = codes.under(own, columns.procedure)?;
                let standing = codes.under(standing, columns.standing_procedure)?;
                put(writer, &own, &standing);
                Ok(())
            },
        )
    }

    /// Passes on the records that count for nothing, each with the substance and the reason, in no order.
    pub fn exempt<W>(
        &self,
        (config, files): (&Config, &FileNumbers),
        writer: impl Fn() -> W + Sync + Send,
        put: impl Fn(&mut W, &Version<'_>, Substance, ExemptReason) + Sync + Send,
    ) -> Result<(), PublishedError> {
        self.each::<ExemptColumns<'_>, _>(
            (EXEMPT, config),
            |_, _| Ok(true),
            writer,
            |codes, writer, columns| {
                let version = codes.version(files, &columns.record, &columns.origin)?;
                let reason = codes.known(ExemptReason::named(columns.reason), columns.reason)?;
                let procedure = match reason {
                    ExemptReason::SimplifiedProcedure => Procedure::Simplified,
                    ExemptReason::ExemptPreparation => Procedure::Usual,
                };
                let version = Version {
                    record: Record {
                        procedure,
                        ..version.record
                    },
                    ..version
                };
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

    /// Returns the places of the standing records that warnings concern and that the simplified procedure makes count for nothing.
    fn warned_and_simplified(&self) -> Result<BTreeSet<(String, i64)>, PublishedError> {
        let place = |origin: &OriginColumns<'_>| (origin.file.to_owned(), origin.row);
        let path = &self.folder.join("warned.parquet");
        let warned = gathered(path, &names::<WarnedColumns<'_>>(), &[], |row| {
            let columns = row.read::<WarnedColumns<'_>>(path)?;
            Ok(columns.stands.then(|| place(&columns.origin)))
        })?;
        let warned: BTreeSet<(String, i64)> = warned.into_iter().collect();
        if warned.is_empty() {
            return Ok(warned);
        }
        let path = &self.folder.join(EXEMPT);
        let reason = ExemptReason::SimplifiedProcedure.name();
        let places = gathered(path, &names::<ExemptColumns<'_>>(), &[], |row| {
            let columns = row.read::<ExemptColumns<'_>>(path)?;
            let place = (columns.reason == reason).then(|| place(&columns.origin));
            Ok(place.filter(|place| warned.contains(place)))
        })?;
        Ok(places.into_iter().collect())
    }

    /// Passes on the records that warnings concern, in no order.
    pub fn warned<W>(
        &self,
        (config, files): (&Config, &FileNumbers),
        writer: impl Fn() -> W + Sync + Send,
        put: impl Fn(&mut W, WarnedVersion<'_>) + Sync + Send,
    ) -> Result<(), PublishedError> {
        // The table of warnings does not show the procedure.
        let simplified = self.warned_and_simplified()?;
        self.each::<WarnedColumns<'_>, _>(
            ("warned.parquet", config),
            |_, _| Ok(true),
            writer,
            |codes, writer, columns| {
                let mut version = codes.version(files, &columns.record, &columns.origin)?;
                let place = (columns.origin.file.to_owned(), columns.origin.row);
                if simplified.contains(&place) {
                    version.record.procedure = Procedure::Simplified;
                }
                let warned = WarnedVersion {
                    kind: codes.known(WarningKind::named(columns.kind), columns.kind)?,
                    version,
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
        let of_fields = self.folder.join(REFUSED_FIELDS);
        let mut fields = FieldsCursor::open(&of_fields, config)?;
        let path = &self.folder.join("quarantine.parquet");
        Table::open(path)?.each(&names::<RefusedColumns<'_>>(), |row| {
            let refused = row.read::<RefusedColumns<'_>>(path)?;
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

impl Codes<'_> {
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

    /// Returns a record with the procedure of a word; the usual one without a word.
    fn under<'b>(
        &self,
        version: Version<'b>,
        procedure: Option<&str>,
    ) -> Result<Version<'b>, PublishedError> {
        let record = Record {
            procedure: self.procedure(procedure)?,
            ..version.record
        };
        Ok(Version { record, ..version })
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
