//! What the tests share: JavaScript written as JavaScript, the class as its callers see it, and the disk past the engine.

use std::cell::Cell;

use holdfast::bindings::StateSync;
use js_sys::{Array, Function, Promise, Reflect, Uint8Array, eval};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/tests/browser/raw.js")]
extern "C" {
    #[wasm_bindgen(catch, js_name = entries)]
    async fn raw_entries(name: &str, store: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = put)]
    async fn raw_put(name: &str, store: &str, key: &JsValue, value: &JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = remove)]
    async fn raw_remove(name: &str, store: &str, key: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_name = drop)]
    async fn raw_drop(name: &str) -> Result<JsValue, JsValue>;
    fn within(promise: &Promise, seconds: f64) -> Promise;
}

/// A JavaScript expression.
pub(crate) fn js(code: &str) -> JsValue {
    eval(&format!("({code})")).unwrap_or_else(|error| panic!("{code}: {error:?}"))
}

/// As JSON, for comparing.
pub(crate) fn json(value: &JsValue) -> String {
    js_sys::JSON::stringify(value).map(String::from).expect("what comes from the engine is plain")
}

/// A member of an object.
pub(crate) fn member(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).expect("reading a member of plain data")
}

pub(crate) fn text(value: &JsValue, name: &str) -> String {
    member(value, name).as_string().unwrap_or_else(|| panic!("{name} is no text in {value:?}"))
}

pub(crate) async fn resolved(promise: Promise) -> JsValue {
    settled(&promise).await.unwrap_or_else(|error| panic!("it was rejected: {error:?}"))
}

/// How a promise ends, if it does.
pub(crate) async fn settled(promise: &Promise) -> Result<JsValue, JsValue> {
    JsFuture::from(within(promise, 5.0)).await
}

/// The code that a promise is rejected with.
pub(crate) async fn rejected(promise: Promise) -> String {
    text(&settled(&promise).await.expect_err("it resolved"), "code")
}

/// Lets everything run that is due.
pub(crate) async fn turn() {
    resolved(js("new Promise((resolve) => setTimeout(resolve))").unchecked_into()).await;
}

/// A function that counts its calls.
pub(crate) fn counter() -> (Function, impl Fn() -> u32) {
    let made = js("(() => { const f = () => { f.calls++; }; f.calls = 0; return f; })()");
    let function: Function = made.unchecked_into();
    (function.clone(), move || member(&function, "calls").as_f64().expect("a count") as u32)
}

/// A name that no other test and no earlier run has used.
pub(crate) fn unique(what: &str) -> String {
    thread_local!(static LAST: Cell<u32> = const { Cell::new(0) });
    let count = LAST.replace(LAST.get() + 1);
    format!("{what}-{}-{count}", js_sys::Date::now())
}

const SCHEMA: &str = "{
    type: 'object',
    properties: {
        count: { type: 'integer', minimum: 0 },
        notes: { type: 'object', additionalProperties: { type: 'string' } },
        list: { type: 'array' },
        map: { type: 'object', 'x-map': true, additionalProperties: {} },
        any: {},
    },
    required: ['count'],
    additionalProperties: false,
}";

/// The number of a record. In quarantine it is the first part of the key.
fn number_of(key: &JsValue) -> u64 {
    let first = if Array::is_array(key) { Array::from(key).get(0) } else { key.clone() };
    first.as_f64().expect("a number") as u64
}

/// The class on a database of its own, which is deleted by [`Disk::drop_database`].
pub(crate) struct Disk {
    pub(crate) name: String,
}

impl Disk {
    pub(crate) fn new(what: &str) -> Disk {
        Disk { name: unique(what) }
    }

    /// An instance that is not loaded; `more` are further options.
    pub(crate) fn instance_with(&self, model: &str, version: u32, more: &str) -> StateSync {
        let name = &self.name;
        let initial = "{ count: 0, notes: {}, list: [], map: new Map() }";
        let options = js(&format!(
            "{{ name: '{name}', model: {{ name: '{model}', version: {version}, schema: {SCHEMA}, initial: {initial} }}, {more} }}"
        ));
        StateSync::new(&options).unwrap_or_else(|error| panic!("{error:?}"))
    }

    pub(crate) fn instance(&self) -> StateSync {
        self.instance_with("notes", 2, "")
    }

    /// A loaded instance.
    pub(crate) async fn open(&self) -> StateSync {
        let sync = self.instance();
        resolved(sync.load(&JsValue::UNDEFINED)).await;
        sync
    }

    /// Makes the count 1, 2, ... each in a record of its own, and closes.
    pub(crate) async fn fill(&self, updates: u32) {
        let sync = self.open().await;
        resolved(sync.flush()).await;
        for count in 1..=updates {
            assert_eq!(saved(&sync, &format!("{{ count: {count} }}")).await, JsValue::TRUE);
        }
        sync.close();
    }

    /// The bytes in a store, by key.
    pub(crate) async fn records(&self, store: &str) -> Vec<(u64, Vec<u8>)> {
        let entries: Array = raw_entries(&self.name, store).await.expect("the store can be read").unchecked_into();
        let pairs = entries.iter().map(|pair| {
            let bytes: Uint8Array = Array::from(&pair).get(1).unchecked_into();
            (number_of(&Array::from(&pair).get(0)), bytes.to_vec())
        });
        pairs.collect()
    }

    /// Everything that the engine may have written.
    pub(crate) async fn everything(&self) -> Vec<Vec<(u64, Vec<u8>)>> {
        vec![self.records("meta").await, self.records("journal").await, self.records("quarantine").await]
    }

    pub(crate) async fn put(&self, store: &str, key: u64, value: &JsValue) {
        raw_put(&self.name, store, &(key as f64).into(), value).await.expect("it can be written");
    }

    /// Writes many records at once; `entries` is a list of keys and values.
    pub(crate) async fn put_many(&self, store: &str, entries: &str) {
        for pair in Array::from(&js(entries)).iter() {
            let (key, value) = (Array::from(&pair).get(0), Array::from(&pair).get(1));
            raw_put(&self.name, store, &key, &value).await.expect("it can be written");
        }
    }

    /// A stored value as it is.
    pub(crate) async fn raw(&self, store: &str, key: u64) -> JsValue {
        let entries: Array = raw_entries(&self.name, store).await.expect("the store can be read").unchecked_into();
        let found = entries.iter().map(|pair| Array::from(&pair)).find(|pair| number_of(&pair.get(0)) == key);
        found.expect("it is there").get(1)
    }

    /// Changes the stored bytes of a record.
    pub(crate) async fn damage(&self, store: &str, key: u64, change: impl FnOnce(&mut Vec<u8>)) {
        let (_, mut bytes) = self.records(store).await.into_iter().find(|(at, _)| *at == key).expect("it is there");
        change(&mut bytes);
        self.put(store, key, &Uint8Array::from(bytes.as_slice())).await;
    }

    pub(crate) async fn remove(&self, store: &str, key: u64) {
        raw_remove(&self.name, store, key as f64).await.expect("it can be deleted");
    }

    /// Deletes the database, which fails if a connection is left.
    pub(crate) async fn drop_database(&self) {
        drop_database(&self.name).await;
    }
}

pub(crate) async fn drop_database(name: &str) {
    raw_drop(name).await.unwrap_or_else(|error| panic!("{error:?}"));
}

/// Updates, and waits for the answer of `durable`.
pub(crate) async fn saved(sync: &StateSync, change: &str) -> JsValue {
    let promise = sync.update_state(&js(change), None).unwrap_or_else(|error| panic!("{change}: {error:?}"));
    resolved(promise.unchecked_into()).await
}

/// An update as its receipt.
pub(crate) fn update(sync: &StateSync, change: &JsValue) -> JsValue {
    sync.update(change, None).unwrap_or_else(|error| panic!("{error:?}")).into()
}

/// The only issue of a refused update, as `code at pointer`.
pub(crate) fn issue(receipt: &JsValue) -> String {
    assert_eq!(member(receipt, "accepted"), JsValue::FALSE, "it was accepted");
    let issues: Array = member(receipt, "issues").unchecked_into();
    assert_eq!(issues.length(), 1, "{}", json(&issues));
    format!("{} at {}", text(&issues.get(0), "code"), text(&issues.get(0), "pointer"))
}

/// What `listen` has been told, as `event code version`, but for what is only being written.
pub(crate) fn hear(sync: &StateSync) -> impl Fn() -> Vec<String> + use<> {
    let made = js("(() => {
        const f = (event, code, message, version) => {
            if (event !== 'writing') f.heard.push([event, code, version].join(' ').replace('  ', ' '));
        };
        f.heard = [];
        return f;
    })()");
    let function: Function = made.unchecked_into();
    sync.listen(Some(function.clone()));
    move || {
        let heard: Array = member(&function, "heard").unchecked_into();
        heard.iter().filter_map(|line| line.as_string()).collect()
    }
}
