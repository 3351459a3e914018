//! Recovery while updates go on, here and in another tab.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Disk, js, json, member, resolved, saved, turn, update};

fn durable(receipt: &JsValue) -> js_sys::Promise {
    member(receipt, "durable").unchecked_into()
}

#[wasm_bindgen_test]
async fn an_update_in_the_same_turn_after_the_call_is_made_again_on_what_was_found() {
    let disk = Disk::new("recovery");
    let sync = disk.open().await;
    assert_eq!(saved(&sync, "{ count: 1 }").await, JsValue::TRUE);
    update(&sync, &js("{ count: 2, notes: { discarded: 'yes' } }"));
    let recovering = sync.recover_state(&js("{ version: 1 }"));
    let receipt = update(&sync, &js("{ notes: { kept: 'yes' } }"));
    let told = resolved(recovering).await;
    assert_eq!((member(&told, "success"), member(&told, "before")), (JsValue::TRUE, 2.into()));
    assert_eq!(resolved(durable(&receipt)).await, JsValue::TRUE);
    resolved(sync.flush()).await;
    let state = r#"{"count":1,"notes":{"kept":"yes"},"list":[],"map":{}}"#;
    assert_eq!(json(&sync.get_state()), state);
    sync.close();
    let again = disk.open().await;
    assert_eq!(json(&again.get_state()), state);
    again.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn what_is_no_number_of_a_version_is_found_nowhere() {
    let disk = Disk::new("versions");
    let sync = disk.open().await;
    assert_eq!(saved(&sync, "{ count: 1 }").await, JsValue::TRUE);
    for version in ["-1", "0.5", "-0.1", "1.5", "NaN", "Infinity", "1e300"] {
        let told = resolved(sync.recover_state(&js(&format!("{{ version: {version} }}")))).await;
        assert_eq!(member(&told, "success"), JsValue::FALSE, "{version}");
    }
    assert_eq!((sync.version(), sync.get("/count").expect("a pointer")), (1.0, 1.into()));
    sync.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn to_the_newest_undoes_nothing_of_another_tab_that_writes_meanwhile() {
    let disk = Disk::new("newest");
    let (first, second) = (disk.open().await, disk.open().await);
    assert_eq!(saved(&first, "{ count: 1 }").await, JsValue::TRUE);
    for round in 0..5 {
        let theirs = (0..4).map(|n| update(&second, &js(&format!("{{ notes: {{ 'their-{round}-{n}': '' }} }}"))));
        let theirs: Vec<JsValue> = theirs.collect();
        let recovering = first.recover_state(&JsValue::UNDEFINED);
        let ours = update(&first, &js(&format!("{{ notes: {{ 'our-{round}': '' }} }}")));
        turn().await;
        let late = update(&second, &js(&format!("{{ notes: {{ 'late-{round}': '' }} }}")));
        assert_eq!(member(&resolved(recovering).await, "success"), JsValue::TRUE);
        for receipt in theirs.iter().chain([&ours, &late]) {
            assert_eq!(resolved(durable(receipt)).await, JsValue::TRUE);
        }
    }
    first.close();
    second.close();
    let again = disk.open().await;
    let notes = js_sys::Object::keys::<js_sys::Object>(&again.get("/notes").expect("a pointer").unchecked_into());
    assert_eq!(notes.length(), 30, "{notes:?}");
    again.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn is_not_held_up_by_an_update_that_another_tab_has_made_impossible() {
    let disk = Disk::new("refused");
    let (first, second) = (disk.open().await, disk.open().await);
    resolved(first.flush()).await;
    assert_eq!(saved(&first, "{ count: 1 }").await, JsValue::TRUE);
    let patch = "[{ op: 'test', path: '/count', value: 0 }, { op: 'replace', path: '/count', value: 5 }]";
    let impossible = update(&second, &js(patch));
    let recovering = second.recover_state(&JsValue::UNDEFINED);
    let later = update(&second, &js("{ notes: { later: '' } }"));
    assert_eq!(member(&resolved(recovering).await, "success"), JsValue::TRUE);
    assert_eq!(resolved(durable(&impossible)).await, JsValue::FALSE);
    assert_eq!(resolved(durable(&later)).await, JsValue::TRUE);
    assert_eq!(json(&second.get_state()), r#"{"count":1,"notes":{"later":""},"list":[],"map":{}}"#);
    first.close();
    second.close();
    disk.drop_database().await;
}
