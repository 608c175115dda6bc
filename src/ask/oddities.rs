//! Finds records of alerts that look odd: one shipment that may be reported twice, and quantities that may be in kilograms by
//! mistake.
//!
//! Nothing is judged here. An oddity is advice to ask about a record and not an alert. Only the evidence of alerts is examined,
//! because there a slip would accuse somebody.

use crate::archive::read::{AlertRow, EvidenceRow, PublishedError, PublishedRun};
use crate::terms::{Country, Form, Mass, MassOverflow, Quantity};
use std::collections::BTreeMap;

/// The least ratio to another figure from which a figure may be a thousand times what was meant.
pub const LEAST_TIMES: i128 = 500;
/// The greatest ratio to the reporter's others at which a quantity may be a slip of a unit.
pub const MOST_TIMES: i128 = 2_000;
/// The least number of other records to compare with.
pub const LEAST_OTHERS: usize = 3;

inforce_law::words! {
    /// The kind of an oddity, in the order in which they are listed.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum OddityKind {
        /// The same shipment is reported under several ids.
        SameShipment = "same-shipment",
        /// A quantity is about a thousand times the reporter's others, or many times the estimate.
        Thousandfold = "thousandfold",
    }
}

/// Something odd about records of an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oddity {
    /// The records concerned, in the order of evidence.
    pub records: Vec<EvidenceRow>,
    /// The comparison and its figures.
    pub odd: Odd,
}

/// The comparison that found something odd, with its figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Odd {
    /// Records with the same reporter, partner, date, flow, form, quantity, re-export and authorisation. Their ids differ: with
    /// one id they would be versions of one record.
    SameShipment {
        /// The base mass that all but one of the records add to the alert.
        rest: Mass,
        /// What the alert would be without all but one of the records; `None` for rules that compare nothing.
        without: Option<Without>,
    },
    /// A record with much more than others.
    Thousandfold {
        /// The reporter's other records, if the quantity is about a thousand times theirs.
        others: Option<Others>,
        /// The estimate in force on the day and how many times it the base mass alone is, if that is many times.
        estimate: Option<(Mass, WholeRatio)>,
    },
}

/// What an alert would be without all but one of some equal records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Without {
    /// No day would be in excess: no day before their date is, and the greatest excess is not greater than the base mass they
    /// add.
    NoExcess,
    /// The first day in excess is before their date, so the day stays in excess.
    Earlier,
    /// The greatest excess is greater than the base mass they add, so its day stays in excess.
    Greater,
}

/// The reporter's other records of the same form in the alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Others {
    /// The number of records.
    pub number: usize,
    /// The median of their quantities; of an even number of records, the lower of the two in the middle.
    pub median: Quantity,
    /// How many times the median the quantity is.
    pub times: WholeRatio,
}

/// A ratio of two figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WholeRatio {
    /// The ratio to the nearest whole number, halves up.
    pub rounded: i128,
    /// Whether the ratio is a whole number.
    pub exact: bool,
}

/// The reason why evidence cannot be examined.
#[derive(Debug, thiserror::Error)]
pub enum OdditiesError {
    /// The run cannot be read.
    #[error(transparent)]
    Published(#[from] PublishedError),
    /// A total has more than 38 digits.
    #[error(transparent)]
    Overflow(#[from] MassOverflow),
}

impl Oddity {
    /// Returns the kind.
    #[must_use]
    pub const fn kind(&self) -> OddityKind {
        match self.odd {
            Odd::SameShipment { .. } => OddityKind::SameShipment,
            Odd::Thousandfold { .. } => OddityKind::Thousandfold,
        }
    }
}

impl WholeRatio {
    /// Returns the ratio of a figure to another figure above zero.
    const fn of(figure: i128, other: i128) -> Self {
        let (whole, rest) = (figure / other, figure % other);
        let up = if rest >= other - rest { 1 } else { 0 };
        Self {
            rounded: whole + up,
            exact: rest == 0,
        }
    }
}

/// Examines the evidence of some alerts of a run, one alert in memory at a time; returns oddities in the order of the alerts.
pub fn oddities<'a>(
    run: &PublishedRun,
    alerts: &'a [AlertRow],
) -> Result<Vec<(&'a AlertRow, Oddity)>, OdditiesError> {
    let wanted: BTreeMap<&str, &AlertRow> = alerts
        .iter()
        .map(|alert| (alert.id.as_str(), alert))
        .collect();
    let mut found = Vec::new();
    let mut look = |alert: &'a AlertRow, rows: &[EvidenceRow]| {
        found.extend(of(alert, rows)?.into_iter().map(|oddity| (alert, oddity)));
        Ok::<(), OdditiesError>(())
    };
    let mut held: Option<(&AlertRow, Vec<EvidenceRow>)> = None;
    run.each_evidence(
        |id| wanted.get(id).copied(),
        |alert, row| match &mut held {
            Some((same, rows)) if same.id == alert.id => {
                rows.push(row);
                Ok(())
            }
            _ => held
                .replace((alert, vec![row]))
                .map_or(Ok(()), |(alert, rows)| look(alert, &rows)),
        },
    )?;
    held.map_or(Ok(()), |(alert, rows)| look(alert, &rows))?;
    // The evidence may be in the order of the alerts within each year.
    found.sort_by_key(|(alert, _)| alert.key());
    Ok(found)
}

/// Returns the oddities in the evidence of an alert: by kind, then by the first record.
fn of(alert: &AlertRow, rows: &[EvidenceRow]) -> Result<Vec<Oddity>, MassOverflow> {
    let mut found = same_shipments(alert, rows)?;
    found.extend(thousandfold(rows));
    Ok(found)
}

fn same_shipments(alert: &AlertRow, rows: &[EvidenceRow]) -> Result<Vec<Oddity>, MassOverflow> {
    let mut alike: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (place, EvidenceRow { record, .. }) in rows.iter().enumerate() {
        let shipment = (
            record.date,
            record.reporter,
            record.partner,
            record.flow.name(),
            record.form,
        );
        let figures = (
            record.quantity,
            record.reexport,
            record.authorisation.as_str(),
        );
        alike.entry((shipment, figures)).or_default().push(place);
    }
    let mut groups: Vec<Vec<usize>> = alike
        .into_values()
        .filter(|places| places.len() > 1)
        .collect();
    groups.sort_unstable();
    let oddity = |places: Vec<usize>| {
        let records: Vec<EvidenceRow> = places
            .into_iter()
            .map(|place| rows[place].clone())
            .collect();
        // The records are equal, so it does not matter which of them stays.
        let rest = records
            .iter()
            .skip(1)
            .try_fold(Mass::ZERO, |rest, row| rest.plus(row.base))?;
        let without = without(alert, &records[0], rest);
        Ok(Oddity {
            records,
            odd: Odd::SameShipment { rest, without },
        })
    };
    groups.into_iter().map(oddity).collect()
}

/// Returns what an alert would be without records of mass `rest`, which are equal to one that stays. The estimate in force does
/// not depend on them, and the running total of every day from their date on would be less by that mass.
fn without(alert: &AlertRow, stays: &EvidenceRow, rest: Mass) -> Option<Without> {
    let (first, greatest) = (alert.figures.first_excess_date, alert.figures.peak_excess?);
    Some(if first < stays.record.date {
        Without::Earlier
    } else if greatest > rest {
        Without::Greater
    } else {
        Without::NoExcess
    })
}

fn thousandfold(rows: &[EvidenceRow]) -> Vec<Oddity> {
    let mut quantities: BTreeMap<(Country, Form), Vec<Quantity>> = BTreeMap::new();
    for EvidenceRow { record, .. } in rows {
        quantities
            .entry((record.reporter, record.form))
            .or_default()
            .push(record.quantity);
    }
    for quantities in quantities.values_mut() {
        quantities.sort_unstable();
    }
    let oddity = |row: &EvidenceRow| {
        let own = quantities.get(&(row.record.reporter, row.record.form));
        let others = own.and_then(|quantities| others(quantities, row.record.quantity));
        let estimate = row
            .estimate
            .and_then(|estimate| many_times(row.base, estimate));
        let odd = others.is_some() || estimate.is_some();
        odd.then(|| Oddity {
            records: vec![row.clone()],
            odd: Odd::Thousandfold { others, estimate },
        })
    };
    rows.iter().filter_map(oddity).collect()
}

/// Returns the others of some quantities in order, if `quantity`, which is one of them, is about a thousand times their median.
fn others(quantities: &[Quantity], quantity: Quantity) -> Option<Others> {
    let number = quantities
        .len()
        .checked_sub(1)
        .filter(|number| *number >= LEAST_OTHERS)?;
    // If the quantity itself stands at or before the middle of the others, the median is the next of all quantities.
    let middle = (number - 1) / 2;
    let own = quantities.partition_point(|other| *other < quantity);
    let median = *quantities.get(if own <= middle { middle + 1 } else { middle })?;
    let (figure, other) = (
        i128::from(quantity.millionths()),
        i128::from(median.millionths()),
    );
    let odd = other > 0 && (other * LEAST_TIMES..=other * MOST_TIMES).contains(&figure);
    odd.then(|| Others {
        number,
        median,
        times: WholeRatio::of(figure, other),
    })
}

/// Returns an estimate above zero, and how many times the estimate a base mass is, if that is many.
fn many_times(base: Mass, estimate: Mass) -> Option<(Mass, WholeRatio)> {
    // If the product has too many digits, no record's base mass reaches it.
    let least = estimate
        .units()
        .checked_mul(LEAST_TIMES)
        .filter(|least| *least > 0)?;
    (base.units() >= least).then(|| (estimate, WholeRatio::of(base.units(), estimate.units())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::AlertFigures;
    use crate::archive::read::RecordRow;
    use crate::judgement::Rule;
    use crate::records::{Flow, Period, Procedure, Record};
    use crate::terms::{Day, Factor, Substance};
    use proptest::prelude::*;

    type Change = fn(&mut RecordRow);

    fn day(number: u8) -> Day {
        Day::from_civil(2024, 1, number).expect("a day of January")
    }

    fn grams(grams: i128) -> Quantity {
        Quantity::from_millionths(grams * 1_000_000).expect("a quantity")
    }

    /// A record of the first reporter and form, of a number of grams, against an estimate.
    fn row(id: usize, date: u8, quantity: i128, estimate: Option<i128>) -> EvidenceRow {
        let record = RecordRow {
            record: Record {
                date: day(date),
                received: day(31),
                reporter: Country::from(1),
                partner: Some(Country::from(2)),
                flow: Flow::Import,
                form: Form::from(1),
                quantity: grams(quantity),
                reexport: grams(0),
                period: Period::Day,
                procedure: Procedure::Usual,
            },
            id: format!("R-{id:03}"),
            authorisation: "A-1".into(),
            special_licence: String::new(),
            file: "trades/2024.csv".into(),
            row: 1,
        };
        EvidenceRow {
            record,
            factor: Factor::ONE,
            base: Mass::from_whole_grams(quantity),
            running_total: Mass::ZERO,
            estimate: estimate.map(Mass::from_whole_grams),
            in_excess: true,
        }
    }

    /// The alert of some records by day, with first and greatest excess worked out again; `None` if no day is in excess.
    fn judged(rows: &[EvidenceRow]) -> Option<AlertRow> {
        let total = |until: Day| {
            rows.iter()
                .filter(|row| row.record.date <= until)
                .map(|row| row.base.units())
                .sum::<i128>()
        };
        let excess = |row: &EvidenceRow| {
            Some((
                row.record.date,
                total(row.record.date) - row.estimate?.units(),
            ))
        };
        let excesses: Vec<(Day, i128)> = rows
            .iter()
            .filter_map(excess)
            .filter(|(_, excess)| *excess > 0)
            .collect();
        let first = excesses.iter().map(|(day, _)| *day).min()?;
        let greatest = excesses.iter().map(|(_, excess)| *excess).max()?;
        Some(alert(first, Some(Mass::from_units(greatest))))
    }

    fn alert(day: Day, peak_excess: Option<Mass>) -> AlertRow {
        AlertRow {
            id: "import-excess:CHE:PD006:2024".into(),
            rule: Rule::ImportExcess,
            country: Country::from(1),
            partner: None,
            substance: Substance::from(1),
            year: 2024,
            figures: AlertFigures {
                first_excess_date: day,
                peak_excess_date: peak_excess.map(|_| day),
                last_excess_date: day,
                cured_on: None,
                running_total: None,
                estimate: None,
                excess: None,
                peak_excess,
                year_total: Mass::ZERO,
                estimate_status: None,
                filing_id: None,
                own_exports: None,
                excess_days: 0,
                excess_records: 0,
                records: 0,
            },
            not_later: Some(false),
            doubts: Vec::new(),
        }
    }

    /// The oddities under a rule that compares nothing: a day, and no excess.
    fn listed(rows: &[EvidenceRow]) -> Vec<Oddity> {
        of(&alert(day(1), None), rows).expect("no overflow")
    }

    #[test]
    fn a_shipment_is_the_same_only_where_all_but_the_id_is() {
        let same = [
            row(1, 1, 100, None),
            row(2, 1, 100, None),
            row(3, 2, 7, None),
        ];
        let found = listed(&same);
        assert_eq!(
            found,
            [Oddity {
                records: same[..2].to_vec(),
                odd: Odd::SameShipment {
                    rest: Mass::from_whole_grams(100),
                    without: None
                }
            }],
            "for a rule that compares nothing only the mass is told"
        );
        let changes: [(&str, Change); 8] = [
            ("date", |row| row.record.date = day(2)),
            ("reporter", |row| row.record.reporter = Country::from(3)),
            ("partner", |row| row.record.partner = None),
            ("flow", |row| row.record.flow = Flow::Export),
            ("form", |row| row.record.form = Form::from(2)),
            ("quantity", |row| row.record.quantity = grams(101)),
            ("re-export", |row| row.record.reexport = grams(1)),
            ("authorisation", |row| row.authorisation = "a-1".into()),
        ];
        for (what, change) in changes {
            let mut rows = same.clone();
            change(&mut rows[1].record);
            assert_eq!(listed(&rows), [], "another {what}");
        }
        // Fields outside the comparison may differ.
        let mut rows = same.clone();
        rows[1].record.record.received = day(30);
        rows[1].record.special_licence = "L-1".into();
        assert_eq!(listed(&rows).len(), 1);
    }

    #[test]
    fn what_the_alert_would_be_without_a_double_is_told_of_each_case() {
        let double = |others: &[(u8, i128)], estimate: i128| {
            let others = others
                .iter()
                .zip(3..)
                .map(|((date, quantity), id)| row(id, *date, *quantity, Some(estimate)));
            let rows: Vec<EvidenceRow> = [1, 2]
                .map(|id| row(id, 5, 100, Some(estimate)))
                .into_iter()
                .chain(others)
                .collect();
            let found = of(&judged(&rows).expect("an alert"), &rows).expect("no overflow");
            match &found[..] {
                [
                    Oddity {
                        odd: Odd::SameShipment { rest, without },
                        ..
                    },
                ] => (*rest, *without),
                _ => panic!("{found:?}"),
            }
        };
        let rest = Mass::from_whole_grams(100);
        assert_eq!(
            double(&[], 100),
            (rest, Some(Without::NoExcess)),
            "the excess is exactly what the double adds"
        );
        assert_eq!(double(&[], 99), (rest, Some(Without::Greater)));
        assert_eq!(double(&[(6, 10)], 110), (rest, Some(Without::NoExcess)));
        assert_eq!(double(&[(6, 11)], 110), (rest, Some(Without::Greater)));
        assert_eq!(double(&[(4, 111)], 110), (rest, Some(Without::Earlier)));
    }

    #[test]
    fn thousandfold_is_from_500_to_2000_times_the_lower_median_of_at_least_three_others() {
        let times = |rounded, exact| WholeRatio { rounded, exact };
        for (others, quantity, expected) in [
            (&[10, 10, 10][..], 5_000, Some((10, times(500, true)))),
            (&[10, 10, 10], 4_999, None),
            (&[10, 10, 10], 20_000, Some((10, times(2_000, true)))),
            (&[10, 10, 10], 20_001, None),
            (&[10, 10], 10_000, None),
            (&[10, 10, 10], 10_004, Some((10, times(1_000, false)))),
            (&[10, 10, 10], 10_005, Some((10, times(1_001, false)))),
            // Of four, the second counts.
            (&[1, 2, 9_000, 9_000], 2_000, Some((2, times(1_000, true)))),
            (&[1, 9_000, 9_000, 9_000], 2_000, None),
        ] {
            let rows: Vec<EvidenceRow> = others
                .iter()
                .zip(2_u8..)
                .map(|(quantity, place)| row(place.into(), place, *quantity, None))
                .chain([row(1, 1, quantity, None)])
                .collect();
            let found = listed(&rows);
            let found: Vec<_> = found
                .iter()
                .filter(|oddity| {
                    oddity.kind() == OddityKind::Thousandfold
                        && oddity.records[0].record.id == "R-001"
                })
                .collect();
            let as_expected = expected.map(|(median, times)| Oddity {
                records: vec![row(1, 1, quantity, None)],
                odd: Odd::Thousandfold {
                    others: Some(Others {
                        number: others.len(),
                        median: grams(median),
                        times,
                    }),
                    estimate: None,
                },
            });
            assert_eq!(
                found,
                as_expected.iter().collect::<Vec<_>>(),
                "{quantity} beside {others:?}"
            );
        }
        // Records of another form or reporter are not compared.
        let mut rows: Vec<EvidenceRow> = (2_u8..5)
            .map(|place| row(place.into(), place, 10, None))
            .chain([row(1, 1, 10_000, None)])
            .collect();
        assert_eq!(listed(&rows).len(), 1);
        rows[0].record.record.form = Form::from(2);
        assert_eq!(listed(&rows), []);
        rows[0].record.record.form = Form::from(1);
        rows[0].record.record.reporter = Country::from(3);
        assert_eq!(listed(&rows), []);
    }

    #[test]
    fn a_record_of_500_times_the_estimate_is_odd_by_itself() {
        for (quantity, estimate, expected) in [
            (
                5_000,
                Some(10),
                Some(WholeRatio {
                    rounded: 500,
                    exact: true,
                }),
            ),
            (4_999, Some(10), None),
            (
                900_004,
                Some(8),
                Some(WholeRatio {
                    rounded: 112_501,
                    exact: false,
                }),
            ),
            (5_000, Some(0), None),
            (5_000, None, None),
        ] {
            let rows = [row(1, 1, quantity, estimate)];
            let expected = expected
                .zip(rows[0].estimate)
                .map(|(times, estimate)| Oddity {
                    records: rows.to_vec(),
                    odd: Odd::Thousandfold {
                        others: None,
                        estimate: Some((estimate, times)),
                    },
                });
            assert_eq!(
                thousandfold(&rows),
                expected.into_iter().collect::<Vec<_>>(),
                "{quantity} of {estimate:?}"
            );
        }
        // The most digits that an estimate can have.
        let most = Mass::from_units(99_999_999_999_999_999_999_999_999_999_999_999_999);
        assert_eq!(
            many_times(Mass::from_whole_grams(999_999_999_999), most),
            None
        );
        // One record that is odd by both comparisons is one oddity.
        let rows: Vec<EvidenceRow> = (2_u8..5)
            .map(|place| row(place.into(), place, 10, Some(20)))
            .chain([row(1, 5, 10_000, Some(20))])
            .collect();
        assert!(matches!(
            &thousandfold(&rows)[..],
            [Oddity {
                odd: Odd::Thousandfold {
                    others: Some(_),
                    estimate: Some(_)
                },
                ..
            }]
        ));
    }

    /// Records of which many are equal, each with its reporter, partner, form, day, quantity and authorisation.
    fn worlds() -> impl Strategy<Value = Vec<EvidenceRow>> {
        let quantity = prop_oneof![1_i128..4, 900_i128..1100, Just(500), Just(1500), Just(2000)];
        let record = (0_u16..2, 0_u16..3, 0_u16..2, 1_u8..4, quantity, 0_u8..2);
        (
            proptest::collection::vec(record, 1..16),
            proptest::collection::vec(0_i128..40, 4),
        )
            .prop_map(|(records, estimates)| {
                let of = |(id, (reporter, partner, form, date, quantity, authorisation)): (
                    usize,
                    (u16, u16, u16, u8, i128, u8),
                )| {
                    let mut row = row(id, date, quantity, Some(estimates[usize::from(date)] * 100));
                    row.record.record.reporter = Country::from(reporter);
                    row.record.record.partner =
                        Some(Country::from(partner)).filter(|_| partner > 0);
                    row.record.record.form = Form::from(form);
                    row.record.authorisation = format!("A-{authorisation}");
                    row
                };
                records.into_iter().enumerate().map(of).collect()
            })
    }

    proptest! {
        /// A slow comparison of all pairs and records finds the same, and judging an alert without the doubles confirms what is
        /// said of it.
        #[test]
        fn a_naive_count_finds_the_same(rows in worlds()) {
            let alert = judged(&rows);
            let found = match &alert {
                Some(alert) => of(alert, &rows).expect("no overflow"),
                None => listed(&rows),
            };
            let alike = |a: &EvidenceRow, b: &EvidenceRow| {
                let mut record = b.record.clone();
                record.id.clone_from(&a.record.id);
                a.record == record
            };
            let firsts = rows.iter().enumerate().filter(|(place, row)| !rows[..*place].iter().any(|before| alike(before, row)));
            let groups = firsts.map(|(_, first)| rows.iter().filter(|row| alike(first, row)).cloned().collect::<Vec<_>>());
            let groups: Vec<Vec<EvidenceRow>> = groups.filter(|group| group.len() > 1).collect();
            let same = |oddity: &&Oddity| oddity.kind() == OddityKind::SameShipment;
            prop_assert_eq!(found.iter().filter(same).map(|oddity| oddity.records.clone()).collect::<Vec<_>>(), groups);
            for oddity in &found {
                let Oddity { records, odd: Odd::SameShipment { without, .. } } = oddity else { continue };
                let left: Vec<EvidenceRow> = rows.iter().filter(|row| !records[1..].contains(row)).cloned().collect();
                let expected = alert.as_ref().map(|_| judged(&left).is_none());
                prop_assert_eq!(without.map(|without| without == Without::NoExcess), expected);
            }
            let mut thousandfold = Vec::new();
            for row in &rows {
                let own = |other: &&EvidenceRow| {
                    (other.record.reporter, other.record.form) == (row.record.reporter, row.record.form) && other.record.id != row.record.id
                };
                let mut others: Vec<i64> = rows.iter().filter(own).map(|other| other.record.quantity.millionths()).collect();
                others.sort_unstable();
                let median = others.get(others.len().saturating_sub(1) / 2).filter(|_| others.len() >= LEAST_OTHERS);
                let quantity = row.record.quantity.millionths();
                let by_others = median.is_some_and(|median| (500 * median..=2000 * median).contains(&quantity));
                let estimate = row.estimate.map_or(0, Mass::units);
                if by_others || estimate > 0 && row.base.units() >= 500 * estimate {
                    thousandfold.push(row.record.id.clone());
                }
            }
            let rest = found.iter().filter(|oddity| !same(oddity)).map(|oddity| oddity.records[0].record.id.clone());
            prop_assert_eq!(rest.collect::<Vec<_>>(), thousandfold);
        }
    }
}
