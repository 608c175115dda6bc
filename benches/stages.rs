//! One bench for each stage, on the same made-up trade, so that a number points at a folder.
//!
//! `cargo bench --bench stages` runs all; `cargo bench --bench stages -- ledger` one. Wall time on a shared
//! machine wanders: compare runs side by side, not with yesterday's.

// A bench that cannot make its data has nothing to measure.
#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;
use std::path::Path;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use inforce::config::{Config, ConfigSource};
use inforce::conversion::Conversion;
use inforce::estimates::{Estimates, ReadFiling, stand};
use inforce::evidence::{Wanted, assemble};
use inforce::intake::{InputFile, Kind, Lists, Record, Texts, find};
use inforce::judgement::{DayTotal, excess};
use inforce::ledger::{Ledger, Tally};
use inforce::synth::{Format, Options, generate};
use inforce::terms::{Day, Mass, Origin};
use inforce::versions::{Identity, Sightings, Suspects, Version, superseded};

const RECORDS: u64 = 200_000;

/// A dataset of one format and everything that is read from it.
struct World {
    _folder: tempfile::TempDir,
    config: Config,
    conversion: Conversion,
    files: Vec<InputFile>,
    versions: Vec<Version>,
    estimates: Estimates,
}

impl World {
    fn new(format: Format) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dataset = folder.path().join("data");
        generate(&Options { format, ..Options::new(RECORDS, 11, dataset.clone()) }, &|_| {}).unwrap();
        let config = Config::load(ConfigSource::builtin()).unwrap();
        let conversion = Conversion::of(&config).unwrap();
        let files = open(&dataset, Kind::Record);
        let lists = Lists { config: &config, conversion: &conversion };
        let versions = versions(&files, &lists);
        let estimates = estimates(&open(&dataset, Kind::Filing), &lists);
        Self { _folder: folder, config, conversion, files, versions, estimates }
    }

    fn lists(&self) -> Lists<'_> {
        Lists { config: &self.config, conversion: &self.conversion }
    }

    fn tally(&self) -> Tally {
        let mut tally = Tally::new(self.config.country_codes.len(), self.config.form_codes.len());
        self.versions.iter().for_each(|version| tally.add(&version.record));
        tally
    }

    fn ledger(&self) -> Ledger<'_> {
        Ledger::new(vec![self.tally()], &self.conversion, self.config.country_codes.len())
    }
}

fn open(dataset: &Path, kind: Kind) -> Vec<InputFile> {
    find(dataset, kind).unwrap().0.iter().map(|found| InputFile::open(found).unwrap()).collect()
}

fn records(files: &[InputFile], lists: &Lists, mut each: impl FnMut(Origin, &Record, Texts<'_>)) {
    for (file, index) in files.iter().zip(0..) {
        let reader = file.reader().unwrap();
        for portion in reader.portions() {
            let read =
                reader.picked(portion, lists, |_, _| Some(()), |row, (), record, texts| each(Origin { file: index, row }, record, texts));
            read.unwrap();
        }
    }
}

/// All valid records of which the greatest version stands.
fn versions(files: &[InputFile], lists: &Lists) -> Vec<Version> {
    let mut all = Vec::new();
    records(files, lists, |origin, record, texts| all.push(Version::new(origin, record, texts)));
    let replaced = superseded(&mut all);
    all.into_iter().zip(replaced).filter_map(|(version, replaced)| (!replaced).then_some(version)).collect()
}

fn estimates(files: &[InputFile], lists: &Lists) -> Estimates {
    let mut filings = Vec::new();
    for (file, index) in files.iter().zip(0..) {
        let reader = file.reader().unwrap();
        for portion in reader.portions() {
            let read = reader.filings(portion, lists, |row, filing| {
                if let Ok((filing, id)) = filing {
                    filings.push(ReadFiling { filing: *filing, id: id.into(), origin: Origin { file: index, row } });
                }
            });
            read.unwrap();
        }
    }
    Estimates::of(&stand(filings, None).in_use, lists.config.policy)
}

fn intake(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("intake");
    group.throughput(Throughput::Elements(RECORDS)).sample_size(20);
    for (name, format) in [("parquet", Format::Parquet), ("csv", Format::Csv)] {
        let world = World::new(format);
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut net = 0_i64;
                records(&world.files, &world.lists(), |_, record, _| net ^= record.net().millionths());
                black_box(net)
            });
        });
    }
}

fn stages(criterion: &mut Criterion) {
    let world = World::new(Format::Parquet);
    let records = u64::try_from(world.versions.len()).unwrap();
    let mut group = criterion.benchmark_group("stages");
    group.throughput(Throughput::Elements(records)).sample_size(20);
    group.bench_function("conversion", |bencher| {
        let shares = |version: &Version| world.conversion.shares(version.record.form, version.record.date).len();
        bencher.iter(|| black_box(world.versions.iter().map(shares).sum::<usize>()));
    });
    group.bench_function("versions", |bencher| {
        bencher.iter(|| {
            let mut seen = Sightings::default();
            world.versions.iter().for_each(|version| seen.see(Identity::of(version.record.reporter, &version.record_id)));
            black_box(Suspects::among(&[seen]).is_empty())
        });
    });
    group.bench_function("ledger/tally", |bencher| bencher.iter(|| black_box(world.tally())));
    let ledger = world.ledger();
    group.bench_function("ledger/entries", |bencher| {
        bencher.iter(|| black_box(ledger.judged(|entries| Ok(entries.len())).unwrap().len()));
    });
    group.bench_function("judgement/all groups", |bencher| {
        bencher.iter(|| black_box(Wanted::of(&ledger, &world.estimates, &world.config).unwrap().groups()));
    });
    let wanted = Wanted::of(&ledger, &world.estimates, &world.config).unwrap();
    group.bench_function("evidence", |bencher| {
        bencher.iter_batched(
            || (),
            |()| assemble(&world.versions, &wanted, &world.estimates, &world.conversion, &world.config).unwrap(),
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

fn judgement(criterion: &mut Criterion) {
    let days: Vec<DayTotal> =
        (19_723..20_089).map(|number| DayTotal { day: Day::from_number(number), base: Mass::from_whole_grams(3), records: 1 }).collect();
    criterion.bench_function("judgement/one year without an estimate", |bencher| {
        bencher.iter(|| black_box(excess(black_box(&days), None).unwrap()));
    });
}

criterion_group!(benches, intake, stages, judgement);
criterion_main!(benches);
