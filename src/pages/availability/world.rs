//! Draws a map of the world, with a colour and a pattern for each class.

use crate::ask::availability::{AvailabilityLine, Class};
use crate::config::Config;
use crate::pages::map::outlines;
use crate::terms::Ratio;
use crate::terms::figures::grams;
use askama::Template;
use askama::filters::HtmlSafe;
use inforce_present::text::html::plain;
use std::collections::BTreeMap;

/// How a country is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Degree {
    /// In the way of a class.
    Of(Class),
    /// It has a value of a group that has no classes.
    Value,
    /// It has no value.
    NoData,
}

impl Degree {
    /// All ways, from the lowest class.
    pub(super) const ALL: [Self; 7] = [
        Self::Of(Class::Below),
        Self::Of(Class::BelowAsReported),
        Self::Of(Class::Between),
        Self::Of(Class::BetweenAsReported),
        Self::Of(Class::Above),
        Self::Value,
        Self::NoData,
    ];

    pub(super) fn of(has_value: bool, class: Option<Class>) -> Self {
        match (has_value, class) {
            (_, Some(class)) => Self::Of(class),
            (true, None) => Self::Value,
            (false, None) => Self::NoData,
        }
    }

    /// Whether the way belongs to a group that has classes, or to one that has none.
    pub(super) const fn is_of(self, has_classes: bool) -> bool {
        match self {
            Self::Of(_) => has_classes,
            Self::Value => !has_classes,
            Self::NoData => true,
        }
    }

    /// Returns the class of the style sheet.
    pub(super) const fn style(self) -> &'static str {
        match self {
            Self::Of(Class::Below) => "c-b",
            Self::Of(Class::BelowAsReported) => "c-br",
            Self::Of(Class::Between) => "c-m",
            Self::Of(Class::BetweenAsReported) => "c-mr",
            Self::Of(Class::Above) | Self::Value => "c-a",
            Self::NoData => "c-n",
        }
    }

    /// Returns the words of the legend.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Of(class) => class.words(),
            Self::Value => "has a value",
            Self::NoData => "no data",
        }
    }
}

/// The map, ready for its template.
#[derive(Debug, Template)]
#[template(path = "availability_map.html")]
pub(super) struct World {
    land: Vec<&'static str>,
    shapes: Vec<CountryShape>,
    tiles: Vec<CountryShape>,
}

#[derive(Debug)]
struct CountryShape {
    code: String,
    label: String,
    /// The page of the country; `None` if the file has no row of it.
    page: Option<String>,
    style: &'static str,
    outline: &'static str,
}

impl HtmlSafe for World {}

impl World {
    pub(super) fn of(
        config: &Config,
        lines: &[&AvailabilityLine<'_>],
        has_page: impl Fn(&str) -> bool,
    ) -> Self {
        let outlines: BTreeMap<&str, &'static str> = outlines().collect();
        let shape = |line: &&AvailabilityLine<'_>| {
            let value = line.value().map(Ratio::decimal);
            let has_page = has_page(line.code);
            let said = match (value, line.class) {
                (Some(value), Some(class)) => format!("{}, {}", grams(value), class.words()),
                (Some(value), None) => grams(value),
                (None, _) if !has_page => "no row in the file".to_owned(),
                (None, _) => {
                    let reason = line.reason().unwrap_or_default();
                    format!("no data, {}", reason.replace('-', " "))
                }
            };
            CountryShape {
                code: plain(line.code),
                label: format!("{} ({}): {said}", plain(&line.name), plain(line.code)),
                page: has_page.then(|| page(line.code)),
                style: Degree::of(line.value().is_some(), line.class).style(),
                outline: outlines.get(line.code).copied().unwrap_or(""),
            }
        };
        let (shapes, tiles): (Vec<CountryShape>, Vec<CountryShape>) = lines
            .iter()
            .map(shape)
            .partition(|shape| !shape.outline.is_empty());
        Self {
            land: outlines
                .iter()
                .filter(|(code, _)| config.country_codes.find(code).is_none())
                .map(|(_, outline)| *outline)
                .collect(),
            shapes,
            // A territory that the file does not have, and that is too small for the map, would only be in the way.
            tiles: tiles
                .into_iter()
                .filter(|tile| tile.page.is_some())
                .collect(),
        }
    }
}

/// Returns the page of a country; its code is three capital letters.
pub(super) fn page(code: &str) -> String {
    crate::pages::names::country(code)
}
