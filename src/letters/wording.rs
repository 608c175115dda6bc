//! The texts of one language, spoken with figures in them.

use super::NoticeError;
use super::figures::Figures;
use crate::config::Language;
use crate::terms::escaped;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use inforce_present::text::letter::own;

/// The texts of a language, checked.
pub struct Wording {
    file: String,
    source: String,
    bundle: FluentBundle<FluentResource>,
    /// How its figures are written.
    pub(super) figures: Figures,
}

/// What fills a placeable; it is written as the language writes it before it comes here.
pub(super) type Filled = [(&'static str, String)];

fn arguments(filled: &Filled) -> FluentArgs<'_> {
    filled
        .iter()
        .map(|(name, value)| (*name, FluentValue::from(value.as_str())))
        .collect()
}

impl Wording {
    pub(super) fn new(
        file: String,
        source: String,
        figures: Figures,
        bundle: FluentBundle<FluentResource>,
    ) -> Self {
        Self {
            file,
            source,
            bundle,
            figures,
        }
    }

    /// What it was read from.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// Which language it is.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.figures.0
    }

    /// A message without placeables.
    pub(super) fn plain(&self, message: &str) -> Result<String, NoticeError> {
        self.say(message, &[])
    }

    /// A message with its placeables filled.
    pub(super) fn say(&self, message: &str, filled: &Filled) -> Result<String, NoticeError> {
        self.spoken(message, &arguments(filled))
    }

    /// A message whose grammar depends on a number: `count` decides, `counted` is the number as it is written.
    pub(super) fn counted(
        &self,
        message: &str,
        count: i64,
        filled: &Filled,
    ) -> Result<String, NoticeError> {
        self.numbered(message, count, &self.figures.exact(count), filled)
    }

    /// The same in running text, where numbers up to ten are words.
    pub(super) fn told(
        &self,
        message: &str,
        count: i64,
        filled: &Filled,
    ) -> Result<String, NoticeError> {
        let counted = self.figures.in_words(count);
        let text = self.numbered(message, count, &counted, filled)?;
        // A number that begins a sentence begins it with a capital.
        let first = counted
            .chars()
            .next()
            .filter(|_| text.starts_with(&counted));
        Ok(first.map_or_else(
            || text.clone(),
            |first| first.to_uppercase().chain(text.chars().skip(1)).collect(),
        ))
    }

    fn numbered(
        &self,
        message: &str,
        count: i64,
        counted: &str,
        filled: &Filled,
    ) -> Result<String, NoticeError> {
        let mut arguments = arguments(filled);
        arguments.set("count", count);
        arguments.set("counted", counted);
        self.spoken(message, &arguments)
    }

    fn spoken(&self, message: &str, arguments: &FluentArgs<'_>) -> Result<String, NoticeError> {
        let fault = |found: String| NoticeError::Message {
            file: self.file.clone(),
            message: message.to_owned(),
            found,
        };
        let Some(pattern) = self
            .bundle
            .get_message(message)
            .and_then(|message| message.value())
        else {
            return Err(fault("there is no such message".to_owned()));
        };
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(arguments), &mut errors);
        match errors.first() {
            Some(error) => Err(fault(escaped(&error.to_string()))),
            None => Ok(own(&text)),
        }
    }
}
