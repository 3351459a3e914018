/**
 * Elements of a list that are still there, though somewhere else, stay the same objects. When more than one run of
 * elements came or went nothing says which one an element was, so it is compared with the old ones near the place where
 * the one before it was found.
 */
import type { Decoder } from '../tape/decode.js';

/** How far from that place, and how often in vain until only the likeliest is tried. */
const REACH = 32;
const PATIENCE = 16;

export class Moved {
  readonly #old: (index: number) => unknown;
  readonly #start: number;
  readonly #end: number;
  /** No two elements become one object. */
  readonly #taken = new Set<number>();
  #shift = 0;
  #misses = 0;

  /** @param old the elements before; those from `start` up to `end` may have gone anywhere */
  constructor(old: (index: number) => unknown, start: number, end: number) {
    this.#old = old;
    this.#start = start;
    this.#end = end;
  }

  /** Reads the element that is at `index` now. */
  read(index: number, decoder: Decoder): unknown {
    if (decoder.atContainer) {
      const steps = this.#misses > PATIENCE ? 1 : 2 * REACH + 1;
      for (let i = 0; i < steps; i++) {
        const shift = this.#shift + (i % 2 ? (i + 1) / 2 : -i / 2);
        const before = this.#free(index + shift);
        if (before === undefined || !decoder.passes(before)) continue;
        this.#taken.add(index + shift);
        this.#shift = shift;
        this.#misses = 0;
        return before;
      }
      this.#misses++;
    }
    // What stood here may be equal in parts, or as a whole.
    const before = this.#free(index);
    const value = decoder.value(before);
    if (value === before) this.#taken.add(index);
    return value;
  }

  #free(index: number): unknown {
    return index >= this.#start && index < this.#end && !this.#taken.has(index) ? this.#old(index) : undefined;
  }
}
