//! What a finding says of the days after the first in excess.

use super::text::docx_lines;
use super::{LANGUAGES, notices};
use crate::house::{demo, done};
use inforce::archive::read::{AlertRow, PublishedRun};
use inforce::config::Convention;
use inforce::letters::{SaidBefore, letters};
use inforce::terms::Mass;
use std::fs;

/// As English writes it.
fn english(text: &str) -> String {
    let (whole, places) = text.split_once('.').unwrap_or((text, ""));
    let groups: Vec<&str> = whole
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).unwrap())
        .collect();
    groups.join(",") + if places.is_empty() { "" } else { "." } + places
}

/// As another language writes it.
fn written_in(language: &str, text: &str) -> String {
    let (group, decimal) = match language {
        "ar" => ("\u{202f}", "."),
        "fr" | "es" => ("\u{202f}", ","),
        "ru" => ("\u{a0}", ","),
        _ => (",", "."),
    };
    english(text)
        .split('.')
        .map(|part| part.replace(',', group))
        .collect::<Vec<_>>()
        .join(decimal)
}

/// In tenths of a per cent, halves up.
fn tenths(part: Mass, whole: Mass) -> i128 {
    (part.units() * 2000 + whole.units()) / (2 * whole.units())
}

/// The sentence on the greatest excess in English; nothing where the first day has it.
fn expected(run: &PublishedRun, alert: &AlertRow) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let peak = alert
        .figures
        .peak_excess_date
        .filter(|peak| Some(alert.figures.first_excess_date) != Some(*peak))?;
    let greatest = alert.figures.peak_excess.unwrap();
    let evidence = run.evidence(&alert.id, alert.year).unwrap();
    let of_day = evidence
        .iter()
        .rfind(|row| row.record.date == peak)
        .unwrap();
    let estimate = of_day.estimate.unwrap();
    assert_eq!(
        of_day.running_total.minus(estimate),
        greatest.minus(Mass::ZERO),
        "{}",
        alert.id
    );
    let (year, month, day) = peak.civil();
    let convention = run.config.substance(alert.substance).convention;
    let (excess, level_of_day) = match convention {
        Convention::C1961 => ("excess of the year", "level"),
        Convention::C1971 => ("excess of the year", "estimate in force"),
        Convention::C1988 => (
            "quantity above the requirement in that year",
            "requirement in use",
        ),
    };
    let start = format!(
        "The greatest {excess}, on {day} {} {year}, is {}\u{a0}g",
        MONTHS[usize::try_from(month).unwrap() - 1],
        english(&greatest.to_string())
    );
    let level = english(&estimate.to_string());
    if estimate == Mass::ZERO {
        let of_day = if convention == Convention::C1988 {
            level_of_day
        } else {
            "level"
        };
        return Some(format!(
            "{start}; the {of_day} on that day is {level}\u{a0}g."
        ));
    }
    let tenths = tenths(greatest, estimate);
    let percent = format!("{}.{}", english(&(tenths / 10).to_string()), tenths % 10);
    Some(format!(
        "{start}, or {percent} per cent of the {level_of_day} on that day ({level}\u{a0}g)."
    ))
}

#[test]
fn a_finding_says_how_far_its_excess_has_grown() {
    let folder = demo();
    let run = PublishedRun::current(&folder.path().join("out")).unwrap();
    let written = letters(
        run.alerts(None).unwrap(),
        &SaidBefore::new(),
        false,
        &run.config,
    );
    let (mut grown, mut as_first) = (0, 0);
    for language in LANGUAGES {
        done(
            folder.path(),
            &format!("notices --out out --language {language} --format docx -q"),
        );
        for letter in &written {
            let name = format!(
                "{}-{}.{language}.docx",
                run.config.country_code(letter.country),
                letter.subject.name()
            );
            let lines: Vec<String> =
                docx_lines(&fs::read(notices(folder.path()).join(&name)).unwrap())
                    .iter()
                    .map(|line| line.replace(['\u{2066}', '\u{2068}', '\u{2069}'], ""))
                    .collect();
            for (place, alert) in
                (1..).zip(letter.matters.iter().flatten().map(|raised| &raised.alert))
            {
                let said = lines
                    .iter()
                    .find(|line| line.starts_with(&format!("{place}. ")))
                    .unwrap();
                let Some(sentence) = expected(&run, alert).filter(|_| !alert.rule.lists_only())
                else {
                    as_first += 1;
                    assert!(!said.contains("greatest excess"), "{name}: {said}");
                    continue;
                };
                grown += 1;
                if language == "en" {
                    assert!(said.contains(&sentence), "{name}:\n{said}\n{sentence}");
                    continue;
                }
                for mass in [alert.figures.excess, alert.figures.peak_excess] {
                    assert!(
                        said.contains(&written_in(language, &mass.unwrap().to_string())),
                        "{name}: {said}"
                    );
                }
            }
        }
    }
    assert!(grown > 100 && as_first > 100, "{grown} {as_first}");
}
