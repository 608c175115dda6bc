//! How far a run has come, for whoever watches.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

/// What a run is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Hashing the files and looking at their columns; counted in bytes.
    Opening,
    /// Reading all rows; counted in rows.
    Reading,
    /// Looking again at the rows that matter; counted in rows.
    LookingAgain,
    /// Judging, with nothing to count.
    Judging,
    /// Writing and publishing, with nothing to count.
    Writing,
}

const STAGES: [Stage; 5] = [
    Stage::Opening,
    Stage::Reading,
    Stage::LookingAgain,
    Stage::Judging,
    Stage::Writing,
];

/// Counters that a run moves and another thread may read at any time.
#[derive(Debug, Default)]
pub struct Meter {
    stage: AtomicU8,
    done: AtomicU64,
    total: AtomicU64,
    files: AtomicU64,
    rows: AtomicU64,
}

/// A look at a meter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What the run is doing.
    pub stage: Stage,
    /// How much of the stage is done.
    pub done: u64,
    /// How much the stage has to do; 0 where there is nothing to count.
    pub total: u64,
    /// Files of the dataset.
    pub files: u64,
    /// Rows of the dataset, once known.
    pub rows: u64,
}

impl Meter {
    /// A new stage begins.
    pub(super) fn begin(&self, stage: Stage, total: u64) {
        let place = STAGES
            .iter()
            .position(|candidate| *candidate == stage)
            .and_then(|place| u8::try_from(place).ok());
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
        self.stage.store(place.unwrap_or(0), Ordering::Relaxed);
    }

    /// Some of the stage is done.
    pub(super) fn advance(&self, by: u64) {
        self.done.fetch_add(by, Ordering::Relaxed);
    }

    /// The size of the dataset is known.
    pub(super) fn size(&self, files: usize, rows: u64) {
        self.files
            .store(u64::try_from(files).unwrap_or(u64::MAX), Ordering::Relaxed);
        self.rows.store(rows, Ordering::Relaxed);
    }

    /// How far the run has come.
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
