//! Subscribers: who is told, in which order, and what they may do meanwhile.

use js_sys::{Array, Function};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use holdfast::bindings::StateSync;

use crate::support::{Disk, counter, js, json, member, saved, text, update};

/// A listener written in Rust; it lives as long as the page.
fn listener(run: impl Fn() + 'static) -> Function {
    Closure::<dyn Fn()>::new(run).into_js_value().unchecked_into()
}

/// A list that listeners write to.
fn log() -> (Array, impl Fn(&'static str) -> Function) {
    let lines = Array::new();
    let shared = lines.clone();
    (lines, move |line| {
        let lines = shared.clone();
        listener(move || {
            lines.push(&line.into());
        })
    })
}

fn subscribe(sync: &StateSync, pointer: &str, function: &Function) -> u32 {
    sync.subscribe(pointer, function.clone()).expect("a pointer")
}

/// Runs with `reportError` replaced; gives what was reported.
async fn reported<F: Future<Output = ()>>(run: F) -> Array {
    let seen: Array = js("(() => {
        globalThis.reportedErrors = [];
        globalThis.reportErrorOfTheBrowser = globalThis.reportError;
        globalThis.reportError = (error) => globalThis.reportedErrors.push(error);
        return globalThis.reportedErrors;
    })()")
    .unchecked_into();
    run.await;
    js("globalThis.reportError = globalThis.reportErrorOfTheBrowser");
    seen
}

#[wasm_bindgen_test]
async fn who_watches_a_place_hears_of_changes_at_in_and_above_it() {
    let disk = Disk::new("watch");
    let sync = disk.open().await;
    let watched = ["", "/notes", "/notes/a", "/notes/a~1b", "/list/0", "/any"];
    let counters = watched.map(|pointer| {
        let (function, calls) = counter();
        subscribe(&sync, pointer, &function);
        calls
    });
    let calls = || counters.iter().map(|calls| calls()).collect::<Vec<_>>();
    update(&sync, &js("{ notes: { a: 'x' } }"));
    assert_eq!(calls(), [1, 1, 1, 0, 0, 0]);
    update(&sync, &js("{ notes: { 'a/b': 'x' }, list: [1] }"));
    assert_eq!(calls(), [2, 2, 1, 1, 1, 0]);
    update(&sync, &js("[{ op: 'add', path: '/notes', value: {} }]"));
    assert_eq!(calls(), [3, 3, 2, 2, 1, 0]);
    update(&sync, &js("{ notes: {} }"));
    update(&sync, &js("{ count: 'refused' }"));
    assert_eq!(calls(), [3, 3, 2, 2, 1, 0], "nothing changed");
    assert_eq!(text(&sync.subscribe("no pointer", counter().0).expect_err("refused"), "code"), "unsupported_value");
    sync.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn listeners_run_in_the_order_of_subscription_until_they_unsubscribe() {
    let disk = Disk::new("order");
    let sync = disk.open().await;
    let (lines, write) = log();
    let ids =
        [("/count", "first"), ("", "second"), ("/count", "third")].map(|(at, line)| subscribe(&sync, at, &write(line)));
    update(&sync, &js("{ count: 1 }"));
    assert_eq!(lines.join(" "), "first second third");
    sync.unsubscribe(ids[1]);
    sync.unsubscribe(ids[1]);
    sync.unsubscribe(12);
    update(&sync, &js("{ count: 2 }"));
    assert_eq!(lines.join(" "), "first second third first third");
    sync.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn a_listener_may_update_subscribe_and_unsubscribe() {
    let disk = Disk::new("reentrant");
    let sync = Rc::new(disk.open().await);
    let (lines, write) = log();
    let first = subscribe(&sync, "/count", &write("first"));
    let (inner, early) = (sync.clone(), write("early"));
    let late = Rc::new(std::cell::Cell::new(0));
    let ends = late.clone();
    subscribe(
        &sync,
        "/count",
        &listener(move || {
            inner.unsubscribe(first);
            inner.unsubscribe(ends.get());
            if inner.get("/count").expect("a pointer") == 1.0 {
                subscribe(&inner, "/notes", &early);
                update(&inner, &js("{ count: 2, notes: { from: 'inside' } }"));
            }
        }),
    );
    late.set(subscribe(&sync, "/count", &write("late")));
    update(&sync, &js("{ count: 1 }"));
    assert_eq!(
        lines.join(" "),
        "first early",
        "who was removed meanwhile is not told, who came hears of the next update"
    );
    assert_eq!(json(&sync.get_state()), r#"{"count":2,"notes":{"from":"inside"},"list":[],"map":{}}"#);
    assert_eq!(saved(&sync, "{ count: 3 }").await, JsValue::TRUE);
    sync.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn a_listener_that_throws_is_reported_and_the_others_still_run() {
    let disk = Disk::new("throwing");
    let sync = disk.open().await;
    let (function, calls) = counter();
    subscribe(&sync, "", &js("() => { throw new Error('mine') }").unchecked_into());
    subscribe(&sync, "", &function);
    let seen = reported(async {
        assert_eq!(saved(&sync, "{ count: 1 }").await, JsValue::TRUE);
    })
    .await;
    assert_eq!(calls(), 1);
    assert_eq!((seen.length(), text(&seen.get(0), "message").as_str()), (1, "mine"));
    sync.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn listeners_that_update_without_end_are_stopped() {
    let disk = Disk::new("loop");
    let sync = Rc::new(disk.open().await);
    let inner = sync.clone();
    let failing = Closure::<dyn Fn() -> Result<(), JsValue>>::new(move || {
        let count = inner.get("/count")?.as_f64().expect("a number") + 1.0;
        inner.update(&js(&format!("{{ count: {count} }}")), None).map(|_| ())
    });
    subscribe(&sync, "/count", &failing.into_js_value().unchecked_into());
    let (function, calls) = counter();
    subscribe(&sync, "/count", &function);
    let seen = reported(async {
        update(&sync, &js("{ count: 1 }"));
    })
    .await;
    assert_eq!((seen.length(), text(&seen.get(0), "code").as_str()), (1, "update_loop"));
    let count = sync.get("/count").expect("a pointer").as_f64().expect("a number");
    assert!((100.0..=102.0).contains(&count), "{count}");
    assert!(calls() > 0);
    assert_eq!(sync.version(), count, "every update that was made is whole");
    let next = update(&sync, &js("{ notes: { after: 'works' } }"));
    assert_eq!(member(&next, "accepted"), JsValue::TRUE);
    sync.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn who_listens_to_storage_may_throw_and_update() {
    let disk = Disk::new("listen");
    let sync = Rc::new(disk.open().await);
    let inner = sync.clone();
    let heard = Closure::<dyn Fn() -> Result<(), JsValue>>::new(move || {
        if inner.get("/count")? == 1.0 {
            update(&inner, &js("{ count: 2 }"));
        }
        Err("mine".into())
    });
    sync.listen(Some(heard.into_js_value().unchecked_into()));
    let seen = reported(async {
        assert_eq!(saved(&sync, "{ count: 1 }").await, JsValue::TRUE);
        assert_eq!(saved(&sync, "{ notes: { b: 'c' } }").await, JsValue::TRUE);
    })
    .await;
    assert_eq!(sync.get("/count").expect("a pointer"), 2.0);
    assert!(seen.length() >= 2, "reported: {}", seen.length());
    sync.close();
    disk.drop_database().await;
}
