//! Writes the sheet Two accounts: what importers report and what their partners report of the same trade, side by side and
//! never added.

use super::{Source, Title, WorkbookError};
use crate::ledger::Basis;
use crate::terms::{Country, Mass, MassOverflow, Substance};
use inforce_present::table::{Cell, Fields, Kind};
use inforce_present::xlsx::{Book, Layout, Mark, Sheet, Tint, column};
use std::collections::BTreeMap;

/// A substance, a year and a month; month 0 is the whole year, which comes first.
type Period = (Substance, i32, i32);

/// The mass and the number of records of the importer and of its partners in a period; `None` if there is no record.
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

/// Returns the columns of the sheet.
fn fields<'c>(source: &'c Source<'_>) -> Fields<'c, (Country, Period, Sides)> {
    let config = &source.run.config;
    let base = |side: Option<(Mass, i64)>| side.map(|(mass, _)| mass);
    let records = |side: Option<(Mass, i64)>| {
        side.map(|(_, records)| Cell::Whole(records))
            .unwrap_or_default()
    };
    Fields::<(Country, Period, Sides)>::new()
        .add(column("Importer", 72, Kind::Text), |(country, ..)| {
            Cell::text(config.country_code(*country))
        })
        .add(
            column("Importer: name", 190, Kind::Prose),
            |(country, ..)| Cell::text(config.country_name(*country)),
        )
        .add(
            column("Substance", 78, Kind::Text),
            |(_, (substance, ..), _)| Cell::text(config.substance_code(*substance)),
        )
        .add(
            column("Substance: name", 140, Kind::Text),
            |(_, (substance, ..), _)| Cell::text(&config.substance(*substance).name),
        )
        .add(
            column("Schedule", 72, Kind::Text),
            |(_, (substance, ..), _)| Cell::text(config.substance(*substance).schedule.name()),
        )
        .add(column("Year", 60, Kind::Plain), |(_, (_, year, _), _)| {
            Cell::Whole((*year).into())
        })
        .add(
            column("Month", 84, Kind::Plain),
            |(_, (_, _, month), _)| match month {
                0 => Cell::words("whole year"),
                month => Cell::Whole((*month).into()),
            },
        )
        .add(
            column("Reported by the importer, g of base", 140, Kind::Mass),
            move |(_, _, Sides([importer, _]))| Cell::maybe_figure(base(*importer)),
        )
        .add(
            column("Records of the importer", 90, Kind::Count),
            move |(_, _, Sides([importer, _]))| records(*importer),
        )
        .add(
            column("Reported by its partners, g of base", 140, Kind::Mass),
            move |(_, _, Sides([_, partners]))| Cell::maybe_figure(base(*partners)),
        )
        .add(
            column("Records of its partners", 90, Kind::Count),
            move |(_, _, Sides([_, partners]))| records(*partners),
        )
        .add(
            column("Importer less partners, g", 140, Kind::Signed),
            move |(_, _, sides)| {
                let [importer, partners] = sides.0.map(|side| base(side).unwrap_or(Mass::ZERO));
                Cell::figure(importer.minus(partners))
            },
        )
        .add(
            column("Who reports more", 120, Kind::Text),
            |(_, _, sides)| Cell::words(sides.words()),
        )
}

/// Writes the sheet, a country at a time.
pub(super) fn write(book: &mut Book, source: &Source<'_>) -> Result<(), WorkbookError> {
    let fields = fields(source);
    let layout = Layout {
        title: Title::Accounts.sheet(),
        columns: fields.columns(),
        marks: vec![
            Mark::Cell("Who reports more", "only the importer", Tint::Amber),
            Mark::Cell("Who reports more", "only partners", Tint::Amber),
            Mark::Row("Month", "whole year", Tint::Bold),
        ],
        kept: 1,
        source: "ledger.parquet",
        tint: 0x2E_75_B6,
    };
    let mut sheet = Sheet::begin(book, layout)?;
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
        for (period, sides) in periods {
            sheet.row(&fields.cells(&(country, period, sides)))?;
        }
    }
    Ok(sheet.end()?)
}

/// Returns the countries that the workbook is about, in order.
pub(super) fn countries<'s>(source: &'s Source<'_>) -> impl Iterator<Item = Country> + 's {
    let all = source
        .run
        .config
        .country_codes
        .iter()
        .filter_map(|code| source.run.config.country_codes.find(code));
    all.filter(|country| source.concern.has(*country))
}
