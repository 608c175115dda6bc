//! What was refused, and whose accounts are therefore incomplete.

use super::frame::{Frame, Frames, write};
use super::tables;
use crate::outputs::{FileCounts, LeftOut};
use crate::published::{PublishedRun, RefusedRow};
use crate::report::ReportError;
use crate::report::replace_folder::Site;
use crate::report::shared::Gathered;
use crate::report::table::{Cell, Grid, Row, Table, figure, short, text, wide};
use crate::report::text::Shown;
use crate::terms::{Country, figures};
use askama::Template;
use std::cmp::Reverse;

const PAGE: &str = "refused.html";

#[derive(Template)]
#[template(path = "refused.html")]
struct Page<'a> {
    frame: Frame<'a>,
    left_out: &'a [LeftOut],
    records: String,
    filings: String,
    nobody: String,
    reasons: Table,
    countries: Table,
    files: Table,
    rows: Table,
}

/// The table of all refused rows, to be filled as they are read.
pub(in crate::report) fn refused_rows(site: &Site) -> Grid<'_> {
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
    Grid::new(site, PAGE, "rows", "All refused rows", &columns)
}

/// A row of it.
pub(in crate::report) fn refused_row(
    run: &PublishedRun,
    row: &RefusedRow,
    named: &[Country],
) -> Row {
    let named: Vec<&str> = named
        .iter()
        .map(|country| run.config.country_code(*country))
        .collect();
    Row::of(vec![
        Cell::text(&row.kind),
        Cell::text(&row.file),
        Cell::figure(row.row),
        Cell::text(&row.id),
        Cell::text(&row.reason),
        Cell::text(&row.detail),
        Cell::text(named.join(" ")),
        Cell::text(&row.raw),
    ])
}

/// Writes the page.
pub(in crate::report) fn refused(
    site: &Site,
    frames: &Frames,
    of: &Gathered<'_>,
    rows: Table,
) -> Result<(), ReportError> {
    let counts = of.manifest.counts;
    let page = Page {
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

fn reasons(site: &Site, of: &Gathered<'_>) -> Result<Table, ReportError> {
    let mut reasons: Vec<_> = of.refused.reasons.iter().collect();
    reasons.sort_by_key(|(reason, count)| (Reverse(**count), *reason));
    let row = |((kind, reason), count): (&(String, String), &u64)| {
        Row::of(vec![
            Cell::text(reason),
            Cell::text(kind),
            Cell::figure(count),
        ])
    };
    let columns = [short("Reason"), short("Kind"), figure("Rows")];
    Grid::new(site, PAGE, "reasons", "Refused rows by reason", &columns)
        .of(reasons.into_iter().map(row))
}

fn countries(site: &Site, of: &Gathered<'_>) -> Result<Table, ReportError> {
    let mut countries: Vec<_> = of.refused.countries.iter().collect();
    countries.sort_by_key(|(country, count)| (Reverse(**count), **country));
    let alerts = of.by_country();
    let row = |(country, count): (&Country, &u64)| {
        let alerts = alerts.get(country).map(Cell::figure).unwrap_or_default();
        Row::of(vec![
            tables::country(of, *country),
            Cell::text(of.run.config.country_code(*country)),
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
    Grid::new(
        site,
        PAGE,
        "countries",
        "Countries that refused rows name",
        &columns,
    )
    .of(countries.into_iter().map(row))
}

fn files(site: &Site, of: &Gathered<'_>) -> Result<Table, ReportError> {
    let refused = |counts: FileCounts| match counts {
        FileCounts::Records(counts) => counts.quarantined,
        FileCounts::Filings(counts) => counts.quarantined,
    };
    let inputs = of
        .manifest
        .inputs
        .iter()
        .filter(|input| refused(input.counts) > 0);
    let rows = inputs.map(|input| {
        Row::of(vec![
            Cell::text(&input.file),
            Cell::figure(input.rows),
            Cell::figure(refused(input.counts)),
        ])
    });
    Grid::new(
        site,
        PAGE,
        "files",
        "Files with refused rows",
        &[wide("File"), figure("Rows"), figure("Refused")],
    )
    .of(rows)
}
