//! Names the fields that a layout can fill: the columns of records and filings, and fields that are worked into them.

use crate::column::{Column, Kind};
use serde::Deserialize;

/// A field that a layout can fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(try_from = "String")]
pub(super) enum Field {
    /// A column of the canonical shape.
    Column(Column),
    /// The calendar year of a period; with [`Field::Quarter`] or [`Field::Month`], or alone, it gives `date` and `period`. Of a filing it
    /// is the column `year`.
    Year,
    /// The quarter of the year: 1 to 4.
    Quarter,
    /// The month of the year: 1 to 12.
    Month,
    /// The importing country; with [`Field::Exporter`] and `reporter`, it gives `flow` and `partner`, or with `flow` instead of
    /// `reporter` it gives `reporter` and `partner`.
    Importer,
    /// The exporting country.
    Exporter,
    /// An amount in kilograms; amounts in several units add up.
    Kilograms,
    /// An amount in grams.
    Grams,
    /// An amount in milligrams.
    Milligrams,
}

/// The fields that are worked into columns, with their names.
const WORKED: [(&str, Field); 8] = [
    ("year", Field::Year),
    ("quarter", Field::Quarter),
    ("month", Field::Month),
    ("importer", Field::Importer),
    ("exporter", Field::Exporter),
    ("kg", Field::Kilograms),
    ("g", Field::Grams),
    ("mg", Field::Milligrams),
];

impl Field {
    /// Returns the field of a name; a column of either kind of file comes before a field that is worked into columns.
    pub(super) fn named(name: &str) -> Option<Self> {
        let columns = [Kind::Record, Kind::Filing].into_iter();
        columns
            .flat_map(Kind::columns)
            .find(|column| column.name() == name && **column != Column::Year)
            .map(|column| Self::Column(*column))
            .or_else(|| {
                let worked = WORKED.iter().find(|(known, _)| *known == name);
                worked.map(|(_, field)| *field)
            })
    }

    /// Returns the name in layouts.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Column(column) => column.name(),
            _ => WORKED
                .iter()
                .find(|(_, field)| *field == self)
                .map_or("", |(name, _)| name),
        }
    }

    /// Whether files of a kind can have the field.
    pub(super) fn is_of(self, kind: Kind) -> bool {
        match self {
            Self::Column(column) => kind.columns().contains(&column),
            Self::Year | Self::Kilograms | Self::Grams | Self::Milligrams => true,
            _ => kind == Kind::Record,
        }
    }
}

impl TryFrom<String> for Field {
    type Error = String;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::named(&name).ok_or_else(|| {
            let columns = [Kind::Record, Kind::Filing];
            let mut known: Vec<&str> = columns
                .into_iter()
                .flat_map(Kind::columns)
                .map(|column| column.name())
                .chain(WORKED.map(|(name, _)| name))
                .collect();
            known.sort_unstable();
            known.dedup();
            format!("there is no field {name:?}; known are {}", known.join(", "))
        })
    }
}
