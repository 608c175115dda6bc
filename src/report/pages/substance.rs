//! A substance: its alerts, and who imports it beside which estimate.

use super::frame::{Frame, Frames, write};
use super::tables::{self, Names};
use crate::report::ReportError;
use crate::report::names;
use crate::report::replace_folder::Site;
use crate::report::shared::Gathered;
use crate::report::table::Table;
use crate::report::text::{Shown, plain};
use crate::terms::figures;
use askama::Template;

#[derive(Template)]
#[template(path = "substance.html")]
struct Page<'a> {
    frame: Frame<'a>,
    name: &'a str,
    code: &'a str,
    schedule: &'static str,
    said: String,
    alerts: Table,
    trade: Table,
    findings: Table,
}

/// Writes the page of the substance at a place of the configuration.
pub(in crate::report) fn substance(
    site: &Site,
    frames: &Frames,
    of: &Gathered<'_>,
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
    let content = Page {
        frame: frames.frame(&page, "substances.html", plain(&row.name)),
        name: &row.name,
        code,
        schedule: row.schedule.name(),
        said: figures::of(
            u64::try_from(alerts().count()).unwrap_or(u64::MAX),
            "alert",
            "alerts",
        ),
        alerts: tables::alerts(
            site,
            &page,
            "alerts",
            "Alerts of the substance",
            of,
            alerts(),
        )?,
        trade: tables::trade(site, &page, of, &Names::Country, |_, traded| {
            traded == substance
        })?,
        findings: tables::findings(site, &page, of, |finding| finding.substance == code)?,
    };
    write(site, &page, &content)
}
