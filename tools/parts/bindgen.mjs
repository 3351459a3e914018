/** The wasm-bindgen tools in the version of the crate: our own `xtask`, see there. */
import { readFileSync } from 'node:fs';
import { inRoot, inTarget } from '../lib/paths.mjs';
import { capture, run } from '../lib/run.mjs';
import { nativeCargo } from '../lib/rust.mjs';

/** The program that is both `wasm-bindgen` and its test runner. */
export const xtask = inTarget('tools', 'xtask');

export const bindgen = {
  what: 'wasm-bindgen in the version that Cargo.lock names (compiled here)',
  takes: '1 to 3 minutes',
  isMissing: () => capture(xtask, ['bindgen', '--version']) !== `wasm-bindgen ${versionOfTheCrate()}`,
  async install() {
    const { cargo, env } = nativeCargo();
    await run(cargo, ['build', '--package', 'xtask', '--profile', 'tools', '--locked'], { env });
  },
};

function versionOfTheCrate() {
  return /name = "wasm-bindgen"\nversion = "(.+)"/.exec(readFileSync(inRoot('Cargo.lock'), 'utf8'))?.[1];
}
