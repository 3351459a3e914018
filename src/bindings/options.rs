//! What an instance is made from, read member by member.

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;

use super::convert::entries;
use crate::browser::error_of;
use crate::core::config::{Config, Setting};

/// A member of an object; `undefined` if there is none.
pub(super) fn member(object: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    if object.is_object() {
        Reflect::get(object, &name.into())
    } else {
        Err(error_of("invalid_config", &format!("{name} is read from an object, and this is none")))
    }
}

/// A member that has to be text.
pub(super) fn text(object: &JsValue, name: &str, code: &str) -> Result<String, JsValue> {
    let wrong = || error_of(code, &format!("{name} has to be text"));
    member(object, name)?.as_string().ok_or_else(wrong)
}

/// Changes options, all or none. Throws `invalid_config` with the name of the first that is wrong.
pub(super) fn configure(config: &mut Config, changes: &JsValue) -> Result<(), JsValue> {
    if changes.is_undefined() {
        return Ok(());
    }
    if !changes.is_object() {
        return Err(error_of("invalid_config", "the configuration has to be an object"));
    }
    let mut settings: Vec<(String, Setting)> = Vec::new();
    for (name, value) in named(&entries(changes)?) {
        if !value.is_undefined() {
            settings.push((name, setting(&value)?));
        }
    }
    config.apply(&settings).map_err(|error| error_of("invalid_config", &error.to_string()))
}

fn named(pairs: &Array) -> impl Iterator<Item = (String, JsValue)> {
    (0..pairs.length()).map(|index| {
        let pair: Array = pairs.get(index).unchecked_into();
        (pair.get(0).as_string().unwrap_or_default(), pair.get(1))
    })
}

fn setting(value: &JsValue) -> Result<Setting, JsValue> {
    Ok(if let Some(flag) = value.as_bool() {
        Setting::Flag(flag)
    } else if let Some(number) = value.as_f64() {
        Setting::Number(number)
    } else if let Some(word) = value.as_string() {
        Setting::Word(word)
    } else if value.is_object() {
        let number = |(name, value): (String, JsValue)| (name, value.as_f64().unwrap_or(f64::NAN));
        Setting::Numbers(named(&entries(value)?).map(number).collect())
    } else {
        Setting::Other
    })
}
