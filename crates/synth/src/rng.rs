//! Numbers drawn from counters: splitmix64 of (seed, stream, index).
//!
//! Any number can be drawn without drawing those before it, so records can be made in any order, on any thread, twice.
//! Good enough to look random, not fit for anything else.

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finisher of splitmix64.
pub(super) fn mix(number: u64) -> u64 {
    let a = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let b = (a ^ (a >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    b ^ (b >> 31)
}

/// What a number is drawn for; each use has a stream of its own, so that a new use disturbs no other.
#[derive(Clone, Copy)]
pub(super) enum Stream {
    /// Which country trades what with whom.
    Traffic,
    /// Which groups get an excess.
    Excess,
    /// Sides and versions of a shipment.
    Sides,
    /// Form, day and size of a shipment.
    Shipment,
    /// What one side reports of it.
    Report,
    /// A later version of a report.
    Later,
    /// Order of the ids within a reporter's delivery.
    Order,
    /// Filings.
    Filing,
    /// Faulty rows.
    Fault,
}

/// The start of one stream of one seed.
#[derive(Clone, Copy)]
pub(super) struct Key(u64);

impl Key {
    pub(super) fn new(seed: u64, stream: Stream) -> Key {
        let stream = match stream {
            Stream::Traffic => 1,
            Stream::Excess => 2,
            Stream::Sides => 3,
            Stream::Shipment => 4,
            Stream::Report => 5,
            Stream::Later => 6,
            Stream::Order => 7,
            Stream::Filing => 8,
            Stream::Fault => 9,
        };
        Key(mix(seed ^ mix(stream)))
    }

    /// The number at `index`.
    pub(super) fn at(self, index: u64) -> u64 {
        mix(self.0.wrapping_add(index.wrapping_mul(GOLDEN)))
    }

    /// Several numbers for `index`.
    pub(super) fn dice(self, index: u64) -> Dice {
        Dice(self.at(index))
    }
}

/// Draws one number after the other.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// A number from 0 to `end` − 1; 0 where `end` is 0.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        let product = (u128::from(self.next()) * u128::from(end)) >> 64;
        u64::try_from(product).unwrap_or(0)
    }

    /// A number from `from` to `to`, both included.
    pub(super) fn between(&mut self, from: u64, to: u64) -> u64 {
        from + self.below(to - from + 1)
    }

    /// A number of days from `from` to `to`, both included.
    pub(super) fn days(&mut self, from: u64, to: u64) -> i32 {
        i32::try_from(self.between(from, to)).unwrap_or(0)
    }

    /// True `per_mille` times out of a thousand.
    pub(super) fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    /// One of `choices`, which must not be empty.
    pub(super) fn choose<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[index(self.below(count(choices)))]
    }
}

/// An index into something held in memory.
pub(super) fn index(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A length as a number.
pub(super) fn count<T>(list: &[T]) -> u64 {
    u64::try_from(list.len()).unwrap_or(u64::MAX)
}

/// A position in a list of at most 65,535 entries (countries, substances, forms).
pub(super) fn small(position: usize) -> u16 {
    u16::try_from(position).unwrap_or(u16::MAX)
}

/// A position in a list of at most 4 thousand million entries (lanes, rows of a part).
pub(super) fn medium(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}
