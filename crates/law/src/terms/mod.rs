//! The terms of the field as types: days, quantities and masses, codes, dated values, places in files.
//!
//! Everything here is exact and small. Nothing reads or writes a file or applies a rule beyond the meaning of a term. Values that
//! look alike but mean different things have different types: a [`Quantity`] is what was shipped (a salt, a preparation), a
//! [`Mass`] is the pure anhydrous base in it.

mod codes;
mod day;
pub mod figures;
mod folded;
mod mass;
mod origin;
mod path_error;
mod ratio;
mod short;
mod timeline;
mod words;

pub use inforce_present::text::terminal::{
    escaped, harmless, is_harmless, path_text, shown, shown_path, shown_whole,
};

pub use codes::{Codes, Country, Form, Map, Set, Substance, TooManyCodes};
pub use day::{Day, NotADay};
pub use folded::{folded, is_hyphen, is_invisible, name_key, skeleton, western_digit};
pub use mass::{Factor, Mass, MassOverflow, NumberFault, Quantity, ScaledNumber};
pub use origin::{Origin, file_at, file_at_mut};
pub use path_error::PathError;
pub use ratio::Ratio;
pub use short::{ShortText, short_number};
pub use timeline::Timeline;
