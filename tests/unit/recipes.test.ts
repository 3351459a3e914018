/** Recipes: what a function does to a draft is what it would have done to plain data. */
import fc from 'fast-check';
import { type Json, plain } from 'holdfast';
import { describe, expect, test } from 'vitest';
import { patchOf } from '../../pkg/src/draft.js';
import { holds } from './lib/holds.js';
import { type Loose, openLoose } from './lib/open.js';
import { program, runProgram } from './lib/recipe-programs.js';
import { portrait } from './lib/same.js';
import { name, object, value } from './lib/values.js';

/** What the recipe makes of the state, checked against what it makes of plain data. */
async function expectSame(state: unknown, recipe: (draft: Loose) => unknown): Promise<Loose> {
  const sync = await openLoose(state);
  const model = structuredClone(state);
  const seenPlain = recipe(model);
  let seen: unknown;
  const { accepted, issues } = sync.update((draft: Loose) => {
    seen = recipe(draft);
  });
  expect(issues).toEqual([]);
  expect(accepted).toBe(true);
  expect(portrait(sync.getState())).toBe(portrait(model));
  expect(seen).toEqual(seenPlain);
  await sync.close();
  return model;
}

test('a recipe that is async is refused, and what it fails with is no failure of the process', async () => {
  const sync = await openLoose({ n: 0 });
  const failing = async () => {
    throw new Error('nobody waits');
  };
  expect(() => sync.update(failing as never)).toThrow(expect.objectContaining({ code: 'invalid_config' }));
  await new Promise((resolve) => setTimeout(resolve));
});

test('an element that stands where an equal one stood long ago is another one', async () => {
  const item = (n: number) => ({ n, text: `text-${n}`.padEnd(40, 'x') });
  const sync = await openLoose({ list: Array.from({ length: 6 }, (_, at) => item(at)) });
  void [...sync.getState().list];
  sync.update((draft: Loose) => void draft.list.push(...Array.from({ length: 60 }, (_, at) => item(100 + at))));
  sync.get('/list/0/n');
  for (let at = 0; at < 16; at++) {
    sync.update([{ op: 'add', path: '/list/0', value: item(at === 15 ? 0 : 500 + at) }]);
    sync.get('/list/60/n');
  }
  sync.update([{ op: 'add', path: '/list/-', value: item(999) }]);
  expect(new Set(sync.getState().list).size).toBe(83);
  sync.update((draft: Loose) => {
    for (const element of draft.list) element.n++;
  });
  expect([sync.get('/list/0/n'), sync.get('/list/16/n')]).toEqual([1, 1]);
});

describe('random recipes on random states', () => {
  const members = fc.array(fc.tuple(name(), value()), { maxLength: 5 }).map(object);

  test('do what they do to plain data', async () => {
    const property = fc.asyncProperty(members, program(), async (state, steps) => {
      await expectSame(state, (draft) => portrait(runProgram(draft, steps)));
    });
    await holds(property, 200);
  });

  test.each([8, 60, 1001])('do what they do to plain data in containers of %i entries', async (count) => {
    const items = fc.array(value(), { minLength: 1, maxLength: 5 });
    const property = fc.asyncProperty(items, program(), program(), async (items, first, second) => {
      // All of its own, since a recipe sees when two members are one object.
      const item = (i: number): Json => ({ i, item: structuredClone(items[i % items.length] as Json) });
      const list = Array.from({ length: count }, (_, i) => item(i));
      const entries = () => list.map((_, i): [string, Json] => [`k${i}`, item(i)]);
      const state = { list, map: new Map(entries()), object: object(entries()) };
      const sync = await openLoose(state);
      let model = state;
      for (const steps of [first, second]) {
        // Two places that were given one object in the recipe before have one each by now.
        model = plain(model);
        const before = sync.getState();
        const were = portrait(before);
        const seenPlain = runProgram(model, steps);
        let seen: unknown[] = [];
        const { issues } = sync.update((draft: Loose) => {
          seen = runProgram(draft, steps);
        });
        expect(issues).toEqual([]);
        expect(portrait(sync.getState())).toBe(portrait(model));
        expect(portrait(seen)).toBe(portrait(seenPlain));
        expect(portrait(before)).toBe(were);
      }
      await sync.close();
    });
    await holds(property, count > 1000 ? 3 : 30);
  });
});

describe('a member', () => {
  test('that is deleted and set again comes last, as in any object or Map', async () => {
    await expectSame(
      {
        o: { a: 1, b: 2, c: 3 },
        m: new Map([
          ['a', 1],
          ['b', 2],
          ['c', 3],
        ]),
      },
      ({ o, m }) => {
        delete o.a;
        o.a = 1;
        delete o.b;
        o.b = { new: true };
        m.delete('a');
        m.set('a', 1);
        return [Object.keys(o), [...m.keys()]];
      },
    );
  });

  test('of a Map used as a queue of what was used last keeps that order', async () => {
    const sync = await openLoose({
      recent: new Map([
        ['a', { n: 1 }],
        ['b', { n: 2 }],
        ['c', { n: 3 }],
      ]),
    });
    sync.update(({ recent }: Loose) => {
      const item = recent.get('a');
      recent.delete('a');
      recent.set('a', item);
      item.n++;
    });
    expect([...sync.getState().recent]).toEqual([
      ['b', { n: 2 }],
      ['c', { n: 3 }],
      ['a', { n: 2 }],
    ]);
    sync.update(({ recent }: Loose) => {
      recent.delete(recent.keys().next().value);
    });
    expect([...sync.getState().recent.keys()]).toEqual(['c', 'a']);
  });

  test('that was not there holds what a recipe put into it', async () => {
    const state = { o: {}, m: new Map(), deep: { er: {} } };
    await expectSame(state, ({ o, m, deep }) => {
      o.list = [];
      o.list.push({ a: 1 });
      o.list[0].b = 2;
      m.set('x', new Map());
      m.get('x').set('y', [1]);
      deep.er.est = { value: 1 };
      deep.er.est.value++;
    });
  });

  test('set to what it is already is no change', async () => {
    const sync = await openLoose({ a: { b: [1, { c: 1 }] }, m: new Map([['k', { x: 1 }]]), s: 'text' });
    const before = sync.getState();
    const { version } = sync.status;
    sync.update((draft: Loose) => {
      const { a, m } = draft;
      draft.a = a;
      Object.assign(a, a);
      Object.assign(a.b, a.b);
      a.b[0] = 1;
      m.set('k', m.get('k'));
      draft.s = 'text';
    });
    expect(sync.getState()).toBe(before);
    expect(sync.status.version).toBe(version);
  });

  test('set to undefined is absent', async () => {
    const sync = await openLoose({ a: 1, m: new Map([['k', 1]]) });
    sync.update((draft: Loose) => {
      draft.a = undefined;
      draft.b = undefined;
      draft.m.set('k', undefined);
      expect('a' in draft).toBe(false);
      expect(draft.m.size).toBe(0);
    });
    expect(portrait(sync.getState())).toBe(portrait({ m: new Map() }));
  });
});

describe('a draft', () => {
  const state = {
    o: { a: 1, inner: { x: 1 } },
    list: [{ n: 1 }, { n: 2 }],
    m: new Map([['k', { v: 1 }]]),
    nothing: null,
  };

  test('looks like plain data', async () => {
    await expectSame(state, (draft) => {
      const { o, list, m } = draft;
      return [
        [Array.isArray(list), Array.isArray(o), m instanceof Map, o instanceof Object],
        [Object.getPrototypeOf(o) === Object.prototype, list.constructor === Array, m.constructor === Map],
        [JSON.stringify(draft), JSON.stringify(list), String(o), `${list.map((item: Loose) => item.n)}`],
        [Object.keys(o), Object.values(o).length, Object.entries(o)[0], 'a' in o, 'b' in o, 'toString' in o],
        [Object.hasOwn(o, 'a'), Object.hasOwn(o, 'b'), Reflect.ownKeys(o), Reflect.ownKeys(list)],
        [0 in list, 2 in list, 'length' in list, list.length, list.at(-1).n, Object.keys(list)],
        [[...list].length, [...m].length, { ...o }.a, [...m.keys()], [...m.values()].length],
        [structuredClone(1), draft.nothing, draft.missing, o.inner.x, o.inner?.y?.z],
        [list.concat([1]).length, list.slice(1).length, list.indexOf(list[1]), list.includes(list[0])],
        [list.findLast((item: Loose) => item.n < 2).n, list.entries().next().value[0], list.join === [].join],
        [o === draft.o, list[0] === draft.list[0], m.get('k') === draft.m.get('k')],
      ];
    });
  });

  test('is shared by the places that it was put to, like any object', async () => {
    await expectSame(state, (draft) => {
      draft.alias = draft.o.inner;
      draft.list.push(draft.list[0], draft.o.inner);
      draft.alias.x = 5;
      draft.list[0].n = 6;
      draft.list.at(-1).y = 7;
      return [draft.o.inner === draft.alias, draft.o.inner.x, draft.list[2] === draft.list[0], draft.list[2].n];
    });
  });

  test('can be moved, and changed before and after', async () => {
    await expectSame(state, (draft) => {
      draft.list[1].n = 10;
      const [, second] = draft.list;
      draft.list.splice(1, 1);
      draft.m.set('moved', second);
      second.later = true;
      draft.o.k = draft.m.get('k');
      draft.m.delete('k');
      draft.o.k.v++;
    });
  });

  test('of one element is not that of another that happens to be equal', async () => {
    const list = Array.from({ length: 100 }, () => ({ text: 'the same in all of them' }));
    const sync = await openLoose({ list });
    sync.getState();
    sync.update([{ op: 'add', path: '/list/0', value: { text: 'the same in all of them' } }]);
    sync.getState();
    sync.update([
      { op: 'add', path: '/list/5', value: { text: 'another' } },
      { op: 'copy', from: '/list/7', path: '/list/6' },
    ]);
    const before = sync.getState().list;
    expect(new Set(before).size).toBe(103);
    sync.update((draft: Loose) => {
      draft.list[0].text = 'changed';
      draft.list[6].text = 'changed too';
    });
    const changed = sync
      .getState()
      .list.flatMap((item: Loose, i: number) => (item.text.startsWith('changed') ? [i] : []));
    expect(changed).toEqual([0, 6]);
  });

  test('shows what the recipe has done so far', async () => {
    await expectSame({ list: [3, 1, 2], m: new Map([['a', 1]]), n: 0 }, (draft) => {
      const seen: unknown[] = [];
      draft.list.sort();
      seen.push([...draft.list]);
      draft.list.push(0);
      seen.push(draft.list.length, draft.list.toString());
      draft.m.set('b', 2);
      seen.push(draft.m.size, [...draft.m]);
      draft.n += 1;
      seen.push(draft.n);
      delete draft.n;
      seen.push(draft.n, 'n' in draft);
      return seen;
    });
  });

  test('gives forEach of a Map its third argument and its self', async () => {
    await expectSame({ m: new Map([['a', 1]]) }, ({ m }) => {
      const seen: unknown[] = [];
      m.forEach(function (this: unknown, value: unknown, key: unknown, map: unknown) {
        seen.push(value, key, map === m, this);
      }, 'self');
      return seen;
    });
  });

  test.each([5, null, {}, Symbol('s'), undefined])('of a Map takes no key that is no text: %o', async (key) => {
    const sync = await openLoose({ in: { m: new Map([['5', 1]]) } });
    const found: unknown[] = [];
    const receipt = sync.update((draft: Loose) => {
      found.push(draft.in.m.get(key), draft.in.m.has(key), draft.in.m.delete(key));
      draft.in.m.set(key, 2);
    });
    expect(receipt).toMatchObject({
      accepted: false,
      issues: [{ code: 'value/unsupported', pointer: '/in/m', message: expect.stringContaining('are text, not') }],
    });
    expect([found, sync.getState().in.m]).toEqual([[undefined, false, false], new Map([['5', 1]])]);
    // As a partial does.
    expect(sync.update({ in: { m: new Map([[key, 2]]) } }).issues).toEqual(receipt.issues);
  });

  test('of a Map has what newer engines give to Maps', async () => {
    const sync = await openLoose({ m: new Map([['a', [1]]]) });
    sync.update(({ m }: Loose) => {
      m.getOrInsert('a', []).push(2);
      m.getOrInsert('b', []).push(3);
      m.getOrInsertComputed('c', (key: string) => [key]).push(4);
    });
    const m = new Map<string, unknown>([
      ['a', [1, 2]],
      ['b', [3]],
      ['c', ['c', 4]],
    ]);
    expect(portrait(sync.getState())).toBe(portrait({ m }));
  });

  test('does not take a member for the state that another update has put in its place', async () => {
    const sync = await openLoose({ a: { n: 1 }, b: 1 });
    sync.update((draft: Loose) => {
      draft.a.n = 2;
      sync.update({ b: 2 });
    });
    expect(sync.getState()).toEqual({ a: { n: 2 }, b: 2 });
  });
});

describe('the patch of a recipe', () => {
  const pointers = async (state: unknown, recipe: (draft: Loose) => void) => {
    const sync = await openLoose(state);
    const events: (readonly string[])[] = [];
    sync.on('state_updated', ({ data }) => events.push(data.pointers));
    sync.update(recipe);
    return events[0];
  };

  test('names the deepest places', async () => {
    const state = { a: { b: { c: 1, d: 2 } }, list: [{ n: 1 }, { n: 2 }], m: new Map([['k', { v: 1 }]]) };
    expect(
      await pointers(state, (draft) => {
        draft.a.b.c = 2;
        draft.list[1].n = 3;
        draft.m.get('k').v = 2;
      }),
    ).toEqual(['/a/b/c', '/list/1/n', '/m/k/v']);
  });

  test('of one insertion or removal in a list is one operation', async () => {
    const list = Array.from({ length: 2000 }, (_, i) => ({ i }));
    expect(await pointers({ list }, (draft) => draft.list.splice(700, 1))).toHaveLength(1);
    expect(await pointers({ list }, (draft) => draft.list.unshift({ i: -1 }))).toEqual(['/list/0']);
  });
});

describe('a long list', () => {
  /** A list that tells which of its elements were read. */
  function watched(length: number) {
    const read: number[] = [];
    const elements = Array.from({ length }, (_, n) => Object.freeze({ n }));
    const list = new Proxy(elements, {
      get(target, key, receiver) {
        if (typeof key === 'string' && /^\d+$/.test(key)) read.push(Number(key));
        return Reflect.get(target, key, receiver);
      },
    });
    return { read, state: { list } };
  }

  test('is not read to append to it', () => {
    const { read, state } = watched(10_000);
    const operations = patchOf(state, ({ list }) => {
      expect([list.push({ n: -1 }, { n: -2 }), list.length]).toEqual([10_002, 10_002]);
      (list[10_001] as { n: number }).n = -3;
      list[list.length] = { n: -4 };
      expect(list.at(-1)).toEqual({ n: -4 });
    });
    expect(operations).toEqual([
      { op: 'add', path: '/list/10000', value: { n: -1 } },
      { op: 'add', path: '/list/10001', value: { n: -3 } },
      { op: 'add', path: '/list/10002', value: { n: -4 } },
    ]);
    expect(read).toEqual([]);
  });

  test('is read where elements are changed, and nowhere else', () => {
    const { read, state } = watched(10_000);
    const operations = patchOf(state, ({ list }) => {
      (list[77] as { n: number }).n++;
      (list.at(-1) as { n: number }).n = 0;
    });
    expect(operations).toEqual([
      { op: 'add', path: '/list/77/n', value: 78 },
      { op: 'add', path: '/list/9999/n', value: 0 },
    ]);
    expect([...new Set(read)]).toEqual([77, 9999]);
  });

  test('that was appended to and is then changed elsewhere is one list', () => {
    const { state } = watched(5);
    const operations = patchOf(state, ({ list }) => {
      list.push({ n: 5 });
      list.unshift({ n: -1 });
      list.pop();
      expect(list.map(({ n }) => n)).toEqual([-1, 0, 1, 2, 3, 4]);
    });
    expect(operations).toEqual([{ op: 'add', path: '/list/0', value: { n: -1 } }]);
  });
});
