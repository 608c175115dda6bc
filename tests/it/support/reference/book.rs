//! The config as the rules use it: what exists, what a form holds, what is controlled and prohibited when.

use std::collections::BTreeSet;

use super::super::day::Day;
use super::super::number::scaled;
use super::super::world::{Config, SubstanceRow};

/// Factors are counted in units of 10^-9.
pub const FACTOR_PLACES: usize = 9;

/// A percentage has at most 7 places, so that the share it stands for has at most 9.
const PERCENT_PLACES: usize = 7;

pub struct Book<'a> {
    pub config: &'a Config,
}

/// Rules 7.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Convention {
    Of1971,
    Of1961,
    Of1988,
}

impl Convention {
    pub fn name(self) -> &'static str {
        match self {
            Convention::Of1971 => "1971",
            Convention::Of1961 => "1961",
            Convention::Of1988 => "1988",
        }
    }

    /// What its estimates are.
    pub fn force(self) -> &'static str {
        match self {
            Convention::Of1971 => "voluntary",
            Convention::Of1961 => "binding",
            Convention::Of1988 => "guidance",
        }
    }

    /// The kinds of filing that it has.
    pub fn kinds(self) -> &'static [&'static str] {
        match self {
            Convention::Of1971 => &["assessment", "established", "supplement"],
            Convention::Of1961 => &["estimate", "established", "supplement", "deduction"],
            Convention::Of1988 => &["requirement"],
        }
    }
}

/// The share of base of one substance in a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    pub substance: String,
    /// In units of 10^-9.
    pub factor: i128,
}

impl Book<'_> {
    pub fn has_country(&self, code: &str) -> bool {
        self.config.countries.iter().any(|country| country == code)
    }

    pub fn substance(&self, code: &str) -> Option<&SubstanceRow> {
        self.config.substances.iter().find(|row| row.code == code)
    }

    /// Rules 7.1: the convention of a substance that the config lists.
    pub fn convention(&self, code: &str) -> Convention {
        let row = self.substance(code).expect("the substance is listed");
        match row.convention.as_str() {
            "" | "1971" => Convention::Of1971,
            "1961" => Convention::Of1961,
            "1988" => Convention::Of1988,
            other => panic!("no convention of {other}"),
        }
    }

    /// Rules 3.9, and 7.1: of 1971 alone.
    pub fn is_schedule_i(&self, code: &str) -> bool {
        let is_i = self.substance(code).is_some_and(|row| row.schedule == "I");
        is_i && self.convention(code) == Convention::Of1971
    }

    /// Rules 7.6: whether a form is a preparation of Schedule III of 1961.
    pub fn is_exempt(&self, code: &str) -> bool {
        let mut rows = self.config.preparations.iter();
        rows.any(|row| row.preparation == code && row.exempt == "1961")
    }

    /// Rules 4.3, `unknown-form`: neither a form nor a preparation.
    pub fn has_form(&self, code: &str) -> bool {
        let form = self.config.forms.iter().any(|row| row.form == code);
        form || self.components(code).next().is_some()
    }

    /// Rules 4.1: the base share of each substance in a form on a day. None: `no-factor`.
    pub fn shares(&self, form: &str, day: Day) -> Option<Vec<Share>> {
        let mut shares: Vec<Share> = Vec::new();
        for (substance, factor) in self.component_factors(form, day)? {
            // Two forms of one substance in a preparation add up.
            match shares.iter_mut().find(|share| share.substance == substance) {
                Some(share) => share.factor += factor,
                None => shares.push(Share { substance, factor }),
            }
        }
        Some(shares)
    }

    /// Rules 4.2: all substances that a form holds, whatever the day.
    pub fn held(&self, form: &str) -> BTreeSet<String> {
        let parts: Vec<&str> = self.components(form).map(|(part, _)| part).collect();
        let parts = if parts.is_empty() { vec![form] } else { parts };
        self.config
            .forms
            .iter()
            .filter(|row| parts.contains(&row.form.as_str()))
            .map(|row| row.substance.clone())
            .collect()
    }

    /// Rules 4.4.
    pub fn is_controlled(&self, substance: &str, day: Day) -> bool {
        let row = self.substance(substance).expect("forms name substances");
        row.controlled_from.is_none_or(|from| from <= day)
    }

    /// Rules 5, `prohibited-trade`: on or before the day; without a date, never.
    pub fn is_prohibited(&self, country: &str, substance: &str, day: Day) -> bool {
        self.config.prohibitions.iter().any(|row| {
            row.country == country
                && row.substance == substance
                && row.from.is_some_and(|from| from <= day)
        })
    }

    fn components(&self, code: &str) -> impl Iterator<Item = (&str, &str)> {
        self.config
            .preparations
            .iter()
            .filter(move |row| row.preparation == code)
            .map(|row| (row.form.as_str(), row.percent.as_str()))
    }

    /// Rules 2: a form's factor, or one for each component of a preparation.
    fn component_factors(&self, form: &str, day: Day) -> Option<Vec<(String, i128)>> {
        if self.components(form).next().is_none() {
            let (substance, base_percent) = self.base_percent(form, day)?;
            // base_percent / 100, in units of 10^-9.
            return Some(vec![(substance, scaled(&base_percent, PERCENT_PLACES))]);
        }
        self.components(form)
            .map(|(component, percent)| {
                let (substance, base_percent) = self.base_percent(component, day)?;
                // percent / 100 x base_percent / 100: both in units of 10^-9, the product in 10^-18.
                let product =
                    scaled(percent, PERCENT_PLACES) * scaled(&base_percent, PERCENT_PLACES);
                assert_eq!(
                    product % 1_000_000_000,
                    0,
                    "{form} has a factor of more than 9 places"
                );
                Some((substance, product / 1_000_000_000))
            })
            .collect()
    }

    /// Rules 2: the row with the latest `from` not after the day; a row without `from` applies always.
    /// None where no row applies yet or the one that applies is empty.
    fn base_percent(&self, form: &str, day: Day) -> Option<(String, String)> {
        let row = self
            .config
            .forms
            .iter()
            .filter(|row| row.form == form && row.from.is_none_or(|from| from <= day))
            .max_by_key(|row| row.from)?;
        let given = !row.base_percent.is_empty();
        given.then(|| (row.substance.clone(), row.base_percent.clone()))
    }
}
