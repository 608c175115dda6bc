//! The law of the evidence: it is sorted, each record weighs what its form holds, each day's running total and level are those
//! that they must be, and of each alert it makes the figures that the alert has, and the days that the ledger has.

use super::alerts::{Alerts, hash_of_days, key};
use super::estimates::Levels;
use super::judge::{OfDay, compared, difference, listed};
use super::places::{Claim, Places};
use super::report::{Check, Checked, counted};
use crate::intake::Flow;
use crate::judgement::{AlertKey, Rule};
use crate::outputs::{Manifest, Number};
use crate::published::{EvidenceRow, PublishedError, PublishedRun};
use crate::terms::figures::of;
use crate::terms::{Country, Day, Mass};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The evidence, read through.
struct Reading<'r> {
    run: &'r PublishedRun,
    levels: &'r Levels,
    alerts: &'r Alerts,
    checked: Checked,
    path: PathBuf,
    /// What exporters' alerts rest on, until those of all partners are read.
    exporters: BTreeMap<AlertKey, blake3::Hash>,
}

/// The evidence of one alert, as far as it is read.
struct OfAlert {
    key: AlertKey,
    id: String,
    days: Vec<OfDay>,
    /// What the rows of the last day say of it.
    said: Option<(Mass, Option<Mass>, bool)>,
    last: Option<(Day, Country, String)>,
    by_exporter: BTreeMap<Country, Vec<OfDay>>,
}

/// Reads the evidence and checks it.
pub(super) fn evidence(
    run: &PublishedRun,
    manifest: &Manifest,
    levels: &Levels,
    alerts: &Alerts,
    number: Number,
    places: &mut Places<'_, '_>,
) -> Result<Checked, PublishedError> {
    let checked = Checked::new(Some(number), Check::Evidence);
    let path = run.path("evidence.parquet");
    let mut reading = Reading {
        run,
        levels,
        alerts,
        checked,
        path,
        exporters: BTreeMap::new(),
    };
    let stated = manifest
        .outputs
        .iter()
        .find(|entry| entry.file == "evidence.parquet")
        .map_or(0, |entry| entry.rows);
    let file = run.evidence_file();
    let mut cursor = file.cursor(std::slice::from_ref(&(0..stated)))?;
    let mut records: u64 = 0;
    for (alert, place) in alerts.rows.iter().zip(0..) {
        let mut of_alert = OfAlert::of(key(alert), &alert.id);
        for _ in 0..alert.figures.records {
            let Some(view) = cursor.view() else {
                break;
            };
            records += 1;
            let own = view.alert() == alert.id;
            reading.checked.unless(own, &reading.path, || {
                format!(
                    "row {records} is of {}, expected {}",
                    view.alert(),
                    alert.id
                )
            });
            if let Some(row) = cursor.row()?.filter(|_| own) {
                reading.row(&mut of_alert, &row);
                places.row(Claim::Evidence(place), &row.record);
            }
            cursor.advance()?;
        }
        reading.close(of_alert);
    }
    for key in std::mem::take(&mut reading.exporters).into_keys() {
        reading.checked.fault(
            &reading.path,
            format!(
                "{} rests on nothing that all partners report",
                key.id(&run.config)
            ),
        );
    }
    reading
        .checked
        .unless(records == stated, &reading.path, || {
            format!("the alerts rest on {records} records, and it has {stated}")
        });
    reading.checked.holds = format!(
        "the figures of {} come out of {}, day by day",
        counted(alerts.rows.len(), "alert", "alerts"),
        of(records, "record", "records")
    );
    Ok(reading.checked)
}

impl OfAlert {
    fn of(key: AlertKey, id: &str) -> Self {
        Self {
            key,
            id: id.to_owned(),
            days: Vec::new(),
            said: None,
            last: None,
            by_exporter: BTreeMap::new(),
        }
    }

    /// Adds a record to a day of an account.
    fn add(days: &mut Vec<OfDay>, day: Day, base: Mass) -> Option<()> {
        match days.last_mut() {
            Some(last) if last.day == day => {
                (last.base, last.records) = (last.base.plus(base).ok()?, last.records + 1);
            }
            _ => days.push(OfDay {
                day,
                base,
                records: 1,
            }),
        }
        Some(())
    }
}

impl Reading<'_> {
    fn row(&mut self, of_alert: &mut OfAlert, row: &EvidenceRow) {
        let record = &row.record;
        let place = (record.date, record.reporter, record.id.clone());
        if let Some(fault) = self.fault_of(of_alert, row) {
            self.checked.fault(
                &self.path,
                format!(
                    "{}: record {} of {} {fault}",
                    of_alert.id,
                    record.id,
                    self.run.config.country_code(record.reporter)
                ),
            );
        }
        if of_alert
            .last
            .as_ref()
            .is_some_and(|(day, _, _)| *day != record.date)
        {
            self.end_of_day(of_alert);
        }
        let said = (row.running_total, row.estimate, row.in_excess);
        if *of_alert.said.get_or_insert(said) != said {
            self.checked.fault(
                &self.path,
                format!(
                    "{}: the rows of {} do not say the same of that day",
                    of_alert.id, record.date
                ),
            );
        }
        of_alert.last = Some(place);
        let added = OfAlert::add(&mut of_alert.days, record.date, row.base);
        if of_alert.key.rule == Rule::PartnerReportedExcess {
            let _ = OfAlert::add(
                of_alert.by_exporter.entry(record.reporter).or_default(),
                record.date,
                row.base,
            );
        }
        if added.is_none() {
            self.checked.fault(
                &self.path,
                format!("{}: its records have no sum", of_alert.id),
            );
        }
    }

    /// What is wrong with a row by itself.
    fn fault_of(&self, of_alert: &OfAlert, row: &EvidenceRow) -> Option<String> {
        let (record, key, config) = (&row.record, &of_alert.key, &self.run.config);
        let place = (record.date, record.reporter, record.id.clone());
        let importer = if record.flow == Flow::Import {
            Some(record.reporter)
        } else {
            record.partner
        };
        let own_flow = match key.rule {
            Rule::ImportExcess => record.flow == Flow::Import,
            Rule::PartnerReportedExcess => record.flow == Flow::Export,
            Rule::ExportExcess => record.flow == Flow::Export && record.reporter == key.country,
            Rule::ProhibitedTrade => {
                record.special_licence.is_empty()
                    && config.prohibits(key.country, key.substance, record.date)
            }
            Rule::ScheduleITrade => true,
        };
        let shares = self.run.conversion.shares(record.form, record.date);
        let factor = shares
            .iter()
            .find(|share| share.substance == key.substance)
            .map(|share| share.factor);
        let known = self
            .run
            .known_at
            .is_none_or(|known_at| record.received <= known_at);
        let laws = [
            (
                of_alert.last.as_ref().is_none_or(|last| *last <= place),
                "is not in order",
            ),
            (
                importer == Some(key.importer()) && record.date.year() == key.year && own_flow,
                "is of another group",
            ),
            (record.date <= record.received && known, "was not known"),
            (
                factor == Some(row.factor),
                "has another factor than its form",
            ),
            (
                record.reexport <= record.quantity
                    && record.quantity.less(record.reexport).times(row.factor) == row.base,
                "does not weigh that",
            ),
            (row.base > Mass::ZERO, "weighs nothing"),
        ];
        laws.into_iter()
            .find(|(holds, _)| !holds)
            .map(|(_, fault)| fault.to_owned())
    }

    /// All records of a day are read: what they say of it must be so.
    fn end_of_day(&mut self, of_alert: &mut OfAlert) {
        let (Some((running, estimate, in_excess)), Some(day)) = (
            of_alert.said.take(),
            of_alert.days.last().map(|of_day| of_day.day),
        ) else {
            return;
        };
        let total = of_alert
            .days
            .iter()
            .try_fold(Mass::ZERO, |total, of_day| total.plus(of_day.base));
        let level = self
            .levels
            .of(of_alert.key.importer(), of_alert.key.substance)
            .and_then(|levels| levels.on(day));
        let level = level.map_or(Mass::ZERO, |in_force| in_force.level);
        let expected = if of_alert.key.rule.lists_only() {
            (None, true)
        } else {
            (Some(level), running > level)
        };
        let sound = total == Ok(running) && (estimate, in_excess) == expected;
        self.checked.unless(sound, &self.path, || {
            format!(
                "{}: running total, estimate or excess of {day} are not what they must be",
                of_alert.id
            )
        });
    }

    /// All of an alert is read.
    fn close(&mut self, mut of_alert: OfAlert) {
        self.end_of_day(&mut of_alert);
        let key = of_alert.key;
        let levels = self.levels.of(key.importer(), key.substance);
        let made = if key.rule.lists_only() {
            listed(&of_alert.days)
        } else {
            compared(&of_alert.days, levels)
        };
        let alert = &self.alerts.rows[self.alerts.places[&key]];
        match made {
            None => self.checked.fault(
                &self.path,
                format!("{}: its evidence shows no excess", of_alert.id),
            ),
            Some(made) => {
                if let Some(difference) = difference(&alert.figures, &made) {
                    self.checked.fault(
                        &self.path,
                        format!("{}: {difference}, by its evidence", of_alert.id),
                    );
                }
            }
        }
        let days = hash_of_days(&of_alert.days);
        let agrees = self
            .alerts
            .days
            .get(&key)
            .is_none_or(|by_ledger| *by_ledger == days);
        self.checked.unless(agrees, &self.path, || {
            format!("{}: its days are not those of the ledger", of_alert.id)
        });
        if key.rule == Rule::ExportExcess {
            self.exporters.insert(key, days);
        }
        self.close_exporters(&of_alert);
    }

    /// Each exporter among all partners has its own alert where its part alone exceeds, and it rests on just that part.
    fn close_exporters(&mut self, of_alert: &OfAlert) {
        for (exporter, days) in &of_alert.by_exporter {
            let key = AlertKey {
                rule: Rule::ExportExcess,
                country: *exporter,
                partner: Some(of_alert.key.country),
                ..of_alert.key
            };
            let exceeds = compared(days, self.levels.of(key.importer(), key.substance)).is_some();
            let found = self.exporters.remove(&key);
            let sound = if exceeds {
                found == Some(hash_of_days(days))
            } else {
                found.is_none()
            };
            let name = key.id(&self.run.config);
            self.checked.unless(sound, &self.path, || {
                format!("{name} is not what all partners' reports make of it")
            });
        }
    }
}
