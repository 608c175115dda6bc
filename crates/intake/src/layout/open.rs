//! Opens a file by the layout that recognises it.

use super::description::{FilePart, FileType, Layout};
use super::layouts::{Layouts, Owner};
use super::parquet_cells::columns;
use super::pattern::TextPattern;
use super::read::Walked;
use super::source::{Extract, Sheet, Taken, rows, sheets};
use super::table::{Lack, NamedColumns, RowRole, TableReader, is_blank};
use super::translate::Surroundings;
use super::value::shown_text;
use crate::column::{Column, Kind};
use crate::config::Config;
use crate::fault::Fault;
use crate::reason::{BadLine, RowText};
use crate::terms::{Map, folded, shown};
use inforce_sheets::{Cell, Row};
use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use std::fs::File;
use std::ops::ControlFlow;
use std::sync::Arc;

/// How a file is read by a layout: everything that its rows have in common.
#[derive(Clone, Debug)]
pub struct Described {
    /// The layout.
    pub layout: Arc<Layout>,
    /// Whose layout it is.
    pub owner: Owner,
    /// The row with the column names, as the program that made the file shows it.
    pub names_row: u64,
    pub(super) file_type: FileType,
    pub(super) separator: char,
    pub(super) part: Option<usize>,
    pub(super) around: Surroundings,
}

/// A table that was found in a file, with the number of its rows.
#[derive(Debug)]
pub(crate) struct FoundTable {
    pub(crate) described: Described,
    /// What follows the name of the file: the sheet, and the part of a row that gives the records.
    pub(crate) suffix: String,
    /// The numbers of the first and the last row.
    pub(crate) first_row: u64,
    pub(crate) last_row: u64,
    /// The number of rows.
    pub(crate) rows: u64,
    /// The rows by the hash of what makes them versions of one record, where such versions would be a fault.
    ids: Map<u64, u64>,
}

/// A file to be recognised.
#[derive(Clone, Copy)]
pub(crate) struct Candidate<'a> {
    /// The path in the dataset.
    pub(crate) name: &'a str,
    pub(crate) kind: Kind,
    pub(crate) file: &'a File,
    pub(crate) file_type: FileType,
    /// Whether the file is text of which the canonical shape is expected; an exact layout then adds nothing.
    pub(crate) is_canonical_text: bool,
    pub(crate) config: &'a Config,
}

/// A layout that does not recognise a file or sheet, and how far it came.
#[derive(Clone, Debug)]
pub struct Missed {
    /// The name of the layout.
    pub layout: String,
    pub(super) reach: Recognition,
    /// What was looked for and not found.
    pub why: String,
}

/// How far a layout came in recognising a file or sheet; the nearest is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Recognition {
    /// The sheet has another name, or the text is written otherwise.
    Elsewhere,
    /// A title that the layout looks for is not there.
    NoTitle,
    /// A text stands there that the layout does not allow.
    NotThis,
    /// No row names all columns.
    NoNames {
        /// Whether a title that the layout looks for is there.
        titled: bool,
        /// The most columns that a row names.
        found: usize,
    },
    /// A column of Parquet has another type.
    WrongType,
    /// An edition that the layout looks for is not there.
    NoEdition,
}

impl Missed {
    /// Whether the layout found some of what it looked for.
    #[must_use]
    pub fn is_near(&self) -> bool {
        let nothing = Recognition::NoNames {
            titled: false,
            found: 0,
        };
        self.reach > nothing
    }

    /// Whether the layout found the title that it looks for, and a column.
    pub(crate) const fn has_title(&self) -> bool {
        matches!(
            self.reach,
            Recognition::NoNames {
                titled: true,
                found: 1..
            } | Recognition::NoEdition
        )
    }

    /// Whether the layout found so many columns that the table is nearly its own.
    const fn is_nearly_it(&self) -> bool {
        matches!(
            self.reach,
            Recognition::NoNames { found: 3.., .. }
                | Recognition::WrongType
                | Recognition::NoEdition
        )
    }

    /// Compares two layouts by how far they came, the nearest first, then by name.
    #[must_use]
    pub fn nearest_first(&self, other: &Self) -> std::cmp::Ordering {
        let by_reach = other.reach.cmp(&self.reach);
        by_reach.then_with(|| self.layout.cmp(&other.layout))
    }
}

/// The patterns that a message names.
const SHOWN_PATTERNS: usize = 3;

/// The rows at the start of a file or sheet among which the column names are looked for.
const HEAD_ROWS: usize = 400;

/// The bytes of texts of these rows after which no more are looked at.
const HEAD_BYTES: usize = 4 << 20;

/// The tables of a file.
#[derive(Debug, Default)]
pub(crate) struct FoundTables {
    pub(crate) tables: Vec<FoundTable>,
    /// The sheets that hold something else, by the layout or because they are hidden.
    pub(crate) skipped: Vec<String>,
    /// The layouts that do not recognise a sheet, the nearest first.
    pub(crate) missed: Vec<Missed>,
}

/// Finds the tables of a file by layouts of some owners. The error is a fault of the file; without any table, the file is not
/// recognised.
pub(crate) fn find_tables(
    candidate: Candidate<'_>,
    layouts: &Layouts,
    owners: &[Owner],
) -> Result<FoundTables, Fault> {
    let fitting: Vec<(Owner, &Arc<Layout>, BTreeMap<String, String>)> = layouts
        .of_kind(candidate.kind)
        .filter(|(owner, layout)| {
            owners.contains(owner)
                && layout.file.types.contains(&candidate.file_type)
                && !(candidate.is_canonical_text && layout.table.exact)
        })
        .filter_map(|(owner, layout)| Some((owner, layout, layout.path(candidate.name)?)))
        .collect();
    let mut of_file = FoundTables::default();
    if fitting.is_empty() {
        return Ok(of_file);
    }
    let (mut unread, mut used): (Vec<(Sheet, bool)>, Vec<Arc<Layout>>) = (Vec::new(), Vec::new());
    let sheets = sheets(candidate.file, candidate.file_type)?;
    let covers: Vec<Vec<Row>> = fitting
        .iter()
        .map(|(_, layout, _)| cover_rows(candidate, layout, &sheets))
        .collect::<Result<_, Fault>>()?;
    for sheet in sheets {
        let mut recognised: Vec<Attempt<'_>> = Vec::new();
        let (mut heads, mut is_near) = (Heads::default(), false);
        for ((owner, layout, path), cover_rows) in fitting.iter().zip(&covers) {
            let attempt = Attempt {
                cover_rows,
                owner: *owner,
                layout,
                path: path.clone(),
                sheet: sheet.name.clone(),
                separator: ',',
                names_row: 0,
            };
            match attempt.recognise(candidate, &mut heads)? {
                Ok(attempts) => recognised.extend(attempts),
                Err(lack) => {
                    is_near |= lack.is_nearly_it();
                    of_file.missed.push(lack);
                }
            }
        }
        let best = recognised.iter().map(|attempt| attempt.owner).min();
        recognised.retain(|attempt| Some(attempt.owner) == best);
        match &recognised[..] {
            [] if heads.are_blank() => {}
            [] => unread.push((sheet, is_near)),
            [one] if !sheet.is_shown => {
                return Err(Fault::Described {
                    layout: one.layout.name.clone(),
                    said: format!(
                        "sheet {} is hidden, and holds such a table; show it if it counts, or remove it",
                        shown(&sheet.name.unwrap_or_default())
                    ),
                });
            }
            [one] => {
                used.push(Arc::clone(one.layout));
                of_file.tables.extend(one.read(candidate)?);
            }
            several @ [first, ..] => {
                return Err(Fault::SeveralLayouts {
                    sheet: sheet.name,
                    owner: first.owner,
                    layouts: several
                        .iter()
                        .map(|attempt| format!("{} {}", attempt.owner.told(), attempt.layout.name))
                        .collect(),
                });
            }
        }
    }
    let is_other = |name: &str| {
        let name = folded(name);
        used.iter().any(|layout| {
            TextPattern::any_fits(&layout.sheet.others, &name)
                || TextPattern::any_fits(&layout.sheet.cover, &name)
        })
    };
    let mut unknown = Vec::new();
    for (sheet, is_near) in unread {
        let name = sheet.name.unwrap_or_default();
        // A sheet that nearly is a table of the layout is not left aside for its name.
        if !is_near && (!sheet.is_shown || is_other(&name)) {
            of_file.skipped.push(name);
        } else {
            unknown.push(name);
        }
    }
    if let (Some(found), false) = (of_file.tables.first(), unknown.is_empty()) {
        return Err(Fault::UnreadSheets {
            sheets: unknown,
            layout: found.described.layout.name.clone(),
        });
    }
    of_file.check_ids()?;
    of_file.missed.sort_by(Missed::nearest_first);
    Ok(of_file)
}

/// Says that rows would be versions of one record.
fn one_record(rows: &str) -> String {
    format!(
        "{rows} would be one record, so that only one of them would count: they have the same id, substance and flow; write the amount of both in one row, or tell them apart by another column"
    )
}

impl FoundTables {
    /// Fails if rows of two tables of the file would be versions of one record.
    fn check_ids(&self) -> Result<(), Fault> {
        let mut seen: Map<u64, (&str, u64)> = Map::default();
        for table in &self.tables {
            let sheet = table.suffix.trim_start_matches('/');
            let mut ids: Vec<(&u64, &u64)> = table.ids.iter().collect();
            ids.sort_unstable_by_key(|(_, row)| **row);
            for (id, row) in ids {
                match seen.entry(*id) {
                    Entry::Occupied(before) => {
                        let (other, before) = *before.get();
                        let rows = format!(
                            "row {before} of {} and row {row} of {}",
                            shown(other),
                            shown(sheet)
                        );
                        return Err(Fault::Described {
                            layout: table.described.layout.name.clone(),
                            said: one_record(&rows),
                        });
                    }
                    Entry::Vacant(place) => _ = place.insert((sheet, *row)),
                }
            }
        }
        Ok(())
    }
}

/// Returns the first rows of the sheets whose title and values hold for the other sheets.
fn cover_rows(
    candidate: Candidate<'_>,
    layout: &Layout,
    sheets: &[Sheet],
) -> Result<Vec<Row>, Fault> {
    let mut found = Vec::new();
    let names = sheets.iter().filter_map(|sheet| sheet.name.as_deref());
    let is_cover = |name: &&str| TextPattern::any_fits(&layout.sheet.cover, &folded(name));
    for name in names.filter(is_cover) {
        let extract = Extract {
            file_type: candidate.file_type,
            written: &layout.file,
            separator: ',',
            sheet: Some(name),
        };
        rows(candidate.file, extract, &mut |taken| {
            if let Taken::Row(row) = taken {
                found.push(row.clone());
            }
            if found.len() < HEAD_ROWS {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        })?;
    }
    Ok(found)
}

/// The first rows of a sheet, read once for each way in which they can be read.
#[derive(Debug, Default)]
struct Heads(Vec<(FilePart, char, Vec<Row>)>);

impl Heads {
    /// Returns the first rows as an extract gives them.
    fn of(&mut self, file: &File, extract: Extract<'_>) -> Result<&[Row], Fault> {
        let is_it = |(written, separator, _): &(FilePart, char, Vec<Row>)| {
            written.reads_like(extract.written) && *separator == extract.separator
        };
        if let Some(known) = self.0.iter().position(is_it) {
            return Ok(&self.0[known].2);
        }
        let (mut head, mut bytes): (Vec<Row>, usize) = (Vec::new(), 0);
        let read = rows(file, extract, &mut |taken| {
            if let Taken::Row(row) = taken {
                let texts = row.cells.iter().map(|cell| shown_text(cell).len());
                bytes = bytes.saturating_add(texts.sum());
                head.push(row.clone());
            }
            if head.len() < HEAD_ROWS && bytes < HEAD_BYTES {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        });
        // A cut end matters where the file is recognised, and shows again when it is read whole.
        match read {
            Ok(()) | Err(Fault::Cut { .. }) => {}
            Err(fault) => return Err(fault),
        }
        self.0
            .push((extract.written.clone(), extract.separator, head));
        Ok(self.0.last().map_or(&[], |(_, _, head)| head))
    }

    /// Whether the sheet holds nothing, however it is read.
    fn are_blank(&self) -> bool {
        self.0
            .iter()
            .flat_map(|(_, _, head)| head)
            .all(|row| row.cells.iter().all(is_blank))
    }
}

/// Whether the fault is one of a layout that says the file is written otherwise than it is.
const fn is_of_layout(fault: &inforce_sheets::Fault) -> bool {
    use inforce_sheets::Fault as Of;
    matches!(
        fault,
        Of::OtherEncoding { .. } | Of::NotInEncoding { .. } | Of::NoSuchPath { .. }
    )
}

/// One layout tried on one sheet.
#[derive(Clone)]
struct Attempt<'l> {
    owner: Owner,
    cover_rows: &'l [Row],
    layout: &'l Arc<Layout>,
    path: BTreeMap<String, String>,
    sheet: Option<String>,
    separator: char,
    names_row: u64,
}

impl Attempt<'_> {
    fn extract(&self, file_type: FileType) -> Extract<'_> {
        Extract {
            file_type,
            written: &self.layout.file,
            separator: self.separator,
            sheet: self.sheet.as_deref(),
        }
    }

    /// Returns the layout with each separator under which it recognises the sheet, or why it does not.
    fn recognise(
        mut self,
        candidate: Candidate<'_>,
        heads: &mut Heads,
    ) -> Result<Result<Vec<Self>, Missed>, Fault> {
        let missed = |reach: Recognition, why: String| Missed {
            layout: self.layout.name.clone(),
            reach,
            why,
        };
        let sheet_fits = match &self.sheet {
            Some(sheet) => {
                let names = &self.layout.sheet.names;
                names.is_empty() || TextPattern::any_fits(names, &folded(sheet))
            }
            None => true,
        };
        let separators = match candidate.file_type {
            FileType::Text => self.layout.file.separators.clone(),
            _ => vec![','],
        };
        let (mut recognised, mut nearest) =
            (Vec::new(), missed(Recognition::Elsewhere, String::new()));
        for separator in separators {
            self.separator = separator;
            let head = match heads.of(candidate.file, self.extract(candidate.file_type)) {
                Ok(head) => head,
                // The text is written otherwise, or has other elements, than the layout says.
                Err(Fault::Cells(fault)) if is_of_layout(&fault) => {
                    nearest = missed(Recognition::Elsewhere, fault.to_string());
                    continue;
                }
                Err(fault) => return Err(fault),
            };
            if !sheet_fits {
                nearest = missed(
                    Recognition::Elsewhere,
                    "the sheet has another name".to_owned(),
                );
                continue;
            }
            match self.table(candidate, head)? {
                Ok(names_row) => {
                    self.names_row = names_row;
                    recognised.push(self.clone());
                }
                Err((reach, why)) if reach >= nearest.reach => nearest = missed(reach, why),
                Err(_) => {}
            }
        }
        Ok(if recognised.is_empty() {
            Err(nearest)
        } else {
            Ok(recognised)
        })
    }

    /// Returns the row of the column names, or what was looked for and not found, with a measure of how far the layout came.
    fn table(
        &self,
        candidate: Candidate<'_>,
        head: &[Row],
    ) -> Result<Result<u64, (Recognition, String)>, Fault> {
        let name = candidate.name;
        let mut reader =
            TableReader::new(self.layout, self.first_part(), name, self.sheet.as_deref());
        let mut above: Vec<String> = self.sheet.iter().cloned().collect();
        let on_cover = self.cover_rows.iter().flat_map(|row| &row.cells);
        let on_cover = on_cover.filter(|cell| !is_blank(cell));
        above.extend(on_cover.map(|cell| shown_text(cell).into_owned()));
        let at = head.iter().find(|row| {
            if reader.take(row) == RowRole::Names {
                return true;
            }
            let filled = row.cells.iter().filter(|cell| !is_blank(cell));
            above.extend(filled.map(|cell| shown_text(cell).into_owned()));
            false
        });
        let marks = &self.layout.recognise;
        let keys: Vec<String> = above.iter().map(|text| folded(text)).collect();
        let has =
            |patterns: &[TextPattern]| keys.iter().any(|key| TextPattern::any_fits(patterns, key));
        let listed = |patterns: &[TextPattern]| {
            let written: Vec<String> = patterns
                .iter()
                .take(SHOWN_PATTERNS)
                .map(|pattern| shown(pattern.written()))
                .collect();
            let more = patterns.len().saturating_sub(SHOWN_PATTERNS);
            let more = match more {
                0 => String::new(),
                more => format!(" or {more} more"),
            };
            written.join(" or ") + &more
        };
        if !marks.title.is_empty() && !has(&marks.title) {
            return Ok(Err((
                Recognition::NoTitle,
                format!("no title {} above a table", listed(&marks.title)),
            )));
        }
        let is_not = |(_, key): &(&String, &String)| TextPattern::any_fits(&marks.not, key);
        if let Some((text, _)) = above.iter().zip(&keys).find(is_not) {
            let said = format!("{} stands above the table", shown(text));
            return Ok(Err((Recognition::NotThis, said)));
        }
        let Some(at) = at else {
            let Lack { found, .. } = reader.nearest;
            let why = if found == 0 {
                "no row names its columns".to_owned()
            } else {
                reader.nearest.told()
            };
            let titled = !marks.title.is_empty();
            return Ok(Err((Recognition::NoNames { titled, found }, why)));
        };
        if !marks.edition.is_empty() && !has(&marks.edition) {
            return Ok(Err((
                Recognition::NoEdition,
                format!("no edition {} above the table", listed(&marks.edition)),
            )));
        }
        if let Some(said) = self.wrong_type(candidate, &reader)? {
            return Ok(Err((Recognition::WrongType, said)));
        }
        Ok(Ok(at.number))
    }

    /// Returns what is wrong with the types of the columns of Parquet: binary floats that the layout does not say to read, and, for
    /// an exact layout, any type that is not that of the field.
    fn wrong_type(
        &self,
        candidate: Candidate<'_>,
        reader: &TableReader<'_>,
    ) -> Result<Option<String>, Fault> {
        let (FileType::Parquet, Some(names)) = (candidate.file_type, reader.names()) else {
            return Ok(None);
        };
        let types = columns(candidate.file)?;
        for (field, source) in &names.fields {
            let Some((name, found)) = names.places.get(field).and_then(|place| types.get(*place))
            else {
                continue;
            };
            let reads_floats = source.values.floats.or(self.layout.values.floats) == Some(true);
            if field.is_number() && found.is_floating() && !reads_floats {
                return Ok(Some(format!(
                    "the column {} holds binary floats, which the layout does not read (values.floats)",
                    shown(name)
                )));
            }
            if self.layout.table.exact && !field.takes(found) {
                return Ok(Some(format!(
                    "the column {} is {found}, which is no type of its field",
                    shown(name)
                )));
            }
        }
        Ok(None)
    }

    fn first_part(&self) -> Option<usize> {
        (!self.layout.parts.is_empty()).then_some(0)
    }

    /// Reads the whole sheet and returns its tables: one for each part of a row that gives records.
    fn read(&self, candidate: Candidate<'_>) -> Result<Vec<FoundTable>, Fault> {
        let around = Surroundings {
            file: candidate.name.to_owned(),
            sheet: self.sheet.clone(),
            cover: self.cover(candidate)?,
            path: self.path.clone(),
            head: None,
            has_semicolons: self.separator == ';',
        };
        let described = Described {
            layout: Arc::clone(self.layout),
            owner: self.owner,
            names_row: self.names_row,
            file_type: candidate.file_type,
            separator: self.separator,
            part: None,
            around,
        };
        let parts = &self.layout.parts;
        let variants: Vec<(Described, Option<String>)> = if !parts.is_empty() {
            let of_part = |(place, part): (usize, &super::description::RowRecord)| {
                let described = Described {
                    part: Some(place),
                    ..described.clone()
                };
                (described, Some(part.name.clone()))
            };
            parts.iter().enumerate().map(of_part).collect()
        } else if self.layout.wide.is_some() {
            let of_head = |head: String| {
                let around = Surroundings {
                    head: Some(head.clone()),
                    ..described.around.clone()
                };
                let described = Described {
                    around,
                    ..described.clone()
                };
                (described, Some(head))
            };
            self.heads(candidate)?.into_iter().map(of_head).collect()
        } else {
            vec![(described, None)]
        };
        variants
            .into_iter()
            .map(|(described, part)| described.measured(candidate, part.as_deref()))
            .collect()
    }

    /// Returns the names of the columns of a wide table that give records.
    fn heads(&self, candidate: Candidate<'_>) -> Result<Vec<String>, Fault> {
        let mut reader = TableReader::new(self.layout, None, candidate.name, self.sheet.as_deref());
        let mut heads = Vec::new();
        rows(
            candidate.file,
            self.extract(candidate.file_type),
            &mut |taken| {
                let Taken::Row(row) = taken else {
                    return ControlFlow::Continue(());
                };
                if reader.take(row) != RowRole::Names {
                    return ControlFlow::Continue(());
                }
                let names = reader.names().map(|names| names.heads.clone());
                heads.extend(names.into_iter().flatten().map(|(_, name)| name));
                ControlFlow::Break(())
            },
        )?;
        let mut seen: Vec<String> = heads.iter().map(|head| folded(head)).collect();
        seen.sort_unstable();
        let pairs = seen.iter().zip(seen.iter().skip(1));
        if let Some((twice, _)) = { pairs }.find(|(a, b)| a == b) {
            return Err(Fault::Described {
                layout: self.layout.name.clone(),
                said: format!(
                    "the column {} stands twice; keep one of the two",
                    shown(twice)
                ),
            });
        }
        Ok(heads)
    }

    /// Returns the values beside the table and on the sheets of the cover.
    fn cover(&self, candidate: Candidate<'_>) -> Result<BTreeMap<String, Cell>, Fault> {
        let mut cover: BTreeMap<String, Cell> = BTreeMap::new();
        if self.layout.cover.is_empty() {
            return Ok(cover);
        }
        let mut twice = None;
        let mut note = |row: &Row, is_below: bool| {
            for (name, value) in labelled(self.layout, row) {
                match cover.get(name) {
                    // Below the column names, the names of other tables may look like labels.
                    Some(_) if is_below && filled(row) != 2 => {}
                    Some(before) if *before != value => {
                        twice = Some(format!(
                            "beside the table, {name} is {} and again {}; leave one of the two",
                            shown(&shown_text(before)),
                            shown(&shown_text(&value))
                        ));
                    }
                    _ => {
                        cover.insert(name.to_owned(), value);
                    }
                }
            }
        };
        self.cover_rows.iter().for_each(|row| note(row, false));
        let (name, sheet) = (candidate.name, self.sheet.as_deref());
        let mut reader = TableReader::new(self.layout, self.first_part(), name, sheet);
        let mut is_below = false;
        rows(
            candidate.file,
            self.extract(candidate.file_type),
            &mut |taken| {
                if let Taken::Row(row) = taken {
                    let line = reader.take(row);
                    is_below |= line == RowRole::Names;
                    // A label and its value between the rows of the table are no row of it.
                    if line == RowRole::Beside || line == RowRole::Row && filled(row) == 2 {
                        note(row, is_below);
                    }
                }
                ControlFlow::Continue(())
            },
        )?;
        match twice.or_else(|| self.lacking(&cover)) {
            Some(said) => Err(Fault::Described {
                layout: self.layout.name.clone(),
                said,
            }),
            None => Ok(cover),
        }
    }

    /// Returns which value a field needs that does not stand beside the table.
    fn lacking(&self, cover: &BTreeMap<String, Cell>) -> Option<String> {
        use super::description::{From, TemplatePiece};
        let sources = self
            .layout
            .fields
            .values()
            .filter(|source| !source.optional);
        let needed = sources.flat_map(|source| match &source.from {
            From::Template(pieces) => pieces.as_slice(),
            From::Columns(_) => &[],
        });
        let mut lacking = needed.filter_map(|piece| match piece {
            TemplatePiece::Cover(name) if !cover.contains_key(name) => Some(name),
            _ => None,
        });
        let name = lacking.next()?;
        let labels = self.layout.cover.get(name).into_iter().flatten();
        let labels: Vec<String> = labels
            .take(SHOWN_PATTERNS)
            .map(|label| shown(label))
            .collect();
        Some(format!(
            "beside the table stands no {name}; write it in the cell after {} or another label of the layout",
            labels.join(" or ")
        ))
    }
}

/// Returns the values that a row beside the table gives, each with its name: the cell after a label, or the text after the colon
/// of a label.
fn labelled<'l>(layout: &'l Layout, row: &Row) -> Vec<(&'l str, Cell)> {
    let mut found = Vec::new();
    let cells = &row.cells;
    for (place, cell) in cells.iter().enumerate() {
        let Cell::Text(text) = cell else { continue };
        let (label, rest) = text.split_once([':', '：']).unwrap_or((text, ""));
        let label = folded(label);
        let name = layout
            .cover
            .iter()
            .find(|(_, labels)| labels.iter().any(|known| folded(known) == label));
        let Some((name, _)) = name.filter(|_| !label.is_empty()) else {
            continue;
        };
        let value = if rest.trim().is_empty() {
            let next = cells[place + 1..].iter().find(|cell| !is_blank(cell));
            // A label is no value.
            next.filter(|cell| !layout.is_label(cell)).cloned()
        } else {
            Some(Cell::Text(rest.trim().to_owned()))
        };
        found.extend(value.map(|value| (name.as_str(), value)));
    }
    found
}

/// Returns the number of cells of a row that hold something.
fn filled(row: &Row) -> usize {
    row.cells.iter().filter(|cell| !is_blank(cell)).count()
}

impl Layout {
    /// Whether a cell holds a label of a value beside the table.
    fn is_label(&self, cell: &Cell) -> bool {
        let Cell::Text(text) = cell else { return false };
        let label = folded(text.trim_end_matches([':', '：']));
        let mut labels = self.cover.values().flatten();
        labels.any(|known| folded(known) == label)
    }

    /// Returns the named parts of a path if the layout takes files of this path; the folders `key=value` are named parts, too.
    fn path(&self, name: &str) -> Option<BTreeMap<String, String>> {
        let patterns = &self.file.path;
        let mut named = if patterns.is_empty() {
            BTreeMap::new()
        } else {
            patterns.iter().find_map(|pattern| pattern.named(name))?
        };
        named.extend(super::hive::values(name));
        Some(named)
    }
}

impl Described {
    /// Returns the file as it was sent, relative to the dataset.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.around.file
    }

    /// Returns the sheet, of a workbook.
    #[must_use]
    pub fn sheet(&self) -> Option<&str> {
        self.around.sheet.as_deref()
    }

    pub(super) fn extract(&self) -> Extract<'_> {
        Extract {
            file_type: self.file_type,
            written: &self.layout.file,
            separator: self.separator,
            sheet: self.around.sheet.as_deref(),
        }
    }

    pub(super) fn table(&self) -> TableReader<'_> {
        TableReader::new(
            &self.layout,
            self.part,
            &self.around.file,
            self.around.sheet.as_deref(),
        )
    }

    /// Returns what keeps a row of the table from being a row of its columns.
    pub(super) fn bad_line(&self, names: &NamedColumns, row: &Row) -> Option<BadLine> {
        let (found, expected) = (row.cells.len(), names.is_named.len());
        if self.file_type == FileType::Text && found != expected {
            return Some(BadLine::Fields { found, expected });
        }
        names.stray(row).map(|place| BadLine::Nameless(place + 1))
    }

    /// Counts the rows of the table and checks that no two rows have one id, unless the layout allows it.
    fn measured(self, candidate: Candidate<'_>, part: Option<&str>) -> Result<FoundTable, Fault> {
        let (mut first_row, mut last_row, mut count) = (0, 0, 0_u64);
        let mut ids: Map<u64, u64> = Map::default();
        let mut twice = None;
        let checks_ids = self.layout.table.unique_ids || self.layout.has_made_ids();
        let (kind, config) = (self.layout.kind, candidate.config);
        let said = self.walk(candidate.file, config, &mut |translator, walked| {
            let number = walked.number();
            if let (true, Walked::Row(row, names)) = (checks_ids, walked) {
                let id = translator.row(names, row).identity(kind, config);
                match id.map(|id| ids.entry(id)) {
                    Some(Entry::Occupied(before)) => {
                        twice = twice.or(Some((*before.get(), number)));
                    }
                    Some(Entry::Vacant(place)) => _ = place.insert(number),
                    None => {}
                }
            }
            if count == 0 {
                first_row = number;
            }
            (last_row, count) = (number, count + 1);
            ControlFlow::Continue(())
        })?;
        let rows = twice.map(|(before, after)| format!("rows {before} and {after}"));
        if let Some(said) = said.or_else(|| rows.map(|rows| one_record(&rows))) {
            return Err(Fault::Described {
                layout: self.layout.name.clone(),
                said,
            });
        }
        let mut suffix = String::new();
        for name in self.around.sheet.as_deref().into_iter().chain(part) {
            suffix.push('/');
            suffix.push_str(&name.replace(['\n', '\r', '\t'], " "));
        }
        Ok(FoundTable {
            described: self,
            suffix,
            first_row,
            last_row,
            rows: count,
            ids,
        })
    }
}

impl Layout {
    /// Whether the ids of rows are made by the layout and rows of one file could come to have one id.
    fn has_made_ids(&self) -> bool {
        use super::description::{From, TemplatePiece};
        let id = match self.kind {
            Kind::Record => Column::RecordId,
            Kind::Filing => Column::FilingId,
        };
        let source = self.fields.get(&super::field::Field::Column(id));
        let made = |source: &super::description::FieldSource| match &source.from {
            From::Columns(_) => false,
            From::Template(pieces) => !pieces.contains(&TemplatePiece::Row),
        };
        !self.table.repeated_ids && source.is_some_and(made)
    }
}

impl super::translate::Translated<'_> {
    /// Returns a hash of what makes two rows versions of one record or filing (`rules.md` 4.2): `None` if the row lacks part of
    /// it.
    fn identity(&self, kind: Kind, config: &Config) -> Option<u64> {
        let columns: &[Column] = match kind {
            Kind::Record => &[
                Column::RecordId,
                Column::Reporter,
                Column::Flow,
                Column::Form,
            ],
            Kind::Filing => &[
                Column::FilingId,
                Column::Country,
                Column::Substance,
                Column::FilingKind,
            ],
        };
        let mut hasher = blake3::Hasher::new();
        for column in columns {
            let text = self.text(*column).filter(|text| !text.is_empty())?;
            // Forms that hold the same substances are alike.
            match config
                .form_codes
                .find(&text)
                .filter(|_| *column == Column::Form)
            {
                Some(form) => {
                    for substance in config.held(form) {
                        hasher.update(config.substance_code(substance).as_bytes());
                        hasher.update(b",");
                    }
                }
                None => _ = hasher.update(text.as_bytes()),
            }
            hasher.update(&[0]);
        }
        let bytes = hasher.finalize();
        let first = bytes.as_bytes().first_chunk::<8>()?;
        Some(u64::from_le_bytes(*first))
    }
}
