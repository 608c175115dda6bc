//! Parquet rows as records and filings, batch by batch.

use super::block::{self, Block};
use super::column::{Column, Layout};
use super::fault::Fault;
use super::file::Portion;
use super::filing::{FilingKind, FilingTexts, RawFiling};
use super::footer::{Footer, Rows};
use super::reason::{Reason, Refused, RowText};
use super::record::{Flow, Heading, RawRecord, Texts, Unit};
use super::rows::{Row, Rows as Records, Seen, TextsOf};
use super::values::{BatchRow, Coded, Columns, Numbers, code_at, day_at, number_at, text_at};
use super::{Cell, Filing, Lists, Record};
use crate::terms::{Country, Form, Substance};
use arrow_array::{Date32Array, StringViewArray};
use std::fs::File;
use std::ops::Range;
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
}

impl<'a> RecordColumns<'a> {
    fn of(columns: &Columns<'a>, lists: &Lists) -> Self {
        let (quantity, reexport, unit) = columns.layout.notation();
        let country = |code: &str| lists.config.country_codes.find(code);
        Self {
            record_id: columns.text(Column::RecordId),
            date: columns.days(Column::Date),
            received: columns.days(Column::Received),
            reporter: columns.coded(Column::Reporter, country, Country::number),
            partner: columns.coded(Column::Partner, country, Country::number),
            flow: columns.coded(Column::Flow, Flow::read, block::number_of),
            form: columns.coded(
                Column::Form,
                |code| lists.config.form_codes.find(code),
                Form::number,
            ),
            unit: unit.and_then(|unit| columns.coded(unit, Unit::named, |_| 0)),
            quantity: columns.numbers(quantity),
            reexport: columns.numbers(reexport),
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
            in_grams: self.unit.is_none(),
        }
    }

    /// Whether a row has an id, where ids are read at all.
    fn has_id(&self, row: usize) -> bool {
        self.record_id.is_none() || !text_at(self.record_id, row).is_empty()
    }

    #[cold]
    fn check(&self, row: usize, lists: &Lists) -> Result<Record, Reason> {
        self.raw(row).check(lists)
    }

    /// Lays out the columns of some rows.
    fn lay_out(&self, block: &mut Block, rows: Range<usize>) {
        block.set_days(self.date, self.received, rows.clone());
        block::codes(self.reporter.as_ref(), rows.clone(), &mut block.reporter);
        block::codes(self.partner.as_ref(), rows.clone(), &mut block.partner);
        block::codes(self.flow.as_ref(), rows.clone(), &mut block.flow);
        block::codes(self.form.as_ref(), rows.clone(), &mut block.form);
        // Other units than grams take a closer look.
        let quantity = self.quantity.filter(|_| self.unit.is_none());
        block.set_sizes(quantity, self.reexport, rows);
    }
}

/// All records of a portion, in order. Every column is read, also what judging does not take, so that damage anywhere in a
/// file is found before anything rests on the file.
pub(super) fn survey(
    source: &Source,
    portion: &Portion,
    lists: &Lists,
    each: impl FnMut(Seen<'_>),
) -> Result<(), Fault> {
    blocks(source, source.layout, portion, lists, each)
}

/// What is moved by the records of a portion, in order; their ids and days of receipt are not read.
pub(super) fn movements(
    source: &Source,
    portion: &Portion,
    lists: &Lists,
    each: impl FnMut(Seen<'_>),
) -> Result<(), Fault> {
    let moved = |column| judged(column) && !matches!(column, Column::RecordId | Column::Received);
    blocks(source, &source.layout.only(moved), portion, lists, each)
}

/// The valid records of a portion that `pick` makes something of, in order, each with its row number and
/// what was made. What is not needed for picking is read only where a row was picked.
pub(super) fn picked<K>(
    source: &Source,
    portion: &Portion,
    lists: &Lists,
    mut pick: impl FnMut(Records<'_>, &mut dyn FnMut(Row<'_>, K)),
    mut each: impl FnMut(u64, K, &Record, Texts<'_>),
) -> Result<(), Fault> {
    let mut places: Vec<u32> = Vec::new();
    let mut kept: Vec<(K, Record, usize)> = Vec::new();
    let mut ids = String::new();
    blocks(
        source,
        &source.layout.only(judged),
        portion,
        lists,
        |seen| {
            if let Seen::Valid(valid) = seen {
                pick(valid, &mut |row, made| {
                    places.push(
                        u32::try_from(row.number() - portion.first_row()).unwrap_or(u32::MAX),
                    );
                    ids.push_str(row.id());
                    kept.push((made, row.record(), ids.len()));
                });
            }
        },
    )?;
    let mut kept = places
        .iter()
        .zip(kept)
        .scan(0, |from, (place, (made, record, to))| {
            let id = &ids[*from..to];
            *from = to;
            Some((portion.first_row() + u64::from(*place), made, record, id))
        });
    let wide = source.layout.only(|column| !judged(column));
    if wide.order().is_empty() {
        kept.for_each(|(row, made, record, record_id)| {
            each(
                row,
                made,
                &record,
                Texts {
                    record_id,
                    authorisation: "",
                    special_licence: "",
                },
            );
        });
        return Ok(());
    }
    if places.is_empty() {
        return Ok(());
    }
    source.footer.batches(
        source.file,
        &wide,
        portion,
        Rows::At(&places),
        |_, batch| {
            let columns = Columns {
                layout: &wide,
                batch,
            };
            let (authorisation, special_licence) = (
                columns.text(Column::Authorisation),
                columns.text(Column::SpecialLicence),
            );
            for (place, (row, made, record, record_id)) in (0..batch.num_rows()).zip(&mut kept) {
                let texts = Texts {
                    record_id,
                    authorisation: text_at(authorisation, place),
                    special_licence: text_at(special_licence, place),
                };
                each(row, made, &record, texts);
            }
        },
    )
}

/// Who reports the records of a portion, and under which ids, in order, each with its place in the portion; rows without
/// either are none. Whether a row is valid otherwise is not looked at.
pub(super) fn named(
    source: &Source,
    portion: &Portion,
    lists: &Lists,
    mut each: impl FnMut(u32, Country, &str),
) -> Result<(), Fault> {
    let layout = source
        .layout
        .only(|column| matches!(column, Column::RecordId | Column::Reporter));
    source
        .footer
        .batches(source.file, &layout, portion, Rows::All, |before, batch| {
            let columns = Columns {
                layout: &layout,
                batch,
            };
            let record_columns = RecordColumns::of(&columns, lists);
            let places = u32::try_from(before).unwrap_or(u32::MAX)..;
            for (place, row) in places.zip(0..batch.num_rows()) {
                let id = text_at(record_columns.record_id, row);
                if let Cell::Is(reporter) = code_at(record_columns.reporter.as_ref(), row)
                    && !id.is_empty()
                {
                    each(place, reporter, id);
                }
            }
        })
}

/// Who imports what and when, by the rows of a portion that say so, in order, each with its place in the portion; whether a
/// row is valid otherwise, and how much it moves, is not looked at.
pub(super) fn headings(
    source: &Source,
    portion: &Portion,
    lists: &Lists,
    mut each: impl FnMut(u32, Heading),
) -> Result<(), Fault> {
    let heading = |column| {
        matches!(
            column,
            Column::Date | Column::Reporter | Column::Partner | Column::Flow | Column::Form
        )
    };
    let layout = source.layout.only(heading);
    let mut block = Block::default();
    source
        .footer
        .batches(source.file, &layout, portion, Rows::All, |before, batch| {
            let columns = Columns {
                layout: &layout,
                batch,
            };
            let record_columns = RecordColumns::of(&columns, lists);
            let mut places = u32::try_from(before).unwrap_or(u32::MAX)..;
            for start in (0..batch.num_rows()).step_by(block::ROWS) {
                let rows = start..batch.num_rows().min(start + block::ROWS);
                record_columns.lay_out(&mut block, rows.clone());
                for (row, place) in (0..rows.len()).zip(&mut places) {
                    if let Some(heading) = block.heading(row) {
                        each(place, heading);
                    }
                }
            }
        })
}

/// The valid records of a portion at some places, in order, in full, each with its row number.
pub(super) fn at(
    source: &Source,
    portion: &Portion,
    places: &[u32],
    lists: &Lists,
    mut each: impl FnMut(u64, &Record, Texts<'_>),
) -> Result<(), Fault> {
    let layout = source.layout;
    source.footer.batches(
        source.file,
        layout,
        portion,
        Rows::At(places),
        |before, batch| {
            let columns = Columns { layout, batch };
            let record_columns = RecordColumns::of(&columns, lists);
            let (authorisation, special_licence) = (
                columns.text(Column::Authorisation),
                columns.text(Column::SpecialLicence),
            );
            for row in 0..batch.num_rows() {
                if let Ok(record) = record_columns.check(row, lists) {
                    let texts = Texts {
                        record_id: text_at(record_columns.record_id, row),
                        authorisation: text_at(authorisation, row),
                        special_licence: text_at(special_licence, row),
                    };
                    each(
                        portion.first_row() + u64::from(places[before + row]),
                        &record,
                        texts,
                    );
                }
            }
        },
    )
}

/// Whether judging a record takes the column.
fn judged(column: Column) -> bool {
    !matches!(column, Column::Authorisation | Column::SpecialLicence)
}

/// The rows of a portion at these places, or all, in full: each with its row number as a record, or the reason of its
/// refusal.
pub(super) fn full(
    source: &Source,
    portion: &Portion,
    places: Rows<'_>,
    lists: &Lists,
    mut each: impl FnMut(u64, Result<(&Record, Texts<'_>), Refused<'_>>),
) -> Result<(), Fault> {
    let layout = source.layout;
    source
        .footer
        .batches(source.file, layout, portion, places, |before, batch| {
            let columns = Columns { layout, batch };
            let record_columns = RecordColumns::of(&columns, lists);
            let [ids, authorisations, licences] = [
                Column::RecordId,
                Column::Authorisation,
                Column::SpecialLicence,
            ]
            .map(|column| columns.text(column));
            for row in 0..batch.num_rows() {
                let place = match places {
                    Rows::All => count(before + row),
                    Rows::At(places) => u64::from(places[before + row]),
                };
                let number = portion.first_row() + place;
                match record_columns.check(row, lists) {
                    Ok(record) => {
                        let texts = Texts {
                            record_id: text_at(ids, row),
                            authorisation: text_at(authorisations, row),
                            special_licence: text_at(licences, row),
                        };
                        each(number, Ok((&record, texts)));
                    }
                    Err(reason) => each(
                        number,
                        Err(Refused {
                            reason,
                            row: &BatchRow {
                                columns: &columns,
                                row,
                            },
                            lists: Some(*lists),
                        }),
                    ),
                }
            }
        })
}

/// A row, as quarantine gives the text of one.
pub(super) fn raw(source: &Source, portion: &Portion, row: u64) -> Result<String, Fault> {
    let (layout, place) = (
        source.layout,
        u32::try_from(row - portion.first_row()).or(Err(Fault::Changed))?,
    );
    let mut text = String::new();
    source.footer.batches(
        source.file,
        layout,
        portion,
        Rows::At(&[place]),
        |_, batch| {
            text = BatchRow {
                columns: &Columns { layout, batch },
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

/// Goes through the rows of a portion in order, block by block.
fn blocks(
    source: &Source,
    layout: &Layout,
    portion: &Portion,
    lists: &Lists,
    mut each: impl FnMut(Seen<'_>),
) -> Result<(), Fault> {
    let mut block = Block::default();
    source
        .footer
        .batches(source.file, layout, portion, Rows::All, |before, batch| {
            let columns = Columns { layout, batch };
            let record_columns = RecordColumns::of(&columns, lists);
            let licences = columns.text(Column::SpecialLicence);
            let first_row = portion.first_row() + count(before);
            for start in (0..batch.num_rows()).step_by(block::ROWS) {
                let rows = start..batch.num_rows().min(start + block::ROWS);
                record_columns.lay_out(&mut block, rows.clone());
                block.valid.clear();
                for (place, row) in rows.enumerate() {
                    if record_columns.has_id(row) && block.is_plain(place, lists) {
                        block.valid.extend(u16::try_from(place));
                    } else if let Ok(record) = record_columns.check(row, lists) {
                        block.put(place, &record);
                    } else {
                        each(Seen::Refused(first_row + count(row)));
                    }
                }
                let (ids, licences) = (
                    TextsOf::column(record_columns.record_id, start),
                    TextsOf::column(licences, start),
                );
                each(Seen::Valid(Records::new(
                    &block,
                    ids,
                    licences,
                    first_row + count(start),
                )));
            }
        })
}

/// The filings of a portion, in order, each with its row number and its texts.
pub(super) fn filings(
    source: &Source,
    portion: &Portion,
    lists: &Lists,
    mut each: impl FnMut(u64, Result<(&Filing, FilingTexts<'_>), Refused<'_>>),
) -> Result<(), Fault> {
    let layout = source.layout;
    source
        .footer
        .batches(source.file, layout, portion, Rows::All, |before, batch| {
            let columns = Columns { layout, batch };
            let (filing_id, note) = (columns.text(Column::FilingId), columns.text(Column::Note));
            let country = columns.coded(
                Column::Country,
                |code| lists.config.country_codes.find(code),
                Country::number,
            );
            let substance: Option<Coded<Substance>> = columns.coded(
                Column::Substance,
                |code| lists.config.substance_codes.find(code),
                Substance::number,
            );
            let kind = columns.coded(Column::FilingKind, FilingKind::read, |_| 0);
            let received = columns.days(Column::Received);
            let effective = columns.days(Column::Effective);
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
                };
                match raw.check(lists) {
                    Ok(filing) => each(number, Ok((&filing, texts))),
                    Err(reason) => each(
                        number,
                        Err(Refused {
                            reason,
                            row: &BatchRow {
                                columns: &columns,
                                row,
                            },
                            lists: Some(*lists),
                        }),
                    ),
                }
            }
        })
}
