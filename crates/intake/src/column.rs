//! Knows the columns of record and filing files (`data.md` Dataset).

use super::fault::Fault;

inforce_law::words! {
    /// What the rows of a file are.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Kind {
        /// Filings, under `estimates/`.
        Filing = "filing",
        /// Records, under `trades/`.
        #[default]
        Record = "record",
    }
}

impl Kind {
    /// Returns the folder of the dataset that holds files of this kind.
    #[must_use]
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Filing => "estimates",
            Self::Record => "trades",
        }
    }

    /// Returns the columns that a file of this kind may have.
    #[must_use]
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Filing => &FILING_COLUMNS,
            Self::Record => &RECORD_COLUMNS,
        }
    }
}

/// How a column's values are written in Parquet; in CSV all are text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    /// Text that is read as it is.
    Text,
    /// Text with few different values, read as codes.
    Code,
    Day,
    Decimal,
    /// A calendar year: a whole number.
    Year,
}

macro_rules! columns {
    ($($name:ident $text:literal $kind:ident,)*) => {
        /// A column of a record or filing file, by the name that stands in its header.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Column { $(#[doc = concat!("`", $text, "`")] $name,)* }

        impl Column {
            /// Returns the name in the header.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            pub(super) const fn value_type(self) -> Type {
                match self { $(Self::$name => Type::$kind,)* }
            }
        }
    };
}
columns! {
    RecordId "record_id" Text,
    Date "date" Day,
    Received "received" Day,
    Reporter "reporter" Code,
    Partner "partner" Code,
    Flow "flow" Code,
    Form "form" Code,
    QuantityG "quantity_g" Decimal,
    ReexportG "reexport_g" Decimal,
    Quantity "quantity" Decimal,
    Unit "unit" Code,
    Reexport "reexport" Decimal,
    Authorisation "authorisation" Text,
    SpecialLicence "special_licence" Text,
    Period "period" Code,
    Procedure "procedure" Code,
    FilingId "filing_id" Text,
    Country "country" Code,
    Substance "substance" Code,
    FilingKind "kind" Code,
    Effective "effective" Day,
    Grams "grams" Decimal,
    Year "year" Year,
    Confirmed "confirmed" Day,
    Note "note" Text,
}

const RECORD_COLUMNS: [Column; 16] = [
    Column::RecordId,
    Column::Date,
    Column::Received,
    Column::Reporter,
    Column::Partner,
    Column::Flow,
    Column::Form,
    Column::QuantityG,
    Column::ReexportG,
    Column::Quantity,
    Column::Unit,
    Column::Reexport,
    Column::Authorisation,
    Column::SpecialLicence,
    Column::Period,
    Column::Procedure,
];

const FILING_COLUMNS: [Column; 10] = [
    Column::FilingId,
    Column::Country,
    Column::Substance,
    Column::FilingKind,
    Column::Received,
    Column::Effective,
    Column::Grams,
    Column::Year,
    Column::Confirmed,
    Column::Note,
];

impl Column {
    /// Whether a file may lack the column, or all its values.
    pub(super) const fn may_be_absent(self) -> bool {
        matches!(
            self,
            Self::Received
                | Self::Partner
                | Self::ReexportG
                | Self::Reexport
                | Self::Authorisation
                | Self::SpecialLicence
                | Self::Period
                | Self::Procedure
                | Self::Effective
                | Self::Year
                | Self::Confirmed
                | Self::Note
        )
    }
}

/// Everything that is wrong with the columns of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnFaults {
    pub(super) kind: Kind,
    /// The known columns of the file, whatever is wrong with them.
    pub(super) known: Vec<Column>,
    /// Names that are not column names.
    pub(super) unknown: Vec<String>,
    /// Columns that appear more than once.
    pub(super) repeated: Vec<Column>,
    /// Columns that are required and missing.
    pub(super) missing: Vec<Column>,
    /// Columns of a wrong type, each with the type found.
    pub(super) wrong: Vec<(Column, String)>,
    /// Whether the file has quantities in grams as well as quantities with a unit.
    pub(super) mixed: bool,
}

impl ColumnFaults {
    const fn are_none(&self) -> bool {
        self.unknown.is_empty()
            && self.repeated.is_empty()
            && self.missing.is_empty()
            && self.wrong.is_empty()
            && !self.mixed
    }
}

/// The number of columns of both kinds.
const COLUMNS: usize = 25;

/// The place of each column in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileColumns {
    places: [Option<usize>; COLUMNS],
    order: Vec<Column>,
    /// The place of each column in the whole file, of which this layout may be a part.
    in_file: Vec<usize>,
}

impl FileColumns {
    /// Finds the columns of a file by their names, in whatever order.
    pub(super) fn of<'a>(kind: Kind, names: impl Iterator<Item = &'a str>) -> Result<Self, Fault> {
        Self::typed(kind, names.map(|name| (name, |_| Ok(true))))
    }

    /// Finds the columns of a file whose columns have types. Each name comes with a function that returns whether the column
    /// holds any value, or its type if that is wrong. The fault names everything that is wrong.
    pub(super) fn typed<'a, F: FnOnce(Column) -> Result<bool, String>>(
        kind: Kind,
        columns: impl Iterator<Item = (&'a str, F)>,
    ) -> Result<Self, Fault> {
        let mut layout = Self {
            places: [None; COLUMNS],
            order: Vec::new(),
            in_file: Vec::new(),
        };
        let (mut faults, mut empty) = (
            ColumnFaults {
                kind,
                ..ColumnFaults::default()
            },
            Vec::new(),
        );
        for (place, (name, typed)) in columns.enumerate() {
            let Some(column) = kind
                .columns()
                .iter()
                .copied()
                .find(|column| column.name() == name)
            else {
                faults.unknown.push(name.to_owned());
                continue;
            };
            if layout.has(column) {
                faults
                    .repeated
                    .extend((!faults.repeated.contains(&column)).then_some(column));
                continue;
            }
            layout.in_file.push(place);
            layout.push(column);
            match typed(column) {
                Ok(true) => {}
                Ok(false) => empty.push(column),
                Err(found) => faults.wrong.push((column, found)),
            }
        }
        match kind {
            Kind::Filing => layout.missing_of_filings(&mut faults),
            Kind::Record => layout.missing_of_records(&mut faults),
        }
        faults.known.clone_from(&layout.order);
        // A column without values counts as absent.
        for column in empty {
            layout.forget(column);
        }
        if faults.are_none() {
            Ok(layout)
        } else {
            Err(Fault::Columns(Box::new(faults)))
        }
    }

    fn push(&mut self, column: Column) {
        self.places[index(column)] = Some(self.order.len());
        self.order.push(column);
    }

    /// Returns the layout of only the wanted columns of the file.
    pub(super) fn only(&self, wanted: impl Fn(Column) -> bool) -> Self {
        let mut part = Self {
            places: [None; COLUMNS],
            order: Vec::new(),
            in_file: Vec::new(),
        };
        for (column, place) in self.order.iter().zip(&self.in_file) {
            if self.has(*column) && wanted(*column) {
                part.push(*column);
                part.in_file.push(*place);
            }
        }
        part
    }

    /// Returns the places of these columns in the file.
    pub(super) fn in_file(&self) -> &[usize] {
        &self.in_file
    }

    /// Treats a column of the file as absent; its place in the order stays.
    fn forget(&mut self, column: Column) {
        self.places[index(column)] = None;
    }

    /// The place of a column in the file, if it is there.
    pub(super) const fn place(&self, column: Column) -> Option<usize> {
        self.places[index(column)]
    }

    pub(super) const fn has(&self, column: Column) -> bool {
        self.place(column).is_some()
    }

    /// Returns the columns in the order of the file.
    pub(super) fn order(&self) -> &[Column] {
        &self.order
    }

    /// Returns the columns of the quantity and of the part for re-export, and the unit's column if there is one.
    pub(super) fn notation(&self) -> (Column, Column, Option<Column>) {
        if self.has(Column::QuantityG) {
            (Column::QuantityG, Column::ReexportG, None)
        } else {
            (Column::Quantity, Column::Reexport, Some(Column::Unit))
        }
    }

    fn missing(&self, required: &[Column]) -> Vec<Column> {
        required
            .iter()
            .copied()
            .filter(|column| !self.has(*column))
            .collect()
    }

    fn missing_of_filings(&self, faults: &mut ColumnFaults) {
        faults.missing = self.missing(&[
            Column::FilingId,
            Column::Country,
            Column::Substance,
            Column::FilingKind,
            Column::Received,
        ]);
        // A filing of a calendar year needs no day from which it applies.
        if !self.has(Column::Year) {
            faults.missing.extend(self.missing(&[Column::Effective]));
        }
        faults.missing.extend(self.missing(&[Column::Grams]));
    }

    fn missing_of_records(&self, faults: &mut ColumnFaults) {
        let in_grams = self.has(Column::QuantityG) || self.has(Column::ReexportG);
        let in_units = [Column::Quantity, Column::Unit, Column::Reexport]
            .iter()
            .any(|column| self.has(*column));
        faults.mixed = in_grams && in_units;
        faults.missing = self.missing(&[
            Column::RecordId,
            Column::Date,
            Column::Reporter,
            Column::Flow,
            Column::Form,
        ]);
        let quantity: &[Column] = match (in_grams, in_units) {
            (true, true) => &[],
            (false, true) => &[Column::Quantity, Column::Unit],
            (_, false) => &[Column::QuantityG],
        };
        faults.missing.extend(self.missing(quantity));
    }
}

#[allow(
    clippy::as_conversions,
    reason = "the discriminant of a fieldless enum, which no checked conversion reaches"
)]
const fn index(column: Column) -> usize {
    column as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_has_a_place_of_its_own() {
        assert_eq!(index(Column::Note) + 1, COLUMNS);
    }
}
