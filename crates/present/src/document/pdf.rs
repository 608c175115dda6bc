//! Renders a letter as PDF, set by Typst with fonts from a folder.
//!
//! The texts of the letter go in as data and are never read as markup. A warning of Typst fails the letter, and so does a
//! character that no font has: Typst would leave it blank without a warning.

use super::breaks::{RUN, longest, pieces, unbroken};
use super::{Block, Document, DocumentCell, DocumentRow, Holds, Script, Table, Tone};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Array, Bytes, Dict, IntoValue, Str, Value};
use typst::layout::{Frame, FrameItem, PagedDocument};
use typst::text::{Font, FontWeight};
use typst_as_lib::{TypstAsLibError, TypstEngine, TypstTemplateMainFile};

const TEMPLATE: &str = include_str!("letter.typ");

/// The fonts that may be used; the first font that has a character sets it. Other fonts in the folder are ignored.
const FAMILIES: [&str; 10] = [
    "Noto Serif",
    "Liberation Serif",
    "Noto Naskh Arabic",
    "Noto Serif CJK SC",
    "Noto Sans CJK SC",
    "Source Han Serif SC",
    "AR PL UMing CN",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
    "DejaVu Sans",
];

/// The range of the families that have Chinese characters.
const CHINESE: std::ops::Range<usize> = 3..9;

/// The reason why a letter cannot be set.
#[derive(Debug, thiserror::Error)]
pub enum PressError {
    /// A font cannot be read.
    #[error("{}: {error}; name a folder that can be read", path.display())]
    Io {
        /// The path of the font.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        error: io::Error,
    },
    /// The typesetter reported an error or a warning: a missing letter is only a warning.
    #[error("it cannot be typeset: {0}; name a folder that has the fonts")]
    Typeset(String),
}

impl PressError {
    fn io(path: &Path, error: io::Error) -> Self {
        Self::Io {
            path: path.to_owned(),
            error,
        }
    }
}

/// Sets letters as PDF.
pub struct Press {
    engine: TypstEngine<TypstTemplateMainFile>,
    families: Vec<&'static str>,
    bold_chinese: bool,
    folder: String,
}

impl Press {
    /// Loads the fonts of a folder and of the folders in it; messages name the folder as `shown`.
    pub fn new(folder: &Path, shown: String) -> Result<Self, PressError> {
        let mut files = Vec::new();
        collect(folder, &mut files)?;
        files.sort();
        let (mut fonts, mut found, mut bold_chinese) = (Vec::new(), BTreeSet::new(), false);
        for file in files {
            let bytes = Bytes::new(fs::read(&file).map_err(|error| PressError::io(&file, error))?);
            for font in Font::iter(bytes) {
                if let Some(place) = FAMILIES
                    .iter()
                    .position(|known| font.info().family == *known)
                {
                    found.insert(place);
                    bold_chinese |=
                        CHINESE.contains(&place) && font.info().variant.weight >= FontWeight::BOLD;
                    fonts.push(font);
                }
            }
        }
        let families: Vec<&str> = found
            .iter()
            .filter_map(|place| FAMILIES.get(*place).copied())
            .collect();
        if families.is_empty() {
            let known = FAMILIES.join(", ");
            return Err(PressError::Typeset(format!(
                "{shown} has none of the fonts {known}"
            )));
        }
        Ok(Self {
            engine: TypstEngine::builder()
                .main_file(TEMPLATE)
                .fonts(fonts)
                .build(),
            families,
            bold_chinese,
            folder: shown,
        })
    }

    /// Returns the bytes of a letter.
    pub fn print(&self, document: &Document) -> Result<Vec<u8>, PressError> {
        let fault = PressError::Typeset;
        let set = self
            .engine
            .compile_with_input::<_, PagedDocument>(self.data(document));
        let messages = |errors: &[SourceDiagnostic]| {
            errors
                .iter()
                .map(|error| error.message.to_string())
                .collect::<Vec<_>>()
                .join("; ")
        };
        let pages = set.output.map_err(|error| match error {
            TypstAsLibError::TypstSource(errors) => fault(messages(&errors)),
            error => fault(error.to_string()),
        })?;
        if let Some(warning) = set.warnings.first() {
            return Err(fault(warning.message.to_string()));
        }
        let mut missing = BTreeSet::new();
        pages
            .pages
            .iter()
            .for_each(|page| without_glyph(&page.frame, &mut missing));
        if !missing.is_empty() {
            let signs: Vec<String> = missing
                .iter()
                .take(10)
                .map(|text| text.escape_unicode().to_string())
                .collect();
            return Err(fault(format!(
                "no font of {} has {}",
                self.folder,
                signs.join(", ")
            )));
        }
        let print = typst_pdf::pdf(&pages, &typst_pdf::PdfOptions::default());
        print.map_err(|errors| fault(messages(&errors)))
    }

    fn data(&self, document: &Document) -> Dict {
        dict([
            ("title", plain(&document.title)),
            ("reference", text(&document.reference)),
            ("creator", plain(document.creator)),
            ("language", plain(document.locale.language)),
            (
                "bold",
                (document.locale.script != Script::Chinese || self.bold_chinese).into_value(),
            ),
            (
                "fonts",
                array(self.families.iter().map(|family| plain(family))),
            ),
            ("page", array(document.page.iter().map(|part| plain(part)))),
            ("notes", array(document.notes.iter().map(|note| text(note)))),
            ("letter", array(document.letter.iter().map(block))),
            (
                "annexes",
                array(
                    document
                        .annexes
                        .iter()
                        .map(|annex| array(annex.iter().map(block))),
                ),
            ),
        ])
    }
}

/// Adds the font files in a folder and in the folders in it.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), PressError> {
    let io = |error| PressError::io(folder, error);
    for entry in fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|ending| {
            ["ttf", "otf", "ttc", "otc"]
                .iter()
                .any(|font| ending.eq_ignore_ascii_case(font))
        }) {
            files.push(path);
        }
    }
    Ok(())
}

/// Adds the characters that were set as the sign for a missing character.
fn without_glyph(frame: &Frame, missing: &mut BTreeSet<String>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => without_glyph(&group.frame, missing),
            FrameItem::Text(set) => {
                let absent = set.glyphs.iter().filter(|glyph| glyph.id == 0);
                missing.extend(
                    absent
                        .filter_map(|glyph| set.text.get(glyph.range()))
                        .map(str::to_owned),
                );
            }
            _ => {}
        }
    }
}

fn block(block: &Block) -> Value {
    let of = |kind, more: Vec<(&str, Value)>| {
        dict([("kind", plain(kind))].into_iter().chain(more)).into_value()
    };
    match block {
        Block::Paragraph(tone, words) => of(
            "paragraph",
            vec![("tone", plain(name(*tone))), ("text", text(words))],
        ),
        Block::Numbered(number, words) => of(
            "numbered",
            vec![("number", text(number)), ("text", text(words))],
        ),
        Block::Choices(answers) => of(
            "choices",
            vec![("answers", array(answers.iter().map(|answer| text(answer))))],
        ),
        Block::Lines(count) => of("lines", vec![("count", number(*count))]),
        Block::Table(table) => of("table", of_table(table)),
    }
}

fn of_table(table: &Table) -> Vec<(&'static str, Value)> {
    let columns = table.columns.iter().enumerate().map(|(place, column)| {
        dict([
            ("title", text(&column.title)),
            ("share", number(column.share)),
            ("figures", column.has_figures().into_value()),
            ("whole", (column.holds != Holds::Words).into_value()),
            ("blank", (!table.is_headed()).into_value()),
            (
                "must",
                array(
                    unbroken(&column.title)
                        .chain(longest(table, place, 0))
                        .map(plain),
                ),
            ),
            (
                "should",
                array(longest(table, place, RUN).into_iter().map(plain)),
            ),
        ])
        .into_value()
    });
    vec![
        ("open", table.open.into_value()),
        ("headed", table.is_headed().into_value()),
        ("columns", array(columns)),
        (
            "rows",
            array(table.rows.iter().map(|row| of_row(table, row))),
        ),
    ]
}

fn of_row(table: &Table, row: &DocumentRow) -> Value {
    let mut place = 0;
    let cells = row.spanned().map(|(span, cell)| {
        let words = table
            .columns
            .get(place)
            .is_none_or(|column| column.holds == Holds::Words)
            || span > 1;
        place += span;
        let (DocumentCell::Text(said) | DocumentCell::Choice(said)) = cell;
        let shown = if words { text(said) } else { plain(said) };
        dict([
            ("text", shown),
            (
                "choice",
                matches!(cell, DocumentCell::Choice(_)).into_value(),
            ),
            ("span", number(span)),
        ])
        .into_value()
    });
    dict([("cells", array(cells)), ("strong", row.strong.into_value())]).into_value()
}

const fn name(tone: Tone) -> &'static str {
    match tone {
        Tone::Letterhead => "letterhead",
        Tone::Sender => "sender",
        Tone::Draft => "draft",
        Tone::Annex => "annex",
        Tone::Heading => "heading",
        Tone::Body => "body",
        Tone::Strong => "strong",
    }
}

fn dict<'a>(pairs: impl IntoIterator<Item = (&'a str, Value)>) -> Dict {
    pairs
        .into_iter()
        .map(|(name, value)| (Str::from(name), value))
        .collect()
}

fn array(values: impl IntoIterator<Item = Value>) -> Value {
    values.into_iter().collect::<Array>().into_value()
}

fn number(number: usize) -> Value {
    i64::try_from(number).unwrap_or(i64::MAX).into_value()
}

fn plain(words: &str) -> Value {
    Str::from(words).into_value()
}

/// Returns a text, in pieces if a line may end between them.
fn text(words: &str) -> Value {
    match pieces(words).as_slice() {
        [] => plain(""),
        [only] => plain(only),
        several => array(several.iter().map(|piece| plain(piece))),
    }
}
