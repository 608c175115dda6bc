//! Finds the groups that rules compare with the estimate of one country and substance.

use super::super::records::Became;
use super::super::trades::{TradeQuery, Traded, trades};
use super::WhatIfError;
use crate::archive::read::{Dossier, PublishedRun};
use crate::estimates::Level;
use crate::judgement::{AlertKey, DayTotal, excess};
use crate::ledger::{Basis, Line};
use crate::records::Flow;
use crate::terms::{Country, Day, Mass, Timeline};
use std::collections::{BTreeMap, BTreeSet};

/// A group and its days.
#[derive(Debug)]
pub(super) struct TradeGroup {
    pub(super) key: AlertKey,
    pub(super) days: Vec<DayTotal>,
}

/// Returns the groups of the importer and of its partners. If the partners' reports together are in excess of one of the
/// timelines, also returns the group of each exporter; otherwise no single exporter can be in excess.
pub(super) fn of(
    run: &PublishedRun,
    dossier: &Dossier,
    timelines: [&Timeline<Level>; 2],
) -> Result<Vec<TradeGroup>, WhatIfError> {
    let (importer, substance) = (dossier.country, dossier.substance);
    let years: BTreeSet<i32> = dossier
        .ledger
        .iter()
        .map(|entry| entry.day.year())
        .collect();
    let mut groups = Vec::new();
    for year in years {
        for basis in Basis::ALL {
            let line = Line {
                basis,
                importer,
                substance,
            };
            let key = AlertKey::of_account(line, year);
            let days = dossier.year(basis, year);
            let [is, would_be] =
                timelines.map(|timeline| excess(&days, timeline).map(|found| found.is_some()));
            if basis == Basis::PartnerReports && (is? || would_be?) {
                groups.extend(exporters(run, key)?);
            }
            groups.push(TradeGroup { key, days });
        }
    }
    Ok(groups)
}

/// Returns what each exporter sent to the importer of a group, by day.
fn exporters(run: &PublishedRun, partners: AlertKey) -> Result<Vec<TradeGroup>, WhatIfError> {
    let mut sums: BTreeMap<(Country, Day), (Mass, i64)> = BTreeMap::new();
    for (exporter, day, base) in exports(run, partners)? {
        let (sum, records) = sums.entry((exporter, day)).or_default();
        *sum = sum.plus(base)?;
        *records += 1;
    }
    let mut groups: Vec<TradeGroup> = Vec::new();
    for ((exporter, day), (base, records)) in sums {
        let total = DayTotal { day, base, records };
        match groups.last_mut() {
            Some(group) if group.key.country == exporter => group.days.push(total),
            _ => groups.push(TradeGroup {
                key: partners.of_exporter(exporter),
                days: vec![total],
            }),
        }
    }
    Ok(groups)
}

/// Returns the exports in a group of partners' reports: the evidence of its alert, or, if it has no alert and so no table of the
/// run holds the exports, the records found again in the dataset.
fn exports(
    run: &PublishedRun,
    partners: AlertKey,
) -> Result<Vec<(Country, Day, Mass)>, WhatIfError> {
    let evidence = run.evidence(&partners.id(&run.config), partners.year.into())?;
    if !evidence.is_empty() {
        return Ok(evidence
            .iter()
            .map(|row| (row.record.reporter, row.record.date, row.base))
            .collect());
    }
    let sought = TradeQuery {
        importer: Some(partners.country),
        substance: Some(partners.substance),
        year: Some(partners.year),
        ..TradeQuery::default()
    };
    let counts = |traded: &&Traded| {
        traded.found.became == Became::Judged && traded.found.record.flow == Flow::Export
    };
    let found = trades(run, &sought)?.records;
    let exports = found.iter().filter(counts).flat_map(|traded| {
        let record = &traded.found.record;
        traded
            .counting()
            .filter(|(_, _, base)| *base > Mass::ZERO)
            .map(|(_, _, base)| (record.reporter, record.date, *base))
    });
    Ok(exports.collect())
}
