//! Rules 7.3: the level of 1961, which is the total of the estimates of one country, substance and year, with what was added to it
//! and taken from it; without own exports (7.4).

use super::super::day::Day;
use super::estimates::{Level, Segment, segments};
use super::judgement::MICROGRAM;
use super::versions::Filing;

/// The filings of one country and substance of 1961.
pub struct Totals<'a> {
    filings: Vec<&'a Filing>,
}

/// The year that a filing is for.
pub fn year(filing: &Filing) -> i32 {
    filing.line.year.expect("a filing of 1961 has a year")
}

/// The day a filing was confirmed; none: it limits nothing and adds nothing.
pub fn confirmed(filing: &Filing) -> Option<Day> {
    let line = &filing.line;
    match line.kind.as_str() {
        // Confirmed when received, unless it says another day.
        "established" => Some(line.confirmed.unwrap_or(line.received)),
        _ => line.confirmed,
    }
}

/// Rules 7.2: whether a filing is found to be unconfirmed.
pub fn is_unconfirmed(filing: &Filing) -> bool {
    ["estimate", "supplement"].contains(&filing.line.kind.as_str()) && confirmed(filing).is_none()
}

impl<'a> Totals<'a> {
    pub fn new(all: &'a [Filing], country: &str, substance: &str) -> Totals<'a> {
        let of_group =
            |filing: &&Filing| filing.line.country == country && filing.line.substance == substance;
        let mut filings: Vec<&Filing> = all.iter().filter(of_group).collect();
        filings.sort_by_key(|filing| (filing.first_received, &filing.line.filing_id));
        Totals { filings }
    }

    pub fn filings(&self) -> &[&'a Filing] {
        &self.filings
    }

    fn of(&self, year_of: i32, kinds: &[&str]) -> Vec<&'a Filing> {
        let filings = self.filings.iter().copied();
        filings
            .filter(|filing| year(filing) == year_of && kinds.contains(&filing.line.kind.as_str()))
            .collect()
    }

    /// The first day of its year on which an estimate or established value may govern.
    pub fn start(filing: &Filing) -> Option<Day> {
        confirmed(filing).map(|confirmed| confirmed.max(Day::of(year(filing), 1, 1)))
    }

    pub fn governing(&self, day: Day) -> Option<&'a Filing> {
        self.of(day.year(), &["estimate", "established"])
            .into_iter()
            .filter(|filing| Totals::start(filing).is_some_and(|start| start <= day))
            .max_by_key(|filing| {
                let line = &filing.line;
                (Totals::start(filing), line.received, &line.filing_id)
            })
    }

    /// The supplements and deductions that count, by the day they were first received and id.
    pub fn counting(&self, day: Day) -> Vec<&'a Filing> {
        let counts = |filing: &&Filing| {
            if filing.is_supplement() {
                confirmed(filing).is_some_and(|confirmed| confirmed <= day)
            } else {
                filing.first_received <= day
            }
        };
        let changes = self.of(day.year(), &["supplement", "deduction"]);
        changes.into_iter().filter(counts).collect()
    }

    pub fn level(&self, day: Day) -> Level {
        let governing = self.governing(day);
        let counting = self.counting(day);
        let mut micrograms = governing.map_or(0, |filing| filing.micrograms);
        for filing in &counting {
            if filing.is_supplement() {
                micrograms += filing.micrograms;
            } else {
                micrograms -= filing.micrograms;
            }
        }
        let is_in_force =
            governing.is_some() || counting.iter().any(|filing| filing.is_supplement());
        let id = |filing: &Filing| filing.line.filing_id.clone();
        Level {
            base: micrograms.max(0) * MICROGRAM,
            before_clamping: micrograms * MICROGRAM,
            own_exports: 0,
            status: if is_in_force { "in-force" } else { "none" },
            filing_id: governing.map(id),
            supplements: counting.into_iter().map(id).collect(),
        }
    }

    /// From the first year that has a filing to the first that comes after all of them.
    fn days(&self) -> Option<(Day, Day)> {
        let years = || self.filings.iter().map(|filing| year(filing));
        let (first, last) = (years().min()?, years().max()?);
        Some((Day::of(first, 1, 1), Day::of(last + 1, 1, 1)))
    }

    pub fn segments(&self) -> Vec<Segment> {
        let days = self.days();
        days.map(|(first, last)| segments(first, last, |day| self.level(day)))
            .unwrap_or_default()
    }

    /// The runs of days on which the base would be below zero, each with the first day after it.
    pub fn below_zero(&self) -> Vec<(Day, Day)> {
        let mut runs: Vec<(Day, Day)> = Vec::new();
        let Some((first, last)) = self.days() else {
            return runs;
        };
        for day in first.up_to(last) {
            if self.level(day).before_clamping < 0 {
                match runs.last_mut() {
                    Some((_, end)) if *end == day => *end = day.plus(1),
                    _ => runs.push((day, day.plus(1))),
                }
            }
        }
        runs
    }
}
