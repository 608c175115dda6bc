//! Judges an alert with the records of one run and the estimates of the other.

use crate::archive::AlertFigures;
use crate::estimates::Level;
use crate::judgement::{DayTotal, Verdict, excess};
use crate::terms::{MassOverflow, Timeline};

/// Returns the figures of an alert of a rule that compares; `None` if no day is in excess.
pub(super) fn figures(
    days: &[DayTotal],
    timeline: &Timeline<Level>,
) -> Result<Option<AlertFigures>, MassOverflow> {
    let found = excess(days, timeline)?.map(Verdict::Excess);
    Ok(found.as_ref().map(AlertFigures::of))
}

/// What a contribution to a change must alter: for an alert in one run alone, whether the alert is there; for any other
/// alert, a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RequiredEffect {
    Presence,
    Figures,
}

impl RequiredEffect {
    /// Whether two outcomes differ in what is asked.
    pub(super) fn differ(self, one: Option<&AlertFigures>, other: Option<&AlertFigures>) -> bool {
        match self {
            Self::Presence => one.is_some() != other.is_some(),
            Self::Figures => one != other,
        }
    }
}
