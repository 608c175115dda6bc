//! `check` against the reference: asked about a record that is there, with what else was there by its day, it must find
//! what judgement finds; and the estimates it asks are those that were published.

use crate::support::effort::{assert_met, seeds};
use crate::support::engine::Published;
use crate::support::generate;
use crate::support::reference::book::Book;
use crate::support::reference::judgement::{Group, GroupDay, Movement};
use crate::support::reference::{close_books, judge};
use crate::support::table::Cell;
use inforce::archive::read::{Dossier, PublishedRun};
use inforce::ask::check::{CheckedShipment, Shipment, ShipmentVerdict, check};
use inforce::estimates::Status;
use inforce::ledger::Basis;
use inforce::records::{Amounts, Procedure};
use inforce::terms::{Day, Mass, Quantity};

#[test]
fn a_record_asked_about_is_found_as_judged() {
    let mut asked = [0_u64; 2];
    let tried = seeds(25, 400);
    for seed in tried.clone() {
        let world = generate::world(seed);
        let folder = tempfile::tempdir().expect("a folder");
        let published = crate::support::engine::run_in(folder.path(), &world, 1).expect("a run");
        let run = PublishedRun::current(&folder.path().join("out")).expect("a published run");
        assert_eq!(
            estimates(&run),
            published.table("estimates").rows,
            "world {seed}"
        );
        assert_eq!(
            run.superseded_rows().expect("a table"),
            count(&published),
            "world {seed}"
        );
        let (books, book) = (
            close_books(&world),
            Book {
                config: &world.config,
            },
        );
        let outcome = judge(&books, &book);
        let of_accounts = |group: &&Group<'_>| {
            ["import-excess", "partner-reported-excess"].contains(&group.key.rule)
        };
        for group in outcome.groups.iter().filter(of_accounts) {
            for movement in &group.movements {
                let day = group
                    .days
                    .iter()
                    .find(|day| day.day == movement.record.date)
                    .expect("the day of a movement");
                asked[usize::from(day.in_excess)] += 1;
                ask(&run, movement, day, &outcome.movements, seed);
            }
        }
    }
    assert_met(
        &tried,
        400,
        [("fits", asked[0], 100), ("in excess", asked[1], 100)],
    );
}

/// The timelines worked out again from the filings that were published, as rows of `estimates.parquet`.
fn estimates(run: &PublishedRun) -> Vec<Vec<Cell>> {
    let (_, estimates) = run.estimates(run.filings().expect("filings"));
    let mut rows = Vec::new();
    for (country, substance, timeline) in estimates.timelines() {
        let ends = timeline
            .changes()
            .skip(1)
            .map(|(day, _)| Some(day))
            .chain([None]);
        for ((from, level), to) in timeline.changes().zip(ends) {
            rows.push(vec![
                Some(run.config.country_code(country).to_owned()),
                Some(run.config.substance_code(substance).to_owned()),
                Some(from.to_string()),
                to.map(|to| to.to_string()),
                Some(level.mass.to_string()),
                Some(level.status.name().to_owned()),
                level.filing.as_deref().map(ToOwned::to_owned),
                Some(
                    level
                        .supplements
                        .iter()
                        .map(AsRef::as_ref)
                        .collect::<Vec<&str>>()
                        .join(" "),
                ),
            ]);
        }
    }
    rows
}

fn count(published: &Published) -> u64 {
    published.manifest["counts"]["records"]["superseded"]
        .as_u64()
        .expect("a count")
}

fn ask(
    run: &PublishedRun,
    movement: &Movement<'_>,
    day: &GroupDay,
    all: &[Movement<'_>],
    seed: u64,
) {
    let (record, config) = (movement.record, &run.config);
    let date = Day::from_number(record.date.0);
    let basis = if movement.is_import() {
        Basis::ImportReports
    } else {
        Basis::PartnerReports
    };
    let country = |code: &str| config.country_codes.find(code).expect("a country");
    let form = config.form_codes.find(&record.form).expect("a form");
    let quantity = |millionths: i128| Quantity::from_millionths(millionths).expect("a quantity");
    let shipment = Shipment {
        importer: country(movement.importer()),
        exporter: None,
        form,
        quantity: quantity(record.quantity),
        reexport: quantity(record.reexport),
        date,
        licensed: !record.special_licence.is_empty(),
        procedure: Procedure::Usual,
    };
    // What the record itself added is taken out again; it may be set aside for another substance.
    let adds = |substance: &str| {
        let mut movements = all.iter();
        movements.any(|it| it.record.origin == record.origin && it.substance == substance)
    };
    let amounts = Amounts::of(
        shipment.quantity.millionths(),
        shipment.reexport.millionths(),
        shipment.procedure,
    );
    let without = |share: &inforce::conversion::Share| {
        let mut dossier = Dossier::of(run, shipment.importer, share.substance).expect("a dossier");
        if adds(config.substance_code(share.substance)) {
            let entry = dossier
                .ledger
                .iter_mut()
                .find(|entry| entry.basis == basis && entry.day == date)
                .expect("its entry");
            let counted = quantity(amounts.by(share.measure).into());
            entry.base = entry.base.minus(counted.times(share.factor));
        }
        std::sync::Arc::new(dossier)
    };
    let dossiers: Vec<_> = run
        .conversion
        .shares(form, date)
        .iter()
        .map(without)
        .collect();
    let checked =
        check(shipment, &run.rules().expect("the filings"), &dossiers).expect("an answer");
    let of = checked
        .substances
        .iter()
        .find(|of| config.substance_code(of.substance) == movement.substance)
        .expect("its substance");
    let account = of
        .accounts
        .iter()
        .find(|account| account.basis == basis)
        .expect("its account");
    let Some(level) = day.estimate() else {
        let found = (of.level.status, account.headroom, account.over_after);
        assert_eq!(
            found,
            (Status::Unknown, None, false),
            "world {seed}, {record:?}"
        );
        return;
    };
    let found = (of.base, account.after, of.level.mass, account.over_after);
    let expected = (
        Mass::from_units(movement.base),
        Mass::from_units(day.total),
        Mass::from_units(level),
        day.in_excess,
    );
    assert_eq!(found, expected, "world {seed}, {record:?}");
    assert!(
        !day.in_excess || of.verdict != ShipmentVerdict::Fits,
        "world {seed}, {record:?}"
    );
    largest_is_largest(&checked, &dossiers, run, seed);
}

/// The largest quantity fits, a millionth of a gram more does not.
fn largest_is_largest(
    checked: &CheckedShipment,
    dossiers: &[std::sync::Arc<Dossier>],
    run: &PublishedRun,
    seed: u64,
) {
    let ask = |quantity: Quantity| {
        let shipment = Shipment {
            quantity,
            ..checked.shipment
        };
        check(shipment, &run.rules().expect("the filings"), dossiers).expect("an answer")
    };
    let Some(largest) = checked.largest else {
        return;
    };
    if largest >= checked.shipment.reexport {
        let fits = ask(largest).verdict.passes();
        assert!(
            fits,
            "world {seed}, {:?}: {largest} g do not fit",
            checked.shipment
        );
    }
    let over = Quantity::from_millionths(
        i128::from(largest.max(checked.shipment.reexport).millionths()) + 1,
    );
    if let Some(over) = over {
        assert!(
            !ask(over).verdict.passes(),
            "world {seed}, {:?}: {over} g fit",
            checked.shipment
        );
    }
}
