//! What is counted, and what is told to whom: each account by itself, and what could not be read.

use super::text::docx_lines;
use super::{LANGUAGES, cells, notices};
use crate::house::{demo, done};
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
    let head =
        "record_id,date,received,reporter,partner,flow,form,quantity_g,reexport_g,authorisation\n";
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
    done(
        folder.path(),
        "notices --out out --language en --format docx -q",
    );
    let letter = lines(folder.path(), "NGA-imports.en.docx");
    let has = |line: &str| {
        assert!(
            letter.iter().any(|found| found == line),
            "{line}\n{letter:#?}"
        );
    };
    // Each report is evidence of two findings, and counts once.
    has("Reports | your country 1, its trading partners 3");
    has(
        "Reports in which a movement is declared, in whole or in part, for re-export: your country 0, its trading partners 1. Those parts have not been counted.",
    );
    has(
        "Two versions of records of that year have been replaced by others and have not been counted.",
    );
    let letter = lines(folder.path(), "CHE-exports.en.docx");
    let has = |line: &str| {
        assert!(
            letter.iter().any(|found| found == line),
            "{line}\n{letter:#?}"
        );
    };
    has(
        "Reports in which a movement is declared, in whole or in part, for re-export: 1. Those parts have not been counted.",
    );
    has(
        "One version of a record of that year has been replaced by another and has not been counted.",
    );
}

#[test]
fn rows_that_could_not_be_read_are_counted_among_what_is_not_certain() {
    let folder = world();
    done(
        folder.path(),
        "notices --out out --language en --format docx -q",
    );
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
    // An exporter is told of its own: X4, and X1 and X2.
    let exporter = lines(folder.path(), "CHE-exports.en.docx");
    let named = "One faulty record that names your country, the importing country and the substance could not be judged and has not been counted:";
    let at = exporter
        .iter()
        .position(|line| line == named)
        .unwrap_or_else(|| panic!("{exporter:#?}"));
    assert_eq!(cells(&exporter[at + 2]), ["X4", "negative quantity"]);
    let unread = "In two further faulty records the importing country or the substance could not be read; they may concern these movements and have not been counted.";
    assert!(exporter.iter().any(|line| line == unread), "{exporter:#?}");
    let mut workbook: calamine::Xlsx<_> =
        calamine::open_workbook(notices(folder.path()).join("CHE-exports.en.xlsx")).unwrap();
    let sheet = calamine::Reader::worksheet_range(&mut workbook, "Not used").unwrap();
    let ids: Vec<String> = sheet.rows().skip(1).map(|row| row[2].to_string()).collect();
    assert_eq!(ids, ["X4"]);
    let german = lines(folder.path(), "DEU-exports.en.docx");
    assert!(
        !german.iter().any(|line| line.contains("faulty")),
        "{german:#?}"
    );
}

/// Words for nothing in place of a special licence, of two years, and what another exporter is told of them.
#[test]
fn the_records_taken_as_licensed_are_counted_and_shown() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("data/trades")).unwrap();
    let records = "record_id,date,received,reporter,partner,flow,form,quantity_g,special_licence\n\
        I1,2023-02-01,2023-02-02,NGA,CHE,import,PM007,150,NA\nI2,2024-02-01,2024-02-02,NGA,CHE,import,PM007,150,-\n\
        E1,2024-02-01,2024-02-02,CHE,NGA,export,PM007,150,none\nE2,2024-02-01,2024-02-02,DEU,NGA,export,PM007,150,SL-1\n";
    fs::write(folder.path().join("data/trades/a.csv"), records).unwrap();
    done(folder.path(), "run data --out out -q");
    for language in LANGUAGES {
        done(
            folder.path(),
            &format!("notices --out out --language {language} --format docx -q"),
        );
    }
    let finding = |name: &str| {
        lines(folder.path(), &format!("{name}.docx"))
            .into_iter()
            .find(|line| line.starts_with("1. "))
            .unwrap()
    };
    let says = " imports of this substance into the country, of any year, give";
    let both = finding("NGA-imports.en");
    assert!(both.contains(&format!("Three records of{says}, in place of a special import licence, a word that says nothing; the movements have been taken as licensed.")), "{both}");
    let own = finding("CHE-exports.en");
    assert!(
        own.contains(&format!(
            "One record of{says}s, in place of a special import licence, a word that says nothing; the movement has been taken as licensed."
        )),
        "{own}"
    );
    let others = finding("DEU-exports.en");
    assert!(
        others.contains("At least one record of imports of this substance into the country that others have furnished gives"),
        "{others}"
    );
    for (language, says) in [
        (
            "fr",
            "Trois relevés d’importations de cette substance dans le pays, toutes années confondues, portent",
        ),
        (
            "es",
            "Tres registros de importaciones de esta sustancia en el país, de cualquier año, llevan",
        ),
        ("ru", "Число записей об импорте этого вещества в страну"),
        ("zh", "三条关于该国进口该物质的记录"),
        ("ar", "سجلات عن واردات هذه المادة إلى البلد"),
    ] {
        let finding = lines(folder.path(), &format!("NGA-imports.{language}.docx"))
            .into_iter()
            .find(|line| line.contains(says));
        assert!(
            finding.is_some(),
            "{language}: {:#?}",
            lines(folder.path(), &format!("NGA-imports.{language}.docx"))
        );
    }
    let mut workbook: calamine::Xlsx<_> =
        calamine::open_workbook(notices(folder.path()).join("NGA-imports.en.xlsx")).unwrap();
    let sheet = calamine::Reader::worksheet_range(&mut workbook, "Movements").unwrap();
    let mut rows = sheet
        .rows()
        .map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>());
    let column = rows
        .next()
        .unwrap()
        .iter()
        .position(|heading| heading == "Special import licence")
        .unwrap();
    let licences: std::collections::BTreeSet<String> =
        rows.map(|row| row[column].clone()).collect();
    assert_eq!(
        licences.into_iter().collect::<Vec<_>>(),
        ["-", "NA", "SL-1", "none"]
    );
}

/// An estimate that came after the exports was not known to the exporter, who is told so without the day.
#[test]
fn an_exporter_is_told_that_an_estimate_came_later() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        fs::create_dir_all(folder.path().join(name).parent().unwrap()).unwrap();
        fs::write(folder.path().join(name), text).unwrap();
    };
    let filings = "filing_id,country,substance,kind,received,effective,grams\nA1,FRA,PD006,assessment,2024-06-11,2024-01-01,50\n\
        A2,KEN,PD006,assessment,2023-11-01,2024-01-01,50\n";
    write("data/estimates/a.csv", filings);
    let records = "record_id,date,reporter,partner,flow,form,quantity_g\nR1,2024-04-01,CHE,FRA,export,PD006,60\n\
        R2,2024-04-01,CHE,KEN,export,PD006,60\nR3,2024-04-02,CHE,FRA,export,PD006,-1\nR4,2024-04-02,DEU,FRA,export,PD006,-1\n";
    write("data/trades/a.csv", records);
    done(folder.path(), "run data --out out -q");
    for language in LANGUAGES {
        done(
            folder.path(),
            &format!("notices --out out --language {language} --format docx -q"),
        );
        let exporter = lines(folder.path(), &format!("CHE-exports.{language}.docx"));
        assert!(
            !exporter
                .iter()
                .any(|line| line.contains("2024-06-11") || line.contains("11 June")),
            "{exporter:#?}"
        );
    }
    let exporter = lines(folder.path(), "CHE-exports.en.docx");
    let later = "The estimate of the importing country in force on the first day in excess (1 April 2024) by its effective date has been \
        counted in full, although it was received, in the form that counts, only after that day.";
    let known = "The estimate of the importing country in force on the first day in excess (1 April 2024) has been counted in full.";
    assert_eq!(
        [later, known].map(|text| exporter.iter().filter(|line| *line == text).count()),
        [1, 1],
        "{exporter:#?}"
    );
    // Its own refused record is named, though nothing but the other side of it says whose it is; that of another is not.
    assert!(
        exporter.iter().any(|line| line == "R3 | negative quantity"),
        "{exporter:#?}"
    );
    assert!(
        !exporter.iter().any(|line| line.contains("R4")),
        "{exporter:#?}"
    );
}

/// The day from which there is no excess may be that on which the importing country furnished a supplement.
#[test]
fn an_exporter_is_not_told_when_the_importing_country_filed() {
    let folder = demo();
    for language in LANGUAGES {
        done(
            folder.path(),
            &format!(
                "notices --out out --language {language} --format docx -q --country CHE --country SWE --country ITA"
            ),
        );
    }
    let day = "25 September 2024";
    let importer = lines(folder.path(), "SWE-imports.en.docx");
    let within = format!("Within the estimate again on | {day} | {day}");
    assert!(importer.contains(&within), "{importer:#?}");
    let exporter = lines(folder.path(), "CHE-exports.en.docx");
    let at = exporter
        .iter()
        .position(|line| line == "Exports reported by your country to Sweden")
        .unwrap();
    let within = exporter[at..]
        .iter()
        .find(|line| line.starts_with("First later report within the estimate"));
    assert_eq!(
        within.unwrap(),
        "First later report within the estimate | none in that year"
    );
    assert!(
        !exporter
            .iter()
            .any(|line| line.contains(day) || line.contains("2024-09-25")),
        "{exporter:#?}"
    );
    // The Korean estimate rose on 11 May 2023; where a later shipment is within it, its day is told.
    let exporter = lines(folder.path(), "ITA-exports.en.docx");
    assert!(
        !exporter
            .iter()
            .any(|line| line.contains("2023-05-11") || line.contains("11 May 2023")),
        "{exporter:#?}"
    );
}
