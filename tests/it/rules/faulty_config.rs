//! What rules 7 call a config error, and data.md with it: each is named by its file before any data is read, and nothing is
//! published.

use crate::support::generate;
use std::fs;
use std::process::Command;

/// A file, a text that stands in it, and the text that makes it wrong.
const FAULTS: [(&str, &str, &str); 17] = [
    (
        "substances",
        "NM001,morphine,I,,1961",
        "NM001,morphine,I,,1962",
    ),
    (
        "substances",
        "NM001,morphine,I,,1961",
        "NM001,morphine,TI,,1961",
    ),
    (
        "substances",
        "NM001,morphine,I,,1961",
        "NM001,morphine,V,,1961",
    ),
    ("substances", ",TI,,1988", ",I,,1988"),
    ("substances", ",TI,,1988", ",T1,,1988"),
    ("substances", ",TI,,1988", ",TI,,1971"),
    ("substances", ",TI,,1988", ",TI,,"),
    (
        "preparations",
        "EX-ONE,a brand,NC002-PHOS,2.5,1961",
        "EX-ONE,a brand,NC002-PHOS,2.5,1971",
    ),
    (
        "preparations",
        "EX-ONE,a brand,NC002-PHOS,2.5,1961",
        "EX-ONE,a brand,NC002-PHOS,2.5,yes",
    ),
    (
        "preparations",
        "EX-MIX,a brand,PD006,25,1961",
        "EX-MIX,a brand,PD006,25,",
    ),
    (
        "notices",
        "CHE,NM001,2024,2024-08-01",
        "XXX,NM001,2024,2024-08-01",
    ),
    (
        "notices",
        "CHE,NM001,2024,2024-08-01",
        "CHE,PD006,2024,2024-08-01",
    ),
    (
        "notices",
        "CHE,NM001,2024,2024-08-01",
        "CHE,RE101,2024,2024-08-01",
    ),
    (
        "notices",
        "CHE,NM001,2024,2024-08-01",
        "CHE,NOPE,2024,2024-08-01",
    ),
    (
        "notices",
        "CHE,NM001,2024,2024-08-01",
        "CHE,NM001,24,2024-08-01",
    ),
    (
        "notices",
        "CHE,NM001,2024,2024-08-01",
        "CHE,NM001,2024,2025-01-01",
    ),
    ("notices", "CHE,NM001,2024,2024-08-01", "CHE,NM001,2024,"),
];

#[test]
fn a_fault_of_a_convention_in_the_config_is_named() {
    // One of three conventions.
    let world = generate::world(0);
    let folder = tempfile::tempdir().expect("a folder");
    let [data, config, out] = ["data", "config", "out"].map(|name| folder.path().join(name));
    world.write(&data, &config);
    fs::write(
        config.join("notices.csv"),
        "country,substance,year,from\nCHE,NM001,2024,2024-08-01\n",
    )
    .expect("a file");
    let run = || {
        let done = Command::new(env!("CARGO_BIN_EXE_inforce"))
            .args(["run", "--quiet", "--accept"])
            .arg(&data)
            .arg("--config")
            .arg(&config)
            .arg("--out")
            .arg(&out)
            .output()
            .expect("the binary can be started");
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        (done.status.code(), said)
    };
    for (file, right, wrong) in FAULTS {
        let path = config.join(file).with_extension("csv");
        let text = fs::read_to_string(&path).expect("a file");
        assert!(text.contains(right), "{file} has no {right}: {text}");
        fs::write(&path, text.replace(right, wrong)).expect("a file");
        let (code, said) = run();
        assert_eq!(code, Some(2), "{file}: {wrong}: {said}");
        assert!(said.contains(&format!("{file}.csv")), "{wrong}: {said}");
        let published = out.join("current").exists();
        assert!(!published, "{file}: {wrong}: something was published");
        fs::write(&path, text).expect("a file");
    }
    let (code, said) = run();
    assert_eq!(code, Some(0), "as it should be: {said}");
}
