//! The persistent tree: containers as B+trees of byte pages, with structural sharing.
//!
//! - A [`Container`] is an ordered sequence of entries. Its pages hold entries in the encoding of
//!   [`crate::core::value::encoding`], up to 4 KiB or 64 entries; children larger than
//!   [`crate::core::value::INLINE_MAX`] hang beside the page.
//! - Cloning a container clones a pointer. A mutation copies the pages on its path that someone else holds too, and
//!   works in place on those that nobody does.
//! - Every subtree knows its number of entries and encoded size; digests are computed on demand and remembered.
//! - Objects and maps of more than 32 entries also have a hash index from key to sequence number. The numbers grow with
//!   insertion, so the order of the tree is the order of insertion.

mod builder;
mod container;
mod diff;
mod digest;
mod entries;
mod node;
mod page;

pub(crate) use builder::Builder;
pub use container::Container;
pub(crate) use container::{edit_tree, edit_value, owned_key, remove_all};
pub use diff::{Difference, Replaced, differences, replaced};
pub(crate) use diff::{is_same_bytes, is_same_sequence};
pub use digest::{Digest, digest, digest_parts};
pub use entries::TreeEntries;
