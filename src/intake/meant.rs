//! What somebody may have meant by a text that is not known as it stands. Nothing is accepted by it:
//! it only words a refusal.

use super::column::Kind;
use crate::config::Config;
use crate::terms::{Codes, shown_path};

/// How many forms of a substance a message lists.
const LISTED_FORMS: usize = 6;
/// From how many letters on the start of a country's name may stand for the whole.
const NAME_LETTERS: usize = 4;

/// The text without blanks and without the difference of upper and lower case. It is never gathered, for
/// millions of refused rows may each be compared with every code.
fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase)
}

/// Whether two texts are the same but for blanks and case.
fn alike(a: &str, b: &str) -> bool {
    folded(a).eq(folded(b))
}

/// Whether a text starts with another, but for blanks and case.
fn starts_with(text: &str, start: &str) -> bool {
    let mut text = folded(text);
    folded(start).all(|c| text.next() == Some(c))
}

/// The one of these words that the text is but for blanks and case.
pub(super) fn word<'a>(text: &str, known: &[&'a str]) -> Option<&'a str> {
    known.iter().copied().find(|word| alike(word, text))
}

/// The name of a column, but for blanks, case and marks.
pub(super) fn same_name(a: &str, b: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = char> {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
    }
    letters(a).eq(letters(b))
}

/// Whether a text may be meant for the name of a column of any file.
pub(super) fn is_column(text: &str) -> bool {
    [Kind::Record, Kind::Filing].iter().flat_map(|kind| kind.columns()).any(|column| same_name(column.name(), text))
}

fn code<Id: From<u16> + Copy>(text: &str, codes: &Codes<Id>) -> Option<String> {
    codes.iter().find(|code| alike(code, text)).map(shown_path)
}

/// The country whose code or name this may be.
pub(super) fn country(text: &str, config: &Config) -> Option<String> {
    let shown = |place: usize| shown_path(config.country_codes.text(place));
    let by_name = || config.countries.iter().position(|known| alike(&known.name, text)).map(shown);
    let by_start = || {
        let mut starting = (0..).zip(&config.countries).filter(|(_, known)| starts_with(&known.name, text));
        match (starting.next(), starting.next()) {
            (Some((place, _)), None) if folded(text).count() >= NAME_LETTERS => Some(shown(place)),
            _ => None,
        }
    };
    code(text, &config.country_codes).or_else(by_name).or_else(by_start)
}

/// The substance whose code or name this may be.
pub(super) fn substance(text: &str, config: &Config) -> Option<String> {
    let by_name = || config.substances.iter().position(|row| alike(&row.name, text));
    code(text, &config.substance_codes).or_else(|| by_name().map(|place| shown_path(config.substance_codes.text(place))))
}

/// The form or preparation whose code or name this may be.
pub(super) fn form(text: &str, config: &Config) -> Option<String> {
    let by_name = || config.form_names.iter().position(|known| alike(known, text));
    code(text, &config.form_codes).or_else(|| by_name().map(|place| shown_path(config.form_codes.text(place))))
}

/// The substance that the text up to its first dash names, and its forms.
pub(super) fn forms_of_its_substance(text: &str, config: &Config) -> Option<(String, String)> {
    let head = text.split('-').next().unwrap_or_default();
    let place = config.substance_codes.iter().position(|code| alike(code, head))?;
    let is_of = |rows: &Vec<crate::config::FormRow>| rows.iter().any(|row| row.substance.index() == place);
    let forms: Vec<String> =
        config.form_codes.iter().zip(&config.forms).filter(|(_, rows)| is_of(rows)).map(|(code, _)| shown_path(code)).collect();
    let more = forms.len().saturating_sub(LISTED_FORMS);
    let rest = if more == 0 { String::new() } else { format!(" and {more} more") };
    let listed = forms.iter().take(LISTED_FORMS).cloned().collect::<Vec<_>>().join(", ");
    (!forms.is_empty()).then(|| (shown_path(config.substance_codes.text(place)), format!("{listed}{rest}")))
}
