//! The page of a country: its alerts, its trade beside its estimates, and what its accounts may lack.

use super::evidence;
use super::exempt::ExemptTables;
use super::frame::{Frame, PageFrame, write};
use super::history::{self, LevelSpan};
use super::tables::{self, RowSubject};
use crate::ask::emergencies::Moved;
use crate::ask::headroom::{FEWEST_DAYS, Outlook, Used};
use crate::pages::ReportError;
use crate::pages::names;
use crate::pages::replace_folder::Site;
use crate::pages::shared::RunData;
use crate::terms::figures::grams;
use crate::terms::{Country, Day, Ratio, Substance, figures};
use askama::Template;
use inforce_present::table::html::{PageTable, TableBuilder, figure, short, wide};
use inforce_present::table::{Cell, Fields};
use inforce_present::text::html::{HtmlText, plain};
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "country.html")]
struct CountryPage<'a> {
    frame: Frame<'a>,
    name: &'a str,
    code: &'a str,
    /// The code, encoded for an address.
    query: String,
    said: String,
    notified: PageTable,
    of_others: PageTable,
    exempt: Option<&'a PageTable>,
    /// What moved under the simplified procedure, as the country or a partner of it reports.
    moved: PageTable,
    /// Conventions under which own exports raise the level.
    raised: String,
    trade: PageTable,
    /// The day of the newest record, with what is left on it of the country's estimates and until when; `None` if nothing is.
    left: Option<(Day, PageTable)>,
    estimates: PageTable,
    findings: PageTable,
    refused: String,
    /// Filings that were refused.
    unusable: PageTable,
    /// Files of filings that could not be read.
    left_out: usize,
}

/// Writes the page of the country at a place in the configuration.
pub(super) fn country(
    site: &Site,
    frames: &PageFrame,
    (of, exempt): (&RunData<'_>, Option<&ExemptTables>),
    place: usize,
) -> Result<(), ReportError> {
    let config = &of.run.config;
    let code = config.country_codes.text(place);
    let Some(country) = config.country_codes.find(code) else {
        return Ok(());
    };
    let name = config.country_name(country);
    let page = names::country(code);
    let notified = of.alerts_where(|alert| alert.country == country);
    let others = of.alerts_where(|alert| alert.partner == Some(country));
    let said = figures::of(
        of.alerts_where(|alert| alert.country == country).count(),
        "alert",
        "alerts",
    );
    let refused = of.refused.countries.get(&country).copied().unwrap_or(0);
    let unusable = of.run.refused_filings(country, None)?;
    let content = CountryPage {
        frame: frames.frame(&page, "countries.html", plain(name)),
        name,
        code,
        query: names::query(code),
        said,
        notified: tables::alerts(
            site,
            &page,
            "alerts",
            "Alerts of which the country is notified",
            of,
            notified,
        )?,
        of_others: tables::alerts(
            site,
            &page,
            "exporters",
            "Alerts of exporters about what they sent to the country",
            of,
            others,
        )?,
        exempt: exempt.and_then(|tables| tables.of_country(country)),
        moved: moved(site, &page, of, country)?,
        raised: raised(of, country),
        trade: tables::trade(site, &page, of, &RowSubject::Substance, |importer, _| {
            importer == country
        })?,
        left: left(site, &page, of, country)?,
        estimates: estimates(site, &page, of, country)?,
        findings: tables::findings(site, &page, of, |finding| finding.country == code)?,
        unusable: evidence::refused(site, &page, evidence::UNUSABLE, unusable.iter())?,
        left_out: of.run.unusable()?.files.len(),
        refused: if refused == 0 {
            String::new()
        } else {
            figures::of(refused, "refused row names", "refused rows name")
        },
    };
    write(site, &page, &content)
}

/// Returns the conventions under which own exports raise the levels of a country that has trade or filings of these; empty if there
/// are none.
fn raised(of: &RunData<'_>, country: Country) -> String {
    let traded = of
        .traded
        .keys()
        .map(|(importer, substance, _)| (*importer, *substance));
    let timelines = of.estimates.timelines();
    let filed = timelines.map(|(country, substance, _)| (country, substance));
    let raised = traded
        .chain(filed)
        .filter(|(of_country, _)| *of_country == country)
        .map(|(_, substance)| of.run.config.provisions(substance))
        .filter(|provisions| provisions.own_exports_raise);
    let names: BTreeSet<&str> = raised.map(|provisions| provisions.name).collect();
    names.into_iter().collect::<Vec<_>>().join(" and ")
}

/// Returns the table of what is left of the country's estimates on the day of the newest record, by account, and of the day on which
/// each will be used up at the pace of the year so far.
fn left(
    site: &Site,
    page: &str,
    of: &RunData<'_>,
    country: Country,
) -> Result<Option<(Day, PageTable)>, ReportError> {
    let Some((on, used)) = &of.headroom else {
        return Ok(None);
    };
    let mut rows: Vec<&Used> = used.iter().filter(|used| used.country == country).collect();
    rows.sort_by_key(|used| (used.substance, used.basis));
    if rows.is_empty() {
        return Ok(None);
    }
    let fields = Fields::<&Used>::new()
        .add(wide("Substance"), |used| {
            tables::substance(of, used.substance)
        })
        .add(short("Account"), |used| Cell::of(used.basis.name()))
        .add(figure("Level, g"), |used| Cell::figure(used.level.mass))
        .add(figure("Used in the year, g"), |used| {
            Cell::figure(used.total)
        })
        .add(figure("Left, g"), |used| Cell::figure(used.left()))
        .add(short("Data to"), |used| Cell::maybe(used.reached.to))
        .add(short("Used up on"), |used| match used.outlook {
            Outlook::UsedUp(used_up) => Cell::of(used_up.on),
            Outlook::Exceeded => Cell::of("exceeded"),
            Outlook::Lasts => Cell::of("not this year"),
            Outlook::TooShort => Cell::of("too few days"),
            Outlook::HasTotals => Cell::of("has totals"),
        })
        .add(figure("Missing at the year's end, g"), |used| {
            let used_up = used.outlook.used_up();
            let shown = |missing| Cell::rounded(missing, grams(Ratio::from(missing).rounded(3)));
            used_up
                .map(|used_up| shown(used_up.missing))
                .unwrap_or_default()
        });
    let label = "What is left of each estimate, and the day on which it may be used up";
    let table = TableBuilder::table(site, page, ("left", label), &fields, &rows)?;
    Ok(Some((*on, table)))
}

/// Returns the table of what moved under the simplified procedure, as the country or a partner of it reports.
fn moved(
    site: &Site,
    page: &str,
    of: &RunData<'_>,
    country: Country,
) -> Result<PageTable, ReportError> {
    let config = &of.run.config;
    let is_side =
        |moved: &&Moved| moved.of.reporter == country || moved.of.partner == Some(country);
    let fields = Fields::<Moved>::new()
        .add(short("Year"), |moved| Cell::of(moved.of.year))
        .add(wide("Reporter"), |moved| {
            tables::country(of, moved.of.reporter)
        })
        .add(short("Flow"), |moved| Cell::of(moved.of.flow.name()))
        .add(wide("Partner"), |moved| {
            tables::partner(of, moved.of.partner)
        })
        .add(wide("Substance"), |moved| {
            tables::substance(of, moved.of.substance)
        })
        .add(short("Form"), |moved| {
            Cell::of(config.form_code(moved.of.form))
        })
        .add(short("Period"), |moved| Cell::of(moved.of.period.name()))
        .add(figure("Base, g"), |moved| Cell::figure(moved.base))
        .add(figure("Records"), |moved| Cell::figure(moved.records.len()))
        .add(figure("Other side reports, g"), |moved| {
            match moved.other_side.records {
                0 => Cell::for_people("nothing"),
                _ => Cell::figure(moved.other_side.base),
            }
        });
    let label = "What moved under the simplified procedure, by year, reporter and partner";
    let rows = of.moved.iter().filter(is_side);
    TableBuilder::table(site, page, ("moved", label), &fields, rows)
}

/// Returns the table of every stretch of days with one level, of all substances.
fn estimates(
    site: &Site,
    page: &str,
    of: &RunData<'_>,
    country: Country,
) -> Result<PageTable, ReportError> {
    let mut rows: Vec<(Substance, LevelSpan<'_>)> = Vec::new();
    for (_, substance, timeline) in of
        .estimates
        .timelines()
        .filter(|(owner, _, _)| *owner == country)
    {
        rows.extend(timeline.stretches().map(|stretch| (substance, stretch)));
    }
    let fields = Fields::<(Substance, LevelSpan<'_>)>::new()
        .add(wide("Substance"), |(substance, _)| {
            tables::substance(of, *substance)
        })
        .and(history::stretch(|(_, stretch)| *stretch));
    let label = "The levels in force without own exports, by substance and day";
    TableBuilder::table(site, page, ("estimates", label), &fields, &rows)
}
