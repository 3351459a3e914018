//! The harness itself: the tests really run in a page of a browser that can store data.

use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn the_page_has_indexed_db() {
    let page = js_sys::global();
    let factory = js_sys::Reflect::get(&page, &JsValue::from_str("indexedDB")).expect("reading a global cannot fail");
    assert!(factory.is_object(), "tests need a page in a browser, not a worker of Node");
}
