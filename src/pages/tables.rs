//! Tables that several pages have.

use crate::archive::read::AlertRow;
use crate::archive::{AlertChange, AlertFigures, Because, FindingEntry, WarningEntry};
use crate::judgement::Rule;
use crate::ledger::Basis;
use crate::pages::replace_folder::Site;
use crate::pages::shared::RunData;
use crate::pages::table::{Cell, Column, Row, Table, TableBuilder, figure, short, text, wide};
use crate::pages::{ReportError, names};
use crate::terms::{Country, Day, Substance};
use inforce_present::text::html::plain;
use std::collections::BTreeSet;

/// A country as a link to its page.
pub(super) fn country(of: &RunData<'_>, country: Country) -> Cell {
    let config = &of.run.config;
    Cell::link(
        config.country_name(country),
        names::country(config.country_code(country)),
    )
}

/// A substance likewise.
pub(super) fn substance(of: &RunData<'_>, substance: Substance) -> Cell {
    let config = &of.run.config;
    Cell::link(
        &config.substance(substance).name,
        names::substance(config.substance_code(substance)),
    )
}

/// An alert, by some words, as a link to its page.
pub(super) fn alert(alert: &AlertRow, words: &str) -> Cell {
    Cell::link(words, names::alert(&alert.id))
}

const ALERTS: [Column; 12] = [
    text("Alert"),
    wide("Country"),
    wide("To"),
    wide("Substance"),
    short("Year"),
    short("First day"),
    short("Peak day"),
    figure("Greatest excess, kg"),
    figure("Whole year, kg"),
    short("Estimate"),
    short("Cured on"),
    text("Doubts"),
];

/// A table of alerts; each row is named by the id of its alert, which it can be filtered and linked to by.
pub(super) fn alerts<'a>(
    site: &Site,
    page: &str,
    id: &'static str,
    label: &str,
    of: &RunData<'_>,
    rows: impl Iterator<Item = &'a AlertRow>,
) -> Result<Table, ReportError> {
    let row = |row: &AlertRow| {
        let figures = &row.figures;
        let cells = vec![
            alert(row, row.rule.name()),
            country(of, row.country),
            row.partner
                .map(|partner| country(of, partner))
                .unwrap_or_default(),
            substance(of, row.substance),
            Cell::text(row.year),
            Cell::day(Some(figures.first_excess_date)),
            Cell::day(figures.peak_excess_date),
            Cell::kilograms(figures.peak_excess),
            Cell::kilograms(Some(figures.year_total)),
            Cell::text(figures.status()),
            Cell::day(figures.cured_on),
            Cell::text(
                row.doubts
                    .iter()
                    .map(|doubt| doubt.name())
                    .collect::<Vec<_>>()
                    .join(", "),
            ),
        ];
        Row {
            anchor: Some(plain(&row.id)),
            ..Row::of(cells)
        }
    };
    TableBuilder::new(site, page, id, label, &ALERTS).of(rows.map(row))
}

/// What became of alerts since the run before, and why.
pub(super) fn changes(
    site: &Site,
    page: &str,
    of: &RunData<'_>,
    changes: &[AlertChange],
) -> Result<Table, ReportError> {
    let config = &of.run.config;
    let here: BTreeSet<&str> = of.alerts.iter().map(|alert| alert.id.as_str()).collect();
    let columns = [
        short("Change"),
        wide("Alert"),
        wide("Country"),
        wide("To"),
        wide("Substance"),
        short("Year"),
        figure("Greatest excess before, kg"),
        figure("Greatest excess now, kg"),
        wide("Why"),
    ];
    let of_country = |code: &str| {
        config
            .country_codes
            .find(code)
            .map_or_else(|| Cell::text(code), |known| country(of, known))
    };
    let row = |change: &AlertChange| {
        let known = config.substance_codes.find(&change.substance);
        let excess = |figures: Option<&AlertFigures>| {
            Cell::kilograms(figures.and_then(|figures| figures.peak_excess))
        };
        Row::of(vec![
            Cell::text(change.change.name()),
            // What is gone from this run has no page in it.
            if here.contains(change.alert.as_str()) {
                Cell::link(&change.alert, names::alert(&change.alert))
            } else {
                Cell::text(&change.alert)
            },
            of_country(&change.country),
            change
                .partner
                .as_deref()
                .map(of_country)
                .unwrap_or_default(),
            known.map_or_else(
                || Cell::text(&change.substance_name),
                |known| substance(of, known),
            ),
            Cell::text(change.year),
            excess(change.before.as_ref()),
            excess(change.after.as_ref()),
            Cell::text(
                change
                    .causes
                    .iter()
                    .map(in_words)
                    .collect::<Vec<_>>()
                    .join("; "),
            ),
        ])
    };
    TableBuilder::new(
        site,
        page,
        "changes",
        "What became of alerts since the run before",
        &columns,
    )
    .of(changes.iter().map(row))
}

/// A cause with what it was in particular, whoever wrote that.
pub(super) fn in_words(Because { cause, detail }: &Because) -> String {
    if detail.is_empty() {
        cause.name().to_owned()
    } else {
        format!("{} ({detail})", cause.name())
    }
}

/// What the rows of trade on a page name.
pub(super) enum Names {
    /// The page is a country's: each row names the substance.
    Substance,
    /// The page is a substance's: each row names the country.
    Country,
}

/// What both accounts have of years, beside the estimate at the end of each.
pub(super) fn trade(
    site: &Site,
    page: &str,
    of: &RunData<'_>,
    names_what: &Names,
    wanted: impl Fn(Country, Substance) -> bool,
) -> Result<Table, ReportError> {
    let first = match names_what {
        Names::Substance => "Substance",
        Names::Country => "Importing country",
    };
    let columns = [
        wide(first),
        short("Year"),
        figure("Importer reports, g"),
        figure("Partners report, g"),
        figure("Estimate at the year's end, g"),
        short("Its status"),
        short("Importer's account"),
        short("Partners' account"),
    ];
    let mut grid = TableBuilder::new(
        site,
        page,
        "trade",
        "What each account has of a year, beside the estimate",
        &columns,
    );
    for ((importer, of_substance, year), traded) in of
        .traded
        .iter()
        .filter(|((country, substance, _), _)| wanted(*country, *substance))
    {
        let level = of.estimates.on(
            *importer,
            *of_substance,
            Day::from_civil(*year, 12, 31).unwrap_or(Day::LAST),
        );
        let alerted = |rule: Rule| {
            let found = of.alert_of(rule, *importer, *of_substance, *year);
            found
                .map(|found| alert(found, "in excess"))
                .unwrap_or_default()
        };
        grid.push(Row::of(vec![
            match names_what {
                Names::Substance => substance(of, *of_substance),
                Names::Country => country(of, *importer),
            },
            Cell::text(year),
            Cell::grams(traded.of(Basis::ImportReports)),
            Cell::grams(traded.of(Basis::PartnerReports)),
            Cell::figure(level.mass),
            Cell::text(level.status.name()),
            alerted(Rule::ImportExcess),
            alerted(Rule::PartnerReportedExcess),
        ]))?;
    }
    grid.finish()
}

/// What is valid but looks wrong.
pub(super) fn warnings(site: &Site, page: &str, of: &RunData<'_>) -> Result<Table, ReportError> {
    let columns = [
        short("Warning"),
        wide("File"),
        figure("Rows"),
        figure("First row"),
        wide("That row"),
        wide("What it means"),
    ];
    let number = |number: Option<u64>| number.map(Cell::figure).unwrap_or_default();
    let row = |warning: &WarningEntry| {
        Row::of(vec![
            Cell::text(warning.kind.name()),
            Cell::text(&warning.file),
            number(warning.rows),
            number(warning.first_row),
            Cell::text(warning.example.as_deref().unwrap_or_default()),
            Cell::text(warning.kind.meaning()),
        ])
    };
    TableBuilder::new(site, page, "warnings", "Warnings", &columns).of(of
        .manifest
        .warnings
        .iter()
        .map(row))
}

/// What is odd about estimates.
pub(super) fn findings(
    site: &Site,
    page: &str,
    of: &RunData<'_>,
    wanted: impl Fn(&FindingEntry) -> bool,
) -> Result<Table, ReportError> {
    let config = &of.run.config;
    let columns = [
        short("Finding"),
        wide("Country"),
        wide("Substance"),
        short("From"),
        short("Until"),
        wide("Filing"),
    ];
    let row = |finding: &FindingEntry| {
        let known_country = config.country_codes.find(&finding.country);
        let known_substance = config.substance_codes.find(&finding.substance);
        Row::of(vec![
            Cell::text(finding.kind.name().replace('-', " ")),
            known_country.map_or_else(|| Cell::text(&finding.country), |known| country(of, known)),
            known_substance.map_or_else(
                || Cell::text(&finding.substance),
                |known| substance(of, known),
            ),
            Cell::text(finding.from),
            Cell::day(finding.to),
            Cell::text(finding.filing_id.as_deref().unwrap_or_default()),
        ])
    };
    let rows = of
        .manifest
        .findings
        .iter()
        .filter(|finding| wanted(finding))
        .map(row);
    TableBuilder::new(
        site,
        page,
        "findings",
        "Findings on the estimates",
        &columns,
    )
    .of(rows)
}
