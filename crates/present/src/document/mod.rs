//! A letter as paragraphs and tables, rendered as DOCX to edit, HTML to print and, with the feature `pdf`, PDF to file.
//!
//! All its texts are in their language, with their figures, and free of anything that would act on a document; what
//! is left to a renderer is how it looks. The same document gives the same bytes.

mod breaks;
mod docx;
mod html;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(test)]
mod tests;
mod widths;

pub use docx::docx;
pub use html::html;
#[cfg(feature = "pdf")]
pub use pdf::{Press, PressError};

use crate::text::letter::Direction;

/// A letter.
#[derive(Clone, Debug)]
pub struct Document {
    /// The language of its texts.
    pub locale: Locale,
    /// Which program made it.
    pub creator: &'static str,
    /// What the file says it is.
    pub title: String,
    /// Stands on every page.
    pub reference: String,
    /// "Page 1 of 2", cut before each number.
    pub page: [String; 3],
    /// Lines at the foot of each page, below the reference.
    pub notes: Vec<String>,
    /// The letter itself.
    pub letter: Vec<Block>,
    /// Its annexes, each on pages of its own.
    pub annexes: Vec<Vec<Block>>,
}

/// What the language of a text means for how it is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locale {
    /// The code of the language, as `fr`.
    pub language: &'static str,
    /// The language as it is written in a country, as `fr-FR`; word processors ask for both.
    pub tag: &'static str,
    /// What it is written in.
    pub script: Script,
}

/// What a language is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// Arabic letters, from right to left.
    Arabic,
    /// Chinese characters.
    Chinese,
    /// Latin, Cyrillic or other letters with spaces between words.
    Alphabet,
}

impl Locale {
    /// The direction in which its words run.
    #[must_use]
    pub const fn direction(self) -> Direction {
        match self.script {
            Script::Arabic => Direction::RightToLeft,
            Script::Chinese | Script::Alphabet => Direction::LeftToRight,
        }
    }

    /// Whether its words run from right to left.
    #[must_use]
    pub const fn is_right_to_left(self) -> bool {
        matches!(self.direction(), Direction::RightToLeft)
    }
}

/// A part of a letter.
#[derive(Clone, Debug)]
pub enum Block {
    /// A paragraph.
    Paragraph(Tone, String),
    /// A paragraph with its number beside it.
    Numbered(String, String),
    /// Answers to tick.
    Choices(Vec<String>),
    /// So many lines to write on.
    Lines(usize),
    /// A table.
    Table(Table),
}

/// What a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// The name at the head.
    Letterhead,
    /// The address below it.
    Sender,
    /// That it is a draft.
    Draft,
    /// The heading of an annex.
    Annex,
    /// A heading.
    Heading,
    /// What the letter says.
    Body,
    /// What is said in bold, as the addressee and the subject are.
    Strong,
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// Whether it is part of the text, without lines and as large.
    pub open: bool,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its heading; a table without any has no row of headings.
    pub title: String,
    /// Its share of the width.
    pub share: usize,
    /// What it holds.
    pub holds: Holds,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Words.
    Words,
    /// Figures, which stand under one another and are not broken.
    Figures,
    /// Days, which are not broken.
    Days,
}

/// A row of a table.
#[derive(Clone, Debug)]
pub struct Row {
    /// One for each column, but that the first may span several.
    pub cells: Vec<Cell>,
    /// How many columns the first cell spans.
    pub span: usize,
    /// Whether it stands out.
    pub strong: bool,
}

/// What stands in a row and a column.
#[derive(Clone, Debug)]
pub enum Cell {
    /// A text.
    Text(String),
    /// An answer to tick.
    Choice(String),
}

impl Column {
    /// One that holds words.
    #[must_use]
    pub fn words(title: String, share: usize) -> Self {
        Self {
            title,
            share,
            holds: Holds::Words,
        }
    }

    /// One that holds figures.
    #[must_use]
    pub fn figures(title: String, share: usize) -> Self {
        Self {
            title,
            share,
            holds: Holds::Figures,
        }
    }

    /// One that holds days.
    #[must_use]
    pub fn days(title: String, share: usize) -> Self {
        Self {
            title,
            share,
            holds: Holds::Days,
        }
    }

    /// Whether it holds figures.
    #[must_use]
    pub fn has_figures(&self) -> bool {
        self.holds == Holds::Figures
    }
}

impl Row {
    /// One like others.
    #[must_use]
    pub fn of(cells: Vec<String>) -> Self {
        Self {
            cells: cells.into_iter().map(Cell::Text).collect(),
            span: 1,
            strong: false,
        }
    }

    /// One that stands out, with a first cell over several columns.
    #[must_use]
    pub fn strong(span: usize, cells: Vec<String>) -> Self {
        Self {
            strong: true,
            span,
            ..Self::of(cells)
        }
    }

    /// What is said across all columns of a table.
    #[must_use]
    pub fn across(columns: usize, text: String) -> Self {
        Self {
            span: columns.max(1),
            ..Self::of(vec![text])
        }
    }

    /// Its cells, each with how many columns it spans.
    pub fn spanned(&self) -> impl Iterator<Item = (usize, &Cell)> {
        std::iter::once(self.span)
            .chain(std::iter::repeat(1))
            .zip(&self.cells)
    }
}

impl Table {
    /// Names and what they stand for.
    #[must_use]
    pub fn facts(facts: Vec<(String, String)>) -> Self {
        let columns = vec![
            Column::words(String::new(), 3),
            Column::words(String::new(), 5),
        ];
        Self::lined(
            columns,
            facts
                .into_iter()
                .map(|(name, value)| Row::of(vec![name, value]))
                .collect(),
        )
    }

    /// The same as part of the text.
    #[must_use]
    pub fn open_facts(facts: Vec<(String, String)>) -> Self {
        let columns = vec![
            Column::words(String::new(), 1),
            Column::words(String::new(), 3),
        ];
        Self {
            open: true,
            columns,
            ..Self::facts(facts)
        }
    }

    /// One with lines.
    #[must_use]
    pub fn lined(columns: Vec<Column>, rows: Vec<Row>) -> Self {
        Self {
            columns,
            rows,
            open: false,
        }
    }

    /// Whether it has a row of headings.
    #[must_use]
    pub fn is_headed(&self) -> bool {
        self.columns.iter().any(|column| !column.title.is_empty())
    }
}
