//! The options that all questions share: the run that answers, and the form of the answer.

use super::args::Common;
use super::error::{CommandError, failed, misuse};
use super::{progress, say};
use crate::archive::read::{PublishedError, PublishedRun};
use crate::archive::{Number, Publishing};
use crate::config::{Config, ConfigFaults, ConfigSource};
use crate::conversion::Conversion;
use crate::night::run::{Extent, Nightly, Unreadable, run as run_nightly};
use crate::night::{Memory, Meter};
use crate::terms::Day;
use clap::{Args, ValueEnum};
use inforce_present::table::answer::Answer;
use std::fmt;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

const SOURCE: &str = "Where the answer comes from";

/// Where the answer comes from.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = SOURCE)]
pub(super) struct AnswerSource {
    /// A folder with a published run; the current one answers
    #[arg(long, default_value = "out", value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Ask an older run, by its number
    #[arg(long, value_name = "N", conflicts_with = "data")]
    pub(super) run: Option<Number>,
    /// Judge this dataset afresh instead, and publish nothing
    #[arg(long, value_name = "DATASET", conflicts_with = "out")]
    pub(super) data: Option<PathBuf>,
    /// With --data: the configuration to judge by [default: the built-in one]
    #[arg(long, value_name = "DIR", requires = "data")]
    pub(super) config: Option<PathBuf>,
    /// With --data: judge with only what had been received by this day (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", requires = "data")]
    pub(super) known_at: Option<Day>,
    /// How to give the answer
    #[arg(long, value_enum, value_name = "FORM", default_value_t = AnswerFormat::Table)]
    pub(super) format: AnswerFormat,
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum AnswerFormat {
    /// For people
    Table,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
}

/// An open run. A run that was made for the question is removed when this is dropped.
pub(super) struct OpenedRun {
    pub(super) run: PublishedRun,
    _made: Option<tempfile::TempDir>,
}

impl AnswerSource {
    /// Opens the run, or makes one of the dataset.
    pub(super) fn open(&self, common: &Common) -> Result<OpenedRun, CommandError> {
        let Some(data) = &self.data else {
            let run = published(&self.out, self.run)?;
            return Ok(OpenedRun { run, _made: None });
        };
        let made = tempfile::tempdir()
            .map_err(|error| failed(format!("no folder for what is worked out: {error}")))?;
        let (config, conversion) = configuration(self.config.as_deref()).map_err(misuse)?;
        let meter = Meter::default();
        let nightly = Nightly {
            dataset: data,
            out: made.path(),
            config: &config,
            conversion: &conversion,
            known_at: self.known_at,
            unreadable: Unreadable::EndRun,
            extent: Extent::Everything,
            publishing: Publishing::default(),
            memory: Memory::DEFAULT,
            meter: &meter,
        };
        progress::shown(common, &meter, || run_nightly(&nightly))?;
        let run = PublishedRun::current(made.path())?;
        Ok(OpenedRun {
            run,
            _made: Some(made),
        })
    }
}

impl AnswerFormat {
    /// Returns an answer in this form. A table has `title` above it; without rows, `none` stands in its place.
    pub(super) fn of(self, answer: &Answer, title: &str, none: &str) -> Result<String, fmt::Error> {
        match self {
            Self::Table => Ok(answer.titled(title, none)),
            Self::Json => answer.json(),
            Self::Csv => answer.csv(),
        }
    }

    /// Writes an answer in this form to standard output.
    pub(super) fn tell(self, answer: &Answer, title: &str, none: &str) -> fmt::Result {
        say(self.of(answer, title, none)?.as_bytes());
        Ok(())
    }
}

/// Reads the configuration in a folder, or the built-in one if no folder is given.
pub(super) fn configuration(folder: Option<&Path>) -> Result<(Config, Conversion), ConfigFaults> {
    Conversion::load(match folder {
        Some(folder) => ConfigSource::folder(folder)?,
        None => ConfigSource::builtin(),
    })
}

/// Opens the run of a number in an output folder, or the current run if no number is given.
pub(super) fn published(
    out: &Path,
    number: Option<Number>,
) -> Result<PublishedRun, PublishedError> {
    number.map_or_else(
        || PublishedRun::current(out),
        |number| PublishedRun::numbered(out, number),
    )
}

/// Whether the answer must be plain text: standard output is not a terminal, or `NO_COLOR` is set.
pub(super) fn plain() -> bool {
    !io::stdout().is_terminal()
        || std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}
