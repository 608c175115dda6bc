//! The options of publishing, and what a summary says of older runs that were removed.

use super::figures::of;
use crate::archive::{Accept, Access, Number, Publishing, Wait, run_name};
use crate::night::run::Outcome;
use clap::Args;
use std::num::NonZeroU32;

/// How a run publishes.
#[derive(Clone, Debug, Args)]
pub(super) struct PublishingOptions {
    /// While another run writes there, wait for it, at most so long as in 30s, 10m or 2h [default: end with an error]
    #[arg(long, value_name = "LIMIT", num_args = 0..=1, default_missing_value = "forever")]
    wait: Option<Wait>,
    /// Then remove older runs: all but the newest N, the last of each month, and any that has letters, is needed or being read
    #[arg(long, value_name = "N")]
    keep: Option<NonZeroU32>,
    /// Let nobody but the owner read what is published [default: nor anybody but the owner's group]
    #[arg(long)]
    private: bool,
    /// Publish although the configuration is not that of the run before, or every row is refused [default: end with an error]
    #[arg(long)]
    accept: bool,
}

impl PublishingOptions {
    pub(super) fn publishing(&self) -> Publishing {
        Publishing {
            wait: self.wait.unwrap_or_default(),
            access: if self.private {
                Access::Private
            } else {
                Access::Group
            },
            keep: self.keep,
            accept: if self.accept {
                Accept::Anything
            } else {
                Accept::Alike
            },
        }
    }
}

/// Returns the lines of a summary on older runs; empty if none was to be removed.
pub(super) fn pruned(outcome: &Outcome) -> String {
    let Ok(pruned) = &outcome.pruned else {
        return String::new();
    };
    let line = |numbers: &[Number], what: &str| {
        let number = of(numbers.len(), "older run", "older runs");
        if numbers.is_empty() {
            String::new()
        } else {
            format!("  {number} {what}: {}\n", spans(numbers))
        }
    };
    line(&pruned.removed, "pruned, all but run.json")
        + &line(&pruned.in_use, "to be pruned, but being read")
}

/// Returns ascending numbers, with consecutive ones as a span.
fn spans(numbers: &[Number]) -> String {
    let span = |span: &[Number]| match span {
        [first, .., last] => format!("{} to {}", run_name(*first), run_name(*last)),
        _ => span.iter().map(|number| run_name(*number)).collect(),
    };
    numbers
        .chunk_by(|a, b| a + 1 == *b)
        .map(span)
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_follow_one_another_are_a_span() {
        assert_eq!(
            spans(&[1, 2, 3, 5, 7, 8]),
            "000001 to 000003, 000005, 000007 to 000008"
        );
        assert_eq!(spans(&[]), "");
    }
}
