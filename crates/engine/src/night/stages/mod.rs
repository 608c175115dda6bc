//! The run in stages, each in processes of its own, for an engine that schedules, shuffles and retries them.
//!
//! The engine carries messages and never looks into them: every row is read, tallied and judged here, by the functions of a run in one
//! process. The stages, in order:
//!
//! | stage | where | reads | writes |
//! |---|---|---|---|
//! | `list` | driver | the dataset | the files, kept as `listed.arrow` |
//! | `open` | a task for some files | files to work on | hash, layout and portions of each file, kept as `opened.arrow` |
//! | `portions` | driver | `opened.arrow` | the portions; or an error that names all files that cannot be read |
//! | `survey` | a task for some portions | portions to work on | counts, cells of the tally, identities |
//! | `merge` | a task for some keys | what surveys wrote, by key | the same, added up; kept as `survey.arrow`. For each portion the suspects, for the task that looks at it |
//! | `plan` | driver | `survey.arrow` | what is looked for in the second reading, kept as `plan.arrow` |
//! | `look` | a task for some portions | portions to work on, their suspects, `plan.arrow` | the rows that matter |
//! | `resolve` | a task for some parts | versions of records, by part | the same, compared: those that stand, and those that do not |
//! | `settle` | driver | what looks and tasks of `resolve` wrote, the files of the state folder | the published run |
//! | `exhibit` | a task for some bundles, while `settle` waits | evidence, and what `settle` tells its bundles, by bundle | the evidence as Parquet files. Those of importers' alerts first; these tasks also pass on the evidence of exporters' alerts, for a second round |
//!
//! A map stage may run any number of times and in any split and order. A stage trusts nothing that was carried: streams say to which
//! run they belong ([`Header`]), every task says what it read and wrote, and `plan` and `settle` add that up, so a message that
//! was lost, doubled or changed fails the run before anything is published.

mod bring;
mod error;
mod exhibit;
mod files;
mod look;
mod message;
mod plan;
mod settle;
mod stream;
mod survey;
mod suspects;

pub use error::StageError;
pub use message::{MOST_BYTES, Message, MessageKind};
pub use stream::{Header, Outbox, carried};

use super::accept;
use super::inputs::{FoundFiles, Inputs, Piece};
use super::run::{Nightly, Outcome, Unreadable};
use crate::archive::Accept;
use crate::archive::read::PublishedRun;
use crate::intake::{FileFault, InputFile};
use files::{FaultNote, FileNote, Opened, misplaced};
use message::Sent;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::Path;
use suspects::SuspectsGathered;

inforce_law::words! {
    /// The name of a stage.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum StageName {
        /// Finds the files.
        List = "list",
        /// Opens some files.
        Open = "open",
        /// Lists the portions of all files.
        Portions = "portions",
        /// Reads some portions for the first time.
        Survey = "survey",
        /// Adds up what surveys wrote.
        Merge = "merge",
        /// Finds the groups that could be in excess.
        Plan = "plan",
        /// Reads some portions for the second time.
        Look = "look",
        /// Compares the versions of some records.
        Resolve = "resolve",
        /// Sorts and writes some evidence.
        Exhibit = "exhibit",
        /// Judges and publishes.
        Settle = "settle",
    }
}

impl StageName {
    /// Returns who runs the stage, and what for.
    #[must_use]
    pub const fn help(self) -> &'static str {
        match self {
            Self::List => "Driver: find the files",
            Self::Open => "Task: open some files",
            Self::Portions => "Driver: list the portions of all files",
            Self::Survey => "Task: read some portions for the first time",
            Self::Merge => "Task: add up what surveys wrote",
            Self::Plan => "Driver: find the groups that could be in excess",
            Self::Look => "Task: read some portions for the second time",
            Self::Resolve => "Task: compare the versions of some records",
            Self::Exhibit => "Task: sort and write some evidence",
            Self::Settle => "Driver: judge and publish",
        }
    }
}

/// A run by stages.
#[derive(Clone, Copy, Debug)]
pub struct Stages<'a> {
    /// The options of the run. Tasks use its output folder for data that do not fit in memory.
    pub nightly: &'a Nightly<'a>,
    /// The folder with what stages leave for others.
    pub state: &'a Path,
    /// Where the files of records are when the last stage runs.
    pub records: Records,
}

/// Where the files of records are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Records {
    /// On this machine.
    #[default]
    Here,
    /// Elsewhere. Here is an outline of each file, with its size and time: what stands before the rows of canonical CSV, what stands
    /// after those of canonical Parquet, all of any other file. The driver brings what is asked for.
    Elsewhere,
}

/// The place of an error in what a stage is given.
const INPUT: &str = "standard input";

impl Stages<'_> {
    /// Runs a stage. The last one returns the published run.
    pub fn run(
        &self,
        stage: StageName,
        input: impl Read,
        output: impl Write,
    ) -> Result<Option<Outcome>, StageError> {
        match stage {
            StageName::List => self.list(output)?,
            StageName::Open => self.open(input, output)?,
            StageName::Portions => self.portions(output)?,
            StageName::Survey => self.survey(input, output)?,
            StageName::Merge => self.merge(input, output)?,
            StageName::Plan => self.plan(output)?,
            StageName::Look => self.look(input, output)?,
            StageName::Resolve => self.resolve(input, output)?,
            StageName::Exhibit => self.exhibit(input, output)?,
            StageName::Settle => return self.settle(input).map(Some),
        }
        Ok(None)
    }

    fn list(&self, output: impl Write) -> Result<(), StageError> {
        self.nightly.about()?;
        // A run that could not be published is not begun.
        if self.nightly.publishing.accept != Accept::Anything
            && let Ok(before) = PublishedRun::current(self.nightly.out)
        {
            accept::configuration(&before, self.nightly.config)?;
        }
        let found = FoundFiles::of(self.nightly.dataset, self.nightly.config)?;
        let names = found.files.iter().map(|file| file.name.as_str());
        let mut out = Outbox::new(output, &self.header(names, &found.layouts))?;
        for (place, file) in (0..).zip(&found.files) {
            let size = std::fs::metadata(&file.path).map_or(0, |metadata| metadata.len());
            let mut payload = size.to_le_bytes().to_vec();
            payload.extend(file.name.as_bytes());
            out.put(MessageKind::Listed, place, payload)?;
        }
        out.end(StageName::List, Sent::default())
    }

    fn open(&self, input: impl Read, output: impl Write) -> Result<(), StageError> {
        let listed = self.listed()?;
        let mut files = Vec::new();
        let (read, _) = stream::read(input, INPUT, &listed.header, |message| {
            let file = usize::try_from(message.key).ok();
            let file = file.and_then(|file| listed.files.get(file));
            match (message.kind, file) {
                (MessageKind::Work, Some(file)) => files.push((message.key, file)),
                _ => return Err(misplaced(INPUT, &message)),
            }
            Ok(())
        })?;
        let mut out = Outbox::new(output, &listed.header)?;
        let opens_by = listed.opener(self.nightly.config);
        for (key, file) in files {
            match InputFile::open(file, opens_by) {
                Ok(opened) => {
                    out.say(MessageKind::Opened, key, &FileNote::of(&opened))?;
                }
                Err(FileFault { fault, .. }) => {
                    out.say(MessageKind::Fault, key, &FaultNote::of(&fault))?;
                }
            }
        }
        out.end(StageName::Open, read)
    }

    fn portions(&self, output: impl Write) -> Result<(), StageError> {
        let opened = self.opened()?;
        let mut inputs = Inputs::default();
        for fault in self.found(&opened.listed)?.faults {
            inputs.refuse(fault);
        }
        for fault in opened.faults() {
            inputs.refuse(fault);
        }
        // Files that are left out leave others, or the error says so.
        if self.nightly.unreadable == Unreadable::EndRun || opened.tables.is_empty() {
            inputs.decide(self.nightly.unreadable)?;
        }
        let mut out = Outbox::new(output, &opened.listed.header)?;
        for (place, table) in opened.tables.iter().enumerate() {
            for (portion, rows) in table.portions.iter().enumerate() {
                let mut payload = rows.to_le_bytes().to_vec();
                payload.extend(opened.modified(table.file).to_le_bytes());
                payload.extend(opened.listed.files[table.file].name.as_bytes());
                out.put(MessageKind::Portion, key(place, portion), payload)?;
            }
        }
        out.end(StageName::Portions, Sent::default())
    }
}

/// Returns the key of a portion: the place of its table among the tables of records, and its place there.
fn key(table: usize, portion: usize) -> i64 {
    i64::try_from(table << 32 | portion).unwrap_or(i64::MAX)
}

/// Returns table and portion of a key.
fn place(key: i64) -> (usize, usize) {
    let key = usize::try_from(key).unwrap_or(usize::MAX);
    (key >> 32, key & 0xffff_ffff)
}

/// The portions that a task works on, by table.
struct Work {
    portions: BTreeMap<usize, Vec<usize>>,
    /// The hashes in these portions that occur more than once among all portions, by part.
    suspects: Vec<Vec<u32>>,
    read: Sent,
}

impl Work {
    fn of(input: impl Read, opened: &Opened) -> Result<Self, StageError> {
        let mut portions: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut suspects = SuspectsGathered::default();
        let (read, _) = stream::read(input, INPUT, &opened.listed.header, |message| {
            let (table, portion) = place(message.key);
            if message.kind == MessageKind::Suspects {
                return suspects.take(&message);
            }
            let is_there = opened
                .tables
                .get(table)
                .is_some_and(|table| portion < table.portions.len());
            if message.kind != MessageKind::Work || !is_there {
                return Err(misplaced(INPUT, &message));
            }
            portions.entry(table).or_default().push(portion);
            Ok(())
        })?;
        let mut work = Self {
            portions,
            suspects: Vec::new(),
            read,
        };
        work.suspects = suspects.of(|key| work.has(key))?;
        Ok(work)
    }

    /// Whether a portion is among those to work on, by its key.
    fn has(&self, key: i64) -> bool {
        let (table, portion) = place(key);
        let of_table = self.portions.get(&table);
        of_table.is_some_and(|of_table| of_table.contains(&portion))
    }

    /// Calls `work` for each portion. `fault` decides about a file that cannot be read to its end.
    fn each(
        &self,
        files: &BTreeMap<usize, InputFile>,
        mut work: impl FnMut(Piece<'_>) -> Result<(), Interrupted>,
        mut fault: impl FnMut(usize, FileFault) -> Result<(), StageError>,
    ) -> Result<(), StageError> {
        for (table, portions) in &self.portions {
            let Some(file) = files.get(table) else {
                continue;
            };
            let of_table = file
                .reader()
                .map_err(Interrupted::Fault)
                .and_then(|reader| {
                    for place in portions {
                        let Some(portion) = reader.portions().get(*place) else {
                            continue;
                        };
                        work(Piece {
                            file_index: *table,
                            place: *place,
                            reader: &reader,
                            portion,
                        })?;
                    }
                    Ok(())
                });
            match of_table {
                Ok(()) => {}
                Err(Interrupted::Fault(found)) => fault(*table, found)?,
                Err(Interrupted::Stage(error)) => return Err(error),
            }
        }
        Ok(())
    }
}

/// Why the work on a portion ends early.
enum Interrupted {
    Fault(FileFault),
    Stage(StageError),
}

impl From<FileFault> for Interrupted {
    fn from(fault: FileFault) -> Self {
        Self::Fault(fault)
    }
}

impl From<StageError> for Interrupted {
    fn from(error: StageError) -> Self {
        Self::Stage(error)
    }
}
