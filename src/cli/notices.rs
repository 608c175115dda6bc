//! The command `inforce notices`, which drafts letters to governments.

use super::args::Common;
use super::error::{CommandError, failed, misuse};
use super::figures::of;
use super::source::published;
use super::{End, names, say};
use crate::archive::Number;
use crate::config::{Config, Language};
use crate::letters::{LetterFormat, LetterOutcome, LettersToWrite, NoticeError, Outcomes, write};
use crate::terms::{Country, Day, escaped, shown_path};
use clap::{Args, ValueEnum};
use inforce_present::table::answer::{Answer, figure, text};
use inforce_present::table::{Cell, Fields};
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Examples:
  inforce notices --out out
  inforce notices --out out --country france --country KEN --date 2025-01-15
  inforce notices --out out --run 3 --language en --format docx
  inforce notices --out out --since 2

Each government gets one letter about imports into its country and one about its exports for each convention, in the language that \
countries.csv names for it, as OUT/runs/NNNNNN/notices/FRA-imports.fr.docx and .html, or FRA-1961-imports.fr.docx, and beside it as \
.xlsx every row that it rests on. What an earlier letter said and is no alert any more, the \
next takes back. A letter is written once: where it is there already, nothing is changed. The texts are those of config/notices/, \
references and letterhead those of letters.toml there; a folder notices/ in --config DIR may have files of its own.

Exit codes:
  0  the letters are there
  1  a letter cannot be written, or a --country is not known; the letters to the others are there
  2  the command line, the texts or the names are wrong";

/// Draft letters to the governments with new or changed alerts of a published run
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct NoticesAsked {
    /// The folder with the published run
    #[arg(long, default_value = "out", value_name = "DIR")]
    out: PathBuf,
    /// The number of the run [default: the current one]
    #[arg(long, value_name = "N")]
    run: Option<Number>,
    /// Write to this country alone, by code or name; several by repeating the option
    #[arg(long, value_name = "COUNTRY")]
    country: Vec<String>,
    /// Write in this language [default: that of each government]
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    language: Option<Spoken>,
    /// Bring up what is new or changed since the letters of this run [default: since all letters of earlier runs]
    #[arg(long, value_name = "RUN")]
    since: Option<Number>,
    /// Bring up the alerts, too, that earlier letters brought up as they are
    #[arg(long)]
    all: bool,
    /// Write this format alone; several with commas or by repeating the option [default: all]
    #[arg(long, value_enum, value_name = "FORMAT", value_delimiter = ',')]
    format: Vec<WrittenAs>,
    /// The date of the letters (YYYY-MM-DD) [default: left to be filled in]
    #[arg(long, value_name = "DATE")]
    date: Option<Day>,
    /// The day by which an answer is asked for [default: 60 days after the date]
    #[arg(long, value_name = "DATE")]
    reply_by: Option<Day>,
    /// Give every row in the annexes, however many there are; otherwise what does not fit is in the workbook alone
    #[arg(long)]
    full_annex: bool,
    /// A configuration whose folder notices/ has texts or names of its own
    #[arg(long, value_name = "DIR")]
    config: Option<PathBuf>,
    /// A folder with fonts for PDF files that have Arabic, Chinese, Cyrillic and Latin
    #[cfg(feature = "pdf")]
    #[arg(long, value_name = "DIR", default_value = "/usr/share/fonts")]
    fonts: PathBuf,
}

/// The languages by the codes that a user writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Spoken {
    Ar,
    En,
    Es,
    Fr,
    Ru,
    Zh,
}

impl From<Spoken> for Language {
    fn from(spoken: Spoken) -> Self {
        match spoken {
            Spoken::Ar => Self::Arabic,
            Spoken::En => Self::English,
            Spoken::Es => Self::Spanish,
            Spoken::Fr => Self::French,
            Spoken::Ru => Self::Russian,
            Spoken::Zh => Self::Chinese,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum WrittenAs {
    /// To edit
    Docx,
    /// To print
    Html,
    /// To file
    #[cfg(feature = "pdf")]
    Pdf,
}

impl From<WrittenAs> for LetterFormat {
    fn from(format: WrittenAs) -> Self {
        match format {
            WrittenAs::Docx => Self::Docx,
            WrittenAs::Html => Self::Html,
            #[cfg(feature = "pdf")]
            WrittenAs::Pdf => Self::Pdf,
        }
    }
}

/// Runs the command: writes the letters and lists them.
pub(super) fn run(asked: &NoticesAsked, common: &Common) -> Result<End, CommandError> {
    let opened = published(&asked.out, asked.run)?;
    let (countries, unknown): (Vec<_>, Vec<_>) = asked
        .country
        .iter()
        .map(|text| names::country(text, &opened.config))
        .partition(Result::is_ok);
    let countries: Vec<Country> = countries.into_iter().flatten().collect();
    // An unknown country does not prevent the letters to the others.
    let unknown = unknown
        .into_iter()
        .filter_map(Result::err)
        .collect::<Vec<String>>()
        .join("\n");
    if countries.is_empty() && !unknown.is_empty() {
        return Err(misuse(unknown));
    }
    if let Some(config) = asked
        .config
        .as_deref()
        .filter(|config| !config.join("notices").is_dir())
    {
        let found = shown_path(config.join("notices"));
        return Err(misuse(format!(
            "{found} is no folder; put the texts that are to replace those of config/notices/ there, or leave --config out"
        )));
    }
    if let (Some(date), Some(reply_by)) = (asked.date, asked.reply_by)
        && reply_by <= date
    {
        return Err(misuse(format!(
            "--reply-by {reply_by} is not after --date {date}; write a later day, or leave it out for 60 days"
        )));
    }
    let mut formats: Vec<LetterFormat> = asked
        .format
        .iter()
        .copied()
        .map(LetterFormat::from)
        .collect();
    if formats.is_empty() {
        formats = WrittenAs::value_variants()
            .iter()
            .copied()
            .map(LetterFormat::from)
            .collect();
    }
    let notices = LettersToWrite {
        out: &asked.out,
        run: &opened,
        countries: &countries,
        language: asked.language.map(Language::from),
        formats: &formats,
        since: asked.since,
        all: asked.all,
        full_annex: asked.full_annex,
        config: asked.config.as_deref(),
        date: asked.date,
        reply_by: asked.reply_by,
        #[cfg(feature = "pdf")]
        fonts: &asked.fonts,
    };
    let outcomes = write(&notices).map_err(|error| match error {
        NoticeError::NoLetters { .. } | NoticeError::Templates(_) => misuse(error),
        error => failed(error),
    })?;
    if !common.quiet {
        let folder = asked.out.join("runs").join(&opened.run).join("notices");
        let mut text = told(&outcomes.letters, &opened.config, &opened.run, &folder);
        text.push_str(&without(&outcomes));
        say(text.as_bytes());
    }
    if unknown.is_empty() {
        Ok(End::Done)
    } else {
        Err(failed(unknown))
    }
}

/// Returns in words which alerts no letter is about.
fn without(outcomes: &Outcomes) -> String {
    let mut text = String::new();
    if outcomes.left_out > 0 {
        let alerts = of(outcomes.left_out, "alert is", "alerts are");
        text.extend([
            "Left out: ",
            &alerts,
            " as earlier letters brought up; --all brings up these, too.\n",
        ]);
    }
    if !outcomes.untold.is_empty() {
        text.push_str("No more alerts, and brought up by earlier letters; the configuration has not their country or substance any more, so take them back by hand:\n");
        for (alert, reference) in &outcomes.untold {
            text.extend(["  ", &escaped(alert), " (", &escaped(reference), ")\n"]);
        }
    }
    text
}

fn told(outcomes: &[LetterOutcome], config: &Config, run: &str, folder: &Path) -> String {
    if outcomes.is_empty() {
        return format!("Run {run} calls for no letters.\n");
    }
    let files = |outcome: &LetterOutcome| match (outcome.other, outcome.written.len()) {
        (true, _) => "there already, from other texts, dates or alerts; left as it is",
        (false, 0) => "there already",
        (false, _) => "written",
    };
    let fields = Fields::<LetterOutcome>::new()
        .add(text("country", ""), |outcome| {
            Cell::of(config.country_code(outcome.country))
        })
        .add(text("name", "country"), |outcome| {
            Cell::of(config.country_name(outcome.country))
        })
        .add(text("about", "about"), |outcome| {
            Cell::of(outcome.subject.name())
        })
        .add(text("language", "language"), |outcome| {
            Cell::of(outcome.language.code())
        })
        .add(figure("alerts", "alerts"), |outcome| {
            Cell::of(outcome.alerts)
        })
        .add(figure("withdrawn", "withdrawn"), |outcome| {
            Cell::of(outcome.withdrawn)
        })
        .add(text("files", ""), |outcome| Cell::of(files(outcome)));
    let listing = Answer::of(&fields, outcomes);
    let written = outcomes
        .iter()
        .filter(|outcome| !outcome.written.is_empty())
        .count();
    let others = outcomes.iter().filter(|outcome| outcome.other).count();
    let mut text = format!("Letters of run {run}\n\n{}\n", listing.table());
    if written == 0 {
        text += "Nothing was changed: all of them were there already.\n";
    } else {
        let to = shown_path(folder);
        text.extend([
            of(written, "letter", "letters").as_str(),
            " written to ",
            &to,
            "\n",
        ]);
    }
    if others > 0 {
        text += "To have a letter written anew, remove its files, the .json among them.\n";
    }
    text
}
