import { createStateSync } from 'holdfast';
import { expect, test } from 'vitest';
import { model } from './model.js';

test('without a page', async () => {
  const sync = createStateSync({ name: 'node', model });
  await sync.ready;
  expect(sync.update({ count: 1 }).accepted).toBe(true);
  await sync.close();
});
