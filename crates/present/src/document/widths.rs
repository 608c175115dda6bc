//! Works out the widths of the columns of a table, so that no word of a heading, no figure and no day is broken in the middle.
//!
//! A word processor or a browser breaks a word that is too wide for its column at any place. So the columns are measured here,
//! with the widths of Times New Roman Bold, in which headings are set. Letters of other scripts count as wide as their wider
//! letters.

use super::breaks::{RUN, longest, unbroken};
use super::{Locale, Table};

/// The sides of an A4 page, in twentieths of a point.
pub(super) const PAGE: (usize, usize) = (11_906, 16_838);
/// The margin on each side, in twentieths of a point.
pub(super) const MARGIN: usize = 1_134;
/// The distance between the text of a cell and its border, in twentieths of a point.
pub(super) const PADDING: usize = 57;

/// The area for text between the margins of a page.
#[derive(Clone, Copy)]
pub(super) struct TextArea {
    pub(super) locale: Locale,
    pub(super) width: usize,
}

impl TextArea {
    /// Returns the area of a page of the letter.
    pub(super) const fn upright(locale: Locale) -> Self {
        Self {
            locale,
            width: PAGE.0 - 2 * MARGIN,
        }
    }

    /// Returns the area of a page of an annex.
    pub(super) const fn broad(locale: Locale) -> Self {
        Self {
            locale,
            width: PAGE.1 - 2 * MARGIN,
        }
    }
}

/// Returns the sizes of letters in the text and in tables, in half points. Arabic needs larger sizes for the same height.
pub(super) const fn sizes(locale: Locale) -> (u8, u8) {
    if locale.is_right_to_left() {
        (24, 16)
    } else {
        (21, 16)
    }
}

/// The room for a font that is wider, in twentieths of a point.
const SLACK: usize = 30;

/// Returns the widths of the columns in twentieths of a point. They follow the shares of the columns, but each column has room
/// for what should not be broken in it or, if the page is too narrow, for what must not be broken.
pub(super) fn widths(
    table: &Table,
    TextArea {
        locale,
        width: room,
    }: TextArea,
) -> Vec<usize> {
    let (text, small) = sizes(locale);
    let size = usize::from(if table.open { text } else { small });
    // Word processors set the figures of an Arabic text in an Arabic font, or in a wide font if there is none.
    let wider = if locale.is_right_to_left() { 13 } else { 10 };
    let least = |run: usize| -> Vec<usize> {
        let needed = |place: usize| {
            let words = unbroken(&table.columns[place].title)
                .chain(longest(table, place, run))
                .map(str::trim_end);
            words
                .map(|word| length(word, size) * wider / 10)
                .max()
                .unwrap_or(0)
                + 2 * PADDING
                + SLACK
        };
        (0..table.columns.len()).map(needed).collect()
    };
    let should = least(RUN);
    let least = if should.iter().sum::<usize>() < room {
        should
    } else {
        least(0)
    };
    let sum = least.iter().sum::<usize>();
    if sum >= room {
        return least.iter().map(|width| width * room / sum).collect();
    }
    shared(table, &least, room)
}

/// Divides the room by the shares, if there is enough of it.
fn shared(table: &Table, least: &[usize], room: usize) -> Vec<usize> {
    let mut fixed: Vec<Option<usize>> = vec![None; least.len()];
    // A column whose share is too small takes what it needs, and leaves less to the others.
    loop {
        let rest = room - fixed.iter().flatten().sum::<usize>();
        let free = || {
            table
                .columns
                .iter()
                .zip(&fixed)
                .filter(|(_, fixed)| fixed.is_none())
        };
        let shares = free().map(|(column, _)| column.share).sum::<usize>().max(1);
        let widths: Vec<usize> = table
            .columns
            .iter()
            .zip(&fixed)
            .map(|(column, fixed)| fixed.unwrap_or(rest * column.share / shares))
            .collect();
        let narrow: Vec<usize> = (0..least.len())
            .filter(|place| widths[*place] < least[*place])
            .collect();
        if narrow.is_empty() {
            return widths;
        }
        for place in narrow {
            fixed[place] = Some(least[place]);
        }
    }
}

/// Returns the length of a text in twentieths of a point, for letters of a size in half points.
fn length(text: &str, size: usize) -> usize {
    // Half a point is ten twentieths, and the widths of letters are in thousandths of their size.
    (text.chars().map(advance).sum::<usize>() * size).div_ceil(100)
}

/// Returns the width of a letter in thousandths of its size.
fn advance(c: char) -> usize {
    let of = |widths: &[u16], first: char| {
        widths
            .get(usize::try_from(u32::from(c) - u32::from(first)).ok()?)
            .copied()
    };
    let known = match c {
        ' '..='~' => of(&ASCII, ' '),
        'À'..='ÿ' => of(&LATIN, 'À'),
        'А'..='я' => of(&CYRILLIC, 'А'),
        // Spaces that do not end a line, apostrophes, and marks that have no width or nearly none.
        '\u{a0}' | '\u{202f}' | '\u{2019}' => Some(334),
        '\u{64b}'..='\u{65f}' | '\u{2066}'..='\u{2069}' => Some(0),
        '\u{600}'..='\u{6ff}' => Some(600),
        _ => None,
    };
    known.map_or(1000, usize::from)
}

const ASCII: [u16; 95] = [
    250, 334, 556, 500, 500, 1000, 834, 278, 334, 334, 500, 570, 250, 334, 250, 278, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 500, 334, 334, 570, 570, 570, 500, 931, 723, 667, 723, 723, 667,
    611, 778, 778, 390, 500, 778, 667, 944, 723, 778, 611, 778, 723, 557, 667, 723, 723, 1000, 723,
    723, 667, 334, 278, 334, 582, 500, 334, 500, 557, 444, 557, 444, 334, 500, 557, 278, 334, 557,
    278, 834, 557, 500, 557, 557, 444, 390, 334, 557, 500, 723, 500, 500, 444, 395, 221, 395, 521,
];

/// The widths of letters from À on.
const LATIN: [u16; 64] = [
    723, 723, 723, 723, 723, 723, 1000, 723, 667, 667, 667, 667, 390, 390, 390, 390, 723, 723, 778,
    778, 778, 778, 778, 570, 778, 723, 723, 723, 723, 723, 611, 557, 500, 500, 500, 500, 500, 500,
    723, 444, 444, 444, 444, 444, 278, 278, 278, 278, 500, 557, 500, 500, 500, 500, 500, 549, 500,
    557, 557, 557, 557, 500, 557, 500,
];

/// The widths of letters from the Cyrillic А on.
const CYRILLIC: [u16; 64] = [
    723, 662, 667, 637, 688, 667, 989, 528, 778, 778, 726, 746, 944, 778, 778, 778, 611, 723, 667,
    734, 859, 723, 778, 734, 1099, 1099, 766, 982, 662, 679, 1126, 723, 500, 500, 541, 455, 506,
    444, 726, 402, 577, 577, 577, 562, 682, 577, 500, 577, 557, 444, 492, 500, 692, 500, 577, 564,
    845, 845, 584, 781, 529, 433, 765, 542,
];
