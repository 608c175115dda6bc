//! Tests of rendered letters for any text: direction, texts that would act, narrow columns, and bytes that differ between runs.

use super::widths::{TextArea, widths};
use super::{
    Block, Document, DocumentColumn, DocumentRow, Locale, Script, Table, Tone, docx, html,
};
use std::io::{Cursor, Read};
use zip::ZipArchive;

const ARABIC: Locale = Locale {
    language: "ar",
    tag: "ar-EG",
    script: Script::Arabic,
};
const FRENCH: Locale = Locale {
    language: "fr",
    tag: "fr-FR",
    script: Script::Alphabet,
};

fn letter(locale: Locale) -> Document {
    let columns = vec![
        DocumentColumn::words("Name".to_owned(), 1),
        DocumentColumn::figures("Grams".to_owned(), 1),
    ];
    let rows = vec![DocumentRow::of(vec!["<b>&".to_owned(), "1".to_owned()])];
    Document {
        locale,
        creator: "a program",
        title: "A title".to_owned(),
        reference: "A/1".to_owned(),
        page: ["Page ", " of ", ""].map(str::to_owned),
        notes: vec!["A note".to_owned()],
        letter: vec![Block::Paragraph(Tone::Body, "Words".to_owned())],
        annexes: vec![vec![Block::Table(Table::lined(columns, rows))]],
    }
}

fn part(docx: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(docx)).expect("an archive");
    let mut text = String::new();
    let mut part = archive.by_name(name).expect("the part");
    part.read_to_string(&mut text).expect("UTF-8");
    text
}

#[test]
fn a_letter_runs_in_the_direction_of_its_language() {
    for (locale, direction, is_right_to_left) in [
        (ARABIC, "lang=\"ar\" dir=\"rtl\"", true),
        (FRENCH, "lang=\"fr\" dir=\"ltr\"", false),
    ] {
        let letter = letter(locale);
        let page = String::from_utf8(html(&letter).expect("HTML")).expect("UTF-8");
        assert!(page.contains(direction), "{page}");
        let bytes = docx(&letter).expect("DOCX");
        let text = part(&bytes, "word/document.xml");
        assert_eq!(text.contains("<w:bidi/>"), is_right_to_left, "{text}");
        let styles = part(&bytes, "word/styles.xml");
        let latin = if is_right_to_left { "en-GB" } else { "fr-FR" };
        assert!(styles.contains(&format!("<w:lang w:val=\"{latin}\"")));
        assert!(part(&bytes, "docProps/core.xml").contains("<dc:creator>a program</dc:creator>"));
    }
}

#[test]
fn what_a_letter_says_does_not_act() {
    let letter = letter(FRENCH);
    let page = String::from_utf8(html(&letter).expect("HTML")).expect("UTF-8");
    let text = part(&docx(&letter).expect("DOCX"), "word/document.xml");
    for rendered in [page, text] {
        assert!(rendered.contains("&lt;b&gt;&amp;") && !rendered.contains("<b>"));
    }
}

#[test]
fn the_same_letter_has_the_same_bytes() {
    let letter = letter(ARABIC);
    assert_eq!(docx(&letter).expect("DOCX"), docx(&letter).expect("DOCX"));
    assert_eq!(html(&letter).expect("HTML"), html(&letter).expect("HTML"));
}

#[test]
fn a_figure_has_a_column_that_does_not_break_it() {
    let table = |figure: &str| {
        let columns = vec![
            DocumentColumn::words("Name".to_owned(), 9),
            DocumentColumn::figures("Grams".to_owned(), 1),
        ];
        let rows = vec![DocumentRow::of(vec!["A".to_owned(), figure.to_owned()])];
        Table::lined(columns, rows)
    };
    let area = TextArea::upright(FRENCH);
    let [short, long] =
        ["1", "1,234,567,890.123456789012345"].map(|figure| widths(&table(figure), area));
    assert!(short[1] < long[1], "{short:?} {long:?}");
    // 29 characters of half a size of 8 points are 2,200 twentieths of a point.
    assert!(long[1] > 2_200, "{long:?}");
    assert!(long.iter().sum::<usize>() <= area.width);
}
