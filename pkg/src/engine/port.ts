/**
 * The engine as the rest of the package sees it: calls with bytes in, answers with values out.
 *
 * Everything that knows of addresses, lengths and the layout of answers is in this file and in `src/bindings`.
 */

import { StateSyncError } from '../errors.js';
import { isString } from '../model/check.js';
import { isText, must } from '../must.js';
import type { EntryKey } from '../snapshot/memo.js';
import { Decoder, type Reference } from '../tape/decode.js';
import { Encoder } from '../tape/encode.js';
import type { HistoryEntry, Issue } from '../types.js';
import type { EngineFailure } from './trap.js';
import type { LoadedEngine, RawEngine } from './wasm.js';

/** How an update is to be read. */
export const MERGE = 0;
export const PATCH = 1;

/** What the engine said to an update. */
export type Answer =
  | { readonly accepted: true; readonly version: number; readonly changed: boolean; readonly hits: readonly number[] }
  | { readonly accepted: false; readonly issues: readonly Issue[]; readonly issueCount: number };

/** Something is there, and it is a container. */
export class Composite {
  constructor(readonly kind: 'array' | 'object' | 'map') {}
}

const composites = [new Composite('array'), new Composite('object'), new Composite('map')] as const;
const OLDER = -2;
const NO_HITS: readonly number[] = [];
/** Bytes of an encoder that is worth keeping. */
const LARGE = 1 << 20;
/** Pointers of one update in the history. */
const MAX_POINTERS = 1000;
const durabilities = ['memory', 'relaxed', 'strict'];

export class EnginePort {
  readonly #raw: RawEngine;
  readonly #ids: ReadonlyMap<string, number>;
  readonly #paths: Encoder;
  /** For values, while nobody uses it. */
  #spare: Encoder | undefined;
  readonly #loaded: LoadedEngine;
  readonly #decoder: Decoder;
  #bytes = new Uint8Array();
  #numbers: DataView = new DataView(new ArrayBuffer(0));
  #history: { readonly version: number; readonly entries: readonly HistoryEntry[] } | undefined;

  /** @param reference what stands for a container that the engine gives by handle */
  constructor(loaded: LoadedEngine, raw: RawEngine, reference: (reference: Reference, before: unknown) => unknown) {
    this.#raw = raw;
    this.#loaded = loaded;
    const names = raw.keyNames() as string[];
    this.#ids = new Map(names.map((name, id) => [name, id]));
    this.#paths = new Encoder(this.#ids);
    this.#decoder = new Decoder(names, reference);
  }

  /** The instance. @throws StateSyncError `not_ready` while it waits for a validator: a call would meet it in the middle of its work */
  get raw(): RawEngine {
    if (this.#loaded.isAsking)
      throw new StateSyncError('not_ready', 'A validator cannot read or change the state: use what it is given.');
    return this.#raw;
  }

  /** Why it can be used no more, if so. */
  get failure(): EngineFailure | undefined {
    return this.#loaded.failure;
  }

  /**
   * The bytes of a value, good until the next call. Getters and drafts in it may read the state, and even update.
   * @throws Unsupported
   */
  encode(value: unknown, extraDepth = 0): Uint8Array {
    const encoder = this.#spare ?? new Encoder(this.#ids);
    this.#spare = undefined;
    try {
      encoder.reset().value(value, extraDepth);
      return encoder.bytes.subarray(0, encoder.length);
    } finally {
      if (encoder.bytes.length <= LARGE) this.#spare = encoder;
    }
  }

  /** The bytes of a value that may be as large as a state, for the caller to keep. @throws Unsupported */
  encodeOnce(value: unknown): Uint8Array {
    const { bytes, length } = new Encoder(this.#ids).value(value);
    return bytes.subarray(0, length);
  }

  /** Applies what `encode` wrote, or another encoder. */
  update(form: 0 | 1, body: Uint8Array, source: string, label?: string, durability?: string): Answer {
    const level = durability === undefined ? 3 : durabilities.indexOf(durability);
    must(level >= 0, 'durability "memory", "relaxed" or "strict"', durability);
    must(isString(source), 'text as source', source);
    must(isText(label), 'text as label', label);
    this.#send(body);
    return this.#said(this.raw.updateTape(form, body.length, source, label, level));
  }

  /** Puts another state in the place of the present one; `isMigrated`: it is made for the model as it is now. @throws Unsupported */
  replace(state: unknown, source: string, label?: string, isMigrated = false): Answer {
    const body = this.encode(state);
    this.#send(body);
    return this.#said(this.raw.replaceTape(body.length, source, label, isMigrated));
  }

  /** The same with what `exportState` has written; `undefined` if that was under an earlier version of the model. */
  imported(file: Uint8Array, source: string): Answer | undefined {
    const code = this.raw.importTape(file, source);
    return code === OLDER ? undefined : this.#said(code);
  }

  /** Changes options. */
  configure(config: { readonly historyLimit?: number }): void {
    this.raw.updateSyncConfig(config);
    // A shorter history is one at once.
    if (config.historyLimit !== undefined) this.#history = undefined;
  }

  /** What the engine said to an update. */
  #said(code: number): Answer {
    if (code < 0) {
      const answer = this.#answer(Infinity);
      const issueCount = answer.u32();
      return { accepted: false, issueCount, issues: answer.value() as Issue[] };
    }
    // Not by a decoder: this is read a hundred thousand times a second.
    const at = this.raw.outbox() >>> 0;
    const { buffer } = this.#view();
    if (this.#numbers.buffer !== buffer) this.#numbers = new DataView(buffer);
    const numbers = this.#numbers;
    let hits = NO_HITS;
    if (code > 1) {
      const all: number[] = [];
      for (let i = 0; i < code >> 1; i++) all.push(numbers.getUint32(at + 8 + i * 4, true));
      hits = all;
    }
    return { accepted: true, version: numbers.getFloat64(at, true), changed: (code & 1) === 1, hits };
  }

  /** The scalar at a path, a {@link Composite} for a container, `undefined` for nothing. */
  peek(path: readonly EntryKey[]): unknown {
    const length = this.#sendPath(path);
    const code = length < 0 ? length : this.raw.peek(length);
    if (code < 0) return undefined;
    return code === 0 ? this.#answer(Infinity).value() : composites[code - 1];
  }

  watch(id: number, path: readonly EntryKey[]): void {
    const length = this.#sendPath(path);
    if (length >= 0) this.raw.watch(id, length);
  }

  unwatch(id: number, path: readonly EntryKey[]): void {
    const length = this.#sendPath(path);
    if (length >= 0) this.raw.unwatch(id, length);
  }

  /** The state. */
  root(before: unknown): unknown {
    return this.#answer(this.raw.root()).value(before);
  }

  /** One entry of a container that is held. */
  entry(handle: number, key: EntryKey, before: unknown): unknown {
    const path = this.#sendPath([key]);
    const length = path < 0 ? path : this.raw.entry(handle, path);
    return length < 0 ? undefined : this.#answer(length).value(before);
  }

  /** Calls `visit` with entries from a position on, each to be read, as long as not all are. Keys of arrays are positions. */
  range(
    handle: number,
    keyed: boolean,
    from: number,
    count: number,
    visit: (key: EntryKey, answer: Decoder) => void,
  ): void {
    // Reading a reference inside may call the engine again, which writes over the outbox: work on a copy.
    const bytes = this.#outbox(this.raw.range(handle, from, count)).slice();
    const decoder = this.#decoder.fork(bytes);
    for (let i = from; !decoder.done; i++) visit(keyed ? decoder.key() : i, decoder);
  }

  /** Lets go of a handle. */
  release(handle: number): void {
    if (!this.failure) this.raw.release(handle);
  }

  keys(handle: number): string[] {
    const answer = this.#answer(this.raw.keys(handle));
    const keys: string[] = [];
    while (!answer.done) keys.push(answer.key());
    return keys;
  }

  /** What is different between two versions of an array. */
  arrayDiff(before: number, after: number): { start: number; removed: number; inserted: number } {
    const answer = this.#answer(this.raw.diff(before, after));
    return { start: answer.u32(), removed: answer.u32(), inserted: answer.u32() };
  }

  /** What is different between two versions of an object or Map: the keys, and whether any came or went. */
  keyedDiff(before: number, after: number): { keys: Set<string>; gone: Set<string>; reshaped: boolean } {
    const answer = this.#answer(this.raw.diff(before, after));
    const reshaped = answer.u8() === 1;
    const keys = new Set<string>();
    const gone = new Set<string>();
    while (!answer.done) {
      const key = answer.key();
      const isThere = answer.u8() === 1;
      const known = keys.size;
      keys.add(key);
      // What has moved is told twice: where it was, and where it is.
      if (keys.size === known) gone.delete(key);
      else if (!isThere) gone.add(key);
    }
    return { keys, gone, reshaped };
  }

  /** The pointers that the newest update changed, and how many there are. */
  changedPointers(limit: number): { pointers: readonly string[]; count: number } {
    const count = this.raw.changedPointers(limit);
    return { count, pointers: this.#answer(Infinity).value() as string[] };
  }

  /** Takes back the newest update, of a source if one is given, or makes again what was taken back last. */
  again(way: 'undo' | 'redo', source?: string): Answer {
    must(isText(source), 'text as source', source);
    return this.#said(way === 'undo' ? this.raw.undoTape(source) : this.raw.redoTape());
  }

  /** The latest updates; the same array until there is another version. */
  history(): readonly HistoryEntry[] {
    const { version } = this.raw;
    if (this.#history?.version !== version) {
      this.raw.historyTape(MAX_POINTERS);
      this.#history = { version, entries: this.#answer(Infinity).value() as HistoryEntry[] };
    }
    return this.#history.entries;
  }

  /** A value that the engine gave away; frozen. */
  decode(bytes: Uint8Array): unknown {
    return this.#decoder.fork(bytes).value();
  }

  /** How many entries a container has; `undefined` if there is none. */
  size(path: readonly EntryKey[]): number | undefined {
    const length = this.#sendPath(path);
    const size = length < 0 ? length : this.raw.size(length);
    return size < 0 ? undefined : size;
  }

  /** Returns the length; -1 if there cannot be such a path, since no name in a state has half of a surrogate pair. */
  #sendPath(path: readonly EntryKey[]): number {
    const encoder = this.#paths.reset();
    try {
      for (const key of path) encoder.key(String(key));
    } catch {
      return -1;
    }
    this.#send(encoder.bytes.subarray(0, encoder.length));
    return encoder.length;
  }

  #send(bytes: Uint8Array): void {
    const address = this.raw.inbox(bytes.length) >>> 0;
    this.#view().set(bytes, address);
  }

  /** The engine's memory; a new view when it has grown. */
  #view(): Uint8Array {
    const { buffer } = this.#loaded.memory;
    if (this.#bytes.buffer !== buffer) this.#bytes = new Uint8Array(buffer);
    return this.#bytes;
  }

  #outbox(length: number): Uint8Array {
    const address = this.raw.outbox() >>> 0;
    return this.#view().subarray(address, Math.min(address + length, this.#bytes.length));
  }

  /** An answer ready to be read. What it refers to is read after the value, so nothing writes over it meanwhile. */
  #answer(length: number): Decoder {
    return this.#decoder.open(this.#outbox(length));
  }
}
