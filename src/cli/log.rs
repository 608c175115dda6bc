//! Writes the log to standard error.

use super::args::{Common, LogFormat};
use std::io::{self, IsTerminal, Write};
use tracing_subscriber::filter::LevelFilter;

/// Starts the log as the options state.
pub(super) fn start(common: &Common) {
    let level = match (common.quiet, common.verbose, common.log_format) {
        (true, _, _) => LevelFilter::ERROR,
        // Programs that ask for a log need the steps, not only the warnings.
        (false, 0, LogFormat::Text) => LevelFilter::WARN,
        (false, 0, LogFormat::Json) | (false, 1, _) => LevelFilter::INFO,
        (false, _, _) => LevelFilter::DEBUG,
    };
    let builder = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_target(false);
    let started = match common.log_format {
        LogFormat::Json => builder
            .with_writer(|| Json(Unfailing))
            .json()
            .flatten_event(true)
            .try_init(),
        LogFormat::Text => builder
            .with_writer(|| Unfailing)
            .with_ansi(colours())
            .without_time()
            .try_init(),
    };
    debug_assert!(started.is_ok(), "the log is started once");
}

/// Standard error, with failed writes ignored. The library of the log would end the process over a line that it cannot
/// write, and a full disk under the log must not cost the answer of a night.
struct Unfailing;

impl Write for Unfailing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = io::stderr().lock().write_all(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let _ = io::stderr().flush();
        Ok(())
    }
}

/// Standard error for lines of JSON. Each line comes in one piece; characters that could act on a terminal are escaped as in
/// JSON.
struct Json(Unfailing);

impl Write for Json {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write_all(
            inforce_present::text::json::escaped(&String::from_utf8_lossy(bytes)).as_bytes(),
        )?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Whether standard error shows colours.
fn colours() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
