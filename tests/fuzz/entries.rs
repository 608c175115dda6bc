//! What is fuzzed: for any bytes at all, what must hold of each way in. A panic is a fault found.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use inforce::config::{Config, ConfigSource};
use inforce::conversion::{Conversion, Lists};
use inforce::intake::{Format, Kind};
use inforce::terms::{Day, ScaledNumber};

use super::reading::{Fate, Scrap, rows};

/// The built-in configuration.
static CONFIG: LazyLock<(Config, Conversion)> = LazyLock::new(|| {
    let config = Config::load(ConfigSource::builtin()).expect("it is sound");
    let conversion = Conversion::of(&config).expect("it is sound");
    (config, conversion)
});

thread_local! {
    static CSV: [Scrap; 2] = [Scrap::new(Kind::Record, Format::Csv), Scrap::new(Kind::Filing, Format::Csv)];
    static PARQUET: Scrap = Scrap::new(Kind::Record, Format::Parquet);
}

/// No message may act on a terminal or be cut into two by what it repeats.
fn assert_harmless(text: &str) {
    let harmful = |c: char| !matches!(c, '\'' | '"' | '\\') && c.escape_debug().len() > 1;
    assert!(!text.contains(harmful), "{text:?}");
}

/// A fault of a file says so harmlessly, and is no panic of a reader that was caught.
fn assert_sound(fault: &inforce_sheets::Fault) {
    assert!(
        !matches!(fault, inforce_sheets::Fault::Failed { .. }),
        "{fault}"
    );
    assert_harmless(&fault.to_string());
}

fn read(scrap: &Scrap, bytes: &[u8]) {
    scrap.fill(bytes);
    let lists = Lists {
        config: &CONFIG.0,
        conversion: &CONFIG.1,
    };
    match rows(scrap, &lists) {
        Ok(rows) => rows.values().for_each(|fate| match fate {
            Fate::Refused(detail) => assert_harmless(detail),
            Fate::Accepted(_) => {}
        }),
        Err(fault) => assert_harmless(&fault.to_string()),
    }
}

/// The bytes as a file of records, and as one of filings.
pub(crate) fn csv(bytes: &[u8]) {
    CSV.with(|files| files.iter().for_each(|file| read(file, bytes)));
}

/// The bytes as a Parquet file of records.
pub(crate) fn parquet(bytes: &[u8]) {
    PARQUET.with(|file| read(file, bytes));
}

/// A day is read if, and only if, it is written as it would be printed.
pub(crate) fn date(bytes: &[u8]) {
    let digits = |range: std::ops::Range<usize>| {
        bytes
            .get(range)
            .filter(|part| part.iter().all(u8::is_ascii_digit))
    };
    let number = |part: &[u8]| {
        part.iter()
            .fold(0_u32, |number, digit| number * 10 + u32::from(digit - b'0'))
    };
    let meant = match (digits(0..4), digits(5..7), digits(8..10)) {
        (Some(year), Some(month), Some(day))
            if bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-' =>
        {
            let (year, month, day) = (number(year), number(month), number(day));
            let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
            let days = match month {
                2 => 28 + u32::from(leap),
                4 | 6 | 9 | 11 => 30,
                1..=12 => 31,
                _ => 0,
            };
            year > 0 && (1..=days).contains(&day)
        }
        _ => false,
    };
    let read = Day::parse(bytes);
    assert_eq!(read.is_ok(), meant, "{read:?}");
    if let Ok(day) = read {
        assert_eq!(day.to_string().as_bytes(), bytes);
        assert!(day < day.next() && day.is_written());
    }
}

/// A number is read if, and only if, it has a sign or none, digits, and a point with one to six digits or none.
pub(crate) fn number(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(&text);
    let (whole, places) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let meant = digits(whole) && digits(places) && places.len() <= 6;
    let read = ScaledNumber::parse(bytes);
    assert_eq!(read.is_ok(), meant, "{read:?}");
    let Ok(read) = read else { return };
    let millionths = format!("{whole}{places:0<6}");
    let exact = millionths.trim_start_matches('0');
    let shown = read.millionths().unsigned_abs().to_string();
    // What is far too large for a quantity need only stay too large, with its places.
    if exact.len() <= 20 {
        assert_eq!(shown.trim_start_matches('0'), exact);
    } else {
        assert!(
            shown.len() > 18 && shown.ends_with(&millionths[millionths.len() - 6..]),
            "{shown}"
        );
    }
    assert_eq!(
        read.millionths() < 0,
        text.starts_with('-') && !exact.is_empty()
    );
}

/// The six files of a configuration one after the other, each introduced by a line `== NAME`.
pub(crate) fn config(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut files = BTreeMap::new();
    for part in text.split("== ").skip(1) {
        let (name, content) = part.split_once('\n').unwrap_or((part, ""));
        files.insert(name.to_owned(), content.to_owned());
    }
    match Config::load(ConfigSource::stored(files)) {
        Err(error) => {
            // One line for each fault, or the number of them before.
            let said = error.to_string();
            let lines: Vec<&str> = said.lines().collect();
            assert!(
                lines.len() == 1
                    || lines[0] == format!("the configuration has {} faults:", lines.len() - 1),
                "{said:?}"
            );
            lines.into_iter().for_each(assert_harmless);
        }
        Ok(config) => {
            let again: BTreeMap<String, String> = config
                .source
                .texts()
                .into_iter()
                .map(|(name, text)| (name, text.into_owned()))
                .collect();
            assert_eq!(ConfigSource::stored(again).hash(), config.source.hash());
            if let Err(error) = Conversion::of(&config) {
                assert_harmless(&error.to_string());
            }
        }
    }
}

/// The bytes as text of every kind: with quotes, with line breaks, packed or not.
pub(crate) fn text(bytes: &[u8]) {
    use inforce_sheets::packed::Unpacked;
    use inforce_sheets::text::{Line, LineBreaks, Options, rows};
    for line_breaks in [LineBreaks::EndRows, LineBreaks::InQuotes] {
        let options = Options {
            line_breaks,
            ..Options::default()
        };
        let lines = Unpacked::new(bytes).and_then(|bytes| rows(bytes, options));
        match lines {
            Err(fault) => assert_sound(&fault),
            Ok(lines) => {
                for line in lines {
                    match line {
                        Ok(Line::Row(row)) => assert!(row.number > 0),
                        Ok(Line::Bad(bad)) => assert_harmless(&bad.reason.to_string()),
                        Err(fault) => assert_sound(&fault),
                    }
                }
            }
        }
    }
}

/// The bytes as a workbook: every sheet is read to its end, or to its fault.
pub(crate) fn workbook(bytes: &[u8]) {
    use inforce_sheets::workbook::{Limits, Workbook};
    let limits = Limits {
        part: 16 << 20,
        shared_texts: 4 << 20,
        ..Limits::default()
    };
    let mut workbook = match Workbook::open(std::io::Cursor::new(bytes), limits) {
        Ok(workbook) => workbook,
        Err(fault) => return assert_sound(&fault),
    };
    let names: Vec<String> = workbook
        .sheets()
        .iter()
        .map(|sheet| sheet.name.clone())
        .collect();
    for name in names {
        let rows = match workbook.rows(&name) {
            Ok(rows) => rows,
            Err(fault) => {
                assert_sound(&fault);
                continue;
            }
        };
        let mut last = 0;
        for row in rows.take(10_000) {
            match row {
                Ok(row) => {
                    assert!(row.number > last, "rows are in order");
                    last = row.number;
                }
                Err(fault) => assert_sound(&fault),
            }
        }
    }
}

/// The bytes as XML with records.
pub(crate) fn xml(bytes: &[u8]) {
    use inforce_sheets::xml::{DocumentLimits, propose_paths, rows};
    if let Err(fault) = propose_paths(bytes, DocumentLimits::default()) {
        assert_sound(&fault);
    }
    match rows(bytes, "records/record", DocumentLimits::default()) {
        Err(fault) => assert_sound(&fault),
        Ok(rows) => {
            for row in rows {
                if let Err(fault) = row {
                    assert_sound(&fault);
                }
            }
        }
    }
}

/// The bytes as a layout.
pub(crate) fn layout(bytes: &[u8]) {
    if let Err(error) = inforce::intake::Layout::read("fuzzed", "layouts/fuzzed.toml", bytes) {
        assert_harmless(&error.to_string());
    }
}
