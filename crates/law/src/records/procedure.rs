//! Defines the procedure under which a record was shipped (`rules.md` 7.7).

/// The procedure under which a record was shipped. Procedures sort as their words do, an absent word first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Procedure {
    /// The usual procedure of the conventions; files leave the field empty.
    #[default]
    Usual,
    /// The simplified procedure for controlled medicines in emergencies: the quantity is treated as consumed in the exporting
    /// country, and counts for nothing.
    Simplified,
}

impl Procedure {
    /// The word of the simplified procedure in the files.
    pub const SIMPLIFIED: &'static str = "simplified";

    /// Returns the procedure of a word; the usual one has no word.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        (text == Self::SIMPLIFIED).then_some(Self::Simplified)
    }

    /// Returns the word in the files; empty for the usual procedure.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Usual => "",
            Self::Simplified => Self::SIMPLIFIED,
        }
    }

    /// Whether the procedure is the simplified one.
    #[must_use]
    #[inline]
    pub fn is_simplified(self) -> bool {
        self == Self::Simplified
    }
}
