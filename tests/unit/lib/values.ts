/** Random values of every kind that state can hold, with those that have caused trouble elsewhere more often. */
import fc from 'fast-check';
import type { Json } from 'holdfast';

const names = ['__proto__', 'constructor', 'prototype', 'toString', 'length', 'size', 'kind', 'count', 'handle'];
const integers = ['0', '1', '2', '10', '-1', '01', '4294967294', '4294967295', '4294967296'];

/** Any text that is well formed: all of Unicode. */
export const text = (): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
    { weight: 3, arbitrary: fc.string({ maxLength: 12 }) },
    fc.constantFrom(
      '',
      '\0',
      '\uFEFF',
      '\uFEFFx',
      '\uFFFD',
      '\uFFFF',
      '\u2028',
      '💾',
      '👩‍👩‍👧‍👦',
      'é',
      'e\u0301',
      '\u{10FFFF}',
    ),
    fc.tuple(fc.constantFrom('x', 'é', '\uFEFF', '💾'), fc.integer({ min: 28, max: 260 })).map(([c, n]) => c.repeat(n)),
  );

/** Names of members, among them those that touch prototypes where code is careless, and those that engines reorder. */
export const name = (): fc.Arbitrary<string> =>
  fc.oneof(fc.constantFrom(...names), fc.constantFrom(...integers), fc.constantFrom('a', 'b', 'c', 'd'), text());

export const number = (): fc.Arbitrary<number> =>
  fc.oneof(
    fc.integer({ min: -2, max: 130 }),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0, -0, 127, 128, 255, 256, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 32, 2 ** 53, 0.1),
    fc.constantFrom(Number.MAX_VALUE, Number.MIN_VALUE, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 1e-7, 1e21),
  );

export const scalar = (): fc.Arbitrary<Json> => fc.oneof(fc.constant(null), fc.boolean(), number(), text());

/** An object with these members, whatever their names. */
export function object(entries: readonly (readonly [string, Json])[]): { [key: string]: Json } {
  const made: { [key: string]: Json } = {};
  for (const [key, value] of entries)
    Object.defineProperty(made, key, { value, enumerable: true, configurable: true, writable: true });
  return made;
}

const tied = fc.letrec<{ value: Json; array: Json; object: Json; map: Json }>((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar(), tie('array'), tie('object'), tie('map')),
  array: fc.array(tie('value'), { maxLength: 6 }),
  object: fc.array(fc.tuple(name(), tie('value')), { maxLength: 6 }).map(object),
  map: fc.array(fc.tuple(name(), tie('value')), { maxLength: 6 }).map((entries) => new Map(entries)),
}));

/** Any value. */
export const value = (): fc.Arbitrary<Json> => tied.value;
