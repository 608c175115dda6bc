//! Shows records that were found in the dataset of a run, as rows of an answer.

use super::explained;
use super::figures::of;
use crate::archive::read::{PublishedRun, RecordRow, RefusedRow};
use crate::ask::records::{Became, FoundRecord};
use crate::config::Config;
use crate::terms::{escaped, shown_path, shown_whole};
use inforce_present::table::answer::{figure, text};
use inforce_present::table::{Cell, Fields};
use serde_json::Value;

/// Returns the columns of a record as it was reported, without its numbers of authorisation and licence.
pub(super) fn record_fields<'c, R: 'c>(
    config: &'c Config,
    of: fn(&R) -> &RecordRow,
) -> Fields<'c, R> {
    let code = |country| Cell::of(config.country_code(country));
    Fields::<R>::new()
        .add(text("date", "date"), move |row| Cell::of(of(row).date))
        .add(text("record_id", "record"), move |row| {
            Cell::text(&of(row).id)
        })
        .add(text("received", "received"), move |row| {
            Cell::of(of(row).received)
        })
        .add(text("reporter", "reporter"), move |row| {
            code(of(row).reporter)
        })
        .add(text("partner", "partner"), move |row| {
            of(row).partner.map(code).unwrap_or_default()
        })
        .add(text("flow", "flow"), move |row| {
            Cell::of(of(row).flow.name())
        })
        .add(text("form", "form"), move |row| {
            Cell::of(config.form_code(of(row).form))
        })
        .add(figure("quantity_g", "g shipped"), move |row| {
            Cell::figure(of(row).quantity)
        })
        .add(figure("reexport_g", "re-export"), move |row| {
            Cell::figure(of(row).reexport)
        })
}

/// Returns the columns of what became of a record, and of its place.
pub(super) fn became_fields<'c, R: 'c>(
    config: &'c Config,
    of: fn(&R) -> &FoundRecord,
) -> Fields<'c, R> {
    let set_aside = move |found: &FoundRecord| {
        let codes = found.set_aside.iter();
        let codes: Vec<&str> = codes.map(|code| config.substance_code(*code)).collect();
        codes.join(";")
    };
    let exempt = move |found: &FoundRecord| {
        let codes = found.exempt.iter();
        let codes: Vec<&str> = codes
            .map(|(substance, _)| config.substance_code(*substance))
            .collect();
        codes.join(";")
    };
    Fields::<R>::new()
        .add(text("became", "became"), move |row| {
            let (name, period) = (of(row).became.name(), of(row).period);
            let mut shown = name.replace('-', " ");
            let reason = of(row).exempt.first();
            let reason = reason.map(|(_, reason)| reason.name().replace('-', " "));
            match (reason, &of(row).became) {
                (Some(reason), Became::Exempt) => shown.extend([": ", &reason]),
                (Some(reason), Became::Judged | Became::SetAside) => {
                    shown.extend(["; exempt for ", &exempt(of(row)), ": ", &reason]);
                }
                _ => {}
            }
            if period.is_longer_than_a_day() {
                shown.extend([" (", period.name(), ")"]);
            }
            if of(row).became == Became::Judged && !of(row).set_aside.is_empty() {
                shown.extend(["; set aside for ", &set_aside(of(row))]);
            }
            Cell::both(name, shown)
        })
        .add(text("source_file", "file"), move |row| {
            Cell::text(&of(row).record.file)
        })
        .add(figure("source_row", "row"), move |row| {
            Cell::of(of(row).record.row)
        })
        .add(text("standing_file", "version that stands"), move |row| {
            standing(of(row))
                .map(|(file, row)| Cell::both(file, format!("{} row {row}", shown_whole(file))))
                .unwrap_or_default()
        })
        // A column for programs only.
        .add(text("standing_row", ""), move |row| {
            standing(of(row))
                .map(|(_, row)| Cell::both(row, ""))
                .unwrap_or_default()
        })
        .add(text("period", "").for_programs(), move |row| {
            Cell::of(of(row).period.name())
        })
        .add(text("set_aside", "").for_programs(), move |row| {
            Cell::of(set_aside(of(row)))
        })
        .add(text("exempt", "").for_programs(), move |row| {
            Cell::of(exempt(of(row)))
        })
        .add(text("exempt_reason", "").for_programs(), move |row| {
            Cell::maybe(of(row).exempt.first().map(|(_, reason)| reason.name()))
        })
}

/// Returns the file and the row of the version that stands in place of a record.
fn standing(found: &FoundRecord) -> Option<(&str, u64)> {
    match &found.became {
        Became::Superseded(file, row) => Some((file, *row)),
        Became::Judged
        | Became::OutOfScope
        | Became::Exempt
        | Became::NotYetKnown
        | Became::SetAside => None,
    }
}

/// Returns a record and what became of it, for programs.
pub(super) fn value(run: &PublishedRun, found: &FoundRecord) -> Value {
    let mut value = explained::record(run, &found.record);
    value["became"] = found.became.name().into();
    value["period"] = found.period.name().into();
    let codes = found.exempt.iter();
    value["exempt"] = codes
        .map(|(substance, _)| run.config.substance_code(*substance))
        .collect();
    value["exempt_reason"] = found.exempt.first().map(|(_, reason)| reason.name()).into();
    let standing = standing(found);
    value["standing_file"] = standing.map(|(file, _)| file).into();
    value["standing_row"] = standing.map(|(_, row)| row).into();
    value
}

/// Returns a refused row in a line, with its own text below.
pub(super) fn refused_lines(row: &RefusedRow, indent: &str) -> String {
    format!(
        "{indent}{} row {}: {}: {}\n{indent}  {}\n",
        shown_whole(&row.file),
        row.row,
        row.reason,
        row.detail,
        escaped(&row.raw)
    )
}

/// Warns of files that the run could not read: nothing of them is in an answer that cannot name them itself.
pub(super) fn warn_of(left_out: &[String]) {
    for file in left_out {
        tracing::warn!(
            "{} could not be read by the run, and nothing of it is in the answer",
            shown_path(file)
        );
    }
}

/// Returns the refused filings that may be meant, and the number of files of filings that could not be read; empty if there
/// is neither.
pub(super) fn unusable(refused: &[RefusedRow], left_out: usize) -> String {
    let mut text = String::new();
    if !refused.is_empty() {
        text.push_str(
            "\n  May be meant, and was received and refused, so that no estimate rests on it:\n",
        );
        text.extend(refused.iter().map(|row| refused_lines(row, "    ")));
    }
    if left_out > 0 {
        let files = of(left_out, "file", "files");
        text.extend([
            "\n  Filings in ",
            &files,
            " that could not be read are not here.\n",
        ]);
    }
    text
}
