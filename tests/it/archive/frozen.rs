//! What the program publishes and makes of four datasets is, byte for byte, what it was.
//!
//! `frozen/hashes.txt` has a line for each published table, and one for each of the pages, the workbook and the letters as a
//! whole. Where a change is meant, `INFORCE_WRITE=1` stores what comes out now, and the commit says why.

use std::fmt::Write;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::house::done;
use inforce_synth::{Format, Options, generate};

const STORED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/frozen/hashes.txt");

/// Stands in for moments, and for hashes of what contains moments.
fn masked(bytes: Vec<u8>) -> Vec<u8> {
    let Ok(text) = String::from_utf8(bytes.clone()) else {
        return bytes;
    };
    let has_shape = |text: &str, shape: &str| {
        let found = text
            .bytes()
            .take(shape.len())
            .map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
        found.eq(shape.bytes())
    };
    let moment = |text: &str| {
        ["0000-00-00T00:00:00Z", "0000-00-00, 00:00"]
            .into_iter()
            .find(|shape| has_shape(text, shape))
    };
    let is_hash =
        |text: &str| text.len() >= 64 && text.bytes().take(64).all(|byte| byte.is_ascii_hexdigit());
    let (mut out, mut rest) = (String::new(), text.as_str());
    while let Some(at) = rest.find(|c: char| c.is_ascii_hexdigit()) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let is_digit = from.starts_with(|c: char| c.is_ascii_digit());
        let shape = is_digit.then(|| moment(from)).flatten();
        let length = match shape {
            Some(shape) => Some(shape.len()),
            None => is_hash(from).then_some(64),
        };
        out.push_str(if length.is_some() { "#" } else { &from[..1] });
        rest = &from[length.unwrap_or(1)..];
    }
    out.push_str(rest);
    out.into_bytes()
}

/// The parts of an archive, or the file itself.
fn parts(file: &Path) -> Vec<(String, Vec<u8>)> {
    let name = file.to_string_lossy().into_owned();
    if file
        .extension()
        .is_none_or(|ending| ending != "xlsx" && ending != "docx")
    {
        return vec![(name, masked(fs::read(file).unwrap()))];
    }
    let mut archive = zip::ZipArchive::new(File::open(file).unwrap()).unwrap();
    let number = archive.len();
    let part = |at: usize| {
        let mut part = archive.by_index(at).unwrap();
        let (name, mut bytes) = (part.name().unwrap().into_owned(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        (name, masked(bytes))
    };
    (0..number).map(part).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect();
    files.sort();
    files
}

/// A text as if the folder of the dataset and of `root` were another.
fn elsewhere(bytes: Vec<u8>, root: &Path) -> Vec<u8> {
    let folder = root
        .ancestors()
        .find(|folder| folder.join("data").exists())
        .unwrap()
        .to_string_lossy()
        .into_owned();
    String::from_utf8(bytes).map_or_else(std::string::FromUtf8Error::into_bytes, |text| {
        text.replace(&folder, "FOLDER").into_bytes()
    })
}

/// One hash of the names and the content of files.
fn hash_of(root: &Path, files: &[PathBuf]) -> String {
    let mut hasher = blake3::Hasher::new();
    for file in files {
        hasher.update(
            file.strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .as_bytes(),
        );
        for (name, bytes) in parts(file) {
            hasher.update(
                name.strip_prefix(&*root.to_string_lossy())
                    .unwrap_or(&name)
                    .as_bytes(),
            );
            hasher.update(&elsewhere(bytes, root));
        }
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// A line for each table, and for each of pages, workbook and letters.
fn hashes(world: &str, folder: &Path, run: &str) -> String {
    let out = folder.join("out");
    for command in ["report", "workbook", "notices --date 2025-03-01"] {
        done(folder, command);
    }
    let published = out.join("runs").join(run);
    let mut text = String::new();
    for entry in fs::read_dir(&published).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        // Two hold moments, and the hashes of what has lines of its own here. The ids of records are in the order in which threads
        // noted them.
        if !["ids", "made.jsonl", "run.json"].contains(&name.as_str()) {
            let of = if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            };
            writeln!(text, "{world} {name} {}", hash_of(&published, &of)).unwrap();
        }
    }
    writeln!(
        text,
        "{world} workbook {}",
        hash_of(&out, &files(&out.join("workbooks")))
    )
    .unwrap();
    text
}

/// A dataset of 4,000 records in files of 1,200.
fn made(folder: &Path, seed: u64, format: Format) {
    let options = Options::new(4_000, seed, folder.join("data"));
    generate(
        &Options {
            format,
            rows_per_file: 1_200,
            excess_per_mille: 20,
            ..options
        },
        &|_| {},
    )
    .unwrap();
}

fn once(world: &str, dataset: impl FnOnce(&Path)) -> String {
    let folder = tempfile::tempdir().unwrap();
    dataset(folder.path());
    done(folder.path(), "run data --quiet");
    hashes(world, folder.path(), "000001")
}

/// The files of records but the last on the first night, all of them on the second.
fn two_nights() -> String {
    let folder = tempfile::tempdir().unwrap();
    made(folder.path(), 5, Format::Both);
    let trades = files(&folder.path().join("data/trades"));
    let (last, aside) = (trades.last().unwrap(), folder.path().join("aside"));
    fs::rename(last, &aside).unwrap();
    done(folder.path(), "run data --quiet");
    fs::rename(&aside, last).unwrap();
    done(folder.path(), "run data --quiet");
    hashes("second-night", folder.path(), "000002")
}

#[test]
fn nothing_that_is_published_has_changed() {
    let demo = || {
        once("demo", |folder| {
            std::os::unix::fs::symlink(
                concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/demo"),
                folder.join("data"),
            )
            .unwrap();
        })
    };
    let mut lines: Vec<String> = [
        demo(),
        once("csv", |folder| made(folder, 3, Format::Csv)),
        once("parquet", |folder| made(folder, 4, Format::Parquet)),
        two_nights(),
    ]
    .iter()
    .flat_map(|text| text.lines().map(str::to_owned))
    .collect();
    lines.sort();
    let found = lines.join("\n") + "\n";
    if std::env::var_os("INFORCE_WRITE").is_some() {
        fs::write(STORED, &found).unwrap();
    }
    let stored = fs::read_to_string(STORED).unwrap();
    let changed: Vec<&str> = found
        .lines()
        .filter(|line| !stored.lines().any(|known| known == *line))
        .collect();
    assert!(
        changed.is_empty() && found == stored,
        "changed:\n{}\nINFORCE_WRITE=1 stores what comes out now",
        changed.join("\n")
    );
}
