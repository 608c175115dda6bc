//! Shows the answer of `inforce estimates --layout table-v`.

use super::figures::{grams, of};
use crate::ask::table_v::{EXPIRED, NONE, TableV};
use crate::config::Config;
use crate::terms::{Country, Mass, Substance};
use inforce_present::table::answer::{csv, json};
use inforce_present::table::terminal::{self, Align};
use serde_json::{Map, Value, json};
use std::fmt::{self, Write};

/// The width of a block if neither the terminal nor `COLUMNS` states one.
const WIDE: usize = 110;
/// The characters for the names of countries; longer names go on in further lines.
const NAMES: usize = 24;
/// Returns the table for people: blocks of as many substances as fit side by side, each block with the names of its codes
/// above.
pub(super) fn as_table(config: &Config, found: &TableV) -> Result<String, fmt::Error> {
    let mut text = inforce_present::table::terminal::wrapped(&found.title()) + "\n";
    if found.grams.is_empty() {
        return Ok(text + "\n  None.\n");
    }
    writeln!(text, "{}", size(found))?;
    let width = terminal::width().unwrap_or(WIDE);
    let cells = |substance: &Substance| {
        let written = |level: &Option<Mass>| level.map_or_else(|| EXPIRED.to_owned(), grams);
        let cell = |country: &Country| {
            found
                .grams
                .get(&(*country, *substance))
                .map_or_else(|| NONE.to_owned(), written)
        };
        found.countries.iter().map(cell).collect::<Vec<_>>()
    };
    let columns: Vec<(Substance, Vec<String>)> = found
        .substances
        .iter()
        .map(|substance| (*substance, cells(substance)))
        .collect();
    let needs = |(substance, cells): &(Substance, Vec<String>)| {
        let code = config.substance_code(*substance).chars().count();
        2 + cells
            .iter()
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
            .max(code)
    };
    let mut rest = &columns[..];
    while !rest.is_empty() {
        let mut room = width.saturating_sub(2 + NAMES);
        let fits = rest
            .iter()
            .take_while(|column| {
                room.checked_sub(needs(column))
                    .map(|left| room = left)
                    .is_some()
            })
            .count();
        let (block, others) = rest.split_at(fits.max(1));
        rest = others;
        writeln!(text)?;
        for (substance, _) in block {
            let about = config.substance(*substance);
            let schedule = about.schedule.name();
            writeln!(
                text,
                "{} {}, Schedule {schedule}",
                config.substance_code(*substance),
                crate::terms::harmless(&about.name)
            )?;
        }
        writeln!(text)?;
        let codes = block
            .iter()
            .map(|(substance, _)| (config.substance_code(*substance), Align::Right));
        let headings: Vec<(&str, Align)> = std::iter::once(("country", Align::Left))
            .chain(codes)
            .collect();
        let names: Vec<String> = found
            .countries
            .iter()
            .map(|country| crate::terms::harmless(config.country_name(*country)))
            .collect();
        let row = |(place, name): (usize, &'_ String)| {
            std::iter::once(name.clone())
                .chain(block.iter().map(|(_, cells)| cells[place].clone()))
                .collect::<Vec<String>>()
        };
        let rows: Vec<Vec<String>> = names.iter().enumerate().map(row).collect();
        let rows: Vec<Vec<&str>> = rows
            .iter()
            .map(|row| row.iter().map(String::as_str).collect())
            .collect();
        let lines = terminal::lines(&headings, &rows, Some(width));
        lines
            .head
            .iter()
            .chain(lines.rows.iter().flatten())
            .try_for_each(|line| writeln!(text, "{line}"))?;
    }
    Ok(text)
}

/// Returns the table for programs: for each country its exact grams by code, and the codes whose estimate has expired.
pub(super) fn as_json(config: &Config, found: &TableV) -> Result<String, fmt::Error> {
    let substance = |substance: &Substance| {
        let about = config.substance(*substance);
        json!({"substance": config.substance_code(*substance), "substance_name": about.name, "schedule": about.schedule.name()})
    };
    let grams = |country| {
        let of_country = found
            .substances
            .iter()
            .filter_map(|substance| Some((substance, found.grams.get(&(country, *substance))?)));
        let level = |mass: &Option<Mass>| mass.unwrap_or(Mass::ZERO).to_string().into();
        of_country
            .map(|(substance, mass)| (config.substance_code(*substance).to_owned(), level(mass)))
            .collect::<Map<_, _>>()
    };
    let expired = |country| {
        let of_country = found
            .substances
            .iter()
            .filter(|substance| found.grams.get(&(country, **substance)) == Some(&None));
        of_country
            .map(|substance| config.substance_code(*substance))
            .collect::<Vec<_>>()
    };
    let country = |country: &_| {
        json!({
            "country": config.country_code(*country),
            "country_name": config.country_name(*country),
            "level_g": grams(*country),
            "expired": expired(*country),
        })
    };
    json(&json!({
        "on": found.on.to_string(),
        "substances": found.substances.iter().map(substance).collect::<Vec<Value>>(),
        "countries": found.countries.iter().map(country).collect::<Vec<Value>>(),
    }))
}

/// Returns the table for spreadsheets, with a column for each substance. A cell is empty if there is no estimate, and has a
/// word if the estimate has expired.
pub(super) fn as_csv(config: &Config, found: &TableV) -> Result<String, fmt::Error> {
    let codes = found
        .substances
        .iter()
        .map(|substance| config.substance_code(*substance).to_owned());
    let head = ["country".to_owned(), "country_name".to_owned()]
        .into_iter()
        .chain(codes)
        .collect::<Vec<_>>();
    let row = |country: &Country| {
        let cell = |substance: &Substance| match found.grams.get(&(*country, *substance)) {
            Some(Some(grams)) => grams.to_string(),
            Some(None) => EXPIRED.to_owned(),
            None => String::new(),
        };
        let first = [config.country_code(*country), config.country_name(*country)];
        first
            .map(ToOwned::to_owned)
            .into_iter()
            .chain(found.substances.iter().map(cell))
            .collect()
    };
    csv(std::iter::once(head).chain(found.countries.iter().map(row)))
}

/// Returns the numbers of countries and substances.
fn size(found: &TableV) -> String {
    let countries = of(found.countries.len(), "country", "countries");
    let substances = of(found.substances.len(), "substance", "substances");
    format!("{countries}, {substances}")
}

/// Returns the message about a workbook that was written.
pub(super) fn written(found: &TableV, path: &std::path::Path) -> String {
    format!(
        "Estimates in force on {} as a workbook: {}\n  {}\n",
        found.on,
        crate::terms::shown_path(path),
        size(found)
    )
}
