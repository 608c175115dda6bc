//! The page of the refused rows, and of the countries whose accounts are therefore incomplete.

use super::frame::{Frame, PageFrame, write};
use super::tables;
use crate::archive::LeftOut;
use crate::archive::read::{PublishedRun, RefusedRow};
use crate::pages::ReportError;
use crate::pages::replace_folder::Site;
use crate::pages::shared::RunData;
use crate::terms::{Country, figures};
use askama::Template;
use inforce_present::table::Cell;
use inforce_present::table::html::{PageTable, Row, TableBuilder, figure, short, text, wide};
use inforce_present::text::html::HtmlText;
use std::cmp::Reverse;

const PAGE: &str = "refused.html";

#[derive(Template)]
#[template(path = "refused.html")]
struct RefusedPage<'a> {
    frame: Frame<'a>,
    left_out: &'a [LeftOut],
    records: String,
    filings: String,
    nobody: String,
    reasons: PageTable,
    countries: PageTable,
    files: PageTable,
    rows: PageTable,
}

/// Begins the table of all refused rows. The caller adds each row as it is read.
pub(super) fn refused_rows(site: &Site) -> TableBuilder<'_, Site> {
    let columns = [
        short("Kind"),
        wide("File"),
        figure("Row"),
        wide("Id"),
        short("Reason"),
        wide("What was found and expected"),
        text("Names"),
        wide("The row"),
    ];
    TableBuilder::new(site, PAGE, "rows", "All refused rows", columns)
}

/// Returns a row of the table of [`refused_rows`].
pub(super) fn refused_row(run: &PublishedRun, row: &RefusedRow, named: &[Country]) -> Row {
    let named: Vec<&str> = named
        .iter()
        .map(|country| run.config.country_code(*country))
        .collect();
    Row::of(vec![
        Cell::of(&row.kind),
        Cell::of(&row.file),
        Cell::figure(row.row),
        Cell::of(&row.id),
        Cell::of(&row.reason),
        Cell::of(&row.detail),
        Cell::of(named.join(" ")),
        Cell::of(&row.raw),
    ])
}

/// Writes the page.
pub(super) fn refused(
    site: &Site,
    frames: &PageFrame,
    of: &RunData<'_>,
    rows: PageTable,
) -> Result<(), ReportError> {
    let counts = of.manifest.counts;
    let page = RefusedPage {
        frame: frames.frame(PAGE, PAGE, "Refused".to_owned()),
        left_out: &of.manifest.left_out,
        records: figures::of(counts.records.quarantined, "record", "records"),
        filings: figures::of(counts.filings.quarantined, "filing", "filings"),
        nobody: figures::of(of.refused.nobody, "row names", "rows name"),
        reasons: reasons(site, of)?,
        countries: countries(site, of)?,
        files: files(site, of)?,
        rows,
    };
    write(site, PAGE, &page)
}

fn reasons(site: &Site, of: &RunData<'_>) -> Result<PageTable, ReportError> {
    let mut reasons: Vec<_> = of.refused.reasons.iter().collect();
    reasons.sort_by_key(|(reason, count)| (Reverse(**count), *reason));
    let row = |((kind, reason), count): (&(String, String), &u64)| {
        Row::of(vec![Cell::of(reason), Cell::of(kind), Cell::figure(count)])
    };
    let columns = [short("Reason"), short("Kind"), figure("Rows")];
    TableBuilder::new(site, PAGE, "reasons", "Refused rows by reason", columns)
        .of(reasons.into_iter().map(row))
}

fn countries(site: &Site, of: &RunData<'_>) -> Result<PageTable, ReportError> {
    let mut countries: Vec<_> = of.refused.countries.iter().collect();
    countries.sort_by_key(|(country, count)| (Reverse(**count), **country));
    let alerts = of.by_country();
    let row = |(country, count): (&Country, &u64)| {
        let alerts = alerts.get(country).map(Cell::figure).unwrap_or_default();
        Row::of(vec![
            tables::country(of, *country),
            Cell::of(of.run.config.country_code(*country)),
            Cell::figure(count),
            alerts,
        ])
    };
    let columns = [
        wide("Country"),
        text("Code"),
        figure("Refused rows that name it"),
        figure("Alerts"),
    ];
    TableBuilder::new(
        site,
        PAGE,
        "countries",
        "Countries that refused rows name",
        columns,
    )
    .of(countries.into_iter().map(row))
}

fn files(site: &Site, of: &RunData<'_>) -> Result<PageTable, ReportError> {
    let inputs = of
        .manifest
        .inputs
        .iter()
        .filter(|input| input.counts.quarantined() > 0);
    let rows = inputs.map(|input| {
        Row::of(vec![
            Cell::of(&input.file),
            Cell::figure(input.rows),
            Cell::figure(input.counts.quarantined()),
        ])
    });
    TableBuilder::new(
        site,
        PAGE,
        "files",
        "Files with refused rows",
        [wide("File"), figure("Rows"), figure("Refused")],
    )
    .of(rows)
}
