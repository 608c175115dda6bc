//! The command `inforce trades`, which lists the records of some trade.

use super::args::Common;
use super::error::{CommandError, misuse};
use super::figures::{grams, heading, of};
use super::found::{became_fields, record_fields, refused_lines, value, warn_of};
use super::source::{AnswerFormat, AnswerSource};
use super::{End, explained, names, parts, say};
use crate::archive::read::{PublishedRun, RefusedRow};
use crate::ask::trades::{
    BothAccounts, OwnExportsOfYear, Partner, TradeQuery, Traded, Trades, YearPart, trades,
};
use crate::config::Config;
use crate::ledger::Basis;
use crate::terms::{Day, Factor, Mass, Substance, shown_path, shown_whole};
use clap::{ArgGroup, Args};
use inforce_present::table::answer::{self, Answer, figure, text};
use inforce_present::table::terminal;
use inforce_present::table::{Cell, Column, Fields};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use std::fmt::{self, Write};

const AFTER: &str = "\
Examples:
  inforce trades --importer KEN --substance diazepam --year 2024
  inforce trades --importer kenya --substance PD006 --year 2024 \\
    --exporter CHE --format csv
  inforce trades --importer KEN --substance diazepam --accounts
  inforce trades --authorisation KEN/2024/000123
  inforce trades --reporter KEN --exporter KEN --substance morphine \\
    --year 2024 --until 2024-06-30

What is not said is not asked about: --authorisation alone finds its records of all years and countries. The records come from \
the files that the run judged, which must still be what they were.

The base mass is of what counts: of narcotic drugs (1961) and precursors (1988) with what is declared for re-export, of psychotropic \
substances (1971) without it. What a country itself reports as exported of a narcotic drug raises its own level; --reporter and \
--exporter with the same country list it.

--format csv gives the records, refused rows last, or with --accounts the accounts.";

/// List the records of some trade, with what became of each, and both accounts side by side
#[derive(Debug, Args)]
#[command(
    override_usage = "inforce trades [OPTIONS] <TRADE>, where TRADE is at least one of\n       --importer, --exporter, --reporter, --substance and --authorisation"
)]
#[command(after_help = AFTER, group = ArgGroup::new("trade").args(["importer", "exporter", "reporter", "substance", "authorisation"]).required(true).multiple(true))]
pub(super) struct TradesAsked {
    /// Into this country
    #[arg(long, value_name = "COUNTRY")]
    importer: Option<String>,
    /// Out of this country
    #[arg(long, value_name = "COUNTRY")]
    exporter: Option<String>,
    /// As this country reports it
    #[arg(long, value_name = "COUNTRY")]
    reporter: Option<String>,
    /// In this substance, whatever the salt or preparation
    #[arg(long, value_name = "SUBSTANCE")]
    substance: Option<String>,
    /// In this calendar year
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1961..=2199))]
    year: Option<i32>,
    /// Up to this day (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    until: Option<Day>,
    /// Under the import authorisation of exactly this number
    #[arg(long, value_name = "NUMBER", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    authorisation: Option<String>,
    /// Give the accounts without the records
    #[arg(long)]
    accounts: bool,
    #[command(flatten)]
    source: AnswerSource,
}

/// The most records of a table; a reader cannot use more.
const LISTED: usize = 20_000;

/// Runs the command.
pub(super) fn run(asked: &TradesAsked, common: &Common) -> Result<End, CommandError> {
    let opened = asked.source.open(common)?;
    let sought = sought(asked, &opened.run.config).map_err(misuse)?;
    let found = trades(&opened.run, &sought)?;
    if asked.source.format == AnswerFormat::Csv {
        warn_of(&found.left_out);
    }
    let answer = TradeAnswer {
        run: &opened.run,
        sought: &sought,
        found: &found,
    };
    let told = match (asked.source.format, asked.accounts) {
        (AnswerFormat::Table, accounts) => vec![terminal::told(&answer.told(accounts)?)],
        (AnswerFormat::Json, accounts) => vec![answer.json(accounts)?],
        (AnswerFormat::Csv, true) => vec![answer.accounts().csv()?],
        (AnswerFormat::Csv, false) => answer.csv()?,
    };
    for part in told {
        say(part.as_bytes());
    }
    Ok(End::Done)
}

fn sought(asked: &TradesAsked, config: &Config) -> Result<TradeQuery, String> {
    let country = |name: &Option<String>| {
        name.as_ref()
            .map(|name| names::country(name, config))
            .transpose()
    };
    Ok(TradeQuery {
        importer: country(&asked.importer)?,
        exporter: country(&asked.exporter)?,
        reporter: country(&asked.reporter)?,
        substance: asked
            .substance
            .as_ref()
            .map(|name| names::substance(name, config))
            .transpose()?,
        year: asked.year,
        until: asked.until,
        authorisation: asked.authorisation.clone(),
    })
}

/// Returns the command that lists what a country itself reports as exported of a substance in the year of a day, up to that day.
pub(super) fn own_exports_command(country: &str, substance: &str, until: Day) -> String {
    format!(
        "inforce trades --reporter {country} --exporter {country} --substance {substance} --year {} --until {until}",
        until.year()
    )
}

/// The answer for programs. Masses and quantities are exact texts, in grams.
#[derive(Serialize)]
struct Tree<'a, Records: Serialize, Refused: Serialize, Accounts: Serialize> {
    run: &'a str,
    known_at: Option<Day>,
    importer: Option<&'a str>,
    exporter: Option<&'a str>,
    reporter: Option<&'a str>,
    substance: Option<&'a str>,
    year: Option<i32>,
    until: Option<Day>,
    authorisation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    records: Option<Records>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<Refused>,
    accounts: Accounts,
    own_exports: Vec<Value>,
    left_out: &'a [String],
}

/// Values that are made one by one while they are written, because there may be very many.
struct Each<F>(F);

impl<F: Fn() -> I, I: Iterator<Item = Value>> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// A substance that a record holds, with its share of base and its base mass.
type HeldSubstance = (Substance, Factor, Mass);

struct TradeAnswer<'a> {
    run: &'a PublishedRun,
    sought: &'a TradeQuery,
    found: &'a Trades,
}

impl TradeAnswer<'_> {
    fn told(&self, accounts_only: bool) -> Result<String, fmt::Error> {
        let mut out = String::new();
        writeln!(out, "{}", heading(&self.title()))?;
        if !accounts_only {
            self.records_told(&mut out)?;
        }
        let title = if self.sought.reporter.is_some() {
            "The accounts, g of base, with the records of this reporter alone, so that no difference is shown"
        } else {
            "Both accounts, g of base: what the importer reports, what its partners report; never added"
        };
        writeln!(out, "\n{}\n", heading(title))?;
        match self.found.accounts.as_slice() {
            [] => writeln!(out, "  None.")?,
            _ => out.push_str(&self.accounts().table()),
        }
        if !self.found.own_exports.is_empty() {
            let title = "Own exports among these records, g of base: what a country reports as exported raises its own level of the year (rules 7.4)";
            writeln!(
                out,
                "\n{}\n\n{}",
                heading(title),
                self.own_exports().table().trim_end()
            )?;
        }
        for file in &self.found.left_out {
            writeln!(
                out,
                "\n  {} could not be read by the run, and nothing of it is here",
                shown_path(file)
            )?;
        }
        Ok(out)
    }

    fn title(&self) -> String {
        let (sought, config) = (self.sought, &self.run.config);
        let mut title = "Trade".to_owned();
        if let Some(substance) = sought.substance {
            title.extend([
                " in ",
                &config.substance(substance).name,
                " (",
                config.substance_code(substance),
                ")",
            ]);
        }
        let country = |word: &str, country| {
            format!(
                " {word} {} ({})",
                config.country_name(country),
                config.country_code(country)
            )
        };
        title.extend(sought.exporter.map(|exporter| country("from", exporter)));
        title.extend(sought.importer.map(|importer| country("to", importer)));
        title.extend(
            sought
                .reporter
                .map(|reporter| country("reported by", reporter)),
        );
        title.extend(
            sought
                .authorisation
                .as_ref()
                .map(|number| format!(" under authorisation {}", shown_whole(number))),
        );
        title.extend(sought.year.map(|year| format!(" in {year}")));
        title.extend(sought.until.map(|until| format!(" up to {until}")));
        title.extend([", by run ", &self.run.run]);
        title.extend(
            self.run
                .known_at
                .map(|day| format!(" and what was received by {day}")),
        );
        title
    }

    fn records_told(&self, out: &mut String) -> fmt::Result {
        let found = self.found;
        let number = found.records.len();
        writeln!(out, "\n{}\n", heading(&of(number, "record", "records")))?;
        match number {
            0 => writeln!(out, "  None.")?,
            1..=LISTED => out.push_str(&self.records(&found.records).table()),
            _ => writeln!(
                out,
                "  Too many for a table: ask for less of them, or for all with --format csv."
            )?,
        }
        if !found.refused.is_empty() {
            writeln!(
                out,
                "\n{}\n",
                heading(
                    "Refused rows that may be of this trade, by what they name; none of them counts"
                )
            )?;
        }
        found
            .refused
            .iter()
            .for_each(|row| out.push_str(&refused_lines(row, "  ")));
        Ok(())
    }

    fn records(&self, records: &[Traded]) -> Answer {
        let config = &self.run.config;
        let each = |traded: &Traded, of: &dyn Fn(&HeldSubstance) -> String| {
            traded.bases.iter().map(of).collect::<Vec<_>>().join(";")
        };
        let fields = record_fields(config, |traded: &Traded| &traded.found.record)
            // Each of several substances has its own base; they are not added.
            .add(figure("base_g", "g base"), move |traded| {
                let shown =
                    traded
                        .bases
                        .iter()
                        .map(|(substance, _, base)| match traded.bases.len() {
                            1 => grams(base),
                            _ => format!("{} {}", grams(base), config.substance_code(*substance)),
                        });
                Cell::both(
                    each(traded, &|(_, _, base)| base.to_string()),
                    shown.collect::<Vec<_>>().join(", "),
                )
            })
            .add(text("authorisation", "authorisation"), |traded| {
                Cell::text(&traded.found.record.authorisation)
            })
            .add(text("special_licence", "licence"), |traded| {
                Cell::text(&traded.found.record.special_licence)
            })
            .and(became_fields(config, |traded: &Traded| &traded.found))
            // Columns for programs only. The last three are those of refused rows.
            .add(text("substance", ""), move |traded| {
                let code = |(substance, _, _): &HeldSubstance| {
                    config.substance_code(*substance).to_owned()
                };
                Cell::both(each(traded, &code), "")
            })
            .add(text("factor", ""), move |traded| {
                Cell::both(each(traded, &|(_, factor, _)| factor.to_string()), "")
            })
            .add(text("reason", ""), |_| Cell::Nothing)
            .add(text("detail", ""), |_| Cell::Nothing)
            .add(text("raw", ""), |_| Cell::Nothing);
        Answer::of(&fields, records)
    }

    /// Returns the records and then the refused rows, in pieces, because there may be very many.
    fn csv(&self) -> Result<Vec<String>, fmt::Error> {
        let mut parts = parts::csv(&self.found.records, |records| self.records(records))?;
        parts.push(self.refused().csv_rows()?);
        Ok(parts)
    }

    /// Returns the refused rows under the columns of the records.
    fn refused(&self) -> Answer {
        let mut listing = self.records(&[]);
        let row = |row: &RefusedRow| {
            let cell = |column: &Column| match column.name {
                "record_id" => Cell::text(&row.id),
                "became" => Cell::of("refused"),
                "source_file" => Cell::text(&row.file),
                "source_row" => Cell::of(row.row),
                "reason" => Cell::of(&row.reason),
                "detail" => Cell::text(&row.detail),
                "raw" => Cell::text(&row.raw),
                _ => Cell::default(),
            };
            listing.columns.iter().map(cell).collect::<Vec<_>>()
        };
        listing.rows = self.found.refused.iter().map(row).collect();
        listing
    }

    fn partner(&self, partner: Partner) -> String {
        match partner {
            Partner::Country(country) => self.run.config.country_code(country).to_owned(),
            Partner::NotGiven => "not given".to_owned(),
            Partner::All => "all".to_owned(),
        }
    }

    fn accounts(&self) -> Answer {
        let config = &self.run.config;
        let base = |of: &BothAccounts, side: usize| {
            Cell::maybe_figure(of.by_basis[side].map(|(base, _)| base))
        };
        let records = |of: &BothAccounts, side: usize| {
            Cell::maybe_figure(of.by_basis[side].map(|(_, records)| records))
        };
        let fields = Fields::<BothAccounts>::new()
            .add(text("importer", "importer"), |of| {
                Cell::of(config.country_code(of.importer))
            })
            .add(text("substance", "substance"), |of| {
                Cell::of(config.substance_code(of.substance))
            })
            .add(text("partner", "partner"), |of| {
                Cell::of(self.partner(of.partner))
            })
            .add(text("quarter", "quarter"), |of| match of.part {
                YearPart::Quarter(quarter) => Cell::of(format_args!("{}-Q{quarter}", of.year)),
                YearPart::Undivided => Cell::of(format_args!("{}, totals of the year", of.year)),
                YearPart::Whole => Cell::of(format_args!("{}, whole", of.year)),
            })
            .add(figure("import_reports_g", "importer reports"), move |of| {
                base(of, 0)
            })
            .add(figure("import_records", "records"), move |of| {
                records(of, 0)
            })
            .add(figure("partner_reports_g", "partners report"), move |of| {
                base(of, 1)
            })
            .add(figure("partner_records", "records"), move |of| {
                records(of, 1)
            })
            .add(figure("difference_g", "difference"), |of| {
                Cell::maybe_figure(of.difference())
            });
        Answer::of(&fields, &self.found.accounts)
    }

    fn own_exports(&self) -> Answer {
        let config = &self.run.config;
        let fields = Fields::<OwnExportsOfYear>::new()
            .add(text("exporter", "exporter"), |of| {
                Cell::of(config.country_code(of.exporter))
            })
            .add(text("substance", "substance"), |of| {
                Cell::of(config.substance_code(of.substance))
            })
            .add(figure("year", "year"), |of| Cell::of(of.year))
            .add(figure("base_g", "g base"), |of| Cell::figure(of.base))
            .add(figure("records", "records"), |of| Cell::figure(of.records));
        Answer::of(&fields, &self.found.own_exports)
    }

    fn json(&self, accounts_only: bool) -> Result<String, fmt::Error> {
        let (sought, config) = (self.sought, &self.run.config);
        let country = |country: Option<_>| country.map(|country| config.country_code(country));
        let tree = Tree {
            run: &self.run.run,
            known_at: self.run.known_at,
            importer: country(sought.importer),
            exporter: country(sought.exporter),
            reporter: country(sought.reporter),
            substance: sought
                .substance
                .map(|substance| config.substance_code(substance)),
            year: sought.year,
            until: sought.until,
            authorisation: sought.authorisation.as_deref(),
            records: (!accounts_only).then_some(Each(|| {
                self.found.records.iter().map(|traded| self.record(traded))
            })),
            refused: (!accounts_only)
                .then_some(Each(|| self.found.refused.iter().map(explained::refused))),
            accounts: Each(|| self.found.accounts.iter().map(|of| self.account(of))),
            own_exports: self
                .found
                .own_exports
                .iter()
                .map(|of| {
                    json!({
                        "exporter": config.country_code(of.exporter),
                        "substance": config.substance_code(of.substance),
                        "year": of.year,
                        "base_g": of.base.to_string(),
                        "records": of.records,
                    })
                })
                .collect(),
            left_out: &self.found.left_out,
        };
        answer::json(&tree)
    }

    fn record(&self, traded: &Traded) -> Value {
        let mut record = value(self.run, &traded.found);
        let base = |(substance, factor, base): &HeldSubstance| {
            let code = self.run.config.substance_code(*substance);
            let mut value = json!({ "substance": code, "factor": factor.to_string(), "base_g": base.to_string() });
            if traded.found.set_aside.contains(substance) {
                value["set_aside"] = true.into();
            }
            value
        };
        record["bases"] = traded.bases.iter().map(base).collect();
        record
    }

    fn account(&self, of: &BothAccounts) -> Value {
        let config = &self.run.config;
        let account = |basis: usize| {
            of.by_basis[basis]
                .map(|(base, records)| json!({ "base_g": base.to_string(), "records": records }))
        };
        json!({
            "importer": config.country_code(of.importer),
            "substance": config.substance_code(of.substance),
            "partner": match of.partner {
                Partner::Country(country) => Some(config.country_code(country)),
                Partner::NotGiven | Partner::All => None,
            },
            "all_partners": of.partner == Partner::All,
            "year": of.year,
            "quarter": match of.part {
                YearPart::Quarter(quarter) => Some(quarter),
                YearPart::Undivided | YearPart::Whole => None,
            },
            "whole_year": of.part == YearPart::Whole,
            Basis::ALL[0].name(): account(0),
            Basis::ALL[1].name(): account(1),
            "difference_g": of.difference().map(|difference| difference.to_string()),
        })
    }
}
