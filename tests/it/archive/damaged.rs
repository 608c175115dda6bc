//! A published run of which something has changed on the disk answers nothing that rests on it: with a byte of any of its files
//! turned, each command either says what it says of the sound run, not having read the file, or ends with an error that
//! names the file.

use crate::house::{done, inforce};
use std::fs;
use std::path::Path;

use crate::support::effort::is_long;

/// What reads published runs.
const COMMANDS: [&str; 14] = [
    "explain import-excess:SWE:PD002:2024",
    "estimates --country SWE --on 2024-07-15",
    "headroom --on 2024-07-15",
    "emergencies",
    "plausibility --on 2024-07-15",
    "check --importer SWE --form PD002 --quantity 1g --date 2024-12-30",
    "check --importer SWE --form PD002 --quantity 1g --date 2024-12-30 --authorisation SWE/2024/000001",
    "what-if --supplement SWE:PD002:+5g@2024-02-01",
    "trades --importer SWE --substance PD002",
    "diff 1 2",
    "workbook",
    "workbook --country SWE",
    "notices --country SWE",
    "report",
];

/// What only `run` and `verify` read, besides the ids of records: notes for the next night, levels that questions work out of the filings, and the list of what was
/// made of the run.
const UNREAD: [&str; 3] = ["passed-on.json", "estimates.parquet", "made.jsonl"];

#[test]
fn a_turned_byte_is_found_by_whoever_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/demo");
    std::os::unix::fs::symlink(&demo, folder.path().join("data")).unwrap();
    for _ in 0..2 {
        done(folder.path(), "run data --quiet");
    }
    let run = folder.path().join("out/runs/000002");
    // Making everything for everybody takes long, and reads what its parts read.
    let long = |command: &&str| is_long() || !["workbook", "report"].contains(command);
    let commands: Vec<&str> = COMMANDS.into_iter().filter(long).collect();
    let sound: Vec<_> = commands
        .iter()
        .map(|command| inforce(folder.path(), command))
        .collect();
    for (command, said) in commands.iter().zip(&sound) {
        assert!(
            matches!(said.code, Some(0 | 3)),
            "{command}: {}",
            said.stderr
        );
    }
    let mut refusals = 0;
    for name in crate::forge::files(&run) {
        let (file, name) = (run.join(&name), name.as_str());
        let bytes = fs::read(&file).unwrap();
        let mut turned = bytes.clone();
        turned[bytes.len() / 3] ^= 1;
        fs::write(&file, &turned).unwrap();
        let mut named = 0;
        for (command, sound) in commands.iter().zip(&sound) {
            for made in ["report", "notices", "../../workbooks"] {
                let _ = fs::remove_dir_all(run.join(made));
            }
            let found = inforce(folder.path(), command);
            if found.code == Some(1) && found.stderr.contains(name) {
                named += 1;
            } else {
                assert_eq!(
                    (found.code, &found.stdout),
                    (sound.code, &sound.stdout),
                    "{command} with {name} changed: {}",
                    found.stderr
                );
            }
        }
        assert!(
            named > 0 || UNREAD.contains(&name) || name.starts_with("ids/"),
            "nobody noticed that {name} is another"
        );
        refusals += named;
        fs::write(&file, &bytes).unwrap();
    }
    assert!(refusals > 50, "only {refusals} refusals");
}
