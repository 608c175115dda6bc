//! What a run passes on to the next: its ledger, evidence, superseded versions and refused rows, as they were written.
//!
//! All of it is trusted only as far as its hashes reach: `run.json` names that of the manifest and of what else was
//! published, the manifest those of its tables.

use super::refused::FieldsCursor;
use super::rows::Codes;
use super::table::{Row, Table};
use super::{PublishedError, PublishedRun, json};
use crate::archive::tables::{
    AlertColumns, EvidenceColumns, LedgerColumns, OriginColumns, RecordColumns, RefusedColumns,
    SupersededColumns, WarnedColumns, names,
};
use crate::archive::{
    FileCounts, FileDays, InputEntry, PASSED_ON, REFUSED_FIELDS, RecordCounts, Refusal,
    WarnedVersion, WarningEntry, WarningKind,
};
use crate::config::Config;
use crate::intake::{Flow, Kind, Reason, Record, Texts};
use crate::judgement::{AlertKey, Rule};
use crate::ledger::{Entry, Line};
use crate::terms::{Day, Map, Origin, shown_path};
use crate::versions::Version;
use rayon::prelude::*;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

/// The run that is current, as one to go on from.
#[derive(Debug)]
pub struct Earlier {
    folder: PathBuf,
    /// Its number.
    pub run: String,
    /// The version of the program that published it.
    pub version: String,
    /// The day by which what it judged with had been received.
    pub known_at: Option<Day>,
    /// The hash of its configuration.
    pub config: String,
    /// The files of records that it read, in path order.
    pub files: Vec<EarlierFile>,
    /// What it warned of.
    pub warnings: Vec<WarningEntry>,
    hashes: Vec<FileHash>,
}

/// A file of records that an earlier run read.
#[derive(Debug)]
pub struct EarlierFile {
    /// Relative to the dataset.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Its hash.
    pub blake3: String,
    /// What became of its rows.
    pub counts: RecordCounts,
    /// The first and the last date of its valid, known records.
    pub days: Option<(Day, Day)>,
    /// The last date of those of each reporter, by its code.
    pub newest: BTreeMap<String, Day>,
}

/// The files of records as this run numbers them.
pub type FileNumbers = Map<String, u32>;

#[derive(Clone, Debug, Deserialize)]
struct FileHash {
    file: String,
    blake3: String,
}

#[derive(Deserialize)]
struct RunNotes {
    run: String,
    manifest_blake3: String,
    more: Vec<FileHash>,
}

#[derive(Deserialize)]
struct ProgramNotes {
    version: String,
}

#[derive(Deserialize)]
struct ManifestNotes {
    program: ProgramNotes,
    known_at: Option<Day>,
    config_blake3: String,
    inputs: Vec<InputEntry>,
    #[serde(default)]
    warnings: Vec<WarningEntry>,
    outputs: Vec<FileHash>,
}

/// What is read back.
const READ: [&str; 8] = [
    "alerts.parquet",
    "evidence.parquet",
    "quarantine.parquet",
    REFUSED_FIELDS,
    "ledger.parquet",
    "superseded.parquet",
    "warned.parquet",
    PASSED_ON,
];

impl Earlier {
    /// The run that is current in an output folder; its tables are not looked at yet.
    pub fn current(out: &Path) -> Result<Self, PublishedError> {
        let folder = PublishedRun::current_folder(out)?;
        let notes: RunNotes = json(&folder.join("run.json"))?;
        check(
            &folder,
            &FileHash {
                file: "manifest.json".into(),
                blake3: notes.manifest_blake3,
            },
        )?;
        let manifest: ManifestNotes = json(&folder.join("manifest.json"))?;
        let listed = manifest.outputs.iter().chain(&notes.more);
        let hash = |name: &&str| listed.clone().find(|entry| entry.file == **name).cloned();
        let missing = |name: &str| PublishedError::Missing {
            path: shown_path(folder.join(name)),
        };
        let path = folder.join(PASSED_ON);
        check(
            &folder,
            &hash(&PASSED_ON).ok_or_else(|| missing(PASSED_ON))?,
        )?;
        let passed_on = super::notes::passed_on(&path)?;
        let hashes = READ
            .iter()
            .map(|name| hash(name).ok_or_else(|| missing(name)))
            .collect::<Result<Vec<_>, _>>()?;
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
        let ManifestNotes {
            program,
            known_at,
            config_blake3,
            warnings,
            ..
        } = manifest;
        Ok(Self {
            folder,
            run: notes.run,
            version: program.version,
            known_at,
            config: config_blake3,
            files,
            warnings,
            hashes,
        })
    }

    /// An error unless all that can be read of it is what was published.
    pub fn check(&self) -> Result<(), PublishedError> {
        self.hashes
            .par_iter()
            .try_for_each(|hash| check(&self.folder, hash))
    }

    fn table<T>(
        &self,
        name: &str,
        read: impl FnOnce(&Path, &Table<'_>) -> Result<T, PublishedError>,
    ) -> Result<T, PublishedError> {
        let path = self.folder.join(name);
        read(&path, &Table::open(&path)?)
    }

    /// What `make` makes of the ledger, piece by piece in order.
    pub fn ledger<T: Send>(
        &self,
        config: &Config,
        make: impl Fn(&[Entry]) -> T + Sync,
    ) -> Result<Vec<T>, PublishedError> {
        self.table("ledger.parquet", |path, table| {
            let codes = Codes { config, path };
            let of_group = |group| {
                let (mut entries, mut last) = (Vec::new(), None);
                each(table, group, &names::<LedgerColumns<'_>>(), |row| {
                    entries
                        .push(codes.next_entry(&row.read::<LedgerColumns<'_>>(path)?, &mut last)?);
                    Ok(())
                })?;
                Ok(make(&entries))
            };
            (0..table.groups()).into_par_iter().map(of_group).collect()
        })
    }

    /// The evidence of all alerts but those of exporters, which is that of their partners again, in no order.
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
        self.table("evidence.parquet", |path, table| {
            let codes = Codes { config, path };
            (0..table.groups())
                .into_par_iter()
                .try_for_each_init(&writer, |writer, group| {
                    // Alerts are in the order of their rules' names.
                    if table.is_before(group, "alert_id", Rule::ImportExcess.name())? {
                        return Ok(());
                    }
                    let mut last: Option<(&String, &AlertKey)> = None;
                    each(table, group, &names::<EvidenceColumns<'_>>(), |row| {
                        let columns = row.read::<EvidenceColumns<'_>>(path)?;
                        let id = columns.alert_id;
                        let of_last = last
                            .filter(|(same, _)| *same == id)
                            .or_else(|| alerts.get_key_value(id));
                        last = of_last;
                        let (_, key) = codes.known(of_last, id)?;
                        if key.rule != Rule::ExportExcess {
                            put(
                                writer,
                                key,
                                &version(&codes, files, &columns.record, &columns.origin)?,
                            );
                        }
                        Ok(())
                    })
                })
        })
    }

    /// What its alerts are about.
    pub fn alerts(&self, config: &Config) -> Result<Vec<AlertKey>, PublishedError> {
        self.table("alerts.parquet", |path, table| {
            let codes = Codes { config, path };
            let mut keys = Vec::new();
            for group in 0..table.groups() {
                each(table, group, &names::<AlertColumns<'_>>(), |row| {
                    let alert = row.read::<AlertColumns<'_>>(path)?;
                    let rule = Rule::ALL.into_iter().find(|rule| rule.name() == alert.rule);
                    keys.push(AlertKey {
                        rule: codes.known(rule, alert.rule)?,
                        country: codes.country(alert.country)?,
                        partner: alert.partner.map(|code| codes.country(code)).transpose()?,
                        substance: codes.substance(alert.substance)?,
                        year: alert.year,
                    });
                    Ok(())
                })?;
            }
            Ok(keys)
        })
    }

    /// The versions that do not stand, each with the one that does, in no order.
    pub fn superseded<W>(
        &self,
        (config, files): (&Config, &FileNumbers),
        writer: impl Fn() -> W + Sync + Send,
        put: impl Fn(&mut W, &Version<'_>, &Version<'_>) + Sync + Send,
    ) -> Result<(), PublishedError> {
        self.table("superseded.parquet", |path, table| {
            let codes = Codes { config, path };
            (0..table.groups())
                .into_par_iter()
                .try_for_each_init(&writer, |writer, group| {
                    each(table, group, &names::<SupersededColumns<'_>>(), |row| {
                        let columns = row.read::<SupersededColumns<'_>>(path)?;
                        let own = version(&codes, files, &columns.record, &columns.origin)?;
                        put(
                            writer,
                            &own,
                            &version(
                                &codes,
                                files,
                                &columns.standing_record(),
                                &columns.standing_origin,
                            )?,
                        );
                        Ok(())
                    })
                })
        })
    }

    /// The records that its warnings concern, in no order.
    pub fn warned<W>(
        &self,
        (config, files): (&Config, &FileNumbers),
        writer: impl Fn() -> W + Sync + Send,
        put: impl Fn(&mut W, WarnedVersion<'_>) + Sync + Send,
    ) -> Result<(), PublishedError> {
        self.table("warned.parquet", |path, table| {
            let codes = Codes { config, path };
            (0..table.groups())
                .into_par_iter()
                .try_for_each_init(&writer, |writer, group| {
                    each(table, group, &names::<WarnedColumns<'_>>(), |row| {
                        let columns = row.read::<WarnedColumns<'_>>(path)?;
                        let kind = codes.known(WarningKind::named(columns.kind), columns.kind)?;
                        let version = version(&codes, files, &columns.record, &columns.origin)?;
                        put(
                            writer,
                            WarnedVersion {
                                kind,
                                version,
                                stands: columns.stands,
                            },
                        );
                        Ok(())
                    })
                })
        })
    }

    /// The refused rows of records, in order, each with its file.
    pub fn refused(
        &self,
        (config, files): (&Config, &FileNumbers),
        mut add: impl FnMut(u32, Refusal),
    ) -> Result<(), PublishedError> {
        let path = self.folder.join(REFUSED_FIELDS);
        let mut fields = FieldsCursor::open(&path, config)?;
        self.table("quarantine.parquet", |path, table| {
            (0..table.groups()).try_for_each(|group| {
                each(table, group, &names::<RefusedColumns<'_>>(), |row| {
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
            })
        })
    }
}

/// The texts of a line of the ledger, and the line.
type LastLine = Option<([String; 3], Line)>;

impl Codes<'_> {
    /// A row of the ledger, mostly of the same line as the one before.
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
}

/// Goes through the rows of a group, up to the first error.
fn each(
    table: &Table<'_>,
    group: usize,
    columns: &[String],
    mut each: impl FnMut(Row<'_>) -> Result<(), PublishedError>,
) -> Result<(), PublishedError> {
    let mut done = Ok(());
    table.each_of(group, columns, |row| {
        if done.is_ok() {
            done = each(row);
        }
    })?;
    done
}

/// A record as it was published.
fn version<'b>(
    codes: &Codes<'_>,
    files: &FileNumbers,
    columns: &RecordColumns<'b>,
    origin: &OriginColumns<'_>,
) -> Result<Version<'b>, PublishedError> {
    let record = Record {
        date: columns.date,
        received: columns.received,
        reporter: codes.country(columns.reporter)?,
        partner: columns
            .partner
            .map(|code| codes.country(code))
            .transpose()?,
        flow: codes.known(Flow::read(columns.flow), columns.flow)?,
        form: codes.form(columns.form)?,
        quantity: columns.quantity_g,
        reexport: columns.reexport_g,
    };
    let texts = Texts {
        record_id: columns.record_id,
        authorisation: columns.authorisation.unwrap_or_default(),
        special_licence: columns.special_licence.unwrap_or_default(),
    };
    let file = codes.known(files.get(origin.file).copied(), origin.file)?;
    Ok(Version {
        origin: Origin {
            file,
            row: u64::try_from(origin.row).unwrap_or(0),
        },
        record,
        texts,
    })
}

/// An error unless a file is there, and what was published.
fn check(folder: &Path, of: &FileHash) -> Result<(), PublishedError> {
    let path = folder.join(&of.file);
    let mut hasher = blake3::Hasher::new();
    let read = File::open(&path).and_then(|file| hasher.update_reader(file).map(|_| ()));
    read.map_err(|error| PublishedError::io(&path, error))?;
    let same = hasher.finalize().to_hex().as_str() == of.blake3;
    if same {
        Ok(())
    } else {
        Err(PublishedError::other(&path, "its hash is another"))
    }
}
