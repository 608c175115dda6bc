//! `inforce explain`.

use super::args::Common;
use super::chart::chart;
use super::figures::{grams, heading, of};
use super::found::unusable;
use super::listing::{Cell, Listing, figure, text};
use super::source::{Format, Source, failed, misuse};
use super::{End, harmless, say};
use crate::archive::read::{Dossier, EvidenceRow, PublishedRun};
use crate::ask::explain::{
    ExplainError, Explained, FilingEffect, explain, supplements, under_control,
};
use crate::estimates::Status;
use crate::terms::{Day, Mass};
use clap::Args;
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

/// Answers.
pub(super) fn run(asked: &Explain, common: &Common) -> End {
    let opened = match asked.source.open(common) {
        Ok(opened) => opened,
        Err(end) => return end,
    };
    let explained = match explain(&opened.run, &asked.alert) {
        Ok(explained) => explained,
        Err(error @ ExplainError::Unknown { .. }) => return misuse(common, &error),
        Err(error) => return failed(common, &error),
    };
    let answer = Answer {
        run: &opened.run,
        of: &explained,
    };
    let told = match asked.source.format {
        Format::Table => answer.told().map(|text| harmless::told(&text)),
        Format::Json => harmless::json(&super::explained::tree(&opened.run, &explained)),
        Format::Csv => answer.records().told(Format::Csv, "", ""),
    };
    match told {
        Ok(text) => say(text.as_bytes()),
        Err(error) => return failed(common, &format!("cannot put the answer in words: {error}")),
    }
    End::Done
}

struct Answer<'a> {
    run: &'a PublishedRun,
    of: &'a Explained,
}

impl Answer<'_> {
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
        let number = |count: i64, one, several| of(u64::try_from(count).unwrap_or(0), one, several);
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
        let row = |told: &FilingEffect<'_>| {
            let counts = told
                .whole_grams
                .map(|grams| Mass::from_whole_grams(grams.into()));
            vec![
                Cell::of(told.filing.received),
                Cell::of(told.id),
                Cell::of(told.filing.kind.name()),
                Cell::maybe(told.filing.effective),
                Cell::of(grams(told.filing.grams)),
                counts.map(|mass| Cell::of(grams(mass))).unwrap_or_default(),
                Cell::of(&told.effect),
                Cell::of(told.note.unwrap_or_default()),
            ]
        };
        let columns = vec![
            text("received", "received"),
            text("filing_id", "filing"),
            text("kind", "kind"),
            text("effective", "effective"),
            figure("grams", "g filed"),
            figure("whole_grams", "g counted"),
            text("effect", "what it does"),
            text("note", "note"),
        ];
        if !filings.is_empty() {
            out.push_str(
                &Listing {
                    columns,
                    rows: filings.iter().map(row).collect(),
                }
                .table(),
            );
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

    fn records(&self) -> Listing {
        let config = &self.run.config;
        let mut columns = vec![
            text("date", "date"),
            text("record_id", "record"),
            text("reporter", "reporter"),
            text("partner", "partner"),
            text("form", "form"),
            figure("quantity_g", "g shipped"),
            figure("reexport_g", "re-export"),
            figure("factor", "x factor"),
            figure("base_g", "= g base"),
            figure("running_total_g", "total"),
            figure("estimate_g", "estimate"),
            text("in_excess", ""),
        ];
        columns.extend([text("source_file", "file"), figure("source_row", "row")]);
        let mut crossed = false;
        let row = |row: &EvidenceRow| {
            let record = &row.record;
            let mark = match (row.in_excess, crossed, row.estimate) {
                (true, true, Some(_)) => "over",
                (true, false, Some(_)) => "OVER: crosses here",
                _ => "",
            };
            crossed |= row.in_excess;
            vec![
                Cell::of(record.date),
                Cell::of(&record.id),
                Cell::of(config.country_code(record.reporter)),
                Cell::maybe(record.partner.map(|partner| config.country_code(partner))),
                Cell::of(config.form_code(record.form)),
                Cell::both(record.quantity, grams(record.quantity)),
                Cell::both(record.reexport, grams(record.reexport)),
                Cell::of(row.factor),
                Cell::both(row.base, grams(row.base)),
                Cell::both(row.running_total, grams(row.running_total)),
                row.estimate
                    .map(|estimate| Cell::both(estimate, grams(estimate)))
                    .unwrap_or_default(),
                Cell::both(row.in_excess, mark),
                Cell::of(&record.file),
                Cell::of(record.row),
            ]
        };
        let rows = self.of.evidence.iter().map(row).collect();
        Listing { columns, rows }
    }

    /// Each factor used once, with its edition.
    fn factors(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "\n{}\n", heading("The factors"))?;
        self.of
            .factors(&self.run.config)
            .iter()
            .try_for_each(|(factor, edition)| writeln!(out, "  {factor}: {edition}"))
    }

    fn others(&self, out: &mut String) -> fmt::Result {
        let config = &self.run.config;
        if !self.of.superseded.is_empty() {
            writeln!(out, "\n{}\n", heading("Versions that do not stand"))?;
        }
        for row in &self.of.superseded {
            let record = &row.record;
            let (file, number) = (&row.standing.file, row.standing.row);
            writeln!(
                out,
                "  {} {} of {}: {} g of {}, received {} ({} row {}); {file} row {number} stands",
                record.date,
                record.id,
                config.country_code(record.reporter),
                grams(record.quantity),
                config.form_code(record.form),
                record.received,
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
