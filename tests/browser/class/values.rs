//! What can be stored comes back as it was; what cannot is refused with its place, and nothing is half applied.

use js_sys::Object;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

use crate::support::{Disk, issue, js, json, resolved, saved, update};

/// Whether two values are the same for every reader: kinds, order of members, -0.
fn same(a: &JsValue, b: &JsValue) -> bool {
    let compare = js("function same(a, b) {
        if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return Object.is(a, b);
        if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
        const list = (value) => (value instanceof Map ? [...value] : Object.entries(value)).flat();
        const [left, right] = [list(a), list(b)];
        return left.length === right.length && left.every((item, at) => same(item, right[at]));
    }");
    js_sys::Function::from(compare).call2(&JsValue::UNDEFINED, a, b).expect("it cannot throw").is_truthy()
}

const KEPT: [&str; 13] = [
    "[true, false, null, 0, -0, 1, 127, 128, -1, 2147483647, -2147483648, 2147483648, 9007199254740993]",
    "[0.1, 5e-324, 1.7976931348623157e308, -1.5]",
    "['', 'ä', '\\u0000', '\\ud83d\\ude00', 'x'.repeat(255), 'x'.repeat(256), 'é'.repeat(200)]",
    "{ b: 1, a: 2, 10: 'ten', 2: 'two', '': 'empty' }",
    "JSON.parse('{\"__proto__\": {\"polluted\": true}, \"constructor\": 1, \"prototype\": null, \"toString\": \"x\"}')",
    "new Map([['b', 1], ['a', new Map([['__proto__', { c: [] }]])], ['', null]])",
    "[[], {}, new Map(), [[[]]]]",
    "Object.assign(Object.create(null), { plain: true })",
    "{ left: undefined, kept: 1 }",
    "Array.from({ length: 5000 }, (_, at) => ({ id: `node-${at}`, weight: at / 7 }))",
    "Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`key-${at}`, at]))",
    "new Map(Array.from({ length: 3000 }, (_, at) => [`key-${at}`, [at]]))",
    "'long '.repeat(500000)",
];

#[wasm_bindgen_test]
async fn what_can_be_stored_comes_back_as_it_was_at_once_and_from_disk() {
    let disk = Disk::new("kept");
    for value in KEPT {
        let sync = disk.open().await;
        let wanted = js(&format!(
            "((value) => {{
            if (value?.left === undefined && value?.kept) delete value.left;
            return Object.getPrototypeOf(Object(value)) === null ? {{ ...value }} : value;
        }})({value})"
        ));
        let change = format!("[{{ op: 'add', path: '/any', value: {value} }}]");
        assert_eq!(saved(&sync, &change).await, JsValue::TRUE, "{value}");
        let digest = sync.digest();
        assert!(same(&sync.get("/any").expect("a pointer"), &wanted), "{value}");
        sync.close();
        let again = disk.open().await;
        assert!(same(&again.get("/any").expect("a pointer"), &wanted), "{value}, from disk");
        assert_eq!(again.digest(), digest, "{value}");
        again.close();
    }
    assert!(js("({}).polluted").is_undefined());
    disk.drop_database().await;
}

const REVOKED: &str = "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()";

/// What stands at `/any/x` in an update, and where it is refused.
const REFUSED: [(&str, &str); 37] = [
    ("() => 1", "/any/x"),
    ("class {}", "/any/x"),
    ("async () => {}", "/any/x"),
    ("Symbol('s')", "/any/x"),
    ("1n", "/any/x"),
    ("NaN", "/any/x"),
    ("Infinity", "/any/x"),
    ("-Infinity", "/any/x"),
    ("new Date(0)", "/any/x"),
    ("new Set([1])", "/any/x"),
    ("new (class Point {})()", "/any/x"),
    ("new (class extends Map {})()", "/any/x"),
    ("new (class extends Array {})()", "/any/x"),
    ("Object.create({ inherited: 1 })", "/any/x"),
    ("/r/", "/any/x"),
    ("new Error('e')", "/any/x"),
    ("Promise.resolve()", "/any/x"),
    ("new Uint8Array(2)", "/any/x"),
    ("new ArrayBuffer(2)", "/any/x"),
    ("new WeakMap()", "/any/x"),
    ("new Number(1)", "/any/x"),
    ("document.createElement('p')", "/any/x"),
    ("[1, , 3]", "/any/x/1"),
    ("[1, undefined]", "/any/x/1"),
    ("new Array(4294967295)", "/any/x/0"),
    ("'\\ud83d'", "/any/x"),
    ("{ deep: [{ 'a/b~c': '\\udc00' }] }", "/any/x/deep/0/a~1b~0c"),
    ("{ ['\\ud83d']: 1 }", "/any/x"),
    ("new Map([[1, 1]])", "/any/x"),
    ("new Map([['k', new Date()]])", "/any/x/k"),
    ("{ [Symbol('s')]: 1 }", "/any/x"),
    ("{ get bad() { throw new Error('mine') } }", "/any/x"),
    ("new Proxy({}, { ownKeys() { throw new Error('mine') } })", "/any/x"),
    ("new Proxy([], { get() { throw new Error('mine') } })", "/any/x"),
    ("new Proxy(new Map(), {})", "/any/x"),
    ("Object.defineProperty([1, 2], 1, { get() { throw new Error('mine') } })", "/any/x/1"),
    (REVOKED, "/any/x"),
];

#[wasm_bindgen_test]
async fn every_unsupported_value_is_refused_with_its_place() {
    let disk = Disk::new("unsupported");
    let sync = disk.open().await;
    let before = sync.digest();
    let mut wrong = Vec::new();
    for (value, place) in REFUSED {
        let change = js(&format!("{{ count: 7, any: {{ x: {value} }} }}"));
        let said = issue(&update(&sync, &change));
        if said != format!("value/unsupported at {place}") {
            wrong.push(format!("{value}: {said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(sync.digest(), before);
    console_log!("unsupported kinds refused: {}", REFUSED.len());
    sync.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn a_whole_update_that_cannot_be_read_is_refused_too() {
    let disk = Disk::new("whole");
    let sync = disk.open().await;
    for change in ["undefined", "() => 1", "new Date()", REVOKED] {
        assert_eq!(issue(&update(&sync, &js(change))), "value/unsupported at ", "{change}");
    }
    assert_eq!(saved(&sync, "{ count: 1 }").await, JsValue::TRUE, "and it goes on");
    sync.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn a_circle_is_refused_where_it_closes_and_the_same_object_twice_is_no_circle() {
    let disk = Disk::new("circle");
    let sync = disk.open().await;
    let circle = js("(() => { const a = { list: [{}] }; a.list[0].back = a; return { any: { a } }; })()");
    assert_eq!(issue(&update(&sync, &circle)), "value/circular at /any/a/list/0/back");
    let map = js("(() => { const m = new Map(); m.set('m', m); return { any: m }; })()");
    assert_eq!(issue(&update(&sync, &map)), "value/circular at /any/m");
    assert_eq!(saved(&sync, "(() => { const s = { n: 1 }; return { any: [s, s] }; })()").await, JsValue::TRUE);
    sync.close();
    disk.drop_database().await;
}

fn nested(levels: u32) -> JsValue {
    js(&format!("(() => {{ let v = 1; for (let i = 0; i < {levels}; i++) v = [v]; return v; }})()"))
}

#[wasm_bindgen_test]
async fn a_state_may_have_128_levels_and_not_one_more() {
    let disk = Disk::new("deep");
    let sync = disk.open().await;
    let change = |levels| {
        let change = Object::new();
        js_sys::Reflect::set(&change, &"any".into(), &nested(levels)).expect("a plain object");
        JsValue::from(change)
    };
    // The state itself is the first level.
    for levels in [128, 1000, 100_000] {
        let said = issue(&update(&sync, &change(levels)));
        assert!(said.starts_with("value/too_deep at /any/0/0/0"), "{levels}: {said}");
    }
    update(&sync, &change(127));
    resolved(sync.flush()).await;
    let digest = sync.digest();
    let into = js(&format!("[{{ op: 'add', path: '/any{}', value: [1] }}]", "/0".repeat(126) + "/-"));
    assert!(issue(&update(&sync, &into)).starts_with("value/too_deep at /any/0/0/0"), "a patch that reaches below");
    sync.close();
    let again = disk.open().await;
    assert_eq!(again.digest(), digest);
    assert!(same(&again.get("/any").expect("a pointer"), &nested(127)));
    again.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn each_member_is_read_once() {
    let disk = Disk::new("once");
    let sync = disk.open().await;
    let fickle = js("(() => {
        let reads = 0;
        const list = [0, 0];
        Object.defineProperty(list, 1, { enumerable: true, get: () => ++reads });
        return { get count() { return ++reads; }, list };
    })()");
    update(&sync, &fickle);
    assert_eq!(json(&sync.get("").expect("a pointer")), r#"{"count":1,"notes":{},"list":[0,2],"map":{}}"#);
    sync.close();
    disk.drop_database().await;
}

#[wasm_bindgen_test]
async fn a_state_that_would_be_too_large_is_refused() {
    let disk = Disk::new("large");
    let sync = disk.instance_with("notes", 2, "config: { maxStateSize: 1000 }");
    resolved(sync.load(&JsValue::UNDEFINED)).await;
    assert_eq!(issue(&update(&sync, &js("{ any: 'x'.repeat(1000) }"))), "size/limit at ");
    assert_eq!(saved(&sync, "{ any: 'x'.repeat(800) }").await, JsValue::TRUE);
    sync.close();
    disk.drop_database().await;
}
