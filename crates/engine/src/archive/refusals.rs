//! Keeps refused rows between reading and writing: each is put in words when it is read, and written at the end.

use crate::config::Config;
use crate::intake::{Column, Kind, Reason, Refused, RefusedFields, Touched};
use crate::records::Flow;
use crate::scratch::{Kept, Scratch, ScratchError};
use crate::terms::{Country, Substance};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A refused row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The row in its file.
    pub row: u64,
    /// The row's own id; empty if it cannot be read.
    pub id: String,
    /// The name of the reason.
    pub reason: &'static str,
    /// What was found and what was expected.
    pub detail: String,
    /// The text of the whole row.
    pub raw: String,
    /// What could be read of the row.
    pub kept: RefusedFields,
}

impl Refusal {
    /// Returns the refusal of a row in a file of a kind.
    #[must_use]
    pub fn of(row: u64, refused: &Refused<'_>, kind: Kind, config: &Config) -> Self {
        let id = match kind {
            Kind::Record => Column::RecordId,
            Kind::Filing => Column::FilingId,
        };
        Self {
            row,
            id: refused.text(id).unwrap_or_default(),
            reason: refused.reason.name(),
            detail: refused.detail(),
            raw: refused.raw(),
            kept: refused.fields(kind, config),
        }
    }
}

/// The refused rows of one file, in order.
#[derive(Debug)]
pub struct Refusals {
    kind: Kind,
    file: Arc<str>,
    scratch: Scratch,
    packed: Vec<u8>,
    kept: Vec<Kept>,
    failed: Option<ScratchError>,
    /// The number of rows by reason.
    reasons: BTreeMap<&'static str, u64>,
    touched: BTreeSet<Touched>,
    first_row: Option<u64>,
}

/// The bytes that are gathered before they go to the scratch space.
const FULL: usize = 64 * 1024;

impl Refusals {
    /// Begins without rows.
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
    pub fn add(&mut self, refusal: &Refusal) {
        self.touched.extend(refusal.kept.touched(self.kind));
        self.first_row = self.first_row.or(Some(refusal.row));
        *self.reasons.entry(refusal.reason).or_insert(0) += 1;
        pack(refusal, &mut self.packed);
        if self.packed.len() >= FULL {
            self.keep();
        }
    }

    /// Returns what the rows may touch.
    pub fn touched(&self) -> impl Iterator<Item = Touched> {
        self.touched.iter().copied()
    }

    /// Returns the first refused row of the file.
    #[must_use]
    pub const fn first_row(&self) -> Option<u64> {
        self.first_row
    }

    /// Returns the kind of the file.
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

    /// Ends the list: no more rows may be added.
    pub fn close(&mut self) {
        if !self.packed.is_empty() {
            self.keep();
        }
        self.packed = Vec::new();
    }

    /// Passes on all rows as bytes, some rows at a time, for another process.
    pub fn each_piece<E: From<ScratchError>>(
        &self,
        mut each: impl FnMut(&[u8]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut buffer = Vec::new();
        for kept in &self.kept {
            each(kept.read(&mut buffer)?)?;
        }
        Ok(())
    }

    /// Adds rows that [`Refusals::each_piece`] passed on; `None` if the bytes are no such rows.
    pub fn add_packed(&mut self, mut rows: &[u8]) -> Option<()> {
        while !rows.is_empty() {
            self.add(&unpack(&mut rows)?);
        }
        Some(())
    }

    /// Fails if a row could not be kept. Returns the error only once.
    pub fn check(&mut self) -> Result<(), ScratchError> {
        self.failed.take().map_or(Ok(()), Err)
    }

    /// Returns the name of the file.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Returns the number of refused rows.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.reasons.values().sum()
    }

    /// Whether there is no refused row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.reasons.is_empty()
    }

    /// Returns the number of rows by kind of file and reason.
    pub fn reasons(&self) -> impl Iterator<Item = ((Kind, &'static str), u64)> {
        self.reasons
            .iter()
            .map(|(reason, count)| ((self.kind, *reason), *count))
    }

    /// Passes on all rows.
    pub(super) fn each<E: From<ScratchError>>(
        &self,
        mut each: impl FnMut(Refusal) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut buffer = Vec::new();
        for kept in &self.kept {
            let mut bytes = kept.read(&mut buffer)?;
            while !bytes.is_empty() {
                each(unpack(&mut bytes).ok_or_else(|| kept.damaged())?)?;
            }
        }
        Ok(())
    }
}

/// Appends a row as numbers and texts.
fn pack(refusal: &Refusal, to: &mut Vec<u8>) {
    let Refusal {
        row,
        id,
        reason,
        detail,
        raw,
        kept,
    } = refusal;
    let flow = kept.flow.map(|flow| u16::from(flow == Flow::Import));
    let countries = kept.countries.iter().map(|country| country.number());
    let substances = kept.substances.iter().map(|substance| substance.number());
    to.extend(row.to_le_bytes());
    for numbers in [
        Vec::from_iter(kept.reporter.map(Country::number)),
        Vec::from_iter(kept.partner.map(Country::number)),
        Vec::from_iter(flow),
        countries.collect(),
        substances.collect(),
    ] {
        to.extend(length(numbers.len()).to_le_bytes());
        for number in numbers {
            to.extend(number.to_le_bytes());
        }
    }
    to.extend(length(kept.unknown_countries.len()).to_le_bytes());
    let texts = [id.as_str(), reason, detail, raw];
    for text in kept
        .unknown_countries
        .iter()
        .map(String::as_str)
        .chain(texts)
    {
        to.extend(length(text.len()).to_le_bytes());
        to.extend(text.as_bytes());
    }
}

fn unpack(bytes: &mut &[u8]) -> Option<Refusal> {
    let row = number(bytes)?;
    let [reporter, partner] = [numbers(bytes)?, numbers(bytes)?];
    let [flow, countries, substances] = [numbers(bytes)?, numbers(bytes)?, numbers(bytes)?];
    let kept = RefusedFields {
        reporter: reporter.first().copied().map(Country::from),
        partner: partner.first().copied().map(Country::from),
        flow: flow.first().map(|flow| match flow {
            0 => Flow::Export,
            _ => Flow::Import,
        }),
        substances: substances.into_iter().map(Substance::from).collect(),
        countries: countries.into_iter().map(Country::from).collect(),
        unknown_countries: (0..number(bytes)?)
            .map(|_| text(bytes))
            .collect::<Option<_>>()?,
    };
    Some(Refusal {
        row,
        id: text(bytes)?,
        reason: Reason::named(&text(bytes)?)?,
        detail: text(bytes)?,
        raw: text(bytes)?,
        kept,
    })
}

fn length(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// Reads a list of numbers of codes.
fn numbers(bytes: &mut &[u8]) -> Option<Vec<u16>> {
    let next = |bytes: &mut &[u8]| {
        let (number, rest) = bytes.split_first_chunk()?;
        *bytes = rest;
        Some(u16::from_le_bytes(*number))
    };
    (0..number(bytes)?).map(|_| next(bytes)).collect()
}

fn number(bytes: &mut &[u8]) -> Option<u64> {
    let (number, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(u64::from_le_bytes(*number))
}

fn text(bytes: &mut &[u8]) -> Option<String> {
    let length = usize::try_from(number(bytes)?).ok()?;
    let (text, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    std::str::from_utf8(text).ok().map(str::to_owned)
}
