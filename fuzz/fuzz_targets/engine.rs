//! See `holdfast_fuzz::bodies::engine`.
#![no_main]

libfuzzer_sys::fuzz_target!(
    init: holdfast_fuzz::write_seeds("engine"),
    |bytes: &[u8]| holdfast_fuzz::bodies::engine::run(bytes)
);
