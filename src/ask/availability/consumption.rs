//! Reads the consumption that countries report, in kilograms by country, year and drug, and notes what is odd about the file.

use crate::config::{
    Config, ListColumns, ListRow, Match, More, Notation, TableFaults, calendar_year, table, uncoded,
};
use crate::terms::{Substance, shown};
use std::collections::{BTreeMap, BTreeSet};

const COLUMNS: ListColumns = ListColumns {
    file: "consumption.csv",
    columns: &["iso3", "year", "drug", "consumption_kg"],
    more: More::Only(&["country", "reported"]),
};
const CODE: usize = 0;
const YEAR: usize = 1;
const DRUG: usize = 2;
const AMOUNT: usize = 3;
const NAME: usize = 4;
const REPORTED: usize = 5;

/// What a row says of a country, a year and a drug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsumptionEntry {
    /// The amount in micrograms; zero where the row gives none.
    pub micrograms: u64,
    /// Whether the country reported the amount: an amount above zero, or a zero that the column `reported` confirms. Any other
    /// zero, and an empty cell, may mean that nothing was reported.
    pub is_reported: bool,
    /// The line of the file.
    pub line: u64,
}

/// The rows of a country: what it is said to consume, by year and drug.
pub type ByYear = BTreeMap<i32, BTreeMap<Substance, ConsumptionEntry>>;

/// What was reported as consumed.
#[derive(Clone, Debug, Default)]
pub struct Consumption {
    /// The file, as the user can find it.
    pub file: String,
    /// The rows, by the code of the country as the file has it.
    pub countries: BTreeMap<String, ByYear>,
    /// The drugs that have a row.
    pub drugs: BTreeSet<Substance>,
    /// What is odd about the file.
    pub odd: Oddities,
}

/// What is odd about a file and was read all the same.
#[derive(Clone, Debug, Default)]
pub struct Oddities {
    /// Codes that the configuration does not have, with the rows of each.
    pub unknown: BTreeMap<String, UnknownCountry>,
    /// Names that the configuration does not have, by code. The code decides which country is meant.
    pub names: BTreeMap<String, OddName>,
    /// Whether any row has a name beside its code.
    has_names: bool,
    /// The rows whose amount is written with an exponent.
    pub exponents: NotedRows,
    /// The rows whose amount is zero and may mean that nothing was reported.
    pub zeros: NotedRows,
    /// The rows without an amount.
    pub empty: NotedRows,
    /// Amounts that are at least [`JUMP`] times those of the years before and after.
    pub jumps: Vec<Jump>,
    /// The rows whose amount has three to six places: kilograms to the gram or the milligram.
    pub small: NotedRows,
}

/// How many times the amounts beside it an amount is that is odd.
pub const JUMP: u64 = 50;

/// An amount that is far above those of the years before and after, all three of them reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jump {
    /// The code of the country.
    pub country: String,
    /// The drug.
    pub drug: Substance,
    /// The line of the file.
    pub line: u64,
    /// The amounts of the year before, the year and the year after, in micrograms.
    pub micrograms: [u64; 3],
}

/// Rows of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NotedRows {
    /// Their number.
    pub number: u64,
    /// The line of the first; zero if there is none.
    pub first_line: u64,
}

impl NotedRows {
    fn note(&mut self, line: u64) {
        if self.number == 0 {
            self.first_line = line;
        }
        self.number += 1;
    }
}

/// A code that the configuration does not have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnknownCountry {
    /// The name beside the code; empty if there is none.
    pub name: String,
    /// All rows of the code.
    pub rows: NotedRows,
    /// The number of rows with an amount above zero.
    pub above_zero: u64,
    /// The state that is no more, or the territory without a code, that the name or the code means, if it is known.
    pub known_as: Option<&'static str>,
}

/// A name that the configuration does not have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OddName {
    /// The name; empty if the cell is.
    pub name: String,
    /// The rows with the name.
    pub rows: NotedRows,
}

/// Codes of ISO 3166-3 of states that are no more, whose names the configuration has among those without a code.
const FORMER: [(&str, &str); 6] = [
    ("ANT", "Netherlands Antilles"),
    ("CSK", "Czechoslovakia"),
    ("DDR", "German Democratic Republic"),
    ("SCG", "Serbia and Montenegro"),
    ("SUN", "Union of Soviet Socialist Republics"),
    ("YUG", "Yugoslavia"),
];

impl Consumption {
    /// Reads a file that holds `bytes`. `file` is its name in messages.
    pub fn read(bytes: &[u8], file: String, config: &Config) -> Result<Self, TableFaults> {
        let mut read = Self::default();
        table(bytes, &file, &COLUMNS, |row, faults| {
            let code = row.text(CODE);
            let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
            if !is_code {
                faults.add(wrong(
                    row,
                    CODE,
                    "three capital letters",
                    "write the ISO 3166-1 alpha-3 code of the country",
                ));
            } else if let Some(other) = other_country(row, config) {
                faults.add(row.fault(
                    format!(
                        "found {}, a name of {other}, beside {}, expected code and name of one country",
                        row.is(NAME),
                        row.is(CODE)
                    ),
                    "correct the one that is wrong, or leave the name empty",
                ));
            }
            let year = calendar_year(row.text(YEAR));
            if year.is_none() {
                faults.add(wrong(
                    row,
                    YEAR,
                    "a year from 1961 to 2199",
                    "write the year in four digits",
                ));
            }
            let drug = faults.value(drug(row, config));
            let stated = match row.text(REPORTED) {
                "" => None,
                "yes" => Some(true),
                "no" => Some(false),
                _ => {
                    let expected = "yes, no or nothing";
                    let remedy = "write yes where a zero was reported as a zero";
                    faults.add(wrong(row, REPORTED, expected, remedy));
                    return;
                }
            };
            let amount = match row.text(AMOUNT) {
                "" => None,
                text => match kilograms(text) {
                    Ok(amount) => Some(amount),
                    Err(remedy) => {
                        let expected = "kilograms: digits, and if need be a point and at most nine more, below 1000000000";
                        faults.add(wrong(row, AMOUNT, expected, remedy));
                        return;
                    }
                },
            };
            let micrograms = amount.map_or(0, |amount| amount.micrograms);
            if stated == Some(false) && micrograms > 0 {
                faults.add(wrong(
                    row,
                    REPORTED,
                    "yes or nothing beside an amount above zero",
                    "delete the amount, or the word",
                ));
            }
            if stated == Some(true) && amount.is_none() {
                faults.add(wrong(
                    row,
                    AMOUNT,
                    "an amount beside the word yes in the column reported",
                    "write 0 where a zero was reported, or leave the column reported empty",
                ));
            }
            let (true, Some(year), Some(drug)) = (is_code, year, drug) else {
                return;
            };
            let line = row.line();
            let entry = ConsumptionEntry {
                micrograms,
                is_reported: micrograms > 0 || stated == Some(true),
                line,
            };
            let drugs = read
                .countries
                .entry(code.to_owned())
                .or_default()
                .entry(year)
                .or_default();
            if let Some(first) = drugs.get(&drug) {
                faults.add(row.fault(
                    format!(
                        "found {code}, {year}, {} again, which line {} has, expected one line for a country, a year and a drug",
                        shown(row.text(DRUG)),
                        first.line
                    ),
                    "delete the line that is wrong",
                ));
                return;
            }
            drugs.insert(drug, entry);
            read.drugs.insert(drug);
            read.odd.note(row, &entry, amount, config);
        })?;
        // Without a single name, the file has no names to be odd.
        if read.odd.names.values().all(|odd| odd.name.is_empty()) && !read.odd.has_names {
            read.odd.names.clear();
        }
        read.odd.jumps = read.jumps();
        Ok(Self { file, ..read })
    }

    /// Finds amounts that are far above those of the years before and after.
    fn jumps(&self) -> Vec<Jump> {
        let mut jumps = Vec::new();
        for (country, years) in &self.countries {
            for (year, drugs) in years {
                let beside = |year: i32, drug| years.get(&year).and_then(|drugs| drugs.get(drug));
                for (drug, entry) in drugs {
                    let (before, after) = (beside(year - 1, drug), beside(year + 1, drug));
                    let Some((before, after)) = before.zip(after) else {
                        continue;
                    };
                    let micrograms = [before, entry, after].map(|entry| entry.micrograms);
                    let [before, amount, after] = micrograms;
                    if before > 0 && after > 0 && amount / JUMP >= before.max(after) {
                        jumps.push(Jump {
                            country: country.clone(),
                            drug: *drug,
                            line: entry.line,
                            micrograms,
                        });
                    }
                }
            }
        }
        jumps
    }

    /// Returns the years that have a row, in order.
    #[must_use]
    pub fn years(&self) -> BTreeSet<i32> {
        self.countries
            .values()
            .flat_map(BTreeMap::keys)
            .copied()
            .collect()
    }
}

impl Oddities {
    fn note(
        &mut self,
        row: &ListRow,
        entry: &ConsumptionEntry,
        amount: Option<CellAmount>,
        config: &Config,
    ) {
        let line = row.line();
        let (code, name) = (row.text(CODE), row.text(NAME));
        self.has_names |= !name.is_empty();
        match amount {
            None => self.empty.note(line),
            Some(amount) => {
                if amount.has_exponent {
                    self.exponents.note(line);
                }
                if !entry.is_reported {
                    self.zeros.note(line);
                }
                if amount.micrograms % 10_000_000 != 0 {
                    self.small.note(line);
                }
            }
        }
        if config.country_codes.find(code).is_none() {
            let unknown = self.unknown.entry(code.to_owned()).or_default();
            unknown.rows.note(line);
            unknown.above_zero += u64::from(entry.micrograms > 0);
            if unknown.name.is_empty() {
                name.clone_into(&mut unknown.name);
            }
            let by_code = FORMER.iter().find(|(former, _)| *former == code);
            let by_code = by_code.map(|(_, state)| *state);
            unknown.known_as = unknown.known_as.or_else(|| uncoded(name)).or(by_code);
        } else if !is_named(code, name, config) {
            let odd = self.names.entry(code.to_owned()).or_default();
            odd.rows.note(line);
            if odd.name.is_empty() {
                name.clone_into(&mut odd.name);
            }
        }
    }
}

fn wrong(row: &ListRow, place: usize, expected: &str, remedy: &str) -> crate::config::ConfigError {
    row.fault(
        format!("found {}, expected {expected}", row.is(place)),
        remedy,
    )
}

/// Whether a name is one of those of the country of a code.
fn is_named(code: &str, name: &str, config: &Config) -> bool {
    let country = config.country_codes.find(code);
    match config.lookup.countries.exact(name, &[Notation::Name]) {
        Match::One(one) => Some(one) == country,
        Match::Several(several) => several.iter().any(|one| Some(*one) == country),
        Match::None => false,
    }
}

/// Returns the code of the other country that the name of a row means; `None` if the name may mean that of the code.
fn other_country<'c>(row: &ListRow, config: &'c Config) -> Option<&'c str> {
    let country = config.country_codes.find(row.text(CODE));
    match config
        .lookup
        .countries
        .exact(row.text(NAME), &[Notation::Name])
    {
        Match::One(one) if Some(one) != country => Some(config.country_code(one)),
        _ => None,
    }
}

fn drug(row: &ListRow, config: &Config) -> Result<Substance, crate::config::ConfigError> {
    let text = row.text(DRUG);
    let notations = [Notation::Code, Notation::LooseCode, Notation::Name];
    match config.lookup.substances.exact(text, &notations) {
        Match::One(drug) => Ok(drug),
        Match::Several(several) => {
            let codes: Vec<&str> = several
                .iter()
                .map(|drug| config.substance_code(*drug))
                .collect();
            Err(wrong(
                row,
                DRUG,
                &format!("one substance, not any of {}", codes.join(", ")),
                "write the code of the one that is meant",
            ))
        }
        Match::None => {
            let near = config.lookup.substances.near(text);
            let remedy = match near[..] {
                [one] => format!("write {} if it is meant", config.substance_code(one)),
                _ => "write the code, or delete the line if the configuration does not have the substance".to_owned(),
            };
            let expected = "a code or name of the configuration's substances";
            Err(wrong(row, DRUG, expected, &remedy))
        }
    }
}

/// An amount as a cell writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CellAmount {
    micrograms: u64,
    has_exponent: bool,
}

/// Reads kilograms exactly: digits, a point and digits, and an exponent such as statistics programs write. The error is the remedy.
fn kilograms(text: &str) -> Result<CellAmount, &'static str> {
    const NOT_A_NUMBER: &str =
        "write the amount without unit, sign, blanks and marks of thousands, and with a point";
    const PLACES: &str = "write the amount with at most nine places";
    const LARGE: &str = "write less; the amounts are in kilograms";
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        None => (text, None),
        Some((mantissa, exponent)) => {
            let (is_negative, digits) = match exponent.as_bytes().first() {
                Some(b'-') => (true, &exponent[1..]),
                Some(b'+') => (false, &exponent[1..]),
                _ => (false, exponent),
            };
            let is_number = (1..=2).contains(&digits.len()) && all_digits(digits);
            let size: i32 = digits
                .parse()
                .ok()
                .filter(|_| is_number)
                .ok_or(NOT_A_NUMBER)?;
            (mantissa, Some(if is_negative { -size } else { size }))
        }
    };
    let (whole, places) = match mantissa.split_once('.') {
        Some((whole, places)) if all_digits(places) => (whole, places),
        Some(_) => return Err(NOT_A_NUMBER),
        None => (mantissa, ""),
    };
    if !all_digits(whole) {
        return Err(NOT_A_NUMBER);
    }
    // Zeros at both ends say nothing.
    let digits = format!("{whole}{places}");
    let kept = digits.trim_end_matches('0');
    let dropped = i32::try_from(digits.len() - kept.len()).map_err(|_| PLACES)?;
    let kept = kept.trim_start_matches('0');
    let places = i32::try_from(places.len()).map_err(|_| PLACES)?;
    let power = 9 - places + dropped + exponent.unwrap_or(0);
    let has_exponent = exponent.is_some();
    if kept.is_empty() {
        return Ok(CellAmount {
            micrograms: 0,
            has_exponent,
        });
    }
    let power = u32::try_from(power).map_err(|_| PLACES)?;
    let number: u64 = kept.parse().map_err(|_| LARGE)?;
    let micrograms = 10_u64
        .checked_pow(power)
        .and_then(|size| number.checked_mul(size))
        .filter(|micrograms| *micrograms < 1_000_000_000_000_000_000)
        .ok_or(LARGE)?;
    Ok(CellAmount {
        micrograms,
        has_exponent,
    })
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ConfigSource;

    const HEAD: &str = "country,iso3,year,drug,consumption_kg,reported\n";

    fn read(rows: &str) -> Result<Consumption, String> {
        let config = Config::load(ConfigSource::builtin()).expect("the built-in configuration");
        let text = format!("{HEAD}{rows}");
        Consumption::read(text.as_bytes(), "use.csv".to_owned(), &config)
            .map_err(|faults| faults.to_string())
    }

    #[test]
    fn kilograms_are_read_exactly() {
        for (text, micrograms, has_exponent) in [
            ("0", 0, false),
            ("0.0", 0, false),
            ("5.0", 5_000_000_000, false),
            ("0.036792", 36_792_000, false),
            ("4.2e-05", 42_000, true),
            ("8.3E-05", 83_000, true),
            ("1e-06", 1000, true),
            ("1e3", 1_000_000_000_000, true),
            ("1.5e+01", 15_000_000_000, true),
            ("0.000000001", 1, false),
            ("0.0000000010", 1, false),
            ("0e99", 0, true),
            ("00012", 12_000_000_000, false),
            ("999999999.999999999", 999_999_999_999_999_999, false),
        ] {
            let expected = CellAmount {
                micrograms,
                has_exponent,
            };
            assert_eq!(kilograms(text), Ok(expected), "{text}");
        }
        for text in [
            "", "-1", "+1", "1.", ".5", "1,5", "1 000", "1e", "1e-", "e5", "1e+-5", "1e100", "0x1",
            "NaN", "inf", "1.2.3", "٣",
        ] {
            let remedy = kilograms(text).expect_err(text);
            assert!(
                remedy.starts_with("write the amount without"),
                "{text}: {remedy}"
            );
        }
        for text in ["0.0000000001", "1e-10", "1.5e-09"] {
            let remedy = kilograms(text).expect_err(text);
            assert_eq!(
                remedy, "write the amount with at most nine places",
                "{text}"
            );
        }
        for text in ["1000000000", "1e9", "1e99", "99999999999999999999999"] {
            let remedy = kilograms(text).expect_err(text);
            assert_eq!(remedy, "write less; the amounts are in kilograms", "{text}");
        }
    }

    #[test]
    fn only_an_amount_above_zero_or_a_confirmed_zero_is_reported() {
        let read = read(
            "Jamaica,JAM,2013,morphine,5,\nJamaica,JAM,2013,fentanyl,0,\nJamaica,JAM,2013,pethidine,0.0,yes\nJamaica,JAM,2013,oxycodone,,\n\
             Jamaica,JAM,2013,codeine,0,no\n",
        )
        .expect("sound");
        let entries: Vec<ConsumptionEntry> =
            read.countries["JAM"][&2013].values().copied().collect();
        let mut entries: Vec<(u64, bool)> = entries
            .iter()
            .map(|entry| (entry.line, entry.is_reported))
            .collect();
        entries.sort_unstable();
        assert_eq!(
            entries,
            [(2, true), (3, false), (4, true), (5, false), (6, false)]
        );
        assert_eq!(
            read.odd.zeros,
            NotedRows {
                number: 2,
                first_line: 3
            }
        );
        assert_eq!(
            read.odd.empty,
            NotedRows {
                number: 1,
                first_line: 5
            }
        );
    }

    #[test]
    fn names_and_codes_that_are_odd_are_kept_and_noted() {
        let read = read(
            "Bosnia and Herz.,BIH,2013,morphine,2,\n,MLT,2013,morphine,1,\n,ANT,2000,morphine,0.204,\nYugoslavia,XYU,1990,morphine,4,\n\
             Narnia,NAR,1990,morphine,0,\nKorea,KOR,2013,morphine,4.2e-05,\nJamaica,JAM,2013,NM 009,4.25,\n",
        )
        .expect("sound");
        let names: Vec<(&str, &str, u64)> = read
            .odd
            .names
            .iter()
            .map(|(code, odd)| (code.as_str(), odd.name.as_str(), odd.rows.first_line))
            .collect();
        assert_eq!(names, [("BIH", "Bosnia and Herz.", 2), ("MLT", "", 3)]);
        let unknown: Vec<(&str, Option<&str>, u64, u64)> = read
            .odd
            .unknown
            .iter()
            .map(|(code, of)| (code.as_str(), of.known_as, of.rows.number, of.above_zero))
            .collect();
        assert_eq!(
            unknown,
            [
                ("ANT", Some("Netherlands Antilles"), 1, 1),
                ("NAR", None, 1, 0),
                ("XYU", Some("Yugoslavia"), 1, 1)
            ]
        );
        assert_eq!(
            read.odd.exponents,
            NotedRows {
                number: 1,
                first_line: 7
            }
        );
        assert_eq!(read.years(), BTreeSet::from([1990, 2000, 2013]));
    }

    #[test]
    fn an_amount_far_above_those_beside_it_is_noted() {
        let read = read(
            "Jamaica,JAM,2011,morphine,1,\nJamaica,JAM,2012,morphine,50,\nJamaica,JAM,2013,morphine,0.5,\nNepal,NPL,2011,morphine,1,\n\
             Nepal,NPL,2012,morphine,49.999999999,\nNepal,NPL,2013,morphine,1,\nKenya,KEN,2011,morphine,0,\nKenya,KEN,2012,morphine,50,\n\
             Kenya,KEN,2013,morphine,1,\n",
        )
        .expect("sound");
        let jumps: Vec<u64> = read.odd.jumps.iter().map(|jump| jump.line).collect();
        assert_eq!(jumps, [3]);
    }

    #[test]
    fn former_states_are_those_without_a_code() {
        for (code, state) in FORMER {
            assert_eq!(uncoded(state), Some(state), "{code}");
        }
    }

    #[test]
    fn each_fault_is_named_with_its_line() {
        for (rows, expected) in [
            (
                "Jamaica,JM,2013,morphine,1,\n",
                "use.csv, line 2: found iso3 is \"JM\", expected three capital letters; write the ISO 3166-1 alpha-3 code of the country",
            ),
            (
                "Nepal,JAM,2013,morphine,1,\n",
                "use.csv, line 2: found country is \"Nepal\", a name of NPL, beside iso3 is \"JAM\", expected code and name of one country; \
                 correct the one that is wrong, or leave the name empty",
            ),
            (
                "Jamaica,JAM,20133,morphine,1,\n",
                "use.csv, line 2: found year is \"20133\", expected a year from 1961 to 2199; write the year in four digits",
            ),
            (
                "Jamaica,JAM,2013,morphne,1,\n",
                "use.csv, line 2: found drug is \"morphne\", expected a code or name of the configuration's substances; write NM009 if it is \
                 meant",
            ),
            (
                "Jamaica,JAM,2013,xyzzy,1,\n",
                "use.csv, line 2: found drug is \"xyzzy\", expected a code or name of the configuration's substances; write the code, or \
                 delete the line if the configuration does not have the substance",
            ),
            (
                "Jamaica,JAM,2013,morphine,1 kg,\n",
                "use.csv, line 2: found consumption_kg is \"1 kg\", expected kilograms: digits, and if need be a point and at most nine more, \
                 below 1000000000; write the amount without unit, sign, blanks and marks of thousands, and with a point",
            ),
            (
                "Jamaica,JAM,2013,morphine,1,maybe\n",
                "use.csv, line 2: found reported is \"maybe\", expected yes, no or nothing; write yes where a zero was reported as a zero",
            ),
            (
                "Jamaica,JAM,2013,morphine,1,no\n",
                "use.csv, line 2: found reported is \"no\", expected yes or nothing beside an amount above zero; delete the amount, or the \
                 word",
            ),
            (
                "Jamaica,JAM,2013,morphine,,yes\n",
                "use.csv, line 2: found consumption_kg is \"\", expected an amount beside the word yes in the column reported; write 0 where a \
                 zero was reported, or leave the column reported empty",
            ),
            (
                "Jamaica,JAM,2013,morphine,1,\nJamaica,JAM,2013,NM009,1,\n",
                "use.csv, line 3: found JAM, 2013, \"NM009\" again, which line 2 has, expected one line for a country, a year and a drug; \
                 delete the line that is wrong",
            ),
        ] {
            assert_eq!(read(rows).expect_err("a fault"), expected);
        }
    }
}
