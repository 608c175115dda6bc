//! One night after the other.

mod archived;
mod beside;
mod causes;
mod changing;
mod diff;
mod no_news;
mod onward;
mod transcript;
