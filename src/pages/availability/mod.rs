//! Shows how much medicine countries have as pages: a map, regions, a table, and a page for every country with lines over the years.
//!
//! The pages are plain files without scripts, in a folder of their own. They need no run; style and map are those of the report.

mod chart;
mod error;
mod site;
mod world;

pub use error::AvailabilityPagesError;

use crate::ask::availability::{
    AvailabilityLine, AvailabilityPlace, AvailabilityYear, CountryYear, DrugGroup, OPIOIDS,
    Sources, kilograms, regions,
};
use crate::terms::Ratio;
use crate::terms::figures::{count, grams, of as count_of};
use askama::Template;
use chart::{AvailabilityChart, Point};
use inforce_present::text::html::{HtmlText, plain};
use site::NewFolder;
use std::collections::BTreeMap;
use std::path::Path;
use world::{Degree, World};

/// What pages are made of.
#[derive(Clone, Copy, Debug)]
pub struct AvailabilityPages<'p> {
    /// The files behind the figures.
    pub sources: Sources<'p>,
    /// The groups; the first page is about the main opioid analgesics if they are among them, otherwise about the first.
    pub groups: &'p [DrugGroup<'p>],
    /// The year of the map.
    pub year: i32,
    /// What must be said about the figures.
    pub remarks: &'p [String],
}

/// The files that are the same in all pages.
const ASSETS: [(&str, &[u8]); 2] = [
    ("assets/report.css", include_bytes!("../assets/report.css")),
    (
        "assets/availability.css",
        include_bytes!("../assets/availability.css"),
    ),
];

/// What every page states.
struct SiteFrame {
    title: String,
    /// The path from the page to the root of the site.
    root: &'static str,
    file: String,
}

#[derive(Template)]
#[template(path = "availability_index.html")]
struct Index<'a> {
    frame: SiteFrame,
    group: String,
    year: i32,
    has_classes: bool,
    degrees: Vec<(Degree, usize)>,
    world: World,
    regions: Vec<RegionRow>,
    countries: Vec<CountryAvailability>,
    remarks: &'a [String],
}

#[derive(Template)]
#[template(path = "availability_country.html")]
struct AvailabilityCountryPage<'a> {
    frame: SiteFrame,
    name: &'a str,
    code: &'a str,
    region: &'a str,
    groups: Vec<OfGroup>,
    remarks: &'a [String],
}

/// A group on the page of a country.
struct OfGroup {
    name: String,
    has_classes: bool,
    chart: Option<AvailabilityChart>,
    drugs: Vec<String>,
    years: Vec<YearAvailability>,
}

struct YearAvailability {
    year: i32,
    told: Told,
    inhabitants: String,
    drugs: Vec<ReportedAmount>,
}

/// What was reported of a drug.
enum ReportedAmount {
    /// Kilograms.
    Reported(String),
    /// A zero, or no amount, that may mean that nothing was reported.
    Perhaps,
    /// There is no row.
    None,
}

struct RegionRow {
    name: String,
    told: Told,
    countries: String,
    share: String,
    chart: Option<AvailabilityChart>,
}

struct CountryAvailability {
    code: String,
    name: String,
    region: String,
    told: Told,
    drugs: String,
}

/// A value with its status and class, in words.
struct Told {
    value: String,
    class: &'static str,
    degree: Degree,
    status: &'static str,
    /// Why there is no value; empty if there is one.
    reason: String,
}

impl Told {
    fn of(line: &AvailabilityLine<'_>) -> Self {
        let value = line.value().map(Ratio::decimal);
        Self {
            value: value.map(grams).unwrap_or_default(),
            class: line.class.map_or("", |class| class.words()),
            degree: Degree::of(line.value().is_some(), line.class),
            status: line.status().name(),
            reason: line.reason().unwrap_or_default().replace('-', " "),
        }
    }
}

/// The lines of all years, by code or region.
type LinesByPlace<'s> = BTreeMap<&'s str, Vec<AvailabilityLine<'s>>>;

/// Writes the pages into a new folder; returns their number. If this fails, the folder is not there.
pub fn availability_pages(
    of: &AvailabilityPages<'_>,
    to: &Path,
) -> Result<usize, AvailabilityPagesError> {
    let site = NewFolder::begin(to, &["assets", "country"])?;
    for (name, bytes) in ASSETS {
        site.write(name, bytes)?;
    }
    let mut groups = Vec::new();
    for (place, group) in of.groups.iter().enumerate() {
        groups.push((group, lines(of.sources, (group, place))));
    }
    let first = groups.iter().find(|(group, _)| group.name == OPIOIDS);
    let Some((group, (countries, regions))) = first.or_else(|| groups.first()) else {
        return Ok(0);
    };
    let page = index(of, group, countries, regions);
    site.render("index.html", &page)?;
    let mut pages = 1;
    for (code, _) in countries
        .iter()
        .filter(|(code, _)| has_page(of.sources, code))
    {
        let page = country_page(of, &groups, code);
        site.render(&world::page(code), &page)?;
        pages += 1;
    }
    site.place()?;
    Ok(pages)
}

fn has_page(sources: Sources<'_>, code: &str) -> bool {
    sources.consumption.countries.contains_key(code)
}

/// Works out the lines of all years of the file, of countries and of regions.
fn lines<'s>(
    sources: Sources<'s>,
    group: (&DrugGroup<'_>, usize),
) -> (LinesByPlace<'s>, LinesByPlace<'s>) {
    let (mut countries, mut of_regions) = (LinesByPlace::new(), LinesByPlace::new());
    for year in sources.consumption.years() {
        let figures = AvailabilityYear::of(sources, group.0, year);
        for region in regions(sources.config).into_iter().map(Some).chain([None]) {
            let line = AvailabilityLine::of_region(group, &figures, region);
            of_regions.entry(line.code).or_default().push(line);
        }
        for country in figures.countries.into_values() {
            let line = AvailabilityLine::of_country(sources, group, year, country);
            countries.entry(line.code).or_default().push(line);
        }
    }
    (countries, of_regions)
}

fn of_year<'l, 's>(
    lines: &'l [AvailabilityLine<'s>],
    year: i32,
) -> Option<&'l AvailabilityLine<'s>> {
    lines.iter().find(|line| line.year == year)
}

fn title(group: &DrugGroup<'_>) -> String {
    let name = match group.name.as_str() {
        OPIOIDS => "Main opioid analgesics".to_owned(),
        name => format!("Group {name}"),
    };
    match (group.name.as_str(), group.with_codeine) {
        (OPIOIDS, true) => name + ", with codeine",
        (OPIOIDS, false) => name + ", without codeine",
        _ => name,
    }
}

fn points(lines: &[AvailabilityLine<'_>]) -> Vec<Point> {
    let point = |line: &AvailabilityLine<'_>| Point {
        year: line.year,
        value: line.value().and_then(Ratio::hundredths),
        is_whole: line.status().name() == "ok",
    };
    lines.iter().map(point).collect()
}

fn index<'a>(
    of: &AvailabilityPages<'a>,
    group: &DrugGroup<'_>,
    countries: &LinesByPlace<'_>,
    regions: &LinesByPlace<'_>,
) -> Index<'a> {
    let now: Vec<&AvailabilityLine<'_>> = countries
        .values()
        .filter_map(|lines| of_year(lines, of.year))
        .collect();
    let degrees = Degree::ALL.map(|degree| {
        let count = now
            .iter()
            .filter(|line| has_page(of.sources, line.code))
            .filter(|line| Told::of(line).degree == degree)
            .count();
        (degree, count)
    });
    let world = World::of(of.sources.config, &now, |code| has_page(of.sources, code));
    let of_region = |(name, lines): (&&str, &Vec<AvailabilityLine<'_>>)| {
        let line = of_year(lines, of.year)?;
        let AvailabilityPlace::Region(region) = &line.place else {
            return None;
        };
        let share = region.share().map(|share| share.decimal());
        Some(RegionRow {
            name: plain(name),
            told: Told::of(line),
            countries: format!("{} of {}", region.reporting, region.countries),
            share: share.map(|share| format!("{share} %")).unwrap_or_default(),
            chart: AvailabilityChart::of(&points(lines), group.name == OPIOIDS, &plain(name)),
        })
    };
    let mut rows: Vec<CountryAvailability> = now
        .iter()
        .filter(|line| has_page(of.sources, line.code))
        .filter_map(|line| {
            let AvailabilityPlace::Country(country) = &line.place else {
                return None;
            };
            Some(CountryAvailability {
                code: plain(line.code),
                name: line.name.clone(),
                region: country.region.to_owned(),
                told: Told::of(line),
                drugs: format!("{} of {}", country.reported, group.counted.len()),
            })
        })
        .collect();
    rows.sort_by_key(|row| row.name.to_lowercase());
    Index {
        frame: frame(of, "", &format!("{}, {}", title(group), of.year)),
        group: title(group),
        year: of.year,
        has_classes: group.name == OPIOIDS,
        degrees: degrees
            .into_iter()
            .filter(|(degree, count)| *count > 0 || degree.is_of(group.name == OPIOIDS))
            .collect(),
        world,
        regions: regions.iter().filter_map(of_region).collect(),
        countries: rows,
        remarks: of.remarks,
    }
}

fn frame(of: &AvailabilityPages<'_>, root: &'static str, title: &str) -> SiteFrame {
    SiteFrame {
        title: plain(title),
        root,
        file: plain(&of.sources.consumption.file),
    }
}

/// A group with the lines of countries and of regions.
type GroupLines<'g, 's> = (&'g DrugGroup<'g>, (LinesByPlace<'s>, LinesByPlace<'s>));

fn country_page<'a>(
    of: &AvailabilityPages<'a>,
    groups: &'a [GroupLines<'a, 'a>],
    code: &'a str,
) -> AvailabilityCountryPage<'a> {
    let empty: &[AvailabilityLine<'_>] = &[];
    let of_code = |lines: &'a LinesByPlace<'a>| lines.get(code).map_or(empty, Vec::as_slice);
    let any = groups
        .first()
        .and_then(|(_, (lines, _))| of_code(lines).first());
    let region = any.and_then(|line| match &line.place {
        AvailabilityPlace::Country(country) => Some(country.region),
        AvailabilityPlace::Region(_) => None,
    });
    let name = any.map_or(code, |line| line.name.as_str());
    let of_group = |(group, (lines, _)): &'a GroupLines<'a, 'a>| {
        let lines = of_code(lines);
        let drugs = group.counted.iter();
        OfGroup {
            name: title(group),
            has_classes: group.name == OPIOIDS,
            chart: AvailabilityChart::of(&points(lines), group.name == OPIOIDS, &plain(name)),
            drugs: drugs
                .map(|counted| plain(&of.sources.config.substance(counted.drug).name))
                .collect(),
            years: lines.iter().rev().filter_map(year_row).collect(),
        }
    };
    AvailabilityCountryPage {
        frame: frame(of, "../", &format!("{name} ({code})")),
        name,
        code,
        region: region.unwrap_or_default(),
        groups: groups.iter().map(of_group).collect(),
        remarks: of.remarks,
    }
}

fn year_row(line: &AvailabilityLine<'_>) -> Option<YearAvailability> {
    let AvailabilityPlace::Country(country) = &line.place else {
        return None;
    };
    Some(YearAvailability {
        year: line.year,
        told: Told::of(line),
        inhabitants: inhabitants(country),
        drugs: country
            .uses
            .iter()
            .map(|used| match used.entry {
                None => ReportedAmount::None,
                Some(entry) if entry.is_reported => {
                    ReportedAmount::Reported(grams(kilograms(entry.micrograms)))
                }
                Some(_) => ReportedAmount::Perhaps,
            })
            .collect(),
    })
}

fn inhabitants(country: &CountryYear<'_>) -> String {
    let number = country
        .people
        .number
        .map_or_else(|| "not known".to_owned(), count);
    match country.people.territory {
        Some(territory) => format!(
            "{number} ({}, {})",
            plain(&territory.name),
            count_of(country.people.parts.len(), "part", "parts")
        ),
        None => number,
    }
}
