//! What an instance is made from, read member by member.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::browser::error_of;
use crate::core::config::{Config, Setting};

/// A member of an object; `undefined` if there is none.
pub(super) fn member(object: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(object, &name.into())
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
    let changes: Vec<(String, Setting)> = entries(changes).collect();
    config.apply(&changes).map_err(|error| error_of("invalid_config", &error.to_string()))
}

/// The members that have a value.
fn entries(object: &JsValue) -> impl Iterator<Item = (String, Setting)> {
    named(object).filter(|(_, value)| !value.is_undefined()).map(|(name, value)| (name, setting(&value)))
}

fn named(object: &JsValue) -> impl Iterator<Item = (String, JsValue)> {
    let pairs = Object::entries(object.unchecked_ref());
    (0..pairs.length()).map(move |index| {
        let pair: Array = pairs.get(index).unchecked_into();
        (pair.get(0).as_string().unwrap_or_default(), pair.get(1))
    })
}

fn setting(value: &JsValue) -> Setting {
    if let Some(flag) = value.as_bool() {
        Setting::Flag(flag)
    } else if let Some(number) = value.as_f64() {
        Setting::Number(number)
    } else if let Some(word) = value.as_string() {
        Setting::Word(word)
    } else if value.is_object() {
        Setting::Numbers(named(value).map(|(name, value)| (name, value.as_f64().unwrap_or(f64::NAN))).collect())
    } else {
        Setting::Other
    }
}
