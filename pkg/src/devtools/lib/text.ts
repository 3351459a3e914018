/** Values as text: in one line, and as JSON, in which a Map is written as an object. */

import { containerOf } from './containers.js';
import { count } from './format.js';

const BRACKETS = { object: ['{', '}'], array: ['[', ']'], map: ['Map(', ')'] } as const;

/** What a value looks like in one line: a text is cut, a container counted. */
export function preview(value: unknown, length = 120): string {
  const container = containerOf(value);
  if (container) return BRACKETS[container.kind].join(count(container.count));
  const text = value === undefined ? '—' : JSON.stringify(value);
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

/** The kind of a value, for its colour and for people. */
export function kindOf(value: unknown): string {
  return containerOf(value)?.kind ?? (value === null ? 'null' : typeof value);
}

/** JSON of a value, indented; `undefined` if more than so many values are in it. */
export function jsonOf(value: unknown, limit = 20_000): string | undefined {
  let left = limit;
  const copy = (part: unknown): unknown => {
    if (--left < 0) throw new TooMany();
    if (part instanceof Map) return Object.fromEntries(Array.from(part, ([name, item]) => [name, copy(item)]));
    if (Array.isArray(part)) return part.map(copy);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([name, item]) => [name, copy(item)]));
  };
  // Before a large one is read as a whole.
  if ((containerOf(value)?.count ?? 0) > limit) return undefined;
  try {
    return JSON.stringify(copy(value), null, 2);
  } catch (error) {
    if (error instanceof TooMany) return undefined;
    throw error;
  }
}

class TooMany extends Error {}
