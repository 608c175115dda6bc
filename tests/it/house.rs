//! A house in which nights follow one another: a dataset, a configuration and an output folder, changed between runs.

// Every test file compiles this for itself and uses its own part of it; a test panics where something must hold.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use inforce::archive::RunFile;
use serde_json::Value;
use tempfile::TempDir;

pub const RECORDS: &str = "record_id,date,received,reporter,partner,flow,form,quantity_g,reexport_g,authorisation,special_licence\n";
pub const FILINGS: &str = "filing_id,country,substance,kind,received,effective,grams,note\n";

/// The configuration, file by file.
const CONFIG: [(&str, &str); 6] = [
    (
        "substances.csv",
        "code,name,schedule,controlled_from\nPD006,diazepam,IV,\nPL002,lysergide,I,\nPM005,metamfetamine,II,2000-01-01\n",
    ),
    (
        "forms.csv",
        "form,substance,name,base_percent,from\nPD006,PD006,diazepam,100,\nPL002,PL002,lysergide,100,\nPM005,PM005,metamfetamine,100,\n\
         PM005-HCL,PM005,metamfetamine hydrochloride,80.4,\n",
    ),
    (
        "preparations.csv",
        "preparation,name,form,percent\nDROPS,drops,PD006,50\nDROPS,drops,PM005-HCL,10\n",
    ),
    (
        "countries.csv",
        "alpha3,name\nCHE,Switzerland\nDEU,Germany\nFRA,France\nKEN,Kenya\n",
    ),
    (
        "prohibitions.csv",
        "country,substance,from\nKEN,PM005,1999-01-01\n",
    ),
    (
        "inforce.toml",
        "[judgement]\nretroactive = \"honour\"\nvalidity = \"until-replaced\"\n",
    ),
];

/// What the first night knows: an excess by imports, one by a partner's exports, a prohibited and a Schedule I trade.
const FIRST_RECORDS: &str = "\
C-1,2024-02-01,2024-02-10,CHE,DEU,import,PD006,60,,A-1,
C-2,2024-03-01,2024-03-10,CHE,DEU,import,PD006,60,,A-2,
D-1,2024-02-01,2024-02-20,DEU,CHE,export,PD006,150,,A-1,
K-1,2024-05-01,2024-05-09,KEN,DEU,import,PM005-HCL,5,,,
F-1,2024-06-01,2024-06-09,FRA,DEU,import,PL002,0.5,,,
";
const FIRST_FILINGS: &str = "E-1,CHE,PD006,assessment,2023-11-01,2024-01-01,100,\nE-2,FRA,PD006,assessment,2023-11-01,2024-01-01,40,\n";

pub struct House {
    folder: TempDir,
}

/// What a command said.
pub struct Said {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl House {
    /// With the dataset of the first night, in `data`, and nothing published yet.
    pub fn new() -> Self {
        let house = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        for (file, text) in CONFIG {
            house.write(&format!("config/{file}"), text);
        }
        house.records("first", FIRST_RECORDS);
        house.filings("first", FIRST_FILINGS);
        house
    }

    /// Without a dataset.
    pub fn bare() -> Self {
        let house = Self::new();
        house.remove("data");
        house
    }

    /// With these files as the dataset, judged by the built-in configuration.
    pub fn judged(files: &[(&str, &str)]) -> Self {
        let house = Self::bare();
        for (name, text) in files {
            house.write(&format!("data/{name}"), text);
        }
        house.passes("run data");
        house
    }

    /// With an example of `testdata` as the dataset, not judged yet.
    pub fn example(name: &str) -> Self {
        let house = Self::bare();
        copy(&testdata().join(name), &house.path("data"));
        house
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub fn records(&self, name: &str, rows: &str) {
        self.write(
            &format!("data/trades/{name}.csv"),
            format!("{RECORDS}{rows}"),
        );
    }

    pub fn filings(&self, name: &str, rows: &str) {
        self.write(
            &format!("data/estimates/{name}.csv"),
            format!("{FILINGS}{rows}"),
        );
    }

    /// Changes a file by replacing a text that it must hold.
    pub fn replace(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(name)).unwrap();
        assert!(text.contains(from), "{name} has no {from}");
        self.write(name, text.replace(from, to));
    }

    pub fn remove(&self, name: &str) {
        let path = self.path(name);
        if path.is_dir() {
            fs::remove_dir_all(path)
        } else {
            fs::remove_file(path)
        }
        .unwrap();
    }

    pub fn command(&self, arguments: &str) -> Command {
        program(self.folder.path(), arguments)
    }

    pub fn inforce(&self, arguments: &str) -> Said {
        inforce(self.folder.path(), arguments)
    }

    /// What a command prints, which must succeed.
    pub fn passes(&self, arguments: &str) -> String {
        done(self.folder.path(), arguments)
    }

    /// What a command says on a terminal of 80 columns.
    pub fn told(&self, arguments: &str) -> Said {
        told(self.folder.path(), arguments)
    }

    /// The answer of a command to a program, whatever its exit code.
    pub fn tree(&self, arguments: &str) -> Value {
        let said = self.inforce(&format!("{arguments} --format json"));
        serde_json::from_str(&said.stdout)
            .unwrap_or_else(|error| panic!("{arguments}: {error}: {}{}", said.stdout, said.stderr))
    }

    /// A run, with more options, that must be published, whatever has changed.
    pub fn night(&self, options: &str) -> String {
        self.passes(&format!("run data --config config --accept {options}"))
    }

    /// The `run.json` of a run.
    pub fn run_file(&self, number: u64) -> RunFile {
        RunFile::read(&fs::read(self.path(&format!("out/runs/{number:06}/run.json"))).unwrap())
            .unwrap()
    }

    /// Lets the newest run have started at another time.
    pub fn started(&self, number: u64, started: &str) {
        let run = RunFile {
            started: started.to_owned(),
            ..self.run_file(number)
        };
        self.write(
            &format!("out/runs/{number:06}/run.json"),
            run.to_bytes().unwrap(),
        );
    }

    /// The names in a folder, sorted.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let names = fs::read_dir(self.path(folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    pub fn current(&self) -> String {
        fs::read_link(self.path("out/current"))
            .unwrap()
            .display()
            .to_string()
    }

    pub fn hash(&self, name: &str) -> String {
        blake3::hash(&fs::read(self.path(name)).unwrap())
            .to_hex()
            .to_string()
    }
}

/// The program, to be started in a folder with the words of a line as its arguments.
pub fn program(folder: &Path, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inforce"));
    command
        .args(line.split_whitespace())
        .current_dir(folder)
        .env_remove("INFORCE_CONFIG")
        .env_remove("RUST_BACKTRACE");
    command
}

pub fn inforce(folder: &Path, line: &str) -> Said {
    said(&program(folder, line).output().unwrap())
}

/// What the program prints, which must succeed.
pub fn done(folder: &Path, line: &str) -> String {
    let said = inforce(folder, line);
    assert_eq!(said.code, Some(0), "{line}: {}{}", said.stdout, said.stderr);
    said.stdout
}

/// What the program says on a terminal of 80 columns.
pub fn told(folder: &Path, line: &str) -> Said {
    said(&program(folder, line).env("COLUMNS", "80").output().unwrap())
}

pub fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

/// A folder with `testdata`, and the demo published in `out`.
pub fn demo() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(testdata(), folder.path().join("testdata")).unwrap();
    done(folder.path(), "run testdata/demo --quiet");
    folder
}

pub fn said(output: &Output) -> Said {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Said {
        code: output.status.code(),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    }
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        match fs::symlink_metadata(&path).unwrap().file_type() {
            kind if kind.is_symlink() => {
                std::os::unix::fs::symlink(fs::read_link(&path).unwrap(), target).unwrap();
            }
            kind if kind.is_dir() => copy(&path, &target),
            _ => drop(fs::copy(&path, &target).unwrap()),
        }
    }
}
