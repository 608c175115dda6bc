//! Countries, substances and forms as small numbers, given in byte order of their codes.

use std::collections::{HashMap, HashSet};

/// A hash table of our own ids and codes: fast, and the same on every run.
pub type Map<K, V> = HashMap<K, V, foldhash::fast::FixedState>;

/// The set that goes with [`Map`].
pub type Set<K> = HashSet<K, foldhash::fast::FixedState>;

/// A country or territory, by its place in the byte order of the configured codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(u16);

/// A psychotropic substance, by its place in the byte order of the configured codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Substance(u16);

/// What was shipped: a base, a salt or a preparation, by its place in the byte order of the codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Form(u16);

/// More codes than an id can tell apart.
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
            /// The place in the byte order of the codes, for tables indexed by it.
            #[must_use]
            pub fn index(self) -> usize {
                usize::from(self.0)
            }

            /// The same place as a number that packs into keys.
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

/// The codes of one kind: text to id and back. Ids follow the byte order of the texts, so sorting by
/// id is sorting by code.
#[derive(Clone, Debug)]
pub struct Codes<Id> {
    texts: Vec<Box<str>>,
    ids: Map<Box<str>, Id>,
}

impl<Id: From<u16> + Copy> Codes<Id> {
    /// Numbers the codes in byte order; a code that occurs twice is one code.
    pub fn new(codes: impl IntoIterator<Item = String>) -> Result<Self, TooManyCodes> {
        let mut texts: Vec<Box<str>> = codes.into_iter().map(String::into_boxed_str).collect();
        texts.sort_unstable();
        texts.dedup();
        let mut ids = Map::default();
        for (index, text) in texts.iter().enumerate() {
            let number = u16::try_from(index).map_err(|_| TooManyCodes)?;
            ids.insert(text.clone(), Id::from(number));
        }
        Ok(Self { texts, ids })
    }

    /// The id of a code, which must match to the byte.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<Id> {
        self.ids.get(code).copied()
    }

    /// The code at a place, as `Country::index` and its like give it.
    ///
    /// # Panics
    ///
    /// Where the index is of another table.
    #[must_use]
    pub fn text(&self, index: usize) -> &str {
        &self.texts[index]
    }

    /// All codes in byte order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(AsRef::as_ref)
    }

    /// How many codes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}
