//! Reads records from lines of CSV that have no quote and nothing wrong: nearly all lines.
//!
//! Every other line is left to [`super::quotes`], which cuts it, and to the check of [`super::RawRecord`]: only these decide
//! what a line means and why it is refused.

use super::accept::Plain;
use super::column::{Column, FileColumns};
use super::record::Unit;
use super::separators::Starts;
use crate::conversion::Lists;
use crate::records::{Flow, Period, Procedure, Record, Texts};
use crate::terms::{Codes, Day, ScaledNumber, ShortText, short_number};

/// The place of each column of a record on a line; [`ABSENT`] if the file has no such column.
struct FieldPlaces {
    record_id: usize,
    date: usize,
    received: usize,
    reporter: usize,
    partner: usize,
    flow: usize,
    form: usize,
    unit: usize,
    quantity: usize,
    reexport: usize,
    authorisation: usize,
    special_licence: usize,
    period: usize,
    procedure: usize,
    /// The number of columns.
    count: usize,
}

/// The place of an absent column. A line never has so many fields, because a record has fewer columns.
const ABSENT: usize = CUTS - 2;
/// The number of places that are kept for a line, so that an index needs no check.
const CUTS: usize = 16;

impl FieldPlaces {
    fn of(layout: &FileColumns) -> Self {
        let place = |column| layout.place(column).unwrap_or(ABSENT);
        let (quantity, reexport, unit) = layout.notation();
        Self {
            record_id: place(Column::RecordId),
            date: place(Column::Date),
            received: place(Column::Received),
            reporter: place(Column::Reporter),
            partner: place(Column::Partner),
            flow: place(Column::Flow),
            form: place(Column::Form),
            unit: unit.map_or(ABSENT, place),
            quantity: place(quantity),
            reexport: place(reexport),
            authorisation: place(Column::Authorisation),
            special_licence: place(Column::SpecialLicence),
            period: place(Column::Period),
            procedure: place(Column::Procedure),
            count: layout.order().len(),
        }
    }
}

/// A cursor over the lines of one block after another.
pub(super) struct Quick<'a> {
    lists: &'a Lists<'a>,
    places: FieldPlaces,
    starts: Starts,
    /// The index in `starts` of the next line.
    line: usize,
    /// Whether every line of the block has as many fields as there are columns, and no quotes.
    regular: bool,
}

impl<'a> Quick<'a> {
    pub(super) fn new(layout: &FileColumns, lists: &'a Lists<'a>) -> Self {
        Self {
            lists,
            places: FieldPlaces::of(layout),
            starts: Starts::default(),
            line: 0,
            regular: false,
        }
    }

    /// Starts on a block of whole lines.
    pub(super) fn begin(&mut self, block: &[u8]) {
        self.starts.find(block);
        self.line = 0;
        // If there are as many line ends as lines of `count` fields, each ending with a line end, then no line spans two.
        let lines = self.starts.places().chunks_exact(self.places.count);
        let ended = lines.skip(1).all(|fields| {
            fields
                .first()
                .is_some_and(|start| is_after(block, *start, b'\n'))
        });
        let separators = self.starts.places().len() - 1;
        self.regular = ended
            && separators == self.places.count * memchr::memchr_iter(b'\n', block).count()
            && memchr::memchr(b'"', block).is_none();
    }

    /// Returns the record on the next line, its quantity as written, and where the line after it starts; `None` if the line
    /// needs the full check.
    #[inline]
    pub(super) fn next<'t>(
        &mut self,
        block: &'t str,
    ) -> Option<(Record, Texts<'t>, &'t str, usize)> {
        let count = self.places.count;
        let mut cuts = *self
            .starts
            .places()
            .get(self.line..)?
            .first_chunk::<CUTS>()?;
        let next = *cuts.get(count)?;
        if count >= ABSENT || !(self.regular || is_plain(block.as_bytes(), &cuts[..=count])) {
            return None;
        }
        // The last field ends before a carriage return.
        cuts[count] -= usize::from(is_after(block.as_bytes(), next - 1, b'\r'));
        // An absent column is an empty field.
        (cuts[ABSENT], cuts[ABSENT + 1]) = (0, 1);
        let line = PlainLine { block, cuts: &cuts };
        let ((record, texts), quantity) = (
            line.record(&self.places, self.lists)?,
            line.text(self.places.quantity)?,
        );
        self.line += count;
        Some((record, texts, quantity, next))
    }

    /// Continues at the line that starts at `start`, after a line that needed the full check.
    pub(super) fn skip_to(&mut self, start: usize) {
        while self
            .starts
            .places()
            .get(self.line)
            .is_some_and(|passed| *passed < start)
        {
            self.line += 1;
        }
    }
}

/// Whether a separator is before a place.
#[inline]
fn is_after(block: &[u8], place: usize, separator: u8) -> bool {
    block.get(place.wrapping_sub(1)) == Some(&separator)
}

/// Whether a line has as many fields as there are columns and no quote: all its separators but the last are commas.
#[cold]
fn is_plain(block: &[u8], cuts: &[usize]) -> bool {
    let [start, commas @ .., end] = cuts else {
        return false;
    };
    is_after(block, *end, b'\n')
        && commas.iter().all(|place| is_after(block, *place, b','))
        && block
            .get(*start..*end)
            .is_some_and(|line| memchr::memchr(b'"', line).is_none())
}

/// A line of as many fields as there are columns, without quotes.
#[derive(Clone, Copy)]
struct PlainLine<'t, 'c> {
    block: &'t str,
    /// The places where its fields begin, each one byte after the end of the field before.
    cuts: &'c [usize; CUTS],
}

#[allow(
    clippy::inline_always,
    reason = "calls would take as long as what they call"
)]
#[allow(
    clippy::option_option,
    reason = "an empty field is something else than one that is not plainly fine"
)]
impl<'t> PlainLine<'t, '_> {
    #[inline(always)]
    fn record(self, places: &FieldPlaces, lists: &Lists) -> Option<(Record, Texts<'t>)> {
        let texts = Texts {
            record_id: self.text(places.record_id)?,
            authorisation: self.text(places.authorisation)?,
            special_licence: self.text(places.special_licence)?,
        };
        if texts.record_id.is_empty() {
            return None;
        }
        let plain = Plain {
            date: self.day(places.date)??,
            received: self.day(places.received)?,
            reporter: self.code(places.reporter, &lists.config.country_codes)?,
            partner: self.code(places.partner, &lists.config.country_codes)?,
            flow: self.flow(places.flow),
            form: self.code(places.form, &lists.config.form_codes)?,
            quantity: self.number(places.quantity)??,
            reexport: self.number(places.reexport)?.unwrap_or(0),
            period: self.period(places.period)?,
            procedure: self.procedure(places.procedure)?,
        };
        let plain = if places.unit == ABSENT {
            plain
        } else {
            in_grams(plain, Unit::named(self.text(places.unit)?)?)?
        };
        Some((plain.record(lists)?, texts))
    }

    /// Returns where a field begins and ends.
    #[inline(always)]
    fn field(self, place: usize) -> (usize, usize) {
        (
            self.cuts[place % CUTS],
            self.cuts[(place + 1) % CUTS].wrapping_sub(1),
        )
    }

    #[inline(always)]
    fn text(self, place: usize) -> Option<&'t str> {
        let (from, to) = self.field(place);
        self.block.get(from..to)
    }

    /// Returns `N` bytes from a place on, whatever fields they belong to.
    #[inline(always)]
    fn window<const N: usize>(self, from: usize) -> Option<[u8; N]> {
        self.block.as_bytes().get(from..)?.first_chunk().copied()
    }

    // Each of the following methods returns `Some(None)` for an empty field, and `None` for a field that it cannot read.

    #[inline(always)]
    fn day(self, place: usize) -> Option<Option<i32>> {
        let (from, to) = self.field(place);
        if from == to {
            return Some(None);
        }
        Day::parse(self.block.as_bytes().get(from..to)?)
            .ok()
            .map(|day| Some(day.number()))
    }

    #[inline(always)]
    fn code<Id: From<u16> + Copy>(self, place: usize, codes: &Codes<Id>) -> Option<Option<Id>> {
        let (from, to) = self.field(place);
        if from == to {
            return Some(None);
        }
        let id = match ShortText::new(self.window(from)?, to.wrapping_sub(from)) {
            Some(short) => codes.find_short(short),
            None => codes.find(self.block.get(from..to)?),
        };
        id.map(Some)
    }

    #[inline(always)]
    fn flow(self, place: usize) -> Option<Flow> {
        match self.text(place)?.as_bytes() {
            b"import" => Some(Flow::Import),
            b"export" => Some(Flow::Export),
            _ => None,
        }
    }

    /// Returns the period of a field; a day if the field is empty, `None` if the field is no period.
    #[inline(always)]
    fn period(self, place: usize) -> Option<Period> {
        match self.text(place)? {
            "" => Some(Period::Day),
            text => Period::named(text),
        }
    }

    /// Returns the procedure of a field; the usual one if the field is empty, `None` if the field is no procedure.
    #[inline(always)]
    fn procedure(self, place: usize) -> Option<Procedure> {
        match self.text(place)? {
            "" => Some(Procedure::Usual),
            text => Procedure::named(text),
        }
    }

    #[inline(always)]
    fn number(self, place: usize) -> Option<Option<i64>> {
        let (from, to) = self.field(place);
        if from == to {
            return Some(None);
        }
        let number = short_number(self.window(from)?, to.wrapping_sub(from));
        number
            .or_else(|| long_number(self.block.as_bytes().get(from..to)?))
            .map(Some)
    }
}

/// Returns a number that is too long for the short way but within all limits.
#[cold]
fn long_number(text: &[u8]) -> Option<i64> {
    i64::try_from(ScaledNumber::parse(text).ok()?.millionths()).ok()
}

fn in_grams(plain: Plain, unit: Unit) -> Option<Plain> {
    let grams = |millionths: i64| match unit {
        Unit::Kilogram => millionths.checked_mul(1000),
        Unit::Gram => Some(millionths),
        Unit::Milligram => (millionths % 1000 == 0).then_some(millionths / 1000),
    };
    Some(Plain {
        quantity: grams(plain.quantity)?,
        reexport: grams(plain.reexport)?,
        ..plain
    })
}

#[cfg(test)]
mod tests {
    use super::super::column::Kind;
    use super::super::csv::{Lines, blocks};
    use super::super::csv::{each_record, open, records};
    use super::super::reason::Refused;
    use super::*;
    use crate::config::{Config, ConfigSource};
    use crate::conversion::Conversion;
    use proptest::prelude::*;
    use proptest::sample::select;
    use std::io::{Seek, Write};
    use std::sync::LazyLock;

    static LISTS: LazyLock<(Config, Conversion)> = LazyLock::new(|| {
        let config = Config::load(ConfigSource::builtin()).expect("the built-in config");
        let conversion = Conversion::of(&config).expect("the built-in factors");
        (config, conversion)
    });

    /// All columns but the period; only the columns that no file may lack; another order; and all columns with a unit.
    const HEADERS: [&[Column]; 4] = {
        use Column::{
            Authorisation, Date, Flow, Form, Partner, Period, Procedure, Quantity, QuantityG,
            Received, RecordId, Reexport, ReexportG, Reporter, SpecialLicence, Unit,
        };
        [
            &[
                RecordId,
                Date,
                Received,
                Reporter,
                Partner,
                Flow,
                Form,
                QuantityG,
                ReexportG,
                Authorisation,
                SpecialLicence,
            ],
            &[RecordId, Date, Reporter, Flow, Form, QuantityG],
            &[
                Reexport,
                Unit,
                SpecialLicence,
                Form,
                Quantity,
                Authorisation,
                Partner,
                Flow,
                RecordId,
                Reporter,
                Date,
            ],
            &[
                RecordId,
                Date,
                Received,
                Reporter,
                Partner,
                Flow,
                Form,
                Quantity,
                Unit,
                Reexport,
                Authorisation,
                Period,
                Procedure,
                SpecialLicence,
            ],
        ]
    };

    fn field(column: Column) -> BoxedStrategy<String> {
        let (usual, others): (&str, &[&str]) = match column {
            Column::RecordId => (
                "[A-Z]{1,3}-[0-9]{1,9}",
                &["", "é", " ", "\"a\"", "a\"\"b", "\"a,b\"", "\"a"],
            ),
            Column::Date => (
                "20(18|19|23)-(0[1-9]|1[012])-[012][1-8]",
                &["", "2019-02-29", "1960-12-31", "2023-1-01", "2200-01-01"],
            ),
            Column::Received => (
                "20(19|24)-(0[1-9]|1[012])-[012][1-8]",
                &["", "", "0000-01-01", "2199-12-31", "2200-01-01"],
            ),
            Column::Reporter => ("CHE|DEU|IND", &["", "che", "CHE ", "CHEE", "\"CHE\"", "X"]),
            Column::Partner => ("USA|KEN|FRA", &["", "", "CHE", "USA\r", "US"]),
            Column::Flow => ("import|export", &["", "Import", "\"export\"", "imports"]),
            Column::Form => (
                "PD006|PB003|PA003-HCL|PP008",
                &[
                    "",
                    "PM005-HYDROCHLORIDE",
                    "PA001-GLUTAMATE",
                    "PD 006",
                    "PD0066",
                ],
            ),
            Column::Unit => ("kg|g|mg", &["", "KG", "t"]),
            Column::Period => (
                "(day)?",
                &["month", "quarter", "year", "Month", "\"year\"", "week"],
            ),
            Column::Procedure => ("(simplified)?", &["Simplified", "usual", "\"simplified\""]),
            Column::Quantity | Column::QuantityG => (
                "[0-9]{1,5}(\\.[0-9]{1,3})?",
                &[
                    "",
                    "0",
                    "-1",
                    "+5",
                    "1.",
                    ".5",
                    "1e3",
                    "0.0000001",
                    "999999999999.999999",
                    "1000000000000",
                    "99999999999999999999",
                ],
            ),
            _ if column == Column::Reexport || column == Column::ReexportG => {
                ("[0-9]", &["", "", "", "1000000", "-0", "0.1234567"])
            }
            _ => ("[A-Z0-9/]{0,12}", &["", "", "\"\"", "é,", "\"x\"y"]),
        };
        prop_oneof![30 => proptest::string::string_regex(usual).expect("a pattern"), 1 => select(others).prop_map(ToOwned::to_owned)]
            .boxed()
    }

    /// A line of the columns, sometimes with a byte inserted or removed.
    fn line(columns: &'static [Column]) -> impl Strategy<Value = Vec<u8>> {
        let change = (
            any::<prop::sample::Index>(),
            select(&b",\"\n\r\0\xff-5 a"[..]),
            any::<bool>(),
        );
        let fields: Vec<_> = columns.iter().map(|column| field(*column)).collect();
        (
            fields,
            proptest::option::weighted(0.1, change),
            select(&["\n", "\n", "\n", "\r\n"][..]),
        )
            .prop_map(|(fields, change, end)| {
                let mut line = fields.join(",").into_bytes();
                match change {
                    Some((place, byte, true)) => line.insert(place.index(line.len() + 1), byte),
                    Some((place, byte, false)) if !line.is_empty() => {
                        let place = place.index(line.len());
                        line[place] = byte;
                    }
                    _ => {}
                }
                line.extend_from_slice(end.as_bytes());
                line
            })
    }

    fn said(row: u64, record: Result<(&Record, Texts<'_>), Refused<'_>>) -> String {
        match record {
            Ok(record) => format!("{row}: {record:?}"),
            Err(refused) => {
                format!(
                    "{row}: {:?} {} {:?} {}",
                    refused.reason,
                    refused.detail(),
                    refused.text(Column::RecordId),
                    refused.raw()
                )
            }
        }
    }

    /// Returns the results of the fast reader and of the full check for every row of a file.
    fn both(columns: &[Column], lines: &[u8]) -> (Vec<String>, Vec<String>) {
        let (config, conversion) = &*LISTS;
        let lists = Lists { config, conversion };
        let names: Vec<&str> = columns.iter().map(|column| column.name()).collect();
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(format!("{}\n", names.join(",")).as_bytes())
            .and_then(|()| file.write_all(lines))
            .expect("written");
        file.rewind().expect("its start");
        let (opened, _, _) = open(&mut file, Kind::Record).expect("columns as they must be");
        let (mut quick, mut long, mut row) = (Vec::new(), Vec::new(), 0);
        for portion in &opened.portions {
            records(
                &mut file,
                &opened.columns,
                portion,
                &lists,
                |row, record| {
                    quick.push(said(row, record));
                },
            )
            .expect("read");
            let read = blocks(&mut file, portion, &mut |block| {
                let mut lines = Lines::new(&opened.columns, block, std::str::from_utf8(block).ok());
                while !lines.at_end() {
                    row += 1;
                    lines.next(|line| {
                        each_record(line, &lists, |record| long.push(said(row, record)));
                    });
                }
            });
            read.expect("read");
        }
        assert_eq!(row, opened.rows);
        (quick, long)
    }

    #[test]
    fn lines_go_on_from_block_to_block_however_long() {
        let row = |id: &str| format!("{id},2023-01-02,CHE,import,PD006,1.5\n");
        let few: String = (0..4000).map(|id| row(&id.to_string())).collect();
        let lines = [
            few.as_str(),
            &row(&"A".repeat(300_000)),
            &few,
            &row(&"\"".repeat(200_000)),
            &few,
        ]
        .concat();
        let (quick, long) = both(HEADERS[1], lines.as_bytes());
        assert_eq!(
            (
                quick.len(),
                quick.iter().filter(|said| said.contains("BadLine")).count()
            ),
            (12_002, 0)
        );
        assert!(quick == long);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// For any lines, both readers say the same of every row.
        #[test]
        fn both_ways_say_the_same_of_every_row(
            (columns, lines) in select(&HEADERS[..]).prop_flat_map(|columns| (Just(columns), proptest::collection::vec(line(columns), 1..60))),
        ) {
            let (quick, long) = both(columns, &lines.concat());
            prop_assert_eq!(quick, long);
        }
    }
}
