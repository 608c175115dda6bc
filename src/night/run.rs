//! The nightly run, end to end.
//!
//! Two readings: the first tallies everything and finds the groups that could be in excess and the
//! ids that could occur twice; the second reads in full only the rows of those. Superseded versions
//! can only add to a total, so the groups found with them are at least those found without.

pub use super::inputs::Unreadable;

use super::accept;
use super::answer::{Answer, JudgementInputs};
use super::books::Books;
use super::can_carry_over::{Carry, NotCarried};
use super::carry_over::{CarryOver, CarryOverError};
use super::filings::{self, Filings};
use super::first_reading::{FirstReadingSinks, Scan, scan};
use super::inputs::Inputs;
use super::publish::{Begun, Done, before, publish};
use super::resolve_versions::{SetAside, settle};
use super::second_reading::{SecondReading, SecondReadingSinks, look};
use super::spot_check::SpotCheck;
use super::{Memory, Meter, RunError, Stage};
use crate::archive::{
    Accept, AlertChange, Counts, FindingEntry, LeftOut, Manifest, Program, PruneError, Pruned,
    Publication, Published, Publishing, Refusals, Superseded, Tables, Warned, WarningEntry,
};
use crate::compare::Overtaken;
use crate::config::Config;
use crate::conversion::Conversion;
use crate::estimates::Estimates;
use crate::evidence::{Alert, Candidates, Gathering};
use crate::intake::{About, FileFault, InputFile, IntakeError, Kind, Lists};
use crate::ledger::{Ledger, Tally};
use crate::scratch::{Parts, Scratch};
use crate::terms::{Day, shown_path};
use crate::versions::{PARTS, SeenIdentities, Suspects};
use std::collections::BTreeMap;
use std::path::Path;
use tracing::{debug, info, warn};

/// What to run.
#[derive(Clone, Copy, Debug)]
pub struct Nightly<'a> {
    /// The dataset.
    pub dataset: &'a Path,
    /// Where to publish.
    pub out: &'a Path,
    /// The configuration, checked.
    pub config: &'a Config,
    /// What each form holds, from the same configuration.
    pub conversion: &'a Conversion,
    /// Judge with what had been received by then; `None`: with everything.
    pub known_at: Option<Day>,
    /// What happens to files that cannot be read.
    pub unreadable: Unreadable,
    /// Whether it may go on from the run before.
    pub extent: Extent,
    /// How the answer is published.
    pub publishing: Publishing,
    /// How much memory it may take, in all.
    pub memory: Memory,
    /// Moves as the run proceeds.
    pub meter: &'a Meter,
}

/// What a run reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// What is new since the run before and what that touches, where all else is as it was.
    #[default]
    News,
    /// Everything.
    Everything,
}

/// What a run read.
#[derive(Debug)]
pub enum Course {
    /// Everything, for that reason.
    ReadAll(NotCarried),
    /// What was new, going on from the run before.
    CarryOver {
        /// The run before.
        run: String,
        /// Files of records that were not read anew, and their rows.
        carried: (usize, u64),
        /// Files of records that were new, and their rows.
        new: (usize, u64),
        /// Groups in excess now whose older records were looked for.
        groups: usize,
        /// Groups drawn by lot whose ledger was compared with their records.
        sampled: usize,
    },
}

/// A finished, published run.
#[derive(Debug)]
pub struct Outcome {
    /// Where it is.
    pub published: Published,
    /// What the dataset says of itself.
    pub about: Option<About>,
    /// What became of each alert since the run before.
    pub changes: Vec<AlertChange>,
    /// Versions of records that have come since the run before and do not stand.
    pub overtaken: Vec<Overtaken>,
    /// The run before, if there is one.
    pub previous: Option<String>,
    /// Which older runs were removed, where that was asked for.
    pub pruned: Result<Pruned, PruneError>,
    /// What became of every row.
    pub counts: Counts,
    /// How many files there are.
    pub files: usize,
    /// Which of them were read.
    pub course: Course,
    /// Refused rows by kind and reason.
    pub refused: BTreeMap<(Kind, &'static str), u64>,
    /// All alerts, sorted by key.
    pub alerts: Vec<Alert>,
    /// What is odd about the estimates, now or one day.
    pub findings: Vec<FindingEntry>,
    /// What is valid but looks wrong.
    pub warnings: Vec<WarningEntry>,
    /// The first and the last date of valid, known records.
    pub days: Option<(Day, Day)>,
    /// The latest day that the data speak of: the last movement or receipt of a filing that is known.
    pub last_day: Option<Day>,
    /// Files that could not be read and were left out.
    pub left_out: Vec<FileFault>,
    /// Whether there was no file of filings at all, readable or not.
    pub without_filings: bool,
}

/// What a first reading leaves.
struct Read<'a> {
    inputs: Inputs,
    filings: Filings,
    scan: Scan,
    sightings: SeenIdentities,
    ledger: Ledger<'a>,
}

/// What a second reading leaves.
struct Looked<'a> {
    wanted: Candidates,
    suspects: Parts,
    gathering: Gathering<'a>,
    refusals: Vec<Refusals>,
}

/// Judges a dataset and publishes the answer, all at once or not at all.
pub fn run(nightly: &Nightly) -> Result<Outcome, RunError> {
    if !nightly.dataset.is_dir() {
        return Err(IntakeError::NoDataset {
            folder: shown_path(nightly.dataset),
        }
        .into());
    }
    outside(nightly.dataset, nightly.out)?;
    let about = About::read(nightly.dataset).map_err(IntakeError::from)?;
    info!(version = %Program::SELF.version, dataset = %nightly.dataset.display(), known_at = ?nightly.known_at.map(|day| day.to_string()), "run begins");
    let prohibitions = &nightly.config.prohibitions;
    info!(
        applied = prohibitions.dated.len(),
        without_date = prohibitions.undated.len(),
        "prohibitions listed"
    );
    let publication = Publication::begin(nightly.out, &nightly.publishing)?;
    let before = before(&publication)?;
    let accepted = nightly.publishing.accept == Accept::Anything;
    let to_follow = before.as_ref().filter(|_| !accepted);
    to_follow.map_or(Ok(()), |before| {
        accept::configuration(before, nightly.config)
    })?;
    let begun = Begun::now();
    let (mut answer, course) = nightly.answer(publication.next())?;
    to_follow.map_or(Ok(()), |before| {
        accept::everything_refused(before, &answer.counts, &answer.refusals)
    })?;
    nightly.meter.begin(Stage::Writing, 0);
    let names = |files: &[InputFile]| -> Vec<String> {
        files.iter().map(|file| file.name.clone()).collect()
    };
    let (record_files, filing_files) =
        (names(&answer.inputs.records), names(&answer.inputs.filings));
    let tables = Tables {
        config: nightly.config,
        assembled: &answer.assembled,
        record_files: &record_files,
        filing_files: &filing_files,
        filings: &answer.filings,
        superseded: &answer.superseded,
        warned: &answer.warned,
        refusals: &answer.refusals,
        estimates: &answer.estimates,
        ledger: &answer.ledger,
        passed_on: &answer.passed_on,
    };
    let manifest = nightly.manifest(&answer, about.clone());
    let Done {
        published,
        changes,
        overtaken,
        previous,
        pruned,
    } = publish(
        nightly,
        (&publication, before),
        (&tables, manifest, answer.inputs.modified()),
        begun,
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
        about,
        changes,
        overtaken,
        previous,
        pruned,
        counts: answer.counts,
        files: answer.inputs.records.len() + answer.inputs.filings.len(),
        course,
        refused,
        alerts: answer.assembled.alerts,
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

impl Nightly<'_> {
    pub(super) fn lists(&self) -> Lists<'_> {
        Lists {
            config: self.config,
            conversion: self.conversion,
        }
    }

    /// Goes on from the run before where that can be, otherwise reads everything.
    fn answer(&self, seed: u64) -> Result<(Answer<'_>, Course), RunError> {
        let inputs = Inputs::open(self.dataset, self.meter)?;
        let scratch = self.memory.scratch(self.out);
        let why = match self.onward(&inputs, &scratch, seed) {
            Ok((settled, course)) => {
                return Ok((
                    Answer::of(settled, inputs, &self.lists(), &scratch)?,
                    course,
                ));
            }
            Err(CarryOverError::Run(error)) => return Err(error),
            Err(CarryOverError::ReadAll(why)) => why,
        };
        info!(why = %why, "everything is read");
        Ok((self.whole(inputs, &scratch)?, Course::ReadAll(why)))
    }

    /// Goes on from the run before.
    fn onward(
        &self,
        inputs: &Inputs,
        scratch: &Scratch,
        seed: u64,
    ) -> Result<(JudgementInputs<'_>, Course), CarryOverError> {
        let carry = Carry::decide(self, inputs).map_err(CarryOverError::ReadAll)?;
        if !inputs.faults.is_empty() {
            return Err(CarryOverError::ReadAll(NotCarried::Faults));
        }
        let (carried, new): (Vec<_>, Vec<_>) = inputs
            .records
            .iter()
            .enumerate()
            .partition(|(file, _)| carry.has(*file));
        let size = |files: &[(usize, &InputFile)]| {
            (files.len(), files.iter().map(|(_, file)| file.rows).sum())
        };
        let (carried, new) = (size(&carried), size(&new));
        info!(
            run = carry.earlier.run,
            carried = carried.1,
            new = new.1,
            "goes on from the run before"
        );
        let (settled, SpotCheck { groups, sampled }) = CarryOver {
            nightly: self,
            inputs,
            carry: &carry,
            scratch,
            seed,
        }
        .gather()?;
        if inputs.without_filings() {
            warn!("no file under estimates/: every estimate is none");
        }
        info!(groups, sampled, "older records looked for");
        Ok((
            settled,
            Course::CarryOver {
                run: carry.earlier.run,
                carried,
                new,
                groups,
                sampled,
            },
        ))
    }

    /// Reads, looks again and judges. Where a file is lost between the two readings and such files are
    /// left out, all is read again without it.
    fn whole(&self, inputs: Inputs, scratch: &Scratch) -> Result<Answer<'_>, RunError> {
        let mut read = self.read(inputs, scratch)?;
        loop {
            let estimates = Estimates::of(&read.filings.standing.in_use, self.config.policy);
            self.meter.begin(Stage::Judging, 0);
            match (
                self.look_again(&read, &estimates, scratch)?,
                self.unreadable,
            ) {
                (Ok(looked), _) => return self.judge(read, looked, estimates, scratch),
                (Err(fault), Unreadable::EndRun) => return Err(IntakeError::Lost(fault).into()),
                (Err(fault), Unreadable::LeaveOut) => {
                    warn!(file = fault.file, fault = %fault.fault.without_contents(), "reading again without it");
                    let mut inputs = Inputs::open(self.dataset, self.meter)?;
                    for fault in std::mem::take(&mut read.inputs.faults)
                        .into_values()
                        .chain([fault])
                    {
                        inputs.refuse(fault);
                    }
                    read = self.read(inputs, scratch)?;
                }
            }
        }
    }

    /// Keeps the rows that matter, of files that are still what they were.
    fn look_again(
        &self,
        read: &Read<'_>,
        estimates: &Estimates,
        scratch: &Scratch,
    ) -> Result<Result<Looked<'_>, FileFault>, RunError> {
        let suspects = Suspects::among(&read.sightings)?;
        let wanted = Candidates::of(&read.ledger, estimates, self.config, self.conversion)?;
        debug!(
            groups = wanted.groups(),
            "groups whose records are looked at again"
        );
        self.meter.begin(
            Stage::LookingAgain,
            super::inputs::rows(&read.inputs.records),
        );
        let gathering = Gathering::new(&wanted, &read.ledger, self.lists(), scratch)?;
        let kept = Parts::new(scratch, PARTS);
        let sought = SecondReading {
            known_at: self.known_at,
            suspects: &suspects,
            wanted: &wanted,
        };
        let keep = SecondReadingSinks {
            suspects: &kept,
            gathering: &gathering,
            scratch,
        };
        let refusals = look(
            &read.inputs.records,
            |_| true,
            &self.lists(),
            &read.scan,
            sought,
            keep,
            self.meter,
        );
        Ok(refusals.and_then(|refusals| {
            read.inputs
                .records
                .iter()
                .chain(&read.inputs.filings)
                .try_for_each(InputFile::check_unchanged)?;
            Ok(Looked {
                wanted,
                suspects: kept,
                gathering,
                refusals,
            })
        }))
    }

    /// From what was kept to the answer.
    fn judge<'a>(
        &'a self,
        read: Read<'a>,
        looked: Looked<'a>,
        estimates: Estimates,
        scratch: &Scratch,
    ) -> Result<Answer<'a>, RunError> {
        self.meter.begin(Stage::Judging, 0);
        let Read {
            inputs,
            mut filings,
            scan,
            ledger,
            ..
        } = read;
        let Looked {
            wanted,
            suspects,
            gathering,
            refusals,
        } = looked;
        let mut books = Books::of(&inputs, &scan, std::mem::take(&mut filings.counts));
        let (superseded, warned) = (Superseded::new(scratch, PARTS), Warned::new(scratch, PARTS));
        let aside = SetAside {
            superseded: &superseded,
            warned: &warned,
        };
        let (ledger, replaced) = ledger.change(|tally| {
            settle(
                &suspects,
                aside,
                &gathering,
                tally,
                &self.lists(),
                &mut books,
            )
        })?;
        replaced?;
        let wanted = wanted.again(&ledger, &estimates)?;
        let Scan { days, ways, .. } = scan;
        let settled = JudgementInputs {
            books,
            filings,
            estimates,
            days,
            ledger,
            wanted,
            gathering,
            refusals,
            superseded,
            warned,
            ways,
        };
        Answer::of(settled, inputs, &self.lists(), scratch)
    }

    /// Reads everything. A file that fails half-way has already been tallied in part, so where such files are
    /// left out the rest is read again without them.
    fn read(&self, mut inputs: Inputs, scratch: &Scratch) -> Result<Read<'_>, RunError> {
        loop {
            let rows = super::inputs::rows(&inputs.records);
            for file in inputs.filings.iter().chain(&inputs.records) {
                debug!(
                    file = file.name,
                    rows = file.rows,
                    bytes = file.size,
                    "file opened"
                );
            }
            info!(
                records = inputs.records.len(),
                filings = inputs.filings.len(),
                rows,
                "files opened"
            );
            self.meter.begin(Stage::Reading, rows);
            let filings = filings::read(&inputs.filings, &self.lists(), self.known_at, scratch);
            let tally = Tally::new(
                self.config.country_codes.len(),
                scratch.clone(),
                self.memory.tally(),
            );
            let sightings = SeenIdentities::new(scratch);
            let fill = FirstReadingSinks {
                tally: &tally,
                sightings: &sightings,
            };
            let scan = scan(
                &inputs.records,
                |_| true,
                &self.lists(),
                self.known_at,
                fill,
                self.meter,
            );
            let (filings, scan) = match (filings, scan) {
                (Ok(filings), Ok(scan)) => (filings, scan),
                (filings, scan) => {
                    let faults = filings.err().into_iter().chain(scan.err()).flatten();
                    faults.for_each(|fault| inputs.refuse(fault));
                    inputs.decide(self.unreadable)?;
                    continue;
                }
            };
            inputs.decide(self.unreadable)?;
            for fault in inputs.faults.values() {
                warn!(file = fault.file, fault = %fault.fault.without_contents(), "left out");
            }
            if inputs.without_filings() {
                warn!("no file under estimates/: every estimate is none");
            }
            let ledger = Ledger::new(tally, self.conversion)?;
            return Ok(Read {
                inputs,
                filings,
                scan,
                sightings,
                ledger,
            });
        }
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
            inputs: answer.books.entries(&answer.inputs),
            left_out: answer.inputs.faults.values().map(left_out).collect(),
            findings: answer.findings.clone(),
            warnings: answer.warnings.clone(),
            outputs: Vec::new(),
        }
    }
}

/// What is published must not become input of the next run.
fn outside(dataset: &Path, out: &Path) -> Result<(), RunError> {
    // The output folder need not exist yet; the nearest folder above it that does says where it will be.
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
