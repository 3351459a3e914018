//! A second instance on what a first one left.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Disk, hear, issue, js, json, rejected, resolved, saved, update};

#[wasm_bindgen_test]
async fn a_second_instance_finds_the_same_state_version_and_digest() {
    let disk = Disk::new("reopen");
    let first = disk.open().await;
    for change in [
        "{ count: 1 }",
        "{ map: new Map([['b', 1], ['a', 2]]) }",
        "[{ op: 'remove', path: '/map/b' }]",
        "{ list: [3, 2] }",
    ] {
        assert_eq!(saved(&first, change).await, JsValue::TRUE);
    }
    let (digest, state, version) = (first.digest(), json(&first.get_state()), first.version());
    first.close();
    let second = disk.open().await;
    assert_eq!((second.digest(), json(&second.get_state()), second.version()), (digest, state, version));
    assert_eq!(
        second.journal_bytes(),
        disk.records("journal").await.iter().map(|(_, bytes)| bytes.len()).sum::<usize>()
    );
    assert_eq!(saved(&second, "{ count: 2 }").await, JsValue::TRUE);
    assert_eq!(second.version(), version + 1.0);
    second.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn an_update_spread_over_several_records_comes_back() {
    let disk = Disk::new("spread");
    let first = disk.open().await;
    assert_eq!(
        saved(&first, "{ any: Array.from({ length: 3 }, (_, at) => String(at).repeat(1500000)) }").await,
        JsValue::TRUE
    );
    let digest = first.digest();
    first.close();
    assert!(disk.records("journal").await.len() > 4);
    let second = disk.open().await;
    assert_eq!(second.digest(), digest);
    second.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn data_of_another_model_or_a_later_version_of_it_is_left_untouched() {
    let disk = Disk::new("newer");
    disk.fill(2).await;
    let before = disk.everything().await;
    for (model, version, code) in [("others", 2, "unreadable_data"), ("notes", 1, "newer_data")] {
        let sync = disk.instance_with(model, version, "");
        let heard = hear(&sync);
        assert_eq!(rejected(sync.load(&JsValue::UNDEFINED)).await, code);
        assert_eq!(heard(), [format!("unusable {code} 0")]);
        assert_eq!(issue(&update(&sync, &js("{ count: 9 }"))), "update/closed at ");
        resolved(sync.flush()).await;
        assert_eq!(disk.everything().await, before);
        // Not closed on purpose: a load that failed holds nothing.
        std::mem::forget(sync);
    }
    let later = disk.instance_with("notes", 3, "");
    resolved(later.load(&JsValue::UNDEFINED)).await;
    assert_eq!(later.get("/count").expect("a pointer"), 2.0, "an earlier version is read");
    later.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn records_and_slots_of_a_later_format_are_left_untouched() {
    for (store, key) in [("journal", 2), ("meta", 0)] {
        let disk = Disk::new("format");
        disk.fill(2).await;
        disk.damage(store, key, |bytes| {
            bytes[4] = 2;
            let end = bytes.len() - 8;
            let sum = xxhash_rust::xxh64::xxh64(&bytes[..end], 0);
            bytes[end..].copy_from_slice(&sum.to_le_bytes());
        })
        .await;
        let before = disk.everything().await;
        let sync = disk.instance();
        assert_eq!(rejected(sync.load(&JsValue::UNDEFINED)).await, "newer_data", "{store}");
        assert_eq!(disk.everything().await, before);
        sync.close();
        disk.drop_database().await;
    }
}

#[wasm_bindgen_test]
async fn a_state_in_memory_needs_no_database() {
    let disk = Disk::new("memory");
    let sync = disk.instance_with("notes", 2, "storage: 'memory'");
    resolved(sync.load(&JsValue::UNDEFINED)).await;
    assert_eq!(saved(&sync, "{ count: 1 }").await, JsValue::TRUE);
    sync.close();
    let found = js("indexedDB.databases().then((all) => all.map((one) => one.name).join())");
    let found = resolved(wasm_bindgen::JsCast::unchecked_into(found)).await.as_string().expect("names");
    assert!(!found.contains(&disk.name), "{found}");
}
