//! ODS: spreadsheets of `OpenDocument`.

use super::package::{Package, Part};
use super::{Limits, RowDraft, Sheet, Visibility};
use crate::cell::{Cell, NOT_COMPUTED, Row, iso_date, number_text};
use crate::fault::Fault;
use crate::markup::{Markup, attribute, attributes, local, push_text};
use quick_xml::events::{BytesStart, Event};
use std::collections::HashSet;
use std::io::{Read, Seek};

const CONTENT: &str = "content.xml";

/// The most sheets of a workbook.
const SHEETS: usize = 10_000;

/// The most blanks that one mark may stand for.
const BLANKS: usize = 10_000;

/// A workbook whose sheets can be read.
pub(super) struct OdsWorkbook<R> {
    package: Package<R>,
}

impl<R: Read + Seek> OdsWorkbook<R> {
    pub(super) fn open(mut package: Package<R>) -> Result<(Self, Vec<Sheet>), Fault> {
        if let Some(mut manifest) = package.markup("META-INF/manifest.xml")? {
            loop {
                match manifest.next() {
                    Ok(Event::Start(element))
                        if element.local_name().as_ref() == "encryption-data" =>
                    {
                        return Err(Fault::Encrypted);
                    }
                    // Old programs declare a document type there, and nothing else depends on the manifest.
                    Ok(Event::Eof) | Err(_) => break,
                    Ok(_) => {}
                }
            }
        }
        let mut markup = package.needed(CONTENT)?;
        let mut hidden = HashSet::new();
        let mut style = String::new();
        let mut sheets = Vec::new();
        let mut spreadsheet = None;
        loop {
            let depth = markup.depth();
            let skipped = match markup.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "style" => {
                        style = attribute(&element, "name", CONTENT)?
                            .unwrap_or_default()
                            .into_owned();
                        false
                    }
                    "table-properties" => {
                        if attribute(&element, "display", CONTENT)?.as_deref() == Some("false")
                            && hidden.len() < SHEETS
                        {
                            hidden.insert(style.clone());
                        }
                        false
                    }
                    "spreadsheet" => {
                        spreadsheet = Some(depth + 1);
                        false
                    }
                    "table" if spreadsheet == Some(depth) => {
                        let of = |name| attribute(&element, name, CONTENT);
                        let name = of("name")?.unwrap_or_default().into_owned();
                        let style = of("style-name")?.unwrap_or_default();
                        let visibility = if hidden.contains(&*style) {
                            Visibility::Hidden
                        } else {
                            Visibility::Visible
                        };
                        if sheets.len() == SHEETS {
                            return Err(Fault::damaged(CONTENT, "it has more than 10,000 sheets"));
                        }
                        sheets.push(Sheet { name, visibility });
                        true
                    }
                    _ => false,
                },
                Event::Eof => break,
                _ => false,
            };
            if skipped {
                markup.skip()?;
            }
        }
        drop(markup);
        if spreadsheet.is_none() {
            return Err(Fault::OtherKind {
                found: "an OpenDocument file, but no spreadsheet".to_owned(),
                remedy: "save the data as a spreadsheet (ODS or XLSX)",
            });
        }
        Ok((Self { package }, sheets))
    }

    pub(super) fn rows(&mut self, place: usize, part: &str) -> Result<OdsRows<'_, R>, Fault> {
        let limits = self.package.limits;
        let mut markup = self.package.needed(CONTENT)?;
        let mut spreadsheet = None;
        let mut passed = 0;
        loop {
            let depth = markup.depth();
            let table = match markup.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "spreadsheet" => {
                        spreadsheet = Some(depth + 1);
                        false
                    }
                    "table" => spreadsheet == Some(depth),
                    _ => false,
                },
                Event::Eof => return Err(Fault::damaged(part, "it is not there any more")),
                _ => false,
            };
            if table && passed == place {
                break;
            }
            if table {
                passed += 1;
                markup.skip()?;
            }
        }
        Ok(OdsRows {
            outside: markup.depth() - 1,
            markup,
            part: part.to_owned(),
            limits,
            number: 0,
            again: None,
            repeated: 0,
        })
    }
}

/// The rows of a sheet.
pub(super) struct OdsRows<'a, R: Read + Seek> {
    markup: Markup<Part<'a, R>>,
    /// The number of elements that are open around the sheet.
    outside: usize,
    part: String,
    limits: Limits,
    /// The number of the last row that was read.
    number: u64,
    again: Option<Again>,
    /// The number of cells in rows that repeat.
    repeated: u64,
}

/// The most cells in rows that repeat: a few bytes may claim a sheet full of them.
const REPEATED_CELLS: u64 = 20_000_000;

/// A row that repeats.
struct Again {
    row: Row,
    times: u64,
}

impl<R: Read + Seek> OdsRows<'_, R> {
    /// The next row with a value.
    fn read(&mut self) -> Result<Option<Row>, Fault> {
        if let Some(again) = self.again.as_mut().filter(|again| again.times > 0) {
            again.times -= 1;
            again.row.number += 1;
            return Ok(Some(again.row.clone()));
        }
        self.again = None;
        loop {
            let (times, skipped) = match self.markup.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "table-row" => (
                        Some(repeated(&element, "number-rows-repeated", &self.part)?),
                        false,
                    ),
                    // Rows stand in groups, in headers, or by themselves; what else there is has no rows of the sheet.
                    "table-rows" | "table-row-group" | "table-header-rows" => (None, false),
                    _ => (None, true),
                },
                _ => (None, false),
            };
            if skipped {
                self.markup.skip()?;
            }
            if self.markup.depth() == self.outside {
                self.markup.finish()?;
                return Ok(None);
            }
            let Some(times) = times else {
                continue;
            };
            let row = self.row()?;
            let first = self.number.saturating_add(1);
            self.number = self.number.saturating_add(times);
            let Some(row) = row else {
                continue;
            };
            if self.number > self.limits.last_row {
                return Err(Fault::TooLarge {
                    part: self.part.clone(),
                    limit: self.limits.last_row,
                    unit: "rows",
                    remedy: "divide the sheet",
                });
            }
            let row = Row {
                number: first,
                cells: row,
            };
            if times > 1 {
                let cells = u64::try_from(row.cells.len()).unwrap_or(u64::MAX);
                self.repeated = self.repeated.saturating_add(cells.saturating_mul(times));
                if self.repeated > REPEATED_CELLS {
                    return Err(Fault::TooLarge {
                        part: self.part.clone(),
                        limit: REPEATED_CELLS,
                        unit: "cells in rows that repeat",
                        remedy: "remove the rows that only repeat others, and save it anew",
                    });
                }
                self.again = Some(Again {
                    row: row.clone(),
                    times: times - 1,
                });
            }
            return Ok(Some(row));
        }
    }

    /// The cells of the row whose start was read, unless it has no value.
    fn row(&mut self) -> Result<Option<Vec<Cell>>, Fault> {
        let outside = self.markup.depth() - 1;
        let mut draft = RowDraft::new(self.number.saturating_add(1), self.limits);
        let mut column = 0_usize;
        loop {
            let (start, skipped) = match self.markup.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "table-cell" | "covered-table-cell" => {
                        (Some(OdsCellStart::of(&element, &self.part)?), false)
                    }
                    _ => (None, true),
                },
                _ => (None, false),
            };
            if skipped {
                self.markup.skip()?;
            }
            if self.markup.depth() == outside {
                return Ok(draft.finish().map(|row| row.cells));
            }
            let Some(start) = start else {
                continue;
            };
            let times = usize::try_from(start.times).unwrap_or(usize::MAX);
            let cell = cell(&mut self.markup, start, &self.part)?;
            if cell != Cell::Empty {
                // The first cell beyond the limit ends the loop.
                for place in column..column.saturating_add(times) {
                    draft.put(place, cell.clone(), &self.part)?;
                }
            }
            column = column.saturating_add(times);
        }
    }
}

impl<R: Read + Seek> Iterator for OdsRows<'_, R> {
    type Item = Result<Row, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// How often a row or cell stands there.
fn repeated(element: &BytesStart<'_>, name: &str, part: &str) -> Result<u64, Fault> {
    attribute(element, name, part)?.map_or(Ok(1), |times| times_of(&times, part))
}

fn times_of(times: &str, part: &str) -> Result<u64, Fault> {
    times
        .parse()
        .ok()
        .filter(|times| *times > 0)
        .ok_or_else(|| Fault::damaged(part, format!("{times:?} is no number of repetitions")))
}

/// What the start of a cell says.
struct OdsCellStart {
    times: u64,
    kind: String,
    value: Option<String>,
    error: bool,
    formula: bool,
}

impl OdsCellStart {
    fn of(element: &BytesStart<'_>, part: &str) -> Result<Self, Fault> {
        let mut start = Self {
            times: 1,
            kind: String::new(),
            value: None,
            error: false,
            formula: false,
        };
        for attribute in attributes(element, part) {
            let attribute = attribute?;
            let value = attribute.value;
            match local(attribute.name) {
                "number-columns-repeated" => start.times = times_of(&value, part)?,
                // LibreOffice writes a second one, of its own.
                "value-type" if value == "error" => start.error = true,
                "value-type" => start.kind = value.into_owned(),
                "value" | "date-value" | "time-value" | "boolean-value" | "string-value" => {
                    start.value = Some(value.into_owned());
                }
                "formula" => start.formula = true,
                _ => {}
            }
        }
        Ok(start)
    }
}

/// The cell whose start was read.
fn cell<R: Read>(markup: &mut Markup<R>, start: OdsCellStart, part: &str) -> Result<Cell, Fault> {
    let text = paragraphs(markup, part)?;
    // A formula whose text has no characters has a paragraph all the same.
    let computed = text.is_some();
    let text = text.unwrap_or_default();
    if start.error {
        return Ok(Cell::Error(text));
    }
    let kind = start.kind.as_str();
    let Some(value) = start.value else {
        return match kind {
            "" if start.formula && !computed => Ok(Cell::Error(NOT_COMPUTED.to_owned())),
            "" | "string" => Ok(Cell::of_text(text)),
            kind => Err(Fault::damaged(
                part,
                format!("a cell of type {kind:?} has no value"),
            )),
        };
    };
    Ok(match kind {
        "float" | "percentage" | "currency" => Cell::Number(
            number_text(&value)
                .ok_or_else(|| Fault::damaged(part, format!("{value:?} is no number")))?,
        ),
        "date" => iso_date(&value),
        "time" => Cell::Moment(value),
        "boolean" if value == "true" => Cell::Bool(true),
        "boolean" if value == "false" => Cell::Bool(false),
        "string" => Cell::of_text(value),
        kind => {
            return Err(Fault::damaged(
                part,
                format!("a cell of type {kind:?} holds {value:?}"),
            ));
        }
    })
}

/// Joins the paragraphs of the cell whose start was read, with line feeds between them; nothing if it has none.
fn paragraphs<R: Read>(markup: &mut Markup<R>, part: &str) -> Result<Option<String>, Fault> {
    let outside = markup.depth() - 1;
    let mut text = String::new();
    // The depth of the open paragraph.
    let mut paragraph = None;
    let mut first = true;
    loop {
        let depth = markup.depth();
        let skipped = match markup.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "p" | "h" if paragraph.is_none() => {
                    if !std::mem::replace(&mut first, false) {
                        text.push('\n');
                    }
                    paragraph = Some(depth);
                    false
                }
                "s" => {
                    let count = attribute(&element, "c", part)?
                        .map_or(Some(1), |count| count.parse().ok())
                        .filter(|count| *count <= BLANKS && text.len() <= 1 << 20)
                        .ok_or_else(|| Fault::damaged(part, "a text has too many blanks"))?;
                    text.extend(std::iter::repeat_n(' ', count));
                    false
                }
                "tab" => {
                    text.push('\t');
                    false
                }
                "line-break" => {
                    text.push('\n');
                    false
                }
                // Comments, drawings, nested tables, phonetic hints.
                "annotation" | "frame" | "table" | "ruby-text" | "shapes" => true,
                _ => false,
            },
            Event::End(_) => {
                if paragraph == Some(depth - 1) {
                    paragraph = None;
                }
                false
            }
            event => {
                if paragraph.is_some() {
                    push_text(&event, &mut text, part)?;
                }
                false
            }
        };
        if skipped {
            markup.skip()?;
        }
        if markup.depth() == outside {
            return Ok((!first).then_some(text));
        }
    }
}
