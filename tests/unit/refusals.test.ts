/** What state cannot hold is refused with its place and what to store instead, and nothing of the update is applied. */
import type { StateSync } from 'holdfast';
import { describe, expect, test } from 'vitest';
import { open, opening } from './lib/open.js';

class Point {
  x = 1;
}

type Loose = Record<string, unknown>;

interface Expected {
  pointer: string;
  code?: string;
  says: RegExp;
}

/** Expects the one issue, and that nothing happened. */
function expectRefused(sync: StateSync<Loose>, change: unknown, { pointer, code, says }: Expected): void {
  const { version } = sync.status;
  const before = sync.getState();
  let told = 0;
  const unsubscribe = sync.subscribe(() => told++);
  const receipt = sync.update(change as Loose, { source: 'test' });
  unsubscribe();
  expect(receipt.issues).toEqual([
    { code: code ?? 'value/unsupported', severity: 'error', pointer, message: expect.stringMatching(says) },
  ]);
  expect(receipt.accepted).toBe(false);
  expect(receipt.version).toBe(version);
  expect(sync.status.version).toBe(version);
  expect(sync.status.lastRejection).toMatchObject({ source: 'test', issues: receipt.issues, issueCount: 1 });
  const kinds = { 'value/circular': 'circular_reference', 'value/too_deep': 'too_deep' } as Record<string, string>;
  const kind = kinds[code ?? ''] ?? (code?.startsWith('schema/') ? undefined : 'unsupported_value');
  expect(sync.status.lastRejection?.code).toBe(kind);
  expect(sync.getState()).toBe(before);
  expect(told).toBe(0);
}

const sparse = [1, 2, 3];
delete sparse[1];

const values: [string, unknown, RegExp][] = [
  ['a function', () => {}, /function.*leave it out/],
  ['a class', Point, /function.*leave it out/],
  ['a symbol', Symbol('s'), /symbol.*leave it out/],
  ['a bigint', 1n, /bigint.*use a number, or text/],
  ['NaN', Number.NaN, /NaN.*use null, or text/],
  ['Infinity', Infinity, /Infinity.*use null, or text/],
  ['-Infinity', -Infinity, /-Infinity.*use null, or text/],
  ['a Date', new Date(0), /Date.*getTime\(\) or toISOString\(\)/],
  ['a Set', new Set([1]), /Set.*use an array/],
  ['a class instance', new Point(), /Point.*use a plain object/],
  ['an instance of a class without a name', new (class {})(), /class.*use a plain object/],
  ['an instance of a class that extends Map', new (class Scores extends Map {})(), /Scores.*use a/],
  ['an instance of a class that extends Array', new (class Stack extends Array {})(), /Stack.*use a/],
  ['an object with a prototype of its own', Object.create({ inherited: 1 }), /use a plain object/],
  ['a regular expression', /x/, /RegExp.*use a plain object/],
  ['an error', new Error('no'), /Error.*use a plain object/],
  ['a promise', Promise.resolve(), /Promise.*use a plain object/],
  ['a weak map', new WeakMap(), /WeakMap.*use a plain object/],
  ['bytes', new Uint8Array(3), /Uint8Array.*use a plain array/],
  ['a buffer', new ArrayBuffer(3), /ArrayBuffer.*use a/],
  ['a boxed number', Object(1), /Number/],
  ['a boxed text', Object('text'), /String/],
  ['an iterator', [1].values(), /use a plain object/],
  ['a symbol for a name', { [Symbol('s')]: 1 }, /symbol.*use text/],
  ['half of a surrogate pair, the first', 'a\uD83D', /surrogate.*toWellFormed\(\)/],
  ['half of a surrogate pair, the second', '\uDE00b', /surrogate.*toWellFormed\(\)/],
  ['surrogates in the wrong order', '\uDE00\uD83D', /surrogate.*toWellFormed\(\)/],
  ['half of a surrogate pair in a long text', `${'x'.repeat(1000)}\uD83D${'é'.repeat(1000)}`, /surrogate/],
];

/** Values that are refused at a place inside them. */
const inside: [string, unknown, string, RegExp][] = [
  ['a hole in an array', sparse, '/1', /no holes.*use null/],
  ['undefined in an array', [1, [undefined]], '/1/0', /undefined.*use null/],
  ['a Map with a number as key', new Map([[1, 1]]), '', /keys of a Map are text, not number: use String\(key\)/],
  ['a Map with an object as key', new Map([[{}, 1]]), '', /keys of a Map are text, not object/],
  ['half of a surrogate pair in a name', { 'a\uD83D': 1 }, '', /name.*surrogate.*toWellFormed\(\)/],
  ['half of a surrogate pair in a key', new Map([['\uDE00', 1]]), '', /surrogate.*toWellFormed\(\)/],
  ['names with slashes and tildes', { 'a/b': { 'm~n': [1n] } }, '/a~1b/m~0n/0', /bigint/],
  ['a place in a Map', new Map([['a', { b: [0, 1n] }]]), '/a/b/1', /bigint/],
  ['a name that is empty', { '': { '': 1n } }, '//', /bigint/],
];

/** The ways to bring a value to `/slot/deep`. */
const ways: [string, (value: unknown) => unknown][] = [
  ['a merge', (value) => ({ fine: 1, slot: { deep: value } })],
  [
    'a recipe that assigns',
    (value) => (draft: Loose) => {
      draft.fine = 1;
      (draft.slot as Loose).deep = value;
    },
  ],
  [
    'a recipe that assigns around it',
    (value) => (draft: Loose) => {
      draft.fine = 1;
      draft.slot = { fine: 2, deep: value };
    },
  ],
  [
    'a patch',
    (value) => [
      { op: 'add', path: '/fine', value: 1 },
      { op: 'add', path: '/slot/deep', value },
    ],
  ],
];

describe.each(ways)('by %s', (_, change) => {
  const start = () => open<Loose>({ slot: {}, wide: [[[[[[1]]]]]] });

  test.each(values)('%s', async (_, value, says) => {
    expectRefused(await start(), change(value), { pointer: '/slot/deep', says });
  });

  test.each(inside)('%s', async (_, value, at, says) => {
    expectRefused(await start(), change(value), { pointer: `/slot/deep${at}`, says });
  });

  test('a place is not mixed up with that of an earlier update that went deeper', async () => {
    const sync = await start();
    sync.update({ a: { b: { c: { d: { e: [[['x']]] } } } } });
    sync.update({ a: { b: { c: { d: { e: [[[1n]]] } } } } } as Loose);
    expectRefused(sync, change({ 'a\uD83D': 1 }), { pointer: '/slot/deep', says: /surrogate/ });
    expectRefused(sync, change('\uD83D'), { pointer: '/slot/deep', says: /surrogate/ });
  });

  test('128 levels are stored, 129 are not', async () => {
    const sync = await start();
    // The state and the slot are two.
    const nested = (levels: number, kind: number) => {
      let value: unknown = levels % 2 ? [] : {};
      for (let i = 1; i < levels; i++)
        value = kind === 0 ? [value] : kind === 1 ? { a: value } : new Map([['a', value]]);
      return value;
    };
    for (const kind of [0, 1, 2]) {
      expect(sync.update(change(nested(126, kind)) as Loose).issues).toEqual([]);
      expect(sync.get(`/slot/deep${(kind ? '/a' : '/0').repeat(125)}`)).toBeDefined();
      for (const levels of [127, 500]) {
        const { accepted, issues } = sync.update(change(nested(levels, kind)) as Loose);
        expect(accepted).toBe(false);
        expect(issues).toMatchObject([
          { code: 'value/too_deep', message: expect.stringMatching(/128 levels.*refer to each other/) },
        ]);
        expect(issues[0]?.pointer).toMatch(/^\/slot(\/deep(\/[a0])*)?$/);
      }
    }
  });

  test('a value that contains itself, at the place where it comes again', async () => {
    const sync = await start();
    const code = 'value/circular';
    const says = /contains itself.*store an id instead/;
    const object: Loose = {};
    object.self = object;
    expectRefused(sync, change(object), { pointer: '/slot/deep/self', code, says });
    const array: unknown[] = [0];
    array.push({ back: array });
    expectRefused(sync, change(array), { pointer: '/slot/deep/1/back', code, says });
    const map = new Map<string, unknown>();
    map.set('a', { map });
    expectRefused(sync, change({ before: [map], map }), { pointer: '/slot/deep/before/0/a/map', code, says });
    const many: Loose = { a: {}, b: {} };
    for (const part of [many.a, many.b] as Loose[]) for (let i = 0; i < 20; i++) part[`k${i}`] = many;
    expectRefused(sync, change(many), { pointer: '/slot/deep/a/k0', code, says });
  });

  test('a getter that throws', async () => {
    const value = {
      a: 1,
      get b(): never {
        throw new Error('not today');
      },
    };
    expectRefused(await start(), change([value]), { pointer: '/slot/deep/0/b', says: /reading it threw.*not today/ });
  });

  test('a Map that cannot be gone through', async () => {
    const map = Object.assign(new Map([['a', 1]]), {
      *[Symbol.iterator]() {
        yield ['a', 1];
        throw new Error('not today');
      },
    });
    expectRefused(await start(), change(map), { pointer: '/slot/deep', says: /not today|let itself be read/ });
  });

  const traps: (keyof ProxyHandler<object>)[] = ['get', 'ownKeys', 'getOwnPropertyDescriptor', 'getPrototypeOf'];
  test.each(traps)('a proxy whose trap %s throws', async (trap) => {
    const sync = await start();
    const fail = () => {
      throw new Error('not today');
    };
    for (const target of [{ a: 1 }, [1], new Map([['a', 1]])]) {
      if (Array.isArray(target) && trap !== 'get') continue;
      const proxy = new Proxy(target, { [trap]: fail });
      const receipt = sync.update(change(proxy) as Loose);
      expect(receipt.accepted).toBe(false);
      expect(receipt.issues).toMatchObject([{ code: 'value/unsupported' }]);
      expect(receipt.issues[0]?.pointer).toMatch(/^\/slot\/deep(\/a|\/0|\/length)?$/);
      expect(sync.get('/fine')).toBeUndefined();
    }
  });

  test('a proxy that was revoked', async () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expectRefused(await start(), change(proxy), { pointer: '/slot/deep', says: /let itself be read/ });
  });

  test('a proxy that throws what no text can be made of', async () => {
    const throws = () => {
      throw Object.create(null);
    };
    expectRefused(await start(), change(new Proxy({}, { ownKeys: throws })), {
      ...{ pointer: '/slot/deep', says: /let itself be read/ },
    });
    expect((await start()).update(new Proxy({}, { ownKeys: throws }) as Loose).accepted).toBe(false);
  });

  test('an instance whose class cannot be asked for its name', async () => {
    class Shy {}
    Object.defineProperty(Shy.prototype, 'constructor', {
      get(): never {
        throw new Error('not today');
      },
    });
    expectRefused(await start(), change(new Shy()), { pointer: '/slot/deep', says: /let itself be read/ });
  });

  test('a hole that a recipe or a caller makes by length', async () => {
    const list = [1];
    list.length = 3;
    expectRefused(await start(), change(list), { pointer: '/slot/deep/1', says: /no holes/ });
  });
});

describe('a recipe', () => {
  test.each([
    ['a hole by a length', '/list/2', (list: unknown[]) => (list.length = 4)],
    ['a hole by an index', '/list/2', (list: unknown[]) => (list[3] = 1)],
    ['a hole by delete', '/list/0', (list: unknown[]) => delete list[0]],
    ['undefined by an index', '/list/1', (list: unknown[]) => (list[1] = undefined)],
    ['undefined by push', '/list/2', (list: unknown[]) => list.push(undefined)],
  ])('cannot make %s', async (_, pointer, change) => {
    const sync = await open<Loose>({ list: [1, 2] });
    const recipe = (draft: Loose) => void change(draft.list as unknown[]);
    expectRefused(sync, recipe, { pointer, says: /undefined.*holes.*null/ });
  });

  test('cannot put a draft into itself', async () => {
    const sync = await open<Loose>({ a: { b: {} } });
    const recipe = (draft: Loose) => {
      ((draft.a as Loose).b as Loose).up = draft.a;
    };
    expectRefused(sync, recipe, { pointer: '/a/b/up/b/up', code: 'value/circular', says: /contains itself/ });
  });

  test('that throws changes nothing, and the caller gets what it threw', async () => {
    const sync = await open<Loose>({ a: 1 });
    const before = sync.getState();
    const mistake = new Error('a mistake in the recipe');
    expect(() =>
      sync.update((draft) => {
        draft.a = 2;
        throw mistake;
      }),
    ).toThrow(mistake);
    expect(sync.getState()).toBe(before);
    expect(sync.update({ a: 3 }).accepted).toBe(true);
  });

  test('that is async is refused, since it would change the draft too late', async () => {
    const sync = await open<Loose>({ a: 1 });
    expect(() =>
      sync.update(async (draft) => {
        draft.a = 2;
      }),
    ).toThrow(/not async/);
    expect(sync.get('/a')).toBe(1);
  });
});

describe('a whole update that is no update', () => {
  const schema = { type: 'object' };

  test.each([['a function in the place of the state', { op: 'replace', path: '', value: () => {} }]])(
    '%s',
    async (_, operation) => {
      const sync = await open<Loose>({ a: 1 }, { schema });
      expectRefused(sync, [operation], { pointer: '', says: /function/ });
    },
  );

  test.each([undefined, Symbol('s'), 1n, Number.NaN, new Date(), new Point()])(
    '%s is refused at the root',
    async (change) => {
      const sync = await open<Loose>({ a: 1 }, { schema });
      const before = sync.getState();
      const receipt = sync.update(change as unknown as Loose);
      expect(receipt).toMatchObject({ accepted: false, issues: [{ code: 'value/unsupported', pointer: '' }] });
      expect(sync.getState()).toBe(before);
    },
  );

  test.each([null, 5, 'text', true])(
    '%j is no update: what would replace the whole state is a patch',
    async (change) => {
      const sync = await open<Loose>({ a: 1 }, { schema });
      const receipt = sync.update(change as unknown as Loose);
      expect(receipt).toMatchObject({ accepted: false, issues: [{ code: 'update/form', pointer: '' }] });
      expect(sync.get('/a')).toBe(1);
    },
  );

  test('a Map does not take the place of an object, nor an object that of a Map', async () => {
    const object = await open<Loose>({ a: 1 });
    const map = await open<Loose>(new Map([['a', 1]]) as never);
    for (const [sync, change, expected] of [
      [object, new Map([['b', 2]]), 'object'],
      [map, { b: 2 }, 'Map'],
    ] as const) {
      const receipt = sync.update(change as never);
      expect(receipt).toMatchObject({ accepted: false, issues: [{ code: 'update/form', pointer: '', expected }] });
      expect(sync.get('/a')).toBe(1);
      expect(await sync.updateState(change as never)).toBe(false);
    }
    expect(map.update(new Map([['b', 2]]) as never).accepted).toBe(true);
    expect(map.getState()).toEqual(new Map(Object.entries({ a: 1, b: 2 })));
  });

  test('what a patch must have is demanded with the place in the patch', async () => {
    const sync = await open<Loose>({ a: 1 });
    for (const patch of [
      [{}],
      [{ op: 'add' }],
      [{ op: 'jump', path: '/a' }],
      [null],
      [5],
      ['x'],
      [[]],
      [{ op: 'add', path: '/b' }],
      [{ op: 'add', path: 'b', value: 1 }],
      [{ op: 'move', path: '/b' }],
      [{ op: 'add', path: 5, value: 1 }],
    ]) {
      const receipt = sync.update(patch as never);
      expect(receipt.accepted).toBe(false);
      expect(receipt.issues).toHaveLength(1);
      expect(sync.getState()).toEqual({ a: 1 });
    }
  });
});

describe('updateState before the state is there', () => {
  test.each(values)('%s', async (_, value, says) => {
    const sync = opening<Loose>({ slot: {} });
    const wanted = sync.updateState({ fine: 1, slot: { deep: value } } as never, 'test');
    expect(await wanted).toBe(false);
    expect(sync.status.lastRejection).toMatchObject({
      source: 'test',
      issues: [{ code: 'value/unsupported', pointer: '/slot/deep', message: expect.stringMatching(says) }],
    });
    expect(sync.getState()).toEqual({ slot: {} });
  });
});

describe('an initial state', () => {
  test.each(values)('%s', async (_, value, says) => {
    const sync = opening<Loose>({ slot: { deep: value } });
    await expect(sync.ready).rejects.toMatchObject({
      name: 'StateSyncError',
      code: 'invalid_model',
      pointer: '/slot/deep',
      message: expect.stringMatching(says),
    });
    expect(sync.status).toMatchObject({ phase: 'error', lastError: { code: 'invalid_model' } });
  });

  test('that contains itself, more than once', async () => {
    const initial: Loose = {};
    for (let i = 0; i < 4; i++) initial[`k${i}`] = initial;
    const sync = opening<Loose>(initial);
    await expect(sync.ready).rejects.toMatchObject({ code: 'invalid_model', pointer: '/k0' });
  });

  test('that is too deep', async () => {
    let initial: Loose = {};
    for (let i = 0; i < 200; i++) initial = { a: initial };
    await expect(opening<Loose>(initial).ready).rejects.toMatchObject({
      code: 'invalid_model',
      pointer: '/a'.repeat(128),
    });
  });
});
