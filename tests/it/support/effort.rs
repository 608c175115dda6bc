//! How much is tried: little with every change, so that nobody waits, and much when there is time.

use super::keep::number;
use std::ops::Range;

/// Whether there is time: `INFORCE_LONG` is set.
pub fn is_long() -> bool {
    std::env::var_os("INFORCE_LONG").is_some()
}

/// The seeds of the random worlds to try: `few` of them, or `many` when there is time, from `INFORCE_SEED` on;
/// `INFORCE_WORLDS` of them where it is set.
pub fn seeds(few: u64, many: u64) -> Range<u64> {
    let first = number("INFORCE_SEED", 0);
    first..first + number("INFORCE_WORLDS", if is_long() { many } else { few })
}

/// Fails unless each thing has been met often enough in the worlds that were tried: `each` times, or at least once, in
/// `worlds` of them.
pub fn assert_met<'a>(
    tried: &Range<u64>,
    worlds: u64,
    each: impl IntoIterator<Item = (&'a str, u64, u64)>,
) {
    let tried = tried.end - tried.start;
    // A world alone is tried to look at it.
    if tried < 2 {
        return;
    }
    for (what, met, least) in each {
        let least = (least * tried / worlds).max(1);
        assert!(
            met >= least,
            "{what}: met {met} times in {tried} worlds, expected at least {least}"
        );
    }
}
