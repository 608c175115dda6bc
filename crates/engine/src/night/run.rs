//! The nightly run, from the dataset to the published answer.
//!
//! There are two readings. The first tallies everything and finds the groups that could be in excess and the ids that could occur
//! twice; the second reads in full only the rows of those. Superseded versions can only add to a total, so every group that is in
//! excess without them is among the groups found with them.
//!
//! The steps are the same whether a run goes on from the run before or reads everything: at each step, `CarryOver` adds what is
//! carried over to what was found in the files that are read.

pub use super::inputs::Unreadable;

use super::accept;
use super::answer::{Answer, JudgementInputs, Untouched};
use super::books::Books;
use super::can_carry_over::{Carry, NotCarried};
use super::carry_over::CarryOver;
use super::error::Setback;
use super::filings::{self, Filings};
use super::first_reading::{FirstReadingSinks, first_reading};
use super::inputs::{Inputs, Trusted};
use super::no_news::NoNews;
use super::publish::{Begun, Done, before, finish, prune, publish, trusted_files};
use super::resolve_versions::{SideSinks, resolve_versions};
use super::returns::{CountingSinks, DecidedReturns, HeldBack, LongTally};
use super::second_reading::{SecondReading, SecondReadingSinks, second_reading};
use super::spot_check::{SpotCheck, spot_check};
use super::{Memory, Meter, RunError, Stage};
use crate::archive::read::{PublishedError, PublishedRun};
use crate::archive::{
    Accept, AlertChange, Counts, Exempt, FindingEntry, LeftOut, Manifest, Program, PruneError,
    Pruned, Publication, PublishError, Published, Publishing, Refusals, Staged, Superseded, Tables,
    Warned, WarningEntry,
};
use crate::compare::Overtaken;
use crate::config::Config;
use crate::conversion::{Conversion, Lists};
use crate::estimates::Estimates;
use crate::evidence::{Alert, Candidates, Gathering};
use crate::intake::{About, ColumnSet, FileFault, InputFile, IntakeError, Kind};
use crate::judgement::{Limits, Notices, Raised, RuleBook, Trade};
use crate::ledger::{Ledger, LedgerError, Tally};
use crate::scratch::{Parts, Scratch};
use crate::terms::{Day, Set, shown_path};
use crate::versions::{PARTS, SeenIdentities, Suspects};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use tracing::{debug, info, warn};

/// The options of a run.
#[derive(Clone, Copy, Debug)]
pub struct Nightly<'a> {
    /// The dataset.
    pub dataset: &'a Path,
    /// The output folder.
    pub out: &'a Path,
    /// The checked configuration.
    pub config: &'a Config,
    /// The content of each form, from the same configuration.
    pub conversion: &'a Conversion,
    /// The known-at date; `None`: everything counts, whenever it was received.
    pub known_at: Option<Day>,
    /// What to do about files that cannot be read.
    pub unreadable: Unreadable,
    /// Whether the run may go on from the run before.
    pub extent: Extent,
    /// How the answer is published.
    pub publishing: Publishing,
    /// The memory that the run may use in all.
    pub memory: Memory,
    /// The meter that shows the progress of the run.
    pub meter: &'a Meter,
}

/// How much a run reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// Read what is new since the run before and what the new files touch; everything, if anything else has changed.
    #[default]
    News,
    /// Read everything.
    Everything,
}

/// What a run read.
#[derive(Debug)]
pub enum Course {
    /// The run read everything, for this reason.
    ReadAll(NotCarried),
    /// Nothing is new since the run before, whose answer was published again.
    NoNews {
        /// The run before.
        run: String,
        /// The record files: how many files, and their rows.
        carried: (usize, u64),
    },
    /// The run went on from the run before and read what was new.
    CarryOver {
        /// The run before.
        run: String,
        /// The record files that were not read anew: how many files, and their rows.
        carried: (usize, u64),
        /// The record files that were new: how many files, and their rows.
        new: (usize, u64),
        /// How many groups came to be in excess, so that their older records were looked for.
        groups: usize,
        /// How many groups were drawn at random to compare their ledger with their records.
        sampled: usize,
    },
}

/// A finished, published run.
#[derive(Debug)]
pub struct Outcome {
    /// The published run.
    pub published: Published,
    /// What the dataset says of itself.
    pub about: Option<About>,
    /// What became of each alert since the run before.
    pub changes: Vec<AlertChange>,
    /// Superseded versions of records that are new since the run before.
    pub overtaken: Vec<Overtaken>,
    /// The run before, if there is one.
    pub previous: Option<String>,
    /// The older runs that were removed, if pruning was asked for.
    pub pruned: Result<Pruned, PruneError>,
    /// What became of every row.
    pub counts: Counts,
    /// The number of files.
    pub files: usize,
    /// What was read.
    pub course: Course,
    /// Refused rows by kind and reason.
    pub refused: BTreeMap<(Kind, &'static str), u64>,
    /// All alerts, sorted by key.
    pub alerts: Vec<Alert>,
    /// The findings about the estimates, present and future.
    pub findings: Vec<FindingEntry>,
    /// The warnings: what is valid but looks wrong.
    pub warnings: Vec<WarningEntry>,
    /// The first and the last date of valid, known records.
    pub days: Option<(Day, Day)>,
    /// The latest day in the data: the last movement or the last receipt of a known filing.
    pub last_day: Option<Day>,
    /// Files that could not be read and were left out.
    pub left_out: Vec<FileFault>,
    /// Whether there was no file of filings, readable or not.
    pub without_filings: bool,
}

impl Course {
    fn carried_over(carry: &Carry, inputs: &Inputs, spot_check: SpotCheck) -> Self {
        let SpotCheck { groups, sampled } = spot_check;
        let size = |is_old: bool| {
            let is_wanted = |file: usize| carry.has(file) == is_old;
            let files = (0..inputs.records.len()).filter(|file| is_wanted(*file));
            (files.count(), inputs.rows_of(is_wanted))
        };
        let (carried, new) = (size(true), size(false));
        info!(
            carried = carried.1,
            new = new.1,
            groups,
            sampled,
            "older records looked for"
        );
        Self::CarryOver {
            run: carry.earlier.run.clone(),
            carried,
            new,
            groups,
            sampled,
        }
    }
}

/// Judges a dataset and publishes the answer, completely or not at all.
pub fn run(nightly: &Nightly) -> Result<Outcome, RunError> {
    let begin = Begin::of(nightly)?;
    let before = begin.before.as_ref();
    let trusted = before.filter(|_| nightly.extent == Extent::News);
    let trusted = trusted.and_then(|before| trusted_files(before, begin.begun));
    let inputs = nightly.open(trusted.as_ref())?;
    if let Some(before) = &begin.before
        && let Some(outcome) = nightly.without_news(
            before,
            &inputs,
            (&begin.publication, begin.about.as_ref()),
            begin.begun,
        )?
    {
        return Ok(outcome);
    }
    let staged = begin.publication.begin_staging()?;
    let (answer, course) = nightly.answer(inputs, &staged, begin.publication.next())?;
    begin.conclude(nightly, staged, answer, course)
}

/// A run that has begun: its output folder is locked.
pub(super) struct Begin {
    about: Option<About>,
    pub(super) publication: Publication,
    before: Option<PublishedRun>,
    begun: Begun,
}

impl Begin {
    /// Checks what can be checked before any data are read, and locks the output folder.
    pub(super) fn of(nightly: &Nightly) -> Result<Self, RunError> {
        let about = nightly.about()?;
        info!(version = %Program::SELF.version, dataset = %nightly.dataset.display(), known_at = ?nightly.known_at.map(|day| day.to_string()), "run begins");
        let prohibitions = &nightly.config.prohibitions;
        info!(
            applied = prohibitions.dated.len(),
            without_date = prohibitions.undated.len(),
            "prohibitions listed"
        );
        let publication = Publication::begin(nightly.out, &nightly.publishing)?;
        let before = before(&publication)?;
        let begin = Self {
            about,
            publication,
            before,
            begun: Begun::now(),
        };
        begin.to_follow(nightly).map_or(Ok(()), |before| {
            accept::configuration(before, nightly.config)
        })?;
        Ok(begin)
    }

    /// Returns the run before if this run must be like it to be published.
    fn to_follow(&self, nightly: &Nightly) -> Option<&PublishedRun> {
        let accepted = nightly.publishing.accept == Accept::Anything;
        self.before.as_ref().filter(|_| !accepted)
    }

    /// Publishes the answer.
    pub(super) fn conclude(
        &self,
        nightly: &Nightly,
        mut staged: Staged<'_>,
        mut answer: Answer<'_>,
        course: Course,
    ) -> Result<Outcome, RunError> {
        self.to_follow(nightly).map_or(Ok(()), |before| {
            accept::everything_refused(before, &answer.counts, &answer.refusals)
        })?;
        let Self {
            about,
            publication,
            before,
            begun,
        } = self;
        nightly.meter.begin(Stage::Writing, 0);
        let names = |files: &[InputFile]| -> Vec<String> {
            files.iter().map(|file| file.name.clone()).collect()
        };
        let (record_files, filing_files) =
            (names(&answer.inputs.records), names(&answer.inputs.filings));
        let limits = Limits::with_raised(&answer.estimates, std::mem::take(&mut answer.raised));
        let tables = Tables {
            config: nightly.config,
            assembled: &answer.assembled,
            record_files: &record_files,
            filing_files: &filing_files,
            filings: &answer.filings,
            superseded: &answer.superseded,
            warned: &answer.warned,
            exempt: &answer.exempt,
            long: &answer.returns.records,
            refusals: &answer.refusals,
            estimates: &answer.estimates,
            limits: &limits,
            ledger: &answer.ledger,
            passed_on: &answer.passed_on,
            carried: &answer.carried,
            ids: answer.ids.as_ref(),
        };
        let manifest = nightly.manifest(&answer, about.clone());
        staged.write(&tables, manifest)?;
        let alerts = std::mem::take(&mut answer.assembled.alerts);
        // The tables are written: what they were made from gives its memory to the comparison.
        drop((answer.ledger, answer.assembled, answer.superseded));
        drop((answer.warned, answer.exempt, answer.returns));
        let Done {
            published,
            changes,
            overtaken,
            previous,
            pruned,
        } = publish(
            nightly,
            (publication, staged, before.as_ref()),
            answer.inputs.noted(),
            *begun,
        )?;
        info!(
            run = shown_path(&published.folder),
            alerts = answer.counts.alerts.total(),
            changes = changes.len(),
            "published"
        );
        let without_filings = answer.inputs.without_filings();
        let mut refused = BTreeMap::new();
        for (reason, rows) in answer.refusals.iter().flat_map(Refusals::reasons) {
            *refused.entry(reason).or_insert(0) += rows;
        }
        Ok(Outcome {
            published,
            about: about.clone(),
            changes,
            overtaken,
            previous,
            pruned,
            counts: answer.counts,
            files: answer.inputs.records.len() + answer.inputs.filings.len(),
            course,
            refused,
            alerts,
            findings: answer.findings,
            warnings: answer.warnings,
            days: answer.days,
            last_day: answer.last_day,
            left_out: std::mem::take(&mut answer.inputs.faults)
                .into_values()
                .collect(),
            without_filings,
        })
    }
}

impl<'a> Nightly<'a> {
    pub(super) fn lists(&self) -> Lists<'a> {
        Lists {
            config: self.config,
            conversion: self.conversion,
        }
    }

    /// Returns what the dataset says of itself, if the dataset and the output folder are where they may be.
    pub(super) fn about(&self) -> Result<Option<About>, RunError> {
        if !self.dataset.is_dir() {
            return Err(IntakeError::NoDataset {
                folder: shown_path(self.dataset),
            }
            .into());
        }
        outside(self.dataset, self.out)?;
        Ok(About::read(self.dataset).map_err(IntakeError::from)?)
    }

    /// Publishes the answer of the run before again if nothing is new; `None` if anything is, or if that run is not sound.
    fn without_news(
        &self,
        before: &PublishedRun,
        inputs: &Inputs,
        (publication, about): (&Publication, Option<&About>),
        begun: Begun,
    ) -> Result<Option<Outcome>, RunError> {
        let no_news = match NoNews::of(self, before, inputs, about) {
            Ok(Some(no_news)) => no_news,
            Ok(None) => return Ok(None),
            Err(error @ PublishedError::Io(_)) => return Err(error.into()),
            Err(why) => {
                warn!(run = before.run, why = %why, "its answer cannot be published again");
                return Ok(None);
            }
        };
        self.meter.begin(Stage::Writing, 0);
        let staged = match no_news.stage(publication) {
            Ok(staged) => staged,
            Err(why @ PublishError::Damaged { .. }) => {
                warn!(run = before.run, why = %why, "its answer cannot be published again");
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        // A file that has changed since it was opened is news.
        if inputs.check_unchanged().is_err() {
            return Ok(None);
        }
        inputs.log();
        inputs.warn();
        info!(run = before.run, "nothing is new since the run before");
        let published = finish(self, staged, &[], inputs.noted(), begun)?;
        let NoNews {
            manifest,
            alerts,
            refused,
            days,
            last_day,
            ..
        } = no_news;
        info!(
            run = shown_path(&published.folder),
            alerts = alerts.len(),
            changes = 0,
            "published"
        );
        let carried = (inputs.records.len(), inputs.rows_of(|_| true));
        Ok(Some(Outcome {
            published,
            about: manifest.about,
            changes: Vec::new(),
            overtaken: Vec::new(),
            previous: Some(before.run.clone()),
            pruned: prune(self, publication),
            counts: manifest.counts,
            files: manifest.inputs.len(),
            course: Course::NoNews {
                run: before.run.clone(),
                carried,
            },
            refused,
            alerts,
            findings: manifest.findings,
            warnings: manifest.warnings,
            days,
            last_day,
            left_out: Vec::new(),
            without_filings: inputs.without_filings(),
        }))
    }

    /// Finds and opens all files.
    fn open(&self, trusted: Option<&Trusted>) -> Result<Inputs, RunError> {
        Inputs::open(self.dataset, self.config, self.meter, trusted)
    }

    /// Judges the new files together with what is carried over from the run before, or everything if nothing can be carried over.
    /// If the data of the run before prove unusable, everything is read; a file that is lost is left out if that is allowed.
    fn answer(
        &self,
        mut inputs: Inputs,
        staged: &Staged<'_>,
        seed: u64,
    ) -> Result<(Answer<'_>, Course), RunError> {
        let scratch = self.memory.scratch(self.out);
        let mut carry = Carry::decide(self, &inputs).or_else(read_all);
        loop {
            // Whoever reads everything reads every byte.
            if carry.is_err() && inputs.are_trusted() {
                inputs = self.open(None)?;
            }
            inputs.log();
            if let Ok(carry) = &carry {
                info!(run = carry.earlier.run, "goes on from the run before");
            }
            match self.judge(&mut inputs, carry.as_ref().ok(), staged, &scratch, seed) {
                Ok((judged, spot_check)) => {
                    inputs.warn();
                    let course = match carry {
                        Ok(carry) => Course::carried_over(&carry, &inputs, spot_check),
                        Err(why) => Course::ReadAll(why),
                    };
                    let answer = Answer::of(
                        judged,
                        inputs,
                        &self.lists(),
                        &scratch,
                        |gathering, wanted, limits, _| {
                            let assembled = gathering.assemble(wanted, limits, &scratch);
                            assembled.map_err(RunError::from)
                        },
                    )?;
                    return Ok((answer, course));
                }
                Err(Setback::Run(error)) => return Err(error),
                Err(Setback::Published(error)) => carry = read_all(error.into()),
                Err(Setback::Returns) => carry = read_all(NotCarried::Returns),
                Err(Setback::Unreadable(faults)) if carry.is_ok() => {
                    let first = faults.into_iter().next();
                    carry = read_all(first.map_or(NotCarried::Faults, NotCarried::File));
                }
                Err(Setback::Lost(fault)) if carry.is_ok() => carry = read_all(fault.into()),
                Err(Setback::Unreadable(faults)) => {
                    for fault in faults {
                        inputs.refuse(fault);
                    }
                    inputs.decide(self.unreadable)?;
                }
                Err(Setback::Lost(fault)) if self.unreadable == Unreadable::LeaveOut => {
                    warn!(file = fault.file, fault = %fault.fault.without_contents(), "reading again without it");
                    inputs = inputs.open_without(fault, self.dataset, self.config, self.meter)?;
                }
                Err(Setback::Lost(fault)) => return Err(IntakeError::Lost(fault).into()),
            }
        }
    }

    /// Runs the steps from the opened files to the data of the answer, in order. A run that carries nothing over passes no
    /// `carry`.
    fn judge(
        &self,
        inputs: &mut Inputs,
        carry: Option<&Carry>,
        staged: &Staged<'_>,
        scratch: &Scratch,
        seed: u64,
    ) -> Result<((Judged<'_>, JudgementInputs), SpotCheck), Setback> {
        let (lists, known_at) = (self.lists(), self.known_at);
        let is_new = |file: usize| carry.is_none_or(|carry| !carry.has(file));
        let new_rows = inputs.rows_of(is_new);

        // Filings are few and always read. The first reading takes the record files of which nothing is carried over.
        self.meter.begin(Stage::Reading, new_rows);
        let filings = filings::read(&inputs.filings, &lists, known_at, scratch);
        let tally = self.tally(if carry.is_some() { 2 } else { 1 }, scratch);
        let identities = SeenIdentities::new(scratch);
        let long = LongTally::new(self, scratch);
        let ids = staged.ids().map_err(RunError::from)?;
        let sinks = FirstReadingSinks {
            tally: &tally,
            long: &long,
            years: carry.is_some(),
        };
        let of_rows = (sinks, &identities, &ids);
        let first = first_reading(
            &inputs.records,
            is_new,
            &lists,
            known_at,
            of_rows,
            self.meter,
        );
        let (mut filings, mut first) = match (filings, first) {
            (Ok(filings), Ok(first)) => (filings, first),
            (filings, first) => {
                let faults = filings.err().into_iter().chain(first.err()).flatten();
                return Err(Setback::Unreadable(faults.collect()));
            }
        };
        inputs.decide(self.unreadable)?;
        let long = long.met();
        if carry.is_some() && long.is_some() {
            return Err(Setback::Returns);
        }
        let inputs = &*inputs;
        let law = self.law(&filings);
        let none = BTreeSet::new();
        let carried = carry.map(|carry| CarryOver {
            nightly: self,
            inputs,
            carry,
            scratch,
            touched: &none,
        });

        // The ids that may occur more than once, and their places in files that are carried over.
        let old_places = carried
            .map(|carried| carried.find_old(&identities, &ids, seed))
            .transpose()?;
        let ids = ids.finish();
        let suspects = Suspects::among(&identities)?;

        if let Some(carried) = carried {
            carried.complete(&mut first);
        }

        // The calendar years that something new touches: a record, a version of a new record, another level, another notice.
        let mut sides = Sides::new(scratch, first.all_days());
        let before = carried.map(CarryOver::standing).transpose()?;
        let mut touched = std::mem::take(&mut first.years);
        if let (Some(carried), Some(places), Some(before)) = (carried, &old_places, &before) {
            touched.extend(carried.years_judged_otherwise(before, &law, first.all_days()));
            carried.read_old(places, &suspects, &sides.versions, &mut touched)?;
            debug!(years = ?touched, "calendar years that something new touches");
            sides.years = Some(touched.clone());
        }
        let carried = carried.map(|carried| CarryOver {
            touched: &touched,
            ..carried
        });

        // The books and the ledger of these years, with all versions of all records.
        let mut books = Books::of(&first, std::mem::take(&mut filings.counts));
        let ledger = match carried {
            Some(carried) => carried.ledger(tally, &suspects, &sides.superseded, &mut books)?,
            None => Ledger::new(tally, self.conversion)?,
        };

        // The groups that could be in excess, and the second reading of the rows that matter.
        self.meter.begin(Stage::Judging, 0);
        let prepared = Nightly::prepare(ledger, long, law, scratch)?;
        self.meter.begin(Stage::LookingAgain, new_rows);
        let sought = prepared.sought(known_at, &suspects, new_rows);
        let sinks = prepared.sinks(&sides, scratch);
        let mut refusals = second_reading(
            &inputs.records,
            is_new,
            &lists,
            &first,
            sought,
            sinks,
            self.meter,
        )?;
        if let Some(carried) = carried {
            refusals.extend(carried.refused()?);
            refusals.sort_by(|a, b| a.file().cmp(b.file()));
        }

        self.meter.begin(Stage::Judging, 0);
        let judged = prepared.judge(&sides, &mut books, scratch)?;

        // What the run before found about records that no new record touches, and the check of its ledger against the records.
        let (mut checked, mut untouched) = (SpotCheck::default(), Untouched::default());
        if let (Some(carried), Some(before)) = (carried, &before) {
            let (candidates, gathering) = (&judged.candidates, &judged.gathering);
            let widened = carried.widened(before, candidates, gathering);
            untouched = carried.untouched()?;
            carried.evidence((candidates, &widened), &suspects, gathering)?;
            carried.warned(&suspects, &sides.warned)?;
            carried.exempt(&suspects, &sides.exempt)?;
            checked = spot_check(
                carried,
                seed,
                (&judged.ledger, candidates, widened),
                (&suspects, &sides.superseded),
                gathering,
            )?;
        }
        inputs.check_unchanged()?;
        let settled = JudgementInputs {
            books,
            filings,
            days: first.days,
            sides,
            refusals,
            conventions: first.conventions,
            untouched,
            ids: ids.wait().map_err(RunError::from)?,
        };
        Ok(((judged, settled), checked))
    }

    /// Returns what trade is judged by, as the filings make it.
    pub(super) fn law(&self, filings: &Filings) -> Law<'a> {
        let in_use = &filings.standing.in_use;
        Law {
            estimates: Estimates::of(in_use, self.config, self.config.policy),
            book: RuleBook {
                lists: self.lists(),
                notices: Arc::new(Notices::of(self.config, in_use)),
            },
        }
    }

    /// Finds the groups that could be in excess. The ledger holds all versions of the records of days; `long` has those of longer
    /// periods, and the trades that they are about.
    pub(super) fn prepare(
        ledger: Ledger<'a>,
        long: Option<(Tally, Set<Trade>)>,
        law: Law<'a>,
        scratch: &Scratch,
    ) -> Result<Prepared<'a>, LedgerError> {
        // Until it is known which records of longer periods count, all of them do.
        let (ledger, trades) = match long {
            Some((long, trades)) => (ledger.with_aside(long)?, Some(trades)),
            None => (ledger, None),
        };
        let Law { estimates, book } = law;
        let candidates = Candidates::of(&ledger, &estimates, &book)?;
        debug!(
            groups = candidates.groups(),
            "groups whose records are looked at again"
        );
        let gathering = Gathering::new(&candidates, &ledger, book, scratch)?;
        Ok(Prepared {
            ledger,
            estimates,
            candidates,
            gathering,
            held_back: HeldBack::of(trades, scratch),
        })
    }

    /// Returns a tally that may use one part in `share` of the memory for tallies.
    pub(super) fn tally(&self, share: u64, scratch: &Scratch) -> Tally {
        Tally::new(
            self.config.country_codes.len(),
            self.conversion.places(),
            scratch.clone(),
            self.memory.tally() / share,
        )
    }

    fn manifest(&self, answer: &Answer<'_>, about: Option<About>) -> Manifest {
        let left_out = |fault: &FileFault| LeftOut {
            file: fault.file.clone(),
            fault: fault.fault.to_string(),
        };
        Manifest {
            program: Program::SELF,
            known_at: self.known_at,
            policy: self.config.policy,
            about,
            config_blake3: self.config.source.hash().to_hex().to_string(),
            counts: answer.counts,
            layouts_blake3: answer.inputs.layouts_hash(),
            inputs: answer.books.entries(&answer.inputs),
            left_out: answer.inputs.faults.values().map(left_out).collect(),
            findings: answer.findings.clone(),
            warnings: answer.warnings.clone(),
            outputs: Vec::new(),
        }
    }
}

/// What trade is judged by: the estimates, and what the rules look up.
pub(super) struct Law<'a> {
    pub(super) estimates: Estimates,
    pub(super) book: RuleBook<'a>,
}

/// The records that are put aside in the second reading and when versions are resolved.
pub(super) struct Sides {
    /// Records of which other versions may be among the data, and others that may look wrong.
    pub(super) versions: Parts,
    pub(super) superseded: Superseded,
    pub(super) warned: Warned,
    pub(super) exempt: Exempt,
    /// The calendar years whose versions are compared; `None`: all.
    years: Option<BTreeSet<i32>>,
}

impl Sides {
    /// Begins without records, whose days are within the given ones.
    pub(super) fn new(scratch: &Scratch, days: Option<(Day, Day)>) -> Self {
        Self {
            versions: Parts::new(scratch, PARTS),
            superseded: Superseded::new(scratch, days),
            warned: Warned::new(scratch, PARTS),
            exempt: Exempt::new(scratch),
            years: None,
        }
    }

    /// Returns the sinks of what is put aside when versions are resolved.
    pub(super) fn sinks<'s>(&'s self, held_back: &'s HeldBack) -> SideSinks<'s> {
        SideSinks {
            superseded: &self.superseded,
            warned: &self.warned,
            exempt: &self.exempt,
            held_back,
            years: self.years.as_ref(),
        }
    }
}

/// The groups that could be in excess, with what the second reading gathers about them.
pub(super) struct Prepared<'a> {
    /// The ledger with all versions of all records.
    pub(super) ledger: Ledger<'a>,
    pub(super) estimates: Estimates,
    pub(super) candidates: Candidates,
    pub(super) gathering: Gathering<'a>,
    pub(super) held_back: HeldBack,
}

/// What judging the versions that stand leaves.
pub(super) struct Judged<'a> {
    /// The ledger of the versions that stand and count.
    pub(super) ledger: Ledger<'a>,
    pub(super) estimates: Estimates,
    /// The groups that this ledger shows in excess.
    pub(super) candidates: Candidates,
    pub(super) gathering: Gathering<'a>,
    pub(super) raised: Raised,
    pub(super) returns: DecidedReturns,
}

impl<'a> Prepared<'a> {
    /// Also adds up what is gathered.
    pub(super) fn with_sums(self) -> Self {
        Self {
            gathering: self.gathering.with_sums(),
            ..self
        }
    }

    /// Returns what the second reading looks for among a number of rows.
    fn sought<'s>(
        &'s self,
        known_at: Option<Day>,
        suspects: &'s Suspects,
        rows: u64,
    ) -> SecondReading<'s> {
        // An identity that is met again has two records at least.
        let suspected = u64::try_from(2 * suspects.len()).unwrap_or(u64::MAX);
        let picked = self.candidates.most_records().saturating_add(suspected);
        SecondReading {
            columns: ColumnSet::to_pick(picked, rows),
            known_at,
            book: self.gathering.book(),
            suspects,
            records: self.candidates.records(),
            held_back: &self.held_back,
        }
    }

    /// Returns the sinks of the second reading.
    pub(super) fn sinks<'s>(
        &'s self,
        sides: &'s Sides,
        scratch: &'s Scratch,
    ) -> SecondReadingSinks<'s> {
        SecondReadingSinks {
            versions: &sides.versions,
            gathering: &self.gathering,
            exempt: &sides.exempt,
            scratch,
        }
    }

    /// Finds the versions that stand, and of those of longer periods the ones that count. The others are subtracted from ledger and
    /// books, and the candidates are judged without them.
    pub(super) fn judge(
        self,
        sides: &Sides,
        books: &mut Books,
        scratch: &Scratch,
    ) -> Result<Judged<'a>, LedgerError> {
        let Self {
            ledger,
            estimates,
            candidates,
            gathering,
            held_back,
        } = self;
        let book = gathering.book();
        let aside = sides.sinks(&held_back);
        let (ledger, resolved) = ledger
            .without_aside()
            .change(|tally| resolve_versions(&sides.versions, aside, &gathering, tally, book))?;
        for (file, replaced) in resolved? {
            books.supersede(file, replaced);
        }
        let (ledger, decided) = ledger.change(|tally| {
            let sinks = CountingSinks {
                tally,
                gathering: &gathering,
                candidates: &candidates,
            };
            held_back.decide(sinks, book, scratch, books)
        })?;
        let (returns, [in_part, own_exports]) = decided?;
        let ledger = ledger.with_parts(in_part, own_exports);
        let (candidates, limits) = candidates.again(&ledger, &estimates)?;
        let raised = limits.raised();
        Ok(Judged {
            ledger,
            estimates,
            candidates,
            gathering,
            raised,
            returns,
        })
    }
}

/// Logs the reason why everything is read, and returns it.
fn read_all(why: NotCarried) -> Result<Carry, NotCarried> {
    info!(why = %why, "everything is read");
    Err(why)
}

/// Returns an error if the output folder lies in the dataset, where the next run would read it as input.
fn outside(dataset: &Path, out: &Path) -> Result<(), RunError> {
    // The output folder need not exist yet; the nearest existing folder above it tells where it will be.
    let Some(out_at) = out.ancestors().find_map(|folder| {
        if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        }
        .canonicalize()
        .ok()
    }) else {
        return Ok(());
    };
    for kind in [Kind::Record, Kind::Filing] {
        let inputs = dataset.join(kind.folder());
        if inputs
            .canonicalize()
            .is_ok_and(|inputs| out_at.starts_with(inputs))
        {
            return Err(RunError::OutInDataset {
                out: out.display().to_string(),
                inputs: inputs.display().to_string(),
            });
        }
    }
    Ok(())
}
