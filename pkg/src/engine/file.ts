/**
 * The module as a file of its own, as the build of an application serves it.
 *
 * Apart from `wasm.ts`, because bundlers copy the file for whoever imports this: `holdfast/inline` must not.
 */

/** The address of the file. */
export function wasmFile(): string | URL {
  // Bundlers find and copy the file by exactly this expression.
  const url = new URL('../../wasm/holdfast_bg.wasm', import.meta.url);
  // The development server of Vite before 8 puts packages elsewhere, and leaves behind what belongs to them.
  // (As text: what Next.js makes of the expression looks like an URL, but is relative.)
  return url.protocol === 'file:' ? url : url.href.replace('/node_modules/wasm/', '/node_modules/holdfast/wasm/');
}
