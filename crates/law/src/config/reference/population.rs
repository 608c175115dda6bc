//! The inhabitants of countries by year.

use super::super::calendar_year;
use super::super::table::{ListColumns, More};
use super::{TableFaults, table};
use std::collections::BTreeMap;

const COLUMNS: ListColumns = ListColumns {
    file: "population.csv",
    columns: &["country", "year", "inhabitants"],
    more: More::None,
};

/// The number of inhabitants of a country in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Inhabitants {
    /// The number, above zero.
    pub number: u64,
    /// The line of the table.
    pub line: u64,
}

/// The inhabitants of countries by year.
#[derive(Clone, Debug)]
pub struct Population {
    /// The table, as the user can find it.
    pub file: String,
    /// The source of the figures; `None` of a table that the user gave.
    pub source: Option<&'static str>,
    countries: BTreeMap<String, BTreeMap<i32, Inhabitants>>,
}

impl Population {
    /// The source of the built-in table; `config/README.md` states the same.
    pub const SOURCE: &'static str = "World Bank, indicator SP.POP.TOTL (CC BY 4.0), by way of datasets/population, snapshot of 6 March 2026";

    /// Returns the built-in table.
    pub fn builtin() -> Result<Self, TableFaults> {
        let bytes = include_bytes!("../../../../../config/reference/population.csv");
        let read = Self::read(bytes, "built-in population.csv".to_owned())?;
        Ok(Self {
            source: Some(Self::SOURCE),
            ..read
        })
    }

    /// Reads a table that holds `bytes`: `country` (three capital letters), `year` and `inhabitants` (a whole number). `file` is its
    /// name in messages. Codes are not compared with those of a configuration: a table may hold countries that nobody asks about.
    pub fn read(bytes: &[u8], file: String) -> Result<Self, TableFaults> {
        let mut countries: BTreeMap<String, BTreeMap<i32, Inhabitants>> = BTreeMap::new();
        table(bytes, &file, &COLUMNS, |row, faults| {
            let wrong = |place, expected: &str, remedy: &str| {
                row.fault(
                    format!("found {}, expected {expected}", row.is(place)),
                    remedy,
                )
            };
            let code = row.text(0);
            let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
            if !is_code {
                faults.add(wrong(
                    0,
                    "three capital letters",
                    "write the ISO 3166-1 alpha-3 code of the country",
                ));
            }
            let year = calendar_year(row.text(1));
            if year.is_none() {
                faults.add(wrong(
                    1,
                    "a year from 1961 to 2199",
                    "write the year in four digits",
                ));
            }
            let number = whole(row.text(2));
            if number.is_none() {
                faults.add(wrong(
                    2,
                    "a whole number from 1 to 99999999999",
                    "write the number in digits only, or delete the line if it is not known",
                ));
            }
            let (true, Some(year), Some(number)) = (is_code, year, number) else {
                return;
            };
            let inhabitants = Inhabitants {
                number,
                line: row.line(),
            };
            let years = countries.entry(code.to_owned()).or_default();
            if let Some(first) = years.get(&year) {
                faults.add(row.fault(
                    format!(
                        "found {code}, {year} again, which line {} has, expected one line for a country and a year",
                        first.line
                    ),
                    "delete the line that is wrong",
                ));
            } else {
                years.insert(year, inhabitants);
            }
        })?;
        Ok(Self {
            file,
            source: None,
            countries,
        })
    }

    /// Returns the inhabitants of a country (ISO 3166-1 alpha-3) in a year; `None` if the table has no line for them.
    #[must_use]
    pub fn inhabitants(&self, country: &str, year: i32) -> Option<Inhabitants> {
        self.countries.get(country)?.get(&year).copied()
    }

    /// Returns the newest year of the table; `None` if the table has no line.
    #[must_use]
    pub fn newest_year(&self) -> Option<i32> {
        self.countries
            .values()
            .filter_map(|years| years.keys().next_back())
            .max()
            .copied()
    }
}

/// Reads a whole number above zero of at most eleven digits.
fn whole(text: &str) -> Option<u64> {
    let is_number =
        (1..=11).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_number && *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Population, String> {
        Population::read(text.as_bytes(), "pop.csv".to_owned()).map_err(|faults| faults.to_string())
    }

    #[test]
    fn the_built_in_table_has_the_countries_of_the_worked_examples() {
        let table = Population::builtin().expect("sound");
        let number = |country, year| table.inhabitants(country, year).map(|found| found.number);
        assert_eq!(number("JAM", 2013), Some(2_783_687));
        assert_eq!(number("NPL", 2013), Some(27_589_996));
        assert_eq!(number("JAM", 1988), None);
        assert_eq!(number("ANT", 2000), None);
        assert_eq!(table.newest_year(), Some(2024));
        assert_eq!(table.source, Some(Population::SOURCE));
    }

    #[test]
    fn a_table_keeps_the_line_of_each_figure() {
        let table =
            read("country,year,inhabitants\nJAM,2013,2783687\nNPL,2013,27589996\n").expect("sound");
        let found = table.inhabitants("NPL", 2013);
        assert_eq!(
            found,
            Some(Inhabitants {
                number: 27_589_996,
                line: 3
            })
        );
        assert_eq!(table.inhabitants("NPL", 2012), None);
        assert_eq!(table.source, None);
        assert_eq!(
            read("country,year,inhabitants\n")
                .expect("sound")
                .newest_year(),
            None
        );
    }

    #[test]
    fn each_fault_is_named_with_its_line() {
        for (text, expected) in [
            (
                "",
                "pop.csv, line 1: there is no column country; write a header that names each of country, year, inhabitants once, and nothing else",
            ),
            (
                "country,year\nJAM,2013\n",
                "pop.csv, line 1: there is no column inhabitants; write a header that names each of country, year, inhabitants once, and \
                 nothing else",
            ),
            (
                "country,year,inhabitants\nJAM,2013,2783",
                "pop.csv, line 2: found no line end after the last line, expected one after every line; get the whole file again if it was \
                 cut in transfer; if the last line is whole, end it",
            ),
            (
                "country,year,inhabitants\nJAM,2013\n",
                "pop.csv, line 2: 2 fields on the line, and 3 in the header; write one for each column; one that holds a comma needs quotes",
            ),
            (
                "country,year,inhabitants\nJam,2013,1\n",
                "pop.csv, line 2: found country is \"Jam\", expected three capital letters; write the ISO 3166-1 alpha-3 code of the country",
            ),
            (
                "country,year,inhabitants\nJAM,13,1\n",
                "pop.csv, line 2: found year is \"13\", expected a year from 1961 to 2199; write the year in four digits",
            ),
            (
                "country,year,inhabitants\nJAM,2013,0\n",
                "pop.csv, line 2: found inhabitants is \"0\", expected a whole number from 1 to 99999999999; write the number in digits only, \
                 or delete the line if it is not known",
            ),
            (
                "country,year,inhabitants\nJAM,2013,1\nJAM,2013,1\n",
                "pop.csv, line 3: found JAM, 2013 again, which line 2 has, expected one line for a country and a year; delete the line that \
                 is wrong",
            ),
        ] {
            assert_eq!(read(text).expect_err("a fault"), expected);
        }
        for number in ["", "+1", "1.0", "1e6", "2,783,687", "100000000000", "-1"] {
            let text = format!("country,year,inhabitants\nJAM,2013,\"{number}\"\n");
            let fault = read(&text).expect_err("a fault");
            assert!(fault.contains("expected a whole number"), "{fault}");
        }
    }

    #[test]
    fn many_faults_are_counted() {
        let lines = "JAM,2013,0\n".repeat(25);
        let fault = read(&format!("country,year,inhabitants\n{lines}")).expect_err("faults");
        assert!(
            fault.starts_with("pop.csv has 25 faults:\n  pop.csv, line 2: "),
            "{fault}"
        );
        assert!(
            fault.ends_with("\n  and 5 more, which are like them or follow them"),
            "{fault}"
        );
    }
}
