//! The law of the estimates: the stretches that were published follow one another without a gap, and are those that the
//! published filings make.

use super::report::{Check, Checked, counted};
use crate::archive::read::{PublishedError, PublishedRun, Row, Table};
use crate::archive::{FindingEntry, Manifest, Number};
use crate::estimates::{Estimates, Level, Standing};
use crate::terms::{Country, Day, Mass, Origin, Substance};
use std::collections::BTreeMap;

const COLUMNS: [&str; 8] = [
    "country",
    "substance",
    "from",
    "to",
    "level_g",
    "status",
    "filing_id",
    "supplements",
];

/// A stretch of days.
struct Stretch {
    group: (Country, Substance),
    from: Day,
    to: Option<Day>,
    in_force: InForce,
    supplements: Vec<String>,
}

/// The estimate in force, as `estimates.parquet` has it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct InForce {
    level: Mass,
    status: String,
    filing: Option<String>,
}

/// Reads the estimates and checks them; gives those that the filings make.
pub(super) fn estimates(
    run: &PublishedRun,
    manifest: &Manifest,
    number: Number,
) -> Result<(Estimates, Standing, Checked), PublishedError> {
    let mut checked = Checked::new(Some(number), Check::Estimates);
    let stretches = read(run, &mut checked)?;
    contiguous(run, &stretches, &mut checked);
    let (standing, made) = run.estimates(run.filings()?);
    states(run, &standing, &mut checked)?;
    as_filed(run, &stretches, &made, &mut checked);
    let code = |country: Country, substance: Substance| {
        (
            run.config.country_code(country).to_owned(),
            run.config.substance_code(substance).to_owned(),
        )
    };
    let findings: Vec<FindingEntry> = made
        .findings()
        .iter()
        .map(|finding| {
            let (country, substance) = code(finding.country, finding.substance);
            let filing_id = finding.filing.as_deref().map(ToOwned::to_owned);
            FindingEntry {
                kind: finding.kind,
                country,
                substance,
                from: finding.from,
                to: finding.to,
                filing_id,
            }
        })
        .collect();
    checked.unless(
        findings == manifest.findings,
        &run.path("manifest.json"),
        || "its findings are not those that the filings make".to_owned(),
    );
    checked.holds = format!(
        "{} from the filings",
        counted(stretches.len(), "stretch follows", "stretches follow")
    );
    Ok((made, standing, checked))
}

/// Of which filing which version stands is said as the filings themselves say it.
fn states(
    run: &PublishedRun,
    standing: &Standing,
    checked: &mut Checked,
) -> Result<(), PublishedError> {
    let in_use = standing
        .in_use
        .iter()
        .map(|filing| (filing.origin, "in-use"));
    let superseded = standing
        .superseded
        .iter()
        .map(|filing| (filing.origin, "superseded"));
    let later = standing
        .not_yet_known
        .iter()
        .map(|filing| (filing.origin, "not-yet-known"));
    let expected: BTreeMap<Origin, &str> = in_use.chain(superseded).chain(later).collect();
    let path = run.path("filings.parquet");
    let table = Table::open(&path)?;
    let mut stated: BTreeMap<String, Vec<(u64, String)>> = BTreeMap::new();
    for group in 0..table.groups() {
        table.each_of(group, &["source_file", "source_row", "state"], |row| {
            let state = (
                u64::try_from(row.number(1)).unwrap_or(0),
                row.text(2).to_owned(),
            );
            stated
                .entry(row.text(0).to_owned())
                .or_default()
                .push(state);
        })?;
    }
    // Filings number their files in the order of the names.
    for (number, (file, rows)) in (0..).zip(&stated) {
        for (row, state) in rows {
            let found = expected.get(&Origin {
                file: number,
                row: *row,
            });
            checked.unless(found == Some(&state.as_str()), &path, || {
                format!(
                    "{file} row {row}: it is {state}, expected {}",
                    found.unwrap_or(&"none")
                )
            });
        }
    }
    Ok(())
}

fn read(run: &PublishedRun, checked: &mut Checked) -> Result<Vec<Stretch>, PublishedError> {
    let path = run.path("estimates.parquet");
    let table = Table::open(&path)?;
    let mut stretches = Vec::new();
    for group in 0..table.groups() {
        table.each_of(group, &COLUMNS, |row| match stretch(run, row) {
            Some(stretch) => stretches.push(stretch),
            None => checked.fault(
                &path,
                format!(
                    "{}, {} is no stretch of an estimate",
                    row.text(0),
                    row.text(1)
                ),
            ),
        })?;
    }
    Ok(stretches)
}

fn stretch(run: &PublishedRun, row: Row<'_>) -> Option<Stretch> {
    let group = (
        run.config.country_codes.find(row.text(0))?,
        run.config.substance_codes.find(row.text(1))?,
    );
    let filing = Some(row.text(6).to_owned()).filter(|filing| !filing.is_empty());
    let in_force = InForce {
        level: Mass::from_units(row.decimal(4)?),
        status: row.text(5).to_owned(),
        filing,
    };
    Some(Stretch {
        group,
        from: Day::from_number(row.day(2)?),
        to: row.day(3).map(Day::from_number),
        in_force,
        supplements: row.texts(7),
    })
}

/// Sorted, each up to the next, the last open, and none that says what the one before it says.
fn contiguous(run: &PublishedRun, stretches: &[Stretch], checked: &mut Checked) {
    let path = run.path("estimates.parquet");
    let name = |stretch: &Stretch| {
        let (country, substance) = stretch.group;
        format!(
            "{}, {} from {}",
            run.config.country_code(country),
            run.config.substance_code(substance),
            stretch.from
        )
    };
    for (place, stretch) in stretches.iter().enumerate() {
        match stretches.get(place + 1) {
            Some(next) if next.group == stretch.group => {
                checked.unless(stretch.to == Some(next.from), &path, || {
                    format!("{} does not go on to the next", name(stretch))
                });
                checked.unless(next.in_force != stretch.in_force, &path, || {
                    format!("{} changes nothing", name(next))
                });
            }
            next => {
                checked.unless(stretch.to.is_none(), &path, || {
                    format!("{} is the last and ends", name(stretch))
                });
                let sorted = next.is_none_or(|next| next.group > stretch.group);
                checked.unless(sorted, &path, || {
                    format!("{} is not in order", name(stretch))
                });
            }
        }
    }
}

/// The same as the filings make.
fn as_filed(run: &PublishedRun, stretches: &[Stretch], made: &Estimates, checked: &mut Checked) {
    let path = run.path("estimates.parquet");
    let says = |level: &Level| InForce {
        level: level.mass,
        status: level.status.name().to_owned(),
        filing: level.filing.as_deref().map(ToOwned::to_owned),
    };
    let made = made.timelines().flat_map(|(country, substance, timeline)| {
        timeline
            .changes()
            .map(move |(from, level)| ((country, substance), from, level))
    });
    let mut expected = made.map(|(group, from, level)| {
        let supplements: Vec<String> = level
            .supplements
            .iter()
            .map(|id| id.as_ref().to_owned())
            .collect();
        (group, from, says(level), supplements)
    });
    for stretch in stretches {
        let found = (
            stretch.group,
            stretch.from,
            stretch.in_force.clone(),
            stretch.supplements.clone(),
        );
        if expected.next().as_ref() != Some(&found) {
            let (country, substance) = stretch.group;
            let name = format!(
                "{}, {} from {}",
                run.config.country_code(country),
                run.config.substance_code(substance),
                stretch.from
            );
            // What follows would differ, too, for want of this one.
            return checked.fault(&path, format!("{name} is not what filings.parquet makes"));
        }
    }
    checked.unless(expected.next().is_none(), &path, || {
        "filings.parquet makes more stretches than there are".to_owned()
    });
}
