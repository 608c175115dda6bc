//! The checks of the training material, each with what it follows, its formula, and what it finds.

use super::arithmetic::{self, Times, is_at_least, is_per_cent, times};
use super::manufacture::{is_about_manufacture, quantity};
use super::neighbours::Neighbour;
use super::{EstimateChange, Examined, Span, THREE, YearOfUse, reporting};
use crate::config::{Provisions, Thresholds};
use crate::estimates::Status;
use crate::ledger::Basis;
use crate::terms::figures::{grams, of, per_cent};
use crate::terms::{Day, Mass, MassOverflow};
use std::ops::RangeInclusive;
use std::sync::Arc;

inforce_law::words! {
    /// A comparison of an estimate with what is known. The order is that of gravity, the gravest first.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum PlausibilityCheck {
        /// About a thousand times the estimate before, or the use, or the other way round.
        Thousandfold = "thousandfold",
        /// Trade without an estimate.
        WithoutEstimate = "trade-without-estimate",
        /// Use near the estimate for years.
        NearUse = "use-near-estimate",
        /// An estimate many times the use.
        ManyTimesUse = "many-times-use",
        /// An estimate unlike its computed need.
        UnlikeNeed = "unlike-need",
        /// An estimate per inhabitant unlike that of the neighbours.
        UnlikeNeighbours = "unlike-neighbours",
        /// A note on manufacture beside imports that do not fit it.
        ManufactureNote = "manufacture-note",
        /// An estimate without any trade.
        WithoutTrade = "estimate-without-trade",
        /// An estimate unchanged for years.
        Unchanged = "unchanged",
    }
}

/// Something to ask about an estimate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlausibilityFinding {
    /// The check that found it.
    pub check: PlausibilityCheck,
    /// The figures.
    pub grounds: FindingGrounds,
}

/// The figures of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FindingGrounds {
    /// Of [`PlausibilityCheck::Thousandfold`].
    Thousandfold {
        /// The estimate on the day.
        estimate: Mass,
        /// What it is compared with.
        versus: Versus,
    },
    /// Of [`PlausibilityCheck::WithoutEstimate`].
    WithoutEstimate {
        /// The status of the level.
        status: Status,
        /// The trade in the year of the day and in the last whole year: year, account and base mass, where there is any.
        traded: Vec<AccountTrade>,
    },
    /// Of [`PlausibilityCheck::NearUse`]: each whole year with its greatest use and its estimate.
    NearUse(Vec<(LatestUse, Mass)>),
    /// Of [`PlausibilityCheck::ManyTimesUse`].
    ManyTimesUse {
        /// The estimate on the day.
        estimate: Mass,
        /// The year of the greatest use.
        greatest: LatestUse,
        /// The years in which it was sought.
        years: (i32, i32),
    },
    /// Of [`PlausibilityCheck::UnlikeNeed`].
    UnlikeNeed {
        /// The estimate on the day.
        estimate: Mass,
        /// The computed need.
        need: ConsumptionNeed,
        /// Which of them is greater.
        unlike: Unlike,
        /// What the country itself reports as exported; `None` where the run keeps no such account.
        own_exports: Option<Mass>,
    },
    /// Of [`PlausibilityCheck::UnlikeNeighbours`].
    UnlikeNeighbours {
        /// The country.
        one: Neighbour,
        /// The neighbour in the middle.
        middle: Neighbour,
        /// The code of that neighbour.
        code: String,
        /// The year of the uses and the inhabitants.
        year: i32,
        /// The region.
        region: String,
        /// The number of neighbours.
        number: usize,
        /// Whether the estimate of the country is above or below.
        unlike: Unlike,
    },
    /// Of [`PlausibilityCheck::ManufactureNote`].
    ManufactureNote {
        /// The id of the filing.
        filing: Arc<str>,
        /// The note.
        note: Arc<str>,
        /// The quantity that the note names, if it names one that can be read.
        named: Option<Mass>,
        /// The year of the greatest use; `None` if no year has use.
        greatest: Option<LatestUse>,
        /// The years in which it was sought.
        years: (i32, i32),
    },
    /// Of [`PlausibilityCheck::WithoutTrade`].
    WithoutTrade {
        /// The estimate on the day.
        estimate: Mass,
        /// The whole years without trade.
        years: (i32, i32),
    },
    /// Of [`PlausibilityCheck::Unchanged`].
    Unchanged {
        /// The estimate on the day.
        estimate: Mass,
        /// The day since which it is the same.
        since: Day,
        /// The number of later filings that gave the same figure.
        renewed: usize,
    },
}

/// What an estimate is about a thousand times of, or a thousandth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Versus {
    /// The estimate before a day.
    Before {
        /// The day of the change.
        day: Day,
        /// The day from which on there was no estimate, if there was none just before the change.
        none_from: Option<Day>,
        /// The estimate before.
        mass: Mass,
        /// The estimate from the day on.
        after: Mass,
    },
    /// The greatest use of a year.
    Use(LatestUse),
}

/// The greater use of a year, and the account that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LatestUse {
    /// The year.
    pub year: i32,
    /// The account.
    pub basis: Basis,
    /// The use.
    pub used: Mass,
}

/// The trade of a year by an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountTrade {
    /// The year.
    pub year: i32,
    /// The account.
    pub basis: Basis,
    /// The base mass.
    pub base: Mass,
    /// The last day that counts, where the year is not whole.
    pub until: Option<Day>,
}

/// A need, computed by the consumption method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsumptionNeed {
    /// The account that tells the use.
    pub basis: Basis,
    /// The first and the last year.
    pub years: (i32, i32),
    /// The use of all the years.
    pub total: Mass,
    /// The mean of a year, to six places of a gram.
    pub mean: Mass,
    /// The margin in per cent of the mean.
    pub margin_percent: u32,
    /// The need, to six places of a gram.
    pub need: Mass,
}

/// Whether an estimate is above or below what it is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlike {
    /// It is above.
    Above,
    /// It is below.
    Below,
}

impl PlausibilityCheck {
    /// Returns the place in [`PlausibilityCheck::ALL`].
    #[must_use]
    pub fn place(self) -> usize {
        let mut all = Self::ALL.into_iter();
        all.position(|check| check == self)
            .unwrap_or(Self::ALL.len())
    }

    /// Returns what the training material says of the check, in the words of this program.
    #[must_use]
    pub const fn follows(self) -> &'static str {
        match self {
            Self::Thousandfold => {
                "Look at the unit: a figure of kilograms that stands for grams, or the other way round, is a thousand times out."
            }
            Self::WithoutEstimate => {
                "What is traded needs an estimate, and a supplement can add a substance that has none."
            }
            Self::NearUse => {
                "An estimate that use comes near to year after year may be too low, and patients may go without."
            }
            Self::ManyTimesUse => {
                "An estimate many times what is used may be too high, and leaves room for diversion."
            }
            Self::UnlikeNeed => {
                "Compute the need by one of the methods, and ask where the estimate is far from it."
            }
            Self::UnlikeNeighbours => {
                "Compare with countries alike: ask where an estimate for as many people is far from theirs."
            }
            Self::ManufactureNote => {
                "What is needed to make other substances belongs in the estimate, with a footnote; the imports should fit it."
            }
            Self::WithoutTrade => "Ask what an estimate is for under which nothing is traded.",
            Self::Unchanged => {
                "Needs change: an estimate is to be looked at again within three years."
            }
        }
    }

    /// Returns the place in the training material, or the form, that the check rests on.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self {
            Self::Thousandfold => {
                "INCB training material, module 2 (2023), examples 3 and 4: kilograms and grams on Form B/P"
            }
            Self::WithoutEstimate => {
                "INCB training material, module 2 (2023), section I.C: supplements"
            }
            Self::ManufactureNote => {
                "INCB training material, module 2 (2023), example 5: the footnote on Form B/P"
            }
            Self::Unchanged => {
                "INCB training material, module 2 (2023), section I.C: valid for three years from submission"
            }
            Self::UnlikeNeed => {
                "INCB training material, module 2 (2023): methods of estimating, here by consumption"
            }
            Self::NearUse | Self::ManyTimesUse | Self::UnlikeNeighbours | Self::WithoutTrade => {
                "INCB training material, module 2 (2023): checks of an estimate"
            }
        }
    }

    /// Returns the comparison, with the keys of `[plausibility]` and their numbers.
    #[must_use]
    pub fn formula(self, of: &Thresholds) -> String {
        match self {
            Self::Thousandfold => format!(
                "{} <= greater / smaller <= {} (thousand_from, thousand_to), of the estimate and the estimate before a change that was not \
                 taken back and takes none back, or of the estimate and the greatest use of the last three whole years, except for an \
                 estimate above it that is not above {LEAST}",
                of.thousand_from, of.thousand_to
            ),
            Self::WithoutEstimate => {
                "no estimate in force on the day, and base mass in the year up to the day or in the last whole year".to_owned()
            }
            Self::NearUse => format!(
                "greater use of both accounts >= {} % (near_percent) of the year's estimate in each of the last {} (near_years) whole years, \
                 and that of the last of them >= {} % of the estimate on the day",
                of.near_percent, of.near_years, of.near_percent
            ),
            Self::ManyTimesUse => format!(
                "estimate >= {} (many_times) x the greatest use of a year by either account in the last three whole years, and above {LEAST}",
                of.many_times
            ),
            Self::UnlikeNeed => format!(
                "estimate >= {times} (need_times) x need, or need >= {times} x estimate; need = mean use of the last three whole years + {} % \
                 (margin_percent), by each account that has trade and whose data reach the end of these years; not for a country with known \
                 exports of the substance, and above the need not for an estimate that is not above {LEAST}",
                of.margin_percent,
                times = of.need_times,
            ),
            Self::UnlikeNeighbours => format!(
                "estimate per inhabitant >= {times} (neighbour_times) x that of the neighbour in the middle, or the other way round; neighbours \
                 are at least {} (neighbours) other countries of the region with an estimate whose use per inhabitant in the last whole year \
                 is at most {} (neighbour_use_times) times as much or as little",
                of.neighbours,
                of.neighbour_use_times,
                times = of.neighbour_times,
            ),
            Self::ManufactureNote => format!(
                "greatest use of a year by either account in the last three whole years < {} % (manufacture_percent) of the quantity that \
                 the note names, or no use at all where it names none",
                of.manufacture_percent
            ),
            Self::WithoutTrade => format!(
                "estimate above 0 g on the day and at the end of each of the last {} (quiet_years) whole years, and no record with base mass \
                 since, in any account",
                of.quiet_years
            ),
            Self::Unchanged => format!(
                "the day is more than {} (unchanged_years) years after that of the last change",
                of.unchanged_years
            ),
        }
    }
}

/// The least estimate that can be filed, in words.
const LEAST: &str = "the least that can be filed (1 g where filings count in whole grams)";

/// Returns the least estimate above zero that can be filed; zero where there is no such bound.
fn least(provisions: &Provisions) -> Mass {
    Mass::from_whole_grams(i128::from(provisions.whole_grams))
}

/// Returns the findings on an estimate, the gravest first.
pub(super) fn findings(
    of: &Examined,
    provisions: &Provisions,
    span: &Span,
    thresholds: &Thresholds,
) -> Result<Vec<PlausibilityFinding>, MassOverflow> {
    let least = least(provisions);
    let found = [
        thousandfold(of, least, span, thresholds),
        without_estimate(of, span),
        near_use(of, span, thresholds),
        many_times_use(of, least, span, thresholds),
        unlike_need(of, least, span, thresholds)?,
        // Neighbours are compared once all estimates are known.
        None,
        manufacture_note(of, span, thresholds),
        without_trade(of, span, thresholds),
        unchanged(of, span, thresholds),
    ];
    let found = PlausibilityCheck::ALL.into_iter().zip(found);
    Ok(found
        .filter_map(|(check, grounds)| {
            Some(PlausibilityFinding {
                check,
                grounds: grounds?,
            })
        })
        .collect())
}

/// Whether the greater of two masses is at least so many times the smaller.
fn is_far(one: Mass, other: Mass, many: u32) -> bool {
    is_at_least(one.max(other), many, one.min(other))
}

/// Whether the greater of two masses above zero is about a thousand times the smaller.
fn about_a_thousand(one: Mass, other: Mass, of: &Thresholds) -> bool {
    let (smaller, greater) = (one.min(other), one.max(other));
    smaller > Mass::ZERO
        && is_far(one, other, of.thousand_from)
        && times(greater, 1) <= times(smaller, of.thousand_to.into())
}

fn thousandfold(
    of: &Examined,
    least: Mass,
    span: &Span,
    thresholds: &Thresholds,
) -> Option<FindingGrounds> {
    let estimate = of.estimate()?;
    let stands = |before: Mass, after: Mass| {
        about_a_thousand(before, estimate, thresholds) && (before < after) == (before < estimate)
    };
    let changed = of
        .changes
        .iter()
        .enumerate()
        .rev()
        .find_map(|(place, change)| {
            let after = change.after?;
            // Between two estimates there may be days without any.
            let mut earlier = of.changes[..place].iter().rev();
            let none_from = match change.before {
                Some(_) => None,
                None => earlier.clone().next().map(|change| change.day),
            };
            let before = change
                .before
                .or_else(|| earlier.find_map(|change| change.after))?;
            // A change back to the size of an earlier estimate is a correction.
            let like = |change: &EstimateChange| {
                change.after.is_some_and(|mass| {
                    mass > Mass::ZERO && !is_far(mass, after, thresholds.thousand_from)
                })
            };
            let jumped = about_a_thousand(before, after, thresholds)
                && stands(before, after)
                && !of.changes[..place].iter().any(like);
            jumped.then_some(Versus::Before {
                day: change.day,
                none_from,
                mass: before,
                after,
            })
        });
    let greatest = of.greatest_use(span).filter(|greatest| {
        // No government can file less, however little is used.
        let is_least = estimate > greatest.used && estimate <= least;
        !is_least && about_a_thousand(estimate, greatest.used, thresholds)
    });
    let versus = changed.or(greatest.map(Versus::Use))?;
    Some(FindingGrounds::Thousandfold { estimate, versus })
}

fn without_estimate(of: &Examined, span: &Span) -> Option<FindingGrounds> {
    if of.estimate().is_some() {
        return None;
    }
    let years = [span.last_whole(), Some(span.on.year())];
    let traded: Vec<AccountTrade> = years
        .into_iter()
        .flatten()
        .filter_map(|year| of.year(year))
        .flat_map(|year| accounts(year, span))
        .collect();
    (!traded.is_empty()).then_some(FindingGrounds::WithoutEstimate {
        status: of.level.status,
        traded,
    })
}

/// Returns the accounts of a year that have trade.
fn accounts(of: &YearOfUse, span: &Span) -> impl Iterator<Item = AccountTrade> + use<> {
    let (of, on) = (*of, span.on);
    let traded = move |basis: &Basis| of.reported[basis.place()] > Mass::ZERO;
    Basis::ALL
        .into_iter()
        .filter(traded)
        .map(move |basis| AccountTrade {
            year: of.year,
            basis,
            base: of.reported[basis.place()],
            until: (of.year == on.year()).then_some(on),
        })
}

fn near_use(of: &Examined, span: &Span, thresholds: &Thresholds) -> Option<FindingGrounds> {
    let is_near = |used: Mass, estimate: Mass| {
        used > Mass::ZERO && is_per_cent(used, thresholds.near_percent, estimate)
    };
    let estimate = of.estimate()?;
    let years = span.exactly(thresholds.near_years)?;
    let near: Option<Vec<(LatestUse, Mass)>> = years
        .map(|year| {
            let of_year = of.year(year)?;
            let (basis, used) = of_year.greatest();
            let greatest = LatestUse { year, basis, used };
            let estimate = of_year.estimate?;
            is_near(used, estimate).then_some((greatest, estimate))
        })
        .collect();
    let near = near?;
    let still = near
        .last()
        .is_some_and(|(last, _)| is_near(last.used, estimate));
    still.then_some(FindingGrounds::NearUse(near))
}

/// Returns the first and the last of the whole years in which the greatest use is sought.
fn sought(span: &Span) -> Option<(i32, i32)> {
    let mut whole = span.whole(THREE);
    let first = whole.next()?;
    Some((first, whole.next_back().unwrap_or(first)))
}

fn many_times_use(
    of: &Examined,
    least: Mass,
    span: &Span,
    thresholds: &Thresholds,
) -> Option<FindingGrounds> {
    let estimate = of.estimate().filter(|estimate| *estimate > least)?;
    let greatest = of.greatest_use(span)?;
    let years = sought(span)?;
    is_at_least(estimate, thresholds.many_times, greatest.used).then_some(
        FindingGrounds::ManyTimesUse {
            estimate,
            greatest,
            years,
        },
    )
}

fn unlike_need(
    of: &Examined,
    least_filed: Mass,
    span: &Span,
    thresholds: &Thresholds,
) -> Result<Option<FindingGrounds>, MassOverflow> {
    let Some((estimate, years)) = of.estimate().zip(span.exactly(THREE)) else {
        return Ok(None);
    };
    if of.exports.are_known() {
        return Ok(None);
    }
    let Some(of_years) = sought(span) else {
        return Ok(None);
    };
    let mut needs = Vec::new();
    let end = Day::from_civil(of_years.1, 12, 31);
    for basis in Basis::ALL {
        // Of years that were not reported yet, nobody knows the use.
        if of.data_to[basis.place()] < end {
            continue;
        }
        let (total, number) = of.total(basis, years.clone())?;
        // An account without trade may not have been reported, and tells no need.
        if total > Mass::ZERO {
            let margin_percent = thresholds.margin_percent;
            needs.push(ConsumptionNeed {
                basis,
                years: of_years,
                total,
                mean: arithmetic::mean(total, number),
                margin_percent,
                need: arithmetic::need(total, number, margin_percent)?,
            });
        }
    }
    let by_total = |need: &&ConsumptionNeed| need.total;
    let (Some(least), Some(most)) = (
        needs.iter().min_by_key(by_total),
        needs.iter().max_by_key(by_total),
    ) else {
        return Ok(None);
    };
    // Exact: need = total x (100 + margin) / (100 x years).
    let with_margin = u64::from(100 + thresholds.margin_percent);
    let hundred_years = 100 * u64::from(THREE);
    let many = u64::from(thresholds.need_times);
    let above = estimate > least_filed
        && times(estimate, hundred_years) >= times(most.total, with_margin * many);
    let below = times(least.total, with_margin) >= times(estimate, hundred_years * many);
    let unlike = match (above, below) {
        (true, _) => Some((*most, Unlike::Above)),
        (false, true) => Some((*least, Unlike::Below)),
        (false, false) => None,
    };
    Ok(unlike.map(|(need, unlike)| FindingGrounds::UnlikeNeed {
        estimate,
        need,
        unlike,
        own_exports: of.exports.own,
    }))
}

fn manufacture_note(of: &Examined, span: &Span, thresholds: &Thresholds) -> Option<FindingGrounds> {
    of.estimate()?;
    let years = sought(span)?;
    let mut notes = of.behind.iter().filter_map(|filing| {
        let note = filing.note.as_ref()?;
        is_about_manufacture(note).then_some((&filing.id, note))
    });
    let greatest = of.greatest_use(span);
    notes.find_map(|(filing, note)| {
        let named = quantity(note);
        let fits = greatest.is_some_and(|greatest| {
            named.is_none_or(|named| {
                is_per_cent(greatest.used, thresholds.manufacture_percent, named)
            })
        });
        (!fits).then(|| FindingGrounds::ManufactureNote {
            filing: Arc::clone(filing),
            note: Arc::clone(note),
            named,
            greatest,
            years,
        })
    })
}

fn without_trade(of: &Examined, span: &Span, thresholds: &Thresholds) -> Option<FindingGrounds> {
    let estimate = of.estimate().filter(|estimate| *estimate > Mass::ZERO)?;
    let whole = span.exactly(thresholds.quiet_years)?;
    let first = whole.clone().next()?;
    let stood = whole.clone().all(|year| {
        let of_year = of.year(year).and_then(|of| of.estimate);
        of_year.is_some_and(|estimate| estimate > Mass::ZERO)
    });
    let since = of.years.iter().filter(|of| of.year >= first);
    let is_quiet = since.clone().all(|of| !of.has_trade());
    (stood && is_quiet).then(|| FindingGrounds::WithoutTrade {
        estimate,
        years: (first, span.last_whole().unwrap_or(first)),
    })
}

fn unchanged(of: &Examined, span: &Span, thresholds: &Thresholds) -> Option<FindingGrounds> {
    let estimate = of.estimate()?;
    let since = of.changes.last()?.day;
    let years = i32::try_from(thresholds.unchanged_years).unwrap_or(i32::MAX);
    (span.on > since.plus_years(years)).then_some(FindingGrounds::Unchanged {
        estimate,
        since,
        renewed: of.renewed,
    })
}

/// Returns years in words.
fn in_words((first, last): (i32, i32)) -> String {
    if first == last {
        first.to_string()
    } else {
        format!("{first} to {last}")
    }
}

/// Returns years as a range.
const fn range((first, last): (i32, i32)) -> RangeInclusive<i32> {
    first..=last
}

/// Returns a ratio in words.
fn ratio(one: Mass, other: Mass) -> String {
    let (smaller, greater) = (one.min(other), one.max(other));
    Times::of(greater, smaller).map_or_else(|| "a great many".to_owned(), Times::in_words)
}

impl PlausibilityFinding {
    /// Returns the finding in words. `word` is what the convention calls an estimate; `on` is the day asked about.
    #[must_use]
    pub fn told(&self, word: &str, on: Day) -> String {
        match &self.grounds {
            FindingGrounds::Thousandfold { estimate, versus } => match versus {
                Versus::Before {
                    day,
                    none_from,
                    mass,
                    after,
                } => {
                    let (before, later) = (grams(mass), grams(after));
                    let went = match none_from {
                        None => format!("On {day} the {word} went from {before} g to {later} g"),
                        Some(none_from) => format!(
                            "The {word} was {before} g until there was none from {none_from} on, and {later} g from {day} on"
                        ),
                    };
                    let now = if after == estimate {
                        String::new()
                    } else {
                        format!(" It is {} g now.", grams(estimate))
                    };
                    let ratio = ratio(*mass, *after);
                    format!("{went}: the greater is {ratio} times the smaller.{now}")
                }
                Versus::Use(of) => format!(
                    "Of the {word} of {} g and the use of {} g in {}, as {}, the greater is {} times the smaller.",
                    grams(estimate),
                    grams(of.used),
                    of.year,
                    reporting(of.basis),
                    ratio(*estimate, of.used)
                ),
            },
            FindingGrounds::WithoutEstimate { status, traded } => {
                let traded: Vec<String> = traded.iter().map(AccountTrade::told).collect();
                let expired = if *status == Status::Expired {
                    " (it has expired)"
                } else {
                    ""
                };
                format!(
                    "No {word} is in force on {on}{expired}, and there is trade: {}.",
                    traded.join("; ")
                )
            }
            FindingGrounds::NearUse(years) => {
                let years: Vec<String> = years
                    .iter()
                    .map(|(of, estimate)| {
                        let share = per_cent(of.used, *estimate)
                            .unwrap_or_else(|| "more than the whole".to_owned());
                        format!(
                            "{} of {} g in {} (as {})",
                            share,
                            grams(estimate),
                            of.year,
                            reporting(of.basis)
                        )
                    })
                    .collect();
                format!("Use came to {}.", years.join(", "))
            }
            FindingGrounds::ManyTimesUse {
                estimate,
                greatest,
                years,
            } => format!(
                "The {word} of {} g is {} times the greatest use of {}: {} g in {}, as {}.",
                grams(estimate),
                ratio(*estimate, greatest.used),
                in_words(*years),
                grams(greatest.used),
                greatest.year,
                reporting(greatest.basis)
            ),
            FindingGrounds::UnlikeNeed {
                estimate,
                need,
                unlike,
                own_exports,
            } => {
                let (greater, smaller) = match unlike {
                    Unlike::Above => (
                        format!("The {word} of {} g", grams(estimate)),
                        format!("the computed need of {} g", grams(need.need)),
                    ),
                    Unlike::Below => (
                        format!("The computed need of {} g", grams(need.need)),
                        format!("the {word} of {} g", grams(estimate)),
                    ),
                };
                let many = if *estimate == Mass::ZERO {
                    format!("{greater} stands against {smaller}")
                } else {
                    format!(
                        "{greater} is {} times {smaller}",
                        ratio(*estimate, need.need)
                    )
                };
                let known = if own_exports.is_some() {
                    "No exports of it are known."
                } else {
                    "What the country exports of it is not known to the run."
                };
                format!(
                    "{many} (mean use of {}, {} g, as {}, and a margin of {} %). {known}",
                    in_words(need.years),
                    grams(need.mean),
                    reporting(need.basis),
                    need.margin_percent
                )
            }
            FindingGrounds::UnlikeNeighbours {
                one,
                middle,
                code,
                year,
                region,
                number,
                ..
            } => {
                let for_people = |of: &Neighbour| {
                    of.for_a_thousand().map_or_else(
                        || "more than is told".to_owned(),
                        |mass| format!("{} g", grams(mass)),
                    )
                };
                format!(
                    "The {word} of {} g is {} for a thousand inhabitants. Of the {} in {region} with similar use per inhabitant in {year}, {code} \
                     is in the middle with {}.",
                    grams(one.estimate),
                    for_people(one),
                    crate::terms::figures::of(*number, "country", "countries"),
                    for_people(middle)
                )
            }
            FindingGrounds::ManufactureNote {
                filing,
                note,
                named,
                greatest,
                years,
            } => {
                let named = match named {
                    Some(named) => format!("names {} g", grams(named)),
                    None => "names no quantity that can be read in one way".to_owned(),
                };
                let imports = match greatest {
                    Some(of) => format!(
                        "the greatest imports of {} are {} g in {}, as {}",
                        in_words(*years),
                        grams(of.used),
                        of.year,
                        reporting(of.basis)
                    ),
                    None => format!("neither account has imports in {}", in_words(*years)),
                };
                format!(
                    "The note of filing {filing} is about manufacture and {named}; {imports}. What the country makes is in no account of \
                     the run. The note: {note}"
                )
            }
            FindingGrounds::WithoutTrade { estimate, years } => format!(
                "The {word} is {} g, and one was in force at the end of each year of {}; neither account has trade that counts from {} up \
                 to {on}.",
                grams(estimate),
                in_words(*years),
                years.0
            ),
            FindingGrounds::Unchanged {
                estimate,
                since,
                renewed,
            } => {
                let renewed = match renewed {
                    0 => "no later filing came to govern".to_owned(),
                    number => format!(
                        "{} the same figure",
                        of(*number, "later filing gave", "later filings gave")
                    ),
                };
                format!(
                    "The {word} has been {} g since {since}; {renewed}.",
                    grams(estimate)
                )
            }
        }
    }

    /// Returns the day of the change that the finding rests on, if it rests on one.
    #[must_use]
    pub const fn changed_on(&self) -> Option<Day> {
        match &self.grounds {
            FindingGrounds::Thousandfold {
                versus: Versus::Before { day, .. },
                ..
            } => Some(*day),
            _ => None,
        }
    }

    /// Returns the years of the ledger that the finding rests on; empty if it rests on filings alone.
    #[must_use]
    pub fn years(&self) -> Vec<i32> {
        match &self.grounds {
            FindingGrounds::Thousandfold { versus, .. } => match versus {
                Versus::Before { .. } => Vec::new(),
                Versus::Use(of) => vec![of.year],
            },
            FindingGrounds::WithoutEstimate { traded, .. } => {
                let mut years: Vec<i32> = traded.iter().map(|of| of.year).collect();
                years.dedup();
                years
            }
            FindingGrounds::NearUse(years) => years.iter().map(|(of, _)| of.year).collect(),
            FindingGrounds::ManyTimesUse { years, .. }
            | FindingGrounds::ManufactureNote { years, .. }
            | FindingGrounds::WithoutTrade { years, .. } => range(*years).collect(),
            FindingGrounds::UnlikeNeed { need, .. } => range(need.years).collect(),
            FindingGrounds::UnlikeNeighbours { year, .. } => vec![*year],
            FindingGrounds::Unchanged { .. } => Vec::new(),
        }
    }
}

impl AccountTrade {
    fn told(&self) -> String {
        let until = self
            .until
            .map(|until| format!(" up to {until}"))
            .unwrap_or_default();
        format!(
            "{} g in {}{until}, as {}",
            grams(self.base),
            self.year,
            reporting(self.basis)
        )
    }
}
