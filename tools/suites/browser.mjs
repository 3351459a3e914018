/**
 * The Rust tests that need a browser: every test target below `tests/browser`, in headless Chromium.
 *
 * `webdriver.json` holds the switches of the browser. ChromeDriver gives each session a fresh profile.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot, inTarget } from '../lib/paths.mjs';
import { capture, runAndKeep } from '../lib/run.mjs';
import { wasm, wasmCargo } from '../lib/rust.mjs';
import { xtask } from '../parts/bindgen.mjs';
import { chromedriver, chromium } from '../parts/browser.mjs';
import { cargoCounts } from './cargo-counts.mjs';

export async function browser() {
  const { cargo, env } = wasmCargo();
  const runner = `target.${wasm}.runner=${JSON.stringify([xtask, 'test-runner'])}`;
  const targets = browserTargets(cargo, env).flatMap((name) => ['--test', name]);
  const result = await runAndKeep(cargo, ['test', '--no-fail-fast', '--target', wasm, '--config', runner, ...targets], {
    env: { ...env, CHROMEDRIVER: chromedriver(), WASM_BINDGEN_TEST_WEBDRIVER_JSON: capabilities(), WASM_BINDGEN_TEST_TIMEOUT: '300' },
  });
  return cargoCounts(result);
}

function browserTargets(cargo, env) {
  const described = capture(cargo, ['metadata', '--no-deps', '--format-version', '1'], { env });
  const within = inRoot('tests', 'browser') + path.sep;
  return JSON.parse(described ?? '{"packages":[]}')
    .packages.flatMap((one) => one.targets)
    .filter((one) => one.kind.includes('test') && one.src_path.startsWith(within))
    .map((one) => one.name);
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
