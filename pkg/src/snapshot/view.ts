/**
 * Containers as readers get them: small ones as frozen objects, arrays and Maps; large ones as views that look the same
 * and read an entry when it is asked for.
 *
 * An object or array view is a proxy that fills its target on demand and then lets the language do the rest.
 */
import { setMember } from '../tape/decode.js';
import { FrozenMap, freezeMap } from './frozen-map.js';
import { LAZY, type Version } from './reader.js';

const views = new WeakSet<object>();
const versions = new WeakMap<object, Version>();

/** Whether it is a large object or array of a snapshot. */
export function isView(value: object): boolean {
  return views.has(value);
}

/** What a large container of a snapshot reads from: its names, without its values. */
export function versionOf(value: object): Version | undefined {
  return versions.get(value);
}

export function view(version: Version): unknown {
  if (version.count > LAZY) {
    const large = largeView(version);
    versions.set(large, version);
    return large;
  }
  version.fill();
  if (version.kind === 'array')
    return Object.freeze(Array.from({ length: version.count }, (_, index) => version.get(index)));
  const keys = version.keys();
  if (version.kind === 'map') return freezeMap(keys.map((key) => [key, version.get(key)] as const));
  const members: Record<string, unknown> = {};
  for (const key of keys) setMember(members, key, version.get(key));
  return Object.freeze(members);
}

function largeView(version: Version): object {
  if (version.kind === 'map') return Object.freeze(new MapView(version));
  return version.kind === 'array' ? arrayView(version) : objectView(version);
}

function refuse(): never {
  throw new TypeError('This is part of a snapshot and cannot be changed: use sync.update(...) instead.');
}

/** Traps that both kinds of proxies share: `fill` puts one own property into the target, `all` every one. */
function handler<T extends object>(
  fill: (target: T, key: string | symbol) => void,
  all: (target: T) => void,
): ProxyHandler<T> {
  return {
    get(target, key) {
      fill(target, key);
      // No receiver: methods of the language work on the target, and the target has no accessors.
      return Reflect.get(target, key);
    },
    has(target, key) {
      fill(target, key);
      return Reflect.has(target, key);
    },
    getOwnPropertyDescriptor(target, key) {
      fill(target, key);
      return Reflect.getOwnPropertyDescriptor(target, key);
    },
    ownKeys(target) {
      all(target);
      return Reflect.ownKeys(target);
    },
    isExtensible(target) {
      // Asked whether it is frozen: yes, once everything is in it.
      all(target);
      Object.freeze(target);
      return false;
    },
    preventExtensions(target) {
      all(target);
      Object.freeze(target);
      return true;
    },
    set: refuse,
    // `Object.freeze` asks for this of what is frozen already.
    defineProperty: (target, key, descriptor) =>
      'value' in descriptor || 'get' in descriptor ? refuse() : Reflect.defineProperty(target, key, descriptor),
    deleteProperty: refuse,
    setPrototypeOf: refuse,
  };
}

function arrayView(version: Version): readonly unknown[] {
  const target: unknown[] = new Array(version.count);
  let filled = false;
  const traps = handler<unknown[]>(
    (array, key) => {
      if (filled || typeof key !== 'string' || Object.hasOwn(array, key)) return;
      const index = Number(key);
      if (String(index) === key && index >= 0 && index < version.count) array[index] = version.get(index);
    },
    (array) => {
      if (filled) return;
      version.fill();
      for (let index = 0; index < version.count; index++) if (!(index in array)) array[index] = version.get(index);
      filled = true;
    },
  );
  return viewed(new Proxy(target, traps));
}

function objectView(version: Version): object {
  const target: Record<string, unknown> = {};
  let filled = false;
  const traps = handler<Record<string, unknown>>(
    (object, key) => {
      if (filled || typeof key !== 'string' || Object.hasOwn(object, key)) return;
      const value = version.get(key);
      if (value !== undefined) setMember(object, key, value);
    },
    (object) => {
      if (filled) return;
      version.fill();
      // Set anew in order: what was read before stands in the order of reading.
      for (const key of Object.keys(object)) delete object[key];
      for (const key of version.keys()) setMember(object, key, version.get(key));
      filled = true;
    },
  );
  return viewed(new Proxy(target, traps));
}

function viewed<T extends object>(view: T): T {
  views.add(view);
  return view;
}

/** How many entries an iteration reads at a time. */
const PAGE = 256;

class MapView extends FrozenMap {
  readonly #version: Version;

  constructor(version: Version) {
    super();
    this.#version = version;
  }

  override get size(): number {
    return this.#version.count;
  }

  override get(key: string): unknown {
    return typeof key === 'string' ? this.#version.get(key) : undefined;
  }

  override has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  override keys(): MapIterator<string> {
    return this.#version.keys().values() as unknown as MapIterator<string>;
  }

  override *entries(): MapIterator<[string, unknown]> {
    const keys = this.#version.keys();
    for (let from = 0; from < keys.length; from += PAGE) {
      this.#version.fill(from, PAGE);
      for (const key of keys.slice(from, from + PAGE)) yield [key, this.#version.get(key)];
    }
  }

  override *values(): MapIterator<unknown> {
    for (const [, value] of this.entries()) yield value;
  }

  override [Symbol.iterator](): MapIterator<[string, unknown]> {
    return this.entries();
  }

  override forEach(callback: (value: unknown, key: string, map: Map<string, unknown>) => void, self?: unknown): void {
    for (const [key, value] of this.entries()) callback.call(self, value, key, this);
  }
}

// To readers it is a Map like any other: its constructor is that of its base.
Reflect.deleteProperty(MapView.prototype, 'constructor');
