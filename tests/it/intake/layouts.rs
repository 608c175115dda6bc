//! Files as governments, offices and tools send them, and what is read of each: every file of `testdata/layouts` tells the files
//! of a small dataset, cell by cell, and below them every record, filing and refusal. `INFORCE_WRITE=1` writes what is read anew,
//! to be read by a person before it is kept.
//!
//! A line `=== file PATH` begins a file of the dataset, `=== sheet NAME` a sheet of a workbook, and `=== expect` what is read.
//! The cells of a sheet are separated by `|`. A cell of digits is a number, `@2024-03-31` a day, `'12` or `"12"` a text.

use inforce::config::{Config, ConfigSource};
use inforce::conversion::{Conversion, Lists};
use inforce::intake::{ColumnSet, InputFile, Kind, Layouts, Opener, Seen, Wanted, find};
use inforce::records::{Filing, FilingTexts, Period, Record, Texts};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};
use std::collections::BTreeSet;
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
                        let layout = match table.described() {
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
            let each = reader.filings(portion, lists, &mut |row, read| match read {
                Ok((filing, texts)) => keep(row, filing_told(filing, &texts, config)),
                Err(refused) => keep(row, format!("refused: {}", refused.detail())),
            });
            each.unwrap();
            continue;
        }
        let mut told = |seen: Seen<'_>| match seen {
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
        reader.scan(portion, all, wanted, lists, &mut told).unwrap();
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

/// The chapter on layouts.
fn chapter() -> String {
    let book = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src/layouts.md");
    fs::read_to_string(book).unwrap()
}

/// The block of a kind in the chapter that begins with some text.
fn block(kind: &str, beginning: &str) -> String {
    let chapter = chapter();
    let opening = format!("```{kind}\n");
    let blocks = chapter.split(&opening).skip(1);
    let mut blocks = blocks.map(|rest| rest.split("```").next().unwrap());
    blocks
        .find(|block| block.starts_with(beginning))
        .unwrap()
        .to_owned()
}

#[test]
fn the_examples_of_the_chapter_are_read_as_it_says() {
    let dataset = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| {
        let path = dataset.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put("layouts/lieferungen.toml", &block("toml", "title = \"Lief"));
    put(
        "layouts/frames.toml",
        &block("toml", "title = \"Records of"),
    );
    put("trades/lieferungen/2024.csv", &block("text", "Lief"));
    let told = block("text", "FORM A/P").replace("* Provisional.", "* Provisional.\n");
    let form = format!("=== file trades/ap.xlsx\n=== sheet A-P\n{told}");
    write(&form.replace("20.07.2026", "@2026-07-20"), dataset.path());
    let row = block(
        "csv",
        "record_id,date,received,reporter,partner,flow,form,quantity_g,period",
    );
    let row = row.lines().nth(1).unwrap();
    assert_eq!(
        row,
        "A/P 2026 Q2 import PM007 AUS,2026-06-30,2026-07-20,NZL,AUS,import,PM007,2250,quarter"
    );
    assert_eq!(
        read(dataset.path()),
        "\
trades/ap.xlsx/A-P: form-ap-kilograms, column names in row 7
  8: A/P 2026 Q2 import PM007 AUS: 2026-06-30 (quarter) NZL import AUS PM007 2250 g, received 2026-07-20
trades/lieferungen/2024.csv: lieferungen, column names in row 3
  4: C-1: 2024-02-01 CHE import DEU PD006 1250500 g, received 2025-01-15
  5: C-2: 2024-12-31 CHE export KEN PD006 750 g, received 2025-01-15
"
    );
}

/// Every key that a layout may have is in the tables of the chapter, and no other.
#[test]
fn the_chapter_has_every_key() {
    let chapter = chapter();
    let listed: BTreeSet<&str> = chapter
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .filter_map(|line| line.split(" | ").next())
        .flat_map(|cell| cell.split(", "))
        .map(|key| key.trim_matches('`'))
        .filter(|key| {
            key.contains('.')
                && key
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || ".-".contains(c))
        })
        .filter(|key| !key.starts_with('.'))
        .collect();
    let base = "title = \"x\"\nrows = \"records\"\n[fields]\nform = [\"a\"]\n";
    let mut known = BTreeSet::new();
    for table in [
        "file",
        "sheet",
        "recognise",
        "table",
        "values",
        "wide",
        "section",
        "part",
    ] {
        let (open, close) = if ["section", "part"].contains(&table) {
            ("[[", "]]")
        } else {
            ("[", "]")
        };
        let text = format!("{base}{open}{table}{close}\nnonsense = 1\n");
        let error = inforce::intake::Layout::read("x", "x.toml", text.as_bytes()).unwrap_err();
        let error = error.to_string();
        let (_, expected) = error
            .split_once("expected")
            .unwrap_or_else(|| panic!("{table}: {error}"));
        let names = expected.split('`').skip(1).step_by(2);
        known.extend(names.map(|name| format!("{table}.{name}")));
    }
    let known: BTreeSet<&str> = known.iter().map(String::as_str).collect();
    assert!(known.len() > 30, "{known:?}");
    assert_eq!(listed, known);
}

#[test]
fn every_built_in_layout_is_in_the_chapter() {
    let chapter = chapter();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/layouts");
    for path in files_below(&folder) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(chapter.contains(&format!("`{name}`")), "{name}");
    }
}
