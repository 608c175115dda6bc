//! The log, to standard error.

use super::args::{Common, LogFormat};
use std::io::{self, IsTerminal, Write};
use tracing_subscriber::filter::LevelFilter;

/// Starts the log as the options say.
pub(super) fn start(common: &Common) {
    let level = match (common.quiet, common.verbose, common.log_format) {
        (true, _, _) => LevelFilter::ERROR,
        // Machines that ask for a log want the steps, not only what is odd.
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

/// Standard error, as far as it can be written. The log's library would end the process over a line
/// that cannot be, and a full disk under the log must not cost the night's answer.
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

/// The same for lines of JSON, each of which comes in one piece, with what could act on a terminal in escapes of JSON.
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

/// Whether standard error takes colours.
fn colours() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
