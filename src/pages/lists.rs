//! The lists of alerts, countries and substances.

use super::frame::{Frame, PageFrame, write};
use super::tables;
use crate::archive::read::AlertRow;
use crate::judgement::Rule;
use crate::pages::ReportError;
use crate::pages::names;
use crate::pages::replace_folder::Site;
use crate::pages::shared::RunData;
use crate::terms::{Country, Mass, Substance};
use askama::Template;
use inforce_present::table::Cell;
use inforce_present::table::html::{PageTable, Row, TableBuilder, figure, short, text, wide};
use inforce_present::text::html::plain;
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "list.html")]
struct List<'a> {
    frame: Frame<'a>,
    heading: &'static str,
    lead: &'static str,
    table: PageTable,
    further: Option<(String, PageTable)>,
}

/// What the alerts of a country or a substance come to.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    /// By [`Rule::ALL`].
    rules: [u64; 5],
    greatest: Option<Mass>,
}

impl Count {
    fn add(&mut self, alert: &AlertRow) {
        for (count, rule) in self.rules.iter_mut().zip(Rule::ALL) {
            *count += u64::from(rule == alert.rule);
        }
        self.greatest = self.greatest.max(alert.figures.peak_excess);
    }

    fn cells(&self) -> impl Iterator<Item = Cell> {
        let number = |number: u64| {
            if number == 0 {
                Cell::Nothing
            } else {
                Cell::figure(number)
            }
        };
        [
            number(self.rules.iter().sum()),
            tables::kilograms(self.greatest),
        ]
        .into_iter()
        .chain(self.rules.map(number))
    }
}

/// Writes them.
pub(super) fn lists(site: &Site, frames: &PageFrame, of: &RunData<'_>) -> Result<(), ReportError> {
    let page = "alerts.html";
    let table = tables::alerts(site, page, "alerts", "All alerts", of, of.alerts.iter())?;
    let frame = frames.frame(page, page, "Alerts".to_owned());
    let lead = "Every group of movements that exceeds the estimate in force on a day, and every movement of what is prohibited or in Schedule I.";
    let changes = of
        .changes
        .as_deref()
        .filter(|changes| !changes.is_empty())
        .map(|changes| tables::changes(site, page, of, changes));
    let since = of.previous().map_or_else(
        || "the run before".to_owned(),
        |run| format!("run {}", plain(run)),
    );
    let further = changes
        .transpose()?
        .map(|table| (format!("What changed since {since}"), table));
    write(
        site,
        page,
        &List {
            frame,
            heading: "Alerts",
            lead,
            table,
            further,
        },
    )?;
    let page = "countries.html";
    let table = countries(site, page, of)?;
    let frame = frames.frame(page, page, "Countries".to_owned());
    let lead =
        "Alerts of which each country is notified. Of an export-excess that is the exporter.";
    write(
        site,
        page,
        &List {
            frame,
            heading: "Countries and territories",
            lead,
            table,
            further: None,
        },
    )?;
    let page = "substances.html";
    let table = substances(site, page, of)?;
    let frame = frames.frame(page, page, "Substances".to_owned());
    let lead =
        "The psychotropic substances of the 1971 Convention that the run knew, with their alerts.";
    write(
        site,
        page,
        &List {
            frame,
            heading: "Substances",
            lead,
            table,
            further: None,
        },
    )
}

fn countries(site: &Site, page: &str, of: &RunData<'_>) -> Result<PageTable, ReportError> {
    let config = &of.run.config;
    let mut counts: BTreeMap<Country, Count> = BTreeMap::new();
    of.alerts
        .iter()
        .for_each(|alert| counts.entry(alert.country).or_default().add(alert));
    let mut columns = vec![
        wide("Country"),
        text("Code"),
        figure("Alerts"),
        figure("Greatest excess, kg"),
    ];
    columns.extend(Rule::ALL.map(|rule| figure(rule.name())));
    columns.push(figure("Refused rows that name it"));
    let row = |(code, name): (&str, &String)| {
        let country = config.country_codes.find(code);
        let mut cells = vec![Cell::link(name, names::country(code)), Cell::of(code)];
        cells.extend(
            country
                .and_then(|country| counts.get(&country))
                .copied()
                .unwrap_or_default()
                .cells(),
        );
        cells.push(
            country
                .and_then(|country| of.refused.countries.get(&country))
                .map(Cell::figure)
                .unwrap_or_default(),
        );
        Row::of(cells)
    };
    let rows = config
        .country_codes
        .iter()
        .zip(config.countries.iter().map(|row| &row.name))
        .map(row);
    TableBuilder::new(
        site,
        page,
        "countries",
        "Countries with their alerts",
        columns,
    )
    .of(rows)
}

fn substances(site: &Site, page: &str, of: &RunData<'_>) -> Result<PageTable, ReportError> {
    let config = &of.run.config;
    let mut counts: BTreeMap<Substance, Count> = BTreeMap::new();
    of.alerts
        .iter()
        .for_each(|alert| counts.entry(alert.substance).or_default().add(alert));
    let mut columns = vec![
        wide("Substance"),
        text("Code"),
        short("Schedule"),
        figure("Alerts"),
        figure("Greatest excess, kg"),
    ];
    columns.extend(Rule::ALL.map(|rule| figure(rule.name())));
    let row = |(code, row): (&str, &crate::config::SubstanceRow)| {
        let count = config
            .substance_codes
            .find(code)
            .and_then(|substance| counts.get(&substance))
            .copied()
            .unwrap_or_default();
        let mut cells = vec![
            Cell::link(&row.name, names::substance(code)),
            Cell::of(code),
            Cell::of(row.schedule.name()),
        ];
        cells.extend(count.cells());
        Row::of(cells)
    };
    let rows = config
        .substance_codes
        .iter()
        .zip(&config.substances)
        .map(row);
    TableBuilder::new(
        site,
        page,
        "substances",
        "Substances with their alerts",
        columns,
    )
    .of(rows)
}
