/** Deeply frozen copies of plain data. */
import { freezeMap } from './snapshot/frozen-map.js';
import { setMember } from './tape/decode.js';

/** A frozen copy; what state cannot hold is left as it is, for whoever checks it to find. */
export function freeze<T>(value: T, depth = 0): T {
  return copy(value, depth) as T;
}

function copy(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > 128) return value;
  if (Array.isArray(value)) return Object.freeze(Array.from(value, (item) => copy(item, depth + 1)));
  if (value instanceof Map) return freezeMap(Array.from(value, ([key, item]) => [key, copy(item, depth + 1)] as const));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const members: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value))
    if (item !== undefined) setMember(members, key, copy(item, depth + 1));
  return Object.freeze(members);
}
