/**
 * Snapshots: the state as ordinary frozen data, materialised only where somebody reads, and with stable identity: the
 * same part of the state is the same object until it changes.
 *
 * A container that the engine keeps as a tree appears here as a {@link Version}. When the state moves on, the engine is
 * asked what is different between the version that was read and the new one; everything else is kept.
 */

import type { EnginePort } from '../engine/port.js';
import { PLAIN, type Reference } from '../tape/decode.js';
import { type EntryKey, Memo } from './memo.js';
import { view } from './view.js';

/** Containers with more entries than this are read entry by entry. */
export const LAZY = 1000;

/** One entry read alone costs about as much as this many in a row. */
const FEW = 4;

/** Anything may be different. */
const ALL = { keys: { has: () => true } as unknown as ReadonlySet<EntryKey> };

const released = new FinalizationRegistry<() => void>((release) => release());

/** One version of a container. */
export class Version {
  readonly kind: Reference['kind'];
  readonly count: number;
  readonly handle: number;
  readonly #port: EnginePort;
  readonly #memo: Memo;
  #view: unknown;
  #keys: readonly string[] | undefined;

  constructor(port: EnginePort, { kind, count, handle }: Reference, memo = new Memo(), keys?: readonly string[]) {
    this.#port = port;
    this.kind = kind;
    this.count = count;
    this.handle = handle;
    this.#memo = memo;
    this.#keys = keys;
    // As long as anybody reads this version, the engine holds it.
    released.register(this, () => port.release(handle));
  }

  /** The version after this one, or this one if nothing is different. */
  next(port: EnginePort, reference: Reference): Version {
    // What another engine held cannot be compared with.
    if (port !== this.#port) return new Version(port, reference, this.#memo.next(ALL));
    if (this.kind === 'array') {
      const delta = port.arrayDiff(this.handle, reference.handle);
      if (delta.removed + delta.inserted === 0) return this.#unchanged(reference);
      return new Version(port, reference, this.#memo.next(delta));
    }
    const { keys, gone, reshaped } = port.keyedDiff(this.handle, reference.handle);
    if (keys.size === 0) return this.#unchanged(reference);
    return new Version(port, reference, this.#memo.next({ keys, gone }), reshaped ? undefined : this.#keys);
  }

  #unchanged(reference: Reference): Version {
    this.#port.release(reference.handle);
    return this;
  }

  /** One entry: a value, or the version of a container below. */
  #entry(key: EntryKey): unknown {
    let found = this.#memo.get(key);
    if (found === undefined) {
      found = this.#port.entry(this.handle, key, this.#memo.before(key));
      if (found !== undefined) this.#memo.set(key, found);
    }
    return found;
  }

  /** One entry as readers get it. */
  get(key: EntryKey): unknown {
    return resolve(this.#entry(key));
  }

  /** The entry as it is kept: for going further down without materialising. */
  child(key: EntryKey): unknown {
    return this.#entry(key);
  }

  keys(): readonly string[] {
    this.#keys ??= this.#port.keys(this.handle);
    return this.#keys;
  }

  /** Reads entries into the memo, many at a time. */
  fill(from = 0, count = this.count): void {
    const keys = this.kind === 'array' ? undefined : this.keys();
    const missing: EntryKey[] = [];
    for (let i = from; i < Math.min(from + count, this.count); i++) {
      const key = keys ? (keys[i] as string) : i;
      if (this.#memo.get(key) === undefined) missing.push(key);
    }
    // After a small change nearly all is known: reading everything again would cost far more than what is missing.
    if (missing.length * FEW < count) {
      for (const key of missing) this.#entry(key);
      return;
    }
    this.#port.range(this.handle, keys !== undefined, from, count, (key, answer) => {
      const known = this.#memo.get(key);
      const value = answer.value(this.#memo.before(key));
      if (known === undefined) this.#memo.set(key, value);
    });
  }

  /** The container as readers got it, if they did: it may be small enough to be plain data from now on. */
  [PLAIN](): unknown {
    return this.#view;
  }

  /** The container as readers get it. */
  value(): unknown {
    this.#view ??= view(this);
    return this.#view;
  }
}

/** What readers get for something that was read. */
export function resolve(value: unknown): unknown {
  return value instanceof Version ? value.value() : value;
}

/** Reads the state of one engine. */
export class Reader {
  #port: EnginePort | undefined;
  #root: unknown;
  #version = -1;

  /** For the port: what stands for a container given by handle. */
  readonly reference = (reference: Reference, before: unknown): Version => {
    if (before instanceof Version && before.kind === reference.kind)
      return before.next(this.#port as EnginePort, reference);
    // It was small enough to be plain data until now, or never read.
    const port = this.#port as EnginePort;
    const { kind, count, handle } = reference;
    let known = before;
    // Like a list that stayed small: what lies behind an insertion stays the same.
    if (kind === 'array' && Array.isArray(before) && count <= LAZY)
      port.range(handle, false, 0, count, (_, answer) => {
        known = answer.elements(before);
      });
    return new Version(port, reference, Memo.of(entriesOf(known, kind)));
  };

  /** From now on this engine is read. */
  attach(port: EnginePort): void {
    this.#port = port;
    this.#version = -1;
  }

  /** Whether there is something to read. */
  get isAttached(): boolean {
    return this.#port !== undefined;
  }

  /** The state now; the one that was read last while the engine is being replaced. */
  #current(): unknown {
    const port = this.#port as EnginePort;
    try {
      const { version } = port.raw;
      if (this.#version !== version) {
        this.#root = port.root(this.#root);
        this.#version = version;
      }
    } catch (error) {
      if (!port.failure || this.#root === undefined) throw error;
    }
    return this.#root;
  }

  /** The whole state. */
  state(): unknown {
    return resolve(this.#current());
  }

  /** The value at a path; `undefined` if there is none. */
  at(path: readonly EntryKey[]): unknown {
    let value = this.#current();
    for (const step of path) value = child(value, step);
    return resolve(value);
  }
}

/** One step down from a value, of whatever form. */
export function child(value: unknown, step: EntryKey): unknown {
  if (value instanceof Version) {
    const key = value.kind === 'array' ? position(step) : String(step);
    return key === undefined ? undefined : value.child(key);
  }
  if (value instanceof Map) return value.get(String(step));
  if (typeof value !== 'object' || value === null) return undefined;
  const key = Array.isArray(value) ? position(step) : step;
  return key !== undefined && Object.hasOwn(value, key) ? (value as Record<EntryKey, unknown>)[key] : undefined;
}

function entriesOf(value: unknown, kind: Reference['kind']): Iterable<readonly [EntryKey, unknown]> {
  if (typeof value !== 'object' || value === null || value instanceof Version) return [];
  if (Array.isArray(value)) return kind === 'array' ? value.entries() : [];
  if (value instanceof Map) return kind === 'map' ? value : [];
  return kind === 'object' ? Object.entries(value) : [];
}

function position(step: EntryKey): number | undefined {
  if (typeof step === 'number') return step;
  return /^(0|[1-9]\d*)$/.test(step) ? Number(step) : undefined;
}
