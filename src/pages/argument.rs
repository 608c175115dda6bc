//! What alerts rest on, read for many at a time.
//!
//! To look up alert by alert what [`crate::ask::explain`] needs would unpack the same pages of the run's tables thousands
//! of times. Filings and versions that do not stand are read once; evidence is read as it lies, which is in the order of
//! the alerts, and the ledger for some alerts at a time, each of them by one thread.

use super::ReportError;
use crate::archive::read::{
    Account, AlertRow, Dossier, EvidenceCursor, EvidenceRow, PublishedError, PublishedRun,
    RefusedRow, SupersededRow,
};
use crate::ask::explain::{Explained, Rows, put_together};
use crate::estimates::{Estimates, Standing};
use crate::intake::Filing;
use crate::terms::{Country, Form, Substance};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// How many alerts a thread takes at a time.
const TOGETHER: usize = 64;

/// Whose estimate, and of what.
type Claim = (Country, Substance);

/// Versions that do not stand, of the years with an alert; one of a preparation is one of each of its substances.
type Versions = BTreeMap<(Claim, i64), Vec<Arc<SupersededRow>>>;

/// What is read once.
pub(super) struct Grounds {
    /// What was filed, whatever became of it.
    filed: BTreeMap<Claim, Standing>,
    superseded: Versions,
    /// Where the evidence of each alert begins; and the end.
    starts: Vec<u64>,
}

impl Grounds {
    /// Of the alerts of a run, in its order.
    pub(super) fn of(
        run: &PublishedRun,
        alerts: &[AlertRow],
        standing: Standing,
    ) -> Result<Self, PublishedError> {
        let mut starts = vec![0];
        let mut end = 0;
        for alert in alerts {
            end += u64::try_from(alert.figures.records).unwrap_or(0);
            starts.push(end);
        }
        Ok(Self {
            filed: by_claim(standing),
            superseded: superseded(run, alerts)?,
            starts,
        })
    }

    /// Puts together every alert with what it rests on, and hands it on.
    pub(super) fn each(
        &self,
        run: &PublishedRun,
        about: (&[AlertRow], &BTreeMap<usize, Vec<RefusedRow>>),
        each: impl Fn(&Explained) -> Result<(), ReportError> + Sync,
    ) -> Result<(), ReportError> {
        let alerts = about.0.len();
        let starts: Vec<usize> = (0..alerts).step_by(TOGETHER).collect();
        starts.into_par_iter().try_for_each(|start| {
            self.some(run, about, start..(start + TOGETHER).min(alerts), &each)
        })
    }

    /// Those of some places.
    fn some(
        &self,
        run: &PublishedRun,
        (alerts, refused): (&[AlertRow], &BTreeMap<usize, Vec<RefusedRow>>),
        places: Range<usize>,
        each: &impl Fn(&Explained) -> Result<(), ReportError>,
    ) -> Result<(), ReportError> {
        let accounts = accounts(run, &alerts[places.clone()])?;
        let file = run.evidence_file();
        let rows = self.starts[places.start]..self.starts[places.end];
        let mut cursor = file.cursor(std::slice::from_ref(&rows))?;
        for place in places {
            let alert = &alerts[place];
            let claim = claim(alert);
            let superseded = self
                .superseded
                .get(&(claim, alert.year))
                .into_iter()
                .flatten();
            let rows = Rows {
                evidence: evidence(&mut cursor, alert)?,
                superseded: superseded.map(|row| SupersededRow::clone(row)).collect(),
                refused: refused.get(&place).cloned().unwrap_or_default(),
            };
            let dossier = self.dossier(
                run,
                claim,
                accounts.get(&claim).cloned().unwrap_or_default(),
            )?;
            each(&put_together(run.policy, alert.clone(), dossier, rows)?)?;
        }
        Ok(())
    }

    fn dossier(
        &self,
        run: &PublishedRun,
        claim: Claim,
        ledger: Account,
    ) -> Result<Dossier, PublishedError> {
        let standing = self.filed.get(&claim).cloned().unwrap_or_default();
        let estimates = Estimates::of(&standing.in_use, run.policy);
        let refused = run.refused_filings(claim.0, Some(claim.1))?;
        let left_out = run.unusable()?.files.len();
        Ok(Dossier {
            country: claim.0,
            substance: claim.1,
            standing,
            refused,
            left_out,
            estimates,
            ledger,
        })
    }
}

fn claim(alert: &AlertRow) -> Claim {
    (alert.importer(), alert.substance)
}

fn by_claim(standing: Standing) -> BTreeMap<Claim, Standing> {
    let claim = |filing: &Filing| (filing.country, filing.substance);
    let mut filed: BTreeMap<Claim, Standing> = BTreeMap::new();
    let Standing {
        in_use,
        superseded,
        not_yet_known,
        ..
    } = standing;
    for of in in_use {
        filed.entry(claim(&of.filing)).or_default().in_use.push(of);
    }
    for of in superseded {
        filed
            .entry(claim(&of.filing))
            .or_default()
            .superseded
            .push(of);
    }
    for of in not_yet_known {
        filed
            .entry(claim(&of.filing))
            .or_default()
            .not_yet_known
            .push(of);
    }
    filed
}

fn superseded(run: &PublishedRun, alerts: &[AlertRow]) -> Result<Versions, PublishedError> {
    let mut wanted: BTreeMap<(Country, Form, i64), BTreeSet<Substance>> = BTreeMap::new();
    for alert in alerts {
        for form in run.conversion.forms(alert.substance) {
            wanted
                .entry((alert.importer(), *form, alert.year))
                .or_default()
                .insert(alert.substance);
        }
    }
    let mut found = Versions::new();
    run.each_superseded(|row| -> Result<(), PublishedError> {
        let (record, year) = (&row.record, row.record.date.year().into());
        let importer = record.importer();
        let substances = importer.and_then(|importer| wanted.get(&(importer, record.form, year)));
        if let (Some(importer), Some(substances)) = (importer, substances) {
            let row = Arc::new(row);
            for substance in substances {
                found
                    .entry(((importer, *substance), year))
                    .or_default()
                    .push(Arc::clone(&row));
            }
        }
        Ok(())
    })?;
    Ok(found)
}

/// Both accounts of what some alerts are about.
fn accounts(
    run: &PublishedRun,
    alerts: &[AlertRow],
) -> Result<BTreeMap<Claim, Account>, PublishedError> {
    let mut accounts: BTreeMap<Claim, Account> = BTreeMap::new();
    for entry in run.ledgers(&alerts.iter().map(claim).collect())? {
        accounts
            .entry((entry.importer, entry.substance))
            .or_default()
            .push(entry);
    }
    Ok(accounts)
}

/// The evidence of an alert, at whose first row the cursor is; it is at that of the next one after.
fn evidence(
    cursor: &mut EvidenceCursor<'_>,
    alert: &AlertRow,
) -> Result<Vec<EvidenceRow>, ReportError> {
    let mut rows = Vec::new();
    let expected = usize::try_from(alert.figures.records).unwrap_or(0);
    while rows.len() < expected && cursor.view().is_some_and(|view| view.alert() == alert.id) {
        rows.extend(cursor.row()?);
        cursor.advance()?;
    }
    if rows.len() == expected {
        return Ok(rows);
    }
    Err(ReportError::Evidence {
        alert: alert.id.clone(),
        found: rows.len(),
        expected,
    })
}
