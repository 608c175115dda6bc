//! The page of an alert: its whole argument, from the main figures down to the rows of the files.

use super::accounts::{AlertYear, Happening};
use super::exempt::ExemptTables;
use super::frame::{Frame, PageFrame, write};
use super::tables::in_words;
use super::{evidence, history};
use crate::archive::AlertFigures;
use crate::archive::read::AlertRow;
use crate::ask::explain::{Explained, FilingEffect, OfPeriods, under_control};
use crate::config::Provisions;
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
struct AlertPage<'a> {
    frame: Frame<'a>,
    alert: &'a AlertRow,
    lists_only: bool,
    /// What the rule finds, in the words of the convention.
    meaning: String,
    country: Named,
    partner: Option<Named>,
    substance: Named,
    schedule: &'static str,
    provisions: &'static Provisions,
    /// The importing country.
    importer: String,
    /// What the level consists of on the first day in excess, where own exports raise it: the estimate and the own exports.
    consists: Option<[Grams; 2]>,
    /// Whether the rule lists what both sides report.
    lists_both_sides: bool,
    /// The notices after which exports are listed.
    notices: Vec<NoticeRow>,
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
    /// The filings of the year that count on no day, because they were not confirmed, each with its row.
    unconfirmed: Vec<(String, String)>,
    levels: PageTable,
    own_exports: Option<PageTable>,
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
    /// The number of records of the country and substance that count for nothing by exemption, in words.
    exempt: Option<String>,
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

/// A notice of the Board to exporting countries.
struct NoticeRow {
    from: InWords,
    /// The day on which the notice no longer applies, the supplement that was confirmed on it, and its row.
    lifted: Option<(InWords, String, String)>,
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
    (of, exempt): (&RunData<'_>, Option<&ExemptTables>),
    explained: &Explained,
) -> Result<(), ReportError> {
    let name = names::alert(&explained.alert.id);
    let page = AlertPage {
        exempt: exempt
            .map(|exempt| exempt.number_of(explained.importer, explained.alert.substance))
            .filter(|number| *number > 0)
            .map(|number| figures::of(number, "record counts", "records count")),
        ..page(site, frames, of, explained, &name)?
    };
    write(site, &name, &page)
}

fn page<'a>(
    site: &Site,
    frames: &'a PageFrame,
    of: &RunData<'_>,
    explained: &'a Explained,
    name: &str,
) -> Result<AlertPage<'a>, ReportError> {
    let (alert, config) = (&explained.alert, &of.run.config);
    let filings = explained.filings();
    let year = AlertYear::of(explained)?;
    let lists_only = alert.rule.lists_only();
    let happenings = if lists_only {
        Vec::new()
    } else {
        year.happenings(of, explained, &filings)
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
    Ok(AlertPage {
        frame: frames.frame(name, "alerts.html", plain(&alert.id)),
        alert,
        lists_only,
        meaning: {
            let level = substance.convention.provisions().level();
            alert.rule.meaning().replace("estimate", level)
        },
        country: country(alert.country),
        partner: alert.partner.map(country),
        substance: Named {
            name: plain(&substance.name),
            page: names::substance(config.substance_code(alert.substance)),
        },
        schedule: substance.schedule.title(),
        provisions: substance.convention.provisions(),
        importer: plain(config.country_name(explained.importer)),
        consists: consists(explained),
        lists_both_sides: alert.rule.accounts().len() > 1,
        notices: notices(of, explained, &filings),
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
        unconfirmed: history::unconfirmed(&filings, explained.year())
            .into_iter()
            .map(|(row, id)| (row, plain(id)))
            .collect(),
        own_exports: if lists_only {
            None
        } else {
            history::exports(site, name, of.run, explained)?
        },
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
        exempt: None,
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
        .and_then(|id| history::row_of(filings, id))
}

/// Returns the estimate and the own exports that the level consists of on the first day in excess; `None` without own exports.
fn consists(explained: &Explained) -> Option<[Grams; 2]> {
    let figures = &explained.alert.figures;
    let own = figures.own_exports.filter(|own| *own > Mass::ZERO);
    let (level, own) = figures.estimate.zip(own)?;
    Some([Grams(level.minus(own)), Grams(own)])
}

/// Returns the notices after which the exports of an alert are listed.
fn notices(
    of: &RunData<'_>,
    explained: &Explained,
    filings: &[FilingEffect<'_>],
) -> Vec<NoticeRow> {
    let told = explained.notices(&of.run.config).into_iter();
    told.map(|notice| NoticeRow {
        from: InWords(notice.from),
        lifted: notice.lifted.map(|(day, filing)| {
            let is = |told: &FilingEffect<'_>| std::ptr::eq(told.id, filing.id.as_ref());
            let row = filings.iter().position(is);
            let row = row.map_or("filings".to_owned(), history::anchor);
            (InWords(day), plain(&filing.id), row)
        }),
    })
    .collect()
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
