//! Draws what a country used of a substance over the years, beside its estimate: small, to stand among many.

use crate::ask::plausibility::YearOfUse;
use crate::terms::Mass;
use crate::terms::figures::grams;
use askama::Template;
use askama::filters::HtmlSafe;
use std::fmt::Write;

/// The most years that are drawn: the last ones.
const MOST: usize = 12;
/// The edges of the plot.
const LEFT: i128 = 20;
const RIGHT: i128 = 1220;
const TOP: i128 = 90;
const BOTTOM: i128 = 530;
/// The least height of a bar, so that a little is not drawn as nothing.
const LEAST: i128 = 4;

/// The finished drawing, ready for its template.
#[derive(Debug, Template)]
#[template(path = "years.html")]
pub(crate) struct YearsChart {
    label: String,
    /// The figure at the top of the plot.
    top: String,
    bars: Vec<Bar>,
    /// The path of the estimate, with gaps where there is none.
    level: String,
    /// The first and the last year, each with its place.
    first: i32,
    last: i32,
}

#[derive(Debug, PartialEq, Eq)]
struct Bar {
    class: &'static str,
    x: i128,
    y: i128,
    width: i128,
    height: i128,
}

impl HtmlSafe for YearsChart {}

impl YearsChart {
    /// Draws the last years; `None` if there are none. `word` is what an estimate is called, `who` names the country and the substance.
    pub(crate) fn of(years: &[YearOfUse], word: &str, who: &str) -> Option<Self> {
        let years = &years[years.len().saturating_sub(MOST)..];
        let (first, last) = (years.first()?, years.last()?);
        let used = years.iter().flat_map(|of| of.used);
        let estimates = years.iter().filter_map(|of| of.estimate);
        let top = used.chain(estimates).max()?.max(Mass::from_units(1));
        let slot = (RIGHT - LEFT) / i128::try_from(years.len()).ok()?;
        let (mut bars, mut level, mut drawn) = (Vec::new(), String::new(), false);
        let mut label = format!("{who}: {word} and use by year.");
        for (of, place) in years.iter().zip(0..) {
            let from = LEFT + place * slot;
            for (class, part, used, offset) in [
                ("own", "own part", of.used[0], slot / 8),
                ("others", "others part", of.used[1], slot / 2),
            ] {
                if used > Mass::ZERO {
                    let height = (BOTTOM - y(used, top)).max(LEAST);
                    bars.push(Bar {
                        class: if of.is_whole { class } else { part },
                        x: from + offset,
                        y: BOTTOM - height,
                        width: slot * 3 / 8,
                        height,
                    });
                }
            }
            let to = from + slot;
            if let Some(estimate) = of.estimate {
                let at = y(estimate, top);
                let _ = if drawn {
                    write!(level, "V{at}H{to}")
                } else {
                    write!(level, "M{from} {at}H{to}")
                };
            }
            drawn = of.estimate.is_some();
            let _ = write!(label, " {}", in_words(of, word));
        }
        Some(Self {
            label,
            top: grams(top),
            bars,
            level,
            first: first.year,
            last: last.year,
        })
    }
}

/// Returns the height of a mass in the plot.
fn y(mass: Mass, top: Mass) -> i128 {
    let (mass, top) = (mass.units().clamp(0, top.units()), top.units());
    let height = BOTTOM - TOP;
    let scaled = mass
        .checked_mul(height)
        .map_or_else(|| mass / (top / height).max(1), |scaled| scaled / top);
    BOTTOM - scaled.min(height)
}

/// Returns a year in words, for readers who cannot see the drawing.
fn in_words(of: &YearOfUse, word: &str) -> String {
    let estimate = of.estimate.map_or_else(
        || format!("no {word}"),
        |estimate| format!("{word} {} g", grams(estimate)),
    );
    let part = if of.is_whole { "" } else { " (not whole)" };
    format!(
        "{}{part}: {estimate}, used {} g as the country reports, {} g as its partners report.",
        of.year,
        grams(of.used[0]),
        grams(of.used[1])
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(year: i32, used: [i128; 2], estimate: Option<i128>, is_whole: bool) -> YearOfUse {
        YearOfUse {
            year,
            is_whole,
            reported: used.map(Mass::from_whole_grams),
            records: [1; 2],
            own_exports: Mass::ZERO,
            used: used.map(Mass::from_whole_grams),
            estimate: estimate.map(Mass::from_whole_grams),
        }
    }

    /// Four years of 300 units; 440 g are 440 units high.
    #[test]
    fn use_stands_below_its_estimate() {
        let years = [
            year(2020, [110, 0], None, true),
            year(2021, [220, 44], Some(440), true),
            year(2022, [0, 0], Some(220), true),
            year(2023, [1, 0], None, false),
        ];
        let chart = YearsChart::of(&years, "estimate", "Kenya, diazepam").expect("years");
        assert_eq!(chart.level, "M320 90H620V310H920");
        let bars: Vec<_> = chart
            .bars
            .iter()
            .map(|bar| (bar.class, bar.x, bar.y, bar.width, bar.height))
            .collect();
        assert_eq!(
            bars,
            [
                ("own", 57, 420, 112, 110),
                ("own", 357, 310, 112, 220),
                ("others", 470, 486, 112, 44),
                ("own part", 957, 526, 112, 4),
            ]
        );
        assert_eq!(
            (chart.top.as_str(), chart.first, chart.last),
            ("440", 2020, 2023)
        );
        assert!(
            chart.label.contains("2021: estimate 440 g, used 220 g as the country reports, 44 g as its partners report."),
            "{}",
            chart.label
        );
        assert!(YearsChart::of(&[], "estimate", "").is_none());
    }
}
