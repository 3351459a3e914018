/** Receipts are data: they are compared, copied and printed like other objects. */
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Core } from '../../pkg/src/core.js';
import { type Kept, Restarts } from '../../pkg/src/engine/restart.js';
import { Accepted } from '../../pkg/src/receipt.js';
import { type Loose, openLoose } from './lib/open.js';

test('an update that has become impossible is not durable, also if the engine was started again before anybody asked', async () => {
  const core = {} as Core;
  Object.assign(core, { restarts: new Restarts(core) });
  const kept: Kept = {
    version: 5,
    form: 0,
    body: new Uint8Array(),
    source: 'test',
    label: undefined,
    durability: undefined,
  };
  core.restarts.keep(kept);
  const { durable } = new Accepted(core, 5, kept);
  core.restarts.forget(5);
  Object.assign(core, { port: { raw: { version: 9, durable: async () => true } } });
  expect(await durable).toBe(false);
});

describe.each([
  ['accepted', { n: 2 }],
  ['accepted without a change', { n: 1 }],
  ['refused', { n: () => {} }],
])('the receipt of an update that is %s', (_, change) => {
  const receipt = async () => {
    const sync = await openLoose({ n: 1 });
    return sync.update(change as Loose);
  };

  test('equals what it says', async () => {
    const { accepted, issues } = await receipt();
    expect(await receipt()).toEqual({ accepted, version: expect.any(Number), issues, durable: expect.any(Promise) });
    expect(await receipt()).not.toEqual({ accepted: !accepted, version: 0, issues, durable: expect.any(Promise) });
  });

  test('keeps all members in a copy', async () => {
    const made = await receipt();
    const { accepted, ...rest } = made;
    const copy = { ...rest };
    expect(Object.keys(made).sort()).toEqual(['accepted', 'durable', 'issues', 'version']);
    expect('durable' in copy).toBe(true);
    expect(await copy.durable).toBe(accepted);
    expect(await Object.assign({}, made).durable).toBe(accepted);
  });

  test('is text as JSON and in the console', async () => {
    const made = await receipt();
    expect(JSON.parse(JSON.stringify(made))).toEqual({ ...made, durable: {} });
    expect(inspect(made)).toMatch(/durable: .*Promise/);
  });

  test('has a promise in every respect', async () => {
    const made = await receipt();
    const { accepted, durable } = made;
    expect(await durable).toBe(accepted);
    expect(await durable.then((saved) => [saved])).toEqual([accepted]);
    expect(await durable.finally(() => {})).toBe(accepted);
    expect(await durable.catch(() => 'failed')).toBe(accepted);
    expect(await Promise.all([durable, durable])).toEqual([accepted, accepted]);
    expect(await Promise.race([durable])).toBe(accepted);
    expect(await Promise.resolve(durable)).toBe(accepted);
    await expect(durable).resolves.toBe(accepted);
  });
});
