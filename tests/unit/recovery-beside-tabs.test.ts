/** Recoveries and receipts in one tab while another one writes; both have their state in one `Map`, so that a test can say when. */
import { defineModel, type StateSync } from 'holdfast';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { embeddedModule } from '../../pkg/src/inline/embedded.js';
import { StateSync as Instance } from '../../pkg/src/sync.js';
import { Tabs } from '../../pkg/src/tabs.js';

interface State {
  mine: number;
  theirs: number;
  texts: Map<string, string>;
}

const model = defineModel<State>({
  ...{ name: 'beside', version: 1, schema: true },
  initial: () => ({ mine: 0, theirs: 0, texts: new Map() }),
});

/** Says so, once, when a part of a backup is written. */
class Medium extends Map<unknown, unknown> {
  onShelf: (() => void) | undefined;

  override set(key: unknown, value: unknown): this {
    super.set(key, value);
    if (this.onShelf && String(key).startsWith('shelf')) queueMicrotask(this.onShelf);
    if (String(key).startsWith('shelf')) this.onShelf = undefined;
    return this;
  }
}

beforeEach(() => {
  const open = Tabs.prototype.open;
  // Tabs whose state is in memory have no others, as a rule.
  vi.spyOn(Tabs.prototype, 'open').mockImplementation(function (this: Tabs, port) {
    open.call(this, port, true);
  });
});
afterEach(() => void vi.restoreAllMocks());

async function open(medium: Medium, of = model): Promise<StateSync<State>> {
  const config = { consistencyCheckInterval: 0, validationInterval: 0, optimizationInterval: 0, backupInterval: 0 };
  const sync = new Instance<State>(
    { name: 'beside', model: of, storage: 'memory', config },
    embeddedModule,
    () => {},
    medium as never,
  );
  onTestFinished(() => sync.close());
  await sync.ready;
  return sync;
}

test('an update that changes nothing is durable as soon as what it stands on is, in a tab that has followed others too', async () => {
  const medium = new Medium();
  const [one, two] = [await open(medium), await open(medium)];
  for (let n = 1; n < 6; n++) {
    one.update({ mine: n });
    await one.flush();
  }
  await vi.waitFor(() => expect(two.get('/mine')).toBe(5));
  expect(await two.updateState({ mine: 5 })).toBe(true);
  expect(await two.update({ mine: 5 }).durable).toBe(true);
  two.update({ theirs: 1 });
  expect(await two.update({ theirs: 1 }).durable).toBe(true);
  await vi.waitFor(() => expect(one.get('/theirs')).toBe(1));
  expect(await one.update({ theirs: 1 }).durable).toBe(true);
});

test('a recovery in a tab that has not heard of what another one has written discards that too', async () => {
  const medium = new Medium();
  const [one, two] = [await open(medium), await open(medium)];
  one.update({ mine: 1 });
  const { id } = await one.createStateBackup();
  await vi.waitFor(() => expect(two.get('/mine')).toBe(1));
  vi.spyOn(Tabs.prototype, 'hint').mockImplementation(() => {});
  two.update({ theirs: 7 });
  await two.flush();
  expect(one.get('/theirs')).toBe(0);
  expect(await one.recoverState({ backup: id })).toMatchObject({ success: true, discardedUpdates: 1 });
  await one.flush();
  expect([one.get('/mine'), one.get('/theirs')]).toEqual([1, 0]);
  two.update({ mine: 2 });
  await two.flush();
  expect([two.get('/mine'), two.get('/theirs')]).toEqual([2, 0]);
});

test('what another tab writes while the backup before a recovery is made is still there after it', async () => {
  const medium = new Medium();
  const one = await open(medium);
  one.update({ mine: 1, texts: new Map(Array.from({ length: 50_000 }, (_, at) => [`text-${at}`, `the text ${at}`])) });
  await one.flush();
  const two = await open(medium);
  let durable: Promise<boolean> | undefined;
  medium.onShelf = () => {
    durable = two.update({ theirs: 7 }).durable;
  };
  expect(await one.recoverState()).toMatchObject({ success: true, dataLoss: false });
  expect(await durable).toBe(true);
  for (const sync of [one, two]) {
    await sync.flush();
    await vi.waitFor(() => expect(sync.get('/theirs')).toBe(7));
    expect(sync.get('/mine')).toBe(1);
  }
});

test('the state of another tab is a recovery to the history, too', async () => {
  const medium = new Medium();
  const [one, two] = [await open(medium), await open(medium)];
  one.update({ mine: 1 });
  await one.flush();
  await vi.waitFor(() => expect(two.get('/mine')).toBe(1));
  // In memory only, as after damage that no check has found.
  vi.spyOn(Tabs.prototype, 'ask').mockImplementation(async () => {
    one.update({ theirs: 2 });
    return new Uint8Array(await (await one.exportState()).arrayBuffer());
  });
  expect(await two.recoverState({ from: 'tabs' })).toMatchObject({ success: true, source: 'tabs' });
  expect(two.history().at(-1)?.source).toBe('recovery');
  expect(two.undo({ source: 'recovery' })).toBe(true);
});

test('an update that another tab has made impossible is the last that was refused, with the reasons', async () => {
  const medium = new Medium();
  const [one, two] = [await open(medium), await open(medium)];
  one.update({ mine: 1 });
  const tested = two.update([
    { op: 'test', path: '/mine', value: 0 },
    { op: 'replace', path: '/mine', value: 2 },
  ]);
  const refused: unknown[] = [];
  two.on('state_update_rejected', ({ data }) => refused.push(data));
  expect(await tested.durable).toBe(false);
  await vi.waitFor(() => expect(two.get('/mine')).toBe(1));
  expect(two.status.lastRejection).toMatchObject({ source: 'application', issues: [{ pointer: '/mine' }] });
  expect(refused).toEqual([two.status.lastRejection]);
});

test('a tab beside one with a later version of the model says that it is over, and what it has shown stays', async () => {
  const medium = new Medium();
  const one = await open(medium);
  const { durable } = one.update({ mine: 1 });
  await one.flush();
  const phases: string[] = [];
  one.subscribeStatus(() => phases.push(one.status.phase));
  const later = defineModel<State>({ ...{ name: 'beside', version: 2, schema: true }, initial: model.initial });
  const two = await open(medium, later);
  await two.flush();
  await vi.waitFor(() => expect(phases.at(-1)).toBe('error'));
  const over = { name: 'StateSyncError', code: 'newer_data' };
  expect(one.status).toMatchObject({ lastError: { code: 'newer_data' }, version: 1, tabs: 1 });
  expect(one.get('/mine')).toBe(1);
  expect(await durable).toBe(true);
  expect([one.canUndo, one.canRedo]).toEqual([false, false]);
  const notReady = expect.objectContaining({ code: 'not_ready', cause: expect.objectContaining(over) });
  for (const act of [() => one.update({ mine: 2 }), () => one.undo()]) expect(act).toThrow(notReady);
  for (const asked of [one.updateState({ mine: 2 }), one.createStateBackup(), one.listBackups(), one.validateState()])
    await expect(asked).rejects.toMatchObject(over);
  expect(await one.recoverState()).toMatchObject({ success: false, reason: expect.stringMatching('newer version') });
  // What it has can be taken along.
  expect(await two.importState(await one.exportState())).toMatchObject({ accepted: true });
  await one.close();
  expect(two.status).toMatchObject({ phase: expect.stringMatching(/ready|syncing/), tabs: 1 });
});
