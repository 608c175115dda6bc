//! `changes.parquet`: what became of each alert since the run before, and why. It depends on the earlier run, so that
//! `run.json` covers it and not the manifest.

use super::super::changes::{AlertChange, AlertFigures, FIGURE_COLUMNS};
use super::super::disk::Place;
use super::super::error::PublishError;
use super::super::manifest::OutputEntry;
use super::{BATCH_ROWS, MASS, days, masses, numbers, optional, optional_texts, required, schema as table, texts, whole};
use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, Int32Array};
use arrow_schema::{DataType, Field, SchemaRef};
use std::sync::Arc;

/// The file's name.
const FILE: &str = "changes.parquet";

/// The types of an alert's figures, in the order of [`FIGURE_COLUMNS`].
const FIGURES: [DataType; 14] = [
    DataType::Date32,
    DataType::Date32,
    DataType::Date32,
    DataType::Date32,
    MASS,
    MASS,
    MASS,
    MASS,
    MASS,
    DataType::Utf8,
    DataType::Utf8,
    DataType::Int64,
    DataType::Int64,
    DataType::Int64,
];

fn schema() -> SchemaRef {
    let list = || DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true)));
    let mut fields = vec![
        required("alert_id", DataType::Utf8),
        required("rule", DataType::Utf8),
        required("country", DataType::Utf8),
        optional("partner", DataType::Utf8),
        required("substance", DataType::Utf8),
        required("substance_name", DataType::Utf8),
        required("schedule", DataType::Utf8),
        required("year", DataType::Int32),
        required("change", DataType::Utf8),
        optional("previous_run", DataType::Utf8),
    ];
    for side in FIGURE_COLUMNS {
        fields.extend(side.iter().zip(FIGURES).map(|(name, data_type)| optional(name, data_type)));
    }
    fields.extend([required("causes", list()), required("details", list())]);
    table(fields)
}

/// Writes the table into a folder.
pub(in crate::outputs) fn write(place: Place<'_>, changes: &[AlertChange]) -> Result<OutputEntry, PublishError> {
    super::table(place, FILE, schema(), whole(), |(), sink| changes.chunks(BATCH_ROWS).try_for_each(|changes| sink(&columns(changes))))
}

fn columns(changes: &[AlertChange]) -> Vec<ArrayRef> {
    let all = || changes.iter();
    let mut columns = vec![
        texts(all().map(|change| &change.alert)),
        texts(all().map(|change| change.rule.name())),
        texts(all().map(|change| &change.country)),
        optional_texts(all().map(|change| change.partner.as_ref())),
        texts(all().map(|change| &change.substance)),
        texts(all().map(|change| &change.substance_name)),
        texts(all().map(|change| &change.schedule)),
        Arc::new(all().map(|change| Some(change.year)).collect::<Int32Array>()),
        texts(all().map(|change| change.change.name())),
        optional_texts(all().map(|change| change.previous_run.as_ref())),
    ];
    columns.extend(figures(&all().map(|change| change.before.as_ref())));
    columns.extend(figures(&all().map(|change| change.after.as_ref())));
    let (mut causes, mut details) = (ListBuilder::new(StringBuilder::new()), ListBuilder::new(StringBuilder::new()));
    for change in changes {
        causes.append_value(change.causes.iter().map(|because| Some(because.cause.name())));
        details.append_value(change.causes.iter().map(|because| Some(because.detail.as_str())));
    }
    columns.push(Arc::new(causes.finish()));
    columns.push(Arc::new(details.finish()));
    columns
}

/// The columns of [`FIGURE_COLUMNS`].
fn figures<'a>(figures: &(impl Iterator<Item = Option<&'a AlertFigures>> + Clone)) -> [ArrayRef; 14] {
    let all = || figures.clone();
    [
        days(all().map(|figures| figures.map(|figures| figures.first_excess_date))),
        days(all().map(|figures| figures.and_then(|figures| figures.peak_excess_date))),
        days(all().map(|figures| figures.map(|figures| figures.last_excess_date))),
        days(all().map(|figures| figures.and_then(|figures| figures.cured_on))),
        masses(all().map(|figures| figures.and_then(|figures| figures.running_total))),
        masses(all().map(|figures| figures.and_then(|figures| figures.estimate))),
        masses(all().map(|figures| figures.and_then(|figures| figures.excess))),
        masses(all().map(|figures| figures.and_then(|figures| figures.peak_excess))),
        masses(all().map(|figures| figures.map(|figures| figures.year_total))),
        optional_texts(all().map(|figures| figures.and_then(|figures| figures.estimate_status.as_ref()))),
        optional_texts(all().map(|figures| figures.and_then(|figures| figures.filing_id.as_ref()))),
        numbers(all().map(|figures| figures.map(|figures| figures.excess_days))),
        numbers(all().map(|figures| figures.map(|figures| figures.excess_records))),
        numbers(all().map(|figures| figures.map(|figures| figures.records))),
    ]
}
