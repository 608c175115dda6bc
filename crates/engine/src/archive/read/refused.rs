//! Reads the refused rows of a run, and tells what they may concern.

use super::rows::{CodeLookup, TableRows};
use super::table::{DecodedRow, Pull};
use super::{PublishedError, PublishedRun};
use crate::archive::tables::{Columns, RefusedColumns, RefusedFieldsColumns};
use crate::config::Config;
use crate::intake::{Kind, RefusedFields, possible_codes};
use crate::records::Flow;
use crate::terms::{Country, Substance, shown_path};
use arrow_array::RecordBatch;
use std::collections::{BTreeMap, BTreeSet};

/// A row of `quarantine.parquet`, with what could be read of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRow {
    /// `filing` or `record`.
    pub kind: String,
    /// The path of its file, relative to the dataset.
    pub file: String,
    /// The row in that file.
    pub row: i64,
    /// The id of the row; empty if it cannot be read.
    pub id: String,
    /// The reason of the refusal.
    pub reason: String,
    /// What was found and what was expected.
    pub detail: String,
    /// The text of the row.
    pub raw: String,
    /// What could be read of the row; empty if the run did not record that.
    pub kept: RefusedFields,
}

impl RefusedRow {
    /// Returns the parts of the row's text that may be codes.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        possible_codes(&self.raw)
    }

    /// Whether the row has this code in its text.
    #[must_use]
    pub fn names(&self, code: &str) -> bool {
        self.fields().any(|field| field == code)
    }

    /// Returns the text by which the row may name a country, other than the country's code.
    #[must_use]
    pub fn calls(&self, country: Country, config: &Config) -> Option<&str> {
        let is_name = |text: &&str| {
            text.chars().filter(|c| c.is_alphabetic()).nth(3).is_some()
                && config.country_codes.find(text).is_none()
        };
        self.kept.calls(country, config).or_else(|| {
            self.fields()
                .filter(is_name)
                .find(|text| config.lookup.countries.find(text).contains(&country))
        })
    }

    /// Returns what the row names.
    #[must_use]
    pub fn mention(&self, config: &Config) -> RefusedMention {
        let kind = if self.kind == Kind::Filing.name() {
            Kind::Filing
        } else {
            Kind::Record
        };
        let kept = &self.kept;
        let named: BTreeSet<Country> = self
            .fields()
            .filter_map(|code| config.country_codes.find(code))
            .collect();
        // If one of the two sides cannot be read, the importing country is unknown.
        let sides = || match (kept.reporter, kept.partner) {
            (Some(reporter), Some(partner)) => Some(BTreeSet::from([reporter, partner])),
            _ => Some(kept.countries.clone())
                .filter(|countries| countries.len() >= if kind == Kind::Filing { 1 } else { 2 }),
        };
        let importers = match kept.importer(kind) {
            // An export of a country to itself does not say whose import it is.
            Some(importer)
                if kept.flow == Some(Flow::Export) && kept.reporter == Some(importer) =>
            {
                None
            }
            Some(importer) => Some(BTreeSet::from([importer])),
            None if kept.flow.is_none() => sides(),
            None => None,
        };
        let exporters = match (kind, kept.flow, kept.reporter) {
            (Kind::Filing, ..) | (_, Some(Flow::Import), _) => BTreeSet::new(),
            (_, _, Some(reporter)) => BTreeSet::from([reporter]),
            (_, _, None) => named.clone(),
        };
        RefusedMention {
            substances_named: self
                .fields()
                .flat_map(|code| config.substances_by(code))
                .collect(),
            named,
            importers,
            exporters,
            substances: kept.substances.clone(),
        }
    }
}

/// What a refused row names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RefusedMention {
    /// The countries whose codes stand in its text, in any column.
    pub named: BTreeSet<Country>,
    /// The substances whose codes, or the codes of whose forms, stand in its text.
    pub substances_named: BTreeSet<Substance>,
    /// The countries whose import, or whose filing, the row may be; `None` if that cannot be read.
    pub importers: Option<BTreeSet<Country>>,
    /// The countries that may have reported the row as their export: the reporter or, if that cannot be read, all countries
    /// that the row names.
    pub exporters: BTreeSet<Country>,
    /// The substances that the row is about; empty if they cannot be read.
    pub substances: BTreeSet<Substance>,
}

impl RefusedMention {
    /// Whether the importing country or the substance cannot be read.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        self.importers.is_none() || self.substances.is_empty()
    }

    /// Whether the row may be about the imports or the filings of a country in a substance, although it does not name both.
    #[must_use]
    pub fn may_concern(&self, importer: Country, substance: Substance) -> bool {
        let both = self.named.contains(&importer) && self.substances_named.contains(&substance);
        let of_substance = self.substances.is_empty() || self.substances.contains(&substance);
        !both
            && of_substance
            && self
                .importers
                .as_ref()
                .is_none_or(|importers| importers.contains(&importer))
    }
}

/// What could be read of refused rows, row by row beside `quarantine.parquet`.
pub(super) struct FieldsCursor<'a> {
    rows: TableRows<'a, RefusedFieldsColumns<'a>>,
    pull: Pull,
    batch: Option<RecordBatch>,
    row: usize,
}

impl<'a> FieldsCursor<'a> {
    /// Returns a cursor before the first row of a table.
    pub(super) fn of(
        rows: TableRows<'a, RefusedFieldsColumns<'a>>,
    ) -> Result<Self, PublishedError> {
        let all = 0..rows.table.rows();
        Ok(Self {
            pull: rows.pull(std::slice::from_ref(&all))?,
            rows,
            batch: None,
            row: 0,
        })
    }

    /// Returns what could be read of the next refused row; fails if that row is not the given one.
    pub(super) fn next(
        &mut self,
        of: &RefusedColumns<'_>,
    ) -> Result<RefusedFields, PublishedError> {
        self.row += 1;
        while self
            .batch
            .as_ref()
            .is_none_or(|batch| self.row >= batch.num_rows())
        {
            self.row = 0;
            self.batch = Some(self.pull.next()?.ok_or_else(|| self.lacks(of))?);
        }
        let Some(batch) = &self.batch else {
            return Err(self.lacks(of));
        };
        let columns = self.rows.read(DecodedRow::of(batch, self.row))?;
        if (columns.kind, columns.origin.file, columns.origin.row)
            != (of.kind, of.origin.file, of.origin.row)
        {
            return Err(self.lacks(of));
        }
        self.rows.codes.refused_fields(&columns)
    }

    fn lacks(&self, of: &RefusedColumns<'_>) -> PublishedError {
        let (file, row) = (shown_path(of.origin.file), of.origin.row);
        PublishedError::other(
            &self.rows.codes.path,
            format!("row {row} of {file} is not in its place, as quarantine.parquet has it"),
        )
    }
}

impl CodeLookup<'_> {
    fn refused_fields(
        &self,
        columns: &RefusedFieldsColumns<'_>,
    ) -> Result<RefusedFields, PublishedError> {
        let country = |code: &str| self.country(code);
        let flow = |word| self.known(Flow::named(word), word);
        let substances = columns.substances.iter().map(|code| self.substance(code));
        let countries = columns.countries.iter().map(|code| self.country(code));
        let unknown_countries = columns.unknown_countries.iter();
        Ok(RefusedFields {
            reporter: columns.reporter.map(country).transpose()?,
            partner: columns.partner.map(country).transpose()?,
            flow: columns.flow.map(flow).transpose()?,
            substances: substances.collect::<Result<_, _>>()?,
            countries: countries.collect::<Result<_, _>>()?,
            unknown_countries: unknown_countries.map(|text| (*text).to_owned()).collect(),
        })
    }
}

fn refused(columns: &RefusedColumns<'_>, kept: RefusedFields) -> RefusedRow {
    RefusedRow {
        kind: columns.kind.to_owned(),
        file: columns.origin.file.to_owned(),
        row: columns.origin.row,
        id: columns.id.unwrap_or_default().to_owned(),
        reason: columns.reason.to_owned(),
        detail: columns.detail.to_owned(),
        raw: columns.raw.to_owned(),
        kept,
    }
}

/// The rows and files that were sent as filings and could not be used.
#[derive(Clone, Debug, Default)]
pub struct Unusable {
    /// The refused filings, by file and row.
    pub rows: Vec<RefusedRow>,
    /// For each country, the places of the rows that name it, by its code or otherwise, each with the substances that the
    /// row names; under `None`, the rows whose country cannot be read.
    by_country: BTreeMap<Option<Country>, Vec<(usize, BTreeSet<Substance>)>>,
    /// The files of filings that could not be read and were left out.
    pub files: Vec<String>,
}

impl PublishedRun {
    /// Returns what was sent as filings and could not be used; reads it only once.
    pub fn unusable(&self) -> Result<&Unusable, PublishedError> {
        if let Some(known) = self.unusable.get() {
            return Ok(known);
        }
        let manifest = self.manifest()?;
        let is_filing = |kind: &str| kind == Kind::Filing.name();
        let rows = if manifest.counts.filings.quarantined == 0 {
            Vec::new()
        } else {
            self.refused_of(|kind, _, _| is_filing(kind))?
        };
        let folder = format!("{}/", Kind::Filing.folder());
        let files = manifest
            .left_out
            .into_iter()
            .map(|left_out| left_out.file)
            .filter(|file| file.starts_with(&folder))
            .collect();
        let mut by_country: BTreeMap<Option<Country>, Vec<(usize, BTreeSet<Substance>)>> =
            BTreeMap::new();
        for (place, row) in rows.iter().enumerate() {
            let kept = &row.kept;
            let mut countries = kept.countries.clone();
            countries.extend(kept.reporter);
            countries.extend(kept.called(false, &self.config));
            let unread = countries.is_empty().then_some(None);
            countries.extend(kept.called(true, &self.config));
            for country in countries.into_iter().map(Some).chain(unread) {
                by_country
                    .entry(country)
                    .or_default()
                    .push((place, kept.substances.clone()));
            }
        }
        Ok(self.unusable.get_or_init(|| Unusable {
            rows,
            by_country,
            files,
        }))
    }

    /// Returns the refused filings that may be of a country and a substance: the country is this one or cannot be read, and
    /// the substance is this one or cannot be read. Without a substance, returns those whose country is this one.
    pub fn refused_filings(
        &self,
        country: Country,
        substance: Option<Substance>,
    ) -> Result<Vec<RefusedRow>, PublishedError> {
        let Unusable {
            rows, by_country, ..
        } = self.unusable()?;
        let may_be = |named: &BTreeSet<Substance>| {
            substance.is_none_or(|substance| named.is_empty() || named.contains(&substance))
        };
        let unread = by_country.get(&None).filter(|_| substance.is_some());
        let places = by_country
            .get(&Some(country))
            .into_iter()
            .chain(unread)
            .flatten()
            .filter(|(_, named)| may_be(named));
        let places: BTreeSet<usize> = places.map(|(place, _)| *place).collect();
        Ok(places
            .into_iter()
            .filter_map(|place| rows.get(place).cloned())
            .collect())
    }

    /// Returns the number of refused filings whose country cannot be read and that are not among the refused filings of the
    /// given country.
    pub fn refused_filings_unread(&self, country: Country) -> Result<usize, PublishedError> {
        let of = |country: Option<Country>| {
            self.unusable()
                .map(|unusable| unusable.by_country.get(&country).into_iter().flatten())
        };
        let own: BTreeSet<usize> = of(Some(country))?.map(|(place, _)| *place).collect();
        Ok(of(None)?.filter(|(place, _)| !own.contains(place)).count())
    }

    /// Whether the run's program recorded what could be read of refused rows. Programs of older versions did not.
    #[must_use]
    pub fn knows_refused_fields(&self) -> bool {
        self.has(RefusedFieldsColumns::FILE)
    }

    /// Passes on all refused rows, by kind, file and row.
    pub fn each_refused<E: From<PublishedError>>(
        &self,
        mut each: impl FnMut(RefusedRow) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each_refused_or_fault(|row, fault| {
            fault.map_or_else(|| each(row), |it| Err(it.into()))
        })
    }

    /// Passes on all refused rows. If what could be read of a row is missing, the row comes without it and with the fault.
    pub fn each_refused_or_fault<E: From<PublishedError>>(
        &self,
        mut each: impl FnMut(RefusedRow, Option<PublishedError>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut fields = self.refused_fields()?.map(FieldsCursor::of).transpose()?;
        self.rows::<RefusedColumns<'_>>()?.each(|_, columns| {
            let kept = fields.as_mut().map(|fields| fields.next(&columns));
            let (kept, fault) = match kept.transpose() {
                Ok(kept) => (kept.unwrap_or_default(), None),
                Err(fault) => (RefusedFields::default(), Some(fault)),
            };
            each(refused(&columns, kept), fault)
        })
    }

    /// Returns the table of what could be read of refused rows, if the run has it.
    fn refused_fields(
        &self,
    ) -> Result<Option<TableRows<'_, RefusedFieldsColumns<'_>>>, PublishedError> {
        self.knows_refused_fields().then(|| self.rows()).transpose()
    }

    /// Returns the refused rows that `wanted` asks for.
    pub fn refused(
        &self,
        wanted: impl Fn(&RefusedRow) -> bool,
    ) -> Result<Vec<RefusedRow>, PublishedError> {
        let mut rows = Vec::new();
        self.each_refused(|row| {
            rows.extend(Some(row).filter(&wanted));
            Ok::<(), PublishedError>(())
        })?;
        Ok(rows)
    }

    /// Returns the refused rows that `wanted` asks for, by kind, file and id.
    pub fn refused_of(
        &self,
        wanted: impl Fn(&str, &str, &str) -> bool + Sync,
    ) -> Result<Vec<RefusedRow>, PublishedError> {
        let is = |row: DecodedRow<'_>| wanted(row.text(0), row.text(1), row.text(2));
        let asked = ["kind", "source_file", "id"];
        let table = self.rows::<RefusedColumns<'_>>()?;
        let mut rows = table.picked(&[], &asked, is, |_, columns| {
            Ok(Some(refused(&columns, RefusedFields::default())))
        })?;
        let Some(table) = self.refused_fields()?.filter(|_| !rows.is_empty()) else {
            return Ok(rows);
        };
        let places: BTreeSet<(&str, &str, i64)> = rows
            .iter()
            .map(|row| (row.kind.as_str(), row.file.as_str(), row.row))
            .collect();
        let is = |row: DecodedRow<'_>| places.contains(&(row.text(0), row.text(1), row.number(2)));
        let asked = ["kind", "source_file", "source_row"];
        let fields = table.picked(&[], &asked, is, |codes, columns| {
            codes.refused_fields(&columns).map(Some)
        })?;
        if fields.len() != rows.len() {
            let found = "it has not the rows of quarantine.parquet";
            return Err(PublishedError::other(&table.codes.path, found));
        }
        for (row, kept) in rows.iter_mut().zip(fields) {
            row.kept = kept;
        }
        Ok(rows)
    }
}
