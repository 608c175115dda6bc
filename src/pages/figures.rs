//! Masses and days as HTML in running text.

use crate::terms::figures::{grams, kilograms};
use crate::terms::{Day, Mass};
use askama::filters::HtmlSafe;
use std::fmt::{self, Display};

/// A mass in grams, exact.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grams(pub(super) Mass);

/// A mass in kilograms, rounded to the gram; the element's value holds the exact grams.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kilograms(pub(super) Mass);

impl HtmlSafe for Grams {}
impl HtmlSafe for Kilograms {}

impl Display for Grams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "<data value=\"{}\">{}&#160;g</data>",
            self.0,
            grams(self.0)
        )
    }
}

impl Display for Kilograms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "<data value=\"{}\">{}&#160;kg</data>",
            self.0,
            kilograms(self.0).replace('<', "&lt;")
        )
    }
}

/// A day with its month in words.
#[derive(Clone, Copy, Debug)]
pub(super) struct InWords(pub(super) Day);

impl HtmlSafe for InWords {}

impl Display for InWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let (year, month, day) = self.0.civil();
        let name = usize::try_from(month - 1)
            .ok()
            .and_then(|place| MONTHS.get(place))
            .unwrap_or(&"");
        write!(
            f,
            "<time datetime=\"{}\">{day}&#160;{name}&#160;{year}</time>",
            self.0
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masses_and_days_read_well_and_stay_exact() {
        let mass = Mass::from_units(1_234_567_890_000_000_001);
        assert_eq!(
            Grams(mass).to_string(),
            "<data value=\"1234.567890000000001\">1,234.567890000000001&#160;g</data>"
        );
        assert_eq!(
            Kilograms(mass).to_string(),
            "<data value=\"1234.567890000000001\">1.235&#160;kg</data>"
        );
        assert_eq!(
            Kilograms(Mass::from_units(1)).to_string(),
            "<data value=\"0.000000000000001\">&lt; 0.001&#160;kg</data>"
        );
        let day = Day::from_civil(2024, 8, 9).expect("a day");
        assert_eq!(
            InWords(day).to_string(),
            "<time datetime=\"2024-08-09\">9&#160;August&#160;2024</time>"
        );
    }
}
