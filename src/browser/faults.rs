//! Ways to make the engine fail, for tests alone: only a build with the feature `faults` has them.
//!
//! An update whose source is `fault:<kind>:<place>` plants one. Kinds: `panic`, `memory` (it runs out), `stack` (so does that). Places:
//! - `update`: in that update;
//! - `again`: in that update, but only in an engine that has loaded stored data, so when it is applied again;
//! - `read`, `timer`: when the engine is looked at next, when the next deadline arrives; only in an engine that has loaded nothing, or
//!   it would go on for ever;
//! - `commit`: when the answer to the next commit arrives;
//! - `load`: whenever stored data with this update is loaded.
//!
//! Of the kind `rot` nothing fails: the update is written, and then memory has it no more.

use std::cell::{Cell, RefCell};

use crate::core::io::Input;

const PLACES: [&str; 3] = ["read", "timer", "commit"];

thread_local! {
    /// The kind of what is planted at each of the `PLACES`.
    static PLANTED: RefCell<[Option<String>; 3]> = const { RefCell::new([None, None, None]) };
    static HAS_LOADED: Cell<bool> = const { Cell::new(false) };
}

/// The engine has been given this. Returns whether memory is to lose it.
pub(crate) fn given(input: &Input<'_>) -> bool {
    match input {
        Input::Update(request) if request.source == "fault:rot:update" => return true,
        Input::Update(request) => {
            let mut words = request.source.strip_prefix("fault:").unwrap_or_default().split(':');
            let (Some(kind), Some(place)) = (words.next(), words.next()) else { return false };
            if place == "update" || place == "again" && HAS_LOADED.get() {
                fail(kind);
            }
            let at = PLACES.iter().position(|name| *name == place);
            if let Some(at) = at.filter(|_| place == "commit" || !HAS_LOADED.get()) {
                PLANTED.with_borrow_mut(|planted| planted[at] = Some(kind.into()));
            }
        }
        Input::Timeout => pass(1),
        Input::Committed => pass(2),
        Input::Loaded { records, base, .. } => {
            HAS_LOADED.set(HAS_LOADED.get() || !records.is_empty() || base.is_some());
            let planted = b"fault:panic:load";
            if records.iter().any(|(_, bytes)| bytes.windows(planted.len()).any(|part| part == planted)) {
                fail("panic");
            }
        }
        _ => {}
    }
    false
}

/// The engine is looked at.
pub(crate) fn read() {
    pass(0);
}

fn pass(place: usize) {
    if let Some(kind) = PLANTED.with_borrow_mut(|planted| planted[place].take()) {
        fail(&kind);
    }
}

fn fail(kind: &str) {
    match kind {
        "panic" => panic!("planted"),
        "memory" => loop {
            // More than there can be, after a few.
            std::mem::forget(Vec::<u8>::with_capacity(1 << 30));
        },
        "stack" => {
            deeper(&[0; 64]);
        }
        _ => {}
    }
}

#[allow(unconditional_recursion, reason = "that is what it is for")]
fn deeper(above: &[u8; 64]) -> u8 {
    let here = std::hint::black_box(*above);
    deeper(&here).wrapping_add(here[0])
}
