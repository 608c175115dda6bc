//! Classes of judged groups: days against levels, and alerts.

use super::super::day::Day;
use super::super::reference::Outcome;
use super::super::reference::book::Book;
use super::super::reference::estimates::Estimates;
use super::super::reference::judgement::{Group, GroupKey};
use super::Classes;

/// In units of 10^-15 g.
const MILLIONTH_OF_A_GRAM: i128 = 1_000_000_000;

pub fn count(classes: &mut Classes, outcome: &Outcome<'_>, book: &Book<'_>) {
    for group in &outcome.groups {
        count_days(classes, group);
        if group.key.compares() {
            count_new_levels(classes, group, outcome, book);
        }
        if group.is_alert() {
            classes.met(format!("alert by: {}", group.key.rule));
            let year_before = GroupKey {
                year: group.key.year - 1,
                ..group.key.clone()
            };
            let mut others = outcome.groups.iter();
            let before = others.find(|other| other.key == year_before);
            classes.met_if(
                before.is_some_and(Group::is_alert),
                "alert: in two years running",
            );
        }
        if group.is_alert() && group.key.compares() {
            count_alert(classes, group);
        }
    }
}

fn count_days(classes: &mut Classes, group: &Group<'_>) {
    for day in &group.days {
        classes.met_if(day.records > 1, "day: several records at once");
        let above_zero = day.level.as_ref().is_some_and(|level| level.grams > 0);
        classes.met_if(
            above_zero && day.excess() == Some(0),
            "day: total exactly the level",
        );
        classes.met_if(
            above_zero && day.excess() == Some(MILLIONTH_OF_A_GRAM),
            "day: a millionth of a gram above the level",
        );
    }
}

fn count_new_levels(
    classes: &mut Classes,
    group: &Group<'_>,
    outcome: &Outcome<'_>,
    book: &Book<'_>,
) {
    let filings = &outcome.books.filings;
    let (importer, substance) = (group.key.importer(), &group.key.substance);
    let estimates = Estimates::new(book.config, filings, importer, substance);
    for day in &group.days {
        let before = estimates.level(day.day.plus(-1));
        let changed = day.level.as_ref().is_some_and(|level| *level != before);
        classes.met_if(changed, "day: the first of a new level");
    }
}

fn count_alert(classes: &mut Classes, group: &Group<'_>) {
    let in_excess: Vec<_> = group.days_in_excess().collect();
    let first = in_excess[0];
    let status = first.level.as_ref().map(|level| level.status);
    classes.met_if(status == Some("none"), "alert: no estimate");
    let is_return = |day: Day| {
        let mut movements = group.movements.iter();
        movements.any(|it| it.record.date == day && it.record.period != "day")
    };
    classes.met_if(is_return(first.day), "alert: excess not later");
    classes.met_if(group.cured_on.is_some(), "alert: cured");
    classes.met_if(group.cured_on.is_none(), "alert: not cured");
    let moves = |day: Day| group.days.iter().any(|other| other.day == day);
    classes.met_if(
        group.cured_on.is_some_and(moves),
        "alert: cured on a day of movement",
    );
    let later_peak = in_excess.iter().any(|day| day.excess() > first.excess());
    classes.met_if(later_peak, "alert: peak after the first day");
    let last = in_excess[in_excess.len() - 1].day;
    let between = |day: Day| first.day < day && day < last;
    let mut pauses = group.days.iter().filter(|day| !day.in_excess);
    classes.met_if(
        pauses.any(|day| between(day.day)),
        "alert: excess, none, and excess again",
    );
}
