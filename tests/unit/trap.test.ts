/**
 * Real traps, in a module that can be made to fail (`src/browser/faults.rs`): what an application notices of them, and that nothing
 * which was accepted is missing afterwards.
 */
import { readFileSync } from 'node:fs';
import { createStateSync, defineModel, type EventType, type StateSync, StateSyncError, type SyncEvent } from 'holdfast';
import { compileSchema } from 'holdfast/schema';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

interface Counts {
  n: Record<string, number>;
  list: number[];
}

// The first to load decides for all: this file has a page of its own.
const wasm = readFileSync('target/failing/holdfast_bg.wasm');
const schema = {
  type: 'object',
  properties: {
    n: { type: 'object', additionalProperties: { type: 'number' } },
    list: { type: 'array', items: { type: 'number' } },
  },
} as const;

let made = 0;

function opening(n: Record<string, number> = { a: 0 }): StateSync<Counts> {
  const name = `trap-${made++}`;
  const model = defineModel<Counts>({ name, version: 1, schema, initial: () => ({ n, list: [1, 2, 3] }) });
  const sync = createStateSync({ name, model, storage: 'memory', wasm });
  onTestFinished(() => sync.close());
  return sync;
}

async function open(n?: Record<string, number>): Promise<StateSync<Counts>> {
  const sync = opening(n);
  await sync.ready;
  return sync;
}

/** Makes the engine fail: an update of this source does. */
const fault = (kind: string, place: string) => ({ source: `fault:${kind}:${place}` });

const next = <E extends EventType>(sync: StateSync<Counts>, type: E): Promise<SyncEvent<E>> =>
  new Promise((resolve) => {
    const end = sync.on(type, (event) => {
      end();
      resolve(event as SyncEvent<E>);
    });
  });

const restarted = (sync: StateSync<Counts>) => next(sync, 'engine_restarted');

describe.each(['panic', 'memory', 'stack'])('%s', (kind) => {
  test('in an update: it is refused, the others are there', async () => {
    const sync = await open();
    const event = restarted(sync);
    await sync.update({ n: { saved: 1 } }).durable;
    const pending = sync.update({ n: { b: 2 } }, { source: 'me' });
    const receipt = sync.update({ n: { c: 3 } }, { ...fault(kind, 'update'), label: 'bad' });
    expect(receipt).toMatchObject({ accepted: false, version: 2, issues: [{ code: 'update/engine_failed' }] });
    expect(await receipt.durable).toBe(false);
    expect(sync.status).toMatchObject({ phase: 'recovering', version: 2 });
    expect((await event).data).toMatchObject({
      ...{ reason: expect.any(String), restarts: 1, versionBefore: 2, version: 2, replayed: 1 },
      refused: [{ source: `fault:${kind}:update`, label: 'bad' }],
    });
    expect(await pending.durable).toBe(true);
    expect(sync.getState().n).toEqual({ a: 0, saved: 1, b: 2 });
    expect(sync.status).toMatchObject({ phase: 'ready', version: 2, pending: 0, lastError: null });
    expect(sync.update({ n: { c: 3 } })).toMatchObject({ accepted: true, version: 3 });
  });

  test('in a read: it answers with what was read last', async () => {
    const sync = await open();
    const before = sync.getState();
    const event = restarted(sync);
    // After so many at once nobody asks for the pointers of the next, so that the first to look is this test.
    for (let i = 0; i < 150; i++) sync.update({ n: { b: i } });
    sync.update({ n: { b: 1 } }, fault(kind, 'read'));
    expect(sync.getState()).toBe(before);
    expect(sync.get('/n/a')).toBe(0);
    expect((await event).data.replayed).toBe(151);
    expect(sync.getState().n).toEqual({ a: 0, b: 1 });
  });

  test.each([
    ['a microtask', 'timer', {}],
    ['a timer', 'timer', { durability: 'memory' }],
    ['the answer of the storage', 'commit', {}],
  ] as const)('in %s, where nobody calls: it is noticed', async (_, place, options) => {
    const sync = await open();
    const event = restarted(sync);
    const { accepted, durable } = sync.update({ n: { b: 1 } }, { ...fault(kind, place), ...options });
    const later = sync.update([{ op: 'add', path: '/list/-', value: 4 }], options);
    expect(accepted).toBe(true);
    expect(await durable).toBe(true);
    expect(await later.durable).toBe(true);
    expect(await event).toMatchObject({ data: { refused: [] }, priority: 'critical' });
    // Once each, whether it was on disk already or not.
    expect(sync.getState()).toEqual({ n: { a: 0, b: 1 }, list: [1, 2, 3, 4] });
    expect(sync.status.version).toBe(2);
  });
});

test('everything pending is applied again in order, once', async () => {
  const sync = await open();
  const receipts = Array.from({ length: 500 }, (_, i) =>
    i % 3 === 0
      ? sync.update([{ op: 'add', path: '/list/-', value: i }])
      : i % 3 === 1
        ? sync.update({ n: { [`k${i % 7}`]: i } })
        : sync.update((draft) => {
            draft.list.splice(i % 2, 1, -i);
          }),
  );
  const expected = structuredClone(sync.getState());
  sync.update({}, fault('panic', 'update'));
  const { data } = await restarted(sync);
  expect(data).toMatchObject({ versionBefore: 500, version: 500, replayed: 500 });
  expect(sync.getState()).toEqual(expected);
  expect(await Promise.all(receipts.map(({ durable }) => durable))).toEqual(receipts.map(() => true));
});

test('who shows the history is not disturbed while another engine is made ready', async () => {
  const sync = await open();
  await sync.update({ n: { b: 2 } }).durable;
  const before = sync.readHistory();
  const event = restarted(sync);
  sync.update({ n: { c: 3 } }, fault('panic', 'update'));
  expect(sync.status.phase).toBe('recovering');
  expect(sync.readHistory()).toBe(before);
  expect(sync.history()).toEqual(before);
  expect([sync.canUndo, sync.canRedo]).toEqual([false, false]);
  await event;
  expect(sync.history()).toEqual([]);
});

test('what was accepted after a recovery was asked for is not discarded by it, though it is asked for again', async () => {
  const sync = await open();
  sync.update({ n: { a: 1 } });
  const { id } = await sync.createStateBackup();
  await sync.update({ n: { a: 2 } }).durable;
  // Not on disk yet when the engine fails: it is discarded all the same.
  sync.update({ n: { a: 3 } });
  const recovery = sync.recoverState({ backup: id });
  const { durable } = sync.update({ n: { b: 4 } });
  for (const restarts of [1, 2]) {
    const event = restarted(sync);
    sync.update({}, fault('panic', 'update'));
    expect((await event).data).toMatchObject({ restarts, refused: [{ label: null }] });
  }
  expect(await recovery).toMatchObject({ success: true, discardedUpdates: 2, backupUsed: id });
  expect(sync.getState().n).toEqual({ a: 1, b: 4 });
  expect(await durable).toBe(true);
});

test('a recovery from components, one of which has brought the engine down, says that it is being started again', async () => {
  const model = defineModel<Counts>({
    ...{ name: 'asked', version: 1, schema, initial: () => ({ n: { a: 0 }, list: [] }) },
    components: { one: { slice: '/n' } },
  });
  const sync = createStateSync({ name: 'asked', model, storage: 'memory', wasm });
  onTestFinished(() => sync.close());
  await sync.ready;
  const event = restarted(sync);
  sync.registerComponent('one', {
    getState: () => {
      sync.update({}, fault('panic', 'update'));
      return { a: 1 };
    },
  });
  expect(await sync.recoverState({ from: 'components' })).toMatchObject({
    success: false,
    reason: expect.stringContaining('The engine is being started again'),
  });
  await event;
  expect(sync.getState().n).toEqual({ a: 0 });
  sync.registerComponent('one', { getState: () => void sync.close() });
  await expect(sync.recoverState({ from: 'components' })).rejects.toMatchObject({ code: 'closed' });
});

test('what components have said of themselves is not written again', async () => {
  const components = { one: { slice: '/n', status: '/states/one' } };
  const name = `trap-${made++}`;
  const initial = () => ({ n: {}, states: {} });
  const model = defineModel({ name, version: 1, schema: { type: 'object' }, components, initial });
  const sync = createStateSync({ name, model, storage: 'memory', wasm });
  onTestFinished(() => sync.close());
  await sync.ready;
  sync.registerComponent('one').setStatus('active');
  await sync.flush();
  const { version } = sync.status;
  const event = new Promise((resolve) => sync.on('engine_restarted', resolve));
  sync.update({}, fault('panic', 'update'));
  await event;
  expect(sync.get('/states/one/status')).toBe('active');
  expect(sync.status.version).toBe(version);
});

test('undo and redo are applied again though the next engine knows no history', async () => {
  const sync = await open({ a: 0, b: 0 });
  await sync.update({ n: { a: 1, c: 1 }, list: [4] }).durable;
  await sync.update({ n: { b: 1 } }).durable;
  expect([sync.undo(), sync.undo(), sync.redo()]).toEqual([true, true, true]);
  sync.undo();
  const expected = structuredClone(sync.getState());
  expect(expected).toEqual({ n: { a: 0, b: 0 }, list: [1, 2, 3] });
  sync.update({}, fault('panic', 'update'));
  await restarted(sync);
  expect(sync.getState()).toEqual(expected);
});

test('an update that fails when it is applied again is refused then, and those after it are made', async () => {
  const sync = await open();
  await sync.update({ n: { saved: 1 } }).durable;
  const before = sync.update({ n: { b: 1 } });
  const poison = sync.update({ n: { c: 1 } }, { ...fault('panic', 'again'), label: 'poison' });
  const after = sync.update({ n: { d: 1 } });
  sync.update({}, fault('panic', 'update'));
  const { data } = await restarted(sync);
  expect(data).toMatchObject({ restarts: 2, replayed: 2, versionBefore: 4, version: 3 });
  expect(data.refused).toContainEqual({ source: 'fault:panic:again', label: 'poison' });
  expect(await Promise.all([before.durable, poison.durable, after.durable])).toEqual([true, false, true]);
  expect(sync.getState().n).toEqual({ a: 0, saved: 1, b: 1, d: 1 });
  expect(sync.status.lastRejection).toMatchObject({ issues: [{ code: 'update/engine_failed' }] });
});

test('meanwhile: update throws, updateState waits, readers see the last snapshot', async () => {
  const sync = await open();
  sync.update({ n: { b: 1 } });
  const seen = sync.getState();
  sync.update({}, fault('panic', 'update'));
  expect(sync.getState()).toBe(seen);
  expect(sync.get('/n/b')).toBe(1);
  expect(() => sync.update({ n: { c: 1 } })).toThrow(expect.objectContaining({ code: 'engine_failed' }));
  expect(() => sync.updateSyncConfig({ maxIssues: 3 })).toThrow(expect.objectContaining({ code: 'engine_failed' }));
  expect(sync.canUndo).toBe(false);
  const queued = sync.updateState({ n: { d: 1 } });
  const [flushed, checked] = [sync.flush(), sync.validateState()];
  expect(sync.status).toMatchObject({ phase: 'recovering', pending: 2, version: 1 });
  expect(await queued).toBe(true);
  await flushed;
  expect((await checked).isValid).toBe(true);
  expect(sync.getState().n).toEqual({ a: 0, b: 1, d: 1 });
});

test('in the middle of an import that is migrated: it is begun again, with a state of its own', async () => {
  const name = `trap-${made++}`;
  let go = () => {};
  const opened = new Promise<void>((resolve) => {
    go = resolve;
  });
  const begun = vi.fn();
  const migrate = async (state: Counts) => {
    begun();
    state.list.push(4);
    await opened;
    return state;
  };
  const initial = (): Counts => ({ n: {}, list: [] });
  // Of one name with the model that the file is of.
  const model = defineModel<Counts>({ name: 'trap-model', version: 2, schema, initial, migrations: { 2: migrate } });
  const first = defineModel<Counts>({
    name: 'trap-model',
    version: 1,
    schema,
    initial: () => ({ n: { a: 1 }, list: [3] }),
  });
  const before = createStateSync({ name: `${name}-before`, model: first, storage: 'memory', wasm });
  const sync = createStateSync({ name, model, storage: 'memory', wasm });
  onTestFinished(() => Promise.all([before.close(), sync.close()]).then(() => {}));
  const importing = sync.importState(await before.exportState());
  await vi.waitFor(() => expect(begun).toHaveBeenCalledTimes(1));
  const event = restarted(sync);
  sync.update({}, fault('panic', 'update'));
  await event;
  await vi.waitFor(() => expect(begun).toHaveBeenCalledTimes(2));
  go();
  const receipt = await importing;
  expect(receipt).toMatchObject({ accepted: true, version: 1 });
  expect(await receipt.durable).toBe(true);
  expect(sync.getState()).toEqual({ n: { a: 1 }, list: [3, 4] });
  expect(sync.status).toMatchObject({ phase: 'ready', version: 1, pending: 0 });
});

test('meanwhile: a file is written by the next engine, and one is not read', async () => {
  const sync = await open();
  sync.update({ n: { b: 1 } });
  sync.update({}, fault('panic', 'update'));
  const [file, refused] = [sync.exportState(), sync.importState('{"n":{},"list":[]}')];
  await expect(refused).rejects.toMatchObject({ name: 'StateSyncError', code: 'engine_failed' });
  const other = await open();
  await expect(other.importState(await file)).rejects.toMatchObject({ code: 'unreadable_data' });
  expect(await sync.importState(await file)).toMatchObject({ accepted: true });
  expect(sync.getState().n).toEqual({ a: 0, b: 1 });
});

test('subscriptions, selectors, components, options and events go on', async () => {
  const sync = await open();
  sync.updateSyncConfig({ maxIssues: 7 });
  const component = sync.registerComponent('Part', {});
  component.setStatus('active');
  const [every, some, none] = [vi.fn(), vi.fn(), vi.fn()];
  sync.subscribe(every);
  const end = sync.subscribe((state) => state.n.b, some);
  sync.subscribe((state) => state.list, none);
  sync.update({ n: { b: 1 } }, fault('panic', 'timer'));
  await restarted(sync);
  expect(some.mock.calls).toEqual([[1, undefined]]);
  every.mockClear();
  sync.update({ n: { b: 2 } });
  expect(every).toHaveBeenCalledTimes(1);
  expect(some).toHaveBeenLastCalledWith(2, 1);
  end();
  sync.update({ n: { b: 3 } });
  expect(some).toHaveBeenCalledTimes(2);
  expect(none).not.toHaveBeenCalled();
  expect(sync.getConfig().maxIssues).toBe(7);
  expect(component.status).toBe('active');
  expect(sync.getStateSyncStats()).toMatchObject({ eventCounts: { engine_restarted: 1 } });
});

test('a failure in the middle of notifying is not somebody else’s error', async () => {
  const sync = await open();
  const heard = vi.fn();
  sync.subscribe((state) => state.n.b, heard);
  expect(sync.update({ n: { b: 1 } }, fault('panic', 'read')).accepted).toBe(true);
  await restarted(sync);
  expect(heard).toHaveBeenCalledWith(1, undefined);
});

test('the other instances of the page go on, and a second failure does not reach them', async () => {
  const [one, other, schema] = [await open(), await open(), compileSchema({ type: 'number' }, { wasm })];
  await schema.ready;
  other.update({ n: { b: 1 } });
  one.update({}, fault('panic', 'update'));
  expect((await Promise.all([restarted(one), restarted(other)]))[1].data.replayed).toBe(1);
  expect(other.getState().n).toEqual({ a: 0, b: 1 });
  expect(() => schema.validate(1).isValid || schema.validate(1)).not.toThrow();
  one.update({}, fault('panic', 'update'));
  await restarted(one);
  expect(other.update({ n: { c: 1 } }).accepted).toBe(true);
  expect(other.getStateSyncStats().eventCounts.engine_restarted).toBe(1);
});

test('of a large container what was read stays, and what was not says why', async () => {
  const sync = await open(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, i])));
  const { n } = sync.getState();
  expect(n.k7).toBe(7);
  sync.update({ n: { k8: -8 } }, fault('panic', 'timer'));
  await restarted(sync);
  expect(n.k7).toBe(7);
  expect(() => n.k8).toThrow(StateSyncError);
  expect(sync.getState().n.k8).toBe(-8);
  expect(Object.keys(sync.getState().n)).toHaveLength(5000);
});

test('stored data at which every engine fails: it stops trying, and says so', async () => {
  const sync = await open();
  await sync.update({ n: { b: 1 } }, fault('panic', 'load')).durable;
  const seen = sync.getState();
  const pending = sync.update({ n: { c: 1 } });
  pending.durable.catch(() => {});
  sync.update({}, fault('panic', 'update'));
  const queued = sync.updateState({ n: { d: 1 } });
  await expect(pending.durable).rejects.toMatchObject({ code: 'engine_failed' });
  await expect(queued).rejects.toMatchObject({ code: 'engine_failed' });
  expect(sync.status).toMatchObject({ phase: 'error', lastError: { code: 'engine_failed' } });
  expect(sync.getState()).toBe(seen);
  expect(() => sync.update({ n: { e: 1 } })).toThrow(StateSyncError);
  await expect(sync.flush()).rejects.toThrow(StateSyncError);
});

test('closing meanwhile saves what was accepted', async () => {
  const sync = await open();
  const { durable } = sync.update({ n: { b: 1 } });
  sync.update({}, fault('panic', 'update'));
  await sync.close();
  expect(await durable).toBe(true);
  expect(sync.status).toMatchObject({ phase: 'closed', version: 1 });
});

test('a failure while it is being closed ends it all the same', async () => {
  const sync = await open();
  const { durable } = sync.update({ n: { b: 1 } }, fault('panic', 'commit'));
  durable.catch(() => {});
  await sync.close();
  expect(sync.status.phase).toBe('closed');
});

test('finalizers of a failed engine do not disturb the next one', async () => {
  const { gc } = globalThis as { gc?: () => void };
  const sync = await open();
  for (let i = 0; i < 3; i++) {
    sync.update({ n: { [`x${i}`]: i } });
    sync.getState();
  }
  sync.update({}, fault('panic', 'update'));
  await restarted(sync);
  gc?.();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(sync.getState().n).toEqual({ a: 0, x0: 0, x1: 1, x2: 2 });
});

test('what is published cannot be made to fail', () => {
  const has = (file: string) => readFileSync(file).includes('fault:');
  expect([has('pkg/wasm/holdfast_bg.wasm'), has('target/failing/holdfast_bg.wasm')]).toEqual([false, true]);
});
