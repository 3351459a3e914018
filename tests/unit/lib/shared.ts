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

/** Positions in lists may have moved while an update was under way. */
const anyPosition = (pointer: string) => pointer.replaceAll(/\/\d+(?=\/|$)/g, '/#');

/**
 * The places where `after` has an equal but other object than `before`, apart from those around the `pointers` that the
 * update wrote to. In a list the same place is the same position.
 */
export function notShared(before: unknown, after: unknown, pointers: readonly string[] = []): string[] {
  const written = pointers.map(anyPosition);
  const around = (at: string) => written.some((pointer) => `${pointer}/`.startsWith(`${anyPosition(at)}/`));
  const found: string[] = [];
  compare(before, after, '');
  return found;

  function compare(before: unknown, after: unknown, at: string): void {
    if (before === after || typeof before !== 'object' || typeof after !== 'object' || !before || !after) return;
    if (kept(before) === kept(after)) {
      if (!around(at)) found.push(at || 'the whole');
    } else goOn(before, after, at);
  }

  function goOn(before: object, after: object, at: string): void {
    if (Array.isArray(before) && Array.isArray(after)) lists(before, after, at);
    else if (before instanceof Map && after instanceof Map)
      for (const [key, item] of after) compare(before.get(key), item, `${at}/${key}`);
    else if (![before, after].some((value) => Array.isArray(value) || value instanceof Map))
      for (const [key, item] of Object.entries(after))
        if (Object.hasOwn(before, key)) compare((before as Record<string, unknown>)[key], item, `${at}/${key}`);
  }

  function lists(before: readonly unknown[], after: readonly unknown[], at: string): void {
    for (let i = 0; i < Math.min(before.length, after.length); i++) compare(before[i], after[i], `${at}/${i}`);
  }
}

/** Whether no object stands at two places of a list. */
export function allDistinct(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const items = value instanceof Map ? [...value.values()] : Object.values(value);
  const objects = items.filter((item) => typeof item === 'object' && item !== null);
  return new Set(objects).size === objects.length && objects.every(allDistinct);
}
