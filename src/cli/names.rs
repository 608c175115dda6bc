//! What somebody calls a country, a substance or a form: its code or its name, in any case.

use crate::config::Config;
use crate::terms::{Codes, Country, Form, Substance, escaped, shown};

/// How many near misses a message names.
const NEAR: usize = 3;
/// How alike a near miss must be, of 1.
const ALIKE: f64 = 0.8;

/// The country of a code or name.
pub(super) fn country(text: &str, config: &Config) -> Result<Country, String> {
    find(text, "country", &config.country_codes, |place| &config.countries[place].name)
}

/// The substance of a code or name.
pub(super) fn substance(text: &str, config: &Config) -> Result<Substance, String> {
    find(text, "substance", &config.substance_codes, |place| &config.substances[place].name)
}

/// The form or preparation of a code or name; a substance's name means the substance itself.
pub(super) fn form(text: &str, config: &Config) -> Result<Form, String> {
    let found = find(text, "form", &config.form_codes, |place| &config.form_names[place]);
    let base = || config.form_codes.find(config.substance_code(substance(text, config).ok()?));
    found.or_else(|fault| base().ok_or(fault))
}

fn find<'a, Id: From<u16> + Copy>(text: &str, what: &str, codes: &'a Codes<Id>, name: impl Fn(usize) -> &'a str) -> Result<Id, String> {
    let asked = folded(text);
    let known = || codes.iter().enumerate();
    let of = |place: usize| codes.find(codes.text(place));
    if let Some(id) = codes.find(text) {
        return Ok(id);
    }
    let by_code = known().find(|(_, code)| folded(code) == asked);
    let by_name = || known().find(|(place, _)| folded(name(*place)) == asked);
    if let Some(id) = by_code.or_else(by_name).and_then(|(place, _)| of(place)) {
        return Ok(id);
    }
    let mut near: Vec<(f64, usize)> = known()
        .map(|(place, code)| {
            let likeness = |other: &str| strsim::jaro_winkler(&asked, &folded(other));
            (likeness(code).max(likeness(name(place))), place)
        })
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let near: Vec<String> =
        near.iter().take(NEAR).map(|(_, place)| escaped(&format!("{} ({})", codes.text(*place), name(*place)))).collect();
    let hint = if near.is_empty() { "write its code or its name".to_owned() } else { format!("did you mean {}?", near.join(", ")) };
    Err(format!("{} is no {what} of the configuration; {hint}", shown(text)))
}

/// Without the difference of case, and of blanks, as printed codes have them.
fn folded(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}
