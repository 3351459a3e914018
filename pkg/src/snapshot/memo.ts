/**
 * What has been read of one version of a container, by key or position.
 *
 * The memo of a newer version stands on that of the older one and knows what changed in between: an entry that did not
 * change is found further down, so it stays the same object. The stack is kept low by copying it now and then.
 */

import type { Decoder } from '../tape/decode.js';
import { Moved } from './moved.js';

/** A key of an object or Map, or a position in an array. */
export type EntryKey = string | number;

/** What is different from the version before. */
export type Delta =
  | { readonly keys: ReadonlySet<EntryKey> }
  | { readonly start: number; readonly removed: number; readonly inserted: number };

const MAX_HEIGHT = 16;

export class Memo {
  #own = new Map<EntryKey, unknown>();
  #below: Memo | undefined;
  #delta: Delta | undefined;
  #moved: Moved | undefined;
  #height = 0;
  /** What was read of entries that have changed since: only after copying. */
  #stale: Map<EntryKey, unknown> | undefined;

  /** A memo of a container of `count` entries that had few enough to be plain data before. */
  static of(before: unknown, count: number): Memo {
    const memo = new Memo();
    if (typeof before !== 'object' || before === null) return memo;
    if (Array.isArray(before)) {
      memo.#own = new Map(before.entries());
      return memo.next({ start: 0, removed: before.length, inserted: count });
    }
    memo.#own = new Map(before instanceof Map ? before : Object.entries(before));
    return memo.next({ keys: new Set(memo.#own.keys()) });
  }

  /** The memo of the version that `delta` leads to. */
  next(delta: Delta): Memo {
    const memo = new Memo();
    memo.#below = this;
    memo.#delta = delta;
    memo.#height = this.#height + 1;
    if (memo.#height > MAX_HEIGHT) memo.#flatten();
    return memo;
  }

  /** The entry, if it was read in this version or in one since which it has not changed. */
  get(key: EntryKey): unknown {
    let memo: Memo = this;
    let at = key;
    for (;;) {
      const found = memo.#own.get(at);
      if (found !== undefined) return found;
      const below = memo.#translate(at);
      if (below === undefined || memo.#below === undefined) return undefined;
      at = below;
      memo = memo.#below;
    }
  }

  /** Reads an entry that is not known: what is in it and has not changed stays the same. */
  read(key: EntryKey, decoder: Decoder): unknown {
    const value = this.#decode(key, decoder);
    this.#own.set(key, value);
    // Older versions have it too.
    let memo: Memo = this;
    let at = memo.#translate(key);
    while (at !== undefined && memo.#below) {
      memo = memo.#below;
      memo.#own.set(at, value);
      at = memo.#translate(at);
    }
    return value;
  }

  #decode(key: EntryKey, decoder: Decoder): unknown {
    let memo: Memo = this;
    if (typeof key === 'string') {
      // What was last read here, changed since or not.
      for (;;) {
        const found = memo.#own.get(key) ?? memo.#stale?.get(key);
        if (found !== undefined || !memo.#below) return decoder.value(found);
        memo = memo.#below;
      }
    }
    for (let at = key; ; ) {
      const below: Memo | undefined = memo.#below;
      const delta = memo.#delta as Exclude<Delta, { keys: unknown }>;
      if (!below) return decoder.value();
      const next = memo.#translate(at);
      if (next === undefined) {
        memo.#moved ??= new Moved((index) => below.get(index), delta.start, delta.start + delta.removed);
        return memo.#moved.read(at, decoder);
      }
      at = next as number;
      memo = below;
    }
  }

  /** The key in the version below; `undefined` if the entry is new or changed. */
  #translate(key: EntryKey): EntryKey | undefined {
    const delta = this.#delta;
    if (!delta) return undefined;
    if ('keys' in delta) return delta.keys.has(key) ? undefined : key;
    const index = key as number;
    if (index < delta.start) return index;
    return index < delta.start + delta.inserted ? undefined : index - delta.inserted + delta.removed;
  }

  #flatten(): void {
    const all = new Map<EntryKey, unknown>();
    const stale = new Map<EntryKey, unknown>();
    let memo: Memo | undefined = this;
    let lift = (key: EntryKey): EntryKey | undefined => key;
    while (memo) {
      for (const [key, value] of memo.#own) {
        const lifted = lift(key);
        const target = lifted === undefined ? stale : all;
        // Positions of long ago say nothing.
        if (lifted === undefined && typeof key === 'number') continue;
        if (!target.has(lifted ?? key)) target.set(lifted ?? key, value);
      }
      for (const [key, value] of memo.#stale ?? []) if (!stale.has(key)) stale.set(key, value);
      const above = lift;
      const delta: Delta | undefined = memo.#delta;
      lift = (key) => {
        const up = delta && raise(delta, key);
        return up === undefined ? undefined : above(up);
      };
      memo = memo.#below;
    }
    this.#own = all;
    this.#stale = stale;
    this.#below = undefined;
    this.#delta = undefined;
    this.#moved = undefined;
    this.#height = 0;
  }
}

/** The key in the version above of an entry that is the same in both. */
function raise(delta: Delta, key: EntryKey): EntryKey | undefined {
  if ('keys' in delta) return delta.keys.has(key) ? undefined : key;
  const index = key as number;
  if (index < delta.start) return index;
  return index < delta.start + delta.removed ? undefined : index - delta.removed + delta.inserted;
}
