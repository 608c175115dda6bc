//! Checks the law of the estimates: the published stretches, the states of the filings and the findings are those that
//! follow from the published filings.

use super::each;
use super::report::{Check, Checked, counted};
use crate::archive::read::{PublishedError, PublishedRun};
use crate::archive::tables::{Columns, EstimateColumns, FilingColumns};
use crate::archive::{FindingEntry, Manifest, Number, estimate_rows};
use crate::estimates::{Estimates, Standing};
use crate::terms::Origin;
use std::collections::BTreeMap;

/// Checks the estimates of a run; returns the estimates that follow from the filings.
pub(super) fn estimates(
    run: &PublishedRun,
    manifest: &Manifest,
    number: Number,
) -> Result<(Estimates, Standing, Checked), PublishedError> {
    let mut checked = Checked::new(Some(number), Check::Estimates);
    let (standing, made) = run.estimates(run.filings()?);
    states(run, &standing, &mut checked)?;
    let stretches = stretches(run, &made, &mut checked)?;
    let of_filings: Vec<FindingEntry> = manifest
        .findings
        .iter()
        .filter(|finding| finding.kind.is_of_filings())
        .cloned()
        .collect();
    checked.unless(
        FindingEntry::of(made.findings(), &run.config) == of_filings,
        &run.path("manifest.json"),
        || "its findings are not those that the filings make".to_owned(),
    );
    checked.holds = format!(
        "{} from the filings",
        counted(stretches, "stretch follows", "stretches follow")
    );
    Ok((made, standing, checked))
}

/// Checks that the state of each published filing is the one that follows from all filings.
fn states(
    run: &PublishedRun,
    standing: &Standing,
    checked: &mut Checked,
) -> Result<(), PublishedError> {
    let in_use = standing
        .in_use
        .iter()
        .map(|filing| (filing.origin, "in-use"));
    let superseded = standing
        .superseded
        .iter()
        .map(|filing| (filing.origin, "superseded"));
    let later = standing
        .not_yet_known
        .iter()
        .map(|filing| (filing.origin, "not-yet-known"));
    let expected: BTreeMap<Origin, &str> = in_use.chain(superseded).chain(later).collect();
    let path = run.path(FilingColumns::FILE);
    // The numbers of filing files follow the order of their names.
    let files: BTreeMap<String, u32> = run.files_of_filings()?.into_iter().zip(0..).collect();
    each::<FilingColumns<'_>>(run, |filing| {
        let (file, row) = (filing.origin.file, filing.origin.row);
        let origin = files
            .get(file)
            .zip(u64::try_from(row).ok())
            .map(|(file, row)| Origin { file: *file, row });
        let found = origin.and_then(|origin| expected.get(&origin));
        checked.unless(found == Some(&filing.state), &path, || {
            format!(
                "{file} row {row}: it is {}, expected {}",
                filing.state,
                found.unwrap_or(&"none")
            )
        });
    })
}

/// Checks that the rows of estimates are those that follow from the filings, in order; returns their number.
fn stretches(
    run: &PublishedRun,
    made: &Estimates,
    checked: &mut Checked,
) -> Result<usize, PublishedError> {
    let path = run.path(EstimateColumns::FILE);
    let mut expected = estimate_rows(made, &run.config);
    let (mut rows, mut sound) = (0, true);
    each::<EstimateColumns<'_>>(run, |row| {
        rows += 1;
        // Rows after the first that differs would differ as well.
        if sound && expected.next().as_ref() != Some(&row) {
            sound = false;
            checked.fault(
                &path,
                format!(
                    "{}, {} from {} is not what filings.parquet makes",
                    row.country, row.substance, row.from
                ),
            );
        }
    })?;
    checked.unless(!sound || expected.next().is_none(), &path, || {
        "filings.parquet makes more stretches than there are".to_owned()
    });
    Ok(rows)
}
