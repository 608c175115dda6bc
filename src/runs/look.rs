//! The second reading: only the rows that matter, and those in full.

use super::Meter;
use super::inputs::{Piece, pieces};
use super::scan::{Scan, is_known};
use crate::evidence::Wanted;
use crate::intake::{Column, FileFault, InputFile, Kind, Lists};
use crate::outputs::Refusal;
use crate::terms::{Day, Origin};
use crate::versions::{Identity, Suspects, Version};
use rayon::prelude::*;
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
    let work = pieces(files);
    let everywhere = !sought.wanted.is_empty() || !sought.suspects.is_empty();
    let parts: Vec<Look> = work
        .par_iter()
        .zip(&scan.portions)
        .map(|(piece, scanned)| {
            let needed = everywhere || scanned.counts.quarantined > 0;
            let part = if needed { look_at_portion(*piece, lists, sought)? } else { Look::default() };
            meter.advance(piece.portion.rows());
            Ok(part)
        })
        .collect::<Result<_, FileFault>>()?;
    let mut look = Look::default();
    for part in parts {
        look.suspects.extend(part.suspects);
        look.others.extend(part.others);
        look.refusals.extend(part.refusals);
    }
    Ok(look)
}

fn look_at_portion(piece: Piece, lists: &Lists, sought: Sought) -> Result<Look, FileFault> {
    let mut look = Look::default();
    let name: Arc<str> = piece.file.name.as_str().into();
    let file = u32::try_from(piece.file_index).unwrap_or(u32::MAX);
    piece.file.records(piece.portion, lists, |row, record| match record {
        Ok((record, _)) if !is_known(record, sought.known_at) => {}
        Ok((record, texts)) => {
            let origin = Origin { file, row };
            if sought.suspects.has(Identity::of(record.reporter, texts.record_id)) {
                look.suspects.push(Version::new(origin, record, texts));
            } else if sought.wanted.wants(record, lists.conversion) {
                look.others.push(Version::new(origin, record, texts));
            }
        }
        Err(refused) => look.refusals.push(Refusal {
            kind: Kind::Record,
            file: Arc::clone(&name),
            row,
            id: refused.id(Column::RecordId),
            reason: refused.reason.name(),
            detail: refused.detail(),
            raw: refused.raw(),
        }),
    })?;
    Ok(look)
}
