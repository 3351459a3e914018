/**
 * How much a part of the state holds, found cheaply: large lists are not read, a few of their members stand for all.
 *
 * Since unchanged parts of the state stay the same objects, what was measured of them once is remembered.
 */

/** Entries of all lists, Maps and dictionaries directly in a slice, and about how many bytes of JSON it takes. */
export interface Size {
  readonly entries: number;
  readonly bytes: number;
}

/** Members of a longer list that are looked at. */
const SAMPLE = 24;

const known = new WeakMap<object, number>();

/** Members of a slice that are dictionaries: their members are entries. Other objects are records of fixed fields. */
const DICTIONARIES = ['components', 'preferences'];

export function measure(slice: object): Size {
  let entries = 0;
  for (const [name, part] of Object.entries(slice))
    entries += DICTIONARIES.includes(name) && !Array.isArray(part) ? Object.keys(part).length : lengthOf(part);
  return { entries, bytes: bytesOf(slice) };
}

function lengthOf(part: unknown): number {
  if (Array.isArray(part)) return part.length;
  if (part instanceof Map) return part.size;
  return 0;
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return String(value).length;
  const before = known.get(value);
  if (before !== undefined) return before;
  const bytes = Array.isArray(value) || value instanceof Map ? bytesOfMany(value) : bytesOfObject(value);
  known.set(value, bytes);
  return bytes;
}

function bytesOfObject(value: object): number {
  let bytes = 2;
  for (const [key, member] of Object.entries(value)) bytes += key.length + 4 + bytesOf(member);
  return bytes;
}

function bytesOfMany(value: readonly unknown[] | ReadonlyMap<string, unknown>): number {
  const length = lengthOf(value);
  let sampled = 0;
  let bytes = 0;
  for (const member of value) {
    // An entry of a Map comes as a list of key and value, which is about what it takes.
    bytes +=
      Array.isArray(member) && value instanceof Map ? bytesOf(member[0]) + bytesOf(member[1]) + 2 : bytesOf(member) + 1;
    sampled++;
    if (sampled === SAMPLE) break;
  }
  return 2 + (sampled === 0 ? 0 : Math.round((bytes / sampled) * length));
}
