//! What letters once said and was not so, each in a world of a few rows.

use super::text::docx_lines;
use super::{cells, notices, root};
use crate::house::{demo, done};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const FILINGS: &str = "filing_id,country,substance,kind,received,effective,grams\n";
const RECORDS: &str =
    "record_id,date,received,reporter,partner,flow,form,quantity_g,authorisation\n";

/// A world of some rows, published in `out` by a policy.
fn world(filings: &str, records: &str, validity: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let (data, config) = (folder.path().join("data"), folder.path().join("config"));
    for folder in [data.join("trades"), data.join("estimates"), config.clone()] {
        fs::create_dir_all(folder).unwrap();
    }
    for file in [
        "substances.csv",
        "forms.csv",
        "countries.csv",
        "prohibitions.csv",
    ] {
        fs::copy(root().join("config").join(file), config.join(file)).unwrap();
    }
    fs::write(
        config.join("inforce.toml"),
        format!("[judgement]\nvalidity = \"{validity}\"\n"),
    )
    .unwrap();
    fs::write(data.join("estimates/a.csv"), format!("{FILINGS}{filings}")).unwrap();
    fs::write(data.join("trades/a.csv"), format!("{RECORDS}{records}")).unwrap();
    done(folder.path(), "run data --config config --out out -q");
    folder
}

fn letter(folder: &Path, name: &str) -> Vec<String> {
    done(folder, "notices --out out --language en --format docx -q");
    docx_lines(&fs::read(notices(folder).join(format!("{name}.en.docx"))).unwrap())
}

fn has(letter: &[String], part: &str) {
    assert!(
        letter.iter().any(|line| line.contains(part)),
        "{part}\n{letter:#?}"
    );
}

fn lacks(letter: &[String], part: &str) {
    assert!(
        !letter.iter().any(|line| line.contains(part)),
        "{part}\n{letter:#?}"
    );
}

/// What the letter says became of a filing.
fn effect(letter: &[String], filing: &str) -> String {
    let row = letter
        .iter()
        .map(|line| cells(line))
        .find(|row| row.len() == 7 && row[1] == filing);
    row.unwrap_or_else(|| panic!("{filing}: {letter:#?}"))[6].clone()
}

#[test]
fn a_supplement_that_does_not_count_is_not_said_to_have_been_counted() {
    let filings = "A1,FRA,PD006,assessment,2023-11-01,2024-01-01,1000\nS1,FRA,PD006,supplement,2024-02-01,,5000\n\
        A2,FRA,PD006,assessment,2024-03-01,2024-01-15,1200\n";
    let folder = world(
        filings,
        "R1,2024-04-01,2024-04-02,FRA,CHE,import,PD006,2000,\n",
        "until-replaced",
    );
    let letter = letter(folder.path(), "FRA-imports");
    assert_eq!(
        effect(&letter, "S1"),
        "Not counted: A1, to which it belongs, sets the estimate on no day from its receipt on."
    );
    lacks(&letter, "Every supplement");
}

#[test]
fn supplements_alone_are_not_said_to_be_young() {
    let folder = world(
        "S1,FRA,PD006,supplement,2010-02-01,,50\n",
        "R1,2024-04-01,2024-04-02,FRA,CHE,import,PD006,60,\n",
        "until-replaced",
    );
    let letter = letter(folder.path(), "FRA-imports");
    has(&letter, "the estimate consisted of supplements alone");
    lacks(&letter, "received less than three years before");
    assert_eq!(
        effect(&letter, "S1"),
        "Counted on its own from 1 February 2010 on, as there is no estimate for it to change."
    );
}

#[test]
fn an_estimate_that_came_after_the_excess_is_not_said_to_have_come_before() {
    let folder = world(
        "A1,FRA,PD006,assessment,2024-06-01,2024-01-01,50\n",
        "R1,2024-04-01,2024-04-02,FRA,CHE,import,PD006,60,\n",
        "until-replaced",
    );
    let letter = letter(folder.path(), "FRA-imports");
    has(
        &letter,
        "by its effective date, although it was received later, on 1 June 2024.",
    );
    lacks(&letter, "received less than three years before");
}

#[test]
fn what_has_expired_is_not_said_to_set_the_estimate() {
    let filings = "A1,FRA,PD006,assessment,2020-01-01,2020-01-01,100\nS1,FRA,PD006,supplement,2021-01-01,,5\nS2,FRA,PD006,supplement,2023-06-01,,7\n\
        A2,KEN,PD006,assessment,2019-01-01,2024-01-01,100\n";
    let records = "R1,2024-02-01,2024-02-01,FRA,CHE,import,PD006,150,\nR2,2024-02-01,2024-02-01,KEN,CHE,import,PD006,150,\n";
    let folder = world(filings, records, "three-years");
    let france = letter(folder.path(), "FRA-imports");
    for (filing, expected) in [
        (
            "A1",
            "Counted: the estimate from 1 January 2020 to 31 December 2022, the last day before its expiry three years after its receipt.",
        ),
        (
            "S1",
            "Counted: a change to A1 from 1 January 2021 to 31 December 2022, the last day before the expiry of A1.",
        ),
        (
            "S2",
            "Not counted: A1, to which it belongs, had expired when it was received.",
        ),
    ] {
        assert_eq!(effect(&france, filing), expected);
    }
    let kenya = letter(folder.path(), "KEN-imports");
    let expected = "Not counted: its expiry, three years after its receipt, precedes the first day on which it would set the estimate.";
    assert_eq!(effect(&kenya, "A2"), expected);
    // What has expired has no supplements that make the level.
    let level = france
        .iter()
        .map(|line| cells(line))
        .find(|row| row.len() == 5 && row[3].starts_with("expired"))
        .unwrap();
    assert_eq!(
        level,
        [
            "2023-01-01",
            "",
            "0",
            "expired; received three years before or earlier",
            "A1"
        ]
    );
}

/// A letter may be dated before the days on which an estimate expires or another takes its place.
#[test]
fn what_is_to_come_is_not_told_as_past() {
    let filings = "A1,FRA,PD006,assessment,2021-06-01,2021-06-01,100\nS1,FRA,PD006,supplement,2022-01-01,,5\n\
        A2,CHE,PD006,assessment,2023-06-01,2023-06-01,100\nS2,CHE,PD006,supplement,2023-07-01,,5\nA3,CHE,PD006,assessment,2024-01-01,2030-01-01,100\n";
    let records = "R1,2024-02-01,2024-02-01,FRA,CHE,import,PD006,150,\nR2,2024-02-01,2024-02-01,CHE,FRA,import,PD006,150,\n";
    let folder = world(filings, records, "three-years");
    done(
        folder.path(),
        "notices --out out --language en --format docx --date 2024-03-01 -q",
    );
    let letter = |name: &str| docx_lines(&fs::read(notices(folder.path()).join(name)).unwrap());
    let (france, switzerland) = (letter("FRA-imports.en.docx"), letter("CHE-imports.en.docx"));
    for (letter, filing, expected) in [
        (
            &france,
            "A1",
            "Counted: the estimate from 1 June 2021 to 31 May 2024, the last day before its expiry three years after its receipt.",
        ),
        (
            &france,
            "S1",
            "Counted: a change to A1 from 1 January 2022 to 31 May 2024, the last day before the expiry of A1.",
        ),
        (
            &switzerland,
            "A3",
            "Not counted: its expiry, three years after its receipt, precedes the first day on which it would set the estimate.",
        ),
    ] {
        assert_eq!(effect(letter, filing), expected);
    }
    for (language, past) in [
        ("fr", ["a fixé", "a modifié", "avait ensuite"]),
        ("es", ["fijó", "modificó", "había vencido"]),
        ("ru", ["определяла уровень", "изменяла", "истек,"]),
        ("ar", ["حدّد المستوى", "عدّل", "ثم انتهى"]),
    ] {
        done(
            folder.path(),
            &format!("notices --out out --language {language} --format docx --date 2024-03-01 -q"),
        );
        for name in ["FRA-imports", "CHE-imports"] {
            let letter = letter(&format!("{name}.{language}.docx"));
            let told: Vec<Vec<String>> = letter
                .iter()
                .map(|line| cells(line))
                .filter(|row| row.len() == 7)
                .collect();
            assert!(
                !told.is_empty()
                    && !told
                        .iter()
                        .any(|row| past.iter().any(|past| row[6].contains(past))),
                "{told:#?}"
            );
        }
    }
}

#[test]
fn a_filing_sent_again_says_when_it_was_first_received() {
    let filings = "A1,FRA,PD006,assessment,2023-11-01,2024-01-01,100\nS1,FRA,PD006,supplement,2024-02-01,,5\nS1,FRA,PD006,supplement,2024-05-01,,5\n";
    let folder = world(
        filings,
        "R1,2024-04-01,2024-04-02,FRA,CHE,import,PD006,2000,\n",
        "until-replaced",
    );
    let letter = letter(folder.path(), "FRA-imports");
    let row = letter
        .iter()
        .map(|line| cells(line))
        .find(|row| row.len() == 7 && row[1] == "S1" && row[6].starts_with("Counted"));
    let row = row.unwrap_or_else(|| panic!("{letter:#?}"));
    assert_eq!(row[0], "2024-05-01");
    let expected = "Counted: changes A1 from 1 February 2024 on. First received on 1 February 2024; whether and from when it counts goes by that day.";
    assert_eq!(row[6], expected);
}

#[test]
fn three_filings_of_one_start_name_the_one_that_governs() {
    let filings = "A1,FRA,PD006,assessment,2023-11-01,2024-01-01,100\nA2,FRA,PD006,assessment,2023-11-02,2024-01-01,100\n\
        A3,FRA,PD006,assessment,2023-11-03,2024-01-01,100\n";
    let folder = world(
        filings,
        "R1,2024-04-01,2024-04-02,FRA,CHE,import,PD006,2000,\n",
        "until-replaced",
    );
    let letter = letter(folder.path(), "FRA-imports");
    for filing in ["A1", "A2"] {
        assert_eq!(
            effect(&letter, filing),
            "Not counted: A3, which starts on the same day, 1 January 2024, takes precedence."
        );
    }
}

/// Where something was received that could not be used, no letter says that nothing was furnished.
#[test]
fn a_refused_filing_is_not_denied() {
    let denials = [
        "None has been furnished",
        "no estimate of your country, furnished",
        "furnished no estimate",
        "There is no estimate in force on any day",
        "No estimate was in force on the first day",
    ];
    let record = "R1,2024-04-01,2024-04-02,FRA,CHE,import,PD006,2000,A\nR2,2024-04-01,2024-04-02,CHE,FRA,export,PD006,2000,A\n";
    // Its grams; its kind and day; its substance; its country; a broken line.
    for (refused, listed) in [
        (
            "B1,FRA,PD006,assessment,2023-10-02,2024-01-01,1 000\n",
            true,
        ),
        ("B1,FRA,PD006,Assessment,2 Oct 2023,2024-01-01,1000\n", true),
        (
            "B1,FRA,PD-006,assessment,2023-10-02,2024-01-01,1000\n",
            false,
        ),
        (
            "B1,France,PD006,assessment,2023-10-02,2024-01-01,1000\n",
            false,
        ),
        (
            "B1,\"FRA,PD006,assessment,2023-10-02,2024-01-01,1000\n",
            true,
        ),
    ] {
        let folder = world(refused, record, "until-replaced");
        let imports = letter(folder.path(), "FRA-imports");
        for denial in denials {
            lacks(&imports, denial);
        }
        has(
            &imports,
            "while no estimate of your country that could be used is on record for that day",
        );
        has(
            &imports,
            "On no day of that year is there an estimate in force that could be used",
        );
        if listed {
            has(
                &imports,
                "One filing for this country and substance was received and could not be used, for the reason given:",
            );
        } else {
            has(
                &imports,
                "In one filing that was received the country or the substance could not be read; it may be an estimate",
            );
        }
        // An exporter is not told what the importing country filed, and neither that it filed nothing.
        let exports = letter(folder.path(), "CHE-exports");
        for denial in denials {
            lacks(&exports, denial);
        }
        has(
            &exports,
            "while no estimate of the importing country that could be used is on record for that day",
        );
        lacks(&exports, "B1");
    }
    // A filing of another country and substance denies nothing of this one.
    let folder = world(
        "B1,KEN,PA003,assessment,2023-10-02,2024-01-01,1 000\n",
        record,
        "until-replaced",
    );
    has(
        &letter(folder.path(), "FRA-imports"),
        "None has been furnished or established.",
    );
}

#[test]
fn a_filing_that_is_not_yet_known_is_not_denied() {
    let folder = world(
        "A1,FRA,PD006,assessment,2024-07-01,2024-01-01,100\n",
        "R1,2024-04-01,2024-04-02,FRA,CHE,import,PD006,2000,\n",
        "until-replaced",
    );
    done(
        folder.path(),
        "run data --config config --out out -q --known-at 2024-06-01",
    );
    let letter = letter(folder.path(), "FRA-imports");
    lacks(&letter, "None has been furnished");
    lacks(&letter, "no estimate of your country, furnished");
    assert_eq!(
        effect(&letter, "A1"),
        "Not counted: received after the day on which the data are taken as known."
    );
    let html = {
        done(
            folder.path(),
            "notices --out out --language en --format html -q",
        );
        fs::read_to_string(notices(folder.path()).join("FRA-imports.en.html")).unwrap()
    };
    assert!(
        html.contains("Data considered: everything received by 1 June 2024."),
        "{html}"
    );
}

#[test]
fn an_alert_of_prohibited_trade_says_since_when() {
    let folder = world(
        "",
        "R1,2024-04-01,2024-04-02,NGA,CHE,import,PM007,2,\n",
        "until-replaced",
    );
    let letter = letter(folder.path(), "NGA-imports");
    let prohibitions = fs::read_to_string(root().join("config/prohibitions.csv")).unwrap();
    let since = prohibitions
        .lines()
        .find_map(|line| line.strip_prefix("NGA,PM007,"))
        .unwrap();
    let (line, _) = (1..)
        .zip(prohibitions.lines())
        .find(|(_, line)| line.starts_with("NGA,PM007,"))
        .unwrap();
    let year = &since[..4];
    let row = letter
        .iter()
        .find(|line| line.starts_with("Import prohibited since | "))
        .unwrap_or_else(|| panic!("{letter:#?}"));
    assert!(
        row.contains(year)
            && row.ends_with(&format!("; Green List of the Board, 36th edition (2025), part three; prohibitions.csv, line {line})")),
        "{row}"
    );
}

/// Questions are asked where there is something to ask, and only there.
#[test]
fn only_what_there_is_to_ask_is_asked() {
    let filings = "A1,FRA,PD006,assessment,2023-11-01,2024-01-01,100\nS1,FRA,PD006,supplement,2024-06-01,,5000\n";
    let cured = world(
        filings,
        "R1,2024-04-01,2024-04-02,FRA,CHE,import,PD006,200,X1O\nR2,2024-04-01,2024-04-02,CHE,FRA,export,PD006,200,X1O\n",
        "until-replaced",
    );
    let imports = letter(cured.path(), "FRA-imports");
    has(&imports, "The annexes put no question to your Government");
    lacks(&imports, "Reply concerning annex");
    let records = "R1,2024-04-01,2024-04-02,FRA,,import,PD006,200,X1O\nR3,2024-04-02,2024-04-02,FRA,CHE,import,PD006,200,X10\n";
    let asked = letter(
        world(
            "A1,FRA,PD006,assessment,2023-11-01,2024-01-01,100\n",
            records,
            "until-replaced",
        )
        .path(),
        "FRA-imports",
    );
    for question in [
        "1-1 The two accounts of the trade differ as shown above.",
        "1-2 For one import the exporting country is not stated. Which was it?",
        "1-3 The numbers of import authorizations in each of these rows differ only in characters that look alike.",
        "1-4 Does your Government wish to furnish a supplement or a new assessment for this substance?",
    ] {
        assert_eq!(
            asked
                .iter()
                .filter(|line| line.starts_with(question))
                .count(),
            1,
            "{question}\n{asked:#?}"
        );
    }
    has(
        &asked,
        "X10 | X1O | ☐ both | ☐ only the first | ☐ only the second",
    );
}

/// The letter is short, its annexes are bounded, and what is left out of them is in the workbook.
#[test]
fn annexes_are_bounded_and_the_workbook_has_every_row() {
    let mut records = String::new();
    let partners = [
        "CHE", "DEU", "ITA", "ESP", "AUT", "BEL", "NLD", "PRT", "POL", "CZE", "SVK", "HUN", "SVN",
        "HRV", "DNK", "SWE", "NOR", "FIN", "EST", "LVA",
    ];
    for day in 0..240 {
        let (month, number) = (1 + day / 20, 1 + day % 20);
        let partner = partners[day % 20];
        let row = format!(
            "R{day},2024-{month:02}-{number:02},,FRA,{partner},import,PD006,{},A{day}\n",
            10 + day
        );
        records.push_str(&row);
    }
    let mut filings = "A1,FRA,PD006,assessment,2023-11-01,2024-01-01,100\n".to_owned();
    for number in 0..60 {
        let row = format!(
            "S{number},FRA,PD006,supplement,2024-{:02}-{:02},,1\n",
            1 + number / 28,
            1 + number % 28
        );
        filings.push_str(&row);
    }
    let folder = world(&filings, &records, "until-replaced");
    let bounded = letter(folder.path(), "FRA-imports");
    assert!(bounded.len() < 200, "{}", bounded.len());
    has(&bounded, "further rows: see the workbook enclosed");
    has(&bounded, "R239");
    has(&bounded, "Enclosed: annexes; workbook FRA-imports.en.xlsx");
    let annex = bounded
        .iter()
        .position(|line| line.starts_with("Annex 1:"))
        .unwrap();
    assert!(annex < 22, "{:#?}", &bounded[..annex]);
    // The sums by partner and quarter add up to the year.
    let total = bounded
        .iter()
        .map(|line| cells(line))
        .find(|row| row[0] == "Total of the year: 240 reports")
        .unwrap();
    assert_eq!(total[5..], ["31,080", "240"]);
    let mut workbook: calamine::Xlsx<_> =
        calamine::open_workbook(notices(folder.path()).join("FRA-imports.en.xlsx")).unwrap();
    let rows = |workbook: &mut calamine::Xlsx<_>, sheet: &str| {
        calamine::Reader::worksheet_range(workbook, sheet)
            .unwrap()
            .height()
    };
    assert_eq!(
        [
            rows(&mut workbook, "Movements"),
            rows(&mut workbook, "Filings"),
            rows(&mut workbook, "Not used")
        ],
        [241, 62, 1]
    );
    // Nothing of the machinery stands in the letter.
    for inner in [
        "BLAKE3",
        "import-excess:",
        "manifest",
        "rule 3",
        "inforce 0",
    ] {
        lacks(&bounded, inner);
    }
    done(folder.path(), "run data --config config --out out -q");
    done(
        folder.path(),
        "notices --out out --language en --format docx --all --full-annex -q",
    );
    let full = docx_lines(&fs::read(notices(folder.path()).join("FRA-imports.en.docx")).unwrap());
    (0..240).for_each(|record| has(&full, &format!("| R{record} |")));
}

#[test]
fn a_scheme_of_ones_own_names_the_letters() {
    let folder = demo();
    fs::create_dir_all(folder.path().join("own/notices")).unwrap();
    let scheme = "reference = \"PSY/{run}-{country} ({about})\"\n[letterhead]\nen = [\"Our Board\", \"First Street 1\", \"Vienna\"]\n";
    fs::write(folder.path().join("own/notices/letters.toml"), scheme).unwrap();
    done(
        folder.path(),
        "notices --out out --config own --country FRA --language en -q",
    );
    let lines = docx_lines(&fs::read(notices(folder.path()).join("FRA-imports.en.docx")).unwrap());
    assert_eq!(lines[..3], ["Our Board", "First Street 1", "Vienna"]);
    assert!(
        lines.contains(&"Reference | PSY/000001-FRA (imports)".to_owned()),
        "{lines:#?}"
    );
}

/// Who delivered the data, as of when, and whether they are made up, where the dataset says so.
#[test]
fn a_letter_of_invented_data_says_so() {
    let folder = demo();
    let letter = letter(folder.path(), "FRA-imports");
    let invented =
        "Invented data: nothing in this letter is about real trade, and it calls for no action.";
    // In the letter, and in each of its annexes, which may be parted from it.
    let annexes = letter
        .iter()
        .filter(|line| line.starts_with("Annex "))
        .count();
    assert_eq!(
        letter.iter().filter(|line| *line == invented).count(),
        annexes + 1,
        "{letter:#?}"
    );
    let mut workbook: calamine::Xlsx<_> =
        calamine::open_workbook(notices(folder.path()).join("FRA-imports.en.xlsx")).unwrap();
    let about = calamine::Reader::worksheet_range(&mut workbook, "About").unwrap();
    let cell = |row| about.get_value((row, 0)).unwrap().to_string();
    assert_eq!([cell(0), cell(1)], ["inforce/000001/FRA-imports", invented]);
    let folder = world(
        "",
        "R1,2024-04-01,2024-04-02,FRA,CHE,import,PD006,2000,\n",
        "until-replaced",
    );
    let about =
        "delivered_by = \"The <b>Office</b>\\u202e\"\nas_of = 2024-12-31\ninvented = false\n";
    fs::write(folder.path().join("data/about.toml"), about).unwrap();
    done(folder.path(), "run data --config config --out out -q");
    done(folder.path(), "notices --out out --language en -q");
    let html = fs::read_to_string(notices(folder.path()).join("FRA-imports.en.html")).unwrap();
    let foot =
        "worked out. Delivered by The &lt;b&gt;Office&lt;/b&gt;\\u{202e}. As of 31 December 2024.";
    assert!(
        html.contains(foot) && !html.contains("Invented data"),
        "{html}"
    );
}

/// A doubt about a finding stands beside it, in words.
#[test]
fn a_doubt_stands_beside_its_finding() {
    let record = "R1,2024-04-01,2024-04-02,FRA,CHE,import,PD006,2000,A\nR2,2024-04-01,2024-04-02,FRA,CHE,import,PD006,-1,A\n";
    let folder = world(
        "B1,FRA,PD006,assessment,2023-10-02,2024-01-01,1 000\n",
        record,
        "until-replaced",
    );
    let letter = letter(folder.path(), "FRA-imports");
    let finding = letter.iter().find(|line| line.starts_with("1. ")).unwrap();
    let doubts = "(annex 1). A filing received for the importing country could not be used; it may bear on this finding. \
        A record of imports into the country could not be used; it may bear on this finding.";
    assert!(finding.ends_with(doubts), "{finding}");
}
