//! The ZIP archive in which XLSX and ODS keep their parts.

use super::Limits;
use crate::fault::Fault;
use crate::markup::Markup;
use std::io::{self, Read, Seek};
use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

/// An archive.
pub(super) struct Package<R> {
    zip: ZipArchive<R>,
    pub(super) limits: Limits,
}

/// The bytes of a part, unpacked. Damage is a fault within the error.
pub(super) struct Part<'a, R: Read + Seek> {
    name: String,
    inner: ZipFile<'a, R>,
}

impl<R: Read + Seek> Package<R> {
    pub(super) fn open(file: R, limits: Limits) -> Result<Self, Fault> {
        let zip = ZipArchive::new(file).map_err(|error| fault("the workbook", error))?;
        Ok(Self { zip, limits })
    }

    /// The place of a part; its name is compared without regard to case.
    fn place(&self, name: &str) -> Option<usize> {
        self.zip.index_for_name(name).or_else(|| {
            (0..self.zip.len()).find(|place| {
                matches!(self.zip.name_for_index(*place), Some(Ok(found)) if found.replace('\\', "/").eq_ignore_ascii_case(name))
            })
        })
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    /// Opens a part as XML; none if the archive has no part of that name.
    pub(super) fn markup(&mut self, name: &str) -> Result<Option<Markup<Part<'_, R>>>, Fault> {
        let limit = self.limits.part;
        let Some(place) = self.place(name) else {
            return Ok(None);
        };
        let inner = self
            .zip
            .by_index(place)
            .map_err(|error| fault(name, error))?;
        let part = Part {
            name: name.to_owned(),
            inner,
        };
        Markup::new(name, part, limit).map(Some)
    }

    /// Opens a part as XML that the workbook needs.
    pub(super) fn needed(&mut self, name: &str) -> Result<Markup<Part<'_, R>>, Fault> {
        self.markup(name)?
            .ok_or_else(|| Fault::damaged("the workbook", format!("the part {name} is missing")))
    }
}

fn fault(part: &str, error: ZipError) -> Fault {
    match error {
        ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => Fault::from(error),
        ZipError::UnsupportedArchive(detail) if detail == ZipError::PASSWORD_REQUIRED => {
            Fault::Encrypted
        }
        other => Fault::damaged(part, other.to_string()),
    }
}

impl<R: Read + Seek> Read for Part<'_, R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        self.inner.read(to).map_err(|error| {
            if error.kind() == io::ErrorKind::Interrupted || error.raw_os_error().is_some() {
                return error;
            }
            Fault::damaged(&self.name, error.to_string()).into_io()
        })
    }
}
