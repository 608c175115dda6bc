//! The legal core of inforce: what the three drug control conventions and `rules.md` say of trade and estimates, worked out to the
//! last digit.
//!
//! The crate reads the lists and the policy that a run is judged by, and otherwise no file of anybody: records and filings are
//! given to it. It uses disk only for what does not fit in memory ([`scratch`]). The architecture and the glossary stand in the
//! documentation of the product's library.
//!
//! | module | holds |
//! |---|---|
//! | [`terms`] | masses, quantities, days, codes, timelines |
//! | [`config`] | lists and policy, checked before any data is read |
//! | [`scratch`] | data that do not fit in memory |
//! | [`parallel`] | pieces of work on all threads |
//! | [`conversion`] | form, day -> exact share of base of each substance |
//! | [`records`] | what is judged: records and filings |
//! | [`estimates`] | filings -> the level in force on a day |
//! | [`versions`] | records of one id -> the one that stands |
//! | [`ledger`] | records -> base mass per account, importer, substance and day |
//! | [`judgement`] | running totals against the level in force -> days in excess |

pub mod config;
pub mod conversion;
pub mod estimates;
pub mod judgement;
pub mod ledger;
pub mod parallel;
pub mod records;
pub mod scratch;
pub mod terms;
pub mod versions;
