//! The second reading: reads in full only the rows that matter.

use super::Meter;
use super::first_reading::{FirstReading, ScannedPortion, is_known};
use super::inputs::{Piece, by_portion_of};
use super::resolve_versions::is_licensed_by_a_word;
use super::returns::HeldBack;
use crate::archive::{Exempt, ExemptWriter, Refusal, Refusals};
use crate::conversion::Lists;
use crate::evidence::{Gathering, GatheringWriter, Groups};
use crate::intake::{ColumnSet, FileFault, InputFile, Kind, Refused, Row, Rows, Seen, Wanted};
use crate::judgement::{RuleBook, Sums, may_be_left_out};
use crate::parallel::Pool;
use crate::records::{Record, Texts};
use crate::scratch::{Parts, PartsWriter, Scratch};
use crate::terms::{Day, Origin};
use crate::versions::{Identity, Suspects, Version};

/// What the second reading looks for.
#[derive(Clone, Copy)]
pub(super) struct SecondReading<'a> {
    pub(super) known_at: Option<Day>,
    pub(super) book: &'a RuleBook<'a>,
    pub(super) suspects: &'a Suspects,
    /// The records on which an alert may rest.
    pub(super) records: &'a Groups,
    /// The trades that records of periods are about.
    pub(super) held_back: &'a HeldBack,
    /// The columns that are read to find the rows. If they are all columns, refused rows are taken in the same pass.
    pub(super) columns: ColumnSet,
}

/// The sinks of the second reading.
#[derive(Clone, Copy, Debug)]
pub(super) struct SecondReadingSinks<'a> {
    /// Records whose identity may occur more than once, and others that may look wrong; records of one identity are in one part.
    pub(super) versions: &'a Parts,
    /// Other records on which an alert may rest.
    pub(super) gathering: &'a Gathering<'a>,
    /// Records that count for nothing, by exemption.
    pub(super) exempt: &'a Exempt,
    /// Refused rows.
    pub(super) scratch: &'a Scratch,
}

/// Reads the portions of the files again that `which` selects by place; if no suspects or candidates are looked for, only the
/// rows of portions with a refused row, a quantity of 0 or a record that may be exempt are read. Returns all refused rows, by file and row.
pub(super) fn second_reading(
    files: &[InputFile],
    which: impl Fn(usize) -> bool + Sync,
    lists: &Lists,
    first: &FirstReading,
    sought: SecondReading<'_>,
    sinks: SecondReadingSinks<'_>,
    meter: &Meter,
) -> Result<Vec<Refusals>, FileFault> {
    let writers = Pool::new();
    let parts = by_portion_of(files, which, |piece| {
        let scanned = &first.portions[piece.file_index][piece.place];
        let refusals = look(piece, lists, scanned, sought, sinks, &writers)?;
        meter.advance(piece.portion.rows());
        Ok((!refusals.is_empty()).then_some(refusals))
    });
    let parts = parts.into_iter().collect::<Result<Vec<_>, FileFault>>()?;
    Ok(parts.into_iter().flatten().flatten().collect())
}

/// Reads one portion again, and returns its refused rows. `scanned` is what the first reading left of the portion.
pub(super) fn look<'s>(
    piece: Piece<'_>,
    lists: &Lists,
    scanned: &ScannedPortion,
    sought: SecondReading<'_>,
    sinks: SecondReadingSinks<'s>,
    writers: &Pool<SecondReadingWriters<'s>>,
) -> Result<Refusals, FileFault> {
    let everywhere =
        !sought.records.is_empty() || !sought.suspects.is_empty() || sought.held_back.any();
    let mut refusals = Refusals::new(Kind::Record, piece.reader.name(), sinks.scratch);
    let mut refuse = |row: u64, refused: &Refused<'_>| {
        refusals.add(&Refusal::of(row, refused, Kind::Record, lists.config));
    };
    let picks = everywhere || scanned.has_zero || scanned.has_exempt;
    let at_once = picks && sought.columns == ColumnSet::All;
    if picks {
        let new = || SecondReadingWriters {
            versions: sinks.versions.writer(),
            gathering: sinks.gathering.writer(),
            exempt: sinks.exempt.writer(),
        };
        writers.with(new, |writers| {
            pick(piece, lists, sought, writers, |row, refused| {
                if at_once {
                    refuse(row, refused);
                }
            })
        })?;
    }
    if scanned.counts.quarantined > 0 && !at_once {
        let wanted = scanned.refused().map_or(Wanted::All, Wanted::At);
        piece
            .reader
            .scan(piece.portion, ColumnSet::All, wanted, lists, &mut |seen| {
                if let Seen::Refused(row, refused) = seen {
                    refuse(row, &refused);
                }
            })?;
    }
    refusals.close();
    Ok(refusals)
}

/// What one thread writes to.
pub(super) struct SecondReadingWriters<'a> {
    versions: PartsWriter<'a>,
    gathering: GatheringWriter<'a>,
    exempt: ExemptWriter<'a>,
}

/// The reason why a row is kept.
#[derive(Clone, Copy)]
enum Why {
    /// The identity may occur more than once, the quantity is 0, or the record may be set aside.
    Suspect(Identity),
    /// An alert may rest on the row.
    Candidate,
    /// The row may count for nothing by exemption, and an alert may rest on it if so.
    Exempt(bool),
}

fn pick(
    piece: Piece,
    lists: &Lists,
    sought: SecondReading<'_>,
    writers: &mut SecondReadingWriters<'_>,
    refused: impl FnMut(u64, &Refused<'_>),
) -> Result<(), FileFault> {
    let SecondReadingWriters {
        versions,
        gathering,
        exempt,
    } = writers;
    let file = u32::try_from(piece.file_index).unwrap_or(u32::MAX);
    let (has_long, returns) = (sought.held_back.any(), sought.held_back.returns());
    let (mut identities, mut suspect) = (Vec::new(), Vec::new());
    // What records of a day report about trades that records of longer periods are about, too.
    let (mut of_no_alert, mut of_alerts) = (Sums::default(), Sums::default());
    let mut of_exempt = Sums::default();
    let pick = |rows: Rows<'_>, keep: &mut dyn FnMut(Row<'_>, Why)| {
        identities.clear();
        identities.extend(
            rows.iter()
                .map(|row| Identity::of(row.reporter(), row.id())),
        );
        sought.suspects.among_these(&identities, &mut suspect);
        for ((row, identity), suspect) in rows.iter().zip(&identities).zip(&suspect) {
            if !is_known(row.received(), sought.known_at) {
                continue;
            }
            let may_set_aside =
                || has_long && returns.may_set_aside(&row.record(), lists.conversion);
            if *suspect || row.is_zero() || may_set_aside() {
                keep(row, Why::Suspect(*identity));
            } else if may_be_left_out(row.form(), row.procedure(), lists.conversion) {
                keep(row, Why::Exempt(sought.records.want(row)));
            } else if sought.records.want(row) {
                keep(row, Why::Candidate);
            } else if has_long {
                of_no_alert.add(&row.record(), returns, lists.conversion);
            }
        }
    };
    let take = |row: u64, why: Why, record: &Record, texts: Texts<'_>| {
        let version = Version {
            origin: Origin { file, row },
            record: *record,
            texts,
        };
        match why {
            Why::Suspect(identity) => versions.add(identity.part(), |to| version.pack(to)),
            Why::Candidate | Why::Exempt(true) if is_licensed_by_a_word(&version, *lists) => {
                let part = Identity::of(record.reporter, texts.record_id).part();
                versions.add(part, |to| version.pack(to));
            }
            Why::Candidate | Why::Exempt(true) => {
                if has_long {
                    of_alerts.add_version(&version, returns, sought.book);
                }
                gathering.add(&version);
                exempt.add(&version, lists.conversion);
            }
            Why::Exempt(false) => {
                if has_long {
                    of_exempt.add(record, returns, lists.conversion);
                }
                exempt.add(&version, lists.conversion);
            }
        }
    };
    let read = (piece.portion, sought.columns);
    piece.reader.picked(read, lists, pick, take, refused)?;
    if has_long {
        sought.held_back.add(of_no_alert);
        sought.held_back.add(of_exempt);
        sought.held_back.add(of_alerts);
    }
    Ok(())
}
