//! An input file: opened once for its hash, columns and portions, then read portion by portion.

use super::block::Block;
use super::column::{Kind, Layout};
use super::dataset::Found;
use super::fault::{Fault, FileFault};
use super::footer::{self, Footer, Rows};
use super::glance::{self, Glance};
use super::parquet::Source;
use super::reason::Refused;
use super::record::Texts;
use super::rows::{Row, Rows as Records, Seen, one};
use super::{Filing, FilingTexts, Heading, Lists, Record, csv, parquet};
use crate::terms::Country;
use std::fs::{File, Metadata};
use std::io::{ErrorKind, Read};
use std::ops::Range;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated text.
    Csv,
    /// Apache Parquet.
    Parquet,
}

/// A part of a file that can be read on its own.
#[derive(Clone, Debug)]
pub enum Portion {
    /// Whole lines of CSV, by their place in bytes.
    Lines {
        /// First byte.
        start: u64,
        /// Byte after the last.
        end: u64,
        /// Number of the first line's row; the first after the header is 1.
        first_row: u64,
        /// How many lines.
        rows: u64,
    },
    /// Rows of Parquet.
    Rows {
        /// The row groups that hold them, by their places in the file.
        groups: Range<usize>,
        /// Rows of these groups that come before.
        skip: u64,
        /// Number of its first row; the first of the file is 1.
        first_row: u64,
        /// How many rows.
        rows: u64,
    },
}

impl Portion {
    /// The number of its first row.
    #[must_use]
    pub const fn first_row(&self) -> u64 {
        match self {
            Self::Lines { first_row, .. } | Self::Rows { first_row, .. } => *first_row,
        }
    }

    /// How many rows it holds.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        match self {
            Self::Lines { rows, .. } | Self::Rows { rows, .. } => *rows,
        }
    }
}

/// A file of the dataset that can be read.
#[derive(Debug)]
pub struct InputFile {
    /// The path relative to the dataset, `/` between its parts.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// How it is written.
    pub format: Format,
    /// Its size in bytes.
    pub size: u64,
    /// How many rows it holds, refused ones included.
    pub rows: u64,
    /// The BLAKE3 hash of its bytes.
    pub hash: blake3::Hash,
    /// Its parts, in order.
    pub portions: Vec<Portion>,
    path: PathBuf,
    layout: Layout,
    stamp: Stamp,
}

/// What a format makes of a file before its rows are read.
pub(super) struct Opened {
    pub(super) layout: Layout,
    pub(super) rows: u64,
    pub(super) portions: Vec<Portion>,
}

/// A file is hashed in blocks of this size.
const BLOCK_BYTES: usize = 1 << 20;

/// Reads a file to its end, block by block: its hash and its size.
pub(super) fn read_through(file: &mut File, mut each: impl FnMut(&[u8])) -> Result<(blake3::Hash, u64), Fault> {
    let mut hasher = blake3::Hasher::new();
    let mut block = vec![0; BLOCK_BYTES];
    loop {
        match file.read(&mut block) {
            Ok(0) => return Ok((hasher.finalize(), hasher.count())),
            Ok(read) => {
                hasher.update(&block[..read]);
                each(&block[..read]);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(Fault::Unreadable(error)),
        }
    }
}

/// What would differ if the file were replaced or written to between two readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
    /// Device and number of the file, which another of the same size and time does not share.
    file: (u64, u64),
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self { size: metadata.len(), modified: metadata.modified().ok(), file: (metadata.dev(), metadata.ino()) }
    }

    fn nanoseconds(&self) -> Option<u64> {
        let since = self.modified?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        u64::try_from(since.as_nanos()).ok()
    }
}

/// What was noted of a file when it was opened before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noted {
    /// Its size in bytes.
    pub size: u64,
    /// [`InputFile::modified`].
    pub modified: Option<u64>,
    /// The BLAKE3 hash of its bytes.
    pub hash: blake3::Hash,
}

impl InputFile {
    /// Reads the whole file once: its hash, its columns, its portions.
    pub fn open(found: &Found) -> Result<Self, FileFault> {
        Self::reopen(found, None)
    }

    /// Opens a file that was opened before: whether it still is what it was, its hash says. Where size and time of
    /// change are as noted, so is the hash, and of Parquet only the footer is read.
    pub fn reopen(found: &Found, noted: Option<&Noted>) -> Result<Self, FileFault> {
        Self::opened(found, noted).map_err(|fault| FileFault { file: found.name.clone(), fault })
    }

    fn opened(found: &Found, noted: Option<&Noted>) -> Result<Self, Fault> {
        let mut file = File::open(&found.path).map_err(Fault::Unreadable)?;
        let stamp = Stamp::of(&file.metadata().map_err(Fault::Unreadable)?);
        let noted = noted.filter(|noted| noted.size == stamp.size && noted.modified.is_some() && noted.modified == stamp.nanoseconds());
        let (opened, hash, size) = match (found.format, noted) {
            (Format::Csv, _) => csv::open(&mut file, found.kind)?,
            (Format::Parquet, None) => footer::open(&mut file, found.kind)?,
            (Format::Parquet, Some(noted)) => (footer::opened(&mut file, stamp.size, found.kind)?, noted.hash, stamp.size),
        };
        if size != stamp.size {
            return Err(Fault::Changed);
        }
        let Opened { layout, rows, portions } = opened;
        let (name, path) = (found.name.clone(), found.path.clone());
        Ok(Self { name, kind: found.kind, format: found.format, size, rows, hash, portions, path, layout, stamp })
    }

    /// When it was last written to, in nanoseconds since 1970, as far as its file system knows.
    #[must_use]
    pub fn modified(&self) -> Option<u64> {
        self.stamp.nanoseconds()
    }

    /// Opens the file again to read its rows.
    pub fn reader(&self) -> Result<Reader<'_>, FileFault> {
        let reader = || {
            let handle = Arc::new(self.unchanged()?);
            let footer = match self.format {
                Format::Csv => None,
                Format::Parquet => Some(Footer::of(&handle, &self.layout)?),
            };
            Ok(Reader { file: self, handle, footer })
        };
        reader().map_err(|fault| self.fault(fault))
    }

    /// A fault where the file is not the one that was opened.
    pub fn check_unchanged(&self) -> Result<(), FileFault> {
        self.unchanged().map(|_| ()).map_err(|fault| self.fault(fault))
    }

    fn fault(&self, fault: Fault) -> FileFault {
        FileFault { file: self.name.clone(), fault }
    }

    /// The file that was opened, opened again.
    fn unchanged(&self) -> Result<File, Fault> {
        let file = File::open(&self.path).map_err(Fault::Unreadable)?;
        let stamp = Stamp::of(&file.metadata().map_err(Fault::Unreadable)?);
        if stamp == self.stamp { Ok(file) } else { Err(Fault::Changed) }
    }
}

/// The place of a row in its portion.
fn place_of(portion: &Portion, row: u64) -> u32 {
    u32::try_from(row - portion.first_row()).unwrap_or(u32::MAX)
}

/// A file opened again to read its rows, by any number of threads.
#[derive(Debug)]
pub struct Reader<'f> {
    file: &'f InputFile,
    handle: Arc<File>,
    footer: Option<Footer>,
}

impl Reader<'_> {
    /// The parts of the file, in order.
    #[must_use]
    pub fn portions(&self) -> &[Portion] {
        &self.file.portions
    }

    /// All rows of a portion, valid ones with their id. What judging does not need is not read.
    pub fn survey(&self, portion: &Portion, lists: &Lists, each: impl FnMut(Seen<'_>)) -> Result<(), FileFault> {
        self.read(|source| match source {
            Some(source) => parquet::survey(&source, portion, lists, each),
            None => self.lines(portion, lists, each),
        })
    }

    fn lines(&self, portion: &Portion, lists: &Lists, mut each: impl FnMut(Seen<'_>)) -> Result<(), Fault> {
        let mut block = Block::of_one();
        csv::records(&mut self.file.unchanged()?, &self.file.layout, portion, lists, |row, record| match record {
            Ok((record, texts)) => each(Seen::Valid(one(&mut block, row, record, texts))),
            Err(_) => each(Seen::Refused(row)),
        })
    }

    /// What is moved by the rows of a portion, for measuring what judging alone takes: of Parquet, ids and days
    /// of receipt are not read, and so neither checked nor good for telling versions apart.
    pub fn movements(&self, portion: &Portion, lists: &Lists, each: impl FnMut(Seen<'_>)) -> Result<(), FileFault> {
        self.read(|source| match source {
            Some(source) => parquet::movements(&source, portion, lists, each),
            None => self.lines(portion, lists, each),
        })
    }

    /// The valid records of a portion of which `pick` makes something by what they say and their id, in
    /// order, each in full with its row number and what was made.
    pub fn picked<K>(
        &self,
        portion: &Portion,
        lists: &Lists,
        mut pick: impl FnMut(Records<'_>, &mut dyn FnMut(Row<'_>, K)),
        mut each: impl FnMut(u64, K, &Record, Texts<'_>),
    ) -> Result<(), FileFault> {
        let mut block = Block::of_one();
        self.read(|source| match source {
            Some(source) => parquet::picked(&source, portion, lists, pick, each),
            None => csv::records(&mut self.file.unchanged()?, &self.file.layout, portion, lists, |row, record| {
                if let Ok((record, texts)) = record {
                    pick(one(&mut block, row, record, texts), &mut |_, made| each(row, made, record, texts));
                }
            }),
        })
    }

    /// Who reports the rows of a portion, and under which ids, in order, each with its place in the portion, the
    /// first row being at 0: all valid rows, and some that are not.
    pub fn named(&self, portion: &Portion, lists: &Lists, mut each: impl FnMut(u32, Country, &str)) -> Result<(), FileFault> {
        self.read(|source| match source {
            Some(source) => parquet::named(&source, portion, lists, each),
            None => csv::records(&mut self.file.unchanged()?, &self.file.layout, portion, lists, |row, record| {
                if let Ok((record, texts)) = record {
                    each(place_of(portion, row), record.reporter, texts.record_id);
                }
            }),
        })
    }

    /// Who imports what and when, by the rows of a portion, in order, each with its place in the portion: all valid rows that
    /// have an importing country, and some that are not valid.
    pub fn headings(&self, portion: &Portion, lists: &Lists, mut each: impl FnMut(u32, Heading)) -> Result<(), FileFault> {
        self.read(|source| match source {
            Some(source) => parquet::headings(&source, portion, lists, each),
            None => csv::records(&mut self.file.unchanged()?, &self.file.layout, portion, lists, |row, record| {
                if let Ok((record, _)) = record
                    && let Some(importer) = record.importer()
                {
                    each(place_of(portion, row), Heading { flow: record.flow, importer, form: record.form, date: record.date });
                }
            }),
        })
    }

    /// The valid records of a portion at some places, ascending, in full, each with its row number.
    pub fn at(
        &self,
        portion: &Portion,
        places: &[u32],
        lists: &Lists,
        mut each: impl FnMut(u64, &Record, Texts<'_>),
    ) -> Result<(), FileFault> {
        if places.is_empty() {
            return Ok(());
        }
        let mut left = places.iter().map(|place| portion.first_row() + u64::from(*place)).peekable();
        self.read(|source| match source {
            Some(source) => parquet::at(&source, portion, places, lists, each),
            None => csv::records(&mut self.file.unchanged()?, &self.file.layout, portion, lists, |row, record| {
                if left.next_if_eq(&row).is_some()
                    && let Ok((record, texts)) = record
                {
                    each(row, record, texts);
                }
            }),
        })
    }

    /// The refused rows of a portion, in order, each with its row number; only those at `places` are
    /// looked at where these are known, the first row of the portion being at 0.
    pub fn refused(
        &self,
        portion: &Portion,
        places: Option<&[u32]>,
        lists: &Lists,
        mut each: impl FnMut(u64, Refused<'_>),
    ) -> Result<(), FileFault> {
        self.read(|source| match source {
            Some(source) => parquet::full(&source, portion, places.map_or(Rows::All, Rows::At), lists, |row, record| {
                if let Err(refused) = record {
                    each(row, refused);
                }
            }),
            None => csv::records(&mut self.file.unchanged()?, &self.file.layout, portion, lists, |row, record| {
                if let Err(refused) = record {
                    each(row, refused);
                }
            }),
        })
    }

    /// The rows of a portion that may be meant, and maybe others, in order, each with its row number and in full: as a
    /// record, or with the reason of its refusal.
    pub fn glanced(
        &self,
        portion: &Portion,
        lists: &Lists,
        glance: &Glance<'_, impl Fn(&str) -> bool>,
        each: impl FnMut(u64, Result<(&Record, Texts<'_>), Refused<'_>>),
    ) -> Result<(), FileFault> {
        self.read(|source| match source {
            Some(source) => {
                let places = glance::places(&source, portion, lists, glance)?;
                if places.is_empty() { Ok(()) } else { parquet::full(&source, portion, Rows::At(&places), lists, each) }
            }
            None => csv::records(&mut self.file.unchanged()?, &self.file.layout, portion, lists, each),
        })
    }

    /// The filings of a portion, each with its row number: valid ones with their texts, others with the
    /// reason of their refusal.
    pub fn filings(
        &self,
        portion: &Portion,
        lists: &Lists,
        each: impl FnMut(u64, Result<(&Filing, FilingTexts<'_>), Refused<'_>>),
    ) -> Result<(), FileFault> {
        self.read(|source| match source {
            Some(source) => parquet::filings(&source, portion, lists, each),
            None => csv::filings(&mut self.file.unchanged()?, &self.file.layout, portion, lists, each),
        })
    }

    /// Reads on, if the file is still what it was when it was opened first.
    fn read(&self, read: impl FnOnce(Option<Source<'_>>) -> Result<(), Fault>) -> Result<(), FileFault> {
        let source = self.footer.as_ref().map(|footer| Source { file: &self.handle, footer, layout: &self.file.layout });
        self.file.unchanged().and_then(|_| read(source)).map_err(|fault| self.file.fault(fault))
    }
}
