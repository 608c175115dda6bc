//! What speaks for and against a finding: the other account, the allowances considered, and what is not certain.

use super::movements::Quarters;
use super::reports::Reports;
use super::{Composer, Matter, Part};
use crate::ask::explain::Explained;
use crate::judgement::{AlertKey, Rule};
use crate::ledger::Basis;
use crate::terms::{Country, Mass};
use inforce_present::document::{Column, Row};
use std::collections::{BTreeMap, BTreeSet};

/// Rows of partners and of refused records in an annex.
const PARTNERS: usize = 8;
const REFUSED: usize = 6;

/// What both accounts have of the same trade: what the country reports, then what its partners do.
pub(super) struct Differences {
    quarters: [Quarters; 2],
    /// By exporting country, where they differ; nothing where the run has the records of one account alone.
    partners: Vec<(Option<Country>, [Mass; 2])>,
}

impl Differences {
    /// Both accounts; nothing where they are not compared. An exporter is not told what others report.
    pub(super) fn of(matter: &Matter) -> Part<Option<Self>> {
        let Some((of, _)) = matter.raised.iter().find(|(of, _)| of.other.is_some()) else {
            return Ok(None);
        };
        let year = i32::try_from(matter.year).unwrap_or(i32::MAX);
        let mut quarters = [Quarters::default(); 2];
        for (account, basis) in quarters
            .iter_mut()
            .zip([Basis::ImportReports, Basis::PartnerReports])
        {
            for day in of.dossier.year(basis, year) {
                account.add(day.day, day.base, day.records)?;
            }
        }
        let of_rule = |rule| {
            matter
                .raised
                .iter()
                .find(|(of, _)| of.alert.rule == rule)
                .map(|(of, _)| of)
        };
        let mut partners: BTreeMap<Option<Country>, [Quarters; 2]> = BTreeMap::new();
        if let (Some(own), Some(others)) = (
            of_rule(Rule::ImportExcess),
            of_rule(Rule::PartnerReportedExcess),
        ) {
            for row in &own.evidence {
                partners.entry(row.record.partner).or_default()[0].add(
                    row.record.date,
                    row.base,
                    1,
                )?;
            }
            for row in &others.evidence {
                partners.entry(Some(row.record.reporter)).or_default()[1].add(
                    row.record.date,
                    row.base,
                    1,
                )?;
            }
        }
        let mut differing = Vec::new();
        for (partner, [own, others]) in partners {
            if own.masses != others.masses {
                differing.push((partner, [own.year()?, others.year()?]));
            }
        }
        Ok(Some(Self {
            quarters,
            partners: differing,
        }))
    }

    /// Whether they differ at all.
    pub(super) fn are_any(&self) -> bool {
        let [own, partners] = &self.quarters;
        own.masses != partners.masses || !self.partners.is_empty()
    }
}

impl Composer<'_> {
    /// What the other side reports of the same trade, by quarter, and by partner where they differ.
    pub(super) fn accounts(&self, matter: &Matter) -> Part {
        let Some(differences) = Differences::of(matter)? else {
            return Ok(Vec::new());
        };
        let mut blocks = vec![self.heading("heading-accounts")?];
        let difference = |own: Mass, others: Mass| match own.minus(others) {
            Mass::ZERO => self.figures.exact(0),
            difference => self.figures.change(difference),
        };
        let mut columns = vec![Column::words(String::new(), 24)];
        columns.extend(self.quarters()?);
        columns.push(Column::figures(self.plain("column-year")?, 12));
        let [own, others] = differences.quarters;
        let of_account = |sums: &Quarters| -> Part<Vec<String>> {
            Ok(sums
                .masses
                .iter()
                .chain([&sums.year()?])
                .map(|mass| self.figures.exact(*mass))
                .collect())
        };
        let mut between: Vec<String> = own
            .masses
            .iter()
            .zip(&others.masses)
            .map(|(own, others)| difference(*own, *others))
            .collect();
        between.push(difference(own.year()?, others.year()?));
        let mut rows = Vec::new();
        for (label, cells) in [
            ("account-own", of_account(&own)?),
            ("account-partners", of_account(&others)?),
            ("account-difference", between),
        ] {
            rows.push(Row::of(
                std::iter::once(self.plain(label)?).chain(cells).collect(),
            ));
        }
        blocks.push(self.bounded(columns, rows, usize::MAX, None)?);
        if differences.partners.is_empty() {
            return Ok(blocks);
        }
        blocks.push(Self::body_of(self.plain("accounts-by-partner")?));
        let columns = vec![
            Column::words(self.plain("column-exporting")?, 24),
            Column::figures(self.plain("account-own")?, 14),
            Column::figures(self.plain("account-partners")?, 14),
            Column::figures(self.plain("account-difference")?, 14),
        ];
        let mut rows = Vec::new();
        for (partner, [own, others]) in &differences.partners {
            let partner = partner.map_or_else(
                || self.plain("not-stated"),
                |partner| Ok(self.country(partner)),
            )?;
            rows.push(Row::of(vec![
                partner,
                self.figures.exact(*own),
                self.figures.exact(*others),
                difference(*own, *others),
            ]));
        }
        blocks.push(self.bounded(columns, rows, PARTNERS, None)?);
        Ok(blocks)
    }

    pub(super) fn allowances(&self, matter: &Matter) -> Part {
        // Two findings of one year may have different first days.
        let mut said: Vec<String> = Vec::new();
        let evidence = matter.raised.iter().flat_map(|(of, _)| &of.evidence);
        let reexported = Reports::of(evidence.filter(|row| row.record.reexport.millionths() > 0));
        if !reexported.is_empty() {
            said.push(self.say(
                "allowance-reexport",
                &[("reports", &self.by_account(&reexported)?)],
            )?);
        }
        for (of, _) in matter
            .raised
            .iter()
            .filter(|(of, _)| !of.alert.rule.lists_only())
        {
            let text = self.standing_of(of)?;
            if !said.contains(&text) {
                said.push(text);
            }
        }
        if matter
            .raised
            .iter()
            .any(|(of, _)| of.alert.rule == Rule::ProhibitedTrade)
        {
            said.push(self.plain("allowance-licence")?);
        }
        if said.is_empty() {
            return Ok(Vec::new());
        }
        let mut blocks = vec![self.heading("heading-allowances")?];
        blocks.extend(said.into_iter().map(Self::body_of));
        Ok(blocks)
    }

    /// Of which age the estimate was on the first day in excess, by the alert's status, its filing, and the receipt of that.
    fn standing_of(&self, of: &Explained) -> Part<String> {
        let alert = &of.alert;
        let first = Some(alert.figures.first_excess_date);
        let day = self.day(first);
        let governing = of.dossier.standing.in_use.iter().find(|filing| {
            filing.filing.effective.is_some() && *filing.id == *alert.figures.filing()
        });
        let received = governing.map(|governing| governing.filing.received);
        let later = received.filter(|received| first.is_some_and(|first| *received > first));
        match (alert.figures.status(), later) {
            // When the importing country filed is none of an exporter's business, but for whether it was known on the day.
            ("in-force", Some(_)) if self.exports() => {
                self.say("allowance-counted-later", &[("day", &day)])
            }
            ("in-force", None) if self.exports() => self.say("allowance-counted", &[("day", &day)]),
            ("in-force", Some(received)) => self.say(
                "allowance-later",
                &[("day", &day), ("received", &self.figures.day(received))],
            ),
            ("in-force", None) if received.is_none() => {
                self.say("allowance-alone", &[("day", &day)])
            }
            ("in-force", None) => self.say("allowance-in-force", &[("day", &day)]),
            ("stale", _) => self.say("allowance-stale", &[("day", &day)]),
            ("expired", _) => self.say("allowance-expired", &[("day", &day)]),
            _ if self.unusable(of).is_some() => self.say("allowance-unusable", &[("day", &day)]),
            _ => self.say("allowance-none", &[("day", &day)]),
        }
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
        let superseded = self.superseded(matter);
        if superseded > 0 {
            blocks.push(Self::body_of(self.wording.told(
                "certainty-superseded",
                superseded,
                &[],
            )?));
        }
        // What others could not report properly is as little an exporter's business as what they did report.
        if let Some((of, _)) = matter.raised.first() {
            let refused = self.refused_records(of);
            if !refused.is_empty() {
                let count = i64::try_from(refused.len()).unwrap_or(i64::MAX);
                let message = if self.exports() {
                    "certainty-refused-exports"
                } else {
                    "certainty-refused"
                };
                blocks.push(Self::body_of(self.wording.told(message, count, &[])?));
                blocks.push(self.refused(&refused, "column-record", REFUSED)?);
            }
            let unread =
                self.source
                    .unread
                    .records(matter.importer, matter.substance, self.exporter());
            if unread > 0 {
                blocks.push(Self::body_of(self.wording.told(
                    "certainty-unread",
                    unread,
                    &[],
                )?));
            }
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
        let key = AlertKey {
            rule: other,
            country: alert.country,
            partner: None,
            substance: alert.substance,
            year,
        };
        if self
            .source
            .alerts
            .contains(&key.id(&self.source.run.config))
        {
            "certainty-both".to_owned()
        } else {
            format!("certainty-only-{}", alert.rule.name())
        }
    }

    /// How many versions of records of these countries, this substance and this year do not stand, each once though several
    /// findings rest on it; of an exporter's own records where the letter is about those.
    fn superseded(&self, matter: &Matter) -> i64 {
        let versions = matter
            .raised
            .iter()
            .flat_map(|(of, _)| &of.superseded)
            .map(|row| &row.record);
        let own =
            versions.filter(|record| !self.exports() || record.reporter == self.letter.country);
        let places: BTreeSet<(&str, i64)> = own
            .map(|record| (record.file.as_str(), record.row))
            .collect();
        i64::try_from(places.len()).unwrap_or(i64::MAX)
    }
}
