//! Pages taken apart again: enough of HTML for what the report writes.

use std::path::Path;

/// A row of a table.
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) over: bool,
    pub(crate) cells: Vec<Cell>,
}

/// A cell: its words, and the exact figure if it has one, which its words must show.
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) exact: Option<String>,
}

pub(crate) fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let rest = text
        .split_once(start)
        .unwrap_or_else(|| panic!("no {start} in {}", &text[..text.len().min(2000)]))
        .1;
    rest.split_once(end).unwrap_or_else(|| panic!("no {end}")).0
}

/// An exact figure in units of 10^-15, with or without separators.
pub(crate) fn units(text: &str) -> i128 {
    let text = text.replace(',', "");
    let (whole, places) = text.split_once('.').unwrap_or((&text, ""));
    format!("{whole}{places:0<15}").parse().unwrap()
}

/// The figures of a piece of a page: what each holds, and what it shows.
pub(crate) fn data(text: &str) -> Vec<(String, String)> {
    let figures = text.split("<data value=\"").skip(1).map(|rest| {
        let (value, rest) = rest.split_once("\">").unwrap();
        (
            value.to_owned(),
            rest.split_once("</data>").unwrap().0.to_owned(),
        )
    });
    figures.collect()
}

/// The rows of a table that its page holds.
pub(crate) fn rows(page: &str, id: &str) -> Vec<Row> {
    let Some((_, rest)) = page.split_once(&format!("<div class=\"grid\" id=\"{id}\"")) else {
        return Vec::new();
    };
    let body = between(rest, "<tbody>", "</tbody>");
    let row = |row: &str| {
        let cells = row.split("<td class=\"").skip(1).map(|cell| {
            let (_, content) = cell.split_once("\">").unwrap();
            let content = content.split_once("</td>").unwrap().0;
            let figure = data(content).into_iter().next();
            if let Some((exact, shown)) = &figure {
                // Kilograms are rounded to the gram; everything else is shown in full.
                let rounded = shown.contains("&#60;")
                    || (shown
                        .split_once('.')
                        .is_some_and(|(_, places)| places.len() == 3));
                assert!(
                    rounded || units(shown) == units(exact),
                    "{exact} is shown as {shown}"
                );
            }
            Cell {
                text: words(content),
                exact: figure.map(|(exact, _)| exact),
            }
        });
        let tag = row.split('>').next().unwrap();
        let id = tag
            .split_once(" id=\"")
            .map(|(_, rest)| words(rest.split('"').next().unwrap()))
            .unwrap_or_default();
        Row {
            id,
            over: tag.contains("class=\"over\""),
            cells: cells.collect(),
        }
    };
    body.split("<tr").skip(1).map(row).collect()
}

/// What stands between the tags.
pub(crate) fn words(html: &str) -> String {
    let (mut out, mut inside) = (String::new(), false);
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => out.push(c),
            _ => {}
        }
    }
    for (escaped, plain) in [
        ("&#38;", "&"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&amp;", "&"),
    ] {
        out = out.replace(escaped, plain);
    }
    out
}

/// Words of ours as the pages hold them.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&#38;")
        .replace('<', "&#60;")
        .replace('>', "&#62;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;")
}

/// Every element of a page with the names of its attributes, without the marks and folds that show what is odd of texts.
pub(crate) fn structure(page: &str) -> String {
    let mut page = page.to_owned();
    for (start, end, instead) in [
        ("<details class=\"long\">", "</details>", "<bdi></bdi>"),
        ("<span class=\"mark\">", "</span>", ""),
    ] {
        while let Some(at) = page.find(start) {
            let length = page[at..].find(end).unwrap() + end.len();
            page.replace_range(at..at + length, instead);
        }
    }
    let mut out = String::new();
    let mut rest = page.as_str();
    while let Some(at) = rest.find('<') {
        let (mut quoted, mut end) = (false, 0);
        for (place, c) in rest[at..].char_indices() {
            match c {
                '"' => quoted = !quoted,
                '>' if !quoted => {
                    end = at + place;
                    break;
                }
                // Values are between quotes, which they cannot end.
                _ if !quoted => out.push(c),
                _ => {}
            }
        }
        out.push('\n');
        rest = &rest[end..];
    }
    out
}
