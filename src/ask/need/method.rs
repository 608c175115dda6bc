//! The arithmetic of the methods: pure, exact, without rounding but for the root of a variance.

use crate::estimates;
use crate::terms::{Quantity, Ratio};

/// A quantity that was used while the medicine was in stock for a part of the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockedUse {
    /// The quantity, in any unit.
    pub amount: Ratio,
    /// The months in which it was used.
    pub months: u8,
    /// The days of these months without stock.
    pub days_out_of_stock: u16,
}

/// The months of a year.
pub const MONTHS: u8 = 12;

/// Returns the days of a month, by which days out of stock become months: 30.4.
#[must_use]
pub fn days_of_month() -> Ratio {
    Ratio::millionths(30_400_000)
}

impl StockedUse {
    /// Returns what would have been used in a year that was never out of stock:
    /// 12 × amount / (months − days out of stock / 30.4). `None` if no time with stock is left.
    #[must_use]
    pub fn of_year(&self) -> Option<Ratio> {
        let lost = Ratio::whole(self.days_out_of_stock).over(&days_of_month())?;
        let in_stock = Ratio::whole(self.months).minus(&lost);
        let of_month = self.amount.over(&in_stock)?;
        Some(of_month.times(&Ratio::whole(MONTHS)))
    }
}

/// Returns the mean; `None` of no value.
#[must_use]
pub fn mean(values: &[Ratio]) -> Option<Ratio> {
    Ratio::sum(values).over(&Ratio::whole(values.len()))
}

/// Returns a value and so many per cent of it.
#[must_use]
pub fn raised(value: &Ratio, per_cent: &Ratio) -> Ratio {
    let share = per_cent.times(&Ratio::millionths(10_000));
    value.plus(&value.times(&share))
}

/// Returns the whole grams of a need of 0 g or more, as Form B/P counts them (`rules.md` 3.3); `None` from 10^12 g on.
#[must_use]
pub fn whole_grams(grams: &Ratio) -> Option<i64> {
    // What lies beyond a millionth of a gram matters only where nothing else is there: it is more than nothing.
    let least = Quantity::from_millionths(i128::from(grams.is_positive()))?;
    grams
        .quantity_down()
        .map(|grams| estimates::whole_grams(grams.max(least)))
}

/// Facilities of one type, some of which were asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stratum {
    /// All facilities of the type; at least as many as were asked.
    pub facilities: u32,
    /// What each facility that was asked used in a year.
    pub asked: Vec<Ratio>,
}

impl Stratum {
    /// Returns the total of all facilities: their number times the mean of those that were asked. `None` if none was asked.
    #[must_use]
    pub fn total(&self) -> Option<Ratio> {
        mean(&self.asked).map(|mean| mean.times(&Ratio::whole(self.facilities)))
    }

    /// Returns the variance of the total by the facilities that were asked: N × (N − n) × s² / n, where N are all facilities, n
    /// were asked, and s² is the sum of their squared differences from the mean over n − 1. It is 0 if all were asked, and `None` if
    /// one was asked of several, or none.
    #[must_use]
    pub fn variance(&self) -> Option<Ratio> {
        let mean = mean(&self.asked)?;
        let number = Ratio::whole(self.asked.len());
        let all = Ratio::whole(self.facilities);
        if all == number {
            return Some(Ratio::whole(0));
        }
        let differences: Vec<Ratio> = self.asked.iter().map(|one| one.minus(&mean)).collect();
        let squares: Vec<Ratio> = differences.iter().map(|one| one.times(one)).collect();
        let spread = Ratio::sum(&squares).over(&number.minus(&Ratio::whole(1)))?;
        all.times(&all.minus(&number)).times(&spread).over(&number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(numerator: i64, denominator: i64) -> Ratio {
        Ratio::whole(numerator)
            .over(&Ratio::whole(denominator))
            .expect("above zero")
    }

    fn of_year(amount: i64, months: u8, days_out_of_stock: u16) -> Option<Ratio> {
        StockedUse {
            amount: Ratio::whole(amount),
            months,
            days_out_of_stock,
        }
        .of_year()
    }

    #[test]
    fn use_is_corrected_for_days_out_of_stock() {
        assert_eq!(of_year(1200, 12, 0), Some(of(1200, 1)));
        assert_eq!(of_year(600, 6, 0), Some(of(1200, 1)));
        // 38 days are 1.25 months: 1,075 in 10.75 months are 100 a month.
        assert_eq!(of_year(1075, 12, 38), Some(of(1200, 1)));
        // 30.4 × 5 = 152: 5 months without stock.
        assert_eq!(of_year(700, 12, 152), Some(of(1200, 1)));
        assert_eq!(of_year(1000, 12, 19), Some(of(96_000, 91)));
        assert_eq!(of_year(0, 12, 19), Some(of(0, 1)));
        // 12 months have 364.8 days.
        assert_eq!(of_year(1, 12, 364), Some(of(456, 1)));
        assert_eq!(of_year(1, 12, 365), None);
        assert_eq!(of_year(1, 0, 0), None);
    }

    #[test]
    fn means_and_shares_are_exact() {
        assert_eq!(mean(&[of(1, 1), of(2, 1), of(2, 1)]), Some(of(5, 3)));
        assert_eq!(mean(&[]), None);
        assert_eq!(raised(&of(1000, 1), &of(5, 2)), of(1025, 1));
        assert_eq!(raised(&of(1000, 1), &of(-10, 1)), of(900, 1));
    }

    #[test]
    fn grams_are_whole_by_the_exact_figure() {
        let just_below = of(3, 2).minus(&of(1, 1_000_000_000_000));
        for (grams, whole) in [
            (of(0, 1), 0),
            (of(1, 1_000_000_000), 1),
            (of(1, 3), 1),
            (just_below, 1),
            (of(3, 2), 2),
            (of(13_117, 1), 13_117),
        ] {
            assert_eq!(whole_grams(&grams), Some(whole), "{grams}");
        }
        assert_eq!(whole_grams(&of(1_000_000_000_000, 1)), None);
    }

    #[test]
    fn a_sample_is_extrapolated_with_the_variance_of_its_total() {
        let sample = |facilities, asked: &[i64]| Stratum {
            facilities,
            asked: asked.iter().map(|one| of(*one, 1)).collect(),
        };
        // Mean 20; squares 100 + 0 + 100 over 2 are 100; 10 × (10 − 3) × 100 / 3.
        let some = sample(10, &[10, 20, 30]);
        assert_eq!(
            (some.total(), some.variance()),
            (Some(of(200, 1)), Some(of(7000, 3)))
        );
        let all = sample(3, &[10, 20, 30]);
        assert_eq!(
            (all.total(), all.variance()),
            (Some(of(60, 1)), Some(of(0, 1)))
        );
        let one = sample(7, &[10]);
        assert_eq!((one.total(), one.variance()), (Some(of(70, 1)), None));
        let only = sample(1, &[10]);
        assert_eq!(only.variance(), Some(of(0, 1)));
        let none = sample(7, &[]);
        assert_eq!((none.total(), none.variance()), (None, None));
    }

    proptest! {
        /// A year's use is twelve times that of a month in stock, and no less than what was used in whole months.
        #[test]
        fn a_year_in_stock_has_the_use_of_its_months(amount in 0_i64..9999, months in 1_u8..=12, days in 0_u16..30) {
            let of_year = of_year(amount, months, days).expect("in stock");
            let days_in_stock = of(i64::from(months) * 304 - i64::from(days) * 10, 304);
            prop_assert_eq!(of_year.times(&days_in_stock), of(12 * amount, 1));
            prop_assert!(of_year.times(&of(months.into(), 12)) >= of(amount, 1));
        }

        /// Over all samples that may be drawn, totals are right on average, and so are their variances.
        #[test]
        fn samples_are_right_on_average(used in proptest::collection::vec(0_i64..50, 3..7), asked in 2_usize..4) {
            let all = used.len();
            prop_assume!(asked < all);
            let number = u32::try_from(all).expect("few");
            let samples: Vec<Stratum> = (0_u32..1 << all)
                .filter(|chosen| chosen.count_ones() == u32::try_from(asked).expect("few"))
                .map(|chosen| Stratum {
                    facilities: number,
                    asked: (0..all)
                        .filter(|place| chosen & (1 << place) != 0)
                        .map(|place| of(used[place], 1))
                        .collect(),
                })
                .collect();
            let totals: Vec<Ratio> = samples.iter().filter_map(Stratum::total).collect();
            let variances: Vec<Ratio> = samples.iter().filter_map(Stratum::variance).collect();
            let truth = of(used.iter().sum(), 1);
            prop_assert_eq!(mean(&totals), Some(truth.clone()));
            let squares: Vec<Ratio> = totals
                .iter()
                .map(|total| total.minus(&truth))
                .map(|difference| difference.times(&difference))
                .collect();
            prop_assert_eq!(mean(&variances), mean(&squares));
        }
    }
}
