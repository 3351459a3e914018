//! The engine for a caller that encodes and decodes by itself: see [`super::desk`] for where the bytes lie.
//!
//! A path is a sequence of encoded keys. A method that writes an answer returns its length in the outbox.

use js_sys::Array;
use wasm_bindgen::prelude::*;

use super::desk::Desk;
use super::hub::FIRST_LISTENER;
use super::results::{write_history, write_issues, write_places};
use super::sync::StateSync;
use crate::browser::{Observer, malformed};
use crate::core::config::Durability;
use crate::core::io::{Form, Input, Output, Request};
use crate::core::keys::Key;
use crate::core::tree::{differences, replaced};
use crate::core::value::{Kind, ValueRef};

/// An answer that says "there is nothing".
const NOTHING: i32 = -1;

#[wasm_bindgen]
impl StateSync {
    /// The names of the dictionary, in the order of their numbers.
    #[wasm_bindgen(js_name = keyNames)]
    pub fn key_names(&self) -> Array {
        let name = |name: &[u8]| JsValue::from(String::from_utf8_lossy(name).as_ref());
        let (_, keys) = self.driver.snapshot();
        keys.names().map(name).collect()
    }

    /// Makes room in the inbox; returns its address. The memory may have moved afterwards.
    pub fn inbox(&self, len: usize) -> *const u8 {
        self.desk.borrow_mut().make_room(len)
    }

    /// The address of the outbox.
    pub fn outbox(&self) -> *const u8 {
        self.desk.borrow().outbox.as_ptr()
    }

    /// Applies the update in the inbox: `form` 0 merge, 1 patch; `durability` 0 memory, 1 relaxed, 2 strict, else the
    /// configured one. Accepted: returns 2 × the number of watches to tell, plus 1 if anything changed; the outbox holds
    /// f64 version and, for each, u32 twice its id plus 1 if something above its path was replaced. Refused: returns -1; the outbox holds u32 count and the list of issues.
    #[wasm_bindgen(js_name = updateTape)]
    pub fn update_tape(&self, form: u32, len: usize, source: &str, label: Option<String>, durability: u32) -> i32 {
        let inbox = std::mem::take(&mut self.desk.borrow_mut().inbox);
        let request = Request {
            form: if form == 0 { Form::Merge } else { Form::Patch },
            body: inbox.get(..len).unwrap_or_default(),
            source,
            label: label.as_deref(),
            durability: match durability {
                0 => Some(Durability::Memory),
                1 => Some(Durability::Relaxed),
                2 => Some(Durability::Strict),
                _ => None,
            },
        };
        let answer = self.driver.handle(Input::Update(request));
        self.desk.borrow_mut().put_back(inbox);
        self.write_answer(answer)
    }

    /// What is at the path in the inbox. A scalar is written to the outbox and 0 returned; for a container only its kind
    /// is: 1 array, 2 object, 3 map; -1 if there is nothing.
    pub fn peek(&self, len: usize) -> Result<i32, JsValue> {
        let path = self.read_path(len)?;
        let mut desk = self.desk.borrow_mut();
        Ok(self.driver.read(|engine| match engine.find(&path) {
            None => NOTHING,
            Some(value) => match value.kind() {
                Kind::Array => 1,
                Kind::Object => 2,
                Kind::Map => 3,
                _ => {
                    desk.outbox.clear();
                    desk.put(value);
                    0
                }
            },
        }))
    }

    /// How many entries the container at the path in the inbox has; -1 if there is none.
    pub fn size(&self, len: usize) -> Result<i32, JsValue> {
        let path = self.read_path(len)?;
        Ok(self.driver.read(|engine| {
            let found = engine.find(&path).filter(|value| value.kind().is_container());
            found.map_or(NOTHING, |value| value.len() as i32)
        }))
    }

    /// Watches the path in the inbox under a number below 2^31.
    pub fn watch(&self, id: u32, len: usize) -> Result<(), JsValue> {
        let path = self.read_path(len)?;
        self.driver.write(|engine| engine.subscriptions().watch(id, &path));
        Ok(())
    }

    /// Ends a watch; the inbox holds the path that it was begun with.
    pub fn unwatch(&self, id: u32, len: usize) -> Result<(), JsValue> {
        let path = self.read_path(len)?;
        self.driver.write(|engine| engine.subscriptions().unwatch(id, &path));
        Ok(())
    }

    /// Writes the state to the outbox.
    pub fn root(&self) -> usize {
        let mut desk = self.desk.borrow_mut();
        desk.outbox.clear();
        self.driver.read(|engine| desk.put(engine.state().view()));
        desk.outbox.len()
    }

    /// Writes the entry of a handle under the key in the inbox; -1 if there is none.
    pub fn entry(&self, handle: u32, len: usize) -> Result<i32, JsValue> {
        let path = self.read_path(len)?;
        let mut desk = self.desk.borrow_mut();
        let Some(held) = desk.handles.get(handle).cloned() else { return Ok(NOTHING) };
        Ok(self.driver.read(|engine| answer(&mut desk, held.view().find(&path, engine.keys()))))
    }

    /// Writes up to `count` entries of a handle from a position on, in objects and maps each with its key.
    pub fn range(&self, handle: u32, from: usize, count: usize) -> usize {
        let mut desk = self.desk.borrow_mut();
        desk.outbox.clear();
        if let Some(tree) = desk.handles.tree(handle).cloned() {
            for entry in tree.entries_from(from).take(count) {
                desk.put_key(entry.key);
                desk.put(entry.value);
            }
        }
        desk.outbox.len()
    }

    /// Writes all keys of a handle.
    pub fn keys(&self, handle: u32) -> usize {
        let mut desk = self.desk.borrow_mut();
        desk.outbox.clear();
        if let Some(tree) = desk.handles.tree(handle).cloned() {
            for entry in tree.entries() {
                desk.put_key(entry.key);
            }
        }
        desk.outbox.len()
    }

    /// Writes what is different between two versions of a container of one kind. Arrays: u32 start, removed, inserted.
    /// Objects and maps: u8 whether entries came or went, then the keys that differ, each before u8 whether it is there
    /// now. Returns the length.
    pub fn diff(&self, before: u32, after: u32) -> usize {
        let mut desk = self.desk.borrow_mut();
        desk.outbox.clear();
        let trees = (desk.handles.tree(before).cloned(), desk.handles.tree(after).cloned());
        if let (Some(before), Some(after)) = trees {
            if before.kind() == Kind::Array {
                let run = replaced(&before, &after);
                for n in [run.start, run.removed, run.inserted] {
                    desk.put_u32(n);
                }
            } else {
                desk.outbox.push(0);
                // What was written anew may be equal all the same: another tree, with other numbers of insertion.
                if ValueRef::Tree(&before).identical(ValueRef::Tree(&after)) {
                    return desk.outbox.len();
                }
                differences(&before, &after, &mut |difference| {
                    let kept = difference.before.is_some() && difference.after.is_some();
                    desk.outbox[0] |= u8::from(!kept);
                    desk.put_key(difference.after.or(difference.before).and_then(|entry| entry.key));
                    desk.outbox.push(u8::from(difference.after.is_some()));
                });
            }
        }
        desk.outbox.len()
    }

    /// Lets go of a handle.
    pub fn release(&self, handle: u32) {
        self.desk.borrow_mut().handles.release(handle);
    }

    /// How many handles are held.
    #[wasm_bindgen(getter, js_name = handlesHeld)]
    pub fn handles_held(&self) -> usize {
        self.desk.borrow().handles.len()
    }

    /// Writes the pointers of what the newest update changed, up to `limit`; returns how many there are.
    #[wasm_bindgen(js_name = changedPointers)]
    pub fn changed_pointers(&self, limit: usize) -> usize {
        let mut desk = self.desk.borrow_mut();
        desk.outbox.clear();
        self.driver.read(|engine| {
            let changes = engine.history().last().map(|update| update.changes.as_slice()).unwrap_or_default();
            write_places(changes, engine.keys(), limit, &mut desk.outbox)
        })
    }

    /// Takes back the newest update, of a source if one is given. Answers like `updateTape`.
    #[wasm_bindgen(js_name = undoTape)]
    pub fn undo_tape(&self, source: Option<String>) -> i32 {
        let answer = self.driver.handle(Input::Undo(source.as_deref()));
        self.write_answer(answer)
    }

    /// Makes again what was taken back last. Answers like `updateTape`.
    #[wasm_bindgen(js_name = redoTape)]
    pub fn redo_tape(&self) -> i32 {
        let answer = self.driver.handle(Input::Redo);
        self.write_answer(answer)
    }

    /// Writes the history to the outbox: see `write_history`.
    #[wasm_bindgen(js_name = historyTape)]
    pub fn history_tape(&self, limit: usize) {
        let mut desk = self.desk.borrow_mut();
        desk.outbox.clear();
        self.driver.read(|engine| write_history(engine, limit, &mut desk.outbox));
    }
}

impl StateSync {
    /// Writes what the engine said to an update into the outbox, and tells the listeners of the plain class.
    pub(super) fn write_answer(&self, answer: Option<Output>) -> i32 {
        let mut desk = self.desk.borrow_mut();
        desk.outbox.clear();
        match answer {
            Some(Output::Accepted { version, changed, hits }) => {
                desk.outbox.extend_from_slice(&(version as f64).to_le_bytes());
                let watches = hits.iter().filter(|hit| hit.id < FIRST_LISTENER);
                let mut count = 0;
                for hit in watches {
                    desk.outbox.extend_from_slice(&hit.coded().to_le_bytes());
                    count += 1;
                }
                drop(desk);
                self.hub.changed(&hits);
                count * 2 + i32::from(changed)
            }
            Some(Output::Rejected { issues, count }) => {
                desk.put_u32(count);
                write_issues(&issues, &mut desk.outbox);
                -1
            }
            _ => -1,
        }
    }

    fn read_path(&self, len: usize) -> Result<Vec<Key>, JsValue> {
        let desk = self.desk.borrow();
        self.driver.read(|engine| desk.path(len, engine.keys())).map_err(malformed)
    }
}

fn answer(desk: &mut Desk, value: Option<ValueRef<'_>>) -> i32 {
    desk.outbox.clear();
    match value {
        None => NOTHING,
        Some(value) => {
            desk.put(value);
            desk.outbox.len() as i32
        }
    }
}
