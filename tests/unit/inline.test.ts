/** `holdfast/inline`: the same exports, the engine out of the text in the package and from nowhere else. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as file from 'holdfast';
import * as inline from 'holdfast/inline';
import { expect, expectTypeOf, onTestFinished, test, vi } from 'vitest';
import { embeddedModule } from '../../pkg/src/inline/embedded.js';

const model = inline.defineModel({ name: 'inline', version: 1, schema: true, initial: () => ({ n: 0 }) });

test('exports what holdfast exports', () => {
  expect(Object.keys(inline)).toEqual(Object.keys(file));
  const createStateSync = undefined;
  expect({ ...inline, createStateSync }).toEqual({ ...file, createStateSync });
  expectTypeOf(inline).toEqualTypeOf(file);
});

test('contains the module that is shipped', async () => {
  const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const unpacked = (await embeddedModule()) as Uint8Array;
  expect(digest(unpacked)).toBe(digest(readFileSync('pkg/wasm/holdfast_bg.wasm')));
});

test('makes instances without reading a file or fetching anything', async () => {
  const fetch = vi.spyOn(globalThis, 'fetch');
  const read = vi.spyOn(process, 'getBuiltinModule');
  onTestFinished(() => void vi.restoreAllMocks());
  const sync = inline.createStateSync({ name: 'inline', model, storage: 'memory' });
  onTestFinished(() => sync.close());
  await sync.ready;
  expect(sync.update({ n: 1 }).accepted).toBe(true);
  expect(fetch).not.toHaveBeenCalled();
  expect(read).not.toHaveBeenCalled();
  // One page, one register of names.
  expect(file.createStateSync({ name: 'inline', model, storage: 'memory' })).toBe(sync);
});
