//! A row of a trade file, as it will be written: the reports' content with codes, ids, and planted faults.

use super::days;
use super::fault::Fault;
use super::shipment::{Fate, Side};
use super::text;
use super::world::World;

/// One row. Empty texts are missing values.
pub(super) struct Row<'w> {
    /// Country whose numbering the id belongs to; empty where the id is missing.
    pub(super) numbered_by: &'w str,
    /// What stands before the year in the id.
    pub(super) mark: &'static str,
    pub(super) year: u16,
    pub(super) number: u64,
    pub(super) date: Option<i32>,
    pub(super) received: Option<i32>,
    pub(super) reporter: &'w str,
    pub(super) partner: &'w str,
    pub(super) flow: &'w str,
    pub(super) form: &'w str,
    /// Micrograms.
    pub(super) quantity: Option<i64>,
    /// Micrograms; none instead of 0.
    pub(super) reexport: Option<i64>,
    /// Millionths of a unit, and the unit, instead of the quantity, where files give quantity and unit.
    pub(super) stated: Option<(i64, &'static str)>,
    /// Country that issued the import authorisation and the special licence.
    pub(super) importer: &'w str,
    pub(super) authorisation: Option<u32>,
    pub(super) licence: Option<u32>,
    pub(super) procedure: &'static str,
    pub(super) fault: Option<Fault>,
}

/// Quantity and re-export in one unit, in millionths of it.
pub(super) struct Stated {
    pub(super) quantity: Option<i64>,
    pub(super) reexport: Option<i64>,
    pub(super) unit: &'static str,
}

impl World {
    /// The row of a report: its first version, or its last one if `later`.
    pub(super) fn row(
        &self,
        (lane, nth): (u32, u64),
        (side, fate): (Side, Fate),
        later: bool,
        number: u64,
    ) -> Row<'_> {
        let lane = self.lane(lane);
        let shipment = self.shipment(lane, nth);
        let first = self.report(lane, nth, &shipment, side);
        let report = if later {
            self.final_report(lane, nth, first, side, fate)
        } else {
            first
        };
        let exporter = self.catalogue.country_code(lane.exporter);
        let importer = self.catalogue.country_code(lane.importer);
        let (reporter, partner, flow) = match side {
            Side::Exporter => (exporter, importer, "export"),
            Side::Importer => (importer, exporter, "import"),
        };
        Row {
            numbered_by: reporter,
            mark: self.catalogue.convention.mark(),
            year: days::YEARS[lane.year],
            number,
            date: Some(report.date),
            received: report.received,
            reporter,
            partner: if report.names_partner { partner } else { "" },
            flow,
            form: &self.catalogue.form(shipment.form).code,
            quantity: Some(report.quantity),
            reexport: (report.reexport > 0).then_some(report.reexport),
            stated: None,
            importer,
            authorisation: shipment.authorisation,
            licence: shipment.licence,
            procedure: if shipment.simplified {
                "simplified"
            } else {
                ""
            },
            fault: None,
        }
    }
}

impl Row<'_> {
    /// `CHE-2024-0000123`, of a narcotic drug `CHE-N2024-0000123`.
    pub(super) fn push_id(&self, out: &mut Vec<u8>) {
        if !self.numbered_by.is_empty() {
            out.extend_from_slice(self.numbered_by.as_bytes());
            out.push(b'-');
            out.extend_from_slice(self.mark.as_bytes());
            text::push_padded(out, u64::from(self.year), 4);
            out.push(b'-');
            text::push_padded(out, self.number, 7);
        }
    }

    /// `KEN/2024/018233`.
    pub(super) fn push_authorisation(&self, out: &mut Vec<u8>) {
        self.push_paper(out, "", self.authorisation);
    }

    /// `SL/NGA/2024/001234`.
    pub(super) fn push_licence(&self, out: &mut Vec<u8>) {
        self.push_paper(out, "SL/", self.licence);
    }

    fn push_paper(&self, out: &mut Vec<u8>, prefix: &str, number: Option<u32>) {
        if let Some(number) = number {
            out.extend_from_slice(prefix.as_bytes());
            out.extend_from_slice(self.importer.as_bytes());
            out.push(b'/');
            text::push_padded(out, u64::from(self.year), 4);
            out.push(b'/');
            text::push_padded(out, u64::from(number), 6);
        }
    }

    /// Quantity and re-export in the unit that a person would use, if both can be stated in it with six places.
    pub(super) fn stated(&self) -> Stated {
        let (quantity, reexport) = (self.quantity.unwrap_or(0), self.reexport.unwrap_or(0));
        let whole = quantity % 1000 == 0 && reexport % 1000 == 0;
        let size = quantity.abs();
        let (unit, scale): (_, fn(i64) -> i64) = if whole && (size >= 500_000_000 || size == 0) {
            ("kg", |micrograms| micrograms / 1000)
        } else if size < 1_000_000 && reexport < 1_000_000_000 {
            ("mg", |micrograms| micrograms * 1000)
        } else {
            ("g", |micrograms| micrograms)
        };
        let usual = Stated {
            quantity: self.quantity.map(scale),
            reexport: self.reexport.map(scale),
            unit,
        };
        match self.stated {
            Some((quantity, unit)) => Stated {
                quantity: Some(quantity),
                unit,
                ..usual
            },
            None => usual,
        }
    }
}
