//! Decides which version of a filing stands (`rules.md` 4.2).

use crate::config::FilingKind;
use crate::records::Filing;
use crate::terms::{Country, Day, Origin, Substance};
use std::ops::Deref;
use std::sync::Arc;

/// A valid filing as read.
#[derive(Clone, Debug)]
pub struct ReadFiling {
    /// The content of the filing.
    pub filing: Filing,
    /// The government's own id of the filing; a form has one id for all its substances.
    pub id: Arc<str>,
    /// The footnote of the filing, if it has one.
    pub note: Option<Arc<str>>,
    /// The file and row of the filing.
    pub origin: Origin,
}

/// The version of a filing that stands, with the day from which the filing was known.
#[derive(Clone, Debug)]
pub struct StandingFiling {
    /// The version that stands.
    pub read: ReadFiling,
    /// The earliest receipt among the known versions of the filing: the day from which the filing was known, and from which a
    /// supplement counts.
    pub known_from: Day,
}

/// What is read of the version that stands is said of the filing itself.
impl Deref for StandingFiling {
    type Target = ReadFiling;

    fn deref(&self) -> &ReadFiling {
        &self.read
    }
}

impl StandingFiling {
    /// Returns the earliest receipt among the versions of the filing, if it is earlier than the receipt of the standing version.
    #[must_use]
    pub fn first_received(&self) -> Option<Day> {
        Some(self.known_from).filter(|first| *first < self.filing.received)
    }
}

/// The valid filings by what became of them.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    /// The filings in use, by country, id and substance; a filing stands before a supplement of the same id.
    pub in_use: Vec<StandingFiling>,
    /// The filings that a greater version replaces.
    pub superseded: Vec<ReadFiling>,
    /// The filings received after the known-at date.
    pub not_yet_known: Vec<ReadFiling>,
    /// The known filings, superseded or not, whose country gave their id to another substance or kind, too (`rules.md` 4.7): file
    /// and row, country, substance.
    pub id_shared: Vec<(Origin, Country, Substance)>,
}

/// Sorts valid filings into those in use, superseded and not yet known. The order of files and rows decides only which of two
/// equal versions is named.
#[must_use]
pub fn stand(filings: Vec<ReadFiling>, known_at: Option<Day>) -> Standing {
    let mut standing = Standing::default();
    let filings = filings.into_iter().map(|read| ReadFiling {
        filing: read.filing.known_at(known_at),
        ..read
    });
    let (mut known, later): (Vec<_>, Vec<_>) = filings
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
            standing.in_use.push(StandingFiling {
                read: first.clone(),
                known_from,
            });
            standing.superseded.extend_from_slice(others);
        }
    }
    standing
}

/// Returns the country and the id of a filing, which several filings may share.
fn number(filing: &ReadFiling) -> (Country, &str) {
    (filing.filing.country, &filing.id)
}

/// Returns the key that versions of one filing share (`rules.md` 4.2).
fn key(filing: &ReadFiling) -> ((Country, &str), Substance, bool) {
    (
        number(filing),
        filing.filing.substance,
        filing.filing.kind == FilingKind::Supplement,
    )
}

/// Returns the rank of a version: receipt, kind, effective date, grams, year, confirmation. The version with the greatest rank
/// stands.
fn rank(version: &ReadFiling) -> impl Ord + use<> {
    let filing = version.filing;
    (
        filing.received,
        filing.kind,
        filing.effective,
        filing.grams,
        filing.year,
        filing.confirmed,
    )
}
