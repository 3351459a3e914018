/** `npm run lint`: formatting and lints of Rust, natively and for the browser, and of JavaScript and TypeScript. */
import { inRoot } from './lib/paths.mjs';
import { main, run, Stop } from './lib/run.mjs';
import { nativeCargo, wasm, wasmCargo } from './lib/rust.mjs';
import { setUp } from './lib/set-up.mjs';
import { browserTests } from './lib/test-targets.mjs';
import { toLint } from './parts/index.mjs';

const strictly = ['--', '--deny', 'warnings'];

await main(async () => {
  await setUp(toLint);
  const native = nativeCargo();
  const browser = wasmCargo();
  const inBrowser = ['--target', wasm, '--lib', ...browserTests(browser)];
  const failed = [];
  for (const [program, args, env] of [
    [native.cargo, ['fmt', '--all', '--check'], native.env],
    [native.cargo, ['fmt', '--manifest-path', inRoot('fuzz', 'Cargo.toml'), '--check'], native.env],
    [inRoot('node_modules', '.bin', 'biome'), ['ci', process.stdout.isTTY ? '--colors=force' : '--colors=off', '.']],
    [
      native.cargo,
      ['clippy', '--package', 'holdfast', '--package', 'counts', '--all-targets', ...strictly],
      native.env,
    ],
    [browser.cargo, ['clippy', ...inBrowser, ...strictly], browser.env],
  ]) {
    // All of them, so that one run shows everything there is to mend.
    await run(program, args, { env }).catch((failure) => failed.push(failure.message));
  }
  if (failed.length > 0) throw new Stop(failed.join('\n'));
});
