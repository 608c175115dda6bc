//! The command `inforce plausibility`, which asks of each estimate in force whether it fits what is known.

use super::args::Common;
use super::error::{CommandError, failed, misuse};
use super::figures::{grams, heading, of as count_of, per_cent};
use super::source::{AnswerFormat, AnswerSource};
use super::{End, names, say};
use crate::archive::read::PublishedRun;
use crate::ask::plausibility::{
    EstimateChange, Examined, Exports, PERIODS, Plausibility, PlausibilityCheck,
    PlausibilityFinding, Question, Span, Times, YearOfUse, exports_of, plausibility, reporting,
    word,
};
use crate::config::{Config, ConfigFaults, Population, Thresholds};
use crate::estimates::StandingFiling;
use crate::terms::{Day, Mass, escaped, shown_path};
use clap::Args;
use inforce_present::table::answer::{Answer, figure, hidden, json, number, text};
use inforce_present::table::{Cell, Fields, terminal};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Examples:
  inforce plausibility --country kenya
  inforce plausibility --on 2024-09-30 --only use-near-estimate --format csv
  inforce plausibility --country KEN --substance PD006 --explain

The answer is advice and no alert: it says what to ask about, not that an estimate is wrong. The gravest findings come first: \
thousandfold, trade-without-estimate, use-near-estimate, many-times-use, unlike-need, unlike-neighbours, manufacture-note, \
estimate-without-trade, unchanged.

Use is what an account of the run has for the importing country, net of re-export as the convention counts it. The two accounts are \
never added. The year of the newest record is not judged as a whole year. The book explains each check (chapter Plausibility).";

/// Ask of each estimate in force whether it fits past use, its own history and a computed need
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct PlausibilityAsked {
    /// Only estimates of a country
    #[arg(long, value_name = "COUNTRY")]
    country: Option<String>,
    /// Only estimates of a substance
    #[arg(long, value_name = "SUBSTANCE")]
    substance: Option<String>,
    /// The day (YYYY-MM-DD) [default: that of the newest record]
    #[arg(long, value_name = "DATE")]
    on: Option<Day>,
    /// Only estimates with a finding of this check; several with commas or by repeating the option
    #[arg(long, value_name = "CHECK", value_delimiter = ',', value_parser = check)]
    only: Vec<PlausibilityCheck>,
    /// Only estimates with a finding
    #[arg(long)]
    with_findings: bool,
    /// Tell of each estimate the filings, the years, the formula and what each finding follows
    #[arg(long)]
    explain: bool,
    /// Search the records of the dataset for exports of the country, which the tables of a run keep for narcotic drugs only
    #[arg(long, requires = "country")]
    search_exports: bool,
    /// A file with a table [plausibility], whose thresholds apply in place of those of the run
    #[arg(long, value_name = "TOML")]
    thresholds: Option<PathBuf>,
    /// A table of inhabitants (country, year, inhabitants) in place of the built-in one, by which neighbours are found
    #[arg(long, value_name = "CSV")]
    population: Option<PathBuf>,
    #[command(flatten)]
    source: AnswerSource,
}

/// Reads the word of a check.
fn check(word: &str) -> Result<PlausibilityCheck, String> {
    PlausibilityCheck::named(word).ok_or_else(|| {
        let names = PlausibilityCheck::ALL.map(PlausibilityCheck::name);
        format!("expected one of {}", names.join(", "))
    })
}

/// Runs the command.
pub(super) fn run(asked: &PlausibilityAsked, common: &Common) -> Result<End, CommandError> {
    let opened = asked.source.open(common)?;
    let run = &opened.run;
    let named = (asked.country.as_ref(), asked.substance.as_ref());
    let (country, substance) = names::country_and_substance(named, &run.config)?;
    let Some(on) = asked.on.or(run.reach()?.newest()) else {
        return Err(misuse(
            "the run has no valid record, so there is no last day of its data; name a day with --on",
        ));
    };
    let thresholds = match &asked.thresholds {
        Some(file) => thresholds_in(file)?,
        None => run.thresholds()?,
    };
    let exports = match country {
        Some(country) if asked.search_exports => exports_of(run, country, on)?,
        _ => BTreeMap::new(),
    };
    let population = match &asked.population {
        Some(file) => population_in(file)?,
        None => Population::builtin().map_err(failed)?,
    };
    let question = Question {
        population: Some(&population),
        country,
        substance,
        exports,
        ..Question::of_all(on, thresholds)
    };
    let mut found = plausibility(run, &question)?;
    let all = found.examined.len();
    let is_asked = |check: &PlausibilityCheck| asked.only.is_empty() || asked.only.contains(check);
    if asked.with_findings || !asked.only.is_empty() {
        found
            .examined
            .retain(|of| of.findings.iter().any(|finding| is_asked(&finding.check)));
    }
    let teller = PlausibilityTeller {
        run,
        found: &found,
        all,
        explain: asked.explain,
    };
    let said = match asked.source.format {
        AnswerFormat::Table => teller.told(),
        AnswerFormat::Json => json(&teller.tree())?,
        AnswerFormat::Csv => teller.rows()?,
    };
    say(said.as_bytes());
    Ok(End::Done)
}

/// Reads the inhabitants of countries from a file.
fn population_in(file: &Path) -> Result<Population, CommandError> {
    let shown = shown_path(file);
    let bytes = std::fs::read(file).map_err(|error| {
        misuse(format!(
            "{shown}: found {error}, expected a table of country, year and inhabitants; name one that can be read"
        ))
    })?;
    Population::read(&bytes, shown).map_err(misuse)
}

/// Reads the thresholds of a file.
fn thresholds_in(file: &Path) -> Result<Thresholds, CommandError> {
    let shown = shown_path(file);
    let bytes = std::fs::read(file).map_err(|error| {
        misuse(format!(
            "{shown}: found {error}, expected a file with a table [plausibility]; name one that can be read"
        ))
    })?;
    Config::thresholds_in(&bytes, &shown).map_err(|faults: ConfigFaults| misuse(faults))
}

/// Tells the answer.
struct PlausibilityTeller<'t> {
    run: &'t PublishedRun,
    found: &'t Plausibility,
    /// The number of estimates examined, shown or not.
    all: usize,
    explain: bool,
}

/// Returns the fields of an estimate. The first columns are for people and programs, the others for programs.
fn fields<'f>(config: &'f Config, span: &'f Span) -> Fields<'f, Examined> {
    let mut fields = Fields::<Examined>::new()
        .add(text("country", "country"), |of| {
            Cell::of(config.country_code(of.country))
        })
        .add(hidden("country_name"), |of| {
            Cell::text(config.country_name(of.country))
        })
        .add(text("substance", "substance"), |of| {
            Cell::of(config.substance_code(of.substance))
        })
        .add(hidden("substance_name"), |of| {
            Cell::text(&config.substance(of.substance).name)
        })
        .add(hidden("convention"), |of| {
            Cell::of(config.provisions(of.substance).name)
        })
        .add(hidden("force"), |of| {
            Cell::of(config.provisions(of.substance).force.name())
        })
        .add(hidden("on"), |_| Cell::of(span.on))
        .add(hidden("status"), |of| Cell::of(of.level.status.name()))
        .add(hidden("filing_id"), |of| {
            Cell::text(of.level.filing.as_deref().unwrap_or_default())
        })
        .add(figure("estimate_g", "estimate g"), |of| {
            of.estimate()
                .map_or_else(|| Cell::for_people("none"), Cell::figure)
        })
        .add(figure("greatest_use_g", "most used g"), |of| {
            Cell::maybe_figure(of.greatest_use(span).map(|greatest| greatest.used))
        })
        .add(number("greatest_use_year", "in"), |of| {
            Cell::maybe(of.greatest_use(span).map(|greatest| greatest.year))
        })
        .add(hidden("greatest_use_basis"), |of| {
            Cell::maybe(of.greatest_use(span).map(|greatest| greatest.basis.name()))
        })
        .add(figure("times", "times"), |of| {
            of.times_the_use(span)
                .map(|ratio| Cell::both(ratio.decimal(), ratio))
                .unwrap_or_default()
        })
        .add(hidden("first_estimate"), |of| {
            Cell::maybe(of.first_and_last_change().map(|(first, _)| first.day))
        })
        .add(text("last_change", "same since"), |of| {
            Cell::maybe(of.first_and_last_change().map(|(_, last)| last.day))
        })
        .add(figure("before_g", "").for_programs(), |of| {
            let before = of.first_and_last_change().and_then(|(_, last)| last.before);
            Cell::maybe_figure(before)
        });
    for (place, years) in PERIODS.into_iter().enumerate() {
        let [importer, partners] = match years {
            1 => ["use_1_import_g", "use_1_partner_g"],
            3 => ["use_3_import_g", "use_3_partner_g"],
            _ => ["use_5_import_g", "use_5_partner_g"],
        };
        for (name, account) in [(importer, 0), (partners, 1)] {
            fields = fields.add(figure(name, "").for_programs(), move |of| {
                Cell::maybe_figure(of.means[place][account])
            });
        }
    }
    for (name, account) in [("import", 0), ("partner", 1)] {
        let (used, shares) = if name == "import" {
            ("year_used_import_g", "month_shares_import_millionths")
        } else {
            ("year_used_partner_g", "month_shares_partner_millionths")
        };
        fields = fields
            .add(figure(used, "").for_programs(), move |of| {
                Cell::maybe_figure(of.months.last().map(|used| used[account]))
            })
            .add(hidden(shares), move |of| {
                let shares = of.shares();
                let shares: Option<Vec<String>> = shares
                    .iter()
                    .map(|share| share[account].map(|share| share.to_string()))
                    .collect();
                Cell::maybe(shares.map(|shares| shares.join(" ")))
            });
    }
    fields
        .add(hidden("data_to_import"), |of| Cell::maybe(of.data_to[0]))
        .add(hidden("data_to_partner"), |of| Cell::maybe(of.data_to[1]))
        .add(figure("own_exports_g", "").for_programs(), |of| {
            Cell::maybe_figure(of.exports.own)
        })
        .add(figure("imported_from_it_g", "").for_programs(), |of| {
            Cell::maybe_figure(of.exports.by_partners)
        })
        .add(text("findings", "findings"), |of| {
            let names = of.findings.iter().map(|finding| finding.check.name());
            Cell::of(names.collect::<Vec<_>>().join(" "))
        })
}

impl PlausibilityTeller<'_> {
    fn config(&self) -> &Config {
        &self.run.config
    }

    fn span(&self) -> &Span {
        &self.found.span
    }

    /// Returns the checks that found something, in order.
    fn checks(&self) -> BTreeSet<PlausibilityCheck> {
        let findings = self.found.examined.iter().flat_map(|of| &of.findings);
        findings.map(|finding| finding.check).collect()
    }

    fn title(&self) -> String {
        let known = self
            .run
            .known_at
            .map(|day| format!(", as known on {day}"))
            .unwrap_or_default();
        format!(
            "Plausibility of estimates in force on {}, run {}{known}. It is advice and no alert: it says what to ask about, not that an \
             estimate is wrong. {} {} examined; the gravest findings first.",
            self.span().on,
            self.run.run,
            self.span().told(),
            count_of(
                self.all,
                "pair of country and substance was",
                "pairs of country and substance were"
            )
        )
    }

    fn rows(&self) -> Result<String, std::fmt::Error> {
        let fields = fields(self.config(), self.span());
        Answer::of(&fields, &self.found.examined).csv()
    }

    /// Returns the answer for people.
    fn told(&self) -> String {
        let fields = fields(self.config(), self.span());
        let mut said = Answer::of(&fields, &self.found.examined).titled(&self.title(), "None.");
        if self.explain {
            for of in &self.found.examined {
                said += &self.of_one(of);
            }
        }
        let checks = self.checks();
        if !self.explain && !checks.is_empty() {
            said.extend(["\n", &heading("What the findings follow"), "\n\n"]);
            for check in checks {
                said += &terminal::told(&format!(
                    "  {}: {} ({})\n",
                    check.name(),
                    check.follows(),
                    check.source()
                ));
            }
            said += &terminal::told(
                "\n--explain tells each finding in words, with its filings, years and formula.\n",
            );
        }
        if !self.found.examined.is_empty() {
            said += "\nA use of 0 may mean that nothing was reported.\n";
        }
        said
    }

    /// Returns all that is known of an estimate, for people.
    fn of_one(&self, of: &Examined) -> String {
        let (config, span) = (self.config(), self.span());
        let title = format!(
            "{} ({}): {} ({})",
            escaped(config.country_name(of.country)),
            config.country_code(of.country),
            escaped(&config.substance(of.substance).name),
            config.substance_code(of.substance)
        );
        let facts = self.facts(of).into_iter();
        let facts: Vec<String> = facts
            .map(|(name, fact)| format!("  {name:<15}{fact}\n"))
            .collect();
        let years = Answer::of(&of_years(span), &of.years).table();
        let mut said = format!(
            "\n{}\n\n{}\n{years}",
            heading(&title),
            terminal::told(&facts.concat())
        );
        if !of.filings.is_empty() {
            let filings = Answer::of(&of_filings(), &of.filings).table();
            said.extend(["\n", &filings]);
        }
        for finding in &of.findings {
            said.extend(["\n  ", &heading(finding.check.name()), "\n"]);
            let (told, rests) = (self.in_words(of, finding), self.rests_on(of, finding));
            for (name, fact) in [
                ("finds", told.as_str()),
                ("follows", finding.check.follows()),
                ("source", finding.check.source()),
                ("formula", &finding.check.formula(&self.found.thresholds)),
                ("rests on", &rests),
            ] {
                said += &terminal::told(&format!("    {name:<10}{fact}\n"));
            }
        }
        if of.findings.is_empty() {
            said += "\n  Nothing to ask.\n";
        }
        said
    }

    fn in_words(&self, of: &Examined, finding: &PlausibilityFinding) -> String {
        finding.told(word(self.config(), of.substance), self.span().on)
    }

    /// Returns the filings and the rows of the ledger on which a finding rests.
    fn rests_on(&self, of: &Examined, finding: &PlausibilityFinding) -> String {
        let before = finding
            .changed_on()
            .and_then(|day| Some((day, of.governing_before(day)?)));
        let (word, on) = (word(self.config(), of.substance), self.span().on);
        let mut rests = Vec::new();
        if let Some((day, id)) = before {
            rests.push(format!("the {word} before {day} by {}", escaped(id)));
        }
        let ids: Vec<String> = of.behind.iter().map(|filing| escaped(&filing.id)).collect();
        if !ids.is_empty() {
            let ids = ids.join(" + ");
            rests.push(match of.estimate() {
                Some(_) => format!("the {word} in force on {on} by {ids}"),
                None => format!("filings {ids}, by which no {word} is in force on {on}"),
            });
        }
        let years: Vec<String> = finding.years().iter().map(ToString::to_string).collect();
        if !years.is_empty() {
            rests.push(format!(
                "ledger, {} {}, {}",
                self.config().country_code(of.country),
                self.config().substance_code(of.substance),
                years.join(", ")
            ));
        }
        if rests.is_empty() {
            "the filings in use, of which none applies on the day".to_owned()
        } else {
            rests.join("; ")
        }
    }

    fn facts(&self, of: &Examined) -> Vec<(&'static str, String)> {
        let span = self.span();
        let ids: Vec<String> = of.behind.iter().map(|filing| escaped(&filing.id)).collect();
        let estimate = match of.estimate() {
            Some(estimate) => format!(
                "{} g on {}, {}, by {}",
                grams(estimate),
                span.on,
                of.level.status.name(),
                ids.join(" + ")
            ),
            None => format!("none on {} ({})", span.on, of.level.status.name()),
        };
        let mut facts = vec![(word(self.config(), of.substance), estimate)];
        if let Some((first, last)) = of.first_and_last_change() {
            facts.push(("first on", first.day.to_string()));
            facts.push(("last change", changed(last)));
        }
        facts.push((
            "times the use",
            match of.greatest_use(span).zip(of.times_the_use(span)) {
                Some((greatest, ratio)) => format!(
                    "{ratio}; the greatest use was {} g in {}, as {}",
                    grams(greatest.used),
                    greatest.year,
                    reporting(greatest.basis)
                ),
                None => "not told: there is no estimate, or no use in a whole year".to_owned(),
            },
        ));
        for (place, years) in PERIODS.into_iter().enumerate() {
            let name = match years {
                1 => "use, 1 year",
                3 => "use, 3 years",
                _ => "use, 5 years",
            };
            let said = match of.means[place] {
                [Some(importer), Some(partners)] => format!(
                    "{} g a year as the country itself reports, {} g as its partners report",
                    grams(importer),
                    grams(partners)
                ),
                _ => format!(
                    "the data have not {} before the day's year",
                    count_of(years, "whole year", "whole years")
                ),
            };
            facts.push((name, said));
        }
        facts.push(("used by month", by_month(of)));
        let newest = of
            .data_to
            .map(|day| day.map_or_else(|| "none".to_owned(), |day: Day| day.to_string()));
        facts.push((
            "newest record",
            format!("{} of the country, {} of all others", newest[0], newest[1]),
        ));
        facts.push(("exports", exports(of, span)));
        facts.push(("neighbours", self.neighbours(of)));
        facts
    }

    /// Returns the neighbours in words.
    fn neighbours(&self, of: &Examined) -> String {
        let Some(neighbours) = &of.neighbours else {
            return format!("not compared: {}", self.without_neighbours(of));
        };
        let all: Vec<String> = neighbours
            .all
            .iter()
            .map(|of| {
                format!(
                    "{} {} g for {}",
                    self.config().country_code(of.country),
                    grams(of.estimate),
                    grams(of.inhabitants)
                )
            })
            .collect();
        let all = if all.is_empty() {
            "none with similar use per inhabitant".to_owned()
        } else {
            all.join(", ")
        };
        format!(
            "in {}, {} inhabitants in {}: {all}",
            escaped(&neighbours.region),
            grams(neighbours.inhabitants),
            neighbours.year
        )
    }

    /// Returns why an estimate is not compared with neighbours.
    fn without_neighbours(&self, of: &Examined) -> String {
        let config = self.config();
        let word = word(config, of.substance);
        let Some(last) = self.span().last_whole() else {
            return "no year of the data is whole".to_owned();
        };
        let has_use = of.year(last).is_some_and(|of| of.greatest().1 > Mass::ZERO);
        if of.estimate().is_none_or(|estimate| estimate <= Mass::ZERO) {
            format!("no {word} above 0 g is in force")
        } else if !has_use {
            format!("no account has use in {last}")
        } else if config.countries[of.country.index()].region.is_empty() {
            "the country has no region".to_owned()
        } else {
            format!("the table of inhabitants does not have the country in {last}")
        }
    }

    /// Returns the answer for programs.
    fn tree(&self) -> Value {
        let span = self.span();
        let thresholds: serde_json::Map<String, Value> = self
            .found
            .thresholds
            .told()
            .into_iter()
            .map(|(name, number)| (name.to_owned(), number.into()))
            .collect();
        let checks: Vec<Value> = PlausibilityCheck::ALL
            .into_iter()
            .map(|check| {
                json!({
                    "check": check.name(),
                    "follows": check.follows(),
                    "source": check.source(),
                    "formula": check.formula(&self.found.thresholds),
                })
            })
            .collect();
        let whole: Vec<i32> = span.whole(u32::MAX).collect();
        let examined = self.found.examined.iter().map(|of| self.of_one_tree(of));
        json!({
            "run": self.run.run,
            "known_at": self.run.known_at,
            "advice": "This is advice and no alert: it says what to ask about, not that an estimate is wrong.",
            "on": span.on,
            "ledger_from": span.first,
            "data_to": span.newest,
            "whole_years": whole,
            "thresholds": thresholds,
            "checks": checks,
            "examined": self.all,
            "estimates": examined.collect::<Vec<_>>(),
        })
    }

    fn of_one_tree(&self, of: &Examined) -> Value {
        let (config, span) = (self.config(), self.span());
        let exact = |mass: Option<Mass>| mass.map(|mass| mass.to_string());
        let change = |change: Option<&EstimateChange>| {
            change.map(|change| {
                json!({
                    "day": change.day,
                    "before_g": exact(change.before),
                    "after_g": exact(change.after),
                })
            })
        };
        let means: Vec<Value> = PERIODS
            .into_iter()
            .zip(of.means)
            .map(|(years, [importer, partners])| {
                json!({
                    "years": years,
                    "import_reports_g": exact(importer),
                    "partner_reports_g": exact(partners),
                })
            })
            .collect();
        let months: Vec<Value> = of
            .months
            .iter()
            .zip(of.shares())
            .zip(1..)
            .map(|((used, shares), month): (_, i32)| {
                json!({
                    "month": month,
                    "import_reports_g": used[0].to_string(),
                    "partner_reports_g": used[1].to_string(),
                    "import_reports_millionths": shares[0].map(|share| share.to_string()),
                    "partner_reports_millionths": shares[1].map(|share| share.to_string()),
                })
            })
            .collect();
        let years: Vec<Value> = of.years.iter().map(of_year_tree).collect();
        let filings: Vec<Value> = of
            .filings
            .iter()
            .map(|filing| {
                json!({
                    "filing_id": &*filing.id,
                    "kind": filing.filing.kind.name(),
                    "received": filing.filing.received,
                    "effective": filing.filing.effective,
                    "year": filing.filing.year,
                    "confirmed": filing.filing.confirmed,
                    "grams": filing.filing.grams.to_string(),
                    "note": filing.note.as_deref(),
                })
            })
            .collect();
        let findings: Vec<Value> = of
            .findings
            .iter()
            .map(|finding| {
                json!({
                    "check": finding.check.name(),
                    "finds": self.in_words(of, finding),
                    "years": finding.years(),
                })
            })
            .collect();
        let greatest = of.greatest_use(span).map(|greatest| {
            json!({
                "year": greatest.year,
                "basis": greatest.basis.name(),
                "used_g": greatest.used.to_string(),
            })
        });
        let (first, last) = of.first_and_last_change().unzip();
        let behind: Vec<&str> = of.behind.iter().map(|filing| &*filing.id).collect();
        json!({
            "country": config.country_code(of.country),
            "country_name": config.country_name(of.country),
            "substance": config.substance_code(of.substance),
            "substance_name": config.substance(of.substance).name,
            "convention": config.provisions(of.substance).name,
            "force": config.provisions(of.substance).force.name(),
            "status": of.level.status.name(),
            "estimate_g": exact(of.estimate()),
            "filings_behind": behind,
            "first_change": change(first),
            "last_change": change(last),
            "greatest_use": greatest,
            "times": of.times_the_use(span).map(Times::decimal),
            "mean_use": means,
            "months": months,
            "years": years,
            "data_to": { "country": of.data_to[0], "others": of.data_to[1] },
            "exports_since_year": Exports::since(span.on),
            "own_exports_g": exact(of.exports.own),
            "imported_from_it_g": exact(of.exports.by_partners),
            "neighbours": of.neighbours.as_ref().map(|found| json!({
                "year": found.year,
                "region": found.region,
                "inhabitants": found.inhabitants,
                "countries": found.all.iter().map(|of| json!({
                    "country": config.country_code(of.country),
                    "estimate_g": of.estimate.to_string(),
                    "used_g": of.used.to_string(),
                    "inhabitants": of.inhabitants,
                })).collect::<Vec<_>>(),
            })),
            "filings": filings,
            "findings": findings,
        })
    }
}

fn of_year_tree(of: &YearOfUse) -> Value {
    json!({
        "year": of.year,
        "is_whole": of.is_whole,
        "import_reports_g": of.reported[0].to_string(),
        "import_records": of.records[0],
        "partner_reports_g": of.reported[1].to_string(),
        "partner_records": of.records[1],
        "own_exports_g": of.own_exports.to_string(),
        "used_import_g": of.used[0].to_string(),
        "used_partner_g": of.used[1].to_string(),
        "estimate_g": of.estimate.map(|estimate| estimate.to_string()),
    })
}

/// Returns the last change of an estimate in words.
fn changed(change: &EstimateChange) -> String {
    let figure = |mass: Option<Mass>| {
        mass.map_or_else(|| "none".to_owned(), |mass| format!("{} g", grams(mass)))
    };
    format!(
        "{}: from {} to {}",
        change.day,
        figure(change.before),
        figure(change.after)
    )
}

/// Returns the share of the estimate that was used by the end of each month, in words.
fn by_month(of: &Examined) -> String {
    let Some(estimate) = of.estimate().filter(|estimate| *estimate > Mass::ZERO) else {
        return "there is no estimate above 0 g".to_owned();
    };
    let of_account = |account: usize| {
        let shares = of.months.iter().map(|used| {
            if used[account] == Mass::ZERO {
                "0 %".to_owned()
            } else {
                per_cent(used[account], estimate).unwrap_or_else(|| "more than told".to_owned())
            }
        });
        shares.collect::<Vec<_>>().join(", ")
    };
    format!(
        "as the country itself reports {}; as its partners report {}",
        of_account(0),
        of_account(1)
    )
}

/// Returns what is known of exports in words.
fn exports(of: &Examined, span: &Span) -> String {
    let since = Exports::since(span.on);
    let own = |mass| {
        format!(
            "since 1 January {since}, the country itself reports {} g as exported",
            grams(mass)
        )
    };
    match (of.exports.own, of.exports.by_partners) {
        (None, _) => {
            "the tables of the run keep no account of them; --search-exports searches the records"
                .to_owned()
        }
        (Some(mass), None) => own(mass),
        (Some(mass), Some(by_partners)) => format!(
            "{}, and others report {} g as imported from it",
            own(mass),
            grams(by_partners)
        ),
    }
}

/// Returns the columns of a year.
fn of_years(span: &Span) -> Fields<'_, YearOfUse> {
    Fields::<YearOfUse>::new()
        .add(text("year", "year"), |of| {
            Cell::of(if of.is_whole {
                of.year.to_string()
            } else if of.year == span.on.year() {
                format!("{} up to {}", of.year, span.on)
            } else {
                format!("{} (not whole)", of.year)
            })
        })
        .add(figure("imports", "imports g"), |of| {
            Cell::figure(of.reported[0])
        })
        .add(number("records", "records"), |of| Cell::of(of.records[0]))
        .add(figure("partners", "by partners g"), |of| {
            Cell::figure(of.reported[1])
        })
        .add(number("records_2", "records"), |of| Cell::of(of.records[1]))
        .add(figure("own", "own exports g"), |of| {
            Cell::figure(of.own_exports)
        })
        .add(figure("estimate", "estimate g"), |of| {
            of.estimate
                .map_or_else(|| Cell::for_people("none"), Cell::figure)
        })
}

/// Returns the columns of a filing.
fn of_filings() -> Fields<'static, StandingFiling> {
    Fields::<StandingFiling>::new()
        .add(text("filing", "filing"), |of| Cell::text(&*of.id))
        .add(text("kind", "kind"), |of| Cell::of(of.filing.kind.name()))
        .add(text("received", "received"), |of| {
            Cell::of(of.filing.received)
        })
        .add(text("from", "effective"), |of| match of.filing.year {
            Some(year) => Cell::of(year),
            None => Cell::maybe(of.filing.effective),
        })
        .add(figure("grams", "filed g"), |of| {
            Cell::words(super::figures::signed(of.filing.kind, of.filing.grams))
        })
        .add(text("note", "note"), |of| {
            Cell::text(of.note.as_deref().unwrap_or_default())
        })
}
