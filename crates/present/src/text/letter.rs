//! Texts in a letter, whose own words may run in either direction.

use super::is_hidden;
use std::fmt::Write as _;

/// The characters that begin and end a stretch from left to right that does not affect the text around it.
const ISOLATE: [char; 2] = ['\u{2066}', '\u{2069}'];
/// The character that begins a stretch whose first letter decides its direction.
const ISOLATE_AS_IT_IS: char = '\u{2068}';

/// The direction of a letter's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From left to right, as in English.
    LeftToRight,
    /// From right to left, as in Arabic.
    RightToLeft,
}

/// Returns a text from outside, such as the id of a record. Characters that act on a document or hide in it are written out,
/// and a text of the other direction cannot turn the letter's own words around.
#[must_use]
pub fn foreign(text: &str, letter: Direction) -> String {
    let text = written_out(text, is_hidden);
    if letter == Direction::RightToLeft || text.chars().any(runs_right_to_left) {
        format!("{ISOLATE_AS_IT_IS}{text}{}", ISOLATE[1])
    } else {
        text
    }
}

/// Returns a number. In words that run from right to left, the groups of a number would swap places with the text beside it
/// unless it is isolated.
#[must_use]
pub fn number(number: &str, letter: Direction) -> String {
    let [begin, end] = ISOLATE;
    match letter {
        Direction::LeftToRight => number.to_owned(),
        Direction::RightToLeft => format!("{begin}{number}{end}"),
    }
}

/// Returns the letter's own words on one line, without characters that XML forbids. Their marks of direction stay.
#[must_use]
pub fn own(text: &str) -> String {
    let forbidden = |c: char| c.is_control() || is_noncharacter(c);
    written_out(&text.replace('\n', " "), forbidden)
}

fn written_out(text: &str, is_written_out: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_written_out(c) {
            // Writing to a string never fails.
            let _ = write!(out, "{}", c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

fn is_noncharacter(c: char) -> bool {
    u32::from(c) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&c)
}

/// Whether a character is a letter of a script that runs from right to left.
fn runs_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_from_outside_neither_act_nor_hide_nor_turn_the_letter_around() {
        let english = |text| foreign(text, Direction::LeftToRight);
        assert_eq!(english("A-1 <b>&amp;</b> é 中"), "A-1 <b>&amp;</b> é 中");
        assert_eq!(
            english("a\u{0}\u{1b}[2J\n\u{202e}\u{2066}\u{200b}\u{fffe}b"),
            "a\\u{0}\\u{1b}[2J\\u{a}\\u{202e}\\u{2066}\\u{200b}\\u{fffe}b"
        );
        assert_eq!(english("رقم 1"), "\u{2068}رقم 1\u{2069}");
        assert_eq!(
            foreign("A-1", Direction::RightToLeft),
            "\u{2068}A-1\u{2069}"
        );
    }

    #[test]
    fn words_of_the_letter_keep_their_marks_of_direction() {
        assert_eq!(
            own("a\u{2068}b\u{2069}\nc\u{7}\u{ffff}"),
            "a\u{2068}b\u{2069} c\\u{7}\\u{ffff}"
        );
        assert_eq!(number("12", Direction::LeftToRight), "12");
        assert_eq!(number("12", Direction::RightToLeft), "\u{2066}12\u{2069}");
    }
}
