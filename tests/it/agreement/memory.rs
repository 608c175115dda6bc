//! However little memory a run has, and however much of the evidence belongs to one alert, the answer is the same.

use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use inforce::archive::Publishing;
use inforce::config::{Config, ConfigSource};
use inforce::conversion::Conversion;
use inforce::judgement::Rule;
use inforce::judgement::Verdict;
use inforce::night::run::{Extent, Nightly, Outcome, Unreadable, run};
use inforce::night::{Memory, Meter};
use inforce::terms::Day;
use inforce_synth::{Options, generate};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs::{self, File};
use std::path::Path;

fn judged(dataset: &Path, out: &Path, memory: Memory) -> Outcome {
    let config = Config::load(ConfigSource::builtin()).unwrap();
    let conversion = Conversion::of(&config).unwrap();
    let meter = Meter::default();
    let (config, conversion, meter) = (&config, &conversion, &meter);
    run(&Nightly {
        dataset,
        out,
        config,
        conversion,
        known_at: None,
        unreadable: Unreadable::EndRun,
        extent: Extent::News,
        publishing: Publishing::default(),
        memory,
        meter,
    })
    .unwrap()
}

#[test]
fn no_memory_at_all_makes_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let dataset = folder.path().join("data");
    generate(
        &Options {
            rows_per_file: 50_000,
            ..Options::new(200_000, 12, dataset.clone())
        },
        &|_| {},
    )
    .unwrap();
    let mut answers = Vec::new();
    for (place, memory) in [
        Memory::DEFAULT,
        Memory::of_bytes(0),
        Memory::of_bytes(1 << 20),
    ]
    .into_iter()
    .enumerate()
    {
        let out = folder.path().join(place.to_string());
        judged(&dataset, &out, memory);
        // What went to disk had no name, and nothing of it is left.
        let mut left: Vec<String> = fs::read_dir(&out)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left, [".lock", "current", "runs"]);
        answers.push(out.join("current"));
    }
    for other in &answers[1..] {
        assert_eq!(crate::forge::unlike(&answers[0], other), [""; 0]);
    }
}

/// Days of movements, exporters, and shipments of each of them on each day.
const DAYS: i32 = 300;
const EXPORTERS: [&str; 3] = ["CHE", "DEU", "IND"];
const SHIPMENTS: i32 = 450;

/// One country imports one substance all year, in so many records that their evidence takes several bundles.
fn large(dataset: &Path) {
    fs::create_dir_all(dataset.join("trades")).unwrap();
    let mut text = String::from("record_id,date,received,reporter,partner,flow,form,quantity_g\n");
    for number in 0..DAYS {
        let date = Day::from_number(19_723 + number);
        for shipment in 0..SHIPMENTS {
            for exporter in EXPORTERS {
                let grams = shipment % 7 + 1;
                writeln!(
                    text,
                    "E{number}-{shipment},{date},,{exporter},KEN,export,PD006,{grams}"
                )
                .unwrap();
                writeln!(
                    text,
                    "I{exporter}{number}-{shipment},{date},,KEN,{exporter},import,PD006,{grams}"
                )
                .unwrap();
                if shipment == 5 {
                    // A correction downwards of the same movement, received the day after.
                    writeln!(
                        text,
                        "E{number}-{shipment},{date},{},{exporter},KEN,export,PD006,0.5",
                        date.next()
                    )
                    .unwrap();
                }
            }
        }
    }
    fs::write(dataset.join("trades/all.csv"), text).unwrap();
    fs::create_dir_all(dataset.join("estimates")).unwrap();
    let filings = "filing_id,country,substance,kind,received,effective,grams\nA,KEN,PD006,assessment,2023-11-01,2024-01-01,100000\n";
    fs::write(dataset.join("estimates/all.csv"), filings).unwrap();
}

#[test]
fn the_evidence_of_one_alert_may_be_more_than_a_bundle() {
    let folder = tempfile::tempdir().unwrap();
    let (dataset, out) = (folder.path().join("data"), folder.path().join("out"));
    large(&dataset);
    let outcome = judged(&dataset, &out, Memory::of_bytes(0));

    let shipped = i64::from((0..SHIPMENTS).map(|shipment| shipment % 7 + 1).sum::<i32>());
    // Of the shipment that is corrected half a gram is left of six.
    let exported = |exporters: i64| exporters * i64::from(DAYS) * (shipped * 2 - 11);
    let records = i64::from(DAYS) * i64::from(SHIPMENTS);
    let half_grams = |units: i128| i64::try_from(units / 500_000_000_000_000).unwrap();
    let mut found = BTreeMap::new();
    for alert in &outcome.alerts {
        let Verdict::Excess(excess) = &alert.verdict else {
            panic!("{alert:?}")
        };
        let sum: &mut (i64, i64, i64) = found.entry(alert.key.rule).or_default();
        *sum = (
            sum.0 + 1,
            sum.1 + excess.year.records,
            sum.2 + half_grams(excess.year.total.units()),
        );
    }
    let expected = [
        (Rule::ExportExcess, (3, 3 * records, exported(3))),
        (
            Rule::ImportExcess,
            (1, 3 * records, 3 * i64::from(DAYS) * shipped * 2),
        ),
        (Rule::PartnerReportedExcess, (1, 3 * records, exported(3))),
    ];
    assert_eq!(found, expected.into());
    assert_eq!(evidence(&out), 3 * 3 * records);
}

/// Goes through the evidence: sorted, its running totals those of the base masses up to the day. How many rows it has.
fn evidence(out: &Path) -> i64 {
    let file = File::open(out.join("current/evidence/2024.parquet")).unwrap();
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    assert!(
        builder.metadata().num_row_groups() > 6,
        "the evidence is in one piece"
    );
    let mut rows: Vec<(String, i32, String, String, i128, i128)> = Vec::new();
    for batch in builder.build().unwrap() {
        let batch: RecordBatch = batch.unwrap();
        let text = |name: &str, row: usize| {
            batch
                .column_by_name(name)
                .unwrap()
                .as_string::<i32>()
                .value(row)
                .to_owned()
        };
        let mass = |name: &str, row: usize| {
            batch
                .column_by_name(name)
                .unwrap()
                .as_primitive::<Decimal128Type>()
                .value(row)
        };
        let date = batch
            .column_by_name("date")
            .unwrap()
            .as_primitive::<arrow_array::types::Date32Type>();
        assert_eq!(
            batch
                .column_by_name("source_row")
                .unwrap()
                .as_primitive::<Int64Type>()
                .null_count(),
            0
        );
        for row in 0..batch.num_rows() {
            let (alert, reporter, id) = (
                text("alert_id", row),
                text("reporter", row),
                text("record_id", row),
            );
            rows.push((
                alert,
                date.value(row),
                reporter,
                id,
                mass("base_g", row),
                mass("running_total_g", row),
            ));
        }
    }
    let key = |row: &(String, i32, String, String, i128, i128)| {
        (row.0.clone(), row.1, row.2.clone(), row.3.clone())
    };
    assert!(rows.windows(2).all(|pair| key(&pair[0]) < key(&pair[1])));
    for of_alert in rows.chunk_by(|a, b| a.0 == b.0) {
        let mut total = 0;
        for of_day in of_alert.chunk_by(|a, b| a.1 == b.1) {
            total += of_day.iter().map(|row| row.4).sum::<i128>();
            assert!(
                of_day.iter().all(|row| row.5 == total),
                "{} on {}",
                of_day[0].0,
                of_day[0].1
            );
        }
    }
    i64::try_from(rows.len()).unwrap()
}
