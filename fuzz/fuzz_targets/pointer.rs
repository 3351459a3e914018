//! See `holdfast_fuzz::bodies::pointer`.
#![no_main]

libfuzzer_sys::fuzz_target!(
    init: holdfast_fuzz::write_seeds("pointer"),
    |bytes: &[u8]| holdfast_fuzz::bodies::pointer::run(bytes)
);
