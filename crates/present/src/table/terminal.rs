//! Sets columns side by side, as wide as they need, and on a terminal within its width.
//!
//! Nothing is cut or left out if there is little room. Texts and headings are broken at blanks into further lines; if that
//! is not enough, the last columns of a row go on in a line below it. Figures, codes and ids have no blanks and stay whole.

use super::Kind;
use crate::text::terminal as safe;
use std::io::{self, IsTerminal};
use std::ops::Range;
use unicode_width::UnicodeWidthStr;

/// The side of a column on which its cells stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// The side of texts.
    Left,
    /// The side of figures.
    Right,
}

impl Align {
    /// Returns the side for what a column holds.
    #[must_use]
    pub const fn of(kind: Kind) -> Self {
        if kind.is_figure() {
            Self::Right
        } else {
            Self::Left
        }
    }
}

/// The lines of a table.
#[derive(Debug, PartialEq, Eq)]
pub struct Lines {
    /// The lines of the headings; empty if no column has one.
    pub head: Vec<String>,
    /// The lines of each row.
    pub rows: Vec<Vec<String>>,
}

/// The blanks before the first column, before columns that go on below a row, and between columns.
const INDENT: usize = 2;
const BELOW: usize = 6;
const BETWEEN: usize = 2;
/// The least width into which texts are broken, in characters.
const LEAST: usize = 20;

/// Returns the number of characters that a line may have; `None` if there is no limit. The environment variable `COLUMNS`
/// states it, or else the terminal to which standard output goes.
#[must_use]
pub fn width() -> Option<usize> {
    let said = std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok())
        .filter(|columns| *columns > 0);
    let stdout = io::stdout();
    let of_terminal = || {
        terminal_size::terminal_size_of(&stdout)
            .map(|(terminal_size::Width(columns), _)| usize::from(columns))
    };
    said.or_else(|| {
        if stdout.is_terminal() {
            of_terminal()
        } else {
            None
        }
    })
}

/// Breaks lines that are no table to the width, if there is one. A longer line goes on below the text that follows its
/// label.
#[must_use]
pub fn wrapped(text: &str) -> String {
    as_wide(text.to_owned())
}

/// Returns an answer of several lines, made safe and broken to the width.
#[must_use]
pub fn told(text: &str) -> String {
    as_wide(safe::lines(text))
}

fn as_wide(text: String) -> String {
    match width() {
        Some(width) => within(&text, width),
        None => text,
    }
}

fn within(text: &str, width: usize) -> String {
    text.split('\n')
        .map(|line| folded(line, width))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Breaks a line into lines of at most `width` characters, unless a single word is longer.
fn folded(line: &str, width: usize) -> String {
    /// Text that ends within this many characters and is followed by several blanks is a label.
    const LABEL: usize = 24;
    if line.width() <= width {
        return line.to_owned();
    }
    let words = line.trim_start_matches(' ');
    let indent = line.len() - words.len();
    let value = words
        .find("  ")
        .map(|gap| line.len() - words[gap..].trim_start().len());
    let (start, hang) = match value.filter(|value| line[..*value].width() <= LABEL) {
        Some(value) => (value, line[..value].width()),
        None => (indent, indent + INDENT),
    };
    let lines = broken(&line[start..], width.saturating_sub(hang).max(1));
    line[..start].to_owned() + &lines.join(&format!("\n{}", " ".repeat(hang)))
}

/// Columns that stand side by side.
struct Band {
    columns: Range<usize>,
    widths: Vec<usize>,
    indent: usize,
}

/// The widths that the columns of a table need, in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Widths(Vec<Needed>);

/// The widths that a column needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Needed {
    /// With every text on one line.
    whole: usize,
    /// With texts broken into as many lines as may be.
    least: usize,
}

impl Widths {
    /// Returns the widths of a table's columns, each with a heading and a side.
    #[must_use]
    pub fn of(columns: &[(&str, Align)], rows: &[Vec<&str>]) -> Self {
        let cells = |place: usize| rows.iter().filter_map(move |row| row.get(place).copied());
        let needed = |(place, (heading, align)): (usize, &(&str, Align))| {
            let whole = cells(place).map(UnicodeWidthStr::width).max().unwrap_or(0);
            let word = |text: &str| {
                text.split(' ')
                    .map(UnicodeWidthStr::width)
                    .max()
                    .unwrap_or(0)
            };
            let broken = if *align == Align::Right {
                whole
            } else {
                cells(place)
                    .map(word)
                    .max()
                    .unwrap_or(0)
                    .max(LEAST)
                    .min(whole)
            };
            Needed {
                whole: whole.max(heading.width()).max(1),
                least: broken.max(word(heading)).max(1),
            }
        };
        Self(columns.iter().enumerate().map(needed).collect())
    }

    /// Returns the widths of the columns of two tables that stand below each other as one.
    #[must_use]
    pub fn with(self, other: &Self) -> Self {
        let columns = self.0.iter().zip(&other.0);
        let needed = columns.map(|(a, b)| Needed {
            whole: a.whole.max(b.whole),
            least: a.least.max(b.least),
        });
        Self(needed.collect())
    }

    /// Returns the lines of a table whose columns have these widths, within a width if one is given.
    #[must_use]
    pub fn lines(
        &self,
        columns: &[(&str, Align)],
        rows: &[Vec<&str>],
        width: Option<usize>,
    ) -> Lines {
        let bands = bands(&self.0, width);
        let told = |cells: &[&str]| {
            bands
                .iter()
                .flat_map(|band| band.lines(columns, cells))
                .collect::<Vec<String>>()
        };
        let headings: Vec<&str> = columns.iter().map(|(heading, _)| *heading).collect();
        Lines {
            head: told(&headings),
            rows: rows.iter().map(|row| told(row)).collect(),
        }
    }
}

/// Returns the lines of a table, within a width if one is given. Each column has a heading and a side.
#[must_use]
pub fn lines(columns: &[(&str, Align)], rows: &[Vec<&str>], width: Option<usize>) -> Lines {
    Widths::of(columns, rows).lines(columns, rows, width)
}

/// Returns the widths of columns in some room. Columns get the width that they need, or texts are broken into lines as long
/// as possible; `None` if the columns do not fit.
fn fitted(needed: &[Needed], room: usize) -> Option<Vec<usize>> {
    let between = BETWEEN * needed.len().saturating_sub(1);
    let capped = |cap: usize| {
        needed
            .iter()
            .map(|needed| needed.whole.min(cap).max(needed.least))
            .collect::<Vec<_>>()
    };
    let longest = needed.iter().map(|needed| needed.whole).max().unwrap_or(0);
    (0..=longest)
        .rev()
        .map(capped)
        .find(|widths| widths.iter().sum::<usize>() + between <= room)
}

fn bands(needed: &[Needed], width: Option<usize>) -> Vec<Band> {
    let Some(width) = width else {
        return vec![Band {
            columns: 0..needed.len(),
            widths: needed.iter().map(|needed| needed.whole).collect(),
            indent: INDENT,
        }];
    };
    let mut bands: Vec<Band> = Vec::new();
    let mut start = 0;
    while start < needed.len() {
        let indent = if start == 0 { INDENT } else { BELOW };
        let fits = |end: usize| {
            fitted(&needed[start..end], width.saturating_sub(indent)).map(|widths| (end, widths))
        };
        // A column that is too wide by itself gets a line to itself, with the width that it needs.
        let alone = || (start + 1, vec![needed[start].whole]);
        let (end, widths) = (start + 1..=needed.len())
            .rev()
            .find_map(fits)
            .unwrap_or_else(alone);
        bands.push(Band {
            columns: start..end,
            widths,
            indent,
        });
        start = end;
    }
    bands
}

impl Band {
    /// Returns the lines of a row's cells in the band; empty if all of these cells are empty.
    fn lines(&self, columns: &[(&str, Align)], row: &[&str]) -> Vec<String> {
        let cells: Vec<Vec<&str>> = self
            .columns
            .clone()
            .zip(&self.widths)
            .map(|(place, width)| broken(row.get(place).copied().unwrap_or_default(), *width))
            .collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        let line = |number: usize| {
            let mut line = " ".repeat(self.indent);
            for ((place, width), cell) in self.columns.clone().zip(&self.widths).zip(&cells) {
                let text = cell.get(number).copied().unwrap_or_default();
                let blanks = " ".repeat(width.saturating_sub(text.width()));
                match columns[place].1 {
                    Align::Left => line.extend([text, &blanks]),
                    Align::Right => line.extend([&blanks, text]),
                }
                line.push_str(&" ".repeat(BETWEEN));
            }
            line.trim_end().to_owned()
        };
        (0..height).map(line).collect()
    }
}

/// Breaks a text at blanks into lines of at most `width` characters, unless a single word is longer. An empty text has no
/// line.
fn broken(text: &str, width: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while rest.width() > width {
        let fits = |(at, _): &(usize, &str)| rest[..*at].width() <= width;
        let blanks: Vec<(usize, &str)> =
            rest.match_indices(' ').filter(|(at, _)| *at > 0).collect();
        let Some((at, _)) = blanks
            .iter()
            .rev()
            .find(|blank| fits(blank))
            .or(blanks.first())
            .copied()
        else {
            break;
        };
        lines.push(&rest[..at]);
        rest = rest[at..].trim_start();
    }
    if !rest.is_empty() {
        lines.push(rest);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [(&str, Align); 4] = [
        ("country", Align::Left),
        ("", Align::Left),
        ("estimate g", Align::Right),
        ("filing", Align::Left),
    ];
    const ROWS: [[&str; 4]; 2] = [
        [
            "GBR",
            "United Kingdom of Great Britain and Northern Ireland",
            "1,278,906",
            "BP2024-PD006",
        ],
        ["中国", "", "0", ""],
    ];

    fn told(width: Option<usize>) -> String {
        let rows: Vec<Vec<&str>> = ROWS.iter().map(|row| row.to_vec()).collect();
        let lines = lines(&COLUMNS, &rows, width);
        lines
            .head
            .into_iter()
            .chain(lines.rows.into_iter().flatten())
            .fold(String::new(), |text, line| text + &line + "\n")
    }

    #[test]
    fn without_a_limit_columns_are_as_wide_as_they_need() {
        insta::assert_snapshot!(told(None), @r"
          country                                                        estimate g  filing
          GBR      United Kingdom of Great Britain and Northern Ireland   1,278,906  BP2024-PD006
          中国                                                                    0
        ");
        assert_eq!(told(Some(200)), told(None));
    }

    #[test]
    fn texts_go_on_in_further_lines_and_then_columns_below() {
        insta::assert_snapshot!(told(Some(60)), @r"
          country                           estimate g  filing
          GBR      United Kingdom of Great   1,278,906  BP2024-PD006
                   Britain and Northern
                   Ireland
          中国                                       0
        ");
        insta::assert_snapshot!(told(Some(44)), @r"
          country                         estimate g
              filing
          GBR      United Kingdom of       1,278,906
                   Great Britain and
                   Northern Ireland
              BP2024-PD006
          中国                                     0
        ");
    }

    /// At any width, every word of every cell is there, and no line is longer unless a single word is.
    #[test]
    fn nothing_is_lost_at_any_width() {
        for width in 1..120 {
            let told = told(Some(width));
            for word in COLUMNS
                .iter()
                .map(|(heading, _)| *heading)
                .chain(ROWS.concat())
                .flat_map(str::split_whitespace)
            {
                assert!(
                    told.split_whitespace().any(|found| found == word),
                    "{word} at {width}:\n{told}"
                );
            }
            let longest = told.lines().map(UnicodeWidthStr::width).max();
            assert!(
                width < BELOW + LEAST || longest.is_some_and(|longest| longest <= width),
                "{longest:?} at {width}:\n{told}"
            );
        }
    }

    #[test]
    fn tables_below_each_other_are_laid_out_as_one() {
        let rows: Vec<Vec<&str>> = ROWS.iter().map(|row| row.to_vec()).collect();
        let parts = || rows.chunks(1);
        let of_parts = parts().map(|rows| Widths::of(&COLUMNS, rows));
        let widths = of_parts.reduce(|a, b| a.with(&b)).expect("there are rows");
        assert_eq!(widths, Widths::of(&COLUMNS, &rows));
        for width in (1..120).map(Some).chain([None]) {
            let told = parts().flat_map(|rows| widths.lines(&COLUMNS, rows, width).rows);
            let told: Vec<Vec<String>> = told.collect();
            assert_eq!(told, lines(&COLUMNS, &rows, width).rows);
        }
    }

    #[test]
    fn a_long_line_goes_on_below_what_follows_its_label() {
        let text = "A title of several words that is long\n\n  importer  reports 1,000 g up to that day, 2,000 g with it\n    no label, but an indent of four";
        insta::assert_snapshot!(within(text, 30), @r"
        A title of several words
          that is long

          importer  reports 1,000 g up
                    to that day, 2,000
                    g with it
            no label, but an indent
              of four
        ");
        assert_eq!(within(text, 60), text);
        for width in 1..60 {
            let words = |text: &str| {
                text.split_whitespace()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            };
            assert_eq!(words(&within(text, width)), words(text), "{width}");
        }
    }

    #[test]
    fn no_headings_are_no_line() {
        assert_eq!(
            lines(&[("", Align::Left)], &[vec!["a"]], None),
            Lines {
                head: vec![],
                rows: vec![vec!["  a".into()]]
            }
        );
    }
}
