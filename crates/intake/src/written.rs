//! Notes how a file is written, as far as that makes its rows doubtful (`rules.md` 4.7).

use super::column::FileColumns;
use super::quotes::split;
use super::suggest;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::ops::AddAssign;

/// The number of rows that something concerns, and the first of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowCount {
    /// The number of rows.
    pub rows: u64,
    /// The number of the first row.
    pub first: Option<u64>,
}

impl RowCount {
    /// Adds a row; rows come in any order.
    #[inline]
    pub fn add(&mut self, row: u64) {
        self.rows += 1;
        self.first = Some(self.first.map_or(row, |first| first.min(row)));
    }

    /// Adds another count, in any order.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            rows: self.rows + other.rows,
            first: self.first.into_iter().chain(other.first).min(),
        }
    }
}

/// The oddities in how the lines of a portion of CSV are written. Parquet has none of them, and gives zeros.
///
/// The counts of the portions of a file, added in any order, are those of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CsvOddities {
    /// Quantities of valid rows: `quantity_g` or `quantity` of a record, `grams` of a filing.
    pub quantities: u64,
    /// The quantities that have a decimal point.
    pub with_point: RowCount,
    /// The number of those quantities with exactly three digits after the point, as with marks of thousands.
    pub three_places: u64,
    /// Lines that repeat the header line, with the same names in the same order; each is a refused row besides.
    pub repeated_headers: RowCount,
}

impl CsvOddities {
    /// Counts the quantity of a valid row.
    #[inline]
    pub(super) fn quantity(&mut self, row: u64, text: &str) {
        self.quantities += 1;
        if let Some(point) = text.bytes().rposition(|byte| byte == b'.') {
            self.with_point.add(row);
            self.three_places += u64::from(text.len() - point == 4);
        }
    }
}

impl AddAssign for CsvOddities {
    fn add_assign(&mut self, other: Self) {
        self.quantities += other.quantities;
        self.with_point = self.with_point.and(other.with_point);
        self.three_places += other.three_places;
        self.repeated_headers = self.repeated_headers.and(other.repeated_headers);
    }
}

/// A line below the header that holds column names in place of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RepeatedHeader {
    /// The names of the file's own header, in its order.
    Same,
    /// Other names, or another order: the values after it are in other columns than the header says.
    Other,
}

/// The least number of fields of a header line that are column names; they must also be half of its fields.
const NAMES: usize = 3;

/// Returns whether a refused line is a header. Files that were joined have such lines, which may begin with the mark of UTF-8.
pub(super) fn header(line: &str, layout: &FileColumns) -> Option<RepeatedHeader> {
    let mut fields: Vec<Cow<'_, str>> = Vec::new();
    split(line.strip_prefix('\u{feff}').unwrap_or(line), &mut fields).ok()?;
    // Most refused lines are rows, and their first fields show it.
    let mut others = fields.iter().filter(|field| !suggest::is_column(field));
    let most_others = fields.len().checked_sub(NAMES)?.min(fields.len() / 2);
    if others.nth(most_others).is_some() {
        return None;
    }
    let names = layout.order();
    let same = names.len() == fields.len()
        && names
            .iter()
            .zip(&fields)
            .all(|(column, field)| suggest::same_name(column.name(), field));
    Some(if same {
        RepeatedHeader::Same
    } else {
        RepeatedHeader::Other
    })
}

#[cfg(test)]
mod tests {
    use super::super::column::Kind;
    use super::*;

    #[test]
    fn headers_are_told_from_rows() {
        let own = [
            "record_id",
            "date",
            "reporter",
            "flow",
            "form",
            "quantity_g",
        ];
        let layout =
            FileColumns::of(Kind::Record, own.into_iter()).expect("all columns that a file needs");
        for (line, expected) in [
            (
                "record_id,date,reporter,flow,form,quantity_g",
                Some(RepeatedHeader::Same),
            ),
            (
                "\u{feff}record_id,\"date\",reporter,flow,form,quantity_g",
                Some(RepeatedHeader::Same),
            ),
            (
                "RECORD ID,Date,Reporter,Flow,Form,Quantity_G",
                Some(RepeatedHeader::Same),
            ),
            (
                "record_id,date,flow,reporter,form,quantity_g",
                Some(RepeatedHeader::Other),
            ),
            (
                "record_id,date,reporter,flow,form,reexport_g",
                Some(RepeatedHeader::Other),
            ),
            (
                "record_id,date,reporter,partner,flow,form,quantity_g",
                Some(RepeatedHeader::Other),
            ),
            (
                "Record ID,Date,Reporter,Flow,Form,Quantity",
                Some(RepeatedHeader::Other),
            ),
            (
                "filing_id,country,substance,kind,received,grams",
                Some(RepeatedHeader::Other),
            ),
            (
                "id,date,reporter,flow,product,amount",
                Some(RepeatedHeader::Other),
            ),
            ("date,2024-01-01,CHE,flow,PD006,1", None),
            ("A-1,2024-01-01,CHE,import,PD006,x", None),
            ("\"record_id,date,reporter,flow,form,quantity_g", None),
            ("", None),
        ] {
            assert_eq!(header(line, &layout), expected, "{line:?}");
        }
    }

    proptest::proptest! {
        /// The counts add up to the same, whatever the portions of the file.
        #[test]
        fn portions_add_up(texts in proptest::collection::vec("[0-9]{1,4}(\\.[0-9]{1,4})?", 0..12), cut: proptest::sample::Index) {
            let of = |rows: std::ops::Range<usize>| {
                let mut written = CsvOddities::default();
                for row in rows {
                    written.quantity(u64::try_from(row).expect("few"), &texts[row]);
                    if texts[row].starts_with('7') {
                        written.repeated_headers.add(u64::try_from(row).expect("few"));
                    }
                }
                written
            };
            let cut = cut.index(texts.len() + 1);
            let mut turned = of(cut..texts.len());
            turned += of(0..cut);
            proptest::prop_assert_eq!(turned, of(0..texts.len()));
            let places: Vec<usize> = texts.iter().filter_map(|text| text.split_once('.')).map(|(_, places)| places.len()).collect();
            let found = (turned.with_point.rows, turned.three_places);
            let three = places.iter().filter(|places| **places == 3).count();
            proptest::prop_assert_eq!(found, (u64::try_from(places.len()).expect("few"), u64::try_from(three).expect("few")));
        }
    }
}
