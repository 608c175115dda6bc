//! Turns the panics of the library that writes workbooks into errors. The library panics when a disk is full.

use super::WriteFault;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static WRITING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is writing a workbook. A panic then becomes an error, so a panic hook need not print it.
#[must_use]
pub fn writing() -> bool {
    WRITING.get()
}

/// Calls `write`, and turns a panic of the library into an error.
pub fn guarded<T, E: From<WriteFault>>(write: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    WRITING.set(true);
    let written = catch_unwind(AssertUnwindSafe(write));
    WRITING.set(false);
    written.unwrap_or_else(|panic| {
        let text = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
        Err(E::from(WriteFault(said(&text.unwrap_or_default()))))
    })
}

/// Returns the words of the operating system in the text of a panic.
fn said(text: &str) -> String {
    let message = text
        .split_once("message: \"")
        .and_then(|(_, rest)| rest.split_once('"'));
    message.map_or_else(
        || format!("the writer gave up: {text}"),
        |(message, _)| message.to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_said_in_the_words_of_the_system() {
        let full = "Couldn't write to xml file: Os { code: 28, kind: StorageFull, message: \"No space left on device\" }";
        assert_eq!(said(full), "No space left on device");
        assert_eq!(
            said("index out of bounds"),
            "the writer gave up: index out of bounds"
        );
    }
}
