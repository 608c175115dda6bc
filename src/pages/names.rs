//! The names of the report's files.
//!
//! A code or an id may hold any character. A name keeps digits, capitals, hyphens and the names of rules as they are, writes
//! `:` as `.` and `>` as `~`, and spells out every other byte in hexadecimal. So different things have different names on
//! every file system, and no name leads out of its folder.

use std::fmt::Write;

/// The most bytes of a name. A longer name is cut and ends with a hash of the whole text.
const LONGEST: usize = 120;

/// Returns the page of an alert, from the root of the site.
pub(super) fn alert(id: &str) -> String {
    let (rule, rest) = id.split_once(':').unwrap_or(("", id));
    let ours = rule
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let (rule, rest) = if ours { (rule, rest) } else { ("", id) };
    format!("alert/{rule}.{}.html", file(rest))
}

/// Returns the page of a country, from the root of the site.
pub(super) fn country(code: &str) -> String {
    format!("country/{}.html", file(code))
}

/// Returns the page of a substance, from the root of the site.
pub(super) fn substance(code: &str) -> String {
    format!("substance/{}.html", file(code))
}

/// Encodes a text as a part of an address that filters a table.
pub(super) fn query(text: &str) -> String {
    let mut query = String::new();
    for byte in text.bytes() {
        let _ = if byte.is_ascii_alphanumeric() {
            write!(query, "{}", char::from(byte))
        } else {
            write!(query, "%{byte:02X}")
        };
    }
    query
}

fn file(text: &str) -> String {
    let mut name = String::new();
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'-' => name.push(char::from(byte)),
            b':' => name.push('.'),
            b'>' => name.push('~'),
            _ => {
                let _ = write!(name, "_{byte:02X}");
            }
        }
    }
    if name.len() > LONGEST {
        name.truncate(LONGEST);
        let _ = write!(
            name,
            "_{}",
            blake3::hash(text.as_bytes()).to_hex().to_ascii_uppercase()
        );
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_read_as_what_they_are_of() {
        assert_eq!(
            alert("import-excess:CHE:PD006:2024"),
            "alert/import-excess.CHE.PD006.2024.html"
        );
        assert_eq!(
            alert("export-excess:CHE>KEN:PD006:2024"),
            "alert/export-excess.CHE~KEN.PD006.2024.html"
        );
        assert_eq!(country("CHE"), "country/CHE.html");
        assert_eq!(substance("../a b"), "substance/_2E_2E_2F_61_20_62.html");
        assert_eq!(query("a/é"), "a%2F%C3%A9");
        assert!(country(&"é".repeat(5000)).len() < 220);
    }

    proptest! {
        /// Holds also on file systems that do not tell capitals from small letters.
        #[test]
        fn different_codes_have_different_names(a in "[a-zA-Z0-9_.~:> /-]{0,6}|.{0,60}", b in "[a-zA-Z0-9_.~:> /-]{0,6}|.{0,60}") {
            let (name_a, name_b) = (country(&a).to_ascii_lowercase(), country(&b).to_ascii_lowercase());
            prop_assert_eq!(a == b, name_a == name_b);
            let inner = &name_a["country/".len()..];
            prop_assert!(!inner.contains(['/', '\\']) && name_a.is_ascii());
        }
    }
}
