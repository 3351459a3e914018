import { createStateSync } from 'holdfast';
import { createTestStateSync, reloadTestStateSync } from 'holdfast/testing';
import { act, createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, test, vi } from 'vitest';
import { Counter } from './counter.js';
import { model } from './model.js';

globalThis.IS_REACT_ACT_ENVIRONMENT = true;

test('a component and the instance of the application', async () => {
  const sync = await createTestStateSync({ model, name: 'counter', state: { count: 5 } });
  expect(createStateSync({ name: 'counter', model })).toBe(sync);
  const element = document.createElement('div');
  const root = createRoot(element);
  await act(async () => root.render(createElement(Counter, { sync })));
  expect(element.textContent).toContain('count 5');
  await act(async () => element.querySelector('button').click());
  expect(element.textContent).toContain('count 6');
  const again = await reloadTestStateSync(sync);
  expect(again.getState()).toEqual({ count: 6 });
  await again.close();
});

test('fake timers', async () => {
  vi.useFakeTimers({ now: 1_000_000 });
  const sync = await createTestStateSync({ model, config: { backupInterval: 60_000 } });
  sync.update({ count: 1 });
  await vi.advanceTimersByTimeAsync(60_000);
  expect((await sync.listBackups())[0].time).toBe(1_060_000);
  await sync.close();
});

test('an instance as the application makes it', async () => {
  const sync = createStateSync({ name: 'as-it-is', model });
  await sync.ready;
  expect(sync.getState()).toEqual({ count: 0 });
  await sync.close();
});
