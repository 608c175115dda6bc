//! Texts from outside that would act on a document, in every place that a letter has for them.

use super::text::{docx_lines, elements, html_lines, part};
use super::{notices, worlds};
use crate::house::done;
use std::fs;
use tempfile::TempDir;

#[test]
fn no_text_from_outside_changes_how_a_letter_is_built() {
    let plain = worlds::published(&worlds::plain());
    let read = |folder: &TempDir, language: &str| {
        done(
            folder.path(),
            &format!("notices --out out --language {language} -q"),
        );
        let file = |ending| {
            fs::read(notices(folder.path()).join(format!("FRA-imports.{language}.{ending}")))
                .unwrap()
        };
        (file("docx"), file("html"))
    };
    // In Arabic a text from outside is a run of its own, whatever it holds.
    for language in ["en", "zh", "ar"] {
        let (docx, html) = read(&plain, language);
        let expected = (
            elements(&part(&docx, "word/document.xml")),
            elements(std::str::from_utf8(&html).unwrap()),
        );
        for world in &worlds::hostile() {
            let folder = worlds::published(world);
            let (docx, html) = read(&folder, language);
            let found = (
                elements(&part(&docx, "word/document.xml")),
                elements(std::str::from_utf8(&html).unwrap()),
            );
            assert!(found == expected, "{language}: {world:?}");
            let lines = docx_lines(&docx);
            let (mut other, text) = (html_lines(&html), lines.join("\n"));
            other.truncate(other.len() - 2);
            assert_eq!(lines, other, "{language}: {world:?}");
            let acts = |c: char| {
                c.is_control() && c != '\n'
                    || matches!(
                        c,
                        '\u{202a}'..='\u{202e}' | '\u{200e}' | '\u{200f}' | '\u{feff}'
                    )
            };
            assert!(!text.contains(acts), "{language}: {world:?}");
            let depth = text.chars().fold(0_i32, |depth, c| {
                depth + i32::from(matches!(c, '\u{2066}'..='\u{2068}')) - i32::from(c == '\u{2069}')
            });
            assert_eq!(depth, 0, "{language}: {world:?}");
            let whole = !world[3]
                .contains(|c: char| acts(c) || matches!(c, '\u{2028}' | '\u{2029}' | '\u{2069}'));
            assert!(!whole || text.contains(&world[3]), "{language}: {world:?}");
        }
    }
}
