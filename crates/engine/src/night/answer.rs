//! Completes a run, however its records were read: makes the alerts and accounts for every row.

use super::RunError;
use super::books::Books;
use super::filings::Filings;
use super::first_reading::both;
use super::inputs::Inputs;
use super::requirements::without_requirement;
use super::returns::DecidedReturns;
use super::run::{Judged, Sides};
use super::warnings::{FileConventions, Suspicions};
use crate::archive::read::AlertRow;
use crate::archive::{
    AlertCounts, CarriedFiles, Counts, FileDays, FindingEntry, OutputEntry, PassedOn, Refusals,
    SortedExempt, Superseded, Warned, WarningEntry,
};
use crate::conversion::Lists;
use crate::estimates::{Estimates, Standing};
use crate::evidence::{Assembled, Candidates, Gathering};
use crate::judgement::{Limits, Raised, RuleBook, Verdict};
use crate::ledger::{Entry, Ledger, LedgerError};
use crate::scratch::Scratch;
use crate::terms::Day;
use std::collections::BTreeSet;
use tracing::{info, warn};

/// The complete answer of a run, ready to be published.
pub(super) struct Answer<'a> {
    pub(super) inputs: Inputs,
    pub(super) books: Books,
    pub(super) counts: Counts,
    pub(super) estimates: Estimates,
    pub(super) ledger: Ledger<'a>,
    pub(super) assembled: Assembled<'a>,
    pub(super) filings: Standing,
    pub(super) superseded: Superseded,
    pub(super) warned: Warned,
    pub(super) exempt: SortedExempt,
    pub(super) raised: Raised,
    pub(super) returns: DecidedReturns,
    pub(super) refusals: Vec<Refusals>,
    pub(super) findings: Vec<FindingEntry>,
    pub(super) warnings: Vec<WarningEntry>,
    pub(super) days: Option<(Day, Day)>,
    pub(super) last_day: Option<Day>,
    pub(super) passed_on: PassedOn,
    /// The files that are taken over from the run before.
    pub(super) carried: CarriedFiles,
    /// The file of the ids of the records that were read.
    pub(super) ids: Option<OutputEntry>,
}

/// What an answer is made from, apart from the files, however they were read. The ledger holds no superseded versions.
pub(super) struct JudgementInputs {
    pub(super) books: Books,
    pub(super) filings: Filings,
    /// The first and the last date of valid, known records of each file.
    pub(super) days: Vec<Option<(Day, Day)>>,
    pub(super) sides: Sides,
    /// The refused rows of record files, in order.
    pub(super) refusals: Vec<Refusals>,
    /// How each file of records is written.
    pub(super) conventions: FileConventions,
    /// What is taken over from the run before as it is.
    pub(super) untouched: Untouched,
    /// The file of the ids of the records that were read.
    pub(super) ids: Option<OutputEntry>,
}

/// The alerts, and what they were made from.
struct AlertsWithSources<'a> {
    ledger: Ledger<'a>,
    estimates: Estimates,
    raised: Raised,
    returns: DecidedReturns,
    assembled: Assembled<'a>,
    book: RuleBook<'a>,
}

/// What a run takes over from the run before as it is: what concerns calendar years that nothing new touches.
#[derive(Debug, Default)]
pub(super) struct Untouched {
    /// The alerts.
    pub(super) alerts: Vec<AlertRow>,
    /// The entries of the ledger of substances for which no requirement may be filed.
    pub(super) entries: Vec<Entry>,
    /// The files.
    pub(super) files: CarriedFiles,
}

impl<'a> Answer<'a> {
    /// Makes the alerts by `assemble`, and closes the books.
    pub(super) fn of<E: From<RunError>>(
        (judged, settled): (Judged<'a>, JudgementInputs),
        inputs: Inputs,
        lists: &Lists,
        scratch: &Scratch,
        assemble: impl FnOnce(
            Gathering<'a>,
            &Candidates,
            &Limits<'_>,
            &Ledger<'a>,
        ) -> Result<Assembled<'a>, E>,
    ) -> Result<Self, E> {
        let Judged {
            ledger,
            estimates,
            candidates,
            gathering,
            raised,
            returns,
        } = judged;
        let book = gathering.book().clone();
        let limits = Limits::with_raised(&estimates, raised);
        let assembled = assemble(gathering, &candidates, &limits, &ledger)?;
        let raised = limits.raised();
        let alerts = AlertsWithSources {
            ledger,
            estimates,
            raised,
            returns,
            assembled,
            book,
        };
        Self::complete(alerts, settled, inputs, lists, scratch).map_err(E::from)
    }

    fn complete(
        alerts: AlertsWithSources<'a>,
        settled: JudgementInputs,
        inputs: Inputs,
        lists: &Lists,
        scratch: &Scratch,
    ) -> Result<Self, RunError> {
        let JudgementInputs {
            books,
            mut filings,
            days: by_file,
            sides,
            refusals,
            conventions,
            untouched,
            ids,
        } = settled;
        let AlertsWithSources {
            ledger,
            estimates,
            raised,
            returns,
            mut assembled,
            book,
        } = alerts;
        let Sides {
            superseded,
            warned,
            exempt,
            ..
        } = sides;
        let mut limits = Limits::with_raised(&estimates, raised);
        let compared = untouched.alerts.iter().filter(|row| !row.rule.lists_only());
        let levels: BTreeSet<_> = compared
            .map(|row| (row.importer(), row.substance))
            .collect();
        for (country, substance) in levels {
            let own_exports = ledger.own_exports(country, substance)?;
            let raised = limits.raise(country, substance, &own_exports);
            raised.map_err(LedgerError::from)?;
        }
        assembled.take_over(untouched.alerts.iter().map(|row| row.alert(&limits)));
        let raised = limits.raised();
        let exempt = exempt.sorted(scratch)?;
        for alert in &mut assembled.alerts {
            if let Verdict::Excess(excess) = &alert.verdict {
                alert.not_later = Some(returns.days.contains(&(alert.key, excess.first.day)));
            }
        }
        let mut refusals: Vec<Refusals> = std::mem::take(&mut filings.refusals)
            .into_iter()
            .chain(refusals)
            .collect();
        refusals.iter_mut().try_for_each(Refusals::check)?;
        let (records, filing_counts) =
            books.close(&inputs, refusals.iter().map(Refusals::len).sum())?;
        let alerts = AlertCounts::of(assembled.alerts.iter().map(|alert| alert.key.rule));
        let counts = Counts {
            records,
            filings: filing_counts,
            alerts,
        };
        if records.judged == 0 {
            warn!("not one record could be judged: no alert means nothing");
        }
        info!(
            judged = records.judged,
            quarantined = records.quarantined,
            superseded = records.superseded,
            "every row is accounted for"
        );
        let suspicions = Suspicions::of(
            (&inputs, &books),
            &conventions,
            (&filings, &warned, &refusals),
            &returns.returns,
            &book,
        )?;
        suspicions.tell_alerts(&mut assembled.alerts);
        let warnings = suspicions.entries(&inputs)?;
        for WarningEntry {
            kind,
            file,
            rows,
            first_row,
            ..
        } in &warnings
        {
            warn!(
                kind = kind.name(),
                file,
                rows,
                first_row,
                "{}",
                kind.meaning()
            );
        }
        let mut findings = FindingEntry::of(estimates.findings(), lists.config);
        findings.extend(FindingEntry::of_returns(&returns.returns, lists.config));
        let unknown = without_requirement(&ledger, &untouched.entries, &estimates, lists)?;
        findings.extend(FindingEntry::of(&unknown, lists.config));
        let days = by_file
            .iter()
            .fold(None, |days, of_file| both(days, *of_file));
        let last_day = days.map(|(_, last)| last).max(filings.last_day);
        let files = inputs.records.iter().zip(by_file).zip(&books.newest);
        let files = files.map(|((file, days), newest)| FileDays {
            file: file.name.clone(),
            days,
            newest: newest.clone(),
        });
        let passed_on = PassedOn {
            layout: PassedOn::LAYOUT,
            files: files.collect(),
        };
        let filings = filings.standing;
        Ok(Self {
            inputs,
            books,
            counts,
            estimates,
            ledger,
            assembled,
            filings,
            superseded,
            warned,
            exempt,
            raised,
            returns,
            refusals,
            findings,
            warnings,
            days,
            last_day,
            passed_on,
            carried: untouched.files,
            ids,
        })
    }
}
