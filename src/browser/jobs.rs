//! The engine's jobs, in slices between which the page is served.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::clock::elapsed;
use super::driver::Driver;
use super::pace::{SLICE_MS, give_way};
use crate::core::engine::Engine;
use crate::core::io::Input;

impl Driver {
    /// Begins as soon as whoever has asked is done.
    pub(super) fn begin_work(self: &Rc<Self>) {
        let driver = Rc::downgrade(self);
        spawn_local(async move {
            while driver.upgrade().is_some_and(|driver| driver.work()) {
                give_way().await;
            }
        });
    }

    /// Works for a slice; whether there is more to do.
    fn work(self: &Rc<Self>) -> bool {
        let begun = elapsed();
        self.slice_begun.set(begun);
        while self.read(Engine::has_work) && elapsed() < begun + SLICE_MS {
            self.handle(Input::Work);
        }
        self.worked.set(self.worked.get() + elapsed() - self.slice_begun.get());
        let has_more = self.read(Engine::has_work);
        self.is_working.set(has_more);
        has_more
    }
}
