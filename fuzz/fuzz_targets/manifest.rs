//! See `holdfast_fuzz::bodies::manifest`.
#![no_main]

libfuzzer_sys::fuzz_target!(
    init: holdfast_fuzz::write_seeds("manifest"),
    |bytes: &[u8]| holdfast_fuzz::bodies::manifest::run(bytes)
);
