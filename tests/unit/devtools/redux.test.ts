/** `connectReduxDevtools`: updates go out as actions, jumps come in as updates. */
import type { StateSync } from 'holdfast';
import { connectReduxDevtools, type ReduxDevtoolsOptions } from 'holdfast/devtools';
import { expect, onTestFinished, test } from 'vitest';
import { type Loose, opening, openLoose } from '../lib/open.js';
import { ReduxExtension } from './lib/redux-extension.js';

const schema = {
  type: 'object',
  properties: {
    n: { type: 'number', maximum: 100 },
    notes: { type: 'object', 'x-map': true, additionalProperties: true },
  },
};

async function connected(initial: unknown, options?: ReduxDevtoolsOptions) {
  const extension = ReduxExtension.install();
  const sync: StateSync<Loose> = await openLoose(initial, { schema });
  const disconnect = connectReduxDevtools(sync, options);
  onTestFinished(disconnect);
  await Promise.resolve();
  return { extension, sync, disconnect };
}

const types = ({ actions }: ReduxExtension) => actions.map(({ action }) => action.type);

test('without the extension, and on a server, nothing happens', async () => {
  const sync = await openLoose({ n: 0 });
  const disconnect = connectReduxDevtools(sync);
  sync.update({ n: 1 });
  expect(disconnect()).toBeUndefined();
});

test('of an instance that is ready it begins at once', async () => {
  const extension = ReduxExtension.install();
  const sync = await openLoose({ n: 1 });
  onTestFinished(connectReduxDevtools(sync));
  expect(extension.actions).toEqual([{ id: 0, action: { type: '@@INIT' }, state: { n: 1 } }]);
});

test('it begins with the state when that is there', async () => {
  const extension = ReduxExtension.install();
  const sync = opening<Loose>({ n: 5 });
  onTestFinished(connectReduxDevtools(sync, { name: 'Mine', maxAge: 7 }));
  expect(extension.isConnected).toBe(false);
  await sync.ready;
  expect(extension.options).toMatchObject({ name: 'Mine', maxAge: 7, features: { jump: true, dispatch: false } });
  expect(extension.actions).toEqual([{ id: 0, action: { type: '@@INIT' }, state: { n: 5 } }]);
});

test('an update is an action: source and label are its type, pointers its payload', async () => {
  const { extension, sync } = await connected({ n: 0, notes: new Map() });
  sync.update({ n: 1 }, { source: 'form', label: 'Set n' });
  sync.update({ notes: new Map([['a', { text: 'x' }]]) });
  sync.undo();
  expect(extension.actions.slice(1)).toEqual([
    { id: 1, action: { type: 'form/Set n', payload: ['/n'], version: 1 }, state: { n: 1, notes: {} } },
    {
      id: 2,
      action: expect.objectContaining({ type: 'application', version: 2 }),
      state: { n: 1, notes: { a: { text: 'x' } } },
    },
    { id: 3, action: expect.objectContaining({ type: 'undo', version: 3 }), state: { n: 1, notes: {} } },
  ]);
});

test('what was refused is no action', async () => {
  const { extension, sync } = await connected({ n: 0 });
  sync.update({ n: 1000 });
  expect(types(extension)).toEqual(['@@INIT']);
});

test('large containers are summarised, and so is what passes the limit in all', async () => {
  const many = new Map(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, i]));
  const { extension, sync } = await connected({ notes: many, list: Array.from({ length: 300 }, () => 0), n: 0 });
  expect(extension.actions[0]?.state).toEqual({ notes: '⟨Map of 100,000⟩', list: '⟨Array of 300⟩', n: 0 });
  sync.update({ n: 1, long: 'x'.repeat(5000) });
  expect(extension.actions[1]).toMatchObject({ state: { long: `${'x'.repeat(2000)}…` } });

  const rows = Object.fromEntries(
    Array.from({ length: 150 }, (_, i) => [`r${i}`, Array.from({ length: 100 }, () => i)]),
  );
  const { extension: other } = await connected({ rows, n: 0 }, { maxValues: 1000 });
  expect(JSON.stringify(other.actions[0]?.state).length).toBeLessThan(10_000);
});

test('a state that is just within the limit is sent as a whole, each time', async () => {
  const { extension, sync } = await connected({ n: 0, rest: { a: [1, 2, 3] } }, { maxValues: 7 });
  sync.update({ n: 1 });
  sync.update({ n: 2 });
  expect(extension.actions.at(-1)?.state).toEqual({ n: 2, rest: { a: [1, 2, 3] } });
});

test('a jump is an ordinary update of the devtools: in the history, undone like any other, and no new action', async () => {
  const { extension, sync } = await connected({ n: 0, list: [1], notes: new Map([['a', 1]]) });
  sync.update({ n: 1, list: [1, 2], notes: new Map([['b', 2]]) });
  sync.update([{ op: 'remove', path: '/notes/a' }]);
  extension.jumpToAction(1);
  expect(sync.getState()).toEqual({
    n: 1,
    list: [1, 2],
    notes: new Map([
      ['b', 2],
      ['a', 1],
    ]),
  });
  expect(sync.history().at(-1)).toMatchObject({ version: 3, source: 'devtools', label: 'Jump to action 1' });
  extension.jumpToState(0);
  expect(sync.getState()).toEqual({ n: 0, list: [1], notes: new Map([['a', 1]]) });
  expect(types(extension)).toEqual(['@@INIT', 'application', 'application']);
  expect(sync.undo()).toBe(true);
  expect(sync.get('/n')).toBe(1);
  expect(types(extension).at(-1)).toBe('undo/Jump to action 0');
});

test('a jump brings back what was only summarised', async () => {
  const { extension, sync } = await connected({
    n: 0,
    notes: new Map(Array.from({ length: 5000 }, (_, i) => [`k${i}`, i])),
  });
  sync.update({ n: 1, notes: new Map([['k7', 'changed']]) });
  extension.jumpToAction(0);
  expect(sync.get('/notes/k7')).toBe(7);
  expect(sync.history().at(-1)?.pointers).toEqual(expect.arrayContaining(['/n', '/notes/k7']));
  expect(sync.history().at(-1)?.pointers).toHaveLength(2);
});

test('a jump without a number goes to the state that is shown, if that is whole', async () => {
  const { extension, sync } = await connected({ n: 0, notes: new Map([['a', 1]]) });
  sync.update({ n: 1, notes: new Map([['b', 2]]) });
  const jump = (state: string) => extension.say({ type: 'DISPATCH', payload: { type: 'JUMP_TO_STATE' }, state });
  jump('{"n":0,"notes":{"a":1}}');
  expect(sync.getState()).toEqual({ n: 0, notes: new Map([['a', 1]]) });
  expect(sync.history().at(-1)).toMatchObject({ source: 'devtools', label: 'Jump' });
  for (const state of ['{"n":7,"notes":"⟨Map of 5,000⟩"}', 'no JSON']) jump(state);
  expect(extension.errors).toHaveLength(2);
  expect(sync.get('/n')).toBe(0);
});

test('a jump that cannot be made at all is said in the extension', async () => {
  const { extension, sync } = await connected({ n: 0 });
  sync.update({ n: 1 });
  sync.update = () => {
    throw new Error('not now');
  };
  extension.jumpToAction(0);
  expect(extension.errors).toEqual(['not now']);
});

test('a jump that is refused is said in the extension, and changes nothing', async () => {
  const { extension, sync } = await connected({ n: 0 });
  sync.updateSyncConfig({ validationEnabled: false });
  sync.update({ n: 500 });
  sync.update({ n: 1 });
  sync.updateSyncConfig({ validationEnabled: true });
  extension.jumpToAction(1);
  expect(extension.errors).toEqual([expect.stringContaining('/n')]);
  expect(sync.get('/n')).toBe(1);
});

test('the oldest actions are forgotten, here as there', async () => {
  const { extension, sync } = await connected({ n: 0 }, { maxAge: 3 });
  for (const n of [1, 2, 3, 4]) sync.update({ n });
  expect(extension.actions.map(({ id, state }) => [id, state])).toEqual([
    [0, { n: 2 }],
    [3, { n: 3 }],
    [4, { n: 4 }],
  ]);
  extension.jumpToAction(0);
  expect(sync.get('/n')).toBe(2);
  extension.press('JUMP_TO_ACTION', { actionId: 1 });
  expect(extension.errors).toHaveLength(1);
});

test('a jump by position goes to the state there, also when actions are forgotten and the states are summaries', async () => {
  const rest = Array.from({ length: 300 }, () => 0);
  const { extension, sync } = await connected({ n: 0, rest }, { maxAge: 6 });
  for (const n of [1, 2, 3, 4, 5, 6, 7, 8]) sync.update({ n });
  expect(extension.actions.map(({ id }) => id)).toEqual([0, 4, 5, 6, 7, 8]);
  // By its number it would be another one, which is kept, too.
  for (const at of [4, 1, 5]) {
    extension.jumpToState(at);
    expect(sync.get('/n')).toBe(at + 3);
  }
  expect(extension.errors).toEqual([]);
});

test('commit, roll back, reset and pause', async () => {
  const { extension, sync } = await connected({ n: 0 });
  sync.update({ n: 1 });
  extension.press('COMMIT');
  expect(extension.actions).toEqual([{ id: 0, action: { type: '@@INIT' }, state: { n: 1 } }]);
  sync.update({ n: 2 });
  extension.press('ROLLBACK');
  expect(sync.get('/n')).toBe(1);
  expect(types(extension)).toEqual(['@@INIT']);
  extension.press('RESET');
  expect(sync.get('/n')).toBe(0);
  extension.press('PAUSE_RECORDING', { status: true });
  sync.update({ n: 3 });
  expect(types(extension)).toEqual(['@@INIT']);
  extension.press('PAUSE_RECORDING', { status: false });
  sync.update({ n: 4 });
  expect(extension.actions.at(-1)).toMatchObject({ id: 1, state: { n: 4 } });
});

test('what is not for us is let pass', async () => {
  const { extension, sync } = await connected({ n: 0 });
  extension.say({ type: 'ACTION', payload: '{"type":"x"}' });
  extension.say({ type: 'DISPATCH', payload: { type: 'LOCK_CHANGES', status: true } });
  extension.say({ type: 'DISPATCH' });
  extension.say({ type: 'DISPATCH', payload: { type: 'JUMP_TO_STATE' } });
  expect(sync.status.version).toBe(0);
});

test('after disconnecting nothing is sent and nothing is heard', async () => {
  const { extension, sync, disconnect } = await connected({ n: 0 });
  sync.update({ n: 1 });
  disconnect();
  disconnect();
  sync.update({ n: 2 });
  expect(types(extension)).toEqual(['@@INIT', 'application']);
  expect(extension.isConnected).toBe(false);
  extension.jumpToAction(0);
  expect(sync.get('/n')).toBe(2);
});

test('disconnected before it is ready it never connects, and a closed instance does not jump', async () => {
  const extension = ReduxExtension.install();
  const early = opening<Loose>({ n: 0 });
  connectReduxDevtools(early)();
  await early.ready;
  expect(extension.isConnected).toBe(false);
  const sync = opening<Loose>({ n: 0 });
  connectReduxDevtools(sync);
  await sync.ready;
  sync.update({ n: 1 });
  await sync.close();
  expect(() => extension.jumpToAction(0)).not.toThrow();
});
