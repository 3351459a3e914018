// @vitest-environment happy-dom
/** The hooks that show backups and the history: under StrictMode, as applications run. */
import { readFileSync } from 'node:fs';
import type { StateSync } from 'holdfast';
import { type Backups, type History, useBackups, useHistory } from 'holdfast/react';
import { act, type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { loadEngine } from '../../pkg/src/engine/wasm.js';
import { until } from './lib/mount.js';
import { type Loose, opening, openLoose } from './lib/open.js';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

// In this environment addresses are those of a page.
beforeAll(async () => {
  await loadEngine(readFileSync('pkg/wasm/holdfast_bg.wasm'));
});

type Instance = StateSync<Loose>;

const quiet = { consistencyCheckInterval: 0, validationInterval: 0, optimizationInterval: 0, backupInterval: 0 };

/** Mounts under StrictMode; gives back how to unmount. */
async function mount(node: ReactNode) {
  const root = createRoot(document.createElement('div'));
  const unmount = () => act(async () => root.unmount());
  onTestFinished(unmount);
  await act(async () => root.render(<StrictMode>{node}</StrictMode>));
  return unmount;
}

let shelves: Backups[];
function Shelf({ sync }: { sync: Instance }) {
  shelves.push(useBackups(sync));
  return null;
}

let pasts: History[];
function Past({ sync }: { sync: Instance }) {
  pasts.push(useHistory(sync));
  return null;
}

describe('useBackups', () => {
  beforeEach(() => {
    shelves = [];
  });
  const shown = () => shelves.at(-1) as Backups;
  const versions = () => shown().backups.map(({ kind, version }) => `${kind} ${version}`);

  test('shows what there is and what comes, whoever makes it', async () => {
    const sync = await openLoose({ n: 0 }, { config: quiet });
    sync.update({ n: 1 });
    await sync.createStateBackup();
    await mount(<Shelf sync={sync} />);
    await until(() => expect(versions()).toEqual(['manual 1']));
    sync.update({ n: 2 });
    await act(() => shown().create('by hand'));
    await until(() => expect(versions()).toEqual(['manual 2', 'manual 1']));
    expect(shown().backups[0]).toMatchObject({ label: 'by hand', verified: true });
    sync.update({ n: 3 });
    await act(async () => sync.updateSyncConfig({ backupInterval: 20 }));
    await until(() => expect(versions()).toEqual(['automatic 3', 'manual 2', 'manual 1']));
  });

  test('brings one back, and shows the backup of what was there before', async () => {
    const sync = await openLoose({ n: 0 }, { config: quiet });
    sync.update({ n: 1 });
    await mount(<Shelf sync={sync} />);
    const { id } = await act(() => shown().create());
    sync.update({ n: 2 });
    const result = await act(() => shown().restore(id));
    expect(result).toMatchObject({ success: true, backupUsed: id, discardedUpdates: 1 });
    expect(sync.getState()).toEqual({ n: 1 });
    await until(() => expect(versions()).toEqual(['pre-recovery 2', 'manual 1']));
    expect(await act(() => shown().restore('nonsense'))).toMatchObject({ success: false });
  });

  test('says whether something is under way, until the last of it is done', async () => {
    const sync = await openLoose({ n: 0 }, { config: quiet });
    await mount(<Shelf sync={sync} />);
    const actions = [shown().create, shown().restore];
    expect(shown().pending).toBe(false);
    let made: Promise<unknown> = Promise.resolve();
    await act(async () => {
      made = Promise.all([shown().create(), shown().create()]);
    });
    expect(shelves.some(({ pending }) => pending)).toBe(true);
    await act(() => made);
    expect(shown().pending).toBe(false);
    expect([shown().create, shown().restore]).toEqual(actions);
    await act(() => sync.close());
    await act(() => expect(shown().create()).rejects.toMatchObject({ code: 'closed' }));
    expect(shown().pending).toBe(false);
  });

  test('keeps the array while nothing happens to backups, and does not render', async () => {
    const sync = await openLoose({ n: 0 }, { config: quiet });
    await mount(<Shelf sync={sync} />);
    await act(() => shown().create());
    await until(() => expect(versions()).toEqual(['manual 0']));
    const [before, times] = [shown().backups, shelves.length];
    await act(async () => {
      sync.update({ n: 1 });
      await sync.flush();
    });
    expect(shelves.length).toBe(times);
    expect(shown().backups).toBe(before);
  });

  test('is empty on a server and before ready, and shows the last ones after close', async () => {
    const sync = opening<Loose>({ n: 0 }, { config: quiet });
    renderToString(<Shelf sync={sync} />);
    expect(shown().backups).toEqual([]);
    await mount(<Shelf sync={sync} />);
    await sync.ready;
    await act(() => shown().create());
    await until(() => expect(versions()).toEqual(['manual 0']));
    await act(() => sync.close());
    await mount(<Shelf sync={sync} />);
    expect(versions()).toEqual(['manual 0']);
  });
});

describe('useHistory', () => {
  beforeEach(() => {
    pasts = [];
  });
  const shown = () => pasts.at(-1) as History;
  const labels = () => shown().entries.map(({ label, undone }) => (undone ? `(${label})` : label));

  test('shows what was done, takes it back and makes it again', async () => {
    const sync = await openLoose({ n: 0 }, { config: quiet });
    sync.update({ n: 1 }, { label: 'one' });
    await mount(<Past sync={sync} />);
    expect(shown()).toMatchObject({ canUndo: true, canRedo: false });
    await act(async () => sync.update({ n: 2 }, { label: 'two', source: 'other' }));
    expect(labels()).toEqual(['one', 'two']);
    let done: boolean | undefined;
    await act(async () => {
      done = shown().undo();
    });
    expect([done, sync.get('/n')]).toEqual([true, 1]);
    expect(labels().slice(0, 2)).toEqual(['one', '(two)']);
    expect(shown().canRedo).toBe(true);
    await act(async () => void shown().redo());
    expect(sync.get('/n')).toBe(2);
    expect(shown().canRedo).toBe(false);
    expect(shown().undo({ source: 'nobody' })).toBe(false);
  });

  test('renders once for each version, and not for a save', async () => {
    const sync = await openLoose({ n: 0 }, { config: quiet });
    await mount(<Past sync={sync} />);
    const before = pasts.length;
    await act(async () => {
      sync.update({ n: 1 });
      await sync.flush();
    });
    const after = shown();
    // Twice for StrictMode.
    expect(pasts.length - before).toBe(2);
    await act(async () => sync.updateSyncConfig({ maxIssues: 5 }));
    expect(shown()).toBe(after);
  });

  test('is empty on a server and before ready, and stays as it was after close', async () => {
    const sync = opening<Loose>({ n: 0 }, { config: quiet });
    renderToString(<Past sync={sync} />);
    await mount(<Past sync={sync} />);
    expect(shown()).toMatchObject({ entries: [], canUndo: false, canRedo: false });
    await act(() => sync.ready);
    await act(async () => sync.update({ n: 1 }, { label: 'one' }));
    const last = shown();
    expect(labels()).toEqual(['one']);
    await act(() => sync.close());
    expect(shown()).toBe(last);
    await mount(<Past sync={sync} />);
    expect(shown().entries).toEqual([]);
  });
});
