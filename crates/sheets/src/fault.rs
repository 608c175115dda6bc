//! What can be wrong with a file as a whole: what was found, what was expected, what to do.

use std::io;
use std::sync::Arc;

/// The reason why a file, or the rest of a file, cannot be read.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Fault {
    /// The system reported an error.
    #[error("the file cannot be read: {0}")]
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
    #[error("{part} is damaged: {detail}; deliver the file again, or save it anew")]
    Damaged {
        /// The part of the file.
        part: String,
        /// What was found.
        detail: String,
    },
    /// The file ends before its content does.
    #[error("{part} ends too early: {detail}; the file was cut, deliver it again")]
    Cut {
        /// The part of the file.
        part: String,
        /// What is missing.
        detail: String,
    },
    /// A part of the file is larger than the caller allows.
    #[error("{part} holds more than {limit} {unit}, the most that is read; {remedy}")]
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
    #[error("the workbook has no sheet {sheet:?}; its sheets are {sheets:?}")]
    NoSheet {
        /// The name that was asked for.
        sheet: String,
        /// The names of all sheets, in order.
        sheets: Vec<String>,
    },
    /// The name of an encoding is unknown, or the encoding is not read.
    #[error(
        "the encoding {0:?} is not read; use a name such as UTF-8, UTF-16LE, windows-1252 or ISO-8859-2"
    )]
    UnknownEncoding(String),
    /// The file starts with the mark of another encoding than the stated one.
    #[error(
        "the encoding is stated as {stated}, but the file starts with the mark of {marked}; state {marked}"
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
    #[error("no element has the path {path:?}; the file holds the elements {found:?}")]
    NoSuchPath {
        /// The path that was asked for.
        path: String,
        /// The paths of the first elements that the file holds.
        found: Vec<String>,
    },
    /// The caller asked for something that means nothing.
    #[error("{0}")]
    Options(String),
    /// A library that reads the format gave up.
    #[error(
        "{part} cannot be read: the reader of the format failed on it ({detail}); save the file anew, or save it as CSV UTF-8"
    )]
    Failed {
        /// The part of the file.
        part: String,
        /// What the library said.
        detail: String,
    },
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
    fn a_panic_becomes_a_fault() {
        let fault = guarded::<()>("the sheet", || panic!("out of range")).unwrap_err();
        assert!(
            fault.to_string().contains("the sheet") && fault.to_string().contains("out of range")
        );
    }
}
