//! See `holdfast_fuzz::bodies::journal`.
#![no_main]

libfuzzer_sys::fuzz_target!(
    init: holdfast_fuzz::write_seeds("journal"),
    |bytes: &[u8]| holdfast_fuzz::bodies::journal::run(bytes)
);
