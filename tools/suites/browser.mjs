/**
 * The Rust tests that need a browser: every test target below `tests/browser`, in headless Chromium.
 *
 * `webdriver.json` holds the switches of the browser. ChromeDriver gives each session a fresh profile.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot, inTarget } from '../lib/paths.mjs';
import { runAndKeep } from '../lib/run.mjs';
import { wasm, wasmCargo } from '../lib/rust.mjs';
import { browserTests } from '../lib/test-targets.mjs';
import { xtask } from '../parts/bindgen.mjs';
import { chromedriver, chromium } from '../parts/browser.mjs';
import { cargoCounts } from './cargo-counts.mjs';

export async function browser() {
  const toolchain = wasmCargo();
  const runner = `target.${wasm}.runner=${JSON.stringify([xtask, 'test-runner'])}`;
  const env = {
    ...toolchain.env,
    CHROMEDRIVER: chromedriver(),
    WASM_BINDGEN_TEST_WEBDRIVER_JSON: capabilities(),
    WASM_BINDGEN_TEST_TIMEOUT: '300',
  };
  const args = ['test', '--no-fail-fast', '--target', wasm, '--config', runner, ...browserTests(toolchain)];
  return cargoCounts(await runAndKeep(toolchain.cargo, args, { env }));
}

/** The capabilities with the browser of this machine written in. */
function capabilities() {
  const file = inTarget('webdriver.json');
  const common = JSON.parse(readFileSync(inRoot('webdriver.json'), 'utf8'));
  common['goog:chromeOptions'].binary = chromium();
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(common));
  return file;
}
