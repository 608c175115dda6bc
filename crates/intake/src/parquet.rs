//! Reads Parquet rows as records and filings, batch by batch.

use super::Cell;
use super::block::{self, Block};
use super::column::{Column, FileColumns};
use super::fault::Fault;
use super::file::Portion;
use super::filing::{CheckedFiling, RawFiling};
use super::footer::{Footer, Selection};
use super::reason::{Reason, Refused, RowText};
use super::record::{RawRecord, Unit};
use super::rows::{RowNumbers, Rows, Seen, TextColumns, TextsOf, text_at};
use super::scan::ColumnSet;
use super::values::{BatchColumns, BatchRow, Coded, Numbers, code_at, day_at, number_at, year_at};
use crate::config::FilingKind;
use crate::conversion::Lists;
use crate::records::{FilingTexts, Flow, Period, Procedure, Record};
use crate::terms::{Country, Form, Substance};
use arrow_array::{Date32Array, RecordBatch, StringViewArray};
use std::borrow::Cow;
use std::fs::File;
use std::ops::Range;
use std::sync::Arc;

/// A file that was opened again to read its rows.
pub(super) struct ParquetSource<'a> {
    pub(super) file: &'a Arc<File>,
    pub(super) footer: &'a Footer,
    pub(super) layout: &'a FileColumns,
}

/// The columns that a record is judged by.
pub(super) struct RecordColumns<'a> {
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
    period: Option<Coded<'a, Period>>,
    procedure: Option<Coded<'a, Procedure>>,
}

impl<'a> RecordColumns<'a> {
    pub(super) fn of(columns: &BatchColumns<'a>, lists: &Lists) -> Self {
        let (quantity, reexport, unit) = columns.layout.notation();
        let country = |code: &str| lists.country(code);
        Self {
            record_id: columns.text(Column::RecordId),
            date: columns.days(Column::Date),
            received: columns.days(Column::Received),
            reporter: columns.coded(Column::Reporter, country, Country::number),
            partner: columns.coded(Column::Partner, country, Country::number),
            flow: columns.coded(Column::Flow, Flow::named, block::number_of),
            form: columns.coded(Column::Form, |code| lists.form(code), Form::number),
            unit: unit.and_then(|unit| columns.coded(unit, Unit::named, |_| 0)),
            quantity: columns.numbers(quantity),
            reexport: columns.numbers(reexport),
            period: columns.coded(Column::Period, Period::named, |period| {
                period.number().into()
            }),
            procedure: columns.coded(Column::Procedure, Procedure::named, |_| 0),
        }
    }

    fn raw(&self, row: usize) -> RawRecord {
        RawRecord {
            has_id: self.has_id(row),
            date: day_at(self.date, row),
            received: day_at(self.received, row),
            reporter: code_at(self.reporter.as_ref(), row),
            partner: code_at(self.partner.as_ref(), row),
            flow: code_at(self.flow.as_ref(), row),
            form: code_at(self.form.as_ref(), row),
            unit: self
                .unit
                .as_ref()
                .map_or(Cell::Is(Unit::Gram), |unit| unit.cell(row)),
            quantity: number_at(self.quantity, row),
            reexport: number_at(self.reexport, row),
            period: code_at(self.period.as_ref(), row),
            procedure: code_at(self.procedure.as_ref(), row),
            in_grams: self.unit.is_none(),
        }
    }

    /// Whether a row has an id; true if ids are not read.
    fn has_id(&self, row: usize) -> bool {
        self.record_id.is_none() || !text_at(self.record_id, row).is_empty()
    }

    #[cold]
    fn check(&self, row: usize, lists: &Lists) -> Result<Record, Reason> {
        self.raw(row).check(lists)
    }

    /// Lays out the columns of some rows.
    pub(super) fn lay_out(&self, block: &mut Block, rows: Range<usize>) {
        block.set_days(self.date, self.received, rows.clone());
        block::codes(self.reporter.as_ref(), rows.clone(), &mut block.reporter);
        block::codes(self.partner.as_ref(), rows.clone(), &mut block.partner);
        block::codes(self.flow.as_ref(), rows.clone(), &mut block.flow);
        block::codes(self.form.as_ref(), rows.clone(), &mut block.form);
        block.set_periods(self.period.as_ref(), rows.clone());
        block.set_procedures(self.procedure.as_ref(), rows.clone());
        // Units other than grams need the full check.
        let quantity = self.quantity.filter(|_| self.unit.is_none());
        block.set_sizes(quantity, self.reexport, rows);
    }
}

/// Passes on the records of a portion at the given places, or all.
pub(super) fn scan(
    source: &ParquetSource,
    portion: &Portion,
    set: ColumnSet,
    selection: Selection<'_>,
    lists: &Lists,
    each: &mut dyn FnMut(Seen<'_>),
) -> Result<(), Fault> {
    let layout = match set {
        ColumnSet::All => Cow::Borrowed(source.layout),
        _ => Cow::Owned(source.layout.only(|column| set.has(column))),
    };
    let layout = layout.as_ref();
    let has_numbers = [Column::Authorisation, Column::SpecialLicence]
        .iter()
        .all(|column| set.has(*column) || !source.layout.has(*column));
    let mut block = Block::default();
    let mut read = |before: usize, batch: &RecordBatch| {
        let columns = BatchColumns { layout, batch };
        let record_columns = RecordColumns::of(&columns, lists);
        let texts = TextColumns {
            record_id: record_columns.record_id,
            authorisation: columns.text(Column::Authorisation),
            special_licence: columns.text(Column::SpecialLicence),
            has_numbers,
        };
        for start in (0..batch.num_rows()).step_by(block::ROWS) {
            let rows = start..batch.num_rows().min(start + block::ROWS);
            let numbers = match selection {
                Selection::All => RowNumbers::From(portion.first_row() + count(before + start)),
                Selection::At(places) => {
                    RowNumbers::At(portion.first_row(), &places[before + start..])
                }
            };
            record_columns.lay_out(&mut block, rows.clone());
            block.valid.clear();
            match set {
                ColumnSet::All | ColumnSet::Judged | ColumnSet::Movement => {
                    for (place, row) in rows.enumerate() {
                        if record_columns.has_id(row) && block.is_plain(place, lists) {
                            block.valid.extend(u16::try_from(place));
                            continue;
                        }
                        match record_columns.check(row, lists) {
                            Ok(record) => block.put(place, &record),
                            Err(reason) => {
                                let row = &BatchRow {
                                    columns: &columns,
                                    row,
                                };
                                each(Seen::Refused(
                                    numbers.at(place),
                                    Refused::checked(reason, row, lists),
                                ));
                            }
                        }
                    }
                }
                ColumnSet::Identity => {
                    for (place, row) in rows.enumerate() {
                        if record_columns.has_id(row) && block.has_reporter(place) {
                            block.valid.extend(u16::try_from(place));
                        }
                    }
                }
                ColumnSet::Numbers => {
                    for place in 0..rows.len() {
                        block.valid.extend(u16::try_from(place));
                    }
                }
            }
            each(Seen::Valid(Rows::new(
                &block,
                TextsOf::Columns(texts, start),
                numbers,
            )));
        }
    };
    source
        .footer
        .batches(source.file, layout, portion, selection, &mut read)
}

/// Returns the text of a row as quarantine gives it.
pub(super) fn raw(source: &ParquetSource, portion: &Portion, row: u64) -> Result<String, Fault> {
    let (layout, place) = (
        source.layout,
        u32::try_from(row - portion.first_row()).or(Err(Fault::Changed))?,
    );
    let mut text = String::new();
    source.footer.batches(
        source.file,
        layout,
        portion,
        Selection::At(&[place]),
        &mut |_, batch| {
            text = BatchRow {
                columns: &BatchColumns { layout, batch },
                row: 0,
            }
            .raw();
        },
    )?;
    Ok(text)
}

fn count(rows: usize) -> u64 {
    u64::try_from(rows).unwrap_or(u64::MAX)
}

/// Passes on the filings of a portion, in order, each with its row number and its texts.
pub(super) fn filings(
    source: &ParquetSource,
    portion: &Portion,
    lists: &Lists,
    each: &mut dyn FnMut(u64, CheckedFiling<'_>),
) -> Result<(), Fault> {
    let layout = source.layout;
    source.footer.batches(
        source.file,
        layout,
        portion,
        Selection::All,
        &mut |before, batch| {
            let columns = BatchColumns { layout, batch };
            let (filing_id, note) = (columns.text(Column::FilingId), columns.text(Column::Note));
            let country =
                columns.coded(Column::Country, |code| lists.country(code), Country::number);
            let substance: Option<Coded<Substance>> = columns.coded(
                Column::Substance,
                |code| lists.substance(code),
                Substance::number,
            );
            let kind = columns.coded(Column::FilingKind, FilingKind::named, |_| 0);
            let received = columns.days(Column::Received);
            let effective = columns.days(Column::Effective);
            let years = columns.years(Column::Year);
            let confirmed = columns.days(Column::Confirmed);
            let grams = columns.numbers(Column::Grams);
            for (number, row) in (portion.first_row() + count(before)..).zip(0..batch.num_rows()) {
                let texts = FilingTexts {
                    filing_id: text_at(filing_id, row),
                    note: text_at(note, row),
                };
                let raw = RawFiling {
                    has_id: !texts.filing_id.is_empty(),
                    country: code_at(country.as_ref(), row),
                    substance: code_at(substance.as_ref(), row),
                    kind: code_at(kind.as_ref(), row),
                    received: day_at(received, row),
                    effective: day_at(effective, row),
                    grams: number_at(grams, row),
                    year: year_at(years, row),
                    confirmed: day_at(confirmed, row),
                };
                match raw.check(lists) {
                    Ok(filing) => each(number, Ok((&filing, texts))),
                    Err(reason) => each(
                        number,
                        Err(Refused::checked(
                            reason,
                            &BatchRow {
                                columns: &columns,
                                row,
                            },
                            lists,
                        )),
                    ),
                }
            }
        },
    )
}
