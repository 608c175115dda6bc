//! Says which records, and which substances of them, count for nothing: preparations that are exempt from the rules of a convention,
//! and the simplified procedure (`rules.md` 7.6 to 7.8).

use crate::conversion::{Conversion, Scope};
use crate::records::Procedure;
use crate::terms::{Day, Form, Substance};

crate::words! {
    /// Why a substance of a record counts for nothing.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum ExemptReason {
        /// The form is a preparation that is exempt from the rules of the substance's convention (`rules.md` 7.6).
        ExemptPreparation = "exempt-preparation",
        /// The record was shipped under the simplified procedure (`rules.md` 7.7).
        SimplifiedProcedure = "simplified-procedure",
    }
}

impl ExemptReason {
    /// Returns the procedure of the records that count for nothing for this reason: a record under the simplified procedure has no other.
    #[must_use]
    pub const fn procedure(self) -> Procedure {
        match self {
            Self::ExemptPreparation => Procedure::Usual,
            Self::SimplifiedProcedure => Procedure::Simplified,
        }
    }

    /// Returns the meaning, with the rule.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::ExemptPreparation => {
                "a preparation of Schedule III of the 1961 Convention: the rules on imports and exports do not apply to its narcotic drugs (Article 2, paragraph 4; rules 7.6)"
            }
            Self::SimplifiedProcedure => {
                "shipped under the simplified procedure for emergency medical care: taken as consumed in the exporting country (rules 7.7)"
            }
        }
    }
}

/// Returns whether a record counts (`rules.md` 4.4, 7.8).
#[must_use]
#[inline]
pub fn scope(form: Form, day: Day, procedure: Procedure, conversion: &Conversion) -> Scope {
    match conversion.scope(form, day) {
        Scope::Judged if procedure.is_simplified() => Scope::Exempt,
        scope => scope,
    }
}

/// Whether a record may count for nothing, in whole or in part; `false` is certain, and quick.
#[must_use]
#[inline]
pub fn may_be_left_out(form: Form, procedure: Procedure, conversion: &Conversion) -> bool {
    procedure.is_simplified() || conversion.has_exempt(form)
}

/// Returns the substances of a record that count for nothing although they are under control, with the reason.
pub fn left_out(
    form: Form,
    day: Day,
    procedure: Procedure,
    conversion: &Conversion,
) -> impl Iterator<Item = (Substance, ExemptReason)> {
    let simplified = procedure.is_simplified();
    let reason = if simplified {
        ExemptReason::SimplifiedProcedure
    } else {
        ExemptReason::ExemptPreparation
    };
    let shares = if simplified {
        conversion.shares(form, day)
    } else {
        &[]
    };
    let exempt = conversion.exempt(form, day).iter().copied();
    let all = shares.iter().map(|share| share.substance).chain(exempt);
    all.map(move |substance| (substance, reason))
}
