//! The six published tables as plain text: what both the reference and the reader of the outputs come down to.

use std::collections::BTreeMap;

/// What a column holds, as the contract types it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Date,
    Year,
    Count,
    Flag,
    /// decimal128 of this precision and scale, written without trailing zeros.
    Decimal(u8, i8),
    /// A list of texts, written with blanks between.
    Texts,
}

const MASS: Kind = Kind::Decimal(38, 15);
const QUANTITY: Kind = Kind::Decimal(18, 6);

/// Name and columns of a table; the `key` columns tell its rows apart.
#[derive(Debug)]
pub struct Layout {
    pub name: &'static str,
    pub columns: &'static [(&'static str, Kind)],
    pub key: &'static [&'static str],
}

pub static ALERTS: Layout = Layout {
    name: "alerts",
    columns: &[
        ("alert_id", Kind::Text),
        ("rule", Kind::Text),
        ("country", Kind::Text),
        ("partner", Kind::Text),
        ("substance", Kind::Text),
        ("substance_name", Kind::Text),
        ("schedule", Kind::Text),
        ("year", Kind::Year),
        ("first_excess_date", Kind::Date),
        ("peak_excess_date", Kind::Date),
        ("last_excess_date", Kind::Date),
        ("cured_on", Kind::Date),
        ("running_total_g", MASS),
        ("estimate_g", MASS),
        ("excess_g", MASS),
        ("peak_excess_g", MASS),
        ("year_total_g", MASS),
        ("estimate_status", Kind::Text),
        ("filing_id", Kind::Text),
        ("excess_days", Kind::Count),
        ("excess_records", Kind::Count),
        ("records", Kind::Count),
        ("convention", Kind::Text),
        ("force", Kind::Text),
        ("own_exports_g", MASS),
        ("first_excess_not_later", Kind::Flag),
        ("doubts", Kind::Texts),
    ],
    key: &["alert_id"],
};

pub static EVIDENCE: Layout = Layout {
    name: "evidence",
    columns: &[
        ("alert_id", Kind::Text),
        ("record_id", Kind::Text),
        ("date", Kind::Date),
        ("received", Kind::Date),
        ("reporter", Kind::Text),
        ("partner", Kind::Text),
        ("flow", Kind::Text),
        ("form", Kind::Text),
        ("quantity_g", QUANTITY),
        ("reexport_g", QUANTITY),
        ("authorisation", Kind::Text),
        ("special_licence", Kind::Text),
        ("factor", Kind::Decimal(10, 9)),
        ("base_g", MASS),
        ("running_total_g", MASS),
        ("estimate_g", MASS),
        ("in_excess", Kind::Flag),
        ("source_file", Kind::Text),
        ("source_row", Kind::Count),
    ],
    key: &["alert_id", "reporter", "record_id", "form"],
};

/// `detail` and `raw` are for people: the reference leaves them empty.
pub static QUARANTINE: Layout = Layout {
    name: "quarantine",
    columns: &[
        ("kind", Kind::Text),
        ("source_file", Kind::Text),
        ("source_row", Kind::Count),
        ("id", Kind::Text),
        ("reason", Kind::Text),
        ("detail", Kind::Text),
        ("raw", Kind::Text),
    ],
    key: &["kind", "source_file", "source_row"],
};

pub static ESTIMATES: Layout = Layout {
    name: "estimates",
    columns: &[
        ("country", Kind::Text),
        ("substance", Kind::Text),
        ("from", Kind::Date),
        ("to", Kind::Date),
        ("level_g", MASS),
        ("status", Kind::Text),
        ("filing_id", Kind::Text),
        ("supplements", Kind::Texts),
    ],
    key: &["country", "substance", "from"],
};

pub static LEDGER: Layout = Layout {
    name: "ledger",
    columns: &[
        ("basis", Kind::Text),
        ("importer", Kind::Text),
        ("substance", Kind::Text),
        ("date", Kind::Date),
        ("base_g", MASS),
        ("records", Kind::Count),
    ],
    key: &["basis", "importer", "substance", "date"],
};

pub static EXEMPT: Layout = Layout {
    name: "exempt",
    columns: &[
        ("substance", Kind::Text),
        ("reason", Kind::Text),
        ("record_id", Kind::Text),
        ("date", Kind::Date),
        ("received", Kind::Date),
        ("reporter", Kind::Text),
        ("partner", Kind::Text),
        ("flow", Kind::Text),
        ("form", Kind::Text),
        ("quantity_g", QUANTITY),
        ("reexport_g", QUANTITY),
        ("authorisation", Kind::Text),
        ("special_licence", Kind::Text),
        ("source_file", Kind::Text),
        ("source_row", Kind::Count),
    ],
    key: &["substance", "reporter", "record_id", "flow", "form"],
};

pub static LAYOUTS: [&Layout; 6] = [
    &ALERTS,
    &EVIDENCE,
    &QUARANTINE,
    &ESTIMATES,
    &LEDGER,
    &EXEMPT,
];

impl Layout {
    pub fn at(&self, column: &str) -> usize {
        let position = self.columns.iter().position(|(name, _)| *name == column);
        position.expect("the layout has the column")
    }

    /// Whether the table is published as a folder, with a file for each calendar year that has rows.
    pub fn is_by_year(&self) -> bool {
        ["evidence", "ledger"].contains(&self.name)
    }
}

/// A value as text; none is null.
pub type Cell = Option<String>;

#[derive(Clone, Debug)]
pub struct Table {
    pub layout: &'static Layout,
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    pub fn new(layout: &'static Layout) -> Table {
        Table {
            layout,
            rows: Vec::new(),
        }
    }

    pub fn cell(&self, row: &[Cell], column: &str) -> Cell {
        row[self.layout.at(column)].clone()
    }

    /// The cells by which a row is told from others, as one text.
    pub fn key(&self, row: &[Cell]) -> String {
        let cells = self.layout.key.iter().map(|column| self.cell(row, column));
        cells
            .map(Option::unwrap_or_default)
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The same table with some columns emptied.
    pub fn without(&self, columns: &[&str]) -> Table {
        let emptied: Vec<usize> = columns.iter().map(|name| self.layout.at(name)).collect();
        let mut table = self.clone();
        for row in &mut table.rows {
            for at in &emptied {
                row[*at] = None;
            }
        }
        table
    }

    /// The rows by the calendar year of their date.
    pub fn years(&self) -> BTreeMap<String, Vec<Vec<Cell>>> {
        let mut years: BTreeMap<String, Vec<Vec<Cell>>> = BTreeMap::new();
        for row in &self.rows {
            let date = self.cell(row, "date").unwrap_or_default();
            let year = date.split('-').next().unwrap_or_default().to_owned();
            years.entry(year).or_default().push(row.clone());
        }
        years
    }

    /// The same table in the order in which it is published: that of the contract, within each file.
    pub fn as_published(&self) -> Table {
        let mut table = self.clone();
        if self.layout.is_by_year() {
            table.rows = self.years().into_values().flatten().collect();
        }
        table
    }

    /// The same table where the order of rows does not matter.
    pub fn sorted(mut self) -> Table {
        self.rows.sort();
        self
    }
}
