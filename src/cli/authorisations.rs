//! Shows what a check finds on the number of an import authorisation: where the number was used, and where similar numbers
//! were.

use super::explained;
use super::figures::{heading, of};
use super::found::{became_fields, record_fields, refused_lines, value};
use crate::archive::read::PublishedRun;
use crate::ask::authorisations::Uses;
use crate::ask::records::FoundRecord;
use crate::ask::similar_numbers::{Likeness, difference};
use crate::terms::{shown_path, shown_whole};
use inforce_present::table::answer::{Answer, text};
use inforce_present::table::{Cell, Fields};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::{self, Write};

/// The most similar numbers that are named in a line.
const NAMED: usize = 3;

/// Returns in words how a number that was found is like the number that was asked about.
fn words(likeness: Likeness, asked: &str, found: &str) -> String {
    let Some((found, asked, at)) = difference(asked, found) else {
        return "the same".to_owned();
    };
    if likeness == Likeness::LookAlike {
        let others = found
            .chars()
            .zip(asked.chars())
            .zip(at..)
            .filter(|((found, asked), _)| found != asked);
        let others: Vec<String> = others
            .map(|((found, asked), at)| format!("{found} for {asked} at {at}"))
            .collect();
        return format!("looks alike: {}", others.join(", "));
    }
    let (found, asked) = (shown_whole(&found), shown_whole(&asked));
    match likeness {
        Likeness::Same | Likeness::LookAlike => "the same".to_owned(),
        Likeness::Transposition => format!("neighbours swapped: {found} for {asked} at {at}"),
        Likeness::Substitution => format!("one other character: {found} for {asked} at {at}"),
        Likeness::Insertion => format!("one character more: {found} at {at}"),
        Likeness::Deletion => format!("one character less: {asked} at {at}"),
    }
}

/// Returns the numbers that are like the one asked about, or the same, closest first, each with how often it was found.
fn like(uses: &Uses) -> BTreeMap<(Likeness, &str), u64> {
    let of_records = uses
        .records
        .iter()
        .map(|(likeness, found)| (*likeness, found.record.authorisation.as_str()));
    let of_rows = uses
        .refused
        .iter()
        .map(|(likeness, number, _)| (*likeness, number.as_str()));
    let mut like = BTreeMap::new();
    for found in of_records.chain(of_rows) {
        *like.entry(found).or_insert(0) += 1;
    }
    like
}

/// Returns how many rows have the number itself, and how many have one like it.
fn counts(uses: &Uses) -> [u64; 2] {
    let (same, like): (Vec<_>, Vec<_>) = like(uses)
        .into_iter()
        .partition(|((likeness, _), _)| *likeness == Likeness::Same);
    [same, like].map(|of| of.iter().map(|(_, count)| count).sum())
}

fn in_records(records: u64) -> String {
    if records == 0 {
        "in no record".to_owned()
    } else {
        format!("in {}", of(records, "record", "records"))
    }
}

/// Returns everything that was found, for people.
pub(super) fn told(
    run: &PublishedRun,
    uses: &Uses,
    left_out: &[String],
) -> Result<String, fmt::Error> {
    let mut out = String::new();
    let [same, like_it] = counts(uses);
    let numbers = u64::try_from(like(uses).len()).unwrap_or(u64::MAX) - u64::from(same > 0);
    let others = match numbers {
        0 => "no number is like it".to_owned(),
        _ => format!(
            "{} in {}",
            of(numbers, "number is like it", "numbers are like it"),
            of(like_it, "record", "records")
        ),
    };
    writeln!(
        out,
        "\n{}",
        heading(&format!(
            "authorisation {}: {}; {others}",
            shown_whole(&uses.number),
            in_records(same)
        ))
    )?;
    if !uses.records.is_empty() {
        write!(out, "\n{}", records(run, uses).table())?;
    }
    if !uses.refused.is_empty() {
        writeln!(out, "\n  Refused rows, none of which counts:\n")?;
    }
    for (likeness, number, row) in &uses.refused {
        writeln!(
            out,
            "  {}, {}",
            shown_whole(number),
            words(*likeness, &uses.number, number)
        )?;
        out.push_str(&refused_lines(row, "    "));
    }
    for file in left_out {
        writeln!(
            out,
            "\n  {} could not be read by the run, and was not searched",
            shown_path(file)
        )?;
    }
    Ok(out)
}

fn records(run: &PublishedRun, uses: &Uses) -> Answer {
    let fields = Fields::<(Likeness, FoundRecord)>::new()
        .add(text("authorisation", "authorisation"), |(_, found)| {
            Cell::text(&found.record.authorisation)
        })
        .add(
            text("likeness", "how it is like it"),
            |(likeness, found)| {
                Cell::of(words(*likeness, &uses.number, &found.record.authorisation))
            },
        )
        .and(record_fields(&run.config, |(_, found)| &found.record))
        .and(became_fields(&run.config, |(_, found)| found));
    Answer::of(&fields, &uses.records)
}

/// Returns everything that was found, for programs.
pub(super) fn tree(run: &PublishedRun, uses: &Uses, left_out: &[String]) -> Value {
    let record = |(likeness, found): &(Likeness, _)| {
        let mut record = value(run, found);
        record["likeness"] = likeness.name().into();
        record
    };
    let refused = |(likeness, number, row): &(Likeness, String, _)| {
        let mut refused = explained::refused(row);
        refused["authorisation"] = number.as_str().into();
        refused["likeness"] = likeness.name().into();
        refused
    };
    json!({
        "number": uses.number,
        "records": uses.records.iter().map(record).collect::<Vec<_>>(),
        "refused": uses.refused.iter().map(refused).collect::<Vec<_>>(),
        "left_out": left_out,
    })
}

/// Returns the cells of a row of a list: the number, how many rows have it, how many have one like it, and the numbers like
/// it.
pub(super) fn cells(uses: &Uses) -> [String; 4] {
    let [same, like_it] = counts(uses);
    let others = like(uses)
        .into_keys()
        .filter(|(likeness, _)| *likeness != Likeness::Same);
    let others: Vec<String> = others
        .map(|(likeness, number)| format!("{number} {}", likeness.name()))
        .collect();
    [
        uses.number.clone(),
        same.to_string(),
        like_it.to_string(),
        others.join("; "),
    ]
}

/// Returns a line of a list, to stand below the line of its shipment.
pub(super) fn line(uses: &Uses) -> String {
    let [same, _] = counts(uses);
    let others = like(uses)
        .into_iter()
        .filter(|((likeness, _), _)| *likeness != Likeness::Same)
        .collect::<Vec<_>>();
    let named = others
        .iter()
        .take(NAMED)
        .map(|((likeness, number), count)| {
            format!(
                "{} ({}) in {}",
                shown_whole(number),
                words(*likeness, &uses.number, number),
                of(*count, "record", "records")
            )
        });
    let mut parts = vec![in_records(same)];
    parts.extend(named);
    if others.len() > NAMED {
        parts.push(format!("{} more like it", others.len() - NAMED));
    }
    format!(
        "{:12}authorisation {}: {}\n",
        "",
        shown_whole(&uses.number),
        parts.join("; ")
    )
}
