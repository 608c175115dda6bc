//! Text that means harm: it is text, all of it can be seen, and the workbook is as sound as any.

use std::fmt::Write;
use std::fs;

use super::compare;
use super::sheets::Book;
use crate::house::{done, inforce};

/// Formulas, markup, escapes of the file format, marks of direction, control characters, and what XML cannot hold.
const HOSTILE: [&str; 14] = [
    "=1+1",
    "+41",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "=HYPERLINK(\"http://127.0.0.1\";\"x\")",
    "</t></is></c><c t=\"e\"><v>1</v></c>&amp;]]>",
    "_x0041__x000D_",
    "\t=1+1",
    "a\u{202e}cba\u{2066}",
    "\u{1b}[31m\u{7}\u{1}",
    "\u{fffe}\u{ffff}\u{feff}",
    "no\u{a0}break\u{200b}\\n",
    "'=1+1",
];

/// Longer than any screen, and longer than a cell.
fn long() -> [String; 2] {
    ["x".repeat(5_000), format!("={}", "é😀".repeat(20_000))]
}

#[test]
fn hostile_text_is_text_and_can_be_seen() {
    let folder = tempfile::tempdir().unwrap();
    let texts: Vec<String> = HOSTILE
        .iter()
        .map(|text| (*text).to_owned())
        .chain(long())
        .collect();
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut records = String::from(
        "record_id,date,reporter,partner,flow,form,quantity_g,authorisation,special_licence\n",
    );
    let mut filings =
        String::from("filing_id,country,substance,kind,received,effective,grams,note\n");
    for (place, text) in texts.iter().enumerate() {
        let text = quoted(text);
        writeln!(
            records,
            "{text},2024-01-0{},KEN,CHE,import,PD006,10.5,{text},{text}",
            place % 9 + 1
        )
        .unwrap();
        // Refused: the form is none.
        writeln!(records, "{text},2024-01-01,KEN,CHE,import,{text},1,,").unwrap();
        writeln!(
            filings,
            "{text},KEN,PD006,assessment,2023-01-{:02},2024-01-{:02},{place},{text}",
            place + 1,
            place + 1
        )
        .unwrap();
        writeln!(
            filings,
            "{text},KEN,{text},assessment,2023-01-01,2024-01-01,1,"
        )
        .unwrap();
    }
    let hostile_name = "=1+1 \u{202e}\u{1b}[31m<b>&.csv";
    for (place, content) in [("trades", &records), ("estimates", &filings)] {
        fs::create_dir_all(folder.path().join("data").join(place)).unwrap();
        fs::write(
            folder.path().join("data").join(place).join(hostile_name),
            content,
        )
        .unwrap();
    }
    fs::write(folder.path().join("data/trades/left-out.csv"), "").unwrap();
    let said = inforce(folder.path(), "run data --keep-going --quiet");
    assert_eq!(said.code, Some(3), "{}", said.stderr);
    done(folder.path(), "workbook --to book.xlsx");
    let book = Book::read(&folder.path().join("book.xlsx"));

    // Every text is there, in every place that it reaches.
    for (sheet, heading, kind) in [
        ("Evidence", "Record", ""),
        ("Evidence", "Import authorisation", ""),
        ("Evidence", "Special licence", ""),
        ("Estimates", "Filing", "filing"),
        ("Estimates", "Note", "filing"),
        ("Not judged", "Id", "refused record"),
        ("Not judged", "Id", "refused filing"),
    ] {
        let rows = book.table(sheet);
        let rows = rows
            .iter()
            .filter(|row| kind.is_empty() || row["What"] == kind);
        let found: Vec<&String> = rows.filter_map(|row| row.get(heading)).collect();
        for text in texts.iter().take(HOSTILE.len() + 1) {
            let expected = compare::written_out(text);
            assert!(
                found.contains(&&expected),
                "{sheet}, {heading}: {expected:?} is not among {found:?}"
            );
        }
        let cut = found.iter().find(|text| text.starts_with("=é😀")).unwrap();
        assert!(
            cut.contains(" […] the first 21334 of 40001 characters: a cell holds no more; the whole text is in "),
            "{}",
            &cut[80_000..]
        );
        assert!(cut.encode_utf16().count() <= 32_767);
    }
    let named = compare::written_out(hostile_name);
    assert!(
        book.table("Evidence")
            .iter()
            .all(|row| row["Source file"] == format!("trades/{named}"))
    );
    sound(&book);
}

/// No formula in any cell, and nothing that XML forbids.
fn sound(book: &Book) {
    let parts = book.parts();
    for (name, xml) in &parts {
        let legal = |c: char| {
            matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'))
        };
        assert!(
            xml.chars().all(legal),
            "{name} holds a character that XML forbids"
        );
        assert!(
            !xml.contains("<f>") && !xml.contains("<f "),
            "{name} holds a formula"
        );
        assert!(
            !xml.contains("TargetMode=\"External\""),
            "{name} leads out of the workbook"
        );
    }
    assert!(
        parts["xl/styles.xml"].contains("quotePrefix=\"1\""),
        "text like a formula would become one when it is edited"
    );
}
