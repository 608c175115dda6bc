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
    let returns = returns(records, book);
    movements.retain(|it| counts(it.record, it.substance, &returns));
    movements
}

/// Rules 4.6: reporter, flow, substance and calendar year.
pub type Trade = (String, String, String, i32);

/// Rules 4.6: of each trade, the base mass above zero of each period, the finest first.
pub type Returns = BTreeMap<Trade, BTreeMap<usize, i128>>;

/// The place of a period, the finest first.
fn fineness(period: &str) -> usize {
    let periods = ["day", "month", "quarter", "year"];
    let place = periods.iter().position(|it| *it == period);
    place.expect("a valid record has a period")
}

fn trade(record: &Record, substance: &str) -> Trade {
    (
        record.reporter.clone(),
        record.flow.clone(),
        substance.to_owned(),
        record.date.year(),
    )
}

/// Of standing records in scope.
pub fn returns(records: &[Record], book: &Book<'_>) -> Returns {
    let mut returns = Returns::new();
    for record in records {
        for share in controlled_shares(record, book) {
            let base = (record.quantity - record.reexport) * share.factor;
            if base > 0 {
                let periods = returns.entry(trade(record, &share.substance)).or_default();
                *periods.entry(fineness(&record.period)).or_default() += base;
            }
        }
    }
    returns
}

/// Whether a record is of the finest period with base mass, or there is none.
pub fn counts(record: &Record, substance: &str, returns: &Returns) -> bool {
    let periods = returns.get(&trade(record, substance));
    let finest = periods.and_then(|periods| periods.keys().next());
    finest.is_none_or(|finest| *finest == fineness(&record.period))
}

/// Whether a record in scope counts for none of its substances.
pub fn is_set_aside(record: &Record, returns: &Returns, book: &Book<'_>) -> bool {
    controlled_shares(record, book)
        .iter()
        .all(|share| !counts(record, &share.substance, returns))
}

/// The trades in which the base mass of a period set aside is not that of the period that counts.
pub fn disagreements(books: &super::Books, book: &Book<'_>) -> Vec<Trade> {
    let all: Vec<Record> = books
        .judged
        .iter()
        .chain(&books.set_aside)
        .cloned()
        .collect();
    let mut disagree = returns(&all, book);
    disagree.retain(|_, periods| {
        let mut bases = periods.values();
        let counts = bases.next();
        bases.any(|base| Some(base) != counts)
    });
    disagree.into_keys().collect()
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
