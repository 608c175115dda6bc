//! Reads the figures of Form C from a CSV file, as strictly as the files of a dataset: nothing is trimmed, repaired or guessed, and
//! every fault of the file is named at once.

use crate::config::{Config, Names, Term, calendar_year};
use crate::intake::split;
use crate::terms::{Codes, Country, NumberFault, Quantity, ScaledNumber, Substance, shown};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// The columns that name a row.
const KEY: [&str; 3] = ["country", "substance", "year"];

inforce_law::words! {
    /// A column of a figure in grams, by its name.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Figure {
        /// What was manufactured in the year.
        Manufactured = "manufactured_g",
        /// What was consumed for medical and scientific purposes.
        Consumed = "consumed_g",
        /// What was used for the manufacture of other drugs.
        UsedForOtherDrugs = "used_for_other_drugs_g",
        /// What was used for the manufacture of preparations in Schedule III.
        UsedForScheduleIii = "used_for_schedule_iii_g",
        /// What was used for the manufacture of substances that the Convention does not cover.
        UsedForUncovered = "used_for_uncovered_g",
        /// The stocks at the end of the year before.
        StockStart = "stock_start_g",
        /// The stocks at the end of the year.
        StockEnd = "stock_end_g",
        /// What was acquired for special purposes.
        SpecialPurposes = "special_purposes_g",
        /// What was seized and released for licit use.
        SeizedReleased = "seized_released_g",
        /// What was taken from special stocks for the requirements of the civilian population.
        SpecialStockTaken = "special_stock_taken_g",
        /// The part of the estimate for consumption.
        EstimateConsumption = "estimate_consumption_g",
        /// The part of the estimate for use in manufacture.
        EstimateUse = "estimate_use_g",
        /// The level of stocks that the estimate specifies.
        EstimateStock = "estimate_stock_g",
        /// The part of the estimate for special purposes.
        EstimateSpecial = "estimate_special_g",
    }
}

impl Figure {
    /// The columns of the parts of an estimate.
    pub const PARTS: [Self; 4] = [
        Self::EstimateConsumption,
        Self::EstimateUse,
        Self::EstimateStock,
        Self::EstimateSpecial,
    ];

    /// Whether a row may leave the figure out: it is part of an estimate.
    #[must_use]
    pub fn is_optional(self) -> bool {
        Self::PARTS.contains(&self)
    }
}

/// The figures of a country, a substance and a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureRow {
    /// The line of the file.
    pub line: u64,
    /// The country.
    pub country: Country,
    /// The substance.
    pub substance: Substance,
    /// The calendar year.
    pub year: i32,
    /// The figures that are given; those that no row may leave out are there.
    pub given: BTreeMap<Figure, Quantity>,
}

/// The figures of a file.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// The file, as the user can find it.
    pub file: String,
    /// The rows, by country, substance and year.
    pub rows: BTreeMap<(Country, Substance, i32), FigureRow>,
}

/// A fault of a file of figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureFault {
    /// The line, if the fault has one.
    pub line: Option<u64>,
    /// The column, if the fault has one.
    pub column: Option<&'static str>,
    /// What was found.
    pub found: String,
    /// What was expected.
    pub expected: String,
    /// What to do.
    pub remedy: String,
}

/// All faults of a file of figures, by line; at least one.
#[derive(Debug, thiserror::Error)]
pub struct FigureFaults {
    /// The file, as the user can find it.
    pub file: String,
    /// The faults.
    pub faults: Vec<FigureFault>,
}

impl FigureFault {
    pub(in crate::ask) fn new(
        found: impl Into<String>,
        expected: impl Into<String>,
        remedy: &str,
    ) -> Self {
        Self {
            line: None,
            column: None,
            found: found.into(),
            expected: expected.into(),
            remedy: remedy.to_owned(),
        }
    }

    pub(in crate::ask) fn on(self, line: u64) -> Self {
        Self {
            line: Some(line),
            ..self
        }
    }

    pub(in crate::ask) fn in_column(self, column: &'static str) -> Self {
        Self {
            column: Some(column),
            ..self
        }
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, file: &str) -> fmt::Result {
        f.write_str(file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(column) = self.column {
            write!(f, ", column {column}")?;
        }
        let Self {
            found,
            expected,
            remedy,
            ..
        } = self;
        write!(f, ": found {found}, expected {expected}; {remedy}")
    }
}

impl fmt::Display for FigureFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [fault] = &self.faults[..] {
            return fault.write(f, &self.file);
        }
        write!(f, "{} has {} faults:", self.file, self.faults.len())?;
        self.faults.iter().try_for_each(|fault| {
            f.write_str("\n  ")?;
            fault.write(f, &self.file)
        })
    }
}

/// The columns that a file may have.
pub(in crate::ask) struct FigureColumns<'c> {
    /// All of them, in order.
    pub(in crate::ask) all: &'c [&'static str],
    /// Those that a file may leave out.
    pub(in crate::ask) optional: &'c [&'static str],
    /// What to do about a column that is missing.
    pub(in crate::ask) remedy: &'static str,
}

/// The columns of the header, each with its place.
pub(in crate::ask) struct FigureHeader {
    columns: usize,
    places: BTreeMap<&'static str, usize>,
}

impl FigureHeader {
    /// Returns the cell of a column of a line; empty for a column that the header leaves out.
    pub(in crate::ask) fn cell<'l>(&self, fields: &'l [Cow<'_, str>], column: &str) -> &'l str {
        let field = self.places.get(column).and_then(|place| fields.get(*place));
        field.map_or("", |field| field)
    }

    /// Cuts a line into as many fields as there are columns.
    pub(in crate::ask) fn fields<'l>(
        &self,
        line: &'l [u8],
    ) -> Result<Vec<Cow<'l, str>>, FigureFault> {
        let fields = fields(line)?;
        if fields.len() == self.columns {
            return Ok(fields);
        }
        let found = crate::terms::figures::of(fields.len(), "field", "fields");
        let expected = format!("{}, as the header has", self.columns);
        let remedy =
            "write one field for each column; a number has no comma, and a blank line is no row";
        Err(FigureFault::new(found, expected, remedy))
    }
}

impl Figures {
    /// Reads a file that holds `bytes`.
    pub fn read(bytes: &[u8], file: String, config: &Config) -> Result<Self, FigureFaults> {
        let mut rows: BTreeMap<(Country, Substance, i32), FigureRow> = BTreeMap::new();
        let mut faults = Vec::new();
        match lines(bytes).and_then(|mut lines| {
            let head = lines.next().unwrap_or_default();
            let columns: Vec<&'static str> = columns().collect();
            let known = FigureColumns {
                all: &columns,
                optional: &Figure::PARTS.map(Figure::name),
                remedy: "add the column with a figure in every row; only columns of the estimate may be left out",
            };
            header(head, &known).map(|header| (header, lines))
        }) {
            Err(fault) => faults.push(fault),
            Ok((header, lines)) => {
                for (number, line) in (2_u64..).zip(lines) {
                    let row = match row(number, line, &header, config) {
                        Ok(row) => row,
                        Err(wrong) => {
                            faults.extend(wrong.into_iter().map(|fault| fault.on(number)));
                            continue;
                        }
                    };
                    let key = (row.country, row.substance, row.year);
                    if let Some(first) = rows.get(&key) {
                        let found = format!(
                            "{}, {}, {} again, which line {} has",
                            config.country_code(row.country),
                            config.substance_code(row.substance),
                            row.year,
                            first.line
                        );
                        let expected = "one row for a country, a substance and a year";
                        let remedy = "delete the line that is wrong, or correct what it is about";
                        faults.push(FigureFault::new(found, expected, remedy).on(number));
                    } else {
                        rows.insert(key, row);
                    }
                }
            }
        }
        if faults.is_empty() {
            Ok(Self { file, rows })
        } else {
            Err(FigureFaults { file, faults })
        }
    }
}

/// Returns the lines of a file, without line ends. A fault: the file as a whole is no such file.
pub(in crate::ask) fn lines(bytes: &[u8]) -> Result<impl Iterator<Item = &[u8]>, FigureFault> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.is_empty() {
        return Err(FigureFault::new(
            "an empty file",
            "a header and a row for each country, substance and year",
            "name the file with the figures",
        ));
    }
    if [b"\xff\xfe", b"\xfe\xff"]
        .iter()
        .any(|mark| bytes.starts_with(*mark))
    {
        return Err(FigureFault::new(
            "UTF-16",
            "CSV in UTF-8",
            "save the file as CSV UTF-8",
        ));
    }
    let Some(whole) = bytes.strip_suffix(b"\n") else {
        let last = memchr::memchr_iter(b'\n', bytes).count() + 1;
        let fault = FigureFault::new(
            "no line end after the last line",
            "a line end after every line, the last included",
            "get the whole file again if it was cut in transfer; if the last line is whole, end it",
        );
        return Err(fault.on(u64::try_from(last).unwrap_or(u64::MAX)));
    };
    let without_return = |line| <[u8]>::strip_suffix(line, b"\r").unwrap_or(line);
    Ok(whole.split(|byte| *byte == b'\n').map(without_return))
}

/// Cuts a line into its fields.
fn fields(line: &[u8]) -> Result<Vec<Cow<'_, str>>, FigureFault> {
    let text = std::str::from_utf8(line).map_err(|_| {
        FigureFault::new(
            "bytes that are not UTF-8",
            "CSV in UTF-8",
            "save the file as CSV UTF-8",
        )
    })?;
    let mut fields = Vec::new();
    split(text, &mut fields).map_err(|_| {
        FigureFault::new(
            "a quote that is not in its place",
            "quotes around a whole field, or none",
            "close each quote on its line, and double the quotes inside a field",
        )
    })?;
    Ok(fields)
}

/// Returns the columns that a header may name.
fn columns() -> impl Iterator<Item = &'static str> {
    KEY.into_iter().chain(Figure::ALL.map(Figure::name))
}

/// Reads the header of a file.
pub(in crate::ask) fn header(
    line: &[u8],
    known: &FigureColumns<'_>,
) -> Result<FigureHeader, FigureFault> {
    let wrong = |fault: FigureFault| fault.on(1);
    let names = fields(line).map_err(wrong)?;
    if let [name] = &names[..] {
        let separators = [(';', "semicolons"), ('\t', "tabs")];
        let other = separators.iter().find(|(mark, _)| name.contains(*mark));
        if let Some((_, separators)) = other {
            let found = format!("columns separated by {separators}");
            let remedy = "save the file as CSV with commas; where a spreadsheet still writes others, make the comma the list separator of \
                          the system";
            return Err(wrong(FigureFault::new(found, "commas", remedy)));
        }
    }
    let mut places: BTreeMap<&'static str, usize> = BTreeMap::new();
    for (place, name) in names.iter().enumerate() {
        let column = known.all.iter().find(|column| *column == name);
        let column = column.ok_or_else(|| {
            let expected = format!("one of {}", known.all.join(", "));
            let remedy = "write the names exactly so, and delete other columns";
            wrong(FigureFault::new(
                format!("the column {}", shown(name)),
                expected,
                remedy,
            ))
        })?;
        if places.insert(column, place).is_some() {
            let fault = FigureFault::new("the column twice", "it once", "delete one of the two");
            return Err(wrong(fault.in_column(column)));
        }
    }
    let mut all = known.all.iter();
    let missing =
        all.find(|column| !places.contains_key(*column) && !known.optional.contains(column));
    match missing {
        Some(column) => {
            let fault = FigureFault::new("no such column in the header", "it once", known.remedy);
            Err(wrong(fault.in_column(column)))
        }
        None => Ok(FigureHeader {
            columns: names.len(),
            places,
        }),
    }
}

fn row(
    line: u64,
    text: &[u8],
    header: &FigureHeader,
    config: &Config,
) -> Result<FigureRow, Vec<FigureFault>> {
    let fields = header.fields(text).map_err(|fault| vec![fault])?;
    let cell = |column: &str| header.cell(&fields, column);
    let mut faults = Vec::new();
    let mut noted = |column: &'static str, fault: FigureFault| faults.push(fault.in_column(column));
    let [country_cell, substance_cell, year_cell] = KEY.map(cell);
    let country = coded(
        country_cell,
        (&config.country_codes, &config.lookup.countries),
        ("country", |country| config.country_code(country)),
    );
    let substance = coded(
        substance_cell,
        (&config.substance_codes, &config.lookup.substances),
        ("substance", |substance| config.substance_code(substance)),
    )
    .and_then(|substance| {
        is_of_calendar_years(substance, config)
            .then_some(substance)
            .ok_or_else(|| {
                FigureFault::new(
                    format!(
                        "{} of the {} Convention",
                        shown(substance_cell),
                        config.provisions(substance).name
                    ),
                    "a narcotic drug of the 1961 Convention, whose estimates are each for a calendar year",
                    "delete the line; Article 21 of the 1961 Convention sets no limit to the substance",
                )
            })
    });
    let year = calendar_year(year_cell).ok_or_else(|| {
        FigureFault::new(
            shown_or_nothing(year_cell),
            "a year from 1961 to 2199 in four digits",
            "write the calendar year of the figures",
        )
    });
    let mut given = BTreeMap::new();
    let country = country.map_err(|fault| noted(KEY[0], fault)).ok();
    let substance = substance.map_err(|fault| noted(KEY[1], fault)).ok();
    let year = year.map_err(|fault| noted(KEY[2], fault)).ok();
    for figure in Figure::ALL {
        let text = cell(figure.name());
        if text.is_empty() && figure.is_optional() {
            continue;
        }
        match grams(text) {
            Ok(grams) => drop(given.insert(figure, grams)),
            Err(fault) => noted(figure.name(), fault),
        }
    }
    match (country, substance, year) {
        (Some(country), Some(substance), Some(year)) if faults.is_empty() => Ok(FigureRow {
            line,
            country,
            substance,
            year,
            given,
        }),
        _ => Err(faults),
    }
}

/// Whether a substance has an estimate for each calendar year, as Article 21 presupposes.
#[must_use]
pub fn is_of_calendar_years(substance: Substance, config: &Config) -> bool {
    config.provisions(substance).term == Term::CalendarYear
}

pub(in crate::ask) fn shown_or_nothing(text: &str) -> String {
    if text.is_empty() {
        "nothing".to_owned()
    } else {
        shown(text)
    }
}

/// Returns what a code of the configuration stands for.
pub(in crate::ask) fn coded<'c, Id: From<u16> + Copy + Ord>(
    text: &str,
    (codes, names): (&Codes<Id>, &Names<Id>),
    (what, code): (&str, impl Fn(Id) -> &'c str),
) -> Result<Id, FigureFault> {
    codes.find(text).ok_or_else(|| {
        let mut meant = names.find(text);
        if meant.is_empty() {
            meant = names.near(text);
        }
        let remedy = match meant[..] {
            [one] => format!("write {} if it is meant", code(one)),
            _ => "write the code exactly".to_owned(),
        };
        let expected = format!("a code of the {what} list of the run's configuration");
        FigureFault::new(shown_or_nothing(text), expected, &remedy)
    })
}

fn grams(text: &str) -> Result<Quantity, FigureFault> {
    const EXPECTED: &str =
        "grams: digits, and if need be a point and at most six more digits, as in 1250.5";
    let fault = |found: String, remedy: &str| FigureFault::new(found, EXPECTED, remedy);
    if text.is_empty() {
        let remedy =
            "write 0 if the form reports none; leave the line out while the figure is not known";
        return Err(fault("nothing".to_owned(), remedy));
    }
    let number = ScaledNumber::parse(text.as_bytes()).map_err(|wrong| {
        let remedy = match wrong {
            NumberFault::TooManyPlaces => "write the figure with at most six places",
            NumberFault::NotANumber => {
                "write the figure without unit, blanks and marks of thousands, and with a point"
            }
        };
        fault(shown(text), remedy)
    })?;
    if number.millionths() < 0 {
        let remedy = "write 0 or more; a fall of stocks follows from the stocks of both years";
        return Err(fault(format!("{}, which is negative", shown(text)), remedy));
    }
    Quantity::from_millionths(number.millionths()).ok_or_else(|| {
        let remedy = "write less than 1000000000000 g; the figures are in grams";
        fault(format!("{}, which is too large", shown(text)), remedy)
    })
}
