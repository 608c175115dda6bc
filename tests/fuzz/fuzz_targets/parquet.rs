//! Parquet files of records, whatever their bytes.
#![no_main]

#[path = "../entries.rs"]
mod entries;
#[path = "../../it/intake/reading.rs"]
mod reading;

/// The fuzzer ends at every panic; one of a decoder is damage of the file, and caught.
fn decoders_may_give_up() {
    let end = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !inforce::intake::decoding() {
            end(panic);
        }
    }));
}

libfuzzer_sys::fuzz_target!(init: decoders_may_give_up(), |bytes: &[u8]| entries::parquet(bytes));
