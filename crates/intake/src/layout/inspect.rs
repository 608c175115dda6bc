//! Tells how a layout reads a file: why the layout recognised it, what each column gives, and rows as they are read.

use super::description::{FilePart, FileType, From, Layout, TemplatePiece};
use super::field::Field;
use super::open::Described;
use super::pattern::TextPattern;
use super::read::TableRow;
use super::source::{Extract, Taken, rows};
use super::table::{NamedColumns, RowRole, is_blank};
use super::value::shown_text;
use crate::column::Column;
use crate::conversion::Lists;
use crate::fault::Fault;
use crate::reason::RowText;
use crate::terms::{folded, shown};
use std::fs::File;
use std::ops::ControlFlow;

/// What a column gives, or where a field comes from that no column gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadColumn {
    /// The name of the column as it stands in the file; `None` for a field that no column gives alone.
    pub name: Option<String>,
    /// The fields that the column gives; none if it is ignored.
    pub fields: Vec<&'static str>,
    /// The text of which the layout makes the field, if no column gives it alone.
    pub text: Option<String>,
}

/// A row as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadRow {
    /// Its number as the program shows it that made the file.
    pub number: u64,
    /// The values of the canonical columns, by name; empty ones are left out. A value that cannot be read is as it stands in the
    /// file.
    pub values: Vec<(&'static str, String)>,
}

/// How a table is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadTable {
    /// Why the layout recognised the file, in words.
    pub why: Vec<String>,
    /// The values beside the table, by name.
    pub cover: Vec<(String, String)>,
    /// What the columns give.
    pub columns: Vec<ReadColumn>,
    /// The first rows.
    pub rows: Vec<ReadRow>,
}

impl Described {
    /// Tells how the table is read, with its first rows.
    pub(crate) fn told(
        &self,
        file: &File,
        lists: &Lists<'_>,
        most_rows: usize,
    ) -> Result<ReadTable, Fault> {
        let mut read = ReadTable::default();
        let mut table = self.table();
        let mut above: Vec<String> = self.around.sheet.iter().cloned().collect();
        rows(file, self.extract(), &mut |taken| {
            let Taken::Row(row) = taken else {
                return ControlFlow::Continue(());
            };
            if table.take(row) != RowRole::Names {
                let filled = row.cells.iter().filter(|cell| !is_blank(cell));
                above.extend(filled.map(|cell| shown_text(cell).into_owned()));
                return ControlFlow::Continue(());
            }
            if let Some(names) = table.names() {
                let heads = row.cells.iter().map(|cell| shown_text(cell).into_owned());
                read.columns = self.layout.columns(names, &heads.collect::<Vec<_>>());
            }
            ControlFlow::Break(())
        })?;
        read.why = self.layout.why(&above, self.names_row);
        let cover = self.around.cover.iter();
        read.cover = cover
            .map(|(name, cell)| (name.clone(), shown_text(cell).into_owned()))
            .collect();
        if most_rows == 0 {
            return Ok(read);
        }
        self.each_row(file, lists, &mut |number, row| {
            let values = match row {
                TableRow::Good(row, columns) => columns
                    .order()
                    .iter()
                    .filter_map(|column| {
                        let text = row.text(*column).filter(|text| !text.is_empty())?;
                        Some((column.name(), text.into_owned()))
                    })
                    .collect(),
                TableRow::Bad(..) => Vec::new(),
            };
            read.rows.push(ReadRow { number, values });
            if read.rows.len() < most_rows {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        })?;
        Ok(read)
    }
}

impl Layout {
    /// Returns what each column of a table gives, and where the other fields come from.
    fn columns(&self, names: &NamedColumns, heads: &[String]) -> Vec<ReadColumn> {
        let uses = |field: &Field, name: &str| {
            let source = names.fields.get(field).map(|source| &source.from);
            matches!(source, Some(From::Template(pieces)) if pieces.iter().any(|piece| matches!(piece, TemplatePiece::Column(column) if folded(column) == folded(name))))
        };
        let mut columns: Vec<ReadColumn> = Vec::new();
        for (place, name) in heads.iter().enumerate() {
            let is_head = names.heads.iter().any(|(head, _)| *head == place);
            let mut fields: Vec<Field> = names
                .fields
                .keys()
                .copied()
                .filter(|field| names.places.get(field) == Some(&place) || uses(field, name))
                .collect();
            if let Some(wide) = self.wide.as_ref().filter(|_| is_head) {
                fields.extend([wide.head, wide.cell]);
            }
            columns.push(ReadColumn {
                name: Some(name.clone()),
                fields: fields.into_iter().map(Field::name).collect(),
                text: None,
            });
        }
        for (field, source) in &names.fields {
            let text = match (&source.from, names.from_folder.get(field)) {
                (_, Some(key)) => Some(format!("{{path.{key}}}")),
                (From::Template(pieces), None) => Some(written(pieces)),
                (From::Columns(_), None) => None,
            };
            columns.extend(text.map(|text| ReadColumn {
                name: None,
                fields: vec![field.name()],
                text: Some(text),
            }));
        }
        columns
    }

    /// Returns why the layout recognised a file with these texts above its table.
    fn why(&self, above: &[String], names_row: u64) -> Vec<String> {
        let mut why = Vec::new();
        if !self.file.path.is_empty() {
            why.push("its path fits file.path".to_owned());
        }
        let found = |patterns: &[TextPattern]| {
            let fits = |text: &&String| TextPattern::any_fits(patterns, &folded(text));
            above.iter().find(fits).cloned()
        };
        for (what, patterns) in [
            ("title", &self.recognise.title),
            ("edition", &self.recognise.edition),
        ] {
            why.extend(
                found(patterns).map(|text| format!("the {what} {} stands above", shown(&text))),
            );
        }
        why.push(if names_row == 0 {
            "all columns that it needs are there, and no other".to_owned()
        } else {
            format!("all columns that it needs stand on row {names_row}, and no other")
        });
        why
    }
}

/// Returns a template as a layout has it.
fn written(pieces: &[TemplatePiece]) -> String {
    let piece = |piece: &TemplatePiece| match piece {
        TemplatePiece::Maybe(inner) => {
            let inner = written(std::slice::from_ref(inner));
            format!("{}?}}", inner.trim_end_matches('}'))
        }
        TemplatePiece::Literal(text) => text.clone(),
        TemplatePiece::File => "{file}".to_owned(),
        TemplatePiece::Sheet => "{sheet}".to_owned(),
        TemplatePiece::Row => "{row}".to_owned(),
        TemplatePiece::Head => "{head}".to_owned(),
        TemplatePiece::Cover(name) => format!("{{cover.{name}}}"),
        TemplatePiece::Path(name) => format!("{{path.{name}}}"),
        TemplatePiece::Field(field) => format!("{{{}}}", field.name()),
        TemplatePiece::Column(name) => format!("{{{name}}}"),
    };
    pieces.iter().map(piece).collect()
}

/// Tells how a file of the canonical shape is read.
pub(crate) fn canonical(
    file: &File,
    file_type: FileType,
    known: &[Column],
    most_rows: usize,
) -> Result<ReadTable, Fault> {
    let part = FilePart::of(file_type);
    let extract = Extract {
        file_type,
        written: &part,
        separator: ',',
        sheet: None,
    };
    let mut read = ReadTable {
        why: vec!["its columns are those of the canonical shape".to_owned()],
        ..ReadTable::default()
    };
    let mut names: Option<Vec<Option<Column>>> = None;
    let mut number = 0;
    rows(file, extract, &mut |taken| {
        let row = match taken {
            Taken::Row(row) => Some(row),
            Taken::Bad { .. } => None,
        };
        let Some(names) = &names else {
            let heads: Vec<String> = row
                .into_iter()
                .flat_map(|row| &row.cells)
                .map(|cell| shown_text(cell).into_owned())
                .collect();
            let column = |name: &String| known.iter().copied().find(|column| column.name() == name);
            names = Some(heads.iter().map(column).collect());
            read.columns = heads
                .into_iter()
                .map(|name| ReadColumn {
                    fields: known
                        .iter()
                        .filter(|column| column.name() == name)
                        .map(|column| column.name())
                        .collect(),
                    name: Some(name),
                    text: None,
                })
                .collect();
            return ControlFlow::Continue(());
        };
        if read.rows.len() == most_rows {
            return ControlFlow::Break(());
        }
        number += 1;
        let cells = row.into_iter().flat_map(|row| &row.cells);
        let values = names.iter().zip(cells).filter_map(|(column, cell)| {
            let text = shown_text(cell).into_owned();
            Some((column.as_ref()?.name(), text)).filter(|(_, text)| !text.is_empty())
        });
        read.rows.push(ReadRow {
            number,
            values: values.collect(),
        });
        ControlFlow::Continue(())
    })?;
    Ok(read)
}
