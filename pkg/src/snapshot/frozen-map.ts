/**
 * A `Map` that can only be read. It is a `Map` in every respect that readers see: `instanceof`, `constructor`,
 * iteration, the equality of test runners.
 */

function refuse(): never {
  throw new TypeError('This Map is part of a snapshot and cannot be changed: use sync.update(...) instead.');
}

/** Base of all Maps that readers get. */
export class FrozenMap extends Map<string, unknown> {
  override set(): never {
    refuse();
  }
  override delete(): never {
    refuse();
  }
  override clear(): never {
    refuse();
  }
  // Newer engines have these two.
  getOrInsert(): never {
    refuse();
  }
  getOrInsertComputed(): never {
    refuse();
  }
}

// Equality in test runners compares constructors; to a reader this is a Map like any other.
Object.defineProperty(FrozenMap.prototype, 'constructor', { value: Map });

/** A frozen Map of entries. */
export function freezeMap(entries: Iterable<readonly [string, unknown]>): ReadonlyMap<string, unknown> {
  const map = new FrozenMap();
  for (const [key, value] of entries) Map.prototype.set.call(map, key, value);
  return Object.freeze(map);
}
