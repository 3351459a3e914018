//! See `holdfast_fuzz::bodies::slice`.
#![no_main]

libfuzzer_sys::fuzz_target!(
    init: holdfast_fuzz::write_seeds("slice"),
    |bytes: &[u8]| holdfast_fuzz::bodies::slice::run(bytes)
);
