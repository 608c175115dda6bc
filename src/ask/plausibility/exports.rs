//! What is known of the exports of a country: what it reports itself, and what other countries report as imported from it. Nothing in a
//! run tells what a country makes.

use super::{TradeKey, TradeSums};
use crate::archive::read::PublishedRun;
use crate::ask::records::Became;
use crate::ask::trades::{TradeQuery, TradesError, trades};
use crate::records::Flow;
use crate::terms::{Country, Day, Mass, MassOverflow, Substance};
use std::collections::BTreeMap;

/// The base mass that a country exported of a substance from 1 January of the third year before the day asked about, up to the day;
/// `None` where the run keeps no such account and the records were not searched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exports {
    /// What the country itself reports as exported.
    pub own: Option<Mass>,
    /// What other countries report as imported from it.
    pub by_partners: Option<Mass>,
}

impl Exports {
    /// Returns the first year that counts.
    #[must_use]
    pub fn since(on: Day) -> i32 {
        on.year() - 3
    }

    /// Whether some account tells of exports.
    #[must_use]
    pub fn are_known(&self) -> bool {
        let accounts = [self.own, self.by_partners];
        accounts.iter().flatten().any(|mass| *mass > Mass::ZERO)
    }

    /// Returns what the tables of a run tell: own exports, where these raise the level, and nothing else.
    pub(super) fn of_tables(
        run: &PublishedRun,
        (country, substance): (Country, Substance),
        sums: &BTreeMap<TradeKey, TradeSums>,
        on: Day,
    ) -> Result<Self, MassOverflow> {
        if !run.conversion.is_raised(substance) || !run.knows_conventions() {
            return Ok(Self::default());
        }
        let keys = (country, substance, Self::since(on), 0)..=(country, substance, on.year(), 12);
        let mut own = Mass::ZERO;
        for (_, of) in sums.range(keys) {
            own = own.plus(of.own_exports)?;
        }
        Ok(Self {
            own: Some(own),
            by_partners: None,
        })
    }
}

/// Searches the records of the run's dataset for what a country exported of each substance.
pub fn exports_of(
    run: &PublishedRun,
    country: Country,
    on: Day,
) -> Result<BTreeMap<(Country, Substance), Exports>, TradesError> {
    let since = Exports::since(on);
    let none = Exports {
        own: Some(Mass::ZERO),
        by_partners: Some(Mass::ZERO),
    };
    let codes = run.config.substance_codes.iter();
    let substances = codes.filter_map(|code| run.config.substance_codes.find(code));
    let mut exports: BTreeMap<(Country, Substance), Exports> = substances
        .map(|substance| ((country, substance), none))
        .collect();
    let sought = TradeQuery {
        exporter: Some(country),
        until: Some(on),
        ..TradeQuery::default()
    };
    let found = trades(run, &sought)?.records;
    let counting = found.iter().filter(|traded| {
        traded.found.became == Became::Judged && traded.found.record.date.year() >= since
    });
    for traded in counting {
        for (substance, _, base) in traded.counting() {
            let of_one = exports.entry((country, *substance)).or_insert(none);
            let account = match traded.found.record.flow {
                Flow::Export => &mut of_one.own,
                Flow::Import => &mut of_one.by_partners,
            };
            *account = Some(account.unwrap_or_default().plus(*base)?);
        }
    }
    Ok(exports)
}
