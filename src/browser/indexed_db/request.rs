//! Browser events as futures, and listeners that end when they are dropped.

use futures_channel::oneshot;
use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget, IdbRequest};

use super::error::storage_error;
use crate::core::io::CommitFault;
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

/// The result of a request. Listening starts at once, not when the future is first polled.
pub(super) fn done(request: &IdbRequest) -> impl Future<Output = Result<JsValue, StorageError>> + use<> {
    let (sender, receiver) = oneshot::channel();
    let sender = std::rc::Rc::new(std::cell::Cell::new(Some(sender)));
    let listeners = ["success", "error"].map(|event| {
        let (sender, request) = (sender.clone(), request.clone());
        on(&request.clone(), event, move |_| {
            if let Some(sender) = sender.take() {
                let _ = sender.send(result_of(&request));
            }
        })
    });
    async move {
        let result = receiver
            .await
            .unwrap_or_else(|_| Err(StorageError::new(CommitFault::Unavailable, "the request was dropped")));
        drop(listeners);
        result
    }
}

fn result_of(request: &IdbRequest) -> Result<JsValue, StorageError> {
    match request.error() {
        Ok(Some(error)) => Err(storage_error(error.into())),
        _ => request.result().map_err(storage_error),
    }
}
