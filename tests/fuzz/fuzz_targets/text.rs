//! Delimited text, packed or not, whatever its bytes.
#![no_main]

#[path = "../entries.rs"]
mod entries;
#[path = "../../it/intake/reading.rs"]
mod reading;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::text(bytes));
