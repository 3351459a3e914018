/** What two snapshots must have in common: whatever is equal at the same place is the same object. */
import { portrait } from './same.js';

const portraits = new WeakMap<object, string>();

/** As `portrait`, kept for frozen data that is looked at again and again. */
export function kept(value: unknown): string {
  if (typeof value !== 'object' || value === null) return portrait(value);
  let text = portraits.get(value);
  if (text === undefined) {
    if (Array.isArray(value)) text = `[${value.map(kept).join()}]`;
    else if (value instanceof Map)
      text = `Map{${Array.from(value, ([key, item]) => `${JSON.stringify(key)}=>${kept(item)}`).join()}}`;
    else
      text = `{${Object.entries(value)
        .map(([key, item]) => `${JSON.stringify(key)}:${kept(item)}`)
        .join()}}`;
    portraits.set(value, text);
  }
  return text;
}

const under = (at: string, key: string) => `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** Positions in lists may have moved while an update was under way. */
const anyPosition = (pointer: string) => pointer.replaceAll(/\/\d+(?=\/|$)/g, '/#');

/**
 * The places where `after` has an equal but other object than `before`. In a list those before the first and behind the last
 * element that has changed are the same wherever they are now; in between the same place is the same position.
 *
 * `pointers` are those that the update wrote to. An object with a name like a number may have been given another order there:
 * it has changed, though in JavaScript such names come first in any order.
 */
export function notShared(before: unknown, after: unknown, pointers: readonly string[] = []): string[] {
  const written = pointers.map((pointer) => `${anyPosition(pointer)}/`);
  const isWritten = (at: string) => written.some((pointer) => pointer.startsWith(at) || at.startsWith(pointer));
  const found: string[] = [];
  compare(before, after, '');
  return found;

  function compare(before: unknown, after: unknown, at: string): void {
    if (before === after || typeof before !== 'object' || typeof after !== 'object' || !before || !after) return;
    if (kept(before) === kept(after)) {
      if (!hidesOrder(after) || !isWritten(`${anyPosition(at)}/`)) found.push(at || 'the whole');
    } else if (Array.isArray(before) && Array.isArray(after)) lists(before, after, at);
    else if (before instanceof Map && after instanceof Map)
      for (const [key, item] of after) compare(before.get(key), item, under(at, key));
    else if (![before, after].some((value) => Array.isArray(value) || value instanceof Map))
      for (const [key, item] of Object.entries(after))
        if (Object.hasOwn(before, key)) compare((before as Record<string, unknown>)[key], item, under(at, key));
  }

  function lists(before: readonly unknown[], after: readonly unknown[], at: string): void {
    const shorter = Math.min(before.length, after.length);
    let start = 0;
    while (start < shorter && kept(before[start]) === kept(after[start])) start++;
    let end = 0;
    while (end < shorter - start && kept(before.at(-1 - end)) === kept(after.at(-1 - end))) end++;
    for (let i = 0; i < shorter - end; i++) compare(before[i], after[i], `${at}/${i}`);
    for (let i = 1; i <= end; i++) compare(before.at(-i), after.at(-i), `${at}/${after.length - i}`);
  }
}

/** Whether there are objects in it whose order in JavaScript need not be that of the state. */
function hidesOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (value instanceof Map) return [...value.values()].some(hidesOrder);
  const names = Array.isArray(value) ? [] : Object.keys(value);
  return (names.length > 1 && names.some((name) => /^\d+$/.test(name))) || Object.values(value).some(hidesOrder);
}

/** Whether no object stands at two places of a list. */
export function allDistinct(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const items = value instanceof Map ? [...value.values()] : Object.values(value);
  const objects = items.filter((item) => typeof item === 'object' && item !== null);
  return new Set(objects).size === objects.length && objects.every(allDistinct);
}
