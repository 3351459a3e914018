//! Taking back and making again: whole or not at all, whatever others have done meanwhile.

use super::oracle::{Flaw, Name};
use super::planted::Bug;
use super::updates::encoded;
use super::world::World;
use holdfast::core::io::{Form, Input, Request};
use serde_json::json;

impl World {
    pub(crate) fn undo(&mut self, at: usize) -> Flaw {
        let is_undo = !self.dice.once_in(3);
        let before = self.tabs[at].engine.version();
        let digest = self.tabs[at].digest();
        if self.bug == Some(Bug::HalfUndone) && is_undo {
            return self.half_undo(at);
        }
        self.tabs[at].engine.handle(if is_undo { Input::Undo(None) } else { Input::Redo }, self.time);
        if self.tabs[at].engine.version() > before {
            self.remember(at, !is_undo);
            if is_undo && self.dice.once_in(2) {
                // At once, before anything else: the state is what it was.
                self.tabs[at].engine.handle(Input::Redo, self.time);
                if self.tabs[at].digest() != digest {
                    return Err(format!("tab {at}: what was taken back and made again is not what it was"));
                }
                self.remember(at, true);
            }
        }
        self.drain(at)
    }

    /// What was made last will be promised.
    fn remember(&mut self, at: usize, is_again: bool) {
        let tab = &mut self.tabs[at];
        let Some(last) = tab.engine.history().last() else { return };
        let name: Name = (last.source.to_string(), last.label.as_deref().unwrap_or_default().to_owned());
        self.counts.undone += 1;
        if self.is_traced {
            eprintln!("{} tab {at} takes back or makes again {last:?}", self.time);
        }
        if is_again {
            self.oracle.redo(&name.1);
        } else {
            self.oracle.undo(&name.1, true);
        }
        tab.open.insert(last.version, name);
    }

    /// Takes back the mark of an update and nothing else of it.
    fn half_undo(&mut self, at: usize) -> Flaw {
        let tab = &mut self.tabs[at];
        let own = tab.engine.history().entries().rev().find(|entry| !entry.is_foreign() && !entry.is_undo());
        let Some(label) = own.and_then(|entry| entry.update.label.clone()).filter(|label| label.starts_with('m'))
        else {
            return Ok(());
        };
        let body = encoded(&json!([{ "op": "remove", "path": format!("/seen/{label}") }]));
        let request = Request { form: Form::Patch, body: &body, source: "undo", label: Some(&label), durability: None };
        tab.engine.handle(Input::Update(request), self.time);
        self.oracle.undo(&label, true);
        self.drain(at)
    }
}
