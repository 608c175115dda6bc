//! A finding that a government was told of and that no longer stands is taken back, once, with the reason.

use super::text::{docx_lines, html_lines};
use super::{LANGUAGES, nights, notices, root, settled};
use crate::house::done;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const HEAD: &str = "record_id,date,received,reporter,partner,flow,form,quantity_g\n";

fn lines(folder: &Path, name: &str) -> Vec<String> {
    docx_lines(&fs::read(notices(folder).join(name)).unwrap())
}

fn numbered(lines: &[String]) -> Vec<&String> {
    lines
        .iter()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()) && line.contains(". "))
        .collect()
}

#[test]
fn what_a_letter_said_and_is_not_so_any_more_is_taken_back_once() {
    let folder = nights();
    let at = folder.path();
    done(at, "notices --out out --language en -q");
    // The only record of the Swedish alert is withdrawn, and the Kenyan one has another record.
    let withdrawn = format!(
        "{HEAD}R4,2024-03-01,2024-09-01,SWE,CHE,import,PD006,0\nR5,2024-03-02,2024-03-02,KEN,CHE,import,PD006,1\n"
    );
    fs::write(at.join("data/trades/c.csv"), withdrawn).unwrap();
    done(at, "run data --out out -q");
    let told = done(at, "notices --out out --language en");
    assert!(
        told.contains("KEN")
            && told.contains("SWE")
            && !told.contains("FRA")
            && !told.contains("No more alerts"),
        "{told}"
    );
    let letter = lines(at, "SWE-imports.en.docx");
    let said = "1. diazepam (PD006), Schedule IV, 2024. Finding by your country’s import reports: what was communicated under reference \
        inforce/000002/SWE-imports no longer stands, because records have been withdrawn by those who reported them.";
    assert_eq!(numbered(&letter), [said]);
    for gone in [
        "List of findings",
        "Legal basis, and how the figures are to be read",
        "Legal basis",
    ] {
        assert!(!letter.iter().any(|line| line == gone), "{letter:#?}");
    }
    let notes = fs::read_to_string(notices(at).join("SWE-imports.en.json")).unwrap();
    assert!(notes.contains("\"withdrawn\": {\n    \"import-excess:SWE:PD006:2024\": \"inforce/000002/SWE-imports\"\n  }"), "{notes}");
    assert!(
        !fs::read_to_string(notices(at).join("KEN-imports.en.json"))
            .unwrap()
            .contains("withdrawn")
    );
    // Written again it is the same letter; said once, it is not said again.
    assert!(done(at, "notices --out out --language en").contains("Nothing was changed"));
    done(at, "run data --out out -q");
    let told = done(at, "notices --out out --language en");
    assert!(
        told.starts_with("Run 000004 calls for no letters.\n"),
        "{told}"
    );
    // Should it come back, it is a new finding and no update of one that was taken back.
    fs::write(
        at.join("data/trades/d.csv"),
        format!("{HEAD}R4,2024-03-01,2024-10-01,SWE,CHE,import,PD006,70\n"),
    )
    .unwrap();
    done(at, "run data --out out -q");
    done(at, "notices --out out --language en -q");
    let letter = lines(at, "SWE-imports.en.docx");
    assert!(
        numbered(&letter)[0].ends_with("the first of the year in excess, is 70\u{a0}g (annex 1)."),
        "{letter:#?}"
    );
}

/// A world in which Switzerland exports more to France than its estimate, by its own reports, and more than Germany's.
fn excess() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir_all(data.join("trades")).unwrap();
    fs::create_dir_all(data.join("estimates")).unwrap();
    let filings = "filing_id,country,substance,kind,received,effective,grams\nF1,FRA,PD006,assessment,2024-01-01,2024-01-01,100\nF2,DEU,PD006,assessment,2024-01-01,2024-01-01,100\n";
    fs::write(data.join("estimates/a.csv"), filings).unwrap();
    let records = format!(
        "{HEAD}E1,2024-02-01,2024-02-01,CHE,FRA,export,PD006,150\nE2,2024-02-01,2024-02-01,CHE,DEU,export,PD006,150\n"
    );
    fs::write(data.join("trades/a.csv"), records).unwrap();
    done(folder.path(), "run data --out out -q");
    folder
}

#[test]
fn letters_that_take_back_say_what_is_stored_in_every_language() {
    for language in LANGUAGES {
        let folder = excess();
        let at = folder.path();
        done(
            at,
            &format!("notices --out out --language {language} -q --format docx"),
        );
        // What France had filed before comes to be known only now; the German record is corrected.
        let filing = "filing_id,country,substance,kind,received,effective,grams\nF3,FRA,PD006,assessment,2024-01-02,2024-01-02,900\n";
        fs::write(at.join("data/estimates/b.csv"), filing).unwrap();
        fs::write(
            at.join("data/trades/b.csv"),
            format!("{HEAD}E2,2024-02-01,2024-03-01,CHE,DEU,export,PD006,15\n"),
        )
        .unwrap();
        done(at, "run data --out out -q");
        done(
            at,
            &format!("notices --out out --language {language} --date 2025-01-15 -q"),
        );
        let mut told = String::new();
        for letter in ["CHE-exports", "DEU-imports", "FRA-imports"] {
            let file = |ending| {
                fs::read(notices(at).join(format!("{letter}.{language}.{ending}"))).unwrap()
            };
            let (docx, mut html) = (docx_lines(&file("docx")), html_lines(&file("html")));
            let foot = html.split_off(html.len() - 2);
            assert_eq!(foot[0], format!("inforce/000002/{letter}"));
            assert_eq!(docx, html, "{letter} {language}");
            told.extend(["=== ", letter, "\n"]);
            told.extend(docx.iter().map(|line| settled(line) + "\n"));
        }
        let stored = root().join(format!("tests/notices/golden/withdrawn.{language}.txt"));
        if std::env::var_os("INFORCE_WRITE").is_some() {
            fs::write(&stored, &told).unwrap();
        }
        assert_eq!(
            told,
            fs::read_to_string(&stored).unwrap_or_default(),
            "{language}"
        );
        if language == "en" {
            // When the importing country filed, and what, is not an exporter's to know.
            let [exporter, importer] = ["CHE-exports.en.docx", "FRA-imports.en.docx"]
                .map(|name| lines(at, name).join("\n"));
            assert!(
                exporter.contains("because another estimate of the importing country applies."),
                "{exporter}"
            );
            assert!(
                !exporter.contains("assessment has been received")
                    && importer.contains("assessment has been received"),
                "{importer}"
            );
        }
    }
}

/// A country that the configuration has no more cannot be written to.
#[test]
fn what_no_letter_can_take_back_is_named() {
    let folder = nights();
    let at = folder.path();
    done(at, "notices --out out -q");
    let config = at.join("config");
    fs::create_dir_all(&config).unwrap();
    for file in ["substances.csv", "forms.csv"] {
        fs::copy(root().join("config").join(file), config.join(file)).unwrap();
    }
    let countries = fs::read_to_string(root().join("config/countries.csv")).unwrap();
    let without: String = countries
        .lines()
        .filter(|line| !line.starts_with("SWE,"))
        .map(|line| line.to_owned() + "\n")
        .collect();
    fs::write(config.join("countries.csv"), without).unwrap();
    done(at, "run data --out out --config config --accept -q");
    let told = done(at, "notices --out out --language en");
    let untold = "No more alerts, and brought up by earlier letters; the configuration has not their country or substance any more, so take \
        them back by hand:\n  import-excess:SWE:PD006:2024 (inforce/000002/SWE-imports)\n";
    assert!(told.ends_with(untold), "{told}");
}
