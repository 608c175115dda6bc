//! Checks the law of the evidence: it is sorted; the base of each record follows from its form; the running total and the
//! level of each day are right; and the evidence of each alert gives the alert's figures and the ledger's days.

use super::alerts::{Alerts, Exported, hash_of_days};
use super::figures::{difference, expected};
use super::places::{Claim, ClaimGatherer};
use super::report::{Check, Checked, counted};
use crate::archive::Number;
use crate::archive::read::{EvidenceRow, PublishedError, PublishedRun, ReadReturns};
use crate::archive::tables::{Columns, EvidenceColumns, OwnExportColumns};
use crate::estimates::Status;
use crate::judgement::{
    AlertKey, DaySums, DayTotal, Limits, Reported, Rule, RuleBook, exceeds, groups, level_on,
};
use crate::records::Flow;
use crate::terms::figures::of;
use crate::terms::{Country, Day, Mass};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The state of the reading of the evidence.
struct EvidenceReading<'r> {
    run: &'r PublishedRun,
    limits: &'r Limits<'r>,
    book: &'r RuleBook<'r>,
    alerts: &'r Alerts,
    returns: &'r ReadReturns,
    checked: Checked,
    path: PathBuf,
    /// A hash of the days of each exporter's alert, until the evidence of all partners is read.
    exporters: BTreeMap<AlertKey, blake3::Hash>,
    /// The days of what all exporters shipped together after a notice.
    after_notice: BTreeMap<AlertKey, DaySums>,
    /// What exporters reported by the evidence of the rule that is being read, where own exports matter.
    exported: (Option<Rule>, Exported),
}

/// The evidence of one alert, as far as it is read.
struct OfAlert {
    key: AlertKey,
    id: String,
    days: Vec<DayTotal>,
    /// The running total, the estimate and the excess that the rows of the last day state.
    said: Option<(Mass, Option<Mass>, bool)>,
    last: Option<(Day, Country, String)>,
    by_exporter: BTreeMap<Country, Vec<DayTotal>>,
    /// Whether it has a record of a period longer than a day on the alert's first day in excess.
    not_later: bool,
}

/// Reads the evidence and checks it.
pub(super) fn evidence(
    run: &PublishedRun,
    (limits, book): (&Limits<'_>, &RuleBook<'_>),
    (alerts, returns): (&Alerts, &ReadReturns),
    number: Number,
    places: &mut ClaimGatherer<'_, '_>,
) -> Result<Checked, PublishedError> {
    let checked = Checked::new(Some(number), Check::Evidence);
    let path = run.path(EvidenceColumns::FILE);
    let mut reading = EvidenceReading {
        run,
        limits,
        book,
        alerts,
        returns,
        checked,
        path,
        exporters: BTreeMap::new(),
        after_notice: BTreeMap::new(),
        exported: (None, BTreeMap::new()),
    };
    let stated = run.evidence_rows()?;
    let mut cursor = run.evidence_cursor(&run.evidence_places(&alerts.rows))?;
    let mut records: u64 = 0;
    for (alert, place) in alerts.rows.iter().zip(0..) {
        reading.path = run.path_of_year::<EvidenceColumns<'_>>(alert.key().year);
        let mut of_alert = OfAlert::of(alert.key(), &alert.id);
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
                of_alert.not_later |= row.record.date == alert.figures.first_excess_date
                    && reading.returns.period(&row.record).is_longer_than_a_day();
                reading.row(&mut of_alert, &row);
                places.row(Claim::Evidence(place), &row.record);
            }
            cursor.advance()?;
        }
        reading.close(of_alert);
    }
    reading.path = run.path(EvidenceColumns::FILE);
    reading.close_own_exports();
    reading.close_notices();
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
            not_later: false,
        }
    }
}

impl EvidenceReading<'_> {
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
        self.own_export(&of_alert.key, row);
        let added = DayTotal::add(&mut of_alert.days, record.date, row.base);
        if of_alert.key.rule == Rule::PartnerReportedExcess {
            let days = of_alert.by_exporter.entry(record.reporter).or_default();
            let _ = DayTotal::add(days, record.date, row.base);
        }
        if added.is_err() {
            self.checked.fault(
                &self.path,
                format!("{}: its records have no sum", of_alert.id),
            );
        }
    }

    /// Adds what an exporter itself reported. The evidence of one rule has each record of a substance once.
    fn own_export(&mut self, key: &AlertKey, row: &EvidenceRow) {
        let record = &row.record;
        let matters = self.run.conversion.is_raised(key.substance)
            && record.flow == Flow::Export
            && self.run.knows_conventions();
        if !matters {
            return;
        }
        if self.exported.0 != Some(key.rule) {
            self.close_own_exports();
            self.exported.0 = Some(key.rule);
        }
        let of = (record.reporter, key.substance, record.date);
        let (base, records) = self.exported.1.entry(of).or_default();
        // A sum that does not fit is more than any that was published.
        *base = base.plus(row.base).unwrap_or(*base);
        *records += 1;
    }

    /// Checks that what exporters reported by the evidence is a part of what they themselves exported.
    fn close_own_exports(&mut self) {
        let path = self.run.path(OwnExportColumns::FILE);
        let config = &self.run.config;
        for ((exporter, substance, day), (base, records)) in std::mem::take(&mut self.exported.1) {
            let own = self.alerts.own_exports.get(&(exporter, substance, day));
            let is_part = own.is_some_and(|own| base <= own.0 && records <= own.1);
            self.checked.unless(is_part, &path, || {
                format!(
                    "{}, {} on {day}: it has less than the evidence",
                    config.country_code(exporter),
                    config.substance_code(substance)
                )
            });
        }
    }

    /// Checks that the exporters' alerts after a notice have together what the ledger has on the days of the notice.
    fn close_notices(&mut self) {
        let found: BTreeMap<AlertKey, Vec<DayTotal>> = std::mem::take(&mut self.after_notice)
            .into_iter()
            .map(|(key, days)| (key, days.totals()))
            .collect();
        let expected = &self.alerts.after_notice;
        let differing = |key: &&AlertKey| found.get(*key) != expected.get(*key);
        let keys: BTreeSet<&AlertKey> = found.keys().chain(expected.keys()).collect();
        for key in keys.into_iter().filter(differing) {
            self.checked.fault(
                &self.path,
                format!(
                    "{} to {} in {}: the exporters' alerts do not have what the ledger has on the days of the notice",
                    self.run.config.substance_code(key.substance),
                    self.run.config.country_code(key.importer()),
                    key.year
                ),
            );
        }
    }

    /// Returns what is wrong with a row by itself.
    fn fault_of(&self, of_alert: &OfAlert, row: &EvidenceRow) -> Option<String> {
        let (record, key) = (&row.record, &of_alert.key);
        let place = (record.date, record.reporter, record.id.clone());
        let shares = self.run.conversion.shares(record.form, record.date);
        let share = shares.iter().find(|share| share.substance == key.substance);
        let factor = share.map(|share| share.factor);
        let known = self
            .run
            .known_at
            .is_none_or(|known_at| record.received <= known_at);
        let laws = [
            (
                of_alert.last.as_ref().is_none_or(|last| *last <= place),
                "is not in order",
            ),
            (record.date <= record.received && known, "was not known"),
            (
                factor == Some(row.factor),
                "has another factor than its form",
            ),
            (
                record.reexport <= record.quantity
                    && share
                        .is_some_and(|share| Reported::from(record).moved.base(share) == row.base),
                "does not weigh that",
            ),
            (row.base > Mass::ZERO, "weighs nothing"),
            (
                groups(record.into(), self.book).any(|group| group == *key),
                "is of another group",
            ),
            (
                !self.returns.set_aside(record).contains(&key.substance),
                "is set aside",
            ),
        ];
        laws.into_iter()
            .find(|(holds, _)| !holds)
            .map(|(_, fault)| fault.to_owned())
    }

    /// Checks what the rows of a day state, when all records of the day are read.
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
        let levels = self
            .limits
            .of(of_alert.key.importer(), of_alert.key.substance);
        let level = level_on(&levels, day);
        let expected = if of_alert.key.rule.lists_only() {
            (None, true)
        } else {
            let known = level.status != Status::Unknown;
            (known.then_some(level.mass), exceeds(running, level))
        };
        let sound = total == Ok(running) && (estimate, in_excess) == expected;
        self.checked.unless(sound, &self.path, || {
            format!(
                "{}: running total, estimate or excess of {day} are not what they must be",
                of_alert.id
            )
        });
    }

    /// Checks an alert when all its evidence is read.
    fn close(&mut self, mut of_alert: OfAlert) {
        self.end_of_day(&mut of_alert);
        let key = of_alert.key;
        if key.rule == Rule::ExportAfterNotice {
            let together = self.after_notice.entry(key.of_all_exporters()).or_default();
            for of_day in &of_alert.days {
                // A sum that does not fit is found by comparing it.
                let _ = together.add(of_day.day, of_day.base, of_day.records);
            }
        }
        let levels = self.limits.of(key.importer(), key.substance);
        let made = expected(key.rule, &of_alert.days, &levels);
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
        let is_so = alert
            .not_later
            .is_none_or(|stated| !key.rule.lists_only() && stated == of_alert.not_later);
        self.checked.unless(is_so, &self.path, || {
            format!(
                "{}: whether its excess may have begun earlier is not what its evidence says",
                of_alert.id
            )
        });
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

    /// Checks the alerts of exporters against the evidence of all partners. An exporter has its own alert if its part alone
    /// exceeds the estimate; that alert rests on exactly that part.
    fn close_exporters(&mut self, of_alert: &OfAlert) {
        for (exporter, days) in &of_alert.by_exporter {
            let key = of_alert.key.of_exporter(*exporter);
            let levels = self.limits.of(key.importer(), key.substance);
            let made = expected(key.rule, days, &levels);
            let found = self.exporters.remove(&key);
            let sound = if made.is_some() {
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
