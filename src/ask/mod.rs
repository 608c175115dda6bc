//! Questions to a published run.
//!
//! [`check`] asks about a shipment, [`explain`] about an alert, [`what_if`] about filings that nobody made, [`headroom`]
//! about what is left of every estimate; [`table_v`] lays out the estimates of a day; [`refused`] tells new refusals from
//! old ones; [`oddities`] finds what looks odd in the records of alerts; [`trades`] about some trade and
//! [`authorisations`] about a number find the [`records`] again.

pub mod authorisations;
pub mod check;
pub mod explain;
pub mod headroom;
pub mod oddities;
pub mod records;
pub mod refused;
pub mod similar_numbers;
pub mod table_v;
pub mod trades;
pub mod what_if;
