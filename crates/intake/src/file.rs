//! Opens an input file once for its hash, columns and portions, then reads it portion by portion.

use super::column::{FileColumns, Kind};
use super::content;
use super::dataset::DatasetFile;
use super::fault::{Fault, FileFault};
use super::filing::CheckedFiling;
use super::footer::{self, Footer, Selection};
use super::layout::{
    Candidate, Described, FoundTable, FoundTables, Layouts, Missed, Owner, find_tables, hive,
};
use super::parquet::ParquetSource;
use super::prefilter;
use super::reason::Refused;
use super::rows::{Row, Rows, Seen};
use super::scan::{ColumnSet, Wanted};
use super::written::CsvOddities;
use super::{csv, parquet};
use crate::config::Config;
use crate::conversion::Lists;
use crate::records::{Record, Texts};
use serde::{Deserialize, Serialize};
use std::fs::{File, Metadata};
use std::io::{ErrorKind, Read, Seek};
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
    /// In another shape, which a layout describes.
    Described,
}

impl Format {
    /// Returns the format that the ending of a name promises.
    pub(super) fn by_name(name: &str) -> Self {
        match name.rsplit_once('.') {
            Some((stem, "csv")) if !stem.is_empty() && !stem.ends_with('/') => Self::Csv,
            Some((stem, "parquet")) if !stem.is_empty() && !stem.ends_with('/') => Self::Parquet,
            _ => Self::Described,
        }
    }
}

/// A part of a file that can be read on its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Portion {
    /// Whole lines of CSV, by their byte offsets.
    Lines {
        /// The first byte.
        start: u64,
        /// The byte after the last.
        end: u64,
        /// The number of the first row; the first row after the header is 1.
        first_row: u64,
        /// The number of rows.
        rows: u64,
    },
    /// Rows of Parquet.
    Rows {
        /// The row groups that hold the rows, by their places in the file.
        groups: Range<usize>,
        /// The rows of these groups before the portion.
        skip: u64,
        /// The number of the first row; the first row of the file is 1.
        first_row: u64,
        /// The number of rows.
        rows: u64,
    },
    /// The rows of a table that a layout describes. Their numbers are those that the program shows which made the file, so some
    /// numbers may be of no row.
    Table {
        /// The number of the first row.
        first_row: u64,
        /// The number of the last row.
        last_row: u64,
        /// The number of rows.
        rows: u64,
    },
}

impl Portion {
    /// Returns the number of the first row.
    #[must_use]
    pub const fn first_row(&self) -> u64 {
        match self {
            Self::Lines { first_row, .. }
            | Self::Rows { first_row, .. }
            | Self::Table { first_row, .. } => *first_row,
        }
    }

    /// Whether the number may be that of a row of the portion.
    fn spans(&self, row: u64) -> bool {
        match self {
            Self::Table {
                first_row,
                last_row,
                ..
            } => (*first_row..=*last_row).contains(&row),
            _ => row
                .checked_sub(self.first_row())
                .is_some_and(|place| place < self.rows()),
        }
    }

    /// Returns the place in the portion of a row by its number; the first row has place 0.
    #[must_use]
    pub fn place(&self, row: u64) -> u32 {
        u32::try_from(row - self.first_row()).unwrap_or(u32::MAX)
    }

    /// Returns the number of rows.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        match self {
            Self::Lines { rows, .. } | Self::Rows { rows, .. } | Self::Table { rows, .. } => *rows,
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
    /// Its size in bytes.
    pub size: u64,
    /// The number of its rows, refused rows included.
    pub rows: u64,
    /// The BLAKE3 hash of its bytes.
    pub hash: blake3::Hash,
    /// Its parts, in order.
    pub portions: Vec<Portion>,
    /// Whether the hash is one that was noted, and not that of bytes that were read.
    pub recognised: bool,
    pub(super) path: PathBuf,
    pub(super) shape: FileShape,
    stamp: Stamp,
}

/// The shape of a file, with what it takes to read the rows.
#[derive(Debug)]
pub(super) enum FileShape {
    /// Canonical CSV.
    Csv(FileColumns),
    /// Canonical Parquet.
    Parquet(FileColumns),
    /// A table that a layout describes.
    Described(Described),
}

/// What is known of a file before its rows are read.
pub(super) struct PortionedFile {
    pub(super) columns: FileColumns,
    pub(super) rows: u64,
    pub(super) portions: Vec<Portion>,
}

/// The size in bytes of the blocks in which a file is hashed.
const BLOCK_BYTES: usize = 1 << 20;

/// Reads a file to its end, block by block; returns its hash and its size.
pub(super) fn read_through(
    file: &mut File,
    mut each: impl FnMut(&[u8]),
) -> Result<(blake3::Hash, u64), Fault> {
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

/// What a file system notes of a file, and most change themselves when the file is replaced, written to, linked, or given other times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inode {
    /// The number of the file on its device.
    pub number: u64,
    /// When any of this last changed, in nanoseconds since 1970.
    pub changed: i64,
}

impl Inode {
    /// How long a file must have been left alone, in nanoseconds. Pages that a program has mapped and written to may be written to
    /// again without notice until the system has stored them, which takes half a minute; and clocks of file systems are coarse.
    const LEFT_ALONE: i64 = 600 * 1_000_000_000;

    /// Whether the file had been left alone for so long at a time that whoever writes to it later changes the inode.
    #[must_use]
    pub fn tells_of_changes_after(&self, time: SystemTime) -> bool {
        let since = time.duration_since(SystemTime::UNIX_EPOCH).ok();
        let time = since.and_then(|since| i64::try_from(since.as_nanos()).ok());
        time.and_then(|time| time.checked_sub(self.changed))
            .is_some_and(|age| age >= Self::LEFT_ALONE)
    }
}

/// The properties that differ if the file is replaced or written to between two readings.
#[derive(Clone, Copy, Debug)]
struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
    device: u64,
    inode: Inode,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self {
            size: metadata.len(),
            modified: metadata.modified().ok(),
            device: metadata.dev(),
            inode: Inode {
                number: metadata.ino(),
                changed: metadata
                    .ctime()
                    .saturating_mul(1_000_000_000)
                    .saturating_add(metadata.ctime_nsec()),
            },
        }
    }

    /// Whether this is the same file, not written to since. It may have been linked.
    fn is_same(&self, other: &Self) -> bool {
        let of = |stamp: &Self| (stamp.size, stamp.modified, stamp.device, stamp.inode.number);
        of(self) == of(other)
    }

    /// Whether a file was noted with this size and time, and with this inode where that was noted.
    fn is(&self, noted: &Noted) -> bool {
        noted.size == self.size
            && noted.modified.is_some()
            && noted.modified == self.nanoseconds()
            && noted.inode.is_none_or(|inode| inode == self.inode)
    }

    fn nanoseconds(&self) -> Option<u64> {
        let since = self.modified?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        u64::try_from(since.as_nanos()).ok()
    }
}

/// What an earlier opening of a file noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// Its size in bytes.
    pub size: u64,
    /// [`InputFile::modified`].
    pub modified: Option<u64>,
    /// Its inode, if the file must still have it.
    pub inode: Option<Inode>,
    /// The BLAKE3 hash of its bytes.
    pub hash: blake3::Hash,
    /// The parts of canonical CSV, in order; `None` if they were not noted.
    pub lines: Option<Vec<Portion>>,
}

/// What was found in a file.
#[derive(Debug)]
pub struct OpenedFile {
    /// The tables that can be read; a file of the canonical shape is one table.
    pub tables: Vec<InputFile>,
    /// The sheets that are not read: sheets that the layout names as such, and hidden sheets that no layout recognises.
    pub skipped: Vec<String>,
}

/// What files are opened by.
#[derive(Clone, Copy, Debug)]
pub struct Opener<'a> {
    /// The layouts of files that are not in the canonical shape.
    pub layouts: &'a Layouts,
    /// The lists whose codes and names the layouts use.
    pub config: &'a Config,
}

impl InputFile {
    /// Reads the whole file once for its hash, its columns and its portions. A file that a layout describes may hold several
    /// tables; each is a file of its own, whose name goes on with the name of the sheet and of the column.
    pub fn open(found: &DatasetFile, opener: Opener<'_>) -> Result<OpenedFile, FileFault> {
        Self::reopen(found, opener, None)
    }

    /// Opens a file that was opened before; its hash says whether it is unchanged. If size and time of change are as noted, the
    /// noted hash is taken (and the inode, if one was noted), and of canonical Parquet only the footer is read, of canonical CSV whose parts were noted only the
    /// header.
    pub fn reopen(
        found: &DatasetFile,
        opener: Opener<'_>,
        noted: Option<&Noted>,
    ) -> Result<OpenedFile, FileFault> {
        Self::opened(found, opener, noted).map_err(|fault| FileFault {
            file: found.name.clone(),
            fault,
        })
    }

    /// Opens a file by its own layout if one recognises it, then as the canonical shape that its name promises, then by a
    /// built-in layout.
    fn opened(
        found: &DatasetFile,
        opener: Opener<'_>,
        noted: Option<&Noted>,
    ) -> Result<OpenedFile, Fault> {
        let own = Self::by_layouts(found, opener, &[Owner::Dataset, Owner::Config])?;
        if let Ok(own) = own {
            return Ok(own);
        }
        let is_canonical =
            found.format != Format::Described && hive::values(&found.name).next().is_none();
        let canonical = is_canonical.then(|| Self::canonical(found, noted));
        if let Some(Ok(canonical)) = canonical {
            return Ok(OpenedFile {
                tables: vec![canonical],
                skipped: Vec::new(),
            });
        }
        // Damage stays damage, whoever might read past it.
        let canonical = match canonical {
            Some(Err(fault)) if !fault.is_of_shape() => return Err(fault),
            canonical => canonical,
        };
        let built_in = Self::by_layouts(found, opener, &[Owner::BuiltIn]);
        match (built_in, canonical) {
            (Ok(Ok(file)), _) => Ok(file),
            (Err(fault), _) if fault.is_of_layouts() => Err(fault),
            (Ok(Err(missed)), Some(Err(_))) if missed.iter().any(Missed::has_title) => {
                Err(content::unrecognised(found, missed))
            }
            // What keeps the file from being the canonical shape that its name promises says more than all layouts.
            (_, Some(Err(fault))) | (Err(fault), _) => Err(fault),
            (Ok(Err(missed)), _) => {
                if let Some(folder) = hive::unfit(&found.name, found.kind) {
                    return Err(Fault::ValueInName {
                        name: folder.to_owned(),
                        kind: found.kind,
                    });
                }
                let missed = own.err().into_iter().flatten().chain(missed).collect();
                Err(content::unrecognised(found, missed))
            }
        }
    }

    /// Opens a file of the canonical shape; layouts are not looked at.
    pub fn open_canonical(found: &DatasetFile) -> Result<Self, FileFault> {
        Self::canonical(found, None).map_err(|fault| FileFault {
            file: found.name.clone(),
            fault,
        })
    }

    fn canonical(found: &DatasetFile, noted: Option<&Noted>) -> Result<Self, Fault> {
        let mut file = File::open(&found.path).map_err(Fault::Unreadable)?;
        let stamp = Stamp::of(&file.metadata().map_err(Fault::Unreadable)?);
        let noted = noted.filter(|noted| stamp.is(noted));
        let lines = noted.and_then(|noted| Some((noted, noted.lines.as_ref()?)));
        let recognised = lines.is_some() || (noted.is_some() && found.format == Format::Parquet);
        let (opened, hash, size) = match (found.format, noted) {
            (Format::Csv | Format::Described, _) => match lines {
                Some((noted, portions)) => {
                    let opened = PortionedFile {
                        columns: csv::columns(&file, found.kind)?,
                        rows: portions.iter().map(Portion::rows).sum(),
                        portions: portions.clone(),
                    };
                    (opened, noted.hash, stamp.size)
                }
                None => csv::open(&mut file, found.kind)?,
            },
            (Format::Parquet, None) => footer::open(&mut file, found.kind)?,
            (Format::Parquet, Some(noted)) => {
                (footer::opened(&file, found.kind)?, noted.hash, stamp.size)
            }
        };
        if size != stamp.size {
            return Err(Fault::Changed);
        }
        let PortionedFile {
            columns,
            rows,
            portions,
        } = opened;
        Ok(Self {
            name: found.name.clone(),
            kind: found.kind,
            size,
            rows,
            hash,
            portions,
            recognised,
            path: found.path.clone(),
            shape: match found.format {
                Format::Csv | Format::Described => FileShape::Csv(columns),
                Format::Parquet => FileShape::Parquet(columns),
            },
            stamp,
        })
    }

    /// Opens a file by the layouts of some owners; returns its tables, or the layouts that do not recognise it.
    fn by_layouts(
        found: &DatasetFile,
        opener: Opener<'_>,
        owners: &[Owner],
    ) -> Result<Result<OpenedFile, Vec<Missed>>, Fault> {
        if !opener.layouts.has(found.kind, owners) {
            return Ok(Err(Vec::new()));
        }
        let mut file = File::open(&found.path).map_err(Fault::Unreadable)?;
        let stamp = Stamp::of(&file.metadata().map_err(Fault::Unreadable)?);
        let Some(file_type) = content::file_type(&file, &found.name)? else {
            return Ok(Err(Vec::new()));
        };
        let candidate = Candidate {
            name: &found.name,
            kind: found.kind,
            file: &file,
            file_type,
            is_canonical_text: found.format == Format::Csv
                && hive::values(&found.name).next().is_none(),
            config: opener.config,
        };
        let FoundTables {
            tables,
            skipped,
            missed,
        } = find_tables(candidate, opener.layouts, owners)?;
        if tables.is_empty() {
            return Ok(Err(missed));
        }
        file.rewind().map_err(Fault::Unreadable)?;
        let (hash, size) = read_through(&mut file, |_| ())?;
        if size != stamp.size {
            return Err(Fault::Changed);
        }
        let file = |table: FoundTable| {
            let FoundTable {
                first_row,
                last_row,
                rows,
                ..
            } = table;
            let portion = Portion::Table {
                first_row,
                last_row,
                rows,
            };
            Self {
                name: format!("{}{}", found.name, table.suffix),
                kind: found.kind,
                size,
                rows,
                hash,
                portions: (rows > 0).then_some(portion).into_iter().collect(),
                recognised: false,
                path: found.path.clone(),
                shape: FileShape::Described(table.described),
                stamp,
            }
        };
        let in_file = |sheet: String| format!("{}/{sheet}", found.name);
        Ok(Ok(OpenedFile {
            tables: tables.into_iter().map(file).collect(),
            skipped: skipped.into_iter().map(in_file).collect(),
        }))
    }

    /// Returns the time of the last write in nanoseconds since 1970, if the file system knows it.
    #[must_use]
    pub fn modified(&self) -> Option<u64> {
        self.stamp.nanoseconds()
    }

    /// Returns the inode of the file.
    #[must_use]
    pub const fn inode(&self) -> Inode {
        self.stamp.inode
    }

    /// Returns what this opening notes for the next one.
    #[must_use]
    pub fn noted(&self) -> Noted {
        let is_csv = matches!(self.shape, FileShape::Csv(_));
        Noted {
            size: self.size,
            modified: self.modified(),
            inode: None,
            hash: self.hash,
            lines: is_csv.then(|| self.portions.clone()),
        }
    }

    /// Returns how a layout describes the file; `None` if its shape is the canonical one.
    #[must_use]
    pub const fn described(&self) -> Option<&Described> {
        match &self.shape {
            FileShape::Described(described) => Some(described),
            FileShape::Csv(_) | FileShape::Parquet(_) => None,
        }
    }

    /// Returns the file as it was sent, relative to the dataset.
    #[must_use]
    pub fn sent(&self) -> &str {
        self.described().map_or(&self.name, Described::file)
    }

    /// Fails unless the bytes of the file are those that were opened.
    pub fn check_bytes(&self) -> Result<(), FileFault> {
        let check = || {
            let (hash, _) = read_through(&mut self.unchanged()?, |_| ())?;
            if hash == self.hash {
                Ok(())
            } else {
                Err(Fault::Changed)
            }
        };
        check().map_err(|fault| self.fault(fault))
    }

    /// Returns the greatest number that a row may have.
    #[must_use]
    pub fn last_row(&self) -> u64 {
        match self.portions.last() {
            Some(Portion::Table { last_row, .. }) => *last_row,
            _ => self.rows,
        }
    }

    /// Opens the file again to read its rows.
    pub fn reader(&self) -> Result<Reader<'_>, FileFault> {
        let reader = || {
            let handle = Arc::new(self.unchanged()?);
            let footer = match &self.shape {
                FileShape::Csv(_) | FileShape::Described(_) => None,
                FileShape::Parquet(columns) => Some(Footer::of(&handle, columns)?),
            };
            Ok(Reader {
                file: self,
                handle,
                footer,
            })
        };
        reader().map_err(|fault| self.fault(fault))
    }

    /// Fails if the file is not the one that was opened.
    pub fn check_unchanged(&self) -> Result<(), FileFault> {
        self.unchanged()
            .map(|_| ())
            .map_err(|fault| self.fault(fault))
    }

    fn fault(&self, fault: Fault) -> FileFault {
        FileFault {
            file: self.name.clone(),
            fault,
        }
    }

    /// Opens the file again; fails if it is not the one that was opened.
    fn unchanged(&self) -> Result<File, Fault> {
        let file = File::open(&self.path).map_err(Fault::Unreadable)?;
        let stamp = Stamp::of(&file.metadata().map_err(Fault::Unreadable)?);
        if stamp.is_same(&self.stamp) {
            Ok(file)
        } else {
            Err(Fault::Changed)
        }
    }
}

/// A file opened again to read its rows, by any number of threads.
#[derive(Debug)]
pub struct Reader<'f> {
    file: &'f InputFile,
    handle: Arc<File>,
    footer: Option<Footer>,
}

impl Reader<'_> {
    /// Returns the name of the file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.file.name
    }

    /// Returns the portions of the file, in order.
    #[must_use]
    pub fn portions(&self) -> &[Portion] {
        &self.file.portions
    }

    /// Passes on the wanted records of a portion: valid ones in blocks, refused ones each with its reason, all with their row
    /// numbers. Of Parquet, only the columns of the set are read. Returns how the rows read are written. `each` is a reference, so
    /// that the reading of all shapes of files is compiled once, not for each caller.
    pub fn scan(
        &self,
        portion: &Portion,
        columns: ColumnSet,
        wanted: Wanted<'_>,
        lists: &Lists,
        each: &mut dyn FnMut(Seen<'_>),
    ) -> Result<CsvOddities, FileFault> {
        if matches!(wanted, Wanted::At([])) {
            return Ok(CsvOddities::default());
        }
        self.read(|source| {
            let at = match wanted {
                Wanted::At(places) => Some(places),
                Wanted::All | Wanted::Meant(_) => None,
            };
            let source = match source {
                Shape::Csv(columns) => {
                    let mut file = self.file.unchanged()?;
                    return csv::scan(&mut file, columns, portion, at, lists, each);
                }
                Shape::Described(described) => {
                    let file = self.file.unchanged()?;
                    return described.records(&file, portion, at, lists, each);
                }
                Shape::Parquet(source) => source,
            };
            let meant = match wanted {
                Wanted::Meant(prefilter) => prefilter::places(&source, portion, lists, prefilter)?,
                Wanted::All | Wanted::At(_) => None,
            };
            let selection = match (wanted, &meant) {
                (Wanted::At(places), _) => Selection::At(places),
                (_, Some(places)) if places.is_empty() => return Ok(CsvOddities::default()),
                (_, Some(places)) => Selection::At(places),
                (_, None) => Selection::All,
            };
            parquet::scan(&source, portion, columns, selection, lists, each)
                .map(|()| CsvOddities::default())
        })
    }

    /// Passes on the valid records of a portion for which `pick`, given the record and its id, returns a value; in order, each
    /// in full with its row number and that value. Also passes on the refused rows, as far as the columns of the set tell. If the
    /// set has no numbers of authorisations and licences, they are read only for picked rows.
    pub fn picked<K>(
        &self,
        (portion, columns): (&Portion, ColumnSet),
        lists: &Lists,
        mut pick: impl FnMut(Rows<'_>, &mut dyn FnMut(Row<'_>, K)),
        mut each: impl FnMut(u64, K, &Record, Texts<'_>),
        mut refused: impl FnMut(u64, &Refused<'_>),
    ) -> Result<(), FileFault> {
        let (mut places, mut ids) = (Vec::new(), String::new());
        let mut kept: Vec<(K, Record, usize)> = Vec::new();
        self.scan(portion, columns, Wanted::All, lists, &mut |seen| {
            let rows = match seen {
                Seen::Valid(rows) => rows,
                Seen::Refused(row, why) => return refused(row, &why),
            };
            pick(rows, &mut |row, made| {
                if let Some(texts) = row.texts() {
                    return each(row.number(), made, &row.record(), texts);
                }
                places.push(portion.place(row.number()));
                ids.push_str(row.id());
                kept.push((made, row.record(), ids.len()));
            });
        })?;
        let (mut kept, mut from) = (kept.into_iter(), 0);
        let at = Wanted::At(&places);
        self.scan(portion, ColumnSet::Numbers, at, lists, &mut |seen| {
            let Seen::Valid(rows) = seen else { return };
            for (row, (made, record, to)) in rows.iter().zip(&mut kept) {
                let record_id = &ids[from..to];
                from = to;
                let texts = row.texts().unwrap_or_default();
                each(row.number(), made, &record, Texts { record_id, ..texts });
            }
        })?;
        Ok(())
    }

    /// Passes on the filings of a portion, each with its row number: valid ones with their texts, others with the reason of
    /// refusal. Returns how the portion is written.
    pub fn filings(
        &self,
        portion: &Portion,
        lists: &Lists,
        each: &mut dyn FnMut(u64, CheckedFiling<'_>),
    ) -> Result<CsvOddities, FileFault> {
        self.read(|source| match source {
            Shape::Parquet(source) => {
                parquet::filings(&source, portion, lists, each).map(|()| CsvOddities::default())
            }
            Shape::Described(described) => described.filings(&self.file.unchanged()?, lists, each),
            Shape::Csv(columns) => {
                csv::filings(&mut self.file.unchanged()?, columns, portion, lists, each)
            }
        })
    }

    /// Returns the text of a row by its number, valid or not, as quarantine gives the text of a refused row: a line of CSV as
    /// written, or the values of a Parquet row as such a line.
    pub fn raw_row(&self, row: u64) -> Result<String, FileFault> {
        self.read(|source| {
            let holds = |portion: &&Portion| portion.spans(row);
            let portion = self.portions().iter().find(holds).ok_or(Fault::Changed)?;
            match source {
                Shape::Parquet(source) => parquet::raw(&source, portion, row),
                Shape::Described(described) => described.raw(&self.file.unchanged()?, row),
                Shape::Csv(_) => csv::raw(&mut self.file.unchanged()?, portion, row),
            }
        })
    }

    /// Reads if the file is still the one that was opened first.
    fn read<T>(&self, read: impl FnOnce(Shape<'_>) -> Result<T, Fault>) -> Result<T, FileFault> {
        let shape = match (&self.file.shape, &self.footer) {
            (FileShape::Parquet(layout), Some(footer)) => Shape::Parquet(ParquetSource {
                file: &self.handle,
                footer,
                layout,
            }),
            (FileShape::Described(described), _) => Shape::Described(described),
            (FileShape::Csv(columns) | FileShape::Parquet(columns), _) => Shape::Csv(columns),
        };
        self.file
            .unchanged()
            .and_then(|_| read(shape))
            .map_err(|fault| self.file.fault(fault))
    }
}

/// The shape of a file that is read.
enum Shape<'r> {
    Csv(&'r FileColumns),
    Parquet(ParquetSource<'r>),
    Described(&'r Described),
}

#[cfg(test)]
mod tests {
    use super::super::{Column, Reason, RowCount};
    use super::*;
    use crate::config::{Config, ConfigSource};
    use crate::conversion::Conversion;
    use ::parquet::arrow::ArrowWriter;
    use arrow_array::{ArrayRef, Date32Array, Decimal128Array, RecordBatch, StringArray};
    use std::fs;

    /// Opens a file of these bytes, and passes its reader and the built-in lists on.
    fn with_file<T>(
        kind: Kind,
        format: Format,
        bytes: &[u8],
        each: impl FnOnce(&Reader<'_>, &Lists<'_>) -> T,
    ) -> T {
        let config = Config::load(ConfigSource::builtin()).expect("the built-in config");
        let conversion = Conversion::of(&config).expect("the built-in factors");
        let path = tempfile::NamedTempFile::new()
            .expect("a file")
            .into_temp_path();
        fs::write(&path, bytes).expect("written");
        let found = DatasetFile {
            name: "file".into(),
            path: path.to_path_buf(),
            kind,
            format,
        };
        let file = InputFile::open_canonical(&found).expect("opened");
        each(
            &file.reader().expect("opened again"),
            &Lists {
                config: &config,
                conversion: &conversion,
            },
        )
    }

    /// Returns the rows with a licence word, and how the file is written.
    fn survey(reader: &Reader<'_>, lists: &Lists<'_>) -> (Vec<u64>, CsvOddities) {
        let (mut words, mut written) = (Vec::new(), CsvOddities::default());
        for portion in reader.portions() {
            let of_portion =
                reader.scan(portion, ColumnSet::All, Wanted::All, lists, &mut |seen| {
                    if let Seen::Valid(rows) = seen {
                        words.extend(
                            rows.iter()
                                .filter(|row| row.has_licence_word())
                                .map(Row::number),
                        );
                    }
                });
            written += of_portion.expect("read");
        }
        (words, written)
    }

    /// Valid rows, and rows that need the full check: with quotes, or in another unit.
    const RECORDS: &str = "\u{feff}record_id,date,reporter,flow,form,quantity_g,special_licence\r\n\
        A-1,2024-01-01,CHE,import,PD006,1.250,N/A\r\n\
        \"A-2\",2024-01-01,CHE,import,PD006,2.5,\" \"\r\n\
        record_id,date,reporter,flow,form,quantity_g,special_licence\r\n\
        A-3,2024-01-01,CHE,import,PD006,7,A-7\r\n\
        A-4,2024-01-01,CHE,import,PD006,-1.125,no\r\n\
        \u{feff}record_id,date,reporter,flow,form,quantity_g,special_licence\r\n\
        A-5,2024-01-01,CHE,import,PD006,3.125,\r\n";

    #[test]
    fn what_makes_a_file_doubtful_is_counted_in_its_valid_rows() {
        let (words, written) = with_file(Kind::Record, Format::Csv, RECORDS.as_bytes(), survey);
        assert_eq!(words, [1, 2]);
        let of = |rows, first| RowCount {
            rows,
            first: Some(first),
        };
        let expected = CsvOddities {
            quantities: 4,
            with_point: of(3, 1),
            three_places: 2,
            repeated_headers: of(2, 3),
        };
        assert_eq!(written, expected);
        let filings = "filing_id,country,substance,kind,received,effective,grams\n\
            B-1,CHE,PD006,assessment,2023-11-01,2024-01-01,12\n\
            B-2,CHE,PD006,assessment,2023-11-01,2024-01-01,12.x\n\
            B-3,CHE,PD006,assessment,2023-11-01,2024-01-01,1.500\n\
            filing_id,country,substance,kind,received,effective,grams\n";
        let written = with_file(
            Kind::Filing,
            Format::Csv,
            filings.as_bytes(),
            |reader, lists| {
                reader
                    .filings(&reader.portions()[0], lists, &mut |_, _| ())
                    .expect("read")
            },
        );
        let expected = CsvOddities {
            quantities: 2,
            with_point: of(1, 3),
            three_places: 1,
            repeated_headers: of(1, 4),
        };
        assert_eq!(written, expected);
    }

    fn parquet_of_records() -> Vec<u8> {
        let texts = |values: [Option<&str>; 4]| -> ArrayRef {
            Arc::new(StringArray::from(values.to_vec()))
        };
        let all = |text| texts([Some(text); 4]);
        let quantities = Decimal128Array::from(vec![1_250_000, -1, 2_000_000, 3_000_000])
            .with_precision_and_scale(18, 6);
        let columns: [(&str, ArrayRef); 7] = [
            (
                "record_id",
                texts([Some("A-1"), Some("A-2"), Some("A,3"), Some("A-4")]),
            ),
            ("date", Arc::new(Date32Array::from(vec![19_052; 4]))),
            ("reporter", all("CHE")),
            ("flow", all("import")),
            ("form", all("PD006")),
            ("quantity_g", Arc::new(quantities.expect("in the range"))),
            (
                "special_licence",
                texts([Some("none"), Some("-"), None, Some("0")]),
            ),
        ];
        let batch = RecordBatch::try_from_iter_with_nullable(
            columns.map(|(name, column)| (name, column, true)),
        )
        .expect("columns");
        let mut bytes = Vec::new();
        let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).expect("a writer");
        writer
            .write(&batch)
            .and_then(|()| writer.close())
            .expect("written");
        bytes
    }

    #[test]
    fn of_parquet_licence_words_are_told_and_nothing_is_written_oddly() {
        let (words, written) =
            with_file(Kind::Record, Format::Parquet, &parquet_of_records(), survey);
        assert_eq!(
            (words.as_slice(), written),
            ([1, 4].as_slice(), CsvOddities::default())
        );
    }

    #[test]
    fn only_what_was_left_alone_tells_of_later_changes() {
        let at = |seconds| SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
        let inode = |seconds: i64| Inode {
            number: 1,
            changed: seconds * 1_000_000_000,
        };
        for (changed, tells) in [
            (0, true),
            (1_400, true),
            (1_401, false),
            (2_000, false),
            (3_000, false),
        ] {
            assert_eq!(
                inode(changed).tells_of_changes_after(at(2_000)),
                tells,
                "{changed}"
            );
        }
    }

    #[test]
    fn rows_are_picked_alike_whichever_columns_are_read_first() {
        let picked = |columns| {
            with_file(
                Kind::Record,
                Format::Parquet,
                &parquet_of_records(),
                |reader, lists| {
                    let (mut picked, mut refused) = (Vec::new(), Vec::new());
                    let pick = |rows: Rows<'_>, keep: &mut dyn FnMut(Row<'_>, u64)| {
                        let some = rows.iter().filter(|row| row.number() != 3);
                        some.for_each(|row| keep(row, row.number() * 10));
                    };
                    let each = |row, made, record: &Record, texts: Texts<'_>| {
                        let texts = [texts.record_id, texts.special_licence].map(str::to_owned);
                        picked.push((row, made, *record, texts));
                    };
                    let refuse = |row, why: &Refused<'_>| refused.push((row, why.reason));
                    let portion = &reader.portions()[0];
                    let read = reader.picked((portion, columns), lists, pick, each, refuse);
                    read.expect("read");
                    (picked, refused)
                },
            )
        };
        let (all, refused) = picked(ColumnSet::All);
        assert_eq!((all.clone(), refused.clone()), picked(ColumnSet::Judged));
        let rows: Vec<_> = all.iter().map(|(row, made, ..)| (*row, *made)).collect();
        assert_eq!(rows, [(1, 10), (4, 40)]);
        assert_eq!(all[1].3, ["A-4".to_owned(), "0".to_owned()]);
        assert_eq!(refused, [(2, Reason::NegativeQuantity(Column::QuantityG))]);
    }

    #[test]
    fn any_row_can_be_had_by_its_number() {
        let lines: Vec<&str> = RECORDS.lines().skip(1).collect();
        let long = format!(
            "{}\n",
            "A-9,2024-01-01,CHE,import,PD006,1,\n".repeat(200_000)
        );
        for (file, rows) in [(RECORDS, &lines), (&(RECORDS.to_owned() + &long), &lines)] {
            with_file(Kind::Record, Format::Csv, file.as_bytes(), |reader, _| {
                for (row, line) in (1..).zip(rows) {
                    assert_eq!(reader.raw_row(row).expect("a row"), *line);
                }
                let last = reader.file.rows;
                assert!(
                    reader.raw_row(last).is_ok()
                        && reader.raw_row(last + 1).is_err()
                        && reader.raw_row(0).is_err()
                );
            });
        }
        with_file(
            Kind::Record,
            Format::Csv,
            (RECORDS.to_owned() + &long).as_bytes(),
            |reader, _| {
                assert!(
                    reader.portions().len() > 1,
                    "the rows of one portion show nothing"
                );
                assert_eq!(
                    reader.raw_row(150_000).expect("a row"),
                    "A-9,2024-01-01,CHE,import,PD006,1,"
                );
            },
        );
        with_file(
            Kind::Record,
            Format::Parquet,
            &parquet_of_records(),
            |reader, _| {
                assert_eq!(
                    reader.raw_row(1).expect("a row"),
                    "A-1,2022-03-01,CHE,import,PD006,1.25,none"
                );
                assert_eq!(
                    reader.raw_row(3).expect("a row"),
                    "\"A,3\",2022-03-01,CHE,import,PD006,2,"
                );
                assert!(reader.raw_row(5).is_err());
            },
        );
    }
}
