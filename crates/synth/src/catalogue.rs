//! The built-in config, as far as making up trade needs it: codes, factors, schedules, prohibitions.
//!
//! Reads the config's texts on its own, and works factors out on its own: what is planted is held against what the engine
//! finds, and must not rest on the code that it tests. It checks only what it relies on; the config's own loader explains
//! faults to people.

use std::collections::HashMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::convention::Convention;
use super::days;
use super::error::SynthError;
use super::rng::small;

const COUNTRIES: &str = include_str!("../../../config/countries.csv");
const SUBSTANCES: &str = include_str!("../../../config/substances.csv");
const FORMS: &str = include_str!("../../../config/forms.csv");
const PREPARATIONS: &str = include_str!("../../../config/preparations.csv");
const PROHIBITIONS: &str = include_str!("../../../config/prohibitions.csv");

/// A substance of the config.
pub(super) struct Substance {
    pub(super) code: String,
    pub(super) name: String,
    /// `I` to `IV`, `TI` or `TII`.
    pub(super) schedule: String,
    /// Whether its trade is only listed, without any estimate: Schedule I of the 1971 Convention.
    pub(super) listed_only: bool,
    /// Day from which it is under control; always where none.
    pub(super) controlled_from: Option<i32>,
    /// Positions of its forms that have a factor, the usual one first.
    pub(super) forms: Vec<u16>,
    /// Positions of the preparations of which it is the first component.
    pub(super) preparations: Vec<u16>,
}

/// A form or preparation.
pub(super) struct Form {
    pub(super) code: String,
    /// Substance and share of base in 10⁻⁹, for each component; empty where there is no factor.
    pub(super) parts: Vec<(u16, u128)>,
    /// Whether what it holds counts for nothing (rules 7.6).
    pub(super) exempt: bool,
}

/// The config of one convention; positions in its lists stand for codes.
pub(super) struct Catalogue {
    pub(super) convention: Convention,
    pub(super) countries: Vec<String>,
    pub(super) substances: Vec<Substance>,
    pub(super) forms: Vec<Form>,
    /// Country, substance, and the day of the prohibition; those without a day are left out.
    pub(super) prohibitions: HashMap<(u16, u16), i32>,
}

impl Catalogue {
    /// Reads what the built-in config has of a convention.
    pub(super) fn builtin(convention: Convention) -> Result<Catalogue, SynthError> {
        let countries = read_countries()?;
        let mut substances = read_substances(convention)?;
        let mut forms = read_forms(&mut substances)?;
        read_preparations(convention, &mut substances, &mut forms)?;
        for substance in &mut substances {
            put_usual_form_first(substance, &forms);
        }
        let prohibitions = read_prohibitions(&countries, &substances)?;
        Ok(Catalogue {
            convention,
            countries,
            substances,
            forms,
            prohibitions,
        })
    }

    pub(super) fn country_code(&self, country: u16) -> &str {
        &self.countries[usize::from(country)]
    }

    pub(super) fn substance(&self, substance: u16) -> &Substance {
        &self.substances[usize::from(substance)]
    }

    pub(super) fn form(&self, form: u16) -> &Form {
        &self.forms[usize::from(form)]
    }

    /// Codes of forms without a factor.
    pub(super) fn forms_without_factor(&self) -> Vec<&str> {
        let without = self.forms.iter().filter(|form| form.parts.is_empty());
        without.map(|form| form.code.as_str()).collect()
    }
}

/// A row of a config file, for errors with a place.
struct Line {
    file: &'static str,
    number: u64,
    fields: csv::StringRecord,
}

impl Line {
    fn field(&self, column: usize) -> &str {
        self.fields.get(column).unwrap_or("")
    }

    fn fault(&self, found: impl Into<String>) -> SynthError {
        SynthError::Config {
            file: self.file,
            line: self.number,
            found: found.into(),
        }
    }

    /// A share in percent, as a decimal.
    fn percent(&self, column: usize) -> Result<Decimal, SynthError> {
        let text = self.field(column);
        Decimal::from_str_exact(text).map_err(|_| self.fault(format!("{text:?} is no decimal")))
    }

    /// A product of shares as a whole number of 10⁻⁹.
    fn factor(&self, product: Decimal) -> Result<u128, SynthError> {
        let whole = product.normalize();
        let number = if whole.scale() == 0 {
            whole.to_u128()
        } else {
            None
        };
        number.ok_or_else(|| self.fault("a factor of more than 9 places"))
    }

    fn find<T>(
        &self,
        list: &[T],
        column: usize,
        is: impl Fn(&T, &str) -> bool,
    ) -> Result<usize, SynthError> {
        let code = self.field(column);
        let place = list.iter().position(|entry| is(entry, code));
        place.ok_or_else(|| self.fault(format!("{code:?} is not known")))
    }
}

fn lines(file: &'static str, text: &'static str) -> Result<Vec<Line>, SynthError> {
    let mut out = Vec::new();
    for (number, row) in (2..).zip(csv::Reader::from_reader(text.as_bytes()).records()) {
        let fields = row.map_err(|e| SynthError::Config {
            file,
            line: number,
            found: e.to_string(),
        })?;
        out.push(Line {
            file,
            number,
            fields,
        });
    }
    Ok(out)
}

fn read_countries() -> Result<Vec<String>, SynthError> {
    let lines = lines("countries.csv", COUNTRIES)?;
    Ok(lines.iter().map(|line| line.field(0).to_owned()).collect())
}

fn read_substances(convention: Convention) -> Result<Vec<Substance>, SynthError> {
    let mut out = Vec::new();
    let lines = lines("substances.csv", SUBSTANCES)?;
    for line in lines
        .iter()
        .filter(|line| line.field(4) == convention.name())
    {
        out.push(Substance {
            code: line.field(0).to_owned(),
            name: line.field(1).to_owned(),
            schedule: line.field(2).to_owned(),
            listed_only: convention == Convention::C1971 && line.field(2) == "I",
            controlled_from: days::parse(line.field(3)),
            forms: Vec::new(),
            preparations: Vec::new(),
        });
    }
    Ok(out)
}

/// Forms with the factor that applies in the two years: the one with the latest `from` not after they begin.
fn read_forms(substances: &mut [Substance]) -> Result<Vec<Form>, SynthError> {
    let mut out: Vec<Form> = Vec::new();
    let mut since: HashMap<String, (usize, Option<i32>)> = HashMap::new();
    for line in lines("forms.csv", FORMS)? {
        let code = line.field(1);
        let Some(substance) = substances.iter().position(|s| s.code == code) else {
            continue;
        };
        let from = days::parse(line.field(4));
        if from.is_some_and(|day| day > days::NEW_YEAR[0]) {
            return Err(line.fault("a factor that changes in 2023 or later"));
        }
        let parts = if line.field(3).is_empty() {
            Vec::new()
        } else {
            vec![(
                small(substance),
                line.factor(line.percent(3)? * Decimal::from(10_000_000))?,
            )]
        };
        let known = since.get(line.field(0)).copied();
        if let Some((place, earlier)) = known {
            if from > earlier {
                out[place].parts = parts;
                since.insert(line.field(0).to_owned(), (place, from));
            }
            continue;
        }
        since.insert(line.field(0).to_owned(), (out.len(), from));
        if !parts.is_empty() {
            substances[substance].forms.push(small(out.len()));
        }
        out.push(Form {
            code: line.field(0).to_owned(),
            parts,
            exempt: false,
        });
    }
    Ok(out)
}

/// The salt that most trade is in, as far as its name tells.
fn put_usual_form_first(substance: &mut Substance, forms: &[Form]) {
    for salt in ["-HCL", "-SULFATE", "-TARTRATE"] {
        let is = |form: &u16| forms[usize::from(*form)].code.ends_with(salt);
        if let Some(place) = substance.forms.iter().position(is) {
            substance.forms.swap(0, place);
            return;
        }
    }
}

/// Preparations stand with the substance of their first component; components of another convention are left out.
fn read_preparations(
    convention: Convention,
    substances: &mut [Substance],
    forms: &mut Vec<Form>,
) -> Result<(), SynthError> {
    let mut made: Vec<Form> = Vec::new();
    for line in lines("preparations.csv", PREPARATIONS)? {
        let Some(component) = forms.iter().find(|form| form.code == line.field(2)) else {
            continue;
        };
        let percent = line.percent(3)?;
        if made.last().is_none_or(|form| form.code != line.field(0)) {
            made.push(Form {
                code: line.field(0).to_owned(),
                parts: Vec::new(),
                exempt: line.field(4) == convention.name(),
            });
        }
        let parts = made.last_mut().map(|form| &mut form.parts);
        for (parts, (substance, share)) in parts.into_iter().zip(&component.parts) {
            let share = Decimal::from_i128_with_scale(i128::try_from(*share).unwrap_or(0), 0);
            let factor = line.factor(percent * share / Decimal::ONE_HUNDRED)?;
            match parts.iter_mut().find(|(part, _)| part == substance) {
                Some((_, sum)) => *sum += factor,
                None => parts.push((*substance, factor)),
            }
        }
    }
    for form in made {
        if let Some((first, _)) = form.parts.first() {
            substances[usize::from(*first)]
                .preparations
                .push(small(forms.len()));
        }
        forms.push(form);
    }
    Ok(())
}

fn read_prohibitions(
    countries: &[String],
    substances: &[Substance],
) -> Result<HashMap<(u16, u16), i32>, SynthError> {
    let mut out = HashMap::new();
    for line in lines("prohibitions.csv", PROHIBITIONS)? {
        let country = line.find(countries, 0, |c, code| c == code)?;
        let code = line.field(1);
        let Some(substance) = substances.iter().position(|s| s.code == code) else {
            continue;
        };
        if let Some(from) = days::parse(line.field(2)) {
            let from_then = out
                .entry((small(country), small(substance)))
                .or_insert(from);
            *from_then = from.min(*from_then);
        }
    }
    Ok(out)
}
