//! The page of the records that count for nothing, by exemption, and their tables for the pages of countries and substances.

use super::evidence::movement;
use super::frame::{Frame, PageFrame, write};
use super::replace_folder::Site;
use super::shared::RunData;
use super::tables;
use super::{ReportError, names};
use crate::archive::read::ExemptRow;
use crate::judgement::ExemptReason;
use crate::terms::{Country, Substance, figures};
use askama::Template;
use inforce_present::table::html::{PageTable, Row, TableBuilder, figure, short, wide};
use inforce_present::table::{Cell, Fields};
use std::collections::BTreeMap;

pub(super) const PAGE: &str = "exempt.html";

#[derive(Template)]
#[template(path = "exempt.html")]
struct ExemptPage<'a> {
    frame: Frame<'a>,
    lead: String,
    reasons: [(&'static str, &'static str, String); 2],
    table: &'a PageTable,
}

/// The tables of the records that count for nothing.
pub(super) struct ExemptTables {
    /// The number of rows by reason, in the order of [`ExemptReason::ALL`].
    reasons: [u64; 2],
    all: PageTable,
    countries: BTreeMap<Country, PageTable>,
    substances: BTreeMap<Substance, PageTable>,
    /// The number of rows by importing country and substance.
    groups: BTreeMap<(Country, Substance), u64>,
}

const LABEL: &str = "Records that count for nothing, by exemption";

impl ExemptTables {
    /// Reads the records once and lists each on its pages; `None` if the run has none.
    pub(super) fn of(site: &Site, of: &RunData<'_>) -> Result<Option<Self>, ReportError> {
        let fields = fields(of);
        let begin = |page: &str| TableBuilder::new(site, page, "exempt", LABEL, fields.columns());
        let mut all = begin(PAGE);
        let (mut countries, mut substances) = (BTreeMap::new(), BTreeMap::new());
        let (mut reasons, mut groups) = ([0; 2], BTreeMap::new());
        let config = &of.run.config;
        of.run.each_exempt(|row| {
            let cells = || Row::of(fields.cells(&row));
            let record = &row.record;
            for (count, reason) in reasons.iter_mut().zip(ExemptReason::ALL) {
                *count += u64::from(reason == row.reason);
            }
            if let Some(importer) = record.importer() {
                *groups.entry((importer, row.substance)).or_insert(0) += 1;
            }
            all.push(cells())?;
            let page = || names::substance(config.substance_code(row.substance));
            let of_substance = substances.entry(row.substance);
            of_substance
                .or_insert_with(|| begin(&page()))
                .push(cells())?;
            for country in std::iter::once(record.reporter).chain(record.partner) {
                let page = || names::country(config.country_code(country));
                let of_country = countries.entry(country);
                of_country.or_insert_with(|| begin(&page())).push(cells())?;
            }
            Ok::<(), ReportError>(())
        })?;
        if substances.is_empty() {
            return Ok(None);
        }
        Ok(Some(Self {
            reasons,
            all: all.finish()?,
            countries: finished(countries)?,
            substances: finished(substances)?,
            groups,
        }))
    }

    /// Returns the records that a country reports or is the partner of.
    pub(super) fn of_country(&self, country: Country) -> Option<&PageTable> {
        self.countries.get(&country)
    }

    /// Returns the records that hold a substance.
    pub(super) fn of_substance(&self, substance: Substance) -> Option<&PageTable> {
        self.substances.get(&substance)
    }

    /// Returns the substances that have such records.
    pub(super) fn substances(&self) -> impl Iterator<Item = Substance> {
        self.substances.keys().copied()
    }

    /// Returns the number of records of an importing country and a substance.
    pub(super) fn number_of(&self, importer: Country, substance: Substance) -> u64 {
        let number = self.groups.get(&(importer, substance));
        number.copied().unwrap_or(0)
    }
}

fn finished<K: Ord>(
    tables: BTreeMap<K, TableBuilder<'_, Site>>,
) -> Result<BTreeMap<K, PageTable>, ReportError> {
    let tables = tables.into_iter();
    tables
        .map(|(key, table)| Ok((key, table.finish()?)))
        .collect()
}

fn fields<'f>(of: &'f RunData<'_>) -> Fields<'f, ExemptRow> {
    Fields::<ExemptRow>::new()
        .add(wide("Substance"), |row| {
            tables::substance(of, row.substance)
        })
        .add(short("Why"), |row| Cell::of(row.reason.name()))
        .and(movement(of, |row: &ExemptRow| &row.record))
        .add(short("Flow"), |row| Cell::of(row.record.flow.name()))
        .add(short("Received"), |row| Cell::of(row.record.received))
        .add(wide("File"), |row| Cell::of(&row.record.file))
        .add(figure("Row"), |row| Cell::figure(row.record.row))
}

/// Writes the page of all of them.
pub(super) fn exempt(
    site: &Site,
    frames: &PageFrame,
    of: &RunData<'_>,
    tables: &ExemptTables,
) -> Result<(), ReportError> {
    let wholly = of.manifest.counts.records.exempt;
    let [preparations, simplified] = ExemptReason::ALL;
    let count = |place: usize| figures::of(tables.reasons[place], "row", "rows");
    let page = ExemptPage {
        frame: frames.frame(PAGE, PAGE, "Not counted".to_owned()),
        lead: format!(
            "Each is listed once for each substance of it that does not count. {} for nothing at all.",
            figures::of(wholly, "valid record counts", "valid records count"),
        ),
        reasons: [
            (preparations.name(), preparations.meaning(), count(0)),
            (simplified.name(), simplified.meaning(), count(1)),
        ],
        table: &tables.all,
    };
    write(site, PAGE, &page)
}
