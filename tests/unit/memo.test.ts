/** What is remembered of containers that were read, over many versions. */
import { expect, test } from 'vitest';
import { Memo } from '../../pkg/src/snapshot/memo.js';

const keys = (...names: string[]) => new Set(names);

/** Enough versions for the memo to be copied, in which something else changes. */
function later(memo: Memo): Memo {
  let newest = memo;
  for (let version = 0; version < 40; version++) newest = newest.next({ keys: keys('other'), gone: keys() });
  return newest;
}

test('an entry that was taken out is forgotten, one that has changed is still known as it was', () => {
  const [changed, taken] = [{ n: 1 }, { n: 2 }];
  const memo = new Memo();
  memo.set('changed', changed);
  memo.set('taken', taken);
  const next = later(memo.next({ keys: keys('changed', 'taken'), gone: keys('taken') }));
  expect([next.get('changed'), next.before('changed')]).toEqual([undefined, changed]);
  expect(next.before('changed')).toBe(changed);
  expect(next.before('taken')).toBeUndefined();
});

test('an entry that had changed, and is taken out later, is forgotten as well', () => {
  const memo = new Memo();
  memo.set('entry', { n: 1 });
  const changed = later(memo.next({ keys: keys('entry'), gone: keys() }));
  expect(changed.before('entry')).toBeDefined();
  expect(later(changed.next({ keys: keys('entry'), gone: keys('entry') })).before('entry')).toBeUndefined();
});

test('an entry that was taken out and has come back is the new one', () => {
  const memo = new Memo();
  memo.set('entry', { n: 1 });
  const back = memo.next({ keys: keys('entry'), gone: keys('entry') }).next({ keys: keys('entry'), gone: keys() });
  const entry = { n: 2 };
  back.set('entry', entry);
  expect(later(back).get('entry')).toBe(entry);
});
