//! Decides whether a run goes on from the run before, and from which of its files.
//!
//! A run goes on from the run before if every file of records that was read then is still there with the same bytes. Filings are
//! few and always read. In all other cases everything is read, which is always right.

use super::inputs::Inputs;
use super::run::{Extent, Nightly};
use crate::archive::Program;
use crate::archive::read::{Earlier, EarlierFile, FileNumbers, PublishedError};
use crate::intake::FileFault;
use crate::terms::{Day, shown_path};

/// Why a night carries nothing over from the run before and reads everything.
#[derive(Debug, thiserror::Error)]
pub enum NotCarried {
    /// `--full` was given.
    #[error("--full was given")]
    Asked,
    /// The run is done by stages.
    #[error("a run by stages reads everything")]
    Stages,
    /// There is no run before.
    #[error("there is no run before")]
    First,
    /// The run before is damaged, or its layout is another.
    #[error("{0}")]
    Earlier(PublishedError),
    /// Another version of the program published the run before, and may have found something else.
    #[error("run {run} was published by version {found}")]
    Program {
        /// The run.
        run: String,
        /// Its program.
        found: String,
    },
    /// The run before was judged by another configuration.
    #[error("run {run} was judged by another configuration")]
    Config {
        /// The run.
        run: String,
    },
    /// The run before read the files by other layouts of the dataset.
    #[error("run {run} was read by other layouts of the dataset")]
    Layouts {
        /// The run.
        run: String,
    },
    /// The run before had another known-at date.
    #[error("run {run} was judged {}", known(*.known_at))]
    KnownAt {
        /// The run.
        run: String,
        /// The known-at date of the run before.
        known_at: Option<Day>,
    },
    /// Records of periods longer than a day are among the data: which of them count depends on all records of their trade.
    #[error("there are records of months, quarters or years")]
    Returns,
    /// A file that the run before read is missing or has changed.
    #[error("{file} is not what run {run} read")]
    Changed {
        /// The file.
        file: String,
        /// The run.
        run: String,
    },
    /// A file cannot be read; reading everything reports the fault.
    #[error("{0}")]
    File(#[from] FileFault),
    /// A file could not be read when the files were opened.
    #[error("not every file can be read")]
    Faults,
}

fn known(day: Option<Day>) -> String {
    day.map_or_else(
        || "with all that had been received".to_owned(),
        |day| format!("as known on {day}"),
    )
}

impl From<PublishedError> for NotCarried {
    fn from(error: PublishedError) -> Self {
        match error {
            PublishedError::NoRun { .. } => Self::First,
            damaged => Self::Earlier(damaged),
        }
    }
}

/// The run to go on from.
#[derive(Debug)]
pub(super) struct Carry {
    pub(super) earlier: Earlier,
    /// The numbers of this run's files of records, by name.
    pub(super) numbers: FileNumbers,
    /// For each of those files, its place among the files of the earlier run; `None` if the file is new.
    places: Vec<Option<usize>>,
}

impl Carry {
    /// Finds the run before and decides whether this run can go on from it.
    pub(super) fn decide(nightly: &Nightly, inputs: &Inputs) -> Result<Self, NotCarried> {
        if nightly.extent == Extent::Everything {
            return Err(NotCarried::Asked);
        }
        let earlier = Earlier::current(nightly.out)?;
        let (run, manifest) = (|| earlier.run.clone(), &earlier.manifest);
        if manifest.program.version != Program::SELF.version {
            return Err(NotCarried::Program {
                run: run(),
                found: manifest.program.version.to_string(),
            });
        }
        if manifest.config_blake3 != nightly.config.source.hash().to_hex().as_str() {
            return Err(NotCarried::Config { run: run() });
        }
        if manifest.layouts_blake3 != inputs.layouts_hash() {
            return Err(NotCarried::Layouts { run: run() });
        }
        if manifest.known_at != nightly.known_at {
            return Err(NotCarried::KnownAt {
                run: run(),
                known_at: manifest.known_at,
            });
        }
        let numbers: FileNumbers = inputs
            .records
            .iter()
            .map(|file| file.name.clone())
            .zip(0..)
            .collect();
        let mut places = vec![None; inputs.records.len()];
        for (place, EarlierFile { entry: old, .. }) in earlier.files.iter().enumerate() {
            let number = numbers
                .get(&old.file)
                .and_then(|number| usize::try_from(*number).ok());
            let same = |file: usize| {
                inputs.records[file].size == old.size
                    && inputs.records[file].hash.to_hex().as_str() == old.blake3
            };
            let Some(file) = number.filter(|file| same(*file)) else {
                return Err(NotCarried::Changed {
                    file: shown_path(&old.file),
                    run: run(),
                });
            };
            places[file] = Some(place);
        }
        if earlier.has_returns {
            return Err(NotCarried::Returns);
        }
        earlier.check()?;
        if !inputs.faults.is_empty() {
            return Err(NotCarried::Faults);
        }
        Ok(Self {
            earlier,
            numbers,
            places,
        })
    }

    /// Whether the earlier run read a file.
    pub(super) fn has(&self, file: usize) -> bool {
        self.places.get(file).is_some_and(Option::is_some)
    }

    /// Returns what the earlier run says of a file, if it read the file.
    pub(super) fn file(&self, file: usize) -> Option<&EarlierFile> {
        self.earlier
            .files
            .get(self.places.get(file).copied().flatten()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_say_what_differs() {
        let (run, day) = (|| "000007".to_owned(), Day::from_civil(2024, 3, 1));
        let said: Vec<String> = [
            NotCarried::Asked,
            NotCarried::from(PublishedError::NoRun { out: "out".into() }),
            NotCarried::from(PublishedError::Missing {
                path: "out/run.json".into(),
            }),
            NotCarried::Program {
                run: run(),
                found: "0.0.9".into(),
            },
            NotCarried::Config { run: run() },
            NotCarried::Layouts { run: run() },
            NotCarried::KnownAt {
                run: run(),
                known_at: None,
            },
            NotCarried::KnownAt {
                run: run(),
                known_at: day,
            },
            NotCarried::Changed {
                file: "trades/a.csv".into(),
                run: run(),
            },
            NotCarried::Returns,
            NotCarried::Faults,
        ]
        .map(|why| why.to_string())
        .into();
        assert_eq!(
            said,
            [
                "--full was given",
                "there is no run before",
                "out/run.json is missing: the run is damaged, or of an older inforce; publish it anew with inforce run",
                "run 000007 was published by version 0.0.9",
                "run 000007 was judged by another configuration",
                "run 000007 was read by other layouts of the dataset",
                "run 000007 was judged with all that had been received",
                "run 000007 was judged as known on 2024-03-01",
                "trades/a.csv is not what run 000007 read",
                "there are records of months, quarters or years",
                "not every file can be read",
            ]
        );
    }
}
