// @vitest-environment happy-dom
/** What the hooks show of an engine that fails: the state while it is started again, the error boundary when it is given up. */
import { readFileSync } from 'node:fs';
import { createStateSync, defineModel, type StateSync } from 'holdfast';
import { useSuspenseSync, useSyncState } from 'holdfast/react';
import { act, Suspense } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Boundary, mount, until } from './lib/mount.js';

interface State {
  n: number;
}

function Shown({ sync }: { sync: StateSync<State> }) {
  useSuspenseSync(sync);
  return useSyncState(sync, (state) => state.n);
}

const page = (sync: StateSync<State>) => (
  <Boundary>
    <Suspense fallback="loading">
      <Shown sync={sync} />
    </Suspense>
  </Boundary>
);

test('an engine that fails again and again', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => void vi.restoreAllMocks());
  const sync = createStateSync({
    name: 'hooks-trap',
    model: defineModel<State>({ name: 'hooks-trap', version: 1, schema: true, initial: () => ({ n: 0 }) }),
    storage: 'memory',
    wasm: readFileSync('target/failing/holdfast_bg.wasm'),
  });
  onTestFinished(() => sync.close());
  const { element, render } = mount(page(sync));
  await act(() => sync.ready);
  await act(async () => sync.update({ n: 1 }));
  for (let times = 1; times <= 3; times++) {
    await act(async () => sync.update({ n: 9 }, { source: 'fault:panic:update' }));
    // While another one is started it shows what there was, and no fallback.
    render(page(sync));
    expect(element.textContent).toBe('1');
    await until(() => expect(sync.status.phase).toBe('ready'));
    expect(element.textContent).toBe('1');
  }
  await act(async () => sync.update({ n: 9 }, { source: 'fault:panic:update' }));
  await until(() => expect(sync.status.phase).toBe('error'));
  render(page(sync));
  expect(element.textContent).toBe('error: engine_failed');
});
