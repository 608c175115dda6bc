//! Reads what a need is worked out from: a TOML file, and for the service method a CSV file with the sample that the TOML file
//! names. Both are read as strictly as the files of a dataset: nothing is repaired or guessed, and every fault of a file is named at
//! once. Numbers are taken as they are written, never as binary floating point.

use super::method::{MONTHS, days_of_month};
use crate::archive::read::PublishedRun;
use crate::ask::balance::{
    FigureColumns, FigureFault, FigureFaults, coded, header, lines, shown_or_nothing,
};
use crate::terms::{
    Country, Day, Factor, Form, NumberFault, Quantity, Ratio, ScaledNumber, Substance, escaped,
    shown, shown_path,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use toml::de::{DeTable, DeValue};

/// What a need is worked out from.
#[derive(Clone, Debug)]
pub struct NeedInputs {
    /// The file, as the user can find it.
    pub file: String,
    /// The country.
    pub country: Country,
    /// The substance.
    pub substance: Substance,
    /// The growth from the years of the figures to the year of the need, in per cent; negative if less is used.
    pub growth_percent: Ratio,
    /// The margin of safety, in per cent.
    pub margin_percent: Ratio,
    /// The method, with its figures.
    pub method: Method,
}

/// A method, with its figures.
#[derive(Clone, Debug)]
pub enum Method {
    /// What was used in past years, as the file gives it.
    Consumption(Vec<UsedRow>),
    /// What was imported in past years, by the accounts of the run.
    ConsumptionOfRun(Vec<YearRow>),
    /// What a sample of facilities used.
    Service(FacilitySample),
    /// Episodes of illness, and their courses of treatment.
    Morbidity(Vec<CourseRow>),
}

impl Method {
    /// Returns the word in the file.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Consumption(_) | Self::ConsumptionOfRun(_) => CONSUMPTION,
            Self::Service(_) => SERVICE,
            Self::Morbidity(_) => MORBIDITY,
        }
    }
}

/// A form and its share of base of the substance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Converted {
    /// The form.
    pub form: Form,
    /// The share of base.
    pub factor: Factor,
}

/// A year whose figures cover some months, on some days of which nothing was in stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearRow {
    /// The line of the file.
    pub line: u64,
    /// The calendar year.
    pub year: i32,
    /// The months that the figures cover.
    pub months: u8,
    /// The days of these months without stock.
    pub days_out_of_stock: u16,
}

/// What was used of a form in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UsedRow {
    /// The year.
    pub year: YearRow,
    /// The form.
    pub of: Converted,
    /// The quantity of the form.
    pub quantity: Quantity,
}

/// Facilities by type, and what some of them used.
#[derive(Clone, Debug)]
pub struct FacilitySample {
    /// The file of the sample, as the user can find it.
    pub file: String,
    /// The types of facility, in the order of the TOML file.
    pub types: Vec<FacilityType>,
}

/// The facilities of a type.
#[derive(Clone, Debug)]
pub struct FacilityType {
    /// The line of the TOML file.
    pub line: u64,
    /// The name of the type.
    pub name: String,
    /// All facilities of the type in the country.
    pub number: u32,
    /// What each facility of the sample used, by its name.
    pub asked: BTreeMap<String, Vec<FacilityRow>>,
}

/// What a facility used of a form in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FacilityRow {
    /// The line of the file of the sample.
    pub line: u64,
    /// The form.
    pub of: Converted,
    /// The quantity of the form.
    pub quantity: Quantity,
    /// The months that the quantity covers.
    pub months: u8,
    /// The days of these months without stock.
    pub days_out_of_stock: u16,
}

/// A course of treatment.
#[derive(Clone, Debug)]
pub struct CourseRow {
    /// The line of the file.
    pub line: u64,
    /// The condition.
    pub condition: String,
    /// The episodes in a year.
    pub episodes: Ratio,
    /// The share of the episodes that is treated with the form, in per cent.
    pub treated_percent: Ratio,
    /// The form.
    pub of: Converted,
    /// The milligrams of the form in a dose.
    pub strength_mg: Ratio,
    /// The doses of a course.
    pub doses: Ratio,
}

const CONSUMPTION: &str = "consumption";
const SERVICE: &str = "service";
const MORBIDITY: &str = "morbidity";

/// A number that a file may give.
struct ExpectedNumber {
    /// The name of the key or the column.
    name: &'static str,
    /// What is expected.
    expected: &'static str,
    /// What to do about another value.
    remedy: &'static str,
    /// The least and the greatest value, in millionths.
    range: (i128, i128),
    /// Whether the number is whole.
    is_whole: bool,
    /// The value where the file gives none, in whole numbers.
    default: Option<u8>,
}

const ONE: i128 = 1_000_000;
/// A number must be below this, as a quantity must.
const LARGEST: i128 = 1_000_000_000_000 * ONE - 1;

const YEAR: ExpectedNumber = ExpectedNumber {
    name: "year",
    expected: "a year from 1961 to 2199 in four digits",
    remedy: "write the calendar year of the figures",
    range: (1961 * ONE, 2199 * ONE),
    is_whole: true,
    default: None,
};
const MONTHS_OF_YEAR: ExpectedNumber = ExpectedNumber {
    name: "months",
    expected: "a whole number of months from 1 to 12",
    remedy: "write the months that the figures cover, or leave it out for 12",
    range: (ONE, 12 * ONE),
    is_whole: true,
    default: Some(MONTHS),
};
const DAYS_OUT_OF_STOCK: ExpectedNumber = ExpectedNumber {
    name: "days_out_of_stock",
    expected: "a whole number of days from 0 to 366",
    remedy: "write the days without stock, or leave it out for 0",
    range: (0, 366 * ONE),
    is_whole: true,
    default: Some(0),
};
const QUANTITY: ExpectedNumber = ExpectedNumber {
    name: "quantity_g",
    expected: "grams of the form: digits, and if need be a point and at most six more digits, as in 1250.5",
    remedy: "write the figure without unit, blanks and marks of thousands; it is 0 or more and below 1000000000000",
    range: (0, LARGEST),
    is_whole: false,
    default: None,
};
const GROWTH: ExpectedNumber = ExpectedNumber {
    name: "growth_percent",
    expected: "per cent from -100 to 1000, as in 2.5",
    remedy: "write the growth from the years of the figures to the year of the need, negative if less will be used",
    range: (-100 * ONE, 1000 * ONE),
    is_whole: false,
    default: Some(0),
};
const MARGIN: ExpectedNumber = ExpectedNumber {
    name: "margin_percent",
    expected: "per cent from 0 to 1000, as in 20",
    remedy: "write the margin of safety that is added to the need, or leave it out for none",
    range: (0, 1000 * ONE),
    is_whole: false,
    default: Some(0),
};
const FACILITIES: ExpectedNumber = ExpectedNumber {
    name: "number",
    expected: "a whole number of facilities from 1 to 1000000",
    remedy: "write how many facilities of the type the country has, those of the sample included",
    range: (ONE, 1_000_000 * ONE),
    is_whole: true,
    default: None,
};
const EPISODES: ExpectedNumber = ExpectedNumber {
    name: "episodes",
    expected: "the episodes in a year, 0 or more and below 1000000000000",
    remedy: "write the number without blanks and marks of thousands",
    range: (0, LARGEST),
    is_whole: false,
    default: None,
};
const TREATED: ExpectedNumber = ExpectedNumber {
    name: "treated_percent",
    expected: "per cent from 0 to 100",
    remedy: "write the share of the episodes that is treated with the form, or leave it out for 100",
    range: (0, 100 * ONE),
    is_whole: false,
    default: Some(100),
};
const STRENGTH: ExpectedNumber = ExpectedNumber {
    name: "strength_mg",
    expected: "milligrams of the form in a dose, with at most six places, as in 0.05",
    remedy: "write the weight of the form that a dose holds, in milligrams",
    range: (0, LARGEST),
    is_whole: false,
    default: None,
};
const DOSES: ExpectedNumber = ExpectedNumber {
    name: "doses",
    expected: "the doses of a course, with at most six places",
    remedy: "write how many doses an episode takes",
    range: (0, LARGEST),
    is_whole: false,
    default: None,
};

impl ExpectedNumber {
    /// Reads the number in millionths.
    fn read(&self, text: &str) -> Result<i128, FigureFault> {
        if text.is_empty()
            && let Some(default) = self.default
        {
            return Ok(i128::from(default) * ONE);
        }
        let fault = |found: String| FigureFault::new(found, self.expected, self.remedy);
        let number = match ScaledNumber::parse(text.as_bytes()) {
            Ok(number) => number.millionths(),
            Err(NumberFault::TooManyPlaces) => {
                return Err(fault(format!("{}, with more than six places", shown(text))));
            }
            Err(NumberFault::NotANumber) => return Err(fault(shown_or_nothing(text))),
        };
        let (least, most) = self.range;
        if number < least || number > most || self.is_whole && number % ONE != 0 {
            return Err(fault(shown(text)));
        }
        Ok(number)
    }
}

/// A table of a TOML file.
struct TomlTable<'t> {
    table: &'t DeTable<'t>,
    /// The line of the table.
    line: u64,
    /// The name of the table, as it is written; `None` for what stands above all tables.
    name: Option<&'static str>,
}

/// Gathers the faults of a file.
struct FaultGatherer<'r> {
    text: &'r str,
    run: &'r PublishedRun,
    on: Day,
    faults: Vec<FigureFault>,
}

impl FaultGatherer<'_> {
    fn fault(&mut self, line: u64, fault: FigureFault) {
        self.faults.push(fault.on(line));
    }

    fn line_of(&self, offset: usize) -> u64 {
        let before = self.text.as_bytes().get(..offset).unwrap_or_default();
        u64::try_from(memchr::memchr_iter(b'\n', before).count() + 1).unwrap_or(u64::MAX)
    }

    /// Notes the keys of a table that are not known.
    fn check_keys(&mut self, part: &TomlTable<'_>, known: &[&str]) {
        for key in part.table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let found = format!("the key {}", shown(name));
                let place = part.name.map_or_else(
                    || "of the file and its method".to_owned(),
                    |name| format!("of {name}"),
                );
                let expected = format!("one of the keys {place}: {}", known.join(", "));
                let remedy = "write the names exactly so, and delete other keys";
                let line = self.line_of(key.span().start);
                self.fault(line, FigureFault::new(found, expected, remedy));
            }
        }
    }

    /// Returns the line of a key and the value as it is written; the line of the table and `None` if the key is not there.
    fn written<'t>(&self, part: &TomlTable<'t>, key: &str) -> (u64, Option<&'t DeValue<'t>>) {
        let value = part.table.get(key);
        value.map_or((part.line, None), |value| {
            (self.line_of(value.span().start), Some(value.get_ref()))
        })
    }

    /// Returns the fault of a key that is missing.
    fn missing(part: &TomlTable<'_>, key: &str, expected: &str, remedy: &str) -> FigureFault {
        let place = part
            .name
            .map_or_else(String::new, |name| format!(" in {name}"));
        FigureFault::new(format!("no {key}{place}"), expected, remedy)
    }

    /// Returns the text of a key, which must not be empty.
    fn text_of<'t>(
        &mut self,
        part: &TomlTable<'t>,
        key: &'static str,
        (expected, remedy): (&str, &str),
    ) -> Option<(u64, &'t str)> {
        let (line, value) = self.written(part, key);
        let found = match value {
            Some(DeValue::String(text)) if !text.trim().is_empty() => {
                return Some((line, text));
            }
            Some(DeValue::String(text)) => format!("{key} = {}", shown(text)),
            Some(value) => format!("{key} with a value of another kind ({})", value.type_str()),
            None => {
                self.fault(line, Self::missing(part, key, expected, remedy));
                return None;
            }
        };
        self.fault(line, FigureFault::new(found, expected, remedy));
        None
    }

    /// Returns the number of a key in millionths; the default if the key is not there and the number has one.
    fn number(&mut self, part: &TomlTable<'_>, number: &ExpectedNumber) -> Option<i128> {
        let (line, value) = self.written(part, number.name);
        let text = match value {
            Some(DeValue::Integer(written)) if written.radix() == 10 => written.as_str(),
            Some(DeValue::Float(written)) => written.as_str(),
            Some(DeValue::String(text)) => {
                let found = format!("{} = {} in quotes", number.name, shown(text));
                let remedy = format!("write the number without quotes; {}", number.remedy);
                self.fault(line, FigureFault::new(found, number.expected, &remedy));
                return None;
            }
            Some(value) => {
                let found = format!(
                    "{} with a value of another kind ({})",
                    number.name,
                    value.type_str()
                );
                self.fault(
                    line,
                    FigureFault::new(found, number.expected, number.remedy),
                );
                return None;
            }
            None if number.default.is_some() => "",
            None => {
                let fault = Self::missing(part, number.name, number.expected, number.remedy);
                self.fault(line, fault);
                return None;
            }
        };
        match number.read(text) {
            Ok(number) => Some(number),
            Err(fault) => {
                let found = format!("{} = {}", number.name, fault.found);
                self.fault(line, FigureFault { found, ..fault });
                None
            }
        }
    }

    /// Returns the tables of a name, each of which stands below `[[name]]`; a fault if there is none.
    fn parts<'t>(
        &mut self,
        part: &TomlTable<'t>,
        key: &'static str,
        name: &'static str,
        remedy: &str,
    ) -> Vec<TomlTable<'t>> {
        let expected = format!("at least one table {name}");
        let (line, value) = self.written(part, key);
        let array = match value {
            Some(DeValue::Array(array)) => array,
            Some(value) => {
                let found = format!("{key} with a value of another kind ({})", value.type_str());
                self.fault(line, FigureFault::new(found, expected, remedy));
                return Vec::new();
            }
            None => {
                self.fault(
                    line,
                    FigureFault::new(format!("no {name}"), expected, remedy),
                );
                return Vec::new();
            }
        };
        let mut parts = Vec::new();
        for value in array {
            let line = self.line_of(value.span().start);
            match value.get_ref() {
                DeValue::Table(table) => parts.push(TomlTable {
                    table,
                    line,
                    name: Some(name),
                }),
                other => {
                    let found =
                        format!("{key} with a value of another kind ({})", other.type_str());
                    self.fault(line, FigureFault::new(found, expected.as_str(), remedy));
                }
            }
        }
        parts
    }

    /// Returns the country that a code of the file stands for.
    fn country(&mut self, part: &TomlTable<'_>) -> Option<Country> {
        let config = &self.run.config;
        let expected = "a code of the country list of the run's configuration";
        let remedy = "write the country's code, as in country = \"KEN\"";
        let (line, text) = self.text_of(part, "country", (expected, remedy))?;
        let lists = (&config.country_codes, &config.lookup.countries);
        self.code(
            ("country", line),
            coded(
                text,
                lists,
                ("country", |country| config.country_code(country)),
            ),
        )
    }

    fn substance(&mut self, part: &TomlTable<'_>) -> Option<Substance> {
        let config = &self.run.config;
        let expected = "a code of the substance list of the run's configuration";
        let remedy = "write the substance's code, as in substance = \"PD006\"";
        let (line, text) = self.text_of(part, "substance", (expected, remedy))?;
        let lists = (&config.substance_codes, &config.lookup.substances);
        self.code(
            ("substance", line),
            coded(
                text,
                lists,
                ("substance", |substance| config.substance_code(substance)),
            ),
        )
    }

    fn code<Id>(&mut self, (key, line): (&str, u64), found: Result<Id, FigureFault>) -> Option<Id> {
        found
            .map_err(|fault| {
                let found = format!("{key} = {}", fault.found);
                self.fault(line, FigureFault { found, ..fault });
            })
            .ok()
    }

    /// Returns the form of a code, and its share of base of a substance on the day of the question.
    fn converted(&self, text: &str, substance: Substance) -> Result<Converted, FigureFault> {
        let config = &self.run.config;
        let lists = (&config.form_codes, &config.lookup.forms);
        let form = coded(text, lists, ("form", |form| config.form_code(form)))?;
        let shares = self.run.conversion.shares(form, self.on);
        let share = shares.iter().find(|share| share.substance == substance);
        share
            .map(|share| Converted {
                form,
                factor: share.factor,
            })
            .ok_or_else(|| {
                let code = config.substance_code(substance);
                let found = format!(
                    "{}, which has no share of {code} that counts on {}",
                    shown(text),
                    self.on
                );
                let expected =
                    format!("a form or preparation of {code} that has a factor and is not exempt");
                FigureFault::new(
                    found,
                    expected,
                    "write the form that was used, by its code in forms.csv or preparations.csv",
                )
            })
    }

    fn form(&mut self, part: &TomlTable<'_>, substance: Option<Substance>) -> Option<Converted> {
        let expected = "a code of the form list of the run's configuration";
        let remedy = "write the code of the form, as in form = \"NM009-SULFATE-5H2O\"; the code of the substance is its base";
        let (line, text) = self.text_of(part, "form", (expected, remedy))?;
        let found = self.converted(text, substance?);
        self.code(("form", line), found)
    }

    /// Returns the fault of days out of stock that leave no time with stock.
    fn without_stock(months: u8, days: u16) -> Option<FigureFault> {
        let all = Ratio::whole(months).times(&days_of_month());
        let expected = format!(
            "fewer than the {all} days of {}",
            crate::terms::figures::of(months, "month", "months")
        );
        let found = format!("days_out_of_stock = {days}");
        let remedy =
            "leave the row out: a time without any stock says nothing of what would have been used";
        (Ratio::whole(days) >= all).then(|| FigureFault::new(found, expected, remedy))
    }

    fn year(&mut self, part: &TomlTable<'_>) -> Option<YearRow> {
        let year = self.number(part, &YEAR);
        let months = self.number(part, &MONTHS_OF_YEAR);
        let days = self.number(part, &DAYS_OUT_OF_STOCK);
        let row = YearRow {
            line: part.line,
            year: narrow(year?),
            months: narrow(months?),
            days_out_of_stock: narrow(days?),
        };
        if let Some(fault) = Self::without_stock(row.months, row.days_out_of_stock) {
            let (line, _) = self.written(part, DAYS_OUT_OF_STOCK.name);
            self.fault(line, fault);
            return None;
        }
        Some(row)
    }

    fn consumption(
        &mut self,
        part: &TomlTable<'_>,
        substance: Option<Substance>,
    ) -> Option<Method> {
        const GIVEN: &str = "given";
        const RUN: &str = "run";
        const USED: &str = "[[used]]";
        let expected = "past_use = \"given\" or past_use = \"run\"";
        let remedy = "write \"given\" where the file gives the quantities, \"run\" where the imports of the run stand for them";
        let word = self.text_of(part, "past_use", (expected, remedy));
        let of_run = match word {
            Some((_, GIVEN)) => Some(false),
            Some((_, RUN)) => Some(true),
            Some((line, other)) => {
                let found = format!("past_use = {}", shown(other));
                self.fault(line, FigureFault::new(found, expected, remedy));
                None
            }
            None => None,
        };
        let remedy = if of_run == Some(true) {
            "add [[used]] with year for each past year"
        } else {
            "add [[used]] with year, form and quantity_g for each past year and form"
        };
        let tables = self.parts(part, "used", USED, remedy);
        let mut seen: BTreeMap<(i32, Option<Form>), u64> = BTreeMap::new();
        let (mut years, mut used) = (Vec::new(), Vec::new());
        for table in &tables {
            let keys: &[&str] = match of_run {
                None => continue,
                Some(true) => &["year", "months", "days_out_of_stock"],
                Some(false) => &["year", "form", "quantity_g", "months", "days_out_of_stock"],
            };
            self.check_keys(table, keys);
            let row = self.year(table);
            let form = (of_run == Some(false)).then(|| {
                let form = self.form(table, substance);
                (form, self.number(table, &QUANTITY))
            });
            let Some(row) = row else { continue };
            let of = form.map(|(form, quantity)| form.zip(quantity));
            let key = match of {
                None => (row.year, None),
                Some(Some((of, _))) => (row.year, Some(of.form)),
                Some(None) => continue,
            };
            if let Some(first) = seen.insert(key, row.line) {
                let (what, expected) = if of.is_none() {
                    ("", "one table for a year")
                } else {
                    (" with the form", "one table for a year and a form")
                };
                let found = format!("{}{what} again, which line {first} has", row.year);
                let remedy = "delete the table that is wrong, or correct what it is about";
                self.fault(row.line, FigureFault::new(found, expected, remedy));
                continue;
            }
            match of.flatten() {
                Some((of, millionths)) => used.push(UsedRow {
                    year: row,
                    of,
                    quantity: quantity(millionths),
                }),
                None => years.push(row),
            }
        }
        Some(if of_run? {
            Method::ConsumptionOfRun(years)
        } else {
            Method::Consumption(used)
        })
    }

    /// Reads the types of facility, and the path of the sample.
    fn service<'t>(&mut self, part: &TomlTable<'t>) -> (Option<(u64, &'t str)>, Vec<FacilityType>) {
        let expected = "the path of a CSV file, beside this file";
        let remedy = "name the file with what each facility of the sample used, as in sample = \"sample.csv\"";
        let sample = self.text_of(part, "sample", (expected, remedy));
        let remedy =
            "add [[facilities]] with type and number for each type of facility of the country";
        let mut types: Vec<FacilityType> = Vec::new();
        for table in self.parts(part, "facilities", "[[facilities]]", remedy) {
            self.check_keys(&table, &["type", "number"]);
            let expected = "the name of a type of facility";
            let remedy = "write the name that the sample uses, as in type = \"district hospital\"";
            let name = self.text_of(&table, "type", (expected, remedy));
            let number = self.number(&table, &FACILITIES);
            let (Some((line, name)), Some(number)) = (name, number) else {
                continue;
            };
            if let Some(first) = types.iter().find(|first| first.name == name) {
                let found = format!(
                    "type = {} again, which line {} has",
                    shown(name),
                    first.line
                );
                let expected = "one table for a type of facility";
                let remedy = "delete the table that is wrong, or correct its type";
                self.fault(line, FigureFault::new(found, expected, remedy));
                continue;
            }
            types.push(FacilityType {
                line,
                name: name.to_owned(),
                number: narrow(number),
                asked: BTreeMap::new(),
            });
        }
        (sample, types)
    }

    fn morbidity(&mut self, part: &TomlTable<'_>, substance: Option<Substance>) -> Method {
        let remedy = "add [[course]] with condition, episodes, form, strength_mg and doses for each condition";
        let mut courses: Vec<CourseRow> = Vec::new();
        for table in self.parts(part, "course", "[[course]]", remedy) {
            self.check_keys(
                &table,
                &[
                    "condition",
                    "episodes",
                    "treated_percent",
                    "form",
                    "strength_mg",
                    "doses",
                ],
            );
            let expected = "the name of a condition";
            let remedy = "write the condition and, if need be, the patients, as in condition = \"pain after surgery, adults\"";
            let condition = self.text_of(&table, "condition", (expected, remedy));
            let numbers = [&EPISODES, &TREATED, &STRENGTH, &DOSES]
                .map(|number| self.number(&table, number).map(Ratio::millionths));
            let of = self.form(&table, substance);
            let (
                [
                    Some(episodes),
                    Some(treated_percent),
                    Some(strength_mg),
                    Some(doses),
                ],
                Some(of),
            ) = (numbers, of)
            else {
                continue;
            };
            let Some((_, condition)) = condition else {
                continue;
            };
            let same = |row: &&CourseRow| row.condition == condition && row.of.form == of.form;
            if let Some(first) = courses.iter().find(same) {
                let found = format!(
                    "{} with the form again, which line {} has",
                    shown(condition),
                    first.line
                );
                let expected = "one table for a condition and a form";
                let remedy = "delete the table that is wrong, or say in condition what differs";
                self.fault(table.line, FigureFault::new(found, expected, remedy));
                continue;
            }
            courses.push(CourseRow {
                line: table.line,
                condition: condition.to_owned(),
                episodes,
                treated_percent,
                of,
                strength_mg,
                doses,
            });
        }
        Method::Morbidity(courses)
    }

    /// Reads the rows of the sample into the types of facility.
    fn sample(&mut self, bytes: &[u8], types: &mut [FacilityType], substance: Substance) {
        const ALL: [&str; 6] = [
            "facility",
            "type",
            "form",
            "quantity_g",
            "months",
            "days_out_of_stock",
        ];
        let known = FigureColumns {
            all: &ALL,
            optional: &ALL[4..],
            remedy: "add the column with a value in every row; only months and days_out_of_stock may be left out",
        };
        let read = lines(bytes).and_then(|mut lines| {
            let head = lines.next().unwrap_or_default();
            header(head, &known).map(|header| (header, lines))
        });
        let (header, lines) = match read {
            Ok(read) => read,
            Err(fault) => return self.faults.push(fault),
        };
        let mut seen: BTreeMap<String, (String, BTreeSet<Form>)> = BTreeMap::new();
        for (line, text) in (2_u64..).zip(lines) {
            let fields = match header.fields(text) {
                Ok(fields) => fields,
                Err(fault) => {
                    self.fault(line, fault);
                    continue;
                }
            };
            let cell = |column| header.cell(&fields, column);
            let before = self.faults.len();
            let mut noted = |column, fault: FigureFault| {
                self.faults.push(fault.in_column(column).on(line));
            };
            let (facility, name) = (cell("facility"), cell("type"));
            let unlike_a_name = if facility.is_empty() {
                let remedy = "write a name that no other facility has";
                Some(("the name of a facility", remedy))
            } else if facility.trim() != facility {
                let remedy = "delete the white space, so that the rows of a facility have one name";
                Some(("a name without white space before or after it", remedy))
            } else {
                None
            };
            if let Some((expected, remedy)) = unlike_a_name {
                let found = shown_or_nothing(facility);
                noted("facility", FigureFault::new(found, expected, remedy));
            }
            let place = types.iter().position(|of| of.name == name);
            if place.is_none() {
                let names: Vec<String> = types.iter().map(|of| shown(&of.name)).collect();
                let expected = format!("one of the types of [[facilities]]: {}", names.join(", "));
                let remedy = "write the type exactly so, or add [[facilities]] with its number";
                noted(
                    "type",
                    FigureFault::new(shown_or_nothing(name), expected, remedy),
                );
            }
            let numbers = [&QUANTITY, &MONTHS_OF_YEAR, &DAYS_OUT_OF_STOCK].map(|number| {
                number
                    .read(cell(number.name))
                    .map_err(|fault| noted(number.name, fault))
                    .ok()
            });
            let of = self.converted(cell("form"), substance);
            let of = of
                .map_err(|fault| self.faults.push(fault.in_column("form").on(line)))
                .ok();
            let ([Some(grams), Some(months), Some(days)], Some(of), Some(place)) =
                (numbers, of, place)
            else {
                continue;
            };
            let row = FacilityRow {
                line,
                of,
                quantity: quantity(grams),
                months: narrow(months),
                days_out_of_stock: narrow(days),
            };
            if let Some(fault) = Self::without_stock(row.months, row.days_out_of_stock) {
                self.fault(line, fault);
            }
            let (first_type, forms) = seen
                .entry(facility.to_owned())
                .or_insert_with(|| (name.to_owned(), BTreeSet::new()));
            if first_type != name {
                let found = format!(
                    "{} as {} and as {}",
                    shown(facility),
                    shown(first_type),
                    shown(name)
                );
                let fault = FigureFault::new(
                    found,
                    "one type for a facility",
                    "correct the type, or give the second facility another name",
                );
                self.fault(line, fault);
            } else if !forms.insert(of.form) {
                let found = format!("{} with the form {} again", shown(facility), cell("form"));
                let fault = FigureFault::new(
                    found,
                    "one row for a facility and a form",
                    "delete the line that is wrong, or add up the quantities",
                );
                self.fault(line, fault);
            }
            if self.faults.len() == before
                && let Some(of_type) = types.get_mut(place)
            {
                of_type
                    .asked
                    .entry(facility.to_owned())
                    .or_default()
                    .push(row);
            }
        }
    }
}

/// Returns a number that was checked to be whole and small, from its millionths.
fn narrow<N: TryFrom<i128> + Default>(millionths: i128) -> N {
    N::try_from(millionths / ONE).unwrap_or_default()
}

/// Returns a quantity from millionths that were checked to be below the limit.
fn quantity(millionths: i128) -> Quantity {
    Quantity::from_millionths(millionths).unwrap_or_default()
}

/// Returns the faults of a file that holds or is something else altogether.
fn whole_file(file: String, line: Option<u64>, fault: FigureFault) -> FigureFaults {
    let fault = FigureFault { line, ..fault };
    FigureFaults {
        file,
        faults: vec![fault],
    }
}

impl NeedInputs {
    /// Reads a file, and the sample that it names. Forms are converted by their factors on a day.
    pub fn read(path: &Path, run: &PublishedRun, on: Day) -> Result<Self, FigureFaults> {
        const EXAMPLES: &str =
            "write it as the chapter on needs says, or begin with one of the examples there";
        let file = shown_path(path);
        let bytes = std::fs::read(path).map_err(|error| {
            let fault = FigureFault::new(
                error.to_string(),
                "a TOML file with a method and its figures",
                "name one that can be read",
            );
            whole_file(file.clone(), None, fault)
        })?;
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = u64::try_from(memchr::memchr_iter(b'\n', before).count() + 1).ok();
            let fault = FigureFault::new(
                "bytes that are not UTF-8",
                "TOML in UTF-8",
                "save the file as UTF-8",
            );
            whole_file(file.clone(), line, fault)
        })?;
        let mut reader = FaultGatherer {
            text,
            run,
            on,
            faults: Vec::new(),
        };
        let table = DeTable::parse(text).map_err(|error| {
            let line = error.span().map(|span| reader.line_of(span.start));
            let fault = FigureFault::new(escaped(error.message()), "TOML", EXAMPLES);
            whole_file(file.clone(), line, fault)
        })?;
        let table = table.into_inner();
        let part = TomlTable {
            table: &table,
            line: 1,
            name: None,
        };
        let country = reader.country(&part);
        let substance = reader.substance(&part);
        let [growth, margin] =
            [&GROWTH, &MARGIN].map(|number| reader.number(&part, number).map(Ratio::millionths));
        let expected = "method = \"consumption\", \"service\" or \"morbidity\"";
        let word = reader.text_of(&part, "method", (expected, EXAMPLES));
        let mut sample = None;
        let (method, keys): (Option<Method>, &[&str]) = match word {
            Some((_, CONSUMPTION)) => (reader.consumption(&part, substance), &["past_use", "used"]),
            Some((_, SERVICE)) => {
                sample = Some(reader.service(&part));
                (None, &["sample", "facilities"])
            }
            Some((_, MORBIDITY)) => (Some(reader.morbidity(&part, substance)), &["course"]),
            Some((line, other)) => {
                let found = format!("method = {}", shown(other));
                reader.fault(line, FigureFault::new(found, expected, EXAMPLES));
                (None, &[])
            }
            None => (None, &[]),
        };
        if !keys.is_empty() {
            let common = [
                "country",
                "substance",
                "method",
                "growth_percent",
                "margin_percent",
            ];
            let known: Vec<&str> = common.iter().chain(keys).copied().collect();
            reader.check_keys(&part, &known);
        }
        let (Some(country), Some(substance), Some(growth_percent), Some(margin_percent), true) =
            (country, substance, growth, margin, reader.faults.is_empty())
        else {
            return Err(reader.all(file));
        };
        let method = match (method, sample) {
            (Some(method), _) => method,
            (None, Some((Some((line, name)), types))) => {
                let named = (&*file, line, path.with_file_name(name));
                Method::Service(FacilitySample::read(named, types, substance, reader)?)
            }
            (None, _) => return Err(reader.all(file)),
        };
        Ok(Self {
            file,
            country,
            substance,
            growth_percent,
            margin_percent,
            method,
        })
    }
}

impl FaultGatherer<'_> {
    /// Returns all faults, by line.
    fn all(mut self, file: String) -> FigureFaults {
        self.faults.sort_by_key(|fault| fault.line);
        FigureFaults {
            file,
            faults: self.faults,
        }
    }
}

impl FacilitySample {
    /// Reads the file of a sample, which a line of the TOML file names.
    fn read(
        (named_in, line, path): (&str, u64, std::path::PathBuf),
        mut types: Vec<FacilityType>,
        substance: Substance,
        mut reader: FaultGatherer<'_>,
    ) -> Result<Self, FigureFaults> {
        let file = shown_path(&path);
        let bytes = std::fs::read(&path).map_err(|error| {
            let found = format!("sample = {}: {error}", shown(&file));
            let fault = FigureFault::new(
                found,
                "a CSV file with what each facility of the sample used",
                "write the path as it is from the folder of this file",
            );
            whole_file(named_in.to_owned(), Some(line), fault)
        })?;
        reader.sample(&bytes, &mut types, substance);
        if !reader.faults.is_empty() {
            return Err(reader.all(file));
        }
        for of in &types {
            let (asked, number) = (of.asked.len(), of.number);
            let fault = if asked == 0 {
                FigureFault::new(
                    format!("type {} without any facility in {file}", shown(&of.name)),
                    "at least one facility of each type, better two, so that the uncertainty can be told",
                    "ask a facility of the type, or count the type with another one",
                )
            } else if u32::try_from(asked).is_ok_and(|asked| asked <= number) {
                continue;
            } else {
                FigureFault::new(
                    format!(
                        "number = {number} of type {}, and {asked} of them in {file}",
                        shown(&of.name)
                    ),
                    "all facilities of the type, those of the sample included",
                    "correct the number, or the sample",
                )
            };
            reader.fault(of.line, fault);
        }
        if reader.faults.is_empty() {
            Ok(Self { file, types })
        } else {
            Err(reader.all(named_in.to_owned()))
        }
    }
}
