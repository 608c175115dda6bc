//! XLSX: Office Open XML, transitional or strict.

use super::package::{Package, Part};
use super::{Limits, RowDraft, Sheet, Texts, Visibility, format_of};
use crate::cell::{
    Cell, Epoch, NOT_COMPUTED, Row, Shown, built_in_format, format_code, formatted, iso_date,
    number_text,
};
use crate::fault::Fault;
use crate::markup::{Markup, attribute, attributes, local, push_text};
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::io::{Read, Seek};

/// The most formats of cells that a workbook may have; Excel has 65,490.
const FORMATS: usize = 1 << 17;

/// The most sheets of a workbook, and the most relations of a part.
const SHEETS: usize = 10_000;

/// A workbook whose sheets can be read.
pub(super) struct XlsxWorkbook<R> {
    package: Package<R>,
    /// The parts of the sheets, in the order of the tabs.
    parts: Vec<String>,
    texts: Texts,
    formats: Vec<Shown>,
    epoch: Epoch,
}

/// A relation of a part to another part.
struct Relation {
    kind: String,
    target: String,
}

/// What the main part says.
struct Main {
    sheets: Vec<(Sheet, String)>,
    epoch: Epoch,
}

impl<R: Read + Seek> XlsxWorkbook<R> {
    pub(super) fn open(mut package: Package<R>) -> Result<(Self, Vec<Sheet>), Fault> {
        let no_workbook = || Fault::OtherKind {
            found: "a package of Office or another program, but no workbook".to_owned(),
            remedy: "save the data as an Excel workbook (XLSX)",
        };
        let main = relations(&mut package, "_rels/.rels", "")?
            .into_values()
            .find(|relation| relation.kind == "officeDocument")
            .ok_or_else(no_workbook)?
            .target;
        if main.to_ascii_lowercase().ends_with(".bin") {
            return Err(Fault::OtherKind {
                found: "a binary workbook (XLSB)".to_owned(),
                remedy: "open it in a spreadsheet program and save it as XLSX",
            });
        }
        let (folder, name) = main.rsplit_once('/').unwrap_or(("", &main));
        let related = format!("{folder}/_rels/{name}.rels");
        let related = relations(&mut package, related.trim_start_matches('/'), folder)?;
        let Main { sheets, epoch } = main_part(&mut package, &main)?.ok_or_else(no_workbook)?;
        let (sheets, parts) = sheets
            .into_iter()
            .filter_map(|(sheet, id)| match related.get(&id) {
                Some(relation) if relation.kind == "worksheet" => {
                    Some(Ok((sheet, relation.target.clone())))
                }
                Some(_) => None,
                None => Some(Err(Fault::damaged(
                    &main,
                    format!("sheet {:?} has no part", sheet.name),
                ))),
            })
            .collect::<Result<(Vec<_>, Vec<_>), _>>()?;
        let part_of = |kind: &str| {
            related
                .values()
                .find(|relation| relation.kind == kind)
                .map(|relation| relation.target.clone())
        };
        let formats = match part_of("styles") {
            Some(part) => styles(&mut package, &part)?,
            None => Vec::new(),
        };
        let texts = match part_of("sharedStrings") {
            Some(part) => shared_texts(&mut package, &part)?,
            None => Texts::default(),
        };
        let workbook = Self {
            package,
            parts,
            texts,
            formats,
            epoch,
        };
        Ok((workbook, sheets))
    }

    pub(super) fn rows(&mut self, place: usize, part: &str) -> Result<XlsxRows<'_, R>, Fault> {
        let limits = self.package.limits;
        let markup = self.package.needed(&self.parts[place])?;
        XlsxRows::new(
            markup,
            Context {
                part: part.to_owned(),
                texts: &self.texts,
                formats: &self.formats,
                epoch: self.epoch,
                limits,
            },
        )
    }
}

/// The relations of a part, by their names.
fn relations<R: Read + Seek>(
    package: &mut Package<R>,
    part: &str,
    folder: &str,
) -> Result<HashMap<String, Relation>, Fault> {
    let mut relations = HashMap::new();
    let mut markup = package.needed(part)?;
    loop {
        match markup.next()? {
            Event::Start(element) if element.local_name().as_ref() == "Relationship" => {
                let of = |name| attribute(&element, name, part);
                let (Some(id), Some(kind), Some(target)) = (of("Id")?, of("Type")?, of("Target")?)
                else {
                    continue;
                };
                if relations.len() == SHEETS {
                    return Err(Fault::damaged(part, "it has more than 10,000 relations"));
                }
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                let target = path(folder, &target);
                relations.insert(id.into_owned(), Relation { kind, target });
            }
            Event::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// The path of a target within the archive.
fn path(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut steps: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').collect(),
    };
    for step in target.split('/') {
        match step {
            ".." => {
                steps.pop();
            }
            "" | "." => {}
            step => steps.push(step),
        }
    }
    steps.retain(|step| !step.is_empty());
    steps.join("/")
}

/// The sheets and the calendar; nothing if the part is not that of a workbook.
fn main_part<R: Read + Seek>(package: &mut Package<R>, part: &str) -> Result<Option<Main>, Fault> {
    let mut main = Main {
        sheets: Vec::new(),
        epoch: Epoch::Of1900,
    };
    let mut is_workbook = false;
    let mut markup = package.needed(part)?;
    loop {
        match markup.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "workbook" => is_workbook = true,
                "workbookPr" => {
                    let of_1904 = attribute(&element, "date1904", part)?;
                    if of_1904.is_some_and(|value| ["1", "true", "on"].contains(&&*value)) {
                        main.epoch = Epoch::Of1904;
                    }
                }
                "sheet" => {
                    let mut sheet = Sheet {
                        name: String::new(),
                        visibility: Visibility::Visible,
                    };
                    let mut id = String::new();
                    for attribute in attributes(&element, part) {
                        let attribute = attribute?;
                        match local(attribute.name) {
                            "name" => sheet.name = attribute.value.into_owned(),
                            "id" => id = attribute.value.into_owned(),
                            "state" => {
                                sheet.visibility = match &*attribute.value {
                                    "hidden" => Visibility::Hidden,
                                    "veryHidden" => Visibility::VeryHidden,
                                    _ => Visibility::Visible,
                                }
                            }
                            _ => {}
                        }
                    }
                    if main.sheets.len() == SHEETS {
                        return Err(Fault::damaged(part, "it has more than 10,000 sheets"));
                    }
                    main.sheets.push((sheet, id));
                }
                _ => {}
            },
            Event::Eof => return Ok(is_workbook.then_some(main)),
            _ => {}
        }
    }
}

/// What each format of cells shows.
fn styles<R: Read + Seek>(package: &mut Package<R>, part: &str) -> Result<Vec<Shown>, Fault> {
    let mut own: HashMap<u16, Shown> = HashMap::new();
    let mut formats = Vec::new();
    let mut of_cells = false;
    let Some(mut markup) = package.markup(part)? else {
        return Ok(formats);
    };
    loop {
        match markup.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "numFmt" => {
                    let id = attribute(&element, "numFmtId", part)?.and_then(|id| id.parse().ok());
                    let code = attribute(&element, "formatCode", part)?;
                    if let (Some(id), Some(code)) = (id, code) {
                        own.insert(id, format_code(&code));
                    }
                }
                "cellXfs" => of_cells = true,
                "xf" if of_cells => {
                    if formats.len() == FORMATS {
                        return Err(Fault::damaged(part, "it has more than 131,072 formats"));
                    }
                    let id = attribute(&element, "numFmtId", part)?
                        .and_then(|id| id.parse().ok())
                        .unwrap_or_default();
                    formats.push(own.get(&id).copied().unwrap_or_else(|| built_in_format(id)));
                }
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "cellXfs" => of_cells = false,
            Event::Eof => return Ok(formats),
            _ => {}
        }
    }
}

fn shared_texts<R: Read + Seek>(package: &mut Package<R>, part: &str) -> Result<Texts, Fault> {
    let mut texts = Texts::default();
    let limit = package.limits.shared_texts;
    let Some(mut markup) = package.markup(part)? else {
        return Ok(texts);
    };
    loop {
        match markup.next()? {
            Event::Start(element) if element.local_name().as_ref() == "si" => {
                let text = rich_text(&mut markup, part)?;
                texts.push(&text, limit)?;
            }
            Event::Eof => return Ok(texts),
            _ => {}
        }
    }
}

/// A piece of a text: where it starts, and whether white space at its ends counts.
struct Piece {
    start: usize,
    preserved: bool,
}

/// Joins the texts of an element whose start was read; phonetic hints are left out.
fn rich_text<R: Read>(markup: &mut Markup<R>, part: &str) -> Result<String, Fault> {
    let outside = markup.depth() - 1;
    let mut text = String::new();
    let mut piece: Option<Piece> = None;
    let mut raised = false;
    loop {
        let phonetic = match markup.next()? {
            Event::Start(element) => {
                let space = attribute(&element, "space", part)?;
                let name = element.local_name();
                match name.as_ref() {
                    "r" => raised = false,
                    "vertAlign" => {
                        let align = attribute(&element, "val", part)?;
                        raised = align.as_deref() == Some("superscript");
                    }
                    _ => {}
                }
                piece = (name.as_ref() == "t").then(|| Piece {
                    start: text.len(),
                    preserved: space.as_deref() == Some("preserve"),
                });
                name.as_ref() == "rPh"
            }
            Event::End(_) => {
                // As Excel shows it.
                if let Some(piece) = piece.take() {
                    let kept = &text[piece.start..];
                    let kept = if piece.preserved {
                        kept
                    } else {
                        kept.trim_matches([' ', '\t', '\n', '\r'])
                    };
                    let kept: String = kept
                        .chars()
                        .map(|c| if raised { superscript(c) } else { c })
                        .collect();
                    text.truncate(piece.start);
                    text.push_str(&kept);
                }
                false
            }
            event => {
                if piece.is_some() {
                    push_text(&event, &mut text, part)?;
                }
                false
            }
        };
        if phonetic {
            markup.skip()?;
        }
        if markup.depth() == outside {
            return Ok(unescaped(text));
        }
    }
}

/// Returns the raised form of a digit, and any other character unchanged: a raised digit after an amount marks a footnote and is
/// no digit of the amount.
fn superscript(c: char) -> char {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let digit = c.to_digit(10).filter(|_| c.is_ascii_digit());
    digit
        .and_then(|digit| RAISED.get(usize::try_from(digit).ok()?).copied())
        .unwrap_or(c)
}

/// Resolves `_x000D_` and its like, with which XLSX writes characters that XML does not have.
fn unescaped(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut resolved = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        resolved.push_str(&rest[..at]);
        let code = rest
            .get(at + 2..at + 7)
            .and_then(|code| code.strip_suffix('_'))
            .filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|code| u32::from_str_radix(code, 16).ok())
            .and_then(char::from_u32);
        let length = if let Some(c) = code {
            resolved.push(c);
            7
        } else {
            resolved.push_str("_x");
            2
        };
        rest = &rest[at + length..];
    }
    resolved.push_str(rest);
    resolved
}

struct Context<'a> {
    part: String,
    texts: &'a Texts,
    formats: &'a [Shown],
    epoch: Epoch,
    limits: Limits,
}

/// The rows of a sheet.
pub(super) struct XlsxRows<'a, R: Read + Seek> {
    markup: Markup<Part<'a, R>>,
    context: Context<'a>,
    /// The number of the last row that was read.
    number: u64,
}

impl<'a, R: Read + Seek> XlsxRows<'a, R> {
    fn new(mut markup: Markup<Part<'a, R>>, context: Context<'a>) -> Result<Self, Fault> {
        loop {
            match markup.next()? {
                Event::Start(element) if element.local_name().as_ref() == "sheetData" => break,
                Event::Eof => {
                    return Err(Fault::damaged(&context.part, "it has no element sheetData"));
                }
                _ => {}
            }
        }
        Ok(Self {
            markup,
            context,
            number: 0,
        })
    }

    /// The next row with a value.
    fn read(&mut self) -> Result<Option<Row>, Fault> {
        loop {
            match self.markup.next()? {
                Event::Start(element) if element.local_name().as_ref() == "row" => {
                    let number = match attribute(&element, "r", &self.context.part)? {
                        Some(number) => number.parse().map_err(|_| {
                            Fault::damaged(
                                &self.context.part,
                                format!("{number:?} is no number of a row"),
                            )
                        })?,
                        None => self.number + 1,
                    };
                    if number <= self.number || number > u64::from(u32::MAX) {
                        return Err(Fault::damaged(
                            &self.context.part,
                            format!("row {number} comes after row {}", self.number),
                        ));
                    }
                    self.number = number;
                    if let Some(row) = self.row()? {
                        return Ok(Some(row));
                    }
                }
                Event::End(element) if element.local_name().as_ref() == "sheetData" => {
                    self.markup.finish()?;
                    return Ok(None);
                }
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    /// The row whose start was read, unless it has no value.
    fn row(&mut self) -> Result<Option<Row>, Fault> {
        let outside = self.markup.depth() - 1;
        let mut draft = RowDraft::new(self.number, self.context.limits);
        let mut column = 0;
        loop {
            let start = match self.markup.next()? {
                Event::Start(element) if element.local_name().as_ref() == "c" => {
                    Some(XlsxCellStart::of(&element, &self.context.part)?)
                }
                _ => None,
            };
            if self.markup.depth() == outside {
                return Ok(draft.finish());
            }
            let Some(start) = start else {
                continue;
            };
            if let Some(place) = &start.place {
                column = column_of(place, self.number, &self.context.part)?;
            }
            let cell = cell(&mut self.markup, &start, &self.context)?;
            draft.put(column, cell, &self.context.part)?;
            column += 1;
        }
    }
}

impl<R: Read + Seek> Iterator for XlsxRows<'_, R> {
    type Item = Result<Row, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

/// What the start of a cell says.
struct XlsxCellStart {
    place: Option<String>,
    kind: String,
    format: usize,
}

impl XlsxCellStart {
    fn of(element: &BytesStart<'_>, part: &str) -> Result<Self, Fault> {
        let mut start = Self {
            place: None,
            kind: "n".to_owned(),
            format: 0,
        };
        for attribute in attributes(element, part) {
            let attribute = attribute?;
            match attribute.name {
                "r" => start.place = Some(attribute.value.into_owned()),
                "t" => start.kind = attribute.value.into_owned(),
                // Some programs write no number where they mean the first format.
                "s" if attribute.value.is_empty() => {}
                "s" => {
                    start.format = attribute.value.parse().map_err(|_| {
                        Fault::damaged(
                            part,
                            format!("{:?} is no number of a format", attribute.value),
                        )
                    })?;
                }
                _ => {}
            }
        }
        Ok(start)
    }
}

/// The column, from 0, of a place such as `AB12`, whose row must be that of the row.
fn column_of(place: &str, row: u64, part: &str) -> Result<usize, Fault> {
    let digits = place
        .find(|c: char| c.is_ascii_digit())
        .unwrap_or(place.len());
    let (letters, number) = place.split_at(digits);
    let column = (1..=3)
        .contains(&letters.len())
        .then(|| {
            letters.bytes().try_fold(0, |column, letter| {
                letter
                    .is_ascii_alphabetic()
                    .then(|| column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1)
            })
        })
        .flatten();
    match (column, number.parse()) {
        (Some(column), Ok(number)) if u64::eq(&number, &row) => Ok(column - 1),
        _ => Err(Fault::damaged(
            part,
            format!("{place:?} is no place of a cell in row {row}"),
        )),
    }
}

/// The cell whose start was read.
fn cell<R: Read>(
    markup: &mut Markup<R>,
    start: &XlsxCellStart,
    context: &Context<'_>,
) -> Result<Cell, Fault> {
    let outside = markup.depth() - 1;
    let (mut value, mut inline, mut formula) = (None, None, false);
    loop {
        let name = match markup.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "v" => "v",
                "is" => "is",
                "f" => "f",
                _ => "other",
            },
            Event::Eof => break,
            _ => "",
        };
        match name {
            "v" => value = Some(markup.text()?),
            "is" => inline = Some(rich_text(markup, &context.part)?),
            "f" => {
                formula = true;
                markup.skip()?;
            }
            "other" => markup.skip()?,
            _ => {}
        }
        if markup.depth() == outside {
            break;
        }
    }
    let not_computed = || Ok(Cell::Error(NOT_COMPUTED.to_owned()));
    let text = match (value, inline, start.kind.as_str()) {
        // A text without characters is a result.
        (Some(value), _, "str") => return Ok(Cell::of_text(unescaped(value))),
        (_, Some(inline), "inlineStr") => return Ok(Cell::of_text(inline)),
        (Some(value), ..) if !value.trim().is_empty() => value,
        _ if formula => return not_computed(),
        _ => return Ok(Cell::Empty),
    };
    let damaged = |what: &str| {
        let place = start.place.as_deref().unwrap_or("a cell without place");
        Fault::damaged(
            &context.part,
            format!("{place} holds {text:?}, which is no {what}"),
        )
    };
    Ok(match start.kind.as_str() {
        "s" => {
            let shared = text
                .trim()
                .parse()
                .ok()
                .and_then(|index| context.texts.get(index))
                .ok_or_else(|| damaged("number of a shared text"))?;
            Cell::of_text(shared.to_owned())
        }
        "b" => match text.trim() {
            "1" | "true" => Cell::Bool(true),
            "0" | "false" => Cell::Bool(false),
            _ => return Err(damaged("truth value")),
        },
        "e" => Cell::Error(text),
        "d" => iso_date(text.trim()),
        "n" => {
            let number = number_text(&text).ok_or_else(|| damaged("number"))?;
            let shown = format_of(context.formats, start.format, &context.part)?;
            formatted(number, shown, context.epoch)
        }
        "inlineStr" => Cell::of_text(text),
        _ => {
            return Err(Fault::damaged(
                &context.part,
                format!("{:?} is no kind of a cell", start.kind),
            ));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_resolved() {
        for (written, text) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_x12", "_x12"),
            ("_xD800_", "_xD800_"),
            ("_x000G_é_x", "_x000G_é_x"),
            ("_x+00D_", "_x+00D_"),
            ("_x€€", "_x€€"),
        ] {
            assert_eq!(unescaped(written.to_owned()), text);
        }
    }

    #[test]
    fn paths_are_resolved() {
        assert_eq!(
            path("xl", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(path("xl", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(path("xl/a", "../../b.xml"), "b.xml");
        assert_eq!(path("", "..\\x.xml"), "x.xml");
    }

    #[test]
    fn places_are_read() {
        for (place, column) in [("A7", 0), ("Z7", 25), ("AA7", 26), ("XFD7", 16_383)] {
            assert_eq!(column_of(place, 7, "the sheet").unwrap(), column);
        }
        for place in ["A8", "7", "A", "", "AAAA7", "É7", "A-7", "A٧"] {
            assert!(column_of(place, 7, "the sheet").is_err(), "{place}");
        }
    }
}
