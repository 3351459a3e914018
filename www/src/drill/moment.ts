/** A moment of the state, small enough to be carried over a reload and to be compared with another one. */
import type { AssistantState } from 'holdfast/models/assistant';
import { SLICES, type SliceName } from '../slices/slice-list.ts';
import { sync } from '../state.ts';

export interface Moment {
  readonly version: number;
  /** A checksum of every slice. */
  readonly slices: Readonly<Record<SliceName, number>>;
}

/** Now. */
export function momentOf(state: AssistantState): Moment {
  const sums = SLICES.map((name) => [name, checksum(state[name])] as const);
  return { version: sync.status.version, slices: Object.fromEntries(sums) as Record<SliceName, number> };
}

/** The slices that are not the same in two moments. */
export const changedSlices = (before: Moment, after: Moment): SliceName[] =>
  SLICES.filter((name) => before.slices[name] !== after.slices[name]);

/** FNV-1a of its JSON, Maps as their entries. */
function checksum(slice: object): number {
  const text = JSON.stringify(slice, (_, value) => (value instanceof Map ? [...value] : value));
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  return sum >>> 0;
}
