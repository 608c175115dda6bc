//! Finds the bytes that end a field without quotes, for many lines at once.

/// The places where fields begin if every comma and line end is a separator: at 0, and after each separator.
#[derive(Default)]
pub(super) struct Starts {
    /// The places; only the first `count` are in use, because room is made before it is needed.
    places: Vec<usize>,
    count: usize,
}

/// The number of bytes in a chunk: the number of bits in a word.
const CHUNK: usize = 64;
/// The number of separators that a chunk seldom exceeds.
const USUAL: usize = 12;

impl Starts {
    /// Finds the places of another block, in place of those before.
    pub(super) fn find(&mut self, block: &[u8]) {
        self.count = 0;
        // The first field begins at 0, as if after a separator.
        self.put(1, 0);
        let (chunks, rest) = block.as_chunks();
        let mut last = [0; CHUNK];
        last[..rest.len()].copy_from_slice(rest);
        let mut base = 1;
        for chunk in chunks.iter().chain([&last]) {
            self.put(separators(chunk), base);
            base += CHUNK;
        }
    }

    pub(super) fn places(&self) -> &[usize] {
        &self.places[..self.count]
    }

    /// Adds the places of the bits, counted from `base`. A loop that ended at the last bit would nearly always be mispredicted,
    /// so the usual number of places is written even if there are fewer bits.
    fn put(&mut self, mut bits: u64, base: usize) {
        if self.places.len() < self.count + CHUNK {
            self.places.resize(2 * self.places.len() + CHUNK, 0);
        }
        let (usual, others) = self.places[self.count..self.count + CHUNK].split_at_mut(USUAL);
        self.count += usize::try_from(bits.count_ones()).unwrap_or(CHUNK);
        for place in usual {
            *place = base.wrapping_add(take_lowest(&mut bits));
        }
        let mut others = others.iter_mut();
        while bits != 0
            && let Some(place) = others.next()
        {
            *place = base.wrapping_add(take_lowest(&mut bits));
        }
    }
}

/// Clears the lowest bit and returns its place.
fn take_lowest(bits: &mut u64) -> usize {
    let place = usize::try_from(bits.trailing_zeros()).unwrap_or(CHUNK);
    *bits &= bits.wrapping_sub(1);
    place
}

/// Returns a bit for each separator in a chunk.
fn separators(chunk: &[u8; CHUNK]) -> u64 {
    let flags = chunk.map(|byte| u8::from(matches!(byte, b',' | b'\n')));
    let (words, _) = flags.as_chunks();
    // The top byte of the product holds the lowest bits of the eight bytes, side by side.
    let bits = |word: &[u8; 8]| u64::from_le_bytes(*word).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    words
        .iter()
        .rev()
        .fold(0, |all, word| all << 8 | bits(word))
}

#[cfg(test)]
mod tests {
    proptest::proptest! {
        /// All separators are found, and nothing else, wherever they are.
        #[test]
        fn separators_are_found_where_they_are(text in "[a,\"\n-]{0,300}|[,\n]{60,140}|[abcdefghijklmé,]{0,400}|(\\PC|,){0,100}") {
            let mut starts = super::Starts::default();
            starts.find(b"something,\nfirst");
            starts.find(text.as_bytes());
            let separators = text.bytes().enumerate().filter(|(_, byte)| b",\n".contains(byte)).map(|(place, _)| place + 1);
            let expected: Vec<usize> = std::iter::once(0).chain(separators).collect();
            proptest::prop_assert_eq!(starts.places(), expected);
        }
    }
}
