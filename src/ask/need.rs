//! Works out how much of a substance a country needs in a year, by the methods of the Board's training material: consumption,
//! service and morbidity; and sets the need beside the estimate in force and past trade.
//!
//! The figures come from a file ([`NeedInputs`]), or for past use from the run's ledger; then each account gives a need of its own.
//! All is exact until the last step, whole grams by `rules.md` 3.3, and the root of a variance, which is rounded up. The answer is
//! advice: it changes nothing.

mod inputs;
pub mod method;

pub use inputs::{
    Converted, CourseRow, FacilityRow, FacilitySample, FacilityType, Method, NeedInputs, UsedRow,
    YearRow,
};

use super::explain::edition;
use crate::archive::read::{Dossier, PublishedError, PublishedRun, RefusedRow};
use crate::estimates::Status;
use crate::ledger::Basis;
use crate::terms::{Day, Mass, MassOverflow, Quantity, Ratio, figures};
use method::{MONTHS, StockedUse, Stratum, days_of_month, mean, raised, whole_grams};
use std::collections::BTreeMap;

/// The standard errors between the total of a sample and each end of its interval.
pub const STANDARD_ERRORS: u8 = 2;
/// The places of a gram to which a standard error is rounded up.
const PLACES: u32 = 6;
/// The calendar years of past trade, the year of the day included.
const YEARS: i32 = 5;

/// What a country needs, beside what is in force and what was traded.
#[derive(Clone, Debug)]
pub struct Needs {
    /// The need; by past use of the run, one for each account.
    pub needs: Vec<Need>,
    /// The estimate in force on the day, without own exports.
    pub estimate: InForce,
    /// Past trade, by year.
    pub past: Vec<PastYear>,
    /// What must be said about the answer.
    pub remarks: Vec<String>,
    /// Refused filings that may be of the country and the substance.
    pub refused: Vec<RefusedRow>,
    /// The number of files of filings that could not be read and were left out.
    pub left_out: usize,
}

/// A need, step by step.
#[derive(Clone, Debug)]
pub struct Need {
    /// The account that gives past use; `None` if the file gives the figures.
    pub basis: Option<Basis>,
    /// The steps, in order: those of the method, growth and margin, whole grams, and the comparison with the estimate.
    pub steps: Vec<Step>,
    /// The need, exactly, in grams of base.
    pub exact: Ratio,
    /// The need as estimates of the convention are compared, in grams of base: in whole grams (`rules.md` 3.3), or exactly (7.1).
    pub compared: Ratio,
    /// The need in whole grams (`rules.md` 3.3).
    pub grams: i64,
}

/// A step of a calculation.
#[derive(Clone, Debug)]
pub struct Step {
    /// What the step works out.
    pub item: Item,
    /// The year, the type of facility or the condition, with the form, that it is about; empty for a step about all.
    pub of: String,
    /// The grams of base.
    pub grams: Ratio,
    /// The formula, with its figures.
    pub formula: String,
    /// Where the figures come from.
    pub source: String,
}

inforce_law::words! {
    /// What a step works out.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Item {
        /// What was used.
        Used = "used",
        /// What would have been used in a year never out of stock.
        UsedInStock = "used-in-stock",
        /// The mean of the years.
        Mean = "mean",
        /// What the facilities of the sample used in a year, of one type.
        Asked = "asked",
        /// The total of all facilities of a type.
        Extrapolated = "extrapolated",
        /// The standard error of a total.
        StandardError = "standard-error",
        /// What the courses of a condition take.
        Courses = "courses",
        /// The total of all types or conditions.
        Total = "total",
        /// The lower end of the interval of a sample.
        From = "from",
        /// The upper end of the interval of a sample.
        To = "to",
        /// With the growth.
        Grown = "grown",
        /// The margin of safety by itself.
        Margin = "margin",
        /// The need, with the margin of safety.
        Need = "need",
        /// The need in whole grams.
        WholeGrams = "whole-grams",
        /// The estimate in force.
        Estimate = "estimate",
        /// The need in whole grams less the estimate.
        Difference = "difference",
    }
}

impl Item {
    /// Returns the words for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Used => "used",
            Self::UsedInStock => "never out of stock",
            Self::Mean => "mean of the years",
            Self::Asked => "used by the sample",
            Self::Extrapolated => "all of the type",
            Self::StandardError => "standard error",
            Self::Courses => "courses",
            Self::Total => "total",
            Self::From => "interval from",
            Self::To => "interval to",
            Self::Grown => "with growth",
            Self::Margin => "margin of safety",
            Self::Need => "need",
            Self::WholeGrams => "in whole grams",
            Self::Estimate => "estimate in force",
            Self::Difference => "need less estimate",
        }
    }
}

/// The estimate in force on a day.
#[derive(Clone, Debug)]
pub struct InForce {
    /// The grams a year that are filed, without own exports; `None` if nothing applies.
    pub mass: Option<Mass>,
    /// The word for its status.
    pub status: &'static str,
    /// The ids of the filings behind it: the one that governs, then supplements and deductions.
    pub filings: Vec<String>,
}

/// What both accounts of a country have in a calendar year, up to the day of the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastYear {
    /// The calendar year.
    pub year: i32,
    /// Base mass and records of each account, in the order of [`Basis::ALL`].
    pub accounts: [(Mass, i64); 2],
}

/// Why a need cannot be worked out.
#[derive(Debug, thiserror::Error)]
pub enum NeedError {
    /// The need is 10^12 g or more.
    #[error(
        "{file}: found figures that come to {grams} g of base, expected a need below 1000000000000 g; correct the figures, whose quantities are in grams and whose strengths are in milligrams"
    )]
    TooLarge {
        /// The file of the figures.
        file: String,
        /// The need in whole grams, rounded.
        grams: String,
    },
    /// A total has more than 38 digits.
    #[error(transparent)]
    Overflow(#[from] MassOverflow),
    /// The run cannot be read.
    #[error(transparent)]
    Published(#[from] PublishedError),
}

/// Works out a need by its inputs, and sets it beside what is in force on a day and past trade.
pub fn needs(run: &PublishedRun, inputs: &NeedInputs, on: Day) -> Result<Needs, NeedError> {
    let dossier = Dossier::of(run, inputs.country, inputs.substance)?;
    let calculation = NeedCalculation { run, inputs, on };
    let worked_out = match &inputs.method {
        Method::Consumption(rows) => vec![(None, calculation.consumption(rows))],
        Method::ConsumptionOfRun(years) => Basis::ALL
            .into_iter()
            .map(|basis| {
                let worked = calculation.consumption_of_run(&dossier, basis, years)?;
                Ok((Some(basis), worked))
            })
            .collect::<Result<_, NeedError>>()?,
        Method::Service(sample) => vec![(None, calculation.service(sample))],
        Method::Morbidity(courses) => vec![(None, calculation.morbidity(courses))],
    };
    let level = dossier.level(on);
    let behind = dossier.behind(on);
    let estimate = InForce {
        mass: (!matches!(level.status, Status::None | Status::Unknown)).then(|| level.base()),
        status: level.status.name(),
        filings: behind.iter().map(|filing| filing.id.to_string()).collect(),
    };
    let needs = worked_out
        .into_iter()
        .map(|(basis, worked)| calculation.need(basis, worked, &estimate))
        .collect::<Result<_, _>>()?;
    Ok(Needs {
        needs,
        estimate,
        past: (on.year() - YEARS + 1..=on.year())
            .map(|year| past_year(&dossier, year, on))
            .collect::<Result<_, _>>()?,
        remarks: calculation.remarks(&dossier)?,
        refused: dossier.refused,
        left_out: dossier.left_out,
    })
}

/// Returns what an account has in a calendar year up to a day.
fn account(
    dossier: &Dossier,
    basis: Basis,
    year: i32,
    until: Day,
) -> Result<(Mass, i64), MassOverflow> {
    let entries = dossier
        .ledger
        .iter()
        .filter(|entry| entry.basis == basis && entry.day.year() == year && entry.day <= until);
    let mut sum = (Mass::ZERO, 0);
    for entry in entries {
        sum = (sum.0.plus(entry.base)?, sum.1 + entry.records);
    }
    Ok(sum)
}

fn past_year(dossier: &Dossier, year: i32, until: Day) -> Result<PastYear, MassOverflow> {
    let [imports, partners] = Basis::ALL;
    Ok(PastYear {
        year,
        accounts: [
            account(dossier, imports, year, until)?,
            account(dossier, partners, year, until)?,
        ],
    })
}

/// The steps of a method, and what they come to in a year, in grams of base.
struct WorkedOut {
    steps: Vec<Step>,
    grams: Ratio,
}

/// Works out the steps, with the formula and the source of each.
struct NeedCalculation<'t> {
    run: &'t PublishedRun,
    inputs: &'t NeedInputs,
    on: Day,
}

impl NeedCalculation<'_> {
    /// Returns the code of a form.
    fn form(&self, of: Converted) -> &str {
        self.run.config.form_code(of.form)
    }

    /// Returns where a factor comes from.
    fn factor(&self, of: Converted) -> String {
        edition(of.form, self.inputs.substance, self.on, &self.run.config)
    }

    fn line(&self, line: u64) -> String {
        format!("{}, line {line}", self.inputs.file)
    }

    /// Returns the step from what was used to a year never out of stock.
    fn in_stock(of: String, used: &Ratio, row: YearRow) -> Step {
        let (months, days) = (row.months, row.days_out_of_stock);
        let used = StockedUse {
            amount: used.clone(),
            months,
            days_out_of_stock: days,
        };
        Step {
            item: Item::UsedInStock,
            of,
            formula: format!(
                "{MONTHS} x {} / ({months} - {days} / {})",
                used.amount,
                days_of_month()
            ),
            // The inputs leave time with stock in every row.
            grams: used.of_year().unwrap_or_else(|| Ratio::whole(0)),
            source: format!(
                "adjusted use of a month = total / (months - days out of stock / {})",
                days_of_month()
            ),
        }
    }

    fn consumption(&self, rows: &[UsedRow]) -> WorkedOut {
        let mut steps = Vec::new();
        let mut years: BTreeMap<i32, Vec<Ratio>> = BTreeMap::new();
        for row in rows {
            let of = format!("{} {}", row.year.year, self.form(row.of));
            let used = based(row.quantity, row.of);
            steps.push(Step {
                item: Item::Used,
                of: of.clone(),
                grams: used.clone(),
                formula: format!("{} x {}", row.quantity, row.of.factor),
                source: format!("{}; {}", self.line(row.year.line), self.factor(row.of)),
            });
            let step = Self::in_stock(of, &used, row.year);
            years
                .entry(row.year.year)
                .or_default()
                .push(step.grams.clone());
            steps.push(step);
        }
        with_mean(steps, &years)
    }

    fn consumption_of_run(
        &self,
        dossier: &Dossier,
        basis: Basis,
        rows: &[YearRow],
    ) -> Result<WorkedOut, MassOverflow> {
        let code = self.run.config.country_code(self.inputs.country);
        let what = match basis {
            Basis::ImportReports => format!("imports that {code} reports"),
            Basis::PartnerReports => format!("exports to {code} that its partners report"),
        };
        let mut steps = Vec::new();
        let mut years: BTreeMap<i32, Vec<Ratio>> = BTreeMap::new();
        for row in rows {
            let of = row.year.to_string();
            let (base, records) = account(dossier, basis, row.year, Day::LAST)?;
            let used = Ratio::from(base);
            steps.push(Step {
                item: Item::Used,
                of: of.clone(),
                grams: used.clone(),
                formula: format!("{base}"),
                source: format!(
                    "run {}: {}, {what} ({}); inforce trades --importer {code} --substance {} --year {} lists the records",
                    self.run.run,
                    records_of(records),
                    self.line(row.line),
                    self.run.config.substance_code(self.inputs.substance),
                    row.year
                ),
            });
            let step = Self::in_stock(of, &used, *row);
            years.entry(row.year).or_default().push(step.grams.clone());
            steps.push(step);
        }
        Ok(with_mean(steps, &years))
    }

    fn service(&self, sample: &FacilitySample) -> WorkedOut {
        let mut steps = Vec::new();
        let (mut totals, mut variances) = (Vec::new(), Vec::new());
        for of in &sample.types {
            let asked = of.asked.values().map(|rows| {
                let rows: Vec<Ratio> = rows
                    .iter()
                    .filter_map(|row| {
                        let used = StockedUse {
                            amount: based(row.quantity, row.of),
                            months: row.months,
                            days_out_of_stock: row.days_out_of_stock,
                        };
                        used.of_year()
                    })
                    .collect();
                Ratio::sum(&rows)
            });
            let stratum = Stratum {
                facilities: of.number,
                asked: asked.collect(),
            };
            let (sum, number) = (Ratio::sum(&stratum.asked), stratum.asked.len());
            let step = |item, grams: &Ratio, formula, source| Step {
                item,
                of: of.name.clone(),
                grams: grams.clone(),
                formula,
                source,
            };
            let rows = of.asked.values().flatten();
            let lines: Vec<String> = rows.map(|row| row.line.to_string()).collect();
            steps.push(step(
                Item::Asked,
                &sum,
                format!(
                    "sum over {} of {MONTHS} x quantity x factor / (months - days out of stock / {})",
                    figures::of(number, "facility", "facilities"),
                    days_of_month()
                ),
                format!("{}, lines {}", sample.file, lines.join(", ")),
            ));
            let total = stratum.total().unwrap_or_else(|| Ratio::whole(0));
            steps.push(step(
                Item::Extrapolated,
                &total,
                format!("{} x {sum} / {number}", of.number),
                format!("{}: number of facilities", self.line(of.line)),
            ));
            if let Some(variance) = stratum.variance() {
                steps.push(step(
                    Item::StandardError,
                    &variance.root_up(PLACES),
                    format!("root of N x (N - n) x s2 / n with N = {}, n = {number}; s2: squared differences from the mean, over n - 1", of.number),
                    format!("rounded up to {PLACES} places"),
                ));
                variances.push(variance);
            }
            totals.push(total);
        }
        let of_all = |item, grams: &Ratio, formula: String, source: &str| Step {
            item,
            of: String::new(),
            grams: grams.clone(),
            formula,
            source: source.to_owned(),
        };
        let total = Ratio::sum(&totals);
        steps.push(of_all(
            Item::Total,
            &total,
            added(&totals),
            "the totals of the types",
        ));
        if variances.len() == totals.len() {
            let error = Ratio::sum(&variances).root_up(PLACES);
            let width = error.times(&Ratio::whole(STANDARD_ERRORS));
            let lower = total.minus(&width).max(Ratio::whole(0));
            steps.push(of_all(
                Item::StandardError,
                &error,
                "root of the sum of the squared standard errors of the types".to_owned(),
                &format!("each before rounding; rounded up to {PLACES} places"),
            ));
            let formula = |sign| format!("total {sign} {STANDARD_ERRORS} x standard error");
            steps.push(of_all(
                Item::From,
                &lower,
                formula('-'),
                "0 if that is less",
            ));
            steps.push(of_all(Item::To, &total.plus(&width), formula('+'), ""));
        }
        WorkedOut {
            steps,
            grams: total,
        }
    }

    fn morbidity(&self, courses: &[CourseRow]) -> WorkedOut {
        let mut steps = Vec::new();
        let mut totals = Vec::new();
        for row in courses {
            let milligram = Ratio::millionths(1000);
            let per_cent = Ratio::millionths(10_000);
            let factor = Ratio::millionths(row.of.factor.billionths().into())
                .times(&Ratio::millionths(1000));
            let factors = [
                &row.treated_percent,
                &per_cent,
                &row.doses,
                &row.strength_mg,
                &milligram,
                &factor,
            ];
            let grams = factors
                .into_iter()
                .fold(row.episodes.clone(), |product, factor| {
                    product.times(factor)
                });
            steps.push(Step {
                item: Item::Courses,
                of: format!("{} {}", row.condition, self.form(row.of)),
                grams: grams.clone(),
                formula: format!(
                    "{} episodes x {} % x {} doses x {} mg x {}",
                    row.episodes, row.treated_percent, row.doses, row.strength_mg, row.of.factor
                ),
                source: format!("{}; {}", self.line(row.line), self.factor(row.of)),
            });
            totals.push(grams);
        }
        let total = Ratio::sum(&totals);
        steps.push(Step {
            item: Item::Total,
            of: String::new(),
            grams: total.clone(),
            formula: added(&totals),
            source: "the courses of all conditions".to_owned(),
        });
        WorkedOut {
            steps,
            grams: total,
        }
    }

    /// Adds growth and margin to what a method comes to, rounds, and compares with the estimate in force.
    fn need(
        &self,
        basis: Option<Basis>,
        worked_out: WorkedOut,
        estimate: &InForce,
    ) -> Result<Need, NeedError> {
        let inputs = self.inputs;
        let provisions = self.run.config.provisions(inputs.substance);
        let WorkedOut { mut steps, grams } = worked_out;
        let grown = raised(&grams, &inputs.growth_percent);
        let exact = raised(&grown, &inputs.margin_percent);
        let whole = whole_grams(&exact).ok_or_else(|| NeedError::TooLarge {
            file: inputs.file.clone(),
            grams: exact.rounded(0).to_string(),
        })?;
        let mut step = |item, grams: Ratio, formula: String, source: String| {
            steps.push(Step {
                item,
                of: String::new(),
                grams,
                formula,
                source,
            });
        };
        step(
            Item::Grown,
            grown.clone(),
            format!("{grams} x (1 + {} / 100)", inputs.growth_percent),
            format!("{}: growth_percent, 0 if it is not given", inputs.file),
        );
        step(
            Item::Margin,
            exact.minus(&grown),
            format!("{grown} x {} / 100", inputs.margin_percent),
            format!("{}: margin_percent, 0 if it is not given", inputs.file),
        );
        step(
            Item::Need,
            exact.clone(),
            "with growth + margin of safety".to_owned(),
            "nothing is rounded before".to_owned(),
        );
        step(
            Item::WholeGrams,
            Ratio::whole(whole),
            "need, halves away from zero, and less than 1 g as 1 g".to_owned(),
            if provisions.whole_grams {
                "rules 3.3".to_owned()
            } else {
                "for a form that asks for whole grams; the need is compared as it is (rules 7.1)"
                    .to_owned()
            },
        );
        let (compared, word) = if provisions.whole_grams {
            (Ratio::whole(whole), "in whole grams")
        } else {
            (exact.clone(), "need")
        };
        if let Some(mass) = estimate.mass {
            step(
                Item::Estimate,
                Ratio::from(mass),
                estimate.filings.join(" + "),
                format!(
                    "run {}: {} on {}, without own exports",
                    self.run.run, estimate.status, self.on
                ),
            );
            step(
                Item::Difference,
                compared.minus(&Ratio::from(mass)),
                format!("{word} - estimate in force"),
                "above zero: the need is more than the estimate".to_owned(),
            );
        }
        Ok(Need {
            basis,
            steps,
            compared,
            exact,
            grams: whole,
        })
    }

    /// Returns what must be said about the answer.
    fn remarks(&self, dossier: &Dossier) -> Result<Vec<String>, NeedError> {
        let mut remarks = Vec::new();
        match &self.inputs.method {
            Method::Consumption(_) | Method::Morbidity(_) => {}
            Method::ConsumptionOfRun(years) => remarks.extend(self.of_run(dossier, years)?),
            Method::Service(sample) => remarks.extend(of_sample(sample)),
        }
        Ok(remarks)
    }

    /// Returns what must be said where imports stand for use.
    fn of_run(&self, dossier: &Dossier, years: &[YearRow]) -> Result<Vec<String>, NeedError> {
        let config = &self.run.config;
        let name = config.country_name(self.inputs.country);
        let provisions = config.provisions(self.inputs.substance);
        let mut remarks = vec![format!(
            "Imports stand for use: what was imported and stored, exported or used in manufacture is in them, and what {name} made itself is not. \
             What is declared for re-export {}.",
            if provisions.counts_reexport {
                "is in them"
            } else {
                "is not in them"
            }
        )];
        let reach = self.run.reach()?;
        let reaches = [
            (
                Basis::ImportReports,
                reach.of(self.inputs.country),
                format!("that {name} reported"),
            ),
            (
                Basis::PartnerReports,
                reach.of_others(self.inputs.country),
                "that another country reported".to_owned(),
            ),
        ];
        for (basis, newest, who) in reaches {
            let mut missing = Vec::new();
            for row in years {
                if account(dossier, basis, row.year, Day::LAST)?.1 == 0 {
                    missing.push(row.year.to_string());
                }
            }
            if !missing.is_empty() {
                remarks.push(format!(
                    "By {}, there is no record of {}: it counts as 0 g, and may mean that nothing was reported.",
                    basis.name(),
                    missing.join(", ")
                ));
            }
            let not_whole: Vec<String> = years
                .iter()
                .filter(|row| {
                    let end = Day::from_civil(row.year, 12, 31);
                    row.months == MONTHS && newest.is_none_or(|newest| end > Some(newest))
                })
                .map(|row| row.year.to_string())
                .collect();
            if let (Some(newest), false) = (newest, not_whole.is_empty()) {
                remarks.push(format!(
                    "The newest record {who} is of {newest}, so that {} may not be whole; months says how many months the records cover.",
                    not_whole.join(", ")
                ));
            }
        }
        Ok(remarks)
    }
}

/// Returns what must be said about the uncertainty of a sample.
fn of_sample(sample: &FacilitySample) -> Vec<String> {
    let is_known = |of: &&FacilityType| of.asked.len() > 1 || of.number == 1;
    let unknown: Vec<String> = sample
        .types
        .iter()
        .filter(|of| !is_known(of))
        .map(|of| format!("{} (1 of {})", of.name, of.number))
        .collect();
    if !unknown.is_empty() {
        return vec![format!(
            "The uncertainty cannot be told, because one facility alone was asked of {}: two or more are needed.",
            unknown.join(", ")
        )];
    }
    vec![format!(
        "The interval is the total with {STANDARD_ERRORS} standard errors to each side. It tells how far totals of other samples of this size, drawn \
         at random, would commonly lie apart. It is no bound of the need and no margin of safety, and it tells nothing of facilities that were not \
         chosen at random, of wrong figures, or of patients whom no facility treated. Growth and margin come after it."
    )]
}

/// Returns the grams of base in a quantity of a form.
fn based(quantity: Quantity, of: Converted) -> Ratio {
    Ratio::from(quantity.times(of.factor))
}

/// Adds the mean of some years to the steps that lead to the years; the inputs have at least one year.
fn with_mean(mut steps: Vec<Step>, years: &BTreeMap<i32, Vec<Ratio>>) -> WorkedOut {
    let sums: Vec<Ratio> = years.values().map(Ratio::sum).collect();
    let names: Vec<String> = years.keys().map(ToString::to_string).collect();
    let grams = mean(&sums).unwrap_or_else(|| Ratio::whole(0));
    steps.push(Step {
        item: Item::Mean,
        of: names.join(", "),
        grams: grams.clone(),
        formula: format!("({}) / {}", added(&sums), sums.len()),
        source: "each year never out of stock, all forms together".to_owned(),
    });
    WorkedOut { steps, grams }
}

/// Returns the formula of a sum.
fn added(values: &[Ratio]) -> String {
    let values: Vec<String> = values.iter().map(ToString::to_string).collect();
    values.join(" + ")
}

fn records_of(number: i64) -> String {
    match number {
        0 => "no record".to_owned(),
        number => figures::of(number, "record", "records"),
    }
}
