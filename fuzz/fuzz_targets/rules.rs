//! See `holdfast_fuzz::bodies::rules`.
#![no_main]

libfuzzer_sys::fuzz_target!(
    init: holdfast_fuzz::write_seeds("rules"),
    |bytes: &[u8]| holdfast_fuzz::bodies::rules::run(bytes)
);
