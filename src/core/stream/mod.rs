//! A value as a stream of bytes in pieces, which can be written and read without holding the whole of it a second time.
//!
//! - What is small (see [`crate::core::value::INLINE_MAX`]) stands in the stream in the encoding of
//!   [`crate::core::value::encoding`], names of the dictionary as numbers.
//! - A larger container is `0D`, its tag, u32 its number of entries, and the entries: without a length in bytes, so that a
//!   change inside one changes no byte outside of it.
//!
//! First states in the journal and the slices of snapshots are streams.

pub mod reader;
pub mod writer;

pub use reader::{StreamReader, read_stream};
pub use writer::{Chunk, Stream};

const OPEN: u8 = 0x0D;
/// Bytes that open a container: tags and number of entries.
const OPENING: usize = 6;
