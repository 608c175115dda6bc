//! The letters, read back out of their files: what they say word by word in each language, that their figures are those
//! of the run, and that no text from outside changes how a letter is built. `INFORCE_WRITE=1` writes the stored letters
//! anew, to be read before they are kept.

mod accounts;
mod conventions;
mod false_statements;
mod grown;
mod headings;
mod hostile;
mod second_reading;
mod templates;
pub(super) mod text;
mod withdrawn;
pub(super) mod worlds;

use crate::house::{demo, done, inforce};
use inforce::archive::read::{AlertRow, PublishedRun};
use inforce::letters::{SaidBefore, letters};
use inforce::terms::Mass;
use std::fs;
use std::path::{Path, PathBuf};
use text::{TOTALS, docx_lines, html_lines, number};

pub(super) const LANGUAGES: [&str; 6] = ["ar", "en", "es", "fr", "ru", "zh"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn notices(folder: &Path) -> PathBuf {
    folder.join("out/current/notices")
}

/// What depends on the program's version or on the configuration, and so on other work.
fn settled(line: &str) -> String {
    let hash = |word: &str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let version = format!("inforce {}", env!("CARGO_PKG_VERSION"));
    let words: Vec<&str> = line.split(['\u{2068}', '\u{2069}', ' ']).collect();
    words
        .iter()
        .filter(|word| hash(word))
        .fold(line.replace(&version, "inforce VERSION"), |line, word| {
            line.replace(word, "HASH")
        })
}

#[test]
fn letters_say_what_is_stored_word_by_word_in_every_language_and_format() {
    let folder = demo();
    let mut different = Vec::new();
    for language in LANGUAGES {
        let countries = "--country LTU --country CHN --country SAU --country FRA --country CHE";
        done(
            folder.path(),
            &format!("notices --out out --language {language} {countries} --date 2025-01-15"),
        );
        let mut told = String::new();
        for letter in [
            "LTU-imports",
            "CHN-imports",
            "SAU-imports",
            "FRA-exports",
            "CHE-exports",
        ] {
            let file = |ending| {
                fs::read(notices(folder.path()).join(format!("{letter}.{language}.{ending}")))
                    .unwrap()
            };
            let (docx, mut html) = (docx_lines(&file("docx")), html_lines(&file("html")));
            // The last lines of the HTML letter are its reference and which data it considers, which the other has at the foot
            // of each page.
            let foot = html.split_off(html.len() - 2);
            assert_eq!(foot[0], format!("inforce/000001/{letter}"));
            assert_eq!(docx, html, "{letter} {language}");
            told.extend(["=== ", letter, "\n"]);
            told.extend(docx.iter().map(|line| settled(line) + "\n"));
        }
        let stored = root().join(format!("tests/notices/golden/{language}.txt"));
        if std::env::var_os("INFORCE_WRITE").is_some() {
            fs::write(&stored, &told).unwrap();
        } else if fs::read_to_string(&stored).unwrap_or_default() != told {
            let found = root()
                .join("target/tmp")
                .join(format!("notices.{language}.txt"));
            fs::create_dir_all(found.parent().unwrap()).unwrap();
            fs::write(&found, &told).unwrap();
            different.push(format!("diff {} {}", stored.display(), found.display()));
        }
    }
    assert!(
        different.is_empty(),
        "letters say something else than what is stored:\n{}",
        different.join("\n")
    );
}

/// The cells of a row, without marks of direction.
fn cells(line: &str) -> Vec<String> {
    // The blank at the end of a line, behind an empty cell, was cut off.
    format!("{line} ")
        .split(" | ")
        .map(|cell| {
            cell.replace(['\u{2066}', '\u{2068}', '\u{2069}'], "")
                .trim()
                .to_owned()
        })
        .collect()
}

/// Finds a figure of an alert.
type Figure = fn(&AlertRow) -> Option<Mass>;

#[test]
fn figures_in_all_letters_are_those_of_the_run() {
    let folder = demo();
    let run = PublishedRun::current(&folder.path().join("out")).unwrap();
    let mut alerts = 0;
    let written = letters(
        run.alerts(None).unwrap(),
        &SaidBefore::new(),
        false,
        &run.config,
    );
    assert!(written.len() > 30);
    for (language, total) in LANGUAGES.into_iter().zip(TOTALS) {
        done(
            folder.path(),
            &format!("notices --out out --language {language} --format docx --full-annex -q"),
        );
        for letter in &written {
            let templates = templates::Templates::of(language, letter.subject.convention);
            let name = format!(
                "{}-{}.{language}.docx",
                run.config.country_code(letter.country),
                letter.subject.name()
            );
            let lines = docx_lines(&fs::read(notices(folder.path()).join(&name)).unwrap());
            let rows: Vec<Vec<String>> = lines.iter().map(|line| cells(line)).collect();
            let raised: Vec<&AlertRow> = letter
                .matters
                .iter()
                .flatten()
                .map(|raised| &raised.alert)
                .collect();
            let totals: Vec<usize> = (0..rows.len())
                .filter(|place| rows[*place].len() > 1 && rows[*place][0].starts_with(total))
                .collect();
            assert_eq!(totals.len(), raised.len(), "{name}");
            for (alert, last) in raised.iter().zip(totals) {
                let year = alert.figures.year_total.to_string();
                assert_eq!(
                    number(&rows[last][1], language),
                    year,
                    "{name}: {}",
                    alert.id
                );
                // The ledger stands above its total.
                let ledger: Vec<String> = run
                    .evidence(&alert.id, alert.year)
                    .unwrap()
                    .iter()
                    .map(|row| row.running_total.to_string())
                    .collect();
                let from_last = if alert.rule.lists_only() { 1 } else { 3 };
                let told = rows[last - ledger.len()..last]
                    .iter()
                    .map(|row| number(&row[row.len() - from_last], language));
                assert_eq!(told.collect::<Vec<_>>(), ledger, "{name}: {}", alert.id);
                alerts += 1;
            }
            // Findings that compare stand beside each other in the figures of an annex, and the others below them.
            let (lists, compared): (Vec<&AlertRow>, Vec<&AlertRow>) =
                raised.iter().partition(|alert| alert.rule.lists_only());
            let figures: [(&str, Figure); 4] = [
                ("label-total", |alert| alert.figures.running_total),
                ("label-estimate", |alert| alert.figures.estimate),
                ("label-excess", |alert| alert.figures.excess),
                ("label-peak", |alert| alert.figures.peak_excess),
            ];
            for (label, figure) in figures {
                let is_estimate = label == "label-estimate";
                let label = templates.plain(label);
                let told: Vec<&String> = rows
                    .iter()
                    .filter(|row| row.len() > 1 && row[0] == label)
                    .flat_map(|row| &row[1..])
                    .collect();
                assert_eq!(told.len(), compared.len(), "{name}: {label}");
                for (text, alert) in told.iter().zip(&compared) {
                    // No estimate is called that, and is no figure.
                    if alert.figures.status() == "none" && is_estimate {
                        assert!(!text.contains(|c: char| c.is_numeric()), "{name}: {text}");
                        continue;
                    }
                    assert_eq!(
                        number(text, language),
                        figure(alert).unwrap().to_string(),
                        "{name}: {}",
                        alert.id
                    );
                }
            }
            let label = templates.plain("label-year-total");
            let mut told: Vec<String> = rows
                .iter()
                .filter(|row| row.len() > 1 && row[0] == label)
                .flat_map(|row| &row[1..])
                .map(|text| number(text, language))
                .collect();
            let mut expected: Vec<String> = compared
                .iter()
                .chain(&lists)
                .map(|alert| alert.figures.year_total.to_string())
                .collect();
            told.sort();
            expected.sort();
            assert_eq!(told, expected, "{name}");
        }
    }
    assert!(alerts > 500, "{alerts}");
}

#[test]
fn an_exporter_is_told_of_its_own_shipments_alone() {
    let folder = demo();
    done(
        folder.path(),
        "notices --out out --language en --format docx -q",
    );
    let run = PublishedRun::current(&folder.path().join("out")).unwrap();
    let refused = run.refused(|_| true).unwrap();
    let mut letters_read = 0;
    for letter in letters(
        run.alerts(None).unwrap(),
        &SaidBefore::new(),
        false,
        &run.config,
    ) {
        let code = run.config.country_code(letter.country);
        let Ok(docx) = fs::read(notices(folder.path()).join(format!("{code}-exports.en.docx")))
        else {
            continue;
        };
        let text = docx_lines(&docx).join("\n");
        for heading in [
            "Estimates and supplements on record",
            "Estimate in force in",
            "Both accounts of the trade",
        ] {
            assert!(!text.contains(heading), "{code}: {heading}");
        }
        for filing in run.filings().unwrap() {
            assert!(!text.contains(&*filing.id), "{code}: {}", filing.id);
        }
        let enclosed = notices(folder.path()).join(format!("{code}-exports.en.xlsx"));
        let mut enclosed: calamine::Xlsx<_> = calamine::open_workbook(enclosed).unwrap();
        let names = calamine::Reader::sheet_names(&enclosed);
        assert!(
            names == ["Movements", "About"] || names == ["Movements", "About", "Not used"],
            "{names:?}"
        );
        // Of refused rows only exports that name it, so that it may have reported them.
        for row in refused
            .iter()
            .filter(|row| row.kind == "filing" || !row.names(code) || !row.names("export"))
        {
            assert!(
                row.id.is_empty() || !text.contains(&row.id),
                "{code}: {row:?}"
            );
        }
        if let Ok(sheet) = calamine::Reader::worksheet_range(&mut enclosed, "Not used") {
            for told in sheet.rows().skip(1) {
                let is = |row: &&inforce::archive::read::RefusedRow| {
                    told[4].to_string() == row.file && told[5].to_string() == row.row.to_string()
                };
                let row = refused
                    .iter()
                    .find(is)
                    .unwrap_or_else(|| panic!("{code}: {told:?}"));
                assert!(
                    row.kind == "record" && row.names(code) && row.names("export"),
                    "{code}: {row:?}"
                );
            }
        }
        letters_read += 1;
    }
    assert!(letters_read > 5);
}

#[test]
fn letters_are_written_once() {
    let folder = demo();
    let first = done(
        folder.path(),
        "notices --out out --country FRA --date 2025-01-15",
    );
    assert!(
        first.ends_with("2 letters written to out/runs/000001/notices\n")
            || first.contains("2 letters written to "),
        "{first}"
    );
    let bytes = |name: &str| fs::read(notices(folder.path()).join(name)).unwrap();
    let before = [
        bytes("FRA-imports.fr.docx"),
        bytes("FRA-imports.fr.html"),
        bytes("FRA-imports.fr.json"),
    ];
    let second = done(
        folder.path(),
        "notices --out out --country FRA --date 2025-01-15",
    );
    assert!(
        second.contains("Nothing was changed: all of them were there already."),
        "{second}"
    );
    // Another date would be another letter, which may not take the place of the one that is there.
    let other = done(
        folder.path(),
        "notices --out out --country FRA --date 2025-02-15",
    );
    assert!(
        other.contains("from other texts, dates or alerts; left as it is"),
        "{other}"
    );
    assert_eq!(
        [
            bytes("FRA-imports.fr.docx"),
            bytes("FRA-imports.fr.html"),
            bytes("FRA-imports.fr.json")
        ],
        before
    );
    // A format that is missing is added, from the same.
    fs::remove_file(notices(folder.path()).join("FRA-imports.fr.docx")).unwrap();
    assert!(
        done(
            folder.path(),
            "notices --out out --country FRA --date 2025-01-15"
        )
        .contains("1 letter written to ")
    );
    assert_eq!(bytes("FRA-imports.fr.docx"), before[0]);
    // And in another folder, at another time, the bytes are the same.
    let again = demo();
    done(
        again.path(),
        "notices --out out --country FRA --date 2025-01-15 --threads 1",
    );
    assert_eq!(
        fs::read(notices(again.path()).join("FRA-imports.fr.docx")).unwrap(),
        before[0]
    );
    assert_eq!(
        fs::read(notices(again.path()).join("FRA-imports.fr.html")).unwrap(),
        before[1]
    );
}

/// What a letter says where the estimate is not simply in force.
#[test]
fn a_letter_says_in_which_state_the_estimate_is() {
    let folder = tempfile::tempdir().unwrap();
    let (data, config) = (folder.path().join("data"), folder.path().join("config"));
    for folder in [data.join("trades"), data.join("estimates"), config.clone()] {
        fs::create_dir_all(folder).unwrap();
    }
    for file in ["substances.csv", "forms.csv", "countries.csv"] {
        fs::copy(root().join("config").join(file), config.join(file)).unwrap();
    }
    fs::write(
        config.join("inforce.toml"),
        "[judgement]\nvalidity = \"three-years\"\n",
    )
    .unwrap();
    fs::write(
        data.join("estimates/a.csv"),
        "filing_id,country,substance,kind,received,effective,grams\nF1,FRA,PD006,assessment,2020-01-01,2020-01-01,100\n",
    )
    .unwrap();
    fs::write(
        data.join("trades/a.csv"),
        "record_id,date,reporter,partner,flow,form,quantity_g\nR1,2024-02-01,FRA,CHE,import,PD006,150.5\nR2,2024-02-01,KEN,CHE,import,PD006,1\n",
    )
    .unwrap();
    let said = |out: &str, country: &str| {
        let file = folder
            .path()
            .join(format!("{out}/current/notices/{country}-imports.en.docx"));
        docx_lines(&fs::read(file).unwrap())
            .into_iter()
            .find(|line| line.starts_with("1. "))
            .unwrap()
    };
    for (out, options) in [("stale", ""), ("expired", " --config config")] {
        done(folder.path(), &format!("run data --out {out} -q{options}"));
        done(
            folder.path(),
            &format!("notices --out {out} --language en -q"),
        );
    }
    let start = "1. diazepam (PD006), Schedule IV, 2024: the imports reported by your country from 1 January to 1 February 2024 amount to";
    let excess = "the excess on that day, the first of the year in excess, is";
    assert_eq!(
        said("stale", "FRA"),
        format!(
            "{start} 150.5\u{a0}g, while the estimate of your country in force on that day, received three years before or earlier, is 100\u{a0}g; {excess} 50.5\u{a0}g, or 50.5 per cent of the estimate (annex 1)."
        )
    );
    assert_eq!(
        said("expired", "FRA"),
        format!(
            "{start} 150.5\u{a0}g, while the estimate of your country, received three years before or earlier, was no longer in force on that day (level 0\u{a0}g); {excess} 150.5\u{a0}g (annex 1)."
        )
    );
    assert_eq!(
        said("stale", "KEN"),
        format!(
            "{start} 1\u{a0}g, while no estimate of your country, furnished by its Government or established by the Board, was in force on that day (level 0\u{a0}g); {excess} 1\u{a0}g (annex 1)."
        )
    );
}

/// A code of a country may be any text, but no letter leaves its folder.
#[test]
fn no_code_leads_out_of_the_folder_of_letters() {
    let folder = tempfile::tempdir().unwrap();
    let (data, config) = (folder.path().join("data"), folder.path().join("config"));
    for folder in [data.join("trades"), data.join("estimates"), config.clone()] {
        fs::create_dir_all(folder).unwrap();
    }
    for file in ["substances.csv", "forms.csv"] {
        fs::copy(root().join("config").join(file), config.join(file)).unwrap();
    }
    fs::write(
        config.join("countries.csv"),
        "alpha3,name\n..,Somewhere\nCHE,Switzerland\n",
    )
    .unwrap();
    let records = "record_id,date,reporter,partner,flow,form,quantity_g\nR1,2024-02-01,..,CHE,import,PD006,1\n";
    fs::write(data.join("trades/a.csv"), records).unwrap();
    done(folder.path(), "run data --out out --config config -q");
    done(folder.path(), "notices --out out --format docx -q");
    let mut names: Vec<_> = fs::read_dir(notices(folder.path()))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(
        names,
        ["docx", "json", "xlsx"]
            .map(|ending| std::ffi::OsString::from(format!("_2e_2e-imports.en.{ending}")))
    );
}

/// The letters of those that are known are written, and every one that is not is named.
#[test]
fn a_misspelt_country_keeps_no_other_from_its_letter() {
    let folder = demo();
    let line = "notices --out out --country fance --country FRA --country Switzerlnd --language en --format html";
    let said = inforce(folder.path(), line);
    assert_eq!(said.code, Some(1), "{}", said.stderr);
    let expected = "inforce: \"fance\" is no country of the configuration; did you mean FRA (France)?\n\
        \"Switzerlnd\" is no country of the configuration; did you mean CHE (Switzerland)";
    assert!(said.stderr.starts_with(expected), "{}", said.stderr);
    assert!(said.stdout.contains("2 letters written to "));
    assert!(notices(folder.path()).join("FRA-imports.en.html").exists());
    assert!(!notices(folder.path()).join("CHE-exports.en.html").exists());
}

/// A wide table is scrolled, and makes no page of a narrow screen wider than it is.
#[test]
fn every_table_of_an_html_letter_stands_in_a_frame() {
    let folder = demo();
    done(
        folder.path(),
        "notices --out out --country FRA --language en --format html -q",
    );
    let html = fs::read_to_string(notices(folder.path()).join("FRA-imports.en.html")).unwrap();
    assert!(html.contains(".frame { overflow-x: auto; }"));
    assert!(html.matches("<table ").count() > 5);
    assert_eq!(
        html.matches("<table ").count(),
        html.matches("<div class=\"frame\"><table ").count()
    );
}

/// Every state that filings and records can be in has its words in every language.
#[test]
fn letters_of_random_worlds_are_written_in_every_language() {
    let mut letters = 0;
    for seed in crate::support::effort::seeds(3, 10) {
        let folder = tempfile::tempdir().unwrap();
        crate::support::engine::run_in(folder.path(), &crate::support::generate::world(seed), 1)
            .unwrap();
        for language in LANGUAGES {
            done(
                folder.path(),
                &format!("notices --out out --language {language} -q"),
            );
        }
        letters += fs::read_dir(notices(folder.path())).map_or(0, Iterator::count);
    }
    assert!(letters > 100, "{letters}");
}

/// A world of two nights: the second has one alert as before, one with other figures and one that is new.
fn nights() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir_all(data.join("trades")).unwrap();
    fs::create_dir_all(data.join("estimates")).unwrap();
    let filings = "filing_id,country,substance,kind,received,effective,grams\nF1,FRA,PD006,assessment,2024-01-01,2024-01-01,100\nF2,KEN,PD006,assessment,2024-01-01,2024-01-01,100\n";
    fs::write(data.join("estimates/a.csv"), filings).unwrap();
    let head = "record_id,date,reporter,partner,flow,form,quantity_g\n";
    fs::write(
        data.join("trades/a.csv"),
        format!(
            "{head}R1,2024-02-01,FRA,CHE,import,PD006,150\nR2,2024-02-01,KEN,CHE,import,PD006,150\n"
        ),
    )
    .unwrap();
    done(folder.path(), "run data --out out -q");
    done(folder.path(), "notices --out out -q");
    fs::write(
        data.join("trades/b.csv"),
        format!(
            "{head}R3,2024-03-01,KEN,CHE,import,PD006,50\nR4,2024-03-01,SWE,CHE,import,PD006,50\n"
        ),
    )
    .unwrap();
    done(folder.path(), "run data --out out -q");
    folder
}

#[test]
fn only_what_is_new_or_changed_since_the_letters_of_a_run_is_brought_up() {
    let folder = nights();
    let told = done(folder.path(), "notices --out out --since 1 --language en");
    assert!(
        told.contains("KEN") && told.contains("SWE") && !told.contains("FRA"),
        "{told}"
    );
    let lines = docx_lines(&fs::read(notices(folder.path()).join("KEN-imports.en.docx")).unwrap());
    let update =
        "This updates the finding communicated under reference inforce/000001/KEN-imports.";
    assert!(lines.iter().any(|line| line.ends_with(update)), "{lines:?}");
    // What the letters of the second night did not say, because those of the first had said it, stays said.
    done(folder.path(), "run data --out out -q");
    let none = "Run 000003 calls for no letters.\nLeft out: 3 alerts are as earlier letters brought up; --all brings up these, too.\n";
    assert_eq!(done(folder.path(), "notices --out out --since 2"), none);
    assert_eq!(done(folder.path(), "notices --out out"), none);
    assert!(done(folder.path(), "notices --out out --all").contains("3 letters written to "));
}

/// What a letter must bring up does not depend on the nights on which letters were drafted, or for whom.
#[test]
fn what_no_letter_said_is_brought_up_by_the_next() {
    let folder = nights();
    // Of the second night only one country was written to, and the third has nothing new.
    done(folder.path(), "notices --out out --country SWE -q");
    done(folder.path(), "run data --out out -q");
    let told = done(folder.path(), "notices --out out --language en");
    assert!(
        told.contains("KEN") && !told.contains("SWE") && !told.contains("FRA"),
        "{told}"
    );
    assert!(
        told.contains("Left out: 2 alerts are as earlier letters brought up"),
        "{told}"
    );
    let lines = docx_lines(&fs::read(notices(folder.path()).join("KEN-imports.en.docx")).unwrap());
    let update =
        "This updates the finding communicated under reference inforce/000001/KEN-imports.";
    assert!(lines.iter().any(|line| line.ends_with(update)), "{lines:?}");
}

#[test]
fn errors_say_what_is_wrong_word_by_word() {
    let folder = demo();
    let at = folder.path();
    fs::create_dir_all(at.join("empty")).unwrap();
    fs::create_dir_all(at.join("own/notices")).unwrap();
    fs::write(at.join("own/notices/fr.ftl"), "board = Organe\n").unwrap();
    for (line, code, expected) in [
        (
            "notices --out out --run 7",
            1,
            "inforce: run 000007 is not there in out; those that are there go from 000001 to 000001; inforce runs lists them\n",
        ),
        (
            "notices --out out --run x",
            2,
            "error: invalid value 'x' for '--run <N>': invalid digit found in string\n",
        ),
        (
            "notices --out nowhere",
            1,
            "inforce: nowhere holds no published run; publish one with inforce run DATASET --out nowhere, or name another folder with --out\n",
        ),
        (
            "notices --out out --country fance",
            2,
            "inforce: \"fance\" is no country of the configuration; did you mean FRA (France)?\n",
        ),
        (
            "notices --out out --since 1",
            2,
            "inforce: no run up to 000001 has letters to follow; ",
        ),
        (
            "notices --out out --since 9",
            1,
            "inforce: run 000009 is not there in out; those that are there go from 000001 to 000001; inforce runs lists them\n",
        ),
        (
            "notices --out out --date 2025-02-28 --reply-by 2025-02-28",
            2,
            "inforce: --reply-by 2025-02-28 is not after --date 2025-02-28; write a later day, or leave it out for 60 days\n",
        ),
        (
            "notices --out out --config empty",
            2,
            "inforce: empty/notices is no folder; put the texts that are to replace those of config/notices/ there, or leave --config out\n",
        ),
        (
            "notices --out out --config own --language fr",
            2,
            "inforce: own/notices/fr.ftl: there is no message account-difference; add it; config/notices/en.ftl has it in English\n",
        ),
        (
            "notices --out out --language de",
            2,
            "error: invalid value 'de' for '--language <LANGUAGE>'\n  [possible values: ar, en, es, fr, ru, zh]\n",
        ),
    ] {
        let said = inforce(at, line);
        assert_eq!(
            (said.code, said.stderr.starts_with(expected)),
            (Some(code), true),
            "{line}: {}",
            said.stderr
        );
    }
    // A user's own texts are used where they are right.
    let own = fs::read_to_string(root().join("config/notices/fr.ftl")).unwrap();
    fs::write(
        at.join("own/notices/fr.ftl"),
        own.replacen("board = Organe", "board = Notre Organe", 1),
    )
    .unwrap();
    done(at, "notices --out out --config own --country FRA");
    let lines = docx_lines(&fs::read(notices(at).join("FRA-imports.fr.docx")).unwrap());
    assert_eq!(
        lines[0],
        "Notre Organe international de contrôle des stupéfiants"
    );
}
