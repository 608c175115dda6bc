//! Converts what was shipped to what it contains: the exact share of base of each substance in a form on a day.
//!
//! Factors are dated (`rules.md` 2), the shares in a preparation are multiplied and added (`rules.md` 2 and 4.1), and a substance
//! counts only from the day it is under control (`rules.md` 4.4). All of this is worked out once per form, into one timeline, so
//! that a record needs a single look-up. Exempt preparations hold their substances but count for none of them (`rules.md` 7.6).
//! Nothing is rounded: a factor with more than nine places is a fault of the configuration.

#[cfg(test)]
mod tests;

use crate::config::{
    Component, Config, ConfigError, ConfigFaults, ConfigSource, Faults, FormRow, Percent,
};
use crate::terms::{Country, Day, Factor, Form, Set, Substance, Timeline, shown};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The share of base of one substance in a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The substance.
    pub substance: Substance,
    /// The share of the form's weight that is base of the substance.
    pub factor: Factor,
    /// The quantity of a record that counts for the substance.
    pub measure: Measure,
}

/// The quantity of a record that counts (`rules.md` 4.1, 7.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// The quantity without the part that is declared for re-export.
    Net,
    /// The whole quantity.
    Whole,
}

/// The content of a form on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content<'a> {
    /// No factor applies on that day: the form cannot be judged (`rules.md` 2, reason `no-factor`).
    NoFactor,
    /// The shares of the substances under control on that day that count, by code; if there are none, the form is out of scope
    /// (`rules.md` 4.4) or exempt (7.6).
    Shares(&'a [Share]),
}

/// What a form holds; `None` if a factor is missing.
type Contents = Option<Held>;

/// The substances under control in a form, by code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Held {
    /// The shares that count.
    counting: Box<[Share]>,
    /// The substances that count for nothing, because the preparation is exempt from the rules of their convention.
    exempt: Box<[Substance]>,
    /// The share of base of each of these.
    exempt_factors: Box<[Factor]>,
}

/// Where the tally adds the records of a form. A form whose substances differ in what counts has a place for each measure; the place
/// of the whole quantity then has a number after those of all forms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The place of net quantities.
    pub net: Option<Form>,
    /// The place of whole quantities.
    pub whole: Option<Form>,
    /// Whether exports raise the level of the exporting country (`rules.md` 7.4).
    pub own_exports: bool,
}

/// Whether a record counts on its day (`rules.md` 4.4, 7.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The record counts for a substance.
    Judged,
    /// The record counts for no substance, and for at least one because of an exemption.
    Exempt,
    /// No substance of the record is under control.
    OutOfScope,
}

/// The set of all substances that a form holds on any day (`rules.md` 4.2). Forms with the same substances have equal holdings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Holding(u16);

/// The content of every form on every day.
#[derive(Clone, Debug)]
pub struct Conversion {
    forms: Vec<Timeline<Contents>>,
    /// The holding of each form.
    holdings: Vec<Holding>,
    /// For each form, the days from which its properties hold.
    since: Vec<Since>,
    /// Whether each form holds, on some day, a substance that counts for nothing.
    has_exempt: Vec<bool>,
    by_substance: BTreeMap<Substance, Vec<Form>>,
    /// The places of the tally, by form.
    places: Vec<Places>,
    /// The form of each place of the tally.
    form_of_place: Vec<Form>,
    /// The places of the tally with records of a substance.
    places_by_substance: BTreeMap<Substance, Vec<Form>>,
    /// The substances whose exports raise the level of the exporting country.
    raised: Set<Substance>,
}

impl Conversion {
    /// Works out every form and preparation of a configuration.
    pub fn of(config: &Config) -> Result<Self, ConfigFaults> {
        let mut faults = Faults::default();
        let conversion = Self::read(config, &mut faults);
        faults.unless_any(conversion)
    }

    /// Reads a configuration and works out the contents of its forms. An error has the faults of both steps.
    pub fn load(source: ConfigSource) -> Result<(Config, Self), ConfigFaults> {
        let (config, mut faults) = Config::read(source);
        let conversion = Self::read(&config, &mut faults);
        faults.unless_any((config, conversion))
    }

    fn read(config: &Config, faults: &mut Faults) -> Self {
        let mut forms = Vec::with_capacity(config.form_codes.len());
        for (rows, components) in config.forms.iter().zip(&config.preparations) {
            let code = forms.len();
            let timeline = if components.is_empty() {
                single(config, code, rows)
            } else {
                preparation(config, code, components)
            };
            forms.push(
                faults
                    .value(timeline)
                    .unwrap_or_else(|| Timeline::always(None)),
            );
        }
        let mut by_substance: BTreeMap<Substance, Vec<Form>> = BTreeMap::new();
        for (timeline, number) in forms.iter().zip(0_u16..) {
            let substances: BTreeSet<Substance> = timeline
                .changes()
                .filter_map(|(_, content)| content.as_ref())
                .flat_map(|held| &held.counting)
                .map(|share| share.substance)
                .collect();
            for substance in substances {
                by_substance
                    .entry(substance)
                    .or_default()
                    .push(Form::from(number));
            }
        }
        let raised: Set<Substance> = by_substance
            .keys()
            .copied()
            .filter(|substance| config.provisions(*substance).own_exports_raise)
            .collect();
        let mut form_of_place: Vec<Form> = (0..).take(forms.len()).map(Form::from).collect();
        let mut places_by_substance: BTreeMap<Substance, Vec<Form>> = BTreeMap::new();
        let places = forms
            .iter()
            .zip(0_u16..)
            .map(|(timeline, number)| {
                let form = Form::from(number);
                let held: BTreeSet<(Substance, Measure)> = timeline
                    .changes()
                    .filter_map(|(_, content)| content.as_ref())
                    .flat_map(|held| &held.counting)
                    .map(|share| (share.substance, share.measure))
                    .collect();
                let has = |wanted| held.iter().any(|(_, measure)| *measure == wanted);
                let mut places = Places {
                    net: has(Measure::Net).then_some(form),
                    whole: has(Measure::Whole).then_some(form),
                    own_exports: held.iter().any(|(substance, _)| raised.contains(substance)),
                };
                if places.net.is_some() && places.whole.is_some() {
                    places.whole = u16::try_from(form_of_place.len()).ok().map(Form::from);
                    form_of_place.push(form);
                }
                for (substance, measure) in held {
                    let place = match measure {
                        Measure::Net => places.net,
                        Measure::Whole => places.whole,
                    };
                    places_by_substance
                        .entry(substance)
                        .or_default()
                        .extend(place);
                }
                places
            })
            .collect();
        if u16::try_from(form_of_place.len()).is_err() {
            faults.add(too_many_places_of_the_tally(config));
        }
        let holds_exempt = |timeline: &Timeline<Contents>| {
            let mut contents = timeline
                .changes()
                .filter_map(|(_, content)| content.as_ref());
            contents.any(|held| !held.exempt.is_empty())
        };
        Self {
            since: forms.iter().map(Since::of).collect(),
            has_exempt: forms.iter().map(holds_exempt).collect(),
            forms,
            holdings: holdings(config),
            by_substance,
            places,
            form_of_place,
            places_by_substance,
            raised,
        }
    }

    /// Returns where the tally adds the records of each form, by [`Form::index`].
    #[must_use]
    pub fn places(&self) -> &[Places] {
        &self.places
    }

    /// Returns the substances, in order, each with the places of the tally that have its records.
    pub fn places_by_substance(&self) -> impl Iterator<Item = (Substance, &[Form])> {
        self.places_by_substance
            .iter()
            .map(|(substance, places)| (*substance, places.as_slice()))
    }

    /// Returns the places of the tally that have records of a substance.
    #[must_use]
    pub fn places_of(&self, substance: Substance) -> &[Form] {
        self.places_by_substance
            .get(&substance)
            .map_or(&[], Vec::as_slice)
    }

    /// Whether exports of a substance raise the level of the exporting country (`rules.md` 7.4).
    #[must_use]
    #[inline]
    pub fn is_raised(&self, substance: Substance) -> bool {
        self.raised.contains(&substance)
    }

    /// Returns the set of substances that a form holds on any day.
    #[must_use]
    pub fn holding(&self, form: Form) -> Holding {
        self.holdings[form.index()]
    }

    /// Returns the forms that hold a substance on some day and count for it.
    #[must_use]
    pub fn forms(&self, substance: Substance) -> &[Form] {
        self.by_substance.get(&substance).map_or(&[], Vec::as_slice)
    }

    /// Returns the shares of a substance in the form of a place of the tally, to be asked for day by day.
    #[must_use]
    pub fn factors(&self, place: Form, substance: Substance) -> Factors<'_> {
        Factors {
            contents: &self.forms[self.form_of_place[place.index()].index()],
            substance,
            days: ALWAYS..ALWAYS,
            factor: Factor::default(),
        }
    }

    /// Returns the content of a form on a day.
    #[must_use]
    pub fn content(&self, form: Form, day: Day) -> Content<'_> {
        match self.forms[form.index()].on(day) {
            Some(Some(held)) => Content::Shares(&held.counting),
            Some(None) | None => Content::NoFactor,
        }
    }

    /// Returns the substances under control that a form holds on a day and that count for nothing, by code (`rules.md` 7.6).
    #[must_use]
    pub fn exempt(&self, form: Form, day: Day) -> &[Substance] {
        if !self.has_exempt[form.index()] {
            return &[];
        }
        match self.forms[form.index()].on(day) {
            Some(Some(held)) => &held.exempt,
            Some(None) | None => &[],
        }
    }

    /// Returns the share of base of a substance that a form holds on a day, whether or not it counts (`rules.md` 7.6).
    #[must_use]
    pub fn factor(&self, form: Form, day: Day, substance: Substance) -> Option<Factor> {
        let held = self.forms[form.index()].on(day)?.as_ref()?;
        let counting = held
            .counting
            .iter()
            .map(|share| (share.substance, share.factor));
        let exempt = held.exempt.iter().copied();
        let exempt = exempt.zip(held.exempt_factors.iter().copied());
        let mut all = counting.chain(exempt);
        let found = all.find(|(of, _)| *of == substance);
        found.map(|(_, factor)| factor)
    }

    /// Whether a form can be judged on a day, that is, whether [`Conversion::content`] returns shares.
    #[must_use]
    #[inline]
    pub fn has_factor(&self, form: Form, day: Day) -> bool {
        self.since[form.index()]
            .factor
            .is_some_and(|from| from <= day)
            || self.content(form, day) != Content::NoFactor
    }

    /// Whether a form holds, on some day, a substance that counts for nothing (`rules.md` 7.6).
    #[must_use]
    #[inline]
    pub fn has_exempt(&self, form: Form) -> bool {
        self.has_exempt[form.index()]
    }

    /// Returns whether a record of a form counts on a day, if nothing but the form exempts it.
    #[must_use]
    #[inline]
    pub fn scope(&self, form: Form, day: Day) -> Scope {
        if self.since[form.index()]
            .counts
            .is_some_and(|from| from <= day)
            || !self.shares(form, day).is_empty()
        {
            Scope::Judged
        } else if self.exempt(form, day).is_empty() {
            Scope::OutOfScope
        } else {
            Scope::Exempt
        }
    }

    /// Whether some substances are all those that count in a form on a day; `false` if none counts.
    #[must_use]
    pub fn holds_only(&self, form: Form, day: Day, substances: &[Substance]) -> bool {
        let shares = self.shares(form, day);
        let is_one = |share: &Share| substances.contains(&share.substance);
        !shares.is_empty() && shares.iter().all(is_one)
    }

    /// Returns the shares of a form that count on a day; empty if no factor applies.
    #[must_use]
    pub fn shares(&self, form: Form, day: Day) -> &[Share] {
        match self.content(form, day) {
            Content::Shares(shares) => shares,
            Content::NoFactor => &[],
        }
    }
}

/// Returns the set of substances of each form, named by the first form with that set.
fn holdings(config: &Config) -> Vec<Holding> {
    let mut known: BTreeMap<BTreeSet<Substance>, Holding> = BTreeMap::new();
    (0..)
        .take(config.form_codes.len())
        .map(|number: u16| {
            *known
                .entry(config.held(Form::from(number)))
                .or_insert(Holding(number))
        })
        .collect()
}

/// The days from which a property of a form holds on every day, so that most records need no look-up.
#[derive(Clone, Copy, Debug)]
struct Since {
    /// The day from which the form has a factor.
    factor: Option<Day>,
    /// The day from which the form holds a substance under control that counts.
    counts: Option<Day>,
}

impl Since {
    fn of(timeline: &Timeline<Contents>) -> Self {
        let since = |holds: fn(&Contents) -> bool| {
            timeline
                .changes()
                .rev()
                .take_while(|(_, content)| holds(content))
                .last()
                .map(|(day, _)| day)
        };
        Self {
            factor: since(Option::is_some),
            counts: since(|content| {
                content
                    .as_ref()
                    .is_some_and(|held| !held.counting.is_empty())
            }),
        }
    }
}

/// The shares of a substance in a form, for many days in a row. Contents seldom change, so the last answer usually holds for the
/// next day, too.
#[derive(Clone, Debug)]
pub struct Factors<'a> {
    contents: &'a Timeline<Contents>,
    substance: Substance,
    /// The days for which the last answer holds.
    days: Range<Day>,
    factor: Factor,
}

impl Factors<'_> {
    /// Returns the share on a day; 0 if the form does not hold the substance or has no factor.
    pub fn on(&mut self, day: Day) -> Factor {
        if !self.days.contains(&day) {
            let (days, content) = self.contents.around(day);
            let held = content.and_then(Option::as_ref);
            let share = held
                .into_iter()
                .flat_map(|held| &held.counting)
                .find(|share| share.substance == self.substance);
            self.factor = share.map_or(Factor::default(), |share| share.factor);
            self.days = days;
        }
        self.factor
    }
}

/// A component of a form: its base percentages by day, and its share of the whole.
struct FormComponent<'a> {
    rows: &'a [FormRow],
    component: Option<&'a Component>,
}

fn single(
    config: &Config,
    form: usize,
    rows: &[FormRow],
) -> Result<Timeline<Contents>, ConfigError> {
    timeline(
        config,
        form,
        &[FormComponent {
            rows,
            component: None,
        }],
    )
}

fn preparation(
    config: &Config,
    form: usize,
    components: &[Component],
) -> Result<Timeline<Contents>, ConfigError> {
    let mut whole = Percent::NONE;
    for component in components {
        whole = whole
            .plus(component.percent)
            .ok_or_else(|| too_much(config, form, component.line))?;
    }
    let parts: Vec<FormComponent> = components
        .iter()
        .map(|component| FormComponent {
            rows: &config.forms[component.form.index()],
            component: Some(component),
        })
        .collect();
    timeline(config, form, &parts)
}

/// Returns the content from every day on which it may change: a factor starts or a substance comes under control.
fn timeline(
    config: &Config,
    form: usize,
    parts: &[FormComponent],
) -> Result<Timeline<Contents>, ConfigError> {
    let mut days = vec![ALWAYS];
    for row in parts.iter().flat_map(|part| part.rows) {
        days.extend(row.from);
        days.extend(config.substance(row.substance).controlled_from);
    }
    days.sort_unstable();
    days.dedup();
    let mut changes = Vec::with_capacity(days.len());
    for day in days {
        changes.push((day, content_on(config, form, parts, day)?));
    }
    changes.dedup_by(|later, earlier| later.1 == earlier.1);
    Ok(Timeline::from_changes(changes))
}

const ALWAYS: Day = Day::from_number(i32::MIN);

fn content_on(
    config: &Config,
    form: usize,
    parts: &[FormComponent],
    day: Day,
) -> Result<Contents, ConfigError> {
    let mut shares: BTreeMap<Substance, Factor> = BTreeMap::new();
    let mut complete = true;
    for part in parts {
        let row = part
            .rows
            .iter()
            .filter(|row| row.from.unwrap_or(ALWAYS) <= day)
            .max_by_key(|row| row.from.unwrap_or(ALWAYS));
        let Some((row, base)) = row.and_then(|row| row.base_percent.map(|base| (row, base))) else {
            complete = false;
            continue;
        };
        let percent = part
            .component
            .map_or(Percent::WHOLE, |component| component.percent);
        let factor = percent
            .of(base)
            .map_err(|_| too_many_places(config, form, part, row))?;
        if config
            .substance(row.substance)
            .controlled_from
            .is_none_or(|from| from <= day)
        {
            let sum = shares.entry(row.substance).or_default();
            *sum = sum.plus(factor).ok_or_else(|| {
                too_much(
                    config,
                    form,
                    part.component.map_or(row.line, |component| component.line),
                )
            })?;
        }
    }
    let exempt = config.exempt[form];
    let (exempt, counting): (Vec<_>, Vec<_>) = shares
        .into_iter()
        .partition(|(substance, _)| exempt == Some(config.substance(*substance).convention));
    let share = |(substance, factor)| Share {
        substance,
        factor,
        measure: if config.provisions(substance).counts_reexport {
            Measure::Whole
        } else {
            Measure::Net
        },
    };
    Ok(complete.then(|| Held {
        counting: counting.into_iter().map(share).collect(),
        exempt: exempt.iter().map(|(substance, _)| *substance).collect(),
        exempt_factors: exempt.into_iter().map(|(_, factor)| factor).collect(),
    }))
}

/// Returns the file and line in which the factor is written.
fn place(config: &Config, part: &FormComponent, row: &FormRow) -> (String, u64) {
    match part.component {
        Some(component) => (config.source.label("preparations.csv"), component.line),
        None => (config.source.label("forms.csv"), row.line),
    }
}

fn too_many_places(
    config: &Config,
    form: usize,
    part: &FormComponent,
    row: &FormRow,
) -> ConfigError {
    let (file, line) = place(config, part, row);
    let code = |form: usize| shown(config.form_codes.text(form));
    let base = row
        .base_percent
        .map(|base| base.to_string())
        .unwrap_or_default();
    let product = match part.component {
        Some(component) => format!(
            "{} % of {} with {base} % of base",
            component.percent,
            code(component.form.index())
        ),
        None => format!("{base} %"),
    };
    ConfigError {
        file,
        line: Some(line),
        found: format!(
            "the factor of {} has more than 9 decimal places: {product}",
            code(form)
        ),
        remedy: "write the percentages with fewer places, as the source prints them".into(),
    }
}

/// Returns the fault of a configuration with so many forms that the tally has no place for each.
fn too_many_places_of_the_tally(config: &Config) -> ConfigError {
    ConfigError {
        file: config.source.label("preparations.csv"),
        line: None,
        found:
            "there are more than 65,536 forms, counting preparations of several conventions twice"
                .into(),
        remedy: "leave out the codes that no data use".into(),
    }
}

/// Returns the fault of a preparation whose components, up to a line, exceed the whole.
fn too_much(config: &Config, form: usize, line: u64) -> ConfigError {
    ConfigError {
        file: config.source.label("preparations.csv"),
        line: Some(line),
        found: format!(
            "up to this line, the components of {} are more than 100 per cent",
            shown(config.form_codes.text(form))
        ),
        remedy: "correct the percentages, which are shares by weight of the whole".into(),
    }
}

/// The lists that rows are checked against.
#[derive(Clone, Copy, Debug)]
pub struct Lists<'a> {
    /// The codes of countries, substances and forms, and the schedules of substances.
    pub config: &'a Config,
    /// The factors of each form on each day.
    pub conversion: &'a Conversion,
}

impl Lists<'_> {
    /// Returns the country of a code.
    #[must_use]
    #[inline]
    pub fn country(&self, code: &str) -> Option<Country> {
        self.config.country_codes.find(code)
    }

    /// Returns the form or preparation of a code.
    #[must_use]
    #[inline]
    pub fn form(&self, code: &str) -> Option<Form> {
        self.config.form_codes.find(code)
    }

    /// Returns the substance of a code.
    #[must_use]
    #[inline]
    pub fn substance(&self, code: &str) -> Option<Substance> {
        self.config.substance_codes.find(code)
    }
}
