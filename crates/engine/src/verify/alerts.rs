//! Checks the law of the alerts: every group whose running total by the ledger exceeds the level by the estimates has its
//! alert, with exactly these figures, and no other group has one.
//!
//! The ledger does not tell exporters apart, nor records with a special licence. Of exporters it has only the sum of what they
//! shipped, after a notice or on any day; for prohibited trade it gives only an upper bound. The evidence shows the rest.
//!
//! What countries themselves exported raises levels: all of it together is what all partners report, substance by substance and
//! day by day. Trade without a level makes findings.

use super::each;
use super::figures::{difference, expected};
use super::report::{Check, Checked, counted};
use crate::archive::read::{AlertRow, PublishedError, PublishedRun};
use crate::archive::tables::{
    AlertColumns, Columns, LedgerColumns, NamedAlertColumns, OwnExportColumns,
};
use crate::archive::{AlertFigures, FindingEntry, Manifest, Number};
use crate::estimates::{FindingKind, Status};
use crate::judgement::rules::{GroupsOfLine, groups_of_year};
use crate::judgement::{AlertKey, DaySums, DayTotal, Limits, Rule, RuleBook, level_on};
use crate::ledger::{Basis, Entry, Line, OwnExport};
use crate::terms::{Country, Day, Mass, Substance, Timeline};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The alerts of a run, with what the ledger has on each.
pub(super) struct Alerts {
    pub(super) rows: Vec<AlertRow>,
    pub(super) places: BTreeMap<AlertKey, usize>,
    /// A hash of the days of each alert's group by the ledger, if the ledger has exactly that group.
    pub(super) days: BTreeMap<AlertKey, blake3::Hash>,
    /// The days, by the ledger, of what all exporters shipped together after a notice.
    pub(super) after_notice: BTreeMap<AlertKey, Vec<DayTotal>>,
    /// What countries themselves exported.
    pub(super) own_exports: Exported,
}

/// Base mass and number of records that countries themselves exported, by exporter, substance and day.
pub(super) type Exported = BTreeMap<(Country, Substance, Day), (Mass, i64)>;

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
struct LedgerReading<'r> {
    run: &'r PublishedRun,
    limits: &'r Limits<'r>,
    book: &'r RuleBook<'r>,
    alerts: Alerts,
    checked: Checked,
    paths: [PathBuf; 2],
    /// The group that is being read, and its days so far.
    group: Option<(Line, i32)>,
    days: Vec<DayTotal>,
    last: Option<(i32, Line, Day)>,
    /// The alerts whose group is in the ledger.
    met: BTreeSet<AlertKey>,
    /// The days of both accounts, for groups whose rule only lists movements.
    listed: BTreeMap<AlertKey, DaySums>,
    /// What all partners report of each substance whose own exports matter.
    exported: BTreeMap<Substance, DaySums>,
    /// The first and the last day of trade without a level, by importer and substance.
    unknown: BTreeMap<(Country, Substance), (Day, Day)>,
}

/// Reads the alerts and the ledger and checks the one against the other.
pub(super) fn alerts(
    run: &PublishedRun,
    manifest: &Manifest,
    (limits, book): (&Limits<'_>, &RuleBook<'_>),
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
        after_notice: BTreeMap::new(),
        own_exports: BTreeMap::new(),
    };
    let paths = [AlertColumns::FILE, LedgerColumns::FILE].map(|file| run.path(file));
    let checked = Checked::new(Some(number), Check::Alerts);
    let (met, listed) = (BTreeSet::new(), BTreeMap::new());
    let mut reading = LedgerReading {
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
        exported: BTreeMap::new(),
        unknown: BTreeMap::new(),
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
    reading.of_unknown(manifest);
    reading.of_own_exports()?;
    reading.checked.holds = format!(
        "{} what {} of the ledger and the estimates make",
        counted(reading.alerts.rows.len(), "alert is", "alerts are"),
        counted(rows, "day", "days")
    );
    Ok((reading.alerts, reading.checked))
}

impl LedgerReading<'_> {
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

    /// Checks that each alert has its substance's name, schedule and convention.
    fn named(&mut self) -> Result<(), PublishedError> {
        let (config, path) = (&self.run.config, &self.paths[0]);
        let knows_conventions = self.run.knows_conventions();
        each::<NamedAlertColumns<'_>>(self.run, |alert| {
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
            let sound = about.is_none_or(|about| {
                let provisions = about.convention.provisions();
                (provisions.name, provisions.force.name()) == (alert.convention.0, alert.force.0)
            });
            self.checked.unless(sound || !knows_conventions, path, || {
                format!(
                    "{}: {} is not under the {} Convention with {} estimates",
                    alert.alert_id, alert.substance, alert.convention.0, alert.force.0
                )
            });
        })
    }

    fn entry(&mut self, entry: Entry) {
        let (line, day) = (entry.line(), entry.day);
        // Where the ledger has a file for each calendar year, it begins anew with each.
        let year = if self.run.is_by_year() { day.year() } else { 0 };
        let sound =
            self.last < Some((year, line, day)) && entry.base > Mass::ZERO && entry.records > 0;
        if !sound {
            self.paths[1] = self.run.path_of_year::<LedgerColumns<'_>>(day.year());
        }
        self.checked.unless(sound, &self.paths[1], || {
            let config = &self.run.config;
            format!(
                "{}, {} on {day} is not in order, or nothing",
                config.country_code(line.importer),
                config.substance_code(line.substance)
            )
        });
        self.last = Some((year, line, day));
        if line.basis == Basis::PartnerReports && self.run.conversion.is_raised(line.substance) {
            // A sum that does not fit is found by comparing it.
            let days = self.exported.entry(line.substance).or_default();
            let _ = days.add(day, entry.base, entry.records);
        }
        let is_unknown = |levels: &Timeline<_>| level_on(levels, day).status == Status::Unknown;
        let provisions = self.run.config.provisions(line.substance);
        if !provisions.nothing_filed_is_zero
            && is_unknown(&self.limits.of(line.importer, line.substance))
        {
            let days = self.unknown.entry((line.importer, line.substance));
            days.and_modify(|days| *days = (days.0.min(day), days.1.max(day)))
                .or_insert((day, day));
        }
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
            after_notice,
        } = groups_of_year(line, last.day, self.book);
        if let Some(key) = after_notice {
            let applies = |of_day: &&DayTotal| {
                let notices = &self.book.notices;
                notices.apply(line.importer, line.substance, of_day.day)
            };
            let days: Vec<DayTotal> = days.iter().filter(applies).copied().collect();
            if !days.is_empty() {
                self.alerts.after_notice.insert(key, days);
            }
        }
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

    /// Checks the findings on trade without a level: there is one for each importer and substance with such trade.
    fn of_unknown(&mut self, manifest: &Manifest) {
        let config = &self.run.config;
        let expected = self.unknown.iter();
        let expected = expected.map(|((country, substance), (first, last))| FindingEntry {
            kind: FindingKind::RequirementUnknown,
            country: config.country_code(*country).to_owned(),
            substance: config.substance_code(*substance).to_owned(),
            from: *first,
            to: Some(last.next()),
            filing_id: None,
        });
        let found = manifest.findings.iter();
        let found = found.filter(|finding| finding.kind == FindingKind::RequirementUnknown);
        self.checked.unless(
            found.eq(expected.collect::<Vec<_>>().iter()),
            &self.run.path("manifest.json"),
            || "its findings on trade without requirement are not those that ledger and filings make".to_owned(),
        );
    }

    /// Checks what countries themselves exported: it is sorted, and of each substance and day it is together what all partners report.
    fn of_own_exports(&mut self) -> Result<(), PublishedError> {
        if !self.run.knows_conventions() {
            return Ok(());
        }
        let (path, config) = (self.run.path(OwnExportColumns::FILE), &self.run.config);
        let mut together: BTreeMap<Substance, DaySums> = BTreeMap::new();
        let mut last = None;
        for export in self.run.own_exports_by_day(None)? {
            let OwnExport {
                exporter,
                substance,
                day,
                base,
                records,
            } = export;
            let place = Some((exporter, substance, day));
            let sound = last < place
                && base > Mass::ZERO
                && records > 0
                && self.run.conversion.is_raised(substance);
            self.checked.unless(sound, &path, || {
                format!(
                    "{}, {} on {day} is not in order, or nothing",
                    config.country_code(exporter),
                    config.substance_code(substance)
                )
            });
            last = place;
            // A sum that does not fit is found by comparing it.
            let _ = together
                .entry(substance)
                .or_default()
                .add(day, base, records);
            self.alerts
                .own_exports
                .insert((exporter, substance, day), (base, records));
        }
        let substances: BTreeSet<&Substance> =
            together.keys().chain(self.exported.keys()).collect();
        for substance in substances {
            let same = together.get(substance) == self.exported.get(substance);
            self.checked.unless(same, &path, || {
                format!(
                    "{}: what countries exported themselves is not, day by day, what the ledger has of all partners' reports",
                    config.substance_code(*substance)
                )
            });
        }
        Ok(())
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
