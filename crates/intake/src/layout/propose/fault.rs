//! Why no layout can be proposed for a file.

use std::fmt;

/// One thing that keeps a layout from being made, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem(String);

impl Problem {
    pub(super) const fn new(said: String) -> Self {
        Self(said)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Everything that keeps a layout from being made; at least one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoProposal(pub Vec<Problem>);

impl fmt::Display for NoProposal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no layout can be proposed:")?;
        self.0
            .iter()
            .try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl NoProposal {
    pub(super) fn of(said: String) -> Self {
        Self(vec![Problem::new(said)])
    }
}
