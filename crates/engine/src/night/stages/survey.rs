//! The stages over portions, and those that add up what they found: `survey`, `merge`, `plan` and `look`.

use super::error::StageError;
use super::files::{FaultNote, Opened, misplaced, same};
use super::message::{Checksum, MOST_BYTES, Message, MessageKind, Receipt, Sent};
use super::stream::{Header, Outbox, decoded, read};
use super::{INPUT, StageName, Stages, Work, key, place, suspects};
use crate::evidence::{Gathering, Groups};
use crate::intake::{ColumnSet, IntakeError, Rows};
use crate::judgement::{AlertKey, Notices, RuleBook, Trade};
use crate::ledger::{Ledger, Tally};
use crate::night::filings::{self, Filings};
use crate::night::first_reading::{FirstReading, FirstReadingSinks, ScannedPortion, scan_portion};
use crate::night::inputs::Inputs;
use crate::night::pool::Pool;
use crate::night::returns::{HeldBack, LongTally};
use crate::night::run::{Nightly, Prepared, Sides};
use crate::night::second_reading::{SecondReading, SecondReadingSinks, look};
use crate::scratch::{Parts, Scratch};
use crate::terms::{Country, Day, Set, Substance, shown_path};
use crate::versions::Suspects;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::sync::Arc;

/// The name of what surveys found, added up, in the state folder.
const SURVEY: &str = "survey.arrow";
/// The name of the plan in the state folder.
const PLAN: &str = "plan.arrow";

/// What the first reading of everything leaves.
struct Surveyed {
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
struct Planned {
    scanned: BTreeMap<i64, ScannedPortion>,
    alerts: Vec<(AlertKey, usize, Vec<Day>)>,
    notices: Vec<(Country, Substance, Day, Day)>,
    /// `None` if there are no records of longer periods.
    trades: Option<Set<Trade>>,
}

impl Stages<'_> {
    /// Returns the space of a task for data that do not fit in memory.
    fn scratch(&self) -> Scratch {
        self.nightly.memory.scratch(self.nightly.out)
    }

    pub(super) fn survey(&self, input: impl Read, output: impl Write) -> Result<(), StageError> {
        let opened = self.opened()?;
        let work = Work::of(input, &opened)?;
        let files = opened.records(self, work.portions.keys().copied())?;
        let scratch = self.scratch();
        let (lists, known_at) = (self.nightly.lists(), self.nightly.known_at);
        let mut tally = self.nightly.tally(1, &scratch);
        let long = LongTally::new(self.nightly, &scratch);
        let mut identities = suspects::Survey::new();
        let mut out = Outbox::new(output, &opened.listed.header)?;
        {
            let sinks = FirstReadingSinks {
                tally: &tally,
                long: &long,
                years: false,
            };
            let mut writers = sinks.writers();
            let mut faults = Vec::new();
            work.each(
                &files,
                |piece| {
                    let key = key(piece.file_index, piece.place);
                    let mut identify = |rows: Rows<'_>| identities.see(rows, known_at);
                    let scanned =
                        scan_portion(piece, &lists, known_at, sinks, &mut writers, &mut identify)?;
                    out.say(MessageKind::Scanned, key, &scanned)?;
                    Ok(identities.send(key, &mut out)?)
                },
                |table, fault| {
                    faults.push((table, FaultNote::of(&fault.fault)));
                    Ok(())
                },
            )?;
            for (table, fault) in faults {
                let file = i64::try_from(opened.tables[table].file).unwrap_or(i64::MAX);
                out.say(MessageKind::Fault, file, &fault)?;
            }
        }
        send_tally(&mut out, MessageKind::Tally, &mut tally)?;
        if let Some((mut tally, trades)) = long.met() {
            send_trades(&mut out, &trades)?;
            send_tally(&mut out, MessageKind::LongTally, &mut tally)?;
        }
        out.end(StageName::Survey, work.read)
    }

    pub(super) fn merge(&self, input: impl Read, output: impl Write) -> Result<(), StageError> {
        let header = self.listed()?.header;
        let scratch = self.scratch();
        let mut tally = self.nightly.tally(1, &scratch);
        let long = LongTally::new(self.nightly, &scratch);
        let room = suspects::Merged::room(&scratch);
        let mut identities = suspects::Merged::new(&room);
        let mut out = Outbox::new(output, &header)?;
        let (read, _) = read(input, INPUT, &header, |message| match message.kind {
            MessageKind::Tally => absorb(&tally, &message, INPUT),
            MessageKind::LongTally => absorb(long.tally(), &message, INPUT),
            MessageKind::Identities => identities.take(&message),
            MessageKind::Scanned
            | MessageKind::Trades
            | MessageKind::Fault
            | MessageKind::Receipt => out.send(&message),
            _ => Err(misplaced(INPUT, &message)),
        })?;
        send_tally(&mut out, MessageKind::Tally, &mut tally)?;
        if let Some((mut tally, _)) = long.met() {
            send_tally(&mut out, MessageKind::LongTally, &mut tally)?;
        }
        identities.send(&mut out)?;
        out.end(StageName::Merge, read)
    }

    pub(super) fn plan(&self, output: impl Write) -> Result<(), StageError> {
        let opened = self.opened()?;
        let scratch = self.nightly.memory.scratch(self.state);
        let filings = self.read_filings(&opened, &scratch)?;
        let second = self.second(&opened, &filings, &scratch)?;
        let mut out = Outbox::new(output, &opened.listed.header)?;
        second.send(&mut out)?;
        out.end(StageName::Plan, Sent::default())
    }

    /// Returns what the second reading starts from, by what surveys found.
    pub(super) fn second(
        &self,
        opened: &Opened,
        filings: &Filings,
        scratch: &Scratch,
    ) -> Result<Second<'_>, StageError> {
        let Surveyed {
            first,
            tally,
            long,
            suspects,
        } = self.surveyed(opened, scratch)?;
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

    /// Reads all filings.
    pub(super) fn read_filings(
        &self,
        opened: &Opened,
        scratch: &Scratch,
    ) -> Result<Filings, StageError> {
        let files = opened.filings(self)?;
        let read = filings::read(
            &files,
            &self.nightly.lists(),
            self.nightly.known_at,
            scratch,
        );
        read.map_err(|faults| IntakeError::Faults(faults).into())
    }

    /// Reads what surveys found, added up. An error unless each portion was read once and everything arrived.
    fn surveyed(&self, opened: &Opened, scratch: &Scratch) -> Result<Surveyed, StageError> {
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
                MessageKind::Fault => {
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
        if !faults.faults.is_empty() {
            let faults = faults.faults.into_values().collect();
            return Err(IntakeError::Faults(faults).into());
        }
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

    /// Reads the plan, and of what it tells about portions that about some.
    fn planned(&self, opened: &Opened, work: &Work) -> Result<Planned, StageError> {
        let mut planned = Planned {
            scanned: BTreeMap::new(),
            alerts: Vec::new(),
            notices: Vec::new(),
            trades: None,
        };
        let header = &opened.listed.header;
        let (arrived, receipts) = read(self.state(PLAN)?, PLAN, header, |message| {
            match message.kind {
                MessageKind::Scanned => {
                    let (table, portion) = place(message.key);
                    let of_table = work.portions.get(&table);
                    if of_table.is_some_and(|portions| portions.contains(&portion)) {
                        let scanned = decoded(&message, PLAN)?;
                        planned.scanned.insert(message.key, scanned);
                    }
                }
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
                MessageKind::Receipt => {}
                _ => return Err(misplaced(PLAN, &message)),
            }
            Ok(())
        })?;
        let written = Receipt::sum(&receipts, StageName::Plan, |receipt| receipt.written.on);
        same("from stage plan to plan.arrow", written, arrived.on)?;
        Ok(planned)
    }

    pub(super) fn look(&self, input: impl Read, output: impl Write) -> Result<(), StageError> {
        let opened = self.opened()?;
        let work = Work::of(input, &opened)?;
        let planned = self.planned(&opened, &work)?;
        let suspects = Suspects::found(&work.suspects)?;
        let files = opened.records(self, work.portions.keys().copied())?;
        let scratch = self.scratch();
        let lists = self.nightly.lists();
        let notices = planned.notices.into_iter();
        let book = RuleBook {
            lists,
            notices: Arc::new(Notices::applying(notices.map(
                |(country, substance, first, last)| (country, substance, first..=last),
            ))),
        };
        let records = Groups::of(
            planned.alerts.iter().map(|(alert, ..)| alert),
            lists.config,
            lists.conversion,
        );
        let gathering = Gathering::planned(planned.alerts, book, &scratch);
        let held_back = HeldBack::of(planned.trades, &scratch);
        let sides = Sides::new(&scratch, None);
        let sought = SecondReading {
            known_at: self.nightly.known_at,
            book: gathering.book(),
            suspects: &suspects,
            records: &records,
            held_back: &held_back,
            columns: ColumnSet::Judged,
        };
        let sinks = SecondReadingSinks {
            versions: &sides.versions,
            gathering: &gathering,
            exempt: &sides.exempt,
            scratch: &scratch,
        };
        let mut out = Outbox::new(output, &opened.listed.header)?;
        {
            let writers = Pool::new();
            work.each(
                &files,
                |piece| {
                    let key = key(piece.file_index, piece.place);
                    let scanned = planned
                        .scanned
                        .get(&key)
                        .ok_or_else(|| misplaced(INPUT, &Message::work(key)))?;
                    let mut refusals = look(piece, &lists, scanned, sought, sinks, &writers)?;
                    refusals.check().map_err(StageError::from)?;
                    if !refusals.is_empty() {
                        let packed = refusals.packed().map_err(StageError::from)?;
                        out.put(MessageKind::Refused, key, packed)?;
                    }
                    out.put(MessageKind::Looked, key, Vec::new())?;
                    Ok(())
                },
                |_, fault| Err(fault.into()),
            )?;
        }
        send_parts(&mut out, MessageKind::Versions, &sides.versions)?;
        send_parts(&mut out, MessageKind::Evidence, gathering.bundles())?;
        send_parts(&mut out, MessageKind::Exempt, sides.exempt.parts())?;
        out.say_all(MessageKind::ExemptDays, sides.exempt.days())?;
        let sums = held_back.take_sums().into_accounts();
        let sums = sums.map_err(crate::ledger::LedgerError::from)?.into_iter();
        out.say_all(
            MessageKind::Sums,
            sums.map(|((trade, period), (base, groups))| (trade, period, base.units(), groups)),
        )?;
        out.end(StageName::Look, work.read)
    }
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
    out.say_all(MessageKind::Alerts, prepared.gathering.alerts())?;
    let notices = prepared.gathering.book().notices.days().into_iter();
    out.say_all(
        MessageKind::Notices,
        notices.map(|(country, substance, days)| (country, substance, *days.start(), *days.end())),
    )?;
    trades.map_or(Ok(()), |trades| send_trades(out, trades))
}

fn send_trades<W: Write>(out: &mut Outbox<W>, trades: &Set<Trade>) -> Result<(), StageError> {
    let mut trades: Vec<&Trade> = trades.iter().collect();
    trades.sort_unstable();
    if trades.is_empty() {
        // There are records of longer periods, and none of them counts for a substance.
        return out.say(MessageKind::Trades, 0, &trades);
    }
    out.say_all(MessageKind::Trades, trades)
}

fn send_tally<W: Write>(
    out: &mut Outbox<W>,
    kind: MessageKind,
    tally: &mut Tally,
) -> Result<(), StageError> {
    for account in 0..tally.accounts() {
        let key = i64::try_from(account).unwrap_or(i64::MAX);
        let mut payload = Vec::new();
        for entry in tally.exported(account)? {
            if payload.len() + entry.len() > MOST_BYTES && !payload.is_empty() {
                out.put(kind, key, std::mem::take(&mut payload))?;
            }
            payload.extend(entry);
        }
        if !payload.is_empty() {
            out.put(kind, key, payload)?;
        }
    }
    Ok(())
}

fn send_parts<W: Write>(
    out: &mut Outbox<W>,
    kind: MessageKind,
    parts: &Parts,
) -> Result<(), StageError> {
    for part in 0..parts.len() {
        let key = i64::try_from(part).unwrap_or(i64::MAX);
        parts.take_pieces(part, MOST_BYTES, |piece| out.put(kind, key, piece))?;
    }
    Ok(())
}

fn absorb(tally: &Tally, message: &Message, place: &str) -> Result<(), StageError> {
    usize::try_from(message.key)
        .ok()
        .and_then(|account| tally.absorb(account, &message.payload))
        .ok_or_else(|| StageError::message(place, message, "it holds no cells of an account"))
}
