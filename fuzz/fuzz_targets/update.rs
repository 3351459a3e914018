//! See `holdfast_fuzz::bodies::update`.
#![no_main]

libfuzzer_sys::fuzz_target!(
    init: holdfast_fuzz::write_seeds("update"),
    |bytes: &[u8]| holdfast_fuzz::bodies::update::run(bytes)
);
