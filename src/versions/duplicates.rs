//! Finding the ids that occur more than once, without keeping the ids.

use crate::scratch::{Parts, PartsWriter, Scratch, ScratchError};
use crate::terms::Country;
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
    #[inline]
    pub fn of(reporter: Country, record_id: &str) -> Self {
        let mut hasher = FixedState::default().build_hasher();
        hasher.write_u16(reporter.number());
        hasher.write(record_id.as_bytes());
        let [part, _, _, _, a, b, c, d] = hasher.finish().to_be_bytes();
        Self {
            part,
            rest: u32::from_be_bytes([a, b, c, d]),
        }
    }

    /// In which of [`PARTS`] parts the versions of a record meet.
    #[must_use]
    pub fn part(self) -> usize {
        usize::from(self.part)
    }
}

/// Parts, one for each value of an identity's first byte.
pub const PARTS: usize = 256;

/// The identities of all valid, known records: four bytes each, in parts that are looked through one by
/// one, so that what is being compared stays in the processor's cache.
#[derive(Debug)]
pub struct SeenIdentities(Parts);

/// What one thread has seen of them.
#[derive(Debug)]
pub struct SeenIdentitiesWriter<'p>(PartsWriter<'p>);

impl SeenIdentities {
    /// Nothing seen yet.
    #[must_use]
    pub fn new(scratch: &Scratch) -> Self {
        Self(Parts::new(scratch, PARTS))
    }

    /// For one thread; it must be dropped before suspects are looked for.
    #[must_use]
    pub fn writer(&self) -> SeenIdentitiesWriter<'_> {
        SeenIdentitiesWriter(self.0.writer())
    }
}

impl SeenIdentitiesWriter<'_> {
    /// A valid, known record has been seen.
    #[inline]
    pub fn see(&mut self, identity: Identity) {
        self.0
            .add(identity.part(), |to| to.extend(identity.rest.to_le_bytes()));
    }
}

/// The identities that may occur more than once, or others that are looked for.
#[derive(Debug, Default)]
pub struct Suspects {
    /// All of them, but for their parts, by part, ascending.
    numbers: Vec<u32>,
    /// Where among them those of each bucket begin, and at last how many there are.
    starts: Vec<u32>,
    /// Buckets of one part are told apart by so many of a number's first bits.
    bits: u32,
    /// Most rows end here.
    filter: Filter,
}

impl Suspects {
    /// The identities seen more than once, by whichever threads.
    pub fn among(sightings: &SeenIdentities) -> Result<Self, ScratchError> {
        Self::of(|part| Ok(repeated(&sightings.0.take(part)?)))
    }

    /// All identities seen so far; more may be seen after.
    pub fn all_of(sightings: &SeenIdentities) -> Result<Self, ScratchError> {
        Self::of(|part| Ok(distinct(&sightings.0.copy(part)?)))
    }

    /// Of the numbers of each part, ascending.
    fn of(
        part: impl Fn(usize) -> Result<Vec<u32>, ScratchError> + Sync,
    ) -> Result<Self, ScratchError> {
        let parts: Vec<Vec<u32>> = (0..PARTS)
            .into_par_iter()
            .map(&part)
            .collect::<Result<_, ScratchError>>()?;
        let count = parts.iter().map(Vec::len).sum::<usize>();
        if count == 0 {
            return Ok(Self::default());
        }
        let mut filter = Filter::for_some(count);
        parts.iter().flatten().for_each(|rest| filter.set(*rest));
        // About two in a bucket.
        let bits = (count / PARTS / 2).checked_ilog2().unwrap_or(0);
        let mut starts = Vec::with_capacity((PARTS << bits) + 1);
        let mut numbers: Vec<u32> = Vec::with_capacity(count);
        for part in &parts {
            for bucket in 0..1_u64 << bits {
                let before = part.partition_point(|rest| first_bits(*rest, bits) < bucket);
                starts.push(u32::try_from(numbers.len() + before).unwrap_or(u32::MAX));
            }
            numbers.extend(part);
        }
        starts.push(u32::try_from(numbers.len()).unwrap_or(u32::MAX));
        Ok(Self {
            numbers,
            starts,
            bits,
            filter,
        })
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Whether an identity is one of them.
    #[must_use]
    pub fn has(&self, identity: Identity) -> bool {
        self.filter.has(identity.rest) && self.bucket(identity).contains(&identity.rest)
    }

    /// Which of some identities may occur more than once, in order. What is asked for lies far from the processor:
    /// asked for many at a time, and one thing after another, its answers overlap.
    pub fn among_these(&self, identities: &[Identity], found: &mut Vec<bool>) {
        found.clear();
        found.extend(
            identities
                .iter()
                .map(|identity| self.filter.has(identity.rest)),
        );
        let buckets: Vec<(usize, &[u32])> = found
            .iter()
            .enumerate()
            .filter(|(_, found)| **found)
            .map(|(place, _)| (place, self.bucket(identities[place])))
            .collect();
        for (place, bucket) in buckets {
            found[place] = bucket.contains(&identities[place].rest);
        }
    }

    /// The numbers among which that of an identity would be.
    fn bucket(&self, identity: Identity) -> &[u32] {
        let bucket = usize::try_from(first_bits(identity.rest, self.bits)).unwrap_or(0)
            + (identity.part() << self.bits);
        let at = |bucket| {
            self.starts
                .get(bucket)
                .and_then(|start| usize::try_from(*start).ok())
        };
        match (at(bucket), at(bucket + 1)) {
            (Some(from), Some(to)) => &self.numbers[from..to],
            _ => &[],
        }
    }
}

/// The first so many bits of a number.
fn first_bits(number: u32, bits: u32) -> u64 {
    u64::from(number) >> (32 - bits)
}

/// The numbers, four bytes each, that stand there more than once, ascending. Two ways through them with a
/// table of bits leave few to sort: first which places of the table are met twice, then what meets there.
fn repeated(bytes: &[u8]) -> Vec<u32> {
    let numbers = || {
        bytes
            .as_chunks()
            .0
            .iter()
            .map(|bytes| u32::from_le_bytes(*bytes))
    };
    let mut seen = Bits::for_some(bytes.len() / 4);
    let mut twice = Bits::for_some(bytes.len() / 4);
    for number in numbers() {
        if seen.set(number) {
            twice.set(number);
        }
    }
    let mut left: Vec<u32> = numbers().filter(|number| twice.has(*number)).collect();
    left.sort_unstable();
    left.chunk_by(|a, b| a == b)
        .filter(|same| same.len() > 1)
        .filter_map(|same| same.first().copied())
        .collect()
}

/// The numbers, four bytes each, that stand there, ascending.
fn distinct(bytes: &[u8]) -> Vec<u32> {
    let mut numbers: Vec<u32> = bytes
        .as_chunks()
        .0
        .iter()
        .map(|bytes| u32::from_le_bytes(*bytes))
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Two bits for each number, both in one word, so that a look takes one way to memory.
#[derive(Debug, Default)]
struct Filter {
    words: Vec<u64>,
    mask: u32,
}

impl Filter {
    /// With so many numbers, one in 70 others is let through by chance.
    fn for_some(count: usize) -> Self {
        let words = (count / 4).next_power_of_two().clamp(1, 1 << 26);
        Self {
            words: vec![0; words],
            mask: u32::try_from(words - 1).unwrap_or(u32::MAX),
        }
    }

    fn set(&mut self, number: u32) {
        let (word, bits) = self.place(number);
        self.words[word] |= bits;
    }

    #[inline]
    fn has(&self, number: u32) -> bool {
        let (word, bits) = self.place(number);
        self.words.get(word).is_some_and(|word| word & bits == bits)
    }

    /// The word by the lowest bits, the two bits in it by all of them mixed.
    #[inline]
    fn place(&self, number: u32) -> (usize, u64) {
        let mixed = number.wrapping_mul(0x9E37_79B1);
        let bits = 1 << (mixed >> 26) | 1 << (mixed >> 20 & 63);
        (usize::try_from(number & self.mask).unwrap_or(0), bits)
    }
}

/// A table of bits has so many for each number.
const BITS_EACH: usize = 16;

/// A bit for each value that the lowest bits of a number have.
#[derive(Debug, Default)]
struct Bits {
    words: Vec<u64>,
    mask: u32,
}

impl Bits {
    /// Enough that few of so many numbers meet by chance.
    fn for_some(count: usize) -> Self {
        let bits = (count * BITS_EACH).next_power_of_two().clamp(64, 1 << 32);
        Self {
            words: vec![0; bits / 64],
            mask: u32::try_from(bits - 1).unwrap_or(u32::MAX),
        }
    }

    /// Sets the bit of a number; whether it was set before.
    fn set(&mut self, number: u32) -> bool {
        let (word, bit) = self.place(number);
        let before = self.words[word] & bit != 0;
        self.words[word] |= bit;
        before
    }

    fn has(&self, number: u32) -> bool {
        let (word, bit) = self.place(number);
        self.words.get(word).is_some_and(|bits| bits & bit != 0)
    }

    fn place(&self, number: u32) -> (usize, u64) {
        let place = number & self.mask;
        (usize::try_from(place / 64).unwrap_or(0), 1 << (place % 64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_repeated_identities_are_suspect() {
        let identity = |number: u32| Identity::of(Country::from(7), &number.to_string());
        let folder = tempfile::tempdir().expect("a folder");
        let sightings = SeenIdentities::new(&Scratch::new(folder.path(), 1 << 20));
        // Every seventh twice, by another thread; enough of them to fill buffers and exceed the budget.
        let (mut one, mut other) = (sightings.writer(), sightings.writer());
        for number in 0..5_000_000_u32 {
            one.see(identity(number));
            if number % 7 == 0 {
                other.see(identity(number));
            }
        }
        drop((one, other));
        let seen = Suspects::all_of(&sightings).expect("read");
        let suspects = Suspects::among(&sightings).expect("read");
        let identities: Vec<Identity> = (0..5_000_000).map(identity).collect();
        let mut found = Vec::new();
        seen.among_these(&identities, &mut found);
        assert!(found.iter().all(|found| *found));
        suspects.among_these(&identities, &mut found);
        let wrong = found
            .iter()
            .enumerate()
            .filter(|(number, found)| **found != (number % 7 == 0))
            .count();
        // 40 bits of hash let a few different identities look alike; none that repeats is missed.
        assert!(found.iter().step_by(7).all(|found| *found));
        assert!(wrong < 100, "{wrong}");
        Suspects::default().among_these(&identities[..3], &mut found);
        assert_eq!((suspects.is_empty(), found), (false, vec![false; 3]));
        assert!(
            Suspects::among(&SeenIdentities::new(&Scratch::new(folder.path(), 0)))
                .expect("nothing")
                .is_empty()
        );
    }

    #[test]
    fn an_identity_is_of_reporter_and_id_together() {
        assert_ne!(
            Identity::of(Country::from(1), "A"),
            Identity::of(Country::from(2), "A")
        );
        assert_ne!(
            Identity::of(Country::from(1), "A"),
            Identity::of(Country::from(1), "B")
        );
    }

    #[test]
    fn numbers_are_repeated_or_not() {
        let bytes = |numbers: &[u32]| {
            numbers
                .iter()
                .flat_map(|number| number.to_le_bytes())
                .collect::<Vec<u8>>()
        };
        assert!(repeated(&bytes(&[])).is_empty());
        assert_eq!(repeated(&bytes(&[5, 1, 69, 133, 5, 1, 1])), [1, 5]);
        assert_eq!(distinct(&bytes(&[5, 1, 69, 133, 5, 1, 1])), [1, 5, 69, 133]);
    }
}
