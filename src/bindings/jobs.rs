//! Checks, optimisation, undo and components.

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use super::plain::decode_bytes;
use super::results::{write_findings, write_history};
use super::sync::StateSync;
use crate::browser::Observer;
use crate::core::engine::Phase;
use crate::core::io::{Input, Job, Output};

#[wasm_bindgen]
impl StateSync {
    /// Runs a job, 0 consistency, 1 validation, 2 optimisation, in slices between which the page is served. Resolves with
    /// an encoded value; what it says stands in `results.rs`.
    pub fn run(&self, job: u32) -> Promise {
        if self.driver.read(crate::core::engine::Engine::phase) != Phase::Ready {
            return Promise::reject(&self.driver.why_not());
        }
        let (number, promise) = self.hub.job();
        let job = Job::ALL.into_iter().find(|other| *other as u32 == job).unwrap_or(Job::Consistency);
        self.driver.handle(Input::Run(job, number));
        promise
    }

    /// Where the state contradicts itself: `{ isValid, issues, issueCount, errors, inconsistencies, warnings, recommendations }`.
    #[wasm_bindgen(js_name = checkStateConsistency)]
    pub fn check_state_consistency(&self) -> Promise {
        decoded(self.run(Job::Consistency as u32))
    }

    /// Everything that is wrong with the state by the schema, at once; the form is that of `checkStateConsistency`.
    #[wasm_bindgen(js_name = validateState)]
    pub fn validate_state(&self) -> JsValue {
        let mut bytes = Vec::new();
        write_findings(&self.driver.read(crate::core::engine::Engine::validate), &mut bytes);
        decode_bytes(&bytes)
    }

    /// Drops what the retention rules say: `{ removed, removedReferences, bytesFreed, version }`, or `{ refused: issues }`
    /// if the state would not be valid without it.
    #[wasm_bindgen(js_name = optimizeState)]
    pub fn optimize_state(&self) -> Promise {
        decoded(self.run(Job::Optimization as u32))
    }

    /// The pointers of entries that nothing holds, by the rules `held`.
    #[wasm_bindgen(js_name = findOrphanedData)]
    pub fn find_orphaned_data(&self) -> Array {
        let orphans = self.driver.write(crate::core::engine::Engine::find_orphans);
        orphans.into_iter().map(JsValue::from).collect()
    }

    /// Makes the indexes of the integrity rules anew.
    #[wasm_bindgen(js_name = rebuildStateIndexes)]
    pub fn rebuild_state_indexes(&self) {
        self.driver.write(crate::core::engine::Engine::rebuild_indexes);
    }

    /// Takes back the newest update, of a source if one is given, that has lost no place to a newer one; `false` if there is
    /// none, or the result would be refused.
    pub fn undo(&self, source: Option<String>) -> bool {
        self.moved(Input::Undo(source.as_deref()))
    }

    /// Makes again what was taken back last.
    pub fn redo(&self) -> bool {
        self.moved(Input::Redo)
    }

    /// The latest updates, oldest first: `[{ version, source, label, timestamp, pointers, undone }]`.
    pub fn history(&self) -> JsValue {
        let mut bytes = Vec::new();
        self.driver.read(|engine| write_history(engine, usize::MAX, &mut bytes));
        decode_bytes(&bytes)
    }

    /// Whether there is something to take back.
    #[wasm_bindgen(getter, js_name = canUndo)]
    pub fn can_undo(&self) -> bool {
        self.driver.read(|engine| engine.history().can_undo())
    }

    /// Whether there is something to make again.
    #[wasm_bindgen(getter, js_name = canRedo)]
    pub fn can_redo(&self) -> bool {
        self.driver.read(|engine| engine.history().can_redo())
    }

    /// Says which status a component has, for the rule `status`; without one it is not registered any more.
    #[wasm_bindgen(js_name = setComponent)]
    pub fn set_component(&self, name: &str, status: Option<String>) {
        self.driver.handle(Input::Component(name, status.as_deref()));
    }

    fn moved(&self, input: Input<'_>) -> bool {
        let Some(Output::Accepted { hits, .. }) = self.driver.handle(input) else { return false };
        self.hub.changed(&hits);
        true
    }
}

fn decoded(promise: Promise) -> Promise {
    future_to_promise(async move {
        let bytes: js_sys::Uint8Array = JsFuture::from(promise).await?.unchecked_into();
        Ok(decode_bytes(&bytes.to_vec()))
    })
}
