//! The words of the field as types: days, quantities and masses, codes, dated values, places in files.
//!
//! Everything here is exact and small; nothing reads or writes a file, and nothing knows a rule
//! beyond what a word means. Two things that look alike but mean different things have different
//! types: a [`Quantity`] is what was shipped (a salt, a preparation), a [`Mass`] is what it holds of
//! pure anhydrous base.

mod codes;
mod day;
pub mod figures;
mod folded;
mod mass;
mod origin;
mod short;
mod timeline;

pub use inforce_present::text::terminal::{
    escaped, harmless, is_harmless, path_text, shown, shown_path, shown_whole,
};

pub use codes::{Codes, Country, Form, Map, Set, Substance, TooManyCodes};
pub use day::{Day, NotADay};
pub use folded::{folded, skeleton, western_digit};
pub use mass::{Factor, Mass, MassOverflow, NumberFault, Quantity, ScaledNumber};
pub use origin::Origin;
pub use short::{ShortText, short_number};
pub use timeline::Timeline;
