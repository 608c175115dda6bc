//! The pages, each with what it shows and how that is put together. What they look like is in `templates`.

mod about;
mod accounts;
mod alert;
mod country;
mod evidence;
mod frame;
mod history;
mod lists;
mod overview;
mod refused;
mod substance;
mod tables;

pub(super) use about::about;
pub(super) use alert::alert;
pub(super) use country::country;
pub(super) use frame::Frames;
pub(super) use lists::lists;
pub(super) use overview::overview;
pub(super) use refused::{refused, refused_row, refused_rows};
pub(super) use substance::substance;
