//! Letters as PDF files: that they say what the DOCX letters say, paragraph by paragraph and cell by cell; how they look,
//! beside what is stored; that their figures are those of the run; and that a character without a font fails the letter.
//!
//! Built with the feature `pdf` alone; needs the fonts that the chapter on letters names, and poppler's `pdftotext`, `pdftoppm` and
//! `pdfinfo`. `INFORCE_WRITE=1` stores text and pages anew, to be looked at before they are kept.

mod structure;

use super::notices::{LANGUAGES, text, worlds};
use crate::house::{demo, done, inforce};

use inforce::archive::read::PublishedRun;
use inforce::letters::{SaidBefore, letters};
use std::fs;
use std::path::{Path, PathBuf};
use structure::{bare, parts, pdf_lines, poppler};
use text::docx_lines;

/// How much a page may differ from the stored one: the mean of all points, in tenths of 255 steps of grey.
const TOLERANCE: u64 = 20;

fn letter(folder: &Path, name: &str) -> PathBuf {
    folder.join("out/current/notices").join(name)
}

/// The stored bytes, or the found ones where they are to be stored.
fn beside(name: &str, found: &[u8]) -> Vec<u8> {
    let stored = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/notices/pdf")
        .join(name);
    if std::env::var_os("INFORCE_WRITE").is_some() {
        fs::create_dir_all(stored.parent().unwrap()).unwrap();
        fs::write(&stored, found).unwrap();
    }
    fs::read(stored).unwrap_or_default()
}

/// Without what depends on the program's version or on the configuration, and so on other work.
fn settled(text: &str) -> String {
    let hash = |word: &&str| word.len() >= 8 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let version = env!("CARGO_PKG_VERSION");
    let line = |line: &str| {
        line.split(' ')
            .filter(|word| !hash(word) && *word != version)
            .collect::<Vec<_>>()
            .join(" ")
            + "\n"
    };
    text.lines().map(line).collect()
}

/// The points of a page in grey, as `pdftoppm` writes them.
fn points(pgm: &[u8]) -> &[u8] {
    let mut ends = pgm
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n')
        .map(|(at, _)| at);
    pgm.get(ends.nth(2).map_or(0, |end| end + 1)..)
        .unwrap_or_default()
}

/// How far two pages are apart, as `TOLERANCE` counts it.
fn apart(one: &[u8], other: &[u8]) -> u64 {
    let (one, other) = (points(one), points(other));
    assert_eq!(one.len(), other.len());
    one.iter()
        .zip(other)
        .map(|(a, b)| u64::from(a.abs_diff(*b)))
        .sum::<u64>()
        * 10
        / u64::try_from(one.len()).unwrap()
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{621}'..='\u{64a}')
}

/// The words of an Arabic text in an order of their own, and its other signs: `poppler` gives Arabic as it stands on the page,
/// marked letters twice and ligatures apart, so that words with either are left out.
fn arabic_words(text: &str) -> (Vec<String>, String) {
    let text: String = text
        .chars()
        .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}'))
        .collect();
    let words = text
        .split(|c: char| !is_arabic(c) && !is_mark(c))
        .filter(|word| !word.is_empty() && !word.contains(is_mark));
    let mut words: Vec<String> = words
        .filter(|word| !["لا", "لأ", "لإ", "لآ"].iter().any(|two| word.contains(two)))
        .map(str::to_owned)
        .collect();
    words.sort_unstable();
    // The titles of a table come again on each page, and of these signs they have brackets.
    let mut signs: Vec<char> = text
        .chars()
        .filter(|c| c.is_ascii_graphic() && !"()".contains(*c))
        .collect();
    signs.sort_unstable();
    (words, signs.into_iter().collect())
}

const fn is_mark(c: char) -> bool {
    matches!(c, '\u{64b}'..='\u{670}')
}

fn raw(file: &Path) -> String {
    String::from_utf8(poppler("pdftotext", &["-raw"], file)).unwrap()
}

/// That a PDF letter says what the DOCX letter of the same name says.
fn same_as_docx(folder: &Path, name: &str, language: &str, context: &str) {
    let docx = docx_lines(&fs::read(letter(folder, &format!("{name}.{language}.docx"))).unwrap());
    let file = letter(folder, &format!("{name}.{language}.pdf"));
    if docx.iter().any(|line| line.contains(is_arabic)) {
        // Where text goes in both directions, poppler leaves out some of it when it reads part by part.
        let text = raw(&file);
        let pages = text.matches('\u{c}').count();
        let words = if language == "en" {
            ["Page", "of"]
        } else {
            ["", ""]
        };
        let considered = fs::read_to_string(
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("config/notices/{language}.ftl")),
        )
        .unwrap();
        let message = |name: &str| {
            considered
                .lines()
                .find_map(|line| line.strip_prefix(name))
                .unwrap()
        };
        let delivered = message("delivered-by = ").replace("{ $name }", "inforce synth");
        let is_demo = text.contains("inforce synth");
        let considered = format!(
            "{} {}",
            message("considered-all = "),
            if is_demo { delivered.as_str() } else { "" }
        );
        let foot = |page| {
            format!(
                "inforce/000001/{name}{}{page}{}{pages}\n{considered}\n",
                words[0], words[1]
            )
        };
        let feet: Vec<String> = (1..=pages).map(foot).collect();
        let (found, signs) = arabic_words(&text);
        let (expected, expected_signs) =
            arabic_words(&(docx.join("\n").replace('|', "") + &feet.concat()));
        assert_eq!(signs, expected_signs, "{name} {language} {context}");
        let missing = expected
            .iter()
            .find(|word| found.binary_search(word).is_err());
        assert_eq!(missing, None, "{name} {language} {context}");
        return;
    }
    let found = pdf_lines(&file);
    assert_eq!(found.len(), docx.len(), "{name} {language} {context}");
    for (found, docx) in found.iter().zip(&docx) {
        assert_eq!(found, &bare(docx), "{name} {language} {context}");
    }
}

#[test]
fn letters_say_and_look_as_stored() {
    let folder = demo();
    let mut pages = Vec::new();
    for language in LANGUAGES {
        done(
            folder.path(),
            &format!("notices --out out --country SAU --language {language} --date 2025-01-15"),
        );
        same_as_docx(folder.path(), "SAU-imports", language, "");
        let file = letter(folder.path(), &format!("SAU-imports.{language}.pdf"));
        let text = settled(&raw(&file));
        let stored =
            String::from_utf8(beside(&format!("{language}.txt"), text.as_bytes())).unwrap();
        let [found, expected] = [&text, &stored].map(|text| {
            if language == "ar" {
                arabic_words(text)
            } else {
                (Vec::new(), bare(text))
            }
        });
        assert_eq!(found, expected, "{language}:\n{text}");
        for page in ["1", "3"] {
            let found = poppler(
                "pdftoppm",
                &["-gray", "-r", "16", "-f", page, "-l", page],
                &file,
            );
            let stored = beside(&format!("{language}-{page}.pgm"), &found);
            assert!(
                !stored.is_empty(),
                "{language}, page {page}: no page is stored"
            );
            let apart = apart(&found, &stored);
            assert!(
                apart <= TOLERANCE,
                "{language}, page {page}: {apart} tenths of a step of grey apart"
            );
            pages.push(found);
        }
    }
    // No two pages are as alike as a page and the stored one must be.
    for (place, one) in pages.iter().enumerate() {
        for other in pages
            .iter()
            .skip(place + 1)
            .filter(|other| other.starts_with(one.get(..11).unwrap()))
        {
            assert!(apart(one, other) > TOLERANCE, "{}", apart(one, other));
        }
    }
}

#[test]
fn pages_are_numbered_and_bytes_the_same_again() {
    let folder = demo();
    let (again, line) = (
        demo(),
        "notices --out out --country SAU --country CHE --format pdf --date 2025-01-15",
    );
    done(folder.path(), line);
    done(again.path(), &format!("{line} --threads 1"));
    for name in ["SAU-imports.ar.pdf", "CHE-exports.fr.pdf"] {
        let [one, other] =
            [&folder, &again].map(|folder| fs::read(letter(folder.path(), name)).unwrap());
        assert!(one == other, "{name}");
    }
    let text = raw(&letter(folder.path(), "CHE-exports.fr.pdf"));
    let pages: Vec<&str> = text.split_terminator('\u{c}').collect();
    assert!(pages.len() > 3, "{}", pages.len());
    for (number, page) in (1..).zip(&pages) {
        let foot = format!(
            "inforce/000001/CHE-exports · Page {number} sur {}",
            pages.len()
        );
        assert_eq!(page.lines().rev().nth(1), Some(foot.as_str()));
    }
}

#[test]
fn a_font_that_lacks_a_character_fails_that_letter_alone() {
    let folder = demo();
    let fonts = folder.path().join("fonts");
    fs::create_dir_all(&fonts).unwrap();
    let run = |options: &str| {
        let line = format!("notices --out out --format pdf --fonts fonts -q {options}");
        let said = inforce(folder.path(), &line);
        (said.code, said.stderr)
    };
    let none = "inforce: a PDF cannot be typeset: fonts has none of the fonts Noto Serif, Liberation Serif, Noto Naskh Arabic, \
        Noto Serif CJK SC, Noto Sans CJK SC, Source Han Serif SC, AR PL UMing CN, WenQuanYi Micro Hei, Droid Sans Fallback, \
        DejaVu Sans; no PDF of it was written; name a folder that has the fonts with --fonts\n";
    assert_eq!(run("--country SAU"), (Some(1), none.to_owned()));
    // Noto Serif has no minus sign.
    for font in [
        "noto/NotoSerif-Regular.ttf",
        "noto/NotoSerif-Bold.ttf",
        "liberation/LiberationSerif-Regular.ttf",
    ] {
        let font = Path::new("/usr/share/fonts/truetype").join(font);
        fs::copy(&font, fonts.join(font.file_name().unwrap())).unwrap();
    }
    for (language, sign) in [("ar", "\\u{627}"), ("zh", "\\u{4e00}")] {
        let (code, said) = run(&format!("--country SAU --language {language}"));
        assert_eq!(code, Some(1), "{said}");
        let start =
            "inforce: inforce/000001/SAU-imports cannot be typeset: no font of fonts has \\u{";
        let end = "; no PDF of it was written; name a folder that has the fonts with --fonts\n";
        assert!(
            said.starts_with(start) && said.contains(sign) && said.ends_with(end),
            "{said}"
        );
        assert!(!letter(folder.path(), &format!("SAU-imports.{language}.pdf")).exists());
    }
    // Arabic fails for Saudi Arabia; what Switzerland gets in French is written all the same.
    assert_eq!(run("--country SAU --country CHE").0, Some(1));
    assert!(
        letter(folder.path(), "CHE-exports.fr.pdf").exists()
            && !letter(folder.path(), "SAU-imports.ar.pdf").exists()
    );
    assert_eq!(run("--country SAU --language ru"), (Some(0), String::new()));
}

#[test]
fn no_text_from_outside_changes_how_a_letter_is_built() {
    let plain = worlds::published(&worlds::plain());
    for language in ["ar", "en", "zh"] {
        done(
            plain.path(),
            &format!("notices --out out --language {language} --format pdf -q"),
        );
    }
    for world in &worlds::hostile() {
        let folder = worlds::published(world);
        for language in ["ar", "en", "zh"] {
            done(
                folder.path(),
                &format!("notices --out out --language {language} -q"),
            );
            let file = format!("FRA-imports.{language}.pdf");
            let [expected, found] =
                [&plain, &folder].map(|folder| parts(&letter(folder.path(), &file)));
            assert!(found == expected, "{language}: {world:?}");
            if world[3].len() < 1000 {
                same_as_docx(
                    folder.path(),
                    "FRA-imports",
                    language,
                    &format!("{world:?}"),
                );
                continue;
            }
            // It would take poppler minutes to read so many pieces one by one.
            let docx = docx_lines(
                &fs::read(letter(
                    folder.path(),
                    &format!("FRA-imports.{language}.docx"),
                ))
                .unwrap(),
            )
            .concat();
            let [said, expected] =
                [raw(&letter(folder.path(), &file)), docx].map(|text| text.matches('x').count());
            assert!(
                expected > 30_000 && said >= expected && said < expected + 100,
                "{language}: {said} of {expected}"
            );
        }
    }
}

/// It has no annex.
#[test]
fn a_letter_that_only_takes_back_says_what_the_docx_says() {
    let folder = worlds::published(&worlds::plain());
    done(
        folder.path(),
        "notices --out out --language en --format docx -q",
    );
    let record = "record_id,date,received,reporter,partner,flow,form,quantity_g\nR1,2024-02-01,2024-03-01,FRA,CHE,import,PD006,1\n";
    fs::write(folder.path().join("data/trades/b.csv"), record).unwrap();
    done(folder.path(), "run data --out out -q");
    for language in LANGUAGES.into_iter().filter(|language| *language != "ar") {
        done(
            folder.path(),
            &format!("notices --out out --language {language} -q"),
        );
        same_as_docx(folder.path(), "FRA-imports", language, "taken back");
        let text = raw(&letter(
            folder.path(),
            &format!("FRA-imports.{language}.pdf"),
        ));
        assert!(
            bare(&text).contains("inforce/000001/FRA-imports")
                && text.matches('\u{c}').count() == 1,
            "{language}: {text}"
        );
    }
}

/// Whatever the letters are about, each says what its DOCX letter says; that the figures of the DOCX letters are those of the
/// run is tested without a typesetter.
#[test]
fn all_letters_of_the_demo_say_what_the_docx_says() {
    let folder = demo();
    let run = PublishedRun::current(&folder.path().join("out")).unwrap();
    let written = letters(
        run.alerts(None).unwrap(),
        &SaidBefore::new(),
        false,
        &run.config,
    );
    // Each country is written to in one of the languages.
    const READ_WHOLE: [&str; 4] = ["en", "es", "ru", "zh"];
    for (place, letter) in written
        .iter()
        .enumerate()
        .filter(|(place, _)| place % 3 == 0)
    {
        let (language, country) = (
            READ_WHOLE[place / 3 % READ_WHOLE.len()],
            run.config.country_code(letter.country),
        );
        done(
            folder.path(),
            &format!("notices --out out --all --country {country} --language {language} -q"),
        );
        let name = format!("{country}-{}", letter.subject.name());
        same_as_docx(folder.path(), &name, language, "");
    }
}
