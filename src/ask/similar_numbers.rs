//! Decides which authorisation numbers are alike: equal, or different by a slip or a forgery.
//!
//! Shipments have been smuggled under a genuine number with one character altered. So two numbers are alike if they differ in one
//! character, if one has one character more, if two neighbours are exchanged, or if any number of characters look alike: `0` and
//! `O`, `1`, `I` and `l`, `5` and `S`. Unicode defines the characters, and case counts.

use crate::terms::Map;

inforce_law::words! {
    /// The way in which a number is like the one asked about, the closest first.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Likeness {
        /// The numbers are equal.
        Same = "same",
        /// One or several characters look alike.
        LookAlike = "look-alike",
        /// Two neighbours are exchanged.
        Transposition = "transposition",
        /// One character differs.
        Substitution = "substitution",
        /// The number found has one character more.
        Insertion = "insertion",
        /// The number found has one character less.
        Deletion = "deletion",
    }
}

/// Returns one character for all characters that look alike.
const fn class(character: char) -> char {
    match character {
        'O' => '0',
        'I' | 'l' => '1',
        'S' => '5',
        other => other,
    }
}

/// Returns how a number found is like the one asked about, the first character at which they differ, and how many characters of
/// each differ; `None` if they are not alike.
fn compare(asked: &[char], found: &[char]) -> Option<(Likeness, usize, [usize; 2])> {
    let same = |(a, b): &(&char, &char)| a == b;
    let start = asked.iter().zip(found).take_while(same).count();
    let (asked, found) = (&asked[start..], &found[start..]);
    let end = asked
        .iter()
        .rev()
        .zip(found.iter().rev())
        .take_while(same)
        .count();
    let (asked, found) = (&asked[..asked.len() - end], &found[..found.len() - end]);
    let alike =
        asked.len() == found.len() && asked.iter().zip(found).all(|(a, b)| class(*a) == class(*b));
    let likeness = match (asked, found) {
        ([], []) => Likeness::Same,
        _ if alike => Likeness::LookAlike,
        ([a, b], [c, d]) if a == d && b == c => Likeness::Transposition,
        ([_], [_]) => Likeness::Substitution,
        ([], [_]) => Likeness::Insertion,
        ([_], []) => Likeness::Deletion,
        _ => return None,
    };
    Some((likeness, start, [asked.len(), found.len()]))
}

/// Returns how a number found is like the one asked about; `None` if they are not alike.
#[must_use]
pub fn likeness(asked: &str, found: &str) -> Option<Likeness> {
    let characters = |text: &str| text.chars().collect::<Vec<_>>();
    compare(&characters(asked), &characters(found)).map(|(likeness, _, _)| likeness)
}

/// Returns the differing part of the number found and of the number asked about, and the character at which it begins, counted
/// from 1; `None` if the numbers are equal or not alike.
#[must_use]
pub fn difference(asked: &str, found: &str) -> Option<(String, String, usize)> {
    let characters = |text: &str| text.chars().collect::<Vec<_>>();
    let (asked, found) = (characters(asked), characters(found));
    let (likeness, start, [of_asked, of_found]) = compare(&asked, &found)?;
    let part =
        |characters: &[char], length: usize| characters[start..start + length].iter().collect();
    (likeness != Likeness::Same)
        .then(|| (part(&found, of_found), part(&asked, of_asked), start + 1))
}

/// Numbers asked about, indexed to find numbers like them among very many.
///
/// Two numbers that are alike differ in one place, so one of their ends is the same but for look-alikes. A few bytes therefore
/// exclude most numbers. The others are looked up with each of their characters left out in turn: numbers that are alike have
/// such a rest in common, or one number is a rest of the other.
#[derive(Debug)]
pub struct NumberIndex {
    asked: Vec<Vec<char>>,
    ends: Ends,
    rests: Map<u64, Vec<usize>>,
}

impl NumberIndex {
    /// Makes the index of some numbers.
    #[must_use]
    pub fn new(numbers: &[String]) -> Self {
        let mut rests: Map<u64, Vec<usize>> = Map::default();
        for (place, number) in numbers.iter().enumerate() {
            each_rest(number, |rest| {
                let found = rests.entry(rest).or_default();
                if found.last() != Some(&place) {
                    found.push(place);
                }
            });
        }
        Self {
            asked: numbers
                .iter()
                .map(|number| number.chars().collect())
                .collect(),
            ends: Ends::of(numbers),
            rests,
        }
    }

    /// Whether a number is like one of these. An empty number is like none.
    #[must_use]
    #[inline]
    pub fn are_like(&self, found: &str) -> bool {
        self.ends.may_be(found.as_bytes()) && !self.like(found).is_empty()
    }

    /// Returns the places of the numbers that a number is like, and how it is like each.
    #[must_use]
    pub fn like(&self, found: &str) -> Vec<(usize, Likeness)> {
        let mut like = Vec::new();
        if found.is_empty() {
            return like;
        }
        let mut places: Vec<usize> = Vec::new();
        each_rest(found, |rest| {
            places.extend(self.rests.get(&rest).into_iter().flatten());
        });
        places.sort_unstable();
        places.dedup();
        if !places.is_empty() {
            let found: Vec<char> = found.chars().collect();
            let compared = places
                .into_iter()
                .filter_map(|place| Some((place, compare(&self.asked[place], &found)?.0)));
            like.extend(compared);
        }
        like
    }
}

/// An arbitrary odd number, and its inverse in 64-bit multiplication.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
const INVERSE: u64 = inverse(BASE);

const fn inverse(odd: u64) -> u64 {
    // Each step doubles the number of correct bits, of which the first has three.
    let mut found = odd;
    let mut step = 0;
    while step < 5 {
        found = found.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(found)));
        step += 1;
    }
    found
}

/// Calls `each` with a hash of the classes of a text's characters, and with the hash of the text without each character in turn.
/// A hash is the sum of the characters, each times the power of the base for its place.
fn each_rest(text: &str, mut each: impl FnMut(u64)) {
    let terms = || {
        let mut power: u64 = 1;
        text.chars().map(move |character| {
            power = power.wrapping_mul(BASE);
            u64::from(u32::from(class(character)) + 1).wrapping_mul(power)
        })
    };
    let whole = terms().fold(0, u64::wrapping_add);
    each(whole);
    let mut before: u64 = 0;
    for term in terms() {
        let after = whole.wrapping_sub(before).wrapping_sub(term);
        // The characters after the one left out move one place to the front.
        each(before.wrapping_add(after.wrapping_mul(INVERSE)));
        before = before.wrapping_add(term);
    }
}

/// The first and last bytes that a number like one of those asked about can have.
#[derive(Debug)]
struct Ends {
    /// The number of bytes compared, at most four.
    bytes: usize,
    first: KeyFilter,
    last: KeyFilter,
}

impl Ends {
    fn of(numbers: &[String]) -> Self {
        // Numbers that differ in one place, or in two neighbours, have at least this many characters in common at one end.
        let common = |number: &String| number.chars().count().saturating_sub(1) / 2;
        let bytes = numbers.iter().map(common).min().unwrap_or(0).min(4);
        let mut ends = Self {
            bytes,
            first: KeyFilter::none(),
            last: KeyFilter::none(),
        };
        for number in numbers {
            let number = number.as_bytes();
            each_look_alike(&number[..bytes], &mut |text| ends.first.insert(key(text)));
            each_look_alike(&number[number.len() - bytes..], &mut |text| {
                ends.last.insert(key(text));
            });
        }
        ends
    }

    #[inline]
    fn may_be(&self, found: &[u8]) -> bool {
        let Some(rest) = found.len().checked_sub(self.bytes) else {
            return false;
        };
        self.first.has(key(&found[..self.bytes])) || self.last.has(key(&found[rest..]))
    }
}

/// Calls `each` with a text and with all texts that look like it.
fn each_look_alike(text: &[u8], each: &mut impl FnMut(&[u8])) {
    let mut alike = text.to_vec();
    vary(&mut alike, 0, each);
}

fn vary(text: &mut [u8], place: usize, each: &mut impl FnMut(&[u8])) {
    let Some(own) = text.get(place).copied() else {
        return each(text);
    };
    let others: &[u8] = match own {
        b'0' | b'O' => b"0O",
        b'1' | b'I' | b'l' => b"1Il",
        b'5' | b'S' => b"5S",
        _ => &[own],
    };
    for other in others {
        text[place] = *other;
        vary(text, place + 1, each);
    }
    text[place] = own;
}

/// Returns at most four bytes as a number.
#[inline]
fn key(bytes: &[u8]) -> u32 {
    match bytes {
        &[a, b, c, d] => u32::from_le_bytes([a, b, c, d]),
        _ => bytes
            .iter()
            .fold(0, |key, byte| key << 8 | u32::from(*byte)),
    }
}

/// A set of keys, which may report a key that is not in it.
#[derive(Debug)]
struct KeyFilter(Vec<u64>);

impl KeyFilter {
    fn none() -> Self {
        Self(vec![0; 1024])
    }

    /// Returns the word and the bit of a key.
    #[inline]
    fn place(key: u32) -> (usize, u64) {
        let [_, _, low, high] = key.wrapping_mul(0x9e37_79b1).to_le_bytes();
        (
            usize::from(high) << 2 | usize::from(low >> 6),
            1 << (low & 63),
        )
    }

    fn insert(&mut self, key: u32) {
        let (word, bit) = Self::place(key);
        self.0[word] |= bit;
    }

    #[inline]
    fn has(&self, key: u32) -> bool {
        let (word, bit) = Self::place(key);
        self.0[word] & bit != 0
    }
}
