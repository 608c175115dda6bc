//! Drafts the lanes of trade: which country sends which substance to which in which year, and how much of all trade that is.
//!
//! Ordinary lanes get a weight, so that they share whatever number of shipments there will be. Planted lanes, of Schedule I
//! and into countries that prohibit the substance, have a fixed, small number of shipments and stay rare in any world.

use super::catalogue::Catalogue;
use super::options::Scope;
use super::rng::{Dice, Key, count, small};
use super::weights::{self, IMPORTERS};

/// One lane, before it is known how many shipments there are.
pub(super) struct Draft {
    pub(super) importer: u16,
    pub(super) substance: u16,
    /// Index of the year.
    pub(super) year: usize,
    pub(super) exporter: u16,
    pub(super) volume: Volume,
    /// Typical shipment in micrograms of the form.
    pub(super) typical: u64,
    pub(super) licence: Licence,
}

/// How many shipments a lane gets.
#[derive(Clone, Copy)]
pub(super) enum Volume {
    /// A share of them.
    Weight(u64),
    /// So many.
    Shipments(u64),
}

/// Whether shipments go under special licences (Article 13).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Licence {
    None,
    Some,
    All,
}

/// Those who take part.
struct Actors {
    importers: Vec<(u16, u64)>,
    exporters: Vec<(u16, u64)>,
    /// Substance, weight, typical shipment in micrograms.
    substances: Vec<(u16, u64, u64)>,
    scope: Scope,
}

/// All lanes, sorted by importer, substance, year, exporter.
pub(super) fn drafts(catalogue: &Catalogue, key: Key, scope: Scope, records: u64) -> Vec<Draft> {
    let actors = Actors::of(catalogue, scope);
    let mut out = ordinary(catalogue, key, &actors);
    out.extend(schedule_one(catalogue, key, &actors, records));
    out.extend(prohibited(catalogue, key, &actors, records));
    out.sort_by_key(|lane| (lane.importer, lane.substance, lane.year, lane.exporter));
    out.dedup_by_key(|lane| (lane.importer, lane.substance, lane.year, lane.exporter));
    out
}

impl Actors {
    fn of(catalogue: &Catalogue, scope: Scope) -> Actors {
        let demo: Vec<&str> = weights::DEMO_COUNTRIES.split_whitespace().collect();
        let takes_part = |code: &str| scope == Scope::World || demo.contains(&code);
        let countries = |tiers: &[(u64, &str)]| {
            let all = catalogue
                .countries
                .iter()
                .enumerate()
                .filter(|(_, code)| takes_part(code));
            let weighed = all.map(|(at, code)| (small(at), weights::weight(tiers, code)));
            weighed.filter(|(_, weight)| *weight > 0).collect()
        };
        Actors {
            importers: countries(&IMPORTERS),
            exporters: countries(weights::of_convention(catalogue.convention).exporters),
            substances: substances(catalogue, scope),
            scope,
        }
    }
}

fn substances(catalogue: &Catalogue, scope: Scope) -> Vec<(u16, u64, u64)> {
    let mut out = Vec::new();
    let trade = weights::of_convention(catalogue.convention);
    for (at, substance) in catalogue.substances.iter().enumerate() {
        let named = trade
            .substances
            .iter()
            .position(|known| known.name == substance.name);
        let traded = match (named, scope) {
            (None, Scope::Demo) => None,
            (Some(place), Scope::Demo) if place >= trade.in_demo => None,
            (Some(place), _) => {
                let known = &trade.substances[place];
                Some((known.weight, known.typical))
            }
            (None, Scope::World) => weights::of_other(catalogue.convention, &substance.schedule),
        };
        if let Some((weight, typical)) = traded
            && !substance.listed_only
            && !substance.forms.is_empty()
        {
            out.push((small(at), weight, typical * 1000));
        }
    }
    out
}

/// A number of its own for each country and substance, or pair of countries.
fn pair(a: u16, b: u16) -> u64 {
    (u64::from(a) << 16) | u64::from(b)
}

fn ordinary(catalogue: &Catalogue, key: Key, actors: &Actors) -> Vec<Draft> {
    let mut out = Vec::new();
    for (substance, weight, typical) in &actors.substances {
        let makers = makers(key, actors, *substance);
        for (importer, size) in &actors.importers {
            let mut dice = key.dice(pair(*importer, *substance));
            let spread = match actors.scope {
                Scope::World => weights::spread(*weight),
                Scope::Demo => weights::spread(*weight) / 2,
            };
            let prohibited = catalogue
                .prohibitions
                .contains_key(&(*importer, *substance));
            if prohibited || !dice.chance(spread) {
                continue;
            }
            let appetite = size * weight * dice.choose(&[20, 40, 60, 80, 100, 130, 180, 300]);
            let typical = typical * weights::scale(*size) / 100 * dice.between(60, 160) / 100;
            let most = 1 + u64::from(weight.ilog2() / 2);
            let wanted = 1 + dice.below(most).min(dice.below(most + 1));
            for (rank, exporter) in suppliers(&mut dice, &makers, *importer, wanted)
                .into_iter()
                .enumerate()
            {
                let share = [60, 25, 15, 9, 6, 4][rank.min(5)];
                for (year, growth) in [48, 52].into_iter().enumerate() {
                    out.push(Draft {
                        importer: *importer,
                        substance: *substance,
                        year,
                        exporter,
                        volume: Volume::Weight(
                            appetite * share * growth * dice.between(80, 120) / 100,
                        ),
                        typical,
                        licence: Licence::None,
                    });
                }
            }
        }
    }
    out
}

/// Exporters of a substance with running sums of their weights: each country makes some substances and not others.
fn makers(key: Key, actors: &Actors, substance: u16) -> Vec<(u16, u64)> {
    let mut sum = 0;
    let mut out = Vec::new();
    for (exporter, weight) in &actors.exporters {
        let mut dice = key.dice((1 << 32) | pair(*exporter, substance));
        sum += weight * dice.choose(&[0, 5, 20, 50, 100, 100, 150, 400]);
        out.push((*exporter, sum));
    }
    out
}

fn suppliers(dice: &mut Dice, makers: &[(u16, u64)], importer: u16, wanted: u64) -> Vec<u16> {
    let all = makers.last().map_or(0, |(_, sum)| *sum);
    let mut out: Vec<u16> = Vec::new();
    for _ in 0..wanted * 3 {
        let draw = dice.below(all);
        let at = makers.partition_point(|(_, sum)| *sum <= draw);
        let Some((exporter, _)) = makers.get(at) else {
            continue;
        };
        if count(&out) < wanted && *exporter != importer && !out.contains(exporter) {
            out.push(*exporter);
        }
    }
    out
}

/// A few shipments of Schedule I to laboratories: each one must be reported.
fn schedule_one(catalogue: &Catalogue, key: Key, actors: &Actors, records: u64) -> Vec<Draft> {
    let most = match actors.scope {
        Scope::World => 24,
        Scope::Demo => 8,
    };
    let listed = catalogue
        .substances
        .iter()
        .enumerate()
        .filter(|(_, s)| s.listed_only);
    let mut substances: Vec<u16> = listed
        .filter(|(_, s)| !s.forms.is_empty())
        .map(|(at, _)| small(at))
        .collect();
    substances.sort_by_key(|substance| key.at((2 << 32) | u64::from(*substance)));
    substances.truncate(super::rng::index((records / 400).clamp(2, most)));
    let mut out = Vec::new();
    for (place, substance) in substances.into_iter().enumerate() {
        let mut dice = key.dice((3 << 32) | u64::from(substance));
        let exporter = pick(&mut dice, &actors.exporters, 80, None);
        let importer = pick(&mut dice, &actors.importers, 16, Some(exporter));
        out.push(Draft {
            importer,
            substance,
            year: place % 2,
            exporter,
            volume: Volume::Shipments(dice.between(1, 3)),
            typical: weights::RESEARCH_SHIPMENT * 1000,
            licence: Licence::None,
        });
    }
    out
}

/// Shipments of what the importing country has prohibited; some of them under special licence, which is allowed.
fn prohibited(catalogue: &Catalogue, key: Key, actors: &Actors, records: u64) -> Vec<Draft> {
    let most = match actors.scope {
        Scope::World => 45,
        Scope::Demo => 12,
    };
    let traded = |substance: u16| {
        actors
            .substances
            .iter()
            .find(|(known, ..)| *known == substance)
    };
    let imports = |country: u16| actors.importers.iter().any(|(known, _)| *known == country);
    let mut pairs: Vec<(u16, u16)> = catalogue.prohibitions.keys().copied().collect();
    pairs.retain(|(country, substance)| imports(*country) && traded(*substance).is_some());
    pairs.sort_by_key(|(country, substance)| key.at((4 << 32) | pair(*country, *substance)));
    pairs.truncate(super::rng::index((records / 300).clamp(3, most)));
    let mut out = Vec::new();
    for (place, (importer, substance)) in pairs.into_iter().enumerate() {
        let mut dice = key.dice((5 << 32) | pair(importer, substance));
        out.push(Draft {
            importer,
            substance,
            year: usize::from(dice.chance(500)),
            exporter: pick(&mut dice, &actors.exporters, 30, Some(importer)),
            volume: Volume::Shipments(dice.between(2, 5)),
            typical: traded(substance).map_or(0, |(_, _, typical)| typical / 4),
            licence: [Licence::None, Licence::All, Licence::Some][place % 3],
        });
    }
    out
}

/// One of those with at least this weight.
fn pick(dice: &mut Dice, actors: &[(u16, u64)], least: u64, but: Option<u16>) -> u16 {
    let eligible = actors
        .iter()
        .filter(|(_, weight)| *weight >= least)
        .map(|(country, _)| *country);
    let eligible: Vec<u16> = eligible.filter(|country| Some(*country) != but).collect();
    dice.choose(&eligible)
}
