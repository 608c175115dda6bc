//! What the search finds: countries, substances and alerts, as a script that a page calls in when it is first asked.
//!
//! An entry is what it is, what it is called, what else is known of it, its page, and what it is found by: of a country or a
//! substance its codes and names in all languages, folded; of an alert its folded id, and the places of the entries that it is
//! about, the importer of another's exports included, whose words find it, too.

use super::replace_folder::Site;
use super::shared::RunData;
use super::{ReportError, laid_out, names};
use crate::terms::{Country, Substance, folded};
use inforce_present::text::html::plain;
use serde::Serialize;
use std::collections::BTreeMap;

/// The script's place from the root of the site.
const PLACE: &str = "assets/search.js";

/// An entry: kind, name, what else is known, page, folded words, and other entries whose words count.
#[derive(Serialize)]
struct Entry(&'static str, String, String, String, String, Vec<usize>);

/// Writes it.
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
        entries.push(Entry(
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
        entries.push(Entry(
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
        entries.push(Entry(
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
