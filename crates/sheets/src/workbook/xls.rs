//! XLS: the binary format of Excel 5 to 2003, a stream of records (BIFF5, BIFF8) in a compound file.
//!
//! The format cannot say that nobody computed a formula. Some programs that do not compute write that the result is an empty text,
//! as Excel does where it is: both are empty cells.

use super::{Limits, RowDraft, Sheet, Texts, Visibility, format_of};
use crate::cell::{
    Cell, Epoch, Row, Shown, built_in_format, format_code, formatted, hundredth, shortest,
};
use crate::fault::{Fault, guarded};
use encoding_rs::Encoding;
use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};

const PART: &str = "the workbook";

/// The numbers of the records that matter here.
mod record {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const END: u16 = 0x000a;
    pub(super) const DATE_MODE: u16 = 0x0022;
    pub(super) const FILE_PASS: u16 = 0x002f;
    pub(super) const CONTINUE: u16 = 0x003c;
    pub(super) const CODE_PAGE: u16 = 0x0042;
    pub(super) const BOUND_SHEET: u16 = 0x0085;
    pub(super) const MUL_RK: u16 = 0x00bd;
    pub(super) const RICH_LABEL: u16 = 0x00d6;
    pub(super) const XF: u16 = 0x00e0;
    pub(super) const SHARED_TEXTS: u16 = 0x00fc;
    pub(super) const SHARED_LABEL: u16 = 0x00fd;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const BOOL_ERROR: u16 = 0x0205;
    pub(super) const TEXT_OF_FORMULA: u16 = 0x0207;
    pub(super) const RK: u16 = 0x027e;
    pub(super) const FORMAT: u16 = 0x041e;
    pub(super) const START: u16 = 0x0809;
}

/// The version of the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    /// Excel 5 and 95: texts in the code page of the workbook.
    Biff5,
    /// Excel 97 to 2003: texts in Unicode.
    Biff8,
}

/// A workbook whose sheets can be read.
pub(super) struct XlsWorkbook {
    stream: Vec<u8>,
    /// Where the records of each sheet start.
    starts: Vec<usize>,
    texts: Texts,
    formats: Vec<Shown>,
    epoch: Epoch,
    version: Version,
    encoding: &'static Encoding,
    limits: Limits,
}

/// A record.
#[derive(Clone, Copy)]
struct BiffRecord<'a> {
    kind: u16,
    data: &'a [u8],
}

/// The records of a stream from a place on.
struct Records<'a> {
    stream: &'a [u8],
    next: usize,
}

impl<'a> Records<'a> {
    /// The next record; nothing at the end of the stream.
    fn read(&mut self) -> Result<Option<BiffRecord<'a>>, Fault> {
        let rest = self.stream.get(self.next..).unwrap_or_default();
        // What is left of the last sector is filled with zeros.
        if rest.iter().take(4).all(|byte| *byte == 0) {
            return Ok(None);
        }
        let [k0, k1, l0, l1, data @ ..] = rest else {
            return Err(cut());
        };
        let length = usize::from(u16::from_le_bytes([*l0, *l1]));
        let data = data.get(..length).ok_or_else(cut)?;
        self.next += 4 + length;
        Ok(Some(BiffRecord {
            kind: u16::from_le_bytes([*k0, *k1]),
            data,
        }))
    }
}

fn cut() -> Fault {
    Fault::Cut {
        part: PART.to_owned(),
        detail: "a record is not complete".to_owned(),
    }
}

/// Takes fields from the start of bytes.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn bytes(&mut self, count: usize) -> Result<&'a [u8], Fault> {
        let (taken, rest) = self
            .0
            .split_at_checked(count)
            .ok_or_else(|| Fault::damaged(PART, "a record is shorter than its content"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let mut array = [0; N];
        array.copy_from_slice(self.bytes(N)?);
        Ok(array)
    }

    fn u8(&mut self) -> Result<u8, Fault> {
        Ok(self.array::<1>()?[0])
    }

    fn u16(&mut self) -> Result<u16, Fault> {
        self.array().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Result<u32, Fault> {
        self.array().map(u32::from_le_bytes)
    }
}

impl XlsWorkbook {
    pub(super) fn open(
        mut file: impl Read + Seek,
        limits: Limits,
    ) -> Result<(Self, Vec<Sheet>), Fault> {
        let size = file.seek(SeekFrom::End(0))?;
        if size > limits.file {
            return Err(Fault::TooLarge {
                part: PART.to_owned(),
                limit: limits.file,
                unit: "bytes",
                remedy: "save it as XLSX, which is read row by row",
            });
        }
        let (stream, version) = stream(file, size)?;
        let mut workbook = Self {
            stream,
            starts: Vec::new(),
            texts: Texts::default(),
            formats: Vec::new(),
            epoch: Epoch::Of1900,
            version,
            encoding: encoding_rs::WINDOWS_1252,
            limits,
        };
        let sheets = workbook.globals()?;
        Ok((workbook, sheets))
    }

    /// Reads the records that hold for all sheets.
    fn globals(&mut self) -> Result<Vec<Sheet>, Fault> {
        let stream = std::mem::take(&mut self.stream);
        let mut records = Records {
            stream: &stream,
            next: 0,
        };
        let mut sheets = Vec::new();
        let mut codes: HashMap<u16, Shown> = HashMap::new();
        let mut kinds = Vec::new();
        let mut texts = Segments::default();
        let mut previous = 0;
        while let Some(record) = records.read()? {
            let mut fields = Fields(record.data);
            match record.kind {
                record::FILE_PASS => return Err(Fault::Encrypted),
                record::DATE_MODE if fields.u16()? == 1 => self.epoch = Epoch::Of1904,
                record::CODE_PAGE => self.encoding = code_page(fields.u16()?)?,
                record::FORMAT => {
                    let id = fields.u16()?;
                    let code = match self.version {
                        Version::Biff8 => {
                            let length = usize::from(fields.u16()?);
                            unicode(&mut fields, length)?
                        }
                        Version::Biff5 => {
                            let length = usize::from(fields.u8()?);
                            self.decode(fields.bytes(length)?)?
                        }
                    };
                    codes.insert(id, format_code(&code));
                }
                record::XF => {
                    fields.u16()?;
                    kinds.push(fields.u16()?);
                }
                record::BOUND_SHEET => {
                    let start = fields.u32()?;
                    let visibility = match fields.u8()? & 3 {
                        0 => Visibility::Visible,
                        1 => Visibility::Hidden,
                        _ => Visibility::VeryHidden,
                    };
                    let with_cells = fields.u8()? == 0;
                    let length = usize::from(fields.u8()?);
                    let name = match self.version {
                        Version::Biff8 => unicode(&mut fields, length)?,
                        Version::Biff5 => self.decode(fields.bytes(length)?)?,
                    };
                    if with_cells {
                        let start = usize::try_from(start).unwrap_or(usize::MAX);
                        self.starts.push(start);
                        sheets.push(Sheet { name, visibility });
                    }
                }
                record::SHARED_TEXTS => texts.0.push(record.data),
                record::CONTINUE if previous == record::SHARED_TEXTS => texts.0.push(record.data),
                record::END => break,
                _ => {}
            }
            if record.kind != record::CONTINUE {
                previous = record.kind;
            }
        }
        self.formats = kinds
            .into_iter()
            .map(|id| {
                codes
                    .get(&id)
                    .copied()
                    .unwrap_or_else(|| built_in_format(id))
            })
            .collect();
        if !texts.0.is_empty() {
            self.texts = texts.texts(self.limits.shared_texts)?;
        }
        self.stream = stream;
        Ok(sheets)
    }

    fn decode(&self, bytes: &[u8]) -> Result<String, Fault> {
        self.encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(std::borrow::Cow::into_owned)
            .ok_or_else(|| Fault::NotInEncoding {
                part: "a text of the workbook".to_owned(),
                encoding: self.encoding.name(),
                line: 1,
            })
    }

    pub(super) fn rows(&self, place: usize, part: &str) -> Result<XlsRows<'_>, Fault> {
        let mut records = Records {
            stream: &self.stream,
            next: self.starts[place],
        };
        match records.read()? {
            Some(record) if record.kind == record::START => {}
            _ => {
                return Err(Fault::damaged(
                    part,
                    "its records do not start where they should",
                ));
            }
        }
        // Programs write rows in order, but nothing makes them.
        let mut places = Vec::new();
        let mut within = 1;
        while within > 0 {
            let at = records.next;
            let Some(record) = records.read()? else {
                return Err(Fault::Cut {
                    part: part.to_owned(),
                    detail: "the records of the sheet have no end".to_owned(),
                });
            };
            match record.kind {
                // A chart within the sheet.
                record::START => within += 1,
                record::END => within -= 1,
                record::FORMULA
                | record::MUL_RK
                | record::RICH_LABEL
                | record::SHARED_LABEL
                | record::NUMBER
                | record::LABEL
                | record::BOOL_ERROR
                | record::RK
                    if within == 1 =>
                {
                    let row = Fields(record.data).u16()?;
                    let at = u32::try_from(at)
                        .map_err(|_| Fault::damaged(part, "it is larger than 4 GiB"))?;
                    places.push(Place { row, at });
                }
                _ => {}
            }
        }
        // Stable: cells of a row stay in their order.
        places.sort_by_key(|place| place.row);
        Ok(XlsRows {
            workbook: self,
            places: places.into_iter().peekable(),
            part: part.to_owned(),
        })
    }

    /// Puts the cells of a record into a row.
    fn put(&self, at: usize, draft: &mut RowDraft, part: &str) -> Result<(), Fault> {
        let mut records = Records {
            stream: &self.stream,
            next: at,
        };
        let record = records.read()?.ok_or_else(cut)?;
        let mut fields = Fields(record.data);
        fields.u16()?;
        let column = usize::from(fields.u16()?);
        if record.kind == record::MUL_RK {
            // Format and number of each cell, then the last column.
            let cells = (fields.0.len().saturating_sub(2)) / 6;
            for column in column..column + cells {
                let format = fields.u16()?;
                let number = rk(fields.u32()?);
                draft.put(column, self.number(number, format, part)?, part)?;
            }
            return Ok(());
        }
        let format = fields.u16()?;
        let cell = match record.kind {
            record::NUMBER => {
                let value = f64::from_le_bytes(fields.array()?);
                self.number(shortest(value), format, part)?
            }
            record::RK => self.number(rk(fields.u32()?), format, part)?,
            record::SHARED_LABEL => {
                let index = usize::try_from(fields.u32()?).unwrap_or(usize::MAX);
                let text = self.texts.get(index).ok_or_else(|| {
                    Fault::damaged(part, format!("there is no shared text {index}"))
                })?;
                Cell::of_text(text.to_owned())
            }
            record::LABEL | record::RICH_LABEL => {
                let length = usize::from(fields.u16()?);
                Cell::of_text(match self.version {
                    Version::Biff8 => unicode(&mut fields, length)?,
                    Version::Biff5 => self.decode(fields.bytes(length)?)?,
                })
            }
            record::BOOL_ERROR => {
                let value = fields.u8()?;
                match fields.u8()? {
                    0 => Cell::Bool(value != 0),
                    _ => error(value),
                }
            }
            _ => match fields.array::<8>()? {
                [0, .., 0xff, 0xff] => self.text_of_formula(&mut records, part)?,
                [1, _, value, .., 0xff, 0xff] => Cell::Bool(value != 0),
                [2, _, value, .., 0xff, 0xff] => error(value),
                [3, .., 0xff, 0xff] => Cell::Empty,
                number => self.number(shortest(f64::from_le_bytes(number)), format, part)?,
            },
        };
        draft.put(column, cell, part)
    }

    /// The text that a formula gave, in a record that follows it.
    fn text_of_formula(&self, records: &mut Records<'_>, part: &str) -> Result<Cell, Fault> {
        // Records of a shared formula, an array or a table may stand between.
        for _ in 0..4 {
            match records.read()? {
                Some(record) if record.kind == record::TEXT_OF_FORMULA => {
                    let mut segments = Segments(vec![record.data]);
                    let mut more = Records {
                        stream: records.stream,
                        next: records.next,
                    };
                    while let Some(record) = more
                        .read()?
                        .filter(|record| record.kind == record::CONTINUE)
                    {
                        segments.0.push(record.data);
                    }
                    return Ok(Cell::of_text(match self.version {
                        Version::Biff8 => {
                            let mut reader = segments.reader();
                            let length = usize::from(reader.u16()?);
                            let flags = reader.u8()?;
                            reader.characters(length, flags)?
                        }
                        Version::Biff5 => {
                            let mut fields = Fields(record.data);
                            let length = usize::from(fields.u16()?);
                            self.decode(fields.bytes(length)?)?
                        }
                    }));
                }
                Some(_) => {}
                None => break,
            }
        }
        Err(Fault::damaged(part, "the text of a formula is missing"))
    }

    fn number(&self, number: Option<String>, format: u16, part: &str) -> Result<Cell, Fault> {
        let number = number.ok_or_else(|| Fault::damaged(part, "a number is infinite"))?;
        let shown = format_of(&self.formats, usize::from(format), part)?;
        Ok(formatted(number, shown, self.epoch))
    }
}

/// The stream of the records in a compound file.
fn stream(file: impl Read + Seek, size: u64) -> Result<(Vec<u8>, Version), Fault> {
    guarded(PART, || {
        let mut file = file;
        file.seek(SeekFrom::Start(0))?;
        let damaged = |error: std::io::Error| {
            if error.raw_os_error().is_some() {
                return Fault::from(error);
            }
            Fault::damaged(PART, error.to_string())
        };
        let mut compound = cfb::CompoundFile::open(file).map_err(damaged)?;
        if compound.exists("EncryptedPackage") {
            return Err(Fault::Encrypted);
        }
        let name = ["Workbook", "Book"]
            .into_iter()
            .find(|name| compound.exists(name))
            .ok_or_else(|| Fault::OtherKind {
                found: "an Office file of the old kind, but no workbook".to_owned(),
                remedy: "save the data as an Excel workbook (XLSX)",
            })?;
        let mut stream = Vec::new();
        compound
            .open_stream(name)
            .map_err(damaged)?
            .take(size)
            .read_to_end(&mut stream)
            .map_err(damaged)?;
        let version = match stream[..] {
            [0x09, 0x08, _, _, 0x00, 0x06, ..] => Version::Biff8,
            [0x09, 0x08, _, _, 0x00, 0x05, ..] => Version::Biff5,
            _ => {
                return Err(Fault::OtherKind {
                    found: "a workbook of a version of Excel before 5".to_owned(),
                    remedy: "open it in a spreadsheet program and save it as XLSX",
                });
            }
        };
        Ok((stream, version))
    })
}

fn code_page(number: u16) -> Result<&'static Encoding, Fault> {
    let label = match number {
        // ASCII, Unicode, and the two numbers of Excel for windows-1252.
        367 | 1200 | 1252 | 0x8001 => "windows-1252".to_owned(),
        874 | 1250..=1258 => format!("windows-{number}"),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        866 => "ibm866".to_owned(),
        10_000 | 0x8000 => "macintosh".to_owned(),
        10_007 => "x-mac-cyrillic".to_owned(),
        other => format!("code page {other}"),
    };
    Encoding::for_label(label.as_bytes()).ok_or(Fault::UnknownEncoding(label))
}

fn error(code: u8) -> Cell {
    Cell::Error(
        match code {
            0x00 => "#NULL!",
            0x07 => "#DIV/0!",
            0x0f => "#VALUE!",
            0x17 => "#REF!",
            0x1d => "#NAME?",
            0x24 => "#NUM!",
            0x2a => "#N/A",
            _ => "#UNKNOWN!",
        }
        .to_owned(),
    )
}

/// The number of a short form: a whole number or the upper bits of a number, divided by 100 or not.
fn rk(bits: u32) -> Option<String> {
    let number = if bits & 2 == 0 {
        shortest(f64::from_bits(u64::from(bits & !3) << 32))?
    } else {
        (bits.cast_signed() >> 2).to_string()
    };
    Some(if bits & 1 == 0 {
        number
    } else {
        hundredth(&number)
    })
}

/// A text of BIFF8 within one record: flags, then the characters.
fn unicode(fields: &mut Fields<'_>, length: usize) -> Result<String, Fault> {
    let mut reader = SegmentReader {
        segments: std::iter::empty().collect::<Vec<_>>().into_iter(),
        fields: Fields(fields.0),
    };
    let flags = reader.u8()?;
    let text = reader.characters(length, flags)?;
    fields.0 = reader.fields.0;
    Ok(text)
}

/// A record with those that continue it.
#[derive(Default)]
struct Segments<'a>(Vec<&'a [u8]>);

impl<'a> Segments<'a> {
    fn reader(self) -> SegmentReader<'a> {
        SegmentReader {
            segments: self.0.into_iter(),
            fields: Fields(&[]),
        }
    }

    /// The texts that the cells share.
    fn texts(self, limit: u64) -> Result<Texts, Fault> {
        let mut reader = self.reader();
        let mut texts = Texts::default();
        // The number of uses; the number of texts.
        reader.skip(4)?;
        let count = reader.u32()?;
        for _ in 0..count {
            // Some programs count wrong; a cell with a text that is not there is a fault.
            if reader.at_end() {
                break;
            }
            let length = usize::from(reader.u16()?);
            let flags = reader.u8()?;
            let runs = match flags & 8 {
                0 => 0,
                _ => usize::from(reader.u16()?),
            };
            let phonetic = match flags & 4 {
                0 => 0,
                _ => usize::try_from(reader.u32()?).unwrap_or(usize::MAX),
            };
            let text = reader.characters(length, flags)?;
            texts.push(&text, limit)?;
            reader.skip(runs * 4)?;
            reader.skip(phonetic)?;
        }
        Ok(texts)
    }
}

struct SegmentReader<'a> {
    segments: std::vec::IntoIter<&'a [u8]>,
    fields: Fields<'a>,
}

impl SegmentReader<'_> {
    /// Goes on to the next record where this one is over; returns whether it did.
    fn advance(&mut self) -> Result<bool, Fault> {
        if !self.fields.0.is_empty() {
            return Ok(false);
        }
        let next = self.segments.next().ok_or_else(cut)?;
        self.fields = Fields(next);
        Ok(true)
    }

    fn at_end(&self) -> bool {
        self.fields.0.is_empty() && self.segments.as_slice().iter().all(|data| data.is_empty())
    }

    fn byte(&mut self) -> Result<u8, Fault> {
        while self.advance()? {}
        self.fields.u8()
    }

    fn u8(&mut self) -> Result<u8, Fault> {
        self.byte()
    }

    fn u16(&mut self) -> Result<u16, Fault> {
        Ok(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn u32(&mut self) -> Result<u32, Fault> {
        Ok(u32::from(self.u16()?) | u32::from(self.u16()?) << 16)
    }

    fn skip(&mut self, count: usize) -> Result<(), Fault> {
        let mut left = count;
        while left > 0 {
            while self.advance()? {}
            let step = left.min(self.fields.0.len());
            self.fields.bytes(step)?;
            left -= step;
        }
        Ok(())
    }

    /// The characters of a text; a record that continues it starts with flags of its own.
    fn characters(&mut self, length: usize, flags: u8) -> Result<String, Fault> {
        let mut units = Vec::with_capacity(length);
        let mut wide = flags & 1 != 0;
        while units.len() < length {
            if self.advance()? {
                wide = self.fields.u8()? & 1 != 0;
                continue;
            }
            units.push(if wide {
                self.fields.u16()?
            } else {
                u16::from(self.fields.u8()?)
            });
        }
        String::from_utf16(&units)
            .map_err(|_| Fault::damaged(PART, "a text holds half of a character"))
    }
}

/// Where the record of a cell is.
struct Place {
    row: u16,
    at: u32,
}

/// The rows of a sheet.
pub(super) struct XlsRows<'a> {
    workbook: &'a XlsWorkbook,
    places: std::iter::Peekable<std::vec::IntoIter<Place>>,
    part: String,
}

impl XlsRows<'_> {
    fn read(&mut self) -> Result<Option<Row>, Fault> {
        while let Some(first) = self.places.next() {
            let row = first.row;
            let mut draft = RowDraft::new(u64::from(row) + 1, self.workbook.limits);
            let mut place = Some(first);
            while let Some(found) = place {
                let at = usize::try_from(found.at).unwrap_or(usize::MAX);
                self.workbook.put(at, &mut draft, &self.part)?;
                place = self.places.next_if(|next| next.row == row);
            }
            if let Some(row) = draft.finish() {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }
}

impl Iterator for XlsRows<'_> {
    type Item = Result<Row, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
