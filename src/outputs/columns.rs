//! What a Rust type is as a column of a published table, and what a struct of such types is as a row: the one place from which
//! a table's schema, its arrays and its rows as they are read back follow.
//!
//! A type that may be absent is an `Option`, and its column nullable; an empty text counts as absent.

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

/// A column, or several that stand together.
pub(crate) trait Columns: Sized {
    /// What is read back, which borrows its texts.
    type Read<'b>;

    /// Adds the column of this name, or the columns whose names start with it.
    fn fields(name: &str, fields: &mut Vec<Field>);

    /// Adds the arrays of some rows.
    fn arrays<'r>(rows: impl Iterator<Item = &'r Self> + Clone, arrays: &mut Vec<ArrayRef>)
    where
        Self: 'r;

    /// Adds what a row says, each value by its column's name: days and exact figures as texts, counts as numbers.
    fn values(&self, name: &str, values: &mut Vec<(String, Value)>);

    /// Reads a row. An error says what was not found.
    fn read<'b>(cells: &mut Cells<'b>) -> Result<Self::Read<'b>, &'static str>;
}

/// The columns of a batch that are still to be read of one row.
pub(crate) struct Cells<'b> {
    batch: &'b RecordBatch,
    row: usize,
    next: usize,
}

impl<'b> Cells<'b> {
    /// The columns of a row from a place on.
    pub(crate) const fn from(batch: &'b RecordBatch, row: usize, first: usize) -> Self {
        Self {
            batch,
            row,
            next: first,
        }
    }

    /// The next column; none behind the last, as of tables of an older inforce.
    fn take(&mut self) -> Option<(&'b ArrayRef, usize)> {
        let column = self.batch.columns().get(self.next)?;
        self.next += 1;
        Some((column, self.row))
    }
}

/// The schema of a table.
pub(crate) fn schema<C: Columns>() -> SchemaRef {
    let mut fields = Vec::new();
    C::fields("", &mut fields);
    Arc::new(Schema::new(fields))
}

/// The names of a table's columns, in their order.
pub(crate) fn names<C: Columns>() -> Vec<String> {
    schema::<C>()
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .collect()
}

/// What a row says, each value by its column's name.
pub(crate) fn values(row: &impl Columns) -> Vec<(String, Value)> {
    let mut values = Vec::new();
    row.values("", &mut values);
    values
}

/// The arrays of some rows, one for each column.
pub(crate) fn arrays<C: Columns>(rows: &[C]) -> Vec<ArrayRef> {
    let mut arrays = Vec::new();
    C::arrays(rows.iter(), &mut arrays);
    arrays
}

/// Says once that a type is a column: its Arrow type, how its values become an array, what a value says to programs, and how
/// one is read.
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

            fn fields(name: &str, fields: &mut Vec<Field>) {
                fields.push(Field::new(name, $data, $optional));
            }

            fn arrays<'r>(
                $values: impl Iterator<Item = &'r Self> + Clone,
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

/// What is said of a column that a table does not have.
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

/// The texts of a list.
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

fn lists<'r, 'a: 'r>(values: impl Iterator<Item = &'r Vec<&'a str>>) -> ListArray {
    let mut lists = ListBuilder::new(StringBuilder::new());
    values.for_each(|value| lists.append_value(value.iter().map(Some)));
    lists.finish()
}

fn decimals(values: impl Iterator<Item = Option<i128>>, data: &DataType) -> Decimal128Array {
    values
        .collect::<Decimal128Array>()
        .with_data_type(data.clone())
}

column! {
    &'a str as &'b str, DataType::Utf8, false,
    array: |values| StringArray::from_iter_values(values),
    said: |value| Value::from(*value),
    read: |column, row| Ok(text(column, row)),
    absent: Err(NO_COLUMN)
}
column! {
    Option<&'a str> as Option<&'b str>, DataType::Utf8, true,
    array: |values| values.map(|text| text.filter(|text| !text.is_empty())).collect::<StringArray>(),
    said: |value| Value::from(*value),
    read: |column, row| Ok(Some(text(column, row)).filter(|text| !text.is_empty())),
    absent: Err(NO_COLUMN)
}
column! {
    Vec<&'a str> as Vec<&'b str>, DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true))), false,
    array: |values| lists(values),
    said: |value| Value::from(value.clone()),
    read: |column, row| Ok(list(column, row)),
    absent: Ok(Vec::new())
}
column! {
    Day as Day, DataType::Date32, false,
    array: |values| values.map(|day| Some(day.number())).collect::<Date32Array>(),
    said: |value| Value::from(value.to_string()),
    read: |column, row| day(column, row).ok_or("no day"),
    absent: Err(NO_COLUMN)
}
column! {
    Option<Day> as Option<Day>, DataType::Date32, true,
    array: |values| values.map(|day| day.map(Day::number)).collect::<Date32Array>(),
    said: |value| Value::from(value.map(|day| day.to_string())),
    read: |column, row| Ok(day(column, row)),
    absent: Err(NO_COLUMN)
}
column! {
    Mass as Mass, MASS, false,
    array: |values| decimals(values.map(|mass| Some(mass.units())), &MASS),
    said: |value| Value::from(value.to_string()),
    read: |column, row| decimal(column, row).map(Mass::from_units).ok_or("no mass"),
    absent: Err(NO_COLUMN)
}
column! {
    Option<Mass> as Option<Mass>, MASS, true,
    array: |values| decimals(values.map(|mass| mass.map(Mass::units)), &MASS),
    said: |value| Value::from(value.map(|mass| mass.to_string())),
    read: |column, row| Ok(decimal(column, row).map(Mass::from_units)),
    absent: Err(NO_COLUMN)
}
column! {
    Quantity as Quantity, QUANTITY, false,
    array: |values| decimals(values.map(|quantity| Some(quantity.millionths().into())), &QUANTITY),
    said: |value| Value::from(value.to_string()),
    read: |column, row| decimal(column, row).and_then(Quantity::from_millionths).ok_or("no quantity within the limit"),
    absent: Err(NO_COLUMN)
}
column! {
    Factor as Factor, FACTOR, false,
    array: |values| decimals(values.map(|factor| Some(factor.billionths().into())), &FACTOR),
    said: |value| Value::from(value.to_string()),
    read: |column, row| factor(column, row).ok_or("no factor"),
    absent: Err(NO_COLUMN)
}
column! {
    i32 as i32, DataType::Int32, false,
    array: |values| values.copied().map(Some).collect::<Int32Array>(),
    said: |value| Value::from(*value),
    read: |column, row| Ok(column.as_primitive::<Int32Type>().value(row)),
    absent: Err(NO_COLUMN)
}
column! {
    i64 as i64, DataType::Int64, false,
    array: |values| values.copied().map(Some).collect::<Int64Array>(),
    said: |value| Value::from(*value),
    read: |column, row| number(column, row).ok_or("no number"),
    absent: Err(NO_COLUMN)
}
column! {
    Option<i64> as Option<i64>, DataType::Int64, true,
    array: |values| values.copied().collect::<Int64Array>(),
    said: |value| Value::from(*value),
    read: |column, row| Ok(number(column, row)),
    absent: Err(NO_COLUMN)
}
column! {
    bool as bool, DataType::Boolean, false,
    array: |values| values.copied().map(Some).collect::<BooleanArray>(),
    said: |value| Value::from(*value),
    read: |column, row| Ok(column.as_boolean().value(row)),
    absent: Err(NO_COLUMN)
}

/// Defines the rows of a table: for each field the column's name, or, of columns that stand together, what their names start
/// with.
macro_rules! rows {
    ($($(#[$doc:meta])* $name:ident<$life:lifetime> { $($(#[$about:meta])* $field:ident: $type:ty = $column:literal,)* })*) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub(crate) struct $name<$life> {
            $($(#[$about])* pub(crate) $field: $type,)*
        }

        impl<$life> Columns for $name<$life> {
            type Read<'b> = $name<'b>;

            fn fields(name: &str, fields: &mut Vec<Field>) {
                $(<$type as Columns>::fields(&format!("{name}{}", $column), fields);)*
            }

            fn arrays<'r>(rows: impl Iterator<Item = &'r Self> + Clone, arrays: &mut Vec<ArrayRef>)
            where
                Self: 'r,
            {
                $(<$type as Columns>::arrays(rows.clone().map(|row| &row.$field), arrays);)*
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
    /// `alerts.parquet`: what exceeds an estimate, or is prohibited or listed; sorted by id.
    AlertColumns<'a> {
        /// What the alert is called: rule, country, substance and year.
        alert_id: &'a str = "alert_id",
        rule: &'a str = "rule",
        /// The notified country.
        country: &'a str = "country",
        /// The importing country of an `export-excess`.
        partner: Option<&'a str> = "partner",
        substance: &'a str = "substance",
        substance_name: &'a str = "substance_name",
        schedule: &'a str = "schedule",
        /// The calendar year.
        year: i32 = "year",
        first_excess_date: Day = "first_excess_date",
        /// The day of the greatest excess; absent, like all that may be absent here, of rules that compare nothing.
        peak_excess_date: Option<Day> = "peak_excess_date",
        last_excess_date: Day = "last_excess_date",
        cured_on: Option<Day> = "cured_on",
        /// On the first day in excess, like estimate, excess, status and filing.
        running_total_g: Option<Mass> = "running_total_g",
        estimate_g: Option<Mass> = "estimate_g",
        excess_g: Option<Mass> = "excess_g",
        peak_excess_g: Option<Mass> = "peak_excess_g",
        year_total_g: Mass = "year_total_g",
        estimate_status: Option<&'a str> = "estimate_status",
        filing_id: Option<&'a str> = "filing_id",
        excess_days: i64 = "excess_days",
        /// Records on days in excess.
        excess_records: i64 = "excess_records",
        /// Records of the year.
        records: i64 = "records",
        doubts: Vec<&'a str> = "doubts",
    }

    /// A record, in every table that shows records.
    RecordColumns<'a> {
        record_id: &'a str = "record_id",
        date: Day = "date",
        received: Day = "received",
        reporter: &'a str = "reporter",
        partner: Option<&'a str> = "partner",
        flow: &'a str = "flow",
        form: &'a str = "form",
        quantity_g: Quantity = "quantity_g",
        reexport_g: Quantity = "reexport_g",
        authorisation: Option<&'a str> = "authorisation",
        special_licence: Option<&'a str> = "special_licence",
    }

    /// Where a row stands in the dataset.
    OriginColumns<'a> {
        file: &'a str = "file",
        row: i64 = "row",
    }

    /// `evidence.parquet`: the records that each alert rests on; sorted by alert, date, reporter and record id.
    EvidenceColumns<'a> {
        alert_id: &'a str = "alert_id",
        record: RecordColumns<'a> = "",
        factor: Factor = "factor",
        base_g: Mass = "base_g",
        /// At the end of the record's day.
        running_total_g: Mass = "running_total_g",
        /// In force on the record's day.
        estimate_g: Option<Mass> = "estimate_g",
        in_excess: bool = "in_excess",
        origin: OriginColumns<'a> = "source_",
    }

    /// `quarantine.parquet`: the refused rows; sorted by kind, file and row.
    RefusedColumns<'a> {
        kind: &'a str = "kind",
        origin: OriginColumns<'a> = "source_",
        id: Option<&'a str> = "id",
        reason: &'a str = "reason",
        /// What was found and expected.
        detail: &'a str = "detail",
        /// The row's text.
        raw: &'a str = "raw",
    }

    /// `estimates.parquet`: the estimate in force on each day; sorted by country, substance and first day.
    EstimateColumns<'a> {
        country: &'a str = "country",
        substance: &'a str = "substance",
        from: Day = "from",
        /// The first day of the next level; absent of the last.
        to: Option<Day> = "to",
        level_g: Mass = "level_g",
        status: &'a str = "status",
        filing_id: Option<&'a str> = "filing_id",
        supplements: Vec<&'a str> = "supplements",
    }

    /// `ledger.parquet`: base mass by account and day; sorted by basis, importer, substance and date.
    LedgerColumns<'a> {
        basis: &'a str = "basis",
        importer: &'a str = "importer",
        substance: &'a str = "substance",
        date: Day = "date",
        base_g: Mass = "base_g",
        records: i64 = "records",
    }

    /// `filings.parquet`: every valid filing; sorted by country, substance, id, receipt and place.
    FilingColumns<'a> {
        country: &'a str = "country",
        substance: &'a str = "substance",
        filing_id: &'a str = "filing_id",
        kind: &'a str = "kind",
        received: Day = "received",
        effective: Option<Day> = "effective",
        grams: Quantity = "grams",
        note: Option<&'a str> = "note",
        /// What became of the filing: `in-use`, `superseded` or `not-yet-known`.
        state: &'a str = "state",
        origin: OriginColumns<'a> = "source_",
    }

    /// `superseded.parquet`: the versions of records that do not stand, each with the version that does; sorted by reporter,
    /// record id and place within parts of the table.
    SupersededColumns<'a> {
        importer: Option<&'a str> = "importer",
        record: RecordColumns<'a> = "",
        origin: OriginColumns<'a> = "source_",
        standing_origin: OriginColumns<'a> = "standing_",
        standing: StandingColumns<'a> = "standing_",
    }

    /// What may differ between versions of a record: all but id and reporter.
    StandingColumns<'a> {
        date: Day = "date",
        received: Day = "received",
        partner: Option<&'a str> = "partner",
        flow: &'a str = "flow",
        form: &'a str = "form",
        quantity_g: Quantity = "quantity_g",
        reexport_g: Quantity = "reexport_g",
        authorisation: Option<&'a str> = "authorisation",
        special_licence: Option<&'a str> = "special_licence",
    }

    /// `warned.parquet`: the records that a warning concerns (`rules.md` 4.7); sorted by reporter, record id, place and kind
    /// within parts of the table.
    WarnedColumns<'a> {
        kind: &'a str = "kind",
        record: RecordColumns<'a> = "",
        origin: OriginColumns<'a> = "source_",
        stands: bool = "stands",
    }

    /// `changes.parquet`: what became of each alert since the run before, and why; sorted as the alerts are.
    ChangeColumns<'a> {
        alert_id: &'a str = "alert_id",
        rule: &'a str = "rule",
        country: &'a str = "country",
        partner: Option<&'a str> = "partner",
        substance: &'a str = "substance",
        substance_name: &'a str = "substance_name",
        schedule: &'a str = "schedule",
        year: i32 = "year",
        change: &'a str = "change",
        previous_run: Option<&'a str> = "previous_run",
        before: FigureColumns<'a> = "before_",
        after: FigureColumns<'a> = "after_",
        causes: Vec<&'a str> = "causes",
        /// For each cause what it was in particular.
        details: Vec<&'a str> = "details",
    }

    /// The figures of an alert as it was, or is; all absent where the alert was, or is, not there.
    FigureColumns<'a> {
        first_excess_date: Option<Day> = "first_excess_date",
        peak_excess_date: Option<Day> = "peak_excess_date",
        last_excess_date: Option<Day> = "last_excess_date",
        cured_on: Option<Day> = "cured_on",
        running_total_g: Option<Mass> = "running_total_g",
        estimate_g: Option<Mass> = "estimate_g",
        excess_g: Option<Mass> = "excess_g",
        peak_excess_g: Option<Mass> = "peak_excess_g",
        year_total_g: Option<Mass> = "year_total_g",
        estimate_status: Option<&'a str> = "estimate_status",
        filing_id: Option<&'a str> = "filing_id",
        excess_days: Option<i64> = "excess_days",
        excess_records: Option<i64> = "excess_records",
        records: Option<i64> = "records",
    }
}

impl<'a> SupersededColumns<'a> {
    /// The version that stands.
    pub(crate) fn standing_record(&self) -> RecordColumns<'a> {
        let StandingColumns {
            date,
            received,
            partner,
            flow,
            form,
            quantity_g,
            reexport_g,
            authorisation,
            special_licence,
        } = self.standing;
        let RecordColumns {
            record_id,
            reporter,
            ..
        } = self.record;
        RecordColumns {
            record_id,
            date,
            received,
            reporter,
            partner,
            flow,
            form,
            quantity_g,
            reexport_g,
            authorisation,
            special_licence,
        }
    }
}
