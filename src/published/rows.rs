//! The rows of the tables, as what they were written from.

use super::table::{Key, Row, Table};
use super::{PublishedError, PublishedRun};
use crate::config::Config;
use crate::estimates::ReadFiling;
use crate::intake::{Filing, FilingKind, Flow};
use crate::judgement::Rule;
use crate::ledger::{Basis, Entry};
use crate::terms::{Country, Day, Factor, Form, Mass, Origin, Quantity, Substance};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

/// A row of `alerts.parquet`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertRow {
    /// Its name.
    pub id: String,
    /// Which rule.
    pub rule: Rule,
    /// The notified country.
    pub country: Country,
    /// The importing country of an `export-excess`.
    pub partner: Option<Country>,
    /// Which substance.
    pub substance: Substance,
    /// Which calendar year.
    pub year: i64,
    /// The first, peak and last day in excess, and the day on which it was cured.
    pub days: [Option<Day>; 4],
    /// Running total, estimate and excess on the first day, excess at the peak, total of the year.
    pub masses: [Option<Mass>; 5],
    /// The status of the estimate on the first day; empty for rules that compare nothing.
    pub status: String,
    /// The governing filing on that day; empty where there is none.
    pub filing: String,
    /// Days and records in excess, and all records.
    pub counts: [i64; 3],
}

/// A row of `evidence.parquet`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceRow {
    /// The record.
    pub record: RecordRow,
    /// The share of base of the alert's substance.
    pub factor: Factor,
    /// The base mass it adds.
    pub base: Mass,
    /// The group's running total at the end of its day.
    pub running_total: Mass,
    /// The estimate in force that day, for rules that compare.
    pub estimate: Option<Mass>,
    /// Whether its day is in excess.
    pub in_excess: bool,
}

/// A record as it was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow {
    /// The reporter's own id.
    pub id: String,
    /// Day of the movement.
    pub date: Day,
    /// Day it reached the Board.
    pub received: Day,
    /// Who reports.
    pub reporter: Country,
    /// The other side.
    pub partner: Option<Country>,
    /// As the reporter sees it.
    pub flow: Flow,
    /// What was shipped.
    pub form: Form,
    /// How much.
    pub quantity: Quantity,
    /// How much of that for re-export.
    pub reexport: Quantity,
    /// Number of the import authorisation.
    pub authorisation: String,
    /// Number of the special licence.
    pub special_licence: String,
    /// Its file.
    pub file: String,
    /// Its row.
    pub row: i64,
}

impl RecordRow {
    /// Whose import it is; `None`: an export to nobody known.
    #[must_use]
    pub const fn importer(&self) -> Option<Country> {
        match self.flow {
            Flow::Import => Some(self.reporter),
            Flow::Export => self.partner,
        }
    }
}

/// A row of `superseded.parquet`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupersededRow {
    /// The version that does not stand.
    pub record: RecordRow,
    /// The file and row of the version that does.
    pub standing: (String, i64),
}

/// A row of `quarantine.parquet`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRow {
    /// `filing` or `record`.
    pub kind: String,
    /// Its file.
    pub file: String,
    /// Its row.
    pub row: i64,
    /// Its id, where that can be read.
    pub id: String,
    /// The reason of the refusal.
    pub reason: String,
    /// What was found and expected.
    pub detail: String,
    /// Its text.
    pub raw: String,
}

/// What an account has of a country and substance in some years.
pub type Account = Vec<Entry>;

/// Finds the codes of a run's tables in its own lists.
pub(super) struct Codes<'a> {
    pub(super) config: &'a Config,
    pub(super) path: &'a Path,
}

impl Codes<'_> {
    pub(super) fn known<T>(&self, found: Option<T>, text: &str) -> Result<T, PublishedError> {
        found.ok_or_else(|| PublishedError::other(self.path, format!("{text:?} is none of its codes")))
    }

    fn country(&self, code: &str) -> Result<Country, PublishedError> {
        self.known(self.config.country_codes.find(code), code)
    }

    fn maybe_country(&self, code: &str) -> Result<Option<Country>, PublishedError> {
        if code.is_empty() { Ok(None) } else { self.country(code).map(Some) }
    }

    fn substance(&self, code: &str) -> Result<Substance, PublishedError> {
        self.known(self.config.substance_codes.find(code), code)
    }

    fn day(&self, row: Row<'_>, column: usize) -> Result<Day, PublishedError> {
        self.known(row.day(column).map(Day::from_number), "no day")
    }

    fn quantity(&self, row: Row<'_>, column: usize) -> Result<Quantity, PublishedError> {
        self.known(row.decimal(column).and_then(Quantity::from_millionths), "a quantity past the limit")
    }

    /// A row of the columns of [`LEDGER`].
    fn entry(&self, row: Row<'_>) -> Result<Entry, PublishedError> {
        let basis = Basis::ALL.into_iter().find(|basis| basis.name() == row.text(0));
        Ok(Entry {
            basis: self.known(basis, row.text(0))?,
            importer: self.country(row.text(1))?,
            substance: self.substance(row.text(2))?,
            day: self.day(row, 3)?,
            base: self.known(row.decimal(4).map(Mass::from_units), "no mass")?,
            records: row.number(5),
        })
    }

    /// The columns of [`RECORD`], from the place of the first on, and the two that say where it stands.
    pub(super) fn record(&self, row: Row<'_>, first: usize, file: usize) -> Result<RecordRow, PublishedError> {
        let flow = Flow::read(row.text(first + 5));
        Ok(RecordRow {
            id: row.text(first).to_owned(),
            date: self.day(row, first + 1)?,
            received: self.day(row, first + 2)?,
            reporter: self.country(row.text(first + 3))?,
            partner: self.maybe_country(row.text(first + 4))?,
            flow: self.known(flow, row.text(first + 5))?,
            form: self.known(self.config.form_codes.find(row.text(first + 6)), row.text(first + 6))?,
            quantity: self.quantity(row, first + 7)?,
            reexport: self.quantity(row, first + 8)?,
            authorisation: row.text(first + 9).to_owned(),
            special_licence: row.text(first + 10).to_owned(),
            file: row.text(file).to_owned(),
            row: row.number(file + 1),
        })
    }
}

/// The columns of the ledger, in the order in which [`Codes::entry`] takes them.
const LEDGER: [&str; 6] = ["basis", "importer", "substance", "date", "base_g", "records"];

/// The columns of a record, in the order in which [`Codes::record`] takes them.
pub(super) const RECORD: [&str; 11] = [
    "record_id",
    "date",
    "received",
    "reporter",
    "partner",
    "flow",
    "form",
    "quantity_g",
    "reexport_g",
    "authorisation",
    "special_licence",
];

/// Goes through some rows of a table and keeps what is made of each, or the first error.
pub(super) fn gathered<T>(
    path: &Path,
    columns: &[&'static str],
    keys: &[Key<'_>],
    mut read: impl FnMut(Row<'_>) -> Result<Option<T>, PublishedError>,
) -> Result<Vec<T>, PublishedError> {
    let (mut rows, mut fault) = (Vec::new(), None);
    Table::open(path)?.each(columns, keys, |row| {
        if fault.is_none() {
            match read(row) {
                Ok(found) => rows.extend(found),
                Err(error) => fault = Some(error),
            }
        }
    })?;
    fault.map_or(Ok(rows), Err)
}

/// The valid filings of a run, or those of one country, and the files that their origins number.
pub(super) fn filings(path: &Path, config: &Config, of: Option<Country>) -> Result<(Vec<ReadFiling>, Vec<String>), PublishedError> {
    let columns = ["country", "substance", "filing_id", "kind", "received", "effective", "grams", "note", "source_file", "source_row"];
    let codes = Codes { config, path };
    let country = of.map(|country| [config.country_code(country)]);
    let keys: Vec<Key<'_>> = country.iter().map(|country| Key { column: "country", values: country }).collect();
    // Files by number, as the origin of a filing has them; in the order of their names, as the run had.
    let mut files: BTreeMap<String, u32> = BTreeMap::new();
    let mut names = Vec::new();
    let mut filings = gathered(path, &columns, &keys, |row| {
        let filing = Filing {
            country: codes.country(row.text(0))?,
            substance: codes.substance(row.text(1))?,
            kind: codes.known(FilingKind::read(row.text(3)), row.text(3))?,
            received: codes.day(row, 4)?,
            effective: row.day(5).map(Day::from_number),
            grams: codes.quantity(row, 6)?,
        };
        let note = Some(row.text(7)).filter(|note| !note.is_empty()).map(Into::into);
        names.push(row.text(8).to_owned());
        files.entry(row.text(8).to_owned()).or_insert(0);
        let origin = Origin { file: 0, row: u64::try_from(row.number(9)).unwrap_or(0) };
        Ok(Some(ReadFiling { filing, id: row.text(2).into(), note, origin }))
    })?;
    files.values_mut().zip(0..).for_each(|(file, number)| *file = number);
    for (filing, name) in filings.iter_mut().zip(names) {
        filing.origin.file = files.get(&name).copied().unwrap_or(0);
    }
    Ok((filings, files.into_keys().collect()))
}

impl PublishedRun {
    /// The ledger of a country and substance, of both accounts, by account and day.
    pub fn ledger(&self, importer: Country, substance: Substance) -> Result<Account, PublishedError> {
        let (importer_code, substance_code) = (self.config.country_code(importer), self.config.substance_code(substance));
        self.entries(&[Key { column: "importer", values: &[importer_code] }, Key { column: "substance", values: &[substance_code] }])
    }

    /// What `add` makes of the ledger of all countries and substances on some days, by row group.
    pub fn ledger_on<T: Default + Send>(&self, days: Range<Day>, add: impl Fn(&mut T, &Entry) + Sync) -> Result<Vec<T>, PublishedError> {
        let path = self.path("ledger.parquet");
        let codes = Codes { config: &self.config, path: &path };
        let table = Table::open(&path)?;
        let of_group = |group| {
            let (mut sum, mut fault) = (T::default(), None);
            table.each_of(group, &LEDGER, |row| {
                // Most rows are of other days, and need no look at their codes.
                let wanted = row.day(3).map(Day::from_number).is_some_and(|day| days.contains(&day));
                if wanted && fault.is_none() {
                    match codes.entry(row) {
                        Ok(entry) => add(&mut sum, &entry),
                        Err(error) => fault = Some(error),
                    }
                }
            })?;
            fault.map_or(Ok(sum), Err)
        };
        (0..table.groups()).into_par_iter().map(of_group).collect()
    }

    /// The ledger of a country, of both accounts and all substances, by account, substance and day.
    pub fn ledger_of(&self, importer: Country) -> Result<Account, PublishedError> {
        self.entries(&[Key { column: "importer", values: &[self.config.country_code(importer)] }])
    }

    fn entries(&self, keys: &[Key<'_>]) -> Result<Account, PublishedError> {
        let path = self.path("ledger.parquet");
        let codes = Codes { config: &self.config, path: &path };
        gathered(&path, &LEDGER, keys, |row| codes.entry(row).map(Some))
    }

    /// The alerts, or the one of that name.
    pub fn alerts(&self, id: Option<&str>) -> Result<Vec<AlertRow>, PublishedError> {
        let path = self.path("alerts.parquet");
        let codes = Codes { config: &self.config, path: &path };
        let columns = [
            "alert_id",
            "rule",
            "country",
            "partner",
            "substance",
            "year",
            "first_excess_date",
            "peak_excess_date",
            "last_excess_date",
            "cured_on",
            "running_total_g",
            "estimate_g",
            "excess_g",
            "peak_excess_g",
            "year_total_g",
            "estimate_status",
            "filing_id",
            "excess_days",
            "excess_records",
            "records",
        ];
        let values = id.map(|id| [id]);
        let keys: Vec<Key<'_>> = values.iter().map(|values| Key { column: "alert_id", values }).collect();
        gathered(&path, &columns, &keys, |row| {
            let rule = Rule::ALL.into_iter().find(|rule| rule.name() == row.text(1));
            Ok(Some(AlertRow {
                id: row.text(0).to_owned(),
                rule: codes.known(rule, row.text(1))?,
                country: codes.country(row.text(2))?,
                partner: codes.maybe_country(row.text(3))?,
                substance: codes.substance(row.text(4))?,
                year: row.number(5),
                days: [6, 7, 8, 9].map(|column| row.day(column).map(Day::from_number)),
                masses: [10, 11, 12, 13, 14].map(|column| row.decimal(column).map(Mass::from_units)),
                status: row.text(15).to_owned(),
                filing: row.text(16).to_owned(),
                counts: [17, 18, 19].map(|column| row.number(column)),
            }))
        })
    }
}
