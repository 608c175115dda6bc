//! Runs a night again from the inputs that its manifest names, with the configuration and the options that the run stored.

use super::contract::answer;
use super::report::{Check, Checked, counted};
use crate::archive::read::PublishedRun;
use crate::archive::{InputEntry, Manifest, Number, Program, Publishing, hash_of};
use crate::intake::{About, Kind, find};
use crate::night::run::{Extent, Nightly, Unreadable, run as run_nightly};
use crate::night::{Memory, Meter};
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

/// Runs the night again and compares its files byte for byte. Ignores files that were added to the dataset since.
#[must_use]
pub fn again(
    run: &PublishedRun,
    manifest: &Manifest,
    memory: Memory,
    meter: &Meter,
    number: Number,
) -> Checked {
    let mut checked = Checked::new(Some(number), Check::Inputs);
    unchanged(run, manifest, &mut checked);
    if !checked.is_sound() {
        return checked;
    }
    let compared = tempfile::tempdir().and_then(|folder| {
        let dataset = folder.path().join("dataset");
        linked(&run.dataset, &dataset, manifest)?;
        compare(
            run,
            manifest,
            &dataset,
            folder.path(),
            memory,
            meter,
            &mut checked,
        );
        Ok(())
    });
    if let Err(error) = compared {
        checked.fault(&run.dataset, format!("it cannot be run again: {error}"));
    }
    let version = &manifest.program.version;
    if !checked.is_sound() && *version != Program::SELF.version {
        checked.fault(
            &run.path("manifest.json"),
            format!(
                "the run is of version {version} of the program, and this is {}",
                Program::SELF.version
            ),
        );
    }
    let added = added(&run.dataset, manifest);
    let aside = if added == 0 {
        String::new()
    } else {
        format!(
            "; {} aside",
            counted(
                added,
                "file that is there now was left",
                "files that are there now were left"
            )
        )
    };
    let not_compared = if run.is_by_year() {
        ""
    } else {
        "; evidence, ledger and superseded versions were not compared, since the program now writes them by year"
    };
    checked.holds = format!(
        "{} run again to the same answer, byte for byte{aside}{not_compared}",
        counted(manifest.inputs.len(), "file was", "files were")
    );
    checked
}

/// Reports every input that is gone or changed.
fn unchanged(run: &PublishedRun, manifest: &Manifest, checked: &mut Checked) {
    for input in &manifest.inputs {
        let path = run.dataset.join(input.sent());
        match fs::metadata(&path)
            .map(|metadata| metadata.len())
            .and_then(|size| Ok((size, hash_of(&path)?)))
        {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                checked.fault(&path, "it is gone");
            }
            Err(error) => checked.fault(&path, format!("it cannot be read: {error}")),
            Ok((size, _)) if size != input.size => checked.fault(
                &path,
                format!("it has {size} bytes, and had {}", input.size),
            ),
            Ok((_, hash)) => checked.unless(hash.to_hex().as_str() == input.blake3, &path, || {
                "it is not what it was".to_owned()
            }),
        }
    }
    if manifest.about.is_some() {
        let path = run.dataset.join(About::FILE);
        match About::read(&run.dataset) {
            Ok(about) => checked.unless(about == manifest.about, &path, || {
                "it does not say what it said that night".to_owned()
            }),
            Err(error) => checked.fault(&path, error),
        }
    }
    for left_out in &manifest.left_out {
        let path = run.dataset.join(&left_out.file);
        checked.unless(fs::symlink_metadata(&path).is_ok(), &path, || {
            "it was left out that night, and is gone".to_owned()
        });
    }
}

/// Returns the number of files that the dataset has and the run did not.
fn added(dataset: &Path, manifest: &Manifest) -> usize {
    let known: BTreeSet<&str> = manifest
        .inputs
        .iter()
        .map(InputEntry::sent)
        .chain(manifest.left_out.iter().map(|file| file.file.as_str()))
        .collect();
    let of_kind = |kind| find(dataset, kind).unwrap_or_default().files;
    [Kind::Record, Kind::Filing]
        .into_iter()
        .flat_map(of_kind)
        .filter(|found| !known.contains(found.name.as_str()))
        .count()
}

/// Makes a dataset of links to the files that the run read or left out, and no others.
fn linked(dataset: &Path, into: &Path, manifest: &Manifest) -> io::Result<()> {
    let files: BTreeSet<&str> = manifest
        .inputs
        .iter()
        .map(InputEntry::sent)
        .chain(manifest.left_out.iter().map(|file| file.file.as_str()))
        .collect();
    for kind in [Kind::Record, Kind::Filing] {
        fs::create_dir_all(into.join(kind.folder()))?;
    }
    if manifest.layouts_blake3.is_some() {
        let layouts = std::path::absolute(dataset.join("layouts"))?;
        std::os::unix::fs::symlink(layouts, into.join("layouts"))?;
    }
    let about = manifest.about.iter().map(|_| About::FILE);
    for file in files.into_iter().chain(about) {
        let link = into.join(file);
        if let Some(folder) = link.parent() {
            fs::create_dir_all(folder)?;
        }
        std::os::unix::fs::symlink(std::path::absolute(dataset.join(file))?, link)?;
    }
    Ok(())
}

fn compare(
    run: &PublishedRun,
    manifest: &Manifest,
    dataset: &Path,
    folder: &Path,
    memory: Memory,
    meter: &Meter,
    checked: &mut Checked,
) {
    let nightly = Nightly {
        dataset,
        out: &folder.join("out"),
        config: &run.config,
        conversion: &run.conversion,
        known_at: run.known_at,
        unreadable: if manifest.left_out.is_empty() {
            Unreadable::EndRun
        } else {
            Unreadable::LeaveOut
        },
        extent: Extent::Everything,
        publishing: Publishing::default(),
        memory,
        meter,
    };
    match run_nightly(&nightly) {
        Err(error) => checked.fault(&run.dataset, format!("it cannot be run again: {error}")),
        Ok(outcome) => {
            let made = match PublishedRun::at(&outcome.published.folder) {
                Ok(made) => made,
                Err(error) => {
                    return checked.fault(&outcome.published.folder, error);
                }
            };
            let mut files = answer(run);
            if run.is_by_year() {
                files.extend(answer(&made));
            }
            for file in files {
                let hash = |run: &PublishedRun| hash_of(&run.path(&file)).ok();
                let same = hash(run).is_some_and(|published| Some(published) == hash(&made));
                checked.unless(same, &run.path(&file), || {
                    "run again, it comes out otherwise".to_owned()
                });
            }
        }
    }
}
