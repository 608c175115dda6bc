//! Finds trade that is not compared, because no requirement was filed yet (`rules.md` 7.9).

use crate::config::Config;
use crate::conversion::Lists;
use crate::estimates::{Estimates, Finding, FindingKind, Level, Status};
use crate::judgement::level_on;
use crate::ledger::{Entry, Ledger, LedgerError, Line};
use crate::parallel;
use crate::terms::{Country, Day, Substance, Timeline};
use std::collections::BTreeMap;

/// Returns the first and the last day of some entries, by day, on which no level is known.
fn unknown_days(entries: &[Entry], levels: &Timeline<Level>) -> Option<(Day, Day)> {
    let mut unknown = entries
        .iter()
        .map(|entry| entry.day)
        .filter(|day| level_on(levels, *day).status == Status::Unknown);
    let first = unknown.next()?;
    Some((first, unknown.next_back().unwrap_or(first)))
}

/// Returns the codes of the substances for which no level is known where nothing was filed.
pub(super) fn codes_of_unknown(config: &Config) -> Vec<&str> {
    let substances = (0..).map(Substance::from).zip(&config.substances);
    let unknown = substances.filter(|(_, row)| {
        let provisions = row.convention.provisions();
        !provisions.nothing_filed_is_zero
    });
    unknown
        .map(|(substance, _)| config.substance_code(substance))
        .collect()
}

/// Returns a finding for each country and substance with base mass imported, or exported to it, on a day without requirement: from
/// the first such day to the day after the last. `others` are entries of these substances that the ledger does not have.
pub(super) fn without_requirement(
    ledger: &Ledger<'_>,
    others: &[Entry],
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
    let of_lines = parallel::try_map(lines.len(), |place| {
        let line = lines[place];
        let levels = estimates.levels(line.importer, line.substance);
        Ok::<_, LedgerError>(unknown_days(&ledger.entries(line)?, &levels))
    })?;
    let mut found: BTreeMap<(Country, Substance), (Day, Day)> = BTreeMap::new();
    let others = others
        .chunk_by(|a, b| a.line() == b.line())
        .filter_map(|of_line| {
            let line = of_line.first()?.line();
            let levels = estimates.levels(line.importer, line.substance);
            Some((line, unknown_days(of_line, &levels)?))
        });
    let of_lines = lines.iter().copied().zip(of_lines);
    let of_lines = of_lines.filter_map(|(line, days)| Some((line, days?)));
    for (line, (first, last)) in of_lines.chain(others) {
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
