/** `npm run lint`: formatting and lints of Rust, natively and for the browser, and of JavaScript and TypeScript. */
import { inRoot } from './lib/paths.mjs';
import { main, run } from './lib/run.mjs';
import { nativeCargo, wasm, wasmCargo } from './lib/rust.mjs';
import { setUp } from './lib/set-up.mjs';
import { browserTests } from './lib/test-targets.mjs';
import { toLint } from './parts/index.mjs';

const strictly = ['--', '--deny', 'warnings'];

await main(async () => {
  await setUp(toLint);
  const native = nativeCargo();
  const browser = wasmCargo();
  await run(native.cargo, ['fmt', '--check'], { env: native.env });
  await run(inRoot('node_modules', '.bin', 'biome'), ['ci', process.stdout.isTTY ? '--colors=force' : '--colors=off', '.']);
  await run(native.cargo, ['clippy', '--all-targets', ...strictly], { env: native.env });
  const inBrowser = ['--target', wasm, '--lib', ...browserTests(browser)];
  await run(browser.cargo, ['clippy', ...inBrowser, ...strictly], { env: browser.env });
});
