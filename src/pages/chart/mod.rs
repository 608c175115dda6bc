//! A year's running total against the estimate in force, drawn.
//!
//! Nothing is judged here: totals, levels and days in excess are those that the run published. Every place is a whole
//! number of a plot 2,600 high, so that what is drawn can be worked out again from the figures.

mod drawn;
mod scale;
mod strip;

pub(super) use drawn::{Chart, Event, Plot};
pub(super) use strip::{Lane, Strip};
