/** An instance that could not be started: who waits learns why, and it keeps its name until it is closed. */
import { createStateSync, defineModel, type StateSync } from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';

type Loose = { n: number };

const model = defineModel<Loose>({ name: 'm', version: 1, schema: true, initial: () => ({ n: 0 }) });

function start(name: string, config: object): StateSync<Loose> {
  const sync = createStateSync({ name, model, storage: 'memory', config });
  onTestFinished(() => sync.close());
  return sync;
}

const reason = { code: 'invalid_config', message: expect.stringContaining('maxIssues') };

test('whatever waits for the state rejects with what ready rejects with', async () => {
  const sync = start('fails', { maxIssues: -1 });
  const early = sync.updateState({ n: 1 });
  const error = await sync.ready.catch((error: unknown) => error);
  expect(error).toMatchObject(reason);
  await expect(early).rejects.toBe(error);
  await expect(sync.updateState({ n: 1 })).rejects.toBe(error);
  await expect(sync.flush()).rejects.toBe(error);
  await expect(sync.validateState()).rejects.toBe(error);
});

test('what needs the state at once throws not_ready, and the cause is with it', async () => {
  const sync = start('cause', { maxIssues: -1 });
  const error = await sync.ready.catch((error: unknown) => error);
  for (const act of [() => sync.update({ n: 1 }), () => sync.undo(), () => sync.findOrphanedData()])
    expect(act).toThrow(expect.objectContaining({ code: 'not_ready', cause: error }));
  expect(sync.getState()).toEqual({ n: 0 });
});

test('is found again until it is closed; then another try with the same name is another instance', async () => {
  const first = start('again', { maxIssues: -1 });
  await expect(first.ready).rejects.toMatchObject(reason);
  // Or a component that makes its instance while it renders would make one after the other.
  expect(start('again', { maxIssues: 1 })).toBe(first);
  await first.close();
  const second = start('again', { maxIssues: 1 });
  expect(second).not.toBe(first);
  await second.ready;
  await first.close();
  expect(start('again', {})).toBe(second);
  await expect(first.updateState({ n: 1 })).rejects.toMatchObject({ code: 'closed' });
});

test('a browser in which a page may not even ask for its database is one without: the state is kept in memory', async () => {
  const get = () => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  };
  Object.defineProperty(globalThis, 'indexedDB', { get, configurable: true });
  onTestFinished(() => void Reflect.deleteProperty(globalThis, 'indexedDB'));
  const sync = createStateSync({ name: 'forbidden', model });
  onTestFinished(() => sync.close());
  await sync.ready;
  expect(sync.update({ n: 1 }).accepted).toBe(true);
  expect(sync.status).toMatchObject({ durability: 'memory', lastError: { code: 'storage_unavailable' } });
});
