//! Refused rows.

use super::rows::gathered;
use super::table::{Row, Table};
use super::{PublishedError, PublishedRun};
use crate::archive::tables::{RefusedColumns, names};
use crate::intake::{Kind, Quarantined};
use crate::terms::{Country, Substance};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

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

impl RefusedRow {
    /// The parts of its text that may be codes.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.quarantined().parts()
    }

    /// The same, to be asked what it names.
    #[must_use]
    pub fn quarantined(&self) -> Quarantined<'_> {
        Quarantined {
            kind: &self.kind,
            file: &self.file,
            reason: &self.reason,
            detail: &self.detail,
            raw: &self.raw,
        }
    }

    /// Whether it names something by this code.
    #[must_use]
    pub fn names(&self, code: &str) -> bool {
        self.fields().any(|field| field == code)
    }
}

pub(super) fn refused(row: Row<'_>, path: &Path) -> Result<RefusedRow, PublishedError> {
    let columns = row.read::<RefusedColumns<'_>>(path)?;
    Ok(RefusedRow {
        kind: columns.kind.to_owned(),
        file: columns.origin.file.to_owned(),
        row: columns.origin.row,
        id: columns.id.unwrap_or_default().to_owned(),
        reason: columns.reason.to_owned(),
        detail: columns.detail.to_owned(),
        raw: columns.raw.to_owned(),
    })
}

/// What was sent as filings and could not be used.
#[derive(Clone, Debug, Default)]
pub struct Unusable {
    /// The filings that were refused, by file and row.
    pub rows: Vec<RefusedRow>,
    /// For each country the places of those that name it, be it by what people call it, each with the substances that it names;
    /// under none those whose country cannot be read.
    by_country: BTreeMap<Option<Country>, Vec<(usize, BTreeSet<Substance>)>>,
    /// The files of filings that could not be read and were left out.
    pub files: Vec<String>,
}

impl PublishedRun {
    /// What was sent as filings and could not be used; read once.
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
            let mut countries: BTreeSet<Country> = row
                .fields()
                .filter_map(|code| self.config.country_codes.find(code))
                .collect();
            countries.extend(row.quarantined().called(false, &self.config));
            let unread = countries.is_empty().then_some(None);
            countries.extend(row.quarantined().called(true, &self.config));
            // A form is no substance where a filing names one.
            let of = |code| {
                if row.reason == "bad-line" {
                    self.config.substances_by(code)
                } else {
                    self.config.substance_codes.find(code).into_iter().collect()
                }
            };
            let substances: BTreeSet<Substance> = row.fields().flat_map(of).collect();
            for country in countries.into_iter().map(Some).chain(unread) {
                by_country
                    .entry(country)
                    .or_default()
                    .push((place, substances.clone()));
            }
        }
        Ok(self.unusable.get_or_init(|| Unusable {
            rows,
            by_country,
            files,
        }))
    }

    /// The refused filings that may be of a country and a substance: whose country is that one or cannot be read, and whose
    /// substance likewise. Without a substance those whose country is that one.
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

    /// How many refused filings have a country that cannot be read and are not among those of this one.
    pub fn refused_filings_unread(&self, country: Country) -> Result<usize, PublishedError> {
        let of = |country: Option<Country>| {
            self.unusable()
                .map(|unusable| unusable.by_country.get(&country).into_iter().flatten())
        };
        let own: BTreeSet<usize> = of(Some(country))?.map(|(place, _)| *place).collect();
        Ok(of(None)?.filter(|(place, _)| !own.contains(place)).count())
    }

    /// The refused rows that `wanted` asks for.
    pub fn refused(
        &self,
        wanted: impl Fn(&RefusedRow) -> bool,
    ) -> Result<Vec<RefusedRow>, PublishedError> {
        let path = self.table("quarantine.parquet")?;
        gathered(&path, &names::<RefusedColumns<'_>>(), &[], |row| {
            Ok(Some(refused(row, &path)?).filter(&wanted))
        })
    }

    /// The refused rows that `wanted` asks for by kind, file and id.
    pub fn refused_of(
        &self,
        wanted: impl Fn(&str, &str, &str) -> bool + Sync,
    ) -> Result<Vec<RefusedRow>, PublishedError> {
        let is = |row: Row<'_>| wanted(row.text(0), row.text(1), row.text(2));
        let path = self.table("quarantine.parquet")?;
        let asked = ["kind", "source_file", "id"];
        Table::open(&path)?.picked_by(&[], &asked, is, &names::<RefusedColumns<'_>>(), |row| {
            refused(row, &path)
        })
    }
}
