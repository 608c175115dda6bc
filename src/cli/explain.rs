//! The command `inforce explain`, which lays out why an alert was raised.

use super::args::Common;
use super::chart::chart;
use super::error::{CommandError, failed, misuse};
use super::figures::{grams, heading, of};
use super::found::unusable;
use super::source::{Format, Source};
use super::{End, say};
use crate::archive::read::{Dossier, EvidenceRow, PublishedRun, RecordRow};
use crate::ask::explain::{
    ExplainError, Explained, FilingEffect, explain, supplements, under_control,
};
use crate::estimates::Status;
use crate::terms::{Day, Mass};
use clap::Args;
use inforce_present::table::answer::{Answer, figure, json, text};
use inforce_present::table::terminal;
use inforce_present::table::{Cell, Fields};
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
    source: Source,
}

/// Runs the command.
pub(super) fn run(asked: &Explain, common: &Common) -> Result<End, CommandError> {
    let opened = asked.source.open(common)?;
    let explained = explain(&opened.run, &asked.alert).map_err(|error| match error {
        ExplainError::Unknown { .. } => misuse(error),
        error => failed(error),
    })?;
    let answer = Argument {
        run: &opened.run,
        of: &explained,
    };
    let told = match asked.source.format {
        Format::Table => terminal::told(&answer.told()?),
        Format::Json => json(&super::explained::tree(&opened.run, &explained))?,
        Format::Csv => answer.records().csv()?,
    };
    say(told.as_bytes());
    Ok(End::Done)
}

struct Argument<'a> {
    run: &'a PublishedRun,
    of: &'a Explained,
}

impl Argument<'_> {
    fn told(&self) -> Result<String, fmt::Error> {
        let mut out = String::new();
        self.summary(&mut out)?;
        self.filings(&mut out)?;
        self.levels(&mut out)?;
        self.drawn(&mut out)?;
        writeln!(
            out,
            "\n{}\n\n{}",
            heading("The records, by day"),
            self.records().table().trim_end()
        )?;
        self.factors(&mut out)?;
        self.others(&mut out)?;
        Ok(out)
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
            "{}{partner}, {} (Schedule {}), {}",
            config.country_name(alert.country),
            substance.name,
            substance.schedule.name(),
            alert.year
        )?;
        writeln!(out, "{}: {}\n", substance.name, under_control(substance))?;
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
            if alert.not_later == Some(true) {
                writeln!(
                    out,
                    "  not later than    {first}: totals of a month, a quarter or a year are of that day, and the excess may have begun earlier in it"
                )?;
            }
            if let Some(absent) = self.of.absent() {
                writeln!(out, "  no estimate       {absent}")?;
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
        let fields = Fields::<FilingEffect<'_>>::new()
            .add(text("received", "received"), |told| {
                Cell::of(told.filing.received)
            })
            .add(text("filing_id", "filing"), |told| Cell::of(told.id))
            .add(text("kind", "kind"), |told| {
                Cell::of(told.filing.kind.name())
            })
            .add(text("effective", "effective"), |told| {
                Cell::maybe(told.filing.effective)
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
        writeln!(out, "\n{}\n", heading("The estimate in force"))?;
        let levels = self.of.levels();
        if levels.is_empty() {
            let absent = self
                .of
                .absent()
                .map(|absent| format!("; {absent}"))
                .unwrap_or_default();
            return writeln!(out, "  None: 0 g{absent}.");
        }
        for (from, to, level) in levels {
            let until = to.map_or_else(|| "on".to_owned(), |to| format!("until {to}"));
            if level.status == Status::Expired {
                let governs =
                    self.of.dossier.behind(from).first().map(|filing| {
                        format!("{}, received {}, ", filing.id, filing.filing.received)
                    });
                let governs = governs.unwrap_or_default();
                writeln!(
                    out,
                    "  from {from} {until}: {} g: {governs}has expired, and no supplement counts (rules 3.7)",
                    grams(level.mass)
                )?;
                continue;
            }
            let supplements = supplements(level, to, " + ");
            let ids: Vec<&str> = level
                .filing
                .as_deref()
                .into_iter()
                .chain(Some(supplements.as_str()).filter(|ids| !ids.is_empty()))
                .collect();
            writeln!(
                out,
                "  from {from} {until}: {} g, {}, by {}",
                grams(level.mass),
                level.status.name(),
                ids.join(" + ")
            )?;
        }
        Ok(())
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
        let level = |day: Day| self.of.dossier.level(day).mass;
        match chart(self.of.year(), total, level) {
            Some(drawn) => writeln!(
                out,
                "\n{}\n\n{}",
                heading("Running total (filled) against the estimate (line), by month"),
                drawn.trim_end_matches('\n')
            ),
            None => Ok(()),
        }
    }

    fn records(&self) -> Answer {
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
            .add(figure("estimate_g", "estimate"), |row| {
                Cell::maybe_figure(row.estimate)
            })
            .add(text("in_excess", ""), |row| {
                Cell::both(row.in_excess, mark(row))
            })
            .add(text("source_file", "file"), |row| {
                Cell::of(&row.record.file)
            })
            .add(figure("source_row", "row"), |row| Cell::of(row.record.row));
        Answer::of(&fields, &self.of.evidence)
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
