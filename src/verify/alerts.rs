//! Checks the law of the alerts: every group whose running total by the ledger exceeds the level by the estimates has its
//! alert, with exactly these figures, and no other group has one.
//!
//! The ledger does not tell exporters apart, nor records with a special licence. It has nothing on the alerts of exporters,
//! and for prohibited trade it gives only an upper bound. The evidence shows the rest.

use super::each;
use super::figures::{difference, expected};
use super::report::{Check, Checked, counted};
use crate::archive::read::{AlertRow, PublishedError, PublishedRun};
use crate::archive::tables::NamedAlertColumns;
use crate::archive::{AlertFigures, Number};
use crate::judgement::rules::{GroupsOfLine, groups_of_year};
use crate::judgement::{AlertKey, DaySums, DayTotal, Limits, Rule, RuleBook};
use crate::ledger::{Entry, Line};
use crate::terms::{Day, Mass, Timeline};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The alerts of a run, with what the ledger has on each.
pub(super) struct Alerts {
    pub(super) rows: Vec<AlertRow>,
    pub(super) places: BTreeMap<AlertKey, usize>,
    /// A hash of the days of each alert's group by the ledger, if the ledger has exactly that group.
    pub(super) days: BTreeMap<AlertKey, blake3::Hash>,
}

/// Returns a hash of the days of a group.
pub(super) fn hash_of_days(days: &[DayTotal]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for of_day in days {
        hasher.update(&of_day.day.number().to_le_bytes());
        hasher.update(&of_day.base.units().to_le_bytes());
        hasher.update(&of_day.records.to_le_bytes());
    }
    hasher.finalize()
}

/// The state of the reading of the ledger.
struct Reading<'r> {
    run: &'r PublishedRun,
    limits: &'r Limits<'r>,
    book: &'r RuleBook<'r>,
    alerts: Alerts,
    checked: Checked,
    paths: [PathBuf; 2],
    /// The group that is being read, and its days so far.
    group: Option<(Line, i32)>,
    days: Vec<DayTotal>,
    last: Option<(Line, Day)>,
    /// The alerts whose group is in the ledger.
    met: BTreeSet<AlertKey>,
    /// The days of both accounts, for groups whose rule only lists movements.
    listed: BTreeMap<AlertKey, DaySums>,
}

/// Reads the alerts and the ledger and checks the one against the other.
pub(super) fn alerts(
    run: &PublishedRun,
    limits: &Limits<'_>,
    book: &RuleBook<'_>,
    number: Number,
) -> Result<(Alerts, Checked), PublishedError> {
    let rows = run.alerts(None)?;
    let places = rows
        .iter()
        .enumerate()
        .map(|(place, alert)| (alert.key(), place))
        .collect();
    let alerts = Alerts {
        rows,
        places,
        days: BTreeMap::new(),
    };
    let paths = ["alerts.parquet", "ledger.parquet"].map(|file| run.path(file));
    let checked = Checked::new(Some(number), Check::Alerts);
    let (met, listed) = (BTreeSet::new(), BTreeMap::new());
    let mut reading = Reading {
        run,
        limits,
        book,
        alerts,
        checked,
        paths,
        group: None,
        days: Vec::new(),
        last: None,
        met,
        listed,
    };
    reading.in_order();
    reading.named()?;
    let mut rows = 0;
    run.each_entry(|entry| {
        rows += 1;
        reading.entry(entry);
    })?;
    reading.close();
    reading.of_listed();
    reading.unmet();
    reading.checked.holds = format!(
        "{} what {} of the ledger and the estimates make",
        counted(reading.alerts.rows.len(), "alert is", "alerts are"),
        counted(rows, "day", "days")
    );
    Ok((reading.alerts, reading.checked))
}

impl Reading<'_> {
    /// Checks that the alerts are sorted, that each occurs once, and that each id is the one that its columns make.
    fn in_order(&mut self) {
        let path = &self.paths[0];
        let config = &self.run.config;
        for pair in self.alerts.rows.windows(2) {
            self.checked
                .unless(pair[0].key() < pair[1].key(), path, || {
                    format!("{} is not in order", pair[1].id)
                });
        }
        for alert in &self.alerts.rows {
            let name = alert.key().id(config);
            let sound =
                alert.id == name && alert.partner.is_some() == alert.rule.notifies_exporter();
            self.checked
                .unless(sound, path, || format!("{} is about {name}", alert.id));
        }
    }

    /// Checks that each alert has its substance's name and schedule.
    fn named(&mut self) -> Result<(), PublishedError> {
        let (config, path) = (&self.run.config, &self.paths[0]);
        each::<NamedAlertColumns<'_>>(self.run, "alerts.parquet", |alert| {
            let substance = config.substance_codes.find(alert.substance);
            let about = substance.map(|substance| config.substance(substance));
            let sound = about.is_some_and(|about| {
                (about.name.as_str(), about.schedule.name())
                    == (alert.substance_name, alert.schedule)
            });
            self.checked.unless(sound, path, || {
                format!(
                    "{}: {} is not called so in Schedule {}",
                    alert.alert_id, alert.substance, alert.schedule
                )
            });
        })
    }

    fn entry(&mut self, entry: Entry) {
        let (line, day) = (entry.line(), entry.day);
        let sound = self.last < Some((line, day)) && entry.base > Mass::ZERO && entry.records > 0;
        self.checked.unless(sound, &self.paths[1], || {
            let config = &self.run.config;
            format!(
                "{}, {} on {day} is not in order, or nothing",
                config.country_code(line.importer),
                config.substance_code(line.substance)
            )
        });
        self.last = Some((line, day));
        let group = (line, day.year());
        if self.group != Some(group) {
            self.close();
            self.group = Some(group);
        }
        self.days.push(DayTotal::from(&entry));
    }

    /// Checks the alert of a year of an account, when the year is read to its end.
    fn close(&mut self) {
        let days = std::mem::take(&mut self.days);
        let (Some((line, _)), Some(last)) = (self.group.take(), days.last()) else {
            return;
        };
        let GroupsOfLine {
            all: key,
            prohibited,
            ..
        } = groups_of_year(line, last.day, self.book);
        if let Some(key) = prohibited.filter(|key| self.alerts.places.contains_key(key)) {
            self.list(key, &days);
        }
        if key.rule.lists_only() {
            return self.list(key, &days);
        }
        self.met.insert(key);
        let levels = self.limits.of(key.importer(), key.substance);
        let made = expected(key.rule, &days, &levels);
        self.alert(key, made.as_ref());
        if self.alerts.places.contains_key(&key) {
            self.alerts.days.insert(key, hash_of_days(&days));
        }
    }

    /// Adds the days of one account to a group whose rule only lists movements.
    fn list(&mut self, key: AlertKey, days: &[DayTotal]) {
        let both = self.listed.entry(key).or_default();
        for of_day in days {
            // If a sum does not fit, the comparison of the alert's total finds it.
            let _ = both.add(of_day.day, of_day.base, of_day.records);
        }
    }

    /// Checks that an alert is as expected, or that there is none if none is expected.
    fn alert(&mut self, key: AlertKey, expected: Option<&AlertFigures>) {
        let path = &self.paths[0];
        let found = self
            .alerts
            .places
            .get(&key)
            .map(|place| &self.alerts.rows[*place]);
        match (found, expected) {
            (Some(alert), Some(expected)) => {
                if let Some(difference) = difference(&alert.figures, expected) {
                    self.checked.fault(
                        path,
                        format!("{}: {difference}, by ledger and estimates", alert.id),
                    );
                }
            }
            (Some(alert), None) => self.checked.fault(
                path,
                format!("{}: ledger and estimates show no excess", alert.id),
            ),
            (None, Some(_)) => self.checked.fault(
                path,
                format!(
                    "{} is missing, by ledger and estimates",
                    key.id(&self.run.config)
                ),
            ),
            (None, None) => {}
        }
    }

    /// Checks the alerts that only list movements. An alert of Schedule I lists all of both accounts; an alert of prohibited
    /// trade lists at most that, because special licences cover some of it.
    fn of_listed(&mut self) {
        for (key, days) in std::mem::take(&mut self.listed) {
            let days = days.totals();
            self.met.insert(key);
            let expected = expected(key.rule, &days, &Timeline::default());
            if key.rule == Rule::ScheduleITrade {
                self.alert(key, expected.as_ref());
                self.alerts.days.insert(key, hash_of_days(&days));
            } else if let (Some(place), Some(most)) = (self.alerts.places.get(&key), expected) {
                let alert = &self.alerts.rows[*place];
                let (found, path) = (alert.figures.clone(), &self.paths[0]);
                let sound = found.year_total <= most.year_total
                    && found.records <= most.records
                    && found.excess_days <= most.excess_days;
                self.checked.unless(sound, path, || {
                    format!("{}: it lists more than the ledger has", alert.id)
                });
            }
        }
    }

    /// Reports the alerts whose group is not in the ledger.
    fn unmet(&mut self) {
        for (key, place) in &self.alerts.places {
            if !key.rule.notifies_exporter() && !self.met.contains(key) {
                let id = &self.alerts.rows[*place].id;
                self.checked.fault(
                    &self.paths[0],
                    format!("{id}: the ledger has nothing of it"),
                );
            }
        }
    }
}
