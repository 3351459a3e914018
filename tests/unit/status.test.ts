/** What `status` says, and when. */
import { defineModel } from 'holdfast';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { embeddedModule } from '../../pkg/src/inline/embedded.js';
import { StateSync } from '../../pkg/src/sync.js';
import { opening, openLoose } from './lib/open.js';

test('whoever hears of an update finds its version in the status', async () => {
  const sync = await openLoose({ n: 0 });
  const found: number[][] = [];
  const look = () => found.push([sync.status.version, sync.get('/n') as number]);
  sync.subscribe(look);
  sync.subscribe((state) => state.n, look);
  sync.on('state_updated', look);
  look();
  sync.update({ n: 1 });
  sync.undo();
  expect(found).toEqual([[0, 0], ...[1, 1, 1].map((n) => [n, n]), ...[2, 2, 2].map((version) => [version, 0])]);
});

test('whoever closes a second time waits until everything is saved, too', async () => {
  const sync = await openLoose({ n: 0 });
  let isSaved: boolean | undefined;
  void sync.update({ n: 1 }).durable.then((saved) => (isSaved = saved));
  void sync.close();
  await sync.close();
  expect([isSaved, sync.status.pending]).toEqual([true, 0]);
});

test('says how many updates wait for the state', async () => {
  const sync = opening({ n: 0 });
  const told: number[] = [];
  sync.subscribeStatus(() => told.push(sync.status.pending));
  expect(sync.status.pending).toBe(0);
  void sync.updateState({ n: 1 });
  void sync.updateState({ n: 2 });
  expect([told, sync.status.pending]).toEqual([[1, 2], 2]);
  await sync.ready;
  await sync.flush();
  expect(sync.status.pending).toBe(0);
});

test('says when there was last a backup, also one of an earlier page, to who has looked before that was known', async () => {
  const model = defineModel({ name: 'm', version: 1, schema: true, initial: () => ({ n: 0 }) });
  const medium = new Map();
  const start = () => {
    const options = { name: 'status', model, storage: 'memory' } as const;
    const sync = new StateSync(options, embeddedModule, () => {}, medium);
    onTestFinished(() => sync.close());
    return sync;
  };
  const first = start();
  const { time } = await first.createStateBackup();
  await first.close();
  const second = start();
  const seen: (number | null)[] = [];
  second.subscribeStatus(() => seen.push(second.status.lastBackupAt));
  await vi.waitFor(() => expect(seen.at(-1)).toBe(time));
});

describe('listeners of the status', () => {
  const reported = vi.fn();
  beforeEach(() => {
    reported.mockClear();
    vi.stubGlobal('reportError', reported);
  });
  afterEach(() => vi.unstubAllGlobals());

  test('that update without end are stopped with update_loop, and the engine lives', async () => {
    const sync = await openLoose({ n: 0 });
    const restarted = vi.fn();
    sync.on('engine_restarted', restarted);
    const ends = [1, 2].map(() => sync.subscribeStatus(() => sync.update({ n: sync.getState().n + 1 })));
    sync.update({ n: 1 });
    for (const end of ends) end();
    for (const [error] of reported.mock.calls) expect(error).toMatchObject({ code: 'update_loop' });
    expect(reported).toHaveBeenCalled();
    expect(sync.get('/n')).toBeLessThan(1_000);
    expect(sync.status.phase).toBe('syncing');
    expect(restarted).not.toHaveBeenCalled();
  });

  test('that ask for something which changes it each time do not hold up the page', async () => {
    const sync = await openLoose({ n: 0 });
    const asked: Promise<unknown>[] = [];
    const end = sync.subscribeStatus(() => {
      if (asked.length < 10_000) asked.push(sync.recoverState({ backup: 'none' }));
    });
    sync.update({ n: 1 });
    end();
    expect(asked.length).toBeLessThan(1_000);
    await Promise.all(asked);
    expect(reported).not.toHaveBeenCalled();
  });

  test('that update all hear of each change, and of the last one last', async () => {
    const sync = await openLoose({ n: 0 });
    const heard: string[] = [];
    for (const name of ['a', 'b'])
      sync.subscribeStatus(() => {
        heard.push(`${name}${sync.status.version}`);
        if (sync.status.version < 3) sync.update({ n: sync.getState().n + 1 });
      });
    sync.update({ n: 1 });
    expect(heard).toEqual(['a1', 'b2', 'a3', 'b3']);
  });
});
