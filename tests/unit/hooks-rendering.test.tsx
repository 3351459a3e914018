// @vitest-environment happy-dom
/** The hooks and React's ways of rendering: on a server and taken over from it, in transitions, with fresh results each time. */
import { readFileSync } from 'node:fs';
import { createStateSync, defineModel, type StateSync } from 'holdfast';
import {
  useBackups,
  useComponent,
  useHistory,
  useSyncEvents,
  useSyncState,
  useSyncStats,
  useSyncStatus,
} from 'holdfast/react';
import { act, StrictMode, Suspense, startTransition, useEffect } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { Boundary, loadFromDisk, mount, until } from './lib/mount.js';
import { open } from './lib/open.js';

beforeAll(() => loadFromDisk());

interface State {
  items: { id: string; stars: number }[];
  n: number;
}

const initial = (): State => ({ items: [{ id: 'first', stars: 0 }], n: 0 });
const model = defineModel<State>({
  name: 'pages',
  version: 1,
  schema: true,
  initial,
  // What is stored first is not what a server can know.
  created: (first) => ({ ...first, n: 7 }),
});

/** An instance of its own process, so to say: of another name. */
function instance(name: string): StateSync<State> {
  const sync = createStateSync({ name, model, storage: 'memory' });
  onTestFinished(() => sync.close());
  return sync;
}

/** All hooks, and everything that they give. */
function Everything({ sync }: { sync: StateSync<State> }) {
  const items = useSyncState(sync, (state) => state.items.map(({ id }) => ({ id })));
  const n = useSyncState(sync, (state) => state.n);
  const status = useSyncStatus(sync);
  const stats = useSyncStats(sync);
  const events = useSyncEvents(sync);
  const { entries, canUndo } = useHistory(sync);
  const { backups, pending } = useBackups(sync);
  const component = useComponent(sync, 'Everything');
  const all = { items, n, status, stats, events, entries, canUndo, backups, pending, component: component.name };
  return <p>{JSON.stringify(all)}</p>;
}

let renders: number;
/** Fresh functions and fresh objects, two levels deep: nothing that could be compared. */
function Fresh({ sync }: { sync: StateSync<State> }) {
  renders++;
  const { list } = useSyncState(sync, (state) => ({ list: state.items.map(({ id, stars }) => ({ id, stars })) }));
  return <p>{list.map(({ id, stars }) => `${id} ${stars}`).join()}</p>;
}
const unequal = () => false;
function Unequal({ sync }: { sync: StateSync<State> }) {
  renders++;
  return <p>{useSyncState(sync, (state) => state.n + 1, unequal)}</p>;
}

/** Looks as if what it shows were always there. */
function Item({ sync, id }: { sync: StateSync<State>; id: string }) {
  const stars = useSyncState(sync, (state) => {
    const found = state.items.find((item) => item.id === id);
    if (!found) throw new Error(`${id} is gone`);
    return found.stars;
  });
  return <i>{`${id} ${stars};`}</i>;
}
function Items({ sync }: { sync: StateSync<State> }) {
  return useSyncState(sync, (state) => state.items.map(({ id }) => id)).map((id) => (
    <Item key={id} sync={sync} id={id} />
  ));
}

let committed: string[];
let update: () => void;

/** Takes so long that React lets others in between two of them. */
function Slow({ sync, at }: { sync: StateSync<State>; at: number }) {
  const n = useSyncState(sync, (state) => state.n);
  const end = performance.now() + 8;
  while (performance.now() < end);
  if (at === 2) setTimeout(update);
  return <i>{n}</i>;
}

function List({ sync, count }: { sync: StateSync<State>; count: number }) {
  useEffect(() => {
    committed.push(document.body.textContent ?? '');
  });
  return Array.from({ length: count }, (_, at) => at).map((at) => <Slow key={at} sync={sync} at={at} />);
}

function Shown({ sync }: { sync: StateSync<{ n: number }> }) {
  return useSyncState(sync, (state) => state.n);
}

let problems: string[];
beforeEach(() => {
  problems = [];
  vi.spyOn(console, 'error').mockImplementation((...said) => void problems.push(said.join(' ')));
  onTestFinished(() => void vi.restoreAllMocks());
});

describe('a page from a server', () => {
  const page = (sync: StateSync<State>) => (
    <StrictMode>
      <Suspense fallback="loading">
        <Everything sync={sync} />
      </Suspense>
    </StrictMode>
  );

  test.each<[when: string, readyServer: boolean, readyBrowser: boolean]>([
    ['before anything is loaded', false, false],
    ['after the server has loaded its own', true, false],
    ['after the browser has loaded and changed it', false, true],
    ['after both', true, true],
  ])('is taken over without a mismatch %s', async (when, readyServer, readyBrowser) => {
    const server = instance(`server ${when}`);
    if (readyServer) await server.ready;
    const element = document.createElement('div');
    element.innerHTML = renderToString(page(server));
    const [paragraph, html] = [element.querySelector('p'), element.innerHTML];

    const browser = instance(`browser ${when}`);
    if (readyBrowser) {
      await browser.ready;
      browser.update({ items: [{ id: 'stored', stars: 5 }] });
      await browser.createStateBackup();
    }
    const recovered = vi.fn();
    const before: string[] = [];
    const watcher = new MutationObserver(() => before.push(element.innerHTML));
    watcher.observe(element, { subtree: true, childList: true, characterData: true });
    const root = await act(async () => hydrateRoot(element, page(browser), { onRecoverableError: recovered }));
    onTestFinished(() => act(() => root.unmount()));
    await act(() => browser.ready);
    await until(() => expect(element.textContent).toContain('"n":7'));
    watcher.disconnect();

    expect(problems).toEqual([]);
    expect(recovered).not.toHaveBeenCalled();
    // The server's element, not another in its place.
    expect(element.querySelector('p')).toBe(paragraph);
    expect(html).toContain('first');
    if (readyBrowser) expect(element.textContent).toContain('stored');
  });
});

describe('a selector', () => {
  test('may return fresh objects each time without an end of rendering', async () => {
    renders = 0;
    const sync = await open(initial());
    const { element, render } = mount(<Fresh sync={sync} />);
    expect(element.textContent).toBe('first 0');
    render(<Fresh sync={sync} />);
    await act(async () => sync.update({ items: [{ id: 'a', stars: 1 }] }));
    expect(element.textContent).toBe('a 1');
    // Three times, and twice for StrictMode.
    expect(renders).toBe(6);
    await act(async () => sync.update({ n: 1 }));
    expect(renders).toBe(6);
    expect(problems).toEqual([]);
  });

  test('whose results are never equal renders once for each change of what it reads', async () => {
    renders = 0;
    const sync = await open(initial());
    const { element } = mount(<Unequal sync={sync} />);
    await act(async () => sync.update({ n: 1 }));
    expect(element.textContent).toBe('2');
    expect(renders).toBeLessThanOrEqual(8);
    await act(async () => sync.update({ items: [] }));
    expect(renders).toBeLessThanOrEqual(8);
    expect(problems).toEqual([]);
  });
});

describe('a selector that throws', () => {
  const reported = vi.fn();
  beforeEach(() => {
    reported.mockClear();
    const before = globalThis.reportError;
    globalThis.reportError = reported;
    onTestFinished(() => {
      globalThis.reportError = before;
    });
  });

  test('about what is gone, in a component that its parent removes, is nothing to tell of', async () => {
    const sync = await open({ items: ['a', 'b'].map((id) => ({ id, stars: 1 })), n: 0 });
    const { element } = mount(<Items sync={sync} />);
    expect(element.textContent).toBe('a 1;b 1;');
    await act(async () => sync.update((state) => void state.items.pop()));
    expect(element.textContent).toBe('a 1;');
    await act(async () => sync.update((state) => void state.items.push({ id: 'b', stars: 2 })));
    expect(element.textContent).toBe('a 1;b 2;');
    expect(reported.mock.calls).toEqual([]);
    expect(problems).toEqual([]);
  });

  test('reaches the error boundary, and is reported by nobody else', async () => {
    const sync = await open(initial());
    const { element } = mount(
      <Boundary>
        <Item sync={sync} id="first" />
      </Boundary>,
    );
    expect(element.textContent).toBe('first 0;');
    await act(async () => sync.update({ items: [] }));
    expect(element.textContent).toBe('error: undefined');
    expect(reported.mock.calls).toEqual([]);
  });
});

describe('a transition', () => {
  test('never shows two versions of the state side by side, though it is interrupted by updates', async () => {
    // Not in `act`, which does not let go until everything is rendered.
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', false);
    onTestFinished(() => void vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true));
    committed = [];
    const sync = await open(initial());
    let n = 0;
    let isInterrupted = false;
    update = () => {
      if (n > 3) return;
      isInterrupted ||= document.querySelectorAll('i').length === 0;
      sync.update({ n: ++n });
    };
    const root = createRoot(document.body);
    onTestFinished(() => root.unmount());
    root.render(<List sync={sync} count={0} />);
    await vi.waitFor(() => expect(committed).toEqual(['']));
    startTransition(() => root.render(<List sync={sync} count={12} />));
    await vi.waitFor(() => expect(document.body.textContent).toBe('4'.repeat(12)), { timeout: 10_000 });
    expect(isInterrupted).toBe(true);
    for (const text of committed) expect(new Set(text).size).toBeLessThanOrEqual(1);
  });
});

test('a module that is loaded anew, as by hot reload, finds the instance of its name', async () => {
  const [before, wasm] = [await import('holdfast'), readFileSync('pkg/wasm/holdfast_bg.wasm')];
  vi.resetModules();
  const after = await import('holdfast');
  expect(after.createStateSync).not.toBe(before.createStateSync);
  const [old, now] = [before, after].map(({ createStateSync, defineModel }) =>
    createStateSync({
      name: 'reloaded',
      model: defineModel({ name: 'reloaded', version: 1, schema: true, initial: () => ({ n: 1 }) }),
      storage: 'memory',
      wasm,
    }),
  ) as [StateSync<{ n: number }>, StateSync<{ n: number }>];
  onTestFinished(() => old.close());
  expect(now).toBe(old);
  const { element } = mount(<Shown sync={now} />);
  await act(() => now.ready);
  await act(async () => old.update({ n: 2 }));
  expect(element.textContent).toBe('2');
});
