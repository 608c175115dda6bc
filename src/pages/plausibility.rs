//! The page of what there is to ask about estimates, with small drawings of estimate and use over the years.

use super::chart::YearsChart;
use super::frame::{Frame, PageFrame, write};
use super::replace_folder::Site;
use super::shared::RunData;
use super::tables;
use super::{ReportError, names};
use crate::ask::plausibility::{
    Examined, Plausibility, PlausibilityCheck, PlausibilityFinding, of_newest, word,
};
use crate::terms::figures;
use askama::Template;
use inforce_present::table::html::{PageTable, TableBuilder, figure, short, text, wide};
use inforce_present::table::{Cell, Fields};
use inforce_present::text::html::{HtmlText, plain};

pub(super) const PAGE: &str = "plausibility.html";

/// The most drawings on the page.
const MOST: usize = 60;

#[derive(Template)]
#[template(path = "plausibility.html")]
struct PlausibilityPage<'a> {
    frame: Frame<'a>,
    /// What was asked; `None` if the run does not say how far its data reach.
    asked: Option<PlausibilitySummary>,
}

struct PlausibilitySummary {
    said: String,
    span: String,
    /// Each check with the number of its findings.
    checks: Vec<(PlausibilityCheck, String)>,
    formulas: Vec<(&'static str, String)>,
    multiples: Vec<Multiple>,
    /// What is said of estimates that are not drawn.
    more: Option<String>,
    table: PageTable,
}

/// A drawing with what it is of.
struct Multiple {
    /// The name of the country, and its page.
    country: (String, String),
    /// The name of the substance, and its page.
    substance: (String, String),
    chart: YearsChart,
    findings: String,
}

/// Writes the page.
pub(super) fn plausibility(
    site: &Site,
    frames: &PageFrame,
    of: &RunData<'_>,
) -> Result<(), ReportError> {
    let found = of_newest(of.run, true)?;
    let asked = found.map(|found| asked(site, of, &found)).transpose()?;
    let page = PlausibilityPage {
        frame: frames.frame(PAGE, PAGE, "Plausibility".to_owned()),
        asked,
    };
    write(site, PAGE, &page)
}

fn asked(
    site: &Site,
    of: &RunData<'_>,
    found: &Plausibility,
) -> Result<PlausibilitySummary, ReportError> {
    let with_findings: Vec<&Examined> = found
        .examined
        .iter()
        .filter(|one| !one.findings.is_empty())
        .collect();
    let findings = || with_findings.iter().flat_map(|one| &one.findings);
    let counts = PlausibilityCheck::ALL.map(|check| {
        let number = findings().filter(|finding| finding.check == check).count();
        (check, figures::of(number, "finding", "findings"))
    });
    let drawn = with_findings.len().min(MOST);
    let formulas =
        PlausibilityCheck::ALL.map(|check| (check.name(), check.formula(&found.thresholds)));
    Ok(PlausibilitySummary {
        said: format!(
            "On {}, {} were examined; there is something to ask about {}.",
            found.span.on,
            figures::of(
                found.examined.len(),
                "pair of country and substance",
                "pairs of country and substance"
            ),
            figures::count(with_findings.len())
        ),
        span: found.span.told(),
        checks: counts.into_iter().collect(),
        formulas: formulas.into_iter().collect(),
        multiples: with_findings
            .iter()
            .take(MOST)
            .filter_map(|one| multiple(of, one))
            .collect(),
        more: (with_findings.len() > drawn).then(|| {
            format!(
                "The first {drawn} of {}, the gravest findings first; the table has them all.",
                figures::count(with_findings.len())
            )
        }),
        table: table(site, of, found, &with_findings)?,
    })
}

fn multiple(of: &RunData<'_>, one: &Examined) -> Option<Multiple> {
    let config = &of.run.config;
    let country = config.country_name(one.country);
    let substance = &config.substance(one.substance).name;
    let who = format!("{}, {}", plain(country), plain(substance));
    let names_of_checks = one.findings.iter().map(|finding| finding.check.name());
    Some(Multiple {
        country: (
            country.to_owned(),
            names::country(config.country_code(one.country)),
        ),
        substance: (
            substance.clone(),
            names::substance(config.substance_code(one.substance)),
        ),
        chart: YearsChart::of(&one.years, word(config, one.substance), &who)?,
        findings: names_of_checks.collect::<Vec<_>>().join(", "),
    })
}

/// Returns the table of findings.
fn table(
    site: &Site,
    of: &RunData<'_>,
    found: &Plausibility,
    with_findings: &[&Examined],
) -> Result<PageTable, ReportError> {
    let config = &of.run.config;
    let span = &found.span;
    let fields = Fields::<(&Examined, &PlausibilityFinding)>::new()
        .add(wide("Country"), |(one, _)| tables::country(of, one.country))
        .add(wide("Substance"), |(one, _)| {
            tables::substance(of, one.substance)
        })
        .add(short("Finding"), |(_, finding)| {
            Cell::of(finding.check.name())
        })
        .add(wide("In words"), |(one, finding)| {
            Cell::text(finding.told(word(config, one.substance), span.on))
        })
        .add(text("Convention"), |(one, _)| {
            let provisions = config.provisions(one.substance);
            Cell::of(format!("{}, {}", provisions.name, provisions.force.name()))
        })
        .add(figure("Estimate, g"), |(one, _)| {
            Cell::maybe_figure(one.estimate())
        })
        .add(figure("Most used in a year, g"), |(one, _)| {
            Cell::maybe_figure(one.greatest_use(span).map(|greatest| greatest.used))
        })
        .add(figure("Times the use"), |(one, _)| {
            one.times_the_use(span)
                .map(|ratio| Cell::rounded(ratio.decimal(), ratio.to_string()))
                .unwrap_or_default()
        })
        .add(short("Same since"), |(one, _)| {
            Cell::maybe(one.first_and_last_change().map(|(_, last)| last.day))
        });
    let rows: Vec<(&Examined, &PlausibilityFinding)> = with_findings
        .iter()
        .flat_map(|one| one.findings.iter().map(|finding| (*one, finding)))
        .collect();
    let label = "What there is to ask about estimates, the gravest first";
    TableBuilder::table(site, PAGE, ("asked", label), &fields, &rows)
}
