//! The evidence: what the last stage tells its bundles, and the stage that sorts and writes them.

use super::error::StageError;
use super::files::{misplaced, same};
use super::look::send_parts;
use super::message::{Checksum, MOST_BYTES, Message, MessageKind, Receipt};
use super::stream::{Header, Outbox, decoded, read};
use super::{INPUT, StageName, Stages, bring};
use crate::archive::{PublishError, RecordNames, evidence_file};
use crate::evidence::{Assembled, AssembledApart, BundleApart, Encoded, EvidenceError, ForBundle};
use crate::judgement::Limits;
use crate::ledger::Ledger;
use crate::night::RunError;
use crate::scratch::{Kept, Scratch};
use crate::terms::shown_path;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Read, Write};

/// What bundles of importers' evidence are told, with evidence that the last stage gathered itself, in the state folder. It is put in
/// place whole, after [`TOLD_EXPORTERS`], and asks the driver for [`EXHIBITED`].
const TOLD: &str = "told.arrow";
/// What bundles of exporters' evidence are told.
const TOLD_EXPORTERS: &str = "told-exporters.arrow";
/// What the tasks wrote, which the driver puts in place whole.
const EXHIBITED: &str = "exhibited.arrow";

/// The most days that a message tells of: few enough for the limit on a message.
const MOST_DAYS: usize = 2048;

/// The bytes of the place of a piece, which stands before it.
const PLACE: usize = size_of::<u32>();

impl Stages<'_> {
    /// Has the engine sort and write the evidence, and returns the alerts with it. `gathered` is what looks and tasks of `resolve` wrote of
    /// it.
    pub(super) fn exhibited<'a>(
        &self,
        header: &Header,
        (apart, ledger, limits): (AssembledApart<'a>, &Ledger<'_>, &Limits<'_>),
        gathered: Checksum,
        scratch: &Scratch,
    ) -> Result<Assembled<'a>, StageError> {
        if apart.is_empty() {
            return Ok(apart.with(Encoded::default()));
        }
        let told = self.tell_bundles(header, (&apart, ledger, limits));
        let told = told.map_err(|error| match error {
            // What cannot be written is a file of the state folder here.
            StageError::Stream { found, .. } => self.untold(io::Error::other(found)).into(),
            error => error,
        })?;
        bring::wait(&self.state.join(EXHIBITED));
        let mut encoded = Encoded::default();
        let (arrived, receipts) = read(self.state(EXHIBITED)?, EXHIBITED, header, |message| {
            let piece = message.payload.split_first_chunk::<PLACE>();
            let bundle = usize::try_from(message.key).ok();
            match (message.kind, piece, bundle) {
                (MessageKind::Receipt, ..) => {}
                (MessageKind::Written, Some((place, piece)), Some(bundle)) => {
                    let piece = scratch.keep(piece.to_vec())?;
                    encoded.add(bundle, u32::from_le_bytes(*place), piece);
                }
                _ => return Err(misplaced(EXHIBITED, &message)),
            }
            Ok(())
        })?;
        let sum = |which| Receipt::sum(&receipts, StageName::Exhibit, which);
        let passed_on = sum(|task| task.written.evidence);
        same(
            "from stages look, resolve and settle to stage exhibit",
            gathered.and(told).and(passed_on),
            sum(|task| task.read.evidence),
        )?;
        Receipt::check_keys(&receipts, StageName::Exhibit)?;
        same(
            "from stage exhibit to stage settle",
            sum(|task| task.written.on),
            arrived.on,
        )?;
        Ok(apart.with(encoded))
    }

    /// Returns the error that bundles cannot be told.
    fn untold(&self, error: io::Error) -> RunError {
        RunError::Ask {
            path: shown_path(self.state.join(TOLD)),
            error,
        }
    }

    /// Tells all bundles what they are told, and returns the checksum of that.
    fn tell_bundles(
        &self,
        header: &Header,
        (apart, ledger, limits): (&AssembledApart<'_>, &Ledger<'_>, &Limits<'_>),
    ) -> Result<Checksum, StageError> {
        let failed = |error| self.untold(error);
        let bundles = apart.gathered().bundles().len();
        let open = |name: &str| -> Result<_, StageError> {
            let file = File::create(self.state.join(name)).map_err(failed)?;
            Outbox::new(BufWriter::new(file), header)
        };
        if let Err(error) = fs::remove_file(self.state.join(EXHIBITED))
            && error.kind() != ErrorKind::NotFound
        {
            return Err(failed(error).into());
        }
        let aside = format!("{TOLD}.aside");
        let (mut importers, mut exporters) = (open(&aside)?, open(TOLD_EXPORTERS)?);
        let mut waiting: BTreeMap<usize, (usize, Vec<ForBundle>)> = BTreeMap::new();
        let mut tell = |bundle: usize, told: &[ForBundle]| {
            let key = i64::try_from(bundle).unwrap_or(i64::MAX);
            if bundle < bundles {
                importers.say(MessageKind::Told, key, &told)
            } else {
                exporters.say(MessageKind::Told, key, &told)
            }
        };
        apart.each(ledger, limits, |bundle, told| {
            let (days, of_bundle) = waiting.entry(bundle).or_default();
            *days += told.days();
            of_bundle.push(told);
            if *days < MOST_DAYS {
                return Ok(());
            }
            *days = 0;
            tell(bundle, &std::mem::take(of_bundle))
        })?;
        for (bundle, (_, told)) in waiting {
            if !told.is_empty() {
                tell(bundle, &told)?;
            }
        }
        send_parts(
            &mut importers,
            MessageKind::Evidence,
            apart.gathered().bundles(),
        )?;
        let told = importers
            .written()
            .evidence
            .and(exporters.written().evidence);
        exporters.finish()?;
        importers.finish()?;
        fs::rename(self.state.join(aside), self.state.join(TOLD)).map_err(failed)?;
        Ok(told)
    }

    pub(super) fn exhibit(&self, input: impl Read, output: impl Write) -> Result<(), StageError> {
        let opened = self.opened()?;
        let header = &opened.listed.header;
        let (scratch, lists) = (self.scratch(), self.nightly.lists());
        let files: Vec<String> = opened
            .tables
            .iter()
            .map(|table| table.name.clone())
            .collect();
        let names = RecordNames {
            config: lists.config,
            files: &files,
        };
        let mut bundles: BTreeMap<i64, [Vec<Kept>; 2]> = BTreeMap::new();
        let (read, _) = read(input, INPUT, header, |message| {
            let [told, records] = bundles.entry(message.key).or_default();
            match message.kind {
                MessageKind::Evidence => records.push(scratch.keep(message.payload)?),
                MessageKind::Told => told.push(scratch.keep(message.payload)?),
                _ => return Err(misplaced(INPUT, &message)),
            }
            Ok(())
        })?;
        let keys = bundles.keys().copied().collect();
        let mut out = Outbox::new(output, header)?;
        let mut passed_on = ExportersEvidence::default();
        for (key, [told, pieces]) in bundles {
            let mut bundle = BundleApart::new(lists);
            let mut buffer = Vec::new();
            for some in told {
                let payload = some.read(&mut buffer)?.to_vec();
                let message = Message {
                    kind: MessageKind::Told,
                    key,
                    payload,
                };
                let told: Vec<ForBundle> = decoded(&message, INPUT)?;
                for told in told {
                    bundle.tell(told);
                }
            }
            let records = Kept::together(&pieces)?;
            bundle.of_exporters(&records, |bundle, pack| {
                passed_on.add(bundle, pack, &mut out)
            })?;
            let file = evidence_file(names, &bundle, &records).map_err(of_evidence)?;
            for (place, piece) in (0_u32..).zip(file.chunks(MOST_BYTES - PLACE)) {
                let payload = [&place.to_le_bytes(), piece].concat();
                out.put(MessageKind::Written, key, payload)?;
            }
        }
        passed_on.end(&mut out)?;
        out.end_of(StageName::Exhibit, read, keys)
    }
}

/// The evidence of exporters' alerts that a task passes on, by bundle.
#[derive(Default)]
struct ExportersEvidence(BTreeMap<usize, Vec<u8>>);

/// The bytes of evidence after which it is passed on: with many bundles, little of each is held.
const PASSED_ON: usize = 64 << 10;

impl ExportersEvidence {
    fn add<W: Write>(
        &mut self,
        bundle: usize,
        pack: &dyn Fn(&mut Vec<u8>),
        out: &mut Outbox<W>,
    ) -> Result<(), StageError> {
        let records = self.0.entry(bundle).or_default();
        pack(records);
        if records.len() < PASSED_ON {
            return Ok(());
        }
        send_evidence(bundle, std::mem::take(records), out)
    }

    fn end<W: Write>(self, out: &mut Outbox<W>) -> Result<(), StageError> {
        let some = self
            .0
            .into_iter()
            .filter(|(_, records)| !records.is_empty());
        for (bundle, records) in some {
            send_evidence(bundle, records, out)?;
        }
        Ok(())
    }
}

fn send_evidence<W: Write>(
    bundle: usize,
    records: Vec<u8>,
    out: &mut Outbox<W>,
) -> Result<(), StageError> {
    let key = i64::try_from(bundle).unwrap_or(i64::MAX);
    out.put(MessageKind::Evidence, key, records)
}

/// Returns the error of evidence that is not what its alerts rest on: on its way here it may have changed.
fn of_evidence(error: PublishError) -> StageError {
    match error {
        PublishError::Evidence(
            found @ (EvidenceError::Disagreement { .. } | EvidenceError::Rows { .. }),
        ) => StageError::Evidence {
            found: match found {
                EvidenceError::Disagreement { alert } => alert,
                _ => "records are missing".to_owned(),
            },
        },
        error => RunError::from(error).into(),
    }
}
