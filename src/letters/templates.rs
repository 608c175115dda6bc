//! Reads the texts of the letters: one Fluent file per language, from `config/notices/`, compiled in, or a user's own instead. They
//! are the words of the 1971 Convention. Another convention has a second file per language, such as `fr-1961.ftl`: each of its
//! messages takes the place of that of the first file, or is one that only this convention needs.
//!
//! A user's file is checked when it is read. It must have the messages of the built-in English file, each with the same
//! placeables: a figure that a translation leaves out would otherwise be silently missing.

use super::figures::FigureWriter;
use super::files;
use super::wording::{LetterTexts, Wording};
use crate::config::{ConfigError, Convention, Language};
use crate::terms::escaped;
use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The name of each message, with the names of its placeables.
pub(super) type Inventory = BTreeMap<String, BTreeSet<String>>;

/// The language whose built-in files say which messages there are.
const ORIGINAL: Language = Language::English;

/// Returns the texts compiled in.
pub(super) const fn builtin(language: Language) -> &'static str {
    match language {
        Language::Arabic => include_str!("../../config/notices/ar.ftl"),
        Language::Chinese => include_str!("../../config/notices/zh.ftl"),
        Language::English => include_str!("../../config/notices/en.ftl"),
        Language::French => include_str!("../../config/notices/fr.ftl"),
        Language::Russian => include_str!("../../config/notices/ru.ftl"),
        Language::Spanish => include_str!("../../config/notices/es.ftl"),
    }
}

/// Returns the texts compiled in that a convention has besides; `None` if the first file has its words.
pub(super) const fn own_words(language: Language, convention: Convention) -> Option<&'static str> {
    Some(match (convention, language) {
        (Convention::C1971, _) => return None,
        (Convention::C1961, Language::Arabic) => include_str!("../../config/notices/ar-1961.ftl"),
        (Convention::C1961, Language::Chinese) => include_str!("../../config/notices/zh-1961.ftl"),
        (Convention::C1961, Language::English) => include_str!("../../config/notices/en-1961.ftl"),
        (Convention::C1961, Language::French) => include_str!("../../config/notices/fr-1961.ftl"),
        (Convention::C1961, Language::Russian) => include_str!("../../config/notices/ru-1961.ftl"),
        (Convention::C1961, Language::Spanish) => include_str!("../../config/notices/es-1961.ftl"),
        (Convention::C1988, Language::Arabic) => include_str!("../../config/notices/ar-1988.ftl"),
        (Convention::C1988, Language::Chinese) => include_str!("../../config/notices/zh-1988.ftl"),
        (Convention::C1988, Language::English) => include_str!("../../config/notices/en-1988.ftl"),
        (Convention::C1988, Language::French) => include_str!("../../config/notices/fr-1988.ftl"),
        (Convention::C1988, Language::Russian) => include_str!("../../config/notices/ru-1988.ftl"),
        (Convention::C1988, Language::Spanish) => include_str!("../../config/notices/es-1988.ftl"),
    })
}

/// Reads the texts of a language for letters under a convention, from the folder `notices` of a user's configuration as far as it
/// has them.
pub(super) fn wording(
    language: Language,
    convention: Convention,
    folder: Option<&Path>,
) -> Result<Wording, ConfigError> {
    let code = language.code();
    let read = |name: String, builtin| {
        let (file, text) = files::text(folder, &name, builtin)?;
        Ok::<_, ConfigError>((file, text.into_owned()))
    };
    let mut of_letters = vec![read(format!("{code}.ftl"), builtin(language))?];
    if let Some(own) = own_words(language, convention) {
        of_letters.push(read(format!("{code}-{}.ftl", convention.name()), own)?);
    }
    parsed(language, convention, of_letters)
}

/// Reads and checks the texts of files, each with its name: the first file, and that of the convention if it has one.
pub(super) fn parsed(
    language: Language,
    convention: Convention,
    of_letters: Vec<(String, String)>,
) -> Result<Wording, ConfigError> {
    let unspoken = |error| ConfigError {
        file: format!("{}.ftl", language.code()),
        line: None,
        found: format!("no language: {error}"),
        remedy: "name one of the six".to_owned(),
    };
    let locale = language.code().parse().map_err(unspoken)?;
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // Values are isolated by direction where they are written, in every language alike.
    bundle.set_use_isolating(false);
    let (mut texts, mut others) = (Vec::new(), Inventory::new());
    for ((file, source), (original, name)) in of_letters.into_iter().zip(originals(convention)) {
        let resource = checked(&file, &source, &original, &others, &name)?;
        let messages = inventory(&resource).into_keys().collect();
        bundle.add_resource_overriding(resource);
        texts.push(LetterTexts {
            file,
            source,
            messages,
        });
        others.extend(original);
    }
    Ok(Wording::new(texts, FigureWriter(language), bundle))
}

/// Returns the messages of the built-in English files, with the names of these files.
fn originals(convention: Convention) -> impl Iterator<Item = (Inventory, String)> {
    let code = ORIGINAL.code();
    let first = (builtin(ORIGINAL), format!("{code}.ftl"));
    let own = own_words(ORIGINAL, convention)
        .map(|text| (text, format!("{code}-{}.ftl", convention.name())));
    std::iter::once(first)
        .chain(own)
        .map(|(text, name)| (messages_of(text), name))
}

/// Returns the messages of the built-in English texts for a convention, which a letter under it is made of.
#[cfg(test)]
pub(super) fn english(convention: Convention) -> Inventory {
    originals(convention)
        .flat_map(|(messages, _)| messages)
        .collect()
}

/// Returns the messages of a built-in file.
pub(super) fn messages_of(text: &str) -> Inventory {
    FluentResource::try_new(text.to_owned())
        .map(|resource| inventory(&resource))
        .unwrap_or_default()
}

/// Reads a file and compares its messages with those it must have. It may have some of others, whose place they take.
fn checked(
    file: &str,
    text: &str,
    expected: &Inventory,
    others: &Inventory,
    original: &str,
) -> Result<FluentResource, ConfigError> {
    let fault = |line, found: String, remedy: String| ConfigError {
        file: file.to_owned(),
        line,
        found,
        remedy,
    };
    let resource = read(text.to_owned()).map_err(|(line, found)| {
        fault(
            Some(line),
            format!("no Fluent message: {found}"),
            format!("write it as those of config/notices/{original} are written"),
        )
    })?;
    let mut names = BTreeSet::new();
    if let Some(twice) = names_of(&resource).find(|name| !names.insert(*name)) {
        let found = format!("message {twice} stands a second time");
        return Err(fault(None, found, "keep one of the two".to_owned()));
    }
    let found = inventory(&resource);
    if let Some(missing) = expected
        .keys()
        .find(|message| !found.contains_key(*message))
    {
        return Err(fault(
            None,
            format!("there is no message {missing}"),
            format!("add it; config/notices/{original} has it in English"),
        ));
    }
    for (message, own) in &found {
        let Some(placeables) = expected.get(message).or_else(|| others.get(message)) else {
            return Err(fault(
                None,
                format!("message {message} is none of the letters'"),
                format!("remove it, or give it the name it has in config/notices/{original}"),
            ));
        };
        if let Some(missing) = placeables.difference(own).next() {
            let remedy =
                "name it in the message, for what it stands for would be missing from the letter";
            return Err(fault(
                None,
                format!("message {message} does not have {{ ${missing} }}"),
                remedy.to_owned(),
            ));
        }
        if let Some(unknown) = own.difference(placeables).next() {
            let known: Vec<String> = placeables
                .iter()
                .map(|known| format!("{{ ${known} }}"))
                .collect();
            let has = if known.is_empty() {
                "no placeables".to_owned()
            } else {
                known.join(", ")
            };
            return Err(fault(
                None,
                format!("message {message} has {{ ${unknown} }}"),
                format!("it can have {has}"),
            ));
        }
    }
    Ok(resource)
}

/// Returns the names of a file's messages, as often as they stand.
fn names_of(resource: &FluentResource) -> impl Iterator<Item = &str> {
    resource.entries().filter_map(|entry| match entry {
        Entry::Message(message) => Some(message.id.name),
        _ => None,
    })
}

fn read(text: String) -> Result<FluentResource, (u64, String)> {
    FluentResource::try_new(text).map_err(|(resource, errors)| {
        let at = errors.first().map_or(0, |error| error.pos.start);
        let line = resource
            .source()
            .bytes()
            .take(at)
            .filter(|byte| *byte == b'\n')
            .count()
            + 1;
        let found = errors
            .first()
            .map(|error| escaped(&error.to_string()))
            .unwrap_or_default();
        (u64::try_from(line).unwrap_or(0), found)
    })
}

/// Returns the messages of a file, each with the placeables of all its variants.
pub(super) fn inventory(resource: &FluentResource) -> Inventory {
    let mut messages = Inventory::new();
    for entry in resource.entries() {
        if let Entry::Message(message) = entry {
            let placeables = messages.entry(message.id.name.to_owned()).or_default();
            if let Some(pattern) = &message.value {
                of_pattern(pattern, placeables);
            }
        }
    }
    messages
}

fn of_pattern(pattern: &Pattern<&str>, placeables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            of_expression(expression, placeables);
        }
    }
}

fn of_expression(expression: &Expression<&str>, placeables: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => of_inline(inline, placeables),
        Expression::Select { selector, variants } => {
            of_inline(selector, placeables);
            for variant in variants {
                of_pattern(&variant.value, placeables);
            }
        }
    }
}

fn of_inline(inline: &InlineExpression<&str>, placeables: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            placeables.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => of_expression(expression, placeables),
        _ => {}
    }
}
