//! Keeps working data of threads between portions.

use std::sync::{Mutex, PoisonError};

/// Values of which each thread needs one while it works on a portion. They are borrowed and given back, so there are never more
/// of them than threads.
#[derive(Debug)]
pub(super) struct Pool<T> {
    idle: Mutex<Vec<T>>,
}

impl<T> Pool<T> {
    pub(super) fn new() -> Self {
        Self {
            idle: Mutex::new(Vec::new()),
        }
    }

    /// Calls `work` with an idle value, or with a new one.
    pub(super) fn with<R>(&self, new: impl FnOnce() -> T, work: impl FnOnce(&mut T) -> R) -> R {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop();
        let mut one = idle.unwrap_or_else(new);
        let done = work(&mut one);
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(one);
        done
    }
}
