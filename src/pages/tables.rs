//! The tables that several pages share.

use crate::archive::read::AlertRow;
use crate::archive::{AlertChange, AlertFigures, Because, FindingEntry, WarningEntry};
use crate::estimates::Level;
use crate::judgement::Rule;
use crate::judgement::level_on;
use crate::ledger::Basis;
use crate::pages::replace_folder::Site;
use crate::pages::shared::{RunData, TradeTotals};
use crate::pages::{ReportError, names};
use crate::terms::{Country, Day, Mass, Substance, figures};
use inforce_present::table::html::{PageTable, Row, TableBuilder, figure, short, text, wide};
use inforce_present::table::{Cell, Fields};
use inforce_present::text::html::plain;
use std::collections::BTreeSet;

/// Returns a country as a link to its page.
pub(super) fn country(of: &RunData<'_>, country: Country) -> Cell {
    let config = &of.run.config;
    Cell::link(
        config.country_name(country),
        names::country(config.country_code(country)),
    )
}

/// Returns a substance as a link to its page.
pub(super) fn substance(of: &RunData<'_>, substance: Substance) -> Cell {
    let config = &of.run.config;
    Cell::link(
        &config.substance(substance).name,
        names::substance(config.substance_code(substance)),
    )
}

/// Returns the convention of a substance, and what its estimates are.
fn convention(of: &RunData<'_>, substance: Substance) -> Cell {
    let provisions = of.run.config.provisions(substance);
    Cell::of(format!("{}, {}", provisions.name, provisions.force.name()))
}

/// Returns the given words as a link to the page of an alert.
pub(super) fn alert(alert: &AlertRow, words: &str) -> Cell {
    Cell::link(words, names::alert(&alert.id))
}

/// Returns a mass in kilograms, rounded to the gram; the cell also holds the exact grams.
pub(super) fn kilograms(mass: Option<Mass>) -> Cell {
    mass.map(|mass| Cell::rounded(mass, figures::kilograms(mass)))
        .unwrap_or_default()
}

/// Returns a table of alerts. The anchor of a row is the id of its alert, by which links and filters find it.
pub(super) fn alerts<'a>(
    site: &Site,
    page: &str,
    id: &'static str,
    label: &str,
    of: &RunData<'_>,
    rows: impl Iterator<Item = &'a AlertRow>,
) -> Result<PageTable, ReportError> {
    let fields = Fields::<AlertRow>::new()
        .add(text("Alert"), |row| alert(row, row.rule.name()))
        .add(wide("Country"), |row| country(of, row.country))
        .add(wide("To"), |row| partner(of, row.partner))
        .add(wide("Substance"), |row| substance(of, row.substance))
        .add(text("Convention"), |row| convention(of, row.substance))
        .add(short("Year"), |row| Cell::of(row.year))
        .add(short("First day"), |row| {
            let day = row.figures.first_excess_date;
            if row.not_later == Some(true) {
                Cell::both(day, format!("by {day}"))
            } else {
                Cell::of(day)
            }
        })
        .add(short("Peak day"), |row| {
            Cell::maybe(row.figures.peak_excess_date)
        })
        .add(figure("Greatest excess, kg"), |row| {
            kilograms(row.figures.peak_excess)
        })
        .add(figure("Whole year, kg"), |row| {
            kilograms(Some(row.figures.year_total))
        })
        .add(short("Status"), |row| Cell::of(row.figures.status()))
        .add(short("Cured on"), |row| Cell::maybe(row.figures.cured_on))
        .add(text("Doubts"), |row| {
            let doubts = row.doubts.iter().map(|doubt| doubt.name());
            Cell::of(doubts.collect::<Vec<_>>().join(", "))
        });
    let row = |row: &AlertRow| Row {
        anchor: Some(plain(&row.id)),
        ..Row::of(fields.cells(row))
    };
    TableBuilder::new(site, page, id, label, fields.columns()).of(rows.map(row))
}

/// Returns the other country of an alert or a record as a link; an empty cell if there is none.
pub(super) fn partner(of: &RunData<'_>, partner: Option<Country>) -> Cell {
    partner
        .map(|partner| country(of, partner))
        .unwrap_or_default()
}

/// Returns the table of how alerts differ from the previous run, and why.
pub(super) fn changes(
    site: &Site,
    page: &str,
    of: &RunData<'_>,
    changes: &[AlertChange],
) -> Result<PageTable, ReportError> {
    let here: BTreeSet<&str> = of.alerts.iter().map(|alert| alert.id.as_str()).collect();
    let excess = |figures: &Option<AlertFigures>| {
        kilograms(figures.as_ref().and_then(|figures| figures.peak_excess))
    };
    let fields = Fields::<AlertChange>::new()
        .add(short("Change"), |change| Cell::of(change.change.name()))
        // An alert that is gone has no page in this run.
        .add(wide("Alert"), |change| {
            if here.contains(change.alert.as_str()) {
                Cell::link(&change.alert, names::alert(&change.alert))
            } else {
                Cell::of(&change.alert)
            }
        })
        .add(wide("Country"), |change| {
            country_by_code(of, &change.country)
        })
        .add(wide("To"), |change| {
            let partner = change.partner.as_deref();
            partner
                .map(|code| country_by_code(of, code))
                .unwrap_or_default()
        })
        .add(wide("Substance"), |change| {
            substance_by_code(of, &change.substance, &change.substance_name)
        })
        .add(short("Year"), |change| Cell::of(change.year))
        .add(figure("Greatest excess before, kg"), |change| {
            excess(&change.before)
        })
        .add(figure("Greatest excess now, kg"), |change| {
            excess(&change.after)
        })
        .add(wide("Why"), |change| {
            let causes = change.causes.iter().map(in_words);
            Cell::of(causes.collect::<Vec<_>>().join("; "))
        });
    let label = "What became of alerts since the run before";
    TableBuilder::table(site, page, ("changes", label), &fields, changes)
}

/// Returns a country by its code, as a link if the configuration has it.
fn country_by_code(of: &RunData<'_>, code: &str) -> Cell {
    let known = of.run.config.country_codes.find(code);
    known.map_or_else(|| Cell::of(code), |known| country(of, known))
}

/// Returns a substance by its code, as a link if the configuration has it, and as the given name otherwise.
fn substance_by_code(of: &RunData<'_>, code: &str, name: &str) -> Cell {
    let known = of.run.config.substance_codes.find(code);
    known.map_or_else(|| Cell::of(name), |known| substance(of, known))
}

/// Returns the name of a cause, with the detail in brackets if there is one.
pub(super) fn in_words(Because { cause, detail }: &Because) -> String {
    if detail.is_empty() {
        cause.name().to_owned()
    } else {
        format!("{} ({detail})", cause.name())
    }
}

/// What each row of trade on a page names.
pub(super) enum RowSubject {
    /// The page is a country's: each row names the substance.
    Substance,
    /// The page is a substance's: each row names the country.
    Country,
}

/// Returns the table of the totals of both accounts by year, beside the level at the end of each year.
pub(super) fn trade(
    site: &Site,
    page: &str,
    of: &RunData<'_>,
    names_what: &RowSubject,
    wanted: impl Fn(Country, Substance) -> bool,
) -> Result<PageTable, ReportError> {
    let first = match names_what {
        RowSubject::Substance => "Substance",
        RowSubject::Country => "Importing country",
    };
    let alerted = |row: &YearOfTrade<'_>, rule: Rule| {
        let found = of.alert_of(rule, row.importer, row.substance, row.year);
        found
            .map(|found| alert(found, "in excess"))
            .unwrap_or_default()
    };
    let fields = Fields::<YearOfTrade<'_>>::new()
        .add(wide(first), |row| match names_what {
            RowSubject::Substance => substance(of, row.substance),
            RowSubject::Country => country(of, row.importer),
        })
        .add(short("Year"), |row| Cell::of(row.year))
        .add(figure("Importer reports, g"), |row| {
            Cell::maybe_figure(row.traded.of(Basis::ImportReports))
        })
        .add(figure("Partners report, g"), |row| {
            Cell::maybe_figure(row.traded.of(Basis::PartnerReports))
        })
        .add(figure("Level at the year's end, g"), |row| {
            Cell::maybe_figure(row.level.compared())
        });
    let rows: Vec<YearOfTrade<'_>> = of
        .traded
        .iter()
        .filter(|((country, substance, _), _)| wanted(*country, *substance))
        .map(|((importer, substance, year), traded)| YearOfTrade {
            importer: *importer,
            substance: *substance,
            year: *year,
            traded,
            level: {
                let end = Day::from_civil(*year, 12, 31).unwrap_or(Day::LAST);
                level_on(&of.limits.of(*importer, *substance), end).clone()
            },
        })
        .collect();
    let fields = if rows.iter().any(|row| row.level.own_exports.is_some()) {
        fields
            .add(figure("Estimate, g"), |row| {
                Cell::maybe_figure(row.level.own_exports.map(|_| row.level.base()))
            })
            .add(figure("Own exports, g"), |row| {
                Cell::maybe_figure(row.level.own_exports)
            })
    } else {
        fields
    };
    let fields = fields
        .add(short("Its status"), |row| Cell::of(row.level.status.name()))
        .add(short("Importer's account"), |row| {
            alerted(row, Rule::ImportExcess)
        })
        .add(short("Partners' account"), |row| {
            alerted(row, Rule::PartnerReportedExcess)
        });
    let label = "What each account has of a year, beside the level";
    TableBuilder::table(site, page, ("trade", label), &fields, &rows)
}

/// The trade of an importing country in a substance in a year.
struct YearOfTrade<'a> {
    importer: Country,
    substance: Substance,
    year: i32,
    traded: &'a TradeTotals,
    /// The level on the last day of the year, own exports included.
    level: Level,
}

/// Returns the table of warnings: what is valid but looks wrong.
pub(super) fn warnings(
    site: &Site,
    page: &str,
    of: &RunData<'_>,
) -> Result<PageTable, ReportError> {
    let fields = Fields::<WarningEntry>::new()
        .add(short("Warning"), |warning| Cell::of(warning.kind.name()))
        .add(wide("File"), |warning| Cell::of(&warning.file))
        .add(figure("Rows"), |warning| Cell::maybe_figure(warning.rows))
        .add(figure("First row"), |warning| {
            Cell::maybe_figure(warning.first_row)
        })
        .add(wide("That row"), |warning| {
            Cell::of(warning.example.as_deref().unwrap_or_default())
        })
        .add(wide("What it means"), |warning| {
            Cell::of(warning.kind.meaning())
        });
    let warnings = &of.manifest.warnings;
    TableBuilder::table(site, page, ("warnings", "Warnings"), &fields, warnings)
}

/// Returns the table of findings.
pub(super) fn findings(
    site: &Site,
    page: &str,
    of: &RunData<'_>,
    wanted: impl Fn(&FindingEntry) -> bool,
) -> Result<PageTable, ReportError> {
    let fields = Fields::<FindingEntry>::new()
        .add(short("Finding"), |finding| {
            Cell::of(finding.kind.name().replace('-', " "))
        })
        .add(wide("Country"), |finding| {
            country_by_code(of, &finding.country)
        })
        .add(wide("Substance"), |finding| {
            substance_by_code(of, &finding.substance, &finding.substance)
        })
        .add(short("From"), |finding| Cell::of(finding.from))
        .add(short("Until"), |finding| Cell::maybe(finding.to))
        .add(wide("Filing"), |finding| {
            Cell::of(finding.filing_id.as_deref().unwrap_or_default())
        })
        .add(wide("What it means"), |finding| {
            Cell::of(finding.kind.meaning())
        });
    let findings = of.manifest.findings.iter();
    TableBuilder::table(
        site,
        page,
        ("findings", "Findings"),
        &fields,
        findings.filter(|finding| wanted(finding)),
    )
}
