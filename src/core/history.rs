//! The latest updates, with what was there before each: enough to take them back.

use std::collections::VecDeque;
use std::rc::Rc;

use super::journal::record::Update;

/// A bounded list of updates, oldest first.
#[derive(Debug, Default)]
pub struct History {
    updates: VecDeque<Rc<Update>>,
}

impl History {
    pub(crate) fn push(&mut self, update: Rc<Update>, limit: usize) {
        self.updates.push_back(update);
        while self.updates.len() > limit {
            self.updates.pop_front();
        }
    }

    /// The updates, oldest first.
    pub fn updates(&self) -> impl DoubleEndedIterator<Item = &Rc<Update>> {
        self.updates.iter()
    }

    /// The newest update.
    pub fn last(&self) -> Option<&Rc<Update>> {
        self.updates.back()
    }
}
