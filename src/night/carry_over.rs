//! Going on from the run before: only new files are read, and of the others what the new ones touch.
//!
//! The ledger is that of the run before with the new records, and for a while with all superseded versions, too, as it
//! is after a first reading of everything. From there on a run is the same, whichever way it came; what it needs of records
//! that were read before it takes from the evidence, the superseded versions and the refused rows that were published
//! then, and from the files where these say nothing:
//!
//! - every id in the old files is compared with the new ones, and where one may be the same, the old record is read in
//!   full and compared again with all its versions;
//! - the records of groups that have come to exceed an estimate are looked for in the files that can hold them.
//!
//! Nothing is decided here: a file that is not what it was, or that cannot be read, ends this way with the reason, and
//! everything is read.

use super::RunError;
use super::Stage;
use super::answer::JudgementInputs;
use super::books::Books;
use super::can_carry_over::{Carry, NotCarried};
use super::filings;
use super::first_reading::{FirstReadingSinks, Scan, in_scope, is_known, scan};
use super::inputs::{Inputs, Piece, by_portion_of};
use super::pool::Pool;
use super::resolve_versions::{SetAside, settle};
use super::run::Nightly;
use super::second_reading::{SecondReading, SecondReadingSinks, look};
use super::spot_check::{SpotCheck, read_again};
use crate::archive::read::PublishedError;
use crate::archive::{RecordCounts, Refusals, Superseded, Warned};
use crate::estimates::Estimates;
use crate::evidence::{Candidates, EvidenceError, Gathering};
use crate::intake::{FileFault, InputFile, Kind, Reason};
use crate::ledger::{Carried, Ledger, LedgerError, Piece as LedgerPiece, Tally};
use crate::scratch::{Parts, Scratch, ScratchError};
use crate::terms::{Map, Origin};
use crate::versions::{Identity, PARTS, SeenIdentities, SeenIdentitiesWriter, Suspects, Version};
use std::sync::{Mutex, PoisonError};

/// Why a night could not carry over what the run before found.
pub(super) enum CarryOverError {
    /// Everything has to be read.
    ReadAll(NotCarried),
    /// Reading everything would fail, too.
    Run(RunError),
}

macro_rules! stops {
    ($($error:ty => $way:ident,)*) => {
        $(impl From<$error> for CarryOverError {
            fn from(error: $error) -> Self {
                Self::$way(error.into())
            }
        })*
    };
}
stops! {
    PublishedError => ReadAll,
    FileFault => ReadAll,
    RunError => Run,
    LedgerError => Run,
    ScratchError => Run,
    EvidenceError => Run,
}

/// What is at hand all the way.
#[derive(Clone, Copy)]
pub(super) struct CarryOver<'n, 'a> {
    pub(super) nightly: &'a Nightly<'a>,
    pub(super) inputs: &'n Inputs,
    pub(super) carry: &'n Carry,
    pub(super) scratch: &'n Scratch,
    /// What the sample of groups is drawn by.
    pub(super) seed: u64,
}

/// The places of rows whose ids may be those of new records, by file and portion.
type Met = Vec<Vec<Vec<u32>>>;

impl<'a> CarryOver<'_, 'a> {
    /// Goes all the way.
    pub(super) fn gather(self) -> Result<(JudgementInputs<'a>, SpotCheck), CarryOverError> {
        let Self {
            nightly,
            inputs,
            carry,
            scratch,
            ..
        } = self;
        nightly
            .meter
            .begin(Stage::Reading, self.rows_of(|file| !carry.has(file)));
        let mut filings =
            filings::read(&inputs.filings, &nightly.lists(), nightly.known_at, scratch)
                .map_err(first)?;
        let tally = Tally::new(
            nightly.config.country_codes.len(),
            scratch.clone(),
            nightly.memory.tally() / 2,
        );
        let sightings = SeenIdentities::new(scratch);
        let fill = FirstReadingSinks {
            tally: &tally,
            sightings: &sightings,
        };
        let scan = scan(
            &inputs.records,
            |file| !carry.has(file),
            &nightly.lists(),
            nightly.known_at,
            fill,
            nightly.meter,
        )
        .map_err(first)?;
        let (suspects, met) = self.meet(&sightings)?;
        let mut books = Books::of(inputs, &scan, std::mem::take(&mut filings.counts));
        for (file, old) in
            (0..inputs.records.len()).filter_map(|file| Some((file, carry.file(file)?)))
        {
            books.carry(file, old.counts, &old.newest);
        }
        let estimates = Estimates::of(&filings.standing.in_use, nightly.config.policy);
        let (superseded, warned) = (Superseded::new(scratch, PARTS), Warned::new(scratch, PARTS));
        let aside = SetAside {
            superseded: &superseded,
            warned: &warned,
        };
        let ledger = self.ledger(tally, &suspects, &superseded, &mut books)?;
        nightly.meter.begin(Stage::Judging, 0);
        let wanted = Candidates::of(&ledger, &estimates, nightly.config, nightly.conversion)?;
        let gathering = Gathering::new(&wanted, &ledger, nightly.lists(), scratch)?;
        let (kept, refusals) = self.look((&scan, &met), (&suspects, &wanted), &gathering)?;
        let (ledger, settled) = ledger.without_aside().change(|tally| {
            settle(
                &kept,
                aside,
                &gathering,
                tally,
                &nightly.lists(),
                &mut books,
            )
        })?;
        settled?;
        let wanted = wanted.again(&ledger, &estimates)?;
        self.evidence(&wanted, &suspects, &gathering)?;
        self.warned(&suspects, &warned)?;
        let again = read_again(self, &ledger, &wanted, (&suspects, &superseded), &gathering)?;
        inputs
            .records
            .iter()
            .chain(&inputs.filings)
            .try_for_each(InputFile::check_unchanged)?;
        let days = scan
            .days
            .iter()
            .enumerate()
            .map(|(file, days)| carry.file(file).map_or(*days, |old| old.days))
            .collect();
        let mut ways = scan.ways;
        for (file, old) in
            (0..inputs.records.len()).filter_map(|file| Some((file, carry.file(file)?)))
        {
            ways.carry(file, &old.name, &carry.earlier.warnings);
        }
        Ok((
            JudgementInputs {
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
            },
            again,
        ))
    }

    fn rows_of(self, which: impl Fn(usize) -> bool) -> u64 {
        let files = self
            .inputs
            .records
            .iter()
            .enumerate()
            .filter(|(file, _)| which(*file));
        files.fold(0, |rows, (_, file)| rows.saturating_add(file.rows))
    }

    /// The ids that may occur more than once, where at least one of them is new, and where they stand in old files.
    fn meet(self, sightings: &SeenIdentities) -> Result<(Suspects, Met), CarryOverError> {
        let new = Suspects::all_of(sightings)?;
        let writers = Pool::new();
        let met = by_portion_of(
            &self.inputs.records,
            |file| self.carry.has(file) && !new.is_empty(),
            |piece| {
                writers.with(
                    || sightings.writer(),
                    |writer| self.meet_in(piece, &new, writer),
                )
            },
        );
        drop(writers);
        let met = met.into_iter().collect::<Result<_, FileFault>>()?;
        Ok((Suspects::among(sightings)?, met))
    }

    fn meet_in(
        self,
        piece: Piece,
        new: &Suspects,
        sightings: &mut SeenIdentitiesWriter<'_>,
    ) -> Result<Vec<u32>, FileFault> {
        let (mut places, mut found) = (Vec::new(), Vec::new());
        let mut some: (Vec<Identity>, Vec<u32>) = (Vec::new(), Vec::new());
        let mut ask = |(identities, at): &mut (Vec<Identity>, Vec<u32>)| {
            new.among_these(identities, &mut found);
            for ((identity, place), _) in identities
                .drain(..)
                .zip(at.drain(..))
                .zip(&found)
                .filter(|(_, found)| **found)
            {
                sightings.see(identity);
                places.push(place);
            }
        };
        piece.reader.named(
            piece.portion,
            &self.nightly.lists(),
            |place, reporter, id| {
                some.0.push(Identity::of(reporter, id));
                some.1.push(place);
                if some.0.len() == ASKED {
                    ask(&mut some);
                }
            },
        )?;
        ask(&mut some);
        Ok(places)
    }

    /// The ledger after a first reading of everything. The versions that were superseded and that no new record touches
    /// are put aside again; the others count as records until they are compared anew.
    fn ledger(
        self,
        tally: Tally,
        suspects: &Suspects,
        superseded: &Superseded,
        books: &mut Books,
    ) -> Result<Ledger<'a>, CarryOverError> {
        let Self {
            nightly,
            carry,
            scratch,
            ..
        } = self;
        let aside = Tally::new(
            nightly.config.country_codes.len(),
            scratch.clone(),
            nightly.memory.tally() / 4,
        );
        let reopened: Mutex<Map<u32, RecordCounts>> = Mutex::default();
        let writers = || (superseded.writer(), aside.writer(), tally.writer());
        carry.earlier.superseded(
            (nightly.config, &carry.numbers),
            writers,
            |(superseded, aside, tally), version, standing| {
                let (record, identity) = (
                    &version.record,
                    Identity::of(version.record.reporter, version.texts.record_id),
                );
                if suspects.has(identity) {
                    tally.add(record);
                    let mut reopened = reopened.lock().unwrap_or_else(PoisonError::into_inner);
                    let counts = reopened.entry(version.origin.file).or_default();
                    *in_scope(counts, &nightly.lists(), record.form, record.date) += 1;
                } else {
                    aside.add(record);
                    superseded.add(identity.part(), version, standing);
                }
            },
        )?;
        for (file, counts) in reopened
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
        {
            books.reopen(file, counts);
        }
        let pieces = carry.earlier.ledger(nightly.config, |entries| {
            LedgerPiece::keep(entries, scratch)
        })?;
        let carried = Carried::of(pieces.into_iter().collect::<Result<_, _>>()?);
        Ok(Ledger::new(tally, nightly.conversion)?
            .carrying(carried)
            .with_aside(aside)?)
    }

    /// Keeps of new files the rows that matter, and of old ones those that may be versions of new records. Refused rows of all.
    fn look(
        self,
        (scan, met): (&Scan, &Met),
        (suspects, wanted): (&Suspects, &Candidates),
        gathering: &Gathering<'_>,
    ) -> Result<(Parts, Vec<Refusals>), CarryOverError> {
        let Self {
            nightly,
            inputs,
            carry,
            scratch,
            ..
        } = self;
        nightly
            .meter
            .begin(Stage::LookingAgain, self.rows_of(|file| !carry.has(file)));
        let kept = Parts::new(scratch, PARTS);
        let sought = SecondReading {
            known_at: nightly.known_at,
            suspects,
            wanted,
        };
        let keep = SecondReadingSinks {
            suspects: &kept,
            gathering,
            scratch,
        };
        let mut refusals = look(
            &inputs.records,
            |file| !carry.has(file),
            &nightly.lists(),
            scan,
            sought,
            keep,
            nightly.meter,
        )?;
        let writers = Pool::new();
        let read = by_portion_of(
            &inputs.records,
            |file| carry.has(file) && met[file].iter().any(|places| !places.is_empty()),
            |piece| {
                let file = u32::try_from(piece.file_index).unwrap_or(u32::MAX);
                writers.with(
                    || kept.writer(),
                    |kept| {
                        piece.reader.at(
                            piece.portion,
                            &met[piece.file_index][piece.place],
                            &nightly.lists(),
                            |row, record, texts| {
                                if is_known(record.received, nightly.known_at) {
                                    let version = Version {
                                        origin: Origin { file, row },
                                        record: *record,
                                        texts,
                                    };
                                    kept.add(
                                        Identity::of(record.reporter, texts.record_id).part(),
                                        |to| version.pack(to),
                                    );
                                }
                            },
                        )
                    },
                )
            },
        );
        drop(writers);
        read.into_iter().collect::<Result<Vec<_>, FileFault>>()?;
        refusals.extend(self.refused()?);
        refusals.sort_by(|a, b| a.file().cmp(b.file()));
        Ok((kept, refusals))
    }

    /// The rows of old files that were refused.
    fn refused(self) -> Result<Vec<Refusals>, CarryOverError> {
        let mut all: Vec<Refusals> = Vec::new();
        self.carry
            .earlier
            .refused(&self.carry.numbers, |file, row, reason, texts| {
                let name = usize::try_from(file)
                    .ok()
                    .and_then(|file| self.inputs.records.get(file))
                    .map_or("", |file| file.name.as_str());
                let reason =
                    Reason::named(reason).ok_or("it has a reason that is none of its words")?;
                if all.last().is_none_or(|last| last.file() != name) {
                    all.push(Refusals::new(Kind::Record, name, self.scratch));
                }
                if let Some(last) = all.last_mut() {
                    last.add_texts(row, reason, texts);
                }
                Ok(())
            })?;
        for refusals in &mut all {
            let old = self
                .carry
                .numbers
                .get(refusals.file())
                .and_then(|file| self.carry.file(usize::try_from(*file).ok()?));
            refusals.touch(old.into_iter().flat_map(|old| old.touched.iter().copied()));
            refusals.close();
        }
        Ok(all)
    }

    /// The records that looked wrong before, but for those that have been compared anew.
    fn warned(self, suspects: &Suspects, warned: &Warned) -> Result<(), CarryOverError> {
        let Self { nightly, carry, .. } = self;
        carry.earlier.warned(
            (nightly.config, &carry.numbers),
            || warned.writer(),
            |writer, found| {
                let identity =
                    Identity::of(found.version.record.reporter, found.version.texts.record_id);
                if !suspects.has(identity) {
                    writer.add(identity.part(), found);
                }
            },
        )?;
        Ok(())
    }

    /// Gathers the evidence of alerts that were alerts before, but for records that have been compared anew.
    fn evidence(
        self,
        wanted: &Candidates,
        suspects: &Suspects,
        gathering: &Gathering<'_>,
    ) -> Result<(), CarryOverError> {
        let Self { nightly, carry, .. } = self;
        let still = |version: &Version<'_>| {
            !suspects.has(Identity::of(
                version.record.reporter,
                version.texts.record_id,
            ))
        };
        carry.earlier.evidence(
            (nightly.config, &carry.numbers),
            || gathering.writer(),
            |writer, key, version| {
                if wanted.has(key) && still(version) {
                    writer.put(key, version);
                }
            },
        )?;
        Ok(())
    }
}

/// Ids that are looked for at a time.
const ASKED: usize = 1024;

fn first(faults: Vec<FileFault>) -> CarryOverError {
    CarryOverError::ReadAll(
        faults
            .into_iter()
            .next()
            .map_or(NotCarried::Faults, NotCarried::File),
    )
}
