//! Questions and their answers.

mod answers;
mod availability;
mod balance;
mod check;
mod conventions;
mod emergencies;
mod explain;
mod forms;
mod headroom;
mod inspect;
<<<<<<< HEAD
mod need;
=======
mod plausibility;
>>>>>>> 1e0f924 (Describe plausibility in the book, and hold it to examples worked out by hand)
mod questions;
mod readme;
mod returns;
mod trades;
mod what_if;
