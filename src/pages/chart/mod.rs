//! Draws the running total of a year against the estimate in force, and use and estimate over the years.
//!
//! This module judges nothing: the totals, levels and days in excess are those that the run published. Every coordinate is a
//! whole number in a plot 2,600 units high, so that a reader can compute the drawing again from the figures.

mod drawn;
mod scale;
mod strip;
mod years;

pub(super) use drawn::{Chart, Event, Plot};
pub(super) use strip::{Lane, Strip};
pub(super) use years::YearsChart;
