//! `alerts.parquet`.

use super::{
    BATCH_ROWS, MASS, Tables, days, lists, masses, numbers, optional, optional_texts, required, schema as table, text_list, texts,
};
use crate::evidence::{Alert, Verdict};
use crate::judgement::{Excess, Year};
use crate::terms::Day;
use arrow_array::{ArrayRef, Int32Array};
use arrow_schema::{DataType, SchemaRef};
use std::sync::Arc;

pub(super) fn schema() -> SchemaRef {
    table(vec![
        required("alert_id", DataType::Utf8),
        required("rule", DataType::Utf8),
        required("country", DataType::Utf8),
        optional("partner", DataType::Utf8),
        required("substance", DataType::Utf8),
        required("substance_name", DataType::Utf8),
        required("schedule", DataType::Utf8),
        required("year", DataType::Int32),
        required("first_excess_date", DataType::Date32),
        optional("peak_excess_date", DataType::Date32),
        required("last_excess_date", DataType::Date32),
        optional("cured_on", DataType::Date32),
        optional("running_total_g", MASS),
        optional("estimate_g", MASS),
        optional("excess_g", MASS),
        optional("peak_excess_g", MASS),
        required("year_total_g", MASS),
        optional("estimate_status", DataType::Utf8),
        optional("filing_id", DataType::Utf8),
        required("excess_days", DataType::Int64),
        required("excess_records", DataType::Int64),
        required("records", DataType::Int64),
        required("doubts", text_list()),
    ])
}

pub(super) fn batches<'a>(tables: &'a Tables<'a>) -> impl Iterator<Item = Vec<ArrayRef>> + 'a {
    tables.assembled.alerts.chunks(BATCH_ROWS).map(|alerts| columns(tables, alerts))
}

fn columns(tables: &Tables, alerts: &[Alert]) -> Vec<ArrayRef> {
    let config = tables.config;
    let keys = || alerts.iter().map(|alert| alert.key);
    let substance = |alert: &Alert| config.substance(alert.key.substance);
    let excesses = || alerts.iter().map(|alert| excess(&alert.verdict));
    let verdicts = || alerts.iter().map(|alert| &alert.verdict);
    vec![
        texts(keys().map(|key| key.id(config))),
        texts(keys().map(|key| key.rule.name())),
        texts(keys().map(|key| config.country_code(key.country))),
        optional_texts(keys().map(|key| key.partner.map(|partner| config.country_code(partner)))),
        texts(keys().map(|key| config.substance_code(key.substance))),
        texts(alerts.iter().map(|alert| &substance(alert).name)),
        texts(alerts.iter().map(|alert| substance(alert).schedule.name())),
        Arc::new(keys().map(|key| Some(key.year)).collect::<Int32Array>()),
        days(verdicts().map(|verdict| Some(first_day(verdict)))),
        days(excesses().map(|excess| excess.map(|excess| excess.peak_day))),
        days(verdicts().map(|verdict| Some(last_day(verdict)))),
        days(excesses().map(|excess| excess.and_then(|excess| excess.cured_on))),
        masses(excesses().map(|excess| excess.map(|excess| excess.first.running_total))),
        masses(excesses().map(|excess| excess.map(|excess| excess.first.level.mass))),
        masses(excesses().map(|excess| excess.map(|excess| excess.first.running_total.minus(excess.first.level.mass)))),
        masses(excesses().map(|excess| excess.map(|excess| excess.peak))),
        masses(verdicts().map(|verdict| Some(year(verdict).total))),
        optional_texts(excesses().map(|excess| excess.map(|excess| excess.first.level.status.name()))),
        optional_texts(excesses().map(|excess| excess.and_then(|excess| excess.first.level.filing.as_deref()))),
        numbers(verdicts().map(|verdict| Some(excess_days(verdict)))),
        numbers(verdicts().map(|verdict| Some(excess_records(verdict)))),
        numbers(verdicts().map(|verdict| Some(year(verdict).records))),
        lists(alerts.iter().map(|alert| alert.doubts.iter().map(|doubt| doubt.name()))),
    ]
}

fn excess(verdict: &Verdict) -> Option<&Excess> {
    match verdict {
        Verdict::Excess(excess) => Some(excess),
        Verdict::Listing(_) => None,
    }
}

fn first_day(verdict: &Verdict) -> Day {
    match verdict {
        Verdict::Excess(excess) => excess.first.day,
        Verdict::Listing(listing) => listing.first_day,
    }
}

fn last_day(verdict: &Verdict) -> Day {
    match verdict {
        Verdict::Excess(excess) => excess.last_day,
        Verdict::Listing(listing) => listing.last_day,
    }
}

fn year(verdict: &Verdict) -> Year {
    match verdict {
        Verdict::Excess(excess) => excess.year,
        Verdict::Listing(listing) => listing.year,
    }
}

fn excess_days(verdict: &Verdict) -> i64 {
    match verdict {
        Verdict::Excess(excess) => excess.days,
        Verdict::Listing(listing) => listing.days,
    }
}

fn excess_records(verdict: &Verdict) -> i64 {
    match verdict {
        Verdict::Excess(excess) => excess.records,
        Verdict::Listing(listing) => listing.year.records,
    }
}
