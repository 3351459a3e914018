//! Changes: what an update did, entry by entry, with old and new values.
//!
//! A list of changes is the one currency of the engine: it is what validation walks, what subscriptions are matched
//! against, what the journal holds, and, read backwards, what undo applies.

use crate::core::keys::{Key, KeyRef, Keys};
use crate::core::pointer::Path;
use crate::core::tree::{self, edit_value};
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

/// What a change, wanted or made, does to a schema: where, what, and the new value.
pub(crate) type Step<'c> = (&'c Path, Action, Option<&'c Value>);

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

    /// Whether the place may be one in a list.
    pub(crate) fn is_index(&self) -> bool {
        self.path.split().is_some_and(|(_, key)| key.index().is_some())
    }

    /// Where, what, and the new value.
    pub(crate) fn step(&self) -> Step<'_> {
        (&self.path, self.action, self.value.as_ref())
    }

    /// How deep the state will be at this place, counted in containers; 0 if nothing is added.
    pub(crate) fn depth(&self) -> usize {
        self.value.as_ref().map_or(0, |value| self.path.len() + depth(value.view()))
    }

    /// The most bytes by which the state can grow.
    pub(crate) fn size(&self) -> usize {
        let key = self.path.split().map_or(0, |(_, key)| key.encoded_len());
        self.value.as_ref().map_or(0, |value| value.view().size() + key)
    }

    /// Makes the change. On an error `root` is left unusable: work on a clone.
    pub(crate) fn apply(self, root: &mut Value, keys: &Keys) -> Result<Change, EditFault> {
        self.apply_from(0, root, keys)
    }

    /// The same in what stands where the first steps of the path lead.
    fn apply_from(self, steps: usize, root: &mut Value, keys: &Keys) -> Result<Change, EditFault> {
        let Wanted { path, action, value, position } = self;
        let position = position.filter(|_| action == Action::Put);
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
        let (edited, Edited { before, position: found }) = edit_value(taken, &path.keys()[steps..], &edit, keys)?;
        *root = edited;
        Ok(Change { path, action, before, after, position: found.or(position) })
    }
}

/// Of so many changes in a row in one container the way to it is gone once.
const MANY: usize = 4;

/// Makes changes, one after the other. On an error, told with the place, `root` is left unusable: work on a clone.
pub(crate) fn apply_all(root: &mut Value, wanted: Vec<Wanted>, keys: &Keys) -> Result<Vec<Change>, (Path, EditFault)> {
    let mut changes = Vec::with_capacity(wanted.len());
    let mut rest = wanted.into_iter();
    while let Some(first) = rest.as_slice().first() {
        let len = rest.as_slice().iter().take_while(|wanted| wanted.path.is_beside(&first.path)).count().max(1);
        let parent = first.path.split().map_or(Path::ROOT, |(parent, _)| parent.clone());
        let mut make = |steps: usize, root: &mut Value| {
            for wanted in rest.by_ref().take(len) {
                let path = wanted.path.clone();
                changes.push(wanted.apply_from(steps, root, keys).map_err(|fault| (path, fault))?);
            }
            Ok(())
        };
        if len >= MANY && matches!(root.view().find(parent.keys(), keys), Some(ValueRef::Tree(_))) {
            let mut result = Ok(());
            edit_tree(root, &parent, keys, &mut |container| result = make(parent.len(), container));
            result?;
        } else {
            make(0, root)?;
        }
    }
    Ok(changes)
}

fn edit_tree(root: &mut Value, path: &Path, keys: &Keys, change: &mut dyn FnMut(&mut Value)) {
    let taken = std::mem::replace(root, Value::null());
    *root = tree::edit_tree(taken, &path.keys(), keys, &mut |mut container| {
        change(&mut container);
        container
    });
}

/// Takes out entries of one container, at least one, given in the order in which they stand. Appends the changes that taking one
/// after the other from the last on makes. On an error `root` is left unusable: work on a clone.
pub(crate) fn remove_all(
    root: &mut Value,
    doomed: Vec<Path>,
    keys: &Keys,
    changes: &mut Vec<Change>,
) -> Result<(), EditFault> {
    let steps: Vec<(&Path, &Key)> = doomed.iter().filter_map(Path::split).collect();
    if let [(parent, _), _, ..] = steps.as_slice() {
        let last: Vec<&Key> = steps.iter().map(|(_, key)| *key).collect();
        let mut removed = None;
        edit_tree(root, parent, keys, &mut |container| {
            let taken = std::mem::replace(container, Value::null());
            (*container, removed) = tree::remove_all(taken, &last, keys);
        });
        if let Some(removed) = removed {
            changes.extend(doomed.into_iter().zip(removed).rev().map(|(path, Edited { before, position })| Change {
                path,
                action: Action::Remove,
                before,
                after: None,
                position,
            }));
            return Ok(());
        }
    }
    for path in doomed.into_iter().rev() {
        changes.push(Wanted::remove(path).apply(root, keys)?);
    }
    Ok(())
}

impl Change {
    /// Where, what, and the new value.
    pub(crate) fn step(&self) -> Step<'_> {
        (&self.path, self.action, self.after.as_ref())
    }

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

/// What makes one state of the other, member by member.
pub fn differing(present: ValueRef<'_>, wanted: ValueRef<'_>, keys: &Keys) -> Vec<Wanted> {
    if !wanted.kind().is_keyed() || wanted.kind() != present.kind() {
        return vec![Wanted::put(Path::ROOT, wanted.to_value())];
    }
    let mut changes = Vec::new();
    for entry in present.entries() {
        let Some(key) = entry.key.map(KeyRef::to_key) else { continue };
        if wanted.get(&key, keys).is_none() {
            changes.push(Wanted::remove(Path::ROOT.join(key)));
        }
    }
    for entry in wanted.entries() {
        let Some(key) = entry.key.map(KeyRef::to_key) else { continue };
        let before = present.get(&key, keys);
        if before.is_none_or(|before| !before.identical(entry.value)) {
            changes.push(Wanted::put(Path::ROOT.join(key), entry.value.to_value()));
        }
    }
    changes
}

fn depth(value: ValueRef<'_>) -> usize {
    if value.kind().is_container() { 1 + value.entries().map(|entry| depth(entry.value)).max().unwrap_or(0) } else { 0 }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
