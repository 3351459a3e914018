//! Updates, reads and subscriptions with ordinary JavaScript values.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;

use super::convert::{decode, encode};
use super::results::write_issue;
use super::sync::StateSync;
use crate::browser::{Observer, error_of};
use crate::core::error::Issue;
use crate::core::io::{Form, Input, Output, Request};
use crate::core::keys::{Key, Keys};
use crate::core::pointer;
use crate::core::value::Value;
use crate::core::value::encoding::ARRAY;

/// Listeners that cause updates that call listeners: more than this, one inside the other, is a loop.
const MAX_ROUNDS: u32 = 100;

#[wasm_bindgen]
impl StateSync {
    /// Changes the state: a deep partial, or a list of RFC 6902 operations. Returns
    /// `{ accepted, version, issues, durable }`; never throws for bad data. Throws `update_loop` to listeners that update
    /// without end.
    pub fn update(&self, change: &JsValue, source: Option<String>) -> Result<Object, JsValue> {
        if self.hub.rounds() > MAX_ROUNDS {
            let message =
                "listeners have caused 100 updates in a row: make the listener stop when nothing is left to do";
            return Err(error_of("update_loop", message));
        }
        let (accepted, version, issues) = match encode(change) {
            Err(refused) => (false, self.driver.read(crate::core::engine::Engine::version), vec![issue_of(&refused)]),
            Ok(body) => {
                let form = if body.first() == Some(&ARRAY) { Form::Patch } else { Form::Merge };
                self.apply(form, &body, source.as_deref().unwrap_or("application"))
            }
        };
        let durable = if accepted { self.driver.durable(version) } else { Promise::resolve(&JsValue::FALSE) };
        let receipt = Object::new();
        let issues: Array = issues.iter().map(issue_to_js).collect();
        let fields: [(&str, JsValue); 4] = [
            ("accepted", accepted.into()),
            ("version", (version as f64).into()),
            ("issues", issues.into()),
            ("durable", durable.into()),
        ];
        for (name, value) in fields {
            Reflect::set(&receipt, &name.into(), &value)?;
        }
        Ok(receipt)
    }

    /// The same as [`StateSync::update`]; resolves `true` once on disk, `false` if refused.
    #[wasm_bindgen(js_name = updateState)]
    pub fn update_state(&self, change: &JsValue, source: Option<String>) -> Result<JsValue, JsValue> {
        Reflect::get(self.update(change, source)?.as_ref(), &"durable".into())
    }

    /// The whole state, as a copy.
    #[wasm_bindgen(js_name = getState)]
    pub fn get_state(&self) -> JsValue {
        let (state, keys) = self.driver.snapshot();
        decode(state.view(), &keys)
    }

    /// One value by RFC 6901 pointer, as a copy; `undefined` if there is none.
    pub fn get(&self, pointer: &str) -> Result<JsValue, JsValue> {
        let path = self.path(pointer)?;
        let (state, keys) = self.driver.snapshot();
        Ok(state.view().find(&path, &keys).map_or(JsValue::UNDEFINED, |value| decode(value, &keys)))
    }

    /// Calls `listener` after every update that changed something at, in or above the place that `pointer` names (''
    /// for any). Returns a number for [`StateSync::unsubscribe`].
    pub fn subscribe(&self, pointer: &str, listener: Function) -> Result<u32, JsValue> {
        let path = self.path(pointer)?;
        let id = self.hub.add(path.clone(), listener);
        self.driver.write(|engine| engine.subscriptions().watch(id, &path));
        Ok(id)
    }

    /// Ends a subscription.
    pub fn unsubscribe(&self, id: u32) {
        if let Some(removed) = self.hub.remove(id) {
            self.driver.write(|engine| engine.subscriptions().unwatch(id, &removed.path));
        }
    }
}

impl StateSync {
    fn path(&self, pointer: &str) -> Result<Vec<Key>, JsValue> {
        let parsed = self.driver.read(|engine| pointer::parse(pointer.as_bytes(), engine.keys()));
        parsed.map_err(|error| error_of("unsupported_value", &format!("'{pointer}' is no pointer: {error}")))
    }

    fn apply(&self, form: Form, body: &[u8], source: &str) -> (bool, u64, Vec<Issue>) {
        let request = Request { form, body, source, label: None, durability: None };
        match self.driver.handle(Input::Update(request)) {
            Some(Output::Accepted { version, hits, .. }) => {
                self.hub.changed(&hits);
                (true, version, Vec::new())
            }
            Some(Output::Rejected { issues, .. }) => {
                (false, self.driver.read(crate::core::engine::Engine::version), issues)
            }
            _ => (false, 0, Vec::new()),
        }
    }
}

pub(super) fn issue_of(refused: &JsValue) -> Issue {
    let field = |name: &str| Reflect::get(refused, &name.into()).ok().and_then(|value| value.as_string());
    let code = match field("code").as_deref() {
        Some("circular_reference") => "value/circular",
        Some("too_deep") => "value/too_deep",
        _ => "value/unsupported",
    };
    Issue::error(code, field("pointer").unwrap_or_default(), field("message").unwrap_or_default())
}

pub(super) fn issue_to_js(issue: &Issue) -> JsValue {
    let mut bytes = Vec::new();
    write_issue(issue, &mut bytes);
    decode_bytes(&bytes)
}

/// A JavaScript value of what was encoded on this side.
pub(super) fn decode_bytes(bytes: &[u8]) -> JsValue {
    let keys = Keys::default();
    Value::decode(bytes, &keys).map_or(JsValue::NULL, |value| decode(value.view(), &keys))
}
