//! From what a browser throws to what the engine understands.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

use crate::core::io::CommitFault;
use crate::storage::StorageError;

/// Sorts an exception by its name, which is all that browsers agree on.
#[allow(clippy::needless_pass_by_value, reason = "used as a function in map_err")]
pub(super) fn storage_error(error: JsValue) -> StorageError {
    let Some(exception) = error.dyn_ref::<DomException>() else {
        let said = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message()));
        return StorageError::new(CommitFault::Unavailable, said.unwrap_or_default());
    };
    let fault = match exception.name().as_str() {
        "QuotaExceededError" => CommitFault::Quota,
        "AbortError" | "ConstraintError" => CommitFault::Aborted,
        _ => CommitFault::Unavailable,
    };
    StorageError::new(fault, format!("{}: {}", exception.name(), exception.message()))
}
