//! Compares the filings of two runs: which are not the same, why, and which of them bear on an alert.

use super::evidence::CompareError;
use super::found::{Asked, Found};
use super::judge::{RequiredEffect, figures};
use super::obstacle::of_lists;
use super::pairs::Key;
use super::side::{OneOfTwo, Side, Two};
use super::words::{Causes, both, notices};
use crate::archive::Cause;
use crate::archive::read::PublishedError;
use crate::config::{FilingKind, Notice, Policy};
use crate::estimates::{Estimates, Level, OwnExports, ReadFiling, StandingFiling, stand};
use crate::judgement::{DayTotal, Notices};
use crate::ledger::OwnExport;
use crate::records::Filing;
use crate::terms::{Country, Day, Quantity, Substance, Timeline, file_at};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

/// The filings of some countries in one run.
#[derive(Debug, Default)]
struct Filed {
    in_use: BTreeMap<(String, String), Vec<StandingFiling>>,
    /// All valid versions that are known.
    versions: BTreeMap<FilingIdentity, Vec<ReadFiling>>,
    /// What all valid rows state, known or not; with a confirmation whenever that was given.
    stated: BTreeMap<FilingIdentity, Vec<Filing>>,
    files: Vec<String>,
}

/// The filings of some countries in both runs.
#[derive(Debug)]
pub(super) struct ComparedFilings<'t> {
    two: &'t Two<'t>,
    filed: [Filed; 2],
    /// What the importing countries of the alerts themselves exported, by country and substance.
    own_exports: [BTreeMap<(String, String), OwnExports>; 2],
}

/// The run from which each thing comes that makes a level, beside the filings.
#[derive(Clone, Copy)]
struct Makings {
    convention: OneOfTwo,
    policy: OneOfTwo,
    own_exports: OneOfTwo,
}

impl Makings {
    const fn all_of(run: OneOfTwo) -> Self {
        Self {
            convention: run,
            policy: run,
            own_exports: run,
        }
    }
}

/// The filings of an alert's country and substance.
pub(super) struct AlertFilings<'f> {
    filings: &'f ComparedFilings<'f>,
    key: &'f Key,
    /// The filings in use in each run; all carry the numbers of [`SAME`], because the runs may number countries and
    /// substances differently.
    lists: [Vec<StandingFiling>; 2],
    timelines: [Timeline<Level>; 2],
    /// The filings that are not the same in both runs.
    changed: BTreeSet<FilingKey>,
}

/// What makes rows versions of one filing (`rules.md` 4.2): country, substance, id, and whether it is a supplement.
type FilingIdentity = (String, String, FilingKey);

/// A filing of a country and substance: its id, and whether it is a supplement.
type FilingKey = (Arc<str>, bool);

/// The content of a version: kind, receipt, effective date, grams, year and confirmation.
type FilingContent = (
    FilingKind,
    Day,
    Option<Day>,
    Quantity,
    Option<i32>,
    Option<Day>,
);

/// A cause with its words.
type NotedCause = (Cause, String);

/// Picks one of the makings of a level.
type Making = fn(&mut Makings) -> &mut OneOfTwo;

/// The numbers of country and substance that all filings of a group carry.
const SAME: (u16, u16) = (0, 0);

impl<'t> ComparedFilings<'t> {
    /// Reads the filings of the importing countries of the given alerts.
    pub(super) fn read<'k>(
        two: &'t Two<'t>,
        keys: impl Iterator<Item = &'k Key>,
    ) -> Result<Self, PublishedError> {
        let of_levels: BTreeSet<(&str, &str)> =
            keys.map(|key| (key.importer(), &*key.substance)).collect();
        let importers: BTreeSet<&str> = of_levels.iter().map(|(importer, _)| *importer).collect();
        let mut filings = Self {
            two,
            filed: [Filed::default(), Filed::default()],
            own_exports: [BTreeMap::new(), BTreeMap::new()],
        };
        for which in OneOfTwo::BOTH {
            filings.own_exports[which.place()] = own_exports(two.side(which), &of_levels)?;
            let (side, of_run) = (two.side(which), &mut filings.filed[which.place()]);
            let countries: Vec<Country> = importers
                .iter()
                .filter_map(|code| side.country(code))
                .collect();
            if countries.is_empty() {
                continue;
            }
            let (found, files) = side.run.filings_and_files(&countries)?;
            of_run.files = files;
            let config = &side.run.config;
            let identity = |filing: &Filing, id: &Arc<str>| {
                let of = (
                    config.country_code(filing.country).to_owned(),
                    config.substance_code(filing.substance).to_owned(),
                );
                (of.0, of.1, number(filing, id))
            };
            for version in &found {
                let of = identity(&version.filing, &version.id);
                of_run.stated.entry(of).or_default().push(version.filing);
            }
            let standing = stand(found, side.run.known_at);
            for filing in standing.in_use {
                let of = identity(&filing.filing, &filing.id);
                let version = filing.read.clone();
                of_run
                    .in_use
                    .entry((of.0.clone(), of.1.clone()))
                    .or_default()
                    .push(filing);
                of_run.versions.entry(of).or_default().push(version);
            }
            for filing in standing.superseded {
                of_run
                    .versions
                    .entry(identity(&filing.filing, &filing.id))
                    .or_default()
                    .push(filing);
            }
        }
        Ok(filings)
    }

    /// Returns the filings of an alert's country and substance.
    pub(super) fn group<'f>(&'f self, key: &'f Key) -> AlertFilings<'f> {
        let lists = OneOfTwo::BOTH.map(|which| {
            let filed = &self.filed[which.place()];
            let list = filed
                .in_use
                .get(&(key.importer().to_owned(), key.substance.clone()))
                .into_iter()
                .flatten();
            let mut list: Vec<StandingFiling> = list.cloned().map(of_one).collect();
            list.sort_by_key(|filing| number(&filing.filing, &filing.id));
            list
        });
        let said = |list: &[StandingFiling]| -> BTreeMap<FilingKey, _> {
            list.iter()
                .map(|filing| {
                    (
                        number(&filing.filing, &filing.id),
                        (filing.filing, filing.known_from),
                    )
                })
                .collect()
        };
        let [before, after] = [said(&lists[0]), said(&lists[1])];
        let ids = before.keys().chain(after.keys());
        let changed = ids
            .filter(|id| before.get(*id) != after.get(*id))
            .cloned()
            .collect();
        let timelines = OneOfTwo::BOTH
            .map(|which| self.levels(Makings::all_of(which), key, &lists[which.place()]));
        AlertFilings {
            filings: self,
            key,
            lists,
            timelines,
            changed,
        }
    }
}

impl ComparedFilings<'_> {
    /// Returns the levels that filings make with the given makings.
    fn levels(&self, of: Makings, key: &Key, list: &[StandingFiling]) -> Timeline<Level> {
        let (country, substance) = (Country::from(SAME.0), Substance::from(SAME.1));
        let convention = self.two.side(of.convention).convention(key);
        let policy = self.two.side(of.policy).run.policy;
        let estimates = Estimates::under(list, vec![convention.unwrap_or_default()], policy);
        // Each run has compared with its levels, so they fit.
        estimates
            .limits(country, substance, self.own_exports(of.own_exports, key))
            .map(Cow::into_owned)
            .unwrap_or_default()
    }

    /// Returns what the importing country of an alert itself exported, in a run.
    fn own_exports(&self, which: OneOfTwo, key: &Key) -> &OwnExports {
        static NONE: LazyLock<OwnExports> = LazyLock::new(OwnExports::default);
        let of = (key.importer().to_owned(), key.substance.clone());
        self.own_exports[which.place()].get(&of).unwrap_or(&NONE)
    }
}

/// Returns what countries themselves exported in a run, by country and substance.
fn own_exports(
    side: &Side<'_>,
    wanted: &BTreeSet<(&str, &str)>,
) -> Result<BTreeMap<(String, String), OwnExports>, PublishedError> {
    let config = &side.run.config;
    let known = wanted
        .iter()
        .filter_map(|(country, substance)| side.country(country).zip(side.substance(substance)))
        .filter(|(_, substance)| config.provisions(*substance).own_exports_raise)
        .collect();
    let of_one =
        |a: &OwnExport, b: &OwnExport| (a.exporter, a.substance) == (b.exporter, b.substance);
    let all = side.run.own_exports_among(&known)?;
    let added = all.chunk_by(of_one).filter_map(|of_one| {
        let first = of_one.first()?;
        let of = (
            config.country_code(first.exporter).to_owned(),
            config.substance_code(first.substance).to_owned(),
        );
        let days = of_one.iter().map(|export| (export.day, export.base));
        // The run has added them up, so the sums fit.
        Some((of, OwnExports::of(days).unwrap_or_default()))
    });
    Ok(added.collect())
}

/// Returns the content of a version.
fn content(filing: &Filing) -> FilingContent {
    (
        filing.kind,
        filing.received,
        filing.effective,
        filing.grams,
        filing.year,
        filing.confirmed,
    )
}

/// Whether one version is another with a confirmation.
fn confirms(one: &Filing, other: &Filing) -> bool {
    let but_for_confirmation = |of: &Filing| (of.kind, of.effective, of.grams, of.year);
    one.confirmed.is_some()
        && other.confirmed.is_none()
        && but_for_confirmation(one) == but_for_confirmation(other)
}

fn number(filing: &Filing, id: &Arc<str>) -> FilingKey {
    (Arc::clone(id), filing.kind == FilingKind::Supplement)
}

fn of_one(mut filing: StandingFiling) -> StandingFiling {
    (filing.read.filing.country, filing.read.filing.substance) =
        (Country::from(SAME.0), Substance::from(SAME.1));
    filing
}

impl AlertFilings<'_> {
    /// Returns the estimates in force, by the filings and the policy of a run.
    pub(super) fn timeline(&self, which: OneOfTwo) -> &Timeline<Level> {
        &self.timelines[which.place()]
    }

    /// Adds the filings of which a run must be asked whether it refused them.
    pub(super) fn ask(&self, asked: &mut Asked) {
        self.changed.iter().for_each(|(id, _)| asked.add_filing(id));
    }

    /// Returns the filings that bear on an alert, and the policy, the convention and the country's own exports if these do, given
    /// what each run has of the alert's year, if known. The detail on own exports is of the first of the given days on which they
    /// differ.
    pub(super) fn causes(
        &self,
        days: [Option<&[DayTotal]>; 2],
        asked: RequiredEffect,
        decisive: &[Day],
        found: &[Found; 2],
    ) -> Result<Causes, CompareError> {
        let levels = |of: Makings, list: &[StandingFiling]| self.filings.levels(of, self.key, list);
        let mut causes = Causes::default();
        let bears = |alone: [&Timeline<Level>; 2]| -> Result<bool, CompareError> {
            for (place, days) in days.iter().enumerate() {
                if let Some(days) = days {
                    let (as_it_is, otherwise) = (
                        figures(days, &self.timelines[place])?,
                        figures(days, alone[place])?,
                    );
                    if asked.differ(as_it_is.as_ref(), otherwise.as_ref()) {
                        return Ok(true);
                    }
                }
            }
            Ok(false)
        };
        let mut bearing: Vec<&FilingKey> = Vec::new();
        for id in &self.changed {
            // Makes the change alone in the earlier run, and undoes it alone in the later run.
            let alone = OneOfTwo::BOTH
                .map(|which| levels(Makings::all_of(which), &self.swapped(which, id)));
            if bears([&alone[0], &alone[1]])? {
                bearing.push(id);
            }
        }
        let mut others = Vec::new();
        for (other, change) in self.others(decisive) {
            let alone = OneOfTwo::BOTH.map(|which| {
                let mut of = Makings::all_of(which);
                *change(&mut of) = which.other();
                levels(of, &self.lists[which.place()])
            });
            others.push((other, bears([&alone[0], &alone[1]])?));
        }
        // If the changes bear on the alert only together, all of them are causes.
        let together = bearing.is_empty()
            && !others.iter().any(|(_, bears)| *bears)
            && bears([&self.timelines[1], &self.timelines[0]])?;
        for ((cause, words), bears) in others {
            if bears || together {
                causes.note(cause, words);
            }
        }
        let all = self.changed.iter().filter(|_| together);
        for id in bearing.into_iter().chain(all) {
            self.of_filing(id, found, &mut causes);
        }
        Ok(causes)
    }

    /// Returns what is not the same in both runs beside the filings and makes levels: cause and words, and the making.
    fn others(&self, decisive: &[Day]) -> Vec<(NotedCause, Making)> {
        let two = self.filings.two;
        let mut others: Vec<(NotedCause, Making)> = Vec::new();
        let policies = OneOfTwo::BOTH.map(|which| two.side(which).run.policy);
        if policies[0] != policies[1] {
            let words = policy_words(policies);
            others.push(((Cause::Policy, words), |of| &mut of.policy));
        }
        let conventions = OneOfTwo::BOTH.map(|which| two.side(which).convention(self.key));
        if conventions[0] != conventions[1] {
            let said = both(two, |side| super::words::schedule(side, self.key));
            let words = format!("{}: {said}", self.key.substance);
            others.push(((Cause::ScheduleEdition, words), |of| &mut of.convention));
        }
        if let Some(words) = self.own_words(decisive) {
            others.push(((Cause::OwnExports, words), |of| &mut of.own_exports));
        }
        others
    }

    /// Returns in words what the country itself exported in each run until the first of some days on which that differs, or until the
    /// first day of the alert's year on which it does; `None` if it is the same all year.
    fn own_words(&self, decisive: &[Day]) -> Option<String> {
        let own = OneOfTwo::BOTH.map(|which| self.filings.own_exports(which, self.key));
        let of_year = own.iter().flat_map(|own| own.of_year(self.key.year));
        let of_year: BTreeSet<Day> = of_year.map(|(day, _)| day).collect();
        let differ = |day: &Day| own[0].until(*day) != own[1].until(*day);
        let day = decisive.iter().chain(&of_year).copied().find(differ)?;
        let [before, after] = own.map(|own| own.until(day));
        let country = self.key.importer();
        Some(format!(
            "own exports of {country} from 1 January to {day}: {before} g -> {after} g"
        ))
    }

    /// Returns why a movement on a day is listed after a notice in one run alone: another list of notices, or filings that lift a
    /// notice.
    pub(super) fn of_listing(&self, day: Day, found: &[Found; 2]) -> Causes {
        let two = self.filings.two;
        let lists = OneOfTwo::BOTH.map(|which| self.notices(which));
        let apply = |notices: &[Notice], filings: &[StandingFiling]| {
            let (country, substance) = (Country::from(SAME.0), Substance::from(SAME.1));
            Notices::among(notices, filings).apply(country, substance, day)
        };
        let as_it_is = [0, 1].map(|place| apply(&lists[place], &self.lists[place]));
        let bears = |alone: [bool; 2]| alone != as_it_is;
        let by_list = bears([0, 1].map(|place| apply(&lists[1 - place], &self.lists[place])));
        let mut bearing: Vec<&FilingKey> = Vec::new();
        for id in &self.changed {
            let alone =
                OneOfTwo::BOTH.map(|which| apply(&lists[which.place()], &self.swapped(which, id)));
            if bears(alone) {
                bearing.push(id);
            }
        }
        // If the changes bear on the listing only together, all of them are causes.
        let together = bearing.is_empty() && !by_list && as_it_is[0] != as_it_is[1];
        let mut causes = Causes::default();
        if by_list || (together && lists[0] != lists[1]) {
            let (substance, country) = (&self.key.substance, self.key.importer());
            let said = both(two, |side| notices(side, self.key));
            let words = format!("{substance} to {country}: {said}");
            causes.note(Cause::NoticeEdition, words);
        }
        let all = self.changed.iter().filter(|_| together);
        for id in bearing.into_iter().chain(all) {
            self.of_filing(id, found, &mut causes);
        }
        causes
    }

    /// Returns the notices on the alert's country and substance in a run, with the numbers of [`SAME`].
    fn notices(&self, which: OneOfTwo) -> Vec<Notice> {
        let side = self.filings.two.side(which);
        let of_group =
            |notice: &&Notice| side.group(self.key) == Some((notice.country, notice.substance));
        let all = side.run.config.notices.iter().filter(of_group);
        all.map(|notice| Notice {
            country: Country::from(SAME.0),
            substance: Substance::from(SAME.1),
            ..*notice
        })
        .collect()
    }

    /// Returns the filings in use of a run, with one filing as it is in the other run.
    fn swapped(&self, which: OneOfTwo, one: &FilingKey) -> Vec<StandingFiling> {
        let is = |filing: &&StandingFiling| number(&filing.filing, &filing.id) == *one;
        let own = self.lists[which.place()]
            .iter()
            .filter(|filing| !is(filing));
        let other = self.lists[which.other().place()].iter().filter(is);
        own.chain(other).cloned().collect()
    }

    /// Adds why a filing is not the same in both runs, version by version.
    fn of_filing(&self, one: &FilingKey, found: &[Found; 2], causes: &mut Causes) {
        let at = self.identity(one.clone());
        let versions = |which: OneOfTwo| {
            self.filings.filed[which.place()]
                .versions
                .get(&at)
                .map_or(&[][..], Vec::as_slice)
        };
        for which in OneOfTwo::BOTH {
            let said = |which: OneOfTwo| -> Vec<_> {
                versions(which)
                    .iter()
                    .map(|version| content(&version.filing))
                    .collect()
            };
            let (own, others) = (said(which), said(which.other()));
            // A version that came corrects any that was there; a version that is gone was corrected only if another came.
            let corrects = if which == OneOfTwo::After {
                !others.is_empty()
            } else {
                others.iter().any(|other| !own.contains(other))
            };
            for version in versions(which)
                .iter()
                .filter(|version| !others.contains(&content(&version.filing)))
            {
                let of_other = versions(which.other()).iter();
                let mut of_other = of_other.map(|other| &other.filing);
                let own = &version.filing;
                let confirms_other = of_other.clone().any(|other| confirms(own, other));
                let comes = match which {
                    // The version that is confirmed says it.
                    OneOfTwo::Before if of_other.any(|other| confirms(other, own)) => continue,
                    OneOfTwo::Before => Comes::Gone { corrects },
                    OneOfTwo::After if confirms_other => Comes::Confirmed,
                    OneOfTwo::After => Comes::New { corrects },
                };
                self.of_version(which, version, comes, found, causes);
            }
        }
    }

    fn identity(&self, one: FilingKey) -> FilingIdentity {
        (
            self.key.importer().to_owned(),
            self.key.substance.clone(),
            one,
        )
    }

    /// Adds why only one run knows a version of a filing.
    fn of_version(
        &self,
        which: OneOfTwo,
        version: &ReadFiling,
        comes: Comes,
        found: &[Found; 2],
        causes: &mut Causes,
    ) {
        let filed = &self.filings.filed;
        let (side, other) = (
            self.filings.two.side(which),
            self.filings.two.side(which.other()),
        );
        let file =
            file_at(&filed[which.place()].files, version.origin.file).map_or("", String::as_str);
        let note = || words(version, file);
        let at = self.identity(number(&version.filing, &version.id));
        let stated = filed[which.other().place()].stated.get(&at);
        let known_here = |filing: &Filing| content(&filing.known_at(side.run.known_at));
        let waits = stated
            .into_iter()
            .flatten()
            .any(|filing| known_here(filing) == content(&version.filing));
        let known = |day: Day| other.knows(day);
        let is_known = known(version.filing.received) && version.filing.confirmed.is_none_or(known);
        if waits || !is_known {
            causes.note(Cause::KnownAtDate, note());
        }
        let come = which == OneOfTwo::After;
        let refused = if come {
            Cause::NoLongerRefused
        } else {
            Cause::NewlyRefused
        };
        let same_file = other.has_content(side.hash(file));
        let both_know = other.knows(version.filing.received) || same_file;
        let refusal = found[which.other().place()].filing_refusal(
            (self.key.importer(), &self.key.substance),
            version,
            (&found[which.place()], other),
            same_file,
        );
        if let Some(refusal) = refusal.filter(|_| both_know) {
            causes.note(refused, note());
            let listed = |side: &Side<'_>| super::words::schedule(side, self.key);
            let differ = listed(side) != listed(other);
            if let Some(cause) = of_lists(refusal).filter(|_| same_file || differ) {
                causes.note(cause, both(self.filings.two, listed));
            }
        } else if other.has_left_out(file) {
            causes.note(refused, note());
        } else if !same_file && !waits {
            causes.note(absent(comes, version), note());
        }
    }
}

/// How a version comes to be in one run alone.
#[derive(Clone, Copy)]
enum Comes {
    /// Only the later run has it; with whether it corrects a version that was there.
    New { corrects: bool },
    /// Only the later run has it, and the earlier run had the same without a confirmation.
    Confirmed,
    /// Only the earlier run has it; with whether a version that came corrects it.
    Gone { corrects: bool },
}

/// Returns the cause of a version's being in one run alone.
fn absent(comes: Comes, version: &ReadFiling) -> Cause {
    match (comes, version.filing.kind) {
        (Comes::Confirmed, _) => Cause::Confirmation,
        (Comes::New { corrects: true } | Comes::Gone { corrects: true }, _) => {
            Cause::CorrectedFiling
        }
        (Comes::Gone { corrects: false }, _) => Cause::InputsRemoved,
        (Comes::New { corrects: false }, FilingKind::Supplement) => Cause::Supplement,
        (Comes::New { corrects: false }, FilingKind::Deduction) => Cause::Deduction,
        (Comes::New { corrects: false }, _) => Cause::NewEstimate,
    }
}

fn words(version: &ReadFiling, file: &str) -> String {
    let filing = &version.filing;
    let sign = if filing.kind == FilingKind::Supplement && filing.grams.millionths() >= 0 {
        "+"
    } else {
        ""
    };
    let effective = filing
        .effective
        .map(|day| format!(", effective {day}"))
        .unwrap_or_default();
    let year = filing
        .year
        .map(|year| format!(", for {year}"))
        .unwrap_or_default();
    let confirmed = filing
        .confirmed
        .map(|day| format!(", confirmed {day}"))
        .unwrap_or_default();
    let (id, kind, grams, received, row) = (
        &version.id,
        filing.kind.name(),
        filing.grams,
        filing.received,
        version.origin.row,
    );
    let kind = if filing.kind == FilingKind::Supplement {
        String::new()
    } else {
        format!("{kind} ")
    };
    format!(
        "{kind}{id}, {sign}{grams} g, received {received}{effective}{year}{confirmed} ({file} row {row})"
    )
}

/// Returns in words how the policies of the runs differ.
fn policy_words(policies: [Policy; 2]) -> String {
    let [before, after] =
        policies.map(|policy| (policy.retroactive.name(), policy.validity.name()));
    let mut words = Vec::new();
    for (what, before, after) in [
        ("retroactive", before.0, after.0),
        ("validity", before.1, after.1),
    ] {
        if before != after {
            words.push(format!("{what} {before} -> {after}"));
        }
    }
    words.join(", ")
}
