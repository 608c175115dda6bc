//! Shows a run as pages for officials: an overview, a page for every country, substance and alert, the refused rows, and how
//! the run judged. Pages of their own, which need no run, show how much medicine countries have.
//!
//! The pages are plain files in `report/` of the run's folder; `templates` holds their layout. They open from disk and load
//! nothing from other places. Everything in the pages was published by the run or follows from it by
//! [`crate::ask::explain`]; this module judges nothing. The same run gives the same bytes.

mod about;
mod accounts;
mod alert;
mod availability;
mod chart;
mod country;
mod error;
mod evidence;
mod exempt;
mod figures;
mod frame;
mod history;
mod lists;
mod make;
mod map;
mod names;
mod overview;
mod plausibility;
mod refused;
mod replace_folder;
mod search;
mod shared;
mod substance;
mod tables;

use error::laid_out;

pub use availability::{AvailabilityPages, AvailabilityPagesError, availability_pages};
pub use error::ReportError;
pub use make::{Made, report};
