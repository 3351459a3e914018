//! What a schema asks of whoever compiles it: a port, since a browser has an engine for regular expressions that is larger than the
//! rest of this package, and validators are functions of the page.
//!
//! All of it is called while the engine is borrowed, and must not call back.

use std::fmt;
use std::rc::Rc;

use crate::core::keys::Keys;
use crate::core::value::ValueRef;

/// Whether a text contains what a pattern describes: a function of the text alone.
pub type Test = Rc<dyn Fn(&str) -> bool>;

/// What a validator has against a value: RFC 6901 pointers into it, each with a message.
pub type Judge = Rc<dyn Fn(ValueRef<'_>, &Keys) -> Vec<(String, String)>>;

/// See the module.
pub trait Host {
    /// A pattern, as ECMA-262 defines them with the flag `u` and no other (JSON Schema Core 2020-12, section 6.4), ready to be
    /// tried on texts; or why it is none.
    fn pattern(&self, source: &str) -> Result<Test, String>;

    /// The validator that `x-validator` names; there are none unless the host has some.
    fn validator(&self, _number: usize) -> Option<Judge> {
        None
    }
}

/// A validator of a schema.
pub(super) struct Validator(pub(super) Judge);

impl fmt::Debug for Validator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Validator")
    }
}

/// The natural choice where there is no browser: crate `regress`.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy, Debug, Default)]
pub struct Regress;

#[cfg(not(target_arch = "wasm32"))]
impl Host for Regress {
    fn pattern(&self, source: &str) -> Result<Test, String> {
        let regex = regress::Regex::with_flags(source, "u").map_err(|error| error.to_string())?;
        Ok(Rc::new(move |text| regex.find(text).is_some()))
    }
}
