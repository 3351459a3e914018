//! Changes: what an update did, entry by entry, with old and new values.
//!
//! A list of changes is the one currency of the engine: it is what validation walks, what subscriptions are matched
//! against, what the journal holds, and, read backwards, what undo applies.

use crate::core::keys::Keys;
use crate::core::pointer::Path;
use crate::core::tree::edit_value;
use crate::core::value::{Edit, EditFault, Edited, Value, ValueRef};

/// What happened to the entry at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Set: replaced where it was, or added to an object or map.
    Put,
    /// Inserted into an array; what came after it moved up.
    Insert,
    /// Taken out; in an array what came after it moved down.
    Remove,
}

/// One entry that changed.
#[derive(Clone, Debug)]
pub struct Change {
    /// Where.
    pub path: Path,
    /// What happened there.
    pub action: Action,
    /// The value before; `None` if there was none.
    pub before: Option<Value>,
    /// The value after; `None` if there is none.
    pub after: Option<Value>,
    /// For a removed member: where it stood among the others. For an added one: where to put it, if not at the end.
    pub position: Option<usize>,
}

/// A change that is wanted but not made.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Where.
    pub path: Path,
    /// What is to happen there.
    pub action: Action,
    /// The new value; ignored for removal.
    pub value: Option<Value>,
    /// Where to put a member that is added.
    pub position: Option<usize>,
}

impl Wanted {
    /// Sets a value.
    pub fn put(path: Path, value: Value) -> Wanted {
        Wanted { path, action: Action::Put, value: Some(value), position: None }
    }

    /// Takes an entry out.
    pub fn remove(path: Path) -> Wanted {
        Wanted { path, action: Action::Remove, value: None, position: None }
    }

    /// Makes the change. On an error `root` is left unusable: work on a clone.
    pub(crate) fn apply(self, root: &mut Value, keys: &Keys) -> Result<Change, EditFault> {
        let Wanted { path, action, value, position } = self;
        let after = if action == Action::Remove { None } else { Some(value.unwrap_or_else(Value::null)) };
        if path.is_empty() {
            let after = after.ok_or(EditFault::here("the whole state cannot be removed"))?;
            let before = Some(std::mem::replace(root, after.clone()));
            return Ok(Change { path, action: Action::Put, before, after: Some(after), position: None });
        }
        let edit = match (action, &after) {
            (Action::Put, Some(value)) => Edit::Put(value.clone(), position),
            (Action::Insert, Some(value)) => Edit::Insert(value.clone()),
            _ => Edit::Remove,
        };
        let taken = std::mem::replace(root, Value::null());
        let (edited, Edited { before, position: found }) = edit_value(taken, &path.keys(), &edit, keys)?;
        *root = edited;
        Ok(Change { path, action, before, after, position: found.or(position) })
    }
}

impl Change {
    /// How deep the state is at this place, counted in containers; 0 if nothing was added.
    pub(crate) fn depth(&self) -> usize {
        self.after.as_ref().map_or(0, |value| self.path.len() + depth(value.view()))
    }

    /// The change that takes this one back.
    pub fn inverse(&self) -> Wanted {
        let (action, position) = match (self.action, &self.before) {
            (Action::Put, Some(_)) => (Action::Put, None),
            (Action::Put | Action::Insert, _) => (Action::Remove, None),
            // Only members carry the position that they had.
            (Action::Remove, _) if self.position.is_none() => (Action::Insert, None),
            (Action::Remove, _) => (Action::Put, self.position),
        };
        Wanted { path: self.path.clone(), action, value: self.before.clone(), position }
    }

    /// The same change again.
    pub fn again(&self) -> Wanted {
        let position = if self.action == Action::Put { self.position } else { None };
        Wanted { path: self.path.clone(), action: self.action, value: self.after.clone(), position }
    }

}

fn depth(value: ValueRef<'_>) -> usize {
    if value.kind().is_container() { 1 + value.entries().map(|entry| depth(entry.value)).max().unwrap_or(0) } else { 0 }
}
