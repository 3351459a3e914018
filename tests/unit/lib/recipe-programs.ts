/** Random programs that change a value, to be run on a draft and on plain data alike. */
import fc from 'fast-check';
import type { Json } from 'holdfast';
import { name, value } from './values.js';

type Members = Record<string, unknown>;
type Container = Members | unknown[] | Map<string, unknown>;

const actions = {
  object: ['set', 'set', 'delete', 'renew', 'assign', 'alias', 'copy', 'touch'],
  array: [
    ['push', 'unshift', 'pop', 'shift', 'splice', 'splice', 'remove', 'insert', 'sort', 'reverse', 'index', 'append'],
    ['shorten', 'empty', 'swap', 'fill', 'copyWithin', 'rotate', 'alias', 'copy', 'touch', 'edit', 'filter'],
  ].flat(),
  map: ['set', 'set', 'delete', 'renew', 'clear', 'alias', 'copy', 'touch', 'edit'],
} as const;

/** One step: where it goes, what it does there, and with what. */
export interface Step {
  readonly walk: readonly number[];
  readonly source: readonly number[];
  readonly action: number;
  readonly name: string;
  readonly value: Json;
  readonly n: number;
  readonly m: number;
}

const walk = () => fc.array(fc.nat(2000), { maxLength: 4 });

export const program = (): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({
      walk: walk(),
      source: walk(),
      action: fc.nat(1000),
      name: name(),
      value: value(),
      n: fc.nat(2000),
      m: fc.nat(3),
    }),
    { minLength: 1, maxLength: 12 },
  );

/** Runs the steps on `root`; returns what they saw, for comparison. */
export function runProgram(root: object, steps: readonly Step[]): unknown[] {
  const seen: unknown[] = [];
  for (const step of steps) {
    const place = follow(root as Container, step.walk);
    seen.push(perform(root as Container, place, step));
  }
  return seen;
}

function keysOf(container: Container): (string | number)[] {
  if (Array.isArray(container)) return [...container.keys()];
  return container instanceof Map ? [...container.keys()] : Object.keys(container);
}

function read(container: Container, key: string | number): unknown {
  return container instanceof Map ? container.get(key as string) : (container as Members)[key];
}

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

/** As far as there are containers. */
function follow(from: Container, walk: readonly number[]): Container {
  let at = from;
  for (const n of walk) {
    const keys = keysOf(at);
    const next = keys.length > 0 && read(at, keys[n % keys.length] as string);
    if (!isContainer(next)) break;
    at = next;
  }
  return at;
}

function contains(whole: unknown, part: unknown): boolean {
  if (whole === part) return true;
  return isContainer(whole) && keysOf(whole).some((key) => contains(read(whole, key), part));
}

/** Without what the two sides cannot share: a copy, of containers their keys. */
function glance(value: unknown): unknown {
  return isContainer(value) ? keysOf(value) : value;
}

function perform(root: Container, place: Container, step: Step): unknown {
  const kind = Array.isArray(place) ? 'array' : place instanceof Map ? 'map' : 'object';
  const action = actions[kind][step.action % actions[kind].length];
  const fresh = structuredClone(step.value);
  if (action === 'alias') return alias(root, place, step);
  if (kind === 'array') return changeArray(place as unknown[], action as string, step, fresh);
  if (kind === 'map') return changeMap(place as Map<string, unknown>, action as string, step, fresh);
  return changeObject(place as Members, action as string, step, fresh);
}

/** Puts a part of the state somewhere else too. */
function alias(root: Container, place: Container, { source, name, n }: Step): unknown {
  const part = follow(root, source);
  if (contains(part, place)) return 'would be a circle';
  if (Array.isArray(place)) place.splice(n % (place.length + 1), 0, part);
  else if (place instanceof Map) place.set(name, part);
  else set(place as Members, name, part);
  return keysOf(part);
}

/** Also under the names that plain objects treat specially. */
function set(object: Members, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}

function pick(keys: readonly (string | number)[], n: number, otherwise: string): string {
  return n % 2 ? otherwise : String(keys[n % (keys.length || 1)] ?? otherwise);
}

function changeObject(object: Members, action: string, { name, n }: Step, fresh: unknown): unknown {
  const key = pick(Object.keys(object), n, name);
  const has = Object.hasOwn(object, key);
  const before = has ? glance(object[key]) : undefined;
  if (action === 'set') set(object, key, fresh);
  if (action === 'delete' || action === 'renew') delete object[key];
  if (action === 'renew') set(object, key, fresh);
  if (action === 'assign' && key !== '__proto__') Object.assign(object, { [key]: fresh, other: 1 });
  if (action === 'copy' && has) {
    const value = object[key];
    set(object, key, Array.isArray(value) ? [...value] : value instanceof Map ? new Map(value) : value);
  }
  return [
    has,
    before,
    Object.keys(object),
    Object.entries(object).length,
    JSON.stringify(Object.values(object).length),
  ];
}

function changeMap(map: Map<string, unknown>, action: string, { name, n }: Step, fresh: unknown): unknown {
  const key = pick([...map.keys()], n, name);
  const seen: unknown[] = [map.has(key), glance(map.get(key)), map.size];
  if (action === 'set') seen.push(map.set(key, fresh) === map);
  if (action === 'delete' || action === 'renew') seen.push(map.delete(key));
  if (action === 'renew') map.set(key, fresh);
  if (action === 'clear') map.clear();
  if (action === 'copy' && map.has(key)) map.set(key, map.get(key));
  if (action === 'edit') {
    for (const [key, item] of map)
      if (isContainer(item) && !Array.isArray(item) && !(item instanceof Map)) item.edited = key;
  }
  map.forEach((value, key, self) => {
    seen.push(key, glance(value), self === map);
  });
  return [...seen, [...map].length, Array.from(map.values(), glance), map.size];
}

/** By something that every value has, ties as they are. */
function rank(value: unknown): string {
  return typeof value === 'object' ? `o${isContainer(value) ? keysOf(value).length : ''}` : String(value);
}

function changeArray(array: unknown[], action: string, { n, m }: Step, fresh: unknown): unknown {
  const { length } = array;
  const at = n % (length + 1);
  const inside = n % (length || 1);
  const other = m % (length || 1);
  const seen: unknown[] = [length, glance(array[inside]), array.indexOf(array[inside]), array.includes(fresh)];
  if (action === 'push') seen.push(array.push(fresh, m));
  if (action === 'unshift') seen.push(array.unshift(fresh));
  if (action === 'pop') seen.push(glance(array.pop()));
  if (action === 'shift') seen.push(glance(array.shift()));
  if (action === 'splice') seen.push(array.splice(at, m, fresh).map(glance));
  if (action === 'remove') seen.push(array.splice(inside, 1).length);
  if (action === 'insert') seen.push(array.splice(at, 0, fresh, n).length);
  if (action === 'sort') seen.push(array.sort((a, b) => (rank(a) < rank(b) ? -1 : 1)) === array);
  if (action === 'reverse') array.reverse();
  if (action === 'index' && length > 0) array[inside] = fresh;
  if (action === 'append') array[length] = fresh;
  if (action === 'shorten') array.length = inside;
  if (action === 'empty' && m === 0) array.length = 0;
  if (action === 'swap' && length > 1) [array[inside], array[other]] = [array[other], array[inside]];
  if (action === 'fill') array.fill(m, at, at + 2);
  if (action === 'copyWithin') array.copyWithin(at, m, m + 2);
  if (action === 'rotate' && length > 0) array.push(array.shift());
  if (action === 'filter') seen.push(array.filter((_, i) => i % 2).map(glance));
  if (action === 'edit') {
    for (const item of array) if (isContainer(item) && !Array.isArray(item) && !(item instanceof Map)) item.edited = n;
    seen.push(array.find(isContainer) === array.filter(isContainer)[0]);
  }
  return [...seen, array.length, array.at(-1) === array[array.length - 1], array.map(glance).slice(0, 20)];
}
