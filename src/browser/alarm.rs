//! The timer for what the engine does by itself.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// A number in browsers, an object in Node.
    #[derive(Debug)]
    type Id;

    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(ring: &Closure<dyn FnMut()>, milliseconds: u32) -> Id;

    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(id: &Id);

    #[wasm_bindgen(method, catch)]
    fn unref(this: &Id) -> Result<(), JsValue>;
}

/// Rings once, unless it is dropped before. A process of Node may end meanwhile: what is done for somebody who waits has a timer of
/// another kind.
#[derive(Debug)]
pub(super) struct Alarm {
    id: Id,
    _ring: Closure<dyn FnMut()>,
}

impl Alarm {
    pub(super) fn new(milliseconds: u32, ring: impl FnOnce() + 'static) -> Alarm {
        let ring = Closure::once(ring);
        let id = set_timeout(&ring, milliseconds);
        // Browsers do not have it.
        let _ = id.unref();
        Alarm { id, _ring: ring }
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        clear_timeout(&self.id);
    }
}
