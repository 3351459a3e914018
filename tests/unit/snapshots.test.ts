/** Snapshots: the same part is the same object until it changes, and an old snapshot goes on showing the old state. */
import fc from 'fast-check';
import type { Json } from 'holdfast';
import { describe, expect, test } from 'vitest';
import { holds } from './lib/holds.js';
import { type Loose, openLoose } from './lib/open.js';
import { program, runProgram } from './lib/recipe-programs.js';
import { portrait } from './lib/same.js';
import { allDistinct, kept, notShared } from './lib/shared.js';
import { name, object, value } from './lib/values.js';

const item = (i: number) => ({ id: `item-${i}`, text: `the text of item ${i}`, tags: ['a', `tag-${i}`], deep: { i } });

/** Few enough to be kept as bytes, trees that are given whole, and trees that are read entry by entry. */
const sizes = [1, 2, 3, 8, 15, 40, 999, 1000, 1001, 1002, 5000];

const places = (count: number) => [...new Set([0, Math.floor(count / 2), count - 1])];

function expectFrozen(value: unknown, at = ''): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Object.isFrozen(value)) throw new Error(`not frozen: ${at}`);
  const entries = value instanceof Map ? value : Object.entries(value);
  for (const [key, item] of entries) expectFrozen(item, `${at}/${key}`);
}

describe.each(sizes)('in a list of %i', (count) => {
  const start = () => openLoose({ list: Array.from({ length: count }, (_, i) => item(i)), other: 0 });

  test('a change elsewhere leaves the list what it is', async () => {
    const sync = await start();
    const { list } = sync.getState();
    sync.update({ other: 1 });
    sync.update([{ op: 'add', path: '/more', value: { a: [1] } }]);
    sync.update((draft: Loose) => {
      draft.other = 2;
    });
    expect(sync.getState().list).toBe(list);
    expect(sync.get('/list')).toBe(list);
  });

  test.each(['recipe', 'patch', 'merge'])(
    'a %s that changes an element leaves the others what they are',
    async (way) => {
      const sync = await start();
      for (const at of places(count)) {
        const before = sync.getState();
        const was = portrait(before);
        if (way === 'patch') sync.update([{ op: 'replace', path: `/list/${at}/deep/i`, value: -1 - at }]);
        if (way === 'recipe')
          sync.update((draft: Loose) => {
            draft.list[at].deep.i = -1 - at;
          });
        // An array in a merge replaces; what is equal is the same all the same.
        if (way === 'merge') {
          const list = structuredClone(Array.from(before.list, (element: Loose) => ({ ...element })));
          (list[at] as Loose).deep = { i: -1 - at };
          sync.update({ list });
        }
        const after = sync.getState();
        expect(after.list[at].deep.i).toBe(-1 - at);
        expect(after.list[at].tags).toBe(before.list[at].tags);
        expect(after.list).not.toBe(before.list);
        expect(notShared(before, after)).toEqual([]);
        expect(portrait(before)).toBe(was);
      }
    },
  );

  test('insertions and removals leave the elements before and behind them what they are', async () => {
    const sync = await start();
    for (const at of [...places(count), count]) {
      const before = sync.getState();
      sync.update([{ op: 'add', path: `/list/${at}`, value: item(-1) }]);
      const after = sync.getState();
      expect(after.list.length).toBe(before.list.length + 1);
      for (let i = 0; i < count; i++)
        if (after.list[i < at ? i : i + 1] !== before.list[i]) expect.fail(`element ${i} is another`);
      sync.update((draft: Loose) => {
        draft.list.splice(at, 1);
      });
      const back = sync.getState();
      expect(kept(back)).toBe(kept(before));
      for (let i = 0; i < count; i++) if (back.list[i] !== before.list[i]) expect.fail(`element ${i} is another`);
    }
  });

  test('two insertions leave what is before the first and behind the second what it is', async () => {
    const sync = await start();
    const before = sync.getState().list;
    const at = Math.floor(count / 2);
    sync.update((draft: Loose) => {
      draft.list.splice(at, 0, item(-1), item(-2));
      draft.list.splice(at + 1, 0, item(-3));
    });
    const after = sync.getState().list;
    for (let i = 0; i < count; i++) if (after[i < at ? i : i + 3] !== before[i]) expect.fail(`element ${i} is another`);
  });

  test('what lies between two changes of one update stays what it is if it has not moved', async () => {
    const sync = await start();
    // Read, all of them: there is nothing else that could be compared with what lies between two changes.
    const before = [...sync.getState().list];
    sync.update((draft: Loose) => {
      draft.list[0].deep.i = -1;
      draft.list[count - 1].deep.i = -2;
      draft.list.push(item(-3));
    });
    const after = sync.getState().list;
    for (let i = 1; i < count - 1; i++) if (after[i] !== before[i]) expect.fail(`element ${i} is another`);
    expect(after[0].tags).toBe(before[0].tags);
    // What has moved between two changes is compared with what was at its place: nothing says which element it was.
    sync.update((draft: Loose) => {
      draft.list.push(item(-4));
      draft.list.shift();
    });
    expect(sync.getState().list).toEqual([...after.slice(1), item(-4)]);
  });

  test('an element that changes again and again keeps the parts that do not', async () => {
    const sync = await start();
    const at = Math.floor(count / 2);
    const { tags } = sync.getState().list[at];
    for (let i = 0; i < 40; i++) {
      sync.update([{ op: 'replace', path: `/list/${at}/deep/i`, value: -i - 1 }]);
      expect(sync.getState().list[at].tags).toBe(tags);
    }
  });

  test('every part is frozen', async () => {
    const sync = await start();
    expectFrozen(sync.getState());
    sync.update([{ op: 'add', path: '/list/0', value: item(-1) }]);
    expectFrozen(sync.getState());
    expectFrozen(sync.get('/list/0'));
  });

  test('a part by its pointer is the same part of the state', async () => {
    const sync = await start();
    const byPointer = places(count).map((at) => sync.get(`/list/${at}`));
    const state = sync.getState();
    expect(places(count).map((at) => state.list[at])).toEqual(byPointer);
    places(count).forEach((at, n) => {
      expect(state.list[at]).toBe(byPointer[n]);
      expect(sync.get(`/list/${at}/tags`)).toBe(state.list[at].tags);
      expect(sync.get(`/list/${at}/id`)).toBe(state.list[at].id);
    });
    expect(sync.get('/list')).toBe(state.list);
    expect(sync.get('')).toBe(state);
    for (const pointer of [`/list/${count}`, '/list/-', '/list/00', '/list/-1', '/list/length', '/list/1.0', '/list/'])
      expect(sync.get(pointer)).toBeUndefined();
  });
});

describe.each(sizes)('among %i members', (count) => {
  const entries = () => Array.from({ length: count }, (_, i) => [`k${i}`, item(i)] as const);

  describe.each(['object', 'map'])('of an %s', (kind) => {
    const make = (entries: Iterable<readonly [string, unknown]>) =>
      kind === 'map' ? new Map(entries) : Object.fromEntries(entries);
    const start = () => openLoose({ all: make(entries()), other: 0 });
    const at = (all: Loose, key: string) => (kind === 'map' ? all.get(key) : all[key]);

    test('a change of one leaves the others what they are', async () => {
      const sync = await start();
      for (const n of places(count)) {
        const before = sync.getState();
        const was = portrait(before);
        sync.update({ all: make([[`k${n}`, { deep: { i: -1 - n } }]]) });
        const after = sync.getState();
        expect(at(after.all, `k${n}`).deep).toEqual({ i: -1 - n });
        expect(at(after.all, `k${n}`).tags).toBe(at(before.all, `k${n}`).tags);
        expect(notShared(before, after)).toEqual([]);
        expect(portrait(before)).toBe(was);
        expect(sync.get(`/all/k${n}`)).toBe(at(after.all, `k${n}`));
        expect(sync.get('/all')).toBe(after.all);
      }
    });

    test('one that comes or goes leaves the others what they are', async () => {
      const sync = await start();
      for (const key of ['new', '0', 'k0', `k${Math.floor(count / 2)}`, `k${count - 1}`]) {
        const before = sync.getState();
        sync.update([{ op: 'add', path: `/all/${key}`, value: item(-1) }]);
        const after = sync.getState();
        expect(at(after.all, key)).toEqual(item(-1));
        expect(notShared(before, after)).toEqual([]);
        sync.update([{ op: 'remove', path: `/all/${key}` }]);
        const back = sync.getState();
        expect(at(back.all, key)).toBeUndefined();
        expect(notShared(after, back)).toEqual([]);
      }
    });

    test('every part is frozen, and the order is that of insertion', async () => {
      const sync = await start();
      sync.update({ all: make([['new', item(-1)]]) });
      expectFrozen(sync.getState());
      const { all } = sync.getState();
      expect(kind === 'map' ? [...all.keys()] : Object.keys(all)).toEqual([...entries().map(([key]) => key), 'new']);
    });

    test('an update that says what is there already changes nothing', async () => {
      const sync = await start();
      const before = sync.getState();
      let told = 0;
      sync.subscribe(() => told++);
      const { version } = sync.status;
      expect(sync.update({ all: make(entries()), other: 0 })).toMatchObject({ accepted: true, version });
      expect(sync.getState()).toBe(before);
      expect(told).toBe(0);
    });
  });
});

describe('a container that grows and shrinks', () => {
  test.each(['object', 'map'])('%s: what is in it stays the same at every size', async (kind) => {
    const sync = await openLoose({ object: {}, map: new Map() });
    const grow = (i: number) =>
      sync.update((draft: Loose) => {
        if (kind === 'map') draft.map.set(`k${i}`, item(i));
        else draft.object[`k${i}`] = item(i);
      });
    const shrink = (i: number) =>
      sync.update((draft: Loose) => {
        if (kind === 'map') draft.map.delete(`k${i}`);
        else delete draft.object[`k${i}`];
      });
    const history: [unknown, string][] = [];
    for (let i = 0; i < 80; i++) {
      const before = sync.getState();
      expect((i < 40 ? grow(i) : shrink(i - 40)).accepted).toBe(true);
      const after = sync.getState();
      expect(notShared(before, after)).toEqual([]);
      history.push([after, portrait(after)]);
    }
    for (const [state, was] of history) expect(portrait(state)).toBe(was);
  });
});

describe('an old snapshot', () => {
  const many = (count: number) => new Map(Array.from({ length: count }, (_, i) => [`k${i}`, item(i)]));

  test.each([10, 100, 1500])('of %i that nobody has read yet shows the state as it was', async (count) => {
    const list = Array.from({ length: count }, (_, i) => item(i));
    const sync = await openLoose({ map: many(count), list, object: Object.fromEntries(many(count)) });
    const old = sync.getState();
    for (let i = 0; i < 60; i++) {
      const at = (i * 7) % count;
      sync.update((draft: Loose) => {
        draft.list.splice(at, 1, item(-i), item(-i - 1000));
        draft.map.delete(`k${at}`);
        draft.map.set(`new${i}`, item(i));
        draft.object[`k${at}`] = { gone: i };
      });
      if (i % 3 === 0) sync.getState().map.get(`k${count - 1}`);
      if (i % 5 === 0) sync.getState();
    }
    expect(portrait(old)).toBe(portrait({ map: many(count), list, object: Object.fromEntries(many(count)) }));
  });

  test('is still readable when the instance is closed', async () => {
    const sync = await openLoose({ map: many(1500), small: { a: 1 } });
    const old = sync.getState();
    sync.update({ small: { a: 2 } });
    await sync.close();
    expect(old.map.get('k700')).toEqual(item(700));
    expect(old.small).toEqual({ a: 1 });
    expect(sync.getState().small).toEqual({ a: 2 });
    expect(sync.getState().map.size).toBe(1500);
    expect(sync.getState()).toBe(sync.getState());
    expect(sync.get('/map/k3/deep/i')).toBe(3);
  });
});

test('an object with a name that looks like a number stays the same when something beside it changes', async () => {
  const sync = await openLoose({ part: { b: {}, 7: {} }, beside: 1 });
  const { part } = sync.getState();
  sync.update({ beside: 2 });
  expect(sync.getState().part).toBe(part);
  sync.update([{ op: 'add', path: '/part/0', value: null }]);
  const { part: more } = sync.getState();
  expect(Object.keys(more)).toEqual(['0', '7', 'b']);
  sync.update({ beside: 3 });
  expect(sync.getState().part).toBe(more);
});

describe('what is written anew', () => {
  const filler = (n: number) => Array.from({ length: n }, (_, i) => item(i));

  test('is the same object if it is equal, with containers over 1 KB in containers over 1 KB', async () => {
    const part = () => ({
      inner: { records: new Map(filler(20).map((record) => [record.id, record])) },
      more: filler(9),
    });
    const sync = await openLoose({ part: part(), beside: 0 });
    const before = sync.getState();
    sync.update([
      { op: 'replace', path: '/part', value: { ...part(), beside: 1 } },
      { op: 'replace', path: '/beside', value: 1 },
    ]);
    const after = sync.getState();
    expect(after.part).not.toBe(before.part);
    expect(after.part.inner).toBe(before.part.inner);
    expect(after.part.more).toBe(before.part.more);
    sync.update([{ op: 'replace', path: '/part', value: { ...part(), beside: 1 } }]);
    expect(sync.getState().part).toBe(after.part);
  });

  test('is the same object if it is equal, also when entries came and went before', async () => {
    const record = (n: number) => Object.fromEntries(filler(n).map((item) => [item.id, item]));
    const sync = await openLoose({ part: record(31) });
    // It comes last, so what is before it has other numbers in the engine than if it had never been there.
    sync.update([{ op: 'remove', path: '/part/item-0' }]);
    const before = sync.getState();
    const { 'item-0': _, ...rest } = record(31);
    sync.update([
      { op: 'remove', path: '/part' },
      { op: 'add', path: '/part', value: rest },
    ]);
    expect(sync.getState().part).toBe(before.part);
  });
});

describe('a list that grows over 1 KB and shrinks again', () => {
  test('has the same elements before and behind what comes and goes', async () => {
    const sync = await openLoose({ list: Array.from({ length: 6 }, (_, i) => item(i)) });
    const before = sync.getState().list;
    sync.update([{ op: 'add', path: '/list/1', value: { text: 'x'.repeat(1000) } }]);
    const large = sync.getState().list;
    expect([large[0], ...large.slice(2)].every((element, i) => element === before[i])).toBe(true);
    sync.update([{ op: 'remove', path: '/list/1' }]);
    const small = sync.getState().list;
    expect(small.every((element: unknown, i: number) => element === before[i])).toBe(true);
  });
});

describe('a part that is read in a new snapshot first', () => {
  const many = Array.from({ length: 1500 }, (_, i) => item(i));

  test('is the same object in the old one', async () => {
    const sync = await openLoose({ list: many, map: new Map(many.map((record) => [record.id, record])) });
    const old = sync.getState();
    for (let i = 0; i < 10; i++) {
      sync.update((draft: Loose) => {
        draft.list.splice(700, 1);
        draft.map.delete(`item-${i}`);
      });
      sync.getState();
    }
    const now = sync.getState();
    const [first, last, entry] = [now.list[3], now.list[1400], now.map.get('item-900')];
    expect(old.list[3]).toBe(first);
    expect(old.list[1410]).toBe(last);
    expect(old.map.get('item-900')).toBe(entry);
  });

  test('is an equal one in a snapshot of long ago', async () => {
    const sync = await openLoose({ map: new Map(many.map((record) => [record.id, record])) });
    const old = sync.getState();
    for (let i = 0; i < 40; i++) {
      sync.update([{ op: 'remove', path: `/map/item-${i}` }]);
      sync.getState().map.get('item-900');
    }
    expect(old.map.get('item-901')).toEqual(sync.getState().map.get('item-901'));
  });
});

describe('random histories', () => {
  const members = fc.array(fc.tuple(name(), value()), { maxLength: 5 }).map(object);
  const change = fc.oneof(
    fc.record({ merge: members }),
    fc.record({ recipe: program() }),
    fc.record({ put: fc.tuple(name(), value()) }),
  );

  /** RFC 7396, except that null is a value where the schema allows it, that is everywhere here. */
  function merge(target: unknown, patch: unknown): unknown {
    if (patch instanceof Map) {
      const merged = new Map<unknown, unknown>(target instanceof Map ? target : []);
      for (const [key, item] of patch) merged.set(key, merge(merged.get(key), item));
      return merged;
    }
    if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
    const plainTarget = typeof target === 'object' && target && !Array.isArray(target) && !(target instanceof Map);
    const entries = new Map<string, unknown>(plainTarget ? Object.entries(target) : []);
    for (const [key, item] of Object.entries(patch)) entries.set(key, merge(entries.get(key), item));
    return object([...entries] as [string, Json][]);
  }

  async function run(state: Record<string, Json>, changes: readonly Loose[]): Promise<void> {
    const sync = await openLoose(state);
    let pointers: readonly string[] = [];
    sync.on('state_updated', ({ data }) => {
      pointers = data.pointers;
    });
    let model: unknown = state;
    const history: [unknown, string][] = [[sync.getState(), kept(sync.getState())]];
    for (const { merge: patch, recipe, put } of changes) {
      // An alias that a recipe made in plain data is no alias in a state: two places then hold equal values.
      model = unshared(model);
      pointers = [];
      const { version } = sync.status;
      if (patch) {
        model = merge(model, patch);
        expect(sync.update(patch).issues).toEqual([]);
      } else if (put) {
        model = object([...Object.entries(model as object).filter(([key]) => key !== put[0]), put]);
        const path = `/${put[0].replaceAll('~', '~0').replaceAll('/', '~1')}`;
        const remove = Object.hasOwn(sync.getState(), put[0]) ? [{ op: 'remove', path }] : [];
        expect(sync.update([...remove, { op: 'add', path, value: put[1] }] as Loose).issues).toEqual([]);
      } else {
        runProgram(model as object, recipe);
        expect(sync.update((draft: Loose) => void runProgram(draft, recipe)).issues).toEqual([]);
      }
      const now = sync.getState();
      expect(portrait(now)).toBe(portrait(model));
      expectFrozen(now);
      for (const key of Object.keys(now))
        expect(sync.get(`/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`)).toBe(now[key]);
      const [before] = history.at(-1) as [unknown, string];
      expect(notShared(before, now, pointers)).toEqual([]);
      expect(allDistinct(now)).toBe(true);
      if (sync.status.version === version) expect(now).toBe(before);
      history.push([now, kept(now)]);
    }
    for (const [old, was] of history) expect(portrait(old)).toBe(was);
    await sync.close();
  }

  function unshared(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(unshared);
    if (value instanceof Map) return new Map(Array.from(value, ([key, item]) => [key, unshared(item)]));
    if (typeof value !== 'object' || value === null) return value;
    return object(Object.entries(value).map(([key, item]) => [key, unshared(item) as Json]));
  }

  test('of small states', async () => {
    await holds(fc.asyncProperty(members, fc.array(change, { maxLength: 12 }), run), 100);
  });

  test('of containers around 1 KB and over', async () => {
    const state = (count: number, items: readonly Json[]) => {
      const list = () => Array.from({ length: count }, (_, i) => structuredClone(items[i % items.length] ?? i));
      return {
        list: list(),
        map: new Map(list().map((item, i) => [`k${i}`, item])),
        object: object(list().map((item, i) => [`k${i}`, item])),
      };
    };
    const states = fc
      .tuple(fc.integer({ min: 5, max: 60 }), fc.array(value(), { maxLength: 6 }))
      .map(([n, items]) => state(n, items));
    await holds(fc.asyncProperty(states, fc.array(change, { maxLength: 25 }), run), 30);
  });
});
