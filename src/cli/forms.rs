//! The command `inforce forms`, which writes the forms that a government would check or send.

use super::args::Common;
use super::error::{CommandError, failed, misuse};
use super::figures::of;
use super::source::published;
use super::workbook::unwritten;
use super::{End, names, say};
use crate::archive::Number;
use crate::archive::read::PublishedRun;
use crate::ask::forms::{CountryForms, EstimateForm, FormKind, forms, last_day};
use crate::terms::{Day, escaped, shown_path};
use crate::workbook::{WrittenForm, write_forms};
use clap::Args;
use inforce_present::table::answer::{Answer, figure, text};
use inforce_present::table::{Cell, Fields};
use std::path::PathBuf;

const AFTER: &str = "\
Examples:
  inforce forms --country KEN
  inforce forms --country kenya --on 2024-06-30 --to kenya
  inforce forms --out /srv/incb/out --run 41 --country CHE

Writes what is in force on the day as Form B/P, with the Supplements that count, a file for each date and effective date; and \
Supplements that nobody has sent, with the smallest amounts that would clear the alerts about imports of the country. Such a Supplement bears \
the first day in excess, because a later one would not clear the alert. Where two filings stand behind an alert, no single \
Supplement may clear it; the command says so.

Form B/P is that of the 1971 Convention. Alerts of the other conventions are named and are in no form.

The files go to OUT/forms/RUN-COUNTRY-DATE, unless --to names a folder. In the folder estimates/ of a dataset, inforce run reads them \
back. The same run makes the same bytes. A file that is there already is left as it is; if it says something else, nothing is \
written.";

/// Write what a country has in force as Form B/P and Supplements (XLSX), and what would clear its alerts
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct FormsAsked {
    /// The country, by its code or name
    #[arg(long, value_name = "COUNTRY")]
    country: String,
    /// The folder with the published run
    #[arg(long, default_value = "out", value_name = "DIR")]
    out: PathBuf,
    /// The number of the run [default: the current one]
    #[arg(long, value_name = "N")]
    run: Option<Number>,
    /// The day on which it is in force (YYYY-MM-DD) [default: the last day that the run knows of]
    #[arg(long, value_name = "DATE")]
    on: Option<Day>,
    /// The folder to write to [default: OUT/forms/RUN-COUNTRY-DATE]
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
}

/// Runs the command.
pub(super) fn run(asked: &FormsAsked, common: &Common) -> Result<End, CommandError> {
    let run = published(&asked.out, asked.run)?;
    let country = names::country(&asked.country, &run.config).map_err(misuse)?;
    let (code, name) = (
        run.config.country_code(country),
        run.config.country_name(country),
    );
    let last = match asked.on {
        Some(on) => Some(on),
        None => last_day(&run)?,
    };
    let nothing = |on: &str, elsewhere: &[String]| {
        let others = match elsewhere.len() {
            0 => String::new(),
            others => format!(
                "; {} of other conventions, which inforce alerts --country {} lists",
                of(others, "alert is", "alerts are"),
                escaped(code)
            ),
        };
        failed(format!(
            "{} has nothing on Form B/P{on} in run {}, and no alert that a supplement would clear, so that there is no form to write; name another day with --on, or look with inforce estimates --country {} --history{others}",
            escaped(&format!("{name} ({code})")),
            run.run,
            escaped(code),
        ))
    };
    let Some(on) = last else {
        return Err(nothing("", &[]));
    };
    let found = forms(&run, country, on).map_err(failed)?;
    if found.forms.is_empty() {
        return Err(nothing(&format!(" on {on}"), &found.elsewhere));
    }
    let folder = asked.to.clone().unwrap_or_else(|| {
        let tame = |c: char| if c.is_alphanumeric() { c } else { '_' };
        let code: String = code.chars().map(tame).collect();
        let name = format!("{}-{code}-{on}", run.run);
        asked.out.join("forms").join(name)
    });
    let written = write_forms(&run, &found, &folder).map_err(unwritten)?;
    if !common.quiet {
        let mut said = listed(&run, &found, &written);
        let new = written.iter().filter(|form| !form.was_there).count();
        if new == 0 {
            said += "Nothing was changed: all of them were there already.\n";
        } else {
            let counted = of(new, "form", "forms");
            said.extend([&counted, " written to ", &*shown_path(&folder), "\n"]);
        }
        said += &left(&found);
        said += &elsewhere(&found);
        say(said.as_bytes());
    }
    Ok(End::Done)
}

fn listed(run: &PublishedRun, found: &CountryForms, written: &[WrittenForm]) -> String {
    let what = |form: &EstimateForm| match form.what {
        FormKind::Assessments { .. } => "Form B/P",
        FormKind::Filed { .. } => "Supplement",
        FormKind::Proposed { .. } => "Supplement, a draft",
    };
    let name = |written: &WrittenForm| {
        let name = written.file.file_name().unwrap_or_default();
        escaped(&name.to_string_lossy())
    };
    let fields = Fields::<(&EstimateForm, &WrittenForm)>::new()
        .add(text("form", "form"), |(form, _)| Cell::of(what(form)))
        .add(text("date", "date"), |(form, _)| Cell::of(form.what.date()))
        .add(text("effective", "effective"), |(form, _)| {
            Cell::maybe(form.what.effective())
        })
        .add(figure("substances", "substances"), |(form, _)| {
            Cell::of(form.lines.len())
        })
        .add(text("file", "file"), |(_, written)| Cell::of(name(written)))
        .add(text("was_there", ""), |(_, written)| {
            Cell::of(if written.was_there {
                "there already"
            } else {
                "written"
            })
        });
    let rows: Vec<_> = found.forms.iter().zip(written).collect();
    let country = run.config.country_name(found.country);
    format!(
        "Forms of {}, run {}: what is in force on {}\n\n{}\n",
        escaped(country),
        run.run,
        found.on,
        Answer::of(&fields, &rows).table()
    )
}

/// Returns in words which alerts no supplement in the forms would clear.
fn left(found: &CountryForms) -> String {
    if found.left.is_empty() {
        return String::new();
    }
    let mut said = "\nNo Supplement of the country would clear:\n".to_owned();
    for left in &found.left {
        said.extend(["  ", &escaped(&left.alert), ": ", left.why, "\n"]);
    }
    said
}

/// Returns in words which alerts are of substances that are on no Form B/P.
fn elsewhere(found: &CountryForms) -> String {
    if found.elsewhere.is_empty() {
        return String::new();
    }
    let mut said =
        "\nForm B/P is that of the 1971 Convention. Of other conventions, and in no form:\n"
            .to_owned();
    for alert in &found.elsewhere {
        said.extend(["  ", &escaped(alert), "\n"]);
    }
    said
}
