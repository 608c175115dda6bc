//! What is counted, and what is told to whom: each account by itself, and what could not be read.

use super::text::docx_lines;
use super::{LANGUAGES, cells, demo, done, notices};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// Imports that Nigeria reports and exports to it, of a substance whose import it has prohibited, so that each record is of
/// two findings; and refused rows.
fn world() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir_all(data.join("trades")).unwrap();
    fs::create_dir_all(data.join("estimates")).unwrap();
    let head = "record_id,date,received,reporter,partner,flow,form,quantity_g,reexport_g,authorisation\n";
    let day = "2024-02-01,2024-02-02";
    let records = format!(
        "{head}I1,{day},NGA,CHE,import,PM007,150,0,A1\nI1,2024-02-01,2024-02-01,NGA,CHE,import,PM007,15,0,A1\n\
         E1,{day},CHE,NGA,export,PM007,150,0,A1\nE2,{day},CHE,NGA,export,PM007,20,5,A1\nE2,2024-02-01,2024-02-01,CHE,NGA,export,PM007,2,0,A1\n\
         E3,{day},DEU,NGA,export,PM007,1,0,A2\n\
         X1,{day},CHE,nga,export,PM007,1,0,\nX2,{day},CHE,NGA,export,PM-7,1,0,\nX3,{day},CHE,KEN,export,PM-7,1,0,\n\
         X4,{day},CHE,NGA,export,PM007,-1,0,\nX5,{day},NGA,CHE,import,PD006,-1,0,\nX6,{day},KEN,,import,PM007,-1,0,\n\
         X7,{day},XXX,CHE,import,PM007,1,0,\n"
    );
    fs::write(data.join("trades/a.csv"), records + "\n").unwrap();
    done(folder.path(), "run data --out out -q");
    folder
}

fn lines(folder: &Path, name: &str) -> Vec<String> {
    docx_lines(&fs::read(notices(folder).join(name)).unwrap())
}

#[test]
fn each_account_is_counted_by_itself() {
    let folder = world();
    done(folder.path(), "notices --out out --language en --format docx -q");
    let letter = lines(folder.path(), "NGA-imports.en.docx");
    let has = |line: &str| assert!(letter.iter().any(|found| found == line), "{line}\n{letter:#?}");
    // Each report is evidence of two findings, and counts once.
    has("Reports | your country 1, its trading partners 3");
    has(
        "Reports in which a movement is declared, in whole or in part, for re-export: your country 0, its trading partners 1. Those parts have not been counted.",
    );
    has("Two versions of records of that year have been replaced by others and have not been counted.");
    let letter = lines(folder.path(), "CHE-exports.en.docx");
    let has = |line: &str| assert!(letter.iter().any(|found| found == line), "{line}\n{letter:#?}");
    has("Reports in which a movement is declared, in whole or in part, for re-export: 1. Those parts have not been counted.");
    has("One version of a record of that year has been replaced by another and has not been counted.");
}

#[test]
fn rows_that_could_not_be_read_are_counted_among_what_is_not_certain() {
    let folder = world();
    done(folder.path(), "notices --out out --language en --format docx -q");
    let letter = lines(folder.path(), "NGA-imports.en.docx");
    let at = letter
        .iter()
        .position(|line| line == "One faulty record that names country and substance could not be judged and has not been counted:");
    let listed = cells(&letter[at.unwrap() + 2]);
    assert_eq!(listed[0], "X4");
    // X1 has no importer and X2 no substance that can be read; X7 has no importer either; of a blank line nothing can be read.
    // X3 is of Kenya, X5 of another substance, X6 of Kenya.
    let unread = "In four further faulty records the importing country or the substance could not be read; they may concern these movements and have not been counted.";
    assert!(letter.iter().any(|line| line == unread), "{letter:#?}");
    let exporter = lines(folder.path(), "CHE-exports.en.docx");
    assert!(!exporter.iter().any(|line| line.contains("faulty")), "{exporter:#?}");
}

/// The day from which there is no excess may be that on which the importing country furnished a supplement.
#[test]
fn an_exporter_is_not_told_when_the_importing_country_filed() {
    let folder = demo();
    for language in LANGUAGES {
        done(folder.path(), &format!("notices --out out --language {language} --format docx -q --country CHE --country SWE --country ITA"));
    }
    let day = "25 September 2024";
    let importer = lines(folder.path(), "SWE-imports.en.docx");
    let within = format!("Within the estimate again on | {day} | {day}");
    assert!(importer.contains(&within), "{importer:#?}");
    let exporter = lines(folder.path(), "CHE-exports.en.docx");
    let at = exporter.iter().position(|line| line == "Exports reported by your country to Sweden").unwrap();
    let within = exporter[at..].iter().find(|line| line.starts_with("First later shipment within the estimate"));
    assert_eq!(within.unwrap(), "First later shipment within the estimate | none in that year");
    assert!(!exporter.iter().any(|line| line.contains(day) || line.contains("2024-09-25")), "{exporter:#?}");
    // The Korean estimate rose on 11 May 2023; where a later shipment is within it, its day is told.
    let exporter = lines(folder.path(), "ITA-exports.en.docx");
    assert!(!exporter.iter().any(|line| line.contains("2023-05-11") || line.contains("11 May 2023")), "{exporter:#?}");
}
