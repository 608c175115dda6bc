//! What can be wrong with a file as a whole: what was found, what was expected, what to do.

use std::io;
use std::sync::Arc;

/// The reason why a file, or the rest of a file, cannot be read.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Fault {
    /// The system reported an error.
    #[error("the file cannot be read: {}", shown(.0))]
    Unreadable(Arc<io::Error>),
    /// The file is of a kind that this crate does not read.
    #[error("the file is {found}; {remedy}")]
    OtherKind {
        /// What the file is.
        found: String,
        /// What to do.
        remedy: &'static str,
    },
    /// The file is protected by a password.
    #[error(
        "the file is encrypted, so that only its password opens it; save it without a password"
    )]
    Encrypted,
    /// The bytes contradict the format: the file was cut, altered, or written by a faulty program.
    #[error(
        "{} is damaged: {}; deliver the file again, or save it anew",
        shown(part),
        shown(detail)
    )]
    Damaged {
        /// The part of the file.
        part: String,
        /// What was found.
        detail: String,
    },
    /// The file ends before its content does.
    #[error(
        "{} ends too early: {}; the file was cut, deliver it again",
        shown(part),
        shown(detail)
    )]
    Cut {
        /// The part of the file.
        part: String,
        /// What is missing.
        detail: String,
    },
    /// A part of the file is larger than the caller allows.
    #[error(
        "{} holds more than {limit} {unit}, the most that is read; {remedy}",
        shown(part)
    )]
    TooLarge {
        /// The part of the file.
        part: String,
        /// The limit.
        limit: u64,
        /// What the limit counts.
        unit: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// The workbook has no sheet of that name.
    #[error(
        "the workbook has no sheet {}; its sheets are {}",
        quoted(sheet),
        list(sheets)
    )]
    NoSheet {
        /// The name that was asked for.
        sheet: String,
        /// The names of all sheets, in order.
        sheets: Vec<String>,
    },
    /// The name of an encoding is unknown, or the encoding is not read.
    #[error(
        "the encoding {} is not read; use a name such as UTF-8, UTF-16LE, windows-1252 or ISO-8859-2", quoted(.0)
    )]
    UnknownEncoding(String),
    /// The file starts with the mark of another encoding than the stated one.
    #[error(
        "the encoding is stated as {}, but the file starts with the mark of {marked}; state {marked}",
        shown(stated)
    )]
    OtherEncoding {
        /// The encoding that was stated.
        stated: String,
        /// The encoding whose mark the file has.
        marked: &'static str,
    },
    /// Bytes that no character of the encoding has.
    #[error(
        "{part} is not {encoding}: line {line} holds bytes that mean no character; state the true encoding, or save the file as UTF-8"
    )]
    NotInEncoding {
        /// The part of the file.
        part: String,
        /// The encoding.
        encoding: &'static str,
        /// The line, counted from 1.
        line: u64,
    },
    /// The XML document declares a document type.
    #[error(
        "line {line} declares a document type (<!DOCTYPE …>), which is not read for safety; remove the declaration and everything in it"
    )]
    DocumentType {
        /// The line, counted from 1.
        line: u64,
    },
    /// The path of the rows does not lead anywhere.
    #[error(
        "no element has the path {}; the file holds the elements {}",
        quoted(path),
        list(found)
    )]
    NoSuchPath {
        /// The path that was asked for.
        path: String,
        /// The paths of the first elements that the file holds.
        found: Vec<String>,
    },
    /// The caller asked for something that means nothing.
    #[error("{}", shown(.0))]
    Options(String),
    /// A library that reads the format gave up.
    #[error(
        "{} cannot be read: the reader of the format failed on it ({}); save the file anew, or save it as CSV UTF-8",
        shown(part),
        shown(detail)
    )]
    Failed {
        /// The part of the file.
        part: String,
        /// What the library said.
        detail: String,
    },
}

/// The most characters of a text, and the most texts of a list, that a message repeats.
const LENGTH: usize = 300;
const COUNT: usize = 20;

/// A text that a message repeats: on one line, without characters that act on a terminal, and not long.
fn shown(text: &(impl ToString + ?Sized)) -> String {
    let text = text.to_string();
    let mut shown = String::new();
    for (place, c) in text.chars().enumerate() {
        match c {
            _ if place == LENGTH => return shown + "…",
            '\'' | '"' | '\\' => shown.push(c),
            _ => shown.extend(c.escape_debug()),
        }
    }
    shown
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", shown(text))
}

fn list(texts: &[String]) -> String {
    let shown: Vec<String> = texts.iter().take(COUNT).map(|text| quoted(text)).collect();
    match shown.len() {
        0 => "none".to_owned(),
        _ if texts.len() > COUNT => shown.join(", ") + ", …",
        _ => shown.join(", "),
    }
}

impl Fault {
    pub(crate) fn damaged(part: &str, detail: impl Into<String>) -> Self {
        Self::Damaged {
            part: part.to_owned(),
            detail: detail.into(),
        }
    }

    /// Wraps the fault so that it passes through a reader; `From<io::Error>` takes it out again.
    pub(crate) fn into_io(self) -> io::Error {
        io::Error::other(self)
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref()) {
            Some(fault) => Self::clone(fault),
            None => Self::Unreadable(Arc::new(error)),
        }
    }
}

/// Runs code of other libraries on untrusted bytes: a panic in that code becomes a fault.
pub(crate) fn guarded<T>(part: &str, read: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).unwrap_or_else(|panic| {
        let detail = panic
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned())
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "no reason given".to_owned());
        Err(Fault::Failed {
            part: part.to_owned(),
            detail,
        })
    })
}

#[cfg(test)]
impl Fault {
    /// Fails where a message is long or may act on a terminal, and where code panicked: the guard would hide it from a test.
    pub(crate) fn assert_sound(&self) {
        let said = self.to_string();
        assert!(!matches!(self, Self::Failed { .. }), "{said}");
        assert!(said.len() < 20_000, "{}", said.len());
        let harmful = |c: char| !matches!(c, '\'' | '"' | '\\') && c.escape_debug().len() > 1;
        assert!(!said.contains(harmful), "{said:?}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_passes_through_a_reader() {
        let fault: Fault = Fault::Encrypted.into_io().into();
        assert!(matches!(fault, Fault::Encrypted));
        let fault: Fault = io::Error::from(io::ErrorKind::NotFound).into();
        assert!(matches!(fault, Fault::Unreadable(_)));
    }

    #[test]
    fn messages_are_short_and_harmless() {
        let evil = "a\u{1b}[31m\n\u{202e}\"'\\".repeat(1000);
        let list = vec![evil.clone(); 1000];
        for fault in [
            Fault::damaged(&evil, evil.clone()),
            Fault::NoSheet {
                sheet: evil.clone(),
                sheets: list.clone(),
            },
            Fault::NoSuchPath {
                path: evil.clone(),
                found: list,
            },
            Fault::UnknownEncoding(evil.clone()),
            Fault::Options(evil),
        ] {
            fault.assert_sound();
        }
    }

    #[test]
    fn a_panic_becomes_a_fault() {
        let fault = guarded::<()>("the sheet", || panic!("out of range")).unwrap_err();
        assert!(
            fault.to_string().contains("the sheet") && fault.to_string().contains("out of range")
        );
    }
}
