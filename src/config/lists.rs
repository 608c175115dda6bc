//! The five lists, read and checked row by row.

use super::percent::{Percent, PercentFault};
use super::table::{Layout, More, Row, rows};
use super::{ConfigError, ConfigSource, CountryRow, Language, Schedule, SubstanceRow};
use crate::terms::{Codes, Country, Day, Form, Map, Set, Substance, Timeline, shown};
use std::collections::BTreeMap;

/// A row of `forms.csv`: the base share of a form from a day on.
#[derive(Clone, Debug)]
pub struct FormRow {
    /// The substance of this form.
    pub substance: Substance,
    /// Its base share; `None`: the Green List prints "—".
    pub base_percent: Option<Percent>,
    /// The first day this share applies; `None`: always.
    pub from: Option<Day>,
    /// The line in `forms.csv`.
    pub line: u64,
}

/// A row of `preparations.csv`: one form that a preparation holds.
#[derive(Clone, Debug)]
pub struct Component {
    /// The form.
    pub form: Form,
    /// Its share by weight.
    pub percent: Percent,
    /// The line in `preparations.csv`.
    pub line: u64,
}

/// The rows of `prohibitions.csv`.
#[derive(Clone, Debug, Default)]
pub struct Prohibitions {
    /// In force from the earliest date given.
    pub dated: Map<(Country, Substance), Timeline<()>>,
    /// Listed without a date, and so never applied.
    pub undated: Vec<(Country, Substance)>,
}

pub(super) struct Forms {
    pub(super) codes: Codes<Form>,
    pub(super) rows: Vec<Vec<FormRow>>,
    pub(super) components: Vec<Vec<Component>>,
    pub(super) names: Vec<String>,
}

const SUBSTANCES: Layout = Layout { file: "substances.csv", columns: &["code", "name", "schedule", "controlled_from"], more: More::None };
const FORMS: Layout = Layout { file: "forms.csv", columns: &["form", "substance", "name", "base_percent", "from"], more: More::None };
const PREPARATIONS: Layout = Layout { file: "preparations.csv", columns: &["preparation", "name", "form", "percent"], more: More::None };
const COUNTRIES: Layout = Layout { file: "countries.csv", columns: &["alpha3", "name"], more: More::Some(&COUNTRY_OPTIONS) };
/// What `countries.csv` may say of a country besides.
const COUNTRY_OPTIONS: [&str; 9] = {
    let [ar, zh, fr, ru, es] = CountryRow::TRANSLATED;
    ["language", ar, zh, fr, ru, es, "alpha2", "m49", "aliases"]
};
const PROHIBITIONS: Layout = Layout { file: "prohibitions.csv", columns: &["country", "substance", "from"], more: More::None };

pub(super) fn substances(source: &ConfigSource) -> Result<(Codes<Substance>, Vec<SubstanceRow>), ConfigError> {
    let mut by_code = BTreeMap::new();
    for row in required(source, &SUBSTANCES)? {
        let code = row.required(0)?.to_owned();
        let schedule = match row.text(2) {
            "I" => Schedule::I,
            "II" => Schedule::II,
            "III" => Schedule::III,
            "IV" => Schedule::IV,
            _ => return Err(row.fault(row.is(2), "write I, II, III or IV")),
        };
        let name = row.required(1)?.to_owned();
        let substance = SubstanceRow { name, schedule, controlled_from: row.day(3)? };
        if by_code.insert(code, substance).is_some() {
            return Err(twice(&row, "substance", row.text(0)));
        }
    }
    let codes = numbered(source, &SUBSTANCES, by_code.keys().cloned())?;
    Ok((codes, by_code.into_values().collect()))
}

pub(super) fn countries(source: &ConfigSource) -> Result<(Codes<Country>, Vec<CountryRow>), ConfigError> {
    let mut by_code = BTreeMap::new();
    for row in required(source, &COUNTRIES)? {
        let code = row.required(0)?.to_owned();
        let name = row.required(1)?.to_owned();
        let language = match row.text(2) {
            "" => Language::English,
            code => {
                Language::of_code(code).ok_or_else(|| row.fault(row.is(2), "write ar, en, es, fr, ru or zh, or leave it empty for en"))?
            }
        };
        let translations = [3, 4, 5, 6, 7].map(|column| row.text(column).to_owned());
        let other_codes = [8, 9].map(|column| row.text(column).to_owned());
        let aliases = row.text(10).split(';').map(|alias| alias.trim().to_owned()).collect();
        if by_code.insert(code, CountryRow { name, language, translations, other_codes, aliases }).is_some() {
            return Err(twice(&row, "country", row.text(0)));
        }
    }
    let codes = numbered(source, &COUNTRIES, by_code.keys().cloned())?;
    Ok((codes, by_code.into_values().collect()))
}

pub(super) fn forms(source: &ConfigSource, substances: &Codes<Substance>) -> Result<Forms, ConfigError> {
    let form_rows = required(source, &FORMS)?;
    let preparation_rows = rows(source, &PREPARATIONS)?.unwrap_or_default();
    let mut single = Set::default();
    for row in &form_rows {
        single.insert(row.required(0)?.to_owned());
    }
    let mut all = single.clone();
    for row in &preparation_rows {
        let code = row.required(0)?;
        if single.contains(code) {
            return Err(row.fault(
                format!("{} is both a form and a preparation", shown(code)),
                "give the preparation a code that forms.csv does not have",
            ));
        }
        all.insert(code.to_owned());
    }
    let codes = numbered(source, &FORMS, all)?;
    let mut forms = Forms {
        rows: vec![Vec::new(); codes.len()],
        components: vec![Vec::new(); codes.len()],
        names: vec![String::new(); codes.len()],
        codes,
    };
    for row in &form_rows {
        add_form(&mut forms, row, substances)?;
    }
    for row in &preparation_rows {
        add_component(&mut forms, row)?;
    }
    Ok(forms)
}

fn add_form(forms: &mut Forms, row: &Row, substances: &Codes<Substance>) -> Result<(), ConfigError> {
    let place = place(&forms.codes, row, 0)?;
    let substance = known(substances, row, 1, "substances.csv")?;
    let base_percent = match row.text(3) {
        "" => None,
        _ => Some(percent(row, 3)?),
    };
    let form = FormRow { substance, base_percent, from: row.day(4)?, line: row.line() };
    for earlier in &forms.rows[place] {
        if earlier.from == form.from {
            return Err(row.fault(
                format!("form {} has two rows with the same from, here and in line {}", shown(row.text(0)), earlier.line),
                "keep one, or give the later factor the day it applies from",
            ));
        }
        if earlier.substance != form.substance {
            return Err(row.fault(
                format!("form {} is of another substance in line {}", shown(row.text(0)), earlier.line),
                "a form has one substance; what holds several is a preparation",
            ));
        }
    }
    row.required(2)?.clone_into(&mut forms.names[place]);
    forms.rows[place].push(form);
    Ok(())
}

fn add_component(forms: &mut Forms, row: &Row) -> Result<(), ConfigError> {
    let place = place(&forms.codes, row, 0)?;
    let form = known(&forms.codes, row, 2, "forms.csv")?;
    if forms.rows[form.index()].is_empty() {
        return Err(row.fault(
            format!("component {} is a preparation itself", shown(row.text(2))),
            "name the forms it holds, each with its share of the whole",
        ));
    }
    let component = Component { form, percent: percent(row, 3)?, line: row.line() };
    if let Some(earlier) = forms.components[place].iter().find(|c| c.form == form) {
        return Err(row.fault(
            format!("preparation {} names component {} twice, here and in line {}", shown(row.text(0)), shown(row.text(2)), earlier.line),
            "write its whole share in one line",
        ));
    }
    row.required(1)?.clone_into(&mut forms.names[place]);
    forms.components[place].push(component);
    Ok(())
}

pub(super) fn prohibitions(
    source: &ConfigSource,
    countries: &Codes<Country>,
    substances: &Codes<Substance>,
) -> Result<Prohibitions, ConfigError> {
    let mut found = Prohibitions::default();
    let mut dates: Map<(Country, Substance), Day> = Map::default();
    for row in rows(source, &PROHIBITIONS)?.unwrap_or_default() {
        let key = (known(countries, &row, 0, "countries.csv")?, known(substances, &row, 1, "substances.csv")?);
        match row.day(2)? {
            Some(day) => {
                dates.entry(key).and_modify(|first| *first = day.min(*first)).or_insert(day);
            }
            None => found.undated.push(key),
        }
    }
    found.dated = dates.into_iter().map(|(key, day)| (key, Timeline::from_changes(vec![(day, ())]))).collect();
    Ok(found)
}

fn required<'a>(source: &'a ConfigSource, layout: &'a Layout) -> Result<Vec<Row<'a>>, ConfigError> {
    rows(source, layout)?.ok_or_else(|| ConfigError {
        file: source.label(layout.file),
        line: None,
        found: "there is no such file".into(),
        remedy: "put it there: a configuration needs substances.csv, forms.csv and countries.csv, and may leave out the others".into(),
    })
}

fn numbered<Id: From<u16> + Copy>(
    source: &ConfigSource,
    layout: &Layout,
    codes: impl IntoIterator<Item = String>,
) -> Result<Codes<Id>, ConfigError> {
    Codes::new(codes).map_err(|error| ConfigError {
        file: source.label(layout.file),
        line: None,
        found: error.to_string(),
        remedy: "leave out the codes that no data use".into(),
    })
}

fn place(codes: &Codes<Form>, row: &Row, column: usize) -> Result<usize, ConfigError> {
    known(codes, row, column, "forms.csv").map(Form::index)
}

fn known<Id: From<u16> + Copy>(codes: &Codes<Id>, row: &Row, column: usize, list: &str) -> Result<Id, ConfigError> {
    let code = row.required(column)?;
    codes.find(code).ok_or_else(|| row.fault(row.is(column), &format!("write a code exactly as in {list}, or add it there")))
}

fn percent(row: &Row, column: usize) -> Result<Percent, ConfigError> {
    Percent::parse(row.required(column)?).map_err(|fault| match fault {
        PercentFault::NotANumber => row.fault(row.is(column), "write a share from 0 to 100 in digits, and optionally a point and digits"),
        PercentFault::OutsideRange => row.fault(row.is(column), "write a share from 0 to 100"),
        PercentFault::TooLong => row.fault(row.is(column), "write fewer digits, as the source prints them"),
    })
}

fn twice(row: &Row, what: &str, code: &str) -> ConfigError {
    row.fault(format!("{what} {} stands a second time", shown(code)), "keep one of the two lines")
}
