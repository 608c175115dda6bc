//! Whether every run that is there is whole: each of its files the one that was published, and the chain unbroken.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use inforce::archive::{Manifest, RunFile, hash_of, number_of, run_name};

/// What stands in an output folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The runs that are there, all of them whole.
    pub(crate) runs: Vec<u64>,
    /// The one that `current` names.
    pub(crate) current: Option<u64>,
    /// Those that were pruned.
    pub(crate) pruned: Vec<u64>,
}

/// Looks at everything, and fails where a run that has a number is not whole, or `current` names none.
pub(crate) fn standing(out: &Path) -> Standing {
    let names = |folder: &Path| -> Vec<String> {
        let entries = fs::read_dir(folder).into_iter().flatten();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    };
    let runs = out.join("runs");
    let mut files = BTreeMap::new();
    let mut standing = Standing::default();
    for number in names(&runs.join("pruned"))
        .iter()
        .filter_map(|name| number_of(name.strip_suffix(".json")?))
    {
        files.insert(
            number,
            fs::read(
                runs.join("pruned")
                    .join(format!("{}.json", run_name(number))),
            )
            .unwrap(),
        );
        standing.pruned.push(number);
    }
    for number in names(&runs).iter().filter_map(|name| number_of(name)) {
        let file = whole(&runs.join(run_name(number)));
        // Its `run.json` may be kept already, while the run is still there.
        assert!(
            files
                .insert(number, file.clone())
                .is_none_or(|kept| kept == file),
            "what is left of run {number} is not what it was"
        );
        standing.runs.push(number);
    }
    for (number, bytes) in &files {
        let run = RunFile::read(bytes).unwrap_or_else(|fault| panic!("run {number}: {fault}"));
        assert_eq!(run.run, run_name(*number));
        let Some(previous) = run.previous else {
            continue;
        };
        let before = files
            .get(&number_of(&previous.run).unwrap())
            .unwrap_or_else(|| panic!("run {number} follows none"));
        assert_eq!(
            previous.blake3,
            blake3::hash(before).to_hex().as_str(),
            "run {number} follows another than {}",
            previous.run
        );
    }
    standing.runs.sort_unstable();
    standing.pruned.sort_unstable();
    if let Ok(target) = fs::read_link(out.join("current")) {
        standing.current = number_of(target.strip_prefix("runs").unwrap().to_str().unwrap());
        assert!(
            standing
                .current
                .is_some_and(|number| standing.runs.contains(&number)),
            "current names {}",
            target.display()
        );
    }
    standing
}

/// Checks that a run is whole; its `run.json`.
fn whole(folder: &Path) -> Vec<u8> {
    let bytes = fs::read(folder.join("run.json"))
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let run = RunFile::read(&bytes).unwrap_or_else(|fault| panic!("{}: {fault}", folder.display()));
    let manifest: Manifest =
        serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    let tables = manifest
        .outputs
        .iter()
        .map(|table| (table.file.to_string(), table.blake3.clone()));
    let more = run
        .more
        .iter()
        .map(|entry| (entry.file.to_string(), entry.blake3.clone()));
    let mut covered: BTreeMap<String, String> = tables.chain(more).collect();
    covered.insert("manifest.json".into(), run.manifest_blake3);
    for (file, blake3) in &covered {
        let hash = hash_of(&folder.join(file))
            .unwrap_or_else(|error| panic!("{}: {file}: {error}", folder.display()));
        assert_eq!(
            hash.to_hex().as_str(),
            blake3,
            "{}: {file} is torn",
            folder.display()
        );
    }
    assert!(
        crate::forge::answer(folder)
            .keys()
            .all(|file| covered.contains_key(file))
    );
    covered.insert("run.json".into(), String::new());
    let names = crate::forge::files(folder);
    assert!(
        names.iter().eq(covered.keys()),
        "{}: {names:?}",
        folder.display()
    );
    bytes
}

/// The bytes of what must be the same every night.
pub(crate) fn answer(out: &Path) -> Vec<Vec<u8>> {
    let answer = crate::forge::answer(&out.join("current"));
    answer.into_values().collect()
}
