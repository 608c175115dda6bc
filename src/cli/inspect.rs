//! The command `inforce inspect`, which shows how files are read, and proposes layouts.

use super::error::{CommandError, failed, misuse};
use super::figures::of;
use super::source::configuration;
use super::{End, say};
use crate::config::Config;
use crate::conversion::Lists;
use crate::intake::{
    DatasetFile, Fault, InputFile, Inspected, InspectedTable, Kind, Layouts, Located, Missed,
    NoProposal, Opener, Owner, Proposal, ReadRow, ReadTable, inspect, locate, propose,
};
use crate::terms::{shown, shown_path, shown_whole};
use clap::{Args, ValueEnum};
use inforce_present::table::Cell;
use inforce_present::table::answer::{Answer, figure, json, text};
use inforce_present::table::terminal;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Examples:
  inforce inspect data/trades/2024/q1.xlsx
  inforce inspect data/trades/*.csv --format json
  inforce inspect ~/Downloads/statistics.xml --dataset data
  inforce inspect data/trades/q1.xlsx --propose > q1.toml
  mv q1.toml data/layouts/

Shows of each file what it is, which layout reads it and why, or the nearest layouts and what each \
lacks; the columns with their fields; the first five rows as they are read; and the rows refused, by \
reason, with the first of each. Nothing is judged and nothing is published.

The layouts of the dataset count: of the folder above trades/ or estimates/, or of --dataset. A file \
elsewhere is tried as records and as filings.

With --propose, a layout for one file is made from the names of its columns and from its values, and \
written to standard output. Each line that was inferred says from what: read them before you save \
it. Where two readings fit, as for 01/02/2024, or a needed field has no column, nothing is written, \
and the message names what is in the way.

Exit codes:
  0  every file is read, with or without refused rows; or a layout was made
  1  a file cannot be read, or no layout could be made
  2  the command line or the configuration is wrong";

/// Show what files are and how they are read, or propose a layout for one
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct InspectAsked {
    /// The files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write a layout for the file, made from its columns and values
    #[arg(long, conflicts_with = "format")]
    propose: bool,
    /// The configuration whose lists and layouts count [default: the built-in one]
    #[arg(long, value_name = "DIR")]
    config: Option<PathBuf>,
    /// The dataset whose layouts count [default: the folder above trades/ or estimates/]
    #[arg(long, value_name = "DIR")]
    dataset: Option<PathBuf>,
    /// How to give the answer
    #[arg(long, value_enum, value_name = "FORM", default_value_t = InspectFormat::Table)]
    format: InspectFormat,
}

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum InspectFormat {
    /// For people
    Table,
    /// For programs
    Json,
}

/// The number of rows that are shown.
const ROWS: usize = 5;
/// The number of layouts that are shown of a file that none recognises.
const NEAREST: usize = 3;

/// Runs the command.
pub(super) fn run(asked: &InspectAsked) -> Result<End, CommandError> {
    let (config, conversion) = configuration(asked.config.as_deref()).map_err(misuse)?;
    let lists = Lists {
        config: &config,
        conversion: &conversion,
    };
    if asked.propose {
        let [file] = &asked.files[..] else {
            return Err(misuse("--propose takes one file; call it for each file"));
        };
        let located = located(file, asked)?;
        let proposal = proposed(&located, &lists)
            .map_err(|error| failed(format!("{}: {error}", shown_path(file))))?;
        warn_of_others(&located, &config);
        say(proposal.text.as_bytes());
        return Ok(End::Done);
    }
    let mut shown: Vec<ShownFile> = Vec::new();
    for file in &asked.files {
        let located = located(file, asked)?;
        let layouts = layouts(&located, &config)?;
        let opener = Opener {
            layouts: &layouts,
            config: &config,
        };
        shown.push(ShownFile::of(file, &located, opener, &lists));
    }
    let is_read = shown.iter().all(|file| file.fault.is_none());
    let answer = match asked.format {
        InspectFormat::Json => json(&shown)?,
        InspectFormat::Table => {
            let texts: Vec<String> = shown.iter().map(ShownFile::as_text).collect();
            texts.join("\n")
        }
    };
    say(answer.as_bytes());
    Ok(if is_read { End::Done } else { End::Failed })
}

fn located(file: &Path, asked: &InspectAsked) -> Result<Located, CommandError> {
    if file.is_dir() {
        return Err(misuse(format!(
            "{} is a folder; name the files in it",
            shown_path(file)
        )));
    }
    locate(file, asked.dataset.as_deref()).map_err(misuse)
}

fn layouts(located: &Located, config: &Config) -> Result<Layouts, CommandError> {
    let loaded = match &located.dataset {
        Some(dataset) => Layouts::load(&config.source, dataset),
        None => Layouts::without_dataset(&config.source),
    };
    loaded.map_err(misuse)
}

/// Makes a layout. A file in no dataset is tried as either kind; the kind with more known fields is taken.
fn proposed(located: &Located, lists: &Lists<'_>) -> Result<Proposal, NoProposal> {
    let mut best: Option<Proposal> = None;
    let mut errors: Vec<NoProposal> = Vec::new();
    for file in &located.files {
        match propose(file, lists) {
            Ok(made) if best.as_ref().is_none_or(|best| made.fields > best.fields) => {
                best = Some(made);
            }
            Ok(_) => {}
            Err(error) => errors.push(error),
        }
    }
    // Of two kinds of file, the one with fewer things in the way is nearer.
    let nearest = errors.into_iter().min_by_key(|error| error.0.len());
    best.ok_or_else(|| nearest.unwrap_or_else(|| NoProposal(Vec::new())))
}

/// Warns if a layout of the dataset or of the configuration recognises the file already: two layouts for one file are a fault.
/// Also warns if the layouts cannot be loaded, which does not keep a layout from being made.
fn warn_of_others(located: &Located, config: &Config) {
    let layouts = match layouts(located, config) {
        Ok(layouts) => layouts,
        Err(error) => {
            tracing::warn!(
                "the other layouts were not tried on the file: {}",
                error.message
            );
            return;
        }
    };
    let opener = Opener {
        layouts: &layouts,
        config,
    };
    let mut warned: Vec<String> = Vec::new();
    for file in &located.files {
        // A file that is not read is the reason for which a layout is made.
        for table in
            InputFile::open(file, opener).map_or_else(|_| Vec::new(), |opened| opened.tables)
        {
            let Some(described) = table.described() else {
                continue;
            };
            let told = format!("{} {}", described.owner.told(), described.layout.name);
            if described.owner != Owner::BuiltIn && !warned.contains(&told) {
                tracing::warn!(
                    "{told} recognises the file already; a file that two layouts recognise is refused: keep one of the two"
                );
                warned.push(told);
            }
        }
    }
}

/// What is shown of a file.
#[derive(Serialize)]
struct ShownFile {
    file: String,
    dataset: Option<String>,
    is: &'static str,
    /// `records`, `filings`, or nothing if it is not read.
    rows_are: Option<&'static str>,
    tables: Vec<ShownTable>,
    skipped_sheets: Vec<String>,
    fault: Option<String>,
    nearest_layouts: Vec<Nearest>,
}

#[derive(Serialize)]
struct Nearest {
    layout: String,
    lacks: String,
}

#[derive(Serialize)]
struct ShownTable {
    name: String,
    layout: Option<String>,
    title: Option<String>,
    whose: &'static str,
    why: Vec<String>,
    sheet: Option<String>,
    names_row: Option<u64>,
    cover: BTreeMap<String, String>,
    columns: Vec<ShownColumn>,
    first_rows: Vec<ShownRow>,
    rows: u64,
    valid: u64,
    refused: Vec<ShownRefused>,
}

#[derive(Serialize)]
struct ShownColumn {
    column: Option<String>,
    fields: Vec<&'static str>,
    text: Option<String>,
}

#[derive(Serialize)]
struct ShownRow {
    row: u64,
    fields: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
struct ShownRefused {
    reason: &'static str,
    rows: u64,
    first_row: u64,
    detail: String,
}

impl ShownFile {
    /// Inspects a file; of a file in no dataset, the kind is taken that reads it.
    fn of(path: &Path, located: &Located, opener: Opener<'_>, lists: &Lists<'_>) -> Self {
        let mut found: Option<(&DatasetFile, Inspected)> = None;
        let mut missed: Vec<Missed> = Vec::new();
        for file in &located.files {
            let inspected = inspect(file, opener, lists, ROWS);
            missed.extend(inspected.missed.iter().cloned());
            let is_better = found
                .as_ref()
                .is_none_or(|(_, known)| known.fault.is_some() && inspected.fault.is_none());
            if is_better {
                found = Some((file, inspected));
            }
        }
        missed.sort_by(Missed::nearest_first);
        let (file, inspected) = match found {
            Some((file, inspected)) => (Some(file), Some(inspected)),
            None => (None, None),
        };
        let is = inspected
            .as_ref()
            .map_or("nothing", |inspected| inspected.is);
        let (tables, skipped, fault) = inspected.map_or_else(Default::default, |inspected| {
            (inspected.tables, inspected.skipped, inspected.fault)
        });
        let is_read = fault.is_none();
        Self {
            file: shown_path(path),
            dataset: located.dataset.as_ref().map(shown_path),
            is,
            rows_are: file.filter(|_| is_read).map(|file| rows_of(file.kind)),
            tables: tables.into_iter().map(ShownTable::of).collect(),
            skipped_sheets: skipped,
            fault: fault.map(|fault| match fault.fault {
                // The nearest layouts are shown by themselves.
                Fault::Unrecognised { is, .. } => {
                    format!("is {is}, and no layout recognises it; inforce inspect --propose makes a draft of one")
                }
                fault => fault.to_string(),
            }),
            nearest_layouts: missed
                .into_iter()
                .filter(|_| !is_read)
                .take(NEAREST)
                .map(|missed| Nearest {
                    layout: missed.layout,
                    lacks: missed.why,
                })
                .collect(),
        }
    }

    fn as_text(&self) -> String {
        let mut out = format!("{}\n\n", terminal::wrapped(&self.file));
        let place = match (&self.dataset, self.rows_are) {
            (Some(dataset), Some(rows)) => format!("; {rows} of the dataset {dataset}"),
            (None, Some(rows)) => format!("; in no dataset, and read as {rows}"),
            (Some(dataset), None) => format!("; in the dataset {dataset}"),
            (None, None) => "; in no dataset".to_owned(),
        };
        sentence(&mut out, &format!("Content: {}{place}.", self.is));
        if let Some(fault) = &self.fault {
            sentence(&mut out, &format!("It is not read: {fault}."));
        }
        if !self.nearest_layouts.is_empty() {
            let rows = self
                .nearest_layouts
                .iter()
                .map(|nearest| vec![Cell::text(&nearest.layout), Cell::of(&nearest.lacks)]);
            let answer = Answer {
                columns: vec![
                    text("layout", "nearest layouts"),
                    text("lacks", "what each lacks"),
                ],
                rows: rows.collect(),
            };
            out += "\n";
            out += &answer.table();
        }
        for sheet in &self.skipped_sheets {
            sentence(&mut out, &format!("Not read: sheet {}.", shown(sheet)));
        }
        for table in &self.tables {
            table.write(&mut out);
        }
        out
    }
}

const fn rows_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Record => "records",
        Kind::Filing => "filings",
    }
}

/// Adds a sentence on lines that fit the terminal.
fn sentence(out: &mut String, said: &str) {
    let _ = writeln!(out, "{}", terminal::wrapped(said));
}

impl ShownTable {
    fn of(table: InspectedTable) -> Self {
        let InspectedTable {
            file,
            read,
            valid,
            refused,
        } = table;
        let ReadTable {
            why,
            cover,
            columns,
            rows,
        } = read;
        let described = file.described();
        Self {
            layout: described.map(|described| described.layout.name.clone()),
            title: described.map(|described| described.layout.title.clone()),
            whose: described.map_or("canonical", |described| described.owner.name()),
            why,
            sheet: described.and_then(|described| described.sheet().map(ToOwned::to_owned)),
            names_row: described
                .map(|described| described.names_row)
                .filter(|row| *row > 0),
            cover: cover.into_iter().collect(),
            columns: columns
                .into_iter()
                .map(|column| ShownColumn {
                    column: column.name,
                    fields: column.fields,
                    text: column.text,
                })
                .collect(),
            first_rows: rows
                .into_iter()
                .map(|ReadRow { number, values }| ShownRow {
                    row: number,
                    fields: values.into_iter().collect(),
                })
                .collect(),
            rows: file.rows,
            valid,
            refused: refused
                .into_iter()
                .map(|refused| ShownRefused {
                    reason: refused.reason,
                    rows: refused.rows,
                    first_row: refused.first_row,
                    detail: refused.detail,
                })
                .collect(),
            name: file.name,
        }
    }

    fn write(&self, out: &mut String) {
        out.push('\n');
        let by = match (&self.layout, &self.title) {
            (Some(layout), Some(title)) => {
                let whose = Owner::named(self.whose).map_or("the layout", Owner::told);
                format!("by {whose} {} ({})", shown_path(layout), shown_path(title))
            }
            _ => "canonical".to_owned(),
        };
        sentence(
            out,
            &format!(
                "{}: {by}, because {}.",
                shown_path(&self.name),
                self.why.join("; ")
            ),
        );
        if let Some(sheet) = &self.sheet {
            sentence(out, &format!("Sheet: {}.", shown(sheet)));
        }
        for (name, value) in &self.cover {
            sentence(
                out,
                &format!(
                    "Beside the table, {} is {}.",
                    shown_path(name),
                    shown(value)
                ),
            );
        }
        let refused: u64 = self.refused.iter().map(|refused| refused.rows).sum();
        let counts = format!(
            "{} read, {} refused.",
            of(self.rows, "row", "rows"),
            super::figures::count(refused)
        );
        sentence(out, &counts);
        *out += "\n";
        *out += &self.columns_table().table();
        if !self.first_rows.is_empty() {
            *out += "\n";
            *out += &self.rows_table().table();
        }
        if !self.refused.is_empty() {
            *out += "\n";
            *out += &self.refused_table().table();
        }
    }

    fn columns_table(&self) -> Answer {
        let row = |column: &ShownColumn| {
            let name = match (&column.column, &column.text) {
                (Some(name), _) => Cell::text(name),
                (None, Some(made)) => Cell::text(format!("= {made}")),
                (None, None) => Cell::default(),
            };
            let fields = if column.fields.is_empty() {
                "ignored".to_owned()
            } else {
                column.fields.join(", ")
            };
            vec![name, Cell::of(fields)]
        };
        Answer {
            columns: vec![text("column", "column"), text("fields", "field")],
            rows: self.columns.iter().map(row).collect(),
        }
    }

    /// Returns the first rows, a column for each row and a line for each field, which fits a narrow terminal.
    fn rows_table(&self) -> Answer {
        let mut columns = vec![text("field", "field")];
        for row in &self.first_rows {
            let mut column = text("row", "");
            column.title = Cow::Owned(format!("row {}", row.row));
            columns.push(column);
        }
        let mut fields: Vec<&'static str> = Vec::new();
        let known = [Kind::Record, Kind::Filing]
            .into_iter()
            .flat_map(Kind::columns);
        for column in known {
            let name = column.name();
            let is_given = self
                .first_rows
                .iter()
                .any(|row| row.fields.contains_key(name));
            if is_given && !fields.contains(&name) {
                fields.push(name);
            }
        }
        let line = |field: &&'static str| {
            let cells = self.first_rows.iter().map(|row| {
                row.fields
                    .get(field)
                    .map(|value| Cell::both(value, shown_whole(value)))
                    .unwrap_or_default()
            });
            std::iter::once(Cell::of(*field)).chain(cells).collect()
        };
        Answer {
            columns,
            rows: fields.iter().map(line).collect(),
        }
    }

    fn refused_table(&self) -> Answer {
        let row = |refused: &ShownRefused| {
            vec![
                Cell::of(refused.reason),
                Cell::of(refused.rows),
                Cell::of(refused.first_row),
                Cell::of(&refused.detail),
            ]
        };
        Answer {
            columns: vec![
                text("reason", "refused for"),
                figure("rows", "rows"),
                figure("first_row", "first"),
                text("detail", "what was found; what was expected"),
            ],
            rows: self.refused.iter().map(row).collect(),
        }
    }
}
