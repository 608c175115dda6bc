//! Gives the columns of a batch of Parquet rows by their meaning.

use super::column::{Column, FileColumns, Type};
use super::quotes::csv_line;
use super::reason::RowText;
use super::{Cell, block};
use crate::terms::{Day, ScaledNumber};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal64Type, Decimal128Type, Decimal256Type, Int32Type};
use arrow_array::{
    Array, ArrayRef, Date32Array, Decimal64Array, Decimal128Array, Decimal256Array,
    DictionaryArray, Int32Array, RecordBatch, StringArray, StringViewArray,
};
use arrow_schema::DataType;
use std::borrow::Cow;
use std::ops::Range;

/// A column of few different values, each looked up once.
pub(super) struct Coded<'a, T> {
    array: &'a DictionaryArray<Int32Type>,
    values: Vec<Cell<T>>,
    /// The values as numbers, for whole columns at once.
    numbers: Vec<u32>,
}

impl<'a, T: Copy> Coded<'a, T> {
    fn new(
        column: &'a ArrayRef,
        read: impl Fn(&str) -> Option<T>,
        number: impl Fn(T) -> u16,
    ) -> Self {
        let array = column.as_dictionary::<Int32Type>();
        let texts: &StringArray = array.values().as_string();
        let values: Vec<Cell<T>> = texts
            .iter()
            .map(|text| Cell::read(text.unwrap_or_default(), &read))
            .collect();
        let number = |cell: &Cell<T>| match cell {
            Cell::Is(value) => u32::from(number(*value)),
            Cell::Missing => block::MISSING,
            Cell::Faulty => block::UNKNOWN,
        };
        let numbers = values.iter().map(number).collect();
        Self {
            array,
            values,
            numbers,
        }
    }

    /// Appends the numbers of some rows.
    pub(super) fn numbers(&self, rows: Range<usize>, to: &mut Vec<u32>) {
        let number = |key: &i32| {
            usize::try_from(*key)
                .ok()
                .and_then(|key| self.numbers.get(key))
                .copied()
                .unwrap_or(block::MISSING)
        };
        to.extend(self.array.keys().values()[rows.clone()].iter().map(number));
        if self.array.keys().null_count() > 0 {
            for (row, number) in rows.zip(to) {
                if self.array.is_null(row) {
                    *number = block::MISSING;
                }
            }
        }
    }

    /// Returns the value of a row.
    pub(super) fn cell(&self, row: usize) -> Cell<T> {
        self.array
            .key(row)
            .map_or(Cell::Missing, |key| self.values[key])
    }
}

/// Says for each row of a column of few different values whether its value is one of those wanted; a missing value never is.
pub(super) struct WantedValues<'a> {
    array: Option<&'a DictionaryArray<Int32Type>>,
    meant: Vec<bool>,
}

impl WantedValues<'_> {
    #[inline]
    pub(super) fn at(&self, row: usize) -> bool {
        self.array
            .and_then(|array| array.key(row))
            .is_some_and(|key| self.meant[key])
    }
}

/// A decimal column of one scale; short if its values are stored in 64 bits or fewer.
#[derive(Clone, Copy)]
pub(super) enum Numbers<'a> {
    Short(&'a Decimal64Array),
    Long(&'a Decimal128Array),
    /// Decimals in more bytes than their digits need.
    Wide(&'a Decimal256Array),
}

impl<'a> Numbers<'a> {
    /// Returns the whole column if it is stored in millionths.
    pub(super) fn all_millionths(self) -> Option<&'a Decimal64Array> {
        match self {
            Self::Short(array) if array.scale() == 6 => Some(array),
            _ => None,
        }
    }

    fn scale(&self) -> u8 {
        let scale = match self {
            Self::Short(array) => array.scale(),
            Self::Long(array) => array.scale(),
            Self::Wide(array) => array.scale(),
        };
        u8::try_from(scale).unwrap_or(6)
    }

    /// Returns the number of a row in millionths; faulty if the number needs the full check.
    pub(super) fn millionths(self, row: usize) -> Cell<i64> {
        let Self::Short(array) = self else {
            return Cell::Faulty;
        };
        if array.is_null(row) {
            return Cell::Missing;
        }
        let unscaled = array.value(row);
        match array.scale() {
            6 => Cell::Is(unscaled),
            scale => unscaled
                .checked_mul(10_i64.pow(u32::try_from(6 - scale).unwrap_or(0)))
                .map_or(Cell::Faulty, Cell::Is),
        }
    }
}

/// The columns of a batch by their meaning; `None` if the file has no such column.
pub(super) struct BatchColumns<'a> {
    pub(super) layout: &'a FileColumns,
    pub(super) batch: &'a RecordBatch,
}

impl<'a> BatchColumns<'a> {
    fn column(&self, column: Column) -> Option<&'a ArrayRef> {
        self.layout
            .place(column)
            .map(|place| self.batch.column(place))
    }

    pub(super) fn text(&self, column: Column) -> Option<&'a StringViewArray> {
        self.column(column).map(AsArray::as_string_view)
    }

    pub(super) fn days(&self, column: Column) -> Option<&'a Date32Array> {
        self.column(column).map(AsArray::as_primitive::<Date32Type>)
    }

    pub(super) fn years(&self, column: Column) -> Option<&'a Int32Array> {
        self.column(column).map(AsArray::as_primitive::<Int32Type>)
    }

    pub(super) fn numbers(&self, column: Column) -> Option<Numbers<'a>> {
        let array = self.column(column)?;
        Some(match array.data_type() {
            DataType::Decimal64(..) => Numbers::Short(array.as_primitive::<Decimal64Type>()),
            DataType::Decimal256(..) => Numbers::Wide(array.as_primitive::<Decimal256Type>()),
            _ => Numbers::Long(array.as_primitive::<Decimal128Type>()),
        })
    }

    pub(super) fn coded<T: Copy>(
        &self,
        column: Column,
        read: impl Fn(&str) -> Option<T>,
        number: impl Fn(T) -> u16,
    ) -> Option<Coded<'a, T>> {
        self.column(column)
            .map(|array| Coded::new(array, read, number))
    }

    pub(super) fn which(&self, column: Column, meant: impl Fn(&str) -> bool) -> WantedValues<'a> {
        let array = self.column(column).map(AsArray::as_dictionary::<Int32Type>);
        let texts = array.map(|array| array.values().as_string::<i32>());
        WantedValues {
            array,
            meant: texts
                .into_iter()
                .flatten()
                .map(|text| text.is_some_and(&meant))
                .collect(),
        }
    }
}

/// Returns the day of a row.
pub(super) fn day_at(array: Option<&Date32Array>, row: usize) -> Cell<Day> {
    let day = |array: &Date32Array| {
        let day = Day::from_number(array.value(row));
        // A year that does not have four digits is not a day in CSV either.
        if day.is_written() {
            Cell::Is(day)
        } else {
            Cell::Faulty
        }
    };
    array
        .filter(|array| array.is_valid(row))
        .map_or(Cell::Missing, day)
}

/// Returns the calendar year of a row.
pub(super) fn year_at(array: Option<&Int32Array>, row: usize) -> Cell<i32> {
    let year = |array: &Int32Array| {
        let year = array.value(row);
        // A year that a text could not give is no year either.
        if (Day::FIRST.year()..=Day::LAST.year()).contains(&year) {
            Cell::Is(year)
        } else {
            Cell::Faulty
        }
    };
    array
        .filter(|array| array.is_valid(row))
        .map_or(Cell::Missing, year)
}

/// Returns the number of a row.
pub(super) fn number_at(numbers: Option<Numbers<'_>>, row: usize) -> Cell<ScaledNumber> {
    let Some(numbers) = numbers else {
        return Cell::Missing;
    };
    let unscaled = match numbers {
        Numbers::Short(array) => array.is_valid(row).then(|| i128::from(array.value(row))),
        Numbers::Long(array) => array.is_valid(row).then(|| array.value(row)),
        // Of a number past all limits, only the sign matters.
        Numbers::Wide(array) => array.is_valid(row).then(|| {
            let value = array.value(row);
            value.to_i128().unwrap_or(if value.is_negative() {
                i128::MIN
            } else {
                i128::MAX
            })
        }),
    };
    unscaled.map_or(Cell::Missing, |unscaled| {
        Cell::Is(ScaledNumber::from_decimal(unscaled, numbers.scale()))
    })
}

/// Returns the code of a row.
pub(super) fn code_at<T: Copy>(coded: Option<&Coded<T>>, row: usize) -> Cell<T> {
    coded.map_or(Cell::Missing, |coded| coded.cell(row))
}

/// A row of a batch, for messages and quarantine.
pub(super) struct BatchRow<'a> {
    pub(super) columns: &'a BatchColumns<'a>,
    pub(super) row: usize,
}

impl RowText for BatchRow<'_> {
    fn text(&self, column: Column) -> Option<Cow<'_, str>> {
        let Some(array) = self
            .columns
            .column(column)
            .filter(|array| array.is_valid(self.row))
        else {
            return Some(Cow::Borrowed(""));
        };
        Some(match column.value_type() {
            Type::Text => Cow::Borrowed(array.as_string_view().value(self.row)),
            Type::Code => {
                let coded = array.as_dictionary::<Int32Type>();
                let texts: &StringArray = coded.values().as_string();
                Cow::Borrowed(
                    coded
                        .key(self.row)
                        .filter(|key| texts.is_valid(*key))
                        .map_or("", |key| texts.value(key)),
                )
            }
            Type::Day => Cow::Owned(
                Day::from_number(array.as_primitive::<Date32Type>().value(self.row)).to_string(),
            ),
            Type::Year => Cow::Owned(
                array
                    .as_primitive::<Int32Type>()
                    .value(self.row)
                    .to_string(),
            ),
            Type::Decimal => Cow::Owned(without_zeros(match array.data_type() {
                DataType::Decimal64(..) => array
                    .as_primitive::<Decimal64Type>()
                    .value_as_string(self.row),
                DataType::Decimal256(..) => array
                    .as_primitive::<Decimal256Type>()
                    .value_as_string(self.row),
                _ => array
                    .as_primitive::<Decimal128Type>()
                    .value_as_string(self.row),
            })),
        })
    }

    fn raw(&self) -> String {
        let columns = self.columns.layout.order().iter();
        csv_line(columns.map(|column| self.text(*column).unwrap_or_default()))
    }

    fn quantity_columns(&self) -> (Column, Column) {
        let (quantity, reexport, _) = self.columns.layout.notation();
        (quantity, reexport)
    }
}

/// Removes trailing zeros, so that the same number reads the same from files of any scale.
fn without_zeros(mut text: String) -> String {
    if text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    text
}
