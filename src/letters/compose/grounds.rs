//! Writes what supports and weakens a finding: the other account, the allowances considered, and what is uncertain.

use super::movements::Quarters;
use super::reports::Reports;
use super::{Composer, LetterPart, Matter};
use crate::archive::read::RecordRow;
use crate::ask::explain::Explained;
use crate::config::{FilingKind, Term};
use crate::judgement::{ExemptReason, Rule};
use crate::ledger::Basis;
use crate::records::{Flow, Period};
use crate::terms::{Country, Mass};
use inforce_present::document::{DocumentColumn, DocumentRow};
use std::collections::{BTreeMap, BTreeSet};

/// The most rows in an annex of partners, and of refused records.
const PARTNERS: usize = 8;
const REFUSED: usize = 6;

/// The two accounts of the same trade: what the country reports, and what its partners report.
pub(super) struct Differences {
    quarters: [Quarters; 2],
    /// The number of totals of longer periods in both accounts that are not counted.
    set_aside: usize,
    /// The exporting countries whose accounts of the year differ; empty if the run has the records of one account only.
    partners: Vec<(Option<Country>, [Mass; 2])>,
}

impl Differences {
    /// Returns both accounts; `None` if they are not compared. An exporter is not told what others report.
    pub(super) fn of(raised: &[(Explained, Option<String>)]) -> LetterPart<Option<Self>> {
        let Some((of, _)) = raised.iter().find(|(of, _)| of.other.is_some()) else {
            return Ok(None);
        };
        let mut quarters = [Quarters::default(); 2];
        let periods = of.periods.iter();
        for ((account, basis), periods) in quarters.iter_mut().zip(Basis::ALL).zip(periods) {
            for day in of.dossier.year(basis, of.year()) {
                account.add(day.day, Period::Day, day.base, day.records)?;
            }
            account.undivide(periods.undivided)?;
        }
        let evidence = |basis: Basis| {
            let rule = Rule::of_account(basis);
            let mut explained = raised.iter().map(|(of, _)| of);
            explained.find(|of| of.alert.rule == rule)
        };
        let accounts = Basis::ALL.map(evidence);
        let mut partners: BTreeMap<Option<Country>, [Quarters; 2]> = BTreeMap::new();
        if accounts.iter().all(Option::is_some) {
            for (place, of) in accounts.into_iter().flatten().enumerate() {
                for row in &of.evidence {
                    let partner = partners.entry(row.record.exporter()).or_default();
                    let period = of.period(&row.record);
                    partner[place].add(row.record.date, period, row.base, 1)?;
                }
            }
        }
        let mut differing = Vec::new();
        for (partner, [own, others]) in partners {
            let years = [own.year()?, others.year()?];
            if years[0] != years[1] {
                differing.push((partner, years));
            }
        }
        Ok(Some(Self {
            quarters,
            partners: differing,
            set_aside: of.periods.iter().map(|periods| periods.set_aside).sum(),
        }))
    }

    /// Whether the accounts differ.
    pub(super) fn are_any(&self) -> LetterPart<bool> {
        let [own, partners] = &self.quarters;
        Ok(own.differs(partners)? || !self.partners.is_empty())
    }
}

impl Composer<'_> {
    /// Returns what the other side reports of the same trade, by quarter and, where the accounts differ, by partner.
    pub(super) fn accounts(&self, matter: &Matter) -> LetterPart {
        let Some(differences) = &matter.differences else {
            return Ok(Vec::new());
        };
        let mut blocks = vec![self.heading("heading-accounts")?];
        let difference = |own: Mass, others: Mass| match own.minus(others) {
            Mass::ZERO => self.figures.exact(0),
            difference => self.figures.change(difference),
        };
        let [own, others] = differences.quarters;
        let undivided = own.has_undivided() || others.has_undivided();
        let mut columns = vec![DocumentColumn::words(String::new(), 24)];
        columns.extend(self.quarters(undivided)?);
        let of_account = |sums: &Quarters| -> LetterPart<Vec<String>> {
            let mut masses = self.by_quarter(sums, undivided);
            masses.push(self.figures.exact(sums.year()?));
            Ok(masses)
        };
        // What is in a total of the year on one side may be in any quarter on the other.
        let mut between: Vec<String> = own
            .shown(undivided)
            .zip(others.shown(undivided))
            .map(|(own, others)| {
                if undivided {
                    String::new()
                } else {
                    difference(own, others)
                }
            })
            .collect();
        between.push(difference(own.year()?, others.year()?));
        let mut rows = Vec::new();
        for (label, cells) in [
            ("account-own", of_account(&own)?),
            ("account-partners", of_account(&others)?),
            ("account-difference", between),
        ] {
            rows.push(DocumentRow::of(
                std::iter::once(self.plain(label)?).chain(cells).collect(),
            ));
        }
        blocks.push(self.bounded(columns, rows, usize::MAX, None)?);
        if differences.set_aside > 0 {
            blocks.push(self.told("accounts-set-aside", differences.set_aside)?);
        }
        if differences.partners.is_empty() {
            return Ok(blocks);
        }
        blocks.push(self.body("accounts-by-partner")?);
        let columns = vec![
            DocumentColumn::words(self.plain("column-exporting")?, 24),
            DocumentColumn::figures(self.plain("account-own")?, 14),
            DocumentColumn::figures(self.plain("account-partners")?, 14),
            DocumentColumn::figures(self.plain("account-difference")?, 14),
        ];
        let mut rows = Vec::new();
        for (partner, [own, others]) in &differences.partners {
            rows.push(DocumentRow::of(vec![
                self.text(&self.side(*partner)?),
                self.figures.exact(*own),
                self.figures.exact(*others),
                difference(*own, *others),
            ]));
        }
        blocks.push(self.bounded(columns, rows, PARTNERS, None)?);
        Ok(blocks)
    }

    pub(super) fn allowances(&self, matter: &Matter) -> LetterPart {
        // Two findings of one year may have different first days.
        let mut said: Vec<String> = Vec::new();
        let evidence = matter.evidence();
        let reexported = Reports::of(evidence.filter(|row| row.record.reexport.millionths() > 0));
        if !reexported.is_empty() {
            let reports = self.by_account(&reexported)?;
            said.push(self.say("allowance-reexport", &[("reports", reports)])?);
        }
        for reason in ExemptReason::ALL {
            said.extend(self.left_out(matter, reason)?);
        }
        for of in matter.explained().filter(|of| !of.alert.rule.lists_only()) {
            let own = self.own_exports(of).map(|own| {
                let day = self.figures.day(of.alert.figures.first_excess_date);
                let filled = [("day", day), ("own", self.mass(Some(own)))];
                self.say("allowance-own-exports", &filled)
            });
            for text in std::iter::once(self.standing_of(of)).chain(own) {
                let text = text?;
                if !said.contains(&text) {
                    said.push(text);
                }
            }
        }
        if matter.has(|rule| rule == Rule::ProhibitedTrade) {
            said.push(self.plain("allowance-licence")?);
        }
        if matter.has(|rule| rule == Rule::ExportAfterNotice) {
            said.push(self.plain("allowance-notice")?);
        }
        if said.is_empty() {
            return Ok(Vec::new());
        }
        let mut blocks = vec![self.heading("heading-allowances")?];
        blocks.extend(said.into_iter().map(Self::body_of));
        Ok(blocks)
    }

    /// Returns how many reports of the year count for nothing for a reason; `None` if there are none. An exporter is told only of
    /// its own.
    fn left_out(&self, matter: &Matter, reason: ExemptReason) -> LetterPart<Option<String>> {
        let of_matter = (matter.substance, matter.importer, matter.year);
        let rows = self.source.exempt.get(&of_matter).into_iter().flatten();
        let own = |record: &RecordRow| {
            let exporter = self.exporter();
            exporter
                .is_none_or(|exporter| (record.flow, record.reporter) == (Flow::Export, exporter))
        };
        let mut left_out = Reports::default();
        for row in rows.filter(|row| row.reason == reason && own(&row.record)) {
            left_out.add(&row.record);
        }
        if left_out.is_empty() {
            return Ok(None);
        }
        let reports = self.by_account(&left_out)?;
        let message = format!("allowance-{}", reason.name());
        self.say(&message, &[("reports", reports)]).map(Some)
    }

    /// Returns how old the estimate was on the first day in excess, by the alert's status, the governing filing and its receipt.
    fn standing_of(&self, of: &Explained) -> LetterPart<String> {
        let alert = &of.alert;
        let first = alert.figures.first_excess_date;
        let changes = |kind| matches!(kind, FilingKind::Supplement | FilingKind::Deduction);
        let governing =
            of.dossier.standing.in_use.iter().find(|filing| {
                !changes(filing.filing.kind) && *filing.id == *alert.figures.filing()
            });
        let received = governing.map(|governing| governing.filing.received);
        let later = received.filter(|received| *received > first);
        // What is filed for a calendar year counts from its confirmation on, whenever it was received.
        let confirmed = governing
            .filter(|_| self.provisions().term == Term::CalendarYear)
            .map(|governing| governing.filing.confirmed.or(received));
        let message = match (alert.figures.status(), later) {
            // An exporter is not told when the importing country filed, but only whether the filing was known on the day.
            ("in-force", Some(_)) if self.exports() => "allowance-counted-later",
            ("in-force", None) if self.exports() => "allowance-counted",
            ("in-force", _) if confirmed.is_some() => "allowance-confirmed",
            ("in-force", Some(_)) => "allowance-later",
            ("in-force", None) if received.is_none() => "allowance-alone",
            ("in-force", None) => "allowance-in-force",
            ("stale", _) => "allowance-stale",
            ("expired", _) => "allowance-expired",
            _ if self.unusable(of).is_some() => "allowance-unusable",
            _ => "allowance-none",
        };
        let mut filled = vec![("day", self.figures.day(first))];
        filled.extend(later.map(|received| ("received", self.figures.day(received))));
        filled.extend(
            confirmed
                .flatten()
                .map(|day| ("confirmed", self.figures.day(day))),
        );
        self.say(message, &filled)
    }

    pub(super) fn certainty(&self, matter: &Matter) -> LetterPart {
        let mut blocks = vec![self.heading("heading-certainty")?];
        let mut said: Vec<String> = Vec::new();
        for of in matter.explained() {
            let text = self.plain(&self.agreement(of))?;
            if !said.contains(&text) {
                said.push(text);
            }
        }
        blocks.extend(said.into_iter().map(Self::body_of));
        let superseded = self.superseded(matter);
        if superseded > 0 {
            blocks.push(self.told("certainty-superseded", superseded)?);
        }
        // An exporter is told neither what others reported nor which of their reports were refused.
        if let Some(of) = matter.explained().next() {
            let refused = self.refused_records(of);
            if !refused.is_empty() {
                let message = if self.exports() {
                    "certainty-refused-exports"
                } else {
                    "certainty-refused"
                };
                blocks.push(self.told(message, refused.len())?);
                blocks.push(self.refused(&refused, "column-record", REFUSED)?);
            }
            let unread =
                self.source
                    .unread
                    .records(matter.importer, matter.substance, self.exporter());
            if unread > 0 {
                let text = self.tell("certainty-unread", unread, &[])?;
                blocks.push(Self::body_of(text));
            }
        }
        Ok(blocks)
    }

    /// Returns the message that says whether both accounts show an excess.
    fn agreement(&self, of: &Explained) -> String {
        let rule = of.alert.rule;
        match of.counterpart() {
            None if rule.lists_only() => "certainty-lists".to_owned(),
            None => "certainty-export".to_owned(),
            Some(other)
                if self
                    .source
                    .alerts
                    .contains(&other.id(&self.source.run.config)) =>
            {
                "certainty-both".to_owned()
            }
            Some(_) => format!("certainty-only-{}", rule.name()),
        }
    }

    /// Returns how many versions of records of these countries, this substance and this year are superseded, each once even if
    /// several findings rest on it; in a letter about exports, only of the exporter's own records.
    fn superseded(&self, matter: &Matter) -> usize {
        let versions = matter.explained().flat_map(|of| &of.superseded);
        let versions = versions.map(|row| &row.record);
        let own =
            versions.filter(|record| !self.exports() || record.reporter == self.letter.country);
        let places: BTreeSet<(&str, i64)> = own
            .map(|record| (record.file.as_str(), record.row))
            .collect();
        places.len()
    }
}
