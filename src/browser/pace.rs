//! Long work in slices, between which the page is served.

use std::cell::Cell;

use gloo_timers::callback::Timeout;
use js_sys::{Function, Promise, Reflect, global};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::clock::elapsed;

/// The longest that a slice may keep the page waiting, in milliseconds: the promise is 8.
pub(super) const SLICE_MS: f64 = 5.0;

/// When the slice of some work began.
#[derive(Debug)]
pub(super) struct Pace(Cell<f64>);

impl Pace {
    pub(super) fn new() -> Pace {
        Pace(Cell::new(elapsed()))
    }

    /// Lets the page do something else if the slice is over; returns whether it was.
    pub(super) async fn breathe(&self) -> bool {
        let is_over = elapsed() > self.0.get() + SLICE_MS;
        if is_over {
            give_way().await;
            self.0.set(elapsed());
        }
        is_over
    }
}

/// Lets the page do something else for some milliseconds.
pub(super) async fn rest(milliseconds: u32) {
    let promise = Promise::new(&mut |resolve, _| {
        Timeout::new(milliseconds, move || drop(resolve.call0(&JsValue::UNDEFINED))).forget();
    });
    // It is never rejected.
    let _ = JsFuture::from(promise).await;
}

/// Goes on when the page has done what waits, in turn with it. Not by `scheduler.yield()`, which goes before everything but input:
/// timers, messages and the answers of the database would wait until all slices are done. Nor by a timer where there is something
/// else, for one that is set again and again waits for 4 ms each time (HTML, "timer initialization steps").
pub(super) async fn give_way() {
    let scheduler = Reflect::get(&global(), &"scheduler".into()).unwrap_or_default();
    let found = Reflect::get(&scheduler, &"postTask".into()).ok().and_then(|found| found.dyn_into::<Function>().ok());
    let Some(post_task) = found else { return rest(0).await };
    let promise = Promise::new(&mut |resolve, _| drop(post_task.call1(&scheduler, &resolve)));
    // It is never rejected.
    let _ = JsFuture::from(promise).await;
}
