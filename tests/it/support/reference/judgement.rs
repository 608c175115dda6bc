//! Rules 5: movements, the groups they fall into, and the days of a group, one by one.

use std::collections::BTreeMap;

use super::super::day::Day;
use super::book::Book;
use super::estimates::{Estimates, Level};
use super::refusals::Record;
use super::versions::Filing;

pub const RULES: [&str; 5] = [
    "export-excess",
    "import-excess",
    "partner-reported-excess",
    "prohibited-trade",
    "schedule-i-trade",
];

/// Base mass and totals are counted in units of 10^-15 g.
pub const BASE_PLACES: usize = 15;
const GRAM: i128 = 1_000_000_000_000_000;

/// One substance of one judged record.
#[derive(Clone, Copy)]
pub struct Movement<'a> {
    pub record: &'a Record,
    pub substance: &'a str,
    /// In units of 10^-9.
    pub factor: i128,
    /// Rules 4.1: net quantity x factor, in units of 10^-15 g.
    pub base: i128,
}

impl Movement<'_> {
    pub fn is_import(&self) -> bool {
        self.record.flow == "import"
    }

    /// The importing country: who reports an import, the partner of an export.
    pub fn importer(&self) -> &str {
        if self.is_import() {
            &self.record.reporter
        } else {
            &self.record.partner
        }
    }
}

/// What a group is called, in the order in which alerts are sorted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct GroupKey {
    pub rule: &'static str,
    /// The notified country.
    pub country: String,
    /// Only for `export-excess`: the importer.
    pub partner: Option<String>,
    pub substance: String,
    pub year: i32,
}

impl GroupKey {
    pub fn alert_id(&self) -> String {
        let partner = self.partner.as_ref().map(|partner| format!(">{partner}"));
        let (rule, country) = (self.rule, &self.country);
        let partner = partner.unwrap_or_default();
        format!("{rule}:{country}{partner}:{}:{}", self.substance, self.year)
    }

    /// Whose estimate applies.
    pub fn importer(&self) -> &str {
        self.partner.as_ref().unwrap_or(&self.country)
    }

    /// The last two rules list movements and compare nothing.
    pub fn compares(&self) -> bool {
        self.rule.ends_with("-excess")
    }
}

/// A day on which a group has a record with base mass above zero.
#[derive(Clone, Debug)]
pub struct GroupDay {
    pub day: Day,
    /// T: from 1 January up to and including the day.
    pub total: i128,
    /// L; none for the rules that compare nothing.
    pub level: Option<Level>,
    pub in_excess: bool,
    pub records: usize,
}

impl GroupDay {
    /// L in units of 10^-15 g.
    pub fn estimate(&self) -> Option<i128> {
        self.level.as_ref().map(|level| level.grams * GRAM)
    }

    /// T - L.
    pub fn excess(&self) -> Option<i128> {
        self.estimate().map(|estimate| self.total - estimate)
    }
}

pub struct Group<'a> {
    pub key: GroupKey,
    pub movements: Vec<Movement<'a>>,
    pub days: Vec<GroupDay>,
    /// The first day after the last day in excess, in the same year, on which T no longer exceeds L.
    pub cured_on: Option<Day>,
}

impl Group<'_> {
    pub fn days_in_excess(&self) -> impl Iterator<Item = &GroupDay> {
        self.days.iter().filter(|day| day.in_excess)
    }

    pub fn is_alert(&self) -> bool {
        self.days_in_excess().next().is_some()
    }

    pub fn year_total(&self) -> i128 {
        self.movements.iter().map(|movement| movement.base).sum()
    }
}

/// Rules 4.4: the substances of a record that were under control on its date. None: out of scope.
fn controlled_shares(record: &Record, book: &Book<'_>) -> Vec<super::book::Share> {
    let shares = book.shares(&record.form, record.date);
    let mut shares = shares.expect("a valid record has factors");
    shares.retain(|share| book.is_controlled(&share.substance, record.date));
    shares
}

pub fn is_in_scope(record: &Record, book: &Book<'_>) -> bool {
    !controlled_shares(record, book).is_empty()
}

/// The movements of the records, those without base mass left out: a day without movement is never in excess.
pub fn movements<'a>(records: &'a [Record], book: &'a Book<'_>) -> Vec<Movement<'a>> {
    let mut movements = Vec::new();
    for record in records {
        for share in controlled_shares(record, book) {
            let substance = book.substance(&share.substance).expect("it is controlled");
            let movement = Movement {
                record,
                substance: &substance.code,
                factor: share.factor,
                base: (record.quantity - record.reexport) * share.factor,
            };
            if movement.base > 0 {
                movements.push(movement);
            }
        }
    }
    movements
}

/// The table of rules 5: the groups that a movement belongs to.
fn keys(movement: &Movement<'_>, book: &Book<'_>) -> Vec<GroupKey> {
    let key = |rule: &'static str, country: &str, partner: Option<&str>| GroupKey {
        rule,
        country: country.to_owned(),
        partner: partner.map(str::to_owned),
        substance: movement.substance.to_owned(),
        year: movement.record.date.year(),
    };
    let record = movement.record;
    let importer = movement.importer();
    let mut keys = Vec::new();
    if book.is_schedule_i(movement.substance) {
        keys.push(key("schedule-i-trade", importer, None));
    } else if movement.is_import() {
        keys.push(key("import-excess", importer, None));
    } else {
        keys.push(key("partner-reported-excess", importer, None));
        keys.push(key("export-excess", &record.reporter, Some(importer)));
    }
    let prohibited = book.is_prohibited(importer, movement.substance, record.date);
    if prohibited && record.special_licence.is_empty() {
        keys.push(key("prohibited-trade", importer, None));
    }
    keys
}

pub fn groups<'a>(
    movements: &[Movement<'a>],
    filings: &[Filing],
    book: &Book<'_>,
) -> Vec<Group<'a>> {
    let mut groups: BTreeMap<GroupKey, Vec<Movement<'a>>> = BTreeMap::new();
    for movement in movements {
        for key in keys(movement, book) {
            groups.entry(key).or_default().push(*movement);
        }
    }
    groups
        .into_iter()
        .map(|(key, movements)| judge(key, movements, filings, book))
        .collect()
}

fn judge<'a>(
    key: GroupKey,
    mut movements: Vec<Movement<'a>>,
    filings: &[Filing],
    book: &Book<'_>,
) -> Group<'a> {
    let estimates = Estimates::new(book.config, filings, key.importer(), &key.substance);
    movements.sort_by_key(|movement| {
        let record = movement.record;
        (record.date, &record.reporter, &record.id, &record.form)
    });
    let mut dates: Vec<Day> = movements.iter().map(|it| it.record.date).collect();
    dates.dedup();
    let days: Vec<GroupDay> = dates
        .into_iter()
        .map(|day| judge_day(day, &key, &movements, &estimates))
        .collect();
    let last = days.iter().rfind(|day| day.in_excess).map(|day| day.day);
    let cured_on = last
        .filter(|_| key.compares())
        .and_then(|last| cured_on(last, &movements, &estimates));
    Group {
        key,
        movements,
        days,
        cured_on,
    }
}

/// T, with the records of one day taken as simultaneous.
fn running_total(day: Day, movements: &[Movement<'_>]) -> i128 {
    let so_far = movements
        .iter()
        .filter(|movement| movement.record.date <= day);
    so_far.map(|movement| movement.base).sum()
}

fn judge_day(
    day: Day,
    key: &GroupKey,
    movements: &[Movement<'_>],
    estimates: &Estimates<'_>,
) -> GroupDay {
    let total = running_total(day, movements);
    let level = key.compares().then(|| estimates.level(day));
    let in_excess = level
        .as_ref()
        .is_none_or(|level| total > level.grams * GRAM);
    let records = movements.iter().filter(|it| it.record.date == day).count();
    GroupDay {
        day,
        total,
        level,
        in_excess,
        records,
    }
}

fn cured_on(last: Day, movements: &[Movement<'_>], estimates: &Estimates<'_>) -> Option<Day> {
    last.plus(1)
        .up_to(last.last_of_year())
        .find(|day| running_total(*day, movements) <= estimates.level(*day).grams * GRAM)
}

/// Base mass per basis, importer, substance and day, with the number of records.
pub type Ledger = BTreeMap<(&'static str, String, String, Day), (i128, usize)>;

pub fn ledger(movements: &[Movement<'_>]) -> Ledger {
    let mut ledger = Ledger::new();
    for movement in movements {
        let basis = if movement.is_import() {
            "import-reports"
        } else {
            "partner-reports"
        };
        let importer = movement.importer().to_owned();
        let key = (
            basis,
            importer,
            movement.substance.to_owned(),
            movement.record.date,
        );
        let cell = ledger.entry(key).or_default();
        cell.0 += movement.base;
        cell.1 += 1;
    }
    ledger
}
