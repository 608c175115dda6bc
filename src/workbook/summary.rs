//! Writes the sheet Summary: the number of alerts by rule and country, the largest excesses, and what became of every row.

use super::alerts::word;
use super::changes::AlertChanges;
use super::{Title, WorkbookSource};
use crate::archive::read::AlertRow;
use crate::config::Convention;
use crate::judgement::Rule;
use crate::terms::{Country, Mass};
use inforce_present::table::{Cell, Kind};
use inforce_present::xlsx::{Book, Page, SheetNumber, Spot, WriteFault};
use std::collections::BTreeMap;

/// The number of largest excesses that are listed.
const LARGEST: usize = 20;

/// Writes the sheet.
pub(super) fn write(book: &mut Book, source: &WorkbookSource<'_>) -> Result<(), WriteFault> {
    let invented = if source.is_invented() {
        ", invented data"
    } else {
        ""
    };
    let title = format!(
        "Summary of run {}{}{invented}",
        source.run.run,
        source.concern.words()
    );
    let widths = [300, 250, 130, 150, 130, 120, 120, 120, 90];
    let mut page = Page::begin(book, Title::Summary.sheet(), &title, &widths)?;
    rules(&mut page, source)?;
    conventions(&mut page, source)?;
    gone(&mut page, source)?;
    largest(&mut page, source, book.limit)?;
    by_country(&mut page, source)?;
    counts(&mut page, source)?;
    findings(&mut page, source)?;
    doubts(&mut page, source)?;
    warnings(&mut page, source)?;
    let page = page.end(0x1F_3A_5F);
    book.add(Title::Summary.sheet(), page);
    Ok(())
}

fn whole(number: u64) -> (Kind, Cell) {
    (
        Kind::Count,
        Cell::Whole(i64::try_from(number).unwrap_or(i64::MAX)),
    )
}

fn words(words: &'static str) -> (Kind, Cell) {
    (Kind::Text, Cell::words(words))
}

fn text(text: &str) -> (Kind, Cell) {
    (Kind::Text, Cell::text(text))
}

/// Writes the number of alerts by rule, and by kind of change if the run was compared with another.
fn rules(page: &mut Page<'_>, source: &WorkbookSource<'_>) -> Result<(), WriteFault> {
    let of = |rule: Rule, change: Option<&str>| {
        let ours = source.alerts.iter().filter(|alert| alert.rule == rule);
        let is = |alert: &AlertRow, word: &str| {
            source
                .changes
                .as_ref()
                .is_some_and(|changes| changes.word(alert) == word)
        };
        u64::try_from(
            ours.filter(|alert| change.is_none_or(|change| is(alert, change)))
                .count(),
        )
        .unwrap_or(0)
    };
    let kinds: Vec<&str> = source
        .changes
        .iter()
        .flat_map(|_| AlertChanges::words())
        .collect();
    page.section("Alerts by rule", 3)?;
    page.head(&[&["Rule", "What it finds", "Alerts"][..], &kinds].concat())?;
    for rule in Rule::ALL {
        let mut line = vec![
            words(rule.name()),
            words(meaning(rule)),
            whole(of(rule, None)),
        ];
        line.extend(kinds.iter().map(|kind| whole(of(rule, Some(kind)))));
        page.line(&line)?;
    }
    Ok(())
}

/// Writes the number of alerts by convention.
fn conventions(page: &mut Page<'_>, source: &WorkbookSource<'_>) -> Result<(), WriteFault> {
    let mut counts: BTreeMap<Convention, u64> = BTreeMap::new();
    for alert in &source.alerts {
        let substance = source.run.config.substance(alert.substance);
        *counts.entry(substance.convention).or_default() += 1;
    }
    page.section("Alerts by convention", 3)?;
    if counts.is_empty() {
        return page.line(&[words("none")]);
    }
    page.head(&["Convention", "Its estimates", "Alerts"])?;
    for (convention, count) in counts {
        let of = convention.provisions();
        page.line(&[
            (
                Kind::Text,
                Cell::text(format!("{} Convention, {}", of.name, of.substances)),
            ),
            (
                Kind::Prose,
                Cell::text(format!("{}s are {}", of.estimate, of.force.meaning())),
            ),
            whole(count),
        ])?;
    }
    Ok(())
}

/// Writes the alerts of the previous run that are gone.
fn gone(page: &mut Page<'_>, source: &WorkbookSource<'_>) -> Result<(), WriteFault> {
    let (Some(changes), Some(previous)) = (&source.changes, source.run.previous()) else {
        return Ok(());
    };
    page.section(&format!("Alerts of run {previous} that are gone"), 3)?;
    let mut lines = changes.gone(&source.concern, &source.run.config).peekable();
    if lines.peek().is_none() {
        return page.line(&[words("none")]);
    }
    page.head(&["Alert", "Why", "What became of it"])?;
    lines.try_for_each(|(change, why)| {
        page.line(&[
            text(&change.alert),
            (Kind::Text, Cell::text(why)),
            words(change.change.name()),
        ])
    })
}

/// Returns what a rule finds, in a few words.
pub(super) const fn meaning(rule: Rule) -> &'static str {
    match rule {
        Rule::ExportAfterNotice => "exports after a notice of the Board",
        Rule::ExportExcess => "one exporter's own exports",
        Rule::ImportExcess => "the importer's reports",
        Rule::PartnerReportedExcess => "its partners' reports",
        Rule::ProhibitedTrade => "prohibited imports",
        Rule::ScheduleITrade => "trade in Schedule I",
    }
}

fn largest(page: &mut Page<'_>, source: &WorkbookSource<'_>, limit: u32) -> Result<(), WriteFault> {
    let peak = |alert: &AlertRow| alert.figures.peak_excess;
    let mut with_excess: Vec<(Mass, usize)> = source
        .alerts
        .iter()
        .enumerate()
        .filter_map(|(place, alert)| Some((peak(alert)?, place)))
        .collect();
    with_excess.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    page.section("Largest excesses", 5)?;
    if with_excess.is_empty() {
        return page.line(&[words("none")]);
    }
    page.head(&[
        "Alert",
        "Country",
        "Substance",
        "Largest excess of the year, g",
        "Exact, as text",
    ])?;
    for (mass, place) in with_excess.into_iter().take(LARGEST) {
        let alert = &source.alerts[place];
        let exact = mass.to_string();
        let held = SheetNumber::of(&exact).exact;
        let to = Spot::of(
            Title::Alerts.sheet(),
            u64::try_from(place).unwrap_or(u64::MAX),
            limit,
        )
        .link();
        page.line(&[
            (
                Kind::Text,
                Cell::Link {
                    text: alert.id.clone(),
                    to,
                },
            ),
            text(source.run.config.country_name(alert.country)),
            text(&source.run.config.substance(alert.substance).name),
            (Kind::Mass, Cell::Figure(exact.clone())),
            (
                Kind::Text,
                if held {
                    Cell::Nothing
                } else {
                    Cell::text(exact)
                },
            ),
        ])?;
    }
    Ok(())
}

fn by_country(page: &mut Page<'_>, source: &WorkbookSource<'_>) -> Result<(), WriteFault> {
    let mut countries: BTreeMap<Country, [u64; Rule::ALL.len()]> = BTreeMap::new();
    for alert in &source.alerts {
        let counts = countries.entry(alert.country).or_default();
        for (count, rule) in counts.iter_mut().zip(Rule::ALL) {
            *count += u64::from(alert.rule == rule);
        }
    }
    page.section("Alerts by notified country", 9)?;
    let rules = Rule::ALL.map(Rule::name);
    page.head(&[&["Country", "Code"][..], &rules, &["all"]].concat())?;
    for (country, counts) in &countries {
        let mut line = vec![
            text(source.run.config.country_name(*country)),
            text(source.run.config.country_code(*country)),
        ];
        line.extend(counts.iter().map(|count| whole(*count)));
        line.push(whole(counts.iter().sum()));
        page.line(&line)?;
    }
    Ok(())
}

/// Writes what became of every row of the whole dataset, in the order of the manifest.
fn counts(page: &mut Page<'_>, source: &WorkbookSource<'_>) -> Result<(), WriteFault> {
    let meanings = [
        "rows of record files",
        "judged",
        "out of scope: no substance under control on the date",
        "superseded by another version",
        "received after the known-at date",
        "exempt: an exempt preparation, or the simplified procedure",
        "set aside: records of a finer period count",
        "refused",
    ];
    let counts = source.manifest.counts;
    let (records, filings) = (counts.records.each(), counts.filings);
    let records: Vec<_> = counts
        .shown()
        .map(|(place, _)| (records[place], meanings[place]))
        .collect();
    let filings = [
        (filings.read, "rows of filing files"),
        (filings.in_use, "in use"),
        (filings.superseded, "superseded by another version"),
        (filings.not_yet_known, "received after the known-at date"),
        (filings.quarantined, "refused"),
    ];
    let mut table = |title: &str, counts: &[(u64, &'static str)]| -> Result<(), WriteFault> {
        page.section(title, 3)?;
        counts
            .iter()
            .try_for_each(|(count, meaning)| page.line(&[words(meaning), words(""), whole(*count)]))
    };
    table("What became of every record of the dataset", &records)?;
    table("What became of every filing of the dataset", &filings)
}

/// Writes the number of findings by kind, of the countries that the workbook is about.
fn findings(page: &mut Page<'_>, source: &WorkbookSource<'_>) -> Result<(), WriteFault> {
    let codes = &source.run.config.country_codes;
    let ours = |code: &str| {
        codes
            .find(code)
            .is_some_and(|country| source.concern.has(country))
    };
    let mut kinds: BTreeMap<&str, (&'static str, u64)> = BTreeMap::new();
    for finding in source
        .manifest
        .findings
        .iter()
        .filter(|finding| ours(&finding.country))
    {
        let kind = kinds.entry(finding.kind.name());
        kind.or_insert((finding.kind.meaning(), 0)).1 += 1;
    }
    page.section("Findings (rows “finding” of the sheet Estimates)", 3)?;
    if kinds.is_empty() {
        return page.line(&[words("none")]);
    }
    for (kind, (meaning, number)) in kinds {
        page.line(&[
            text(kind),
            (Kind::Prose, Cell::words(meaning)),
            whole(number),
        ])?;
    }
    Ok(())
}

/// Writes what each doubt about an alert of the workbook means.
fn doubts(page: &mut Page<'_>, source: &WorkbookSource<'_>) -> Result<(), WriteFault> {
    let mut doubts: BTreeMap<(&str, &'static str), u64> = BTreeMap::new();
    for (alert, doubt) in source
        .alerts
        .iter()
        .flat_map(|alert| alert.doubts.iter().map(move |doubt| (alert, *doubt)))
    {
        *doubts.entry(word(source, alert, doubt)).or_default() += 1;
    }
    if doubts.is_empty() {
        return Ok(());
    }
    page.section(
        "Doubts about alerts (column “Doubts” of the sheet Alerts)",
        3,
    )?;
    page.head(&["Doubt", "What it means", "Alerts"])?;
    doubts.iter().try_for_each(|((doubt, meaning), number)| {
        page.line(&[
            words(doubt),
            (Kind::Prose, Cell::words(*meaning)),
            whole(*number),
        ])
    })
}

/// Writes the warnings by file. A workbook about some countries has none, because warnings concern the rows of all.
fn warnings(page: &mut Page<'_>, source: &WorkbookSource<'_>) -> Result<(), WriteFault> {
    if !source.concern.is_all() {
        return Ok(());
    }
    page.section(
        "Warnings: what is valid but looks wrong, and was judged as it stands",
        6,
    )?;
    if !source.run.knows_warnings() {
        return page.line(&[words(
            "not recorded by the program of that run, and no doubts about alerts either",
        )]);
    }
    if source.manifest.warnings.is_empty() {
        return page.line(&[words("none")]);
    }
    page.head(&[
        "Warning",
        "What it means",
        "Rows",
        "First row",
        "File",
        "That row",
    ])?;
    for warning in &source.manifest.warnings {
        let number = |number: Option<u64>| number.map_or((Kind::Count, Cell::Nothing), whole);
        let example = warning.example.as_deref().map_or(Cell::Nothing, Cell::text);
        let meaning = (Kind::Prose, Cell::words(warning.kind.meaning()));
        page.line(&[
            text(warning.kind.name()),
            meaning,
            number(warning.rows),
            number(warning.first_row),
            text(&warning.file),
            (Kind::Text, example),
        ])?;
    }
    Ok(())
}
