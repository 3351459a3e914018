/**
 * Which Rust compiles what, and with which standard library.
 *
 * Native code: the `cargo` on `PATH`. WebAssembly: the same one if its compiler has the standard library for wasm32, else
 * Debian's compiler together with one that `tools/parts/standard-library.mjs` has built for it. What is shipped is linked with a
 * smaller one, which is built the same way for either compiler. What is built lies in sysroots of our own under the output
 * directory, so no installed toolchain is changed.
 *
 * Nothing is remembered between runs: what is installed now decides.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { inTarget, target } from './paths.mjs';
import { capture, isExecutable, which } from './run.mjs';

export const wasm = 'wasm32-unknown-unknown';

/** The compiler on `PATH`, whoever has put it there. */
export const onPath = { name: 'path', cargo: which('cargo') ?? 'cargo', rustc: 'rustc', env: {} };

const linker = '/usr/bin/wasm-ld-22';

/** Debian's compiler. */
export const debian = {
  name: 'debian',
  cargo: '/usr/bin/cargo',
  rustc: '/usr/bin/rustc',
  clippy: '/usr/bin/cargo-clippy',
  env: {
    RUSTC: '/usr/bin/rustc',
    RUSTDOC: '/usr/bin/rustdoc',
    // Subcommands are looked up on PATH, and the `cargo-clippy` of another toolchain would not fit this compiler.
    PATH: `/usr/bin${path.delimiter}${process.env.PATH}`,
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: linker,
  },
};

/** Lets a compiler that is not a nightly one take unstable options: to build a standard library, and for the flags of one. */
export const bootstrap = { RUSTC_BOOTSTRAP: '1' };

/** The standard libraries that can be built. `flags` are for all that is linked with one, too. */
export const libraries = {
  /** What rustup would bring. Its panics say what has gone wrong, so tests need it. */
  ordinary: { name: 'ordinary', crates: 'std,panic_abort,test', features: '', flags: [] },
  /**
   * A panic is a trap and nothing more, so all that would write its message is left out, and the places it would name. Small functions
   * are inlined before LLVM sees them, which Rust does by itself only where it optimises for speed. Rust does not call these flags
   * stable yet: an ordinary compiler takes them only with RUSTC_BOOTSTRAP.
   */
  small: {
    name: 'small',
    crates: 'std,panic_abort',
    features: 'optimize_for_size',
    flags: ['-Zunstable-options', '-Cpanic=immediate-abort', '-Zlocation-detail=none', '-Zinline-mir=yes'],
  },
};

/** A way to call Cargo: the program, and the environment it needs. The output directory is said, for a personal configuration may name another. */
export function nativeCargo() {
  return { cargo: onPath.cargo, env: { ...process.env, CARGO_TARGET_DIR: target } };
}

/** A way to call Cargo for wasm32, or `undefined` if this machine cannot compile for it yet. */
export function wasmCargo() {
  const compiler = wasmCompiler();
  return compiler === debian ? linkedWith(debian, libraries.ordinary) : compiler && nativeCargo();
}

/** The same for what is shipped: linked with the small standard library if there is one, which `isSmall` tells. */
export function shippingCargo() {
  const compiler = wasmCompiler();
  const isSmall = Boolean(compiler) && isBuilt(compiler, libraries.small);
  return isSmall ? { ...linkedWith(compiler, libraries.small), isSmall } : { ...wasmCargo(), isSmall };
}

/** The compiler that makes WebAssembly, if there is one with all it needs. */
export function wasmCompiler() {
  if (!process.env.HOLDFAST_SETUP_NO_RUSTUP && existsSync(libraryIn(sysrootOf(onPath)))) return onPath;
  const hasDebian = [debian.cargo, linker].every(isExecutable) && isBuilt(debian, libraries.ordinary);
  return hasDebian ? debian : undefined;
}

/** Where a compiler has its libraries, and their sources if they are installed. */
export const sysrootOf = ({ rustc }) => capture(rustc, ['--print', 'sysroot']) ?? '';

/** The directory of the standard library for wasm32 in a sysroot. */
export const libraryIn = (sysroot) => path.join(sysroot, 'lib', 'rustlib', wasm, 'lib');

/**
 * Where we keep what we have built. A standard library fits only the compiler that made it; and another library is another directory,
 * or Cargo would take for up to date what was compiled with the one before.
 */
export function builtSysroot({ name, rustc }, library) {
  const made = createHash('sha256').update(JSON.stringify([capture(rustc, ['-vV']), library]));
  return inTarget('tools', 'std', `${name}-${library.name}-${made.digest('hex').slice(0, 12)}`);
}

/** It gets its name when it is complete. */
const isBuilt = (compiler, library) => existsSync(builtSysroot(compiler, library));

function linkedWith(compiler, library) {
  const flags = (process.env.RUSTFLAGS ?? '').split(' ').filter(Boolean);
  flags.push(...library.flags, '--sysroot', builtSysroot(compiler, library));
  const isUnstable = library.flags.length > 0;
  // Options only: no unstable feature of the language, which crates would otherwise find by trying, and use.
  // And nothing prints a value as Rust would show it to a programmer: that is for tests.
  if (isUnstable) flags.push('-Zallow-features=', '-Zfmt-debug=none');
  const env = {
    ...process.env,
    ...compiler.env,
    CARGO_TARGET_DIR: target,
    ...(isUnstable && bootstrap),
    // The encoded form, because a path may contain a space. It takes the place of RUSTFLAGS.
    CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f'),
  };
  return { cargo: compiler.cargo, env };
}
