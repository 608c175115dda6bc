//! `inforce trades`.

use super::args::Common;
use super::figures::{count, grams, heading, of};
use super::found::{
    became, became_columns, free, refused_lines, said, said_columns, value, warn_of,
};
use super::listing::{Cell, Column, Listing, figure, text};
use super::source::{Format, Source, failed, misuse};
use super::{End, explained, names, say};
use crate::archive::read::{PublishedRun, RefusedRow};
use crate::ask::trades::{Accounts, Partner, TradeQuery, Traded, Trades, trades};
use crate::config::Config;
use crate::ledger::Basis;
use crate::terms::{Day, Mass, shown_path, shown_whole};
use clap::{ArgGroup, Args};
use rayon::prelude::*;
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

What is not said is not asked about: --authorisation alone finds its records of all years and countries. The records come from \
the files that the run judged, which must still be what they were.

--format csv gives the records, refused rows last, or with --accounts the accounts.";

/// List the records of some trade, with what became of each, and both accounts side by side
#[derive(Debug, Args)]
#[command(
    override_usage = "inforce trades [OPTIONS] <TRADE>, where TRADE is at least one of\n       --importer, --exporter, --substance and --authorisation"
)]
#[command(after_help = AFTER, group = ArgGroup::new("trade").args(["importer", "exporter", "substance", "authorisation"]).required(true).multiple(true))]
pub(super) struct TradesAsked {
    /// Into this country
    #[arg(long, value_name = "COUNTRY")]
    importer: Option<String>,
    /// Out of this country
    #[arg(long, value_name = "COUNTRY")]
    exporter: Option<String>,
    /// In this substance, whatever the salt or preparation
    #[arg(long, value_name = "SUBSTANCE")]
    substance: Option<String>,
    /// In this calendar year
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1961..=2199))]
    year: Option<i32>,
    /// Under the import authorisation of exactly this number
    #[arg(long, value_name = "NUMBER", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    authorisation: Option<String>,
    /// Give the accounts without the records
    #[arg(long)]
    accounts: bool,
    #[command(flatten)]
    source: Source,
}

/// A table of more records than this is of no use to a reader.
const LISTED: usize = 20_000;
/// Records put in words at a time.
const CHUNK: usize = 8192;

/// Answers.
pub(super) fn run(asked: &TradesAsked, common: &Common) -> End {
    let opened = match asked.source.open(common) {
        Ok(opened) => opened,
        Err(end) => return end,
    };
    let sought = match sought(asked, &opened.run.config) {
        Ok(sought) => sought,
        Err(fault) => return misuse(common, &fault),
    };
    let found = match trades(&opened.run, &sought) {
        Ok(found) => found,
        Err(error) => return failed(common, &error),
    };
    if asked.source.format == Format::Csv {
        warn_of(&found.left_out);
    }
    let answer = Answer {
        run: &opened.run,
        sought: &sought,
        found: &found,
    };
    let told = match (asked.source.format, asked.accounts) {
        (Format::Table, accounts) => answer
            .told(accounts)
            .map(|text| vec![super::harmless::told(&text)]),
        (Format::Json, accounts) => answer.json(accounts).map(|text| vec![text]),
        (Format::Csv, true) => answer
            .accounts()
            .told(Format::Csv, "", "")
            .map(|text| vec![text]),
        (Format::Csv, false) => answer.csv(),
    };
    match told {
        Ok(parts) => parts.iter().for_each(|part| say(part.as_bytes())),
        Err(error) => return failed(common, &format!("cannot put the answer in words: {error}")),
    }
    End::Done
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
        substance: asked
            .substance
            .as_ref()
            .map(|name| names::substance(name, config))
            .transpose()?,
        year: asked.year,
        authorisation: asked.authorisation.clone(),
    })
}

/// The answer for programs; masses and quantities in grams, exact, as texts.
#[derive(Serialize)]
struct Tree<'a, Records: Serialize, Refused: Serialize, Accounts: Serialize> {
    run: &'a str,
    known_at: Option<Day>,
    importer: Option<&'a str>,
    exporter: Option<&'a str>,
    substance: Option<&'a str>,
    year: Option<i32>,
    authorisation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    records: Option<Records>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<Refused>,
    accounts: Accounts,
    left_out: &'a [String],
}

/// Values made one by one as they are written, for there may be very many.
struct Each<F>(F);

impl<F: Fn() -> I, I: Iterator<Item = Value>> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

struct Answer<'a> {
    run: &'a PublishedRun,
    sought: &'a TradeQuery,
    found: &'a Trades,
}

impl Answer<'_> {
    fn told(&self, accounts_only: bool) -> Result<String, fmt::Error> {
        let mut out = String::new();
        writeln!(out, "{}", heading(&self.title()))?;
        if !accounts_only {
            self.records_told(&mut out)?;
        }
        writeln!(
            out,
            "\n{}\n",
            heading(
                "Both accounts, g of base: what the importer reports, what its partners report; never added"
            )
        )?;
        match self.found.accounts.as_slice() {
            [] => writeln!(out, "  None.")?,
            _ => out.push_str(&self.accounts().table()),
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
                .authorisation
                .as_ref()
                .map(|number| format!(" under authorisation {}", shown_whole(number))),
        );
        title.extend(sought.year.map(|year| format!(" in {year}")));
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
        writeln!(
            out,
            "\n{}\n",
            heading(&of(
                u64::try_from(number).unwrap_or(u64::MAX),
                "record",
                "records"
            ))
        )?;
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

    fn records(&self, records: &[Traded]) -> Listing {
        let mut columns = said_columns();
        columns.extend([
            figure("base_g", "g base"),
            text("authorisation", "authorisation"),
            text("special_licence", "licence"),
        ]);
        columns.extend(became_columns());
        // For programs only.
        columns
            .extend(["substance", "factor", "reason", "detail", "raw"].map(|name| text(name, "")));
        Listing {
            columns,
            rows: records.iter().map(|traded| self.row(traded)).collect(),
        }
    }

    fn row(&self, traded: &Traded) -> Vec<Cell> {
        let config = &self.run.config;
        let record = &traded.found.record;
        let mut row = said(&traded.found, config);
        // Of several substances each has its own base, and there is no sum of them.
        let joined = |texts: Vec<String>| Cell::both(texts.join(";"), "");
        let bases = traded
            .bases
            .iter()
            .map(|(substance, _, base)| match traded.bases.len() {
                1 => grams(base),
                _ => format!("{} {}", grams(base), config.substance_code(*substance)),
            });
        let shown = bases.collect::<Vec<_>>().join(", ");
        let each = |of: &dyn Fn(&_) -> String| traded.bases.iter().map(of).collect::<Vec<_>>();
        row.push(Cell::both(
            each(&|(_, _, base)| base.to_string()).join(";"),
            shown,
        ));
        row.extend([free(&record.authorisation), free(&record.special_licence)]);
        row.extend(became(&traded.found));
        row.push(joined(each(&|(substance, _, _)| {
            config.substance_code(*substance).to_owned()
        })));
        row.push(joined(each(&|(_, factor, _)| factor.to_string())));
        row.extend([Cell::default(), Cell::default(), Cell::default()]);
        row
    }

    /// The records, then the refused rows; some at a time, for there may be very many.
    fn csv(&self) -> Result<Vec<String>, fmt::Error> {
        let mut parts = vec![self.records(&[]).told(Format::Csv, "", "")?];
        let records = self
            .found
            .records
            .par_chunks(CHUNK)
            .map(|records| self.records(records).csv_rows());
        parts.extend(records.collect::<Result<Vec<_>, _>>()?);
        parts.push(self.refused().csv_rows()?);
        Ok(parts)
    }

    /// The refused rows under the columns of the records.
    fn refused(&self) -> Listing {
        let mut listing = self.records(&[]);
        let row = |row: &RefusedRow| {
            let cell = |column: &Column| match column.name {
                "record_id" => free(&row.id),
                "became" => Cell::of("refused"),
                "source_file" => free(&row.file),
                "source_row" => Cell::of(row.row),
                "reason" => Cell::of(&row.reason),
                "detail" => free(&row.detail),
                "raw" => free(&row.raw),
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

    fn accounts(&self) -> Listing {
        let config = &self.run.config;
        let columns = vec![
            text("importer", "importer"),
            text("substance", "substance"),
            text("partner", "partner"),
            text("quarter", "quarter"),
            figure("import_reports_g", "importer reports"),
            figure("import_records", "records"),
            figure("partner_reports_g", "partners report"),
            figure("partner_records", "records"),
            figure("difference_g", "difference"),
        ];
        let mass = |mass: Mass| Cell::both(mass, grams(mass));
        let row = |of: &Accounts| {
            let mut row = vec![
                Cell::of(config.country_code(of.importer)),
                Cell::of(config.substance_code(of.substance)),
                Cell::of(self.partner(of.partner)),
                Cell::of(format_args!("{}-Q{}", of.year, of.quarter)),
            ];
            for account in of.by_basis {
                row.push(account.map(|(base, _)| mass(base)).unwrap_or_default());
                row.push(
                    account
                        .map(|(_, records)| Cell::both(records, count(records)))
                        .unwrap_or_default(),
                );
            }
            row.push(mass(of.difference()));
            row
        };
        Listing {
            columns,
            rows: self.found.accounts.iter().map(row).collect(),
        }
    }

    fn json(&self, accounts_only: bool) -> Result<String, fmt::Error> {
        let (sought, config) = (self.sought, &self.run.config);
        let country = |country: Option<_>| country.map(|country| config.country_code(country));
        let tree = Tree {
            run: &self.run.run,
            known_at: self.run.known_at,
            importer: country(sought.importer),
            exporter: country(sought.exporter),
            substance: sought
                .substance
                .map(|substance| config.substance_code(substance)),
            year: sought.year,
            authorisation: sought.authorisation.as_deref(),
            records: (!accounts_only).then_some(Each(|| {
                self.found.records.iter().map(|traded| self.record(traded))
            })),
            refused: (!accounts_only)
                .then_some(Each(|| self.found.refused.iter().map(explained::refused))),
            accounts: Each(|| self.found.accounts.iter().map(|of| self.account(of))),
            left_out: &self.found.left_out,
        };
        super::harmless::json(&tree)
    }

    fn record(&self, traded: &Traded) -> Value {
        let mut record = value(self.run, &traded.found);
        let base = |(substance, factor, base): &(_, crate::terms::Factor, Mass)| {
            let substance = self.run.config.substance_code(*substance);
            json!({ "substance": substance, "factor": factor.to_string(), "base_g": base.to_string() })
        };
        record["bases"] = traded.bases.iter().map(base).collect();
        record
    }

    fn account(&self, of: &Accounts) -> Value {
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
            "quarter": of.quarter,
            Basis::ALL[0].name(): account(0),
            Basis::ALL[1].name(): account(1),
            "difference_g": of.difference().to_string(),
        })
    }
}
