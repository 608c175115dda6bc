//! Finds the records of some trade, with what became of each, and both accounts of the trade side by side.
//!
//! Importers' and partners' reports are two accounts of the same trade. They are shown beside each other with their difference,
//! and never added. If a question is about all trade of an importing country in a substance, the accounts must equal the ledger
//! of the run, by quarter and in totals of a year.

mod accounts;
mod mention;

pub use accounts::{BothAccounts, Partner, YearPart};

use super::records::{Became, FoundRecord, RecordFiles, RecordsError};
use crate::archive::read::{PublishedError, PublishedRun, RefusedRow};
use crate::config::Config;
use crate::intake::Prefilter;
use crate::records::{Amounts, Flow, Record, Texts};
use crate::terms::{Country, Day, Factor, Form, Mass, MassOverflow, Quantity, Substance};
use mention::Mention;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The trade asked about; `None` stands for any value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TradeQuery {
    /// The importing country.
    pub importer: Option<Country>,
    /// The exporting country.
    pub exporter: Option<Country>,
    /// The country that reports.
    pub reporter: Option<Country>,
    /// The substance: all forms that hold it.
    pub substance: Option<Substance>,
    /// The calendar year of the date.
    pub year: Option<i32>,
    /// The last day of the date.
    pub until: Option<Day>,
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
    pub accounts: Vec<BothAccounts>,
    /// The exports among the records that raise the level of the country that reports them, by country, substance and year.
    pub own_exports: Vec<OwnExportsOfYear>,
    /// Files that the run could not read and that were not searched.
    pub left_out: Vec<String>,
}

/// A record, and its base mass of the substance asked about, or of each substance under control on its day that is not exempt,
/// whether or not the record is set aside for it. The base mass is of the part of the quantity that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traded {
    /// The record and what became of it.
    pub found: FoundRecord,
    /// The substance, its share of base, and the base mass.
    pub bases: Vec<(Substance, Factor, Mass)>,
}

/// What a country itself reports as exported in a calendar year, which raises its level (`rules.md` 7.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnExportsOfYear {
    /// The exporting country, which reports.
    pub exporter: Country,
    /// The substance.
    pub substance: Substance,
    /// The calendar year.
    pub year: i32,
    /// The base mass.
    pub base: Mass,
    /// The number of records with base mass above zero.
    pub records: u64,
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
    let records = RecordFiles::of(run)?;
    let forms = sought
        .substance
        .map(|substance| forms_with(substance, &run.config));
    let days = sought.days();
    let same_number = |number: &str| sought.authorisation.as_deref() == Some(number);
    let TradeQuery {
        importer,
        exporter,
        reporter,
        ..
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
            && reporter.is_none_or(|reporter| record.reporter == reporter)
            && forms
                .as_ref()
                .is_none_or(|forms| forms.contains(&record.form))
            && (sought.authorisation.is_none() || same_number(texts.authorisation))
    };
    let with_bases = |found| with_bases(run, sought.substance, found);
    let mut traded = records
        .find(&prefilter, wanted, |_| None, with_bases)?
        .records;
    // No two stand in the same place.
    traded.par_sort_unstable_by(|a, b| order(a).cmp(&order(b)));
    let mut accounts = accounts::of(&traded)?;
    let own_exports = own_exports(run, &traded)?;
    if let (Some(importer), Some(substance)) = (importer, sought.substance)
        && sought.is_whole_account()
    {
        accounts::agree(run, (importer, substance), sought.year, &accounts)?;
    }
    let mention = Mention::of(sought, forms.as_deref(), &run.config);
    let refused = run.refused(|row| mention.may_be(row))?;
    if reporter.is_some() {
        // One of the two accounts was not asked for.
        for account in &mut accounts {
            account.is_comparable = false;
        }
    }
    let accounts = accounts::of_several(accounts);
    Ok(Trades {
        records: traded,
        refused,
        accounts,
        own_exports,
        left_out: records.files.left_out,
    })
}

impl TradeQuery {
    /// Returns the first and the last day of the dates asked for; `None` for all dates.
    fn days(&self) -> Option<(Day, Day)> {
        let of_year = |month, day| {
            let year = self.year?;
            Day::from_civil(year, month, day)
        };
        let first = of_year(1, 1).unwrap_or(Day::FIRST);
        let last = of_year(12, 31).unwrap_or(Day::LAST);
        let is_asked = self.year.is_some() || self.until.is_some();
        is_asked.then(|| (first, self.until.map_or(last, |until| until.min(last))))
    }

    /// Whether all records of an importing country and substance are asked for, of all days or of a calendar year.
    const fn is_whole_account(&self) -> bool {
        self.exporter.is_none()
            && self.reporter.is_none()
            && self.until.is_none()
            && self.authorisation.is_none()
    }
}

/// Adds up the exports among records that raise the level of the country that reports them.
fn own_exports(
    run: &PublishedRun,
    records: &[Traded],
) -> Result<Vec<OwnExportsOfYear>, MassOverflow> {
    let mut sums: BTreeMap<(Country, Substance, i32), (Mass, u64)> = BTreeMap::new();
    let counting = records.iter().filter(|traded| {
        traded.found.became == Became::Judged && traded.found.record.flow == Flow::Export
    });
    for traded in counting {
        let record = &traded.found.record;
        let raising = traded.counting().filter(|(substance, _, base)| {
            *base > Mass::ZERO && run.conversion.is_raised(*substance)
        });
        for (substance, _, base) in raising {
            let of_year = (record.reporter, *substance, record.date.year());
            let (sum, number) = sums.entry(of_year).or_default();
            (*sum, *number) = (sum.plus(*base)?, *number + 1);
        }
    }
    let of_year = |((exporter, substance, year), (base, records))| OwnExportsOfYear {
        exporter,
        substance,
        year,
        base,
        records,
    };
    Ok(sums.into_iter().map(of_year).collect())
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
    let amounts = Amounts::of(
        record.quantity.millionths(),
        record.reexport.millionths(),
        record.procedure,
    );
    let is_asked = |of: Substance| substance.is_none_or(|substance| of == substance);
    found.exempt.retain(|(of, _)| is_asked(*of));
    let is_exempt = |of: Substance| found.exempt.iter().any(|(exempt, _)| *exempt == of);
    let shares = run.conversion.shares(record.form, record.date).iter();
    let asked = shares.filter(|share| is_asked(share.substance) && !is_exempt(share.substance));
    let bases: Vec<_> = asked
        .map(|share| {
            let counted = Quantity::from_checked(amounts.by(share.measure));
            (share.substance, share.factor, counted.times(share.factor))
        })
        .collect();
    // Another substance of a preparation may have been under control before this one, or count.
    let is_set_aside =
        |(substance, _, _): &(Substance, Factor, Mass)| found.set_aside.contains(substance);
    if [Became::Judged, Became::SetAside, Became::Exempt].contains(&found.became) {
        found.became = if bases.is_empty() && found.exempt.is_empty() {
            Became::OutOfScope
        } else if bases.is_empty() {
            Became::Exempt
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
