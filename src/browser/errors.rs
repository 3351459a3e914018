//! Errors as JavaScript gets them.

use js_sys::{Error, Reflect};
use wasm_bindgen::prelude::*;

use crate::core::error::Malformed;
use crate::core::io::{CommitFault, Unusable};

/// Does with what a listener has thrown what the browser does with an uncaught exception; who called goes on.
pub(crate) fn report(error: &JsValue) {
    if report_error(error).is_err() {
        // Node does not have it; an uncaught exception would end the process there.
        console_error(error);
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = reportError)]
    fn report_error(error: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(error: &JsValue);
}

/// An `Error` with a `code`, which the TypeScript class turns into a `StateSyncError`.
pub(crate) fn error_of(code: &str, message: &str) -> JsValue {
    let error = Error::new(message);
    let _ = Reflect::set(&error, &"code".into(), &code.into());
    error.into()
}

/// Why a state is not taken.
pub(crate) fn unusable(why: &Unusable) -> JsValue {
    error_of(why.code(), &why.to_string())
}

/// What was encoded cannot be read: a mistake of this package.
pub(crate) fn malformed(error: Malformed) -> JsValue {
    error_of("engine_failed", &error.to_string())
}

/// The code of a fault, as applications know it.
pub(super) fn code_of(fault: CommitFault) -> &'static str {
    match fault {
        CommitFault::Conflict => "conflict",
        CommitFault::Quota => "quota_exceeded",
        CommitFault::Unavailable => "storage_unavailable",
        CommitFault::Aborted => "aborted",
    }
}

/// What to do about a fault, or what is being done.
pub(super) fn remedy_of(fault: CommitFault) -> &'static str {
    match fault {
        CommitFault::Quota => "free space for this site; the update stays queued and is tried again",
        CommitFault::Conflict | CommitFault::Unavailable | CommitFault::Aborted => {
            "the update stays queued and is tried again"
        }
    }
}
