//! See `holdfast_fuzz::bodies::value`.
#![no_main]

libfuzzer_sys::fuzz_target!(
    init: holdfast_fuzz::write_seeds("value"),
    |bytes: &[u8]| holdfast_fuzz::bodies::value::run(bytes)
);
