//! Decides which records of a period count (`rules.md` 4.6).
//!
//! Records of different periods about one trade are accounts of the same trade, and only those of the finest period with base
//! mass count. A record of a day that has base mass therefore always counts. So only trades of which there is a record of a
//! longer period are followed, and of the records of a day only those without base mass can be set aside.

use super::rules::{AlertKey, Reported, Rule, RuleBook, groups};
use crate::conversion::{Conversion, Share};
use crate::records::{Flow, Period, Record};
use crate::terms::{Country, Map, Mass, MassOverflow, Set, Substance};
use crate::versions::Version;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A trade that records of several periods may be about: what one reporter reports of one flow and substance in a calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Trade {
    /// The reporter.
    pub reporter: Country,
    /// The substance.
    pub substance: Substance,
    /// The calendar year.
    pub year: i32,
    /// The flow.
    pub flow: Flow,
}

impl Trade {
    /// Returns the trades that a record is about: one for each substance for which it counts on its day.
    pub fn of<'c>(
        record: &Record,
        conversion: &'c Conversion,
    ) -> impl Iterator<Item = (Self, &'c Share)> + use<'c> {
        let Record {
            reporter,
            flow,
            form,
            date,
            procedure,
            ..
        } = *record;
        let year = date.year();
        let shares = if procedure.is_simplified() {
            &[]
        } else {
            conversion.shares(form, date)
        };
        shares.iter().map(move |share| {
            let trade = Self {
                reporter,
                substance: share.substance,
                year,
                flow,
            };
            (trade, share)
        })
    }
}

/// What the standing records of a period report about a trade.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct PeriodReport {
    /// The base mass, above zero.
    base: Mass,
    /// For exports, the groups of the records on which alerts may rest.
    groups: BTreeSet<AlertKey>,
}

/// What standing records report by trade and period: the base mass, and for exports the groups on which alerts may rest.
pub type PeriodAccounts = BTreeMap<(Trade, Period), (Mass, BTreeSet<AlertKey>)>;

/// The accounts of a trade, the finest period first.
type PeriodReports = BTreeMap<Period, PeriodReport>;

/// The trades of which there is a record of a period longer than a day, with what standing records of each period report.
#[derive(Debug, Default)]
pub struct Returns {
    trades: Map<Trade, PeriodReports>,
    /// The reporters and flows of these trades.
    reporters: Set<(Country, Flow)>,
}

/// What some standing records report about the trades that are followed; to be added up.
#[derive(Debug, Default)]
pub struct Sums {
    accounts: Map<(Trade, Period), PeriodReport>,
    overflow: Option<MassOverflow>,
}

/// The substances of a record that are under control on its day, by whether the record counts for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fate {
    /// The substances for which the record counts.
    pub counts: Vec<Substance>,
    /// The substances for which the record is set aside.
    pub set_aside: Vec<Substance>,
}

impl Fate {
    /// Whether the record counts for nothing and is set aside for at least one substance.
    #[must_use]
    pub fn is_set_aside(&self) -> bool {
        self.counts.is_empty() && !self.set_aside.is_empty()
    }
}

impl Returns {
    /// Makes the trades to be followed, without any account yet.
    #[must_use]
    pub fn about(trades: Set<Trade>) -> Self {
        Self {
            reporters: trades
                .iter()
                .map(|trade| (trade.reporter, trade.flow))
                .collect(),
            trades: trades
                .into_iter()
                .map(|trade| (trade, PeriodReports::new()))
                .collect(),
        }
    }

    /// Whether a record is about a trade that is followed.
    #[must_use]
    #[inline]
    pub fn concern(&self, record: &Record, conversion: &Conversion) -> bool {
        self.reporters.contains(&(record.reporter, record.flow))
            && Trade::of(record, conversion).any(|(trade, _)| self.trades.contains_key(&trade))
    }

    /// Whether a record may be set aside: it is of a longer period, or without base mass about a trade that is followed.
    #[must_use]
    #[inline]
    pub fn may_set_aside(&self, record: &Record, conversion: &Conversion) -> bool {
        let has_base = || {
            let shares = conversion.shares(record.form, record.date);
            let amounts = record.amounts();
            shares
                .iter()
                .any(|share| share.factor.billionths() > 0 && amounts.by(share.measure) > 0)
        };
        record.period.is_longer_than_a_day() || !has_base() && self.concern(record, conversion)
    }

    /// Adds what standing records report. An error: a total has more than 38 digits.
    pub fn add(&mut self, sums: Sums) -> Result<(), MassOverflow> {
        if let Some(overflow) = sums.overflow {
            return Err(overflow);
        }
        for ((trade, period), of_some) in sums.accounts {
            let account = self
                .trades
                .entry(trade)
                .or_default()
                .entry(period)
                .or_default();
            account.base = account.base.plus(of_some.base)?;
            account.groups.extend(of_some.groups);
        }
        Ok(())
    }

    /// Returns the period that counts for a trade: the finest with base mass. `None` if no record of the trade has base mass.
    fn finest(&self, trade: &Trade) -> Option<Period> {
        self.trades.get(trade)?.keys().next().copied()
    }

    /// Whether a standing record counts for a substance, and is not set aside. All accounts must have been added.
    #[must_use]
    pub fn count(&self, record: &Record, substance: Substance) -> bool {
        let trade = Trade {
            reporter: record.reporter,
            substance,
            year: record.date.year(),
            flow: record.flow,
        };
        self.finest(&trade)
            .is_none_or(|finest| finest == record.period)
    }

    /// Returns for which substances a standing record counts. All accounts must have been added.
    #[must_use]
    pub fn fate(&self, record: &Record, conversion: &Conversion) -> Fate {
        let (counts, set_aside) = Trade::of(record, conversion)
            .map(|(trade, _)| trade.substance)
            .partition(|substance| self.count(record, *substance));
        Fate { counts, set_aside }
    }

    /// Returns the trades, in order, of which the base mass of a period set aside is not that of the period that counts. A period
    /// without base mass is no account. All accounts must have been added.
    #[must_use]
    pub fn disagreements(&self) -> Vec<Trade> {
        let disagree = |accounts: &PeriodReports| {
            let mut bases = accounts.values().map(|account| account.base);
            bases
                .next()
                .is_some_and(|counts| bases.any(|base| base != counts))
        };
        let mut trades: Vec<Trade> = self
            .trades
            .iter()
            .filter(|(_, accounts)| disagree(accounts))
            .map(|(trade, _)| *trade)
            .collect();
        trades.sort_unstable();
        trades
    }

    /// Returns the groups whose alerts a disagreement may touch (`rules.md` 4.7): of imports the groups of the importer, of
    /// exports the groups of the exporter's records that count.
    pub fn touched(&self, trade: &Trade) -> impl Iterator<Item = AlertKey> {
        let Trade {
            reporter,
            substance,
            year,
            flow,
        } = *trade;
        let of_importer = Rule::ALL
            .into_iter()
            .filter(move |rule| flow == Flow::Import && rule.takes(flow))
            .map(move |rule| AlertKey {
                rule,
                country: reporter,
                partner: None,
                substance,
                year,
            });
        let counts = self
            .trades
            .get(trade)
            .and_then(|accounts| accounts.values().next());
        let of_exporter = counts.into_iter().flat_map(|account| &account.groups);
        of_importer.chain(of_exporter.copied())
    }
}

impl Sums {
    /// Adds a standing record on which no alert rests.
    pub fn add(&mut self, record: &Record, returns: &Returns, conversion: &Conversion) {
        for (trade, share) in Trade::of(record, conversion) {
            if !returns.trades.contains_key(&trade) {
                continue;
            }
            let base = record.base(share);
            if base > Mass::ZERO {
                let account = self.accounts.entry((trade, record.period)).or_default();
                match account.base.plus(base) {
                    Ok(sum) => account.base = sum,
                    Err(overflow) => self.overflow = Some(overflow),
                }
            }
        }
    }

    /// Adds a standing record on which alerts may rest.
    pub fn add_version(&mut self, version: &Version<'_>, returns: &Returns, book: &RuleBook<'_>) {
        let (record, lists) = (&version.record, book.lists);
        if !returns.concern(record, lists.conversion) {
            return;
        }
        self.add(record, returns, lists.conversion);
        if record.flow == Flow::Import {
            return;
        }
        for key in groups(Reported::from(version), book) {
            let trade = Trade {
                reporter: record.reporter,
                substance: key.substance,
                year: key.year,
                flow: record.flow,
            };
            if let Some(account) = self.accounts.get_mut(&(trade, record.period)) {
                account.groups.insert(key);
            }
        }
    }

    /// Returns the base mass of each trade and period with the groups of its records, in order. An error: a total has more than 38
    /// digits.
    pub fn into_accounts(self) -> Result<PeriodAccounts, MassOverflow> {
        if let Some(overflow) = self.overflow {
            return Err(overflow);
        }
        let accounts = self.accounts.into_iter();
        Ok(accounts
            .map(|(of, account)| (of, (account.base, account.groups)))
            .collect())
    }

    /// Returns the sums of which [`Sums::into_accounts`] returned some.
    #[must_use]
    pub fn of_accounts(accounts: PeriodAccounts) -> Self {
        let mut sums = Self::default();
        for (of, (base, groups)) in accounts {
            sums.accounts.insert(of, PeriodReport { base, groups });
        }
        sums
    }

    /// Adds other sums.
    pub fn extend(&mut self, other: Self) {
        self.overflow = self.overflow.take().or(other.overflow);
        for (of, of_some) in other.accounts {
            let account = self.accounts.entry(of).or_default();
            match account.base.plus(of_some.base) {
                Ok(sum) => account.base = sum,
                Err(overflow) => self.overflow = Some(overflow),
            }
            account.groups.extend(of_some.groups);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, ConfigSource};
    use crate::judgement::tests::diazepam;
    use crate::terms::Quantity;

    /// Returns a record of Switzerland's imports of diazepam.
    fn record(config: &Config, period: Period, grams: i64) -> Record {
        diazepam(config, |record| {
            record.period = period;
            record.quantity = Quantity::from_millionths(i128::from(grams) * 1_000_000).unwrap();
        })
    }

    /// Returns the periods whose records count, and whether the accounts disagree.
    fn judged(records: &[(Period, i64)]) -> (Vec<Period>, bool) {
        let (config, conversion) = Conversion::load(ConfigSource::builtin()).unwrap();
        let all: Vec<Record> = records
            .iter()
            .map(|(period, grams)| record(&config, *period, *grams))
            .collect();
        let trades = all
            .iter()
            .filter(|record| record.period.is_longer_than_a_day())
            .flat_map(|record| Trade::of(record, &conversion))
            .map(|(trade, _)| trade)
            .collect();
        let mut returns = Returns::about(trades);
        for record in &all {
            let mut sums = Sums::default();
            sums.add(record, &returns, &conversion);
            returns.add(sums).unwrap();
        }
        let counts = all
            .iter()
            .filter(|record| !returns.fate(record, &conversion).is_set_aside())
            .map(|record| record.period)
            .collect();
        (counts, !returns.disagreements().is_empty())
    }

    #[test]
    fn the_finest_period_with_base_mass_counts() {
        use Period::{Day, Month, Quarter, Year};
        for (records, counts, disagree) in [
            (&[(Day, 1)][..], &[Day][..], false),
            (&[(Day, 1), (Year, 1)], &[Day], false),
            (&[(Day, 1), (Year, 2)], &[Day], true),
            (&[(Day, 1), (Day, 1), (Year, 2)], &[Day, Day], false),
            (&[(Day, 0), (Year, 2)], &[Year], false),
            (&[(Quarter, 1), (Month, 2), (Year, 2)], &[Month], true),
            (&[(Month, 0), (Quarter, 2), (Year, 2)], &[Quarter], false),
            (&[(Day, 2), (Year, 0)], &[Day], false),
            (&[(Day, 0), (Year, 0)], &[Day, Year], false),
        ] {
            assert_eq!(judged(records), (counts.to_vec(), disagree), "{records:?}");
        }
    }
}
