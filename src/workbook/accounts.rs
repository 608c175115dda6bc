//! The sheet Two accounts: what importers report and what their partners report of the same trade, side by side and never
//! added.

use super::book::{Book, Title};
use super::cell::{Cell, Kind};
use super::sheet::{Layout, Mark, Sheet, column};
use super::styles::Tint;
use super::{Source, WorkbookError};
use crate::ledger::Basis;
use crate::terms::{Country, Mass, MassOverflow, Substance};
use std::collections::BTreeMap;

fn layout() -> Layout {
    Layout {
        title: Title::Accounts,
        columns: vec![
            column("Importer", 72, Kind::Text),
            column("Importer: name", 190, Kind::Prose),
            column("Substance", 78, Kind::Text),
            column("Substance: name", 140, Kind::Text),
            column("Schedule", 72, Kind::Text),
            column("Year", 60, Kind::Plain),
            column("Month", 84, Kind::Plain),
            column("Reported by the importer, g of base", 140, Kind::Mass),
            column("Records of the importer", 90, Kind::Whole),
            column("Reported by its partners, g of base", 140, Kind::Mass),
            column("Records of its partners", 90, Kind::Whole),
            column("Importer less partners, g", 140, Kind::Signed),
            column("Who reports more", 120, Kind::Text),
        ],
        marks: vec![
            Mark::Cell("Who reports more", "only the importer", Tint::Amber),
            Mark::Cell("Who reports more", "only partners", Tint::Amber),
            Mark::Row("Month", "whole year", Tint::Bold),
        ],
        kept: 1,
        source: "ledger.parquet",
        tint: 0x2E_75_B6,
    }
}

/// A year or a month of it; the whole year comes first.
type Period = (Substance, i32, i32);

/// What each account has of a period; `None`: no record.
#[derive(Clone, Copy, Default)]
struct Sides([Option<(Mass, i64)>; 2]);

impl Sides {
    fn add(&mut self, basis: Basis, base: Mass, records: i64) -> Result<(), MassOverflow> {
        let side = &mut self.0[usize::from(basis == Basis::PartnerReports)];
        let (mass, count) = side.unwrap_or((Mass::ZERO, 0));
        *side = Some((mass.plus(base)?, count + records));
        Ok(())
    }

    fn words(&self) -> &'static str {
        match self.0 {
            [Some((importer, _)), Some((partners, _))] if importer > partners => "importer",
            [Some((importer, _)), Some((partners, _))] if importer < partners => "partners",
            [Some(_), Some(_)] => "neither",
            [Some(_), None] => "only the importer",
            [None, _] => "only partners",
        }
    }
}

/// Writes it, a country at a time.
pub(super) fn write(book: &mut Book, source: &Source<'_>) -> Result<(), WorkbookError> {
    let mut sheet = Sheet::begin(book, layout())?;
    for country in countries(source) {
        let mut periods: BTreeMap<Period, Sides> = BTreeMap::new();
        for entry in source.run.ledger_of(country)? {
            let (year, month, _) = entry.day.civil();
            for period in [0, month] {
                periods
                    .entry((entry.substance, year, period))
                    .or_default()
                    .add(entry.basis, entry.base, entry.records)?;
            }
        }
        for (period, sides) in &periods {
            sheet.row(&cells(source, country, *period, sides))?;
        }
    }
    sheet.end()
}

/// The countries that the workbook is about, in order.
pub(super) fn countries<'s>(source: &'s Source<'_>) -> impl Iterator<Item = Country> + 's {
    let all = source
        .run
        .config
        .country_codes
        .iter()
        .filter_map(|code| source.run.config.country_codes.find(code));
    all.filter(|country| source.concern.has(*country))
}

fn cells<'r>(
    source: &'r Source<'_>,
    country: Country,
    (substance, year, month): Period,
    sides: &Sides,
) -> [Cell<'r>; 13] {
    let config = &source.run.config;
    let [importer, partners] = sides.0;
    let mass = |side: Option<(Mass, i64)>| side.map_or(Mass::ZERO, |(mass, _)| mass);
    let count =
        |side: Option<(Mass, i64)>| side.map_or(Cell::Nothing, |(_, records)| Cell::Whole(records));
    [
        Cell::Text(config.country_code(country)),
        Cell::Text(config.country_name(country)),
        Cell::Text(config.substance_code(substance)),
        Cell::Text(&config.substance(substance).name),
        Cell::Text(config.substance(substance).schedule.name()),
        Cell::Whole(year.into()),
        if month == 0 {
            Cell::Words("whole year")
        } else {
            Cell::Whole(month.into())
        },
        Cell::figure(importer.map(|(mass, _)| mass)),
        count(importer),
        Cell::figure(partners.map(|(mass, _)| mass)),
        count(partners),
        Cell::Figure(mass(importer).minus(mass(partners)).to_string()),
        Cell::Words(sides.words()),
    ]
}
