//! Reads the rows of alerts, ledger and filings back into what they were written from.

use super::table::{Key, Row, Table};
use super::{PublishedError, PublishedRun};
use crate::archive::AlertFigures;
use crate::archive::OWN_EXPORTS;
use crate::archive::tables::{
    AlertColumns, FilingColumns, LedgerColumns, OwnExportColumns, names as column_names,
};
use crate::config::Config;
use crate::estimates::ReadFiling;
use crate::intake::{Filing, FilingKind};
use crate::judgement::{AlertKey, Doubt, Rule};
use crate::ledger::{Basis, Entry, OwnExport};
use crate::terms::{Country, Day, Form, Origin, Substance};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

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

/// The columns of `alerts.parquet` that tables of older versions do not have.
pub(crate) const NEWER_OF_ALERTS: [&str; 5] = [
    "convention",
    "force",
    "own_exports_g",
    "first_excess_not_later",
    "doubts",
];

/// The columns of `filings.parquet` that tables of older versions do not have.
pub(crate) const NEWER_OF_FILINGS: [&str; 2] = ["year", "confirmed"];

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
}

/// Finds the codes of a run's tables in the run's own lists.
pub(super) struct Codes<'a> {
    pub(super) config: &'a Config,
    pub(super) path: &'a Path,
}

impl Codes<'_> {
    pub(super) fn known<T>(&self, found: Option<T>, text: &str) -> Result<T, PublishedError> {
        found.ok_or_else(|| {
            PublishedError::other(self.path, format!("{text:?} is none of its codes"))
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
        let rule = Rule::ALL
            .into_iter()
            .find(|rule| rule.name() == columns.rule);
        let partner = columns.partner.map(|code| self.country(code));
        Ok(AlertKey {
            rule: self.known(rule, columns.rule)?,
            country: self.country(columns.country)?,
            partner: partner.transpose()?,
            substance: self.substance(columns.substance)?,
            year: columns.year,
        })
    }

    /// Returns an entry of the ledger.
    pub(super) fn entry(&self, columns: &LedgerColumns<'_>) -> Result<Entry, PublishedError> {
        let basis = Basis::ALL
            .into_iter()
            .find(|basis| basis.name() == columns.basis);
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

/// Reads the rows of a table that match the keys, and returns what `read` makes of each; fails with the first error.
pub(super) fn gathered<T>(
    path: &Path,
    columns: &[String],
    keys: &[Key<'_>],
    mut read: impl FnMut(Row<'_>) -> Result<Option<T>, PublishedError>,
) -> Result<Vec<T>, PublishedError> {
    let mut rows = Vec::new();
    Table::open(path)?.each_with(columns, keys, |row| {
        rows.extend(read(row)?);
        Ok(())
    })?;
    Ok(rows)
}

/// Returns the valid filings of a run, or of some countries, and the names of their files. Origins number these files, in
/// the order of their names. The run may have numbered them otherwise, because it also counted files without such a filing.
pub(super) fn filings(
    path: &Path,
    config: &Config,
    of: Option<&[Country]>,
) -> Result<(Vec<ReadFiling>, Vec<String>), PublishedError> {
    let codes = Codes { config, path };
    let countries: Option<Vec<&str>> = of.map(|of| {
        of.iter()
            .map(|country| config.country_code(*country))
            .collect()
    });
    let keys: Vec<Key<'_>> = countries
        .iter()
        .map(|countries| Key {
            column: "country",
            values: countries,
        })
        .collect();
    let mut files: BTreeMap<String, u32> = BTreeMap::new();
    let mut names = Vec::new();
    let (absent, of_filings) =
        Table::open(path)?.columns_of::<FilingColumns<'_>>(&NEWER_OF_FILINGS);
    let mut filings = gathered(path, &of_filings, &keys, |row| {
        let columns = row.read_without::<FilingColumns<'_>>(absent, path)?;
        let filing = Filing {
            country: codes.country(columns.country)?,
            substance: codes.substance(columns.substance)?,
            kind: codes.known(FilingKind::read(columns.kind), columns.kind)?,
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

impl PublishedRun {
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
            Key {
                column: "importer",
                values: &[importer_code],
            },
            Key {
                column: "substance",
                values: &[substance_code],
            },
        ])
    }

    /// Passes on the whole ledger, by account, country, substance and day.
    pub fn each_entry(&self, mut each: impl FnMut(Entry)) -> Result<(), PublishedError> {
        let path = self.table("ledger.parquet")?;
        let codes = Codes {
            config: &self.config,
            path: &path,
        };
        Table::open(&path)?.each(&column_names::<LedgerColumns<'_>>(), |row| {
            each(codes.entry(&row.read::<LedgerColumns<'_>>(&path)?)?);
            Ok(())
        })
    }

    /// Applies `add` to the ledger of all countries and substances on some days; returns one result for each row group.
    pub fn ledger_on<T: Default + Send>(
        &self,
        days: Range<Day>,
        add: impl Fn(&mut T, &Entry) + Sync,
    ) -> Result<Vec<T>, PublishedError> {
        let path = self.table("ledger.parquet")?;
        let codes = Codes {
            config: &self.config,
            path: &path,
        };
        let table = Table::open(&path)?;
        let columns = column_names::<LedgerColumns<'_>>();
        let of_group = |group| {
            let mut sum = T::default();
            table.each_of(group, &columns, |row| {
                // Most rows are of other days, so their codes are not read.
                let day = row.day(3).map(Day::from_number);
                if day.is_some_and(|day| days.contains(&day)) {
                    add(
                        &mut sum,
                        &codes.entry(&row.read::<LedgerColumns<'_>>(&path)?)?,
                    );
                }
                Ok::<_, PublishedError>(())
            })?;
            Ok(sum)
        };
        (0..table.groups()).into_par_iter().map(of_group).collect()
    }

    /// Returns the ledger of several importing countries and substances: both accounts, by account and day.
    pub fn ledgers(
        &self,
        wanted: &BTreeSet<(Country, Substance)>,
    ) -> Result<Account, PublishedError> {
        let path = self.table("ledger.parquet")?;
        let codes = Codes {
            config: &self.config,
            path: &path,
        };
        let importers: BTreeSet<&str> = wanted
            .iter()
            .map(|(country, _)| self.config.country_code(*country))
            .collect();
        let importers: Vec<&str> = importers.into_iter().collect();
        let keys = [Key {
            column: "importer",
            values: &importers,
        }];
        let is = |row: Row<'_>| {
            let group = self
                .config
                .country_codes
                .find(row.text(0))
                .zip(self.config.substance_codes.find(row.text(1)));
            group.is_some_and(|group| wanted.contains(&group))
        };
        Table::open(&path)?.picked_by(
            &keys,
            &["importer", "substance"],
            is,
            &column_names::<LedgerColumns<'_>>(),
            |row| codes.entry(&row.read::<LedgerColumns<'_>>(&path)?),
        )
    }

    /// Returns the ledger of a country: both accounts and all substances, by account, substance and day.
    pub fn ledger_of(&self, importer: Country) -> Result<Account, PublishedError> {
        self.entries(&[Key {
            column: "importer",
            values: &[self.config.country_code(importer)],
        }])
    }

    fn entries(&self, keys: &[Key<'_>]) -> Result<Account, PublishedError> {
        let path = self.table("ledger.parquet")?;
        let codes = Codes {
            config: &self.config,
            path: &path,
        };
        gathered(&path, &column_names::<LedgerColumns<'_>>(), keys, |row| {
            codes
                .entry(&row.read::<LedgerColumns<'_>>(&path)?)
                .map(Some)
        })
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
        let path = self.table(OWN_EXPORTS)?;
        let codes = Codes {
            config: &self.config,
            path: &path,
        };
        let values = of.map(|(exporter, substance)| {
            let exporter = self.config.country_code(exporter);
            ([exporter], [self.config.substance_code(substance)])
        });
        let keys: Vec<Key<'_>> = values
            .iter()
            .flat_map(|(exporter, substance)| [("exporter", exporter), ("substance", substance)])
            .map(|(column, values)| Key { column, values })
            .collect();
        gathered(
            &path,
            &column_names::<OwnExportColumns<'_>>(),
            &keys,
            |row| {
                codes
                    .own_export(&row.read::<OwnExportColumns<'_>>(&path)?)
                    .map(Some)
            },
        )
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
        let path = self.table(OWN_EXPORTS)?;
        let codes = Codes {
            config: &self.config,
            path: &path,
        };
        let is = |row: Row<'_>| {
            let exporter = self.config.country_codes.find(row.text(0));
            let group = exporter.zip(self.config.substance_codes.find(row.text(1)));
            group.is_some_and(|group| wanted.contains(&group))
        };
        Table::open(&path)?.picked_by(
            &[],
            &["exporter", "substance"],
            is,
            &column_names::<OwnExportColumns<'_>>(),
            |row| codes.own_export(&row.read::<OwnExportColumns<'_>>(&path)?),
        )
    }

    /// Returns all alerts, or the alert with an id.
    pub fn alerts(&self, id: Option<&str>) -> Result<Vec<AlertRow>, PublishedError> {
        let path = self.table("alerts.parquet")?;
        let codes = Codes {
            config: &self.config,
            path: &path,
        };
        let (absent, columns) =
            Table::open(&path)?.columns_of::<AlertColumns<'_>>(&NEWER_OF_ALERTS);
        let values = id.map(|id| [id]);
        let keys: Vec<Key<'_>> = values
            .iter()
            .map(|values| Key {
                column: "alert_id",
                values,
            })
            .collect();
        gathered(&path, &columns, &keys, |row| {
            let alert = row.read_without::<AlertColumns<'_>>(absent, &path)?;
            let key = codes.alert(&alert)?;
            Ok(Some(AlertRow {
                id: alert.alert_id.to_owned(),
                rule: key.rule,
                country: key.country,
                partner: key.partner,
                substance: key.substance,
                year: key.year.into(),
                figures: AlertFigures {
                    own_exports: alert.own_exports_g,
                    ..alert.figures.into()
                },
                not_later: alert.first_excess_not_later,
                doubts: alert
                    .doubts
                    .iter()
                    .map(|name| codes.known(Doubt::named(name), name))
                    .collect::<Result<_, _>>()?,
            }))
        })
    }
}
