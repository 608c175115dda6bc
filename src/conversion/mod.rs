//! Converts what was shipped to what it contains: the exact share of base of each substance in a form on a day.
//!
//! Factors are dated (`rules.md` 2), the shares in a preparation are multiplied and added (`rules.md` 2 and 4.1), and a substance
//! counts only from the day it is under control (`rules.md` 4.4). All of this is worked out once per form, into one timeline, so
//! that a record needs a single look-up. Nothing is rounded: a factor with more than nine places is a fault of the configuration.

use crate::config::{
    Component, Config, ConfigError, ConfigFaults, ConfigSource, Faults, FormRow, Percent,
};
use crate::terms::{Day, Factor, Form, Substance, Timeline, shown};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// The share of base of one substance in a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The substance.
    pub substance: Substance,
    /// The share of the form's weight that is base of the substance.
    pub factor: Factor,
}

/// The content of a form on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content<'a> {
    /// No factor applies on that day: the form cannot be judged (`rules.md` 2, reason `no-factor`).
    NoFactor,
    /// The shares of the substances under control on that day, by code; if there are none, the form is out of scope (`rules.md`
    /// 4.4).
    Shares(&'a [Share]),
}

/// The shares of a form; `None` if a factor is missing.
type Contents = Option<Box<[Share]>>;

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
    by_substance: BTreeMap<Substance, Vec<Form>>,
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
                .filter_map(|(_, content)| content.as_deref())
                .flatten()
                .map(|share| share.substance)
                .collect();
            for substance in substances {
                by_substance
                    .entry(substance)
                    .or_default()
                    .push(Form::from(number));
            }
        }
        Self {
            since: forms.iter().map(Since::of).collect(),
            forms,
            holdings: holdings(config),
            by_substance,
        }
    }

    /// Returns the set of substances that a form holds on any day.
    #[must_use]
    pub fn holding(&self, form: Form) -> Holding {
        self.holdings[form.index()]
    }

    /// Returns the substances, in order, each with the forms that hold it on some day.
    pub fn forms_by_substance(&self) -> impl Iterator<Item = (Substance, &[Form])> {
        self.by_substance
            .iter()
            .map(|(substance, forms)| (*substance, forms.as_slice()))
    }

    /// Returns the forms that hold a substance on some day.
    #[must_use]
    pub fn forms(&self, substance: Substance) -> &[Form] {
        self.by_substance.get(&substance).map_or(&[], Vec::as_slice)
    }

    /// Returns the shares of a substance in a form, to be asked for day by day.
    #[must_use]
    pub fn factors(&self, form: Form, substance: Substance) -> Factors<'_> {
        Factors {
            contents: &self.forms[form.index()],
            substance,
            days: ALWAYS..ALWAYS,
            factor: Factor::default(),
        }
    }

    /// Returns the content of a form on a day.
    #[must_use]
    pub fn content(&self, form: Form, day: Day) -> Content<'_> {
        match self.forms[form.index()].on(day) {
            Some(Some(shares)) => Content::Shares(shares),
            Some(None) | None => Content::NoFactor,
        }
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

    /// Whether a form holds a substance that is under control on a day (`rules.md` 4.4).
    #[must_use]
    #[inline]
    pub fn is_controlled(&self, form: Form, day: Day) -> bool {
        self.since[form.index()]
            .controlled
            .is_some_and(|from| from <= day)
            || !self.shares(form, day).is_empty()
    }

    /// Whether some substances are all those under control that a form holds on a day; `false` if it holds none.
    #[must_use]
    pub fn holds_only(&self, form: Form, day: Day, substances: &[Substance]) -> bool {
        let shares = self.shares(form, day);
        let is_one = |share: &Share| substances.contains(&share.substance);
        !shares.is_empty() && shares.iter().all(is_one)
    }

    /// Returns the shares of a form on a day; empty if no factor applies.
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
    /// The day from which the form holds a substance under control.
    controlled: Option<Day>,
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
            controlled: since(|content| content.as_ref().is_some_and(|shares| !shares.is_empty())),
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
            let shares = content
                .and_then(|content| content.as_deref())
                .unwrap_or(&[]);
            let share = shares
                .iter()
                .find(|share| share.substance == self.substance);
            self.factor = share.map_or(Factor::default(), |share| share.factor);
            self.days = days;
        }
        self.factor
    }
}

/// A component of a form: its base percentages by day, and its share of the whole.
struct Part<'a> {
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
        &[Part {
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
    let parts: Vec<Part> = components
        .iter()
        .map(|component| Part {
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
    parts: &[Part],
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
    parts: &[Part],
    day: Day,
) -> Result<Option<Box<[Share]>>, ConfigError> {
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
    Ok(complete.then(|| {
        shares
            .into_iter()
            .map(|(substance, factor)| Share { substance, factor })
            .collect()
    }))
}

/// Returns the file and line in which the factor is written.
fn place(config: &Config, part: &Part, row: &FormRow) -> (String, u64) {
    match part.component {
        Some(component) => (config.source.label("preparations.csv"), component.line),
        None => (config.source.label("forms.csv"), row.line),
    }
}

fn too_many_places(config: &Config, form: usize, part: &Part, row: &FormRow) -> ConfigError {
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
