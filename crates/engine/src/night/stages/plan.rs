//! What is looked for in the second reading: the stage that finds it, and how it is read.

use super::error::StageError;
use super::files::{FaultNote, Opened, misplaced, same};
use super::message::{Checksum, MessageKind, Receipt, Sent};
use super::stream::{Header, Outbox, decoded, read};
use super::survey::{absorb, send_trades};
use super::{StageName, Stages, key};
use crate::intake::{FileFault, InputFile, IntakeError};
use crate::judgement::{AlertKey, Trade};
use crate::ledger::{Ledger, Tally};
use crate::night::filings::{self, Filings};
use crate::night::first_reading::{FirstReading, ScannedPortion};
use crate::night::inputs::Inputs;
use crate::night::returns::LongTally;
use crate::night::run::{Nightly, Prepared, Unreadable};
use crate::scratch::Scratch;
use crate::terms::{Country, Day, Set, Substance, shown_path};
use std::collections::BTreeMap;
use std::io::Write;

/// The name of what surveys found, added up, in the state folder.
const SURVEY: &str = "survey.arrow";
/// The name of the plan in the state folder.
const PLAN: &str = "plan.arrow";

/// What the first reading of everything leaves.
pub(super) struct Surveyed {
    /// Files that cannot be read to the end. If there are any, nothing else is of use.
    unread: Vec<FileFault>,
    first: FirstReading,
    tally: Tally,
    long: Option<(Tally, Set<Trade>)>,
    /// The suspects that merges wrote.
    suspects: Checksum,
}

/// What the second reading starts from.
pub(super) struct Second<'a> {
    pub(super) first: FirstReading,
    /// The suspects that merges wrote.
    pub(super) suspects: Checksum,
    trades: Option<Set<Trade>>,
    pub(super) prepared: Prepared<'a>,
}

impl Second<'_> {
    /// Writes the plan.
    pub(super) fn send(&self, out: &mut Outbox<impl Write>) -> Result<(), StageError> {
        let trades = self.trades.as_ref();
        send_plan(out, &self.first, &self.prepared, trades)
    }
}

/// What the plan tells about some portions, and what is looked for in them.
pub(super) struct Planned {
    /// What the first reading left of these portions.
    pub(super) scanned: BTreeMap<i64, ScannedPortion>,
    /// The first and the last date of all records.
    pub(super) days: Option<(Day, Day)>,
    pub(super) alerts: Vec<(AlertKey, usize, Vec<Day>)>,
    pub(super) notices: Vec<(Country, Substance, Day, Day)>,
    /// `None` if there are no records of longer periods.
    pub(super) trades: Option<Set<Trade>>,
}

impl Stages<'_> {
    /// Finds what is looked for. If files of filings cannot be read to the end and may be left out, tells of these instead.
    pub(super) fn plan(&self, output: impl Write) -> Result<(), StageError> {
        let opened = self.opened()?;
        let scratch = self.nightly.memory.scratch(self.state);
        let surveyed = self.surveyed(&opened, &scratch)?;
        let mut out = Outbox::new(output, &opened.listed.header)?;
        let filings = match self.filings(&opened, &scratch)? {
            Ok(filings) => filings,
            Err(faults) if self.nightly.unreadable == Unreadable::LeaveOut => {
                let tables = opened.filings(self)?;
                for fault in faults {
                    // All tables of a workbook go together.
                    let table = tables.iter().find(|table| table.name == fault.file);
                    let sent = table.map_or(fault.file.as_str(), InputFile::sent);
                    let mut files = (0..).zip(&opened.listed.files);
                    let Some((place, _)) = files.find(|(_, file)| file.name == sent) else {
                        return Err(unreadable([fault]));
                    };
                    out.say(MessageKind::Unread, place, &FaultNote::of(&fault.fault))?;
                }
                return out.end(StageName::Plan, Sent::default());
            }
            Err(faults) => return Err(unreadable(faults.into_iter().chain(surveyed.unread))),
        };
        let second = self.second(surveyed, &filings, &scratch)?;
        second.send(&mut out)?;
        out.end(StageName::Plan, Sent::default())
    }

    /// Returns what the second reading starts from, by what surveys found.
    pub(super) fn second(
        &self,
        surveyed: Surveyed,
        filings: &Filings,
        scratch: &Scratch,
    ) -> Result<Second<'_>, StageError> {
        let Surveyed {
            first,
            tally,
            long,
            suspects,
            unread,
        } = surveyed;
        if !unread.is_empty() {
            return Err(unreadable(unread));
        }
        let trades = long.as_ref().map(|(_, trades)| trades.clone());
        let ledger = Ledger::new(tally, self.nightly.conversion)?;
        let law = self.nightly.law(filings);
        Ok(Second {
            first,
            suspects,
            trades,
            prepared: Nightly::prepare(ledger, long, law, scratch)?,
        })
    }

    /// Reads all filings, or finds the files that cannot be read to the end.
    pub(super) fn filings(
        &self,
        opened: &Opened,
        scratch: &Scratch,
    ) -> Result<Result<Filings, Vec<FileFault>>, StageError> {
        let files = opened.filings(self)?;
        Ok(filings::read(
            &files,
            &self.nightly.lists(),
            self.nightly.known_at,
            scratch,
        ))
    }

    /// Reads what surveys found, added up. An error unless each portion was read once and everything arrived.
    pub(super) fn surveyed(
        &self,
        opened: &Opened,
        scratch: &Scratch,
    ) -> Result<Surveyed, StageError> {
        let tally = self.nightly.tally(1, scratch);
        let long = LongTally::new(self.nightly, scratch);
        let mut scanned: BTreeMap<i64, Vec<ScannedPortion>> = BTreeMap::new();
        let mut faults = Inputs::default();
        let header = &opened.listed.header;
        let (arrived, receipts) = read(self.state(SURVEY)?, SURVEY, header, |message| {
            match message.kind {
                MessageKind::Scanned => {
                    let portion = decoded(&message, SURVEY)?;
                    scanned.entry(message.key).or_default().push(portion);
                }
                MessageKind::Trades => {
                    let trades: Vec<Trade> = decoded(&message, SURVEY)?;
                    long.tally();
                    long.add(trades.into_iter().collect());
                }
                MessageKind::Tally => absorb(&tally, &message, SURVEY)?,
                MessageKind::LongTally => absorb(long.tally(), &message, SURVEY)?,
                MessageKind::Unread => {
                    let note: FaultNote = decoded(&message, SURVEY)?;
                    let file = usize::try_from(message.key).ok();
                    let file = file.and_then(|file| opened.listed.files.get(file));
                    let file = file.ok_or_else(|| misplaced(SURVEY, &message))?;
                    faults.refuse(note.fault(&file.name));
                }
                MessageKind::Receipt => {}
                _ => return Err(misplaced(SURVEY, &message)),
            }
            Ok(())
        })?;
        same(
            "from stage survey to stage merge",
            Receipt::sum(&receipts, StageName::Survey, |receipt| receipt.written.on),
            Receipt::sum(&receipts, StageName::Merge, |receipt| receipt.read.on),
        )?;
        same(
            "from stage merge to survey.arrow",
            Receipt::sum(&receipts, StageName::Merge, |receipt| receipt.written.on),
            arrived.on,
        )?;
        Receipt::check_keys(&receipts, StageName::Merge)?;
        if !faults.faults.is_empty() {
            // The portions of these files were not all read to the end.
            return Ok(Surveyed {
                first: FirstReading::of(Vec::new(), &self.nightly.lists()),
                tally,
                long: None,
                suspects: Checksum::default(),
                unread: faults.faults.into_values().collect(),
            });
        }
        let by_portion = |scanned: Option<Vec<ScannedPortion>>, which: (usize, usize)| {
            once(
                opened,
                StageName::Survey,
                which,
                scanned.unwrap_or_default(),
            )
        };
        let mut portions = Vec::new();
        for (table, of_table) in opened.tables.iter().enumerate() {
            let of_table = (0..of_table.portions.len())
                .map(|portion| by_portion(scanned.remove(&key(table, portion)), (table, portion)));
            portions.push(of_table.collect::<Result<Vec<_>, StageError>>()?);
        }
        Ok(Surveyed {
            first: FirstReading::of(portions, &self.nightly.lists()),
            tally,
            long: long.met(),
            unread: Vec::new(),
            suspects: Receipt::sum(&receipts, StageName::Merge, |receipt| {
                receipt.written.suspects
            }),
        })
    }

    /// Returns the messages of the plan, as their checksum and as that which `plan.arrow` has.
    pub(super) fn check_plan(
        &self,
        header: &Header,
        write: impl FnOnce(&mut Outbox<std::io::Sink>) -> Result<(), StageError>,
    ) -> Result<(), StageError> {
        let (found, _) = read(self.state(PLAN)?, PLAN, header, |_| Ok(()))?;
        let mut out = Outbox::new(std::io::sink(), header)?;
        write(&mut out)?;
        let (found, expected) = (found.on, out.written().on);
        if found == expected {
            Ok(())
        } else {
            Err(StageError::Plan {
                found: found.to_string(),
                expected: expected.to_string(),
            })
        }
    }

    /// Reads the plan, and of what it tells about portions that about its own.
    pub(super) fn planned(
        &self,
        header: &Header,
        is_own: impl Fn(i64) -> bool,
    ) -> Result<Planned, StageError> {
        let mut planned = Planned {
            scanned: BTreeMap::new(),
            days: None,
            alerts: Vec::new(),
            notices: Vec::new(),
            trades: None,
        };
        let (arrived, receipts) = read(self.state(PLAN)?, PLAN, header, |message| {
            match message.kind {
                MessageKind::Scanned if is_own(message.key) => {
                    let scanned = decoded(&message, PLAN)?;
                    planned.scanned.insert(message.key, scanned);
                }
                MessageKind::Scanned | MessageKind::Receipt => {}
                MessageKind::Days => planned.days = decoded(&message, PLAN)?,
                MessageKind::Alerts => {
                    let alerts: Vec<_> = decoded(&message, PLAN)?;
                    planned.alerts.extend(alerts);
                }
                MessageKind::Notices => {
                    let notices: Vec<(Country, Substance, Day, Day)> = decoded(&message, PLAN)?;
                    planned.notices.extend(notices);
                }
                MessageKind::Trades => {
                    let trades: Vec<Trade> = decoded(&message, PLAN)?;
                    planned
                        .trades
                        .get_or_insert_with(Set::default)
                        .extend(trades);
                }
                _ => return Err(misplaced(PLAN, &message)),
            }
            Ok(())
        })?;
        let written = Receipt::sum(&receipts, StageName::Plan, |receipt| receipt.written.on);
        same("from stage plan to plan.arrow", written, arrived.on)?;
        Ok(planned)
    }
}

/// Returns the error of files that cannot be read.
pub(super) fn unreadable(faults: impl IntoIterator<Item = FileFault>) -> StageError {
    let mut inputs = Inputs::default();
    for fault in faults {
        inputs.refuse(fault);
    }
    IntakeError::Faults(inputs.faults.into_values().collect()).into()
}

/// Returns the one thing that a stage left of a portion.
pub(super) fn once<T>(
    opened: &Opened,
    stage: StageName,
    (table, portion): (usize, usize),
    mut found: Vec<T>,
) -> Result<T, StageError> {
    let times = found.len();
    found.pop().filter(|_| times == 1).ok_or_else(|| {
        let table = &opened.tables[table].name;
        StageError::Times {
            what: "portion",
            which: format!("{} of {}", portion + 1, shown_path(table)),
            stage: stage.name(),
            times,
        }
    })
}

/// Writes what is looked for in the second reading.
fn send_plan<W: Write>(
    out: &mut Outbox<W>,
    first: &FirstReading,
    prepared: &Prepared<'_>,
    trades: Option<&Set<Trade>>,
) -> Result<(), StageError> {
    for (table, portions) in first.portions.iter().enumerate() {
        for (portion, scanned) in portions.iter().enumerate() {
            out.say(MessageKind::Scanned, key(table, portion), scanned)?;
        }
    }
    out.say(MessageKind::Days, 0, &first.all_days())?;
    out.say_all(MessageKind::Alerts, prepared.gathering.alerts())?;
    let notices = prepared.gathering.book().notices.days().into_iter();
    out.say_all(
        MessageKind::Notices,
        notices.map(|(country, substance, days)| (country, substance, *days.start(), *days.end())),
    )?;
    trades.map_or(Ok(()), |trades| send_trades(out, trades))
}
