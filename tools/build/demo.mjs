/** The demo, built as it would be published: what one measures there is what users get. */
import { inRoot } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';
import { step } from '../lib/step.mjs';

export function buildDemo() {
  const watched = {
    inputs: [
      inRoot('www'),
      inRoot('pkg', 'package.json'),
      inRoot('pkg', 'dist'),
      inRoot('pkg', 'wasm'),
      inRoot('package-lock.json'),
    ],
    outputs: [inRoot('www', 'dist', 'index.html')],
  };
  return step('demo', watched, () =>
    run(inRoot('node_modules', '.bin', 'vite'), ['build', inRoot('www'), '--logLevel', 'warn']),
  );
}
