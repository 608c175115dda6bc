//! Years in which the figures under the code of a country are those of a larger territory, such as a state that is no more.

use super::super::calendar_year;
use super::super::table::{ListColumns, More};
use super::{TableFaults, table};

const COLUMNS: ListColumns = ListColumns {
    file: "territories.csv",
    columns: &["country", "from", "to", "territory", "parts"],
    more: More::None,
};

/// A row of the table: what the figures of a country are taken for in some years.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Territory {
    /// The code of the country under which the figures stand (ISO 3166-1 alpha-3).
    pub country: String,
    /// The first year.
    pub from: i32,
    /// The last year.
    pub to: i32,
    /// The name of the territory.
    pub name: String,
    /// The codes of the countries of today whose inhabitants are added up, the country itself among them.
    pub parts: Vec<String>,
    /// The line of the table.
    pub line: u64,
}

/// The territories of former years.
#[derive(Clone, Debug)]
pub struct Territories {
    /// The table, as the user can find it.
    pub file: String,
    /// The rows, in the order of the table.
    pub rows: Vec<Territory>,
}

impl Territories {
    /// Returns the built-in table.
    pub fn builtin() -> Result<Self, TableFaults> {
        let bytes = include_bytes!("../../../../../config/reference/territories.csv");
        Self::read(bytes, "built-in territories.csv".to_owned())
    }

    /// Reads a table that holds `bytes`; `file` is its name in messages. Codes are not compared with those of a configuration.
    pub fn read(bytes: &[u8], file: String) -> Result<Self, TableFaults> {
        let mut rows: Vec<Territory> = Vec::new();
        table(bytes, &file, &COLUMNS, |row, faults| {
            let wrong = |place, expected: &str, remedy: &str| {
                row.fault(
                    format!("found {}, expected {expected}", row.is(place)),
                    remedy,
                )
            };
            let year = |place| {
                calendar_year(row.text(place)).ok_or_else(|| {
                    wrong(
                        place,
                        "a year from 1961 to 2199",
                        "write the year in four digits",
                    )
                })
            };
            let (from, to) = (faults.value(year(1)), faults.value(year(2)));
            faults.value(row.required(3));
            let country = row.text(0).to_owned();
            let parts: Vec<String> = row
                .text(4)
                .split(';')
                .map(|part| part.trim().to_owned())
                .collect();
            let is_code = |code: &String| {
                code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase())
            };
            let are_codes = parts.iter().chain([&country]).all(is_code);
            if !are_codes || !parts.contains(&country) {
                faults.add(wrong(
                    4,
                    &format!(
                        "codes of three capital letters with semicolons between them, {} among them",
                        row.is(0)
                    ),
                    "write the ISO 3166-1 alpha-3 codes of all parts, the country itself included",
                ));
            }
            let (Some(from), Some(to)) = (from, to) else {
                return;
            };
            if from > to {
                faults.add(wrong(
                    2,
                    &format!("a year not before {from}"),
                    "write the last year in which the figures are those of the territory",
                ));
            }
            let overlap = |other: &&Territory| {
                other.country == country && other.from <= to && from <= other.to
            };
            if let Some(other) = rows.iter().find(overlap) {
                faults.add(row.fault(
                    format!(
                        "found {country}, {from} to {to}, years of which line {} has, expected one line for a country and a year",
                        other.line
                    ),
                    "delete the line that is wrong, or correct its years",
                ));
            }
            rows.push(Territory {
                country,
                from,
                to,
                name: row.text(3).to_owned(),
                parts,
                line: row.line(),
            });
        })?;
        Ok(Self { file, rows })
    }

    /// Returns what the figures of a country are taken for in a year; `None` if they are taken for those of the country itself.
    #[must_use]
    pub fn of(&self, country: &str, year: i32) -> Option<&Territory> {
        self.rows
            .iter()
            .find(|row| row.country == country && (row.from..=row.to).contains(&year))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rows: &str) -> Result<Territories, String> {
        let text = format!("country,from,to,territory,parts\n{rows}");
        Territories::read(text.as_bytes(), "t.csv".to_owned()).map_err(|faults| faults.to_string())
    }

    #[test]
    fn the_built_in_table_is_sound() {
        let table = Territories::builtin().expect("sound");
        let name = |country, year| table.of(country, year).map(|row| row.name.as_str());
        assert_eq!(name("CZE", 1992), Some("Czechoslovakia"));
        assert_eq!(name("CZE", 1993), None);
        assert_eq!(name("MNE", 1991), Some("Yugoslavia"));
        assert_eq!(
            name("MNE", 1992),
            Some("Yugoslavia, later Serbia and Montenegro")
        );
        assert_eq!(name("MNE", 2006), None);
        assert_eq!(name("SVK", 1990), None);
    }

    #[test]
    fn a_table_without_rows_takes_no_country_for_another() {
        assert_eq!(read("").expect("sound").of("CZE", 1990), None);
    }

    #[test]
    fn each_fault_is_named_with_its_line() {
        for (rows, expected) in [
            (
                "CZE,1989,92,Czechoslovakia,CZE; SVK\n",
                "t.csv, line 2: found to is \"92\", expected a year from 1961 to 2199; write the year in four digits",
            ),
            (
                "CZE,1992,1989,Czechoslovakia,CZE; SVK\n",
                "t.csv, line 2: found to is \"1989\", expected a year not before 1992; write the last year in which the figures are those of \
                 the territory",
            ),
            (
                "CZE,1989,1992,,CZE; SVK\n",
                "t.csv, line 2: territory is empty; fill it in, or delete the line",
            ),
            (
                "CZE,1989,1992,Czechoslovakia,SVK\n",
                "t.csv, line 2: found parts is \"SVK\", expected codes of three capital letters with semicolons between them, country is \
                 \"CZE\" among them; write the ISO 3166-1 alpha-3 codes of all parts, the country itself included",
            ),
            (
                "CZE,1989,1992,Czechoslovakia,CZE; SVK\nCZE,1992,1994,Other,CZE\n",
                "t.csv, line 3: found CZE, 1992 to 1994, years of which line 2 has, expected one line for a country and a year; delete the \
                 line that is wrong, or correct its years",
            ),
        ] {
            assert_eq!(read(rows).expect_err("a fault"), expected);
        }
    }
}
