//! The command `inforce explain`, which lays out why an alert was raised.

use super::args::Common;
use super::chart::chart;
use super::error::{CommandError, failed, misuse};
use super::figures::{grams, heading, of};
use super::found::unusable;
use super::source::{AnswerFormat, AnswerSource};
use super::{End, parts, say};
use crate::archive::read::{Dossier, EvidenceRow, PublishedError, PublishedRun, RecordRow};
use crate::ask::explain::{
    ExplainError, Explained, FilingEffect, NoticeTold, explain, supplements, under_control,
};
use crate::config::{Force, Provisions, Term};
use crate::estimates::Status;
use crate::judgement::Rule;
use crate::ledger::OwnExport;
use crate::parallel;
use crate::terms::{Day, Mass};
use clap::Args;
use inforce_present::table::answer::{Answer, figure, json, text};
use inforce_present::table::terminal;
use inforce_present::table::{Cell, Column, Fields};
use std::fmt::{self, Write};

const AFTER: &str = "\
Examples:
  inforce explain import-excess:FRA:PD006:2024
  inforce explain 'export-excess:CHE>KEN:PD006:2024' --format json
  inforce explain partner-reported-excess:FRA:PD006:2024 --format csv

--format csv gives the records alone.";

/// Lay out why an alert was raised, so that it can be checked by hand
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct Explain {
    /// The alert's name, as alerts.parquet has it
    #[arg(value_name = "ALERT_ID")]
    alert: String,
    #[command(flatten)]
    source: AnswerSource,
}

/// Runs the command.
pub(super) fn run(asked: &Explain, common: &Common) -> Result<End, CommandError> {
    let opened = asked.source.open(common)?;
    let explained = explain(&opened.run, &asked.alert).map_err(|error| match error {
        ExplainError::Unknown { .. } => misuse(error),
        error => failed(error),
    })?;
    let own_exports = own_exports(&opened.run, &explained)?;
    let answer = Argument {
        run: &opened.run,
        of: &explained,
        own_exports,
    };
    let told = match asked.source.format {
        AnswerFormat::Table => answer.told()?,
        AnswerFormat::Json => vec![json(&super::explained::tree(
            &opened.run,
            &explained,
            &answer.own_exports,
        ))?],
        AnswerFormat::Csv => parts::csv(&explained.evidence, |rows| answer.records(rows))?,
    };
    for part in told {
        say(part.as_bytes());
    }
    Ok(End::Done)
}

/// Reads what the importing country of an alert itself reports as exported in the year, where that raises its level.
fn own_exports(run: &PublishedRun, of: &Explained) -> Result<Vec<OwnExport>, PublishedError> {
    let (importer, substance) = (of.importer, of.alert.substance);
    if of.alert.rule.lists_only() || !run.conversion.is_raised(substance) {
        return Ok(Vec::new());
    }
    let mut days = run.own_exports_by_day(Some((importer, substance)))?;
    days.retain(|of_day| of_day.day.year() == of.year());
    Ok(days)
}

struct Argument<'a> {
    run: &'a PublishedRun,
    of: &'a Explained,
    /// What the importing country itself reports as exported in the year, by day, where that raises its level.
    own_exports: Vec<OwnExport>,
}

/// The most days of own exports that are written for people.
const DAYS: usize = 20;

impl Argument<'_> {
    /// Returns the whole argument, in parts that end with a line.
    fn told(&self) -> Result<Vec<String>, fmt::Error> {
        let mut before = String::new();
        self.summary(&mut before)?;
        self.filings(&mut before)?;
        self.levels(&mut before)?;
        self.drawn(&mut before)?;
        writeln!(before, "\n{}\n", heading("The records, by day"))?;
        let mut after = String::new();
        self.factors(&mut after)?;
        self.others(&mut after)?;
        let mut all = vec![before];
        all.extend(parts::table(&self.of.evidence, |rows| self.records(rows)));
        all.push(after);
        Ok(parallel::map(all.len(), |place| {
            terminal::told(&all[place])
        }))
    }

    fn summary(&self, out: &mut String) -> fmt::Result {
        let (alert, config) = (&self.of.alert, &self.run.config);
        let substance = config.substance(alert.substance);
        let partner = alert
            .partner
            .map(|partner| format!(" to {}", config.country_name(partner)))
            .unwrap_or_default();
        writeln!(out, "{}", heading(&alert.id))?;
        writeln!(
            out,
            "{}{partner}, {} ({}), {}",
            config.country_name(alert.country),
            substance.name,
            substance.listed_in(),
            alert.year
        )?;
        let Provisions {
            name,
            force,
            estimate: called,
            ..
        } = substance.convention.provisions();
        writeln!(out, "{}: {}", substance.name, under_control(substance))?;
        writeln!(
            out,
            "{name} Convention: its {called}s are {} (rules 7.1)\n",
            match force {
                Force::Binding => "binding",
                Force::Guidance => "guidance",
                Force::Voluntary => "filed voluntarily",
            }
        )?;
        let figures = &alert.figures;
        let (first, last) = (figures.first_excess_date, figures.last_excess_date);
        let mass = |mass: Option<Mass>| mass.map(grams).unwrap_or_default();
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        let number = |count: i64, one, several| of(count, one, several);
        let (days, records) = (
            number(figures.excess_days, "day", "days"),
            number(figures.records, "record", "records"),
        );
        if let Some(prohibition) = self.of.prohibition(config) {
            writeln!(out, "  prohibited        {}", prohibition.told())?;
        }
        if alert.rule == Rule::ExportAfterNotice {
            let days: Vec<String> = self.of.notices(config).iter().map(listed).collect();
            writeln!(
                out,
                "  notice            by notices.csv, the Board has told exporting countries that {} is in excess for {} (Article 21(4)(b) of the 1961 Convention); exports are listed {} (rules 7.5)",
                config.country_name(self.of.importer),
                alert.year,
                days.join(" and ")
            )?;
        }
        if alert.rule.lists_only() {
            writeln!(
                out,
                "  every movement is reported: {records} on {days} from {first} to {last}"
            )?;
        } else {
            writeln!(
                out,
                "  first in excess   {first}: {} g against {} g ({}), {} g too much",
                mass(figures.running_total),
                mass(figures.estimate),
                figures.status(),
                mass(figures.excess)
            )?;
            self.own_exports_told(out)?;
            if alert.not_later == Some(true) {
                writeln!(
                    out,
                    "  not later than    {first}: totals of a month, a quarter or a year are of that day, and the excess may have begun earlier in it"
                )?;
            }
            if let Some(absent) = self.of.absent() {
                writeln!(out, "  {:16}  {absent}", format!("no {called}"))?;
            }
            writeln!(
                out,
                "  greatest excess   {}: {} g",
                day(figures.peak_excess_date),
                mass(figures.peak_excess)
            )?;
            writeln!(
                out,
                "  last in excess    {last}; {days}, {} on them",
                number(figures.excess_records, "record", "records")
            )?;
            writeln!(
                out,
                "  cured             {}",
                figures
                    .cured_on
                    .map_or_else(|| "no".to_owned(), |day| format!("on {day}"))
            )?;
        }
        writeln!(
            out,
            "  whole year        {} g in {records}",
            grams(figures.year_total)
        )?;
        if let Some((basis, other)) = self.of.other {
            writeln!(
                out,
                "  other account     {} have {} g in the year; the two are never added",
                basis.name(),
                grams(other)
            )?;
            let set_aside = self.of.periods[basis.place()].set_aside;
            if set_aside > 0 {
                writeln!(
                    out,
                    "                    not in it: {}, set aside because the same country reported shorter periods",
                    super::figures::of(set_aside, "record", "records")
                )?;
            }
        }
        let known = self.run.known_at.map_or_else(
            || "everything received".to_owned(),
            |day| format!("what was received by {day}"),
        );
        let policy = self.run.policy;
        let policy = format!(
            "retroactive {}, validity {}",
            policy.retroactive.name(),
            policy.validity.name()
        );
        writeln!(
            out,
            "  judged            run {}, by {known}; policy: {policy}",
            self.run.run
        )
    }

    fn filings(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "\n{}\n", heading("What was filed"))?;
        let filings = self.of.filings();
        let Dossier {
            refused, left_out, ..
        } = &self.of.dossier;
        if filings.is_empty() {
            writeln!(
                out,
                "  Nothing{}.",
                if refused.is_empty() && *left_out == 0 {
                    ""
                } else {
                    " that could be used"
                }
            )?;
        }
        // Filings of a calendar year have a year and a confirmation, and others a day from which they apply.
        let is_of_year = self.provisions().term == Term::CalendarYear;
        let shown_if =
            |shown: bool, column: Column| if shown { column } else { column.for_programs() };
        let of_year = |name| shown_if(is_of_year, text(name, name));
        let effective = shown_if(!is_of_year, text("effective", "effective"));
        let fields = Fields::<FilingEffect<'_>>::new()
            .add(text("received", "received"), |told| {
                Cell::of(told.filing.received)
            })
            .add(text("filing_id", "filing"), |told| Cell::of(told.id))
            .add(text("kind", "kind"), |told| {
                Cell::of(told.filing.kind.name())
            })
            .add(effective, |told| Cell::maybe(told.filing.effective))
            .add(of_year("year"), |told| Cell::maybe(told.filing.year))
            .add(of_year("confirmed"), |told| {
                Cell::maybe(told.filing.confirmed)
            })
            .add(figure("grams", "g filed"), |told| {
                Cell::figure(told.filing.grams)
            })
            .add(figure("counted_g", "g counted"), |told| {
                Cell::maybe_figure(told.counted)
            })
            .add(text("effect", "what it does"), |told| {
                Cell::of(&told.effect)
            })
            .add(text("note", "note"), |told| {
                Cell::of(told.note.unwrap_or_default())
            });
        if !filings.is_empty() {
            out.push_str(&Answer::of(&fields, &filings).table());
        }
        out.push_str(&unusable(refused, *left_out));
        Ok(())
    }

    fn levels(&self, out: &mut String) -> fmt::Result {
        if self.of.alert.rule.lists_only() {
            return Ok(());
        }
        let called = self.provisions().estimate;
        writeln!(out, "\n{}\n", heading(&format!("The {called} in force")))?;
        let levels = self.of.filed_levels();
        if levels
            .iter()
            .all(|(.., level)| level.status == Status::None)
        {
            let absent = self
                .of
                .absent()
                .map(|absent| format!("; {absent}"))
                .unwrap_or_default();
            writeln!(out, "  None: 0 g{absent}.")?;
            return self.own_exports_by_day(out);
        }
        for (from, to, level) in &levels {
            let days = match to {
                Some(to) if *from == Day::FIRST => format!("until {to}"),
                Some(to) => format!("from {from} until {to}"),
                None => format!("from {from} on"),
            };
            if level.status == Status::Unknown {
                writeln!(
                    out,
                    "  {days}: no {called} in force, nothing is compared (rules 7.9)"
                )?;
                continue;
            }
            if level.status == Status::Expired {
                let governs =
                    self.of.dossier.behind(*from).first().map(|filing| {
                        format!("{}, received {}, ", filing.id, filing.filing.received)
                    });
                let governs = governs.unwrap_or_default();
                writeln!(
                    out,
                    "  {days}: {} g: {governs}has expired, and no supplement counts (rules 3.7)",
                    grams(level.mass)
                )?;
                continue;
            }
            let supplements = supplements(level, *to, " + ");
            let ids: Vec<&str> = level
                .filing
                .as_deref()
                .into_iter()
                .chain(Some(supplements.as_str()).filter(|ids| !ids.is_empty()))
                .collect();
            let by = if ids.is_empty() {
                String::new()
            } else {
                format!(", by {}", ids.join(" + "))
            };
            writeln!(
                out,
                "  {days}: {} g, {}{by}",
                grams(level.mass),
                level.status.name()
            )?;
        }
        self.own_exports_by_day(out)
    }

    /// What the convention of the alert's substance lays down.
    fn provisions(&self) -> &'static Provisions {
        self.run.config.provisions(self.of.alert.substance)
    }

    /// Writes what own exports add to the level of the first day in excess.
    fn own_exports_told(&self, out: &mut String) -> fmt::Result {
        let figures = &self.of.alert.figures;
        let (Some(own), Some(estimate)) = (figures.own_exports, figures.estimate) else {
            return Ok(());
        };
        let (config, until) = (&self.run.config, figures.first_excess_date);
        let importer = config.country_name(self.of.importer);
        if own == Mass::ZERO {
            return writeln!(
                out,
                "  own exports       none: {importer} itself reports no export from {}-01-01 to {until} (rules 7.4)",
                self.of.alert.year
            );
        }
        let records = self.own_exports.iter().filter(|of| of.day <= until);
        let records: i64 = records.map(|of| of.records).sum();
        writeln!(
            out,
            "  own exports       of the {} g, {} g are filed and {} g were exported by {importer} itself, in {} from {}-01-01 to {until} (rules 7.4)",
            grams(estimate),
            grams(estimate.minus(own)),
            grams(own),
            of(records, "record", "records"),
            self.of.alert.year
        )?;
        let (code, substance) = (
            config.country_code(self.of.importer),
            config.substance_code(self.of.alert.substance),
        );
        writeln!(
            out,
            "  listed by         {}",
            super::trades::own_exports_command(code, substance, until)
        )
    }

    /// Writes how own exports raise the level in the course of the year.
    fn own_exports_by_day(&self, out: &mut String) -> fmt::Result {
        if self.own_exports.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "\n  Own exports raise it, from 1 January on, as {} reports them (rules 7.4):",
            self.run.config.country_name(self.of.importer)
        )?;
        for of_day in self.own_exports.iter().take(DAYS) {
            writeln!(
                out,
                "    {}: {} g, in all {} g, in {}",
                of_day.day,
                grams(of_day.base),
                grams(self.of.dossier.own_exports.until(of_day.day)),
                of(of_day.records, "record", "records")
            )?;
        }
        match self.own_exports.len().saturating_sub(DAYS) {
            0 => Ok(()),
            more => writeln!(
                out,
                "    and {}, which --format json has",
                of(more, "more day", "more days")
            ),
        }
    }

    fn drawn(&self, out: &mut String) -> fmt::Result {
        if self.of.alert.rule.lists_only() {
            return Ok(());
        }
        let total = |day: Day| {
            let before = self
                .of
                .evidence
                .partition_point(|row| row.record.date <= day);
            before
                .checked_sub(1)
                .map_or(Mass::ZERO, |last| self.of.evidence[last].running_total)
        };
        let level = |day: Day| {
            let level = self.of.dossier.level(day);
            (level.status != Status::Unknown).then_some(level.mass)
        };
        match chart(self.of.year(), total, level) {
            Some(drawn) => writeln!(
                out,
                "\n{}\n\n{}",
                heading(&format!(
                    "Running total (filled) against the {} (line), by month",
                    self.provisions().estimate
                )),
                drawn.trim_end_matches('\n')
            ),
            None => Ok(()),
        }
    }

    fn records(&self, rows: &[EvidenceRow]) -> Answer {
        let config = &self.run.config;
        let first = self.of.evidence.iter().find(|row| row.in_excess);
        let mark = |row: &EvidenceRow| {
            let is_first = first.is_some_and(|first| std::ptr::eq(first, row));
            match (row.in_excess && row.estimate.is_some(), is_first) {
                (true, true) => "OVER: crosses here",
                (true, false) => "over",
                (false, _) => "",
            }
        };
        // Only where there are other periods than days.
        let period = text("period", "period");
        let period = if self.of.returns.is_empty() {
            period.for_programs()
        } else {
            period
        };
        let fields = Fields::<EvidenceRow>::new()
            .add(text("date", "date"), |row| Cell::of(row.record.date))
            .add(text("record_id", "record"), |row| Cell::of(&row.record.id))
            .add(text("reporter", "reporter"), |row| {
                Cell::of(config.country_code(row.record.reporter))
            })
            .add(text("partner", "partner"), |row| {
                let partner = row.record.partner;
                Cell::maybe(partner.map(|partner| config.country_code(partner)))
            })
            .add(text("form", "form"), |row| {
                Cell::of(config.form_code(row.record.form))
            })
            .add(period, |row| Cell::of(self.of.period(&row.record).name()))
            .add(figure("quantity_g", "g shipped"), |row| {
                Cell::figure(row.record.quantity)
            })
            .add(figure("reexport_g", "re-export"), |row| {
                Cell::figure(row.record.reexport)
            })
            .add(figure("factor", "x factor"), |row| Cell::of(row.factor))
            .add(figure("base_g", "= g base"), |row| Cell::figure(row.base))
            .add(figure("running_total_g", "total"), |row| {
                Cell::figure(row.running_total)
            })
            .add(figure("estimate_g", self.provisions().estimate), |row| {
                Cell::maybe_figure(row.estimate)
            })
            .add(text("in_excess", ""), |row| {
                Cell::both(row.in_excess, mark(row))
            })
            .add(text("source_file", "file"), |row| {
                Cell::of(&row.record.file)
            })
            .add(figure("source_row", "row"), |row| Cell::of(row.record.row));
        Answer::of(&fields, rows)
    }

    /// Writes each factor that was used, once, with its edition.
    fn factors(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "\n{}\n", heading("The factors"))?;
        self.of
            .factors(&self.run.config)
            .iter()
            .try_for_each(|(factor, edition)| writeln!(out, "  {factor}: {edition}"))
    }

    fn others(&self, out: &mut String) -> fmt::Result {
        let config = &self.run.config;
        let told = |record: &RecordRow| {
            format!(
                "{} {} of {}: {} g of {}",
                record.date,
                record.id,
                config.country_code(record.reporter),
                grams(record.quantity),
                config.form_code(record.form)
            )
        };
        if !self.of.superseded.is_empty() {
            writeln!(out, "\n{}\n", heading("Versions that do not stand"))?;
        }
        for row in &self.of.superseded {
            let record = &row.record;
            let (file, number) = (&row.standing.file, row.standing.row);
            writeln!(
                out,
                "  {}, received {} ({} row {}); {file} row {number} stands",
                told(record),
                record.received,
                record.file,
                record.row
            )?;
        }
        if self.of.set_aside().next().is_some() {
            writeln!(
                out,
                "\n{}\n",
                heading(
                    "Records set aside; records of a finer period of the same trade count in their place"
                )
            )?;
        }
        for row in self.of.set_aside() {
            let record = &row.record;
            writeln!(
                out,
                "  {}, {} ({} row {})",
                told(record),
                row.period.name(),
                record.file,
                record.row
            )?;
        }
        if self.of.refused_records().next().is_some() {
            writeln!(
                out,
                "\n{}\n",
                heading("Refused records that name country and substance; none of them counts")
            )?;
        }
        for row in self.of.refused_records() {
            writeln!(
                out,
                "  {} row {}: {}: {}",
                row.file, row.row, row.reason, row.detail
            )?;
        }
        Ok(())
    }
}

/// Returns on which days a notice lists exports.
fn listed(notice: &NoticeTold<'_>) -> String {
    let from = notice.from;
    match notice.lifted {
        None => format!("from {from} to the end of the year"),
        Some((day, by)) if day == from => {
            format!(
                "by the notice of {from} on no day: supplement {} was confirmed on {day}",
                by.id
            )
        }
        Some((day, by)) => format!(
            "from {from} to {}, the day before supplement {} was confirmed",
            day.previous(),
            by.id
        ),
    }
}
