//! Reads what a refused row still tells. This is done when the row is refused: only then is it known which column a text is in.

use super::column::{Column, Kind};
use super::{Reason, Refused};
use crate::config::Config;
use crate::records::Flow;
use crate::terms::{Country, Substance};
use std::collections::BTreeSet;

/// The fields of a refused row that can be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefusedFields {
    /// The reporting country; of a filing, its country.
    pub reporter: Option<Country>,
    /// The country on the other side.
    pub partner: Option<Country>,
    /// The direction as the reporter sees it.
    pub flow: Option<Flow>,
    /// The substances of its form, or its substance; of a broken line, the substances that codes on it name.
    pub substances: BTreeSet<Substance>,
    /// The countries whose codes are on a broken line; their columns are not known.
    pub countries: BTreeSet<Country>,
    /// The texts in place of a country's code that are not codes; the reporter's is first.
    pub unknown_countries: Vec<String>,
}

/// An alert that a refused row may touch (`rules.md` 4.7), by its importing country and, if it can be read, its substance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Touched {
    /// The importing country.
    pub importer: Country,
    /// The substance; `None` if it cannot be read.
    pub substance: Option<Substance>,
}

impl Refused<'_> {
    /// Returns the fields of the row that can be read.
    #[must_use]
    pub fn fields(&self, kind: Kind, config: &Config) -> RefusedFields {
        if matches!(self.reason, Reason::BadLine(_)) {
            let raw = self.raw();
            return RefusedFields {
                substances: possible_codes(&raw)
                    .flat_map(|code| config.substances_by(code))
                    .collect(),
                countries: possible_codes(&raw)
                    .filter_map(|code| config.country_codes.find(code))
                    .collect(),
                ..RefusedFields::default()
            };
        }
        let text = |column| self.text(column).unwrap_or_default();
        let mut unknown_countries = Vec::new();
        let mut country = |column| {
            let text = text(column);
            let found = config.country_codes.find(&text);
            unknown_countries.extend(Some(text).filter(|text| found.is_none() && !text.is_empty()));
            found
        };
        let (reporter, partner, flow, substances) = match kind {
            Kind::Filing => {
                let substance = config.substance_codes.find(&text(Column::Substance));
                let substances = substance.into_iter().collect();
                (country(Column::Country), None, None, substances)
            }
            Kind::Record => {
                let form = config.form_codes.find(&text(Column::Form));
                (
                    country(Column::Reporter),
                    country(Column::Partner),
                    Flow::named(&text(Column::Flow)),
                    form.map(|form| config.held(form)).unwrap_or_default(),
                )
            }
        };
        RefusedFields {
            reporter,
            partner,
            flow,
            substances,
            countries: BTreeSet::new(),
            unknown_countries,
        }
    }
}

/// Returns the parts of a row's text that may be codes.
pub fn possible_codes(raw: &str) -> impl Iterator<Item = &str> {
    raw.split([',', '"', '\r', '\n'])
}

impl RefusedFields {
    /// Returns the importing country, or the country of a filing, if its columns say so.
    #[must_use]
    pub fn importer(&self, kind: Kind) -> Option<Country> {
        match (kind, self.flow) {
            (Kind::Filing, _) | (Kind::Record, Some(Flow::Import)) => self.reporter,
            (Kind::Record, Some(Flow::Export)) => self.partner,
            (Kind::Record, None) => None,
        }
    }

    /// Returns what the row may touch.
    pub fn touched(&self, kind: Kind) -> impl Iterator<Item = Touched> {
        let importers = self.countries.iter().copied().chain(self.importer(kind));
        importers.flat_map(|importer| {
            let unread = self.substances.is_empty().then_some(None);
            self.substances
                .iter()
                .map(|substance| Some(*substance))
                .chain(unread)
                .map(move |substance| Touched {
                    importer,
                    substance,
                })
        })
    }

    /// Returns the countries that the texts which are not codes may name; with `nearly`, also by similar names.
    #[must_use]
    pub fn called(&self, nearly: bool, config: &Config) -> BTreeSet<Country> {
        self.unknown_countries
            .iter()
            .flat_map(|text| called(text, nearly, config))
            .collect()
    }

    /// Returns the text that may mean a country without being its code.
    #[must_use]
    pub fn calls(&self, country: Country, config: &Config) -> Option<&str> {
        self.unknown_countries
            .iter()
            .find(|text| called(text, true, config).contains(&country))
            .map(String::as_str)
    }
}

fn called(text: &str, nearly: bool, config: &Config) -> Vec<Country> {
    let found = config.lookup.countries.find(text);
    if found.is_empty() && nearly {
        config.lookup.countries.near(text)
    } else {
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::reason::{BadLine, RowText};
    use super::*;
    use crate::config::ConfigSource;
    use std::borrow::Cow;

    /// A row of reporter or country, partner, flow, and form or substance.
    struct Row([&'static str; 4]);

    impl RowText for Row {
        fn text(&self, column: Column) -> Option<Cow<'_, str>> {
            Some(Cow::Borrowed(match column {
                Column::Reporter | Column::Country => self.0[0],
                Column::Partner => self.0[1],
                Column::Flow => self.0[2],
                Column::Form | Column::Substance => self.0[3],
                _ => "",
            }))
        }

        fn raw(&self) -> String {
            self.0.join(",")
        }

        fn quantity_columns(&self) -> (Column, Column) {
            (Column::QuantityG, Column::ReexportG)
        }
    }

    #[test]
    fn a_row_is_refused_with_what_can_be_read_of_it() {
        let config = Config::load(ConfigSource::builtin()).expect("the built-in configuration");
        let broken = Reason::BadLine(BadLine::OpenQuote);
        for (kind, reason, row, reporter, touched, unknown) in [
            (
                Kind::Record,
                Reason::NoFactor,
                ["CHE", "FRA", "import", "PD006"],
                "CHE",
                "CHE PD006",
                "",
            ),
            (
                Kind::Record,
                Reason::NoFactor,
                ["CHE", "FRA", "export", "PD006"],
                "CHE",
                "FRA PD006",
                "",
            ),
            // A form without a factor still names its substance.
            (
                Kind::Record,
                Reason::NoFactor,
                ["CHE", "", "import", "PA002-RESINATE"],
                "CHE",
                "CHE PA002",
                "",
            ),
            (
                Kind::Record,
                Reason::UnknownForm,
                ["CHE", "FRA", "export", "PD-6"],
                "CHE",
                "FRA -",
                "",
            ),
            (
                Kind::Record,
                Reason::UnknownFlow,
                ["CHE", "FRA", "transit", "PD006"],
                "CHE",
                "",
                "",
            ),
            (
                Kind::Record,
                Reason::NoFactor,
                ["CHE", "ken", "export", "PD006"],
                "CHE",
                "",
                "ken",
            ),
            (
                Kind::Record,
                Reason::NoFactor,
                ["Kenia", "ken", "import", "PD006"],
                "",
                "",
                "Kenia ken",
            ),
            (
                Kind::Filing,
                Reason::ScheduleI,
                ["CHE", "FRA", "import", "PD006"],
                "CHE",
                "CHE PD006",
                "",
            ),
            // A form is not a substance, which a filing must name.
            (
                Kind::Filing,
                Reason::UnknownSubstance,
                ["CHE", "", "", "PD006-HCL"],
                "CHE",
                "CHE -",
                "",
            ),
            (
                Kind::Filing,
                Reason::UnknownKind,
                ["Kenia", "", "", "PD006"],
                "",
                "",
                "Kenia",
            ),
            (
                Kind::Record,
                broken,
                ["\"CHE", "FRA", "import", "PD006"],
                "",
                "CHE PD006; FRA PD006",
                "",
            ),
            (Kind::Filing, broken, ["\"CHE", "", "", ""], "", "CHE -", ""),
        ] {
            let refused = Refused {
                reason,
                row: &Row(row),
                lists: None,
            };
            let fields = refused.fields(kind, &config);
            let said: Vec<String> = fields
                .touched(kind)
                .map(
                    |Touched {
                         importer,
                         substance,
                     }| {
                        let substance =
                            substance.map_or("-", |substance| config.substance_code(substance));
                        format!("{} {substance}", config.country_code(importer))
                    },
                )
                .collect();
            assert_eq!(said.join("; "), touched, "{row:?}");
            assert_eq!(
                fields
                    .reporter
                    .map_or("", |reporter| config.country_code(reporter)),
                reporter
            );
            assert_eq!(fields.unknown_countries.join(" "), unknown);
        }
    }

    #[test]
    fn a_country_is_told_by_what_a_row_calls_it() {
        let config = Config::load(ConfigSource::builtin()).expect("the built-in configuration");
        let kenya = config.country_codes.find("KEN").expect("a country");
        for (text, exactly, nearly) in [
            ("Kenyaa", false, true),
            ("Kenia", true, true),
            ("Kenya", true, true),
            ("404", true, true),
            ("kg", false, false),
        ] {
            let fields = RefusedFields {
                unknown_countries: vec![text.to_owned()],
                ..RefusedFields::default()
            };
            assert_eq!(
                fields.called(false, &config).contains(&kenya),
                exactly,
                "{text}"
            );
            assert_eq!(
                fields.called(true, &config).contains(&kenya),
                nearly,
                "{text}"
            );
            assert_eq!(fields.calls(kenya, &config), nearly.then_some(text));
        }
    }
}
