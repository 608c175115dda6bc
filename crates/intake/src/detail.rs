//! Words the detail of a refused row: what was found, what was expected, and what may have been meant.

use super::column::Column;
use super::reason::{BadLine, Reason, Refused};
use super::record::Unit;
use super::suggest::{self, MeantNumber};
use super::synonyms::{self, Word};
use crate::config::{Config, FilingKind};
use crate::records::{Flow, Period, Procedure};
use crate::terms::{Day, NumberFault, ScaledNumber, shown};

impl Refused<'_> {
    /// Returns what was found and what was expected.
    #[must_use]
    pub fn detail(&self) -> String {
        let is = |column: Column| self.is(column);
        if let Some(said) = self
            .reason
            .column()
            .and_then(|column| self.row.said(column))
        {
            return said;
        }
        match self.reason {
            Reason::BadLine(fault) => bad_line(fault),
            Reason::MissingField(column) => self.missing(column),
            Reason::UnknownKind => {
                format!(
                    "{}; expected {}{}",
                    is(Column::FilingKind),
                    any_of(&FilingKind::ALL.map(FilingKind::name)),
                    self.word(Column::FilingKind)
                )
            }
            Reason::BadDate(column) => self.bad_date(column),
            Reason::UnknownUnit => format!(
                "{}; expected {}{}",
                is(Column::Unit),
                any_of(&Unit::ALL.map(Unit::name)),
                self.word(Column::Unit)
            ),
            Reason::UnknownPeriod => format!(
                "{}; expected {}{}",
                is(Column::Period),
                any_of(&Period::ALL.map(Period::name)),
                self.word(Column::Period)
            ),
            Reason::BadNumber(column) => self.bad_number(column),
            Reason::DateOutOfRange(column) => {
                format!("{}; expected {} to {}", is(column), Day::FIRST, Day::LAST)
            }
            Reason::DatedAfterReceipt => {
                format!(
                    "{} and {}; expected a receipt on the day of the movement or later",
                    is(Column::Date),
                    is(Column::Received)
                )
            }
            Reason::NotEndOfPeriod => self.not_end_of_period(),
            Reason::UnknownCountry(column) => format!(
                "{}; expected a code exactly as in countries.csv: ISO 3166-1 alpha-3, such as CHE{}",
                is(column),
                self.code(column, suggest::country)
            ),
            Reason::AmbiguousName(column) => is(column),
            Reason::SelfTrade => format!(
                "{} and {}; expected two different countries",
                is(Column::Reporter),
                is(Column::Partner)
            ),
            Reason::UnknownFlow => format!(
                "{}; expected {}{}",
                is(Column::Flow),
                any_of(&Flow::ALL.map(Flow::name)),
                self.word(Column::Flow)
            ),
            Reason::UnknownProcedure => format!(
                "{}; expected {}, or nothing",
                is(Column::Procedure),
                Procedure::SIMPLIFIED
            ),
            Reason::WrongKind => self.wrong_kind(),
            Reason::MissingYear => format!(
                "{} is missing; a filing of the 1961 Convention is for a calendar year",
                Column::Year.name()
            ),
            Reason::MissingEffective => format!(
                "{} is missing; an established value of the 1971 Convention needs the day from which it applies",
                Column::Effective.name()
            ),
            Reason::BadYear => format!(
                "{}; expected a calendar year in four digits, {} to {}",
                is(Column::Year),
                Day::FIRST.year(),
                Day::LAST.year()
            ),
            Reason::ConfirmedBeforeReceived => format!(
                "{} and {}; expected a confirmation on the day of receipt or later",
                is(Column::Confirmed),
                is(Column::Received)
            ),
            Reason::UnknownForm => self.unknown_form(),
            Reason::NoFactor => format!(
                "{} and {}; expected a base_percent in forms.csv that applies on that day, for a preparation one for each form in it",
                is(Column::Form),
                is(Column::Date)
            ),
            Reason::UnknownSubstance => format!(
                "{}; expected a code exactly as in substances.csv{}",
                is(Column::Substance),
                self.code(Column::Substance, suggest::substance)
            ),
            Reason::ScheduleI => {
                format!(
                    "{}; expected a substance of Schedule II to IV: Schedule I of the 1971 Convention has no estimates",
                    is(Column::Substance)
                )
            }
            Reason::NegativeQuantity(column @ Column::Grams) => format!(
                "{}; expected 0 or more: only a supplement is signed",
                is(column)
            ),
            Reason::NegativeQuantity(column) => format!("{}; expected 0 or more", is(column)),
            Reason::QuantityTooLarge(column @ Column::Grams) => {
                format!(
                    "{}; expected less than 1000000000000 g, its sign aside",
                    is(column)
                )
            }
            Reason::QuantityTooLarge(column) => format!(
                "{}{}; expected less than 1000000000000 g",
                is(column),
                self.unit()
            ),
            Reason::ReexportExceedsQuantity => {
                let (quantity, reexport) = self.row.quantity_columns();
                format!(
                    "{} and {}; expected at most the whole quantity",
                    is(reexport),
                    is(quantity)
                )
            }
        }
    }

    fn is(&self, column: Column) -> String {
        format!(
            "{} is {}",
            column.name(),
            shown(self.row.text(column).as_deref().unwrap_or_default())
        )
    }

    /// Returns the known word that an unknown word may mean, or what to write in place of the unknown word.
    fn word(&self, column: Column) -> String {
        match synonyms::word(column, &self.row.text(column).unwrap_or_default()) {
            Some(Word::Is(known)) => did_you_mean(Some(known)),
            Some(Word::Other(said)) => format!("; {said}"),
            None => String::new(),
        }
    }

    /// Returns the code that the text of a column resembles.
    fn code(&self, column: Column, find: impl Fn(&str, &Config) -> Option<String>) -> String {
        let text = self.row.text(column).unwrap_or_default();
        did_you_mean(
            self.lists
                .and_then(|lists| find(&text, lists.config))
                .as_deref(),
        )
    }

    fn missing(&self, column: Column) -> String {
        let (needed, other, known): (_, _, &[&str]) = match column {
            Column::Partner => (
                "only a record whose flow is import may leave it out",
                Column::Flow,
                &Flow::ALL.map(Flow::name),
            ),
            Column::Effective => (
                "only supplements, and filings under the 1961 Convention that give a year, may leave it out",
                Column::FilingKind,
                &FilingKind::ALL.map(FilingKind::name),
            ),
            _ => return format!("{} is missing; every row needs it", column.name()),
        };
        let text = self.row.text(other).unwrap_or_default();
        let unknown = if known.contains(&text.as_ref()) {
            String::new()
        } else {
            let write = match synonyms::word(other, &text) {
                Some(Word::Is(word)) => word.to_owned(),
                Some(Word::Other(_)) | None => any_of(known),
            };
            format!(
                ", and {} {} is not known (write {write})",
                other.name(),
                shown(&text)
            )
        };
        format!("{} is missing; {needed}{unknown}", column.name())
    }

    fn wrong_kind(&self) -> String {
        let substance = self.row.text(Column::Substance).unwrap_or_default();
        let convention = self.lists.and_then(|lists| {
            let substance = lists.substance(&substance)?;
            Some(lists.config.substance(substance).convention)
        });
        let said = format!(
            "{} and {}",
            self.is(Column::FilingKind),
            self.is(Column::Substance)
        );
        convention.map_or_else(
            || said.clone(),
            |convention| {
                let names: Vec<&str> = FilingKind::ALL
                    .into_iter()
                    .filter(|kind| convention.provisions().kinds.contains(kind))
                    .map(FilingKind::name)
                    .collect();
                format!(
                    "{said}; expected {}, as the substance is of the {} Convention",
                    any_of(&names),
                    convention.name()
                )
            },
        )
    }

    fn unknown_form(&self) -> String {
        let said = format!(
            "{}; expected a code exactly as in forms.csv or preparations.csv",
            self.is(Column::Form)
        );
        let meant = self.code(Column::Form, suggest::form);
        if !meant.is_empty() {
            return said + &meant;
        }
        let text = self.row.text(Column::Form).unwrap_or_default();
        match self
            .lists
            .and_then(|lists| suggest::forms_of_its_substance(&text, lists.config))
        {
            Some((substance, forms)) => format!("{said}; of {substance} there are {forms}"),
            None => said,
        }
    }

    fn bad_date(&self, column: Column) -> String {
        let text = self.row.text(column).unwrap_or_default();
        let like = |text: &str, shape: &str| {
            text.len() == shape.len()
                && text.bytes().zip(shape.bytes()).all(|(a, b)| {
                    if b == b'0' {
                        a.is_ascii_digit()
                    } else {
                        a == b
                    }
                })
        };
        let is_day = |text: &str| Day::parse(text.as_bytes()).is_ok();
        let meant;
        let expected = if like(&text, "00000") {
            "expected YYYY-MM-DD: this looks like the day number of a spreadsheet; give the column a date format there before saving"
        } else if like(&text, "0000-00-00") {
            "expected a day that exists, as YYYY-MM-DD"
        } else if is_day(text.trim()) {
            "expected YYYY-MM-DD without blanks around it"
        } else if text.get(..10).is_some_and(is_day) {
            "expected YYYY-MM-DD and nothing after it"
        } else if let Some(day) = suggest::day(&text) {
            meant = format!("expected YYYY-MM-DD; did you mean {day}?");
            &meant
        } else {
            "expected YYYY-MM-DD, such as 2022-03-01"
        };
        format!("{}; {expected}", self.is(column))
    }

    fn not_end_of_period(&self) -> String {
        let text = |column: Column| self.row.text(column).unwrap_or_default();
        let period = Period::named(&text(Column::Period)).unwrap_or_default();
        let last = Day::parse(text(Column::Date).as_bytes())
            .map(|day| format!(", such as {}", period.last_day(day)))
            .unwrap_or_default();
        format!(
            "{} and {}; expected the last day of a calendar {}{last}",
            self.is(Column::Date),
            self.is(Column::Period),
            period.name()
        )
    }

    fn bad_number(&self, column: Column) -> String {
        let text = self.row.text(column).unwrap_or_default();
        let expected = match ScaledNumber::parse(text.as_bytes()) {
            Err(NumberFault::NotANumber) => {
                "a number such as 1250.5: a point, no blanks or thousands marks, no exponent, at most 6 decimals (in grams too)"
            }
            Err(NumberFault::TooManyPlaces) => "at most 6 digits after the point",
            Ok(_) => "at most 6 digits after the point once it is in grams",
        };
        let meant = match suggest::number(&text)
            .filter(|_| ScaledNumber::parse(text.as_bytes()).is_err())
        {
            Some(MeantNumber::Minus(number)) => {
                format!("; did you mean {number}, with the hyphen as its minus sign?")
            }
            Some(MeantNumber::Is(number)) => format!("; did you mean {number}?"),
            Some(MeantNumber::With(number)) => {
                format!("; write {number} alone if it is in {}", in_unit(column))
            }
            None => comma(&text).to_owned(),
        };
        format!(
            "{}{}; expected {expected}{meant}",
            self.is(column),
            self.unit()
        )
    }

    /// Returns the unit, if the file names one.
    fn unit(&self) -> String {
        match self.row.text(Column::Unit) {
            Some(unit) if !unit.is_empty() => format!(" {unit}"),
            _ => String::new(),
        }
    }
}

/// Returns the unit in which the numbers of a column are.
const fn in_unit(column: Column) -> &'static str {
    if matches!(column, Column::Quantity | Column::Reexport) {
        "the unit of the row"
    } else {
        "grams"
    }
}

fn any_of(words: &[&str]) -> String {
    words
        .split_last()
        .map(|(last, others)| match others {
            [] => (*last).to_owned(),
            others => format!("{} or {last}", others.join(", ")),
        })
        .unwrap_or_default()
}

fn did_you_mean(known: Option<&str>) -> String {
    known
        .map(|known| format!("; did you mean {known}?"))
        .unwrap_or_default()
}

/// Returns a question if a number has one comma, with other marks of thousands only before the comma. Three digits after the
/// comma may be thousands themselves.
fn comma(text: &str) -> &'static str {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.trim_start_matches(['-', '+']).split_once(',') {
        Some((whole, places))
            if digits(&whole.replace([' ', '\u{a0}', '\u{202f}', '\'', '.'], ""))
                && digits(places) =>
        {
            if places.len() == 3 {
                "; is the comma a decimal comma, or a thousands mark?"
            } else {
                "; is the comma a decimal comma?"
            }
        }
        _ => "",
    }
}

fn bad_line(fault: BadLine) -> String {
    match fault {
        BadLine::NotUtf8 => "the line is not UTF-8; expected UTF-8 text".into(),
        BadLine::Nameless(column) => format!("a value stands in column {column}, which has no name; expected values below column names alone"),
        BadLine::Text(reason) => reason.to_string(),
        BadLine::OpenQuote => "a quote does not close on its line; expected one line for each row".into(),
        BadLine::StrayQuote => {
            "a quote stands inside a field without quotes; expected the whole field in quotes and inner ones doubled".into()
        }
        BadLine::TextAfterQuote => "text follows a closing quote; expected a comma or the end of the line, and inner quotes doubled".into(),
        BadLine::Fields { found: 0, expected } => format!("the line is blank; expected {expected} fields, as the header has"),
        BadLine::Fields { found, expected } => {
            let word = if found == 1 { "field" } else { "fields" };
            let comma = if found > expected { "; is there an unquoted comma, such as a decimal comma?" } else { "" };
            format!("{found} {word} on the line; expected {expected}, as the header has{comma}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Reason, Refused, RowText};
    use super::*;
    use crate::config::ConfigSource;
    use crate::conversion::{Conversion, Lists};
    use std::borrow::Cow;

    /// A row that has the same text in every column.
    struct Same(&'static str);

    impl RowText for Same {
        fn text(&self, _: Column) -> Option<Cow<'_, str>> {
            Some(Cow::Borrowed(self.0))
        }

        fn raw(&self) -> String {
            self.0.to_owned()
        }

        fn quantity_columns(&self) -> (Column, Column) {
            (Column::QuantityG, Column::ReexportG)
        }
    }

    #[test]
    fn a_refusal_says_what_may_have_been_meant() {
        let config = Config::load(ConfigSource::builtin()).expect("the built-in config");
        let conversion = Conversion::of(&config).expect("the built-in factors");
        let lists = Some(Lists {
            config: &config,
            conversion: &conversion,
        });
        let country = Reason::UnknownCountry(Column::Reporter);
        let (grams, quantity) = (
            Reason::BadNumber(Column::Grams),
            Reason::BadNumber(Column::Quantity),
        );
        for (reason, text, end) in [
            (
                country,
                "UK",
                "; did you mean GBR (United Kingdom of Great Britain and Northern Ireland)?",
            ),
            (country, "818", "; did you mean EGY (Egypt)?"),
            (country, "ЕGY", "; did you mean EGY (Egypt)?"),
            (country, "egy", "; did you mean EGY?"),
            (
                country,
                "Korea",
                "; did you mean KOR (Republic of Korea) or PRK (Democratic People's Republic of Korea)?",
            ),
            (country, "USSR", "such as CHE"),
            (Reason::UnknownForm, "РD006", "; did you mean PD006?"),
            (
                Reason::UnknownSubstance,
                "Диазепам",
                "; did you mean PD006?",
            ),
            (Reason::UnknownFlow, "M", "; did you mean import?"),
            (Reason::UnknownFlow, "transit", "expected import or export"),
            (Reason::UnknownUnit, "公斤", "; did you mean kg?"),
            (
                Reason::UnknownPeriod,
                "Trimestre",
                "; did you mean quarter?",
            ),
            (
                Reason::UnknownPeriod,
                "week",
                "expected day, month, quarter or year",
            ),
            (
                Reason::UnknownUnit,
                "µg",
                "; micrograms are thousandths of a milligram: write the quantity in mg",
            ),
            (
                Reason::UnknownKind,
                "Évaluation",
                "; did you mean assessment?",
            ),
            (
                grams,
                "\u{2212}200",
                "; did you mean -200, with the hyphen as its minus sign?",
            ),
            (
                grams,
                "(1 200)",
                "; did you mean -1200, with the hyphen as its minus sign?",
            ),
            (grams, "٢٠٠", "; did you mean 200?"),
            (grams, "6 kg", "; write 6 alone if it is in grams"),
            (
                quantity,
                "6 kg",
                "; write 6 alone if it is in the unit of the row",
            ),
            (
                Reason::BadDate(Column::Date),
                "2024年3月1日",
                "; did you mean 2024-03-01?",
            ),
            (
                Reason::BadDate(Column::Date),
                "01/03/2024",
                "such as 2022-03-01",
            ),
        ] {
            let said = Refused {
                reason,
                row: &Same(text),
                lists,
            }
            .detail();
            assert!(said.ends_with(end), "{said}");
        }
    }
}
