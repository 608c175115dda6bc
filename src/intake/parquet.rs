//! Parquet rows as records and filings, batch by batch.

use super::column::{Column, Layout};
use super::fault::Fault;
use super::file::Portion;
use super::filing::{FilingKind, RawFiling};
use super::footer::{Footer, Rows};
use super::plain::Plain;
use super::reason::{Reason, Refused};
use super::record::{Flow, RawRecord, Texts, Unit};
use super::values::{BatchRow, Coded, Columns, Numbers, code_at, day_at, number_at, text_at};
use super::{Cell, Filing, Lists, Record};
use crate::terms::{Country, Form, Substance};
use arrow_array::{Date32Array, StringViewArray};
use std::fs::File;
use std::sync::Arc;

/// A file that has been opened again to read its rows.
pub(super) struct Source<'a> {
    pub(super) file: &'a Arc<File>,
    pub(super) footer: &'a Footer,
    pub(super) layout: &'a Layout,
}

/// The columns that a record is judged by.
struct RecordColumns<'a> {
    record_id: Option<&'a StringViewArray>,
    date: Option<&'a Date32Array>,
    received: Option<&'a Date32Array>,
    reporter: Option<Coded<'a, Country>>,
    partner: Option<Coded<'a, Country>>,
    flow: Option<Coded<'a, Flow>>,
    form: Option<Coded<'a, Form>>,
    unit: Option<Coded<'a, Unit>>,
    quantity: Option<Numbers<'a>>,
    reexport: Option<Numbers<'a>>,
    authorisation: Option<&'a StringViewArray>,
    special_licence: Option<&'a StringViewArray>,
}

impl<'a> RecordColumns<'a> {
    fn of(columns: &Columns<'a>, lists: &Lists) -> Self {
        let (quantity, reexport, unit) = columns.layout.notation();
        let country = |code: &str| lists.config.country_codes.find(code);
        Self {
            record_id: columns.text(Column::RecordId),
            date: columns.days(Column::Date),
            received: columns.days(Column::Received),
            reporter: columns.coded(Column::Reporter, country),
            partner: columns.coded(Column::Partner, country),
            flow: columns.coded(Column::Flow, Flow::read),
            form: columns.coded(Column::Form, |code| lists.config.form_codes.find(code)),
            unit: unit.and_then(|unit| columns.coded(unit, Unit::read)),
            quantity: columns.numbers(quantity),
            reexport: columns.numbers(reexport),
            authorisation: columns.text(Column::Authorisation),
            special_licence: columns.text(Column::SpecialLicence),
        }
    }

    fn raw(&self, row: usize) -> RawRecord {
        RawRecord {
            has_id: !text_at(self.record_id, row).is_empty(),
            date: day_at(self.date, row),
            received: day_at(self.received, row),
            reporter: code_at(self.reporter.as_ref(), row),
            partner: code_at(self.partner.as_ref(), row),
            flow: code_at(self.flow.as_ref(), row),
            form: code_at(self.form.as_ref(), row),
            unit: self.unit.as_ref().map_or(Cell::Is(Unit::Gram), |unit| unit.cell(row)),
            quantity: number_at(self.quantity, row),
            reexport: number_at(self.reexport, row),
            in_grams: self.unit.is_none(),
        }
    }

    /// The record of a row in which nothing is missing or odd.
    fn plain(&self, row: usize, lists: &Lists) -> Option<Record> {
        let (Cell::Is(date), Cell::Is(reporter)) = (day_at(self.date, row), code_at(self.reporter.as_ref(), row)) else {
            return None;
        };
        let (Cell::Is(flow), Cell::Is(form)) = (code_at(self.flow.as_ref(), row), code_at(self.form.as_ref(), row)) else {
            return None;
        };
        let received = match day_at(self.received, row) {
            Cell::Is(received) => Some(received.number()),
            Cell::Missing => None,
            Cell::Faulty => return None,
        };
        let partner = match code_at(self.partner.as_ref(), row) {
            Cell::Is(partner) => Some(partner),
            Cell::Missing => None,
            Cell::Faulty => return None,
        };
        if self.unit.is_some() || text_at(self.record_id, row).is_empty() {
            return None;
        }
        let Cell::Is(quantity) = self.quantity?.millionths(row) else {
            return None;
        };
        let reexport = match self.reexport.map_or(Cell::Missing, |reexport| reexport.millionths(row)) {
            Cell::Is(reexport) => reexport,
            Cell::Missing => 0,
            Cell::Faulty => return None,
        };
        let (date, reporter, flow, form) = (date.number(), Some(reporter), Some(flow), Some(form));
        Plain { date, received, reporter, partner, flow, form, quantity, reexport }.record(lists)
    }
}

/// All records of a portion, in order, with the texts that judging needs: only their ids.
pub(super) fn survey(
    source: &Source,
    portion: &Portion,
    lists: &Lists,
    mut each: impl FnMut(u64, Result<(&Record, &str), Reason>),
) -> Result<(), Fault> {
    let row = |place| portion.first_row() + count(place);
    rows(source, &source.layout.only(judged), portion, Rows::All, lists, |place, record| match record {
        Ok((record, texts)) => each(row(place), Ok((record, texts.record_id))),
        Err(refused) => each(row(place), Err(refused.reason)),
    })
}

/// The valid records of a portion that `pick` makes something of, in order, each with its row number and
/// what was made. What is not needed for picking is read only where a row was picked.
pub(super) fn picked<K>(
    source: &Source,
    portion: &Portion,
    lists: &Lists,
    mut pick: impl FnMut(&Record, &str) -> Option<K>,
    mut each: impl FnMut(u64, K, &Record, Texts<'_>),
) -> Result<(), Fault> {
    let mut places: Vec<u32> = Vec::new();
    let mut kept: Vec<(K, Record, usize)> = Vec::new();
    let mut ids = String::new();
    rows(source, &source.layout.only(judged), portion, Rows::All, lists, |place, record| {
        if let Ok((record, texts)) = record
            && let Some(made) = pick(record, texts.record_id)
        {
            places.push(u32::try_from(place).unwrap_or(u32::MAX));
            ids.push_str(texts.record_id);
            kept.push((made, *record, ids.len()));
        }
    })?;
    let mut kept = places.iter().zip(kept).scan(0, |from, (place, (made, record, to))| {
        let id = &ids[*from..to];
        *from = to;
        Some((portion.first_row() + u64::from(*place), made, record, id))
    });
    let wide = source.layout.only(|column| !judged(column));
    if wide.order().is_empty() {
        kept.for_each(|(row, made, record, record_id)| {
            each(row, made, &record, Texts { record_id, authorisation: "", special_licence: "" });
        });
        return Ok(());
    }
    if places.is_empty() {
        return Ok(());
    }
    source.footer.batches(source.file, &wide, portion, Rows::At(&places), |_, batch| {
        let columns = Columns { layout: &wide, batch };
        let (authorisation, special_licence) = (columns.text(Column::Authorisation), columns.text(Column::SpecialLicence));
        for (place, (row, made, record, record_id)) in (0..batch.num_rows()).zip(&mut kept) {
            let texts = Texts { record_id, authorisation: text_at(authorisation, place), special_licence: text_at(special_licence, place) };
            each(row, made, &record, texts);
        }
    })
}

/// Whether judging a record takes the column.
fn judged(column: Column) -> bool {
    !matches!(column, Column::Authorisation | Column::SpecialLicence)
}

/// The refused rows among those of a portion at these places, or among all.
pub(super) fn refused(
    source: &Source,
    portion: &Portion,
    places: Rows<'_>,
    lists: &Lists,
    mut each: impl FnMut(u64, Refused<'_>),
) -> Result<(), Fault> {
    let at = match places {
        Rows::All => None,
        Rows::At(places) => Some(places),
    };
    rows(source, source.layout, portion, places, lists, |place, record| {
        if let Err(refused) = record {
            let place = at.map_or(count(place), |at| u64::from(at[place]));
            each(portion.first_row() + place, refused);
        }
    })
}

fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}

/// Goes through rows of a portion in order, each by its place in the portion; columns that `layout`
/// leaves out are taken as empty.
fn rows(
    source: &Source,
    layout: &Layout,
    portion: &Portion,
    which: Rows<'_>,
    lists: &Lists,
    mut each: impl FnMut(usize, Result<(&Record, Texts<'_>), Refused<'_>>),
) -> Result<(), Fault> {
    source.footer.batches(source.file, layout, portion, which, |before, batch| {
        let columns = Columns { layout, batch };
        let record_columns = RecordColumns::of(&columns, lists);
        for row in 0..batch.num_rows() {
            let plain = record_columns.plain(row, lists);
            match plain.map_or_else(|| record_columns.raw(row).check(lists), Ok) {
                Ok(record) => {
                    let texts = Texts {
                        record_id: text_at(record_columns.record_id, row),
                        authorisation: text_at(record_columns.authorisation, row),
                        special_licence: text_at(record_columns.special_licence, row),
                    };
                    each(before + row, Ok((&record, texts)));
                }
                Err(reason) => each(before + row, Err(Refused { reason, row: &BatchRow { columns: &columns, row }, lists: Some(*lists) })),
            }
        }
    })
}

/// The filings of a portion, in order, each with its row number and its id.
pub(super) fn filings(
    source: &Source,
    portion: &Portion,
    lists: &Lists,
    mut each: impl FnMut(u64, Result<(&Filing, &str), Refused<'_>>),
) -> Result<(), Fault> {
    let layout = source.layout;
    source.footer.batches(source.file, layout, portion, Rows::All, |before, batch| {
        let columns = Columns { layout, batch };
        let filing_id = columns.text(Column::FilingId);
        let country = columns.coded(Column::Country, |code| lists.config.country_codes.find(code));
        let substance: Option<Coded<Substance>> = columns.coded(Column::Substance, |code| lists.config.substance_codes.find(code));
        let kind = columns.coded(Column::FilingKind, FilingKind::read);
        let received = columns.days(Column::Received);
        let effective = columns.days(Column::Effective);
        let grams = columns.numbers(Column::Grams);
        for (number, row) in (portion.first_row() + count(before)..).zip(0..batch.num_rows()) {
            let id = text_at(filing_id, row);
            let raw = RawFiling {
                has_id: !id.is_empty(),
                country: code_at(country.as_ref(), row),
                substance: code_at(substance.as_ref(), row),
                kind: code_at(kind.as_ref(), row),
                received: day_at(received, row),
                effective: day_at(effective, row),
                grams: number_at(grams, row),
            };
            match raw.check(lists) {
                Ok(filing) => each(number, Ok((&filing, id))),
                Err(reason) => each(number, Err(Refused { reason, row: &BatchRow { columns: &columns, row }, lists: Some(*lists) })),
            }
        }
    })
}
