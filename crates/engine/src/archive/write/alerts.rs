//! Writes the rows of `alerts.parquet`.

use super::super::error::PublishError;
use super::super::table_file::Sink;
use super::{BATCH_ROWS, Tables, in_batches};
use crate::archive::AlertFigures;
use crate::archive::tables::{AlertColumns, Newer};
use crate::evidence::Alert;

pub(super) fn batches(tables: &Tables<'_>, sink: Sink<'_>) -> Result<(), PublishError> {
    for alerts in tables.assembled.alerts.chunks(BATCH_ROWS) {
        let told = alerts.iter().map(|alert| {
            let id = alert.key.id(tables.config);
            (alert, id, AlertFigures::of(&alert.verdict))
        });
        let told: Vec<_> = told.collect();
        in_batches(
            &told,
            |(alert, id, figures)| row(tables, alert, id, figures),
            sink,
        )?;
    }
    Ok(())
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
        figures: figures.columns(),
        convention: Newer(substance.convention.name()),
        force: Newer(substance.convention.provisions().force.name()),
        own_exports_g: figures.own_exports,
        first_excess_not_later: alert.not_later,
        doubts: alert.doubts.iter().map(|doubt| doubt.name()).collect(),
    }
}
