//! Finds the ids that occur more than once, without keeping the ids.

use crate::parallel;
use crate::scratch::{Parts, PartsWriter, Scratch, ScratchError};
use crate::terms::Country;
use foldhash::fast::FixedState;
use std::hash::{BuildHasher, Hasher};

/// A hash of a record's reporter and record id. Records with equal ids have equal hashes. Records with different ids may have
/// equal hashes, which costs a comparison and changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    part: u8,
    rest: u32,
}

impl Identity {
    /// Returns the hash of a reporter and record id.
    #[must_use]
    #[inline]
    pub fn of(reporter: Country, record_id: &str) -> Self {
        let [part, _, _, _, a, b, c, d] = Self::wide(reporter, record_id).to_be_bytes();
        Self {
            part,
            rest: u32::from_be_bytes([a, b, c, d]),
        }
    }

    /// Returns a wider hash, which different ids hardly ever share.
    #[must_use]
    #[inline]
    pub fn wide(reporter: Country, record_id: &str) -> u64 {
        let mut hasher = FixedState::default().build_hasher();
        hasher.write_u16(reporter.number());
        hasher.write(record_id.as_bytes());
        hasher.finish()
    }

    /// Returns the hash as bytes.
    #[must_use]
    #[inline]
    pub fn to_bytes(self) -> [u8; 5] {
        let [a, b, c, d] = self.rest.to_le_bytes();
        [self.part, a, b, c, d]
    }

    /// Returns the hash of such bytes.
    #[must_use]
    #[inline]
    pub fn of_bytes([part, a, b, c, d]: [u8; 5]) -> Self {
        Self {
            part,
            rest: u32::from_le_bytes([a, b, c, d]),
        }
    }

    /// Returns the part, of [`PARTS`], in which the versions of the record meet.
    #[must_use]
    pub fn part(self) -> usize {
        usize::from(self.part)
    }
}

/// The number of parts: one for each value of the first byte of an identity.
pub const PARTS: usize = 256;

/// The identities of all valid, known records, four bytes each. The parts are searched one by one, so that the identities being
/// compared stay in the processor's cache.
#[derive(Debug)]
pub struct SeenIdentities(Parts);

/// Adds identities for one thread.
#[derive(Debug)]
pub struct SeenIdentitiesWriter<'p>(PartsWriter<'p>);

impl SeenIdentities {
    /// Makes an empty collection.
    #[must_use]
    pub fn new(scratch: &Scratch) -> Self {
        Self(Parts::new(scratch, PARTS))
    }

    /// Returns a writer for one thread, which must be dropped before the suspects are searched for.
    #[must_use]
    pub fn writer(&self) -> SeenIdentitiesWriter<'_> {
        SeenIdentitiesWriter(self.0.writer())
    }

    /// Returns the numbers of a part that were added more than once, ascending.
    fn repeated(&self, part: usize) -> Result<Vec<u32>, ScratchError> {
        let bytes = self.0.take(part)?;
        Ok(repeated(numbers(&bytes)))
    }
}

impl SeenIdentitiesWriter<'_> {
    /// Adds the identity of a valid, known record.
    #[inline]
    pub fn see(&mut self, identity: Identity) {
        self.0.add(identity.part(), |to| {
            to.extend_from_slice(&identity.rest.to_le_bytes());
        });
    }
}

/// A set of identities, such as those that may occur more than once.
#[derive(Debug, Default)]
pub struct Suspects {
    /// All identities without their parts: by part, ascending.
    numbers: Vec<u32>,
    /// The place in `numbers` at which each bucket begins, and last the length of `numbers`.
    starts: Vec<u32>,
    /// The number of first bits of a number that tell the buckets of one part apart.
    bits: u32,
    /// A filter that rejects most identities outside the set.
    filter: Filter,
}

impl Suspects {
    /// Returns the identities that were added more than once, by any thread.
    pub fn among(sightings: &SeenIdentities) -> Result<Self, ScratchError> {
        Self::of(|part| sightings.repeated(part))
    }

    /// Returns the set of the numbers of each part, ascending.
    pub fn found(parts: &[Vec<u32>]) -> Result<Self, ScratchError> {
        Self::of(|part| Ok(parts.get(part).cloned().unwrap_or_default()))
    }

    /// Returns all identities added so far; more may be added later.
    pub fn all_of(sightings: &SeenIdentities) -> Result<Self, ScratchError> {
        Self::of(|part| Ok(distinct(&sightings.0.copy(part)?)))
    }

    /// Makes the set from the numbers of each part, ascending.
    fn of(
        part: impl Fn(usize) -> Result<Vec<u32>, ScratchError> + Sync,
    ) -> Result<Self, ScratchError> {
        let parts = parallel::try_map(PARTS, part)?;
        let count = parts.iter().map(Vec::len).sum::<usize>();
        if count == 0 {
            return Ok(Self::default());
        }
        let mut filter = Filter::for_some(count);
        parts.iter().flatten().for_each(|rest| filter.set(*rest));
        // About two numbers in a bucket.
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

    /// Returns the number of identities.
    #[must_use]
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Whether an identity is in the set.
    #[must_use]
    pub fn has(&self, identity: Identity) -> bool {
        self.filter.has(identity.rest) && self.bucket(identity).contains(&identity.rest)
    }

    /// Finds out which of some identities are in the set, in order. The set is far from the processor: with many identities at a
    /// time, and one step at a time for all of them, the waits for memory overlap.
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

    /// Returns the bucket that would hold the number of an identity.
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

/// Returns the first `bits` bits of a number.
fn first_bits(number: u32, bits: u32) -> u64 {
    u64::from(number) >> (32 - bits)
}

/// The bytes of a [`WideNumber`].
const WIDE_BYTES: usize = 6;

/// A longer hash of a record's reporter and record id, without its part: 48 bits, by which processes that read more records than
/// one process holds find the ids that occur more than once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WideNumber(u64);

impl WideNumber {
    /// Returns the part and the number of a reporter and record id. The part is that of the [`Identity`].
    #[must_use]
    #[inline]
    pub fn of(reporter: Country, record_id: &str) -> (usize, Self) {
        let hash = Identity::wide(reporter, record_id);
        let [part, ..] = hash.to_be_bytes();
        (usize::from(part), Self(hash & 0xffff_ffff_ffff))
    }

    /// Returns the number as bytes.
    #[must_use]
    #[inline]
    pub fn to_bytes(self) -> [u8; WIDE_BYTES] {
        let mut bytes = [0; WIDE_BYTES];
        bytes.copy_from_slice(&self.0.to_le_bytes()[..WIDE_BYTES]);
        bytes
    }

    /// Returns the numbers of such bytes; `None` if the bytes end within a number.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<impl Iterator<Item = Self> + Clone> {
        let (numbers, rest) = bytes.as_chunks();
        let number = |number: &[u8; WIDE_BYTES]| {
            let mut bytes = [0; 8];
            bytes[..WIDE_BYTES].copy_from_slice(number);
            Self(u64::from_le_bytes(bytes))
        };
        rest.is_empty().then(|| numbers.iter().map(number))
    }

    /// Returns the number of the [`Identity`].
    #[must_use]
    pub fn narrow(self) -> u32 {
        u32::try_from(self.0 & u64::from(u32::MAX)).unwrap_or(u32::MAX)
    }

    /// Returns those of some numbers that occur more than once, ascending.
    #[must_use]
    pub fn repeated(numbers: impl Iterator<Item = Self> + Clone) -> Vec<Self> {
        repeated(numbers)
    }
}

impl From<WideNumber> for u64 {
    fn from(number: WideNumber) -> Self {
        number.0
    }
}

/// Returns the numbers, four bytes each, in some bytes.
fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + Clone {
    let chunks = bytes.as_chunks().0.iter();
    chunks.map(|bytes| u32::from_le_bytes(*bytes))
}

/// Returns those of some numbers that occur more than once, ascending. Two passes with a table of bits leave few numbers to sort:
/// the first finds the places of the table that are met twice, the second the numbers that meet there.
fn repeated<N: Copy + Ord + Into<u64>>(numbers: impl Iterator<Item = N> + Clone) -> Vec<N> {
    let count = numbers.clone().count();
    let (mut seen, mut twice) = (Bits::for_some(count), Bits::for_some(count));
    for number in numbers.clone() {
        if seen.set(number.into()) {
            twice.set(number.into());
        }
    }
    drop(seen);
    let mut left: Vec<N> = numbers
        .filter(|number| twice.has((*number).into()))
        .collect();
    left.sort_unstable();
    left.chunk_by(|a, b| a == b)
        .filter(|same| same.len() > 1)
        .filter_map(|same| same.first().copied())
        .collect()
}

/// Returns the numbers, four bytes each, that occur in the bytes, ascending and each once.
fn distinct(bytes: &[u8]) -> Vec<u32> {
    let mut numbers: Vec<u32> = numbers(bytes).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// A filter with two bits for each number. Both bits are in one word, so a look reads memory once.
#[derive(Debug, Default)]
struct Filter {
    words: Vec<u64>,
    mask: u32,
}

impl Filter {
    /// Makes an empty filter for `count` numbers; it passes about one in 70 other numbers by chance.
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

    /// Returns the word, by the lowest bits of a number, and the two bits in it, by all bits mixed.
    #[inline]
    fn place(&self, number: u32) -> (usize, u64) {
        let mixed = number.wrapping_mul(0x9E37_79B1);
        let bits = 1 << (mixed >> 26) | 1 << (mixed >> 20 & 63);
        (usize::try_from(number & self.mask).unwrap_or(0), bits)
    }
}

/// The bits of the table for each number.
const BITS_EACH: usize = 16;

/// A table with a bit for each value of the lowest bits of a number.
#[derive(Debug, Default)]
struct Bits {
    words: Vec<u64>,
    mask: u64,
}

impl Bits {
    /// Makes a table that is large enough that few of `count` numbers meet by chance.
    fn for_some(count: usize) -> Self {
        let bits = (count * BITS_EACH).next_power_of_two().clamp(64, 1 << 32);
        Self {
            words: vec![0; bits / 64],
            mask: u64::try_from(bits - 1).unwrap_or(u64::MAX),
        }
    }

    /// Sets the bit of a number and returns whether the bit was set before.
    fn set(&mut self, number: u64) -> bool {
        let (word, bit) = self.place(number);
        let before = self.words[word] & bit != 0;
        self.words[word] |= bit;
        before
    }

    fn has(&self, number: u64) -> bool {
        let (word, bit) = self.place(number);
        self.words.get(word).is_some_and(|bits| bits & bit != 0)
    }

    fn place(&self, number: u64) -> (usize, u64) {
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
        let sightings = SeenIdentities::new(&Scratch::new(folder.path(), 1 << 17));
        // Every seventh twice, by another thread; enough of them to fill the buffers and exceed the budget.
        let (mut one, mut other) = (sightings.writer(), sightings.writer());
        for number in 0..600_000_u32 {
            one.see(identity(number));
            if number % 7 == 0 {
                other.see(identity(number));
            }
        }
        drop((one, other));
        let seen = Suspects::all_of(&sightings).expect("read");
        let suspects = Suspects::among(&sightings).expect("read");
        let identities: Vec<Identity> = (0..600_000).map(identity).collect();
        let mut found = Vec::new();
        seen.among_these(&identities, &mut found);
        assert!(found.iter().all(|found| *found));
        suspects.among_these(&identities, &mut found);
        let wrong = found
            .iter()
            .enumerate()
            .filter(|(number, found)| **found != (number % 7 == 0))
            .count();
        // 40 bits of hash let a few different identities look alike; no repeated identity is missed.
        assert!(found.iter().step_by(7).all(|found| *found));
        assert!(wrong < 20, "{wrong}");
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
    fn an_identity_comes_back_from_its_bytes() {
        for id in ["A", "B", "R-000017"] {
            let identity = Identity::of(Country::from(7), id);
            assert_eq!(Identity::of_bytes(identity.to_bytes()), identity);
        }
        let bytes = [1, 2, 3, 4, 5];
        let identity = Identity::of_bytes(bytes);
        assert_eq!((identity.part(), identity.to_bytes()), (1, bytes));
    }

    /// Returns numbers that are spread like hashes, and no two of them equal.
    fn spread(count: u32) -> impl Iterator<Item = u32> {
        (0..count).map(|number| number.wrapping_mul(0x85eb_ca6b).swap_bytes())
    }

    #[test]
    fn a_set_has_the_numbers_of_its_parts_and_no_others() {
        for count in [0, 1, 500, 100_000] {
            let mut parts = vec![Vec::new(); PARTS];
            for (number, part) in spread(count).zip((0..PARTS).cycle()) {
                parts[part].push(number);
            }
            for part in &mut parts {
                part.sort_unstable();
            }
            let set = Suspects::found(&parts).expect("in memory");
            let length = usize::try_from(count).expect("small");
            assert_eq!((set.len(), set.is_empty()), (length, count == 0));
            for (rest, part) in spread(count + 5).zip((0..=u8::MAX).cycle()) {
                let has = |part| set.has(Identity { part, rest });
                let expected = parts[usize::from(part)].binary_search(&rest).is_ok();
                assert_eq!(has(part), expected, "{rest}");
                assert!(!has(part.wrapping_add(1)), "{rest}");
            }
            // About two numbers are in a bucket, once there are more numbers than parts.
            let buckets = set.starts.len().saturating_sub(1);
            if length > 4 * PARTS {
                assert!((2 * buckets..4 * buckets).contains(&length), "{buckets}");
            }
        }
    }

    #[test]
    fn a_filter_passes_its_numbers_and_few_others() {
        for count in [1, 3, 4, 5, 64, 100_000] {
            let length = usize::try_from(count).expect("small");
            let mut filter = Filter::for_some(length);
            let words = filter.words.len();
            assert!(words == 1 || (length / 4..length / 2).contains(&words));
            spread(count).for_each(|number| filter.set(number));
            assert!(spread(count).all(|number| filter.has(number)));
            let others = spread(2 * count).skip(length);
            let passed = others.filter(|number| filter.has(*number)).count();
            assert!(passed <= length / 40 + 1, "{passed} of {count}");
        }
        assert!(!Filter::default().has(7));
    }

    #[test]
    fn few_numbers_meet_in_a_table_of_bits() {
        for count in [1, 5, 100_000] {
            let length = usize::try_from(count).expect("small");
            let mut bits = Bits::for_some(length);
            let size = 64 * bits.words.len();
            assert!(size == 64 || (16 * length..32 * length).contains(&size));
            let met = spread(count).filter(|number| bits.set((*number).into()));
            let met = met.count();
            assert!(met <= length / 16, "{met} of {count}");
            assert!(spread(count).all(|number| bits.has(number.into())));
            assert!(spread(count).all(|number| bits.set(number.into())));
            let others = spread(2 * count).skip(length);
            let had = others.filter(|number| bits.has((*number).into())).count();
            assert!(had <= length / 8 + 1, "{had} of {count}");
        }
    }

    #[test]
    fn numbers_are_repeated_or_not() {
        let bytes = |numbers: &[u32]| {
            numbers
                .iter()
                .flat_map(|number| number.to_le_bytes())
                .collect::<Vec<u8>>()
        };
        let repeated = |of: &[u32]| repeated(numbers(&bytes(of)));
        assert!(repeated(&[]).is_empty());
        assert_eq!(repeated(&[5, 1, 69, 133, 5, 1, 1]), [1, 5]);
        assert_eq!(distinct(&bytes(&[5, 1, 69, 133, 5, 1, 1])), [1, 5, 69, 133]);
    }

    #[test]
    fn wide_numbers_tell_apart_what_identities_do_not() {
        let number = |bits: u64| WideNumber(bits);
        let (near, far) = (number(7), number(7 | 1 << 40));
        assert_eq!(near.narrow(), far.narrow());
        let all = [far, near, number(9), far].into_iter();
        assert_eq!(WideNumber::repeated(all.clone()), [far]);
        let bytes: Vec<u8> = all.clone().flat_map(WideNumber::to_bytes).collect();
        assert!(WideNumber::of_bytes(&bytes).expect("whole").eq(all));
        assert!(WideNumber::of_bytes(&bytes[1..]).is_none());
        for id in ["A", "B", "R-000017"] {
            let (part, wide) = WideNumber::of(Country::from(7), id);
            let identity = Identity::of(Country::from(7), id);
            assert_eq!((part, wide.narrow()), (identity.part(), identity.rest));
        }
    }
}
