//! The driver: hands one input to the engine, drains its outputs, lets go of it, and only then acts on them.
//!
//! Invariant: no JavaScript is called and nothing is awaited while the engine is borrowed.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::alarm::Alarm;
use super::backend::Backend;
use super::clock::{elapsed, now};
use super::errors::{code_of, error_of, remedy_of, report};
use super::saving::LATE;
use super::waiters::Waiters;
use crate::core::config::Config;
use crate::core::engine::{Engine, Phase};
use crate::core::io::{Followed, Input, JobResult, Output, Timestamp};
use crate::core::journal::frame::Position;
use crate::core::keys::Keys;
use crate::core::subscription::Hit;
use crate::core::value::Value;
use crate::storage::backup::Backup;
use crate::storage::{Storage, StorageError};

/// The longest that a browser's timer can wait, in milliseconds.
const MAX_TIMEOUT: u64 = 0x7FFF_FFFF;

/// See the module.
#[derive(Debug)]
pub(crate) struct Driver {
    pub(super) engine: RefCell<Engine>,
    pub(super) backend: RefCell<Option<Rc<Backend>>>,
    pub(super) waiters: RefCell<Waiters>,
    /// The version up to which everything is on disk, but for those that were refused.
    pub(super) durable: Cell<u64>,
    /// Updates that were accepted, and were not possible any more when another tab had been faster.
    pub(super) refused: RefCell<Vec<u64>>,
    /// Whether the commit that was sought is on disk.
    pub(super) landed: Cell<bool>,
    /// Whether the next commit may be the last that the page begins.
    pub(super) ends: Cell<bool>,
    pub(super) timer: RefCell<Option<(Timestamp, Alarm)>>,
    pub(super) soon: Cell<bool>,
    pub(super) listener: RefCell<Option<Function>>,
    pub(super) last_error: RefCell<Option<StorageError>>,
    /// Who is told of what the engine did by itself.
    pub(super) observer: RefCell<Option<Rc<dyn Observer>>>,
    pub(super) is_working: Cell<bool>,
    /// Whether something is under way that tells how far it is: see `turn`.
    pub(super) is_busy: Cell<bool>,
    /// The newest update when each recovery was asked for that is not over.
    pub(super) held: RefCell<Vec<u64>>,
    /// Whether what is stored is being looked at: the next time may come before this one is over.
    pub(super) is_maintaining: Cell<bool>,
    /// How much of some work was last told to be done.
    pub(super) progress: Cell<f64>,
    /// The chunk from which the search for rot goes on.
    pub(super) scrubbed: Cell<usize>,
    /// The state that was last compared with what is stored, its version, and the record that it follows from.
    pub(super) compared: RefCell<Option<(Value, u64, Position)>>,
    /// Whether this tab is the one that makes snapshots by timer.
    pub(super) leads: Cell<bool>,
    /// How long the job under way has worked before this slice, in milliseconds, and when this one began.
    pub(super) worked: Cell<f64>,
    pub(super) slice_begun: Cell<f64>,
    /// Why nothing will be saved any more, if so: what everybody hears who waits.
    pub(super) stopped: RefCell<Option<JsValue>>,
}

/// What the engine said to an update.
pub(crate) type Answer = Option<Output>;

/// Who is told of what the engine did by itself.
pub(crate) trait Observer: std::fmt::Debug {
    /// The state has changed.
    fn changed(&self, hits: &[Hit]);

    /// Other tabs have changed it; returns that in the form that listeners get.
    fn followed(&self, followed: &Followed, keys: &Keys) -> JsValue;

    /// A job is done; returns what it found in the form that listeners get.
    fn finished(&self, number: u32, result: &JobResult) -> JsValue;

    /// There is a snapshot; returns what is to be known of it in the form that listeners get.
    fn backed_up(&self, backup: &Backup) -> JsValue;

    /// The state was read from this snapshot and the journal after it, since newer ones are damaged; these slices are
    /// missing.
    fn recovered(&self, backup: Option<&str>, missing: &[String]) -> JsValue;
}

impl Driver {
    pub(crate) fn new(engine: Engine, observer: Rc<dyn Observer>) -> Rc<Driver> {
        Rc::new(Driver {
            engine: RefCell::new(engine),
            backend: RefCell::default(),
            waiters: RefCell::default(),
            durable: Cell::new(0),
            refused: RefCell::default(),
            landed: Cell::new(false),
            ends: Cell::new(false),
            timer: RefCell::default(),
            soon: Cell::new(false),
            listener: RefCell::default(),
            last_error: RefCell::default(),
            observer: RefCell::new(Some(observer)),
            is_working: Cell::new(false),
            is_busy: Cell::new(false),
            held: RefCell::default(),
            is_maintaining: Cell::new(false),
            progress: Cell::new(0.0),
            scrubbed: Cell::new(0),
            compared: RefCell::default(),
            leads: Cell::new(true),
            worked: Cell::new(0.0),
            slice_begun: Cell::new(0.0),
            stopped: RefCell::default(),
        })
    }

    /// Sets the function that hears `(event, code, message, version)`.
    pub(crate) fn listen(&self, listener: Option<Function>) {
        *self.listener.borrow_mut() = listener;
    }

    /// Looks at the engine.
    #[allow(clippy::inline_always, reason = "a look is a line or two: as a call each of them costs more")]
    #[inline(always)]
    pub(crate) fn read<R>(&self, look: impl FnOnce(&Engine) -> R) -> R {
        let engine = self.engine.borrow();
        #[cfg(feature = "faults")]
        super::faults::read();
        look(&engine)
    }

    /// The state as it is now, for whoever calls JavaScript while reading it.
    pub(crate) fn snapshot(&self) -> (Value, Rc<Keys>) {
        self.read(|engine| (engine.state().clone(), engine.keys().clone()))
    }

    /// Changes something in the engine that has no consequences outside.
    pub(crate) fn write<R>(&self, change: impl FnOnce(&mut Engine) -> R) -> R {
        change(&mut self.engine.borrow_mut())
    }

    #[inline(never)]
    pub(super) fn phase(&self) -> Phase {
        self.engine.borrow().phase()
    }

    /// Hands one input to the engine and acts on what comes out.
    pub(crate) fn handle(self: &Rc<Self>, input: Input<'_>) -> Answer {
        let mut answer = None;
        let mut todo = Vec::new();
        let now = now();
        let (due, has_work) = self.write(|engine| {
            #[cfg(feature = "faults")]
            let rotten = super::faults::given(&input).then(|| engine.state().clone());
            engine.handle(input, now);
            #[cfg(feature = "faults")]
            if let Some(state) = rotten {
                engine.rot(state);
            }
            while let Some(output) = engine.poll_output() {
                match output {
                    Output::Accepted { .. } | Output::Rejected { .. } => answer = Some(output),
                    other => todo.push(other),
                }
            }
            (engine.poll_timeout(), engine.has_work())
        });
        self.arm(due, now);
        if has_work && !self.is_working.replace(true) {
            self.begin_work();
        }
        for output in todo {
            self.perform(output);
        }
        answer
    }

    /// Nothing is borrowed while the observer is at work.
    pub(super) fn observe(&self, tell: impl FnOnce(&dyn Observer) -> JsValue) -> JsValue {
        let observer = self.observer.borrow().clone();
        observer.map_or(JsValue::UNDEFINED, |observer| tell(&*observer))
    }

    pub(super) fn perform(self: &Rc<Self>, output: Output) {
        match output {
            Output::Commit(commit) => self.commit(commit),
            Output::CatchUp { after } => self.catch_up(after),
            Output::Followed(followed) => self.followed(&followed),
            Output::Rewritten { reason } => {
                let message = format!("{reason}: it is written again from memory");
                self.tell("rewritten", "unreadable_data", &message, 0);
            }
            Output::Durable { version } => {
                self.durable.set(self.durable.get().max(version));
                *self.last_error.borrow_mut() = None;
                let settle = self.waiters.borrow_mut().up_to(self.durable.get());
                settle.resolve(&JsValue::TRUE);
                self.tell("durable", "", "", version);
            }
            Output::Undurable { version, fault } => {
                let detail = self.last_error.borrow().as_ref().map_or_else(String::new, ToString::to_string);
                let error = error_of(code_of(fault), &format!("{detail}: {}", remedy_of(fault)));
                let settle = self.waiters.borrow_mut().up_to(version);
                settle.reject(&error);
                self.tell("undurable", code_of(fault), &detail, version);
            }
            // It will not be saved later either, and that has been said.
            Output::TimedOut { .. } if self.stopped.borrow().is_some() => {}
            Output::TimedOut { version } => {
                let settle = self.waiters.borrow_mut().up_to(version);
                settle.reject(&error_of("timeout", LATE));
                self.tell("undurable", "timeout", LATE, version);
            }
            Output::Unusable(unusable) => {
                let (code, message) = (unusable.code(), unusable.to_string());
                // What cannot be used is not held either.
                drop(self.backend.take());
                self.stop(error_of(code, &message));
                self.tell("unusable", code, &message, 0);
            }
            Output::Ready { outcome, is_new } => {
                self.durable.set(self.read(Engine::version));
                if let crate::core::journal::reader::Outcome::Damaged { from, to, reason } = outcome {
                    let message =
                        format!("the stored records {from} to {to} are damaged ({reason}) and were set aside");
                    // 1: not even a first state could be read.
                    self.tell("damaged", "unreadable_data", &message, u64::from(is_new));
                }
            }
            Output::MaintenanceDue { is_changed } => self.maintain(is_changed),
            Output::Changed { hits } => {
                self.observe(|observer| {
                    observer.changed(&hits);
                    JsValue::UNDEFINED
                });
                let coded: Vec<u32> = hits.iter().map(|hit| hit.coded()).collect();
                // After a migration nobody knows.
                let source = self.read(|engine| engine.history().last().map(|update| update.source.clone()));
                self.tell_value(
                    "changed",
                    source.as_deref().unwrap_or("engine"),
                    &js_sys::Uint32Array::from(coded.as_slice()),
                    self.read(Engine::version) as f64,
                );
            }
            Output::Finished { job, number, result } => {
                let found = self.observe(|observer| observer.finished(number, &result));
                let job = ["consistency", "validation", "optimization"][job as usize];
                let now = elapsed();
                let took = self.worked.replace(0.0) + now - self.slice_begun.replace(now);
                self.tell_value("finished", job, &found, took);
            }
            Output::Accepted { .. } | Output::Rejected { .. } => {}
        }
    }

    /// Changes options; timers follow at once.
    pub(crate) fn configure(self: &Rc<Self>, config: Config) {
        let now = now();
        let due = self.write(|engine| {
            engine.configure(config, now);
            engine.poll_timeout()
        });
        self.arm(due, now);
    }

    /// Tells what other tabs have done, first to those whose updates are not possible any more.
    fn followed(&self, followed: &Followed) {
        for refused in &followed.refused {
            self.refused.borrow_mut().push(refused.version);
            let settle = self.waiters.borrow_mut().of(refused.version);
            settle.resolve(&JsValue::FALSE);
        }
        let observer = self.observer.borrow().clone();
        if let Some(observer) = observer {
            let (_, keys) = self.snapshot();
            let told = observer.followed(followed, &keys);
            observer.changed(&followed.hits);
            self.tell_value("followed", "", &told, followed.version as f64);
        }
    }

    /// Sees to it that the engine hears of a deadline: in a microtask if it has passed, else by a timer. A timer that
    /// comes too early does no harm, so one that is armed for an earlier time stays.
    fn arm(self: &Rc<Self>, due: Option<Timestamp>, now: Timestamp) {
        let Some(due) = due else { return };
        if due <= now {
            if !self.soon.replace(true) {
                let driver = self.clone();
                spawn_local(async move {
                    driver.soon.set(false);
                    driver.handle(Input::Timeout);
                });
            }
            return;
        }
        let mut timer = self.timer.borrow_mut();
        if timer.as_ref().is_none_or(|(armed, _)| *armed > due) {
            let driver = Rc::downgrade(self);
            let wait = (due - now).min(MAX_TIMEOUT) as u32;
            let alarm = Alarm::new(wait, move || {
                if let Some(driver) = driver.upgrade() {
                    // Taken out first: handling may arm the next one.
                    let fired = driver.timer.borrow_mut().take();
                    driver.handle(Input::Timeout);
                    drop(fired);
                }
            });
            *timer = Some((due, alarm));
        }
    }

    /// Stops: no timer, no connection, no listener is left.
    pub(crate) fn close(self: &Rc<Self>) {
        self.handle(Input::Close);
        self.timer.borrow_mut().take();
        self.observer.borrow_mut().take();
        self.listen(None);
        if let Some(backend) = self.backend.borrow_mut().take() {
            backend.close();
        }
        self.stop(error_of("closed", "the instance was closed before the update was saved"));
    }

    pub(super) fn tell(&self, event: &str, code: &str, message: &str, version: u64) {
        self.tell_value(event, code, &message.into(), version as f64);
    }

    pub(super) fn tell_value(&self, event: &str, code: &str, value: &JsValue, number: f64) {
        let Some(listener) = self.listener.borrow().clone() else { return };
        let args = js_sys::Array::of4(&event.into(), &code.into(), value, &number.into());
        if let Err(error) = listener.apply(&JsValue::UNDEFINED, &args) {
            report(&error);
        }
    }
}
