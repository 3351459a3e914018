/**
 * A `Map` that can only be read. It is a `Map` in every respect that readers see: its prototype, iteration, the equality of test
 * runners. So what would change it is refused by members of its own, which are not enumerable.
 */

function refuse(): never {
  throw new TypeError('This Map is part of a snapshot and cannot be changed: use sync.update(...) instead.');
}

/** Newer engines have the last two. */
const MUTATORS = ['set', 'delete', 'clear', 'getOrInsert', 'getOrInsertComputed'].filter(
  (name) => name in Map.prototype,
);

/** A frozen Map of entries. @param readers what reads it instead of the language, by name */
export function freezeMap(
  entries: Iterable<readonly [unknown, unknown]>,
  readers?: Readonly<Record<PropertyKey, unknown>>,
): ReadonlyMap<string, unknown> {
  const map = new Map(entries) as Map<string, unknown>;
  for (const name of MUTATORS) Object.defineProperty(map, name, { value: refuse });
  if (readers) for (const name of Reflect.ownKeys(readers)) Object.defineProperty(map, name, { value: readers[name] });
  return Object.freeze(map);
}

export function isFrozenMap(value: object): boolean {
  return value instanceof Map && Object.hasOwn(value, 'set');
}
