//! Reads the rows of a table back into its columns, and those of alerts, ledger and filings into what they were written from.

use super::table::{ColumnFilter, DecodedRow, Pull, Table};
use super::{PublishedError, PublishedRun};
use crate::archive::AlertFigures;
use crate::archive::tables::{
    Absent, AlertColumns, Columns, FilingColumns, LedgerColumns, OwnExportColumns,
};
use crate::config::{Config, FilingKind};
use crate::estimates::ReadFiling;
use crate::evidence::Alert;
use crate::judgement::{
    AlertKey, Doubt, Excess, FirstExcess, Limits, Listing, Rule, Verdict, Year, level_on,
};
use crate::ledger::{Basis, Entry, OwnExport};
use crate::parallel;
use crate::records::Filing;
use crate::terms::{Country, Day, Form, Origin, Substance};
use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A row of `alerts.parquet`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertRow {
    /// The id of the alert.
    pub id: String,
    /// The rule.
    pub rule: Rule,
    /// The notified country.
    pub country: Country,
    /// The importing country where the rule notifies the exporter.
    pub partner: Option<Country>,
    /// The substance.
    pub substance: Substance,
    /// The calendar year.
    pub year: i64,
    /// The figures.
    pub figures: AlertFigures,
    /// Whether the group has a record of a period longer than a day on the first day in excess; `None` if the rule only lists, and
    /// for runs of older versions.
    pub not_later: Option<bool>,
    /// The doubts, in order.
    pub doubts: Vec<Doubt>,
}

/// The entries of the ledger for some countries, substances and years.
pub type Account = Vec<Entry>;

impl AlertRow {
    /// Returns the key of the alert.
    #[must_use]
    pub fn key(&self) -> AlertKey {
        AlertKey {
            rule: self.rule,
            country: self.country,
            partner: self.partner,
            substance: self.substance,
            year: i32::try_from(self.year).unwrap_or(i32::MAX),
        }
    }

    /// Returns the country whose estimate applies.
    #[must_use]
    pub fn importer(&self) -> Country {
        self.partner.unwrap_or(self.country)
    }

    /// Returns the alert as the run found it. `limits` are the levels of the run, which complete what the table says.
    #[must_use]
    pub fn alert(&self, limits: &Limits<'_>) -> Alert {
        let figures = &self.figures;
        let year = Year {
            total: figures.year_total,
            records: figures.records,
        };
        let first_day = figures.first_excess_date;
        let levels = limits.of(self.importer(), self.substance);
        let level_on = |day: Day| level_on(&levels, day).clone();
        let verdict = if self.rule.lists_only() {
            Verdict::Listing(Listing {
                first_day,
                last_day: figures.last_excess_date,
                days: figures.excess_days,
                year,
            })
        } else {
            let peak_day = figures.peak_excess_date.unwrap_or(first_day);
            Verdict::Excess(Excess {
                first: FirstExcess {
                    day: first_day,
                    running_total: figures.running_total.unwrap_or_default(),
                    level: level_on(first_day),
                },
                peak_day,
                peak: figures.peak_excess.unwrap_or_default(),
                peak_level: level_on(peak_day),
                last_day: figures.last_excess_date,
                days: figures.excess_days,
                records: figures.excess_records,
                year,
                cured_on: figures.cured_on,
            })
        };
        Alert {
            key: self.key(),
            verdict,
            not_later: self.not_later,
            doubts: self.doubts.iter().copied().collect(),
        }
    }
}

/// Finds the codes of a run's table in the run's own lists.
pub struct CodeLookup<'a> {
    pub(super) config: &'a Config,
    pub(super) path: PathBuf,
}

/// The rows of a table of a run, to be read back as the columns `C`.
pub struct TableRows<'a, C> {
    pub(super) codes: CodeLookup<'a>,
    pub(super) table: Table,
    absent: Absent,
    columns: Vec<String>,
    of: PhantomData<fn() -> C>,
}

impl<'a, C: Columns> TableRows<'a, C> {
    /// Opens the table in the folder of a run, of which some files are given in order. A table of an older version may lack the
    /// columns that are newer.
    pub fn open(
        folder: &Path,
        files: &[String],
        config: &'a Config,
    ) -> Result<Self, PublishedError> {
        let path = folder.join(C::FILE);
        let table = Table::of(files.iter().map(|file| folder.join(file)))?;
        let (absent, columns) = table.columns_of::<C>();
        Ok(Self {
            codes: CodeLookup { config, path },
            table,
            absent,
            columns,
            of: PhantomData,
        })
    }

    /// Reads all columns of a row.
    pub(super) fn read<'b>(&self, row: DecodedRow<'b>) -> Result<C::Read<'b>, PublishedError> {
        row.read::<C>(self.absent, &self.codes.path)
    }

    /// Passes on all rows in order, up to the first error.
    pub fn each<E: From<PublishedError>>(
        &self,
        mut each: impl FnMut(&CodeLookup<'a>, C::Read<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.table
            .each(&self.columns, |row| each(&self.codes, self.read(row)?))
    }

    /// Passes on the rows of a row group in order, up to the first error.
    pub(super) fn each_of<E: From<PublishedError>>(
        &self,
        group: usize,
        mut each: impl FnMut(DecodedRow<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.table.each_of(group, &self.columns, &mut each)
    }

    /// Returns the rows in some ranges of places in the table: ascending, without overlaps.
    pub(super) fn pull(&self, ranges: &[Range<u64>]) -> Result<Pull, PublishedError> {
        self.table.pull(&self.columns, ranges)
    }

    /// Returns what `read` makes of the rows that match the keys, in order; fails with the first error.
    pub(super) fn with<T>(
        &self,
        keys: &[ColumnFilter<'_>],
        mut read: impl FnMut(&CodeLookup<'a>, C::Read<'_>) -> Result<Option<T>, PublishedError>,
    ) -> Result<Vec<T>, PublishedError> {
        let mut rows = Vec::new();
        self.table.each_with(&self.columns, keys, |row| {
            rows.extend(read(&self.codes, self.read(row)?)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// Returns what `read` makes of the rows that match the keys and that `is` picks by the columns `asked`, in order, without those of
    /// which it makes nothing.
    pub(super) fn picked<T: Send>(
        &self,
        keys: &[ColumnFilter<'_>],
        asked: &[&str],
        is: impl Fn(DecodedRow<'_>) -> bool + Sync,
        read: impl Fn(&CodeLookup<'a>, C::Read<'_>) -> Result<Option<T>, PublishedError> + Sync,
    ) -> Result<Vec<T>, PublishedError> {
        self.table.picked_by(keys, asked, is, &self.columns, |row| {
            read(&self.codes, self.read(row)?)
        })
    }
}

impl CodeLookup<'_> {
    pub(super) fn known<T>(&self, found: Option<T>, text: &str) -> Result<T, PublishedError> {
        found.ok_or_else(|| {
            PublishedError::other(&self.path, format!("{text:?} is none of its codes"))
        })
    }

    pub(super) fn country(&self, code: &str) -> Result<Country, PublishedError> {
        self.known(self.config.country_codes.find(code), code)
    }

    pub(super) fn substance(&self, code: &str) -> Result<Substance, PublishedError> {
        self.known(self.config.substance_codes.find(code), code)
    }

    pub(super) fn form(&self, code: &str) -> Result<Form, PublishedError> {
        self.known(self.config.form_codes.find(code), code)
    }

    /// Returns the key of an alert.
    pub(super) fn alert(&self, columns: &AlertColumns<'_>) -> Result<AlertKey, PublishedError> {
        let rule = Rule::named(columns.rule);
        let partner = columns.partner.map(|code| self.country(code));
        Ok(AlertKey {
            rule: self.known(rule, columns.rule)?,
            country: self.country(columns.country)?,
            partner: partner.transpose()?,
            substance: self.substance(columns.substance)?,
            year: columns.year,
        })
    }

    /// Returns an alert with its figures.
    pub(super) fn alert_row(&self, alert: &AlertColumns<'_>) -> Result<AlertRow, PublishedError> {
        let key = self.alert(alert)?;
        let doubt = |name: &&str| self.known(Doubt::named(name), name);
        Ok(AlertRow {
            id: alert.alert_id.to_owned(),
            rule: key.rule,
            country: key.country,
            partner: key.partner,
            substance: key.substance,
            year: key.year.into(),
            figures: AlertFigures {
                own_exports: alert.own_exports_g,
                ..alert.figures.clone().into()
            },
            not_later: alert.first_excess_not_later,
            doubts: alert.doubts.iter().map(doubt).collect::<Result<_, _>>()?,
        })
    }

    /// Returns an entry of the ledger.
    pub(super) fn entry(&self, columns: &LedgerColumns<'_>) -> Result<Entry, PublishedError> {
        let basis = Basis::named(columns.basis);
        Ok(Entry {
            basis: self.known(basis, columns.basis)?,
            importer: self.country(columns.importer)?,
            substance: self.substance(columns.substance)?,
            day: columns.date,
            base: columns.base_g,
            records: columns.records,
        })
    }
}

impl CodeLookup<'_> {
    /// Returns an entry of the ledger that follows another, mostly of the same line, whose codes are not looked up again.
    fn entry_after(
        &self,
        last: Option<&Entry>,
        columns: &LedgerColumns<'_>,
    ) -> Result<Entry, PublishedError> {
        let is_of = |last: &&Entry| {
            last.basis.name() == columns.basis
                && self.config.country_code(last.importer) == columns.importer
                && self.config.substance_code(last.substance) == columns.substance
        };
        last.filter(is_of).map_or_else(
            || self.entry(columns),
            |last| {
                Ok(Entry {
                    day: columns.date,
                    base: columns.base_g,
                    records: columns.records,
                    ..*last
                })
            },
        )
    }
}

/// Returns the valid filings of a run, or of some countries, and the names of their files. Origins number these files, in
/// the order of their names. The run may have numbered them otherwise, because it also counted files without such a filing.
pub(super) fn filings(
    rows: &TableRows<'_, FilingColumns<'_>>,
    of: Option<&[Country]>,
) -> Result<(Vec<ReadFiling>, Vec<String>), PublishedError> {
    let countries: Option<Vec<&str>> = of.map(|of| {
        of.iter()
            .map(|country| rows.codes.config.country_code(*country))
            .collect()
    });
    let keys: Vec<ColumnFilter<'_>> = countries
        .iter()
        .map(|countries| ColumnFilter {
            column: "country",
            values: countries,
        })
        .collect();
    let mut files: BTreeMap<String, u32> = BTreeMap::new();
    let mut names = Vec::new();
    let mut filings = rows.with(&keys, |codes, columns| {
        let filing = Filing {
            country: codes.country(columns.country)?,
            substance: codes.substance(columns.substance)?,
            kind: codes.known(FilingKind::named(columns.kind), columns.kind)?,
            received: columns.received,
            effective: columns.effective,
            grams: columns.grams,
            year: columns.filed_year,
            confirmed: columns.confirmed,
        };
        names.push(columns.origin.file.to_owned());
        files.entry(columns.origin.file.to_owned()).or_insert(0);
        let origin = Origin {
            file: 0,
            row: u64::try_from(columns.origin.row).unwrap_or(0),
        };
        Ok(Some(ReadFiling {
            filing,
            id: columns.filing_id.into(),
            note: columns.note.map(Into::into),
            origin,
        }))
    })?;
    files
        .values_mut()
        .zip(0..)
        .for_each(|(file, number)| *file = number);
    for (filing, name) in filings.iter_mut().zip(names) {
        filing.origin.file = files.get(&name).copied().unwrap_or(0);
    }
    Ok((filings, files.into_keys().collect()))
}

/// Returns entries of several years by account and day.
fn by_account(mut entries: Account) -> Account {
    entries.sort_by_key(|entry| (entry.line(), entry.day));
    entries
}

impl PublishedRun {
    /// Returns the places of the evidence of each alert in the table, of all alerts of the run in order. The rows stand in the
    /// order of the alerts; if the table has a file for each calendar year, in that order within each year.
    #[must_use]
    pub fn evidence_places(&self, alerts: &[AlertRow]) -> Vec<Range<u64>> {
        let rows = |alert: &AlertRow| u64::try_from(alert.figures.records).unwrap_or(0);
        let year = |alert: &AlertRow| if self.by_year { alert.year } else { 0 };
        let mut ends: BTreeMap<i64, u64> = BTreeMap::new();
        for alert in alerts {
            *ends.entry(year(alert)).or_insert(0) += rows(alert);
        }
        let mut start = 0;
        for end in ends.values_mut() {
            start += std::mem::replace(end, start);
        }
        let place = |alert: &AlertRow| {
            let end = ends.entry(year(alert)).or_insert(0);
            let start = *end;
            *end += rows(alert);
            start..*end
        };
        alerts.iter().map(place).collect()
    }

    /// Returns the ledger of a country and substance: both accounts, by account and day.
    pub fn ledger(
        &self,
        importer: Country,
        substance: Substance,
    ) -> Result<Account, PublishedError> {
        let (importer_code, substance_code) = (
            self.config.country_code(importer),
            self.config.substance_code(substance),
        );
        self.entries(&[
            ColumnFilter {
                column: "importer",
                values: &[importer_code],
            },
            ColumnFilter {
                column: "substance",
                values: &[substance_code],
            },
        ])
    }

    /// Passes on the whole ledger, by account, country, substance and day; if it has a file for each calendar year, year by year.
    pub fn each_entry(&self, mut each: impl FnMut(Entry)) -> Result<(), PublishedError> {
        let rows = self.rows::<LedgerColumns<'_>>()?;
        rows.each(|codes, columns| {
            each(codes.entry(&columns)?);
            Ok(())
        })
    }

    /// Applies `add` to the ledger of all countries and substances on some days; returns one result for each row group.
    pub fn ledger_on<T: Default + Send>(
        &self,
        days: Range<Day>,
        add: impl Fn(&mut T, &Entry) + Sync,
    ) -> Result<Vec<T>, PublishedError> {
        let rows = self.rows::<LedgerColumns<'_>>()?;
        let of_group = |group| {
            let (mut sum, mut last) = (T::default(), None);
            rows.each_of(group, |row| {
                // Most rows are of other days, so their codes are not read.
                let day = row.day(3).map(Day::from_number);
                if day.is_some_and(|day| days.contains(&day)) {
                    let entry = rows.codes.entry_after(last.as_ref(), &rows.read(row)?)?;
                    add(&mut sum, &entry);
                    last = Some(entry);
                }
                Ok::<_, PublishedError>(())
            })?;
            Ok(sum)
        };
        parallel::try_map(rows.table.groups(), of_group)
    }

    /// Returns the ledger of several importing countries and substances: both accounts, by account and day. Of calendar years that
    /// are not wanted, there may be entries, or none.
    pub fn ledgers(
        &self,
        wanted: &BTreeSet<(Country, Substance)>,
        is_wanted_year: impl Fn(i32) -> bool,
    ) -> Result<Account, PublishedError> {
        let importers: BTreeSet<&str> = wanted
            .iter()
            .map(|(country, _)| self.config.country_code(*country))
            .collect();
        let importers: Vec<&str> = importers.into_iter().collect();
        let keys = [ColumnFilter {
            column: "importer",
            values: &importers,
        }];
        let rows = self.rows_of_years::<LedgerColumns<'_>>(is_wanted_year)?;
        let entries = rows.picked(
            &keys,
            &["importer", "substance"],
            |row| self.is_among(wanted, row),
            |codes, columns| codes.entry(&columns).map(Some),
        );
        entries.map(by_account)
    }

    /// Whether the first two texts of a row are the codes of one of some countries and substances.
    fn is_among(&self, wanted: &BTreeSet<(Country, Substance)>, row: DecodedRow<'_>) -> bool {
        let country = self.config.country_codes.find(row.text(0));
        let group = country.zip(self.config.substance_codes.find(row.text(1)));
        group.is_some_and(|group| wanted.contains(&group))
    }

    /// Returns the ledger of a country: both accounts and all substances, by account, substance and day.
    pub fn ledger_of(&self, importer: Country) -> Result<Account, PublishedError> {
        self.entries(&[ColumnFilter {
            column: "importer",
            values: &[self.config.country_code(importer)],
        }])
    }

    fn entries(&self, keys: &[ColumnFilter<'_>]) -> Result<Account, PublishedError> {
        self.rows::<LedgerColumns<'_>>()?
            .with(keys, |codes, columns| codes.entry(&columns).map(Some))
            .map(by_account)
    }

    /// Returns what countries themselves reported as exported, by exporter, substance and day: of one exporter and substance, or of
    /// all. Runs of older versions have none.
    pub fn own_exports_by_day(
        &self,
        of: Option<(Country, Substance)>,
    ) -> Result<Vec<OwnExport>, PublishedError> {
        if !self.knows_conventions() {
            return Ok(Vec::new());
        }
        let values = of.map(|(exporter, substance)| {
            let exporter = self.config.country_code(exporter);
            ([exporter], [self.config.substance_code(substance)])
        });
        let keys: Vec<ColumnFilter<'_>> = values
            .iter()
            .flat_map(|(exporter, substance)| [("exporter", exporter), ("substance", substance)])
            .map(|(column, values)| ColumnFilter { column, values })
            .collect();
        self.rows::<OwnExportColumns<'_>>()?
            .with(&keys, |codes, columns| codes.own_export(&columns).map(Some))
    }

    /// Returns what some countries themselves reported as exported of some substances, by exporter, substance and day. Runs of older
    /// versions have none.
    pub fn own_exports_among(
        &self,
        wanted: &BTreeSet<(Country, Substance)>,
    ) -> Result<Vec<OwnExport>, PublishedError> {
        if wanted.is_empty() || !self.knows_conventions() {
            return Ok(Vec::new());
        }
        self.rows::<OwnExportColumns<'_>>()?.picked(
            &[],
            &["exporter", "substance"],
            |row| self.is_among(wanted, row),
            |codes, columns| codes.own_export(&columns).map(Some),
        )
    }

    /// Returns all alerts, or the alert with an id.
    pub fn alerts(&self, id: Option<&str>) -> Result<Vec<AlertRow>, PublishedError> {
        let values = id.map(|id| [id]);
        let keys: Vec<ColumnFilter<'_>> = values
            .iter()
            .map(|values| ColumnFilter {
                column: "alert_id",
                values,
            })
            .collect();
        self.rows::<AlertColumns<'_>>()?
            .with(&keys, |codes, alert| codes.alert_row(&alert).map(Some))
    }
}
