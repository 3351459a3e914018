/** Whatever state can hold comes back as it was: from the codec alone, and through the engine. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decoder } from '../../pkg/src/tape/decode.js';
import { Encoder } from '../../pkg/src/tape/encode.js';
import { holds } from './lib/holds.js';
import { type Loose, openLoose } from './lib/open.js';
import { portrait } from './lib/same.js';
import { name, object, text, value } from './lib/values.js';

const dictionary = ['a', 'toString', '__proto__', 'a rather long name of a member'];
const ids = new Map(dictionary.map((name, id) => [name, id]));

function never(): never {
  throw new Error('the encoder writes no references');
}

/** To bytes and back, without the engine. */
function copied(value: unknown, encoder = new Encoder(ids)): unknown {
  return new Decoder(dictionary, never).open(encoder.value(value).take()).value();
}

/** Through the engine. */
async function through(value: unknown): Promise<unknown> {
  const sync = await openLoose({});
  const { accepted, issues } = sync.update([{ op: 'add', path: '/value', value }]);
  expect(issues).toEqual([]);
  expect(accepted).toBe(true);
  expect(sync.getState().value).toBe(sync.get('/value'));
  return sync.get('/value');
}

describe('the codec', () => {
  test('gives back any value, whatever order its keys are in', async () => {
    const property = fc.property(value(), (value) => {
      expect(portrait(copied(value))).toBe(portrait(value));
    });
    await holds(property, 1000);
  });

  test('gives back values written one after the other by the same encoder', async () => {
    const encoder = new Encoder(ids);
    const property = fc.property(value(), (value) => {
      expect(portrait(copied(value, encoder.reset()))).toBe(portrait(value));
    });
    await holds(property, 300);
  });

  test('gives back every character of Unicode', () => {
    for (let from = 0; from <= 0x10ffff; from += 0x400) {
      if (from >= 0xd800 && from < 0xe000) continue;
      const characters = Array.from({ length: 0x400 }, (_, i) => String.fromCodePoint(from + i));
      expect(copied(characters)).toEqual(characters);
      expect(copied(characters.join(''))).toBe(characters.join(''));
      const entries = characters.map((character) => [character, 1] as const);
      expect(portrait(copied(new Map(entries)))).toBe(portrait(new Map(entries)));
    }
  });
});

describe('through the engine', () => {
  test('any value comes back as it was, whatever order its keys are in', async () => {
    const sync = await openLoose({});
    const property = fc.property(value(), (value) => {
      expect(sync.update([{ op: 'add', path: '/value', value }]).issues).toEqual([]);
      expect(portrait(sync.get('/value'))).toBe(portrait(value));
      expect(portrait(sync.getState().value)).toBe(portrait(value));
    });
    await holds(property, 300);
  });

  test('an initial state comes back as it was', async () => {
    await holds(
      fc.asyncProperty(fc.array(fc.tuple(name(), value())).map(object), async (initial) => {
        const sync = await openLoose(initial);
        expect(portrait(sync.getState())).toBe(portrait(initial));
        await sync.close();
      }),
      30,
    );
  });

  test('a member is found by its pointer, whatever its name', async () => {
    const sync = await openLoose({ object: {}, map: new Map() });
    const property = fc.property(name(), text(), (name, text) => {
      const pointer = (at: string) => `/${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      for (const at of ['object', 'map'])
        expect(sync.update([{ op: 'add', path: pointer(at), value: text }]).issues).toEqual([]);
      expect(sync.get(pointer('object'))).toBe(text);
      expect(sync.get(pointer('map'))).toBe(text);
      expect(Object.getOwnPropertyDescriptor(sync.getState().object, name)?.value).toBe(text);
      expect(sync.getState().map.get(name)).toBe(text);
    });
    await holds(property, 200);
  });

  test.each([
    ['no elements', []],
    ['no members', {}],
    ['no entries', new Map()],
    ['nothing in nothing', [[], {}, new Map(), [[]], { a: {} }, new Map([['a', new Map()]])]],
    ['an empty name', { '': { '': 1 } }],
    ['zeros', [0, -0, 0.0]],
    [
      'numbers at every boundary',
      [127, 128, -1, -128, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 53, 1e308],
    ],
    [
      'the smallest and the largest numbers',
      [Number.MIN_VALUE, -Number.MIN_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE],
    ],
    ['U+0000', ['\0', { '\0': '\0\0' }]],
    ['a byte order mark at the start of a text', ['\uFEFF', '\uFEFFtext', '\uFEFF'.repeat(100), { '\uFEFFkey': 1 }]],
    ['an object beside a Map with the same entries', [{ a: 1, b: 2 }, new Map(Object.entries({ a: 1, b: 2 }))]],
  ])('%s', async (_, value) => {
    expect(portrait(await through(value))).toBe(portrait(value));
  });

  test.each([0, 1, 31, 32, 33, 47, 48, 49, 126, 127, 128, 254, 255, 256, 257, 65_535, 65_536, 1_000_000])(
    'texts of %i characters of one to four bytes, as values and as names',
    async (length) => {
      const texts = ['x', 'é', '€', '💾'].map((character) => character.repeat(length));
      // The last character is the only one that is not ASCII.
      if (length > 0) texts.push(`${'x'.repeat(length - 1)}é`);
      expect(await through(texts)).toEqual(texts);
      const entries = texts.filter((text, i) => texts.indexOf(text) === i).map((text, i) => [text, i] as const);
      expect(portrait(await through(new Map(entries)))).toBe(portrait(new Map(entries)));
      expect(portrait(await through(object(entries)))).toBe(portrait(object(entries)));
    },
  );

  test.each([254, 255, 256])('a text of %i bytes that are not as many characters', async (bytes) => {
    const text = 'é'.repeat(Math.floor(bytes / 2)) + 'x'.repeat(bytes % 2);
    expect(await through([text, { [text]: text }])).toEqual([text, { [text]: text }]);
  });

  test.each([32_766, 32_767, 32_768, 65_535, 65_536, 100_000])('a name of %i bytes', async (length) => {
    for (const name of ['k'.repeat(length), 'é'.repeat(Math.floor(length / 2)) + 'x'.repeat(length % 2)]) {
      const value = new Map([
        [name, 1],
        [`${name.slice(0, -1)}y`, 2],
      ]);
      expect(portrait(await through(value))).toBe(portrait(value));
      const sync = await openLoose({ [name]: { deep: 1 } });
      expect(sync.get(`/${name}/deep`)).toBe(1);
      sync.update({ [name]: { deep: 2 } });
      expect(sync.getState()[name].deep).toBe(2);
      expect(
        sync.subscribe(
          (state) => state[name].deep,
          () => {},
        ),
      ).toBeTypeOf('function');
    }
  });

  test('names that look like numbers keep the order that the language gives them, others that of insertion', async () => {
    const sync = await openLoose({ o: { b: 1, 10: 1, 9: 1, a: 1, '-1': 1, '01': 1 } });
    expect(Object.keys(sync.getState().o)).toEqual(['9', '10', 'b', 'a', '-1', '01']);
    sync.update({ o: { 2: 1, c: 1 } });
    expect(Object.keys(sync.getState().o)).toEqual(['2', '9', '10', 'b', 'a', '-1', '01', 'c']);
  });

  test('a Map keeps the order of insertion, also of names that look like numbers', async () => {
    const sync = await openLoose({
      m: new Map([
        ['b', 1],
        ['10', 1],
        ['9', 1],
      ]),
    });
    sync.update({
      m: new Map([
        ['1', 1],
        ['b', 2],
      ]),
    });
    expect([...sync.getState().m.keys()]).toEqual(['b', '10', '9', '1']);
  });

  test('undefined in an object, a Map or an update is as good as absent', async () => {
    const sync = await openLoose({
      a: 1,
      b: undefined,
      m: new Map<string, unknown>([
        ['x', undefined],
        ['y', 1],
      ]),
    });
    expect(portrait(sync.getState())).toBe(portrait({ a: 1, m: new Map([['y', 1]]) }));
    expect(sync.update({ a: undefined, c: { d: undefined } }).issues).toEqual([]);
    expect(portrait(sync.getState())).toBe(portrait({ a: 1, m: new Map([['y', 1]]), c: {} }));
  });

  test('what is plain apart from having no prototype, or being frozen, is stored as plain data', async () => {
    const bare = Object.assign(Object.create(null), { a: Object.freeze([Object.seal({ b: 1 })]) });
    expect(portrait(await through(bare))).toBe(portrait({ a: [{ b: 1 }] }));
  });

  test('a part of a snapshot can be stored again', async () => {
    const many = new Map(Array.from({ length: 1500 }, (_, i) => [`k${i}`, { i }]));
    const list = Array.from({ length: 1500 }, (_, i) => ({ i }));
    const sync = await openLoose({ many, list, members: Object.fromEntries(many) });
    const { many: map, list: array, members } = sync.getState();
    expect(sync.update({ copy: { map, array, members } }).issues).toEqual([]);
    expect(portrait(sync.getState().copy)).toBe(
      portrait({ map: many, array: list, members: Object.fromEntries(many) }),
    );
  });

  test('an object that is used twice, without a circle, is stored twice', async () => {
    const shared = { x: [1] };
    expect(await through([shared, { shared }, shared.x, [shared, shared]])).toEqual([
      { x: [1] },
      { shared: { x: [1] } },
      [1],
      [{ x: [1] }, { x: [1] }],
    ]);
  });

  test('getters are read once', async () => {
    let read = 0;
    const value = {
      get a() {
        return { n: ++read };
      },
    };
    expect(await through(value)).toEqual({ a: { n: 1 } });
    expect(read).toBe(1);
  });
});

describe('reading while an update is encoded', () => {
  const many = () => new Map(Array.from({ length: 1500 }, (_, i) => [`k${i}`, { i }]));

  test('a getter that reads the state', async () => {
    const sync = await openLoose({ many: many() });
    const value = {
      before: 1,
      get read() {
        return sync.getState().many.get('k700').i;
      },
      after: 2,
    };
    expect(sync.update({ value }).issues).toEqual([]);
    expect(sync.get('/value')).toEqual({ before: 1, read: 700, after: 2 });
  });

  test('a getter that updates', async () => {
    const sync = await openLoose({});
    const value = {
      before: 1,
      get inner() {
        return sync.update({ inner: 'x'.repeat(10_000) }).accepted;
      },
      after: 2,
    };
    expect(sync.update({ value }).issues).toEqual([]);
    expect(sync.getState()).toEqual({ inner: 'x'.repeat(10_000), value: { before: 1, inner: true, after: 2 } });
  });

  test('a recipe that reads a large container, and stores it elsewhere', async () => {
    const sync = await openLoose({ many: many(), n: 0 });
    const { issues } = sync.update((draft: Loose) => {
      draft.n = draft.many.get('k700').i;
      draft.copy = draft.many;
    });
    expect(issues).toEqual([]);
    expect(sync.get('/n')).toBe(700);
    expect(portrait(sync.get('/copy'))).toBe(portrait(many()));
  });

  test('a recipe that updates', async () => {
    const sync = await openLoose({ list: [1] });
    sync.update((draft: Loose) => {
      draft.a = 1;
      sync.update({ b: 2 });
    });
    expect(sync.getState()).toEqual({ list: [1], a: 1, b: 2 });
  });
});

describe('names that lead to prototypes elsewhere', () => {
  const dangerous = ['__proto__', 'constructor', 'prototype'];
  const untouched = () => {
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(([] as unknown as Record<string, unknown>).polluted).toBeUndefined();
    expect((Object as unknown as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  };

  test.each(dangerous)('%s is data in an initial state, a merge, a patch and a recipe', async (name) => {
    const sync = await openLoose(JSON.parse(`{"o":{"${name}":{"polluted":1}},"m":null}`));
    sync.update({ m: new Map([[name, { polluted: 1 }]]) });
    sync.update(JSON.parse(`{"o":{"${name}":{"polluted":2,"more":{"${name}":3}}}}`));
    sync.update([{ op: 'add', path: `/o/${name}/polluted`, value: 4 }]);
    sync.update([{ op: 'add', path: `/m/${name}/polluted`, value: 4 }]);
    untouched();
    const own = (value: object) => Object.getOwnPropertyDescriptor(value, name)?.value;
    expect(portrait(own(sync.getState().o))).toBe(portrait({ polluted: 4, more: object([[name, 3]]) }));
    expect(sync.getState().m.get(name)).toEqual({ polluted: 4 });
    expect(sync.get(`/o/${name}/polluted`)).toBe(4);
    expect(sync.get(`/o/${name}/more/${name}`)).toBe(3);
    sync.update((draft: Loose) => {
      draft.o[name] = { polluted: 5 };
      draft.m.set(name, { polluted: 5 });
    });
    untouched();
    expect(sync.get(`/o/${name}/polluted`)).toBe(5);
    expect(sync.get(`/m/${name}/polluted`)).toBe(5);
    sync.update((draft: Loose) => {
      delete draft.o[name];
      draft.m.delete(name);
    });
    expect(Object.getOwnPropertyNames(sync.getState().o)).toEqual([]);
    expect(sync.getState().m.size).toBe(0);
    untouched();
  });

  test.each(dangerous)('%s leads nowhere where nothing of that name was stored', async (name) => {
    const sync = await openLoose({ o: {}, m: new Map(), a: [1], s: 'text' });
    for (const at of ['', '/o', '/m', '/a', '/a/0', '/s'])
      for (const rest of ['', '/polluted', `/${name}`]) expect(sync.get(`${at}/${name}${rest}`)).toBeUndefined();
    const { accepted } = sync.update([{ op: 'add', path: `/o/${name}/polluted`, value: 1 }]);
    expect(accepted).toBe(false);
    untouched();
  });

  test.each(dangerous)('%s is data in large containers', async (name) => {
    const entries = Array.from({ length: 1200 }, (_, i): [string, number] => [i === 600 ? name : `k${i}`, i]);
    const sync = await openLoose({ o: object(entries), m: new Map(entries) });
    const { o, m } = sync.getState();
    expect(Object.getOwnPropertyDescriptor(o, name)?.value).toBe(600);
    expect(Object.keys(o)[600]).toBe(name);
    expect(m.get(name)).toBe(600);
    expect(Object.getPrototypeOf(o)).toBe(Object.prototype);
    untouched();
  });
});
