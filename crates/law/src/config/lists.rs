//! The six lists, read and checked row by row.

use super::percent::{Percent, PercentFault};
use super::table::{List, ListColumns, ListRow, More, list};
use super::{ConfigError, ConfigSource, Convention, CountryRow, Faults, Language, SubstanceRow};
use crate::terms::{Codes, Country, Day, Form, Map, Set, Substance, Timeline, shown};
use std::collections::BTreeMap;

/// A row of `forms.csv`: the base share of a form from a day on.
#[derive(Clone, Debug)]
pub struct FormRow {
    /// The substance of this form.
    pub substance: Substance,
    /// The base share; `None` if the Green List prints "—".
    pub base_percent: Option<Percent>,
    /// The first day on which this share applies; `None` if it always applies.
    pub from: Option<Day>,
    /// The line in `forms.csv`.
    pub line: u64,
}

/// A row of `preparations.csv`: one form that a preparation holds.
#[derive(Clone, Debug)]
pub struct Component {
    /// The form.
    pub form: Form,
    /// The share of the form by weight.
    pub percent: Percent,
    /// The line in `preparations.csv`.
    pub line: u64,
}

/// The rows of `prohibitions.csv`.
#[derive(Clone, Debug, Default)]
pub struct Prohibitions {
    /// The prohibitions with a date, each in force from the earliest date given, with the line of that date.
    pub dated: Map<(Country, Substance), Timeline<u64>>,
    /// The prohibitions without a date, which are never applied.
    pub undated: Vec<(Country, Substance)>,
}

/// A row of `notices.csv`, a notice of excess: the Board told exporting countries that a country is in excess for a year (C61 Article 21, paragraph 4;
/// `rules.md` 7.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Notice {
    /// The importing country.
    pub country: Country,
    /// The substance.
    pub substance: Substance,
    /// The calendar year.
    pub year: i32,
    /// The first day of the notice, a day of that year.
    pub from: Day,
}

pub(super) struct Forms {
    pub(super) codes: Codes<Form>,
    pub(super) rows: Vec<Vec<FormRow>>,
    pub(super) components: Vec<Vec<Component>>,
    pub(super) exempt: Vec<Option<Convention>>,
    pub(super) names: Vec<String>,
}

const SUBSTANCES: ListColumns = ListColumns {
    file: "substances.csv",
    columns: &["code", "name", "schedule", "controlled_from"],
    more: More::Only(&["convention"]),
};
const FORMS: ListColumns = ListColumns {
    file: "forms.csv",
    columns: &["form", "substance", "name", "base_percent", "from"],
    more: More::None,
};
const PREPARATIONS: ListColumns = ListColumns {
    file: "preparations.csv",
    columns: &["preparation", "name", "form", "percent"],
    more: More::Only(&["exempt"]),
};
const COUNTRIES: ListColumns = ListColumns {
    file: "countries.csv",
    columns: &["alpha3", "name"],
    more: More::Some(&COUNTRY_OPTIONS),
};
/// The optional columns of `countries.csv`.
const COUNTRY_OPTIONS: [&str; 10] = {
    let [ar, zh, fr, ru, es] = CountryRow::TRANSLATED;
    [
        "language", ar, zh, fr, ru, es, "alpha2", "m49", "aliases", "region",
    ]
};
const PROHIBITIONS: ListColumns = ListColumns {
    file: "prohibitions.csv",
    columns: &["country", "substance", "from"],
    more: More::None,
};
const NOTICES: ListColumns = ListColumns {
    file: "notices.csv",
    columns: &["country", "substance", "year", "from"],
    more: More::None,
};

/// The codes of a list, for checking rows of other lists that refer to them.
#[derive(Clone, Copy)]
pub(super) struct Known<'c, Id> {
    codes: &'c Codes<Id>,
    complete: bool,
    list: &'static str,
}

impl<Id: From<u16> + Copy> Known<'_, Id> {
    /// Returns the id of the code in a column of another list. An unknown code is a fault only if the list of the codes could be
    /// read whole: otherwise the code may stand in the unread part.
    fn find(&self, row: &ListRow, column: usize, faults: &mut Faults) -> Option<Id> {
        let code = faults.value(row.required(column))?;
        let found = self.codes.find(code);
        if found.is_none() && self.complete {
            faults.add(row.fault(
                row.is(column),
                &format!("write a code exactly as in {}, or add it there", self.list),
            ));
        }
        found
    }
}

/// The codes and the rows of a list, as far as the list can be read.
pub(super) struct CodedList<Id, R> {
    pub(super) codes: Codes<Id>,
    pub(super) rows: Vec<R>,
    complete: bool,
    list: &'static str,
}

impl<Id, R> CodedList<Id, R> {
    /// Returns the codes, for checking rows of other lists.
    pub(super) fn known(&self) -> Known<'_, Id> {
        Known {
            codes: &self.codes,
            complete: self.complete,
            list: self.list,
        }
    }
}

/// Reads a list in which each code occurs once; `read` makes the content of each row.
fn coded<Id: From<u16> + Copy, R>(
    source: &ConfigSource,
    (layout, what): (&ListColumns, &str),
    faults: &mut Faults,
    read: impl Fn(&ListRow, &mut Faults) -> R,
) -> CodedList<Id, R> {
    let List { rows, complete } = required(source, layout, faults);
    let mut by_code = BTreeMap::new();
    for row in &rows {
        // On a line that is not a row, only the code is used, and no fault but that of the line is reported.
        let mut of_line = Faults::default();
        let content = read(row, if row.sound { faults } else { &mut of_line });
        if row.sound {
            faults.value(row.check_code(0));
        }
        let Some(code) = row.code(0) else { continue };
        if by_code.insert(code.to_owned(), content).is_some() {
            faults.add(row.fault(
                format!("{what} {} stands a second time", shown(code)),
                "keep one of the two lines",
            ));
        }
    }
    let codes = numbered(source, layout, by_code.keys().cloned(), faults);
    let complete = complete && codes.len() == by_code.len();
    CodedList {
        codes,
        rows: by_code.into_values().collect(),
        complete,
        list: layout.file,
    }
}

pub(super) fn substances(
    source: &ConfigSource,
    faults: &mut Faults,
) -> CodedList<Substance, SubstanceRow> {
    coded(source, (&SUBSTANCES, "substance"), faults, |row, faults| {
        let convention = match row.text(4) {
            "" => Ok(Convention::default()),
            text => Convention::named(text).ok_or_else(|| {
                row.fault(
                    row.is(4),
                    "write 1961, 1971 or 1988, or leave it empty for 1971",
                )
            }),
        };
        // The schedules of an unknown convention are not known either.
        let known = convention.is_ok();
        let convention = faults.value(convention).unwrap_or_default();
        let schedules = convention.provisions().schedules;
        let schedule = schedules
            .iter()
            .find(|schedule| schedule.name() == row.text(2));
        if schedule.is_none() && known {
            let names: Vec<&str> = schedules.iter().map(|schedule| schedule.name()).collect();
            let names = match names.split_last() {
                Some((last, others)) => format!("{} or {last}", others.join(", ")),
                None => String::new(),
            };
            let name = convention.name();
            faults.add(row.fault(
                format!("{} for a substance of the {name} Convention", row.is(2)),
                &format!("write {names}"),
            ));
        }
        SubstanceRow {
            name: faults.value(row.required(1)).unwrap_or_default().to_owned(),
            convention,
            schedule: *schedule.unwrap_or(&schedules[0]),
            controlled_from: faults.value(row.day(3)).flatten(),
        }
    })
}

pub(super) fn countries(
    source: &ConfigSource,
    faults: &mut Faults,
) -> CodedList<Country, CountryRow> {
    coded(source, (&COUNTRIES, "country"), faults, |row, faults| {
        let language = match row.text(2) {
            "" => Ok(Language::English),
            code => Language::of_code(code).ok_or_else(|| {
                row.fault(
                    row.is(2),
                    "write ar, en, es, fr, ru or zh, or leave it empty for en",
                )
            }),
        };
        CountryRow {
            name: faults.value(row.required(1)).unwrap_or_default().to_owned(),
            language: faults.value(language).unwrap_or(Language::English),
            translations: [3, 4, 5, 6, 7].map(|column| row.text(column).to_owned()),
            other_codes: [8, 9].map(|column| row.text(column).to_owned()),
            aliases: row
                .text(10)
                .split(';')
                .map(|alias| alias.trim().to_owned())
                .collect(),
            region: row.text(11).to_owned(),
        }
    })
}

pub(super) fn forms(
    source: &ConfigSource,
    substances: Known<'_, Substance>,
    faults: &mut Faults,
) -> Forms {
    let single = required(source, &FORMS, faults);
    let mixed = list(source, &PREPARATIONS, faults).unwrap_or(List {
        rows: Vec::new(),
        complete: true,
    });
    let codes_of = |list: &List| {
        list.rows
            .iter()
            .filter_map(|row| row.code(0))
            .map(ToOwned::to_owned)
            .collect::<Set<String>>()
    };
    let (singles, preparations) = (codes_of(&single), codes_of(&mixed));
    for row in single
        .rows
        .iter()
        .chain(&mixed.rows)
        .filter(|row| row.sound)
    {
        faults.value(row.check_code(0));
    }
    let both = |row: &&ListRow| row.sound && row.code(0).is_some_and(|code| singles.contains(code));
    for row in mixed.rows.iter().filter(both) {
        faults.add(row.fault(
            format!("{} is both a form and a preparation", shown(row.text(0))),
            "give the preparation a code that forms.csv does not have",
        ));
    }
    let all: Set<String> = singles.union(&preparations).cloned().collect();
    let codes: Codes<Form> = numbered(source, &FORMS, all.iter().cloned(), faults);
    let complete = single.complete && mixed.complete && codes.len() == all.len();
    let mut forms = Forms {
        rows: vec![Vec::new(); codes.len()],
        components: vec![Vec::new(); codes.len()],
        exempt: vec![None; codes.len()],
        names: vec![String::new(); codes.len()],
        codes,
    };
    for row in single.rows.iter().filter(|row| row.sound) {
        add_form(&mut forms, row, substances, faults);
    }
    let mut exempt: BTreeMap<&str, (u64, &str)> = BTreeMap::new();
    for row in mixed.rows.iter().filter(|row| row.sound) {
        add_component(&mut forms, row, (&singles, complete), faults);
        let Some(code) = row.code(0) else { continue };
        let (line, first) = *exempt.entry(code).or_insert((row.line(), row.text(4)));
        if first != row.text(4) {
            faults.add(row.fault(
                format!(
                    "{}, and {} in line {line} of the same preparation",
                    row.is(4),
                    shown(first)
                ),
                "write the same in every line of the preparation",
            ));
        } else if line == row.line() {
            match (row.text(4), forms.codes.find(code)) {
                ("", _) | (_, None) => {}
                (text, Some(form)) if text == Convention::C1961.name() => {
                    forms.exempt[form.index()] = Some(Convention::C1961);
                }
                _ => faults.add(row.fault(
                    row.is(4),
                    "write 1961 for a preparation of Schedule III of the 1961 Convention, or leave it empty",
                )),
            }
        }
    }
    forms
}

fn add_form(
    forms: &mut Forms,
    row: &ListRow,
    substances: Known<'_, Substance>,
    faults: &mut Faults,
) {
    let base_percent = if row.text(3).is_empty() {
        None
    } else {
        faults.value(percent(row, 3))
    };
    let from = faults.value(row.day(4));
    let name = faults.value(row.required(2)).unwrap_or_default().to_owned();
    let substance = substances.find(row, 1, faults);
    let Some(place) = row
        .code(0)
        .and_then(|code| forms.codes.find(code))
        .map(Form::index)
    else {
        return;
    };
    forms.names[place] = name;
    let (Some(substance), Some(from)) = (substance, from) else {
        return;
    };
    for earlier in &forms.rows[place] {
        if earlier.from == from {
            faults.add(row.fault(
                format!(
                    "form {} has two rows with the same from, here and in line {}",
                    shown(row.text(0)),
                    earlier.line
                ),
                "keep one, or give the later factor the day it applies from",
            ));
        }
        if earlier.substance != substance {
            faults.add(row.fault(
                format!(
                    "form {} is of another substance in line {}",
                    shown(row.text(0)),
                    earlier.line
                ),
                "a form has one substance; what holds several is a preparation",
            ));
        }
    }
    forms.rows[place].push(FormRow {
        substance,
        base_percent,
        from,
        line: row.line(),
    });
}

fn add_component(
    forms: &mut Forms,
    row: &ListRow,
    (singles, complete): (&Set<String>, bool),
    faults: &mut Faults,
) {
    let form = Known {
        codes: &forms.codes,
        complete,
        list: "forms.csv",
    }
    .find(row, 2, faults);
    let percent = faults.value(percent(row, 3));
    let name = faults.value(row.required(1)).unwrap_or_default().to_owned();
    if form.is_some() && !singles.contains(row.text(2)) {
        faults.add(row.fault(
            format!("component {} is a preparation itself", shown(row.text(2))),
            "name the forms it holds, each with its share of the whole",
        ));
    }
    let Some(place) = row
        .code(0)
        .and_then(|code| forms.codes.find(code))
        .map(Form::index)
    else {
        return;
    };
    if !singles.contains(row.text(0)) {
        forms.names[place] = name;
    }
    let (Some(form), Some(percent)) = (form, percent) else {
        return;
    };
    if let Some(earlier) = forms.components[place].iter().find(|c| c.form == form) {
        faults.add(row.fault(
            format!(
                "preparation {} names component {} twice, here and in line {}",
                shown(row.text(0)),
                shown(row.text(2)),
                earlier.line
            ),
            "write its whole share in one line",
        ));
        return;
    }
    forms.components[place].push(Component {
        form,
        percent,
        line: row.line(),
    });
}

pub(super) fn prohibitions(
    source: &ConfigSource,
    (countries, substances): (Known<'_, Country>, Known<'_, Substance>),
    faults: &mut Faults,
) -> Prohibitions {
    let mut found = Prohibitions::default();
    let mut dates: Map<(Country, Substance), (Day, u64)> = Map::default();
    let rows = list(source, &PROHIBITIONS, faults)
        .map(|list| list.rows)
        .unwrap_or_default();
    for row in rows.iter().filter(|row| row.sound) {
        let (country, substance) = (
            countries.find(row, 0, faults),
            substances.find(row, 1, faults),
        );
        let day = faults.value(row.day(2));
        let (Some(key), Some(day)) = (country.zip(substance), day) else {
            continue;
        };
        match day {
            Some(day) => {
                let listed = (day, row.line());
                dates
                    .entry(key)
                    .and_modify(|first| *first = listed.min(*first))
                    .or_insert(listed);
            }
            None => found.undated.push(key),
        }
    }
    found.dated = dates
        .into_iter()
        .map(|(key, listed)| (key, Timeline::from_changes(vec![listed])))
        .collect();
    found
}

pub(super) fn notices(
    source: &ConfigSource,
    countries: &CodedList<Country, CountryRow>,
    substances: &CodedList<Substance, SubstanceRow>,
    faults: &mut Faults,
) -> Vec<Notice> {
    let rows = list(source, &NOTICES, faults)
        .map(|list| list.rows)
        .unwrap_or_default();
    let mut notices = Vec::new();
    for row in rows.iter().filter(|row| row.sound) {
        let country = countries.known().find(row, 0, faults);
        let substance = substances.known().find(row, 1, faults);
        let substance = substance.filter(|substance| {
            let convention = substances.rows[substance.index()].convention;
            let has_notices = convention.provisions().has_notices;
            if !has_notices {
                faults.add(row.fault(
                    format!(
                        "{}, which is of the {} Convention",
                        row.is(1),
                        convention.name()
                    ),
                    "name a substance of the 1961 Convention: only its Article 21 knows such notices",
                ));
            }
            has_notices
        });
        let year = faults.value(row.required(2)).and_then(|text| {
            let year = calendar_year(text);
            if year.is_none() {
                faults.add(row.fault(row.is(2), "write a year from 1961 to 2199 in four digits"));
            }
            year
        });
        let from = faults
            .value(row.required(3))
            .and_then(|_| faults.value(row.day(3)).flatten());
        let from = from.filter(|from| {
            let is_within = year.is_none_or(|year| from.year() == year);
            if !is_within {
                faults.add(row.fault(
                    format!("{}, and {}", row.is(3), row.is(2)),
                    "write a day of that year",
                ));
            }
            is_within
        });
        if let (Some(country), Some(substance), Some(year), Some(from)) =
            (country, substance, year, from)
        {
            notices.push(Notice {
                country,
                substance,
                year,
                from,
            });
        }
    }
    notices.sort_unstable();
    notices.dedup();
    notices
}

/// Returns the calendar year of four ASCII digits from 1961 to 2199 (`rules.md` 7.2, `data.md` Config).
#[must_use]
pub fn calendar_year(text: &str) -> Option<i32> {
    let is_number = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let year = text.parse().ok().filter(|_| is_number)?;
    (Day::FIRST.year()..=Day::LAST.year())
        .contains(&year)
        .then_some(year)
}

/// Reads a list that every configuration must have.
fn required<'a>(
    source: &'a ConfigSource,
    layout: &'a ListColumns,
    faults: &mut Faults,
) -> List<'a> {
    list(source, layout, faults).unwrap_or_else(|| {
        if !source.is_unreadable(layout.file) {
            faults.add(ConfigError {
                file: source.label(layout.file),
                line: None,
                found: "there is no such file".into(),
                remedy: "put it there: a configuration needs substances.csv, forms.csv and countries.csv, and may leave out the others"
                    .into(),
            });
        }
        List { rows: Vec::new(), complete: false }
    })
}

fn numbered<Id: From<u16> + Copy>(
    source: &ConfigSource,
    layout: &ListColumns,
    codes: impl IntoIterator<Item = String>,
    faults: &mut Faults,
) -> Codes<Id> {
    Codes::new(codes).unwrap_or_else(|error| {
        faults.add(ConfigError {
            file: source.label(layout.file),
            line: None,
            found: error.to_string(),
            remedy: "leave out the codes that no data use".into(),
        });
        Codes::none()
    })
}

fn percent(row: &ListRow, column: usize) -> Result<Percent, ConfigError> {
    Percent::parse(row.required(column)?).map_err(|fault| match fault {
        PercentFault::NotANumber => row.fault(
            row.is(column),
            "write a share from 0 to 100 in digits, and optionally a point and digits",
        ),
        PercentFault::OutsideRange => row.fault(row.is(column), "write a share from 0 to 100"),
        PercentFault::TooLong => row.fault(
            row.is(column),
            "write fewer digits, as the source prints them",
        ),
    })
}
