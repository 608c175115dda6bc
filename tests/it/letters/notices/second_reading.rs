//! Every sentence of a letter that states a fact, read again and held against the published tables, in random worlds and in
//! all six languages: what it says of a filing, of the level, of the other account and of what could not be used.

use super::templates::{Templates, Values, bare};
use super::text::{docx_lines, number};
use super::{LANGUAGES, cells, notices};
use crate::house::done;
use crate::support::engine::{Published, run_in};
use inforce::archive::read::{AlertRow, PublishedRun, RecordRow, RefusedRow};
use inforce::config::{Convention, FilingKind};
use inforce::judgement::{ExemptReason, Rule};
use inforce::ledger::Basis;
use inforce::letters::{Letter, LetterRole, SaidBefore, letters};
use inforce::records::Flow;
use inforce::terms::{Country, Day, Mass, Substance};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// How a finding may say what it compares with. What says more stands before what says less.
const COMPARED: [&str; 9] = [
    "compared-in-force-raised",
    "compared-none-raised",
    "compared-unusable-raised",
    "compared-stale",
    "compared-in-force",
    "compared-zero",
    "compared-expired",
    "compared-none",
    "compared-unusable",
];

/// A row of `estimates.parquet`.
#[derive(Debug)]
struct Segment {
    from: Day,
    to: Option<Day>,
    status: String,
    filing: String,
    level: String,
}

/// What a letter is held against.
struct World<'w> {
    run: &'w PublishedRun,
    segments: BTreeMap<(String, String), Vec<Segment>>,
    refused: Vec<RefusedRow>,
    /// What each message has said, by convention.
    seen: &'w mut BTreeMap<String, u64>,
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn before(day: Day) -> Day {
    Day::from_number(day.number() - 1)
}

fn changes(kind: FilingKind) -> bool {
    matches!(kind, FilingKind::Supplement | FilingKind::Deduction)
}

fn segments(published: &Published) -> BTreeMap<(String, String), Vec<Segment>> {
    let table = published.table("estimates");
    let at = |name: &str| {
        table
            .layout
            .columns
            .iter()
            .position(|(column, _)| *column == name)
            .unwrap()
    };
    let mut segments: BTreeMap<(String, String), Vec<Segment>> = BTreeMap::new();
    for row in &table.rows {
        let text = |name: &str| row[at(name)].clone().unwrap_or_default();
        let segment = Segment {
            from: day(&text("from")),
            to: row[at("to")].as_deref().map(day),
            status: text("status"),
            filing: text("filing_id"),
            level: text("level_g"),
        };
        segments
            .entry((text("country"), text("substance")))
            .or_default()
            .push(segment);
    }
    segments
}

/// One annex: whose estimate of what, in which year, and the alerts it is about.
struct Matter<'m> {
    importer: Country,
    substance: Substance,
    year: i32,
    alerts: &'m [AlertRow],
    exports: bool,
    /// Whether estimates are each for a calendar year.
    is_yearly: bool,
    language: &'m str,
}

/// The whole numbers in a text.
fn numbers(text: &str) -> Vec<usize> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().unwrap())
        .collect()
}

impl World<'_> {
    fn saw(&mut self, message: &str) {
        *self.seen.entry(message.to_owned()).or_default() += 1;
    }

    fn codes(&self, matter: &Matter<'_>) -> (String, String) {
        let config = &self.run.config;
        (
            config.country_code(matter.importer).to_owned(),
            config.substance_code(matter.substance).to_owned(),
        )
    }

    fn of(&self, matter: &Matter<'_>) -> &[Segment] {
        self.segments
            .get(&self.codes(matter))
            .map_or(&[], Vec::as_slice)
    }

    fn on(&self, matter: &Matter<'_>, day: Day) -> Option<&Segment> {
        self.of(matter)
            .iter()
            .find(|segment| segment.from <= day && segment.to.is_none_or(|to| day < to))
    }

    /// Whether a refused filing names the country and the substance, or a form of it.
    fn may_have_filed(&self, matter: &Matter<'_>) -> bool {
        let (country, _) = self.codes(matter);
        self.refused
            .iter()
            .filter(|row| row.kind == "filing")
            .any(|row| {
                let fields = || row.raw.split([',', '"', '\r', '\n']);
                let of_substance = |field: &str| {
                    self.run
                        .config
                        .substances_by(field)
                        .contains(&matter.substance)
                };
                fields().any(|field| field == country) && fields().any(of_substance)
            })
    }

    /// What the filings table has of the country and substance.
    fn filed(&self, matter: &Matter<'_>) -> Vec<inforce::estimates::ReadFiling> {
        let all = self.run.filings_of(matter.importer).unwrap();
        all.into_iter()
            .filter(|filing| filing.filing.substance == matter.substance)
            .collect()
    }

    /// The versions of a filing (rules 4.2).
    fn versions(
        &self,
        matter: &Matter<'_>,
        id: &str,
        supplement: bool,
    ) -> Vec<inforce::estimates::ReadFiling> {
        let same = |filing: &inforce::estimates::ReadFiling| {
            *filing.id == *id && changes(filing.filing.kind) == supplement
        };
        self.filed(matter).into_iter().filter(same).collect()
    }

    fn received(&self, matter: &Matter<'_>, id: &str, supplement: bool) -> Vec<Day> {
        let known = |day: &Day| self.run.known_at.is_none_or(|known| *day <= known);
        let versions = self.versions(matter, id, supplement);
        versions
            .iter()
            .map(|filing| filing.filing.received)
            .filter(known)
            .collect()
    }

    /// What a row of the table of filings says of one.
    fn filing(
        &mut self,
        templates: &Templates,
        matter: &Matter<'_>,
        row: &[String],
        context: &str,
    ) {
        // What says more stands before what says less.
        const EFFECTS: [&str; 17] = [
            "effect-of-year",
            "effect-not-confirmed",
            "effect-governs-expired",
            "effect-governs",
            "effect-governs-open",
            "effect-expired",
            "effect-outranked",
            "effect-changes-expired",
            "effect-changes",
            "effect-changes-open",
            "effect-changes-after-expiry",
            "effect-changes-nothing",
            "effect-alone",
            "effect-alone-open",
            "effect-alone-nothing",
            "effect-superseded",
            "effect-not-yet-known",
        ];
        let id = self
            .filed(matter)
            .iter()
            .map(|filing| filing.id.to_string())
            .find(|id| row[1] == *id || row[1].starts_with(&format!("{id} (")));
        let id = id.unwrap_or_else(|| panic!("{context}: {row:?} is no filing"));
        let supplement = ["kind-supplement", "kind-deduction"]
            .iter()
            .any(|kind| templates.has(kind) && row[2] == templates.plain(kind));
        // What is said of an earlier receipt comes last.
        let text = row.last().unwrap().as_str();
        let earlier = text.char_indices().find_map(|(at, _)| {
            Some((
                at,
                templates.read("first-received", text[at..].trim_start())?,
            ))
        });
        let effect = earlier
            .as_ref()
            .map_or(text, |(at, _)| text[..*at].trim_end());
        let Some((message, values)) = EFFECTS
            .iter()
            .find_map(|message| Some((*message, templates.read(message, effect)?)))
        else {
            panic!("{context}: {row:?} says nothing known");
        };
        self.saw(message);
        let at = |name: &str| templates.day(&values[name]);
        let on = |day: Day| self.on(matter, day);
        let is = |day: Day, filing: &str| {
            on(day).is_some_and(|segment| segment.filing == filing && segment.status != "expired")
        };
        let expired = |day: Day, filing: &str| {
            on(day).is_some_and(|segment| segment.filing == filing && segment.status == "expired")
        };
        let other = |day: Day, filing: &str| on(day).is_none_or(|segment| segment.filing != filing);
        let of = |name: &str| values.get(name).cloned().unwrap_or_default();
        let first = self.received(matter, &id, supplement).into_iter().min();
        let last = self.of(matter).last();
        let holds = match message {
            "effect-governs" => {
                is(at("from"), &id)
                    && is(at("to"), &id)
                    && other(before(at("from")), &id)
                    && other(at("to").next(), &id)
            }
            "effect-governs-open" => {
                is(at("from"), &id)
                    && other(before(at("from")), &id)
                    && last.is_some_and(|last| last.filing == id)
            }
            "effect-governs-expired" => {
                is(at("from"), &id) && is(at("to"), &id) && expired(at("to").next(), &id)
            }
            "effect-expired" => self
                .of(matter)
                .iter()
                .all(|segment| segment.filing != id || segment.status == "expired"),
            "effect-outranked" => on(at("start")).is_some_and(|segment| segment.filing == of("by")),
            "effect-changes" => {
                is(at("from"), &of("filing"))
                    && is(at("to"), &of("filing"))
                    && other(at("to").next(), &of("filing"))
            }
            "effect-changes-open" => {
                is(at("from"), &of("filing"))
                    && last.is_some_and(|last| last.filing == of("filing"))
            }
            "effect-changes-expired" => {
                is(at("from"), &of("filing")) && expired(at("to").next(), &of("filing"))
            }
            "effect-changes-after-expiry" => {
                first.is_some_and(|first| expired(first, &of("filing")))
            }
            "effect-changes-nothing" => first.is_some_and(|first| {
                self.of(matter).iter().all(|segment| {
                    segment.filing != of("filing") || segment.to.is_some_and(|to| to <= first)
                })
            }),
            "effect-alone" => is(at("from"), "") && is(at("to"), "") && other(at("to").next(), ""),
            "effect-alone-open" => {
                is(at("from"), "") && last.is_some_and(|last| last.filing.is_empty())
            }
            "effect-alone-nothing" => first
                .is_some_and(|first| on(first).is_some_and(|segment| !segment.filing.is_empty())),
            "effect-of-year" => {
                let year = day(&format!("{}-01-01", bare(&values["year"]))).year();
                let counts = |of: &inforce::estimates::ReadFiling| {
                    let deducted = of.filing.kind == FilingKind::Deduction;
                    let counts_from = if deducted { first } else { of.filing.confirmed };
                    of.filing.year == Some(year)
                        && counts_from.is_some_and(|from| {
                            at("from") == from.max(day(&format!("{year}-01-01")))
                        })
                };
                at("to") == day(&format!("{year}-12-31"))
                    && self.versions(matter, &id, true).iter().any(counts)
            }
            "effect-not-confirmed" => {
                let year = bare(&values["year"]);
                let end = day(&format!("{year}-12-31"));
                let end = self.run.known_at.map_or(end, |known| end.min(known));
                let waits = |of: &inforce::estimates::ReadFiling| {
                    of.filing.year == Some(end.year().max(day(&format!("{year}-01-01")).year()))
                        || of.filing.year.is_some_and(|of| of.to_string() == year)
                };
                self.versions(matter, &id, supplement).iter().any(|of| {
                    waits(of) && of.filing.confirmed.is_none_or(|confirmed| confirmed > end)
                })
            }
            "effect-superseded" => self.versions(matter, &id, supplement).len() > 1,
            "effect-not-yet-known" => self.run.known_at.is_some_and(|known| day(&row[0]) > known),
            _ => false,
        };
        assert!(
            holds,
            "{context}: {row:?}\n{message} {values:?}\n{:#?}",
            self.of(matter)
        );
        // Where a supplement counts, it counts from its first receipt, and a later one than that is not shown alone.
        if let (
            "effect-changes"
            | "effect-changes-open"
            | "effect-changes-expired"
            | "effect-alone"
            | "effect-alone-open",
            Some(first),
        ) = (message, first)
        {
            assert_eq!(at("from"), first, "{context}: {row:?}");
        }
        if let (Some(first), true) = (
            first,
            !["effect-superseded", "effect-not-yet-known"].contains(&message),
        ) {
            let told = earlier.map(|(_, values)| templates.day(&values["day"]));
            assert_eq!(
                told,
                Some(first).filter(|first| *first < day(&row[0])),
                "{context}: {row:?}"
            );
        }
    }

    /// A paragraph of an annex.
    fn paragraph(&mut self, templates: &Templates, matter: &Matter<'_>, line: &str, context: &str) {
        const SAID: [&str; 26] = [
            "allowance-confirmed",
            "allowance-own-exports",
            "allowance-exempt-preparation",
            "allowance-simplified-procedure",
            "allowance-notice",
            "estimates-nothing",
            "filings-unusable",
            "filings-unread",
            "filings-left-out",
            "levels-nothing",
            "levels-unusable",
            "allowance-in-force",
            "allowance-later",
            "allowance-alone",
            "allowance-counted",
            "allowance-counted-later",
            "allowance-stale",
            "allowance-expired",
            "allowance-none",
            "allowance-unusable",
            "certainty-both",
            "certainty-only-import-excess",
            "certainty-only-partner-reported-excess",
            "certainty-export",
            "certainty-lists",
            "question-differences",
        ];
        let Some((message, values)) = SAID
            .iter()
            .find_map(|message| Some((*message, templates.read(message, line)?)))
        else {
            return;
        };
        self.saw(message);
        let holds = self.holds(templates, matter, message, &values);
        assert!(
            holds,
            "{context}: {line}\n{message}\n{:#?}",
            self.of(matter)
        );
    }

    fn holds(
        &self,
        templates: &Templates,
        matter: &Matter<'_>,
        message: &str,
        values: &Values,
    ) -> bool {
        let first = || templates.day(&values["day"]);
        let alert = || {
            matter
                .alerts
                .iter()
                .find(|alert| {
                    !alert.rule.lists_only()
                        && Some(alert.figures.first_excess_date) == Some(first())
                })
                .unwrap()
        };
        let received = || {
            let filing = alert().figures.filing().to_owned();
            let governs = |filing: &&inforce::estimates::ReadFiling| !changes(filing.filing.kind);
            let all = self.filed(matter);
            all.iter()
                .filter(governs)
                .filter(|read| *read.id == *filing)
                .map(|read| read.filing.received)
                .filter(|day| self.run.known_at.is_none_or(|known| *day <= known))
                .max()
        };
        let status = |status: &str| {
            matter.alerts.iter().any(|alert| {
                Some(alert.figures.first_excess_date) == Some(first())
                    && alert.figures.status() == status
            })
        };
        let touches = |segment: &Segment| {
            (!matter.is_yearly || segment.status != "none")
                && segment.from.year() <= matter.year
                && segment.to.is_none_or(|to| before(to).year() >= matter.year)
        };
        let has = |rule: &str| {
            let (country, substance) = self.codes(matter);
            self.run
                .alerts(Some(&format!(
                    "{rule}:{country}:{substance}:{}",
                    matter.year
                )))
                .unwrap()
                .len()
                == 1
        };
        match message {
            "estimates-nothing" => self.filed(matter).is_empty() && !self.may_have_filed(matter),
            "filings-unusable" => self.may_have_filed(matter),
            "filings-unread" => self.refused.iter().any(|row| row.kind == "filing"),
            "levels-nothing" => {
                !self.of(matter).iter().any(touches) && !self.may_have_filed(matter)
            }
            "levels-unusable" => !self.of(matter).iter().any(touches),
            "allowance-in-force" => {
                status("in-force")
                    && received().is_some_and(|received| {
                        received <= first() && first() < received.plus_years(3)
                    })
            }
            "allowance-later" => {
                status("in-force")
                    && received() == Some(templates.day(&values["received"]))
                    && received() > Some(first())
            }
            "allowance-alone" => status("in-force") && alert().figures.filing().is_empty(),
            "allowance-counted" => {
                matter.exports
                    && status("in-force")
                    && received().is_none_or(|received| received <= first())
            }
            "allowance-counted-later" => {
                matter.exports && status("in-force") && received() > Some(first())
            }
            "allowance-stale" => {
                status("stale")
                    && (matter.exports
                        || received().is_some_and(|received| first() >= received.plus_years(3)))
            }
            "allowance-expired" => {
                status("expired")
                    && (matter.exports
                        || received().is_some_and(|received| first() >= received.plus_years(3)))
            }
            "allowance-none" => status("none") && !self.may_have_filed(matter),
            "allowance-unusable" => status("none"),
            "allowance-confirmed" => {
                let filing = alert().figures.filing().to_owned();
                let confirmed = templates.day(&values["confirmed"]);
                let all = self.versions(matter, &filing, false);
                status("in-force")
                    && confirmed <= first()
                    && all.iter().any(|read| {
                        read.filing.confirmed.unwrap_or(read.filing.received) == confirmed
                    })
            }
            "allowance-own-exports" => {
                let own = alert().figures.own_exports.unwrap();
                own != Mass::ZERO && number(&values["own"], matter.language) == own.to_string()
            }
            "allowance-exempt-preparation" => {
                self.left_out(matter, ExemptReason::ExemptPreparation)
                    == numbers(&values["reports"])
            }
            "allowance-simplified-procedure" => {
                self.left_out(matter, ExemptReason::SimplifiedProcedure)
                    == numbers(&values["reports"])
            }
            "allowance-notice" => matter
                .alerts
                .iter()
                .any(|alert| alert.rule == Rule::ExportAfterNotice),
            "certainty-both" => has("import-excess") && has("partner-reported-excess"),
            "certainty-only-import-excess" => {
                has("import-excess") && !has("partner-reported-excess")
            }
            "certainty-only-partner-reported-excess" => {
                !has("import-excess") && has("partner-reported-excess")
            }
            "certainty-export" => matter.exports,
            "certainty-lists" => matter.alerts.iter().any(|alert| alert.rule.lists_only()),
            "question-differences" => self.differ(matter),
            _ => false,
        }
    }

    /// How many reports of the year a reason leaves out: of the importer and of its partners, or of the exporter.
    fn left_out(&self, matter: &Matter<'_>, reason: ExemptReason) -> Vec<usize> {
        let year = matter.year;
        let rows = self.run.exempt([matter.substance], |row| {
            row.reason == reason
                && row.record.date.year() == year
                && row.record.importer() == Some(matter.importer)
        });
        let rows = rows.unwrap();
        let count = |of: &dyn Fn(&RecordRow) -> bool| {
            let ids: BTreeSet<_> = rows
                .iter()
                .filter(|row| of(&row.record))
                .map(|row| (row.record.reporter, &row.record.id))
                .collect();
            ids.len()
        };
        let exporter = matter.alerts[0].country;
        if matter.exports {
            return vec![count(&|record| {
                record.flow == Flow::Export && record.reporter == exporter
            })];
        }
        [Flow::Import, Flow::Export]
            .map(|flow| count(&|record| record.flow == flow))
            .to_vec()
    }

    /// Base mass by account and quarter, out of the ledger.
    fn quarters(&self, matter: &Matter<'_>, basis: Basis) -> [Mass; 4] {
        let mut sums = [Mass::ZERO; 4];
        for entry in self.run.ledger(matter.importer, matter.substance).unwrap() {
            if entry.basis == basis && entry.day.year() == matter.year {
                let place = usize::try_from((entry.day.civil().1 - 1) / 3).unwrap();
                sums[place] = sums[place].plus(entry.base).unwrap();
            }
        }
        sums
    }

    fn differ(&self, matter: &Matter<'_>) -> bool {
        // Two accounts may agree by quarter and differ by partner, where the letter shows these.
        let both = matter
            .alerts
            .iter()
            .filter(|alert| !alert.rule.lists_only())
            .count()
            > 1;
        self.quarters(matter, Basis::ImportReports) != self.quarters(matter, Basis::PartnerReports)
            || both
    }

    /// A finding in the letter or its list.
    fn finding(
        &mut self,
        templates: &Templates,
        alert: &AlertRow,
        line: &str,
        matter: &Matter<'_>,
        context: &str,
    ) {
        let message = format!("found-{}", alert.rule.name());
        let start = line.split_once(". ").map_or(line, |(_, rest)| rest);
        // What may follow: how the excess has grown, and what it updates.
        let mut ends = start
            .char_indices()
            .filter(|(_, c)| ['.', '。'].contains(c))
            .map(|(at, c)| at + c.len_utf8());
        let read = ends.find_map(|end| templates.read(&message, &start[..end]));
        let values = read.unwrap_or_else(|| panic!("{context}: {line} is no {message}"));
        let (total, estimate, excess) = (
            alert.figures.running_total,
            alert.figures.estimate,
            alert.figures.excess,
        );
        let language = context.split(' ').next().unwrap();
        let shown = |mass: Option<Mass>| mass.unwrap().to_string();
        if alert.rule.lists_only() {
            self.saw(&message);
            assert_eq!(
                templates.day(&values["first"]),
                alert.figures.first_excess_date,
                "{context}: {line}"
            );
            if alert.rule == Rule::ExportAfterNotice {
                let notices = self.run.config.notices.iter().filter(|notice| {
                    (notice.country, notice.substance) == (matter.importer, matter.substance)
                        && notice.year == matter.year
                        && notice.from <= alert.figures.last_excess_date
                });
                let days: BTreeSet<Day> = notices.map(|notice| notice.from).collect();
                let told: BTreeSet<Day> = values["notice"]
                    .split([',', '،', '、'])
                    .map(|text| templates.day(text))
                    .collect();
                assert_eq!(told, days, "{context}: {line}");
                assert!(days.first().unwrap() <= &alert.figures.first_excess_date);
            }
            return;
        }
        assert_eq!(
            number(&values["quantity"], language),
            shown(total),
            "{context}: {line}"
        );
        let compared = COMPARED
            .iter()
            .find_map(|message| Some((*message, templates.read(message, &values["compared"])?)));
        let (said, compared) = compared.unwrap_or_else(|| panic!("{context}: {line}"));
        self.saw(said);
        assert_eq!(
            number(&compared["estimate"], language),
            shown(estimate),
            "{context}: {line}"
        );
        assert_eq!(
            number(&compared["excess"], language),
            shown(excess),
            "{context}: {line}"
        );
        if let Some(own) = compared.get("own") {
            let figures = &alert.figures;
            assert_eq!(number(own, language), shown(figures.own_exports));
            assert!(!matter.exports && figures.own_exports != Some(Mass::ZERO));
            let level = self.on(matter, figures.first_excess_date);
            let base = level.map_or("0", |level| level.level.as_str());
            assert_eq!(
                number(&compared["base"], language),
                base,
                "{context}: {line}"
            );
        }
        let level = self.on(matter, alert.figures.first_excess_date);
        let status = level.map_or("none", |level| level.status.as_str());
        let holds = match said {
            "compared-in-force" | "compared-in-force-raised" => status == "in-force",
            "compared-stale" => status == "stale",
            "compared-zero" => {
                ["in-force", "stale"].contains(&status)
                    && level.is_some_and(|level| level.level == "0")
            }
            "compared-expired" => status == "expired",
            "compared-none" | "compared-none-raised" => {
                status == "none" && !self.may_have_filed(matter)
            }
            _ => status == "none",
        };
        assert!(holds, "{context}: {line}\n{status}");
    }
}

fn letter_is_true(
    world: &mut World<'_>,
    templates: &Templates,
    letter: &Letter,
    lines: &[String],
    context: &str,
) {
    let findings: Vec<&String> = lines
        .iter()
        .filter(|line| {
            line.split_once(". ").is_some_and(|(start, _)| {
                !start.is_empty() && start.chars().all(|c| c.is_ascii_digit())
            })
        })
        .collect();
    let mut findings = findings.into_iter();
    let annexes: Vec<usize> = (0..lines.len())
        .filter(|place| templates.read("annex-heading", &lines[*place]).is_some())
        .collect();
    assert_eq!(annexes.len(), letter.matters.len(), "{context}");
    for (place, raised) in letter.matters.iter().enumerate() {
        let alerts: Vec<AlertRow> = raised.iter().map(|raised| raised.alert.clone()).collect();
        let (importer, substance) = (alerts[0].importer(), alerts[0].substance);
        let year = i32::try_from(alerts[0].year).unwrap();
        let matter = Matter {
            importer,
            substance,
            year,
            alerts: &alerts,
            exports: letter.subject.role == LetterRole::Exports,
            is_yearly: letter.subject.convention == Convention::C1961,
            language: context.split(' ').next().unwrap(),
        };
        for alert in &alerts {
            let convention = world.run.config.substance(alert.substance).convention;
            assert_eq!(convention, letter.subject.convention, "{context}");
        }
        for alert in &alerts {
            let line = findings
                .next()
                .unwrap_or_else(|| panic!("{context}: no finding for {}", alert.id));
            world.finding(templates, alert, line, &matter, context);
        }
        let end = annexes.get(place + 1).copied().unwrap_or(lines.len());
        let own = [
            templates.plain("account-own"),
            templates.plain("account-partners"),
        ];
        // The number of columns of the table of filings, while it is read.
        let mut in_filings = None;
        for line in &lines[annexes[place]..end] {
            let row: Vec<String> = cells(line);
            if row.last() == Some(&templates.plain("column-effect")) {
                in_filings = Some(row.len());
            } else if in_filings == Some(row.len()) {
                world.filing(templates, &matter, &row, context);
            } else {
                in_filings = in_filings.filter(|_| row.len() == 1 && line.starts_with('…'));
                let question = line.split_once(' ').map_or("", |(_, rest)| rest);
                world.paragraph(templates, &matter, line, context);
                world.paragraph(templates, &matter, question, context);
            }
            for (label, basis) in own
                .iter()
                .zip([Basis::ImportReports, Basis::PartnerReports])
            {
                if row.len() == 6 && row[0] == *label {
                    world.saw("accounts");
                    let language = context.split(' ').next().unwrap();
                    let told: Vec<String> = row[1..5]
                        .iter()
                        .map(|text| number(text, language))
                        .collect();
                    let expected = world.quarters(&matter, basis).map(|mass| mass.to_string());
                    assert_eq!(told, expected, "{context}: {line}");
                }
            }
        }
    }
}

/// Writes the letters of the run in `out` in all languages, and reads every sentence. Returns the number of letters.
pub(super) fn letters_are_true(
    folder: &Path,
    published: &Published,
    name: &str,
    seen: &mut BTreeMap<String, u64>,
) -> u64 {
    let run = PublishedRun::current(&folder.join("out")).unwrap();
    let mut world = World {
        run: &run,
        segments: segments(published),
        refused: run.refused(|_| true).unwrap(),
        seen,
    };
    let alerts = run.alerts(None).unwrap();
    let written = letters(alerts, &SaidBefore::new(), false, &run.config);
    let mut read = 0;
    for language in LANGUAGES {
        done(
            folder,
            &format!("notices --out out --language {language} --format docx --full-annex -q"),
        );
        for letter in &written {
            let templates = Templates::of(language, letter.subject.convention);
            let country = run.config.country_code(letter.country);
            let file = format!("{country}-{}.{language}.docx", letter.subject.name());
            let lines = docx_lines(&fs::read(notices(folder).join(&file)).unwrap());
            let lines: Vec<String> = lines.iter().map(|line| bare(line)).collect();
            let context = format!("{language} {name} {file}");
            letter_is_true(&mut world, &templates, letter, &lines, &context);
            read += 1;
        }
    }
    read
}

#[test]
fn every_sentence_that_states_a_fact_is_true_in_random_worlds() {
    let tried = crate::support::effort::seeds(16, 200);
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let mut read = 0;
    for seed in tried.clone() {
        let folder = tempfile::tempdir().unwrap();
        let published = run_in(folder.path(), &crate::support::generate::world(seed), 1).unwrap();
        read += letters_are_true(
            folder.path(),
            &published,
            &format!("world {seed}"),
            &mut seen,
        );
    }
    let worlds = tried.end - tried.start;
    assert!(read > worlds * 6, "{read}");
    println!("{seen:#?}");
    // Enough worlds say everything.
    for message in [
        "effect-governs",
        "effect-changes",
        "effect-alone",
        "effect-superseded",
        "effect-outranked",
        "allowance-none",
        "accounts",
    ] {
        assert!(
            worlds < 16 || seen.contains_key(message),
            "{message} was never said: {seen:#?}"
        );
    }
}
