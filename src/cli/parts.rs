//! Puts very many rows in words, some at a time: the cells of all rows together would take more room and time than the words.

use crate::parallel;
use inforce_present::table::answer::Answer;
use inforce_present::table::terminal::Widths;
use std::fmt;

/// The rows that are put in words at a time.
const CHUNK: usize = 8192;

/// Returns the CSV of rows, in parts. `answer` makes answers of some of them, with the same columns.
pub(super) fn csv<R: Sync>(
    rows: &[R],
    answer: impl Fn(&[R]) -> Answer + Sync,
) -> Result<Vec<String>, fmt::Error> {
    let chunks: Vec<&[R]> = rows.chunks(CHUNK).collect();
    let mut told = vec![answer(&[]).csv()?];
    told.extend(parallel::try_map(chunks.len(), |place| {
        answer(chunks[place]).csv_rows()
    })?);
    Ok(told)
}

/// Returns the table of rows for people, in parts, as [`csv()`] does. The cells are made twice: for the widths and for the lines.
pub(super) fn table<R: Sync>(rows: &[R], answer: impl Fn(&[R]) -> Answer + Sync) -> Vec<String> {
    let none = answer(&[]);
    let chunks: Vec<&[R]> = rows.chunks(CHUNK).collect();
    let widths = parallel::map(chunks.len(), |place| answer(chunks[place]).widths())
        .iter()
        .fold(none.widths(), Widths::with);
    let mut parts = vec![text(none.lines_in(&widths).head)];
    parts.extend(parallel::map(chunks.len(), |place| {
        let lines = answer(chunks[place]).lines_in(&widths);
        text(lines.rows.into_iter().flatten())
    }));
    parts
}

fn text(lines: impl IntoIterator<Item = String>) -> String {
    lines
        .into_iter()
        .fold(String::new(), |text, line| text + &line + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use inforce_present::table::answer::{figure, text};
    use inforce_present::table::{Cell, Fields};

    #[test]
    fn parts_make_up_the_whole() {
        let fields = || {
            Fields::<usize>::new()
                .add(text("id", "an id"), |row| Cell::of(format!("{row:0<3}")))
                .add(figure("g", "g"), |row| Cell::figure(row * row))
        };
        let answer = |rows: &[usize]| Answer::of(&fields(), rows);
        // The widest cells are in the last part.
        for count in [0, 1, CHUNK, 3 * CHUNK + 1] {
            let rows: Vec<usize> = (0..count).collect();
            let whole = answer(&rows);
            assert_eq!(table(&rows, answer).concat(), whole.table());
            let csv = csv(&rows, answer).expect("it can be written");
            assert_eq!(csv.concat(), whole.csv().expect("it can be written"));
        }
    }
}
