//! Works out Article 21, paragraphs 1 to 3, of the 1961 Convention: whether a country made and imported more of a narcotic drug in a
//! year than what it consumed, used, exported, put in stock and acquired for special purposes, within the parts of its estimate.
//!
//! Imports, exports and filings come from the run, everything else from a file with the figures of Form C. The answer is advice: it
//! changes nothing, and what remained of an excess stands in two readings of paragraph 3, between which the Board decides.

mod figures;

pub use figures::{Figure, FigureFault, FigureFaults, FigureRow, Figures, is_of_calendar_years};
pub(in crate::ask) use figures::{FigureColumns, coded, header, lines, shown_or_nothing};

use crate::archive::read::{Dossier, PublishedError, PublishedRun, RefusedRow};
use crate::config::FilingKind;
use crate::estimates::Status;
use crate::ledger::Basis;
use crate::terms::{Country, Day, Mass, MassOverflow, Quantity, Substance};
use std::collections::BTreeSet;

/// What is asked about.
#[derive(Clone, Copy, Debug)]
pub struct BalanceQuery {
    /// The country.
    pub country: Country,
    /// The calendar year.
    pub year: i32,
    /// The substance; `None`: every substance that has a row of figures.
    pub substance: Option<Substance>,
}

/// The balances of a country and a year.
#[derive(Clone, Debug)]
pub struct Balances {
    /// The balances, by substance.
    pub balances: Vec<Balance>,
    /// Other substances of which the run has trade or filings of the country and the year, though the figures have no row.
    pub without_row: Vec<Substance>,
    /// The date of the newest record that the country itself reported; `None` if it reported none.
    pub data_to: Option<Day>,
}

/// The balance of a substance.
#[derive(Clone, Debug)]
pub struct Balance {
    /// The figures of Form C.
    pub row: FigureRow,
    /// What the country itself reports as imported.
    pub imported: ReportedMass,
    /// What the country itself reports as exported, to anybody.
    pub exported: ReportedMass,
    /// What its partners report as exported to it, which is compared and not used.
    pub partners: ReportedMass,
    /// What Article 21 makes of it.
    pub outcome: BalanceOutcome,
    /// What the run has as the estimate of the year.
    pub estimate: FiledEstimate,
    /// The total of the parts of the estimate (Article 19, paragraph 2); `None` if a part is not given.
    pub parts: Option<Mass>,
    /// The deductions of the year after that the run has already.
    pub next_deductions: Changes,
    /// The stocks at the end of the year before by the row of that year, if the file has that row.
    pub last_stock_end: Option<Quantity>,
    /// Refused filings that may be of the country and the substance.
    pub refused: Vec<RefusedRow>,
    /// The number of files of filings that could not be read and were left out.
    pub left_out: usize,
}

/// The base mass of an account of a calendar year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportedMass {
    /// The base mass.
    pub base: Mass,
    /// The number of records with base mass above zero.
    pub records: i64,
}

/// Filings of an estimate, together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Their sum.
    pub total: Mass,
    /// Their ids, in order.
    pub ids: Vec<String>,
}

/// The estimate of a year by the filings of a run, as on 31 December.
#[derive(Clone, Debug)]
pub struct FiledEstimate {
    /// Whether an estimate, an established value or a supplement counts.
    pub is_there: bool,
    /// The estimate or established value that governs, and the supplements.
    pub filed: Changes,
    /// The deductions for the year.
    pub deductions: Changes,
}

/// A quantity of Article 21, paragraph 1, within its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitedQuantity {
    /// The quantity as it is.
    pub actual: Mass,
    /// What limits it.
    pub limit: Limit,
    /// The quantity within the limit, never below zero.
    pub counted: Mass,
}

/// What limits a quantity of Article 21, paragraph 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The paragraph sets no limit.
    None,
    /// The part of the estimate that would limit it is not given, so that no limit is applied.
    NotGiven,
    /// The quantity that the estimate allows.
    Of(Mass),
}

impl LimitedQuantity {
    fn of(actual: Mass, limit: Limit) -> Self {
        let within = match limit {
            Limit::Of(limit) => actual.min(limit),
            Limit::None | Limit::NotGiven => actual,
        };
        Self {
            actual,
            limit,
            counted: within.max(Mass::ZERO),
        }
    }
}

/// What Article 21, paragraphs 1 to 3, makes of a year's figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BalanceOutcome {
    /// What was manufactured and imported.
    pub available: Mass,
    /// Paragraph 1 (a).
    pub consumed: LimitedQuantity,
    /// Paragraph 1 (b).
    pub used: LimitedQuantity,
    /// Paragraph 1 (c).
    pub exported: LimitedQuantity,
    /// Paragraph 1 (d): the actual quantity is the change of stocks, negative if they fell.
    pub stocked: LimitedQuantity,
    /// Paragraph 1 (e).
    pub special: LimitedQuantity,
    /// The sum of paragraph 1.
    pub sum: Mass,
    /// The sum less what paragraph 2 deducts; it may be below zero.
    pub allowed: Mass,
    /// What was manufactured and imported beyond `allowed`; zero if it was not more.
    pub excess: Mass,
    /// What remained of the excess, in both readings.
    pub remained: [Remained; 2],
    /// What went in less what came out: stocks at the start, manufacture, imports, releases and withdrawals from special stocks; less
    /// consumption, use, exports, special purposes and stocks at the end.
    pub unaccounted: Mass,
}

/// A reading of what remained of an excess at the end of the year (Article 21, paragraph 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExcessReading {
    /// A: what the country still held of the excess: the excess, or what its stocks at the end of the year were above the level of
    /// stocks of the estimate, whichever is less.
    StillHeld,
    /// B: the whole excess, whatever became of it.
    AsEstablished,
}

impl ExcessReading {
    /// Both readings, in order.
    pub const ALL: [Self; 2] = [Self::StillHeld, Self::AsEstablished];

    /// Returns the letter of the reading.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::StillHeld => "A",
            Self::AsEstablished => "B",
        }
    }

    /// Returns the definition of the reading.
    #[must_use]
    pub const fn definition(self) -> &'static str {
        match self {
            Self::StillHeld => {
                "the excess, or the closing stock above the level of stocks of the estimate, whichever is less"
            }
            Self::AsEstablished => "the whole excess, whatever became of it",
        }
    }
}

/// What remained of an excess in a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remained {
    /// The reading.
    pub reading: ExcessReading,
    /// The mass; `None` if it cannot be told, because the level of stocks of the estimate is not given.
    pub mass: Option<Mass>,
}

/// The filing that would deduct what remained of an excess.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deduction {
    /// The id, which is the same in both readings.
    pub id: String,
    /// The calendar year from whose estimate it deducts.
    pub year: i32,
    /// The grams, to six places, which are all that a filing holds; never more than remained.
    pub grams: Quantity,
    /// What remained beyond these places.
    pub cut: Mass,
}

/// Why balances cannot be worked out.
#[derive(Debug, thiserror::Error)]
pub enum BalanceError {
    /// The figures have no row for what is asked about.
    #[error("{0}")]
    NoRow(String),
    /// A total has more than 38 digits.
    #[error(transparent)]
    Overflow(#[from] MassOverflow),
    /// The run cannot be read.
    #[error(transparent)]
    Published(#[from] PublishedError),
}

impl FigureRow {
    /// Returns a figure; `None` if it is not given.
    #[must_use]
    pub fn mass(&self, figure: Figure) -> Option<Mass> {
        let grams = self.given.get(&figure)?;
        Some(Mass::from_millionths(grams.millionths().into()))
    }

    /// Returns a figure that every row has.
    #[must_use]
    pub fn needed(&self, figure: Figure) -> Mass {
        self.mass(figure).unwrap_or_default()
    }

    /// Returns the parts of the estimate that are not given, in order.
    pub fn not_given(&self) -> impl Iterator<Item = Figure> {
        let parts = Figure::PARTS.into_iter();
        parts.filter(|part| !self.given.contains_key(part))
    }

    fn limit(&self, figure: Figure) -> Limit {
        self.mass(figure).map_or(Limit::NotGiven, Limit::Of)
    }

    /// Returns what would bring the stocks up to the level of the estimate; `None` if that level is not given.
    fn to_level(&self) -> Option<Mass> {
        let level = self.mass(Figure::EstimateStock)?;
        let missing = level.minus(self.needed(Figure::StockStart));
        Some(missing.max(Mass::ZERO))
    }

    /// Returns the total of the estimate by its parts (Article 19, paragraph 2): consumption, use, special purposes, and what brings
    /// the stocks up to their level; `None` if a part is not given.
    fn total_of_parts(&self) -> Result<Option<Mass>, MassOverflow> {
        let parts = [
            self.mass(Figure::EstimateConsumption),
            self.mass(Figure::EstimateUse),
            self.mass(Figure::EstimateSpecial),
            self.to_level(),
        ];
        let parts: Option<Vec<Mass>> = parts.into_iter().collect();
        parts.map(sum).transpose()
    }
}

fn sum(masses: impl IntoIterator<Item = Mass>) -> Result<Mass, MassOverflow> {
    let mut masses = masses.into_iter();
    masses.try_fold(Mass::ZERO, Mass::plus)
}

impl BalanceOutcome {
    /// Applies Article 21, paragraphs 1 to 3.
    pub fn of(row: &FigureRow, imported: Mass, exported: Mass) -> Result<Self, MassOverflow> {
        let needed = |figure| row.needed(figure);
        let manufactured = needed(Figure::Manufactured);
        let used = sum([
            needed(Figure::UsedForOtherDrugs),
            needed(Figure::UsedForScheduleIii),
            needed(Figure::UsedForUncovered),
        ])?;
        let (start, end) = (needed(Figure::StockStart), needed(Figure::StockEnd));
        let aside = sum([
            needed(Figure::SeizedReleased),
            needed(Figure::SpecialStockTaken),
        ])?;
        let available = manufactured.plus(imported)?;
        let consumed = LimitedQuantity::of(
            needed(Figure::Consumed),
            row.limit(Figure::EstimateConsumption),
        );
        let used = LimitedQuantity::of(used, row.limit(Figure::EstimateUse));
        let exported = LimitedQuantity::of(exported, Limit::None);
        let to_level = row.to_level().map_or(Limit::NotGiven, Limit::Of);
        let stocked = LimitedQuantity::of(end.minus(start), to_level);
        let special = LimitedQuantity::of(
            needed(Figure::SpecialPurposes),
            row.limit(Figure::EstimateSpecial),
        );
        let parts = [consumed, used, exported, stocked, special];
        let total = sum(parts.map(|part| part.counted))?;
        let allowed = total.minus(aside);
        let excess = available.minus(allowed).max(Mass::ZERO);
        let above_level = row
            .mass(Figure::EstimateStock)
            .map(|level| end.minus(level).max(Mass::ZERO));
        let still_held = if excess == Mass::ZERO {
            Some(Mass::ZERO)
        } else {
            above_level.map(|above| above.min(excess))
        };
        let out = sum([consumed, used, exported, special].map(|part| part.actual))?;
        let unaccounted = available.plus(aside)?.minus(out).minus(stocked.actual);
        Ok(Self {
            available,
            consumed,
            used,
            exported,
            stocked,
            special,
            sum: total,
            allowed,
            excess,
            remained: [
                Remained {
                    reading: ExcessReading::StillHeld,
                    mass: still_held,
                },
                Remained {
                    reading: ExcessReading::AsEstablished,
                    mass: Some(excess),
                },
            ],
            unaccounted,
        })
    }
}

impl Balance {
    /// Returns the filing that would deduct what remained in a reading; `None` if nothing remained that a filing can hold, or if it
    /// cannot be told.
    #[must_use]
    pub fn deduction(&self, remained: Remained, run: &PublishedRun) -> Option<Deduction> {
        let mass = remained.mass?;
        let unit = Mass::from_millionths(1).units();
        let grams = Quantity::from_millionths(mass.units() / unit)?;
        let country = run.config.country_code(self.row.country);
        let substance = run.config.substance_code(self.row.substance);
        (grams.millionths() > 0).then(|| Deduction {
            id: format!("EXCESS-{}-{country}-{substance}", self.row.year),
            year: self.row.year + 1,
            grams,
            cut: Mass::from_units(mass.units() % unit),
        })
    }

    fn of(run: &PublishedRun, row: &FigureRow, figures: &Figures) -> Result<Self, BalanceError> {
        let (country, substance, year) = (row.country, row.substance, row.year);
        let dossier = Dossier::of(run, country, substance)?;
        let account = |basis| {
            let entries = dossier.ledger.iter();
            let of_year = entries.filter(|entry| entry.basis == basis && entry.day.year() == year);
            reported(of_year.map(|entry| (entry.base, entry.records)))
        };
        let imported = account(Basis::ImportReports)?;
        let exports = run.own_exports_by_day(Some((country, substance)))?;
        let of_year = exports.iter().filter(|export| export.day.year() == year);
        let exported = reported(of_year.map(|export| (export.base, export.records)))?;
        let deductions_of = |year| {
            let in_use = dossier.standing.in_use.iter();
            let of_year = in_use.filter(|standing| {
                standing.filing.kind == FilingKind::Deduction && standing.filing.year == Some(year)
            });
            let of_year = of_year.map(|standing| (standing.filing.grams, &*standing.id));
            changes(of_year)
        };
        let last = figures.rows.get(&(country, substance, year - 1));
        Ok(Self {
            imported,
            exported,
            partners: account(Basis::PartnerReports)?,
            outcome: BalanceOutcome::of(row, imported.base, exported.base)?,
            estimate: FiledEstimate::of(&dossier, year)?,
            parts: row.total_of_parts()?,
            next_deductions: deductions_of(year + 1)?,
            last_stock_end: last.and_then(|last| last.given.get(&Figure::StockEnd).copied()),
            refused: dossier.refused,
            left_out: dossier.left_out,
            row: row.clone(),
        })
    }
}

fn reported(entries: impl Iterator<Item = (Mass, i64)>) -> Result<ReportedMass, MassOverflow> {
    let mut reported = ReportedMass::default();
    for (base, records) in entries {
        reported.base = reported.base.plus(base)?;
        reported.records += records;
    }
    Ok(reported)
}

fn changes<'a>(
    filings: impl Iterator<Item = (Quantity, &'a str)>,
) -> Result<Changes, MassOverflow> {
    let mut changes = Changes::default();
    for (grams, id) in filings {
        let mass = Mass::from_millionths(grams.millionths().into());
        changes.total = changes.total.plus(mass)?;
        changes.ids.push(id.to_owned());
    }
    Ok(changes)
}

impl FiledEstimate {
    /// Returns the estimate with its supplements, before deductions; `None` if none counts.
    #[must_use]
    pub fn total(&self) -> Option<Mass> {
        self.is_there.then_some(self.filed.total)
    }

    fn of(dossier: &Dossier, year: i32) -> Result<Self, MassOverflow> {
        let last_day = Day::from_civil(year, 12, 31).unwrap_or(Day::LAST);
        let behind = dossier.behind(last_day);
        let of_kind = |deduction: bool| {
            let kind = behind.iter().filter(move |standing| {
                (standing.filing.kind == FilingKind::Deduction) == deduction
            });
            changes(kind.map(|standing| (standing.filing.grams, &*standing.id)))
        };
        Ok(Self {
            is_there: dossier.level(last_day).status != Status::None,
            filed: of_kind(false)?,
            deductions: of_kind(true)?,
        })
    }
}

/// Works out the balances that are asked about, each from its row of figures.
pub fn balances(
    run: &PublishedRun,
    asked: BalanceQuery,
    figures: &Figures,
) -> Result<Balances, BalanceError> {
    let rows: Vec<&FigureRow> = figures
        .rows
        .values()
        .filter(|row| row.country == asked.country && row.year == asked.year)
        .collect();
    let is_asked = |substance| asked.substance.is_none_or(|asked| asked == substance);
    let balances: Vec<Balance> = rows
        .iter()
        .filter(|row| is_asked(row.substance))
        .map(|row| Balance::of(run, row, figures))
        .collect::<Result<_, _>>()?;
    if balances.is_empty() {
        return Err(BalanceError::NoRow(no_row(run, asked, figures, &rows)));
    }
    let without_row = if asked.substance.is_none() {
        let mut known = known(run, asked)?;
        known.retain(|substance| rows.iter().all(|row| row.substance != *substance));
        known.into_iter().collect()
    } else {
        Vec::new()
    };
    Ok(Balances {
        balances,
        without_row,
        data_to: run.reach()?.of(asked.country),
    })
}

/// Returns the substances with estimates of calendar years of which the run has trade of the country in the year, or filings for
/// the year.
fn known(run: &PublishedRun, asked: BalanceQuery) -> Result<BTreeSet<Substance>, PublishedError> {
    let ledger = run.ledger_of(asked.country)?;
    let imports = ledger
        .iter()
        .filter(|entry| entry.basis == Basis::ImportReports && entry.day.year() == asked.year);
    let exports = run.own_exports_by_day(None)?;
    let exports = exports
        .iter()
        .filter(|export| export.exporter == asked.country && export.day.year() == asked.year);
    let filings = run.filings_of(asked.country)?;
    let filings = filings
        .iter()
        .filter(|filing| filing.filing.year == Some(asked.year));
    let all = imports
        .map(|entry| entry.substance)
        .chain(exports.map(|export| export.substance))
        .chain(filings.map(|filing| filing.filing.substance));
    Ok(all
        .filter(|substance| is_of_calendar_years(*substance, &run.config))
        .collect())
}

/// Returns in words that no row of figures is for what is asked about, and which rows are near.
fn no_row(
    run: &PublishedRun,
    asked: BalanceQuery,
    figures: &Figures,
    rows: &[&FigureRow],
) -> String {
    let country = run.config.country_code(asked.country);
    let what = asked.substance.map_or_else(String::new, |substance| {
        format!(", {}", run.config.substance_code(substance))
    });
    let substances = rows
        .iter()
        .map(|row| run.config.substance_code(row.substance));
    let near: Vec<String> = if rows.is_empty() {
        let of_country = figures.rows.values();
        let years: BTreeSet<i32> = of_country
            .filter(|row| row.country == asked.country)
            .map(|row| row.year)
            .collect();
        years.iter().map(ToString::to_string).collect()
    } else {
        substances.map(ToOwned::to_owned).collect()
    };
    let near = match (near.is_empty(), rows.is_empty()) {
        (true, _) => "no row of the country at all".to_owned(),
        (false, true) => format!("rows of the country for {}", near.join(", ")),
        (false, false) => format!("rows of that country and year for {}", near.join(", ")),
    };
    format!(
        "{}: found no row for {country}{what}, {}, and {near}; add the row with the figures of Form C, or ask about one that is there",
        figures.file, asked.year
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn row(figures: &[(Figure, i64)]) -> FigureRow {
        let grams = |millionths: i64| Quantity::from_millionths(millionths.into()).expect("small");
        let given: BTreeMap<Figure, Quantity> = figures
            .iter()
            .map(|(figure, millionths)| (*figure, grams(*millionths)))
            .collect();
        FigureRow {
            line: 2,
            country: Country::from(0),
            substance: Substance::from(0),
            year: 2024,
            given,
        }
    }

    fn mass(millionths: i64) -> Mass {
        Mass::from_millionths(millionths.into())
    }

    fn outcome(figures: &[(Figure, i64)], imported: i64, exported: i64) -> BalanceOutcome {
        BalanceOutcome::of(&row(figures), mass(imported), mass(exported)).expect("small")
    }

    #[test]
    fn stocks_count_up_to_their_level_and_never_below_zero() {
        for (start, end, level, counted) in [
            (10, 30, Some(20), 10),
            (10, 30, Some(30), 20),
            (10, 30, Some(40), 20),
            (10, 30, Some(10), 0),
            (10, 30, Some(5), 0),
            (10, 30, None, 20),
            (30, 10, Some(40), 0),
            (30, 10, None, 0),
            (30, 10, Some(5), 0),
            (10, 10, Some(40), 0),
        ] {
            let mut figures = vec![(Figure::StockStart, start), (Figure::StockEnd, end)];
            figures.extend(level.map(|level| (Figure::EstimateStock, level)));
            let part = outcome(&figures, 0, 0).stocked;
            assert_eq!(
                (part.actual, part.counted),
                (mass(end - start), mass(counted)),
                "{start} {end} {level:?}"
            );
        }
    }

    #[test]
    fn what_paragraph_2_deducts_may_exceed_the_sum() {
        let out = outcome(&[(Figure::Consumed, 5), (Figure::SeizedReleased, 8)], 1, 0);
        assert_eq!(
            (out.allowed, out.excess, out.unaccounted),
            (mass(-3), mass(4), mass(4))
        );
    }

    #[test]
    fn the_most_that_a_file_holds_can_be_added_up() {
        let most = Quantity::LIMIT_MILLIONTHS - 1;
        let figures: Vec<_> = Figure::ALL
            .into_iter()
            .map(|figure| (figure, most))
            .collect();
        let imported = Mass::from_units(99_999_999_999_999_999_999_999_999_999_999_999_999);
        assert!(BalanceOutcome::of(&row(&figures), mass(most), mass(most)).is_ok());
        assert!(BalanceOutcome::of(&row(&figures), imported, mass(0)).is_err());
    }

    proptest! {
        #[test]
        fn an_excess_is_what_lies_beyond_the_limits_and_what_is_not_accounted_for(
            given in proptest::collection::vec(0_i64..100, 14),
            left_out in proptest::collection::vec(any::<bool>(), 4),
            imported in 0_i64..300,
            exported in 0_i64..100,
        ) {
            let all: Vec<(Figure, i64)> = Figure::ALL.into_iter().zip(given).collect();
            let is_left_out = |figure: Figure| Figure::PARTS.into_iter().zip(&left_out).any(|(part, out)| part == figure && *out);
            let figures: Vec<_> = all.iter().copied().filter(|(figure, _)| !is_left_out(*figure)).collect();
            let out = outcome(&figures, imported, exported);
            let parts = [out.consumed, out.used, out.exported, out.stocked, out.special];
            let beyond = parts.iter().map(|part| part.actual.minus(part.counted).units()).sum::<i128>();
            prop_assert_eq!(out.available.minus(out.allowed).units(), beyond + out.unaccounted.units());
            prop_assert_eq!(out.excess, out.available.minus(out.allowed).max(Mass::ZERO));
            for part in parts {
                prop_assert!(part.counted <= part.actual.max(Mass::ZERO) && part.counted >= Mass::ZERO);
            }
            let [held, whole] = out.remained.map(|remained| remained.mass);
            prop_assert_eq!(whole, Some(out.excess));
            match held {
                Some(held) => prop_assert!(held <= out.excess && held >= Mass::ZERO),
                None => prop_assert!(out.excess > Mass::ZERO && is_left_out(Figure::EstimateStock)),
            }
            // A limit can only add to the excess.
            let unlimited: Vec<_> = all.iter().copied().filter(|(figure, _)| !figure.is_optional()).collect();
            prop_assert!(outcome(&unlimited, imported, exported).excess <= out.excess);
        }
    }
}
