//! Promises for "is this version on disk?".

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A promise, with a `catch` that takes a function that exists already.
    type Watched;

    #[wasm_bindgen(method, js_name = catch)]
    fn catch(this: &Watched, handle: &Function) -> Promise;
}

/// Promises by the version that they wait for, in ascending order.
#[derive(Debug, Default)]
pub(crate) struct Waiters {
    waiting: Vec<Waiter>,
}

#[derive(Debug)]
struct Waiter {
    version: u64,
    /// Whether it waits for this one update, and not for all up to it.
    is_one: bool,
    resolve: Function,
    reject: Function,
}

impl Waiters {
    /// A promise that is settled when a version is, or all versions up to it. Nobody has to look at it: what goes wrong is
    /// told to listeners anyway.
    pub(crate) fn promise(&mut self, version: u64, is_one: bool) -> Promise {
        let at = self.waiting.partition_point(|waiter| waiter.version <= version);
        let promise = Promise::new(&mut |resolve, reject| {
            self.waiting.insert(at, Waiter { version, is_one, resolve, reject });
        });
        // Its own `resolve` does nothing any more once it is rejected: handled, without a function made for that.
        let _ = promise.unchecked_ref::<Watched>().catch(&self.waiting[at].resolve);
        promise
    }

    /// Takes those that wait for an update that there will not be.
    pub(crate) fn of(&mut self, version: u64) -> Settle {
        let of_it = |waiter: &mut Waiter| waiter.version == version && waiter.is_one;
        Settle(self.waiting.extract_if(.., of_it).collect())
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
