//! What `explain` says of an alert is enough to work the alert out again by hand: `explain/recompute.py` does it for every
//! alert of the demo and of some random worlds, from the answer alone. What it says of a filing is read back and held against
//! the level of every day on which anything can change.

use crate::house::{demo, done};
use crate::support::chance::Chance;
use crate::support::effort::{assert_met, is_long, seeds};
use inforce::archive::read::{AlertRow, PublishedRun, RefusedRow};
use inforce::ask::explain::{Arguments, ExplainError, Explained, explain, told};
use inforce::config::{Convention, FilingKind, Policy, Retroactive, Validity};
use inforce::estimates::{Estimates, ReadFiling, StandingFiling, Status, trace};
use inforce::judgement::level_on;
use inforce::records::Filing;
use inforce::terms::{Country, Day, Mass, Origin, Quantity, Substance};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

fn explained(out: &Path, alert: &str) -> String {
    done(out, &format!("explain {alert} --format json --out ."))
}

fn recompute(answer: &str) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/explain/recompute.py");
    let mut python = Command::new("python3")
        .arg(script)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    python
        .stdin
        .take()
        .unwrap()
        .write_all(answer.as_bytes())
        .unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// What is read of many alerts in one pass is what is read of each alone, whichever are asked for and in which order.
fn one_pass_reads_the_same(run: &PublishedRun, alerts: &[AlertRow]) {
    let passed = |_: &RefusedRow| Ok::<(), ExplainError>(());
    let arguments = Arguments::of(run, alerts, |_| true, passed).unwrap();
    let said = |of: &Explained| {
        let filings: Vec<(String, String)> = of
            .filings()
            .iter()
            .map(|told| (told.id.to_owned(), told.effect.clone()))
            .collect();
        let rows = (&of.evidence, &of.superseded, &of.refused, &of.doubted);
        let dossier = (&of.dossier.ledger, &of.dossier.refused, of.levels());
        format!("{:?}", (&of.alert, rows, dossier, filings, of.other))
    };
    for first in [0, 1] {
        let asked = || alerts.iter().skip(first).step_by(2);
        let explained = arguments.explain(asked().rev()).unwrap();
        let together: Vec<String> = explained.map(|of| said(&of.unwrap())).collect();
        let alone: Vec<String> = asked()
            .map(|alert| said(&explain(run, &alert.id).unwrap()))
            .collect();
        assert_eq!(together, alone);
    }
}

fn every_alert(out: &Path) -> usize {
    let run = PublishedRun::current(out).unwrap();
    let alerts = run.alerts(None).unwrap();
    one_pass_reads_the_same(&run, &alerts);
    // A process and a script for each: one of three where nobody has the time for all.
    for alert in alerts.iter().step_by(if is_long() { 1 } else { 3 }) {
        recompute(&explained(out, &alert.id));
    }
    alerts.len()
}

#[test]
fn every_alert_of_the_demo_is_worked_out_again() {
    assert!(every_alert(&demo().path().join("out")) > 50);
}

#[test]
fn every_alert_of_random_worlds_is_worked_out_again() {
    let mut alerts = 0;
    let tried = seeds(6, 20);
    for seed in tried.clone() {
        let folder = tempfile::tempdir().unwrap();
        crate::support::engine::run_in(folder.path(), &crate::support::generate::world(seed), 1)
            .unwrap();
        alerts += every_alert(&folder.path().join("out"));
    }
    assert_met(&tried, 20, [("alerts", u64::try_from(alerts).unwrap(), 50)]);
}

/// Filings of one country and substance, close enough to each other to meet: one start for several, expiry before and after
/// a supplement, versions received before.
fn filings(chance: &mut Chance) -> Vec<StandingFiling> {
    let first = Day::from_civil(2019, 11, 1).unwrap().number();
    let day = |chance: &mut Chance, spread: usize| {
        Day::from_number(first + 40 * i32::try_from(chance.below(spread)).unwrap())
    };
    let filing = |number: u64, chance: &mut Chance| {
        let received = day(chance, 50);
        let supplement = chance.one_in(2);
        let grams = i128::try_from(chance.below(40)).unwrap() * 100_000
            - if supplement { 1_500_000 } else { 0 };
        StandingFiling {
            read: ReadFiling {
                filing: Filing {
                    country: Country::from(0),
                    substance: Substance::from(0),
                    kind: if supplement {
                        FilingKind::Supplement
                    } else {
                        FilingKind::Assessment
                    },
                    received,
                    effective: (!supplement).then(|| day(chance, 80)),
                    grams: Quantity::from_millionths(grams).unwrap(),
                    year: None,
                    confirmed: None,
                },
                id: format!("F{number}").into(),
                note: None,
                origin: Origin {
                    file: 0,
                    row: number,
                },
            },
            known_from: if chance.one_in(3) {
                day(chance, 50).min(received)
            } else {
                received
            },
        }
    };
    (1..2 + u64::try_from(chance.below(7)).unwrap())
        .map(|number| filing(number, chance))
        .collect()
}

/// What the words on a filing claim: stretches of days on which something holds, and which filing they name.
#[derive(Debug, PartialEq, Eq)]
struct Claim {
    says: &'static str,
    named: Option<String>,
    days: Vec<(Day, Option<Day>)>,
    /// The words say that of the last stretch the level is 0 because the filing has expired.
    ends_expired: bool,
    first_received: Option<Day>,
}

fn read(words: &str) -> Claim {
    let (words, first_received) =
        words
            .split_once("; first received on ")
            .map_or((words, None), |(words, first)| {
                (
                    words,
                    Some(
                        first
                            .strip_suffix(" (rules 4.2)")
                            .unwrap_or_else(|| panic!("{first}"))
                            .parse()
                            .unwrap(),
                    ),
                )
            });
    let known = [
        "sets the estimate",
        "sets no estimate",
        "sets nothing",
        "counts in the estimate of",
        "counts while no filing governs",
        "counts for nothing: a filing",
        "counts for nothing:",
    ];
    let says = known
        .into_iter()
        .find(|says| words.starts_with(says))
        .unwrap_or_else(|| panic!("{words}"));
    let mut tokens = words
        .strip_prefix(says)
        .unwrap()
        .split([' ', ',', ':', ';'])
        .filter(|token| !token.is_empty())
        .peekable();
    let (mut named, mut days, mut from) = (None, Vec::new(), None);
    while let Some(token) = tokens.next() {
        if token
            .strip_prefix('F')
            .is_some_and(|number| number.parse::<u64>().is_ok())
        {
            named.get_or_insert(token.to_owned());
        } else if token == "from" && tokens.peek() == Some(&"then") {
            tokens.next();
            from = days.last().and_then(|(_, until)| *until);
        } else if token == "from" {
            from = tokens.peek().and_then(|day| day.parse::<Day>().ok());
        } else if token == "until" {
            days.push((
                from.unwrap(),
                Some(tokens.next().unwrap().parse::<Day>().unwrap()),
            ));
        } else if token == "on"
            && let Some(from) = from
            && days.last().is_none_or(|(start, _)| *start != from)
        {
            days.push((from, None));
        } else if token == "starts" {
            days.push((
                words
                    .split(' ')
                    .find_map(|token| token.trim_end_matches(',').parse().ok())
                    .unwrap(),
                None,
            ));
        }
    }
    Claim {
        says,
        named,
        days,
        ends_expired: words.contains("0 g"),
        first_received,
    }
}

#[test]
fn what_a_filing_does_is_what_the_timeline_says() {
    let mut met: std::collections::BTreeMap<(&str, bool, bool), u64> =
        std::collections::BTreeMap::new();
    let tried = seeds(4_000, 20_000);
    for seed in tried.clone() {
        let mut chance = Chance::new(seed);
        let filings = filings(&mut chance);
        let policy = Policy {
            retroactive: if chance.one_in(2) {
                Retroactive::Honour
            } else {
                Retroactive::Ignore
            },
            validity: if chance.one_in(3) {
                Validity::UntilReplaced
            } else {
                Validity::ThreeYears
            },
        };
        let estimates = Estimates::under(&filings, vec![Convention::C1971], policy);
        let levels = estimates.levels(Country::from(0), Substance::from(0));
        let level = |day: Day| level_on(&levels, day);
        let all: Vec<&StandingFiling> = filings.iter().collect();
        let traced = trace(&all, Convention::C1971, policy);
        let mut all: Vec<Day> = filings
            .iter()
            .flat_map(|of| {
                [
                    Some(of.filing.received),
                    of.filing.effective,
                    Some(of.known_from),
                ]
            })
            .flatten()
            .collect();
        all.extend(filings.iter().map(|of| of.filing.received.plus_years(3)));
        all.extend(
            all.clone()
                .into_iter()
                .map(|day| Day::from_number(day.number() - 1)),
        );
        assert_eq!(
            traced.iter().map(|traced| traced.place).collect::<Vec<_>>(),
            (0..filings.len()).collect::<Vec<_>>(),
            "{seed}"
        );
        for (traced, of) in traced.iter().zip(&filings) {
            let words = told(traced);
            let claim = read(&words);
            let supplement = of.filing.kind == FilingKind::Supplement;
            let context = || {
                format!(
                    "world {seed}: {} {words}\n{claim:?}\n{filings:#?}\n{policy:?}",
                    of.id
                )
            };
            let claimed = |day: Day, days: &[(Day, Option<Day>)]| {
                days.iter()
                    .any(|(from, until)| *from <= day && until.is_none_or(|until| day < until))
            };
            for day in all.iter().copied() {
                let on = level(day);
                let governs = on.filing.as_ref() == Some(&of.id);
                let counts = on.supplements.on(day).any(|id| *id == of.id);
                let expired = on.status == Status::Expired;
                let named = claim
                    .named
                    .as_deref()
                    .is_some_and(|named| on.filing.as_deref() == Some(named));
                let is_claimed = claimed(day, &claim.days);
                let last = claim.days.last().is_some_and(|last| claimed(day, &[*last]));
                let holds = match claim.says {
                    "sets the estimate" | "sets no estimate" => {
                        !supplement
                            && governs == is_claimed
                            && (!governs || expired == (claim.ends_expired && last))
                    }
                    "sets nothing" => !supplement && !governs && (day != claim.days[0].0 || named),
                    "counts in the estimate of" => {
                        supplement
                            && counts == is_claimed
                            && (!counts || (named && expired == (claim.ends_expired && last)))
                    }
                    "counts while no filing governs" => {
                        supplement && counts == is_claimed && (!counts || on.filing.is_none())
                    }
                    "counts for nothing: a filing" => {
                        supplement && !counts && (day < of.known_from || on.filing.is_some())
                    }
                    // The filing that it belongs to has expired on every day on which it governs from then on, or governs on none.
                    _ => {
                        supplement
                            && (day < of.known_from
                                || named == is_claimed
                                    && (!named || expired && on.mass == Mass::ZERO))
                    }
                };
                assert!(holds, "{day}: {on:?}\n{}", context());
                assert!(!expired || on.mass == Mass::ZERO, "{}", context());
            }
            assert_eq!(
                claim.first_received.unwrap_or(of.filing.received),
                of.known_from,
                "{}",
                context()
            );
            *met.entry((
                claim.says,
                claim.ends_expired,
                claim.first_received.is_some(),
            ))
            .or_default() += 1;
        }
    }
    assert_eq!(met.len(), 20, "{met:#?}");
    assert_met(
        &tried,
        20_000,
        met.iter().map(|((says, ..), met)| (*says, *met, 20)),
    );
}
