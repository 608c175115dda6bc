//! One shipment, what its two sides report of it, and in which versions. All of it is a function of the shipment's number.

use super::amounts;
use super::convention::Convention;
use super::days;
use super::traffic::Licence;
use super::world::{Lane, Understated, World};

/// Days a shipment is under way at most, and days by which chance moves it at most.
const UNDER_WAY: u64 = 20;
const MOVED: u64 = 10;

/// A side of a shipment, the one that reports.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub(super) enum Side {
    Exporter,
    Importer,
}

/// What happens to a report later.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub(super) enum Fate {
    /// Nothing: one version.
    Stands,
    /// The same version is delivered once more.
    DeliveredAgain,
    /// A later version with another quantity.
    Corrected,
    /// A later version with quantity 0.
    Withdrawn,
}

/// The reports of a shipment; none where a side does not report.
pub(super) struct Sides {
    pub(super) exporter: Option<Fate>,
    pub(super) importer: Option<Fate>,
}

impl Sides {
    /// A single report with a single version.
    pub(super) const ONE: Sides = Sides {
        exporter: Some(Fate::Stands),
        importer: None,
    };

    /// Each side leaves out one shipment in 25. Of the reports, 0.5 % come twice, 0.5 % are corrected, 0.05 % withdrawn.
    pub(super) fn draw(number: u64) -> Sides {
        let missing = number & 0x3ff;
        Sides {
            exporter: (missing >= 41).then(|| fate((number >> 16) & 0xffff)),
            importer: (!(41..82).contains(&missing)).then(|| fate((number >> 32) & 0xffff)),
        }
    }

    /// The report of one side.
    pub(super) fn of(&self, side: Side) -> Option<Fate> {
        match side {
            Side::Exporter => self.exporter,
            Side::Importer => self.importer,
        }
    }

    /// Rows of all reports and versions.
    pub(super) fn rows(&self) -> u64 {
        let versions = |fate: Option<Fate>| match fate {
            None => 0,
            Some(Fate::Stands) => 1,
            Some(_) => 2,
        };
        versions(self.exporter) + versions(self.importer)
    }
}

fn fate(number: u64) -> Fate {
    match number {
        0..328 => Fate::DeliveredAgain,
        328..656 => Fate::Corrected,
        656..689 => Fate::Withdrawn,
        _ => Fate::Stands,
    }
}

/// What was shipped.
pub(super) struct Shipment {
    pub(super) form: u16,
    pub(super) sent: i32,
    pub(super) arrived: i32,
    /// Micrograms of the form.
    pub(super) quantity: i64,
    /// Of these, meant for re-export.
    pub(super) reexport: i64,
    /// Number of the import authorisation, where one is quoted.
    pub(super) authorisation: Option<u32>,
    /// Number of the special licence, where there is one.
    pub(super) licence: Option<u32>,
    /// Whether it went by the simplified procedure, and so counts for nothing (rules 7.7).
    pub(super) simplified: bool,
}

/// What one side reports of a shipment, in one version.
#[derive(Clone, Copy)]
pub(super) struct Report {
    pub(super) date: i32,
    pub(super) received: Option<i32>,
    pub(super) names_partner: bool,
    pub(super) quantity: i64,
    pub(super) reexport: i64,
}

impl World {
    /// Makes the `nth` shipment of a lane.
    pub(super) fn shipment(&self, lane: &Lane, nth: u64) -> Shipment {
        let mut dice = self.keys.shipment.dice(lane.first + nth);
        let substance = self.catalogue.substance(lane.substance);
        let form = match dice.below(100) {
            0..70 => substance.forms[0],
            70..85 if !substance.preparations.is_empty() => dice.choose(&substance.preparations),
            _ => dice.choose(&substance.forms),
        };
        let quantity = amounts::size(lane.typical, dice.next(), dice.below(256));
        // Arrived before the year is over, so that the shipment counts for one year on both sides.
        let under_way = dice.between(1, UNDER_WAY);
        let span = u64::from(days::length(lane.year).unsigned_abs()) - under_way;
        let day = (lane.day_of(nth, span) + dice.below(2 * MOVED))
            .saturating_sub(MOVED)
            .min(span - 1);
        let sent = lane.new_year() + days::number(day);
        let arrived = sent + days::number(under_way);
        let reexport = if dice.chance(20) {
            amounts::share(quantity, dice.choose(&[250, 500, 500, 1000])).min(quantity)
        } else {
            0
        };
        let number = u32::try_from(dice.below(1_000_000)).unwrap_or(0);
        let licensed = match lane.licence {
            Licence::None => false,
            Licence::All => true,
            Licence::Some => nth.is_multiple_of(2),
        };
        Shipment {
            form,
            sent,
            arrived,
            quantity,
            reexport,
            authorisation: (number % 10 != 0).then_some(number),
            licence: licensed.then_some(number % 10_000),
            simplified: self.catalogue.convention == Convention::C1961 && dice.chance(4),
        }
    }

    /// The first version of what one side reports.
    pub(super) fn report(&self, lane: &Lane, nth: u64, shipment: &Shipment, side: Side) -> Report {
        let mut dice = self.keys.report.dice(two_sided(lane, nth, side));
        let understates = match side {
            Side::Exporter => lane.understated == Understated::ByExporter,
            Side::Importer => lane.understated == Understated::ByImporter,
        };
        let date = match side {
            Side::Exporter => shipment.sent,
            Side::Importer => shipment.arrived,
        };
        let weighed = dice.below(100);
        let quantity = if understates {
            amounts::share(shipment.quantity, 300)
        } else if side == Side::Importer && weighed < 8 {
            amounts::share(shipment.quantity, dice.between(990, 1010))
        } else if side == Side::Importer && weighed < 10 {
            amounts::share(shipment.quantity, dice.between(900, 1100))
        } else {
            shipment.quantity
        };
        let declares = side == Side::Importer || dice.chance(800);
        let lag = dice.days(14, 75);
        let schedule = self.catalogue.substance(lane.substance).schedule.as_str();
        // Of psychotropic substances, partner figures are due for Schedules I and II only; a few importers leave them out
        // for the others.
        let partner_due = side == Side::Exporter
            || self.catalogue.convention != Convention::C1971
            || matches!(schedule, "I" | "II");
        Report {
            date,
            received: (!dice.chance(5)).then_some(date + lag),
            names_partner: partner_due || !dice.chance(20),
            quantity,
            reexport: if declares {
                shipment.reexport.min(quantity)
            } else {
                0
            },
        }
    }

    /// The version that a corrected or withdrawn report ends with; the same one otherwise.
    pub(super) fn final_report(
        &self,
        lane: &Lane,
        nth: u64,
        first: Report,
        side: Side,
        fate: Fate,
    ) -> Report {
        if matches!(fate, Fate::Stands | Fate::DeliveredAgain) {
            return first;
        }
        let mut dice = self.keys.later.dice(two_sided(lane, nth, side));
        let received = Some(first.received.unwrap_or(first.date) + dice.days(10, 200));
        if fate == Fate::Withdrawn {
            return Report {
                received,
                quantity: 0,
                reexport: 0,
                ..first
            };
        }
        let up = dice.between(1020, 1500);
        let down = dice.between(600, 980);
        let changed = amounts::share(first.quantity, if dice.chance(500) { up } else { down });
        let quantity = if changed == first.quantity {
            changed + 1
        } else {
            changed
        };
        Report {
            received,
            quantity,
            reexport: first.reexport.min(quantity),
            ..first
        }
    }

    /// The day on which the later version of a report is delivered.
    pub(super) fn delivered_later(
        &self,
        lane: &Lane,
        nth: u64,
        last: Report,
        side: Side,
        fate: Fate,
    ) -> i32 {
        let received = last.received.unwrap_or(last.date);
        if fate == Fate::DeliveredAgain {
            let mut dice = self.keys.later.dice(two_sided(lane, nth, side));
            received + dice.days(0, 150)
        } else {
            received
        }
    }
}

/// A number of its own for each side of each shipment.
fn two_sided(lane: &Lane, nth: u64, side: Side) -> u64 {
    (lane.first + nth) * 2 + u64::from(side == Side::Importer)
}

/// Base mass in 10⁻¹⁵ g of what counts of a report under a convention, with a factor in 10⁻⁹.
pub(super) fn base_mass(report: &Report, convention: Convention, factor: u128) -> u128 {
    let counted = if convention.counts_reexport() {
        report.quantity
    } else {
        report.quantity - report.reexport
    };
    u128::from(counted.unsigned_abs()) * factor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_of_fates_are_as_documented() {
        let mut fates = [0; 4];
        for number in 0..=0xffff {
            let place = match fate(number) {
                Fate::Stands => 0,
                Fate::DeliveredAgain => 1,
                Fate::Corrected => 2,
                Fate::Withdrawn => 3,
            };
            fates[place] += 1;
        }
        assert_eq!(fates, [64_847, 328, 328, 33]);
    }
}
