//! Two instances on one database, as two tabs have: nothing of the first writer is overwritten.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Disk, hear, js, json, member, rejected, resolved, saved, settled, text, update};

fn durable(receipt: &JsValue) -> js_sys::Promise {
    member(receipt, "durable").unchecked_into()
}

#[wasm_bindgen_test]
async fn the_second_writer_is_told_of_the_conflict_at_once_and_every_time() {
    let disk = Disk::new("tabs");
    let (first, second) = (disk.open().await, disk.open().await);
    resolved(first.flush()).await;
    second.close();
    let second = disk.instance_with("notes", 2, "config: { syncTimeout: 200 }");
    resolved(second.load(&JsValue::UNDEFINED)).await;
    let heard = hear(&second);
    assert_eq!(saved(&first, "{ notes: { from: 'first' } }").await, JsValue::TRUE);
    let receipts = ["{ count: 1 }", "{ count: 2 }"].map(|change| update(&second, &js(change)));
    for receipt in &receipts {
        assert_eq!(rejected(durable(receipt)).await, "conflict");
    }
    assert_eq!(heard(), ["undurable conflict 2"]);
    assert_eq!(rejected(durable(&update(&second, &js("{ count: 3 }")))).await, "conflict", "later ones too");
    assert_eq!(rejected(second.durable(2.0)).await, "conflict");
    assert_eq!(rejected(second.flush()).await, "conflict");
    resolved(js("new Promise((resolve) => setTimeout(resolve, 400))").unchecked_into()).await;
    assert!(heard().iter().all(|line| line.contains("conflict")), "nobody is told that it will be saved later");
    assert_eq!(saved(&first, "{ notes: { more: 'first' } }").await, JsValue::TRUE, "the first one goes on");
    second.close();
    first.close();
    let again = disk.open().await;
    assert_eq!(json(&again.get_state()), r#"{"count":0,"notes":{"from":"first","more":"first"},"list":[],"map":{}}"#);
    again.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn of_two_that_make_the_database_at_the_same_time_one_wins_and_the_other_is_told() {
    let disk = Disk::new("race");
    let (first, second) = (disk.instance(), disk.instance());
    let loading = [first.load(&JsValue::UNDEFINED), second.load(&JsValue::UNDEFINED)];
    for one in loading {
        resolved(one).await;
    }
    let receipts =
        [update(&first, &js("{ notes: { who: 'first' } }")), update(&second, &js("{ notes: { who: 'second' } }"))];
    let mut ends = Vec::new();
    for receipt in &receipts {
        ends.push(match settled(&durable(receipt)).await {
            Ok(_) => "saved".to_owned(),
            Err(error) => text(&error, "code"),
        });
    }
    let (winner, other) = if ends[0] == "saved" { ("first", 1) } else { ("second", 0) };
    assert_eq!(ends[other], "conflict", "{ends:?}");
    first.close();
    second.close();
    let again = disk.open().await;
    assert_eq!(again.get("/notes/who").expect("a pointer"), winner);
    again.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn a_database_that_somebody_deletes_is_let_go_of_and_updates_say_so() {
    let disk = Disk::new("deleted");
    let sync = disk.open().await;
    assert_eq!(saved(&sync, "{ count: 1 }").await, JsValue::TRUE);
    disk.drop_database().await;
    assert_eq!(rejected(durable(&update(&sync, &js("{ count: 2 }")))).await, "storage_unavailable");
    assert_eq!(sync.get("/count").expect("a pointer"), 2.0, "it stays in memory");
    sync.close();
}
