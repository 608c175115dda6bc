//! Reads `about.toml`, in which a dataset describes itself; it stands beside `trades/` and `estimates/`. It changes nothing in
//! how rows are judged.

use crate::config::{ConfigError, toml_file};
use crate::terms::{Day, shown, shown_path};
use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// The size limit of `about.toml` in bytes; a person does not write more about a dataset.
const MOST_BYTES: u64 = 65_536;
const REMEDY: &str = "write delivered_by = \"who\", as_of = 2024-12-31, invented = true or false, and note = \"text\", each on a line of its own, and leave out those of which there is nothing to say";

/// The description of a dataset; every entry is optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Who delivered the data.
    #[serde(default, deserialize_with = "text")]
    pub delivered_by: Option<String>,
    /// The day up to which the data are complete, as the deliverer states it.
    #[serde(default, deserialize_with = "day")]
    pub as_of: Option<Day>,
    /// Whether the data are made up.
    #[serde(default)]
    pub invented: bool,
    /// Any other text.
    #[serde(default, deserialize_with = "text")]
    pub note: Option<String>,
}

/// Reads a text that is not empty.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    match <Option<String>>::deserialize(deserializer)? {
        Some(text) if text.trim().is_empty() => Err(D::Error::custom("the text is empty")),
        text => Ok(text),
    }
}

/// Reads a day, written as a TOML date or as a text.
fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Day>, D::Error> {
    let written = match <Option<toml::Value>>::deserialize(deserializer)? {
        None => return Ok(None),
        Some(toml::Value::String(text)) => text,
        Some(toml::Value::Datetime(written)) => written.to_string(),
        Some(value) => {
            return Err(D::Error::custom(format!(
                "a day is expected, and {} was found",
                value.type_str()
            )));
        }
    };
    let day = Day::parse(written.as_bytes())
        .ok()
        .filter(|day| day.is_in_range());
    let found = || {
        D::Error::custom(format!(
            "{} is not a day from {} to {}",
            shown(&written),
            Day::FIRST,
            Day::LAST
        ))
    };
    day.map(Some).ok_or_else(found)
}

impl About {
    /// The name of the file.
    pub const FILE: &str = "about.toml";

    /// Returns the description of a dataset; `None` if the file is absent.
    pub fn read(dataset: &Path) -> Result<Option<Self>, ConfigError> {
        let path = dataset.join(About::FILE);
        let fault = |path: &Path, found: String, remedy: &str| ConfigError {
            file: shown_path(path),
            line: None,
            found,
            remedy: remedy.into(),
        };
        match fs::metadata(&path) {
            Err(error)
                if error.kind() == ErrorKind::NotFound && fs::symlink_metadata(&path).is_err() =>
            {
                return misspelt(dataset);
            }
            Err(error) => {
                return Err(fault(
                    &path,
                    format!("cannot be read: {error}"),
                    "put a file that can be read in its place, or remove it",
                ));
            }
            Ok(metadata) if !metadata.is_file() => {
                return Err(fault(
                    &path,
                    "is no regular file".into(),
                    "put a text file in its place, or remove it",
                ));
            }
            Ok(_) => {}
        }
        let mut bytes = Vec::new();
        let read = fs::File::open(&path)
            .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes));
        read.map_err(|error| {
            fault(
                &path,
                format!("cannot be read: {error}"),
                "put a file that can be read in its place, or remove it",
            )
        })?;
        if u64::try_from(bytes.len()).map_or(true, |length| length > MOST_BYTES) {
            return Err(fault(
                &path,
                format!("has more than {MOST_BYTES} bytes"),
                REMEDY,
            ));
        }
        toml_file(&shown_path(&path), &bytes, REMEDY).map(Some)
    }

    /// Returns the description in words, part by part; texts as they were written.
    #[must_use]
    pub fn told(&self) -> Vec<String> {
        let invented = self.invented.then(|| "invented data".to_owned());
        let delivered = self
            .delivered_by
            .as_ref()
            .map(|who| format!("delivered by {who}"));
        let as_of = self.as_of.map(|day| format!("as of {day}"));
        [invented, delivered, as_of, self.note.clone()]
            .into_iter()
            .flatten()
            .collect()
    }
}

/// Handles an absent file. Fails if there is a file whose name differs only in capitals or blanks: it would be ignored, and
/// with it the statement that the data are made up.
fn misspelt(dataset: &Path) -> Result<Option<About>, ConfigError> {
    let names = fs::read_dir(dataset)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.file_name()));
    let is_meant = |name: &std::ffi::OsString| {
        name.to_str()
            .is_some_and(|name| name.trim().eq_ignore_ascii_case(About::FILE))
    };
    names.filter(is_meant).min().map_or(Ok(None), |name| {
        let (found, remedy) = (
            "would be ignored".to_owned(),
            format!("rename it to {}", About::FILE),
        );
        Err(ConfigError {
            file: shown_path(dataset.join(name)),
            line: None,
            found,
            remedy,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the result for a file of this content, without the path of the folder.
    fn read(content: &[u8]) -> Result<Option<About>, String> {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(About::FILE), content).expect("written");
        About::read(folder.path()).map_err(|error| {
            error
                .to_string()
                .replace(&format!("{}/", folder.path().display()), "")
        })
    }

    #[test]
    fn each_part_may_be_left_out() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(About::read(folder.path()).expect("nothing wrong"), None);
        assert_eq!(read(b""), Ok(Some(About::default())));
        let whole = "# Of the secretariat.\r\ndelivered_by = \"Côte d'Ivoire, \\\"AIRP\\\"\"\r\nas_of = 2024-12-31\r\ninvented = true\r\nnote = \"n\"\r\n";
        let about = About {
            delivered_by: Some("Côte d'Ivoire, \"AIRP\"".into()),
            as_of: Some(Day::from_civil(2024, 12, 31).expect("a day")),
            invented: true,
            note: Some("n".into()),
        };
        assert_eq!(read(whole.as_bytes()), Ok(Some(about.clone())));
        // The file as some editors save it, and with the day as a text.
        assert_eq!(
            read(format!("\u{feff}{}", whole.replace("2024-12-31", "'2024-12-31'")).as_bytes()),
            Ok(Some(about.clone()))
        );
        // A manifest gives back what it was given.
        let json = serde_json::to_string(&about).expect("it can be written");
        assert_eq!(
            serde_json::from_str::<About>(&json).expect("it can be read"),
            about
        );
        let json = serde_json::to_string(&About::default()).expect("it can be written");
        assert_eq!(
            serde_json::from_str::<About>(&json).expect("it can be read"),
            About::default()
        );
    }

    #[test]
    fn a_fault_says_its_line_and_what_to_write() {
        for (content, line, found) in [
            (
                "\ninvented = \"yes\"\n",
                2,
                "invalid type: string \"yes\", expected a boolean",
            ),
            (
                "invented = true\nauthor = \"me\"\n",
                2,
                "unknown field `author`, expected one of `delivered_by`, `as_of`, `invented`, `note`",
            ),
            ("as_of = 2024-02-30\n", 1, ""),
            (
                "as_of = \"31.12.2024\"\n",
                1,
                "\"31.12.2024\" is not a day from 1961-01-01 to 2199-12-31",
            ),
            (
                "as_of = 2024-12-31T10:00:00\n",
                1,
                "\"2024-12-31T10:00:00\" is not a day from 1961-01-01 to 2199-12-31",
            ),
            (
                "as_of = 2200-01-01\n",
                1,
                "\"2200-01-01\" is not a day from 1961-01-01 to 2199-12-31",
            ),
            (
                "as_of = 2024\n",
                1,
                "a day is expected, and integer was found",
            ),
            (
                "note = \"n\"\ndelivered_by = \" \"\n",
                2,
                "the text is empty",
            ),
            ("invented = true\ninvented = false\n", 2, "duplicate key"),
            ("invented: true\n", 1, ""),
        ] {
            let said = read(content.as_bytes()).expect_err(content);
            assert!(
                said.starts_with(&format!("about.toml, line {line}: {found}"))
                    && said.ends_with(&format!("; {REMEDY}")),
                "{said}"
            );
        }
        let utf_16: Vec<u8> = "invented = true\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert!(
            read(&[b"\xff\xfe".as_slice(), &utf_16].concat())
                .expect_err("UTF-16")
                .starts_with("about.toml, line 1: the line is not UTF-8; ")
        );
        assert!(
            read(&vec![b'#'; 65_537])
                .expect_err("too long")
                .starts_with("about.toml: has more than 65536 bytes; write ")
        );
        assert!(read(&vec![b'#'; 65_536]).is_ok());
    }

    #[test]
    fn what_would_be_ignored_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let said = || {
            About::read(folder.path()).map_err(|error| {
                error
                    .to_string()
                    .replace(&format!("{}/", folder.path().display()), "")
            })
        };
        fs::write(folder.path().join("About.TOML"), "invented = true\n").expect("written");
        assert_eq!(
            said(),
            Err("About.TOML: would be ignored; rename it to about.toml".into())
        );
        fs::write(folder.path().join("about.toml"), "invented = true\n").expect("written");
        assert_eq!(
            said(),
            Ok(Some(About {
                invented: true,
                ..About::default()
            }))
        );
        fs::remove_file(folder.path().join("about.toml")).expect("removed");
        fs::create_dir(folder.path().join("about.toml")).expect("a folder");
        assert_eq!(
            said(),
            Err(
                "about.toml: is no regular file; put a text file in its place, or remove it".into()
            )
        );
        fs::remove_dir(folder.path().join("about.toml")).expect("removed");
        std::os::unix::fs::symlink("nowhere", folder.path().join("about.toml")).expect("a link");
        let lost = "about.toml: cannot be read: No such file or directory (os error 2); put a file that can be read in its place, or remove it";
        assert_eq!(said(), Err(lost.into()));
    }
}
