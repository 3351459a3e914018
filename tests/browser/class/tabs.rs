//! Two instances on one database, as two tabs have: each goes on after what the other has written.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Disk, hear, js, json, member, resolved, saved, settled, turn, update};

fn durable(receipt: &JsValue) -> js_sys::Promise {
    member(receipt, "durable").unchecked_into()
}

#[wasm_bindgen_test]
async fn updates_that_wait_come_after_those_of_the_other_tab() {
    let disk = Disk::new("tabs");
    let (first, second) = (disk.open().await, disk.open().await);
    resolved(first.flush()).await;
    let heard = hear(&second);
    assert_eq!(saved(&first, "{ notes: { from: 'first' } }").await, JsValue::TRUE);
    let receipts = ["{ count: 1 }", "{ count: 2 }"].map(|change| update(&second, &js(change)));
    for receipt in &receipts {
        assert_eq!(resolved(durable(receipt)).await, JsValue::TRUE);
    }
    assert!(heard().iter().any(|line| line.starts_with("followed")), "{:?}", heard());
    assert!(!heard().iter().any(|line| line.starts_with("undurable")), "{:?}", heard());
    assert_eq!(second.version(), 3.0);
    resolved(second.flush()).await;
    first.hint();
    for _ in 0..100 {
        if first.version() < 3.0 {
            turn().await;
        }
    }
    assert_eq!((first.version(), first.digest()), (second.version(), second.digest()));
    assert_eq!(json(&first.get_state()), r#"{"count":2,"notes":{"from":"first"},"list":[],"map":{}}"#);
    first.close();
    second.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn of_two_that_make_the_database_at_the_same_time_one_goes_on_after_the_other() {
    let disk = Disk::new("race");
    let (first, second) = (disk.instance(), disk.instance());
    let loading = [first.load(&JsValue::UNDEFINED), second.load(&JsValue::UNDEFINED)];
    for one in loading {
        resolved(one).await;
    }
    let receipts =
        [update(&first, &js("{ notes: { first: 'first' } }")), update(&second, &js("{ notes: { second: 'second' } }"))];
    for receipt in &receipts {
        assert_eq!(settled(&durable(receipt)).await, Ok(JsValue::TRUE));
    }
    first.close();
    second.close();
    let again = disk.open().await;
    assert_eq!(again.get("/notes/first").expect("a pointer"), "first");
    assert_eq!(again.get("/notes/second").expect("a pointer"), "second");
    again.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn a_database_that_somebody_deletes_is_made_again_from_memory() {
    let disk = Disk::new("deleted");
    let sync = disk.open().await;
    let heard = hear(&sync);
    assert_eq!(saved(&sync, "{ notes: { kept: 'yes' } }").await, JsValue::TRUE);
    disk.drop_database().await;
    assert_eq!(saved(&sync, "{ count: 2 }").await, JsValue::TRUE);
    assert!(heard().iter().any(|line| line.starts_with("rewritten unreadable_data")), "{:?}", heard());
    sync.close();
    let again = disk.open().await;
    assert_eq!(json(&again.get_state()), r#"{"count":2,"notes":{"kept":"yes"},"list":[],"map":{}}"#);
    assert_eq!(again.version(), 2.0);
    again.close();
    disk.drop_database().await;
}
