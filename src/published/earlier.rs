//! What a run passes on to the next: its ledger, evidence, superseded versions and refused rows, as they were written.
//!
//! All of it is trusted only as far as its hashes reach: `run.json` names that of the manifest and of what else was
//! published, the manifest those of its tables.

use super::records::{EVIDENCE, SUPERSEDED, WARNED};
use super::rows::{Codes, LEDGER};
use super::table::{Row, Table};
use super::{PublishedError, PublishedRun, json};
use crate::config::Config;
use crate::intake::{Flow, Record, Texts, Touched};
use crate::judgement::{AlertKey, Rule};
use crate::ledger::{Entry, Line};
use crate::outputs::{FileCounts, FileDays, InputEntry, PASSED_ON, RecordCounts, WarnedVersion, WarningEntry, WarningKind};
use crate::terms::{Day, Map, Mass, Origin, shown_path};
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
    /// What its refused rows may touch.
    pub touched: Vec<Touched>,
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
const READ: [&str; 7] =
    ["alerts.parquet", "evidence.parquet", "quarantine.parquet", "ledger.parquet", "superseded.parquet", "warned.parquet", PASSED_ON];

impl Earlier {
    /// The run that is current in an output folder; its tables are not looked at yet.
    pub fn current(out: &Path, config: &Config) -> Result<Self, PublishedError> {
        let folder = PublishedRun::current_folder(out)?;
        let notes: RunNotes = json(&folder.join("run.json"))?;
        check(&folder, &FileHash { file: "manifest.json".into(), blake3: notes.manifest_blake3 })?;
        let manifest: ManifestNotes = json(&folder.join("manifest.json"))?;
        let listed = manifest.outputs.iter().chain(&notes.more);
        let hash = |name: &&str| listed.clone().find(|entry| entry.file == **name).cloned();
        let missing = |name: &str| PublishedError::Missing { path: shown_path(folder.join(name)) };
        let path = folder.join(PASSED_ON);
        check(&folder, &hash(&PASSED_ON).ok_or_else(|| missing(PASSED_ON))?)?;
        let passed_on = super::notes::passed_on(&path)?;
        let hashes = READ.iter().map(|name| hash(name).ok_or_else(|| missing(name))).collect::<Result<Vec<_>, _>>()?;
        let mut passed: Map<String, FileDays> = passed_on.files.into_iter().map(|file| (file.file.clone(), file)).collect();
        let record = |entry: &InputEntry| match entry.counts {
            FileCounts::Filings(_) => None,
            FileCounts::Records(counts) => Some((entry.clone(), counts)),
        };
        let files = manifest.inputs.iter().filter_map(record).map(|(InputEntry { file, size, blake3, .. }, counts)| {
            let passed = passed.remove(file.as_str());
            let FileDays { days, touched, newest, .. } =
                passed.ok_or_else(|| PublishedError::other(&path, format!("it does not list {}", shown_path(&file))))?;
            // Codes of another configuration are of no use, and nothing goes on from its run.
            let touched = touched.iter().filter_map(|(importer, substance)| {
                let substance = substance.as_deref().map(|code| config.substance_codes.find(code).ok_or(()));
                Some(Touched { importer: config.country_codes.find(importer)?, substance: substance.transpose().ok()? })
            });
            Ok(EarlierFile { name: file, size, blake3, counts, days, touched: touched.collect(), newest })
        });
        let files = files.collect::<Result<_, PublishedError>>()?;
        let ManifestNotes { program, known_at, config_blake3, warnings, .. } = manifest;
        Ok(Self { folder, run: notes.run, version: program.version, known_at, config: config_blake3, files, warnings, hashes })
    }

    /// An error unless all that can be read of it is what was published.
    pub fn check(&self) -> Result<(), PublishedError> {
        self.hashes.par_iter().try_for_each(|hash| check(&self.folder, hash))
    }

    fn table<T>(&self, name: &str, read: impl FnOnce(&Path, &Table<'_>) -> Result<T, PublishedError>) -> Result<T, PublishedError> {
        let path = self.folder.join(name);
        read(&path, &Table::open(&path)?)
    }

    /// What `make` makes of the ledger, piece by piece in order.
    pub fn ledger<T: Send>(&self, config: &Config, make: impl Fn(&[Entry]) -> T + Sync) -> Result<Vec<T>, PublishedError> {
        self.table("ledger.parquet", |path, table| {
            let codes = Codes { config, path };
            let of_group = |group| {
                let (mut entries, mut last) = (Vec::new(), None);
                each(table, group, &LEDGER, |row| codes.next_entry(row, &mut last).map(|entry| entries.push(entry)))?;
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
        let alerts: Map<String, AlertKey> = self.alerts(config)?.into_iter().map(|key| (key.id(config), key)).collect();
        // A record, the two that say where it stands, and the alert.
        let mut columns = EVIDENCE[..13].to_vec();
        columns.push("alert_id");
        self.table("evidence.parquet", |path, table| {
            let codes = Codes { config, path };
            (0..table.groups()).into_par_iter().try_for_each_init(&writer, |writer, group| {
                // Alerts are in the order of their rules' names.
                if table.is_before(group, "alert_id", Rule::ImportExcess.name())? {
                    return Ok(());
                }
                let mut last: Option<(&String, &AlertKey)> = None;
                each(table, group, &columns, |row| {
                    let id = row.text(13);
                    let of_last = last.filter(|(same, _)| *same == id).or_else(|| alerts.get_key_value(id));
                    last = of_last;
                    let (_, key) = codes.known(of_last, id)?;
                    if key.rule != Rule::ExportExcess {
                        put(writer, key, &version(&codes, files, row, (0, 11))?);
                    }
                    Ok(())
                })
            })
        })
    }

    /// What its alerts are about.
    pub fn alerts(&self, config: &Config) -> Result<Vec<AlertKey>, PublishedError> {
        let columns = ["rule", "country", "partner", "substance", "year"];
        self.table("alerts.parquet", |path, table| {
            let codes = Codes { config, path };
            let mut keys = Vec::new();
            for group in 0..table.groups() {
                each(table, group, &columns, |row| {
                    let rule = Rule::ALL.into_iter().find(|rule| rule.name() == row.text(0));
                    keys.push(AlertKey {
                        rule: codes.known(rule, row.text(0))?,
                        country: codes.country(row.text(1))?,
                        partner: codes.maybe_country(row.text(2))?,
                        substance: codes.substance(row.text(3))?,
                        year: codes.known(i32::try_from(row.number(4)).ok(), "no year")?,
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
            (0..table.groups()).into_par_iter().try_for_each_init(&writer, |writer, group| {
                each(table, group, &SUPERSEDED, |row| {
                    put(writer, &version(&codes, files, row, (0, 11))?, &version(&codes, files, row, (13, 24))?);
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
            (0..table.groups()).into_par_iter().try_for_each_init(&writer, |writer, group| {
                each(table, group, &WARNED, |row| {
                    let kind = codes.known(WarningKind::named(row.text(13)), row.text(13))?;
                    put(writer, WarnedVersion { kind, version: version(&codes, files, row, (0, 11))?, stands: row.flag(14) });
                    Ok(())
                })
            })
        })
    }

    /// The refused rows of records, in order: file, row, reason, and id, detail and text.
    pub fn refused(
        &self,
        files: &FileNumbers,
        mut add: impl FnMut(u32, u64, &str, [&str; 3]) -> Result<(), &'static str>,
    ) -> Result<(), PublishedError> {
        let columns = ["kind", "source_file", "source_row", "reason", "id", "detail", "raw"];
        self.table("quarantine.parquet", |path, table| {
            (0..table.groups()).try_for_each(|group| {
                each(table, group, &columns, |row| {
                    if row.text(0) != crate::intake::Kind::Record.name() {
                        return Ok(());
                    }
                    let file = files.get(row.text(1)).copied();
                    let file = file.ok_or_else(|| PublishedError::other(path, format!("it read no {}", shown_path(row.text(1)))))?;
                    let number = u64::try_from(row.number(2)).unwrap_or(0);
                    let texts = [row.text(4), row.text(5), row.text(6)];
                    add(file, number, row.text(3), texts).map_err(|found| PublishedError::other(path, found))
                })
            })
        })
    }
}

/// The texts of a line of the ledger, and the line.
type LastLine = Option<([String; 3], Line)>;

impl Codes<'_> {
    /// A row of the columns of [`LEDGER`], mostly of the same line as the one before.
    fn next_entry(&self, row: Row<'_>, last: &mut LastLine) -> Result<Entry, PublishedError> {
        let texts = [row.text(0), row.text(1), row.text(2)];
        if let Some((same, line)) = last
            && *same == texts
        {
            let base = self.known(row.decimal(4).map(Mass::from_units), "no mass")?;
            let Line { basis, importer, substance } = *line;
            return Ok(Entry { basis, importer, substance, day: self.day(row, 3)?, base, records: row.number(5) });
        }
        let entry = self.entry(row)?;
        *last = Some((texts.map(ToOwned::to_owned), entry.line()));
        Ok(entry)
    }
}

/// Goes through the rows of a group, up to the first error.
fn each(
    table: &Table<'_>,
    group: usize,
    columns: &[&'static str],
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

/// A record of the columns that show one, from the place of the first on, and the two that say where it stands.
fn version<'b>(
    codes: &Codes<'_>,
    files: &FileNumbers,
    row: Row<'b>,
    (first, place): (usize, usize),
) -> Result<Version<'b>, PublishedError> {
    let record = Record {
        date: codes.day(row, first + 1)?,
        received: codes.day(row, first + 2)?,
        reporter: codes.country(row.text(first + 3))?,
        partner: codes.maybe_country(row.text(first + 4))?,
        flow: codes.known(Flow::read(row.text(first + 5)), row.text(first + 5))?,
        form: codes.form(row.text(first + 6))?,
        quantity: codes.quantity(row, first + 7)?,
        reexport: codes.quantity(row, first + 8)?,
    };
    let texts = Texts { record_id: row.text(first), authorisation: row.text(first + 9), special_licence: row.text(first + 10) };
    Ok(Version { origin: origin(codes, files, row, place)?, record, texts })
}

fn origin(codes: &Codes<'_>, files: &FileNumbers, row: Row<'_>, column: usize) -> Result<Origin, PublishedError> {
    let file = codes.known(files.get(row.text(column)).copied(), row.text(column))?;
    Ok(Origin { file, row: u64::try_from(row.number(column + 1)).unwrap_or(0) })
}

/// An error unless a file is there, and what was published.
fn check(folder: &Path, of: &FileHash) -> Result<(), PublishedError> {
    let path = folder.join(&of.file);
    let mut hasher = blake3::Hasher::new();
    let read = File::open(&path).and_then(|file| hasher.update_reader(file).map(|_| ()));
    read.map_err(|error| PublishedError::io(&path, error))?;
    let same = hasher.finalize().to_hex().as_str() == of.blake3;
    if same { Ok(()) } else { Err(PublishedError::other(&path, "its hash is another")) }
}
