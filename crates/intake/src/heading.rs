//! Finds the columns of a text by its first line, or the fault of a first line that does not name them.

use super::column::{FileColumns, Kind};
use super::fault::Fault;
use super::quotes::split;
use super::suggest;
use std::borrow::Cow;

/// The number of lines that are searched if the first does not name the columns.
const LINES: usize = 200;
/// The least number of column names that make a heading; they must also be at least half of the line.
const NAMES: usize = 3;

/// The separators that may be between the fields, each with its name in a message.
const SEPARATORS: [(char, &str); 5] = [
    (',', "commas"),
    (';', "semicolons"),
    ('\t', "tabs"),
    ('|', "pipes (|)"),
    ('^', "carets (^)"),
];

/// Returns the columns by the first line of a file whose start is `head`, or the fault of that line.
pub(super) fn columns(line: &[u8], head: &[u8], kind: Kind) -> Result<FileColumns, Fault> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let text = std::str::from_utf8(line);
    let mut fields = Vec::new();
    let cut = text.is_ok_and(|text| split(text, &mut fields).is_ok());
    let is_heading = cut && (names(fields.iter().map(AsRef::as_ref)) >= NAMES.min(fields.len()));
    if !is_heading && let Some(fault) = another(head) {
        return Err(fault);
    }
    if is_heading && let Some(mark) = text.ok().and_then(comment) {
        return Err(Fault::HeaderBehind { mark });
    }
    let text = text.map_err(|_| Fault::Header("it is not UTF-8".into()))?;
    if text.trim().is_empty() {
        return Err(Fault::Header("it is blank".into()));
    }
    if !text.contains(',')
        && let Some((_, name)) = SEPARATORS
            .into_iter()
            .find(|(separator, _)| text.contains(*separator))
    {
        return Err(Fault::Separator(name));
    }
    if !cut {
        return Err(Fault::Header("its quotes do not match".into()));
    }
    if !fields.iter().any(|field| suggest::is_column(field))
        && names(fields.iter().map(AsRef::as_ref)) < 2
    {
        return Err(Fault::NoHeader {
            first: fields.first().map(ToString::to_string).unwrap_or_default(),
            kind,
        });
    }
    FileColumns::of(kind, fields.iter().map(AsRef::as_ref))
}

/// Counts the fields that may be meant for names of columns.
fn names<'a>(fields: impl Iterator<Item = &'a str>) -> usize {
    fields
        .filter(|field| suggest::names_a_column(field))
        .count()
}

/// Returns the fault of a file whose line 1 does not name the columns separated by commas: a line for a spreadsheet program, a
/// heading with other separators, or a heading further down.
fn another(head: &[u8]) -> Option<Fault> {
    let text = String::from_utf8_lossy(head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head));
    let lines: Vec<&str> = text.lines().take(LINES).collect();
    let first = lines.first()?.trim().trim_matches('"');
    let heading = (1..)
        .zip(&lines)
        .find_map(|(number, line)| Some((number, separator_of_heading(line)?)));
    if first
        .get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("sep="))
    {
        let others = heading.and_then(|(_, (separator, name))| (separator != ',').then_some(name));
        return Some(Fault::SepLine { separator: others });
    }
    let (line, (separator, name)) = heading?;
    let separator = (separator != ',').then_some(name);
    if line == 1 {
        return match (comment(first), separator) {
            (Some(mark), _) => Some(Fault::HeaderBehind { mark }),
            (None, separator) => separator.map(Fault::Separator),
        };
    }
    let above = lines[..line - 1].iter().map(|line| line.trim());
    let what = if above.clone().all(str::is_empty) {
        "blank"
    } else if above
        .clone()
        .all(|line| line.is_empty() || comment(line).is_some())
    {
        "a comment"
    } else {
        "a title or other text"
    };
    Some(Fault::HeaderBelow {
        line,
        above: what,
        separator,
    })
}

/// Returns the mark of a comment with which a line starts.
fn comment(line: &str) -> Option<&'static str> {
    ["#", "//", "--", "%", "/*", "REM ", "!"]
        .into_iter()
        .find(|mark| line.trim_matches('"').starts_with(mark))
}

/// Returns the separator of a line, if the line is a heading.
fn separator_of_heading(line: &str) -> Option<(char, &'static str)> {
    SEPARATORS.into_iter().find(|(separator, _)| {
        let fields = line
            .split(*separator)
            .map(|field| Cow::Borrowed(field.trim().trim_matches('"').trim()));
        let fields: Vec<Cow<'_, str>> = fields.filter(|field| !field.is_empty()).collect();
        let names = names(fields.iter().map(AsRef::as_ref));
        names >= NAMES && 2 * names >= fields.len()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        let line = text.split('\n').next().unwrap_or_default();
        columns(line.as_bytes(), text.as_bytes(), Kind::Record)
            .map_or_else(|fault| fault.to_string(), |_| String::new())
    }

    #[test]
    fn what_stands_in_place_of_the_column_names_is_said() {
        let names = "record_id,date,reporter,partner,flow,form,quantity_g";
        assert_eq!(fault(names), "");
        assert_eq!(fault(&format!("\u{feff}{names}\r\n")), "");
        for (text, parts) in [
            (
                format!("sep=,\n{names}\n"),
                &["line 1 is \"sep=\"", "remove that line"][..],
            ),
            (
                format!("\"SEP=;\"\r\n{}\n", names.replace(',', ";")),
                &["sep=", "semicolons"],
            ),
            (
                format!("# extract\n\n{names}\n"),
                &["lines 1 to 2 are a comment", "line 3"],
            ),
            (
                format!("// a\n-- b\n{names}\n"),
                &["lines 1 to 2 are a comment", "line 3"],
            ),
            (
                format!("FORM A/P,,,\nQuarter 1,,,\n,,,\n{names}\n"),
                &["lines 1 to 3 are a title", "line 4"],
            ),
            (
                format!("Imports;;\n{}\n", names.replace(',', ";")),
                &["line 2", "semicolons"],
            ),
            (format!("\n{names}\n"), &["line 1 is blank", "line 2"]),
            (format!("#{names}\n"), &["#", "before the column names"]),
            (
                format!("// {names}\n").replace(',', ";"),
                &["//", "before the column names"],
            ),
            (names.replace(',', "|"), &["pipes (|)", "commas"]),
            (names.replace(',', "\t"), &["tabs"]),
            (names.replace(',', ";"), &["semicolons"]),
            (
                "Rapporteur;Datum;Substance;Menge".to_owned(),
                &["semicolons"],
            ),
            (
                "A-1,2024-01-01,CHE,DEU,import,PD006,1\n".to_owned(),
                &["line 1 is not the column names"],
            ),
            (
                "Minutes of a meeting".to_owned(),
                &["line 1 is not the column names"],
            ),
            (
                format!("Table 1,Trade in 2024\nA,B,C\n{names}\n"),
                &["line 3"],
            ),
        ] {
            let said = fault(&text);
            for part in parts {
                assert!(said.contains(part), "{text}: {said} lacks {part}");
            }
            assert!(
                !said.contains("write them there") && !said.contains("rename"),
                "{said}"
            );
        }
    }
}
