//! Reads what alerts rest on, in one pass for any number of alerts.
//!
//! Looking up alert by alert would unpack the same pages of the run's tables thousands of times. So filings, refused rows,
//! warnings and superseded versions are read once for all wanted alerts. Evidence is read in the order of the table, which is the
//! order of the alerts, and the ledger is read for some alerts at a time.

use super::{Explained, OfPeriods};
use crate::archive::WarningKind;
use crate::archive::read::{
    Account, AlertRow, Dossier, EvidenceCursor, EvidenceRow, PublishedError, PublishedRun,
    RecordRow, RefusedRow, ReturnRow, SupersededRow, WarnedRow,
};
use crate::estimates::{Standing, stand};
use crate::judgement::rules::prohibited;
use crate::judgement::{DayTotal, Doubt, Reported};
use crate::ledger::Basis;
use crate::records::{Filing, Period};
use crate::terms::{Country, Form, Mass, MassOverflow, Substance};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// The reason why an alert cannot be explained.
#[derive(Debug, thiserror::Error)]
pub enum ExplainError {
    /// The run has no alert with that id.
    #[error("{id:?} is no alert of run {run}; {}", hint(near))]
    Unknown {
        /// The id asked for.
        id: String,
        /// The run.
        run: String,
        /// The ids of alerts with a similar id.
        near: Vec<String>,
    },
    /// The evidence does not match the alerts.
    #[error(
        "the evidence has {found} records of alert {alert:?} where alerts.parquet has {expected}: the run is damaged; inforce verify names what is wrong"
    )]
    Evidence {
        /// The id of the alert.
        alert: String,
        /// The number of records found in its place.
        found: usize,
        /// The number of records expected.
        expected: usize,
    },
    /// A total has more than 38 digits.
    #[error(transparent)]
    Overflow(#[from] MassOverflow),
    /// The run cannot be read.
    #[error(transparent)]
    Published(#[from] PublishedError),
}

fn hint(near: &[String]) -> String {
    if near.is_empty() {
        return "alerts.parquet lists them, as import-excess:CHE:PD006:2024 or export-excess:CHE>KEN:PD006:2024".to_owned();
    }
    format!("did you mean {}?", near.join(" or "))
}

/// The least similarity of an id that is suggested.
const ALIKE: f64 = 0.85;

/// The country and the substance of an estimate.
type EstimatePair = (Country, Substance);

/// Superseded versions by claim and year; a version of a preparation stands under each of its substances.
type Versions = BTreeMap<(EstimatePair, i64), Vec<Arc<SupersededRow>>>;

/// Records of months, quarters and years, and records set aside, likewise.
type ReturnsByYear = BTreeMap<(EstimatePair, i64), Vec<Arc<ReturnRow>>>;

/// What the wanted alerts of a run rest on.
#[derive(Debug)]
pub struct Arguments<'r> {
    run: &'r PublishedRun,
    /// The rows of the evidence of each wanted alert, by the alert's id.
    places: BTreeMap<String, Range<u64>>,
    /// The filings, with what became of them.
    filed: BTreeMap<EstimatePair, Standing>,
    superseded: Versions,
    returns: ReturnsByYear,
    /// The rows that name the country and the substance or one of its forms, by their codes.
    refused: BTreeMap<EstimatePair, Vec<RefusedRow>>,
    /// The records that warnings concern, by kind, day and reporter.
    warned: BTreeMap<EstimatePair, Vec<WarnedRow>>,
}

impl<'r> Arguments<'r> {
    /// Reads what the wanted alerts of a run rest on. Calls `each_refused` with every refused row.
    pub fn of<E: From<PublishedError>>(
        run: &'r PublishedRun,
        alerts: &[AlertRow],
        wanted: impl Fn(&AlertRow) -> bool,
        mut each_refused: impl FnMut(&RefusedRow) -> Result<(), E>,
    ) -> Result<Self, E> {
        let places: BTreeMap<String, Range<u64>> = alerts
            .iter()
            .zip(run.evidence_places(alerts))
            .filter(|(alert, _)| wanted(alert))
            .map(|(alert, place)| (alert.id.clone(), place))
            .collect();
        let alerts: Vec<&AlertRow> = alerts
            .iter()
            .filter(|alert| places.contains_key(&alert.id))
            .collect();
        let mut claims: BTreeMap<Country, BTreeSet<Substance>> = BTreeMap::new();
        for (country, substance) in alerts.iter().map(|alert| claim(alert)) {
            claims.entry(country).or_default().insert(substance);
        }
        let mut refused: BTreeMap<EstimatePair, Vec<RefusedRow>> = BTreeMap::new();
        run.each_refused(|row| {
            for claim in named(run, &row, &claims) {
                refused.entry(claim).or_default().push(row.clone());
            }
            each_refused(&row)
        })?;
        let countries: Vec<Country> = claims.into_keys().collect();
        let (filings, _) = run.filings_and_files(&countries)?;
        Ok(Self {
            run,
            places,
            filed: by_claim(stand(filings, run.known_at)),
            superseded: superseded(run, &alerts)?,
            returns: returns(run, &alerts)?,
            refused,
            warned: warned(run, &alerts)?,
        })
    }

    /// Returns the whole argument of some of the wanted alerts, in the order of the run. An alert that was not wanted is unknown.
    pub fn explain<'a>(
        &'a self,
        alerts: impl IntoIterator<Item = &'a AlertRow>,
    ) -> Result<impl Iterator<Item = Result<Explained, ExplainError>> + 'a, ExplainError> {
        let place = |alert: &'a AlertRow| match self.places.get(&alert.id) {
            Some(place) => Ok((place.clone(), alert)),
            None => Err(unknown(self.run, &alert.id, &[])),
        };
        let mut alerts: Vec<(Range<u64>, &AlertRow)> =
            alerts.into_iter().map(place).collect::<Result<_, _>>()?;
        alerts.sort_by_key(|(_, alert)| alert.key());
        let claims = alerts.iter().map(|(_, alert)| claim(alert)).collect();
        let mut accounts: BTreeMap<EstimatePair, Account> = BTreeMap::new();
        for entry in self.run.ledgers(&claims, |_| true)? {
            accounts
                .entry((entry.importer, entry.substance))
                .or_default()
                .push(entry);
        }
        let mut rows: Vec<Range<u64>> = Vec::new();
        for (place, _) in &alerts {
            match rows.last_mut() {
                Some(last) if last.end == place.start => last.end = place.end,
                _ => rows.push(place.clone()),
            }
        }
        let mut cursor = self.run.evidence_cursor(&rows)?;
        Ok(alerts.into_iter().map(move |(_, alert)| {
            let evidence = evidence(&mut cursor, alert)?;
            let ledger = accounts.get(&claim(alert)).cloned().unwrap_or_default();
            self.put_together(alert, evidence, ledger)
        }))
    }

    fn put_together(
        &self,
        alert: &AlertRow,
        evidence: Vec<EvidenceRow>,
        ledger: Account,
    ) -> Result<Explained, ExplainError> {
        let claim = claim(alert);
        let standing = self.filed.get(&claim).cloned().unwrap_or_default();
        let dossier = Dossier::made(self.run, claim, standing, ledger)?;
        let versions = self.superseded.get(&(claim, alert.year));
        let mut superseded: Vec<SupersededRow> = versions
            .into_iter()
            .flatten()
            .filter(|row| alert.rule.takes(row.record.flow))
            .map(|row| SupersededRow::clone(row))
            .collect();
        superseded.sort_by(|a, b| {
            (a.record.date, &a.record.id, a.record.received).cmp(&(
                b.record.date,
                &b.record.id,
                b.record.received,
            ))
        });
        let returns = self.returns.get(&(claim, alert.year));
        let periods = self.periods(claim, returns.map_or(&[], Vec::as_slice))?;
        let returns = returns.into_iter().flatten();
        let of_group = |record: &RecordRow| {
            alert.rule.takes(record.flow)
                && (!alert.rule.notifies_exporter() || record.reporter == alert.country)
        };
        let returns = returns
            .filter(|row| of_group(&row.record))
            .map(|row| ReturnRow::clone(row))
            .collect();
        let warned = self.warned.get(&claim).into_iter().flatten();
        let doubted = warned.filter(|row| is_doubted(row, alert)).cloned();
        let mut explained = Explained {
            importer: alert.importer(),
            alert: alert.clone(),
            traced: dossier.trace(self.run),
            dossier,
            evidence,
            superseded,
            returns,
            periods,
            refused: self.refused.get(&claim).cloned().unwrap_or_default(),
            doubted: doubted.collect(),
            other: None,
        };
        if let Some(other) = alert.rule.basis().map(Basis::other)
            && !alert.rule.notifies_exporter()
        {
            let days = explained.dossier.year(other, explained.year());
            explained.other = Some((other, total(&days)?));
        }
        Ok(explained)
    }

    /// Whether a record has base mass of a substance.
    fn has_base(&self, record: &RecordRow, of: Substance) -> bool {
        let moved = Reported::from(record).moved;
        let mut shares = self.run.conversion.shares(record.form, record.date).iter();
        shares.any(|share| share.substance == of && moved.base(share) != Mass::ZERO)
    }

    /// Returns what both accounts hold of totals of a month, a quarter or a year.
    fn periods(
        &self,
        of: EstimatePair,
        rows: &[Arc<ReturnRow>],
    ) -> Result<[OfPeriods; 2], ExplainError> {
        let mut periods = [OfPeriods::default(); 2];
        for row in rows {
            // What has base mass is only set aside for a finer period; what has none may be of a finer one.
            let set_aside = row.set_aside.contains(&of.1) && self.has_base(&row.record, of.1);
            periods[Basis::of(row.record.flow).place()].set_aside += usize::from(set_aside);
            let counted = row.counted(&self.run.conversion);
            for total in counted.filter(|total| total.substance == of.1) {
                let of_account = &mut periods[total.basis.place()];
                of_account.totals += 1;
                if total.period == Period::Year {
                    of_account.undivided = of_account.undivided.plus(total.base)?;
                }
            }
        }
        Ok(periods)
    }
}

/// Explains one alert of a run.
pub fn explain(run: &PublishedRun, id: &str) -> Result<Explained, ExplainError> {
    let alerts = run.alerts(None)?;
    let Some(alert) = alerts.iter().find(|alert| alert.id == id) else {
        return Err(unknown(run, id, &alerts));
    };
    let passed = |_: &RefusedRow| Ok::<(), ExplainError>(());
    let arguments = Arguments::of(run, &alerts, |other| other.id == id, passed)?;
    let explained = arguments.explain([alert])?.next();
    explained.unwrap_or_else(|| Err(unknown(run, id, &alerts)))
}

fn unknown(run: &PublishedRun, id: &str, alerts: &[AlertRow]) -> ExplainError {
    let mut near: Vec<(f64, &str)> = alerts
        .iter()
        .map(|alert| (strsim::jaro_winkler(&alert.id, id), alert.id.as_str()))
        .filter(|(alike, _)| *alike >= ALIKE)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    ExplainError::Unknown {
        id: id.to_owned(),
        run: run.run.clone(),
        near: near
            .into_iter()
            .take(3)
            .map(|(_, id)| id.to_owned())
            .collect(),
    }
}

fn total(days: &[DayTotal]) -> Result<Mass, MassOverflow> {
    days.iter()
        .try_fold(Mass::ZERO, |total, day| total.plus(day.base))
}

fn claim(alert: &AlertRow) -> EstimatePair {
    (alert.importer(), alert.substance)
}

/// Returns those of the wanted claims whose country and substance a refused row names by their codes.
fn named(
    run: &PublishedRun,
    row: &RefusedRow,
    wanted: &BTreeMap<Country, BTreeSet<Substance>>,
) -> BTreeSet<EstimatePair> {
    let countries = row
        .fields()
        .filter_map(|field| run.config.country_codes.find(field));
    let mut named = BTreeSet::new();
    for (country, wanted) in countries.filter_map(|country| Some((country, wanted.get(&country)?)))
    {
        // A form without a factor belongs to its substance, too.
        let substances = row
            .fields()
            .flat_map(|field| run.config.substances_by(field));
        named.extend(
            substances
                .filter(|substance| wanted.contains(substance))
                .map(|substance| (country, substance)),
        );
    }
    named
}

fn by_claim(standing: Standing) -> BTreeMap<EstimatePair, Standing> {
    let claim = |filing: &Filing| (filing.country, filing.substance);
    let mut filed: BTreeMap<EstimatePair, Standing> = BTreeMap::new();
    for of in standing.in_use {
        filed.entry(claim(&of.filing)).or_default().in_use.push(of);
    }
    for of in standing.superseded {
        let filed = filed.entry(claim(&of.filing)).or_default();
        filed.superseded.push(of);
    }
    for of in standing.not_yet_known {
        let filed = filed.entry(claim(&of.filing)).or_default();
        filed.not_yet_known.push(of);
    }
    filed
}

fn superseded(run: &PublishedRun, alerts: &[&AlertRow]) -> Result<Versions, PublishedError> {
    let mut wanted: BTreeMap<(Country, Form, i64), BTreeSet<Substance>> = BTreeMap::new();
    for alert in alerts {
        for form in run.conversion.forms(alert.substance) {
            wanted
                .entry((alert.importer(), *form, alert.year))
                .or_default()
                .insert(alert.substance);
        }
    }
    let countries: BTreeSet<Country> = alerts.iter().map(|alert| alert.importer()).collect();
    let years: BTreeSet<i64> = alerts.iter().map(|alert| alert.year).collect();
    let rows = run.superseded(&countries, &years, |importer, form, day| {
        wanted.contains_key(&(importer, form, day.year().into()))
    })?;
    let mut found = Versions::new();
    for row in rows {
        let year = row.record.date.year().into();
        let Some(importer) = row.record.importer() else {
            continue;
        };
        let row = Arc::new(row);
        for substance in wanted
            .get(&(importer, row.record.form, year))
            .into_iter()
            .flatten()
        {
            found
                .entry(((importer, *substance), year))
                .or_default()
                .push(Arc::clone(&row));
        }
    }
    Ok(found)
}

/// Reads the standing records of months, quarters and years, and those set aside, that the alerts are about.
fn returns(run: &PublishedRun, alerts: &[&AlertRow]) -> Result<ReturnsByYear, PublishedError> {
    let mut found = ReturnsByYear::new();
    if !run.has_returns() {
        return Ok(found);
    }
    let wanted: BTreeSet<(EstimatePair, i64)> = alerts
        .iter()
        .map(|alert| (claim(alert), alert.year))
        .collect();
    let all = run.returns()?;
    for row in all.rows().filter(|row| row.stands) {
        let record = &row.record;
        let (year, Some(importer)) = (i64::from(record.date.year()), record.importer()) else {
            continue;
        };
        let row = Arc::new(row.clone());
        for share in run.conversion.shares(record.form, record.date) {
            let about = ((importer, share.substance), year);
            if wanted.contains(&about) {
                found.entry(about).or_default().push(Arc::clone(&row));
            }
        }
    }
    Ok(found)
}

/// Reads the records that warnings concern and that alerts with doubts are about.
fn warned(
    run: &PublishedRun,
    alerts: &[&AlertRow],
) -> Result<BTreeMap<EstimatePair, Vec<WarnedRow>>, PublishedError> {
    let mut found: BTreeMap<EstimatePair, Vec<WarnedRow>> = BTreeMap::new();
    let doubted = alerts.iter().filter(|alert| !alert.doubts.is_empty());
    let doubted: BTreeSet<EstimatePair> = doubted.map(|alert| claim(alert)).collect();
    if doubted.is_empty() {
        return Ok(found);
    }
    let claims = |row: &WarnedRow| -> Vec<EstimatePair> {
        let moved = Reported::from(&row.record).moved;
        let claims: Vec<EstimatePair> = if row.kind == WarningKind::LicenceWord {
            prohibited(moved, run.lists()).collect()
        } else {
            let shares = run.conversion.shares(moved.form, moved.date).iter();
            let claims = moved
                .importer
                .map(|importer| shares.map(move |share| (importer, share.substance)));
            claims.into_iter().flatten().collect()
        };
        claims
            .into_iter()
            .filter(|claim| doubted.contains(claim))
            .collect()
    };
    let mut rows = run.warned(|row| !claims(row).is_empty())?;
    rows.sort_by(|a, b| {
        let place = |row: &WarnedRow| {
            let record = &row.record;
            (
                row.kind,
                record.date,
                record.reporter,
                record.id.clone(),
                record.file.clone(),
                record.row,
            )
        };
        place(a).cmp(&place(b))
    });
    for row in rows {
        for claim in claims(&row) {
            found.entry(claim).or_default().push(row.clone());
        }
    }
    Ok(found)
}

/// Whether a doubt about an alert is about a record that a warning concerns. The record must be of the alert's importing country
/// and substance.
fn is_doubted(row: &WarnedRow, alert: &AlertRow) -> bool {
    let record = &row.record;
    let doubted = |doubt: Doubt| alert.doubts.contains(&doubt);
    let of_group = i64::from(record.date.year()) == alert.year
        && alert.rule.takes(record.flow)
        && (!alert.rule.notifies_exporter() || record.reporter == alert.country);
    match row.kind {
        WarningKind::LicenceWord => doubted(Doubt::LicenceWord),
        WarningKind::IdShared => doubted(Doubt::IdShared) && of_group,
        WarningKind::VersionsUnlike => doubted(Doubt::VersionsUnlike) && of_group,
        _ => false,
    }
}

/// Reads the evidence of an alert. The cursor must be at its first row, and then is at the first row of the next alert.
fn evidence(
    cursor: &mut EvidenceCursor<'_>,
    alert: &AlertRow,
) -> Result<Vec<EvidenceRow>, ExplainError> {
    let expected = usize::try_from(alert.figures.records).unwrap_or(0);
    let rows = cursor.rows_of(&alert.id, expected)?;
    if rows.len() == expected {
        return Ok(rows);
    }
    Err(ExplainError::Evidence {
        alert: alert.id.clone(),
        found: rows.len(),
        expected,
    })
}
