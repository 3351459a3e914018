/**
 * Bytes to frozen JavaScript values.
 *
 * Given the value that stood at the same place before, equal parts of it are used again: what did not change keeps its
 * identity.
 */
import { freezeMap } from '../snapshot/frozen-map.js';
import {
  ARRAY,
  FALSE,
  FLOAT,
  INT,
  KEY_ID,
  KEY_LONG,
  LONG,
  MAP,
  NULL,
  OBJECT,
  REF,
  SHORT,
  SMALL,
  TRUE,
} from './tags.js';
import { readText } from './text.js';

/** A container that the engine keeps as a tree and gives by handle. */
export interface Reference {
  readonly kind: 'array' | 'object' | 'map';
  readonly count: number;
  readonly handle: number;
}

/** A method that gives the plain form of something that stands for a container, if it was ever made. */
export const PLAIN: unique symbol = Symbol('plain');

/** Reads values out of bytes that the engine wrote; one decoder serves one caller at a time. */
export class Decoder {
  #bytes: Uint8Array = new Uint8Array();
  #view: DataView = new DataView(this.#bytes.buffer);
  #at = 0;
  /** Whether it is only being found out if something is the same as before. */
  #isTrial = false;
  #names: readonly string[];
  #reference: (reference: Reference, before: unknown) => unknown;

  /**
   * @param names the dictionary
   * @param reference what stands for a container given by handle
   */
  constructor(names: readonly string[], reference: (reference: Reference, before: unknown) => unknown) {
    this.#names = names;
    this.#reference = reference;
  }

  /** Starts reading. The bytes may be a window on memory that the engine will use again. */
  open(bytes: Uint8Array): this {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = 0;
    return this;
  }

  /** Another decoder with the same dictionary, so that both can be in the middle of something. */
  fork(bytes: Uint8Array): Decoder {
    return new Decoder(this.#names, this.#reference).open(bytes);
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  u8(): number {
    return this.#bytes[this.#at++] as number;
  }

  u32(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, true);
  }

  f64(): number {
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8, true);
  }

  key(): string {
    const head = this.#view.getUint16(this.#at, true);
    this.#at += 2;
    if (head & KEY_ID) return this.#names[head & ~KEY_ID] as string;
    return this.#text(head === KEY_LONG ? this.u32() : head);
  }

  /** Reads one value. `before` is the value that was read at the same place the last time. */
  value(before?: unknown): unknown {
    const tag = this.u8();
    if (tag >= SMALL) return tag & 0x7f;
    switch (tag) {
      case NULL:
        return null;
      case FALSE:
        return false;
      case TRUE:
        return true;
      case INT:
        return this.u32() | 0;
      case FLOAT:
        return this.f64();
      case SHORT:
        return this.#text(this.u8());
      case LONG:
        return this.#text(this.u32());
      case ARRAY:
        return this.elements(plainForm(before), this.#end());
      case OBJECT:
        return this.#object(plainForm(before));
      case MAP:
        return this.#map(plainForm(before));
      case REF: {
        const kind = this.u8();
        const reference: Reference = {
          kind: kind === ARRAY ? 'array' : kind === OBJECT ? 'object' : 'map',
          count: this.u32(),
          handle: this.u32(),
        };
        return this.#reference(reference, before);
      }
      default:
        throw new Error(`unknown tag ${tag}`);
    }
  }

  #text(length: number): string {
    const start = this.#at;
    this.#at += length;
    return readText(this.#view, start, this.#at);
  }

  #end(): number {
    const length = this.u32();
    return this.#at + length;
  }

  /**
   * Reads elements of a list, as many as there are. Those before the first and behind the last that has changed stay the
   * same objects, wherever they are now; in between, what is equal at the same position.
   */
  elements(before: unknown, end = this.#bytes.length): unknown {
    const old: readonly unknown[] = Array.isArray(before) ? before : [];
    const items: unknown[] = [];
    const starts: number[] = [];
    const from = this.#at;
    while (old.length > 0 && this.#at < end) starts.push(this.#skip());
    this.#at = from;
    let same = old === before;
    let last = old.length;
    let behind = end;
    // As many as before are at the same positions. Lists in lists on trial are not gone through again and again.
    if (starts.length > 0 && starts.length !== last && !this.#isTrial) {
      let left = Math.min(last, starts.length);
      for (; left > 0 && this.#passes(old[items.length]); left--) items.push(old[items.length]);
      let moved = starts.length;
      for (; left > 0 && this.#passes(old[last - 1], starts[moved - 1]); left--, last--) moved--;
      behind = starts[moved] ?? end;
      this.#at = starts[items.length] ?? end;
    }
    while (this.#at < behind) {
      const previous = items.length < last ? old[items.length] : undefined;
      const item = this.value(previous);
      same &&= Object.is(item, previous);
      items.push(item);
    }
    if (same && starts.length === old.length) return before;
    this.#at = end;
    items.push(...old.slice(last));
    return Object.freeze(items);
  }

  /** Whether a value follows that is equal to this one: only then it has been read. */
  #passes(before: unknown, at = this.#at): boolean {
    this.#at = at;
    // To read what is given by handle is to hold it.
    if (this.#bytes[at] === REF) return false;
    this.#isTrial = true;
    const same = Object.is(this.value(before), before);
    this.#isTrial = false;
    if (!same) this.#at = at;
    return same;
  }

  /** Passes a value without reading it; returns where it began. */
  #skip(): number {
    const start = this.#at;
    const tag = this.u8();
    if (tag === INT) this.#at += 4;
    else if (tag === FLOAT) this.#at += 8;
    else if (tag === REF) this.#at += 9;
    else if (tag === SHORT) this.#at += 1 + (this.#bytes[this.#at] as number);
    else if (tag >= LONG && tag <= MAP) this.#at = this.#end();
    return start;
  }

  #object(before: unknown): unknown {
    const end = this.#end();
    const old = isPlain(before) ? before : undefined;
    const names = old ? Object.keys(old) : [];
    const members: Record<string, unknown> = {};
    let same = old !== undefined;
    let ordered = true;
    let count = 0;
    while (this.#at < end) {
      const name = this.key();
      const previous = old && Object.hasOwn(old, name) ? old[name] : undefined;
      const member = this.value(previous);
      same &&= Object.is(member, previous);
      ordered &&= names[count] === name;
      count++;
      setMember(members, name, member);
    }
    same &&= names.length === count;
    // Names that look like numbers come first in a JavaScript object, wherever the engine has them.
    same &&= ordered || Object.keys(members).every((name, index) => name === names[index]);
    return same ? before : Object.freeze(members);
  }

  #map(before: unknown): unknown {
    const end = this.#end();
    const old: ReadonlyMap<string, unknown> | undefined = before instanceof Map ? before : undefined;
    const names = old ? [...old.keys()] : [];
    const entries: [string, unknown][] = [];
    let same = old !== undefined;
    while (this.#at < end) {
      const name = this.key();
      const previous = old?.get(name);
      const item = this.value(previous);
      same &&= Object.is(item, previous) && names[entries.length] === name;
      entries.push([name, item]);
    }
    return same && names.length === entries.length ? before : freezeMap(entries);
  }
}

/** Sets a member as data, whatever its name: `__proto__` too. */
export function setMember(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}

function plainForm(value: unknown): unknown {
  return typeof value === 'object' && value !== null && PLAIN in value
    ? (value as { [PLAIN](): unknown })[PLAIN]()
    : value;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map);
}
