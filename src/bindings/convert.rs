//! JavaScript values to the encoding and back, for callers without an encoder of their own.
//!
//! The TypeScript class has a faster one with the same rules; both are held to them by the same tests.

use js_sys::{Array, Function, Map, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::browser::{error_of, report};
use crate::core::keys::{KeyRef, Keys};
use crate::core::text::number;
use crate::core::value::encoding::{
    ARRAY, FALSE, MAP, MAX_DEPTH, NULL, OBJECT, TRUE, write_container, write_key, write_number, write_str,
};
use crate::core::value::{Kind, ValueRef};

/// A value that cannot be stored: the path to it, from the inside out, and why.
struct Refused {
    code: &'static str,
    path: Vec<String>,
    reason: String,
}

impl Refused {
    fn new(code: &'static str, reason: impl Into<String>) -> Refused {
        Refused { code, path: Vec::new(), reason: reason.into() }
    }

    fn at(mut self, name: &str) -> Refused {
        self.path.push(name.replace('~', "~0").replace('/', "~1"));
        self
    }
}

/// Encodes a value with every name as text.
pub(super) fn encode(value: &JsValue) -> Result<Vec<u8>, JsValue> {
    encode_or(value, None)
}

/// The same for a part of a model: whatever is refused, it is the model that is wrong. Bytes are one that is encoded already.
pub(super) fn encode_model(value: &JsValue) -> Result<Vec<u8>, JsValue> {
    match value.dyn_ref::<Uint8Array>() {
        Some(bytes) => Ok(bytes.to_vec()),
        None => encode_or(value, Some("invalid_model")),
    }
}

fn encode_or(value: &JsValue, code: Option<&str>) -> Result<Vec<u8>, JsValue> {
    let mut out = Vec::new();
    write(value, &mut Vec::new(), &mut out).map_err(|refused| {
        let pointer: String = refused.path.iter().rev().fold(String::new(), |path, step| path + "/" + step);
        let error = error_of(code.unwrap_or(refused.code), &format!("at '{pointer}': {}", refused.reason));
        let _ = Reflect::set(&error, &"pointer".into(), &pointer.into());
        error
    })?;
    Ok(out)
}

fn write(value: &JsValue, above: &mut Vec<JsValue>, out: &mut Vec<u8>) -> Result<(), Refused> {
    if value.is_null() {
        out.push(NULL);
    } else if let Some(yes) = value.as_bool() {
        out.push(if yes { TRUE } else { FALSE });
    } else if let Some(n) = value.as_f64() {
        if !n.is_finite() {
            return Err(Refused::new("unsupported_value", format!("{} cannot be stored: use null or text", number(n))));
        }
        write_number(n, out);
    } else if value.is_string() {
        write_str(text(value)?.as_bytes(), out);
    } else if value.is_object() && !value.is_function() {
        if above.contains(value) {
            return Err(Refused::new("circular_reference", "the value contains itself: store an id instead"));
        }
        if above.len() == MAX_DEPTH {
            return Err(Refused::new("too_deep", "nested deeper than 128 levels: store it in parts"));
        }
        above.push(value.clone());
        write_entries(value, above, out)?;
        above.pop();
    } else {
        let kind = value.js_typeof().as_string().unwrap_or_default();
        return Err(Refused::new("unsupported_value", format!("a value of type {kind} cannot be stored: use text")));
    }
    Ok(())
}

fn text(value: &JsValue) -> Result<String, Refused> {
    let text: &js_sys::JsString = value.unchecked_ref();
    let lone = || Refused::new("unsupported_value", "the text has half of a surrogate pair: use toWellFormed()");
    if text.is_valid_utf16() { Ok(String::from(text)) } else { Err(lone()) }
}

/// Everything here may run code of the page (getters, proxies), which may throw; each property is read once.
fn write_entries(value: &JsValue, above: &mut Vec<JsValue>, out: &mut Vec<u8>) -> Result<(), Refused> {
    let array = is_array(value).map_err(unreadable)?;
    let map = !array && value.is_instance_of::<Map>();
    if !is_plain(value, array || map).map_err(unreadable)? {
        let reason = "only plain objects, arrays and Maps can be stored: use a plain object, or text for a Date";
        return Err(Refused::new("unsupported_value", reason));
    }
    if array {
        return write_container(ARRAY, out, |out| {
            let length = Reflect::get(value, &"length".into()).map_err(unreadable)?;
            for index in 0..length.as_f64().unwrap_or_default() as u32 {
                let written = Reflect::get_u32(value, index).map_err(unreadable).and_then(|item| {
                    if item.is_undefined() {
                        let reason = "an array has no holes and no undefined: use null";
                        return Err(Refused::new("unsupported_value", reason));
                    }
                    write(&item, above, out)
                });
                written.map_err(|refused| refused.at(&index.to_string()))?;
            }
            Ok(())
        });
    }
    let (tag, pairs) = if map { (MAP, list(value)) } else { (OBJECT, entries(value)) };
    let pairs = pairs.map_err(unreadable)?;
    write_container(tag, out, |out| {
        for index in 0..pairs.length() {
            let pair: Array = pairs.get(index).unchecked_into();
            let (key, item) = (pair.get(0), pair.get(1));
            if !key.is_string() {
                return Err(Refused::new("unsupported_value", "the keys of a Map are text"));
            }
            let name = text(&key)?;
            if item.is_undefined() {
                continue;
            }
            write_key(KeyRef::Text(name.as_bytes()), out);
            write(&item, above, out).map_err(|refused| refused.at(&name))?;
        }
        Ok(())
    })
}

#[allow(clippy::needless_pass_by_value, reason = "used as a function in map_err")]
fn unreadable(_thrown: JsValue) -> Refused {
    Refused::new("unsupported_value", "reading it throws an error: store a plain copy of it")
}

/// Whether no class of the page has made it, which shows in the number of its prototypes, in whichever window; and
/// whether all names in it are text.
fn is_plain(value: &JsValue, built_in: bool) -> Result<bool, JsValue> {
    let mut above = value.clone();
    for _ in 0..2 + u32::from(built_in) {
        above = prototype_of(&above)?;
        if above.is_null() {
            return Ok(symbols(value)?.length() == 0);
        }
    }
    Ok(false)
}

/// A JavaScript value of one's own; nothing in it is frozen.
pub(super) fn decode(value: ValueRef<'_>, keys: &Keys) -> JsValue {
    let name = |key: Option<KeyRef<'_>>| {
        JsValue::from(String::from_utf8_lossy(key.map(|key| key.name(keys)).unwrap_or_default()).as_ref())
    };
    match value.kind() {
        Kind::Null => JsValue::NULL,
        Kind::Boolean => value.as_bool().into(),
        Kind::Number => value.as_number().into(),
        Kind::String => value.as_str().into(),
        Kind::Array => value.entries().map(|entry| decode(entry.value, keys)).collect::<Array>().into(),
        Kind::Map => {
            let map = Map::new();
            for entry in value.entries() {
                map.set(&name(entry.key), &decode(entry.value, keys));
            }
            map.into()
        }
        Kind::Object => {
            // Not `Reflect::set`: a member called `__proto__` is data like any other.
            let pairs: Array =
                value.entries().map(|entry| Array::of2(&name(entry.key), &decode(entry.value, keys))).collect();
            Object::from_entries(&pairs).map_or(JsValue::NULL, Into::into)
        }
    }
}

/// Calls a listener; one that throws is reported, and the others still run.
pub(super) fn call(listener: &Function, argument: &JsValue) {
    if let Err(error) = listener.call1(&JsValue::UNDEFINED, argument) {
        report(&error);
    }
}

/// What js-sys takes for calls that cannot throw, which proxies disprove: an exception that passes through Rust leaves
/// its stack as it was in the middle.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Array, js_name = from)]
    fn list(value: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Object, js_name = getPrototypeOf)]
    fn prototype_of(value: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Object, js_name = entries)]
    pub(super) fn entries(value: &JsValue) -> Result<Array, JsValue>;

    #[wasm_bindgen(catch, js_namespace = Object, js_name = getOwnPropertySymbols)]
    fn symbols(value: &JsValue) -> Result<Array, JsValue>;
}
