/** The built engine outside of a browser: what server rendering and the unit tests rely on. */
import { readFile } from 'node:fs/promises';
import { defineModel, type WasmSource } from 'holdfast';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

test('the built module compiles and imports nothing but its own glue', async () => {
  const bytes = await readFile(new URL('../../pkg/wasm/holdfast_bg.wasm', import.meta.url));
  const module = await WebAssembly.compile(bytes);
  const sources = new Set(WebAssembly.Module.imports(module).map((imported) => imported.module));
  expect([...sources]).toEqual(['./holdfast_bg.js']);
});

describe('a state can be made with the engine from', () => {
  const file = new URL('../../pkg/wasm/holdfast_bg.wasm', import.meta.url);
  const model = defineModel({ name: 'm', version: 1, schema: true, initial: () => ({ n: 0 }) });
  const sources: [string, () => WasmSource | Promise<WasmSource>][] = [
    ['the URL of a file', () => file],
    ['the URL of a file as text', () => file.href],
    ['a buffer of Node', () => readFile(file)],
    ['an ArrayBuffer', async () => Uint8Array.from(await readFile(file)).buffer],
    ['a DataView', async () => new DataView(Uint8Array.from(await readFile(file)).buffer)],
    ['a compiled module', async () => WebAssembly.compile(await readFile(file))],
    ['a response', async () => new Response(await readFile(file))],
  ];

  test.each(sources)('%s', async (_, source) => {
    // All of a page share the first one that was loaded.
    vi.resetModules();
    const { createStateSync: create } = await import('holdfast');
    const wasm = await source();
    const sync = create({ name: 'sources', model, storage: 'memory', wasm });
    onTestFinished(() => sync.close());
    await sync.ready;
    expect(sync.update({ n: 1 }).accepted).toBe(true);
  });

  test('no file that is not there, and the message names it', async () => {
    vi.resetModules();
    const { createStateSync: create } = await import('holdfast');
    const sync = create({ name: 'nowhere', model, storage: 'memory', wasm: new URL('file:///nowhere.wasm') });
    onTestFinished(() => sync.close());
    await expect(sync.ready).rejects.toMatchObject({
      code: 'engine_failed',
      message: expect.stringContaining('nowhere.wasm'),
    });
  });
});
