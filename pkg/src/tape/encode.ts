/**
 * JavaScript values to bytes. Everything that state cannot hold is refused with its place and what to store instead.
 *
 * Each property is read once, so a getter or proxy cannot show two faces.
 */
import { textOf } from '../text-of.js';
import {
  ARRAY,
  FALSE,
  FLOAT,
  INT,
  KEY_ID,
  KEY_LONG,
  LONG,
  MAP,
  MAX_DEPTH,
  NULL,
  OBJECT,
  SHORT,
  SMALL,
  TRUE,
} from './tags.js';

/** A value that cannot be stored. */
export class Unsupported extends Error {
  constructor(
    /** The part of the issue code after `value/`. */
    readonly reason: 'unsupported' | 'circular' | 'too_deep',
    /** RFC 6901 pointer to the value. */
    public pointer: string,
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

export const noText = (key: unknown) => `the keys of a Map are text, not ${typeof key}: use String(key)`;
export const NO_HOLES = 'an array holds no undefined and has no holes: use null, or leave it out';

const text = new TextEncoder();
/** Up to this length, writing characters one by one beats a call of the text encoder. */
const BY_HAND = 48;

/** Writes values into a buffer that grows; one encoder serves one caller at a time. */
export class Encoder {
  /** What has been written is `bytes.subarray(0, length)`. */
  bytes = new Uint8Array(4096);
  length = 0;
  /** The same bytes: numbers are written faster through it. */
  #view = new DataView(this.bytes.buffer);
  #ids: ReadonlyMap<string, number>;
  /** The steps to the value being written, and the containers on the way; valid up to the current depth. */
  #steps: (string | number)[] = [];
  #above: object[] = [];
  #deepest = MAX_DEPTH;

  /** @param ids the dictionary; without it every name is written as text. */
  constructor(ids: ReadonlyMap<string, number> = new Map()) {
    this.#ids = ids;
  }

  /** Forgets what was written. */
  reset(): this {
    this.length = 0;
    return this;
  }

  /** A copy of what was written. */
  take(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  /**
   * Writes a whole value, in which containers may be nested `extra` levels deeper than in a state.
   * @throws Unsupported, after which the buffer is to be reset.
   */
  value(value: unknown, extra = 0): this {
    this.#deepest = MAX_DEPTH + extra;
    this.#value(value, 0);
    return this;
  }

  /** Writes a name. @throws Unsupported */
  key(name: string, depth = 0): void {
    const id = this.#ids.get(name);
    this.#room(6);
    if (id !== undefined) {
      this.#view.setUint16(this.length, id | KEY_ID, true);
      this.length += 2;
      return;
    }
    const at = this.length;
    this.length += 2;
    const count = this.#text(name, depth, 'a name');
    if (count < KEY_LONG) {
      this.#view.setUint16(at, count, true);
    } else {
      this.#room(4);
      this.bytes.copyWithin(at + 6, at + 2, this.length);
      this.length += 4;
      this.#view.setUint16(at, KEY_LONG, true);
      this.#u32(at + 2, count);
    }
  }

  #value(value: unknown, depth: number): void {
    this.#room(9);
    switch (typeof value) {
      case 'string':
        this.#string(value, depth);
        return;
      case 'number':
        this.#number(value, depth);
        return;
      case 'boolean':
        this.bytes[this.length++] = value ? TRUE : FALSE;
        return;
      case 'object':
        if (value === null) this.bytes[this.length++] = NULL;
        else this.#container(value, depth);
        return;
      case 'bigint':
        throw this.#refuse(depth, 'a bigint cannot be stored: use a number, or text');
      case 'undefined':
        throw this.#refuse(depth, 'undefined cannot be stored here: use null, or leave the member out');
      default:
        throw this.#refuse(depth, `a ${typeof value} cannot be stored: leave it out of the state`);
    }
  }

  #number(value: number, depth: number): void {
    const { bytes } = this;
    if ((value | 0) === value && !(value === 0 && 1 / value < 0)) {
      if (value >= 0 && value < 128) {
        bytes[this.length++] = SMALL | value;
      } else {
        bytes[this.length] = INT;
        this.#u32(this.length + 1, value);
        this.length += 5;
      }
      return;
    }
    if (!Number.isFinite(value)) throw this.#refuse(depth, `${value} cannot be stored: use null, or text`);
    bytes[this.length] = FLOAT;
    this.#view.setFloat64(this.length + 1, value, true);
    this.length += 9;
  }

  #string(value: string, depth: number): void {
    const at = this.length;
    this.length += 2;
    const count = this.#text(value, depth, 'the text');
    if (count < 256) {
      this.bytes[at] = SHORT;
      this.bytes[at + 1] = count;
    } else {
      this.#room(3);
      this.bytes.copyWithin(at + 5, at + 2, this.length);
      this.length += 3;
      this.bytes[at] = LONG;
      this.#u32(at + 1, count);
    }
  }

  /** Writes UTF-8; returns its length. */
  #text(value: string, depth: number, what: string): number {
    const { length } = value;
    this.#room(length * 3);
    const start = this.length;
    if (length <= BY_HAND) {
      const { bytes } = this;
      let at = start;
      let i = 0;
      for (; i < length; i++) {
        const code = value.charCodeAt(i);
        if (code > 0x7f) break;
        bytes[at++] = code;
      }
      if (i === length) {
        this.length = at;
        return length;
      }
    }
    const { written } = text.encodeInto(value, this.bytes.subarray(start));
    if (written !== length && !isWellFormed(value))
      throw this.#refuse(depth, `${what} has half of a surrogate pair: use toWellFormed()`);
    this.length = start + written;
    return written;
  }

  #container(value: object, depth: number): void {
    if (depth === this.#deepest) throw this.#tooDeep(value);
    this.#above[depth] = value;
    const at = this.length;
    this.length += 5;
    try {
      const tag = this.#contents(value, depth);
      // Only now: writing the contents may have moved the buffer.
      this.bytes[at] = tag;
    } catch (cause) {
      if (cause instanceof Unsupported) throw cause;
      // A proxy, or something that was tampered with.
      throw this.#refuse(depth, `it does not let itself be read: ${textOf(cause)}`, cause);
    }
    this.#u32(at + 1, this.length - at - 5);
  }

  /** Writes what is in a container; returns its tag. */
  #contents(value: object, depth: number): number {
    if (Array.isArray(value)) {
      this.#items(value, depth);
      return ARRAY;
    }
    if (!(value instanceof Map)) {
      this.#members(value as Record<string, unknown>, depth);
      return OBJECT;
    }
    if (value.constructor !== Map) throw this.#refuse(depth, adviceFor(value, 'Map'));
    for (const [key, item] of value) {
      if (typeof key !== 'string') throw this.#refuse(depth, noText(key));
      this.#member(key, item, depth);
    }
    return MAP;
  }

  #items(value: readonly unknown[], depth: number): void {
    // An array of another window or frame has a constructor of its own.
    if (value.constructor !== Array && value.constructor.name !== 'Array')
      throw this.#refuse(depth, adviceFor(value, 'array'));
    const { length } = value;
    for (let i = 0; i < length; i++) {
      this.#steps[depth] = i;
      const item = this.#read(value as unknown as Record<number, unknown>, i, depth);
      if (item === undefined) throw this.#refuse(depth + 1, NO_HOLES);
      this.#value(item, depth + 1);
    }
  }

  #members(value: Record<string, unknown>, depth: number): void {
    const prototype: unknown = Object.getPrototypeOf(value);
    // A plain object of another window or frame has an Object.prototype of its own.
    if (prototype !== Object.prototype && prototype !== null && Object.getPrototypeOf(prototype) !== null)
      throw this.#refuse(depth, adviceFor(value, 'object'));
    if (Object.getOwnPropertySymbols(value).length > 0)
      throw this.#refuse(depth, 'a member has a symbol for a name: use text');
    // Not over Object.keys(): in a loop like this one V8 knows where each member lies, and no list of names is made.
    for (const name in value) {
      if (Object.hasOwn(value, name)) this.#member(name, this.#read(value, name, depth), depth);
    }
  }

  #member(name: string, item: unknown, depth: number): void {
    if (item === undefined) return;
    this.#steps[depth] = name;
    this.key(name, depth);
    this.#value(item, depth + 1);
  }

  #read<K extends PropertyKey>(from: Record<K, unknown>, name: K, depth: number): unknown {
    try {
      return from[name];
    } catch (cause) {
      this.#steps[depth] = name as string | number;
      throw this.#refuse(depth + 1, `reading it threw: ${textOf(cause)}`, cause);
    }
  }

  #refuse(depth: number, message: string, cause?: unknown): Unsupported {
    return new Unsupported('unsupported', pointerTo(this.#steps.slice(0, depth)), message, cause);
  }

  #tooDeep(value: object): Unsupported {
    const above = this.#above.slice(0, this.#deepest);
    above.push(value);
    // The outermost container that comes again further in is where the circle closes.
    const again = above.findIndex((container, i) => above.indexOf(container) < i);
    if (again < 0) {
      const place = pointerTo(this.#steps.slice(0, this.#deepest));
      return new Unsupported(
        'too_deep',
        place,
        'nested deeper than 128 levels: store it in parts that refer to each other by id',
      );
    }
    const place = pointerTo(this.#steps.slice(0, again));
    return new Unsupported('circular', place, 'the value contains itself: store an id instead');
  }

  #u32(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  #room(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    // Steps of four: what is never written takes no memory, and what is copied is a third of all and not twice as much.
    const grown = new Uint8Array(Math.max(this.bytes.length * 4, this.length + count));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

/** RFC 6901. */
export function pointerTo(steps: readonly (string | number)[]): string {
  return steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function adviceFor(value: object, kind: string): string {
  if (value instanceof Date) return 'a Date cannot be stored: use getTime() or toISOString()';
  if (value instanceof Set) return 'a Set cannot be stored: use an array';
  const name = value.constructor?.name;
  return `an instance of ${name || 'a class'} cannot be stored: use a plain ${ArrayBuffer.isView(value) ? 'array' : kind}`;
}

function isWellFormed(value: string): boolean {
  // Matches a surrogate that has no partner; with the u flag, pairs count as one character.
  return !/[\uD800-\uDFFF]/u.test(value);
}
