//! The defined daily doses for statistical purposes (S-DDD) of substances.

use super::super::table::{ListColumns, More};
use super::{TableFaults, table};
use crate::terms::shown;
use std::collections::BTreeMap;

const COLUMNS: ListColumns = ListColumns {
    file: "s-ddd.csv",
    columns: &["substance", "group", "s_ddd_mg", "confidence", "source"],
    more: More::Only(&["name", "who_ddd"]),
};

crate::words! {
    /// How well a dose is known, the best first.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Confidence {
        /// It was seen in a source.
        Seen = "V",
        /// It was derived from other figures of a source.
        Derived = "D",
        /// It is known in general, and agrees with another source or with the WHO.
        KnownWell = "K-strong",
        /// It is known in general, and other sources are near it.
        Known = "K-medium",
        /// It is known in general, and nothing was found to compare it with.
        KnownBadly = "K-weak",
        /// It was not found.
        NotFound = "NF",
    }
}

impl Confidence {
    /// Returns the degree in words.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Seen => "seen in a source",
            Self::Derived => "derived from a source",
            Self::KnownWell => "known in general, agrees with another source",
            Self::Known => "known in general",
            Self::KnownBadly => "known in general, compared with nothing",
            Self::NotFound => "not found",
        }
    }
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoseRow {
    /// The code of the substance.
    pub substance: String,
    /// The group under which the substance is counted.
    pub group: String,
    /// The dose in micrograms, above zero; `None` if it is not known.
    pub micrograms: Option<u64>,
    /// How well the dose is known.
    pub confidence: Confidence,
    /// Where the dose is from.
    pub source: String,
    /// The line of the table.
    pub line: u64,
}

/// The doses of substances.
#[derive(Clone, Debug)]
pub struct Doses {
    /// The table, as the user can find it.
    pub file: String,
    /// The rows, in the order of the table.
    pub rows: Vec<DoseRow>,
}

impl Doses {
    /// Returns the built-in table.
    pub fn builtin() -> Result<Self, TableFaults> {
        let bytes = include_bytes!("../../../../../config/reference/s-ddd.csv");
        Self::read(bytes, "built-in s-ddd.csv".to_owned())
    }

    /// Reads a table that holds `bytes`; `file` is its name in messages. Codes are not compared with those of a configuration.
    pub fn read(bytes: &[u8], file: String) -> Result<Self, TableFaults> {
        let mut rows: Vec<DoseRow> = Vec::new();
        let mut lines: BTreeMap<String, u64> = BTreeMap::new();
        table(bytes, &file, &COLUMNS, |row, faults| {
            let wrong = |place, expected: &str, remedy: &str| {
                row.fault(
                    format!("found {}, expected {expected}", row.is(place)),
                    remedy,
                )
            };
            faults.value(row.check_code(0));
            let substance = row.text(0).to_owned();
            let group = row.text(1);
            let is_word = |c: char| c.is_ascii_lowercase() || c == '-';
            let has_group = !group.is_empty() && group.chars().all(is_word);
            if !has_group {
                faults.add(wrong(
                    1,
                    "small letters and hyphens, as in opioid-analgesics",
                    "write the name of the group so",
                ));
            }
            let confidence = Confidence::named(row.text(3));
            if confidence.is_none() {
                let names = Confidence::ALL.map(Confidence::name).join(", ");
                faults.add(wrong(
                    3,
                    &format!("one of {names}"),
                    "write how well the dose is known",
                ));
            }
            let dose = micrograms(row.text(2));
            let unknown = confidence == Some(Confidence::NotFound);
            let micrograms = match (row.text(2), dose) {
                ("", _) if unknown => None,
                (_, Some(dose)) if !unknown => Some(dose),
                (_, Some(_)) => {
                    faults.add(wrong(
                        2,
                        "no dose beside the confidence NF",
                        "write how well the dose is known, or leave the dose empty",
                    ));
                    return;
                }
                _ => {
                    faults.add(wrong(
                        2,
                        "milligrams above zero with at most three places, below 1000000",
                        "write digits, and if need be a point and digits; where no dose is known, leave it empty and write NF as its confidence",
                    ));
                    return;
                }
            };
            faults.value(row.required(4));
            if let Some(first) = lines.insert(substance.clone(), row.line()) {
                faults.add(row.fault(
                    format!(
                        "found {} again, which line {first} has, expected one line for a substance",
                        shown(&substance)
                    ),
                    "delete the line that is wrong",
                ));
            }
            if let (true, Some(confidence)) = (has_group, confidence) {
                rows.push(DoseRow {
                    substance,
                    group: group.to_owned(),
                    micrograms,
                    confidence,
                    source: row.text(4).to_owned(),
                    line: row.line(),
                });
            }
        })?;
        Ok(Self { file, rows })
    }
}

/// Reads milligrams above zero as micrograms.
fn micrograms(text: &str) -> Option<u64> {
    let (whole, places) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !is_number(whole, 6) || !is_number(places, 3) {
        return None;
    }
    let micrograms: u64 = format!("{whole}{places:0<3}").parse().ok()?;
    (micrograms > 0).then_some(micrograms)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "substance,group,s_ddd_mg,confidence,source\n";

    fn read(rows: &str) -> Result<Doses, String> {
        let text = format!("{HEAD}{rows}");
        Doses::read(text.as_bytes(), "doses.csv".to_owned()).map_err(|faults| faults.to_string())
    }

    #[test]
    fn the_built_in_table_is_sound() {
        let table = Doses::builtin().expect("sound");
        assert_eq!(table.rows.len(), 25);
        let dose = |code: &str| {
            let row = table.rows.iter().find(|row| row.substance == code);
            row.map(|row| (row.group.as_str(), row.micrograms, row.confidence))
        };
        assert_eq!(
            dose("NF001"),
            Some(("opioid-analgesics", Some(600), Confidence::KnownWell))
        );
        assert_eq!(
            dose("NC005"),
            Some(("codeine", Some(100_000), Confidence::KnownWell))
        );
        assert_eq!(
            dose("PM016"),
            Some(("sedatives", None, Confidence::NotFound))
        );
        let main = table
            .rows
            .iter()
            .filter(|row| row.group == "opioid-analgesics");
        assert_eq!(main.count(), 11);
    }

    #[test]
    fn doses_are_whole_micrograms() {
        for (text, expected) in [
            ("0.6", Some(600)),
            ("2.5", Some(2500)),
            ("100", Some(100_000)),
            ("0.001", Some(1)),
            ("999999.999", Some(999_999_999)),
            ("0", None),
            ("0.0", None),
            ("", None),
            ("1.", None),
            (".5", None),
            ("1.0001", None),
            ("1000000", None),
            ("-1", None),
            ("1e1", None),
        ] {
            assert_eq!(micrograms(text), expected, "{text}");
        }
    }

    #[test]
    fn each_fault_is_named_with_its_line() {
        for (rows, expected) in [
            (
                "NM 009,a,1,V,s\n",
                "doses.csv, line 2: substance is \"NM 009\", and a code holds ASCII letters, digits, \"-\", \"_\" and \".\" only; write the \
                 code without any other character, blanks included, wherever it stands",
            ),
            (
                "NM009,A b,1,V,s\n",
                "doses.csv, line 2: found group is \"A b\", expected small letters and hyphens, as in opioid-analgesics; write the name of \
                 the group so",
            ),
            (
                "NM009,a,1,K,s\n",
                "doses.csv, line 2: found confidence is \"K\", expected one of V, D, K-strong, K-medium, K-weak, NF; write how well the dose \
                 is known",
            ),
            (
                "NM009,a,,V,s\n",
                "doses.csv, line 2: found s_ddd_mg is \"\", expected milligrams above zero with at most three places, below 1000000; write \
                 digits, and if need be a point and digits; where no dose is known, leave it empty and write NF as its confidence",
            ),
            (
                "NM009,a,1,NF,s\n",
                "doses.csv, line 2: found s_ddd_mg is \"1\", expected no dose beside the confidence NF; write how well the dose is known, or \
                 leave the dose empty",
            ),
            (
                "NM009,a,1,V,\n",
                "doses.csv, line 2: source is empty; fill it in, or delete the line",
            ),
            (
                "NM009,a,1,V,s\nNM009,a,1,V,s\n",
                "doses.csv, line 3: found \"NM009\" again, which line 2 has, expected one line for a substance; delete the line that is wrong",
            ),
        ] {
            assert_eq!(read(rows).expect_err("a fault"), expected);
        }
    }
}
