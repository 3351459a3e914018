/** Selectors run again only when a path that they read has changed, and always then. */
import { types } from 'node:util';
import type { StateSync } from 'holdfast';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type Loose, open, opening, openLoose } from './lib/open.js';

interface Watched<T> {
  /** How often the selector ran. */
  readonly runs: number;
  /** What the listener was told. */
  readonly heard: [now: T, before: T][];
  readonly value: T | undefined;
  stop(): void;
}

function watch<S, T>(
  sync: StateSync<S>,
  selector: (state: S) => T,
  options?: { equality?: (a: T, b: T) => boolean; fireImmediately?: boolean },
): Watched<T> {
  const watched = { runs: 0, heard: [] as [T, T][], value: undefined as T | undefined, stop: () => {} };
  watched.stop = sync.subscribe(
    (state) => {
      watched.runs++;
      watched.value = selector(state);
      return watched.value;
    },
    (now, before) => watched.heard.push([now, before]),
    options,
  );
  return watched;
}

/** Runs of the selector caused by what is done. */
function runsBy(watched: Watched<unknown>, act: () => void): number {
  const { runs } = watched;
  act();
  return watched.runs - runs;
}

const start = () =>
  openLoose({
    a: { b: { c: 1, d: 2 }, e: 'text' },
    list: [
      { id: 'x', n: 1, tags: ['t'] },
      { id: 'y', n: 2, tags: [] },
      { id: 'z', n: 3, tags: [] },
    ],
    map: new Map([
      ['k', { v: 1 }],
      ['l', { v: 2 }],
    ]),
    flag: false,
    nothing: null,
    other: 0,
  });

const bump = (sync: StateSync<Loose>) => sync.update({ other: (sync.get('/other') as number) + 1 });

describe('a selector', () => {
  test('runs once when it is subscribed, and its listener is not called', async () => {
    const sync = await start();
    const watched = watch(sync, (state) => state.a.b.c);
    expect(watched.runs).toBe(1);
    expect(watched.heard).toEqual([]);
  });

  test('runs when what it read changes, and not when anything else does', async () => {
    const sync = await start();
    const watched = watch(sync, (state) => state.a.b.c);
    expect(runsBy(watched, () => bump(sync))).toBe(0);
    expect(runsBy(watched, () => sync.update({ a: { e: 'other' } }))).toBe(0);
    expect(runsBy(watched, () => sync.update({ a: { b: { d: 3, f: { g: 1 } } } }))).toBe(0);
    expect(runsBy(watched, () => sync.update({ a: { b: { c: 1 } } }))).toBe(0);
    expect(runsBy(watched, () => sync.update({ a: { b: { c: 5 } } }))).toBe(1);
    expect(runsBy(watched, () => sync.update([{ op: 'replace', path: '/a/b/c', value: 6 }]))).toBe(1);
    expect(watched.heard).toEqual([
      [5, 1],
      [6, 5],
    ]);
  });

  test('does not run for an update that was refused', async () => {
    const schema = { type: 'object', properties: { n: { type: 'number' } } };
    const sync = await open<Loose>({ n: 1 }, { schema });
    const watched = watch(sync, (state) => state.n);
    expect(runsBy(watched, () => sync.update({ n: 'text' }))).toBe(0);
    expect(watched.heard).toEqual([]);
  });

  test('runs once for an update that changes several things it read', async () => {
    const sync = await start();
    const watched = watch(sync, (state) => state.a.b.c + state.a.b.d + state.list[0].n);
    expect(
      runsBy(watched, () =>
        sync.update((draft: Loose) => {
          draft.a.b.c = 10;
          draft.a.b.d = 20;
          draft.list[0].n = 30;
        }),
      ),
    ).toBe(1);
    expect(watched.heard).toEqual([[60, 4]]);
  });

  test('runs when an ancestor is replaced, by whatever kind', async () => {
    for (const by of [{ b: { c: 9 } }, 5, 'text', null, [1], [{ c: 9 }], new Map([['b', { c: 9 }]]), { b: 5 }, {}]) {
      const sync = await start();
      const watched = watch(sync, (state) => state.a?.b?.c ?? state.a?.length ?? state.a?.size);
      const expected = (state: Loose) => state.a?.b?.c ?? state.a?.length ?? state.a?.size;
      expect(runsBy(watched, () => sync.update([{ op: 'replace', path: '/a', value: by }]))).toBe(1);
      expect(watched.value).toBe(expected({ a: by }));
      // And is still listening, in the new place and in the old one when that comes back.
      expect(runsBy(watched, () => sync.update([{ op: 'replace', path: '/a', value: { b: { c: 77 } } }]))).toBe(1);
      expect(watched.value).toBe(77);
      expect(runsBy(watched, () => sync.update({ a: { b: { c: 78 } } }))).toBe(1);
      expect(watched.value).toBe(78);
    }
  });

  test('hears of what comes to be where nothing was', async () => {
    const sync = await start();
    const watched = watch(sync, (state) => state.missing?.deeper?.still);
    expect(watched.value).toBeUndefined();
    expect(runsBy(watched, () => bump(sync))).toBe(0);
    expect(runsBy(watched, () => sync.update({ missing: {} }))).toBe(1);
    expect(runsBy(watched, () => sync.update({ missing: { else: 1 } }))).toBe(0);
    expect(runsBy(watched, () => sync.update({ missing: { deeper: { still: 3 } } }))).toBe(1);
    expect(watched.value).toBe(3);
    expect(runsBy(watched, () => sync.update([{ op: 'remove', path: '/missing' }]))).toBe(1);
    expect(watched.heard).toEqual([
      [3, undefined],
      [undefined, 3],
    ]);
  });

  test('hears of what comes to be in an element, an entry and a null that are not there yet', async () => {
    const sync = await start();
    const element = watch(sync, (state) => state.list[3]?.n);
    const entry = watch(sync, (state) => state.map.get('new')?.v);
    const nothing = watch(sync, (state) => state.nothing?.x);
    sync.update((draft: Loose) => {
      draft.list.push({ id: 'new', n: 4 });
      draft.map.set('new', { v: 5 });
      draft.nothing = { x: 6 };
    });
    expect([element.heard, entry.heard, nothing.heard]).toEqual([[[4, undefined]], [[5, undefined]], [[6, undefined]]]);
  });

  test('follows the condition that it reads by', async () => {
    const sync = await start();
    const watched = watch(sync, (state) => (state.flag ? state.a.b.c : state.a.b.d));
    expect(runsBy(watched, () => sync.update({ a: { b: { c: 100 } } }))).toBe(0);
    expect(runsBy(watched, () => sync.update({ flag: true }))).toBe(1);
    expect(watched.value).toBe(100);
    expect(runsBy(watched, () => sync.update({ a: { b: { d: 200 } } }))).toBe(0);
    expect(runsBy(watched, () => sync.update({ a: { b: { c: 101 } } }))).toBe(1);
    expect(runsBy(watched, () => sync.update({ flag: false }))).toBe(1);
    expect(watched.value).toBe(200);
    expect(runsBy(watched, () => sync.update({ a: { b: { c: 102 } } }))).toBe(0);
  });

  test('that looks a key up by another value follows that', async () => {
    const sync = await openLoose({ selected: 'k1', items: { k1: { n: 1 }, k2: { n: 2 } } });
    const watched = watch(sync, (state) => state.items[state.selected]?.n);
    expect(runsBy(watched, () => sync.update({ items: { k2: { n: 20 } } }))).toBe(0);
    sync.update({ selected: 'k2' });
    expect(watched.value).toBe(20);
    expect(runsBy(watched, () => sync.update({ items: { k1: { n: 10 } } }))).toBe(0);
    expect(runsBy(watched, () => sync.update({ items: { k2: { n: 21 } } }))).toBe(1);
  });

  test('that returns a container runs when anything in it changes, and gets what getState has', async () => {
    const sync = await start();
    const watched = watch(sync, (state) => state.a);
    expect(runsBy(watched, () => sync.update({ a: { b: { c: 9 } } }))).toBe(1);
    expect(watched.heard[0]?.[0]).toBe(sync.getState().a);
    expect(runsBy(watched, () => bump(sync))).toBe(0);
    const whole = watch(sync, (state) => state);
    expect(runsBy(whole, () => bump(sync))).toBe(1);
    expect(whole.heard[0]?.[0]).toBe(sync.getState());
  });

  test('that throws after a change hears of the next one all the same', async () => {
    const sync = await start();
    const errors: unknown[] = [];
    vi.stubGlobal('reportError', (error: unknown) => errors.push(error));
    const watched = watch(sync, (state) => (state.flag ? state.late.value.x : 'none'));
    sync.update({ flag: true });
    expect(errors).toHaveLength(1);
    sync.update({ late: { value: { x: 5 } } });
    vi.unstubAllGlobals();
    expect(watched.heard).toEqual([[5, 'none']]);
  });

  test('that throws when it is subscribed leaves nothing behind', async () => {
    const sync = await start();
    let runs = 0;
    const subscribe = () =>
      sync.subscribe(
        (state) => {
          runs++;
          return state.missing.value;
        },
        () => {},
      );
    expect(subscribe).toThrow(TypeError);
    sync.update({ missing: { value: 1 } });
    expect(runs).toBe(1);
  });

  test('may be asked for names of Object.prototype and for symbols', async () => {
    const sync = await start();
    const watched = watch(sync, ({ a, list, map }) =>
      [
        [
          Object.hasOwn(a, 'b'),
          Object.hasOwn(a, 'x'),
          a.toString(),
          `${a}`,
          a.constructor === Object,
          a.valueOf() === a,
        ],
        [a[Symbol.iterator], Symbol.iterator in a, typeof list[Symbol.iterator], typeof map[Symbol.iterator]],
        [Object.prototype.toString.call(list), list.constructor === Array, map.constructor === Map, `${list.length}`],
        [Array.isArray(list), Array.isArray(a), list instanceof Object, map instanceof Map, a instanceof Object],
        [list['00'], list[-1], list[1.5], list['1']?.id, list.at(-1).id, map.get(5), map.has(5), map.k],
      ].join(),
    );
    const a = '[object Object]';
    expect(watched.value).toBe(
      [
        [true, false, a, a, true, true],
        [undefined, false, 'function', 'function'],
        ['[object Array]', true, true, '3'],
        [true, false, true, true, true],
        [undefined, undefined, undefined, 'y', 'z', undefined, false, undefined],
      ].join(),
    );
  });

  test('cannot change the state', async () => {
    const sync = await start();
    const tries: ((state: Loose) => unknown)[] = [
      (state) => (state.a.b.c = 2),
      (state) => delete state.a,
      (state) => state.list.push(1),
      (state) => state.list.sort(),
      (state) => state.map.set('k', 1),
      (state) => state.map.clear(),
      (state) => Object.assign(state, { a: 1 }),
      (state) => Object.defineProperty(state, 'a', { value: 1 }),
      (state) => Object.setPrototypeOf(state, null),
      (state) => Object.freeze(state.a),
    ];
    for (const tried of tries) {
      const before = sync.getState();
      try {
        sync.subscribe(tried, () => {});
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
      }
      expect(sync.getState()).toBe(before);
    }
    expect(() =>
      sync.subscribe(
        (state) => (state.a.b.c = 2),
        () => {},
      ),
    ).toThrow(/sync\.update/);
  });
});

describe('a selector that asks whether something is there', () => {
  test('by in and hasOwn', async () => {
    const sync = await start();
    const isIn = watch(sync, (state) => 'x' in state.a);
    const own = watch(sync, (state) => Object.hasOwn(state.a, 'x'));
    expect(runsBy(isIn, () => bump(sync))).toBe(0);
    expect(runsBy(isIn, () => sync.update({ a: { b: { c: 55 } } }))).toBe(0);
    sync.update({ a: { x: 1 } });
    sync.update({ a: { x: 2 } });
    sync.update([{ op: 'remove', path: '/a/x' }]);
    for (const { heard } of [isIn, own])
      expect(heard).toEqual([
        [true, false],
        [false, true],
      ]);
  });

  test('by has of a Map and an index in a list', async () => {
    const sync = await start();
    const has = watch(sync, (state) => state.map.has('x'));
    const index = watch(sync, (state) => 3 in state.list);
    expect(runsBy(has, () => sync.update({ map: new Map([['k', { v: 9 }]]) }))).toBe(0);
    sync.update((draft: Loose) => {
      draft.map.set('x', null);
      draft.list.push(null);
    });
    expect([has.heard, index.heard]).toEqual([[[true, false]], [[true, false]]]);
  });

  test('that is null, false, 0 or empty', async () => {
    const sync = await openLoose({ n: null, f: false, z: 0, e: '' });
    const watched = watch(sync, (state) => ['n', 'f', 'z', 'e', 'u'].map((key) => [key in state, state[key]]));
    expect(watched.value).toEqual([
      [true, null],
      [true, false],
      [true, 0],
      [true, ''],
      [false, undefined],
    ]);
  });
});

describe('a selector that goes through', () => {
  const cases: [string, (state: Loose) => unknown, (draft: Loose) => void][] = [
    ['the names of an object', (s) => Object.keys(s.a), (d) => (d.a.new = 1)],
    ['the entries of an object', (s) => Object.entries(s.a).length, (d) => (d.a.new = 1)],
    ['the values of an object', (s) => Object.values(s.a.b), (d) => (d.a.b.c = 5)],
    [
      'an object by for in',
      (s) => {
        const keys = [];
        for (const key in s.a) keys.push(key);
        return keys;
      },
      (d) => delete d.a.e,
    ],
    ['an object by spreading', (s) => ({ ...s.a.b }), (d) => (d.a.b.c = 5)],
    ['a list by map', (s) => s.list.map((item: Loose) => item.n), (d) => (d.list[1].n = 7)],
    ['a list by filter', (s) => s.list.filter((item: Loose) => item.n > 1), (d) => (d.list[0].n = 7)],
    ['a list by find', (s) => s.list.find((item: Loose) => item.id === 'y')?.n, (d) => (d.list[1].n = 7)],
    ['a list by its length', (s) => s.list.length, (d) => d.list.push({})],
    [
      'a list by for of',
      (s) => {
        let sum = 0;
        for (const item of s.list) sum += item.n;
        return sum;
      },
      (d) => (d.list[2].n = 7),
    ],
    [
      'a list by index',
      (s) => {
        let sum = 0;
        for (let i = 0; i < s.list.length; i++) sum += s.list[i].n;
        return sum;
      },
      (d) => (d.list[2].n = 7),
    ],
    ['a list by spreading', (s) => [...s.list].reverse()[0].id, (d) => d.list.pop()],
    ['a list by slice', (s) => s.list.slice(1), (d) => (d.list[1].n = 7)],
    ['a list by includes', (s) => s.list.map((x: Loose) => x.id).includes('x'), (d) => d.list.shift()],
    ['a list by JSON', (s) => JSON.stringify(s.list), (d) => (d.list[1].n = 7)],
    ['a list by entries', (s) => [...s.list.entries()].map(([i, x]) => i + x.n), (d) => (d.list[1].n = 7)],
    ['a list by at', (s) => s.list.at(-1).n, (d) => (d.list[2].n = 7)],
    ['a Map by size', (s) => s.map.size, (d) => d.map.set('new', {})],
    ['a Map by get', (s) => s.map.get('k').v, (d) => (d.map.get('k').v = 7)],
    ['a Map by has', (s) => s.map.has('k'), (d) => d.map.delete('k')],
    [
      'a Map by for of',
      (s) => {
        const seen = [];
        for (const [key, item] of s.map) seen.push(key, item.v);
        return seen;
      },
      (d) => (d.map.get('l').v = 7),
    ],
    [
      'a Map by forEach',
      (s) => {
        let sum = 0;
        s.map.forEach((item: Loose) => {
          sum += item.v;
        });
        return sum;
      },
      (d) => (d.map.get('l').v = 7),
    ],
    ['a Map by keys', (s) => [...s.map.keys()], (d) => d.map.set('new', {})],
    ['a Map by values', (s) => Array.from(s.map.values(), (item: Loose) => item.v), (d) => (d.map.get('l').v = 7)],
    ['a Map by spreading', (s) => Object.fromEntries(s.map), (d) => (d.map.get('l').v = 7)],
    ['everything by JSON', (s) => JSON.stringify(s), (d) => (d.a.b.c = 7)],
    ['everything by structuredClone', (s) => s.a.b, (d) => (d.a.b.c = 7)],
  ];

  test.each(cases)('%s', async (_, selector, change) => {
    // Some of the selectors throw at the end, when nothing is left of what they read.
    vi.stubGlobal('reportError', () => {});
    onTestFinished(() => void vi.unstubAllGlobals());
    const sync = await start();
    const watched = watch(sync, selector, { equality: (a, b) => JSON.stringify(a) === JSON.stringify(b) });
    expect(watched.value).toEqual(selector(sync.getState()));
    const touchesAll = selector.toString().includes('stringify(s)');
    expect(runsBy(watched, () => bump(sync))).toBe(touchesAll ? 1 : 0);
    expect(runsBy(watched, () => sync.update((draft: Loose) => void change(draft)))).toBe(1);
    expect(watched.value).toEqual(selector(sync.getState()));
    expect(watched.heard.at(-1)?.[0]).toEqual(selector(sync.getState()));
    expect(watched.heard).toHaveLength(touchesAll ? 2 : 1);
    // Still there for the next one.
    expect(
      runsBy(watched, () => sync.update(structuredClone({ list: [], map: null, a: { b: { c: 1 }, z: 1 } }))),
    ).toBeLessThan(2);
  });

  test('a list reads right after elements have moved', async () => {
    const sync = await start();
    const first = watch(sync, (state) => state.list[0]?.id);
    const second = watch(sync, (state) => state.list[1]?.n);
    const elsewhere = watch(sync, (state) => state.a.e);
    sync.update((draft: Loose) => draft.list.unshift({ id: 'w', n: 0 }));
    expect([first.value, second.value]).toEqual(['w', 1]);
    sync.update((draft: Loose) => draft.list.splice(0, 2));
    expect([first.value, second.value]).toEqual(['y', 3]);
    sync.update((draft: Loose) => draft.list.reverse());
    expect([first.value, second.value]).toEqual(['z', 2]);
    sync.update((draft: Loose) => {
      draft.list.length = 0;
    });
    expect([first.value, second.value]).toEqual([undefined, undefined]);
    expect(elsewhere.runs).toBe(1);
    sync.update([{ op: 'add', path: '/list/-', value: { id: 'v', n: 9 } }]);
    expect([first.value, second.value]).toEqual(['v', undefined]);
  });

  test('large containers, entry by entry', async () => {
    const entries = Array.from({ length: 3000 }, (_, i): [string, Loose] => [`k${i}`, { n: i }]);
    const sync = await openLoose({
      map: new Map(entries),
      object: Object.fromEntries(entries),
      list: entries.map(([, item]) => item),
    });
    const watchers = [
      watch(sync, (state) => state.map.get('k700').n),
      watch(sync, (state) => state.object.k700.n),
      watch(sync, (state) => state.list[700].n),
    ];
    const change = (i: number) =>
      sync.update((draft: Loose) => {
        draft.map.get(`k${i}`).n = -i;
        draft.object[`k${i}`].n = -i;
        draft.list[i].n = -i;
      });
    change(5);
    change(2999);
    expect(watchers.map(({ runs }) => runs)).toEqual([1, 1, 1]);
    change(700);
    expect(watchers.map(({ runs, value }) => [runs, value])).toEqual([
      [2, -700],
      [2, -700],
      [2, -700],
    ]);
    const sum = watch(sync, (state) => state.list.filter((item: Loose) => item.n < 0).length);
    expect(sum.value).toBe(3);
    change(8);
    expect(sum.value).toBe(4);
  });
});

describe('a selector that compares parts with what they are parts of', () => {
  const entries = (size: number) => Array.from({ length: size }, (_, n) => [`k${n}`, { n, list: [{ n }] }] as const);
  const selectors: [string, (state: Loose) => unknown, unknown][] = [
    ['the place of an element', ({ list }) => list.indexOf(list[3]), 3],
    ['whether it is there', ({ list }) => [list.includes(list[3]), [...list].includes(list[3])].join(), 'true,true'],
    ['the place of one that was read before', ({ list: [, second], list }) => list.indexOf(second), 1],
    ['all but one', ({ list }) => ((first) => list.filter((one: Loose) => one !== first).length)(list[0]), 9],
    [
      'what comes after one',
      ({ list }) => ((at) => list[list.findIndex((one: Loose) => one === at) + 1].n)(list[3]),
      4,
    ],
    ['a value of a Map', ({ map }) => [...map.values()].indexOf(map.get('k3')), 3],
    ['a value of an object', ({ object }) => ((one) => Object.values(object).indexOf(one))(object.k3), 3],
    ['in one of which the size was asked', ({ list }) => list.length + list[1].list.indexOf(list[1].list[0]), 10],
    ['one by two ways', ({ list, object }) => list[3] === list.at(3) && object.k3 === Object.values(object)[3], true],
  ];

  test.each(selectors)('finds %s, also after a change', async (_, selector, expected) => {
    const sync = await openLoose({
      list: entries(10).map(([, item]) => item),
      map: new Map(entries(10)),
      object: Object.fromEntries(entries(10)),
    });
    expect(selector(sync.getState())).toBe(expected);
    const values: unknown[] = [];
    sync.subscribe(selector, (now) => values.push(now), { fireImmediately: true, equality: () => false });
    for (const [path, value] of [
      ['/list/3/list/0/n', -1],
      ['/list/0/list/0/n', -1],
      ['/map/k3/list/0/n', -1],
      ['/object/k3/list/0/n', -1],
      ['/list/1/list/0/n', -1],
    ] as const)
      sync.update([{ op: 'replace', path, value }]);
    expect(values.length).toBeGreaterThan(1);
    expect(new Set(values)).toEqual(new Set([expected]));
  });
});

test('how many there are is asked for without a snapshot, which would be held until it is collected', async () => {
  const many = Array.from({ length: 2000 }, (_, at) => [`key ${at}`, { n: at }] as const);
  const sync = await openLoose({ map: new Map(many), list: many.map(([, item]) => item) });
  const map = watch(sync, (state) => (state.map as Map<string, unknown>).size);
  const list = watch(sync, (state) => (state.list as unknown[]).length);
  const held = vi.spyOn(FinalizationRegistry.prototype, 'register');
  onTestFinished(() => held.mockRestore());
  sync.update([{ op: 'replace', path: '/map/key 7/n', value: -1 }]);
  sync.update([{ op: 'add', path: '/map/another', value: { n: 0 } }]);
  sync.update([{ op: 'remove', path: '/list/0' }]);
  expect([map.value, list.value]).toEqual([2001, 1999]);
  expect([map.heard, list.heard]).toEqual([[[2001, 2000]], [[1999, 2000]]]);
  expect(held).not.toHaveBeenCalled();
});

test('what was taken whole and has not changed is not read again when something else has', async () => {
  const list = Array.from({ length: 2000 }, (_, n) => ({ n }));
  const sync = await openLoose({ list, at: 1, deep: { other: 0 } });
  const last = watch(sync, (state) => state.at + state.list.at(-1).n);
  const held = vi.spyOn(FinalizationRegistry.prototype, 'register');
  onTestFinished(() => held.mockRestore());
  // The first time it is read under a watch.
  sync.update({ at: 2 });
  held.mockClear();
  for (let at = 3; at < 20; at++) sync.update({ at });
  expect(held).not.toHaveBeenCalled();
  expect(last.value).toBe(19 + 1999);
  sync.update([{ op: 'replace', path: '/list/1999/n', value: -1 }]);
  expect(last.value).toBe(18);
  sync.update([{ op: 'remove', path: '/list/1999' }]);
  expect(last.value).toBe(19 + 1998);
  sync.update({ list: [{ n: 5 }] });
  expect(last.value).toBe(24);
});

describe('what a selector returns', () => {
  /** Everything reachable, in containers of any kind. */
  function expectNoProxies(value: unknown, seen = new Set<unknown>()): void {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    expect(types.isProxy(value)).toBe(false);
    if (value instanceof Map || value instanceof Set) for (const item of value) expectNoProxies(item, seen);
    for (const key of Reflect.ownKeys(value)) expectNoProxies(Reflect.get(value, key), seen);
  }

  class Box {
    constructor(readonly content: unknown) {}
  }

  const shapes: [string, (state: Loose) => unknown][] = [
    ['a part', (s) => s.a],
    ['an object of parts', (s) => ({ a: s.a, list: s.list, map: s.map, c: s.a.b.c })],
    ['a list of parts', (s) => [s.a, s.list, s.map]],
    [
      'a Map of parts',
      (s) =>
        new Map([
          ['a', s.a],
          ['map', s.map],
        ]),
    ],
    ['a Map with parts as keys', (s) => new Map([[s.a, 1]])],
    ['a Set of parts', (s) => new Set([s.a, s.list[0]])],
    ['parts, deep down', (s) => ({ x: [{ y: new Map([['z', [{ a: s.a, b: [s.map] }]]]) }] })],
    [
      'parts, very deep down',
      (s) => {
        let nested: unknown = s.a;
        for (let i = 0; i < 30; i++) nested = { nested };
        return nested;
      },
    ],
    ['a frozen object of parts', (s) => Object.freeze({ a: s.a, inner: Object.freeze([s.list]) })],
    ['a sealed object of parts', (s) => Object.seal({ a: s.a })],
    ['an object of parts without prototype', (s) => Object.assign(Object.create(null), { a: s.a })],
    ['an instance of a class with a part in it', (s) => new Box(s.a)],
    [
      'a getter that gives a part',
      (s) => {
        const { a } = s;
        return {
          get a() {
            return a;
          },
        };
      },
    ],
    ['elements that were filtered', (s) => s.list.filter((item: Loose) => item.n > 1)],
    ['elements that were mapped to parts', (s) => s.list.map((item: Loose) => ({ tags: item.tags, item }))],
    ['elements that were sorted', (s) => [...s.list].sort((x: Loose, y: Loose) => y.n - x.n)],
    ['elements by index', (s) => [s.list[0], s.list[2].tags]],
    ['entries that were spread', (s) => ({ ...s.a, ...Object.fromEntries(s.map) })],
    ['parts by destructuring the rest', ({ a, ...rest }) => ({ b: a.b, rest })],
    [
      'an object that contains itself',
      (s) => {
        const ring: Loose = { a: s.a };
        ring.self = ring;
        return ring;
      },
    ],
  ];

  test.each(shapes)('%s has no proxies in it', async (_, selector) => {
    const sync = await start();
    const watched: unknown[] = [];
    sync.subscribe(selector, (now) => watched.push(now), { fireImmediately: true, equality: () => false });
    sync.update({ a: { b: { c: 8 } } });
    sync.update((draft: Loose) => {
      draft.list[0].n = 5;
    });
    expect(watched.length).toBeGreaterThan(1);
    for (const value of watched) expectNoProxies(value);
  });

  test('has the parts that getState has', async () => {
    const sync = await start();
    let value: Loose;
    const selector = (state: Loose) => ({ a: state.a, first: state.list[0], k: state.map.get('k'), all: [state.list] });
    sync.subscribe(
      selector,
      (now) => {
        value = now;
      },
      { fireImmediately: true },
    );
    for (let i = 0; i < 3; i++) {
      const state = sync.getState();
      expect(value.a).toBe(state.a);
      expect(value.first).toBe(state.list[0]);
      expect(value.k).toBe(state.map.get('k'));
      expect(value.all[0]).toBe(state.list);
      if (i === 0) sync.update({ a: { b: { c: 10 } } });
      else sync.update((draft: Loose) => draft.list.shift());
    }
  });

  test('is not searched when it is what the state has, or belongs to the caller', async () => {
    const entries = Array.from({ length: 3000 }, (_, i): [string, number] => [`k${i}`, i]);
    const sync = await openLoose({ object: Object.fromEntries(entries), n: 0 });
    const own = { big: new Date(), n: 1 };
    let told: unknown;
    sync.subscribe(
      (state) => [state.object, own, state.n],
      (now) => {
        told = now;
      },
      { fireImmediately: true },
    );
    sync.update({ n: 1 });
    expect(told).toEqual([sync.getState().object, own, 1]);
    expect((told as unknown[])[1]).toBe(own);
  });
});

describe('a selector with a memory of its own', () => {
  /** As reselect, memoize-one and proxy-memoize do it: the same argument, the same result. */
  function memoized<A extends unknown[], T>(compute: (...args: A) => T): (...args: A) => T {
    let last: { args: A; result: T } | undefined;
    return (...args) => {
      if (!last?.args.every((arg, i) => Object.is(arg, args[i]))) last = { args, result: compute(...args) };
      return last.result;
    };
  }

  test('gets another argument when the state is another', async () => {
    const sync = await start();
    const watched = watch(
      sync,
      memoized((state: Loose) => state.a.b.c + state.list.length),
    );
    sync.update({ a: { b: { c: 5 } } });
    sync.update((draft: Loose) => draft.list.pop());
    expect(watched.heard).toEqual([
      [8, 4],
      [7, 8],
    ]);
  });

  test('made of others gets other parts when the parts have changed, and only then', async () => {
    const sync = await start();
    let computed = 0;
    const visible = memoized((list: Loose[], flag: boolean) => {
      computed++;
      return list
        .filter((item) => flag || item.n > 1)
        .map((item) => item.id)
        .join();
    });
    const selector = memoized((state: Loose) => visible(state.list, state.flag));
    const watched = watch(sync, selector);
    expect(computed).toBe(1);
    bump(sync);
    expect(computed).toBe(1);
    sync.update((draft: Loose) => {
      draft.list[0].n = 10;
    });
    expect(watched.value).toBe('x,y,z');
    expect(computed).toBe(2);
    sync.update({ flag: true });
    sync.update((draft: Loose) => draft.list.shift());
    expect(watched.value).toBe('y,z');
    sync.update((draft: Loose) => {
      draft.list[1].id = 'changed';
    });
    expect(watched.value).toBe('y,changed');
    expect(watched.heard.map(([now]) => now)).toEqual(['x,y,z', 'y,z', 'y,changed']);
  });

  test('shared with somebody who calls it with the state itself', async () => {
    const sync = await start();
    const total = memoized((list: Loose[]) => list.reduce((sum, item) => sum + item.n, 0));
    const selector = (state: Loose) => total(state.list);
    const watched = watch(sync, selector);
    for (const n of [10, 20, 30]) {
      expect(selector(sync.getState())).toBe(watched.value);
      sync.update((draft: Loose) => {
        draft.list[0].n = n;
      });
      expect(watched.value).toBe(5 + n);
      expect(selector(sync.getState())).toBe(5 + n);
    }
  });
});

describe('options of a subscription', () => {
  test('equality decides whether the listener is called', async () => {
    const sync = await start();
    const parity = watch(sync, (state) => state.a.b.c, { equality: (a, b) => a % 2 === b % 2 });
    sync.update({ a: { b: { c: 3 } } });
    sync.update({ a: { b: { c: 4 } } });
    sync.update({ a: { b: { c: 6 } } });
    sync.update({ a: { b: { c: 7 } } });
    // What counts as before is what the listener was told last.
    expect(parity.heard).toEqual([
      [4, 1],
      [7, 4],
    ]);
  });

  test('without it results are compared as by Object.is', async () => {
    const sync = await openLoose({ n: 1, zero: 0 });
    const fresh = watch(sync, (state) => [state.n]);
    const same = watch(sync, (state) => state.n > 0);
    const zero = watch(sync, (state) => state.zero);
    sync.update({ n: 2 });
    sync.update({ zero: -0 });
    expect(fresh.heard).toHaveLength(1);
    expect(same.heard).toHaveLength(0);
    expect(zero.heard).toEqual([[-0, 0]]);
  });

  test('fireImmediately calls the listener with the first result, before and now', async () => {
    const sync = await start();
    const watched = watch(sync, (state) => state.a.b.c, { fireImmediately: true });
    expect(watched.heard).toEqual([[1, 1]]);
    sync.update({ a: { b: { c: 2 } } });
    expect(watched.heard).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });
});

describe('a selector that was subscribed before the state was there', () => {
  test('reads the initial state, and hears what was loaded', async () => {
    const sync = opening<Loose>({ n: 1, o: { x: 1 } });
    const watched = watch(sync, (state) => state.n);
    const part = watch(sync, (state) => state.o, { fireImmediately: true });
    expect(watched.value).toBe(1);
    expect(part.heard[0]?.[0]).toBe(sync.getState().o);
    await sync.ready;
    expect(watched.heard).toEqual([]);
    expect(part.value).toEqual({ x: 1 });
    const { runs } = watched;
    sync.update({ o: { x: 2 } });
    expect(watched.runs).toBe(runs);
    sync.update({ n: 2 });
    expect(watched.heard).toEqual([[2, 1]]);
    expect(part.heard.at(-1)?.[0]).toBe(sync.getState().o);
  });
});

describe('when a subscription ends', () => {
  test('its selector runs no more', async () => {
    const sync = await start();
    const watched = watch(sync, (state) => state.a.b.c);
    const other = watch(sync, (state) => state.a.b.c);
    watched.stop();
    watched.stop();
    expect(runsBy(watched, () => sync.update({ a: { b: { c: 2 } } }))).toBe(0);
    expect(other.heard).toEqual([[2, 1]]);
  });

  test('a thousand that come and go leave the others alone', async () => {
    const sync = await start();
    const staying = watch(sync, (state) => state.list.map((item: Loose) => item.n).join());
    for (let i = 0; i < 1000; i++) {
      const passing = watch(sync, (state) => [state.list[i % 4]?.n, state.map.get(`k${i}`), state.a.b.c]);
      if (i % 100 === 0) sync.update({ a: { b: { c: i } } });
      passing.stop();
    }
    sync.update((draft: Loose) => {
      draft.list[1].n = 99;
    });
    expect(staying.heard).toEqual([['1,99,3', '1,2,3']]);
  });
});
