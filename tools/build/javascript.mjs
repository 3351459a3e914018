/** The TypeScript sources of the package, compiled to `pkg/dist` with declarations and source maps. */
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';
import { filesBelow, step } from '../lib/step.mjs';

const source = inRoot('pkg', 'src');
const output = inRoot('pkg', 'dist');

export async function buildJavaScript() {
  const watched = {
    inputs: [
      source,
      inRoot('pkg', 'tsconfig.json'),
      inRoot('tsconfig.base.json'),
      inRoot('pkg', 'wasm', 'holdfast.d.ts'),
      inRoot('pkg', 'wasm', 'embedded.d.ts'),
      inRoot('package-lock.json'),
    ],
    outputs: [path.join(output, 'index.js')],
  };
  return step('javascript', watched, async () => {
    await run(inRoot('node_modules', '.bin', 'tsc'), ['-p', inRoot('pkg', 'tsconfig.json')]);
    removeOrphans();
  });
}

/** What an earlier build left of a source that is gone would still be published. */
function removeOrphans() {
  for (const file of filesBelow(output)) {
    const stem = path.relative(output, file).replace(/(\.d\.ts|\.js)(\.map)?$/, '');
    if (!['.ts', '.tsx'].some((extension) => existsSync(path.join(source, stem + extension)))) rmSync(file);
  }
}
