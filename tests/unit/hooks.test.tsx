// @vitest-environment happy-dom
/** The hooks that show events and statistics, and register components: under StrictMode, as applications run. */
import { readFileSync } from 'node:fs';
import {
  type ComponentHandle,
  type ComponentHooks,
  createStateSync,
  defineModel,
  type EventFilter,
  type StateSync,
  type SyncEvent,
} from 'holdfast';
import { useComponent, useSyncEvents, useSyncStats } from 'holdfast/react';
import { act, type ReactNode, StrictMode, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { loadEngine } from '../../pkg/src/engine/wasm.js';
import { type Loose, opening, openLoose } from './lib/open.js';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

// In this environment addresses are those of a page.
beforeAll(async () => {
  await loadEngine(readFileSync('pkg/wasm/holdfast_bg.wasm'));
});

/** Mounts under StrictMode; gives back how to render anew and how to unmount. */
async function mount(node: ReactNode) {
  const root = createRoot(document.createElement('div'));
  const render = (node: ReactNode) => act(async () => root.render(<StrictMode>{node}</StrictMode>));
  const unmount = () => act(async () => root.unmount());
  onTestFinished(unmount);
  await render(node);
  return { render, unmount };
}

type Instance = StateSync<Loose>;

let rendered: (readonly SyncEvent[])[];
function Events({ sync, filter }: { sync: Instance; filter: EventFilter }) {
  rendered.push(useSyncEvents(sync, { ...filter }));
  return null;
}

let counts: number[];
function Counts({ sync, hz }: { sync: Instance; hz: number }) {
  counts.push(useSyncStats(sync, { hz }).operations.update.count);
  return null;
}

let handle: ComponentHandle;
function Part({ sync, name = 'Part', hooks }: { sync: Instance; name?: string; hooks?: ComponentHooks }) {
  handle = useComponent(sync, name, hooks && { ...hooks });
  return null;
}

function Parent({ sync }: { sync: Instance }) {
  return <Child part={useComponent(sync, 'Parent')} />;
}
function Child({ part }: { part: ComponentHandle }) {
  useEffect(() => part.setStatus('active'), [part]);
  return null;
}

interface Waiting {
  readonly isReady: () => void;
}
function Printer({ sync, isReady }: Waiting & { sync: Instance }) {
  return <Tray part={useComponent(sync, 'Printer', { dependsOn: ['Disk'] })} isReady={isReady} />;
}
function Tray({ part, isReady }: Waiting & { part: ComponentHandle }) {
  useEffect(() => {
    part.dependencies().then(isReady);
    part.reportError('no paper');
  }, [part, isReady]);
  return null;
}

test('a component that has no getState is not asked for its part of the state', async () => {
  const parted = defineModel({
    ...{ name: 'parted', version: 1, schema: true, initial: () => ({ a: 1, b: 1 }) },
    components: { A: { slice: '/a' }, B: { slice: '/b' } },
  });
  const sync = createStateSync({ name: 'parted', model: parted, storage: 'memory' });
  onTestFinished(() => sync.close());
  await sync.ready;
  sync.registerComponent('A', { getState: () => 2 });
  await mount(<Part sync={sync as never} name="B" />);
  expect(await sync.recoverState({ from: 'components' })).toMatchObject({
    success: true,
    recoveredComponents: ['A'],
  });
  expect(sync.getState()).toEqual({ a: 2, b: 1 });
});

describe('useSyncEvents', () => {
  beforeEach(() => {
    rendered = [];
  });

  test('shows the history and what comes, once for all events of a turn', async () => {
    const sync = await openLoose({ n: 0 });
    sync.update({ n: 1 });
    await mount(<Events sync={sync} filter={{ type: 'state_updated' }} />);
    expect(rendered.at(-1)).toHaveLength(1);
    const before = rendered.length;
    await act(async () => {
      for (let n = 2; n <= 10; n++) sync.update({ n });
    });
    expect(rendered.at(-1)?.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    // Twice for StrictMode.
    expect(rendered.length - before).toBe(2);
  });

  test('keeps the array, and does not render for what the filter does not let through', async () => {
    const sync = await openLoose({ n: 0 });
    sync.updateSyncConfig({ maxIssues: 5 });
    const { render } = await mount(<Events sync={sync} filter={{ minPriority: 'medium' }} />);
    const [shown, before] = [rendered.at(-1), rendered.length];
    await act(async () => sync.update({ n: 1 }));
    expect(rendered.length).toBe(before);
    await render(<Events sync={sync} filter={{ minPriority: 'medium' }} />);
    expect(rendered.at(-1)).toBe(shown);
  });

  test('shows the last ones after close, and none on a server', async () => {
    const sync = await openLoose({ n: 0 });
    sync.update({ n: 1 });
    const { render } = await mount(<Events sync={sync} filter={{}} />);
    const shown = rendered.at(-1);
    await act(() => sync.close());
    await render(<Events sync={sync} filter={{}} />);
    expect(rendered.at(-1)).toBe(shown);
    renderToString(<Events sync={sync} filter={{}} />);
    expect(rendered.at(-1)).toEqual([]);
  });

  test('ends its subscription when it is unmounted', async () => {
    const sync = await openLoose({ n: 0 });
    const { unmount } = await mount(<Events sync={sync} filter={{}} />);
    await unmount();
    const before = rendered.length;
    await act(async () => sync.update({ n: 1 }));
    expect(rendered.length).toBe(before);
  });
});

describe('useSyncStats', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());

  test('reads them so often, and not any more when it is unmounted or the instance closed', async () => {
    const sync = await openLoose({ n: 0 });
    counts = [];
    const { render } = await mount(<Counts sync={sync} hz={4} />);
    sync.update({ n: 1 });
    await act(async () => void vi.advanceTimersByTime(249));
    expect(counts.at(-1)).toBe(0);
    await act(async () => void vi.advanceTimersByTime(1));
    expect(counts.at(-1)).toBe(1);
    await render(<Counts sync={sync} hz={0} />);
    expect(vi.getTimerCount()).toBe(0);
    await render(<Counts sync={sync} hz={1} />);
    await act(() => sync.close());
    await act(async () => void vi.advanceTimersByTime(5000));
    expect(vi.getTimerCount()).toBe(0);
    expect(counts.at(-1)).toBe(1);
    await render(<Counts sync={sync} hz={2} />);
  });

  test('first mounted after close shows the last ones, and of an instance that never was ready empty ones', async () => {
    const sync = await openLoose({ n: 0 });
    sync.update({ n: 1 });
    await sync.close();
    counts = [];
    await mount(<Counts sync={sync} hz={4} />);
    expect(counts.at(-1)).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
    expect(() => sync.getStateSyncStats()).toThrow(expect.objectContaining({ code: 'closed' }));
    const early = opening<Loose>({ n: 0 });
    const closing = early.close();
    await mount(<Counts sync={early} hz={0} />);
    expect(counts.at(-1)).toBe(0);
    await closing;
    await expect(early.ready).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('useComponent', () => {
  const statuses = (sync: StateSync<Loose>) =>
    sync.eventHistory({ type: 'component_status' }).map(({ data }) => `${data.component} ${data.status}`);
  test('registers while it is mounted, under StrictMode too', async () => {
    const sync = await openLoose({});
    const { render, unmount } = await mount(<Part sync={sync} />);
    const first = handle;
    expect(handle.status).toBe('initializing');
    handle.setStatus('active');
    await render(<Part sync={sync} />);
    expect(handle).toBe(first);
    expect(handle.status).toBe('active');
    await unmount();
    expect(handle.status).toBe('inactive');
    expect(statuses(sync).slice(-3)).toEqual(['Part initializing', 'Part active', 'Part inactive']);
    handle.setStatus('active');
    expect(statuses(sync).at(-1)).toBe('Part inactive');
  });

  test('calls the newest hooks', async () => {
    const sync = await openLoose({});
    const [old, now] = [vi.fn(async () => {}), vi.fn(async () => {})];
    const { render } = await mount(<Part sync={sync} hooks={{ restart: old }} />);
    await render(<Part sync={sync} hooks={{ restart: now }} />);
    await act(async () => handle.reportError(new Error('boom')));
    expect(old).not.toHaveBeenCalled();
    expect(now).toHaveBeenCalledOnce();
    expect(handle.status).toBe('active');
  });

  test('a status that an effect of a child sets first counts', async () => {
    const sync = await openLoose({});
    await mount(<Parent sync={sync} />);
    expect(statuses(sync).at(-1)).toBe('Parent active');
  });

  test('other dependencies or another heartbeat do not make it another component', async () => {
    const sync = await openLoose({});
    const { render, unmount } = await mount(<Part sync={sync} hooks={{ dependsOn: ['Disk'] }} />);
    handle.setStatus('active');
    let isReady = false;
    handle.dependencies().then(() => {
      isReady = true;
    });
    await render(<Part sync={sync} hooks={{ dependsOn: ['Disk'], heartbeatMs: 60_000 }} />);
    expect(handle.status).toBe('active');
    expect(isReady).toBe(false);
    await render(<Part sync={sync} hooks={{ dependsOn: [], heartbeatMs: 60_000 }} />);
    expect(handle.status).toBe('active');
    expect(isReady).toBe(true);
    const last = statuses(sync).lastIndexOf('Part initializing');
    expect(statuses(sync).slice(last)).toEqual(['Part initializing', 'Part active']);
    await unmount();
    expect(statuses(sync).at(-1)).toBe('Part inactive');
  });

  test('another instance is told of it, and the one before that it is gone', async () => {
    const [before, now] = [await openLoose({}), await openLoose({})];
    const { render } = await mount(<Part sync={before} />);
    await render(<Part sync={now} />);
    expect(statuses(before).at(-1)).toBe('Part inactive');
    expect(statuses(now)).toEqual(['Part initializing']);
    expect(handle.status).toBe('initializing');
  });

  test('an effect of a child waits for what it depends on, and reports an error', async () => {
    const sync = await openLoose({});
    const isReady = vi.fn();
    await mount(<Printer sync={sync} isReady={isReady} />);
    expect(statuses(sync).at(-1)).toBe('Printer error');
    expect(isReady).not.toHaveBeenCalled();
    await act(async () => sync.registerComponent('Disk').setStatus('active'));
    expect(isReady).toHaveBeenCalled();
  });

  test('another name is another component', async () => {
    const sync = await openLoose({});
    const { render } = await mount(<Part sync={sync} name="A" />);
    await render(<Part sync={sync} name="B" />);
    expect(statuses(sync).slice(-2)).toEqual(['A inactive', 'B initializing']);
  });

  test('does nothing on a server and with an instance that is closed', async () => {
    const sync = await openLoose({});
    renderToString(<Part sync={sync} />);
    expect(statuses(sync)).toEqual([]);
    await sync.close();
    await mount(<Part sync={sync} />);
    expect(handle.status).toBe('inactive');
  });
});
