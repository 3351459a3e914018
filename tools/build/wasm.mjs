/** The engine: Cargo, then wasm-bindgen for the JavaScript glue, then wasm-opt; the result goes to `pkg/wasm`. */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { inRoot, inTarget } from '../lib/paths.mjs';
import { run, Stop } from '../lib/run.mjs';
import { shippingCargo, wasm } from '../lib/rust.mjs';
import { step } from '../lib/step.mjs';
import { xtask } from '../parts/bindgen.mjs';
import { withoutIt } from '../parts/small-library.mjs';
import { openGlue } from './glue.mjs';
import { shortenNames } from './names.mjs';

/** What every browser has had since 2022; wasm-opt may use these and must keep them. */
const features = [
  'bulk-memory',
  'bulk-memory-opt',
  'multivalue',
  'mutable-globals',
  'nontrapping-float-to-int',
  'reference-types',
  'sign-ext',
];
/**
 * Chosen for the size after gzip: these 91.3 kB, without the second line 91.9, untouched 93.8, -Oz 95.3. From -O2 on what is used once
 * is inlined and rearranged, so that less repeats. Sorting functions by likeness wins less than 1 %.
 */
const optimise = [
  ...['-O1', '--shrink-level=2', '--dae-optimizing', '--strip-producers'],
  ...['--code-folding', '--code-pushing', '--rse', '--coalesce-locals', '--reorder-locals', '--vacuum'],
  ...['--duplicate-function-elimination', '--remove-unused-module-elements'],
  ...features.map((name) => `--enable-${name}`),
];

const compiled = inTarget(wasm, 'release', 'holdfast.wasm');
/** The same with ways to make it fail (`src/browser/faults.rs`): for tests, and never in `pkg`. */
const failing = { compiled: inTarget(wasm, 'faults', 'holdfast.wasm'), output: inTarget('failing') };
const shipped = inRoot('pkg', 'wasm');
const module = 'holdfast_bg.wasm';

export async function buildWasm() {
  const { cargo, env, isSmall } = shippingCargo();
  if (!isSmall) console.log(withoutIt);
  await run(cargo, ['build', '--release', '--lib', '--target', wasm], { env });
  const watched = {
    inputs: [compiled, xtask, inRoot('tools', 'build', 'glue.mjs'), inRoot('tools', 'build', 'names.mjs')],
    settings: optimise,
    outputs: [path.join(shipped, module), path.join(shipped, 'holdfast.js')],
  };
  return step('wasm', watched, () =>
    finish(compiled, (directory) => {
      rename(directory);
      publish(directory, shipped);
    }),
  );
}

/** The module that can be made to fail. It goes with the glue that is shipped. */
export async function buildFailingWasm() {
  const { cargo, env } = shippingCargo();
  await run(cargo, ['build', '--profile', 'faults', '--features', 'faults', '--lib', '--target', wasm], { env });
  const glue = path.join(shipped, 'holdfast.js');
  const watched = {
    inputs: [failing.compiled, glue],
    settings: optimise,
    outputs: [path.join(failing.output, module)],
  };
  return step('wasm-faults', watched, () =>
    finish(failing.compiled, (directory) => {
      rename(directory);
      const code = (file) => readFileSync(file, 'utf8').replaceAll(/^\s*\/\/.*$/gm, '');
      if (code(path.join(directory, 'holdfast.js')) !== code(glue))
        throw new Stop(
          'The module with faults needs other glue than the one that is shipped: the tests cannot use it.',
        );
      publish(directory, failing.output);
    }),
  );
}

/** The module as it is shipped, but with the names of its functions. */
export async function namedModule() {
  let bytes;
  await finish(compiled, (directory) => (bytes = readFileSync(path.join(directory, module))), ['--debuginfo']);
  return bytes;
}

/** Makes glue and module from what Cargo has compiled, and hands on the directory they are in. */
async function finish(compiled, use, more = []) {
  // Its own directory, for two people may build in one checkout.
  const work = mkdtempSync(inTarget('package-wasm-'));
  await run(xtask, ['bindgen', compiled, '--target', 'web', '--out-name', 'holdfast', '--out-dir', work]);
  const file = path.join(work, module);
  await run(inRoot('node_modules', '.bin', 'wasm-opt'), [...optimise, ...more, file, '-o', file]);
  use(work);
  rmSync(work, { recursive: true });
}

function rename(directory) {
  const { module: renamed, rename } = shortenNames(readFileSync(path.join(directory, module)));
  writeFileSync(path.join(directory, module), renamed);
  for (const name of readdirSync(directory).filter((name) => name.endsWith('.ts') || name.endsWith('.js'))) {
    const file = path.join(directory, name);
    writeFileSync(file, openGlue(name, rename(readFileSync(file, 'utf8'))));
  }
}

/** File by file and by renaming, so that whoever reads the old ones meanwhile never sees half a file. */
function publish(work, output) {
  mkdirSync(output, { recursive: true });
  for (const file of readdirSync(work)) {
    const whole = path.join(output, `.${file}`);
    copyFileSync(path.join(work, file), whole);
    renameSync(whole, path.join(output, file));
  }
}
