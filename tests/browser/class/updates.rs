//! Changing and reading the state.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Disk, issue, js, json, member, rejected, resolved, saved, text, update};

#[wasm_bindgen_test]
async fn a_new_database_holds_the_first_state_of_the_model() {
    let disk = Disk::new("new");
    let sync = disk.open().await;
    assert_eq!(json(&sync.get_state()), r#"{"count":0,"notes":{},"list":[],"map":{}}"#);
    assert_eq!((sync.version(), sync.pending()), (0.0, 0));
    resolved(sync.flush()).await;
    assert_eq!(disk.records("journal").await.len(), 1, "the first state is on disk");
    assert!(sync.saved_at().is_some());
    sync.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn an_update_is_there_when_it_returns_and_durable_once_it_is_on_disk() {
    let disk = Disk::new("durable");
    let sync = disk.open().await;
    let receipt = update(&sync, &js("{ count: 1, notes: { today: 'milk' } }"));
    assert_eq!(member(&receipt, "accepted"), JsValue::TRUE);
    assert_eq!(member(&receipt, "version"), 1.0);
    assert_eq!(json(&sync.get("/notes").expect("a pointer")), r#"{"today":"milk"}"#);
    assert_eq!(sync.pending(), 1);
    assert_eq!(resolved(member(&receipt, "durable").unchecked_into()).await, JsValue::TRUE);
    assert_eq!(sync.pending(), 0);
    assert_eq!(disk.records("journal").await.len(), 2);
    assert_eq!(resolved(sync.durable(1.0)).await, JsValue::TRUE);
    sync.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn the_two_forms_of_an_update_do_the_same() {
    let disk = Disk::new("forms");
    let sync = disk.open().await;
    update(&sync, &js("{ notes: { a: 'one', b: 'two' }, list: [1, 2] }"));
    let merged = sync.digest();
    let patch = "[
        { op: 'test', path: '/notes/a', value: 'one' },
        { op: 'remove', path: '/notes/b' },
        { op: 'add', path: '/list/1', value: { deep: [true] } },
        { op: 'move', from: '/notes/a', path: '/notes/c' },
    ]";
    assert_eq!(saved(&sync, patch).await, JsValue::TRUE);
    assert_eq!(json(&sync.get_state()), r#"{"count":0,"notes":{"c":"one"},"list":[1,{"deep":[true]},2],"map":{}}"#);
    assert_eq!(saved(&sync, "{ notes: { a: 'one', b: 'two', c: null }, list: [1, 2] }").await, JsValue::TRUE);
    assert_eq!(sync.digest(), merged);
    sync.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn what_is_refused_changes_nothing_and_says_where_and_why() {
    let disk = Disk::new("refused");
    let sync = disk.open().await;
    let before = sync.digest();
    let cases = [
        ("{ count: 1.5 }", "schema/type at /count"),
        ("{ count: -1 }", "schema/minimum at /count"),
        ("{ notes: { a: 5 } }", "schema/type at /notes/a"),
        ("{ stranger: 1 }", "update/unknown_key at /stranger"),
        ("{ count: null }", "schema/required at "),
        ("[{ op: 'test', path: '/count', value: 7 }]", "update/patch at /count"),
        ("[{ op: 'remove', path: '/notes/none' }]", "update/patch at /notes/none"),
        ("5", "update/form at "),
    ];
    for (change, expected) in cases {
        let receipt = update(&sync, &js(change));
        assert_eq!(issue(&receipt), expected, "{change}");
        assert_eq!(resolved(member(&receipt, "durable").unchecked_into()).await, JsValue::FALSE, "{change}");
        assert_eq!(saved(&sync, change).await, JsValue::FALSE, "{change}");
    }
    let two = update(&sync, &js("{ count: 'x', notes: { a: 1 } }"));
    assert_eq!(Array::from(&member(&two, "issues")).length(), 2, "all problems are listed");
    assert_eq!((sync.digest(), sync.version()), (before, 0.0));
    sync.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn a_change_that_changes_nothing_makes_no_version() {
    let disk = Disk::new("same");
    let sync = disk.open().await;
    update(&sync, &js("{ count: 1 }"));
    let receipt = update(&sync, &js("{ count: 1 }"));
    assert_eq!((member(&receipt, "accepted"), member(&receipt, "version")), (JsValue::TRUE, 1.0.into()));
    assert_eq!(resolved(member(&receipt, "durable").unchecked_into()).await, JsValue::TRUE);
    sync.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn a_pointer_finds_what_it_names_and_nothing_else() {
    let disk = Disk::new("pointers");
    let sync = disk.open().await;
    update(
        &sync,
        &js("{ notes: { 'a/b': 'slash', 'm~n': 'tilde', '': 'empty' }, list: [[10, 20]], map: new Map([['k', 1]]) }"),
    );
    let get = |pointer: &str| sync.get(pointer).unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(get("/notes/a~1b"), "slash");
    assert_eq!(get("/notes/m~0n"), "tilde");
    assert_eq!(get("/notes/"), "empty");
    assert_eq!(get("/list/0/1"), 20.0);
    assert_eq!(get("/map/k"), 1.0);
    for nothing in ["/notes/none", "/list/1", "/list/-", "/list/00", "/list/0/1/x", "/count/x"] {
        assert!(get(nothing).is_undefined(), "{nothing}");
    }
    for bad in ["notes", "/a~2"] {
        assert_eq!(text(&sync.get(bad).expect_err(bad), "code"), "unsupported_value");
    }
    sync.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn what_is_read_is_a_copy() {
    let disk = Disk::new("copy");
    let sync = disk.open().await;
    let list: Array = sync.get("/list").expect("a pointer").unchecked_into();
    list.push(&1.into());
    assert_eq!(json(&sync.get("/list").expect("a pointer")), "[]");
    sync.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn the_whole_state_is_validated_on_demand() {
    let disk = Disk::new("validate");
    let sync = disk.open().await;
    let result = sync.validate_state();
    assert_eq!((member(&result, "isValid"), member(&result, "issueCount")), (JsValue::TRUE, 0.into()));
    sync.update_sync_config(&js("{ validationEnabled: false, maxIssues: 1 }")).expect("it may be changed");
    assert_eq!(saved(&sync, "{ count: 'many', notes: { a: 1 } }").await, JsValue::TRUE);
    let result = sync.validate_state();
    assert_eq!((member(&result, "isValid"), member(&result, "issueCount")), (JsValue::FALSE, 2.0.into()));
    assert_eq!(Array::from(&member(&result, "issues")).length(), 1, "maxIssues are listed");
    sync.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn a_first_state_that_the_schema_refuses_is_a_mistake_in_the_model_and_nothing_is_written() {
    let disk = Disk::new("invalid");
    for initial in ["{ count: 'x' }", "{ count: 0, any: new Date() }", "7", "null"] {
        let sync = disk.instance();
        assert_eq!(rejected(sync.load(&js(initial))).await, "invalid_model", "{initial}");
    }
    assert_eq!(indexed_databases_named(&disk.name).await, 0);
    let sync = disk.instance();
    resolved(sync.load(&JsValue::UNDEFINED)).await;
    assert_eq!(saved(&sync, "{ count: 7 }").await, JsValue::TRUE);
    sync.close();
    // The first state is asked for while a database opens that is there: what is in it stays, and nobody holds it open.
    let again = disk.instance();
    let wrong = js("() => ({ count: 'x' })");
    assert_eq!(rejected(again.load(&wrong)).await, "invalid_model");
    resolved(again.load(&js("() => ({ count: 0 })"))).await;
    assert_eq!(again.get("/count").expect("a place"), JsValue::from(7));
    again.close();
    disk.drop_database().await;
}

async fn indexed_databases_named(name: &str) -> u32 {
    let code =
        format!("indexedDB.databases().then((all) => all.filter((one) => one.name.startsWith('{name}')).length)");
    resolved(js(&code).unchecked_into()).await.as_f64().expect("a count") as u32
}

#[wasm_bindgen_test]
async fn before_it_is_loaded_nothing_is_accepted() {
    let disk = Disk::new("early");
    let sync = disk.instance();
    assert_eq!(issue(&update(&sync, &js("{ count: 1 }"))), "update/closed at ");
    resolved(sync.load(&JsValue::UNDEFINED)).await;
    assert_eq!(sync.version(), 0.0);
    sync.close();
    disk.drop_database().await;
}
