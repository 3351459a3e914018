/** Backups, recovery and files, as applications see them. In memory here; on IndexedDB in `tests/e2e`. */
import {
  createStateSync,
  defineModel,
  type JsonSchema,
  type RecoverOptions,
  type StateSyncConfig,
  type SyncEvent,
} from 'holdfast';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { assistantModel } from '../../pkg/src/models/assistant.js';
import { type Loose, openLoose } from './lib/open.js';

let made = 0;

interface Notes {
  notes: Map<string, { text: string }>;
  list: string[];
  settings: { theme?: string };
}

const model = defineModel<Notes>({
  name: 'notes',
  version: 1,
  schema: {
    type: 'object',
    required: ['notes', 'list', 'settings'],
    additionalProperties: false,
    properties: {
      notes: { type: 'object', 'x-map': true, additionalProperties: { $ref: '#/$defs/note' } },
      list: { type: 'array', items: { type: 'string' } },
      settings: { type: 'object', additionalProperties: false, properties: { theme: { type: 'string' } } },
    },
    $defs: {
      note: {
        type: 'object',
        required: ['text'],
        properties: { text: { type: 'string' } },
        additionalProperties: false,
      },
    },
  },
  initial: () => ({ notes: new Map(), list: [], settings: {} }),
  components: { Notes: { slice: '/notes' }, Settings: { slice: '/settings' } },
});

async function open(config: Partial<StateSyncConfig> = {}) {
  const quiet = { consistencyCheckInterval: 0, validationInterval: 0, optimizationInterval: 0, backupInterval: 0 };
  const sync = createStateSync({
    name: `backups-${made++}`,
    model,
    storage: 'memory',
    config: { ...quiet, ...config },
  });
  onTestFinished(() => sync.close());
  await sync.ready;
  return sync;
}

describe('backups', () => {
  test('say what they hold, and the second writes only what is new', async () => {
    const sync = await open();
    expect(await sync.listBackups()).toEqual([]);
    sync.update({ notes: new Map(Array.from({ length: 20_000 }, (_, i) => [`n${i}`, { text: `note number ${i}` }])) });
    const first = await sync.createStateBackup('first');
    expect(first).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      ...{ kind: 'manual', label: 'first', version: 1, modelVersion: 1, verified: true },
      ...{ time: expect.any(Number), bytes: expect.any(Number), newBytes: first.bytes },
    });
    sync.update({ notes: new Map([['n5', { text: 'another text' }]]) });
    const second = await sync.createStateBackup();
    expect(second).toMatchObject({ label: null, version: 2 });
    expect(second.newBytes).toBeLessThan(first.bytes / 5);
    expect(await sync.listBackups()).toEqual([second, first]);
    expect(sync.status.lastBackupAt).toBe(second.time);
    const { lastBackup, storage, operations } = sync.getStateSyncStats();
    expect({ lastBackup, backups: storage.backups, count: operations.backup.count }).toEqual({
      ...{ lastBackup: second.time, backups: 2, count: 2 },
    });
    expect(storage.snapshotBytes).toBeGreaterThan(first.bytes);
  });

  test('are made by a timer when something has changed, and the oldest are dropped', async () => {
    const sync = await open();
    const created: SyncEvent<'state_backup_created'>[] = [];
    sync.on('state_backup_created', (event) => created.push(event));
    sync.updateSyncConfig({ backupInterval: 20, backupRetention: { automatic: 2, manual: 1 } });
    for (let turn = 0; turn < 4; turn++) {
      sync.update({ list: [`turn ${turn}`] });
      await vi.waitFor(() => expect(created).toHaveLength(turn + 1));
    }
    const backups = await sync.listBackups();
    expect(backups.map(({ kind, version }) => [kind, version])).toEqual([
      ['automatic', 4],
      ['automatic', 3],
    ]);
    expect(created.at(-1)?.data).toMatchObject({ id: backups[0]?.id, bytes: backups[0]?.bytes });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(created).toHaveLength(4);
  });
});

describe('recoverState', () => {
  test('brings back a backup, and the recovery itself can be taken back', async () => {
    const sync = await open();
    sync.update({ list: ['good'], notes: new Map([['a', { text: 'kept' }]]) });
    const { id } = await sync.createStateBackup();
    sync.update({ list: ['bad'] });
    sync.update({ notes: new Map([['a', null]]) as never });
    const heard: SyncEvent<'state_recovered'>[] = [];
    sync.on('state_recovered', (event) => heard.push(event));
    const seen: string[][] = [];
    sync.subscribe(
      (state) => state.list,
      (list) => seen.push([...list]),
    );
    const result = await sync.recoverState({ backup: id });
    expect(result).toEqual({
      ...{ success: true, dataLoss: false, backupUsed: id, version: 4, lostUpdates: 0, discardedUpdates: 2 },
      ...{ source: 'backup', failedComponents: [], recoveredComponents: ['Notes', '/list', 'Settings'] },
      durationMs: expect.any(Number),
    });
    expect(sync.getState()).toEqual({ notes: new Map([['a', { text: 'kept' }]]), list: ['good'], settings: {} });
    expect(seen).toEqual([['good']]);
    expect(heard.map(({ data }) => data)).toMatchObject([{ success: true, backupUsed: id, recoveredComponents: 3 }]);
    const [before] = (await sync.listBackups()).filter(({ kind }) => kind === 'pre-recovery');
    expect(before).toMatchObject({ version: 3 });
    expect(await sync.recoverState({ backup: before?.id as string })).toMatchObject({ success: true });
    expect(sync.getState()).toEqual({ notes: new Map(), list: ['bad'], settings: {} });
    expect(sync.history().at(-1)).toMatchObject({ source: 'recovery' });
  });

  test('goes back to a version and to a time, with the updates between backups', async () => {
    const sync = await open();
    const clock = vi.spyOn(Date, 'now');
    onTestFinished(() => clock.mockRestore());
    const start = 1_800_000_000_000;
    for (let version = 1; version <= 6; version++) {
      clock.mockReturnValue(start + version * 1000);
      sync.update({ list: [`${version}`] });
      await sync.flush();
      if (version === 2) await sync.createStateBackup();
    }
    expect(await sync.recoverState({ version: 1 })).toMatchObject({
      ...{ success: true, discardedUpdates: 5, backupUsed: null, source: 'journal' },
    });
    expect(sync.get('/list')).toEqual(['1']);
    expect(await sync.recoverState({ version: 4 })).toMatchObject({ success: true, source: 'backup' });
    expect(sync.get('/list')).toEqual(['4']);
    expect(await sync.recoverState({ time: start + 3500 })).toMatchObject({ success: true });
    expect(sync.get('/list')).toEqual(['3']);
  });

  test('of single slices leaves the others alone', async () => {
    const sync = await open();
    sync.update({ list: ['old'], settings: { theme: 'old' } });
    const { id } = await sync.createStateBackup();
    sync.update({ list: ['new'], settings: { theme: 'new' } });
    expect(await sync.recoverState({ backup: id, slices: ['Settings'] })).toMatchObject({
      ...{ success: true, recoveredComponents: ['Settings'] },
    });
    expect(sync.getState()).toMatchObject({ list: ['new'], settings: { theme: 'old' } });
    expect(await sync.recoverState({ backup: id, slices: ['/list', 'list'] })).toMatchObject({
      ...{ success: true, recoveredComponents: ['/list'], discardedUpdates: 2 },
    });
    expect(sync.get('/list')).toEqual(['old']);
  });

  test('of slices is of all that are named or of none', async () => {
    const sync = await open();
    const { id } = await sync.createStateBackup();
    sync.update({ list: ['new'] });
    for (const options of [{ slices: ['/absent'] }, { slices: ['/list', '/absent'] }])
      for (const target of [{ backup: id }, { version: 0 }, {}])
        expect(await sync.recoverState({ ...target, ...options })).toEqual({
          ...{ success: false, recoveredComponents: [], failedComponents: ['/absent'], dataLoss: false },
          ...{ backupUsed: null, version: 1, lostUpdates: 0, discardedUpdates: 0, source: 'none' },
          ...{ reason: expect.stringContaining('/absent'), durationMs: expect.any(Number) },
        });
    expect(sync.get('/list')).toEqual(['new']);
    expect((await sync.listBackups()).map(({ kind }) => kind)).toEqual(['manual']);
  });

  test('keeps what is accepted in the line after it, on top of what was found', async () => {
    const sync = await open();
    sync.update({ list: ['good'] });
    const { id } = await sync.createStateBackup();
    sync.update({ list: ['bad'] });
    const recovering = sync.recoverState({ backup: id });
    const { durable } = sync.update({ settings: { theme: 'mine' } });
    expect(await recovering).toMatchObject({ success: true, discardedUpdates: 1, dataLoss: false });
    expect(await durable).toBe(true);
    expect(sync.getState()).toMatchObject({ list: ['good'], settings: { theme: 'mine' } });
  });

  test.each([{ from: 'backups' as const }, {}])(
    'keeps it with %o too, and where another recovery comes first',
    async (more) => {
      const sync = await open();
      sync.update({ list: ['good'] });
      const { id } = await sync.createStateBackup();
      sync.update({ list: ['bad'] });
      const recovering = [sync.recoverState({ backup: id, ...more }), sync.recoverState({ backup: id, ...more })];
      const { durable } = sync.update({ settings: { theme: 'mine' } });
      expect(await recovering[0]).toMatchObject({ success: true, discardedUpdates: 1 });
      expect(await recovering[1]).toMatchObject({ success: true });
      expect(await durable).toBe(true);
      expect(sync.getState()).toMatchObject({ list: ['good'], settings: { theme: 'mine' } });
    },
  );

  test('is refused if what is accepted meanwhile is not possible on what was found', async () => {
    const sync = await open();
    const { id } = await sync.createStateBackup();
    sync.update({ notes: new Map([['a', { text: 'new' }]]) });
    const recovering = sync.recoverState({ backup: id });
    const { durable } = sync.update([{ op: 'replace', path: '/notes/a/text', value: 'newer' }]);
    expect(await recovering).toMatchObject({ success: false, discardedUpdates: 0, reason: /notes/ });
    expect(await durable).toBe(true);
    expect(sync.getState().notes).toEqual(new Map([['a', { text: 'newer' }]]));
    expect(await sync.recoverState({ backup: id })).toMatchObject({ success: true, discardedUpdates: 2 });
  });

  test('takes the place of another that was asked for just before, as far as it goes', async () => {
    const sync = await open();
    sync.update({ list: ['a'], settings: { theme: 'a' } });
    const { id: a } = await sync.createStateBackup();
    sync.update({ list: ['b'], settings: { theme: 'b' } });
    const { id: b } = await sync.createStateBackup();
    sync.update({ list: ['c'], settings: { theme: 'c' } });
    const ends = async (...asked: RecoverOptions[]) => {
      const all = await Promise.all(asked.map((options) => sync.recoverState(options)));
      expect(all.map(({ success }) => success)).toEqual(asked.map(() => true));
      const { list, settings } = sync.getState();
      return [list[0], settings.theme];
    };
    expect(await ends({ backup: a }, { backup: b })).toEqual(['b', 'b']);
    expect(await ends({ backup: b }, { backup: a })).toEqual(['a', 'a']);
    expect(await ends({ backup: b, slices: ['list'] }, { backup: a })).toEqual(['a', 'a']);
    expect(await ends({ backup: b }, { backup: a, slices: ['list'] })).toEqual(['a', 'b']);
    expect(await ends({ backup: a }, {})).toEqual(['a', 'a']);
  });

  test('is not in the way of retention, which comes again by itself', async () => {
    const dropping = defineModel<Loose>({
      ...{ name: 'dropping', version: 1, schema: true },
      initial: () => ({ list: [{ at: 0 }], x: 0, texts: new Map() }),
      retention: [{ drop: '/list/*', olderThan: 10, by: 'at' }],
    });
    const sync = createStateSync({ name: 'dropping', model: dropping, storage: 'memory' });
    onTestFinished(() => sync.close());
    await sync.ready;
    sync.update({ texts: new Map(Array.from({ length: 50_000 }, (_, at) => [`text-${at}`, `the text ${at}`])) });
    const { id } = await sync.createStateBackup();
    sync.update([
      { op: 'add', path: '/list/-', value: { at: 1 } },
      { op: 'replace', path: '/x', value: 1 },
    ]);
    await sync.flush();
    const recovering = sync.recoverState({ backup: id });
    await sync.optimizeState();
    expect(await recovering).toMatchObject({ success: true });
    expect(sync.getState().x).toBe(0);
    await sync.optimizeState();
    expect(sync.getState().list).toEqual([]);
  });

  test('is refused if what is taken back meanwhile is not there in what was found', async () => {
    const sync = await open();
    sync.update({ list: ['old'] });
    const { id } = await sync.createStateBackup();
    sync.update([{ op: 'add', path: '/list/0', value: 'new' }]);
    await sync.flush();
    const recovering = sync.recoverState({ backup: id });
    sync.undo();
    expect(await recovering).toMatchObject({ success: false, reason: expect.stringMatching(/made meanwhile/) });
    expect(sync.getState().list).toEqual(['old']);
    expect(await sync.recoverState({ backup: id })).toMatchObject({ success: true });
    expect(sync.getState().list).toEqual(['old']);
  });

  test('of a version finds the one that was made just before', async () => {
    const sync = await open();
    const { version } = sync.update({ list: ['just now'] });
    expect(await sync.recoverState({ version })).toMatchObject({ success: true, discardedUpdates: 0 });
    expect(sync.get('/list')).toEqual(['just now']);
  });

  test('takes slices from live components', async () => {
    const sync = await open();
    sync.update({ settings: { theme: 'wrong' }, list: ['stays'] });
    expect(await sync.recoverState({ from: 'components' })).toMatchObject({ success: false, reason: /getState/ });
    const handle = sync.registerComponent('Settings', { getState: () => ({ theme: 'right' }) });
    expect(await sync.recoverState({ from: 'components' })).toMatchObject({
      ...{ success: true, source: 'components', recoveredComponents: ['Settings'] },
    });
    expect(sync.getState()).toMatchObject({ settings: { theme: 'right' }, list: ['stays'] });
    handle.unregister();
    sync.registerComponent('Settings', { getState: () => ({ theme: 5 }) });
    expect(await sync.recoverState({ from: 'components' })).toMatchObject({ success: false, reason: /not valid/ });
    expect(sync.get('/settings/theme')).toBe('right');
  });

  test('of what is not there leaves the state untouched and says why', async () => {
    const sync = await open();
    sync.update({ list: ['mine'] });
    for (const options of [
      { backup: 'nonsense' },
      { version: 99 },
      { version: -1 },
      { version: 0.5 },
      { version: -0.1 },
      { version: Number.NaN },
      { version: 1e300 },
      { time: 5 },
      { time: -5 },
      { from: 'backups' },
      { from: 'tabs' },
    ] as const)
      expect(await sync.recoverState(options)).toMatchObject({
        success: false,
        reason: /./,
        dataLoss: false,
        version: 1,
      });
    expect(sync.get('/list')).toEqual(['mine']);
    expect(await sync.recoverState()).toMatchObject({ success: true, dataLoss: false, failedComponents: [] });
    expect(sync.get('/list')).toEqual(['mine']);
    expect(sync.status.phase).toBe('ready');
  });
});

describe('recoverState from components', () => {
  test('takes the slices that are named, all or none', async () => {
    const sync = await open();
    sync.update({ list: ['stays'] });
    sync.registerComponent('Notes', { getState: () => new Map([['a', { text: 'live' }]]) });
    for (const slices of [['Notes', 'Settings'], ['Notes', '/settings'], ['Settings']])
      expect(await sync.recoverState({ from: 'components', slices })).toMatchObject({
        ...{ success: false, recoveredComponents: [], failedComponents: ['Settings'], dataLoss: false, version: 1 },
        reason: expect.stringMatching(/getState for .?[Ss]ettings/),
      });
    sync.registerComponent('Settings', { getState: () => ({ theme: 'live' }) });
    expect(await sync.recoverState({ from: 'components', slices: ['/notes'] })).toMatchObject({
      ...{ success: true, recoveredComponents: ['Notes'], failedComponents: [] },
    });
    expect(sync.getState()).toEqual({ notes: new Map([['a', { text: 'live' }]]), list: ['stays'], settings: {} });
  });

  test('names the one whose getState throws, and what it has thrown', async () => {
    const sync = await open();
    sync.registerComponent('Notes', { getState: () => new Map([['a', { text: 'live' }]]) });
    sync.registerComponent('Settings', {
      getState: () => {
        throw new Error('there are none');
      },
    });
    expect(await sync.recoverState({ from: 'components' })).toMatchObject({
      ...{ success: false, recoveredComponents: [], failedComponents: ['Settings'] },
      reason: expect.stringContaining('there are none'),
    });
    expect(sync.getState().notes).toEqual(new Map());
  });

  test('asks them when it has made its backup: what they say is not outdated', async () => {
    const sync = await open();
    let theme = 'old';
    sync.registerComponent('Settings', { getState: () => ({ theme }) });
    const recovering = sync.recoverState({ from: 'components' });
    theme = 'new';
    expect(await recovering).toMatchObject({ success: true });
    expect(sync.get('/settings/theme')).toBe('new');
  });
});

describe('recoverState with options that it does not understand', () => {
  test.each([
    [null, /\{ backup: id \}/],
    ['2', /\{ backup: id \}/],
    [{ time: new Date(0) }, /time .*getTime/],
    [{ time: Number.NaN }, /time/],
    [{ version: '2' }, /version/],
    [{ backup: 5 }, /backup/],
    [{ backup: null }, /backup/],
    [{ from: 'foo' }, /from .*'components'/],
    [{ foo: 1 }, /foo.*backup/],
    [{ constructor: 1 }, /constructor/],
    [{ slices: '/list' }, /slices .*list/],
    [{ slices: [] }, /slices/],
    [{ slices: [5] }, /slices/],
    [{ slices: ['/notes/a'] }, /ask for \/notes/],
    [{ slices: ['/list', '/a~b/c'] }, /pointer/],
    [{ backup: 'x', version: 2 }, /one of backup/],
    [{ from: 'components', version: 2 }, /leave out/],
  ])('%j leaves the state untouched and says what to do', async (options, reason) => {
    const sync = await open();
    sync.update({ list: ['old'] });
    sync.update({ list: ['mine'] });
    expect(await sync.recoverState(options as never)).toEqual({
      ...{ success: false, recoveredComponents: [], failedComponents: [], dataLoss: false, backupUsed: null },
      ...{ version: 2, lostUpdates: 0, discardedUpdates: 0, source: 'none', reason: expect.stringMatching(reason) },
      durationMs: expect.any(Number),
    });
    expect(sync.get('/list')).toEqual(['mine']);
  });
});

describe('files', () => {
  test('an exported state is read by another instance', async () => {
    const [from, to] = [await open(), await open()];
    from.update({ notes: new Map([['a', { text: '\u{1F4BE} -0' }]]), list: ['x'] });
    const file = await from.exportState();
    const receipt = await to.importState(file);
    expect(receipt).toMatchObject({ accepted: true, version: 1 });
    expect(await receipt.durable).toBe(true);
    expect(to.getState()).toEqual(from.getState());
    expect(to.undo()).toBe(true);
    expect(to.getState()).toEqual(model.initial());
  });

  test('JSON becomes Maps where the schema says so', async () => {
    const sync = await open();
    const json = JSON.stringify({ notes: { a: { text: 'b' }, __proto__x: { text: 'c' } }, list: [], settings: {} });
    expect(await sync.importState(json)).toMatchObject({ accepted: true });
    expect(sync.getState().notes).toEqual(new Map(Object.entries({ a: { text: 'b' }, __proto__x: { text: 'c' } })));
    expect(await sync.importState(new Blob([json]))).toMatchObject({ accepted: true });
  });

  test('JSON becomes Maps also where one of several schemas says so', async () => {
    const map: JsonSchema = { type: 'object', 'x-map': true, additionalProperties: { $ref: '#/$defs/node' } };
    const schema: JsonSchema = {
      type: 'object',
      properties: {
        nullable: { anyOf: [{ type: 'null' }, map] },
        one: { oneOf: [map, { type: 'null' }] },
        all: { allOf: [map] },
      },
      additionalProperties: map,
      $defs: { node: { anyOf: [{ type: 'number' }, { allOf: [map] }] } },
    };
    const sync = await openLoose({ nullable: null, one: null, all: new Map() }, { schema });
    const json = '{"nullable":{"a":{"b":1}},"one":{"a":1},"all":{"a":1},"constructor":{"a":1}}';
    expect(await sync.importState(json)).toMatchObject({ accepted: true });
    expect(sync.getState()).toEqual({
      nullable: new Map([['a', new Map([['b', 1]])]]),
      one: new Map([['a', 1]]),
      all: new Map([['a', 1]]),
      constructor: new Map([['a', 1]]),
    });
    expect(await sync.importState('{"nullable":null,"one":null,"all":{}}')).toMatchObject({ accepted: true });
  });

  test('what is damaged, foreign or not valid is refused and changes nothing', async () => {
    const sync = await open();
    sync.update({ list: ['mine'] });
    const bytes = new Uint8Array(await (await sync.exportState()).arrayBuffer());
    for (let at = 0; at < bytes.length; at += 7) {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] as number) ^ 0x20;
      await expect(sync.importState(new Blob([damaged]))).rejects.toMatchObject({ code: 'unreadable_data' });
    }
    await expect(sync.importState('{ not JSON')).rejects.toMatchObject({ code: 'unreadable_data' });
    expect(await sync.importState('{"list":[5]}')).toMatchObject({ accepted: false });
    const other = createStateSync({ name: `backups-${made++}`, model: assistantModel, storage: 'memory' });
    onTestFinished(() => other.close());
    await other.ready;
    await expect(sync.importState(await other.exportState())).rejects.toMatchObject({ code: 'unreadable_data' });
    expect(sync.getState()).toEqual({ notes: new Map(), list: ['mine'], settings: {} });
    expect(sync.status.version).toBe(1);
  });
});
