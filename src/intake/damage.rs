//! Parquet that cannot be decoded: how its decoder is called, and what is said of the file.

use super::fault::Fault;
use std::cell::Cell as ThreadCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a library says is wrong, without the names of the layers it passed through.
pub(super) fn damaged(error: &impl ToString) -> Fault {
    let text = error.to_string();
    let mut said = text.as_str();
    while let Some(rest) = LAYERS.iter().find_map(|layer| said.strip_prefix(layer)) {
        said = rest;
    }
    Fault::Damaged(said.to_owned())
}

const LAYERS: [&str; 4] = [
    "External: ",
    "Parquet argument error: ",
    "Parquet error: ",
    "EOF: ",
];

thread_local! {
    static DECODING: ThreadCell<bool> = const { ThreadCell::new(false) };
}

/// Whether this thread is decoding Parquet. A panic is then damage of the file, which is reported as
/// such, and nothing that a panic hook need print.
#[must_use]
pub fn decoding() -> bool {
    DECODING.get()
}

/// Runs the decoder, which panics on some damage.
pub(super) fn guarded<T>(decode: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    DECODING.set(true);
    let decoded = catch_unwind(AssertUnwindSafe(decode));
    DECODING.set(false);
    decoded.unwrap_or_else(|panic| {
        let text = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
        Err(Fault::Damaged(format!(
            "its decoder gave up: {}",
            text.unwrap_or_default()
        )))
    })
}

/// The same for whoever else decodes Parquet; what is wrong, in words.
pub fn guarded_decode<T, E: ToString>(decode: impl FnOnce() -> Result<T, E>) -> Result<T, String> {
    guarded(|| decode().map_err(|error| damaged(&error))).map_err(|fault| match fault {
        Fault::Damaged(said) => said,
        other => other.to_string(),
    })
}
