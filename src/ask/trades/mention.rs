//! Decides whether a refused row may be of some trade, by what can be read of the row.
//!
//! A refused row may be a line that could not be cut, so its fields have no names. A row names what one of its fields states
//! exactly. The row may be of a trade if it names a part of the trade, and nothing else in place of the rest.

use super::TradeQuery;
use crate::archive::read::RefusedRow;
use crate::config::Config;
use crate::intake::Kind;
use crate::terms::{Country, Day, Form};

/// The names by which rows of a trade are recognised.
pub(super) struct Mention<'s> {
    sought: &'s TradeQuery,
    /// The forms that hold the substance asked about.
    forms: Option<&'s [Form]>,
    config: &'s Config,
}

/// Whether a row names something that was asked about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    It,
    /// The row names nothing known that could stand in its place.
    Nothing,
    Another,
}

/// The reasons of refused rows whose date may be missing or unreadable.
const WITHOUT_DATE: [&str; 4] = ["bad-line", "missing-field", "bad-date", "date-out-of-range"];

impl<'s> Mention<'s> {
    pub(super) const fn of(
        sought: &'s TradeQuery,
        forms: Option<&'s [Form]>,
        config: &'s Config,
    ) -> Self {
        Self {
            sought,
            forms,
            config,
        }
    }

    /// Whether a refused row may be of the trade.
    pub(super) fn may_be(&self, row: &RefusedRow) -> bool {
        if row.kind != Kind::Record.name() {
            return false;
        }
        let fields: Vec<&str> = row.fields().collect();
        let named = [
            self.sought
                .importer
                .map(|country| self.country(country, &fields)),
            self.sought
                .exporter
                .map(|country| self.country(country, &fields)),
            self.sought
                .reporter
                .map(|country| self.country(country, &fields)),
            self.forms.map(|forms| self.form(forms, &fields)),
            self.sought.authorisation.as_deref().map(|number| {
                if fields.contains(&number) {
                    Naming::It
                } else {
                    Naming::Another
                }
            }),
        ];
        let named = || named.iter().flatten();
        named().any(|named| *named == Naming::It)
            && named().all(|named| *named != Naming::Another)
            && self.may_be_of_year(row, &fields)
    }

    fn country(&self, country: Country, fields: &[&str]) -> Naming {
        let known = || {
            fields
                .iter()
                .filter_map(|field| self.config.country_codes.find(field))
        };
        if known().any(|known| known == country) {
            Naming::It
        } else if known().count() < 2 {
            // One of the two sides cannot be read.
            Naming::Nothing
        } else {
            Naming::Another
        }
    }

    fn form(&self, forms: &[Form], fields: &[&str]) -> Naming {
        let mut known = fields
            .iter()
            .filter_map(|field| self.config.form_codes.find(field))
            .peekable();
        if known.peek().is_none() {
            Naming::Nothing
        } else if known.any(|known| forms.contains(&known)) {
            Naming::It
        } else {
            Naming::Another
        }
    }

    fn may_be_of_year(&self, row: &RefusedRow, fields: &[&str]) -> bool {
        let days = || {
            fields
                .iter()
                .filter_map(|field| Day::parse(field.as_bytes()).ok())
        };
        // If only one day can be read, it may be the date or the receipt.
        let without_date = WITHOUT_DATE.contains(&row.reason.as_str()) && days().count() < 2;
        self.sought.days().is_none_or(|(first, last)| {
            without_date || days().any(|day| (first..=last).contains(&day))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::ConfigSource;
    use crate::intake::RefusedFields;

    /// Whether a row may be of the trade in diazepam to Kenya in 2024.
    fn may_be(kind: &str, reason: &str, raw: &str) -> bool {
        let config = Config::load(ConfigSource::builtin()).expect("the built-in config");
        let forms = [config.form_codes.find("PD006").expect("diazepam")];
        let sought = TradeQuery {
            importer: config.country_codes.find("KEN"),
            year: Some(2024),
            ..TradeQuery::default()
        };
        let (kind, reason, raw) = (kind.to_owned(), reason.to_owned(), raw.to_owned());
        let row = RefusedRow {
            kind,
            file: String::new(),
            row: 1,
            id: String::new(),
            reason,
            detail: String::new(),
            raw,
            kept: RefusedFields::default(),
        };
        Mention::of(&sought, Some(&forms), &config).may_be(&row)
    }

    #[test]
    fn what_contradicts_no_part_may_be_meant() {
        for (reason, raw, expected) in [
            (
                "negative-quantity",
                "K-1,2024-01-02,,KEN,CHE,import,PD006,-1",
                true,
            ),
            (
                "unknown-form",
                "K-1,2024-01-02,,KEN,CHE,import,PD 006,1",
                true,
            ),
            (
                "negative-quantity",
                "K-1,2024-01-02,,KEN,CHE,import,PA002,-1",
                false,
            ),
            (
                "unknown-country",
                "K-1,2024-01-02,,KEM,CHE,import,PD006,1",
                true,
            ),
            (
                "negative-quantity",
                "K-1,2024-01-02,,USA,CHE,import,PD006,-1",
                false,
            ),
            (
                "unknown-form",
                "K-1,2024-01-02,,KEM,CHE,import,PD 006,1",
                false,
            ),
            ("self-trade", "K-1,2024-01-02,,KEN,KEN,import,PD006,1", true),
            ("bad-line", "K-1,2024-01-02,,\"KEN,CHE,import,PD006,1", true),
            (
                "negative-quantity",
                "K-1,2023-12-30,2024-01-02,KEN,CHE,import,PD006,-1",
                true,
            ),
            (
                "negative-quantity",
                "K-1,2023-12-30,,KEN,CHE,import,PD006,-1",
                false,
            ),
            (
                "bad-date",
                "K-1,2024-13-02,2025-01-03,KEN,CHE,import,PD006,1",
                true,
            ),
            (
                "missing-field",
                "K-1,,2025-01-03,KEN,CHE,import,PD006,1",
                true,
            ),
            (
                "missing-field",
                "K-1,2023-05-02,2023-06-01,KEN,CHE,import,,1",
                false,
            ),
        ] {
            assert_eq!(may_be("record", reason, raw), expected, "{reason}: {raw}");
        }
        assert!(!may_be(
            "filing",
            "negative-quantity",
            "B-1,KEN,PD006,assessment,2024-01-02,2024-01-02,-1"
        ));
    }
}
