//! Browser events as futures, and listeners that end when they are dropped.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget, IdbRequest};

use super::error::storage_error;
use crate::storage::StorageError;

/// A listener on a browser object, removed when dropped.
#[derive(Debug)]
pub(crate) struct Listener {
    target: EventTarget,
    event: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

/// Listens to an event for as long as the result lives.
pub(crate) fn on(target: &EventTarget, event: &'static str, handle: impl FnMut(Event) + 'static) -> Listener {
    let closure = Closure::<dyn FnMut(Event)>::new(handle);
    // Adding a listener to a live target cannot fail.
    let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    Listener { target: target.clone(), event, closure }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.closure.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.event, function);
    }
}

/// How something in the browser ended.
pub(super) type Outcome = Result<JsValue, StorageError>;

/// What a listener tells and a future waits for. Smaller than a channel, for which one task, one word and one thread are
/// a special case.
#[derive(Clone, Debug, Default)]
pub(super) struct Ending(Rc<RefCell<Told>>);

#[derive(Debug, Default)]
struct Told {
    outcome: Option<Outcome>,
    waiting: Option<Waker>,
}

impl Ending {
    pub(super) fn tell(&self, outcome: Outcome) {
        let mut told = self.0.borrow_mut();
        told.outcome.get_or_insert(outcome);
        let waiting = told.waiting.take();
        drop(told);
        if let Some(waker) = waiting {
            waker.wake();
        }
    }
}

impl Future for Ending {
    type Output = Outcome;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        let mut told = self.0.borrow_mut();
        if let Some(outcome) = told.outcome.take() {
            return Poll::Ready(outcome);
        }
        told.waiting = Some(context.waker().clone());
        Poll::Pending
    }
}

/// The result of a request. Listening starts at once, not when the future is first polled.
pub(super) fn done(request: &IdbRequest) -> impl Future<Output = Outcome> + use<> {
    let ending = Ending::default();
    let listeners = listen(request, &ending);
    async move {
        let outcome = ending.await;
        drop(listeners);
        outcome
    }
}

/// Tells of the result of a request for as long as what it gives lives.
pub(super) fn listen(request: &IdbRequest, ending: &Ending) -> [Listener; 2] {
    ["success", "error"].map(|event| {
        let (ending, request) = (ending.clone(), request.clone());
        on(&request.clone(), event, move |_| ending.tell(result_of(&request)))
    })
}

fn result_of(request: &IdbRequest) -> Outcome {
    match request.error() {
        Ok(Some(error)) => Err(storage_error(error.into())),
        _ => request.result().map_err(storage_error),
    }
}
