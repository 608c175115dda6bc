//! A CSV file of the configuration as rows with named columns and line numbers.

use super::{ConfigError, ConfigSource, Faults};
use crate::terms::{Day, escaped, shown};

/// Which columns a list has.
pub(super) struct Layout {
    pub(super) file: &'static str,
    pub(super) columns: &'static [&'static str],
    /// Which columns it may have besides.
    pub(super) more: More,
}

/// Which columns a list may have besides those it must have.
#[derive(Clone, Copy)]
pub(super) enum More {
    /// None.
    None,
    /// Any: these mean something, others are ignored.
    Some(&'static [&'static str]),
}

impl Layout {
    /// The columns that the list may leave out; their places follow those of the others.
    fn optional(&self) -> &'static [&'static str] {
        match self.more {
            More::None => &[],
            More::Some(columns) => columns,
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

/// One row.
pub(super) struct Row<'a> {
    source: &'a ConfigSource,
    layout: &'a Layout,
    line: u64,
    cells: Vec<String>,
    /// Whether the line is one row of the list; where it is not, only its code is of use.
    pub(super) sound: bool,
}

/// A list as far as it can be read.
pub(super) struct List<'a> {
    pub(super) rows: Vec<Row<'a>>,
    /// Whether every code that the list holds is known; where not, a code that is missing may stand in what cannot be read.
    pub(super) complete: bool,
}

/// All rows of a list, and its faults; `None` where the file is missing.
pub(super) fn list<'a>(
    source: &'a ConfigSource,
    layout: &'a Layout,
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
    // Reading from memory cannot fail, and no number of fields is wrong to the reader.
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
            // The lines that an open quote swallows may hold codes.
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
        list.rows.push(Row {
            source,
            layout,
            line,
            cells: places.iter().map(cell).collect(),
            sound,
        });
    }
    Some(list)
}

/// How many columns the header has, and where those of the layout stand; or where the header is wrong.
type Head = Result<(usize, Vec<Option<usize>>), (Option<csv::Position>, Wrong)>;

fn header(bytes: &[u8], reader: &mut csv::Reader<&[u8]>, layout: &Layout) -> Head {
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

/// The line of a record. The reader's own count starts before the line ends and blank lines that it
/// skips on its way to the record.
fn line_at(bytes: &[u8], at: &csv::Position) -> Option<u64> {
    let from = usize::try_from(at.byte()).ok()?.min(bytes.len());
    let skipped = bytes[from..]
        .iter()
        .take_while(|byte| matches!(byte, b'\r' | b'\n'))
        .count();
    u64::try_from(memchr::memchr_iter(b'\n', &bytes[..from + skipped]).count() + 1).ok()
}

/// What was found wrong with a line, and what to do about it.
struct Wrong {
    found: String,
    remedy: String,
    /// Whether lines after it may be lost with it.
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

/// Where the columns of a list stand in its header; `None`: it leaves out one that it may leave out.
fn places(headers: &csv::StringRecord, layout: &Layout) -> Result<Vec<Option<usize>>, Wrong> {
    let closed = matches!(layout.more, More::None);
    let more = if closed { ", and nothing else" } else { "" };
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
        // A misspelt one would be ignored in silence.
        let found = place(headers, column);
        places.push(found.map_err(|found| {
            Wrong::new(
                found,
                format!("write {column} once and exactly so, or leave it out"),
            )
        })?);
    }
    match headers
        .iter()
        .find(|header| closed && !layout.columns.contains(header))
    {
        Some(unknown) => Err(wrong(format!("unknown column {}", shown(unknown)))),
        None => Ok(places),
    }
}

/// Where a column stands, if it does. It must not stand twice, nor under a name that is almost its own.
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

/// Whether the only name in a header is several.
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

/// What is wrong with a line as a whole, and what to do. A quote that does not close would otherwise
/// swallow the lines after it in silence.
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

impl Row<'_> {
    /// The text of a column of the layout, by its place there.
    pub(super) fn text(&self, column: usize) -> &str {
        &self.cells[column]
    }

    /// What stands in a column, for messages.
    pub(super) fn is(&self, column: usize) -> String {
        format!(
            "{} is {}",
            self.layout.column(column),
            shown(self.text(column))
        )
    }

    /// The line in the file.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The text of a column that must not be empty.
    pub(super) fn required(&self, column: usize) -> Result<&str, ConfigError> {
        match self.text(column) {
            "" => Err(self.fault(
                format!("{} is empty", self.layout.column(column)),
                "fill it in, or delete the line",
            )),
            text => Ok(text),
        }
    }

    /// The code in a column, if it is not empty.
    pub(super) fn code(&self, column: usize) -> Option<&str> {
        Some(self.text(column)).filter(|code| !code.is_empty())
    }

    /// A fault unless a column holds a code that outputs can repeat as it is: an alert's id is made of codes, `:` and `>`.
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

    /// The day in a column, if it is not empty.
    pub(super) fn day(&self, column: usize) -> Result<Option<Day>, ConfigError> {
        match self.text(column) {
            "" => Ok(None),
            text => Day::parse(text.as_bytes())
                .map(Some)
                .map_err(|_| self.fault(self.is(column), "write a day that exists, as YYYY-MM-DD")),
        }
    }

    /// A fault of this row.
    pub(super) fn fault(&self, found: String, remedy: &str) -> ConfigError {
        ConfigError {
            file: self.source.label(self.layout.file),
            line: Some(self.line),
            found,
            remedy: remedy.to_owned(),
        }
    }
}
