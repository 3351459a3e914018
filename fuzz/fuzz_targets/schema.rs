//! See `holdfast_fuzz::bodies::schema`.
#![no_main]

libfuzzer_sys::fuzz_target!(
    init: holdfast_fuzz::write_seeds("schema"),
    |bytes: &[u8]| holdfast_fuzz::bodies::schema::run(bytes)
);
