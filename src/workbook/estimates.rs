//! Writes the sheet Estimates: for each country and substance the levels in force, the filings behind them, and the
//! findings.

use super::accounts::countries;
use super::{Title, WorkbookError, WorkbookSource};
use crate::archive::FindingEntry;
use crate::archive::tables::{Columns, FilingColumns};
use crate::ask::explain::{supplements, told};
use crate::config::FilingKind;
use crate::estimates::{Effect, Level, ReadFiling, Standing, StandingFiling, trace};
use crate::terms::{Country, Day, Substance};
use crate::terms::{Mass, Timeline, file_at};
use inforce_present::table::{Cell, Kind};
use inforce_present::xlsx::{Book, Layout, Mark, Sheet, Tint, column};
use std::collections::{BTreeMap, BTreeSet};

fn layout() -> Layout {
    Layout {
        title: Title::Estimates.sheet(),
        columns: vec![
            column("Country", 66, Kind::Text),
            column("Country: name", 190, Kind::Text),
            column("Substance", 78, Kind::Text),
            column("Substance: name", 140, Kind::Text),
            column("Convention", 76, Kind::Text),
            column("What", 66, Kind::Text),
            column("From", 90, Kind::Day),
            column("Until (that day not included)", 100, Kind::Day),
            column(
                "Level in force, g a year (of 1961 without own exports)",
                130,
                Kind::Mass,
            ),
            column("Status or state", 110, Kind::Text),
            column("Filing", 160, Kind::Text),
            column("Supplements that count", 180, Kind::Prose),
            column("Kind of filing", 96, Kind::Text).begins(),
            column("Received", 90, Kind::Day),
            column("Effective", 90, Kind::Day),
            column("For the year", 66, Kind::Plain),
            column("Confirmed", 90, Kind::Day),
            column("Filed, g", 110, Kind::Signed),
            column("Counts as, g", 110, Kind::Signed),
            column("What it does, or what is odd", 360, Kind::Prose).begins(),
            column("Note", 260, Kind::Prose),
            column("Source file", 200, Kind::Text).begins(),
            column("Source row", 70, Kind::Count),
        ],
        marks: vec![
            Mark::Cell("What", "finding", Tint::Amber),
            Mark::Row("Status or state", "superseded", Tint::Grey),
            Mark::Row("Status or state", "not-yet-known", Tint::Grey),
            Mark::Cell("Status or state", "stale", Tint::Amber),
            Mark::Cell("Status or state", "expired", Tint::Red),
            Mark::Row("What", "level", Tint::Bold),
        ],
        kept: 4,
        source: FilingColumns::FILE,
        tint: 0x54_82_35,
    }
}

/// Writes the sheet, a country at a time.
pub(super) fn write(book: &mut Book, source: &WorkbookSource<'_>) -> Result<(), WorkbookError> {
    let mut findings: BTreeMap<(&str, &str), Vec<&FindingEntry>> = BTreeMap::new();
    for finding in &source.manifest.findings {
        findings
            .entry((&finding.country, &finding.substance))
            .or_default()
            .push(finding);
    }
    let mut sheet = Sheet::begin(book, layout())?;
    for country in countries(source) {
        let (filings, files) = source.run.filings_and_files(&[country])?;
        let (standing, estimates) = source.run.estimates(filings);
        let code = source.run.config.country_code(country);
        // Returns may disagree of which there is no filing.
        let found = findings
            .keys()
            .filter(|(country, _)| *country == code)
            .filter_map(|(_, substance)| source.run.config.substance_codes.find(substance));
        let about: BTreeSet<Substance> = substances(&standing).into_iter().chain(found).collect();
        for substance in about {
            let row = LeadingCells {
                source,
                country,
                substance,
                files: &files,
            };
            let timeline = estimates.timeline(country, substance);
            for (from, to, level) in timeline.into_iter().flat_map(Timeline::stretches) {
                sheet.row(&row.level(from, to, level))?;
            }
            filed(&mut sheet, &row, &standing)?;
            for finding in findings
                .get(&(code, source.run.config.substance_code(substance)))
                .into_iter()
                .flatten()
            {
                sheet.row(&row.finding(finding))?;
            }
        }
    }
    Ok(sheet.end()?)
}

/// Returns all substances that a filing names, in order.
fn substances(standing: &Standing) -> BTreeSet<Substance> {
    let in_use = standing.in_use.iter().map(|filing| filing.filing.substance);
    let others = standing.superseded.iter().chain(&standing.not_yet_known);
    in_use
        .chain(others.map(|filing| filing.filing.substance))
        .collect()
}

/// Writes the filings of a country and substance, by day of receipt and id.
fn filed<'f>(
    sheet: &mut Sheet<'_>,
    row: &LeadingCells<'_>,
    standing: &'f Standing,
) -> Result<(), WorkbookError> {
    let in_use: Vec<&StandingFiling> = standing
        .in_use
        .iter()
        .filter(|filing| filing.filing.substance == row.substance)
        .collect();
    let of = |filings: &'f [ReadFiling], state, does: &'static str| {
        let ours = filings
            .iter()
            .filter(|read| read.filing.substance == row.substance);
        ours.map(move |read| TracedFiling {
            read,
            state,
            counted: None,
            does: does.to_owned(),
        })
    };
    let run = &row.source.run;
    let convention = run.config.substance(row.substance).convention;
    let traced = trace(&in_use, convention, run.policy);
    let used = traced.iter().map(|traced| TracedFiling {
        read: in_use[traced.place],
        state: "in-use",
        counted: Some(traced.counted)
            .filter(|_| !matches!(traced.effect, Effect::NotConfirmed { .. })),
        does: told(traced),
    });
    let replaced = of(
        &standing.superseded,
        "superseded",
        "counts for nothing: another version of it stands (rules 4.2)",
    );
    let later = of(
        &standing.not_yet_known,
        "not-yet-known",
        "counts for nothing: received after the known-at date",
    );
    let mut all: Vec<TracedFiling<'_>> = used.chain(replaced).chain(later).collect();
    all.sort_by_key(|filed| (filed.read.filing.received, &filed.read.id));
    Ok(all
        .iter()
        .try_for_each(|filed| sheet.row(&row.filed(filed)))?)
}

/// A filing, and what became of it.
struct TracedFiling<'f> {
    read: &'f ReadFiling,
    state: &'static str,
    counted: Option<Mass>,
    does: String,
}

/// The first cells of every row of a country and substance.
struct LeadingCells<'a> {
    source: &'a WorkbookSource<'a>,
    country: Country,
    substance: Substance,
    /// The names of the filing files, in the order in which origins number them.
    files: &'a [String],
}

/// The number of columns after those that every row has.
const REST: usize = 17;

impl LeadingCells<'_> {
    fn cells(&self, what: &'static str, rest: [Cell; REST]) -> Vec<Cell> {
        let config = &self.source.run.config;
        let head = [
            Cell::text(config.country_code(self.country)),
            Cell::text(config.country_name(self.country)),
            Cell::text(config.substance_code(self.substance)),
            Cell::text(&config.substance(self.substance).name),
            Cell::words(config.provisions(self.substance).name),
            Cell::words(what),
        ];
        head.into_iter().chain(rest).collect()
    }

    fn level(&self, from: Day, to: Option<Day>, level: &Level) -> Vec<Cell> {
        let mut rest = [const { Cell::Nothing }; REST];
        rest[0] = Cell::day(from);
        rest[1] = Cell::date(to);
        rest[2] = Cell::figure(level.mass);
        rest[3] = Cell::words(level.status.name());
        rest[4] = level.filing.as_deref().map_or(Cell::Nothing, Cell::text);
        let supplements = supplements(level, to, "; ");
        rest[5] = if supplements.is_empty() {
            Cell::Nothing
        } else {
            Cell::text(supplements)
        };
        self.cells("level", rest)
    }

    fn filed(&self, filed: &TracedFiling<'_>) -> Vec<Cell> {
        let ReadFiling {
            filing,
            id,
            note,
            origin,
        } = filed.read;
        let mut rest = [const { Cell::Nothing }; REST];
        rest[3] = Cell::words(filed.state);
        rest[4] = Cell::text(&**id);
        rest[6] = Cell::words(filing.kind.name());
        rest[7] = Cell::day(filing.received);
        rest[8] = if filing.kind == FilingKind::Supplement {
            Cell::Nothing
        } else {
            Cell::date(filing.effective)
        };
        rest[9] = filing
            .year
            .map_or(Cell::Nothing, |year| Cell::Whole(year.into()));
        rest[10] = Cell::date(filing.confirmed);
        rest[11] = Cell::figure(filing.grams);
        rest[12] = filed.counted.map_or(Cell::Nothing, Cell::figure);
        rest[13] = Cell::text(&filed.does);
        rest[14] = note.as_deref().map_or(Cell::Nothing, Cell::text);
        let file = file_at(self.files, origin.file);
        rest[15] = Cell::text(file.map_or("", String::as_str));
        rest[16] = i64::try_from(origin.row).map_or(Cell::Nothing, Cell::Whole);
        self.cells("filing", rest)
    }

    fn finding(&self, finding: &FindingEntry) -> Vec<Cell> {
        let mut rest = [const { Cell::Nothing }; REST];
        rest[0] = Cell::day(finding.from);
        rest[1] = Cell::date(finding.to);
        rest[4] = finding
            .filing_id
            .as_deref()
            .map_or(Cell::Nothing, Cell::text);
        rest[13] = Cell::text(format!(
            "{}: {}",
            finding.kind.name(),
            finding.kind.meaning()
        ));
        self.cells("finding", rest)
    }
}
