/**
 * The small standard library that the shipped engine is linked with, built from the source that comes with the compiler.
 *
 * Without it everything works, and the engine is larger. So where it cannot be had, that is said once and noted, and builds go on;
 * `npm run setup` tries again.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inTarget } from '../lib/paths.mjs';
import { run, Stop, which } from '../lib/run.mjs';
import { builtSysroot, libraries, onPath, shippingCargo, wasmCompiler } from '../lib/rust.mjs';
import { buildLibrary, hasSource } from './standard-library.mjs';

const note = inTarget('tools', 'std', 'cannot-be-built');

export const smallLibrary = {
  what: 'a small standard library for the engine (rustup component rust-src; built once)',
  takes: '1 minute',
  isMissing: () => !shippingCargo().isSmall && !isGivenUp(wasmCompiler()),
  async install() {
    const compiler = wasmCompiler();
    try {
      await getSource(compiler);
      await buildLibrary(compiler, libraries.small);
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      mkdirSync(path.dirname(note), { recursive: true });
      writeFileSync(note, builtSysroot(compiler, libraries.small));
      console.log(`${error.message}\n${withoutIt}`);
    }
  },
};

/** Forgets that it could not be built. */
export const tryAgain = () => rmSync(note, { force: true });

/** What it means to be without it, and what to do. */
export const withoutIt = `The engine is linked with the ordinary standard library. It works the same, but is about 7 KB larger after gzip, so that
\`npm run size\` may fail. To have the small one: Rust 1.92 or newer with the source of its standard library (\`rustup component add
rust-src\`, on Debian the package rust-web-src) and a network, then \`npm run setup\`.`;

const isGivenUp = (compiler) =>
  Boolean(compiler) && existsSync(note) && readFileSync(note, 'utf8') === builtSysroot(compiler, libraries.small);

async function getSource(compiler) {
  if (hasSource(compiler)) return;
  if (compiler === onPath && which('rustup')) await run('rustup', ['component', 'add', 'rust-src']);
  if (!hasSource(compiler)) throw new Stop('The source of the standard library is not installed.');
}
