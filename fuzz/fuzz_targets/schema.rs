//! See `holdfast_fuzz::bodies::schema`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| holdfast_fuzz::bodies::schema::run(bytes));
