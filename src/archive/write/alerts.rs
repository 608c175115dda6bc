//! The rows of `alerts.parquet`.

use super::{BATCH_ROWS, Tables};
use crate::archive::AlertFigures;
use crate::archive::tables::{AlertColumns, arrays};
use crate::evidence::Alert;
use arrow_array::ArrayRef;

pub(super) fn batches<'a>(tables: &'a Tables<'a>) -> impl Iterator<Item = Vec<ArrayRef>> + 'a {
    tables.assembled.alerts.chunks(BATCH_ROWS).map(|alerts| {
        let told: Vec<(String, AlertFigures)> = alerts
            .iter()
            .map(|alert| {
                (
                    alert.key.id(tables.config),
                    AlertFigures::of(&alert.verdict),
                )
            })
            .collect();
        arrays(
            &alerts
                .iter()
                .zip(&told)
                .map(|(alert, (id, figures))| row(tables, alert, id, figures))
                .collect::<Vec<_>>(),
        )
    })
}

fn row<'a>(
    tables: &Tables<'a>,
    alert: &'a Alert,
    id: &'a str,
    figures: &'a AlertFigures,
) -> AlertColumns<'a> {
    let (config, key) = (tables.config, alert.key);
    let substance = config.substance(key.substance);
    AlertColumns {
        alert_id: id,
        rule: key.rule.name(),
        country: config.country_code(key.country),
        partner: key.partner.map(|partner| config.country_code(partner)),
        substance: config.substance_code(key.substance),
        substance_name: &substance.name,
        schedule: substance.schedule.name(),
        year: key.year,
        first_excess_date: figures.first_excess_date,
        peak_excess_date: figures.peak_excess_date,
        last_excess_date: figures.last_excess_date,
        cured_on: figures.cured_on,
        running_total_g: figures.running_total,
        estimate_g: figures.estimate,
        excess_g: figures.excess,
        peak_excess_g: figures.peak_excess,
        year_total_g: figures.year_total,
        estimate_status: figures.estimate_status.as_deref(),
        filing_id: figures.filing_id.as_deref(),
        excess_days: figures.excess_days,
        excess_records: figures.excess_records,
        records: figures.records,
        doubts: alert.doubts.iter().map(|doubt| doubt.name()).collect(),
    }
}
