//! Which version of a filing stands (`rules.md` 4.2).

use crate::intake::Filing;
use crate::terms::{Country, Day, Origin};
use std::sync::Arc;

/// A valid filing as read.
#[derive(Clone, Debug)]
pub struct ReadFiling {
    /// What it says.
    pub filing: Filing,
    /// Its id, unique within its country but for versions.
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
    /// Those in use, by country and id.
    pub in_use: Vec<StandingFiling>,
    /// Those that a greater version replaces.
    pub superseded: Vec<ReadFiling>,
    /// Those received after the known-at date.
    pub not_yet_known: Vec<ReadFiling>,
}

/// Sorts valid filings into those in use, superseded and not yet known. File and row order decide
/// nothing but which of two equal versions is named.
#[must_use]
pub fn stand(filings: Vec<ReadFiling>, known_at: Option<Day>) -> Standing {
    let mut standing = Standing::default();
    let (mut known, later): (Vec<_>, Vec<_>) =
        filings.into_iter().partition(|filing| known_at.is_none_or(|known_at| filing.filing.received <= known_at));
    standing.not_yet_known = later;
    known.sort_by(|a, b| (key(a), rank(b), a.origin).cmp(&(key(b), rank(a), b.origin)));
    for versions in known.chunk_by(|a, b| key(a) == key(b)) {
        let known_from = versions.iter().map(|version| version.filing.received).min();
        if let (Some((first, others)), Some(known_from)) = (versions.split_first(), known_from) {
            let ReadFiling { filing, id, note, origin } = first.clone();
            standing.in_use.push(StandingFiling { filing, id, note, origin, known_from });
            standing.superseded.extend_from_slice(others);
        }
    }
    standing
}

fn key(filing: &ReadFiling) -> (Country, &str) {
    (filing.filing.country, &filing.id)
}

/// The greatest version stands: by receipt, substance, kind, effective date and grams.
fn rank(version: &ReadFiling) -> impl Ord + use<> {
    let filing = version.filing;
    (filing.received, filing.substance, filing.kind, filing.effective, filing.grams)
}
