//! Makes the canonical fields of a record or filing from a row of cells.

use super::description::{FieldSource, From, Layout, TemplatePiece};
use super::field::Field;
use super::table::NamedColumns;
use super::value::{Read, Style, Unread, shown_text, sum, told};
use crate::column::{Column, Kind, Type};
use crate::config::{Config, FilingKind};
use crate::quotes::csv_line;
use crate::reason::{Reason, RowText};
use crate::record::Unit;
use crate::records::{Flow, Period, Procedure};
use crate::terms::{Day, Map, folded};
use inforce_sheets::{Cell, Row};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What the rows of a file have in common.
#[derive(Clone, Debug)]
pub(super) struct Surroundings {
    /// The path of the file in the dataset.
    pub(super) file: String,
    /// The name of the sheet.
    pub(super) sheet: Option<String>,
    /// The values beside the table.
    pub(super) cover: BTreeMap<String, Cell>,
    /// The named parts of the path.
    pub(super) path: BTreeMap<String, String>,
    /// The column that gives the amount in a wide table.
    pub(super) head: Option<String>,
    /// Whether semicolons separate the fields of a text, as programs write it where the decimal sign is a comma.
    pub(super) has_semicolons: bool,
}

/// The most codes that are kept to be read again.
const KEPT_CODES: usize = 10_000;

/// A text that no reader of a canonical field accepts.
const UNREADABLE: &str = "\u{fffd}";

/// Translates the rows of one table.
pub(super) struct Translator<'a> {
    layout: &'a Layout,
    config: &'a Config,
    around: &'a Surroundings,
    styles: Map<Field, Style>,
    /// The codes read before, by field and text.
    codes: Map<Field, Map<String, Read>>,
    /// The amount of the row as it is written, if it is a text whose point is the decimal point.
    written: Option<String>,
    /// The first part that is missing of what a field is made of.
    gap: Option<String>,
}

/// A row in canonical fields.
#[derive(Debug)]
pub(super) struct Translated<'r> {
    row: &'r Row,
    fields: Vec<(Column, Read)>,
    /// What is missing of the columns that are made of several parts.
    gaps: Vec<(Column, String)>,
    quantity: (Column, Column),
    /// The amount as it is written, if it is a text whose point is the decimal point.
    pub(super) written: Option<String>,
}

impl<'a> Translator<'a> {
    pub(super) fn new(layout: &'a Layout, config: &'a Config, around: &'a Surroundings) -> Self {
        Self {
            layout,
            config,
            around,
            styles: Map::default(),
            codes: Map::default(),
            written: None,
            gap: None,
        }
    }

    /// Whether the row gives a record: some layouts leave out rows without an amount.
    pub(super) fn gives_record(&mut self, names: &NamedColumns, row: &Row) -> bool {
        if !self.layout.table.blank_amounts {
            return true;
        }
        let fields: Vec<Field> = names
            .fields
            .keys()
            .copied()
            .chain(self.wide_cell())
            .collect();
        fields
            .into_iter()
            .filter(|field| field.is_amount())
            .any(|field| self.field(names, row, field, 0) != Read::Missing)
    }

    fn wide_cell(&self) -> Option<Field> {
        self.layout.wide.as_ref().map(|wide| wide.cell)
    }

    /// Translates a row.
    pub(super) fn row<'r>(&mut self, names: &NamedColumns, row: &'r Row) -> Translated<'r> {
        let order = names.columns.order();
        let (mut fields, mut gaps) = (Vec::with_capacity(order.len()), Vec::new());
        self.written = None;
        let (quantity, reexport, _) = names.columns.notation();
        for column in order {
            self.gap = None;
            let read = self.column(names, row, *column);
            gaps.extend(self.gap.take().map(|gap| (*column, gap)));
            fields.push((*column, read));
        }
        Translated {
            row,
            fields,
            gaps,
            quantity: (quantity, reexport),
            written: self.written.take(),
        }
    }

    fn has(&self, names: &NamedColumns, field: Field) -> bool {
        names.fields.contains_key(&field)
            || self
                .layout
                .wide
                .as_ref()
                .is_some_and(|wide| wide.head == field || wide.cell == field)
    }

    fn column(&mut self, names: &NamedColumns, row: &Row, column: Column) -> Read {
        let own = Field::Column(column);
        if self.has(names, own) {
            return self.field(names, row, own, 0);
        }
        match column {
            Column::Date => self.period_end(names, row).0,
            Column::Reporter => self.reporter(names, row),
            Column::Partner | Column::Flow => self.side(names, row, column),
            Column::QuantityG | Column::Grams => {
                let units = [
                    (Unit::Kilogram, Field::Kilograms),
                    (Unit::Gram, Field::Grams),
                    (Unit::Milligram, Field::Milligrams),
                ];
                let mut amounts: Vec<(Unit, Read)> = Vec::new();
                for (unit, field) in units {
                    if self.has(names, field) {
                        amounts.push((unit, self.field(names, row, field, 0)));
                    }
                }
                sum(&amounts)
            }
            Column::Period => self.period_end(names, row).1,
            Column::Year => self.field(names, row, Field::Year, 0),
            _ => Read::Missing,
        }
    }

    /// Returns the last day of the period that year, quarter and month name, and the word for the period.
    fn period_end(&mut self, names: &NamedColumns, row: &Row) -> (Read, Read) {
        let year = match self.field(names, row, Field::Year, 0) {
            Read::Is(text) if text.len() == 4 => text.parse::<i32>().ok(),
            Read::Is(text) => {
                return (
                    Read::not(&text, "expected a year of four digits"),
                    Read::Missing,
                );
            }
            read => return (read, Read::Missing),
        };
        let (mut month, mut period) = (12_u8, Period::Year);
        for (field, of_field, months) in [
            (Field::Quarter, Period::Quarter, 3_u8),
            (Field::Month, Period::Month, 1),
        ] {
            if !self.has(names, field) {
                continue;
            }
            let read = self.field(names, row, field, 0);
            let Read::Is(place) = &read else {
                return (read, Read::Missing);
            };
            let place: u8 = place.parse().unwrap_or_default();
            (month, period) = (place.saturating_mul(months), of_field);
        }
        let first = year.and_then(|year| Day::from_civil(year, month, 1));
        first.map_or((Read::Missing, Read::Missing), |first| {
            let last = period.last_day(first);
            (
                Read::Is(last.to_string()),
                Read::Is(period.name().to_owned()),
            )
        })
    }

    /// Returns the reporting country by importing and exporting country and flow.
    fn reporter(&mut self, names: &NamedColumns, row: &Row) -> Read {
        match self.field(names, row, Field::Column(Column::Flow), 0) {
            Read::Is(flow) if flow == Flow::Import.name() => {
                self.field(names, row, Field::Importer, 0)
            }
            Read::Is(_) => self.field(names, row, Field::Exporter, 0),
            _ => Read::Missing,
        }
    }

    /// Returns partner or flow by importing, exporting and reporting country.
    fn side(&mut self, names: &NamedColumns, row: &Row, column: Column) -> Read {
        let [importer, exporter] =
            [Field::Importer, Field::Exporter].map(|field| self.field(names, row, field, 0));
        let reporter = if self.has(names, Field::Column(Column::Reporter)) {
            self.field(names, row, Field::Column(Column::Reporter), 0)
        } else {
            self.reporter(names, row)
        };
        let (partner, flow) = if reporter == importer {
            (exporter, Flow::Import)
        } else if reporter == exporter {
            (importer, Flow::Export)
        } else {
            let text = match &reporter {
                Read::Is(text) => text.clone(),
                Read::Not(unread) => unread.text.clone(),
                Read::Missing => String::new(),
            };
            let expected = "expected the importing or the exporting country as the reporter";
            return Read::not(&text, expected);
        };
        if column == Column::Partner {
            partner
        } else {
            Read::Is(flow.name().to_owned())
        }
    }

    fn style(&mut self, names: &NamedColumns, field: Field) -> &Style {
        let (layout, around) = (self.layout, self.around);
        self.styles.entry(field).or_insert_with(|| {
            let own = names.fields.get(&field).map(|source| &source.values);
            let mut values =
                own.map_or_else(|| layout.values.clone(), |own| own.or(&layout.values));
            // The words of the layout are those of flows, units, periods and kinds; other fields have their own.
            if !field.is_word() {
                values.words = own.and_then(|own| own.words.clone());
            }
            if values.decimal.is_none() && around.has_semicolons {
                values.clear.get_or_insert(true);
            }
            Style::of(values)
        })
    }

    /// Reads a field of a row; `depth` counts the templates that lead to it.
    fn field(&mut self, names: &NamedColumns, row: &Row, field: Field, depth: usize) -> Read {
        // A field that is another field has its value, which is no longer written as in the file.
        if let Some(other) = names
            .fields
            .get(&field)
            .and_then(|source| source.from.is_field())
        {
            return self.other_field(names, row, other, depth);
        }
        let cell = match self.cell(names, row, field, depth) {
            Ok(cell) => cell,
            Err(read) => return read,
        };
        if let Some(code) = self.coded(names, field, &cell) {
            return code;
        }
        if let (true, Cell::Text(text)) = (field.is_amount(), &cell)
            && self.style(names, field).has_decimal_point()
        {
            self.written = Some(text.clone());
        }
        let style = self.style(names, field);
        match field {
            Field::Kilograms | Field::Grams | Field::Milligrams => style.read_amount(&cell),
            Field::Year => style.read_text(&cell),
            Field::Quarter => numbered(style.read_text(&cell), Period::Quarter, 4),
            Field::Month => numbered(style.read_text(&cell), Period::Month, 12),
            Field::Importer | Field::Exporter => Read::Missing,
            Field::Column(column) => match (column, column.value_type()) {
                (Column::Flow, _) => style.read_word(&cell, &Flow::ALL.map(Flow::name)),
                (Column::Unit, _) => style.read_word(&cell, &Unit::ALL.map(Unit::name)),
                (Column::Period, _) => style.read_word(&cell, &Period::ALL.map(Period::name)),
                (Column::FilingKind, _) => {
                    style.read_word(&cell, &FilingKind::ALL.map(FilingKind::name))
                }
                (_, Type::Day) => style.read_day(&cell),
                (_, Type::Decimal) => style.read_amount(&cell),
                (Column::Procedure, _) => style.read_word(&cell, &[Procedure::SIMPLIFIED]),
                (_, Type::Text | Type::Code | Type::Year) => style.read_text(&cell),
            },
        }
    }

    /// Reads a code of a list; `None` if the field is of no list.
    fn coded(&mut self, names: &NamedColumns, field: Field, cell: &Cell) -> Option<Read> {
        let is_country = matches!(
            field,
            Field::Importer
                | Field::Exporter
                | Field::Column(Column::Reporter | Column::Partner | Column::Country)
        );
        let is_listed =
            is_country || matches!(field, Field::Column(Column::Form | Column::Substance));
        if !is_listed {
            return None;
        }
        let text = shown_text(cell);
        if let Some(read) = self.codes.get(&field).and_then(|known| known.get(&*text)) {
            return Some(read.clone());
        }
        let config = self.config;
        let style = self.style(names, field);
        let read = if is_country {
            style.read_code(
                cell,
                style.countries(),
                &config.lookup.countries,
                |country| config.country_code(country).to_owned(),
            )
        } else if field == Field::Column(Column::Form) {
            style.read_code(cell, style.substances(), &config.lookup.forms, |form| {
                config.form_code(form).to_owned()
            })
        } else {
            style.read_code(
                cell,
                style.substances(),
                &config.lookup.substances,
                |substance| config.substance_code(substance).to_owned(),
            )
        };
        // Texts may all differ; what is kept stays within bounds.
        let known = self.codes.entry(field).or_default();
        if known.len() >= KEPT_CODES {
            known.clear();
        }
        known.insert(text.into_owned(), read.clone());
        Some(read)
    }

    /// Returns the cell of a field, or what the field says without one.
    fn cell(
        &mut self,
        names: &NamedColumns,
        row: &Row,
        field: Field,
        depth: usize,
    ) -> Result<Cell, Read> {
        if let Some(wide) = &self.layout.wide {
            let head = self.around.head.as_deref().unwrap_or_default();
            if wide.head == field {
                return Ok(Cell::Text(head.to_owned()));
            }
            if wide.cell == field {
                let place = names.by_name.get(&folded(head));
                return Ok(cell_at(row, place.copied()));
            }
        }
        if let Some(key) = names.from_folder.get(&field) {
            let value = self.around.path.get(key).cloned();
            return Ok(value.map_or(Cell::Empty, Cell::Text));
        }
        let Some(FieldSource { from, .. }) = names.fields.get(&field) else {
            return Err(Read::Missing);
        };
        match from {
            From::Columns(_) => Ok(cell_at(row, names.places.get(&field).copied())),
            From::Template(pieces) => {
                if let [only] = &pieces[..] {
                    return self.piece(names, row, only, depth);
                }
                let mut text = String::new();
                for piece in pieces {
                    let cell = self.piece(names, row, piece, depth)?;
                    if matches!(piece, TemplatePiece::Maybe(_)) && super::table::is_blank(&cell) {
                        // The blank before what says nothing goes with it.
                        text.truncate(text.trim_end_matches(' ').len());
                        continue;
                    }
                    // An id with a gap could be that of several rows.
                    if super::table::is_blank(&cell) && !matches!(piece, TemplatePiece::Literal(_))
                    {
                        self.gap.get_or_insert_with(|| piece.told());
                        return Err(Read::Missing);
                    }
                    text.push_str(&shown_text(&cell));
                }
                Ok(Cell::Text(text))
            }
        }
    }

    fn piece(
        &mut self,
        names: &NamedColumns,
        row: &Row,
        piece: &TemplatePiece,
        depth: usize,
    ) -> Result<Cell, Read> {
        let text = |text: &str| Cell::Text(text.to_owned());
        Ok(match piece {
            TemplatePiece::Literal(literal) => text(literal),
            TemplatePiece::File => text(&self.around.file),
            TemplatePiece::Sheet => text(self.around.sheet.as_deref().unwrap_or_default()),
            TemplatePiece::Head => text(self.around.head.as_deref().unwrap_or_default()),
            TemplatePiece::Row => text(&row.number.to_string()),
            TemplatePiece::Cover(name) => {
                self.around.cover.get(name).cloned().unwrap_or(Cell::Empty)
            }
            TemplatePiece::Path(name) => {
                let part = self.around.path.get(name);
                part.map_or(Cell::Empty, |part| text(part))
            }
            TemplatePiece::Column(name) => cell_at(row, names.by_name.get(&folded(name)).copied()),
            TemplatePiece::Maybe(inner) => {
                let gap = self.gap.clone();
                match self.piece(names, row, inner, depth) {
                    Err(Read::Missing) => {
                        self.gap = gap;
                        Cell::Empty
                    }
                    read => return read,
                }
            }
            TemplatePiece::Field(field) => match self.other_field(names, row, *field, depth) {
                Read::Is(read) => text(&read),
                other => {
                    self.gap.get_or_insert_with(|| piece.told());
                    return Err(other);
                }
            },
        })
    }

    /// Reads a field for another that is made of it. Fields that lead to each other end in nothing.
    fn other_field(&mut self, names: &NamedColumns, row: &Row, field: Field, depth: usize) -> Read {
        match field {
            _ if depth > 4 => Read::Missing,
            Field::Column(column) if !self.has(names, field) => self.column(names, row, column),
            _ => self.field(names, row, field, depth + 1),
        }
    }
}

/// Returns the cell of a row at a place.
fn cell_at(row: &Row, place: Option<usize>) -> Cell {
    place
        .and_then(|place| row.cells.get(place))
        .cloned()
        .unwrap_or(Cell::Empty)
}

/// Returns a quarter or month as a number without leading zeros, so that ids that hold it are the same however it is written.
fn numbered(read: Read, period: Period, most: u8) -> Read {
    let Read::Is(text) = read else {
        return read;
    };
    let place = place_in_year(&text).filter(|place| (1..=most).contains(place));
    place.map_or_else(
        || {
            let expected = format!("expected a {} from 1 to {most}", period.name());
            Read::not(&text, expected)
        },
        |place| Read::Is(place.to_string()),
    )
}

/// Returns the number of a quarter or month: digits, with or without the letter of a quarter, or a Roman number to IV.
pub(super) fn place_in_year(text: &str) -> Option<u8> {
    let text = text.trim();
    let digits = text.trim_start_matches(['Q', 'q', 'T', 't']);
    match digits {
        "I" => Some(1),
        "II" => Some(2),
        "III" => Some(3),
        "IV" => Some(4),
        _ => digits
            .parse()
            .ok()
            .filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit())),
    }
}

impl Translated<'_> {
    fn read(&self, column: Column) -> Option<&Read> {
        let found = self.fields.iter().find(|(known, _)| *known == column);
        found.map(|(_, read)| read)
    }

    /// Returns the text of a column for its check: empty if it is missing, a text that nothing accepts if it cannot be read.
    pub(super) fn checked(&self, column: Column) -> &str {
        match self.read(column) {
            Some(Read::Is(text)) => text,
            Some(Read::Not(_)) => UNREADABLE,
            Some(Read::Missing) | None => "",
        }
    }

    fn unread(&self, column: Column) -> Option<&Unread> {
        match self.read(column) {
            Some(Read::Not(unread)) => Some(unread),
            _ => None,
        }
    }

    /// Returns the reason for which the row is refused, given the reason that the check found.
    pub(super) fn reason(&self, found: Reason) -> Reason {
        let column = found.column();
        match column.and_then(|column| self.unread(column)) {
            Some(unread) if unread.is_ambiguous => column.map_or(found, Reason::AmbiguousName),
            _ => found,
        }
    }
}

impl RowText for Translated<'_> {
    fn text(&self, column: Column) -> Option<Cow<'_, str>> {
        Some(match self.read(column) {
            Some(Read::Is(text)) => Cow::Borrowed(text.as_str()),
            // An id that could not be made is none.
            Some(Read::Not(_)) if matches!(column, Column::RecordId | Column::FilingId) => {
                Cow::Borrowed("")
            }
            Some(Read::Not(unread)) => Cow::Borrowed(unread.text.as_str()),
            Some(Read::Missing) | None => Cow::Borrowed(""),
        })
    }

    fn raw(&self) -> String {
        raw(self.row)
    }

    fn quantity_columns(&self) -> (Column, Column) {
        self.quantity
    }

    fn said(&self, column: Column) -> Option<String> {
        let name = column.name();
        let mut gaps = self.gaps.iter();
        let gap = gaps.find(|(known, _)| *known == column);
        match (gap.map(|(_, gap)| gap), self.unread(column)) {
            (Some(gap), Some(unread)) => Some(format!(
                "{name} cannot be made without {gap}, which {}",
                told(unread)
            )),
            (Some(gap), None) => Some(format!(
                "{name} cannot be made without {gap}, which this row does not have"
            )),
            (None, unread) => unread.map(|unread| format!("{name} {}", told(unread))),
        }
    }
}

/// Returns the cells of a row as a line of CSV, up to the last that holds something.
pub(super) fn raw(row: &Row) -> String {
    let last = row.cells.iter().rposition(|cell| *cell != Cell::Empty);
    let filled = &row.cells[..last.map_or(0, |last| last + 1)];
    csv_line(filled.iter().map(shown_text))
}

impl Layout {
    /// Returns the column of grams that amounts in several units add up to.
    pub(super) const fn grams(&self) -> Column {
        match self.kind {
            Kind::Record => Column::QuantityG,
            Kind::Filing => Column::Grams,
        }
    }
}
