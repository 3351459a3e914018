//! The end: nothing is left running, and whoever still asks gets an answer.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Disk, counter, issue, js, member, rejected, resolved, saved, turn, update};

/// Runs and gives the unhandled rejections meanwhile.
async fn unhandled<F: Future<Output = ()>>(run: F) -> u32 {
    let seen: Array = js("(() => {
        const seen = [];
        globalThis.onUnhandled = (event) => { seen.push(event.reason); event.preventDefault(); };
        addEventListener('unhandledrejection', globalThis.onUnhandled);
        return seen;
    })()")
    .unchecked_into();
    run.await;
    for _ in 0..3 {
        turn().await;
    }
    js("removeEventListener('unhandledrejection', globalThis.onUnhandled)");
    seen.length()
}

#[wasm_bindgen_test]
async fn close_twice_does_no_harm_and_reading_goes_on() {
    let disk = Disk::new("twice");
    let sync = disk.open().await;
    let (function, calls) = counter();
    let id = sync.subscribe("", function).expect("a pointer");
    assert_eq!(saved(&sync, "{ count: 1 }").await, JsValue::TRUE);
    let digest = sync.digest();
    sync.close();
    sync.close();
    assert_eq!(issue(&update(&sync, &js("{ count: 2 }"))), "update/closed at ");
    assert_eq!((calls(), sync.digest()), (1, digest));
    assert_eq!(sync.get("/count").expect("a pointer"), 1.0);
    sync.unsubscribe(id);
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn what_was_pending_at_the_end_is_told_so_and_nobody_waits_for_ever() {
    let disk = Disk::new("pending");
    let sync = disk.open().await;
    resolved(sync.flush()).await;
    let receipt = update(&sync, &js("{ count: 1 }"));
    let flushing = sync.flush();
    sync.close();
    assert_eq!(rejected(member(&receipt, "durable").unchecked_into()).await, "closed");
    assert_eq!(rejected(flushing).await, "closed");
    assert_eq!(rejected(sync.durable(1.0)).await, "closed", "asked afterwards");
    assert_eq!(rejected(sync.flush()).await, "closed");
    assert_eq!(resolved(sync.durable(0.0)).await, JsValue::TRUE, "what is on disk is on disk");
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn a_promise_that_nobody_looks_at_is_no_unhandled_rejection() {
    let disk = Disk::new("unhandled");
    let count = unhandled(async {
        let sync = disk.open().await;
        update(&sync, &js("{ count: 1 }"));
        let _ = sync.update_state(&js("{ count: 2 }"), None);
        let _ = sync.flush();
        sync.close();
    })
    .await;
    assert_eq!(count, 0);
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn closing_while_it_loads_leaves_nothing_open() {
    let disk = Disk::new("loading");
    disk.fill(1).await;
    for turns in 0..4 {
        let sync = disk.instance();
        let loading = sync.load(&JsValue::UNDEFINED);
        for _ in 0..turns {
            resolved(js_sys::Promise::resolve(&JsValue::NULL)).await;
        }
        sync.close();
        assert_eq!(rejected(loading).await, "closed", "after {turns} turns");
        std::mem::forget(sync);
    }
    let sync = disk.instance();
    sync.close();
    assert_eq!(rejected(sync.load(&JsValue::UNDEFINED)).await, "closed", "closed before");
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn loading_twice_is_loading_once() {
    let disk = Disk::new("load-twice");
    let sync = disk.instance();
    let (first, second) = (sync.load(&JsValue::UNDEFINED), sync.load(&JsValue::UNDEFINED));
    resolved(first).await;
    resolved(second).await;
    resolved(sync.load(&JsValue::UNDEFINED)).await;
    assert_eq!(saved(&sync, "{ count: 1 }").await, JsValue::TRUE);
    sync.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn timers_end_with_the_instance() {
    let disk = Disk::new("timers");
    let sync = disk.instance_with("notes", 2, "config: { durability: 'memory' }");
    resolved(sync.load(&JsValue::UNDEFINED)).await;
    resolved(sync.flush()).await;
    // It may wait a second; closing in between leaves it unsaved, and nothing runs afterwards.
    update(&sync, &js("{ count: 1 }"));
    sync.close();
    let before = disk.everything().await;
    resolved(js("new Promise((resolve) => setTimeout(resolve, 1200))").unchecked_into()).await;
    assert_eq!(disk.everything().await, before);
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn an_instance_that_is_dropped_lets_go_of_its_database() {
    let disk = Disk::new("dropped");
    let sync = disk.open().await;
    assert_eq!(saved(&sync, "{ count: 1 }").await, JsValue::TRUE);
    drop(sync);
    disk.drop_database().await;
}
