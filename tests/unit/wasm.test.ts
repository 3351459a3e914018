/** The built engine outside of a browser: what server rendering and the unit tests rely on. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

test('the built module compiles and imports nothing but its own glue', async () => {
  const bytes = await readFile(new URL('../../pkg/wasm/holdfast_bg.wasm', import.meta.url));
  const module = await WebAssembly.compile(bytes);
  const sources = new Set(WebAssembly.Module.imports(module).map((imported) => imported.module));
  expect([...sources]).toEqual(['./holdfast_bg.js']);
});
