//! See `holdfast_fuzz::bodies::engine`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| holdfast_fuzz::bodies::engine::run(bytes));
