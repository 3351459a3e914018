//! The wasm-bindgen tools, built from source at exactly the version that `Cargo.lock` holds.
//!
//! The generator refuses a module made for another version of the crate. Depending on it as a library makes
//! a mismatch impossible: both need the same `wasm-bindgen-shared`, and one lock file resolves it.
//!
//! - `xtask bindgen ARGS` is `wasm-bindgen ARGS`.
//! - `xtask test-runner ARGS` is `wasm-bindgen-test-runner ARGS`, which Cargo calls for browser tests.

use std::ffi::OsString;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut args = std::env::args_os().skip(1);
    let tool = args.next().unwrap_or_default();
    // Both command lines expect their own name first, as any program does.
    let args = std::iter::once(tool.clone()).chain(args).collect::<Vec<OsString>>();
    let outcome = match tool.to_str() {
        Some("bindgen") => wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(args),
        Some("test-runner") => wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(args),
        _ => Err(anyhow::anyhow!("usage: xtask bindgen|test-runner ARGS")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
