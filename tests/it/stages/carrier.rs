//! Stands in for an engine: splits the work into tasks at random, runs them in any order, and carries the messages in any order.

use crate::support::chance::Chance;
use inforce::config::{Config, ConfigSource};
use inforce::conversion::Conversion;
use inforce::night::run::{Extent, Nightly, Outcome, Unreadable, run};
use inforce::night::stages::{
    Header, MOST_BYTES, Message, MessageKind, Outbox, Records, StageError, StageName, Stages,
    carried,
};
use inforce::night::{Memory, Meter};
use inforce::terms::Day;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// A dataset with the options of its run.
pub(super) struct Setting {
    pub(super) dataset: PathBuf,
    pub(super) config: Config,
    conversion: Conversion,
    pub(super) known_at: Option<Day>,
    pub(super) unreadable: Unreadable,
    pub(super) memory: Memory,
    pub(super) records: Records,
    /// The stage whose messages with one key come to several tasks, if any.
    pub(super) splits: Option<StageName>,
    /// Holds the state folder and what is published.
    pub(super) folder: TempDir,
    meter: Meter,
}

/// Where messages are on their way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leg {
    /// From `open` to `opened.arrow`.
    Opened,
    /// From `survey` to `merge`.
    Surveyed,
    /// From `merge` to `survey.arrow`.
    Merged,
    /// From `merge` to `look`.
    Answered,
    /// From `plan` to `plan.arrow`.
    Planned,
    /// From `look` to `resolve` and `settle`.
    Looked,
    /// From `resolve` to `settle`.
    Resolved,
    /// From `settle` to `exhibit`.
    Told,
    /// From `exhibit` to a second round of it.
    PassedOn,
    /// From `exhibit` to `settle`.
    Exhibited,
}

/// Changes what is carried.
pub(super) type Disturbance<'d> = dyn FnMut(Leg, &mut Header, &mut Vec<Message>, &mut Chance) + 'd;

impl Setting {
    pub(super) fn of(dataset: &Path, config: Option<&Path>) -> Self {
        let source = config.map_or_else(|| Ok(ConfigSource::builtin()), ConfigSource::folder);
        let (config, conversion) =
            Conversion::load(source.expect("a configuration")).expect("a configuration");
        Self {
            dataset: dataset.to_owned(),
            config,
            conversion,
            known_at: None,
            unreadable: Unreadable::EndRun,
            memory: Memory::DEFAULT,
            records: Records::Here,
            splits: None,
            folder: TempDir::new().expect("a folder"),
            meter: Meter::default(),
        }
    }

    fn nightly<'a>(&'a self, out: &'a Path) -> Nightly<'a> {
        Nightly {
            dataset: &self.dataset,
            out,
            config: &self.config,
            conversion: &self.conversion,
            known_at: self.known_at,
            unreadable: self.unreadable,
            extent: Extent::Everything,
            publishing: inforce::archive::Publishing::default(),
            memory: self.memory,
            meter: &self.meter,
        }
    }

    pub(super) fn out(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs in this process.
    pub(super) fn once(&self) -> Result<Outcome, String> {
        run(&self.nightly(&self.out("once"))).map_err(|error| error.to_string())
    }

    /// Runs by stages; `disturb` may change what is carried.
    pub(super) fn by_stages(
        &self,
        chance: &mut Chance,
        disturb: &mut Disturbance<'_>,
    ) -> Result<Outcome, String> {
        let engine = Engine {
            setting: self,
            state: self.out("state"),
        };
        engine
            .run(chance, disturb)
            .map_err(|error| error.to_string())
    }

    /// Returns what differs between the run in one process and the run by stages.
    pub(super) fn differences(&self) -> Vec<String> {
        let [once, staged] =
            ["once", "staged"].map(|out| published(&self.out(out).join("runs/000001")));
        let names = once.keys().chain(staged.keys());
        let mut differ: Vec<String> = names
            .filter(|name| !APART.contains(&name.as_str()) && once.get(*name) != staged.get(*name))
            .map(|name| format!("{name}: other bytes"))
            .collect();
        differ.dedup();
        differ
    }
}

/// What a run tells of the clock, and the ids of records, which a run by stages does not note.
const APART: [&str; 2] = ["run.json", "ids"];

/// The bytes of each file of a run.
fn published(run: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(run).expect("a published run");
    entries
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                let inner = published(&path);
                let all = inner
                    .into_iter()
                    .map(|(file, bytes)| [file.into_bytes(), bytes].concat());
                return (name, all.collect::<Vec<_>>().concat());
            }
            (name, fs::read(path).expect("a file"))
        })
        .collect()
}

struct Engine<'a> {
    setting: &'a Setting,
    state: PathBuf,
}

impl Engine<'_> {
    fn stage(
        &self,
        stage: StageName,
        out: &str,
        input: &[u8],
    ) -> Result<(Vec<u8>, Option<Outcome>), StageError> {
        let out = self.setting.out(out);
        let nightly = self.setting.nightly(&out);
        let stages = Stages {
            nightly: &nightly,
            state: &self.state,
            records: self.setting.records,
        };
        let mut output = Vec::new();
        let outcome = stages.run(stage, input, &mut output)?;
        Ok((output, outcome))
    }

    /// Runs a stage of the driver.
    fn driver(&self, stage: StageName) -> Result<(Header, Vec<Message>), StageError> {
        let (output, _) = self.stage(stage, "staged", &[])?;
        carried(output.as_slice())
    }

    /// Runs a task.
    fn task(
        &self,
        stage: StageName,
        header: &Header,
        messages: &[Message],
    ) -> Result<Vec<Message>, StageError> {
        let tasks = self.setting.folder.path().join("tasks");
        fs::create_dir_all(tasks).unwrap();
        let (output, _) = self.stage(stage, "tasks", &stream(header, messages)?)?;
        let (found, messages) = carried(output.as_slice())?;
        assert_eq!(&found, header);
        Ok(messages)
    }

    /// Runs the tasks of a stage over keys, a random number of keys in each. Each task is also given what was sent about its keys.
    fn map(
        &self,
        stage: StageName,
        header: &Header,
        (keys, sent): (&[i64], &[Message]),
        chance: &mut Chance,
    ) -> Result<Vec<Message>, StageError> {
        let (mut keys, mut all) = (keys.to_vec(), Vec::new());
        chance.shuffle(&mut keys);
        let most = chance.between(1, keys.len().max(1));
        while !keys.is_empty() {
            let some = keys.split_off(keys.len() - chance.between(1, most.min(keys.len())));
            let about = |message: &&Message| some.contains(&message.key);
            let sent = sent.iter().filter(about).cloned().collect();
            let work: Vec<Message> = some.iter().map(|key| Message::work(*key)).collect();
            let mut work = [sent, work].concat();
            chance.shuffle(&mut work);
            all.extend(self.task(stage, header, &work)?);
        }
        chance.shuffle(&mut all);
        Ok(all)
    }

    /// Runs the tasks of a stage over messages, those with one key in one task.
    fn by_key(
        &self,
        stage: StageName,
        header: &Header,
        messages: &[Message],
        chance: &mut Chance,
    ) -> Result<Vec<Message>, StageError> {
        let splits = self.setting.splits == Some(stage);
        let tasks = i64::try_from(chance.between(if splits { 2 } else { 1 }, 5)).unwrap();
        let mut all = Vec::new();
        let mut by_task = vec![Vec::new(); usize::try_from(tasks).unwrap()];
        for message in messages {
            let task = usize::try_from(message.key.rem_euclid(tasks)).unwrap();
            let task = if splits {
                chance.between(0, by_task.len() - 1)
            } else {
                task
            };
            by_task[task].push(message.clone());
        }
        for of_task in by_task {
            if !of_task.is_empty() {
                all.extend(self.task(stage, header, &of_task)?);
            }
        }
        chance.shuffle(&mut all);
        Ok(all)
    }

    fn keep(&self, name: &str, header: &Header, messages: &[Message]) -> Result<(), StageError> {
        fs::write(self.state.join(name), stream(header, messages)?).unwrap();
        Ok(())
    }

    fn run(
        &self,
        chance: &mut Chance,
        disturb: &mut Disturbance<'_>,
    ) -> Result<Outcome, StageError> {
        let _ = fs::remove_dir_all(&self.state);
        fs::create_dir_all(&self.state).unwrap();
        let mut carry = |leg, header: &Header, messages: &mut Vec<Message>, chance: &mut Chance| {
            let mut header = header.clone();
            disturb(leg, &mut header, messages, chance);
            header
        };
        let (header, listed) = self.driver(StageName::List)?;
        self.keep("listed.arrow", &header, &listed)?;
        let files = keys(&listed, MessageKind::Listed);
        let mut opened = self.map(StageName::Open, &header, (&files, &[]), chance)?;
        let carried_by = carry(Leg::Opened, &header, &mut opened, chance);
        self.keep("opened.arrow", &carried_by, &opened)?;
        let mut faults_known = 0;
        let (portions, merged) = loop {
            let (_, portions) = self.driver(StageName::Portions)?;
            let portions = keys(&portions, MessageKind::Portion);
            let mut surveyed = self.map(StageName::Survey, &header, (&portions, &[]), chance)?;
            assert!(
                surveyed
                    .iter()
                    .all(|message| message.payload.len() <= MOST_BYTES)
            );
            let faults = surveyed
                .iter()
                .filter(|message| message.kind == MessageKind::Unread);
            let faults: Vec<Message> = faults.cloned().collect();
            if self.setting.unreadable == Unreadable::LeaveOut && faults.len() > faults_known {
                // A file that cannot be read to its end is left out, and the others are read again.
                faults_known = faults.len();
                opened.extend(faults);
                self.keep("opened.arrow", &header, &opened)?;
                continue;
            }
            let carried_by = carry(Leg::Surveyed, &header, &mut surveyed, chance);
            break (
                portions,
                self.by_key(StageName::Merge, &carried_by, &surveyed, chance)?,
            );
        };
        let mut merged = merged;
        assert!(
            merged
                .iter()
                .all(|message| message.payload.len() <= MOST_BYTES)
        );
        let is_answer = |message: &mut Message| message.kind == MessageKind::Suspects;
        let mut answers = merged.extract_if(.., is_answer).collect();
        let carried_by = carry(Leg::Merged, &header, &mut merged, chance);
        self.keep("survey.arrow", &carried_by, &merged)?;
        let mut plan = loop {
            let (_, plan) = self.driver(StageName::Plan)?;
            let is_unread = |message: &&Message| message.kind == MessageKind::Unread;
            let unread: Vec<Message> = plan.iter().filter(is_unread).cloned().collect();
            if unread.is_empty() {
                break plan;
            }
            // A file of filings that cannot be read to its end is left out.
            opened.extend(unread);
            self.keep("opened.arrow", &header, &opened)?;
        };
        let carried_by = carry(Leg::Planned, &header, &mut plan, chance);
        self.keep("plan.arrow", &carried_by, &plan)?;
        let answered_by = carry(Leg::Answered, &header, &mut answers, chance);
        let mut looked = self.map(StageName::Look, &answered_by, (&portions, &answers), chance)?;
        let looked_by = carry(Leg::Looked, &header, &mut looked, chance);
        let is_version = |message: &mut Message| message.kind == MessageKind::Versions;
        let versions: Vec<Message> = looked.extract_if(.., is_version).collect();
        let is_evidence = |message: &mut Message| message.kind == MessageKind::Evidence;
        let mut resolved = self.by_key(StageName::Resolve, &looked_by, &versions, chance)?;
        let resolved_by = carry(Leg::Resolved, &header, &mut resolved, chance);
        looked.extend(resolved);
        let evidence: Vec<Message> = looked.extract_if(.., is_evidence).collect();
        chance.shuffle(&mut looked);
        // One of the two headers is that of the stream; a disturbance gives it another value on one leg only.
        let settled_by = if resolved_by == header {
            looked_by
        } else {
            resolved_by
        };
        let input = stream(&settled_by, &looked)?;
        let [told, exhibited] = ["told.arrow", "exhibited.arrow"].map(|name| self.state.join(name));
        let settled = thread::scope(|scope| {
            let settle = scope.spawn(|| self.stage(StageName::Settle, "staged", &input));
            while !settle.is_finished() && !told.exists() {
                thread::sleep(Duration::from_millis(1));
            }
            let failed = (!settle.is_finished())
                .then(|| self.exhibit(&header, evidence, &mut carry, chance).err());
            if let Some(Some(error)) = failed {
                // The last stage waits until something is put in place.
                fs::write(exhibited, "").unwrap();
                let _ = settle.join().expect("no panic");
                return Err(error);
            }
            settle.join().expect("no panic")
        });
        let (_, outcome) = settled?;
        Ok(outcome.expect("the last stage returns the run"))
    }

    /// Runs the tasks that sort and write the evidence: first that of importers' alerts, then that of exporters', which the first pass
    /// on.
    fn exhibit(
        &self,
        header: &Header,
        evidence: Vec<Message>,
        carry: &mut impl FnMut(Leg, &Header, &mut Vec<Message>, &mut Chance) -> Header,
        chance: &mut Chance,
    ) -> Result<(), StageError> {
        let left = |name: &str| carried(fs::File::open(self.state.join(name)).unwrap());
        let (_, mut told) = left("told.arrow")?;
        told.extend(evidence);
        let told_by = carry(Leg::Told, header, &mut told, chance);
        let mut exhibited = self.by_key(StageName::Exhibit, &told_by, &told, chance)?;
        let is_passed_on = |message: &mut Message| message.kind == MessageKind::Evidence;
        let mut passed_on: Vec<Message> = exhibited.extract_if(.., is_passed_on).collect();
        let (_, told) = left("told-exporters.arrow")?;
        passed_on.extend(told);
        let passed_by = carry(Leg::PassedOn, header, &mut passed_on, chance);
        exhibited.extend(self.by_key(StageName::Exhibit, &passed_by, &passed_on, chance)?);
        chance.shuffle(&mut exhibited);
        let exhibited_by = carry(Leg::Exhibited, header, &mut exhibited, chance);
        self.keep("exhibited.aside", &exhibited_by, &exhibited)?;
        fs::rename(
            self.state.join("exhibited.aside"),
            self.state.join("exhibited.arrow"),
        )
        .unwrap();
        Ok(())
    }
}

fn keys(messages: &[Message], kind: MessageKind) -> Vec<i64> {
    messages
        .iter()
        .filter(|message| message.kind == kind)
        .map(|message| message.key)
        .collect()
}

fn stream(header: &Header, messages: &[Message]) -> Result<Vec<u8>, StageError> {
    let mut bytes = Vec::new();
    let mut out = Outbox::new(&mut bytes, header)?;
    for message in messages {
        out.send(message)?;
    }
    out.finish()?;
    Ok(bytes)
}

/// Changes nothing on the way.
pub(super) fn as_it_is(_: Leg, _: &mut Header, _: &mut Vec<Message>, _: &mut Chance) {}
