/** Rust's standard library for wasm32: through rustup where that works, else on Debian by building it. */

import { capture, run, Stop, which } from '../lib/run.mjs';
import { debian, libraries, wasm, wasmCompiler } from '../lib/rust.mjs';
import { aptInstall, canUseApt } from './apt.mjs';
import { buildLibrary } from './standard-library.mjs';

/** Debian ships a compiler that can make WebAssembly, and the source of the standard library. */
const packages = ['rustc-web', 'cargo-web', 'rust-web-src', 'lld-22'];

export const wasmTarget = {
  what: "Rust's WebAssembly target (rustup; without it, Debian's compiler and a standard library built once)",
  takes: '10 seconds with rustup, else 2 to 3 minutes',
  isMissing: () => wasmCompiler() === undefined,
  async install() {
    await tryRustup();
    if (wasmCompiler()) return;
    if (!hasPackages() && canUseApt()) await aptInstall(packages);
    if (!hasPackages()) throw new Stop(remedy);
    await buildLibrary(debian, libraries.ordinary);
    if (!wasmCompiler()) throw new Stop(remedy);
  },
};

const hasPackages = () => capture('dpkg', ['--status', ...packages]) !== undefined;

async function tryRustup() {
  if (process.env.HOLDFAST_SETUP_NO_RUSTUP) return;
  if (!which('rustup')) return console.log('No rustup here.');
  try {
    await run('rustup', ['target', 'add', wasm]);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    console.log(`${error.message}; trying Debian's compiler instead.`);
  }
}

const remedy = `Rust cannot compile for WebAssembly here, and this script cannot change that.
Do one of these, then run it again:
  - with rustup (https://rustup.rs):      rustup target add ${wasm}
  - with another distribution's Rust:     install its package of the ${wasm} standard library
  - on Debian 12, as root:                apt-get install ${packages.join(' ')}`;
