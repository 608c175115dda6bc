//! What an alert would be with the records of one run and the estimates of the other.

use crate::archive::AlertFigures;
use crate::estimates::Level;
use crate::judgement::{DayTotal, Verdict, excess};
use crate::terms::{MassOverflow, Timeline};

/// The figures of an alert of a rule that compares; `None` where no day is in excess.
pub(super) fn figures(
    days: &[DayTotal],
    timeline: &Timeline<Level>,
) -> Result<Option<AlertFigures>, MassOverflow> {
    let found = excess(days, Some(timeline))?.map(Verdict::Excess);
    Ok(found.as_ref().map(AlertFigures::of))
}

/// Whether something contributes to a change: to an alert that is in one run alone, where it decides whether it is there; to
/// any other, where it alters a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    Presence,
    Figures,
}

impl Asked {
    /// Whether two outcomes differ in what is asked about.
    pub(super) fn differ(self, one: Option<&AlertFigures>, other: Option<&AlertFigures>) -> bool {
        match self {
            Self::Presence => one.is_some() != other.is_some(),
            Self::Figures => one != other,
        }
    }
}
