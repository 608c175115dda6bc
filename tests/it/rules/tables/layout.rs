//! Reads a rule test: named sections, each a table in aligned columns.
//!
//! Knows nothing of what the sections mean. The layout is described in `tests/rules/README.md`.

use std::collections::BTreeMap;

/// Sections that say what is put in.
const GIVEN: [&str; 9] = [
    "policy",
    "countries",
    "substances",
    "forms",
    "preparations",
    "prohibitions",
    "notices",
    "filings",
    "records",
];

/// Sections that say what must come out.
const EXPECTED: [&str; 9] = [
    "alerts",
    "evidence",
    "estimates",
    "ledger",
    "exempt",
    "quarantine",
    "findings",
    "warnings",
    "counts",
];

/// A section: column names, and rows of as many cells. An absent value is an empty text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|name| name == column)
    }

    /// The cell of a row in a column; nothing where the table has no such column.
    pub(crate) fn cell<'a>(&self, row: &'a [String], column: &str) -> Option<&'a str> {
        let at = self.columns.iter().position(|name| name == column)?;
        Some(&row[at])
    }

    /// Adds a column on the right with a value for every row, unless it is there.
    pub(crate) fn default_column(
        &mut self,
        column: &str,
        mut value: impl FnMut(usize, &Self) -> String,
    ) {
        if self.has(column) {
            return;
        }
        let values: Vec<String> = (0..self.rows.len()).map(|row| value(row, self)).collect();
        self.columns.push(column.to_owned());
        for (row, value) in self.rows.iter_mut().zip(values) {
            row.push(value);
        }
    }
}

/// One file of `tests/rules`.
#[derive(Debug, Default)]
pub(crate) struct Scenario {
    pub(crate) built_in_config: bool,
    /// Key and value of the section `policy`.
    pub(crate) policy: BTreeMap<String, String>,
    /// Group (`records`, `filings`, `alerts`), name and number of the section `counts`.
    pub(crate) counts: Vec<(String, String, String)>,
    pub(crate) tables: BTreeMap<String, Table>,
}

impl Scenario {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut scenario = Self::default();
        let mut notes = BTreeMap::new();
        let mut section = String::new();
        for (number, line) in text.lines().enumerate() {
            let at = |message: String| format!("line {}: {message}", number + 1);
            let cells = cells(line).map_err(at)?;
            if cells.is_empty() {
                continue;
            }
            if line.starts_with(' ') {
                scenario.add_line(&section, cells).map_err(at)?;
            } else if let Some((name, rest)) = line.split_once(':') {
                section.clear();
                section.push(':');
                notes.insert(name.to_owned(), rest.trim().to_owned());
            } else {
                line.trim_end().clone_into(&mut section);
                if !GIVEN.contains(&section.as_str()) && !EXPECTED.contains(&section.as_str()) {
                    return Err(at(format!("no section is called {section}")));
                }
                scenario.tables.entry(section.clone()).or_default();
            }
        }
        for name in ["rule", "why"] {
            if notes.get(name).is_none_or(String::is_empty) {
                return Err(format!("`{name}:` is missing"));
            }
        }
        scenario.built_in_config = match notes.get("config").map(String::as_str) {
            None => false,
            Some("built-in") => true,
            Some(other) => return Err(format!("`config:` is {other}, expected built-in")),
        };
        let config = [
            "countries",
            "substances",
            "forms",
            "preparations",
            "prohibitions",
            "notices",
        ];
        if let Some(section) = config
            .iter()
            .find(|name| scenario.built_in_config && scenario.tables.contains_key(**name))
        {
            return Err(format!("{section} cannot be added to the built-in config"));
        }
        if !EXPECTED
            .iter()
            .any(|name| scenario.tables.contains_key(*name))
        {
            return Err("nothing is expected".to_owned());
        }
        Ok(scenario)
    }

    /// Takes one indented line of a section, `:` standing for the notes at the top.
    fn add_line(&mut self, section: &str, cells: Vec<String>) -> Result<(), String> {
        match section {
            ":" => {}
            "" => return Err("an indented line outside a section".to_owned()),
            "policy" => {
                let [key, value] = <[String; 2]>::try_from(cells)
                    .map_err(|cells| format!("expected a key and a value, found {cells:?}"))?;
                self.policy.insert(key, value);
            }
            "counts" => {
                let (group, pairs) = cells.split_first().ok_or("empty")?;
                if pairs.is_empty() || pairs.len() % 2 == 1 {
                    return Err(format!(
                        "expected names and numbers in turn, found {pairs:?}"
                    ));
                }
                for pair in pairs.chunks_exact(2) {
                    self.counts
                        .push((group.clone(), pair[0].clone(), pair[1].clone()));
                }
            }
            _ => {
                let table = self.tables.entry(section.to_owned()).or_default();
                if table.columns.is_empty() {
                    if cells != ["none"] {
                        table.columns = cells;
                    }
                } else if table.columns.len() == cells.len() {
                    table.rows.push(cells);
                } else {
                    return Err(format!(
                        "{} cells for the columns {}: {cells:?}",
                        cells.len(),
                        table.columns.join(" ")
                    ));
                }
            }
        }
        Ok(())
    }
}

/// Splits a line at blanks. `-` is an absent value, quotes keep blanks, `#` begins a remark.
fn cells(line: &str) -> Result<Vec<String>, String> {
    let mut cells = Vec::new();
    let mut rest = line.trim();
    while !rest.is_empty() && !rest.starts_with('#') {
        let (cell, after) = if let Some(quoted) = rest.strip_prefix('"') {
            quoted.split_once('"').ok_or("a quote is not closed")?
        } else {
            let (cell, after) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
            (if cell == "-" { "" } else { cell }, after)
        };
        cells.push(cell.to_owned());
        rest = after.trim_start();
    }
    Ok(cells)
}
