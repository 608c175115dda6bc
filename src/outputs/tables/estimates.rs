//! `estimates.parquet`.

use super::{MASS, Tables, batched, days, lists, masses, optional, optional_texts, required, schema as table, text_list, texts};
use crate::estimates::Level;
use crate::terms::{Country, Day, Substance};
use arrow_array::ArrayRef;
use arrow_schema::{DataType, SchemaRef};

pub(super) fn schema() -> SchemaRef {
    table(vec![
        required("country", DataType::Utf8),
        required("substance", DataType::Utf8),
        required("from", DataType::Date32),
        optional("to", DataType::Date32),
        required("level_g", MASS),
        required("status", DataType::Utf8),
        optional("filing_id", DataType::Utf8),
        required("supplements", text_list()),
    ])
}

/// A level and the days on which it applies.
struct Segment<'a> {
    country: Country,
    substance: Substance,
    from: Day,
    to: Option<Day>,
    level: &'a Level,
}

pub(super) fn batches<'a>(tables: &'a Tables<'a>) -> impl Iterator<Item = Vec<ArrayRef>> + 'a {
    let segments = tables.estimates.timelines().flat_map(|(country, substance, timeline)| {
        let ends = timeline.changes().skip(1).map(|(day, _)| Some(day)).chain([None]);
        timeline.changes().zip(ends).map(move |((from, level), to)| Segment { country, substance, from, to, level })
    });
    let text = |segment: &Segment| segment.level.supplements.iter().chain(&segment.level.filing).map(|id| id.len()).sum();
    batched(segments, text).map(|chunk| columns(tables, &chunk))
}

fn columns(tables: &Tables, segments: &[Segment]) -> Vec<ArrayRef> {
    vec![
        texts(segments.iter().map(|segment| tables.config.country_code(segment.country))),
        texts(segments.iter().map(|segment| tables.config.substance_code(segment.substance))),
        days(segments.iter().map(|segment| Some(segment.from))),
        days(segments.iter().map(|segment| segment.to)),
        masses(segments.iter().map(|segment| Some(segment.level.mass))),
        texts(segments.iter().map(|segment| segment.level.status.name())),
        optional_texts(segments.iter().map(|segment| segment.level.filing.as_deref())),
        lists(segments.iter().map(|segment| segment.level.supplements.iter())),
    ]
}
