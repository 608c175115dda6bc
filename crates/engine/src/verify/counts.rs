//! Checks the law of the counts: every row of every input is accounted for, and the tables have as many rows of each kind as
//! the manifest says.

use super::doubts::RefusedRows;
use super::notes::notes;
use super::places::{Claim, ClaimGatherer};
use super::report::{Check, Checked, counted};
use super::{contract, each, exempt, versions};
use crate::archive::read::{PublishedError, PublishedRun, Table};
use crate::archive::tables::{
    AlertColumns, Columns, ExemptColumns, FilingColumns, RefusedColumns, RefusedFieldsColumns,
    SupersededColumns,
};
use crate::archive::{FileCounts, FilingCounts, Manifest, Number, RecordCounts};
use crate::intake::{Kind, Reason};
use crate::judgement::Rule;
use crate::terms::figures::of;
use std::collections::{BTreeMap, BTreeSet};

/// The number of rows by file.
type ByFile = BTreeMap<String, u64>;

/// Checks the counts of a run; returns what the refused rows say.
pub(super) fn counts(
    run: &PublishedRun,
    manifest: &Manifest,
    number: Number,
    places: &mut ClaimGatherer<'_, '_>,
) -> Result<(RefusedRows, Checked), PublishedError> {
    let mut checked = Checked::new(Some(number), Check::Counts);
    arithmetic(run, manifest, &mut checked);
    notes(run, manifest, &mut checked)?;
    alerts(run, manifest, &mut checked)?;
    let mut expected = ExpectedCounts::default();
    for input in &manifest.inputs {
        match input.counts {
            FileCounts::Records(counts) => {
                expected.refused.insert(
                    (Kind::Record.name().to_owned(), input.file.clone()),
                    counts.quarantined,
                );
                expected
                    .superseded
                    .insert(input.file.clone(), counts.superseded);
                expected.exempt.insert(input.file.clone(), counts.exempt);
            }
            FileCounts::Filings(counts) => {
                expected.refused.insert(
                    (Kind::Filing.name().to_owned(), input.file.clone()),
                    counts.quarantined,
                );
                for (state, rows) in [
                    ("in-use", counts.in_use),
                    ("superseded", counts.superseded),
                    ("not-yet-known", counts.not_yet_known),
                ] {
                    expected
                        .filings
                        .insert((state.to_owned(), input.file.clone()), rows);
                }
            }
        }
    }
    expected.refused.retain(|_, rows| *rows > 0);
    expected.superseded.retain(|_, rows| *rows > 0);
    expected.exempt.retain(|_, rows| *rows > 0);
    expected.filings.retain(|_, rows| *rows > 0);
    let (found, refused) = found(run, manifest, places, &mut checked)?;
    let pairs = |rows: &BTreeMap<(String, String), u64>| {
        rows.iter()
            .map(|((kind, file), rows)| (format!("{file} {kind}"), *rows))
            .collect()
    };
    same(
        run,
        RefusedColumns::FILE,
        &pairs(&found.refused),
        &pairs(&expected.refused),
        &mut checked,
    );
    same(
        run,
        SupersededColumns::FILE,
        &found.superseded,
        &expected.superseded,
        &mut checked,
    );
    same(
        run,
        ExemptColumns::FILE,
        &found.exempt,
        &expected.exempt,
        &mut checked,
    );
    same(
        run,
        FilingColumns::FILE,
        &pairs(&found.filings),
        &pairs(&expected.filings),
        &mut checked,
    );
    let rows: u64 = manifest.inputs.iter().map(|input| input.rows).sum();
    checked.holds = format!(
        "every row is accounted for: {} of {}",
        of(rows, "row", "rows"),
        counted(manifest.inputs.len(), "file", "files")
    );
    Ok((refused, checked))
}

/// Checks that the counts of each file make up its rows, and that the counts of all files make up the whole.
fn arithmetic(run: &PublishedRun, manifest: &Manifest, checked: &mut Checked) {
    let path = run.path("manifest.json");
    let (mut records, mut filings) = (RecordCounts::default(), FilingCounts::default());
    for input in &manifest.inputs {
        let (read, closes) = match input.counts {
            FileCounts::Records(counts) => {
                records += counts;
                (counts.read, counts.close())
            }
            FileCounts::Filings(counts) => {
                filings += counts;
                (counts.read, counts.close())
            }
        };
        checked.unless(read == input.rows && closes, &path, || {
            format!(
                "the counts of {} do not make up its {} rows",
                input.file, input.rows
            )
        });
    }
    let whole = (manifest.counts.records, manifest.counts.filings);
    checked.unless((records, filings) == whole, &path, || {
        "the counts of all files are not the sum of those of each".to_owned()
    });
    checked.unless(manifest.policy == run.config.policy, &path, || {
        "its policy is not that of config.json".to_owned()
    });
}

/// Checks that the table of alerts has as many rows of each rule as the manifest counts.
fn alerts(
    run: &PublishedRun,
    manifest: &Manifest,
    checked: &mut Checked,
) -> Result<(), PublishedError> {
    let mut found = [0; Rule::ALL.len()];
    for alert in run.alerts(None)? {
        for (count, rule) in found.iter_mut().zip(Rule::ALL) {
            *count += u64::from(alert.rule == rule);
        }
    }
    let stated = manifest.counts.alerts.0;
    checked.unless(found == stated, &run.path(AlertColumns::FILE), || {
        format!("it has {found:?} alerts of the six rules, and {stated:?} were counted")
    });
    Ok(())
}

#[derive(Default)]
struct ExpectedCounts {
    /// The number of rows by kind and file.
    refused: BTreeMap<(String, String), u64>,
    superseded: ByFile,
    /// The number of records that count for no substance.
    exempt: ByFile,
    /// The number of rows by state and file.
    filings: BTreeMap<(String, String), u64>,
}

/// Reads the tables to their ends, checks each row, and counts the rows.
fn found(
    run: &PublishedRun,
    manifest: &Manifest,
    places: &mut ClaimGatherer<'_, '_>,
    checked: &mut Checked,
) -> Result<(ExpectedCounts, RefusedRows), PublishedError> {
    let (mut found, mut refused) = (ExpectedCounts::default(), RefusedRows::default());
    let path = run.path(RefusedColumns::FILE);
    let mut last = None;
    let of_fields = run.path(RefusedFieldsColumns::FILE);
    // A layout makes ids and reads codes in other notations, so that these need not stand in the text of a row.
    let described: BTreeSet<&str> = manifest
        .inputs
        .iter()
        .filter(|input| input.layout.is_some())
        .map(|input| input.file.as_str())
        .collect();
    run.each_refused_or_fault(|row, fault| {
        let at = (row.kind.clone(), row.file.clone(), row.row);
        checked.unless(last.as_ref() < Some(&at), &path, || {
            format!("row {} of {} is not in order", at.2, at.1)
        });
        checked.unless(Reason::is_of(&row.reason, &row.kind), &path, || {
            format!(
                "row {} of {} is refused as {:?}, which is no reason for a {}",
                row.row, row.file, row.reason, row.kind
            )
        });
        let place = format!("row {} of {}", row.row, row.file);
        if !described.contains(row.file.as_str()) {
            if let Some(fault) = contract::misquoted(&row) {
                checked.fault(&path, format!("{place}: {fault}"));
            }
            if let Some(fault) = contract::misread(&row, &run.config) {
                checked.fault(&of_fields, format!("{place}: {fault}"));
            }
        }
        checked.unless(fault.is_none(), &of_fields, || {
            format!(
                "{place}: what could be read of it is not in its place, or not in words of the run"
            )
        });
        if let Some(kind) = [Kind::Record, Kind::Filing]
            .into_iter()
            .find(|kind| kind.name() == row.kind)
        {
            places.claim(Claim::Refused, kind, &row.file, row.row);
            refused.add(kind, &row);
        }
        *found.refused.entry((row.kind, row.file)).or_default() += 1;
        last = Some(at);
        Ok::<(), PublishedError>(())
    })?;
    if run.knows_refused_fields() {
        let rows = Table::open(&of_fields)?.rows();
        checked.unless(
            rows == found.refused.values().sum::<u64>(),
            &of_fields,
            || format!("it has {rows} rows, and quarantine.parquet has not as many"),
        );
    }
    run.each_superseded(|row| {
        *found.superseded.entry(row.record.file.clone()).or_default() += 1;
        let fault = versions::fault(run, &row).or_else(|| {
            let own = places.row(Claim::Superseded, &row.record)?;
            let standing = places.row(Claim::Standing, &row.standing)?;
            versions::mismatch(run, &own, &standing)
        });
        if let Some(fault) = fault {
            let path = run.path_of_year::<SupersededColumns<'_>>(row.record.date.year());
            let (file, row) = (&row.record.file, row.record.row);
            checked.fault(&path, format!("row {row} of {file}: {fault}"));
        }
        Ok::<_, PublishedError>(())
    })?;
    found.exempt = exempt::exempt(run, places, checked)?;
    each::<FilingColumns<'_>>(run, |filing| {
        let (file, row) = (filing.origin.file, filing.origin.row);
        places.claim(Claim::Filed, Kind::Filing, file, row);
        let of_state = (filing.state.to_owned(), file.to_owned());
        *found.filings.entry(of_state).or_default() += 1;
    })?;
    Ok((found, refused))
}

/// Reports the first count that differs.
fn same(run: &PublishedRun, file: &str, found: &ByFile, expected: &ByFile, checked: &mut Checked) {
    let differing = found
        .keys()
        .chain(expected.keys())
        .filter(|of| found.get(*of) != expected.get(*of))
        .min();
    if let Some(of) = differing {
        let [found, expected] = [found, expected].map(|rows| rows.get(of).copied().unwrap_or(0));
        checked.fault(
            &run.path(file),
            format!("it has {found} rows of {of}, and the manifest counts {expected}"),
        );
    }
}
