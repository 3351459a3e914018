//! Who is to be told: listeners of the plain class, and promises of jobs.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Promise, Uint8Array};
use wasm_bindgen::prelude::*;

use super::convert::call;
use super::results::{write_backup, write_followed, write_found, write_result};
use crate::browser::Observer;
use crate::core::io::{Followed, JobResult};
use crate::core::keys::{Key, Keys};
use crate::core::subscription::Hit;
use crate::storage::backup::Backup;

/// Listeners of this class have numbers from here on, watches of the tape below.
pub(super) const FIRST_LISTENER: u32 = 1 << 31;

/// A subscription of this class; they are kept in the order of their numbers.
#[derive(Debug)]
pub(super) struct Listener {
    pub(super) id: u32,
    pub(super) path: Vec<Key>,
    pub(super) function: Function,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Hub {
    listeners: RefCell<Vec<Listener>>,
    next_listener: Cell<u32>,
    /// Listeners that are running, one inside the other.
    rounds: Cell<u32>,
    /// Jobs that somebody waits for.
    waiting: RefCell<Vec<(u32, Function, Function)>>,
    next_job: Cell<u32>,
}

impl Default for Hub {
    fn default() -> Hub {
        Hub {
            listeners: RefCell::default(),
            next_listener: Cell::new(FIRST_LISTENER),
            rounds: Cell::new(0),
            waiting: RefCell::default(),
            next_job: Cell::new(1),
        }
    }
}

impl Hub {
    /// Adds a listener; returns its number.
    pub(super) fn add(&self, path: Vec<Key>, function: Function) -> u32 {
        let id = self.next_listener.replace(self.next_listener.get().wrapping_add(1).max(FIRST_LISTENER));
        self.listeners.borrow_mut().push(Listener { id, path, function });
        id
    }

    /// Takes a listener out.
    pub(super) fn remove(&self, id: u32) -> Option<Listener> {
        let at = self.listeners.borrow().binary_search_by_key(&id, |listener| listener.id).ok()?;
        Some(self.listeners.borrow_mut().remove(at))
    }

    /// How many listeners are running, one inside the other.
    pub(super) fn rounds(&self) -> u32 {
        self.rounds.get()
    }

    /// A number for a job, and the promise of what it finds: an encoded value.
    pub(super) fn job(&self) -> (u32, Promise) {
        let number = self.next_job.replace(self.next_job.get().wrapping_add(1).max(1));
        let promise = Promise::new(&mut |resolve, reject| self.waiting.borrow_mut().push((number, resolve, reject)));
        (number, promise)
    }

    /// Nothing follows.
    pub(super) fn close(&self, error: &JsValue) {
        self.listeners.borrow_mut().clear();
        for (_, _, reject) in self.waiting.take() {
            let _ = reject.call1(&JsValue::UNDEFINED, error);
        }
    }
}

impl Observer for Hub {
    /// Calls listeners in the order of subscription. Nothing is borrowed while they run: they may update, subscribe and
    /// unsubscribe.
    fn changed(&self, hits: &[Hit]) {
        self.rounds.set(self.rounds.get() + 1);
        let concerned: Vec<u32> = {
            let listeners = self.listeners.borrow();
            let ids = listeners.iter().map(|listener| listener.id);
            ids.filter(|id| hits.iter().any(|hit| hit.id == *id)).collect()
        };
        for id in concerned {
            // Somebody before it may have ended it.
            let listener = {
                let listeners = self.listeners.borrow();
                let at = listeners.binary_search_by_key(&id, |listener| listener.id);
                at.ok().map(|at| listeners[at].function.clone())
            };
            if let Some(listener) = listener {
                call(&listener, &JsValue::UNDEFINED);
            }
        }
        self.rounds.set(self.rounds.get() - 1);
    }

    fn backed_up(&self, backup: &Backup) -> JsValue {
        encoded(|out| write_backup(backup, out))
    }

    fn recovered(&self, backup: Option<&str>, missing: &[String]) -> JsValue {
        encoded(|out| write_found(backup, missing, out))
    }

    fn followed(&self, followed: &Followed, keys: &Keys) -> JsValue {
        encoded(|out| write_followed(followed, keys, out))
    }

    fn finished(&self, number: u32, result: &JobResult) -> JsValue {
        let bytes = encoded(|out| write_result(result, out));
        let at = self.waiting.borrow().iter().position(|(other, ..)| *other == number);
        if let Some(at) = at {
            let (_, resolve, _) = self.waiting.borrow_mut().remove(at);
            let _ = resolve.call1(&JsValue::UNDEFINED, &bytes);
        }
        bytes
    }
}

/// An encoded value for JavaScript.
pub(super) fn encoded(write: impl FnOnce(&mut Vec<u8>)) -> JsValue {
    let mut bytes = Vec::new();
    write(&mut bytes);
    Uint8Array::from(bytes.as_slice()).into()
}
