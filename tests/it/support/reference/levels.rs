//! The level of an estimate by the convention of its substance (rules 7.1).

use super::super::day::Day;
use super::book::{Book, Convention};
use super::estimates::{Estimates, Level, Segment};
use super::totals::Totals;
use super::versions::Filing;

/// The filings of one country and substance.
pub enum Levels<'a> {
    Of1971(Estimates<'a>),
    Of1961(Totals<'a>),
    Of1988(Estimates<'a>),
}

impl<'a> Levels<'a> {
    pub fn new(book: &Book<'a>, all: &'a [Filing], country: &str, substance: &str) -> Levels<'a> {
        let estimates = || Estimates::new(book, all, country, substance);
        match book.convention(substance) {
            Convention::Of1971 => Levels::Of1971(estimates()),
            Convention::Of1961 => Levels::Of1961(Totals::new(all, country, substance)),
            Convention::Of1988 => Levels::Of1988(estimates()),
        }
    }

    /// Without own exports; none where nothing is compared: before the first requirement (rules 7.9).
    pub fn level(&self, day: Day) -> Option<Level> {
        match self {
            Levels::Of1971(estimates) => Some(estimates.level(day)),
            Levels::Of1961(totals) => Some(totals.level(day)),
            Levels::Of1988(estimates) => {
                Some(estimates.level(day)).filter(|level| level.status != "none")
            }
        }
    }

    pub fn segments(&self) -> Vec<Segment> {
        match self {
            Levels::Of1971(estimates) | Levels::Of1988(estimates) => estimates.segments(),
            Levels::Of1961(totals) => totals.segments(),
        }
    }
}
