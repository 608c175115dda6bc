//! Rules 5: movements, the groups they fall into, and the days of a group, one by one.

use std::collections::BTreeMap;

use super::super::day::Day;
use super::super::world::NoticeRow;
use super::book::{Book, Convention, Share};
use super::estimates::Level;
use super::levels::Levels;
use super::refusals::Record;
use super::versions::Filing;

pub const RULES: [&str; 6] = [
    "export-after-notice",
    "export-excess",
    "import-excess",
    "partner-reported-excess",
    "prohibited-trade",
    "schedule-i-trade",
];

/// Base mass and totals are counted in units of 10^-15 g.
pub const BASE_PLACES: usize = 15;
/// A microgram in these units.
pub const MICROGRAM: i128 = 1_000_000_000;

/// One substance of one judged record.
#[derive(Clone, Copy)]
pub struct Movement<'a> {
    pub record: &'a Record,
    pub substance: &'a str,
    /// In units of 10^-9.
    pub factor: i128,
    /// Rules 4.1 and 7.1: net quantity x factor, of 1961 and 1988 quantity x factor, in units of 10^-15 g.
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
    /// Only for `export-excess` and `export-after-notice`: the importer.
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

    /// Three rules list movements and compare nothing.
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
    /// L; none for the rules that compare nothing, and of 1988 on a day without requirement.
    pub level: Option<Level>,
    pub in_excess: bool,
    pub records: usize,
}

impl GroupDay {
    /// L in units of 10^-15 g.
    pub fn estimate(&self) -> Option<i128> {
        self.level.as_ref().map(Level::amount)
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
pub fn controlled_shares(record: &Record, book: &Book<'_>) -> Vec<Share> {
    let shares = book.shares(&record.form, record.date);
    let mut shares = shares.expect("a valid record has factors");
    shares.retain(|share| book.is_controlled(&share.substance, record.date));
    shares
}

/// Rules 7.6 to 7.8: why a substance of a record that is under control counts for nothing.
pub fn exemption(record: &Record, substance: &str, book: &Book<'_>) -> Option<&'static str> {
    let of_1961 = book.convention(substance) == Convention::Of1961;
    if record.procedure == "simplified" {
        Some("simplified-procedure")
    } else if book.is_exempt(&record.form) && of_1961 {
        Some("exempt-preparation")
    } else {
        None
    }
}

/// The substances of a record that 4.4, 7.6 and 7.7 do not leave out.
fn counting_shares(record: &Record, book: &Book<'_>) -> Vec<Share> {
    let mut shares = controlled_shares(record, book);
    shares.retain(|share| exemption(record, &share.substance, book).is_none());
    shares
}

/// Rules 4.1; of 1961 and 1988 what is declared for re-export counts (7.1).
fn base_mass(record: &Record, share: &Share, book: &Book<'_>) -> i128 {
    let quantity = match book.convention(&share.substance) {
        Convention::Of1971 => record.quantity - record.reexport,
        Convention::Of1961 | Convention::Of1988 => record.quantity,
    };
    quantity * share.factor
}

/// Rules 7.8: whether a record in scope has no substance that counts.
pub fn is_exempt(record: &Record, book: &Book<'_>) -> bool {
    counting_shares(record, book).is_empty()
}

pub fn is_in_scope(record: &Record, book: &Book<'_>) -> bool {
    !controlled_shares(record, book).is_empty()
}

/// The movements of the records, those without base mass left out: a day without movement is never in excess.
pub fn movements<'a>(records: &'a [Record], book: &'a Book<'_>) -> Vec<Movement<'a>> {
    let mut movements = Vec::new();
    for record in records {
        for share in counting_shares(record, book) {
            let substance = book.substance(&share.substance).expect("it is controlled");
            let movement = Movement {
                record,
                substance: &substance.code,
                factor: share.factor,
                base: base_mass(record, &share, book),
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

/// Of standing records in scope; what 4.4, 7.6 and 7.7 leave out takes no part.
pub fn returns(records: &[Record], book: &Book<'_>) -> Returns {
    let mut returns = Returns::new();
    for record in records {
        for share in counting_shares(record, book) {
            let base = base_mass(record, &share, book);
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

/// Whether a record in scope that is not exempt counts for none of its substances.
pub fn is_set_aside(record: &Record, returns: &Returns, book: &Book<'_>) -> bool {
    counting_shares(record, book)
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

/// Rules 7.5: whether some notice stands on the day of an export, no supplement having been confirmed since.
fn is_after_notice(movement: &Movement<'_>, filings: &[Filing], book: &Book<'_>) -> bool {
    let (importer, substance) = (movement.importer(), movement.substance);
    let day = movement.record.date;
    book.config.notices.iter().any(|notice| {
        notice.country == importer
            && notice.substance == substance
            && notice.year == day.year()
            && notice.from <= day
            && !is_lifted(notice, day, filings)
    })
}

/// Whether a supplement above 0 was confirmed from the day of a notice up to a day, both included.
pub fn is_lifted(notice: &NoticeRow, day: Day, filings: &[Filing]) -> bool {
    filings.iter().any(|filing| {
        let line = &filing.line;
        let in_between = |confirmed: Day| notice.from <= confirmed && confirmed <= day;
        filing.is_supplement()
            && filing.micrograms > 0
            && line.country == notice.country
            && line.substance == notice.substance
            && line.year == Some(notice.year)
            && line.confirmed.is_some_and(in_between)
    })
}

/// The table of rules 5, and 7.5: the groups that a movement belongs to.
fn keys(movement: &Movement<'_>, filings: &[Filing], book: &Book<'_>) -> Vec<GroupKey> {
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
        if is_after_notice(movement, filings, book) {
            keys.push(key("export-after-notice", &record.reporter, Some(importer)));
        }
    }
    let prohibited = book.is_prohibited(importer, movement.substance, record.date);
    if prohibited && record.special_licence.is_empty() {
        keys.push(key("prohibited-trade", importer, None));
    }
    keys
}

/// Rules 7.4: what a country itself reports as exported of a substance, to anybody, from 1 January to a day.
fn own_exports(country: &str, substance: &str, day: Day, movements: &[Movement<'_>]) -> i128 {
    let own = movements.iter().filter(|movement| {
        let record = movement.record;
        !movement.is_import()
            && record.reporter == country
            && movement.substance == substance
            && record.date.year() == day.year()
            && record.date <= day
    });
    own.map(|movement| movement.base).sum()
}

/// The level that applies on a day, with own exports; none where nothing is compared.
pub fn level(
    (country, substance): (&str, &str),
    day: Day,
    levels: &Levels<'_>,
    movements: &[Movement<'_>],
) -> Option<Level> {
    let level = levels.level(day)?;
    Some(match levels {
        Levels::Of1961(_) => Level {
            own_exports: own_exports(country, substance, day, movements),
            ..level
        },
        Levels::Of1971(_) | Levels::Of1988(_) => level,
    })
}

pub fn groups<'a>(
    movements: &[Movement<'a>],
    filings: &[Filing],
    book: &Book<'_>,
) -> Vec<Group<'a>> {
    let mut groups: BTreeMap<GroupKey, Vec<Movement<'a>>> = BTreeMap::new();
    for movement in movements {
        for key in keys(movement, filings, book) {
            groups.entry(key).or_default().push(*movement);
        }
    }
    let all = movements;
    groups
        .into_iter()
        .map(|(key, movements)| {
            let levels = Levels::new(book, filings, key.importer(), &key.substance);
            let of = (key.importer(), key.substance.as_str());
            let (days, cured_on) = judge(&key, &movements, &|day| level(of, day, &levels, all));
            let movements = in_order(movements);
            Group {
                key,
                movements,
                days,
                cured_on,
            }
        })
        .collect()
}

fn in_order(mut movements: Vec<Movement<'_>>) -> Vec<Movement<'_>> {
    movements.sort_by_key(|movement| {
        let record = movement.record;
        (record.date, &record.reporter, &record.id, &record.form)
    });
    movements
}

/// The days of a group, and the day on which it is cured.
fn judge(
    key: &GroupKey,
    movements: &[Movement<'_>],
    level: &impl Fn(Day) -> Option<Level>,
) -> (Vec<GroupDay>, Option<Day>) {
    let mut dates: Vec<Day> = movements.iter().map(|it| it.record.date).collect();
    dates.sort();
    dates.dedup();
    let days: Vec<GroupDay> = dates
        .into_iter()
        .map(|day| judge_day(day, key, movements, level))
        .collect();
    let last = days.iter().rfind(|day| day.in_excess).map(|day| day.day);
    let cured_on = last
        .filter(|_| key.compares())
        .and_then(|last| cured_on(last, movements, level));
    (days, cured_on)
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
    level: &impl Fn(Day) -> Option<Level>,
) -> GroupDay {
    let total = running_total(day, movements);
    let level = if key.compares() { level(day) } else { None };
    // A list has every day; where there is no level to compare with, there is no excess.
    let exceeds = level.as_ref().is_some_and(|level| total > level.amount());
    let in_excess = !key.compares() || exceeds;
    let records = movements.iter().filter(|it| it.record.date == day).count();
    GroupDay {
        day,
        total,
        level,
        in_excess,
        records,
    }
}

fn cured_on(
    last: Day,
    movements: &[Movement<'_>],
    level: &impl Fn(Day) -> Option<Level>,
) -> Option<Day> {
    last.plus(1).up_to(last.last_of_year()).find(|day| {
        level(*day).is_some_and(|level| running_total(*day, movements) <= level.amount())
    })
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
