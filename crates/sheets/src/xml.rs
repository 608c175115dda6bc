//! Records in XML.
//!
//! [`rows`] gives the elements at one path as records: each field is the path of an element or attribute within the record and
//! its text. [`propose_paths`] tells which elements of a document look like records.
//!
//! - Names are matched without their prefixes; declarations of namespaces are no fields.
//! - A field is an element without elements in it, an attribute (`@name`), or an element with elements and text. The text of the
//!   record itself is the field `.`. Texts are as they are written, with references and CDATA sections resolved; white space
//!   between elements is left out.
//! - A field that stands several times in a record is given several times.
//! - Encodings are those that the document declares. Document types, and with them entities of one's own, are refused.

//!
//! ```
//! use inforce_sheets::xml::{DocumentLimits, propose_paths, rows};
//!
//! let document = &br#"<list><trade id="C-1"><grams unit="g">600.5</grams></trade></list>"#[..];
//! assert_eq!(propose_paths(document, DocumentLimits::default())?[0].row_path, "list/trade");
//! for record in rows(document, "list/trade", DocumentLimits::default())? {
//!     let fields = record?.fields;
//!     let found: Vec<_> = fields.iter().map(|field| (field.path.as_str(), field.text.as_str())).collect();
//!     assert_eq!(found, [("@id", "C-1"), ("grams/@unit", "g"), ("grams", "600.5")]);
//! }
//! # Ok::<(), inforce_sheets::Fault>(())
//! ```

use crate::fault::{Fault, guarded};
use crate::markup::{Markup, attributes, local, push_text};
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

const PART: &str = "the XML file";

/// The most different paths that a document may have where they are counted.
const PATHS: usize = 10_000;

/// The most paths that a fault names, and the most characters of each.
const TOLD: usize = 10;
const STEPS: usize = 300;

/// How much of a document may be held or read.
#[derive(Clone, Copy, Debug)]
pub struct DocumentLimits {
    /// The most bytes of the document.
    pub document: u64,
    /// The most fields of a record.
    pub fields: usize,
    /// The most bytes of the fields of a record, paths included.
    pub record: usize,
}

impl Default for DocumentLimits {
    /// Documents of 64 GiB, records of 10,000 fields and 16 MiB.
    fn default() -> Self {
        Self {
            document: 64 << 30,
            fields: 10_000,
            record: 16 << 20,
        }
    }
}

/// A record of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The number of the record in the document, from 1.
    pub number: u64,
    /// The line on which the start tag of the record ends, from 1.
    pub line: u64,
    /// The fields in the order of the document.
    pub fields: Vec<Field>,
}

/// A field of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The path within the record, such as `date`, `quantity/@unit` or `@id`.
    pub path: String,
    /// The text.
    pub text: String,
}

/// Starts to read the records at a path from the root, such as `records/record`.
pub fn rows<R: Read>(
    reader: R,
    row_path: &str,
    limits: DocumentLimits,
) -> Result<DocumentRecords<R>, Fault> {
    let path: Vec<String> = row_path
        .trim_start_matches('/')
        .split('/')
        .map(str::to_owned)
        .collect();
    let name = |step: &String| {
        !step.is_empty() && !step.contains(|c: char| c.is_whitespace() || "@:<>".contains(c))
    };
    if !path.iter().all(name) {
        return Err(Fault::Options(format!(
            "{row_path:?} is no path of elements; write it as records/record, from the root and without prefixes"
        )));
    }
    Ok(DocumentRecords {
        markup: guarded(PART, || Markup::new(PART, reader, limits.document))?,
        path,
        limits,
        matched: 0,
        reached: false,
        number: 0,
        seen: BTreeSet::new(),
        above: Vec::new(),
        over: false,
    })
}

/// The records of a document.
pub struct DocumentRecords<R: Read> {
    markup: Markup<R>,
    path: Vec<String>,
    limits: DocumentLimits,
    /// The number of open elements that are steps of the path, from the root on.
    matched: usize,
    /// Whether the element around the records was there.
    reached: bool,
    number: u64,
    /// The first paths, for a fault that names them.
    seen: BTreeSet<String>,
    above: Vec<String>,
    over: bool,
}

impl<R: Read> Iterator for DocumentRecords<R> {
    type Item = Result<Record, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        let next = guarded(PART, || self.read()).transpose();
        self.over = !matches!(next, Some(Ok(_)));
        next
    }
}

impl<R: Read> DocumentRecords<R> {
    fn read(&mut self) -> Result<Option<Record>, Fault> {
        loop {
            let depth = self.markup.depth();
            match self.markup.next()? {
                Event::Start(element) => {
                    check_root(&element, depth)?;
                    let name = element.local_name().as_ref().to_owned();
                    let step = self.matched == depth
                        && self.path.get(depth).is_some_and(|step| *step == name);
                    if step && depth + 1 == self.path.len() {
                        self.number += 1;
                        let attributes = own_attributes(&element)?;
                        return self.record(attributes).map(Some);
                    }
                    if step {
                        self.matched += 1;
                        self.reached |= self.matched + 1 == self.path.len();
                    }
                    self.above.push(name);
                    if self.seen.len() < TOLD {
                        let path = self.above.join("/");
                        self.seen.insert(path.chars().take(STEPS).collect());
                    }
                }
                Event::End(_) => {
                    self.above.pop();
                    self.matched = self.matched.min(self.above.len());
                }
                Event::Eof
                    if self.number == 0
                        && (!self.reached && self.path.len() > 1 || self.path.len() == 1) =>
                {
                    return Err(Fault::NoSuchPath {
                        path: self.path.join("/"),
                        found: std::mem::take(&mut self.seen).into_iter().collect(),
                    });
                }
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    /// The record whose start was read.
    fn record(&mut self, own: Vec<Field>) -> Result<Record, Fault> {
        let line = self.markup.line();
        let outside = self.markup.depth() - 1;
        let mut draft = RecordDraft {
            number: self.number,
            bytes: 0,
            fields: Vec::new(),
            limits: self.limits,
        };
        for field in own {
            draft.push(field)?;
        }
        // The open elements of the record, itself first.
        let mut open = vec![Open::default()];
        while let Some(last) = open.last_mut() {
            let depth = self.markup.depth();
            match self.markup.next()? {
                Event::Start(element) => {
                    last.with_elements = true;
                    let name = element.local_name().as_ref().to_owned();
                    let path = match last.path.as_str() {
                        "" => name,
                        path => format!("{path}/{name}"),
                    };
                    for mut field in own_attributes(&element)? {
                        field.path = format!("{path}/{}", field.path);
                        draft.push(field)?;
                    }
                    open.push(Open {
                        path,
                        ..Open::default()
                    });
                }
                Event::End(_) => {
                    let blank = last.text.trim().is_empty();
                    let root = depth == outside + 1;
                    // White space around elements is no text of their own; an element without elements is always a field.
                    let field = !(blank && (last.with_elements || root));
                    let ended = open.pop().unwrap_or_default();
                    if field {
                        draft.push(Field {
                            path: if root { ".".to_owned() } else { ended.path },
                            text: ended.text,
                        })?;
                    }
                }
                Event::Eof => break,
                event => push_text(&event, &mut last.text, PART)?,
            }
        }
        Ok(Record {
            number: draft.number,
            line,
            fields: draft.fields,
        })
    }
}

/// An open element of a record.
#[derive(Default)]
struct Open {
    path: String,
    text: String,
    with_elements: bool,
}

/// The fields of a record, within the limits.
struct RecordDraft {
    number: u64,
    bytes: usize,
    fields: Vec<Field>,
    limits: DocumentLimits,
}

impl RecordDraft {
    fn push(&mut self, field: Field) -> Result<(), Fault> {
        self.bytes += field.path.len() + field.text.len();
        let too_large = |limit: usize, unit| Fault::TooLarge {
            part: format!("record {} of {PART}", self.number),
            limit: u64::try_from(limit).unwrap_or(u64::MAX),
            unit,
            remedy: "see whether the path leads to single records",
        };
        if self.fields.len() == self.limits.fields {
            return Err(too_large(self.limits.fields, "fields"));
        }
        if self.bytes > self.limits.record {
            return Err(too_large(self.limits.record, "bytes"));
        }
        self.fields.push(field);
        Ok(())
    }
}

/// The attributes of an element as fields; declarations of namespaces are none.
fn own_attributes(element: &BytesStart<'_>) -> Result<Vec<Field>, Fault> {
    attributes(element, PART)
        .filter_map(|attribute| match attribute {
            Ok(found) if found.name == "xmlns" || found.name.starts_with("xmlns:") => None,
            Ok(found) => Some(Ok(Field {
                path: format!("@{}", local(found.name)),
                text: found.value.into_owned(),
            })),
            Err(fault) => Some(Err(fault)),
        })
        .collect()
}

/// Refuses documents that are spreadsheets or pages: they have elements of their own for rows and cells.
fn check_root(element: &BytesStart<'_>, depth: usize) -> Result<(), Fault> {
    if depth > 0 {
        return Ok(());
    }
    let known = [
        (
            "urn:schemas-microsoft-com:office:spreadsheet",
            "an XML spreadsheet of Excel 2003",
        ),
        (
            "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
            "a flat OpenDocument file (FODS)",
        ),
        ("http://www.w3.org/1999/xhtml", "a web page"),
    ];
    for attribute in attributes(element, PART) {
        let attribute = attribute?;
        let declares = attribute.name == "xmlns"
            || attribute.name.strip_prefix("xmlns:")
                == element
                    .name()
                    .prefix()
                    .map(quick_xml::name::Prefix::into_inner);
        let of = known
            .iter()
            .find(|(namespace, _)| declares && *namespace == &*attribute.value);
        if let Some((_, found)) = of {
            return Err(Fault::OtherKind {
                found: (*found).to_owned(),
                remedy: "open it in a spreadsheet program and save it as XLSX",
            });
        }
    }
    Ok(())
}

/// Elements of a document that look like records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The path of the elements from the root.
    pub row_path: String,
    /// The number of the elements.
    pub rows: u64,
    /// The fields of the elements, in the order in which they are first met.
    pub fields: Vec<FoundField>,
}

/// A field of elements that look like records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundField {
    /// The path within the record, as [`Field::path`] has it.
    pub path: String,
    /// How often the field stands in the document. More than the rows: it repeats in some; less: some lack it.
    pub count: u64,
}

/// Tells which elements of a document look like records: those that stand several times and have fields. Elements nearer to the
/// root come first, then those that stand more often. Where no element stands several times, those with the most fields are
/// told: the document may hold one record.
pub fn propose_paths<R: Read>(reader: R, limits: DocumentLimits) -> Result<Vec<Proposal>, Fault> {
    guarded(PART, || {
        let mut markup = Markup::new(PART, reader, limits.document)?;
        let mut paths = Paths::default();
        // The places of the open elements.
        let mut open: Vec<usize> = Vec::new();
        let mut blank = true;
        loop {
            let depth = markup.depth();
            match markup.next()? {
                Event::Start(element) => {
                    check_root(&element, depth)?;
                    let parent = open.last().copied();
                    if let Some(parent) = parent {
                        paths.found[parent].with_elements = true;
                    }
                    let place = paths.count(parent, element.local_name().as_ref())?;
                    for field in own_attributes(&element)? {
                        paths.count(Some(place), &field.path)?;
                    }
                    open.push(place);
                    blank = true;
                }
                Event::End(_) => {
                    if let Some(place) = open.pop() {
                        paths.found[place].with_text |= !blank;
                    }
                    blank = true;
                }
                Event::Eof => return Ok(paths.proposals()),
                event => {
                    let mut text = String::new();
                    push_text(&event, &mut text, PART)?;
                    blank &= text.trim().is_empty();
                }
            }
        }
    })
}

/// The paths of a document, counted, in the order in which they are first met.
#[derive(Default)]
struct Paths {
    found: Vec<FoundPath>,
    places: BTreeMap<(Option<usize>, String), usize>,
}

struct FoundPath {
    parent: Option<usize>,
    name: String,
    count: u64,
    with_elements: bool,
    with_text: bool,
}

impl Paths {
    fn count(&mut self, parent: Option<usize>, name: &str) -> Result<usize, Fault> {
        let next = self.found.len();
        let place = *self.places.entry((parent, name.to_owned())).or_insert(next);
        if place == next {
            if next == PATHS {
                return Err(Fault::TooLarge {
                    part: PART.to_owned(),
                    limit: u64::try_from(PATHS).unwrap_or(u64::MAX),
                    unit: "different paths",
                    remedy: "see whether it holds records",
                });
            }
            self.found.push(FoundPath {
                parent,
                name: name.to_owned(),
                count: 0,
                with_elements: false,
                with_text: false,
            });
        }
        self.found[place].count += 1;
        Ok(place)
    }

    /// The steps from an element, or from the root, to a path; nothing if the path is not within that element.
    fn steps(&self, from: Option<usize>, to: usize) -> Option<Vec<&str>> {
        let mut steps = Vec::new();
        let mut place = Some(to);
        while place != from {
            let found = &self.found[place?];
            steps.push(found.name.as_str());
            place = found.parent;
        }
        steps.reverse();
        Some(steps)
    }

    fn proposals(&self) -> Vec<Proposal> {
        let fields = |row: usize| -> Vec<FoundField> {
            (row + 1..self.found.len())
                .filter(|place| {
                    let found = &self.found[*place];
                    !found.with_elements || found.with_text
                })
                .filter_map(|place| {
                    Some(FoundField {
                        path: self.steps(Some(row), place)?.join("/"),
                        count: self.found[place].count,
                    })
                })
                .collect()
        };
        let proposal = |row: usize| -> Option<(usize, Proposal)> {
            let steps = self.steps(None, row)?;
            let proposal = Proposal {
                row_path: steps.join("/"),
                rows: self.found[row].count,
                fields: fields(row),
            };
            Some((steps.len(), proposal)).filter(|(_, proposal)| !proposal.fields.is_empty())
        };
        let elements = |least: u64| {
            (0..self.found.len()).filter(move |place| {
                let found = &self.found[*place];
                found.count >= least && !found.name.starts_with('@')
            })
        };
        let mut several: Vec<_> = elements(2).filter_map(proposal).collect();
        several.sort_by_key(|(depth, proposal)| (*depth, std::cmp::Reverse(proposal.rows)));
        if several.is_empty() {
            let direct = |row: &usize| {
                self.found
                    .iter()
                    .filter(|found| found.parent == Some(*row) && !found.with_elements)
                    .count()
            };
            let most = elements(1).map(|row| direct(&row)).max().unwrap_or(0);
            several = elements(1)
                .filter(|row| most > 0 && direct(row) == most)
                .filter_map(proposal)
                .collect();
        }
        several.into_iter().map(|(_, proposal)| proposal).collect()
    }
}

#[cfg(test)]
mod tests;
