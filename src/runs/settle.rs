//! Which versions stand, and what becomes of those that do not.

use super::books::Books;
use super::pool::Pool;
use super::scan::in_scope;
use crate::evidence::Gathering;
use crate::intake::Lists;
use crate::ledger::Tally;
use crate::outputs::{RecordCounts, Superseded};
use crate::scratch::{Parts, ScratchError};
use crate::terms::Map;
use crate::versions::{Version, superseded};
use rayon::prelude::*;

/// Finds the versions that stand, part by part, and gathers them; takes the others out of tally and books, and
/// puts them aside.
pub(super) fn settle(
    suspects: &Parts,
    aside: &Superseded,
    gathering: &Gathering<'_>,
    tally: &Tally,
    lists: &Lists,
    books: &mut Books,
) -> Result<(), ScratchError> {
    let writers = Pool::new();
    let replaced: Vec<Map<u32, RecordCounts>> = (0..suspects.len())
        .into_par_iter()
        .map(|part| {
            let bytes = suspects.take(part)?;
            let mut versions = unpacked(&bytes);
            let mut counts: Map<u32, RecordCounts> = Map::default();
            writers.with(
                || (tally.writer(), gathering.writer(), aside.writer()),
                |(tally, gathering, aside)| {
                    let replaced = superseded(&mut versions);
                    // The one that stands comes before those that it replaces.
                    let mut standing = None;
                    for (replaced, version) in replaced.into_iter().zip(&versions) {
                        if let Some(standing) = standing.filter(|_| replaced) {
                            aside.add(part, version, &standing);
                            tally.take_out(&version.record);
                            *in_scope(counts.entry(version.origin.file).or_default(), lists, version.record.form, version.record.date) += 1;
                        } else {
                            standing = Some(*version);
                            gathering.add(version);
                        }
                    }
                },
            );
            Ok(counts)
        })
        .collect::<Result<_, ScratchError>>()?;
    for (file, counts) in replaced.into_iter().flatten() {
        books.supersede(file, counts);
    }
    Ok(())
}

pub(super) fn unpacked(mut bytes: &[u8]) -> Vec<Version<'_>> {
    // What was kept has been compared with what comes back, so there is nothing but whole versions.
    std::iter::from_fn(|| Version::unpack(&mut bytes)).collect()
}
