//! See `holdfast_fuzz::bodies::slot`.
#![no_main]

libfuzzer_sys::fuzz_target!(
    init: holdfast_fuzz::write_seeds("slot"),
    |bytes: &[u8]| holdfast_fuzz::bodies::slot::run(bytes)
);
