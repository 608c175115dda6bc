//! A message that the engine loses, doubles or changes fails the run, and so does a stream of another run; nothing is published.

use super::carrier::{Leg, Setting};
use crate::support::chance::Chance;
use crate::support::effort::is_long;
use inforce::night::stages::{Header, Message, MessageKind};
use std::path::Path;

const LEGS: [Leg; 10] = [
    Leg::Opened,
    Leg::Surveyed,
    Leg::Merged,
    Leg::Answered,
    Leg::Planned,
    Leg::Looked,
    Leg::Resolved,
    Leg::Told,
    Leg::PassedOn,
    Leg::Exhibited,
];

/// What an engine does wrong.
#[derive(Clone, Copy, Debug)]
enum Wrong {
    Loses,
    Doubles,
    Truncates,
    Swaps,
}

fn mixed() -> Setting {
    Setting::of(
        Path::new("testdata/demo-mixed"),
        Some(Path::new("testdata/demo-mixed/config")),
    )
}

/// The kinds that travel on a leg.
fn kinds(setting: &Setting, on: Leg) -> Vec<MessageKind> {
    let mut kinds = Vec::new();
    let mut note = |leg, _: &mut Header, messages: &mut Vec<Message>, _: &mut Chance| {
        if leg == on {
            kinds = messages.iter().map(|message| message.kind).collect();
        }
    };
    setting.by_stages(&mut Chance::new(1), &mut note).unwrap();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// Runs with something wrong on a leg; returns the error, or `None` if there was nothing to go wrong.
fn disturbed(leg: Leg, kind: MessageKind, wrong: Wrong, seed: u64) -> Option<String> {
    let setting = mixed();
    let mut was_wrong = false;
    let mut disturb = |here, _: &mut Header, messages: &mut Vec<Message>, chance: &mut Chance| {
        let of_kind = |message: &Message| message.kind == kind;
        let places: Vec<usize> = (0..messages.len())
            .filter(|place| here == leg && of_kind(&messages[*place]))
            .collect();
        if places.is_empty() {
            return;
        }
        let place = *chance.of(&places);
        match wrong {
            Wrong::Loses => drop(messages.remove(place)),
            Wrong::Doubles => messages.push(messages[place].clone()),
            Wrong::Truncates if messages[place].payload.is_empty() => return,
            Wrong::Truncates => drop(messages[place].payload.pop()),
            Wrong::Swaps => messages[place].key += 1,
        }
        was_wrong = true;
    };
    let told = setting.by_stages(&mut Chance::new(seed), &mut disturb);
    let is_published = setting.out("staged").join("runs/000001").exists();
    match told {
        Ok(_) if !was_wrong => None,
        Ok(_) => Some("published".to_owned()),
        Err(error) => {
            assert!(!is_published, "{leg:?} {kind:?} {wrong:?}: {error}");
            assert!(error.contains("again") || error.contains("not"), "{error}");
            Some(error)
        }
    }
}

#[test]
fn whatever_is_lost_doubled_or_changed_fails_the_run() {
    let mut published = Vec::new();
    let mut tried = 0;
    for leg in LEGS {
        for kind in kinds(&mixed(), leg) {
            for wrong in [Wrong::Loses, Wrong::Doubles, Wrong::Truncates, Wrong::Swaps] {
                // A receipt has no key, and what `open` writes is not added up: every file must be there once.
                let is_harmless = kind == MessageKind::Receipt
                    && (matches!(wrong, Wrong::Swaps) || leg == Leg::Opened);
                if is_harmless {
                    continue;
                }
                for seed in 0..if is_long() { 20 } else { 1 } {
                    let told = disturbed(leg, kind, wrong, seed);
                    tried += usize::from(told.is_some());
                    if told.as_deref() == Some("published") {
                        published.push(format!("{leg:?} {kind:?} {wrong:?} {seed}"));
                    }
                }
            }
        }
    }
    assert!(published.is_empty(), "{}", published.join("\n"));
    assert!(tried > 60, "{tried}");
}

#[test]
fn a_stream_of_another_run_is_refused() {
    for leg in LEGS {
        for (name, what) in [
            ("protocol", "number of the protocol is 0; expected 2"),
            ("version", "version of the program is 0"),
            ("config", "hash of the configuration is 0"),
            ("known-at", "known-at date is 0; expected none"),
            ("files", "hash of the files' names and of the layouts is 0"),
        ] {
            let setting = mixed();
            let mut other = |here, header: &mut Header, _: &mut Vec<Message>, _: &mut Chance| {
                if here == leg {
                    *header = header.clone().with(name, "0");
                }
            };
            let told = setting.by_stages(&mut Chance::new(2), &mut other);
            let error = told.map(|_| "published").unwrap_err();
            assert!(error.contains(what), "{leg:?} {name}: {error}");
            assert!(!setting.out("staged").join("runs/000001").exists());
        }
    }
}

#[test]
fn a_task_lost_or_done_twice_is_named() {
    for (kind, stage, is_twice) in [
        (MessageKind::Opened, "open", false),
        (MessageKind::Opened, "open", true),
        (MessageKind::Scanned, "survey", false),
        (MessageKind::Scanned, "survey", true),
        (MessageKind::Looked, "look", false),
        (MessageKind::Looked, "look", true),
    ] {
        let setting = mixed();
        let leg = match stage {
            "open" => Leg::Opened,
            "survey" => Leg::Surveyed,
            _ => Leg::Looked,
        };
        // A task's messages go or come together, its receipt with them.
        let mut disturb = |here, _: &mut Header, messages: &mut Vec<Message>, _: &mut Chance| {
            if here == leg && is_twice {
                messages.extend(messages.clone());
            } else if here == leg {
                messages.clear();
            }
        };
        let told = setting.by_stages(&mut Chance::new(4), &mut disturb);
        let error = told.map(|_| "published").unwrap_err();
        let times = if is_twice { "2 times" } else { "0 times" };
        let expected = format!("was done {times} in stage {stage}; expected once");
        assert!(error.contains(&expected), "{kind:?}: {error}");
    }
}
