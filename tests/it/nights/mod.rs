//! One night after the other.

mod archived;
mod beside;
mod causes;
mod changing;
mod diff;
mod onward;
mod transcript;
