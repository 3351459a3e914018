/**
 * Looks for a text in names and values. Of a large container only the names are looked at, unless all of it is wanted: whatever is
 * read of it stays in memory.
 */
import { pointerTo } from '../../tape/encode.js';
import { containerOf } from '../lib/containers.js';

/** From so many entries on a container is large. */
const LARGE = 1000;

/** A place where the text is. */
export interface Found {
  readonly pointer: string;
  readonly path: readonly string[];
}

/** Goes through a value, step by step: a step gives what it has found, if anything. */
export function* search(
  value: unknown,
  text: string,
  deep: boolean,
  path: readonly string[] = [],
): Generator<Found | undefined, void> {
  const container = containerOf(value);
  if (!container) return;
  const { kind, count } = container;
  const reads = deep || count <= LARGE;
  for (let index = 0; index < count; index++) {
    const name = container.nameAt(index);
    const below = reads ? container.get(name) : undefined;
    const here = [...path, name];
    const matches = (kind !== 'array' && name.toLowerCase().includes(text)) || says(below, text);
    yield matches ? { pointer: pointerTo(here), path: here } : undefined;
    if (reads) yield* search(below, text, deep, here);
  }
}

function says(value: unknown, text: string): boolean {
  if (typeof value === 'string') return value.toLowerCase().includes(text);
  return (typeof value !== 'object' || value === null) && value !== undefined && String(value) === text;
}
