//! JavaScript values to the encoding and back, for callers without an encoder of their own.
//!
//! The TypeScript class has a faster one with the same rules; both are held to them by the same tests.

use js_sys::{Array, Function, Map, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::browser::error_of;
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
    let mut out = Vec::new();
    write(value, &mut Vec::new(), &mut out).map_err(|refused| {
        let pointer: String = refused.path.iter().rev().fold(String::new(), |path, step| path + "/" + step);
        let error = error_of(refused.code, &format!("at '{pointer}': {}", refused.reason));
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

fn write_entries(value: &JsValue, above: &mut Vec<JsValue>, out: &mut Vec<u8>) -> Result<(), Refused> {
    if let Some(array) = value.dyn_ref::<Array>() {
        return write_container(ARRAY, out, |out| {
            for index in 0..array.length() {
                let item = array.get(index);
                if item.is_undefined() {
                    return Err(Refused::new("unsupported_value", "an array has no holes and no undefined: use null")
                        .at(&index.to_string()));
                }
                write(&item, above, out).map_err(|refused| refused.at(&index.to_string()))?;
            }
            Ok(())
        });
    }
    let (tag, pairs) = if let Some(map) = value.dyn_ref::<Map>() {
        (MAP, Array::from(&map.entries()))
    } else {
        let prototype = Object::get_prototype_of(value);
        if !prototype.is_null() && !Object::get_prototype_of(&prototype).is_null() {
            let reason = "only plain objects, arrays and Maps can be stored: use a plain object, or text for a Date";
            return Err(Refused::new("unsupported_value", reason));
        }
        (OBJECT, Object::entries(value.unchecked_ref()))
    };
    write_container(tag, out, |out| {
        for pair in pairs.iter() {
            let pair: Array = pair.unchecked_into();
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

#[wasm_bindgen]
extern "C" {
    /// What an uncaught exception does, without stopping who calls.
    #[wasm_bindgen(js_name = reportError)]
    fn report(error: &JsValue);
}
