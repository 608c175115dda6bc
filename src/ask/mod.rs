//! Answers questions about a published run.
//!
//! [`check`] answers for a shipment, [`explain`] for an alert, [`what_if`] for supposed filings and [`headroom`] for what is left
//! of every estimate. [`table_v`] lays out the estimates of a day, [`forms`] works out the forms that a government would check or
//! send, [`refused`] tells new refusals from old ones, and [`oddities`]
//! finds what looks odd in the records of alerts. [`trades`] finds the [`records`] of some trade again, and [`authorisations`]
//! the records with an authorisation number. [`balance`] works out Article 21 of the 1961 Convention from a run and the figures of
//! Form C, and [`need`] works out how much a country needs, from figures of use, of a sample of facilities or of episodes of illness.
//! [`emergencies`] adds up what moved under the simplified procedure, and [`plausibility`] asks of each estimate whether it fits what is
//! known. [`availability`] works out how much medicine countries have, from what they report as consumed; it needs no run.

pub mod authorisations;
pub mod availability;
pub mod balance;
pub mod check;
pub mod emergencies;
pub mod explain;
pub mod forms;
pub mod headroom;
pub mod need;
pub mod oddities;
pub mod plausibility;
pub mod records;
pub mod refused;
pub mod similar_numbers;
pub mod table_v;
pub mod trades;
pub mod what_if;
