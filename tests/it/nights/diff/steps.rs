//! What can happen to a world between two nights.

use crate::support::chance::Chance;
use crate::support::day::Day;
use crate::support::transform;
use crate::support::world::{
    DataFile, FormRow, Format, Line, ProhibitionRow, Retroactive, Validity, World,
};

/// What happens between two nights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// Rows come in a new file.
    RecordsInNewFile,
    /// A file of records is delivered again, with more rows.
    RecordsInGrownFile,
    /// Later versions of records come in a new file, some of them withdrawals.
    Corrections,
    /// Rows are edited where they stand.
    EditedRecords,
    /// Rows are gone, or a file is.
    RecordsRemoved,
    FilingsInNewFile,
    FilingsInGrownFile,
    EditedFilings,
    FilingsRemoved,
    Factors,
    Schedules,
    Prohibitions,
    /// A country or a form is no longer listed, or is again.
    Lists,
    Policy,
    KnownAt,
    /// The same rows in other files.
    Respread,
}

pub(crate) const STEPS: [Step; 16] = [
    Step::RecordsInNewFile,
    Step::RecordsInGrownFile,
    Step::Corrections,
    Step::EditedRecords,
    Step::RecordsRemoved,
    Step::FilingsInNewFile,
    Step::FilingsInGrownFile,
    Step::EditedFilings,
    Step::FilingsRemoved,
    Step::Factors,
    Step::Schedules,
    Step::Prohibitions,
    Step::Lists,
    Step::Policy,
    Step::KnownAt,
    Step::Respread,
];

impl Step {
    /// The causes that a change may have where nothing else has happened.
    pub(crate) fn causes(self) -> &'static [&'static str] {
        match self {
            Self::RecordsInNewFile | Self::RecordsInGrownFile => {
                &["late-record", "correction", "withdrawal", "overtaken"]
            }
            // What was refused comes as it should have.
            Self::Corrections => &["correction", "withdrawal", "late-record", "overtaken"],
            Self::EditedRecords => &[
                "correction",
                "withdrawal",
                "late-record",
                "inputs-removed",
                "newly-refused",
                "no-longer-refused",
                "overtaken",
            ],
            Self::RecordsRemoved | Self::FilingsRemoved => &["inputs-removed"],
            Self::FilingsInNewFile | Self::FilingsInGrownFile => &[
                "supplement",
                "new-estimate",
                "corrected-filing",
                "confirmation",
                "deduction",
            ],
            Self::EditedFilings => &[
                "confirmation",
                "deduction",
                "supplement",
                "new-estimate",
                "corrected-filing",
                "inputs-removed",
                "newly-refused",
                "no-longer-refused",
            ],
            Self::Factors => &["factor-edition", "newly-refused", "no-longer-refused"],
            Self::Schedules => &["schedule-edition", "newly-refused", "no-longer-refused"],
            Self::Prohibitions => &["prohibition-edition"],
            Self::Lists => &["configuration", "newly-refused", "no-longer-refused"],
            Self::Policy => &["policy"],
            Self::KnownAt => &["known-at-date"],
            Self::Respread => &[],
        }
    }

    /// Lets it happen: the world before and the world after, made of what is the world now.
    pub(crate) fn happen(self, before: &mut World, after: &mut World, chance: &mut Chance) {
        match self {
            Self::RecordsInNewFile => {
                held_back(&mut before.records, &mut after.records, true, chance);
            }
            Self::RecordsInGrownFile => {
                held_back(&mut before.records, &mut after.records, false, chance);
            }
            Self::Corrections => corrections(after, chance),
            Self::EditedRecords => {
                edited(
                    &mut after.records,
                    &[
                        "quantity_g",
                        "date",
                        "form",
                        "partner",
                        "received",
                        "special_licence",
                    ],
                    chance,
                );
            }
            Self::RecordsRemoved => held_back(
                &mut after.records,
                &mut before.records,
                chance.one_in(2),
                chance,
            ),
            Self::FilingsInNewFile => {
                held_back(&mut before.filings, &mut after.filings, true, chance);
            }
            Self::FilingsInGrownFile => {
                held_back(&mut before.filings, &mut after.filings, false, chance);
            }
            Self::EditedFilings => edited(
                &mut after.filings,
                &["grams", "received", "effective", "substance"],
                chance,
            ),
            Self::FilingsRemoved => held_back(
                &mut after.filings,
                &mut before.filings,
                chance.one_in(2),
                chance,
            ),
            Self::Factors => factors(after, chance),
            Self::Schedules => schedules(after, chance),
            Self::Prohibitions => prohibitions(after, chance),
            Self::Lists => lists(before, after, chance),
            Self::Policy => policy(after, chance),
            Self::KnownAt => known_at(after, chance),
            Self::Respread => {
                let other =
                    transform::spread_otherwise(&transform::with_all_columns(after), chance);
                (after.records, after.filings) = (other.records, other.filings);
            }
        }
    }
}

/// Some lines are missing on one side: from the file in which they stand, or for want of the file that they stand in alone.
fn held_back(
    lacking: &mut Vec<DataFile>,
    full: &mut Vec<DataFile>,
    own_file: bool,
    chance: &mut Chance,
) {
    let Some(at) = (!lacking.is_empty()).then(|| chance.below(lacking.len())) else {
        return;
    };
    let stem = lacking[at].stem.clone();
    let Some(other) = full
        .iter()
        .position(|file| file.stem == stem && file.lines == lacking[at].lines)
    else {
        return;
    };
    if own_file && chance.one_in(3) && lacking.len() > 1 {
        lacking.remove(at);
        return;
    }
    let mut held = Vec::new();
    let share = chance.between(1, 4);
    for line in std::mem::take(&mut lacking[at].lines) {
        if chance.one_in(share) {
            held.push(line);
        } else {
            lacking[at].lines.push(line);
        }
    }
    if own_file {
        full[other].lines = lacking[at].lines.clone();
        let folder = stem.split('/').next().unwrap();
        full.push(DataFile {
            stem: format!("{folder}/held back {}", chance.below(1000)),
            lines: held,
            ..full[other].clone()
        });
    }
}

/// The place of a column in a file, and its lines that are rows.
fn column(file: &DataFile, name: &str) -> Option<usize> {
    file.columns.iter().position(|column| column == name)
}

fn corrections(after: &mut World, chance: &mut Chance) {
    let mut made = Vec::new();
    for file in &after.records {
        let (Some(quantity), Some(received)) =
            (column(file, "quantity_g"), column(file, "received"))
        else {
            continue;
        };
        let mut lines = Vec::new();
        for line in &file.lines {
            if let Line::Cells(cells) = line
                && chance.one_in(4)
            {
                let mut cells = cells.clone();
                cells[received] = "2026-06-01".to_owned();
                cells[quantity] =
                    (*chance.of(&["0", "0", "1", "2.5", "1000", "0.000001"])).to_owned();
                if let Some(reexport) = column(file, "reexport_g") {
                    cells[reexport].clear();
                }
                lines.push(Line::Cells(cells));
            }
        }
        made.push(DataFile {
            stem: format!("{} corrected", file.stem),
            lines,
            ..file.clone()
        });
    }
    after.records.extend(made);
}

fn edited(files: &mut [DataFile], columns: &[&str], chance: &mut Chance) {
    for file in files {
        let all = file.lines.clone();
        let csv = file.format == Format::Csv;
        let places: Vec<usize> = columns
            .iter()
            .filter_map(|name| column(file, name))
            .collect();
        for line in &mut file.lines {
            // Another row's cell, or nonsense where the format can hold it.
            if let (Line::Cells(cells), Line::Cells(other)) = (line, chance.of(&all))
                && chance.one_in(5)
                && !places.is_empty()
            {
                let at = *chance.of(&places);
                cells[at] = if csv && chance.one_in(6) {
                    "nonsense".to_owned()
                } else {
                    other[at].clone()
                };
            }
        }
    }
}

fn factors(after: &mut World, chance: &mut Chance) {
    let percents = ["100", "50", "12.5", "99.9", ""];
    for row in &mut after.config.forms {
        if chance.one_in(3) {
            row.base_percent = (*chance.of(&percents)).to_owned();
        }
    }
    if chance.one_in(3) {
        let row = chance.of(&after.config.forms).clone();
        let from = Some(Day::at("2023-07-01").plus(i32::try_from(chance.below(400)).unwrap()));
        if !after
            .config
            .forms
            .iter()
            .any(|other| other.form == row.form && other.from == from)
        {
            after.config.forms.push(FormRow {
                from,
                base_percent: "25".to_owned(),
                ..row
            });
        }
    }
}

fn schedules(after: &mut World, chance: &mut Chance) {
    for row in &mut after.config.substances {
        match chance.below(4) {
            0 if row.convention == "1988" => {
                row.schedule = (*chance.of(&["TI", "TII"])).to_owned();
            }
            0 => row.schedule = (*chance.of(&["I", "II", "III", "IV"])).to_owned(),
            1 => {
                row.controlled_from = chance
                    .one_in(2)
                    .then(|| Day::at("2023-06-01").plus(i32::try_from(chance.below(500)).unwrap()));
            }
            2 => row.name += " by another name",
            _ => {}
        }
    }
}

fn prohibitions(after: &mut World, chance: &mut Chance) {
    let config = &mut after.config;
    config.prohibitions.retain(|_| !chance.one_in(2));
    let (country, substance) = (
        chance.of(&config.countries).clone(),
        chance.of(&config.substances).code.clone(),
    );
    let known = config
        .prohibitions
        .iter()
        .any(|row| row.country == country && row.substance == substance);
    if !known && chance.one_in(2) {
        config.prohibitions.push(ProhibitionRow {
            country,
            substance,
            from: Some(Day::at("2023-09-01")),
        });
    }
}

/// A country that one of the two configurations lacks.
fn lists(before: &mut World, after: &mut World, chance: &mut Chance) {
    let world = if chance.one_in(2) { before } else { after };
    if world.config.countries.len() > 2 {
        let gone = world
            .config
            .countries
            .remove(chance.below(world.config.countries.len()));
        world.config.prohibitions.retain(|row| row.country != gone);
        world.config.notices.retain(|row| row.country != gone);
    }
}

fn policy(after: &mut World, chance: &mut Chance) {
    if chance.one_in(2) {
        after.config.retroactive = match after.config.retroactive {
            Retroactive::Honour => Retroactive::Ignore,
            Retroactive::Ignore => Retroactive::Honour,
        };
    } else {
        after.config.validity = match after.config.validity {
            Validity::UntilReplaced => Validity::ThreeYears,
            Validity::ThreeYears => Validity::UntilReplaced,
        };
    }
}

fn known_at(after: &mut World, chance: &mut Chance) {
    let day = Day::at("2023-06-01").plus(i32::try_from(chance.below(700)).unwrap());
    after.known_at = if after.known_at.is_some() && chance.one_in(3) {
        None
    } else {
        Some(day)
    };
}
