//! Passes on the rows of a portion: valid records in blocks, laid out column by column, and refused rows.

use super::Refused;
use super::block::{Block, IMPORT};
use crate::records::{Amounts, Flow, Movement, Period, Procedure, Record, Texts, is_licence_word};
use crate::terms::{Country, Day, Form, Quantity};
use arrow_array::{Array, StringViewArray};

/// A step through the rows of a portion. Valid rows are in order among themselves, and refused rows among themselves; the two
/// are interleaved.
#[derive(Clone, Copy)]
pub enum Seen<'a> {
    /// Some valid rows.
    Valid(Rows<'a>),
    /// A refused row, by its number.
    Refused(u64, Refused<'a>),
}

/// Valid records in the order of their rows.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    block: &'a Block,
    texts: TextsOf<'a>,
    numbers: RowNumbers<'a>,
}

/// The place of the texts of a block.
#[derive(Clone, Copy, Debug)]
pub(super) enum TextsOf<'a> {
    /// In columns; the first row of the block is at this index.
    Columns(TextColumns<'a>, usize),
    /// Of a block of one row.
    One(&'a Texts<'a>),
}

/// Columns of texts; `None` if the file has no such column, or it is not read.
#[derive(Clone, Copy, Debug)]
pub(super) struct TextColumns<'a> {
    pub(super) record_id: Option<&'a StringViewArray>,
    pub(super) authorisation: Option<&'a StringViewArray>,
    pub(super) special_licence: Option<&'a StringViewArray>,
    /// Whether all columns of numbers that the file has are read.
    pub(super) has_numbers: bool,
}

/// The numbers of the rows of a block.
#[derive(Clone, Copy, Debug)]
pub(super) enum RowNumbers<'a> {
    /// Consecutive, from this number on.
    From(u64),
    /// By the places of the rows in their portion, whose first row has this number.
    At(u64, &'a [u32]),
}

impl RowNumbers<'_> {
    /// Returns the number of the row at a place in the block.
    #[inline]
    pub(super) fn at(self, place: usize) -> u64 {
        match self {
            Self::From(first) => first + u64::try_from(place).unwrap_or(u64::MAX),
            Self::At(first, places) => first + u64::from(places[place]),
        }
    }
}

/// Returns the text of a row; empty if it or the column is missing.
#[inline]
pub(super) fn text_at(column: Option<&StringViewArray>, row: usize) -> &str {
    match column {
        Some(column) if column.is_valid(row) => column.value(row),
        _ => "",
    }
}

impl<'a> Rows<'a> {
    pub(super) const fn new(block: &'a Block, texts: TextsOf<'a>, numbers: RowNumbers<'a>) -> Self {
        Self {
            block,
            texts,
            numbers,
        }
    }

    /// Returns the number of rows.
    #[must_use]
    #[inline]
    pub fn len(self) -> usize {
        self.block.valid.len()
    }

    /// Whether there are no rows.
    #[must_use]
    #[inline]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Whether every row is of a day.
    #[must_use]
    #[inline]
    pub fn are_of_days(self) -> bool {
        self.block.period.is_empty() || self.iter().all(|row| row.period() == Period::Day)
    }

    /// Iterates over the rows.
    #[inline]
    pub fn iter(self) -> impl Iterator<Item = Row<'a>> + Clone {
        self.block.valid.iter().map(move |place| Row {
            rows: self,
            place: usize::from(*place),
        })
    }
}

/// A valid record in its row.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    rows: Rows<'a>,
    place: usize,
}

impl<'a> Row<'a> {
    /// Returns the number of the row in its file.
    #[must_use]
    #[inline]
    pub fn number(self) -> u64 {
        self.rows.numbers.at(self.place)
    }

    /// Returns the reporter's own id of the record; empty if ids are not read.
    #[must_use]
    #[inline]
    pub fn id(self) -> &'a str {
        match self.rows.texts {
            TextsOf::Columns(columns, first) => text_at(columns.record_id, first + self.place),
            TextsOf::One(texts) => texts.record_id,
        }
    }

    /// Returns the texts; `None` unless all columns of texts that the file has are read.
    #[must_use]
    #[inline]
    pub fn texts(self) -> Option<Texts<'a>> {
        match self.rows.texts {
            TextsOf::Columns(columns, first) => columns.has_numbers.then(|| Texts {
                record_id: self.id(),
                authorisation: text_at(columns.authorisation, first + self.place),
                special_licence: text_at(columns.special_licence, first + self.place),
            }),
            TextsOf::One(texts) => Some(*texts),
        }
    }

    /// Whether the text of the special licence is a word for having none (`rules.md` 4.7); false if licences are not read.
    #[must_use]
    #[inline]
    pub fn has_licence_word(self) -> bool {
        is_licence_word(match self.rows.texts {
            TextsOf::Columns(columns, first) => {
                text_at(columns.special_licence, first + self.place)
            }
            TextsOf::One(texts) => texts.special_licence,
        })
    }

    /// Returns the reporting country.
    #[must_use]
    #[inline]
    pub fn reporter(self) -> Country {
        known(self.rows.block.reporter[self.place]).into()
    }

    #[inline]
    fn partner(self) -> Option<Country> {
        country(self.rows.block.partner[self.place])
    }

    #[inline]
    fn flow(self) -> Flow {
        if self.rows.block.flow[self.place] == IMPORT {
            Flow::Import
        } else {
            Flow::Export
        }
    }

    /// Returns the form that was shipped.
    #[must_use]
    #[inline]
    pub fn form(self) -> Form {
        known(self.rows.block.form[self.place]).into()
    }

    /// Returns the day of the movement.
    #[must_use]
    #[inline]
    pub fn date(self) -> Day {
        Day::from_number(self.rows.block.date[self.place])
    }

    /// Returns the day on which the record reached the Board.
    #[must_use]
    #[inline]
    pub fn received(self) -> Day {
        Day::from_number(self.rows.block.received[self.place])
    }

    /// Returns the period that the record reports on.
    #[must_use]
    #[inline]
    pub fn period(self) -> Period {
        self.rows.block.period(self.place).unwrap_or_default()
    }

    /// Returns the procedure under which the record was shipped.
    #[must_use]
    #[inline]
    pub fn procedure(self) -> Procedure {
        self.rows.block.procedure(self.place).unwrap_or_default()
    }

    /// Whether the quantity is 0.
    #[must_use]
    #[inline]
    pub fn is_zero(self) -> bool {
        self.rows.block.quantity[self.place] == 0
    }

    #[inline]
    fn movement(self) -> Movement {
        let Block {
            quantity, reexport, ..
        } = self.rows.block;
        let importer = if self.flow() == Flow::Import {
            Some(self.reporter())
        } else {
            self.partner()
        };
        Movement {
            flow: self.flow(),
            reporter: self.reporter(),
            importer,
            form: self.form(),
            date: self.date(),
            amounts: Amounts::of(quantity[self.place], reexport[self.place], self.procedure()),
        }
    }

    /// Returns the record without its texts.
    #[must_use]
    #[inline]
    pub fn record(self) -> Record {
        let Block {
            quantity, reexport, ..
        } = self.rows.block;
        Record {
            date: self.date(),
            received: self.received(),
            reporter: self.reporter(),
            partner: self.partner(),
            flow: self.flow(),
            form: self.form(),
            quantity: Quantity::from_checked(quantity[self.place]),
            reexport: Quantity::from_checked(reexport[self.place]),
            period: self.period(),
            procedure: self.procedure(),
        }
    }
}

impl From<Row<'_>> for Movement {
    #[inline]
    fn from(row: Row<'_>) -> Self {
        row.movement()
    }
}

/// Returns the number of a code that every valid record has.
fn known(number: u32) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

/// Returns the country of a number in a block; `None` if it is missing.
fn country(number: u32) -> Option<Country> {
    u16::try_from(number).ok().map(Into::into)
}

/// Returns a valid record as rows of a block of one.
#[inline]
pub(super) fn one<'a>(
    block: &'a mut Block,
    row: u64,
    record: &Record,
    texts: &'a Texts<'a>,
) -> Rows<'a> {
    block.valid.clear();
    block.put(0, record);
    Rows::new(block, TextsOf::One(texts), RowNumbers::From(row))
}
