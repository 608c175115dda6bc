//! Finding the ids that occur more than once, without keeping the ids.

use crate::terms::{Country, Set};
use foldhash::fast::FixedState;
use rayon::prelude::*;
use std::hash::{BuildHasher, Hasher};

/// The hash of a record's identity. Two records of one identity always have the same; two of
/// different identities may, which costs a comparison and changes nothing.
#[must_use]
pub fn identity(reporter: Country, record_id: &str) -> u64 {
    let mut hasher = FixedState::default().build_hasher();
    hasher.write_u16(reporter.number());
    hasher.write(record_id.as_bytes());
    // Zero is kept for rows that have no identity.
    hasher.finish().max(1)
}

/// The identities of the rows of one portion, in row order; 0 for rows that take no part.
#[derive(Clone, Debug, Default)]
pub struct Identities(Vec<u64>);

/// The rows whose identity may occur more than once.
#[derive(Debug, Default)]
pub struct Suspects {
    hashes: Set<u64>,
}

/// Identities are sorted in this many parts, so that the parts can be sorted in parallel.
const PARTS: u64 = 256;

impl Identities {
    /// Room for the rows of a portion.
    #[must_use]
    pub fn with_capacity(rows: usize) -> Self {
        Self(Vec::with_capacity(rows))
    }

    /// The next row is a valid, known record.
    pub fn push(&mut self, identity: u64) {
        self.0.push(identity);
    }

    /// The next row takes no part.
    pub fn skip(&mut self) {
        self.0.push(0);
    }

    /// The identity of a row, counted from the first of the portion.
    #[must_use]
    pub fn of_row(&self, row: usize) -> u64 {
        self.0.get(row).copied().unwrap_or(0)
    }

    /// Whether any row is suspect.
    #[must_use]
    pub fn any(&self, suspects: &Suspects) -> bool {
        !suspects.hashes.is_empty() && self.0.iter().any(|identity| suspects.has(*identity))
    }
}

impl Suspects {
    /// The identities that occur more than once among all portions.
    #[must_use]
    pub fn among(portions: &[&Identities]) -> Self {
        let parts: Vec<Vec<Vec<u64>>> = portions.par_iter().map(|portion| parted(&portion.0)).collect();
        let repeated: Vec<Vec<u64>> = (0..usize::try_from(PARTS).unwrap_or(0))
            .into_par_iter()
            .map(|part| {
                let mut all: Vec<u64> = parts.iter().flat_map(|portion| &portion[part]).copied().collect();
                all.sort_unstable();
                all.chunk_by(|a, b| a == b).filter(|same| same.len() > 1).filter_map(|same| same.first().copied()).collect()
            })
            .collect();
        Self { hashes: repeated.into_iter().flatten().collect() }
    }

    /// Whether an identity may occur more than once.
    #[must_use]
    pub fn has(&self, identity: u64) -> bool {
        identity != 0 && self.hashes.contains(&identity)
    }
}

fn parted(identities: &[u64]) -> Vec<Vec<u64>> {
    let mut parts = vec![Vec::new(); usize::try_from(PARTS).unwrap_or(0)];
    for identity in identities.iter().filter(|identity| **identity != 0) {
        if let Ok(part) = usize::try_from(identity % PARTS) {
            parts[part].push(*identity);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_repeated_identities_are_suspect() {
        let mut first = Identities::with_capacity(3);
        for identity in [5, 261, 7] {
            first.push(identity);
        }
        let mut second = Identities::default();
        second.skip();
        second.push(261);
        second.skip();
        let suspects = Suspects::among(&[&first, &second]);
        assert!(suspects.has(261) && !suspects.has(5) && !suspects.has(7) && !suspects.has(0));
        assert!(first.any(&suspects) && second.any(&suspects));
        assert_eq!((first.of_row(1), second.of_row(0), second.of_row(9)), (261, 0, 0));
    }
}
