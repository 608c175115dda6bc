//! Classes of judged groups: days against levels, and alerts.

use super::super::day::Day;
use super::super::reference::Outcome;
use super::super::reference::book::{Book, Convention};
use super::super::reference::judgement::{Group, GroupKey};
use super::super::reference::judgement::{is_lifted, level};
use super::super::reference::levels::Levels;
use super::super::world::NoticeRow;
use super::Classes;

/// In units of 10^-15 g.
const MILLIONTH_OF_A_GRAM: i128 = 1_000_000_000;

pub fn count(classes: &mut Classes, outcome: &Outcome<'_>, book: &Book<'_>) {
    count_notices(classes, outcome, book);
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

/// Exports to which notices apply, lifted or not.
fn count_notices(classes: &mut Classes, outcome: &Outcome<'_>, book: &Book<'_>) {
    let filings = &outcome.books.filings;
    for movement in outcome.movements.iter().filter(|it| !it.is_import()) {
        let day = movement.record.date;
        let notices: Vec<&NoticeRow> = book
            .config
            .notices
            .iter()
            .filter(|notice| {
                notice.country == movement.importer()
                    && notice.substance == movement.substance
                    && notice.year == day.year()
                    && notice.from <= day
            })
            .collect();
        let lifted = notices
            .iter()
            .filter(|notice| is_lifted(notice, day, filings));
        let lifted = lifted.count();
        classes.met_if(lifted > 0, "notice: a supplement lifts it");
        classes.met_if(
            lifted > 0 && lifted < notices.len(),
            "notice: one lifted and another not",
        );
        let stands = |notice: &&&NoticeRow| !is_lifted(notice, day, filings);
        for notice in notices.iter().filter(stands) {
            classes.met_if(notice.from == day, "notice: on its first day");
            let of_no_effect = filings.iter().any(|filing| {
                let line = &filing.line;
                filing.is_supplement()
                    && line.country == notice.country
                    && line.substance == notice.substance
            });
            classes.met_if(of_no_effect, "notice: a supplement of no effect");
        }
    }
}

fn count_days(classes: &mut Classes, group: &Group<'_>) {
    for day in &group.days {
        classes.met_if(day.records > 1, "day: several records at once");
        let above_zero = day.level.as_ref().is_some_and(|level| level.amount() > 0);
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
    let levels = Levels::new(book, filings, importer, substance);
    let of = (importer, substance.as_str());
    for day in &group.days {
        let before = level(of, day.day.plus(-1), &levels, &outcome.movements);
        let changed = day.level.is_some() && day.level != before;
        classes.met_if(changed, "day: the first of a new level");
    }
    count_section_7(classes, group, outcome, &levels);
}

/// What section 7 adds to a group that is compared.
fn count_section_7(
    classes: &mut Classes,
    group: &Group<'_>,
    outcome: &Outcome<'_>,
    levels: &Levels<'_>,
) {
    let convention = match levels {
        Levels::Of1971(_) => Convention::Of1971,
        Levels::Of1961(_) => Convention::Of1961,
        Levels::Of1988(_) => Convention::Of1988,
    };
    let name = convention.name();
    classes.met_if(group.is_alert(), &format!("alert of {name}"));
    for day in &group.days {
        let Some(level) = &day.level else {
            classes.met("day of 1988: no requirement");
            classes.met_if(
                group.is_alert(),
                "day of 1988: no requirement, within an alert",
            );
            continue;
        };
        if convention == Convention::Of1971 {
            continue;
        }
        let at = |excess: i128| level.amount() > 0 && day.excess() == Some(excess);
        classes.met_if(at(0), &format!("day of {name}: total exactly the level"));
        classes.met_if(
            at(MILLIONTH_OF_A_GRAM),
            &format!("day of {name}: a millionth of a gram above the level"),
        );
        if level.own_exports > 0 {
            classes.met("day of 1961: own exports raise the level");
            classes.met_if(level.status == "none", "day of 1961: own exports alone");
            classes.met_if(
                level.before_clamping < 0,
                "day of 1961: own exports on a base below zero",
            );
            let without = day.total > level.base;
            classes.met_if(
                without && !day.in_excess,
                "day of 1961: own exports keep it from excess",
            );
        }
    }
    let Some(cured_on) = group.cured_on else {
        return;
    };
    let of = (group.key.importer(), group.key.substance.as_str());
    let levels = |day: Day| level(of, day, levels, &outcome.movements);
    let exports = |day: Day| levels(day).map(|level| level.own_exports);
    let base = |day: Day| levels(day).map(|level| level.base);
    let eve = cured_on.plus(-1);
    classes.met_if(
        exports(eve) < exports(cured_on) && base(eve) == base(cured_on),
        "alert of 1961: cured by own exports",
    );
    classes.met_if(
        convention == Convention::Of1961 && base(eve) < base(cured_on),
        "alert of 1961: cured by a confirmation",
    );
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
