//! The last stage: judges what was gathered, and publishes.

use super::error::StageError;
use super::files::{misplaced, same};
use super::look::gathered_parts;
use super::message::{MessageKind, Receipt};
use super::plan::{Second, once, unreadable};
use super::stream::{decoded, read};
use super::survey::absorb;
use super::{INPUT, Records, StageName, Stages, key};
use crate::archive::{RecordCounts, Refusals};
use crate::evidence::GroupSums;
use crate::intake::Kind;
use crate::judgement::{AlertKey, DayTotal, Sums, Trade};
use crate::night::RunError;
use crate::night::answer::{Answer, JudgementInputs, Untouched};
use crate::night::books::Books;
use crate::night::can_carry_over::NotCarried;
use crate::night::meter::Stage;
use crate::night::run::{Begin, Course, Outcome, Prepared, Sides};
use crate::records::Period;
use crate::scratch::Kept;
use crate::terms::{Day, Mass, Substance};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

impl Stages<'_> {
    pub(super) fn settle(&self, input: impl Read) -> Result<Outcome, StageError> {
        let nightly = self.nightly;
        let begin = Begin::of(nightly)?;
        let scratch = nightly.memory.scratch(nightly.out);
        let opened = self.opened()?;
        let header = &opened.listed.header;
        let mut inputs = opened.inputs(self)?;
        if self.records == Records::Elsewhere {
            inputs.bring = Some(self.bring());
        }
        inputs.log();
        nightly.meter.begin(Stage::Judging, 0);
        let mut filings = self.filings(&opened, &scratch)?.map_err(unreadable)?;
        let surveyed = self.surveyed(&opened, &scratch)?;
        let second = self.second(surveyed, &filings, &scratch)?;
        self.check_plan(header, |out| second.send(out))?;
        let Second {
            first,
            suspects,
            prepared,
            ..
        } = second;
        let prepared = prepared.with_sums();
        let mut books = Books::of(&first, std::mem::take(&mut filings.counts));

        // What tasks wrote, in whatever order it comes.
        let sides = Sides::new(&scratch, first.all_days());
        let mut refused: BTreeMap<i64, BTreeMap<u32, Kept>> = BTreeMap::new();
        let mut looked: BTreeMap<i64, Vec<()>> = BTreeMap::new();
        let (ledger, came) = prepared.ledger.change(|tally| {
            let gathered = gathered_parts(&prepared.held_back, &sides);
            let mut gathered = gathered.map(|(kind, parts)| (kind, parts.len(), parts.writer()));
            let mut exempt = sides.exempt.writer();
            read(input, INPUT, header, |message| {
                let part = usize::try_from(message.key).unwrap_or(usize::MAX);
                let mut parts = gathered.iter_mut();
                if let Some((_, _, writer)) =
                    parts.find(|(kind, parts, _)| *kind == message.kind && part < *parts)
                {
                    writer.add(part, |to| to.extend_from_slice(&message.payload));
                    return Ok(());
                }
                match message.kind {
                    MessageKind::Tally => absorb(tally, &message, INPUT)?,
                    MessageKind::GroupSums => {
                        let days: Vec<(AlertKey, DayTotal)> = decoded(&message, INPUT)?;
                        let mut sums = GroupSums::default();
                        sums.extend(days);
                        prepared.gathering.add_sums(sums);
                    }
                    MessageKind::Replaced => {
                        let replaced: Vec<(u32, RecordCounts)> = decoded(&message, INPUT)?;
                        for (file, replaced) in replaced {
                            books.supersede(file, replaced);
                        }
                    }
                    MessageKind::ExemptDays => {
                        let days: Vec<((Substance, Day), u64)> = decoded(&message, INPUT)?;
                        for (of_day, rows) in days {
                            exempt.add_days(of_day, rows);
                        }
                    }
                    MessageKind::Sums => {
                        let sums: Vec<(Trade, Period, i128, BTreeSet<AlertKey>)> =
                            decoded(&message, INPUT)?;
                        let accounts = sums.into_iter().map(|(trade, period, base, groups)| {
                            ((trade, period), (Mass::from_units(base), groups))
                        });
                        prepared
                            .held_back
                            .add(Sums::of_accounts(accounts.collect()));
                    }
                    MessageKind::Refused => {
                        let piece = message.payload.split_first_chunk();
                        let (place, rows) = piece.ok_or_else(|| misplaced(INPUT, &message))?;
                        let of_portion = refused.entry(message.key).or_default();
                        of_portion.insert(u32::from_le_bytes(*place), scratch.keep(rows.to_vec())?);
                    }
                    MessageKind::Looked => looked.entry(message.key).or_default().push(()),
                    MessageKind::Receipt => {}
                    _ => return Err(misplaced(INPUT, &message)),
                }
                Ok(())
            })
        })?;
        let (arrived, receipts) = came?;
        let prepared = Prepared { ledger, ..prepared };
        let sum = |stage, which| Receipt::sum(&receipts, stage, which);
        let [look, resolve] = [StageName::Look, StageName::Resolve];
        same(
            "from stage merge to stage look",
            suspects,
            sum(look, |task| task.read.suspects),
        )?;
        same(
            "from stages look and resolve to stages resolve and settle",
            sum(look, |task| task.written.on).and(sum(resolve, |task| task.written.on)),
            sum(resolve, |task| task.read.on).and(arrived.on),
        )?;
        Receipt::check_keys(&receipts, resolve)?;
        let mut refusals = Vec::new();
        for (table, of_table) in opened.tables.iter().enumerate() {
            for portion in 0..of_table.portions.len() {
                let key = key(table, portion);
                let times = looked.remove(&key).unwrap_or_default();
                once(&opened, StageName::Look, (table, portion), times)?;
                let Some(pieces) = refused.remove(&key) else {
                    continue;
                };
                let mut of_portion = Refusals::new(Kind::Record, &of_table.name, &scratch);
                let mut buffer = Vec::new();
                for piece in pieces.into_values() {
                    of_portion
                        .add_packed(piece.read(&mut buffer)?)
                        .ok_or_else(|| StageError::stream(INPUT, "refused rows are cut off"))?;
                }
                of_portion.close();
                refusals.push(of_portion);
            }
        }

        let judged = prepared.judge(&sides, &mut books, &scratch)?;
        inputs.check_unchanged()?;
        inputs.warn();
        let settled = JudgementInputs {
            books,
            filings,
            days: first.days,
            sides,
            refusals,
            conventions: first.conventions,
            untouched: Untouched::default(),
            ids: None,
        };
        let gathered = sum(look, |task| task.written.evidence);
        let gathered = gathered.and(sum(resolve, |task| task.written.evidence));
        let answer = Answer::of(
            (judged, settled),
            inputs,
            &nightly.lists(),
            &scratch,
            |gathering, wanted, limits, ledger| {
                let apart = gathering.assemble_apart(wanted, limits, &scratch);
                let apart = apart.map_err(RunError::from)?;
                self.exhibited(header, (apart, ledger, limits), gathered, &scratch)
            },
        )?;
        let staged = begin.publication.begin_staging().map_err(RunError::from)?;
        Ok(begin.conclude(nightly, staged, answer, Course::ReadAll(NotCarried::Stages))?)
    }
}
