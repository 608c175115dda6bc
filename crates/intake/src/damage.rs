//! Calls the decoder of Parquet, and words the fault of a file that cannot be decoded.

use super::fault::Fault;
use std::cell::Cell as ThreadCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Returns the fault for a library's error, without the names of the layers that the error passed through.
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

/// Whether this thread is decoding Parquet. A panic then means a damaged file, which is reported as such; a panic hook need not
/// print anything.
#[must_use]
pub fn decoding() -> bool {
    DECODING.get()
}

/// Runs the decoder, which panics on some damage; a panic becomes a fault.
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

/// Runs the decoder for other modules that decode Parquet; the error says in words what is wrong.
pub fn guarded_decode<T, E: ToString>(decode: impl FnOnce() -> Result<T, E>) -> Result<T, String> {
    guarded(|| decode().map_err(|error| damaged(&error))).map_err(|fault| match fault {
        Fault::Damaged(said) => said,
        other => other.to_string(),
    })
}
