//! What an alert would be with the records of one run and the estimates of the other.

use crate::estimates::Level;
use crate::judgement::{DayTotal, Excess, excess};
use crate::outputs::AlertFigures;
use crate::terms::{MassOverflow, Timeline};

/// The figures of an alert of a rule that compares; `None` where no day is in excess.
pub(super) fn figures(
    days: &[DayTotal],
    timeline: &Timeline<Level>,
) -> Result<Option<AlertFigures>, MassOverflow> {
    Ok(excess(days, Some(timeline))?.map(|excess| of(&excess)))
}

fn of(excess: &Excess) -> AlertFigures {
    let first = &excess.first;
    AlertFigures {
        first_excess_date: first.day,
        peak_excess_date: Some(excess.peak_day),
        last_excess_date: excess.last_day,
        cured_on: excess.cured_on,
        running_total: Some(first.running_total),
        estimate: Some(first.level.mass),
        excess: Some(first.running_total.minus(first.level.mass)),
        peak_excess: Some(excess.peak),
        year_total: excess.year.total,
        estimate_status: Some(first.level.status.name().to_owned()),
        filing_id: first.level.filing.as_deref().map(ToOwned::to_owned),
        excess_days: excess.days,
        excess_records: excess.records,
        records: excess.year.records,
    }
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
