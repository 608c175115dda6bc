//! The first page: the run on one screen.

use super::frame::{Frame, PageFrame, write};
use super::tables::in_words;
use crate::archive::read::AlertRow;
use crate::archive::{Change, LeftOut, WarningEntry};
use crate::config::{Convention, Provisions};
use crate::judgement::Rule;
use crate::pages::ReportError;
use crate::pages::figures::Kilograms;
use crate::pages::map::WorldMap;
use crate::pages::names;
use crate::pages::replace_folder::Site;
use crate::pages::shared::RunData;
use crate::terms::{Country, Mass, Substance, figures};
use askama::Template;
use inforce_present::text::html::{HtmlText, plain};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

const PAGE: &str = "index.html";

/// The number of largest excesses that are listed.
const LARGEST: usize = 10;
/// The number of substances that are listed.
const SUBSTANCES: usize = 12;
/// The number of countries with refused rows that are listed.
const INCOMPLETE: usize = 8;
/// The number of warnings that are listed.
const WARNINGS: usize = 12;
/// The number of reasons of refusal that are listed.
const REASONS: usize = 5;
/// The most changes that are listed; if there are more, none is listed here.
const CHANGES: usize = 30;
/// The width of the longest bar, in the units of the drawing.
const BAR: u64 = 120;

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage<'a> {
    frame: Frame<'a>,
    alerts: String,
    conventions: Vec<OfConvention>,
    rules: Vec<RuleBar>,
    previous: Option<&'a str>,
    changes: Option<ChangeCounts>,
    /// The largest excesses by convention, those without an excess left out.
    largest: Vec<(&'static Provisions, Vec<Largest<'a>>)>,
    map: WorldMap,
    year: Option<i64>,
    substances: Vec<SubstanceBar>,
    refused: String,
    left_out: &'a [LeftOut],
    warnings: &'a [WarningEntry],
    more_warnings: usize,
    /// The number of alerts with a doubt, in words; `None` if there is none.
    doubted: Option<String>,
    reasons: Vec<(&'a str, String)>,
    more_reasons: usize,
    incomplete: Vec<Incomplete<'a>>,
    more_incomplete: usize,
    findings: String,
    /// The number of findings that begin after the last movement.
    later_findings: String,
}

/// A convention of the run.
struct OfConvention {
    provisions: &'static Provisions,
    /// The number of alerts, in words.
    alerts: String,
}

struct RuleBar {
    name: &'static str,
    meaning: &'static str,
    count: String,
    width: u64,
}

/// How the alerts differ from those of the previous run.
struct ChangeCounts {
    /// Each kind of change with its number.
    kinds: [(&'static str, String); 6],
    /// The number of changes.
    all: usize,
    /// The changes; empty if there are more than [`CHANGES`].
    rows: Vec<ChangeRow>,
}

struct ChangeRow {
    alert: String,
    page: Option<String>,
    kind: &'static str,
    causes: String,
}

struct Largest<'a> {
    alert: &'a AlertRow,
    page: String,
    country: String,
    partner: Option<String>,
    substance: String,
    excess: Kilograms,
    peak: String,
}

struct SubstanceBar {
    name: String,
    page: String,
    alerts: u64,
    width: u64,
    /// The greatest excess, and the page of its alert.
    greatest: Option<(Kilograms, String)>,
}

struct Incomplete<'a> {
    name: &'a str,
    page: String,
    rows: String,
}

/// Writes the page.
pub(super) fn overview(
    site: &Site,
    frames: &PageFrame,
    of: &RunData<'_>,
) -> Result<(), ReportError> {
    let manifest = &of.manifest;
    let year = of.alerts.iter().map(|alert| alert.year).max();
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    for ((_, reason), count) in &of.refused.reasons {
        *reasons.entry(reason).or_default() += count;
    }
    let mut reasons: Vec<(&str, u64)> = reasons.into_iter().collect();
    reasons.sort_by_key(|(reason, count)| (Reverse(*count), *reason));
    let begun = manifest
        .findings
        .iter()
        .filter(|finding| of.last.is_some_and(|last| finding.from <= last))
        .count();
    let findings = u64::try_from(begun).unwrap_or(u64::MAX);
    let page = OverviewPage {
        frame: frames.frame(PAGE, PAGE, title(of)),
        conventions: conventions(of),
        alerts: figures::of(of.alerts.len(), "alert", "alerts"),
        rules: rules(of),
        previous: of.previous(),
        changes: changes(of),
        largest: largest(of),
        map: WorldMap::of(of),
        year,
        substances: year.map(|year| substances(of, year)).unwrap_or_default(),
        refused: figures::of(
            manifest.counts.records.quarantined + manifest.counts.filings.quarantined,
            "row",
            "rows",
        ),
        left_out: &manifest.left_out,
        warnings: manifest
            .warnings
            .get(..WARNINGS)
            .unwrap_or(&manifest.warnings),
        more_warnings: manifest.warnings.len().saturating_sub(WARNINGS),
        doubted: doubted(of),
        more_reasons: reasons.len().saturating_sub(REASONS),
        reasons: reasons
            .into_iter()
            .take(REASONS)
            .map(|(reason, count)| (reason, figures::count(count)))
            .collect(),
        incomplete: incomplete(of),
        more_incomplete: of.refused.countries.len().saturating_sub(INCOMPLETE),
        findings: figures::of(findings, "finding", "findings"),
        later_findings: figures::count(
            u64::try_from(manifest.findings.len()).unwrap_or(u64::MAX) - findings,
        ),
    };
    write(site, PAGE, &page)
}

/// Returns the number of alerts with a doubt, in words; `None` if there is none.
fn doubted(of: &RunData<'_>) -> Option<String> {
    let number = u64::try_from(of.alerts_where(|alert| !alert.doubts.is_empty()).count())
        .unwrap_or(u64::MAX);
    (number > 0).then(|| figures::of(number, "alert has", "alerts have"))
}

/// Returns the width of a bar in proportion to the longest. A bar for one or more is always wide enough to be seen.
fn width(count: u64, most: u64) -> u64 {
    if count == 0 {
        0
    } else {
        (count * BAR / most.max(1)).max(2)
    }
}

fn rules(of: &RunData<'_>) -> Vec<RuleBar> {
    let number = |rule: Rule| {
        u64::try_from(of.alerts_where(|alert| alert.rule == rule).count()).unwrap_or(u64::MAX)
    };
    let counts = Rule::ALL.map(|rule| (rule, number(rule)));
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let bar = |(rule, count): (Rule, u64)| RuleBar {
        name: rule.name(),
        meaning: rule.meaning(),
        count: figures::count(count),
        width: width(count, most),
    };
    counts.map(bar).into()
}

/// Returns the title, which names the conventions of the run.
fn title(of: &RunData<'_>) -> String {
    let names: Vec<&str> = of.provisions().map(|provisions| provisions.name).collect();
    match names.split_last() {
        None => "Overview".to_owned(),
        Some((one, [])) => format!("Overview, {one} Convention"),
        Some((last, others)) => format!("Overview, {} and {last} Conventions", others.join(", ")),
    }
}

fn conventions(of: &RunData<'_>) -> Vec<OfConvention> {
    let config = &of.run.config;
    let told = |convention: &Convention| {
        let is = |alert: &AlertRow| config.substance(alert.substance).convention == *convention;
        OfConvention {
            provisions: convention.provisions(),
            alerts: figures::of(of.alerts_where(is).count(), "alert", "alerts"),
        }
    };
    of.conventions.iter().map(told).collect()
}

fn changes(of: &RunData<'_>) -> Option<ChangeCounts> {
    let rows = of.changes.as_ref()?;
    let count = |kind: Change| rows.iter().filter(|row| row.change == kind).count();
    let kinds = Change::ALL.map(|kind| {
        (
            kind.name(),
            figures::count(u64::try_from(count(kind)).unwrap_or(u64::MAX)),
        )
    });
    let here: BTreeSet<&str> = of.alerts.iter().map(|alert| alert.id.as_str()).collect();
    let shown = rows.iter().map(|row| ChangeRow {
        alert: plain(&row.alert),
        page: here
            .contains(row.alert.as_str())
            .then(|| names::alert(&row.alert)),
        kind: row.change.name(),
        causes: row
            .causes
            .iter()
            .map(in_words)
            .collect::<Vec<_>>()
            .join("; "),
    });
    let all = rows.len();
    Some(ChangeCounts {
        kinds,
        all,
        rows: if all > CHANGES {
            Vec::new()
        } else {
            shown.collect()
        },
    })
}

fn largest<'a>(of: &'a RunData<'_>) -> Vec<(&'static Provisions, Vec<Largest<'a>>)> {
    let config = &of.run.config;
    let mut conventions: BTreeMap<Convention, Vec<(Mass, &AlertRow)>> = BTreeMap::new();
    for alert in &of.alerts {
        if let Some(excess) = alert.figures.peak_excess {
            let convention = config.substance(alert.substance).convention;
            let excesses = conventions.entry(convention).or_default();
            excesses.push((excess, alert));
        }
    }
    // Precursors are shipped by the tonne, so the excesses of each convention are compared among themselves.
    let most = LARGEST.div_ceil(conventions.len().max(1));
    let row = |(excess, alert): (Mass, &'a AlertRow)| Largest {
        alert,
        page: names::alert(&alert.id),
        country: plain(config.country_name(alert.country)),
        partner: alert
            .partner
            .map(|partner| plain(config.country_name(partner))),
        substance: plain(&config.substance(alert.substance).name),
        excess: Kilograms(excess),
        peak: alert
            .figures
            .peak_excess_date
            .map(|day| day.to_string())
            .unwrap_or_default(),
    };
    let of_convention = |(convention, mut excesses): (Convention, Vec<(Mass, &'a AlertRow)>)| {
        excesses.sort_by_key(|(excess, _)| Reverse(*excess));
        let rows = excesses.into_iter().take(most).map(row).collect();
        (convention.provisions(), rows)
    };
    conventions.into_iter().map(of_convention).collect()
}

/// The number of alerts of a substance, and the greatest excess with the id of its alert.
type Excesses<'a> = (u64, Option<(Mass, &'a str)>);

/// Returns the substances with excesses in a year, those with the most alerts first.
fn substances(of: &RunData<'_>, year: i64) -> Vec<SubstanceBar> {
    let config = &of.run.config;
    let mut counts: BTreeMap<Substance, Excesses<'_>> = BTreeMap::new();
    for alert in of.alerts_where(|alert| alert.year == year && !alert.rule.lists_only()) {
        let (count, greatest) = counts.entry(alert.substance).or_default();
        *count += 1;
        if let Some(excess) = alert
            .figures
            .peak_excess
            .filter(|excess| greatest.is_none_or(|(known, _)| *excess > known))
        {
            *greatest = Some((excess, &alert.id));
        }
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(substance, (count, greatest))| {
        (
            Reverse(*count),
            Reverse(greatest.map(|(excess, _)| excess)),
            *substance,
        )
    });
    let most = counts.first().map_or(0, |(_, (count, _))| *count);
    let row = |(substance, (alerts, greatest)): (Substance, Excesses<'_>)| SubstanceBar {
        name: plain(&config.substance(substance).name),
        page: names::substance(config.substance_code(substance)),
        alerts,
        width: width(alerts, most),
        greatest: greatest.map(|(excess, id)| (Kilograms(excess), names::alert(id))),
    };
    counts.into_iter().take(SUBSTANCES).map(row).collect()
}

fn incomplete<'a>(of: &'a RunData<'_>) -> Vec<Incomplete<'a>> {
    let config = &of.run.config;
    let mut countries: Vec<(Country, u64)> = of
        .refused
        .countries
        .iter()
        .map(|(country, count)| (*country, *count))
        .collect();
    countries.sort_by_key(|(country, count)| (Reverse(*count), *country));
    let row = |(country, count): (Country, u64)| Incomplete {
        name: config.country_name(country),
        page: names::country(config.country_code(country)),
        rows: figures::count(count),
    };
    countries.into_iter().take(INCOMPLETE).map(row).collect()
}
