//! The conventions whose substances are traded, as far as making up trade needs to tell them apart.
//!
//! The trade of each convention is a layer of the dataset: a world of its own, with files of its own, as authorities
//! report psychotropic substances, narcotic drugs and precursors on different forms. So the trade of one is the same
//! whether or not the others are there.

use super::options::{Conventions, Options, Scope};
use super::rng;

/// A convention.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Convention {
    /// Psychotropic substances.
    C1971,
    /// Narcotic drugs.
    C1961,
    /// Precursors.
    C1988,
}

/// The trade of one convention in a dataset.
pub(super) struct Layer {
    pub(super) convention: Convention,
    /// The dataset's options, with the seed and the number of records of this layer.
    pub(super) options: Options,
}

impl Convention {
    /// As `substances.csv` names it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Convention::C1971 => "1971",
            Convention::C1961 => "1961",
            Convention::C1988 => "1988",
        }
    }

    /// The folder of its files, below `trades` and `estimates`, with a slash behind it.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Convention::C1971 => "",
            Convention::C1961 => "narcotics/",
            Convention::C1988 => "precursors/",
        }
    }

    /// What its record ids have before the year, so that no id is that of another layer.
    pub(super) fn mark(self) -> &'static str {
        match self {
            Convention::C1971 => "",
            Convention::C1961 => "N",
            Convention::C1988 => "R",
        }
    }

    /// Whether quantities declared for re-export count (rules 4.1, 7.1).
    pub(super) fn counts_reexport(self) -> bool {
        self != Convention::C1971
    }

    /// Whether a country's own exports raise the level of its estimate (rules 7.4).
    pub(super) fn adds_own_exports(self) -> bool {
        self == Convention::C1961
    }

    /// Whether records say by which procedure they went.
    pub(super) fn has_procedure(self) -> bool {
        self != Convention::C1971
    }
}

impl Layer {
    /// The layers of a dataset. Their records add up to what is asked for.
    pub(super) fn all(options: &Options) -> Vec<Layer> {
        let layer = |convention, records| Layer {
            convention,
            options: Options {
                records,
                seed: match convention {
                    Convention::C1971 => options.seed,
                    Convention::C1961 => rng::mix(options.seed ^ 0x07a9),
                    Convention::C1988 => rng::mix(options.seed ^ 0x07c4),
                },
                ..options.clone()
            },
        };
        if options.conventions == Conventions::Only1971 {
            return vec![layer(Convention::C1971, options.records)];
        }
        // Of a hundred and twenty records.
        let (narcotics, precursors) = match options.scope {
            Scope::World => (43, 11),
            Scope::Demo => (15, 5),
        };
        let share = |of: u64| options.records / 120 * of;
        let psychotropics = options.records - share(narcotics) - share(precursors);
        vec![
            layer(Convention::C1971, psychotropics),
            layer(Convention::C1961, share(narcotics)),
            layer(Convention::C1988, share(precursors)),
        ]
    }
}
