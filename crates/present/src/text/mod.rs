//! Makes texts from outside safe for the place where they are shown: no character acts, none hides, and nothing is lost in
//! silence.
//!
//! [`is_hidden`] alone decides which characters do harm. What is written instead depends on the place:
//!
//! | place | a hidden character | besides |
//! |---|---|---|
//! | a line of a terminal, a message: [`terminal`] | `\u{202e}` | a mark that would sit on the letter before it is written out, too; in quotes where a text is quoted |
//! | JSON: [`json`] | `\u202e`, so that a program reads what was there | |
//! | CSV | itself: CSV has no escapes and is exact for programs | a terminal gets it as any other text |
//! | HTML: [`html`] | `U+202E` in a box, or in brackets | markup is escaped; a text keeps its direction to itself; long texts are folded |
//! | a cell of a workbook: [`xlsx`] | `\u{202e}`, and a backslash as two | what looks like a formula is stored as text; what is too long is cut |
//! | a letter: [`letter`] | `\u{202e}` | a text that runs the other way keeps its direction to itself |

pub mod html;
pub mod json;
pub mod letter;
pub mod terminal;
pub mod xlsx;

/// Whether a character cannot be seen as what it is, or changes how others are seen: control characters, marks of direction,
/// blanks other than the common one, and characters that are not assigned. A mark that belongs to the letter before it, such
/// as an accent, is not hidden.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    if matches!(c, ' '..='~') {
        return false;
    }
    // The character is tested after a letter, because the standard library also escapes a mark that stands alone.
    let mut pair = [0; 8];
    pair[0] = b'x';
    let end = 1 + c.encode_utf8(&mut pair[1..]).len();
    std::str::from_utf8(&pair[..end]).is_ok_and(|pair| pair.escape_debug().count() > 2)
}

/// Whether a spreadsheet takes a text that begins with this character for a formula.
#[must_use]
pub const fn begins_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_hidden_and_letters_with_their_marks_are_not() {
        for c in "\0\u{7}\u{1b}\u{7f}\u{85}\u{a0}\u{ad}\u{61c}\u{180e}\u{200b}\u{200e}\u{202e}\u{2028}\u{2066}\u{3000}\u{e000}\u{feff}\u{fff9}\u{ffff}\u{e0001}".chars() {
            assert!(is_hidden(c), "{}", c.escape_unicode());
        }
        for c in " ~'\"\\é中\u{301}\u{94d}ทم😀€".chars() {
            assert!(!is_hidden(c), "{}", c.escape_unicode());
        }
    }
}
