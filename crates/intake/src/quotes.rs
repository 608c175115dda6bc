//! Cuts a line of CSV into its fields, and makes a line of fields, with quotes as in RFC 4180.

use super::reason::BadLine;
use std::borrow::Cow;

/// Returns a line of these fields, with quotes around those that need them.
pub(super) fn csv_line<'a>(fields: impl Iterator<Item = Cow<'a, str>>) -> String {
    let mut line = String::new();
    for (place, field) in fields.enumerate() {
        if place > 0 {
            line.push(',');
        }
        if field.contains([',', '"', '\n', '\r']) {
            line.push('"');
            line.push_str(&field.replace('"', "\"\""));
            line.push('"');
        } else {
            line.push_str(&field);
        }
    }
    line
}

/// Cuts a line into its fields, with quotes as in RFC 4180.
pub fn split<'a>(line: &'a str, fields: &mut Vec<Cow<'a, str>>) -> Result<(), BadLine> {
    fields.clear();
    if memchr::memchr(b'"', line.as_bytes()).is_none() {
        let mut from = 0;
        for comma in memchr::memchr_iter(b',', line.as_bytes()) {
            fields.push(Cow::Borrowed(&line[from..comma]));
            from = comma + 1;
        }
        fields.push(Cow::Borrowed(&line[from..]));
        return Ok(());
    }
    let mut rest = line;
    loop {
        let (field, after) = if let Some(quoted) = rest.strip_prefix('"') {
            quoted_field(quoted)?
        } else {
            let (field, after) = rest
                .split_once(',')
                .map_or((rest, None), |(field, after)| (field, Some(after)));
            if field.contains('"') {
                return Err(BadLine::StrayQuote);
            }
            (Cow::Borrowed(field), after)
        };
        fields.push(field);
        match after {
            Some(after) => rest = after,
            None => return Ok(()),
        }
    }
}

/// Returns the field after an opening quote, and the text after the field's comma, if there is one.
fn quoted_field(text: &str) -> Result<(Cow<'_, str>, Option<&str>), BadLine> {
    let mut from = 0;
    let mut doubled = false;
    loop {
        let close =
            from + memchr::memchr(b'"', &text.as_bytes()[from..]).ok_or(BadLine::OpenQuote)?;
        let (field, after) = (&text[..close], &text[close + 1..]);
        if after.starts_with('"') {
            doubled = true;
            from = close + 2;
            continue;
        }
        let field = if doubled {
            Cow::Owned(field.replace("\"\"", "\""))
        } else {
            Cow::Borrowed(field)
        };
        return match after.strip_prefix(',') {
            Some(rest) => Ok((field, Some(rest))),
            None if after.is_empty() => Ok((field, None)),
            None => Err(BadLine::TextAfterQuote),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(line: &str) -> Result<Vec<String>, BadLine> {
        let mut fields = Vec::new();
        split(line, &mut fields)?;
        Ok(fields.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn quotes_are_those_of_rfc_4180_within_a_line() {
        let ok = |line: &str, expected: &[&str]| {
            assert_eq!(fields(line).expect(line), expected, "{line}");
        };
        ok("a,b", &["a", "b"]);
        ok("", &[""]);
        ok(",", &["", ""]);
        ok("\"a\",\"\",c", &["a", "", "c"]);
        ok("\"a,\"\"b\"\"\",c", &["a,\"b\"", "c"]);
        ok("\"\"\"\"", &["\""]);
        ok("a,\"b\"", &["a", "b"]);
        ok("\"a\",", &["a", ""]);
        for (line, fault) in [
            ("\"a,b", BadLine::OpenQuote),
            ("\"a\"\"", BadLine::OpenQuote),
            ("a\"b,c", BadLine::StrayQuote),
            ("a, \"b\"", BadLine::StrayQuote),
            ("\"a\"b,c", BadLine::TextAfterQuote),
            ("\"a\" ,c", BadLine::TextAfterQuote),
        ] {
            assert_eq!(fields(line), Err(fault), "{line}");
        }
    }

    proptest::proptest! {
        /// The fields that the csv crate writes are read back; it quotes only where needed, and doubles quotes.
        #[test]
        fn any_fields_survive_being_written(expected in proptest::collection::vec("[a-c\",; é\\t]{0,6}", 1..8)) {
            let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Necessary).from_writer(Vec::new());
            writer.write_record(&expected).expect("written to memory");
            let line = String::from_utf8(writer.into_inner().expect("flushed")).expect("UTF-8");
            proptest::prop_assert_eq!(fields(line.trim_end_matches('\n')), Ok(expected));
        }

        /// A line is either cut or refused, and the csv crate reads the same fields in an accepted line.
        #[test]
        fn accepted_lines_mean_what_others_read_in_them(line in "[ab\",]{0,12}") {
            if let Ok(cut) = fields(&line) {
                let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(line.as_bytes());
                let read: Vec<String> = reader.records().next().map_or_else(
                    || vec![String::new()],
                    |record| record.expect("a record").iter().map(ToOwned::to_owned).collect(),
                );
                proptest::prop_assert_eq!(cut, read);
            }
        }
    }
}
