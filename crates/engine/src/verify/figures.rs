//! Judges a group again, and compares the figures of an alert with the result.

use crate::archive::AlertFigures;
use crate::archive::tables::values;
use crate::estimates::Level;
use crate::judgement::{DayTotal, Rule, judge};
use crate::terms::{Mass, Timeline};
use serde_json::Value;

/// Returns the figures that an alert of a rule must have for the days of a group in a calendar year; `None` if there must be
/// no alert. A sum that overflows counts as no alert, because the program publishes none.
pub(super) fn expected(
    rule: Rule,
    days: &[DayTotal],
    levels: &Timeline<Level>,
) -> Option<AlertFigures> {
    let verdict = judge(rule, days, levels).ok()??;
    Some(AlertFigures::of(&verdict))
}

/// Returns the first figure in which an alert differs from what is expected, in words.
pub(super) fn difference(found: &AlertFigures, expected: &AlertFigures) -> Option<String> {
    let words = |value: &Value| match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let own = [found.own_exports, expected.own_exports];
    let [found, expected] = [found, expected].map(|figures| values(&figures.columns()));
    found
        .iter()
        .zip(&expected)
        .find(|(found, expected)| found != expected)
        .map(|((name, found), (_, expected))| {
            format!("{name} is {}, expected {}", words(found), words(expected))
        })
        .or_else(|| {
            let words = |own: Option<Mass>| own.map_or("none".to_owned(), |own| own.to_string());
            (own[0] != own[1]).then(|| {
                format!(
                    "own_exports_g is {}, expected {}",
                    words(own[0]),
                    words(own[1])
                )
            })
        })
}
