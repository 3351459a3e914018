/** `holdfast/testing`: what applications need in their own tests. */
import { createStateSync, defineModel, type StateSync } from 'holdfast';
import { createTestStateSync, reloadTestStateSync } from 'holdfast/testing';
import { afterEach, describe, expect, expectTypeOf, onTestFinished, test, vi } from 'vitest';

interface Notes {
  notes: Map<string, { text: string; at: number }>;
}

const DAY = 86_400_000;
const model = defineModel<Notes>({
  name: 'notes',
  version: 1,
  schema: {
    type: 'object',
    properties: {
      notes: {
        type: 'object',
        'x-map': true,
        additionalProperties: { type: 'object', properties: { text: { type: 'string', minLength: 1 } } },
      },
    },
  },
  initial: () => ({ notes: new Map() }),
  created: () => ({ notes: new Map([['welcome', { text: 'hello', at: 0 }]]) }),
  retention: [{ name: 'old', drop: '/notes/*', olderThan: DAY, by: 'at' }],
});
const note = (text: string, at = 0): Notes => ({ notes: new Map([['a', { text, at }]]) });

test('is ready, in memory, and of a name of its own', async () => {
  await using sync = await createTestStateSync({ model });
  await using other = await createTestStateSync({ model });
  expect(sync.status).toMatchObject({ phase: 'ready', durability: 'memory' });
  expect(await sync.update(note('x')).durable).toBe(true);
  expect(other).not.toBe(sync);
  expect([...other.getState().notes.keys()]).toEqual(['welcome']);
  expectTypeOf(sync.getState()).toEqualTypeOf<Notes>();
});

test('begins with the state that is given, exactly', async () => {
  await using sync = await createTestStateSync({ model, state: note('given') });
  expect(sync.getState()).toEqual(note('given'));
  expect(sync.canUndo).toBe(false);
});

test('a state that is not valid is refused with its place', async () => {
  await expect(createTestStateSync({ model, name: 'refused', state: note('') })).rejects.toMatchObject({
    code: 'invalid_model',
    message: expect.stringContaining('/notes/a/text'),
  });
  // The name is free again.
  await using sync = await createTestStateSync({ model, name: 'refused' });
  expect(sync.status.phase).toBe('ready');
});

test('stands in for the instance of the application when it has its name', async () => {
  await using sync = await createTestStateSync({ model, name: 'application', state: note('of the test') });
  expect(createStateSync({ name: 'application', model })).toBe(sync);
  await expect(createTestStateSync({ model, name: 'application' })).rejects.toMatchObject({ code: 'name_in_use' });
});

test('nothing runs by itself', async () => {
  await using sync = await createTestStateSync({ model });
  const { consistencyCheckInterval, optimizationInterval, backupInterval, validationInterval } = sync.getConfig();
  expect([consistencyCheckInterval, optimizationInterval, backupInterval, validationInterval]).toEqual([0, 0, 0, 0]);
  expect((await sync.optimizeState()).removed).toEqual({ old: 1 });
});

describe('a reload', () => {
  test('finds what was stored', async () => {
    const sync = await createTestStateSync({ model, state: note('before') });
    sync.update(note('after'));
    await using again = await reloadTestStateSync(sync);
    expect(sync.status.phase).toBe('closed');
    expect(again.getState()).toEqual(note('after'));
    expect(again.status.version).toBe(sync.status.version);
  });

  test('runs the migrations of a newer model, and keeps the backup of before', async () => {
    const sync = await createTestStateSync({ model, state: note('first') });
    const newer = defineModel({
      ...{ name: 'notes', version: 2, schema: true },
      initial: () => ({ texts: [] as string[] }),
      migrations: { 2: (old: Notes) => ({ texts: [...old.notes.values()].map(({ text }) => text) }) },
    });
    await using again = await reloadTestStateSync(sync, { model: newer });
    expectTypeOf(again.getState()).toEqualTypeOf<{ texts: string[] }>();
    expect(again.getState()).toEqual({ texts: ['first'] });
    expect((await again.listBackups()).map(({ kind }) => kind)).toEqual(['pre-migration']);
  });

  test('is refused for an instance of the application', async () => {
    const sync = createStateSync({ name: 'not-of-a-test', model, storage: 'memory' });
    onTestFinished(() => sync.close());
    await expect(reloadTestStateSync(sync)).rejects.toMatchObject({ code: 'invalid_config' });
  });
});

describe('fake timers', () => {
  afterEach(() => void vi.useRealTimers());

  test('are all the time that there is: timers, ages, times of events and backups', async () => {
    vi.useFakeTimers({ now: 10 * DAY });
    await using sync = await createTestStateSync({
      ...{ model, state: note('new', 10 * DAY) },
      config: { optimizationInterval: 30_000, backupInterval: 60_000 },
    });
    sync.update({ notes: new Map([['b', { text: 'later', at: 10 * DAY + 3_600_000 }]]) });
    expect(sync.history()[0]?.timestamp).toBe(10 * DAY);

    await vi.advanceTimersByTimeAsync(60_000);
    expect((await sync.listBackups())[0]?.time).toBe(10 * DAY + 60_000);

    await vi.advanceTimersByTimeAsync(DAY - 60_000);
    expect([...sync.getState().notes.keys()]).toEqual(['a', 'b']);
    await vi.advanceTimersByTimeAsync(30_000);
    expect([...sync.getState().notes.keys()]).toEqual(['b']);
    const [removed] = sync.eventHistory({ type: 'state_optimized', limit: 1 });
    expect(removed?.timestamp).toBeGreaterThan(11 * DAY);
    expect(removed?.timestamp).toBeLessThanOrEqual(11 * DAY + 30_000);

    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(sync.getState().notes.size).toBe(0);
  });

  type Action = (sync: StateSync<Notes>) => Promise<unknown>;

  test.each<[name: string, action: Action]>([
    ['durable', (sync) => sync.update(note('x')).durable],
    ['flush', (sync) => sync.flush()],
    ['createStateBackup', (sync) => sync.createStateBackup()],
    ['recoverState', (sync) => sync.recoverState({ version: 0 })],
    ['close', (sync) => sync.close()],
  ])('need not pass for %s', async (_, action) => {
    vi.useFakeTimers({ now: DAY });
    await using sync = await createTestStateSync({ model });
    await action(sync);
    expect(Date.now()).toBe(DAY);
  });

  test.each<[name: string, action: Action]>([
    ['validateState', (sync) => sync.validateState()],
    ['checkStateConsistency', (sync) => sync.checkStateConsistency()],
    ['optimizeState', (sync) => sync.optimizeState()],
  ])('have to run for %s, which lets the page in between', async (_, action) => {
    vi.useFakeTimers();
    await using sync = await createTestStateSync({ model });
    const done = vi.fn();
    const doing = action(sync).then(done);
    await sync.flush();
    expect(done).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    await doing;
    expect(done).toHaveBeenCalledOnce();
  });
});
