//! The command `inforce availability`, which shows how much medicine countries have.

mod explained;
mod parquet;

use super::error::{CommandError, failed, misuse};
use super::source::{AnswerFormat, configuration};
use super::{End, names, say};
use crate::ask::availability::{
    AvailabilityLine, AvailabilityPlace, AvailabilityYear, CODEINE, Codeine, Consumption,
    CountedDrug, CountryYear, DAYS, DrugGroup, Jump, NotedRows, OPIOIDS, Oddities, RegionYear,
    RemarkExtent, Sources, groups, kilograms, regions, remarks, unknown,
};
use crate::config::{Config, Doses, Population, TableFaults, Territories};

use crate::pages::{AvailabilityPages, AvailabilityPagesError, availability_pages};
use crate::terms::{Country, Day, Ratio, Substance, figures, harmless, shown, shown_path};
use clap::builder::TypedValueParser;
use clap::{Args, ValueEnum};
use explained::{explained, told};
use inforce_present::table::answer::{Answer, figure, hidden, json, number, text};
use inforce_present::table::{Cell, Column, Fields, terminal};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Examples:
  inforce availability --consumption use.csv --year 2013
  inforce availability --consumption use.csv --by region --from 2004 --to 2013
  inforce availability --consumption use.csv --country jamaica --explain
  inforce availability --consumption use.csv --from 1989 --parquet use.parquet
  inforce availability --consumption use.csv --year 2013 --pages availability

The file has a row for each country, year and drug: iso3, year, drug, consumption_kg; it may have the columns country, the name, \
and reported, which is yes where a zero was reported as a zero. Without it, a zero may mean that nothing was reported, and counts as \
nothing. The value is doses x 1,000,000 / (inhabitants x 365), where the doses of a drug are its consumption divided by its S-DDD. A \
region's value is that of the countries that report, taken together.

Status ok: every drug that is counted is reported (of a region: by every country). partial: some are. no-data: there is no value.

The answer needs no run. It is information, not a judgement on a country. The book explains it (chapter Availability).";

/// Show how much medicine countries have, in daily doses (S-DDD) per million inhabitants per day
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(super) struct AvailabilityAsked {
    /// What countries report as consumed
    #[arg(long, value_name = "FILE")]
    consumption: PathBuf,
    /// The inhabitants: country, year, inhabitants [default: the built-in table]
    #[arg(long, value_name = "FILE")]
    population: Option<PathBuf>,
    /// The doses: substance, group, `s_ddd_mg`, confidence, source [default: the built-in table]
    #[arg(long, value_name = "FILE")]
    s_ddd: Option<PathBuf>,
    /// For whose figures those of a country are taken in former years: country, from, to, territory, parts [default: the built-in table]
    #[arg(long, value_name = "FILE")]
    territories: Option<PathBuf>,
    /// The configuration, for names and regions [default: the built-in one]
    #[arg(long, value_name = "DIR")]
    config: Option<PathBuf>,
    /// The year [default: the newest of the file]
    #[arg(long, value_name = "YEAR", conflicts_with_all = ["from", "to"], value_parser = year())]
    year: Option<i32>,
    /// The first year [with --to, default: the oldest of the file]
    #[arg(long, value_name = "YEAR", value_parser = year())]
    from: Option<i32>,
    /// The last year [with --from, default: the newest of the file]
    #[arg(long, value_name = "YEAR", value_parser = year())]
    to: Option<i32>,
    /// Only this country, by its code or name; may be repeated
    #[arg(long, value_name = "COUNTRY")]
    country: Vec<String>,
    /// What to show a line for
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = By::Country)]
    by: By,
    /// The group of drugs [default: opioid-analgesics]
    #[arg(long, value_name = "GROUP")]
    group: Option<String>,
    /// What to do with codeine, which is no part of the main opioid analgesics by default
    #[arg(long, value_enum, value_name = "HOW", default_value_t = CodeineAsked::LeftOut)]
    codeine: CodeineAsked,
    /// Say of every line which rows, doses, inhabitants and formula it comes from
    #[arg(long)]
    explain: bool,
    /// How to give the answer
    #[arg(long, value_enum, value_name = "FORM", default_value_t = AnswerFormat::Table)]
    format: AnswerFormat,
    /// Write the lines to this Parquet file as well
    #[arg(long, value_name = "FILE")]
    parquet: Option<PathBuf>,
    /// Write pages with a map and lines over the years to this new folder as well
    #[arg(long, value_name = "DIR")]
    pages: Option<PathBuf>,
}

/// Returns the parser of years that a file can have.
fn year() -> impl TypedValueParser<Value = i32> {
    let years = i64::from(Day::FIRST.year())..=i64::from(Day::LAST.year());
    clap::value_parser!(i32).range(years)
}

/// What an answer has a line for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    /// Each country of the file
    Country,
    /// Each region, and the world
    Region,
    /// Each group of drugs, in each country that is named, or in the world
    Group,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CodeineAsked {
    /// Leave it out
    LeftOut,
    /// Show it as a group of its own
    Split,
    /// Count it with the main opioid analgesics
    Counted,
}

impl From<CodeineAsked> for Codeine {
    fn from(asked: CodeineAsked) -> Self {
        match asked {
            CodeineAsked::LeftOut => Self::LeftOut,
            CodeineAsked::Split => Self::Split,
            CodeineAsked::Counted => Self::Counted,
        }
    }
}

/// Runs the command.
pub(super) fn run(asked: &AvailabilityAsked) -> Result<End, CommandError> {
    if asked.explain && asked.format == AnswerFormat::Csv {
        return Err(misuse(
            "--explain has nothing to say in CSV; write --format json, or leave --format out",
        ));
    }
    let (config, _) = configuration(asked.config.as_deref()).map_err(misuse)?;
    let consumption = Consumption::read(
        &bytes(&asked.consumption, "consumption")?,
        shown_path(&asked.consumption),
        &config,
    )
    .map_err(misuse)?;
    let population = table(
        asked.population.as_deref(),
        "inhabitants",
        Population::builtin,
        Population::read,
    )?;
    let doses = table(asked.s_ddd.as_deref(), "doses", Doses::builtin, Doses::read)?;
    let territories = table(
        asked.territories.as_deref(),
        "territories",
        Territories::builtin,
        Territories::read,
    )?;
    let sources = Sources {
        config: &config,
        consumption: &consumption,
        population: &population,
        doses: &doses,
        territories: &territories,
    };
    let years = years(asked, &consumption)?;
    let countries = countries(asked, &config)?;
    let groups = asked_groups(asked, sources)?;
    let codeine = asked.codeine.into();
    let lines = lines(asked.by, sources, &groups, &years, &countries);
    let extent = if asked.explain || asked.format != AnswerFormat::Table {
        RemarkExtent::Full
    } else {
        RemarkExtent::Short
    };
    let said_besides = remarks(sources, &groups, codeine, (&years, extent));
    let teller = AvailabilityTeller {
        sources,
        groups: &groups,
        by: asked.by,
        several_years: years.start() != years.end(),
    };
    let fields = teller.fields();
    let answer = Answer::of(&fields, &lines);
    let mut said = match asked.format {
        AnswerFormat::Table => {
            teller.table(&answer, &lines, (&years, asked.explain), &said_besides)
        }
        AnswerFormat::Csv => answer.csv()?,
        AnswerFormat::Json => {
            let rows: Value = serde_json::from_str(&answer.json()?)?;
            json(&teller.tree(&rows, &lines, (codeine, asked.explain), &said_besides))?
        }
    };
    let read = [
        Some(&asked.consumption),
        asked.population.as_ref(),
        asked.s_ddd.as_ref(),
        asked.territories.as_ref(),
    ];
    if let Some(to) = &asked.parquet {
        parquet::check(to, read.into_iter().flatten())?;
    }
    if let Some(to) = &asked.pages {
        // The pages show all years of the file.
        let all_years = Day::FIRST.year()..=Day::LAST.year();
        let of_all = remarks(sources, &groups, codeine, (&all_years, RemarkExtent::Full));
        let pages = AvailabilityPages {
            sources,
            groups: &groups,
            year: *years.end(),
            remarks: &of_all,
        };
        let made = availability_pages(&pages, to).map_err(unwritten)?;
        if asked.format == AnswerFormat::Table {
            let counted = figures::of(made, "page", "pages");
            let first = shown_path(to.join("index.html"));
            said.extend(["\n", &counted, " written; the first is ", &first, "\n"]);
        }
    }
    if let Some(to) = &asked.parquet {
        parquet::write(&answer, to)?;
        if asked.format == AnswerFormat::Table {
            let counted = figures::of(lines.len(), "line", "lines");
            said.extend(["\n", &counted, " written to ", &shown_path(to), "\n"]);
        }
    }
    say(said.as_bytes());
    if asked.format == AnswerFormat::Csv {
        for remark in unknown(sources) {
            tracing::warn!("{remark}");
        }
    }
    Ok(End::Done)
}

/// Returns the error of pages that cannot be written: a misuse if the command line is at fault.
fn unwritten(error: AvailabilityPagesError) -> CommandError {
    match error {
        AvailabilityPagesError::Taken { .. } | AvailabilityPagesError::Io(_) => misuse(error),
        AvailabilityPagesError::Layout { .. } => failed(error),
    }
}

/// Reads a file that an option names.
fn bytes(path: &Path, what: &str) -> Result<Vec<u8>, CommandError> {
    std::fs::read(path).map_err(|error| {
        misuse(format!(
            "{}: found {error}, expected a file with the {what}; name one that can be read",
            shown_path(path)
        ))
    })
}

/// Reads a table that an option names, or the built-in one.
fn table<T>(
    path: Option<&Path>,
    what: &str,
    builtin: impl Fn() -> Result<T, TableFaults>,
    read: impl Fn(&[u8], String) -> Result<T, TableFaults>,
) -> Result<T, CommandError> {
    match path {
        None => builtin().map_err(failed),
        Some(path) => read(&bytes(path, what)?, shown_path(path)).map_err(misuse),
    }
}

/// Returns the years that are asked about.
fn years(
    asked: &AvailabilityAsked,
    consumption: &Consumption,
) -> Result<RangeInclusive<i32>, CommandError> {
    let years = consumption.years();
    let (Some(oldest), Some(newest)) = (years.first(), years.last()) else {
        return Err(misuse(format!(
            "{}: found no row, expected one for each country, year and drug; name a file that has some",
            consumption.file
        )));
    };
    let (from, to) = match (asked.year, asked.from, asked.to) {
        (Some(year), _, _) => (year, year),
        (None, None, None) => (*newest, *newest),
        (None, from, to) => (from.unwrap_or(*oldest), to.unwrap_or(*newest)),
    };
    if from > to {
        return Err(misuse(format!(
            "--from is {from} and --to is {to}; name a first year that is not after the last"
        )));
    }
    if years.range(from..=to).next().is_none() {
        let named = if from == to {
            from.to_string()
        } else {
            format!("{from} to {to}")
        };
        return Err(misuse(format!(
            "{}: found no row of {named}, and rows of {oldest} to {newest}; ask about one of those years",
            consumption.file
        )));
    }
    Ok(from..=to)
}

/// Returns the countries that are asked about; none: all.
fn countries(
    asked: &AvailabilityAsked,
    config: &Config,
) -> Result<BTreeSet<Country>, CommandError> {
    if asked.by == By::Region && !asked.country.is_empty() {
        return Err(misuse(
            "--country has no meaning with --by region; leave one of the two out",
        ));
    }
    names::countries(&asked.country, config)
}

/// Returns the groups that are asked about.
fn asked_groups<'s>(
    asked: &AvailabilityAsked,
    sources: Sources<'s>,
) -> Result<Vec<DrugGroup<'s>>, CommandError> {
    let known = groups(sources.doses);
    let name = asked.group.as_deref();
    if let Some(name) = name {
        if asked.by == By::Group {
            return Err(misuse(
                "--group has no meaning with --by group, which shows every group; leave one of the two out",
            ));
        }
        if !known.contains(name) {
            let known: Vec<&str> = known.into_iter().collect();
            return Err(misuse(format!(
                "--group is {}, and {} has the groups {}; name one of them",
                shown(name),
                sources.doses.file,
                known.join(", ")
            )));
        }
    }
    let main = name.unwrap_or(OPIOIDS);
    let codeine = asked.codeine;
    if asked.by != By::Group && main != OPIOIDS && codeine != CodeineAsked::LeftOut {
        return Err(misuse(format!(
            "--codeine is about the group {OPIOIDS} and has no meaning with --group {main}; leave one of the two out"
        )));
    }
    let group = |name: &str| {
        let with_codeine = name == OPIOIDS && codeine == CodeineAsked::Counted;
        DrugGroup::of(sources, name, with_codeine)
    };
    let mut found: Vec<DrugGroup<'s>> = match asked.by {
        By::Group => {
            let is_asked = |name: &&str| *name != CODEINE || codeine == CodeineAsked::Split;
            known.into_iter().filter(is_asked).map(group).collect()
        }
        By::Country | By::Region if main == OPIOIDS && codeine == CodeineAsked::Split => {
            vec![group(OPIOIDS), group(CODEINE)]
        }
        By::Country | By::Region => vec![group(main)],
    };
    if asked.by == By::Group {
        found.retain(|group| !group.counted.is_empty());
    }
    if found.iter().all(|group| group.counted.is_empty()) {
        let named = if asked.by == By::Group {
            "any group"
        } else {
            main
        };
        return Err(misuse(format!(
            "{}: found no drug of {named} whose dose {} has, expected at least one; name another group, or a table that has the doses",
            sources.consumption.file, sources.doses.file
        )));
    }
    Ok(found)
}

/// Works out the lines of an answer.
fn lines<'s>(
    by: By,
    sources: Sources<'s>,
    groups: &[DrugGroup<'_>],
    years: &RangeInclusive<i32>,
    countries: &BTreeSet<Country>,
) -> Vec<AvailabilityLine<'s>> {
    let mut lines = Vec::new();
    let codes: BTreeSet<&str> = countries
        .iter()
        .map(|country| sources.config.country_code(*country))
        .collect();
    for (place, group) in groups.iter().enumerate() {
        for year in years.clone() {
            let mut figures = AvailabilityYear::of(sources, group, year);
            if by == By::Region || (by == By::Group && codes.is_empty()) {
                let all = if by == By::Region {
                    regions(sources.config)
                } else {
                    BTreeSet::new()
                };
                for region in all.into_iter().map(Some).chain([None]) {
                    lines.push(AvailabilityLine::of_region(
                        (group, place),
                        &figures,
                        region,
                    ));
                }
                continue;
            }
            let is_asked = |code: &str| {
                if codes.is_empty() {
                    sources.consumption.countries.contains_key(code)
                } else {
                    codes.contains(code)
                }
            };
            figures.countries.retain(|code, _| is_asked(code));
            let of_year = figures.countries.into_values();
            lines.extend(of_year.map(|country| {
                AvailabilityLine::of_country(sources, (group, place), year, country)
            }));
        }
    }
    if by != By::Region {
        lines.sort_by(|one, other| {
            let key = |line: &AvailabilityLine<'_>| {
                (
                    line.name.to_lowercase(),
                    line.code.to_owned(),
                    line.year,
                    line.group,
                )
            };
            key(one).cmp(&key(other))
        });
    }
    lines
}

/// Tells an answer.
struct AvailabilityTeller<'t> {
    sources: Sources<'t>,
    groups: &'t [DrugGroup<'t>],
    by: By,
    several_years: bool,
}

impl<'t> AvailabilityTeller<'t> {
    /// Returns the columns of a line, which tables, JSON, CSV and Parquet share.
    fn fields(&self) -> Fields<'t, AvailabilityLine<'t>> {
        let groups = self.groups;
        let shown = |column: Column, is_shown: bool| {
            if is_shown {
                column
            } else {
                column.for_programs()
            }
        };
        let of_region = self.by == By::Region;
        let of_country =
            |line: &AvailabilityLine<'_>, tell: fn(&CountryYear<'_>) -> Cell| match &line.place {
                AvailabilityPlace::Country(country) => tell(country),
                AvailabilityPlace::Region(_) => Cell::Nothing,
            };
        let in_region =
            |line: &AvailabilityLine<'_>, tell: fn(&RegionYear) -> Cell| match &line.place {
                AvailabilityPlace::Country(_) => Cell::Nothing,
                AvailabilityPlace::Region(region) => tell(region),
            };
        let decimal = |ratio: Option<&Ratio>| Cell::maybe_figure(ratio.map(Ratio::decimal));
        let fields = Fields::new()
            .add(
                shown(text("place", "code"), !of_region),
                |line: &AvailabilityLine<'t>| Cell::of(line.code),
            )
            .add(
                text("name", if of_region { "region" } else { "country" }),
                |line| Cell::text(&line.name),
            )
            .add(hidden("region"), |line| match &line.place {
                AvailabilityPlace::Country(country) => Cell::text(country.region),
                AvailabilityPlace::Region(_) => Cell::of(line.code),
            })
            .add(shown(number("year", "year"), self.several_years), |line| {
                Cell::of(line.year)
            })
            .add(
                shown(text("group", "group"), groups.len() > 1),
                move |line| Cell::of(&groups[line.group].name),
            )
            .add(figure("s_ddd_per_million_per_day", "value"), move |line| {
                decimal(line.value())
            })
            .add(hidden("exact"), |line| Cell::maybe(line.value()))
            .add(hidden("doses"), |line| Cell::of(line.doses()))
            .add(number("inhabitants", "").for_programs(), |line| {
                Cell::maybe(line.people())
            })
            .add(text("status", "status"), |line| {
                Cell::of(line.status().name())
            })
            .add(hidden("reason"), |line| Cell::maybe(line.reason()))
            .add(text("class", "class"), |line| {
                match (line.class, line.reason()) {
                    (Some(class), _) => Cell::both(class.name(), class.words()),
                    (None, Some(reason)) => Cell::for_people(reason.replace('-', " ")),
                    (None, None) => Cell::Nothing,
                }
            })
            .add(number("drugs_reported", "").for_programs(), move |line| {
                of_country(line, |country| Cell::of(country.reported))
            })
            .add(number("drugs_counted", "").for_programs(), move |line| {
                Cell::of(groups[line.group].counted.len())
            })
            .add(
                number("countries_reporting", "").for_programs(),
                move |line| in_region(line, |region| Cell::of(region.reporting)),
            )
            .add(number("countries", "").for_programs(), move |line| {
                in_region(line, |region| Cell::of(region.countries))
            })
            .add(
                shown(figure("population_share_percent", "people %"), of_region),
                move |line| match &line.place {
                    AvailabilityPlace::Country(_) => Cell::Nothing,
                    AvailabilityPlace::Region(region) => decimal(region.share().as_ref()),
                },
            )
            .add(hidden("territory"), move |line| {
                of_country(line, |country| {
                    Cell::maybe(country.people.territory.map(|of| of.name.clone()))
                })
            });
        if of_region {
            return fields.add(text("", "countries").for_people(), |line| {
                match &line.place {
                    AvailabilityPlace::Country(_) => Cell::Nothing,
                    AvailabilityPlace::Region(region) => {
                        Cell::of(format!("{} of {}", region.reporting, region.countries))
                    }
                }
            });
        }
        fields.add(text("", "drugs").for_people(), move |line| {
            match &line.place {
                AvailabilityPlace::Country(country) => Cell::of(format!(
                    "{} of {}",
                    country.reported,
                    groups[line.group].counted.len()
                )),
                AvailabilityPlace::Region(region) => Cell::of(format!(
                    "{} of {} countries",
                    region.reporting, region.countries
                )),
            }
        })
    }

    /// Returns the answer for people.
    fn table(
        &self,
        answer: &Answer,
        lines: &[AvailabilityLine<'t>],
        (years, explain): (&RangeInclusive<i32>, bool),
        remarks: &[String],
    ) -> String {
        let when = if self.several_years {
            format!("{} to {}", years.start(), years.end())
        } else {
            years.end().to_string()
        };
        let title = format!(
            "Daily doses (S-DDD) per million inhabitants per day, {when}, by {}",
            harmless(&self.sources.consumption.file)
        );
        let mut said = answer.titled(&title, "None.");
        if explain {
            for line in lines {
                said += "\n";
                for part in told(self.sources, &self.groups[line.group], line) {
                    said += &terminal::wrapped(&part);
                    said += "\n";
                }
            }
        }
        for remark in remarks {
            said += "\n";
            said += &terminal::wrapped(remark);
        }
        said + "\n"
    }

    /// Returns the answer for programs.
    fn tree(
        &self,
        rows: &Value,
        lines: &[AvailabilityLine<'t>],
        (codeine, explain): (Codeine, bool),
        remarks: &[String],
    ) -> Value {
        let sources = self.sources;
        let groups: Vec<Value> = self
            .groups
            .iter()
            .map(|group| of_group(sources, group))
            .collect();
        let mut tree = json!({
            "consumption": sources.consumption.file,
            "population": { "file": sources.population.file, "source": sources.population.source },
            "s_ddd": sources.doses.file,
            "territories": sources.territories.file,
            "days": DAYS,
            "rounding": "to hundredths, to the nearest, halves up; exact and doses are decimals, or fractions where no decimal is exact",
            "codeine": codeine.name(),
            "groups": groups,
            "lines": rows,
            "oddities": oddities(&sources.consumption.odd),
            "remarks": remarks,
        });
        if explain {
            let explained: Vec<Value> = lines
                .iter()
                .map(|line| explained(sources, &self.groups[line.group], line))
                .collect();
            tree["explained"] = Value::Array(explained);
        }
        tree
    }
}

fn of_group(sources: Sources<'_>, group: &DrugGroup<'_>) -> Value {
    let code = |drug: &Substance| sources.config.substance_code(*drug).to_owned();
    let counted = |counted: &CountedDrug<'_>| {
        json!({
            "substance": code(&counted.drug),
            "name": sources.config.substance(counted.drug).name,
            "s_ddd_mg": counted.milligrams(),
            "confidence": counted.row.confidence.name(),
            "source": counted.row.source,
        })
    };
    json!({
        "group": group.name,
        "counted": group.counted.iter().map(counted).collect::<Vec<_>>(),
        "not_in_file": group.not_in_file.iter().map(code).collect::<Vec<_>>(),
        "without_dose": group.without_dose.iter().map(code).collect::<Vec<_>>(),
        "not_in_config": group.not_in_config,
    })
}

fn oddities(odd: &Oddities) -> Value {
    let rows = |rows: NotedRows| json!({ "rows": rows.number, "first_line": (rows.number > 0).then_some(rows.first_line) });
    let unknown: Vec<Value> = odd
        .unknown
        .iter()
        .map(|(code, of)| {
            json!({
                "code": code,
                "name": of.name,
                "known_as": of.known_as,
                "rows": of.rows.number,
                "first_line": of.rows.first_line,
                "above_zero": of.above_zero,
            })
        })
        .collect();
    let names: Vec<Value> = odd
        .names
        .iter()
        .map(|(code, of)| json!({ "code": code, "name": of.name, "rows": of.rows.number, "first_line": of.rows.first_line }))
        .collect();
    let jump = |jump: &Jump| {
        let [before, amount, after] = jump.micrograms.map(kilograms);
        json!({ "country": jump.country, "line": jump.line, "before_kg": before, "amount_kg": amount, "after_kg": after })
    };
    let jumps: Vec<Value> = odd.jumps.iter().map(jump).collect();
    json!({
        "unknown_countries": unknown,
        "unknown_names": names,
        "zeros_that_may_mean_not_reported": rows(odd.zeros),
        "rows_without_amount": rows(odd.empty),
        "amounts_with_exponent": rows(odd.exponents),
        "amounts_of_more_than_two_places": rows(odd.small),
        "amounts_far_above_those_beside_them": jumps,
    })
}
