/** What TypeScript would have refused is told at the call, with the remedy, and nothing comes of it. */
import { createStateSync, defineModel, type StateSync } from 'holdfast';
import { describe, expect, test, vi } from 'vitest';
import { type Loose, openLoose } from './lib/open.js';

const model = defineModel({ name: 'm', version: 1, schema: true, initial: () => ({ n: 0 }) });

const refused = (message: RegExp) => ({
  ...{ name: 'StateSyncError', code: 'invalid_config' },
  message: expect.stringMatching(message),
});

test.each<[string, Loose, RegExp]>([
  ['no options', undefined, /object.*not undefined/],
  ['text', 'notes', /object.*not "notes"/],
  ['no name', { model }, /name.*not undefined/],
  ['a number for a name', { name: 5, model }, /name.*not 5/],
  ['no model', { name: 'x' }, /defineModel.*not undefined/],
  ['a model that defineModel has not seen', { name: 'x', model: { ...good() } }, /defineModel/],
  ['null for config', { name: 'x', model, config: null }, /config.*not null/],
  ['a storage that there is not', { name: 'x', model, storage: 'disk' }, /storage.*not "disk"/],
])('createStateSync with %s', (_, options, message) => {
  expect(() => createStateSync(options)).toThrow(expect.objectContaining(refused(message)));
});

function good() {
  return { name: 'm', version: 1, schema: true, initial: () => ({ n: 0 }) };
}

const listen = () => {};

test.each<[string, (sync: StateSync<Loose>) => unknown, RegExp]>([
  ['subscribe()', (sync) => sync.subscribe(undefined as never), /function.*not undefined/],
  ['subscribe with no function to call', (sync) => sync.subscribe(() => 1, 5 as never), /function.*not 5/],
  ['an equality', (sync) => sync.subscribe(() => 1, listen, { equality: 5 as never }), /function.*not 5/],
  ['subscribeStatus()', (sync) => sync.subscribeStatus(undefined as never), /function.*not undefined/],
  ['on without a handler', (sync) => sync.on('state_updated', undefined as never), /function.*not undefined/],
  ['an event that there is not', (sync) => sync.on('state_change' as never, listen), /event.*not "state_change"/],
  ['a durability', (sync) => sync.update({ n: 1 }, { durability: 'disk' as never }), /durability.*not "disk"/],
  ['a source', (sync) => sync.update({ n: 1 }, { source: 5 as never }), /source.*not 5/],
  ['a label', (sync) => sync.update({ n: 1 }, { label: 5 as never }), /label.*not 5/],
  ['a label of null', (sync) => sync.update({ n: 1 }, { label: null as never }), /label.*not null/],
  ['a source to undo', (sync) => sync.undo({ source: 5 as never }), /source.*not 5/],
  ['a source of its own to undo', (sync) => sync.undo('editor' as never), /filter.*not "editor"/],
  ['the options', (sync) => sync.updateSyncConfig(null as never), /config.*not null/],
  ['a component without a name', (sync) => sync.registerComponent(5 as never), /name.*not 5/],
  ['a pointer', (sync) => sync.get(5 as never), /pointer.*not 5/],
  ['options of update', (sync) => sync.update({ n: 1 }, null as never), /options.*not null/],
  ['options of subscribe', (sync) => sync.subscribe(() => 1, listen, null as never), /options.*not null/],
  ['hooks', (sync) => sync.registerComponent('z', null as never), /hooks.*not null/],
  ['dependsOn', (sync) => sync.registerComponent('z', { dependsOn: 'x' as never }), /dependsOn.*not "x"/],
  ['what it depends on', (sync) => sync.registerComponent('z', { dependsOn: [5 as never] }), /names as dependsOn/],
  ['a heartbeat of text', (sync) => sync.registerComponent('z', { heartbeatMs: '5' as never }), /heartbeatMs.*not "5"/],
  ['a heartbeat before the last', (sync) => sync.registerComponent('z', { heartbeatMs: -5 }), /heartbeatMs.*not -5/],
  ['a heartbeat without end', (sync) => sync.registerComponent('z', { heartbeatMs: Infinity }), /heartbeatMs.*not Inf/],
  ['a status', (sync) => sync.registerComponent('z').setStatus(5 as never), /status.*not 5/],
  ['a detail', (sync) => sync.registerComponent('z').setStatus('active', 5 as never), /detail.*not 5/],
  ['a filter', (sync) => sync.eventHistory(null as never), /filter.*not null/],
  ['a type in a filter', (sync) => sync.eventHistory({ type: 'state_change' as never }), /event.*not "state_change"/],
  ['a priority in a filter', (sync) => sync.eventHistory({ minPriority: 'urgent' as never }), /Priority.*not "urgent"/],
])('%s is refused at once', async (_, act, message) => {
  const sync = await openLoose({ n: 0 });
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  expect(() => act(sync)).toThrow(expect.objectContaining(refused(message)));
  // Nothing of it is left behind.
  expect(sync.getState()).toEqual({ n: 0 });
  expect(sync.registerComponent('later').name).toBe('later');
  expect(sync.update({ n: 2 }).accepted).toBe(true);
  expect(told).not.toHaveBeenCalled();
  told.mockRestore();
});

test('the source of an update in the queue', async () => {
  const sync = await openLoose({ n: 0 });
  await expect(sync.updateState({ n: 1 }, 5 as never)).rejects.toMatchObject(refused(/source.*not 5/));
});

test.each<[Loose, RegExp]>([
  ['newest', /options are an object/],
  [null, /options are an object/],
  [{ bakcup: 'id' }, /no option bakcup/],
  [{ from: 'disk' }, /from is 'backups'/],
  [{ from: ['tabs'] }, /from is 'backups'/],
  [{ slices: '/n' }, /slices is a list/],
  [{ slices: [] }, /slices is a list/],
  [{ time: new Date() }, /time is milliseconds/],
  [{ version: 1, time: 1 }, /one of backup, version and time/],
  [{ from: 'tabs', version: 1 }, /leave out backup, version and time/],
])('recoverState(%j) says what it can be asked for, and leaves the state alone', async (options, reason) => {
  const sync = await openLoose({ n: 0 });
  sync.update({ n: 1 });
  expect(await sync.recoverState(options)).toMatchObject({ success: false, reason: expect.stringMatching(reason) });
  expect(sync.status.version).toBe(1);
});

test.each([5, null, undefined, {}])('importState(%o)', async (file) => {
  const sync = await openLoose({ n: 0 });
  await expect(sync.importState(file as never)).rejects.toMatchObject(refused(/a Blob or text, not/));
});

describe('a recipe that returns a new object and leaves the draft as it is', () => {
  test('is refused with the remedy', async () => {
    const sync = await openLoose({ count: 0, list: [] });
    expect(() => sync.update((draft: Loose) => ({ count: draft.count + 1 }))).toThrow(/change the draft/);
    expect(sync.status.version).toBe(0);
  });

  test('is not: one that returns what it has done, or a part of the draft', async () => {
    const sync = await openLoose({ count: 0, list: [{ a: 1 }], map: new Map() });
    const recipes: ((draft: Loose) => unknown)[] = [
      (draft) => ++draft.count,
      (draft) => (draft.user = { name: 'x' }),
      (draft) => draft.map.set('k', {}),
      (draft) => draft.list.find((one: Loose) => one.a === 1),
      (draft) => draft,
      (draft) => draft.list.push({}),
      (draft) => draft.list.pop(),
      (draft) => draft.map.delete('nothing'),
      (draft) => draft.list.filter((one: Loose) => one.a === 7),
      () => null,
    ];
    for (const recipe of recipes) expect(sync.update(recipe).accepted, `${recipe}`).toBe(true);
  });
});

test('config_updated is not told when nothing was asked for', async () => {
  const sync = await openLoose({ n: 0 });
  const heard: unknown[] = [];
  sync.on('config_updated', ({ data }) => heard.push(data.changed));
  sync.updateSyncConfig({});
  sync.updateSyncConfig({ maxIssues: undefined } as never);
  sync.updateSyncConfig({ maxIssues: 7, historyLimit: undefined } as never);
  expect(heard).toEqual([['maxIssues']]);
});

test('requireDurable says once what is missing', async () => {
  const sync = createStateSync({ name: 'require', model, config: { requireDurable: true } });
  const error = await sync.ready.catch((error: Error) => error);
  expect(error).toMatchObject({ code: 'storage_unavailable', message: expect.stringContaining('requireDurable') });
  expect((error as Error).message.match(/IndexedDB/g)).toHaveLength(1);
  expect((error as Error).message).not.toContain('lasts');
  await sync.close();
});

test('after close there is nothing to undo or to redo', async () => {
  const sync = await openLoose({ n: 0 });
  sync.update({ n: 1 });
  sync.update({ n: 2 });
  sync.undo();
  expect([sync.canUndo, sync.canRedo]).toEqual([true, true]);
  await sync.close();
  expect([sync.canUndo, sync.canRedo]).toEqual([false, false]);
});
