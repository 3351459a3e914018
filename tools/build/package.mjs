/** The whole npm package; what has not changed is not built again. */
import { buildJavaScript } from './javascript.mjs';
import { buildWasm } from './wasm.mjs';

export async function buildPackage() {
  await buildWasm();
  await buildJavaScript();
}
