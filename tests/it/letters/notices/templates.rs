//! The sentences of letters, recognised by the messages they were made from, in any of the six languages.

use super::root;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use inforce::config::Convention;
use inforce::terms::Day;
use std::collections::BTreeMap;
use std::fs;

/// A piece of a message: words, or the name of what stands there.
#[derive(Clone, Debug)]
enum Piece {
    Words(String),
    Value(String),
}

/// The messages of a language.
pub(crate) struct Templates {
    language: &'static str,
    forms: Vec<(String, Vec<Piece>)>,
}

/// What stands in the place of each placeable.
pub(crate) type Values = BTreeMap<String, String>;

/// Without marks of direction.
pub(crate) fn bare(text: &str) -> String {
    text.replace(['\u{2066}', '\u{2068}', '\u{2069}'], "")
}

impl Templates {
    /// Those of a language under a convention, whose own file takes the place of the first message by message.
    pub(crate) fn of(language: &'static str, convention: Convention) -> Self {
        let own = format!("{language}-{}.ftl", convention.name());
        let mut forms: Vec<(String, Vec<Piece>)> = Vec::new();
        for file in [own, format!("{language}.ftl")] {
            let path = root().join("config/notices").join(file);
            let Ok(text) = fs::read_to_string(&path) else {
                assert_eq!(convention, Convention::C1971, "{}", path.display());
                continue;
            };
            let resource = fluent_syntax::parser::parse(text.as_str()).unwrap();
            let mut of_file = Vec::new();
            for entry in &resource.body {
                if let Entry::Message(message) = entry
                    && forms.iter().all(|(name, _)| name != message.id.name)
                {
                    for pieces in spread(message.value.as_ref().unwrap()) {
                        of_file.push((message.id.name.to_owned(), pieces));
                    }
                }
            }
            forms.extend(of_file);
        }
        Self { language, forms }
    }

    /// Whether the language has a message under the convention.
    pub(crate) fn has(&self, message: &str) -> bool {
        self.forms.iter().any(|(name, _)| name == message)
    }

    /// A message without placeables.
    pub(crate) fn plain(&self, message: &str) -> String {
        match self
            .forms
            .iter()
            .find(|(name, _)| name == message)
            .map(|(_, pieces)| pieces.as_slice())
        {
            Some([Piece::Words(words)]) => words.clone(),
            other => panic!("{message}: {other:?}"),
        }
    }

    /// What stands in the places of a message, where a text was made from it.
    pub(crate) fn read(&self, message: &str, text: &str) -> Option<Values> {
        let forms = self.forms.iter().filter(|(name, _)| name == message);
        forms
            .filter_map(|(_, pieces)| fits(pieces, text))
            .max_by_key(Values::len)
    }

    /// A day in words.
    pub(crate) fn day(&self, text: &str) -> Day {
        let numbers: Vec<i32> = text
            .split(|c: char| !c.is_ascii_digit())
            .filter(|part| !part.is_empty())
            .map(|part| part.parse().unwrap())
            .collect();
        let day = |year, month: usize, day| {
            Day::from_civil(
                year,
                u8::try_from(month).unwrap(),
                u8::try_from(day).unwrap(),
            )
            .unwrap()
        };
        if let ("zh", [year, month, number]) = (self.language, numbers.as_slice()) {
            return day(*year, usize::try_from(*month).unwrap(), *number);
        }
        let months: [&str; 12] = match self.language {
            "ar" => [
                "/يناير",
                "/فبراير",
                "/مارس",
                "/أبريل",
                "/مايو",
                "/يونيه",
                "/يوليه",
                "/أغسطس",
                "/سبتمبر",
                "/أكتوبر",
                "/نوفمبر",
                "/ديسمبر",
            ],
            "en" => [
                "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
            ],
            "es" => [
                "enero",
                "febr",
                "marzo",
                "abril",
                "mayo",
                "junio",
                "julio",
                "agosto",
                "septiembre",
                "octubre",
                "noviembre",
                "diciembre",
            ],
            "fr" => [
                "janvier",
                "février",
                "mars",
                "avril",
                "mai",
                "juin",
                "juillet",
                "août",
                "septembre",
                "octobre",
                "novembre",
                "décembre",
            ],
            "ru" => [
                "января",
                "февраля",
                "марта",
                "апреля",
                "мая",
                "июня",
                "июля",
                "августа",
                "сентября",
                "октября",
                "ноября",
                "декабря",
            ],
            other => panic!("{other}"),
        };
        let month = months
            .iter()
            .position(|month| text.contains(month))
            .unwrap_or_else(|| panic!("no month in {text:?}"));
        day(numbers[1], month + 1, numbers[0])
    }
}

/// All forms of a message, one for each variant.
fn spread(pattern: &Pattern<&str>) -> Vec<Vec<Piece>> {
    let mut forms: Vec<Vec<Piece>> = vec![Vec::new()];
    for element in &pattern.elements {
        let more: Vec<Vec<Piece>> = match element {
            PatternElement::TextElement { value } => vec![vec![Piece::Words((*value).to_owned())]],
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::VariableReference { id }),
            } => {
                vec![vec![Piece::Value(id.name.to_owned())]]
            }
            PatternElement::Placeable {
                expression: Expression::Select { variants, .. },
            } => variants
                .iter()
                .flat_map(|variant| spread(&variant.value))
                .collect(),
            other @ PatternElement::Placeable { .. } => panic!("{other:?}"),
        };
        forms = forms
            .iter()
            .flat_map(|form| more.iter().map(|more| [form.as_slice(), more].concat()))
            .collect();
    }
    let words = |piece: Piece| match piece {
        Piece::Words(words) => Piece::Words(bare(&words)),
        value @ Piece::Value(_) => value,
    };
    forms
        .into_iter()
        .map(|form| form.into_iter().map(words).collect())
        .collect()
}

/// What stands in the places of a form, where it is the whole of a text.
fn fits(pieces: &[Piece], text: &str) -> Option<Values> {
    match pieces {
        [] => text.is_empty().then(Values::new),
        [Piece::Words(words), rest @ ..] => fits(rest, text.strip_prefix(words.as_str())?),
        [Piece::Value(name)] => Some(Values::from([(name.clone(), text.to_owned())])),
        [Piece::Value(name), rest @ ..] => {
            text.char_indices()
                .map(|(at, _)| at)
                .skip(1)
                .find_map(|end| {
                    let mut values = fits(rest, &text[end..])?;
                    // A name that stands twice stands for the same twice.
                    if values.get(name).is_some_and(|value| *value != text[..end]) {
                        return None;
                    }
                    values.insert(name.clone(), text[..end].to_owned());
                    Some(values)
                })
        }
    }
}
