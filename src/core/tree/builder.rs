//! Filling a container entry by entry, in order.

use super::container::{Container, SCAN};
use super::node::Child;
use super::page::{PAGE_BYTES, PAGE_ENTRIES, Page};
use crate::core::hash_index::HashIndex;
use crate::core::keys::{KeyRef, Keys};
use crate::core::value::encoding::split_key;
use crate::core::value::{INLINE_MAX, Kind, Value};

/// See the module. Entries get ascending numbers.
#[derive(Debug)]
pub(crate) struct Builder {
    kind: Kind,
    pages: Vec<Page>,
    page: Page,
    bytes: usize,
    len: usize,
    next_seq: u32,
    index: Option<HashIndex>,
}

impl Builder {
    /// Of an array, object or map.
    pub(crate) fn new(kind: Kind) -> Builder {
        Builder { kind, pages: Vec::new(), page: Page::default(), bytes: 0, len: 0, next_seq: 0, index: None }
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// Adds an entry from its encoding in normal form, of which the first `head` bytes are the key.
    pub(crate) fn push(&mut self, entry: &[u8], head: usize, keys: &Keys) {
        if entry.len() - head > INLINE_MAX {
            self.push_value(&entry[..head], Value::from_normal(&entry[head..], keys), keys);
        } else {
            self.make_room(entry.len());
            self.page.push_inline(self.next_seq, entry);
            self.count(&entry[..head], keys);
        }
    }

    /// Adds a value, `head` is its key.
    pub(crate) fn push_value(&mut self, head: &[u8], value: Value, keys: &Keys) {
        self.make_room(head.len() + value.view().size().min(INLINE_MAX));
        self.page.insert(self.page.len(), self.next_seq, head, value);
        self.count(head, keys);
    }

    /// Leaves a number free before the next entry.
    pub(crate) fn leave_gap(&mut self) {
        self.next_seq += 1;
    }

    /// Whether there is a member of this name.
    pub(crate) fn has(&self, key: KeyRef<'_>, keys: &Keys) -> bool {
        let Some(index) = &self.index else {
            return self.all_pages().any(|page| (0..page.len()).any(|at| page.key(at) == Some(key)));
        };
        index.find(keys.hash(key)).any(|seq| {
            let after = self.pages.partition_point(|page| page.first_seq() <= seq);
            let is_last = self.page.len() > 0 && self.page.first_seq() <= seq;
            let page = if is_last { Some(&self.page) } else { after.checked_sub(1).map(|at| &self.pages[at]) };
            page.is_some_and(|page| page.index_of(seq).is_ok_and(|at| page.key(at) == Some(key)))
        })
    }

    /// What has become of it.
    pub(crate) fn finish(mut self) -> Container {
        self.page.shrink();
        self.pages.push(self.page);
        Container { kind: self.kind, next_seq: self.next_seq, root: Child::build(self.pages), index: self.index }
    }

    fn all_pages(&self) -> impl Iterator<Item = &Page> {
        self.pages.iter().chain([&self.page])
    }

    fn make_room(&mut self, len: usize) {
        if self.page.len() == 0 {
            // Not step by step: what is left over is given back.
            self.page.reserve();
        }
        self.bytes += len;
        if self.page.len() == PAGE_ENTRIES || (self.bytes > PAGE_BYTES && self.page.len() > 0) {
            let mut full = std::mem::take(&mut self.page);
            full.shrink();
            self.pages.push(full);
            self.page.reserve();
            self.bytes = len;
        }
    }

    /// After an entry was added.
    fn count(&mut self, head: &[u8], keys: &Keys) {
        if let (Some(index), Some((key, _))) = (&mut self.index, split_key(head)) {
            index.insert(keys.hash(key), self.next_seq);
        }
        self.next_seq += 1;
        self.len += 1;
        if self.kind.is_keyed() && self.index.is_none() && self.len > SCAN {
            let mut index = HashIndex::default();
            for page in self.all_pages() {
                for at in 0..page.len() {
                    if let (Some(key), Some(seq)) = (page.key(at), page.seq(at)) {
                        index.insert(keys.hash(key), seq);
                    }
                }
            }
            self.index = Some(index);
        }
    }
}
