//! Explains why an alert was raised: the whole argument, from what the run published.
//!
//! Nothing is judged again. The figures are those of the alert and its evidence, and the effect of filings is that of the
//! estimates. [`Arguments`] reads what alerts rest on, for one alert or for all alerts of a run.

mod arguments;

pub use arguments::{Arguments, ExplainError, explain};

use crate::archive::read::{
    AlertRow, Dossier, EvidenceRow, RecordRow, RefusedRow, ReturnRow, SupersededRow, WarnedRow,
};
use crate::config::{Config, FilingKind, Notice, Prohibition, Provisions, SubstanceRow, Term};
use crate::estimates::{Effect, Level, ReadFiling, StandingFiling, Status, Traced};
use crate::intake::Kind;
use crate::judgement::{AlertKey, Rule, lifted};
use crate::ledger::{Basis, Line};
use crate::records::Period;
use crate::terms::figures::of;
use crate::terms::{Country, Day, Factor, Form, Mass, Substance, Timeline};
use std::collections::BTreeSet;

/// An alert and everything that it rests on.
#[derive(Debug)]
pub struct Explained {
    /// The alert.
    pub alert: AlertRow,
    /// The importing country.
    pub importer: Country,
    /// The filings, the estimate and both accounts of the importing country and the substance.
    pub dossier: Dossier,
    /// The effect of each filing in use, in the order of the dossier.
    pub traced: Vec<Traced>,
    /// The records, by day.
    pub evidence: Vec<EvidenceRow>,
    /// The superseded versions of records of the year, of the same country, substance and flow.
    pub superseded: Vec<SupersededRow>,
    /// The records of months, quarters and years of the year, of the same country, substance and flow, and those of any period that are
    /// set aside for the substance (`rules.md` 4.6).
    pub returns: Vec<ReturnRow>,
    /// What both accounts hold of totals of a month, a quarter or a year, by [`Basis::ALL`].
    pub periods: [OfPeriods; 2],
    /// The refused rows that name the country and the substance or one of its forms.
    pub refused: Vec<RefusedRow>,
    /// The records that the doubts are about: those of the group, and, in any year, those that count as licensed by a word.
    pub doubted: Vec<WarnedRow>,
    /// The other account of the same year, for rules that compare one account; the two are never added.
    pub other: Option<(Basis, Mass)>,
}

/// A notice after which exports are listed (`rules.md` 7.5).
#[derive(Clone, Copy, Debug)]
pub struct NoticeTold<'a> {
    /// The first day on which exports are listed.
    pub from: Day,
    /// The first day on which exports are not listed any more, and the supplement that was confirmed on that day; `None` if they are
    /// listed to the end of the year.
    pub lifted: Option<(Day, &'a StandingFiling)>,
}

impl NoticeTold<'_> {
    /// Whether exports of a day of the notice's year are listed.
    #[must_use]
    pub fn lists(&self, day: Day) -> bool {
        self.from <= day && self.lifted.is_none_or(|(lifted, _)| day < lifted)
    }
}

/// What an account of a calendar year holds of totals of a month, a quarter or a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OfPeriods {
    /// The number of totals that count.
    pub totals: usize,
    /// The base mass in totals of the year, which cannot be divided by quarter.
    pub undivided: Mass,
    /// The number of records with base mass that are set aside, because the reporter has records of a finer period of the substance.
    pub set_aside: usize,
}

/// Returns where the share of a substance in a form on a day comes from: the day from which it applies, and its row in the
/// configuration; of a preparation, those of each component of the substance, whose shares add up.
#[must_use]
pub fn edition(form: Form, substance: Substance, day: Day, config: &Config) -> String {
    let row_of = |form: Form| {
        let rows = config.forms[form.index()]
            .iter()
            .filter(|row| row.substance == substance && row.from.is_none_or(|from| from <= day));
        let row = rows.max_by_key(|row| row.from)?;
        let since = row
            .from
            .map_or_else(|| "always".to_owned(), |from| format!("from {from}"));
        Some(format!(
            "{} {since}, forms.csv line {}",
            config.form_code(form),
            row.line
        ))
    };
    let components = &config.preparations[form.index()];
    if components.is_empty() {
        return row_of(form).unwrap_or_default();
    }
    let parts = components.iter().filter_map(|component| {
        Some(format!(
            "{} in {}, preparations.csv line {}",
            row_of(component.form)?,
            config.form_code(form),
            component.line
        ))
    });
    parts.collect::<Vec<_>>().join("; ")
}

/// A filing and what became of it, in words with the rule.
#[derive(Debug)]
pub struct FilingEffect<'e> {
    /// The id of the filing.
    pub id: &'e str,
    /// The content of the filing.
    pub filing: &'e crate::records::Filing,
    /// The note of the filing.
    pub note: Option<&'e str>,
    /// The grams that count, with their sign; `None` if the filing does not stand.
    pub counted: Option<Mass>,
    /// What became of the filing, in words.
    pub effect: String,
    /// What became of the filing, for callers with words of their own.
    pub became: FilingOutcome<'e>,
    /// See [`Traced::first_received`].
    pub first_received: Option<Day>,
    /// See [`Traced::expired`].
    pub expired: Option<Day>,
}

/// What became of a filing.
#[derive(Clone, Copy, Debug)]
pub enum FilingOutcome<'e> {
    /// The filing is in use.
    InUse(&'e Effect),
    /// Another version of the filing stands (rules 4.2).
    Superseded,
    /// The filing was received after the known-at date.
    NotYetKnown,
}

impl Explained {
    /// Returns all filings by the day they were received, each with what became of it.
    #[must_use]
    pub fn filings(&self) -> Vec<FilingEffect<'_>> {
        let standing = &self.dossier.standing;
        let in_use = self.traced.iter().map(|traced| {
            let ReadFiling {
                filing, id, note, ..
            } = &standing.in_use[traced.place].read;
            FilingEffect {
                id,
                filing,
                note: note.as_deref(),
                counted: Some(traced.counted),
                effect: told(traced),
                became: FilingOutcome::InUse(&traced.effect),
                first_received: traced.first_received,
                expired: traced.expired,
            }
        });
        let replaced = standing.superseded.iter().map(|read| {
            (
                read,
                FilingOutcome::Superseded,
                "another version of it stands (rules 4.2)",
            )
        });
        let later = standing.not_yet_known.iter();
        let later = later.map(|read| {
            (
                read,
                FilingOutcome::NotYetKnown,
                "received after the known-at date, so it does not count",
            )
        });
        let others = replaced.chain(later).map(|(read, became, effect)| {
            let ReadFiling {
                filing, id, note, ..
            } = read;
            FilingEffect {
                id,
                filing,
                note: note.as_deref(),
                counted: None,
                effect: effect.to_owned(),
                became,
                first_received: None,
                expired: None,
            }
        });
        let mut all: Vec<FilingEffect<'_>> = in_use.chain(others).collect();
        all.sort_by_key(|told| (told.filing.received, told.id));
        all
    }

    /// Returns the prohibition behind an alert about prohibited trade.
    #[must_use]
    pub fn prohibition(&self, config: &Config) -> Option<Prohibition> {
        (self.alert.rule == Rule::ProhibitedTrade)
            .then(|| config.prohibition(self.importer, self.alert.substance))
            .flatten()
    }

    /// Returns the notices of the alert's country, substance and year, by their first day, if the alert lists exports after a notice.
    #[must_use]
    pub fn notices(&self, config: &Config) -> Vec<NoticeTold<'_>> {
        let is_of_alert = |notice: &&Notice| {
            self.alert.rule == Rule::ExportAfterNotice
                && (notice.country, notice.substance) == (self.importer, self.alert.substance)
                && i64::from(notice.year) == self.alert.year
        };
        let of_alert = config.notices.iter().filter(is_of_alert);
        let mut told: Vec<NoticeTold<'_>> = of_alert
            .map(|notice| NoticeTold {
                from: notice.from,
                lifted: lifted(notice, &self.dossier.standing.in_use),
            })
            .collect();
        told.sort_by_key(|notice| notice.from);
        told.dedup_by_key(|notice| notice.from);
        told
    }

    /// Returns why there was no estimate on the first day in excess; `None` if there was one, or if the rule compares nothing.
    #[must_use]
    pub fn absent(&self) -> Option<String> {
        let compared = Some(&self.alert).filter(|alert| !alert.rule.lists_only());
        compared
            .map(|alert| alert.figures.first_excess_date)
            .and_then(|day| absent(&self.dossier, day))
    }

    /// Returns the records that are set aside for the alert's substance.
    pub fn set_aside(&self) -> impl Iterator<Item = &ReturnRow> {
        self.returns
            .iter()
            .filter(|row| row.set_aside.contains(&self.alert.substance))
    }

    /// Returns the period that a record of the alert reports on.
    #[must_use]
    pub fn period(&self, record: &RecordRow) -> Period {
        let place = (&record.file, record.row);
        let found = self
            .returns
            .binary_search_by(|row| (&row.record.file, row.record.row).cmp(&place));
        found.map_or_else(|_| Period::default(), |at| self.returns[at].period)
    }

    /// Returns the calendar year of the alert.
    #[must_use]
    pub fn year(&self) -> i32 {
        i32::try_from(self.alert.year).unwrap_or(i32::MAX)
    }

    /// Returns the alert that the other account of the same trade would raise, for rules that compare one account.
    #[must_use]
    pub fn counterpart(&self) -> Option<AlertKey> {
        let (basis, _) = self.other?;
        let line = Line {
            basis,
            importer: self.importer,
            substance: self.alert.substance,
        };
        Some(AlertKey::of_account(line, self.year()))
    }

    /// Returns the refused records that name the country and the substance.
    pub fn refused_records(&self) -> impl Iterator<Item = &RefusedRow> {
        self.refused
            .iter()
            .filter(|row| row.kind != Kind::Filing.name())
    }

    /// Returns the refused filings that name the country and the substance by their codes. The dossier has all that may be meant.
    pub fn refused_filings(&self) -> impl Iterator<Item = &RefusedRow> {
        self.refused
            .iter()
            .filter(|row| row.kind == Kind::Filing.name())
    }

    /// Returns each factor of the evidence once, with its edition.
    #[must_use]
    pub fn factors(&self, config: &Config) -> BTreeSet<(String, String)> {
        let rows = self.evidence.iter();
        let used: BTreeSet<(Factor, Form, Day)> = rows
            .map(|row| (row.factor, row.record.form, row.record.date))
            .collect();
        used.into_iter()
            .map(|(factor, form, day)| {
                let edition = edition(form, self.alert.substance, day, config);
                (factor.to_string(), edition)
            })
            .collect()
    }

    /// Returns the stretches of one level that touch the alert's year, own exports included.
    #[must_use]
    pub fn levels(&self) -> Vec<(Day, Option<Day>, &Level)> {
        stretches(&self.dossier.levels, self.year())
    }

    /// Returns the stretches of one level without own exports that touch the alert's year.
    #[must_use]
    pub fn filed_levels(&self) -> Vec<(Day, Option<Day>, Level)> {
        let Dossier {
            country,
            substance,
            estimates,
            ..
        } = &self.dossier;
        let levels = estimates.levels(*country, *substance);
        let filed = stretches(&levels, self.year()).into_iter();
        filed
            .map(|(from, to, level)| (from, to, level.clone()))
            .collect()
    }
}

/// Returns the stretches of one level that touch a year. What applies before any filing begins on the first day of the rules.
fn stretches(timeline: &Timeline<Level>, year: i32) -> Vec<(Day, Option<Day>, &Level)> {
    let new_year = Day::from_civil(year, 1, 1).unwrap_or(Day::FIRST);
    timeline
        .stretches()
        .map(|(from, to, level)| (from.max(Day::FIRST), to, level))
        .filter(|(from, to, _)| from.year() <= year && to.is_none_or(|to| to > new_year))
        .collect()
}

/// Returns the effect of a filing in use, in words with the rule.
#[must_use]
pub fn told(traced: &Traced) -> String {
    let until = |until: &Option<Day>| {
        until.map_or_else(|| "on".to_owned(), |until| format!("until {until}"))
    };
    let days = |from: &Day, to: &Option<Day>| format!("from {from} {}", until(to));
    let Provisions {
        estimate: called,
        term,
        ..
    } = traced.provisions;
    let rule = match term {
        Term::CalendarYear => "7.3",
        Term::UntilReplaced { .. } => "3.2",
    };
    let does = match (&traced.effect, traced.expired) {
        (Effect::Governs { from, until }, None) => format!("sets the {called} {} (rules {rule})", days(from, until)),
        (Effect::Governs { from, until: to }, Some(expired)) if *from < expired => {
            let then = until(to);
            format!("sets the estimate from {from} until {expired}, when it expires: 0 g from then {then} (rules 3.2, 3.7)")
        }
        (Effect::Governs { from, until }, Some(_)) => {
            format!("sets no estimate: it governs {} and has expired, so that the level is 0 g (rules 3.2, 3.7)", days(from, until))
        }
        (Effect::Outranked { start, by }, _) => format!("sets nothing: {by} starts on {start}, too, and governs (rules {rule})"),
        (Effect::Changes { filing, days: Some((from, until)) }, None) => {
            format!("counts in the estimate of {filing} {} (rules 3.4)", days(from, until))
        }
        (Effect::Changes { filing, days: Some((from, to)) }, Some(expired)) if *from < expired => {
            let then = until(to);
            format!(
                "counts in the estimate of {filing} from {from} until {expired}, when {filing} expires: 0 g from then {then} (rules 3.4, 3.7)"
            )
        }
        (Effect::Changes { filing, days: Some((from, until)) }, Some(_)) => {
            let days = days(from, until);
            format!(
                "counts for nothing: {filing}, which it belongs to, governs {days} and has expired, so that the level is 0 g (rules 3.4, 3.7)"
            )
        }
        (Effect::Changes { filing, days: None }, _) => {
            format!("counts for nothing: {filing}, which it belongs to, governs on no day from its receipt on (rules 3.4)")
        }
        (Effect::Alone { days: Some((from, until)) }, _) => format!("counts while no filing governs, {} (rules 3.5)", days(from, until)),
        (Effect::OfYear { year, from, until }, _) => {
            format!("counts in the level of {year} from {from} until {until}, whichever estimate governs (rules 7.3)")
        }
        (Effect::NotConfirmed { year }, _) => traced.too_late.map_or_else(
            || "counts for nothing: the Board has not confirmed it (rules 7.2)".to_owned(),
            |from| format!("counts for nothing: it would count from {from} on, and {year} is over by then (rules 7.3)"),
        ),
        (Effect::Alone { days: None }, _) => {
            "counts for nothing: a filing that was not known on its receipt governs from then on (rules 3.5)".to_owned()
        }
    };
    match traced.first_received {
        Some(first) => format!("{does}; first received on {first} (rules 4.2)"),
        None => does,
    }
}

/// Returns why there is no estimate on a day; `None` if there is one.
#[must_use]
pub fn absent(dossier: &Dossier, day: Day) -> Option<String> {
    let is_none = |level: &Level| matches!(level.status, Status::None | Status::Unknown);
    if !is_none(dossier.level(day)) {
        return None;
    }
    let number =
        |count: usize, one, several| of(u64::try_from(count).unwrap_or(u64::MAX), one, several);
    let convention = dossier.estimates.convention(dossier.substance);
    let Provisions {
        estimate: called,
        term,
        ..
    } = convention.provisions();
    let timeline = dossier
        .estimates
        .timeline(dossier.country, dossier.substance);
    let filed = || {
        let changes = timeline.into_iter().flat_map(Timeline::changes);
        changes.filter(|(_, level)| !is_none(level))
    };
    let later = filed().map(|(from, _)| from).find(|from| *from > day);
    let which = if filed().any(|(from, _)| from <= day) {
        "next"
    } else {
        "first"
    };
    let (year, standing) = (day.year(), &dossier.standing);
    let of_year = || {
        let in_use = standing.in_use.iter();
        in_use.filter(|filing| filing.filing.year == Some(year))
    };
    let unconfirmed = of_year().filter(|filing| filing.filing.is_unconfirmed());
    let unconfirmed = unconfirmed.count();
    let deductions = of_year()
        .filter(|filing| filing.filing.kind == FilingKind::Deduction && filing.known_from <= day);
    let deductions = deductions.count();
    let unknown = standing.not_yet_known.len();
    let parts = [
        later.map(|from| format!("the {which} {called} applies from {from}")),
        (unconfirmed > 0).then(|| {
            format!(
                "the Board has not confirmed {} for {year}",
                number(unconfirmed, "filing", "filings")
            )
        }),
        (deductions > 0).then(|| {
            format!(
                "{} for {year} without an estimate",
                number(deductions, "deduction", "deductions")
            )
        }),
        (unknown > 0).then(|| {
            format!(
                "{} received after the known-at date",
                number(unknown, "filing was", "filings were")
            )
        }),
        (!dossier.refused.is_empty()).then(|| {
            let refused = dossier.refused.len();
            format!(
                "{} received and refused",
                number(
                    refused,
                    "filing that may be meant was",
                    "filings that may be meant were"
                )
            )
        }),
        (dossier.left_out > 0).then(|| {
            format!(
                "{} could not be read",
                number(dossier.left_out, "file of filings", "files of filings")
            )
        }),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    Some(if !parts.is_empty() {
        parts.join("; ")
    } else if standing.in_use.is_empty() {
        "no filing was received".to_owned()
    } else if *term == Term::CalendarYear {
        format!("no filing that counts in {year} was received")
    } else {
        "no filing that counts on that day was received".to_owned()
    })
}

/// Returns since when a substance has been under control, according to the configuration.
#[must_use]
pub fn under_control(substance: &SubstanceRow) -> String {
    substance.controlled_from.map_or_else(
        || {
            "substances.csv gives no day from which it was under control, so that every day counts"
                .to_owned()
        },
        |day| format!("under control from {day}"),
    )
}

/// Returns the supplements that count while a level applies, until a day: those of the first day, and those that joined later
/// without changing the level, with the day.
#[must_use]
pub fn supplements(level: &Level, until: Option<Day>, between: &str) -> String {
    let first = level
        .counting()
        .iter()
        .map(AsRef::as_ref)
        .collect::<Vec<&str>>()
        .join(between);
    let later = level
        .counting()
        .later(until)
        .map(|(from, id)| format!("from {from} also {id}"));
    Some(first)
        .filter(|first| !first.is_empty())
        .into_iter()
        .chain(later)
        .collect::<Vec<_>>()
        .join("; ")
}
