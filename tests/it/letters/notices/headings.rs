//! No word of a heading of a table is broken in a DOCX letter: each column is as wide as the longest word above it.

use super::text::part;
use super::{LANGUAGES, notices};
use crate::house::{demo, done};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::fs;

/// Letters of Times New Roman Bold by their width in thousandths of their size, in full hundreds below it.
const LETTERS: [(usize, &str); 10] = [
    (200, "',./il|îí"),
    (300, "!()-:;I[]`fjst{}’"),
    (400, "cerzéèêçгезстэ"),
    (
        500,
        "$*+0123456789<=>?JS^_abdghknopquvxy~àâôûáóúñüЗабвдийклнопрухцчъья",
    ),
    (600, "BEFLPTZÉБВГДЕРТЬЭмф"),
    (700, "ACDGHKNOQRUVXYwАИЙКЛНОПСУХЦЧЪЯжыю"),
    (800, "&mФшщ"),
    (900, "@MЖМЫ"),
    (1000, "%WШЩ"),
    (1100, "Ю"),
];

/// Between the text of a cell and its borders, in twentieths of a point.
const PADDING: usize = 114;

/// How long a word is at least, in twentieths of a point, in letters of a size in half points.
fn length(word: &str, size: usize) -> usize {
    let of = |c: char| {
        LETTERS
            .iter()
            .find(|(_, letters)| letters.contains(c))
            .map_or(if c.is_alphabetic() { 300 } else { 0 }, |(width, _)| *width)
    };
    word.chars().map(of).sum::<usize>() * size / 100
}

fn number(element: &BytesStart<'_>) -> usize {
    let value = element.try_get_attribute("w:w").unwrap().unwrap();
    value.value.parse().unwrap()
}

/// The widths of the columns of each table that has headings, with the headings.
fn headed(docx: &[u8]) -> Vec<(Vec<usize>, Vec<String>)> {
    let xml = part(docx, "word/document.xml");
    let mut reader = Reader::from_str(&xml);
    let (mut tables, mut widths, mut heads) = (Vec::new(), Vec::new(), Vec::new());
    let (mut is_head, mut in_text) = (false, false);
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return tables,
            Event::Start(element) | Event::Empty(element) => match element.name().as_ref() {
                "w:tblGrid" => widths.clear(),
                "w:gridCol" => widths.push(number(&element)),
                "w:tblHeader" => is_head = true,
                "w:tc" if is_head => heads.push(String::new()),
                "w:t" => in_text = true,
                _ => {}
            },
            Event::Text(text) if is_head && in_text => heads.last_mut().unwrap().push_str(&text),
            Event::End(element) => match element.name().as_ref() {
                "w:t" => in_text = false,
                "w:tr" if is_head => {
                    is_head = false;
                    tables.push((widths.clone(), std::mem::take(&mut heads)));
                }
                _ => {}
            },
            _ => {}
        }
    }
}

#[test]
fn no_heading_is_broken_within_a_word() {
    let folder = demo();
    let mut words = 0;
    for language in LANGUAGES {
        done(
            folder.path(),
            &format!("notices --out out --language {language} --format docx -q"),
        );
        for file in fs::read_dir(notices(folder.path()))
            .unwrap()
            .map(|file| file.unwrap().path())
        {
            if !file
                .to_str()
                .unwrap()
                .ends_with(&format!("{language}.docx"))
            {
                continue;
            }
            for (widths, heads) in headed(&fs::read(&file).unwrap()) {
                assert_eq!(widths.len(), heads.len(), "{}", file.display());
                // A4 on its side, less its margins.
                assert!(
                    widths.iter().sum::<usize>() <= 16_838 - 2 * 1_134,
                    "{widths:?}"
                );
                for (width, head) in widths.iter().zip(&heads) {
                    let size = 16;
                    // Chinese may be broken anywhere.
                    for word in head.split(' ').filter(|_| language != "zh") {
                        words += 1;
                        assert!(
                            length(word, size) + PADDING <= *width,
                            "{}: {word} in {width}: {heads:?}",
                            file.display()
                        );
                    }
                }
            }
        }
    }
    assert!(words > 1000, "{words}");
}
