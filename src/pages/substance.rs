//! The page of a substance: its alerts, and the trade of each importing country beside the estimate.

use super::exempt::ExemptTables;
use super::frame::{Frame, PageFrame, write};
use super::tables::{self, RowSubject};
use crate::config::Provisions;
use crate::pages::ReportError;
use crate::pages::names;
use crate::pages::replace_folder::Site;
use crate::pages::shared::RunData;
use crate::terms::figures;
use askama::Template;
use inforce_present::table::html::PageTable;
use inforce_present::text::html::{HtmlText, plain};

#[derive(Template)]
#[template(path = "substance.html")]
struct SubstancePage<'a> {
    frame: Frame<'a>,
    name: &'a str,
    code: &'a str,
    schedule: &'static str,
    said: String,
    alerts: PageTable,
    trade: PageTable,
    findings: PageTable,
    provisions: &'static Provisions,
    exempt: Option<&'a PageTable>,
}

/// Writes the page of the substance at a place in the configuration.
pub(super) fn substance(
    site: &Site,
    frames: &PageFrame,
    (of, exempt): (&RunData<'_>, Option<&ExemptTables>),
    place: usize,
) -> Result<(), ReportError> {
    let config = &of.run.config;
    let code = config.substance_codes.text(place);
    let Some(substance) = config.substance_codes.find(code) else {
        return Ok(());
    };
    let row = config.substance(substance);
    let page = names::substance(code);
    let alerts = || of.alerts_where(|alert| alert.substance == substance);
    let content = SubstancePage {
        frame: frames.frame(&page, "substances.html", plain(&row.name)),
        name: &row.name,
        code,
        schedule: row.schedule.title(),
        provisions: row.convention.provisions(),
        exempt: exempt.and_then(|tables| tables.of_substance(substance)),
        said: figures::of(alerts().count(), "alert", "alerts"),
        alerts: tables::alerts(
            site,
            &page,
            "alerts",
            "Alerts of the substance",
            of,
            alerts(),
        )?,
        trade: tables::trade(site, &page, of, &RowSubject::Country, |_, traded| {
            traded == substance
        })?,
        findings: tables::findings(site, &page, of, |finding| finding.substance == code)?,
    };
    write(site, &page, &content)
}
