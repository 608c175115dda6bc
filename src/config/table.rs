//! A CSV file of the configuration as rows with named columns and line numbers.

use super::{ConfigError, ConfigSource};
use crate::terms::{Day, shown};

/// Which columns a list has.
pub(super) struct Layout {
    pub(super) file: &'static str,
    pub(super) columns: &'static [&'static str],
    /// Whether further columns are allowed and ignored.
    pub(super) open: bool,
}

/// One row.
pub(super) struct Row<'a> {
    source: &'a ConfigSource,
    layout: &'a Layout,
    line: u64,
    cells: Vec<String>,
}

/// All rows of a list; `None` where the file is missing.
pub(super) fn rows<'a>(source: &'a ConfigSource, layout: &'a Layout) -> Result<Option<Vec<Row<'a>>>, ConfigError> {
    let Some(bytes) = source.file(layout.file) else {
        return Ok(None);
    };
    let fault = |line: Option<u64>, found: String, remedy: String| ConfigError { file: source.label(layout.file), line, found, remedy };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(true).flexible(false).from_reader(bytes);
    let from_csv = |error: csv::Error| {
        let line = error.position().map(csv::Position::line);
        fault(
            line,
            format!("not readable as CSV: {error}"),
            "write UTF-8 with commas, one header line and the same fields in every line".into(),
        )
    };
    let headers = reader.headers().map_err(from_csv)?.clone();
    let expected = || format!("the header must name the columns {}", layout.columns.join(", "));
    let mut places = Vec::new();
    for column in layout.columns {
        let mut found = headers.iter().enumerate().filter(|(_, header)| header == column);
        match (found.next(), found.next()) {
            (Some((place, _)), None) => places.push(place),
            (None, _) => return Err(fault(Some(1), format!("column {column} is missing"), expected())),
            (Some(_), Some(_)) => return Err(fault(Some(1), format!("column {column} stands twice"), expected())),
        }
    }
    if !layout.open
        && let Some(unknown) = headers.iter().find(|header| !layout.columns.contains(header))
    {
        return Err(fault(Some(1), format!("unknown column {}", shown(unknown)), expected()));
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(from_csv)?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells = places.iter().map(|place| record.get(*place).unwrap_or_default().to_owned()).collect();
        rows.push(Row { source, layout, line, cells });
    }
    Ok(Some(rows))
}

impl Row<'_> {
    /// The text of a column of the layout, by its place there.
    pub(super) fn text(&self, column: usize) -> &str {
        &self.cells[column]
    }

    /// The line in the file.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The text of a column that must not be empty.
    pub(super) fn required(&self, column: usize) -> Result<&str, ConfigError> {
        match self.text(column) {
            "" => Err(self.fault(format!("{} is empty", self.layout.columns[column]), "fill it in or delete the line")),
            text => Ok(text),
        }
    }

    /// The day in a column, if it is not empty.
    pub(super) fn day(&self, column: usize) -> Result<Option<Day>, ConfigError> {
        match self.text(column) {
            "" => Ok(None),
            text => Day::parse(text.as_bytes())
                .map(Some)
                .map_err(|error| self.fault(format!("{} is {}", self.layout.columns[column], shown(text)), &error.to_string())),
        }
    }

    /// A fault of this row.
    pub(super) fn fault(&self, found: String, remedy: &str) -> ConfigError {
        ConfigError { file: self.source.label(self.layout.file), line: Some(self.line), found, remedy: remedy.to_owned() }
    }
}
