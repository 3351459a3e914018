/** Random values and random changes of a given state, the same for the same seed. */
import { setOwn } from './codec.ts';
import type { Operation } from './plain-updates.ts';

/** Numbers from a seed (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from 0 to below `sides`. */
  roll(sides: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * sides);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.roll(from.length)] as T;
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.roll(times) === 0;
  }
}

/** Names that mean something to somebody: to JavaScript, to pointers, to the order of members. */
const names = ['a', 'b', 'c', 'id', 'name', '', '0', '7', '10', '-', '~', '/', 'a/b', '~1', 'ü', '😀', ' '];
const traps = ['__proto__', 'constructor', 'prototype', 'toString', 'length', 'size', 'get'];
const scalars = [
  true,
  false,
  0,
  -0,
  1,
  -1,
  127,
  128,
  2 ** 31,
  2 ** 53,
  0.1,
  -1.5e300,
  5e-324,
  '',
  'x',
  'ü😀\n"\\\u0000',
];

const nameOf = (dice: Dice): string => (dice.once(8) ? dice.pick(traps) : dice.pick(names));

/** A value of a few levels, with `null` now and then. */
export function randomValue(dice: Dice, levels = 3): unknown {
  if (levels === 0 || dice.roll(3) === 0) {
    if (dice.once(6)) return null;
    return dice.once(20) ? 'long '.repeat(dice.roll(300)) : dice.pick(scalars);
  }
  const count = dice.roll(4);
  if (dice.once(3)) return Array.from({ length: count }, () => randomValue(dice, levels - 1));
  const entries = Array.from({ length: count }, () => [nameOf(dice), randomValue(dice, levels - 1)] as const);
  if (dice.once(2)) return new Map(entries);
  const object: Record<string, unknown> = {};
  for (const [key, item] of entries) setOwn(object, key, item);
  return object;
}

/** A merge or a patch, most of which fits the state. */
export function randomChange(dice: Dice, state: unknown): unknown {
  if (dice.once(2)) return randomMerge(dice, state);
  return Array.from({ length: 1 + dice.roll(4) }, () => randomOperation(dice, state));
}

/** An update that follows the state some way down and then says something else, or deletes. */
function randomMerge(dice: Dice, state: unknown): Record<string, unknown> {
  const update: Record<string, unknown> = {};
  for (let i = 1 + dice.roll(3); i > 0; i--) {
    const key = someKey(dice, state);
    setOwn(update, key, mergeInto(dice, (state as Record<string, unknown>)[key], 3));
  }
  return update;
}

function mergeInto(dice: Dice, value: unknown, levels: number): unknown {
  if (dice.once(6)) return null;
  if (levels === 0 || dice.once(4) || typeof value !== 'object' || value === null || Array.isArray(value))
    return randomValue(dice, 2);
  const entries = Array.from({ length: 1 + dice.roll(2) }, () => {
    const key = someKey(dice, value);
    const old = value instanceof Map ? value.get(key) : (value as Record<string, unknown>)[key];
    return [key, mergeInto(dice, old, levels - 1)] as const;
  });
  if (value instanceof Map) return new Map(entries);
  const object: Record<string, unknown> = {};
  for (const [key, item] of entries) setOwn(object, key, item);
  return object;
}

/** A name that is there, or another one. */
function someKey(dice: Dice, value: unknown): string {
  const there = keysOf(value);
  return there.length > 0 && !dice.once(4) ? dice.pick(there) : nameOf(dice);
}

function randomOperation(dice: Dice, state: unknown): Operation {
  const { path, value } = somewhere(dice, state);
  switch (dice.roll(8)) {
    case 0:
      return { op: 'remove', path };
    case 1:
      return { op: 'replace', path, value: randomValue(dice) };
    case 2:
      return { op: 'move', path: newPlace(dice, state), from: path };
    case 3:
      // What is copied again and again grows without end.
      return JSON.stringify(value ?? null).length > 500
        ? { op: 'remove', path }
        : { op: 'copy', path: newPlace(dice, state), from: path };
    case 4:
      return { op: 'test', path, value: dice.once(10) ? randomValue(dice) : value };
    default:
      return { op: 'add', path: newPlace(dice, state), value: randomValue(dice) };
  }
}

/** A path to something that is there, with what is there; now and then to nothing. */
export function somewhere(dice: Dice, state: unknown): { readonly path: string; readonly value: unknown } {
  let path = '';
  let value = state;
  for (;;) {
    const keys = keysOf(value);
    if (keys.length === 0 || (path !== '' && dice.once(3)) || dice.once(60)) break;
    const key = dice.pick(keys);
    path += `/${token(key)}`;
    value = value instanceof Map ? value.get(key) : (value as Record<string, unknown>)[key];
  }
  return dice.once(40) ? { path: `${path}/none`, value: null } : { path, value };
}

function newPlace(dice: Dice, state: unknown): string {
  for (;;) {
    const { path, value } = somewhere(dice, state);
    if (Array.isArray(value)) return `${path}/${dice.once(3) ? '-' : dice.roll(value.length + 1)}`;
    if (typeof value === 'object' && value !== null) return `${path}/${token(someKey(dice, value))}`;
    if (path !== '') return path;
  }
}

function keysOf(value: unknown): string[] {
  if (value instanceof Map) return [...value.keys()];
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

const token = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
