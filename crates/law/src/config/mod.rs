//! The lists and the policy that a run is judged by: substances, forms, preparations, countries, prohibitions, notices and
//! `inforce.toml`,
//! from a folder or compiled into the binary.
//!
//! Everything is checked before any data is read. All faults are reported at once, each with file, line and remedy.
//! [`crate::conversion`] works out the contents of forms from the rows kept here.

mod builtin;
mod convention;
mod error;
mod language;
mod lists;
mod names;
mod notation;
mod percent;
mod plausibility;
mod policy;
mod reference;
mod source;
mod spellings;
mod table;
mod toml_file;

pub use convention::{Convention, FilingKind, Force, Provisions, Term};
pub use error::Faults;
pub use error::{ConfigError, ConfigFaults};
pub use language::{CountryRow, Language};
pub use lists::calendar_year;
pub use lists::{Component, FormRow, Notice};
pub use names::{Lookup, Names};
pub use notation::{Match, Notation};
pub use percent::Percent;
pub use plausibility::Thresholds;
pub use policy::{Policy, Retroactive, Validity};
pub use reference::table;
pub use reference::{
    Confidence, DoseRow, Doses, Inhabitants, Population, TableFaults, Territories, Territory,
};
pub use source::ConfigSource;
pub use source::layout_files;
pub use spellings::SUBSTANCE_NAMES;
pub use spellings::uncoded;
pub use table::{ListColumns, ListRow, More};
pub use toml_file::toml_file;

use crate::terms::{Codes, Country, Day, Form, Substance};
use std::collections::BTreeSet;

crate::words! {
    /// The schedule of its convention that a substance is in; of the 1988 Convention, the table. Its word is the roman numeral of
    /// official papers, after a `T` for a table.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Schedule {
        /// Schedule I. Of the 1971 Convention: there are no estimates, and every movement is reported (`rules.md` 3.9).
        I = "I",
        /// Schedule II.
        II = "II",
        /// Schedule III.
        III = "III",
        /// Schedule IV; of the 1961 Convention, a drug in Schedules I and IV.
        IV = "IV",
        /// Table I of the 1988 Convention.
        TI = "TI",
        /// Table II of the 1988 Convention.
        TII = "TII",
    }
}

impl Schedule {
    /// Returns the schedule or table in words.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::I => "Schedule I",
            Self::II => "Schedule II",
            Self::III => "Schedule III",
            Self::IV => "Schedule IV",
            Self::TI => "Table I",
            Self::TII => "Table II",
        }
    }
}

/// A row of `substances.csv`.
#[derive(Clone, Debug)]
pub struct SubstanceRow {
    /// The name as the lists of the Board print it.
    pub name: String,
    /// The convention under which the substance is controlled.
    pub convention: Convention,
    /// The schedule or table of the substance.
    pub schedule: Schedule,
    /// The first day under control; `None` if it was always under control (`rules.md` 4.4).
    pub controlled_from: Option<Day>,
}

impl SubstanceRow {
    /// Whether movements of the substance are listed and never compared with an estimate: Schedule I of the 1971 Convention
    /// (`rules.md` 3.9, 7.1).
    #[must_use]
    pub fn is_listed_only(&self) -> bool {
        self.convention.provisions().lists_schedule_i && self.schedule == Schedule::I
    }

    /// Returns the schedule or table with its convention, in words.
    #[must_use]
    pub fn listed_in(&self) -> String {
        let name = self.schedule.name();
        let listed = name.strip_prefix('T').map_or_else(
            || format!("Schedule {name}"),
            |table| format!("Table {table}"),
        );
        format!("{listed} of the {} Convention", self.convention.name())
    }
}

/// The line of `prohibitions.csv` by which a country prohibits the import of a substance (C71 Article 13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prohibition {
    /// The day from which it applies.
    pub from: Day,
    /// The number of the line.
    pub line: u64,
    /// Whether the list is the built-in one.
    pub is_builtin: bool,
}

impl Prohibition {
    /// Returns the source of the list.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        if self.is_builtin {
            builtin::PROHIBITIONS
        } else {
            "the configuration that the run was given"
        }
    }

    /// Returns the whole fact as text, to follow the names of the substance and the country.
    #[must_use]
    pub fn told(&self) -> String {
        format!(
            "from {} on, by line {} of prohibitions.csv ({})",
            self.from,
            self.line,
            self.source()
        )
    }
}

/// The whole configuration, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Codes of `substances.csv`.
    pub substance_codes: Codes<Substance>,
    /// Rows of `substances.csv`, by [`Substance::index`].
    pub substances: Vec<SubstanceRow>,
    /// Codes of `forms.csv` and `preparations.csv` together.
    pub form_codes: Codes<Form>,
    /// Rows of `forms.csv`, by [`Form::index`]; empty for preparations.
    pub forms: Vec<Vec<FormRow>>,
    /// Rows of `preparations.csv`, by [`Form::index`]; empty for single forms.
    pub preparations: Vec<Vec<Component>>,
    /// The convention from whose rules a preparation is exempt, by [`Form::index`] (`rules.md` 7.6).
    pub exempt: Vec<Option<Convention>>,
    /// Names of forms and preparations, by [`Form::index`].
    pub form_names: Vec<String>,
    /// Codes of `countries.csv`.
    pub country_codes: Codes<Country>,
    /// Rows of `countries.csv`, by [`Country::index`].
    pub countries: Vec<CountryRow>,
    /// The days since which countries prohibit the import of substances (Article 13), where a date is known.
    pub prohibitions: lists::Prohibitions,
    /// What the Board told exporting countries, by country, substance, year and first day (`rules.md` 7.5).
    pub notices: Vec<Notice>,
    /// The policy on the open points of the rules.
    pub policy: Policy,
    /// From where on an estimate is asked about; no part of the judgement.
    pub thresholds: Thresholds,
    /// The look-up of countries, substances and forms by codes of other lists and by names in several languages.
    pub lookup: Lookup,
    /// The files of the configuration, for the manifest.
    pub source: ConfigSource,
}

impl Config {
    /// Reads and checks a configuration.
    pub fn load(source: ConfigSource) -> Result<Self, ConfigFaults> {
        let (config, faults) = Self::read(source);
        faults.unless_any(config)
    }

    /// Reads a configuration as far as it can be read, and returns it with its faults. If there are faults, the configuration
    /// serves only to find more of them.
    #[must_use]
    pub fn read(source: ConfigSource) -> (Self, Faults) {
        let mut faults = source.faults();
        let substances = lists::substances(&source, &mut faults);
        let countries = lists::countries(&source, &mut faults);
        let forms = lists::forms(&source, substances.known(), &mut faults);
        let prohibitions = lists::prohibitions(
            &source,
            (countries.known(), substances.known()),
            &mut faults,
        );
        let notices = lists::notices(&source, &countries, &substances, &mut faults);
        let (policy, thresholds) = policy::load(&source, &mut faults);
        let mut config = Self {
            substance_codes: substances.codes,
            substances: substances.rows,
            form_codes: forms.codes,
            forms: forms.rows,
            preparations: forms.components,
            exempt: forms.exempt,
            form_names: forms.names,
            country_codes: countries.codes,
            countries: countries.rows,
            prohibitions,
            notices,
            policy,
            thresholds,
            lookup: Lookup::default(),
            source,
        };
        config.lookup = Lookup::of(&config);
        (config, faults)
    }

    /// Reads the thresholds of a file like `inforce.toml`; `file` is its name in messages.
    pub fn thresholds_in(bytes: &[u8], file: &str) -> Result<Thresholds, ConfigFaults> {
        let mut faults = Faults::default();
        let (_, thresholds) = policy::read(bytes, file, &mut faults);
        faults.unless_any(thresholds)
    }

    /// Returns the row of a substance.
    #[must_use]
    pub fn substance(&self, substance: Substance) -> &SubstanceRow {
        &self.substances[substance.index()]
    }

    /// Returns what the convention of a substance lays down.
    #[must_use]
    pub fn provisions(&self, substance: Substance) -> &'static Provisions {
        self.substance(substance).convention.provisions()
    }

    /// Returns the code of a substance.
    #[must_use]
    pub fn substance_code(&self, substance: Substance) -> &str {
        self.substance_codes.text(substance.index())
    }

    /// Returns the code of a country.
    #[must_use]
    pub fn country_code(&self, country: Country) -> &str {
        self.country_codes.text(country.index())
    }

    /// Returns the substances that a code names: its own, or those in a form or preparation, whether or not it has a factor.
    #[must_use]
    pub fn substances_by(&self, code: &str) -> BTreeSet<Substance> {
        let held = self
            .form_codes
            .find(code)
            .map(|form| self.held(form))
            .unwrap_or_default();
        held.into_iter()
            .chain(self.substance_codes.find(code))
            .collect()
    }

    /// Returns all substances that a form holds on any day.
    #[must_use]
    pub fn held(&self, form: Form) -> BTreeSet<Substance> {
        let single = |form: Form| self.forms[form.index()].iter().map(|row| row.substance);
        let components = self.preparations[form.index()].iter();
        single(form)
            .chain(components.flat_map(|component| single(component.form)))
            .collect()
    }

    /// Returns the English name of a country.
    #[must_use]
    pub fn country_name(&self, country: Country) -> &str {
        &self.countries[country.index()].name
    }

    /// Returns the name of a country in a language; the English name if `countries.csv` has none in that language.
    #[must_use]
    pub fn country_name_in(&self, country: Country, language: Language) -> &str {
        self.countries[country.index()].name_in(language)
    }

    /// Returns the language of letters to the government of a country.
    #[must_use]
    pub fn language_of(&self, country: Country) -> Language {
        self.countries[country.index()].language
    }

    /// Returns the code of a form.
    #[must_use]
    pub fn form_code(&self, form: Form) -> &str {
        self.form_codes.text(form.index())
    }

    /// Whether the importing country prohibits the substance on that day (C71 Article 13).
    #[must_use]
    pub fn prohibits(&self, country: Country, substance: Substance, day: Day) -> bool {
        self.prohibitions
            .dated
            .get(&(country, substance))
            .is_some_and(|since| since.on(day).is_some())
    }

    /// Returns the prohibition of the import of the substance into the country, if its date is known.
    #[must_use]
    pub fn prohibition(&self, country: Country, substance: Substance) -> Option<Prohibition> {
        let (from, line) = self
            .prohibitions
            .dated
            .get(&(country, substance))?
            .changes()
            .next()?;
        Some(Prohibition {
            from,
            line: *line,
            is_builtin: self.source.has_builtin_prohibitions(),
        })
    }
}
