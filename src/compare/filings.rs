//! Compares the filings of two runs: which are not the same, why, and which of them bear on an alert.

use super::evidence::CompareError;
use super::found::{Asked as LookedUp, Found};
use super::judge::{Asked, figures};
use super::obstacle::of_lists;
use super::pairs::Key;
use super::side::{OneOfTwo, Side, Two};
use super::words::{Causes, both};
use crate::archive::Cause;
use crate::archive::read::PublishedError;
use crate::config::Policy;
use crate::estimates::{Estimates, Level, OwnExports, ReadFiling, StandingFiling, stand};
use crate::intake::{Filing, FilingKind};
use crate::judgement::DayTotal;
use crate::terms::{Country, Day, Quantity, Substance, Timeline};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The filings of some countries in one run.
#[derive(Debug, Default)]
struct Filed {
    in_use: BTreeMap<(String, String), Vec<StandingFiling>>,
    /// All valid versions that are known.
    versions: BTreeMap<Identity, Vec<ReadFiling>>,
    /// The valid versions that are not yet known.
    later: BTreeMap<Identity, Vec<ReadFiling>>,
    files: Vec<String>,
}

/// The filings of some countries in both runs.
#[derive(Debug)]
pub(super) struct Filings<'t> {
    two: &'t Two<'t>,
    filed: [Filed; 2],
    /// What the importing countries of the alerts themselves exported, by country and substance.
    own_exports: [BTreeMap<(String, String), OwnExports>; 2],
}

/// The filings of an alert's country and substance.
pub(super) struct Group<'f> {
    filings: &'f Filings<'f>,
    key: &'f Key,
    /// The filings in use in each run; all carry the numbers of [`SAME`], because the runs may number countries and
    /// substances differently.
    lists: [Vec<StandingFiling>; 2],
    timelines: [Timeline<Level>; 2],
    /// The filings that are not the same in both runs.
    changed: BTreeSet<Number>,
}

/// What makes rows versions of one filing (`rules.md` 4.2): country, substance, id, and whether it is a supplement.
type Identity = (String, String, Number);

/// A filing of a country and substance: its id, and whether it is a supplement.
type Number = (Arc<str>, bool);

/// The content of a version: substance, kind, receipt, effective date and grams.
type FilingContent = (String, FilingKind, Day, Option<Day>, Quantity);

/// The numbers of country and substance that all filings of a group carry.
const SAME: (u16, u16) = (0, 0);

impl<'t> Filings<'t> {
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
            let side = two.side(which);
            for (importer, substance) in &of_levels {
                let known = side.country(importer).zip(side.substance(substance));
                if let Some((country, of)) = known {
                    let own = side.run.own_exports(country, of)?;
                    filings.own_exports[which.place()]
                        .insert(((*importer).to_owned(), (*substance).to_owned()), own);
                }
            }
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
            let standing = stand(found, side.run.known_at);
            for filing in standing.in_use {
                let of = identity(&filing.filing, &filing.id);
                let version = ReadFiling {
                    filing: filing.filing,
                    id: Arc::clone(&filing.id),
                    note: None,
                    origin: filing.origin,
                };
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
            for filing in standing.not_yet_known {
                of_run
                    .later
                    .entry(identity(&filing.filing, &filing.id))
                    .or_default()
                    .push(filing);
            }
        }
        Ok(filings)
    }

    /// Returns the filings of an alert's country and substance.
    pub(super) fn group<'f>(&'f self, key: &'f Key) -> Group<'f> {
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
        let said = |list: &[StandingFiling]| -> BTreeMap<Number, _> {
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
        let policies = OneOfTwo::BOTH.map(|which| self.two.side(which).run.policy);
        let timelines = OneOfTwo::BOTH
            .map(|which| self.levels((which, policies[which.place()]), key, &lists[which.place()]));
        Group {
            filings: self,
            key,
            lists,
            timelines,
            changed,
        }
    }
}

impl Filings<'_> {
    /// Returns the levels that filings make in a run by a policy, with the own exports of that run.
    fn levels(
        &self,
        (which, policy): (OneOfTwo, Policy),
        key: &Key,
        list: &[StandingFiling],
    ) -> Timeline<Level> {
        let side = self.two.side(which);
        let (country, substance) = (Country::from(SAME.0), Substance::from(SAME.1));
        let known = side.substance(&key.substance);
        let convention = known.map(|substance| side.run.config.substance(substance).convention);
        let estimates = Estimates::under(list, vec![convention.unwrap_or_default()], policy);
        let none = OwnExports::default();
        let own_exports = self.own_exports[which.place()]
            .get(&(key.importer().to_owned(), key.substance.clone()))
            .unwrap_or(&none);
        // Each run has compared with its levels, so they fit.
        estimates
            .limits(country, substance, own_exports)
            .map(Cow::into_owned)
            .unwrap_or_default()
    }
}

fn number(filing: &Filing, id: &Arc<str>) -> Number {
    (Arc::clone(id), filing.kind == FilingKind::Supplement)
}

fn of_one(mut filing: StandingFiling) -> StandingFiling {
    (filing.filing.country, filing.filing.substance) =
        (Country::from(SAME.0), Substance::from(SAME.1));
    filing
}

impl Group<'_> {
    /// Returns the estimates in force, by the filings and the policy of a run.
    pub(super) fn timeline(&self, which: OneOfTwo) -> &Timeline<Level> {
        &self.timelines[which.place()]
    }

    /// Adds the filings of which a run must be asked whether it refused them.
    pub(super) fn ask(&self, asked: &mut LookedUp) {
        self.changed.iter().for_each(|(id, _)| asked.add_filing(id));
    }

    /// Returns the filings that bear on an alert, and the policy if it does, given what each run has of the alert's year, if
    /// known.
    pub(super) fn causes(
        &self,
        days: [Option<&[DayTotal]>; 2],
        asked: Asked,
        found: &[Found; 2],
    ) -> Result<Causes, CompareError> {
        let two = self.filings.two;
        let policies = OneOfTwo::BOTH.map(|which| two.side(which).run.policy);
        let levels = |(own, policy): (OneOfTwo, OneOfTwo), list: &[StandingFiling]| {
            self.filings
                .levels((own, policies[policy.place()]), self.key, list)
        };
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
        let mut bearing: Vec<&Number> = Vec::new();
        for id in &self.changed {
            // Makes the change alone in the earlier run, and undoes it alone in the later run.
            let alone =
                OneOfTwo::BOTH.map(|which| levels((which, which), &self.swapped(which, id)));
            if bears([&alone[0], &alone[1]])? {
                bearing.push(id);
            }
        }
        let alone = [
            levels((OneOfTwo::Before, OneOfTwo::After), &self.lists[0]),
            levels((OneOfTwo::After, OneOfTwo::Before), &self.lists[1]),
        ];
        let by_policy = policies[0] != policies[1] && bears([&alone[0], &alone[1]])?;
        // If the changes bear on the alert only together, all of them are causes.
        let together =
            bearing.is_empty() && !by_policy && bears([&self.timelines[1], &self.timelines[0]])?;
        if by_policy || (together && policies[0] != policies[1]) {
            causes.note(Cause::Policy, policy_words(policies));
        }
        let all = self.changed.iter().filter(|_| together);
        for id in bearing.into_iter().chain(all) {
            self.of_filing(id, found, &mut causes);
        }
        Ok(causes)
    }

    /// Returns the filings in use of a run, with one filing as it is in the other run.
    fn swapped(&self, which: OneOfTwo, one: &Number) -> Vec<StandingFiling> {
        let is = |filing: &&StandingFiling| number(&filing.filing, &filing.id) == *one;
        let own = self.lists[which.place()]
            .iter()
            .filter(|filing| !is(filing));
        let other = self.lists[which.other().place()].iter().filter(is);
        own.chain(other).cloned().collect()
    }

    /// Adds why a filing is not the same in both runs, version by version.
    fn of_filing(&self, one: &Number, found: &[Found; 2], causes: &mut Causes) {
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
                    .map(|version| self.said(which, version))
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
                .filter(|version| !others.contains(&self.said(which, version)))
            {
                self.of_version(which, version, corrects, found, causes);
            }
        }
    }

    fn identity(&self, one: Number) -> Identity {
        (
            self.key.importer().to_owned(),
            self.key.substance.clone(),
            one,
        )
    }

    /// Returns the content of a version, in codes that both runs share.
    fn said(&self, which: OneOfTwo, version: &ReadFiling) -> FilingContent {
        let filing = &version.filing;
        let substance = self
            .filings
            .two
            .side(which)
            .run
            .config
            .substance_code(filing.substance)
            .to_owned();
        (
            substance,
            filing.kind,
            filing.received,
            filing.effective,
            filing.grams,
        )
    }

    /// Adds why only one run knows a version of a filing.
    fn of_version(
        &self,
        which: OneOfTwo,
        version: &ReadFiling,
        corrects: bool,
        found: &[Found; 2],
        causes: &mut Causes,
    ) {
        let filed = &self.filings.filed;
        let (side, other) = (
            self.filings.two.side(which),
            self.filings.two.side(which.other()),
        );
        let file = usize::try_from(version.origin.file)
            .ok()
            .and_then(|file| filed[which.place()].files.get(file))
            .map_or("", String::as_str);
        let note = || words(version, file);
        let at = self.identity(number(&version.filing, &version.id));
        let later = filed[which.other().place()]
            .later
            .get(&at)
            .into_iter()
            .flatten();
        let waits = later
            .into_iter()
            .any(|later| self.said(which.other(), later) == self.said(which, version));
        if !other.knows(version.filing.received) {
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
            causes.note(absent(come, version, corrects), note());
        }
    }
}

/// Returns the cause of a version's being in one run alone.
fn absent(come: bool, version: &ReadFiling, corrects: bool) -> Cause {
    match (come, corrects, version.filing.kind) {
        (_, true, _) => Cause::CorrectedFiling,
        (false, false, _) => Cause::InputsRemoved,
        (true, false, FilingKind::Supplement) => Cause::Supplement,
        (true, false, _) => Cause::NewEstimate,
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
    format!("{kind}{id}, {sign}{grams} g, received {received}{effective} ({file} row {row})")
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
