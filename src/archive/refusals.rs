//! Refused rows on their way to quarantine: rendered when they are read, kept until they are written.

use crate::config::Config;
use crate::intake::{Column, Kind, Refused, Touched};
use crate::scratch::{Kept, Scratch, ScratchError};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A refused row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refusal<'a> {
    /// Of which kind of file.
    pub(super) kind: Kind,
    /// The file, relative to the dataset.
    pub(super) file: &'a str,
    /// The row in it.
    pub(super) row: i64,
    /// The row's own id; empty where it cannot be read.
    pub(super) id: &'a str,
    /// Why, by name.
    pub(super) reason: &'a str,
    /// What was found and what was expected.
    pub(super) detail: &'a str,
    /// The whole row.
    pub(super) raw: &'a str,
}

/// Refused rows of one file, in order.
#[derive(Debug)]
pub struct Refusals {
    kind: Kind,
    file: Arc<str>,
    scratch: Scratch,
    packed: Vec<u8>,
    kept: Vec<Kept>,
    failed: Option<ScratchError>,
    /// How many there are for each reason.
    reasons: BTreeMap<&'static str, u64>,
    touched: BTreeSet<Touched>,
    first_row: Option<u64>,
}

/// Bytes gathered before they are kept.
const FULL: usize = 64 * 1024;

impl Refusals {
    /// None yet.
    #[must_use]
    pub fn new(kind: Kind, file: &str, scratch: &Scratch) -> Self {
        let (file, scratch) = (file.into(), scratch.clone());
        Self {
            kind,
            file,
            scratch,
            packed: Vec::new(),
            kept: Vec::new(),
            failed: None,
            reasons: BTreeMap::new(),
            touched: BTreeSet::new(),
            first_row: None,
        }
    }

    /// Adds the next row.
    pub fn add(&mut self, row: u64, refused: &Refused<'_>, config: &Config) {
        self.touched.extend(refused.touched(self.kind, config));
        let id = refused.text(if self.kind == Kind::Record {
            Column::RecordId
        } else {
            Column::FilingId
        });
        self.add_texts(
            row,
            refused.reason.name(),
            [
                id.as_deref().unwrap_or_default(),
                &refused.detail(),
                &refused.raw(),
            ],
        );
    }

    /// The same of a row that was refused before: its id, what was found and expected, and the row.
    pub fn add_texts(&mut self, row: u64, reason: &'static str, [id, detail, raw]: [&str; 3]) {
        self.first_row = self.first_row.or(Some(row));
        self.packed.extend(row.to_le_bytes());
        for text in [id, reason, detail, raw] {
            self.packed
                .extend(u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
            self.packed.extend(text.as_bytes());
        }
        *self.reasons.entry(reason).or_insert(0) += 1;
        if self.packed.len() >= FULL {
            self.keep();
        }
    }

    /// What rows that were refused before may touch.
    pub fn touch(&mut self, touched: impl IntoIterator<Item = Touched>) {
        self.touched.extend(touched);
    }

    /// What the rows may touch.
    pub fn touched(&self) -> impl Iterator<Item = Touched> {
        self.touched.iter().copied()
    }

    /// The first of them.
    #[must_use]
    pub const fn first_row(&self) -> Option<u64> {
        self.first_row
    }

    /// Of which kind of file they are.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    fn keep(&mut self) {
        match self.scratch.keep(self.packed.as_slice()) {
            Ok(kept) => self.kept.push(kept),
            Err(error) => drop(self.failed.get_or_insert(error)),
        }
        self.packed.clear();
    }

    /// No more will be added.
    pub fn close(&mut self) {
        if !self.packed.is_empty() {
            self.keep();
        }
        self.packed = Vec::new();
    }

    /// Whether all of them are there: the error that says why not, once.
    pub fn check(&mut self) -> Result<(), ScratchError> {
        self.failed.take().map_or(Ok(()), Err)
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.reasons.values().sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.reasons.is_empty()
    }

    /// How many there are for each reason, of which kind.
    pub fn reasons(&self) -> impl Iterator<Item = ((Kind, &'static str), u64)> {
        self.reasons
            .iter()
            .map(|(reason, count)| ((self.kind, *reason), *count))
    }

    /// Goes through all rows.
    pub(super) fn each<E: From<ScratchError>>(
        &self,
        mut each: impl FnMut(Refusal<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut buffer = Vec::new();
        for kept in &self.kept {
            let mut bytes = kept.read(&mut buffer)?;
            while !bytes.is_empty() {
                each(self.unpack(&mut bytes).ok_or_else(|| kept.damaged())?)?;
            }
        }
        Ok(())
    }

    fn unpack<'a>(&'a self, bytes: &mut &'a [u8]) -> Option<Refusal<'a>> {
        let row = i64::try_from(number(bytes)?).ok()?;
        let (id, reason, detail, raw) = (text(bytes)?, text(bytes)?, text(bytes)?, text(bytes)?);
        Some(Refusal {
            kind: self.kind,
            file: &self.file,
            row,
            id,
            reason,
            detail,
            raw,
        })
    }
}

fn number(bytes: &mut &[u8]) -> Option<u64> {
    let (number, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(u64::from_le_bytes(*number))
}

fn text<'a>(bytes: &mut &'a [u8]) -> Option<&'a str> {
    let length = usize::try_from(number(bytes)?).ok()?;
    let (text, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    std::str::from_utf8(text).ok()
}
