//! Finds the records of some trade, with what became of each, and both accounts of the trade side by side.
//!
//! Importers' and partners' reports are two accounts of the same trade. They are shown beside each other with their difference,
//! and never added. If a question is about all trade of an importing country in a substance, the accounts must equal the ledger
//! of the run, by quarter and in totals of a year.

mod accounts;
mod mention;

pub use accounts::{Accounts, Part, Partner};

use super::records::{Became, FoundRecord, Records, RecordsError};
use crate::archive::read::{PublishedError, PublishedRun, RefusedRow};
use crate::config::Config;
use crate::intake::{Flow, Prefilter, Record, Texts};
use crate::terms::{Country, Day, Factor, Form, Mass, MassOverflow, Substance};
use mention::Mention;

/// The trade asked about; `None` stands for any value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TradeQuery {
    /// The importing country.
    pub importer: Option<Country>,
    /// The exporting country.
    pub exporter: Option<Country>,
    /// The substance: all forms that hold it.
    pub substance: Option<Substance>,
    /// The calendar year of the date.
    pub year: Option<i32>,
    /// The exact number of the import authorisation.
    pub authorisation: Option<String>,
}

/// The result of a question about some trade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trades {
    /// The valid records, by date, reporter, record id and receipt.
    pub records: Vec<Traded>,
    /// Refused rows that may be of this trade: what can be read of them names a part of the trade, and nothing else in its place.
    pub refused: Vec<RefusedRow>,
    /// Both accounts, by importing country, substance, partner and part of the year.
    pub accounts: Vec<Accounts>,
    /// Files that the run could not read and that were not searched.
    pub left_out: Vec<String>,
}

/// A record, and its base mass of the substance asked about, or of each substance under control on its day, whether or not the
/// record counts for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traded {
    /// The record and what became of it.
    pub found: FoundRecord,
    /// The substance, its share of base, and the base mass.
    pub bases: Vec<(Substance, Factor, Mass)>,
}

/// The reason why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum TradesError {
    /// The records cannot be found again.
    #[error(transparent)]
    Records(#[from] RecordsError),
    /// A total has more than 38 digits.
    #[error(transparent)]
    Overflow(#[from] MassOverflow),
    /// The records found do not add up to those judged.
    #[error(
        "of quarter {quarter} of {year}, the records come to {found} g by {basis} and the ledger of run {run} to {judged} g; the dataset is not what it was, which neither size nor time of change of its files shows: publish it anew with inforce run"
    )]
    Disagrees {
        /// The quarter of the year.
        quarter: u8,
        /// The calendar year.
        year: i32,
        /// The base mass by the records.
        found: Mass,
        /// The account.
        basis: &'static str,
        /// The run.
        run: String,
        /// The base mass by the ledger.
        judged: Mass,
    },
}

impl From<PublishedError> for TradesError {
    fn from(error: PublishedError) -> Self {
        Self::Records(error.into())
    }
}

/// Finds the records and the accounts of some trade.
pub fn trades(run: &PublishedRun, sought: &TradeQuery) -> Result<Trades, TradesError> {
    let records = Records::of(run)?;
    let forms = sought
        .substance
        .map(|substance| forms_with(substance, &run.config));
    let days = sought
        .year
        .map(|year| [(1, 1), (12, 31)].map(|(month, day)| Day::from_civil(year, month, day)));
    let days = days.and_then(|[first, last]| first.zip(last));
    let same_number = |number: &str| sought.authorisation.as_deref() == Some(number);
    let TradeQuery {
        importer, exporter, ..
    } = *sought;
    let is_number: &(dyn Fn(&str) -> bool + Sync) = &same_number;
    let prefilter = Prefilter {
        days,
        importer,
        exporter,
        forms: forms.as_deref(),
        authorisation: sought.authorisation.is_some().then_some(is_number),
        ..Prefilter::default()
    };
    let wanted = |record: &Record, texts: Texts<'_>| {
        let (into, out_of) = sides(record.flow, record.reporter, record.partner);
        days.is_none_or(|(first, last)| (first..=last).contains(&record.date))
            && importer.is_none_or(|importer| into == Some(importer))
            && exporter.is_none_or(|exporter| out_of == Some(exporter))
            && forms
                .as_ref()
                .is_none_or(|forms| forms.contains(&record.form))
            && (sought.authorisation.is_none() || same_number(texts.authorisation))
    };
    let found = records.find(&prefilter, wanted, |_| None)?.records;
    let mut traded: Vec<Traded> = found
        .into_iter()
        .map(|found| with_bases(run, sought.substance, found))
        .collect();
    traded.sort_by(|a, b| order(a).cmp(&order(b)));
    let accounts = accounts::of(&traded)?;
    if let (Some(importer), Some(substance), None, None) =
        (importer, sought.substance, exporter, &sought.authorisation)
    {
        accounts::agree(run, (importer, substance), sought.year, &accounts)?;
    }
    let mention = Mention::of(sought, forms.as_deref(), &run.config);
    let refused = run.refused(|row| mention.may_be(row))?;
    let accounts = accounts::of_several(accounts);
    Ok(Trades {
        records: traded,
        refused,
        accounts,
        left_out: records.files.left_out,
    })
}

/// Returns the importing and the exporting country of a movement, as far as its record names them.
const fn sides(
    flow: Flow,
    reporter: Country,
    partner: Option<Country>,
) -> (Option<Country>, Option<Country>) {
    match flow {
        Flow::Import => (Some(reporter), partner),
        Flow::Export => (partner, Some(reporter)),
    }
}

fn order(traded: &Traded) -> impl Ord + '_ {
    let record = &traded.found.record;
    (
        record.date,
        record.reporter,
        &record.id,
        record.received,
        &record.file,
        record.row,
    )
}

/// Returns the forms and preparations that hold a substance, whether or not it is under control.
fn forms_with(substance: Substance, config: &Config) -> Vec<Form> {
    let is_of = |form: &Form| {
        config.forms[form.index()]
            .iter()
            .any(|row| row.substance == substance)
    };
    let holds = |form: &Form| {
        is_of(form)
            || config.preparations[form.index()]
                .iter()
                .any(|component| is_of(&component.form))
    };
    (0_u16..)
        .map(Form::from)
        .take(config.form_codes.len())
        .filter(holds)
        .collect()
}

fn with_bases(run: &PublishedRun, substance: Option<Substance>, mut found: FoundRecord) -> Traded {
    let record = &found.record;
    let net = record.quantity.less(record.reexport);
    let shares = run.conversion.shares(record.form, record.date).iter();
    let asked =
        shares.filter(|share| substance.is_none_or(|substance| share.substance == substance));
    let bases: Vec<_> = asked
        .map(|share| (share.substance, share.factor, net.times(share.factor)))
        .collect();
    // Another substance of a preparation may have been under control before this one, or count.
    let is_set_aside =
        |(substance, _, _): &(Substance, Factor, Mass)| found.set_aside.contains(substance);
    if [Became::Judged, Became::SetAside].contains(&found.became) {
        found.became = if bases.is_empty() {
            Became::OutOfScope
        } else if bases.iter().all(is_set_aside) {
            Became::SetAside
        } else {
            Became::Judged
        };
    }
    Traded { found, bases }
}

impl Traded {
    /// Returns the base mass of each substance for which the record is not set aside.
    pub fn counting(&self) -> impl Iterator<Item = &(Substance, Factor, Mass)> {
        let set_aside = &self.found.set_aside;
        self.bases
            .iter()
            .filter(|(substance, _, _)| !set_aside.contains(substance))
    }
}
