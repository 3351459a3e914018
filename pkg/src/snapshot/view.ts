/**
 * Containers as readers get them: small ones as frozen objects, arrays and Maps; large ones as views that look the same
 * and read an entry when it is asked for.
 *
 * An object or array view is a proxy that fills its target on demand and then lets the language do the rest.
 */
import { setMember } from '../tape/decode.js';
import { freezeMap } from './frozen-map.js';
import { LAZY, type Version } from './reader.js';

/** How Node asks a value to show itself; its console looks past proxies and into Maps, where there is nothing yet. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom');

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
  if (version.kind === 'map') return mapView(version);
  return version.kind === 'array' ? arrayView(version) : objectView(version);
}

function refuse(): never {
  throw new TypeError('This is part of a snapshot and cannot be changed: use sync.update(...) instead.');
}

/** Traps that both kinds of proxies share: `fill` puts one own property into the target, `all` every one. */
function handler<T extends object>(
  prototype: object,
  fill: (target: T, key: string | symbol) => void,
  all: (target: T) => void,
): ProxyHandler<T> {
  const freeze = (target: T) => {
    all(target);
    // The language demands that what cannot change any more has the prototype that the proxy shows.
    Object.freeze(Object.setPrototypeOf(target, prototype));
  };
  return {
    getPrototypeOf: () => prototype,
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
      freeze(target);
      return false;
    },
    preventExtensions(target) {
      freeze(target);
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

/** A prototype for targets, by which Node shows what the view has and not what was filled in so far. */
const shown = (prototype: object, copy: (view: never) => object): object =>
  Object.create(prototype, {
    [INSPECT]: {
      value(this: never) {
        return copy(this);
      },
    },
  });
const shownArray = shown(Array.prototype, (view: unknown[]) => [...view]);
const shownObject = shown(Object.prototype, (view: object) => ({ ...view }));

function arrayView(version: Version): readonly unknown[] {
  const target: unknown[] = Object.setPrototypeOf(new Array(version.count), shownArray);
  let filled = false;
  const traps = handler<unknown[]>(
    Array.prototype,
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
  const target: Record<string, unknown> = Object.create(shownObject);
  let filled = false;
  const traps = handler<Record<string, unknown>>(
    Object.prototype,
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

/**
 * A Map whose readers ask the version. What the language itself would find in it, when it is cloned for instance, is a single key that
 * cannot be cloned and says what to do: without it the clone would be an empty Map.
 */
function mapView(version: Version): ReadonlyMap<string, unknown> {
  function* entries(): MapIterator<[string, unknown]> {
    const keys = version.keys();
    for (let from = 0; from < keys.length; from += PAGE) {
      version.fill(from, PAGE);
      for (const key of keys.slice(from, from + PAGE)) yield [key, version.get(key)];
    }
  }
  function* values(): MapIterator<unknown> {
    for (const [, value] of entries()) yield value;
  }
  const get = (key: unknown): unknown => (typeof key === 'string' ? version.get(key) : undefined);
  const view = freezeMap([[Symbol('A large Map of a snapshot: use plain(...)'), 0]], {
    size: version.count,
    get,
    has: (key: unknown) => get(key) !== undefined,
    keys: () => version.keys().values(),
    entries,
    values,
    [Symbol.iterator]: entries,
    forEach(callback: (value: unknown, key: string, map: unknown) => void, self?: unknown): void {
      for (const [key, value] of entries()) callback.call(self, value, key, view);
    },
    [INSPECT]: () => new Map(entries()),
  });
  return view;
}
