/** What the Redux DevTools extension makes of what it is sent, and what it says, by its own code: see `redux-panel.ts`. */
import { createStateSync, defineModel } from 'holdfast';
import { connectReduxDevtools } from 'holdfast/devtools';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { project } from './project.ts';
import { Panel, type Parts, parts } from './redux-panel.ts';

let made: Parts;
beforeAll(async () => {
  const app = await project('node', ['redux', '@redux-devtools/instrument@^3', 'jsan']);
  made = await parts(app);
  return () => app[Symbol.dispose]();
});

interface State {
  n: number;
  notes: Map<string, string>;
}

let count = 0;

async function connected(maxAge = 50, notes = 2) {
  const panel = new Panel(made);
  vi.stubGlobal('window', { __REDUX_DEVTOOLS_EXTENSION__: panel.extension });
  const name = `redux-devtools-${count++}`;
  const model = defineModel<State>({
    ...{ name, version: 1 },
    schema: {
      type: 'object',
      properties: { n: { type: 'number', maximum: 100 }, notes: { type: 'object', 'x-map': true } },
    },
    initial: () => ({ n: 0, notes: new Map(Array.from({ length: notes }, (_, at) => [`k${at}`, 'x'])) }),
  });
  const sync = createStateSync({ name, model, storage: 'memory' });
  onTestFinished(async () => {
    disconnect();
    await sync.close();
    vi.unstubAllGlobals();
  });
  await sync.ready;
  const disconnect = connectReduxDevtools(sync, { name: 'Notes', maxAge });
  return { panel, sync };
}

test('init and send: the panel has the state, the actions, and what is allowed', async () => {
  const { panel, sync } = await connected();
  sync.update({ n: 1 }, { source: 'form', label: 'Set n' });
  sync.update({ n: 2 });
  expect(panel.options).toMatchObject({ name: 'Notes', features: { jump: true, skip: false, import: false } });
  expect(panel.types).toEqual(['@@INIT', 'form/Set n', 'application']);
  expect(panel.shown.actionsById[1]?.action).toMatchObject({ payload: ['/n'] });
  expect(panel.shown.computedStates.map(({ state }) => (state as State).n)).toEqual([0, 1, 2]);
  expect(panel.shown.currentStateIndex).toBe(2);
});

test('time travel: jumps by its buttons, its slider, and back to the newest', async () => {
  const { panel, sync } = await connected();
  for (const n of [1, 2, 3]) sync.update({ n, notes: new Map([[`k${n}`, `at ${n}`]]) });
  panel.press('jumpToAction', 1);
  expect([sync.get('/n'), sync.getState().notes.size]).toEqual([1, 2]);
  panel.press('jumpToState', 2);
  expect([sync.get('/n'), sync.getState().notes.get('k2')]).toEqual([2, 'at 2']);
  panel.press('jumpToAction', 3);
  expect(sync.get('/n')).toBe(3);
  expect(panel.types).toHaveLength(4);
  expect(panel.errors).toEqual([]);
});

test.each([
  ['whole', 2],
  ['summarised', 5000],
])('when the oldest actions are forgotten both have the same numbers: a state that is sent %s', async (_, notes) => {
  const { panel, sync } = await connected(4, notes);
  for (const n of [1, 2, 3, 4, 5, 6]) sync.update({ n });
  expect(panel.shown.stagedActionIds).toEqual([0, 4, 5, 6]);
  for (const [at, id] of panel.shown.stagedActionIds.entries()) {
    const { n } = panel.shown.computedStates.map(({ state }) => state as State)[at] as State;
    panel.press('jumpToAction', id);
    expect(sync.get('/n')).toBe(n);
    panel.press('jumpToState', at);
    expect(sync.get('/n')).toBe(n);
  }
  expect(panel.errors).toEqual([]);
});

test('an update after a jump is the newest, also there', async () => {
  const { panel, sync } = await connected();
  for (const n of [1, 2]) sync.update({ n });
  panel.press('jumpToAction', 1);
  sync.update({ n: 7 });
  expect(panel.shown.computedStates.map(({ state }) => (state as State).n)).toEqual([0, 1, 2, 7]);
  panel.press('jumpToAction', 3);
  expect(sync.get('/n')).toBe(7);
});

test('what is done while it is paused is not there, and afterwards numbers agree', async () => {
  const { panel, sync } = await connected();
  sync.update({ n: 1 });
  panel.press('pauseRecording', true);
  expect(panel.shown.isPaused).toBe(true);
  sync.update({ n: 2 });
  panel.press('pauseRecording', false);
  sync.update({ n: 3 });
  expect(panel.shown.computedStates.map(({ state }) => (state as State).n)).toEqual([0, 1, 3]);
  panel.press('jumpToAction', 2);
  expect(sync.get('/n')).toBe(3);
});

test('commit, roll back and reset begin anew with what they lead to', async () => {
  const { panel, sync } = await connected();
  sync.update({ n: 1 });
  panel.press('commit');
  expect([panel.types, panel.shown.computedStates[0]?.state]).toMatchObject([['@@INIT'], { n: 1 }]);
  sync.update({ n: 2 });
  panel.press('rollback');
  expect([sync.get('/n'), panel.types]).toEqual([1, ['@@INIT']]);
  sync.update({ n: 3 });
  panel.press('reset');
  expect([sync.get('/n'), panel.types, panel.shown.computedStates[0]?.state]).toMatchObject([0, ['@@INIT'], { n: 0 }]);
});

test('what its other buttons and messages ask for changes nothing', async () => {
  const { panel, sync } = await connected();
  sync.update({ n: 1 });
  for (const message of ['START', 'STOP', 'ACTION', 'IMPORT', 'EXPORT', 'UPDATE']) panel.say({ type: message });
  panel.press('lockChanges', true);
  panel.press('toggleAction', 1);
  panel.press('reorderAction', 1, 0);
  expect([sync.get('/n'), sync.status.version, panel.errors]).toEqual([1, 1, []]);
});
