//! A dataset with a fault in a folder of its own, what the program says of it, and what it leaves behind.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::house::copy;
use crate::support::read_output;
use crate::support::table::QUARANTINE;
use tempfile::TempDir;

/// Where the catalogue lives.
pub(crate) fn catalogue() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/faults")
}

/// A temporary folder with `dataset` and `config` in it, sound until a test breaks them.
pub(crate) struct World {
    folder: TempDir,
}

impl World {
    /// The sound dataset and configuration.
    pub(crate) fn sound() -> Self {
        let world = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let sound = catalogue().join("sound");
        for part in ["trades", "estimates"] {
            copy(&sound.join(part), &world.path("dataset").join(part));
        }
        copy(&sound.join("config"), &world.path("config"));
        world
    }

    /// The sound ones, but for what the case has: a folder of data in place of the sound one, and
    /// files of the configuration in place of those of the same name.
    pub(crate) fn of_case(case: &Path) -> Self {
        let world = Self::sound();
        for part in ["trades", "estimates"] {
            if case.join(part).is_dir() {
                world.remove(&format!("dataset/{part}"));
                copy(&case.join(part), &world.path("dataset").join(part));
            }
        }
        if case.join("layouts").is_dir() {
            copy(&case.join("layouts"), &world.path("dataset/layouts"));
        }
        if case.join("config").is_dir() {
            copy(&case.join("config"), &world.path("config"));
        }
        world
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(crate) fn remove(&self, name: &str) {
        let path = self.path(name);
        if path.is_dir() {
            fs::remove_dir_all(path)
        } else {
            fs::remove_file(path)
        }
        .unwrap();
    }

    /// Runs with the paths relative, so that messages do not depend on where the folder is.
    pub(crate) fn run(&self, options: &[&str]) -> Said {
        self.said(&self.command(options).output().unwrap())
    }

    /// `inforce run dataset --out out --config config`, and more options.
    pub(crate) fn command(&self, options: &[&str]) -> Command {
        let mut command = self.program(&["run", "dataset", "--out", "out", "--config", "config"]);
        command.args(options);
        command
    }

    /// The program with these arguments alone.
    pub(crate) fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_inforce"));
        command.current_dir(self.folder.path()).args(arguments);
        command
            .env_remove("INFORCE_CONFIG")
            .env_remove("RUST_BACKTRACE")
            .env("RUST_LIB_BACKTRACE", "0");
        command
    }

    /// What came of a run that publishes to `out`.
    pub(crate) fn said(&self, output: &Output) -> Said {
        let stderr = String::from_utf8(output.stderr.clone()).unwrap();
        assert!(!stderr.contains("panicked"), "{stderr}");
        assert_harmless(&stderr);
        let current = self.path("out/current");
        let left = fs::read_dir(self.path("out/runs"))
            .into_iter()
            .flatten()
            .count();
        let published = current.join("manifest.json").is_file();
        let partly =
            fs::symlink_metadata(&current).is_ok_and(|metadata| metadata.is_symlink()) || left > 0;
        assert_eq!(published, partly, "published in part:\n{stderr}");
        let quarantine = if published {
            quarantine(&current)
        } else {
            String::new()
        };
        Said {
            code: output.status.code(),
            stderr,
            published,
            quarantine,
        }
    }

    /// The manifest of the published run.
    pub(crate) fn manifest(&self) -> serde_json::Value {
        serde_json::from_slice(&fs::read(self.path("out/current/manifest.json")).unwrap()).unwrap()
    }
}

/// Whether a character could act on a terminal or hide in a text: not printable, and no line end.
fn harmful(c: char) -> bool {
    !matches!(c, '\n' | '\'' | '"' | '\\') && c.escape_debug().len() > 1
}

/// No text from outside may act on a terminal.
pub(crate) fn assert_harmless(text: &str) {
    assert_eq!(text.chars().find(|c| harmful(*c)), None, "{text:?}");
}

/// What a run said and left behind.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) stderr: String,
    pub(crate) published: bool,
    /// Every row in quarantine: where, which and why, then its text.
    pub(crate) quarantine: String,
}

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let published = if self.published {
            "published"
        } else {
            "nothing published"
        };
        let code = self
            .code
            .map_or("a signal".to_owned(), |code| code.to_string());
        writeln!(f, "exit code {code}, {published}")?;
        for text in [&self.stderr, &self.quarantine] {
            if !text.is_empty() {
                write!(f, "\n{text}")?;
            }
        }
        Ok(())
    }
}

fn quarantine(current: &Path) -> String {
    let table = read_output::table(current, &QUARANTINE).unwrap();
    let mut text = String::new();
    for row in &table.rows {
        let [kind, file, number, id, reason, detail, raw] = [
            "kind",
            "source_file",
            "source_row",
            "id",
            "reason",
            "detail",
            "raw",
        ]
        .map(|name| table.cell(row, name));
        // What is safe in a file is not so in an expectation that somebody reads on a terminal.
        let escaped = |text: String| -> String {
            let each = |c: char| {
                if harmful(c) {
                    c.escape_debug().to_string()
                } else {
                    c.to_string()
                }
            };
            text.chars().map(each).collect()
        };
        let id = id.map_or("no id".to_owned(), |id| format!("id {}", escaped(id)));
        let [kind, file, number, reason, detail, raw] =
            [kind, file, number, reason, detail, raw].map(Option::unwrap);
        assert_harmless(&detail);
        let _ = writeln!(
            text,
            "{kind} {file} row {number}, {id}\n  {reason}: {detail}\n  {}",
            escaped(raw)
        );
    }
    text
}
