//! One night after the other.

mod archived;
mod beside;
mod by_year;
mod causes;
mod changing;
pub(crate) mod conventions;
mod diff;
mod no_news;
mod onward;
mod transcript;
