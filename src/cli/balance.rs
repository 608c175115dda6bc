//! The command `inforce balance`, which works out Article 21, paragraphs 1 to 3, of the 1961 Convention.

use super::args::Common;
use super::error::{CommandError, failed, misuse};
use super::figures::{grams, heading, of as count_of};
use super::source::{AnswerFormat, AnswerSource};
use super::{End, names, say};
use crate::archive::read::PublishedRun;
use crate::ask::balance::{
    Balance, BalanceError, BalanceOutcome, BalanceQuery, Balances, Changes, Deduction,
    ExcessReading, Figure, Figures, Limit, LimitedQuantity, Remained, ReportedMass, balances,
    is_of_calendar_years,
};
use crate::config::FilingKind;
use crate::terms::{Country, Day, Mass, Substance, escaped, shown_path};
use clap::Args;
use inforce_present::table::answer::{Answer, figure, hidden, json, number, text};
use inforce_present::table::{Cell, Fields, terminal};
use serde_json::{Value, json};
use std::cmp::Ordering;
use std::fmt;
use std::path::PathBuf;

const AFTER: &str = "\
Examples:
  inforce balance --country KEN --year 2024 --figures balance.csv
  inforce balance --country kenya --year 2024 --figures balance.csv \\
    --substance morphine --received 2025-07-01
  inforce balance --country KEN --year 2024 --figures balance.csv --format csv

The figures are those of Form C, a row for each country, substance and year: country, substance, year, manufactured_g, consumed_g, \
used_for_other_drugs_g, used_for_schedule_iii_g, used_for_uncovered_g, stock_start_g, stock_end_g, special_purposes_g, \
seized_released_g, special_stock_taken_g; and the parts of the estimate, each of which may be left out: estimate_consumption_g, \
estimate_use_g, estimate_stock_g, estimate_special_g. All are grams of pure anhydrous base. The book explains each (chapter Balance).

Imports, exports and the estimate come from the run. The answer is advice: it changes nothing, and no alert rests on it.";

/// Compare what a country made and imported of narcotic drugs in a year with what Article 21 allows
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct BalanceAsked {
    /// The country, by its code or name
    #[arg(long, value_name = "COUNTRY")]
    country: String,
    /// The calendar year
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1961..=2198))]
    year: i32,
    /// Only this substance [default: every one that has a row for the country and the year]
    #[arg(long, value_name = "SUBSTANCE")]
    substance: Option<String>,
    /// The figures of Form C
    #[arg(long, value_name = "CSV")]
    figures: PathBuf,
    /// The day of receipt to write into the filings of deductions (YYYY-MM-DD) [default: none, to be filled in]
    #[arg(long, value_name = "DATE")]
    received: Option<Day>,
    #[command(flatten)]
    source: AnswerSource,
}

/// Runs the command.
pub(super) fn run(asked: &BalanceAsked, common: &Common) -> Result<End, CommandError> {
    let opened = asked.source.open(common)?;
    let run = &opened.run;
    let country = names::country(&asked.country, &run.config).map_err(misuse)?;
    let named = (None, asked.substance.as_ref());
    let (_, substance) = names::country_and_substance(named, &run.config)?;
    if let Some(substance) = substance {
        check_convention(substance, run)?;
    }
    if let Some(received) = asked.received {
        check_received(received, asked.year)?;
    }
    let file = shown_path(&asked.figures);
    let bytes = std::fs::read(&asked.figures).map_err(|error| {
        misuse(format!(
            "{file}: found {error}, expected a file with the figures of Form C; name one that can be read"
        ))
    })?;
    let figures = Figures::read(&bytes, file, &run.config).map_err(misuse)?;
    let question = BalanceQuery {
        country,
        year: asked.year,
        substance,
    };
    let found = balances(run, question, &figures).map_err(|error| match error {
        BalanceError::NoRow(_) => misuse(error),
        error => failed(error),
    })?;
    let teller = BalanceTeller {
        run,
        file: &figures.file,
        country,
        year: asked.year,
        received: asked.received,
    };
    let told = match asked.source.format {
        AnswerFormat::Table => teller.told(&found),
        AnswerFormat::Json => json(&teller.tree(&found))?,
        AnswerFormat::Csv => teller.rows(&found)?,
    };
    say(told.as_bytes());
    Ok(End::Done)
}

/// A fault if Article 21 does not apply to a substance.
fn check_convention(substance: Substance, run: &PublishedRun) -> Result<(), CommandError> {
    if is_of_calendar_years(substance, &run.config) {
        return Ok(());
    }
    let (code, about) = (
        run.config.substance_code(substance),
        run.config.substance(substance),
    );
    Err(misuse(format!(
        "{} is controlled under the {} Convention, whose estimates are not each for a calendar year, so that Article 21 of the 1961 \
         Convention sets no limit to it; name a narcotic drug of the 1961 Convention",
        escaped(&format!("{code} ({})", about.name)),
        about.convention.name(),
    )))
}

/// A fault if no filing about an excess of a year can have been received on a day.
fn check_received(received: Day, year: i32) -> Result<(), CommandError> {
    if received.year() > year && received.is_in_range() {
        return Ok(());
    }
    Err(misuse(format!(
        "--received is {received}, and the excess of {year} is established after the end of the year; name a day from {}-01-01 to {}",
        year + 1,
        Day::LAST,
    )))
}

/// A figure of a balance, with what it rests on.
struct BalanceLine {
    /// The name for programs.
    item: &'static str,
    /// The name for people; empty for what a remark tells them.
    shown: &'static str,
    /// The place in the Convention; empty for a comparison that the Convention does not ask for.
    article: &'static str,
    /// The quantity before a limit is applied.
    actual: Option<Mass>,
    limit: Limit,
    /// The quantity that counts, or the result; `None` if it cannot be told.
    counts: Option<Mass>,
    /// What the figure rests on.
    source: String,
    /// The same in few words, for the table.
    short: String,
    /// The filing that would follow, as a line of CSV.
    filing: Option<String>,
}

impl BalanceLine {
    fn of(item: &'static str, shown: &'static str, article: &'static str, counts: Mass) -> Self {
        Self {
            item,
            shown,
            article,
            actual: None,
            limit: Limit::None,
            counts: Some(counts),
            source: String::new(),
            short: String::new(),
            filing: None,
        }
    }

    fn part(
        item: &'static str,
        shown: &'static str,
        article: &'static str,
        part: LimitedQuantity,
    ) -> Self {
        Self {
            actual: Some(part.actual),
            limit: part.limit,
            ..Self::of(item, shown, article, part.counted)
        }
    }

    fn from(self, source: impl Into<String>, short: impl Into<String>) -> Self {
        Self {
            source: source.into(),
            short: short.into(),
            ..self
        }
    }

    fn is_for_people(&self) -> bool {
        !self.shown.is_empty()
    }

    /// Returns what is known of the limit; `None` for a figure that is no item of the sum.
    fn limit_word(&self) -> Option<&'static str> {
        self.actual.map(|_| match self.limit {
            Limit::None => "none",
            Limit::NotGiven => "not-given",
            Limit::Of(_) => "given",
        })
    }

    const fn limit_mass(&self) -> Option<Mass> {
        match self.limit {
            Limit::Of(mass) => Some(mass),
            Limit::None | Limit::NotGiven => None,
        }
    }
}

/// Tells balances, with what they rest on.
struct BalanceTeller<'t> {
    run: &'t PublishedRun,
    file: &'t str,
    country: Country,
    year: i32,
    received: Option<Day>,
}

const HEADER: [&str; 7] = [
    "filing_id",
    "country",
    "substance",
    "kind",
    "received",
    "grams",
    "year",
];

impl BalanceTeller<'_> {
    fn country_code(&self) -> &str {
        self.run.config.country_code(self.country)
    }

    fn country_name(&self) -> String {
        escaped(self.run.config.country_name(self.country))
    }

    /// Returns the fields of a filing, in the order of [`HEADER`]; `received` is empty if it is not known yet.
    fn filing(&self, balance: &Balance, deduction: &Deduction) -> [String; 7] {
        [
            deduction.id.clone(),
            self.country_code().to_owned(),
            self.run
                .config
                .substance_code(balance.row.substance)
                .to_owned(),
            FilingKind::Deduction.name().to_owned(),
            self.received.map(|day| day.to_string()).unwrap_or_default(),
            deduction.grams.to_string(),
            deduction.year.to_string(),
        ]
    }

    /// Returns the filing as a line of CSV, without its end; codes, days and figures need no quotes.
    fn filing_line(&self, balance: &Balance, remained: Remained) -> Option<String> {
        let deduction = balance.deduction(remained, self.run)?;
        Some(self.filing(balance, &deduction).join(","))
    }

    /// Returns the source of a figure of the file.
    fn in_file(&self, line: BalanceLine, balance: &Balance, columns: &[Figure]) -> BalanceLine {
        let columns: Vec<&str> = columns.iter().map(|figure| figure.name()).collect();
        let number = balance.row.line;
        let source = format!("{}, line {number}: {}", self.file, columns.join(", "));
        line.from(source, format!("line {number}"))
    }

    /// Returns the source of a figure of the run.
    fn in_run(&self, line: BalanceLine, reported: ReportedMass, what: &str) -> BalanceLine {
        let records = records(reported.records);
        let source = format!("run {}: {records}, {what}", self.run.run);
        line.from(source, records)
    }

    /// Returns the figures of a balance, in the order of the Article.
    fn lines(&self, balance: &Balance) -> Vec<BalanceLine> {
        let (row, out, estimate) = (&balance.row, &balance.outcome, &balance.estimate);
        let file = |line, columns: &[Figure]| self.in_file(line, balance, columns);
        let needed = |figure| row.needed(figure);
        let code = self.country_code();
        let computed = |line: BalanceLine, source: &str| line.from(source, "");
        let filed = |changes: &Changes| format!("run {}: {}", self.run.run, named(&changes.ids));
        let mut lines = vec![
            file(
                BalanceLine::of(
                    "manufactured",
                    "manufactured",
                    "21(1)",
                    needed(Figure::Manufactured),
                ),
                &[Figure::Manufactured],
            ),
            self.in_run(
                BalanceLine::of("imported", "imported", "21(1)", balance.imported.base),
                balance.imported,
                &format!("imports that {code} reports"),
            ),
            computed(
                BalanceLine::of(
                    "available",
                    "manufactured and imported",
                    "21(1)",
                    out.available,
                ),
                "manufactured + imported",
            ),
            file(
                BalanceLine::part("consumed", "(a) consumed", "21(1)(a)", out.consumed),
                &[Figure::Consumed, Figure::EstimateConsumption],
            ),
            file(
                BalanceLine::part("used", "(b) used in manufacture", "21(1)(b)", out.used),
                &[
                    Figure::UsedForOtherDrugs,
                    Figure::UsedForScheduleIii,
                    Figure::UsedForUncovered,
                    Figure::EstimateUse,
                ],
            ),
            self.in_run(
                BalanceLine::part("exported", "(c) exported", "21(1)(c)", out.exported),
                balance.exported,
                &format!("exports that {code} reports"),
            ),
            file(
                BalanceLine::part(
                    "added-to-stock",
                    "(d) added to stock",
                    "21(1)(d)",
                    out.stocked,
                ),
                &[Figure::StockStart, Figure::StockEnd, Figure::EstimateStock],
            ),
            file(
                BalanceLine::part(
                    "special-purposes",
                    "(e) special purposes",
                    "21(1)(e)",
                    out.special,
                ),
                &[Figure::SpecialPurposes, Figure::EstimateSpecial],
            ),
            computed(
                BalanceLine::of("sum", "sum of (a) to (e)", "21(1)", out.sum),
                "consumed + used + exported + added-to-stock + special-purposes",
            ),
            file(
                BalanceLine::of(
                    "seized-released",
                    "less seized, released",
                    "21(2)",
                    needed(Figure::SeizedReleased),
                ),
                &[Figure::SeizedReleased],
            ),
            file(
                BalanceLine::of(
                    "special-stock-taken",
                    "less from special stocks",
                    "21(2)",
                    needed(Figure::SpecialStockTaken),
                ),
                &[Figure::SpecialStockTaken],
            ),
            computed(
                BalanceLine::of("allowed", "allowed", "21(2)", out.allowed),
                "sum - seized-released - special-stock-taken",
            ),
            computed(
                BalanceLine::of("excess", "excess", "21(3)", out.excess),
                "available - allowed, or 0 if that is less",
            ),
        ];
        for remained in out.remained {
            let (item, shown) = match remained.reading {
                ExcessReading::StillHeld => ("remained-a", "remained, reading A"),
                ExcessReading::AsEstablished => ("remained-b", "remained, reading B"),
            };
            lines.push(BalanceLine {
                counts: remained.mass,
                source: remained.reading.definition().to_owned(),
                filing: self.filing_line(balance, remained),
                ..BalanceLine::of(item, shown, "21(3)", Mass::ZERO)
            });
        }
        lines.push(computed(
            BalanceLine::of("unaccounted", "not accounted for", "", out.unaccounted),
            "stock_start_g + available + seized-released + special-stock-taken - consumed - used - exported - special-purposes - \
             stock_end_g, each as it is",
        ));
        lines.push(self.in_run(
            BalanceLine::of("partner-reported", "", "", balance.partners.base),
            balance.partners,
            &format!("exports to {code} that its partners report"),
        ));
        lines.push(computed(
            BalanceLine::of(
                "partner-difference",
                "",
                "",
                balance.partners.base.minus(balance.imported.base),
            ),
            "partner-reported - imported",
        ));
        lines.push(BalanceLine {
            counts: estimate.total(),
            ..BalanceLine::of("estimate", "", "19(2)", Mass::ZERO).from(filed(&estimate.filed), "")
        });
        for (item, changes) in [
            ("deducted", &estimate.deductions),
            ("deducted-next-year", &balance.next_deductions),
        ] {
            lines.push(BalanceLine::of(item, "", "19(2)", changes.total).from(filed(changes), ""));
        }
        lines.push(BalanceLine {
            counts: balance.parts,
            ..file(
                BalanceLine::of("estimate-by-parts", "", "19(2)", Mass::ZERO),
                &[
                    Figure::EstimateConsumption,
                    Figure::EstimateUse,
                    Figure::EstimateSpecial,
                    Figure::EstimateStock,
                    Figure::StockStart,
                ],
            )
        });
        lines.push(BalanceLine {
            counts: balance
                .parts
                .zip(estimate.total())
                .map(|(parts, total)| parts.minus(total)),
            ..computed(
                BalanceLine::of("estimate-difference", "", "19(2)", Mass::ZERO),
                "estimate-by-parts - estimate",
            )
        });
        lines
    }

    /// Returns what must be said about a balance.
    fn remarks(&self, balance: &Balance) -> Vec<String> {
        let (row, out) = (&balance.row, &balance.outcome);
        let (year, name) = (self.year, self.country_name());
        let mut remarks = Vec::new();
        if out.excess == Mass::ZERO {
            let left = out.allowed.minus(out.available);
            remarks.push(format!(
                "Manufacture and imports keep within what is allowed, by {} g: nothing is to be deducted.",
                grams(left)
            ));
        }
        remarks.extend(Self::of_excess(out));
        if out.allowed < Mass::ZERO {
            remarks.push(
                "What paragraph 2 deducts is more than the sum of paragraph 1, so that what is allowed is below zero."
                    .to_owned(),
            );
        }
        let missing: Vec<String> = row
            .not_given()
            .map(|part| format!("{} ({})", part.name(), letter(part)))
            .collect();
        if !missing.is_empty() {
            let verb = if missing.len() == 1 { "is" } else { "are" };
            remarks.push(format!(
                "{} {verb} not given: no limit of the estimate was applied there.",
                missing.join(", ")
            ));
        }
        if out.remained.iter().any(|remained| remained.mass.is_none()) {
            remarks.push(format!(
                "Reading A cannot be told, because {} is not given.",
                Figure::EstimateStock.name()
            ));
        }
        remarks.push(match difference(balance.partners.base, balance.imported.base) {
            Some(difference) => format!(
                "Partners report {} g exported to {name} ({}), {difference} than its own imports, on which the balance rests.",
                grams(balance.partners.base),
                records(balance.partners.records)
            ),
            None => format!(
                "Partners report {} g exported to {name} ({}), as much as its own imports.",
                grams(balance.partners.base),
                records(balance.partners.records)
            ),
        });
        remarks.push(self.of_estimate(balance));
        let deducted = &balance.estimate.deductions;
        if !deducted.ids.is_empty() {
            let excess = out.available.minus(out.allowed.minus(deducted.total));
            remarks.push(format!(
                "{} g are deducted for {year} ({}). Paragraph 3 takes them from the quantity to be manufactured or imported as well: with \
                 them, the excess would be {} g.",
                grams(deducted.total),
                named(&deducted.ids),
                grams(excess.max(Mass::ZERO))
            ));
        }
        let next = &balance.next_deductions;
        if !next.ids.is_empty() {
            remarks.push(format!(
                "The run has deductions of {} g for {} already ({}): what remained may be among them.",
                grams(next.total),
                year + 1,
                named(&next.ids)
            ));
        }
        let start = row.needed(Figure::StockStart);
        if let Some(last) = balance.last_stock_end {
            let last = Mass::from_millionths(last.millionths().into());
            if last != start {
                remarks.push(format!(
                    "The row of {} ends with {} g in stock, and this row starts with {} g.",
                    year - 1,
                    grams(last),
                    grams(start)
                ));
            }
        }
        let unaccounted = out.unaccounted;
        if unaccounted > Mass::ZERO {
            remarks.push(format!(
                "{} g more went in than the figures account for.",
                grams(unaccounted)
            ));
        } else if unaccounted < Mass::ZERO {
            remarks.push(format!(
                "{} g more are accounted for than went in.",
                grams(Mass::ZERO.minus(unaccounted))
            ));
        }
        for remained in out.remained {
            let letter = remained.reading.letter();
            let (mass, deduction) = (
                remained.mass.unwrap_or_default(),
                balance.deduction(remained, self.run),
            );
            match deduction.map(|deduction| deduction.cut) {
                Some(Mass::ZERO) => {}
                Some(cut) => remarks.push(format!(
                    "A filing holds six places of a gram, so that the filing of reading {letter} leaves out {} g.",
                    grams(cut)
                )),
                None if mass > Mass::ZERO => remarks.push(format!(
                    "A filing cannot hold {} g, so that there is none in reading {letter}.",
                    grams(mass)
                )),
                None => {}
            }
        }
        remarks
    }

    /// Returns what the run has as the estimate, and whether the parts that are given add up to it.
    fn of_estimate(&self, balance: &Balance) -> String {
        let (estimate, year) = (&balance.estimate, self.year);
        let filed = match estimate.total() {
            Some(total) => format!(
                "The estimate for {year} is {} g on 31 December ({})",
                grams(total),
                named(&estimate.filed.ids)
            ),
            None => format!("The run has no estimate for {year} that is confirmed"),
        };
        let not_given: Vec<&str> = balance.row.not_given().map(Figure::name).collect();
        let Some(parts) = balance.parts else {
            if not_given.len() == Figure::PARTS.len() {
                return format!("{filed}.");
            }
            let verb = if not_given.len() == 1 { "is" } else { "are" };
            return format!(
                "{filed}. The parts of the estimate are not added up, because {} {verb} not given.",
                not_given.join(", ")
            );
        };
        let parts_said = format!(
            "The parts that are given, with what brings the stocks up to their level, add up to {} g",
            grams(parts)
        );
        match estimate.total().map(|total| difference(parts, total)) {
            None => format!("{filed}. {parts_said}."),
            Some(Some(difference)) => format!("{filed}. {parts_said}, {difference}."),
            Some(None) => format!("{filed}. {parts_said}, too."),
        }
    }

    /// Returns what an excess adds up from; `None` if there is none.
    fn of_excess(out: &BalanceOutcome) -> Option<String> {
        let beyond = |(letter, part): (&str, LimitedQuantity)| {
            let beyond = part.actual.minus(part.counted);
            (beyond != Mass::ZERO).then(|| format!("({letter}) {} g", grams(beyond)))
        };
        let parts = [
            ("a", out.consumed),
            ("b", out.used),
            ("c", out.exported),
            ("d", out.stocked),
            ("e", out.special),
        ];
        let beyond: Vec<String> = parts.into_iter().filter_map(beyond).collect();
        let unaccounted = format!("{} g that are not accounted for", grams(out.unaccounted));
        let from = match (beyond.is_empty(), out.unaccounted == Mass::ZERO) {
            (true, _) => unaccounted,
            (false, true) => format!("what does not count: {}", beyond.join(", ")),
            (false, false) => format!(
                "what does not count: {}; and {unaccounted}",
                beyond.join(", ")
            ),
        };
        (out.excess > Mass::ZERO).then(|| format!("The excess adds up from {from}."))
    }

    /// Returns what must be said about the whole answer.
    fn of_all(&self, found: &Balances) -> Vec<String> {
        let name = self.country_name();
        let mut remarks = Vec::new();
        match found.data_to {
            None => remarks.push(format!("The run has no record that {name} reported.")),
            Some(newest) if newest.year() < self.year => remarks.push(format!(
                "The newest record that {name} reported is of {newest}, before the year."
            )),
            Some(newest) if newest.year() == self.year && newest != newest.end_of_year() => {
                remarks.push(format!(
                    "The newest record that {name} reported is of {newest}: later imports and exports of the year may be missing."
                ));
            }
            Some(_) => {}
        }
        if !found.without_row.is_empty() {
            let codes = found.without_row.iter();
            let codes: Vec<&str> = codes
                .map(|substance| self.run.config.substance_code(*substance))
                .collect();
            remarks.push(format!(
                "The run has trade or filings of {name} for {} in {}, of which {} has no row.",
                self.year,
                codes.join(", "),
                self.file
            ));
        }
        remarks
    }

    /// Returns the answer for people.
    fn told(&self, found: &Balances) -> String {
        let known = self
            .run
            .known_at
            .map(|day| format!(", as known on {day}"))
            .unwrap_or_default();
        let mut said = terminal::told(&format!(
            "Balance of {} ({}) for {} by Article 21 of the 1961 Convention, run {}{known}. Grams of base. It is advice: nothing in the run \
             changes by it.\n",
            self.country_name(),
            self.country_code(),
            self.year,
            self.run.run
        ));
        for balance in &found.balances {
            said += &self.of_substance(balance);
        }
        for remark in self.of_all(found) {
            said += &terminal::told(&format!("\n{remark}\n"));
        }
        said
    }

    fn of_substance(&self, balance: &Balance) -> String {
        let (config, substance) = (&self.run.config, balance.row.substance);
        let title = format!(
            "{} ({}), line {} of {}",
            config.substance(substance).name,
            config.substance_code(substance),
            balance.row.line,
            self.file
        );
        let mut lines = self.lines(balance);
        lines.retain(BalanceLine::is_for_people);
        let fields = Fields::<BalanceLine>::new()
            .add(text("item", ""), |line| Cell::of(line.shown))
            .add(figure("actual_g", "as it is g"), |line| {
                Cell::maybe_figure(line.actual)
            })
            .add(figure("limit_g", "limit g"), |line| match line.limit {
                Limit::None => Cell::Nothing,
                Limit::NotGiven => Cell::for_people("not given"),
                Limit::Of(limit) => Cell::figure(limit),
            })
            .add(figure("counts_g", "counts g"), |line| {
                let unknown = || Cell::for_people("not known");
                line.counts.map_or_else(unknown, Cell::figure)
            })
            .add(text("source", "source"), |line| Cell::of(&line.short));
        let mut said = format!("\n{}\n\n", heading(&title));
        said += &Answer::of(&fields, &lines).table();
        let mut notes = String::new();
        for remark in self.remarks(balance) {
            notes.extend(["  ", &remark, "\n"]);
        }
        notes += &super::found::unusable(&balance.refused, balance.left_out);
        let mut filings: Vec<(String, Vec<Remained>)> = Vec::new();
        for remained in balance.outcome.remained {
            if let Some(line) = self.filing_line(balance, remained) {
                match filings.last_mut().filter(|(last, _)| *last == line) {
                    Some((_, readings)) => readings.push(remained),
                    None => filings.push((line, vec![remained])),
                }
            }
        }
        for (line, readings) in &filings {
            let meant: Vec<String> = readings
                .iter()
                .map(|of| format!("{} ({})", of.reading.letter(), of.reading.definition()))
                .collect();
            let header = HEADER.join(",");
            let readings = meant.join(" and ");
            notes.extend([
                "\n  The deduction in reading ",
                &readings,
                ":\n    ",
                &header,
                "\n    ",
                line,
                "\n",
            ]);
        }
        if !filings.is_empty() {
            if filings.len() > 1 {
                notes += "  Both have one id, so that no more than one of them ever counts.\n";
            }
            if self.received.is_none() {
                notes += "  The day of receipt is to be filled in, or named with --received: a run refuses the line without it.\n";
            }
        }
        said + "\n" + &terminal::told(&notes)
    }

    /// Returns the answer for programs, as a tree.
    fn tree(&self, found: &Balances) -> Value {
        let config = &self.run.config;
        let exact = |mass: Option<Mass>| mass.map(|mass| mass.to_string());
        let item = |line: BalanceLine| {
            json!({
                "item": line.item,
                "article": Some(line.article).filter(|article| !article.is_empty()),
                "actual_g": exact(line.actual),
                "limit": line.limit_word(),
                "limit_g": exact(line.limit_mass()),
                "counts_g": exact(line.counts),
                "source": line.source,
            })
        };
        let remained = |balance: &Balance, remained: &Remained| {
            let filing = balance.deduction(*remained, self.run).map(|deduction| {
                let [id, country, substance, kind, _, grams, _] = self.filing(balance, &deduction);
                json!({
                    "filing_id": id,
                    "country": country,
                    "substance": substance,
                    "kind": kind,
                    "received": self.received,
                    "grams": grams,
                    "year": deduction.year,
                })
            });
            json!({
                "reading": remained.reading.letter(),
                "definition": remained.reading.definition(),
                "grams": exact(remained.mass),
                "filing": filing,
            })
        };
        let balance = |balance: &Balance| {
            json!({
                "substance": config.substance_code(balance.row.substance),
                "substance_name": config.substance(balance.row.substance).name,
                "line": balance.row.line,
                "items": self.lines(balance).into_iter().map(item).collect::<Vec<_>>(),
                "excess_g": balance.outcome.excess.to_string(),
                "remained": balance.outcome.remained.iter().map(|of| remained(balance, of)).collect::<Vec<_>>(),
                "limits_not_given": balance.row.not_given().map(Figure::name).collect::<Vec<_>>(),
                "refused_filings": balance.refused.iter().map(super::explained::refused).collect::<Vec<_>>(),
                "filing_files_left_out": balance.left_out,
                "remarks": self.remarks(balance),
            })
        };
        let codes = found.without_row.iter();
        json!({
            "run": self.run.run,
            "known_at": self.run.known_at,
            "figures": self.file,
            "country": self.country_code(),
            "country_name": config.country_name(self.country),
            "year": self.year,
            "data_to": found.data_to,
            "balances": found.balances.iter().map(balance).collect::<Vec<_>>(),
            "without_row": codes.map(|substance| config.substance_code(*substance)).collect::<Vec<_>>(),
            "remarks": self.of_all(found),
        })
    }

    /// Returns the answer for spreadsheets: a row for each figure.
    fn rows(&self, found: &Balances) -> Result<String, fmt::Error> {
        let config = &self.run.config;
        let lines: Vec<(Substance, BalanceLine)> = found
            .balances
            .iter()
            .flat_map(|balance| {
                let lines = self.lines(balance).into_iter();
                lines.map(|line| (balance.row.substance, line))
            })
            .collect();
        let fields = Fields::<(Substance, BalanceLine)>::new()
            .add(hidden("country"), |_| Cell::of(self.country_code()))
            .add(hidden("substance"), |(substance, _)| {
                Cell::of(config.substance_code(*substance))
            })
            .add(number("year", ""), |_| Cell::of(self.year))
            .add(hidden("item"), |(_, line)| Cell::of(line.item))
            .add(hidden("article"), |(_, line)| Cell::of(line.article))
            .add(figure("actual_g", ""), |(_, line)| {
                Cell::maybe_figure(line.actual)
            })
            .add(hidden("limit"), |(_, line)| Cell::maybe(line.limit_word()))
            .add(figure("limit_g", ""), |(_, line)| {
                Cell::maybe_figure(line.limit_mass())
            })
            .add(figure("counts_g", ""), |(_, line)| {
                Cell::maybe_figure(line.counts)
            })
            .add(hidden("source"), |(_, line)| Cell::of(&line.source))
            .add(hidden("filing"), |(_, line)| {
                Cell::maybe(line.filing.as_ref())
            });
        Answer::of(&fields, &lines).csv()
    }
}

/// Returns the letter of the item that a part of the estimate limits.
const fn letter(part: Figure) -> &'static str {
    match part {
        Figure::EstimateConsumption => "a",
        Figure::EstimateUse => "b",
        Figure::EstimateStock => "d",
        _ => "e",
    }
}

fn records(number: i64) -> String {
    match number {
        0 => "no record".to_owned(),
        number => count_of(number, "record", "records"),
    }
}

/// Returns the ids of filings in a message.
fn named(ids: &[String]) -> String {
    if ids.is_empty() {
        return "no filing".to_owned();
    }
    let ids: Vec<String> = ids.iter().map(|id| escaped(id)).collect();
    ids.join(" + ")
}

/// Returns how much more or less one mass is than another; `None` if it is as much.
fn difference(one: Mass, other: Mass) -> Option<String> {
    match one.cmp(&other) {
        Ordering::Equal => None,
        Ordering::Greater => Some(format!("{} g more", grams(one.minus(other)))),
        Ordering::Less => Some(format!("{} g less", grams(other.minus(one)))),
    }
}
