//! Checks the records of periods (`rules.md` 4.6). The date of each record ends its period; of each file, as many records are set
//! aside for every substance as the manifest counts; and findings are about trades with a record set aside.

use super::report::{Check, Checked, counted};
use crate::archive::read::{PublishedRun, ReadReturns, ReturnRow};
use crate::archive::tables::{Columns, ReturnColumns};
use crate::archive::{FileCounts, Manifest, Number};
use crate::estimates::FindingKind;
use crate::terms::{Day, Substance};
use std::collections::{BTreeMap, BTreeSet};

/// Checks the records of periods, the counts and the findings.
pub(super) fn returns(
    run: &PublishedRun,
    manifest: &Manifest,
    returns: &ReadReturns,
    number: Number,
) -> Checked {
    let mut checked = Checked::new(Some(number), Check::Returns);
    let path = run.path(ReturnColumns::FILE);
    let mut found: BTreeMap<&str, u64> = BTreeMap::new();
    let mut about: BTreeSet<(&str, &str, i32)> = BTreeSet::new();
    for row in returns.rows() {
        let record = &row.record;
        if let Some(fault) = fault(run, row) {
            checked.fault(
                &path,
                format!("row {} of {}: {fault}", record.row, record.file),
            );
        }
        let reporter = run.config.country_code(record.reporter);
        for substance in &row.set_aside {
            let substance = run.config.substance_code(*substance);
            about.insert((reporter, substance, record.date.year()));
        }
        let conversion = &run.conversion;
        if conversion.holds_only(record.form, record.date, &row.set_aside) {
            *found.entry(&record.file).or_default() += 1;
        }
    }
    for input in &manifest.inputs {
        let FileCounts::Records(counts) = input.counts else {
            continue;
        };
        let rows = found.get(input.file.as_str()).copied().unwrap_or(0);
        checked.unless(rows == counts.set_aside, &path, || {
            format!(
                "it sets aside {rows} rows of {}, and the manifest counts {}",
                input.file, counts.set_aside
            )
        });
    }
    let findings = manifest.findings.iter();
    for finding in findings.filter(|finding| finding.kind == FindingKind::ReturnsDisagree) {
        let (country, substance) = (finding.country.as_str(), finding.substance.as_str());
        let year = finding.from.year();
        let is_year = Day::from_civil(year, 1, 1) == Some(finding.from)
            && Day::from_civil(year + 1, 1, 1) == finding.to
            && finding.filing_id.is_none();
        checked.unless(
            is_year && about.contains(&(country, substance, year)),
            &run.path("manifest.json"),
            || {
                format!(
                    "it finds that returns of {country}, {substance} of {year} disagree, and none is set aside"
                )
            },
        );
    }
    checked.holds = format!(
        "{} of a month, a quarter or a year, or set aside",
        counted(returns.rows().count(), "record is", "records are")
    );
    checked
}

/// Returns what is wrong with a row by itself.
fn fault(run: &PublishedRun, row: &ReturnRow) -> Option<&'static str> {
    let shares = run.conversion.shares(row.record.form, row.record.date);
    let holds = |substance: &Substance| shares.iter().any(|share| share.substance == *substance);
    if !row.period.ends_on(row.record.date) {
        Some("its date is not the end of its period")
    } else if !row.period.is_longer_than_a_day() && row.set_aside.is_empty() {
        Some("it is of a day, and not set aside")
    } else if !row.stands && !row.set_aside.is_empty() {
        Some("it does not stand, and is set aside")
    } else if !row.set_aside.iter().all(holds) {
        Some("it is set aside for a substance that it does not hold, or not under control")
    } else {
        None
    }
}
