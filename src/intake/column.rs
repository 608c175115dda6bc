//! The columns of record and filing files (`data.md` Dataset).

use super::fault::Fault;

/// What a file holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Filings, under `estimates/`.
    Filing,
    /// Records, under `trades/`.
    #[default]
    Record,
}

impl Kind {
    /// The word the outputs use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Filing => "filing",
            Self::Record => "record",
        }
    }

    /// The folder of the dataset that holds files of this kind.
    #[must_use]
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Filing => "estimates",
            Self::Record => "trades",
        }
    }

    /// The columns a file of this kind may have.
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
}

macro_rules! columns {
    ($($name:ident $text:literal $kind:ident,)*) => {
        /// A column of a record or filing file, by the name that stands in its header.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Column { $(#[doc = concat!("`", $text, "`")] $name,)* }

        impl Column {
            /// The name in the header.
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
    FilingId "filing_id" Text,
    Country "country" Code,
    Substance "substance" Code,
    FilingKind "kind" Code,
    Effective "effective" Day,
    Grams "grams" Decimal,
    Note "note" Text,
}

const RECORD_COLUMNS: [Column; 14] = [
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
];

const FILING_COLUMNS: [Column; 8] = [
    Column::FilingId,
    Column::Country,
    Column::Substance,
    Column::FilingKind,
    Column::Received,
    Column::Effective,
    Column::Grams,
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
                | Self::Effective
                | Self::Note
        )
    }
}

/// All that is wrong with the columns of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    pub(super) kind: Kind,
    /// Columns that are there, whatever is wrong with them.
    pub(super) known: Vec<Column>,
    /// Names that no column has.
    pub(super) unknown: Vec<String>,
    /// Columns that stand more than once.
    pub(super) repeated: Vec<Column>,
    /// Columns without which nothing can be judged.
    pub(super) missing: Vec<Column>,
    /// Columns of a wrong type, with that type.
    pub(super) wrong: Vec<(Column, String)>,
    /// Whether quantities are both in grams and with a unit.
    pub(super) mixed: bool,
}

impl Faults {
    const fn are_none(&self) -> bool {
        self.unknown.is_empty()
            && self.repeated.is_empty()
            && self.missing.is_empty()
            && self.wrong.is_empty()
            && !self.mixed
    }
}

/// How many columns there are in all.
const COLUMNS: usize = 21;

/// Where each column stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    places: [Option<usize>; COLUMNS],
    order: Vec<Column>,
    /// Where each of them stands in the file itself, of which this may be a part.
    in_file: Vec<usize>,
}

impl Layout {
    /// Finds the columns of a file by their names, in whatever order.
    pub(super) fn of<'a>(kind: Kind, names: impl Iterator<Item = &'a str>) -> Result<Self, Fault> {
        Self::typed(kind, names.map(|name| (name, |_| Ok(true))))
    }

    /// The same where the columns have types: each name comes with what tells whether a column of that name holds anything, or
    /// which wrong type it has. All that is wrong is told at once.
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
            Faults {
                kind,
                ..Faults::default()
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
            // The note stands last, and only it may be left out of a file.
            Kind::Filing => {
                faults.missing = layout.missing(&FILING_COLUMNS[..FILING_COLUMNS.len() - 1]);
            }
            Kind::Record => layout.missing_of_records(&mut faults),
        }
        faults.known.clone_from(&layout.order);
        // What holds nothing is as good as not there.
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

    /// What is left of the file where only some of its columns are read.
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

    /// The places of these columns in the file.
    pub(super) fn in_file(&self) -> &[usize] {
        &self.in_file
    }

    /// Treats a column of the file as if it were not there; its place in the order stays.
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

    /// The columns in the order of the file.
    pub(super) fn order(&self) -> &[Column] {
        &self.order
    }

    /// The columns of the quantity and of the part for re-export, and the unit's where there is one.
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

    fn missing_of_records(&self, faults: &mut Faults) {
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
