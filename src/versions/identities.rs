//! Finding the ids that occur more than once, without keeping the ids.

use crate::terms::{Country, Set};
use foldhash::fast::FixedState;
use rayon::prelude::*;
use std::hash::{BuildHasher, Hasher};

/// A hash of a record's reporter and record id. Two records of one identity always have the same;
/// two of different identities may, which costs a comparison and changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    part: u8,
    rest: u32,
}

impl Identity {
    /// The hash of an identity.
    #[must_use]
    pub fn of(reporter: Country, record_id: &str) -> Self {
        let mut hasher = FixedState::default().build_hasher();
        hasher.write_u16(reporter.number());
        hasher.write(record_id.as_bytes());
        let [part, _, _, _, a, b, c, d] = hasher.finish().to_be_bytes();
        Self { part, rest: u32::from_be_bytes([a, b, c, d]) }
    }

    /// One number for both.
    fn key(self) -> u64 {
        u64::from(self.part) << 32 | u64::from(self.rest)
    }
}

/// The identities that one thread has seen: four bytes each, in parts that are looked through one by
/// one, so that what is being compared stays in the processor's cache.
#[derive(Debug)]
pub struct Sightings {
    /// By part, in chunks, so that growing moves nothing.
    parts: Vec<Vec<Vec<u32>>>,
}

/// Parts, one for each value of [`Identity`]'s first byte.
const PARTS: usize = 256;
/// Identities of a chunk.
const CHUNK: usize = 16 * 1024;

impl Default for Sightings {
    fn default() -> Self {
        Self { parts: vec![vec![Vec::new()]; PARTS] }
    }
}

impl Sightings {
    /// A valid, known record has been seen.
    pub fn see(&mut self, identity: Identity) {
        let chunks = &mut self.parts[usize::from(identity.part)];
        match chunks.last_mut() {
            Some(chunk) if chunk.len() < CHUNK => chunk.push(identity.rest),
            _ => {
                let mut chunk = Vec::with_capacity(CHUNK);
                chunk.push(identity.rest);
                chunks.push(chunk);
            }
        }
    }
}

/// The identities that may occur more than once.
#[derive(Debug, Default)]
pub struct Suspects {
    keys: Set<u64>,
    /// A bit for each value that the lowest bits of a suspect have: most rows end here.
    filter: Vec<u64>,
}

/// Bits of the filter, as a mask: 1 MiB, which a processor's cache holds.
const FILTER_MASK: u32 = (1 << 23) - 1;

impl Suspects {
    /// The identities seen more than once, by whichever threads.
    #[must_use]
    pub fn among(sightings: &[Sightings]) -> Self {
        let repeated: Vec<Vec<u64>> = (0..=u8::MAX)
            .into_par_iter()
            .map(|part| {
                let place = usize::from(part);
                let mut all: Vec<u32> = sightings.iter().flat_map(|seen| &seen.parts[place]).flatten().copied().collect();
                all.sort_unstable();
                let repeated = all.chunk_by(|a, b| a == b).filter(|same| same.len() > 1).filter_map(|same| same.first().copied());
                repeated.map(|rest| Identity { part, rest }.key()).collect()
            })
            .collect();
        let mut suspects = Self { keys: repeated.into_iter().flatten().collect(), filter: Vec::new() };
        if !suspects.keys.is_empty() {
            suspects.filter = vec![0; filter_place(FILTER_MASK).0 + 1];
            for key in &suspects.keys {
                let (word, bit) = filter_place(u32::try_from(key & u64::from(u32::MAX)).unwrap_or(0));
                suspects.filter[word] |= bit;
            }
        }
        suspects
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Whether an identity may occur more than once.
    #[must_use]
    pub fn has(&self, identity: Identity) -> bool {
        let (word, bit) = filter_place(identity.rest);
        self.filter.get(word).is_some_and(|bits| bits & bit != 0) && self.keys.contains(&identity.key())
    }
}

/// The word and the bit in it for an identity.
fn filter_place(rest: u32) -> (usize, u64) {
    let place = rest & FILTER_MASK;
    (usize::try_from(place / 64).unwrap_or(0), 1 << (place % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_repeated_identities_are_suspect() {
        let identity = |number: u32| Identity::of(Country::from(7), &number.to_string());
        let mut threads = [Sightings::default(), Sightings::default(), Sightings::default()];
        // Every seventh twice, in another thread; enough of them to fill chunks.
        for number in 0..5_000_000_u32 {
            threads[usize::from(number % 2 == 0)].see(identity(number));
            if number % 7 == 0 {
                threads[2].see(identity(number));
            }
        }
        let suspects = Suspects::among(&threads);
        let wrong = (0..5_000_000).filter(|number| suspects.has(identity(*number)) != (number % 7 == 0)).count();
        // 40 bits of hash let a few different identities look alike; none that repeats is missed.
        assert!((0..5_000_000).step_by(7).all(|number| suspects.has(identity(number))));
        assert!(wrong < 100, "{wrong}");
        assert!(!suspects.is_empty() && Suspects::among(&[]).is_empty() && !Suspects::default().has(identity(1)));
    }

    #[test]
    fn an_identity_is_of_reporter_and_id_together() {
        assert_ne!(Identity::of(Country::from(1), "A"), Identity::of(Country::from(2), "A"));
        assert_ne!(Identity::of(Country::from(1), "A"), Identity::of(Country::from(1), "B"));
    }
}
