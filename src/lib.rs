//! Did a country import or export more of a controlled substance than the estimate in force on that day?
//!
//! `inforce` reads what importers and exporters report of their trade, and what governments file as their annual
//! requirements under the three drug control conventions: narcotic drugs (1961), psychotropic substances (1971) and precursors
//! (1988). It finds every group of movements that exceeds the estimate in force at the time. In what the conventions differ is
//! one table, [`config::Provisions`]. Results are exact to the last digit, and the records of an alert add up to its figures.
//!
//! # Architecture
//!
//! Data flow in one direction, and the folders stand in the order of the procedure:
//!
//! ```text
//!  files, layouts, config
//!         |
//!      config        lists and policy, checked before any data is read
//!         |
//!      conversion    form, day -> exact share of base of each substance
//!         |
//!      intake        rows -> Record, Filing (records), each with its origin       -> refusal (quarantine)
//!         |
//!         |--> estimates   filings -> one timeline per (country, substance): level in force on a day
//!         |--> versions    records of one id -> the one that stands
//!         |
//!      ledger        records -> base mass per (account, importer, substance, day), and per (exporter, substance, day)
//!         |
//!      judgement     running total against the level in force -> days in excess   (pure, no I/O)
//!         |
//!      evidence      groups in excess -> alerts, and the records that they rest on
//!         |
//!      archive       a run written aside, synced, published at once, and opened again for questions
//!         |
//!         |--> compare     how each alert differs from the previous run, and why
//!         |--> night       the stages in order, from the files to the published run
//!         |--> verify      a published run against its own hashes, laws and inputs
//!         |--> ask         a published run, asked about a shipment, an alert, an estimate
//!         |
//!         |--> pages       the run as pages for officials
//!         |--> workbook    the run as a spreadsheet for officials
//!         |--> letters     alerts -> letters to governments, in their languages
//! ```
//!
//! [`terms`] holds the types that all modules share, [`records`] what is judged, [`parallel`] shares out work among threads, and
//! [`scratch`] holds the data that do not fit in memory.
//! [`cli`] reads the arguments and reports the outcome. A module uses only the modules before it in this order; a test checks that.
//! The modules are in four crates, and stand here under their names: `inforce_law` has what the law says (and [`terms`], [`records`],
//! [`parallel`] and [`scratch`]), `inforce_intake` reads files, `inforce_engine` makes and checks a run, and this crate asks and presents.
//!
//! Seven ideas are behind the rest:
//!
//! 1. *Sums do not depend on order.* Judgement needs base mass per day, not per record, so the portions of the input are
//!    tallied in any order on any number of threads, and the answer is the same.
//! 2. *Convert late.* Quantities are added up as shipped, in whole millionths of a gram, and multiplied by the exact factor
//!    once per cell of the tally.
//! 3. *Two readings.* The first reading finds the groups that could be in excess; the second reads in full only the rows of
//!    those groups. What either reading gathers is cut into parts that fit in memory one at a time: identities by their
//!    hash, the ledger by account, evidence by alert and day.
//! 4. *Superseded versions only add.* Every group in excess without them is in excess with them, so the groups found with
//!    them include all others, and versions need comparing only if an id occurs twice.
//! 5. *Records of longer periods only fall away.* All totals of months, quarters and years count until it is known which of them
//!    are set aside; a record of a day that has base mass always counts.
//! 6. *Own exports only raise a level.* A superseded own export would raise it, too, and could hide an excess. So groups are
//!    looked for with levels without own exports, and judged with own exports once the versions that stand are known.
//! 7. *Exports need no table of pairs.* What one exporter sent is at most what all exporters sent, so pairs are formed only
//!    if the partners' reports together are in excess.
//!
//! If only new files came and no record is of a longer period than a day, a run goes on from the previous run. The ledger of
//! that run and all its superseded versions together are what a first reading would have left, and its findings on older
//! records are in what it published. From there on, all runs take the same steps, so the bytes are those of a run over
//! everything.
//!
//! A run may also be done by stages in processes of their own, which an engine schedules: [`night::stages`].
//!
//! What the ledger says of a group and what its records say are computed separately and must agree, and every row of every
//! file must be accounted for, before anything is published.
//!
//! # Glossary
//!
//! One word for one thing:
//!
//! - *convention*: of 1961 (narcotic drugs), 1971 (psychotropic substances) or 1988 (precursors); its *provisions* say how a
//!   substance is judged.
//! - *substance*: a controlled substance, by its code (`PD006` is diazepam); it is in a *schedule* of its convention.
//! - *form*: what was shipped: the base itself, a salt, or a *preparation* that holds forms by weight.
//! - *base mass*: the mass of pure anhydrous base in a quantity of a form; everything is judged in it.
//! - *factor*: the share of base in a form.
//! - *record*: one movement as one *reporter* reports it; its *flow* is import or export, and the country on the other side
//!   is its *partner*.
//! - *account*, *basis*: what importers report, or what their partners report as exports to them; two
//!   accounts of the same trade, never added.
//! - *layout*: the description of one kind of file that is not in the canonical shape: how it is recognised, where its table
//!   stands, which field each column gives, and how values are written.
//! - *filing*: an *assessment* (1971), *estimate* (1961) or *requirement* (1988) by a government, a value *established* by the
//!   Board, a *supplement*, which is a signed change, or a *deduction* (1961). The Board *confirms* filings of 1961.
//! - *own exports*: what a country itself reports as exported; they raise its level under the 1961 Convention. The level without
//!   them is the *base level*.
//! - *notice of excess*: the Board told exporting countries that a country is in excess for a year (1961).
//! - *exempt*: of a record or of a substance in it: it counts for nothing, because of an exempt preparation or the simplified
//!   procedure.
//! - *estimate in force*, *level*: the grams a year that apply to a country and substance on a day. The filing that
//!   *governs* sets it; supplements to that filing change it.
//! - *version*: one of several records with the same reporter, id, flow and substances, or of several filings with the same
//!   country, substance, id and supplement-or-not; the greatest *stands*, the others are *superseded*.
//! - *period*: what a record reports on: a day, or a month, a quarter or a year whose total it is. A *trade* is what one reporter
//!   reports of one flow and substance in a calendar year; records of a trade that are not of its finest period are *set aside*.
//! - *warning*: what is valid but looks wrong; it is judged as it stands. *doubt*: a warning, or a refused row, that may touch an
//!   alert.
//! - *known-at date*: the day by which a record or filing must have been received to count.
//! - *refused*, *quarantine*: a row with a fault, and the place where it is kept with the reason.
//! - *group*: the records that a rule adds up: a calendar year of one account, country and substance.
//! - *in excess*: of a day, that the group's running total exceeds the level in force.
//! - *alert*: a group with a day in excess, or with a movement that a rule lists; *evidence*: its records.
//! - *finding*: something odd about the estimates, or about records of different periods, that is no alert. (Letters, which
//!   are read outside, call an alert a finding.)
//! - *balance*: what a country made and imported of a narcotic drug in a year, beside what Article 21 of the 1961 Convention
//!   allows.
//! - *need*: how much of a substance a country uses in a year when nothing is short, worked out from figures; advice, set beside the
//!   estimate in force.
//! - *availability*: how much medicine a country has: *doses* (S-DDD) per million inhabitants per day, by what it reports as consumed.
//! - *plausibility*: whether an estimate fits what is known of past use, of its own history and of neighbours; each comparison is a *check*,
//!   and what it finds is advice to ask and no alert. *use* is what an account has for a country in a year, net of re-export.
//! - *oddity*: something odd about the records of an alert, which is advice to ask about them and changes nothing.
//! - *letter*, in names of commands and folders *notice*: the document that brings the alerts of a run to the attention of one government; its *texts* are
//!   the messages of its language.

pub use inforce_engine::{archive, compare, evidence, night, verify};
pub use inforce_intake as intake;
pub use inforce_law::{
    config, conversion, estimates, judgement, ledger, parallel, records, scratch, terms, versions,
};

pub mod ask;
pub mod cli;
pub mod letters;
pub mod pages;
pub mod workbook;
