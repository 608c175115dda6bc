//! Writes which findings of earlier letters no longer stand, and why.

use super::{Composer, LetterPart};
use crate::archive::Cause;
use crate::letters::called_for::Withdrawn;
use inforce_present::document::Block;

impl Composer<'_> {
    /// Returns the findings of earlier letters that no longer stand, numbered after the findings that are raised.
    pub(super) fn withdrawals(&self, raised: usize) -> LetterPart {
        if self.letter.withdrawn.is_empty() {
            return Ok(Vec::new());
        }
        let mut blocks = vec![self.heading("heading-withdrawn")?];
        for (number, withdrawn) in (raised + 1..).zip(&self.letter.withdrawn) {
            blocks.push(Block::Numbered(
                format!("{}.", self.figures.plain(number)),
                self.withdrawal(withdrawn)?,
            ));
        }
        blocks.push(self.body("withdrawn-note")?);
        Ok(blocks)
    }

    fn withdrawal(&self, withdrawn: &Withdrawn) -> LetterPart<String> {
        let finding = if self.exports() {
            self.exports_to(withdrawn.importer)?
        } else {
            self.finding_of(withdrawn.rule)?
        };
        let mut reasons = Vec::new();
        for cause in &withdrawn.causes {
            let reason = self.plain(self.because(*cause))?;
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        if reasons.is_empty() {
            reasons.push(self.plain("because-unknown")?);
        }
        let filled = [
            ("substance", self.substance(withdrawn.substance)),
            ("schedule", self.schedule(withdrawn.substance)?),
            ("year", self.figures.plain(withdrawn.year)),
            ("finding", finding),
            ("reference", self.figures.foreign(&withdrawn.reference)),
            ("because", reasons.join(self.figures.semicolon())),
        ];
        self.say("withdrawn", &filled)
    }

    /// Returns the message of a cause. An exporter is not told what the importing country filed: it is told that another estimate
    /// applies, as the level on the day of each shipment shows.
    fn because(&self, cause: Cause) -> &'static str {
        match cause {
            cause if cause.tells_of_level() && self.exports() => "because-level",
            Cause::LateRecord => "because-late-record",
            Cause::Correction => "because-correction",
            Cause::Withdrawal => "because-withdrawal",
            Cause::Supplement => "because-supplement",
            Cause::NewEstimate => "because-new-estimate",
            Cause::CorrectedFiling => "because-corrected-filing",
            Cause::FactorEdition => "because-factor",
            Cause::ScheduleEdition => "because-schedule",
            Cause::ProhibitionEdition => "because-prohibition",
            Cause::Configuration => "because-configuration",
            Cause::Policy => "because-policy",
            Cause::KnownAtDate => "because-known-at",
            Cause::ProgramVersion => "because-program",
            Cause::NewlyRefused => "because-refused",
            Cause::NoLongerRefused => "because-no-longer-refused",
            Cause::InputsRemoved => "because-removed",
            Cause::SetAside => "because-set-aside",
            Cause::OwnExports => "because-own-exports",
            Cause::Confirmation => "because-confirmation",
            Cause::Deduction => "because-deduction",
            Cause::ExemptEdition => "because-exempt",
            Cause::NoticeEdition => "because-notice",
            Cause::FirstRun | Cause::Overtaken | Cause::Unexplained => "because-unknown",
        }
    }
}
