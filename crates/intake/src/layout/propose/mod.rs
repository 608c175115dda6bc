//! Proposes a layout for a file that no layout recognises, from the names of its columns and from its values.
//!
//! A proposal is for a person to read: each line that was inferred says from what. Where two readings fit, and where a needed
//! field has no column, there is no proposal, but everything that is in the way is told at once.
//!
//! - [`sample`]: the table, read once: column names, values, what stands around;
//! - [`heads`]: what names of columns may mean;
//! - [`columns`]: the field of each column;
//! - [`codes`], [`days`], [`amounts`]: how values are written;
//! - [`place`]: what the path, the sheet and the cells beside the table give;
//! - [`make`]: the layout, part by part;
//! - [`draft`]: the layout as TOML.

mod amounts;
mod codes;
mod columns;
mod days;
mod draft;
mod fault;
mod heads;
mod make;
mod place;
mod sample;

pub use fault::{NoProposal, Problem};

use super::description::{FilePart, FileType, Layout};
use super::layouts::{Layouts, Owner};
use super::open::{Candidate, find_tables};
use super::source::sheets;
use crate::column::Kind;
use crate::content;
use crate::conversion::Lists;
use crate::dataset::DatasetFile;
use crate::fault::Fault;
use crate::file::Portion;
use crate::rows::Seen;
use crate::terms::{folded, shown};
use codes::CodeList;
use inforce_sheets::packed::Unpacked;
use inforce_sheets::text::{self, TextEncoding};
use inforce_sheets::xml;
use sample::{ColumnValues, ReadingMethod, Sample};
use std::fs::File;
use std::io::{BufReader, Read, Seek};

/// A layout that was made for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The layout as TOML.
    pub text: String,
    /// The number of the fields that columns of the file give: a measure of how well the file is known.
    pub fields: usize,
}

/// The words for nothing, folded or, if they have no letters, as they are.
const NOTHING: [&str; 13] = [
    "null",
    "na",
    "none",
    "nan",
    "nat",
    "nil",
    "n",
    "нд",
    "nodata",
    "notavailable",
    "sd",
    "ka",
    "无",
];
const NOTHING_SIGNS: [&str; 5] = ["-", "--", "–", "—", "0000-00-00"];

/// Whether a text is a word for nothing.
fn is_nothing(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || NOTHING_SIGNS.contains(&text) {
        return true;
    }
    let word = folded(text);
    // `n` alone is a letter, and `\N` a sign of databases.
    NOTHING.contains(&word.as_str()) && (word != "n" || text == "\\N")
}

/// Whether a text is a word for nothing in a column of a list: `NA` is Namibia among other codes of two letters.
fn nothing_in(list: CodeList, values: &ColumnValues, text: &str) -> bool {
    if list == CodeList::Countries && text.trim() == "NA" {
        let is_two =
            |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        let others = values.texts().filter(|(text, _)| text != "NA");
        let (two, all) = others.fold((0_u64, 0_u64), |(two, all), (text, rows)| {
            (two + if is_two(&text) { rows } else { 0 }, all + rows)
        });
        return all == 0 || two * 2 < all;
    }
    is_nothing(text)
}

/// Proposes a layout for a file of a dataset. The error names everything that is in the way.
pub fn propose(found: &DatasetFile, lists: &Lists<'_>) -> Result<Proposal, NoProposal> {
    let fault = |fault: Fault| NoProposal::of(fault.to_string());
    let file = File::open(&found.path)
        .map_err(Fault::Unreadable)
        .map_err(fault)?;
    let Some(file_type) = content::file_type(&file, &found.name).map_err(fault)? else {
        return Err(fault(content::unrecognised(found, Vec::new())));
    };
    let is_code = |text: &str| {
        CodeList::Substances.names(text, lists.config)
            || CodeList::Forms.names(text, lists.config)
            || CodeList::Countries.names(text, lists.config)
    };
    let tables = tables(&file, file_type, found.kind, &is_code).map_err(fault)?;
    let Some(SampledTables { tables, others }) = chosen(tables)? else {
        return Err(NoProposal::of(format!(
            "no row names columns of {}s: two or more cells of a row should be names such as {}",
            found.kind.name(),
            match found.kind {
                Kind::Record => "date, reporter, partner, flow, form, quantity",
                Kind::Filing => "country, substance, received, effective, grams",
            }
        )));
    };
    let made = make::make(found, &tables, &others, lists.config)?;
    tried(found, &file, file_type, &made.text, lists)?;
    Ok(made)
}

/// The tables of a file, and the sheets that hold none.
struct SampledTables {
    tables: Vec<Sample>,
    others: Vec<String>,
}

/// Reads the tables of a file: one for each sheet that has one, in the way that fits best, and the names of the other sheets.
fn tables(
    file: &File,
    file_type: FileType,
    kind: Kind,
    is_code: &dyn Fn(&str) -> bool,
) -> Result<SampledTables, Fault> {
    let ways = match file_type {
        FileType::Text => text_ways(file)?,
        FileType::Xml => xml_ways(file)?,
        FileType::Parquet => vec![ReadingMethod::of(file_type, None)],
        FileType::Workbook => {
            let (mut tables, mut others) = (Vec::new(), Vec::new());
            for sheet in sheets(file, file_type)? {
                let name = sheet.name.unwrap_or_default();
                let way = ReadingMethod::of(file_type, Some(name.clone()));
                match Sample::read(file, &way, kind, is_code)? {
                    Some(table) if sheet.is_shown => tables.push(table),
                    _ if !sheet.is_shown => {}
                    _ => others.push(name),
                }
            }
            return Ok(SampledTables { tables, others });
        }
    };
    let mut best: Option<(usize, ReadingMethod)> = None;
    for way in ways {
        let Ok(score) = sample::score(file, &way, kind, is_code) else {
            continue;
        };
        if best.as_ref().is_none_or(|(most, _)| score > *most) {
            best = Some((score, way));
        }
    }
    let table = match best {
        Some((_, way)) => Sample::read(file, &way, kind, is_code)?,
        None => None,
    };
    Ok(SampledTables {
        tables: table.into_iter().collect(),
        others: Vec::new(),
    })
}

impl ReadingMethod {
    fn of(file_type: FileType, sheet: Option<String>) -> Self {
        Self {
            file_type,
            part: FilePart {
                line_breaks: true,
                ..FilePart::of(file_type)
            },
            separator: ',',
            sheet,
        }
    }
}

/// The bytes at the start of a text by which its encoding and its separators are told.
const TEXT_START: u64 = 1 << 20;

/// Encodings that are tried beside those of the reader of texts.
const MORE_ENCODINGS: [&str; 6] = ["koi8-r", "ibm866", "gb18030", "big5", "shift_jis", "euc-kr"];

fn text_ways(file: &File) -> Result<Vec<ReadingMethod>, Fault> {
    let mut own = file.try_clone().map_err(Fault::Unreadable)?;
    own.rewind().map_err(Fault::Unreadable)?;
    let mut start = Vec::new();
    Unpacked::new(own)?
        .take(TEXT_START)
        .read_to_end(&mut start)
        .map_err(inforce_sheets::Fault::from)?;
    let mut encodings = text::encodings(&start);
    if encodings.len() > 1 {
        let more = MORE_ENCODINGS.iter();
        encodings.extend(more.filter_map(|name| TextEncoding::named(name).ok()));
    }
    let mut ways = Vec::new();
    for encoding in encodings {
        for separator in [',', ';', '\t', '|'] {
            let mut way = ReadingMethod::of(FileType::Text, None);
            way.part.encoding = encoding.name().to_ascii_lowercase();
            way.part.separators = vec![separator];
            way.separator = separator;
            ways.push(way);
        }
    }
    Ok(ways)
}

fn xml_ways(file: &File) -> Result<Vec<ReadingMethod>, Fault> {
    let mut own = file.try_clone().map_err(Fault::Unreadable)?;
    own.rewind().map_err(Fault::Unreadable)?;
    let proposals = xml::propose_paths(BufReader::new(own), xml::DocumentLimits::default())?;
    let way = |proposal: xml::Proposal| {
        let mut way = ReadingMethod::of(FileType::Xml, None);
        way.part.row = Some(proposal.row_path);
        way
    };
    Ok(proposals.into_iter().take(8).map(way).collect())
}

/// Takes the tables with the best known columns; all must name the same columns. Returns them with the sheets that hold none.
fn chosen(found: SampledTables) -> Result<Option<SampledTables>, NoProposal> {
    let SampledTables { tables, mut others } = found;
    let Some(best) = tables.iter().max_by_key(|table| table.score).cloned() else {
        return Ok(None);
    };
    let names =
        |table: &Sample| -> Vec<String> { table.names.iter().map(|name| folded(name)).collect() };
    let (same, different): (Vec<Sample>, Vec<Sample>) = tables
        .into_iter()
        .partition(|table| names(table) == names(&best));
    for table in different {
        let sheet = table.way.sheet.unwrap_or_default();
        if table.rows > 0 && table.score * 2 >= best.score && table.score >= 30 {
            return Err(NoProposal::of(format!(
                "the sheets {} and {} hold tables with different columns; save each sheet as a workbook of its own",
                shown(best.way.sheet.as_deref().unwrap_or_default()),
                shown(&sheet)
            )));
        }
        others.push(sheet);
    }
    Ok(Some(SampledTables {
        tables: same,
        others,
    }))
}

/// Reads the layout back and tries it on the file: it must recognise the file, and not refuse every row.
fn tried(
    found: &DatasetFile,
    file: &File,
    file_type: FileType,
    text: &str,
    lists: &Lists<'_>,
) -> Result<(), NoProposal> {
    let layout = Layout::read("proposed", "the proposed layout", text.as_bytes())
        .map_err(|error| NoProposal::of(format!("{error}")))?;
    let layouts = Layouts::of_one(layout);
    let candidate = Candidate {
        name: &found.name,
        kind: found.kind,
        file,
        file_type,
        is_canonical_text: false,
        config: lists.config,
    };
    let owners = [Owner::Dataset];
    let tables = find_tables(candidate, &layouts, &owners)
        .map_err(|fault| NoProposal::of(fault.to_string()))?;
    if tables.tables.is_empty() {
        let why: Vec<String> = tables.missed.into_iter().map(|missed| missed.why).collect();
        return Err(NoProposal::of(format!(
            "the layout that was made does not recognise the file: {}",
            why.join("; ")
        )));
    }
    let (mut valid, mut refused) = (0_u64, None);
    for table in &tables.tables {
        let portion = Portion::Table {
            first_row: table.first_row,
            last_row: table.last_row,
            rows: table.rows,
        };
        let mut seen = |row: u64, said: Option<String>| match said {
            None => valid += 1,
            Some(said) => _ = refused.get_or_insert((row, said)),
        };
        let read = match found.kind {
            Kind::Record => table
                .described
                .records(file, &portion, None, lists, &mut |row| match row {
                    Seen::Valid(rows) => rows.iter().for_each(|row| seen(row.number(), None)),
                    Seen::Refused(row, refused) => seen(row, Some(refused.detail())),
                }),
            Kind::Filing => table
                .described
                .filings(file, lists, &mut |row, filing| match filing {
                    Ok(_) => seen(row, None),
                    Err(refused) => seen(row, Some(refused.detail())),
                }),
        };
        read.map_err(|fault| NoProposal::of(fault.to_string()))?;
    }
    match refused {
        Some((row, said)) if valid == 0 => Err(NoProposal::of(format!(
            "with the layout that was made every row would be refused: row {row}: {said}"
        ))),
        _ => Ok(()),
    }
}
