/** What `status` says, and when. */
import { expect, test } from 'vitest';
import { openLoose } from './lib/open.js';

test('whoever hears of an update finds its version in the status', async () => {
  const sync = await openLoose({ n: 0 });
  const found: number[][] = [];
  const look = () => found.push([sync.status.version, sync.get('/n') as number]);
  sync.subscribe(look);
  sync.subscribe((state) => state.n, look);
  sync.on('state_updated', look);
  look();
  sync.update({ n: 1 });
  sync.undo();
  expect(found).toEqual([[0, 0], ...[1, 1, 1].map((n) => [n, n]), ...[2, 2, 2].map((version) => [version, 0])]);
});

test('whoever closes a second time waits until everything is saved, too', async () => {
  const sync = await openLoose({ n: 0 });
  let isSaved: boolean | undefined;
  void sync.update({ n: 1 }).durable.then((saved) => (isSaved = saved));
  void sync.close();
  await sync.close();
  expect([isSaved, sync.status.pending]).toEqual([true, 0]);
});
