//! Pairs the alerts of two runs, and tells by their figures how each changed.

use super::side::{OneOfTwo, Side, Two};
use crate::archive::read::AlertRow;
use crate::archive::{AlertChange, AlertFigures, Change};
use crate::judgement::{Gravity, Rule};
use std::collections::BTreeMap;

/// What an alert is about, in codes, which both runs share. Keys sort as alerts do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) rule: Rule,
    pub(super) country: String,
    pub(super) partner: Option<String>,
    pub(super) substance: String,
    pub(super) year: i32,
}

impl Key {
    fn of(side: &Side<'_>, alert: &AlertRow) -> Self {
        let config = &side.run.config;
        Self {
            rule: alert.rule,
            country: config.country_code(alert.country).to_owned(),
            partner: alert
                .partner
                .map(|partner| config.country_code(partner).to_owned()),
            substance: config.substance_code(alert.substance).to_owned(),
            year: i32::try_from(alert.year).unwrap_or(i32::MAX),
        }
    }

    /// Returns the code of the importing country.
    pub(super) fn importer(&self) -> &str {
        self.partner.as_ref().unwrap_or(&self.country)
    }

    /// Returns the key of the alert that rests on the reports of all partners, among them this exporter's.
    pub(super) fn of_all_partners(&self) -> Self {
        Self {
            rule: Rule::PartnerReportedExcess,
            country: self.importer().to_owned(),
            partner: None,
            ..self.clone()
        }
    }
}

/// An alert that is not the same in both runs.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) key: Key,
    /// The alert's places among the alerts of the earlier and of the later run.
    pub(super) places: [Option<usize>; 2],
}

impl Pair {
    /// Returns the alert in one of the runs.
    pub(super) fn alert<'t>(&self, two: &'t Two<'_>, which: OneOfTwo) -> Option<&'t AlertRow> {
        self.places[which.place()].map(|place| &two.side(which).alerts[place])
    }

    /// Returns the only run that has the alert; `None` if both have it.
    pub(super) fn only(&self) -> Option<OneOfTwo> {
        match self.places {
            [Some(_), None] => Some(OneOfTwo::Before),
            [None, Some(_)] => Some(OneOfTwo::After),
            _ => None,
        }
    }
}

/// Returns the places of all alerts of a run by what they are about.
pub(super) fn by_key(side: &Side<'_>) -> BTreeMap<Key, usize> {
    side.alerts
        .iter()
        .enumerate()
        .map(|(place, alert)| (Key::of(side, alert), place))
        .collect()
}

/// Returns the alerts that differ, sorted as alerts are.
pub(super) fn differing(two: &Two<'_>) -> Vec<Pair> {
    let [before, after] = OneOfTwo::BOTH.map(|which| by_key(two.side(which)));
    let mut pairs: BTreeMap<Key, [Option<usize>; 2]> = BTreeMap::new();
    for (key, place) in before {
        pairs.entry(key).or_default()[0] = Some(place);
    }
    for (key, place) in after {
        pairs.entry(key).or_default()[1] = Some(place);
    }
    let pairs = pairs.into_iter().map(|(key, places)| Pair { key, places });
    pairs.filter(|pair| differs(two, pair)).collect()
}

fn differs(two: &Two<'_>, pair: &Pair) -> bool {
    let shown = OneOfTwo::BOTH.map(|which| {
        let alert = pair.alert(two, which)?;
        Some((alert.figures.clone(), names(two.side(which), alert)))
    });
    shown[0] != shown[1]
}

/// Returns the name, the schedule and the convention of the substance.
fn names(side: &Side<'_>, alert: &AlertRow) -> (String, &'static str, &'static str) {
    let substance = side.run.config.substance(alert.substance);
    let convention = substance.convention.name();
    (
        substance.name.clone(),
        substance.schedule.name(),
        convention,
    )
}

/// Returns a new alert of a run, without causes yet.
pub(super) fn new(side: &Side<'_>, key: &Key, alert: &AlertRow) -> AlertChange {
    let (substance_name, schedule, _) = names(side, alert);
    let key = key.clone();
    AlertChange {
        alert: alert.id.clone(),
        rule: key.rule,
        country: key.country,
        partner: key.partner,
        substance: key.substance,
        substance_name,
        schedule: schedule.to_owned(),
        year: key.year,
        change: Change::New,
        causes: Vec::new(),
        before: None,
        after: None,
        previous_run: None,
    }
}

/// Returns how an alert that both runs have changed: by its base mass and then its records for a rule that only lists, and
/// by its gravity for a rule that compares.
pub(super) fn change(rule: Rule, before: &AlertFigures, after: &AlertFigures) -> Change {
    let graver = if rule.lists_only() {
        after
            .year_total
            .cmp(&before.year_total)
            .then(after.records.cmp(&before.records))
    } else {
        gravity(after).cmp(&gravity(before))
    };
    match graver {
        std::cmp::Ordering::Greater => Change::Worsened,
        std::cmp::Ordering::Less => Change::Eased,
        std::cmp::Ordering::Equal => Change::Restated,
    }
}

fn gravity(figures: &AlertFigures) -> Gravity {
    Gravity {
        peak: figures.peak_excess.unwrap_or_default(),
        days: figures.excess_days,
        open: figures.cured_on.is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::{Day, Mass};

    fn figures(peak: i32, days: i64, cured: bool, total: i32, records: i64) -> AlertFigures {
        let (day, mass) = (Day::from_number(1), |grams: i32| {
            Mass::from_whole_grams(grams.into())
        });
        AlertFigures {
            first_excess_date: day,
            peak_excess_date: Some(day),
            last_excess_date: day,
            cured_on: cured.then_some(day),
            running_total: None,
            estimate: None,
            excess: None,
            peak_excess: Some(mass(peak)),
            year_total: mass(total),
            estimate_status: None,
            filing_id: None,
            own_exports: None,
            excess_days: days,
            excess_records: records,
            records,
        }
    }

    #[test]
    fn the_first_figure_that_differs_decides() {
        let was = figures(5, 3, true, 100, 9);
        for (now, expected) in [
            (figures(6, 1, true, 1, 1), Change::Worsened),
            (figures(4, 9, false, 999, 99), Change::Eased),
            (figures(5, 4, true, 1, 1), Change::Worsened),
            (figures(5, 2, false, 999, 9), Change::Eased),
            (figures(5, 3, false, 100, 9), Change::Worsened),
            (figures(5, 3, true, 101, 10), Change::Restated),
        ] {
            assert_eq!(change(Rule::ImportExcess, &was, &now), expected, "{now:?}");
            let reverse = [
                (Change::Worsened, Change::Eased),
                (Change::Eased, Change::Worsened),
                (Change::Restated, Change::Restated),
            ];
            let expected = reverse
                .into_iter()
                .find(|(change, _)| *change == expected)
                .map(|(_, reverse)| reverse);
            assert_eq!(
                Some(change(Rule::ImportExcess, &now, &was)),
                expected,
                "{now:?}"
            );
        }
        for (now, expected) in [
            (figures(0, 0, true, 101, 1), Change::Worsened),
            (figures(0, 0, true, 99, 99), Change::Eased),
            (figures(0, 0, true, 100, 10), Change::Worsened),
            (figures(9, 9, false, 100, 9), Change::Restated),
        ] {
            assert_eq!(
                change(Rule::ScheduleITrade, &was, &now),
                expected,
                "{now:?}"
            );
        }
    }
}
