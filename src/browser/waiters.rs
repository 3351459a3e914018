//! Promises for "is this version on disk?".

use std::collections::VecDeque;

use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;

/// Promises by the version that they wait for, in ascending order.
#[derive(Debug, Default)]
pub(crate) struct Waiters {
    waiting: VecDeque<Waiter>,
}

#[derive(Debug)]
struct Waiter {
    version: u64,
    resolve: Function,
    reject: Function,
}

impl Waiters {
    /// A promise that is settled when a version is.
    pub(crate) fn promise(&mut self, version: u64) -> Promise {
        Promise::new(&mut |resolve, reject| {
            let at = self.waiting.partition_point(|waiter| waiter.version <= version);
            self.waiting.insert(at, Waiter { version, resolve, reject });
        })
    }

    /// Takes those that wait for versions up to this one, to be settled after all borrows have ended.
    pub(crate) fn up_to(&mut self, version: u64) -> Settle {
        let count = self.waiting.partition_point(|waiter| waiter.version <= version);
        Settle(self.waiting.drain(..count).collect())
    }
}

/// Promises that are to be settled.
pub(crate) struct Settle(Vec<Waiter>);

impl Settle {
    pub(crate) fn resolve(self, value: &JsValue) {
        for waiter in self.0 {
            let _ = waiter.resolve.call1(&JsValue::UNDEFINED, value);
        }
    }

    pub(crate) fn reject(self, error: &JsValue) {
        for waiter in self.0 {
            let _ = waiter.reject.call1(&JsValue::UNDEFINED, error);
        }
    }
}
