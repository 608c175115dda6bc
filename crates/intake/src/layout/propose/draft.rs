//! Writes a layout as TOML, with a comment at each line that was inferred.

use super::codes::word;
use crate::config::Notation;
use crate::layout::field::Field;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A key and its value in TOML, with what they were inferred from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DraftLine {
    key: String,
    value: String,
    why: Option<String>,
}

impl DraftLine {
    pub(super) fn new(key: &str, value: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            key: key.to_owned(),
            value: value.into(),
            why: Some(why.into()),
        }
    }
}

/// Returns a text in quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || crate::terms::is_invisible(c) => {
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out + "\""
}

/// Returns texts in quotes, as a list.
pub(super) fn list<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    let quoted: Vec<String> = texts
        .into_iter()
        .map(|text| quoted(text.as_ref()))
        .collect();
    format!("[{}]", quoted.join(", "))
}

/// Returns notations as a list.
pub(super) fn notations(notations: &[Notation]) -> String {
    list(notations.iter().map(|notation| word(*notation)))
}

/// Returns words with their meanings as a table.
pub(super) fn words(words: &BTreeMap<String, String>) -> String {
    let pairs: Vec<String> = words
        .iter()
        .map(|(word, meaning)| format!("{} = {}", quoted(word), quoted(meaning)))
        .collect();
    format!("{{ {} }}", pairs.join(", "))
}

/// A field and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MadeField {
    pub(super) field: Field,
    pub(super) from: MadeFrom,
    /// How its values differ from those of the layout: keys and values in TOML.
    pub(super) values: Vec<(&'static str, String)>,
    pub(super) why: String,
}

/// Where a field comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum MadeFrom {
    Column(String),
    Template(String),
}

impl MadeField {
    fn line(&self) -> DraftLine {
        let plain = match &self.from {
            MadeFrom::Column(name) => list([name]),
            MadeFrom::Template(text) => quoted(text),
        };
        let value = if self.values.is_empty() {
            plain
        } else {
            let key = match &self.from {
                MadeFrom::Column(_) => "column",
                MadeFrom::Template(_) => "text",
            };
            let values: Vec<String> = self
                .values
                .iter()
                .map(|(key, value)| format!("{key} = {value}"))
                .collect();
            format!(
                "{{ {key} = {plain}, values = {{ {} }} }}",
                values.join(", ")
            )
        };
        DraftLine::new(self.field.name(), value, self.why.clone())
    }
}

/// A layout that is being made.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) file_name: String,
    pub(super) title: String,
    pub(super) rows: &'static str,
    /// What stands above the table, line by line.
    pub(super) above: Vec<String>,
    pub(super) file: Vec<DraftLine>,
    pub(super) sheet: Vec<DraftLine>,
    pub(super) cover: Vec<DraftLine>,
    pub(super) table: Vec<DraftLine>,
    pub(super) values: Vec<DraftLine>,
    pub(super) fields: Vec<MadeField>,
    /// The titles of sections, each with its fields.
    pub(super) sections: Vec<(String, Vec<MadeField>)>,
    /// The names of parts, each with its fields.
    pub(super) parts: Vec<(String, Vec<MadeField>)>,
    pub(super) wide: Vec<DraftLine>,
}

impl Draft {
    pub(super) fn text(&self) -> String {
        let mut text = format!(
            "# Proposed by inforce inspect --propose for {}.\n\
             # Read each line that was inferred, mend what is wrong, and save this as layouts/NAME.toml in the dataset.\n",
            self.file_name.replace(|c: char| c.is_control(), "?"),
        );
        for line in &self.above {
            let _ = writeln!(
                text,
                "# Above the table stands {}; of this, only what a line below names is used.",
                quoted(line)
            );
        }
        let (title, rows) = (quoted(&self.title), quoted(self.rows));
        let _ = write!(text, "title = {title}\nrows = {rows}\n");
        let parts = [
            ("file", &self.file),
            ("sheet", &self.sheet),
            ("cover", &self.cover),
            ("table", &self.table),
            ("values", &self.values),
        ];
        for (name, lines) in parts {
            table(&mut text, &format!("[{name}]"), lines);
        }
        table(&mut text, "[fields]", &of_fields(&self.fields));
        for (title, fields) in &self.sections {
            let mut lines = vec![DraftLine::new(
                "title",
                list([title]),
                "the name of the sheet",
            )];
            lines.extend(overlay(fields));
            table(&mut text, "[[section]]", &lines);
        }
        for (name, fields) in &self.parts {
            let mut lines = vec![DraftLine {
                key: "name".to_owned(),
                value: quoted(name),
                why: None,
            }];
            lines.extend(overlay(fields));
            table(&mut text, "[[part]]", &lines);
        }
        table(&mut text, "[wide]", &self.wide);
        text
    }
}

fn of_fields(fields: &[MadeField]) -> Vec<DraftLine> {
    fields.iter().map(MadeField::line).collect()
}

/// Returns the fields of a section or part, one a line.
fn overlay(fields: &[MadeField]) -> Vec<DraftLine> {
    let lines = of_fields(fields).into_iter();
    lines
        .map(|line| DraftLine {
            key: format!("fields.{}", line.key),
            ..line
        })
        .collect()
}

fn table(text: &mut String, name: &str, lines: &[DraftLine]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{name}");
    for DraftLine { key, value, why } in lines {
        let _ = write!(text, "{key} = {value}");
        if let Some(why) = why {
            let why: String = why
                .chars()
                .map(|c| if c.is_control() { ' ' } else { c })
                .collect();
            let _ = write!(text, "  # inferred: {why}");
        }
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_can_be_quoted() {
        for text in [
            "a",
            "a\"b\\c",
            "line\nbreak\ttab\r",
            "\u{feff}\u{7}",
            "",
            "Côte d'Ivoire #1",
        ] {
            let written = format!("x = {}", quoted(text));
            let read: BTreeMap<String, String> = toml::from_str(&written).expect("TOML");
            assert_eq!(read["x"], text);
        }
    }
}
