//! What speaks for and against a finding: the other account, the allowances considered, and what is not certain.

use super::reports::Reports;
use super::{Composer, Matter, Part};
use crate::judgement::{AlertKey, Rule};
use crate::notices::document::{Block, Column, Row, Table};
use crate::runs::explain::Explained;
use std::collections::BTreeSet;

impl Composer<'_> {
    /// What the other side reports of the same trade. An exporter is not told what others ship.
    pub(super) fn accounts(&self, matter: &Matter) -> Part {
        let Some((of, (basis, other))) = matter.raised.iter().find_map(|(of, _)| Some((of, of.other?))) else {
            return Ok(Vec::new());
        };
        let [.., own] = of.alert.masses;
        let (own, other) = (self.mass(own), self.figures.exact(other));
        let text = self.say(&format!("accounts-{}", of.alert.rule.name()), &[("own", &own), ("other", &other)])?;
        let mut blocks = vec![self.heading("heading-accounts")?, Self::body_of(text)];
        let shown = matter.raised.iter().filter(|(of, _)| of.other.is_some()).count() > 1;
        let days = of.dossier.year(basis, i32::try_from(matter.year).unwrap_or(i32::MAX));
        if !shown && !days.is_empty() {
            let row = |day: &crate::judgement::DayTotal| {
                Row::of(vec![self.figures.short_day(day.day), self.figures.exact(day.base), self.figures.exact(day.records)])
            };
            let columns = vec![
                Column::days(self.plain("column-date")?, 10),
                Column::figures(self.plain("column-base")?, 14),
                Column::figures(self.plain("column-movements")?, 8),
            ];
            blocks.push(Self::body_of(self.plain("accounts-other-days")?));
            blocks.push(Block::Table(Table::lined(columns, days.iter().map(row).collect())));
        }
        Ok(blocks)
    }

    pub(super) fn allowances(&self, matter: &Matter) -> Part {
        let mut blocks = vec![self.heading("heading-allowances")?];
        let evidence = matter.raised.iter().flat_map(|(of, _)| &of.evidence);
        let reexported = Reports::of(evidence.filter(|row| row.record.reexport.millionths() > 0));
        blocks.push(Self::body_of(if reexported.is_empty() {
            self.plain("allowance-reexport-none")?
        } else {
            self.say("allowance-reexport", &[("reports", &self.by_account(&reexported)?)])?
        }));
        // Two findings of one year may have different first days.
        let mut said: Vec<String> = Vec::new();
        for (of, _) in matter.raised.iter().filter(|(of, _)| !of.alert.rule.lists_only()) {
            let message = match of.alert.status.as_str() {
                "in-force" => "allowance-in-force",
                "stale" => "allowance-stale",
                "expired" => "allowance-expired",
                _ => "allowance-none",
            };
            let text = self.say(message, &[("day", &self.day(of.alert.days[0]))])?;
            if !said.contains(&text) {
                said.push(text);
            }
        }
        if !said.is_empty() {
            said.push(self.plain("allowance-supplements")?);
        }
        if matter.raised.iter().any(|(of, _)| of.alert.rule == Rule::ProhibitedTrade) {
            said.push(self.plain("allowance-licence")?);
        }
        blocks.extend(said.into_iter().map(Self::body_of));
        Ok(blocks)
    }

    pub(super) fn certainty(&self, matter: &Matter) -> Part {
        let mut blocks = vec![self.heading("heading-certainty")?];
        let mut said: Vec<String> = Vec::new();
        for (of, _) in &matter.raised {
            let text = self.plain(&self.agreement(of))?;
            if !said.contains(&text) {
                said.push(text);
            }
        }
        blocks.extend(said.into_iter().map(Self::body_of));
        blocks.push(Self::body_of(self.wording.counted("certainty-superseded", self.superseded(matter), &[])?));
        // What others could not report properly is as little an exporter's business as what they did report.
        if let Some((of, _)) = matter.raised.first().filter(|_| !self.exports()) {
            blocks.extend(self.refused(of)?);
            let unread = self.desk.unread.concerning(matter.importer, matter.substance);
            blocks.push(Self::body_of(self.wording.counted("certainty-unread", unread, &[])?));
        }
        Ok(blocks)
    }

    /// Whether the accounts agree that there is an excess.
    fn agreement(&self, of: &Explained) -> String {
        let alert = &of.alert;
        let other = match alert.rule {
            Rule::ImportExcess => Rule::PartnerReportedExcess,
            Rule::PartnerReportedExcess => Rule::ImportExcess,
            Rule::ExportExcess => return "certainty-export".to_owned(),
            Rule::ProhibitedTrade | Rule::ScheduleITrade => return "certainty-lists".to_owned(),
        };
        let year = i32::try_from(alert.year).unwrap_or(i32::MAX);
        let key = AlertKey { rule: other, country: alert.country, partner: None, substance: alert.substance, year };
        if self.desk.alerts.contains(&key.id(&self.desk.run.config)) {
            "certainty-both".to_owned()
        } else {
            format!("certainty-only-{}", alert.rule.name())
        }
    }

    /// How many versions of these records do not stand, each once though several findings rest on it; of an exporter's own
    /// records where the letter is about those.
    fn superseded(&self, matter: &Matter) -> i64 {
        let versions = matter.raised.iter().flat_map(|(of, _)| &of.superseded).map(|row| &row.record);
        let own = versions.filter(|record| !self.exports() || record.reporter == self.letter.country);
        let places: BTreeSet<(&str, i64)> = own.map(|record| (record.file.as_str(), record.row)).collect();
        i64::try_from(places.len()).unwrap_or(i64::MAX)
    }

    fn refused(&self, of: &Explained) -> Part {
        let count = i64::try_from(of.refused.len()).unwrap_or(i64::MAX);
        let mut blocks = vec![Self::body_of(self.wording.counted("certainty-refused", count, &[])?)];
        if of.refused.is_empty() {
            return Ok(blocks);
        }
        let mut rows = Vec::new();
        for row in &of.refused {
            rows.push(Row::of(vec![
                self.figures.foreign(&row.file),
                self.figures.plain(row.row),
                self.figures.foreign(&row.id),
                self.plain(&format!("reason-{}", row.reason))?,
            ]));
        }
        let columns = vec![
            Column::words(self.plain("column-file")?, 20),
            Column::figures(self.plain("column-row")?, 8),
            Column::words(self.plain("column-id")?, 20),
            Column::words(self.plain("column-reason")?, 30),
        ];
        blocks.push(Block::Table(Table::lined(columns, rows)));
        Ok(blocks)
    }
}
