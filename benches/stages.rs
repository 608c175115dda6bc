//! One bench for each stage, on the same made-up trade, so that a number points at a folder.
//!
//! `cargo bench --bench stages` runs all; `cargo bench --bench stages -- ledger` one. Wall time on a shared
//! machine wanders: compare runs side by side, not with yesterday's.

// A bench that cannot make its data has nothing to measure.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;
mod world;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use inforce::judgement::{DayTotal, excess};
use inforce::terms::{Day, Mass, Timeline};
use inforce_synth::Format;
use world::World;

const RECORDS: u64 = 200_000;

fn intake(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("intake");
    group
        .throughput(Throughput::Elements(RECORDS))
        .sample_size(20);
    for (name, format) in [("parquet", Format::Parquet), ("csv", Format::Csv)] {
        let world = World::new(format, RECORDS);
        group.bench_function(name, |bencher| bencher.iter(|| black_box(world.survey())));
    }
}

fn stages(criterion: &mut Criterion) {
    let world = World::new(Format::Parquet, RECORDS);
    let versions = world.versions();
    let mut group = criterion.benchmark_group("stages");
    group
        .throughput(Throughput::Elements(u64::try_from(versions.len()).unwrap()))
        .sample_size(20);
    group.bench_function("conversion", |bencher| {
        bencher.iter(|| black_box(world.shares(&versions)));
    });
    group.bench_function("versions", |bencher| {
        bencher.iter(|| black_box(world.suspects(&versions).is_empty()));
    });
    group.bench_function("ledger/tally", |bencher| {
        bencher.iter(|| black_box(world.tally(&versions)));
    });
    let ledger = world.ledger(&versions);
    group.bench_function("ledger/entries", |bencher| {
        bencher.iter(|| black_box(World::entries(&ledger)));
    });
    group.bench_function("judgement/all groups", |bencher| {
        bencher.iter(|| black_box(world.wanted(&ledger).groups()));
    });
    // Superseded versions are in the ledger as in the records here, so both say the same.
    let wanted = world.wanted(&ledger);
    group.bench_function("evidence", |bencher| {
        bencher.iter(|| black_box(world.evidence(&versions, &ledger, &wanted)));
    });
    group.finish();
}

fn judgement(criterion: &mut Criterion) {
    let days: Vec<DayTotal> = (19_723..20_089)
        .map(|number| DayTotal {
            day: Day::from_number(number),
            base: Mass::from_whole_grams(3),
            records: 1,
        })
        .collect();
    criterion.bench_function("judgement/one year without an estimate", |bencher| {
        bencher.iter(|| black_box(excess(black_box(&days), &Timeline::default()).unwrap()));
    });
}

criterion_group!(benches, intake, stages, judgement);
criterion_main!(benches);
