/** Taking back in lists, where elements stand elsewhere after every update: it is the update's own element that goes. */
import type { PatchOperation } from 'holdfast';
import { expect, test } from 'vitest';
import { openLoose } from './lib/open.js';

test('an update is taken back where it stands, also after one before it was taken back in between', async () => {
  const sync = await openLoose({ list: [] });
  sync.update([{ op: 'add', path: '/list/0', value: 'a' }], { source: 'a' });
  sync.update([{ op: 'add', path: '/list/0', value: 'x' }], { source: 'x' });
  sync.update([{ op: 'add', path: '/list/1', value: 'b' }], { source: 'b' });
  expect(sync.get('/list')).toEqual(['x', 'b', 'a']);
  expect(sync.undo({ source: 'x' })).toBe(true);
  expect(sync.get('/list')).toEqual(['b', 'a']);
  expect(sync.undo({ source: 'a' })).toBe(true);
  expect(sync.get('/list')).toEqual(['b']);
  expect(sync.redo()).toBe(true);
  expect(sync.get('/list')).toEqual(['b', 'a']);
});

/** The same numbers each time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

test.each(Array.from({ length: 60 }, (_, seed) => seed))('whatever comes in between, seed %i', async (seed) => {
  const sync = await openLoose({ list: [] });
  const roll = dice(seed);
  const list = () => sync.get('/list') as string[];
  /** The updates that are there, oldest first, and those that were taken back, the newest last. */
  const there: string[] = [];
  const undone: string[] = [];
  for (let number = 0; number < 60; number++) {
    const before = list();
    const what = roll(6);
    if (what < 3 || there.length === 0) {
      const name = `${number}`;
      sync.update([{ op: 'add', path: `/list/${roll(before.length + 1)}`, value: name }], { source: name });
      there.push(name);
      undone.length = 0;
    } else if (what < 5) {
      const [name] = there.splice(roll(there.length), 1) as [string];
      expect(sync.undo({ source: name })).toBe(true);
      expect(list()).toEqual(before.filter((other) => other !== name));
      undone.push(name);
    } else {
      const name = undone.pop();
      expect(sync.redo()).toBe(name !== undefined);
      expect(list().filter((other) => other !== name)).toEqual(before);
      if (name) there.push(name);
    }
    expect([...list()].sort()).toEqual([...there].sort());
  }
  // All that is left, the newest first.
  while (sync.undo());
  expect(list()).toEqual([]);
});

test('of elements that were both taken out and put back it is the own one that goes, or none', async () => {
  const sync = await openLoose({ list: [] });
  const patch = (source: string, ...operations: PatchOperation[]) => sync.update(operations, { source });
  for (const name of ['b', 'a']) patch(name, { op: 'add', path: '/list/0', value: name });
  patch('out b', { op: 'remove', path: '/list/1' });
  patch('out a', { op: 'remove', path: '/list/0' });
  patch('c', { op: 'add', path: '/list/0', value: 'c' });
  expect([sync.undo({ source: 'out b' }), sync.undo({ source: 'out a' })]).toEqual([true, true]);
  const before = sync.get('/list') as string[];
  const isDone = sync.undo({ source: 'b' });
  expect(sync.get('/list')).toEqual(isDone ? before.filter((name) => name !== 'b') : before);
});
