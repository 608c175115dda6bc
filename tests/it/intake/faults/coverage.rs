//! Nothing that the program can complain of is missing from the catalogue.

use std::collections::BTreeSet;
use std::fs;

use super::catalogue::cases;
use super::harness::catalogue;
use crate::source::{Piece, files, pieces};

/// `rules.md` 4.3 for records, and `bad-line` of `data.md`.
const OF_RECORDS: [&str; 19] = [
    "ambiguous-name",
    "bad-date",
    "bad-line",
    "bad-number",
    "date-out-of-range",
    "dated-after-receipt",
    "missing-field",
    "negative-quantity",
    "no-factor",
    "not-end-of-period",
    "quantity-too-large",
    "reexport-exceeds-quantity",
    "self-trade",
    "unknown-country",
    "unknown-flow",
    "unknown-form",
    "unknown-period",
    "unknown-procedure",
    "unknown-unit",
];

/// `rules.md` 7.2 for filings, and `bad-line` of `data.md`.
const OF_FILINGS: [&str; 17] = [
    "ambiguous-name",
    "bad-date",
    "bad-line",
    "bad-number",
    "bad-year",
    "confirmed-before-received",
    "date-out-of-range",
    "missing-effective",
    "missing-field",
    "missing-year",
    "negative-quantity",
    "quantity-too-large",
    "schedule-i",
    "unknown-country",
    "unknown-kind",
    "unknown-substance",
    "wrong-kind",
];

/// The sources whose texts are messages.
const SPEAKING: [&str; 25] = [
    "crates/law/src/config/error.rs",
    "crates/law/src/config/lists.rs",
    "crates/law/src/config/percent.rs",
    "crates/law/src/config/policy.rs",
    "crates/law/src/config/source.rs",
    "crates/law/src/config/table.rs",
    "crates/law/src/config/toml_file.rs",
    "crates/law/src/conversion/mod.rs",
    "crates/engine/src/evidence/error.rs",
    "crates/intake/src/about.rs",
    "crates/intake/src/content.rs",
    "crates/intake/src/csv.rs",
    "crates/intake/src/damage.rs",
    "crates/intake/src/dataset.rs",
    "crates/intake/src/detail.rs",
    "crates/intake/src/fault.rs",
    "crates/intake/src/footer.rs",
    "crates/intake/src/heading.rs",
    "crates/intake/src/naming.rs",
    "crates/intake/src/reason.rs",
    "crates/engine/src/archive/error.rs",
    "crates/engine/src/night/error.rs",
    "crates/engine/src/night/memory.rs",
    "crates/law/src/scratch/error.rs",
    "crates/law/src/terms/codes.rs",
];

/// Texts in them that no test can make the program say.
const UNSAID: [&str; 3] = [
    // A portion of CSV is at most a line longer than four mebibytes, and a machine of 32 bits would be needed.
    "a line is larger than the memory",
    // Takes so many row groups that their rows pass 2^64, each with columns that agree.
    "its footer claims more rows than can be counted",
    // Takes a footer and pages that contradict each other in every column alike.
    "rows where its footer has",
];

/// The reasons that the expectations of the cases name.
fn shown(start: &str) -> BTreeSet<String> {
    let mut reasons = BTreeSet::new();
    for case in cases(start) {
        let expected = fs::read_to_string(catalogue().join(&case).join("expected.txt")).unwrap();
        let named = expected
            .lines()
            .filter_map(|line| line.strip_prefix("  ")?.split_once(": "));
        let of_case: BTreeSet<String> = named.map(|(reason, _)| reason.to_owned()).collect();
        // The folder is called after the one reason that it shows.
        let name = case.strip_prefix(start).unwrap();
        assert!(
            name == "hostile-text" || of_case == BTreeSet::from([name.to_owned()]),
            "{case} shows {of_case:?}"
        );
        reasons.extend(of_case);
    }
    reasons
}

#[test]
fn every_reason_of_the_rules_has_a_case() {
    assert_eq!(shown("record-"), OF_RECORDS.map(str::to_owned).into());
    assert_eq!(shown("filing-"), OF_FILINGS.map(str::to_owned).into());
}

#[test]
fn the_program_knows_no_other_reason() {
    let (_, source) = files("crates/intake/src")
        .into_iter()
        .find(|(file, _)| file.ends_with("/reason.rs"))
        .unwrap();
    let named = source.split("pub const fn name(self)").nth(1).unwrap();
    let reasons = pieces(named).into_iter().filter_map(|piece| match piece {
        Piece::Literal(text) => Some(text.trim_matches('"').to_owned()),
        Piece::Code(_) | Piece::Comment(_) => None,
    });
    let all = OF_RECORDS
        .iter()
        .chain(&OF_FILINGS)
        .map(|reason| (*reason).to_owned());
    assert_eq!(reasons.collect::<BTreeSet<_>>(), all.collect());
}

/// Every text of the speaking sources that has words in it must stand in an expectation.
#[test]
fn every_message_is_shown_by_a_case() {
    let mut corpus = String::new();
    for case in cases("") {
        corpus.push_str(&fs::read_to_string(catalogue().join(case).join("expected.txt")).unwrap());
    }
    for (file, text) in files("tests/it/intake/faults") {
        if !file.ends_with("/coverage.rs") {
            corpus.push_str(&text);
        }
    }
    // A ledger that was forged takes a run before, and is shown where runs go on from one another.
    corpus.push_str(
        &fs::read_to_string(catalogue().join("../../tests/it/nights/onward.rs")).unwrap(),
    );
    // What two built-in layouts recognise stands among the traps of layouts.
    for entry in fs::read_dir(catalogue().join("../layouts/traps")).unwrap() {
        corpus.push_str(&fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    // What a file is by its content, `inspect` says.
    corpus.push_str(
        &fs::read_to_string(catalogue().join("../../tests/it/commands/inspect.rs")).unwrap(),
    );
    // What is wrong with thresholds, a question that reads them says.
    corpus.push_str(
        &fs::read_to_string(catalogue().join("../../tests/it/commands/plausibility.rs")).unwrap(),
    );
    // A dataset of which every row is refused is shown by nights.
    corpus.push_str(
        &fs::read_to_string(catalogue().join("../../tests/it/nights/transcript.rs")).unwrap(),
    );
    // What only a run by stages says stands among the tests of stages.
    corpus.push_str(
        &fs::read_to_string(catalogue().join("../../tests/it/stages/elsewhere.rs")).unwrap(),
    );
    let mut missing = Vec::new();
    let mut unsaid = BTreeSet::new();
    for (file, source) in files("crates")
        .into_iter()
        .filter(|(file, _)| SPEAKING.contains(&file.as_str()))
    {
        let source = source.split("#[cfg(test)]").next().unwrap();
        for text in messages(source) {
            match UNSAID.iter().find(|known| text.contains(**known)) {
                Some(known) => drop(unsaid.insert(*known)),
                None if !corpus.contains(&text) => missing.push(format!("{file}: {text}")),
                None => {}
            }
        }
    }
    assert!(missing.is_empty(), "no case shows\n{}", missing.join("\n"));
    assert_eq!(unsaid, UNSAID.into());
}

/// Of each text its longest part between two places that are filled in, where that has at least two words.
fn messages(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for piece in pieces(source) {
        let Piece::Literal(text) = piece else {
            continue;
        };
        let inner = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
            .unwrap_or_default();
        let text = inner.replace("\\\"", "\"").replace("\\n", "\n");
        let fragments = text
            .split(['{', '\n'])
            .map(|part| part.split_once('}').map_or(part, |(_, after)| after).trim());
        let longest = fragments.max_by_key(|part| part.len()).unwrap_or_default();
        // The names of a library's layers, which are taken off its messages, end in a colon.
        if !longest.ends_with(':')
            && longest.split(' ').count() > 1
            && longest.chars().any(char::is_alphabetic)
        {
            found.push(longest.to_owned());
        }
    }
    found
}
