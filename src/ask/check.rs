//! Answers whether a shipment would exceed the estimate in force on its day.
//!
//! The shipment is added to what each account has of its calendar year, day by day as in judgement. Each account is compared by
//! itself, and a shipment fits if it fits both.

use super::explain::absent;
use crate::archive::read::{Dossier, PublishedError, PublishedRun, Reach, RefusedRow};
use crate::conversion::{Content, Lists, Measure, Share};
use crate::estimates::{Level, StandingFiling, Status};
use crate::judgement::rules::{GroupsOfLine, groups_of_line};
use crate::judgement::{DayTotal, ExemptReason, Rule, RuleBook, exceeds, left_out};
use crate::ledger::{Basis, Line};
use crate::records::{Amounts, Procedure};
use crate::terms::{Country, Day, Factor, Form, Mass, MassOverflow, Quantity, Substance};

/// A shipment that has not taken place, or a suspect one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shipment {
    /// The importing country, whose estimate the shipment counts against.
    pub importer: Country,
    /// The exporting country, if known.
    pub exporter: Option<Country>,
    /// The form shipped.
    pub form: Form,
    /// The quantity of the form.
    pub quantity: Quantity,
    /// The part of the quantity for re-export.
    pub reexport: Quantity,
    /// The day of the shipment.
    pub date: Day,
    /// Whether the shipment has a special import licence under Article 13.
    pub licensed: bool,
    /// The procedure under which it is shipped.
    pub procedure: Procedure,
}

inforce_law::words! {
    /// The result for a shipment, the worst last.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum ShipmentVerdict {
        /// The shipment exceeds nothing.
        Fits = "fits",
        /// Nothing was filed under a convention that then sets no level: nothing is compared (`rules.md` 7.9).
        NotCompared = "not-compared",
        /// A running total would exceed the estimate.
        Exceeds = "exceeds",
        /// A running total would exceed 0 g, or own exports alone, and there is no estimate.
        NoEstimate = "no-estimate",
        /// The Board told exporting countries that the importing country is in excess (`rules.md` 7.5).
        AfterNotice = "after-notice",
        /// The substance is in Schedule I: no shipment is ordinary trade.
        ScheduleI = "schedule-i",
        /// The importing country prohibits the shipment, which has no special licence.
        Prohibited = "prohibited",
    }
}

impl ShipmentVerdict {
    /// Whether nothing speaks against the shipment: it exceeds nothing, or there is nothing that it could exceed.
    #[must_use]
    pub const fn passes(self) -> bool {
        matches!(self, Self::Fits | Self::NotCompared)
    }

    /// Whether every quantity would be reported, whatever the estimate.
    #[must_use]
    pub const fn is_of_any_quantity(self) -> bool {
        matches!(self, Self::AfterNotice | Self::ScheduleI | Self::Prohibited)
    }
}

/// A shipment and the result of its check.
#[derive(Clone, Debug)]
pub struct CheckedShipment {
    /// The shipment.
    pub shipment: Shipment,
    /// The worst verdict on its substances; a shipment without a substance under control fits.
    pub verdict: ShipmentVerdict,
    /// The substances of the shipment that are under control and count.
    pub substances: Vec<OfSubstance>,
    /// The substances that are under control and count for nothing, with the reason (`rules.md` 7.6, 7.7).
    pub exempt: Vec<(Substance, ExemptReason)>,
    /// The largest quantity of the form, with the same part for re-export, that fits both accounts; `None` if no quantity is too
    /// large, 0 if none fits.
    pub largest: Option<Quantity>,
}

/// How far the data behind an answer reach: the dates of the newest records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataTo {
    /// The newest record of all reporters.
    pub newest: Option<Day>,
    /// The newest record that the importing country reported.
    pub importer: Option<Day>,
    /// The newest record of the exporting country, if it is known; otherwise of all reporters but the importing country.
    pub partners: Option<Day>,
    /// The newest record of exports to the importing country, by any reporter.
    pub exports: Option<Day>,
    /// Whether any country but the importing one reported a record.
    pub has_partners: bool,
}

impl DataTo {
    /// Reads the dates of a run, for a shipment.
    pub fn of(
        run: &PublishedRun,
        reach: &Reach,
        shipment: &Shipment,
    ) -> Result<Self, PublishedError> {
        let Shipment {
            importer, exporter, ..
        } = *shipment;
        let reported = run.ledger_of(importer)?;
        let exports = reported
            .iter()
            .filter(|entry| entry.basis == Basis::PartnerReports)
            .map(|entry| entry.day)
            .max();
        let partners =
            exporter.map_or_else(|| reach.of_others(importer), |exporter| reach.of(exporter));
        let has_partners = reach.of_others(importer).is_some();
        Ok(Self {
            newest: reach.newest(),
            importer: reach.of(importer),
            partners,
            exports,
            has_partners,
        })
    }

    /// Whether both accounts reach a day; in a run in which only the importing country reports, whether its account does. An
    /// answer for a later day does not know what else was shipped by then.
    #[must_use]
    pub fn reaches(&self, day: Day) -> bool {
        let reaches = |newest: Option<Day>| newest.is_some_and(|newest| newest >= day);
        reaches(self.importer) && (!self.has_partners || reaches(self.partners))
    }
}

/// The result of a check for one substance of the shipment.
#[derive(Clone, Debug)]
pub struct OfSubstance {
    /// The substance.
    pub substance: Substance,
    /// The verdict for the substance.
    pub verdict: ShipmentVerdict,
    /// The share of base in the form.
    pub factor: Factor,
    /// The part of the quantity that counts.
    pub counted: Quantity,
    /// Which part of the quantity counts.
    pub measure: Measure,
    /// The base mass of that part.
    pub base: Mass,
    /// The estimate in force on the day, own exports included.
    pub level: Level,
    /// The first day of the notice that applies on the day (`rules.md` 7.5).
    pub notice: Option<Day>,
    /// The filings behind the estimate: the one that governs, then the supplements that count.
    pub filings: Vec<StandingFiling>,
    /// The reason why there is no estimate; `None` if there is one.
    pub absent: Option<String>,
    /// The refused filings that may be of the importing country and the substance.
    pub refused: Vec<RefusedRow>,
    /// The number of files of filings that could not be read.
    pub left_out: usize,
    /// The result for the importer's account and for the partners' account.
    pub accounts: Vec<InAccount>,
}

/// A shipment compared with what an account has of the calendar year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InAccount {
    /// The account.
    pub basis: Basis,
    /// The running total at the end of the day without the shipment.
    pub before: Mass,
    /// The running total at the end of the day with the shipment.
    pub after: Mass,
    /// What is left of the estimate without the shipment, zero if the estimate is exceeded; `None` if nothing is compared on the day.
    pub headroom: Option<Mass>,
    /// Whether the estimate is exceeded without the shipment.
    pub over_before: bool,
    /// Whether the estimate is exceeded with the shipment.
    pub over_after: bool,
    /// The first later day of the year with a movement that is in excess only because of the shipment.
    pub later: Option<Day>,
    /// The first later day of the year with a movement that is in excess with the shipment, whether or not it is in excess
    /// without it, and the excess.
    pub later_excess: Option<(Day, Mass)>,
}

impl OfSubstance {
    /// Whether the shipment is compared with a level above that of a country without any filing, of which own exports may be all.
    #[must_use]
    pub fn compares(&self) -> bool {
        match self.level.status {
            Status::Unknown => false,
            Status::None => self.level.mass > Mass::ZERO && self.may_exceed(),
            Status::InForce | Status::Stale | Status::Expired => self.may_exceed(),
        }
    }

    /// Whether the shipment may exceed a level, on its day or a later one.
    #[must_use]
    pub const fn may_exceed(&self) -> bool {
        !matches!(
            self.verdict,
            ShipmentVerdict::Prohibited | ShipmentVerdict::ScheduleI
        )
    }
}

impl CheckedShipment {
    /// Returns where a shipment that passes on its day causes an excess later in the year, with what is reported already: the
    /// substance, the account, the first such day, and the excess on it.
    pub fn exceeds_later(&self) -> impl Iterator<Item = (&OfSubstance, &InAccount, Day, Mass)> {
        let substances = self
            .substances
            .iter()
            .filter(|of| self.verdict.passes() && of.may_exceed() && of.base > Mass::ZERO);
        substances.flat_map(|of| {
            of.accounts.iter().filter_map(move |account| {
                account
                    .later_excess
                    .map(|(day, excess)| (of, account, day, excess))
            })
        })
    }
}

/// The reason why a shipment cannot be checked.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// No factor applies on the day.
    #[error(
        "{form} has no factor on {date}, so it cannot be judged (rules 2); check form and date"
    )]
    NoFactor {
        /// The form's code.
        form: String,
        /// The day.
        date: Day,
    },
    /// More is for re-export than is shipped.
    #[error("{reexport} g for re-export of {quantity} g; correct one of them")]
    Reexport {
        /// The quantity for re-export.
        reexport: Quantity,
        /// The quantity shipped.
        quantity: Quantity,
    },
    /// Importer and exporter are one country.
    #[error(
        "{country} is both importer and exporter, and a record of that would be refused as self-trade (rules 4.3); correct one of them"
    )]
    SelfTrade {
        /// The country's code.
        country: String,
    },
    /// A total has more than 38 digits.
    #[error(transparent)]
    Overflow(#[from] MassOverflow),
    /// The run cannot be read.
    #[error(transparent)]
    Published(#[from] PublishedError),
}

/// Checks a shipment. The dossiers are those of the importing country and each substance of the form on that day.
pub fn check<D: AsRef<Dossier>>(
    shipment: Shipment,
    book: &RuleBook<'_>,
    dossiers: &[D],
) -> Result<CheckedShipment, CheckError> {
    let Shipment {
        importer,
        exporter,
        form,
        quantity,
        reexport,
        date,
        procedure,
        ..
    } = shipment;
    let Lists { config, conversion } = book.lists;
    if exporter == Some(importer) {
        return Err(CheckError::SelfTrade {
            country: config.country_code(importer).to_owned(),
        });
    }
    if reexport > quantity {
        return Err(CheckError::Reexport { reexport, quantity });
    }
    let Content::Shares(shares) = conversion.content(form, date) else {
        return Err(CheckError::NoFactor {
            form: config.form_code(form).to_owned(),
            date,
        });
    };
    let exempt: Vec<(Substance, ExemptReason)> =
        left_out(form, date, procedure, conversion).collect();
    let of =
        |(share, dossier): (&Share, &D)| of_substance(shipment, *share, book, dossier.as_ref());
    let substances: Vec<OfSubstance> = shares
        .iter()
        .zip(dossiers)
        .filter(|(share, _)| exempt.iter().all(|(other, _)| *other != share.substance))
        .map(of)
        .collect::<Result<_, _>>()?;
    let verdict = substances
        .iter()
        .map(|of| of.verdict)
        .max()
        .unwrap_or(ShipmentVerdict::Fits);
    let largest = substances.iter().filter_map(|of| largest(of, reexport));
    let largest = largest.min();
    Ok(CheckedShipment {
        shipment,
        verdict,
        substances,
        exempt,
        largest: largest.and_then(Quantity::from_millionths),
    })
}

fn of_substance(
    shipment: Shipment,
    share: Share,
    book: &RuleBook<'_>,
    dossier: &Dossier,
) -> Result<OfSubstance, MassOverflow> {
    let Share {
        substance,
        factor,
        measure,
    } = share;
    let amounts = Amounts::of(
        shipment.quantity.millionths(),
        shipment.reexport.millionths(),
        shipment.procedure,
    );
    let counted = Quantity::from_checked(amounts.by(measure));
    let base = counted.times(factor);
    let level = dossier.level(shipment.date);
    let accounts: Vec<InAccount> = Basis::ALL
        .iter()
        .map(|basis| in_account(*basis, base, shipment.date, dossier))
        .collect::<Result<_, _>>()?;
    let line = Line {
        basis: Basis::ImportReports,
        importer: shipment.importer,
        substance,
    };
    let GroupsOfLine {
        all: group,
        prohibited,
        ..
    } = groups_of_line(line, shipment.date, book);
    let notice = notice(shipment, substance, book);
    let over = || accounts.iter().any(|account| account.over_after);
    let verdict = if base == Mass::ZERO {
        ShipmentVerdict::Fits
    } else if !shipment.licensed && prohibited.is_some() {
        ShipmentVerdict::Prohibited
    } else if group.rule == Rule::ScheduleITrade {
        ShipmentVerdict::ScheduleI
    } else if notice.is_some() {
        ShipmentVerdict::AfterNotice
    } else if level.status == Status::Unknown {
        ShipmentVerdict::NotCompared
    } else if level.status == Status::None && over() {
        ShipmentVerdict::NoEstimate
    } else if over() {
        ShipmentVerdict::Exceeds
    } else {
        ShipmentVerdict::Fits
    };
    let filings = dossier.behind(shipment.date).into_iter().cloned().collect();
    let (absent, refused, left_out) = (
        absent(dossier, shipment.date),
        dossier.refused.clone(),
        dossier.left_out,
    );
    Ok(OfSubstance {
        substance,
        verdict,
        factor,
        counted,
        measure,
        base,
        level: level.clone(),
        notice,
        filings,
        absent,
        refused,
        left_out,
        accounts,
    })
}

/// Returns the first day of the notice under which exports of a substance are listed on the day of a shipment. If several notices
/// apply, the latest does: what ends it would have ended the earlier ones, too.
fn notice(shipment: Shipment, substance: Substance, book: &RuleBook<'_>) -> Option<Day> {
    let Shipment { importer, date, .. } = shipment;
    if !book.notices.apply(importer, substance, date) {
        return None;
    }
    let notices = book.lists.config.notices.iter().filter(|notice| {
        (notice.country, notice.substance, notice.year) == (importer, substance, date.year())
            && notice.from <= date
    });
    notices.map(|notice| notice.from).max()
}

fn in_account(
    basis: Basis,
    base: Mass,
    date: Day,
    dossier: &Dossier,
) -> Result<InAccount, MassOverflow> {
    let days: Vec<DayTotal> = dossier.year(basis, date.year());
    let (mut before, mut total, mut later, mut later_excess) = (Mass::ZERO, Mass::ZERO, None, None);
    for day in &days {
        total = total.plus(day.base)?;
        if day.day <= date {
            before = total;
            continue;
        }
        let (level, with) = (dossier.level(day.day), total.plus(base)?);
        if exceeds(with, level) {
            later_excess = later_excess.or(Some((day.day, with.minus(level.mass))));
            later = later.or(Some(day.day).filter(|_| !exceeds(total, level)));
        }
    }
    let (level, after) = (dossier.level(date), before.plus(base)?);
    let over_before = exceeds(before, level);
    let left = || {
        if over_before {
            Mass::ZERO
        } else {
            level.mass.minus(before)
        }
    };
    let headroom = (level.status != Status::Unknown).then(left);
    Ok(InAccount {
        basis,
        before,
        after,
        headroom,
        over_before,
        over_after: exceeds(after, level),
        later,
        later_excess,
    })
}

/// Returns the most millionths of a gram of the form that fit, with the same part for re-export; 0 if none fits, `None` if the form
/// holds no base or nothing is compared.
fn largest(of: &OfSubstance, reexport: Quantity) -> Option<i128> {
    let factor = i128::from(of.factor.billionths());
    if factor == 0 {
        return None;
    }
    if of.verdict.is_of_any_quantity() {
        return Some(0);
    }
    let headroom = of.accounts.iter().filter_map(|account| account.headroom);
    let (counted, reexport) = (
        headroom.min()?.units() / factor,
        i128::from(reexport.millionths()),
    );
    Some(match of.measure {
        Measure::Net if counted == 0 => 0,
        Measure::Net => counted + reexport,
        Measure::Whole if counted < reexport => 0,
        Measure::Whole => counted,
    })
}
