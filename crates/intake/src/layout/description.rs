//! Describes one kind of file in TOML, and checks the description.

use super::field::Field;
use super::pattern::{PathPattern, TextPattern};
use super::value::Values;
use crate::column::{Column, Kind, Type};
use crate::config::{ConfigError, toml_file};
use crate::terms::{folded, shown};
use arrow_schema::DataType;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The description of one kind of file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The name of its file without the ending.
    pub name: String,
    /// What it is, in words.
    pub title: String,
    /// What the rows of its files are.
    pub kind: Kind,
    pub(super) file: FilePart,
    pub(super) sheet: SheetPart,
    pub(super) recognise: RecognisePart,
    /// The labels of the values that stand beside the table, by the name of the value.
    pub(super) cover: BTreeMap<String, Vec<String>>,
    pub(super) table: TablePart,
    pub(super) values: Values,
    pub(super) fields: Fields,
    pub(super) sections: Vec<Section>,
    pub(super) parts: Vec<RowRecord>,
    pub(super) wide: Option<Wide>,
    /// The names of columns, worked out from the fields.
    pub(super) column_names: ColumnNames,
}

/// The folded names of columns that give fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ColumnNames {
    /// All of them.
    pub(super) all: BTreeSet<String>,
    /// Those of sections and parts.
    pub(super) of_overlays: BTreeSet<String>,
}

impl ColumnNames {
    fn of<'f>(fields: &'f Fields, overlays: impl Iterator<Item = &'f Fields>) -> Self {
        let names = |fields: &'f Fields| {
            fields.values().flat_map(|source| match &source.from {
                From::Columns(names) => names.iter().map(|name| folded(name)).collect(),
                From::Template(pieces) => {
                    let pieces = pieces.iter().filter_map(|piece| match piece.inner() {
                        TemplatePiece::Column(name) => Some(folded(name)),
                        _ => None,
                    });
                    pieces.collect::<Vec<_>>()
                }
            })
        };
        let of_overlays: BTreeSet<String> = overlays.flat_map(names).collect();
        let all = names(fields).chain(of_overlays.iter().cloned()).collect();
        Self { all, of_overlays }
    }
}

/// The fields and where each comes from.
pub(super) type Fields = BTreeMap<Field, FieldSource>;

inforce_law::words! {
    /// A type of file, by its content.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
    pub enum FileType: serde {
        /// Delimited text, packed or not.
        Text = "text",
        /// A workbook: XLSX, XLS or ODS.
        Workbook = "workbook",
        /// XML.
        Xml = "xml",
        /// Parquet.
        Parquet = "parquet",
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct FilePart {
    /// The types of file.
    pub(super) types: Vec<FileType>,
    /// The paths in the dataset; any by default.
    #[serde(default)]
    pub(super) path: Vec<PathPattern>,
    /// The encoding of text, by its name in the Encoding Standard.
    #[serde(default = "utf_8")]
    pub(super) encoding: String,
    /// The signs that may separate the fields of text.
    #[serde(default = "comma")]
    pub(super) separators: Vec<char>,
    /// Whether fields in quotes may hold line breaks.
    #[serde(default)]
    pub(super) line_breaks: bool,
    /// Whether the last line may lack its newline.
    #[serde(default)]
    pub(super) open_end: bool,
    /// The path to the element of a row, in XML.
    #[serde(default)]
    pub(super) row: Option<String>,
}

impl FilePart {
    /// Returns how a file of a type is read before it is known how it is written: one line a row, whose last may be open.
    pub(super) fn of(file_type: FileType) -> Self {
        Self {
            types: vec![file_type],
            path: Vec::new(),
            encoding: utf_8(),
            separators: comma(),
            line_breaks: false,
            open_end: true,
            row: None,
        }
    }

    /// Whether files are read into the same rows as by another layout.
    pub(super) fn reads_like(&self, other: &Self) -> bool {
        self.encoding == other.encoding
            && self.line_breaks == other.line_breaks
            && self.open_end == other.open_end
            && self.row == other.row
    }
}

fn utf_8() -> String {
    "utf-8".to_owned()
}

fn comma() -> Vec<char> {
    vec![',']
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SheetPart {
    /// The names of the sheets that hold the table; any by default.
    pub(super) names: Vec<TextPattern>,
    /// The names of sheets that hold no table, and whose title and values hold for the other sheets of the workbook.
    pub(super) cover: Vec<TextPattern>,
    /// The names of sheets of the same workbook that hold no table.
    pub(super) others: Vec<TextPattern>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RecognisePart {
    /// Texts one of which stands in a cell above the table.
    pub(super) title: Vec<TextPattern>,
    /// Texts one of which stands in a cell above the table, besides the title: the edition of a form.
    pub(super) edition: Vec<TextPattern>,
    /// Texts that stand in no cell above the table.
    pub(super) not: Vec<TextPattern>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a key of its own in the file"
)]
pub(super) struct TablePart {
    /// Whether the column names stand on the first row, with nothing above.
    pub(super) first_row: bool,
    /// Whether column names are written exactly as here, and columns of Parquet have the types of their fields: text, DATE, and
    /// decimal or integer.
    pub(super) exact: bool,
    /// Texts in the first filled cell of the row with which the table ends.
    pub(super) end: Vec<TextPattern>,
    /// Texts in the first filled cell of rows that are no records and do not end the table.
    pub(super) skip: Vec<TextPattern>,
    /// Whether rows of one filled cell are notes.
    pub(super) notes: bool,
    /// Whether rows without an amount give no record.
    pub(super) blank_amounts: bool,
    /// Columns that give no field; an empty name stands for columns without a name, and `*` for any other column.
    pub(super) ignore: Vec<String>,
    /// Whether two rows of one file may have one id that the layout makes.
    pub(super) repeated_ids: bool,
    /// Whether two rows of one file may not have one id, even where the file gives the ids.
    pub(super) unique_ids: bool,
}

/// Where a field comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FieldSource {
    pub(super) from: From,
    /// How its values are written, as far as that differs from the layout.
    pub(super) values: Values,
    /// Whether a file may lack its column.
    pub(super) optional: bool,
}

/// The cells that a field is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum From {
    /// The column with one of these names.
    Columns(Vec<String>),
    /// A text made of literal texts and of other values.
    Template(Vec<TemplatePiece>),
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TemplatePiece {
    /// The text as it is.
    Literal(String),
    /// The path of the file in the dataset.
    File,
    /// The name of the sheet.
    Sheet,
    /// The number of the row as the program that made the file shows it.
    Row,
    /// The name of the column that gives the amount, in a wide table.
    Head,
    /// A value beside the table.
    Cover(String),
    /// A named part of the path.
    Path(String),
    /// Another field.
    Field(Field),
    /// A column, by its name.
    Column(String),
    /// Another piece, or nothing if that says nothing.
    Maybe(Box<TemplatePiece>),
}

impl TemplatePiece {
    /// Returns the piece itself, or the piece that may say nothing.
    pub(super) fn inner(&self) -> &Self {
        match self {
            Self::Maybe(inner) => inner.inner(),
            piece => piece,
        }
    }

    /// Returns what the piece is, as layouts name it.
    pub(super) fn told(&self) -> String {
        match self {
            Self::Literal(text) => text.clone(),
            Self::File => "file".to_owned(),
            Self::Sheet => "sheet".to_owned(),
            Self::Row => "row".to_owned(),
            Self::Head => "head".to_owned(),
            Self::Cover(name) => format!("cover.{name}"),
            Self::Path(name) => format!("path.{name}"),
            Self::Field(field) => field.name().to_owned(),
            Self::Column(name) => format!("the column {}", shown(name)),
            Self::Maybe(inner) => inner.told(),
        }
    }
}

/// Rows below a title, up to the next title; the fields given here hold for these rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) title: Vec<TextPattern>,
    pub(super) fields: Fields,
}

/// One of several records that each row gives; the fields given here hold for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RowRecord {
    pub(super) name: String,
    pub(super) fields: Fields,
}

/// Columns each of which gives a record: its name gives one field, its cell another.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wide {
    /// The field that the name of the column gives.
    pub(super) head: Field,
    /// The field that the cell gives.
    pub(super) cell: Field,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    title: String,
    rows: WrittenKind,
    file: FilePart,
    #[serde(default)]
    sheet: SheetPart,
    #[serde(default)]
    recognise: RecognisePart,
    #[serde(default)]
    cover: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    table: TablePart,
    #[serde(default)]
    values: Values,
    fields: BTreeMap<Field, WrittenSource>,
    #[serde(default)]
    section: Vec<WrittenSection>,
    #[serde(default)]
    part: Vec<WrittenPart>,
    wide: Option<Wide>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum WrittenKind {
    Records,
    Filings,
}

/// A source as written: a template, the names of a column, or a table.
enum WrittenSource {
    Template(String),
    Columns(Vec<String>),
    Full(Box<WrittenFull>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFull {
    column: Option<Vec<String>>,
    text: Option<String>,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    values: Values,
}

impl<'de> Deserialize<'de> for WrittenSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = WrittenSource;

            fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                to.write_str("a text, a list of column names, or a table with column or text")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(WrittenSource::Template(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, names: A) -> Result<Self::Value, A::Error> {
                let names = SeqAccessDeserializer::new(names);
                Deserialize::deserialize(names).map(WrittenSource::Columns)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let map = MapAccessDeserializer::new(map);
                Deserialize::deserialize(map).map(WrittenSource::Full)
            }
        }
        deserializer.deserialize_any(Any)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSection {
    title: Vec<TextPattern>,
    fields: BTreeMap<Field, WrittenSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPart {
    name: String,
    fields: BTreeMap<Field, WrittenSource>,
}

/// What to do about a layout that cannot be read.
const REMEDY: &str =
    "write it as the chapter on layouts says, or have inforce inspect FILE --propose write one";

impl Layout {
    /// Reads a layout. `label` is the name of its file in messages.
    pub fn read(name: &str, label: &str, bytes: &[u8]) -> Result<Self, ConfigError> {
        let written: Written = toml_file(label, bytes, REMEDY)?;
        Self::checked(name, written).map_err(|found| ConfigError {
            file: label.to_owned(),
            line: None,
            found,
            remedy: REMEDY.to_owned(),
        })
    }

    fn checked(name: &str, written: Written) -> Result<Self, String> {
        let kind = match written.rows {
            WrittenKind::Records => Kind::Record,
            WrittenKind::Filings => Kind::Filing,
        };
        let fields = fields(written.fields)?;
        let sections: Vec<Section> = written
            .section
            .into_iter()
            .map(|section| {
                Ok(Section {
                    title: section.title,
                    fields: self::fields(section.fields)?,
                })
            })
            .collect::<Result<_, String>>()?;
        let parts: Vec<RowRecord> = written
            .part
            .into_iter()
            .map(|part| {
                Ok(RowRecord {
                    name: part.name,
                    fields: self::fields(part.fields)?,
                })
            })
            .collect::<Result<_, String>>()?;
        let overlays = sections.iter().map(|section| &section.fields);
        let overlays = overlays.chain(parts.iter().map(|part| &part.fields));
        let layout = Self {
            column_names: ColumnNames::of(&fields, overlays),
            name: name.to_owned(),
            title: written.title,
            kind,
            file: written.file,
            sheet: written.sheet,
            recognise: written.recognise,
            cover: written.cover,
            table: written.table,
            values: written.values,
            fields,
            sections,
            parts,
            wide: written.wide,
        };
        layout.check()?;
        Ok(layout)
    }

    /// Returns what is wrong with the layout as a whole.
    fn check(&self) -> Result<(), String> {
        if self.file.types.is_empty() {
            return Err("file.types names no type of file".to_owned());
        }
        let is_xml = self.file.types.contains(&FileType::Xml);
        if is_xml && self.file.row.is_none() {
            return Err("file.row is missing: XML needs the path to the element of a row, such as records/record".to_owned());
        }
        if inforce_sheets::text::TextEncoding::named(&self.file.encoding).is_err() {
            return Err(format!(
                "file.encoding is {:?}, which is no encoding; write for example utf-8, utf-16le or windows-1252",
                self.file.encoding
            ));
        }
        let overlays = self.sections.iter().map(|section| &section.fields);
        let overlays = overlays.chain(self.parts.iter().map(|part| &part.fields));
        let sources = std::iter::once(&self.fields).chain(overlays).flatten();
        for values in sources.map(|(_, source)| source.values.or(&self.values)) {
            let decimal = values.decimal.unwrap_or('.');
            if values.thousands == Some(decimal) {
                return Err(format!(
                    "values.thousands and values.decimal are both {decimal:?}; an amount such as 1{decimal}250 would have two meanings"
                ));
            }
        }
        if self.wide.is_some() && !self.parts.is_empty() {
            return Err("a layout has [wide] or [[part]], not both".to_owned());
        }
        let names: BTreeSet<&str> = self.parts.iter().map(|part| part.name.as_str()).collect();
        if names.len() != self.parts.len() || names.contains("") {
            return Err("the names of [[part]] must differ, and not be empty".to_owned());
        }
        let overlays = self.sections.iter().map(|section| &section.fields);
        let overlays = overlays.chain(self.parts.iter().map(|part| &part.fields));
        let all = std::iter::once(&self.fields).chain(overlays);
        for (field, source) in all.flatten() {
            if !field.is_of(self.kind) {
                return Err(format!(
                    "fields.{}: a {} has no such field",
                    field.name(),
                    self.kind.name()
                ));
            }
            let From::Template(pieces) = &source.from else {
                continue;
            };
            for piece in pieces {
                match piece.inner() {
                    TemplatePiece::Cover(name) if !self.cover.contains_key(name) => {
                        return Err(format!(
                            "fields.{} names cover.{name}, and [cover] has no {name}",
                            field.name()
                        ));
                    }
                    TemplatePiece::Field(other) if other == field => {
                        return Err(format!("fields.{} is made of itself", field.name()));
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Returns the fields of a section and part: those of the part before those of the section before those of the layout.
    pub(super) fn fields_of(&self, section: Option<usize>, part: Option<usize>) -> Fields {
        let mut fields = self.fields.clone();
        let section = section.and_then(|section| self.sections.get(section));
        let part = part.and_then(|part| self.parts.get(part));
        let overlays = section
            .map(|section| &section.fields)
            .into_iter()
            .chain(part.map(|part| &part.fields));
        for overlay in overlays {
            fields.extend(overlay.clone());
        }
        fields
    }

    /// Whether a column gives no field and need not.
    pub(super) fn ignores(&self, name: &str) -> bool {
        let is_marks = !name.trim().is_empty() && folded(name).is_empty();
        if is_marks {
            // A name of marks alone, such as +/-, is a name.
            return self.table.ignore.iter().any(|ignored| ignored == name);
        }
        let name = folded(name);
        self.table.ignore.iter().any(|ignored| {
            ignored == "*" && !name.is_empty() || folded(ignored) == name && ignored != "*"
        })
    }
}

fn fields(written: BTreeMap<Field, WrittenSource>) -> Result<Fields, String> {
    let read = |(field, source): (Field, WrittenSource)| {
        let in_field = |error: String| format!("fields.{}: {error}", field.name());
        let (from, values, optional) = match source {
            WrittenSource::Template(text) => (
                From::Template(template(&text, field).map_err(in_field)?),
                Values::default(),
                false,
            ),
            WrittenSource::Columns(names) => (From::Columns(names), Values::default(), false),
            WrittenSource::Full(full) => {
                let from = match (full.column, full.text) {
                    (Some(names), None) => From::Columns(names),
                    (None, Some(text)) => From::Template(template(&text, field).map_err(in_field)?),
                    _ => return Err(in_field("give either column or text".to_owned())),
                };
                (from, full.values, full.optional)
            }
        };
        if matches!(&from, From::Columns(names) if names.is_empty()) {
            return Err(in_field("names no column".to_owned()));
        }
        Ok((
            field,
            FieldSource {
                from,
                values,
                optional,
            },
        ))
    };
    written.into_iter().map(read).collect()
}

/// Reads a template: text, with the names of other values in braces.
fn template(text: &str, of: Field) -> Result<Vec<TemplatePiece>, String> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let Some(open) = rest.find('{') else {
            pieces.push(TemplatePiece::Literal(rest.to_owned()));
            break;
        };
        if open > 0 {
            pieces.push(TemplatePiece::Literal(rest[..open].to_owned()));
        }
        let Some((name, after)) = rest[open + 1..].split_once('}') else {
            return Err(format!("{text:?} has a brace that does not close"));
        };
        pieces.push(piece(name, of)?);
        rest = after;
    }
    if pieces.is_empty() {
        return Err("is empty".to_owned());
    }
    Ok(pieces)
}

fn piece(name: &str, of: Field) -> Result<TemplatePiece, String> {
    if let Some(name) = name.strip_suffix('?') {
        return Ok(TemplatePiece::Maybe(Box::new(piece(name, of)?)));
    }
    if let Some(name) = name.strip_prefix("cover.") {
        return Ok(TemplatePiece::Cover(name.to_owned()));
    }
    if let Some(name) = name.strip_prefix("path.") {
        return Ok(TemplatePiece::Path(name.to_owned()));
    }
    Ok(match name {
        "" => return Err("has braces without a name".to_owned()),
        "file" => TemplatePiece::File,
        "sheet" => TemplatePiece::Sheet,
        "row" => TemplatePiece::Row,
        "head" => TemplatePiece::Head,
        _ => match Field::named(name) {
            Some(field) if field != of => TemplatePiece::Field(field),
            _ => TemplatePiece::Column(name.to_owned()),
        },
    })
}

impl Field {
    /// Whether a type of Parquet is that of the field.
    pub(super) fn takes(self, found: &DataType) -> bool {
        match self {
            Self::Column(column) => match column.value_type() {
                Type::Text | Type::Code => matches!(found, DataType::Utf8 | DataType::Null),
                Type::Day => matches!(found, DataType::Date32 | DataType::Null),
                Type::Year => found.is_integer() || *found == DataType::Null,
                Type::Decimal => {
                    found.is_decimal() || found.is_integer() || *found == DataType::Null
                }
            },
            _ => true,
        }
    }

    /// Whether the field is one of a few words.
    pub(super) const fn is_word(self) -> bool {
        matches!(
            self,
            Self::Column(
                Column::Flow
                    | Column::Unit
                    | Column::Period
                    | Column::Procedure
                    | Column::FilingKind
            ) | Self::Quarter
                | Self::Month
        )
    }

    /// Whether the field is a number.
    pub(super) const fn is_number(self) -> bool {
        self.is_amount() || matches!(self, Self::Column(Column::ReexportG | Column::Reexport))
    }

    /// Whether the field is an amount, or a part of one.
    pub(super) const fn is_amount(self) -> bool {
        matches!(
            self,
            Self::Column(Column::QuantityG | Column::Quantity | Column::Grams)
                | Self::Kilograms
                | Self::Grams
                | Self::Milligrams
        )
    }
}
