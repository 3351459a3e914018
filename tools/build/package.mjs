/** The whole npm package; what has not changed is not built again. */
import { embedWasm } from './embed.mjs';
import { buildJavaScript } from './javascript.mjs';
import { copyTexts } from './texts.mjs';
import { buildWasm } from './wasm.mjs';

export async function buildPackage() {
  await buildWasm();
  await embedWasm();
  await buildJavaScript();
  copyTexts();
}
