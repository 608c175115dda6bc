//! Finds trade that is not compared, because no requirement was filed yet (`rules.md` 7.9).

use crate::estimates::{Estimates, Finding, FindingKind, Status};
use crate::intake::Lists;
use crate::judgement::level_on;
use crate::ledger::{Ledger, LedgerError, Line};
use crate::terms::{Country, Day, Substance};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Returns a finding for each country and substance with base mass imported, or exported to it, on a day without requirement: from
/// the first such day to the day after the last.
pub(super) fn without_requirement(
    ledger: &Ledger<'_>,
    estimates: &Estimates,
    lists: &Lists,
) -> Result<Vec<Finding>, LedgerError> {
    let lines = ledger.lines().into_iter();
    let lines: Vec<Line> = lines
        .filter(|line| {
            !lists
                .config
                .provisions(line.substance)
                .nothing_filed_is_zero
        })
        .collect();
    let of_lines: Vec<Option<(Day, Day)>> = lines
        .par_iter()
        .map(|line| {
            let levels = estimates.levels(line.importer, line.substance);
            let entries = ledger.entries(*line)?;
            let mut unknown = entries
                .iter()
                .map(|entry| entry.day)
                .filter(|day| level_on(&levels, *day).status == Status::Unknown);
            let first = unknown.next();
            Ok(first.map(|first| (first, unknown.next_back().unwrap_or(first))))
        })
        .collect::<Result<_, LedgerError>>()?;
    let mut found: BTreeMap<(Country, Substance), (Day, Day)> = BTreeMap::new();
    for (line, days) in lines.iter().zip(of_lines) {
        let Some((first, last)) = days else { continue };
        found
            .entry((line.importer, line.substance))
            .and_modify(|days| *days = (days.0.min(first), days.1.max(last)))
            .or_insert((first, last));
    }
    let finding = |((country, substance), (first, last)): (_, (Day, Day))| Finding {
        kind: FindingKind::RequirementUnknown,
        country,
        substance,
        from: first,
        to: Some(last.next()),
        filing: None,
    };
    Ok(found.into_iter().map(finding).collect())
}
