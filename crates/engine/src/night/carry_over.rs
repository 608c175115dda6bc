//! Goes on from the run before: reads the new files, and of the old files only the rows that the new files touch.
//!
//! The ledger is that of the run before with the new records added. Until versions are compared it also holds all superseded
//! versions, as after a first reading of everything. What a run needs of old records comes from the published evidence,
//! superseded versions and refused rows of the run before. Two things come from the old files:
//!
//! - every id in the old files, as earlier runs noted it, is compared with the new ids; a record whose id may be the same is read in full and compared again
//!   with all its versions;
//! - the records of groups that have come to exceed an estimate, or to which a notice applies on more days, are looked for in the
//!   files that can hold them.
//!
//! Nothing is decided here: if a file has changed or cannot be read, everything is read.

use super::answer::Untouched;
use super::books::Books;
use super::can_carry_over::Carry;
use super::error::Setback;
use super::first_reading::{FirstReading, is_known, of_record};
use super::inputs::{Inputs, Piece, by_portion_of};
use super::requirements::codes_of_unknown;
use super::run::{Law, Nightly};
use crate::archive::read::PublishedError;
use crate::archive::{
    Exempt, IDS, IdsWriter, RecordCounts, Refusals, StretchIds, Superseded, Warned,
};
use crate::estimates::{Estimates, Standing};
use crate::evidence::{Candidates, Gathering};
use crate::intake::{ColumnSet, FileFault, Kind, Seen, Wanted};
use crate::judgement::{AlertKey, Notices, Rule};
use crate::ledger::{Carried, Ledger, LedgerPiece, Tally};
use crate::parallel::{Pool, lock, unlocked};
use crate::scratch::{Parts, Scratch};
use crate::terms::{Day, Map, Set, file_at};
use crate::versions::{Identity, SeenIdentities, SeenIdentitiesWriter, Suspects, Version};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Mutex, OnceLock};

/// What the steps of carrying over share.
#[derive(Clone, Copy)]
pub(super) struct CarryOver<'n, 'a> {
    pub(super) nightly: &'a Nightly<'a>,
    pub(super) inputs: &'n Inputs,
    pub(super) carry: &'n Carry,
    pub(super) scratch: &'n Scratch,
    /// The calendar years that something new touches. What concerns other years is taken over as it is.
    pub(super) touched: &'n BTreeSet<i32>,
}

/// The places of old rows whose ids may be ids of new records, by file and portion.
pub(super) type OldPlaces = Vec<Vec<Vec<u32>>>;

/// The calendar years of old rows that may be versions of new records.
#[derive(Default)]
struct YearsOfOld {
    /// Those of rows that are.
    of_new: BTreeSet<i32>,
    /// Those of the few rows that only look like it, by the hash of their ids.
    of_others: BTreeMap<u64, BTreeSet<i32>>,
}

impl<'a> CarryOver<'_, 'a> {
    /// Adds what a first reading of the old files would have left.
    pub(super) fn complete(self, first: &mut FirstReading) {
        for file in 0..self.inputs.records.len() {
            if let Some(old) = self.carry.file(file) {
                first.counts[file] = old.counts;
                first.days[file] = old.passed.days;
                first.newest[file].clone_from(&old.passed.newest);
                let warnings = &self.carry.earlier.manifest.warnings;
                first.conventions.carry(file, &old.entry.file, warnings);
            }
        }
    }

    /// Finds the rows of old files whose ids may be ids of new records, and adds those ids to the identities seen. The ids that
    /// earlier runs noted are taken from there; those of other rows are read, and noted in `ids`. One portion, drawn by lot by the
    /// number of the run, is read in any case, and must have the ids that were noted.
    pub(super) fn find_old(
        self,
        identities: &SeenIdentities,
        ids: &IdsWriter,
        lot: u64,
    ) -> Result<OldPlaces, Setback> {
        let new = Suspects::all_of(identities)?;
        let known = self.carry.earlier.ids()?;
        let files = &self.inputs.records;
        let (writers, failed) = (Pool::new(), OnceLock::new());
        let drawn = self.drawn(lot);
        let places = by_portion_of(
            files,
            |file| self.carry.has(file) && !new.is_empty(),
            |piece| {
                let stretch = piece.stretch(files);
                let noted = known.of(stretch).unwrap_or_else(|error| {
                    let _ = failed.set(error);
                    None
                });
                let is_drawn = drawn == Some((piece.file_index, stretch.first_row));
                let noted = match noted {
                    Some(noted) if !is_drawn => noted,
                    noted => {
                        let read = self.read_ids(piece)?;
                        match noted {
                            None => ids.add(stretch, &read),
                            Some(noted) if noted.are_among(&read) => {}
                            Some(_) => {
                                let error = PublishedError::other(
                                    Path::new(IDS),
                                    format!("the ids of {} are others", stretch.file),
                                );
                                let _ = failed.set(error);
                            }
                        }
                        read
                    }
                };
                let found = writers.with(
                    || identities.writer(),
                    |writer| find_among(&noted, &new, writer),
                );
                Ok(found)
            },
        );
        failed.into_inner().map_or(Ok(()), Err)?;
        Ok(places.into_iter().collect::<Result<_, FileFault>>()?)
    }

    /// Draws a file that is carried over, and returns it with the number of the first row of its first portion.
    fn drawn(self, lot: u64) -> Option<(usize, u64)> {
        let carried: Vec<usize> = (0..self.inputs.records.len())
            .filter(|file| self.carry.has(*file))
            .collect();
        let choices = u64::try_from(carried.len())
            .ok()
            .filter(|count| *count > 0)?;
        let file = carried.get(usize::try_from(lot % choices).ok()?)?;
        Some((*file, 1))
    }

    /// Reads the ids of the rows of a piece.
    fn read_ids(self, piece: Piece) -> Result<StretchIds, FileFault> {
        let mut ids = StretchIds::default();
        piece.reader.scan(
            piece.portion,
            ColumnSet::Identity,
            Wanted::All,
            &self.nightly.lists(),
            &mut |seen| {
                let Seen::Valid(rows) = seen else { return };
                for row in rows.iter() {
                    let identity = Identity::of(row.reporter(), row.id());
                    ids.note(piece.portion.place(row.number()), identity);
                }
            },
        )?;
        Ok(ids)
    }

    /// Returns the ledger as after a first reading of everything, of the calendar years that are touched. Superseded
    /// versions that no new record touches are put aside again; the others count as records until they are compared anew.
    pub(super) fn ledger(
        self,
        tally: Tally,
        suspects: &Suspects,
        superseded: &Superseded,
        books: &mut Books,
    ) -> Result<Ledger<'a>, Setback> {
        let Self {
            nightly,
            carry,
            scratch,
            ..
        } = self;
        let aside = nightly.tally(4, scratch);
        let reopened: Mutex<Map<u32, RecordCounts>> = Mutex::default();
        let writers = || (superseded.writer(), aside.writer(), tally.writer());
        carry.earlier.superseded(
            (nightly.config, &carry.numbers),
            |year| self.touches(year),
            writers,
            |(superseded, aside, tally), version, standing| {
                let (record, identity) = (
                    &version.record,
                    Identity::of(version.record.reporter, version.texts.record_id),
                );
                if suspects.has(identity) {
                    tally.add(record);
                    let mut reopened = lock(&reopened);
                    let counts = reopened.entry(version.origin.file).or_default();
                    *of_record(counts, &nightly.lists(), record) += 1;
                } else {
                    aside.add(record);
                    superseded.add(version, standing);
                }
            },
        )?;
        for (file, counts) in unlocked(reopened) {
            books.reopen(file, counts);
        }
        let is_touched = |year| self.touches(year);
        let pieces = carry
            .earlier
            .ledger(nightly.config, is_touched, |entries| {
                LedgerPiece::keep(entries, scratch)
            })?;
        let carried = Carried::of(pieces.into_iter().collect::<Result<_, _>>()?);
        let pieces = carry.earlier.own_exports(nightly.config, |entries| {
            LedgerPiece::keep(entries, scratch)
        })?;
        let own_exports = Carried::of(pieces.into_iter().collect::<Result<_, _>>()?);
        Ok(Ledger::new(tally, nightly.conversion)?
            .carrying(carried, own_exports)
            .with_aside(aside)?)
    }

    /// Returns the wider hashes of the ids of new records that may be ids of other records, too.
    fn new_suspects(self, suspects: &Suspects) -> Result<Set<u64>, Setback> {
        let found = by_portion_of(
            &self.inputs.records,
            |file| !self.carry.has(file) && !suspects.is_empty(),
            |piece| {
                let mut found: Set<u64> = Set::default();
                let lists = self.nightly.lists();
                let (portion, columns) = (piece.portion, ColumnSet::Identity);
                piece
                    .reader
                    .scan(portion, columns, Wanted::All, &lists, &mut |seen| {
                        let Seen::Valid(rows) = seen else { return };
                        for row in rows.iter() {
                            if suspects.has(Identity::of(row.reporter(), row.id())) {
                                found.insert(Identity::wide(row.reporter(), row.id()));
                            }
                        }
                    })?;
                Ok(found)
            },
        );
        let found = found.into_iter().collect::<Result<Vec<_>, FileFault>>()?;
        Ok(found.into_iter().flatten().flatten().collect())
    }

    /// Reads in full the old rows that may be versions of new records, and adds to the touched years those of the rows that are.
    ///
    /// Different ids may have equal hashes. A record that only looks like a version of a new one is compared anew if one of its versions
    /// is of a touched year; then the years of its other versions are touched, too. Versions of years that are not touched are left as
    /// they are.
    pub(super) fn read_old(
        self,
        places: &OldPlaces,
        suspects: &Suspects,
        versions: &Parts,
        touched: &mut BTreeSet<i32>,
    ) -> Result<(), Setback> {
        let nightly = self.nightly;
        let new = self.new_suspects(suspects)?;
        let writers = Pool::new();
        let years: Mutex<YearsOfOld> = Mutex::default();
        let read = by_portion_of(
            &self.inputs.records,
            |file| places[file].iter().any(|places| !places.is_empty()),
            |piece| {
                writers.with(
                    || versions.writer(),
                    |versions| {
                        let places = &places[piece.file_index][piece.place];
                        let (mut of_new, mut of_others) = (BTreeSet::new(), Vec::new());
                        let read =
                            piece.versions(Wanted::At(places), &nightly.lists(), |version| {
                                if is_known(version.record.received, nightly.known_at) {
                                    let (reporter, id) =
                                        (version.record.reporter, version.texts.record_id);
                                    let year = version.record.date.year();
                                    let wide = Identity::wide(reporter, id);
                                    if new.contains(&wide) {
                                        of_new.insert(year);
                                    } else {
                                        of_others.push((wide, year));
                                    }
                                    let part = Identity::of(reporter, id).part();
                                    versions.add(part, |to| version.pack(to));
                                }
                            });
                        let mut years = lock(&years);
                        years.of_new.extend(of_new);
                        for (id, year) in of_others {
                            years.of_others.entry(id).or_default().insert(year);
                        }
                        read
                    },
                )
            },
        );
        read.into_iter().collect::<Result<Vec<_>, FileFault>>()?;
        let YearsOfOld {
            of_new,
            of_others: mut left,
        } = unlocked(years);
        touched.extend(of_new);
        loop {
            let before = left.len();
            left.retain(|_, years| {
                let is_compared = !years.is_disjoint(touched);
                if is_compared {
                    touched.extend(years.iter());
                }
                !is_compared
            });
            if left.len() == before {
                return Ok(());
            }
        }
    }

    /// Returns which filings stood for the run before.
    pub(super) fn standing(self) -> Result<Standing, Setback> {
        Ok(self.carry.earlier.standing(self.nightly.config)?)
    }

    /// Whether something new touches a calendar year.
    fn touches(self, year: i32) -> bool {
        self.touched.contains(&year)
    }

    /// Returns the calendar years in which levels or notices are others than in the run before, among those with records.
    pub(super) fn years_judged_otherwise(
        self,
        before: &Standing,
        law: &Law<'_>,
        days: Option<(Day, Day)>,
    ) -> BTreeSet<i32> {
        let config = self.nightly.config;
        let Some((first, last)) = days else {
            return BTreeSet::new();
        };
        let then = Estimates::of(&before.in_use, config, config.policy);
        let mut years = law
            .estimates
            .years_unlike(&then, first.year()..=last.year());
        let notices = &law.book.notices;
        years.extend(notices.years_unlike(&Notices::of(config, &before.in_use)));
        years
    }

    /// Returns what is taken over as it is: what concerns calendar years that nothing new touches.
    pub(super) fn untouched(self) -> Result<Untouched, Setback> {
        let Self { nightly, carry, .. } = self;
        let is_untouched = |year| !self.touches(year);
        let (config, earlier) = (nightly.config, &carry.earlier);
        let substances = codes_of_unknown(config);
        Ok(Untouched {
            alerts: earlier.alerts_of(config, is_untouched)?,
            entries: if substances.is_empty() {
                Vec::new()
            } else {
                earlier.ledger_among(config, is_untouched, &substances)?
            },
            files: earlier.carried_files(is_untouched),
        })
    }

    /// Returns the refused rows of old files.
    pub(super) fn refused(self) -> Result<Vec<Refusals>, Setback> {
        let mut all: Vec<Refusals> = Vec::new();
        self.carry.earlier.refused(
            (self.nightly.config, &self.carry.numbers),
            |file, refusal| {
                let name =
                    file_at(&self.inputs.records, file).map_or("", |file| file.name.as_str());
                if all.last().is_none_or(|last| last.file() != name) {
                    all.push(Refusals::new(Kind::Record, name, self.scratch));
                }
                if let Some(last) = all.last_mut() {
                    last.add(&refusal);
                }
            },
        )?;
        all.iter_mut().for_each(Refusals::close);
        Ok(all)
    }

    /// Adds the records that earlier warnings concern, except records that have been compared anew.
    pub(super) fn warned(self, suspects: &Suspects, warned: &Warned) -> Result<(), Setback> {
        let Self { nightly, carry, .. } = self;
        carry.earlier.warned(
            (nightly.config, &carry.numbers),
            || warned.writer(),
            |writer, found| {
                let identity =
                    Identity::of(found.version.record.reporter, found.version.texts.record_id);
                let day = found.version.record.date;
                if !suspects.has(identity) || !self.touches(day.year()) {
                    writer.add(identity.part(), found);
                }
            },
        )?;
        Ok(())
    }

    /// Adds the records that counted for nothing in the run before, except records that have been compared anew.
    pub(super) fn exempt(self, suspects: &Suspects, exempt: &Exempt) -> Result<(), Setback> {
        let Self { nightly, carry, .. } = self;
        carry.earlier.exempt(
            (nightly.config, &carry.numbers),
            || exempt.writer(),
            |writer, version, substance, reason| {
                let identity = Identity::of(version.record.reporter, version.texts.record_id);
                if !suspects.has(identity) || !self.touches(version.record.date.year()) {
                    writer.add_one(version, substance, reason);
                }
            },
        )?;
        Ok(())
    }

    /// Returns the groups of all exporters in which a notice applies on days on which none applied in the run before, because filings
    /// are others. The evidence of that run does not have all of their old records.
    pub(super) fn widened(
        self,
        before: &Standing,
        candidates: &Candidates,
        gathering: &Gathering<'_>,
    ) -> BTreeSet<AlertKey> {
        if self.nightly.config.notices.is_empty() {
            return BTreeSet::new();
        }
        let before = Notices::of(self.nightly.config, &before.in_use);
        let notices = &gathering.book().notices;
        let is_wider = |key: &AlertKey| {
            notices.reach_beyond(&before, (key.importer(), key.substance), key.year)
        };
        candidates.after_notice().filter(is_wider).collect()
    }

    /// Gathers the evidence of alerts that the run before had too, except records that have been compared anew. The records of
    /// `widened` groups are looked for in the files.
    pub(super) fn evidence(
        self,
        (candidates, widened): (&Candidates, &BTreeSet<AlertKey>),
        suspects: &Suspects,
        gathering: &Gathering<'_>,
    ) -> Result<(), Setback> {
        let Self { nightly, carry, .. } = self;
        let still = |version: &Version<'_>| {
            !suspects.has(Identity::of(
                version.record.reporter,
                version.texts.record_id,
            ))
        };
        // Filings may have lifted a notice since.
        let still_listed = |key: &AlertKey, version: &Version<'_>| {
            let notices = &gathering.book().notices;
            key.rule != Rule::ExportAfterNotice
                || !widened.contains(key)
                    && notices.apply(key.importer(), key.substance, version.record.date)
        };
        carry.earlier.evidence(
            (nightly.config, &carry.numbers),
            |year| self.touches(year),
            || gathering.writer(),
            |writer, key, version| {
                let key = if key.makes_alerts() && key.rule.notifies_exporter() {
                    &key.of_all_exporters()
                } else {
                    key
                };
                if candidates.has(key) && still(version) && still_listed(key, version) {
                    writer.put(key, version);
                }
            },
        )?;
        Ok(())
    }
}

/// The number of ids that are looked for at a time.
const ASKED: usize = 1024;

/// Returns the places of the ids that are among new ones, and adds those ids to the identities seen.
fn find_among(
    ids: &StretchIds,
    new: &Suspects,
    identities_seen: &mut SeenIdentitiesWriter<'_>,
) -> Vec<u32> {
    let (mut places, mut found) = (Vec::new(), Vec::new());
    let mut some: Vec<Identity> = Vec::with_capacity(ASKED);
    let mut first = 0;
    let mut ask = |some: &mut Vec<Identity>| {
        new.among_these(some, &mut found);
        for (place, (identity, found)) in (first..).zip(some.drain(..).zip(&found)) {
            if *found {
                identities_seen.see(identity);
                places.push(place);
            }
        }
        first += ASKED_PLACES;
    };
    for identity in ids.identities() {
        some.push(identity);
        if some.len() == ASKED {
            ask(&mut some);
        }
    }
    ask(&mut some);
    places
}

/// The same number, for places.
const ASKED_PLACES: u32 = 1024;
