//! Writes the index of the search, over countries, substances and alerts, as a script that a page loads with the first
//! search.
//!
//! An entry holds its kind, its name, a note, its page and the folded words by which it is found: the codes and the names in
//! all languages of a country or substance, the id of an alert. An alert also lists the entries of its substance and of its
//! countries, among them the importer of an `export-excess`; the words of those find it, too.

use super::replace_folder::Site;
use super::shared::RunData;
use super::{ReportError, laid_out, names};
use crate::terms::{Country, Substance, folded};
use inforce_present::text::html::plain;
use serde::Serialize;
use std::collections::BTreeMap;

/// The path of the script from the root of the site.
const PLACE: &str = "assets/search.js";

/// An entry: kind, name, note, page, folded words, and the places of other entries whose words find it, too.
#[derive(Serialize)]
struct SearchEntry(&'static str, String, String, String, String, Vec<usize>);

/// Writes the script.
pub(super) fn write(site: &Site, of: &RunData<'_>) -> Result<(), ReportError> {
    let config = &of.run.config;
    let (countries, substances) = (
        config.lookup.countries.words(),
        config.lookup.substances.words(),
    );
    let joined = |words: Option<&Vec<&str>>| words.map(|words| words.join(" ")).unwrap_or_default();
    let mut entries = Vec::new();
    let mut of_countries: BTreeMap<Country, usize> = BTreeMap::new();
    for (code, row) in config.country_codes.iter().zip(&config.countries) {
        let Some(country) = config.country_codes.find(code) else {
            continue;
        };
        of_countries.insert(country, entries.len());
        let found_by = joined(countries.get(&country));
        entries.push(SearchEntry(
            "country",
            plain(&row.name),
            plain(code),
            names::country(code),
            found_by,
            Vec::new(),
        ));
    }
    let mut of_substances: BTreeMap<Substance, usize> = BTreeMap::new();
    for (code, row) in config.substance_codes.iter().zip(&config.substances) {
        let Some(substance) = config.substance_codes.find(code) else {
            continue;
        };
        of_substances.insert(substance, entries.len());
        let found_by = joined(substances.get(&substance));
        entries.push(SearchEntry(
            "substance",
            plain(&row.name),
            plain(code),
            names::substance(code),
            found_by,
            Vec::new(),
        ));
    }
    for alert in &of.alerts {
        let country = config.country_name(alert.country);
        let who = alert.partner.map_or_else(
            || country.to_owned(),
            |partner| format!("{country} to {}", config.country_name(partner)),
        );
        let about = [
            &who,
            &config.substance(alert.substance).name,
            &alert.year.to_string(),
        ]
        .map(|part| plain(part))
        .join(", ");
        let concerned = std::iter::once(alert.country)
            .chain(alert.partner)
            .filter_map(|country| of_countries.get(&country));
        let others = concerned
            .chain(of_substances.get(&alert.substance))
            .copied()
            .collect();
        entries.push(SearchEntry(
            "alert",
            plain(&alert.id),
            about,
            names::alert(&alert.id),
            folded(&alert.id),
            others,
        ));
    }
    let json = serde_json::to_string(&entries).map_err(|error| laid_out(PLACE, error))?;
    site.write(PLACE, format!("inforce.index({json});\n").as_bytes())
}
