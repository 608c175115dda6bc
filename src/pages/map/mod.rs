//! Draws a map of the world, shaded by the number of alerts.
//!
//! The outlines are in `world.csv`, which `make.mjs` made from Natural Earth (public domain). They are simplified and state
//! nothing about any boundary. A country without an outline, for example because it is too small, is a tile under the map,
//! so that every country of the configuration can be found.

use super::names;
use super::shared::RunData;
use askama::Template;
use askama::filters::HtmlSafe;
use inforce_present::text::html::plain;
use std::collections::BTreeMap;

/// The outlines: one line each, with code and path.
static OUTLINES: &str = include_str!("world.csv");

/// Returns the code and the path of each outline; land that is no country has an empty code.
pub(super) fn outlines() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = OUTLINES.lines().skip(1);
    lines.filter_map(|line| line.split_once(','))
}

/// The numbers of alerts from which a country is shaded one degree darker, while no country has twice [`MANY`] alerts.
const DEGREES: [u64; 5] = [1, 3, 6, 12, 25];
/// If the country with the most alerts has n times this number of alerts, every degree after the first starts at n times its
/// number.
const MANY: u64 = 50;

/// The map, ready for its template.
#[derive(Debug, Template)]
#[template(path = "map.html")]
pub(super) struct WorldMap {
    land: Vec<&'static str>,
    shapes: Vec<MapPlace>,
    tiles: Vec<MapPlace>,
    degrees: Vec<(usize, String)>,
}

#[derive(Debug)]
struct MapPlace {
    code: String,
    label: String,
    page: String,
    degree: usize,
    outline: &'static str,
}

impl HtmlSafe for WorldMap {}

impl WorldMap {
    /// Draws the map of a run, by the countries that are notified.
    pub(super) fn of(gathered: &RunData<'_>) -> Self {
        let config = &gathered.run.config;
        let outlines: BTreeMap<&str, &'static str> = outlines().collect();
        let counts = gathered.by_country();
        let apart = (counts.values().max().copied().unwrap_or(0) / MANY).max(1);
        let from = DEGREES.map(|from| if from == 1 { from } else { from * apart });
        let place = |(code, name): (&str, &String)| {
            let alerts = config
                .country_codes
                .find(code)
                .and_then(|country| counts.get(&country))
                .copied()
                .unwrap_or(0);
            let degree = from.iter().filter(|from| alerts >= **from).count();
            let said = if alerts == 0 {
                "no alert".to_owned()
            } else {
                crate::terms::figures::of(alerts, "alert", "alerts")
            };
            let label = format!("{} ({}): {said}", plain(name), plain(code));
            MapPlace {
                code: plain(code),
                label,
                page: names::country(code),
                degree,
                outline: outlines.get(code).copied().unwrap_or(""),
            }
        };
        let places = config
            .country_codes
            .iter()
            .zip(config.countries.iter().map(|row| &row.name))
            .map(place);
        let (shapes, tiles): (Vec<MapPlace>, Vec<MapPlace>) =
            places.partition(|place| !place.outline.is_empty());
        let land = outlines
            .iter()
            .filter(|(code, _)| config.country_codes.find(code).is_none())
            .map(|(_, outline)| *outline)
            .collect();
        let up_to = |degree: usize| from.get(degree).map(|next| next - 1);
        let span = |(place, from): (usize, &u64)| match up_to(place + 1) {
            Some(to) if to == *from => format!("{from}"),
            Some(to) => format!("{from}–{to}"),
            None => format!("{from} or more"),
        };
        let degrees = std::iter::once((0, "none".to_owned()))
            .chain(from.iter().enumerate().map(|each| (each.0 + 1, span(each))))
            .collect();
        Self {
            land,
            shapes,
            tiles,
            degrees,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlines_are_paths_of_known_countries() {
        let config = crate::config::Config::load(crate::config::ConfigSource::builtin())
            .expect("the built-in one");
        let mut known = 0;
        for line in OUTLINES.lines().skip(1) {
            let (code, path) = line.split_once(',').expect("two columns");
            assert!(
                code.is_empty() || config.country_codes.find(code).is_some(),
                "{code}"
            );
            assert!(path.starts_with('M') && path.ends_with('z'), "{code}");
            assert!(
                path.bytes()
                    .all(|byte| b"Mlhvz -0123456789".contains(&byte)),
                "{code}"
            );
            known += 1;
        }
        assert!(known > 150 && OUTLINES.len() < 150_000, "{known} outlines");
    }
}
