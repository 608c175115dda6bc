//! A run as pages that officials read: an overview, a page for every country, substance and alert, what was refused, and
//! how it was judged.
//!
//! The pages are plain files in `report/` of the run's folder; what they look like is in `templates`. They open from disk and call in nothing from elsewhere.
//! Everything in them was published by the run, or is what [`crate::ask::explain`] makes of that; nothing is judged
//! here. The same run makes the same bytes.

mod about;
mod accounts;
mod alert;
mod chart;
mod country;
mod error;
mod evidence;
mod figures;
mod frame;
mod history;
mod lists;
mod make;
mod map;
mod names;
mod overview;
mod refused;
mod replace_folder;
mod search;
mod shared;
mod substance;
mod tables;

use error::laid_out;

pub use error::ReportError;
pub use make::{Made, report};
