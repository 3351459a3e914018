//! See `holdfast_fuzz::bodies::record`.
#![no_main]

libfuzzer_sys::fuzz_target!(
    init: holdfast_fuzz::write_seeds("record"),
    |bytes: &[u8]| holdfast_fuzz::bodies::record::run(bytes)
);
