//! Which database of a name is in use: one that can never be opened again is left behind, and the next generation takes over.
//!
//! All tabs have to mean the same one, so its number stands where each of them looks before it opens or uses a connection and where
//! it can be read at once: in `localStorage`. Where there is none (workers, some private modes) the first is the only one.

use js_sys::{Reflect, global};
use wasm_bindgen::prelude::*;
use web_sys::Storage;

/// The number of a database among those of a name, from 1 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Generation(u32);

impl Generation {
    pub(super) fn current(name: &str) -> Generation {
        let written = shared().and_then(|storage| storage.get_item(&key(name)).ok().flatten());
        Generation(written.and_then(|number| number.parse().ok()).unwrap_or(1))
    }

    pub(super) fn next(self) -> Generation {
        Generation(self.0 + 1)
    }

    /// Takes over; returns whether all tabs can know it.
    pub(super) fn begin(self, name: &str) -> bool {
        shared().is_some_and(|storage| storage.set_item(&key(name), &self.0.to_string()).is_ok())
    }

    /// What the database is called in the browser.
    pub(super) fn database(self, name: &str) -> String {
        format!("{name}~g{}", self.0)
    }
}

fn key(name: &str) -> String {
    format!("holdfast:{name}:generation")
}

fn shared() -> Option<Storage> {
    // Where it is forbidden, looking at it throws.
    let found = Reflect::get(&global(), &"localStorage".into()).ok()?;
    found.is_object().then(|| found.unchecked_into())
}
