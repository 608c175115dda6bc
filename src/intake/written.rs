//! How a file is written, as far as that makes its rows doubtful (`rules.md` 4.7).

use super::column::Layout;
use super::quotes::split;
use super::suggest;
use std::borrow::Cow;
use std::ops::AddAssign;

/// How many rows something concerns, and the first of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowCount {
    /// How many.
    pub rows: u64,
    /// The number of the first.
    pub first: Option<u64>,
}

impl RowCount {
    /// Adds a row; rows come in any order.
    #[inline]
    pub fn add(&mut self, row: u64) {
        self.rows += 1;
        self.first = Some(self.first.map_or(row, |first| first.min(row)));
    }

    /// Both together, in any order.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            rows: self.rows + other.rows,
            first: self.first.into_iter().chain(other.first).min(),
        }
    }
}

/// What is odd about the way in which the lines of a portion of CSV are written. Parquet has neither, and gives zeros.
///
/// Those of the portions of a file, in any order, add up to that of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CsvOddities {
    /// Quantities of valid rows: `quantity_g` or `quantity` of a record, `grams` of a filing.
    pub quantities: u64,
    /// Those of them that have a point.
    pub with_point: RowCount,
    /// How many of those have exactly three digits after it, as marks of thousands would.
    pub three_places: u64,
    /// Lines that are the header line again, with the same names in the same order; each is a refused row besides.
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

/// A line below the header that holds names of columns in place of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Header {
    /// The names of the file's own header, in its order.
    Same,
    /// Other names, or the same in another order: what follows stands under other columns than the header says.
    Other,
}

/// So many of a line's fields must be names of columns, and half of them, for the line to be a header.
const NAMES: usize = 3;

/// Whether a line that is refused as a row is a header; files that were joined have them, the mark of UTF-8 before them.
pub(super) fn header(line: &str, layout: &Layout) -> Option<Header> {
    let mut fields: Vec<Cow<'_, str>> = Vec::new();
    split(line.strip_prefix('\u{feff}').unwrap_or(line), &mut fields).ok()?;
    // Most refused lines are rows, which their first fields show.
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
    Some(if same { Header::Same } else { Header::Other })
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
            Layout::of(Kind::Record, own.into_iter()).expect("all columns that a file needs");
        for (line, expected) in [
            (
                "record_id,date,reporter,flow,form,quantity_g",
                Some(Header::Same),
            ),
            (
                "\u{feff}record_id,\"date\",reporter,flow,form,quantity_g",
                Some(Header::Same),
            ),
            (
                "RECORD ID,Date,Reporter,Flow,Form,Quantity_G",
                Some(Header::Same),
            ),
            (
                "record_id,date,flow,reporter,form,quantity_g",
                Some(Header::Other),
            ),
            (
                "record_id,date,reporter,flow,form,reexport_g",
                Some(Header::Other),
            ),
            (
                "record_id,date,reporter,partner,flow,form,quantity_g",
                Some(Header::Other),
            ),
            (
                "Record ID,Date,Reporter,Flow,Form,Quantity",
                Some(Header::Other),
            ),
            (
                "filing_id,country,substance,kind,received,grams",
                Some(Header::Other),
            ),
            ("id,date,reporter,flow,product,amount", Some(Header::Other)),
            ("date,2024-01-01,CHE,flow,PD006,1", None),
            ("A-1,2024-01-01,CHE,import,PD006,x", None),
            ("\"record_id,date,reporter,flow,form,quantity_g", None),
            ("", None),
        ] {
            assert_eq!(header(line, &layout), expected, "{line:?}");
        }
    }

    proptest::proptest! {
        /// However the quantities of a file are spread over portions, the portions add up to the same.
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
