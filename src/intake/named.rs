//! What a refused row names all the same: who reported it, whose import it may be, and of which substance.
//!
//! Quarantine keeps the text of a row without the names of its columns. Which column of a file holds the reporter (of filings
//! the country) follows from all refused rows of the file together: by its reason each says what some of its columns hold, and
//! where one column alone fits them all, it is known. Nothing is guessed: where several fit, nobody is said to have reported
//! the row.

use super::column::{Column, Kind};
use super::record::Flow;
use super::{Reason, Refused};
use crate::config::Config;
use crate::terms::{Country, Substance, shown};
use std::collections::{BTreeMap, BTreeSet};

/// An alert that a refused row may touch (`rules.md` 4.7): by its importing country, and its substance where that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Touched {
    /// The importing country.
    pub importer: Country,
    /// The substance; `None`: it cannot be read.
    pub substance: Option<Substance>,
}

impl Refused<'_> {
    /// What the row may touch, by what its fields say; of a broken line by the codes that stand in it.
    #[must_use]
    pub fn touched(&self, kind: Kind, config: &Config) -> BTreeSet<Touched> {
        let (importers, substances): (BTreeSet<Country>, BTreeSet<Substance>) =
            if matches!(self.reason, Reason::BadLine(_)) {
                let raw = self.raw();
                let codes = || parts(&raw);
                (
                    codes()
                        .filter_map(|code| config.country_codes.find(code))
                        .collect(),
                    codes()
                        .flat_map(|code| config.substances_by(code))
                        .collect(),
                )
            } else {
                let text = |column| self.text(column).unwrap_or_default();
                let country = |column| {
                    config
                        .country_codes
                        .find(&text(column))
                        .into_iter()
                        .collect()
                };
                match kind {
                    Kind::Filing => (
                        country(Column::Country),
                        config
                            .substance_codes
                            .find(&text(Column::Substance))
                            .into_iter()
                            .collect(),
                    ),
                    Kind::Record => {
                        let importer = Flow::read(&text(Column::Flow)).map(|flow| match flow {
                            Flow::Import => country(Column::Reporter),
                            Flow::Export => country(Column::Partner),
                        });
                        let form = config.form_codes.find(&text(Column::Form));
                        (
                            importer.unwrap_or_default(),
                            form.map(|form| config.held(form)).unwrap_or_default(),
                        )
                    }
                }
            };
        let unread = substances.is_empty().then_some(None);
        let substances: Vec<Option<Substance>> =
            substances.into_iter().map(Some).chain(unread).collect();
        importers
            .iter()
            .flat_map(|importer| {
                substances.iter().map(|substance| Touched {
                    importer: *importer,
                    substance: *substance,
                })
            })
            .collect()
    }
}

/// The parts of a row's text that may be codes.
fn parts(raw: &str) -> impl Iterator<Item = &str> {
    raw.split([',', '"', '\r', '\n'])
}

/// A refused row as quarantine keeps it.
#[derive(Clone, Copy, Debug)]
pub struct Quarantined<'r> {
    /// `filing` or `record`.
    pub kind: &'r str,
    /// Its file.
    pub file: &'r str,
    /// The name of the reason.
    pub reason: &'r str,
    /// What was found and expected.
    pub detail: &'r str,
    /// Its text.
    pub raw: &'r str,
}

impl<'r> Quarantined<'r> {
    /// The column that says whose row it is.
    fn owner(&self) -> &'static str {
        if self.kind == "filing" {
            "country"
        } else {
            "reporter"
        }
    }

    /// Whether it was refused for a column's being empty.
    fn lacks(&self, column: &str) -> bool {
        self.reason == "missing-field"
            && self
                .detail
                .strip_prefix(column)
                .is_some_and(|rest| rest.starts_with(" is missing;"))
    }

    /// Whether a text is what it was refused for in a column.
    fn blames(&self, column: &str, text: &str) -> bool {
        self.detail
            .strip_prefix(column)
            .is_some_and(|rest| rest.starts_with(&format!(" is {};", shown(text))))
    }

    /// The text that it was refused for where a country was expected.
    fn unknown_country(&self) -> Option<String> {
        let blamed = |value: &String| {
            ["country", "reporter", "partner"]
                .iter()
                .any(|column| self.blames(column, value))
        };
        self.values()
            .filter(|_| self.reason == "unknown-country")?
            .into_iter()
            .find(blamed)
    }

    /// The countries that the text which it was refused for may be, by what people call them; nearly, if asked.
    #[must_use]
    pub fn called(&self, nearly: bool, config: &Config) -> Vec<Country> {
        let Some(text) = self.unknown_country() else {
            return Vec::new();
        };
        let found = config.lookup.countries.find(&text);
        if found.is_empty() && nearly {
            config.lookup.countries.near(&text)
        } else {
            found
        }
    }

    /// The text by which it may name a country otherwise than by the country's code.
    #[must_use]
    pub fn calls(&self, country: Country, config: &Config) -> Option<String> {
        if self.called(true, config).contains(&country) {
            return self.unknown_country();
        }
        let is_name = |text: &&str| {
            text.chars().filter(|c| c.is_alphabetic()).nth(3).is_some()
                && config.country_codes.find(text).is_none()
        };
        self.parts()
            .filter(is_name)
            .find(|text| config.lookup.countries.find(text).contains(&country))
            .map(str::to_owned)
    }

    /// Its values; nothing where the line is not one of its file.
    fn values(&self) -> Option<Vec<String>> {
        if self.reason == "bad-line" {
            return None;
        }
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(self.raw.as_bytes());
        let record = reader.records().next()?.ok()?;
        Some(record.iter().map(str::to_owned).collect())
    }

    /// The parts of its text that may be codes.
    pub fn parts(self) -> impl Iterator<Item = &'r str> {
        parts(self.raw)
    }
}

/// The columns of a file that may hold the reporter and the partner, by their places.
#[derive(Debug)]
struct Sides {
    owner: BTreeSet<usize>,
    partner: BTreeSet<usize>,
    /// Whether a row was refused for its partner, whose column is then none that holds a reporter.
    blamed: bool,
}

impl Sides {
    /// The place of the reporter, where it follows.
    fn owner(&self) -> Option<usize> {
        let partner = if self.blamed && self.partner.len() == 1 {
            self.partner.first()
        } else {
            None
        };
        let mut left = self.owner.iter().filter(|place| Some(*place) != partner);
        left.next().copied().filter(|_| left.next().is_none())
    }
}

/// What the refused rows of a run name.
#[derive(Debug)]
pub struct Named<'c> {
    config: &'c Config,
    files: BTreeMap<(String, String), Sides>,
}

impl<'c> Named<'c> {
    /// With nothing learned yet.
    #[must_use]
    pub const fn new(config: &'c Config) -> Self {
        Self {
            config,
            files: BTreeMap::new(),
        }
    }

    /// Learns of the columns of a row's file; to be done with every refused row before any is asked about.
    pub fn learn(&mut self, row: Quarantined<'_>) {
        let Some(values) = row.values() else { return };
        let config = self.config;
        let all = || (0..values.len()).collect();
        let sides = self.files.entry((row.kind.to_owned(), row.file.to_owned()));
        let sides = sides.or_insert_with(|| Sides {
            owner: all(),
            partner: all(),
            blamed: false,
        });
        let keep = |places: &mut BTreeSet<usize>, fits: &dyn Fn(&str) -> bool| {
            places.retain(|place| values.get(*place).is_some_and(|value| fits(value)));
        };
        let known = |value: &str| config.country_codes.find(value).is_some();
        let owner = row.owner();
        if row.reason == "missing-field" {
            if row.lacks(owner) {
                keep(&mut sides.owner, &str::is_empty);
            } else if row.lacks("partner") {
                keep(&mut sides.owner, &|value| !value.is_empty());
                keep(&mut sides.partner, &str::is_empty);
                sides.blamed = true;
            }
        } else if row.reason == "unknown-country"
            && values.iter().any(|value| row.blames(owner, value))
        {
            keep(&mut sides.owner, &|value| row.blames(owner, value));
        } else if row.reason == "unknown-country" {
            keep(&mut sides.owner, &known);
            keep(&mut sides.partner, &|value| row.blames("partner", value));
            sides.blamed = true;
        } else if Reason::is_behind_countries(row.reason) {
            keep(&mut sides.owner, &known);
            keep(&mut sides.partner, &|value| {
                value.is_empty() || known(value)
            });
        } else {
            keep(&mut sides.owner, &|value| !value.is_empty());
        }
    }

    /// Who reported a row, or filed it; nothing where that cannot be read.
    #[must_use]
    pub fn reporter(&self, row: Quarantined<'_>) -> Option<Country> {
        let place = self
            .files
            .get(&(row.kind.to_owned(), row.file.to_owned()))?
            .owner()?;
        self.config.country_codes.find(row.values()?.get(place)?)
    }

    /// What a row names.
    #[must_use]
    pub fn sighting(&self, row: Quarantined<'_>) -> RefusedMention {
        let named: BTreeSet<Country> = row
            .parts()
            .filter_map(|part| self.config.country_codes.find(part))
            .collect();
        let substances = row
            .parts()
            .flat_map(|part| self.config.substances_by(part))
            .collect();
        let says = |flow: &str| row.parts().any(|part| part == flow);
        let reporter = self.reporter(row);
        let importers = match reporter {
            Some(reporter) if row.kind == "filing" || says("import") && !says("export") => {
                Some(BTreeSet::from([reporter]))
            }
            _ if named.len() < 2 && (row.kind != "filing" || named.is_empty()) => None,
            Some(reporter) if says("export") && !says("import") => Some(
                named
                    .iter()
                    .copied()
                    .filter(|other| *other != reporter)
                    .collect(),
            ),
            _ => Some(named.clone()),
        };
        let exporters = match reporter {
            _ if row.kind == "filing" || says("import") && !says("export") => BTreeSet::new(),
            Some(reporter) => BTreeSet::from([reporter]),
            None => named.clone(),
        };
        RefusedMention {
            named,
            importers,
            exporters,
            substances,
        }
    }
}

/// What a refused row names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RefusedMention {
    /// The countries that it names.
    pub named: BTreeSet<Country>,
    /// Those of them whose import, or whose filing, it may be; `None`: that cannot be read.
    pub importers: Option<BTreeSet<Country>>,
    /// The countries that may have reported it as an export of theirs: its reporter, or where that cannot be read those that it
    /// names.
    pub exporters: BTreeSet<Country>,
    /// The substances that it names; none: that cannot be read.
    pub substances: BTreeSet<Substance>,
}

impl RefusedMention {
    /// Whether the importing country or the substance cannot be read.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        self.importers.is_none() || self.substances.is_empty()
    }

    /// Whether it may be about the imports of a country, or its filings, of a substance, although it does not name both.
    #[must_use]
    pub fn may_concern(&self, importer: Country, substance: Substance) -> bool {
        let both = self.named.contains(&importer) && self.substances.contains(&substance);
        let of_substance = self.substances.is_empty() || self.substances.contains(&substance);
        !both
            && of_substance
            && self
                .importers
                .as_ref()
                .is_none_or(|importers| importers.contains(&importer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ConfigSource;

    fn config() -> Config {
        Config::load(ConfigSource::builtin()).expect("the built-in configuration")
    }

    fn row(reason: &'static str, detail: &'static str, raw: &'static str) -> Quarantined<'static> {
        Quarantined {
            kind: "record",
            file: "a.csv",
            reason,
            detail,
            raw,
        }
    }

    const NEGATIVE: &str = "quantity_g is \"-1\"; expected 0 or more";

    /// The reporter of the last of some rows of one file: record, one side, the other side, flow, form, quantity.
    fn reporter(rows: &[Quarantined<'_>]) -> Option<String> {
        let config = config();
        let mut named = Named::new(&config);
        for row in rows {
            named.learn(*row);
        }
        named
            .reporter(*rows.last().expect("a row"))
            .map(|country| config.country_code(country).to_owned())
    }

    #[test]
    fn a_reporter_follows_or_is_not_said() {
        let both = row("negative-quantity", NEGATIVE, "R1,CHE,FRA,import,PD006,-1");
        let unknown_partner = row(
            "unknown-country",
            "partner is \"ken\"; expected a code exactly as in countries.csv: ISO 3166-1 alpha-3, such as CHE; did you mean KEN?",
            "R2,DEU,ken,export,PD006,1",
        );
        let other_way = row(
            "unknown-country",
            "partner is \"ken\"; expected a code",
            "R2,ken,DEU,export,PD006,1",
        );
        let unknown_reporter = row(
            "unknown-country",
            "reporter is \"XXX\"; expected a code",
            "R3,XXX,DEU,import,PD006,1",
        );
        let no_partner = row("negative-quantity", NEGATIVE, "R4,FRA,,import,PD006,-1");
        let no_reporter = row(
            "missing-field",
            "reporter is missing; every row needs it",
            "R5,,FRA,import,PD006,1",
        );
        let broken = row(
            "bad-line",
            "a quote does not close on its line; expected one line for each row",
            "R6,\"FRA,,import,PD006,1",
        );
        let late = row(
            "bad-number",
            "quantity_g is \"x\"; expected a number",
            "R7,GBR,FRA,import,PD006,x",
        );
        for (rows, expected) in [
            (&[both][..], None),
            (&[unknown_partner, both], Some("CHE")),
            (&[other_way, both], Some("FRA")),
            (&[unknown_reporter, both], Some("CHE")),
            (&[both, unknown_reporter], None),
            (&[no_partner, both], Some("CHE")),
            (&[no_reporter, both, no_reporter], None),
            (&[no_partner, late], Some("GBR")),
            (&[no_partner, broken], None),
            (&[late], None),
        ] {
            assert_eq!(reporter(rows).as_deref(), expected, "{rows:?}");
        }
    }

    #[test]
    fn a_country_is_told_by_what_a_row_calls_it() {
        let config = config();
        let country = |code: &str| config.country_codes.find(code).expect("a country");
        let said = "country is \"Kenia\"; expected a code";
        let filing = Quarantined {
            kind: "filing",
            ..row(
                "unknown-country",
                said,
                "F1,Kenia,PD006,assessment,2024-01-01,2024-01-01,404,g",
            )
        };
        assert_eq!(
            filing.calls(country("KEN"), &config).as_deref(),
            Some("Kenia")
        );
        assert_eq!(
            (filing.called(true, &config), filing.called(false, &config)),
            (vec![country("KEN")], vec![])
        );
        for (raw, code, calls) in [
            (
                "F1,\u{41a}\u{435}\u{43d}\u{438}\u{44f},PD-6,assessment",
                "KEN",
                true,
            ),
            ("F1,kenya,PD-6,assessment", "KEN", true),
            // Neither a quantity nor a unit is a country's code in another list.
            ("F1,CHE,PD-6,assessment,404,kg,mg", "KEN", false),
            ("F1,CHE,PD-6,assessment,404,kg,mg", "MDG", false),
            ("F1,CHE,PD-6,assessment,404,kg,mg", "CHE", false),
        ] {
            let filing = Quarantined {
                kind: "filing",
                ..row("unknown-substance", "substance is \"PD-6\"; expected", raw)
            };
            assert_eq!(
                filing.calls(country(code), &config).is_some(),
                calls,
                "{raw}"
            );
        }
    }

    #[test]
    fn a_row_may_concern_what_it_does_not_deny() {
        let config = config();
        let mut named = Named::new(&config);
        named.learn(row(
            "negative-quantity",
            NEGATIVE,
            "R4,FRA,,import,PD006,-1",
        ));
        let country = |code: &str| config.country_codes.find(code).expect("a country");
        let substance = |code: &str| config.substance_codes.find(code).expect("a substance");
        for (raw, expected) in [
            // Both are named: it is one of those listed.
            ("R1,CHE,FRA,export,PD006,-1", false),
            ("R1,CHE,FRA,export,PD-6,-1", true),
            ("R1,FRA,CHE,export,PD-6,-1", false),
            ("R1,CHE,fra,export,PD006,-1", true),
            ("R1,CHE,fra,export,PA001,-1", false),
            ("R1,CHE,KEN,export,PD-6,-1", false),
            ("R1,CHE,,import,PD006,-1", false),
            ("R1,FRA,,import,PD-6,-1", true),
            ("R1,che,,import,PD006-HCL,-1", true),
            ("", true),
        ] {
            let sighting = named.sighting(row("negative-quantity", NEGATIVE, raw));
            assert_eq!(
                sighting.may_concern(country("FRA"), substance("PD006")),
                expected,
                "{raw}: {sighting:?}"
            );
            assert!(!expected || sighting.is_unread(), "{raw}");
        }
        // A form without a factor is of its substance.
        let resinate = named.sighting(row(
            "no-factor",
            "form is",
            "R1,CHE,FRA,export,PA002-RESINATE,1",
        ));
        assert_eq!(resinate.substances, BTreeSet::from([substance("PA002")]));
    }
}
