//! A storage in memory, which lasts as long as the page.
//!
//! What it holds lies in a `Map` of JavaScript and not in the memory of the module: it outlives an engine that fails, so the one that
//! takes its place loads from it as it would from a database. Keys are `meta <slot>`, `journal <key>`,
//! `quarantine <key>` and `shelf <key>`.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Map, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::core::io::{Commit, CommitFault};
use crate::core::journal::reader::Stored;
use crate::storage::{Contents, Shelving, Storage, StorageError};

const META: &str = "meta ";
const JOURNAL: &str = "journal ";
const QUARANTINE: &str = "quarantine ";
const SHELF: &str = "shelf ";

/// A handle on such a `Map`.
#[derive(Debug)]
pub struct MemoryStorage {
    medium: Map,
    closed: Cell<bool>,
}

impl MemoryStorage {
    /// Opens it.
    pub fn open(medium: Map) -> MemoryStorage {
        MemoryStorage { medium, closed: Cell::new(false) }
    }

    fn check_open(&self) -> Result<(), StorageError> {
        if self.closed.get() {
            Err(StorageError::new(CommitFault::Unavailable, "the handle is closed"))
        } else {
            Ok(())
        }
    }

    /// The numbers that follow a prefix, in their order.
    fn numbers(&self, prefix: &str) -> Vec<u64> {
        let keys = Array::from(&self.medium.keys());
        let number = |key: JsValue| key.as_string()?.strip_prefix(prefix)?.parse().ok();
        let mut found: Vec<u64> = keys.iter().filter_map(number).collect();
        found.sort_unstable();
        found
    }

    /// Everything under keys with a prefix and a number above this one, in the order of the numbers.
    fn read(&self, prefix: &str, above: u64) -> Vec<Stored> {
        let bytes = |number| self.medium.get(&key(prefix, number)).unchecked_into::<Uint8Array>().to_vec();
        let numbers = self.numbers(prefix).into_iter().filter(|number| *number > above);
        numbers.map(|number| (number, bytes(number))).collect()
    }

    fn write(&self, prefix: &str, number: u64, bytes: &[u8]) {
        self.medium.set(&key(prefix, number), &Uint8Array::from(bytes));
    }

    /// The keys on the shelf, in ascending order.
    fn shelved(&self) -> Vec<String> {
        let keys = Array::from(&self.medium.keys());
        let mut found: Vec<String> =
            keys.iter().filter_map(|key| Some(key.as_string()?.strip_prefix(SHELF)?.to_owned())).collect();
        found.sort_unstable();
        found
    }

    fn slots(&self) -> Vec<Vec<u8>> {
        let written = |slot| self.medium.get(&key(META, slot)).dyn_into::<Uint8Array>().ok();
        [0, 1].into_iter().filter_map(written).map(|slot| slot.to_vec()).collect()
    }
}

fn on_shelf(key: &str) -> JsValue {
    format!("{SHELF}{key}").into()
}

fn key(prefix: &str, number: u64) -> JsValue {
    format!("{prefix}{number}").into()
}

impl Storage for MemoryStorage {
    async fn load_after(&self, sequence: u64) -> Result<Contents, StorageError> {
        self.check_open()?;
        Ok(Contents { slots: self.slots(), records: self.read(JOURNAL, sequence) })
    }

    async fn commit(&self, commit: impl Into<Rc<Commit>>) -> Result<(), StorageError> {
        self.check_open()?;
        let commit = commit.into();
        // Everything that may stand in the way, so that what follows happens as a whole.
        if !commit.follows(self.slots().iter().map(Vec::as_slice)) {
            return Err(StorageError::new(CommitFault::Conflict, "the head is another one"));
        }
        let kept = |key: u64| commit.set_aside.is_none_or(|from| key < from);
        for (at, (number, _)) in commit.records.iter().enumerate() {
            let is_taken = kept(*number) && self.medium.has(&key(JOURNAL, *number));
            if is_taken || commit.records[..at].iter().any(|(other, _)| other == number) {
                return Err(StorageError::new(CommitFault::Aborted, format!("the key {number} is taken")));
            }
        }
        if let Some(from) = commit.set_aside {
            for (number, bytes) in self.read(JOURNAL, from.saturating_sub(1)) {
                self.medium.delete(&key(JOURNAL, number));
                self.write(QUARANTINE, number, &bytes);
            }
        }
        for (number, bytes) in &commit.records {
            self.write(JOURNAL, *number, bytes);
        }
        self.write(META, commit.meta.slot() as u64, &commit.meta.write());
        Ok(())
    }

    async fn quarantine(&self) -> Result<Vec<Stored>, StorageError> {
        self.check_open()?;
        Ok(self.read(QUARANTINE, 0))
    }

    async fn shelf(&self) -> Result<Vec<String>, StorageError> {
        self.check_open()?;
        Ok(self.shelved())
    }

    async fn fetch(&self, keys: &[String]) -> Result<Vec<Option<Vec<u8>>>, StorageError> {
        self.check_open()?;
        let bytes = |key: &String| self.medium.get(&on_shelf(key)).dyn_into::<Uint8Array>().ok();
        Ok(keys.iter().map(|key| bytes(key).map(|bytes| bytes.to_vec())).collect())
    }

    async fn shelve(&self, shelving: Shelving) -> Result<(), StorageError> {
        self.check_open()?;
        if !shelving.agrees(&self.shelved()) {
            return Err(StorageError::new(CommitFault::Conflict, "the shelf is another one"));
        }
        for (key, bytes) in &shelving.puts {
            self.medium.set(&on_shelf(key), &Uint8Array::from(bytes.as_slice()));
        }
        for key in &shelving.drops {
            self.medium.delete(&on_shelf(key));
        }
        for number in self.numbers(JOURNAL).into_iter().filter(|number| *number <= shelving.trim) {
            self.medium.delete(&key(JOURNAL, number));
        }
        Ok(())
    }

    fn close(&self) {
        self.closed.set(true);
    }
}
