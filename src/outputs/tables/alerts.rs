//! The rows of `alerts.parquet`.

use super::{BATCH_ROWS, Tables};
use crate::evidence::{Alert, Verdict};
use crate::judgement::Excess;
use crate::outputs::columns::{AlertColumns, arrays};
use arrow_array::ArrayRef;

pub(super) fn batches<'a>(tables: &'a Tables<'a>) -> impl Iterator<Item = Vec<ArrayRef>> + 'a {
    tables.assembled.alerts.chunks(BATCH_ROWS).map(|alerts| {
        let ids: Vec<String> = alerts
            .iter()
            .map(|alert| alert.key.id(tables.config))
            .collect();
        arrays(
            &alerts
                .iter()
                .zip(&ids)
                .map(|(alert, id)| row(tables, alert, id))
                .collect::<Vec<_>>(),
        )
    })
}

fn row<'a>(tables: &Tables<'a>, alert: &'a Alert, id: &'a str) -> AlertColumns<'a> {
    let (config, key) = (tables.config, alert.key);
    let substance = config.substance(key.substance);
    let (first_day, last_day, year, days, records) = match &alert.verdict {
        Verdict::Excess(excess) => (
            excess.first.day,
            excess.last_day,
            excess.year,
            excess.days,
            excess.records,
        ),
        Verdict::Listing(listing) => (
            listing.first_day,
            listing.last_day,
            listing.year,
            listing.days,
            listing.year.records,
        ),
    };
    let excess: Option<&Excess> = match &alert.verdict {
        Verdict::Excess(excess) => Some(excess),
        Verdict::Listing(_) => None,
    };
    let first = excess.map(|excess| &excess.first);
    AlertColumns {
        alert_id: id,
        rule: key.rule.name(),
        country: config.country_code(key.country),
        partner: key.partner.map(|partner| config.country_code(partner)),
        substance: config.substance_code(key.substance),
        substance_name: &substance.name,
        schedule: substance.schedule.name(),
        year: key.year,
        first_excess_date: first_day,
        peak_excess_date: excess.map(|excess| excess.peak_day),
        last_excess_date: last_day,
        cured_on: excess.and_then(|excess| excess.cured_on),
        running_total_g: first.map(|first| first.running_total),
        estimate_g: first.map(|first| first.level.mass),
        excess_g: first.map(|first| first.running_total.minus(first.level.mass)),
        peak_excess_g: excess.map(|excess| excess.peak),
        year_total_g: year.total,
        estimate_status: first.map(|first| first.level.status.name()),
        filing_id: first.and_then(|first| first.level.filing.as_deref()),
        excess_days: days,
        excess_records: records,
        records: year.records,
        doubts: alert.doubts.iter().map(|doubt| doubt.name()).collect(),
    }
}
