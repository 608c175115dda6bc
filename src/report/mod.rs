//! A run as pages that officials read: an overview, a page for every country, substance and alert, what was refused, and
//! how it was judged.
//!
//! The pages are plain files in `report/` of the run's folder. They open from disk and call in nothing from elsewhere.
//! Everything in them was published by the run, or is what [`crate::runs::explain`] makes of that; nothing is judged
//! here. The same run makes the same bytes.

mod argument;
mod chart;
mod error;
mod figures;
mod make;
mod map;
mod names;
mod pages;
mod replace_folder;
mod search;
mod shared;
mod table;
mod text;

use error::laid_out;

pub use error::ReportError;
pub use make::{Made, report};
