//! Which files of records there are, what each holds, and which faults go into it.

use std::ops::Range;

use super::convention::{Convention, Layer};
use super::fault::Fault;
use super::late::Parts;
use super::options::{Format, Options, Scope};
use super::rng::{count, index};
use super::shipment::Side;

/// Rows of a row group. A million keeps the dictionaries and page headers a small part of the file, gives every thread of
/// a reader work of its own in files of ten million, and a part of so many rows can be encoded in memory as a whole.
const ROWS_PER_PART: u64 = 1_000_000;

/// Format and notation of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Container {
    ParquetGrams,
    ParquetUnits,
    CsvGrams,
    CsvUnits,
}

/// A file of records.
pub(super) struct FilePlan {
    /// Relative to the dataset.
    pub(super) path: String,
    pub(super) container: Container,
    pub(super) parts: Range<u64>,
    /// The side whose reports it has, if not both.
    pub(super) side: Option<Side>,
}

/// A part of a file, the unit of work.
pub(super) struct Work {
    /// Position of the file.
    pub(super) file: usize,
    pub(super) part: u64,
    pub(super) faults: Vec<Fault>,
}

impl Container {
    /// All of them.
    pub(super) const ALL: [Container; 4] = [
        Container::ParquetGrams,
        Container::ParquetUnits,
        Container::CsvGrams,
        Container::CsvUnits,
    ];

    pub(super) fn is_csv(self) -> bool {
        matches!(self, Container::CsvGrams | Container::CsvUnits)
    }

    /// Whether quantities are stated with a unit.
    pub(super) fn has_units(self) -> bool {
        matches!(self, Container::ParquetUnits | Container::CsvUnits)
    }

    /// Whether required columns can lack a value.
    pub(super) fn is_nullable(self) -> bool {
        self != Container::ParquetGrams
    }

    fn suffix(self) -> &'static str {
        if self.is_csv() { "csv" } else { "parquet" }
    }
}

/// Rows of a part.
fn rows_per_part(options: &Options) -> u64 {
    ROWS_PER_PART.min(options.rows_per_file)
}

/// The parts of a world: as the number of rows wants it, quarters in the demo.
pub(super) fn parts(layer: &Layer, of_world: impl FnOnce(u64) -> Parts) -> Parts {
    match layer.options.scope {
        Scope::World => of_world(rows_per_part(&layer.options)),
        Scope::Demo => Parts { of_year: [4, 4] },
    }
}

/// The files of records.
pub(super) fn files(layer: &Layer, parts: Parts) -> Vec<FilePlan> {
    let options = &layer.options;
    if options.scope == Scope::Demo {
        return demo_files(layer.convention);
    }
    let folder = layer.convention.folder();
    let containers = containers(options);
    let parts_per_file = (options.rows_per_file / rows_per_part(options)).max(1);
    let mut out: Vec<FilePlan> = Vec::new();
    let [first, second] = parts.of_year;
    for (year, of_year) in [("2023", 0..first), ("2024", first..first + second)] {
        let starts = of_year.clone().step_by(index(parts_per_file));
        for (number, start) in (1..).zip(starts) {
            let container = containers[out.len() % containers.len()];
            out.push(FilePlan {
                path: format!(
                    "trades/{folder}{year}/part-{number:04}.{}",
                    container.suffix()
                ),
                container,
                parts: start..(start + parts_per_file).min(of_year.end),
                side: None,
            });
        }
    }
    let container = containers[out.len() % containers.len()];
    let path = format!("trades/{folder}2025/late.{}", container.suffix());
    out.push(FilePlan {
        path,
        container,
        parts: parts.all() - 1..parts.all(),
        side: None,
    });
    out
}

fn containers(options: &Options) -> &'static [Container] {
    match (options.scope, options.format) {
        (Scope::Demo, _) => &Container::ALL,
        (_, Format::Parquet) => &[Container::ParquetGrams],
        (_, Format::Csv) => &[Container::CsvGrams],
        (_, Format::Both) => &[Container::ParquetGrams, Container::CsvUnits],
    }
}

/// Files such as governments deliver: by year, by direction, by quarter, in this notation or that.
fn demo_files(convention: Convention) -> Vec<FilePlan> {
    let file = |path: &str, container, parts, side| FilePlan {
        path: format!("trades/{path}"),
        container,
        parts,
        side,
    };
    match convention {
        Convention::C1971 => {}
        Convention::C1961 => {
            let (first, second) = ("narcotics/2023.csv", "narcotics/2024.parquet");
            return vec![
                file(first, Container::CsvUnits, 0..4, None),
                file(second, Container::ParquetGrams, 4..9, None),
            ];
        }
        Convention::C1988 => {
            let all = "precursors/2023-2024.csv";
            return vec![file(all, Container::CsvUnits, 0..9, None)];
        }
    }
    vec![
        file(
            "2023/imports.csv",
            Container::CsvGrams,
            0..4,
            Some(Side::Importer),
        ),
        file(
            "2023/exports.csv",
            Container::CsvUnits,
            0..4,
            Some(Side::Exporter),
        ),
        file(
            "2024/first-half.parquet",
            Container::ParquetGrams,
            4..6,
            None,
        ),
        file(
            "2024/third-quarter.parquet",
            Container::ParquetUnits,
            6..7,
            None,
        ),
        file(
            "2024/fourth-quarter/imports.csv",
            Container::CsvUnits,
            7..8,
            Some(Side::Importer),
        ),
        file(
            "2024/fourth-quarter/exports.parquet",
            Container::ParquetGrams,
            7..8,
            Some(Side::Exporter),
        ),
        file("2025/late.csv", Container::CsvGrams, 8..9, None),
    ]
}

/// How many faulty rows there will be: of psychotropic substances in the demo each kind in each file, elsewhere each kind
/// once and some more; of the others the kind that only they can have, and some more.
pub(super) fn fault_count(layer: &Layer) -> u64 {
    let options = &layer.options;
    if options.faults_per_million == 0 {
        return 0;
    }
    if options.scope == Scope::Demo {
        let files = demo_files(layer.convention);
        return files
            .iter()
            .map(|file| count(&kinds_of_file(layer, file)))
            .sum();
    }
    let share = u128::from(options.records) * u128::from(options.faults_per_million) / 1_000_000;
    let share = u64::try_from(share).unwrap_or(u64::MAX);
    let least = match layer.convention {
        Convention::C1971 => count(&kinds(layer.convention, containers(options), None)),
        Convention::C1961 | Convention::C1988 => 1,
    };
    share.max(least)
}

/// The kinds of fault in a file of the demo.
fn kinds_of_file(layer: &Layer, file: &FilePlan) -> Vec<Fault> {
    let mut kinds = kinds(layer.convention, &[file.container], file.side);
    if layer.convention != Convention::C1971 {
        kinds.truncate(1);
    }
    kinds
}

fn kinds(convention: Convention, containers: &[Container], side: Option<Side>) -> Vec<Fault> {
    let holds = |fault: &Fault| {
        containers
            .iter()
            .any(|container| fault.fits(*container, side))
    };
    Fault::of_convention(convention).filter(holds).collect()
}

/// The parts of all files, in the order they are written, with their faults dealt out.
pub(super) fn works(layer: &Layer, files: &[FilePlan]) -> Vec<Work> {
    let options = &layer.options;
    let mut out = Vec::new();
    for (file, plan) in files.iter().enumerate() {
        out.extend(plan.parts.clone().map(|part| Work {
            file,
            part,
            faults: Vec::new(),
        }));
    }
    let faults = fault_count(layer);
    if options.scope == Scope::Demo {
        for (file, plan) in files.iter().enumerate().filter(|_| faults > 0) {
            let mut of_file: Vec<&mut Work> = out.iter_mut().filter(|w| w.file == file).collect();
            let parts = of_file.len();
            for (turn, fault) in kinds_of_file(layer, plan).into_iter().enumerate() {
                of_file[turn % parts].faults.push(fault);
            }
        }
        return out;
    }
    let kinds = kinds(layer.convention, containers(options), None);
    // The last part, what is delivered late, may have no rows at all.
    let places = out.len() - 1;
    let mut place = 0;
    for turn in 0..index(faults) {
        let fault = kinds[turn % kinds.len()];
        while !fault.fits(files[out[place % places].file].container, None) {
            place += 1;
        }
        out[place % places].faults.push(fault);
        place += 1;
    }
    out
}
