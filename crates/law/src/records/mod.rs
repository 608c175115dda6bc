//! Defines records and filings, which is what is judged, without where they were read.
//!
//! A record is one movement as its reporter reports it; a filing is one line that a government or the Board put on record.
//! Rows are checked where they are read; a value of these types has passed.

mod filing;
mod period;
mod procedure;

pub use filing::{Filing, FilingTexts};
pub use period::Period;
pub use procedure::Procedure;

use crate::conversion::{Measure, Share};
use crate::terms::{Country, Day, Form, Mass, Quantity};
use serde::{Deserialize, Serialize};

/// The direction of a movement as the reporter sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flow {
    /// Out of the reporting country; sorts before `Import`, as the words do.
    Export,
    /// Into the reporting country.
    Import,
}

impl Flow {
    /// Both flows.
    pub const ALL: [Self; 2] = [Self::Import, Self::Export];

    /// Returns the word in the files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Export => "export",
            Self::Import => "import",
        }
    }

    /// Returns the flow of a word.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flow| flow.name() == text)
    }
}

/// A valid record, without its texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// The day of the movement.
    pub date: Day,
    /// The day on which the record reached the Board; the date if none was given.
    pub received: Day,
    /// The reporting country.
    pub reporter: Country,
    /// The country on the other side; always given for exports.
    pub partner: Option<Country>,
    /// The direction as the reporter sees it.
    pub flow: Flow,
    /// The form that was shipped.
    pub form: Form,
    /// The quantity of the form.
    pub quantity: Quantity,
    /// The part of the quantity that is declared for re-export; 0 if none was given.
    pub reexport: Quantity,
    /// The period that the record reports on, which the date ends; a day if none was given.
    pub period: Period,
    /// The procedure under which the record was shipped; the usual one if none was given.
    pub procedure: Procedure,
}

/// The texts of a valid record; empty where absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Texts<'a> {
    /// The reporter's own id of the record.
    pub record_id: &'a str,
    /// The number of the import authorisation.
    pub authorisation: &'a str,
    /// The number of the special import licence under Article 13.
    pub special_licence: &'a str,
}

/// The words, in any case, that stand in place of a special licence's number if there is none (`rules.md` 4.7).
const LICENCE_WORDS: [&str; 10] = [
    "null", "na", "n/a", "\\N", "-", "--", "no", "none", "nan", "0",
];

/// Whether the text of a special licence is blank or a word for having none. Such a text still counts as a licence, with a
/// doubt. An empty text is not a licence, and not such a word.
#[must_use]
#[inline]
pub fn is_licence_word(text: &str) -> bool {
    // Most records have no licence.
    if text.is_empty() {
        return false;
    }
    // No word is longer than 4 bytes.
    (text.len() <= 4
        && LICENCE_WORDS
            .iter()
            .any(|word| word.eq_ignore_ascii_case(text)))
        || text.chars().all(char::is_whitespace)
}

/// The flow, importing country, form and date of a row whose other values are not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The direction as the reporter sees it.
    pub flow: Flow,
    /// The importing country.
    pub importer: Country,
    /// The form that was shipped.
    pub form: Form,
    /// The day of the movement.
    pub date: Day,
}

/// What a valid record moves, and into which country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The reporting side: the importing country reports an import, its partner an export.
    pub flow: Flow,
    /// The reporting country.
    pub reporter: Country,
    /// The importing country.
    pub importer: Option<Country>,
    /// The form that was shipped.
    pub form: Form,
    /// The day of the movement.
    pub date: Day,
    /// The quantities that count.
    pub amounts: Amounts,
}

/// The quantities of a record that count, in millionths of a gram; never negative. Both are 0 under the simplified procedure
/// (`rules.md` 7.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amounts {
    /// The quantity without the part that is declared for re-export (`rules.md` 4.1).
    pub net: i64,
    /// The whole quantity.
    pub whole: i64,
}

impl Amounts {
    /// Returns what counts of a quantity in millionths of a gram, of which a part is declared for re-export.
    #[must_use]
    #[inline]
    pub fn of(quantity: i64, reexport: i64, procedure: Procedure) -> Self {
        if procedure.is_simplified() {
            return Self { net: 0, whole: 0 };
        }
        Self {
            net: quantity - reexport,
            whole: quantity,
        }
    }

    /// Returns the quantity that counts for a substance.
    #[must_use]
    #[inline]
    pub const fn by(self, measure: Measure) -> i64 {
        match measure {
            Measure::Net => self.net,
            Measure::Whole => self.whole,
        }
    }

    /// Whether nothing counts for any substance.
    #[must_use]
    #[inline]
    pub const fn are_none(self) -> bool {
        self.whole == 0
    }
}

impl From<&Record> for Movement {
    fn from(record: &Record) -> Self {
        let Record {
            flow,
            reporter,
            form,
            date,
            ..
        } = *record;
        Self {
            flow,
            reporter,
            importer: record.importer(),
            form,
            date,
            amounts: record.amounts(),
        }
    }
}

impl Movement {
    /// Returns the base mass that counts for a substance.
    #[must_use]
    pub fn base(&self, share: &Share) -> Mass {
        Quantity::from_checked(self.amounts.by(share.measure)).times(share.factor)
    }
}

impl Record {
    /// Returns the quantities that count.
    #[must_use]
    pub fn amounts(&self) -> Amounts {
        Amounts::of(
            self.quantity.millionths(),
            self.reexport.millionths(),
            self.procedure,
        )
    }

    /// Returns the base mass that counts for a substance of the form.
    #[must_use]
    pub fn base(&self, share: &Share) -> Mass {
        Quantity::from_checked(self.amounts().by(share.measure)).times(share.factor)
    }

    /// Returns the flow, importing country, form and date; `None` if the importing country is not given.
    #[must_use]
    pub fn heading(&self) -> Option<Heading> {
        Some(Heading {
            flow: self.flow,
            importer: self.importer()?,
            form: self.form,
            date: self.date,
        })
    }

    /// Returns the importing country: the reporter of an import, the partner of an export.
    #[must_use]
    pub fn importer(&self) -> Option<Country> {
        match self.flow {
            Flow::Import => Some(self.reporter),
            Flow::Export => self.partner,
        }
    }

    /// Returns the exporting country; `None` for an import from an unknown country.
    #[must_use]
    pub const fn exporter(&self) -> Option<Country> {
        match self.flow {
            Flow::Import => self.partner,
            Flow::Export => Some(self.reporter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_licence_word;

    #[test]
    fn a_word_for_no_licence_is_one_in_any_case_and_nothing_else_is() {
        for word in [
            "null",
            "NULL",
            "Na",
            "n/a",
            "N/A",
            "\\N",
            "\\n",
            "-",
            "--",
            "No",
            "none",
            "NONE",
            "NaN",
            "0",
            " ",
            "\t",
            "\u{a0} \u{3000}",
        ] {
            assert!(is_licence_word(word), "{word:?}");
        }
        for number in [
            "", "00", "---", "no.", " no", "none ", "nil", "0.", "\u{200b}", "A-1", "NO-77",
            "null0", "nonesuch",
        ] {
            assert!(!is_licence_word(number), "{number:?}");
        }
    }
}
