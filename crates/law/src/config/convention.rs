//! The three drug control conventions, as data: everything in which the judgement of a substance depends on its convention
//! (`rules.md` 7.1).

use super::Schedule;

/// The convention under which a substance is controlled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Convention {
    /// The Single Convention on Narcotic Drugs, 1961, as amended in 1972.
    C1961,
    /// The Convention on Psychotropic Substances, 1971.
    #[default]
    C1971,
    /// The Convention against Illicit Traffic, 1988, which controls precursors.
    C1988,
}

crate::words! {
    /// The kinds of filing, in the byte order of their words, which decides between versions (`rules.md` 4.2).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum FilingKind {
        /// An assessment by a government, on form B/P (1971).
        Assessment = "assessment",
        /// An excess of an earlier year that the Board deducts from the year's estimate (1961, Article 21, paragraph 3).
        Deduction = "deduction",
        /// A value set by the Board where a government gave none (1961 and 1971).
        Established = "established",
        /// The total of a government's estimates for a year (1961, Article 19, paragraph 2).
        Estimate = "estimate",
        /// An annual legitimate requirement (1988).
        Requirement = "requirement",
        /// A signed change (1961 and 1971).
        Supplement = "supplement",
    }
}

impl FilingKind {
    /// Whether a filing of this kind changes a level, rather than sets one.
    #[must_use]
    pub const fn is_change(self) -> bool {
        matches!(self, Self::Supplement | Self::Deduction)
    }
}

crate::words! {
    /// What the estimates of a convention are.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Force {
        /// Binding by the text of the convention.
        Binding = "binding",
        /// Guidance alone.
        Guidance = "guidance",
        /// Filed voluntarily, as the Economic and Social Council asked.
        Voluntary = "voluntary",
    }
}

impl Force {
    /// Returns what the estimates are, with the source, to follow "are".
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Binding => "binding (Articles 19, 21 and 31)",
            Self::Guidance => "guidance (resolution 49/3 of the Commission on Narcotic Drugs)",
            Self::Voluntary => "filed voluntarily (resolutions of the Economic and Social Council)",
        }
    }

    /// Returns what does not follow from trade above an estimate that is no more than guidance.
    #[must_use]
    pub const fn caution(self) -> Option<&'static str> {
        match self {
            Self::Guidance => Some(
                "The figure is guidance: what was reported is more than it, and nothing else follows from that.",
            ),
            Self::Binding | Self::Voluntary => None,
        }
    }
}

/// What sets a level, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// A filing applies until another replaces it (`rules.md` 3.1, 3.2).
    UntilReplaced {
        /// Whether the choices of `inforce.toml` on receipt and validity apply; if not, dates count as given and old filings stay in
        /// force.
        by_policy: bool,
    },
    /// A filing applies to its calendar year, from its confirmation on (`rules.md` 7.3).
    CalendarYear,
}

/// What a convention lays down on estimates and trade.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a row of the table of rules 7.1"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provisions {
    /// The word that files and outputs use: the year of the convention.
    pub name: &'static str,
    /// What the substances are called together.
    pub substances: &'static str,
    /// What an estimate is called.
    pub estimate: &'static str,
    /// What the estimates are.
    pub force: Force,
    /// The schedules or tables of substances.
    pub schedules: &'static [Schedule],
    /// The kinds of filing.
    pub kinds: &'static [FilingKind],
    /// What sets a level, and for how long.
    pub term: Term,
    /// Whether filings count in whole grams (`rules.md` 3.3).
    pub whole_grams: bool,
    /// Whether the part of a quantity that is declared for re-export counts (`rules.md` 4.1).
    pub counts_reexport: bool,
    /// Whether a country's own exports raise its level (`rules.md` 7.4).
    pub own_exports_raise: bool,
    /// Whether a country without any filing has level 0; if not, its trade is not compared (`rules.md` 3.8, 7.9).
    pub nothing_filed_is_zero: bool,
    /// Whether substances of Schedule I are listed and never compared (`rules.md` 3.9, 5).
    pub lists_schedule_i: bool,
    /// Whether the Board may notify exporting countries of an excess (`rules.md` 7.5).
    pub has_notices: bool,
    /// Whether governments file on Form B/P, of which the Board's technical report prints table V.
    pub is_on_form_bp: bool,
}

impl Provisions {
    /// Returns what the convention lays down, in words: each point, and what applies.
    #[must_use]
    pub const fn told(&self) -> [(&'static str, &'static str); 6] {
        let long = match self.term {
            Term::UntilReplaced { by_policy: true } => "until replaced, by the policy of the run",
            Term::UntilReplaced { by_policy: false } => "until replaced",
            Term::CalendarYear => "for its calendar year, from its confirmation by the Board on",
        };
        let nothing = if self.nothing_filed_is_zero {
            "is a level of 0 g"
        } else {
            "is no level: nothing is compared"
        };
        let figure = if self.whole_grams {
            "in whole grams"
        } else {
            "as filed"
        };
        let reexport = if self.counts_reexport {
            "counts, too"
        } else {
            "does not count"
        };
        let exports = if self.own_exports_raise {
            "raise its level"
        } else {
            "do not matter"
        };
        [
            ("What was filed is", self.force.meaning()),
            ("It applies", long),
            ("Nothing filed", nothing),
            ("A filed figure counts", figure),
            ("What is declared for re-export", reexport),
            ("The country's own exports", exports),
        ]
    }

    /// Returns what the level is called that trade is compared with: own exports may be a part of it besides the estimate.
    #[must_use]
    pub const fn level(&self) -> &'static str {
        if self.own_exports_raise {
            "level"
        } else {
            self.estimate
        }
    }
}

impl Convention {
    /// All conventions, in order.
    pub const ALL: [Self; 3] = [Self::C1961, Self::C1971, Self::C1988];

    /// Returns what the convention lays down.
    #[must_use]
    pub const fn provisions(self) -> &'static Provisions {
        match self {
            Self::C1961 => &Provisions {
                name: "1961",
                substances: "narcotic drugs",
                estimate: "estimate",
                force: Force::Binding,
                schedules: &[Schedule::I, Schedule::II, Schedule::III, Schedule::IV],
                kinds: &[
                    FilingKind::Estimate,
                    FilingKind::Established,
                    FilingKind::Supplement,
                    FilingKind::Deduction,
                ],
                term: Term::CalendarYear,
                whole_grams: false,
                counts_reexport: true,
                own_exports_raise: true,
                nothing_filed_is_zero: true,
                lists_schedule_i: false,
                has_notices: true,
                is_on_form_bp: false,
            },
            Self::C1971 => &Provisions {
                name: "1971",
                substances: "psychotropic substances",
                estimate: "estimate",
                force: Force::Voluntary,
                schedules: &[Schedule::I, Schedule::II, Schedule::III, Schedule::IV],
                kinds: &[
                    FilingKind::Assessment,
                    FilingKind::Established,
                    FilingKind::Supplement,
                ],
                term: Term::UntilReplaced { by_policy: true },
                whole_grams: true,
                counts_reexport: false,
                own_exports_raise: false,
                nothing_filed_is_zero: true,
                lists_schedule_i: true,
                has_notices: false,
                is_on_form_bp: true,
            },
            Self::C1988 => &Provisions {
                name: "1988",
                substances: "precursors",
                estimate: "requirement",
                force: Force::Guidance,
                schedules: &[Schedule::TI, Schedule::TII],
                kinds: &[FilingKind::Requirement],
                term: Term::UntilReplaced { by_policy: false },
                whole_grams: false,
                counts_reexport: true,
                own_exports_raise: false,
                nothing_filed_is_zero: false,
                lists_schedule_i: false,
                has_notices: false,
                is_on_form_bp: false,
            },
        }
    }

    /// Returns the word that files and outputs use: the year of the convention.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.provisions().name
    }

    /// Returns the convention of a word.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|convention| convention.name() == text)
    }
}
