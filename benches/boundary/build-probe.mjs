// Builds the probe crate and its glue into probe/pkg, with the compiler and the wasm-bindgen
// that the package itself is built with (so the crate's version of it must be the same).

import { fileURLToPath } from 'node:url';
import { inTarget } from '../../tools/lib/paths.mjs';
import { run } from '../../tools/lib/run.mjs';
import { wasm, wasmCargo } from '../../tools/lib/rust.mjs';
import { setUp } from '../../tools/lib/set-up.mjs';
import { xtask } from '../../tools/parts/bindgen.mjs';
import { toBuild } from '../../tools/parts/index.mjs';

const probe = fileURLToPath(new URL('./probe/', import.meta.url));

export async function buildProbe() {
  await setUp(toBuild);
  const { cargo, env } = wasmCargo();
  const target = inTarget('boundary-probe');
  await run(cargo, ['build', '--release', '--target', wasm, '--target-dir', target], { cwd: probe, env });
  const compiled = `${target}/${wasm}/release/probe.wasm`;
  await run(xtask, ['bindgen', compiled, '--target', 'web', '--no-typescript', '--out-dir', `${probe}pkg`]);
}
