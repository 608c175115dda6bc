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
mod need;
mod plausibility;
mod questions;
mod readme;
mod returns;
mod trades;
mod what_if;
