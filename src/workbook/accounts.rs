//! Writes the sheet Two accounts: what importers report and what their partners report of the same trade, side by side and
//! never added. A total of a quarter or of a year is of no month: such totals have a row of their own, and what the two sides report
//! is then compared by the whole year alone.

use super::{Title, WorkbookError, WorkbookSource};
use crate::archive::tables::{Columns, LedgerColumns};
use crate::ledger::Basis;
use crate::records::Period;
use crate::terms::{Country, Day, Mass, MassOverflow, Substance};
use inforce_present::table::{Cell, Fields, Kind};
use inforce_present::xlsx::{Book, Layout, Mark, Sheet, Tint, column};
use std::collections::{BTreeMap, BTreeSet};

/// A part of a year, in the order of the rows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum RowPeriod {
    Whole,
    Month(i32),
    /// What was reported in totals of quarters and of the year.
    Longer,
}

/// A substance, a year and a part of it.
type Time = (Substance, i32, RowPeriod);

/// The mass and the number of records of the importer and of its partners; `None` if there is no record.
#[derive(Clone, Copy, Default)]
struct ComparedSides {
    sides: [Option<(Mass, i64)>; 2],
    /// Whether the sides can only be compared by the whole year.
    is_apart: bool,
}

impl ComparedSides {
    /// Adds the mass and the number of some records.
    fn add(&mut self, basis: Basis, base: Mass, records: i64) -> Result<(), MassOverflow> {
        if records > 0 {
            let side = &mut self.sides[basis.place()];
            let (mass, count) = side.unwrap_or((Mass::ZERO, 0));
            *side = Some((mass.plus(base)?, count + records));
        }
        Ok(())
    }

    fn difference(&self) -> Option<Mass> {
        let [importer, partners] = self
            .sides
            .map(|side| side.map_or(Mass::ZERO, |side| side.0));
        (!self.is_apart).then(|| importer.minus(partners))
    }

    fn words(&self) -> &'static str {
        match self.sides {
            _ if self.is_apart => "",
            [Some((importer, _)), Some((partners, _))] if importer > partners => "importer",
            [Some((importer, _)), Some((partners, _))] if importer < partners => "partners",
            [Some(_), Some(_)] => "neither",
            [Some(_), None] => "only the importer",
            [None, _] => "only partners",
        }
    }
}

/// Returns the columns of the sheet.
fn fields<'c>(source: &'c WorkbookSource<'_>) -> Fields<'c, (Country, Time, ComparedSides)> {
    let config = &source.run.config;
    let base = |side: Option<(Mass, i64)>| side.map(|(mass, _)| mass);
    let records = |side: Option<(Mass, i64)>| {
        side.map(|(_, records)| Cell::Whole(records))
            .unwrap_or_default()
    };
    Fields::<(Country, Time, ComparedSides)>::new()
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
        .add(
            column("Convention", 76, Kind::Text),
            |(_, (substance, ..), _)| Cell::words(config.provisions(*substance).name),
        )
        .add(column("Year", 60, Kind::Plain), |(_, (_, year, _), _)| {
            Cell::Whole((*year).into())
        })
        .add(
            column("Month", 84, Kind::Plain),
            |(_, (_, _, part), _)| match part {
                RowPeriod::Whole => Cell::words("whole year"),
                RowPeriod::Month(month) => Cell::Whole((*month).into()),
                RowPeriod::Longer => Cell::words("longer totals"),
            },
        )
        .add(
            column("Reported by the importer, g of base", 140, Kind::Mass),
            move |(_, _, sides)| Cell::maybe_figure(base(sides.sides[0])),
        )
        .add(
            column("Records of the importer", 90, Kind::Count),
            move |(_, _, sides)| records(sides.sides[0]),
        )
        .add(
            column("Reported by its partners, g of base", 140, Kind::Mass),
            move |(_, _, sides)| Cell::maybe_figure(base(sides.sides[1])),
        )
        .add(
            column("Records of its partners", 90, Kind::Count),
            move |(_, _, sides)| records(sides.sides[1]),
        )
        .add(
            column("Importer less partners, g", 140, Kind::Signed),
            |(_, _, sides)| Cell::maybe_figure(sides.difference()),
        )
        .add(
            column("Who reports more", 120, Kind::Text),
            |(_, _, sides)| Cell::words(sides.words()),
        )
}

/// Writes the sheet, a country at a time.
pub(super) fn write(book: &mut Book, source: &WorkbookSource<'_>) -> Result<(), WorkbookError> {
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
        source: LedgerColumns::FILE,
        tint: 0x2E_75_B6,
    };
    let mut sheet = Sheet::begin(book, layout)?;
    let longer = longer(source)?;
    for country in countries(source) {
        let mut times: BTreeMap<Time, ComparedSides> = BTreeMap::new();
        for entry in source.run.ledger_of(country)? {
            let (year, month, _) = entry.day.civil();
            let key = (country, entry.substance, entry.basis, entry.day);
            let (undivided, totals) = longer.get(&key).copied().unwrap_or((Mass::ZERO, 0));
            for (part, base, records) in [
                (RowPeriod::Whole, entry.base, entry.records),
                (
                    RowPeriod::Month(month),
                    entry.base.minus(undivided),
                    entry.records - totals,
                ),
                (RowPeriod::Longer, undivided, totals),
            ] {
                let sides = times.entry((entry.substance, year, part)).or_default();
                sides.add(entry.basis, base, records)?;
            }
        }
        let apart: BTreeSet<(Substance, i32)> = times
            .iter()
            .filter(|((.., part), sides)| *part == RowPeriod::Longer && sides.sides != [None; 2])
            .map(|((substance, year, _), _)| (*substance, *year))
            .collect();
        for (time @ (substance, year, part), mut sides) in times {
            if sides.sides == [None; 2] {
                continue;
            }
            sides.is_apart = part != RowPeriod::Whole && apart.contains(&(substance, year));
            sheet.row(&fields.cells(&(country, time, sides)))?;
        }
    }
    Ok(sheet.end()?)
}

/// An account and a day.
type OnDay = (Country, Substance, Basis, Day);

/// Returns the mass and the number of totals of quarters and of years by account and day.
fn longer(source: &WorkbookSource<'_>) -> Result<BTreeMap<OnDay, (Mass, i64)>, WorkbookError> {
    let mut sums: BTreeMap<OnDay, (Mass, i64)> = BTreeMap::new();
    let returns = source.run.returns()?;
    let totals = returns
        .rows()
        .flat_map(|row| row.counted(&source.run.conversion));
    for total in totals.filter(|total| total.period > Period::Month) {
        let key = (total.importer, total.substance, total.basis, total.day);
        let (mass, totals) = sums.entry(key).or_insert((Mass::ZERO, 0));
        (*mass, *totals) = (mass.plus(total.base)?, *totals + 1);
    }
    Ok(sums)
}

/// Returns the countries that the workbook is about, in order.
pub(super) fn countries<'s>(source: &'s WorkbookSource<'_>) -> impl Iterator<Item = Country> + 's {
    let all = source
        .run
        .config
        .country_codes
        .iter()
        .filter_map(|code| source.run.config.country_codes.find(code));
    all.filter(|country| source.concern.has(*country))
}
