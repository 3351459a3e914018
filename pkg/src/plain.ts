/** From snapshots to data of one's own. */
import { setMember } from './tape/decode.js';

/**
 * A copy of any part of a snapshot as plain, unfrozen data: what `structuredClone`, `postMessage` and `IndexedDB` take.
 *
 * @example
 * worker.postMessage(plain(sync.getState().memory));
 */
export function plain<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Array.from(value, copy);
  if (value instanceof Map) return new Map(Array.from(value, ([key, item]) => [key, copy(item)]));
  const members: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) setMember(members, key, copy(item));
  return members;
}
