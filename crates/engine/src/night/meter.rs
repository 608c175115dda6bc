//! Shows the progress of a run to another thread.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

/// The stage of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Hashing the files and reading their columns; counted in bytes.
    Opening,
    /// The first reading of the rows; counted in rows.
    Reading,
    /// The second reading of the rows that matter; counted in rows.
    LookingAgain,
    /// Judging; nothing is counted.
    Judging,
    /// Writing and publishing; nothing is counted.
    Writing,
}

const STAGES: [Stage; 5] = [
    Stage::Opening,
    Stage::Reading,
    Stage::LookingAgain,
    Stage::Judging,
    Stage::Writing,
];

/// Counters that a run advances and another thread may read at any time.
#[derive(Debug, Default)]
pub struct Meter {
    stage: AtomicU8,
    done: AtomicU64,
    total: AtomicU64,
    files: AtomicU64,
    rows: AtomicU64,
}

/// The state of a meter at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The stage.
    pub stage: Stage,
    /// How much of the stage is done.
    pub done: u64,
    /// How much the stage has to do; 0 if nothing is counted.
    pub total: u64,
    /// The number of files in the dataset.
    pub files: u64,
    /// The number of rows in the dataset, once known.
    pub rows: u64,
}

impl Meter {
    /// Begins a stage.
    pub(super) fn begin(&self, stage: Stage, total: u64) {
        let place = STAGES
            .iter()
            .position(|candidate| *candidate == stage)
            .and_then(|place| u8::try_from(place).ok());
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
        self.stage.store(place.unwrap_or(0), Ordering::Relaxed);
    }

    /// Advances the stage.
    pub(super) fn advance(&self, by: u64) {
        self.done.fetch_add(by, Ordering::Relaxed);
    }

    /// Sets the size of the dataset.
    pub(super) fn size(&self, files: usize, rows: u64) {
        self.files
            .store(u64::try_from(files).unwrap_or(u64::MAX), Ordering::Relaxed);
        self.rows.store(rows, Ordering::Relaxed);
    }

    /// Reads the meter.
    #[must_use]
    pub fn read(&self) -> Reading {
        Reading {
            stage: STAGES
                .get(usize::from(self.stage.load(Ordering::Relaxed)))
                .copied()
                .unwrap_or(Stage::Opening),
            done: self.done.load(Ordering::Relaxed),
            total: self.total.load(Ordering::Relaxed),
            files: self.files.load(Ordering::Relaxed),
            rows: self.rows.load(Ordering::Relaxed),
        }
    }
}
