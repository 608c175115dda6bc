//! Sets importers' and partners' accounts of some trade side by side, without adding them.

use super::super::records::Became;
use super::{Traded, TradesError, sides};
use crate::archive::read::PublishedRun;
use crate::ledger::Basis;
use crate::terms::{Country, Mass, MassOverflow, Substance};
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

/// A part of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum YearPart {
    /// A quarter, 1 to 4.
    Quarter(u8),
    /// What was reported in totals of the year, which belong to no quarter.
    Undivided,
    /// The whole year, where there are such totals.
    Whole,
}

/// Both accounts of some trade in a part of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BothAccounts {
    /// The importing country.
    pub importer: Country,
    /// The substance.
    pub substance: Substance,
    /// The partner.
    pub partner: Partner,
    /// The calendar year.
    pub year: i32,
    /// The part of the year.
    pub part: YearPart,
    /// Whether the accounts can be compared. Where there are totals of the year, they can by the whole year alone.
    pub is_comparable: bool,
    /// Base mass and number of records with base mass above zero, by [`Basis::ALL`]; `None` if the account has no such record.
    pub by_basis: MassByBasis,
}

impl BothAccounts {
    /// Returns the importers' base mass less the partners'; `None` if they cannot be compared.
    #[must_use]
    pub fn difference(&self) -> Option<Mass> {
        let [importers, partners] = self
            .by_basis
            .map(|account| account.map_or(Mass::ZERO, |(base, _)| base));
        self.is_comparable.then(|| importers.minus(partners))
    }
}

type AccountSums = BTreeMap<(Country, Substance, Partner, i32, YearPart), MassByBasis>;

/// Base mass and number of records by [`Basis::ALL`].
type MassByBasis = [Option<(Mass, u64)>; 2];

fn add(account: &mut Option<(Mass, u64)>, base: Mass, more: u64) -> Result<(), MassOverflow> {
    let (sum, records) = account.unwrap_or((Mass::ZERO, 0));
    *account = Some((sum.plus(base)?, records + more));
    Ok(())
}

/// Adds up both accounts of the records that count.
pub(super) fn of(records: &[Traded]) -> Result<Vec<BothAccounts>, MassOverflow> {
    let mut sums = AccountSums::new();
    for traded in records
        .iter()
        .filter(|traded| traded.found.became == Became::Judged)
    {
        let record = &traded.found.record;
        let (Some(importer), exporter) = sides(record.flow, record.reporter, record.partner) else {
            continue;
        };
        let partner = exporter.map_or(Partner::NotGiven, Partner::Country);
        let year = record.date.year();
        let quarter = traded.found.period.quarter(record.date);
        let part = quarter.map_or(YearPart::Undivided, YearPart::Quarter);
        let basis = Basis::of(record.flow).place();
        for (substance, _, base) in traded.counting() {
            for partner in [partner, Partner::All] {
                add(
                    &mut sums
                        .entry((importer, *substance, partner, year, part))
                        .or_default()[basis],
                    *base,
                    u64::from(*base > Mass::ZERO),
                )?;
            }
        }
    }
    let of_year = |(importer, substance, partner, year, _): &(_, _, _, _, YearPart)| {
        (*importer, *substance, *partner, *year)
    };
    let parts = sums.keys();
    let undivided = parts.filter(|(.., part)| *part == YearPart::Undivided);
    let apart: BTreeSet<_> = undivided.map(of_year).collect();
    let mut whole = AccountSums::new();
    for (key, by_basis) in sums.iter().filter(|(key, _)| apart.contains(&of_year(key))) {
        let (importer, substance, partner, year) = of_year(key);
        let key = (importer, substance, partner, year, YearPart::Whole);
        let sides = whole.entry(key).or_default();
        for (side, of_part) in sides.iter_mut().zip(by_basis) {
            if let Some((base, records)) = of_part {
                add(side, *base, *records)?;
            }
        }
    }
    let all = sums.into_iter().chain(whole).map(|(key, by_basis)| {
        let (importer, substance, partner, year, part) = key;
        BothAccounts {
            importer,
            substance,
            partner,
            year,
            part,
            is_comparable: part == YearPart::Whole || !apart.contains(&of_year(&key)),
            by_basis,
        }
    });
    let mut accounts: Vec<BothAccounts> = all.collect();
    // The partner comes first, so that the quarters of a partner stand together, and the sums of all partners last.
    accounts.sort_by_key(|of| (of.importer, of.substance, of.partner, of.year, of.part));
    Ok(accounts)
}

/// Leaves out the sums of all partners where there is one partner only.
pub(super) fn of_several(mut accounts: Vec<BothAccounts>) -> Vec<BothAccounts> {
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
    accounts: &[BothAccounts],
) -> Result<(), TradesError> {
    // The ledger has a total of the year on its last day.
    type MassByQuarter = BTreeMap<(i32, u8, Basis), Mass>;
    let add = |sums: &mut MassByQuarter, key, base| -> Result<(), MassOverflow> {
        let sum = sums.entry(key).or_insert(Mass::ZERO);
        *sum = sum.plus(base)?;
        Ok(())
    };
    let (mut found, mut judged) = (MassByQuarter::new(), MassByQuarter::new());
    let of_all = accounts.iter().filter(|of| of.partner == Partner::All);
    for account in of_all {
        let quarter = match account.part {
            YearPart::Quarter(quarter) => quarter,
            YearPart::Undivided => 4,
            YearPart::Whole => continue,
        };
        for (basis, sum) in Basis::ALL.into_iter().zip(account.by_basis) {
            let base = sum.map_or(Mass::ZERO, |(base, _)| base);
            add(&mut found, (account.year, quarter, basis), base)?;
        }
    }
    for entry in run.ledger(of.0, of.1)? {
        let of_year = entry.day.year();
        if year.is_none_or(|year| year == of_year) {
            let key = (of_year, entry.day.quarter(), entry.basis);
            add(&mut judged, key, entry.base)?;
        }
    }
    let keys: BTreeSet<_> = found.keys().chain(judged.keys()).collect();
    for key @ (year, quarter, basis) in keys {
        let [found, judged] =
            [&found, &judged].map(|sums| sums.get(key).copied().unwrap_or(Mass::ZERO));
        if found != judged {
            return Err(TradesError::Disagrees {
                quarter: *quarter,
                year: *year,
                found,
                basis: basis.name(),
                run: run.run.clone(),
                judged,
            });
        }
    }
    Ok(())
}
