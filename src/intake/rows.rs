//! Valid records as they are passed on: some rows at a time, laid out column by column.

use super::block::{Block, IMPORT};
use super::record::{Flow, Movement, Record, Texts, is_licence_word};
use crate::terms::{Country, Day, Form, Quantity};
use arrow_array::{Array, StringViewArray};

/// What is seen of the rows of a portion; the valid ones in order, the refused ones in order, some of
/// the ones before some of the others.
#[derive(Clone, Copy, Debug)]
pub enum Seen<'a> {
    /// Some valid rows.
    Valid(Rows<'a>),
    /// A refused row, by its number.
    Refused(u64),
}

/// Valid records in the order of their rows.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    block: &'a Block,
    ids: TextsOf<'a>,
    licences: TextsOf<'a>,
    /// The number of the block's first row.
    first_row: u64,
}

/// Where the texts of one column of a block are.
#[derive(Clone, Copy, Debug)]
pub(super) enum TextsOf<'a> {
    /// Not read.
    None,
    /// In a column, the first of the block at this place.
    Column(&'a StringViewArray, usize),
    /// Of a block of one row.
    One(&'a str),
}

impl<'a> TextsOf<'a> {
    /// Those of a column, if it is there and read, for a block that begins at this row of it.
    pub(super) fn column(column: Option<&'a StringViewArray>, first: usize) -> Self {
        column.map_or(Self::None, |column| Self::Column(column, first))
    }

    #[inline]
    pub(super) fn at(self, place: usize) -> &'a str {
        match self {
            Self::None => "",
            Self::Column(column, first) => text_at(column, first + place),
            Self::One(text) => text,
        }
    }
}

/// The text of a row; empty where it is missing.
#[inline]
pub(super) fn text_at(column: &StringViewArray, row: usize) -> &str {
    if column.is_valid(row) {
        column.value(row)
    } else {
        ""
    }
}

impl<'a> Rows<'a> {
    pub(super) const fn new(
        block: &'a Block,
        ids: TextsOf<'a>,
        licences: TextsOf<'a>,
        first_row: u64,
    ) -> Self {
        Self {
            block,
            ids,
            licences,
            first_row,
        }
    }

    /// How many they are.
    #[must_use]
    #[inline]
    pub fn len(self) -> usize {
        self.block.valid.len()
    }

    /// Whether there is none.
    #[must_use]
    #[inline]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// One after the other.
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
    /// The number of the row.
    #[must_use]
    #[inline]
    pub fn number(self) -> u64 {
        self.rows.first_row + u64::try_from(self.place).unwrap_or(u64::MAX)
    }

    /// The reporter's own id of the record; empty where it is not read.
    #[must_use]
    #[inline]
    pub fn id(self) -> &'a str {
        self.rows.ids.at(self.place)
    }

    /// Whether what stands for its special licence is a word for having none (`rules.md` 4.7); only where a portion is
    /// surveyed are licences read.
    #[must_use]
    #[inline]
    pub fn has_licence_word(self) -> bool {
        is_licence_word(self.rows.licences.at(self.place))
    }

    /// Who reports.
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

    /// What was shipped.
    #[must_use]
    #[inline]
    pub fn form(self) -> Form {
        known(self.rows.block.form[self.place]).into()
    }

    /// Day of the movement.
    #[must_use]
    #[inline]
    pub fn date(self) -> Day {
        Day::from_number(self.rows.block.date[self.place])
    }

    /// Day it reached the Board.
    #[must_use]
    #[inline]
    pub fn received(self) -> Day {
        Day::from_number(self.rows.block.received[self.place])
    }

    /// Whether its quantity is 0.
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
            importer,
            form: self.form(),
            date: self.date(),
            net: quantity[self.place] - reexport[self.place],
        }
    }

    /// All of it but its texts.
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
        }
    }
}

impl From<Row<'_>> for Movement {
    #[inline]
    fn from(row: Row<'_>) -> Self {
        row.movement()
    }
}

/// The number of a code that a valid record cannot be without.
fn known(number: u32) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

/// The country of a number in a block; none where it is missing.
fn country(number: u32) -> Option<Country> {
    u16::try_from(number).ok().map(Into::into)
}

/// A valid record and its id, as rows of a block of one.
#[inline]
pub(super) fn one<'a>(
    block: &'a mut Block,
    row: u64,
    record: &Record,
    texts: Texts<'a>,
) -> Rows<'a> {
    block.valid.clear();
    block.put(0, record);
    Rows::new(
        block,
        TextsOf::One(texts.record_id),
        TextsOf::One(texts.special_licence),
        row,
    )
}
