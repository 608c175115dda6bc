//! `what-if` against a whole run: what is supposed is filed, everything is judged anew, and the alerts must be those that were
//! foretold, figure by figure; and the smallest supplement that would clear an alert clears it, where one gram less does not.
//!

use crate::support::chance::Chance;
use crate::support::effort::{assert_met, seeds};
use crate::support::generate;
use crate::support::world::{DataFile, FILING_COLUMNS, Format, Line, World};
use inforce::archive::read::{AlertRow, PublishedRun};
use inforce::ask::what_if::{AlertFate, Clearing, Supposed, SupposedOutcome, WhatIfError, what_if};
use inforce::config::{FilingKind, Term};
use inforce::estimates::StandingFiling;
use inforce::judgement::{Excess, Rule};
use inforce::terms::{Day, Quantity};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

#[test]
fn what_is_foretold_comes_true() {
    let mut fates = BTreeMap::new();
    let (mut cleared, mut beyond, mut refused) = (0_u64, 0_u64, 0_u64);
    let tried = seeds(25, 500);
    for seed in tried.clone() {
        let world = generate::world(seed);
        let mut chance = Chance::new(seed ^ 0x5a5a);
        let folder = tempfile::tempdir().expect("a folder");
        crate::support::engine::run_in(folder.path(), &world, 1).expect("a run");
        let run = PublishedRun::current(&folder.path().join("out")).expect("a published run");
        let supposed = supposed(&run, &mut chance);
        let outcomes = match what_if(&run, &supposed) {
            Ok(outcomes) => outcomes,
            Err(WhatIfError::Refused { .. } | WhatIfError::NotYetKnown { .. }) => {
                refused += 1;
                continue;
            }
            Err(error) => panic!("world {seed}: {error}"),
        };
        for fate in outcomes
            .iter()
            .flat_map(|outcome| &outcome.alerts)
            .map(|alert| alert.fate().name())
        {
            *fates.entry(fate).or_insert(0_u64) += 1;
        }
        let filed: Vec<&StandingFiling> = outcomes
            .iter()
            .flat_map(|outcome| &outcome.supposed)
            .collect();
        let mut come_true = judged_with(&world, &run, &filed, folder.path());
        let mut foretold = foretold(&run, &outcomes);
        // What is foretold of a notice is from when on exports are not listed, and nothing of the figures.
        let ended = outcomes
            .iter()
            .filter(|outcome| !outcome.notice_ends.is_empty());
        let ended: Vec<String> = ended
            .map(|outcome| {
                let country = run.config.country_code(outcome.country);
                let substance = run.config.substance_code(outcome.substance);
                format!(">{country}:{substance}:")
            })
            .collect();
        let goes_on = |id: &String, _: &mut Told| {
            !id.starts_with(Rule::ExportAfterNotice.name())
                || !ended.iter().any(|ended| id.contains(ended))
        };
        come_true.retain(goes_on);
        foretold.retain(goes_on);
        assert_eq!(foretold, come_true, "world {seed}, {supposed:?}");
        for outcome in &outcomes {
            for alert in &outcome.alerts {
                for (day, clearing) in &alert.clearing {
                    match clearing {
                        Clearing::Grams(grams) => {
                            cleared += 1;
                            let provisions = run.config.provisions(outcome.substance);
                            let year =
                                (provisions.term == Term::CalendarYear).then_some(alert.key.year);
                            let clears = |grams| {
                                let id = alert.key.id(&run.config);
                                fate_with(&run, outcome, (*day, year), grams, &id)
                                    == AlertFate::Clears
                            };
                            let unit = if provisions.whole_grams { 1_000_000 } else { 1 };
                            let less = i128::from(grams.millionths() - unit);
                            let less = Quantity::from_millionths(less).expect("a quantity");
                            assert!(clears(*grams) && !clears(less), "world {seed}: {alert:?}");
                        }
                        Clearing::None { still } => {
                            beyond += 1;
                            assert!(
                                alert
                                    .before
                                    .as_ref()
                                    .is_some_and(|before| before.first.day <= *still),
                                "world {seed}: {alert:?}"
                            );
                        }
                    }
                }
            }
        }
    }
    let fates = AlertFate::ALL
        .iter()
        .map(|fate| (fate.name(), fates.get(fate.name()).copied().unwrap_or(0), 5));
    assert_met(
        &tried,
        500,
        fates.chain([
            ("can be cleared", cleared, 10),
            ("cannot be cleared", beyond, 10),
            ("refused", refused, 2),
        ]),
    );
}

/// One to three filings, mostly about what there is an alert about, around the days that matter there.
fn supposed(run: &PublishedRun, chance: &mut Chance) -> Vec<Supposed> {
    let alerts = run.alerts(None).expect("alerts");
    let filings = run.filings().expect("filings");
    let countries: Vec<_> = run
        .config
        .country_codes
        .iter()
        .filter_map(|code| run.config.country_codes.find(code))
        .collect();
    let substances: Vec<_> = run
        .config
        .substance_codes
        .iter()
        .filter_map(|code| run.config.substance_codes.find(code))
        .collect();
    let mut focus = (
        *chance.of(&countries),
        *chance.of(&substances),
        Day::from_civil(2024, 6, 1).expect("a day"),
    );
    if !alerts.is_empty() && !chance.one_in(4) {
        let alert = chance.of(&alerts);
        let figures = &alert.figures;
        let first = figures.first_excess_date;
        let day = [
            first,
            figures.peak_excess_date.unwrap_or(first),
            figures.last_excess_date,
        ][chance.below(3)];
        focus = (alert.partner.unwrap_or(alert.country), alert.substance, day);
    } else if !filings.is_empty() && !chance.one_in(4) {
        let filing = chance.of(&filings).filing;
        focus = (filing.country, filing.substance, filing.received);
    }
    (0..chance.between(1, 3))
        .map(|_| one(run, focus, chance))
        .collect()
}

fn one(
    run: &PublishedRun,
    (country, substance, day): (inforce::terms::Country, inforce::terms::Substance, Day),
    chance: &mut Chance,
) -> Supposed {
    let near = |chance: &mut Chance| {
        let away = i32::try_from(chance.below(60)).expect("small") - 40;
        Day::from_number(day.number() + if chance.one_in(2) { away } else { 0 })
    };
    let provisions = run.config.provisions(substance);
    let kinds = provisions.kinds;
    let supplement = kinds.contains(&FilingKind::Supplement) && !chance.one_in(3);
    let kind = if supplement {
        FilingKind::Supplement
    } else {
        let others = kinds.iter().filter(|kind| **kind != FilingKind::Supplement);
        *chance.of(&others.copied().collect::<Vec<_>>())
    };
    let received = near(chance);
    let is_of_year = provisions.term == Term::CalendarYear;
    let magnitude = *chance.of(&[
        0_i128,
        400_000,
        1_000_000,
        3_500_000,
        20_000_000,
        1_000_000_000,
        50_000_000_000,
    ]);
    let millionths = if supplement && chance.one_in(2) {
        -magnitude
    } else {
        magnitude
    };
    Supposed {
        country,
        substance,
        kind,
        received,
        effective: (!supplement && !is_of_year).then(|| near(chance)),
        year: is_of_year.then(|| near(chance).year()),
        confirmed: (is_of_year && kind != FilingKind::Deduction).then_some(received),
        grams: Quantity::from_millionths(millionths).expect("below the limit"),
    }
}

/// What an alert says, but for its name.
type Told = (Vec<Option<String>>, [i64; 3]);

/// All alerts as they would be: those that are foretold in place of those of the same countries, substances and rules.
fn foretold(run: &PublishedRun, outcomes: &[SupposedOutcome]) -> BTreeMap<String, Told> {
    let asked: BTreeSet<_> = outcomes
        .iter()
        .map(|outcome| (outcome.country, outcome.substance))
        .collect();
    let judged = |row: &AlertRow| {
        !row.rule.lists_only()
            && asked.contains(&(row.partner.unwrap_or(row.country), row.substance))
    };
    let mut alerts: BTreeMap<String, Told> = run
        .alerts(None)
        .expect("alerts")
        .iter()
        .filter(|row| !judged(row))
        .map(|row| (row.id.clone(), told(row)))
        .collect();
    for alert in outcomes.iter().flat_map(|outcome| &outcome.alerts) {
        assert!(!alert.key.rule.lists_only());
        alerts.extend(
            alert
                .after
                .as_ref()
                .map(|after| (alert.key.id(&run.config), expected(after))),
        );
    }
    alerts
}

fn told(row: &AlertRow) -> Told {
    let of = &row.figures;
    let days = [
        Some(of.first_excess_date),
        of.peak_excess_date,
        Some(of.last_excess_date),
        of.cured_on,
    ];
    let masses = [
        of.running_total,
        of.estimate,
        of.excess,
        of.peak_excess,
        Some(of.year_total),
    ];
    let days = days.iter().map(|day| day.map(|day| day.to_string()));
    let masses = masses.iter().map(|mass| mass.map(|mass| mass.to_string()));
    let texts = [of.estimate_status.clone(), of.filing_id.clone()];
    (
        days.chain(masses).chain(texts).collect(),
        [of.excess_days, of.excess_records, of.records],
    )
}

fn expected(excess: &Excess) -> Told {
    let first = &excess.first;
    let days = [
        Some(first.day),
        Some(excess.peak_day),
        Some(excess.last_day),
        excess.cured_on,
    ]
    .map(|day| day.map(|day| day.to_string()));
    let over = first.running_total.minus(first.level.mass);
    let masses = [
        first.running_total,
        first.level.mass,
        over,
        excess.peak,
        excess.year.total,
    ]
    .map(|mass| Some(mass.to_string()));
    let texts = [
        Some(first.level.status.name().to_owned()),
        first.level.filing.as_deref().map(ToOwned::to_owned),
    ];
    (
        days.into_iter().chain(masses).chain(texts).collect(),
        [excess.days, excess.records, excess.year.records],
    )
}

fn maybe(value: Option<impl std::fmt::Display>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// The alerts of a run over the same world and some filings more.
fn judged_with(
    world: &World,
    run: &PublishedRun,
    filed: &[&StandingFiling],
    folder: &Path,
) -> BTreeMap<String, Told> {
    let mut world = world.clone();
    let cells = |standing: &&StandingFiling| {
        let filing = &standing.filing;
        let effective = filing
            .effective
            .map(|day| day.to_string())
            .unwrap_or_default();
        let (country, substance) = (
            run.config.country_code(filing.country),
            run.config.substance_code(filing.substance),
        );
        let texts = [
            &*standing.id,
            country,
            substance,
            filing.kind.name(),
            &filing.received.to_string(),
            &effective,
        ];
        Line::Cells(
            texts
                .into_iter()
                .map(ToOwned::to_owned)
                .chain([filing.grams.to_string(), String::new()])
                .chain([maybe(filing.year), maybe(filing.confirmed)])
                .take(FILING_COLUMNS.len())
                .collect(),
        )
    };
    world.filings.push(DataFile {
        stem: "estimates/zzz/supposed".into(),
        format: Format::Csv,
        columns: FILING_COLUMNS
            .iter()
            .map(|column| (*column).to_owned())
            .collect(),
        lines: filed.iter().map(cells).collect(),
        style: 0,
    });
    let folder = folder.join("again");
    crate::support::engine::run_in(&folder, &world, 1).expect("a run");
    let run = PublishedRun::current(&folder.join("out")).expect("a published run");
    run.alerts(None)
        .expect("alerts")
        .iter()
        .map(|row| (row.id.clone(), told(row)))
        .collect()
}

/// What becomes of an alert if there is a supplement of so many grams on a day, and nothing else.
fn fate_with(
    run: &PublishedRun,
    outcome: &SupposedOutcome,
    (day, year): (Day, Option<i32>),
    grams: Quantity,
    alert: &str,
) -> AlertFate {
    let supposed = Supposed {
        country: outcome.country,
        substance: outcome.substance,
        kind: FilingKind::Supplement,
        received: day,
        effective: None,
        year,
        confirmed: year.map(|_| day),
        grams,
    };
    let outcomes = what_if(run, &[supposed]).expect("an answer");
    let alerts = outcomes.iter().flat_map(|outcome| &outcome.alerts);
    alerts
        .into_iter()
        .find(|found| found.key.id(&run.config) == alert)
        .expect("the alert")
        .fate()
}
