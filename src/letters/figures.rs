//! Writes numbers, days and outside texts as the language of a letter does. Rounding happens here and nowhere before; grams are
//! never rounded.
//!
//! | language | groups of three | decimal sign | day |
//! |---|---|---|---|
//! | Arabic | U+202F | point | 3 أيار/مايو 2024 |
//! | Chinese | comma | point | 2024年5月3日 |
//! | English | comma | point | 3 May 2024 |
//! | French | U+202F | comma | 3 mai 2024 |
//! | Russian | U+00A0 | comma | 3 мая 2024 года |
//! | Spanish | U+202F | comma | 3 de mayo de 2024 |
//!
//! Arabic uses the digits 0 to 9, as the United Nations' own Arabic papers do today: a figure, a code or an authorisation number
//! can then be compared with a form or a record character by character.

use crate::config::Language;
use crate::terms::figures::tenths_of_per_cent;
use crate::terms::{Day, Mass};
use inforce_present::document::{Locale, Script};
use inforce_present::text::letter::{self, Direction};
use std::fmt::Display;

/// Writes figures and days in a language.
#[derive(Clone, Copy, Debug)]
pub(super) struct FigureWriter(pub(super) Language);

impl FigureWriter {
    /// Returns the settings of a document in the language.
    pub(super) const fn locale(self) -> Locale {
        let (tag, script) = match self.0 {
            Language::Arabic => ("ar-EG", Script::Arabic),
            Language::Chinese => ("zh-CN", Script::Chinese),
            Language::English => ("en-GB", Script::Alphabet),
            Language::French => ("fr-FR", Script::Alphabet),
            Language::Russian => ("ru-RU", Script::Alphabet),
            Language::Spanish => ("es-ES", Script::Alphabet),
        };
        Locale {
            language: self.0.code(),
            tag,
            script,
        }
    }

    /// Returns the sign between the parts of a list.
    pub(super) const fn comma(self) -> &'static str {
        match self.0 {
            Language::Arabic => "، ",
            Language::Chinese => "、",
            Language::English | Language::French | Language::Russian | Language::Spanish => ", ",
        }
    }

    /// Returns the sign between reasons, which may contain commas.
    pub(super) const fn semicolon(self) -> &'static str {
        match self.0 {
            Language::Arabic => "؛ ",
            Language::Chinese => "；",
            Language::French => "\u{202f}; ",
            Language::English | Language::Russian | Language::Spanish => "; ",
        }
    }

    /// Returns the space between two sentences.
    pub(super) const fn space(self) -> &'static str {
        if matches!(self.0, Language::Chinese) {
            ""
        } else {
            " "
        }
    }

    /// Returns the sign between groups of three digits, and the decimal sign.
    const fn signs(self) -> (char, char) {
        match self.0 {
            Language::Arabic => ('\u{202f}', '.'),
            Language::Chinese | Language::English => (',', '.'),
            Language::French | Language::Spanish => ('\u{202f}', ','),
            Language::Russian => ('\u{a0}', ','),
        }
    }

    /// Writes an exact decimal number in full.
    pub(super) fn exact(self, number: impl Display) -> String {
        let text = number.to_string();
        let (sign, digits) = text
            .strip_prefix('-')
            .map_or(("", text.as_str()), |digits| ("\u{2212}", digits));
        self.isolated(&format!("{sign}{}", self.grouped(digits)))
    }

    /// Writes a change: an exact decimal number, always with a sign.
    pub(super) fn change(self, number: impl Display) -> String {
        let text = number.to_string();
        if text.starts_with('-') {
            self.exact(text)
        } else {
            self.isolated(&format!("+{}", self.grouped(&text)))
        }
    }

    /// Writes a number that is a name, such as a year or a place in a list, or a factor, without groups of digits.
    pub(super) fn plain(self, number: impl Display) -> String {
        let (_, decimal) = self.signs();
        self.isolated(&number.to_string().replace('.', &decimal.to_string()))
    }

    fn grouped(self, digits: &str) -> String {
        let (group, decimal) = self.signs();
        let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
        let mut out = String::new();
        for (place, digit) in whole.chars().enumerate() {
            if place > 0 && (whole.len() - place).is_multiple_of(3) {
                out.push(group);
            }
            out.push(digit);
        }
        if !places.is_empty() {
            out.push(decimal);
            out.push_str(places);
        }
        out
    }

    /// Writes a mass in per cent of another to one decimal, halves up, and returns whether it is less than 0.1 per cent; `None`
    /// if the other mass is zero.
    pub(super) fn per_cent(self, part: Mass, whole: Mass) -> Option<(String, bool)> {
        let tenths = tenths_of_per_cent(part, whole)?;
        let shown = tenths.max(1);
        Some((
            self.exact(format!("{}.{}", shown / 10, shown % 10)),
            tenths == 0,
        ))
    }

    /// Returns the name of a month as it stands in a date; empty in Chinese, which numbers the months.
    fn month(self, month: i32) -> &'static str {
        let months = match self.0 {
            Language::Arabic => MONTHS_ARABIC,
            Language::Chinese => "",
            Language::English => MONTHS_ENGLISH,
            Language::French => MONTHS_FRENCH,
            Language::Russian => MONTHS_RUSSIAN,
            Language::Spanish => MONTHS_SPANISH,
        };
        entry(months, month.into()).unwrap_or_default()
    }

    /// Writes a day in words.
    pub(super) fn day(self, day: Day) -> String {
        let (year, month, number) = day.civil();
        let name = self.month(month);
        match self.0 {
            Language::Arabic => format!("{} {name} {}", self.plain(number), self.plain(year)),
            Language::Chinese => format!("{year}年{month}月{number}日"),
            Language::French if number == 1 => format!("1er {name} {year}"),
            Language::English | Language::French => format!("{number} {name} {year}"),
            Language::Russian => format!("{number} {name} {year} года"),
            Language::Spanish => format!("{number} de {name} de {year}"),
        }
    }

    /// Writes the days from 1 January of a day's year to the day.
    pub(super) fn since_new_year(self, day: Day) -> String {
        let (year, month, number) = day.civil();
        let until = self.day(day);
        match self.0 {
            Language::Arabic => format!("{} {} إلى {until}", self.plain(1), self.month(1)),
            Language::Chinese => format!("{year}年1月1日至{month}月{number}日"),
            Language::English => format!("1 January to {until}"),
            Language::French => format!("1er janvier au {until}"),
            Language::Russian => format!("1 января по {until}"),
            Language::Spanish => format!("1 de enero al {until}"),
        }
    }

    /// Writes a number in running text: up to ten in words, in the form that goes with a counted masculine noun. Messages have
    /// their own words where another form is needed.
    pub(super) fn in_words(self, number: i64) -> String {
        let words = match self.0 {
            Language::Arabic => NUMBERS_ARABIC,
            Language::Chinese => NUMBERS_CHINESE,
            Language::English => NUMBERS_ENGLISH,
            Language::French => NUMBERS_FRENCH,
            Language::Russian => NUMBERS_RUSSIAN,
            Language::Spanish => NUMBERS_SPANISH,
        };
        entry(words, number).map_or_else(|| self.exact(number), str::to_owned)
    }

    /// Writes a day in digits, for tables.
    pub(super) fn short_day(self, day: impl Display) -> String {
        self.isolated(&day.to_string())
    }

    /// Isolates a number, so that it does not affect the direction of the text around it.
    fn isolated(self, number: &str) -> String {
        letter::number(number, self.direction())
    }

    /// Makes an outside text, such as a record's id, safe: it cannot act as markup, hide, or change the direction of the letter's
    /// words.
    pub(super) fn foreign(self, text: &str) -> String {
        letter::foreign(text, self.direction())
    }

    const fn direction(self) -> Direction {
        match self.0 {
            Language::Arabic => Direction::RightToLeft,
            _ => Direction::LeftToRight,
        }
    }
}

/// Returns the entry of a list with a number, counted from one.
fn entry(list: &'static str, number: i64) -> Option<&'static str> {
    let place = usize::try_from(number).ok()?.checked_sub(1)?;
    list.split(',').nth(place)
}

// The words for one to ten and the months, each list in order.
const NUMBERS_ARABIC: &str = "واحد,اثنان,ثلاثة,أربعة,خمسة,ستة,سبعة,ثمانية,تسعة,عشرة";
const NUMBERS_CHINESE: &str = "一,两,三,四,五,六,七,八,九,十";
const NUMBERS_ENGLISH: &str = "one,two,three,four,five,six,seven,eight,nine,ten";
const NUMBERS_FRENCH: &str = "un,deux,trois,quatre,cinq,six,sept,huit,neuf,dix";
const NUMBERS_RUSSIAN: &str = "один,два,три,четыре,пять,шесть,семь,восемь,девять,десять";
const NUMBERS_SPANISH: &str = "un,dos,tres,cuatro,cinco,seis,siete,ocho,nueve,diez";

const MONTHS_ENGLISH: &str = "\
    January,February,March,April,May,June,July,August,September,October,November,December";
const MONTHS_FRENCH: &str = "\
    janvier,février,mars,avril,mai,juin,juillet,août,septembre,octobre,novembre,décembre";
const MONTHS_SPANISH: &str = "\
    enero,febrero,marzo,abril,mayo,junio,julio,agosto,septiembre,octubre,noviembre,diciembre";
const MONTHS_RUSSIAN: &str = "\
    января,февраля,марта,апреля,мая,июня,июля,августа,сентября,октября,ноября,декабря";
/// Both names of each month, as the United Nations writes them.
const MONTHS_ARABIC: &str = "\
    كانون الثاني/يناير,شباط/فبراير,آذار/مارس,نيسان/أبريل,أيار/مايو,حزيران/يونيه,تموز/يوليه,آب/أغسطس,أيلول/سبتمبر,تشرين الأول/أكتوبر,تشرين الثاني/نوفمبر,كانون الأول/ديسمبر";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_days_are_those_of_the_language() {
        let day: Day = "2024-05-03".parse().expect("a day");
        let number = "-1278906.8422784";
        for (language, expected_number, expected_day) in [
            (
                Language::Arabic,
                "\u{2066}\u{2212}1\u{202f}278\u{202f}906.8422784\u{2069}",
                "\u{2066}3\u{2069} أيار/مايو \u{2066}2024\u{2069}",
            ),
            (
                Language::Chinese,
                "\u{2212}1,278,906.8422784",
                "2024年5月3日",
            ),
            (Language::English, "\u{2212}1,278,906.8422784", "3 May 2024"),
            (
                Language::French,
                "\u{2212}1\u{202f}278\u{202f}906,8422784",
                "3 mai 2024",
            ),
            (
                Language::Russian,
                "\u{2212}1\u{a0}278\u{a0}906,8422784",
                "3 мая 2024 года",
            ),
            (
                Language::Spanish,
                "\u{2212}1\u{202f}278\u{202f}906,8422784",
                "3 de mayo de 2024",
            ),
        ] {
            let figures = FigureWriter(language);
            assert_eq!(
                (figures.exact(number), figures.day(day)),
                (expected_number.to_owned(), expected_day.to_owned())
            );
        }
        assert_eq!(
            FigureWriter(Language::French).day("2024-08-01".parse().expect("a day")),
            "1er août 2024"
        );
        assert_eq!(
            (
                FigureWriter(Language::French).change(1300),
                FigureWriter(Language::French).change(-5)
            ),
            ("+1\u{202f}300".into(), "\u{2212}5".into())
        );
        assert_eq!(
            (
                FigureWriter(Language::Russian).plain("0.849"),
                FigureWriter(Language::Russian).plain(2024)
            ),
            ("0,849".into(), "2024".into())
        );
    }

    #[test]
    fn the_days_since_new_year_have_their_year_where_it_belongs() {
        let day: Day = "2024-04-18".parse().expect("a day");
        for (language, expected) in [
            (Language::Chinese, "2024年1月1日至4月18日"),
            (Language::English, "1 January to 18 April 2024"),
            (Language::French, "1er janvier au 18 avril 2024"),
            (Language::Russian, "1 января по 18 апреля 2024 года"),
            (Language::Spanish, "1 de enero al 18 de abril de 2024"),
        ] {
            assert_eq!(FigureWriter(language).since_new_year(day), expected);
        }
    }

    #[test]
    fn per_cent_is_rounded_to_one_decimal_and_never_to_nothing() {
        let (english, french) = (
            FigureWriter(Language::English),
            FigureWriter(Language::French),
        );
        let grams = Mass::from_whole_grams;
        for (part, whole, expected) in [
            (1, 3, Some(("33.3", false))),
            (1, 9999, Some(("0.1", true))),
            (1, 2000, Some(("0.1", false))),
            (12_345, 1, Some(("1,234,500.0", false))),
            (1, 0, None),
        ] {
            let expected = expected.map(|(text, below): (&str, bool)| (text.to_owned(), below));
            assert_eq!(
                english.per_cent(grams(part), grams(whole)),
                expected,
                "{part} of {whole}"
            );
        }
        assert_eq!(
            french.per_cent(grams(1), grams(3)),
            Some(("33,3".to_owned(), false))
        );
    }
}
