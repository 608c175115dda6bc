//! Numbers countries, substances and forms in the byte order of their codes.

use super::ShortText;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// A hash map for the program's own ids and codes: fast, and the same on every run.
pub type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// The hash set that goes with [`Map`].
pub type Set<K> = HashSet<K, foldhash::fast::FixedState>;

/// A country or territory, by its place in the byte order of the configured codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Country(u16);

/// A psychotropic substance, by its place in the byte order of the configured codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Substance(u16);

/// A form as shipped: a base, a salt or a preparation, by its place in the byte order of the configured codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Form(u16);

/// The error for more codes than an id can tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("more than 65,536 different codes")]
pub struct TooManyCodes;

macro_rules! small_id {
    ($name:ident) => {
        impl From<u16> for $name {
            fn from(number: u16) -> Self {
                Self(number)
            }
        }

        impl $name {
            /// Returns the place in the byte order of the codes, for tables indexed by it.
            #[must_use]
            pub fn index(self) -> usize {
                usize::from(self.0)
            }

            /// Returns the same place as a number that packs into keys.
            #[must_use]
            pub const fn number(self) -> u16 {
                self.0
            }
        }
    };
}
small_id!(Country);
small_id!(Substance);
small_id!(Form);

/// The codes of one kind, from text to id and back. Ids follow the byte order of the texts, so sorting by id is sorting by code.
#[derive(Clone, Debug)]
pub struct Codes<Id> {
    texts: Vec<Box<str>>,
    ids: Map<Box<str>, Id>,
    short: ShortCodes,
}

/// The short ones among the codes, found without comparing byte by byte.
#[derive(Clone, Debug)]
struct ShortCodes {
    /// Each code with its place in the byte order, in the slot of its mixed bits or in the next free slot; a free slot holds
    /// [`ShortText::NONE`].
    slots: Vec<(ShortText, u16)>,
    /// The number of bits by which mixed bits are shifted to give the number of a slot.
    shift: u32,
}

impl ShortCodes {
    fn of(texts: &[Box<str>]) -> Self {
        // So many slots that most codes are alone in theirs, and the search for another text ends soon.
        let bits = (8 * texts.len().max(1))
            .next_power_of_two()
            .trailing_zeros();
        // Behind the last slot there is room for the longest possible row of taken slots.
        let mut short = Self {
            slots: vec![(ShortText::NONE, 0); (1 << bits) + texts.len() + 1],
            shift: 64 - bits,
        };
        for (text, place) in texts.iter().zip(0..=u16::MAX) {
            if let Some(code) = ShortText::of(text) {
                let first = short.first_slot(code);
                if let Some(slot) = short.slots[first..]
                    .iter_mut()
                    .find(|(taken, _)| *taken == ShortText::NONE)
                {
                    *slot = (code, place);
                }
            }
        }
        short
    }

    fn first_slot(&self, code: ShortText) -> usize {
        usize::try_from(code.mixed() >> self.shift).unwrap_or(0)
    }

    fn find(&self, code: ShortText) -> Option<u16> {
        for (found, place) in self.slots.get(self.first_slot(code)..)? {
            if *found == code {
                return Some(*place);
            }
            if *found == ShortText::NONE {
                break;
            }
        }
        None
    }
}

impl<Id: From<u16> + Copy> Codes<Id> {
    /// Numbers the codes in byte order; a code that occurs twice counts once.
    pub fn new(codes: impl IntoIterator<Item = String>) -> Result<Self, TooManyCodes> {
        let mut texts: Vec<Box<str>> = codes.into_iter().map(String::into_boxed_str).collect();
        texts.sort_unstable();
        texts.dedup();
        let mut ids = Map::default();
        for (index, text) in texts.iter().enumerate() {
            let number = u16::try_from(index).map_err(|_| TooManyCodes)?;
            ids.insert(text.clone(), Id::from(number));
        }
        let short = ShortCodes::of(&texts);
        Ok(Self { texts, ids, short })
    }

    /// Makes an empty collection.
    #[must_use]
    pub fn none() -> Self {
        Self {
            texts: Vec::new(),
            ids: Map::default(),
            short: ShortCodes::of(&[]),
        }
    }

    /// Returns the id of a code, which must match to the byte.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<Id> {
        self.ids.get(code).copied()
    }

    /// Returns the id of a short code, which must match to the byte.
    #[must_use]
    pub fn find_short(&self, code: ShortText) -> Option<Id> {
        self.short.find(code).map(Id::from)
    }

    /// Returns the code at a place, such as [`Country::index`] gives.
    ///
    /// # Panics
    ///
    /// If the index is of another collection.
    #[must_use]
    pub fn text(&self, index: usize) -> &str {
        &self.texts[index]
    }

    /// Returns all codes in byte order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(AsRef::as_ref)
    }

    /// Returns the number of codes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are no codes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_numbered_in_byte_order() {
        let codes = ["b", "a", "B", "a"].map(str::to_owned);
        let all = Codes::<Form>::new(codes).expect("few codes");
        assert_eq!(all.iter().collect::<Vec<_>>(), ["B", "a", "b"]);
        assert_eq!((all.len(), all.is_empty(), all.text(1)), (3, false, "a"));
        assert_eq!(all.find("b"), Some(Form::from(2)));
        assert_eq!(all.find("c"), None);
        assert_eq!((Form::from(2).index(), Form::from(2).number()), (2, 2));
        let none = Codes::<Form>::none();
        assert!(none.is_empty() && none.find("a").is_none());
        assert_eq!(none.len(), 0);
        let many = |count: u32| Codes::<Form>::new((0..count).map(|code| code.to_string()));
        assert_eq!(many(65_536).expect("as many as ids").len(), 65_536);
        assert_eq!(many(65_537).map(|_| ()), Err(TooManyCodes));
    }

    #[test]
    fn most_short_codes_are_alone_in_their_slots() {
        let short = (0..1_000).map(|number| format!("{number:03}"));
        let long = (0..1_000).map(|number| format!("PM{number:03}-{number:03}-HCL"));
        for codes in [short.collect::<Vec<String>>(), long.collect()] {
            let texts: Vec<Box<str>> = codes.into_iter().map(String::into_boxed_str).collect();
            let table = ShortCodes::of(&texts);
            assert!((9_000..20_000).contains(&table.slots.len()));
            let short = texts.iter().filter_map(|text| ShortText::of(text));
            let slots: HashSet<usize> = short.map(|code| table.first_slot(code)).collect();
            assert!(slots.len() > 900, "{} of {}", slots.len(), texts.len());
        }
    }

    proptest::proptest! {
        /// A short code is found if and only if it is one of the codes.
        #[test]
        fn short_codes_are_found_like_all(
            codes in proptest::collection::vec("[A-C]{0,3}|[A-Z0-9]{1,20}", 0..60),
            others in proptest::collection::vec("[A-C]{0,4}", 0..20),
        ) {
            let all = Codes::<Form>::new(codes.clone()).expect("few codes");
            for code in codes.iter().chain(&others) {
                if let Some(short) = ShortText::of(code) {
                    proptest::prop_assert_eq!(all.find_short(short), all.find(code), "{}", code);
                }
            }
        }
    }
}
