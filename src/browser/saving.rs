//! Who waits for the disk: one update, or all that was accepted.

use std::rc::Rc;

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use super::driver::Driver;
use super::errors::error_of;
use crate::core::io::Input;

/// What is said of an update that takes too long.
pub(super) const LATE: &str = "the update was not saved within syncTimeout; it stays queued and will be saved later";

impl Driver {
    /// Resolves with `true` when the update that was accepted with a version is on disk, with `false` if it is not possible
    /// any more since another tab was faster; rejects when storage cannot take it.
    pub(crate) fn durable(&self, version: u64) -> Promise {
        if self.refused.borrow().contains(&version) {
            Promise::resolve(&JsValue::FALSE)
        } else if version <= self.durable.get() || self.read(|engine| engine.log().is_saved(version)) {
            // Own updates go by the versions that they were accepted with, what was followed by its own.
            Promise::resolve(&JsValue::TRUE)
        } else {
            let waits = version.min(self.read(|engine| engine.log().newest()));
            if waits > 0 && waits <= self.read(|engine| engine.log().late()) {
                // Those who asked before have been told.
                return Promise::reject(&error_of("timeout", LATE));
            }
            self.saved(waits, waits == version)
        }
    }

    /// Waits for a commit up to a version, if there can be one.
    fn saved(&self, version: u64, is_one: bool) -> Promise {
        let promise = self.waiters.borrow_mut().promise(version, is_one);
        if let Some(error) = self.stopped.borrow().clone() {
            self.settle_all(&error);
        }
        promise
    }

    fn settle_all(&self, error: &JsValue) {
        let settle = self.waiters.borrow_mut().up_to(u64::MAX);
        settle.reject(error);
    }

    /// Nothing will be saved any more: whoever waits is told, and whoever asks later.
    pub(super) fn stop(&self, error: JsValue) {
        self.settle_all(&error);
        self.stopped.replace(Some(error));
    }

    /// Why nothing can be done: why nothing will be saved any more, if that is so.
    pub(crate) fn why_not(&self) -> JsValue {
        self.stopped.borrow().clone().unwrap_or_else(|| error_of("not_ready", "the state is not loaded"))
    }

    /// Writes what is pending now; resolves when it is on disk.
    pub(crate) fn flush(self: &Rc<Self>) -> Promise {
        self.saved_up_to(u64::MAX)
    }

    /// The same of what was accepted before a recovery; what is accepted later waits until it is over.
    pub(super) fn flush_before(self: &Rc<Self>) -> Promise {
        self.saved_up_to(self.read(|engine| engine.log().held()))
    }

    fn saved_up_to(self: &Rc<Self>, name: u64) -> Promise {
        self.handle(Input::Flush);
        match self.read(|engine| (engine.log().is_saved(name), engine.log().newest())) {
            (true, _) => Promise::resolve(&JsValue::TRUE),
            (false, newest) => self.saved(newest.min(name), false),
        }
    }

    /// The same when the page may be gone before anything answers.
    pub(crate) fn flush_last(self: &Rc<Self>) {
        self.ends.set(true);
        self.handle(Input::Flush);
    }
}
