//! Checks the law of the notes: `manifest.json`, `run.json` and `passed-on.json` agree on files, program and days.

use super::report::Checked;
use crate::archive::read::{DaysOfFile, PublishedError, PublishedRun};
use crate::archive::{FileCounts, Manifest, PASSED_ON};
use crate::intake::Kind;
use crate::terms::Day;
use std::collections::BTreeSet;

/// Checks the notes of a run.
pub(super) fn notes(
    run: &PublishedRun,
    manifest: &Manifest,
    checked: &mut Checked,
) -> Result<(), PublishedError> {
    inputs(run, manifest, checked);
    let notes = run.run_file()?;
    let path = run.path("run.json");
    checked.unless(notes.program == manifest.program, &path, || {
        format!(
            "it is of version {} of the program, and manifest.json of {}",
            notes.program.version, manifest.program.version
        )
    });
    let known: BTreeSet<&str> = manifest
        .inputs
        .iter()
        .map(|input| input.file.as_str())
        .chain(manifest.left_out.iter().map(|file| file.file.as_str()))
        .collect();
    let files = notes.modified.keys().chain(notes.inodes.keys());
    for file in files.filter(|file| !known.contains(file.as_str())) {
        checked.fault(
            &path,
            format!("it has notes on {file}, which manifest.json does not name"),
        );
    }
    passed_on(run, manifest, checked)
}

/// Checks that each file is named once, in the folder of its kind, as read or as left out.
fn inputs(run: &PublishedRun, manifest: &Manifest, checked: &mut Checked) {
    let path = run.path("manifest.json");
    let mut met = BTreeSet::new();
    for input in &manifest.inputs {
        let (kind, later) = match input.counts {
            FileCounts::Records(counts) => (Kind::Record, counts.not_yet_known),
            FileCounts::Filings(counts) => (Kind::Filing, counts.not_yet_known),
        };
        let own = input
            .file
            .strip_prefix(kind.folder())
            .is_some_and(|rest| rest.starts_with('/'));
        checked.unless(own, &path, || {
            format!(
                "{} is counted as a file of {}s, and is not in {}/",
                input.file,
                kind.name(),
                kind.folder()
            )
        });
        checked.unless(met.insert(input.file.as_str()), &path, || {
            format!("it names {} twice", input.file)
        });
        checked.unless(manifest.known_at.is_some() || later == 0, &path, || {
            format!(
                "it counts {later} rows of {} as not yet known, and has no known-at date",
                input.file
            )
        });
    }
    for left_out in &manifest.left_out {
        checked.unless(met.insert(left_out.file.as_str()), &path, || {
            format!("{} was left out, and is named a second time", left_out.file)
        });
    }
}

/// Checks that each file of records has its days if, and only if, it has a valid record that was known.
fn passed_on(
    run: &PublishedRun,
    manifest: &Manifest,
    checked: &mut Checked,
) -> Result<(), PublishedError> {
    let path = run.path(PASSED_ON);
    let found = run.days_of_files()?;
    let expected = manifest
        .inputs
        .iter()
        .filter_map(|input| match input.counts {
            FileCounts::Records(counts) => Some((
                input.file.as_str(),
                input
                    .rows
                    .saturating_sub(counts.quarantined + counts.not_yet_known),
            )),
            FileCounts::Filings(_) => None,
        });
    let expected: Vec<(&str, u64)> = expected.collect();
    let same = found
        .iter()
        .map(|passed| passed.file.as_str())
        .eq(expected.iter().map(|(file, _)| *file));
    checked.unless(same, &path, || {
        "its files are not the files of records of manifest.json, in their order".to_owned()
    });
    let end = run.known_at.unwrap_or(Day::LAST);
    for (DaysOfFile { file, days }, (_, valid)) in found.iter().zip(&expected) {
        let sound = match days {
            Some((from, to)) => *valid > 0 && Day::FIRST <= *from && from <= to && *to <= end,
            None => *valid == 0,
        };
        checked.unless(sound, &path, || match days {
            Some((from, to)) => format!(
                "{file}: records from {from} to {to} cannot be those of its {valid} valid rows"
            ),
            None => format!("{file}: it has no days, and {valid} valid rows"),
        });
    }
    Ok(())
}
