//! Filings: what a line of them holds, the faults planted in them, and the files they are written to.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{Decimal64Builder, StringBuilder};
use arrow_array::{ArrayRef, Date32Array, Int32Array};
use arrow_schema::DataType;
use parquet::errors::ParquetError;

use super::columns::{self, Encoder};
use super::convention::{Convention, Layer};
use super::days;
use super::error::SynthError;
use super::files::{self, Written};
use super::options::{Format, Scope};
use super::planted::Refused;
use super::text;

/// A column of filings.
#[derive(Clone, Copy)]
enum Column {
    Id,
    Country,
    Substance,
    Kind,
    Year,
    Received,
    Effective,
    Confirmed,
    Grams,
    Note,
}

/// What the forms of a convention ask for.
fn columns_of(convention: Convention) -> &'static [Column] {
    match convention {
        Convention::C1971 | Convention::C1988 => &[
            Column::Id,
            Column::Country,
            Column::Substance,
            Column::Kind,
            Column::Received,
            Column::Effective,
            Column::Grams,
            Column::Note,
        ],
        Convention::C1961 => &[
            Column::Id,
            Column::Country,
            Column::Substance,
            Column::Kind,
            Column::Year,
            Column::Received,
            Column::Confirmed,
            Column::Grams,
            Column::Note,
        ],
    }
}

impl Column {
    fn name(self) -> &'static str {
        match self {
            Column::Id => "filing_id",
            Column::Country => "country",
            Column::Substance => "substance",
            Column::Kind => "kind",
            Column::Year => "year",
            Column::Received => "received",
            Column::Effective => "effective",
            Column::Confirmed => "confirmed",
            Column::Grams => "grams",
            Column::Note => "note",
        }
    }
}

/// What a filing does.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Assessment,
    Established,
    Supplement,
    Estimate,
    Deduction,
    Requirement,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Assessment => "assessment",
            Kind::Established => "established",
            Kind::Supplement => "supplement",
            Kind::Estimate => "estimate",
            Kind::Deduction => "deduction",
            Kind::Requirement => "requirement",
        }
    }
}

/// A line of the filings. Empty texts are missing values.
#[derive(Clone)]
pub(super) struct Filing {
    pub(super) id: String,
    pub(super) country: String,
    pub(super) substance: String,
    pub(super) kind: &'static str,
    /// The year that it is for, of narcotic drugs.
    pub(super) year: Option<i32>,
    pub(super) received: Option<i32>,
    pub(super) effective: Option<i32>,
    pub(super) confirmed: Option<i32>,
    /// Thousandths of a gram.
    pub(super) grams: Option<i64>,
    pub(super) note: &'static str,
    pub(super) fault: Option<FilingFault>,
}

/// A psychotropic substance, where one stands among narcotic drugs.
const PSYCHOTROPIC: &str = "PD006";

/// A way to spoil a filing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum FilingFault {
    NoId,
    NoGrams,
    NoEffective,
    OtherKind,
    NoSuchDay,
    TooEarly,
    Number,
    OtherCountry,
    OtherSubstance,
    ScheduleOne,
    Negative,
    TooLarge,
    OpenQuote,
    OtherWord,
    NoYear,
    OtherYear,
    ConfirmedTooEarly,
    EstablishedOtherwise,
}

impl FilingFault {
    const PSYCHOTROPICS: [FilingFault; 13] = [
        FilingFault::NoId,
        FilingFault::NoGrams,
        FilingFault::NoEffective,
        FilingFault::OtherKind,
        FilingFault::NoSuchDay,
        FilingFault::TooEarly,
        FilingFault::Number,
        FilingFault::OtherCountry,
        FilingFault::OtherSubstance,
        FilingFault::ScheduleOne,
        FilingFault::Negative,
        FilingFault::TooLarge,
        FilingFault::OpenQuote,
    ];

    const NARCOTICS: [FilingFault; 6] = [
        FilingFault::OtherKind,
        FilingFault::NoYear,
        FilingFault::OtherYear,
        FilingFault::ConfirmedTooEarly,
        FilingFault::EstablishedOtherwise,
        FilingFault::Negative,
    ];

    const PRECURSORS: [FilingFault; 3] = [
        FilingFault::OtherKind,
        FilingFault::OtherWord,
        FilingFault::NoEffective,
    ];

    /// Those that filings of a convention can have; of narcotic drugs and precursors those that psychotropic substances do
    /// not show.
    fn of_convention(convention: Convention) -> &'static [FilingFault] {
        match convention {
            Convention::C1971 => &FilingFault::PSYCHOTROPICS,
            Convention::C1961 => &FilingFault::NARCOTICS,
            Convention::C1988 => &FilingFault::PRECURSORS,
        }
    }

    /// The reason with which the row must be refused (rules 4.3).
    fn reason(self) -> &'static str {
        match self {
            FilingFault::NoId | FilingFault::NoGrams | FilingFault::NoEffective => "missing-field",
            FilingFault::OtherWord => "unknown-kind",
            FilingFault::OtherKind => "wrong-kind",
            FilingFault::NoYear => "missing-year",
            FilingFault::OtherYear => "bad-year",
            FilingFault::ConfirmedTooEarly => "confirmed-before-received",
            FilingFault::EstablishedOtherwise => "missing-effective",
            FilingFault::NoSuchDay => "bad-date",
            FilingFault::TooEarly => "date-out-of-range",
            FilingFault::Number => "bad-number",
            FilingFault::OtherCountry => "unknown-country",
            FilingFault::OtherSubstance => "unknown-substance",
            FilingFault::ScheduleOne => "schedule-i",
            FilingFault::Negative => "negative-quantity",
            FilingFault::TooLarge => "quantity-too-large",
            FilingFault::OpenQuote => "bad-line",
        }
    }

    fn needs_text(self) -> bool {
        matches!(
            self,
            FilingFault::NoSuchDay | FilingFault::Number | FilingFault::OpenQuote
        )
    }

    /// A spoilt copy of a filing, under an id of its own. `research` is a substance of Schedule I.
    fn spoil(self, of: &Filing, convention: Convention, research: &str) -> Filing {
        let kind = match convention {
            Convention::C1971 => Kind::Assessment,
            Convention::C1961 => Kind::Estimate,
            Convention::C1988 => Kind::Requirement,
        };
        let mut filing = Filing {
            id: format!("{}-{}", of.id, of.substance),
            kind: kind.name(),
            effective: Some(days::NEW_YEAR[1]),
            confirmed: None,
            fault: Some(self),
            ..of.clone()
        };
        match self {
            FilingFault::NoId => filing.id.clear(),
            FilingFault::NoGrams => filing.grams = None,
            FilingFault::NoEffective => filing.effective = None,
            FilingFault::OtherWord => filing.kind = "Requirement",
            FilingFault::OtherKind if convention == Convention::C1961 => {
                PSYCHOTROPIC.clone_into(&mut filing.substance);
            }
            FilingFault::OtherKind => filing.kind = Kind::Estimate.name(),
            FilingFault::NoYear => filing.year = None,
            FilingFault::OtherYear => filing.year = Some(1950),
            FilingFault::ConfirmedTooEarly => {
                filing.confirmed = filing.received.map(|day| day - 30);
            }
            FilingFault::EstablishedOtherwise => {
                filing.kind = Kind::Established.name();
                PSYCHOTROPIC.clone_into(&mut filing.substance);
            }
            FilingFault::TooEarly => filing.effective = Some(-3_289),
            FilingFault::OtherCountry => "XXA".clone_into(&mut filing.country),
            FilingFault::OtherSubstance => "PD 006".clone_into(&mut filing.substance),
            FilingFault::ScheduleOne => research.clone_into(&mut filing.substance),
            FilingFault::Negative => filing.grams = Some(-5_000),
            FilingFault::TooLarge => filing.grams = Some(1_000_000_000_000_000),
            FilingFault::NoSuchDay | FilingFault::Number | FilingFault::OpenQuote => {}
        }
        filing
    }
}

/// Writes the filings: those that the Board set into one file, the others by the year of receipt.
pub(super) fn write(
    layer: &Layer,
    mut filings: Vec<Filing>,
    research: &str,
    written: &mut Written,
) -> Result<(), SynthError> {
    let options = &layer.options;
    filings.sort_by(|a, b| {
        let key = |f: &Filing| {
            (
                f.received,
                f.country.clone(),
                f.substance.clone(),
                f.id.clone(),
            )
        };
        key(a).cmp(&key(b))
    });
    let mut files: BTreeMap<String, Vec<Filing>> = BTreeMap::new();
    for filing in filings {
        let year = filing.received.map_or(0, |day| days::civil(day).0);
        let folder = layer.convention.folder();
        let name = match filing.kind {
            // One file each in the demo, beside those of psychotropic substances.
            _ if options.scope == Scope::Demo && !folder.is_empty() => {
                folder.trim_end_matches('/').to_owned()
            }
            "established" => format!("{folder}board/established"),
            _ => format!("{folder}{year}"),
        };
        files.entry(name).or_default().push(filing);
    }
    let mut files: Vec<(String, Vec<Filing>)> = files.into_iter().collect();
    for (turn, (name, _)) in files.iter_mut().enumerate() {
        let csv = match options.format {
            Format::Parquet => false,
            Format::Csv => true,
            Format::Both => turn % 2 == 0,
        };
        *name = format!("estimates/{name}.{}", if csv { "csv" } else { "parquet" });
    }
    if options.faults_per_million > 0 {
        plant(&mut files, layer.convention, research);
    }
    let columns = columns_of(layer.convention);
    for (name, filings) in files {
        for (row, filing) in (1..).zip(&filings) {
            written.rows += 1;
            if let Some(fault) = filing.fault {
                let (file, reason) = (name.clone(), fault.reason());
                written.refused.push(Refused {
                    kind: "filing",
                    file,
                    row,
                    reason,
                });
            }
        }
        let path = options.out.join(&name);
        if is_csv(&name) {
            write_lines(&path, &filings, columns)?;
        } else {
            write_columns(&path, &filings, columns)?;
        }
        written.count_file(&path)?;
    }
    Ok(())
}

fn is_csv(name: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|suffix| suffix == "csv")
}

/// Plants every fault that it can hold in the largest file of either format.
fn plant(files: &mut [(String, Vec<Filing>)], convention: Convention, research: &str) {
    let faults = FilingFault::of_convention(convention);
    for csv in [true, false] {
        let of_format = files.iter_mut().filter(|(name, _)| is_csv(name) == csv);
        let Some((_, filings)) = of_format.max_by_key(|(_, filings)| filings.len()) else {
            continue;
        };
        let step = filings.len() / faults.len() + 1;
        for (turn, fault) in faults.iter().filter(|f| csv || !f.needs_text()).enumerate() {
            let place = (turn * step).min(filings.len() - 1);
            let spoilt = fault.spoil(&filings[place], convention, research);
            filings.insert(place, spoilt);
        }
    }
}

fn write_lines(path: &Path, filings: &[Filing], columns: &[Column]) -> Result<(), SynthError> {
    let names: Vec<&str> = columns.iter().map(|column| column.name()).collect();
    let mut out = names.join(",").into_bytes();
    out.push(b'\n');
    for filing in filings {
        for (place, column) in columns.iter().enumerate() {
            if place > 0 {
                out.push(b',');
            }
            push_cell(&mut out, filing, *column);
        }
        out.push(b'\n');
    }
    files::create(path)?
        .write_all(&out)
        .map_err(SynthError::write(path))
}

fn push_cell(out: &mut Vec<u8>, filing: &Filing, column: Column) {
    let mut push_day = |day: Option<i32>| {
        if let Some(day) = day {
            text::push_date(out, day);
        }
    };
    match (column, filing.fault) {
        (Column::Id, _) => out.extend_from_slice(filing.id.as_bytes()),
        (Column::Country, _) => out.extend_from_slice(filing.country.as_bytes()),
        (Column::Substance, _) => out.extend_from_slice(filing.substance.as_bytes()),
        (Column::Kind, _) => out.extend_from_slice(filing.kind.as_bytes()),
        (Column::Year, _) => {
            if let Some(year) = filing.year {
                text::push_padded(out, u64::from(year.unsigned_abs()), 4);
            }
        }
        (Column::Received, Some(FilingFault::NoSuchDay)) => out.extend_from_slice(b"2023-11-31"),
        (Column::Received, _) => push_day(filing.received),
        (Column::Effective, _) => push_day(filing.effective),
        (Column::Confirmed, _) => push_day(filing.confirmed),
        (Column::Grams, Some(FilingFault::Number)) => out.extend_from_slice(b"12.500.000"),
        (Column::Grams, _) => {
            if let Some(grams) = filing.grams {
                text::push_decimal(out, grams, 3);
            }
        }
        (Column::Note, Some(FilingFault::OpenQuote)) => out.extend_from_slice(b"\"see letter"),
        (Column::Note, _) if filing.note.contains([',', '"']) => {
            out.push(b'"');
            out.extend_from_slice(filing.note.replace('"', "\"\"").as_bytes());
            out.push(b'"');
        }
        (Column::Note, _) => out.extend_from_slice(filing.note.as_bytes()),
    }
}

fn write_columns(path: &Path, filings: &[Filing], columns: &[Column]) -> Result<(), SynthError> {
    let field = |column: &Column| match column {
        Column::Year => columns::whole(column.name(), true),
        Column::Received | Column::Effective | Column::Confirmed => {
            columns::date(column.name(), true)
        }
        Column::Grams => columns::decimal(column.name(), 3, true),
        _ => columns::text(column.name(), true),
    };
    let arrays: Vec<ArrayRef> = columns.iter().map(|it| array(filings, *it)).collect();
    let file = files::create(path)?;
    let encode = || -> Result<_, ParquetError> {
        let encoder = Encoder::new(columns.iter().map(field).collect())?;
        let mut group = encoder.begin()?;
        group.write(&arrays)?;
        let mut writer = encoder.open(file)?;
        columns::append(&mut writer, group.finish()?)?;
        Ok(writer)
    };
    columns::close(encode().map_err(SynthError::encode(path))?, path)
}

fn array(filings: &[Filing], column: Column) -> ArrayRef {
    let texts = |of: fn(&Filing) -> &str| -> ArrayRef {
        let mut builder = StringBuilder::new();
        for filing in filings {
            let text = of(filing);
            builder.append_option((!text.is_empty()).then_some(text));
        }
        Arc::new(builder.finish())
    };
    let dates = |of: fn(&Filing) -> Option<i32>| -> ArrayRef {
        let days: Date32Array = filings.iter().map(of).collect();
        Arc::new(days)
    };
    match column {
        Column::Id => texts(|filing| &filing.id),
        Column::Country => texts(|filing| &filing.country),
        Column::Substance => texts(|filing| &filing.substance),
        Column::Kind => texts(|filing| filing.kind),
        Column::Year => {
            let years: Int32Array = filings.iter().map(|filing| filing.year).collect();
            Arc::new(years)
        }
        Column::Received => dates(|filing| filing.received),
        Column::Effective => dates(|filing| filing.effective),
        Column::Confirmed => dates(|filing| filing.confirmed),
        Column::Grams => {
            let mut grams = Decimal64Builder::new().with_data_type(DataType::Decimal64(18, 3));
            for filing in filings {
                grams.append_option(filing.grams);
            }
            Arc::new(grams.finish())
        }
        Column::Note => texts(|filing| filing.note),
    }
}
