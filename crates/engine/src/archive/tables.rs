//! Turns Rust types into columns of the published tables, and structs of such types into rows. A table's schema, its arrays,
//! and its rows when read back all follow from one definition.
//!
//! An `Option` makes a nullable column; an empty text counts as absent.

use crate::terms::{Day, Factor, Mass, Quantity};
use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int32Type, Int64Type};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int32Array, Int64Array, ListArray,
    RecordBatch, StringArray,
};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use serde_json::Value;
use std::sync::Arc;

/// A column, or several columns that stand together.
pub trait Columns: Sized {
    /// The value when read back, which borrows its texts.
    type Read<'b>;

    /// The name of the table's file, or of the folder of its files; empty for columns that are no whole table.
    const FILE: &'static str = "";

    /// Whether the table is a folder, with a file for each calendar year that has rows.
    const BY_YEAR: bool = false;

    /// The names of the columns that tables of older versions do not have.
    const NEWER: &'static [&'static str] = &[];

    /// What the documentation says about the table.
    #[cfg(test)]
    const ABOUT: &'static str = "";

    /// Adds what the documentation says about each column, in the order of the fields.
    #[cfg(test)]
    fn about(text: &str, texts: &mut Vec<String>) {
        texts.push(text.trim().to_owned());
    }

    /// The number of columns.
    const COUNT: usize;

    /// Adds the column of this name, or the columns whose names start with it.
    fn fields(name: &str, fields: &mut Vec<Field>);

    /// Adds the arrays of some rows, with null for each `None`.
    fn arrays<'r>(rows: impl Iterator<Item = Option<&'r Self>> + Clone, arrays: &mut Vec<ArrayRef>)
    where
        Self: 'r;

    /// Adds the values of a row, each by its column's name: days and exact figures as texts, counts as numbers.
    fn values(&self, name: &str, values: &mut Vec<(String, Value)>);

    /// Reads a row; the error says what is missing.
    fn read<'b>(cells: &mut Cells<'b>) -> Result<Self::Read<'b>, &'static str>;
}

/// The columns of one row in a batch that have not been read yet.
pub struct Cells<'b> {
    batch: &'b RecordBatch,
    row: usize,
    next: usize,
    /// The columns of the row that the table does not have, a bit for each.
    absent: Absent,
    /// The number of columns that were asked for.
    asked: usize,
}

impl<'b> Cells<'b> {
    /// Returns the columns of a row from a place on.
    #[must_use]
    pub fn from(batch: &'b RecordBatch, row: usize, first: usize) -> Self {
        Self {
            batch,
            row,
            next: first,
            absent: Absent::default(),
            asked: 0,
        }
    }

    /// Returns the cells of a row of a table that does not have some columns.
    #[must_use]
    pub const fn without(batch: &'b RecordBatch, row: usize, absent: Absent) -> Self {
        Self {
            batch,
            row,
            next: 0,
            absent,
            asked: 0,
        }
    }

    /// Returns the next column; `None` after the last, as in tables of older versions, which have fewer columns.
    fn take(&mut self) -> Option<(&'b ArrayRef, usize)> {
        self.asked += 1;
        if self.absent.has(self.asked - 1) {
            return None;
        }
        let column = self.batch.columns().get(self.next)?;
        self.next += 1;
        Some((column, self.row))
    }
}

/// The columns that a table of an older version does not have, by their places among the columns of today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Absent(u64);

impl Absent {
    /// Returns the columns of a table that `has` does not have, and the names of the others.
    pub fn of<C: Columns>(has: impl Fn(&str) -> bool) -> (Self, Vec<String>) {
        let (mut absent, mut there) = (Self::default(), Vec::new());
        for (place, name) in names::<C>().into_iter().enumerate() {
            if has(&name) {
                there.push(name);
            } else {
                absent.0 |= 1 << place;
            }
        }
        (absent, there)
    }

    fn has(self, place: usize) -> bool {
        place < 64 && self.0 >> place & 1 != 0
    }
}

/// Returns the name of the file with a table's rows of a calendar year.
#[must_use]
pub fn file_of_year<C: Columns>(year: i32) -> String {
    format!("{}/{year:04}.parquet", C::FILE)
}

/// Returns the calendar year of a file of a table that has a file for each; `None` if the file is not one of these.
#[must_use]
pub fn year_of<C: Columns>(file: &str) -> Option<i32> {
    let year = file.strip_prefix(C::FILE)?.strip_prefix('/')?;
    year.strip_suffix(".parquet")?.parse().ok()
}

/// Returns the folders of the tables that have a file for each calendar year.
pub fn folders_by_year() -> impl Iterator<Item = &'static str> {
    fn folder<C: Columns>() -> Option<&'static str> {
        C::BY_YEAR.then_some(C::FILE)
    }
    each_table!(folder).into_iter().flatten()
}

/// Returns the schema of a table.
#[must_use]
pub fn schema<C: Columns>() -> SchemaRef {
    let mut fields = Vec::new();
    C::fields("", &mut fields);
    Arc::new(Schema::new(fields))
}

/// Returns the names of a table's columns, in their order.
#[must_use]
pub fn names<C: Columns>() -> Vec<String> {
    schema::<C>()
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .collect()
}

/// Returns the values of a row, each by its column's name.
pub fn values(row: &impl Columns) -> Vec<(String, Value)> {
    let mut values = Vec::new();
    row.values("", &mut values);
    values
}

/// Returns the arrays of some rows, one array for each column.
pub fn arrays<C: Columns>(rows: &[C]) -> Vec<ArrayRef> {
    let mut arrays = Vec::new();
    C::arrays(rows.iter().map(Some), &mut arrays);
    arrays
}

/// Makes a type a column: defines its Arrow type, how its values become an array, which JSON value stands for it, and how it
/// is read.
macro_rules! column {
    (
        $type:ty as $read:ty, $data:expr, $optional:literal,
        array: |$values:ident| $array:expr,
        said: |$value:ident| $said:expr,
        read: |$column:ident, $row:ident| $cell:expr,
        absent: $absent:expr
    ) => {
        impl<'a> Columns for $type {
            type Read<'b> = $read;

            const COUNT: usize = 1;

            fn fields(name: &str, fields: &mut Vec<Field>) {
                fields.push(Field::new(name, $data, $optional));
            }

            fn arrays<'r>(
                $values: impl Iterator<Item = Option<&'r Self>> + Clone,
                arrays: &mut Vec<ArrayRef>,
            ) where
                Self: 'r,
            {
                arrays.push(Arc::new($array));
            }

            fn values(&self, name: &str, values: &mut Vec<(String, Value)>) {
                let $value = self;
                values.push((name.to_owned(), $said));
            }

            fn read<'b>(cells: &mut Cells<'b>) -> Result<Self::Read<'b>, &'static str> {
                let Some(($column, $row)) = cells.take() else {
                    return $absent;
                };
                $cell
            }
        }
    };
}

/// The error for a column that a table does not have.
const NO_COLUMN: &str = "a column is missing";

const MASS: DataType = DataType::Decimal128(38, 15);
const QUANTITY: DataType = DataType::Decimal128(18, 6);
const FACTOR: DataType = DataType::Decimal128(10, 9);

fn decimal(column: &ArrayRef, row: usize) -> Option<i128> {
    let decimals = column.as_primitive::<Decimal128Type>();
    decimals.is_valid(row).then(|| decimals.value(row))
}

fn day(column: &ArrayRef, row: usize) -> Option<Day> {
    let days = column.as_primitive::<Date32Type>();
    days.is_valid(row)
        .then(|| Day::from_number(days.value(row)))
}

fn number(column: &ArrayRef, row: usize) -> Option<i64> {
    let numbers = column.as_primitive::<Int64Type>();
    numbers.is_valid(row).then(|| numbers.value(row))
}

fn text(column: &ArrayRef, row: usize) -> &str {
    let texts = column.as_string_view();
    if texts.is_valid(row) {
        texts.value(row)
    } else {
        ""
    }
}

fn factor(column: &ArrayRef, row: usize) -> Option<Factor> {
    decimal(column, row)
        .and_then(|digits| i64::try_from(digits).ok())
        .map(Factor::from_billionths)
}

/// Returns the texts of a list.
fn list(column: &ArrayRef, row: usize) -> Vec<&str> {
    let lists = column.as_list::<i32>();
    let offset = |at: usize| {
        lists
            .value_offsets()
            .get(at)
            .and_then(|offset| usize::try_from(*offset).ok())
            .unwrap_or(0)
    };
    let texts = lists.values().as_string::<i32>();
    (offset(row)..offset(row + 1))
        .map(|at| {
            if texts.is_valid(at) {
                texts.value(at)
            } else {
                ""
            }
        })
        .collect()
}

/// The values of a list, by the name that Parquet gives them.
fn element() -> Arc<Field> {
    Arc::new(Field::new("element", DataType::Utf8, true))
}

fn lists<'r, 'a: 'r>(values: impl Iterator<Item = Option<&'r Vec<&'a str>>>) -> ListArray {
    let mut lists = ListBuilder::new(StringBuilder::new()).with_field(element());
    values.for_each(|value| lists.append_option(value.map(|texts| texts.iter().map(Some))));
    lists.finish()
}

fn decimals(values: impl Iterator<Item = Option<i128>>, data: &DataType) -> Decimal128Array {
    values
        .collect::<Decimal128Array>()
        .with_data_type(data.clone())
}

column! {
    &'a str as &'b str, DataType::Utf8, false,
    array: |values| values.collect::<StringArray>(),
    said: |value| Value::from(*value),
    read: |column, row| Ok(text(column, row)),
    absent: Err(NO_COLUMN)
}
column! {
    Option<&'a str> as Option<&'b str>, DataType::Utf8, true,
    array: |values| values.map(|text| text.copied().flatten().filter(|text| !text.is_empty())).collect::<StringArray>(),
    said: |value| Value::from(*value),
    read: |column, row| Ok(Some(text(column, row)).filter(|text| !text.is_empty())),
    absent: Ok(None)
}
/// A text that every row has, but for tables of older versions, in which it is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Newer<'a>(pub &'a str);

column! {
    Newer<'a> as Newer<'b>, DataType::Utf8, false,
    array: |values| values.map(|text| text.map(|text| text.0)).collect::<StringArray>(),
    said: |value| Value::from(value.0),
    read: |column, row| Ok(Newer(text(column, row))),
    absent: Ok(Newer(""))
}
column! {
    Vec<&'a str> as Vec<&'b str>, DataType::List(element()), false,
    array: |values| lists(values),
    said: |value| Value::from(value.clone()),
    read: |column, row| Ok(list(column, row)),
    absent: Ok(Vec::new())
}
column! {
    Day as Day, DataType::Date32, false,
    array: |values| values.map(|day| day.map(|day| day.number())).collect::<Date32Array>(),
    said: |value| Value::from(value.to_string()),
    read: |column, row| day(column, row).ok_or("no day"),
    absent: Err(NO_COLUMN)
}
column! {
    Option<Day> as Option<Day>, DataType::Date32, true,
    array: |values| values.map(|day| day.copied().flatten().map(Day::number)).collect::<Date32Array>(),
    said: |value| Value::from(value.map(|day| day.to_string())),
    read: |column, row| Ok(day(column, row)),
    absent: Ok(None)
}
column! {
    Mass as Mass, MASS, false,
    array: |values| decimals(values.map(|mass| mass.map(|mass| mass.units())), &MASS),
    said: |value| Value::from(value.to_string()),
    read: |column, row| decimal(column, row).map(Mass::from_units).ok_or("no mass"),
    absent: Err(NO_COLUMN)
}
column! {
    Option<Mass> as Option<Mass>, MASS, true,
    array: |values| decimals(values.map(|mass| mass.copied().flatten().map(Mass::units)), &MASS),
    said: |value| Value::from(value.map(|mass| mass.to_string())),
    read: |column, row| Ok(decimal(column, row).map(Mass::from_units)),
    absent: Ok(None)
}
column! {
    Quantity as Quantity, QUANTITY, false,
    array: |values| decimals(values.map(|quantity| quantity.map(|quantity| quantity.millionths().into())), &QUANTITY),
    said: |value| Value::from(value.to_string()),
    read: |column, row| decimal(column, row).and_then(Quantity::from_millionths).ok_or("no quantity within the limit"),
    absent: Err(NO_COLUMN)
}
column! {
    Factor as Factor, FACTOR, false,
    array: |values| decimals(values.map(|factor| factor.map(|factor| factor.billionths().into())), &FACTOR),
    said: |value| Value::from(value.to_string()),
    read: |column, row| factor(column, row).ok_or("no factor"),
    absent: Err(NO_COLUMN)
}
column! {
    i32 as i32, DataType::Int32, false,
    array: |values| values.map(Option::<&_>::copied).collect::<Int32Array>(),
    said: |value| Value::from(*value),
    read: |column, row| Ok(column.as_primitive::<Int32Type>().value(row)),
    absent: Err(NO_COLUMN)
}
column! {
    Option<i32> as Option<i32>, DataType::Int32, true,
    array: |values| values.map(|number| number.copied().flatten()).collect::<Int32Array>(),
    said: |value| Value::from(*value),
    read: |column, row| Ok(column.is_valid(row).then(|| column.as_primitive::<Int32Type>().value(row))),
    absent: Ok(None)
}
column! {
    i64 as i64, DataType::Int64, false,
    array: |values| values.map(Option::<&_>::copied).collect::<Int64Array>(),
    said: |value| Value::from(*value),
    read: |column, row| number(column, row).ok_or("no number"),
    absent: Err(NO_COLUMN)
}
column! {
    Option<i64> as Option<i64>, DataType::Int64, true,
    array: |values| values.map(|number| number.copied().flatten()).collect::<Int64Array>(),
    said: |value| Value::from(*value),
    read: |column, row| Ok(number(column, row)),
    absent: Err(NO_COLUMN)
}
column! {
    bool as bool, DataType::Boolean, false,
    array: |values| values.map(Option::<&_>::copied).collect::<BooleanArray>(),
    said: |value| Value::from(*value),
    read: |column, row| Ok(column.as_boolean().value(row)),
    absent: Err(NO_COLUMN)
}

column! {
    Option<bool> as Option<bool>, DataType::Boolean, true,
    array: |values| values.map(|value| value.copied().flatten()).collect::<BooleanArray>(),
    said: |value| Value::from(*value),
    read: |column, row| Ok(column.is_valid(row).then(|| column.as_boolean().value(row))),
    absent: Ok(None)
}

/// Columns that stand together and are all null if there is no value. The first of them is null in no other case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Together<C>(pub Option<C>);

impl<C: Columns> Columns for Together<C> {
    type Read<'b> = Together<C::Read<'b>>;

    const COUNT: usize = C::COUNT;

    #[cfg(test)]
    fn about(text: &str, texts: &mut Vec<String>) {
        C::about(text, texts);
    }

    fn fields(name: &str, fields: &mut Vec<Field>) {
        let mut own = Vec::new();
        C::fields(name, &mut own);
        fields.extend(own.into_iter().map(|field| field.with_nullable(true)));
    }

    fn arrays<'r>(rows: impl Iterator<Item = Option<&'r Self>> + Clone, arrays: &mut Vec<ArrayRef>)
    where
        Self: 'r,
    {
        C::arrays(rows.map(|row| row?.0.as_ref()), arrays);
    }

    fn values(&self, name: &str, values: &mut Vec<(String, Value)>) {
        if let Some(columns) = &self.0 {
            columns.values(name, values);
        } else {
            let mut fields = Vec::new();
            C::fields(name, &mut fields);
            let absent = |field: Field| (field.name().clone(), Value::Null);
            values.extend(fields.into_iter().map(absent));
        }
    }

    fn read<'b>(cells: &mut Cells<'b>) -> Result<Self::Read<'b>, &'static str> {
        let first = cells.batch.columns().get(cells.next);
        if first.is_some_and(|column| column.is_null(cells.row)) {
            cells.next += C::COUNT;
            return Ok(Together(None));
        }
        C::read(cells).map(|columns| Together(Some(columns)))
    }
}

/// Defines the rows of a table. Each field has the name of its column or, for columns that stand together, the start of
/// their names. The comments are the documentation of the table and its columns: a column's comment ends with the unit of
/// its figures, and the comment of columns that stand together comes before the comment of each. A whole table names its file and
/// the columns that tables of older versions do not have.
macro_rules! rows {
    ($($(#[doc = $doc:literal])* $name:ident<$life:lifetime> $(of $file:literal)? $(by $year:ident)? $(newer $newer:expr)? => { $($(#[doc = $about:literal])* $field:ident: $type:ty = $column:literal,)* })*) => { $(
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[allow(missing_docs, reason = "a field of several columns is described by its type")]
        pub struct $name<$life> {
            $($(#[doc = $about])* pub $field: $type,)*
        }

        impl<$life> Columns for $name<$life> {
            type Read<'b> = $name<'b>;

            $(const FILE: &'static str = $file;)?
            $(const BY_YEAR: bool = stringify!($year).len() == "year".len();)?
            $(const NEWER: &'static [&'static str] = &$newer;)?

            const COUNT: usize = 0 $(+ <$type as Columns>::COUNT)*;

            #[cfg(test)]
            const ABOUT: &'static str = concat!($($doc),*);

            #[cfg(test)]
            fn about(outer: &str, texts: &mut Vec<String>) {
                $(<$type as Columns>::about(&format!("{outer}{}", concat!($($about),*)), texts);)*
            }

            fn fields(name: &str, fields: &mut Vec<Field>) {
                $(<$type as Columns>::fields(&format!("{name}{}", $column), fields);)*
            }

            fn arrays<'r>(
                rows: impl Iterator<Item = Option<&'r Self>> + Clone,
                arrays: &mut Vec<ArrayRef>,
            ) where
                Self: 'r,
            {
                $(<$type as Columns>::arrays(rows.clone().map(|row| row.map(|row| &row.$field)), arrays);)*
            }

            fn values(&self, name: &str, values: &mut Vec<(String, Value)>) {
                $(self.$field.values(&format!("{name}{}", $column), values);)*
            }

            fn read<'b>(cells: &mut Cells<'b>) -> Result<Self::Read<'b>, &'static str> {
                Ok($name { $($field: <$type as Columns>::read(cells)?,)* })
            }
        }
    )* };
}

rows! {
    /// `alerts.parquet`: each alert, which is a group of records with a day in excess, or with a movement that a rule lists.
    /// Sorted by rule, country, partner, substance and year. Figures that compare are null where the rule only lists.
    AlertColumns<'a> of "alerts.parquet" newer ["convention", "force", "own_exports_g", "first_excess_not_later", "doubts"] => {
        /// The name of the alert: rule, country (and partner), substance and year.
        alert_id: &'a str = "alert_id",
        /// The rule: one of the six.
        rule: &'a str = "rule",
        /// The notified country.
        country: &'a str = "country",
        /// The importing country where the rule notifies the exporter; null for the other rules.
        partner: Option<&'a str> = "partner",
        /// The code of the substance.
        substance: &'a str = "substance",
        /// The name of the substance.
        substance_name: &'a str = "substance_name",
        /// The schedule of the substance: `I` to `IV`, or `TI` or `TII` for a table of the 1988 Convention.
        schedule: &'a str = "schedule",
        /// The calendar year. Unit: year.
        year: i32 = "year",
        figures: FigureColumns<'a> = "",
        /// The convention of the substance: `1961`, `1971` or `1988`.
        convention: Newer<'a> = "convention",
        /// What the estimates of the convention are: `binding`, `voluntary` or `guidance`.
        force: Newer<'a> = "force",
        /// What the country's own exports add to `estimate_g`; null where they do not matter. Unit: g.
        own_exports_g: Option<Mass> = "own_exports_g",
        /// Whether the group has a record of a period longer than a day on its first day in excess, so that the excess may have begun
        /// earlier in that period; null where the rule only lists.
        first_excess_not_later: Option<bool> = "first_excess_not_later",
        /// What may touch the alert and does not change it; sorted, empty if there is nothing.
        doubts: Vec<&'a str> = "doubts",
    }

    /// What `alerts.parquet` says of the substance of an alert, whatever figures an older inforce wrote.
    NamedAlertColumns<'a> of "alerts.parquet" newer ["convention", "force"] => {
        /// The alert.
        alert_id: &'a str = "alert_id",
        /// The code of the substance.
        substance: &'a str = "substance",
        /// Its name.
        substance_name: &'a str = "substance_name",
        /// Its schedule.
        schedule: &'a str = "schedule",
        /// Its convention; absent in tables of an older inforce.
        convention: Newer<'a> = "convention",
        /// What the estimates of the convention are; likewise.
        force: Newer<'a> = "force",
    }

    /// A record, in every table that shows records.
    RecordColumns<'a> => {
        /// The reporter's own id of the record.
        record_id: &'a str = "record_id",
        /// The day of the movement.
        date: Day = "date",
        /// The day on which the Board received the record; the date where the data name none.
        received: Day = "received",
        /// The country that reports.
        reporter: &'a str = "reporter",
        shipment: ShipmentColumns<'a> = "",
    }

    /// What a record says was shipped, and by which licence.
    ShipmentColumns<'a> => {
        /// The country on the other side; null where an import names none.
        partner: Option<&'a str> = "partner",
        /// `import` or `export`, as the reporter sees it.
        flow: &'a str = "flow",
        /// The code of the form that was shipped.
        form: &'a str = "form",
        /// How much of the form was shipped. Unit: g.
        quantity_g: Quantity = "quantity_g",
        /// How much of that is declared for re-export; 0 where the data say nothing. Unit: g.
        reexport_g: Quantity = "reexport_g",
        /// The number of the import authorisation.
        authorisation: Option<&'a str> = "authorisation",
        /// The number of the special licence under Article 13.
        special_licence: Option<&'a str> = "special_licence",
    }

    /// Where a row stands in the dataset.
    OriginColumns<'a> => {
        /// The file of the row, by its path in the dataset, with `/` between the parts.
        file: &'a str = "file",
        /// The row in that file. Row 1 is the first after the header. Unit: rows.
        row: i64 = "row",
    }

    /// `evidence`: each record that an alert rests on. By the calendar year of the alert, sorted by alert, date, reporter and record id. The base masses of an
    /// alert sum to its year total exactly.
    EvidenceColumns<'a> of "evidence" by year => {
        /// The alert.
        alert_id: &'a str = "alert_id",
        record: RecordColumns<'a> = "",
        /// The share of the alert's substance, as base, in the form on the day of the movement. Unit: g of base in 1 g of the form.
        factor: Factor = "factor",
        /// The quantity, under the 1971 Convention without the part for re-export, times the factor. Unit: g.
        base_g: Mass = "base_g",
        /// Base mass of the group from 1 January to the end of the record's day. Unit: g.
        running_total_g: Mass = "running_total_g",
        /// The estimate in force on the record's day, own exports included; null where the rule only lists, and on a day of the 1988
        /// Convention without requirement. Unit: g.
        estimate_g: Option<Mass> = "estimate_g",
        /// Whether the record's day is in excess; true for all records where the rule only lists.
        in_excess: bool = "in_excess",
        origin: OriginColumns<'a> = "source_",
    }

    /// A record in `evidence`, without what its group makes of it.
    EvidenceRecordColumns<'a> of "evidence" by year => {
        /// The alert.
        alert_id: &'a str = "alert_id",
        record: RecordColumns<'a> = "",
        origin: OriginColumns<'a> = "source_",
    }

    /// `quarantine.parquet`: each refused row. Sorted by kind, file and row.
    RefusedColumns<'a> of "quarantine.parquet" => {
        /// `record` or `filing`.
        kind: &'a str = "kind",
        origin: OriginColumns<'a> = "source_",
        /// The id of the record or filing; null where it cannot be read.
        id: Option<&'a str> = "id",
        /// The first reason that applies.
        reason: &'a str = "reason",
        /// What was found and what was expected.
        detail: &'a str = "detail",
        /// The text of the row, with U+FFFD for bytes that are not UTF-8.
        raw: &'a str = "raw",
    }

    /// `refused.parquet`: what could be read of each refused row, in the order of `quarantine.parquet`.
    RefusedFieldsColumns<'a> of "refused.parquet" => {
        /// `record` or `filing`.
        kind: &'a str = "kind",
        origin: OriginColumns<'a> = "source_",
        /// The country that reported the row, or whose filing it is; null where that cannot be read.
        reporter: Option<&'a str> = "reporter",
        /// The country on the other side; null where that cannot be read, and for filings.
        partner: Option<&'a str> = "partner",
        /// `import` or `export`; null where that cannot be read, and for filings.
        flow: Option<&'a str> = "flow",
        /// The codes of the substances that the form holds, or of the substance of the filing; of a line that cannot be cut into
        /// fields, those of all codes that stand in it.
        substances: Vec<&'a str> = "substances",
        /// The codes of countries that stand in a line that cannot be cut into fields; otherwise empty.
        countries: Vec<&'a str> = "countries",
        /// The texts that stand in place of the code of a country and are none, the reporter's first.
        unknown_countries: Vec<&'a str> = "unknown_countries",
    }

    /// `estimates.parquet`: each stretch of days with one level in force, of every country and substance with a filing. Sorted by
    /// country, substance and first day.
    EstimateColumns<'a> of "estimates.parquet" => {
        /// The country.
        country: &'a str = "country",
        /// The code of the substance.
        substance: &'a str = "substance",
        /// The first day of the level.
        from: Day = "from",
        /// The day on which the level ends, which is the first day of the next; null for the last level.
        to: Option<Day> = "to",
        /// The level in force for a calendar year, own exports not included. Unit: g.
        level_g: Mass = "level_g",
        /// `in-force`, `stale`, `expired` or `none`.
        status: &'a str = "status",
        /// The filing that governs; null if none does.
        filing_id: Option<&'a str> = "filing_id",
        /// The supplements, and of the 1961 Convention the deductions, that count on the first day, by receipt and id; where the status is `expired`, those of the expired
        /// filing, which count for nothing.
        supplements: Vec<&'a str> = "supplements",
    }

    /// `ledger`: the base mass of each account, importing country, substance and day with any. By the calendar year of the day, sorted by basis, importer,
    /// substance and date.
    LedgerColumns<'a> of "ledger" by year => {
        /// Whose account it is: `import-reports` or `partner-reports`.
        basis: &'a str = "basis",
        /// The importing country.
        importer: &'a str = "importer",
        /// The code of the substance.
        substance: &'a str = "substance",
        /// The day.
        date: Day = "date",
        /// Base mass of the day. Unit: g.
        base_g: Mass = "base_g",
        /// How many records the base mass consists of. Unit: records.
        records: i64 = "records",
    }

    /// `exempt.parquet`: each standing record and substance that an exempt preparation or the simplified procedure leaves out.
    /// Sorted by substance, date, reporter and record id.
    ExemptColumns<'a> of "exempt.parquet" => {
        /// The code of the substance.
        substance: &'a str = "substance",
        /// `exempt-preparation` or `simplified-procedure`.
        reason: &'a str = "reason",
        record: RecordColumns<'a> = "",
        origin: OriginColumns<'a> = "source_",
    }

    /// `own_exports.parquet`: the base mass that each country itself reports as exported, of each substance of the 1961 Convention
    /// and day with any. Sorted by exporter, substance and date.
    OwnExportColumns<'a> of "own_exports.parquet" => {
        /// The exporting country, which reports.
        exporter: &'a str = "exporter",
        /// The code of the substance.
        substance: &'a str = "substance",
        /// The day.
        date: Day = "date",
        /// Base mass of the day. Unit: g.
        base_g: Mass = "base_g",
        /// How many records the base mass consists of. Unit: records.
        records: i64 = "records",
    }

    /// `filings.parquet`: each valid filing, whatever became of it. Sorted by country, substance, id, receipt and place.
    FilingColumns<'a> of "filings.parquet" newer ["year", "confirmed"] => {
        /// The country.
        country: &'a str = "country",
        /// The code of the substance.
        substance: &'a str = "substance",
        /// The id of the filing.
        filing_id: &'a str = "filing_id",
        /// `assessment`, `deduction`, `established`, `estimate`, `requirement` or `supplement`.
        kind: &'a str = "kind",
        /// The day on which the Board received the filing.
        received: Day = "received",
        /// The day from which the filing is meant to apply; null where the filing needs none.
        effective: Option<Day> = "effective",
        /// The amount as filed, not yet in whole grams; of a supplement with its sign. Unit: g.
        grams: Quantity = "grams",
        /// The note of the filing.
        note: Option<&'a str> = "note",
        /// What became of the filing: `in-use`, `superseded` or `not-yet-known`.
        state: &'a str = "state",
        origin: OriginColumns<'a> = "source_",
        /// The calendar year that a filing of the 1961 Convention is for; null for the other conventions. Unit: year.
        filed_year: Option<i32> = "year",
        /// The day on which the Board confirmed a filing of the 1961 Convention; null if it has not, and for other filings.
        confirmed: Option<Day> = "confirmed",
    }

    /// `superseded`: each version of a record that does not stand, with the one that does. By the calendar year of the version that does not stand; a file has parts, each sorted
    /// by reporter, record id and place.
    SupersededColumns<'a> of "superseded" by year newer ["procedure", "standing_procedure"] => {
        /// The importing country: the reporter of an import, the partner of an export.
        importer: Option<&'a str> = "importer",
        record: RecordColumns<'a> = "",
        origin: OriginColumns<'a> = "source_",
        /// The version that stands:
        standing_origin: OriginColumns<'a> = "standing_",
        /// The version that stands: the day of the movement.
        standing_date: Day = "standing_date",
        /// The version that stands: the day on which the Board received the record; the date where the data name none.
        standing_received: Day = "standing_received",
        /// The version that stands:
        standing_shipment: ShipmentColumns<'a> = "standing_",
        /// `simplified` if the version was shipped under the simplified procedure; else null.
        procedure: Option<&'a str> = "procedure",
        /// The version that stands: likewise.
        standing_procedure: Option<&'a str> = "standing_procedure",
    }

    /// `warned.parquet`: each version of a record that a warning concerns, once for each kind of warning. The table has parts, each
    /// sorted by reporter, record id, place and kind.
    WarnedColumns<'a> of "warned.parquet" newer ["procedure"] => {
        /// The kind of the warning.
        kind: &'a str = "kind",
        record: RecordColumns<'a> = "",
        origin: OriginColumns<'a> = "source_",
        /// Whether the version stands.
        stands: bool = "stands",
        /// `simplified` if the version was shipped under the simplified procedure; else null.
        procedure: Option<&'a str> = "procedure",
    }

    /// `returns.parquet`: each known record of a period longer than a day, and each record that is set aside. Only runs with such a
    /// record have the table. The table has parts, each sorted by reporter, record id and place.
    ReturnColumns<'a> of "returns.parquet" newer ["procedure"] => {
        record: RecordColumns<'a> = "",
        /// The period that the record reports on, which ends on `date`: `day`, `month`, `quarter` or `year`.
        period: &'a str = "period",
        /// Whether the version stands.
        stands: bool = "stands",
        /// The codes of the substances for which the record is set aside.
        set_aside: Vec<&'a str> = "set_aside",
        origin: OriginColumns<'a> = "source_",
        /// `simplified` if the version was shipped under the simplified procedure; else null.
        procedure: Option<&'a str> = "procedure",
    }

    /// `changes.parquet`: each alert that is not what it was in the run before, gone ones included. Sorted as the alerts are.
    ChangeColumns<'a> of "changes.parquet" => {
        /// The alert.
        alert_id: &'a str = "alert_id",
        /// The rule.
        rule: &'a str = "rule",
        /// The notified country.
        country: &'a str = "country",
        /// The importing country where the rule notifies the exporter; null for the other rules.
        partner: Option<&'a str> = "partner",
        /// The code of the substance.
        substance: &'a str = "substance",
        /// The name of the substance, by the later run that has the alert.
        substance_name: &'a str = "substance_name",
        /// The schedule of the substance, likewise.
        schedule: &'a str = "schedule",
        /// The calendar year. Unit: year.
        year: i32 = "year",
        /// What became of the alert: `new`, `worsened`, `eased`, `restated`, `cleared` or `retracted`.
        change: &'a str = "change",
        /// The number of the run before; null in a first run.
        previous_run: Option<&'a str> = "previous_run",
        /// In the run before; null where the alert was not there:
        before: Together<FigureColumns<'a>> = "before_",
        /// In this run; null where the alert is gone:
        after: Together<FigureColumns<'a>> = "after_",
        /// Why; each cause once.
        causes: Vec<&'a str> = "causes",
        /// For each cause, in the same order, its records, filings or list entries; an empty text where it has none.
        details: Vec<&'a str> = "details",
    }

    /// The figures of an alert. Those that compare are null where the rule only lists.
    FigureColumns<'a> => {
        /// The first day in excess; where the rule only lists, the day of the first movement.
        first_excess_date: Day = "first_excess_date",
        /// The day of the greatest excess, the earliest if there are several.
        peak_excess_date: Option<Day> = "peak_excess_date",
        /// The last day in excess; where the rule only lists, the day of the last movement.
        last_excess_date: Day = "last_excess_date",
        /// The first day after the last day in excess, in the same year, on which the total is within the estimate again; null
        /// if there is none.
        cured_on: Option<Day> = "cured_on",
        /// Base mass from 1 January to the end of the first day in excess. Unit: g.
        running_total_g: Option<Mass> = "running_total_g",
        /// The estimate in force on the first day in excess, own exports included. Unit: g.
        estimate_g: Option<Mass> = "estimate_g",
        /// `running_total_g` less `estimate_g`. Unit: g.
        excess_g: Option<Mass> = "excess_g",
        /// The greatest excess of the year. Unit: g.
        peak_excess_g: Option<Mass> = "peak_excess_g",
        /// Base mass of the whole year, days not in excess included. Unit: g.
        year_total_g: Mass = "year_total_g",
        /// The status of the estimate on the first day in excess: `in-force`; `stale` (received three years ago or more);
        /// `expired` (the same, where the policy ends it); `none` (nothing filed: level 0, not an estimate of 0).
        estimate_status: Option<&'a str> = "estimate_status",
        /// The filing that governed on the first day in excess; null if none did.
        filing_id: Option<&'a str> = "filing_id",
        /// How many days are in excess; where the rule only lists, how many days have a movement. Unit: days.
        excess_days: i64 = "excess_days",
        /// How many records are of days in excess. Unit: records.
        excess_records: i64 = "excess_records",
        /// How many records the group has in the year, days not in excess included. Unit: records.
        records: i64 = "records",
    }
}

/// Calls a function with the columns of each published table, and returns the results as an array.
#[macro_export]
macro_rules! each_table {
    ($of:ident) => {
        [
            $of::<$crate::archive::tables::AlertColumns<'_>>(),
            $of::<$crate::archive::tables::EvidenceColumns<'_>>(),
            $of::<$crate::archive::tables::RefusedColumns<'_>>(),
            $of::<$crate::archive::tables::RefusedFieldsColumns<'_>>(),
            $of::<$crate::archive::tables::EstimateColumns<'_>>(),
            $of::<$crate::archive::tables::LedgerColumns<'_>>(),
            $of::<$crate::archive::tables::ExemptColumns<'_>>(),
            $of::<$crate::archive::tables::OwnExportColumns<'_>>(),
            $of::<$crate::archive::tables::ChangeColumns<'_>>(),
            $of::<$crate::archive::tables::FilingColumns<'_>>(),
            $of::<$crate::archive::tables::SupersededColumns<'_>>(),
            $of::<$crate::archive::tables::WarnedColumns<'_>>(),
            $of::<$crate::archive::tables::ReturnColumns<'_>>(),
        ]
    };
}
pub use crate::each_table;

impl<'a> SupersededColumns<'a> {
    /// Returns the version that stands, which has the same id and reporter.
    #[must_use]
    pub fn standing_record(&self) -> RecordColumns<'a> {
        RecordColumns {
            date: self.standing_date,
            received: self.standing_received,
            shipment: self.standing_shipment.clone(),
            ..self.record.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;
    use std::fs;

    const BOOK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/src/tables.md");
    const FIRST: &str = "<!-- From crates/engine/src/archive/tables.rs: INFORCE_WRITE=1 cargo test -p inforce-engine tables -->\n";
    const LAST: &str = "<!-- End of what is from crates/engine/src/archive/tables.rs -->\n";

    fn type_name(field: &Field) -> String {
        let name = match field.data_type() {
            DataType::List(of) => format!("list of {}", of.data_type()),
            data => data.to_string(),
        };
        let null = if field.is_nullable() { ", or null" } else { "" };
        format!("{}{null}", name.to_lowercase())
    }

    /// Returns a heading, what a row is, and a line for each column.
    fn table<C: Columns>() -> String {
        let (file, rows) = C::ABOUT.trim().split_once(": ").unwrap();
        assert_eq!(file, format!("`{}`", C::FILE));
        let mut text = format!("## {file}\n\nOne row for {rows}\n\n");
        text.push_str("| column | type | unit | meaning |\n|---|---|---|---|\n");
        let mut texts = Vec::new();
        C::about("", &mut texts);
        let schema = schema::<C>();
        assert_eq!(texts.len(), schema.fields().len());
        for (field, about) in schema.fields().iter().zip(&texts) {
            let about = about
                .replace(": The ", ": the ")
                .replace(": How ", ": how ");
            let (meaning, unit) = about.rsplit_once(" Unit: ").unwrap_or((&about, ""));
            let figure = matches!(
                field.data_type(),
                DataType::Decimal128(..) | DataType::Int32 | DataType::Int64
            );
            assert_eq!(figure, !unit.is_empty(), "the unit of {field}");
            assert!(meaning.ends_with('.'), "what {field} means: {about}");
            writeln!(
                text,
                "| `{}` | {} | {} | {meaning} |",
                field.name(),
                type_name(field),
                unit.trim_end_matches('.'),
            )
            .unwrap();
        }
        text + "\n"
    }

    #[test]
    fn the_book_says_what_each_column_is() {
        let tables = each_table!(table).concat();
        let book = fs::read_to_string(BOOK).unwrap();
        let (before, rest) = book.split_once(FIRST).unwrap();
        let (between, after) = rest.split_once(LAST).unwrap();
        if std::env::var_os("INFORCE_WRITE").is_some() {
            fs::write(BOOK, [before, FIRST, &tables, LAST, after].concat()).unwrap();
        } else {
            assert_eq!(between, tables, "INFORCE_WRITE=1 writes it anew");
        }
    }
}
