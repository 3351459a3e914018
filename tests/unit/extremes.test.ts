/** Sizes at which other things give up: each is taken whole, or refused with the place, and nothing is in between. */
import { readFileSync } from 'node:fs';
import { createStateSync, defineModel, type StateSync, StateSyncError } from 'holdfast';
import { expect, onTestFinished, test } from 'vitest';

const wasm = readFileSync('pkg/wasm/holdfast_bg.wasm');
const model = defineModel<{ any: unknown }>({
  name: 'extremes',
  version: 1,
  schema: { type: 'object', required: ['any'] },
  initial: () => ({ any: null }),
});
const quiet = { consistencyCheckInterval: 0, validationInterval: 0, optimizationInterval: 0, backupInterval: 0 };

let made = 0;

async function open(config = {}): Promise<StateSync<{ any: unknown }>> {
  const name = `extremes-${made++}`;
  const sync = createStateSync({ name, model, storage: 'memory', wasm, config: { ...quiet, ...config } });
  onTestFinished(() => sync.close());
  await sync.ready;
  return sync;
}

function refused(sync: StateSync<{ any: unknown }>, any: unknown): string | undefined {
  const before = sync.getState();
  const receipt = sync.update({ any });
  expect(receipt).toMatchObject({ accepted: false, version: 0 });
  expect(sync.getState()).toBe(before);
  return receipt.issues[0]?.code;
}

test('a million keys are taken at once, and found one by one', async () => {
  const sync = await open({ maxStateSize: 1e9 });
  const keys = Array.from({ length: 1_000_000 }, (_, at) => `key ${(at * 7919) % 1_000_000}`);
  expect(sync.update({ any: Object.fromEntries(keys.map((key, at) => [key, at])) }).accepted).toBe(true);
  const any = sync.getState().any as Record<string, number>;
  for (const at of [0, 1, 499_999, 999_999]) expect(any[keys[at] as string]).toBe(at);
  for (let at = 0; at < 1_000_000; at += 997) expect(sync.get(`/any/${keys[at]}`)).toBe(at);
  expect(sync.update({ any: { [keys[5] as string]: 'changed' } }).accepted).toBe(true);
  expect(sync.get(`/any/${keys[5]}`)).toBe('changed');
}, 60_000);

test('a text of 100 MB is refused where the state may have 50, and comes back where it may have more', async () => {
  const text = '0123456789'.repeat(10_000_000);
  expect(refused(await open(), text)).toBe('size/limit');
  const sync = await open({ maxStateSize: 2e8 });
  expect(await sync.update({ any: text }).durable).toBe(true);
  expect(sync.get('/any')).toBe(text);
}, 60_000);

test('100,000 levels are refused at the 129th, by every way in', async () => {
  const sync = await open();
  let deep: unknown = 0;
  for (let level = 0; level < 100_000; level++) deep = [deep];
  const [merge, patch, recipe] = [
    sync.update({ any: deep }),
    sync.update([{ op: 'add', path: '/any', value: deep }]),
    sync.update((draft) => {
      draft.any = deep;
    }),
  ];
  // The state itself is the first level.
  const issue = { code: 'value/too_deep', pointer: `/any${'/0'.repeat(127)}` };
  expect(merge).toMatchObject({ accepted: false, issues: [issue] });
  expect(recipe.issues[0]).toMatchObject({ code: 'value/too_deep' });
  expect(patch.issues[0]).toMatchObject({ code: 'value/too_deep' });
  expect(await sync.updateState({ any: deep })).toBe(false);
});

test('a state of exactly maxStateSize is taken, and one byte more is not', async () => {
  const sync = await open();
  await sync.update({ any: 'x'.repeat(2000) }).durable;
  const size = sync.getStateSyncStats().memory.stateBytes;
  sync.updateSyncConfig({ maxStateSize: size + 1000 });
  const told: unknown[] = [];
  sync.on('state_update_rejected', ({ data }) => told.push(data));
  expect(sync.update({ any: 'x'.repeat(3001) })).toMatchObject({ accepted: false, issues: [{ code: 'size/limit' }] });
  expect(sync.status.lastRejection).toMatchObject({ code: 'state_too_large', issues: [{ code: 'size/limit' }] });
  expect(told).toEqual([sync.status.lastRejection]);
  expect(sync.update({ any: 'x'.repeat(3000) }).accepted).toBe(true);
  expect(sync.getStateSyncStats().memory.stateBytes).toBe(size + 1000);
});

test('a thousand instances, opened and closed twice, leave nothing behind', async () => {
  const life = async () => {
    const sync = await open();
    const stop = sync.subscribe(
      (state) => state.any,
      () => {},
    );
    await sync.update({ any: { text: 'x'.repeat(2000) } }).durable;
    sync.getState();
    stop();
    await sync.close();
    await sync.close();
    expect(sync.getState()).toMatchObject({ any: { text: expect.any(String) } });
    expect(() => sync.update({ any: 1 })).toThrow(StateSyncError);
    return sync.getStateSyncStats;
  };
  const bytes = async () => (await open()).getStateSyncStats().memory.wasmBytes;
  for (let n = 0; n < 100; n++) await life();
  const before = await bytes();
  for (let n = 0; n < 900; n++) await life();
  expect((await bytes()) - before).toBeLessThanOrEqual(1 << 20);
}, 60_000);
