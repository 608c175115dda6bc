//! Reads CSV by physical lines: every line is one row, so a stray quote cannot swallow other rows.

use super::block::Block;
use super::column::{Column, FileColumns, Kind};
use super::content::{self, FileContent};
use super::fast_csv::Quick;
use super::fault::Fault;
use super::file::{Portion, PortionedFile, read_through};
use super::filing::{CheckedFiling, RawFiling};
use super::heading;
use super::quotes::split;
use super::reason::{BadLine, Reason, Refused, RowText};
use super::record::RawRecord;
use super::rows::{Seen, one};
use super::written::{CsvOddities, RepeatedHeader, header};
use crate::conversion::Lists;
use crate::records::{FilingTexts, Record, Texts};
use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom};

/// A portion ends at the first line end after this many bytes.
const PORTION_BYTES: u64 = 4 << 20;
/// The most bytes of a block in which a portion is read, unless a line is longer.
const BLOCK_BYTES: usize = 64 << 10;
/// The most bytes of a line. A line is held in memory whole, and a row of a table is never longer.
const LINE_BYTES: u64 = 1 << 20;

/// Reads the file once for its hash and header; counts its lines and cuts them into portions.
pub(super) fn open(
    file: &mut File,
    kind: Kind,
) -> Result<(PortionedFile, blake3::Hash, u64), Fault> {
    let head = content::head(file)?;
    match content::of(file, &head)? {
        FileContent::Text => {}
        FileContent::Parquet => {
            return Err(Fault::Named {
                is: "Parquet",
                ending: ".parquet",
            });
        }
        FileContent::CutParquet => return Err(Fault::CutParquet),
        FileContent::Table(_, is, remedy) | FileContent::Other(is, remedy) => {
            return Err(Fault::Content { is, remedy });
        }
    }
    let mut scan = Scan::default();
    let (hash, size) = read_through(file, |block| scan.block(block))?;
    if scan.offset == 0 {
        return Err(Fault::Empty);
    }
    if let Some(line) = scan.long {
        return Err(Fault::LongLine { line });
    }
    if scan.lines == 0
        && memchr::memchr(b'\r', &scan.header).is_some_and(|at| at + 1 < scan.header.len())
    {
        return Err(Fault::CarriageReturns);
    }
    let is_cut = scan.line_start != scan.offset;
    let layout = match heading::columns(&scan.header, &head, kind) {
        // A header that is cut off lacks columns, so the cut is the fault to report.
        Err(Fault::Columns(_)) if is_cut && scan.lines == 0 => return Err(Fault::Cut { line: 1 }),
        layout => layout?,
    };
    if is_cut {
        return Err(Fault::Cut {
            line: scan.lines + 1,
        });
    }
    scan.cut();
    Ok((
        PortionedFile {
            columns: layout,
            rows: scan.lines - 1,
            portions: scan.portions,
        },
        hash,
        size,
    ))
}

/// Reads the header alone, of a file that was opened before.
pub(super) fn columns(file: &File, kind: Kind) -> Result<FileColumns, Fault> {
    let head = content::head(file)?;
    let mut header = Vec::new();
    BufReader::new(file.take(LINE_BYTES + 1))
        .read_until(b'\n', &mut header)
        .map_err(Fault::Unreadable)?;
    let header = header.strip_suffix(b"\n").ok_or(Fault::Changed)?;
    heading::columns(header, &head, kind)
}

/// The state of the first reading: the lines counted so far.
#[derive(Default)]
struct Scan {
    header: Vec<u8>,
    offset: u64,
    lines: u64,
    /// Where the line that is being read began.
    line_start: u64,
    portions: Vec<Portion>,
    /// Start of the portion that is being gathered, and the number of lines before it.
    portion: (u64, u64),
    /// The first line that is too long.
    long: Option<u64>,
}

impl Scan {
    fn block(&mut self, block: &[u8]) {
        self.measure(block);
        if self.long.is_some() {
            return self.offset += length(block.len());
        }
        let mut from = 0;
        if self.lines == 0 {
            let end = memchr::memchr(b'\n', block);
            self.header
                .extend_from_slice(&block[..end.unwrap_or(block.len())]);
            if let Some(end) = end {
                from = end + 1;
                self.lines = 1;
                self.line_start = self.offset + length(from);
                self.portion = (self.line_start, 1);
            }
        }
        if self.lines > 0 {
            let rest = &block[from..];
            self.lines += length(memchr::memchr_iter(b'\n', rest).count());
            if let Some(last) = memchr::memrchr(b'\n', rest) {
                self.line_start = self.offset + length(from + last + 1);
                if self.line_start - self.portion.0 >= PORTION_BYTES {
                    self.cut();
                }
            }
        }
        self.offset += length(block.len());
    }

    /// Records the current line as too long if it reaches the limit in this block. A line that begins in the block cannot.
    fn measure(&mut self, block: &[u8]) {
        let before = self.offset - self.line_start;
        if before + length(block.len()) > LINE_BYTES {
            let more = memchr::memchr(b'\n', block).unwrap_or(block.len());
            let long = before + length(more) > LINE_BYTES;
            self.long = self.long.or(long.then_some(self.lines + 1));
        }
    }

    /// Ends the portion at the last line end seen.
    fn cut(&mut self) {
        let (start, before) = self.portion;
        if self.line_start > start {
            self.portions.push(Portion::Lines {
                start,
                end: self.line_start,
                first_row: before,
                rows: self.lines - before,
            });
            self.portion = (self.line_start, self.lines);
        }
    }
}

/// A line and its fields.
pub(super) struct CsvLine<'a> {
    layout: &'a FileColumns,
    bytes: &'a [u8],
    /// Empty if the line cannot be cut into fields.
    fields: &'a [Cow<'a, str>],
}

impl RowText for CsvLine<'_> {
    fn text(&self, column: Column) -> Option<Cow<'_, str>> {
        if self.fields.is_empty() {
            return None;
        }
        Some(Cow::Borrowed(self.cell(column)))
    }

    fn raw(&self) -> String {
        String::from_utf8_lossy(self.bytes).into_owned()
    }

    fn quantity_columns(&self) -> (Column, Column) {
        let (quantity, reexport, _) = self.layout.notation();
        (quantity, reexport)
    }
}

impl CsvLine<'_> {
    /// Returns the text of a column; empty if the file has no such column.
    fn cell(&self, column: Column) -> &str {
        self.layout
            .place(column)
            .and_then(|place| self.fields.get(place))
            .map_or("", AsRef::as_ref)
    }
}

/// Passes on the records of a portion at the given places (ascending), or all; returns how the portion is written.
pub(super) fn scan(
    file: &mut File,
    layout: &FileColumns,
    portion: &Portion,
    places: Option<&[u32]>,
    lists: &Lists,
    each: &mut dyn FnMut(Seen<'_>),
) -> Result<CsvOddities, Fault> {
    let mut block = Block::of_one();
    let mut left = places.map(|places| {
        places
            .iter()
            .map(|place| portion.first_row() + u64::from(*place))
            .peekable()
    });
    records(file, layout, portion, lists, |row, record| {
        if left
            .as_mut()
            .is_some_and(|left| left.next_if_eq(&row).is_none())
        {
            return;
        }
        match record {
            Ok((record, texts)) => each(Seen::Valid(one(&mut block, row, record, &texts))),
            Err(refused) => each(Seen::Refused(row, refused)),
        }
    })
}

/// Passes on the records of a portion, in order, each with its row number.
pub(super) fn records(
    file: &mut File,
    layout: &FileColumns,
    portion: &Portion,
    lists: &Lists,
    mut each: impl FnMut(u64, Result<(&Record, Texts<'_>), Refused<'_>>),
) -> Result<CsvOddities, Fault> {
    let mut quick = Quick::new(layout, lists);
    let (quantity_column, _, _) = layout.notation();
    let mut marks = PortionMarks::default();
    let mut row = portion.first_row();
    blocks(file, portion, &mut |block| {
        let text = std::str::from_utf8(block).ok();
        let mut lines = Lines::new(layout, block, text);
        quick.begin(block);
        while !lines.at_end() {
            if let Some((record, texts, quantity, next)) = text.and_then(|text| quick.next(text)) {
                lines.from = next;
                marks.written.quantity(row, quantity);
                each(row, Ok((&record, texts)));
            } else {
                lines.next(|line| {
                    let quantity = line.as_ref().map_or("", |line| line.cell(quantity_column));
                    each_record(line, lists, |record| {
                        marks.see(row, layout, record.as_ref().map(|_| quantity));
                        each(row, record);
                    });
                });
                quick.skip_to(lines.from);
            }
            row += 1;
        }
    })?;
    marks.of_the_file()
}

/// Returns a line without its line end.
fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// How a portion is written, and its first line that is another header.
#[derive(Default)]
struct PortionMarks {
    written: CsvOddities,
    other: Option<u64>,
}

impl PortionMarks {
    /// Takes note of a row: the quantity as written, or the reason of its refusal.
    fn see(&mut self, row: u64, layout: &FileColumns, read: Result<&str, &Refused<'_>>) {
        match read.map_err(|refused| header(&refused.raw(), layout)) {
            Ok(quantity) => self.written.quantity(row, quantity),
            Err(Some(RepeatedHeader::Same)) => self.written.repeated_headers.add(row),
            Err(Some(RepeatedHeader::Other)) => self.other = self.other.or(Some(row)),
            Err(None) => {}
        }
    }

    /// Returns how the portion is written; fails if the lines below another header cannot be read under the file's own.
    fn of_the_file(self) -> Result<CsvOddities, Fault> {
        // The header is line 1, the first row line 2.
        self.other.map_or(Ok(self.written), |row| {
            Err(Fault::OtherHeader { line: row + 1 })
        })
    }
}

/// Returns the text of a row.
pub(super) fn raw(file: &mut File, portion: &Portion, row: u64) -> Result<String, Fault> {
    let (mut left, mut found) = (row - portion.first_row(), None);
    blocks(file, portion, &mut |block| {
        for line in block.split_inclusive(|byte| *byte == b'\n') {
            if found.is_none() && left == 0 {
                found = Some(String::from_utf8_lossy(without_end(line)).into_owned());
            }
            left = left.saturating_sub(1);
        }
    })?;
    found.ok_or(Fault::Changed)
}

/// Checks the record on a line.
pub(super) fn each_record(
    line: Result<&CsvLine<'_>, Refused<'_>>,
    lists: &Lists,
    each: impl FnOnce(Result<(&Record, Texts<'_>), Refused<'_>>),
) {
    let checked = line.and_then(|line| {
        RawRecord::of_texts(line.layout, lists, |column| line.cell(column))
            .check(lists)
            .map(|record| (record, line))
            .map_err(|reason| Refused::checked(reason, line, lists))
    });
    match checked {
        Ok((record, line)) => {
            let texts = Texts {
                record_id: line.cell(Column::RecordId),
                authorisation: line.cell(Column::Authorisation),
                special_licence: line.cell(Column::SpecialLicence),
            };
            each(Ok((&record, texts)));
        }
        Err(refused) => each(Err(refused)),
    }
}

/// Passes on the filings of a portion, in order, each with its row number and its texts.
pub(super) fn filings(
    file: &mut File,
    layout: &FileColumns,
    portion: &Portion,
    lists: &Lists,
    each: &mut dyn FnMut(u64, CheckedFiling<'_>),
) -> Result<CsvOddities, Fault> {
    let mut marks = PortionMarks::default();
    let mut row = portion.first_row();
    blocks(file, portion, &mut |block| {
        let mut lines = Lines::new(layout, block, std::str::from_utf8(block).ok());
        while !lines.at_end() {
            lines.next(|line| {
                let checked = line.and_then(|line| {
                    RawFiling::of_texts(lists, |column| line.cell(column))
                        .check(lists)
                        .map(|filing| (filing, line))
                        .map_err(|reason| Refused::checked(reason, line, lists))
                });
                match checked {
                    Ok((filing, line)) => {
                        let texts = FilingTexts {
                            filing_id: line.cell(Column::FilingId),
                            note: line.cell(Column::Note),
                        };
                        marks.see(row, layout, Ok(line.cell(Column::Grams)));
                        each(row, Ok((&filing, texts)));
                    }
                    Err(refused) => {
                        marks.see(row, layout, Err(&refused));
                        each(row, Err(refused));
                    }
                }
            });
            row += 1;
        }
    })?;
    marks.of_the_file()
}

/// The lines of a block, cut into fields one by one.
pub(super) struct Lines<'a> {
    layout: &'a FileColumns,
    block: &'a [u8],
    /// The block as text. One check of the whole block is far cheaper than one check for each line; lines are checked one by
    /// one only if the whole fails.
    text: Option<&'a str>,
    fields: Vec<Cow<'a, str>>,
    /// Where the next line starts.
    from: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(layout: &'a FileColumns, block: &'a [u8], text: Option<&'a str>) -> Self {
        Self {
            layout,
            block,
            text,
            fields: Vec::new(),
            from: 0,
        }
    }

    pub(super) fn at_end(&self) -> bool {
        self.from >= self.block.len()
    }

    /// Takes the next line.
    pub(super) fn next(&mut self, each: impl FnOnce(Result<&CsvLine<'_>, Refused<'_>>)) {
        let from = self.from;
        let newline = memchr::memchr(b'\n', &self.block[from..])
            .map_or(self.block.len(), |length| from + length);
        self.from = newline + 1;
        let line = without_end(&self.block[from..newline]);
        let text = match self.text {
            Some(text) => Ok(&text[from..from + line.len()]),
            None => std::str::from_utf8(line).or(Err(BadLine::NotUtf8)),
        };
        let (layout, expected) = (self.layout, self.layout.order().len());
        let cut = text.and_then(|text| split(text, &mut self.fields));
        // A blank line has no field, rather than one empty field.
        let found = if line.is_empty() {
            0
        } else {
            self.fields.len()
        };
        let cut = if found == expected {
            cut
        } else {
            cut.and(Err(BadLine::Fields { found, expected }))
        };
        match cut {
            Ok(()) => each(Ok(&CsvLine {
                layout,
                bytes: line,
                fields: &self.fields,
            })),
            Err(fault) => {
                let line = CsvLine {
                    layout,
                    bytes: line,
                    fields: &[],
                };
                each(Err(Refused {
                    reason: Reason::BadLine(fault),
                    row: &line,
                    lists: None,
                }));
            }
        }
    }
}

/// Reads a portion in blocks of whole lines that stay in the processor's cache.
pub(super) fn blocks(
    file: &mut File,
    portion: &Portion,
    each: &mut dyn FnMut(&[u8]),
) -> Result<(), Fault> {
    let &Portion::Lines { start, end, .. } = portion else {
        return Err(Fault::Changed);
    };
    file.seek(SeekFrom::Start(start))
        .map_err(Fault::Unreadable)?;
    let mut unread = end - start;
    let mut buffer = vec![0; BLOCK_BYTES.min(size(unread))];
    let mut kept = 0;
    while unread > 0 {
        if kept == buffer.len() {
            // A line is longer than a block.
            buffer
                .try_reserve_exact(kept)
                .map_err(|_| Fault::Damaged("a line is larger than the memory".into()))?;
            buffer.resize(2 * kept, 0);
        }
        let filled = kept + size(unread).min(buffer.len() - kept);
        file.read_exact(&mut buffer[kept..filled])
            .map_err(|error| match error.kind() {
                ErrorKind::UnexpectedEof => Fault::Changed,
                _ => Fault::Unreadable(error),
            })?;
        unread -= length(filled - kept);
        let lines =
            memchr::memrchr(b'\n', &buffer[kept..filled]).map_or(0, |newline| kept + newline + 1);
        each(&buffer[..lines]);
        buffer.copy_within(lines..filled, 0);
        kept = filled - lines;
    }
    // A portion ends with a line.
    if kept == 0 {
        Ok(())
    } else {
        Err(Fault::Changed)
    }
}

/// Converts a length in a file to a length in memory.
fn size(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

/// Converts a length in memory to an offset in a file.
fn length(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}
