//! The published tables of data.md, sorted as it says.

use std::collections::BTreeSet;

use super::super::day::Day;
use super::super::number::plain;
use super::super::table::{ALERTS, Cell, ESTIMATES, EVIDENCE, EXEMPT, LEDGER, QUARANTINE, Table};
use super::book::{Book, Convention, FACTOR_PLACES};
use super::judgement::{self, BASE_PLACES, Group, GroupDay, Movement};
use super::levels::Levels;
use super::refusals::Record;
use super::versions::Filing;
use super::warnings::doubts;
use super::{Books, Refusal};

fn text(value: &str) -> Cell {
    (!value.is_empty()).then(|| value.to_owned())
}

/// A value that is never null.
#[allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps)] // reads best in rows of cells
fn shown(value: impl ToString) -> Cell {
    Some(value.to_string())
}

fn date(day: Option<Day>) -> Cell {
    day.map(|day| day.to_string())
}

fn mass(units: Option<i128>) -> Cell {
    units.map(|units| plain(units, BASE_PLACES))
}

/// One alert for each group with a day in excess; groups come in the order of alerts.
pub fn alerts(groups: &[Group<'_>], books: &Books, book: &Book<'_>) -> Table {
    let mut table = Table::new(&ALERTS);
    table.rows = groups
        .iter()
        .filter(|group| group.is_alert())
        .map(|group| alert(group, books, book))
        .collect();
    table
}

fn alert(group: &Group<'_>, books: &Books, book: &Book<'_>) -> Vec<Cell> {
    let key = &group.key;
    let substance = book.substance(&key.substance).expect("it was traded");
    let in_excess: Vec<&GroupDay> = group.days_in_excess().collect();
    let (first, last) = (in_excess[0], in_excess[in_excess.len() - 1]);
    let peak = peak(&in_excess);
    let status = first.level.as_ref().map(|level| level.status.to_owned());
    let filing = first.level.as_ref().and_then(|it| it.filing_id.clone());
    let running_total = first.level.as_ref().map(|_| first.total);
    let convention = book.convention(&key.substance);
    let own_exports = first.level.as_ref().map(|level| level.own_exports);
    let is_not_later = || is_not_later(group, first.day).to_string();
    vec![
        shown(key.alert_id()),
        text(key.rule),
        text(&key.country),
        key.partner.clone(),
        text(&key.substance),
        text(&substance.name),
        text(&substance.schedule),
        shown(key.year),
        date(Some(first.day)),
        date(peak.map(|day| day.day)),
        date(Some(last.day)),
        date(group.cured_on),
        mass(running_total),
        mass(first.estimate()),
        mass(first.excess()),
        mass(peak.and_then(GroupDay::excess)),
        mass(Some(group.year_total())),
        status,
        filing,
        shown(in_excess.len()),
        shown(in_excess.iter().map(|day| day.records).sum::<usize>()),
        shown(group.movements.len()),
        text(convention.name()),
        text(convention.force()),
        mass(own_exports.filter(|_| convention == Convention::Of1961)),
        key.compares().then(is_not_later),
        shown(doubts(group, books, book)),
    ]
}

/// Rules 4.6: whether the group has a record of a period longer than a day on the day.
fn is_not_later(group: &Group<'_>, day: Day) -> bool {
    let mut movements = group.movements.iter();
    movements.any(|it| it.record.date == day && it.record.period != "day")
}

/// The greatest T - L over the days in excess, the earliest such day.
fn peak<'a>(in_excess: &[&'a GroupDay]) -> Option<&'a GroupDay> {
    let mut peak: Option<&GroupDay> = None;
    for day in in_excess {
        if day.excess() > peak.and_then(GroupDay::excess) {
            peak = Some(day);
        }
    }
    peak
}

/// Every record of an alerted group with base mass above zero; a group's movements come by date, reporter and id.
pub fn evidence(groups: &[Group<'_>]) -> Table {
    let mut table = Table::new(&EVIDENCE);
    for group in groups.iter().filter(|group| group.is_alert()) {
        for movement in &group.movements {
            table.rows.push(evidence_row(group, movement));
        }
    }
    table
}

fn evidence_row(group: &Group<'_>, movement: &Movement<'_>) -> Vec<Cell> {
    let record = movement.record;
    let day = group.days.iter().find(|day| day.day == record.date);
    let day = day.expect("a group has the days of its movements");
    let mut row = vec![shown(group.key.alert_id())];
    row.extend(own_columns(record));
    row.extend([
        shown(plain(movement.factor, FACTOR_PLACES)),
        mass(Some(movement.base)),
        mass(Some(day.total)),
        mass(day.estimate()),
        shown(day.in_excess),
        text(&record.origin.file),
        shown(record.origin.row),
    ]);
    row
}

/// The record's own columns.
fn own_columns(record: &Record) -> [Cell; 11] {
    [
        text(&record.id),
        date(Some(record.date)),
        date(Some(record.received)),
        text(&record.reporter),
        text(&record.partner),
        text(&record.flow),
        text(&record.form),
        shown(plain(record.quantity, 6)),
        shown(plain(record.reexport, 6)),
        text(&record.authorisation),
        text(&record.special_licence),
    ]
}

/// Rules 7.8: a row for each standing record in scope and each substance of it that 7.6 or 7.7 leaves out.
pub fn exempt(books: &Books, book: &Book<'_>) -> Table {
    let standing = books.judged.iter().chain(&books.set_aside);
    let mut left_out: Vec<(String, &'static str, &Record)> = Vec::new();
    for record in standing.chain(&books.exempt) {
        for share in judgement::controlled_shares(record, book) {
            if let Some(reason) = judgement::exemption(record, &share.substance, book) {
                left_out.push((share.substance, reason, record));
            }
        }
    }
    left_out.sort_by(|(a, _, first), (b, _, second)| {
        let key = |record: &Record| (record.date, record.reporter.clone(), record.id.clone());
        (a, key(first)).cmp(&(b, key(second)))
    });
    let mut table = Table::new(&EXEMPT);
    for (substance, reason, record) in left_out {
        let mut row = vec![text(&substance), text(reason)];
        row.extend(own_columns(record));
        row.extend([text(&record.origin.file), shown(record.origin.row)]);
        table.rows.push(row);
    }
    table
}

pub fn quarantine(refusals: &[Refusal]) -> Table {
    let mut table = Table::new(&QUARANTINE);
    table.rows = refusals
        .iter()
        .map(|refusal| {
            vec![
                text(refusal.kind),
                text(&refusal.origin.file),
                shown(refusal.origin.row),
                refusal.id.clone(),
                text(refusal.reason),
                None,
                None,
            ]
        })
        .collect();
    table
}

/// The level of every country and substance that has a filing.
pub fn estimates(filings: &[Filing], book: &Book<'_>) -> Table {
    let groups: BTreeSet<(&str, &str)> = filings
        .iter()
        .map(|filing| (filing.line.country.as_str(), filing.line.substance.as_str()))
        .collect();
    let mut table = Table::new(&ESTIMATES);
    for (country, substance) in groups {
        let levels = Levels::new(book, filings, country, substance);
        for segment in levels.segments() {
            table.rows.push(vec![
                text(country),
                text(substance),
                date(Some(segment.from)),
                date(segment.to),
                mass(Some(segment.level.base)),
                text(segment.level.status),
                segment.level.filing_id,
                shown(segment.level.supplements.join(" ")),
            ]);
        }
    }
    table
}

pub fn ledger(movements: &[Movement<'_>]) -> Table {
    let mut table = Table::new(&LEDGER);
    table.rows = judgement::ledger(movements)
        .into_iter()
        .map(|((basis, importer, substance, day), (base, records))| {
            vec![
                text(basis),
                text(&importer),
                text(&substance),
                date(Some(day)),
                mass(Some(base)),
                shown(records),
            ]
        })
        .collect();
    table
}
