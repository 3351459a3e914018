//! An array, object or map that is large enough to be a tree.

use std::rc::Rc;

use super::builder::Builder;
use super::entries::TreeEntries;
use super::node::{At, Child, Several};
use super::page::Page;
use crate::core::hash_index::HashIndex;
use crate::core::keys::{Key, KeyRef, Keys};
use crate::core::value::encoding::{HEADER, read_key, value_len, write_key};
use crate::core::value::{Edit, EditFault, Edited, Entry, INLINE_MAX, Kind, Value, ValueRef, edit_encoded};

/// Up to this many entries a key is found by looking at all of them.
pub(super) const SCAN: usize = 32;

/// See the module [`super`].
#[derive(Clone, Debug)]
pub struct Container {
    pub(super) kind: Kind,
    /// The sequence number of the next entry that is appended.
    pub(super) next_seq: u32,
    pub(super) root: Child,
    /// In objects and maps that have had more than [`SCAN`] entries.
    pub(super) index: Option<HashIndex>,
}

impl Container {
    /// Array, object or map.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.root.count
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.root.count == 0
    }

    /// The length of the encoding in bytes.
    pub fn size(&self) -> usize {
        HEADER + self.root.size
    }

    pub(crate) fn root(&self) -> &Child {
        &self.root
    }

    /// The entries in order.
    pub fn entries(&self) -> TreeEntries<'_> {
        self.entries_from(0)
    }

    /// The entries in order, from a position on.
    pub fn entries_from(&self, position: usize) -> TreeEntries<'_> {
        TreeEntries::new(&self.root, position, self.kind.is_keyed())
    }

    /// The entry at a position.
    pub fn at(&self, position: usize) -> Option<Entry<'_>> {
        TreeEntries::entry_at(&self.root, At::Position(position), self.kind.is_keyed())
    }

    /// The entry under a key, in an array at the position that the key is.
    pub fn get(&self, key: &Key, keys: &Keys) -> Option<ValueRef<'_>> {
        if self.kind.is_keyed() {
            let (page, index) = self.locate(key, keys)?;
            page.entry(index, true).map(|entry| entry.value)
        } else {
            self.at(key.index()?).map(|entry| entry.value)
        }
    }

    /// The page that holds a member, and the member's place in it.
    fn locate(&self, key: &Key, keys: &Keys) -> Option<(&Page, usize)> {
        let holds = |at: At, key: KeyRef<'_>| self.root.find(at).filter(|(page, index)| page.key(*index) == Some(key));
        key.with_ref(|key| match &self.index {
            Some(index) => index.find(keys.hash(key)).find_map(|seq| holds(At::Seq(seq), key)),
            None => self.root.find_key(key),
        })
    }

    fn seq_of(&self, key: &Key, keys: &Keys) -> Option<u32> {
        let (page, index) = self.locate(key, keys)?;
        page.seq(index)
    }

    /// Where the entry under a key stands; in an array that at the position which the key is.
    fn place_of(&self, key: &Key, keys: &Keys) -> Option<At> {
        if self.kind.is_keyed() {
            self.seq_of(key, keys).map(At::Seq)
        } else {
            key.index().filter(|index| *index < self.len()).map(At::Position)
        }
    }

    fn seq_at(&self, position: usize) -> Option<u32> {
        let (page, index) = self.root.find(At::Position(position))?;
        page.seq(index)
    }

    /// Builds a container from its encoding in normal form.
    pub(crate) fn from_normal(bytes: &[u8], keys: &Keys) -> Container {
        let kind = Kind::of_container(bytes[0]).unwrap_or(Kind::Map);
        let mut builder = Builder::new(kind);
        let mut rest = &bytes[HEADER..];
        while !rest.is_empty() {
            let head = if kind.is_keyed() { read_key(rest).map_or(0, |(_, used)| used) } else { 0 };
            let Some(len) = value_len(&rest[head..]) else { break };
            let (entry, after) = rest.split_at(head + len);
            builder.push(entry, head, keys);
            rest = after;
        }
        builder.finish()
    }

    /// Numbers all entries anew. Needed when sequence numbers run out, or none is free between two entries.
    fn renumber(&mut self, keys: &Keys) {
        let mut builder = Builder::new(self.kind);
        for entry in self.entries() {
            let mut head = Vec::new();
            if let Some(key) = entry.key {
                write_key(key, &mut head);
            }
            builder.push_value(&head, entry.value.to_value(), keys);
        }
        *self = builder.finish();
    }

    fn ensure_index(&mut self, keys: &Keys) {
        if self.kind.is_keyed() && self.index.is_none() && self.len() > SCAN {
            let mut index = HashIndex::default();
            for position in 0..self.len() {
                if let Some((page, at)) = self.root.find(At::Position(position))
                    && let (Some(key), Some(seq)) = (page.key(at), page.seq(at))
                {
                    index.insert(keys.hash(key), seq);
                }
            }
            self.index = Some(index);
        }
    }

    /// Carries out `edit` at the end of `path`, which is not empty.
    pub(crate) fn edit(&mut self, path: &[&Key], edit: &Edit, keys: &Keys) -> Result<Edited, EditFault> {
        let Some((key, deeper)) = path.split_first() else { return Err(EditFault::here(EditFault::MISSING)) };
        let keyed = self.kind.is_keyed();
        if !keyed && key.index().is_none() {
            return Err(EditFault::here(EditFault::NOT_AN_INDEX));
        }
        let at = self.place_of(key, keys);
        if !deeper.is_empty() {
            let at = at.ok_or(EditFault::here(EditFault::MISSING))?;
            let missing = Err(EditFault::here(EditFault::MISSING));
            return self
                .root
                .edit(at, |page, index| edit_entry(page, index, keyed, deeper, edit, keys))
                .unwrap_or(missing)
                .map_err(EditFault::deeper);
        }
        match (edit, at) {
            (Edit::Put(value, _), Some(at)) => {
                let before = self.root.edit(at, |page, index| {
                    let before = page.entry(index, keyed).map(|entry| entry.value.to_value());
                    page.set(index, keyed, value.clone());
                    before
                });
                Ok(Edited { before: before.flatten(), position: None })
            }
            (Edit::Put(value, position), None) if keyed => {
                self.insert_member(key, value, *position, keys);
                Ok(Edited::default())
            }
            (Edit::Insert(value), _) if !keyed => {
                let index = key.index().unwrap_or(usize::MAX);
                if index > self.len() {
                    return Err(EditFault::here(EditFault::NOT_AN_INDEX));
                }
                self.root.edit(At::Gap(index), |page, index| page.insert(index, 0, &[], value.clone()));
                Ok(Edited::default())
            }
            (Edit::Remove, Some(at)) => {
                let position = if let At::Seq(seq) = at { self.root.position(seq) } else { None };
                if let (At::Seq(seq), Some(index)) = (at, &mut self.index) {
                    index.remove(key.with_ref(|key| keys.hash(key)), seq);
                }
                let before = self.root.edit(at, |page, index| {
                    let before = page.entry(index, keyed).map(|entry| entry.value.to_value());
                    page.remove(index);
                    before
                });
                Ok(Edited { before: before.flatten(), position })
            }
            _ => Err(EditFault::here(EditFault::MISSING)),
        }
    }

    /// Takes out several entries, given in the order in which they stand; in the same order what each was. `None`, and nothing is
    /// changed, where one is missing or they are not in order.
    fn remove_all(&mut self, doomed: &[&Key], keys: &Keys) -> Option<Vec<Edited>> {
        let keyed = self.kind.is_keyed();
        let place = |key: &&Key| {
            if keyed { self.seq_of(key, keys) } else { Some(key.index().filter(|at| *at < self.len())? as u32) }
        };
        let places: Vec<u32> = doomed.iter().map(place).collect::<Option<_>>()?;
        if !places.is_sorted_by(|before, after| before < after) {
            return None;
        }
        if let Some(index) = &mut self.index {
            for (key, seq) in doomed.iter().zip(&places) {
                index.remove(key.with_ref(|key| keys.hash(key)), *seq);
            }
        }
        let several = if keyed { Several::Seqs(&places) } else { Several::Positions(&places) };
        let mut removed = Vec::with_capacity(places.len());
        self.root.remove_all(several, &mut |page, index, position| {
            let before = page.entry(index, keyed).map(|entry| entry.value.to_value());
            removed.push(Edited { before, position: keyed.then_some(position) });
        });
        Some(removed)
    }

    fn insert_member(&mut self, key: &Key, value: &Value, position: Option<usize>, keys: &Keys) {
        if self.next_seq == u32::MAX {
            self.renumber(keys);
        }
        let position = position.unwrap_or(self.len()).min(self.len());
        let seq = if position == self.len() {
            self.next_seq += 1;
            self.next_seq - 1
        } else {
            let after = self.seq_at(position).unwrap_or_default();
            let free = match position.checked_sub(1) {
                None => 0,
                Some(before) => self.seq_at(before).map_or(0, |seq| seq + 1),
            };
            if free < after {
                after - 1
            } else {
                // No number is free between the two neighbours: give every entry but this one a new one.
                self.open_gap(position, keys)
            }
        };
        key.with_ref(|key| {
            let mut head = Vec::new();
            write_key(key, &mut head);
            self.root.edit(At::Gap(position), |page, index| page.insert(index, seq, &head, value.clone()));
            if let Some(index) = &mut self.index {
                index.insert(keys.hash(key), seq);
            }
        });
        self.ensure_index(keys);
    }

    /// Renumbers so that one number is free before `position`, and returns it.
    fn open_gap(&mut self, position: usize, keys: &Keys) -> u32 {
        let mut builder = Builder::new(self.kind);
        for (at, entry) in self.entries().enumerate() {
            if at == position {
                builder.leave_gap();
            }
            let mut head = Vec::new();
            if let Some(key) = entry.key {
                write_key(key, &mut head);
            }
            builder.push_value(&head, entry.value.to_value(), keys);
        }
        *self = builder.finish();
        position as u32
    }
}

/// An edit below an entry of a page.
fn edit_entry(
    page: &mut Page,
    index: usize,
    keyed: bool,
    path: &[&Key],
    edit: &Edit,
    keys: &Keys,
) -> Result<Edited, EditFault> {
    if let Some(value) = page.take_outside(index) {
        let (value, edited) = edit_value(value, path, edit, keys)?;
        page.set(index, keyed, value);
        return Ok(edited);
    }
    let entry = page.entry(index, keyed).ok_or(EditFault::here(EditFault::MISSING))?;
    let ValueRef::Encoded(bytes) = entry.value else { return Err(EditFault::here(EditFault::MISSING)) };
    let (bytes, edited) = edit_encoded(bytes, path, edit, keys)?;
    page.set(index, keyed, Value::from_normal(&bytes, keys));
    Ok(edited)
}

/// Carries out `edit` at the end of `path` below `value`; the path is not empty. On an error the value is lost, so the
/// caller works on a clone of what it wants to keep.
pub(crate) fn edit_value(value: Value, path: &[&Key], edit: &Edit, keys: &Keys) -> Result<(Value, Edited), EditFault> {
    match value {
        // With a tree in it, it is one: so that is not written out, only to be read again.
        Value::Encoded(bytes) if edit.brings_tree() && Kind::of_container(bytes[0]).is_some() => {
            edit_value(Value::Tree(Rc::new(Container::from_normal(&bytes, keys))), path, edit, keys)
        }
        Value::Encoded(bytes) => {
            let (bytes, edited) = edit_encoded(&bytes, path, edit, keys)?;
            Ok((Value::from_normal(&bytes, keys), edited))
        }
        Value::Tree(mut tree) => {
            let edited = Rc::make_mut(&mut tree).edit(path, edit, keys)?;
            Ok((in_normal_form(tree), edited))
        }
    }
}

/// Puts what `change` makes of the tree at the end of `path` in its place. Nothing else holds the tree then, unless it belongs to
/// another version too, so it is changed where it is. Nothing is done if there is no tree.
pub(crate) fn edit_tree(value: Value, path: &[&Key], keys: &Keys, change: &mut dyn FnMut(Value) -> Value) -> Value {
    let Value::Tree(mut tree) = value else { return value };
    let Some((key, deeper)) = path.split_first() else { return change(Value::Tree(tree)) };
    let container = Rc::make_mut(&mut tree);
    let keyed = container.kind.is_keyed();
    if let Some(at) = container.place_of(key, keys) {
        container.root.edit(at, |page, index| {
            if let Some(inner) = page.take_outside(index) {
                page.set(index, keyed, edit_tree(inner, deeper, keys, change));
            }
        });
    }
    in_normal_form(tree)
}

/// Takes several entries out of a container, given in the order in which they stand: each page is written once. Gives what they
/// were in the same order, and `None` if nothing was done, since it is no tree, or they are not there or not in order.
pub(crate) fn remove_all(value: Value, doomed: &[&Key], keys: &Keys) -> (Value, Option<Vec<Edited>>) {
    match value {
        Value::Tree(mut tree) => {
            let removed = Rc::make_mut(&mut tree).remove_all(doomed, keys);
            (in_normal_form(tree), removed)
        }
        Value::Encoded(_) => (value, None),
    }
}

/// What is small enough is no tree.
fn in_normal_form(tree: Rc<Container>) -> Value {
    if tree.size() > INLINE_MAX { Value::Tree(tree) } else { Value::Encoded(ValueRef::Tree(&tree).to_bytes().into()) }
}

/// The name of an entry's key in normal form, for callers that keep it.
pub(crate) fn owned_key(key: Option<KeyRef<'_>>, position: usize) -> Key {
    key.map_or(Key::Index(position as u32), KeyRef::to_key)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
