//! Makes a dataset from its options: plans the world, adds it up, files its estimates, writes it.

use std::collections::BTreeMap;

use parquet::errors::ParquetError;
use rayon::prelude::*;

use super::accounts::{Account, OwnExports};
use super::arrange;
use super::catalogue::Catalogue;
use super::convention::Layer;
use super::error::SynthError;
use super::estimates::{self, Filed};
use super::fault::Fault;
use super::files::{self, Written};
use super::filings::{self, Filing};
use super::late::{self, Late, Parts};
use super::layout::{self, FilePlan, Work};
use super::made::{Made, PerRule};
use super::options::Options;
use super::planted::{Alert, Planted, Refused, Rule};

use super::row::Row;
use super::shipment::{Fate, Side};
use super::world::{Group, World};

/// Everything that the writing of records needs.
pub(super) struct Plan {
    world: World,
    parts: Parts,
    pub(super) files: Vec<FilePlan>,
    pub(super) works: Vec<Work>,
    /// Sorted by part and reporter.
    lates: Vec<Late>,
    /// Numbers that each country gave to reports, by year: those of faulty rows come after them.
    given: [Vec<u64>; 2],
    form_without_factor: String,
}

/// What adding up brings to light.
#[derive(Default)]
struct Sums {
    filings: Vec<Filing>,
    alerts: Vec<Alert>,
    lates: Vec<Late>,
    made: Made,
}

/// Writes a dataset: records, filings, and beside them what is planted.
///
/// `progress` is told of every part that has been written, with the number of its rows; it may be called from any thread.
pub fn generate(options: &Options, progress: &(dyn Fn(u64) + Sync)) -> Result<Made, SynthError> {
    check(options)?;
    files::prepare(&options.out)?;
    let mut made = Made::default();
    let mut planted = Planted::default();
    for layer in Layer::all(options) {
        made.add(&write(&layer, progress, &mut planted)?);
    }
    made.refused_records = reasons(&planted.refused_records);
    made.refused_filings = reasons(&planted.refused_filings);
    files::write_text(&options.out.join("about.toml"), &about(options))?;
    planted.write(&options.out)?;
    Ok(made)
}

/// Writes the trade and the filings of one convention.
fn write(
    layer: &Layer,
    progress: &(dyn Fn(u64) + Sync),
    planted: &mut Planted,
) -> Result<Made, SynthError> {
    let options = &layer.options;
    let catalogue = Catalogue::builtin(layer.convention)?;
    let rows = options.records - layout::fault_count(layer);
    let world = World::plan(catalogue, layer, rows);
    let parts = layout::parts(layer, |rows| Parts::of(&world, options.records, rows));
    let sums = add_up(&world, parts);
    let (plan, sums) = plan(layer, world, parts, sums);
    let records = files::write(&plan, &options.out, progress)?;
    let mut listed = plan.world.catalogue.substances.iter();
    let research = listed.find(|substance| substance.listed_only);
    let research = research.map_or("", |substance| substance.code.as_str());
    let mut filed = Written::default();
    filings::write(layer, sums.filings, research, &mut filed)?;
    planted.refused_records.extend(records.refused);
    planted.refused_filings.extend(filed.refused);
    planted.add_alerts(&plan.world.catalogue, &sums.alerts);
    Ok(Made {
        records: records.rows,
        filings: filed.rows,
        files: records.files + filed.files,
        bytes: records.bytes + filed.bytes,
        groups: super::rng::count(&plan.world.groups),
        ..sums.made
    })
}

/// What the dataset says of itself.
fn about(options: &Options) -> String {
    let seed = options.seed;
    format!(
        "# What this dataset is. Whatever inforce makes of it is marked accordingly.\n\
         delivered_by = \"inforce synth\"\n\
         invented = true\n\
         note = \"Made up from seed {seed}: nothing in it is about real trade.\"\n"
    )
}

fn check(options: &Options) -> Result<(), SynthError> {
    let (least, most) = (Options::LEAST_RECORDS, Options::MOST_RECORDS);
    if options.records < least || options.records > most {
        return Err(SynthError::RecordCount {
            found: options.records,
            least,
            most,
        });
    }
    if options.rows_per_file == 0 {
        return Err(SynthError::NoRowsPerFile);
    }
    Ok(())
}

/// Adds up every importing country's trade and files its estimates.
fn add_up(world: &World, parts: Parts) -> Sums {
    let importers: Vec<&[Group]> = world
        .groups
        .chunk_by(|a, b| a.importer == b.importer)
        .collect();
    let file = |importer: u16, account: &mut Account, own: &OwnExports| {
        let filed = estimates::file(world, importer, account, own);
        account.trade.clear();
        filed
    };
    // Where own exports raise estimates, nothing can be filed before the trade of all countries is added up.
    let needs_all = world.catalogue.convention.adds_own_exports();
    let mut accounts: Vec<(u16, Account, Option<Filed>)> = importers
        .par_iter()
        .filter_map(|groups| {
            let (first, last) = (groups.first()?, groups.last()?);
            let importer = first.importer;
            let mut account = Account::of(world, parts, first.lanes.start..last.lanes.end);
            let filed = (!needs_all).then(|| file(importer, &mut account, &OwnExports::default()));
            Some((importer, account, filed))
        })
        .collect();
    if needs_all {
        let mut own = OwnExports::default();
        for (_, account, _) in &accounts {
            own.add(account);
        }
        accounts
            .par_iter_mut()
            .for_each(|(importer, account, filed)| {
                *filed = Some(file(*importer, account, &own));
            });
    }
    let mut sums = Sums::default();
    for (_, account, filed) in accounts {
        let Some(filed) = filed else { continue };
        sums.made.duplicates += account.delivered_again;
        sums.made.corrections += account.corrected;
        sums.made.withdrawals += account.withdrawn;
        sums.lates.extend(account.lates);
        sums.filings.extend(filed.filings);
        sums.alerts.extend(filed.alerts);
    }
    sums.made.alerts = per_rule(&sums.alerts);
    sums
}

fn per_rule(alerts: &[Alert]) -> PerRule {
    let mut out = PerRule::default();
    for alert in alerts {
        *match alert.rule {
            Rule::ImportExcess => &mut out.import_excess,
            Rule::PartnerReportedExcess => &mut out.partner_reported_excess,
            Rule::ExportExcess => &mut out.export_excess,
            Rule::ScheduleOneTrade => &mut out.schedule_i_trade,
            Rule::ProhibitedTrade => &mut out.prohibited_trade,
        } += 1;
    }
    out
}

fn reasons(refused: &[Refused]) -> BTreeMap<&'static str, u64> {
    let mut out = BTreeMap::new();
    for row in refused {
        *out.entry(row.reason).or_default() += 1;
    }
    out
}

fn plan(layer: &Layer, world: World, parts: Parts, mut sums: Sums) -> (Plan, Sums) {
    let mut lates = std::mem::take(&mut sums.lates);
    late::number(&world, parts, &mut lates);
    let files = layout::files(layer, parts);
    let works = layout::works(layer, &files);
    let given = [0, 1].map(|year| arrange::numbers_given(&world, year));
    let without = world.catalogue.forms_without_factor();
    let form_without_factor = without
        .first()
        .map_or(String::new(), |code| (*code).to_owned());
    (
        Plan {
            world,
            parts,
            files,
            works,
            lates,
            given,
            form_without_factor,
        },
        sums,
    )
}

/// Takes rows, one after the other.
type Take<'t> = &'t mut dyn FnMut(&Row) -> Result<(), ParquetError>;

impl Plan {
    /// Whether the files have a column for the procedure.
    pub(super) fn has_procedure(&self) -> bool {
        self.world.catalogue.convention.has_procedure()
    }

    /// Makes the rows of a part of a file: block by block of the reporters, in each block first the reports, then later
    /// versions of earlier ones, then faulty rows.
    pub(super) fn rows(&self, work: &Work, take: Take) -> Result<(), ParquetError> {
        let world = &self.world;
        let only = self.files[work.file].side;
        let wanted = |side: Side| only.is_none_or(|only| only == side);
        let mut lates = late::delivered_in(&self.lates, work.part).iter().peekable();
        let mut faults = self.faulty(work).into_iter().peekable();
        let part = self
            .parts
            .year(work.part)
            .map(|(year, part)| (year, part, self.parts.of_year[year]));
        let arrangement = part.map(|part| arrange::arrange(world, part));
        for reporter in 0..world.catalogue.countries.len() {
            if let Some(arrangement) = &arrangement {
                let block = &arrangement.blocks[reporter];
                for (place, slot) in (0..).zip(arrangement.slots(block)) {
                    let Some(slot) = slot else { continue };
                    if wanted(slot.side) {
                        let report = (slot.lane, u64::from(slot.nth));
                        let version = (slot.side, Fate::Stands);
                        take(&world.row(report, version, false, block.number(place)))?;
                    }
                }
            }
            while let Some(late) = lates.next_if(|l| usize::from(l.reporter(world)) == reporter) {
                if wanted(late.side) {
                    let report = (late.lane, u64::from(late.nth));
                    let number = u64::from(late.number);
                    take(&world.row(report, (late.side, late.fate), true, number))?;
                }
            }
            while let Some((_, row)) = faults.next_if(|(by, _)| *by == reporter) {
                take(&row)?;
            }
        }
        Ok(())
    }

    /// The faulty rows of a part, with their reporters, in the reporters' order.
    fn faulty(&self, work: &Work) -> Vec<(usize, Row<'_>)> {
        let before = |other: &&Work| (other.file, other.part) < (work.file, work.part);
        let earlier = self
            .works
            .iter()
            .filter(before)
            .map(|other| super::rng::count(&other.faults));
        let first: u64 = if work.faults.is_empty() {
            0
        } else {
            earlier.sum()
        };
        let numbered = (first..).zip(&work.faults);
        let mut out: Vec<_> = numbered
            .map(|(serial, fault)| self.faulty_row(work, *fault, serial))
            .collect();
        out.sort_by_key(|(reporter, _)| *reporter);
        out
    }

    fn faulty_row(&self, work: &Work, fault: Fault, serial: u64) -> (usize, Row<'_>) {
        let world = &self.world;
        let mut dice = world.keys.fault.dice(serial);
        let (year, part) = self
            .parts
            .year(work.part)
            .unwrap_or((1, self.parts.of_year[1] - 1));
        let position = dice.choose(&world.of_year[year]);
        let lane = world.lane(position);
        let here = lane.in_part(part, self.parts.of_year[year]);
        let nth = here.start.min(lane.shipments - 1);
        let by_lot = if dice.chance(500) {
            Side::Exporter
        } else {
            Side::Importer
        };
        let side = fault
            .side()
            .or(self.files[work.file].side)
            .unwrap_or(by_lot);
        let reporter = usize::from(match side {
            Side::Exporter => lane.exporter,
            Side::Importer => lane.importer,
        });
        let number = self.given[year][reporter] + 1 + serial;
        let mut row = world.row((position, nth), (side, Fate::Stands), false, number);
        fault.spoil(&mut row, &self.form_without_factor);
        (reporter, row)
    }
}
