//! Finds the neighbours of an estimate: other countries of the region with an estimate in force and similar use per inhabitant.

use super::arithmetic::{per_thousand, times};
use super::checks::{FindingGrounds, PlausibilityCheck, PlausibilityFinding, Unlike};
use super::{Examined, Span};
use crate::config::{Config, Population, Thresholds};
use crate::terms::{Country, Mass, Ratio, Substance};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The neighbours of an estimate in the last whole year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbours {
    /// The last whole year, of whose use and inhabitants this is.
    pub year: i32,
    /// The region.
    pub region: String,
    /// The inhabitants of the country.
    pub inhabitants: u64,
    /// The neighbours, by estimate per inhabitant, the least first.
    pub all: Vec<Neighbour>,
}

/// A neighbour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbour {
    /// The country.
    pub country: Country,
    /// The estimate in force on the day, own exports not included.
    pub estimate: Mass,
    /// The greater use of both accounts in the year.
    pub used: Mass,
    /// The inhabitants in the year.
    pub inhabitants: u64,
}

impl Neighbours {
    /// Returns the neighbour in the middle; of an even number, the lower of the two in the middle.
    #[must_use]
    pub fn middle(&self) -> Option<&Neighbour> {
        self.all.get(self.all.len().checked_sub(1)? / 2)
    }
}

impl Neighbour {
    /// Returns the estimate for a thousand inhabitants, to six places of a gram, halves up; `None` for an estimate of more than 20
    /// digits of grams.
    #[must_use]
    pub fn for_a_thousand(&self) -> Option<Mass> {
        per_thousand(self.estimate, self.inhabitants)
    }

    /// Compares the estimates per inhabitant.
    fn by_estimate(&self, other: &Self) -> Ordering {
        let one = times(self.estimate, other.inhabitants);
        one.cmp(&times(other.estimate, self.inhabitants))
    }

    /// Whether the uses per inhabitant are similar.
    fn is_similar(&self, other: &Self, most: u32) -> bool {
        let [one, two] = [(self, other), (other, self)]
            .map(|(of, than)| [1, most].map(|many| product(of.used, than.inhabitants, many)));
        one[0] <= two[1] && two[0] <= one[1]
    }
}

fn product(mass: Mass, inhabitants: u64, many: u32) -> Ratio {
    times(mass, inhabitants.saturating_mul(many.into()))
}

/// Adds the neighbours to each estimate that has any, and the finding where they are unlike.
pub(super) fn add(
    examined: &mut [Examined],
    (config, population): (&Config, &Population),
    span: &Span,
    thresholds: &Thresholds,
) {
    let Some(year) = span.last_whole() else {
        return;
    };
    let region = |country: Country| config.countries[country.index()].region.as_str();
    let mut groups: BTreeMap<(Substance, &str), Vec<Neighbour>> = BTreeMap::new();
    let known = |of: &Examined| {
        let code = config.country_code(of.country);
        let inhabitants = population.inhabitants(code, year)?.number;
        let used = of.year(year)?.greatest().1;
        let estimate = of.estimate()?;
        let is_known = used > Mass::ZERO && estimate > Mass::ZERO;
        is_known.then_some(Neighbour {
            country: of.country,
            estimate,
            used,
            inhabitants,
        })
    };
    for of in &*examined {
        let region = region(of.country);
        if let Some(one) = known(of).filter(|_| !region.is_empty()) {
            groups.entry((of.substance, region)).or_default().push(one);
        }
    }
    for of in examined {
        let region = region(of.country);
        let Some((one, group)) = known(of).zip(groups.get(&(of.substance, region))) else {
            continue;
        };
        let similar = |other: &&Neighbour| {
            other.country != one.country && one.is_similar(other, thresholds.neighbour_use_times)
        };
        let mut all: Vec<Neighbour> = group.iter().filter(similar).copied().collect();
        all.sort_by(|a, b| a.by_estimate(b).then(a.country.cmp(&b.country)));
        let neighbours = Neighbours {
            year,
            region: region.to_owned(),
            inhabitants: one.inhabitants,
            all,
        };
        if let Some(grounds) = unlike(&one, &neighbours, config, thresholds) {
            of.findings.push(PlausibilityFinding {
                check: PlausibilityCheck::UnlikeNeighbours,
                grounds,
            });
            of.findings.sort_by_key(|finding| finding.check);
        }
        of.neighbours = Some(neighbours);
    }
}

fn unlike(
    one: &Neighbour,
    neighbours: &Neighbours,
    config: &Config,
    thresholds: &Thresholds,
) -> Option<FindingGrounds> {
    let number = neighbours.all.len();
    let enough = number >= usize::try_from(thresholds.neighbours).unwrap_or(usize::MAX);
    let middle = neighbours.middle().filter(|_| enough)?;
    let many = thresholds.neighbour_times;
    let of_one = |many| product(one.estimate, middle.inhabitants, many);
    let of_middle = |many| product(middle.estimate, one.inhabitants, many);
    let unlike = if of_one(1) >= of_middle(many) {
        Unlike::Above
    } else if of_middle(1) >= of_one(many) {
        Unlike::Below
    } else {
        return None;
    };
    Some(FindingGrounds::UnlikeNeighbours {
        one: *one,
        middle: *middle,
        code: config.country_code(middle.country).to_owned(),
        year: neighbours.year,
        region: neighbours.region.clone(),
        number,
        unlike,
    })
}
