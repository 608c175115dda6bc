//! The binary under test: a world in, what was published out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use super::read_output;
use super::table::{LAYOUTS, Layout, Table};
use super::world::World;

/// What a run published.
pub struct Published {
    /// In the order of `table::LAYOUTS`.
    pub tables: [Table; 6],
    pub manifest: Value,
    /// The tables and the manifest, byte by byte, by name; a table of several files as `evidence.parquet`, too.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Published {
    pub fn table(&self, name: &str) -> &Table {
        let table = self.tables.iter().find(|table| table.layout.name == name);
        table.expect("a table of the contract")
    }

    pub fn bytes(&self, file: &str) -> &[u8] {
        let found = self.files.iter().find(|(name, _)| name == file);
        &found.expect("a file of the contract").1
    }
}

/// Writes the world into a folder of its own, runs it there, and reads what came out.
pub fn run(world: &World, threads: usize) -> Result<Published, String> {
    let folder = TempDir::new().expect("a temporary folder can be made");
    run_in(folder.path(), world, threads)
}

pub fn run_in(folder: &Path, world: &World, threads: usize) -> Result<Published, String> {
    let [data, config, out] = ["data", "config", "out"].map(|name| folder.join(name));
    world.write(&data, &config);
    let mut command = Command::new(env!("CARGO_BIN_EXE_inforce"));
    command
        .arg("run")
        .arg(&data)
        .arg("--config")
        .arg(&config)
        .arg("--out")
        .arg(&out)
        .args(["--threads", &threads.to_string(), "--quiet", "--accept"]);
    if let Some(day) = world.known_at {
        command.args(["--known-at", &day.to_string()]);
    }
    let done = command.output().expect("the binary can be started");
    if !done.status.success() {
        let stderr = String::from_utf8_lossy(&done.stderr);
        return Err(format!("{}: {}", done.status, stderr.trim()));
    }
    read(&out.join("current"))
}

/// What is published in a folder.
pub fn read(folder: &Path) -> Result<Published, String> {
    let mut files = Vec::new();
    let read = |name: &str| {
        let path: PathBuf = folder.join(name);
        fs::read(&path).map_err(|error| format!("{name}: {error}"))
    };
    for layout in &LAYOUTS {
        let mut bytes = Vec::new();
        for name in read_output::files(folder, layout)? {
            bytes.extend(name.as_bytes());
            bytes.extend(read(&name)?);
        }
        files.push((format!("{}.parquet", layout.name), bytes));
    }
    files.push(("manifest.json".to_owned(), read("manifest.json")?));
    let (_, manifest) = files.last().expect("a manifest");
    let manifest = serde_json::from_slice(manifest).map_err(|it| format!("manifest.json: {it}"))?;
    let table = |layout: &'static Layout| read_output::table(folder, layout);
    let [alerts, evidence, quarantine, estimates, ledger, exempt] = LAYOUTS.map(table);
    Ok(Published {
        tables: [
            alerts?,
            evidence?,
            quarantine?,
            estimates?,
            ledger?,
            exempt?,
        ],
        manifest,
        files,
    })
}
