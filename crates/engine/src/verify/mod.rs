//! Checks whether published runs are as they were published, follow one another, and keep the laws of their tables.
//!
//! The laws are checked from the files alone: levels follow from the published filings, totals are added up row by row, and
//! alerts are sought in the ledger and in the evidence, independently. [`crate::judgement`] decides, as in a run, through
//! which rules a record goes and when a group is in excess, so this module does not find a fault of judgement itself. The
//! tests compare judgement with a slow reference that judges in another way.
//!
//! Tables are read a row group at a time, the large ones once. Memory holds the alerts, the estimates, what countries exported
//! themselves by day, and the days of one group. What several tables say of one row meets in parts on disk, one of which is in memory at a time. The files cannot
//! show whether a row that is in none of them was left out: for that, [`again()`] runs the night again.

mod again;
mod alerts;
mod changed;
mod contract;
mod counts;
mod doubts;
mod estimates;
mod evidence;
mod exempt;
mod figures;
mod files;
mod made;
mod notes;
mod places;
mod report;
mod returns;
mod versions;

pub use again::again;
pub use files::{chain, files};
pub use made::made;
pub use report::{Check, Checked, Discrepancy, Report};

use crate::archive::read::{PublishedError, PublishedRun};
use crate::archive::tables::Columns;
use crate::archive::{Generations, Manifest, Number, Program, number_of};
use crate::night::{Memory, Meter};
use crate::terms::{PathError, shown_path};
use places::{ClaimGatherer, Claims};
use std::path::Path;

/// The runs to check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The current run; the newest if none is current.
    Current,
    /// All runs that are there.
    All,
    /// One run by its number.
    Run(Number),
}

/// What to check.
#[derive(Clone, Copy, Debug)]
pub struct Verify<'a> {
    /// The output folder.
    pub out: &'a Path,
    /// The runs to check.
    pub which: Which,
    /// If given, the night is run again from its inputs, with this much memory.
    pub from_inputs: Option<Memory>,
    /// The meter that shows how far a night that is run again has come.
    pub meter: &'a Meter,
}

/// Checks runs. Fails only if there is no run to check, or if the folder of runs cannot be read; what is wrong with a run
/// goes into the report.
pub fn verify(verify: &Verify<'_>) -> Result<Report, PublishedError> {
    let at = Generations::of(verify.out);
    let io = |error| PublishedError::Io(PathError::new(at.runs(), error));
    let there = at.numbers().map_err(io)?;
    let numbers = match verify.which {
        Which::All => there.clone(),
        Which::Current => at
            .current()
            .map_err(io)?
            .or(there.last().copied())
            .into_iter()
            .collect(),
        Which::Run(number) if there.contains(&number) => vec![number],
        // The attempt to open the run fails with what became of it.
        Which::Run(number) => {
            return PublishedRun::numbered(verify.out, number).map(|_| Report::default());
        }
    };
    if numbers.is_empty() {
        return Err(PublishedError::NoRun {
            out: shown_path(verify.out),
        });
    }
    let mut report = Report {
        checks: vec![chain(&at)],
    };
    for number in numbers {
        let checked = files(&at, number);
        let sound = checked.is_sound();
        report.checks.push(checked);
        report.checks.push(made(&at, number));
        // The laws are checked only on files that are as they were published.
        if sound {
            laws(&at, number, verify, &mut report);
        }
    }
    Ok(report)
}

/// Checks the laws of a run whose files are as they were published.
fn laws(at: &Generations, number: Number, verify: &Verify<'_>, report: &mut Report) {
    let folder = at.folder(number);
    let opened = PublishedRun::at(&folder).and_then(|run| Ok((run.manifest()?, run)));
    let (manifest, run) = match opened {
        Ok(opened) => opened,
        Err(error) => return unreadable(Check::Files, number, &folder, &error, report),
    };
    let checked = contract::schemas(&run, number, &stated(&run, &manifest));
    let sound = checked.is_sound();
    report.checks.push(checked);
    if !sound {
        return;
    }
    let checked: [(Check, Result<(), PublishedError>); 2] = [
        (Check::Counts, tables(at, &run, &manifest, number, report)),
        (
            Check::Changes,
            changed::changes_of(at, &run, &manifest, number)
                .map(|checked| report.checks.push(checked)),
        ),
    ];
    for (check, result) in checked {
        if let Err(error) = result {
            unreadable(check, number, &folder, &error, report);
        }
    }
    if manifest.program != Program::SELF {
        let remedy = format!(
            "the run is of version {} of the program, and this is {}: report it, unless the rules have changed since",
            manifest.program.version,
            Program::SELF.version
        );
        let of_laws = report.checks.iter_mut().filter(|checked| {
            checked.run == Some(number) && ![Check::Files, Check::Made].contains(&checked.check)
        });
        of_laws.for_each(|checked| checked.remedy.clone_from(&remedy));
    }
    if let Some(memory) = verify.from_inputs {
        report
            .checks
            .push(again(&run, &manifest, memory, verify.meter, number));
    }
}

/// Checks the laws between the tables.
fn tables(
    at: &Generations,
    run: &PublishedRun,
    manifest: &Manifest,
    number: Number,
    report: &mut Report,
) -> Result<(), PublishedError> {
    let claims = Claims::new();
    let returns = run.returns()?;
    let mut places = ClaimGatherer::of(&claims, run, &returns, manifest, number)?;
    let (refused, checked) = counts::counts(run, manifest, number, &mut places)?;
    report.checks.push(checked);
    if run.has_returns() || manifest.counts.records.set_aside > 0 {
        report
            .checks
            .push(returns::returns(run, manifest, &returns, number));
    }
    let (estimates, standing, checked) = estimates::estimates(run, manifest, number)?;
    report.checks.push(checked);
    let (limits, book) = (run.limits(&estimates)?, run.rule_book(&standing.in_use));
    let (alerts, checked) = alerts::alerts(run, manifest, (&limits, &book), number)?;
    report.checks.push(checked);
    report.checks.push(evidence::evidence(
        run,
        (&limits, &book),
        (&alerts, &returns),
        number,
        &mut places,
    )?);
    report.checks.push(doubts::doubts(
        (run, manifest, number),
        &alerts,
        &standing,
        (&refused, &returns),
        &mut places,
    )?);
    if let Some(folder) = run
        .previous()
        .and_then(number_of)
        .map(|previous| at.folder(previous))
        .filter(|folder| folder.is_dir())
    {
        places.before(&PublishedRun::at(&folder)?, manifest)?;
    }
    report.checks.push(places.close(&alerts, &book)?);
    Ok(())
}

/// Passes every row of a table to `each`.
fn each<C: Columns>(
    run: &PublishedRun,
    mut each: impl FnMut(C::Read<'_>),
) -> Result<(), PublishedError> {
    run.unchecked_rows::<C>()?.each(|_, columns| {
        each(columns);
        Ok(())
    })
}

/// Returns the number of rows that the manifest and `run.json` state for each table.
fn stated(run: &PublishedRun, manifest: &Manifest) -> Vec<(String, u64)> {
    let outputs = manifest
        .outputs
        .iter()
        .map(|entry| (entry.file.to_string(), entry.rows));
    outputs
        .chain(
            run.more()
                .iter()
                .map(|entry| (entry.file.to_string(), entry.rows.unwrap_or(0))),
        )
        .collect()
}

fn unreadable(
    check: Check,
    number: Number,
    folder: &Path,
    error: &PublishedError,
    report: &mut Report,
) {
    let mut checked = Checked::new(Some(number), check);
    checked.fault(folder, error);
    report.checks.push(checked);
}
