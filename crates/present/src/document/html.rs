//! Renders a letter as one HTML file to print: A4, with the annexes on landscape pages, and nothing that reaches beyond the file.
//!
//! The policy in the head allows only the style sheet in the file, by its hash: no script, no picture, no address.

use super::widths::{TextArea, widths};
use super::{Block, Document, DocumentCell, DocumentColumn, DocumentRow, Holds, Out, Table, Tone};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use quick_xml::Writer;
use quick_xml::events::BytesText;
use sha2::{Digest, Sha256};
use std::io;

const STYLE: &str = include_str!("letter.css");

/// Returns the bytes of a letter.
pub fn html(document: &Document) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new(b"<!DOCTYPE html>\n".to_vec());
    let direction = if document.locale.is_right_to_left() {
        "rtl"
    } else {
        "ltr"
    };
    let root = writer
        .create_element("html")
        .with_attributes([("lang", document.locale.language), ("dir", direction)]);
    root.write_inner_content(|out| {
        head(out, document)?;
        out.create_element("body").write_inner_content(|out| {
            out.create_element("main").write_inner_content(|out| {
                let area = TextArea::upright(document.locale);
                document
                    .letter
                    .iter()
                    .try_for_each(|part| block(out, area, part))?;
                let foot = |out: &mut Out| {
                    let lines = || std::iter::once(&document.reference).chain(&document.notes);
                    out.create_element("footer")
                        .write_inner_content(|out| {
                            lines().try_for_each(|line| element(out, "p", "foot", line))
                        })
                        .map(|_| ())
                };
                if document.annexes.is_empty() {
                    foot(out)?;
                }
                for (place, annex) in (1..).zip(&document.annexes) {
                    let section = out
                        .create_element("section")
                        .with_attribute(("class", "annex"));
                    section.write_inner_content(|out| {
                        annex.iter().try_for_each(|part| {
                            block(out, TextArea::broad(document.locale), part)
                        })?;
                        // The foot stands at the end of the last page; after it, the foot would take a page of its own.
                        if place < document.annexes.len() {
                            Ok(())
                        } else {
                            foot(out)
                        }
                    })?;
                }
                Ok(())
            })?;
            Ok(())
        })?;
        Ok(())
    })?;
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

fn head(out: &mut Out, document: &Document) -> io::Result<()> {
    let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"
    );
    out.create_element("head").write_inner_content(|out| {
        out.create_element("meta")
            .with_attribute(("charset", "utf-8"))
            .write_empty()?;
        let policy = [
            ("http-equiv", "Content-Security-Policy"),
            ("content", policy.as_str()),
        ];
        out.create_element("meta")
            .with_attributes(policy)
            .write_empty()?;
        out.create_element("meta")
            .with_attributes([
                ("name", "viewport"),
                ("content", "width=device-width, initial-scale=1"),
            ])
            .write_empty()?;
        out.create_element("title")
            .write_text_content(BytesText::new(&document.title))?;
        // The style sheet contains nothing to escape; escaped quotes would change its hash.
        out.create_element("style")
            .write_text_content(BytesText::from_escaped(STYLE))?;
        Ok(())
    })?;
    Ok(())
}

fn element(out: &mut Out, name: &str, class: &str, text: &str) -> io::Result<()> {
    out.create_element(name)
        .with_attribute(("class", class))
        .write_text_content(BytesText::new(text))
        .map(|_| ())
}

fn block(out: &mut Out, area: TextArea, block: &Block) -> io::Result<()> {
    match block {
        Block::Paragraph(tone, text) => match tone {
            Tone::Annex => element(out, "h1", "title", text),
            Tone::Heading => element(out, "h2", "title", text),
            Tone::Letterhead => element(out, "p", "letterhead", text),
            Tone::Sender => element(out, "p", "sender", text),
            Tone::Draft => element(out, "p", "draft", text),
            Tone::Body => element(out, "p", "body", text),
            Tone::Strong => element(out, "p", "strong", text),
        },
        Block::Numbered(number, text) => {
            let numbered = out
                .create_element("div")
                .with_attribute(("class", "numbered"));
            numbered.write_inner_content(|out| {
                out.create_element("span")
                    .write_text_content(BytesText::new(number))?;
                out.create_element("span")
                    .write_text_content(BytesText::new(text))
                    .map(|_| ())
            })?;
            Ok(())
        }
        Block::Choices(answers) => {
            let list = out
                .create_element("ul")
                .with_attribute(("class", "choices"));
            list.write_inner_content(|out| {
                answers.iter().try_for_each(|answer| {
                    out.create_element("li")
                        .write_inner_content(|out| choice(out, answer))
                        .map(|_| ())
                })
            })?;
            Ok(())
        }
        Block::Lines(lines) => (0..*lines).try_for_each(|_| element(out, "div", "line", "")),
        Block::Table(table) => of_table(out, area, table),
    }
}

fn choice(out: &mut Out, answer: &str) -> io::Result<()> {
    element(out, "span", "box", "\u{2610}")?;
    out.write_event(quick_xml::events::Event::Text(BytesText::new(&format!(
        " {answer}"
    ))))
}

fn of_table(out: &mut Out, area: TextArea, table: &Table) -> io::Result<()> {
    let widths = widths(table, area);
    let whole = widths.iter().sum::<usize>().max(1);
    // A narrow screen shows a part of a wide table at a time, and the table does not widen the page.
    let frame = out.create_element("div").with_attribute(("class", "frame"));
    frame.write_inner_content(|out| {
        let lines = out
            .create_element("table")
            .with_attribute(("class", if table.open { "open" } else { "lined" }));
        lines.write_inner_content(|out| {
            // Widths in the style attribute would need a wider policy; the `width` of a column in a fixed table does not.
            out.create_element("colgroup").write_inner_content(|out| {
                widths.iter().try_for_each(|width| {
                    let width = width * 1000 / whole;
                    let width = format!("{}.{}%", width / 10, width % 10);
                    out.create_element("col")
                        .with_attribute(("width", width.as_str()))
                        .write_empty()
                        .map(|_| ())
                })
            })?;
            if table.is_headed() {
                out.create_element("thead").write_inner_content(|out| {
                    out.create_element("tr").write_inner_content(|out| {
                        table.columns.iter().try_for_each(|column| {
                            let class = class(column, 1);
                            let cell = out
                                .create_element("th")
                                .with_attributes([("scope", "col"), ("class", class)]);
                            cell.write_text_content(BytesText::new(&column.title))
                                .map(|_| ())
                        })
                    })?;
                    Ok(())
                })?;
            }
            out.create_element("tbody")
                .write_inner_content(|out| {
                    table
                        .rows
                        .iter()
                        .try_for_each(|row| of_row(out, table, row))
                })
                .map(|_| ())
        })?;
        Ok(())
    })?;
    Ok(())
}

fn class(column: &DocumentColumn, span: usize) -> &'static str {
    match column.holds {
        Holds::Figures if span == 1 => "figures",
        Holds::Days if span == 1 => "days",
        _ => "words",
    }
}

fn of_row(out: &mut Out, table: &Table, row: &DocumentRow) -> io::Result<()> {
    let line = out
        .create_element("tr")
        .with_attribute(("class", if row.strong { "strong" } else { "plain" }));
    line.write_inner_content(|out| {
        let mut place = 0;
        for (span, cell) in row.spanned() {
            let class = class(&table.columns[place], span);
            place += span;
            let mut element = out.create_element("td").with_attribute(("class", class));
            if span > 1 {
                element = element.with_attribute(("colspan", span.to_string().as_str()));
            }
            match cell {
                DocumentCell::Text(text) => element.write_text_content(BytesText::new(text))?,
                DocumentCell::Choice(answer) => {
                    element.write_inner_content(|out| choice(out, answer))?
                }
            };
        }
        Ok(())
    })?;
    Ok(())
}
