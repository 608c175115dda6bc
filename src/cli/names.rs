//! Finds the country, the substance or the form that a user means: by a code or a name, in any case, with or without
//! accents.

use super::error::{CommandError, misuse};
use crate::config::{Config, Language, Names};
use crate::terms::{Codes, Country, Form, Substance, escaped, shown};
use std::fmt::Write as _;

/// The most candidates that a message names if a text may mean several things.
const CANDIDATES: usize = 12;

/// Finds a country by its code (also of ISO 3166-1 alpha-2 or M49) or by its name in one of the six languages.
pub(super) fn country(text: &str, config: &Config) -> Result<Country, String> {
    // The English name comes first, because messages use it.
    let names = |country: Country| {
        let others = Language::ALL.map(|language| config.country_name_in(country, language));
        std::iter::once(config.country_name(country))
            .chain(others)
            .collect()
    };
    find(
        text,
        "country",
        (&config.country_codes, &config.lookup.countries),
        (Country::index, &names),
    )
}

/// Finds the countries that options name.
pub(super) fn countries<'t, C: FromIterator<Country>>(
    texts: impl IntoIterator<Item = &'t String>,
    config: &Config,
) -> Result<C, CommandError> {
    let found = texts.into_iter().map(|text| country(text, config));
    found.collect::<Result<C, String>>().map_err(misuse)
}

/// Finds the substances that options name.
pub(super) fn substances(
    texts: &[String],
    config: &Config,
) -> Result<Vec<Substance>, CommandError> {
    let found = texts.iter().map(|text| substance(text, config));
    found.collect::<Result<_, String>>().map_err(misuse)
}

/// Finds the country and the substance that options name, if they do.
pub(super) fn country_and_substance(
    asked: (Option<&String>, Option<&String>),
    config: &Config,
) -> Result<(Option<Country>, Option<Substance>), CommandError> {
    let country = asked.0.map(|text| country(text, config)).transpose();
    let substance = asked.1.map(|text| substance(text, config)).transpose();
    Ok((country.map_err(misuse)?, substance.map_err(misuse)?))
}

/// Finds a substance by its code or name.
pub(super) fn substance(text: &str, config: &Config) -> Result<Substance, String> {
    let names = |substance: Substance| vec![config.substance(substance).name.as_str()];
    find(
        text,
        "substance",
        (&config.substance_codes, &config.lookup.substances),
        (Substance::index, &names),
    )
}

/// Finds a form or preparation by its code or name; the name of a substance means the substance itself.
pub(super) fn form(text: &str, config: &Config) -> Result<Form, String> {
    let names = |form: Form| vec![config.form_names[form.index()].as_str()];
    find(
        text,
        "form",
        (&config.form_codes, &config.lookup.forms),
        (Form::index, &names),
    )
}

/// The place of a thing among its codes, and its names.
type Called<'c, 'f, Id> = (fn(Id) -> usize, &'f dyn Fn(Id) -> Vec<&'c str>);

fn find<'c, Id: From<u16> + Copy + Ord>(
    text: &str,
    what: &str,
    (codes, lookup): (&'c Codes<Id>, &Names<Id>),
    (index, names): Called<'c, '_, Id>,
) -> Result<Id, String> {
    if let Some(id) = codes.find(text) {
        return Ok(id);
    }
    let told = |id: &Id| {
        escaped(&format!(
            "{} ({})",
            codes.text(index(*id)),
            names(*id).first().copied().unwrap_or_default()
        ))
    };
    match &lookup.find(text)[..] {
        [id] => Ok(*id),
        [] => Err(unknown(
            text,
            what,
            &lookup.near(text).iter().map(told).collect::<Vec<_>>(),
        )),
        several => {
            let mut listed = several
                .iter()
                .take(CANDIDATES)
                .map(told)
                .collect::<Vec<_>>()
                .join(", ");
            let more = several.len().saturating_sub(CANDIDATES);
            if more > 0 {
                let _ = write!(listed, " and {more} more");
            }
            Err(format!(
                "{} may be {listed}; write the code of the one that is meant",
                shown(text)
            ))
        }
    }
}

fn unknown(text: &str, what: &str, near: &[String]) -> String {
    let hint = if near.is_empty() {
        "write its code or its name".to_owned()
    } else {
        format!("did you mean {}?", near.join(", "))
    };
    format!("{} is no {what} of the configuration; {hint}", shown(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ConfigSource;

    #[test]
    fn names_are_found_told_apart_and_suggested() {
        let config = Config::load(ConfigSource::builtin()).expect("the built-in configuration");
        let code = |text: &str| {
            country(text, &config).map(|country| config.country_code(country).to_owned())
        };
        for (text, expected) in [
            ("CHE", "CHE"),
            ("che", "CHE"),
            ("CH", "CHE"),
            ("756", "CHE"),
            ("Switzerland", "CHE"),
            ("SUISSE", "CHE"),
            ("Suiza", "CHE"),
            ("Швейцария", "CHE"),
            ("瑞士", "CHE"),
            ("cote d'ivoire", "CIV"),
            ("Turkiye", "TUR"),
            ("UK", "GBR"),
        ] {
            assert_eq!(code(text).as_deref(), Ok(expected), "{text}");
        }
        assert_eq!(
            code("korea"),
            Err("\"korea\" may be KOR (Republic of Korea), PRK (Democratic People's Republic of Korea); \
                 write the code of the one that is meant"
                .into())
        );
        assert_eq!(
            code("Suizza"),
            Err(
                "\"Suizza\" is no country of the configuration; did you mean CHE (Switzerland)?"
                    .into()
            )
        );
        assert_eq!(
            code("xyzzy"),
            Err("\"xyzzy\" is no country of the configuration; write its code or its name".into())
        );
        let found =
            substance("Диазепам", &config).map(|found| config.substance_code(found).to_owned());
        assert_eq!(found.as_deref(), Ok("PD006"));
        assert_eq!(
            form("diazepam", &config)
                .map(|found| config.form_code(found).to_owned())
                .as_deref(),
            Ok("PD006")
        );
    }
}
