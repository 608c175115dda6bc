//! Which version stands (`rules.md` 4.2), and which versions are unlike (4.7).

use super::{Version, settled};
use crate::config::{Config, ConfigSource};
use crate::conversion::Conversion;
use crate::records::{Flow, Period, Procedure, Record, Texts};
use crate::terms::{Country, Day, Form, Origin, Quantity};

struct Lists {
    config: Config,
    conversion: Conversion,
}

fn lists() -> Lists {
    let (config, conversion) = Conversion::load(ConfigSource::builtin()).unwrap();
    Lists { config, conversion }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn form(lists: &Lists, code: &str) -> Form {
    lists.config.form_codes.find(code).unwrap()
}

fn grams(grams: i128) -> Quantity {
    Quantity::from_millionths(grams * 1_000_000).unwrap()
}

/// A record of the reporter 1, with the id A.
fn version(lists: &Lists) -> Version<'static> {
    Version {
        origin: Origin { file: 1, row: 1 },
        record: Record {
            date: day("2024-05-01"),
            received: day("2024-06-01"),
            reporter: Country::from(1),
            partner: None,
            flow: Flow::Import,
            form: form(lists, "PM005"),
            quantity: grams(10),
            reexport: grams(1),
            period: Period::Day,
            procedure: Procedure::Usual,
        },
        texts: Texts {
            record_id: "A",
            ..Texts::default()
        },
    }
}

/// A change to a version.
type Change = fn(&mut Version<'static>, &Lists);

/// What a version may have more of, the first that counts first.
const RANKS: [Change; 10] = [
    |version, _| version.record.received = day("2024-06-02"),
    |version, _| version.record.quantity = grams(11),
    |version, _| version.record.date = day("2024-05-02"),
    |version, _| version.record.partner = Some(Country::from(0)),
    |version, lists| version.record.form = form(lists, "PM005-HCL"),
    |version, _| version.record.reexport = grams(2),
    |version, _| version.texts.authorisation = "1",
    |version, _| version.texts.special_licence = "1",
    |version, _| version.record.procedure = Procedure::Simplified,
    |version, _| version.record.period = Period::Month,
];

#[test]
fn the_greatest_version_stands_by_the_first_property_that_differs() {
    let lists = lists();
    for (first, change) in RANKS.iter().enumerate() {
        // Greater by one property, against greater by all that count less.
        let (mut greater, mut less) = (version(&lists), version(&lists));
        change(&mut greater, &lists);
        RANKS[first + 1..]
            .iter()
            .for_each(|change| change(&mut less, &lists));
        for mut versions in [[greater, less], [less, greater]] {
            versions[0].origin.row = 2;
            let records = settled(&mut versions, &lists.conversion);
            assert_eq!(records.len(), 1, "{first}");
            assert_eq!(records[0].standing.record, greater.record, "{first}");
            assert_eq!(records[0].standing.texts, greater.texts, "{first}");
            assert_eq!(records[0].superseded.len(), 1, "{first}");
            assert!(!records[0].id_shared, "{first}");
        }
    }
}

#[test]
fn of_equal_versions_the_first_by_file_and_row_stands() {
    let lists = lists();
    let at = |file, row| Version {
        origin: Origin { file, row },
        ..version(&lists)
    };
    let mut versions = [at(2, 1), at(1, 7), at(1, 6)];
    let records = settled(&mut versions, &lists.conversion);
    let origins: Vec<Origin> = records[0]
        .versions()
        .map(|version| version.origin)
        .collect();
    assert_eq!(
        origins,
        [at(1, 6), at(1, 7), at(2, 1)].map(|version| version.origin)
    );
}

#[test]
fn an_id_of_two_records_is_shared_and_an_id_of_two_reporters_is_not() {
    let lists = lists();
    let with = |change: Change| {
        let mut version = version(&lists);
        change(&mut version, &lists);
        version
    };
    let cases: [(Change, usize, bool); 5] = [
        // Another salt of the same substance is the same record.
        (
            |version, lists| version.record.form = form(lists, "PM005-HCL"),
            1,
            false,
        ),
        (
            |version, lists| version.record.form = form(lists, "PD006"),
            2,
            true,
        ),
        (|version, _| version.record.flow = Flow::Export, 2, true),
        (
            |version, _| version.record.reporter = Country::from(2),
            2,
            false,
        ),
        (|version, _| version.texts.record_id = "B", 2, false),
    ];
    for (change, records, shared) in cases {
        let mut versions = [version(&lists), with(change)];
        let found = settled(&mut versions, &lists.conversion);
        let (standing, superseded) = (
            found.len(),
            found.iter().map(|of| of.superseded.len()).sum::<usize>(),
        );
        assert_eq!((standing, superseded), (records, 2 - records));
        assert!(found.iter().all(|of| of.id_shared == shared));
    }
    // Only the records of that id.
    let mut versions = [
        version(&lists),
        with(|version, _| version.record.flow = Flow::Export),
        with(|version, _| version.texts.record_id = "0"),
    ];
    let found = settled(&mut versions, &lists.conversion);
    let shared: Vec<(&str, bool)> = found
        .iter()
        .map(|of| (of.standing.texts.record_id, of.id_shared))
        .collect();
    assert_eq!(shared, [("0", false), ("A", true), ("A", true)]);
}

#[test]
fn versions_are_unlike_by_days_partners_or_numbers() {
    let lists = lists();
    let mut more = version(&lists);
    more.record.quantity = grams(99);
    let mut versions = [version(&lists), more];
    assert!(!settled(&mut versions, &lists.conversion)[0].is_unlike());
    let mut apart = [version(&lists), version(&lists)];
    for (date, is_unlike) in [
        ("2024-04-01", false),
        ("2024-03-31", false),
        ("2024-03-30", true),
    ] {
        apart[0].record.date = day("2024-05-01");
        apart[1].record.date = day(date);
        let days = apart[0].record.date.number() - apart[1].record.date.number();
        assert_eq!(
            settled(&mut apart.clone(), &lists.conversion)[0].is_unlike(),
            is_unlike,
            "{days} days"
        );
    }
    let partners = |one: Option<u16>, other: Option<u16>| {
        let mut versions = [version(&lists), version(&lists)];
        versions[0].record.partner = one.map(Country::from);
        versions[1].record.partner = other.map(Country::from);
        settled(&mut versions, &lists.conversion)[0].is_unlike()
    };
    assert_eq!(
        [
            partners(Some(3), Some(4)),
            partners(Some(3), Some(3)),
            partners(Some(3), None)
        ],
        [true, false, false]
    );
    let numbers = |one, other| {
        let mut versions = [version(&lists), version(&lists)];
        (
            versions[0].texts.authorisation,
            versions[1].texts.authorisation,
        ) = (one, other);
        settled(&mut versions, &lists.conversion)[0].is_unlike()
    };
    assert_eq!(
        [numbers("1", "2"), numbers("1", "1"), numbers("1", "")],
        [true, false, false]
    );
}

#[test]
fn another_procedure_changes_nothing_else() {
    let lists = lists();
    let own = version(&lists);
    let under = own.under(Procedure::Simplified);
    assert_eq!(under.record.procedure, Procedure::Simplified);
    assert_eq!(under.under(Procedure::Usual), own);
}
