//! Checks whether the files of a run are those that were published, byte by byte, and whether the runs follow one another.

use super::report::{Check, Checked, counted};
use crate::archive::tables::folders_by_year;
use crate::archive::{
    Generations, IDS, MADE, Manifest, Number, RunFile, TableLayout, hash_of, is_ours, number_of,
    run_name,
};
use crate::terms::shown_path;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

/// The folders that later commands add to a run. [`made`](super::made()) checks these and the list of what was made.
const LATER: [&str; 3] = ["report", ".report.partial", "notices"];

/// The files that should be in a folder, each with its size, if stated, and its hash.
type ExpectedFiles = BTreeMap<String, (Option<u64>, String)>;

/// Checks every byte of a run's folder. `run.json` carries its own seal and names `manifest.json`; every other file is named
/// by one of the two.
#[must_use]
pub fn files(at: &Generations, number: Number) -> Checked {
    let folder = at.folder(number);
    let mut checked = Checked::new(Some(number), Check::Files);
    let Some((run, manifest)) = covers(&folder, &run_name(number), &mut checked) else {
        return checked;
    };
    let mut expected = ExpectedFiles::new();
    if let Some(manifest) = &manifest {
        let outputs = manifest.outputs.iter().map(|entry| {
            (
                entry.file.to_string(),
                (Some(entry.size), entry.blake3.clone()),
            )
        });
        expected.extend(outputs);
    }
    expected.extend(run.more.iter().map(|entry| {
        (
            entry.file.to_string(),
            (Some(entry.size), entry.blake3.clone()),
        )
    }));
    for (file, (size, blake3)) in &expected {
        one(&folder.join(file), *size, blake3, &mut checked);
    }
    let covered = ["run.json", "manifest.json"]
        .map(str::to_owned)
        .into_iter()
        .chain(expected.keys().cloned());
    // Without the manifest, the files that do not belong there are unknown.
    if manifest.is_some() {
        let folders: Vec<&str> = match run.layout {
            Some(TableLayout::ByYear) => folders_by_year().chain([IDS]).collect(),
            None => Vec::new(),
        };
        others(&folder, &covered.collect(), &folders, &mut checked);
    }
    checked.holds = format!(
        "{} are what was published, and there is no other",
        counted(expected.len() + 2, "file", "files")
    );
    checked.closed()
}

/// Reads the files that name all others of a run: its `run.json`, and its manifest if the hash is the one in `run.json`.
fn covers(folder: &Path, name: &str, checked: &mut Checked) -> Option<(RunFile, Option<Manifest>)> {
    let path = folder.join("run.json");
    let bytes = regular(&path, checked)?;
    let run = match RunFile::read(&bytes) {
        Ok(run) => run,
        Err(fault) => {
            checked.fault(&path, fault);
            return None;
        }
    };
    checked.unless(run.run == name, &path, || {
        format!("it is that of run {}", run.run)
    });
    let path = folder.join("manifest.json");
    let manifest = regular(&path, checked).and_then(|bytes| {
        if blake3::hash(&bytes).to_hex().as_str() != run.manifest_blake3 {
            checked.fault(&path, "its hash is not the one that run.json has");
            return None;
        }
        serde_json::from_slice(&bytes)
            .map_err(|error| checked.fault(&path, format!("it cannot be read: {error}")))
            .ok()
    });
    Some((run, manifest))
}

/// Reads a file that must be there.
fn regular(path: &Path, checked: &mut Checked) -> Option<Vec<u8>> {
    if !is_file(path, checked) {
        return None;
    }
    fs::read(path)
        .map_err(|error| checked.fault(path, format!("it cannot be read: {error}")))
        .ok()
}

fn is_file(path: &Path, checked: &mut Checked) -> bool {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() => return true,
        Ok(_) => checked.fault(path, "it is no regular file"),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            checked.fault(path, "it is missing");
        }
        Err(error) => checked.fault(path, format!("it cannot be read: {error}")),
    }
    false
}

/// Checks the size and the hash of one file.
fn one(path: &Path, size: Option<u64>, blake3: &str, checked: &mut Checked) {
    if !is_file(path, checked) {
        return;
    }
    let found = fs::metadata(path).map(|metadata| metadata.len());
    match (found, hash_of(path)) {
        (Ok(found), _) if size.is_some_and(|size| size != found) => {
            checked.fault(
                path,
                format!(
                    "it has {found} bytes, and {} were published",
                    size.unwrap_or_default()
                ),
            );
        }
        (Ok(_), Ok(hash)) if hash.to_hex().as_str() == blake3 => {}
        (Ok(_), Ok(_)) => checked.fault(path, "its hash is not the one that was published"),
        (Err(error), _) | (_, Err(error)) => {
            checked.fault(path, format!("it cannot be read: {error}"));
        }
    }
}

/// Reports what is in the folder of a run, or in one of the `folders` in it, and should not be.
fn others(folder: &Path, covered: &BTreeSet<String>, folders: &[&str], checked: &mut Checked) {
    match fs::read_dir(folder) {
        Err(error) => checked.fault(folder, format!("it cannot be read: {error}")),
        Ok(entries) => {
            for entry in entries.filter_map(Result::ok) {
                let name = entry.file_name();
                let text = name.to_string_lossy();
                let kind = entry.file_type().ok();
                if folders.contains(&text.as_ref()) && kind.is_some_and(|kind| kind.is_dir()) {
                    let prefix = format!("{text}/");
                    let within = covered
                        .iter()
                        .filter_map(|file| file.strip_prefix(&prefix))
                        .map(str::to_owned);
                    strays(&folder.join(&name), &within.collect(), checked);
                    continue;
                }
                let later = LATER.contains(&text.as_ref())
                    && kind.is_some_and(|kind| kind.is_dir())
                    || text == MADE && kind.is_some_and(|kind| kind.is_file());
                if !later && !covered.contains(text.as_ref()) {
                    checked.stray(
                        &folder.join(&name),
                        "it was not published there; move it away",
                    );
                }
            }
        }
    }
}

/// Reports what is in a folder of tables by year and is not covered.
fn strays(folder: &Path, covered: &BTreeSet<String>, checked: &mut Checked) {
    match fs::read_dir(folder) {
        Err(error) => checked.fault(folder, format!("it cannot be read: {error}")),
        Ok(entries) => {
            for entry in entries.filter_map(Result::ok) {
                let name = entry.file_name();
                if !covered.contains(name.to_string_lossy().as_ref()) {
                    checked.stray(
                        &folder.join(&name),
                        "it was not published there; move it away",
                    );
                }
            }
        }
    }
}

/// Checks that each run names the previous one by its hash, through all runs that are there or were pruned; that `current`
/// names the newest; and that nothing else is in the folder of runs.
#[must_use]
pub fn chain(at: &Generations) -> Checked {
    let mut checked = Checked::new(None, Check::Chain);
    let (there, pruned) = match (at.numbers(), at.pruned()) {
        (Ok(there), Ok(pruned)) => (there, pruned),
        (Err(error), _) | (_, Err(error)) => {
            checked.fault(&at.runs(), format!("it cannot be read: {error}"));
            return checked;
        }
    };
    let numbers: BTreeSet<Number> = there.iter().chain(&pruned).copied().collect();
    let mut notes: BTreeMap<String, String> = BTreeMap::new();
    let mut last: Option<Number> = None;
    let mut lists = false;
    for number in &numbers {
        let here = there.binary_search(number).is_ok();
        let path = if here {
            at.folder(*number).join("run.json")
        } else {
            at.tombstone(*number)
        };
        link(&path, *number, last, &mut notes, &mut checked);
        lists |= known_made(at, &path, &mut checked);
        if here && pruned.binary_search(number).is_ok() {
            let same = hash_of(&at.tombstone(*number)).ok() == hash_of(&path).ok();
            checked.unless(same, &at.tombstone(*number), || {
                format!("it is not the run.json of run {}", run_name(*number))
            });
        }
        last = Some(*number);
    }
    if lists {
        checked.remedy.push_str("; of a list (made.jsonl) without a sound copy, trust no page or letter of before: a later run knew it, and verify goes on to say so");
    }
    strangers(at, &mut checked);
    let newest = there.last().copied();
    let current = at.current().ok().flatten();
    checked.unless(
        current.is_some() && fs::metadata(at.current_link()).is_ok(),
        &at.current_link(),
        || "it names no run".to_owned(),
    );
    // A run that was killed between its two renames leaves the previous run current, and no older one.
    let behind = there
        .iter()
        .rev()
        .position(|number| Some(*number) == current);
    checked.unless(
        current.is_none() || matches!(behind, Some(0 | 1)),
        &at.current_link(),
        || {
            format!(
                "it names run {}, and the newest is {}",
                current.map(run_name).unwrap_or_default(),
                newest.map(run_name).unwrap_or_default()
            )
        },
    );
    let follow = if numbers.len() == 1 {
        "follows none"
    } else {
        "follow one another"
    };
    let ahead = if current == newest {
        ""
    } else {
        "; the newest is not current yet, which the next run makes it"
    };
    let of_pruned = if pruned.is_empty() {
        String::new()
    } else {
        format!(", {} of them pruned,", numbers.len() - there.len())
    };
    checked.holds = format!(
        "{}{of_pruned} {follow}{ahead}",
        counted(numbers.len(), "run", "runs")
    );
    checked.closed()
}

/// Checks that one run names the previous one.
fn link(
    path: &Path,
    number: Number,
    last: Option<Number>,
    notes: &mut BTreeMap<String, String>,
    checked: &mut Checked,
) {
    let name = run_name(number);
    let Some(bytes) = regular(path, checked) else {
        return;
    };
    notes.insert(name.clone(), blake3::hash(&bytes).to_hex().to_string());
    let run = match RunFile::read(&bytes) {
        Ok(run) => run,
        Err(fault) => return checked.fault(path, fault),
    };
    checked.unless(run.run == name, path, || {
        format!("it is that of run {}", run.run)
    });
    match (&run.previous, last.map(run_name)) {
        (None, None) => {}
        (Some(previous), Some(last)) if previous.run == last => {
            let same = notes.get(&last).is_none_or(|hash| *hash == previous.blake3);
            checked.unless(same, path, || {
                format!("the run.json of run {last} is not the one that it follows")
            });
        }
        (Some(previous), Some(last))
            if number_of(&previous.run).is_some_and(|number| Some(number) < number_of(&last)) =>
        {
            checked.fault(
                path,
                format!("it follows run {}, and not run {last}", previous.run),
            );
        }
        (Some(previous), _) => checked.fault(
            path,
            format!("it follows run {}, of which nothing is left", previous.run),
        ),
        (None, Some(last)) => checked.fault(path, format!("it follows no run, and not run {last}")),
    }
}

/// Checks that each list of what was made begins with the bytes that a later run knew; returns whether one does not.
fn known_made(at: &Generations, path: &Path, checked: &mut Checked) -> bool {
    let Some(run) = fs::read(path)
        .ok()
        .and_then(|bytes| RunFile::read(&bytes).ok())
    else {
        return false;
    };
    let mut found = false;
    for (name, note) in run.made.iter().flatten() {
        let folder = number_of(name)
            .map(|number| at.folder(number))
            .filter(|folder| folder.is_dir());
        if let Some(folder) = folder
            && !note.holds(&folder).unwrap_or(false)
        {
            found = true;
            let size = note.size;
            checked.fault(
                &folder.join(MADE),
                format!("its first {size} bytes are not those that run {} knew: lines of it were changed or removed", run.run),
            );
        }
    }
    found
}

/// Reports what is in the folder of runs, or of pruned runs, and does not belong to this program.
fn strangers(at: &Generations, checked: &mut Checked) {
    let names = |folder: &Path| {
        fs::read_dir(folder)
            .into_iter()
            .flatten()
            .filter_map(Result::ok)
            .map(|entry| entry.file_name())
    };
    for name in names(&at.runs()).filter(|name| !is_ours(name)) {
        checked.stray(
            &at.runs().join(name),
            "it is no run of this program; move it away",
        );
    }
    for name in names(&at.pruned_runs()) {
        let known = name.to_str().and_then(|name| {
            number_of(
                name.trim_start_matches('.')
                    .trim_end_matches(".partial")
                    .strip_suffix(".json")?,
            )
        });
        if known.is_none() {
            checked.stray(
                &at.pruned_runs().join(&name),
                format!(
                    "{} is not what is left of a run; move it away",
                    shown_path(Path::new(&name))
                ),
            );
        }
    }
}
