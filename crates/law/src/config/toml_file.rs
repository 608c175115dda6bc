//! Reads a whole TOML file, with faults that name their line.

use super::ConfigError;
use crate::terms::escaped;
use serde::de::DeserializeOwned;

/// Reads a TOML file. `file` is its name in messages, `remedy` the text that tells what to write instead.
pub fn toml_file<T: DeserializeOwned>(
    file: &str,
    bytes: &[u8],
    remedy: &str,
) -> Result<T, ConfigError> {
    let fault = |line: Option<u64>, found: String| ConfigError {
        file: file.to_owned(),
        line,
        found,
        remedy: remedy.to_owned(),
    };
    let line_of = |offset: usize| {
        u64::try_from(memchr::memchr_iter(b'\n', &bytes[..offset]).count() + 1).ok()
    };
    let text = std::str::from_utf8(bytes)
        .map_err(|error| fault(line_of(error.valid_up_to()), "the line is not UTF-8".into()))?;
    toml::from_str(text).map_err(|error| {
        fault(
            error.span().and_then(|span| line_of(span.start)),
            escaped(error.message()),
        )
    })
}
