/** What has to be on a machine, by what one wants to do there. */
import { bindgen } from './bindgen.mjs';
import { browser } from './browser.mjs';
import { cargoFuzz } from './cargo-fuzz.mjs';
import { secondBrowser } from './firefox.mjs';
import { lintTools } from './lint-tools.mjs';
import { llvmTools } from './llvm-tools.mjs';
import { node } from './node.mjs';
import { nodeModules } from './node-modules.mjs';
import { otherBrowsers } from './other-browsers.mjs';
import { rust } from './rust.mjs';
import { smallLibrary } from './small-library.mjs';
import { valgrind } from './valgrind.mjs';
import { wasmTarget } from './wasm-target.mjs';

export const toBuild = [node, rust, nodeModules, wasmTarget, smallLibrary, bindgen];
export const toTest = [...toBuild, browser];
/** The end-to-end tests; so much is enough for all suites. */
export const toTestEndToEnd = [...toTest, secondBrowser];
/** Beside what testing needs, for `npm run campaign -- engines` alone. */
export const toCompareEngines = [...toTest, otherBrowsers];
export const toLint = [node, rust, nodeModules, wasmTarget, lintTools];
export const toFuzz = [node, rust, cargoFuzz];
export const toCover = [node, rust, llvmTools];
export const toCount = [node, rust, valgrind];
