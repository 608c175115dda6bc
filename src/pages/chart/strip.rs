//! Draws the days with movements, for rules that do not compare with an estimate.

use super::scale::{LEFT, Scale};
use crate::terms::{Day, Mass};
use askama::Template;
use askama::filters::HtmlSafe;

/// The days on which one side reports movements.
pub(crate) struct Lane {
    /// The side that reports.
    pub(crate) name: &'static str,
    pub(crate) days: Vec<Day>,
}

/// A drawing of a year with a mark for each day with a movement.
#[derive(Debug, Template)]
#[template(path = "strip.html")]
pub(crate) struct Strip {
    label: String,
    width: i128,
    right: i128,
    months: Vec<(i128, i128, &'static str)>,
    lanes: Vec<Drawn>,
}

#[derive(Debug)]
struct Drawn {
    name: &'static str,
    /// The height of the lane's line.
    y: i128,
    days: Vec<i128>,
}

impl HtmlSafe for Strip {}

impl Strip {
    /// Draws the lanes; `None` if the calendar has no such year.
    pub(crate) fn of(year: i32, lanes: &[Lane], label: String) -> Option<Self> {
        let scale = Scale::of(year, Mass::from_units(1))?;
        let drawn = |(lane, y): (&Lane, i128)| Drawn {
            name: lane.name,
            y,
            days: lane.days.iter().map(|day| scale.x(*day)).collect(),
        };
        let lanes = lanes.iter().zip([200, 550]).map(drawn).collect();
        let (right, months) = (scale.right(), scale.months());
        Some(Self {
            label,
            width: right + 150,
            right,
            months,
            lanes,
        })
    }
}
