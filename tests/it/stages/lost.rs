//! A message that the engine loses, doubles or changes fails the run, and so does a stream of another run; nothing is published.

use super::carrier::{Leg, Setting, as_it_is};
use crate::support::chance::Chance;
use crate::support::effort::is_long;
use inforce::night::stages::{Header, Message, MessageKind, StageName};
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
    Alters,
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
            // A digit is another: what is written as JSON can still be read.
            Wrong::Alters => {
                let digits = |byte: &u8| byte.is_ascii_digit();
                let payload = &mut messages[place].payload;
                match payload.iter().rposition(digits) {
                    Some(at) => payload[at] ^= 1,
                    None => return,
                }
            }
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
            for wrong in [
                Wrong::Loses,
                Wrong::Doubles,
                Wrong::Truncates,
                Wrong::Alters,
                Wrong::Swaps,
            ] {
                // A receipt has no key, and of what a task read nobody asks where it came from the list.
                let is_harmless =
                    kind == MessageKind::Receipt && matches!(wrong, Wrong::Swaps | Wrong::Alters);
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

/// An engine that puts messages with one key into several tasks: nobody would see that an id occurs twice, or compare versions.
#[test]
fn what_has_one_key_must_come_to_one_task() {
    for stage in [StageName::Merge, StageName::Resolve, StageName::Exhibit] {
        let mut refused = 0;
        for seed in 0..3 {
            let mut setting = Setting::of(Path::new("testdata/demo"), None);
            setting.splits = Some(stage);
            setting.once().unwrap();
            match setting.by_stages(&mut Chance::new(seed), &mut as_it_is) {
                // Few messages may have come together by chance.
                Ok(_) => assert!(setting.differences().is_empty(), "{stage:?} {seed}"),
                Err(error) => {
                    let is_told = error.contains(&format!("tasks of stage {}", stage.name()))
                        || stage == StageName::Exhibit && error.contains("evidence that came");
                    assert!(is_told, "{stage:?}: {error}");
                    assert!(!setting.out("staged").join("runs/000001").exists());
                    refused += 1;
                }
            }
        }
        assert!(refused > 0, "{stage:?}");
    }
}

/// The driver knows some kinds of messages by their numbers.
#[test]
fn the_driver_knows_the_kinds_by_their_numbers() {
    let driver = std::fs::read_to_string("python/inforce/spark.py").unwrap();
    let line = driver.lines().find(|line| line.starts_with("WORK, "));
    let (names, numbers) = line.unwrap().split_once(" = ").unwrap();
    let kinds = [
        ("WORK", MessageKind::Work),
        ("LISTED", MessageKind::Listed),
        ("UNREAD", MessageKind::Unread),
        ("PORTION", MessageKind::Portion),
        ("SUSPECTS", MessageKind::Suspects),
        ("VERSIONS", MessageKind::Versions),
        ("EVIDENCE", MessageKind::Evidence),
    ];
    assert_eq!(names, kinds.map(|(name, _)| name).join(", "));
    assert_eq!(
        numbers,
        kinds.map(|(_, kind)| kind.number().to_string()).join(", ")
    );
}
