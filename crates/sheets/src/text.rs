//! Delimited text: CSV, TSV and their kin, in any usual encoding.
//!
//! [`rows`] gives the rows of a text with the number of the line each starts on. A row that cannot be read is a [`BadRow`] with
//! its reason and its raw text; reading goes on with the next line. A blank line is a row without cells, so that the numbers of
//! lines stay true. [`encodings()`] tells which encodings fit the start of a text, all of them.
//!
//! The rules of RFC 4180 hold: a field in quotes may hold separators and, doubled, quotes; a quote anywhere else makes the row
//! bad. Lines end with LF or CR LF; a CR elsewhere makes the row bad.
//!
//! ```
//! use inforce_sheets::packed::Unpacked;
//! use inforce_sheets::text::{Line, Options, TextEncoding, rows};
//!
//! let file = &b"permit;grams\nC-1;600,5\n"[..];
//! let options = Options {
//!     encoding: TextEncoding::named("windows-1252")?,
//!     separator: ';',
//!     ..Options::default()
//! };
//! for line in rows(Unpacked::new(file)?, options)? {
//!     match line? {
//!         Line::Row(row) => assert_eq!(row.cells.len(), 2),
//!         Line::Bad(bad) => panic!("line {}: {}", bad.number, bad.reason),
//!     }
//! }
//! # Ok::<(), inforce_sheets::Fault>(())
//! ```

use crate::{Cell, Fault, Row};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read};

mod encodings;
pub use encodings::encodings;

/// The most lines that one row may take.
const LINES_OF_A_ROW: usize = 100;

/// An encoding of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextEncoding(&'static Encoding);

impl TextEncoding {
    /// UTF-8.
    pub const UTF_8: Self = Self(UTF_8);

    /// Returns the encoding of a name of the Encoding Standard, such as `UTF-8`, `UTF-16LE`, `windows-1252` or `ISO-8859-2`.
    ///
    /// As in that standard, `ISO-8859-1`, `ISO-8859-9` and `ISO-8859-11` mean `windows-1252`, `windows-1254` and `windows-874`,
    /// which only have more characters.
    pub fn named(name: &str) -> Result<Self, Fault> {
        Encoding::for_label_no_replacement(name.as_bytes())
            .filter(|encoding| {
                // Lines are told apart by their bytes.
                (encoding.is_ascii_compatible() && encoding.name() != "x-user-defined")
                    || wide(encoding)
            })
            .map(Self)
            .ok_or_else(|| Fault::UnknownEncoding(name.to_owned()))
    }

    /// The name of the encoding in the Encoding Standard.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The text of the bytes, unless there are bytes in it that mean no character.
    ///
    /// In code pages of one byte a character, the control characters U+0080 to U+009F mean none: they stand where nothing is
    /// assigned.
    fn decode(self, bytes: &[u8]) -> Option<String> {
        let text = self
            .0
            .decode_without_bom_handling_and_without_replacement(bytes)?;
        let unassigned = |c| ('\u{80}'..='\u{9f}').contains(&c);
        (!(self.0.is_single_byte() && text.contains(unassigned))).then(|| text.into_owned())
    }
}

fn wide(encoding: &'static Encoding) -> bool {
    [UTF_16LE, UTF_16BE].contains(&encoding)
}

/// Whether fields may be in quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quotes {
    /// As RFC 4180 says.
    Rfc4180,
    /// A quote is a character as any other.
    Plain,
}

/// Whether a row may take several lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineBreaks {
    /// A line is a row: a quote that does not close on its line makes the row bad.
    EndRows,
    /// A line break within quotes is part of the field, for at most 100 lines; a quote that does not close within them makes the
    /// first line a bad row, and reading goes on with the second line.
    InQuotes,
}

/// Whether the last line may lack its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LastLine {
    /// The last line must end with a line end: where the end lacks, the file was cut, and the line is a bad row.
    MustEnd,
    /// The last line may end with the file.
    MayLackItsEnd,
}

/// How a text is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The encoding. A byte order mark of this encoding is passed over; the mark of another encoding is a fault.
    pub encoding: TextEncoding,
    /// The character between fields.
    pub separator: char,
    /// Whether fields may be in quotes.
    pub quotes: Quotes,
    /// Whether a row may take several lines.
    pub line_breaks: LineBreaks,
    /// Whether the last line may lack its end.
    pub last_line: LastLine,
    /// The most bytes that a line may have; a longer line is a fault.
    pub longest_line: usize,
}

impl Default for Options {
    /// UTF-8, commas, quotes, no line breaks within fields, a last line with its end, lines of at most 1 MiB.
    fn default() -> Self {
        Self {
            encoding: TextEncoding::UTF_8,
            separator: ',',
            quotes: Quotes::Rfc4180,
            line_breaks: LineBreaks::EndRows,
            last_line: LastLine::MustEnd,
            longest_line: 1 << 20,
        }
    }
}

/// A row, or what stands in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A row that was read.
    Row(Row),
    /// A row that cannot be read.
    Bad(BadRow),
}

/// A row that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// The line, counted from 1.
    pub number: u64,
    /// Why the row cannot be read.
    pub reason: Reason,
    /// The text of the line without its end; bytes that mean no character are written as `\x9d`.
    pub raw: String,
}

/// Why a row cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Bytes that mean no character.
    #[error(
        "bytes that mean no character in {0}: the file is in another encoding, or it was damaged"
    )]
    NotInEncoding(&'static str),
    /// A quote that does not close.
    #[error(
        "a quote that opens a field does not close: close it, or double it if it is part of the text"
    )]
    OpenQuote,
    /// Text after a closing quote.
    #[error(
        "text follows the closing quote of field {0}: double the quotes that are part of the text"
    )]
    TextAfterQuote(usize),
    /// A quote within a field that is not in quotes.
    #[error("a quote stands within field {0}: put the field in quotes and double the quote")]
    QuoteInField(usize),
    /// A carriage return that ends no line.
    #[error("a carriage return (CR) without line feed (LF): end lines with LF or CR LF")]
    LoneReturn,
    /// The last line has no end.
    #[error("the last line has no line end: the file was cut; deliver it again, or end the line")]
    Cut,
}

/// A line as it was read.
struct RawLine {
    number: u64,
    bytes: Vec<u8>,
    ended: bool,
}

/// The rows of a text.
pub struct TextRows<R> {
    reader: BufReader<R>,
    options: Options,
    lines: u64,
    /// Lines that were read in search of a closing quote.
    waiting: VecDeque<RawLine>,
    started: bool,
    over: bool,
}

/// Starts to read the rows of a text.
pub fn rows<R: Read>(reader: R, options: Options) -> Result<TextRows<R>, Fault> {
    if ['"', '\n', '\r'].contains(&options.separator) {
        return Err(Fault::Options(format!(
            "{:?} cannot separate fields; use a comma, a semicolon, a tab or another character",
            options.separator
        )));
    }
    Ok(TextRows {
        reader: BufReader::with_capacity(64 << 10, reader),
        options,
        lines: 0,
        waiting: VecDeque::new(),
        started: false,
        over: false,
    })
}

impl<R: Read> Iterator for TextRows<R> {
    type Item = Result<Line, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let next = self.read_row().transpose();
        self.over = !matches!(next, Some(Ok(_)));
        next
    }
}

impl<R: Read> TextRows<R> {
    fn read_row(&mut self) -> Result<Option<Line>, Fault> {
        let Some(line) = self.read_line()? else {
            return Ok(None);
        };
        let Some(mut text) = self.options.encoding.decode(&line.bytes) else {
            let reason = Reason::NotInEncoding(self.options.encoding.name());
            return Ok(Some(self.bad(&line, reason)));
        };
        let mut ended = line.ended;
        let mut further = VecDeque::new();
        let result = loop {
            match fields(&text, &self.options) {
                Err(Reason::OpenQuote)
                    if self.options.line_breaks == LineBreaks::InQuotes
                        && further.len() + 1 < LINES_OF_A_ROW =>
                {
                    let Some(next) = self.read_line()? else {
                        break Err(Reason::OpenQuote);
                    };
                    let more = self.options.encoding.decode(&next.bytes);
                    ended = next.ended;
                    further.push_back(next);
                    let Some(more) = more else {
                        break Err(Reason::OpenQuote);
                    };
                    text.push('\n');
                    text.push_str(&more);
                    if text.len() > self.options.longest_line {
                        break Err(Reason::OpenQuote);
                    }
                }
                other => break other,
            }
        };
        let result = match result {
            Ok(_) if !ended && self.options.last_line == LastLine::MustEnd => Err(Reason::Cut),
            other => other,
        };
        Ok(Some(match result {
            Ok(cells) => Line::Row(Row {
                number: line.number,
                cells,
            }),
            Err(reason) => {
                further.append(&mut self.waiting);
                self.waiting = further;
                self.bad(&line, reason)
            }
        }))
    }

    fn bad(&self, line: &RawLine, reason: Reason) -> Line {
        Line::Bad(BadRow {
            number: line.number,
            reason,
            raw: shown(self.options.encoding, &line.bytes),
        })
    }

    /// The next line without its end; nothing at the end of the file.
    fn read_line(&mut self) -> Result<Option<RawLine>, Fault> {
        if let Some(line) = self.waiting.pop_front() {
            return Ok(Some(line));
        }
        let mut bytes = Vec::new();
        let encoding = self.options.encoding.0;
        let unit: &[u8] = match encoding {
            wide if wide == UTF_16LE => b"\n\0",
            wide if wide == UTF_16BE => b"\0\n",
            _ => b"\n",
        };
        let mut ended = false;
        while !ended {
            let available = match self.reader.fill_buf() {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if available.is_empty() {
                break;
            }
            let length = memchr::memchr(b'\n', available).map_or(available.len(), |at| at + 1);
            bytes.extend_from_slice(&available[..length]);
            self.reader.consume(length);
            if unit == b"\n\0" && bytes.last() == Some(&b'\n') && bytes.len() % 2 == 1 {
                // The second byte of what may be a line feed.
                let mut second = [0];
                if self.reader.read(&mut second)? == 1 {
                    bytes.push(second[0]);
                }
            }
            ended = bytes.len().is_multiple_of(unit.len()) && bytes.ends_with(unit);
            if bytes.len() > self.options.longest_line {
                return Err(Fault::TooLarge {
                    part: format!("line {}", self.lines + 1),
                    limit: u64::try_from(self.options.longest_line).unwrap_or(u64::MAX),
                    unit: "bytes",
                    remedy: "see whether the file is text with line ends",
                });
            }
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        self.lines += 1;
        if !std::mem::replace(&mut self.started, true) {
            let mark = mark(&bytes, encoding)?;
            bytes.drain(..mark);
            if bytes.is_empty() {
                return Ok(None);
            }
        }
        if ended {
            bytes.truncate(bytes.len() - unit.len());
            let carriage = unit
                .iter()
                .map(|byte| if *byte == b'\n' { b'\r' } else { *byte });
            if bytes.ends_with(&carriage.collect::<Vec<u8>>())
                && bytes.len().is_multiple_of(unit.len())
            {
                bytes.truncate(bytes.len() - unit.len());
            }
        }
        Ok(Some(RawLine {
            number: self.lines,
            bytes,
            ended,
        }))
    }
}

/// The length of the byte order mark of the encoding at the start of a text.
fn mark(start: &[u8], encoding: &'static Encoding) -> Result<usize, Fault> {
    match Encoding::for_bom(start) {
        None => Ok(0),
        Some((marked, length)) if marked == encoding => Ok(length),
        Some((marked, _)) => Err(Fault::OtherEncoding {
            stated: encoding.name().to_owned(),
            marked: marked.name(),
        }),
    }
}

/// The text of bytes for a reader: bytes that mean no character are written out.
fn shown(encoding: TextEncoding, bytes: &[u8]) -> String {
    if let Some(text) = encoding.decode(bytes) {
        return text;
    }
    let unit = if wide(encoding.0) { 2 } else { 1 };
    let mut text = String::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let character = (unit..=rest.len().min(4))
            .step_by(unit)
            .find_map(|length| Some((length, encoding.decode(&rest[..length])?)));
        let length = if let Some((length, character)) = character {
            text.push_str(&character);
            length
        } else {
            let length = unit.min(rest.len());
            for byte in &rest[..length] {
                // Writing to a text cannot fail.
                let _ = write!(text, "\\x{byte:02x}");
            }
            length
        };
        rest = &rest[length..];
    }
    text
}

/// The fields of the text of a row.
fn fields(text: &str, options: &Options) -> Result<Vec<Cell>, Reason> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let mut cells = Vec::new();
    let mut rest = text;
    loop {
        let number = cells.len() + 1;
        let quoted = rest
            .strip_prefix('"')
            .filter(|_| options.quotes == Quotes::Rfc4180);
        let (cell, after) = if let Some(inside) = quoted {
            let (field, after) = quoted_field(inside)?;
            if !after.is_empty() && !after.starts_with(options.separator) {
                return Err(Reason::TextAfterQuote(number));
            }
            (field, after)
        } else {
            let (field, after) = rest.split_at(rest.find(options.separator).unwrap_or(rest.len()));
            if options.quotes == Quotes::Rfc4180 && field.contains('"') {
                return Err(Reason::QuoteInField(number));
            }
            if field.contains('\r') {
                return Err(Reason::LoneReturn);
            }
            (field.to_owned(), after)
        };
        if options.line_breaks == LineBreaks::EndRows && cell.contains('\r') {
            return Err(Reason::LoneReturn);
        }
        cells.push(Cell::of_text(cell));
        match after.strip_prefix(options.separator) {
            Some(next) => rest = next,
            None => return Ok(cells),
        }
    }
}

/// The field whose opening quote was passed, and what follows its closing quote.
fn quoted_field(inside: &str) -> Result<(String, &str), Reason> {
    let mut field = String::new();
    let mut rest = inside;
    loop {
        let (part, after) = rest.split_once('"').ok_or(Reason::OpenQuote)?;
        field.push_str(part);
        match after.strip_prefix('"') {
            Some(next) => {
                field.push('"');
                rest = next;
            }
            None => return Ok((field, after)),
        }
    }
}

#[cfg(test)]
mod tests;
