//! Taking back, making again, and what stands in the way of either.

use serde_json::json;

use super::*;
use crate::core::keys::Keys;
use crate::core::pointer;
use crate::core::value::Value;

/// A state with its history, of at most `limit` updates.
struct Past {
    root: Value,
    history: History,
    version: u64,
    limit: usize,
}

impl Past {
    fn new(limit: usize) -> Past {
        let root = Value::from_json(&json!({ "a": 0, "b": 0 }), &Keys::default()).expect("JSON is a value");
        Past { root, history: History::default(), version: 0, limit }
    }

    fn make(&mut self, source: &str, wanted: Vec<Wanted>) -> Rc<Update> {
        let change = |wanted: Wanted| wanted.apply(&mut self.root, &Keys::default()).expect("it fits");
        let changes = wanted.into_iter().map(change).collect();
        self.version += 1;
        Rc::new(Update { version: self.version, time: 0, source: source.into(), label: None, changes })
    }

    fn set(&mut self, source: &str, place: &str, value: f64) {
        let path = pointer::parse(place.as_bytes(), &Keys::default()).expect("a pointer").into_iter().collect();
        let update = self.make(source, vec![Wanted::put(path, Value::number(value))]);
        self.history.forget_undone();
        self.history.push(update, self.limit);
    }

    /// The version that was taken back.
    fn undo(&mut self, source: Option<&str>) -> Option<u64> {
        let Step { update, wanted, .. } = self.history.undo(source)?;
        let undo = self.make("undo", wanted);
        self.history.push_undo(undo, update.version, self.limit);
        Some(update.version)
    }

    /// The version that was made again.
    fn redo(&mut self) -> Option<u64> {
        let Step { update, wanted, .. } = self.history.redo()?;
        let redo = self.make(&update.source, wanted);
        self.history.push_redo(redo, self.limit);
        Some(update.version)
    }

    /// What is at `a` and at `b`.
    fn state(&self) -> [serde_json::Value; 2] {
        let state = self.root.view().to_json(&Keys::default());
        ["a", "b"].map(|name| state[name].clone())
    }
}

#[test]
fn nothing_is_taken_back_of_nothing() {
    let mut past = Past::new(10);
    assert_eq!((past.undo(None), past.redo()), (None, None));
    assert!(!past.history.can_undo() && !past.history.can_redo() && past.history.last().is_none());
}

#[test]
fn beyond_the_limit_the_oldest_is_forgotten_and_what_was_undone_with_it() {
    let mut past = Past::new(2);
    for value in [1.0, 2.0, 3.0] {
        past.set("me", "/a", value);
    }
    assert_eq!(past.history.entries().map(|entry| entry.update.version).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(past.undo(None), Some(3));
    assert_eq!(past.history.entries().map(|entry| entry.update.version).collect::<Vec<_>>(), [2, 3, 4]);
    past.set("other", "/b", 1.0);
    assert_eq!(past.history.entries().map(|entry| entry.update.version).collect::<Vec<_>>(), [3, 4, 5]);
    past.set("other", "/b", 2.0);
    assert_eq!(past.history.entries().map(|entry| entry.update.version).collect::<Vec<_>>(), [5, 6]);
    assert!(!past.history.can_redo());
    assert_eq!(past.redo(), None);
}

#[test]
fn as_many_as_the_limit_says_can_be_taken_back_and_made_again() {
    for limit in [1, 3, 100] {
        let mut past = Past::new(limit);
        for value in 1..=limit + 2 {
            past.set("me", "/a", value as f64);
        }
        for _ in 0..2 {
            for left in (0..limit).rev() {
                assert!(past.undo(None).is_some(), "{limit}: {left} are left");
                assert_eq!(past.state(), [2.0 + left as f64, 0.0]);
            }
            assert_eq!(past.undo(None), None, "{limit}");
            for done in 1..=limit {
                assert!(past.redo().is_some(), "{limit}: {done}");
                assert_eq!(past.state(), [2.0 + done as f64, 0.0]);
            }
            assert_eq!(past.redo(), None, "{limit}");
            assert!(past.history.entries().count() <= 2 * limit + 1, "{}", past.history.entries().count());
        }
    }
}

#[test]
fn an_undo_whose_update_is_forgotten_cannot_be_made_again() {
    let mut past = Past::new(1);
    past.set("me", "/a", 1.0);
    past.undo(None);
    assert!(past.history.can_redo());
    // Housekeeping does not end what can be made again, but it takes room.
    let path = pointer::parse(b"/b", &Keys::default()).expect("a pointer").into_iter().collect();
    let update = past.make("optimizer", vec![Wanted::put(path, Value::number(1.0))]);
    past.history.push(update, 1);
    assert!(!past.history.can_redo());
    assert_eq!(past.redo(), None);
}

#[test]
fn with_a_limit_of_0_nothing_can_be_taken_back() {
    let mut past = Past::new(0);
    past.set("me", "/a", 1.0);
    assert!(past.undo(None).is_none() && past.redo().is_none());
    assert_eq!(past.history.entries().count(), 0);
    assert_eq!(past.history.last().map(|update| update.version), Some(1), "what has changed last can be told");
}

#[test]
fn what_was_overwritten_is_kept_until_what_stands_in_its_place_is_gone() {
    let mut past = Past::new(10);
    past.set("me", "/a", 1.0);
    past.set("other", "/a", 2.0);
    assert!(past.history.can_undo(), "there is something");
    assert_eq!(past.undo(Some("me")), None);
    assert_eq!(past.undo(Some("other")), Some(2));
    assert_eq!(past.undo(Some("me")), Some(1));
    assert_eq!(past.state(), [0.0, 0.0]);
    assert_eq!(past.undo(Some("nobody")), None);
}

#[test]
fn what_was_overwritten_is_passed_over_and_taken_back_once_its_place_is_free_again() {
    let mut past = Past::new(100);
    past.set("me", "/a", 1.0);
    past.set("me", "/b", 1.0);
    past.set("me", "/b", 2.0);
    past.set("other", "/b", 3.0);
    assert_eq!(past.undo(Some("me")), Some(1), "those that wrote to b have lost it");
    assert_eq!(past.state(), [0.0, 3.0]);
    assert_eq!(past.undo(Some("me")), None, "an older one under one that stays is not taken back either");
    assert_eq!(past.undo(None), Some(4));
    assert_eq!(past.undo(Some("me")), Some(3));
    assert_eq!(past.undo(Some("me")), Some(2));
    assert_eq!(past.state(), [0.0, 0.0]);
    for expected in [2, 3, 4, 1] {
        assert_eq!(past.redo(), Some(expected), "in the order of taking back, backwards");
    }
    assert_eq!(past.state(), [1.0, 3.0]);
}

#[test]
fn undo_and_redo_cancel_out_however_often() {
    let mut past = Past::new(100);
    past.set("me", "/a", 1.0);
    past.set("other", "/a", 2.0);
    for _ in 0..5 {
        assert!(past.undo(None).is_some());
        assert_eq!(past.state(), [1.0, 0.0]);
        assert!(past.redo().is_some());
        assert_eq!(past.state(), [2.0, 0.0]);
    }
    assert!(past.undo(None).is_some());
    assert_eq!(past.undo(None), Some(1));
    assert_eq!(past.state(), [0.0, 0.0]);
    assert_eq!(past.redo(), Some(1));
    assert!(past.redo().is_some());
    assert_eq!(past.state(), [2.0, 0.0]);
    assert!(!past.history.can_redo());
}

#[test]
fn entries_say_whether_they_are_undone_and_which_are_undos() {
    let mut past = Past::new(10);
    past.set("me", "/a", 1.0);
    past.set("me", "/b", 1.0);
    past.undo(None);
    let entries: Vec<_> = past.history.entries().map(|entry| (entry.undone, entry.is_undo())).collect();
    assert_eq!(entries, [(false, false), (true, false), (false, true)]);
}
