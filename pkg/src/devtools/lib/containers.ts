/** Objects, arrays and Maps of a snapshot in one form, read entry by entry: the names of 100,000 entries, and none of the values. */
import { versionOf } from '../../snapshot/view.js';

/** A container. */
export interface Container {
  readonly kind: 'object' | 'array' | 'map';
  readonly count: number;
  /** The name of the entry at a position; that of an array is the position. */
  nameAt(index: number): string;
  /** The position of a name; -1 if there is none. */
  indexOf(name: string): number;
  /** The value of an entry. */
  get(name: string): unknown;
}

const known = new WeakMap<object, Container>();

/** The container that a value is, if it is one. The same for the same value, which is frozen. */
export function containerOf(value: unknown): Container | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  let container = known.get(value);
  if (!container) {
    container = read(value);
    known.set(value, container);
  }
  return container;
}

function read(value: object): Container {
  if (Array.isArray(value))
    return {
      kind: 'array',
      count: value.length,
      nameAt: String,
      indexOf: (name) => (Number(name) < value.length ? Number(name) : -1),
      get: (name) => value[Number(name)],
    };
  const kind = value instanceof Map ? 'map' : 'object';
  // Asked for its keys, the view of an object would read all values.
  const version = versionOf(value);
  const names = version?.keys() ?? (value instanceof Map ? [...value.keys()] : Object.keys(value));
  return {
    kind,
    count: names.length,
    nameAt: (index) => names[index] as string,
    indexOf: (name) => names.indexOf(name),
    get: (name) => (value instanceof Map ? value.get(name) : (value as Record<string, unknown>)[name]),
  };
}
