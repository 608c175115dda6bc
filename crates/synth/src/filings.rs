//! Filings: what a line of them holds, the faults planted in them, and the files they are written to.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{Date32Builder, Decimal64Builder, StringBuilder};
use arrow_schema::DataType;
use parquet::errors::ParquetError;

use super::columns::{self, Encoder};
use super::days;
use super::error::SynthError;
use super::files::{self, Written};
use super::options::{Format, Options};
use super::planted::Refused;
use super::text;

/// Header of the CSV files.
const HEADER: &str = "filing_id,country,substance,kind,received,effective,grams,note\n";

/// What a filing does.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Assessment,
    Established,
    Supplement,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Kind::Assessment => "assessment",
            Kind::Established => "established",
            Kind::Supplement => "supplement",
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
    pub(super) received: Option<i32>,
    pub(super) effective: Option<i32>,
    /// Thousandths of a gram.
    pub(super) grams: Option<i64>,
    pub(super) note: &'static str,
    pub(super) fault: Option<Fault>,
}

/// A way to spoil a filing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fault {
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
}

impl Fault {
    const ALL: [Fault; 13] = [
        Fault::NoId,
        Fault::NoGrams,
        Fault::NoEffective,
        Fault::OtherKind,
        Fault::NoSuchDay,
        Fault::TooEarly,
        Fault::Number,
        Fault::OtherCountry,
        Fault::OtherSubstance,
        Fault::ScheduleOne,
        Fault::Negative,
        Fault::TooLarge,
        Fault::OpenQuote,
    ];

    /// The reason with which the row must be refused (rules 4.3).
    fn reason(self) -> &'static str {
        match self {
            Fault::NoId | Fault::NoGrams | Fault::NoEffective => "missing-field",
            Fault::OtherKind => "unknown-kind",
            Fault::NoSuchDay => "bad-date",
            Fault::TooEarly => "date-out-of-range",
            Fault::Number => "bad-number",
            Fault::OtherCountry => "unknown-country",
            Fault::OtherSubstance => "unknown-substance",
            Fault::ScheduleOne => "schedule-i",
            Fault::Negative => "negative-quantity",
            Fault::TooLarge => "quantity-too-large",
            Fault::OpenQuote => "bad-line",
        }
    }

    fn needs_text(self) -> bool {
        matches!(self, Fault::NoSuchDay | Fault::Number | Fault::OpenQuote)
    }

    /// A spoilt copy of a filing, under an id of its own. `research` is a substance of Schedule I.
    fn spoil(self, of: &Filing, research: &str) -> Filing {
        let mut filing = Filing {
            id: format!("{}-{}", of.id, of.substance),
            kind: Kind::Assessment.name(),
            effective: Some(days::NEW_YEAR[1]),
            fault: Some(self),
            ..of.clone()
        };
        match self {
            Fault::NoId => filing.id.clear(),
            Fault::NoGrams => filing.grams = None,
            Fault::NoEffective => filing.effective = None,
            Fault::OtherKind => filing.kind = "estimate",
            Fault::TooEarly => filing.effective = Some(-3_289),
            Fault::OtherCountry => "XXA".clone_into(&mut filing.country),
            Fault::OtherSubstance => "PD 006".clone_into(&mut filing.substance),
            Fault::ScheduleOne => research.clone_into(&mut filing.substance),
            Fault::Negative => filing.grams = Some(-5_000),
            Fault::TooLarge => filing.grams = Some(1_000_000_000_000_000),
            Fault::NoSuchDay | Fault::Number | Fault::OpenQuote => {}
        }
        filing
    }
}

/// Writes the filings: those that the Board set into one file, the others by the year of receipt.
pub(super) fn write(
    options: &Options,
    mut filings: Vec<Filing>,
    research: &str,
    written: &mut Written,
) -> Result<(), SynthError> {
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
        let name = match filing.kind {
            "established" => "board/established".to_owned(),
            _ => format!("{year}"),
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
        plant(&mut files, research);
    }
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
            write_lines(&path, &filings)?;
        } else {
            write_columns(&path, &filings)?;
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
fn plant(files: &mut [(String, Vec<Filing>)], research: &str) {
    for csv in [true, false] {
        let of_format = files.iter_mut().filter(|(name, _)| is_csv(name) == csv);
        let Some((_, filings)) = of_format.max_by_key(|(_, filings)| filings.len()) else {
            continue;
        };
        let step = filings.len() / Fault::ALL.len() + 1;
        for (turn, fault) in Fault::ALL
            .into_iter()
            .filter(|f| csv || !f.needs_text())
            .enumerate()
        {
            let place = (turn * step).min(filings.len() - 1);
            let spoilt = fault.spoil(&filings[place], research);
            filings.insert(place, spoilt);
        }
    }
}

fn write_lines(path: &Path, filings: &[Filing]) -> Result<(), SynthError> {
    let mut out = HEADER.as_bytes().to_vec();
    for filing in filings {
        push_line(&mut out, filing);
    }
    files::create(path)?
        .write_all(&out)
        .map_err(SynthError::write(path))
}

fn push_line(out: &mut Vec<u8>, filing: &Filing) {
    for field in [&filing.id, &filing.country, &filing.substance, filing.kind] {
        out.extend_from_slice(field.as_bytes());
        out.push(b',');
    }
    match (filing.fault, filing.received) {
        (Some(Fault::NoSuchDay), _) => out.extend_from_slice(b"2023-11-31"),
        (_, Some(day)) => text::push_date(out, day),
        (_, None) => {}
    }
    out.push(b',');
    if let Some(day) = filing.effective {
        text::push_date(out, day);
    }
    out.push(b',');
    match (filing.fault, filing.grams) {
        (Some(Fault::Number), _) => out.extend_from_slice(b"12.500.000"),
        (_, Some(grams)) => text::push_decimal(out, grams, 3),
        (_, None) => {}
    }
    out.push(b',');
    if filing.fault == Some(Fault::OpenQuote) {
        out.extend_from_slice(b"\"see letter");
    } else if filing.note.contains([',', '"']) {
        out.push(b'"');
        out.extend_from_slice(filing.note.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(filing.note.as_bytes());
    }
    out.push(b'\n');
}

fn write_columns(path: &Path, filings: &[Filing]) -> Result<(), SynthError> {
    let fields = vec![
        columns::text("filing_id", true),
        columns::text("country", true),
        columns::text("substance", true),
        columns::text("kind", true),
        columns::date("received", true),
        columns::date("effective", true),
        columns::decimal("grams", 3, true),
        columns::text("note", true),
    ];
    let file = files::create(path)?;
    let encode = || -> Result<_, ParquetError> {
        let encoder = Encoder::new(fields)?;
        let mut group = encoder.begin()?;
        group.write(&arrays(filings))?;
        let mut writer = encoder.open(file)?;
        columns::append(&mut writer, group.finish()?)?;
        Ok(writer)
    };
    columns::close(encode().map_err(SynthError::encode(path))?, path)
}

fn arrays(filings: &[Filing]) -> Vec<ArrayRef> {
    let texts = |of: fn(&Filing) -> &str| -> ArrayRef {
        let mut builder = StringBuilder::new();
        for filing in filings {
            let text = of(filing);
            builder.append_option((!text.is_empty()).then_some(text));
        }
        Arc::new(builder.finish())
    };
    let dates = |of: fn(&Filing) -> Option<i32>| -> ArrayRef {
        let mut builder = Date32Builder::new();
        for filing in filings {
            builder.append_option(of(filing));
        }
        Arc::new(builder.finish())
    };
    let mut grams = Decimal64Builder::new().with_data_type(DataType::Decimal64(18, 3));
    for filing in filings {
        grams.append_option(filing.grams);
    }
    vec![
        texts(|filing| &filing.id),
        texts(|filing| &filing.country),
        texts(|filing| &filing.substance),
        texts(|filing| filing.kind),
        dates(|filing| filing.received),
        dates(|filing| filing.effective),
        Arc::new(grams.finish()),
        texts(|filing| filing.note),
    ]
}
