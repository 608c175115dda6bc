//! Decimals as whole numbers of some small unit: no floats, no rounding but where the rules round.

/// Digits before the point beyond this are all the same to the rules: far more than 10^12 g.
const MORE_THAN_ENOUGH: usize = 20;

/// A number as a cell writes it, in millionths of whatever unit the cell is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    negative: bool,
    whole: i128,
    millionths: i128,
}

impl Written {
    /// Rules 4.3, `bad-number`: an optional sign, digits, optionally a point and digits, at most 6 places.
    /// Any number of digits before the point is a number.
    pub fn parse(text: &str) -> Option<Written> {
        let (negative, digits) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, places) = match digits.split_once('.') {
            Some((whole, places)) if all_digits(places) && places.len() <= 6 => (whole, places),
            Some(_) => return None,
            None => (digits, ""),
        };
        if !all_digits(whole) {
            return None;
        }
        let leading = whole.trim_start_matches('0');
        let whole = if leading.len() > MORE_THAN_ENOUGH {
            10_i128.pow(20)
        } else {
            format!("0{leading}").parse().ok()?
        };
        let millionths = format!("{places:0<6}").parse().ok()?;
        Some(Written {
            negative,
            whole,
            millionths,
        })
    }

    /// Millionths of a gram when the cell is in `unit`; none where grams then need more than 6 places.
    pub fn micrograms(self, unit: Unit) -> Option<i128> {
        let size = match unit {
            Unit::Kilogram => (self.whole * 1_000_000 + self.millionths) * 1_000,
            Unit::Gram => self.whole * 1_000_000 + self.millionths,
            Unit::Milligram if self.millionths % 1_000 == 0 => {
                self.whole * 1_000 + self.millionths / 1_000
            }
            Unit::Milligram => return None,
        };
        Some(if self.negative { -size } else { size })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Kilogram,
    Gram,
    Milligram,
}

impl Unit {
    pub fn parse(text: &str) -> Option<Unit> {
        match text {
            "kg" => Some(Unit::Kilogram),
            "g" => Some(Unit::Gram),
            "mg" => Some(Unit::Milligram),
            _ => None,
        }
    }
}

/// Rules 3.3: whole grams, halves away from zero, anything between 0 and 1 g is 1 g; with its sign.
pub fn whole_grams(micrograms: i128) -> i128 {
    let size = micrograms.abs();
    let grams = if size == 0 {
        0
    } else if size < 1_000_000 {
        1
    } else {
        (size + 500_000) / 1_000_000
    };
    grams * micrograms.signum()
}

/// The whole number of units of 10^-places that a decimal of the config is.
pub fn scaled(text: &str, places: usize) -> i128 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    assert!(
        fraction.len() <= places,
        "{text} has more than {places} places"
    );
    format!("{whole}{fraction:0<places$}")
        .parse()
        .expect("a decimal of the config is digits and a point")
}

/// The decimal that `units` of 10^-places are, without trailing zeros.
pub fn plain(units: i128, places: usize) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
