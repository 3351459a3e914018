//! What a schema asks of the page: regular expressions and validators.
//!
//! A validator is code of the page, and runs while the engine is borrowed: this is the one exception to the rule that none does
//! (patterns call an intrinsic). It is given a copy of the value. Whoever hands validators over sees to it that they call nothing here
//! and throw nothing.

use std::rc::Rc;

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;

use super::convert::decode;
use crate::core::schema::{Host, Judge, Test};

/// See the module; the validators are functions that return a list: pointer, message, pointer, message, ...
#[derive(Debug)]
pub(super) struct Page {
    pub(super) validators: Array,
}

impl Host for Page {
    fn pattern(&self, source: &str) -> Result<Test, String> {
        crate::browser::pattern(source)
    }

    fn validator(&self, number: usize) -> Option<Judge> {
        let function: Function = self.validators.get(number as u32).dyn_into().ok()?;
        Some(Rc::new(move |value, keys| {
            let said = function.call1(&JsValue::UNDEFINED, &decode(value, keys)).and_then(JsCast::dyn_into::<Array>);
            let mut said = match said {
                Ok(said) => said.into_iter().map(|text| text.as_string().unwrap_or_default()),
                Err(_) => return vec![(String::new(), "the validator failed".into())],
            };
            let mut complaints = Vec::new();
            while let Some(place) = said.next() {
                complaints.push((place, said.next().unwrap_or_default()));
            }
            complaints
        }))
    }
}
