/**
 * The module as text in a JavaScript file, for `holdfast/inline`: `pkg/wasm/embedded.js`.
 *
 * Base64 of gzip: half the size of base64 alone, and every browser since 2023 unpacks it by itself.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { inRoot } from '../lib/paths.mjs';
import { step } from '../lib/step.mjs';

const module = inRoot('pkg', 'wasm', 'holdfast_bg.wasm');
export const embedded = inRoot('pkg', 'wasm', 'embedded.js');

const types = `/** The module, compressed with gzip, in base64. */
export const embedded: string;
`;

export function embedWasm() {
  const watched = {
    inputs: [module, inRoot('tools', 'build', 'embed.mjs')],
    outputs: [embedded, embedded.replace('.js', '.d.ts')],
  };
  return step('embed', watched, () => {
    const text = gzipSync(readFileSync(module), { level: 9 }).toString('base64');
    const [script, declaration] = watched.outputs;
    writeWhole(script, `export const embedded =\n  '${text}';\n`);
    writeWhole(declaration, types);
  });
}

/** Whoever reads the old one meanwhile never sees half a file. */
function writeWhole(file, text) {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
