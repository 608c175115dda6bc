//! A letter as paragraphs and tables, rendered as DOCX to edit, HTML to print and, with the feature `pdf`, PDF to file.
//!
//! All texts of a letter are in its language, with figures written out, and contain nothing that would act on a document. A
//! renderer decides only how the letter looks. The same document gives the same bytes.

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
use quick_xml::Writer;

/// The markup of a document, as it is written.
type Out = Writer<Vec<u8>>;

/// A letter.
#[derive(Clone, Debug)]
pub struct Document {
    /// The language of the texts.
    pub locale: Locale,
    /// The program that made the letter.
    pub creator: &'static str,
    /// The title in the properties of the file.
    pub title: String,
    /// The reference, which stands on every page.
    pub reference: String,
    /// The page line, such as "Page 1 of 2", cut before each number.
    pub page: [String; 3],
    /// The lines at the foot of each page, below the reference.
    pub notes: Vec<String>,
    /// The letter itself.
    pub letter: Vec<Block>,
    /// The annexes, each on pages of its own.
    pub annexes: Vec<Vec<Block>>,
}

/// A language and what it means for the layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locale {
    /// The code of the language, such as `fr`.
    pub language: &'static str,
    /// The tag of the language in a country, such as `fr-FR`; word processors ask for both.
    pub tag: &'static str,
    /// The script of the language.
    pub script: Script,
}

/// The script of a language.
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
    /// Returns the direction in which the words run.
    #[must_use]
    pub const fn direction(self) -> Direction {
        match self.script {
            Script::Arabic => Direction::RightToLeft,
            Script::Chinese | Script::Alphabet => Direction::LeftToRight,
        }
    }

    /// Whether the words run from right to left.
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
    /// A number of lines to write on.
    Lines(usize),
    /// A table.
    Table(Table),
}

/// The kind of a paragraph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// The name of the sender at the head.
    Letterhead,
    /// The address below it.
    Sender,
    /// The notice that the letter is a draft.
    Draft,
    /// The heading of an annex.
    Annex,
    /// A heading.
    Heading,
    /// Body text.
    Body,
    /// Bold text, such as the addressee and the subject.
    Strong,
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// The columns.
    pub columns: Vec<DocumentColumn>,
    /// The rows.
    pub rows: Vec<DocumentRow>,
    /// Whether the table is part of the text: without lines, and in letters of the size of the text.
    pub open: bool,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct DocumentColumn {
    /// The heading; a table in which no column has one has no row of headings.
    pub title: String,
    /// The share of the width.
    pub share: usize,
    /// The kind of content.
    pub holds: Holds,
}

/// The kind of content of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Words.
    Words,
    /// Figures, which are aligned and never broken.
    Figures,
    /// Days, which are never broken.
    Days,
}

/// A row of a table.
#[derive(Clone, Debug)]
pub struct DocumentRow {
    /// The cells, one for each column, except that the first cell may span several columns.
    pub cells: Vec<DocumentCell>,
    /// The number of columns that the first cell spans.
    pub span: usize,
    /// Whether the row stands out.
    pub strong: bool,
}

/// A cell of a table.
#[derive(Clone, Debug)]
pub enum DocumentCell {
    /// A text.
    Text(String),
    /// An answer to tick.
    Choice(String),
}

impl DocumentColumn {
    /// Returns a column of words.
    #[must_use]
    pub fn words(title: String, share: usize) -> Self {
        Self {
            title,
            share,
            holds: Holds::Words,
        }
    }

    /// Returns a column of figures.
    #[must_use]
    pub fn figures(title: String, share: usize) -> Self {
        Self {
            title,
            share,
            holds: Holds::Figures,
        }
    }

    /// Returns a column of days.
    #[must_use]
    pub fn days(title: String, share: usize) -> Self {
        Self {
            title,
            share,
            holds: Holds::Days,
        }
    }

    /// Whether the column holds figures.
    #[must_use]
    pub fn has_figures(&self) -> bool {
        self.holds == Holds::Figures
    }
}

impl DocumentRow {
    /// Returns a plain row.
    #[must_use]
    pub fn of(cells: Vec<String>) -> Self {
        Self {
            cells: cells.into_iter().map(DocumentCell::Text).collect(),
            span: 1,
            strong: false,
        }
    }

    /// Returns a row that stands out, with a first cell over several columns.
    #[must_use]
    pub fn strong(span: usize, cells: Vec<String>) -> Self {
        Self {
            strong: true,
            span,
            ..Self::of(cells)
        }
    }

    /// Returns a row with a text across all columns of a table.
    #[must_use]
    pub fn across(columns: usize, text: String) -> Self {
        Self {
            span: columns.max(1),
            ..Self::of(vec![text])
        }
    }

    /// Returns the cells, each with the number of columns that it spans.
    pub fn spanned(&self) -> impl Iterator<Item = (usize, &DocumentCell)> {
        std::iter::once(self.span)
            .chain(std::iter::repeat(1))
            .zip(&self.cells)
    }
}

impl Table {
    /// Returns a table of names and their values.
    #[must_use]
    pub fn facts(facts: Vec<(String, String)>) -> Self {
        let columns = vec![
            DocumentColumn::words(String::new(), 3),
            DocumentColumn::words(String::new(), 5),
        ];
        Self::lined(
            columns,
            facts
                .into_iter()
                .map(|(name, value)| DocumentRow::of(vec![name, value]))
                .collect(),
        )
    }

    /// Returns a table of names and their values that is part of the text.
    #[must_use]
    pub fn open_facts(facts: Vec<(String, String)>) -> Self {
        let columns = vec![
            DocumentColumn::words(String::new(), 1),
            DocumentColumn::words(String::new(), 3),
        ];
        Self {
            open: true,
            columns,
            ..Self::facts(facts)
        }
    }

    /// Returns a table with lines.
    #[must_use]
    pub fn lined(columns: Vec<DocumentColumn>, rows: Vec<DocumentRow>) -> Self {
        Self {
            columns,
            rows,
            open: false,
        }
    }

    /// Whether the table has a row of headings.
    #[must_use]
    pub fn is_headed(&self) -> bool {
        self.columns.iter().any(|column| !column.title.is_empty())
    }
}
