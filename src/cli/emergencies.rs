//! The command `inforce emergencies`, which adds up what moved under the simplified procedure.

use super::args::Common;
use super::error::CommandError;
use super::figures::of as count_of;
use super::found::record_fields;
use super::source::{AnswerFormat, AnswerSource};
use super::{End, explained, names, say};
use crate::archive::read::PublishedRun;
use crate::ask::emergencies::{EmergencyQuery, Moved, MovedRecord, emergencies};
use crate::config::Config;
use clap::Args;
use inforce_present::table::answer::{Answer, figure, hidden, json, number, text};
use inforce_present::table::{Cell, Column, Fields, terminal};
use serde_json::{Value, json};

const AFTER: &str = "\
Examples:
  inforce emergencies
  inforce emergencies --country yemen --year 2024 --explain
  inforce emergencies --substance morphine --format csv

The simplified procedure is for the international provision of controlled medicines for emergency medical care: what is shipped counts as \
consumed in the exporting country, and for nothing in any rule or account (rules 7.7). So nothing here is an excess.

Each sum is of one reporter, by year, partner, substance and form: the quantity as shipped, and the base mass in it. What the other side reports \
stands beside it and is never added. It may report nothing. The answer comes from the published run alone.";

/// Add up what moved under the simplified procedure for emergency medical care
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct EmergenciesAsked {
    /// Only what this country reports, or its partners report of it
    #[arg(long, value_name = "COUNTRY")]
    country: Option<String>,
    /// Only this substance
    #[arg(long, value_name = "SUBSTANCE")]
    substance: Option<String>,
    /// Only this calendar year
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1961..=2199))]
    year: Option<i32>,
    /// Show the records behind each sum
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    source: AnswerSource,
}

/// Runs the command.
pub(super) fn run(asked: &EmergenciesAsked, common: &Common) -> Result<End, CommandError> {
    let opened = asked.source.open(common)?;
    let run = &opened.run;
    let named = (asked.country.as_ref(), asked.substance.as_ref());
    let (country, substance) = names::country_and_substance(named, &run.config)?;
    let question = EmergencyQuery {
        country,
        substance,
        year: asked.year,
    };
    let found = emergencies(run, question)?;
    let told = match asked.source.format {
        AnswerFormat::Table => told(run, &found, asked.explain),
        AnswerFormat::Json => json(&tree(run, &found))?,
        AnswerFormat::Csv => Answer::of(&fields(run), &found).csv()?,
    };
    say(told.as_bytes());
    Ok(End::Done)
}

/// What must be said with every answer.
const REMARKS: [&str; 3] = [
    "None of it counts in any rule or account, and none of it is an excess: it is taken as consumed in the exporting country (rules 7.7).",
    "Each sum is of one reporter. What both sides report of one movement is never added, and a receiving country may report nothing.",
    "What was not declared as shipped under the procedure is not here.",
];

fn told(run: &PublishedRun, found: &[Moved], explain: bool) -> String {
    let sums = count_of(found.len(), "sum", "sums");
    let title = format!(
        "Moved under the simplified procedure for emergency medical care, by run {}: {sums}",
        run.run
    );
    let mut said = Answer::of(&fields(run), found).titled(&title, "None.");
    let mut remarks: Vec<&str> = REMARKS.to_vec();
    if run.has_returns() {
        remarks.push(
            "Totals of a month, a quarter or a year may hold the same movements as records of days: they stand on lines of their own.",
        );
    }
    for remark in remarks {
        said += &terminal::told(&format!("\n  {remark}\n"));
    }
    if explain && !found.is_empty() {
        said += "\n";
        said += &records(run, found).titled("The records", "None.");
    }
    said
}

/// Returns the columns of a sum; the period is shown where the run has records of longer periods than a day.
fn fields(run: &PublishedRun) -> Fields<'_, Moved> {
    let config = &run.config;
    let of_returns = |column: Column| {
        if run.has_returns() {
            column
        } else {
            column.for_programs()
        }
    };
    Fields::<Moved>::new()
        .add(number("year", "year"), |moved| Cell::of(moved.of.year))
        .add(text("reporter", "reporter"), |moved| {
            Cell::of(config.country_code(moved.of.reporter))
        })
        .add(hidden("reporter_name"), |moved| {
            Cell::of(config.country_name(moved.of.reporter))
        })
        .add(text("flow", "flow"), |moved| Cell::of(moved.of.flow.name()))
        .add(text("partner", "partner"), |moved| partner(config, moved))
        .add(hidden("partner_name"), |moved| {
            let name = moved.of.partner.map(|of| config.country_name(of));
            Cell::maybe(name)
        })
        .add(hidden("substance"), |moved| {
            Cell::of(config.substance_code(moved.of.substance))
        })
        .add(text("substance_name", "substance"), |moved| {
            Cell::of(&config.substance(moved.of.substance).name)
        })
        .add(hidden("convention"), |moved| {
            Cell::of(config.provisions(moved.of.substance).name)
        })
        .add(text("form", "form"), |moved| {
            Cell::of(config.form_code(moved.of.form))
        })
        .add(of_returns(text("period", "period")), |moved| {
            Cell::of(moved.of.period.name())
        })
        .add(figure("shipped_g", "g shipped"), |moved| {
            Cell::figure(moved.shipped())
        })
        .add(figure("base_g", "g base"), |moved| Cell::figure(moved.base))
        .add(figure("records", "records"), |moved| {
            Cell::figure(moved.records.len())
        })
        .add(
            figure("other_side_base_g", "other side g base"),
            |moved| match moved.other_side.records {
                0 => Cell::for_people("nothing"),
                _ => Cell::figure(moved.other_side.base),
            },
        )
        .add(figure("other_side_records", "").for_programs(), |moved| {
            Cell::figure(moved.other_side.records)
        })
}

fn partner(config: &Config, moved: &Moved) -> Cell {
    let code = moved.of.partner.map(|of| config.country_code(of));
    code.map_or_else(|| Cell::for_people("not given"), Cell::of)
}

/// Returns the records behind the sums.
fn records(run: &PublishedRun, found: &[Moved]) -> Answer {
    let config = &run.config;
    let fields = Fields::<MovedRecord>::new()
        .add(text("substance", "substance"), |of| {
            Cell::of(&config.substance(of.substance).name)
        })
        .and(record_fields(config, |of: &MovedRecord| &of.record))
        .add(figure("factor", "x factor"), |of| Cell::figure(of.factor))
        .add(figure("base_g", "= g base"), |of| Cell::figure(of.base()))
        .add(text("file", "file"), |of| Cell::text(&*of.record.file))
        .add(figure("row", "row"), |of| Cell::figure(of.record.row));
    Answer::of(&fields, found.iter().flat_map(|moved| &moved.records))
}

/// Returns the answer for programs, as a tree.
fn tree(run: &PublishedRun, found: &[Moved]) -> Value {
    let config = &run.config;
    let record = |of: &MovedRecord| {
        let mut value = explained::record(run, &of.record);
        value["factor"] = of.factor.to_string().into();
        value["base_g"] = of.base().to_string().into();
        value
    };
    let moved = |moved: &Moved| {
        let (of, other) = (&moved.of, moved.other_side);
        json!({
            "year": of.year,
            "reporter": config.country_code(of.reporter),
            "flow": of.flow.name(),
            "partner": of.partner.map(|partner| config.country_code(partner)),
            "substance": config.substance_code(of.substance),
            "substance_name": config.substance(of.substance).name,
            "convention": config.provisions(of.substance).name,
            "form": config.form_code(of.form),
            "period": of.period.name(),
            "shipped_g": moved.shipped().to_string(),
            "base_g": moved.base.to_string(),
            "records": moved.records.iter().map(record).collect::<Vec<_>>(),
            "other_side": {
                "base_g": other.base.to_string(),
                "records": other.records,
            },
        })
    };
    json!({
        "run": run.run,
        "known_at": run.known_at,
        "moved": found.iter().map(moved).collect::<Vec<_>>(),
        "remarks": REMARKS,
    })
}
