//! The command `inforce tables`, which prints the columns of the published tables.

use super::error::CommandError;
use super::source::AnswerFormat;
use super::{End, say};
use crate::archive::read::described;
use crate::archive::tables::{Columns, each_table, schema};
use clap::Args;
use inforce_present::table::answer::{Answer, text};
use inforce_present::table::{Cell, Fields};

const AFTER: &str = "\
Examples:
  inforce tables
  inforce tables --format json

A table is a file in the folder of a run, as alerts.parquet; or a folder with a file for each calendar year that has rows, as \
evidence/2024.parquet. Such a table without rows has no file, so that its columns stand nowhere but here.";

/// Print the columns of the published tables, with their types
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct TablesAsked {
    /// As a table, JSON or CSV
    #[arg(long, value_enum, value_name = "FORM", default_value_t = AnswerFormat::Table)]
    format: AnswerFormat,
}

/// A column of a table.
struct TableColumn {
    table: &'static str,
    by_year: bool,
    name: String,
    kind: String,
    optional: bool,
}

/// Runs the command.
pub(super) fn run(asked: &TablesAsked) -> Result<End, CommandError> {
    fn columns<C: Columns>() -> Vec<TableColumn> {
        let of_table = |(name, kind, optional)| TableColumn {
            table: C::FILE,
            by_year: C::BY_YEAR,
            name,
            kind,
            optional,
        };
        described(&schema::<C>())
            .into_iter()
            .map(of_table)
            .collect()
    }
    let columns = each_table!(columns)
        .into_iter()
        .flatten()
        .collect::<Vec<_>>();
    let fields = Fields::<TableColumn>::new()
        .add(text("table", "table"), |column| {
            Cell::of(column.table.trim_end_matches(".parquet"))
        })
        .add(text("files", "files"), |column| {
            Cell::of(if column.by_year { "by year" } else { "one" })
        })
        .add(text("column", "column"), |column| Cell::of(&column.name))
        .add(text("type", "type"), |column| Cell::of(&column.kind))
        .add(text("null", "null"), |column| {
            Cell::of(if column.optional { "may be" } else { "never" })
        });
    let answer = Answer::of(&fields, &columns);
    let told = match asked.format {
        AnswerFormat::Table => answer.table(),
        AnswerFormat::Json => answer.json()?,
        AnswerFormat::Csv => answer.csv()?,
    };
    say(told.as_bytes());
    Ok(End::Done)
}
