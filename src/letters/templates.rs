//! Reads the texts of the letters: one Fluent file per language, from `config/notices/`, compiled in, or a user's own instead.
//!
//! A user's file is checked when it is read. It must have the messages of the built-in English file, each with the same
//! placeables: a figure that a translation leaves out would otherwise be silently missing.

use super::figures::Figures;
use super::files;
use super::wording::Wording;
use crate::config::{ConfigError, Language};
use crate::terms::escaped;
use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The name of each message, with the names of its placeables.
pub(super) type Inventory = BTreeMap<String, BTreeSet<String>>;

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

/// Reads the texts of a language, from the folder `notices` of a user's configuration if it has them.
pub(super) fn wording(language: Language, folder: Option<&Path>) -> Result<Wording, ConfigError> {
    let name = format!("{}.ftl", language.code());
    let (file, text) = files::text(folder, &name, builtin(language))?;
    parsed(language, &file, text.into_owned())
}

/// Reads and checks the texts of a file.
pub(super) fn parsed(language: Language, file: &str, text: String) -> Result<Wording, ConfigError> {
    let fault = |line, found: String, remedy: &str| ConfigError {
        file: file.to_owned(),
        line,
        found,
        remedy: remedy.to_owned(),
    };
    let resource = read(text.clone()).map_err(|(line, found)| {
        fault(
            Some(line),
            format!("no Fluent message: {found}"),
            "write it as those of config/notices/en.ftl are written",
        )
    })?;
    let (found, expected) = (inventory(&resource), english());
    for (message, placeables) in &expected {
        let Some(own) = found.get(message) else {
            return Err(fault(
                None,
                format!("there is no message {message}"),
                "add it; config/notices/en.ftl has it in English",
            ));
        };
        if let Some(missing) = placeables.difference(own).next() {
            let remedy =
                "name it in the message, for what it stands for would be missing from the letter";
            return Err(fault(
                None,
                format!("message {message} does not have {{ ${missing} }}"),
                remedy,
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
                &format!("it can have {has}"),
            ));
        }
    }
    if let Some(unknown) = found
        .keys()
        .find(|message| !expected.contains_key(*message))
    {
        let remedy = "remove it, or give it the name it has in config/notices/en.ftl";
        return Err(fault(
            None,
            format!("message {unknown} is none of the letters'"),
            remedy,
        ));
    }
    let locale = language
        .code()
        .parse()
        .map_err(|error| fault(None, format!("no language: {error}"), "name one of the six"))?;
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // Values are isolated by direction where they are written, in every language alike.
    bundle.set_use_isolating(false);
    bundle.add_resource(resource).map_err(|errors| {
        let found: Vec<String> = errors
            .iter()
            .map(|error| escaped(&error.to_string()))
            .collect();
        fault(None, found.join("; "), "keep one message of each name")
    })?;
    Ok(Wording::new(
        file.to_owned(),
        text,
        Figures(language),
        bundle,
    ))
}

/// Returns the messages of the built-in English file, which all files must have.
pub(super) fn english() -> Inventory {
    FluentResource::try_new(builtin(Language::English).to_owned())
        .map(|resource| inventory(&resource))
        .unwrap_or_default()
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
