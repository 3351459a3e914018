//! Many lives: what an instance took is given back.

use wasm_bindgen::{JsCast, JsValue, externref_heap_live_count};
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

use crate::support::{Disk, counter, hear, js, rejected, resolved, saved, turn, update};

/// All that an instance can hold on to. Not here: values whose reading throws, each of which costs wasm-bindgen one entry
/// of its table of JavaScript values for ever.
async fn live(disk: &Disk, storage: &str) {
    let sync = disk.instance_with("notes", 2, storage);
    let _heard = hear(&sync);
    resolved(sync.load(&JsValue::UNDEFINED)).await;
    let id = sync.subscribe("/count", counter().0).expect("a pointer");
    sync.subscribe("", counter().0).expect("a pointer");
    let count = sync.get("/count").expect("a pointer").as_f64().expect("a number");
    assert_eq!(saved(&sync, &format!("{{ count: {} }}", count + 1.0)).await, JsValue::TRUE);
    update(&sync, &js("{ count: 'refused' }"));
    sync.unsubscribe(id);
    let pending = sync.update_state(&js("{ notes: { never: 'saved' } }"), None).expect("a promise");
    sync.close();
    assert_eq!(rejected(pending.unchecked_into()).await, "closed");
}

/// JavaScript values that Rust holds, and pages of its memory.
fn held() -> (u32, usize) {
    (externref_heap_live_count(), core::arch::wasm32::memory_size(0))
}

#[wasm_bindgen_test]
async fn what_many_instances_took_is_given_back() {
    for (storage, lives) in [("memory", 500), ("indexeddb", 60)] {
        let disk = Disk::new("lives");
        let option = format!("storage: '{storage}'");
        for _ in 0..20 {
            live(&disk, &option).await;
        }
        turn().await;
        let before = held();
        for _ in 0..lives {
            live(&disk, &option).await;
        }
        turn().await;
        let after = held();
        console_log!(
            "{storage}: {lives} lives, values held {} -> {}, pages {} -> {}",
            before.0,
            after.0,
            before.1,
            after.1
        );
        // A life that kept anything would show up once for each.
        assert!(after.0 < before.0 + 10 && after.1 <= before.1 + 2, "{storage}: {before:?} -> {after:?}");
        disk.drop_database().await;
    }
}
