//! Texts from outside that would act on a document, in every place that a letter has for them.

use super::text::{docx_lines, elements, html_lines, part};
use super::{done, notices};
use std::fs;
use tempfile::TempDir;

/// A world whose texts are as given; `plain` are harmless ones in the same places.
fn hostile(texts: [&str; 4]) -> TempDir {
    let [record, authorisation, filing, note] = texts.map(|text| text.replace('"', "\"\""));
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir_all(data.join("trades")).unwrap();
    fs::create_dir_all(data.join("estimates")).unwrap();
    let filings = format!(
        "filing_id,country,substance,kind,received,effective,grams,note\n\"{filing}\",FRA,PD006,assessment,2024-01-01,2024-01-01,100,\"{note}\"\n"
    );
    fs::write(data.join("estimates/a.csv"), filings).unwrap();
    let records = format!(
        "record_id,date,reporter,partner,flow,form,quantity_g,authorisation\n\"{record}\",2024-02-01,FRA,CHE,import,PD006,150,\"{authorisation}\"\n"
    );
    fs::write(data.join("trades/a.csv"), records + &format!("\"{record}-2\",2024-02-01,FRA,CHE,import,PD006,-1,\n")).unwrap();
    done(folder.path(), "run data --out out -q");
    folder
}

#[test]
fn no_text_from_outside_changes_how_a_letter_is_built() {
    let plain = hostile(["R1", "A1", "F1", "a note"]);
    let long = "x".repeat(5000);
    let worlds = [
        ["</w:t></w:r><w:r/>", "<script>alert(1)</script>", "&amp;&lt;]]>", "<!-- \" onload='x' -->"],
        ["=1+1", "a\u{202e}b\u{2066}c", "\u{1b}[31mred\u{7}", "رقم\u{200f} 7 \u{2069}\u{2069}"],
        [&long, &long, &long, &long],
        ["{ $first }", "{\"\\u0041\"}", "#set page(width: 1pt)", "\\ $x$ _y_ *z* @ref"],
        ["\u{feff}\u{fffe}\u{fdd0}", "\u{e0041}\u{ad}", "\u{85}\u{9f}", "\u{2028}\u{2029}"],
    ];
    let read = |folder: &TempDir, language: &str| {
        done(folder.path(), &format!("notices --out out --language {language} -q"));
        let file = |ending| fs::read(notices(folder.path()).join(format!("FRA-imports.{language}.{ending}"))).unwrap();
        (file("docx"), file("html"))
    };
    // In Arabic a text from outside is a run of its own, whatever it holds.
    for language in ["en", "zh", "ar"] {
        let (docx, html) = read(&plain, language);
        let expected = (elements(&part(&docx, "word/document.xml")), elements(std::str::from_utf8(&html).unwrap()));
        for world in &worlds {
            let folder = hostile(*world);
            let (docx, html) = read(&folder, language);
            let found = (elements(&part(&docx, "word/document.xml")), elements(std::str::from_utf8(&html).unwrap()));
            assert!(found == expected, "{language}: {world:?}");
            let lines = docx_lines(&docx);
            let (mut other, text) = (html_lines(&html), lines.join("\n"));
            other.pop();
            assert_eq!(lines, other, "{language}: {world:?}");
            let acts = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{200e}' | '\u{200f}' | '\u{feff}');
            assert!(!text.contains(acts), "{language}: {world:?}");
            let depth =
                text.chars().fold(0_i32, |depth, c| depth + i32::from(matches!(c, '\u{2066}'..='\u{2068}')) - i32::from(c == '\u{2069}'));
            assert_eq!(depth, 0, "{language}: {world:?}");
            let whole = !world[3].contains(|c: char| acts(c) || matches!(c, '\u{2028}' | '\u{2029}' | '\u{2069}'));
            assert!(!whole || text.contains(world[3]), "{language}: {world:?}");
        }
    }
}
