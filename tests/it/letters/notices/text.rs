//! What a reader sees of a letter, read back out of its files.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{Cursor, Read};

/// What the row that sums up a ledger begins with in each language.
pub(crate) const TOTALS: [&str; 6] = [
    "مجموع السنة:",
    "Total of the year:",
    "Total del año:",
    "Total de l’année\u{a0}:",
    "Всего за год:",
    "全年合计：",
];

/// The first number in a text, as `Mass` writes it.
pub(crate) fn number(text: &str, language: &str) -> String {
    let decimal = if ["ar", "en", "zh"].contains(&language) {
        '.'
    } else {
        ','
    };
    let groups = [',', '.', '\u{a0}', '\u{202f}'];
    let start = text
        .find(|c: char| c.is_ascii_digit())
        .unwrap_or_else(|| panic!("no number in {text:?}"));
    let end = text[start..]
        .find(|c: char| !c.is_ascii_digit() && !groups.contains(&c))
        .map_or(text.len(), |end| start + end);
    let figure = text[start..end].trim_end_matches(groups);
    figure
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == decimal)
        .map(|c| if c == decimal { '.' } else { c })
        .collect()
}

/// A part of a DOCX file.
pub(crate) fn part(docx: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(docx)).unwrap();
    let mut text = String::new();
    archive
        .by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

/// The names of all elements in order, for comparing how two letters are built.
pub(crate) fn elements(xml: &str) -> Vec<String> {
    let mut names = Vec::new();
    walk(xml, |event| {
        if let Event::Start(element) | Event::Empty(element) = event {
            names.push(name(&element));
        }
    });
    names
}

/// Every paragraph of a DOCX file on a line of its own, and every row of a table with its cells between bars.
pub(crate) fn docx_lines(docx: &[u8]) -> Vec<String> {
    lines(
        &part(docx, "word/document.xml"),
        &["w:p"],
        "w:tr",
        &["w:tc"],
        "w:t",
        &[],
    )
}

/// The same of an HTML file.
pub(crate) fn html_lines(html: &[u8]) -> Vec<String> {
    let text = String::from_utf8(html.to_vec()).unwrap();
    lines(
        &text,
        &["p", "h1", "h2", "div", "li", "footer"],
        "tr",
        &["td", "th"],
        "",
        &["style", "title"],
    )
}

fn name(element: &BytesStart<'_>) -> String {
    element.name().as_ref().to_owned()
}

fn walk(xml: &str, mut each: impl FnMut(Event<'_>)) {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            event => each(event),
        }
    }
}

/// Text counts inside of elements named `within`, or everywhere where that is empty, but for those `skipped`.
fn lines(
    xml: &str,
    blocks: &[&str],
    row: &str,
    cells: &[&str],
    within: &str,
    skipped: &[&str],
) -> Vec<String> {
    let (mut lines, mut line, mut in_row, mut counts, mut skip) =
        (Vec::new(), String::new(), false, within.is_empty(), false);
    let mut first_cell = true;
    walk(xml, |event| match event {
        Event::Start(element) => {
            let name = name(&element);
            if name == row {
                (in_row, first_cell) = (true, true);
            } else if cells.contains(&name.as_str()) {
                if !first_cell {
                    line.push_str(" | ");
                }
                first_cell = false;
            } else if name == within {
                counts = true;
            } else if skipped.contains(&name.as_str()) {
                skip = true;
            }
        }
        Event::Empty(element) if ["w:tab"].contains(&name(&element).as_str()) => line.push(' '),
        Event::End(element) => {
            let name = element.name().as_ref().to_owned();
            if name == row {
                in_row = false;
                lines.push(std::mem::take(&mut line));
            } else if blocks.contains(&name.as_str()) && !in_row {
                let line = std::mem::take(&mut line);
                if !line.is_empty() {
                    lines.push(line);
                }
            } else if name == within {
                counts = false;
            } else if skipped.contains(&name.as_str()) {
                skip = false;
            } else if name == "span"
                && !in_row
                && line.ends_with([
                    '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '\u{2069}',
                ])
            {
                // The number of a paragraph stands beside it.
                line.push(' ');
            }
        }
        Event::Text(text) if counts && !skip => line.push_str(&text),
        Event::GeneralRef(entity) if counts && !skip => match entity.resolve_char_ref().unwrap() {
            Some(c) => line.push(c),
            None => line.push_str(quick_xml::escape::resolve_xml_entity(&entity).unwrap()),
        },
        _ => {}
    });
    lines
        .iter()
        .map(|line| line.trim_end().trim_start_matches('\n').to_owned())
        .collect()
}
