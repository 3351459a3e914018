/**
 * What has been read of one version of a container, by key or position.
 *
 * The memo of a newer version stands on that of the older one and knows what changed in between: an entry that did not
 * change is found further down, so it stays the same object. The stack is kept low by copying it now and then.
 */

/** A key of an object or Map, or a position in an array. */
export type EntryKey = string | number;

/** What is different from the version before. */
export type Delta =
  | {
      readonly keys: ReadonlySet<EntryKey>;
      /** Those of them that are not there any more. */
      readonly gone?: ReadonlySet<EntryKey>;
    }
  | { readonly start: number; readonly removed: number; readonly inserted: number };

const MAX_HEIGHT = 16;

export class Memo {
  #own = new Map<EntryKey, unknown>();
  #below: Memo | undefined;
  #delta: Delta | undefined;
  #height = 0;
  /** What was read of entries that have changed since: only after copying. */
  #stale: Map<EntryKey, unknown> | undefined;

  /** A memo of a container that was plain data before: nothing is known of it, but parts may be the same. */
  static of(entries: Iterable<readonly [EntryKey, unknown]>): Memo {
    const memo = new Memo();
    memo.#stale = new Map(entries);
    return memo;
  }

  /** The memo of the version that `delta` leads to. */
  next(delta: Delta): Memo {
    // Not the newest is copied, which has to know what it has come from.
    if (this.#height === MAX_HEIGHT) this.#flatten();
    const memo = new Memo();
    memo.#below = this;
    memo.#delta = delta;
    memo.#height = this.#height + 1;
    return memo;
  }

  /** The entry, if it was read in this version or in one since which it has not changed. */
  get(key: EntryKey): unknown {
    const found = this.#own.get(key);
    if (found !== undefined) return found;
    const below = this.#translate(key);
    return below === undefined ? undefined : this.#below?.get(below);
  }

  /** What was last read at this key, changed since or not: to find out which parts of it are the same. */
  before(key: EntryKey): unknown {
    const found = this.#own.get(key) ?? this.#stale?.get(key);
    if (found !== undefined) return found;
    const delta = this.#delta;
    // What took the place of something else may be equal to it. What was put in between must not be taken for an
    // element that is still there, further on.
    const isInBetween = delta && 'start' in delta && (key as number) >= delta.start + delta.removed;
    const below = this.#translate(key) ?? (isInBetween ? undefined : key);
    return below === undefined ? undefined : this.#below?.before(below);
  }

  /** Keeps what was read in the oldest version that has it, so that all of them show the same object. */
  set(key: EntryKey, value: unknown): void {
    const below = this.#translate(key);
    if (below === undefined) this.#own.set(key, value);
    else this.#below?.set(below, value);
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
    const gone = new Set<EntryKey>();
    let memo: Memo | undefined = this;
    let lift = (key: EntryKey): EntryKey | undefined => key;
    while (memo) {
      for (const [key, value] of memo.#own) {
        const lifted = lift(key);
        const target = lifted === undefined ? stale : all;
        // Positions of long ago say nothing; and what has gone would be kept for ever, where entries come and go.
        if (lifted === undefined && (typeof key === 'number' || gone.has(key))) continue;
        if (!target.has(lifted ?? key)) target.set(lifted ?? key, value);
      }
      for (const [key, value] of memo.#stale ?? []) {
        // At its position of long ago the object would be found where another one stands now.
        const at = typeof key === 'number' ? lift(key) : key;
        if (at !== undefined && !stale.has(at) && !gone.has(key)) stale.set(at, value);
      }
      const above = lift;
      const delta: Delta | undefined = memo.#delta;
      if (delta && 'keys' in delta) for (const key of delta.gone ?? []) gone.add(key);
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
