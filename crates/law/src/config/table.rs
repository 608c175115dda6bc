//! Reads a CSV file of the configuration as rows with named columns and line numbers.

use super::{ConfigError, ConfigSource, Faults};
use crate::terms::{Day, escaped, shown};

/// The columns of a list.
pub struct ListColumns {
    /// The name of the file.
    pub file: &'static str,
    /// The names of the columns, in order.
    pub columns: &'static [&'static str],
    /// The columns that the list may have besides.
    pub more: More,
}

/// The columns that a list may have besides the required ones.
#[derive(Clone, Copy)]
pub enum More {
    /// None.
    None,
    /// These and no others.
    Only(&'static [&'static str]),
    /// Any: these columns have a meaning, and others are ignored.
    Some(&'static [&'static str]),
}

impl ListColumns {
    /// Returns the columns that the list may leave out; their places follow those of the required columns.
    fn optional(&self) -> &'static [&'static str] {
        match self.more {
            More::None => &[],
            More::Only(columns) | More::Some(columns) => columns,
        }
    }

    fn column(&self, place: usize) -> &'static str {
        self.columns
            .iter()
            .chain(self.optional())
            .nth(place)
            .copied()
            .unwrap_or_default()
    }
}

/// A row of a list.
pub struct ListRow<'a> {
    source: &'a ConfigSource,
    layout: &'a ListColumns,
    line: u64,
    cells: Vec<String>,
    /// Whether the line is a row of the list; if not, only its code is used.
    pub(super) sound: bool,
}

/// A list as far as it can be read.
pub(super) struct List<'a> {
    pub(super) rows: Vec<ListRow<'a>>,
    /// Whether every code of the list is known; if not, a missing code may stand in the part that cannot be read.
    pub(super) complete: bool,
}

/// Reads all rows of a list and its faults; `None` if the file is missing.
pub(super) fn list<'a>(
    source: &'a ConfigSource,
    layout: &'a ListColumns,
    faults: &mut Faults,
) -> Option<List<'a>> {
    let bytes = source.file(layout.file)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let fault = |at: Option<&csv::Position>, Wrong { found, remedy, .. }: Wrong| ConfigError {
        file: source.label(layout.file),
        line: at.and_then(|at| line_at(bytes, at)),
        found,
        remedy,
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(true)
        .flexible(true)
        .from_reader(bytes);
    let head = header(bytes, &mut reader, layout);
    let (columns, places) = match head {
        Ok(head) => head,
        Err((at, wrong)) => {
            faults.add(fault(at.as_ref(), wrong));
            return Some(List {
                rows: Vec::new(),
                complete: false,
            });
        }
    };
    let mut list = List {
        rows: Vec::new(),
        complete: true,
    };
    let mut record = csv::ByteRecord::new();
    // Reading from memory cannot fail, and the reader accepts any number of fields.
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let text = csv::StringRecord::from_byte_record_lossy(record.clone());
        let utf8 = if record
            .iter()
            .all(|field| std::str::from_utf8(field).is_ok())
        {
            Ok(())
        } else {
            Err(Wrong::not_utf8())
        };
        let checked = utf8.and_then(|()| check_line(&text, columns));
        let sound = checked.is_ok();
        if let Err(wrong) = checked {
            // The lines swallowed by an open quote may hold codes.
            list.complete &= !wrong.swallows;
            faults.add(fault(record.position(), wrong));
        }
        let cell = |place: &Option<usize>| {
            place
                .and_then(|place| text.get(place))
                .unwrap_or_default()
                .to_owned()
        };
        let line = record
            .position()
            .and_then(|at| line_at(bytes, at))
            .unwrap_or(0);
        list.rows.push(ListRow {
            source,
            layout,
            line,
            cells: places.iter().map(cell).collect(),
            sound,
        });
    }
    Some(list)
}

/// The number of columns in the header and the places of the columns of the layout; or the place and fault of the header.
type Head = Result<(usize, Vec<Option<usize>>), (Option<csv::Position>, Wrong)>;

fn header(bytes: &[u8], reader: &mut csv::Reader<&[u8]>, layout: &ListColumns) -> Head {
    let utf16 = [b"\xff\xfe", b"\xfe\xff"]
        .iter()
        .any(|mark| bytes.starts_with(*mark));
    if utf16 {
        return Err((
            None,
            Wrong::new("the list is UTF-16", "save it as CSV in UTF-8"),
        ));
    }
    let headers = reader
        .headers()
        .map_err(|error| (error.position().cloned(), Wrong::of_csv(&error)))?
        .clone();
    let places = check_separator(&headers)
        .and_then(|()| check_line(&headers, headers.len()))
        .and_then(|()| places(&headers, layout));
    let at = || {
        headers
            .position()
            .cloned()
            .or_else(|| Some(csv::Position::new()))
    };
    places
        .map(|places| (headers.len(), places))
        .map_err(|wrong| (at(), wrong))
}

/// Returns the line of a record. The reader's own count is of the place before the line ends and blank lines that it skips to
/// reach the record.
fn line_at(bytes: &[u8], at: &csv::Position) -> Option<u64> {
    let from = usize::try_from(at.byte()).ok()?.min(bytes.len());
    let skipped = bytes[from..]
        .iter()
        .take_while(|byte| matches!(byte, b'\r' | b'\n'))
        .count();
    u64::try_from(memchr::memchr_iter(b'\n', &bytes[..from + skipped]).count() + 1).ok()
}

/// A fault of a line, and its remedy.
struct Wrong {
    found: String,
    remedy: String,
    /// Whether later lines may be lost with the line.
    swallows: bool,
}

impl Wrong {
    fn new(found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            found: found.into(),
            remedy: remedy.into(),
            swallows: false,
        }
    }

    fn not_utf8() -> Self {
        Self::new("the line is not UTF-8", "write the list as CSV in UTF-8")
    }

    fn of_csv(error: &csv::Error) -> Self {
        match error.kind() {
            csv::ErrorKind::Utf8 { .. } => Self::not_utf8(),
            _ => Self {
                found: escaped(&error.to_string()),
                ..Self::not_utf8()
            },
        }
    }
}

/// Returns the places of the columns of a list in its header; a place is `None` if the header leaves out an optional column.
fn places(headers: &csv::StringRecord, layout: &ListColumns) -> Result<Vec<Option<usize>>, Wrong> {
    let closed = !matches!(layout.more, More::Some(_));
    let more = match layout.more {
        More::None => ", and nothing else".to_owned(),
        More::Only(columns) => format!(", and may name {}", columns.join(", ")),
        More::Some(_) => String::new(),
    };
    let wrong = |found: String| {
        Wrong::new(
            found,
            format!(
                "write a header that names each of {} once{more}",
                layout.columns.join(", ")
            ),
        )
    };
    let mut places = Vec::new();
    for column in layout.columns {
        match place(headers, column).map_err(wrong)? {
            None => return Err(wrong(format!("there is no column {column}"))),
            found => places.push(found),
        }
    }
    for column in layout.optional() {
        // A misspelt optional column would otherwise be ignored silently.
        let found = place(headers, column);
        places.push(found.map_err(|found| {
            Wrong::new(
                found,
                format!("write {column} once and exactly so, or leave it out"),
            )
        })?);
    }
    match headers.iter().find(|header| {
        closed && !layout.columns.contains(header) && !layout.optional().contains(header)
    }) {
        Some(unknown) => Err(wrong(format!("unknown column {}", shown(unknown)))),
        None => Ok(places),
    }
}

/// Returns the place of a column, if the header has it. A fault: the column occurs twice, or a name is almost that of the column.
fn place(headers: &csv::StringRecord, column: &str) -> Result<Option<usize>, String> {
    let mut found = headers
        .iter()
        .enumerate()
        .filter(|(_, header)| *header == column);
    match (found.next(), found.next()) {
        (Some((place, _)), None) => Ok(Some(place)),
        (Some(_), Some(_)) => Err(format!("column {column} stands twice")),
        (None, _) => match headers
            .iter()
            .find(|header| header.trim().eq_ignore_ascii_case(column))
        {
            Some(like) => Err(format!("there is no column {column}, but {}", shown(like))),
            None => Ok(None),
        },
    }
}

/// A fault if the single name in a header consists of several names with another separator.
fn check_separator(headers: &csv::StringRecord) -> Result<(), Wrong> {
    let separators = [(';', "semicolons"), ('\t', "tabs")];
    let found = separators
        .into_iter()
        .find(|(separator, _)| headers.len() == 1 && headers[0].contains(*separator));
    found.map_or(Ok(()), |(_, name)| {
        Err(Wrong::new(
            format!("the list is separated by {name}"),
            "separate it by commas (in Excel: save as CSV UTF-8; if that still writes semicolons, make the comma the list separator of the system)",
        ))
    })
}

/// A fault if a line as a whole is wrong. A quote that does not close would otherwise silently swallow the lines after it.
fn check_line(record: &csv::StringRecord, expected: usize) -> Result<(), Wrong> {
    if record.iter().any(|field| field.contains(['\n', '\r'])) {
        let open = Wrong::new(
            "a quote does not close on its line",
            "close it there, and double the quotes inside a field",
        );
        return Err(Wrong {
            swallows: true,
            ..open
        });
    }
    if record.len() != expected {
        let fields = if record.len() == 1 { "field" } else { "fields" };
        return Err(Wrong::new(
            format!(
                "{} {fields} on the line, and {expected} in the header",
                record.len()
            ),
            "write one for each column; one that holds a comma needs quotes",
        ));
    }
    match record
        .iter()
        .find(|field| field.chars().any(char::is_control))
    {
        Some(field) => Err(Wrong::new(
            format!("{} holds a control character", shown(field)),
            "remove the character",
        )),
        None => Ok(()),
    }
}

impl ListRow<'_> {
    /// Returns the text of a column, by the column's place in the layout.
    #[must_use]
    pub fn text(&self, column: usize) -> &str {
        &self.cells[column]
    }

    /// Returns the name and content of a column, for messages.
    #[must_use]
    pub fn is(&self, column: usize) -> String {
        format!(
            "{} is {}",
            self.layout.column(column),
            shown(self.text(column))
        )
    }

    /// Returns the line of the row in the file.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Returns the text of a column. A fault: the text is empty.
    pub(super) fn required(&self, column: usize) -> Result<&str, ConfigError> {
        match self.text(column) {
            "" => Err(self.fault(
                format!("{} is empty", self.layout.column(column)),
                "fill it in, or delete the line",
            )),
            text => Ok(text),
        }
    }

    /// Returns the code in a column; `None` if the column is empty.
    pub(super) fn code(&self, column: usize) -> Option<&str> {
        Some(self.text(column)).filter(|code| !code.is_empty())
    }

    /// A fault unless the code in a column can be repeated in outputs as it is: an alert's id consists of codes, `:` and `>`.
    pub(super) fn check_code(&self, column: usize) -> Result<(), ConfigError> {
        let sound = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if self.required(column)?.chars().all(sound) {
            return Ok(());
        }
        Err(self.fault(
            format!(
                "{}, and a code holds ASCII letters, digits, \"-\", \"_\" and \".\" only",
                self.is(column)
            ),
            "write the code without any other character, blanks included, wherever it stands",
        ))
    }

    /// Returns the day in a column; `None` if the column is empty.
    pub(super) fn day(&self, column: usize) -> Result<Option<Day>, ConfigError> {
        match self.text(column) {
            "" => Ok(None),
            text => Day::parse(text.as_bytes())
                .map(Some)
                .map_err(|_| self.fault(self.is(column), "write a day that exists, as YYYY-MM-DD")),
        }
    }

    /// Returns a fault of this row.
    #[must_use]
    pub fn fault(&self, found: String, remedy: &str) -> ConfigError {
        ConfigError {
            file: self.source.label(self.layout.file),
            line: Some(self.line),
            found,
            remedy: remedy.to_owned(),
        }
    }
}
