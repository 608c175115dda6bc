//! The page of an alert: its whole argument, from the main figures down to the rows of the files.

use super::accounts::{Happening, Year};
use super::frame::{Frame, PageFrame, write};
use super::tables::in_words;
use super::{evidence, history};
use crate::archive::AlertFigures;
use crate::archive::read::AlertRow;
use crate::ask::explain::{Explained, FilingEffect, OfPeriods, under_control};
use crate::intake::Kind;
use crate::judgement::{Doubt, Rule};
use crate::ledger::Basis;
use crate::pages::ReportError;
use crate::pages::chart::{Chart, Strip};
use crate::pages::figures::{Grams, InWords, Kilograms};
use crate::pages::names;
use crate::pages::replace_folder::Site;
use crate::pages::shared::RunData;
use crate::terms::{Country, Day, Mass, figures};
use askama::Template;
use inforce_present::table::html::PageTable;
use inforce_present::text::html::{HtmlText, plain};
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "alert.html")]
struct Page<'a> {
    frame: Frame<'a>,
    alert: &'a AlertRow,
    lists_only: bool,
    country: Named,
    partner: Option<Named>,
    substance: Named,
    schedule: &'static str,
    change: Option<Changed>,
    first: Option<First>,
    days: [Option<InWords>; 2],
    cured: Option<InWords>,
    year_total: Option<(Kilograms, Grams)>,
    counts: [String; 3],
    governing: Option<String>,
    happenings: Vec<Happening>,
    chart: Option<Chart>,
    strip: Option<Strip>,
    has_other: bool,
    other: Option<Other>,
    months: Option<PageTable>,
    /// What both accounts hold of totals of a month, a quarter or a year.
    periods: [OfPeriods; 2],
    filings: PageTable,
    levels: PageTable,
    evidence: PageTable,
    factors: BTreeSet<(String, String)>,
    superseded: PageTable,
    /// Nothing where no record is set aside.
    set_aside: Option<PageTable>,
    doubts: Vec<Doubted>,
    doubted: PageTable,
    refused: PageTable,
    /// Filings that were refused.
    unusable: PageTable,
    /// Files of filings that could not be read.
    left_out: usize,
    /// Why there was no estimate in force.
    absent: Option<String>,
    /// The notification that prohibits the trade.
    prohibition: Option<String>,
    control: String,
    later: String,
}

/// A country or a substance with a link to its page.
struct Named {
    name: String,
    page: String,
}

/// The figures of the excess, each with a link to its row of evidence.
struct First {
    day: InWords,
    peak: Day,
    last: Day,
    total: Grams,
    estimate: (Kilograms, Grams),
    excess: Grams,
    greatest: (Kilograms, Grams),
    rows: [String; 3],
}

/// A doubt, with a link to the rows that it is about.
struct Doubted {
    doubt: Doubt,
    rows: Option<String>,
}

/// How the alert differs from the previous run.
struct Changed {
    since: String,
    kind: &'static str,
    causes: Vec<String>,
}

/// The total of the year in the other account.
struct Other {
    basis: Basis,
    total: Grams,
    /// The page of the other account's own alert, if there is one.
    page: Option<String>,
}

/// Writes the page of an alert.
pub(super) fn alert(
    site: &Site,
    frames: &PageFrame,
    of: &RunData<'_>,
    explained: &Explained,
) -> Result<(), ReportError> {
    let name = names::alert(&explained.alert.id);
    write(site, &name, &page(site, frames, of, explained, &name)?)
}

fn page<'a>(
    site: &Site,
    frames: &'a PageFrame,
    of: &RunData<'_>,
    explained: &'a Explained,
    name: &str,
) -> Result<Page<'a>, ReportError> {
    let (alert, config) = (&explained.alert, &of.run.config);
    let filings = explained.filings();
    let year = Year::of(explained)?;
    let lists_only = alert.rule.lists_only();
    let happenings = if lists_only {
        Vec::new()
    } else {
        year.happenings(explained, &filings)
    };
    let substance = config.substance(alert.substance);
    let country = |country: Country| Named {
        name: plain(config.country_name(country)),
        page: names::country(config.country_code(country)),
    };
    let count = |count: i64, one, several| figures::of(count, one, several);
    let AlertFigures {
        excess_days,
        excess_records,
        records,
        ..
    } = alert.figures;
    Ok(Page {
        frame: frames.frame(name, "alerts.html", plain(&alert.id)),
        alert,
        lists_only,
        country: country(alert.country),
        partner: alert.partner.map(country),
        substance: Named {
            name: plain(&substance.name),
            page: names::substance(config.substance_code(alert.substance)),
        },
        schedule: substance.schedule.name(),
        change: of.change_of(alert).map(|change| Changed {
            since: plain(change.previous_run.as_deref().unwrap_or_default()),
            kind: change.change.name(),
            causes: change.causes.iter().map(in_words).collect(),
        }),
        first: first(explained),
        days: [
            Some(alert.figures.first_excess_date),
            Some(alert.figures.last_excess_date),
        ]
        .map(|day| day.map(InWords)),
        cured: alert.figures.cured_on.map(InWords),
        year_total: Some(alert.figures.year_total).map(|mass| (Kilograms(mass), Grams(mass))),
        counts: [
            count(excess_days, "day", "days"),
            count(excess_records, "record", "records"),
            count(records, "record", "records"),
        ],
        governing: governing(explained, &filings),
        chart: if lists_only {
            None
        } else {
            year.chart(of, explained, &happenings)
        },
        strip: if lists_only {
            year.strip(explained)
        } else {
            None
        },
        has_other: !lists_only && alert.rule != Rule::ExportExcess,
        other: other(of, explained),
        periods: explained.periods,
        months: if lists_only {
            None
        } else {
            Some(year.months(site, name, explained)?)
        },
        happenings,
        filings: history::filings(site, name, &filings)?,
        levels: history::levels(site, name, explained)?,
        evidence: evidence::evidence(site, name, of, explained)?,
        factors: explained.factors(config),
        superseded: evidence::superseded(site, name, of, &explained.superseded)?,
        set_aside: explained
            .set_aside()
            .next()
            .map(|_| evidence::set_aside(site, name, of, explained.set_aside()))
            .transpose()?,
        doubts: alert
            .doubts
            .iter()
            .map(|doubt| doubted(of, explained, *doubt))
            .collect(),
        doubted: evidence::doubted(site, name, of, &explained.doubted)?,
        refused: evidence::refused(site, name, evidence::REFUSED, explained.refused_records())?,
        unusable: evidence::refused(
            site,
            name,
            evidence::UNUSABLE,
            explained.dossier.refused.iter(),
        )?,
        left_out: explained.dossier.left_out,
        absent: explained.absent(),
        prohibition: explained
            .prohibition(config)
            .map(|prohibition| prohibition.told()),
        control: under_control(substance),
        later: figures::count(of.manifest.counts.records.not_yet_known),
    })
}

/// Links a doubt to its rows: on this page, or on the page of refused rows, filtered by the importing country.
fn doubted(of: &RunData<'_>, explained: &Explained, doubt: Doubt) -> Doubted {
    let kind = match doubt {
        Doubt::RefusedFiling => Some(Kind::Filing),
        Doubt::RefusedRecord => Some(Kind::Record),
        _ => None,
    };
    let rows = match kind {
        Some(Kind::Filing) if !explained.dossier.refused.is_empty() => Some("#unusable".to_owned()),
        Some(Kind::Record) if explained.refused_records().next().is_some() => {
            Some("#refused".to_owned())
        }
        Some(_) => {
            let code = of.run.config.country_code(explained.importer);
            Some(format!("../refused.html#rows={}", names::query(code)))
        }
        None => explained.doubted.first().map(|_| "#doubted".to_owned()),
    };
    Doubted { doubt, rows }
}

/// Returns the figures of the excess; `None` for a rule that does not compare.
fn first(explained: &Explained) -> Option<First> {
    let figures = &explained.alert.figures;
    let (day, last) = (figures.first_excess_date, figures.last_excess_date);
    let row = |day: Day| evidence::row_of(&explained.evidence, day);
    let peak = figures.peak_excess_date?;
    let both = |mass: Mass| (Kilograms(mass), Grams(mass));
    Some(First {
        day: InWords(day),
        peak,
        last,
        total: Grams(figures.running_total?),
        estimate: both(figures.estimate?),
        excess: Grams(figures.excess?),
        greatest: both(figures.peak_excess?),
        rows: [row(day), row(peak), row(last)],
    })
}

/// Returns the row of the filing that governed on the first day in excess.
fn governing(explained: &Explained, filings: &[FilingEffect<'_>]) -> Option<String> {
    explained
        .alert
        .figures
        .filing_id
        .as_ref()
        .and_then(|id| history::row_of(filings, id, false))
}

fn other(of: &RunData<'_>, explained: &Explained) -> Option<Other> {
    let (basis, total) = explained.other?;
    let page = explained
        .counterpart()
        .and_then(|key| of.alert_of(key.rule, key.country, key.substance, key.year))
        .map(|alert| names::alert(&alert.id));
    Some(Other {
        basis,
        total: Grams(total),
        page,
    })
}
