/** The assistant's rules in the engine, held to the oracles; and what applications see of checks, optimisation and undo. */
import { createStateSync, defineModel, type HistoryEntry, type SyncEvent } from 'holdfast';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { makeAssistantState } from '../../benches/data/assistant-state.mjs';
import { type AssistantState, assistantModel } from '../../pkg/src/models/assistant.js';
import { breakages, consistent, NOW } from './lib/assistant-breakages.js';
import { violations } from './lib/integrity-oracle.js';
import { type Loose, open } from './lib/open.js';
import { optimise } from './lib/retention-oracle.js';

let made = 0;

async function openAssistant(state: AssistantState, config = {}) {
  const model = { ...assistantModel, initial: () => state, created: (first: AssistantState) => first };
  const quiet = { consistencyCheckInterval: 0, validationInterval: 0, optimizationInterval: 0, ...config };
  const sync = createStateSync({ name: `assistant-${made++}`, model, storage: 'memory', config: quiet });
  onTestFinished(() => sync.close());
  await sync.ready;
  return sync;
}

beforeEach(() => {
  vi.spyOn(Date, 'now').mockReturnValue(NOW);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('checkStateConsistency', () => {
  test('finds nothing in a consistent state', async () => {
    const sync = await openAssistant(consistent());
    const result = await sync.checkStateConsistency();
    expect(result).toMatchObject({ isValid: true, issues: [], issueCount: 0, recommendations: [] });
    expect(sync.findOrphanedData()).toEqual([]);
  });

  test.each(breakages)('finds %s, and that it was mended', async (_, spoil, found) => {
    const good = consistent();
    const bad = consistent();
    spoil(bad);
    const sync = await openAssistant(good);
    await sync.checkStateConsistency();
    const replace = (state: AssistantState) =>
      sync.update(Object.entries(state).map(([key, value]) => ({ op: 'replace', path: `/${key}`, value })));
    expect(replace(bad).issues).toEqual([]);
    const result = await sync.checkStateConsistency();
    expect(result.issues.map(({ code, pointer }) => [code, pointer])).toEqual(
      found.map(([rule, pointer]) => [`integrity/${rule}`, pointer]),
    );
    const expected = violations(bad, assistantModel, NOW);
    expect(result.issues.map(({ severity }) => severity)).toEqual(expected.map(({ severity }) => severity));
    expect(result.isValid).toBe(expected.every(({ severity }) => severity === 'warning'));
    for (const issue of result.issues) expect(issue).toMatchObject({ expected: /./, actual: /./, message: /./ });
    expect(replace(consistent()).issues).toEqual([]);
    expect(await sync.checkStateConsistency()).toMatchObject({ isValid: true, issueCount: 0 });
  });

  test('says what to do about orphans, and where they are', async () => {
    const state = consistent();
    state.memory.longTerm = [];
    const sync = await openAssistant(state);
    const { recommendations } = await sync.checkStateConsistency();
    expect(recommendations).toEqual([expect.stringContaining('optimizeState()')]);
    expect(sync.findOrphanedData()).toEqual(['/memory/nodes/m']);
  });

  test('compares what components say with what the state says of them', async () => {
    const sync = await openAssistant(consistent());
    const component = sync.registerComponent('MemoryStore');
    component.setStatus('active');
    expect((await sync.checkStateConsistency()).isValid).toBe(true);
    sync.update({ system: { components: { MemoryStore: { status: 'error' } } } });
    expect((await sync.checkStateConsistency()).inconsistencies).toMatchObject([
      { code: 'integrity/status', pointer: '/system/components/MemoryStore', expected: '"active"', actual: '"error"' },
    ]);
    component.unregister();
    expect((await sync.checkStateConsistency()).isValid).toBe(true);
    sync.update({ system: { components: { MemoryStore: { status: 'active' } } } });
    expect((await sync.checkStateConsistency()).isValid).toBe(false);
  });

  test('lists up to maxIssues and counts all', async () => {
    const state = consistent();
    for (let i = 0; i < 300; i++) state.memory.connections.set(`x${i}`, []);
    const sync = await openAssistant(state, { maxIssues: 10 });
    const result = await sync.checkStateConsistency();
    expect(result.issues).toHaveLength(10);
    expect(result.issueCount).toBe(300);
  });

  test('runs by timer, tells of it, and stops with close', async () => {
    vi.restoreAllMocks();
    const sync = await openAssistant(consistent(), { consistencyCheckInterval: 20 });
    const events: SyncEvent[] = [];
    sync.on('state_consistency_check', (event) => events.push(event));
    await vi.waitFor(() => expect(events.length).toBeGreaterThan(2));
    expect(events[0]?.data).toMatchObject({ isValid: true, errors: 0, warnings: 0, inconsistencies: 0 });
    expect(sync.getStateSyncStats().lastConsistencyCheck).toBeGreaterThan(0);
    sync.updateSyncConfig({ consistencyCheckInterval: 0 });
    const count = events.length;
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect(events.length).toBeLessThanOrEqual(count + 1);
    await sync.close();
  });
});

describe('a rule that is enforced', () => {
  const model = () =>
    defineModel({
      name: `enforced-${made++}`,
      version: 1,
      schema: true,
      initial: (): Loose => ({ items: [{ id: 'a' }, { id: 'b' }], refs: ['a'] }),
      integrity: [
        { rule: 'unique', at: '/items/*', by: 'id', enforce: true },
        { rule: 'reference', from: '/refs/*', to: '/items/*/id', enforce: true },
      ],
    });

  test('refuses the update that would break it, with the place', async () => {
    const definition = model();
    const sync = createStateSync({ name: definition.name, model: definition, storage: 'memory' });
    onTestFinished(() => sync.close());
    await sync.ready;
    const twice = sync.update([{ op: 'add', path: '/items/-', value: { id: 'a' } }]);
    expect(twice).toMatchObject({ accepted: false, version: 0 });
    expect(twice.issues).toMatchObject([{ code: 'integrity/unique', pointer: '/items/2', actual: '"a"' }]);
    const lost = sync.update([{ op: 'remove', path: '/items/0' }]);
    expect(lost.issues).toMatchObject([{ code: 'integrity/reference', pointer: '/refs/0' }]);
    const both = sync.update([
      { op: 'remove', path: '/items/0' },
      { op: 'remove', path: '/refs/0' },
    ]);
    expect(both).toMatchObject({ accepted: true, version: 1 });
    expect(sync.getState()).toEqual({ items: [{ id: 'b' }], refs: [] });
  });
});

describe('optimizeState', () => {
  test('does what the oracle does, says so, and can be taken back', async () => {
    const state = makeAssistantState(400, { now: NOW, expired: 0.5 });
    const expected = structuredClone(state);
    const removed = optimise(expected, assistantModel, NOW);
    const sync = await openAssistant(state);
    const before = sync.getState();
    const told: unknown[] = [];
    const notified = vi.fn();
    sync.on('state_optimized', ({ data }) => told.push(data));
    sync.on('state_updated', ({ data }) => told.push(data.source));
    sync.subscribe((now) => now.memory.shortTerm.length, notified);
    const result = await sync.optimizeState();
    expect(result.removed).toEqual(removed);
    expect(result).toMatchObject({ version: 1, bytesFreed: expect.any(Number) });
    expect(result.bytesFreed).toBeGreaterThan(10_000);
    expect(sync.getState()).toEqual(expected);
    const { removedReferences } = result;
    expect(removedReferences).toBeGreaterThan(0);
    const shortTermCount = expected.memory.shortTerm.length;
    expect(notified).toHaveBeenCalledWith(shortTermCount, state.memory.shortTerm.length);
    expect(told).toMatchObject([
      'optimizer',
      {
        removed,
        removedReferences,
        shortTermCount,
        patternsCount: expected.learning.patterns.length,
        interactionsCount: 0,
      },
    ]);
    expect(sync.history()).toMatchObject([{ version: 1, source: 'optimizer', undone: false }]);
    expect(sync.getStateSyncStats().optimization).toMatchObject({ removed, runs: 1 });
    expect(sync.undo()).toBe(true);
    expect(sync.getState()).toEqual(before);
  });

  test('that would leave the state invalid changes nothing and says why', async () => {
    const definition = defineModel<Loose>({
      ...{ name: `minimum-${made++}`, version: 1 },
      schema: { properties: { list: { type: 'array', minItems: 2 } } },
      initial: () => ({ list: [{ at: 0 }, { at: 0 }] }),
      retention: [{ drop: '/list/*', olderThan: 10, by: 'at' }],
    });
    const sync = createStateSync({ name: definition.name, model: definition, storage: 'memory' });
    onTestFinished(() => sync.close());
    await sync.ready;
    expect(await sync.optimizeState()).toMatchObject({ removed: {}, bytesFreed: 0, version: 0 });
    expect(sync.status.lastRejection).toMatchObject({ source: 'optimizer', issues: [{ code: 'schema/minItems' }] });
  });
});

describe('undo and redo', () => {
  test('step through the updates of this tab, whatever their source, or of one', async () => {
    const sync = await open<Loose>({ a: 0, b: 0 });
    sync.update({ a: 1 }, { source: 'form', label: 'set a' });
    sync.update({ b: 1 }, { source: 'robot' });
    expect([sync.canUndo, sync.canRedo]).toEqual([true, false]);
    expect(sync.undo({ source: 'form' })).toBe(true);
    expect(sync.getState()).toEqual({ a: 0, b: 1 });
    expect(sync.undo({ source: 'form' })).toBe(false);
    expect(sync.undo()).toBe(true);
    expect(sync.getState()).toEqual({ a: 0, b: 0 });
    expect([sync.canUndo, sync.canRedo]).toEqual([false, true]);
    expect(sync.redo()).toBe(true);
    expect(sync.redo()).toBe(true);
    expect(sync.getState()).toEqual({ a: 1, b: 1 });
    expect(sync.redo()).toBe(false);
    const history: HistoryEntry[] = sync.history();
    expect(history.map(({ version, source, undone }) => [version, source, undone])).toEqual([
      [1, 'form', true],
      [2, 'robot', true],
      [3, 'undo', false],
      [4, 'undo', false],
      [5, 'robot', false],
      [6, 'form', false],
    ]);
    expect(history[0]).toMatchObject({ label: 'set a', pointers: ['/a'] });
    expect(sync.readHistory()).toBe(sync.readHistory());
    expect(history.reverse()[0]).toBe(sync.readHistory().at(-1));
    expect(sync.history()).toEqual(history.toReversed());
    const before = sync.readHistory();
    sync.update({ a: 2 });
    expect(sync.readHistory()).not.toBe(before);
  });

  test('pass over an update whose place is gone, so that it does not block those before it', async () => {
    const definition = defineModel<Loose>({
      ...{ name: `passed-over-${made++}`, version: 1, schema: { properties: { title: { type: 'string' } } } },
      initial: () => ({ title: 'old', memories: [] }),
      retention: [{ drop: '/memories/*', olderThan: 10, by: 'at' }],
    });
    const sync = createStateSync({ name: definition.name, model: definition, storage: 'memory' });
    onTestFinished(() => sync.close());
    await sync.ready;
    sync.update({ title: 'new' }, { source: 'me' });
    sync.update([{ op: 'add', path: '/memories/-', value: { at: NOW - 100 } }], { source: 'me' });
    expect((await sync.optimizeState()).removed).toEqual({ '/memories/*': 1 });
    expect(sync.undo({ source: 'me' })).toBe(true);
    expect(sync.getState()).toEqual({ title: 'old', memories: [] });
    expect(sync.undo({ source: 'me' })).toBe(false);
    // What took the place is taken back, and so the place is there again.
    expect(sync.undo({ source: 'optimizer' })).toBe(true);
    expect(sync.undo({ source: 'me' })).toBe(true);
    expect(sync.canUndo).toBe(false);
    for (let i = 0; i < 3; i++) expect(sync.redo()).toBe(true);
    expect(sync.getState()).toEqual({ title: 'new', memories: [] });
  });

  test('do not pass over an update whose undoing is refused', async () => {
    const sync = await open<Loose>({ a: 0, b: 0 }, { schema: { properties: { b: { type: 'number' } } } });
    sync.update({ a: 1 }, { source: 'me' });
    sync.updateSyncConfig({ validationEnabled: false });
    sync.update({ b: 'text' }, { source: 'me' });
    sync.update({ b: 1 }, { source: 'me' });
    sync.updateSyncConfig({ validationEnabled: true });
    expect(sync.undo({ source: 'me' })).toBe(false);
    expect(sync.getState()).toEqual({ a: 1, b: 1 });
    expect(sync.status.lastRejection).toMatchObject({ issues: [{ code: 'schema/type', pointer: '/b' }] });
  });

  test('tell whom they concern, and are refused where the schema does not allow it', async () => {
    const schema = { properties: { a: { type: 'number' } } } as const;
    const sync = await open<Loose>({ a: 0 }, { schema });
    const heard = vi.fn();
    sync.subscribe((state) => state.a, heard);
    sync.update({ a: 1 });
    sync.undo();
    expect(heard.mock.calls).toEqual([
      [1, 0],
      [0, 1],
    ]);
    sync.updateSyncConfig({ validationEnabled: false });
    sync.update({ a: 'text' });
    sync.update({ a: 5 });
    sync.updateSyncConfig({ validationEnabled: true });
    expect(sync.undo()).toBe(false);
    expect(sync.getState()).toEqual({ a: 5 });
    expect(sync.status.lastRejection).toMatchObject({ source: 'undo', issues: [{ code: 'schema/type' }] });
  });
});

describe('a model with a registry', () => {
  const opening = (ref: string) => {
    const definition = defineModel<Loose>({
      ...{ name: `registry-${made++}`, version: 1, initial: () => ({ notes: {} }) },
      schema: { type: 'object', properties: { notes: { additionalProperties: { $ref: ref } } } },
      registry: {
        'https://example.com/note': { type: 'object', properties: { text: { $ref: 'text#/$defs/short' } } },
        'https://example.com/text': { $defs: { short: { type: 'string', maxLength: 3 } } },
        'https://example.com/lost': { $ref: 'https://example.com/nowhere' },
      },
    });
    const sync = createStateSync({ name: definition.name, model: definition, storage: 'memory' });
    onTestFinished(() => sync.close());
    return sync;
  };

  test('validates by the documents that its schema refers to', async () => {
    const sync = opening('https://example.com/note');
    await sync.ready;
    expect(sync.update({ notes: { a: { text: 'abc' } } }).issues).toEqual([]);
    expect(sync.update({ notes: { a: { text: 'abcd' } } }).issues).toMatchObject([
      { code: 'schema/maxLength', pointer: '/notes/a/text' },
    ]);
  });

  test.each([
    ['https://example.com/none', '/schema/properties/notes/additionalProperties/$ref'],
    ['https://example.com/lost', 'https://example.com/lost#/$ref'],
  ])('says where a reference leads nowhere: %s', async (ref, pointer) => {
    await expect(opening(ref).ready).rejects.toMatchObject({ code: 'invalid_model', pointer });
  });
});

test('before ready and after close the new methods say so', async () => {
  const definition = defineModel<Loose>({ name: `early-${made++}`, version: 1, schema: true, initial: () => ({}) });
  const sync = createStateSync({ name: definition.name, model: definition, storage: 'memory' });
  const all = [() => sync.undo(), () => sync.redo(), () => sync.history(), () => sync.findOrphanedData()];
  for (const act of [...all, () => sync.rebuildStateIndexes()])
    expect(act).toThrow(expect.objectContaining({ code: 'not_ready' }));
  expect([sync.canUndo, sync.canRedo]).toEqual([false, false]);
  const waiting = sync.checkStateConsistency();
  await sync.ready;
  expect((await waiting).isValid).toBe(true);
  await sync.close();
  for (const act of all) expect(act).toThrow(expect.objectContaining({ code: 'closed' }));
  await expect(sync.optimizeState()).rejects.toMatchObject({ code: 'closed' });
  await expect(sync.checkStateConsistency()).rejects.toMatchObject({ code: 'closed' });
});

test('more updates than queueLimit are refused until some are on disk', async () => {
  const sync = await open<Loose>({ n: 0 }, { config: { queueLimit: 3 } });
  for (let n = 1; n <= 3; n++) expect(sync.update({ n }).accepted).toBe(true);
  expect(sync.update({ n: 4 })).toMatchObject({ accepted: false, issues: [{ code: 'update/queue_full' }] });
  await expect(sync.updateState({ n: 4 })).rejects.toMatchObject({ code: 'queue_full' });
  await sync.flush();
  expect(sync.update({ n: 4 }).accepted).toBe(true);
});
