// @vitest-environment happy-dom
/** `useSuspenseSync`: waits, renders what is stored and never the initial state, and hands failures to the error boundary. */
import { createStateSync, defineModel, type StateSync } from 'holdfast';
import { useSuspenseSync, useSyncState } from 'holdfast/react';
import { act, Suspense, startTransition } from 'react';
import { hydrateRoot, type Root } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { beforeAll, beforeEach, expect, expectTypeOf, onTestFinished, test, vi } from 'vitest';
import { Boundary, loadFromDisk, mount, until } from './lib/mount.js';
import { open, opening } from './lib/open.js';

beforeAll(() => loadFromDisk());

interface State {
  n: number;
}

let shown: number[];
beforeEach(() => {
  shown = [];
});

function Counter({ sync }: { sync: StateSync<State> }) {
  const ready = useSuspenseSync(sync);
  expect(ready).toBe(sync);
  if (typeof document !== 'undefined') expect(sync.status.phase).not.toBe('loading');
  const n = useSyncState(sync, (state) => state.n);
  shown.push(n);
  return <span>{n}</span>;
}

const counter = (sync: StateSync<State>) => (
  <Boundary>
    <Suspense fallback="loading">
      <Counter sync={sync} />
    </Suspense>
  </Boundary>
);

test('shows the fallback until the state is loaded, then what was stored', async () => {
  const sync = opening({ n: 1 });
  void sync.updateState({ n: 2 });
  const { element } = mount(counter(sync));
  expect(element.textContent).toBe('loading');
  await act(() => sync.ready);
  expect(element.textContent).toBe('2');
  expect(new Set(shown)).toEqual(new Set([2]));
  await act(async () => sync.update({ n: 3 }));
  expect(element.textContent).toBe('3');
});

const rendered = defineModel({ name: 'rendered', version: 1, schema: true, initial: () => ({ n: 1 }) });
const made = new Set<StateSync<State>>();
function Made() {
  const options = { name: 'rendered', model: rendered, storage: 'memory', config: { historyLimit: -1 } } as const;
  const sync = createStateSync(options);
  made.add(sync);
  if (made.size > 5) throw new Error('one after the other');
  return <Counter sync={sync} />;
}

test('a component that makes its instance while it renders shows why that cannot start, and makes one', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => void vi.restoreAllMocks());
  made.clear();
  const { element } = mount(
    <Boundary>
      <Suspense fallback="loading">
        <Made />
      </Suspense>
    </Boundary>,
  );
  await until(() => expect(element.textContent).toBe('error: invalid_config'));
  expect(made.size).toBe(1);
  for (const sync of made) await sync.close();
});

test('is there at once if the state is', async () => {
  const { element } = mount(counter(await open({ n: 1 })));
  expect(element.textContent).toBe('1');
});

test('gives what ready rejects with to the error boundary', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => void vi.restoreAllMocks());
  const sync = opening<State>({ n: 1 }, { config: { historyLimit: -1 } });
  const { element } = mount(counter(sync));
  await act(() => sync.ready.catch(() => {}));
  expect(element.textContent).toBe('error: invalid_config');
  expect(shown).toEqual([]);
});

test('one that is closed while it loads is an error, one that is closed later shows what it last was', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => void vi.restoreAllMocks());
  const early = opening({ n: 1 });
  const { element, render } = mount(counter(early));
  const closing = early.close();
  render(counter(early));
  expect(element.textContent).toBe('error: closed');
  await act(() => closing);

  const late = await open({ n: 5 });
  const other = mount(counter(late));
  await act(() => late.close());
  other.render(counter(late));
  expect(other.element.textContent).toBe('5');
});

test('a transition to one that loads keeps what was there on the page', async () => {
  const [first, second] = [await open({ n: 1 }), opening({ n: 2 })];
  const { element, render } = mount(counter(first));
  render(counter(second), startTransition);
  expect(second.status.phase).toBe('loading');
  expect(element.textContent).toBe('1');
  await act(() => second.ready);
  expect(element.textContent).toBe('2');
});

test("a server's page shows the initial state, and stays until the browser has loaded its own", async () => {
  const problems = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => void vi.restoreAllMocks());
  const element = document.createElement('div');
  vi.stubGlobal('document', undefined);
  element.innerHTML = renderToString(counter(opening({ n: 1 })));
  vi.stubGlobal('document', element.ownerDocument);
  const span = element.querySelector('span');
  expect(span?.textContent).toBe('1');

  const sync = opening({ n: 1 });
  void sync.updateState({ n: 2 });
  const recovered = vi.fn();
  // Not an asynchronous `act`, in which it would be loaded.
  let root: Root | undefined;
  act(() => {
    root = hydrateRoot(element, counter(sync), { onRecoverableError: recovered });
  });
  onTestFinished(() => act(() => root?.unmount()));
  expect(sync.status.phase).toBe('loading');
  expect(element.querySelector('span')).toBe(span);
  expect(span?.textContent).toBe('1');
  await act(() => sync.ready);
  await until(() => expect(element.textContent).toBe('2'));
  expect(element.querySelector('span')).toBe(span);
  expect(recovered).not.toHaveBeenCalled();
  expect(problems).not.toHaveBeenCalled();
});

test('has the type of the instance', () => {
  const model = defineModel({ name: 'typed', version: 1, schema: true, initial: () => ({ n: 0 }) });
  // Never called: its types are what counts.
  const types = () => {
    const sync = createStateSync({ name: 'typed', model });
    expectTypeOf(useSuspenseSync(sync)).toEqualTypeOf<StateSync<{ n: number }>>();
  };
  expect(types).toBeTypeOf('function');
});
