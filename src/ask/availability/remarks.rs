//! What must be said about an answer.

use super::{
    CODEINE, CountedDrug, DAYS, DrugGroup, JUMP, Jump, OPIOIDS, OddName, Oddities, Sources,
    kilograms,
};
use crate::config::Confidence;
use crate::terms::figures::{count, of};
use crate::terms::{Substance, harmless, shown};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

inforce_law::words! {
    /// How codeine is counted.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Codeine {
        /// It is left out.
        LeftOut = "left-out",
        /// It is shown as a group of its own.
        Split = "split",
        /// It is counted with the main opioid analgesics.
        Counted = "counted",
    }
}

impl Codeine {
    const fn told(self) -> &'static str {
        match self {
            Self::LeftOut => "Codeine is left out.",
            Self::Split => "Codeine is left out there and shown as a group of its own.",
            Self::Counted => "Codeine is counted with the main opioid analgesics.",
        }
    }
}

/// How much is said about what is odd about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemarkExtent {
    /// What has no value is named, and the rest is counted.
    Short,
    /// Every odd thing is named with its place.
    Full,
}

/// Returns what must be said about an answer on groups and years, as sentences.
#[must_use]
pub fn remarks(
    sources: Sources<'_>,
    groups: &[DrugGroup<'_>],
    codeine: Codeine,
    (years, extent): (&RangeInclusive<i32>, RemarkExtent),
) -> Vec<String> {
    let mut remarks = Vec::new();
    for group in groups {
        remarks.push(counted(sources, group));
        remarks.extend(not_counted(sources, group));
        if group.name == OPIOIDS {
            remarks.push(codeine.told().to_owned());
            remarks.push(if group.with_codeine {
                "No value has a class: the classes of the Board are of the group without codeine."
                    .to_owned()
            } else {
                "The Board calls less than 100 very inadequate and 100 to 200 inadequate. Where a country does not report \
                 a drug, or a drug of the group is not counted, the value is the least that it can be, and a class up to 200 is one \"as reported\"."
                    .to_owned()
            });
        }
    }
    remarks.extend(others(sources, groups));
    remarks.extend(doses(sources, groups));
    let people = sources.population;
    let source = people.source.unwrap_or("given with --population");
    remarks.push(format!(
        "Each year is divided by {DAYS} days. Inhabitants: {} ({source}).",
        people.file
    ));
    remarks.extend(territories(sources, years));
    remarks.extend(odd(sources, extent));
    remarks.push(
        "The values tell what was reported as consumed, not what was needed, nor whether it reached patients."
            .to_owned(),
    );
    remarks
}

fn name(sources: Sources<'_>, drug: Substance) -> &str {
    &sources.config.substance(drug).name
}

fn names(sources: Sources<'_>, drugs: impl IntoIterator<Item = Substance>) -> String {
    let names: Vec<&str> = drugs.into_iter().map(|drug| name(sources, drug)).collect();
    names.join(", ")
}

fn counted(sources: Sources<'_>, group: &DrugGroup<'_>) -> String {
    let counted = group.counted.iter().map(|counted| counted.drug);
    if group.counted.is_empty() {
        return format!("Group {}: no drug of the file is counted.", group.name);
    }
    format!(
        "Group {}: {} counted: {}.",
        group.name,
        of(group.counted.len(), "drug is", "drugs are"),
        names(sources, counted)
    )
}

fn not_counted(sources: Sources<'_>, group: &DrugGroup<'_>) -> Vec<String> {
    let mut remarks = Vec::new();
    if !group.not_in_file.is_empty() {
        remarks.push(format!(
            "The file has no row of {}, which the group has besides: no value includes them.",
            names(sources, group.not_in_file.iter().copied())
        ));
    }
    if !group.without_dose.is_empty() {
        remarks.push(format!(
            "The S-DDD of {} is not known: no value includes what the file has of it.",
            names(sources, group.without_dose.iter().copied())
        ));
    }
    if !group.not_in_config.is_empty() {
        remarks.push(format!(
            "The configuration does not have {} of {}.",
            group.not_in_config.join(", "),
            sources.doses.file
        ));
    }
    remarks
}

/// Returns which drugs of the file no group of the answer has. Codeine is told apart already.
fn others(sources: Sources<'_>, groups: &[DrugGroup<'_>]) -> Option<String> {
    let told: BTreeSet<Substance> = groups
        .iter()
        .flat_map(|group| {
            let counted = group.counted.iter().map(|counted| counted.drug);
            counted.chain(group.without_dose.iter().copied())
        })
        .collect();
    let is_codeine = |drug: Substance| {
        let code = sources.config.substance_code(drug);
        let mut rows = sources.doses.rows.iter();
        rows.any(|row| row.substance == code && row.group == CODEINE)
    };
    let has_opioids = groups.iter().any(|group| group.name == OPIOIDS);
    let others: Vec<Substance> = sources
        .consumption
        .drugs
        .iter()
        .copied()
        .filter(|drug| !(told.contains(drug) || has_opioids && is_codeine(*drug)))
        .collect();
    (!others.is_empty()).then(|| {
        format!(
            "The file has rows of {}, which are in no group of this answer.",
            names(sources, others)
        )
    })
}

fn doses(sources: Sources<'_>, groups: &[DrugGroup<'_>]) -> Option<String> {
    let counted: Vec<&CountedDrug<'_>> = groups.iter().flat_map(|group| &group.counted).collect();
    let degrees: Vec<String> = Confidence::ALL
        .into_iter()
        .filter_map(|degree| {
            let of_degree = counted
                .iter()
                .filter(|counted| counted.row.confidence == degree);
            let drugs = names(sources, of_degree.map(|counted| counted.drug));
            (!drugs.is_empty())
                .then(|| format!("{} ({}): {drugs}", degree.meaning(), degree.name()))
        })
        .collect();
    (!degrees.is_empty()).then(|| {
        format!(
            "S-DDD of {}, by how well they are known: {}.",
            sources.doses.file,
            degrees.join("; ")
        )
    })
}

fn territories(sources: Sources<'_>, years: &RangeInclusive<i32>) -> Vec<String> {
    let in_years = |from: i32, to: i32| from <= *years.end() && *years.start() <= to;
    let in_file = |code: &str, from: i32, to: i32| {
        let years = sources.consumption.countries.get(code);
        years.is_some_and(|years| {
            let mut of_years = years.range(from..=to).flat_map(|(_, drugs)| drugs.values());
            of_years.any(|entry| entry.is_reported)
        })
    };
    let rows = sources.territories.rows.iter();
    rows.filter(|row| in_years(row.from, row.to) && in_file(&row.country, row.from, row.to))
        .map(|row| {
            format!(
                "{} {} to {}: taken for {}, with the inhabitants of {} together; a part that reports for itself is left out ({}, line {}).",
                row.country,
                row.from,
                row.to,
                harmless(&row.name),
                row.parts.join(", "),
                sources.territories.file,
                row.line
            )
        })
        .collect()
}

/// Returns what must be said about the codes of the file that the configuration does not have.
#[must_use]
pub fn unknown(sources: Sources<'_>) -> Vec<String> {
    let mut remarks = Vec::new();
    for (code, unknown) in &sources.consumption.odd.unknown {
        let known = match (unknown.known_as, unknown.name.as_str()) {
            (Some(state), _) => state.to_owned(),
            (None, "") => "no name".to_owned(),
            (None, name) => shown(name),
        };
        remarks.push(format!(
            "{code} ({known}) is no country of the configuration, so that it has no value and is in no region: {} from line {} on, {} above zero.",
            of(unknown.rows.number, "row", "rows"),
            unknown.rows.first_line,
            count(unknown.above_zero)
        ));
    }
    remarks
}

fn odd(sources: Sources<'_>, extent: RemarkExtent) -> Vec<String> {
    let odd = &sources.consumption.odd;
    let mut remarks = unknown(sources);
    if odd.zeros.number > 0 {
        remarks.push(format!(
            "{} of the file may mean that nothing was reported, the first in line {}: none counts as reported.",
            of(odd.zeros.number, "zero", "zeros"),
            odd.zeros.first_line
        ));
    }
    if odd.empty.number > 0 {
        remarks.push(format!(
            "{} no amount, the first is line {}: nothing counts as reported there.",
            of(odd.empty.number, "row has", "rows have"),
            odd.empty.first_line
        ));
    }
    if extent == RemarkExtent::Full {
        remarks.extend(details(sources));
    } else {
        remarks.extend(counted_besides(odd));
    }
    remarks
}

/// Returns how much else is odd about the file, without saying where.
fn counted_besides(odd: &Oddities) -> Option<String> {
    let counts = [
        (
            odd.exponents.number,
            "an amount with an exponent",
            "amounts with an exponent",
        ),
        (
            odd.small.number,
            "an amount of more than two places",
            "amounts of more than two places",
        ),
        (
            number(odd.jumps.len()),
            "an amount far above those beside it",
            "amounts far above those beside them",
        ),
        (
            number(odd.names.len()),
            "a name that is not known",
            "names that are not known",
        ),
    ];
    let told: Vec<String> = counts
        .into_iter()
        .filter(|(number, _, _)| *number > 0)
        .map(|(number, one, several)| {
            if number == 1 {
                one.to_owned()
            } else {
                of(number, one, several)
            }
        })
        .collect();
    (!told.is_empty()).then(|| {
        format!(
            "Odd about the file besides: {}. --explain lists them, and JSON does.",
            told.join(", ")
        )
    })
}

fn number(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

/// Returns what else is odd about the file, with every place.
fn details(sources: Sources<'_>) -> Vec<String> {
    let odd = &sources.consumption.odd;
    let mut remarks = Vec::new();
    if odd.exponents.number > 0 {
        remarks.push(format!(
            "{} with an exponent, as in 4.2e-05, the first in line {}: read exactly.",
            of(
                odd.exponents.number,
                "amount is written",
                "amounts are written"
            ),
            odd.exponents.first_line
        ));
    }
    if odd.small.number > 0 {
        remarks.push(format!(
            "{} more than two places, the first in line {}: read exactly.",
            of(odd.small.number, "amount has", "amounts have"),
            odd.small.first_line
        ));
    }
    if !odd.jumps.is_empty() {
        let told = |jump: &Jump| {
            let [before, amount, after] = jump.micrograms.map(kilograms);
            format!(
                "{} {}, line {}, {amount} kg between {before} and {after}",
                jump.country,
                name(sources, jump.drug),
                jump.line
            )
        };
        let jumps: Vec<String> = odd.jumps.iter().map(told).collect();
        remarks.push(format!(
            "Amounts that are at least {JUMP} times those of the years before and after, and may be grams taken for kilograms; they count as \
             they stand: {}.",
            jumps.join("; ")
        ));
    }
    if !odd.names.is_empty() {
        let of_code = |(code, odd): (&String, &OddName)| {
            if odd.name.is_empty() {
                format!("{code} without a name")
            } else {
                format!("{code} {}", shown(&odd.name))
            }
        };
        let listed: Vec<String> = odd.names.iter().map(of_code).collect();
        remarks.push(format!(
            "Names that the configuration does not have for the code beside them; the code decides: {}.",
            listed.join(", ")
        ));
    }
    remarks
}
