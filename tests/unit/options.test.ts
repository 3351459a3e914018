/** Options that outlive the page, and the queue of updates before there is a state. */
import { createStateSync, defineModel, type Model, type StateSyncConfig, StateSyncError } from 'holdfast';
import { createTestStateSync, reloadTestStateSync } from 'holdfast/testing';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { Early } from '../../pkg/src/early.js';
import { instanceOf } from '../../pkg/src/instances.js';
import { opening } from './lib/open.js';

const model = defineModel({ name: 'm', version: 1, schema: true, initial: () => ({ n: 0 }) });

function start(name: string, config: Partial<StateSyncConfig>) {
  const sync = createStateSync({ name, model, storage: 'memory', config });
  onTestFinished(() => sync.close());
  return sync;
}

describe('with persistConfig', () => {
  let stored: Map<string, string>;
  beforeEach(() => {
    stored = new Map();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
      removeItem: (key: string) => stored.delete(key),
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  test('options changed at run time are used at the next start, before those given', async () => {
    const first = start('keeps', { persistConfig: true, maxIssues: 5, historyLimit: 6 });
    await first.ready;
    first.updateSyncConfig({ maxIssues: 7 });
    expect([...stored]).toEqual([['holdfast:keeps:config', '{"maxIssues":7}']]);
    await first.close();
    const second = start('keeps', { persistConfig: true, maxIssues: 5 });
    expect(second.getConfig()).toMatchObject({ maxIssues: 7, historyLimit: 100, persistConfig: true });
    await second.ready;
    expect(second.getConfig()).toMatchObject({ maxIssues: 7, historyLimit: 100, persistConfig: true });
    second.updateSyncConfig({ historyLimit: 9 });
    expect(stored.get('holdfast:keeps:config')).toBe('{"maxIssues":7,"historyLimit":9}');
    second.updateSyncConfig({ persistConfig: false });
    expect(stored.size).toBe(0);
  });

  test.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['a list', '[1]'],
    ['a text', '"text"'],
    ['a number', '7'],
    ['an option that there is not', '{"maxIssue":7}'],
    ['an option of another type', '{"maxIssues":"7"}'],
    ['an option out of range', '{"maxIssues":-7}'],
    ['half of an issue', '{"maxIssues":7.5}'],
    ['a broken group of options', '{"backupRetention":null}'],
  ])('rubbish in localStorage is forgotten: %s', async (_, text) => {
    stored.set('holdfast:rubbish:config', text);
    const sync = start('rubbish', { persistConfig: true, maxIssues: 5 });
    await sync.ready;
    expect(sync.getConfig()).toEqual({ ...opening({}).getConfig(), maxIssues: 5, persistConfig: true });
    sync.updateSyncConfig({ maxIssues: 8 });
    expect(stored.get('holdfast:rubbish:config')).toBe('{"maxIssues":8}');
  });

  test('a browser that does not let the page have it remembers nothing, and nothing fails', async () => {
    vi.stubGlobal(
      'localStorage',
      new Proxy(
        {},
        {
          get() {
            throw new DOMException('denied', 'SecurityError');
          },
        },
      ),
    );
    const sync = start('blocked', { persistConfig: true });
    await sync.ready;
    sync.updateSyncConfig({ maxIssues: 7 });
    expect(sync.getConfig().maxIssues).toBe(7);
  });

  test('a bad value is refused by name, changes nothing and is not kept', async () => {
    const sync = start('bad', { persistConfig: true });
    await sync.ready;
    expect(() => sync.updateSyncConfig({ maxIssues: -1 })).toThrow(/maxIssues/);
    expect(() => sync.updateSyncConfig({ maxIssues: 8, persistConfig: 1 as never })).toThrow(
      expect.objectContaining({ code: 'invalid_config', message: expect.stringContaining('persistConfig') }),
    );
    expect(sync.getConfig().maxIssues).toBe(100);
    expect(stored.size).toBe(0);
  });
});

describe('before there is a state', () => {
  test('what is changed while the engine reads what is stored counts', async () => {
    const name = 'options-while-loading';
    const migration = (state: unknown) => {
      instanceOf(name)?.updateSyncConfig({ maxIssues: 7, historyLimit: 3 });
      return state as { n: number };
    };
    const [first, second] = [1, 2].map((version) =>
      defineModel<{ n: number }>({
        ...{ name: 'm', version, schema: true, initial: () => ({ n: 0 }) },
        migrations: version === 1 ? {} : { 2: migration },
      }),
    ) as [Model<{ n: number }>, Model<{ n: number }>];
    const sync = await reloadTestStateSync(await createTestStateSync({ name, model: first }), { model: second });
    onTestFinished(() => sync.close());
    expect(sync.getConfig()).toMatchObject({ maxIssues: 7, historyLimit: 3 });
  });

  test.each([{ historyLimit: -1 }, { maxIssues: '7' }, { durability: 5 }, { maxIssue: 7 }, { syncTimeout: -1 }])(
    'a bad value is refused by name, and takes nothing of what was changed before with it: %o',
    async (bad) => {
      const sync = start('early', {});
      sync.updateSyncConfig({ maxIssues: 7 });
      expect(() => sync.updateSyncConfig({ eventHistoryLimit: 5, ...(bad as object) })).toThrow(
        expect.objectContaining({
          code: 'invalid_config',
          message: expect.stringContaining(Object.keys(bad)[0] as string),
        }),
      );
      await sync.ready;
      expect(sync.getConfig()).toMatchObject({ maxIssues: 7, historyLimit: 100, eventHistoryLimit: 1000 });
    },
  );

  test('is refused what the engine refuses, and nothing else', async () => {
    const ready = start('knows', {});
    await ready.ready;
    const edges = [0, 1, 1_000, 1e6, 1e7, 2 ** 31 - 1, 2 ** 32 - 1].flatMap((n) => [n - 1, n - 0.5, n, n + 0.5, n + 1]);
    const numbers = [...edges, Number.NaN, Number.POSITIVE_INFINITY];
    const pairs = numbers.flatMap((n) => [
      { automatic: n, manual: 1 },
      { automatic: 1, manual: n },
    ]);
    const others = [true, 'memory', 'relaxed', 'strict', '', '5', ['strict'], [], null, {}, { automatic: 1 }, 5n];
    const values = [...numbers, ...pairs, { automatic: 1, manual: 1, other: 1 }, ...others, () => {}];
    const isRefused = (sync: typeof ready, change: object) => {
      try {
        sync.updateSyncConfig(change);
        return false;
      } catch (error) {
        return (error as StateSyncError).code === 'invalid_config';
      }
    };
    const wrong: unknown[] = [];
    for (const name of [...Object.keys(ready.getConfig()), 'toString', 'colour']) {
      // As long as no turn has gone by there is no engine.
      const early = start('early', {});
      for (const value of values)
        if (isRefused(early, { [name]: value }) !== isRefused(ready, { [name]: value })) wrong.push([name, value]);
      await early.close();
    }
    expect(wrong).toEqual([]);
  });
});

test('a history that is made shorter is so at once', async () => {
  const sync = start('shorter', {});
  await sync.ready;
  for (let n = 1; n < 6; n++) sync.update({ n });
  expect(sync.history()).toHaveLength(5);
  sync.updateSyncConfig({ historyLimit: 2 });
  expect(sync.history().map(({ version }) => version)).toEqual([4, 5]);
  sync.updateSyncConfig({ historyLimit: 0 });
  expect([sync.history().length, sync.canUndo, sync.undo()]).toEqual([0, false, false]);
});

test('without persistConfig localStorage is not touched', async () => {
  const touched = vi.fn();
  vi.stubGlobal('localStorage', new Proxy({}, { get: touched }));
  onTestFinished(() => void vi.unstubAllGlobals());
  const sync = start('untouched', {});
  await sync.ready;
  sync.updateSyncConfig({ maxIssues: 7 });
  expect(sync.getConfig().persistConfig).toBe(false);
  expect(touched).not.toHaveBeenCalled();
});

test("what getConfig gives is the caller's own, before there is an engine too", async () => {
  const given = { automatic: 3, manual: 4 };
  const [one, other] = [start('own', { backupRetention: given }), start('another', {})];
  for (const sync of [one, other]) Object.assign(sync.getConfig().backupRetention, { automatic: 9 });
  expect(given).toEqual({ automatic: 3, manual: 4 });
  for (const ready of [Promise.resolve(), Promise.all([one.ready, other.ready])]) {
    await ready;
    expect(one.getConfig().backupRetention).toEqual({ automatic: 3, manual: 4 });
    expect(other.getConfig().backupRetention).toEqual({ automatic: 5, manual: 20 });
  }
});

test.each([
  { maxIssues: Number.NaN },
  { syncTimeout: Infinity },
  { historyLimit: -1 },
  { historyLimit: '5' },
  { durability: 'eternal' },
  { durability: 5 },
  { validationEnabled: 1 },
  { backupRetention: null },
  { backupRetention: { automatic: 3 } },
  { backupRetention: { automatic: -3, manual: 4 } },
  { historyLength: 5 },
])('before there is an engine %j is refused by name, and nothing else comes of it', async (wrong) => {
  const sync = start('early', {});
  const [name] = Object.keys(wrong) as [string];
  expect(() => sync.updateSyncConfig(wrong as never)).toThrow(
    expect.objectContaining({ code: 'invalid_config', message: expect.stringContaining(`${name} like `) }),
  );
  sync.updateSyncConfig({ durability: 'relaxed', backupRetention: { automatic: 1, manual: 2 }, maxIssues: 3 });
  await sync.ready;
  expect(sync.getConfig()).toMatchObject({ durability: 'relaxed', maxIssues: 3, historyLimit: 100 });
});

test('an option that is undefined is one that was not given', async () => {
  const nothing = {
    durability: undefined,
    historyLimit: undefined,
    eventHistoryLimit: undefined,
    queueLimit: undefined,
  };
  const sync = start('undefined', nothing as object);
  expect(sync.getConfig()).toMatchObject({ durability: 'strict', historyLimit: 100, eventHistoryLimit: 1000 });
  await sync.ready;
  expect(sync.getConfig()).toMatchObject({ durability: 'strict', historyLimit: 100, eventHistoryLimit: 1000 });
});

test.each(['historyLimit', 'queueLimit', 'eventHistoryLimit', 'maxIssues', 'maxStateSize', 'warnStateSize'] as const)(
  '%s is a whole number: a fraction is refused by name and changes nothing',
  async (name) => {
    const sync = start('whole', {});
    await sync.ready;
    const before = sync.getConfig();
    expect(() => sync.updateSyncConfig({ [name]: 200_000.5 })).toThrow(
      expect.objectContaining({
        code: 'invalid_config',
        message: expect.stringMatching(`${name} has to be a whole number`),
      }),
    );
    expect(sync.getConfig()).toEqual(before);
  },
);

describe('the queue before there is a state', () => {
  test('refuses with queue_full what is too much, and keeps the rest in order', async () => {
    const early = new Early();
    const applied: number[] = [];
    const add = (n: number) => early.add(() => Promise.resolve(applied.push(n) > 0), 2);
    const [first, second] = [add(1), add(2)];
    await expect(add(3)).rejects.toMatchObject({ code: 'queue_full', message: expect.stringContaining('queueLimit') });
    expect(early.size).toBe(2);
    early.settle();
    await expect(Promise.all([first, second])).resolves.toEqual([true, true]);
    expect(applied).toEqual([1, 2]);
  });

  test('says why there will be nothing to apply them to', async () => {
    const early = new Early();
    const one = early.add(() => Promise.resolve(true), 2);
    const reason = new StateSyncError('storage_unavailable', 'no disk');
    early.settle(reason);
    await expect(one).rejects.toBe(reason);
  });

  test('an update that throws does not stop those after it', async () => {
    const early = new Early();
    const one = early.add(() => {
      throw new Error('mine');
    }, 2);
    const other = early.add(() => Promise.resolve(true), 2);
    early.settle();
    await expect(one).rejects.toThrow('mine');
    await expect(other).resolves.toBe(true);
  });
});
