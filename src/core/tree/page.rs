//! A leaf of the tree: a run of entries as bytes, with where each ends.

use crate::core::keys::KeyRef;
use crate::core::value::encoding::{REF, read_key, split_key};
use crate::core::value::{Entry, Value, ValueRef};

/// A page over this many bytes is split.
pub(crate) const PAGE_BYTES: usize = 4096;
/// A page over this many entries is split.
pub(crate) const PAGE_ENTRIES: usize = 64;

/// Where one entry ends, and its sequence number.
#[derive(Clone, Copy, Debug)]
struct Slot {
    seq: u32,
    end: u32,
    /// Whether the value is kept in `refs`.
    is_ref: bool,
}

/// A run of entries. Invariant: slot `i` spans from the end of slot `i - 1` to its own end; the values of slots
/// marked `is_ref` stand in `refs` in the same order, and a `REF` byte stands for each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    bytes: Vec<u8>,
    slots: Vec<Slot>,
    refs: Vec<Value>,
}

impl Page {
    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    /// The encoded size of the entries, those kept outside included.
    pub(crate) fn size(&self) -> usize {
        self.bytes.len() - self.refs.len() + self.refs.iter().map(|value| value.view().size()).sum::<usize>()
    }

    /// The page itself, and the nodes of what is kept outside it.
    pub(crate) fn nodes(&self) -> usize {
        1 + self.refs.iter().map(|value| value.view().nodes()).sum::<usize>()
    }

    pub(crate) fn first_seq(&self) -> u32 {
        self.slots.first().map_or(0, |slot| slot.seq)
    }

    pub(crate) fn seq(&self, index: usize) -> Option<u32> {
        self.slots.get(index).map(|slot| slot.seq)
    }

    pub(crate) fn index_of(&self, seq: u32) -> Result<usize, usize> {
        self.slots.binary_search_by_key(&seq, |slot| slot.seq)
    }

    fn start(&self, index: usize) -> usize {
        if index == 0 { 0 } else { self.slots[index - 1].end as usize }
    }

    fn ref_index(&self, index: usize) -> usize {
        if self.refs.is_empty() { 0 } else { self.slots[..index].iter().filter(|slot| slot.is_ref).count() }
    }

    /// The entry at an index; `keyed` says whether keys stand before the values.
    pub(crate) fn entry(&self, index: usize, keyed: bool) -> Option<Entry<'_>> {
        self.entries_from(index, keyed).next()
    }

    /// The entries from an index on.
    pub(crate) fn entries_from(&self, index: usize, keyed: bool) -> PageEntries<'_> {
        let Some(slots) = self.slots.get(index..) else { return PageEntries::default() };
        let start = self.start(index);
        PageEntries {
            bytes: self.bytes.get(start..).unwrap_or_default(),
            start: start as u32,
            slots: slots.iter(),
            refs: self.refs.get(self.ref_index(index)..).unwrap_or_default().iter(),
            keyed,
        }
    }

    pub(crate) fn key(&self, index: usize) -> Option<KeyRef<'_>> {
        let slot = self.slots.get(index)?;
        split_key(&self.bytes[self.start(index)..slot.end as usize]).map(|(key, _)| key)
    }

    /// The index of a member.
    pub(crate) fn find_key(&self, key: KeyRef<'_>) -> Option<usize> {
        let mut start = 0;
        self.slots.iter().position(|slot| {
            let from = start;
            start = slot.end as usize;
            self.bytes.get(from..start).and_then(split_key).is_some_and(|(found, _)| found == key)
        })
    }

    /// Inserts an entry before `index`; `head` is its encoded key, empty in arrays.
    pub(crate) fn insert(&mut self, index: usize, seq: u32, head: &[u8], value: Value) {
        let at = self.start(index);
        let is_ref = outside(&value);
        self.slots.insert(index, Slot { seq, end: at as u32, is_ref });
        let body: &[u8] = match &value {
            Value::Encoded(bytes) if !is_ref => bytes,
            _ => &[REF],
        };
        if at == self.bytes.len() {
            self.bytes.extend_from_slice(head);
            self.bytes.extend_from_slice(body);
        } else {
            self.bytes.splice(at..at, head.iter().chain(body).copied());
        }
        self.shift(index, head.len() + body.len(), 0);
        if is_ref {
            let at = self.ref_index(index);
            self.refs.insert(at, value);
        }
    }

    /// Appends an entry whose bytes (key and value) are known to stay inside the page.
    pub(crate) fn push_inline(&mut self, seq: u32, entry: &[u8]) {
        self.bytes.extend_from_slice(entry);
        self.slots.push(Slot { seq, end: self.bytes.len() as u32, is_ref: false });
    }

    /// Replaces the value of an entry.
    pub(crate) fn set(&mut self, index: usize, keyed: bool, value: Value) {
        let Some(slot) = self.slots.get(index).copied() else { return };
        let start = self.start(index);
        let end = slot.end as usize;
        let head = if keyed { read_key(&self.bytes[start..end]).map_or(0, |(_, used)| used) } else { 0 };
        let at = self.ref_index(index);
        let is_ref = outside(&value);
        match (slot.is_ref, is_ref) {
            (true, true) => self.refs[at] = value,
            (was_ref, _) => {
                let body: &[u8] = match &value {
                    Value::Encoded(bytes) if !is_ref => bytes,
                    _ => &[REF],
                };
                let old = end - start - head;
                if body.len() == old {
                    self.bytes[start + head..end].copy_from_slice(body);
                } else {
                    self.bytes.splice(start + head..end, body.iter().copied());
                    self.shift(index, body.len(), old);
                }
                self.slots[index].is_ref = is_ref;
                if was_ref {
                    self.refs.remove(at);
                } else if is_ref {
                    self.refs.insert(at, value);
                }
            }
        }
    }

    /// Takes a value that is kept outside the page, leaving `null`; the caller puts another one in its place.
    pub(crate) fn take_outside(&mut self, index: usize) -> Option<Value> {
        let at = self.ref_index(index);
        self.slots.get(index)?.is_ref.then(|| std::mem::replace(&mut self.refs[at], Value::null()))
    }

    pub(crate) fn remove(&mut self, index: usize) {
        let (start, end) = (self.start(index), self.slots[index].end as usize);
        let at = self.ref_index(index);
        if self.slots[index].is_ref {
            self.refs.remove(at);
        }
        self.bytes.drain(start..end);
        self.shift(index, 0, end - start);
        self.slots.remove(index);
    }

    /// What is left without the entries at several indices, which are in order.
    pub(crate) fn without(&self, doomed: &[usize]) -> Page {
        let (mut left, mut refs) = (Page::default(), self.refs.iter());
        let mut doomed = doomed.iter().peekable();
        for (index, slot) in self.slots.iter().enumerate() {
            let value = if slot.is_ref { refs.next() } else { None };
            if doomed.next_if_eq(&&index).is_none() {
                left.bytes.extend_from_slice(&self.bytes[self.start(index)..slot.end as usize]);
                left.slots.push(Slot { end: left.bytes.len() as u32, ..*slot });
                left.refs.extend(value.cloned());
            }
        }
        left.shrink();
        left
    }

    /// Moves the ends of the slots from `index` on.
    fn shift(&mut self, index: usize, grown: usize, shrunk: usize) {
        for slot in &mut self.slots[index..] {
            slot.end = (slot.end as usize + grown - shrunk) as u32;
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.slots.len() > 1 && (self.slots.len() > PAGE_ENTRIES || self.bytes.len() > PAGE_BYTES)
    }

    /// Whether two neighbours should be one.
    pub(crate) fn fits_with(&self, other: &Page) -> bool {
        (self.len() + other.len()) * 2 <= PAGE_ENTRIES && (self.bytes.len() + other.bytes.len()) * 2 <= PAGE_BYTES
    }

    /// Splits off the entries from `index` on.
    pub(crate) fn split_off(&mut self, index: usize) -> Page {
        let at = self.start(index);
        let refs = self.ref_index(index);
        let mut slots = self.slots.split_off(index);
        for slot in &mut slots {
            slot.end -= at as u32;
        }
        let right = Page { bytes: self.bytes[at..].to_vec(), slots, refs: self.refs.split_off(refs) };
        self.bytes.truncate(at);
        self.bytes.shrink_to_fit();
        self.slots.shrink_to_fit();
        right
    }

    pub(crate) fn append(&mut self, other: Page) {
        let at = self.bytes.len() as u32;
        self.bytes.extend_from_slice(&other.bytes);
        self.slots.extend(other.slots.iter().map(|slot| Slot { end: slot.end + at, ..*slot }));
        self.refs.extend(other.refs);
    }

    /// Reserves as much as a page may have.
    pub(crate) fn reserve(&mut self) {
        self.bytes.reserve(PAGE_BYTES);
        self.slots.reserve(PAGE_ENTRIES);
    }

    /// Gives back what was reserved for growing.
    pub(crate) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.slots.shrink_to_fit();
    }
}

/// The entries of a page, one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageEntries<'a> {
    /// What has not been read, and where in the page that starts.
    bytes: &'a [u8],
    start: u32,
    slots: std::slice::Iter<'a, Slot>,
    refs: std::slice::Iter<'a, Value>,
    keyed: bool,
}

impl<'a> Iterator for PageEntries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        let slot = self.slots.next()?;
        let (mut value, rest) = self.bytes.split_at_checked((slot.end - self.start) as usize)?;
        (self.bytes, self.start) = (rest, slot.end);
        let mut key = None;
        if self.keyed {
            let (found, rest) = split_key(value)?;
            (key, value) = (Some(found), rest);
        }
        let value = if slot.is_ref { self.refs.next()?.view() } else { ValueRef::Encoded(value) };
        Some(Entry { key, value })
    }
}

/// Whether a value is kept beside the page: every tree, and every long text.
fn outside(value: &Value) -> bool {
    match value {
        Value::Tree(_) => true,
        Value::Encoded(bytes) => bytes.len() > crate::core::value::INLINE_MAX,
    }
}
