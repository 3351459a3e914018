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
import { run } from '../lib/run.mjs';
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
 * Chosen for the size after gzip, on the engine as compiled with LLVM's "s": this 139.6 kB, -O1 140.8, untouched 142.9, -Oz 146.4,
 * -O3 146.9. From -O2 on functions and locals are rearranged so that less repeats; LLVM has optimised for speed already.
 */
const optimise = [
  '-O1',
  '--shrink-level=2',
  '--dae-optimizing',
  '--strip-producers',
  ...features.map((name) => `--enable-${name}`),
];

const compiled = inTarget(wasm, 'release', 'holdfast.wasm');
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
  return step('wasm', watched, async () => {
    // Its own directory, for two people may build in one checkout.
    const work = mkdtempSync(inTarget('package-wasm-'));
    await run(xtask, ['bindgen', compiled, '--target', 'web', '--out-name', 'holdfast', '--out-dir', work]);
    const unoptimised = path.join(work, module);
    await run(inRoot('node_modules', '.bin', 'wasm-opt'), [...optimise, unoptimised, '-o', unoptimised]);
    rename(work);
    publish(work);
    rmSync(work, { recursive: true });
  });
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
function publish(work) {
  mkdirSync(shipped, { recursive: true });
  for (const file of readdirSync(work)) {
    const whole = path.join(shipped, `.${file}`);
    copyFileSync(path.join(work, file), whole);
    renameSync(whole, path.join(shipped, file));
  }
}
