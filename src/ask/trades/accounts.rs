//! Sets importers' and partners' accounts of some trade side by side, without adding them.

use super::super::records::Became;
use super::{Traded, TradesError, sides};
use crate::archive::read::PublishedRun;
use crate::ledger::Basis;
use crate::terms::{Country, Day, Mass, MassOverflow, Substance};
use std::collections::{BTreeMap, BTreeSet};

/// The partner of the importing country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Partner {
    /// This country.
    Country(Country),
    /// The importer names no partner.
    NotGiven,
    /// The sum of all partners, if there are several.
    All,
}

/// Both accounts of some trade in a quarter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accounts {
    /// The importing country.
    pub importer: Country,
    /// The substance.
    pub substance: Substance,
    /// The partner.
    pub partner: Partner,
    /// The calendar year.
    pub year: i32,
    /// The quarter, 1 to 4.
    pub quarter: u8,
    /// Base mass and number of records with base mass above zero, by [`Basis::ALL`]; `None` if the account has no such record.
    pub by_basis: [Option<(Mass, u64)>; 2],
}

impl Accounts {
    /// Returns the importers' base mass less the partners'.
    #[must_use]
    pub fn difference(&self) -> Mass {
        let [importers, partners] = self
            .by_basis
            .map(|account| account.map_or(Mass::ZERO, |(base, _)| base));
        importers.minus(partners)
    }
}

/// Returns the calendar year and the quarter of a day.
fn quarter(day: Day) -> (i32, u8) {
    let (year, month, _) = day.civil();
    (year, u8::try_from((month + 2) / 3).unwrap_or(0))
}

type Sums = BTreeMap<(Country, Substance, Partner, i32, u8), [Option<(Mass, u64)>; 2]>;

fn add(account: &mut Option<(Mass, u64)>, base: Mass) -> Result<(), MassOverflow> {
    let (sum, records) = account.unwrap_or((Mass::ZERO, 0));
    *account = Some((sum.plus(base)?, records + u64::from(base > Mass::ZERO)));
    Ok(())
}

/// Adds up both accounts of the records that count.
pub(super) fn of(records: &[Traded]) -> Result<Vec<Accounts>, MassOverflow> {
    let mut sums = Sums::new();
    for traded in records
        .iter()
        .filter(|traded| traded.found.became == Became::Judged)
    {
        let record = &traded.found.record;
        let (Some(importer), exporter) = sides(record.flow, record.reporter, record.partner) else {
            continue;
        };
        let partner = exporter.map_or(Partner::NotGiven, Partner::Country);
        let (year, quarter) = quarter(record.date);
        let basis = usize::from(Basis::of(record.flow) == Basis::PartnerReports);
        for (substance, _, base) in traded.counting() {
            for partner in [partner, Partner::All] {
                add(
                    &mut sums
                        .entry((importer, *substance, partner, year, quarter))
                        .or_default()[basis],
                    *base,
                )?;
            }
        }
    }
    let all = sums.into_iter().map(
        |((importer, substance, partner, year, quarter), by_basis)| Accounts {
            importer,
            substance,
            partner,
            year,
            quarter,
            by_basis,
        },
    );
    let mut accounts: Vec<Accounts> = all.collect();
    // The partner comes first, so that the quarters of a partner stand together and the sums of all partners last.
    accounts.sort_by_key(|of| (of.importer, of.substance, of.partner, of.year, of.quarter));
    Ok(accounts)
}

/// Leaves out the sums of all partners where there is one partner only.
pub(super) fn of_several(mut accounts: Vec<Accounts>) -> Vec<Accounts> {
    let mut partners: BTreeMap<(Country, Substance), BTreeSet<Partner>> = BTreeMap::new();
    for of in &accounts {
        partners
            .entry((of.importer, of.substance))
            .or_default()
            .insert(of.partner);
    }
    accounts.retain(|of| {
        of.partner != Partner::All
            || partners
                .get(&(of.importer, of.substance))
                .is_some_and(|partners| partners.len() > 2)
    });
    accounts
}

/// An error unless the records add up to what the run found.
pub(super) fn agree(
    run: &PublishedRun,
    of: (Country, Substance),
    year: Option<i32>,
    accounts: &[Accounts],
) -> Result<(), TradesError> {
    let mut found: BTreeMap<(i32, u8, usize), Mass> = BTreeMap::new();
    for account in accounts
        .iter()
        .filter(|account| account.partner == Partner::All)
    {
        for (basis, sum) in account.by_basis.iter().enumerate() {
            found.insert(
                (account.year, account.quarter, basis),
                sum.map_or(Mass::ZERO, |(base, _)| base),
            );
        }
    }
    let mut judged: BTreeMap<(i32, u8, usize), Mass> = BTreeMap::new();
    for entry in run.ledger(of.0, of.1)? {
        let (of_year, quarter) = quarter(entry.day);
        if year.is_none_or(|year| year == of_year) {
            let key = (
                of_year,
                quarter,
                usize::from(entry.basis == Basis::PartnerReports),
            );
            let sum = judged.entry(key).or_insert(Mass::ZERO);
            *sum = sum.plus(entry.base)?;
        }
    }
    let keys: BTreeSet<_> = found.keys().chain(judged.keys()).collect();
    for key @ (year, quarter, basis) in keys {
        let [found, judged] =
            [&found, &judged].map(|sums| sums.get(key).copied().unwrap_or(Mass::ZERO));
        if found != judged {
            let (run, basis) = (run.run.clone(), Basis::ALL[*basis].name());
            return Err(TradesError::Disagrees {
                quarter: *quarter,
                year: *year,
                found,
                basis,
                run,
                judged,
            });
        }
    }
    Ok(())
}
