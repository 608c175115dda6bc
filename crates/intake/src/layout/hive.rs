//! Reads values that the names of folders give, as Hive writes them: `key=value`.

use crate::column::Kind;

/// The name that Hive gives to a missing value.
const MISSING: &str = "__HIVE_DEFAULT_PARTITION__";

/// Returns the keys and values of the folders on the path of a file.
pub(crate) fn values(name: &str) -> impl Iterator<Item = (String, String)> {
    let folders = name.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').filter_map(|folder| {
        let (key, value) = folder.split_once('=')?;
        let value = if value == MISSING {
            String::new()
        } else {
            unescaped(value)
        };
        Some((unescaped(key), value))
    })
}

/// Returns the first folder on the path of a file whose name gives a value for which files of the kind have no column.
pub(crate) fn unfit(name: &str, kind: Kind) -> Option<&str> {
    let folders = name.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').find(|folder| {
        let key = folder.split_once('=').map(|(key, _)| key);
        key.is_some_and(|key| kind.columns().iter().all(|column| column.name() != key))
    })
}

/// Returns a text with the characters that stand as `%` and two digits; a text that is not UTF-8 after this stays as it is.
fn unescaped(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text);
    while let Some(at) = rest.find('%') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let code = rest.get(at + 1..at + 3);
        if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            bytes.push(byte);
            rest = &rest[at + 3..];
        } else {
            bytes.push(b'%');
            rest = &rest[at + 1..];
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_give_values() {
        for (name, expected) in [
            ("trades/reporter=CHE/part-0.csv", &["reporter=CHE"][..]),
            (
                "trades/a/received=2024-06-20/flow=import/x.parquet",
                &["received=2024-06-20", "flow=import"],
            ),
            ("trades/a=b.csv", &[]),
            ("trades/note=a%20b%2Fc%/x.csv", &["note=a b/c%"]),
            (
                "trades/partner=__HIVE_DEFAULT_PARTITION__/x.csv",
                &["partner="],
            ),
        ] {
            let found: Vec<String> = values(name)
                .map(|(key, value)| format!("{key}={value}"))
                .collect();
            assert_eq!(found, expected, "{name}");
        }
    }
}
