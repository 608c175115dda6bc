//! Where a text may end a line: what is to stay whole in a column of a table, so that it is made wide enough.

use super::{Cell, Holds, Table};

/// As long as the usual number of a record, which is broken only where there is no room for it.
pub(super) const RUN: usize = 20;

/// The longest text in a column that is not to be broken: a figure, a day, or of other texts a piece or as many as `run`
/// characters without a space.
pub(super) fn longest(table: &Table, place: usize, run: usize) -> Option<&str> {
    let column = table.columns.get(place)?;
    let cells = table.rows.iter().filter_map(|row| {
        // The first cell may span several columns, of which it asks nothing.
        let at = if row.span == 1 {
            place
        } else {
            (place + 1).checked_sub(row.span).filter(|at| *at > 0)?
        };
        row.cells
            .get(at)
            .map(|(Cell::Text(words) | Cell::Choice(words))| words.as_str())
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

/// Cuts what has no space for long, as identifiers and hashes: behind signs, and within what is longer than words are.
/// Numbers stay whole.
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

/// The parts of a text between which a line may end as it is: behind spaces and Chinese characters.
pub(super) fn unbroken(words: &str) -> impl Iterator<Item = &str> {
    words.split_inclusive(|c: char| {
        c.is_whitespace() || matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
    })
}
