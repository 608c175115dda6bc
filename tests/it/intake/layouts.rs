//! Files as governments, offices and tools send them, and what is read of each: every file of `testdata/layouts` tells the files
//! of a small dataset, cell by cell, and below them every record, filing and refusal. `INFORCE_WRITE=1` writes what is read anew,
//! to be read by a person before it is kept.
//!
//! A line `=== file PATH` begins a file of the dataset, `=== sheet NAME` a sheet of a workbook, and `=== expect` what is read.
//! The cells of a sheet are separated by `|`. A cell of digits is a number, `@2024-03-31` a day, `'12` or `"12"` a text.

use inforce::config::{Config, ConfigSource};
use inforce::conversion::Conversion;
use inforce::intake::{
    ColumnSet, Filing, FilingTexts, InputFile, Kind, Layouts, Lists, Opener, Period, Record, Seen,
    Texts, Wanted, find,
};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// A dataset told in a file, and what is to be read of it.
struct Told {
    path: PathBuf,
    /// Everything above what is expected.
    files: String,
    expected: String,
}

const EXPECT: &str = "=== expect\n";

fn told(path: &Path) -> Told {
    let text = fs::read_to_string(path).unwrap();
    let (files, expected) = text
        .split_once(EXPECT)
        .unwrap_or_else(|| panic!("{}: has no {EXPECT}", path.display()));
    Told {
        path: path.to_owned(),
        files: files.to_owned(),
        expected: expected.to_owned(),
    }
}

/// The files of a folder and its folders, in order.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// Writes the files that a text tells into a dataset.
fn write(told: &str, dataset: &Path) {
    for file in told.split("=== file ").skip(1) {
        let (name, content) = file.split_once('\n').unwrap();
        let path = dataset.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        if !content.starts_with("=== sheet ") {
            fs::write(path, content).unwrap();
            continue;
        }
        let mut workbook = Workbook::new();
        for sheet in content.split("=== sheet ").skip(1) {
            let (name, rows) = sheet.split_once('\n').unwrap();
            let worksheet = workbook.add_worksheet();
            let name = match name.strip_suffix(" (hidden)") {
                Some(name) => {
                    worksheet.set_hidden(true);
                    name
                }
                None => name,
            };
            worksheet.set_name(name).unwrap();
            for (row, line) in (0..).zip(rows.lines()) {
                for (column, cell) in (0..).zip(line.split('|')) {
                    put(worksheet, row, column, cell.trim());
                }
            }
        }
        workbook.save(path).unwrap();
    }
}

fn put(worksheet: &mut Worksheet, row: u32, column: u16, cell: &str) {
    let done = if let Some(day) = cell.strip_prefix('@') {
        let day = ExcelDateTime::parse_from_str(day).unwrap();
        let format = Format::new().set_num_format("dd.mm.yyyy");
        worksheet.write_datetime_with_format(row, column, &day, &format)
    } else if let Some(text) = cell.strip_prefix('\'') {
        worksheet.write_string(row, column, text)
    } else if cell.starts_with('"') {
        let text: String = serde_json::from_str(cell).unwrap();
        worksheet.write_string(row, column, text)
    } else if let Ok(number) = cell.parse::<f64>() {
        worksheet.write_number(row, column, number)
    } else if cell.is_empty() {
        return;
    } else {
        worksheet.write_string(row, column, cell)
    };
    done.unwrap();
}

/// Everything that is read of a dataset, line by line.
pub(super) fn read(dataset: &Path) -> String {
    let config = Config::load(ConfigSource::builtin()).unwrap();
    let conversion = Conversion::of(&config).unwrap();
    let lists = Lists {
        config: &config,
        conversion: &conversion,
    };
    let layouts = Layouts::load(&ConfigSource::builtin(), dataset).unwrap();
    let opener = Opener {
        layouts: &layouts,
        config: &config,
    };
    let mut out = String::new();
    for kind in [Kind::Filing, Kind::Record] {
        let listing = find(dataset, kind).unwrap();
        for fault in listing.faults {
            writeln!(out, "{fault}").unwrap();
        }
        for found in listing.files {
            match InputFile::open(&found, opener) {
                Err(fault) => writeln!(out, "{fault}").unwrap(),
                Ok(read) => {
                    for table in &read.tables {
                        let layout = match &table.described {
                            Some(described) => format!(
                                "{}, column names in row {}",
                                described.layout.name, described.names_row
                            ),
                            None => "the canonical shape".to_owned(),
                        };
                        writeln!(out, "{}: {layout}", table.name).unwrap();
                        rows(table, &lists, &mut out);
                    }
                    for sheet in &read.skipped {
                        writeln!(out, "not read: {sheet}").unwrap();
                    }
                }
            }
        }
    }
    out
}

fn rows(table: &InputFile, lists: &Lists<'_>, out: &mut String) {
    let reader = table.reader().unwrap();
    let config = lists.config;
    let mut keep = |row: u64, said: String| writeln!(out, "  {row}: {said}").unwrap();
    for portion in reader.portions() {
        if table.kind == Kind::Filing {
            let each = reader.filings(portion, lists, |row, read| match read {
                Ok((filing, texts)) => keep(row, filing_told(filing, &texts, config)),
                Err(refused) => keep(row, format!("refused: {}", refused.detail())),
            });
            each.unwrap();
            continue;
        }
        let told = |seen: Seen<'_>| match seen {
            Seen::Refused(row, refused) => keep(row, format!("refused: {}", refused.detail())),
            Seen::Valid(block) => {
                for row in block.iter() {
                    let record = row.record();
                    keep(
                        row.number(),
                        record_told(&record, &row.texts().unwrap(), config),
                    );
                }
            }
        };
        let (all, wanted) = (ColumnSet::All, Wanted::All);
        reader.scan(portion, all, wanted, lists, told).unwrap();
    }
}

/// A text after a comma; nothing where there is none.
fn after_comma(what: &str, text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!(", {what} {text}")
    }
}

fn filing_told(filing: &Filing, texts: &FilingTexts<'_>, config: &Config) -> String {
    let effective = filing.effective.map(|day| day.to_string());
    format!(
        "{}: {} {} {} {} g, received {}{}{}",
        texts.filing_id,
        config.country_code(filing.country),
        config.substance_code(filing.substance),
        filing.kind.name(),
        filing.grams,
        filing.received,
        after_comma("effective", &effective.unwrap_or_default()),
        after_comma("note", texts.note)
    )
}

fn record_told(record: &Record, texts: &Texts<'_>, config: &Config) -> String {
    let period = match record.period {
        Period::Day => String::new(),
        period => format!(" ({})", period.name()),
    };
    let partner = record.partner;
    let reexport = Some(record.reexport.to_string()).filter(|grams| grams != "0");
    let received = Some(record.received).filter(|received| *received != record.date);
    format!(
        "{}: {}{period} {} {} {} {} {} g{}{}{}{}",
        texts.record_id,
        record.date,
        config.country_code(record.reporter),
        record.flow.name(),
        partner.map_or("-", |partner| config.country_code(partner)),
        config.form_code(record.form),
        record.quantity,
        after_comma("for re-export g", &reexport.unwrap_or_default()),
        after_comma(
            "received",
            &received.map(|day| day.to_string()).unwrap_or_default()
        ),
        after_comma("authorisation", texts.authorisation),
        after_comma("licence", texts.special_licence),
    )
}

#[test]
fn every_file_is_read_as_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/layouts");
    let mut wrong = Vec::new();
    let mut tried = 0;
    for path in files_below(&folder) {
        if path.starts_with(folder.join("tools")) {
            continue;
        }
        let told = told(&path);
        let dataset = tempfile::tempdir().unwrap();
        write(&told.files, dataset.path());
        let read = read(dataset.path());
        tried += 1;
        if read == told.expected {
            continue;
        }
        if std::env::var_os("INFORCE_WRITE").is_some() {
            fs::write(&told.path, format!("{}{EXPECT}{read}", told.files)).unwrap();
        }
        wrong.push(format!(
            "{}: expected\n{}read\n{read}",
            told.path.display(),
            told.expected
        ));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried >= 36, "{tried} files");
}

/// Copies of files that tools wrote, each tool's in a dataset of its own; `make.py` beside them makes them anew.
#[test]
fn files_of_tools_are_read_as_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/layouts/tools");
    let mut wrong = Vec::new();
    let mut tried = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let dataset = entry.unwrap().path();
        if !dataset.is_dir() {
            continue;
        }
        let read = read(&dataset);
        let expected = fs::read_to_string(dataset.join("expect.txt")).unwrap_or_default();
        tried += 1;
        if read == expected {
            continue;
        }
        if std::env::var_os("INFORCE_WRITE").is_some() {
            fs::write(dataset.join("expect.txt"), &read).unwrap();
        }
        wrong.push(format!(
            "{}: expected\n{expected}read\n{read}",
            dataset.display()
        ));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(tried >= 8, "{tried} tools");
}
