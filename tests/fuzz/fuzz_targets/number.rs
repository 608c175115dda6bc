//! Numbers, whatever their bytes.
#![no_main]

#[path = "../entries.rs"]
mod entries;
#[path = "../../intake/mod.rs"]
mod intake;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::number(bytes));
