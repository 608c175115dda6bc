//! Formats the texts of one language with figures in them.

use super::NoticeError;
use super::figures::FigureWriter;
use crate::config::Language;
use crate::terms::escaped;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use inforce_present::text::letter::own;
use std::collections::BTreeSet;

/// A checked file of texts.
pub(super) struct LetterTexts {
    /// The name of the file in messages.
    pub(super) file: String,
    /// What stands in the file.
    pub(super) source: String,
    /// The names of its messages.
    pub(super) messages: BTreeSet<String>,
}

/// The checked texts of a language for the letters under one convention.
pub struct Wording {
    /// The files; a message of a later one takes the place of that of an earlier one.
    files: Vec<LetterTexts>,
    bundle: FluentBundle<FluentResource>,
    /// The figures of the language.
    pub(super) figures: FigureWriter,
}

/// Placeables with their values, which are already written as the language writes them.
pub(super) type Filled = [(&'static str, String)];

fn arguments(filled: &Filled) -> FluentArgs<'_> {
    filled
        .iter()
        .map(|(name, value)| (*name, FluentValue::from(value.as_str())))
        .collect()
}

impl Wording {
    pub(super) const fn new(
        files: Vec<LetterTexts>,
        figures: FigureWriter,
        bundle: FluentBundle<FluentResource>,
    ) -> Self {
        Self {
            files,
            bundle,
            figures,
        }
    }

    /// Returns what stands in the files.
    pub(super) fn sources(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|texts| texts.source.as_str())
    }

    /// Returns the name of the file that has a message, or of the first file if none has.
    fn file_of(&self, message: &str) -> String {
        let has = |texts: &&LetterTexts| texts.messages.contains(message);
        let found = self.files.iter().rev().find(has);
        let texts = found.or_else(|| self.files.first());
        texts.map(|texts| texts.file.clone()).unwrap_or_default()
    }

    /// Returns the language.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.figures.0
    }

    /// Formats a message with its placeables filled.
    pub(super) fn say(&self, message: &str, filled: &Filled) -> Result<String, NoticeError> {
        self.spoken(message, &arguments(filled))
    }

    /// Formats a message whose grammar depends on a number: `count` decides, and `counted` is the number as it is written.
    pub(super) fn counted(
        &self,
        message: &str,
        count: i64,
        filled: &Filled,
    ) -> Result<String, NoticeError> {
        self.numbered(message, count, &self.figures.exact(count), filled)
    }

    /// Formats a counted message in running text, where numbers up to ten are words.
    pub(super) fn told(
        &self,
        message: &str,
        count: i64,
        filled: &Filled,
    ) -> Result<String, NoticeError> {
        let counted = self.figures.in_words(count);
        let text = self.numbered(message, count, &counted, filled)?;
        // A number that begins a sentence begins with a capital.
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
            file: self.file_of(message),
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
