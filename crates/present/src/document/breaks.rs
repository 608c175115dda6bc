//! Decides where a text may end a line, so that columns can be made wide enough for what must stay whole.

use super::{DocumentCell, Holds, Table};

/// The usual length of a record's number, which is broken only if there is no room for it.
pub(super) const RUN: usize = 20;

/// Returns the longest text in a column that should not be broken: a figure, a day or, in other texts, a word of up to `run`
/// characters or a piece of a longer word.
pub(super) fn longest(table: &Table, place: usize, run: usize) -> Option<&str> {
    let column = table.columns.get(place)?;
    let cells = table.rows.iter().filter_map(|row| {
        // A first cell that spans several columns asks nothing of this one.
        let at = if row.span == 1 {
            place
        } else {
            (place + 1).checked_sub(row.span).filter(|at| *at > 0)?
        };
        row.cells
            .get(at)
            .map(|(DocumentCell::Text(words) | DocumentCell::Choice(words))| words.as_str())
    });
    let in_words = |cell| {
        unbroken(cell).flat_map(|word| {
            if word.chars().count() > run {
                pieces(word)
            } else {
                vec![word]
            }
        })
    };
    match column.holds {
        Holds::Words => cells
            .flat_map(in_words)
            .max_by_key(|word| word.chars().count()),
        Holds::Figures | Holds::Days => cells.max_by_key(|word| word.chars().count()),
    }
}

/// Cuts texts that have no space for long, such as identifiers and hashes: after signs, and within parts that are longer than
/// words. Numbers stay whole.
pub(super) fn pieces(words: &str) -> Vec<&str> {
    const LINE: usize = 12;
    const WORD: usize = 24;
    const PIECE: usize = 8;
    let mut cuts = vec![0];
    for run in unbroken(words) {
        let start = run.as_ptr().addr() - words.as_ptr().addr();
        if run.chars().count() <= LINE {
            continue;
        }
        let mut at = start;
        for part in run.split_inclusive([
            '-', '/', ':', ';', '_', '=', '&', '?', '#', '@', '+', '|', '\\',
        ]) {
            cuts.push(at);
            if part.chars().count() > WORD {
                cuts.extend(
                    part.char_indices()
                        .step_by(PIECE)
                        .map(|(offset, _)| at + offset),
                );
            }
            at += part.len();
        }
    }
    cuts.push(words.len());
    cuts.dedup();
    cuts.iter()
        .zip(cuts.iter().skip(1))
        .filter_map(|(from, to)| words.get(*from..*to))
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// Returns the parts of a text between which a line may end: after spaces and Chinese characters.
pub(super) fn unbroken(words: &str) -> impl Iterator<Item = &str> {
    words.split_inclusive(|c: char| {
        c.is_whitespace() || matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
    })
}
