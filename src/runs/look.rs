//! The second reading: only the rows that matter, and those in full.

use super::Meter;
use super::inputs::{Piece, by_portion};
use super::scan::{Scan, ScannedPortion, is_known};
use crate::evidence::Wanted;
use crate::intake::{Column, FileFault, InputFile, Kind, Lists, Record};
use crate::outputs::Refusal;
use crate::terms::{Day, Origin};
use crate::versions::{Identity, Suspects, Version};
use std::sync::Arc;

/// Rows kept in full.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// Records whose identity may occur more than once.
    pub(super) suspects: Vec<Version>,
    /// Other records on which an alert may rest.
    pub(super) others: Vec<Version>,
    /// All refused rows, by file and row.
    pub(super) refusals: Vec<Refusal>,
}

/// What to look for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sought<'a> {
    pub(super) known_at: Option<Day>,
    pub(super) suspects: &'a Suspects,
    pub(super) wanted: &'a Wanted,
}

/// Reads again all portions, or where there is nothing else to look for those with a refused row.
pub(super) fn look(files: &[InputFile], lists: &Lists, scan: &Scan, sought: Sought, meter: &Meter) -> Result<Look, FileFault> {
    let everywhere = !sought.wanted.is_empty() || !sought.suspects.is_empty();
    let parts = by_portion(files, |piece| {
        let scanned = &scan.portions[piece.file_index][piece.place];
        let mut look = Look::default();
        if everywhere {
            pick(piece, lists, sought, &mut look)?;
        }
        if scanned.counts.quarantined > 0 {
            refused(piece, &files[piece.file_index], lists, scanned, &mut look)?;
        }
        meter.advance(piece.portion.rows());
        Ok(look)
    });
    let mut look = Look::default();
    for parts in parts {
        for part in parts? {
            look.suspects.extend(part.suspects);
            look.others.extend(part.others);
            look.refusals.extend(part.refusals);
        }
    }
    Ok(look)
}

fn pick(piece: Piece, lists: &Lists, sought: Sought, look: &mut Look) -> Result<(), FileFault> {
    let file = u32::try_from(piece.file_index).unwrap_or(u32::MAX);
    let pick = |record: &Record, id: &str| {
        let why = || {
            if sought.suspects.has(Identity::of(record.reporter, id)) {
                Some(Why::Suspect)
            } else {
                sought.wanted.wants(record, lists.conversion).then_some(Why::Wanted)
            }
        };
        is_known(record, sought.known_at).then(why).flatten()
    };
    piece.reader.picked(piece.portion, lists, pick, |row, why, record, texts| {
        let version = Version::new(Origin { file, row }, record, texts);
        match why {
            Why::Suspect => look.suspects.push(version),
            Why::Wanted => look.others.push(version),
        }
    })
}

/// Why a row is kept.
#[derive(Clone, Copy)]
enum Why {
    /// Its identity may occur more than once.
    Suspect,
    /// An alert may rest on it.
    Wanted,
}

fn refused(piece: Piece, file: &InputFile, lists: &Lists, scanned: &ScannedPortion, look: &mut Look) -> Result<(), FileFault> {
    let name: Arc<str> = file.name.as_str().into();
    piece.reader.refused(piece.portion, scanned.refused(), lists, |row, refused| {
        look.refusals.push(Refusal {
            kind: Kind::Record,
            file: Arc::clone(&name),
            row,
            id: refused.id(Column::RecordId),
            reason: refused.reason.name(),
            detail: refused.detail(),
            raw: refused.raw(),
        });
    })
}
