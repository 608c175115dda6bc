//! Letters under three conventions, which never share a letter: on a small dataset of all three, word by word, and every sentence of
//! them held against the run.

use super::second_reading::letters_are_true;
use super::text::docx_lines;
use super::{LANGUAGES, notices, root, settled};
use crate::house::done;
use crate::support::engine;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copied(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// The dataset, under the built-in lists with a notice and a prohibition more, published in `out`.
fn mixed() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let data = root().join("tests/notices/mixed");
    for part in ["trades", "estimates"] {
        copied(&data.join(part), &folder.path().join("data").join(part));
    }
    let config = folder.path().join("config");
    copied(&root().join("config"), &config);
    fs::copy(data.join("notices.csv"), config.join("notices.csv")).unwrap();
    let prohibitions = config.join("prohibitions.csv");
    let more = fs::read_to_string(data.join("prohibitions-more.csv")).unwrap();
    fs::write(
        &prohibitions,
        fs::read_to_string(&prohibitions).unwrap() + &more,
    )
    .unwrap();
    done(folder.path(), "run data --config config --out out -q");
    folder
}

#[test]
fn letters_of_each_convention_say_what_is_stored_word_by_word_in_every_language() {
    let folder = mixed();
    let mut different = Vec::new();
    for language in LANGUAGES {
        let line =
            format!("notices --out out --language {language} --format docx --date 2025-01-15");
        done(folder.path(), &line);
        let mut told = String::new();
        // An importer of a narcotic drug with own exports and a supplement; an exporter after a notice; an importer of a precursor.
        for letter in ["KEN-1961-imports", "CHE-1961-exports", "MEX-1988-imports"] {
            let file = notices(folder.path()).join(format!("{letter}.{language}.docx"));
            told.extend(["=== ", letter, "\n"]);
            let lines = docx_lines(&fs::read(file).unwrap());
            told.extend(lines.iter().map(|line| settled(line) + "\n"));
        }
        let stored = root().join(format!("tests/notices/golden/{language}-conventions.txt"));
        if std::env::var_os("INFORCE_WRITE").is_some() {
            fs::write(&stored, &told).unwrap();
        } else if fs::read_to_string(&stored).unwrap_or_default() != told {
            different.push(stored);
        }
    }
    assert!(
        different.is_empty(),
        "letters say something else than {different:?}"
    );
}

#[test]
fn every_sentence_that_states_a_fact_is_true_under_each_convention() {
    let folder = mixed();
    let published = engine::read(&folder.path().join("out/current")).unwrap();
    let mut seen = BTreeMap::new();
    assert_eq!(
        letters_are_true(folder.path(), &published, "mixed", &mut seen),
        72
    );
    for message in [
        "compared-in-force-raised",
        "compared-none-raised",
        "compared-none",
        "compared-stale",
        "effect-governs",
        "effect-governs-open",
        "effect-of-year",
        "effect-not-confirmed",
        "found-export-after-notice",
        "found-prohibited-trade",
        "allowance-alone",
        "allowance-confirmed",
        "allowance-own-exports",
        "allowance-exempt-preparation",
        "allowance-simplified-procedure",
        "allowance-notice",
        "accounts",
    ] {
        assert!(
            seen.contains_key(message),
            "{message} was never said: {seen:#?}"
        );
    }
}

/// Nothing is said of a country that has furnished no requirement, and no letter names what another convention is about.
#[test]
fn no_letter_is_about_two_conventions_or_about_a_country_without_a_requirement() {
    let folder = mixed();
    done(
        folder.path(),
        "notices --out out --language en --format docx -q",
    );
    let mut names: Vec<String> = fs::read_dir(notices(folder.path()))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "docx"))
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert_eq!(
        names.join(" "),
        "CHE-1961-exports.en.docx DNK-1961-exports.en.docx IND-1988-exports.en.docx KEN-1961-exports.en.docx \
         KEN-1961-imports.en.docx MEX-1988-imports.en.docx MEX-imports.en.docx PER-1988-imports.en.docx \
         RWA-1961-imports.en.docx TZA-1961-imports.en.docx UGA-1961-exports.en.docx UGA-1961-imports.en.docx"
    );
    for name in names {
        let text = docx_lines(&fs::read(notices(folder.path()).join(&name)).unwrap()).join("\n");
        let text = text.replace("Narcotic Drugs and Psychotropic Substances", "");
        for (words, of) in [
            ("psychotropic", ""),
            ("narcotic drugs", "-1961-"),
            ("precursors", "-1988-"),
        ] {
            let expected = if of.is_empty() {
                !name.contains("-19")
            } else {
                name.contains(of)
            };
            assert_eq!(text.contains(words), expected, "{name}: {words}");
        }
    }
}
