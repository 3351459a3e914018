// Holdfast's tape in both directions. Not plugged in yet: `../../probe/src/tape.rs` says how.
//
// `encodeIn(value)` writes the tape and hands it to Rust, which builds its tree and keeps it;
// `decodeOut()` has Rust write the kept tree to a tape, and returns the value read from that.

export const name = 'tape';
export const available = false;

export function encodeIn(_value) {
  throw new Error('the tape is not plugged in');
}

export function decodeOut() {
  throw new Error('the tape is not plugged in');
}
