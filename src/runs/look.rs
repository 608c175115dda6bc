//! The second reading: only the rows that matter, and those in full.

use super::Meter;
use super::inputs::{Piece, pieces};
use super::scan::Scan;
use crate::evidence::Wanted;
use crate::intake::{Column, FileFault, InputFile, Kind, Lists};
use crate::outputs::Refusal;
use crate::terms::Origin;
use crate::versions::{Suspects, Version};
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

/// Reads again the portions that hold a suspect, a wanted or a refused row.
pub(super) fn look(
    files: &[InputFile],
    lists: &Lists,
    scan: &Scan,
    suspects: &Suspects,
    wanted: &Wanted,
    meter: &Meter,
) -> Result<Look, FileFault> {
    let work = pieces(files);
    let parts: Vec<Look> = work
        .par_iter()
        .zip(&scan.portions)
        .map(|(piece, scanned)| {
            let needed = !wanted.is_empty() || scanned.counts.quarantined > 0 || scanned.identities.any(suspects);
            let part = if needed { look_at_portion(*piece, lists, &scanned.identities, suspects, wanted)? } else { Look::default() };
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

fn look_at_portion(
    piece: Piece,
    lists: &Lists,
    identities: &crate::versions::Identities,
    suspects: &Suspects,
    wanted: &Wanted,
) -> Result<Look, FileFault> {
    let mut look = Look::default();
    let name: Arc<str> = piece.file.name.as_str().into();
    let file = u32::try_from(piece.file_index).unwrap_or(u32::MAX);
    let first_row = piece.portion.first_row();
    piece.file.records(piece.portion, lists, |row, record| match record {
        Ok((record, texts)) => {
            let identity = identities.of_row(usize::try_from(row - first_row).unwrap_or(usize::MAX));
            let origin = Origin { file, row };
            if suspects.has(identity) {
                look.suspects.push(Version::new(origin, record, texts));
            } else if identity != 0 && wanted.wants(record, lists.conversion) {
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
