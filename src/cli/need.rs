//! The command `inforce need`, which works out how much of a substance a country needs in a year.

use super::args::Common;
use super::error::{CommandError, failed, misuse};
use super::figures::{grams, grouped, heading, per_cent};
use super::source::{AnswerFormat, AnswerSource};
use super::{End, say};
use crate::archive::read::PublishedRun;
use crate::ask::forms::last_day;
use crate::ask::need::{Need, NeedError, NeedInputs, Needs, PastYear, Step, needs};
use crate::ledger::Basis;
use crate::terms::{Day, Mass, Ratio, escaped};
use clap::Args;
use inforce_present::table::answer::{Answer, figure, hidden, json, number, text};
use inforce_present::table::{Cell, Column, Fields, terminal};
use serde_json::{Value, json};
use std::cmp::Ordering;
use std::fmt;
use std::path::PathBuf;

const AFTER: &str = "\
Examples:
  inforce need testdata/need/figures/consumption.toml
  inforce need need.toml --on 2024-12-31 --explain
  inforce need need.toml --data data/2024 --format json

FILE names country, substance and method, and gives its figures:

  consumption  what was used in past years, corrected for days out of stock
  service      what a sample of facilities used, for all facilities
  morbidity    episodes of illness, and what a course of treatment takes

The book explains each with an example (chapter Need). Past use may be taken from the run instead, where imports stand for it: then each account \
gives a need of its own, and the two are never added.

Nothing is rounded before the last step, which is whole grams by rule 3.3. Needs of narcotic drugs and precursors are compared as they are, \
as estimates of them are (rules 7.1). The answer is advice: it changes nothing, and no alert rests on it.";

/// Work out how much of a substance a country needs in a year, beside its estimate and its trade
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct NeedAsked {
    /// The file with the method and its figures
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The day whose estimate and factors apply (YYYY-MM-DD) [default: the last day that the run knows of]
    #[arg(long, value_name = "DATE")]
    on: Option<Day>,
    /// Show the formula and the source of each figure
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    source: AnswerSource,
}

/// Runs the command.
pub(super) fn run(asked: &NeedAsked, common: &Common) -> Result<End, CommandError> {
    let opened = asked.source.open(common)?;
    let run = &opened.run;
    let on = match asked.on {
        Some(on) => Some(on),
        None => last_day(run)?,
    };
    let Some(on) = on else {
        return Err(misuse(
            "the run has no valid record and no filing, so there is no last day; name a day with --on",
        ));
    };
    let inputs = NeedInputs::read(&asked.file, run, on).map_err(misuse)?;
    let found = needs(run, &inputs, on).map_err(|error| match error {
        NeedError::TooLarge { .. } => misuse(error),
        error => failed(error),
    })?;
    let teller = NeedTeller {
        run,
        inputs: &inputs,
        on,
        explain: asked.explain,
    };
    let told = match asked.source.format {
        AnswerFormat::Table => teller.told(&found),
        AnswerFormat::Json => json(&teller.tree(&found))?,
        AnswerFormat::Csv => teller.rows(&found)?,
    };
    say(told.as_bytes());
    Ok(End::Done)
}

/// Tells a need, with what it rests on.
struct NeedTeller<'t> {
    run: &'t PublishedRun,
    inputs: &'t NeedInputs,
    on: Day,
    explain: bool,
}

/// A line of the Form B/P that a need would be.
struct NeedLine {
    kilograms: i64,
    grams: i64,
}

impl NeedLine {
    fn of(need: &Need) -> Self {
        Self {
            kilograms: need.grams / 1000,
            grams: need.grams % 1000,
        }
    }
}

/// Returns a figure of grams: exact for programs where six places hold it, rounded to six places for people.
fn rounded(grams: &Ratio) -> Cell {
    let rounded = grams.rounded(6);
    Cell::both(&rounded, grouped(&rounded))
}

impl NeedTeller<'_> {
    fn country_name(&self) -> String {
        escaped(self.run.config.country_name(self.inputs.country))
    }

    /// Returns the word for what is filed.
    fn estimate(&self) -> &'static str {
        self.run.config.provisions(self.inputs.substance).estimate
    }

    fn is_on_form_bp(&self) -> bool {
        self.run
            .config
            .provisions(self.inputs.substance)
            .is_on_form_bp
    }

    /// Returns the answer for people.
    fn told(&self, found: &Needs) -> String {
        let config = &self.run.config;
        let substance = config.substance(self.inputs.substance);
        let known = self
            .run
            .known_at
            .map(|day| format!(", as known on {day}"))
            .unwrap_or_default();
        let mut said = terminal::told(&format!(
            "Need of {} ({}) in {} ({}) for a year by {}, from {}, beside run {}{known}. Grams of base; factors of {}. It is advice: nothing in \
             the run changes by it.\n",
            escaped(&substance.name),
            config.substance_code(self.inputs.substance),
            self.country_name(),
            config.country_code(self.inputs.country),
            self.inputs.method.name(),
            self.inputs.file,
            self.run.run,
            self.on,
        ));
        for need in &found.needs {
            said += &self.of_need(need, found);
        }
        let mut notes = String::new();
        for remark in &found.remarks {
            notes.extend(["\n  ", &escaped(remark), "\n"]);
        }
        notes += &super::found::unusable(&found.refused, found.left_out);
        said += &terminal::told(&notes);
        said.extend(["\n", &heading(&self.past_title()), "\n\n"]);
        said += &Answer::of(&past_fields(), &found.past).table();
        said + "\n  0 may mean that nothing was reported.\n"
    }

    fn past_title(&self) -> String {
        format!(
            "Past trade up to {}, g of base: two accounts, never added",
            self.on
        )
    }

    fn of_need(&self, need: &Need, found: &Needs) -> String {
        let mut said = String::new();
        if let Some(basis) = need.basis {
            let title = format!("By past use of the run, account {}", basis.name());
            said.extend(["\n", &heading(&title), "\n"]);
        }
        let for_explained = |column: Column| {
            if self.explain {
                column
            } else {
                column.for_programs()
            }
        };
        let fields = Fields::<Step>::new()
            .add(text("item", ""), |step| Cell::of(step.item.words()))
            .add(text("of", ""), |step| Cell::text(&*step.of))
            .add(figure("grams", "g a year"), |step| rounded(&step.grams))
            .add(for_explained(text("formula", "formula")), |step| {
                Cell::text(&*step.formula)
            })
            .add(for_explained(text("source", "source")), |step| {
                Cell::text(&*step.source)
            });
        said += "\n";
        said += &Answer::of(&fields, &need.steps).table();
        said += "\n";
        said += &self.form(need);
        said + "\n" + &terminal::told(&format!("  {}\n", self.compared(need, found)))
    }

    /// Returns the line of Form B/P, or of the form of another convention, in kilograms and grams.
    fn form(&self, need: &Need) -> String {
        let config = &self.run.config;
        let substance = config.substance(self.inputs.substance);
        let provisions = config.provisions(self.inputs.substance);
        if self.is_on_form_bp() && substance.is_listed_only() {
            return terminal::told(&format!(
                "  Form B/P has no line for Schedule {} (rules 3.9).\n",
                substance.schedule.name()
            ));
        }
        let title = if provisions.is_on_form_bp {
            format!(
                "The line of Form B/P, Schedule {}",
                substance.schedule.name()
            )
        } else {
            "In kilograms and grams; Form B/P is that of the 1971 Convention".to_owned()
        };
        let fields = Fields::<NeedLine>::new()
            .add(text("substance", "substance"), |_| {
                Cell::text(&*substance.name)
            })
            .add(text("code", "code"), |_| {
                Cell::of(config.substance_code(self.inputs.substance))
            })
            .add(figure("kg", "kg"), |line| Cell::figure(line.kilograms))
            .add(figure("g", "g"), |line| Cell::figure(line.grams));
        let line = NeedLine::of(need);
        terminal::told(&format!("  {title}:\n\n")) + &Answer::of(&fields, [&line]).table()
    }

    /// Returns how the need compares with the estimate in force.
    fn compared(&self, need: &Need, found: &Needs) -> String {
        let (word, on) = (self.estimate(), self.on);
        let Some(mass) = found.estimate.mass else {
            return format!(
                "No {word} is in force on {on}, so that there is nothing to compare the need with."
            );
        };
        let (compared, in_force) = (&need.compared, Ratio::from(mass));
        let share = compared
            .quantity_down()
            .and_then(|need| per_cent(Mass::from_millionths(need.millionths().into()), mass))
            .map_or_else(String::new, |share| format!(", {share} of the {word}"));
        let more = match compared.cmp(&in_force) {
            Ordering::Equal => "as much as it".to_owned(),
            Ordering::Greater => {
                format!(
                    "{} g more than it",
                    grams(compared.minus(&in_force).rounded(6))
                )
            }
            Ordering::Less => {
                format!(
                    "{} g less than it",
                    grams(in_force.minus(compared).rounded(6))
                )
            }
        };
        let filings: Vec<String> = found
            .estimate
            .filings
            .iter()
            .map(|id| escaped(id))
            .collect();
        format!(
            "The {word} in force on {on} is {} g ({}, {}). The need of {} g is {more}{share}.",
            grams(mass),
            found.estimate.status,
            filings.join(" + "),
            grams(compared.rounded(6)),
        )
    }

    /// Returns the answer for programs, as a tree.
    fn tree(&self, found: &Needs) -> Value {
        let (config, inputs) = (&self.run.config, self.inputs);
        let provisions = config.provisions(inputs.substance);
        let step = |step: &Step| {
            json!({
                "item": step.item.name(),
                "of": Some(&step.of).filter(|of| !of.is_empty()),
                "grams": step.grams.rounded(6).to_string(),
                "exact": step.grams.to_string(),
                "formula": step.formula,
                "source": step.source,
            })
        };
        let need = |need: &Need| {
            let line = NeedLine::of(need);
            json!({
                "account": need.basis.map(Basis::name),
                "steps": need.steps.iter().map(step).collect::<Vec<_>>(),
                "need_exact_g": need.exact.to_string(),
                "need_g": need.grams.to_string(),
                "kilograms": line.kilograms,
                "grams": line.grams,
                "compared": self.compared(need, found),
            })
        };
        let past = |of: &PastYear| {
            let [(imports, import_records), (partners, partner_records)] = of.accounts;
            json!({
                "year": of.year,
                "import_reports_g": imports.to_string(),
                "import_records": import_records,
                "partner_reports_g": partners.to_string(),
                "partner_records": partner_records,
            })
        };
        json!({
            "run": self.run.run,
            "known_at": self.run.known_at,
            "file": inputs.file,
            "method": inputs.method.name(),
            "country": config.country_code(inputs.country),
            "country_name": config.country_name(inputs.country),
            "substance": config.substance_code(inputs.substance),
            "substance_name": config.substance(inputs.substance).name,
            "convention": provisions.name,
            "force": provisions.force.name(),
            "form_bp": provisions.is_on_form_bp,
            "on": self.on,
            "advice": true,
            "growth_percent": inputs.growth_percent.to_string(),
            "margin_percent": inputs.margin_percent.to_string(),
            "needs": found.needs.iter().map(need).collect::<Vec<_>>(),
            "estimate": {
                "filed_g": found.estimate.mass.map(|mass| mass.to_string()),
                "status": found.estimate.status,
                "filings": found.estimate.filings,
            },
            "past_trade": found.past.iter().map(past).collect::<Vec<_>>(),
            "refused_filings": found.refused.iter().map(super::explained::refused).collect::<Vec<_>>(),
            "filing_files_left_out": found.left_out,
            "remarks": found.remarks,
        })
    }

    /// Returns the answer for spreadsheets: a row for each step of each account, then one for each account and year of past trade.
    fn rows(&self, found: &Needs) -> Result<String, fmt::Error> {
        let (config, inputs) = (&self.run.config, self.inputs);
        let steps = found.needs.iter().flat_map(|need| {
            let account = need.basis.map(Basis::name);
            let steps = need.steps.iter();
            steps.map(move |step| (account, step.item.name(), step.clone()))
        });
        let traded = found.past.iter().flat_map(|of| {
            Basis::ALL
                .into_iter()
                .zip(of.accounts)
                .map(|(basis, (mass, records))| {
                    let step = Step {
                        item: crate::ask::need::Item::Used,
                        of: of.year.to_string(),
                        grams: Ratio::from(mass),
                        formula: String::new(),
                        source: format!(
                            "run {}: {} up to {}",
                            self.run.run,
                            super::figures::of(records, "record", "records"),
                            self.on
                        ),
                    };
                    (Some(basis.name()), "past-trade", step)
                })
        });
        let rows: Vec<(Option<&str>, &str, Step)> = steps.chain(traded).collect();
        let fields = Fields::<(Option<&str>, &str, Step)>::new()
            .add(hidden("country"), |_| {
                Cell::of(config.country_code(inputs.country))
            })
            .add(hidden("substance"), |_| {
                Cell::of(config.substance_code(inputs.substance))
            })
            .add(hidden("method"), |_| Cell::of(inputs.method.name()))
            .add(hidden("account"), |(account, _, _)| Cell::maybe(*account))
            .add(hidden("item"), |(_, item, _)| Cell::of(item))
            .add(hidden("of"), |(_, _, step)| Cell::of(&step.of))
            .add(hidden("grams"), |(_, _, step)| {
                Cell::of(step.grams.rounded(6))
            })
            .add(hidden("exact"), |(_, _, step)| Cell::of(&step.grams))
            .add(hidden("formula"), |(_, _, step)| Cell::of(&step.formula))
            .add(hidden("source"), |(_, _, step)| Cell::of(&step.source));
        Answer::of(&fields, &rows).csv()
    }
}

fn past_fields<'f>() -> Fields<'f, PastYear> {
    Fields::<PastYear>::new()
        .add(number("year", "year"), |of| Cell::of(of.year))
        .add(figure("import_reports_g", "importer reports"), |of| {
            Cell::figure(of.accounts[0].0)
        })
        .add(figure("import_records", "records"), |of| {
            Cell::figure(of.accounts[0].1)
        })
        .add(figure("partner_reports_g", "partners report"), |of| {
            Cell::figure(of.accounts[1].0)
        })
        .add(figure("partner_records", "records"), |of| {
            Cell::figure(of.accounts[1].1)
        })
}
