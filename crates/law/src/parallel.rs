//! Does pieces of work on all threads.
//!
//! A piece is known by its number. Only the call of a piece is compiled for each kind of work; the sharing out among threads is
//! compiled once.

use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Returns what `work` makes of each number below `count`, in order.
pub fn map<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let made: Vec<Mutex<Option<T>>> = (0..count).map(|_| Mutex::default()).collect();
    on_all_threads(count, &|piece| {
        let result = work(piece);
        *lock(&made[piece]) = Some(result);
    });
    made.into_iter().filter_map(unlocked).collect()
}

/// Returns what `work` makes of each number below `count`, in order, or an error that it returned. Work that has not begun by the
/// time of an error is not begun any more.
pub fn try_map<T: Send, E: Send>(
    count: usize,
    work: impl Fn(usize) -> Result<T, E> + Sync,
) -> Result<Vec<T>, E> {
    let failed = AtomicBool::new(false);
    let made = map(count, |piece| {
        let begins = !failed.load(Ordering::Relaxed);
        begins.then(|| work(piece).inspect_err(|_| failed.store(true, Ordering::Relaxed)))
    });
    made.into_iter().flatten().collect()
}

/// Calls `work` with each number below `count`, or returns an error that it returned, as [`try_map`].
pub fn try_each<E: Send>(
    count: usize,
    work: impl Fn(usize) -> Result<(), E> + Sync,
) -> Result<(), E> {
    try_map(count, work).map(drop)
}

fn on_all_threads(count: usize, work: &(dyn Fn(usize) + Sync)) {
    (0..count).into_par_iter().for_each(work);
}

/// Locks a mutex, also after a panic of a thread that had locked it: the panic itself ends the work.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns the value of a mutex, as [`lock`].
pub fn unlocked<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Values of which each thread needs one while it works on a piece. They are borrowed and given back, so there are never more
/// of them than threads.
#[derive(Debug)]
pub struct Pool<T> {
    idle: Mutex<Vec<T>>,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Pool<T> {
    /// Makes a pool without values.
    #[must_use]
    pub fn new() -> Self {
        Self {
            idle: Mutex::new(Vec::new()),
        }
    }

    /// Calls `work` with an idle value, or with a new one.
    pub fn with<R>(&self, new: impl FnOnce() -> T, work: impl FnOnce(&mut T) -> R) -> R {
        let idle = lock(&self.idle).pop();
        let mut one = idle.unwrap_or_else(new);
        let done = work(&mut one);
        lock(&self.idle).push(one);
        done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    #[test]
    fn results_stand_in_the_order_of_the_pieces() {
        assert_eq!(map(1000, |piece| piece * piece)[..4], [0, 1, 4, 9]);
        let all: Result<Vec<usize>, ()> = try_map(1000, Ok);
        assert_eq!(all, Ok((0..1000).collect()));
        assert_eq!(try_map(0, Err::<(), _>), Ok(Vec::new()));
    }

    #[test]
    fn an_error_is_returned_and_ends_the_work() {
        let begun = AtomicUsize::new(0);
        let found = try_each(100_000, |piece| {
            begun.fetch_add(1, Ordering::Relaxed);
            Err::<(), _>(piece)
        });
        assert!(found.is_err());
        assert!(begun.into_inner() <= 2 * rayon::current_num_threads());
        assert_eq!(
            try_each(9, |piece| if piece == 7 { Err(piece) } else { Ok(()) }),
            Err(7)
        );
    }

    #[test]
    fn values_are_used_again() {
        let (pool, made) = (Pool::new(), AtomicUsize::new(0));
        let new = || made.fetch_add(1, Ordering::Relaxed);
        map(1000, |_| pool.with(new, |_| ()));
        assert!(made.into_inner() <= rayon::current_num_threads());
    }
}
