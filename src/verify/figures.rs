//! The figures that an alert must have, and where it has others.

use crate::archive::AlertFigures;
use crate::archive::tables::values;
use crate::estimates::Level;
use crate::judgement::{DayTotal, Rule, judge};
use crate::terms::Timeline;
use serde_json::Value;

/// What an alert of a rule must say of a calendar year of a group; `None` where there must be none. A sum that does not fit is no
/// sum of this program.
pub(super) fn expected(
    rule: Rule,
    days: &[DayTotal],
    timeline: Option<&Timeline<Level>>,
) -> Option<AlertFigures> {
    let verdict = judge(rule, days, timeline).ok()??;
    Some(AlertFigures::of(&verdict))
}

/// The first figure in which an alert is not what it must be, in words.
pub(super) fn difference(found: &AlertFigures, expected: &AlertFigures) -> Option<String> {
    let words = |value: &Value| match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let [found, expected] = [found, expected].map(|figures| values(&figures.columns()));
    found
        .iter()
        .zip(&expected)
        .find(|(found, expected)| found != expected)
        .map(|((name, found), (_, expected))| {
            format!("{name} is {}, expected {}", words(found), words(expected))
        })
}
