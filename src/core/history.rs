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

#[cfg(test)]
mod tests {
    use super::*;

    fn update(version: u64) -> Rc<Update> {
        Rc::new(Update { version, time: 0, source: "test".into(), label: None, changes: Vec::new() })
    }

    #[test]
    fn the_oldest_updates_go_first() {
        let mut history = History::default();
        assert!(history.last().is_none());
        for version in 1..=5 {
            history.push(update(version), 3);
        }
        assert_eq!(history.updates().map(|update| update.version).collect::<Vec<_>>(), [3, 4, 5]);
        assert_eq!(history.last().map(|update| update.version), Some(5));
        history.push(update(6), 0);
        assert!(history.last().is_none(), "a limit of 0 keeps none");
    }
}
