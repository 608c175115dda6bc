//! Collects what is valid but looks wrong, and the doubts that this raises about alerts (`rules.md` 4.7).

use super::RunError;
use super::books::Books;
use super::filings::Filings;
use super::inputs::Inputs;
use crate::archive::{Refusals, Warned, WarningEntry, WarningKind, cut};
use crate::evidence::Alert;
use crate::intake::{CsvOddities, InputFile, IntakeError, Kind, RowCount, Touched};
use crate::judgement::RuleBook;
use crate::judgement::{Doubt, Doubts, Reported, Returns};
use crate::parallel;
use crate::terms::file_at;
use std::collections::{BTreeMap, BTreeSet};

/// How each file of records is written, in path order: read by this run, or taken from the warnings of the run before.
#[derive(Debug, Default)]
pub(super) struct FileConventions {
    /// Known records whose special licence is a word that means nothing.
    pub(super) licence_words: Vec<RowCount>,
    /// How the rows are written.
    pub(super) written: Vec<CsvOddities>,
}

impl FileConventions {
    /// Adds the next file.
    pub(super) fn push(&mut self, licence_words: RowCount, written: CsvOddities) {
        self.licence_words.push(licence_words);
        self.written.push(written);
    }

    /// Sets a file that was not read, from the warnings of an earlier run.
    pub(super) fn carry(&mut self, file: usize, name: &str, warnings: &[WarningEntry]) {
        let of = |kind| {
            let warning = warnings
                .iter()
                .find(|warning| warning.kind == kind && warning.file == name);
            warning
                .map(|warning| RowCount {
                    rows: warning.rows.unwrap_or(0),
                    first: warning.first_row,
                })
                .unwrap_or_default()
        };
        let (headers, points) = (
            of(WarningKind::HeaderRepeated),
            of(WarningKind::ThousandsSuspect),
        );
        if let Some(words) = self.licence_words.get_mut(file) {
            *words = of(WarningKind::LicenceWord);
        }
        if let Some(written) = self.written.get_mut(file) {
            *written = CsvOddities {
                quantities: if points.rows > 0 { SOME } else { 0 },
                with_point: points,
                three_places: points.rows,
                repeated_headers: headers,
            };
        }
    }
}

/// The warnings of a run, by kind and file, before examples are added.
type Tells = BTreeMap<(WarningKind, String), RowCount>;

/// The warnings of a run, and the doubts that they and the refused rows raise.
pub(super) struct Suspicions {
    tells: Tells,
    doubts: Doubts,
}

/// The least number of quantities from which those of a file can be suspect.
const SOME: u64 = 5;

impl Suspicions {
    /// Collects the warnings and doubts of everything that was read.
    pub(super) fn of(
        (inputs, books): (&Inputs, &Books),
        conventions: &FileConventions,
        (filings, warned, refusals): (&Filings, &Warned, &[Refusals]),
        returns: &Returns,
        book: &RuleBook<'_>,
    ) -> Result<Self, RunError> {
        let mut all = Self {
            tells: Tells::new(),
            doubts: Doubts::default(),
        };
        for (file, counts) in books.files(inputs) {
            let refused = counts.quarantined();
            if WarningKind::is_mostly_refused(refused, file.rows) {
                all.tell(
                    WarningKind::MostlyRefused,
                    &file.name,
                    RowCount {
                        rows: refused,
                        first: None,
                    },
                );
            }
            if WarningKind::is_row_limit(file.rows) {
                all.tell(
                    WarningKind::RowLimit,
                    &file.name,
                    RowCount {
                        rows: file.rows,
                        first: Some(file.rows),
                    },
                );
            }
        }
        let written = inputs
            .filings
            .iter()
            .zip(&filings.written)
            .chain(inputs.records.iter().zip(&conventions.written));
        for (file, written) in written {
            all.tell(
                WarningKind::HeaderRepeated,
                &file.name,
                written.repeated_headers,
            );
            let points = written.with_point;
            if written.quantities >= SOME && points.rows > 0 && points.rows == written.three_places
            {
                all.tell(WarningKind::ThousandsSuspect, &file.name, points);
            }
        }
        for (file, words) in inputs.records.iter().zip(&conventions.licence_words) {
            all.tell(WarningKind::LicenceWord, &file.name, *words);
        }
        for (origin, country, substance) in &filings.standing.id_shared {
            if let Some(file) = file_at(&inputs.filings, origin.file) {
                all.tell(
                    WarningKind::IdShared,
                    &file.name,
                    RowCount {
                        rows: 1,
                        first: Some(origin.row),
                    },
                );
            }
            all.doubts
                .add_importer(*country, Some(*substance), Doubt::IdShared);
        }
        for refusals in refusals {
            let doubt = if refusals.kind() == Kind::Filing {
                Doubt::RefusedFiling
            } else {
                Doubt::RefusedRecord
            };
            for Touched {
                importer,
                substance,
            } in refusals.touched()
            {
                all.doubts.add_importer(importer, substance, doubt);
            }
            if let Some(tell) = all
                .tells
                .get_mut(&(WarningKind::MostlyRefused, refusals.file().to_owned()))
            {
                *tell = tell.and(RowCount {
                    rows: 0,
                    first: refusals.first_row(),
                });
            }
        }
        for trade in returns.disagreements() {
            for group in returns.touched(&trade) {
                all.doubts.add_group(group, Doubt::ReturnsDisagree);
            }
        }
        all.warned(inputs, warned, returns, book)?;
        Ok(all)
    }

    fn tell(&mut self, kind: WarningKind, file: &str, tell: RowCount) {
        if tell.rows > 0 {
            let known = self.tells.entry((kind, file.to_owned())).or_default();
            *known = known.and(tell);
        }
    }

    /// Adds the warnings and doubts of the records that were put aside because they look wrong.
    fn warned(
        &mut self,
        inputs: &Inputs,
        warned: &Warned,
        returns: &Returns,
        book: &RuleBook<'_>,
    ) -> Result<(), RunError> {
        let parts = parallel::try_map(warned.parts().len(), |part| {
            PartWarnings::of(warned, part, returns, book)
        })?;
        for PartWarnings { tells, doubts } in parts {
            for ((kind, file), tell) in tells {
                if let Some(file) = file_at(&inputs.records, file) {
                    self.tell(kind, &file.name, tell);
                }
            }
            self.doubts.extend(doubts);
        }
        Ok(())
    }

    /// Sets the doubts of each alert.
    pub(super) fn tell_alerts(&self, alerts: &mut [Alert]) {
        for alert in alerts {
            alert.doubts = self.doubts.about(&alert.key);
        }
    }

    /// Returns the warnings as they are published.
    pub(super) fn entries(&self, inputs: &Inputs) -> Result<Vec<WarningEntry>, RunError> {
        let files: BTreeMap<&str, &InputFile> = inputs
            .records
            .iter()
            .chain(&inputs.filings)
            .map(|file| (file.name.as_str(), file))
            .collect();
        let tells: Vec<_> = self.tells.iter().collect();
        let quoted = tells.iter().filter(|(_, tell)| tell.first.is_some());
        let quoted: BTreeSet<&str> = quoted.map(|((_, name), _)| name.as_str()).collect();
        let records = inputs.records.iter();
        let quoted: Vec<&InputFile> = records
            .filter(|file| quoted.contains(file.name.as_str()))
            .collect();
        inputs.at_hand(&quoted)?;
        let tells: Vec<(&(WarningKind, String), &RowCount)> = tells.into_iter().collect();
        let entry = |place: usize| {
            let ((kind, name), tell) = tells[place];
            let file = files.get(name.as_str());
            let example = match (file, tell.first) {
                (Some(file), Some(row)) => Some(cut(&file
                    .reader()
                    .and_then(|reader| reader.raw_row(row))
                    .map_err(IntakeError::Lost)?)),
                _ => None,
            };
            Ok::<_, RunError>(WarningEntry {
                kind: *kind,
                file: name.clone(),
                rows: Some(tell.rows),
                first_row: tell.first,
                example,
            })
        };
        let mut entries = parallel::try_map(tells.len(), entry)?;
        let skipped = |file: &String| WarningEntry {
            kind: WarningKind::SkippedFile,
            file: file.clone(),
            rows: None,
            first_row: None,
            example: None,
        };
        entries.extend(inputs.skipped.iter().map(skipped));
        entries.sort();
        Ok(entries)
    }
}

/// The warnings and doubts of one part of the records that were put aside.
#[derive(Default)]
struct PartWarnings {
    tells: BTreeMap<(WarningKind, u32), RowCount>,
    doubts: Doubts,
}

impl PartWarnings {
    fn of(
        warned: &Warned,
        part: usize,
        returns: &Returns,
        book: &RuleBook<'_>,
    ) -> Result<Self, RunError> {
        let mut of_part = Self::default();
        warned.each(part, |found| {
            let record = Reported::from(&found.version);
            // Words that mean nothing are counted when they are read; only those that made a record count as licensed are put
            // aside.
            if found.kind != WarningKind::LicenceWord {
                of_part
                    .tells
                    .entry((found.kind, found.version.origin.file))
                    .or_default()
                    .add(found.version.origin.row);
            }
            if let Some(doubt) = found.kind.doubt().filter(|_| found.stands) {
                let counts = |substance| returns.count(&found.version.record, substance);
                of_part.doubts.add_record(record, doubt, counts, book);
            }
        })?;
        Ok(of_part)
    }
}
