//! Shows on a terminal how far a run has come.

use super::args::{Common, LogFormat};
use crate::night::{Meter, Reading, Stage};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt;
use std::io::{self, IsTerminal};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// The time between two readings of the meter.
const PERIOD: Duration = Duration::from_millis(100);

/// Does the work while standard error shows its meter, if [`is_wanted`] allows that.
pub(super) fn shown<T>(common: &Common, meter: &Meter, work: impl FnOnce() -> T) -> T {
    if !is_wanted(common) {
        return work();
    }
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let watcher = scope.spawn(|| watch(meter, &done));
        let result = work();
        done.store(true, Ordering::Relaxed);
        watcher.thread().unpark();
        result
    })
}

/// Whether standard error is a terminal to which nothing else is written.
fn is_wanted(common: &Common) -> bool {
    let plain = common.quiet || common.verbose > 0 || common.log_format == LogFormat::Json;
    !plain && io::stderr().is_terminal()
}

fn watch(meter: &Meter, done: &AtomicBool) {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let mut stage = None;
    while !done.load(Ordering::Relaxed) {
        let reading = meter.read();
        // The message is set first: each of these calls may draw, and a new message with the old bar does not mislead.
        bar.set_message(message(reading));
        if stage != Some(reading.stage) {
            stage = Some(reading.stage);
            bar.reset();
            bar.set_style(style(reading.stage));
        }
        bar.set_length(reading.total);
        bar.set_position(reading.done);
        bar.tick();
        thread::park_timeout(PERIOD);
    }
    bar.finish_and_clear();
}

fn message(reading: Reading) -> String {
    let what = match reading.stage {
        Stage::Opening => return "Opening".into(),
        Stage::Reading => "Reading",
        Stage::LookingAgain => "Second look",
        Stage::Judging => return "Judging".into(),
        Stage::Writing => return "Writing".into(),
    };
    format!(
        "{what} at {}",
        super::figures::of(reading.files, "file", "files")
    )
}

fn style(stage: Stage) -> ProgressStyle {
    let template = match stage {
        Stage::Opening => "{spinner} {msg} {wide_bar} {bytes} of {total_bytes}, {eta} left",
        Stage::Reading | Stage::LookingAgain => {
            "{spinner} {msg} {wide_bar} {human_pos} of {human_len} rows, {rate}/s, {eta} left"
        }
        Stage::Judging | Stage::Writing => "{spinner} {msg}",
    };
    let style =
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    style.with_key("rate", |state: &ProgressState, to: &mut dyn fmt::Write| {
        // A failed write of the progress line must not end a run.
        let _ = to.write_str(&super::figures::grouped(format_args!(
            "{:.0}",
            state.per_sec()
        )));
    })
}
