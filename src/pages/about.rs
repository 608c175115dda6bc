//! The page `run.html`: how the run judged, what it read and what it published.

use super::frame::{Frame, PageFrame, write};
use super::tables;
use crate::archive::{FileCounts, LeftOut, WarningKind};
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
    // Few datasets have records of a month, a quarter or a year.
    let has_aside = manifest.counts.records.set_aside > 0;
    let has_exempt = manifest.counts.records.exempt > 0;
    let input = |input: &crate::archive::InputEntry| {
        let [used, scope, superseded, later, exempt, aside, refused] = match input.counts {
            FileCounts::Records(of) => [
                of.judged,
                of.out_of_scope,
                of.superseded,
                of.not_yet_known,
                of.exempt,
                of.set_aside,
                of.quarantined,
            ],
            FileCounts::Filings(of) => [
                of.in_use,
                0,
                of.superseded,
                of.not_yet_known,
                0,
                0,
                of.quarantined,
            ],
        };
        let mut cells = vec![Cell::of(&input.file)];
        cells.extend([input.rows, used, scope, superseded, later].map(Cell::figure));
        cells.extend(has_exempt.then(|| Cell::figure(exempt)));
        cells.extend(has_aside.then(|| Cell::figure(aside)));
        cells.push(Cell::figure(refused));
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
    let mut columns = vec![
        wide("File"),
        figure("Rows"),
        figure("Used"),
        figure("Out of scope"),
        figure("Superseded"),
        figure("Not yet known"),
    ];
    columns.extend(has_exempt.then(|| figure("Exempt")));
    columns.extend(has_aside.then(|| figure("Set aside")));
    columns.extend([figure("Refused"), wide("BLAKE3")]);
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
    let (records, filings) = (counts.records, counts.filings);
    let has_aside = records.set_aside > 0;
    let has_exempt = records.exempt > 0;
    let row = |name: &str, figures: [Option<u64>; 8]| {
        let [read, used, scope, superseded, later, exempt, aside, refused] = figures;
        let figures = [read, used, scope, superseded, later]
            .into_iter()
            .chain(has_exempt.then_some(exempt))
            .chain(has_aside.then_some(aside))
            .chain([refused])
            .map(|figure| figure.map(Cell::figure).unwrap_or_default());
        Row::of([Cell::of(name)].into_iter().chain(figures).collect())
    };
    let of_records = [
        records.read,
        records.judged,
        records.out_of_scope,
        records.superseded,
        records.not_yet_known,
        records.exempt,
        records.set_aside,
        records.quarantined,
    ];
    let of_filings = [
        Some(filings.read),
        Some(filings.in_use),
        None,
        Some(filings.superseded),
        Some(filings.not_yet_known),
        None,
        None,
        Some(filings.quarantined),
    ];
    let mut columns = vec![
        short("Kind"),
        figure("Read"),
        figure("Used"),
        figure("Out of scope"),
        figure("Superseded"),
        figure("Not yet known"),
    ];
    columns.extend(has_exempt.then(|| figure("Exempt")));
    columns.extend(has_aside.then(|| figure("Set aside")));
    columns.push(figure("Refused"));
    TableBuilder::new(site, PAGE, "counts", "What became of every row", columns).of([
        row("Records", of_records.map(Some)),
        row("Filings", of_filings),
    ])
}
