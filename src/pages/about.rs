//! The page `run.html`: how the run judged, what it read and what it published.

use super::frame::{Frame, PageFrame, write};
use super::tables;
use crate::archive::{LeftOut, WarningKind};
use crate::config::{Convention, Provisions, Term};
use crate::intake::About;
use crate::pages::ReportError;
use crate::pages::replace_folder::Site;
use crate::pages::shared::RunData;
use askama::Template;
use inforce_present::table::html::{PageTable, Row, TableBuilder, figure, short, text, wide};
use inforce_present::table::{Cell, Fields};
use inforce_present::text::html::HtmlText;

const PAGE: &str = "run.html";

#[derive(Template)]
#[template(path = "run.html")]
struct AboutPage<'a> {
    frame: Frame<'a>,
    data: Option<&'a About>,
    config: &'a str,
    /// The conventions to which the policy applies.
    by_policy: String,
    conventions: PageTable,
    retroactive: &'static str,
    validity: &'static str,
    previous: Option<&'a str>,
    counts: PageTable,
    findings: PageTable,
    skipped: Vec<&'a str>,
    left_out: &'a [LeftOut],
    /// `None` if the program that made the run did not record warnings.
    warnings: Option<PageTable>,
    inputs: PageTable,
    outputs: PageTable,
}

/// Writes the page.
pub(super) fn about(site: &Site, frames: &PageFrame, of: &RunData<'_>) -> Result<(), ReportError> {
    let manifest = &of.manifest;
    // What became of the rows, without their number, which stands before it.
    let became: Vec<(usize, &str)> = manifest.counts.shown().skip(1).collect();
    let input = |input: &crate::archive::InputEntry| {
        let counts = input.counts.each();
        let mut cells = vec![Cell::of(&input.file), Cell::figure(input.rows)];
        cells.extend(
            became
                .iter()
                .map(|(place, _)| Cell::figure(counts[*place].unwrap_or(0))),
        );
        cells.push(Cell::of(&input.blake3));
        Row::of(cells)
    };
    let output = |output: &crate::archive::OutputEntry| {
        Row::of(vec![
            Cell::of(&output.file),
            Cell::figure(output.rows),
            Cell::of(&output.blake3),
        ])
    };
    let mut columns = vec![wide("File"), figure("Rows")];
    columns.extend(became.iter().map(|(_, title)| figure(title)));
    columns.push(wide("BLAKE3"));
    let page = AboutPage {
        frame: frames.frame(PAGE, PAGE, "This run".to_owned()),
        data: manifest.about.as_ref(),
        config: &manifest.config_blake3,
        by_policy: by_policy(),
        conventions: conventions(site, of)?,
        retroactive: of.run.policy.retroactive.name(),
        validity: of.run.policy.validity.name(),
        previous: of.previous(),
        counts: counts(site, of)?,
        findings: tables::findings(site, PAGE, of, |_| true)?,
        skipped: manifest
            .warnings
            .iter()
            .filter(|warning| warning.kind == WarningKind::SkippedFile)
            .map(|warning| warning.file.as_str())
            .collect(),
        left_out: &manifest.left_out,
        warnings: of
            .run
            .knows_warnings()
            .then(|| tables::warnings(site, PAGE, of))
            .transpose()?,
        inputs: TableBuilder::new(site, PAGE, "inputs", "Files read", columns)
            .of(manifest.inputs.iter().map(input))?,
        outputs: TableBuilder::new(
            site,
            PAGE,
            "outputs",
            "Files published",
            [wide("File"), figure("Rows"), wide("BLAKE3")],
        )
        .of(manifest.outputs.iter().map(output))?,
    };
    write(site, PAGE, &page)
}

/// Returns the names of the conventions to whose filings the policy of the run applies.
fn by_policy() -> String {
    let all = Convention::ALL.map(Convention::provisions).into_iter();
    let chosen = all.filter(|of| of.term == Term::UntilReplaced { by_policy: true });
    chosen.map(|of| of.name).collect::<Vec<_>>().join(" and ")
}

/// Returns the table of what the conventions of the run lay down.
fn conventions(site: &Site, of: &RunData<'_>) -> Result<PageTable, ReportError> {
    let mut fields = Fields::<&Provisions>::new()
        .add(short("Convention"), |of| Cell::of(of.name))
        .add(text("Substances"), |of| Cell::words(of.substances));
    let points = Convention::default().provisions().told();
    for (place, (point, _)) in points.into_iter().enumerate() {
        fields = fields.add(wide(point), move |of| Cell::words(of.told()[place].1));
    }
    let rows: Vec<&Provisions> = of.provisions().collect();
    let label = "What each convention lays down";
    TableBuilder::table(site, PAGE, ("conventions", label), &fields, &rows)
}

/// Returns the table of what became of every row, by kind of file.
fn counts(site: &Site, of: &RunData<'_>) -> Result<PageTable, ReportError> {
    let counts = of.manifest.counts;
    let row = |name: &str, figures: [Option<u64>; 8]| {
        let shown = counts.shown();
        let figures = shown.map(|(place, _)| figures[place].map(Cell::figure).unwrap_or_default());
        Row::of([Cell::of(name)].into_iter().chain(figures).collect())
    };
    let titles = counts.shown().map(|(_, title)| figure(title));
    let columns: Vec<_> = [short("Kind")].into_iter().chain(titles).collect();
    TableBuilder::new(site, PAGE, "counts", "What became of every row", columns).of([
        row("Records", counts.records.each().map(Some)),
        row("Filings", counts.filings.each()),
    ])
}
