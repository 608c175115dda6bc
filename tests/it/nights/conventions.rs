//! Nights of a world that mixes the three conventions: every change has a true cause, in both directions, the laws hold of both
//! nights, and a night that carries over publishes what one run over everything does.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

use crate::support::chance::Chance;
use crate::support::effort::seeds;
use inforce::archive::read::PublishedRun;
use inforce::archive::{AlertChange, Cause};
use inforce::compare::{MOST_ROWS, changes};
use inforce::judgement::Doubt;
use inforce::night::Meter;
use inforce::verify::{Verify, Which, verify};
use tempfile::TempDir;

const RECORDS: &str = "record_id,date,received,reporter,partner,flow,form,quantity_g,reexport_g,special_licence,procedure\n";
const FILINGS: &str =
    "filing_id,country,substance,kind,received,effective,grams,note,year,confirmed\n";

/// Files by name, and the options of the run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct World {
    pub(crate) files: BTreeMap<String, String>,
    options: Vec<&'static str>,
}

impl World {
    fn with(mut self, file: &str, text: impl Into<String>) -> Self {
        self.files.insert(file.to_owned(), text.into());
        self
    }

    fn records(self, file: &str, rows: &str) -> Self {
        self.with(
            &format!("data/trades/{file}.csv"),
            format!("{RECORDS}{rows}\n"),
        )
    }

    fn filings(self, file: &str, rows: &str) -> Self {
        self.with(
            &format!("data/estimates/{file}.csv"),
            format!("{FILINGS}{rows}\n"),
        )
    }

    fn replaced(mut self, file: &str, from: &str, to: &str) -> Self {
        let text = self.files.get_mut(file).unwrap();
        // Another step may have replaced it before.
        *text = text.replace(from, to);
        self
    }

    pub(crate) fn first() -> Self {
        Self::default()
            .with(
                "config/substances.csv",
                "code,name,schedule,controlled_from,convention\nNF1,fentanyl,I,,1961\nNC1,codeine,II,,1961\nPD1,diazepam,IV,,1971\n\
                 RE1,ephedrine,TI,,1988\n",
            )
            .with(
                "config/forms.csv",
                "form,substance,name,base_percent,from\nNF1,NF1,fentanyl,100,\nNC1,NC1,codeine,100,\nNC1-P,NC1,codeine phosphate,70,\n\
                 PD1,PD1,diazepam,100,\nRE1,RE1,ephedrine,100,\n",
            )
            .with(
                "config/preparations.csv",
                "preparation,name,form,percent,exempt\nSYRUP,syrup,NC1-P,2,1961\nSYRUP,syrup,PD1,1,1961\nDROPS,drops,NC1-P,10,\n\
                 DROPS,drops,RE1,10,\n",
            )
            .with(
                "config/countries.csv",
                "alpha3,name\nCHE,Switzerland\nDEU,Germany\nFRA,France\nKEN,Kenya\n",
            )
            .with(
                "config/notices.csv",
                "country,substance,year,from\nCHE,NF1,2024,2024-08-01\n",
            )
            .records("first", FIRST_RECORDS)
            .records("second", SECOND_RECORDS)
            .filings("first", FIRST_FILINGS)
    }
}

/// CHE imports more fentanyl than its level, and has exported some; FRA and DEU ship to CHE after a notice.
const FIRST_RECORDS: &str = "\
K-1,2024-04-01,2024-04-09,KEN,DEU,import,RE1,500,,,
C-1,2024-03-01,2024-03-10,CHE,DEU,import,NF1,8000,,,
C-2,2024-06-01,2024-06-10,CHE,DEU,import,NF1,4000,1000,,
X-1,2024-05-01,2024-05-10,CHE,KEN,export,NF1,500,,,
D-1,2024-02-20,2024-03-01,DEU,CHE,export,NF1,9000,,,
D-2,2024-08-15,2024-08-20,DEU,CHE,export,NF1,3000,,,
G-1,2024-05-01,2024-05-09,DEU,FRA,import,RE1,150,,,
Y-1,2024-02-01,2024-02-09,FRA,DEU,import,SYRUP,100000,,,
Z-1,2024-02-02,2024-02-09,FRA,DEU,import,DROPS,100,10,,
K-2,2024-04-02,2024-04-09,KEN,DEU,import,NC1,5,,,simplified
K-3,2024-04-03,2024-04-09,KEN,DEU,import,NC1,20,15,,";
const SECOND_RECORDS: &str = "F-1,2024-09-01,2024-09-10,FRA,CHE,export,NF1,1000,,,";
const FIRST_FILINGS: &str = "\
E-1,CHE,NF1,estimate,2023-10-01,,10000,,2024,2023-11-01
S-1,CHE,NF1,supplement,2024-08-05,,5000,,2024,
E-2,FRA,PD1,assessment,2023-10-31,2024-01-01,40,,,
E-3,FRA,NC1,estimate,2023-10-31,,1,,2024,2023-11-01
Q-1,DEU,RE1,requirement,2023-10-31,2024-01-01,100,,,
Q-2,FRA,RE1,requirement,2023-10-31,2024-01-01,9.5,,,";

/// Something that happens between two nights, and the causes that it can have.
struct Step {
    name: &'static str,
    happen: fn(World) -> World,
    causes: &'static [Cause],
}

const TRADES: &str = "data/trades/first.csv";
const ESTIMATES: &str = "data/estimates/first.csv";

use Cause::{
    Confirmation, CorrectedFiling, Correction, Deduction, ExemptEdition, FactorEdition,
    InputsRemoved, KnownAtDate, LateRecord, NewEstimate, NewlyRefused, NoLongerRefused,
    NoticeEdition, OwnExports, ScheduleEdition, Supplement, Withdrawal,
};

const STEPS: &[Step] = &[
    Step {
        name: "an own export comes",
        happen: |world| world.records("own", "X-2,2024-05-15,2024-12-01,CHE,FRA,export,NF1,800,,,"),
        causes: &[OwnExports, LateRecord],
    },
    Step {
        name: "an own export is withdrawn",
        happen: |world| {
            world.records(
                "withdrawn",
                "X-1,2024-05-01,2024-12-02,CHE,KEN,export,NF1,0,,,",
            )
        },
        causes: &[OwnExports, Withdrawal],
    },
    Step {
        name: "an own export is corrected upwards",
        happen: |world| {
            world.records(
                "upwards",
                "X-1,2024-05-01,2024-12-01,CHE,KEN,export,NF1,5000,,,",
            )
        },
        causes: &[OwnExports, Correction],
    },
    Step {
        name: "a supplement is confirmed",
        happen: |world| {
            world.filings(
                "confirmed",
                "S-1,CHE,NF1,supplement,2024-08-05,,5000,,2024,2024-08-20",
            )
        },
        causes: &[Confirmation],
    },
    Step {
        name: "a supplement is confirmed where it stands",
        happen: |world| world.replaced(ESTIMATES, "5000,,2024,", "5000,,2024,2024-08-25"),
        causes: &[Confirmation, CorrectedFiling],
    },
    Step {
        name: "a confirmed supplement comes",
        happen: |world| {
            world.filings(
                "supplement",
                "S-2,CHE,NF1,supplement,2024-08-07,,900,,2024,2024-08-10",
            )
        },
        causes: &[Supplement],
    },
    Step {
        name: "a deduction comes",
        happen: |world| world.filings("deduction", "T-1,CHE,NF1,deduction,2024-01-05,,700,,2024,"),
        causes: &[Deduction],
    },
    Step {
        name: "an estimate is corrected",
        happen: |world| {
            world.filings(
                "estimate",
                "E-1,CHE,NF1,estimate,2023-10-02,,11000,,2024,2023-11-01",
            )
        },
        causes: &[CorrectedFiling],
    },
    Step {
        name: "a requirement comes",
        happen: |world| {
            world.filings(
                "requirement",
                "Q-3,KEN,RE1,requirement,2023-10-31,2024-01-01,100,,,",
            )
        },
        causes: &[NewEstimate],
    },
    Step {
        name: "a requirement is gone",
        happen: |world| {
            world.replaced(
                ESTIMATES,
                "Q-1,DEU,RE1,requirement,2023-10-31,2024-01-01,100,,,\n",
                "",
            )
        },
        causes: &[InputsRemoved],
    },
    Step {
        name: "the notice is gone",
        happen: |world| world.replaced("config/notices.csv", "CHE,NF1,2024,2024-08-01\n", ""),
        causes: &[NoticeEdition],
    },
    Step {
        name: "the notice is later",
        happen: |world| world.replaced("config/notices.csv", "2024-08-01", "2024-08-22"),
        causes: &[NoticeEdition],
    },
    Step {
        name: "a preparation is not exempt any more",
        happen: |world| world.replaced("config/preparations.csv", ",1961\n", ",\n"),
        causes: &[ExemptEdition],
    },
    Step {
        name: "codeine moves to another convention",
        happen: |world| {
            world
                .replaced(
                    "config/substances.csv",
                    "codeine,II,,1961",
                    "codeine,II,,1971",
                )
                .replaced("config/preparations.csv", ",1961\n", ",\n")
        },
        causes: &[
            ScheduleEdition,
            ExemptEdition,
            NewlyRefused,
            NoLongerRefused,
        ],
    },
    Step {
        name: "fentanyl becomes a precursor",
        happen: |world| {
            world
                .replaced(
                    "config/substances.csv",
                    "fentanyl,I,,1961",
                    "fentanyl,TI,,1988",
                )
                .replaced("config/notices.csv", "CHE,NF1,2024,2024-08-01\n", "")
                .replaced("config/notices.csv", "CHE,NF1,2024,2024-08-22\n", "")
        },
        causes: &[
            ScheduleEdition,
            NewlyRefused,
            NoLongerRefused,
            NoticeEdition,
        ],
    },
    Step {
        name: "another factor",
        happen: |world| world.replaced("config/forms.csv", "phosphate,70", "phosphate,74"),
        causes: &[FactorEdition],
    },
    Step {
        name: "a record is not of the simplified procedure after all",
        happen: |world| world.replaced(TRADES, "NC1,5,,,simplified", "NC1,5,,,"),
        causes: &[Correction],
    },
    Step {
        name: "a record is of the simplified procedure after all",
        happen: |world| {
            world.replaced(
                TRADES,
                "import,NF1,4000,1000,,",
                "import,NF1,4000,1000,,simplified",
            )
        },
        causes: &[Correction],
    },
    Step {
        name: "a version of the simplified procedure comes",
        happen: |world| {
            world.records(
                "emergency",
                "D-2,2024-08-15,2024-08-20,DEU,CHE,export,NF1,3000,,,simplified",
            )
        },
        causes: &[Correction],
    },
    Step {
        name: "an own export is of the simplified procedure",
        happen: |world| {
            world.records(
                "own-emergency",
                "X-1,2024-05-01,2024-12-03,CHE,KEN,export,NF1,500,,,simplified",
            )
        },
        causes: &[OwnExports, Correction],
    },
    Step {
        name: "a record comes after the notice",
        happen: |world| world.records("late", "F-2,2024-10-01,2024-12-01,FRA,CHE,export,NF1,10,,,"),
        causes: &[LateRecord],
    },
    Step {
        name: "a record moves before the notice",
        happen: |world| {
            world.records(
                "moved",
                "D-2,2024-07-20,2024-12-01,DEU,CHE,export,NF1,3000,,,",
            )
        },
        causes: &[Correction],
    },
    Step {
        name: "a record is gone",
        happen: |mut world| {
            world.files.remove("data/trades/second.csv");
            world
        },
        causes: &[InputsRemoved],
    },
    Step {
        name: "only what was known by a day counts",
        happen: |mut world| {
            world.options = vec!["--known-at", "2024-08-21"];
            world
        },
        causes: &[KnownAtDate],
    },
];

/// Runs worlds as nights that follow one another in `out`; returns the folder.
fn nights(worlds: &[&World]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for world in worlds {
        night(&folder, world, &["--out", "out"]);
    }
    folder
}

fn night(folder: &TempDir, world: &World, options: &[&str]) {
    for part in ["data", "config"] {
        let part = folder.path().join(part);
        if part.exists() {
            fs::remove_dir_all(part).unwrap();
        }
    }
    for (file, text) in &world.files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let done = Command::new(env!("CARGO_BIN_EXE_inforce"))
        .args([
            "run",
            "data",
            "--config",
            "config",
            "--accept",
            "--threads",
            "1",
        ])
        .args(options)
        .args(&world.options)
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
}

fn run(folder: &TempDir, number: u64) -> PublishedRun {
    PublishedRun::numbered(&folder.path().join("out"), number).unwrap()
}

fn told(change: &AlertChange) -> String {
    let causes: Vec<String> = change
        .causes
        .iter()
        .map(|because| format!("{} ({})", because.cause.name(), because.detail))
        .collect();
    format!(
        "{} {} by {}",
        change.alert,
        change.change.name(),
        causes.join("; ")
    )
}

/// What is wrong with what two nights say of each other.
fn faults(
    before: &World,
    after: &World,
    possible: &BTreeSet<Cause>,
) -> (Vec<String>, Vec<AlertChange>) {
    let folder = nights(&[before, after]);
    let told_of = run(&folder, 2).changes().unwrap();
    let mut faults = Vec::new();
    let forwards = told_of.iter().filter(|change| {
        change.causes.is_empty()
            || change
                .causes
                .iter()
                .any(|because| !possible.contains(&because.cause))
    });
    faults.extend(forwards.map(told));
    let back = changes(Some(&run(&folder, 2)), &run(&folder, 1), MOST_ROWS).unwrap();
    let is_unexplained = |change: &&AlertChange| {
        let causes = &change.causes;
        causes.is_empty()
            || causes
                .iter()
                .any(|because| because.cause == Cause::Unexplained)
    };
    let backwards = back.iter().filter(is_unexplained);
    faults.extend(backwards.map(|change| format!("backwards: {}", told(change))));
    faults.extend(unlawful(&folder));
    (faults, told_of)
}

/// What `inforce verify` finds wrong.
fn unlawful(folder: &TempDir) -> Vec<String> {
    let report = verify(&Verify {
        out: &folder.path().join("out"),
        which: Which::All,
        from_inputs: None,
        meter: &Meter::default(),
    })
    .unwrap();
    let of_checks = report.checks.iter().flat_map(|checked| &checked.faults);
    of_checks
        .map(|fault| format!("{}: {}", fault.file, fault.found))
        .collect()
}

/// The files of the last night that are not those of a run over everything.
fn unlike_once(folder: &TempDir) -> Vec<String> {
    let run = |out: &str| folder.path().join(out).join("current");
    crate::forge::unlike(&run("out"), &run("once"))
}

#[test]
fn every_step_is_told_by_its_causes() {
    let first = World::first();
    let (mut wrong, mut met) = (Vec::new(), BTreeSet::new());
    for step in STEPS {
        let after = (step.happen)(first.clone());
        assert_ne!(after, first, "{}", step.name);
        let possible = step.causes.iter().copied().collect();
        let (faults, changes) = faults(&first, &after, &possible);
        met.extend(
            changes
                .iter()
                .flat_map(|change| &change.causes)
                .map(|because| because.cause),
        );
        wrong.extend(
            faults
                .into_iter()
                .map(|fault| format!("{}: {fault}", step.name)),
        );
        if changes.is_empty() {
            wrong.push(format!("{}: nothing has changed", step.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let rare: Vec<&Cause> = STEPS
        .iter()
        .flat_map(|step| step.causes)
        .filter(|cause| !met.contains(cause))
        .collect();
    assert!(
        rare.iter()
            .all(|cause| [NoLongerRefused, CorrectedFiling].contains(cause)),
        "never met: {rare:?}"
    );
}

#[test]
fn steps_together_leave_no_change_without_a_cause() {
    let mut wrong = Vec::new();
    for seed in seeds(16, 400) {
        let mut chance = Chance::new(seed);
        let (mut before, mut after) = (World::first(), World::first());
        let mut happened = Vec::new();
        for _ in 0..chance.between(2, 4) {
            let step = chance.of(STEPS);
            happened.push(step.name);
            match chance.below(4) {
                // It was so before, and is undone.
                0 => before = (step.happen)(before),
                1 => (before, after) = ((step.happen)(before), (step.happen)(after)),
                _ => after = (step.happen)(after),
            }
        }
        let possible = Cause::ALL
            .into_iter()
            .filter(|cause| *cause != Cause::Unexplained)
            .collect();
        let (faults, _) = faults(&before, &after, &possible);
        wrong.extend(
            faults
                .into_iter()
                .map(|fault| format!("{seed}, {happened:?}: {fault}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The detail of a cause of an alert's change between two nights.
fn detail(after: &World, alert: &str, cause: Cause) -> String {
    let folder = nights(&[&World::first(), after]);
    let changes = run(&folder, 2).changes().unwrap();
    let of_alert = changes.iter().find(|change| change.alert == alert);
    let of_alert = of_alert.unwrap_or_else(|| panic!("{changes:#?}"));
    let because = of_alert
        .causes
        .iter()
        .find(|because| because.cause == cause);
    because
        .unwrap_or_else(|| panic!("{of_alert:#?}"))
        .detail
        .clone()
}

/// The first world after a step.
pub(crate) fn arrived(name: &str) -> World {
    let step = STEPS.iter().find(|step| step.name == name).unwrap();
    (step.happen)(World::first())
}

#[test]
fn details_name_what_decides() {
    for (name, alert, cause, expected) in [
        (
            "an own export is corrected upwards",
            "import-excess:CHE:NF1:2024",
            OwnExports,
            "own exports of CHE from 1 January to 2024-06-01: 500 g -> 5000 g",
        ),
        (
            "a supplement is confirmed",
            "import-excess:CHE:NF1:2024",
            Confirmation,
            "S-1, +5000 g, received 2024-08-05, for 2024, confirmed 2024-08-20 (estimates/confirmed.csv row 1)",
        ),
        (
            "a supplement is confirmed",
            "export-after-notice:FRA>CHE:NF1:2024",
            Confirmation,
            "S-1, +5000 g, received 2024-08-05, for 2024, confirmed 2024-08-20 (estimates/confirmed.csv row 1)",
        ),
        (
            "a deduction comes",
            "import-excess:CHE:NF1:2024",
            Deduction,
            "deduction T-1, 700 g, received 2024-01-05, for 2024 (estimates/deduction.csv row 1)",
        ),
        (
            "the notice is later",
            "export-after-notice:DEU>CHE:NF1:2024",
            NoticeEdition,
            "NF1 to CHE: notice from 2024-08-01 -> notice from 2024-08-22",
        ),
        (
            "a preparation is not exempt any more",
            "import-excess:FRA:NC1:2024",
            ExemptEdition,
            "SYRUP: exempt from the 1961 Convention -> not exempt",
        ),
        (
            "fentanyl becomes a precursor",
            "import-excess:CHE:NF1:2024",
            ScheduleEdition,
            "NF1: fentanyl, Schedule I of the 1961 Convention -> fentanyl, Table I of the 1988 Convention",
        ),
        (
            "a version of the simplified procedure comes",
            "export-after-notice:DEU>CHE:NF1:2024",
            Correction,
            "record D-2 of DEU, 2024-08-15 (trades/emergency.csv row 1)",
        ),
    ] {
        assert_eq!(detail(&arrived(name), alert, cause), expected, "{name}");
    }
}

/// Steps that add files, one in each night, so that each night carries over what it need not read again.
const ARRIVALS: [&str; 12] = [
    "an own export comes",
    "a version of the simplified procedure comes",
    "a supplement is confirmed",
    "an own export is corrected upwards",
    "a record comes after the notice",
    "a confirmed supplement comes",
    "an own export is withdrawn",
    "a requirement comes",
    "a record moves before the notice",
    "a deduction comes",
    "an own export is of the simplified procedure",
    "an estimate is corrected",
];

#[test]
fn a_night_that_carries_over_publishes_what_one_run_over_everything_does() {
    for start in 0..ARRIVALS.len() {
        let folder = TempDir::new().unwrap();
        let mut world = World::first();
        night(&folder, &world, &["--out", "out"]);
        let around = ARRIVALS.iter().cycle().skip(start).take(5);
        for name in around {
            let step = STEPS.iter().find(|step| step.name == *name).unwrap();
            world = (step.happen)(world);
            night(&folder, &world, &["--out", "out"]);
            night(&folder, &world, &["--out", "once", "--full"]);
            assert_eq!(unlike_once(&folder), [""; 0], "{name}");
        }
        assert_eq!(unlawful(&folder), Vec::<String>::new());
    }
}

/// A record under the simplified procedure is of no group, so its unlike versions raise no doubt, on the night that reads them and later.
#[test]
fn a_doubt_about_what_counts_for_nothing_is_none_on_any_night() {
    let folder = TempDir::new().unwrap();
    let first = World::first().records(
        "unlike",
        "U,2024-05-23,2024-05-23,CHE,KEN,import,NF1,10,,,\n\
         U,2024-05-23,2024-05-24,CHE,DEU,import,NF1,10,,,simplified",
    );
    let later = first
        .clone()
        .records("later", "C-3,2024-07-01,2024-07-10,CHE,DEU,import,NF1,1,,,");
    for world in [&first, &later] {
        night(&folder, world, &["--out", "out"]);
        night(&folder, world, &["--out", "once", "--full"]);
        assert_eq!(unlike_once(&folder), [""; 0]);
    }
    let alerts = run(&folder, 2).alerts(None).unwrap();
    assert!(!alerts.is_empty());
    for alert in alerts {
        assert!(
            !alert.doubts.contains(&Doubt::VersionsUnlike),
            "{}",
            alert.id
        );
    }
    assert_eq!(unlawful(&folder), Vec::<String>::new());
}

/// A notice may be lifted by a late supplement, and apply again when the supplement is withdrawn: what it lists is then read again.
#[test]
fn a_notice_that_applies_again_lists_what_a_run_over_everything_lists() {
    let folder = TempDir::new().unwrap();
    let first = World::first();
    let lifted = arrived("a supplement is confirmed");
    for world in [&first, &lifted, &first, &lifted] {
        night(&folder, world, &["--out", "out"]);
        night(&folder, world, &["--out", "once", "--full"]);
        assert_eq!(unlike_once(&folder), [""; 0]);
    }
}

#[test]
fn rows_that_are_refused_under_a_convention_keep_the_laws() {
    let world = World::first()
        .filings(
            "refused",
            "R-1,CHE,NF1,estimate,2023-10-01,,5,,,\nR-2,CHE,PD1,established,2023-10-01,,5,,2024,\nR-3,CHE,PD1,estimate,2023-10-01,,5,,2024,\n\
             R-4,CHE,NF1,estimate,2023-10-01,,5,,24,\nR-5,CHE,NF1,estimate,2023-10-01,,5,,2024,2023-09-30",
        )
        .records("refused", "R-1,2024-03-01,2024-03-10,CHE,DEU,import,NF1,1,,,urgent");
    let folder = nights(&[&world]);
    let manifest = run(&folder, 1).manifest().unwrap();
    let counts = manifest.counts;
    assert_eq!(
        (counts.filings.quarantined, counts.records.quarantined),
        (5, 1)
    );
    assert_eq!(unlawful(&folder), Vec::<String>::new());
}
