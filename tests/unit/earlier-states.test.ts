/** States of an earlier version of the model that come by a file or out of a backup: they are migrated before they are taken. */
import { defineModel, type JsonSchema, type RecoverOptions, type StateSync } from 'holdfast';
import { createTestStateSync, reloadTestStateSync } from 'holdfast/testing';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { embeddedModule } from '../../pkg/src/inline/embedded.js';
import { instanceOf } from '../../pkg/src/instances.js';
import { StateSync as Instance } from '../../pkg/src/sync.js';

interface First {
  name: string;
  notes: string[];
}
interface Person {
  given: string;
  family: string;
  notes: string[];
}
type Migrations = Record<number, (state: never) => unknown>;

const text: JsonSchema = { type: 'string' };
const texts: JsonSchema = { type: 'array', items: text };
const strict = (properties: Record<string, JsonSchema>): JsonSchema => ({
  ...{ type: 'object', additionalProperties: false, required: Object.keys(properties), properties },
});
const ofFirst = strict({ name: text, notes: texts });
const ofPerson = strict({ given: text, family: text, notes: texts });
const HOUR = 3_600_000;
const ada: First = { name: 'Ada Lovelace', notes: ['first'] };
const adaNow: Person = { given: 'Ada', family: 'Lovelace', notes: ['first'] };
const grace: Person = { given: 'Grace', family: 'Hopper', notes: [] };

const first = defineModel<First>({
  ...{ name: 'person', version: 1, schema: ofFirst },
  initial: () => ({ name: '', notes: [] }),
});

function split({ name, ...rest }: First): Person {
  const [given = '', family = ''] = name.split(' ');
  return { ...rest, given, family };
}

/** A model that is as good as the schema that it is given. */
function later<S = Person>(migrations: Migrations, version = 2, schema: JsonSchema = true, initial: unknown = grace) {
  return defineModel<S>({ ...{ name: 'person', version, schema, migrations }, initial: () => initial as S });
}

/** A migration that waits until it is let go on. */
function gate<A, B>(migrate: (state: A) => B) {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const begun = vi.fn();
  const waiting = async (state: A) => {
    begun();
    await opened;
    return migrate(state);
  };
  return { begun, open, migrate: waiting };
}

/** What `exportState` writes under the first version of the model. */
async function fileOf(state: First = ada): Promise<Blob> {
  await using sync = await createTestStateSync({ model: first, state });
  return await sync.exportState();
}

async function open<S>(model: ReturnType<typeof defineModel<S>>): Promise<StateSync<S>> {
  const sync = await createTestStateSync({ model });
  onTestFinished(() => sync.close());
  return sync;
}

/** An instance of a later model, with what there was under the first one: version 1, and a backup before the migration. */
async function migrated<S = Person>(model: ReturnType<typeof defineModel<S>>, between = () => {}) {
  const before = await createTestStateSync({ model: first });
  await before.update({ ...ada }).durable;
  between();
  const sync = await reloadTestStateSync(before, { model });
  onTestFinished(() => sync.close());
  const [backup] = await sync.listBackups();
  expect(backup).toMatchObject({ kind: 'pre-migration', modelVersion: 1, version: 1 });
  return { sync, id: backup?.id as string };
}

describe('a file of an earlier version', () => {
  test.each([true, ofPerson])('is migrated and then validated, under the schema %j', async (schema) => {
    const sync = await open(later({ 2: split }, 2, schema));
    const heard = vi.fn();
    sync.on('state_updated', ({ data }) => heard(data.source));
    const receipt = await sync.importState(await fileOf());
    expect(receipt).toMatchObject({ accepted: true, version: 1, issues: [] });
    expect(await receipt.durable).toBe(true);
    expect(sync.getState()).toEqual(adaNow);
    expect(heard.mock.calls).toEqual([['import']]);
    await using again = await reloadTestStateSync(sync);
    expect(again.getState()).toEqual(adaNow);
  });

  test('goes through all versions in between, also one without a migration', async () => {
    const called: number[] = [];
    const through = (version: number) => (state: { path?: number[] }) => {
      called.push(version);
      return { ...state, path: [...(state.path ?? []), version] };
    };
    const model = later<First & { path: number[] }>({ 2: through(2), 3: through(3), 5: through(5) }, 5);
    const sync = await open(model);
    expect(await sync.importState(await fileOf())).toMatchObject({ accepted: true });
    expect(sync.getState()).toEqual({ ...ada, path: [2, 3, 5] });
    const third = await createTestStateSync({ model: later<First>({}, 3, true, ada) });
    expect(await sync.importState(await third.exportState())).toMatchObject({ accepted: true });
    expect(sync.getState()).toEqual({ ...ada, path: [5] });
    expect(called).toEqual([2, 3, 5, 5]);
    expect(await sync.importState(await sync.exportState())).toMatchObject({ accepted: true });
    expect(called).toEqual([2, 3, 5, 5]);
    await third.close();
  });

  test('gives a migration a state of its own, which it may change', async () => {
    const change = (state: Partial<First> & Partial<Person>) => {
      state.notes?.push('second');
      delete state.name;
      return Object.assign(state, { given: 'Ada', family: 'King' });
    };
    const sync = await open(later({ 2: change }, 2, ofPerson));
    expect(await sync.importState(await fileOf())).toMatchObject({ accepted: true });
    expect(sync.getState()).toEqual({ given: 'Ada', family: 'King', notes: ['first', 'second'] });
  });

  test('leaves what is accepted meanwhile in place, and that is durable', async () => {
    const { migrate, begun, open: go } = gate(split);
    const sync = await open(later({ 2: migrate }, 2, ofPerson));
    await sync.update({ notes: ['goes'], family: 'goes' }).durable;
    const importing = sync.importState(await fileOf());
    await vi.waitFor(() => expect(begun).toHaveBeenCalled());
    const { durable } = sync.update({ family: 'Byron' });
    const queued = sync.updateState({ notes: ['mine'] });
    expect(sync.getState()).toEqual({ given: 'Grace', family: 'Byron', notes: ['mine'] });
    go();
    expect(await importing).toMatchObject({ accepted: true });
    expect(await Promise.all([durable, queued])).toEqual([true, true]);
    expect(sync.getState()).toEqual({ given: 'Ada', family: 'Byron', notes: ['mine'] });
    await using again = await reloadTestStateSync(sync);
    expect(again.getState()).toEqual({ given: 'Ada', family: 'Byron', notes: ['mine'] });
  });

  test('is refused if what is accepted meanwhile is not possible on it', async () => {
    const { migrate, begun, open: go } = gate(split);
    const sync = await open(later({ 2: migrate }, 2, ofPerson));
    await sync.update({ notes: ['a', 'b'] }).durable;
    const importing = sync.importState(await fileOf());
    await vi.waitFor(() => expect(begun).toHaveBeenCalled());
    const { durable } = sync.update([{ op: 'replace', path: '/notes/1', value: 'mine' }]);
    go();
    expect(await importing).toMatchObject({ accepted: false, issues: [{ message: /made meanwhile/ }] });
    expect(await durable).toBe(true);
    expect(sync.getState()).toEqual({ ...grace, notes: ['a', 'mine'] });
  });

  test.each([
    ['throws', () => Promise.reject(new Error('no name'))],
    ['gives what cannot be stored', () => ({ given: () => {} })],
    ['gives nothing', () => {}],
  ])('is refused if a migration %s, and nothing is lost', async (_, migrate) => {
    const sync = await open(later({ 2: split, 3: migrate }, 3));
    await sync.update({ notes: ['stays'] }).durable;
    const importing = sync.importState(await fileOf());
    const pending = sync.updateState({ family: 'Murray' });
    await expect(importing).rejects.toMatchObject({
      ...{ name: 'StateSyncError', code: 'invalid_model', pointer: expect.stringMatching(/^\/migrations/) },
      message: expect.stringContaining('left as it is'),
    });
    expect(await pending).toBe(true);
    expect(sync.getState()).toEqual({ given: 'Grace', family: 'Murray', notes: ['stays'] });
    expect(sync.status).toMatchObject({ phase: 'ready', pending: 0, version: 2 });
  });

  test('is refused if what the migrations give is not valid', async () => {
    const sync = await open(later({ 2: (old: First) => old }, 2, ofPerson));
    const receipt = await sync.importState(await fileOf());
    expect(receipt).toMatchObject({ accepted: false, version: 0 });
    expect(receipt.issues.map(({ code }) => code)).toContain('schema/required');
    expect(await receipt.durable).toBe(false);
    expect(sync.status.lastRejection).toMatchObject({ source: 'import' });
    expect(sync.getState()).toEqual(grace);
    expect(await sync.update({ given: 'Rear Admiral' }).durable).toBe(true);
  });

  test('can be taken back', async () => {
    const sync = await open(later({ 2: split }));
    await sync.importState(await fileOf());
    expect(sync.history().at(-1)).toMatchObject({ source: 'import' });
    expect(sync.undo()).toBe(true);
    expect(sync.getState()).toEqual(grace);
  });

  test('does not outlive the instance, which saves what it has accepted', async () => {
    const { migrate, begun, open: go } = gate(split);
    const sync = await createTestStateSync({ model: later({ 2: migrate }) });
    const importing = sync.importState(await fileOf());
    await vi.waitFor(() => expect(begun).toHaveBeenCalled());
    const { durable } = sync.update({ family: 'Murray' });
    const again = reloadTestStateSync(sync);
    go();
    await expect(importing).rejects.toMatchObject({ code: 'closed' });
    expect(await durable).toBe(true);
    await using after = await again;
    expect(after.getState()).toEqual({ ...grace, family: 'Murray' });
  });

  test('takes its turn with recoveries, and the last that was asked for is what is there', async () => {
    const { migrate, begun, open: go } = gate(split);
    const sync = await open(later({ 2: migrate }));
    await sync.update({ given: 'backed up' }).durable;
    const { id } = await sync.createStateBackup();
    const importing = sync.importState(await fileOf());
    await vi.waitFor(() => expect(begun).toHaveBeenCalled());
    const recovering = sync.recoverState({ backup: id });
    go();
    expect(await importing).toMatchObject({ accepted: true });
    expect(await recovering).toMatchObject({ success: true });
    expect(sync.getState()).toEqual({ ...grace, given: 'backed up' });
  });

  test('that has no version is taken as one of the present model', async () => {
    const split2 = vi.fn(split);
    const sync = await open(later({ 2: split2 }, 2, ofPerson));
    expect(await sync.importState(JSON.stringify(adaNow))).toMatchObject({ accepted: true });
    expect(await sync.importState(JSON.stringify(ada))).toMatchObject({ accepted: false });
    expect(sync.getState()).toEqual(adaNow);
    expect(split2).not.toHaveBeenCalled();
  });
});

test('a file of a later version is refused as newer data, and one of another model as unreadable', async () => {
  const sync = await open(later({ 2: split }));
  const newer = await open(later({}, 3));
  await expect(sync.importState(await newer.exportState())).rejects.toMatchObject({
    ...{ code: 'newer_data', message: expect.stringMatching(/version 3.*version 2|version 3, this is 2/) },
  });
  const other = await open(defineModel({ name: 'other', version: 1, schema: true, initial: () => ada }));
  await expect(sync.importState(await other.exportState())).rejects.toMatchObject({ code: 'unreadable_data' });
  expect(sync.getState()).toEqual(grace);
  expect(sync.status.version).toBe(0);
});

describe('a recovery of what an earlier version has left', () => {
  const ways: [string, (id: string) => RecoverOptions][] = [
    ['a backup', (backup) => ({ backup })],
    ['a version', () => ({ version: 1 })],
    ['a time', () => ({ time: Date.now() - HOUR / 2 })],
  ];

  test.each(ways)('by %s migrates it', async (_, asked) => {
    for (const schema of [true, ofPerson]) {
      const { now } = Date;
      const clock = vi.spyOn(Date, 'now');
      const { sync, id } = await migrated(later({ 2: split }, 2, schema), () =>
        clock.mockImplementation(() => now() + HOUR),
      );
      await sync.update({ ...grace }).durable;
      const recovering = sync.recoverState(asked(id));
      clock.mockRestore();
      expect(await recovering).toMatchObject({ success: true, dataLoss: false });
      expect(sync.getState()).toEqual(adaNow);
      await using again = await reloadTestStateSync(sync);
      expect(again.getState()).toEqual(adaNow);
    }
  });

  test('goes through several versions', async () => {
    const { sync, id } = await migrated(
      later<{ whole: string }>(
        { 2: split, 4: async ({ given, family }: Person) => ({ whole: `${family}, ${given}` }) },
        ...([4, strict({ whole: text }), { whole: '' }] as const),
      ),
    );
    await sync.update({ whole: '' }).durable;
    expect(await sync.recoverState({ backup: id })).toMatchObject({
      ...{ success: true, backupUsed: id, source: 'backup', discardedUpdates: 2, recoveredComponents: ['/whole'] },
    });
    expect(sync.getState()).toEqual({ whole: 'Lovelace, Ada' });
  });

  test('of slices takes members of the present model, made of the whole of the earlier state', async () => {
    const { sync, id } = await migrated(later({ 2: split }, 2, ofPerson));
    await sync.update({ ...grace, notes: ['stays'] }).durable;
    expect(await sync.recoverState({ backup: id, slices: ['given'] })).toMatchObject({
      ...{ success: true, recoveredComponents: ['/given'] },
    });
    expect(sync.getState()).toEqual({ ...grace, given: 'Ada', notes: ['stays'] });
    expect(await sync.recoverState({ version: 1, slices: ['notes', '/family'] })).toMatchObject({ success: true });
    expect(sync.getState()).toEqual(adaNow);
    expect(await sync.recoverState({ backup: id, slices: ['name'] })).toMatchObject({
      ...{ success: false, failedComponents: ['/name'] },
    });
    expect(sync.getState()).toEqual(adaNow);
  });

  test('keeps what is accepted while a migration runs, on top of what it gives', async () => {
    let { migrate, begun, open: go } = gate(split);
    go();
    const { sync, id } = await migrated(later({ 2: (old: First) => migrate(old) }, 2, ofPerson));
    await sync.update({ ...grace }).durable;
    ({ migrate, begun, open: go } = gate(split));
    const recovering = sync.recoverState({ backup: id });
    const early = sync.update({ notes: ['early'] });
    await vi.waitFor(() => expect(begun).toHaveBeenCalled());
    const { durable } = sync.update({ family: 'Byron' });
    go();
    expect(await recovering).toMatchObject({ success: true, discardedUpdates: 2 });
    expect(await Promise.all([early.durable, durable])).toEqual([true, true]);
    expect(sync.getState()).toEqual({ given: 'Ada', family: 'Byron', notes: ['early'] });
    await using again = await reloadTestStateSync(sync);
    expect(again.getState()).toEqual({ given: 'Ada', family: 'Byron', notes: ['early'] });
  });

  test.each([
    ['throws', () => Promise.reject(new Error('no name')), /migration to version 2 failed: no name.*left as it is/],
    ['gives what cannot be stored', () => ({ given: Number.NaN }), /NaN cannot be stored/],
    ['gives a state that is not valid', (old: First) => old, /cannot be taken/],
  ])('is refused if a migration %s, and nothing is lost', async (_, bad, reason) => {
    let migrate: (old: First) => unknown = split;
    const { sync, id } = await migrated(later({ 2: (old: First) => migrate(old) }, 2, ofPerson));
    await sync.update({ ...grace }).durable;
    migrate = bad;
    const recovering = sync.recoverState({ backup: id });
    const { durable } = sync.update({ family: 'Murray' });
    expect(await recovering).toMatchObject({ success: false, dataLoss: false, reason: expect.stringMatching(reason) });
    expect(await durable).toBe(true);
    expect(sync.getState()).toEqual({ ...grace, family: 'Murray' });
    migrate = split;
    expect(await sync.recoverState({ backup: id })).toMatchObject({ success: true });
    expect(sync.getState()).toEqual(adaNow);
  });
});

describe('a migration that never ends', () => {
  const never = () => new Promise<never>(() => {});

  test('does not keep an instance from closing that loads, nor the database from being used again', async () => {
    const name = 'never-loads';
    const before = await createTestStateSync({ name, model: first, state: ada });
    const begun = vi.fn(never);
    const loading = reloadTestStateSync(before, { model: later({ 2: begun }) });
    loading.catch(() => {});
    await vi.waitFor(() => expect(begun).toHaveBeenCalled());
    const sync = instanceOf(name);
    const queued = sync?.updateState({});
    await sync?.close();
    await expect(loading).rejects.toMatchObject({ code: 'closed' });
    await expect(sync?.ready).rejects.toMatchObject({ code: 'closed' });
    await expect(queued).rejects.toMatchObject({ code: 'closed' });
    expect(sync?.status.phase).toBe('closed');
  });

  test.each(['a recovery', 'an import'])(
    'does not keep %s from being given up, and what was accepted is saved',
    async (way) => {
      let migrate: (old: First) => unknown = split;
      const { sync, id } = await migrated(later({ 2: (old: First) => migrate(old) }, 2, ofPerson));
      migrate = vi.fn(never);
      const working = way === 'an import' ? sync.importState(await fileOf()) : sync.recoverState({ backup: id });
      working.catch(() => {});
      await vi.waitFor(() => expect(migrate).toHaveBeenCalled());
      const { durable } = sync.update({ family: 'Murray' });
      await using again = await reloadTestStateSync(sync);
      await expect(working).rejects.toMatchObject({ code: 'closed' });
      expect(await durable).toBe(true);
      expect(again.getState()).toEqual({ ...adaNow, family: 'Murray' });
    },
  );

  test('until the instance was closed changes nothing any more', async () => {
    const name = 'late-migration';
    const { migrate, begun, open: go } = gate(split);
    const before = await createTestStateSync({ name, model: first, state: ada });
    const loading = reloadTestStateSync(before, { model: later({ 2: migrate }) });
    loading.catch(() => {});
    await vi.waitFor(() => expect(begun).toHaveBeenCalled());
    await instanceOf(name)?.close();
    await expect(loading).rejects.toMatchObject({ code: 'closed' });
    go();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await using again = await reloadTestStateSync(before, { model: first });
    expect(again.getState()).toEqual(ada);
  });
});

test('a recovery of what a later version has left is refused, and says so', async () => {
  const quiet = { consistencyCheckInterval: 0, validationInterval: 0, optimizationInterval: 0, backupInterval: 0 };
  const made = async (version: number, medium: Map<unknown, unknown>) => {
    const model = later({}, version);
    const options = { name: `person-${version}`, model, storage: 'memory' as const, config: quiet };
    const sync = new Instance<Person>(options, embeddedModule, () => {}, medium);
    onTestFinished(() => sync.close());
    await sync.ready;
    return sync;
  };
  const media = [new Map<unknown, unknown>(), new Map<unknown, unknown>()] as const;
  const newer = await made(3, media[0]);
  newer.update({ given: 'of a later version' });
  const { id } = await newer.createStateBackup();
  const sync = await made(2, media[1]);
  for (const [key, part] of media[0]) if (String(key).startsWith('shelf')) media[1].set(key, part);
  expect(await sync.listBackups()).toMatchObject([{ id, modelVersion: 3 }]);
  for (const options of [{ backup: id }, { backup: id, slices: ['given'] }])
    expect(await sync.recoverState(options)).toMatchObject({
      ...{ success: false, dataLoss: false, reason: expect.stringMatching(/newer version.*model version 3/) },
    });
  expect(sync.getState()).toEqual(grace);
  expect(await sync.update({ given: 'goes on' }).durable).toBe(true);
});
