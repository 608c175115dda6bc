//! Compares the ledger with sums in a plain map, for any number of threads and little memory.

use super::live::{LedgerCell, Live, Posting};
use super::run::Run;
use super::*;
use crate::config::{Config, ConfigSource};
use crate::records::{Flow, Period, Procedure, Record};
use crate::scratch::Scratch;
use crate::terms::{Form, Quantity};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Base mass and number of records, by line of the ledger and day.
type Sums = BTreeMap<(Line, Day), (i128, i64)>;

pub(super) fn conversion() -> &'static Conversion {
    static CONVERSION: LazyLock<Conversion> = LazyLock::new(|| {
        let config = Config::load(ConfigSource::builtin()).unwrap();
        Conversion::of(&config).unwrap()
    });
    &CONVERSION
}

pub(super) fn record(flow: Flow, importer: u16, form: u16, day: i32, millionths: i64) -> Record {
    let (reporter, partner) = match flow {
        Flow::Import => (importer, 9),
        Flow::Export => (9, importer),
    };
    Record {
        date: Day::from_number(day),
        received: Day::from_number(day),
        reporter: Country::from(reporter),
        partner: Some(Country::from(partner)),
        flow,
        form: Form::from(form),
        quantity: Quantity::from_millionths(millionths.into()).unwrap(),
        reexport: Quantity::default(),
        period: Period::Day,
        procedure: Procedure::Usual,
    }
}

/// Adds up records one by one, by whatever their shares are of; a share that is of nothing does not count.
fn added<'a, Of: Ord>(
    records: impl IntoIterator<Item = &'a Record>,
    conversion: &Conversion,
    of: impl Fn(&Record, Substance) -> Option<Of>,
) -> BTreeMap<(Of, Day), (i128, i64)> {
    let mut sums = BTreeMap::new();
    for record in records {
        for share in conversion.shares(record.form, record.date) {
            let base = record.base(share).units();
            if base > 0
                && let Some(of) = of(record, share.substance)
            {
                let sum: &mut (i128, i64) = sums.entry((of, record.date)).or_default();
                *sum = (sum.0 + base, sum.1 + 1);
            }
        }
    }
    sums
}

/// Adds up records by line of the ledger.
fn sums<'a>(records: impl IntoIterator<Item = &'a Record>, conversion: &Conversion) -> Sums {
    added(records, conversion, |record, substance| {
        let basis = if record.flow == Flow::Import {
            Basis::ImportReports
        } else {
            Basis::PartnerReports
        };
        Some(Line {
            basis,
            importer: record.importer().unwrap(),
            substance,
        })
    })
}

/// Adds up own exports.
fn own_sums(records: &[Record], conversion: &Conversion) -> Vec<OwnExport> {
    let exports = added(records, conversion, |record, substance| {
        let is_own = record.flow == Flow::Export && conversion.is_raised(substance);
        is_own.then_some((record.reporter, substance))
    });
    let exports = exports.into_iter();
    exports
        .map(
            |(((exporter, substance), day), (units, records))| OwnExport {
                exporter,
                substance,
                day,
                base: Mass::from_units(units),
                records,
            },
        )
        .collect()
}

fn own_exports(ledger: &Ledger<'_>) -> Vec<OwnExport> {
    let of = |(exporter, substance)| ledger.own_exports_by_day(exporter, substance).unwrap();
    ledger.exporters().into_iter().flat_map(of).collect()
}

fn entries(ledger: &Ledger<'_>) -> Vec<Entry> {
    ledger
        .lines()
        .into_iter()
        .flat_map(|line| ledger.entries(line).unwrap())
        .collect()
}

/// Asserts that the ledger has the same entries as the sums, in order.
fn assert_is(ledger: &Ledger<'_>, sums: &Sums) {
    let of_entry = |entry: &Entry| {
        let Entry {
            basis,
            importer,
            substance,
            day,
            base,
            records,
        } = *entry;
        (
            (
                Line {
                    basis,
                    importer,
                    substance,
                },
                day,
            ),
            (base.units(), records),
        )
    };
    let found: Vec<_> = entries(ledger).iter().map(of_entry).collect();
    assert_eq!(
        found,
        sums.iter()
            .map(|(key, sum)| (*key, *sum))
            .collect::<Vec<_>>()
    );
}

/// Returns a tally for ten countries with a share of memory in bytes.
pub(super) fn tally(folder: &tempfile::TempDir, share: u64) -> Tally {
    let scratch = Scratch::new(folder.path(), share * 2);
    Tally::new(10, conversion().places(), scratch, share)
}

#[derive(Clone, Copy)]
enum Way {
    In,
    Out,
}

/// Counts records or takes them out, each thread a part of them; another thread may have counted the records taken out.
fn change(tally: &Tally, threads: usize, records: &[Record], way: Way) {
    std::thread::scope(|scope| {
        for part in records.chunks(records.len().div_ceil(threads).max(1)) {
            scope.spawn(move || {
                let mut writer = tally.writer();
                for record in part {
                    match way {
                        Way::In => writer.add(record),
                        Way::Out => writer.take_out(record),
                    }
                }
            });
        }
    });
}

prop_compose! {
    fn some_record()(
        flow in prop_oneof![Just(Flow::Import), Just(Flow::Export)],
        importer in 0..4_u16,
        form in prop_oneof![0..3_u16, 0..150_u16],
        day in prop_oneof![19_700..19_720_i32, Day::FIRST.number()..=Day::LAST.number()],
        millionths in prop_oneof![0..5_i64, 0..1_000_000_000_000_i64, Just(999_999_999_999_999_999_i64)],
    ) -> Record {
        record(flow, importer, form, day, millionths)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn it_adds_up_with_any_threads_and_memory(
        records in prop::collection::vec(some_record(), 0..500),
        threads in 1..5_usize,
        share in prop_oneof![Just(0_u64), 1..200_000_u64, Just(1_u64 << 30)],
        taken_out in 1..5_usize,
    ) {
        let (folder, conversion) = (tempfile::tempdir().unwrap(), conversion());
        let tally = tally(&folder, share);
        change(&tally, threads, &records, Way::In);
        let ledger = Ledger::new(tally, conversion).unwrap();
        assert_is(&ledger, &sums(&records, conversion));
        let gone: Vec<Record> = records.iter().step_by(taken_out).copied().collect();
        let (ledger, ()) = ledger.change(|tally| change(tally, threads, &gone, Way::Out)).unwrap();
        let standing = records.iter().enumerate().filter(|(place, _)| place % taken_out != 0).map(|(_, record)| record);
        assert_is(&ledger, &sums(standing, conversion));
    }

    /// Records that are tallied here (0), carried over (1), given as base mass (2) or put aside (3) add up, and so do own exports.
    #[test]
    fn all_that_is_given_adds_up(
        records in prop::collection::vec((some_record(), 0..4_u8, 5..8_u16), 0..200),
        share in prop_oneof![Just(0_u64), Just(1_u64 << 30)],
        cut in 0..100_usize,
    ) {
        let (folder, conversion) = (tempfile::tempdir().unwrap(), conversion());
        let scratch = Scratch::new(folder.path(), share);
        let records: Vec<(Record, u8)> = records
            .into_iter()
            .map(|(record, way, exporter)| match record.flow {
                Flow::Import => (record, way),
                Flow::Export => (Record { reporter: exporter.into(), ..record }, way),
            })
            .collect();
        let of = |ways: &[u8]| -> Vec<Record> {
            let of_ways = records.iter().filter(|(_, way)| ways.contains(way));
            of_ways.map(|(record, _)| *record).collect()
        };
        let tallied = |way| {
            let tally = tally(&folder, share);
            change(&tally, 2, &of(&[way]), Way::In);
            tally
        };
        let given = |entries: &[Entry]| {
            let (first, second) = entries.split_at(cut.min(entries.len()));
            let pieces = [first, second].map(|part| LedgerPiece::keep(part, &scratch).unwrap());
            Carried::of(pieces.into())
        };
        let given_of = |way| {
            let ledger = Ledger::new(tallied(way), conversion).unwrap();
            let own: Vec<Entry> = own_exports(&ledger).into_iter().map(OwnExport::entry).collect();
            (given(&entries(&ledger)), given(&own))
        };
        let ((carried, own_carried), (in_part, own_in_part)) = (given_of(1), given_of(2));
        let ledger = Ledger::new(tallied(0), conversion)
            .unwrap()
            .carrying(carried, own_carried)
            .with_parts(in_part, own_in_part)
            .with_aside(tallied(3))
            .unwrap();
        assert_is(&ledger, &sums(&of(&[0, 1, 2, 3]), conversion));
        prop_assert_eq!(own_exports(&ledger), own_sums(&of(&[0, 1, 2, 3]), conversion));
        let of_before = sums(&of(&[1]), conversion);
        for line in ledger.lines() {
            for year in [1971, 2023, 2024] {
                let has = of_before.keys().any(|(of, day)| *of == line && day.year() == year);
                prop_assert_eq!(ledger.has_carried(line, year).unwrap(), has);
            }
        }
        let ledger = ledger.without_aside();
        assert_is(&ledger, &sums(&of(&[0, 1, 2]), conversion));
        prop_assert_eq!(own_exports(&ledger), own_sums(&of(&[0, 1, 2]), conversion));
    }

    /// Cells go to a tally of another process entry by entry, in any order.
    #[test]
    fn cells_go_to_another_tally(
        records in prop::collection::vec(some_record(), 0..200),
        share in prop_oneof![Just(0_u64), 1..50_000_u64, Just(1_u64 << 30)],
    ) {
        let (folder, conversion) = (tempfile::tempdir().unwrap(), conversion());
        let to = tally(&folder, share);
        for part in records.chunks(70) {
            let mut from = tally(&folder, share);
            change(&from, 2, part, Way::In);
            prop_assert_eq!(from.accounts(), 30);
            for account in (0..from.accounts()).rev() {
                for entry in from.exported(account).unwrap().into_iter().rev() {
                    prop_assert_eq!(to.absorb(account, &entry), Some(()));
                    prop_assert!(to.held() <= share, "{} of {share}", to.held());
                    prop_assert_eq!(to.absorb(from.accounts(), &entry), None);
                }
            }
        }
        assert_is(&Ledger::new(to, conversion).unwrap(), &sums(&records, conversion));
    }
}

#[test]
fn sums_beyond_64_bits_are_carried_exactly() {
    let (folder, conversion) = (tempfile::tempdir().unwrap(), conversion());
    let huge = vec![record(Flow::Import, 1, 0, 19_700, 999_999_999_999_999_999); 1000];
    for share in [0, 1 << 30] {
        let tally = tally(&folder, share);
        change(&tally, 3, &huge, Way::In);
        let ledger = Ledger::new(tally, conversion).unwrap();
        assert_is(&ledger, &sums(&huge, conversion));
        let (ledger, ()) = ledger
            .change(|tally| change(tally, 2, &huge[1..], Way::Out))
            .unwrap();
        assert_is(&ledger, &sums(&huge[..1], conversion));
        let (ledger, ()) = ledger
            .change(|tally| tally.writer().take_out(&huge[0]))
            .unwrap();
        assert_is(&ledger, &Sums::new());
    }
}

#[test]
fn a_run_holds_what_cells_carry() {
    let folder = tempfile::tempdir().unwrap();
    let mut live = Live::default();
    let (form, day) = (Form::from(0), Day::from_number(19_700));
    for records in [[1; 9], [-1; 9]].concat() {
        live.post(&[Posting {
            net: i64::MAX,
            day,
            form,
            records,
        }]);
    }
    live.post(&[Posting {
        net: 0,
        day: day.next(),
        form,
        records: -1,
    }]);
    let run = Run::keep(&live, &Scratch::new(folder.path(), 0)).unwrap();
    let mut read = Vec::new();
    run.read(&[Form::from(7), form], |place, day, cell| {
        read.push((place, day, cell));
    })
    .unwrap();
    let huge = LedgerCell {
        net: i128::from(i64::MAX) * 18,
        records: 0,
    };
    assert_eq!(
        read,
        [
            (1, day, huge),
            (
                1,
                day.next(),
                LedgerCell {
                    net: 0,
                    records: -1
                }
            )
        ]
    );
    run.read(&[Form::from(7)], |_, _, _| unreachable!())
        .unwrap();
}

#[test]
fn days_far_apart_take_no_room_between_them() {
    let (folder, conversion) = (tempfile::tempdir().unwrap(), conversion());
    let days = [Day::FIRST, Day::from_number(0), Day::LAST];
    let records: Vec<Record> = (0..100_u16)
        .flat_map(|form| days.map(|day| record(Flow::Export, 3, form, day.number(), 1_000_000)))
        .collect();
    let tally = tally(&folder, 1 << 30);
    change(&tally, 1, &records, Way::In);
    // Each export of a narcotic drug stands in two accounts.
    assert!(tally.held() < 200_000, "{}", tally.held());
    let ledger = Ledger::new(tally, conversion).unwrap();
    assert_is(&ledger, &sums(&records, conversion));
}

#[test]
fn memory_stays_within_the_share_and_is_given_back() {
    let (folder, conversion) = (tempfile::tempdir().unwrap(), conversion());
    let share = 100_000;
    let scratch = Scratch::new(folder.path(), share);
    let tally = Tally::new(10, conversion.places(), scratch.clone(), share);
    assert!(!scratch.reserve(1));
    let records: Vec<Record> = (0..100_000_u32)
        .map(|n| {
            record(
                Flow::Import,
                u16::try_from(n % 7).unwrap(),
                1,
                i32::try_from(n / 7).unwrap(),
                1_000_000,
            )
        })
        .collect();
    let mut writer = tally.writer();
    for record in &records {
        writer.add(record);
        assert!(tally.held() <= share, "{}", tally.held());
    }
    drop(writer);
    let ledger = Ledger::new(tally, conversion).unwrap();
    assert_is(&ledger, &sums(&records, conversion));
    drop(ledger);
    assert!(scratch.reserve(share) && !scratch.reserve(1));
}

#[test]
fn a_ledger_keeps_the_memory_of_its_cells_alone() {
    let (folder, conversion) = (tempfile::tempdir().unwrap(), conversion());
    let share = 1 << 20;
    let scratch = Scratch::new(folder.path(), share);
    let tallied = || {
        let tally = Tally::new(10, conversion.places(), scratch.clone(), share / 2);
        tally.writer().add(&record(Flow::Import, 1, 1, 19_700, 5));
        tally
    };
    let (tally, aside) = (tallied(), tallied());
    let held = tally.held() + aside.held();
    assert!(held > 0 && !scratch.reserve(1));
    let ledger = Ledger::new(tally, conversion).unwrap();
    let ledger = ledger.with_aside(aside).unwrap();
    assert!(scratch.reserve(share - held) && !scratch.reserve(1));
    drop(ledger);
    assert!(scratch.reserve(held) && !scratch.reserve(1));
}

#[test]
fn accounts_have_places_and_words() {
    for (place, basis) in Basis::ALL.into_iter().enumerate() {
        assert_eq!(basis.place(), place);
        assert_eq!(basis.other().place(), 1 - place);
    }
    let words = Basis::ALL.map(Basis::name);
    assert_eq!(words, ["import-reports", "partner-reports"]);
}

#[test]
fn what_cannot_be_kept_is_not_passed_over() {
    let (folder, conversion) = (tempfile::tempdir().unwrap(), conversion());
    let scratch = Scratch::new(&folder.path().join("missing"), 0);
    let tally = Tally::new(10, conversion.places(), scratch.clone(), 1000);
    tally.writer().add(&record(Flow::Import, 1, 1, 19_700, 5));
    assert!(matches!(
        Ledger::new(tally, conversion),
        Err(ScratchError::Make { .. })
    ));
    let tally = Tally::new(10, conversion.places(), scratch, 1000);
    let ledger = Ledger::new(tally, conversion).unwrap();
    let changed = ledger.change(|tally| tally.writer().add(&record(Flow::Import, 1, 1, 19_700, 5)));
    assert!(matches!(changed, Err(ScratchError::Make { .. })));
}

#[test]
fn what_is_cut_off_is_not_absorbed() {
    let (folder, conversion) = (tempfile::tempdir().unwrap(), conversion());
    let mut from = tally(&folder, 1 << 20);
    from.writer()
        .add(&record(Flow::Import, 1, 1, 19_700, 5_000_000));
    let entries = from.exported(1).unwrap();
    let [entry] = entries.as_slice() else {
        panic!("{} entries", entries.len());
    };
    for end in 1..entry.len() {
        let to = tally(&folder, 1 << 20);
        assert_eq!(to.absorb(1, &entry[..end]), None, "{end}");
    }
    let to = tally(&folder, 1 << 20);
    assert_eq!(to.absorb(1, &[]), Some(()));
    assert_is(&Ledger::new(to, conversion).unwrap(), &Sums::new());
}

#[test]
fn each_calendar_year_of_a_line_is_judged_by_itself() {
    let (folder, conversion) = (tempfile::tempdir().unwrap(), conversion());
    let tally = tally(&folder, 1 << 20);
    let days: Vec<Day> = ["2022-12-31", "2023-01-01", "2023-12-31", "2025-06-01"]
        .iter()
        .map(|day| day.parse().unwrap())
        .collect();
    for day in &days {
        tally
            .writer()
            .add(&record(Flow::Import, 2, 0, day.number(), 10));
    }
    let ledger = Ledger::new(tally, conversion).unwrap();
    let line = &ledger.lines()[..1];
    let judged = ledger
        .judged(line, |entries| {
            Ok(entries.iter().map(|entry| entry.day).collect::<Vec<_>>())
        })
        .unwrap();
    assert_eq!(judged, [vec![days[0]], days[1..3].to_vec(), vec![days[3]]]);
    assert_eq!(ledger.judged(&[], |_| Ok(())).unwrap(), []);
}

#[test]
fn own_exports_are_those_that_the_exporter_reports() {
    let (folder, conversion) = (tempfile::tempdir().unwrap(), conversion());
    let config = Config::load(ConfigSource::builtin()).unwrap();
    let form = |code| config.form_codes.find(code).unwrap().number();
    let (morphine, diazepam) = (form("NM009"), form("PD006"));
    let records = [
        record(Flow::Export, 3, morphine, 19_700, 5),
        record(Flow::Export, 4, morphine, 19_700, 6),
        record(Flow::Export, 4, morphine, 19_701, 7),
        record(Flow::Import, 3, morphine, 19_700, 8),
        record(Flow::Export, 3, diazepam, 19_700, 9),
    ];
    let tally = tally(&folder, 1 << 20);
    change(&tally, 1, &records, Way::In);
    let ledger = Ledger::new(tally, conversion).unwrap();
    let substance = config.substance_codes.find("NM009").unwrap();
    // All of them are reported by country 9.
    assert_eq!(ledger.exporters(), [(Country::from(9), substance)]);
    let exports = ledger
        .own_exports_by_day(Country::from(9), substance)
        .unwrap();
    let found: Vec<_> = exports
        .iter()
        .map(|export| (export.day.number(), export.base.units(), export.records))
        .collect();
    let micrograms = |count: i128| count * 1_000_000_000;
    assert_eq!(
        found,
        [(19_700, micrograms(11), 2), (19_701, micrograms(7), 1)]
    );
    let totals = ledger.own_exports(Country::from(9), substance).unwrap();
    let on = |day| totals.until(Day::from_number(day)).units();
    assert_eq!(
        [19_699, 19_700, 19_701].map(on),
        [0, micrograms(11), micrograms(18)]
    );
    let diazepam = config.substance_codes.find("PD006").unwrap();
    let none = ledger.own_exports_by_day(Country::from(9), diazepam);
    assert_eq!(none.unwrap(), []);
    assert_is(&ledger, &sums(&records, conversion));
}
