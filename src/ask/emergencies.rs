//! Adds up what moved under the simplified procedure for emergency medical care, by year, reporter, partner, substance and form.
//!
//! Such a record counts for nothing in any rule or account (`rules.md` 7.7): nothing here is an excess. What a country exports and what
//! another one imports under the procedure are reports of two sides, and the receiving side may report nothing, so sums are of one reporter
//! each and are never added. Everything comes from what the run published of its exempt records.

use crate::archive::read::{ExemptRow, PublishedError, PublishedRun, RecordRow};
use crate::archive::tables::{Columns, ExemptColumns};
use crate::records::{Flow, Period};
use crate::terms::{Country, Factor, Form, Mass, MassOverflow, Quantity, Substance};
use std::collections::BTreeMap;

/// What is asked about; `None` stands for any value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EmergencyQuery {
    /// The country that reports, or is the partner.
    pub country: Option<Country>,
    /// The substance.
    pub substance: Option<Substance>,
    /// The calendar year of the date.
    pub year: Option<i32>,
}

/// What a reporter moved of a form under the simplified procedure in a calendar year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// What the records have in common.
    pub of: MovedOf,
    /// The quantity as shipped, with what is declared for re-export, in millionths of a gram.
    pub shipped_millionths: i128,
    /// The base mass in it, by the factor of each record's day; of an exempt preparation, too.
    pub base: Mass,
    /// What the partner reports of the other side: its records of the same year, substance and form with this reporter. It is never added.
    pub other_side: OtherSide,
    /// The records, by date and id.
    pub records: Vec<MovedRecord>,
}

/// A record of a sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedRecord {
    /// The record.
    pub record: RecordRow,
    /// The substance, as in the sum.
    pub substance: Substance,
    /// The share of base on the day.
    pub factor: Factor,
}

impl MovedRecord {
    /// Returns the base mass in the quantity as shipped.
    #[must_use]
    pub fn base(&self) -> Mass {
        self.record.quantity.times(self.factor)
    }
}

/// What the other side of some movements reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OtherSide {
    /// The base mass.
    pub base: Mass,
    /// The number of records; 0 may mean that it reported nothing.
    pub records: usize,
}

/// What records of the simplified procedure are added up by; in the order of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MovedOf {
    /// The calendar year.
    pub year: i32,
    /// The country that reports.
    pub reporter: Country,
    /// The flow, as the reporter sees it.
    pub flow: Flow,
    /// The country on the other side; `None` if it is not given.
    pub partner: Option<Country>,
    /// The substance.
    pub substance: Substance,
    /// The form.
    pub form: Form,
    /// The period of each record: totals of a longer period may hold the same movements as records of days.
    pub period: Period,
}

/// Why the movements cannot be added up.
#[derive(Debug, thiserror::Error)]
pub enum EmergenciesError {
    /// The run's program knew nothing of the simplified procedure.
    #[error(
        "run {run} is of an older version, which knew nothing of the simplified procedure; ask a newer run, or publish the dataset anew with inforce run"
    )]
    Older {
        /// The run.
        run: String,
    },
    /// A total has more than 38 digits.
    #[error(transparent)]
    Overflow(#[from] MassOverflow),
    /// The run cannot be read.
    #[error(transparent)]
    Published(#[from] PublishedError),
}

/// Adds up what moved under the simplified procedure, in the order of [`MovedOf`]. Records that were withdrawn, with quantity 0, are left
/// out.
pub fn emergencies(
    run: &PublishedRun,
    asked: EmergencyQuery,
) -> Result<Vec<Moved>, EmergenciesError> {
    if !run.knows_conventions() {
        return Err(EmergenciesError::Older {
            run: run.run.clone(),
        });
    }
    let returns = run.returns()?;
    let mut all: BTreeMap<MovedOf, Moved> = BTreeMap::new();
    let wanted = run.simplified()?.into_iter().filter(|row| asked.has(row));
    for ExemptRow {
        substance, record, ..
    } in wanted
    {
        let of = MovedOf {
            year: record.date.year(),
            reporter: record.reporter,
            flow: record.flow,
            partner: record.partner,
            substance,
            form: record.form,
            period: returns.period(&record),
        };
        let factor = run
            .conversion
            .factor(record.form, record.date, substance)
            .ok_or_else(|| {
                let code = run.config.substance_code(substance);
                let form = run.config.form_code(record.form);
                let day = record.date;
                let fault = format!("its configuration has no factor of {code} in {form} on {day}");
                PublishedError::other(&run.path(ExemptColumns::FILE), fault)
            })?;
        let of_sum = MovedRecord {
            record,
            substance,
            factor,
        };
        let moved = all.entry(of).or_insert_with(|| Moved {
            of,
            shipped_millionths: 0,
            base: Mass::ZERO,
            other_side: OtherSide::default(),
            records: Vec::new(),
        });
        moved.shipped_millionths += i128::from(of_sum.record.quantity.millionths());
        moved.base = moved.base.plus(of_sum.base())?;
        moved.records.push(of_sum);
    }
    let others: Vec<OtherSide> = all.keys().map(|of| other_side(*of, &all)).collect();
    let mut moved: Vec<Moved> = all.into_values().collect();
    for (one, other_side) in moved.iter_mut().zip(others) {
        one.other_side = other_side;
        one.records.sort_by(|a, b| {
            let [a, b] = [&a.record, &b.record];
            (a.date, &a.id).cmp(&(b.date, &b.id))
        });
    }
    Ok(moved)
}

/// Returns what the partner reports of the other side, of the same period.
fn other_side(of: MovedOf, all: &BTreeMap<MovedOf, Moved>) -> OtherSide {
    let mut sum = OtherSide::default();
    let Some(partner) = of.partner else {
        return sum;
    };
    let flow = match of.flow {
        Flow::Export => Flow::Import,
        Flow::Import => Flow::Export,
    };
    let key = MovedOf {
        reporter: partner,
        flow,
        partner: Some(of.reporter),
        ..of
    };
    if let Some(other) = all.get(&key) {
        sum.records = other.records.len();
        sum.base = other.base;
    }
    sum
}

impl EmergencyQuery {
    fn has(&self, row: &ExemptRow) -> bool {
        let record = &row.record;
        let is_side = |country| record.reporter == country || record.partner == Some(country);
        record.quantity != Quantity::default()
            && self.country.is_none_or(is_side)
            && self.substance.is_none_or(|asked| asked == row.substance)
            && self.year.is_none_or(|year| record.date.year() == year)
    }
}

impl Moved {
    /// Returns the quantity as shipped, in grams, as a mass of the form.
    #[must_use]
    pub const fn shipped(&self) -> Mass {
        Mass::from_millionths(self.shipped_millionths)
    }
}
