//! The tape: words, one blob of text and a table of keys, written by JavaScript and read here.
//!
//! Not plugged in yet. To measure it:
//!
//! 1. enable the dependency on `holdfast` in `Cargo.toml`;
//! 2. export here whatever `page/encodings/tape.js` needs, in the shape of the other ways:
//!    one function that decodes a tape into a tree and keeps it, one that encodes the kept tree.
//!    The tape has a tree type of its own, so keep that one: `thread_local!` beside `KEPT`;
//! 3. fill in `page/encodings/tape.js` and set its `available`.
