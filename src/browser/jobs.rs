//! The engine's jobs, in slices between which the page is served.

use std::rc::Rc;

use gloo_timers::callback::Timeout;

use super::clock::elapsed;
use super::driver::Driver;
use super::pace::SLICE_MS;
use crate::core::engine::Engine;
use crate::core::io::Input;

impl Driver {
    /// Lets the page do something else first.
    pub(super) fn arrange_slice(self: &Rc<Self>) {
        let driver = Rc::downgrade(self);
        let slice = Timeout::new(0, move || {
            if let Some(driver) = driver.upgrade() {
                let fired = driver.slice.borrow_mut().take();
                driver.work();
                drop(fired);
            }
        });
        *self.slice.borrow_mut() = Some(slice);
    }

    /// Works for a slice.
    fn work(self: &Rc<Self>) {
        let begun = elapsed();
        self.slice_begun.set(begun);
        while self.read(Engine::has_work) && elapsed() < begun + SLICE_MS {
            self.handle(Input::Work);
        }
        self.worked.set(self.worked.get() + elapsed() - self.slice_begun.get());
        if self.read(Engine::has_work) {
            self.arrange_slice();
        } else {
            self.is_working.set(false);
        }
    }
}
