//! Reads a folder with config/, trades/ and estimates/ as CSV into a world.

use std::fs;
use std::path::{Path, PathBuf};

use super::csv_line;
use super::day::Day;
use super::world::{
    Config, DataFile, FormRow, Format, Line, NoticeRow, PreparationRow, ProhibitionRow,
    Retroactive, SubstanceRow, Validity, World,
};

pub fn load(folder: &Path, known_at: Option<&str>) -> World {
    World {
        config: config(&folder.join("config")),
        records: files(folder, "trades"),
        filings: files(folder, "estimates"),
        clutter: Vec::new(),
        known_at: known_at.map(Day::at),
    }
}

fn files(folder: &Path, part: &str) -> Vec<DataFile> {
    let mut paths = Vec::new();
    csv_files_below(&folder.join(part), &mut paths);
    paths.iter().map(|path| data_file(folder, path)).collect()
}

fn csv_files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            csv_files_below(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "csv") {
            found.push(path);
        }
    }
}

fn data_file(folder: &Path, path: &Path) -> DataFile {
    let bytes = fs::read(path).expect("a data file can be read");
    let stem = path
        .strip_prefix(folder)
        .expect("the file is in the folder")
        .with_extension("");
    let stem = stem.to_str().expect("paths of cases are UTF-8");
    read_csv(stem.replace('\\', "/"), &bytes)
}

/// A CSV file from its bytes.
pub fn read_csv(stem: String, bytes: &[u8]) -> DataFile {
    let mut lines = lines_of(bytes).into_iter();
    let header = lines.next().expect("a data file has a header");
    let header = std::str::from_utf8(header).expect("a header is UTF-8");
    let columns = csv_line::cells(header.as_bytes(), header.split(',').count());
    let columns = columns.expect("a header is well formed");
    let lines = lines
        .map(|line| match csv_line::cells(line, columns.len()) {
            Some(cells) => Line::Cells(cells),
            None => Line::Raw(line.to_vec()),
        })
        .collect();
    DataFile {
        stem,
        format: Format::Csv,
        columns,
        lines,
        style: 0,
    }
}

/// The lines of a file without BOM and line ends; the last must have its end.
fn lines_of(bytes: &[u8]) -> Vec<&[u8]> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = text
        .strip_suffix(b"\n")
        .expect("a file of a case is not cut");
    text.split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .collect()
}

fn config(folder: &Path) -> Config {
    let (retroactive, validity) = policy(&folder.join("inforce.toml"));
    Config {
        substances: table(folder, "substances", |row| SubstanceRow {
            code: row.text("code"),
            name: row.text("name"),
            schedule: row.text("schedule"),
            controlled_from: row.day("controlled_from"),
            convention: row.optional("convention"),
        }),
        forms: table(folder, "forms", |row| FormRow {
            form: row.text("form"),
            substance: row.text("substance"),
            base_percent: row.text("base_percent"),
            from: row.day("from"),
        }),
        preparations: table(folder, "preparations", |row| PreparationRow {
            preparation: row.text("preparation"),
            form: row.text("form"),
            percent: row.text("percent"),
            exempt: row.optional("exempt"),
        }),
        countries: table(folder, "countries", |row| row.text("alpha3")),
        prohibitions: table(folder, "prohibitions", |row| ProhibitionRow {
            country: row.text("country"),
            substance: row.text("substance"),
            from: row.day("from"),
        }),
        notices: table(folder, "notices", |row| NoticeRow {
            country: row.text("country"),
            substance: row.text("substance"),
            year: row.text("year").parse().expect("a notice has a year"),
            from: row.day("from").expect("a notice has a day"),
        }),
        retroactive,
        validity,
    }
}

fn policy(path: &Path) -> (Retroactive, Validity) {
    let text = fs::read_to_string(path).unwrap_or_default();
    let says = |setting: &str| text.lines().any(|line| line.replace(' ', "") == setting);
    let retroactive = if says("retroactive=\"ignore\"") {
        Retroactive::Ignore
    } else {
        Retroactive::Honour
    };
    let validity = if says("validity=\"three-years\"") {
        Validity::ThreeYears
    } else {
        Validity::UntilReplaced
    };
    (retroactive, validity)
}

struct Row<'a> {
    columns: &'a [String],
    cells: Vec<String>,
}

impl Row<'_> {
    fn text(&self, column: &str) -> String {
        let at = self.columns.iter().position(|name| name == column);
        self.cells[at.expect("a config table has its columns")].clone()
    }

    /// The text of a column that a table may lack.
    fn optional(&self, column: &str) -> String {
        if self.columns.iter().any(|name| name == column) {
            self.text(column)
        } else {
            String::new()
        }
    }

    fn day(&self, column: &str) -> Option<Day> {
        let text = self.text(column);
        (!text.is_empty()).then(|| Day::at(&text))
    }
}

fn table<T>(folder: &Path, name: &str, read: impl Fn(&Row<'_>) -> T) -> Vec<T> {
    let Ok(bytes) = fs::read(folder.join(format!("{name}.csv"))) else {
        return Vec::new();
    };
    let mut lines = lines_of(&bytes).into_iter();
    let header = lines.next().expect("a config table has a header");
    let header = std::str::from_utf8(header).expect("a config header is UTF-8");
    let columns: Vec<String> = header.split(',').map(str::to_owned).collect();
    lines
        .map(|line| {
            let cells = csv_line::cells(line, columns.len()).expect("a config line is well formed");
            read(&Row {
                columns: &columns,
                cells,
            })
        })
        .collect()
}
