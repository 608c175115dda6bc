//! Which rows, doses, inhabitants and formula a line comes from.

use crate::ask::availability::{
    AvailabilityLine, AvailabilityPlace, AvailabilityYear, CountedDrug, CountryYear, DAYS,
    DrugGroup, PEOPLE, RegionYear, Sources, Use, kilograms,
};
use crate::terms::figures::{count, grams};
use crate::terms::{Ratio, harmless};
use serde_json::{Value, json};

/// Returns what a line comes from, for programs.
pub(super) fn explained(
    sources: Sources<'_>,
    group: &DrugGroup<'_>,
    line: &AvailabilityLine<'_>,
) -> Value {
    let mut tree = json!({
        "place": line.code,
        "year": line.year,
        "group": group.name,
        "formula": formula(line),
    });
    match &line.place {
        AvailabilityPlace::Country(country) => {
            let uses = group.counted.iter().zip(&country.uses);
            let uses = uses.map(|(counted, used)| of_use(sources, counted, used));
            tree["drugs"] = Value::Array(uses.collect());
            let parts = country.people.parts.iter().map(|(code, people)| {
                json!({
                    "country": code,
                    "inhabitants": people.map(|people| people.number),
                    "line": people.map(|people| people.line),
                })
            });
            tree["inhabitants"] = Value::Array(parts.collect());
            tree["territory_line"] = json!(country.people.territory.map(|of| of.line));
        }
        AvailabilityPlace::Region(_) => {
            let countries = reporting(sources, group, line).into_iter().map(|country| {
                json!({
                    "country": country.code,
                    "doses": country.doses.to_string(),
                    "inhabitants": country.people.number,
                    "status": country.status.name(),
                })
            });
            tree["countries"] = Value::Array(countries.collect());
        }
    }
    tree
}

fn of_use(sources: Sources<'_>, counted: &CountedDrug<'_>, used: &Use) -> Value {
    json!({
        "substance": sources.config.substance_code(counted.drug),
        "line": used.entry.map(|entry| entry.line),
        "kilograms": used.entry.map(|entry| kilograms(entry.micrograms)),
        "is_reported": used.entry.is_some_and(|entry| entry.is_reported),
        "s_ddd_mg": counted.milligrams(),
        "s_ddd_line": counted.row.line,
        "confidence": counted.row.confidence.name(),
        "doses": used.doses.as_ref().map(ToString::to_string),
    })
}

/// Returns the formula with the figures in it; `None` if there is no value.
fn formula(line: &AvailabilityLine<'_>) -> Option<String> {
    let (value, people) = (line.value()?, line.people()?);
    let rounded = value.decimal();
    Some(format!(
        "{} x {} / ({} x {DAYS}) = {value} = {rounded}",
        line.doses(),
        count(PEOPLE),
        count(people)
    ))
}

/// Returns the countries of a region that have a value.
fn reporting<'s>(
    sources: Sources<'s>,
    group: &DrugGroup<'_>,
    line: &AvailabilityLine<'_>,
) -> Vec<CountryYear<'s>> {
    let year = AvailabilityYear::of(sources, group, line.year);
    let region = line.region();
    let countries = year.countries.into_values();
    countries
        .filter(|country| region.is_none_or(|region| country.region == region))
        .filter(|country| country.value.is_some())
        .collect()
}

/// Returns what a line comes from, for people, a paragraph each.
pub(super) fn told(
    sources: Sources<'_>,
    group: &DrugGroup<'_>,
    line: &AvailabilityLine<'_>,
) -> Vec<String> {
    let title = format!("{}, {}, {}:", line.name, line.year, group.name);
    let mut said = vec![title];
    match &line.place {
        AvailabilityPlace::Country(country) => {
            let uses = group.counted.iter().zip(&country.uses);
            said.extend(uses.map(|(counted, used)| use_told(sources, counted, used)));
            said.extend(people_told(sources, country));
        }
        AvailabilityPlace::Region(region) => said.extend(region_told(sources, group, line, region)),
    }
    said.push(match formula(line) {
        Some(formula) => format!("  {formula}"),
        None => format!(
            "  no value: {}",
            line.reason().unwrap_or_default().replace('-', " ")
        ),
    });
    said
}

fn doses(doses: &Ratio) -> String {
    let shown = grams(doses.decimal());
    if doses.to_string().contains('/') {
        format!("{doses} (about {shown}) doses")
    } else {
        format!("{} doses", grams(doses))
    }
}

fn use_told(sources: Sources<'_>, counted: &CountedDrug<'_>, used: &Use) -> String {
    let name = &sources.config.substance(counted.drug).name;
    let Some(entry) = used.entry else {
        return format!("  {name}: no row, not counted");
    };
    let kilograms = kilograms(entry.micrograms);
    let Some(own) = &used.doses else {
        return format!(
            "  {name}, line {}: {kilograms} kg may mean that nothing was reported, not counted",
            entry.line
        );
    };
    format!(
        "  {name}, line {}: {kilograms} kg / {} mg ({}, line {}) = {}",
        entry.line,
        counted.milligrams(),
        counted.row.confidence.name(),
        counted.row.line,
        doses(own)
    )
}

fn people_told(sources: Sources<'_>, country: &CountryYear<'_>) -> Vec<String> {
    let people = &country.people;
    let parts: Vec<String> = people
        .parts
        .iter()
        .map(|(code, people)| match people {
            Some(people) => format!("{code} {} (line {})", count(people.number), people.line),
            None => format!("{code} not known"),
        })
        .collect();
    let mut said = vec![format!(
        "  inhabitants by {}: {}",
        sources.population.file,
        parts.join(" + ")
    )];
    if let Some(territory) = people.territory {
        said.push(format!(
            "  the figures are taken for those of {} ({}, line {})",
            harmless(&territory.name),
            sources.territories.file,
            territory.line
        ));
    }
    said
}

fn region_told(
    sources: Sources<'_>,
    group: &DrugGroup<'_>,
    line: &AvailabilityLine<'_>,
    region: &RegionYear,
) -> Vec<String> {
    let countries = reporting(sources, group, line);
    let listed: Vec<String> = countries
        .iter()
        .map(|country| {
            format!(
                "{} {} doses, {}",
                country.code,
                grams(country.doses.decimal()),
                country.people.number.map(count).unwrap_or_default()
            )
        })
        .collect();
    if listed.is_empty() {
        return Vec::new();
    }
    vec![
        format!(
            "  {} of {} countries have a value, {} of them with every drug; they have {} of {} inhabitants",
            region.reporting,
            region.countries,
            region.whole,
            count(region.people_reporting),
            count(region.people)
        ),
        format!("  doses (rounded) and inhabitants: {}", listed.join("; ")),
        format!("  together {}", doses(&region.doses)),
    ]
}
