//! What the search finds: countries, substances and alerts, as a script that a page calls in when it is first asked.

use super::gather::Gathered;
use super::place::Site;
use super::text::plain;
use super::{ReportError, laid_out, names};

/// The script's place from the root of the site.
const PLACE: &str = "assets/search.js";

/// Writes it: what each entry is, what it is called, what else is known of it, and its page.
pub(super) fn write(site: &Site, of: &Gathered<'_>) -> Result<(), ReportError> {
    let config = &of.run.config;
    let countries = config
        .country_codes
        .iter()
        .zip(config.countries.iter().map(|row| &row.name))
        .map(|(code, name)| ["country", name.as_str(), code, &names::country(code)].map(str::to_owned));
    let substances = config
        .substance_codes
        .iter()
        .zip(&config.substances)
        .map(|(code, row)| ["substance", row.name.as_str(), code, &names::substance(code)].map(str::to_owned));
    let alerts = of.alerts.iter().map(|alert| {
        let about = [config.country_name(alert.country), &config.substance(alert.substance).name, &alert.year.to_string()].join(", ");
        ["alert", &alert.id, &about, &names::alert(&alert.id)].map(str::to_owned)
    });
    let entries: Vec<[String; 4]> =
        countries.chain(substances).chain(alerts).map(|[kind, name, more, page]| [kind, plain(&name), plain(&more), page]).collect();
    let json = serde_json::to_string(&entries).map_err(|error| laid_out(PLACE, error))?;
    site.write(PLACE, format!("inforce.index({json});\n").as_bytes())
}
