//! Rules 3: the level of the estimate of one country and substance on a day, found for each day afresh.
//!
//! Of 1988 the level is found in the same way (rules 7.1, 7.9), of 1961 in [`super::totals`].

use super::super::day::Day;
use super::super::world::{Config, Retroactive, Validity};
use super::book::{Book, Convention};
use super::judgement::MICROGRAM;
use super::versions::Filing;

/// The filings of one country and substance of 1971 or 1988.
pub struct Estimates<'a> {
    config: &'a Config,
    convention: Convention,
    filings: Vec<&'a Filing>,
    /// Each supplement with the filing it changes (rules 3.4); none where no filing governed (rules 3.5).
    supplements: Vec<(&'a Filing, Option<&'a Filing>)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// What filings make of it, in units of 10^-15 g, never below zero.
    pub base: i128,
    /// What that would be without rules 3.6; under `expired` 0.
    pub before_clamping: i128,
    /// What own exports add to it (rules 7.4), in units of 10^-15 g.
    pub own_exports: i128,
    pub status: &'static str,
    pub filing_id: Option<String>,
    /// The supplements (of 1961 and deductions) that count, by the day they were first received and id.
    pub supplements: Vec<String>,
}

impl Level {
    /// In units of 10^-15 g.
    pub fn amount(&self) -> i128 {
        self.base + self.own_exports
    }
}

/// A run of days with the same level, status and filing.
#[derive(Clone, Debug)]
pub struct Segment {
    pub from: Day,
    /// The first day after it; none where it is open.
    pub to: Option<Day>,
    pub level: Level,
}

impl<'a> Estimates<'a> {
    pub fn new(
        book: &Book<'a>,
        all: &'a [Filing],
        country: &str,
        substance: &str,
    ) -> Estimates<'a> {
        let of_group =
            |filing: &&Filing| filing.line.country == country && filing.line.substance == substance;
        let group: Vec<&Filing> = all.iter().filter(of_group).collect();
        let convention = book.convention(substance);
        assert_ne!(convention, Convention::Of1961, "its level is another");
        let (changes, filings): (Vec<&Filing>, Vec<&Filing>) =
            group.into_iter().partition(|filing| filing.is_supplement());
        let mut estimates = Estimates {
            config: book.config,
            convention,
            filings,
            supplements: Vec::new(),
        };
        estimates.supplements = changes
            .into_iter()
            .map(|supplement| (supplement, estimates.changed_by(supplement)))
            .collect();
        estimates
            .supplements
            .sort_by_key(|(supplement, _)| (supplement.first_received, &supplement.line.filing_id));
        estimates
    }

    /// Rules 3.1, and of 1988 7.1.
    pub fn start(&self, filing: &Filing) -> Day {
        let effective = filing.line.effective.expect("not a supplement");
        match (self.convention, self.config.retroactive) {
            (Convention::Of1971, Retroactive::Ignore) => effective.max(filing.line.received),
            _ => effective,
        }
    }

    /// Rules 3.2, of the filings that `known` lets through.
    fn governing_of(&self, day: Day, known: impl Fn(&Filing) -> bool) -> Option<&'a Filing> {
        let started = |filing: &&&Filing| self.start(filing) <= day && known(filing);
        self.filings
            .iter()
            .filter(started)
            .max_by_key(|filing| {
                let line = &filing.line;
                (self.start(filing), line.received, &line.filing_id)
            })
            .copied()
    }

    /// Rules 3.2: the filing that governs a day.
    pub fn governing(&self, day: Day) -> Option<&'a Filing> {
        self.governing_of(day, |_| true)
    }

    /// Rules 3.4: the filing that governed on the day a supplement was received, as known that day.
    fn changed_by(&self, supplement: &Filing) -> Option<&'a Filing> {
        let day = supplement.first_received;
        self.governing_of(day, |filing| filing.first_received <= day)
    }

    /// Rules 3.4, 3.5: the supplements to the filing that governs the day, or those to no filing.
    fn counting(&self, day: Day, governing: Option<&Filing>) -> Vec<&'a Filing> {
        let id = |filing: &Filing| filing.line.filing_id.clone();
        self.supplements
            .iter()
            .filter(|(supplement, changed)| {
                supplement.first_received <= day && changed.map(id) == governing.map(id)
            })
            .map(|(supplement, _)| *supplement)
            .collect()
    }

    /// Rules 3.4 to 3.8.
    pub fn level(&self, day: Day) -> Level {
        let governing = self.governing(day);
        let counting = self.counting(day, governing);
        let changes: i128 = counting
            .iter()
            .map(|supplement| supplement.micrograms)
            .sum();
        let status = match governing {
            Some(filing) => self.status(filing, day),
            None if counting.is_empty() => "none",
            None => "in-force",
        };
        let before_clamping = MICROGRAM
            * match governing {
                _ if status == "expired" => 0,
                Some(filing) => filing.micrograms + changes,
                None => changes,
            };
        Level {
            base: before_clamping.max(0),
            before_clamping,
            own_exports: 0,
            status,
            filing_id: governing.map(|filing| filing.line.filing_id.clone()),
            supplements: counting
                .iter()
                .map(|supplement| supplement.line.filing_id.clone())
                .collect(),
        }
    }

    /// Rules 3.7, and of 1988 7.1.
    fn status(&self, governing: &Filing, day: Day) -> &'static str {
        if day < governing.line.received.years_on(3) {
            return "in-force";
        }
        match (self.convention, self.config.validity) {
            (Convention::Of1971, Validity::ThreeYears) => "expired",
            _ => "stale",
        }
    }

    /// Those that can govern.
    pub fn filings(&self) -> &[&'a Filing] {
        &self.filings
    }

    /// Each supplement with the filing it changes.
    pub fn supplements(&self) -> &[(&'a Filing, Option<&'a Filing>)] {
        &self.supplements
    }

    /// Day by day from the first day on which anything can be in force to the last on which anything can change.
    pub fn segments(&self) -> Vec<Segment> {
        let starts = self.filings.iter().map(|filing| self.start(filing));
        let stale = self
            .filings
            .iter()
            .map(|filing| filing.line.received.years_on(3));
        let changes = self
            .supplements
            .iter()
            .map(|(supplement, _)| supplement.first_received);
        let days: Vec<Day> = starts.chain(stale).chain(changes).collect();
        let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else {
            return Vec::new();
        };
        segments(*first, *last, |day| self.level(day))
    }
}

/// The segments from the first day of a status other than `none` on, if nothing changes after the last.
pub fn segments(first: Day, last: Day, level: impl Fn(Day) -> Level) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    for day in first.up_to(last) {
        let level = level(day);
        match segments.last_mut() {
            Some(open) if same_segment(&open.level, &level) => {}
            None if level.status == "none" => {}
            open => {
                if let Some(open) = open {
                    open.to = Some(day);
                }
                segments.push(Segment {
                    from: day,
                    to: None,
                    level,
                });
            }
        }
    }
    segments
}

fn same_segment(a: &Level, b: &Level) -> bool {
    (a.base, a.status, &a.filing_id) == (b.base, b.status, &b.filing_id)
}
