//! The journal: what is on disk, from bytes to updates.
//!
//! Assumptions about the medium (each is met by some browser): a transaction is kept whole or lost whole, but recovery
//! after a crash may keep a part; any stored byte may change without an error; the newest transactions may be missing.
//! Therefore every record names its predecessor and carries a checksum over everything it says.
//!
//! - [`frame`]: a record as bytes, from magic to checksum.
//! - [`meta`]: the head of the journal, in two alternating slots.
//! - [`record`]: what a payload says, a first state or a group of updates.
//! - [`reader`]: from the stored records to the longest part that can be trusted, with one of three outcomes.

pub mod frame;
pub mod meta;
pub mod reader;
pub mod record;
