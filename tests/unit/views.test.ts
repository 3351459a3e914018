/** What readers get is plain frozen data, and large containers, which are read entry by entry, cannot be told from it. */
import assert from 'node:assert';
import { inspect, isDeepStrictEqual, types } from 'node:util';
import { plain } from 'holdfast';
import { describe, expect, test } from 'vitest';
import { type Loose, openLoose } from './lib/open.js';
import { portrait } from './lib/same.js';

const item = (i: number) => ({ id: i, tags: [`t${i}`] });

/** Without whether it can be written: that is another matter. */
function described(value: object, key: PropertyKey): unknown {
  const found = Object.getOwnPropertyDescriptor(value, key);
  return found && { value: found.value, enumerable: found.enumerable };
}

/** Plain data of the same content as what the state shows. */
const list = (count: number) => Array.from({ length: count }, (_, i) => item(i));
const entries = (count: number) => list(count).map((item, i) => [i % 7 === 3 ? `${i}` : `k${i}`, item] as const);

async function parts(count: number): Promise<{ list: Loose; object: Loose; map: Loose }> {
  const state = { list: list(count), object: Object.fromEntries(entries(count)), map: new Map(entries(count)) };
  const sync = await openLoose(state);
  return sync.getState();
}

describe.each([5, 500, 1500])('of %i entries', (count) => {
  const last = count - 1;

  type Operation = [name: string, (value: Loose) => unknown];

  const onLists: Operation[] = [
    ['length', (l) => l.length],
    ['index', (l) => [l[0], l[last], l['3'], l[-1], l[count], l['01'], l[1.5], l.foo]],
    ['at', (l) => [l.at(0), l.at(-1), l.at(count)]],
    ['in', (l) => [0 in l, last in l, count in l, 'length' in l, 'map' in l, (-1) in l]],
    ['Object.keys', (l) => Object.keys(l)],
    ['Object.values', (l) => Object.values(l)],
    ['Object.entries', (l) => Object.entries(l)],
    ['own names', (l) => Object.getOwnPropertyNames(l)],
    ['Reflect.ownKeys', (l) => Reflect.ownKeys(l)],
    [
      'hasOwn',
      (l) => [Object.hasOwn(l, 2), Object.hasOwn(l, count), Object.hasOwn(l, 'length'), Object.hasOwn(l, '1')],
    ],
    ['descriptors', (l) => [described(l, 1), described(l, 'x')]],
    [
      'for of',
      (l) => {
        const seen = [];
        for (const x of l) seen.push(x);
        return seen;
      },
    ],
    [
      'for in',
      (l) => {
        const seen = [];
        for (const key in l) seen.push(key);
        return seen;
      },
    ],
    ['spread', (l) => [...l]],
    ['spread into an object', (l) => ({ ...l })],
    ['destructuring', ([first, , third, ...rest]) => [first, third, rest.length]],
    ['iterators', (l) => [[...l.keys()], [...l.values()], [...l.entries()]]],
    ['map', (l) => l.map((x: Loose, i: number) => [x.id, i])],
    ['filter', (l) => l.filter((x: Loose) => x.id % 2)],
    [
      'find and its like',
      (l) => [
        l.find((x: Loose) => x.id === 3),
        l.findIndex((x: Loose) => x.id === 3),
        l.findLast((x: Loose) => x.id < 3),
        l.findLastIndex((x: Loose) => x.id < 3),
      ],
    ],
    ['some and every', (l) => [l.some((x: Loose) => x.id === last), l.every((x: Loose) => x.id >= 0)]],
    [
      'reduce',
      (l) => [
        l.reduce((sum: number, x: Loose) => sum + x.id, 0),
        l.reduceRight((sum: number, x: Loose) => sum - x.id, 0),
      ],
    ],
    [
      'forEach',
      (l) => {
        const seen: unknown[] = [];
        l.forEach((x: Loose, i: number, self: unknown) => {
          seen.push(x, i, self === l);
        });
        return seen;
      },
    ],
    [
      'indexOf and its like',
      (l) => [l.indexOf(l[2]), l.lastIndexOf(l[2]), l.includes(l[last]), l.includes({}), l.indexOf(undefined)],
    ],
    ['slice', (l) => [l.slice(1, 3), l.slice(-2), l.slice().length, Array.isArray(l.slice())]],
    ['concat', (l) => [l.concat([1]).length, ([] as Loose[]).concat(l, [2]).length]],
    ['flat and flatMap', (l) => [l.flatMap((x: Loose) => x.tags), l.flat().length]],
    ['join', (l) => [l.map((x: Loose) => x.id).join('-'), String(l), l.toString()]],
    [
      'the changing methods that copy',
      (l) => [
        l.toReversed().length,
        l.toSorted((a: Loose, b: Loose) => b.id - a.id)[0],
        l.with(1, 5)[1],
        l.toSpliced(0, 1).length,
      ],
    ],
    ['Array.from', (l) => [Array.from(l), Array.from(l, (x: Loose) => x.id)]],
    ['Array.isArray', (l) => [Array.isArray(l), l instanceof Object, typeof l, l.constructor === Array]],
    ['its prototype', (l) => [Object.getPrototypeOf(l) === Array.prototype, Object.prototype.toString.call(l)]],
    ['JSON', (l) => JSON.stringify(l)],
    ['groupBy', (l) => Map.prototype.constructor === Map && Object.fromEntries(Object.entries(l).slice(0, 3))],
    ['Set and Map of it', (l) => [new Set(l).size, new Map(l.map((x: Loose) => [x.id, x])).size]],
    ['Math and apply', (l) => Math.max(...l.map((x: Loose) => x.id))],
    ['isDeepStrictEqual', (l) => isDeepStrictEqual(l, list(count))],
  ];

  const onObjects: Operation[] = [
    ['names', (o) => [o.k0, o['3'], o.nothing, o.toString === Object.prototype.toString, o.constructor === Object]],
    ['in', (o) => ['k0' in o, 'nothing' in o, 'toString' in o, Symbol.iterator in o]],
    ['Object.keys', (o) => Object.keys(o)],
    ['Object.values', (o) => Object.values(o)],
    ['Object.entries', (o) => Object.entries(o)],
    ['Reflect.ownKeys', (o) => Reflect.ownKeys(o)],
    ['own names', (o) => Object.getOwnPropertyNames(o)],
    ['hasOwn', (o) => [Object.hasOwn(o, 'k0'), Object.hasOwn(o, 'x'), Object.hasOwn(o, 'k0')]],
    ['descriptors', (o) => [described(o, 'k1'), described(o, 'x')]],
    [
      'for in',
      (o) => {
        const seen = [];
        for (const key in o) seen.push(key);
        return seen;
      },
    ],
    ['spread', (o) => ({ ...o, more: 1 })],
    ['destructuring', ({ k0, k1, ...rest }) => [k0, k1, Object.keys(rest)]],
    ['Object.assign', (o) => Object.assign({}, o)],
    ['Object.fromEntries', (o) => Object.fromEntries(Object.entries(o))],
    ['its prototype', (o) => [Object.getPrototypeOf(o) === Object.prototype, o instanceof Object, typeof o, `${o}`]],
    [
      'is not iterable',
      (o) => {
        try {
          return [...o];
        } catch (error) {
          return (error as Error).constructor.name;
        }
      },
    ],
    ['JSON', (o) => JSON.stringify(o)],
    ['isDeepStrictEqual', (o) => isDeepStrictEqual(o, Object.fromEntries(entries(count)))],
  ];

  const onMaps: Operation[] = [
    ['get', (m) => [m.get('k0'), m.get('3'), m.get('nothing'), m.get(0), m.get(undefined), m.get('__proto__')]],
    ['has', (m) => [m.has('k0'), m.has('nothing'), m.has(3), m.has('toString')]],
    ['size', (m) => m.size],
    ['keys', (m) => [...m.keys()]],
    ['values', (m) => [...m.values()]],
    ['entries', (m) => [...m.entries()]],
    ['iterator results', (m) => [m.keys().next(), m.values().next(), m.entries().next()]],
    [
      'for of',
      (m) => {
        const seen = [];
        for (const [key, x] of m) seen.push(key, x);
        return seen;
      },
    ],
    [
      'leaving a loop early',
      (m) => {
        for (const [key] of m) return key;
        return 'none';
      },
    ],
    [
      'forEach',
      (m) => {
        const seen: unknown[] = [];
        m.forEach(function (this: unknown, x: unknown, key: unknown, self: unknown) {
          seen.push(x, key, self === m, this);
        }, 'this');
        return seen;
      },
    ],
    ['spread', (m) => [...m]],
    ['destructuring', ([first, ...rest]) => [first, rest.length]],
    ['Array.from', (m) => [Array.from(m), Array.from(m.values(), (x: Loose) => x.id)]],
    ['another Map', (m) => new Map(m)],
    ['another Map by entries', (m) => new Map(m.entries())],
    ['a Set of its keys', (m) => new Set(m.keys())],
    ['Object.fromEntries', (m) => Object.fromEntries(m)],
    ['instanceof', (m) => [m instanceof Map, m instanceof Object, m.constructor === Map, typeof m]],
    ['its tag', (m) => [Object.prototype.toString.call(m), String(m), m[Symbol.toStringTag], types.isMap(m)]],
    ['its prototype', (m) => [Object.getPrototypeOf(m) === Map.prototype]],
    ['own keys', (m) => [Object.keys(m), { ...m }, JSON.stringify(m)]],
    ['isDeepStrictEqual', (m) => isDeepStrictEqual(m, new Map(entries(count)))],
  ];

  test.each(onLists)('lists do the same as plain ones: %s', async (_, operation) => {
    expect(operation((await parts(count)).list)).toStrictEqual(operation(list(count)));
  });

  test.each(onObjects)('objects do the same as plain ones: %s', async (_, operation) => {
    expect(operation((await parts(count)).object)).toStrictEqual(operation(Object.fromEntries(entries(count))));
  });

  test.each(onMaps)('Maps do the same as plain ones: %s', async (_, operation) => {
    expect(operation((await parts(count)).map)).toStrictEqual(operation(new Map(entries(count))));
  });

  test('test runners find them equal to plain data, in both directions, and different from other data', async () => {
    const { list: l, object: o, map: m } = await parts(count);
    const others = [list(count), Object.fromEntries(entries(count)), new Map(entries(count))];
    [l, o, m].forEach((part, i) => {
      expect(part).toEqual(others[i]);
      expect(others[i]).toEqual(part);
      expect(part).toStrictEqual(others[i]);
      expect(others[i]).toStrictEqual(part);
      expect(part).not.toEqual(others[(i + 1) % 3]);
    });
    expect(l).not.toEqual(list(count + 1));
    expect(l).not.toEqual([...list(last), 0]);
    expect(o).not.toEqual({ ...o, k0: 0 });
    expect(m).not.toEqual(new Map([...m, ['k0', 0]]));
    expect({ deep: [l, o, m] }).toStrictEqual({ deep: others });
    assert.deepStrictEqual({ deep: [l, o, m] }, { deep: others });
    assert.deepStrictEqual(others, [l, o, m]);
    for (const [i, part] of [l, o, m].entries()) assert.notDeepStrictEqual(part, others[(i + 1) % 3]);
    assert.notDeepStrictEqual(m, new Map([...m, ['k0', 0]]));
  });

  test('the console of Node shows what they have, also deep inside, and reads nothing that was not there', async () => {
    const { list: l, object: o, map: m } = await parts(count);
    const others = [list(count), Object.fromEntries(entries(count)), new Map(entries(count))];
    expect(l[last].id).toBe(last);
    for (const [i, part] of [l, o, m].entries()) {
      expect(inspect(part)).toBe(inspect(others[i]));
      expect(inspect({ deep: [part] }, { depth: 5 })).toBe(inspect({ deep: [others[i]] }, { depth: 5 }));
    }
    Object.freeze(l);
    expect(inspect(l)).toBe(inspect(others[0]));
  });

  test('structuredClone gives the same, or throws: never less', async () => {
    const state = await parts(count);
    for (const [part, same] of [
      [state.list, list(count)],
      [state.object, Object.fromEntries(entries(count))],
      [state.map, new Map(entries(count))],
    ]) {
      if (count <= 1000) expect(structuredClone(part)).toEqual(same);
      else expect(() => structuredClone({ deep: [part] })).toThrow('could not be cloned');
    }
    if (count > 1000) expect(() => structuredClone(state.map)).toThrow('use plain(');
  });

  test('everything is frozen as far as the language can say', async () => {
    const { list: l, object: o, map: m } = await parts(count);
    for (const part of [l, o, m, l[0], o.k0, m.get('k0'), l[last].tags]) {
      expect(Object.isFrozen(part)).toBe(true);
      expect(Object.isSealed(part)).toBe(true);
      expect(Object.isExtensible(part)).toBe(false);
      expect(Object.freeze(part)).toBe(part);
    }
    expect(portrait(l)).toBe(portrait(list(count)));
  });

  test('what would change them throws, and changes nothing', async () => {
    const { list: l, object: o, map: m } = await parts(count);
    const tries: (() => unknown)[] = [
      () => (l[0] = 1),
      () => (l[count] = 1),
      () => (l.length = 0),
      () => l.push(1),
      () => l.pop(),
      () => l.shift(),
      () => l.unshift(1),
      () => l.splice(0, 1),
      () => l.sort(() => -1),
      () => l.reverse(),
      () => l.fill(0),
      () => l.copyWithin(0, 1),
      () => delete l[0],
      () => (o.k0 = 1),
      () => (o.fresh = 1),
      () => delete o.k0,
      () => Object.assign(o, { k0: 1 }),
      () => Object.defineProperty(o, 'k0', { value: 1 }),
      () => Object.defineProperty(l, 'fresh', { value: 1 }),
      () => Object.setPrototypeOf(o, null),
      () => Object.setPrototypeOf(l, null),
      () => m.set('k0', 1),
      () => m.delete('k0'),
      () => m.clear(),
      () => m.getOrInsert('fresh', 1),
      () => m.getOrInsertComputed('fresh', () => 1),
      () => (m.fresh = 1),
      () => (o.k0.id = 1),
      () => l[0].tags.push('x'),
      () => (m.get('k0').id = 1),
    ];
    for (const tried of tries) expect(tried, tried.toString()).toThrow(TypeError);
    expect(portrait(l)).toBe(portrait(list(count)));
    expect(portrait(o)).toBe(portrait(Object.fromEntries(entries(count))));
    expect(portrait(m)).toBe(portrait(new Map(entries(count))));
    expect(() => m.set('k0', 1)).toThrow(/sync\.update/);
  });

  test('in whatever order they are read they show the same order', async () => {
    const { list: l, object: o, map: m } = await parts(count);
    expect([l[last].id, l[1].id, o[`k${last - 1}`]?.id ?? last - 1, o.k0.id, m.get('k2').id]).toEqual([
      last,
      1,
      last - 1,
      0,
      2,
    ]);
    expect('k1' in o && Object.hasOwn(o, 'k2') && last in l).toBe(true);
    expect(Object.keys(o)).toEqual(Object.keys(Object.fromEntries(entries(count))));
    expect([...m.keys()]).toEqual(entries(count).map(([key]) => key));
    expect(l.map((x: Loose) => x.id)).toEqual(list(count).map((x) => x.id));
  });

  test('parts are the same object however they are read', async () => {
    const { list: l, object: o, map: m } = await parts(count);
    expect(l[2]).toBe([...l][2]);
    expect(l[2]).toBe(l.at(2));
    expect(l.find((x: Loose) => x.id === 2)).toBe(l[2]);
    expect(o.k1).toBe(Object.values(o).find((x: Loose) => x.id === 1));
    expect(m.get('k1')).toBe([...m.values()][1]);
    expect(m.get('k1')).toBe(new Map(m).get('k1'));
  });

  test("plain gives a copy of one's own, which structuredClone takes", async () => {
    const state = await parts(count);
    for (const [part, same] of [
      [state.list, list(count)],
      [state.object, Object.fromEntries(entries(count))],
      [state.map, new Map(entries(count))],
      [state, { list: list(count), object: Object.fromEntries(entries(count)), map: new Map(entries(count)) }],
    ]) {
      const copy = plain(part);
      expect(portrait(copy)).toBe(portrait(same));
      expect(copy).not.toBe(part);
      expect(portrait(structuredClone(copy))).toBe(portrait(same));
      expect(Object.isFrozen(copy)).toBe(false);
    }
    const copy = plain(state.list);
    copy[0].tags.push('mine');
    copy.push(1);
    expect(portrait(state.list)).toBe(portrait(list(count)));
  });
});

test('plain leaves scalars alone and keeps names that lead to prototypes as data', async () => {
  expect([plain(1), plain('x'), plain(null), plain(undefined), plain(true)]).toEqual([1, 'x', null, undefined, true]);
  const sync = await openLoose(JSON.parse('{"o":{"__proto__":{"x":1},"constructor":2}}'));
  expect(portrait(plain(sync.getState()))).toBe('{"o":{"__proto__":{"x":1},"constructor":2}}');
});

test('a member is moved to the end of a large Map or object by deleting and setting it', async () => {
  const count = 1500;
  const sync = await openLoose({ map: new Map(list(count).map((x, i) => [`k${i}`, x])), o: { n: 0 } });
  expect([...sync.getState().map.keys()][0]).toBe('k0');
  for (const key of ['k0', 'k700', 'k0']) {
    const before = sync.getState().map;
    sync.update(({ map }: Loose) => {
      const item = map.get(key);
      map.delete(key);
      map.set(key, item);
    });
    const after = sync.getState().map;
    expect(after).not.toBe(before);
    expect([...after.keys()].at(-1)).toBe(key);
    expect([...after.keys()]).toEqual([...[...before.keys()].filter((other) => other !== key), key]);
  }
});
