//! Writes the record files: parts are encoded in parallel, a few at a time, and appended in order.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use parquet::arrow::arrow_writer::ArrowColumnChunk;
use parquet::errors::ParquetError;
use parquet::file::writer::SerializedFileWriter;
use rayon::prelude::*;

use super::columns::{self, Encoder, Gather};
use super::error::SynthError;
use super::generate::Plan;
use super::layout::{FilePlan, Work};
use super::lines;
use super::planted::Refused;
use super::row::Row;

/// Parts that are in memory at once, at most.
const AT_ONCE: usize = 6;

/// What has been written.
#[derive(Default)]
pub(super) struct Written {
    pub(super) rows: u64,
    pub(super) files: u64,
    pub(super) bytes: u64,
    pub(super) refused: Vec<Refused>,
}

/// An encoded part.
struct Encoded {
    content: Content,
    rows: u64,
    /// Rows of the part, from 1, that must be refused, and the reason.
    refused: Vec<(u64, &'static str)>,
}

enum Content {
    Columns(Vec<ArrowColumnChunk>),
    Lines(Vec<u8>),
}

/// A file that is being written.
struct Open<'p> {
    plan: &'p FilePlan,
    position: usize,
    path: PathBuf,
    file: Sink,
    rows: u64,
}

enum Sink {
    Columns(SerializedFileWriter<BufWriter<File>>),
    Lines(BufWriter<File>),
}

/// Encoders of the two notations, in grams and with units.
struct Encoders([Encoder; 2]);

impl Encoders {
    fn of(&self, units: bool) -> &Encoder {
        &self.0[usize::from(units)]
    }
}

/// Makes sure that `out` is a folder with nothing in it.
pub(super) fn prepare(out: &Path) -> Result<(), SynthError> {
    if out.is_file() {
        return Err(SynthError::NotAFolder(out.to_owned()));
    }
    fs::create_dir_all(out).map_err(SynthError::write(out))?;
    let mut entries = fs::read_dir(out).map_err(SynthError::write(out))?;
    if entries.next().is_some() {
        return Err(SynthError::NotEmpty(out.to_owned()));
    }
    Ok(())
}

/// Creates a file, and the folders above it.
pub(super) fn create(path: &Path) -> Result<File, SynthError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(SynthError::write(folder))?;
    }
    File::create(path).map_err(SynthError::write(path))
}

/// Writes a small text file.
pub(super) fn write_text(path: &Path, text: &str) -> Result<(), SynthError> {
    create(path)?
        .write_all(text.as_bytes())
        .map_err(SynthError::write(path))
}

/// Writes all record files.
pub(super) fn write(
    plan: &Plan,
    out: &Path,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Written, SynthError> {
    let procedure = plan.has_procedure();
    let encoder = |units| {
        Encoder::new(columns::record_fields(units, procedure)).map_err(SynthError::encode(out))
    };
    let encoders = Encoders([encoder(false)?, encoder(true)?]);
    let mut written = Written::default();
    let mut open: Option<Open> = None;
    let at_once = (2 * rayon::current_num_threads()).min(AT_ONCE);
    for works in plan.works.chunks(at_once) {
        let parts: Result<Vec<Encoded>, SynthError> = works
            .par_iter()
            .map(|work| {
                let path = out.join(&plan.files[work.file].path);
                encode(plan, &encoders, work).map_err(SynthError::encode(&path))
            })
            .collect();
        for (work, part) in works.iter().zip(parts?) {
            if part.rows == 0 {
                continue;
            }
            let same = open.take_if(|file| file.position == work.file);
            let mut file = if let Some(file) = same {
                file
            } else {
                written.close(open.take())?;
                Open::new(plan, &encoders, work.file, out)?
            };
            progress(part.rows);
            written.note(&file, &part);
            file.append(part)?;
            open = Some(file);
        }
    }
    written.close(open)?;
    Ok(written)
}

fn encode(plan: &Plan, encoders: &Encoders, work: &Work) -> Result<Encoded, ParquetError> {
    let container = plan.files[work.file].container;
    let (units, procedure) = (container.has_units(), plan.has_procedure());
    let mut rows = 0;
    let mut refused = Vec::new();
    let mut count = |row: &Row| {
        rows += 1;
        if let Some(fault) = row.fault {
            refused.push((rows, fault.reason()));
        }
    };
    let content = if container.is_csv() {
        let mut text = Vec::new();
        plan.rows(work, &mut |row| {
            count(row);
            lines::push(&mut text, row, units, procedure);
            Ok(())
        })?;
        Content::Lines(text)
    } else {
        let mut gather = Gather::new(encoders.of(units).begin()?, units, procedure);
        plan.rows(work, &mut |row| {
            count(row);
            gather.push(row)
        })?;
        Content::Columns(gather.finish()?)
    };
    Ok(Encoded {
        content,
        rows,
        refused,
    })
}

impl<'p> Open<'p> {
    fn new(
        plan: &'p Plan,
        encoders: &Encoders,
        position: usize,
        out: &Path,
    ) -> Result<Open<'p>, SynthError> {
        let procedure = plan.has_procedure();
        let plan = &plan.files[position];
        let path = out.join(&plan.path);
        let file = create(&path)?;
        let units = plan.container.has_units();
        let file = if plan.container.is_csv() {
            let mut lines = BufWriter::new(file);
            let header = lines::header(units, procedure);
            let header = header.as_bytes();
            lines.write_all(header).map_err(SynthError::write(&path))?;
            Sink::Lines(lines)
        } else {
            Sink::Columns(
                encoders
                    .of(units)
                    .open(file)
                    .map_err(SynthError::encode(&path))?,
            )
        };
        Ok(Open {
            plan,
            position,
            path,
            file,
            rows: 0,
        })
    }

    fn append(&mut self, part: Encoded) -> Result<(), SynthError> {
        self.rows += part.rows;
        match (&mut self.file, part.content) {
            (Sink::Columns(file), Content::Columns(columns)) => {
                columns::append(file, columns).map_err(SynthError::encode(&self.path))
            }
            (Sink::Lines(file), Content::Lines(text)) => {
                file.write_all(&text).map_err(SynthError::write(&self.path))
            }
            // A file and its parts are of one container.
            _ => Ok(()),
        }
    }
}

impl Written {
    fn note(&mut self, file: &Open, part: &Encoded) {
        self.rows += part.rows;
        for (row, reason) in &part.refused {
            self.refused.push(Refused {
                kind: "record",
                file: file.plan.path.clone(),
                row: file.rows + row,
                reason,
            });
        }
    }

    fn close(&mut self, open: Option<Open>) -> Result<(), SynthError> {
        let Some(open) = open else { return Ok(()) };
        match open.file {
            Sink::Columns(file) => columns::close(file, &open.path)?,
            Sink::Lines(mut file) => file.flush().map_err(SynthError::write(&open.path))?,
        }
        self.count_file(&open.path)
    }

    /// Counts a finished file.
    pub(super) fn count_file(&mut self, path: &Path) -> Result<(), SynthError> {
        self.files += 1;
        self.bytes += fs::metadata(path).map_err(SynthError::write(path))?.len();
        Ok(())
    }
}
