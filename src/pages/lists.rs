//! The pages with the lists of alerts, countries and substances.

use super::frame::{Frame, PageFrame, write};
use super::tables;
use crate::archive::read::AlertRow;
use crate::config::SubstanceRow;
use crate::judgement::Rule;
use crate::pages::ReportError;
use crate::pages::names;
use crate::pages::replace_folder::Site;
use crate::pages::shared::RunData;
use crate::terms::{Country, Mass, Substance};
use askama::Template;
use inforce_present::table::html::{PageTable, TableBuilder, figure, short, text, wide};
use inforce_present::table::{Cell, Fields};
use inforce_present::text::html::plain;
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "list.html")]
struct ListPage<'a> {
    frame: Frame<'a>,
    heading: &'static str,
    lead: &'static str,
    table: PageTable,
    further: Option<(String, PageTable)>,
}

/// The number of alerts of a country or a substance, and their greatest excess.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    /// The number of alerts by rule, in the order of [`Rule::ALL`].
    rules: [u64; Rule::ALL.len()],
    greatest: Option<Mass>,
}

impl Count {
    fn add(&mut self, alert: &AlertRow) {
        for (count, rule) in self.rules.iter_mut().zip(Rule::ALL) {
            *count += u64::from(rule == alert.rule);
        }
        self.greatest = self.greatest.max(alert.figures.peak_excess);
    }

    /// Returns the columns of a count, for rows that have one.
    fn fields<'f, R: 'f>(of: fn(&R) -> Self) -> Fields<'f, R> {
        // Shows an empty cell for zero.
        let number = |number: u64| Cell::maybe_figure((number > 0).then_some(number));
        let mut fields = Fields::<R>::new()
            .add(figure("Alerts"), move |row| {
                number(of(row).rules.iter().sum())
            })
            .add(figure("Greatest excess, kg"), move |row| {
                tables::kilograms(of(row).greatest)
            });
        for (place, rule) in Rule::ALL.into_iter().enumerate() {
            fields = fields.add(figure(rule.name()), move |row| number(of(row).rules[place]));
        }
        fields
    }
}

/// Writes the page of a list.
fn list(
    site: &Site,
    frames: &PageFrame,
    page: &'static str,
    (title, heading, lead): (&str, &'static str, &'static str),
    table: PageTable,
    further: Option<(String, PageTable)>,
) -> Result<(), ReportError> {
    let list = ListPage {
        frame: frames.frame(page, page, title.to_owned()),
        heading,
        lead,
        table,
        further,
    };
    write(site, page, &list)
}

/// Writes the pages of all three lists.
pub(super) fn lists(site: &Site, frames: &PageFrame, of: &RunData<'_>) -> Result<(), ReportError> {
    let page = "alerts.html";
    let table = tables::alerts(site, page, "alerts", "All alerts", of, of.alerts.iter())?;
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
    let lead = "Every group of movements that exceeds the level in force on a day, and every movement that a rule lists: in Schedule I of the 1971 Convention, of what the importing country prohibits, or exported after a notice of the Board.";
    let titles = ("Alerts", "Alerts", lead);
    list(site, frames, page, titles, table, further)?;
    let lead = "Alerts of which each country is notified. Of export-excess and export-after-notice that is the exporter.";
    let titles = ("Countries", "Countries and territories", lead);
    let table = countries(site, COUNTRIES, of)?;
    list(site, frames, COUNTRIES, titles, table, None)?;
    let lead = "The substances that the run knew, with their alerts.";
    let titles = ("Substances", "Substances", lead);
    let table = substances(site, SUBSTANCES, of)?;
    list(site, frames, SUBSTANCES, titles, table, None)
}

const COUNTRIES: &str = "countries.html";
const SUBSTANCES: &str = "substances.html";

fn countries(site: &Site, page: &str, of: &RunData<'_>) -> Result<PageTable, ReportError> {
    struct ListedCountry<'a> {
        code: &'a str,
        name: &'a str,
        count: Count,
        refused: Option<u64>,
    }
    let config = &of.run.config;
    let mut counts: BTreeMap<Country, Count> = BTreeMap::new();
    of.alerts
        .iter()
        .for_each(|alert| counts.entry(alert.country).or_default().add(alert));
    let rows = config
        .country_codes
        .iter()
        .zip(config.countries.iter().map(|row| row.name.as_str()));
    let rows = rows.map(|(code, name)| {
        let country = config.country_codes.find(code);
        let count = country.and_then(|country| counts.get(&country)).copied();
        let refused = country.and_then(|country| of.refused.countries.get(&country));
        ListedCountry {
            code,
            name,
            count: count.unwrap_or_default(),
            refused: refused.copied(),
        }
    });
    let fields = Fields::<ListedCountry<'_>>::new()
        .add(wide("Country"), |row| {
            Cell::link(row.name, names::country(row.code))
        })
        .add(text("Code"), |row| Cell::of(row.code))
        .and(Count::fields(|row| row.count))
        .add(figure("Refused rows that name it"), |row| {
            Cell::maybe_figure(row.refused)
        });
    let label = "Countries with their alerts";
    let rows: Vec<ListedCountry<'_>> = rows.collect();
    TableBuilder::table(site, page, ("countries", label), &fields, &rows)
}

fn substances(site: &Site, page: &str, of: &RunData<'_>) -> Result<PageTable, ReportError> {
    type ListedSubstance<'a> = (&'a str, &'a SubstanceRow, Count);
    let config = &of.run.config;
    let mut counts: BTreeMap<Substance, Count> = BTreeMap::new();
    of.alerts
        .iter()
        .for_each(|alert| counts.entry(alert.substance).or_default().add(alert));
    let rows = config.substance_codes.iter().zip(&config.substances);
    let rows = rows.map(|(code, row)| {
        let substance = config.substance_codes.find(code);
        let count = substance.and_then(|substance| counts.get(&substance));
        (code, row, count.copied().unwrap_or_default())
    });
    let fields = Fields::<ListedSubstance<'_>>::new()
        .add(wide("Substance"), |(code, row, _)| {
            Cell::link(&row.name, names::substance(code))
        })
        .add(text("Code"), |(code, ..)| Cell::of(code))
        .add(text("Convention"), |(_, row, _)| {
            let provisions = row.convention.provisions();
            Cell::of(format!("{}, {}", provisions.name, provisions.force.name()))
        })
        .add(short("Schedule"), |(_, row, _)| {
            Cell::of(row.schedule.name())
        })
        .and(Count::fields(|(.., count)| *count));
    let label = "Substances with their alerts";
    let rows: Vec<ListedSubstance<'_>> = rows.collect();
    TableBuilder::table(site, page, ("substances", label), &fields, &rows)
}
