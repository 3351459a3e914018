/**
 * The Rust tests that need a browser: every test target below `tests/browser`, in headless Chromium.
 *
 * `webdriver.json` holds the switches of the browser. ChromeDriver gives each session a fresh profile.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot, inTarget } from '../lib/paths.mjs';
import { capture, runAndKeep, Stop } from '../lib/run.mjs';
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

/** Compiles the same tests for somebody else to run; the modules. */
export async function compileBrowserTests() {
  const toolchain = wasmCargo();
  const args = ['test', '--no-run', '--target', wasm, '--message-format', 'json', ...browserTests(toolchain)];
  // The messages are for programs: a long text on stdout, what is for people goes to stderr.
  const messages = capture(toolchain.cargo, args, {
    env: toolchain.env,
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (messages === undefined) throw new Stop('The tests for a browser do not compile.');
  const modules = messages.split('\n').map((line) => JSON.parse(line).executable);
  return modules.filter(Boolean);
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
