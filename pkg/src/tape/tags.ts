/** The tags of the encoding that crosses the boundary; the rules stand in `src/core/value/encoding.rs`. */

export const NULL = 0x00;
export const FALSE = 0x01;
export const TRUE = 0x02;
export const INT = 0x03;
export const FLOAT = 0x04;
export const SHORT = 0x05;
export const LONG = 0x06;
export const ARRAY = 0x07;
export const OBJECT = 0x08;
export const MAP = 0x09;
export const REF = 0x0a;
export const SMALL = 0x80;

/** The high bit of a key: a number in the dictionary follows, not a length. */
export const KEY_ID = 0x8000;
/** A key of this length or more has its length after it. */
export const KEY_LONG = 0x7fff;

/** Containers nested deeper than this are refused. */
export const MAX_DEPTH = 128;
