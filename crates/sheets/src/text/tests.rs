//! Tests of delimited text.

use super::*;
use proptest::prelude::*;
use std::io::Write as _;

fn read(bytes: &[u8], options: Options) -> Result<Vec<Line>, Fault> {
    rows(bytes, options)?.collect()
}

fn cells(texts: &[&str]) -> Vec<Cell> {
    texts
        .iter()
        .map(|text| Cell::of_text((*text).to_owned()))
        .collect()
}

fn row(number: u64, texts: &[&str]) -> Line {
    Line::Row(Row {
        number,
        cells: cells(texts),
    })
}

fn bad(number: u64, reason: Reason, raw: &str) -> Line {
    Line::Bad(BadRow {
        number,
        reason,
        raw: raw.to_owned(),
    })
}

fn named(name: &str) -> Options {
    Options {
        encoding: TextEncoding::named(name).unwrap(),
        ..Options::default()
    }
}

#[test]
fn rows_have_the_numbers_of_their_lines() {
    let lines = read(b"a,b\r\n\n1,\"x, \"\"y\"\"\"\n,\n", Options::default()).unwrap();
    assert_eq!(
        lines,
        [
            row(1, &["a", "b"]),
            row(2, &[]),
            row(3, &["1", "x, \"y\""]),
            row(4, &["", ""])
        ]
    );
    assert!(read(b"", Options::default()).unwrap().is_empty());
}

#[test]
fn a_bad_row_does_not_spoil_the_next() {
    let lines = read(
        b"1,\"open\n2,ok\n3,\"x\"y\n4,5\" pipe\n5,a\rb\n6,\xff\n7,ok\n",
        Options::default(),
    )
    .unwrap();
    assert_eq!(
        lines,
        [
            bad(1, Reason::OpenQuote, "1,\"open"),
            row(2, &["2", "ok"]),
            bad(3, Reason::TextAfterQuote(2), "3,\"x\"y"),
            bad(4, Reason::QuoteInField(2), "4,5\" pipe"),
            bad(5, Reason::LoneReturn, "5,a\rb"),
            bad(6, Reason::NotInEncoding("UTF-8"), "6,\\xff"),
            row(7, &["7", "ok"]),
        ]
    );
}

#[test]
fn a_last_line_without_end_is_a_cut_unless_it_may_be() {
    assert_eq!(
        read(b"a,b\n1,2", Options::default()).unwrap(),
        [row(1, &["a", "b"]), bad(2, Reason::Cut, "1,2")]
    );
    let options = Options {
        last_line: LastLine::MayLackItsEnd,
        ..Options::default()
    };
    assert_eq!(read(b"a,b\n1,2", options).unwrap()[1], row(2, &["1", "2"]));
}

#[test]
fn line_breaks_within_quotes_are_an_option() {
    let options = Options {
        line_breaks: LineBreaks::InQuotes,
        ..Options::default()
    };
    assert_eq!(
        read(b"1,\"two\r\nlines\"\n2,x\n", options).unwrap(),
        [row(1, &["1", "two\nlines"]), row(3, &["2", "x"])]
    );
    // A quote that never closes costs its own line only.
    assert_eq!(
        read(b"1,\"open\n2,x\n3,\"y\nz\n", options).unwrap(),
        [
            bad(1, Reason::TextAfterQuote(2), "1,\"open"),
            row(2, &["2", "x"]),
            bad(3, Reason::OpenQuote, "3,\"y"),
            row(4, &["z"])
        ]
    );
    let long = format!("\"{}", "x\n".repeat(250));
    let lines = read(long.as_bytes(), options).unwrap();
    assert_eq!(lines.len(), 250);
    assert_eq!(
        (&lines[0], &lines[249]),
        (&bad(1, Reason::OpenQuote, "\"x"), &row(250, &["x"]))
    );
}

#[test]
fn quotes_may_be_characters_as_any_other() {
    let options = Options {
        quotes: Quotes::Plain,
        separator: '\t',
        ..Options::default()
    };
    assert_eq!(
        read(b"\"a\t5\"\n", options).unwrap(),
        [row(1, &["\"a", "5\""])]
    );
}

#[test]
fn encodings_are_those_that_are_stated() {
    for (name, bytes, text) in [
        ("UTF-8", &b"\xef\xbb\xbfC\xc3\xb4te\n"[..], "Côte"),
        ("UTF-8", b"a\xc2\x85\n", "a\u{85}"),
        ("windows-1252", b"C\xf4te\n", "Côte"),
        ("ISO-8859-1", b"C\xf4te\n", "Côte"),
        ("windows-1250", b"\xd8\xedj\n", "Říj"),
        ("windows-1251", b"\xcc\xee\xf1\n", "Мос"),
        ("windows-1253", b"\xc5\xeb\n", "Ελ"),
        ("windows-1254", b"\xdd\xfe\n", "İş"),
        ("windows-1256", b"\xe3\xd5\xd1\n", "مصر"),
        ("windows-1258", b"\xd0\xf0\n", "Đđ"),
        ("ISO-8859-2", b"\xb1\n", "ą"),
        ("Shift_JIS", b"\x93\xfa\x96\x7b\n", "日本"),
        ("UTF-16LE", b"\xff\xfe\x0a\x01\n\0", "Ċ"),
        ("UTF-16LE", b"\x0a\x0a\x0d\x0a\n\0", "\u{a0a}\u{a0d}"),
        ("UTF-16LE", b"a\0\r\0\n\0", "a"),
        ("UTF-16BE", b"\xfe\xff\0a\x0a\x00\0\r\0\n", "a\u{a00}"),
        ("UTF-16BE", b"\x0a\x0a\0\n", "\u{a0a}"),
    ] {
        assert_eq!(
            read(bytes, named(name)).unwrap(),
            [row(1, &[text])],
            "{name}"
        );
    }
}

#[test]
fn bytes_that_mean_nothing_make_the_row_bad() {
    for (name, bytes, raw) in [
        ("UTF-8", &b"C\xf4te\nb\n"[..], "C\\xf4te"),
        ("windows-1252", b"a\x81b\nb\n", "a\\x81b"),
        ("windows-1253", b"\xaa\nb\n", "\\xaa"),
        ("UTF-16LE", b"a\0\x00\xd8c\0\n\0b\0\n\0", "a\\x00\\xd8c"),
    ] {
        let lines = read(bytes, named(name)).unwrap();
        assert_eq!(
            lines,
            [
                bad(1, Reason::NotInEncoding(named(name).encoding.name()), raw),
                row(2, &["b"])
            ],
            "{name}"
        );
    }
}

#[test]
fn a_text_of_utf16_that_was_cut_within_a_character_is_bad() {
    let lines = read(b"a\0\n\0b\0\n", named("UTF-16LE")).unwrap();
    assert_eq!(lines[0], row(1, &["a"]));
    assert!(matches!(&lines[1], Line::Bad(_)), "{lines:?}");
}

#[test]
fn the_mark_of_another_encoding_is_a_fault() {
    for (name, bytes) in [
        ("UTF-8", &b"\xff\xfea\0\n\0"[..]),
        ("windows-1252", b"\xef\xbb\xbfa\n"),
        ("UTF-16LE", b"\xfe\xff\0a\0\n"),
    ] {
        let fault = read(bytes, named(name)).unwrap_err();
        assert!(
            matches!(fault, Fault::OtherEncoding { .. }),
            "{name}: {fault}"
        );
    }
}

#[test]
fn names_of_encodings_are_checked() {
    for name in [
        "",
        "latin-42",
        "replacement",
        "ISO-2022-JP",
        "x-user-defined",
        "UTF-7",
        "UTF-32",
    ] {
        assert!(TextEncoding::named(name).is_err(), "{name}");
    }
}

#[test]
fn a_line_without_end_does_not_fill_memory() {
    let endless = std::io::repeat(b'x');
    let fault = rows(endless, Options::default())
        .unwrap()
        .next()
        .unwrap()
        .unwrap_err();
    assert!(fault.to_string().contains("line 1"), "{fault}");
    let zeros = std::io::repeat(0);
    let mut read = rows(zeros, named("UTF-16LE")).unwrap();
    assert!(read.next().unwrap().is_err() && read.next().is_none());
}

#[test]
fn rows_of_packed_text_stop_where_the_file_was_cut() {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    for number in 0..10_000 {
        writeln!(packer, "{number},{}", number * 7919 % 10_007).unwrap();
    }
    let bytes = packer.finish().unwrap();
    let read = |bytes: &[u8]| -> Vec<Result<Line, Fault>> {
        let unpacked = crate::packed::Unpacked::new(bytes).unwrap();
        rows(unpacked, Options::default()).unwrap().collect()
    };
    let whole = read(&bytes);
    assert!(whole.len() == 10_000 && whole.iter().all(Result::is_ok));
    let cut = read(&bytes[..bytes.len() / 2]);
    assert!(matches!(cut.last(), Some(Err(Fault::Cut { .. }))));
    assert!(cut.len() > 100 && cut[..cut.len() - 1].iter().all(Result::is_ok));
}

#[test]
fn separators_that_cannot_be_are_refused() {
    for separator in ['"', '\n', '\r'] {
        let options = Options {
            separator,
            ..Options::default()
        };
        assert!(matches!(read(b"a", options), Err(Fault::Options(_))));
    }
}

/// A field in quotes.
fn quoted(field: &str) -> String {
    format!("\"{}\"", field.replace('"', "\"\""))
}

proptest! {
    #[test]
    fn whatever_the_bytes_every_line_is_told_once(
        bytes in prop::collection::vec(prop_oneof![
            Just(b'"'), Just(b','), Just(b'\n'), Just(b'\r'), Just(0), any::<u8>()
        ], 0..300),
        name in prop::sample::select(vec!["UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252", "GBK"]),
        line_breaks in prop::sample::select(vec![LineBreaks::EndRows, LineBreaks::InQuotes]),
    ) {
        let options = Options { line_breaks, ..named(name) };
        let _ = encodings(&bytes);
        let read = read(&bytes, options);
        if let Err(fault) = &read {
            fault.assert_sound();
        }
        if let Ok(lines) = read {
            let numbers: Vec<u64> = lines.iter().map(|line| match line {
                Line::Row(row) => row.number,
                Line::Bad(bad) => bad.number,
            }).collect();
            prop_assert!(numbers.is_sorted_by(|a, b| a < b));
            if line_breaks == LineBreaks::EndRows {
                prop_assert!(numbers.iter().copied().eq(1..=u64::try_from(numbers.len()).unwrap()));
            }
        }
    }

    #[test]
    fn what_is_written_in_quotes_is_read_back(
        table in prop::collection::vec(prop::collection::vec("[ -~é\n\"]{0,8}", 1..5), 1..6),
        separator in prop::sample::select(vec![',', ';', '\t', '|', '§']),
        name in prop::sample::select(vec!["UTF-8", "windows-1252"]),
    ) {
        let text: String = table
            .iter()
            .map(|row| {
                let fields: Vec<String> = row.iter().map(|field| quoted(field)).collect();
                fields.join(&separator.to_string()) + "\n"
            })
            .collect();
        let encoding = TextEncoding::named(name).unwrap();
        let bytes = encoding.0.encode(&text).0.into_owned();
        let options = Options { encoding, separator, line_breaks: LineBreaks::InQuotes, ..Options::default() };
        let read: Vec<Vec<Cell>> = read(&bytes, options).unwrap().into_iter().map(|line| match line {
            Line::Row(row) => row.cells,
            Line::Bad(bad) => panic!("{bad:?}"),
        }).collect();
        let written: Vec<Vec<Cell>> = table.iter().map(|row| {
            row.iter().map(|field| Cell::of_text(field.clone())).collect()
        }).collect();
        prop_assert_eq!(read, written);
    }
}
