//! Finds the table of a layout in the rows of a sheet or file: its column names, its rows, and what stands around it.

use super::description::{Fields, From, Layout, TemplatePiece};
use super::field::Field;
use super::pattern::TextPattern;
use super::value::shown_text;
use crate::Kind;
use crate::column::{Column, FileColumns};
use crate::config::FilingKind;
use crate::fault::Fault;
use crate::terms::{Map, folded, shown};
use inforce_sheets::{Cell, Row};

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowRole {
    /// A row of the table: a record or filing, good or bad.
    Row,
    /// The column names.
    Names,
    /// A row above, below or between: a title, a total, a note, or blank.
    Beside,
}

/// Why a row does not name the columns of a layout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lack {
    /// How many columns were found.
    pub(super) found: usize,
    /// The columns that were not found, each by its first name.
    pub(super) missing: Vec<String>,
    /// Names that the layout does not know.
    pub(super) unknown: Vec<String>,
    /// Names that stand twice.
    pub(super) repeated: Vec<String>,
    /// The keys in the names of folders that give no field.
    pub(super) folders: Vec<String>,
    /// What the fields together lack.
    pub(super) fields: Option<String>,
}

/// The columns of a table, by a row that names them.
#[derive(Clone, Debug)]
pub(super) struct NamedColumns {
    /// The fields of the section and part.
    pub(super) fields: Fields,
    /// The place of the column of each field that has one.
    pub(super) places: Map<Field, usize>,
    /// The fields that the name of a folder gives, as `key=value`, each with its key.
    pub(super) from_folder: Map<Field, String>,
    /// The places of all columns, by folded name.
    pub(super) by_name: Map<String, usize>,
    /// The columns that give no field and are not ignored: those of a wide table.
    pub(super) heads: Vec<(usize, String)>,
    /// Whether each column has a name.
    pub(super) is_named: Vec<bool>,
    /// The canonical columns that the fields give.
    pub(super) columns: FileColumns,
}

impl NamedColumns {
    /// Finds the columns of the fields among the names in a row.
    pub(super) fn of(
        layout: &Layout,
        section: Option<usize>,
        part: Option<usize>,
        keys: &[String],
        (above, row): (&[Cell], &[Cell]),
    ) -> Result<Self, Box<Lack>> {
        let is_known = |cell: &Cell| layout.column_names.all.contains(&folded(&shown_text(cell)));
        if !layout.column_names.all.is_empty() && !row.iter().any(is_known) {
            return Err(Box::default());
        }
        let fields = layout.fields_of(section, part);
        let exact = layout.table.exact;
        let name_of = |cell: &Cell| {
            let text = shown_text(cell);
            if exact {
                text.into_owned()
            } else {
                text.trim().to_owned()
            }
        };
        let key = |name: &str| {
            if exact { name.to_owned() } else { folded(name) }
        };
        let mut names: Vec<String> = row.iter().map(name_of).collect();
        // A name that spans two rows stands on the first of them.
        for (name, above) in names
            .iter_mut()
            .zip(above)
            .filter(|(name, _)| name.is_empty())
        {
            let known = name_of(above);
            if !known.is_empty() && layout.knows(&fields, &known) {
                *name = known;
            }
        }
        let mut by_name: Map<String, usize> = Map::default();
        let (mut lack, mut places) = (Lack::default(), Map::default());
        let mut from_folder: Map<Field, String> = Map::default();
        let mut is_claimed = vec![false; names.len()];
        for (place, name) in names.iter().enumerate() {
            let name = folded(name);
            if !name.is_empty() {
                by_name.entry(name).or_insert(place);
            }
        }
        for (field, source) in &fields {
            match &source.from {
                From::Columns(wanted) => {
                    let wanted: Vec<String> = wanted.iter().map(|name| key(name)).collect();
                    let found: Vec<usize> = (0..names.len())
                        .filter(|place| wanted.contains(&key(&names[*place])))
                        .filter(|place| !names[*place].is_empty())
                        .collect();
                    let key = keys.iter().find(|key| key.as_str() == field.name());
                    if let Some(key) = key {
                        from_folder.insert(*field, key.clone());
                    }
                    match found[..] {
                        [first, ..] if key.is_some() => {
                            is_claimed[first] = true;
                            lack.repeated.push(format!(
                                "{} (in a folder's name and in a column)",
                                names[first]
                            ));
                        }
                        [] if key.is_some() || source.optional => {}
                        [] => lack.missing.extend(source.from.first_name()),
                        [place] => {
                            is_claimed[place] = true;
                            places.insert(*field, place);
                        }
                        [first, ..] => {
                            for place in &found {
                                is_claimed[*place] = true;
                            }
                            lack.repeated.push(names[first].clone());
                        }
                    }
                }
                From::Template(pieces) => {
                    for piece in pieces {
                        let TemplatePiece::Column(name) = piece.inner() else {
                            continue;
                        };
                        match by_name.get(&folded(name)) {
                            Some(place) => is_claimed[*place] = true,
                            None if source.optional => {}
                            None => lack.missing.push(name.clone()),
                        }
                    }
                }
            }
        }
        let uses = |key: &str| {
            let pieces = fields.values().flat_map(|source| match &source.from {
                From::Template(pieces) => pieces.as_slice(),
                From::Columns(_) => &[],
            });
            let mut pieces = pieces;
            pieces.any(|piece| matches!(piece.inner(), TemplatePiece::Path(name) if name == key))
        };
        let unused = keys.iter().filter(|key| {
            !from_folder.values().any(|used| used == *key) && !uses(key) && !layout.ignores(key)
        });
        lack.folders = unused.cloned().collect();
        lack.found = is_claimed.iter().filter(|claimed| **claimed).count();
        let mut heads = Vec::new();
        for (place, name) in names.iter().enumerate() {
            if is_claimed[place]
                || layout.ignores(name)
                || layout.column_names.of_overlays.contains(&folded(name))
            {
                continue;
            }
            if layout.wide.is_some() && !name.is_empty() {
                heads.push((place, name.clone()));
            } else if !name.is_empty() {
                lack.unknown.push(name.clone());
            } else if row[place..].iter().any(|cell| *cell != Cell::Empty) {
                lack.unknown.push(String::new());
            }
        }
        if layout.wide.is_some() && heads.is_empty() {
            lack.missing
                .push("a column for each value of the wide table".to_owned());
        }
        let columns = columns(layout, &fields, |field| {
            places.contains_key(field) || from_folder.contains_key(field)
        });
        if let Err(fault) = &columns {
            lack.fields = Some(fault.to_string());
        }
        match columns {
            Ok(columns) if lack.is_none() => Ok(Self {
                fields,
                places,
                from_folder,
                by_name,
                heads,
                is_named: names.iter().map(|name| !name.is_empty()).collect(),
                columns,
            }),
            _ => Err(Box::new(lack)),
        }
    }
}

impl Lack {
    const fn is_none(&self) -> bool {
        self.missing.is_empty()
            && self.unknown.is_empty()
            && self.repeated.is_empty()
            && self.folders.is_empty()
            && self.fields.is_none()
    }

    /// Returns what is wrong, in words.
    pub(super) fn told(&self) -> String {
        let listed = |names: &[String]| {
            let shown: Vec<String> = names.iter().map(|name| shown(name)).collect();
            shown.join(", ")
        };
        let mut said = Vec::new();
        if !self.missing.is_empty() {
            said.push(format!(
                "the columns {} were not found",
                listed(&self.missing)
            ));
        }
        if !self.unknown.is_empty() {
            said.push(format!(
                "the layout does not know {}",
                listed(&self.unknown)
            ));
        }
        if !self.repeated.is_empty() {
            said.push(format!("{} stands twice", listed(&self.repeated)));
        }
        if !self.folders.is_empty() {
            said.push(format!(
                "the folder names give {}, for which the layout has no field",
                listed(&self.folders)
            ));
        }
        if said.is_empty() {
            said.extend(self.fields.clone());
        }
        said.join("; ")
    }
}

impl From {
    /// Whether the field is this text in every row.
    fn is_text(&self, text: &str) -> bool {
        matches!(self, Self::Template(pieces) if *pieces == [TemplatePiece::Literal(text.to_owned())])
    }

    /// Returns the other field that the field is, as it is.
    pub(super) fn is_field(&self) -> Option<Field> {
        match self {
            Self::Template(pieces) => match pieces[..] {
                [TemplatePiece::Field(field)] => Some(field),
                _ => None,
            },
            Self::Columns(_) => None,
        }
    }

    /// Returns the first of the names of a column.
    fn first_name(&self) -> Option<String> {
        match self {
            Self::Columns(names) => names.first().cloned(),
            Self::Template(_) => None,
        }
    }
}

impl Layout {
    /// Whether a name is that of a column of the fields, or of a column that gives none.
    fn knows(&self, fields: &Fields, name: &str) -> bool {
        let name_of = folded(name);
        let mut sources = fields.values();
        let of_field = sources.any(|source| match &source.from {
            From::Columns(names) => names.iter().any(|known| folded(known) == name_of),
            From::Template(_) => false,
        });
        of_field
            || self
                .table
                .ignore
                .iter()
                .any(|known| folded(known) == name_of)
    }
}

/// Returns the canonical columns that the fields found in a file give.
fn columns(
    layout: &Layout,
    fields: &Fields,
    is_found: impl Fn(&Field) -> bool,
) -> Result<FileColumns, Fault> {
    let is_given = |field: &Field| {
        is_found(field)
            || matches!(fields.get(field), Some(source) if matches!(source.from, From::Template(_)))
            || layout
                .wide
                .as_ref()
                .is_some_and(|wide| wide.head == *field || wide.cell == *field)
    };
    let mut names: Vec<&str> = Vec::new();
    let wide = layout.wide.iter().flat_map(|wide| [wide.head, wide.cell]);
    let mut all: Vec<Field> = fields.keys().copied().chain(wide).collect();
    all.sort_unstable();
    all.dedup();
    for field in all.iter().filter(|field| is_given(field)) {
        match field {
            Field::Column(column) => names.push(column.name()),
            Field::Year if layout.kind == Kind::Filing => names.push(Column::Year.name()),
            Field::Year | Field::Quarter | Field::Month => {
                names.extend([Column::Date.name(), Column::Period.name()]);
            }
            Field::Importer | Field::Exporter => {
                names.extend([Column::Partner.name(), Column::Flow.name()]);
                // Of importer and exporter, the flow tells the reporter where the layout does not.
                if is_given(&Field::Column(Column::Flow)) {
                    names.push(Column::Reporter.name());
                }
            }
            Field::Kilograms | Field::Grams | Field::Milligrams => {
                names.push(layout.grams().name());
            }
        }
    }
    // A supplement needs no effective date.
    let kind = fields.get(&Field::Column(Column::FilingKind));
    if kind.is_some_and(|source| source.from.is_text(FilingKind::Supplement.name())) {
        names.push(Column::Effective.name());
    }
    names.sort_unstable();
    names.dedup();
    FileColumns::of(layout.kind, names.into_iter())
}

/// Goes through the rows of a sheet or file and says what each is.
#[derive(Debug)]
pub(super) struct TableReader<'l> {
    layout: &'l Layout,
    part: Option<usize>,
    keys: Vec<String>,
    section: Option<usize>,
    names: Option<NamedColumns>,
    has_ended: bool,
    /// The cells of the row before.
    above: Vec<Cell>,
    /// The first row below the title of a section that holds values before any row names the columns.
    nameless: Option<u64>,
    /// The last text that stands alone between the rows of a table, where it may be the title of another section.
    alone: Option<u64>,
    /// What is wrong with the table: rows that would be lost, or read as what they may not be.
    fault: Option<String>,
    /// The rows that nearly name the columns: the best of them.
    pub(super) nearest: Lack,
}

impl<'l> TableReader<'l> {
    /// Makes a reader; the name of a sheet counts as a title above its rows. `name` is the path of the file.
    pub(super) fn new(
        layout: &'l Layout,
        part: Option<usize>,
        name: &str,
        sheet: Option<&str>,
    ) -> Self {
        let mut reader = Self {
            layout,
            part,
            keys: super::hive::values(name).map(|(key, _)| key).collect(),
            section: None,
            names: None,
            has_ended: false,
            above: Vec::new(),
            nameless: None,
            alone: None,
            fault: None,
            nearest: Lack::default(),
        };
        if let Some(sheet) = sheet {
            reader.section = reader.section_of(&folded(sheet));
        }
        reader
    }

    /// Returns the section of a folded title.
    fn section_of(&self, title: &str) -> Option<usize> {
        let sections = &mut self.layout.sections.iter();
        sections.position(|section| TextPattern::any_fits(&section.title, title))
    }

    /// Returns the columns of the row read last.
    pub(super) const fn names(&self) -> Option<&NamedColumns> {
        self.names.as_ref()
    }

    /// Says what the next row is.
    pub(super) fn take(&mut self, row: &Row) -> RowRole {
        let line = self.line(row);
        self.above.clone_from(&row.cells);
        line
    }

    /// Returns what is wrong with the table, once all rows are taken.
    pub(super) fn finish(mut self) -> Option<String> {
        self.leave_section();
        self.fault
    }

    /// Ends a section: its values must have stood below names.
    fn leave_section(&mut self) {
        if let (None, Some(row)) = (&self.names, self.nameless) {
            let lack = match self.nearest.found {
                0 => String::new(),
                _ => format!(" ({})", self.nearest.told()),
            };
            self.fault.get_or_insert(format!(
                "row {row} stands below the title of a section, and no row there names the columns{lack}; write the column names below that title, as below the others"
            ));
        }
        (self.nameless, self.alone) = (None, None);
    }

    /// Notes a row of the table: a text alone above it, in a layout with sections, may be a title that the layout does not know.
    fn in_section(&mut self) {
        if let Some(row) = self.alone.take() {
            self.fault.get_or_insert(format!(
                "row {row} holds a text alone between the rows of a table, which may be the title of another section; remove it, or write the title as the layout has it"
            ));
        }
    }

    fn line(&mut self, row: &Row) -> RowRole {
        let place = row.cells.iter().position(|cell| !is_blank(cell));
        let mut filled = row.cells.iter().filter(|cell| !is_blank(cell));
        let Some(first) = filled.next().map(|cell| folded(&shown_text(cell))) else {
            return RowRole::Beside;
        };
        let is_alone = filled.next().is_none();
        // A title may have a word beside it, such as the unit; more cells are a row of the table.
        let is_title = filled.next().is_none();
        if let Some(section) = self.section_of(&first).filter(|_| is_title) {
            self.leave_section();
            self.nearest = Lack::default();
            (self.section, self.names, self.has_ended) = (Some(section), None, false);
            return RowRole::Beside;
        }
        if self.has_ended && self.names.is_none() && self.layout.table.first_row {
            self.misplaced(row);
        }
        let waits = !self.layout.sections.is_empty() && self.section.is_none();
        if self.has_ended || waits {
            return RowRole::Beside;
        }
        if TextPattern::any_fits(&self.layout.table.end, &first) && self.names.is_some() {
            self.has_ended = true;
            return RowRole::Beside;
        }
        let Some(names) = &self.names else {
            let is_number = |cell: &Cell| matches!(cell, Cell::Number(_));
            let values = row.cells.iter().filter(|cell| !is_blank(cell)).count();
            let holds_values = values > 2 || values > 1 && row.cells.iter().any(is_number);
            let line = self.names_or_beside(row);
            if line == RowRole::Beside && holds_values && self.section.is_some() {
                self.nameless.get_or_insert(row.number);
            }
            return line;
        };
        if TextPattern::any_fits(&self.layout.table.skip, &first) {
            return RowRole::Beside;
        }
        let is_note = is_alone && !place.is_some_and(|place| names.is_amount(place));
        if self.layout.table.notes && is_note {
            if !self.layout.sections.is_empty() {
                self.alone = Some(row.number);
            }
            return RowRole::Beside;
        }
        if names.are_in(row) {
            let cells = (&self.above[..], &row.cells[..]);
            let again = NamedColumns::of(self.layout, self.section, self.part, &self.keys, cells);
            if let Ok(again) = again {
                self.in_section();
                self.names = Some(again);
                return RowRole::Names;
            }
        }
        self.in_section();
        RowRole::Row
    }

    /// Notes column names that stand below the first row, where the layout wants them.
    fn misplaced(&mut self, row: &Row) {
        if self.nearest.fields.is_some() {
            return;
        }
        let cells = (&self.above[..], &row.cells[..]);
        if let Ok(names) = NamedColumns::of(self.layout, self.section, self.part, &self.keys, cells)
        {
            self.nearest = Lack {
                found: names.by_name.len(),
                fields: Some(format!(
                    "the column names stand in row {}; remove the rows above them, or write a layout of the dataset for the file",
                    row.number
                )),
                ..Lack::default()
            };
        }
    }

    fn names_or_beside(&mut self, row: &Row) -> RowRole {
        let cells = (&self.above[..], &row.cells[..]);
        match NamedColumns::of(self.layout, self.section, self.part, &self.keys, cells) {
            Ok(names) => {
                self.names = Some(names);
                RowRole::Names
            }
            Err(lack) => {
                if lack.found > self.nearest.found || self.nearest == Lack::default() {
                    self.nearest = *lack;
                }
                self.has_ended |= self.layout.table.first_row;
                RowRole::Beside
            }
        }
    }
}

impl NamedColumns {
    /// Whether all that a row holds are names of columns, at least two.
    fn are_in(&self, row: &Row) -> bool {
        let mut filled = row.cells.iter().filter(|cell| !is_blank(cell));
        filled.clone().count() > 1
            && filled.all(|cell| self.by_name.contains_key(&folded(&shown_text(cell))))
    }

    /// Returns the place of the first value of a row that stands below no name; the first column has place 0.
    pub(super) fn stray(&self, row: &Row) -> Option<usize> {
        let is_named = |place: usize| self.is_named.get(place).copied().unwrap_or(false);
        row.cells
            .iter()
            .enumerate()
            .position(|(place, cell)| !is_blank(cell) && !is_named(place))
    }

    /// Whether the column at a place gives an amount.
    fn is_amount(&self, place: usize) -> bool {
        self.places
            .iter()
            .any(|(field, own)| *own == place && field.is_amount())
    }
}

/// Whether a cell holds nothing, or blanks alone.
pub(super) fn is_blank(cell: &Cell) -> bool {
    match cell {
        Cell::Empty => true,
        Cell::Text(text) => text.trim().is_empty(),
        _ => false,
    }
}
