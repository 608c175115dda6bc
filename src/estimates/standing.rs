//! Which version of a filing stands (`rules.md` 4.2).

use crate::intake::{Filing, FilingKind};
use crate::terms::{Country, Day, Origin, Substance};
use std::sync::Arc;

/// A valid filing as read.
#[derive(Clone, Debug)]
pub struct ReadFiling {
    /// What it says.
    pub filing: Filing,
    /// The government's own id of it: a form has one for all its substances.
    pub id: Arc<str>,
    /// A footnote, if it has one.
    pub note: Option<Arc<str>>,
    /// Where it stands.
    pub origin: Origin,
}

/// The version of a filing that stands, with the day from which the filing was known.
#[derive(Clone, Debug)]
pub struct StandingFiling {
    /// The content of the version that stands.
    pub filing: Filing,
    /// Its id.
    pub id: Arc<str>,
    /// Its footnote, if it has one.
    pub note: Option<Arc<str>>,
    /// Where it stands.
    pub origin: Origin,
    /// The earliest receipt among its known versions: whether it was known on a day, and the day
    /// from which a supplement counts.
    pub known_from: Day,
}

/// What became of the valid filings.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// Those in use, by country, id and substance, each before a supplement of the same id.
    pub in_use: Vec<StandingFiling>,
    /// Those that a greater version replaces.
    pub superseded: Vec<ReadFiling>,
    /// Those received after the known-at date.
    pub not_yet_known: Vec<ReadFiling>,
    /// Of the known ones, superseded or not, those whose id their country gave to another substance or kind, too
    /// (`rules.md` 4.7): where each stands, its country and its substance.
    pub id_shared: Vec<(Origin, Country, Substance)>,
}

/// Sorts valid filings into those in use, superseded and not yet known. File and row order decide
/// nothing but which of two equal versions is named.
#[must_use]
pub fn stand(filings: Vec<ReadFiling>, known_at: Option<Day>) -> Standing {
    let mut standing = Standing::default();
    let (mut known, later): (Vec<_>, Vec<_>) = filings
        .into_iter()
        .partition(|filing| known_at.is_none_or(|known_at| filing.filing.received <= known_at));
    standing.not_yet_known = later;
    known.sort_by(|a, b| (key(a), rank(b), a.origin).cmp(&(key(b), rank(a), b.origin)));
    for of_number in known.chunk_by(|a, b| number(a) == number(b)) {
        if of_number
            .windows(2)
            .any(|pair| key(&pair[0]) != key(&pair[1]))
        {
            let concerned = |filing: &ReadFiling| {
                (
                    filing.origin,
                    filing.filing.country,
                    filing.filing.substance,
                )
            };
            standing.id_shared.extend(of_number.iter().map(concerned));
        }
    }
    for versions in known.chunk_by(|a, b| key(a) == key(b)) {
        let known_from = versions.iter().map(|version| version.filing.received).min();
        if let (Some((first, others)), Some(known_from)) = (versions.split_first(), known_from) {
            let ReadFiling {
                filing,
                id,
                note,
                origin,
            } = first.clone();
            standing.in_use.push(StandingFiling {
                filing,
                id,
                note,
                origin,
                known_from,
            });
            standing.superseded.extend_from_slice(others);
        }
    }
    standing
}

/// The number of a filing, which several filings may have.
fn number(filing: &ReadFiling) -> (Country, &str) {
    (filing.filing.country, &filing.id)
}

/// What makes two lines versions of one filing (`rules.md` 4.2).
fn key(filing: &ReadFiling) -> ((Country, &str), Substance, bool) {
    (
        number(filing),
        filing.filing.substance,
        filing.filing.kind == FilingKind::Supplement,
    )
}

/// The greatest version stands: by receipt, kind, effective date and grams.
fn rank(version: &ReadFiling) -> impl Ord + use<> {
    let filing = version.filing;
    (filing.received, filing.kind, filing.effective, filing.grams)
}
