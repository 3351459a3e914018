/**
 * The module as a file of its own, as the build of an application serves it.
 *
 * Apart from `wasm.ts`, because bundlers copy the file for whoever imports this: `holdfast/inline` must not.
 */

/** The address of the file; in Node its bytes. */
export function wasmFile(): string | URL | BufferSource {
  // Bundlers find and copy the file by exactly this expression.
  const url = new URL('../../wasm/holdfast_bg.wasm', import.meta.url);
  // The development server of Vite before 8 puts packages elsewhere, and leaves behind what belongs to them.
  // (As text: what Next.js makes of the expression looks like an URL, but is relative.)
  if (url.protocol !== 'file:') return url.href.replace('/node_modules/wasm/', '/node_modules/holdfast/wasm/');
  // Node cannot fetch a file. `getBuiltinModule` keeps bundlers for browsers from looking for `node:fs`.
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const fs = process?.getBuiltinModule?.('node:fs') as { readFileSync(url: URL): BufferSource } | undefined;
  return fs ? fs.readFileSync(url) : url;
}
