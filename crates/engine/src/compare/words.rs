//! Gathers the causes of a change and puts them in words.

use super::pairs::Key;
use super::side::{OneOfTwo, RecordIdentity, Side, Two};
use crate::archive::read::RecordRow;
use crate::archive::{Because, Cause};
use crate::config::{Convention, Notice, Schedule};
use crate::terms::Day;
use std::collections::{BTreeMap, BTreeSet};

/// The causes of one change, or of one row that differs. There may be a row for each record of an alert, so each takes little.
#[derive(Clone, Debug, Default)]
pub(super) struct Causes(Vec<(Cause, Ground)>);

/// What is behind a cause.
#[derive(Clone, Debug)]
enum Ground {
    /// A record, by its date, by what makes it a version, and by its place.
    Record(Day, RecordIdentity, String),
    /// Anything else, in words; may be empty.
    Note(String),
}

/// The most notes of one cause that are given in full.
const NOTES: usize = 5;

impl Causes {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a record as a cause.
    pub(super) fn record(&mut self, cause: Cause, side: &Side<'_>, record: &RecordRow) {
        let place = format!("{} row {}", record.file, record.row);
        let ground = Ground::Record(record.date, side.identity(record), place);
        self.0.push((cause, ground));
    }

    /// Adds something else as a cause.
    pub(super) fn note(&mut self, cause: Cause, note: String) {
        self.0.push((cause, Ground::Note(note)));
    }

    /// Adds all causes of another gathering.
    pub(super) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Returns the causes in words, in their order.
    pub(super) fn because(&self) -> Vec<Because> {
        let mut of: BTreeMap<Cause, Vec<&Ground>> = BTreeMap::new();
        for (cause, ground) in &self.0 {
            of.entry(*cause).or_default().push(ground);
        }
        let because = |(cause, grounds): (Cause, Vec<&Ground>)| Because {
            cause,
            detail: in_words(&grounds),
        };
        of.into_iter().map(because).collect()
    }
}

/// Tells of the first record by date and place, of how many there are, and of anything else.
fn in_words(grounds: &[&Ground]) -> String {
    let (mut records, mut notes) = (Vec::new(), BTreeSet::new());
    for ground in grounds {
        match ground {
            Ground::Record(date, identity, place) => records.push((date, identity, place)),
            Ground::Note(note) if note.is_empty() => {}
            Ground::Note(note) => {
                notes.insert(note);
            }
        }
    }
    let mut parts: Vec<String> = Vec::new();
    if let Some((date, (reporter, id, ..), place)) = records.iter().min() {
        let record = format!("{id} of {reporter}, {date} ({place})");
        let identities = records.iter().map(|(_, identity, _)| *identity);
        let number = identities.collect::<BTreeSet<_>>().len();
        parts.push(if number == 1 {
            format!("record {record}")
        } else {
            format!("{number} records, first {record}")
        });
    }
    let more = notes.len().saturating_sub(NOTES);
    parts.extend(notes.into_iter().take(NOTES).cloned());
    if more > 0 {
        parts.push(format!("and {more} more"));
    }
    parts.join("; ")
}

/// Returns what something is in the earlier and in the later run.
pub(super) fn both(two: &Two<'_>, says: impl Fn(&Side<'_>) -> String) -> String {
    let [before, after] = OneOfTwo::BOTH.map(|which| says(two.side(which)));
    format!("{before} -> {after}")
}

/// Returns the difference of the lists by which a record has another mass, or counts in one run alone.
pub(super) fn of_lists(
    two: &Two<'_>,
    cause: Cause,
    key: &Key,
    here: &Side<'_>,
    record: &RecordRow,
) -> String {
    let [reporter, partner, form] = here.codes(record);
    match cause {
        Cause::FactorEdition => format!(
            "{form}: factor {}",
            both(two, |side| factor(side, form, key, record.date))
        ),
        Cause::ScheduleEdition => format!(
            "{}: {}",
            key.substance,
            both(two, |side| schedule(side, key))
        ),
        Cause::ExemptEdition => format!("{form}: {}", both(two, |side| exempt(side, form))),
        Cause::ProhibitionEdition => format!(
            "{} in {}: {}",
            key.substance,
            key.importer(),
            both(two, |side| prohibited(side, key))
        ),
        _ => {
            let known = |found: bool| String::from(if found { "known" } else { "unknown" });
            let country = |code: &str| {
                format!(
                    "{code}: {}",
                    both(two, |side| known(side.country(code).is_some()))
                )
            };
            let differs = |code: &&str| {
                OneOfTwo::BOTH
                    .iter()
                    .any(|which| !code.is_empty() && two.side(*which).country(code).is_none())
            };
            let of_form = || {
                format!(
                    "{form}: {}",
                    both(two, |side| known(
                        side.run.config.form_codes.find(form).is_some()
                    ))
                )
            };
            [reporter, partner]
                .into_iter()
                .find(differs)
                .map_or_else(of_form, country)
        }
    }
}

fn factor(side: &Side<'_>, form: &str, key: &Key, day: Day) -> String {
    let shares = side
        .run
        .config
        .form_codes
        .find(form)
        .map(|form| side.run.conversion.shares(form, day));
    let substance = side.substance(&key.substance);
    let share = shares
        .into_iter()
        .flatten()
        .find(|share| Some(share.substance) == substance);
    share.map_or_else(|| "none".to_owned(), |share| share.factor.to_string())
}

/// Returns the name, the schedule and the first day under control of a substance.
pub(super) fn schedule(side: &Side<'_>, key: &Key) -> String {
    side.substance(&key.substance).map_or_else(
        || "not listed".to_owned(),
        |substance| {
            let about = side.run.config.substance(substance);
            let since = about
                .controlled_from
                .map(|day| format!(" since {day}"))
                .unwrap_or_default();
            let of = match about.convention {
                Convention::C1971 => String::new(),
                other => format!(" of the {} Convention", other.name()),
            };
            format!("{}, {}{of}{since}", about.name, of_schedule(about.schedule))
        },
    )
}

fn of_schedule(schedule: Schedule) -> String {
    match schedule {
        Schedule::TI => "Table I".to_owned(),
        Schedule::TII => "Table II".to_owned(),
        schedule => format!("Schedule {}", schedule.name()),
    }
}

/// Returns by the rules of which convention a preparation is exempt.
fn exempt(side: &Side<'_>, form: &str) -> String {
    let config = &side.run.config;
    let exempt = config
        .form_codes
        .find(form)
        .and_then(|form| config.exempt[form.index()]);
    exempt.map_or_else(
        || "not exempt".to_owned(),
        |convention| format!("exempt from the {} Convention", convention.name()),
    )
}

/// Returns the first days of the notices on exports of an alert's substance to its importing country in its year.
pub(super) fn notices(side: &Side<'_>, key: &Key) -> String {
    let of_key = |notice: &&Notice| {
        side.group(key) == Some((notice.country, notice.substance)) && notice.year == key.year
    };
    let all = side.run.config.notices.iter().filter(of_key);
    let days: Vec<String> = all
        .map(|notice| format!("notice from {}", notice.from))
        .collect();
    if days.is_empty() {
        "no notice".to_owned()
    } else {
        days.join(" and ")
    }
}

fn prohibited(side: &Side<'_>, key: &Key) -> String {
    let since = side.group(key).and_then(|group| {
        side.run
            .config
            .prohibitions
            .dated
            .get(&group)?
            .changes()
            .next()
    });
    since.map_or_else(
        || "not prohibited".to_owned(),
        |(day, _)| format!("prohibited since {day}"),
    )
}
